from dataclasses import replace

import pytest

from ideaboard.db import Database
from ideaboard.errors import Gone, NotFound
from ideaboard.spotlight import lists, stories
from ideaboard.spotlight.parts import Credit, Medium, Note
from tests.spotlight.conftest import MARGIT, Release

LATER = "2026-03-05T10:00:00Z"


def _take_down(db: Database, slug: str, version: int) -> bool:
    with db.writing():
        return stories.take_down(db, slug, version=version, now=LATER)


def test_the_same_version_put_twice_changes_nothing(outside: Database, release: Release) -> None:
    release()
    with outside.writing():
        assert not stories.put(outside, replace(MARGIT, title="Another title"))
    assert stories.find(outside, MARGIT.slug) == MARGIT


def test_a_higher_version_replaces_the_words_and_keeps_the_first_day(
    outside: Database, release: Release
) -> None:
    release()
    release(version=2, title="Corrected", correction="A ring, not two.", published_at=LATER, updated_at=LATER)
    found = stories.find(outside, MARGIT.slug)
    assert (found.title, found.correction, found.updated_at) == ("Corrected", "A ring, not two.", LATER)
    assert found.published_at == MARGIT.published_at


def test_whom_a_story_credits_and_what_it_shows_comes_back_as_it_was_put(
    outside: Database, release: Release
) -> None:
    put = release(
        credits=(Credit("Margit Szabó", "Returns sorter", "Returns", "margit-1"), Credit("")),
        media=(Medium("picture", "ab.webp", "image/webp", "Crates, stacked", "By the ramp", 1200, 800, 9),),
        notes=(Note("update", "The shelf stands.", LATER, "done"),),
    )
    assert stories.find(outside, MARGIT.slug) == put


def test_a_late_lower_version_does_not_bring_old_words_back(outside: Database, release: Release) -> None:
    release(version=3, title="Third")
    release(version=2, title="Second")
    assert stories.find(outside, MARGIT.slug).title == "Third"


def test_taking_down_leaves_no_word_of_the_story_in_the_database(outside: Database, release: Release) -> None:
    release(correction="We misspelt a name.")
    assert _take_down(outside, MARGIT.slug, 1)
    kept = outside.row("SELECT * FROM stories")
    assert kept is not None
    assert {name for name, value in kept.items() if value} == {
        "slug",
        "version",
        "published_at",
        "updated_at",
        "gone_at",
    }
    with pytest.raises(Gone, match="taken back"):
        stories.find(outside, MARGIT.slug)


def test_taking_down_twice_changes_nothing(outside: Database, release: Release) -> None:
    release()
    assert _take_down(outside, MARGIT.slug, 1)
    assert not _take_down(outside, MARGIT.slug, 1)


@pytest.mark.parametrize("version", [1, 2])
def test_a_late_put_does_not_revive_a_story_that_is_gone(
    outside: Database, release: Release, version: int
) -> None:
    release()
    _take_down(outside, MARGIT.slug, 2)
    release(version=version)
    with pytest.raises(Gone):
        stories.find(outside, MARGIT.slug)


def test_a_story_taken_down_before_it_arrived_never_appears(outside: Database, release: Release) -> None:
    _take_down(outside, MARGIT.slug, 1)
    release()
    assert stories.latest(outside, limit=5) == []
    with pytest.raises(Gone):
        stories.find(outside, MARGIT.slug)


def test_a_late_taking_down_of_an_old_version_leaves_the_newer_one(
    outside: Database, release: Release
) -> None:
    release(version=2)
    assert not _take_down(outside, MARGIT.slug, 1)
    assert stories.find(outside, MARGIT.slug).version == 2


def test_a_higher_version_brings_a_story_back_as_a_new_one(outside: Database, release: Release) -> None:
    release()
    _take_down(outside, MARGIT.slug, 1)
    release(version=2, published_at=LATER)
    assert stories.find(outside, MARGIT.slug).published_at == LATER


def test_an_unknown_story_is_not_found(outside: Database) -> None:
    with pytest.raises(NotFound):
        stories.find(outside, "never-was")
    with pytest.raises(NotFound):
        stories.latest(outside, before="never-was", limit=3)


def test_pages_of_stories_meet_without_gap_or_repeat_even_past_one_that_went(
    outside: Database, release: Release
) -> None:
    for number in range(7):
        # Three share a second, so that the slug must break the tie.
        release(slug=f"s{number}", published_at=f"2026-02-0{1 + number // 3}T09:00:00Z")
    first = stories.latest(outside, limit=3)
    _take_down(outside, first[-1].slug, 1)
    second = stories.latest(outside, before=first[-1].slug, limit=3)
    third = stories.latest(outside, before=second[-1].slug, limit=3)
    assert [item.slug for item in first + second + third] == ["s6", "s5", "s4", "s3", "s2", "s1", "s0"]


def test_related_stories_share_the_topic_first_and_leave_out_the_story_itself(
    outside: Database, release: Release
) -> None:
    story = release()
    release(slug="old-friend", published_at="2025-01-01T09:00:00Z")
    release(slug="newer-planet", topic="Planet", published_at=LATER)
    release(slug="newest-shops", topic="Shops", published_at="2026-03-06T10:00:00Z")
    found = [item.slug for item in lists.related(outside, story, limit=3)]
    assert found == ["old-friend", "newest-shops", "newer-planet"]


def test_what_no_feed_or_database_can_hold_is_left_out_of_a_story(
    outside: Database, release: Release
) -> None:
    release(title="Bo\x00ttles\x07", body="One\x0b\n\ntwo\ud800")
    found = stories.find(outside, MARGIT.slug)
    assert (found.title, found.body) == ("Bottles", "One\n\ntwo")
