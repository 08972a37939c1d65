"""`make bench`: every measurement, each as a ratio to a floor of the same run."""

from bench import pages

if __name__ == "__main__":
    pages.main()
