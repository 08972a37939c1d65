"""The public app. It opens the outside database and no other, and leaves nothing in a reader's browser."""

from collections.abc import Awaitable

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from ideaboard.company import Shown
from ideaboard.db import connect
from ideaboard.db.migrate import migrate
from ideaboard.paths import STATIC
from ideaboard.settings import Settings
from ideaboard.signing import Signer
from ideaboard.spotlight.routes import ROUTES
from ideaboard.web import rendering
from ideaboard.web.app import Edge, build
from ideaboard.web.connections import Connections
from ideaboard.web.limits import Limits
from ideaboard.web.request import House
from ideaboard.web.static import Static


def application(settings: Settings, *, limits: Limits | None = None) -> Starlette:
    """The spotlight as an ASGI app, its database brought forward."""
    _bring_forward(settings.spotlight_database)
    static = Static(STATIC)
    constants = {"spotlight_url": settings.spotlight_url}
    edge = Edge(
        house=House(
            settings,
            Signer(settings.secret),
            limits or Limits(),
            company=Shown(settings.company),
            one_language=True,
        ),
        connections=Connections(settings.spotlight_database),
        environment=rendering.environment(static.address, constants),
        own_url=settings.spotlight_url,
        error_template="spotlight/error.html",
    )
    app = build(edge, ROUTES, static)
    app.add_middleware(WithoutCookies)
    return app


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
