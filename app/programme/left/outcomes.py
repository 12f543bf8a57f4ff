"""Shows what came of the referrals of a period: flow, waits, why men left, own measures, what is missing (P23)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Row, ShortText
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.counts import SMALLEST_SHOWN, hide_beside_total, told
from app.domain.moves import CaseState, state_words
from app.programme.case_list import short_of
from app.programme.left.counting import CohortWanted, ways_of
from app.programme.left.own_measures import MeasuredRow, measured
from app.programme.left.statistics import CohortPage, ended_words, page_of, stages
from app.programme.office import number_setting, places_of
from app.programme.packs.shelf import shelf_of
from app.programme.rights import Right
from app.programme.rules.cohort import WAITS, Lack, Stage, Way
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, reference_of
from models.programme.client import Client

MOST_LISTED = 500


class BehindWanted(CohortWanted, kw_only=True):
    """The men behind one number of the same return: `what` is the key that stands beside it."""

    what: ShortText


class PartRow(Row):
    """One part of a breakdown; None where it is smaller than ten or would give such a one away (STA-5)."""

    key: str
    words: str
    count: int | None


class LackRow(Row):
    """What a return would miss, and of how many referrals (STA-8)."""

    key: str
    words: str
    count: int


class ChoiceRow(Row):
    """Something the return can be narrowed to."""

    key: str
    words: str


class OutcomesPage(Row):
    """The page of outcomes. `is_small` says that fewer than ten stand behind it: then it has no figure at all."""

    cohort: CohortPage
    is_small: bool
    started: int
    completed: int
    milestone_hours: int | None
    waits: tuple[PartRow, ...]
    wait_limit_days: int
    left_early: tuple[PartRow, ...]
    left_early_in_all: int | None
    left_before: tuple[PartRow, ...]
    left_before_in_all: int | None
    measures: tuple[MeasuredRow, ...]
    missing: tuple[LackRow, ...]
    programmes: tuple[ChoiceRow, ...]
    sites: tuple[ChoiceRow, ...]


class BehindRow(Row):
    """One man behind a number."""

    case: CaseId
    reference: str
    name: str
    programme: str
    state_words: str


class BehindPage(Row):
    """The men behind a number, at most five hundred of them, and how many there are."""

    words: str
    total: int
    rows: tuple[BehindRow, ...]


class Outcomes(Noun):
    """What came of referrals; nothing here is called an effect (STA-7)."""

    seat: ProgrammeSeat

    @act("outcomes.show", Right.READ_CASE, kind=Kind.LIST)
    def show(self, work: Work, draft: CohortWanted) -> OutcomesPage:
        """Count what came of the referrals of a period, with small numbers hidden (STA-1 to STA-8)."""
        return outcomes_page(work, self.seat, draft)

    @act("outcomes.cases", Right.READ_CASE, kind=Kind.LIST)
    def cases(self, work: Work, draft: BehindWanted) -> BehindPage:
        """List the men behind one number, where there are ten or more or something of theirs is missing (STA-8)."""
        found = [way.case for way in ways_of(work, self.seat, draft) if _picked(draft.what)(way)]
        if not draft.what.startswith(LACK) and len(found) < SMALLEST_SHOWN:
            raise NotAllowed(_("Fewer than {count} men stand behind this.").format(count=SMALLEST_SHOWN))
        return BehindPage(words=_words_of(draft.what), total=len(found), rows=_rows(work, found[:MOST_LISTED]))


def outcomes_page(work: Work, seat: ProgrammeSeat, wanted: CohortWanted) -> OutcomesPage:
    """Everything the page shows, from one reading of the records (P13)."""
    ways = ways_of(work, seat, wanted)
    is_small = len(ways) < SMALLEST_SHOWN
    early, before = [way for way in ways if way.left_early], [way for way in ways if way.left_before]
    lacks = Counter(lack for way in ways for lack in way.lacks)
    packs = {pack.code: pack for pack in shelf_of(work).packs}
    return OutcomesPage(
        cohort=page_of(ways, wanted),
        is_small=is_small,
        started=sum(Stage.STARTED in way.reached for way in ways),
        completed=sum(Stage.COMPLETED in way.reached for way in ways),
        milestone_hours=_milestone(work, wanted),
        waits=() if is_small else _parts(WAIT, Counter(str(way.wait) for way in ways if way.wait is not None), waits()),
        wait_limit_days=number_setting(work.session, "waiting.limit_days"),
        left_early=() if is_small else _left(early),
        left_early_in_all=told(len(early)),
        left_before=() if is_small else _left(before),
        left_before_in_all=told(len(before)),
        measures=() if is_small else measured(work, seat, wanted, ways),
        missing=tuple(
            LackRow(key=f"{LACK}/{lack}", words=words, count=lacks[lack])
            for lack, words in lack_words().items()
            if lacks[lack]
        ),
        programmes=tuple(ChoiceRow(key=code, words=packs[code].title) for code in sorted(packs)),
        sites=tuple(ChoiceRow(key=code, words=name) for code, name in places_of(work.session).items()),
    )


STAGE, WAIT, LEFT, LACK, OPEN = "stage", "wait", "left", "lack", "open"


def _parts(kind: str, counts: Mapping[str, int], words: Mapping[str, str]) -> tuple[PartRow, ...]:
    """A breakdown in the order of its words; a total stands beside it."""
    shown = hide_beside_total({key: counts.get(key, 0) for key in words})
    return tuple(PartRow(key=f"{kind}/{key}", words=said, count=shown[key]) for key, said in words.items())


def _left(ways: Sequence[Way]) -> tuple[PartRow, ...]:
    """Why men left, the most frequent first; the hidden ones follow in the order of their words, not of their size."""
    counts = Counter(way.ended for way in ways)
    rows = _parts(LEFT, counts, {key: ended_words(key) for key in counts})
    return tuple(sorted(rows, key=lambda row: (-(row.count or 0), row.words)))


def waits() -> dict[str, str]:
    """The parts of the wait from referral to the first session."""
    first, second = (days // 7 for days in WAITS)
    return {
        "0": _("0 to {weeks} weeks").format(weeks=first),
        "1": _("{from_} to {to} weeks").format(from_=first + 1, to=second),
        "2": _("Over {weeks} weeks").format(weeks=second),
    }


def lack_words() -> dict[Lack, str]:
    """What a return would miss, in words."""
    return {
        Lack.RATING: _("Decided on, but denial was never rated"),
        Lack.CONSENT: _("Started, but no signed statement of understanding"),
        Lack.DETAILS: _("Started, but nothing says that partner details were asked for"),
        Lack.REASON: _("Ended, but no reason is recorded"),
        Lack.FIRST: _("Started, but no questionnaire from the start"),
        Lack.LAST: _("Completed, but no questionnaire from the end"),
        Lack.REVIEW: _("Completed, but no three-way review"),
        Lack.FOLLOW_UP: _("Completed long enough ago, but not followed up"),
    }


def _milestone(work: Work, wanted: CohortWanted) -> int | None:
    """The first milestone in hours where every programme that is counted has the same; else it is not named."""
    packs = [pack for pack in shelf_of(work).packs if wanted.programme in (None, pack.code)]
    firsts = {min(pack.milestones_hours) for pack in packs if pack.milestones_hours}
    only = firsts.pop() if len(firsts) == 1 else None
    return int(only) if only is not None and only == int(only) else None


def _picked(what: str) -> Callable[[Way], bool]:
    """Whether a referral stands behind the number with this key. Raises InvalidInput for a key of no number."""
    kind, _slash, key = what.partition("/")
    picks: dict[str, Callable[[Way], bool]] = {
        STAGE: lambda way: key in way.reached,
        WAIT: lambda way: str(way.wait) == key,
        LEFT: lambda way: way.ended == key,
        LACK: lambda way: key in way.lacks,
        OPEN: lambda way: way.is_open,
    }
    if kind not in picks or not _words_of(what):
        raise InvalidInput({"what": _("There is no such number.")})
    return picks[kind]


def _words_of(what: str) -> str:
    kind, _slash, key = what.partition("/")
    known: dict[str, Mapping[str, str]] = {
        STAGE: {stage.value: words for stage, words in stages().items()},
        WAIT: waits(),
        LACK: {lack.value: words for lack, words in lack_words().items()},
        OPEN: {"": _("Still with us")},
    }
    if kind == LEFT:
        return ended_words(key) if key.partition("/")[0] in set(CaseState) else ""
    return known.get(kind, {}).get(key, "")


def _rows(work: Work, ids: Iterable[str]) -> tuple[BehindRow, ...]:
    wanted = list(ids)
    titles = {pack.code: pack.title for pack in shelf_of(work).packs}
    query = select(
        Case.id, Case.number, Case.programme, Case.state, Client.known_as, Client.given_name, Client.family_name
    ).join(Client, Client.id == Case.client_id)
    rows = work.session.execute(query.where(Case.id.in_(wanted)).order_by(Case.number))
    return tuple(
        BehindRow(
            case=CaseId(row.id),
            reference=reference_of(row.number),
            name=short_of(row.known_as, row.given_name, row.family_name),
            programme=titles.get(row.programme, row.programme),
            state_words=state_words(CaseState(row.state)),
        )
        for row in rows
    )
