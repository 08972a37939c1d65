"""Six seats: four of employees, two of outsiders, each for a term, one a person."""

import pytest

from ideaboard import clock
from ideaboard.db import transact
from ideaboard.errors import Conflict, NotFound, Refusal
from ideaboard.people import people, seats
from ideaboard.who import BRAND_ADVOCATE, COUNCIL, CUSTOMER_ADVOCATE
from tests.conftest import NOW, Cast
from tests.council.conftest import Visitor


def fill(cast: Cast, person: int, kind: str, now: str = NOW) -> int:
    return transact(cast.db, lambda: seats.fill(cast.db, COUNCIL, person, kind=kind, now=now))


def seat_of(cast: Cast, person: int) -> int:
    return next(s["id"] for s in seats.held(cast.db, COUNCIL, now=NOW) if s["person_id"] == person)


def vacate(cast: Cast, seat: int) -> None:
    transact(cast.db, lambda: seats.vacate(cast.db, seat, now=NOW))


def test_a_fifth_customer_advocate_and_a_third_brand_advocate_find_no_seat(cast: Cast) -> None:
    with pytest.raises(Conflict):
        fill(cast, cast.colleague.id, CUSTOMER_ADVOCATE)
    with pytest.raises(Conflict):
        fill(cast, cast.ambassador.id, BRAND_ADVOCATE)


def test_a_vacated_seat_ends_at_once_and_can_be_filled_again(cast: Cast) -> None:
    vacate(cast, seat_of(cast, cast.councillor.id))
    assert cast.again(cast.councillor).seat is None
    fill(cast, cast.colleague.id, CUSTOMER_ADVOCATE)
    assert cast.again(cast.colleague).seat == CUSTOMER_ADVOCATE
    assert len(seats.held(cast.db, COUNCIL, now=NOW)) == 6


def test_a_seat_is_vacated_once(cast: Cast) -> None:
    seat = seat_of(cast, cast.councillor.id)
    vacate(cast, seat)
    with pytest.raises(NotFound):
        vacate(cast, seat)


def test_employees_and_outsiders_keep_to_their_own_seats(cast: Cast) -> None:
    vacate(cast, seat_of(cast, cast.councillor.id))
    vacate(cast, seat_of(cast, cast.brand_advocate.id))
    with pytest.raises(Conflict):
        fill(cast, cast.ambassador.id, CUSTOMER_ADVOCATE)
    with pytest.raises(Conflict):
        fill(cast, cast.colleague.id, BRAND_ADVOCATE)


def test_nobody_holds_two_seats(cast: Cast) -> None:
    vacate(cast, seat_of(cast, cast.councillor.id))
    with pytest.raises(Conflict):
        fill(cast, cast.council[1].id, CUSTOMER_ADVOCATE)


def test_a_term_ends_after_a_year_and_frees_the_seat(cast: Cast) -> None:
    vacate(cast, seat_of(cast, cast.councillor.id))
    fill(cast, cast.colleague.id, CUSTOMER_ADVOCATE)
    end = clock.shift(NOW, days=365)
    last = people.load(cast.db, cast.colleague.id, now=clock.shift(end, seconds=-1))
    over = people.load(cast.db, cast.colleague.id, now=end)
    assert last is not None
    assert last.seat == CUSTOMER_ADVOCATE
    assert over is not None
    assert over.seat is None
    fill(cast, cast.councillor.id, CUSTOMER_ADVOCATE, now=end)
    assert len(seats.held(cast.db, COUNCIL, now=end)) == 6


def test_there_are_no_other_seats(cast: Cast) -> None:
    with pytest.raises(Refusal):
        fill(cast, cast.colleague.id, "observer")


def test_everyone_inside_sees_who_sits_and_until_when(cast: Cast, visit: Visitor) -> None:
    page = visit(cast.colleague).get("/council/seats").text
    assert all(person.name in page for person in cast.council)
    held = seats.held(cast.db, COUNCIL, now=NOW)
    assert all(f'<time datetime="{seat["ends_at"]}">' in page for seat in held)
    assert cast.councillor.email not in page
    assert "Fill a seat" not in page


def test_the_seats_as_json_carry_no_addresses(cast: Cast, visit: Visitor) -> None:
    answer = visit(cast.steward).get("/council/seats", headers={"accept": "application/json"})
    assert len(answer.json()["seats"]) == 6
    assert "@" not in answer.text


def test_a_steward_vacates_and_fills_and_nobody_else_does(cast: Cast, visit: Visitor) -> None:
    seat = seat_of(cast, cast.councillor.id)
    form = {"email": cast.colleague.email.upper(), "kind": CUSTOMER_ADVOCATE}
    for person in (cast.colleague, cast.councillor):
        assert visit(person).post(f"/council/seats/{seat}/vacate").status_code == 403
        assert visit(person).post("/council/seats", data=form).status_code == 403
    browser = visit(cast.steward)
    assert browser.post(f"/council/seats/{seat}/vacate").status_code == 303
    assert "Vacant" in browser.get("/council/seats").text
    assert browser.post("/council/seats", data=form).status_code == 303
    assert cast.again(cast.colleague).seat == CUSTOMER_ADVOCATE


def test_a_refused_seat_comes_back_with_the_address_typed(cast: Cast, visit: Visitor) -> None:
    browser = visit(cast.steward)
    unknown = browser.post("/council/seats", data={"email": "nobody@example.com", "kind": BRAND_ADVOCATE})
    assert unknown.status_code == 422
    assert "Nobody with this address is here" in unknown.text
    assert 'value="nobody@example.com"' in unknown.text
    full = browser.post("/council/seats", data={"email": cast.ambassador.email, "kind": BRAND_ADVOCATE})
    assert full.status_code == 409
    assert "All 2 seats of this kind are taken" in full.text
