"""Keeps one round of screening: its answers, and the facts they are judged with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.core.language import _
from app.domain.answers import Answer, Outcome, PartialDate
from app.domain.codes import SourceClass
from app.domain.moves import CaseState
from app.domain.pack import Pack
from app.domain.pack_parts import Test
from app.domain.questionnaires import exact
from app.programme import denials
from app.programme.measures.substance import newest_results
from app.programme.packs.shelf import pack_of
from app.programme.risks import LEVELS, highest
from app.programme.rules.denial import DenialRating, DenialView
from app.programme.rules.gates import Gate
from app.programme.rules.verdict import Judged, Screened, Suggestion, Value, denial_view, judge, suggest
from app.programme.seat import ProgrammeSeat
from app.programme.standing import case_gates
from app.store.work import Work
from models.programme.case import Case, CriterionAnswer, RiskResult, Screening
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


def open_round(work: Work, seat: ProgrammeSeat, case: Case, assessed_on: date | None = None) -> Screening:
    """The round that is not decided yet; after a decision a new one begins and the old one stays as it was (SCR-7)."""
    screening = newest_round(work, case.id)
    if screening is None or screening.decided_at is not None:
        number = 1 if screening is None else screening.number + 1
        screening = work.add(Screening(case_id=case.id, number=number, assessed_on=seat.clock.today()))
    if assessed_on is not None:
        screening.assessed_on = assessed_on
    return screening


def screen_anew(work: Work, seat: ProgrammeSeat, case: Case) -> None:
    """Back in assessment after a decision: the decision is kept, and a new round begins (SCR-7, GATE-4)."""
    screening = newest_round(work, case.id)
    if screening is not None and screening.decided_at is not None:
        open_round(work, seat, case)


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
    pack = pack_of(work, case)
    screening = newest_round(work, case.id)
    if screening is not None and screening.decided_at is not None and case.state in _ASSESSED_ANEW:
        screening = None
    answers = _answers(work, screening)
    day = (screening.assessed_on if screening else None) or seat.clock.today()
    ratings = denials.ratings_of(work, case.id)
    unseen = for_reader and is_unseen(work, seat, case.id)
    denial = _not_shown() if unseen else denial_view(pack, ratings)
    judged = judge(pack, _screened(work, pack, case, answers, day, () if unseen else ratings))
    return Picture(screening, day, answers, judged, suggest(judged), case_gates(work, seat, case), denial)


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
    facts: dict[str, Value] = screening_facts(work, case.id)
    if client.gender != Answer.UNKNOWN.value:
        facts["gender"] = client.gender
    if (admitted := _latest_admitted(work, case.id)) is not None:
        facts["latest_admitted_on"] = admitted
    for one in pack.criteria:
        given = answers.get(one.key)
        if given is not None and given.on_date and one.test is Test.WITHIN_MONTHS:
            facts[one.about] = PartialDate.parse(given.on_date)
    born = None if client.date_of_birth in NOT_KNOWN else PartialDate.parse(client.date_of_birth)
    return Screened(
        assessed_on=day,
        answers={key: Answer(row.answer) for key, row in answers.items()},
        facts=facts,
        born=born,
        ratings=ratings,
    )


NOT_KNOWN = (Answer.UNKNOWN.value, Answer.NOT_ASKED.value)


def _latest_admitted(work: Work, case_id: str) -> PartialDate | None:
    """The newest rating that names a day on which he admits an episode."""
    query = (
        select(RatingRow.latest_admitted_on)
        .where(RatingRow.case_id == case_id, RatingRow.latest_admitted_on.not_in(NOT_KNOWN))
        .order_by(RatingRow.at.desc())
    )
    found = work.session.execute(query.limit(1)).scalar()
    return PartialDate.parse(found) if found else None


def is_unseen(work: Work, seat: ProgrammeSeat, case_id: str) -> bool:
    """A first grade 4 stays unseen by everybody but its rater until it was rated again (DEN-3)."""
    waiting = denials.waiting_rating(work, case_id)
    return waiting is not None and waiting.rated_by != seat.person.id


def _not_shown() -> DenialView:
    words = _("One worker has rated denial. Neither rating is shown until a second worker has rated.")
    return DenialView(Outcome.UNKNOWN, words, needs_second_rater=True)


UNKNOWN = Answer.UNKNOWN.value
VALUES = ("ogrs3", "ovp", "rsr")
SARA = "sara"


def screening_facts(work: Work, case_id: str) -> dict[str, Value]:
    """What is known; what nobody knows, declined or did not ask is left out, never filled with "no" (NEV-14)."""
    facts: dict[str, Value] = {}
    if (result := newest_results(work, [case_id]).get(case_id)) is not None:
        facts["substance_result"] = result
    for row in _newest(work, case_id):
        facts |= _of_result(row)
    return facts


def _newest(work: Work, case_id: str) -> tuple[RiskResult, ...]:
    """Of each tool the newest result (RSK-4)."""
    query = select(RiskResult).where(RiskResult.case_id == case_id).order_by(RiskResult.taken_on, RiskResult.at)
    return tuple({row.tool.casefold(): row for row in work.session.scalars(query)}.values())


def _of_result(row: RiskResult) -> dict[str, Value]:
    """A tool's values as received; the overall SARA rating is the higher of its two (RSK-1)."""
    tool = row.tool.casefold()
    if tool.startswith(SARA):
        levels = {f"{SARA}_to_{key}": str(value) for key, value in row.results.items() if str(value) in LEVELS}
        overall = highest(row.results.values())
        return {**levels, **({f"{SARA}_overall": overall} if overall != UNKNOWN else {})}
    if tool == "rosh":
        return {tool: row.level} if row.level != UNKNOWN else {}
    numbers = [value for value in row.results.values() if isinstance(value, int | float)]
    return {tool: exact(numbers[0])} if tool in VALUES and len(numbers) == 1 else {}
