"""What readers said of one story, page by page for its feed."""

from ideaboard.db import Database
from ideaboard.errors import NotFound
from ideaboard.language import _
from ideaboard.spotlight import responses
from ideaboard.spotlight.responses import Response


def older(db: Database, slug: str, *, before: str, limit: int) -> list[Response]:
    """The accepted responses sent before that one, newest first; one refused since still marks its place.

    Raises NotFound for one that never was.
    """
    sent = "SELECT sent_at FROM responses WHERE id = :before AND slug = :slug"
    place = db.row(sent, before=before, slug=slug)
    if place is None:
        raise NotFound(_("There are no responses at this address. Begin again at the story."))
    sql = f"""SELECT {responses.COLUMNS} FROM responses WHERE slug = :slug AND state = 'accepted'
                AND (sent_at, id) < (:at, :before) ORDER BY sent_at DESC, id DESC LIMIT :limit"""
    found = db.rows(sql, slug=slug, at=place["sent_at"], before=before, limit=limit)
    return [Response(**row) for row in found]
