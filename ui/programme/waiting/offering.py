"""Offers a man three places with what speaks for each, or several men their earliest; says what it does (F12)."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup

from app.core.errors import AppError, InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, convert
from app.programme.desk import ProgrammeDesk
from app.programme.moves.changes import MoveLooked
from app.programme.moves.preview import MovePreview
from app.programme.waiting.lists import OfferRow, OffersShown, OffersWanted
from app.programme.waiting.rows import WaitingLine
from app.programme.waiting.seats import Placed, SeatDraft
from app.programme.waiting.transfers import CaseTransferred
from ui.kit.bands import Banner, announce
from ui.kit.buttons import KeyButton, RoundChoice
from ui.kit.dates import short_day
from ui.kit.dialogs import Change
from ui.kit.effects import EffectsCard
from ui.kit.form import Form
from ui.kit.layouts import Flow
from ui.kit.problems import problem_of
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, Chip, words
from ui.programme.asking import (
    PlacesCard,
    override_form,
    override_given,
    problems_of_override,
    show_move,
    with_manager,
)
from ui.shell.screen import Screen


class PlaceChoice(Card):
    """One place: its name as the choice, then what speaks for it and what against."""

    def __init__(self, number: int, offer: OfferRow) -> None:
        super().__init__(margin=12)
        self.offer = offer
        text = _("{number}: {code}").format(number=number, code=offer.code)
        self.choice = RoundChoice(text, offer.group)
        self.choice.toggled.connect(lambda _on: self.choice.updateGeometry())
        self.choice.setEnabled(offer.is_open or offer.needs_override)
        self.add(self.choice)
        if offer.against:
            label = _("A manager may accept it") if offer.needs_override else _("Not now")
            self.add(Flow(Chip(label, Tone.WARN)))
        for_it, against = " ".join(offer.for_it), " ".join((*offer.against, *offer.warnings))
        if for_it:
            self.add(words(_("For it: {reasons}").format(reasons=for_it), "small"))
        if against:
            self.add(words(_("Against it: {reasons}").format(reasons=against), "small"))
        if offer.finish_words:
            self.add(words(offer.finish_words, "small"))


class OfferPanel(PlacesCard):
    """The three best places of one man; 1 to 3 choose, and nothing is done before what it does was read."""

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__(_("Offer a place"))
        self._screen = screen
        self._shown: OffersShown | None = None
        self.places: list[PlaceChoice] = []
        self._group = QButtonGroup(self)
        self.none = words("")
        self.effects = EffectsCard()
        self.form: Form | None = None
        self._again: tuple[str, dict[str, object]] = ("", {})
        self._waits: dict[str, object] = {}  # what a lock kept, until the form for it is here
        self.told = Banner("", "", Tone.WARN)
        self.told.hide()
        self.add(self.told)
        self.close_it = KeyButton(_("Leave as it is"), "Esc", small=True)
        self._keep = self.body.count()
        self.close_it.clicked.connect(self._close)
        self.wanted.connect(self._begin)
        self.giving.connect(self._give)
        self.hide()

    def _begin(self, case: str) -> None:
        self._again, self._waits = ("", {}), {}
        self.told.hide()
        self._look(case)

    def _look(self, case: str) -> None:
        act = partial(self._screen.desk.waitings.offers, OffersWanted(case=CaseId(case)))
        self._screen.read(act, self._show, "offers")

    def chosen(self) -> OfferRow | None:
        """The place that is chosen."""
        return next((one.offer for one in self.places if one.choice.isChecked()), None)

    def _give(self) -> None:
        shown, offer = self._shown, self.chosen()
        if shown is None or offer is None:
            return
        draft = self._draft(shown, offer)
        if draft is None:
            return
        desk = self._screen.desk
        if isinstance(draft, CaseTransferred):
            with_manager(self._screen, draft, desk.transfers.transfer, (self._given, self._refused))
        else:
            with_manager(self._screen, draft, desk.placings.allocate, (self._given, self._refused))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses a place; Esc leaves everything as it is."""
        digit = event.text()
        if digit.isdecimal() and 0 < int(digit) <= len(self.places):
            choice = self.places[int(digit) - 1].choice
            if choice.isEnabled():
                choice.setChecked(True)
                choice.setFocus()
                self._look_at(self.places[int(digit) - 1].offer)
            return
        super().keyPressEvent(event)

    def _show(self, shown: OffersShown) -> None:
        self._empty()
        self._shown = shown
        heading = _("A place for {name}").format(name=shown.short_name)
        if shown.moves_from:
            heading = _("Another place for {name}, now in {group}").format(
                name=shown.short_name, group=shown.moves_from
            )
        self.add(words(heading, "strong"))
        self.places = [PlaceChoice(number, offer) for number, offer in enumerate(shown.offers, 1)]
        for place in self.places:
            self._group.addButton(place.choice)
            place.choice.clicked.connect(partial(self._look_at, place.offer))
            self.add(place)
        if shown.none_words:
            self.add(words(shown.none_words))
        self.add(self.effects)
        self.add(Flow(self.close_it))
        self.body.addStretch(1)
        self.effects.forget()
        self.show()
        open_ = [place for place in self.places if place.choice.isEnabled()]
        again = next((place for place in open_ if place.offer.group == self._again[0]), None)
        if again is not None:
            again.choice.setChecked(True)
            self._look_at(again.offer)
        (again.choice if again else open_[0].choice if open_ else self.close_it).setFocus()

    def _empty(self) -> None:
        for place in self.places:
            self._group.removeButton(place.choice)
        self.places, self.form = [], None
        while self.body.count() > self._keep:
            item = self.body.takeAt(self._keep)
            old = item.widget() if item is not None else None
            if old is not None and old not in (self.effects,):
                old.hide()
                old.deleteLater()
        self.close_it = KeyButton(_("Leave as it is"), "Esc", small=True)
        self.close_it.clicked.connect(self._close)

    def kept(self) -> dict[str, object]:
        """The man, the place that is chosen, and what was typed for a manager."""
        offer, shown = self.chosen(), self._shown
        if self.form is None or not self.form.is_edited() or offer is None or shown is None:
            return dict(self._waits)
        return {"case": shown.case, "group": offer.group, "values": self.form.values()}

    def restore(self, kept: Mapping[str, object]) -> None:
        """Show again what a lock kept, once his places are here."""
        values = kept.get("values")
        self._waits = dict(kept)
        self._again = (str(kept.get("group", "")), dict(values) if isinstance(values, dict) else {})
        self._look(str(kept.get("case", "")))

    def _close(self) -> None:
        self._forget()
        self.closed.emit()

    def _forget(self) -> None:
        """Nothing is chosen and nothing typed."""
        self._again, self._waits, self._shown = ("", {}), {}, None
        self._empty()

    def _look_at(self, offer: OfferRow, *_ignored: object) -> None:
        """What this place would do, before it is given (CASE-4)."""
        shown = self._shown
        if shown is None:
            return
        way = "transfer" if shown.moves_from else "place"
        asked = MoveLooked(case=shown.case, way=way, group=offer.group)  # type: ignore[arg-type]  # one of the ways
        act = partial(self._screen.desk.case_changes.preview_move, asked)
        self._screen.read(act, partial(self._preview, offer), "preview")

    def _preview(self, offer: OfferRow, seen: MovePreview) -> None:
        place = next((one for one in self.places if one.offer is offer), None)
        if place is None:
            return
        self.body.removeWidget(self.effects)
        self.body.insertWidget(self.body.indexOf(place) + 1, self.effects)
        show_move(self.effects, seen)
        if self.form is not None:
            self.form.hide()
            self.body.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None
        if offer.needs_override:
            self.form = Form(override_form(offer.missed), _("What a manager accepts"), has_keys=False)
            for name, value in self._again[1].items() if offer.group == self._again[0] else ():
                self.form.editor(name).fill(value)
            self._waits = {}
            self.body.insertWidget(self.body.indexOf(self.effects), self.form)

    def _draft(self, shown: OffersShown, offer: OfferRow) -> SeatDraft | None:
        given: dict[str, object] = {"group": offer.group, "case": shown.case, "seen": shown.seen}
        if self.form is not None:
            if self.form.draft(group=offer.group, case=shown.case) is None:
                return None
            given |= override_given(self.form, offer.missed)
        return convert(given, CaseTransferred if shown.moves_from else SeatDraft)

    def _given(self, placed: Placed) -> None:
        self._screen.toast(_("He has the place. {clearance}.").format(clearance=placed.clearance.rstrip(".")))
        self._forget()
        self.placed.emit()

    def _refused(self, error: Exception) -> None:
        """Beside its field; or who was first is said on top, his places are read anew, and what was typed stays."""
        if isinstance(error, InvalidInput) and self.form is not None:
            self.form.show_problems(problems_of_override(error.problems))
            return
        problem, offer = problem_of(error), self.chosen()
        self.told.say(problem.heading, " ".join(problem.sentences), problem.tone)
        self.told.show()
        announce(self, problem.words)
        if self._shown is not None and offer is not None:
            self._again = (offer.group, self.form.values() if self.form is not None else {})
            self._look(self._shown.case)


def foreseen(lines: Sequence[WaitingLine]) -> list[Change]:
    """Where each would go as the list stands now."""
    return [
        Change(
            line.case,
            f"{line.reference} {line.short_name}",
            line.state_words,
            line.place_code or _("No place that fits"),
            short_day(line.place_begins) if line.place_begins else "",
        )
        for line in lines
    ]


def give_each(desk: ProgrammeDesk, lines: Sequence[WaitingLine]) -> list[Change]:
    """Give each his earliest place, one after the other; a refusal of one stops nobody else."""
    return [_give(desk, line) for line in lines]


def _give(desk: ProgrammeDesk, line: WaitingLine) -> Change:
    who = f"{line.reference} {line.short_name}"
    try:
        shown = desk.waitings.offers(OffersWanted(case=CaseId(line.case)))
        offer = next((one for one in shown.offers if one.is_open), None)
        if offer is None:
            return Change(line.case, who, line.state_words, _("No place that fits"), _reasons(shown))
        placed = _placed(desk, shown, offer)
    except AppError as refused:
        return Change(line.case, who, line.state_words, _("Not placed"), str(refused))
    return Change(line.case, who, line.state_words, offer.code, placed)


def _placed(desk: ProgrammeDesk, shown: OffersShown, offer: OfferRow) -> str:
    if shown.moves_from:
        return desk.transfers.transfer(CaseTransferred(group=offer.group, case=shown.case, seen=shown.seen)).clearance
    return desk.placings.allocate(SeatDraft(group=offer.group, case=shown.case, seen=shown.seen)).clearance


def _reasons(shown: OffersShown) -> str:
    return " ".join(dict.fromkeys(text for one in shown.offers for text in one.against)) or shown.none_words
