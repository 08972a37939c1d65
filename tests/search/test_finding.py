"""What a person types finds what they mean."""

from collections.abc import Iterator

import pytest

from tests.search.shelf import Shelf, document

LIBRARY = [
    document("title", "Parking for bicycles", "Nowhere to lock them."),
    document("body", "A quieter floor", "The dishwasher hums all afternoon."),
    document("tags", "Fridays", "Nothing else.", tags=("homeoffice",)),
    document("answer", "Lamps", "They flicker.", answer="The electrician comes on Tuesday."),
    document("comments", "Stairs", "Too steep.", comments="Me too.\nBanisters would help."),
    document("author", "Plants", "More green.", author="Wilhelmina Østergård"),
    document("pihole", "A pi-hole against adverts", "On the guest network."),
    document("email", "Fewer e-mails", "Nobody reads them."),
    document("cafe", "Café au lait", "Instead of naïve filter coffee."),
    document("straße", "Straßenbahn", "Ein Jobticket für alle."),
    document("kitchen", "Coffee in the kitchen", "A second machine, please."),
    document("coffee", "Coffee beans", "Buy better ones. Coffee, coffee, coffee."),
    document("office", "Kitchen garden", "Herbs on the roof."),
    document("chinese", "充電器を増やしてほしい", "電気自転車のために"),
    document("it", "IT support at night", "The night shift needs it."),
    document("report", "The annual report", "State of the art printing."),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path_factory.mktemp("library")).put(LIBRARY)
    yield shelf
    shelf.finder.close()


@pytest.mark.parametrize(
    ("field", "word"),
    [
        ("title", "bicycles"),
        ("body", "dishwasher"),
        ("tags", "homeoffice"),
        ("answer", "electrician"),
        ("comments", "banisters"),
        ("author", "wilhelmina"),
    ],
)
def test_a_word_is_found_in_every_field(library: Shelf, field: str, word: str) -> None:
    assert library.keys(word + " ") == [field]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("bicycle", "title"),
        ("BICYCLES", "title"),
        ("humming", "body"),
        ("flickering", "answer"),
        ("banister", "comments"),
    ],
)
def test_other_endings_of_a_word_are_found(library: Shelf, typed: str, key: str) -> None:
    assert library.keys(typed) == [key]


@pytest.mark.parametrize("typed", ["pihole", "pi-hole", "pi hole", "Pi‑Hole", "PI-HOLE", "pi-h", "piho"])
def test_a_hyphen_makes_no_difference(library: Shelf, typed: str) -> None:
    assert library.keys(typed)[0] == "pihole"


@pytest.mark.parametrize("typed", ["email", "e-mail", "emails", "e mail"])
def test_email_is_found_however_it_is_written(library: Shelf, typed: str) -> None:
    assert library.keys(typed)[0] == "email"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("cafe", "cafe"),
        ("café", "cafe"),
        ("cafe\u0301", "cafe"),
        ("NAIVE", "cafe"),
        ("ostergard", "author"),
        ("strassenbahn", "straße"),
    ],
)
def test_accents_make_no_difference(library: Shelf, typed: str, key: str) -> None:
    assert library.keys(typed) == [key]


@pytest.mark.parametrize("typed", ["充電器", "自転車", "充"])
def test_a_script_without_spaces_is_found_by_its_parts(library: Shelf, typed: str) -> None:
    assert library.keys(typed) == ["chinese"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bycicles", "bicycles"),
        ("bicycels", "bicycles"),
        ("dishwaher", "dishwasher"),
        ("dishhwasher", "dishwasher"),
        ("dishwesher", "dishwasher"),
        ("elecrtician", "electrician"),
        ("plnats", "plants"),
    ],
)
def test_one_typo_still_finds_the_word_and_says_what_was_meant(
    library: Shelf, typed: str, meant: str
) -> None:
    found = library.find(typed)
    assert found.total == 1
    assert found.did_you_mean == meant


def test_a_correction_keeps_the_rest_of_what_was_typed(library: Shelf) -> None:
    assert library.find('"coffee beans"  -kitchen dishwaher').did_you_mean == (
        '"coffee beans" -kitchen dishwasher'
    )


def test_nothing_is_suggested_for_a_word_that_is_there(library: Shelf) -> None:
    assert library.find("coffee kitchen").did_you_mean is None


def test_a_word_that_is_like_no_other_finds_nothing(library: Shelf) -> None:
    found = library.find("xylophonist")
    assert (found.total, found.hits, found.did_you_mean) == (0, [], None)


def test_a_last_word_still_being_typed_finds_what_it_begins(library: Shelf) -> None:
    assert library.keys("dishw") == ["body"]
    assert library.keys("dishw ") == []


def test_all_words_rank_above_some_of_them(library: Shelf) -> None:
    keys = library.keys("kitchen coffee")
    assert keys[0] == "kitchen"
    assert set(keys[1:]) == {"coffee", "office", "cafe"}


def test_all_words_in_passing_rank_above_one_of_them_everywhere(shelf: Shelf) -> None:
    shouted = document("shouted", "Hammock hammock", "Hammock. " * 9, tags=("hammock",), answer="Hammock!")
    others = [document(f"other:{n}", "Coffee", "A machine.") for n in range(20)]
    passing = document("passing", "Lunch", comments="Some words. " * 80 + "Coffee in a hammock.")
    shelf.put([shouted, *others, passing])
    assert shelf.keys("coffee hammock ")[:2] == ["passing", "shouted"]


def test_two_words_typed_apart_find_the_one_they_make(shelf: Shelf) -> None:
    shelf.put([document("one", "A pihole for guests"), document("other", "A whiteboard")])
    assert shelf.keys("pi hole") == ["one"]
    assert shelf.keys("white board ") == ["other"]


@pytest.mark.parametrize("typed", ["streetlights", "streetlight ", "street lights", "street-lights"])
def test_a_word_typed_as_one_finds_the_two_it_is_written_as(shelf: Shelf, typed: str) -> None:
    shelf.put(
        [
            document("apart", "Street lights", "More of them."),
            document("far", "Lights", "In every street."),
            document("other", "Whiteboards"),
        ]
    )
    found = shelf.find(typed)
    assert found.hits[0].key == "apart"
    assert found.did_you_mean is None


def test_a_title_counts_more_than_a_body(shelf: Shelf) -> None:
    shelf.put([document("in-body", "Roof", "A garden here."), document("in-title", "Garden", "A roof here.")])
    assert shelf.keys("garden ") == ["in-title", "in-body"]


def test_a_rare_word_counts_more_than_a_common_one(shelf: Shelf) -> None:
    common = [document(f"common:{n}", "Meeting room", "A door.") for n in range(20)]
    shelf.put([*common, document("rare", "Hammock room", "A door.")])
    assert shelf.keys("meeting hammock ")[0] == "rare"


def test_of_equals_the_newest_is_first(shelf: Shelf) -> None:
    days = [3, 1, 5, 2, 4]
    shelf.put(document(f"{day}", "Desk", created=f"2026-03-0{day}T09:00:00Z") for day in days)
    assert shelf.keys("desk") == ["5", "4", "3", "2", "1"]
    pages = [shelf.keys("desk", offset=offset, limit=2) for offset in (0, 2, 4, 6)]
    assert pages == [["5", "4"], ["3", "2"], ["1"], []]


def test_a_phrase_must_stand_as_it_is_written(library: Shelf) -> None:
    assert library.keys('"state of the art"') == ["report"]
    assert library.keys('"coffee beans"') == ["coffee"]
    assert library.keys('"beans coffee"') == []
    assert library.keys("“coffee beans”") == ["coffee"]


def test_a_phrase_does_not_reach_from_one_field_into_another(library: Shelf) -> None:
    assert library.keys('"kitchen a second"') == []


def test_a_phrase_is_required_beside_other_words(library: Shelf) -> None:
    assert library.keys('kitchen "coffee beans"') == ["coffee"]


def test_a_minus_leaves_out(library: Shelf) -> None:
    assert library.keys("coffee -kitchen") == ["coffee", "cafe"]
    assert library.keys('coffee -"coffee beans"') == ["kitchen", "cafe"]
    assert library.keys("adverts -pihole") == []
    assert library.keys("adverts -pi-hole") == []


def test_a_hyphen_inside_a_word_leaves_nothing_out(library: Shelf) -> None:
    assert library.keys("pi-hole") == ["pihole"]


@pytest.mark.parametrize("typed", ["", "   ", "-coffee", "*", '""', "-", "!?"])
def test_a_query_without_a_word_to_find_finds_nothing(library: Shelf, typed: str) -> None:
    assert library.find(typed).total == 0


def test_small_words_do_not_blur_a_question(library: Shelf) -> None:
    assert library.keys("is there coffee in the kitchen?")[0] == "kitchen"
    assert "report" not in library.keys("what is the use of coffee")


def test_small_words_are_found_when_there_are_no_others(library: Shelf) -> None:
    assert "report" in library.keys("of the")


def test_it_in_capitals_is_a_department(library: Shelf) -> None:
    assert library.keys("IT coffee")[0] == "it"
    assert "it" not in library.keys("it coffee")


def test_the_terms_are_the_stems_that_were_searched(library: Shelf) -> None:
    assert library.find("coffees -kitchen bycicles").terms >= {"coffe", "bicycl"}
    assert "kitchen" not in library.find("coffees -kitchen").terms


def test_hits_come_with_falling_scores(library: Shelf) -> None:
    scores = [hit.score for hit in library.find("coffee kitchen").hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


@pytest.mark.parametrize(
    ("name", "value"), [("category", "garden"), ("status", "done"), ("kind", "story"), ("tag", "Roof")]
)
def test_a_filter_narrows_hits_and_total(shelf: Shelf, name: str, value: str) -> None:
    fact = {"tags": (value,)} if name == "tag" else {name: value}
    shelf.put([document("other", "Herbs"), document("wanted", "Herbs", **fact)])  # type: ignore[arg-type]
    assert shelf.find("herbs").total == 2
    found = shelf.find("herbs", filters={name: value})
    assert ([hit.key for hit in found.hits], found.total) == (["wanted"], 1)
    assert shelf.find("herbs", filters={name: "nothing"}).total == 0


def test_similar_shares_telling_words_and_leaves_out_what_is_excluded(library: Shelf) -> None:
    text = "Another coffee machine\nFor the kitchen on the third floor."
    hits = library.finder.similar(text, audiences=["inside"])
    assert hits[0].key == "kitchen"
    assert "coffee" in [hit.key for hit in hits]
    rest = library.finder.similar(text, audiences=["inside"], exclude=["kitchen"], limit=1)
    assert [hit.key for hit in rest] != ["kitchen"]
    assert len(rest) == 1


def test_what_repeats_a_title_comes_before_what_shares_more_words(shelf: Shelf) -> None:
    body = "So that nobody walks in the dark hall at night and falls over the crates of the day shift."
    shelf.put(
        [
            document("longer", "A dark hall at night", body + " Automatic lights would help the day shift."),
            document("repeated", "Automatic lights", "Short."),
            document("other", "Chairs", "None."),
        ]
    )
    hits = shelf.finder.similar(f"Automatic lights\n{body}", audiences=["inside"])
    assert [hit.key for hit in hits] == ["repeated", "longer"]
    assert hits[0].score > 0.9
    assert set(hits[0].shared) == {"automatic", "lights"}
    assert 0 < hits[1].score < hits[0].score <= 1


def test_similar_needs_no_word_in_common_to_answer(library: Shelf) -> None:
    assert library.finder.similar("Xylophonists\n", audiences=["inside"]) == []
    assert library.finder.similar("", audiences=["inside"]) == []
