"""The waiting list: who needs a place most, where each could go, and who cannot finish in time (P7, F12, PATH-2)."""

from datetime import UTC, datetime

import pytest

from app.core.errors import InvalidInput, Missing
from app.desk.catalogue import perform
from app.programme.desk import ProgrammeDesk
from tests.offices import Office
from tests.programme.flows import a_case, a_group, cleared, waiting
from tests.programme.test_cases import Counted


def another(desk: ProgrammeDesk, name: str, **changes: object) -> str:
    """One more man who waits."""
    return waiting(desk, given_name=name, external_reference=f"X-{name}", **changes)


def at_risk(desk: ProgrammeDesk, case: str, level: str) -> None:
    result = {"tool": "ODARA", "taken_on": "2026-11-02", "assessor": "J Marsh", "results": {"partner": level}}
    perform(desk, "risk.record_result", {"case": case, **result})


def names(desk: ProgrammeDesk, **wanted: object) -> list[str]:
    return [row.short_name for row in perform(desk, "waiting.list", wanted).rows]


class TestList:
    """waiting.list"""

    def test_risk_comes_first_then_days_then_the_end_of_the_order(self, office: Office) -> None:
        desk = office.desk("priya")
        another(desk, "Adam")
        office.clock.move_to(datetime(2026, 11, 9, 9, 0, tzinfo=UTC))
        another(desk, "Ben", legal_basis={"kind": "licence", "ends_on": "2028-01-01"})
        another(desk, "Carl", legal_basis={"kind": "licence", "ends_on": "2027-12-01"})
        at_risk(desk, another(desk, "Dean"), "very_high")

        assert names(desk) == ["Dean O.", "Adam O.", "Carl O.", "Ben O."]

    def test_a_line_says_how_long_at_what_risk_and_where_he_could_go(self, office: Office) -> None:
        desk = office.desk("priya")
        a_group(desk)
        case = waiting(desk)
        office.clock.move_to(datetime(2026, 11, 9, 9, 0, tzinfo=UTC))
        perform(desk, "waiting.note", {"case": case, "text": "Tuesdays only"})

        page = perform(desk, "waiting.list", {})

        (row,) = page.rows
        assert (row.days, row.risk, row.risk_on.isoformat(), row.is_long) == (7, "medium", "2026-11-02", False)
        assert (row.place_code, row.place_begins.isoformat()) == ("TUE-1", "2026-11-24")
        assert (row.note, row.clearance, row.finish, row.referred_by) == ("Tuesdays only", "", "in_time", "Probation")
        assert (page.total, page.median_days, page.over_limit, page.awaiting_clearance) == (1, 7, 0, 0)
        assert [(one.programme, one.count) for one in page.programmes] == [("bbr", 1)]

    def test_a_man_who_is_placed_stays_on_it_until_his_clearance_and_after_ten_days_may_choose(
        self, office: Office
    ) -> None:
        """CLR-3, CLR-4: one line, and another by age alone."""
        desk = office.desk("priya")
        group, case = a_group(desk, starts_on="2027-01-12"), waiting(desk)
        perform(desk, "group.allocate", {"group": group, "case": case})

        first = perform(desk, "waiting.list", {})
        office.clock.move_to(datetime(2026, 11, 17, 9, 0, tzinfo=UTC))
        later = perform(desk, "waiting.list", {})
        cleared(office, (case, group))

        assert (first.rows[0].clearance, first.awaiting_clearance) == ("Awaiting safety clearance", 1)
        assert first.rows[0].place_code == "TUE-1"
        assert later.rows[0].clearance == "Choose another group or wait"
        assert perform(desk, "waiting.list", {}).rows == ()

    def test_who_cannot_finish_in_time_is_named_with_and_without_a_place(self, office: Office) -> None:
        """PATH-2, SCH-36."""
        desk = office.desk("priya")
        soon = {"kind": "court_requirement", "ends_on": "2027-06-01"}
        waiting(desk, legal_basis=soon)

        (without,) = perform(desk, "waiting.list", {}).rows
        a_group(desk)
        (with_place,) = perform(desk, "waiting.list", {}).rows

        assert (without.finish, with_place.finish) == ("cannot", "cannot")
        assert "4 weeks to spare" in without.finish_words
        assert "this place lasts until" in with_place.finish_words

    def test_the_same_rule_is_asked_of_a_referral_while_it_is_typed_listed_and_screened(self, office: Office) -> None:
        """PATH-2."""
        desk = office.desk("priya")
        short = a_case(desk, legal_basis={"kind": "licence", "ends_on": "2027-06-01"})
        long = a_case(desk, external_reference="X2", given_name="Mark")

        asked = {"programme": "bbr", "ends_on": "2027-06-01"}
        typed = perform(desk, "referral.time_left", asked)
        endless = perform(desk, "referral.time_left", {**asked, "programme": "peer"})
        listed = {row.case: (row.finish, row.finish_words) for row in perform(desk, "referral.list", {})}
        screened = {case: perform(desk, "screening.show", {"case": case}).time_left for case in (short, long)}
        page = perform(desk, "case.show", {"case": short})
        with pytest.raises(InvalidInput):
            perform(desk, "referral.time_left", {**asked, "programme": "other"})

        assert (typed.finish, endless.finish) == ("cannot", "no_end")
        assert "4 weeks to spare" in typed.words
        assert typed.begin_by is not None
        assert (listed[short], listed[long]) == (("cannot", typed.words), ("in_time", ""))
        assert (screened[short], screened[long].words) == (typed, "")
        assert page.time_left == typed

    def test_it_is_filtered_by_programme_and_shows_only_what_is_within_reach(self, office: Office) -> None:
        desk = office.desk("priya")
        waiting(desk)
        a_case(desk, given_name="Mark", external_reference="X2")

        assert names(desk, programme="bbr") == ["Daniel O."]
        assert names(desk, programme="other") == []
        assert names(office.desk("jo")) == ["Daniel O."]
        assert names(office.desk("sam")) == []

    def test_a_longer_list_takes_no_more_queries(self, office: Office) -> None:
        desk = office.desk("priya")
        a_group(desk)
        counts = []
        for name in ("Adam", "Ben", "Carl"):
            another(desk, name)
            with Counted(office) as queries:
                perform(desk, "waiting.list", {})
            counts.append(len(queries))

        assert counts[1] == counts[2]


class TestOffers:
    """waiting.offers"""

    def test_three_places_come_best_first_each_with_reasons_for_and_against(self, office: Office) -> None:
        desk = office.desk("priya")
        full = a_group(desk, code="FULL", seats=1)
        perform(desk, "group.allocate", {"group": full, "case": another(desk, "Adam")})
        a_group(desk, code="LATER", starts_on="2027-02-02")
        a_group(desk, code="FIRST", slots=[{"weekday": "wed", "start": "18:30"}])
        a_group(desk, code="THIRD", starts_on="2027-03-02")
        case = waiting(desk)

        shown = perform(desk, "waiting.offers", {"case": case})

        assert [one.code for one in shown.offers] == ["FIRST", "LATER", "THIRD"]
        assert "12 free seats." in shown.offers[0].for_it
        assert "It ends before his order does." in shown.offers[0].for_it
        assert shown.offers[0].against == ()

    def test_a_full_group_is_shown_with_what_stands_against_it_and_that_a_manager_may(self, office: Office) -> None:
        desk = office.desk("priya")
        full = a_group(desk, seats=1)
        perform(desk, "group.allocate", {"group": full, "case": another(desk, "Adam")})
        case = waiting(desk)

        (one,) = perform(desk, "waiting.offers", {"case": case}).offers

        assert (one.against, one.needs_override, one.is_open) == (("There is no free seat.",), True, False)

    def test_a_placed_man_is_shown_the_other_groups(self, office: Office) -> None:
        desk = office.desk("priya")
        here, case = a_group(desk, code="HERE"), waiting(desk)
        a_group(desk, code="THERE", starts_on="2027-02-02")
        perform(desk, "group.allocate", {"group": here, "case": case})

        shown = perform(desk, "waiting.offers", {"case": case})

        assert (shown.moves_from, [(one.code, one.is_open) for one in shown.offers]) == ("HERE", [("THERE", True)])

    def test_no_group_is_said_and_a_case_of_somebody_elses_is_not_there(self, office: Office) -> None:
        case = waiting(office.desk("priya"))

        assert perform(office.desk("priya"), "waiting.offers", {"case": case}).none_words
        with pytest.raises(Missing):
            perform(office.desk("sam"), "waiting.offers", {"case": case})


def test_an_emptied_note_is_gone_and_the_earlier_one_is_kept(office: Office) -> None:
    desk = office.desk("priya")
    case = waiting(desk)
    perform(desk, "waiting.note", {"case": case, "text": "Not on Fridays"})

    saved = perform(desk, "waiting.note", {"case": case, "text": "  "})

    assert saved.text == ""
    assert perform(desk, "waiting.list", {}).rows[0].note == ""
