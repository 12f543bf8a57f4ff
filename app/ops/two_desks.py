"""Tells the demonstration at both desks in order of days: his side, and hers with talks, releases and what is kept."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from app.ops.demonstration import (
    CAST,
    DAYS_OF_RUNS,
    DAYS_TO_DETAILS,
    LEAST_CASES,
    TODAY,
    Course,
    Man,
    Part,
    Step,
    came_on,
    details,
    did,
    everything_here,
    moment,
    script,
)

LEAD = "safety_lead"
AREAS = ("respectful_communication", "space_for_action", "safety", "shared_parenting", "awareness", "safer_childhoods")
DAYS_TO_TALK, WEDNESDAY = 22, 2
WANTS = ("all", "safety_only", "all", "none", "all")  # what each wants to hear of him, in turn (PRT-7)
DECLINED = (2, 7)  # every tenth man's partner wants no service: her record's time is over within weeks (RET-4)


def story(cases: int = LEAST_CASES) -> Iterator[Part]:
    """The whole story in order of days; her desk has its days before each group and at the end."""
    men = [Man(number, came_on(number, cases)) for number in range(1, cases + 1)]
    steps = sorted(everything_here(men), key=lambda step: str(step["at"]))
    hers = [(one.opened_on + timedelta(days=2), one) for one in CAST.groups] + [(TODAY - timedelta(days=1), None)]
    opened: list[Man] = []
    before = ""
    for day, course in hers:
        until = moment(day, 7)
        yield Part("programme", script([step for step in steps if before <= step["at"] < until]))
        earlier, new = list(opened), newly_here(men, opened, day)
        opened += new
        there = [*her_side(new, day), *her_clearances(men, course), *her_talks(new, earlier, day)]
        yield Part("partner", script(there, moment(day, 9)))
        before = until
    if released := [man for man in men if man.course is not None][:4]:
        yield from last_days(released, opened)


def newly_here(men: list[Man], opened: list[Man], day: date) -> list[Man]:
    """Whose partner gets a record on this day: he came two days ago or longer, and named her."""
    known = {man.number for man in opened}
    ready = [man for man in men if man.number not in known and man.came_on + timedelta(days=2) < day]
    return [man for man in ready if (TODAY - man.came_on).days >= DAYS_TO_DETAILS and man.has_partner_named]


def her_talks(new: list[Man], earlier: list[Man], day: date) -> Iterator[Step]:
    """A first talk with each, inside her times, with her figures; those who gave some before are asked again."""
    on = min(day + timedelta(days=DAYS_TO_TALK), TODAY)
    on += timedelta(days=(WEDNESDAY - on.weekday()) % 7 if on < TODAY else 0)
    for man in sorted(new, key=opens_at):
        about = {"partner": f"$her{man.key}.partner"}
        is_declined = man.number % 10 in DECLINED
        made = {"way": "call", "outcome": "declined" if is_declined else "spoke_safe", "how_safe": "same"}
        hour, minute = opens_at(man)
        at = moment(on, hour, minute + 10)
        told = {} if is_declined else {"notes": "She wants to know when he begins."}
        yield did(at, "contact.record", about | made | told | {"at": at}, by=CAST.hers)
        if not is_declined:
            yield did(at, "partner.measure", about | figures(man, on, "t0", 7), by=CAST.hers)
            wants = {"wants": WANTS[man.number % len(WANTS)], "way": "call"}
            yield did(at, "partner.set_updates", about | wants, by=CAST.hers)
            yield from safety_plan(man, about, at)
    asked = [(number, man) for number, man in enumerate(earlier, 1) if man.number % 10 not in DECLINED]
    if asked and on < TODAY:
        yield did(moment(on, 16), "partner.list", {}, by=CAST.hers, save="hers")
    for number, man in asked if on < TODAY else ():
        about = {"partner": f"$hers[number=S-{number:04d}].partner"}
        yield did(moment(on, 16), "partner.measure", about | figures(man, on, "t2", 9), by=CAST.hers)
        yield from safety_plan(man, about, moment(on, 16))


def safety_plan(man: Man, about: dict[str, Any], at: str) -> Iterator[Step]:
    """Two of three make a plan with her, or look at it again."""
    if man.number % 3:
        first = ("The children", "Her own door", "Work")[man.number % 2 :]
        given = {"on": at[:10], "priorities": list(first), "steps": "A bag is packed and stands at her sister's."}
        yield did(at, "safety_plan.set", about | given, by=CAST.hers)


def figures(man: Man, on: date, stage: str, spread: int) -> dict[str, Any]:
    """What she says of the six areas; one of them she leaves out now and then."""
    scores = {area: 2 + (man.number * 3 + at * 5) % spread for at, area in enumerate(AREAS)}
    if man.number % 4 == 0:
        scores.pop(AREAS[man.number % len(AREAS)])
    return {"stage": stage, "on": on.isoformat(), "scores": scores}


def last_days(men: list[Man], opened: list[Man]) -> Iterator[Part]:
    """Releases in every state, one of them read; a record for named officers, one that is held, one who asks for hers.

    `men` are those whose cases have a release; the last days before today.
    """
    monday = TODAY - timedelta(days=7)
    texts = CAST.releases
    steps = [did(moment(monday, 9), "his_case.list", {}, by=CAST.hers, save="cases")]
    for at, (man, text) in enumerate(zip(men[:2], texts, strict=False)):
        steps += released(man, text, monday, at)
    for days in range(1, 5):
        steps.append(did(moment(monday + timedelta(days=days), 12, 5), "clearance.run", {}, by=CAST.hers))
    yield Part("partner", script(steps))
    case = f"$men.rows[reference={men[0].reference}].case"
    yield Part("programme", script([
        did(moment(TODAY, 8), "case.list", {}, save="men"),
        did(moment(TODAY, 8, 5), "staff_only.open", {"case": case}),
        did(moment(TODAY, 8, 6), "staff_only.acknowledge", {"case": case}),
    ]))  # fmt: skip
    yield Part("partner", script(list(today_here(men, opened, texts))))


def today_here(men: list[Man], opened: list[Man], texts: tuple[str, ...]) -> Iterator[Step]:
    """This morning at her desk: one release taken back, one that waits for its second name, one for its run."""
    yield did(moment(TODAY, 9), "release.list", {}, by=CAST.hers, save="releases")
    yield did(moment(TODAY, 9), "his_case.list", {}, by=CAST.hers, save="cases")
    yield did(moment(TODAY, 9), "partner.list", {}, by=CAST.hers, save="hers")
    if len(men) > 1:
        back = {"release": f"$releases[reference={men[1].reference}].release", "reason": "His plans have changed."}
        yield did(moment(TODAY, 9, 5), "release.withdraw", back, by=CAST.hers)
    for at, (man, text) in enumerate(zip(men[2:], texts[2:], strict=False)):
        yield from released(man, text, TODAY, at, is_approved=at > 0)
    declined = [number for number, man in enumerate(opened, 1) if man.number % 10 in DECLINED]
    others = [number for number, man in enumerate(opened, 1) if man.number % 10 not in DECLINED]
    if declined:
        held = {"partner": f"$hers[number=S-{declined[0]:04d}].partner", "reason": "A complaint is not answered yet."}
        yield did(moment(TODAY, 10), "legal_hold.set", held, by=CAST.hers)
    if len(others) > 1:
        first, second = (f"$hers[number=S-{number:04d}].partner" for number in others[:2])
        yield did(moment(TODAY, 10, 5), "restriction.show", {"partner": first}, by=CAST.hers, save="who")
        named = ["$who.officers.0.user", "$who.officers.1.user"]
        yield did(moment(TODAY, 10, 6), "partner.restrict", {"partner": first, "named": named}, by=CAST.hers)
        asked = {"partner": second, "requested_on": (TODAY - timedelta(days=3)).isoformat()}
        yield did(moment(TODAY, 10, 10), "her_file.prepare", asked, by=CAST.hers)


def released(man: Man, text: str, day: date, turn: int, *, is_approved: bool = True) -> list[Step]:
    """One release, asked for by an officer and approved by the lead ten minutes later."""
    name, minute = f"release{turn}", 10 + 20 * turn
    asked = {
        "case": f"$cases[reference={man.reference}].case", "text": text, "purpose": "plan", "basis": "safeguarding",
        "note": "To keep a plan from failing.", "readers": [CAST.worker, CAST.second],
        "expires_on": (TODAY + timedelta(days=28)).isoformat(), "do_not_raise": "plans",
    }  # fmt: skip
    steps = [did(moment(day, 9, minute), "release.propose", asked, by=CAST.hers, save=name)]
    if is_approved:
        no = dict.fromkeys(("could_tell_who", "only_she_knows", "timing_tells", "childs_words"), "no")
        steps.append(
            did(moment(day, 9, minute + 10), "release.approve", {"release": f"${name}.release", **no}, by=LEAD)
        )
    return steps


def her_clearances(men: list[Man], course: Course | None) -> list[Step]:
    """Every case of the group is marked ready; the runs come at their times."""
    members = [man for man in men if course is not None and man.course is course]
    if course is None or not members:
        return []
    listed: Step = {"as": CAST.hers, "do": "clearance.run", "with": {}}
    steps: list[Step] = [listed, {"as": CAST.hers, "do": "clearance.list", "with": {}, "save": "asked"}]
    for man in members:
        asked = f"$asked[reference={man.reference}]"
        steps.append(
            {"as": CAST.hers, "do": "clearance.give", "with": {"case": f"{asked}.case", "group": f"{asked}.about"}}
        )
    begins = course.opened_on + timedelta(days=2)
    for later in range(1, DAYS_OF_RUNS):
        day = begins + timedelta(days=later)
        steps += [{"at": moment(day, 12, 5), "as": CAST.hers, "do": "clearance.run", "with": {}}]
    return steps


def her_side(men: list[Man], day: date) -> list[Step]:
    """The safety officer takes in what he gave and opens a record for each who is named."""
    steps: list[Step] = []
    for man in men:
        key = man.key
        steps += [
            {"as": CAST.hers, "do": "inbox.list", "with": {}, "save": f"inbox{key}"},
            {
                "as": CAST.hers,
                "do": "inbox.take",
                "with": {"item": f"$inbox{key}[reference={man.reference}].item"},
                "save": f"item{key}",
            },
            {"as": CAST.hers, "do": "partner.open", "with": record(man), "save": f"her{key}"},
            {"as": CAST.hers, "do": "safe_plan.set", "with": plan(man, day)},
        ]
    return steps


def record(man: Man) -> dict[str, Any]:
    """Her record as it begins."""
    person = details(man)["people"][0]
    known = {name: person[name] for name in ("given_name", "family_name", "phone")}
    return known | {"item": f"$item{man.key}.item", "link": {"case": f"$item{man.key}.case", "relation": "partner"}}


def opens_at(man: Man) -> tuple[int, int]:
    """Hour and minute at which her safe time begins."""
    return ((9, 30), (11, 0), (13, 0))[man.number % 3]


def plan(man: Man, on: date) -> dict[str, Any]:
    """How she may be reached, as she said it."""
    hour, minute = opens_at(man)
    start = f"{hour:02d}:{minute:02d}"
    end = ("11:30", "14:00", "15:00")[man.number % 3]
    way = {
        "kind": "call",
        "to": f"07700 900{500 + man.number:03d}",
        "may_leave_message": "no",
        "confirmed_not_shared": "yes",
    }
    return {
        "partner": f"$her{man.key}.partner", "ways": [way],
        "times": [{"days": ["mon", "wed", "fri"], "start": start, "end": end}],
        "if_someone_else_answers": "Say it is a survey and end the call.",
        "dropped_call": "Do not ring back. She sends a text.", "checked_on": on.isoformat(), "said_by_her": True,
    }  # fmt: skip
