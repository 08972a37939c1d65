"""From a view's reply to bytes: HTML, or JSON of the same values, with cookies and the one-time notice."""

from dataclasses import replace
from typing import Any

from jinja2 import Environment
from starlette.responses import RedirectResponse, Response

from ideaboard.errors import Refusal
from ideaboard.language import _
from ideaboard.web import rendering
from ideaboard.web.request import Content, Cookie, Page, Redirect, Reply, Request

NOTICE = "notice"
# Seconds after which a program may ask again, for refusals that pass by themselves.
_RETRY_AFTER = {429: "300", 503: "60"}
_PRIVATE = {"cache-control": "private, no-cache", "vary": "accept, accept-language, cookie"}


def response(environment: Environment, reply: Reply, request: Request) -> Response:
    """The response to a reply. A person's pages are never kept by a shared cache."""
    if isinstance(reply, Content):
        return Response(reply.body, reply.status, dict(reply.headers), reply.type)
    if request.wants_json and reply.face is not None:
        status = reply.status if isinstance(reply, Page) else 200
        made = Response(rendering.as_json(reply.face()), status, _PRIVATE, "application/json")
    elif isinstance(reply, Redirect):
        made = RedirectResponse(reply.to, 303, headers=_PRIVATE)
        if reply.notice:
            _set(made, Cookie(NOTICE, request.house.signer.sign(NOTICE, reply.notice), 60), request)
    else:
        made = _page(environment, reply, request)
    for cookie in reply.cookies:
        _set(made, cookie, request)
    return made


def _page(environment: Environment, reply: Page, request: Request) -> Response:
    notice = _notice(request)
    text = rendering.page(environment, reply.template, {"notice": notice} | dict(reply.values), request)
    made = Response(text.encode(), reply.status, _PRIVATE | dict(reply.headers), "text/html; charset=utf-8")
    if NOTICE in request.cookies:
        _set(made, Cookie(NOTICE, "", 0), request)
    return made


def _notice(request: Request) -> str:
    try:
        return str(request.house.signer.read(NOTICE, request.cookies[NOTICE]))
    except (KeyError, Refusal):
        return ""


def _set(made: Response, cookie: Cookie, request: Request) -> None:
    made.set_cookie(
        cookie.name,
        cookie.value,
        max_age=cookie.seconds,
        path=cookie.path,
        secure=request.house.settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def with_status(reply: Reply, status: int) -> Reply:
    """The same page, answered as a refusal."""
    return replace(reply, status=status) if isinstance(reply, Page) else reply


def error(
    environment: Environment, template: str, refusal: Refusal, request: Request, *, signin: str = ""
) -> Response:
    """The refusal on a page of its own, or as `{"error", "fields"}`; `signin` leads back to where it was."""
    values: dict[str, Any] = {"heading": _(refusal.heading), "sentence": refusal.sentence}
    face = {"error": refusal.sentence, "fields": refusal.fields}
    values |= {"kept": _kept(request), "signin": signin}
    page = Page(template, values, face=lambda: face, status=refusal.status)
    made = response(environment, page, request)
    if refusal.status in _RETRY_AFTER:
        made.headers["retry-after"] = _RETRY_AFTER[refusal.status]
    if "token" in request.params:
        made.headers["referrer-policy"] = "no-referrer"
    return made


def _kept(request: Request) -> dict[str, str]:
    """The texts of a form that could not be taken, to be shown so that they can be copied; no codes."""
    return {name: value for name, value in request.form.items() if len(value) > 20 or " " in value}
