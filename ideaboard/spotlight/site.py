"""The public app. It opens the outside database and no other, keeps an index of its own, and leaves nothing
in a reader's browser."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from ideaboard.company import Shown
from ideaboard.db import connect
from ideaboard.db.migrate import migrate
from ideaboard.paths import STATIC
from ideaboard.search.finder import Finder
from ideaboard.settings import Settings
from ideaboard.signing import Signer
from ideaboard.spotlight import readers
from ideaboard.spotlight.keeper import Keeper
from ideaboard.spotlight.routes import ROUTES
from ideaboard.web import rendering
from ideaboard.web.app import Edge, build
from ideaboard.web.connections import Connections
from ideaboard.web.limits import Limits
from ideaboard.web.request import House
from ideaboard.web.static import Static


@dataclass(frozen=True, slots=True)
class PublicApp:
    """The public app with what must be closed when it ends."""

    app: Starlette
    connections: Connections
    finder: Finder
    keeper: Keeper
    readers: readers.Writer

    def close(self) -> None:
        self.readers.close()
        self.keeper.close()
        self.finder.close()
        self.connections.close()


def application(settings: Settings, *, limits: Limits | None = None) -> Starlette:
    """The spotlight as an ASGI app, its database brought forward."""
    return public_app(settings, limits=limits).app


def public_app(settings: Settings, *, limits: Limits | None = None) -> PublicApp:
    """The spotlight with its parts at hand; its index is kept from when the app starts."""
    _bring_forward(settings.spotlight_database)
    connections, finder = Connections(settings.spotlight_database), Finder(settings.spotlight_index)
    keeper, counting = Keeper(settings), readers.Writer(settings.spotlight_database)
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
        own_url=settings.spotlight_url,
        error_template="spotlight/error.html",
    )

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        keeper.start()
        counting.start()
        # Started ahead, so that the first search finds a warm process.
        finder.start()
        yield
        made.close()

    made = PublicApp(build(edge, ROUTES, static, lifespan=lifespan), connections, finder, keeper, counting)
    made.app.add_middleware(WithoutCookies)
    return made


def _bring_forward(url: str) -> None:
    db = connect(url)
    try:
        migrate(db, "outside")
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
