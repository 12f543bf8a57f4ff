"""The door of her desk keeps its matrix: every role, every act (domain.md section 2)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.bridge.desk import BridgeDesk
from app.core.errors import AppError
from app.core.shapes import to_builtins
from app.crypto.kit import code_text
from app.desk.catalogue import acts_of, perform
from app.desk.seat import Person
from app.domain.roles import Reach, Role
from app.partner.rights import MATRIX
from app.programme.notices import NoticeKind
from tests.bridge.samples import HER_NUMBER, a_case, a_plan, clearance_asked, her_record, report_asked
from tests.bridge.test_news import crossed
from tests.bridge.trustees import appointed
from tests.offices import Office

GROUP = "ab" * 16
NOT_YOUR_ROLE = "Your role does not allow this."
TABLE = Path(__file__).parent / "matrix.txt"


def _partner(office: Office) -> dict[str, object]:
    return {"partner": her_record(office, a_case(office))}


def _planned(office: Office) -> dict[str, object]:
    partner = her_record(office, a_case(office))
    office.partner_desk().safe_plans.set(a_plan(partner, office.clock.today()))
    return {"partner": partner}


def _asked(office: Office) -> dict[str, object]:
    case = a_case(office)
    clearance_asked(office, case, GROUP)
    return {"case": case, "group": GROUP}


def _item(office: Office) -> dict[str, object]:
    _asked(office)
    with office.partner_desk().seat.look_at_his() as his:
        from app.bridge.inbox import box_items

        return {"item": box_items(his, office.partner_desk().seat)[0].id}


def _report(office: Office) -> dict[str, object]:
    report = report_asked(office, a_case(office), "He attended nine of ten sessions.")
    from app.core.shapes import Nothing

    office.partner_desk().report_checks.waiting(Nothing())
    return {"report": report}


RELEASE = {
    "text": "Plan his 1-2-1s without the holidays.", "purpose": "plan", "basis": "safeguarding",
    "note": "To keep a plan from failing.", "readers": ["priya"], "expires_on": "2026-12-01",
}  # fmt: skip
NO = {"could_tell_who": "no", "only_she_knows": "no", "timing_tells": "no", "childs_words": "no"}


def _named(office: Office) -> list[str]:
    return [office.people[login].id for login in ("maya", "wendy")]


def _restricted(office: Office) -> dict[str, object]:
    given = _partner(office)
    perform(office.partner_desk(), "partner.restrict", {**given, "named": _named(office)})
    return given


def _meeting(office: Office) -> dict[str, object]:
    case = a_case(office)
    her_record(office, case)
    meeting = perform(office.desk("jo"), "meeting.prepare", {"on": "2026-11-09", "cases": [case]}).meeting
    return {"meeting": meeting, "case": case}


def _linked(office: Office) -> dict[str, object]:
    given = _partner(office)
    (link,) = perform(office.partner_desk(), "partner.show", given).links
    return {**given, "link": link.id, "reason": "it is over"}


def _child(office: Office) -> dict[str, object]:
    given = _partner(office)
    child = {**given, "given_name": "Noor", "on": "2026-11-02", "school": "Mill Lane Primary"}
    return {**given, "child": perform(office.partner_desk(), "child.record", child).child, "reason": "a meeting"}


def _news(office: Office) -> dict[str, object]:
    case = a_case(office)
    partner = her_record(office, case)
    crossed(office, case, NoticeKind.STOPPED)
    (line,) = perform(office.partner_desk(), "update.due", {})
    told = {"at": office.clock.now().isoformat(), "way": "call", "outcome": "not_reached"}
    return {"partner": partner, "items": [line.item], **told}


def _release(office: Office) -> dict[str, object]:
    asked = {"case": a_case(office), **RELEASE}
    return {"release": perform(office.partner_desk("wendy"), "release.propose", asked).release}


def _her_file(office: Office) -> dict[str, object]:
    given = _partner(office)
    perform(office.partner_desk(), "her_file.prepare", {**given, "requested_on": "2026-11-02"})
    return given


def _figures(office: Office) -> dict[str, object]:
    release = perform(office.partner_desk("wendy"), "figures.release", {"quarter": "2026-Q3"}).release
    return {"release": release, "recipient": "Board", "why": "yearly meeting", "to_folder": "/nowhere"}


def _newcomer(office: Office) -> dict[str, object]:
    made = office.her_tray.prepare("ines", "Ines Roth", Role.SAFETY_OFFICER)
    return {"person": made.person.user, "safety_number": made.safety_number}


def _enrolled(office: Office) -> dict[str, object]:
    given = _newcomer(office)
    perform(office.partner_desk("wendy"), "team.enrol", given)
    return given


def _paper(office: Office) -> dict[str, object]:
    office.papers["Chair"] = code_text(bytes(range(20)))
    return {"label": "Chair"}


def _a_trustee(office: Office) -> dict[str, object]:
    appointed(office, ("Chair",))
    (row,) = perform(office.partner_desk(), "team.trustees", {}).trustees
    return {"user": row.user}


SAMPLES: dict[str, Callable[[Office], dict[str, object]]] = {
    "team.trustees": lambda _office: {},
    "team.trustee": _paper,
    "team.end_trustee": _a_trustee,
    "team.lay_down": lambda _office: {},
    "team.show": lambda _office: {},
    "team.enrol": _newcomer,
    "team.approve": _enrolled,
    "team.progress": lambda _office: {},
    "team.renew": lambda _office: {},
    "team.rotate": lambda _office: {},
    "team.remove": lambda office: {"user": office.people["wendy"].id},
    "team.turn_away": lambda office: {"person": _newcomer(office)["person"]},
    "partner.open": lambda office: {"given_name": "Yara", "link": {"case": a_case(office), "relation": "partner"}},
    "partner.show": _partner,
    "partner.list": lambda _office: {},
    "partner.find": lambda _office: {"words": "yara"},
    "partner.link": lambda office: {**_partner(office), "link": {"case": "cd" * 16, "relation": "ex_partner"}},
    "safe_plan.set": lambda office: to_builtins(a_plan(_partner(office)["partner"], office.clock.today())),  # type: ignore[arg-type]
    "safe_plan.show_number": lambda office: {**_planned(office), "reason": "first call", "rules_read": True},
    "safe_plan.show": _planned,
    "contact.card": _planned,
    "contact.record": lambda office: {
        **_planned(office),
        "at": office.clock.now().isoformat(),
        "way": "call",
        "outcome": "no_answer",
    },
    "contact.list": _partner,
    "contact.due": lambda _office: {},
    "contact.clocks": lambda _office: {},
    "contact.calls": lambda _office: {},
    "contact.not_reached": _partner,
    "contact.in_danger": lambda _office: {},
    "dash.record": lambda office: {
        **_partner(office), "version": "Local form 3", "on": "2026-11-02", "mode": "call", "safe_to_talk": "yes",
        "answers": ["no"] * 24, "judgement": "no", "decision": "not_refer",
    },
    "marac.record": lambda office: {**_partner(office), "step": "referral", "on": "2026-11-02"},
    "safety.show": _partner,
    "safety_plan.set": lambda office: {
        **_partner(office), "on": "2026-11-02", "priorities": ["Sleep"], "steps": "A bag at her sister's.",
    },
    "inbox.list": lambda _office: {},
    "inbox.take": _item,
    "clearance.list": lambda _office: {},
    "clearance.give": _asked,
    "clearance.hold": lambda office: {**_asked(office), "reason": "must wait"},
    "clearance.run": lambda _office: {},
    "his_case.list": lambda _office: {},
    "his_case.show": lambda office: {"case": a_case(office)},
    "report.waiting": lambda _office: {},
    "report.check": _report,
    "report.clear": _report,
    "report.hold": lambda office: {**_report(office), "reason": "must wait"},
    "partner.unlink": _linked,
    "access_log.show": lambda _office: {},
    "access_log.export": lambda _office: {"to_folder": "/nowhere", "why": "asked by the board"},
    "meeting.days": lambda _office: {},
    "meeting.both": lambda office: {"meeting": _meeting(office)["meeting"]},
    "meeting.annex": lambda office: {**_meeting(office), "decision": "no_change", "risk": "As before."},
    "partner.measure": lambda office: {**_partner(office), "stage": "t0", "on": "2026-11-02", "scores": {"safety": 3}},
    "partner.measures": _partner,
    "child.record": lambda office: {**_partner(office), "given_name": "Noor", "on": "2026-11-02"},
    "child.list": _partner,
    "child.show_place": _child,
    "her_outcomes.show": lambda _office: {"from": "2026-01-01", "to": "2026-06-30"},
    "figures.prepare": lambda _office: {"quarter": "2026-Q3"},
    "figures.release": lambda _office: {"quarter": "2026-Q3"},
    "figures.write": _figures,
    "her_file.show": _partner,
    "her_file.prepare": lambda office: {**_partner(office), "requested_on": "2026-11-02"},
    "her_file.decide": lambda office: {**_her_file(office), "item": "record", "outcome": "give"},
    "her_file.sign": lambda office: {**_her_file(office), "second": "wendy"},
    "her_file.give": lambda office: {
        **_her_file(office), "way": "in_person", "why_safe": "She is here.", "to_folder": "/nowhere",
    },
    "own_words.show": lambda office: {"case": a_case(office)},
    "own_words.prepare": lambda office: {
        "case": a_case(office), "requested_on": "2026-11-02", "decision": "refuse", "risk": "She moved.",
        "second": "wendy",
    },
    "settings.show": lambda _office: {},
    "settings.set": lambda _office: {"values": {"plan.expires_days": 30}},
    "news.late": lambda _office: {},
    "update.due": lambda _office: {},
    "update.show": _partner,
    "partner.update_told": _news,
    "partner.set_updates": lambda office: {**_partner(office), "wants": "all"},
    "release.readers": lambda _office: {},
    "release.list": lambda _office: {},
    "release.show": _release,
    "release.propose": lambda office: {"case": a_case(office), **RELEASE},
    "release.approve": lambda office: {**_release(office), **NO},
    "release.decline": lambda office: {**_release(office), "reason": "its day tells"},
    "release.withdraw": lambda office: {**_release(office), "reason": "it is over"},
    "password.change": lambda _office: {},
    "own_keys.change": lambda _office: {"groups": ["000G", "40R4"]},
    "kit.confirm": lambda _office: {"groups": ["000G", "40R4"]},
    "vault.verify": lambda _office: {},
    "vault.damage": lambda _office: {},
    "restriction.show": _partner,
    "partner.restrict": lambda office: {**_partner(office), "named": _named(office)},
    "partner.unrestrict": _restricted,
    "retention.list": lambda _office: {},
    "retention.delete": lambda office: {"records": [_partner(office)["partner"]], "second": "wendy"},
    "erasure.show": _partner,
    "partner.erase": lambda office: {**_partner(office), "reason": "She asked us to", "second": "wendy"},
    "legal_hold.set": lambda office: {**_partner(office), "reason": "Court has asked"},
    "legal_hold.end": lambda office: {**_partner(office), "reason": "Closed", "second": "wendy"},
    "backup.list": lambda _office: {},
    "backup.make": lambda _office: {},
    "backup.prove": lambda _office: {"file": "partner.hrb"},
    "backup.restore": lambda _office: {"file": "partner.hrb", "second": "wendy"},
    "backup.evidence": lambda _office: {"to": "/nowhere"},
}  # fmt: skip


def test_every_act_has_a_sample() -> None:
    assert set(acts_of(BridgeDesk)) == set(SAMPLES)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_door_lets_in_officers_and_leads_as_the_matrix_says_and_nobody_else(name: str, office: Office) -> None:
    given = SAMPLES[name](office)
    reach = MATRIX[acts_of(BridgeDesk)[name].right]
    allowed = {role for role in Role if reach.get(role, Reach.NONE) is not Reach.NONE}

    assert allowed <= {Role.SAFETY_OFFICER, Role.SAFETY_LEAD}
    refused = [role for role in Role if role not in allowed]
    assert [role for role in refused if was_let_in(desk_as(office, role), name, given)] == []
    assert [role for role in Role if role in allowed and not was_let_in(desk_as(office, role), name, given)] == []


def desk_as(office: Office, role: Role) -> BridgeDesk:
    """Her desk with somebody of this role in the seat."""
    desk = office.partner_desk()
    desk.seat.person = Person(desk.seat.person.id, "maya", "Maya Okafor", frozenset({role}))
    return desk


def was_let_in(desk: BridgeDesk, name: str, given: dict[str, object]) -> bool:
    """Whether the door opened; what an act itself refuses behind it does not count here."""
    try:
        perform(desk, name, given)
    except AppError as refused:
        return str(refused) != NOT_YOUR_ROLE
    return True


def test_the_readable_table_is_the_matrix() -> None:
    lines = [f"{'act':<26}" + "".join(f"{role.value:<16}" for role in Role)]
    for name, this in sorted(acts_of(BridgeDesk).items()):
        reaches = (MATRIX[this.right].get(role, Reach.NONE).value for role in Role)
        lines.append(f"{name:<26}" + "".join(f"{reach:<16}" for reach in reaches))
    table = "\n".join(line.rstrip() for line in lines) + "\n"
    if not TABLE.exists():
        TABLE.write_text(table, "utf-8")

    assert TABLE.read_text("utf-8") == table


def test_no_error_of_this_desk_carries_her_number(office: Office) -> None:
    given = {**_planned(office), "reason": "x" * 3, "rules_read": False}

    with pytest.raises(AppError) as refused:
        perform(office.partner_desk(), "safe_plan.show_number", given)

    assert HER_NUMBER not in str(refused.value)
