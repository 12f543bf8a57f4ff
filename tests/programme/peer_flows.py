"""Takes a peer group some way along, through the same acts as the windows."""

from datetime import UTC, datetime, timedelta

from app.desk.catalogue import perform
from tests.made_before import made_before
from tests.offices import Office
from tests.programme.flows import cleared

PEER_PLAN: dict[str, object] = {
    "programme": "peer",
    "code": "PEER-1",
    "starts_on": "2026-11-03",
    "slots": [{"weekday": "tue", "start": "19:00"}],
    "facilitators": ["pete", "priya"],
    "clinical_partner": "Dr A Lang",
}
WELCOME = {"no_confusion": "no", "no_use_in_meetings": "no"}


@made_before
def a_peer_group(office: Office, **changes: object) -> str:
    """A peer group on Tuesdays that Pete runs with Priya; Dr Lang is its clinical partner."""
    desk, plan = office.desk("jo"), {**PEER_PLAN, **changes}
    token = perform(desk, "group.preview", plan).preview
    return str(perform(desk, "group.open", {**plan, "preview": token}).group)


def a_newcomer(group: str, name: str = "Hassan", **changes: object) -> dict[str, object]:
    """The input of a quick start."""
    return {
        "group": group, "first_name": name, "heard_from": "A friend", "answers": WELCOME, "agreements_signed": True,
        **changes,
    }  # fmt: skip


def welcomed(office: Office, group: str, name: str = "Hassan", **changes: object) -> str:
    """A man whom Pete welcomed."""
    return str(perform(office.desk("pete"), "peer.welcome", a_newcomer(group, name, **changes)).case)


def may_start(office: Office, group: str, *cases: str) -> None:
    """What the coordinator does before he starts: consent and details; then the clearance runs are made."""
    priya = office.desk("priya")
    for case in cases:
        today = priya.seat.clock.today().isoformat()
        signed = {"version": "1", "explained_on": today, "signed_on": today, "witness": "Sam Lee"}
        perform(priya, "consent.record", {"case": case, **signed})
        people = [{"relation": "partner", "given_name": "Amy", "phone": "07700 900501"}]
        perform(priya, "referral.pass_partner_details", {"case": case, "people": people})
    cleared(office, *((case, group) for case in cases))


def meetings(office: Office, group: str) -> list[str]:
    """The meetings of the plan in order."""
    shown = perform(office.desk("priya"), "group.show", {"group": group})
    return [str(one.session) for one in shown.sessions if one.kind == "group"]


def evening_of(office: Office, session: str, group: str) -> datetime:
    """Half past nine on the evening of a meeting."""
    shown = perform(office.desk("priya"), "group.show", {"group": group})
    starts = next(one.starts_at for one in shown.sessions if one.session == session)
    return starts.astimezone(UTC) + timedelta(hours=2, minutes=30)


def came_to(office: Office, group: str, case: str, count: int) -> list[str]:
    """A man who came to so many meetings after today, each register taken by Pete that evening."""
    now = office.clock.now()
    ahead = [one for one in meetings(office, group) if evening_of(office, one, group) > now][:count]
    for session in ahead:
        office.clock.move_to(evening_of(office, session, group))
        marks = [{"case": case, "code": "ATTC", "minutes": 120}]
        perform(office.desk("pete"), "register.take", {"session": session, "marks": marks, "head_count": 1})
    return ahead
