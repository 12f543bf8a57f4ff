"""Lives a story in a real office with a mark in every field of hers, and reads back all that his side can show."""

import io
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pikepdf

from app.bridge.desk import BridgeDesk
from app.core.errors import AppError
from app.core.paths import Profile
from app.core.shapes import to_builtins
from app.desk.catalogue import acts_of, describe, perform
from app.desk.seat import Desk
from app.programme.desk import ProgrammeDesk
from app.start.opening import programme_reception
from app.start.partner_opening import partner_reception
from tests.never.hunt import Hunt
from tests.offices import ConfirmedBy
from tests.programme.flows import ANSWERS, a_case, a_group, rate
from tests.start.profiles import PASSWORDS

WORD, NUMBER = "Quézalwynd", "07700 90070"
HUNT = Hunt(WORD, NUMBER)
HIM = Hunt("Okoro", "Daniel O.")
"""The same hunt for the man himself: where he must be found, it proves that the hunt looked in the right place."""
BEGINS, EVENING = datetime(2026, 11, 2, 9, 0), datetime(2026, 11, 24, 21, 0)  # noqa: DTZ001  the office's wall time
READERS = ("priya", "jo")


def mark(field: str) -> str:
    """A word that stands in this field of hers and nowhere else."""
    return f"{WORD} {field}"


HERS = {
    "given_name": mark("told given"), "family_name": mark("told family"), "phone": f"{NUMBER}1",
    "email": f"{WORD}-told@example.org", "address": mark("told address"), "note": mark("told note"),
}  # fmt: skip
OPENED = {
    "given_name": mark("given"), "family_name": mark("family"), "email": f"{WORD}@example.org",
    "address": mark("address"), "note": mark("note"), "chosen_name": mark("chosen"),
    "language": mark("language"), "phone": f"{NUMBER}2", "nicknames": mark("nickname"),
    "workplace": mark("workplace"),
}  # fmt: skip
PLAN = {
    "ways": [
        {"kind": "call", "to": f"{NUMBER}3", "may_leave_message": "no"},
        {"kind": "post", "to": mark("post"), "confirmed_not_shared": "yes"},
    ],
    "times": [{"days": ["mon", "tue", "wed", "thu", "fri"], "start": "09:00", "end": "12:00"}],
    "if_someone_else_answers": mark("else"), "dropped_call": mark("dropped"), "checked_on": "2026-11-02",
    "said_by_her": True, "nevers": [mark("never")], "may_answer": mark("may answer"), "she_says": mark("she says"),
    "code_phrase": mark("code"), "caller_id": mark("caller"), "language": mark("plan language"),
    "children_near": mark("children"),
}  # fmt: skip
CONTACT = {
    "at": "2026-11-02T09:00:00", "way": "call", "outcome": "spoke_safe", "notes": mark("notes"),
    "reason": mark("contact reason"), "danger": mark("danger"), "next_on": "2026-11-09",
}  # fmt: skip
DASH = {
    "version": mark("dash version"), "on": "2026-11-02", "mode": "call", "safe_to_talk": "yes",
    "answers": ["yes"] * 15 + ["unknown"] + ["no"] * 8, "judgement": "yes", "judgement_words": mark("judgement"),
    "incidents": 4, "decision": "not_refer", "reason": mark("dash reason"), "review_on": "2026-11-16",
}  # fmt: skip
MARAC = {"step": "referral", "on": "2026-11-02", "words": mark("marac"), "incident_on": "2026-11-01"}
HER_PLAN = {
    "on": "2026-11-02", "priorities": [mark("priority")], "steps": mark("steps"), "turns_to": mark("turns to"),
    "children": mark("plan children"), "review_on": "2026-11-30",
}  # fmt: skip
INCIDENT = {"step": "incident", "on": "2026-11-02", "words": mark("incident")}
UPDATES = {"wants": "all", "way": mark("updates way")}
TOLD = {"at": "2026-11-02T09:00:00", "way": "call", "outcome": "told", "words": mark("told words")}
ANNEX = {
    "decision": "action", "risk": mark("annex risk"), "action": mark("annex action"), "owner": mark("annex owner"),
    "due_on": "2026-12-09",
}  # fmt: skip
CHILD = {
    "given_name": mark("child"), "on": "2026-11-02", "born": mark("child born"), "address": mark("child address"),
    "school": mark("school"), "needs": mark("child needs"), "said": mark("child said"),
    "lives_with": mark("child lives with"), "safeguarding": mark("safeguarding"), "referred": "no",
}  # fmt: skip
MEASURE = {"stage": "t0", "on": "2026-11-02", "scores": {"safety": 3}, "words": mark("measure words")}
RELEASE = {
    "text": "Plan his 1-2-1s without asking about the holidays.", "purpose": "plan", "basis": "consent",
    "note": mark("release note"), "readers": ["priya"], "expires_on": "2027-01-20", "original": mark("original"),
    "consent": {"how": "phone", "when": mark("agreed when"), "scope": mark("agreed to"), "given_by": mark("agreed by")},
}  # fmt: skip
PROMPTS = {"could_tell_who": "no", "only_she_knows": "no", "timing_tells": "no", "childs_words": "no"}
MINE = {"item": "note", "outcome": "cut", "why": mark("left out"), "cut_text": mark("what remains")}
OTHER_WOMAN = {
    "given_name": mark("other given"), "family_name": mark("other family"), "phone": f"{NUMBER}6",
}  # fmt: skip
REVEAL = {"reason": mark("reveal"), "danger": mark("reveal danger"), "rules_read": True}

SHEET = f"""Surname,Forename,DOB,Referral date,Programme,Reference,Partner name,Partner tel,Notes
Baranski,Marek,12/04/1990,30/10/2026,BBR,NG24018,{WORD}sheet,{NUMBER}4,
Nowak,Piotr,31/02/1990,30/10/2026,BBR,NG24019,,,{mark("sheet note")}: his partner moved to her sister
"""


@dataclass
class BothClocks:
    """The clocks of both desks, moved together."""

    clocks: tuple[Any, ...]

    def now(self) -> datetime:
        moment: datetime = self.clocks[0].now()
        return moment

    def move_to(self, at: datetime) -> None:
        for clock in self.clocks:
            clock.move_to(at)


@dataclass
class RealOffice:
    """Both receptions of one real office, with the names that the flows of the other tests use."""

    his: Any
    hers: Any
    clock: BothClocks

    def desk(self, login: str = "priya") -> ProgrammeDesk:
        desk: ProgrammeDesk = self.his.take_seat(login)
        return desk

    def partner_desk(self, login: str = "maya") -> BridgeDesk:
        desk: BridgeDesk = self.hers.take_seat(login)
        return desk


@contextmanager
def open_office(profile: Profile, at: datetime = BEGINS) -> Iterator[RealOffice]:
    """Both desks of a profile, each with its own keys and files."""
    with ExitStack() as stack:
        his = stack.enter_context(programme_reception(profile, PASSWORDS, at))
        hers = stack.enter_context(partner_reception(profile, PASSWORDS, at))
        yield RealOffice(his, hers, BothClocks((his.clock, hers.clock)))


def a_man(office: RealOffice, people: list[dict[str, str]], **who: object) -> str:
    """A man screened as suitable whose details went through the one-way box."""
    desk = office.desk("priya")
    case = a_case(desk, **who)
    perform(desk, "referral.pass_partner_details", {"case": case, "people": people})
    signed = {"version": "1", "explained_on": "2026-11-02", "signed_on": "2026-11-02", "witness": "Jo Adeyemi"}
    perform(desk, "consent.record", {"case": case, **signed})
    results = {"tool": "SARA", "taken_on": "2026-11-02", "assessor": "J Marsh", "results": {"partner": "medium"}}
    perform(desk, "risk.record_result", {"case": case, **results, "sources_used": ["court"]})
    rate(desk, case, 2)
    perform(desk, "screening.answer", {"case": case, "answers": ANSWERS})
    perform(desk, "screening.decide", {"case": case, "verdict": "suitable"})
    return case


def her_story(office: RealOffice, case: str, other: str) -> str:
    """Her record with a mark in every field, through the acts of her own desk."""
    officer = office.partner_desk("maya")
    taken = [perform(officer, "inbox.take", {"item": line.item}) for line in perform(officer, "inbox.list", {})]
    item = next(one.item for one in taken if one.case == case and one.kind == "details")
    link = {"case": case, "relation": "partner"}
    partner = str(perform(officer, "partner.open", {**OPENED, "link": link, "item": item}).partner)
    perform(officer, "partner.link", {"partner": partner, "link": {"case": other, "relation": "ex_partner"}})
    perform(officer, "safe_plan.set", {"partner": partner, **PLAN})
    perform(officer, "safe_plan.show_number", {"partner": partner, **REVEAL})
    perform(officer, "contact.record", {"partner": partner, **CONTACT})
    perform(officer, "safety_plan.set", {"partner": partner, **HER_PLAN})
    perform(officer, "dash.record", {"partner": partner, **DASH})
    perform(officer, "marac.record", {"partner": partner, **MARAC})
    perform(officer, "marac.record", {"partner": partner, **INCIDENT})
    perform(officer, "partner.set_updates", {"partner": partner, **UPDATES})
    child = perform(officer, "child.record", {"partner": partner, **CHILD}).child
    perform(officer, "child.show_place", {"partner": partner, "child": child, "reason": mark("place reason")})
    perform(officer, "partner.measure", {"partner": partner, **MEASURE})
    link = next(one.id for one in perform(officer, "partner.show", {"partner": partner}).links if one.case == other)
    perform(officer, "partner.unlink", {"partner": partner, "link": link, "reason": mark("unlinked")})
    perform(officer, "partner.link", {"partner": partner, "link": {"case": other, "relation": "co_parent"}})
    her_holds(office, partner)
    her_file(office, partner, case)
    her_releases(office, case)
    named = [office.partner_desk(login).seat.person.id for login in ("maya", "wendy")]
    perform(officer, "partner.restrict", {"partner": partner, "named": named})
    return partner


def her_file(office: RealOffice, partner: str, case: str) -> None:
    """She asks for her file, one item is decided; and he does not get his own words, for a marked reason."""
    officer, wendy = office.partner_desk("maya"), office.partner_desk("wendy").seat.person
    officer.seat.seconds = ConfirmedBy({"wendy": wendy})
    perform(officer, "her_file.prepare", {"partner": partner, "requested_on": "2026-11-02"})
    perform(officer, "her_file.decide", {"partner": partner, **MINE})
    refused = {"requested_on": "2026-11-02", "decision": "refuse", "risk": mark("own words risk"), "second": "wendy"}
    perform(officer, "own_words.prepare", {"case": case, **refused})


def her_holds(office: RealOffice, partner: str) -> None:
    """A hold that ends and one that stays, each with a marked reason; Wendy stands by."""
    officer, wendy = office.partner_desk("maya"), office.partner_desk("wendy").seat.person
    officer.seat.seconds = ConfirmedBy({"wendy": wendy})
    perform(officer, "legal_hold.set", {"partner": partner, "reason": mark("hold")})
    perform(officer, "legal_hold.end", {"partner": partner, "reason": mark("hold ended"), "second": "wendy"})
    perform(officer, "legal_hold.set", {"partner": partner, "reason": mark("held again")})


def her_releases(office: RealOffice, case: str) -> None:
    """One that reaches Priya, one declined, one taken back, each with a mark in what stays at her desk."""
    lead = office.partner_desk("wendy")
    made = [perform(office.partner_desk("maya"), "release.propose", {"case": case, **RELEASE}).release for _ in "123"]
    perform(lead, "release.approve", {"release": made[0], **PROMPTS})
    perform(lead, "release.decline", {"release": made[1], "reason": mark("declined")})
    perform(lead, "release.withdraw", {"release": made[2], "reason": mark("withdrawn")})


def runs(office: RealOffice, days: int) -> None:
    """So many days, each with the run that is due."""
    for _day in range(days):
        office.clock.move_to(office.clock.now() + timedelta(days=1))
        perform(office.partner_desk("maya"), "clearance.run", {})


def signed_report(office: RealOffice, case: str, words: str) -> str:
    """A report that Priya wrote and Jo signed."""
    desk = office.desk("priya")
    report = perform(desk, "report.draft", {"case": case, "type": "progress", "sections": {"summary": words}}).report
    perform(desk, "report.ask_second_reader", {"report": report, "reader": "jo"})
    perform(office.desk("jo"), "report.sign_off", {"report": report})
    return str(report)


def story(
    office: RealOffice, folder: Path, *, his_words: str = "He named three early signs."
) -> dict[str, tuple[str, ...]]:
    """From referral to a delivered report; one request and one report of each kind is held with a marked reason."""
    priya, officer = office.desk("priya"), office.partner_desk("maya")
    case = a_man(office, [HERS])
    other = a_man(office, [{"given_name": "Amy"}], given_name="Ewan", family_name="Hart", external_reference="X320000")
    group = a_group(priya, facilitators=["priya"])
    her_story(office, case, other)
    for one in (case, other):
        perform(priya, "group.allocate", {"group": group, "case": one})
    perform(officer, "clearance.run", {})
    perform(officer, "clearance.hold", {"case": case, "group": group, "reason": mark("case held")})
    runs(office, 2)
    perform(priya, "group.leave", {"case": other, "to": "waiting", "reason_code": "operational"})
    perform(officer, "clearance.give", {"case": case, "group": group})
    runs(office, 12)
    office.clock.move_to(EVENING)
    plan = [one.session for one in perform(priya, "group.show", {"group": group}).sessions if one.kind == "group"]
    session, later = plan[0], plan[3]
    marks = [{"case": case, "code": "ATTC", "minutes": 150, "note": "He spoke of Sunday."}]
    perform(priya, "register.take", {"session": session, "marks": marks, "head_count": 1})
    meeting = str(perform(office.desk("jo"), "meeting.prepare", {"on": "2026-11-25", "cases": [case]}).meeting)
    perform(officer, "meeting.annex", {"meeting": meeting, "case": case, **ANNEX})
    news = perform(officer, "update.due", {})[0]
    perform(officer, "partner.update_told", {"partner": news.partner, "items": [news.item], **TOLD})
    report = signed_report(office, case, "He named three early signs.")
    held = signed_report(office, other, "He waits for a place.")
    for one in (report, held):
        perform(officer, "report.check", {"report": one})
    perform(officer, "report.clear", {"report": report})
    perform(officer, "report.hold", {"report": held, "reason": mark("report held")})
    runs(office, 1)
    perform(priya, "report.issue", {"report": report})
    needed = {"basis": "public_task", "necessity": "He attends under a court order."}
    copy = perform(priya, "report.deliver", {"report": report, "to_folder": str(folder), **needed})
    with pikepdf.open(io.BytesIO(copy.content), password=copy.password) as paper:
        paper.save(folder / "opened.pdf", encryption=False)
    closed = {"from": "2027-06-08", "to": "2027-06-08", "reason": "Training day"}
    closure = str(perform(office.desk("jo"), "closure.add", closed).closure.closure)
    subjects = {"case": (case, other), "group": (group,), "session": (session, later), "report": (report, held)}
    asked = {"case": other, "requested_on": f"{office_time(office):%Y-%m-%d}"}
    request = str(perform(priya, "subject_access.prepare", asked).request)
    about = {"closure": (closure,), "user": (priya.seat.person.id,), "meeting": (meeting,), "request": (request,)}
    about["number"] = (json.dumps({"from": "2026-01-01", "to": "2027-10-31", "what": "lack/rating"}),)
    return {**subjects, **about}


def office_time(office: RealOffice) -> datetime:
    """The office's own wall time, as scripts and the start of a program take it."""
    local: datetime = office.his.clock.local().replace(tzinfo=None)
    return local


FILLED: dict[str, Any] = {
    "given_name": "Daniel", "family_name": "Okoro", "code": "TUE-9", "starts_on": "2027-01-12", "programme": "bbr",
    "slots": [{"weekday": "tue", "start": "18:30"}], "starts_at": "2026-12-16T10:00", "reason": "Hall closed",
    "facilitators": ["priya"], "minutes": 120, "words": "Dan", "first": "2026-11-02", "last": "2027-10-31",
    "screen": "cases", "before": "1.0", "later_too": True, "text": "[pack]", "to": "withdrawn",
    "ends_on": "2028-10-31", "kind": "attendance", "sheet": "file",
    "from": "2026-01-01", "what": "lack/rating",
}  # fmt: skip
OPTIONAL = {
    "register.preview_correction": ("minutes",), "calendar.export": ("group",), "pack.check": ("text",),
    "case.preview_move": ("to",), "one_to_one.owed": ("later_too",),
    "staff_only.open": ("case",),
}  # fmt: skip


def readings(subjects: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every act that lists or shows, with an input for each subject it can be about."""
    for entry in describe(ProgrammeDesk):
        if entry["kind"] == "change":
            continue
        shape = entry["input"]["$defs"][entry["input"]["$ref"].rpartition("/")[2]]
        needed = [*shape.get("required", ()), *OPTIONAL.get(entry["name"], ())]
        filled: dict[str, Any] = {**FILLED, "cases": list(subjects["case"])}
        if entry["name"].startswith("pack."):
            filled["code"] = FILLED["programme"]
        if entry["name"] in ("statistics.cohort", "outcomes.show", "outcomes.cases"):
            filled["to"] = FILLED["last"]
        if entry["name"] == "sheet.show":
            filled["about"] = subjects["case"][0]
        own = [subjects[name] if name in subjects else (filled[name],) for name in needed]
        for values in product(*own):
            yield entry["name"], dict(zip(needed, values, strict=True))


def read_all(desk: Desk, subjects: dict[str, tuple[str, ...]]) -> dict[str, list[object]]:
    """What this person is told by every act that lists or shows; refusals are told too."""
    answers: dict[str, list[object]] = {}
    for name, given in readings(subjects):
        told = answers.setdefault(name, [])
        try:
            told.append({"ok": to_builtins(perform(desk, name, given))})
        except AppError as refused:
            told.append({"refused": [str(refused), repr(refused), repr(getattr(refused, "problems", ""))]})
    return answers


def programme_acts() -> set[str]:
    """The names of all acts that list or show."""
    return {name for name, one in acts_of(ProgrammeDesk).items() if one.kind.value != "change"}
