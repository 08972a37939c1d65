"""Program code in what readers send: shown as plain words it can do nothing, but no person means it."""

import re

_CODE = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed|svg|math|base|meta|style|link)\b"  # what runs, or loads what runs
    r"|<[a-z!/][^>]{0,2000}?[\s/\"'`]on[a-z]{3,40}\s*="  # a handler of events
    r"|\b(java|vb)script\s*:"
    r"|\bdata\s*:\s*text/html",
    re.IGNORECASE,
)


def held_in(words: str) -> bool:
    return _CODE.search(words) is not None
