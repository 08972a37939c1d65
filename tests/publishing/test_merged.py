"""A merge inside is no decision about what was agreed to outside."""

import pytest

from ideaboard.board import merges, posts
from ideaboard.council import moderation
from ideaboard.db import transact
from ideaboard.errors import Conflict, Gone
from ideaboard.publishing import drafts
from ideaboard.spotlight import stories
from tests.conftest import NOW, post
from tests.publishing.conftest import Desk


def merge(desk: Desk) -> int:
    """The draft's post leads on to another of the same words."""
    number, into = desk.draft()["post_id"], post(desk.cast, title="The same again")

    def act() -> None:
        row, other = posts.known(desk.db, number), posts.known(desk.db, into)
        merges.merge(desk.db, row, other, by=desk.editor, now=NOW)

    transact(desk.db, act)
    return int(number)


def test_a_live_story_stays_and_a_draft_in_work_is_released(desk: Desk) -> None:
    desk.ready()
    merge(desk)
    desk.release()
    desk.work()
    assert stories.find(desk.outside, desk.draft()["slug"]).version == 1


def test_a_new_draft_is_begun_from_the_survivor(desk: Desk) -> None:
    number, into = post(desk.cast, title="Drafted nowhere"), desk.draft()["post_id"]
    row, other = posts.known(desk.db, number), posts.known(desk.db, into)
    transact(desk.db, lambda: merges.merge(desk.db, row, other, by=desk.editor, now=NOW))
    with pytest.raises(Conflict, match="draft that one"):
        drafts.require_publishable(desk.db, posts.known(desk.db, number))


def test_archiving_a_merged_post_takes_its_story_down(desk: Desk) -> None:
    desk.ready()
    desk.release()
    desk.work()
    number = merge(desk)
    by = desk.cast.councillor
    transact(desk.db, lambda: moderation.archive(desk.db, number, reason="Spam.", by=by, now=NOW))
    desk.work()
    # What the first round asks for, the second does.
    desk.work()
    with pytest.raises(Gone):
        stories.find(desk.outside, desk.draft()["slug"])
