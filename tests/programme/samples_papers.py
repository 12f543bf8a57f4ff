"""One input for each act on letters, sheets and what left the building."""

from collections.abc import Callable

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.flows import prepared
from tests.programme.test_registers import placed

Given = dict[str, object]
ASKED = {"recipient": "The funder", "basis": "public_task", "necessity": "The yearly return."}


def with_place(office: Office) -> Given:
    """A man of Priya's who has just been given a place, and the letter that this asks for."""
    _group, (case,) = placed(office, with_clearance=False)
    return {"case": case, "kind": "joining"}


def looked_at(office: Office, given: Given, **changes: object) -> Given:
    """A letter to issue, as it was looked at; it goes by hand unless said otherwise."""
    page = perform(office.desk("priya"), "letter.draft", given)
    return {**given, "seen": page.seen, "channel": "by_hand", **changes}


def owed_to(office: Office, case: str) -> dict[str, str]:
    """The letters owed to one man: the kind of each with what it is about."""
    rows = perform(office.desk("priya"), "letter.owed", {"case": case})
    return {row.kind.value: row.about for row in rows}


GIVE = {"item": "client", "outcome": "give"}


def asked_for(office: Office, **changes: object) -> str:
    """A man's request for his file, just taken in."""
    case = prepared(office.desk("priya"), **changes)
    return str(
        perform(office.desk("priya"), "subject_access.prepare", {"case": case, "requested_on": "2026-11-02"}).request
    )


def decided(office: Office, **changes: object) -> str:
    """The same with every item given."""
    request = asked_for(office, **changes)
    page = perform(office.desk("priya"), "subject_access.show", {"request": request})
    items = [{"item": one.item, "outcome": "give"} for one in page.items]
    perform(office.desk("priya"), "subject_access.decide", {"request": request, "items": items})
    return request


def _put_aside(office: Office) -> Given:
    given = with_place(office)
    about = owed_to(office, str(given["case"]))["joining"]
    return {**given, "about": about, "because": "told_in_person"}


def gone(office: Office) -> str:
    """A copy that has left."""
    given = {"case": prepared(office.desk("priya")), "kind": "attendance"}
    perform(office.desk("priya"), "letter.issue", looked_at(office, given))
    (row,) = perform(office.desk("priya"), "disclosure.list", {"case": given["case"]})
    return str(row.disclosure)


def a_letter(office: Office, **changes: object) -> str:
    """A letter that has gone."""
    given = {"case": prepared(office.desk("priya")), "kind": "attendance"}
    return str(perform(office.desk("priya"), "letter.issue", looked_at(office, given, **changes)).letter)


def wrong(office: Office, disclosure: str, **changes: object) -> Given:
    """What went wrong with a copy, noticed now."""
    now = office.clock.now().astimezone(office.clock.zone)
    said = {"kind": "wrong_reader", "what": "It lay in another man's folder.", "when": f"{now:%Y-%m-%dT%H:%M}"}
    return {"disclosure": disclosure, **said, **changes}


def _to_close(office: Office) -> Given:
    asked = wrong(office, gone(office))
    incident = perform(office.desk("priya"), "incident.record", asked).incident
    return {"incident": incident, "reported": "not_needed", "decision": "Folders are checked by two."}


SAMPLES: dict[str, Callable[[Office], Given]] = {
    "letter.owed": lambda _office: {},
    "letter.list": lambda _office: {},
    "letter.draft": lambda office: {"case": prepared(office.desk("priya")), "kind": "attendance"},
    "letter.issue": lambda office: looked_at(office, with_place(office)),
    "letter.put_aside": _put_aside,
    "letter.again": lambda office: {"letter": a_letter(office), "channel": "by_hand", "because": "He lost it."},
    "letter.printed": lambda office: {"letter": a_letter(office, to_print=True)},
    "sheet.show": lambda office: {"sheet": "goals", "about": prepared(office.desk("priya"))},
    "sheet.make": lambda office: {"sheet": "statement", "about": prepared(office.desk("priya"))},
    "subject_access.list": lambda _office: {},
    "subject_access.prepare": lambda office: {"case": prepared(office.desk("priya")), "requested_on": "2026-11-02"},
    "subject_access.show": lambda office: {"request": asked_for(office)},
    "subject_access.decide": lambda office: {"request": asked_for(office), "items": [GIVE]},
    "subject_access.sign": lambda office: {"request": decided(office), "second": "sam"},
    "subject_access.give": lambda office: {"request": decided(office), "channel": "by_hand"},
    "export.list": lambda _office: {},
    "export.make": lambda _office: {"list": "left", **ASKED},
    "statistics.cohort": lambda _office: {"from": "2026-10-01", "to": "2026-12-31"},
    "outcomes.show": lambda _office: {"from": "2026-10-01", "to": "2026-12-31"},
    "outcomes.cases": lambda _office: {"from": "2026-10-01", "to": "2026-12-31", "what": "lack/rating"},
    "incident.list": lambda _office: {},
    "incident.record": lambda office: wrong(office, gone(office)),
    "incident.close": _to_close,
}
