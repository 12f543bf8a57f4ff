"""Tells the story of an invented office as scripts of acts, the same every time; no one in it ever lived."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

from app.core.shapes import Draft, convert, from_json, replaced, to_json
from app.domain.roles import Role
from app.ops.lots import stock
from app.ops.office import OfficeFile, OfficePlace, OfficeUser, read_office

PASSWORD = "demo"  # noqa: S105  a practice office keeps nobody's secrets
LEAST_CASES, MOST_TOLD = 40, 60
CASES_A_WORKER, MOST_COLLEAGUES, MANY = 250, 12, 500
EVENING = 20
DAYS_TO_DETAILS, DAYS_TO_VERDICT, MOST_DAYS_WAITING = 14, 28, 120
DAYS_OF_RUNS, LATE_SHIFT = 22, 5
FORMAT = "handrail-script/1"
DEMO = files("resources") / "demo"


class Course(Draft):
    """One group of the story: who comes into it, when it meets, how many sessions were held until today."""

    code: str
    since: date
    starts_on: date
    weekday: str
    start: str
    place: str
    held: int

    @property
    def opened_on(self) -> date:
        """When it was planned and its places were given."""
        return self.starts_on - timedelta(days=30)


class Cast(Draft):
    """What the story is made of: days, programme, names. It stands in `resources/demo/story.json`."""

    begins: date
    today: date
    programme: str
    criteria: tuple[str, ...]
    wish_to_change: str
    denial_forms: tuple[str, ...]
    risk_tool: dict[str, str]
    worker: str
    second: str
    hers: str
    witness: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    her_given: tuple[str, ...]
    areas: tuple[str, ...]
    left: dict[str, str]
    groups: tuple[Course, ...]
    group_sessions: tuple[int, ...]
    minutes: int
    notes: tuple[str, ...]
    releases: tuple[str, ...]


CAST = from_json(Cast, (DEMO / "story.json").read_bytes())
FIRST_DAY, TODAY = CAST.begins, CAST.today
Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One script and the desk it is for."""

    side: str
    script: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Man:
    """One invented man, made from his number alone."""

    number: int
    came_on: date

    @property
    def key(self) -> str:
        """How scripts call his saved referral."""
        return f"m{self.number}"

    @property
    def reference(self) -> str:
        """The number his case will have."""
        return f"P-{self.number:04d}"

    @property
    def born(self) -> str:
        """His date of birth; of every ninth only the year is known."""
        year, month, day = 1968 + (self.number * 7) % 35, 1 + (self.number * 5) % 12, 1 + (self.number * 11) % 28
        return str(year) if self.number % 9 == 0 else f"{year}-{month:02d}-{day:02d}"

    @property
    def wants_to_change(self) -> bool:
        """Every eighth does not see a reason yet."""
        return self.number % 8 != 0

    @property
    def course(self) -> Course | None:
        """The group he comes into; none for those who came long ago, lately, or are not suitable."""
        if not (self.has_partner_named and self.wants_to_change):
            return None
        ready = self.came_on + timedelta(days=10)
        return next(
            (one for one in reversed(CAST.groups) if self.came_on >= one.since and ready <= one.opened_on), None
        )

    @property
    def has_partner_named(self) -> bool:
        """Four of five name her; the fifth refuses."""
        return self.number % 5 != 0


def office_text(cases: int = LEAST_CASES) -> bytes:
    """The demonstration office: one user for each role, named like the role code; two sites.

    A larger one has more facilitators, and more sites.
    """
    small = (DEMO / "office.json").read_bytes()
    if cases < MANY:
        return small
    office, more = read_office(small), stock()
    colleagues = more.staff[: min(MOST_COLLEAGUES, cases // CASES_A_WORKER)]
    users = [
        OfficeUser(name=f"{Role.FACILITATOR.value}{number}", label=label, role=Role.FACILITATOR)
        for number, label in enumerate(colleagues, 2)
    ]
    places = [convert(place, OfficePlace) for place in more.places]
    return to_json(replaced(office, users=(*office.users, *users), places=(*office.places, *places)))


def passwords(cases: int = LEAST_CASES) -> dict[str, str]:
    """Everybody's password is the same and is printed on the sign-in page."""
    office: OfficeFile = read_office(office_text(cases))
    return {user.name: PASSWORD for user in office.users}


def everything_here(men: list[Man]) -> Iterator[Step]:
    """Each man's way in, each group's way through."""
    for man in men:
        yield from arrival(man)
    for course in CAST.groups:
        if members := [man for man in men if man.course is course]:
            yield from opening(course, members)
            for held in range(course.held):
                yield evening(course, held, members)


def came_on(number: int, cases: int) -> date:
    """Referrals come in evenly over two years, on working days, the last ones lately."""
    day = FIRST_DAY + (TODAY - timedelta(days=12) - FIRST_DAY) * (number - 1) // max(1, cases - 1)
    return day - timedelta(days=max(0, day.weekday() - 4))


def script(steps: list[Step], begins: str | None = None) -> dict[str, Any]:
    """A script file of these steps."""
    clock = {"clock": begins} if begins else {}
    return {"format": FORMAT, **clock, "steps": steps}


def moment(day: date, hour: int, minute: int = 0) -> str:
    """An office-local wall time as scripts write it."""
    return datetime.combine(day, time(hour, minute)).isoformat(timespec="minutes")


def did(at: str, act: str, given: dict[str, Any], *, by: str = CAST.worker, save: str | None = None) -> Step:
    """One step."""
    return {"at": at, "as": by, "do": act, "with": given} | ({"save": save} if save else {})


def arrival(man: Man) -> Iterator[Step]:
    """A referral, the one-way box, consent, screening; the newest stop somewhere on the way."""
    day, case = man.came_on, f"${man.key}.case"
    yield did(moment(day, 10), "referral.receive", referral(man), save=man.key)
    days_here = (TODAY - day).days
    if days_here < DAYS_TO_DETAILS:
        return
    yield did(moment(day + timedelta(days=1), 11), "referral.pass_partner_details", {"case": case, **details(man)})
    consent = {"case": case, "version": "3", "explained_on": (day + timedelta(days=2)).isoformat()}
    signed = {"signed_on": (day + timedelta(days=2)).isoformat(), "witness": CAST.witness}
    yield did(moment(day + timedelta(days=2), 14), "consent.record", consent | signed)
    yield did(moment(day + timedelta(days=5), 10), "screening.answer", {"case": case, "answers": answers(man)})
    yield did(moment(day + timedelta(days=5), 11), "denial.rate", rating(man, day + timedelta(days=5)))
    yield did(moment(day + timedelta(days=6), 10), "risk.record_result", risk(man, day + timedelta(days=4)))
    if days_here < DAYS_TO_VERDICT or not man.has_partner_named:
        return
    yield did(moment(day + timedelta(days=7), 9), "screening.decide", {"case": case, **verdict(man)})
    if man.course is None and man.wants_to_change and days_here > MOST_DAYS_WAITING:
        yield did(moment(day + timedelta(days=MOST_DAYS_WAITING), 15), "case.move", {"case": case, **CAST.left})


def opening(course: Course, members: list[Man]) -> Iterator[Step]:
    """A group is planned, looked at, opened, and its places are given."""
    plan = {
        "programme": CAST.programme, "code": course.code, "starts_on": course.starts_on.isoformat(),
        "place": course.place,
        "slots": [{"weekday": course.weekday, "start": course.start}], "facilitators": [CAST.worker, CAST.second],
    }  # fmt: skip
    day, seen = course.opened_on, f"plan{course.code}"
    yield did(moment(day, 10), "group.preview", plan, save=seen)
    yield did(moment(day, 10, 5), "group.open", {**plan, "preview": f"${seen}.preview"}, save=course.code)
    for at, man in enumerate(members):
        given = {"group": f"${course.code}.group", "case": f"${man.key}.case"}
        yield did(moment(day + timedelta(days=1), 10, at), "group.allocate", given)


def evening(course: Course, held: int, members: list[Man]) -> Step:
    """One register, taken the same night."""
    place = CAST.group_sessions[held]  # in the plan, where every item has a week of its own
    day = course.starts_on + timedelta(weeks=place)
    marks = [mark(man, held) for man in members]
    there = sum(one["code"] == "ATTC" for one in marks)
    session = f"${course.code}.sessions.{place}.session"
    return did(moment(day, 22), "register.take", {"session": session, "marks": marks, "head_count": there})


def mark(man: Man, held: int) -> dict[str, Any]:
    """He is mostly there; now and then ill, sometimes away without a word."""
    case, turn = {"case": f"${man.key}.case"}, (man.number * 7 + held * 3) % 17
    if turn == 0:
        return case | {"code": "UAAB", "reason": "No word from him."}
    if turn == LATE_SHIFT:
        return case | {"code": "AARE", "reason": "Worked a late shift, shown on paper."}
    said = CAST.notes[(man.number + held) % len(CAST.notes)]
    return case | {"code": "ATTC", "minutes": CAST.minutes, "engagement": 3 + turn % 3, "task": "yes", "note": said}


def referral(man: Man) -> dict[str, Any]:
    """What the referrer sent."""
    number, day = man.number, man.came_on
    sources = ("probation", "probation", "court", "childrens_services", "self")
    source = sources[number % len(sources)]
    ordered = source in {"probation", "court"}
    ends = day + timedelta(days=540 + 30 * (number % 6))
    lives = f"{number} {CAST.areas[number % len(CAST.areas)]}"
    given = {
        "given_name": CAST.given[number % len(CAST.given)], "family_name": CAST.family[(number * 3) % len(CAST.family)],
        "date_of_birth": man.born, "gender": "man", "source": source,
        "received_on": day.isoformat(),
        "programme": CAST.programme,
        "external_reference": f"NG{24000 + number * 17}",
        "contact": {"phone": f"07700 900{100 + number:03d}", "address": lives},
        "referrer": {"organisation": "Northgate Probation", "officer": "L. Farrow", "email": "l.farrow@example.org"},
        "duplicate_answer": "different_person",
    }  # fmt: skip
    if ordered:
        basis = {"kind": "court_requirement", "reference": f"ORD-{number:03d}", "ends_on": ends.isoformat()}
        given["legal_basis"] = basis
    return given


def details(man: Man) -> dict[str, Any]:
    """What he says about her, or that he refuses."""
    if not man.has_partner_named:
        return {"refused": True}
    name = CAST.her_given[man.number % len(CAST.her_given)]
    person = {
        "relation": "partner",
        "given_name": name,
        "family_name": CAST.family[(man.number * 5 + 2) % len(CAST.family)],
    }
    return {"people": [person | {"phone": f"07700 900{500 + man.number:03d}"}]}


def answers(man: Man) -> dict[str, Any]:
    """What was answered to the programme's questions; every eighth man does not want to change yet."""
    said = {key: {"answer": "yes"} for key in CAST.criteria}
    if not man.wants_to_change:
        said[CAST.wish_to_change] = {"answer": "no"}
    return said


def rating(man: Man, on: date) -> dict[str, Any]:
    """One worker's view of what he admits."""
    grade = 1 + man.number % 3
    latest = on - timedelta(days=120 + 10 * (man.number % 9))
    forms = list(CAST.denial_forms) if grade > 1 else []
    return {
        "case": f"${man.key}.case", "admits": "both", "latest_admitted_on": latest.isoformat(), "grade": grade,
        "forms": forms, "motivation": "identified", "basis": {"what": "interview", "on": on.isoformat()},
    }  # fmt: skip


def risk(man: Man, on: date) -> dict[str, Any]:
    """The referrer's own assessment, as it came."""
    level = ("low", "medium", "medium", "high")[man.number % 4]
    return {
        "case": f"${man.key}.case", **CAST.risk_tool, "taken_on": on.isoformat(), "assessor": "L. Farrow",
        "results": {"summary": level}, "sources_used": ["document", "police"], "level": level,
    }  # fmt: skip


def verdict(man: Man) -> dict[str, Any]:
    """What was decided; a verdict that blocks him has a second person and a date to look again."""
    if man.number % 8 == 0:
        again = (man.came_on + timedelta(days=90)).isoformat()
        return {
            "verdict": "not_ready",
            "reason": "He does not see a reason to change yet.",
            "review_on": again,
            "second": CAST.second,
        }
    return {"verdict": "suitable"}
