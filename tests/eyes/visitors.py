"""Everybody who opens pages: who they are, where they begin, and which forms they send wrongly."""

from dataclasses import dataclass, field

from tests.eyes.states import AUTHOR, NEWCOMER, PRIYA, STEWARD

# What a browser asks for; every page is looked at in each.
LANGUAGES = ["en", "de"]


@dataclass(frozen=True)
class Visitor:
    """Begins at `starts` beside what states.py adds; `refused` are forms (address, fields) that come back."""

    name: str
    email: str = ""
    starts: tuple[str, ...] = ()
    refused: tuple[tuple[str, dict[str, str]], ...] = field(default=(), hash=False)
    outside: bool = False


VISITORS = [
    Visitor(
        "stranger",
        starts=(
            "/signin",
            "/signin?next=/posts",
            "/posts",
            "/nothing-here",
            "/demo",
            "/publishing/claims/broken",
        ),
        refused=(("/signin", {"email": "no address"}),),
    ),
    Visitor("claim holder"),
    Visitor(
        "employee",
        NEWCOMER,
        starts=(
            *(
                "/welcome",
                "/",
                "/inbox",
                "/publishing/consents",
                "/posts?sort=followed",
                "/posts?tag=no-such",
            ),
            *(
                "/search",
                "/search?q=xyzzyx",
                "/search?q=chery",
                "/posts/similar?title=cherry+soda",
                "/posts/new",
                "/searches",
            ),
            *("/people?q=nobody", "/settings/profile", "/settings/mail", "/help/keyboard", "/design"),
            *("/posts/4242", "/council", "/admin", "/publishing/drafts/1"),
        ),
        refused=(
            ("/posts", {"kind": "odd", "body": "Kept as typed."}),
            ("/settings/profile", {"about": "x" * 3000}),
            ("/settings/mail", {"digest": "odd"}),
        ),
    ),
    Visitor("author", AUTHOR, starts=("/", "/posts?sort=mine", "/settings/profile")),
    Visitor(
        "councillor",
        PRIYA,
        starts=(
            "/",
            "/council",
            "/council/seats",
            "/publishing",
            "/publishing/responses?state=refused",
            "/publishing/calendar",
        ),
        refused=(("/publishing/words", {"word": ""}),),
    ),
    Visitor(
        "steward",
        STEWARD,
        starts=("/", "/admin", "/admin/company", "/council/seats", "/publishing/rules"),
        refused=(
            ("/categories", {}),
            ("/admin/invitations", {"email": "nobody", "role": "king"}),
            ("/admin/company", {"accent_light": "#ffff00", "accent_dark": "blue", "name": "x" * 80}),
            ("/council/seats", {"email": "nobody@carlssoda.example"}),
            ("/council/seats/4242/vacate", {}),
        ),
    ),
    Visitor(
        "brand advocate",
        "farouk@haddadscorner.example",
        starts=("/", "/council", "/publishing", "/posts/new"),
    ),
    Visitor("ambassador", "gus@blueawning.example", starts=("/", "/inbox", "/publishing/consents", "/posts")),
    Visitor(
        "reader",
        starts=(
            *("/", "/about", "/nothing-here", "/search", "/search?topic=People", "/search?q=crates&page=9"),
            *(
                "/search?q=crates+bottles",
                "/search?q=sherbat",
                "/search?q=xyzzyx",
                "/search?q=peel&topic=Shops",
            ),
        ),
        outside=True,
    ),
]
