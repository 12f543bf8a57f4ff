"""The safety lead sets the team's times for all cases at once; the programme desk does not even see them (W16)."""

import pytest

from app.core.errors import InvalidInput, NotAllowed
from app.core.settings import HERS
from app.core.shapes import PartnerId, to_builtins
from app.desk.catalogue import perform
from app.partner.seat import PartnerSeat
from models.programme.account import OfficeSetting
from tests.bridge.samples import a_case, a_plan, clearance_asked, her_record, later
from tests.offices import Office, both_engines

GROUP = "ab" * 16


def given(office: Office, login: str = "wendy", **values: object) -> None:
    keyed = {key.replace("__", "."): value for key, value in values.items()}
    perform(office.partner_desk(login), "settings.set", {"values": keyed})


@both_engines
def test_what_the_lead_sets_holds_for_every_officer_from_then_on(office: Office) -> None:
    given(office, plan__expires_days=30, clearance__case_runs=["wed 09:00"])
    given(office, contact__attempts=4)

    shown = {row.key: row.value for row in perform(office.partner_desk("maya"), "settings.show", {})}
    case = a_case(office)
    partner = her_record(office, case)
    page = perform(office.partner_desk(), "safe_plan.set", a_plan_of(partner, office))
    clearance_asked(office, case, GROUP)
    later(office, 3, 9, 30)
    perform(office.partner_desk(), "clearance.run", {})
    (line,) = perform(office.partner_desk(), "clearance.list", {})

    assert (shown["plan.expires_days"], shown["contact.attempts"], shown["contact.between_days"]) == (30, 4, 2)
    assert page is not None
    assert (line.run_at.astimezone(office.clock.zone).weekday(), line.run_at.astimezone(office.clock.zone).hour) == (
        2, 9,
    )  # fmt: skip


def set_before(office: Office, key: str, value: object, *, signed: bool = True) -> None:
    """As the office set it while it was the office's own; `signed`: in its log, as every act is."""
    seat = office.desk("jo").seat
    with seat.open_work() as work:
        work.add(OfficeSetting(key=key, value=value))
        if signed:
            seat.ledger.append(work, "settings.set", office.clock.now())


def test_what_the_office_had_set_before_holds_until_the_lead_says_otherwise(office: Office) -> None:
    set_before(office, "plan.expires_days", 45)
    set_before(office, "lock.partner_minutes", 4)
    set_before(office, "contact.attempts", 900)
    set_before(office, "clearance.case_runs", ["wed 09:00"], signed=False)

    shown = {row.key: row.value for row in perform(office.partner_desk("maya"), "settings.show", {})}
    numbers = office.partner_desk("maya").seat
    assert isinstance(numbers, PartnerSeat)
    held = numbers.numbers("plan.expires_days", "lock.partner_minutes", "contact.attempts")
    given(office, plan__expires_days=30)
    after = {row.key: row.value for row in perform(office.partner_desk("maya"), "settings.show", {})}

    assert (shown["plan.expires_days"], shown["lock.partner_minutes"]) == (45, 4)
    assert shown["contact.attempts"] == 3, "what is out of bounds by now counts for nothing"
    assert shown["clearance.case_runs"] == ("tue 12:00", "fri 12:00"), "nor does what no log knows (SEC-17)"
    assert held == (45, 4, 3)
    assert (after["plan.expires_days"], after["lock.partner_minutes"]) == (30, 4)


def test_the_team_calls_the_time_points_of_her_view_as_it_likes(office: Office) -> None:
    """13.4: the labels are a setting (K)."""
    partner = her_record(office, a_case(office))
    given(office, her_view__t0="Intake", her_view__t3="Half a year in")

    page = perform(office.partner_desk("maya"), "partner.measures", {"partner": partner})

    assert page.points == {
        "t0": "Intake", "t1": "T1, start", "t2": "T2, middle", "t3": "Half a year in", "t4": "T4, six months after",
    }  # fmt: skip
    with pytest.raises(InvalidInput, match="At most 40 letters"):
        given(office, her_view__t1="x" * 41)


def a_plan_of(partner: PartnerId, office: Office) -> dict[str, object]:
    """The input of a plan as it would be typed today."""
    made: dict[str, object] = to_builtins(a_plan(partner, office.clock.today()))
    return made


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("plan.expires_days", 0), ("plan.expires_days", 366), ("clearance.case_runs", ["noon"]),
        ("clearance.case_runs", []), ("clearance.report_runs", ["xyz 12:00"]), ("dash.bands", ["10 purple"]),
        ("dash.bands", ["many high"]), ("office.name", "Harbour"), ("clearance.case_runs", "tue 12:00"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_beside_its_key_and_nothing_is_changed(
    office: Office, key: str, value: object
) -> None:
    with pytest.raises(InvalidInput) as refused:
        perform(office.partner_desk("wendy"), "settings.set", {"values": {"contact.attempts": 9, key: value}})

    assert list(refused.value.problems) == [key]
    rows = {row.key: row for row in perform(office.partner_desk("wendy"), "settings.show", {})}
    assert rows["contact.attempts"].value == rows["contact.attempts"].default


def test_an_officer_reads_them_and_the_programme_desk_knows_none(office: Office) -> None:
    with pytest.raises(NotAllowed):
        given(office, "maya", plan__expires_days=30)

    his = {row.key for row in perform(office.desk("jo"), "settings.show", {})}
    hers = {one.key for one in HERS}
    assert not his & hers
    for act, more in (("settings.show", {}), ("settings.set", {"value": 30})):
        with pytest.raises(InvalidInput, match="no such setting"):
            perform(office.desk("jo"), act, {"key": "plan.expires_days", **more})
    assert {row.key for row in perform(office.partner_desk("maya"), "settings.show", {})} == hers


def test_every_change_stands_in_the_log_of_this_desk(office: Office) -> None:
    given(office, plan__expires_days=30)

    (newest, *_older) = perform(office.partner_desk("maya"), "access_log.show", {})

    assert (newest.act, newest.by, newest.reason) == ("settings.set", "Wendy Mair", "plan.expires_days: 30")
