"""How long a form was before its writer: a signed moment in the form, told where there is one.

A page that is kept as bytes or served as a file has none, and then nothing follows from it.
"""

from ideaboard import clock
from ideaboard.errors import Refusal
from ideaboard.web.request import Request

FIELD = "opened"
PURPOSE = "form opened"


def mark(req: Request) -> str:
    """The moment for a form of this page; "" at a page's plain address, which may be kept for everyone."""
    return req.house.signer.sign(PURPOSE, req.now) if req.query or req.refusal else ""


def seconds(req: Request) -> int | None:
    """How long it took to fill the form in, None where the form does not tell."""
    try:
        opened = clock.moment(str(req.house.signer.read(PURPOSE, req.form.get(FIELD, ""))))
    except (Refusal, ValueError):
        return None
    return max(0, int((clock.moment(req.now) - opened).total_seconds()))
