"""Records how several agencies manage a man together, and asks again when it is reviewed; no minutes (RSK-7)."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, exists, select, tuple_
from sqlalchemy.orm import aliased

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, Draft, Row, ShortText
from app.desk.act import act
from app.desk.seat import Noun
from app.domain.answers import Answer
from app.domain.legal import LegalEvent, mappa_levels
from app.programme.case_moves import Happened, note_event, refuse_stale
from app.programme.moments import moment_for
from app.programme.rights import Right
from app.programme.rules.orders import names_a_place, place_words
from app.programme.seat import ProgrammeSeat
from app.programme.task_rows import AHEAD, Kind, Round, TaskRow
from app.store.work import Work
from models.programme.case import Case, Mappa

MANAGED = "managed"
UNKNOWN = Answer.UNKNOWN.value


class MappaSaid(Draft):
    """How he is managed as the lead agency says it. Who is managed has a lead agency and a day of review."""

    case: CaseId
    status: Literal["managed", "not_managed", "unknown"]
    category: Literal["1", "2", "3", "4", "unknown"] = "unknown"
    level: Literal["1", "2", "3", "unknown"] = "unknown"
    lead_agency: ShortText | None = None
    coordinator: ShortText | None = None
    said_on: date | None = None
    review_on: date | None = None
    seen: str | None = None


class MappaKept(Row):
    """What stands now."""

    mappa: str
    status: str
    level: str
    review_on: date | None


class Mappas(Noun):
    """What is recorded of the agencies that manage a man together."""

    seat: ProgrammeSeat

    @act("risk.record_mappa", Right.WRITE_CASE, about="case")
    def record(self, work: Work, draft: MappaSaid) -> MappaKept:
        """Record category, level, lead agency, coordinator and day of review; what stood before stays (RSK-3, RSK-7).

        Raises InvalidInput by field, Stale when the case was changed meanwhile.
        """
        case, today = work.get(Case, draft.case), self.seat.clock.today()
        refuse_stale(case, draft.seen)
        if problems := _problems(draft, today):
            raise InvalidInput(problems)
        is_managed = draft.status == MANAGED
        kept = work.add(
            Mappa(
                case_id=case.id,
                status=draft.status,
                category=draft.category if is_managed else UNKNOWN,
                level=draft.level if is_managed else UNKNOWN,
                lead_agency=(draft.lead_agency or "").strip() or None if is_managed else None,
                coordinator=(draft.coordinator or "").strip() or None if is_managed else None,
                said_on=draft.said_on or today,
                review_on=draft.review_on,
                at=moment_for(work, self.seat, Mappa, case.id),
                by_user=self.seat.person.id,
                by_label=self.seat.person.label,
            )
        )
        note_event(work, self.seat, case.id, Happened(LegalEvent.MAPPA.value, to_state=kept.status, note=_line(kept)))
        work.changed("case", case.id)
        return MappaKept(mappa=kept.id, status=kept.status, level=kept.level, review_on=kept.review_on)


def mappa_of(work: Work, case_id: str) -> Mappa | None:
    """What was last said of him; nothing when nobody asked."""
    query = select(Mappa).where(Mappa.case_id == case_id).order_by(Mappa.at.desc(), Mappa.id.desc())
    return work.session.scalars(query.limit(1)).one_or_none()


def _line(row: Mappa) -> str | None:
    if row.status != MANAGED:
        return None
    return ", ".join(part for part in (mappa_levels()[row.level], row.lead_agency) if part)


def _problems(draft: MappaSaid, today: date) -> dict[str, str]:
    problems: dict[str, str] = {}
    if draft.status == MANAGED and not (draft.lead_agency or "").strip():
        problems["lead_agency"] = _("Write which agency leads.")
    if draft.status == MANAGED and draft.review_on is None:
        problems["review_on"] = _("Write when it is reviewed; ask the coordinator if nobody said.")
    if draft.review_on is not None and draft.review_on < today:
        problems["review_on"] = _("This day is over. Write the next one.")
    if draft.said_on is not None and draft.said_on > today:
        problems["said_on"] = _("This date lies after today.")
    for name in ("lead_agency", "coordinator"):
        if names_a_place(getattr(draft, name)):
            problems[name] = place_words()
    return problems


def _reviews(round_: Round) -> Iterator[TaskRow]:
    """The day on which the agencies look at him again: somebody asks what they decided (RSK-7)."""
    of_them = Mappa.case_id.in_(list(round_.cases))
    for row in round_.work.session.scalars(select(Mappa).where(of_them, *_due(round_))):
        if row.review_on is not None:
            words = _("Ask what the MAPPA review decided: {name}").format(name=round_.name(row.case_id))
            yield round_.row("risk.record_mappa", f"{row.case_id}/mappa", row.review_on, words, row.lead_agency or "")


def _due(round_: Round) -> tuple[ColumnElement[bool], ...]:
    newer = aliased(Mappa)
    replaced = exists().where(newer.case_id == Mappa.case_id, tuple_(newer.at, newer.id) > tuple_(Mappa.at, Mappa.id))
    return Mappa.review_on <= round_.today + AHEAD, ~replaced


KINDS = (
    Kind("mappa", _reviews, lambda round_: round_.soonest(Mappa.review_on, Mappa.case_id == Case.id, *_due(round_))),
)
