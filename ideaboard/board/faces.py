"""Posts as JSON, from the very rows the pages show. docs/api.md lists the fields."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ideaboard import text
from ideaboard.board import votes
from ideaboard.db import Row
from ideaboard.language import N_, _, ngettext

_PLAIN = ("id", "title", "kind", "status", "tags", "promotes", "demotes", "score", "my_vote", "comments")


def post(row: Row) -> dict[str, Any]:
    """One post of a list; `author` is null when it is anonymous."""
    return {name: row[name] for name in _PLAIN} | {
        "category": row["slug"],
        "author": person(row["author"]),
        "comment_count": row["comments"],
        "new": row["is_new"],
        "new_comments": row["new_comments"],
        "created_at": row["created_at"],
        "merged_into": row["merged_into"],
        "url": f"/posts/{row['id']}",
    }


def whole(row: Row, parts: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """A post's own page: its text, timeline and latest answer; `comments` are the comments themselves."""
    answers = parts["answers"]
    return post(row) | {
        "body": row["body"],
        "html": text.html(row["body"], text.PICTURES),
        "reason": row["reason"],
        "edited_at": row["edited_at"],
        "timeline": [_event(event) for event in parts["timeline"]],
        "comments": [comment(each) for each in parts["comments"]],
        "answer": _answer(answers[0]) if answers else None,
        "themes": [_named(theme) for theme in parts["themes"]],
    }


def theme(row: Row) -> dict[str, Any]:
    """One theme; `post_count` counts the posts that this reader sees."""
    kept = ("statement", "audience", "post_count", "created_at", "edited_at", "closed_at")
    return _named(row) | {name: row[name] for name in kept} | {"by": person(row["by"])}


def _named(theme: Row) -> dict[str, Any]:
    return {"id": theme["id"], "title": theme["title"], "url": f"/themes/{theme['id']}"}


def tally(cast: votes.Tally) -> dict[str, Any]:
    """The votes after one was cast, with the sentences that the page shows and a screen reader hears."""
    promotes = ngettext("%(num)s promotes", "%(num)s promote", cast.promotes)
    demotes = ngettext("%(num)s demotes", "%(num)s demote", cast.demotes)
    said = {1: N_("Promoted. The score is %(score)s."), -1: N_("Demoted. The score is %(score)s.")}
    again = N_("Vote taken back. The score is %(score)s.")
    return asdict(cast) | {
        "said": _(said.get(cast.my_vote, again), score=cast.score),
        "tally": _("%(promotes)s, %(demotes)s", promotes=promotes, demotes=demotes),
    }


def comment(row: Row) -> dict[str, Any]:
    """One comment with its replies; a removed one has an empty body."""
    return {
        "id": row["id"],
        "author": person(row["author"]) if row["removed_at"] is None else None,
        "body": row["body"],
        "created_at": row["created_at"],
        "post": row["post_id"],
        "removed": row["removed_at"] is not None,
        "replies": [comment(reply) for reply in row["replies"]],
    }


def _event(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("kind", "text", "url", "at")} | {"by": person(row["by"])}


def _answer(row: Row) -> dict[str, Any]:
    kept = {name: row[name] for name in ("text", "status", "reason", "at")}
    return kept | {"by": person(row["by"])}


def person(row: Row | None) -> dict[str, Any] | None:
    return {"id": row["id"], "name": row["name"]} if row else None
