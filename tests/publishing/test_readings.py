"""How often a story was read reaches its author and the desk, and nobody else."""

from ideaboard import clock
from ideaboard.db import transact
from ideaboard.publishing import fetching, readings
from ideaboard.spotlight import readers
from tests.conftest import NOW
from tests.publishing.conftest import Desk, Visitor

TODAY = int(clock.moment(NOW).timestamp()) // 86400


def read(desk: Desk, slug: str, number: int, *, days_ago: int = 0) -> None:
    transact(desk.outside, lambda: readers.add(desk.outside, {(TODAY - days_ago, slug): number}))


def test_totals_come_inside_once_however_often_they_are_fetched(desk: Desk, visit: Visitor) -> None:
    desk.ready()
    desk.release()
    desk.work()
    slug = str(desk.draft()["slug"])
    for number, ago in ((3, 0), (4, 6), (5, 20)):
        read(desk, slug, number, days_ago=ago)
    for _ in range(3):
        fetching.fetch_readers(desk.place, NOW)
    assert readings.of(desk.db, [slug], now=NOW) == {slug: readings.Read(7, 12, 12)}
    read(desk, slug, 1)
    fetching.fetch_readers(desk.place, NOW)
    days = readings.by_day(desk.db, slug, now=NOW)
    assert (len(days), days[-1], days[-7]) == (30, ("2026-03-02", 4), ("2026-02-24", 4))
    # An outside that lost its totals takes none away inside; and old ones need not stay there.
    transact(desk.outside, lambda: readers.sweep(desk.outside, now=clock.shift(NOW, days=61)))
    assert desk.outside.rows("SELECT day FROM readers WHERE day < '2026-03-02'") == []
    fetching.fetch_readers(desk.place, NOW)
    assert readings.of(desk.db, [slug], now=NOW)[slug].ever == 13

    path = f"/publishing/stories/{slug}"
    for person in (desk.cast.author, desk.editor):
        page = visit(person).get(path).text
        assert "<b>13</b> in all" in page
        assert page.count("<rect ") == 3
    assert "in all" not in visit(desk.cast.colleague).get(path).text
    assert "Readings: 8 in 7 days, 13 in 30, 13 in all" in visit(desk.editor).get("/publishing/stories").text
