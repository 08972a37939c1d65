"""Taking a picture in with a form, or by itself for a script, and serving it to who may see it."""

from ideaboard import text
from ideaboard.board import claims, pictures
from ideaboard.db import transact
from ideaboard.errors import Refusal, too_long
from ideaboard.language import _
from ideaboard.people.pictures import wide
from ideaboard.web.request import Content, Redirect, Reply, Request

MOST_MEGABYTES = 10
# Twice as much is read, so that one that is somewhat too large is refused beside its field, the text kept.
FORM_BYTES = 2 * MOST_MEGABYTES * 1024 * 1024
RATE = "60/hour"
_FIELDS = ("alt", "decorative", "add_picture")
# Not for long: who may see it can change.
_HEADERS = {"cache-control": "private, max-age=3600"}


def take(req: Request) -> str:
    """Keep the picture that a form brings, and put its Markdown at the end of the form's text."""
    return _take(req, str(req.me.id))


def take_alone(req: Request) -> str:
    """Keep a picture for a script, which puts its Markdown where one writes."""
    return _take(_alone(req), str(req.me.id))


def take_alone_for_claim(req: Request) -> str:
    return take_for_claim(_alone(req))


def _alone(req: Request) -> Request:
    # The script sends its whole form; of that only the picture counts.
    req.form = {name: req.form[name] for name in ("alt", "decorative") if name in req.form}
    return req


def take_for_claim(req: Request) -> str:
    """The same for who holds a claim. Raises NotFound for any other address."""
    with req.db.reading():
        post = claims.open_claim(req.db, req.house.signer, req.params["token"])
    return _take(req, f"claim {post['id']}")


def _take(req: Request, who: str) -> str:
    upload, asked = req.files.get("picture"), "add_picture" in req.form
    if not upload or not upload.content:
        if asked:
            raise Refusal.of({"picture": _("Choose a picture first.")})
        return ""
    words = _checked(req, len(upload.content))
    # Counted in memory only: no row ties a person to a picture.
    req.house.limits.spend("picture", who, RATE)
    content, width, height = wide(upload.content)
    name = transact(req.db, lambda: pictures.keep(req.db, content, width, height, now=req.now))
    said = req.form.get("body", "").rstrip()
    body = f"{said}\n\n{pictures.mark(name, words)}".lstrip()
    req.form = {key: value for key, value in req.form.items() if key not in _FIELDS} | {"body": body}
    req.files = {}
    return _("Your picture stands at the end of the text. Nothing is posted yet.") if asked else ""


def _checked(req: Request, size: int) -> str:
    """What the picture shows, in words."""
    words = text.clean(req.form.get("alt", ""))
    problems = {}
    if size > MOST_MEGABYTES * 1024 * 1024:
        problems["picture"] = _("At most %(most)s MB, please.", most=MOST_MEGABYTES)
    if len(words) > pictures.WORDS_MOST:
        problems["alt"] = too_long(pictures.WORDS_MOST, words)
    if not words and not req.form.get("decorative"):
        problems["alt"] = _(
            "Say what the picture shows, for those who cannot see it, or that it only decorates."
        )
    if problems:
        if "picture" not in problems and not req.wants_json:
            # No page can put a chosen file back into its field.
            problems["picture"] = _("Choose the picture once more.")
        raise Refusal.of(problems)
    return words


def add(req: Request) -> Reply:
    """The Markdown of the picture that was just taken in, for a script that puts it where one writes."""
    mark = req.form.get("body", "")
    named = text.pictures(mark)
    if not named:
        raise Refusal.of({"picture": _("Choose a picture first.")})
    return Redirect(text.PICTURES + named[-1], face=lambda: {"markdown": mark})


def show(req: Request) -> Reply:
    return Content(pictures.content(req.db, req.params["name"], req.me), "image/webp", _HEADERS)


def show_to_claim(req: Request) -> Reply:
    post = claims.open_claim(req.db, req.house.signer, req.params["token"])
    found = pictures.content_of_post(req.db, req.params["name"], post["id"])
    return Content(found, "image/webp", _HEADERS)
