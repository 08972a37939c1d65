"""Templates to HTML: the environment of one app, and what every template finds in it."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import lru_cache
from types import CodeType
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date, format_time, format_timedelta
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from ideaboard import clock, language, text, wording
from ideaboard.language import _
from ideaboard.paths import TEMPLATES
from ideaboard.web.request import Request

_UNITS = (
    ("year", 365 * 86400),
    ("month", 30 * 86400),
    ("week", 7 * 86400),
    ("day", 86400),
    ("hour", 3600),
    ("minute", 60),
)


class _Compiled(BytecodeCache):
    """What was compiled once serves each further app of the process: their settings are all alike."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def environment(static: Callable[[str], str], constants: Mapping[str, Any]) -> Environment:
    """The templates with our filters; an unknown name in a template is an error, not an empty place."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_COMPILED,
    )
    made.filters.update(
        markdown=markdown,
        plain=text.plain,
        shorten=text.shorten,
        ago=ago,
        day=day,
        number=language.number,
    )
    wording.install(made)
    made.globals.update(static=static, **constants)
    return made


def markdown(value: str, pictures: str = "", top: int = 3) -> Markup:
    """What people wrote, its headings beginning at level `top`."""
    return Markup(text.html(value, pictures, top))  # noqa: S704 - cleaned by nh3


def page(environment: Environment, template: str, values: Mapping[str, Any], request: Request) -> str:
    """One rendered page. Templates see `req`, `person`, `now`, and `field(name)` for what a form held."""
    shown: dict[str, Any] = {"req": request, "person": request.person, "now": request.now, "notice": ""}
    shown |= {"field": _field(request), "problem": _problem(request), "refusal": request.refusal}
    shown["link"] = _link(request)
    shown |= {"company": request.company.name, "look": request.company}
    return environment.get_template(template).render(**(shown | dict(values)))


def _field(request: Request) -> Callable[..., str]:
    """What the person typed when a form comes back, else the given start value."""

    def value(name: str, start: object = "") -> str:
        return request.form[name] if name in request.form else str(start)

    return value


def _problem(request: Request) -> Callable[[str], str]:
    def sentence(name: str) -> str:
        return request.refusal.fields.get(name, "") if request.refusal else ""

    return sentence


def _link(request: Request) -> Callable[..., str]:
    """This address with other query values; an empty value drops one. For filters, sorting and paging."""

    def address(path: str = "", **changes: object) -> str:
        kept = dict(request.query) if not path or path == request.path else {}
        kept |= {name: str(value) for name, value in changes.items()}
        query = urlencode({name: value for name, value in kept.items() if value != ""})
        return (path or request.path) + (f"?{query}" if query else "")

    return address


def ago(stamp: str, now: str) -> Markup:
    """A `<time>` with the distance in words and the exact moment in `datetime` and `title`."""
    seconds = (clock.moment(now) - clock.moment(stamp)).total_seconds()
    return _opening(stamp, language.current()) + _distance(seconds) + _END


_END = Markup("</time>")


# Lists say the same moments again and again, and what CLDR writes of one takes its time.
@lru_cache(8192)
def _opening(stamp: str, code: str) -> Markup:
    with language.use(code):
        return Markup('<time datetime="{}" title="{}">').format(stamp, exact(stamp))


def exact(stamp: str) -> str:
    """The moment with date and time."""
    then, locale = clock.moment(stamp), language.locale()
    time = format_time(then, "short", locale=locale)
    return _("%(date)s, %(time)s UTC", date=format_date(then, "long", locale=locale), time=time)


def _distance(seconds: float) -> str:
    size = abs(seconds)
    for unit, length in _UNITS:
        if size >= length:
            # Whole units, so that Babel rounds nothing up: 119 seconds are one minute.
            whole = int(size // length) * length
            return _span(whole if seconds < 0 else -whole, unit, language.current())
    return _("just now") if seconds >= 0 else _("in a moment")


@lru_cache(4096)
def _span(seconds: int, unit: Any, code: str) -> str:
    with language.use(code):
        locale, delta = language.locale(), timedelta(seconds=seconds)
    return format_timedelta(delta, granularity=unit, threshold=1, add_direction=True, locale=locale)


def day(stamp: str) -> Markup:
    """A `<time>` with the date."""
    shown = format_date(clock.moment(stamp), "long", locale=language.locale())
    return Markup('<time datetime="{}">{}</time>').format(stamp, shown)


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
