import pytest

from ideaboard.spotlight.bylines import Byline


@pytest.mark.parametrize(
    ("text", "name", "role", "initials"),
    [
        ("Margit Szabó, Returns sorter", "Margit Szabó", "Returns sorter", "MS"),
        ("Wil de Groot, Warehouse", "Wil de Groot", "Warehouse", "WG"),
        ("Ines, Logistics", "Ines", "Logistics", "I"),
        ("Ines", "Ines", "", "I"),
        ("An employee", "An employee", "", ""),
        ("", "An employee", "", ""),
    ],
)
def test_a_byline_is_taken_apart_as_the_author_agreed_to_it(
    text: str, name: str, role: str, initials: str
) -> None:
    byline = Byline(text)
    assert (byline.name, byline.role, byline.initials) == (name, role, initials)


def test_employment_is_disclosed_with_and_without_a_name() -> None:
    assert Byline("Ines, Logistics").disclosure("Acme") == "Ines works at Acme."
    unnamed = Byline("An employee").disclosure("Acme")
    assert unnamed == "The author works at Acme and chose not to be named."
