"""What stands for a person who gave no photo: their initials on a colour of their own."""

from zlib import crc32

TINTS = 6


def initials(name: str) -> str:
    """First letters of the first and last name; "" where no word begins with one."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


def tint(name: str) -> int:
    """Which of the colours: the same person has the same one everywhere."""
    return crc32(name.encode()) % TINTS
