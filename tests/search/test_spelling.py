"""Did you mean: the right word first, for every kind of slip, and nothing that the asker may not see."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import spelling as bench
from ideaboard.search.mistyping import costs
from ideaboard.search.sounding import sounds
from ideaboard.search.spelling import Lexicon
from tests.conftest import data

# Few letters, so that words lie near each other.
WORD = st.text("abceht", min_size=1, max_size=8)
COUNTS = st.dictionaries(WORD, st.integers(1, 50), min_size=1, max_size=12)


def lexicon(words: Mapping[str, int]) -> Lexicon:
    made = Lexicon()
    made.add("one", words.items())
    return made


def meant(typed: str, *words: str) -> list[str]:
    return [word for word, _ in lexicon(dict.fromkeys(words, 1)).suggest(typed)]


def test_most_of_four_thousand_misspellings_are_put_right_also_those_not_learnt_from() -> None:
    learnt, held_out = bench.halves(bench.pairs(data("spelling") / "aspell-05-common.tab"))
    made = lexicon(bench.rights(learnt + held_out))
    places = [[bench.place(made, pair, []) for pair in half] for half in (learnt, held_out)]
    for found in (places[0] + places[1], places[1]):
        assert found.count(0) >= 0.85 * len(found)
        assert sum(place < 5 for place in found) >= 0.95 * len(found)


def test_most_are_put_right_among_seven_times_as_many_other_words() -> None:
    learnt, held_out = bench.halves(bench.pairs(data("spelling") / "aspell-05-common.tab"))
    rights = bench.rights(learnt + held_out)
    made = lexicon(rights | bench.made_up(rights, 20_000))
    places = [bench.place(made, pair, []) for pair in held_out]
    assert places.count(0) >= 0.85 * len(places)
    assert sum(place < 5 for place in places) >= 0.95 * len(places)


@pytest.mark.parametrize(
    ("typed", "right", "other"),
    [
        ("thier", "their", "thief"),  # neighbours that changed places
        ("recieve", "receive", "relieve"),  # two vowels that did
        ("comittee", "committee", "comities"),  # a twin missed
        ("untill", "until", "untilled"),  # a twin added
        ("goverment", "government", "governed"),  # a consonant missed
        ("intresting", "interesting", "investing"),  # a vowel missed
        ("rythm", "rhythm", "rhyme"),  # a silent letter missed
        ("seperate", "separate", "desperate"),  # a vowel for a vowel
        ("absense", "absence", "absentee"),  # letters that sound alike
        ("publidh", "publish", "public"),  # a neighbour on the keyboard
        ("truely", "truly", "trudge"),  # a vowel added
        ("fotograph", "photograph", "autograph"),  # one spelling of a sound for another
        ("kwick", "quick", "wick"),
        ("nife", "knife", "nine"),  # a first letter that is silent
        ("bizness", "business", "boldness"),
        ("resteraunt", "restaurant", "resistance"),  # by ear, three edits away
        ("nessecary", "necessary", "secretary"),
        ("teh", "the", "ten"),  # a short word
    ],
)
def test_the_likelier_slip_wins(typed: str, right: str, other: str) -> None:
    assert meant(typed, right, other)[0] == right
    assert meant(typed, other, right)[0] == right


def test_the_first_letter_is_seldom_wrong() -> None:
    assert meant("batter", "matter", "better") == ["better", "matter"]


@pytest.mark.parametrize(("sheet", "cheat", "first"), [(1, 400, "cheat"), (400, 1, "sheet")])
def test_a_common_word_is_likelier_than_a_rare_one(sheet: int, cheat: int, first: str) -> None:
    assert lexicon({"sheet": sheet, "cheat": cheat}).suggest("sheat")[0][0] == first


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("verbeserungsvorschlag", "verbesserungsvorschlag"),
        ("uberstudnen", "uberstunden"),
        ("улучшене", "улучшение"),
        ("праздник", "праздники"),
        ("βελτιωση", "βελτιωσεις"),
        ("תרבת", "תרבות"),
    ],
)
def test_other_languages_and_scripts_are_put_right_by_plain_edits(typed: str, right: str) -> None:
    assert meant(typed, right, "cafeteria", "собрание") == [right]


@pytest.mark.parametrize("typed", ["東京都庁", "東京", "カフェテリ", "회사원", "ห้องประชุ"])
def test_scripts_without_spaces_give_nothing(typed: str) -> None:
    assert meant(typed, typed + "舍", typed[:-1], "東京都廳", "東都") == []
    assert meant("tokio", typed) == []


@pytest.mark.parametrize("typed", ["", "a", "2024", "1" * 40, "a" * 64, "kubernetes", "xyzzy"])
def test_what_is_no_slip_of_any_word_gives_nothing(typed: str) -> None:
    assert meant(typed, "a", "2025", "1" * 39, "a" * 63, "cafeteria", "committee") == []


def test_an_empty_lexicon_suggests_nothing() -> None:
    assert Lexicon().suggest("committee") == []


def test_nothing_typed_raises() -> None:
    made = lexicon(dict.fromkeys(("committee", "the", "улучшение"), 1))
    for line in json.loads((data("payloads") / "blns.json").read_text("utf8")):
        for typed in (line, *line.split()):
            made.suggest(typed)
    made.suggest("\ud800 \0 \n\u2028")


def test_a_word_is_never_suggested_for_itself() -> None:
    assert meant("committee", "committee", "committees") == ["committees"]


@given(COUNTS, COUNTS, WORD)
def test_nothing_is_suggested_that_nobody_wrote_or_that_is_gone(
    kept: dict[str, int], gone: dict[str, int], typed: str
) -> None:
    made = Lexicon()
    made.add("gone", gone.items())
    made.add("kept", kept.items())
    made.keep(["kept"])
    assert made.suggest(typed) == lexicon(kept).suggest(typed)
    made.keep([])
    assert made.suggest(typed) == []


@given(COUNTS, COUNTS, WORD, st.integers(1, 6))
def test_what_the_asker_may_not_see_neither_shows_nor_changes_order_or_scores(
    seen: dict[str, int], hidden: dict[str, int], typed: str, limit: int
) -> None:
    made = lexicon(seen)
    made.add("hidden", hidden.items())
    suggested = made.suggest(typed, limit=limit, known=lambda word: seen.get(word, 0))
    assert suggested == lexicon(seen).suggest(typed, limit=limit)


@given(COUNTS, WORD, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_the_words_came_in(
    words: dict[str, int], typed: str, dice: object
) -> None:
    mixed = list(words)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    made = Lexicon()
    for word in mixed:
        made.add(word, [(word, words[word])])
    suggested = made.suggest(typed)
    assert suggested == lexicon(words).suggest(typed)
    assert suggested == sorted(suggested, key=lambda each: (-each[1], each[0]))


def test_the_asker_is_asked_about_the_likeliest_only() -> None:
    asked: list[str] = []

    def known(word: str) -> int:
        asked.append(word)
        return 1

    words = [f"committee{letter}" for letter in "abcdefghijklm"] + ["committees", "committee"]
    assert lexicon(dict.fromkeys(words, 1)).suggest("comittee", limit=1, known=known)[0][0] == "committee"
    assert asked == ["committee"]


@given(WORD, st.lists(WORD, min_size=1, max_size=8))
def test_what_a_slip_costs_does_not_depend_on_the_words_beside(typed: str, words: list[str]) -> None:
    together = costs(typed, words)
    assert together == [costs(typed, [word])[0] for word in words]
    assert [cost == 0 for cost in together] == [word == typed for word in words]


@given(st.text("aeiprst", min_size=6, max_size=12), st.data())
def test_every_single_slip_in_a_longer_word_is_put_right(word: str, draw: st.DataObject) -> None:
    typed = draw.draw(st.sampled_from(sorted(bench.single_slips(word))))
    assert meant(typed, word) == ([word] if typed != word else [])


def test_words_that_sound_alike_have_one_sound() -> None:
    for one, other in (("nife", "knife"), ("fone", "phone"), ("rite", "write"), ("restront", "restaurant")):
        assert len(set(sounds([one, other]))) == 1
    assert len(set(sounds(["committee", "cafeteria", "knife"]))) == 3
