"""Records what a drug or alcohol worker's brief tool said: its result, never its items (SUB-1, SUB-2)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, Draft, Row, ShortText
from app.desk.act import act
from app.desk.seat import Noun
from app.domain.codes import ReferralSource
from app.domain.pack import Pack
from app.programme.case_moves import Happened, note_event
from app.programme.moments import moment_for
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.measure import SubstanceScreen

LONGEST_VERSION = 40
REFERS = frozenset({"possible", "clear"})
SAYS_NOTHING = frozenset({"declined", "not_asked"})
Result = Literal["no_sign", "possible", "clear", "declined", "not_asked"]


class Screened(Draft):
    """The result of a brief tool: which, in which version, when, and in whose hands."""

    case: CaseId
    tool: ShortText
    on: date
    worker: ShortText
    result: Result
    version: ShortText | None = None


class ScreenRow(Row):
    """A result as recorded. `refers` says that it is a ground for a referral; `asks` what does not fit together."""

    screen: str
    tool: str
    version: str
    on: date
    worker: str
    result: str
    words: str
    refers: bool
    by: str
    at: datetime
    asks: str = ""


class Substances(Noun):
    """What is done on the way in through a drug or alcohol service."""

    seat: ProgrammeSeat

    @act("substance.screen", Right.WRITE_CASE, about="case")
    def screen(self, work: Work, draft: Screened) -> ScreenRow:
        """Record what a drug or alcohol worker's brief tool said; an earlier result stays (SUB-1, SUB-2)."""
        case = work.get(Case, draft.case)
        if problems := _problems(draft, self.seat.clock.today()):
            raise InvalidInput(problems)
        row = work.add(
            SubstanceScreen(
                case_id=case.id,
                tool=draft.tool.strip(),
                tool_version=(draft.version or "").strip(),
                on_day=draft.on,
                worker=draft.worker.strip(),
                result=draft.result,
                at=moment_for(work, self.seat, SubstanceScreen, case.id),
                by_user=self.seat.person.id,
                by_label=self.seat.person.label,
            )
        )
        note_event(work, self.seat, case.id, Happened("substance_screen"))
        work.changed("case", case.id)
        return screen_row(row, case.source)


def screen_row(row: SubstanceScreen, source: str) -> ScreenRow:
    """A result in words, and what its reader should ask about the referral (SUB-2)."""
    return ScreenRow(
        screen=row.id,
        tool=row.tool,
        version=row.tool_version,
        on=row.on_day,
        worker=row.worker,
        result=row.result,
        words=result_words()[row.result],
        refers=row.result in REFERS,
        by=row.by_label,
        at=row.at,
        asks=_asks(row.result, source),
    )


def screens_of(work: Work, case_id: str) -> tuple[SubstanceScreen, ...]:
    """Every result of a case, newest first."""
    query = select(SubstanceScreen).where(SubstanceScreen.case_id == case_id)
    return tuple(work.session.scalars(query.order_by(SubstanceScreen.on_day.desc(), SubstanceScreen.at.desc())))


def newest_results(work: Work, cases: Collection[str]) -> dict[str, str]:
    """By case the newest result that says something; declined and not asked leave it not known (NEV-14)."""
    query = select(SubstanceScreen.case_id, SubstanceScreen.result).where(SubstanceScreen.case_id.in_(cases))
    rows = work.session.execute(query.order_by(SubstanceScreen.on_day, SubstanceScreen.at))
    found = {row.case_id: row.result for row in rows}
    return {case: result for case, result in found.items() if result not in SAYS_NOTHING}


def result_words() -> dict[str, str]:
    """What a brief tool can say."""
    return {
        "no_sign": _("No sign"),
        "possible": _("Possible sign"),
        "clear": _("Clear sign"),
        "declined": _("He declined"),
        "not_asked": _("Not asked"),
    }


def is_route(pack: Pack, case: Case) -> bool:
    """Whether a brief tool belongs to this case: its programme asks for the result, or the service sent him."""
    asks = any(criterion.about == "substance_result" for criterion in pack.criteria)
    return asks or case.source == ReferralSource.SUBSTANCE_SERVICE.value


def _asks(result: str, source: str) -> str:
    """A sign leads to a referral by the service, and a referral by the service comes from a sign (SUB-2)."""
    by_service = source == ReferralSource.SUBSTANCE_SERVICE.value
    if result in REFERS and not by_service:
        return _("A sign leads to a referral by the alcohol or drug service. This case came another way: ask them.")
    if result not in REFERS and by_service:
        return _("The service referred him without a sign. Ask why.")
    return ""


def _problems(draft: Screened, today: date) -> dict[str, str]:
    problems: dict[str, str] = {}
    if draft.on > today:
        problems["on"] = _("This date lies after today.")
    if not draft.tool.strip():
        problems["tool"] = _("Name the tool.")
    if not draft.worker.strip():
        problems["worker"] = _("Name the drug or alcohol worker who used it.")
    if len(draft.version or "") > LONGEST_VERSION:
        problems["version"] = _("This is too long: at most {most}.").format(most=LONGEST_VERSION)
    return problems
