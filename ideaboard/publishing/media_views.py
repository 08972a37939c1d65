"""Pictures, films and subtitles: taken in with the editor's form, served to who may see the draft."""

from typing import Any

from ideaboard.board import claims, pictures, posts
from ideaboard.db import Row, transact
from ideaboard.errors import NotFound, Refusal
from ideaboard.language import _
from ideaboard.people import uploads
from ideaboard.publishing import consent, drafts, files, films, photos, releases, subtitles
from ideaboard.publishing.photos import Taken
from ideaboard.spotlight import parts
from ideaboard.web import ranges
from ideaboard.web.request import Reply, Request, whole

PICTURE_MEGABYTES = 10
RATE = "60/hour"
# Beside what the editor types: what is uploaded, and which button was pressed.
_FIELDS = ("new-alt", "new-caption", "post_picture", "add_medium")
# For nobody else, and not for long: a draft may end.
_HEADERS = {"cache-control": "private, max-age=600"}


def take(req: Request) -> str:
    """Keep what the form brings, and name it in the form, so that it outlasts whatever is refused.

    Returns the sentence for who pressed "Add it", "" for who saves.
    """
    asked = "add_medium" in req.form
    fields = dict(req.form)
    for place in range(1, files.MOST + 2):
        if name := _subtitles(req, f"medium-{place}-vtt"):
            fields[f"medium-{place}-captions"] = name
    brought = _brought(req)
    if brought is not None:
        fields = _named(fields, brought, _subtitles(req, "new-vtt"))
    elif asked and not req.files.get("new-vtt"):
        raise Refusal.of({"medium_file": _("Choose a picture or a film first.")})
    req.form = {name: value for name, value in fields.items() if name not in _FIELDS} if brought else fields
    req.files = {}
    return _("It stands with the text below. Nothing is saved yet.") if asked else ""


def _named(fields: dict[str, str], brought: tuple[str, str], captions: str) -> dict[str, str]:
    """The form with one more file in it."""
    name, alt = brought
    taken = [place for place in range(1, files.MOST + 2) if fields.get(f"medium-{place}-name")]
    place = next((place for place in range(1, files.MOST + 2) if place not in taken), files.MOST + 1)
    return fields | {
        f"medium-{place}-name": name,
        f"medium-{place}-alt": alt,
        f"medium-{place}-caption": fields.get("new-caption", ""),
        f"medium-{place}-captions": captions,
    }


def _brought(req: Request) -> tuple[str, str] | None:
    """The file that was just kept, and what it shows in words; None when the form brings none."""
    upload, alt = req.files.get("medium_file"), req.form.get("new-alt", "").strip()
    if upload and upload.content:
        _require_words(req, alt)
        _spend(req)
        uploads.require_honest(upload.name, upload.content, field="medium_file")
        return _kept(req, _taken(req, upload.content)), alt
    if name := req.form.get("post_picture", ""):
        _spend(req)
        content, words = _of_post(req, name)
        return _kept(req, photos.photo(content)), alt or words
    return None


def _spend(req: Request) -> None:
    req.house.limits.spend("outward file", str(req.me.id), RATE)


def _require_words(req: Request, alt: str) -> None:
    if not alt:
        problems = {"new-alt": _("Say what is to be seen, for those who cannot see it.")}
        # No page can put a chosen file back into its field.
        raise Refusal.of(problems | {"medium_file": _("Choose the file once more.")})


def _taken(req: Request, content: bytes) -> Taken:
    """The picture or film without what the camera noted. Raises Refusal beside the field."""
    film = uploads.kind(content) in films.TYPES
    most = req.house.settings.film_megabytes if film else PICTURE_MEGABYTES
    if len(content) > most * 1024 * 1024:
        raise Refusal.of({"medium_file": _("At most %(most)s MB, please.", most=most)})
    if film:
        return films.film(content)
    try:
        return photos.photo(content)
    except Refusal as refusal:
        if not uploads.kind(content):
            names = _("Choose a picture (PNG, JPEG, WebP or GIF) or a film (MP4 or WebM).")
            raise Refusal.of({"medium_file": names}) from refusal
        raise Refusal.of({"medium_file": refusal.fields["picture"]}) from refusal


def _kept(req: Request, taken: Taken, words: str = "") -> str:
    return transact(req.db, lambda: files.keep(req.db, taken, words=words, now=req.now))


def _subtitles(req: Request, field: str) -> str:
    upload = req.files.get(field)
    if not upload or not upload.content:
        return ""
    written = subtitles.cues(upload.content, field=field)
    return _kept(req, Taken(written.encode(), subtitles.TYPE, 0, 0), subtitles.words(written))


def _of_post(req: Request, name: str) -> tuple[bytes, str]:
    """A picture of the post that is drafted, and its words there. Raises NotFound for any other."""
    with req.db.reading():
        post = _post(req)
        words = pictures.described(post["body"]).get(name)
        if words is None:
            raise NotFound(_("There is no picture here."))
        return pictures.content(req.db, name, req.me), words


def _post(req: Request) -> Row:
    if "id" in req.params:
        return dict(drafts.find(req.db, req.number("id"), req.me)["post"])
    return posts.find(req.db, whole(req.form.get("post", "")) or 0, req.me)


def form(req: Request, post: Row, draft: Row | None) -> dict[str, Any]:
    """What the editor's form shows of pictures and films: as typed, else as they were saved."""
    typed = files.typed(req.form) if req.form else files.of_version(draft["media"] if draft else "")
    names = [name for one in typed for name in (one.name, one.captions)]
    number = draft["id"] if draft else 0
    return {
        "media": typed,
        "files": files.known(req.db, names, number, now=req.now),
        "media_base": f"/publishing/drafts/{number}/media/" if draft else "/publishing/media/",
        "room": len(typed) < files.MOST,
        "post_pictures": pictures.described(post["body"]),
        "film_megabytes": req.house.settings.film_megabytes,
        "picture_megabytes": PICTURE_MEGABYTES,
    }


def only_theirs(req: Request, draft: Row) -> list[files.Chosen]:
    """What the version that another saved meanwhile shows, and the form does not."""
    mine = {one.name for one in files.typed(req.form)}
    return [one for one in files.of_version(draft["media"]) if one.name not in mine]


def showing(row: Row, base: str) -> dict[str, Any]:
    """The media of a version, draft or release for the macro that shows it, loaded from below `base`."""
    return {"shown_media": parts.media(row["media"]), "media_base": base}


def found(req: Request, media: str, draft_id: int) -> list[str]:
    """What was taken out of each file of a version, for those that held something."""
    here = files.known(req.db, files.names(media), draft_id, now=req.now)
    return [
        _("The film held %(what)s: taken out.", what=row["said"])
        if row["type"].startswith("video/")
        else _("The photo held %(what)s: taken out.", what=row["said"])
        for row in here.values()
        if row["said"]
    ]


def show_fresh(req: Request) -> Reply:
    """A file that was just taken in for a draft that is not saved yet."""
    return _answer(req, 0)


def show_of_draft(req: Request) -> Reply:
    return _answer(req, drafts.find(req.db, req.number("id"), req.me)["id"])


def show_to_author(req: Request) -> Reply:
    draft = drafts.known(req.db, req.number("id"))
    consent.require_author(req.db, draft, req.me)
    return _asked(req, draft, req.me.id)


def show_to_claim(req: Request) -> Reply:
    post = claims.open_claim(req.db, req.house.signer, req.params["token"])
    number = drafts.of_post(req.db, post["id"])
    if number is None:
        raise _none()
    draft = drafts.known(req.db, number)
    consent.require_author(req.db, draft, post)
    return _asked(req, draft, consent.key(post))


def _asked(req: Request, draft: Row, author: int) -> Reply:
    """Only what stands in the version that this author was asked about last."""
    row = consent.latest(req.db, draft["id"], author)
    shown = drafts.version(req.db, draft["id"], row["version"])["media"] if row else ""
    return _among(req, draft["id"], shown)


def show_of_story(req: Request) -> Reply:
    """A file of a live story, for whoever may see its post."""
    shown = releases.of_slug(req.db, req.params["slug"])
    posts.find(req.db, shown["post_id"], req.me)
    live = shown["state"] == releases.LIVE
    return _among(req, shown["draft_id"], shown["media"] if live else "")


def _among(req: Request, draft_id: int, media: str) -> Reply:
    if req.params["name"] not in files.names(media):
        raise _none()
    return _answer(req, draft_id)


def _none() -> NotFound:
    return NotFound(_("There is no picture here."))


def _answer(req: Request, draft_id: int) -> Reply:
    row = files.read(req.db, req.params["name"], draft_id, now=req.now)
    headers = _HEADERS | {"etag": f'"{req.params["name"]}"'}
    return ranges.answer(row["content"], row["type"], req.headers, headers)
