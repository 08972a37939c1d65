"""What the editor's form offers of co-authors: who commented on the post, and how each may be named."""

from typing import Any

from ideaboard.db import Row
from ideaboard.language import _
from ideaboard.publishing import authors, bylines
from ideaboard.web.request import Request


def form(req: Request, post: Row, draft: Row | None) -> dict[str, Any]:
    """Everybody who may be credited beside the post's author, with the byline chosen so far ("": none)."""
    people = authors.eligible(req.db, post)
    here = {row["id"] for row in people}
    if draft is not None:
        # Whose comment is gone stays to be seen, and to be taken out.
        people += [row for number, row in authors.names(req.db, [draft]).items() if number not in here]
    saved = {one.person: one.byline for one in authors.unpack(draft["co_authors"] if draft else "")}
    company, written_in = req.company.name, req.house.settings.language
    return {
        "co_authors": [
            {
                "field": f"{authors.FIELD}{row['id']}",
                "name": row["name"],
                "said": row.get("said", 0),
                "start": saved.get(row["id"], ""),
                "choices": [
                    ("", _("Not an author")),
                    *(
                        (kind, words)
                        for kind, _label, words in bylines.choices(
                            authors.bylines_of(row), company=company, written_in=written_in
                        )
                    ),
                ],
            }
            for row in people
        ]
    }
