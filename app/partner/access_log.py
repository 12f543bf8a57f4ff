"""Shows who opened and changed what at this desk, with the reason of each showing (RET-10, W15)."""

import secrets
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from string import ascii_lowercase
from typing import Annotated

from sqlalchemy import select

from app.core.language import _
from app.core.shapes import Draft, Meta, PartnerId, Row
from app.crypto import chain
from app.desk.act import Kind, act
from app.ops.leaving import write_copy
from app.ops.tables import as_csv, table_of
from app.partner.partners import links_that_open, records
from app.partner.rights import Right
from app.partner.safe_plans import RevealRecord
from app.partner.seat import PartnerNoun
from app.partner.vault import BROKEN
from app.store.work import Work
from models.partner.base import Audit
from models.partner.partner import Reveal

MOST, AT_ONCE, MOST_OUT = 200, 500, 1000
Entry = tuple[chain.AuditEvent, chain.SealedPart]
REFUSALS, ALARM = frozenset({"refused", "missing"}), "damaged"


class LogWanted(Draft):
    """Whose record, or all; at most so many entries."""

    partner: PartnerId | None = None
    limit: Annotated[int, Meta(ge=1, le=1000)] = MOST


class AccessRow(Row):
    """One entry: when, who, which act, which record, and why her number or a child's place was shown."""

    seq: int
    at: datetime
    by: str
    act: str
    number: str
    reason: str
    is_refused: bool


class LogTaken(Draft):
    """Into which folder the log is written, and why."""

    to_folder: str
    why: Annotated[str, Meta(min_length=3, max_length=500)]
    partner: PartnerId | None = None


class LogWritten(Row):
    """The file, with its neutral name, and how many entries it has."""

    file: str
    sha256: str
    rows: int


class AccessLogs(PartnerNoun):
    """What everybody of the team may look back on."""

    @act("access_log.show", Right.READ_LOG, kind=Kind.LIST)
    def show(self, work: Work, draft: LogWanted) -> tuple[AccessRow, ...]:
        """List what was done here, newest first; each entry is opened with the team's key."""
        return self.show_rows(work, draft)

    def show_rows(self, work: Work, draft: LogWanted) -> tuple[AccessRow, ...]:
        """The newest entries, of one record or of all."""
        kept = {link.partner: link.reference for link in links_that_open(work, self.seat) if link.number}
        numbers = kept | {id: record.reference for id, record in records(work, self.seat)}
        names = {person.user: person.label for person in self.seat.read_roster().people}
        reasons = self._reasons(work)
        found: list[AccessRow] = []
        latest = self.seat.clock.now()
        for seq, entry in self._parts(work):
            if entry is None:
                words = _("This entry does not hold. What was done is not known.")
                found.append(AccessRow(seq=seq, at=latest, by="", act=ALARM, number="", reason=words, is_refused=False))
                continue
            event, part = entry
            latest = event.ts
            about = part.note if part.note in numbers else None
            if draft.partner is not None and about != draft.partner:
                continue
            is_refused = part.note in REFUSALS
            said = part.note if part.note is not None and about is None and not is_refused else ""
            said = _("Damaged or altered") if said == ALARM else said
            shown = next((reasons[one.id] for one in part.objs if one.id in reasons), said)
            found.append(
                AccessRow(
                    seq=event.seq, at=event.ts, by=names.get(event.by, ""), act=part.act,
                    number=numbers.get(about or "", ""), reason=shown, is_refused=is_refused,
                )
            )  # fmt: skip
            if len(found) >= draft.limit:
                break
        return tuple(found)

    @act("access_log.export", Right.READ_LOG)
    def export(self, work: Work, draft: LogTaken) -> LogWritten:
        """Write the log as a list in which nothing can run: who, what, when, which number; never why (R11, RET-10).

        The reasons stay here: they may hold her words. The entry of this act says why the log was taken out.
        """
        rows = self.show_rows(work, LogWanted(partner=draft.partner, limit=MOST_OUT))
        columns = (
            (_("When"), _("Day and time, UTC")),
            (_("Who"), _("The officer")),
            (_("What"), _("The act, by its name in the list of acts")),
            (_("Record"), _("The number of the record; empty where it was about none")),
            (_("Refused"), _("Whether it was refused")),
        )
        lines = [
            (f"{row.at:%Y-%m-%d %H:%M}", row.by, row.act, row.number, _("yes") if row.is_refused else "")
            for row in rows
        ]  # fmt: skip
        content = as_csv(table_of(_("Access log"), columns, lines))
        name = f"Table-{''.join(secrets.choice(ascii_lowercase) for _place in range(6))}.csv"
        file = write_copy(Path(draft.to_folder) / name, content)
        work.note = draft.why
        return LogWritten(file=file, sha256=sha256(content).hexdigest(), rows=len(rows))

    def _parts(self, work: Work) -> Iterator[tuple[int, Entry | None]]:
        """Every event with its sealed part, newest first, some hundreds at a time; None for one that does not hold.

        Each is the one that the entry after it names; where that one does not hold, its signature says so.
        """
        head, whole = self.seat.ledger.head(work), True
        due, wanted = head.seq, head.hash
        while due and whole:
            query = select(Audit.seq, Audit.bytes, Audit.sig).where(Audit.seq <= due).order_by(Audit.seq.desc())
            rows = work.session.execute(query.limit(AT_ONCE)).all()
            for row in rows:
                for seq in range(due, row.seq, -1):
                    yield seq, None
                    wanted = ""
                entry = self._entry(work, (row.seq, bytes(row.bytes), bytes(row.sig)), wanted)
                yield row.seq, entry
                due, wanted = row.seq - 1, "" if entry is None else entry[0].prev
            whole = len(rows) == AT_ONCE
        for seq in range(due, 0, -1):
            yield seq, None

    def _entry(self, work: Work, row: chain.Row, wanted: str) -> Entry | None:
        ledger = self.seat.ledger
        try:
            event = chain.parse(row[1])
            if event.hash != wanted or event.seq != row[0]:
                chain.signed_event(row, inst=ledger.inst, chain=event.chain, roster=ledger.roster(work))
            return None if wanted and event.hash != wanted else (event, ledger.unwrap(event))
        except BROKEN:
            return None

    def _reasons(self, work: Work) -> dict[str, str]:
        """Why a number or a place was shown, by the id of the showing."""
        rows = work.session.execute(select(Reveal)).scalars()
        return {row.id: one.reason for row, one in self.seat.vault.each(work, rows, RevealRecord)}
