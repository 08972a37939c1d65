"""What becomes of a merge is told: to its author, by mail too as any decision, to followers, to the council.

A line in an inbox names no post but the one it stands under, so that it goes when those words are taken back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ideaboard import language, mail
from ideaboard.board import follows, groups, interest, jobs, merges, posts, shown
from ideaboard.db import Row
from ideaboard.errors import NotFound
from ideaboard.language import N_, Said, _
from ideaboard.outbox import Handler, Job, Workplace
from ideaboard.people import mail_choices, notifications, seats
from ideaboard.who import COUNCIL, Person

# What the author and the followers of the merged post read, by what happened.
TOLD = {
    "merged": N_("“%(title)s” was merged into another post: votes and comments count together there"),
    "ended": N_("“%(title)s” is no longer merged: it stands on its own again"),
    "kept": N_("The council looked at the objection, and “%(title)s” stays merged"),
}
SUBJECTS = {
    "merged": N_("Merged: %(title)s"),
    "ended": N_("No longer merged: %(title)s"),
    "kept": N_("Stays merged: %(title)s"),
}
GOT = N_("A post was merged into “%(title)s”: its votes and comments count here too")
OBJECTED = N_("The author of “%(title)s” says that it is not the same: decide whether it stays merged")


@dataclass(frozen=True, slots=True)
class _News:
    """What happened to a merge, and to which post; `by` is who did it, and is not told."""

    place: Workplace
    link: Row
    post: Row
    what: str
    by: int | None
    now: str

    @property
    def event(self) -> str:
        return f"merge:{self.link['id']}:{self.what}"

    @property
    def url(self) -> str:
        return f"/posts/{self.post['id']}{merges.ORIGINAL}#merge"

    def tell(
        self, people: Iterable[int], message: str, post: Row, url: str, why: str | Mapping[int, str]
    ) -> dict[int, Person]:
        """Tell those of these people who may see the post, and return those for whom it is new."""
        db = self.place.db
        hearing = jobs.seeing(db, people, post["audience"], now=self.now)
        hearing.pop(self.by or 0, None)
        new = notifications.tell(
            db,
            hearing,
            event=self.event if post is self.post else f"{self.event}:into",
            kind="merge",
            text=Said(message, {"title": shown.titled(post)}),
            url=url,
            audience=post["audience"],
            post_id=post["id"],
            about=post["title"],
            why=why,
            now=self.now,
        )
        return {number: hearing[number] for number in new}


def merge_news(place: Workplace, job: Job, now: str) -> None:
    """Tell what the job says; news that are over when its turn comes are none."""
    db, what = place.db, job.payload["what"]
    link = merges.by_id(db, job.payload["merge_id"])
    if link is None or (link["ended_at"] is not None) != (what == "ended"):
        return
    by = {"merged": link["by_id"], "ended": link["ended_by"], "kept": link["kept_by"]}.get(what)
    try:
        news = _News(place, link, posts.known(db, link["post_id"]), what, by, now)
        into = posts.known(db, groups.survivor(db, link["into_id"]))
    except NotFound:
        return
    if what == "objected":
        _tell_council(news)
    else:
        _tell_those_concerned(news, into)


def _tell_those_concerned(news: _News, into: Row) -> None:
    db, post = news.place.db, news.post
    author = {post["author_id"]} - {None}
    circle = author if news.what == "kept" else author.union(_own_followers(news))
    why = interest.reasons(db, post["id"], circle)
    new = news.tell(circle, TOLD[news.what], post, news.url, why)
    to_mail = mail_choices.wanting(db, author.intersection(new), "decisions")
    for number in to_mail:
        _mail(news, new[number], into)
    notifications.mailed(db, to_mail, event=news.event, now=news.now)
    if news.what == "merged" and into["author_id"] not in (None, post["author_id"]):
        news.tell([into["author_id"]], GOT, into, f"/posts/{into['id']}#merged", "wrote")


def _own_followers(news: _News) -> list[int]:
    return follows.followers(news.place.db, news.post["id"])


def _tell_council(news: _News) -> None:
    held = seats.held(news.place.db, COUNCIL, now=news.now)
    sitting = [seat["person_id"] for seat in held if seat["person_id"] != news.post["author_id"]]
    news.tell(sitting, OBJECTED, news.post, f"/council/posts/{news.post['id']}#same", "seat")


def _mail(news: _News, to: Person, into: Row) -> None:
    """Both titles and the reason, and where to object."""
    settings, link = news.place.settings, news.link
    stop = mail_choices.stop_address(settings, news.place.signer, to.id, "decisions")
    with language.use(to.language or settings.language):
        title = str(shown.titled(news.post))
        letter = [f"{_(TOLD[news.what], title=title)}."]
        if news.what == "merged":
            letter.append(_("The other post: “%(title)s”", title=str(shown.titled(into))))
            letter.append(
                _("Are they not the same? Say so, and the council decides; nothing of your post is lost.")
            )
        elif news.what == "kept":
            letter.append(_("The reason: %(reason)s", reason=link["kept_reason"]))
        letter.append(settings.base_url + news.url)
        subject = _(SUBJECTS[news.what], title=title)
        why = notifications.WHY["wrote"]
        values = {"body": "\n\n".join(letter) + "\n", "why": _(why)}
        mail.write(news.place.db, to.email, subject, "note", values, unsubscribe=stop, now=news.now)


def objection_due(place: Workplace, job: Job, now: str) -> None:
    """Two weeks after an objection."""
    merges.lapse(place.db, job.payload["merge_id"], now=now)


INSIDE: Mapping[str, Handler] = {"merge_news": merge_news, "objection_due": objection_due}
