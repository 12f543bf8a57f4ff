"""Shows a round of screening: each criterion with its reason, denial, gates and earlier decisions (SCR-1)."""

from datetime import date

from sqlalchemy import select

from app.core.shapes import CaseId, Row, replaced
from app.domain.answers import Answer
from app.domain.names import full_name
from app.domain.pack import Pack
from app.domain.pack_parts import Test
from app.programme import denials
from app.programme.case_list import short_name
from app.programme.duplicates import PossibleDuplicate
from app.programme.office import setting
from app.programme.packs.shelf import pack_of
from app.programme.referral_form import family_words
from app.programme.rules.denial import DenialView
from app.programme.rules.gates import Gate
from app.programme.screening_rounds import NOT_KNOWN, Picture, is_unseen, picture
from app.programme.seat import ProgrammeSeat
from app.programme.waiting.time_left import TimeLeft, times_left
from app.store.work import Work
from models.programme.case import Case, Decision
from models.programme.client import Client


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
    time_left: TimeLeft = TimeLeft()
    family_words: str = ""


def page(work: Work, seat: ProgrammeSeat, case: Case) -> ScreeningPage:
    """The page as this reader may see it."""
    seen = picture(work, seat, case, for_reader=True)
    client = work.get(Client, case.client_id)
    return ScreeningPage(
        case=CaseId(case.id),
        reference=case.reference,
        name=full_name(client.given_name, client.family_name),
        programme=pack_of(work, case).title,
        pack_version=pack_of(work, case).version,
        state=case.state,
        assessed_on=seen.assessed_on,
        criteria=tuple(_as_asked(work, pack_of(work, case), case, row) for row in criterion_rows(seen)),
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
        time_left=times_left(work, seat, [case]).get(case.id, TimeLeft()),
        family_words=family_words(work, case),
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


def gate_rows(found: tuple[Gate, ...]) -> tuple[GateRow, ...]:
    """Gates as rows."""
    return tuple(GateRow(key=gate.key, passed=gate.passed, words=gate.words) for gate in found)


def _as_asked(work: Work, pack: Pack, case: Case, row: CriterionRow) -> CriterionRow:
    """The row with the answer that would meet it, where a person answers it at all."""
    one = next(one for one in pack.criteria if one.key == row.key)
    if one.test is Test.ANSWER:
        return replaced(row, met_by=one.wanted[0])
    if one.test is Test.WITHIN_MONTHS:
        return replaced(row, met_by=Answer.YES.value, asks_date=True)
    client = work.get(Client, case.client_id)
    recorded = {"gender": client.gender, "age": client.date_of_birth}.get(one.about, Answer.UNKNOWN.value)
    is_asked = one.test in (Test.EQUALS, Test.VALUE_AT_LEAST) and recorded in NOT_KNOWN
    return replaced(row, met_by=Answer.YES.value) if is_asked else row


def _denial_row(work: Work, seat: ProgrammeSeat, case: Case, view: DenialView) -> DenialRow:
    newest = None if is_unseen(work, seat, case.id) else denials.newest_row(work, case.id)
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
