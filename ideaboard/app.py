"""Builds the two ASGI apps; the only file, with cli, that knows every desk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette

from ideaboard import __version__
from ideaboard.board import design_views
from ideaboard.board import routes as board_routes
from ideaboard.board.statuses import KINDS, LABELS
from ideaboard.company import Shown
from ideaboard.council import routes as council_routes
from ideaboard.db import connect
from ideaboard.db.migrate import migrate
from ideaboard.paths import STATIC
from ideaboard.people import routes as people_routes
from ideaboard.people import sessions
from ideaboard.publishing import candidate_views
from ideaboard.publishing import routes as publishing_routes
from ideaboard.search.finder import Finder
from ideaboard.settings import Settings
from ideaboard.signing import Signer
from ideaboard.spotlight.site import application as spotlight
from ideaboard.web import rendering
from ideaboard.web.app import Edge, build
from ideaboard.web.connections import Connections
from ideaboard.web.limits import Limits
from ideaboard.web.request import Content, House, Reply, Request
from ideaboard.web.routes import Route, get
from ideaboard.web.static import Static
from ideaboard.who import anyone, inside, steward

__all__ = ["BoardApp", "board_app", "routes", "spotlight"]


@dataclass(frozen=True, slots=True)
class BoardApp:
    """The inside app with what must be closed when it ends."""

    app: Starlette
    connections: Connections
    finder: Finder

    def close(self) -> None:
        self.finder.close()
        self.connections.close()


def routes(settings: Settings) -> list[Route]:
    """Every route of the inside app, desk by desk."""
    tables = [
        people_routes.ROUTES,
        board_routes.ROUTES,
        council_routes.ROUTES,
        publishing_routes.routes(settings),
        [get("/healthz", _healthz, who=anyone)],
        [get("/design", design_views.show, who=inside if settings.demo else steward)],
        [get("/design/outside", design_views.outside, who=inside if settings.demo else steward)],
    ]
    if settings.demo:
        tables.append(people_routes.DEMO_ROUTES)
    return [route for table in tables for route in table]


def board_app(settings: Settings) -> BoardApp:
    """The board, its database brought forward, its search process started."""
    db = connect(settings.database)
    try:
        migrate(db, "inside")
    finally:
        db.close()
    connections, finder = Connections(settings.database), Finder(settings.index)
    static = Static(STATIC)
    constants = {
        "demo": settings.demo,
        "spotlight_url": settings.spotlight_url,
        "base_url": settings.base_url,
        "house_language": settings.language,
        "STATUSES": LABELS,
        "KINDS": KINDS,
    }
    edge = Edge(
        house=House(
            settings,
            Signer(settings.secret),
            Limits(),
            finder,
            Shown(settings.company),
            beside_post=(candidate_views.beside_post,),
        ),
        connections=connections,
        environment=rendering.environment(static.address, constants),
        own_url=settings.base_url,
        identify=sessions.identify,
        seen=sessions.seen,
        signin="/signin",
    )

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        # Started ahead, so that the first search finds a warm process.
        finder.start()
        yield
        made.close()

    made = BoardApp(build(edge, routes(settings), static, lifespan=lifespan), connections, finder)
    return made


def _healthz(req: Request) -> Reply:
    req.db.row("SELECT COUNT(*) AS number FROM migrations")
    body = {"status": "ok", "app": "board", "version": __version__}
    return Content(rendering.as_json(body), "application/json", {"cache-control": "no-store"})
