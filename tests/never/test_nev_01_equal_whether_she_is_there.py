"""NEV-1: a man whose partner is in contact and a man with none look the same word for word, before and after (SF6)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.shapes import to_builtins
from app.desk.catalogue import perform
from models.programme.base import History
from tests.bridge.samples import a_plan, her_record
from tests.offices import Office, both_engines
from tests.programme.flows import a_group, prepared, waiting
from tests.programme.samples_reports import NEEDED, clear, signed

Row = dict[str, Any]
OTHER = {"given_name": "Ewan", "family_name": "Hart", "external_reference": "X320000"}
OWN = {
    "Daniel Okoro": "NAME", "Ewan Hart": "NAME", "Daniel O.": "SHORT", "Ewan H.": "SHORT", "Daniel": "GIVEN",
    "Ewan": "GIVEN", "Okoro": "FAMILY", "Hart": "FAMILY", "P-0001": "NUMBER", "P-0002": "NUMBER",
    "X310000": "THEIRS", "X320000": "THEIRS",
}  # fmt: skip


def two_men(office: Office) -> tuple[str, str]:
    """Two men who differ in nothing but name and numbers, both asked for in the same group."""
    desk = office.desk("priya")
    cases = waiting(desk), waiting(desk, **OTHER)
    group = a_group(desk)
    for case in cases:
        perform(desk, "group.allocate", {"group": group, "case": case})
    return cases


def her_side(office: Office, case: str, group: str | None = None) -> None:
    """Everything a safety officer may do with a partner who is in contact."""
    officer = office.partner_desk("maya")
    for line in perform(officer, "inbox.list", {}):
        if line.case == case:
            perform(officer, "inbox.take", {"item": line.item})
    partner = her_record(office, case)
    officer.safe_plans.set(a_plan(partner, date(2026, 11, 2)))
    spoke = {"way": "call", "outcome": "spoke_safe", "notes": "She is afraid of Sunday.", "how_safe": "less_safe"}
    at = office.clock.now().isoformat()
    perform(officer, "contact.record", {"partner": partner, "at": at, **spoke})
    if group is not None:
        perform(officer, "clearance.list", {})
        perform(officer, "clearance.hold", {"case": case, "group": group, "reason": "She asked us to wait."})


def views(office: Office, login: str, case: str) -> Iterator[tuple[str, object]]:
    """All that this person is shown about one man, in lists and on his pages."""
    desk = office.desk(login)
    for act in ("case.show", "case.attendance", "screening.show", "one_to_one.list", "three_way.list", "case.goals"):
        yield act, to_builtins(perform(desk, act, {"case": case}))
    for act, key in (("case.list", "rows"), ("today.show", "rows"), ("report.list", None), ("referral.list", "rows")):
        told = to_builtins(perform(desk, act, {}))
        rows = told[key] if isinstance(told, dict) and key in told else told
        yield act, [row for row in flat(rows) if case in str(row)]


def flat(rows: object) -> list[object]:
    """Rows, wherever they stand in an answer."""
    if isinstance(rows, dict):
        return [row for some in rows.values() for row in flat(some)]
    return list(rows) if isinstance(rows, list | tuple) else [rows]


def worded(view: object, case: str, *own: str) -> str:
    """The words of a view without what is his own: ids, name, numbers."""
    text = repr(view).replace(case, "CASE")
    for at, one in enumerate(own):
        text = text.replace(one, f"OWN{at}")
    for name, word in OWN.items():
        text = text.replace(name, word)
    return text


def all_views(office: Office, login: str, case: str, *own: str) -> dict[str, str]:
    """Every view of one man in words."""
    return {act: worded(view, case, *own) for act, view in views(office, login, case)}


def entries(office: Office) -> int:
    """How many events the log of the programme desk has."""
    with office.programme.work(reading=True) as work:
        return work.session.scalar(select(func.count()).select_from(History)) or 0


class TestTheSameView:
    """Neither a list nor a page tells whether she is there."""

    @both_engines
    @pytest.mark.parametrize("login", ["priya", "jo"])
    def test_two_men_look_the_same_and_nothing_changes_when_one_partner_is_in_contact(
        self, office: Office, login: str
    ) -> None:
        known, unknown = two_men(office)
        group = perform(office.desk("priya"), "group.list", {})
        before = {case: all_views(office, login, case) for case in (known, unknown)}
        assert worked(before[known]) == worked(before[unknown])
        written = entries(office)

        her_side(office, known, group_of(group))

        assert entries(office) == written, "nothing of hers is written at his desk, not even in its log"
        after = {case: all_views(office, login, case) for case in (known, unknown)}
        assert after == before
        assert set(after[known]) >= {"case.show", "case.list", "today.show", "report.list"}
        assert all(len(text) > 40 for act, text in after[known].items() if act in ("case.show", "case.list"))

    def test_reports_of_both_wait_in_the_same_words_whether_held_cleared_or_untouched(self, office: Office) -> None:
        desk = office.desk("priya")
        cases = prepared(desk), prepared(desk, **OTHER)
        reports = [signed(office, case=case) for case in cases]

        def seen(at: int) -> dict[str, str]:
            page = to_builtins(perform(desk, "report.show", {"report": reports[at]}))
            told = {name: page[name] for name in ("state", "words", "lines", "second_reader")}
            return {**all_views(office, "priya", cases[at], reports[at]), "report.show": repr(told)}

        before = seen(0)
        assert worked(before) == worked(seen(1))
        her_side(office, cases[0])
        officer = office.partner_desk("maya")
        perform(officer, "report.check", {"report": reports[0]})
        perform(officer, "report.hold", {"report": reports[0], "reason": "Her street stands in it."})

        assert seen(0) == before
        assert worked(seen(0)) == worked(seen(1))
        office.clock.move_to(office.clock.now() + timedelta(days=1))
        perform(officer, "clearance.run", {})
        assert worked(seen(0)) == worked(seen(1)), "a run that leaves both waiting tells of neither"

    def test_a_view_that_differed_would_be_seen(self, office: Office) -> None:
        known, unknown = two_men(office)

        perform(office.desk("priya"), "client.correct", {"case": known, "fields": {"language": "Polish"}})

        assert worked(all_views(office, "priya", known)) != worked(all_views(office, "priya", unknown))

    def test_the_papers_of_both_say_the_same(self, office: Office) -> None:
        desk = office.desk("priya")
        cases = prepared(desk), prepared(desk, **OTHER)
        her_side(office, cases[0])
        pages = []
        for case in cases:
            report = signed(office, case=case)
            clear(office, report)
            issued = to_builtins(perform(desk, "report.issue", {"report": report}))
            copy = perform(desk, "report.deliver", {"report": report, **NEEDED})
            pages.append((issued["words"], issued["notes"], copy.words, copy.notes, copy.copy_number))

        assert pages[0] == pages[1]


def worked(seen: dict[str, str]) -> dict[str, str]:
    """Views without the ids and hashes that every record has of its own."""
    return {act: re.sub(r"[0-9a-f]{32,64}|R-[0-9a-f]+", "ID", text) for act, text in seen.items()}


def group_of(listed: object) -> str:
    """The id of the only group of a list."""
    rows = flat(to_builtins(listed))
    (group,) = [row["group"] for row in rows if isinstance(row, dict) and "group" in row]
    return str(group)
