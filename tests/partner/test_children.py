"""Her children with their places locked, her figures at five time points, the men she is linked to (PRT-1, PRT-10)."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.shapes import to_builtins
from app.desk.catalogue import perform
from app.programme.notices import NoticeKind
from models.partner.partner import Reveal
from tests.bridge.samples import a_case, her_record, later
from tests.bridge.test_news import crossed, due
from tests.offices import Office, both_engines

CHILD = {
    "given_name": "Noor", "on": "2026-11-02", "born": "2019", "address": "3 Quince Row", "school": "Mill Lane Primary",
    "needs": "Sleeps badly", "said": "He shouts when he comes.", "lives_with": "her",
}  # fmt: skip
SCORES = {"safety": 3, "awareness": 0, "shared_parenting": "unknown"}


@both_engines
def test_a_childs_places_stay_locked_until_a_reason_is_given_and_each_look_is_logged(office: Office) -> None:
    partner = her_record(office, a_case(office))
    desk = office.partner_desk()
    child = perform(desk, "child.record", {"partner": partner, **CHILD}).child
    changed = {"school": "Hill Primary", "referred": "yes", "referred_on": "2026-11-02"}
    again = {"partner": partner, "child": child, "given_name": "Noor", "on": "2026-11-02", **changed}
    perform(desk, "child.record", again)

    page = perform(desk, "child.list", {"partner": partner})
    shown = perform(desk, "child.show_place", {"partner": partner, "child": child, "reason": "meeting at the school"})

    assert "Quince" not in str(to_builtins(page))
    (row,) = page.children
    assert (row.has_address, row.has_school, row.child.referred) == (True, True, "yes")
    assert (shown.address, shown.school, shown.seconds) == ("3 Quince Row", "Hill Primary", 20)
    with office.partner.work(reading=True) as work:
        assert work.session.scalar(select(func.count()).select_from(Reveal)) == 1


WRONG = (
    ({"given_name": " "}, "given_name"),
    ({"on": "2026-11-03"}, "on"),
    ({"referred": "yes"}, "referred_on"),
    ({"referred": "no"}, "safeguarding"),
)


def test_what_a_child_entry_lacks_is_refused_beside_its_field(office: Office) -> None:
    partner = her_record(office, a_case(office))
    for changed, field in WRONG:
        with pytest.raises(InvalidInput) as refused:
            perform(office.partner_desk(), "child.record", {"partner": partner, **CHILD, **changed})
        assert list(refused.value.problems) == [field]
    with pytest.raises(Missing):
        perform(office.partner_desk(), "child.record", {"partner": partner, **CHILD, "child": "ab" * 16})
    asked = {"partner": partner, "child": "ab" * 16, "reason": "why not"}
    with pytest.raises(Missing):
        perform(office.partner_desk(), "child.show_place", asked)


@both_engines
def test_her_figures_stand_in_the_order_of_their_time_points_and_left_out_is_never_nought(office: Office) -> None:
    partner = her_record(office, a_case(office))
    desk = office.partner_desk()
    for stage in ("t1", "t0"):
        given = {"partner": partner, "stage": stage, "on": "2026-11-02", "scores": SCORES}
        perform(desk, "partner.measure", given)

    rows = perform(desk, "partner.measures", {"partner": partner}).rows

    assert [one.measure.stage for one in rows] == ["t0", "t1"]
    assert rows[0].measure.scores == SCORES


def test_a_figure_outside_its_scale_is_refused_beside_its_area(office: Office) -> None:
    partner = her_record(office, a_case(office))
    for scores, field in (({"safety": 11}, "safety"), ({"safety": "unknown"}, "scores"), ({"joy": 3}, "scores")):
        given = {"partner": partner, "stage": "t0", "on": "2026-11-02", "scores": scores}
        with pytest.raises(InvalidInput) as refused:
            perform(office.partner_desk(), "partner.measure", given)
        assert list(refused.value.problems) == [field]


def test_a_link_ends_with_a_reason_and_his_later_news_is_none_of_hers(office: Office) -> None:
    first, second = a_case(office), a_case(office, "Ewan")
    partner, co_parent = her_record(office, first), her_record(office, first, given_name="Yara")
    desk = office.partner_desk()
    perform(desk, "partner.link", {"partner": partner, "link": {"case": second, "relation": "co_parent"}})
    crossed(office, second, NoticeKind.STOPPED)
    links = perform(desk, "partner.show", {"partner": partner}).links
    assert {one.relation for one in links} == {"partner", "co_parent"}
    link = next(one.id for one in links if one.case == second)

    with pytest.raises(Missing):
        perform(desk, "partner.unlink", {"partner": co_parent, "link": link, "reason": "not hers"})
    with pytest.raises(InvalidInput):
        perform(desk, "partner.unlink", {"partner": partner, "link": link, "reason": "over", "until": "2026-11-09"})
    perform(desk, "partner.unlink", {"partner": partner, "link": link, "reason": "They have parted."})

    with pytest.raises(NotAllowed, match="already"):
        perform(desk, "partner.unlink", {"partner": partner, "link": link, "reason": "again"})
    assert due(office) == ["stopped"], "what happened while it held is still to be told"
    later(office, 4, 9)
    crossed(office, second, NoticeKind.EXCLUDED)
    assert due(office) == ["stopped"]
    perform(desk, "partner.link", {"partner": partner, "link": {"case": second, "relation": "ex_partner"}})
    assert date(2026, 11, 4) == office.clock.today()
