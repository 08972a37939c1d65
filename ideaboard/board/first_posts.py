"""Help with a first post: three small questions, whose answers become its title and text."""

from collections.abc import Mapping

from ideaboard import text
from ideaboard.db import Database
from ideaboard.language import N_, _
from ideaboard.who import Person

# In the order of the text, each with the words that begin its paragraph.
QUESTIONS = {
    "problem": N_("What is the problem?"),
    "who": N_("Who has it?"),
    "better": N_("What would be better?"),
}
_HEADS = {"problem": N_("The problem:"), "who": N_("Who has it:"), "better": N_("What would be better:")}
_TITLE = 90


def has_posted(db: Database, person: Person) -> bool:
    """Whether they posted under their name; of posts without one nobody knows."""
    return db.row("SELECT id FROM posts WHERE author_id = :id LIMIT 1", id=person.id) is not None


def answered(form: Mapping[str, str]) -> bool:
    return any(form.get(name, "").strip() for name in QUESTIONS)


def put_together(form: Mapping[str, str]) -> dict[str, str]:
    """The form with its answers in title and text, behind what stood there. An idea is named by what would be
    better, anything else by its problem; a title that was written stays."""
    answers = {name: text.clean(form.get(name, ""), lines=True) for name in QUESTIONS}
    told = [f"**{_(_HEADS[name])}** {said}" for name, said in answers.items() if said]
    kept = {name: value for name, value in form.items() if name not in QUESTIONS}
    kept["body"] = "\n\n".join(part for part in (form.get("body", "").strip(), *told) if part)
    kept["title"] = form.get("title", "").strip() or _title(answers, form.get("kind", ""))
    return kept


def _title(answers: Mapping[str, str], kind: str) -> str:
    order = ("better", "problem", "who") if kind == "idea" else ("problem", "better", "who")
    said = next((answers[name] for name in order if answers[name]), "")
    return text.shorten(text.plain(said.split("\n")[0]).rstrip("."), _TITLE)
