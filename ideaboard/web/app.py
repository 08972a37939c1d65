"""One ASGI app from route tables: who may enter, where a view runs, one transaction a request."""

import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial

import anyio
import anyio.to_thread
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request as Incoming
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.routing import Route as Path

from ideaboard import clock
from ideaboard.db import Contention, transact
from ideaboard.errors import Forbidden, NotFound, Refusal, SignInNeeded, TooLarge, Unavailable
from ideaboard.language import N_, _
from ideaboard.web import body, origin, replies, returning
from ideaboard.web.connections import Connections
from ideaboard.web.headers import SecurityHeaders
from ideaboard.web.kept import SLOT
from ideaboard.web.request import House, Identify, Page, Redirect, Reply, Request, View
from ideaboard.web.routes import Route, get
from ideaboard.web.static import Static
from ideaboard.who import anyone

log = logging.getLogger("ideaboard.web")

# Few threads: with more of them, the same page costs several times the CPU (docs/decisions/web.md).
THREADS = 2
POSTGRESQL_THREADS = 8
ANY = ("GET", "POST", "PUT", "PATCH", "DELETE")


class IdConvertor(Convertor[str]):
    """A number that a database holds; Starlette's own takes thousands of digits, which Python refuses."""

    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("id", IdConvertor())


def nobody(request: Request) -> None:
    """The identify of an app without sign-in."""


@dataclass(slots=True)
class Edge:
    """What all endpoints of one app share. Writes come from the origins `own_url` and `also_from` only."""

    house: House
    connections: Connections
    environment: Environment
    own_url: str
    identify: Identify = nobody
    error_template: str = "error.html"
    seen: Callable[[Request], None] = nobody
    signin: str = ""
    also_from: str = ""
    inline: bool = False  # nobody else waits: do all of it where it is asked
    limiter: anyio.CapacityLimiter | None = field(default=None)
    pages: dict[View, str] = field(default_factory=dict)

    @property
    def waits_always(self) -> bool:
        """A query to PostgreSQL waits on the network; SQLite answers at once."""
        return self.connections.url.startswith(("postgresql://", "postgres://"))


def build(
    edge: Edge, routes: Iterable[Route], static: Static, *extra: BaseRoute, lifespan: object = None
) -> Starlette:
    """The app. Every route goes through the same door; nothing is served that is not in a table.

    Without a `lifespan` of its own it still closes its connections at the end.
    """
    routes = list(routes)
    edge.pages = {r.view: r.path for r in routes if r.method == "GET"}
    paths: list[BaseRoute] = [*extra, Mount("/static", app=static)]
    paths += [Path(r.path, partial(_endpoint, edge, r), methods=[r.method]) for r in routes]
    missing = get("/{rest:path}", _nowhere, who=anyone)
    paths.append(Path(missing.path, partial(_endpoint, edge, missing), methods=ANY))
    return Starlette(
        routes=paths,
        middleware=[
            Middleware(SecurityHeaders, secure=edge.own_url.startswith("https://")),
            Middleware(GZipMiddleware, minimum_size=800, compresslevel=5),
        ],
        lifespan=lifespan or partial(_closing, edge.connections),  # type: ignore[arg-type]
    )


@asynccontextmanager
async def _closing(connections: Connections, app: Starlette) -> AsyncIterator[None]:
    yield
    connections.close()


def _nowhere(request: Request) -> Reply:
    raise NotFound(_("There is nothing at this address."))


async def _endpoint(edge: Edge, route: Route, incoming: Incoming) -> Response:
    request = _request(edge, incoming)
    request.speak()
    try:
        if route.method != "GET":
            if not route.any_origin:
                origin.check(request.headers, edge.own_url, edge.also_from)
            request.form, request.files = await body.read(incoming, route.most_bytes)
    except Refusal as refusal:
        early = refusal
        return await _run(edge, request, True, lambda: _refused(edge, route, request, early))
    return await _run(edge, request, route.waits, lambda: _serve(edge, route, request))


async def _run(edge: Edge, request: Request, waits: bool, work: Callable[[], Response]) -> Response:
    turn = partial(_lent, edge, request, work)
    if edge.inline or not (waits or edge.waits_always):
        return turn()
    if edge.limiter is None:
        edge.limiter = anyio.CapacityLimiter(POSTGRESQL_THREADS if edge.waits_always else THREADS)
    return await anyio.to_thread.run_sync(turn, limiter=edge.limiter)


def _request(edge: Edge, incoming: Incoming) -> Request:
    slot = incoming.scope.get(SLOT)
    return Request(
        method=incoming.method,
        path=incoming.url.path,
        params={k: body.tidy(v) if isinstance(v, str) else v for k, v in incoming.path_params.items()},
        query={body.tidy(k): body.tidy(v) for k, v in incoming.query_params.items()},
        form={},
        files={},
        headers=dict(incoming.headers),
        cookies=incoming.cookies,
        client=incoming.client.host if incoming.client else "",
        now=clock.now(),
        house=edge.house,
        begin=slot.begin if slot else None,
    )


def _lent(edge: Edge, request: Request, work: Callable[[], Response]) -> Response:
    """The work with a connection of its own; a page that says so when the database does not answer."""
    try:
        request.db = edge.connections.lend()
    except Exception:
        log.exception("the database does not answer")
        gone = Unavailable(
            _("The database does not answer just now. Nothing is lost; try again in a minute.")
        )
        return replies.error(edge.environment, edge.error_template, gone, request)
    try:
        return work()
    finally:
        edge.connections.give_back(request.db)


def _serve(edge: Edge, route: Route, request: Request) -> Response:
    try:
        if route.method == "GET":
            with request.db.reading():
                if request.begin:
                    request.begin(request.db)
                made = _answer(edge, route, request)
        else:
            said = _taken_in(edge, route, request) if route.intake else ""
            if said and route.again:
                return _once_more(edge, route.again, request, said)
            made = transact(request.db, partial(_answer, edge, route, request))
    except Refusal as refusal:
        return _refused(edge, route, request, refusal)
    except Contention:
        return _refused(
            edge, route, request, Unavailable(_("Many people are writing at once. Send it again."))
        )
    except Exception:
        return _failed(edge, route, request)
    if route.waits:
        request.looked_at = _is_looked_at(request, made)
        # Not on the event loop: somebody else may hold the write lock. The answer stands either way.
        with suppress(Contention):
            edge.seen(request)
    return made


def _is_looked_at(request: Request, made: Response) -> bool:
    """Whether somebody opened a page. What pages fetch for themselves tells nothing of who is here: the
    picture of a post without a name would date its author's visit."""
    is_page = made.headers.get("content-type", "").startswith("text/html")
    return is_page and request.headers.get("sec-fetch-dest", "document") == "document"


def _taken_in(edge: Edge, route: Route, request: Request) -> str:
    """What the form brings beside its words is kept now, whatever becomes of them."""
    assert route.intake is not None
    with request.db.reading():
        _recognise(edge, request)
        if closed := _closed(route, request) or _somebody_else(request):
            raise closed
    return route.intake(request)


def _once_more(edge: Edge, again: View, request: Request, said: str) -> Response:
    """The form as it was sent, with a sentence on what was taken in."""
    with request.db.reading():
        shown = again(request)
        assert isinstance(shown, Page)
        page = replace(shown, values={**shown.values, "notice": said})
        return replies.response(edge.environment, page, request)


def _failed(edge: Edge, route: Route, request: Request) -> Response:
    """A fault of ours; where it was the connection's, a page is read once more on another."""
    log.exception("%s %s failed", request.method, request.path)
    lost = request.db.lost
    request.db = edge.connections.exchange(request.db)
    if lost and route.method == "GET" and not request.again:
        request.again = True
        return _serve(edge, route, request)
    return _refused(edge, route, request, _fault())


class _Fault(Refusal):
    status = 500
    heading = N_("Something broke on our side")


def _fault() -> Refusal:
    return _Fault(
        _("This is our fault, not yours, and it has been written down. Nothing you sent was half done.")
    )


def _answer(edge: Edge, route: Route, request: Request) -> Response:
    _recognise(edge, request)
    if closed := _closed(route, request) or _somebody_else(request):
        raise closed
    return replies.response(edge.environment, route.view(request), request)


def _recognise(edge: Edge, request: Request) -> None:
    """Who asks, and in which language they are answered."""
    request.person = edge.identify(request)
    request.speak()


def _closed(route: Route, request: Request) -> Refusal | None:
    """Why this person may not enter here, None when they may."""
    if route.who(request.person):
        return None
    if request.person is None and request.method == "GET":
        return SignInNeeded(_("Sign in to see this page."))
    if request.person is None:
        return SignInNeeded(_("You were signed out meanwhile. Sign in again to go on."))
    return Forbidden(_("This page is for others. If you should see it, ask a steward."))


def _somebody_else(request: Request) -> Refusal | None:
    """What waited for a network says whose it is, so that it never goes out as who signed in meanwhile."""
    meant = request.form.get("as", "")
    if not meant or request.person is None or meant == str(request.person.id):
        return None
    return Forbidden(_("Somebody else is signed in here now. Sign in as yourself, then send it again."))


def _refused(edge: Edge, route: Route, request: Request, refusal: Refusal) -> Response:
    """The refusal in the form it came from where there is one, else on a page of its own."""
    if isinstance(refusal, SignInNeeded) and route.method == "GET" and edge.signin and not request.wants_json:
        return replies.response(edge.environment, Redirect(_signin(edge, route, request)), request)
    try:
        with request.db.reading():
            _recognise(edge, request)
            # A body is refused before anybody is asked for: the form is shown only to who may see it.
            again = route.again if _is_form_trouble(refusal) and not request.wants_json else None
            request.refusal = refusal = (_closed(route, request) if again else None) or refusal
            if again and _is_form_trouble(refusal):
                reply = replies.with_status(again(request), refusal.status)
                return replies.response(edge.environment, reply, request)
            signin = _signin(edge, route, request) if isinstance(refusal, SignInNeeded) else ""
            return replies.error(edge.environment, edge.error_template, refusal, request, signin=signin)
    except Refusal as second:
        request.refusal = second
        return replies.error(edge.environment, edge.error_template, second, replace(request, person=None))


def _is_form_trouble(refusal: Refusal) -> bool:
    return not isinstance(refusal, SignInNeeded | Forbidden | NotFound | TooLarge)


def _signin(edge: Edge, route: Route, request: Request) -> str:
    return returning.signin(edge.signin, edge.pages, route, request) if edge.signin else ""
