"""A release is new words for named readers, signed by two, given with a run; his side shows no difference (SEC-20)."""

from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import func, select

from app.core.errors import InvalidInput, Missing, NotAllowed, Stale
from app.core.shapes import Nothing, to_builtins
from app.desk.catalogue import perform
from models.programme.base import Grant, History
from models.programme.crossing import BoxItem, Release
from tests.bridge.samples import HER_NUMBER, a_case, a_plan, her_record, later
from tests.offices import Office, both_engines

TEXT = "Please plan his 1-2-1s without asking about the holidays."
NO = {"could_tell_who": "no", "only_she_knows": "no", "timing_tells": "no", "childs_words": "no"}
NOTES = "She is afraid that he finds out about the flat near the mill."


def asked(office: Office, case: str, **changed: object) -> str:
    draft = {
        "case": case, "text": TEXT, "purpose": "plan", "basis": "safeguarding", "note": "To keep a plan from failing.",
        "readers": ["priya"], "expires_on": "2026-12-01", "do_not_raise": "plans", "original": "He plans a trip.",
    }  # fmt: skip
    return str(perform(office.partner_desk("maya"), "release.propose", {**draft, **changed}).release)


def approved(office: Office, case: str, **changed: object) -> str:
    release = asked(office, case, **changed)
    perform(office.partner_desk("wendy"), "release.approve", {"release": release, **NO})
    return release


def run(office: Office) -> None:
    """The next run on the next working day."""
    office.clock.move_to(office.clock.now() + timedelta(days=1))
    perform(office.partner_desk("wendy"), "clearance.run", {})


def read(office: Office, case: str, login: str = "priya") -> list[str]:
    return [one.text for one in perform(office.desk(login), "staff_only.open", {"case": case}).releases]


@both_engines
class TestOnBothEngines:
    def test_a_release_reaches_its_reader_with_a_run_and_is_acknowledged_and_withdrawn(self, office: Office) -> None:
        """XNG-4: a withdrawal hides it; the log keeps it."""
        case = a_case(office)
        release = approved(office, case)
        assert read(office, case) == []

        run(office)
        shown = perform(office.desk("priya"), "staff_only.open", {"case": case})
        done = perform(office.desk("priya"), "staff_only.acknowledge", {"case": case, "seen": [release]})
        page = perform(office.partner_desk("maya"), "release.show", {"release": release})

        assert [(one.id, one.text, one.do_not_raise) for one in shown.releases] == [(release, TEXT, "plans")]
        assert read(office, case, "jo") == []
        assert (done.men, page.line.state) == (1, "sent")
        assert [(one.label, one.at is not None) for one in page.readers] == [("Priya Nair", True)]

        perform(office.partner_desk("maya"), "release.withdraw", {"release": release, "reason": "She asked us to."})
        assert read(office, case) == [TEXT], "a withdrawal goes with a run too"
        run(office)
        assert read(office, case) == []
        with office.programme.work(reading=True) as work:
            assert work.session.scalar(select(func.count()).select_from(Grant)) == 0

    def test_the_same_delivery_twice_changes_nothing(self, office: Office) -> None:
        case = a_case(office)
        approved(office, case)
        run(office)
        run(office)

        with office.programme.work(reading=True) as work:
            assert work.session.scalar(select(func.count()).select_from(Release)) == 1
        assert read(office, case) == [TEXT]


WRONG: tuple[tuple[dict[str, object], str], ...] = (
    ({"text": f"Ask nothing about {HER_NUMBER}."}, "text"),
    ({"text": "Do not speak of Zuleika at all."}, "text"),
    ({"text": "He finds out about the flat near the mill, so take care."}, "text"),
    ({"text": "He plans a trip, we hear.", "original": "We hear that he plans a trip, we hear."}, "text"),
    ({"readers": []}, "readers"),
    ({"readers": ["priya", "ada"]}, "readers"),
    ({"expires_on": "2026-11-02"}, "expires_on"),
    ({"expires_on": "2027-11-02"}, "expires_on"),
    ({"basis": "consent"}, "consent"),
    ({"consent": {"how": "phone", "when": "today", "scope": "this"}}, "consent"),
    ({"note": " "}, "note"),
    ({"case": "cd" * 16}, "case"),
)


def test_what_would_tell_or_lacks_something_is_refused_beside_its_field(office: Office) -> None:
    case = a_case(office)
    partner = her_record(office, case)
    office.partner_desk().safe_plans.set(a_plan(partner, date(2026, 11, 2)))
    spoke = {"way": "call", "outcome": "spoke_safe", "notes": NOTES, "at": office.clock.now().isoformat()}
    perform(office.partner_desk(), "contact.record", {"partner": partner, **spoke})

    for changed, field in WRONG:
        with pytest.raises(InvalidInput) as refused:
            asked(office, **{"case": case, **changed})  # type: ignore[arg-type]
        assert list(refused.value.problems) == [field], changed
    assert perform(office.partner_desk(), "release.list", {}) == ()


def test_one_question_that_is_not_a_plain_no_stops_the_approval(office: Office) -> None:
    release = asked(office, a_case(office))

    for question, answer in product(NO, ("yes", "unknown")):
        with pytest.raises(InvalidInput) as refused:
            perform(office.partner_desk("wendy"), "release.approve", {"release": release, **NO, question: answer})
        assert list(refused.value.problems) == [question]


def test_the_author_never_approves_her_own_and_nothing_is_decided_twice(office: Office) -> None:
    release = asked(office, a_case(office))
    with pytest.raises(NotAllowed, match="two people"):
        perform(office.partner_desk("maya"), "release.approve", {"release": release, **NO})

    perform(office.partner_desk("wendy"), "release.decline", {"release": release, "reason": "Its day tells."})

    for act, given in (("approve", NO), ("decline", {"reason": "Again."}), ("withdraw", {"reason": "Again."})):
        with pytest.raises(NotAllowed, match="already"):
            perform(office.partner_desk("wendy"), f"release.{act}", {"release": release, **given})
    run(office)
    with office.programme.work(reading=True) as work:
        assert work.session.scalar(select(func.count()).select_from(Release)) == 0


def test_a_release_that_ran_out_is_shown_to_nobody(office: Office) -> None:
    case = a_case(office)
    approved(office, case, expires_on="2026-11-05")
    run(office)
    assert read(office, case) == [TEXT]

    later(office, 6, 0, 0)

    assert read(office, case) == []


def test_one_withdrawn_before_its_run_never_leaves(office: Office) -> None:
    case = a_case(office)
    release = approved(office, case)
    perform(office.partner_desk("maya"), "release.withdraw", {"release": release, "reason": "It is over."})
    run(office)

    with office.programme.work(reading=True) as work:
        assert work.session.scalar(select(func.count()).select_from(Release)) == 0
    assert read(office, case) == []


def test_what_came_since_must_be_read_before_it_is_acknowledged(office: Office) -> None:
    case = a_case(office)
    approved(office, case)
    run(office)

    with pytest.raises(Stale):
        perform(office.desk("priya"), "staff_only.acknowledge", {"case": case, "seen": []})


def test_a_worker_reads_about_own_men_only_and_names_one_man_or_one_session(office: Office) -> None:
    case = a_case(office)

    with pytest.raises(Missing):
        perform(office.desk("sam"), "staff_only.open", {"case": case})
    with pytest.raises(Missing):
        perform(office.desk("sam"), "staff_only.open", {"session": "cd" * 16})
    for nothing in ({}, {"case": case, "session": "cd" * 16}):
        with pytest.raises(InvalidInput):
            perform(office.desk("jo"), "staff_only.open", nothing)


def box_sizes(office: Office) -> list[int]:
    with office.programme.work(reading=True) as work:
        return [len(bytes(row)) for row in work.session.execute(select(BoxItem.row)).scalars()]


def events(office: Office) -> int:
    with office.programme.work(reading=True) as work:
        return work.session.scalar(select(func.count()).select_from(History)) or 0


def test_nev_01_a_reading_leaves_the_same_trace_with_and_without_a_release(office: Office) -> None:
    """XNG-2, NEV-1: the same trace, full or empty."""
    with_one, without = a_case(office), a_case(office, "Ewan")
    before = read(office, with_one, "jo"), read(office, without, "jo")
    approved(office, with_one)
    run(office)

    def traces(login: str, case: str) -> tuple[object, ...]:
        sizes, entries = box_sizes(office), events(office)
        perform(office.desk(login), "staff_only.open", {"case": case})
        done = to_builtins(perform(office.desk(login), "staff_only.acknowledge", {"case": case}))
        return sorted(done), box_sizes(office)[len(sizes) :], events(office) - entries

    assert before == ([], [])
    assert read(office, with_one, "jo") == read(office, without, "jo") == []
    told = [traces(login, case) for login in ("priya", "jo") for case in (with_one, without)]
    assert all(one == told[0] for one in told)
    assert len(set(box_sizes(office))) == 1


def test_a_run_with_a_release_writes_one_entry_like_a_run_with_nothing(office: Office) -> None:
    case = a_case(office)
    before = events(office)
    run(office)
    empty = events(office) - before
    approved(office, case)
    before = events(office)
    run(office)

    assert (empty, events(office) - before) == (1, 1)
    assert perform(office.partner_desk(), "inbox.list", {}) == ()


def test_readers_are_facilitators_and_managers_only(office: Office) -> None:
    found = office.partner_desk().releases.readers(Nothing())

    assert {one.login for one in found} == {"jo", "priya", "sam", "mo"}
