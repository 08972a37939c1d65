"""The public app. It opens the outside database and no other, keeps an index of its own, and leaves nothing
in a reader's browser."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from ideaboard.company import Shown
from ideaboard.db import connect
from ideaboard.db.migrate import migrate, pending
from ideaboard.errors import Unavailable
from ideaboard.language import _
from ideaboard.paths import STATIC
from ideaboard.search.finder import Finder
from ideaboard.settings import Settings
from ideaboard.signing import Signer
from ideaboard.spotlight import readers, rights, stories
from ideaboard.spotlight.changes import Watch
from ideaboard.spotlight.keeper import Keeper
from ideaboard.spotlight.routes import ROUTES
from ideaboard.web import rendering
from ideaboard.web.app import Edge, build
from ideaboard.web.connections import Connections
from ideaboard.web.kept import Kept
from ideaboard.web.limits import Limits
from ideaboard.web.request import House
from ideaboard.web.static import Static


@dataclass(frozen=True, slots=True)
class PublicApp:
    """The public app with what must be closed when it ends."""

    app: ASGIApp
    kept: Kept
    connections: Connections
    finder: Finder
    keeper: Keeper
    watch: Watch
    readers: readers.Writer

    def close(self) -> None:
        self.watch.close()
        self.readers.close()
        self.keeper.close()
        self.finder.close()
        self.connections.close()


def application(settings: Settings, *, limits: Limits | None = None) -> ASGIApp:
    """The spotlight as an ASGI app, its database brought forward."""
    return public_app(settings, limits=limits).app


def public_app(settings: Settings, *, limits: Limits | None = None, inline: bool = False) -> PublicApp:
    """The spotlight with its parts at hand; its index is kept from when the app starts.

    `inline` is for who asks from within the process and nobody else (spotlight/asking.py).
    """
    _bring_forward(settings.spotlight_database)
    connections, finder = Connections(settings.spotlight_database), Finder(settings.spotlight_index)
    keeper, watch = Keeper(settings), Watch(settings.spotlight_database)
    counting = readers.Writer(settings.spotlight_database)
    static = Static(STATIC)
    edge = Edge(
        house=House(
            settings,
            Signer(settings.secret),
            limits or Limits(),
            finder,
            company=Shown(settings.company),
            one_language=True,
        ),
        connections=connections,
        environment=rendering.environment(static.address, {"spotlight_url": settings.spotlight_url}),
        own_url=settings.spotlight_live_url or settings.spotlight_url,
        also_from=settings.spotlight_url if settings.spotlight_live_url else "",
        error_template="spotlight/error.html",
        inline=inline,
    )

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        watch.start()
        keeper.start()
        counting.start()
        # Started ahead, so that the first search finds a warm process.
        finder.start()
        yield
        made.close()

    inner = build(edge, ROUTES, static, lifespan=lifespan)
    inner.add_middleware(WithoutCookies)
    kept = Kept(inner, ROUTES, watch, seen=readers.given)
    made = PublicApp(kept, kept, connections, finder, keeper, watch, counting)
    return made


def _bring_forward(url: str) -> None:
    """Raises Refusal where the database lacks something and the public role may not make it."""
    db = connect(url)
    try:
        if rights.may_migrate(db):
            migrate(db, "outside")
            stories.shelve_missing(db)
        elif pending(db, "outside"):
            raise Unavailable(
                _(
                    "The spotlight’s database is of an earlier version, and this role may not change it: run "
                    "`ideaboard spotlight grant` as its owner."
                )
            )
    finally:
        db.close()


class WithoutCookies:
    """Cookies know no ports: on one host the board's arrive here too. They are dropped unread."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "http":
            kept = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
            scope = {**scope, "headers": kept}
        return self._app(scope, receive, send)
