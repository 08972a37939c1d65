"""Did you mean: how often the right word is first, and among the first five; how quick, and how large.

    python bench/spelling.py [--pairs FILE] [--words FILE] [--derive]

FILE of pairs: a misspelling, a tab, the right word (or several, with commas) on each line. FILE of words: a
word, or a word, a tab and in how many documents it stands; without it, the right words are the list.
`--derive` counts the costs of ideaboard/search/mistyping.py anew from one half of the pairs; the other half
shows what they are worth.
"""

import argparse
import random
import statistics
import string
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from math import log
from pathlib import Path

from ideaboard.search import mistyping
from ideaboard.search.spelling import Lexicon
from ideaboard.search.words import fold

DATA = Path(__file__).parents[2] / "shared" / "data"
PAIRS = DATA / "spelling" / "aspell-05-common.tab"
MANY = 100_000
Pair = tuple[str, frozenset[str]]
Words = dict[str, int]
# A kind of slip, and whether at the first letter, an inner one or the last.
Slip = tuple[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pairs", type=Path, default=PAIRS)
    parser.add_argument("--words", type=Path)
    parser.add_argument("--derive", action="store_true")
    options = parser.parse_args()
    if not options.pairs.exists():
        parser.exit(1, f"There is no file {options.pairs}: name one with --pairs.\n")
    learnt, held_out = halves(pairs(options.pairs))
    if options.derive:
        derive(learnt)
        return
    right = rights(learnt + held_out)
    print(f"{len(learnt) + len(held_out)} pairs, {len(right)} right words. Times are of the processor,")
    print(f"where 100,000 additions take {floor():.1f} ms.")
    if options.words:
        measure("The given words", listed(options.words), learnt, held_out)
        return
    measure("The right words", right, learnt, held_out)
    measure("Among made-up words, for speed and size", right | made_up(right, MANY), learnt, held_out)


def plain(word: str) -> str:
    """The word as the index has it: folded, an apostrophe left out."""
    return fold(word.strip().replace("'", "").replace("’", ""))


def pairs(file: Path) -> list[Pair]:
    found = []
    for line in file.read_text("utf8").splitlines():
        typed, tab, right = line.partition("\t")
        if tab:
            found.append((plain(typed), frozenset(plain(word) for word in right.split(","))))
    return found


def rights(whole: list[Pair]) -> Words:
    return dict.fromkeys(sorted({word for _, right in whole for word in right}), 1)


def halves(whole: list[Pair]) -> tuple[list[Pair], list[Pair]]:
    """The half that costs were counted and settings tuned on, and the one held out; always the same."""
    mixed = list(whole)
    random.Random(1).shuffle(mixed)
    return mixed[: len(mixed) // 2], mixed[len(mixed) // 2 :]


def listed(file: Path) -> Words:
    words: Words = {}
    for line in file.read_text("utf8").splitlines():
        word, _, count = line.partition("\t")
        if plain(word):
            words[plain(word)] = words.get(plain(word), 0) + int(count or 1)
    return words


def made_up(words: Iterable[str], many: int) -> Words:
    """Words that look like these: each letter after two others as often as there."""
    follows: dict[str, list[str]] = defaultdict(list)
    for word in words:
        for at, letter in enumerate(f"{word}\n"):
            follows[f"  {word}"[at : at + 2]].append(letter)
    dice = random.Random(2)
    made: Words = {}
    while len(made) < many:
        word = "  "
        while not word.endswith("\n") and len(word) < 20:
            word += dice.choice(follows[word[-2:]])
        made[word.strip()] = 1
    return made


def measure(title: str, words: Words, *parts: list[Pair]) -> None:
    before, start = resident(), time.thread_time()
    lexicon = Lexicon()
    lexicon.add("segment", words.items())
    built = time.thread_time() - start
    print(f"\n{title}: {len(words)}; built in {built:.2f} s, {resident() - before:.0f} MB")
    # The first word ever asked for fills caches, once in the life of a process (some 20 ms).
    lexicon.suggest("warm")
    took: list[float] = []
    places = [[place(lexicon, pair, took) for pair in part] for part in parts]
    for name, found in zip(("half derived from", "half held out"), places, strict=True):
        print(f"  {name:18}{share(found)}")
    print(f"  {'whole':18}{share([*chain(*places)])}")
    cuts = statistics.quantiles(took, n=100)
    print(f"  a word: p50 {cuts[49]:.2f} ms, p95 {cuts[94]:.2f} ms, most {max(took):.2f} ms")


def place(lexicon: Lexicon, pair: Pair, took: list[float]) -> int:
    """Where the right word stands, from 0; 5 when it is not among the first five."""
    typed, right = pair
    start = time.thread_time()
    found = [word for word, _ in lexicon.suggest(typed, limit=5)]
    took.append((time.thread_time() - start) * 1000)
    # "didnt" is found as it is: nothing is to be corrected.
    found = [typed, *found][:5] if typed in right else found
    return next((at for at, word in enumerate(found) if word in right), 5)


def share(places: list[int]) -> str:
    first, five = places.count(0) / len(places), sum(at < 5 for at in places) / len(places)
    return f"right first {first:6.1%}, in the first five {five:6.1%}"


def floor() -> float:
    """Milliseconds for 100,000 additions: read the others as ratios to it."""
    start, total = time.thread_time(), 0
    for number in range(100_000):
        total += number
    return (time.thread_time() - start) * 1000


def resident() -> float:
    """Megabytes of memory in use (Linux; 0 elsewhere)."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 / 1e6 if status.exists() else 0.0


def derive(learnt: list[Pair]) -> None:
    """Count slips among pairs of one edit, and the places where each could have happened."""
    seen: Counter[Slip] = Counter()
    could: Counter[Slip] = Counter()
    for typed, right in learnt:
        for word in right:
            slips = single_slips(word)
            if typed in slips:
                seen[slips[typed]] += 1
                could.update(slips.values())
    rates = {kind: (seen[kind, "inner"] + 0.5) / could[kind, "inner"] for kind in mistyping.SLIPS}
    for kind, rate in rates.items():
        counted = f"{seen[kind, 'inner']:5} of {could[kind, 'inner']}"
        print(f"{kind:18}{counted:18}{-log(rate):5.1f} (now {mistyping.SLIPS[kind]})")
    for group, (first, last) in mistyping.PLACES.items():
        kinds = [kind for kind in rates if operation(kind) == group]
        for where, now in (("first", first), ("last", last)):
            found = sum(seen[kind, where] for kind in kinds)
            expected = sum(rates[kind] * could[kind, where] for kind in kinds)
            if expected:
                counted = f"{found:5} for {expected:.0f}"
                print(f"{group:9}{where:9}{counted:18}{log(expected / (found + 0.5)):+5.1f} (now {now})")


def operation(kind: str) -> str:
    word = kind.split()[0]
    return word if word in mistyping.PLACES else "instead"


def single_slips(word: str) -> dict[str, Slip]:
    """What is typed when one thing goes wrong in the word, with the kind (the likeliest) and the place."""
    found: dict[str, Slip] = {}
    for typed, kind, where in every_slip(word):
        if typed not in found or mistyping.SLIPS[kind] < mistyping.SLIPS[found[typed][0]]:
            found[typed] = kind, where
    return found


def every_slip(word: str) -> Iterator[tuple[str, str, str]]:
    for at in range(len(word) + 1):
        before, rest, last = word[:at], word[at:], word[at - 1 : at]
        where = "inner" if before and rest else "last" if before else "first"
        for letter in string.ascii_lowercase:
            yield before + letter + rest, mistyping.added(letter, last), where
        if not rest:
            return
        own, after = rest[0], rest[1:]
        where = "inner" if before and after else "last" if before else "first"
        yield before + after, mistyping.missed(own, last), where
        for letter in string.ascii_lowercase:
            if letter != own:
                yield before + letter + after, mistyping.instead(letter, own), where
        if after and after[0] != own:
            yield before + after[0] + own + after[1:], mistyping.swapped(own, after[0]), where


if __name__ == "__main__":
    main()
