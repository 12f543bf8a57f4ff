"""Programmes at an office: written, checked, published, tried out, revised, retired; who began keeps the version."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core.errors import InvalidInput, Missing, NotAllowed, Stale
from app.desk.catalogue import perform
from app.domain.pack import shipped_packs
from tests.offices import Office, both_engines
from tests.programme.flows import a_case
from tests.programme.samples_packs import NEXT, OWN, REVIEW
from tests.programme.test_places import both_at_once

PLAN = {"programme": "bbr", "starts_on": "2026-11-30", "slots": [{"weekday": "mon", "start": "18:30"}]}
DRAFT = {
    "clinical_partner": "Dr Ines Alder, forensic outpatient clinic",
    "extra_training": "Two days in March.",
    "other_formats_reviewed": "Three others.",
    "partner_safety_answer": "The same gates as for every group.",
}
SAID = {"changes": "At most ten men.", "reasons": "The room is small."}


def group(office: Office, code: str, day: str = "mon", **more: object) -> str:
    """A group, looked at and opened."""
    slots = [{"weekday": day, "start": "18:30"}]
    desk, given = office.desk("jo"), PLAN | {"code": code, "facilitators": ["priya", "sam"], "slots": slots} | more
    shown = perform(desk, "group.preview", given)
    return str(perform(desk, "group.open", given | {"preview": shown.preview}).group)


def version_of(office: Office, case: str) -> str:
    return str(perform(office.desk("jo"), "screening.show", {"case": case}).pack_version)


@both_engines
class TestPublishing:
    """pack.load and pack.publish"""

    def test_who_began_keeps_the_version_and_who_comes_later_begins_with_the_next(self, office: Office) -> None:
        """PACK-2, PACK-3."""
        early, old = a_case(office.desk()), group(office, "old")

        page = perform(office.desk("ada"), "pack.publish", {"text": NEXT, **SAID})

        late, new = a_case(office.desk(), given_name="Piotr", external_reference="X9"), group(office, "new", "tue")
        assert (page.version, page.state, page.is_in_use, page.is_shipped) == ("1.1", "active", True, False)
        assert [version_of(office, case) for case in (early, late)] == ["1.0", "1.1"]
        shown = [perform(office.desk("jo"), "group.show", {"group": one}) for one in (old, new)]
        assert [one.seats for one in shown] == [12, 10]

    def test_a_version_in_use_never_changes(self, office: Office) -> None:
        """PACK-3, E-VERSION: an equal number with other content is refused, and so is a smaller one."""
        ada = office.desk("ada")
        perform(ada, "pack.publish", {"text": NEXT, **SAID})

        for text in (NEXT.replace("max = 10", "max = 9"), NEXT.replace('"1.1"', '"1.0"')):
            with pytest.raises(InvalidInput, match="E-VERSION"):
                perform(ada, "pack.publish", {"text": text, **SAID})
        with pytest.raises(InvalidInput, match="Nothing differs"):
            perform(ada, "pack.publish", {"text": NEXT, **SAID})

        assert [one.version for one in perform(ada, "pack.show", {"code": "bbr"}).versions] == ["1.1", "1.0"]

    def test_a_fault_is_told_with_its_line_and_nothing_is_kept(self, office: Office, tmp_path: Path) -> None:
        ada, file = office.desk("ada"), tmp_path / "next.toml"
        file.write_text(NEXT.replace("count=6, minutes=150", "count=6, minutes=0", 1), "utf-8")

        with pytest.raises(InvalidInput, match=r"E-BLOCK line \d+, pack.block\[foundation\].minutes"):
            perform(ada, "pack.publish", {"file": str(file), **SAID})
        checked = perform(ada, "pack.check", {"file": str(file)})

        assert [(one.code, one.key) for one in checked.problems] == [("E-BLOCK", "pack.block[foundation].minutes")]
        assert len(perform(ada, "pack.show", {"code": "bbr"}).versions) == 1

    def test_a_next_version_says_what_changed_and_why(self, office: Office) -> None:
        with pytest.raises(InvalidInput) as refused:
            perform(office.desk("ada"), "pack.publish", {"text": NEXT, "changes": " ", "reasons": ""})

        assert set(refused.value.problems) == {"changes", "reasons"}

    def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told(self, office: Office) -> None:
        """PACK-3: the second finds the number taken, whatever it read before."""
        desks, texts = [office.desk("ada"), office.desk("jo")], [NEXT, NEXT.replace("max = 10", "max = 9")]

        told = both_at_once(
            lambda: perform(desks[0], "pack.publish", {"text": texts[0], **SAID}),
            lambda: perform(desks[1], "pack.publish", {"text": texts[1], **SAID}),
        )

        assert sum(words == "" for words in told) == 1
        page = perform(desks[0], "pack.show", {"code": "bbr"})
        assert [one.version for one in page.versions] == ["1.1", "1.0"]
        assert page.text == texts[told.index("")]


@both_engines
class TestLife:
    """pack.set_state and pack.record"""

    def test_an_office_s_own_programme_goes_from_draft_to_pilot_to_active(self, office: Office) -> None:
        """6.4: each step once all is recorded; a draft can be looked at only; a pilot runs in two groups."""
        ada = office.desk("ada")
        page = perform(ada, "pack.load", {"text": OWN})
        assert (page.state, page.steps[0].state) == ("draft", "pilot")
        plan = PLAN | {"programme": "our_own", "code": "first"}
        shown = perform(office.desk("jo"), "group.preview", plan)
        assert shown.sessions
        with pytest.raises(NotAllowed, match="draft"):
            perform(office.desk("jo"), "group.open", plan | {"preview": shown.preview})

        step = {"code": "our_own", "version": "1.0", "state": "pilot"}
        with pytest.raises(InvalidInput) as owed:
            perform(ada, "pack.set_state", step | {"recorded": {"clinical_partner": "Dr Ines Alder"}})
        assert set(owed.value.problems) == {f"recorded.{name}" for name in DRAFT if name != "clinical_partner"}
        perform(ada, "pack.set_state", step | {"recorded": DRAFT, "seen": "draft"})
        groups = [group(office, f"p-{day}", day, programme="our_own") for day in ("mon", "tue")]
        with pytest.raises(NotAllowed, match="at most 2 groups"):
            group(office, "p-wed", "wed", programme="our_own")

        perform(ada, "pack.record", {"code": "our_own", "version": "1.0", "recorded": {"harms": "None seen."}})
        rest = {name: said for name, said in REVIEW.items() if name != "harms"}
        page = perform(ada, "pack.set_state", step | {"state": "active", "recorded": rest})
        assert (page.state, page.groups, page.clinical_partner) == ("active", len(groups), DRAFT["clinical_partner"])
        assert [one.state for one in page.life] == ["active", "pilot", "pilot", "draft"]
        assert str(page.review_on) == REVIEW["review_date"]
        assert group(office, "p-wed", "wed", programme="our_own")

    def test_a_review_that_is_due_stands_on_today_of_who_may_record_it(self, office: Office) -> None:
        ada, told = office.desk("ada"), {"code": "mam", "version": "1.0"}
        perform(ada, "pack.record", told | {"recorded": {"review_date": "2026-11-20", "harms": "None seen."}})

        early = perform(ada, "today.show", {}).rows
        office.clock.move_to(datetime(2026, 11, 16, 9, 0, tzinfo=UTC))
        rows = {login: perform(office.desk(login), "today.show", {}).rows for login in ("ada", "jo", "priya")}

        assert early == ()
        (due,) = rows["ada"]
        assert (due.act, due.about, due.words) == (
            "pack.record",
            "mam 1.0",
            "Review the programme: Men and Masculinities",
        )
        assert "pack.record" in {row.act for row in rows["jo"]}
        assert "pack.record" not in {row.act for row in rows["priya"]}

    def test_what_is_revised_takes_no_group_and_goes_on_as_its_next_version(self, office: Office) -> None:
        ada = office.desk("ada")
        step = {"code": "bbr", "version": "1.0"}
        perform(ada, "pack.set_state", step | {"state": "revise", "recorded": {"last_review": "Too large."}})

        with pytest.raises(NotAllowed, match="being revised"):
            group(office, "no")
        with pytest.raises(NotAllowed, match="next version"):
            perform(ada, "pack.set_state", step | {"state": "pilot", "recorded": {}})
        page = perform(ada, "pack.publish", {"text": NEXT, **SAID})

        assert page.state == "pilot"
        assert group(office, "yes")

    def test_a_retired_programme_lets_its_groups_finish_and_takes_no_one_new(self, office: Office) -> None:
        ada, old = office.desk("ada"), group(office, "old")
        retire = {"code": "bbr", "version": "1.0", "state": "retired", "recorded": {"last_review": "Old."}}
        with pytest.raises(InvalidInput, match="learn"):
            perform(ada, "pack.set_state", retire)

        perform(ada, "pack.set_state", retire | {"recorded": {"last_review": "Old.", "shared_lessons": "Smaller."}})

        assert perform(office.desk(), "group.show", {"group": old}).sessions
        with pytest.raises(NotAllowed, match="retired"):
            group(office, "new")
        with pytest.raises(InvalidInput):
            a_case(office.desk())
        with pytest.raises(NotAllowed, match="retired"):
            perform(ada, "pack.publish", {"text": NEXT, **SAID})

    def test_who_acts_on_an_old_view_is_told(self, office: Office) -> None:
        ada = office.desk("ada")
        step = {"code": "bbr", "version": "1.0", "recorded": {"last_review": "Good."}, "seen": "active"}
        perform(ada, "pack.set_state", step | {"state": "revise"})

        with pytest.raises(Stale):
            perform(ada, "pack.set_state", step | {"state": "retired"})


class TestReading:
    """pack.list, pack.show, pack.compare, pack.copy"""

    def test_a_facilitator_reads_every_programme_and_changes_none(self, office: Office) -> None:
        priya = office.desk("priya")

        rows = perform(priya, "pack.list", {})
        page = perform(priya, "pack.show", {"code": "steps12"})

        assert [row.code for row in rows] == ["steps12", "bbr", "mam", "peer", "weekly"]
        assert (page.state_words, page.may_change, page.steps) == ("pilot", False, ())
        assert {section.key for section in page.sections} >= {"contents", "group", "screening", "measures"}
        assert all(
            line.source for s in page.sections if s.key == "screening" for line in s.lines if "else" in line.words
        )
        with pytest.raises(NotAllowed):
            perform(priya, "pack.publish", {"text": NEXT, **SAID})

    def test_totals_are_those_of_the_pack(self, office: Office) -> None:
        """PACK-1."""
        page = perform(office.desk(), "pack.show", {"code": "bbr"})

        assert (page.contacts, page.group_hours) == (29, 60.0)
        assert page.adds_up == "29 contacts: 24 group sessions, 4 1-2-1s, 1 review. 60 group hours."

    def test_two_versions_stand_side_by_side_with_what_was_said(self, office: Office) -> None:
        perform(office.desk("ada"), "pack.publish", {"text": NEXT, **SAID})

        page = perform(office.desk(), "pack.compare", {"code": "bbr", "before": "1.0"})

        assert (page.before, page.after, page.changes, page.reasons) == ("1.0", "1.1", *SAID.values())
        (changed,) = [row for row in page.rows if row.differs != "same"]
        assert (changed.heading, changed.after) == ("Groups", "Size\n4 to 10; more needs a manager")

    @pytest.mark.parametrize("code", sorted(pack.code for pack in shipped_packs()))
    def test_a_copy_is_a_programme_of_its_own_without_code(self, office: Office, code: str) -> None:
        ada = office.desk("ada")
        copied = perform(ada, "pack.copy", {"code": code, "new_code": "ours", "new_title": 'Our "own" \\ course'})
        following = perform(ada, "pack.copy", {"code": code})

        page = perform(ada, "pack.load", {"text": copied.text})

        assert (page.code, page.version, page.title, page.state) == ("ours", "1.0", 'Our "own" \\ course', "draft")
        assert (following.code, following.version) == (code, "1.1")
        assert perform(ada, "pack.check", {"text": following.text}).problems == ()
        assert "ours" not in {one.code for one in perform(office.desk(), "referral.choices", {})}

    @pytest.mark.parametrize(
        ("act", "given", "field"),
        [
            ("pack.copy", {"code": "bbr", "new_code": "Not A Code"}, "new_code"),
            ("pack.copy", {"code": "bbr", "new_code": "mam"}, "new_code"),
            ("pack.check", {}, "file"),
            ("pack.check", {"file": "nowhere.toml"}, "file"),
            ("pack.load", {"text": NEXT}, "code"),
            ("pack.publish", {"text": OWN, **SAID}, "code"),
            ("pack.record", {"code": "bbr", "version": "1.0", "recorded": {}}, "recorded"),
            ("pack.record", {"code": "bbr", "version": "1.0", "recorded": {"shoe": "42"}}, "recorded.shoe"),
            ("pack.record", {"code": "bbr", "version": "1.0", "recorded": {"review_date": "31 February"}},
             "recorded.review_date"),
            ("pack.record", {"code": "bbr", "version": "1.0", "recorded": {"review_date": "2020-01-01"}},
             "recorded.review_date"),
            ("pack.record", {"code": "bbr", "version": "1.0", "recorded": {"harms": "x" * 2001}}, "recorded.harms"),
        ],
    )  # fmt: skip
    def test_what_does_not_fit_is_named(self, office: Office, act: str, given: dict[str, object], field: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            perform(office.desk("ada"), act, given)

        assert set(refused.value.problems) == {field}

    def test_what_is_not_there_is_missing(self, office: Office) -> None:
        with pytest.raises(Missing):
            perform(office.desk(), "pack.show", {"code": "nowhere"})
        with pytest.raises(Missing):
            perform(office.desk(), "pack.show", {"code": "bbr", "version": "9.9"})
