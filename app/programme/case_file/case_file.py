"""Shows the parts of one man's file that the participant page has tabs for, each asked when its tab is opened."""

from app.core.shapes import CaseId, Draft
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.programme.case_file.contacts import ContactFile, contact_files
from app.programme.case_file.lines import MarksShown, marks_shown
from app.programme.case_file.records import RecordsShown, records_shown
from app.programme.case_file.results import ResultRow, result_rows
from app.programme.packs.shelf import pack_of
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case


class FileAsked(Draft):
    """Whose file."""

    case: CaseId


class CaseFile(Noun):
    """What is read in the file of one man."""

    seat: ProgrammeSeat

    @act("case.marks", Right.READ_CASE, kind=Kind.OPEN, about="case")
    def marks(self, work: Work, draft: FileAsked) -> MarksShown:
        """Show every session of his with its mark, what it was before a correction, and the limits (ATT-4, ATT-9)."""
        case = work.get(Case, draft.case)
        return marks_shown(work, self.seat, pack_of(work, case), case.id)

    @act("case.contacts", Right.READ_CASE, kind=Kind.OPEN, about="case")
    def contacts(self, work: Work, draft: FileAsked) -> tuple[ContactFile, ...]:
        """Show his own contacts with what was said, those he missed and those booked again (ONE-1, SCH-34)."""
        return contact_files(work, self.seat, work.get(Case, draft.case).id)

    @act("case.records", Right.READ_CASE, kind=Kind.OPEN, about="case")
    def records(self, work: Work, draft: FileAsked) -> RecordsShown:
        """Show notes, consents, decisions, ratings, screens and holds of one case, the newest first."""
        return records_shown(work, self.seat, work.get(Case, draft.case))

    @act("case.results", Right.READ_CASE, kind=Kind.OPEN, about="case")
    def results(self, work: Work, draft: FileAsked) -> tuple[ResultRow, ...]:
        """Show every risk result as it was received, with its bands for display only (RSK-1, RSK-2, RSK-4)."""
        return result_rows(work, work.get(Case, draft.case).id)
