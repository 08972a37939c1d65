"""The company's name, colours and logo: the stewards' page, and what every page fetches of them."""

import re
from pathlib import Path

from ideaboard import company, contrast, language
from ideaboard.errors import NotFound, Refusal
from ideaboard.language import _
from ideaboard.paths import STATIC
from ideaboard.people import icons, pictures
from ideaboard.search import stemming
from ideaboard.web.rendering import as_json
from ideaboard.web.request import Content, Page, Redirect, Reply, Request, kept

PAPER = contrast.GROUNDS["light"][0]
_MARKS = {"": "icon.svg", "1": "icon-unread.svg"}


def edit(req: Request) -> Reply:
    set_now = company.load(req.db, "")
    values = {
        "set_now": set_now,
        "default": req.house.settings.company,
        "least": company.decimal(contrast.LEAST),
        "search_languages": stemming.LANGUAGES,
        "any_language": stemming.ANY,
        "house_language": stemming.LANGUAGES.get(house := req.house.settings.language, house),
    }
    return Page("people/company.html", values)


def save(req: Request) -> Reply:
    fields = {name: req.form.get(name, "") for name in ("name", *company.THEMES)}
    company.keep(req.db, **fields, now=req.now)
    _save_search_language(req)
    _save_logo(req)
    if req.house.company is not None:
        req.house.company.forget()
    return Redirect("/admin/company", notice=_("Saved. The spotlight follows in a moment."))


def _save_search_language(req: Request) -> None:
    wanted = req.form.get("search_language")
    if wanted is None:
        return
    if wanted and wanted not in stemming.CODES:
        raise Refusal.of({"search_language": _("Choose one of the languages of the list.")})
    if wanted != company.load(req.db, "").search_language:
        company.keep_search_language(req.db, wanted, now=req.now)


def _save_logo(req: Request) -> None:
    upload = req.files.get("logo")
    if upload and upload.content:
        if len(upload.content) > pictures.MOST_BYTES:
            raise Refusal.of({"logo": _("At most 6 MB, please.")})
        company.keep_logo(req.db, pictures.keep_logo(_folder(req), upload.content))
    elif req.form.get("no_logo"):
        company.keep_logo(req.db, "")


def _folder(req: Request) -> Path:
    return req.house.settings.uploads / "company"


def css(req: Request) -> Reply:
    look = req.company
    return Content(look.css.encode(), "text/css; charset=utf-8", kept(req, look.mark))


def logo(req: Request) -> Reply:
    look = req.company
    return Content(pictures.content(_folder(req), look.logo), "image/webp", kept(req, look.mark))


def mark(req: Request) -> Reply:
    """The house's mark in the company's accent, as favicon; with `unread=1` it carries a dot."""
    name = _MARKS.get(req.query.get("unread", ""), _MARKS[""])
    drawn = (STATIC / name).read_text("utf8")
    look = req.company
    drawn = re.sub(icons.ACCENT, look.accent_light or icons.ACCENT, drawn)
    return Content(drawn.encode(), "image/svg+xml", kept(req, look.mark))


def icon(req: Request) -> Reply:
    look, name = req.company, req.params["name"]
    if name not in icons.SIZES:
        raise NotFound(_("There is no such icon."))
    file = _folder(req) / look.logo if look.logo else None
    shown = icons.png(name, look.accent_light or icons.ACCENT, file if file and file.is_file() else None)
    return Content(shown, "image/png", kept(req, look.mark))


def manifest(req: Request) -> Reply:
    """What makes the board an app on a phone or a desktop.

    Browsers ask for it without cookies, so its address says the language of the page that names it.
    """
    language.speak(req.query.get("lang", ""))
    look = req.company
    body = {
        "id": "/",
        "name": look.name if "Ideaboard" in look.name else _("%(company)s Ideaboard", company=look.name),
        "short_name": look.name,
        "description": _("Ideas, feedback and stories from the people of %(company)s.", company=look.name),
        "lang": language.current(),
        "dir": language.direction(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            _icon(look.mark, "192.png", "any"),
            _icon(look.mark, "512.png", "any"),
            _icon(look.mark, "maskable-512.png", "maskable"),
        ],
    }
    headers = kept(req, look.mark) | {"vary": "accept-language"}
    return Content(as_json(body), "application/manifest+json", headers)


def _icon(version: str, name: str, purpose: str) -> dict[str, str]:
    side = icons.SIZES[name][0]
    src = f"/company/icons/{name}?v={version}"
    return {"src": src, "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
