"""The author's proof: each stay of a story outside, what it showed by its hash, and that it is gone."""

from ideaboard.db import Database, Row
from ideaboard.publishing.releases import LIVE


def stays(db: Database, draft_id: int) -> list[Row]:
    """Each time the story was outside, the last first: since when, until when (`ended_at`), when the worker
    had it `gone`, whether it is `live`, and its `versions` with hash and time.

    A correction goes on with the stay of the version before it.
    """
    found = db.rows(
        """SELECT releases.slug, releases.version, releases.hash, releases.state, releases.released_at,
                  releases.published_at, releases.ended_at, record.at AS gone_at
           FROM releases LEFT JOIN publishing_record AS record
             ON record.draft_id = releases.draft_id AND record.step = 'gone'
             AND record.detail = CAST(releases.version AS TEXT)
           WHERE releases.draft_id = :id ORDER BY releases.version""",
        id=draft_id,
    )
    made: dict[str, Row] = {}
    for row in found:
        stay = made.setdefault(row["published_at"], {"since": row["published_at"], "versions": []})
        stay["versions"].append(row)
        stay |= {"slug": row["slug"], "live": row["state"] == LIVE, "gone_at": row["gone_at"]}
        stay["ended_at"] = None if stay["live"] else row["ended_at"]
    return list(reversed(made.values()))
