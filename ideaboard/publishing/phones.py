"""Telephone numbers in running text, told from dates, years, prices, sizes and counts."""

import re
from collections.abc import Iterator

# Numbers that mean something else: dates and times, amounts of money, IP addresses.
_OTHERWISE = re.compile(
    r"""(?<![\d./-])(?:
          \d{4}[-/.]\d{1,2}[-/.]\d{1,2} | \d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}) |
          \d{1,3}(?:\.\d{1,3}){3} | \d{1,2}:\d{2}(?::\d{2})?
        )(?![\d]|[./-]\d)
      | [€$£¥]\ ?\d[\d.,' ]{0,24} | \d[\d.,' ]{0,24}\ ?(?:[€$£¥%]|(?:EUR|USD|GBP|CHF|euros?|dollars?)\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.,])(?:\+|\(\+?)?\d[\d \t\u00a0()./–-]{4,24}\d(?!\w)")
_LABELLED = re.compile(
    r"\b(?:tel|phone|telephone|mobile|cell|fax|whatsapp|ext|extension)\b\.?:?[ ]?(?:no\.?|number)?[ :]*"
    r"(\+?\(?\d[\d ()./-]{2,20}\d)(?!\w)",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:([ \u00a0.])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?")
_LOCAL = re.compile(r"\d{3}[-.]\d{4}|\d{3}[-. ]\d{3}[-. ]\d{4}|\d{3,5}/\d{4,9}")


def find(text: str) -> Iterator[str]:
    """Each telephone number as it is written."""
    for found in _LABELLED.finditer(text):
        if not _OTHERWISE.fullmatch(found[1]):
            yield found[1].strip()
    for found in _NUMBER.finditer(_OTHERWISE.sub(_blank, text)):
        number = found[0].strip(" -–/.")
        if _is_phone(number):
            yield number


def _blank(found: re.Match[str]) -> str:
    # Letters, not spaces: the numbers on both sides must not grow together.
    return "x" * len(found[0])


def _is_phone(number: str) -> bool:
    groups = re.findall(r"\d+", number)
    digits = "".join(groups)
    if not 7 <= len(digits) <= 15 or _GROUPED.fullmatch(number):
        return False
    if all(len(group) == 4 and "1700" <= group <= "2199" for group in groups):
        return False
    if number.startswith(("+", "(")) or _LOCAL.fullmatch(number):
        return True
    if digits.startswith("0"):
        return len(digits) >= 8 and not re.fullmatch(r"0\.\d+", number)
    return len(digits) >= 10 if len(groups) == 1 else len(digits) >= 9 and min(map(len, groups)) >= 2
