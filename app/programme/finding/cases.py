"""Shows long lists of cases ids first, and finds cases while somebody is still typing (P14, UX-25)."""

from typing import Annotated

from app.core.shapes import CaseId, Draft, Meta, Row, ShortText
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.programme.case_list import CaseRow, rows_of
from app.programme.finding.lists import CasesWanted, case_ids
from app.programme.finding.words import hits_of
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work

MOST_ROWS = 200


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


class Finding(Noun):
    """How a case is found."""

    seat: ProgrammeSeat

    @act("case.ids", Right.READ_CASE, kind=Kind.LIST)
    def ids(self, work: Work, draft: CasesWanted) -> CaseIds:
        """List the ids of cases within reach, in display order."""
        return CaseIds(ids=tuple(CaseId(id) for id in case_ids(work, self.seat, draft)))

    @act("case.rows", Right.READ_CASE, kind=Kind.LIST)
    def rows(self, work: Work, draft: RowsWanted) -> tuple[CaseRow, ...]:
        """List the rows of some cases, in the order in which they are named."""
        return rows_of(work, self.seat, draft.cases)

    @act("case.find", Right.READ_CASE, kind=Kind.LIST)
    def find(self, work: Work, draft: WordsTyped) -> tuple[CaseFound, ...]:
        """Find cases by name, number, reference, telephone, or by words in a note (XNG-6)."""
        hits = {CaseId(hit.case): hit for hit in hits_of(work, self.seat, draft.words, draft.most)[: draft.most]}
        return tuple(
            CaseFound(
                case=row.case,
                reference=row.reference,
                short_name=row.short_name,
                state_words=row.state_words,
                in_note=hits[row.case].in_note,
            )
            for row in rows_of(work, self.seat, tuple(hits))
        )
