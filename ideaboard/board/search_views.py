"""Searching the board, and what looks like a title that is being written."""

from typing import Any

from ideaboard import text
from ideaboard.board import beside, categories, faces, finding, saved_views, statuses
from ideaboard.web.request import Page, Reply, Request, whole

MOST_PAGES = 50
# What stands in the address of a search beside its words.
NAMES = (*finding.FILTERS, "sort")
# Beside the results the commonest tags are enough.
_MOST_TAGS = 12


def search(req: Request) -> Reply:
    """One page of results with its filters; without words or filters, how to search."""
    query = req.query.get("q", "").strip()
    page = min(max(whole(req.query.get("page", "1")) or 1, 1), MOST_PAGES)
    sort = req.query.get("sort", "")
    sort = sort if sort in finding.SORTS else "relevance"
    found = None
    if query or any(req.query.get(name) for name in finding.FILTERS):
        found = finding.search(
            req.db,
            req.house.finder,
            query,
            filters=req.query,
            page=page,
            person=req.me,
            sort=sort,
            now=req.now,
        )
    # Who filters looks for posts.
    plain = page == 1 and not any(req.query.get(name) for name in finding.FILTERS)
    others = beside.found(req.db, req.house.finder, query if plain else "", person=req.me)
    values = {
        "query": query,
        "found": found,
        "beside": others,
        "page": page,
        "sort": sort,
        "sorts": finding.SORTS,
        "kept": {name: req.query[name] for name in NAMES if req.query.get(name)},
        "facets": _facets(req, found) if found else [],
        "keep": saved_views.offer(req),
    }
    return Page("board/search.html", values, face=lambda: _face(found) | others.face())


def _facets(req: Request, found: finding.Results) -> list[dict[str, Any]]:
    """Each filter with its values: name, label, count, and whether it is chosen."""
    labels: dict[str, dict[str, str]] = {
        "status": dict(statuses.LABELS),
        "kind": dict(statuses.KINDS),
        "category": {row["slug"]: row["name"] for row in categories.visible(req.db, req.me)},
    }
    made = []
    for name in ("status", "category", "kind", "tag"):
        chosen = req.query.get(name, "")
        counts = list(found.facets.get(name, []))[: _MOST_TAGS if name == "tag" else None]
        if chosen and chosen not in dict(counts):
            counts.append((chosen, dict(found.facets.get(name, [])).get(chosen, 0)))
        known = labels.get(name)
        values = [
            {"value": value, "label": known[value] if known else value, "count": count, "on": value == chosen}
            for value, count in counts
            if known is None or value in known
        ]
        if values:
            made.append({"name": name, "values": values})
    return made


def _face(found: finding.Results | None) -> dict[str, Any]:
    if found is None:
        return {"total": 0, "results": [], "did_you_mean": None, "facets": {}}
    results = [
        faces.post(row) | {"fragment": "".join(piece for piece, _hit in row["fragment"])}
        for row in found.posts
    ]
    facets = {name: [{"value": v, "count": n} for v, n in values] for name, values in found.facets.items()}
    return {
        "total": found.total,
        "results": results,
        "did_you_mean": found.did_you_mean,
        "facets": facets,
        "cut": found.cut,
    }


def similar(req: Request) -> Reply:
    """What looks like a title: as a page, as JSON, and for the form as the list alone (`part=list`)."""
    title = text.clean(req.query.get("title", ""))[:200]
    found = finding.similar(req.db, req.house.finder, title, person=req.me)
    face = {"results": [alike(row) for row in found]}
    template = "board/_similar.html" if "part" in req.query else "board/similar.html"
    return Page(template, {"title": title, "similar": found}, face=lambda: face)


def alike(row: Any) -> dict[str, Any]:
    return faces.post(row) | {"likeness": row["likeness"], "shared": list(row["shared"])}
