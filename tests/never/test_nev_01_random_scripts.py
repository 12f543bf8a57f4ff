"""NEV-1: the same random work at his desk gives the same words and rows, whether hers is busy or empty (SF6)."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import FrozenClock
from app.core.errors import AppError
from app.core.shapes import Nothing, to_builtins
from app.desk.catalogue import perform
from app.store.engine import embedded
from app.store.work import Store
from models.programme.tables import METADATA
from tests.bridge.samples import a_plan
from tests.never.marked import ANNEX, CHILD, CONTACT, DASH, HER_PLAN, MARAC, MEASURE, OPENED, PROMPTS, RELEASE, UPDATES
from tests.offices import KEY, START, Founding, Office
from tests.programme.flows import ANSWERS, a_group, a_referral, rate

IS_FULL = os.environ.get("HANDRAIL_PROOFS") == "full"
SCRIPTS, STEPS, LOOKS_EVERY = (100, 40, 1) if IS_FULL else (2, 16, 4)
HASH = re.compile("[0-9a-f]{64}$")
SIDES = ("programme", "partner")
READERS = ("priya", "jo")
GIVEN = ("Daniel", "Ewan", "Marek", "Tom", "Yusuf", "Leon")
BASED = {"given_name": "Amy", "relation": "partner", "phone": "07700 900501"}


@dataclass
class Told:
    """One office, and everything his desk was told in it, in order."""

    office: Office
    is_busy: bool
    cases: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    partners: dict[str, str] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    said: list[object] = field(default_factory=list)
    refused: int = 0
    hers: int = 0
    did: set[str] = field(default_factory=set)

    def his(self, act: str, draft: dict[str, Any], login: str = "priya") -> Any:
        """One act at his desk; what it says is kept, a refusal too."""
        try:
            answer = perform(self.office.desk(login), act, draft)
        except AppError as refusal:
            self.said.append((act, type(refusal).__name__, str(refusal), repr(getattr(refusal, "problems", ""))))
            self.refused += 1
            return None
        self.said.append((act, to_builtins(answer)))
        return answer

    def her_officer(self, login: str = "maya") -> Any:
        desk = self.office.partner_desk(login)
        desk.seat.draw = lambda _runs: 1
        return desk

    def hear(self, act: str, draft: dict[str, Any], login: str = "maya") -> Any:
        """One act at her desk; what it says is hers."""
        try:
            answer = perform(self.her_officer(login), act, draft)
        except AppError:
            return None
        self.hers += 1
        self.did.add(act)
        return answer


def refer(told: Told, chance: Random) -> None:
    name, number = chance.choice(GIVEN), len(told.cases)
    born = f"19{70 + number}-04-12"
    draft = a_referral(given_name=name, date_of_birth=born, external_reference=f"X3{number:05}")
    case = told.his("referral.receive", draft)
    if case is not None:
        told.cases.append(case.case)
        told.his("referral.pass_partner_details", {"case": case.case, "people": [BASED]})


def screen(told: Told, chance: Random, at: int | None = None) -> None:
    case = chance.choice(told.cases) if at is None else told.cases[at]
    signed = {"version": "1", "explained_on": "2026-11-02", "signed_on": "2026-11-02", "witness": "Sam Lee"}
    told.his("consent.record", {"case": case, **signed})
    results = {"tool": "SARA", "taken_on": "2026-11-02", "assessor": "J Marsh", "results": {"partner": "medium"}}
    told.his("risk.record_result", {"case": case, **results, "sources_used": ["court"]})
    told.said.append(to_builtins(rate(told.office.desk("priya"), case, 2)))
    told.his("screening.answer", {"case": case, "answers": ANSWERS})
    told.his("screening.decide", {"case": case, "verdict": "suitable"})


def open_group(told: Told, chance: Random) -> None:
    """Two groups at most, which may fall on one day and never at one hour: the same people run both (SCH-27)."""
    day = chance.choice(("mon", "tue", "wed", "thu"))
    if len(told.groups) < 2:
        slots = [{"weekday": day, "start": ("18:30", "12:30")[len(told.groups)]}]
        told.groups.append(a_group(told.office.desk("priya"), code=f"G-{len(told.groups)}", slots=slots))


def first_place(told: Told, _chance: Random) -> None:
    """Both men are ready and asked for in the group: from now on there is something to hold, clear and wait for."""
    for at in range(len(told.cases)):
        screen(told, a_chance(0), at)
        told.his("group.allocate", {"group": told.groups[0], "case": told.cases[at]})


def allocate(told: Told, chance: Random) -> None:
    told.his("group.allocate", {"group": chance.choice(told.groups), "case": chance.choice(told.cases)})


def take(told: Told, chance: Random) -> None:
    group = chance.choice(told.groups)
    sessions = [one.session for one in perform(told.office.desk("priya"), "group.show", {"group": group}).sessions]
    session = chance.choice(sessions[:8])
    opened = told.his("register.open", {"session": session})
    men = [row.case for row in opened.rows] if opened is not None else []
    marks = [{"case": case, "code": chance.choice(("ATTC", "UAAB")), "minutes": 150} for case in men]
    told.his("register.take", {"session": session, "marks": marks, "head_count": len(men)})


def alarm(told: Told, chance: Random) -> None:
    draft = {"case": chance.choice(told.cases), "kind": "threat", "what": "He said she would be sorry.",
             "when": "2026-11-02T10:00:00", "source_class": "his_own_words"}  # fmt: skip
    told.his("risk.raise", draft)


def leave(told: Told, chance: Random) -> None:
    draft = {"group": chance.choice(told.groups), "case": chance.choice(told.cases), "to": "waiting"}
    told.his("group.leave", {**draft, "reason_code": "operational"})


def hold(told: Told, chance: Random) -> None:
    draft = {"case": chance.choice(told.cases), "kind": "illness", "reason": "He is ill.", "from": "2026-11-02"}
    told.his("case.hold", {**draft, "review_on": "2027-01-11", "keeps_seat": True, "may_attend": False})


def report(told: Told, chance: Random) -> None:
    draft = {"case": chance.choice(told.cases), "type": "progress", "sections": {"summary": "He was on time."}}
    told.his("report.draft", draft)


def a_day(told: Told, chance: Random) -> None:
    """Time goes on in both offices alike, and the run that is due is made."""
    told.office.clock.move_to(told.office.clock.now() + timedelta(days=chance.choice((1, 1, 3)), minutes=7))
    told.hear("clearance.run", {})


def give(told: Told, chance: Random) -> None:
    """An explicit clearance, the same in both offices; a case that is held in one stays as it is in both."""
    case, group = chance.choice(told.cases), chance.choice(told.groups)
    if case not in told.held:
        told.given.add(case)
        told.hear("clearance.give", {"case": case, "group": group})


DAILY = (screen, screen, open_group, allocate, allocate, take, alarm, leave, hold, report, a_day, give)


BEGINNING = (refer, refer, open_group, first_place)


def her_work(told: Told, chance: Random) -> None:
    """Anything a safety officer does that is no release and no clearance; done in the busy office only."""
    case = chance.choice(told.cases)
    will_hold, pick = chance.random() < 0.5, chance.randrange(10)
    if case not in told.given and will_hold:
        told.held.add(case)
    if not told.is_busy:
        return
    for line in perform(told.her_officer(), "inbox.list", {}):
        told.hear("inbox.take", {"item": line.item})
    if case not in told.partners:
        opened = told.hear("partner.open", {**OPENED, "link": {"case": case, "relation": "partner"}})
        told.partners[case] = opened.partner
        told.her_officer().safe_plans.set(a_plan(opened.partner, told.office.clock.today()))
    partner, now = told.partners[case], told.office.clock.now().isoformat()
    releases = told.hear("release.propose", {"case": case, **RELEASE, "readers": ["priya"]}) if pick == 0 else None
    if releases is not None:
        told.hear("release.decline", {"release": releases.release, "reason": "Too soon."}, "wendy")
    for act, draft in (
        ("contact.record", {**CONTACT, "at": now}), ("dash.record", DASH), ("marac.record", MARAC),
        ("safety_plan.set", HER_PLAN), ("child.record", CHILD), ("partner.measure", MEASURE),
        ("partner.set_updates", UPDATES),
    )[pick % 7:]:  # fmt: skip
        told.hear(act, {"partner": partner, **draft})
    told.hear("meeting.annex", {"meeting": "ab" * 16, "case": case, **ANNEX})
    for group in told.groups if case in told.held else ():
        told.hear("clearance.hold", {"case": case, "group": group, "reason": "She asked us to wait."})


def look(told: Told) -> None:
    """What both readers are shown after a step: lists, his page, counts."""
    for login in READERS:
        for act in ("today.show", "case.list", "referral.list", "group.list", "report.list", "register.owed"):
            told.his(act, {}, login)
        for case in told.cases[-2:]:
            told.his("case.show", {"case": case}, login)
            told.his("staff_only.open", {"case": case}, login)
        for group in told.groups:
            told.his("group.show", {"group": group}, login)
            told.his("group.candidates", {"group": group}, login)


def records(office: Office) -> dict[str, list[tuple[object, ...]]]:
    """Every row of his database; of what is sealed or signed, and of its hashes, only how long it is."""
    with office.programme.work(reading=True) as work:
        return {
            table.name: sorted(
                (tuple(len(cell) if is_sealed(cell) else cell for cell in row) for row in found), key=repr
            )
            for table in METADATA.sorted_tables
            for found in (work.session.execute(select(table)).all(),)
        }


def is_sealed(cell: object) -> bool:
    return isinstance(cell, bytes) or (isinstance(cell, str) and HASH.match(cell) is not None)


@contextmanager
def an_office(templates: Path, founding: Founding, folder: Path) -> Iterator[Office]:
    """A fresh office in a folder of its own."""
    folder.mkdir()
    for name in SIDES:
        shutil.copy(templates / f"{name}.db", folder / f"{name}.db")
    his, hers = (Store(embedded(folder / f"{name}.db", KEY, guarded_memory=False), name) for name in SIDES)
    yield Office(
        his, hers, FrozenClock(START), founding.seeds, founding.people, founding.roster, founding.team_private,
        founding.team_key,
    )  # fmt: skip
    his.close()
    hers.close()


def a_chance(seed: float | str) -> Random:
    """Chance that can be had again."""
    return Random(seed)  # noqa: S311, it draws steps and not keys


class Dealt:
    """The system's chance, dealt anew for each step and each side, so that two offices draw the same ids."""

    def __init__(self) -> None:
        self.chance = a_chance(0)

    def deal(self, *about: object) -> None:
        self.chance = a_chance(repr(about))

    def __call__(self, size: int) -> bytes:
        return self.chance.randbytes(size)


def play(told: Told, script: int, dealt: Dealt) -> None:
    """One script: the same steps in every office; her own work between them only where she is busy."""
    chance = a_chance(script)
    for at in range(STEPS):
        dealt.deal(script, at, "his")
        step = BEGINNING[at] if at < len(BEGINNING) else chance.choice((refer, *DAILY))
        own = a_chance(chance.random())
        step(told, own)
        dealt.deal(script, at, "taken in")
        told.her_officer().clearances.list(Nothing())
        dealt.deal(script, at, "hers")
        her_work(told, a_chance(own.random()))
        dealt.deal(script, at, "seen")
        if at % LOOKS_EVERY == LOOKS_EVERY - 1:
            look(told)


@pytest.mark.parametrize("script", range(SCRIPTS))
def test_random_work_at_his_desk_says_the_same_whether_she_is_there(
    script: int, embedded_templates: Path, founding: Founding, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dealt = Dealt()
    with (
        an_office(embedded_templates, founding, tmp_path / "busy") as one,
        an_office(embedded_templates, founding, tmp_path / "empty") as other,
    ):
        monkeypatch.setattr(os, "urandom", dealt)
        busy, empty = Told(one, is_busy=True), Told(other, is_busy=False)
        for told in (busy, empty):
            play(told, script, dealt)

        assert busy.hers > empty.hers + 10, "she was busy in one of them"
        assert "clearance.hold" in busy.did, "a case waits because of her in one of them"
        assert busy.refused < len(busy.said) / 4, "most of it was done"
        assert [pair for pair in zip(busy.said, empty.said, strict=True) if pair[0] != pair[1]] == []
        assert records(one) == records(other)


def test_a_difference_would_be_seen(
    embedded_templates: Path, founding: Founding, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An approved release is the one thing that may differ, and it does."""
    dealt = Dealt()
    with an_office(embedded_templates, founding, tmp_path / "one") as one:
        monkeypatch.setattr(os, "urandom", dealt)
        told = Told(one, is_busy=True)
        refer(told, a_chance(1))
        empty = records(one)
        proposed = told.hear("release.propose", {"case": told.cases[0], **RELEASE, "readers": ["priya"]})
        assert records(one) == empty
        told.hear("release.approve", {"release": proposed.release, **PROMPTS}, "wendy")
        for _day in range(4):
            told.office.clock.move_to(told.office.clock.now() + timedelta(days=1))
            told.hear("clearance.run", {})

        assert records(one)["release"] != empty["release"]
