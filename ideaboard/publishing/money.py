"""Amounts of money in running text that are at least as large as the company lets out unasked."""

import re
from collections.abc import Iterator

_SIGNS = r"[€$£¥₹₽₩₺₴₪฿]|(?:US|CA|A|NZ|HK|S|R)\$|zł|Kč"
_CODES = (
    r"EUR|USD|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CZK|HUF|CAD|AUD|NZD|BRL|MXN|TRY|ZAR|RUB|KRW|SFr|kr|Ft|"
    r"euros?|dollars?|pounds?|francs?|franken|yen|yuan|rupees?|rubel|kron(?:er|or|en)|zloty|forint|pfund|bucks"
)
_CURRENCY = rf"(?:{_SIGNS}|\b(?:{_CODES})\b)"
_SCALES = {
    "k": 10**3,
    "thousand": 10**3,
    "tausend": 10**3,
    "tsd": 10**3,
    "lakh": 10**5,
    "lakhs": 10**5,
    "m": 10**6,
    "mm": 10**6,
    "mn": 10**6,
    "mio": 10**6,
    "mill": 10**6,
    "million": 10**6,
    "millions": 10**6,
    "millionen": 10**6,
    "crore": 10**7,
    "crores": 10**7,
    "b": 10**9,
    "bn": 10**9,
    "mrd": 10**9,
    "billion": 10**9,
    "billions": 10**9,
    "milliarde": 10**9,
    "milliarden": 10**9,
    "trillion": 10**12,
}
_WORDS = {
    "half a": 0.5,
    "a half": 0.5,
    "a": 1,
    "an": 1,
    "one": 1,
    "eine": 1,
    "one and a half": 1.5,
    "two": 2,
    "zwei": 2,
    "three": 3,
    "drei": 3,
    "four": 4,
    "vier": 4,
    "five": 5,
    "fünf": 5,
    "six": 6,
    "sechs": 6,
    "seven": 7,
    "sieben": 7,
    "eight": 8,
    "acht": 8,
    "nine": 9,
    "neun": 9,
    "ten": 10,
    "zehn": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "a hundred": 100,
    "hundred": 100,
    "hundreds of": 100,
    "several": 2,
    "a few": 2,
    "einige": 2,
}


def _either(words: Iterator[str] | list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_SCALE = rf"(?:\s?(?P<scale>{_either(list(_SCALES))})\b\.?)"
# Thousands apart by a comma, a point, a blank, a thin one or an apostrophe; what follows is a fraction.
_GROUPED = r"\d{1,3}(?:[.,'’\u00a0\u202f\u2009 ]\d{2,3}){1,8}(?:[.,]\d{1,2})?(?!\d)"
_DIGITS = rf"(?P<digits>{_GROUPED}|\d{{1,15}}(?:[.,]\d{{1,4}})?)"
_SPOKEN = rf"(?P<spoken>{_either(list(_WORDS))})"
_OF = r"(?:\s(?:of|in))?"
_BEFORE = re.compile(rf"{_CURRENCY}\s?{_DIGITS}{_SCALE}?", re.IGNORECASE)
_AFTER = re.compile(rf"(?<![\w.,]){_DIGITS}(?:[.,][-–—]+)?{_SCALE}?{_OF}[\s-]?{_CURRENCY}", re.IGNORECASE)
_IN_WORDS = re.compile(
    rf"\b(?:{_SPOKEN}\s)?(?P<scale>{_either(list(_SCALES))})\b{_OF}[\s-]{_CURRENCY}", re.IGNORECASE
)


def find(text: str, least: int) -> Iterator[str]:
    """Each amount of `least` or more as it is written, whatever its currency."""
    for pattern in (_BEFORE, _AFTER, _IN_WORDS):
        for found in pattern.finditer(text):
            if _value(found) >= least:
                yield " ".join(found[0].split())


def _value(found: re.Match[str]) -> float:
    parts = found.groupdict()
    scale = _SCALES[parts["scale"].lower()] if parts["scale"] else 1
    if parts.get("digits"):
        return _number(parts["digits"]) * scale
    return _WORDS[parts["spoken"].lower()] * scale if parts.get("spoken") else float(scale)


def _number(digits: str) -> float:
    """What the digits say: a last point or comma begins a fraction, unless three digits follow it and part
    thousands."""
    bare = re.sub(r"[^\d.,]", "", digits)
    found = re.fullmatch(r"(.*)[.,](\d+)", bare)
    if found is None or (len(found[2]) == 3 and found[1].strip("0.,")):
        return float(re.sub(r"\D", "", bare) or 0)
    whole = re.sub(r"\D", "", found[1])
    return float(f"{whole or 0}.{found[2]}")
