"""Who looked at which record, and why a number was shown, stands in the sealed log of her desk alone (RET-10, W15)."""

from datetime import date

import pytest
from sqlalchemy import select

from app.core.errors import NotAllowed
from app.core.shapes import to_builtins
from app.desk.catalogue import perform
from models.partner.base import Audit
from models.programme.base import History
from tests.bridge.samples import a_case, a_plan, her_record
from tests.offices import Office, both_engines


@both_engines
def test_each_look_has_a_name_a_record_and_for_a_showing_its_reason(office: Office) -> None:
    first, second = her_record(office, a_case(office)), her_record(office, a_case(office, "Ewan"))
    desk = office.partner_desk()
    desk.safe_plans.set(a_plan(first, date(2026, 11, 2)))
    perform(desk, "safe_plan.show_number", {"partner": first, "reason": "the first call", "rules_read": True})
    perform(office.partner_desk("wendy"), "partner.show", {"partner": second})
    with pytest.raises(NotAllowed):
        perform(desk, "safe_plan.show_number", {"partner": second, "reason": "no plan", "rules_read": True})

    rows = perform(desk, "access_log.show", {})
    hers = perform(desk, "access_log.show", {"partner": first})

    assert (rows[0].act, rows[0].is_refused) == ("safe_plan.show_number", True)
    assert (rows[1].by, rows[1].act, rows[1].number) == ("Wendy Mair", "partner.show", "S-0002")
    assert [(one.act, one.reason) for one in hers] == [
        ("safe_plan.show_number", "the first call"), ("safe_plan.set", ""),
    ]  # fmt: skip


def test_reading_the_log_leaves_no_trace_and_his_log_names_nobody(office: Office) -> None:
    partner = her_record(office, a_case(office))
    desk = office.partner_desk()
    perform(desk, "partner.show", {"partner": partner})
    before = to_builtins(perform(desk, "access_log.show", {}))

    assert to_builtins(perform(desk, "access_log.show", {})) == before
    for store, table in ((office.partner, Audit), (office.programme, History)):
        with store.work(reading=True) as work:
            stored = b"".join(bytes(one) for one in work.session.execute(select(table.bytes)).scalars())
        assert partner.encode() not in stored
