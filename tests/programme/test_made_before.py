"""An office that was made before is the one the builder would make; one that was written to is built on."""

from datetime import timedelta

import pytest

from app.desk.catalogue import perform
from tests.made_before import made_before
from tests.offices import Office, both_engines
from tests.programme.flows import a_case, a_referral

BUILT: list[str] = []


@made_before
def a_man(office: Office, name: str) -> str:
    """A man received, and the clock a day later."""
    BUILT.append(name)
    case = a_case(office.desk("priya"), given_name=name, external_reference=f"X-{name}")
    office.clock.move_to(office.clock.now() + timedelta(days=1))
    return case


@both_engines
@pytest.mark.parametrize("time", range(4))
def test_a_copy_holds_what_was_built_and_is_worked_on_alone(office: Office, time: int) -> None:
    before = office.clock.now()

    case = a_man(office, "Zoran")

    desk = office.desk("priya")
    shown = perform(desk, "case.show", {"case": case})
    perform(desk, "referral.receive", a_referral(given_name=f"Other{time}", external_reference="Y1"))
    with office.programme.work(reading=True) as work:
        names = sorted(work.session.connection().exec_driver_sql("SELECT given_name FROM client").scalars())
    assert shown.short_name.startswith("Zoran")
    assert names == [f"Other{time}", "Zoran"]
    assert office.clock.now() - before == timedelta(days=1)
    assert perform(office.desk("jo"), "audit.verify", {}).ok


@made_before
def one_more(office: Office) -> int:
    """Another man each time, at the same moment; gives how many were ever built."""
    BUILT.append("more")
    number = len(BUILT)
    a_case(office.desk("priya"), given_name=f"Man{number}", external_reference=f"X-{number}")
    return number


def test_nothing_is_copied_over_what_was_written(office: Office) -> None:
    first, second = one_more(office), one_more(office)

    with office.programme.work(reading=True) as work:
        names = set(work.session.connection().exec_driver_sql("SELECT given_name FROM client").scalars())
    assert names == {f"Man{first}", f"Man{second}"}
    assert first != second
