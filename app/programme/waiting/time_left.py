"""Says of a man who has not begun whether his order leaves time for his whole programme (PATH-2)."""

from collections.abc import Collection
from datetime import date

from app.core.shapes import Row
from app.domain.moves import CaseState
from app.domain.pack import Pack
from app.programme.packs.shelf import pack_of
from app.programme.rules.finishing import Outlook, outlook
from app.programme.seat import ProgrammeSeat
from app.programme.waiting.known import margin_of, runs_begun_today
from app.store.work import Work
from models.programme.case import Case

NO_PLACE_YET = (CaseState.REFERRED, CaseState.ASSESSING, CaseState.NOT_READY)


class TimeLeft(Row):
    """Whether he can finish in time: a code, a sentence (empty when there is enough), the last day to begin."""

    finish: str = ""
    words: str = ""
    begin_by: date | None = None


def time_left(work: Work, seat: ProgrammeSeat, pack: Pack, order_ends: date | None) -> TimeLeft:
    """What a run that begins today would leave of an order."""
    whole = runs_begun_today(work, seat, [pack])[pack.code, pack.version]
    return _row(outlook(order_ends, whole, seat.clock.today(), margin_of(work)))


def times_left(work: Work, seat: ProgrammeSeat, cases: Collection[Case]) -> dict[str, TimeLeft]:
    """The same for several cases at once, by case: those with an order and without a place to be looked at."""
    early = [case for case in cases if case.order_ends_on and CaseState(case.state) in NO_PLACE_YET]
    packs = {case.id: pack_of(work, case) for case in early}
    runs, margin, today = runs_begun_today(work, seat, packs.values()), margin_of(work), seat.clock.today()
    return {
        case.id: _row(outlook(case.order_ends_on, runs[packs[case.id].code, packs[case.id].version], today, margin))
        for case in early
    }


def _row(view: Outlook) -> TimeLeft:
    return TimeLeft(finish=view.finish.value, words=view.words, begin_by=view.begin_by)
