"""Keeps one round of screening: its answers, the facts they are judged with, and the page that shows both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.core.language import _
from app.core.shapes import CaseId, Row, replaced
from app.domain.answers import Answer, Outcome, PartialDate
from app.domain.codes import SourceClass
from app.domain.moves import CaseState
from app.domain.pack import Pack
from app.domain.pack_parts import Test
from app.programme import denials
from app.programme.case_list import short_name
from app.programme.duplicates import PossibleDuplicate
from app.programme.office import setting
from app.programme.rules.denial import DenialRating, DenialView
from app.programme.rules.gates import Gate
from app.programme.rules.verdict import Judged, Screened, Suggestion, Value, denial_view, judge, suggest
from app.programme.seat import ProgrammeSeat
from app.programme.standing import case_gates, pack_of
from app.store.work import Work
from models.programme.case import Case, CriterionAnswer, Decision, Screening
from models.programme.case import DenialRating as RatingRow
from models.programme.client import Client

Ratings = tuple[DenialRating, ...]


@dataclass(frozen=True)
class Said:
    """One answer on its way in."""

    criterion: str
    answer: Answer
    note: str | None
    on: str | None
    source: SourceClass


@dataclass(frozen=True)
class Picture:
    """Everything a decision stands on, judged now."""

    screening: Screening | None
    assessed_on: date
    answers: Mapping[str, CriterionAnswer]
    judged: tuple[Judged, ...]
    suggestion: Suggestion
    gates: tuple[Gate, ...]
    denial: DenialView


class CriterionRow(Row):
    """One criterion as shown: outcome, reason in words, and the pack's source line (SCR-1).

    `met_by` is the answer that would meet it; empty where a recorded fact or other criteria decide and nobody answers.
    """

    key: str
    text: str
    outcome: str
    reason: str
    source: str
    required: bool
    when_not_met: str
    answer: str
    note: str
    on: str
    source_class: str
    met_by: str = ""
    asks_date: bool = False


class GateRow(Row):
    """A gate in words."""

    key: str
    passed: bool
    words: str


class DenialRow(Row):
    """How denial stands, and the newest rating unless it must stay unseen (DEN-3)."""

    outcome: str
    reason: str
    grade: int | None
    forms: tuple[str, ...]
    motivation: str
    words: str
    rated_by: str
    rated_on: date | None
    needs_second_rater: bool
    needs_manager: bool


class DecisionRow(Row):
    """An earlier decision of this case."""

    verdict: str
    suggested: str
    reason_code: str
    reason: str
    decided_on: date
    decided_by: str
    second: str


class ScreeningPage(Row):
    """The whole screening page of one case."""

    case: CaseId
    reference: str
    name: str
    programme: str
    pack_version: str
    state: str
    assessed_on: date
    criteria: tuple[CriterionRow, ...]
    suggested: str
    because: tuple[str, ...]
    missing: tuple[str, ...]
    gates: tuple[GateRow, ...]
    denial: DenialRow
    decisions: tuple[DecisionRow, ...]
    short_name: str = ""
    source: str = ""
    organisation: str = ""
    received_on: date | None = None
    reason: str = ""
    earlier: tuple[PossibleDuplicate, ...] = ()
    suitable_needs_second: bool = False


def open_round(work: Work, seat: ProgrammeSeat, case: Case, assessed_on: date | None = None) -> Screening:
    """The round that is not decided yet; after a decision a new one begins and the old one stays as it was (SCR-7)."""
    screening = newest_round(work, case.id)
    if screening is None or screening.decided_at is not None:
        number = 1 if screening is None else screening.number + 1
        screening = work.add(Screening(case_id=case.id, number=number, assessed_on=seat.clock.today()))
    if assessed_on is not None:
        screening.assessed_on = assessed_on
    return screening


def newest_round(work: Work, case_id: str) -> Screening | None:
    """The last round of a case, decided or not."""
    query = select(Screening).where(Screening.case_id == case_id).order_by(Screening.number.desc())
    return work.session.scalars(query.limit(1)).one_or_none()


def put_answer(work: Work, seat: ProgrammeSeat, screening: Screening, said: Said) -> None:
    """Keep an answer; while the round is open a new one takes the old one's place, and the chain keeps both."""
    query = select(CriterionAnswer).where(
        CriterionAnswer.screening_id == screening.id, CriterionAnswer.criterion == said.criterion
    )
    row = work.session.scalars(query).one_or_none()
    if row is None:
        row = CriterionAnswer(screening_id=screening.id, criterion=said.criterion)
    row.answer, row.note, row.on_date = Answer(said.answer).value, said.note, said.on
    row.source_class = SourceClass(said.source).value
    row.at, row.by_user = seat.clock.now(), seat.person.id
    work.add(row)


def picture(work: Work, seat: ProgrammeSeat, case: Case, *, for_reader: bool = False) -> Picture:
    """Judge the open round with what is known now; a reader who must not see the first grade 4 does not (DEN-3)."""
    pack = pack_of(seat, case)
    screening = newest_round(work, case.id)
    if screening is not None and screening.decided_at is not None and case.state in _ASSESSED_ANEW:
        screening = None
    answers = _answers(work, screening)
    day = (screening.assessed_on if screening else None) or seat.clock.today()
    ratings = denials.ratings_of(work, case.id)
    unseen = for_reader and _is_unseen(work, seat, case.id)
    denial = _not_shown() if unseen else denial_view(pack, ratings)
    judged = judge(pack, _screened(work, pack, case, answers, day, () if unseen else ratings))
    return Picture(screening, day, answers, judged, suggest(judged), case_gates(work, seat, case), denial)


def page(work: Work, seat: ProgrammeSeat, case: Case) -> ScreeningPage:
    """The page as this reader may see it."""
    seen = picture(work, seat, case, for_reader=True)
    client = work.get(Client, case.client_id)
    return ScreeningPage(
        case=CaseId(case.id),
        reference=case.reference,
        name=f"{client.given_name} {client.family_name}",
        programme=pack_of(seat, case).title,
        pack_version=pack_of(seat, case).version,
        state=case.state,
        assessed_on=seen.assessed_on,
        criteria=tuple(_as_asked(work, pack_of(seat, case), case, row) for row in criterion_rows(seen)),
        suggested=seen.suggestion.verdict.value,
        because=seen.suggestion.because,
        missing=seen.suggestion.missing,
        gates=gate_rows(seen.gates),
        denial=_denial_row(work, seat, case, seen.denial),
        decisions=_decision_rows(work, seat, case.id),
        short_name=short_name(client),
        source=case.source,
        organisation=case.referrer_organisation or "",
        received_on=case.received_on,
        reason=case.reason or "",
        suitable_needs_second=bool(setting(work.session, "screening.suitable_needs_second")),
    )


def criterion_rows(seen: Picture) -> tuple[CriterionRow, ...]:
    """The criteria of a picture as rows."""
    rows = []
    for one in seen.judged:
        answer = seen.answers.get(one.key)
        rows.append(
            CriterionRow(
                key=one.key,
                text=one.text,
                outcome=one.outcome.value,
                reason=one.reason,
                source=one.source,
                required=one.required,
                when_not_met=one.when_not_met.value,
                answer=answer.answer if answer else Answer.NOT_ASKED.value,
                note=(answer.note if answer else None) or "",
                on=(answer.on_date if answer else None) or "",
                source_class=answer.source_class if answer else "",
            )
        )
    return tuple(rows)


def _as_asked(work: Work, pack: Pack, case: Case, row: CriterionRow) -> CriterionRow:
    """The row with the answer that would meet it, where a person answers it at all."""
    one = next(one for one in pack.criteria if one.key == row.key)
    if one.test is Test.ANSWER:
        return replaced(row, met_by=one.wanted[0])
    if one.test is Test.WITHIN_MONTHS:
        return replaced(row, met_by=Answer.YES.value, asks_date=True)
    client = work.get(Client, case.client_id)
    recorded = {"gender": client.gender, "age": client.date_of_birth}.get(one.about, Answer.UNKNOWN.value)
    is_asked = one.test in (Test.EQUALS, Test.VALUE_AT_LEAST) and recorded in _NOT_KNOWN
    return replaced(row, met_by=Answer.YES.value) if is_asked else row


def gate_rows(found: tuple[Gate, ...]) -> tuple[GateRow, ...]:
    """Gates as rows."""
    return tuple(GateRow(key=gate.key, passed=gate.passed, words=gate.words) for gate in found)


_ASSESSED_ANEW = (CaseState.REFERRED.value, CaseState.ASSESSING.value)


def _answers(work: Work, screening: Screening | None) -> dict[str, CriterionAnswer]:
    if screening is None:
        return {}
    rows = work.session.scalars(select(CriterionAnswer).where(CriterionAnswer.screening_id == screening.id))
    return {row.criterion: row for row in rows}


def _screened(
    work: Work,
    pack: Pack,
    case: Case,
    answers: Mapping[str, CriterionAnswer],
    day: date,
    ratings: tuple[DenialRating, ...],
) -> Screened:
    """Answers and facts as the rules take them; what is not known is left out, never filled with "no" (NEV-14)."""
    client = work.get(Client, case.client_id)
    facts: dict[str, Value] = {"gender": client.gender} if client.gender != Answer.UNKNOWN.value else {}
    if (admitted := _latest_admitted(work, case.id)) is not None:
        facts["latest_admitted_on"] = admitted
    for one in pack.criteria:
        given = answers.get(one.key)
        if given is not None and given.on_date and one.test is Test.WITHIN_MONTHS:
            facts[one.about] = PartialDate.parse(given.on_date)
    born = None if client.date_of_birth in _NOT_KNOWN else PartialDate.parse(client.date_of_birth)
    return Screened(
        assessed_on=day,
        answers={key: Answer(row.answer) for key, row in answers.items()},
        facts=facts,
        born=born,
        ratings=ratings,
    )


_NOT_KNOWN = (Answer.UNKNOWN.value, Answer.NOT_ASKED.value)


def _latest_admitted(work: Work, case_id: str) -> PartialDate | None:
    """The newest rating that names a day on which he admits an episode."""
    query = (
        select(RatingRow.latest_admitted_on)
        .where(RatingRow.case_id == case_id, RatingRow.latest_admitted_on.not_in(_NOT_KNOWN))
        .order_by(RatingRow.at.desc())
    )
    found = work.session.execute(query.limit(1)).scalar()
    return PartialDate.parse(found) if found else None


def _is_unseen(work: Work, seat: ProgrammeSeat, case_id: str) -> bool:
    """A first grade 4 stays unseen by everybody but its rater until it was rated again (DEN-3)."""
    waiting = denials.waiting_rating(work, case_id)
    return waiting is not None and waiting.rated_by != seat.person.id


def _not_shown() -> DenialView:
    words = _("One worker has rated denial. Neither rating is shown until a second worker has rated.")
    return DenialView(Outcome.UNKNOWN, words, needs_second_rater=True)


def _denial_row(work: Work, seat: ProgrammeSeat, case: Case, view: DenialView) -> DenialRow:
    newest = None if _is_unseen(work, seat, case.id) else denials.newest_row(work, case.id)
    return DenialRow(
        outcome=view.outcome.value,
        reason=view.reason,
        grade=newest.grade if newest else None,
        forms=tuple(newest.forms) if newest else (),
        motivation=newest.motivation if newest else Answer.UNKNOWN.value,
        words=(newest.note if newest else None) or "",
        rated_by=newest.by_label if newest else "",
        rated_on=newest.at.astimezone(seat.clock.zone).date() if newest else None,
        needs_second_rater=view.needs_second_rater,
        needs_manager=view.needs_manager,
    )


def _decision_rows(work: Work, seat: ProgrammeSeat, case_id: str) -> tuple[DecisionRow, ...]:
    rows = work.session.scalars(select(Decision).where(Decision.case_id == case_id).order_by(Decision.at.desc()))
    return tuple(
        DecisionRow(
            verdict=row.verdict,
            suggested=row.suggested,
            reason_code=row.reason_code or "",
            reason=row.reason or "",
            decided_on=row.at.astimezone(seat.clock.zone).date(),
            decided_by=row.by_label,
            second=row.second_label or "",
        )
        for row in rows
    )
