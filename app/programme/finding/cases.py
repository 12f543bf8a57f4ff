"""Shows long lists of cases ids first, and finds cases while somebody is still typing (P14, UX-25)."""

from typing import Annotated

from sqlalchemy import select

from app.core.shapes import CaseId, Draft, Meta, Nothing, Row, ShortText
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.moves import CaseState, state_words
from app.domain.roles import Role
from app.programme.case_list import CaseRow, rows_of
from app.programme.finding.lists import CasesWanted, case_ids
from app.programme.finding.words import hits_of
from app.programme.packs.shelf import packs_now
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.account import Account
from models.programme.group import Group

MOST_ROWS = 200
WORKERS = {Role.FACILITATOR.value, Role.MANAGER.value}


class CaseIds(Row):
    """The ids of a list in display order; their rows are asked for when they are seen."""

    ids: tuple[CaseId, ...]


class RowsWanted(Draft):
    """Some cases of a list."""

    cases: Annotated[tuple[CaseId, ...], Meta(max_length=MOST_ROWS)]


class WordsTyped(Draft):
    """What is looked for: the beginnings of words, a number, a telephone."""

    words: ShortText
    most: Annotated[int, Meta(ge=1, le=MOST_ROWS)] = 20


class CaseFound(Row):
    """One case that fits: number, first name and initial, where it stands; `in_note` when a note says the words."""

    case: CaseId
    reference: str
    short_name: str
    state_words: str
    in_note: bool


class FilterChoice(Row):
    """Something a list can be narrowed to."""

    value: str
    words: str


class FilterChoices(Row):
    """Programmes, workers and running groups to narrow a list of cases to."""

    programmes: tuple[FilterChoice, ...]
    workers: tuple[FilterChoice, ...]
    groups: tuple[FilterChoice, ...]


class Finding(Noun):
    """How a case is found."""

    seat: ProgrammeSeat

    @act("case.ids", Right.READ_CASE, kind=Kind.LIST)
    def ids(self, work: Work, draft: CasesWanted) -> CaseIds:
        """List the ids of cases within reach, in display order."""
        return CaseIds(ids=case_ids(work, self.seat, draft))

    @act("case.filters", Right.READ_CASE, kind=Kind.LIST)
    def filters(self, work: Work, _draft: Nothing) -> FilterChoices:
        """List what cases can be narrowed to: programmes, workers, groups that run."""
        packs = sorted(packs_now(work).values(), key=lambda pack: pack.title)
        people = select(Account.id, Account.label, Account.roles).where(Account.is_active.is_(True))
        workers = [row for row in work.session.execute(people.order_by(Account.label)) if WORKERS & set(row.roles)]
        running = select(Group.id, Group.code).where(Group.ended_on.is_(None)).order_by(Group.code)
        return FilterChoices(
            programmes=tuple(FilterChoice(value=pack.code, words=pack.title) for pack in packs),
            workers=tuple(FilterChoice(value=row.id, words=row.label) for row in workers),
            groups=tuple(FilterChoice(value=row.id, words=row.code) for row in work.session.execute(running)),
        )

    @act("case.rows", Right.READ_CASE, kind=Kind.LIST)
    def rows(self, work: Work, draft: RowsWanted) -> tuple[CaseRow, ...]:
        """List the rows of some cases, in the order in which they are named."""
        return rows_of(work, self.seat, draft.cases)

    @act("case.find", Right.READ_CASE, kind=Kind.LIST)
    def find(self, work: Work, draft: WordsTyped) -> tuple[CaseFound, ...]:
        """Find cases by name, number, reference, telephone, or by words in a note (XNG-6)."""
        hits = {hit.case: hit for hit in hits_of(work, self.seat, draft.words, draft.most)[: draft.most]}
        words = {state: state_words(CaseState(state)) for state in {hit.state for hit in hits.values()}}
        return tuple(
            CaseFound(
                case=CaseId(id),
                reference=hit.reference,
                short_name=hit.short,
                state_words=words[hit.state],
                in_note=hit.in_note,
            )
            for id, hit in hits.items()
        )
