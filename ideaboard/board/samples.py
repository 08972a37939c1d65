"""Sample values for the style page: every state a component can be in, invented, of no post and nobody."""

from typing import Any

from ideaboard import clock
from ideaboard.board.statuses import CLOSED, LABELS
from ideaboard.db import Row
from ideaboard.errors import Refusal
from ideaboard.who import Person

# Above any number in use, so that no vote on a sample meets a real post.
FIRST = 900_000_000_000

REFUSED = Refusal(
    "Six things need your attention before this can be saved.",
    fields={
        "title": "Give it a title, so that others can find it.",
        "body": "Say a little more than the title.",
        "category": "Choose a category.",
        "kind": "Choose idea, feedback or story.",
        "anonymous": "Posts in this category carry a name.",
        "picture": "Choose a picture: PNG, JPEG, WebP or GIF.",
    },
)

DIFF = [
    ("same", "The crates come back "),
    ("del", "sometimes"),
    ("add", "every Tuesday"),
    ("same", ", and the shops know it."),
]

# In the order of the seats: (state, words, whether the seat is an outsider's).
MARKS = [
    ("yes", "Ana, customer advocate: yes", False),
    ("no", "Ben, customer advocate: no", False),
    ("recused", "Cem, customer advocate: may not vote, it is theirs", False),
    ("open", "Dia, customer advocate: has not voted", False),
    ("yes", "Eve, brand advocate: yes", True),
    ("open", "Seat of a brand advocate: vacant", True),
]


def people() -> list[Row]:
    """One for each colour of the initials, names of several scripts and lengths among them."""
    names = (
        "Ana Alvarez",
        "Ben",
        "Cem Çelik",
        "ליאת בן-דוד",
        "Eve O’Hara",
        "李 小龙",
        "Gus von der Au-Lindenberg",
        "Ó Áine",
    )
    return [{"id": FIRST + place, "name": name, "picture": ""} for place, name in enumerate(names)]


def posts(person: Person, now: str) -> list[Row]:
    """One post for each status; votes, answers, tags, names and what is new differ among them."""
    made = [_post(place, status, person, now) for place, status in enumerate(LABELS)]
    made[0] |= {"is_new": True, "my_vote": 1, "tags": ["crates", "returnable-packaging"]}
    made[1] |= {"new_comments": 3, "my_vote": -1, "author": None}
    made[2] |= {"can_vote": False, "author": _author(person)}
    made[3] |= {"title": "A title of the longest kind, which says in one line all that there is to say, " * 2}
    made[4] |= {"promotes": 12_345, "score": 12_338, "comments": 1_204, "excerpt": ""}
    return made


def _post(place: int, status: str, person: Person, now: str) -> Row:
    return {
        "id": FIRST + place,
        "title": f"Crates that come home, {LABELS[status].lower()}",
        "status": status,
        "kind": ("idea", "feedback", "story")[place % 3],
        "excerpt": "Every crate we lend should come home. Shops would stack them by the door on Tuesdays.",
        "author": _author(person),
        "category": {"slug": "", "name": "Packaging"},
        "tags": [],
        "created_at": clock.shift(now, days=-(place**3)),
        "answered": status not in {"new", "under_review"},
        "comments": place,
        "promotes": 9 + place,
        "demotes": 2 * place,
        "score": 9 - place,
        "my_vote": 0,
        "can_vote": status not in CLOSED,
        "is_new": False,
        "new_comments": 0,
    }


def _author(person: Person) -> Row:
    return {
        "id": person.id,
        "name": person.name,
        "title": "Returns",
        "department": "Logistics",
        "picture": "",
    }


def timeline(person: Person, now: str) -> list[dict[str, Any]]:
    told = (
        ("posted", "Posted", "", True, -40),
        ("status", "Under review", "", True, -30),
        ("answered", "Answered: it begins in spring", "/design", True, -12),
        ("released", "Told on the spotlight", "", False, -2),
    )
    return [
        {
            "kind": kind,
            "text": text,
            "url": url,
            "by": _author(person) if by else None,
            "at": clock.shift(now, days=day),
        }
        for kind, text, url, by, day in told
    ]


def stories(now: str) -> list[dict[str, Any]]:
    """A story of each kind: named, named in part, with neither name nor topic."""
    told = (
        ("Crates that come home", "Ana Alvarez", "Returns sorter", "AA", "Planet"),
        ("What the night shift hears, and why nobody asks it", "李 小龙", "Bottling", "李小", "People"),
        ("A small thing", "An employee", "", "", ""),
    )
    return [
        {
            "path": "/design/outside",
            "title": title,
            "topic": topic,
            "standfirst": "Every crate we lend should come home. Shops would stack them by the door.",
            "body": "",
            "topic_path": "/design/outside" if topic else "",
            "published_at": now,
            "minutes": 3,
            "cover": None,
            "signed": author["name"],
            "author": author,
            "authors": [author],
        }
        for title, author, topic in (
            (title, _sampled(place, name, role, initials), topic)
            for place, (title, name, role, initials, topic) in enumerate(told)
        )
    ]


def _sampled(tint: int, name: str, role: str, initials: str) -> dict[str, Any]:
    said = f"{role} at the company" if role else "Works at the company"
    made = {"name": name, "role": role, "initials": initials, "tint": tint, "path": "", "department_path": ""}
    return made | {"position": lambda company: said}


def faces() -> list[dict[str, Any]]:
    """Shelves of people, as the spotlight lists them."""
    names = (("Ana Alvarez", "Returns sorter", 4), ("李 小龙", "", 1))
    return [
        {"path": "/design/outside", "label": name, "detail": role, "stories": number, "tint": place}
        | {"initials": name[:1]}
        for place, (name, role, number) in enumerate(names)
    ]


def finds(now: str) -> list[dict[str, Any]]:
    """Stories as they are found: in the title and a place of the text, and by the byline alone."""
    first, second, _ = stories(now)
    place = [("…and the ", False), ("crates", True), (" were blue, not green…", False)]
    return [
        {
            "story": story,
            "title": title,
            "standfirst": [(story["standfirst"], False)],
            "fragment": fragment,
            "topic": [(story["topic"], False)],
            "people": [(story["author"], [(story["author"]["name"], False)], role)],
        }
        for story, title, fragment, role in (
            (first, [("Crates", True), (" that come home", False)], place, [("Returns sorter", False)]),
            (second, [(second["title"], False)], [], [("Bottling", True)]),
        )
    ]
