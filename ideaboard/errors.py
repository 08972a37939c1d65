"""What can go wrong, as values of the domain: each carries its HTTP status and a plain sentence.

Refusal                422  what was sent cannot be done as it is; `fields` says where, one sentence each
├── NotFound           404  it is not there, or its existence is a secret from the one who asks
├── Gone               410  it was here and was taken back
├── Forbidden          403  known, and not theirs to do
├── SignInNeeded       401  nobody is signed in
├── Conflict           409  it clashes with the state of things (a closed post, an own vote, a full council)
├── TooLarge           413  more bytes than are taken
├── TooMany            429  more often than is taken
└── Unavailable        503  a part is missing for now (search is rebuilding)
"""

from collections.abc import Mapping

from ideaboard.language import N_, _, ngettext


class Refusal(Exception):
    """The domain said no. `fields` maps a form's field to the sentence that stands beside it."""

    status = 422
    heading = N_("That did not work")

    def __init__(self, sentence: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = dict(fields or {})

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "Refusal":
        """One refusal that lists everything wrong with a form, field by field."""
        sentence = ngettext(
            "One thing needs your attention before this can be saved.",
            "%(num)s things need your attention before this can be saved.",
            len(fields),
        )
        return cls(sentence, fields=fields)


def too_long(most: int, written: str) -> str:
    """The sentence beside a field that holds more than it takes."""
    return _("At most %(most)s characters, please; this has %(count)s.", most=most, count=len(written))


class NotFound(Refusal):
    status = 404
    heading = N_("Not found")


class Gone(Refusal):
    status = 410
    heading = N_("No longer here")


class Forbidden(Refusal):
    status = 403
    heading = N_("Not yours to do")


class SignInNeeded(Refusal):
    status = 401
    heading = N_("Sign in first")


class Conflict(Refusal):
    status = 409


class TooLarge(Refusal):
    status = 413
    heading = N_("Too large")


class TooMany(Refusal):
    status = 429
    heading = N_("Slow down a little")


class Unavailable(Refusal):
    status = 503
    heading = N_("Back in a moment")
