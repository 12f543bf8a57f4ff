"""Are the cards beside a report: wording, second reader, the one line on clearance, what is left to do, the copy."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.language import _, ngettext
from app.programme.accounts import PersonRow
from app.programme.left.words import bases
from app.programme.report_rows import CopyMade, ReportDelivered, ReportPage
from app.programme.rules.issue import channels
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock
from ui.kit.editors import ChoiceBox
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, options
from ui.kit.layouts import Flow, horizontal
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, Icon, facts, words

SHORTEST_COMMENT = 3


def delivery_form() -> FormSpec:
    """To whom a copy goes, on what basis, why, and how (REP-11, REP-12)."""
    return FormSpec(
        ReportDelivered,
        (
            Field("recipient", _("For"), required=True),
            Field("basis", _("Lawful basis"), Kind.CHOICE, required=True, choices=options(bases())),
            Field("necessity", _("Why it is needed"), required=True),
            Field("channel", _("How it goes"), Kind.CHOICE, required=True, choices=options(channels())),
            Field("read_back", _("A person read the address back"), Kind.TICK),
            Field("proof", _("Proof of sending")),
            Field("to_folder", _("Folder for the copy"), required=True, help=_("Its file name says nothing.")),
        ),
    )


class WordingCard(Card):
    """What a fixed list of wordings finds; it never knows anything about her (F9, UX-6)."""

    def __init__(self) -> None:
        super().__init__(_("Wording"))
        self.found = Banner("", "", Tone.WARN, "pencil")
        self.go = KeyButton(_("Go to text"), "F8", small=True)
        self.add(self.found)
        self.add(Flow(self.go))
        for line in (_("Every number is bound to the registers."), _("Only what may be told to him can stand here.")):
            self.add(_ticked(line))
        self.gaps = words("", "small")
        self.add(self.gaps)
        self.add(words(_("The checks help you. They do not replace reading it."), "small"))

    def show_report(self, page: ReportPage) -> None:
        """Show what was found in this edition, and what is missing; nothing once it is issued."""
        self.setVisible(page.state not in {"issued", "delivered"})
        count = len(page.wordings)
        heading = ngettext("{count} thing to reword", "{count} things to reword", count).format(count=count)
        parts = dict(page.headings)
        quoted = _("{part}: “{found}”. {advice}")
        lines = [
            quoted.format(part=parts.get(one.part, one.part), found=one.found, advice=one.words)
            for one in page.wordings
        ]
        self.found.say(heading, "\n".join(lines), Tone.WARN, "pencil")
        self.found.setVisible(bool(count))
        self.go.setVisible(bool(count))
        self.gaps.setText("\n".join(one.words for one in page.gaps))
        self.gaps.setVisible(bool(page.gaps))


class ClearanceCard(Card):
    """The one text, at the same place and in the same words for every report (REP-8, UX-6)."""

    def __init__(self) -> None:
        super().__init__()
        row = horizontal(gap=10)
        row.addWidget(Icon("shield-check", "ink_2", 24))
        row.addWidget(words(_("Safety clearance"), "h2"), 1)
        self.body.addLayout(row)
        self.setAccessibleName(_("Safety clearance"))
        self.line = words("", "strong")
        self.add(self.line)
        same = _(
            "Every report goes this way before it is issued, the same for every case. Answers come at fixed times."
        )
        self.add(words(same, "small"))

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show the line, and what age alone adds to it."""
        self.line.setText("\n".join(lines) or _("Awaiting safety clearance"))


class WayCard(Card):
    """What has happened and what is still to come before it can go out."""

    def __init__(self) -> None:
        super().__init__(_("Before it can go out"))

    def show_report(self, page: ReportPage) -> None:
        """Show the four steps with names and times."""
        for old in self.findChildren(_Line):
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        last = page.events[-1] if page.events else None
        saved = _("Writer: {person}, saved {time}").format(person=page.author, time=clock(last.at)) if last else ""
        is_past = {state: at for at, state in enumerate(STATES)}
        here = is_past[page.state]
        asked = _("Second reader: {person}").format(person=page.asked_reader or _("anyone but the writer"))
        read = _("Signed off by {person}").format(person=page.second_reader)
        reader = (_("Second reader: not yet asked"), asked, read)[min(here, 2)]
        cleared = (
            _("Safety clearance given") if here > STATES.index("awaiting_clearance") else _("Awaiting safety clearance")
        )
        issued = (
            _("Issued, every copy with its own password")
            if here >= STATES.index("issued")
            else _("Issued to a named person, with a password")
        )
        for at, text in enumerate((saved, reader, cleared, issued)):
            needed = (0, 2, 3, 4)[at]
            name = "circle-check" if here >= needed and here > 0 else "circle-dot" if at == _now(here) else "circle"
            self.add(_Line(name, text))


STATES = ("draft", "second_reader", "awaiting_clearance", "cleared", "issued", "delivered")


def _now(here: int) -> int:
    return (0, 1, 2, 3, 3, 3)[here]


class _Line(QWidget):
    """A step with its mark."""

    def __init__(self, icon: str, text: str) -> None:
        super().__init__()
        row = horizontal(self, gap=10)
        row.addWidget(Icon(icon, "ink_3" if icon == "circle" else "primary"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words(text), 1)


def _ticked(text: str) -> QWidget:
    part = QWidget()
    row = horizontal(part, gap=10)
    row.addWidget(Icon("check", "ok", 18))
    row.addWidget(words(text, "small"), 1)
    return part


class ReadingCard(Card):
    """Who reads it second; and for that person, how to give it back (REP-6)."""

    def __init__(self) -> None:
        super().__init__(_("Second reader"))
        self._read: tuple[str, int] | None = None
        self._page: ReportPage | None = None
        self._people: tuple[PersonRow, ...] = ()
        self.who = ChoiceBox()
        self.who.setAccessibleName(_("Who reads it second"))
        self.about = words("", "small")
        self.comment = QLineEdit()
        self.comment.setAccessibleName(_("What the writer should change"))
        self.comment.setPlaceholderText(_("What should the writer change?"))
        self.problem = words("", "problem")
        self.problem.hide()
        self.back = KeyButton(_("Give it back"), small=True)
        self.here = KeyButton(_("Sign off here"), small=True)
        for part in (self.about, self.who, self.comment, self.problem, Flow(self.back, self.here)):
            self.add(part)

    def show_people(self, people: Sequence[PersonRow]) -> None:
        """Who may be asked: everybody at this desk but the person who sits here."""
        if tuple(people) == self._people:
            return
        self._people = tuple(people)
        self.who.clear()
        self.who.addItem(_("Anyone but the writer"), None)
        for one in people:
            self.who.addItem(facts(one.label, ", ".join(one.role_words)), one.login)

    def chosen(self) -> str | None:
        """The user name of the reader, or None for anyone."""
        value = self.who.currentData()
        return None if value is None else str(value)

    @property
    def is_read(self) -> bool:
        """Whether the end of this edition has been on the screen."""
        return self._page is not None and self._read == (self._page.report, self._page.edition)

    def note_the_end(self, page: ReportPage) -> None:
        """The end of this edition is on the screen now."""
        self._read = (page.report, page.edition)

    def show_report(self, page: ReportPage) -> None:
        """Show what this person can do about the reading."""
        self._page = page
        is_draft, is_read = page.state == "draft", page.state == "second_reader"
        self.setVisible(is_draft or is_read)
        self.who.setVisible(is_draft)
        self.comment.setVisible(is_read and page.may_sign)
        self.back.setVisible(is_read and page.may_sign)
        self.here.setVisible(is_read and not page.may_sign)
        yours = _("Read the whole text, then sign it off or give it back with a comment.")
        others = _("It lies with {person}. Another person can also sign it off here, with their own password.")
        named = page.asked_reader or _("anyone but the writer")
        self.about.setText(
            _("Somebody who wrote none of it reads it before it goes out.")
            if is_draft
            else yours
            if page.may_sign
            else others.format(person=named)
        )
        notes = [one.note for one in page.events if one.kind == "given_back" and one.note]
        if is_draft and notes:
            self.about.setText(_("Given back: {comment}").format(comment=notes[-1]))

    def comment_typed(self) -> str | None:
        """The comment, or None after asking for one."""
        text = self.comment.text().strip()
        if len(text) < SHORTEST_COMMENT:
            self.say_problem(_("Write what the writer should change."))
            self.comment.setFocus()
            return None
        return text

    def say_problem(self, text: str) -> None:
        """Words beside the field."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.comment.setAccessibleDescription(text)

    def clear(self) -> None:
        """Empty what was typed."""
        self.comment.clear()
        self.say_problem("")


class DeliveryCard(Card):
    """The copy for one reader, and its password, shown this once (REP-11, REP-12)."""

    def __init__(self) -> None:
        super().__init__(_("A copy for its reader"))
        self.form = Form(delivery_form(), _("A copy for its reader"))
        self.done = Banner("", "", Tone.OK)
        self.password = words("", "h2")
        self.done.hide()
        self.password.hide()
        for part in (self.done, self.password, self.form):
            self.add(part)
        self._report = ""

    def show_report(self, page: ReportPage) -> None:
        """Ready for an issued report; a password is forgotten when another report is opened."""
        self.setVisible(page.state in {"issued", "delivered"})
        if page.report != self._report:
            self._report = page.report
            self.password.clear()
            self.password.hide()
            self.done.hide()
            self.form.fill({"recipient": page.recipient, "to_folder": str(Path.home()), "basis": None, "channel": None})

    def show_copy(self, copy: CopyMade) -> None:
        """Where the copy lies, and the four words that open it."""
        heading = _("Copy {number} is made. Tell its password another way than you send it.")
        self.done.say(heading.format(number=copy.copy_number), "\n".join((copy.file, *copy.notes)), Tone.OK, "lock")
        self.done.show()
        self.password.setText(copy.password)
        self.password.setAccessibleName(_("Password of this copy: {password}").format(password=copy.password))
        self.password.show()
