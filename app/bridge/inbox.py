"""Hears what crossed from his side: opens the one-way box, and remembers here alone what was taken in."""

import re
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from app.bridge.runs import deadlines
from app.core.errors import Damaged, Missing, Newer
from app.core.language import _
from app.core.shapes import CaseId, Draft, ItemId, Nothing, Row, replaced
from app.crypto.dropbox import DropboxItem, open_item, read_label
from app.crypto.encode import cj
from app.crypto.roster import Roster
from app.desk.act import Kind, act
from app.domain import labels
from app.domain.calendar import day_words
from app.domain.codes import MarkCode, mark_words
from app.domain.moves import CaseState, state_words
from app.partner.entries import Moved, keep_entry
from app.partner.partners import refuse_unless_named, restricted_of
from app.partner.rights import Right
from app.partner.seat import PartnerNoun, PartnerSeat
from app.store.work import Work
from models.partner.team import Taken
from models.programme.case import Case, reference_of
from models.programme.crossing import BoxItem

# What is no news: who read a release stands beside the release.
NEWS = frozenset({
    "details", "details_refused", "started", "absent", "mark_corrected", "stopped", "excluded", "held", "moved",
    "ended_on", "red_event", "new_partner", "subject_access",
})  # fmt: skip
BESIDE = frozenset({"staff_only_read"})
ABOUT_HER = frozenset({"details", "new_partner"})
NOTHING = "{}"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class ItemTaken(Draft):
    """Which item of the one-way box."""

    item: ItemId


class TakenRecord(Row):
    """What the envelope of a taken item holds: what it said, and who took it in when."""

    case: str
    kind: str
    at: str
    urgent: bool
    body: str
    taken_by: str
    taken_by_label: str
    taken_at: str


class Detail(Row):
    """One thing an item says, as label and words."""

    label: str
    words: str


class InboxLine(Row):
    """One item: which case, what happened, since when; `taken` names who took it in."""

    item: ItemId
    case: CaseId
    reference: str
    kind: str
    words: str
    at: datetime
    urgent: bool
    taken: str | None
    due_at: datetime | None = None
    is_late: bool = False


class InboxItem(Row):
    """One item, opened."""

    item: ItemId
    case: CaseId
    reference: str
    kind: str
    words: str
    at: datetime
    urgent: bool
    details: tuple[Detail, ...]
    people: tuple[dict[str, str], ...]


class Inbox(PartnerNoun):
    """What a safety officer does with what came in."""

    @act("inbox.list", Right.INTAKE, kind=Kind.LIST)
    def list(self, work: Work, _draft: Nothing) -> tuple[InboxLine, ...]:
        """List what crossed from the programme desk, newest first; urgent and not yet taken stand on top."""
        taken, doubt = taken_items(work, self.seat), self.seat.vault.hurt_in(Taken)
        with self.seat.look_at_his() as his:
            numbers = case_numbers(his)
            items = [item for item in box_items(his, self.seat) if item.kind not in BESIDE]
            due_of, now = deadlines(his, self.seat), self.seat.clock.now()
            lines = [_line(item, numbers, taken.get(item.id), due_of(item), now) for item in items]
            lines += _broken_lines(his, self.seat.vault.hurt_in(BoxItem))
        lines = [
            replaced(one, taken=_("not known, damaged"), is_late=False) if one.item in doubt else one for one in lines
        ]
        return tuple(sorted(lines, key=lambda line: (line.taken is not None, not line.urgent, -line.at.timestamp())))

    @act("inbox.take", Right.INTAKE)
    def take(self, work: Work, draft: ItemTaken) -> InboxItem:
        """Take an item in and show it; taking it twice changes nothing (SEC-24). His desk never learns of it."""
        with self.seat.look_at_his() as his:
            row = his.session.get(BoxItem, draft.item)
            numbers = case_numbers(his)
        if row is None:
            raise Missing
        item = open_row(row, self.seat, self.seat.read_roster())
        if item.kind in ABOUT_HER:
            refuse_unless_named(work, self.seat, item.case)
        keep_taken(work, self.seat, item)
        work.changed("inbox", item.id)
        return _shown(item, numbers)


def box_items(his: Work, seat: PartnerSeat) -> tuple[DropboxItem, ...]:
    """Every item that still stands in the box, opened and its signature checked by one reading of the roster (E7).

    A damaged one is left out and stands in `hurt`: what it says is not to be relied on, and the others are.
    """
    rows = his.session.execute(select(BoxItem).order_by(BoxItem.at)).scalars().all()
    roster, found = seat.read_roster(), []
    for row in rows:
        seat.vault.hurt.pop((BoxItem.__tablename__, row.id), None)
        try:
            found.append(open_row(row, seat, roster))
        except (Damaged, Newer):
            seat.vault.hurt[BoxItem.__tablename__, row.id] = ""
    return tuple(found)


def open_row(row: BoxItem, seat: PartnerSeat, roster: Roster) -> DropboxItem:
    """One item with the team key it was sealed to. Raises Damaged, or Locked for a key that is not held."""
    version = read_label(bytes(row.row), roster).team_ver
    return open_item(bytes(row.row), roster, {version: seat.vault.box_key(version)})


def taken_items(work: Work, seat: PartnerSeat) -> dict[str, TakenRecord]:
    """What was taken in, by item."""
    rows = work.session.execute(select(Taken)).scalars().all()
    return {row.id: record for row, record in seat.vault.each_for_team(work, rows, TakenRecord)}


def keep_taken(work: Work, seat: PartnerSeat, item: DropboxItem) -> None:
    """Remember that an item was taken in; the second time nothing happens."""
    if work.session.get(Taken, item.id) is not None:
        return
    body = cj(item.data).decode("ascii")
    homes = restricted_of(work, seat, item.case) if item.kind in ABOUT_HER else ()
    if homes:
        keep_entry(work, seat, homes[0], moved=Moved(kind=item.kind, id=item.id, on=item.ts.date(), body=body))
        body = NOTHING
    record = TakenRecord(
        case=item.case, kind=item.kind, at=item.ts.isoformat(), urgent=item.urgent, body=body,
        taken_by=seat.person.id, taken_by_label=seat.person.label,
        taken_at=seat.clock.now().isoformat(),
    )  # fmt: skip
    seat.vault.keep_for_team(work, Taken(id=item.id), record)


def case_numbers(his: Work) -> dict[str, str]:
    """Readable case numbers by id, from his database."""
    return {row.id: reference_of(row.number) for row in his.session.execute(select(Case.id, Case.number))}


def _line(
    item: DropboxItem, numbers: dict[str, str], taken: TakenRecord | None, due: datetime, now: datetime
) -> InboxLine:
    return InboxLine(
        item=ItemId(item.id), case=CaseId(item.case), reference=numbers.get(item.case, _("Unknown case")),
        kind=item.kind, words=item_words(item), at=item.ts, urgent=item.urgent,
        taken=taken.taken_by_label if taken else None, due_at=due if item.kind in NEWS else None,
        is_late=item.kind in NEWS and taken is None and due <= now,
    )  # fmt: skip


def _broken_lines(his: Work, hurt: Collection[str]) -> list[InboxLine]:
    """What came in damaged, in its place: when it came is known, what it says is not."""
    rows = his.session.execute(select(BoxItem.id, BoxItem.at)).all() if hurt else ()
    return [
        InboxLine(
            item=ItemId(row.id), case=CaseId(""), reference=_("Unknown case"), kind="damaged",
            words=_("Damaged: do not rely on it"), at=row.at, urgent=True, taken=None,
        )
        for row in rows
        if row.id in hurt
    ]  # fmt: skip


def _shown(item: DropboxItem, numbers: dict[str, str]) -> InboxItem:
    data = item.data if isinstance(item.data, dict) else {"data": item.data}
    people = data.get("people")
    listed = (
        tuple({key: str(value) for key, value in one.items() if value} for one in people)
        if isinstance(people, list)
        else ()
    )
    details = tuple(Detail(label=str(key), words=_words(value)) for key, value in data.items() if key != "people")
    return InboxItem(
        item=ItemId(item.id), case=CaseId(item.case), reference=numbers.get(item.case, _("Unknown case")),
        kind=item.kind, words=item_words(item), at=item.ts, urgent=item.urgent, details=details, people=listed,
    )  # fmt: skip


def _words(value: object) -> str:
    """Any value an item carries, readable."""
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value)
    if value is None:
        return _("not known")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _code_words(str(value))


def _code_words(text: str) -> str:
    """A code or a day of his side in words; anything else as it came."""
    if text in set(CaseState):
        return state_words(CaseState(text))
    if text in set(MarkCode):
        return mark_words(MarkCode(text))
    if _DAY.fullmatch(text):
        return day_words(date.fromisoformat(text))
    known = {**labels.reasons(), **labels.red_kinds(), **labels.holds(), **labels.evidence_sources()}
    return known.get(text, text)


def item_words(item: DropboxItem) -> str:
    """What happened; a register that nobody has taken yet is not an absence (ATT-11, NEV-14)."""
    if item.kind == "absent" and isinstance(item.data, dict) and item.data.get("code") == "not_recorded":
        return _("His attendance is not known yet")
    return kind_words(item.kind)


def kind_words(kind: str) -> str:
    """What happened, in a few words; an unknown kind is shown as it came, never dropped (SEC-24)."""
    return {
        "details": _("He gave details of people at risk"),
        "details_refused": _("No details were given"),
        "started": _("He started"),
        "absent": _("He was absent"),
        "mark_corrected": _("A register was corrected"),
        "stopped": _("He was stopped"),
        "excluded": _("He was excluded"),
        "held": _("His case is on hold"),
        "moved": _("His case moved"),
        "ended_on": _("The programme ends for him"),
        "red_event": _("Red event"),
        "new_partner": _("New partner or change at home"),
        "clearance_asked": _("Safety clearance is asked for"),
        "report": _("A report is waiting for its check"),
        "subject_access": _("He asked for his file"),
        "staff_only_read": _("A staff-only reading was done"),
    }.get(kind, kind)
