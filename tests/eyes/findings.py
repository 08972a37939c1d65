"""What is wrong, where and in which mode; one readable list in the end."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import unquote

import pytest


@dataclass(frozen=True, order=True)
class Finding:
    """One rule broken at one place of one page, as one visitor saw it."""

    rule: str
    selector: str
    page: str
    visitor: str
    mode: str
    snippet: str = ""


def assert_none(findings: Iterable[Finding]) -> None:
    if found := list(findings):
        pytest.fail(f"{len(found)} findings\n{report(found)}", pytrace=False)


def report(findings: Iterable[Finding], *, most: int = 300) -> str:
    """The list for a person: one entry for a rule at a selector, with the pages it stands on."""
    lines = []
    for (rule, selector), same in groupby(sorted(set(findings)), lambda one: (one.rule, one.selector)):
        group = list(same)
        places = sorted({f"{one.visitor}, {unquote(one.page)[:70]}, {one.mode}" for one in group})
        lines.append(f"{rule}: {selector}")
        lines += [f"    {group[0].snippet}"] if group[0].snippet else []
        lines += [f"      as {place}" for place in places[:4]]
        if len(places) > 4:
            lines.append(f"      and on {len(places) - 4} more")
    more = len(lines) - most
    return "\n".join(lines[:most] + ([f"... and {more} lines more"] if more > 0 else []))
