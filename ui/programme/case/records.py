"""Shows what is kept on one man besides his attendance: who he is, notes, consent, screening, decisions and holds."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.core.shapes import CaseId
from app.domain import labels
from app.domain.peer import Chime, chime_words
from app.programme.case_file.case_file import FileAsked
from app.programme.case_file.records import KeptRow, NoteFile, RecordsShown
from app.programme.case_page import CasePage
from app.programme.cases import CaseAsked
from app.programme.desk import ProgrammeDesk
from app.programme.legal.shown import LegalAsked, LegalFile
from app.programme.measures.substance import ScreenRow
from ui.kit.buttons import KeyButton
from ui.kit.card_table import CardTable
from ui.kit.dates import day, partial_day
from ui.kit.entries import EntryCard
from ui.kit.layouts import Column, Flow, SideBySide
from ui.kit.paged_model import Column as Shown
from ui.kit.rows import FactRow
from ui.kit.widgets import Card, facts, words
from ui.programme.case.agency_forms import (
    background_line,
    child_below,
    child_words,
    family_line,
    mappa_line,
    order_line,
    protection_line,
    referrer_line,
)
from ui.programme.case.change_forms import reader_line, route_line
from ui.programme.case.legal_forms import legal_kinds_of_change
from ui.programme.case.part import Part, moment_words

ICONS = {"consent": "certificate", "details": "mail", "decision": "list-check", "rating": "user-question"}


@dataclass(frozen=True)
class Kept:
    """What this tab asks for."""

    page: CasePage
    records: RecordsShown
    legal: LegalFile


class RecordsPart(Part):
    """Notes at the left, one opened at a time; who he is and what was decided at the right (P15)."""

    key = "records"
    is_for_staff = True

    def __init__(self) -> None:
        super().__init__()
        self._notes: tuple[NoteFile, ...] = ()
        self.notes: CardTable[NoteFile] = CardTable(note_columns(), _("Notes"), most=8)
        self.none = words(_("No notes yet. They are written from the register."), "small")
        self.note = EntryCard(_("The chosen note"))
        self.details = EntryCard(_("Details"))
        self.consents, self.decisions = EntryCard(_("Consent and details")), EntryCard(_("Screening and decisions"))
        self.holds = EntryCard(_("Holds"))
        self.courts, self.his_children = EntryCard(_("Orders and courts")), EntryCard(_("Children"))
        self.background = EntryCard(_("Past and needs"))
        self._case = CaseId("")
        notes = Card(_("Notes"))
        notes.add(self.notes)
        notes.add(self.none)
        left = Column(notes, self.note, self.decisions, self.background)
        right = Column(self.courts, self.details, self.his_children, self.consents, self.holds)
        self.box.addWidget(SideBySide(left, right, shares=(1, 1)))
        self.box.addStretch(1)
        self.notes.row_changed.connect(lambda _session: self.note.hide())
        self.notes.row_chosen.connect(self._show_note)

    def ask(self, desk: ProgrammeDesk, case: CaseId) -> Kept:
        """Who he is, and everything on record."""
        self._case = case
        page, records = desk.cases.show(CaseAsked(case=case)), desk.case_file.records(FileAsked(case=case))
        return Kept(page, records, desk.legal_files.show(LegalAsked(case=case)))

    def show_found(self, found: Kept) -> None:
        """Show all of it; a note stays closed until somebody opens it, for he may see this page."""
        records = found.records
        self._notes = records.notes
        self.notes.setVisible(bool(records.notes))
        self.none.setVisible(not records.notes)
        self.notes.show_rows(records.notes, lambda row: row.session)
        self.note.hide()
        self.details.clear()
        self.details.pairs(detail_lines(found.page))
        self._show_courts(found.legal)
        self._show_background(found.legal)
        _fill(self.consents, records.consents, _("Nothing is recorded yet."))
        self._show_decisions(records)
        _fill(self.holds, records.holds, _("He was never on hold."))

    def _show_note(self, session: str) -> None:
        """Open one note."""
        one = next((row for row in self._notes if row.session == session), None)
        if one is None:
            return
        self.note.clear()
        versions = ngettext("written {count} time", "written {count} times", one.versions).format(count=one.versions)
        self.note.say_note(versions if one.versions > 1 else "")
        self.note.add(words(facts(one.title, moment_words(one.on), one.by), "small"))
        waived = _("Nobody writes it: {reason}").format(reason=one.waived_reason) if one.waived_reason else ""
        self.note.add(words(one.text or waived))
        helped = ", ".join(chime_words(Chime(tag)) for tag in one.tags)
        self.note.pair(_("What helped"), helped)
        if one.is_taggable and one.text:
            tag = KeyButton(_("Change what helped") if helped else _("Say what helped"), icon="pencil", small=True)
            tag.clicked.connect(lambda _on: self.wanted.emit("evening", session))
            self.note.add(Flow(tag))
        self.note.show()

    def _show_courts(self, legal: LegalFile) -> None:
        """Each with what stands now, and a way to say what was decided since."""
        self.courts.clear()
        self.courts.pair(_("Referrer"), referrer_line(legal))
        self.courts.pair(_("Order or ground"), order_line(legal))
        for one in legal.protections:
            tone = "ink_2" if one.stands == "over" else "primary"
            self.courts.add(FactRow("shield-lock", protection_line(one), one.conditions, tone))
        if not legal.protections:
            self.courts.pair(_("Protective orders"), _("None is known"))
        self.courts.pair(_("Family court"), family_line(legal))
        self.courts.pair(_("MAPPA"), mappa_line(legal))
        ways = []
        for kind in legal_kinds_of_change():
            way = KeyButton(kind.words, icon="pencil", small=True)
            way.setAccessibleName(_("Record: {what}").format(what=kind.words))
            way.clicked.connect(partial(self._decided, kind.value))
            ways.append(way)
        self.courts.add(Flow(*ways))
        self.his_children.clear()
        if not legal.children:
            self.his_children.say(_("None is known of."))
        for child in legal.children:
            self.his_children.add(FactRow("user", child_words(child), child_below(child)))

    def _show_background(self, legal: LegalFile) -> None:
        """What is known of each topic, and in one line of what nobody has asked (REF-7)."""
        self.background.clear()
        for one in legal.background:
            if one.turns:
                self.background.pair(one.title, background_line(one))
        not_asked = [one.title for one in legal.background if not one.turns]
        if not_asked:
            self.background.say(_("Nobody has asked: {what}.").format(what=", ".join(not_asked)))
        way = KeyButton(_("Past and needs"), icon="pencil", small=True)
        way.setAccessibleName(_("Record: {what}").format(what=_("Past and needs")))
        way.clicked.connect(partial(self._decided, "background"))
        self.background.add(Flow(way))

    def _decided(self, kind: str, *_ignored: object) -> None:
        """To the form on which it is said."""
        self.wanted.emit("case_change", f"{self._case}/{kind}")

    def _show_decisions(self, records: RecordsShown) -> None:
        self.decisions.clear()
        for screen in records.screens:
            self.decisions.add(FactRow("clipboard-check", screen_words(screen), screen_below(screen)))
        if records.ratings_unseen:
            self.decisions.say(_("One worker has rated denial. It is shown once a second worker has rated."))
        for row in (*records.decisions, *records.ratings):
            self.decisions.add(kept_line(row))
        if not (records.screens or records.decisions or records.ratings or records.ratings_unseen):
            self.decisions.say(_("Nothing is decided yet."))

    def panes(self) -> list[QWidget]:
        """The notes, what was decided, what courts say, who he is."""
        return [self.notes, self.decisions, self.courts, self.details]


def _fill(card: EntryCard, rows: tuple[KeptRow, ...], empty: str) -> None:
    card.clear()
    if not rows:
        card.say(empty)
    for row in rows:
        card.add(kept_line(row))


def kept_line(row: KeptRow) -> QWidget:
    """What was recorded, then when, by whom and why."""
    return FactRow(ICONS.get(row.kind, "calendar-off"), row.words, facts(day(row.on), row.by, row.detail))


def note_columns() -> tuple[Shown[NoteFile], ...]:
    """Of which session, when, by whom; the words are behind Enter."""
    return (
        Shown(_("Session"), lambda row: row.title, strong=True),
        Shown(_("When"), lambda row: moment_words(row.on)),
        Shown(_("By"), lambda row: row.by),
        Shown(_("Note"), lambda row: _("Waived") if row.waived_reason else _("Enter opens it"), small=True),
    )


def screen_words(screen: ScreenRow) -> str:
    """The tool and what it said."""
    return _("{tool}: {result}").format(tool=screen.tool, result=screen.words)


def screen_below(screen: ScreenRow) -> str:
    """Version, day, who used it, and what does not fit together."""
    version = _("version {version}").format(version=screen.version) if screen.version else ""
    return facts(version, day(screen.on), screen.worker, screen.asks)


def detail_lines(page: CasePage) -> tuple[tuple[str, str], ...]:
    """Who he is and who sent him; what is not known says so (REF-7)."""
    unknown = _("Not known")
    born = partial_day(page.date_of_birth) if page.date_of_birth[:1].isdigit() else unknown
    return (
        (_("Name"), page.name),
        (_("Born"), born),
        (_("Gender"), page.gender.capitalize() if page.gender != "unknown" else unknown),
        (_("Language"), page.language or unknown),
        (_("Needs"), page.needs or unknown),
        (_("Telephone"), page.phone or unknown),
        (_("E-mail"), page.email or unknown),
        (_("Address"), page.address or unknown),
        (_("Referred by"), facts(labels.sources().get(page.source, ""), page.organisation, page.officer)),
        (_("Received"), day(page.received_on)),
        (_("Programme"), facts(page.programme_title, _("version {version}").format(version=page.pack_version))),
        (_("Legal ground"), labels.legal_kinds().get(page.legal_kind, page.legal_kind)),
        (_("Order ends"), day(page.order_ends_on) if page.order_ends_on else unknown),
        (_("Way of reporting"), route_line(page)),
        *((_("Another reader"), reader_line(one)) for one in page.other_readers),
        (_("Reference"), page.external_reference or unknown),
        (_("Reason for referral"), page.reason or unknown),
    )
