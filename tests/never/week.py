"""Working days at both desks of the office that lived the story; whatever leaves it is made on two of them."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from sqlalchemy import select

from app.crypto.backup import read_backup, read_front
from app.desk.catalogue import perform
from app.desk.seat import Person
from app.store.engine import embedded
from app.store.work import Store
from models.partner.tables import METADATA as HER_TABLES
from models.programme.tables import METADATA as HIS_TABLES
from tests.never.hunt import Sighting
from tests.never.marked import ANNEX, HUNT, NUMBER, OTHER_WOMAN, PLAN, PROMPTS, RealOffice, mark
from tests.offices import ConfirmedBy
from tests.programme.flows import a_case

IS_FULL = os.environ.get("HANDRAIL_PROOFS") == "full"
OFFSETS = (0, 1, 4, 5, 6) if IS_FULL else (0, 1, 4, 5)
DAYS = tuple(datetime(2026, 11, 26, 8, 30) + timedelta(days=one) for one in OFFSETS)  # noqa: DTZ001  wall time
LISTS, FORMS = ("waiting", "referrals", "attendance", "statistics", "left"), ("csv", "xlsx")
ASKED = {"recipient": "The funder", "basis": "public_task", "necessity": "The yearly return."}
HIS, HERS_DESK = "programme", "partner"


@dataclass
class Week:
    """What is done at both desks, counted: who does which act, and what it answered."""

    office: RealOffice
    subjects: dict[str, tuple[str, ...]]
    papers: Path
    day: int = 0
    done: Counter[str] = field(default_factory=Counter)
    kinds: set[tuple[str, str]] = field(default_factory=set)
    in_her_hands: list[Sighting] = field(default_factory=list)

    @property
    def case(self) -> str:
        return self.subjects["case"][0]

    def his(self, login: str, act: str, **given: object) -> Any:
        """One act at the programme desk."""
        return self._count(HIS, act, perform(self.office.desk(login), act, given))

    def hers(self, login: str, act: str, **given: object) -> Any:
        """One act at the partner desk."""
        return self._count(HERS_DESK, act, perform(self.office.partner_desk(login), act, given))

    def _count(self, desk: str, act: str, answer: Any) -> Any:
        self.done[desk] += 1
        self.kinds.add((desk, act))
        return answer

    @property
    def moment(self) -> str:
        """Now, as a form takes it."""
        local: datetime = self.office.his.clock.local().replace(tzinfo=None)
        return local.isoformat(timespec="minutes")


def his_morning(week: Week) -> None:
    """What happens with one man on one day, at the desks of those who work with him."""
    case, other = week.subjects["case"]
    group, (session, _later) = week.subjects["group"][0], week.subjects["session"]
    week.his("priya", "note.write", session=session, case=case, text=f"He spoke of day {week.day}.", reason="More")
    week.his("priya", "motivation.record", case=case, rung="external", note="He comes because the court says so.")
    event = week.his(
        "priya", "risk.raise", case=case, kind="new_violence", what="He pushed a man at work.", when=week.moment,
        source_class="his_own",
    ).event  # fmt: skip
    week.his("jo", "risk.acknowledge", event=event)
    week.his("jo", "client.correct", case=other, fields={"known_as": f"Ewie {week.day}"}, reason="He is called so")
    week.his("priya", "view.keep", screen="cases", name=f"Day {week.day}", filters={})
    for case_of in (case, other):
        for act in ("case.show", "case.contacts", "case.records", "case.results", "case.history", "letter.owed"):
            week.his("priya", act, case=case_of)
    for act, about in (("group.show", {"group": group}), ("group.candidates", {"group": group}),
                       ("register.open", {"session": session}), ("staff_only.open", {"case": case}),
                       ("case.attendance", {"case": case}), ("screening.show", {"case": case})):  # fmt: skip
        week.his("priya", act, **about)
    for login in ("priya", "jo"):
        for act in ("today.show", "case.list", "referral.list", "report.list", "disclosure.list", "export.list"):
            week.his(login, act)


def her_morning(week: Week, partner: str) -> None:
    """What she said today and what was done about it, each word of the day with a mark of its own."""
    day, today = f"day {week.day}", week.moment[:10]
    at = week.moment
    week.hers(
        "maya", "contact.record", partner=partner, at=at, way="call", outcome="spoke_safe", notes=mark(f"notes {day}"),
        danger=mark(f"danger {day}"), reason=mark(f"contact reason {day}"), next_on="2026-12-09",
    )  # fmt: skip
    week.hers(
        "maya", "child.record", partner=partner, given_name=mark(f"child {day}"), on=today, born=mark(f"born {day}"),
        address=mark(f"child address {day}"), school=mark(f"school {day}"), said=mark(f"said {day}"),
    )  # fmt: skip
    week.hers("maya", "marac.record", partner=partner, step="incident", on=today, words=mark(f"marac {day}"))
    week.hers(
        "maya", "safety_plan.set", partner=partner, on=today, priorities=[mark(f"priority {day}")],
        steps=mark(f"steps {day}"), turns_to=f"{NUMBER}{week.day}", review_on="2026-12-30",
    )  # fmt: skip
    week.hers(
        "maya", "safe_plan.show_number", partner=partner, reason=mark(f"reveal {day}"), danger=mark(f"d {day}"),
        rules_read=True,
    )  # fmt: skip
    about = {"partner": partner}
    for act in ("partner.show", "contact.list", "contact.card", "child.list", "safety.show", "safe_plan.show"):
        week.hers("maya", act, **about)
    for login in ("maya", "wendy"):
        for act in ("partner.list", "contact.due", "clearance.list", "release.list", "update.due", "access_log.show"):
            week.hers(login, act)
    week.hers("maya", "partner.find", words=mark("chosen"))
    for line in week.hers("maya", "inbox.list"):
        week.hers("maya", "inbox.take", item=line.item)
    week.hers("maya", "clearance.run")


def papers_leave(week: Week) -> None:
    """One of every file that his desk writes: letters, sheets, lists, calendars; all into one folder."""
    to = {"to_folder": str(week.papers)}
    for case in week.subjects["case"]:
        seen = week.his("priya", "letter.draft", case=case, kind="attendance").seen
        week.his("priya", "letter.issue", case=case, kind="attendance", seen=seen, channel="by_hand", **to)
        for sheet in ("statement", "goals"):
            week.his("priya", "sheet.make", about=case, sheet=sheet, **to)
        week.his("priya", "sheet.make", about=case, sheet="file", **ASKED, **to)
    week.his("priya", "sheet.make", about=week.subjects["session"][0], sheet="sign_in", **to)
    week.his("jo", "sheet.make", about=week.subjects["meeting"][0], sheet="meeting", **to)
    for wanted in LISTS:
        for form in FORMS:
            week.his("jo", "export.make", list=wanted, form=form, **ASKED, **to)
    week.his("priya", "calendar.export", facilitator="priya", **to)


def evening(week: Week) -> None:
    """Copies of both databases, and the log of her desk as a list."""
    week.his("jo", "backup.make", to=str(week.papers))
    for login in ("maya", "wendy"):
        week.hers(login, "access_log.export", to_folder=str(week.papers), why=mark(f"taken out on day {week.day}"))
    if week.day == 0:
        week.hers("maya", "backup.make", to=str(week.papers))


def another_woman(week: Week) -> None:
    """One more record: restricted and given back to the team, her file put into her hands, then all of it erased."""
    wendy = week.office.partner_desk("wendy").seat.person
    week.office.partner_desk("maya").seat.seconds = ConfirmedBy({"wendy": wendy})
    case = a_case(week.office.desk("priya"), given_name="Tom", family_name="Lane", external_reference="X330000")
    link = {"case": case, "relation": "new_partner", "since": "2026-11-01"}
    about = {"partner": week.hers("maya", "partner.open", **OTHER_WOMAN, link=link).partner}
    week.hers("maya", "safe_plan.set", **about, **{**PLAN, "checked_on": week.moment[:10]})
    spoke = {"at": week.moment, "way": "call", "outcome": "spoke_safe", "notes": mark("other notes")}
    week.hers("maya", "contact.record", **about, **spoke, danger=mark("other danger"))
    meeting = week.his("jo", "meeting.prepare", on=week.moment[:10], cases=[case]).meeting
    week.hers("maya", "meeting.annex", meeting=meeting, case=case, **ANNEX)
    week.hers("maya", "partner.restrict", **about, named=[wendy.id, week.office.partner_desk("maya").seat.person.id])
    week.hers("maya", "partner.unrestrict", **about)
    page = week.hers("maya", "her_file.prepare", **about, requested_on=week.moment[:10])
    for one in page.items:
        if not one.outcome:
            cut = {"outcome": "cut", "why": mark("other cut"), "cut_text": mark("other remains")}
            week.hers("maya", "her_file.decide", **about, item=one.item, **cut)
    week.hers("maya", "her_file.sign", **about, second="wendy")
    safe = {"way": "in_person", "why_safe": mark("why safe"), "to_folder": str(week.papers)}
    copy = week.hers("maya", "her_file.give", **about, **safe)
    with pikepdf.open(copy.file, password=copy.password) as paper:
        opened = BytesIO()
        paper.save(opened, encryption=False)
    week.in_her_hands = HUNT.in_bytes("her own file, opened", opened.getvalue())
    week.hers("maya", "partner.erase", **about, reason=mark("erased"), second="wendy")


def a_quarter(week: Week) -> None:
    """The figures of a quarter go to the managers with a run, and are made a paper."""
    asked = week.hers("maya", "figures.release", quarter="2026-Q3").release
    week.hers("wendy", "release.approve", release=asked, **PROMPTS)
    week.office.clock.move_to(week.office.clock.now() + timedelta(days=15))
    week.hers("maya", "clearance.run")
    for_whom = {"recipient": mark("figures for"), "why": mark("figures why"), "to_folder": str(week.papers)}
    week.hers("maya", "figures.write", release=asked, **for_whom)


def his_file(week: Week, signer: Person) -> None:
    """His own file leaves: every item given, signed by two, looked at by the safety team."""
    request, login = week.subjects["request"][0], signer.login
    about = {"request": request}
    items = week.his("priya", "subject_access.show", **about).items
    given = [{"item": one.item, "outcome": "give"} for one in items if not one.outcome]
    week.his("priya", "subject_access.decide", **about, items=given)
    week.office.desk("priya").seat.seconds = ConfirmedBy({login: signer})
    week.his("priya", "subject_access.sign", **about, second=login)
    week.hers("maya", "report.waiting")
    week.hers("maya", "report.check", report=request)
    week.hers("maya", "report.clear", report=request)
    week.office.clock.move_to(week.office.clock.now() + timedelta(days=1))
    week.hers("maya", "clearance.run")
    copy = week.his("priya", "subject_access.give", **about, channel="by_hand", to_folder=str(week.papers))
    with pikepdf.open(BytesIO(copy.content), password=copy.password) as paper:
        paper.save(week.papers / "his file, opened.pdf", encryption=False)


def a_week(office: RealOffice, subjects: dict[str, tuple[str, ...]], papers: Path) -> Week:
    """So many days on from the story; the last one ends with his own file."""
    week = Week(office, subjects, papers)
    (line,) = week.hers("maya", "partner.list")
    for week.day, begins in enumerate(DAYS):
        office.clock.move_to(begins)
        his_morning(week)
        her_morning(week, line.partner)
        if week.day in (0, len(DAYS) - 1):
            papers_leave(week)
            evening(week)
        if week.day == 1:
            another_woman(week)
    his_file(week, office.desk("jo").seat.person)
    a_quarter(week)
    return week


def opened_backups(office: RealOffice, folder: Path) -> Iterator[tuple[str, object]]:
    """What stands in each backup of this folder, without any seal of the file, as somebody who may opens it."""
    for path in sorted(folder.glob("*.hrb")):
        is_his = path.name.startswith(HIS)
        seat = (office.desk("jo") if is_his else office.partner_desk("maya")).seat
        plain = path.with_suffix(".open")
        with path.open("rb") as file, plain.open("wb") as out:
            header = read_front(file)
            key = header.unlock(seat.person.id, seat.ledger.seed.bundle[:32])
            inside = read_backup(file, header, key, out)
        store = Store(embedded(plain, inside.db_key, guarded_memory=False), path.name)
        with store.work(reading=True) as work:
            for table in (HIS_TABLES if is_his else HER_TABLES).sorted_tables:
                rows = [dict(row) for row in work.session.execute(select(table)).mappings()]
                yield f"{path.name}.{table.name}", rows
        store.close()
        plain.unlink()
