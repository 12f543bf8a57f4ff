"""Shows who waits for a place, says what to mind, and finds each man his three best places (P7, F12)."""

from datetime import date, datetime

from sqlalchemy import select

from app.core.language import _
from app.core.shapes import CaseId, Draft, GroupId, Line, Row
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.programme.case_list import short_name
from app.programme.moments import moment_for
from app.programme.packs.shelf import pack_of
from app.programme.rights import Right
from app.programme.rules.finishing import Finish, outlook
from app.programme.rules.offers import MOST, Offer
from app.programme.seat import ProgrammeSeat
from app.programme.waiting.candidates import group_now
from app.programme.waiting.known import margin_of, offers_for, places_of, runs_begun_today
from app.programme.waiting.rows import WaitingPage, WaitingWanted, waiting_page
from app.programme.waiting.seats import MissedRow, had_contents, missed_rows
from app.store.work import Work
from models.programme.case import Case
from models.programme.client import Client
from models.programme.group import Group
from models.programme.placing import PlacementNote


class NoteWritten(Draft):
    """What to mind when a place is sought for him; an empty text takes the note away."""

    case: CaseId
    text: Line


class NoteSaved(Row):
    """The note as it stands."""

    case: CaseId
    text: str


class OffersWanted(Draft):
    """Whose places."""

    case: CaseId


class OfferRow(Row):
    """One place: when it begins and ends, what speaks for it, and what against it (SCH-29 to 36)."""

    group: GroupId
    code: str
    begins: datetime | None
    ends_on: date | None
    sessions: int
    free_seats: int
    for_it: tuple[str, ...]
    against: tuple[str, ...]
    warnings: tuple[str, ...]
    is_open: bool
    needs_override: bool
    finish_words: str
    missed: tuple[MissedRow, ...] = ()


class OffersShown(Row):
    """His three best places; `moves_from` is the group he would leave for one, `seen` the view to act on (CASE-2)."""

    case: CaseId
    seen: str
    moves_from: str
    offers: tuple[OfferRow, ...]
    none_words: str
    short_name: str = ""


class Waitings(Noun):
    """What is done about men who wait for a place."""

    seat: ProgrammeSeat

    @act("waiting.list", Right.PLACE, kind=Kind.LIST)
    def list(self, work: Work, draft: WaitingWanted) -> WaitingPage:
        """List who waits, by risk, then days, then the end of the order; says who cannot finish in time (PATH-2)."""
        return waiting_page(work, self.seat, draft)

    @act("waiting.offers", Right.PLACE, kind=Kind.LIST, about="case")
    def offers(self, work: Work, draft: OffersWanted) -> OffersShown:
        """Show his three best places with what speaks for each and against it (F12)."""
        case = work.get(Case, draft.case)
        found = offers_for(work, self.seat, [case])[case.id][:MOST]
        codes = {row.id: row.code for row in work.session.execute(select(Group.id, Group.code))}
        here = places_of(work, [case.id]).get(case.id)
        none = _("No group of this programme meets.") if not found else ""
        return OffersShown(
            case=CaseId(case.id),
            seen=str(case.version),
            moves_from=codes.get(here or "", ""),
            offers=tuple(self._row(work, case, one, codes[one.group]) for one in found),
            short_name=short_name(work.get(Client, case.client_id)),
            none_words=none,
        )

    @act("waiting.note", Right.PLACE, about="case")
    def note(self, work: Work, draft: NoteWritten) -> NoteSaved:
        """Write what to mind when a place is sought; the earlier note stays in the records."""
        text = draft.text.strip()
        work.add(
            PlacementNote(
                case_id=work.get(Case, draft.case).id,
                text=text,
                at=moment_for(work, self.seat, PlacementNote, draft.case),
                by_user=self.seat.person.id,
                by_label=self.seat.person.label,
            )
        )
        work.changed("case", draft.case)
        return NoteSaved(case=draft.case, text=text)

    def _row(self, work: Work, case: Case, one: Offer, code: str) -> OfferRow:
        clock, pack = self.seat.clock, pack_of(work, case)
        now_in = group_now(work, self.seat, work.get(Group, one.group))
        whole = runs_begun_today(work, self.seat, [pack])[pack.code, pack.version]
        view = outlook(case.order_ends_on, whole, clock.today(), margin_of(work), one.ends)
        return OfferRow(
            group=GroupId(one.group),
            code=code,
            begins=None if one.begins is None else clock.at(one.begins).astimezone(clock.zone),
            ends_on=one.ends,
            sessions=one.sessions,
            free_seats=one.free_seats,
            for_it=one.pros,
            against=one.cons,
            warnings=one.warnings,
            is_open=one.is_open,
            needs_override=one.by_override,
            finish_words=view.words if view.finish is Finish.SOON else "",
            missed=missed_rows(now_in, had_contents(work, self.seat, case, now_in)) if one.by_override else (),
        )
