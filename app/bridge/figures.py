"""Makes the one sheet of figures that leaves each quarter: small numbers hidden, two people, a fixed day (STA-6)."""

from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Annotated

from app.bridge.outcomes import counted
from app.bridge.release_records import ReleaseRecord, release_of, releases
from app.bridge.release_shapes import ReleaseMade
from app.bridge.releases import halves_of
from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import Draft, Meta, Row, new_id, replaced
from app.crypto.release_said import Release
from app.desk.act import Kind, act
from app.domain.calendar import Quarter, quarter_of, read_quarter
from app.domain.codes import LawfulBasis
from app.domain.counts import Rate, told
from app.domain.roles import Role
from app.domain.staff_only import figures_purpose
from app.ops.leaving import write_copy
from app.partner.rights import Right
from app.partner.rules.her_measures import area_words
from app.partner.rules.outcomes import Figures as Counts
from app.partner.rules.outcomes import shown
from app.partner.seat import PartnerNoun, PartnerSeat
from app.programme.office import office_logo
from app.store.work import Work
from models.partner.team import TeamEntry
from reports.kit import preview
from reports.kit.delivery import neutral_name
from reports.partner.figures import FigureLine, FiguresSheet, leaks, plain, render

HOLDS_DAYS, DPI = 92, 96
STANDS = frozenset({"asked", "approved", "sent", "withdrawn"})


class OfQuarter(Draft):
    """Which quarter, as in 2026-Q3."""

    quarter: Annotated[str, Meta(pattern=r"^\d{4}-Q[1-4]$")]


class SheetTaken(Draft):
    """A sheet that left already, as a paper: for whom, why, and into which folder."""

    release: str
    recipient: Annotated[str, Meta(min_length=2, max_length=200)]
    why: Annotated[str, Meta(min_length=3, max_length=500)]
    to_folder: str


class SheetPage(Row):
    """The sheet as it would leave: its lines, what is hidden, its pages as pictures, and where it stands.

    `state` is empty while nobody asked for it; it goes on `goes_on` or with the first run after that day.
    """

    quarter: str
    first: date
    last: date
    text: str
    suppressed: tuple[str, ...]
    pages: tuple[bytes, ...]
    readers: tuple[str, ...]
    goes_on: date
    state: str
    release: str
    by: str
    may_ask: bool


class SheetWritten(Row):
    """The file, with its neutral name."""

    file: str
    sha256: str


class Figures(PartnerNoun):
    """What leaves of all that is counted here."""

    @act("figures.prepare", Right.READ_PARTNER, kind=Kind.OPEN)
    def prepare(self, work: Work, draft: OfQuarter) -> SheetPage:
        """Show the sheet of a quarter as it would leave; a quarter that is not over has none."""
        quarter = self._over(draft)
        found = self._standing(work, quarter)
        kept = found[1].sheet if found else None
        sheet = kept or _sheet(work, self.seat, quarter)
        pdf, names = _printed(sheet), self._managers()
        readers = found[1].readers if found else tuple(names)
        return SheetPage(
            quarter=quarter.code, first=quarter.first, last=quarter.last, text=plain(sheet),
            suppressed=tuple(one.words for one in (*sheet.service, *sheet.said) if one.count is None),
            pages=preview.pages(pdf, dpi=DPI),
            readers=tuple(sorted(names.get(one, "") for one in readers)), goes_on=self._goes_on(quarter),
            state=found[1].state if found else "", release=found[0] if found else "",
            by=found[1].by_label if found else "", may_ask=found is None and bool(names),
        )  # fmt: skip

    @act("figures.release", Right.WRITE_PARTNER)
    def release(self, work: Work, draft: OfQuarter) -> ReleaseMade:
        """Ask for the sheet to go to every manager: somebody else of the team approves it among the releases.

        One sheet a quarter, also under ten; a second one would let somebody subtract (STA-6).
        """
        quarter = self._over(draft)
        if self._standing(work, quarter) is not None:
            raise NotAllowed(_("The sheet of this quarter exists already. A second one would let somebody subtract."))
        sheet, readers = _sheet(work, self.seat, quarter), tuple(sorted(self._managers()))
        if not readers:
            raise NotAllowed(_("Nobody at the programme desk is a manager. There is nobody to read it."))
        if problems := leaks(dressed := _dressed(self.seat, sheet), _printed(dressed)):
            raise NotAllowed(*problems)
        now, person = self.seat.clock.now().replace(microsecond=0), self.seat.person
        goes_on = self._goes_on(quarter)
        ends = max(goes_on, self.seat.clock.today()) + timedelta(days=HOLDS_DAYS)
        purpose = figures_purpose(quarter.code)
        basis, note = LawfulBasis.LEGITIMATE_INTEREST.value, _("Counts of ten or more; nobody can be told from them.")
        given = Release(
            new_id(), None, person.id, "", now, purpose, basis, note, readers,
            datetime.combine(ends, time(23, 59), self.seat.clock.zone).astimezone(UTC), plain(sheet),
        )  # fmt: skip
        record = ReleaseRecord(
            kind="release", case="", text=given.text, purpose=purpose, basis=basis, note=note, readers=readers,
            expires=given.expires.isoformat(), by=person.id, by_label=person.label, asked_at=now.isoformat(),
            halves=halves_of(work, self.seat, given), quarter=quarter.code, not_before=goes_on.isoformat(), sheet=sheet,
        )  # fmt: skip
        self.seat.vault.keep_for_team(work, TeamEntry(id=given.id), record)
        work.changed("release", given.id)
        return ReleaseMade(release=given.id, state="asked")

    @act("figures.write", Right.WRITE_PARTNER)
    def write(self, work: Work, draft: SheetTaken) -> SheetWritten:
        """Write a sheet that its readers have as a PDF; for whom and why stands in the log here (RET-1, RET-10)."""
        _row, record = release_of(work, self.seat, draft.release)
        if record.sheet is None or record.state != "sent":
            raise NotAllowed(_("A paper is made of a sheet that has left, never of another one."))
        content = _printed(_dressed(self.seat, record.sheet))
        file = write_copy(Path(draft.to_folder) / neutral_name("Report"), content)
        work.note = f"{draft.recipient}: {draft.why}"
        return SheetWritten(file=file, sha256=sha256(content).hexdigest())

    def _over(self, draft: OfQuarter) -> Quarter:
        quarter = read_quarter(draft.quarter)
        if quarter.last >= self.seat.clock.today():
            raise InvalidInput({"quarter": _("This quarter is not over yet.")})
        return quarter

    def _goes_on(self, quarter: Quarter) -> date:
        return quarter.leaves_on(self.seat.number("outcomes.sheet_days"))

    def _managers(self) -> dict[str, str]:
        """Who reads it: every manager who works here now, by id."""
        people = self.seat.read_roster().people
        return {one.user: one.label for one in people if one.active and Role.MANAGER.value in one.roles}

    def _standing(self, work: Work, quarter: Quarter) -> tuple[str, ReleaseRecord] | None:
        """The sheet of this quarter that was asked for; one declined, or taken back before it left, is none."""
        for row, record in releases(work, self.seat):
            was_stopped = record.state == "withdrawn" and record.sent_at is None
            if record.quarter == quarter.code and record.state in STANDS and not was_stopped:
                return row.id, record
        self.seat.vault.miss(work, TeamEntry)
        self.seat.refuse_if_hurt(work, TeamEntry)  # the one that does not open may be this quarter's
        return None


def _dressed(seat: PartnerSeat, sheet: FiguresSheet) -> FiguresSheet:
    """The same with the logo that papers of the office carry now; the record of a sheet keeps figures alone."""
    with seat.look_at_his() as his:
        return replaced(sheet, logo=office_logo(his.session))


def _sheet(work: Work, seat: PartnerSeat, quarter: Quarter) -> FiguresSheet:
    found, today = counted(work, seat, quarter.first, quarter.last), seat.clock.today()
    return FiguresSheet(
        office=str(seat.setting("office.name")), first=quarter.first, last=quarter.last,
        service=_service(found), said=_said(found), made_on=today, made_at=datetime.combine(today, time(), UTC),
    )  # fmt: skip


def _service(found: Counts) -> tuple[FigureLine, ...]:
    """How many women there are, and the three shares of the team's work."""
    women = FigureLine(words=_("Women linked to a man with us"), count=told(found.women))
    return (
        women,
        _line(_("Spoken with in safety"), found.reached),
        _line(_("Tried before he began"), found.before_start),
        _line(_("Told the same day when he missed or stopped"), found.told),
    )


def _said(found: Counts) -> tuple[FigureLine, ...]:
    """What women said at the start and lately, each area with both."""
    words, start, lately = area_words(), _("{area}, at the start"), _("{area}, lately")
    return tuple(
        _line(said.format(area=words[one.key]), rate)
        for one in found.areas
        for said, rate in ((start, one.start), (lately, one.latest))
    )


def _line(words: str, rate: Rate) -> FigureLine:
    """A share that may leave, or the one text for all that may not (STA-5)."""
    return FigureLine(words=words, count=rate.n, of=rate.of) if shown(rate) else FigureLine(words=words)


def _printed(sheet: FiguresSheet) -> bytes:
    out = BytesIO()
    render(sheet, out)
    return out.getvalue()


def as_it_would_leave(seat: PartnerSeat) -> bytes:
    """The sheet of the last quarter that is over, as it would be printed now."""
    (quarter,) = last_quarters(seat.clock.today(), 1)
    with seat.open_work(reading=True) as work:
        return _printed(_dressed(seat, _sheet(work, seat, quarter)))


def last_quarters(today: date, count: int = 4) -> tuple[Quarter, ...]:
    """The newest quarters that are over, the newest first."""
    found = [quarter_of(today).before]
    while len(found) < count:
        found.append(found[-1].before)
    return tuple(found)
