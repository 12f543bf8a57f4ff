"""A restricted record opens for named officers alone; the others see its number, the case and whom to ask."""

from datetime import date

import pytest
from sqlalchemy import select

from app.bridge.desk import BridgeDesk
from app.core.errors import AppError, Damaged, InvalidInput, KeptFrom, NotAllowed
from app.core.shapes import PartnerId, fields_of, to_json
from app.crypto.envelope import key_of
from app.desk.act import Kind
from app.desk.catalogue import acts_of, draft_of, perform
from app.desk.seat import Person
from app.domain.roles import Role
from app.partner.team import opener
from app.partner.vault import Vault
from models.base.sealed import Sealed, TeamSealed
from models.partner.base import PartnerGrant
from models.partner.partner import PartnerKey
from tests.bridge.samples import HER_NAME, HER_NUMBER, a_case, a_plan, details_passed, her_record, report_asked
from tests.bridge.test_leaving import finished, granted, keys_of, rows_of, unlocked
from tests.offices import INST, Office, both_engines

NAMED, OTHER = ("maya", "wendy"), "ines"
HERS = (HER_NAME, "Voss", HER_NUMBER, "Quince Row", "she is tired", "wrong number and end", "Noor", "rising again")


def joins(office: Office, login: str, first: str = "maya", second: str = "wendy") -> None:
    """One more officer, enrolled by one of the team and approved by another."""
    made = office.her_tray.prepare(login, login.title(), Role.SAFETY_OFFICER)
    user = made.person.user
    office.people = {**office.people, login: Person(user, login, login.title(), frozenset({made.role}))}
    office.seeds = {**office.seeds, login: office.her_tray.seeds[user]}
    given = {"person": user, "safety_number": made.safety_number}
    perform(unlocked(office, first), "team.enrol", given)
    perform(unlocked(office, second), "team.approve", given)


@pytest.fixture
def three(office: Office) -> Office:
    """A team of three."""
    granted(office)
    joins(office, OTHER)
    return office


def a_whole_record(office: Office, case: str) -> PartnerId:
    """A record with a plan, a contact, a child, his details taken in, and a half of a meeting."""
    details_passed(office, case)  # type: ignore[arg-type]
    partner = her_record(office, case)  # type: ignore[arg-type]
    maya = unlocked(office, "maya")
    for line in perform(maya, "inbox.list", {}):
        perform(maya, "inbox.take", {"item": line.item})
    maya.safe_plans.set(a_plan(partner, date(2026, 11, 2)))
    made = {"at": office.clock.now().isoformat(), "way": "call", "outcome": "spoke_safe", "notes": "she is tired"}
    perform(maya, "contact.record", {"partner": partner, **made})
    perform(maya, "child.record", {"partner": partner, "given_name": "Noor", "on": "2026-11-02"})
    meeting = perform(office.desk("jo"), "meeting.prepare", {"on": "2026-11-09", "cases": [case]}).meeting
    perform(maya, "meeting.annex", {"meeting": meeting, "case": case, "decision": "raise", "risk": "rising again"})
    return partner


def restrict(office: Office, partner: str, *named: str, by: str = "maya") -> None:
    users = [office.people[login].id for login in named or NAMED]
    perform(unlocked(office, by), "partner.restrict", {"partner": partner, "named": users})


def inputs(desk: BridgeDesk, partner: str, case: str) -> dict[str, dict[str, object]]:
    """What every reading act of this desk is asked with, of this record and this case."""
    meetings, items = perform(desk, "meeting.days", {}), perform(desk, "inbox.list", {})
    known = {
        "partner": partner, "case": case, "words": HER_NAME, "item": items[0].item, "meeting": meetings[0].meeting,
        "reason": "a meeting", "child": "ab" * 16, "release": "ab" * 16, "limit": 400,
    }  # fmt: skip
    found = {}
    for name, act in acts_of(type(desk)).items():
        if act.kind is not Kind.CHANGE or name == "inbox.take":
            wanted = set(fields_of(draft_of(act))) - ({"partner"} if name == "access_log.show" else set())
            found[name] = {one: known[one] for one in wanted if one in known}
    return found


def everything_told(desk: BridgeDesk, partner: str, case: str) -> tuple[bytes, set[str]]:
    """All that the reading acts tell, and which of them keep it."""
    told, kept = b"", set[str]()
    for name, given in inputs(desk, partner, case).items():
        try:
            told += to_json(perform(desk, name, given))
        except AppError as refused:
            told += str(refused).encode()
            kept |= {name} if isinstance(refused, KeptFrom) else set()
    return told, kept


@both_engines
def test_who_is_not_named_sees_the_number_the_case_and_whom_to_ask_and_nothing_else_of_her(three: Office) -> None:
    case = a_case(three)
    partner = a_whole_record(three, case)
    before, _none = everything_told(unlocked(three, OTHER), partner, case)
    assert all(one.encode() in before for one in HERS[:1])

    restrict(three, partner)

    (line,) = perform(unlocked(three, OTHER), "partner.list", {})
    assert (line.number, line.name, line.cases, line.kept_for) == ("S-0001", "", (case,), ("Maya Okafor", "Wendy Mair"))
    assert line.is_closed_to_me
    told, kept = everything_told(unlocked(three, OTHER), partner, case)
    assert [one for one in HERS if one.encode() in told] == []
    assert {"partner.show", "contact.list", "safe_plan.show", "safety.show", "erasure.show", "child.list"} <= kept
    assert "inbox.take" in kept, "what he wrote of her is read by named officers only"
    (mine,) = perform(unlocked(three, "wendy"), "partner.list", {})
    assert (mine.name, mine.is_closed_to_me) == (f"{HER_NAME} Voss", False)


def test_every_act_about_her_is_closed_to_who_is_not_named_and_the_log_says_that_she_tried(three: Office) -> None:
    partner = a_whole_record(three, case := a_case(three))
    link = perform(unlocked(three, "maya"), "partner.show", {"partner": partner}).links[0].id
    restrict(three, partner)
    about = {"partner": partner}
    attempts: dict[str, dict[str, object]] = {
        "partner.restrict": {**about, "named": [three.people[OTHER].id]},
        "partner.unrestrict": about,
        "partner.erase": {**about, "reason": "because", "second": "wendy"},
        "partner.link": {**about, "link": {"case": a_case(three, "Ewan"), "relation": "partner"}},
        "partner.unlink": {**about, "link": link, "reason": "it is over"},
        "legal_hold.set": {**about, "reason": "Court has asked"},
        "child.record": {**about, "given_name": "Ida", "on": "2026-11-02"},
        "marac.record": {**about, "step": "referral", "on": "2026-11-02"},
        "safe_plan.show_number": {**about, "reason": "a call", "rules_read": True},
        "release.propose": {
            "case": case, "text": "Plan his 1-2-1s.", "purpose": "plan", "basis": "safeguarding", "note": "so",
            "readers": ["priya"], "expires_on": "2026-12-01",
        },
    }  # fmt: skip

    for name, given in attempts.items():
        with pytest.raises(KeptFrom, match="Only named officers open this"):
            perform(unlocked(three, OTHER), name, given)

    log = perform(unlocked(three, "maya"), "access_log.show", {"limit": 400})
    assert {row.act for row in log if row.is_refused and row.by == "Ines"} == set(attempts)


@both_engines
def test_no_row_of_hers_opens_with_what_the_team_holds_and_back_open_all_of_it_does(three: Office) -> None:
    partner = a_whole_record(three, a_case(three))
    before = {key_of(bytes(row.doc))[1] for row in rows_of(three, Sealed)}

    restrict(three, partner)

    assert reached(three, OTHER)[0] == 0
    assert reached(three, "wendy") == (len(rows_of(three, Sealed)),) * 2
    assert all(PartnerKey is not type(row) for row in rows_of(three, TeamSealed)), "the old wrap is deleted"
    perform(unlocked(three, "wendy"), "partner.unrestrict", {"partner": partner})
    assert reached(three, OTHER) == (len(rows_of(three, Sealed)),) * 2
    assert grants(three) == set()
    assert before == {1}
    assert {key_of(bytes(row.doc))[1] for row in rows_of(three, Sealed)} == {3}
    assert perform(unlocked(three, OTHER), "partner.show", {"partner": partner}).name == f"{HER_NAME} Voss"


def reached(office: Office, login: str) -> tuple[int, int]:
    """How many of her rows this officer opens with her own keys and the stores alone, and how many there are."""
    keys = keys_of(office, login)
    vault = Vault(INST, keys[-1], {}, tuple(keys[:-1]))
    vault.opens = opener(office.people[login].id, office.seeds[login], office.roster_now)
    opened, rows = 0, rows_of(office, Sealed)
    with office.partner.work(reading=True) as work:
        for row in rows:
            try:
                vault.look_into(work, row)
                opened += 1
            except (KeptFrom, Damaged):
                continue
    return opened, len(rows)


def grants(office: Office) -> set[tuple[str, str]]:
    """Who holds the key of which record."""
    with office.partner.work(reading=True) as work:
        return {(one.partner_id, one.user_id) for one in work.session.scalars(select(PartnerGrant))}


def test_another_officers_grant_opens_nothing_in_ones_own_name(three: Office) -> None:
    """T7: a row copied to another name is noticed and opens nothing."""
    partner = a_whole_record(three, a_case(three))
    restrict(three, partner)
    with three.partner.work() as work:
        for one in work.session.scalars(select(PartnerGrant)):
            one.user_id = three.people[OTHER].id

    with pytest.raises(Damaged):
        perform(unlocked(three, OTHER), "partner.show", {"partner": partner})
    assert reached(three, OTHER)[0] == 0, "nor without the log"


def test_two_are_named_where_there_are_two_and_only_people_of_the_team(three: Office) -> None:
    partner = her_record(three, a_case(three))
    with pytest.raises(InvalidInput, match="two at least"):
        restrict(three, partner, "maya")
    with pytest.raises(InvalidInput, match="Only people of the safety team"):
        restrict(three, partner, "maya", "jo")

    assert grants(three) == set()
    assert perform(unlocked(three, OTHER), "partner.show", {"partner": partner}).number == "S-0001"


def test_another_set_of_officers_takes_over_and_who_handed_over_reads_nothing_more(three: Office) -> None:
    partner = a_whole_record(three, a_case(three))
    restrict(three, partner)

    restrict(three, partner, "wendy", OTHER)

    assert reached(three, "maya")[0] == 0
    assert reached(three, OTHER)[0] == len(rows_of(three, Sealed))
    with pytest.raises(KeptFrom):
        perform(unlocked(three, "maya"), "partner.show", {"partner": partner})


def test_a_desk_that_was_open_meanwhile_goes_by_the_records_not_by_what_it_remembers(three: Office) -> None:
    partner = a_whole_record(three, a_case(three))
    was_open, named = unlocked(three, OTHER), unlocked(three, "wendy")
    for desk in (was_open, named):
        perform(desk, "partner.show", {"partner": partner})

    restrict(three, partner)

    with pytest.raises(KeptFrom):
        perform(was_open, "partner.show", {"partner": partner})
    with pytest.raises(KeptFrom):
        perform(was_open, "child.record", {"partner": partner, "given_name": "Ida", "on": "2026-11-02"})
    perform(named, "child.record", {"partner": partner, "given_name": "Ida", "on": "2026-11-02"})
    assert len(perform(unlocked(three, "maya"), "child.list", {"partner": partner}).children) == 2


def test_the_next_record_gets_a_number_of_its_own_from_somebody_who_does_not_open_the_last(three: Office) -> None:
    restrict(three, her_record(three, a_case(three)))
    link = {"case": a_case(three, "Ewan"), "relation": "partner"}

    opened = perform(unlocked(three, OTHER), "partner.open", {"given_name": "Yara", "link": link})

    assert opened.number == "S-0002"


def test_a_report_on_his_case_is_checked_by_a_named_officer_and_any_other_says_what_was_left_out(three: Office) -> None:
    case = a_case(three)
    restrict(three, a_whole_record(three, case))
    report = report_asked(three, case, f"He spoke of {HER_NAME}.")
    other = report_asked(three, a_case(three, "Ewan"), "He attended nine of ten sessions.")
    for desk in (unlocked(three, OTHER), unlocked(three, "maya")):
        perform(desk, "report.waiting", {})

    for name in ("report.check", "report.clear"):
        with pytest.raises(KeptFrom):
            perform(unlocked(three, OTHER), name, {"report": report})
    assert perform(unlocked(three, OTHER), "report.check", {"report": other}).left_out == 1
    assert perform(unlocked(three, "maya"), "report.check", {"report": other}).left_out == 0
    assert perform(unlocked(three, "maya"), "report.check", {"report": report}).findings


def test_a_named_officers_half_of_a_meeting_and_what_he_wrote_stay_within_her_record(three: Office) -> None:
    case = a_case(three)
    restrict(three, a_whole_record(three, case))
    (day,) = perform(unlocked(three, "maya"), "meeting.days", {})
    half = {"meeting": day.meeting, "case": case, "decision": "raise", "risk": "rising again, and more"}
    perform(unlocked(three, "wendy"), "meeting.annex", half)

    (line,) = perform(unlocked(three, "maya"), "meeting.both", {"meeting": day.meeting}).lines
    assert line.risk == "rising again, and more"
    assert perform(unlocked(three, OTHER), "meeting.both", {"meeting": day.meeting}).lines == ()
    team = unlocked(three, OTHER).seat.vault
    opened = [team.open_for_team(row) for row in rows_of(three, TeamSealed) if type(row) is not PartnerKey]
    assert [one for one in opened for mark in HERS if mark.encode() in one] == []


def test_halves_of_meetings_come_back_to_the_whole_team_with_the_record(three: Office) -> None:
    """SEC-12: one written before and moved in, one written within; each opens again, is written on, and stands once."""
    case = a_case(three)
    partner = a_whole_record(three, case)
    (day,) = perform(unlocked(three, "maya"), "meeting.days", {})
    later = perform(three.desk("jo"), "meeting.prepare", {"on": "2026-11-30", "cases": [case]}).meeting
    half = {"meeting": day.meeting, "case": case, "decision": "raise", "risk": "as the team knew it"}
    within = {**half, "meeting": later, "risk": "as the named ones knew it"}
    perform(unlocked(three, OTHER), "meeting.annex", half)
    restrict(three, partner)
    perform(unlocked(three, "maya"), "meeting.annex", within)
    for one in (half, within):
        assert perform(unlocked(three, OTHER), "meeting.both", {"meeting": one["meeting"]}).lines == ()

    perform(unlocked(three, "wendy"), "partner.unrestrict", {"partner": partner})

    other = unlocked(three, OTHER)
    for one in (half, within):
        asked = {"meeting": one["meeting"]}
        assert [line.risk for line in perform(other, "meeting.both", asked).lines] == [one["risk"]]
        perform(other, "meeting.annex", one | {"risk": "and later"})
        (line,) = perform(unlocked(three, "maya"), "meeting.both", asked).lines
        assert line.risk == "and later"


def test_when_a_named_officer_leaves_another_renews_the_record_and_it_is_not_done_before(three: Office) -> None:
    partner = a_whole_record(three, a_case(three))
    restrict(three, partner)
    perform(unlocked(three, OTHER), "team.remove", {"user": three.people["wendy"].id})
    waits = [perform(unlocked(three, OTHER), "team.rotate", {}) for _step in range(4)]
    assert (waits[-1].is_done, waits[-1].waits_for, waits[-1].percent_left) == (False, ("Maya Okafor",), 1)
    old = reached(three, "wendy")[0]

    left = finished(unlocked(three, "maya"))

    assert left[-1] == 0
    assert old == len(rows_of(three, Sealed))
    assert reached(three, "wendy")[0] == 0
    assert grants(three) == {(partner, three.people["maya"].id)}
    assert perform(unlocked(three, "maya"), "contact.list", {"partner": partner})[0].notes == "she is tired"


def test_the_last_one_who_opens_a_record_is_not_let_go_before_another_is_named(three: Office) -> None:
    partner = her_record(three, a_case(three))
    restrict(three, partner)
    perform(unlocked(three, OTHER), "team.remove", {"user": three.people["wendy"].id})
    finished(unlocked(three, "maya"))

    with pytest.raises(NotAllowed, match="Only Maya Okafor opens 1 of the records"):
        perform(unlocked(three, OTHER), "team.remove", {"user": three.people["maya"].id})

    restrict(three, partner, "maya", OTHER)
    assert not perform(unlocked(three, OTHER), "team.remove", {"user": three.people["maya"].id}).is_done


def test_a_restricted_record_is_erased_with_its_grants(three: Office) -> None:
    partner = a_whole_record(three, a_case(three))
    restrict(three, partner)
    three.clock.move_to(three.clock.local().replace(tzinfo=None, day=4))
    seat = unlocked(three, "maya").seat
    for day in (5, 7):
        three.clock.move_to(three.clock.local().replace(tzinfo=None, day=day))
        with seat.open_work() as work:
            seat.ledger.append(work, "desk.open", seat.clock.now())
    desk = three.partner_desk("maya")

    perform(desk, "partner.erase", {"partner": partner, "reason": "She asked", "second": "wendy"})

    assert rows_of(three, Sealed) == []
    assert grants(three) == set()


def test_an_altered_row_is_never_sealed_anew_by_restricting(three: Office) -> None:
    partner = a_whole_record(three, a_case(three))
    with three.partner.work() as work:
        row = work.session.scalars(select(PartnerKey)).one()
        row.doc = bytes(row.doc)[:-1] + bytes([bytes(row.doc)[-1] ^ 1])

    with pytest.raises(Damaged):
        restrict(three, partner)
    assert grants(three) == set()
