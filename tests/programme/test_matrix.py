"""The door of his desk keeps its matrix: every role, every act (domain.md section 2)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import AppError, NotAllowed
from app.desk.catalogue import acts_of, perform
from app.desk.seat import Person
from app.domain.roles import Reach, Role
from app.programme.desk import ProgrammeDesk
from app.programme.rights import MATRIX
from tests.offices import Office
from tests.programme import (
    samples_contacts,
    samples_delivery,
    samples_finding,
    samples_keeping,
    samples_measures,
    samples_packs,
    samples_papers,
    samples_peers,
    samples_people,
    samples_planning,
    samples_register,
    samples_reports,
    samples_staff,
    samples_way_in,
)

OWN_LOGIN: dict[str, Callable[[Office], dict[str, object]]] = {
    "password.change": lambda _office: {},
    "kit.confirm": lambda _office: {"groups": ["000G", "40R4"]},
}
BACKUPS: dict[str, Callable[[Office], dict[str, object]]] = {
    "backup.list": lambda _office: {},
    "backup.make": lambda _office: {},
    "backup.prove": lambda _office: {"file": "programme.hrb"},
    "backup.restore": lambda _office: {"file": "programme.hrb", "second": "mo"},
    "backup.evidence": lambda _office: {"to": "/nowhere"},
}
SAMPLES = {
    **samples_contacts.SAMPLES,
    **samples_delivery.SAMPLES,
    **samples_finding.SAMPLES,
    **samples_keeping.SAMPLES,
    **samples_measures.SAMPLES,
    **samples_peers.SAMPLES,
    **samples_packs.SAMPLES,
    **samples_papers.SAMPLES,
    **samples_people.SAMPLES,
    **samples_planning.SAMPLES,
    **samples_register.SAMPLES,
    **samples_reports.SAMPLES,
    **samples_staff.SAMPLES,
    **samples_way_in.SAMPLES,
    **OWN_LOGIN,
    **BACKUPS,
}
NOT_YOUR_ROLE = "Your role does not allow this."
TABLE = Path(__file__).parent / "matrix.txt"
LOGIN = {
    Role.FACILITATOR: "priya", Role.MANAGER: "jo", Role.ADMINISTRATOR: "ada", Role.PEER_WORKER: "pete",
    Role.AUDITOR: "una",
}  # fmt: skip


def test_every_act_has_a_sample() -> None:
    assert set(acts_of(ProgrammeDesk)) == set(SAMPLES)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_door_lets_in_those_who_may_and_nobody_else(name: str, office: Office) -> None:
    given = SAMPLES[name](office)
    right = acts_of(ProgrammeDesk)[name].right
    refused = [role for role in Role if MATRIX[right].get(role, Reach.NONE) is Reach.NONE]
    allowed = [role for role in LOGIN if role not in refused]

    for role in refused:
        desk = office.desk(LOGIN.get(role, "priya"))
        person = desk.seat.person
        desk.seat.person = Person(person.id, person.login, person.label, frozenset({role}))
        with pytest.raises(NotAllowed, match=NOT_YOUR_ROLE):
            perform(desk, name, given)
    assert was_let_in(office.desk(LOGIN[Role.MANAGER if Role.MANAGER in allowed else allowed[0]]), name, given)


def was_let_in(desk: ProgrammeDesk, name: str, given: object) -> bool:
    """Whether the door opened; what an act itself refuses behind it does not count here."""
    try:
        perform(desk, name, given)
    except AppError as refused:
        return str(refused) != NOT_YOUR_ROLE
    return True


def test_the_readable_table_is_the_matrix() -> None:
    lines = [f"{'act':<28}" + "".join(f"{role.value:<16}" for role in Role)]
    for name, this in sorted(acts_of(ProgrammeDesk).items()):
        reaches = (MATRIX[this.right].get(role, Reach.NONE).value for role in Role)
        lines.append(f"{name:<28}" + "".join(f"{reach:<16}" for reach in reaches))
    table = "\n".join(line.rstrip() for line in lines) + "\n"
    if not TABLE.exists():
        TABLE.write_text(table, "utf-8")

    assert TABLE.read_text("utf-8") == table
