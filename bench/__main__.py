"""`make bench`: every measurement, each as a ratio to a floor of the same run.

What is found is measured where the data is.
"""

from bench import datasets, duplicates, pages, relevance, search, spelling, spotlight

if __name__ == "__main__":
    pages.main()
    for count in (10_000, search.POSTS):
        print(f"\nsearch, {count:,} posts")
        search.run(count)
    print("\nspotlight")
    spotlight.main()
    if datasets.DATA.is_dir():
        for name in datasets.JUDGED:
            print(f"\nrelevance, {name}")
            relevance.main(["--collection", name])
        for name in datasets.REPEATED:
            print(f"\nduplicates, {name}")
            duplicates.main(["--collection", name])
        print("\nspelling")
        spelling.main()
