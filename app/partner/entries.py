"""Keeps what is done with her for her safety, each with who wrote it when; of what kind it is stands sealed too."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select

from app.core.errors import Damaged
from app.core.shapes import Row, new_id, replaced
from app.partner.rules.children import Child
from app.partner.rules.dash import DashResult
from app.partner.rules.her_measures import HerMeasure
from app.partner.rules.her_plan import HerPlan
from app.partner.rules.keeping import Hold
from app.partner.rules.marac import MaracStep
from app.partner.rules.telling import Told, Wants, WantsChange
from app.partner.seat import PartnerSeat
from app.partner.vault import S
from app.store.work import Work
from models.partner.safety import SafetyEntry


class Moved(Row):
    """What the team kept of her until her record was restricted: his details of her, or her half of a meeting."""

    kind: str
    id: str
    on: date
    body: str


class FileChoice(Row):
    """What was decided about one item of her file: give it, give a part, or keep it back, and why."""

    item: str
    outcome: str
    why: str = ""
    cut_text: str = ""


class FileAsked(Row):
    """Her request for her own file as it stands; each step is a new entry, the newest counts (RET-8)."""

    on: date
    due_on: date
    state: str
    items: tuple[str, ...]
    choices: tuple[FileChoice, ...] = ()
    signed_by: str = ""
    second: str = ""
    made_on: date | None = None
    sha256: str = ""
    way: str = ""
    why_safe: str = ""


class SafetyRecord(Row):
    """What the envelope of an entry holds: one of these, and who wrote it when."""

    at: str
    by: str
    by_label: str
    dash: DashResult | None = None
    marac: MaracStep | None = None
    plan: HerPlan | None = None
    told: Told | None = None
    wants: WantsChange | None = None
    child: Child | None = None
    measure: HerMeasure | None = None
    hold: Hold | None = None
    moved: Moved | None = None
    file: FileAsked | None = None
    turn: int = 0

    @property
    def on(self) -> date:
        """The day it is about."""
        first = self.dash or self.marac or self.plan or self.told or self.wants
        inside = first or self.child or self.measure or self.hold or self.moved or self.file
        return inside.on if inside is not None else date.min


B = TypeVar("B")
EMPTY = SafetyRecord(at="", by="", by_label="")


def keep_entry(work: Work, seat: PartnerSeat, partner: str, **inside: object) -> str:
    """Keep one more entry of hers; gives its id. Raises Missing for a record that is not there."""
    seat.vault.hers(work, partner)
    person, at = seat.person, seat.clock.now().isoformat()
    mine = select(func.count()).select_from(SafetyEntry).where(SafetyEntry.partner_id == partner)
    turn = 1 + (work.session.scalar(mine) or 0)
    body = replaced(EMPTY, at=at, by=person.id, by_label=person.label, turn=turn, **inside)
    row = seat.vault.keep(work, SafetyEntry(id=new_id(), partner_id=partner), body)
    work.changed("partner", partner)
    return row.id


def entries(work: Work, seat: PartnerSeat, partner: str) -> tuple[tuple[str, SafetyRecord], ...]:
    """Every entry of hers, opened; the newest day first, and of one day the last written.

    Raises Damaged when one does not open or was taken away: what she said last may have stood in it (T6).
    """
    return _newest_first(every(work, seat, partner, SafetyEntry, SafetyRecord))


def every(work: Work, seat: PartnerSeat, partner: str, table: type[S], shape: type[B]) -> tuple[tuple[str, B], ...]:
    """All rows of hers in one table, opened. Raises Damaged when one does not open, is older or was taken away."""
    seat.vault.miss(work, table)
    rows = work.session.scalars(select(table).where(table.partner_id == partner)).all()
    if rows:
        seat.vault.partner_key(work, partner)
    found = tuple((row.id, one) for row, one in seat.vault.each(work, rows, shape))
    if {partner, ""} & set(seat.vault.hurt_in(table).values()):
        raise Damaged
    return found


def all_entries(work: Work, seat: PartnerSeat) -> dict[str, tuple[tuple[str, SafetyRecord], ...]]:
    """By record what `entries` gives of one, read at once; those without an entry are not in it."""
    kept = seat.vault.of_each(work, SafetyEntry, SafetyRecord)
    return {partner: _newest_first(every) for partner, every in kept.items()}


def _newest_first(found: Iterable[tuple[str, SafetyRecord]]) -> tuple[tuple[str, SafetyRecord], ...]:
    return tuple(sorted(found, key=lambda one: (one[1].on, one[1].at, one[1].turn), reverse=True))


def told_of(found: tuple[tuple[str, SafetyRecord], ...]) -> tuple[Told, ...]:
    """What she was told, newest first."""
    return tuple(one.told for _id, one in found if one.told is not None)


def wants_of(found: tuple[tuple[str, SafetyRecord], ...]) -> Wants:
    """What she wants to be told, as she said it last (PRT-7)."""
    said = [one for _id, one in found if one.wants is not None]
    last = max(said, key=lambda one: (one.at, one.turn), default=None)
    return last.wants.wants if last is not None and last.wants is not None else Wants.NOT_ASKED


def children_of(found: tuple[tuple[str, SafetyRecord], ...]) -> tuple[tuple[Child, SafetyRecord], ...]:
    """Each of her children as it was written down last, by name."""
    newest: dict[str, tuple[Child, SafetyRecord]] = {}
    for _id, one in sorted(found, key=lambda pair: (pair[1].at, pair[1].turn)):
        if one.child is not None:
            newest[one.child.child] = (one.child, one)
    return tuple(sorted(newest.values(), key=lambda pair: pair[0].given_name.casefold()))
