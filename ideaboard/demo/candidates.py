"""What the sample company's council nominated, and what its authors offer."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ideaboard.board import posts
from ideaboard.publishing import nominations

if TYPE_CHECKING:
    from ideaboard.demo.replay import Company


def plan(company: "Company", rows: dict[str, list[dict[str, Any]]]) -> None:
    for row in rows["nominations"]:
        company.add(row["days_ago"], _nominate(company, row))
    for row in rows["offers"]:
        company.add(row["days_ago"], _offer(company, row))


def _nominate(company: "Company", row: dict[str, Any]) -> Callable[[str], None]:
    def act(now: str) -> None:
        by = company.person(row["by"], now)
        nominations.nominate(company.place.db, company.posts[row["post"]], row["reason"], by=by, now=now)

    return act


def _offer(company: "Company", row: dict[str, Any]) -> Callable[[str], None]:
    def act(now: str) -> None:
        post = posts.known(company.place.db, company.posts[row["post"]])
        keys = {number: key for key, number in company.people.items()}
        by = company.person(keys[post["author_id"]], now)
        nominations.offer(company.place.db, post, by=by, now=now)

    return act
