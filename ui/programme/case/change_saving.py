"""Saves each kind of change to a case by its act, with the second name where the table of moves asks for one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, Draft, convert, replaced
from app.domain.answers import Answer
from app.programme.cases import CaseMoveAsked, CasesGiven, ClientCorrected, HoldAsked, HoldEnded
from app.programme.desk import ProgrammeDesk
from app.programme.legal.around import FIELDS, BackgroundSaid, ChildSaid, ReferrerSaid
from app.programme.legal.mappa import MappaSaid
from app.programme.legal.orders import OrderSaid, ProceedingsSaid, ProtectionSaid
from app.programme.moves.changes import CaseBack, CaseReopened, CompletionUndone, ReportingKept, ReportingSaid
from app.programme.moves.preview import MovePreview
from ui.kit.form import Form
from ui.programme.asking import with_second
from ui.programme.case.agency_forms import background_said
from ui.programme.case.change_forms import SHOWN, reader_of
from ui.programme.case.legal_forms import NO_END
from ui.shell.screen import Screen

D = TypeVar("D", bound=Draft)
R = TypeVar("R")


@dataclass(frozen=True)
class Ends:
    """What the page does when a change is saved, gave the case away, took it up again, opened or closed the
    way of reporting, noted what a court or an agency decided, or was refused."""

    saved: Callable[[object], None]
    given: Callable[[object], None]
    is_back: Callable[[CaseBack], None]
    reporting: Callable[[ReportingKept], None]
    courts: Callable[[tuple[str, ...]], None]
    refused: Callable[[Exception], None]


@dataclass(frozen=True)
class Asked:
    """One change as it stands on the page: its kind in words, the form, what was stored, and what was seen of it."""

    case: CaseId
    words: str
    form: Form
    version: int
    stored: Mapping[str, object] = field(default_factory=dict)
    seen: MovePreview | None = None
    case_version: str | None = None


class Saving:
    """Runs the act of a change; what is refused goes back to the page, and what was typed stays."""

    def __init__(self, screen: Screen[ProgrammeDesk], ends: Ends) -> None:
        self._screen, self._ends = screen, ends
        cases, changes = screen.desk.cases, screen.desk.case_changes
        self._savers: dict[str, Callable[[Asked], None]] = {
            "move": self._move,
            "reopen": lambda asked: self._back(asked, CaseReopened, changes.reopen),
            "undo": lambda asked: self._back(asked, CompletionUndone, changes.undo_completion),
            "hold": lambda asked: self._plain(asked, HoldAsked, cases.hold),
            "lift": lambda asked: self._plain(asked, HoldEnded, cases.lift_hold),
            "correct": self._correct,
            "give": self._give,
            "reporting": self._reporting,
            "referrer": self._referrer,
            "order": self._order,
            "protection": lambda asked: self._court(asked, ProtectionSaid, screen.desk.legal.set_protection),
            "family": lambda asked: self._court(asked, ProceedingsSaid, screen.desk.legal.set_proceedings),
            "child": lambda asked: self._court(asked, ChildSaid, screen.desk.children.set_child),
            "background": self._background,
            "mappa": lambda asked: self._court(asked, MappaSaid, screen.desk.mappas.record),
        }

    def save(self, kind: str, asked: Asked) -> None:
        """Save this kind of change."""
        self._savers[kind](asked)

    def _plain(self, asked: Asked, shape: type[D], act: Callable[[D], object]) -> None:
        draft = asked.form.draft_as(shape, case=asked.case)
        if draft is not None:
            self._screen.change(partial(act, draft), self._ends.saved, self._ends.refused)

    def _move(self, asked: Asked) -> None:
        draft, seen = asked.form.draft_as(CaseMoveAsked, case=asked.case), asked.seen
        if draft is None or seen is None or _is_refused(asked.form, seen, "to"):
            return
        target = next(o.words for o in asked.form.spec.fields[0].choices if o.value == seen.to)
        what = _("Move to “{state}”").format(state=target)
        act = partial(_with, self._screen.desk.cases.move, replaced(draft, seen=seen.seen))
        self._agreed(seen, what, act, self._ends.saved)

    def _back(self, asked: Asked, shape: type[D], act: Callable[[D], CaseBack]) -> None:
        draft, seen = asked.form.draft_as(shape, case=asked.case), asked.seen
        if draft is None or seen is None or _is_refused(asked.form, seen, "reason"):
            return
        self._agreed(seen, asked.words, partial(_with, act, replaced(draft, seen=seen.seen)), self._ends.is_back)

    def _agreed(self, seen: MovePreview, what: str, act: Callable[[str | None], R], done: Callable[[R], None]) -> None:
        """With the second name where the table asks for one; whose it may be is said (ROL-4)."""
        if not seen.needs.second:
            self._screen.change(partial(act, None), done, self._ends.refused)
            return
        whose = _("{what}. The second name must be a manager’s.") if seen.needs.second_is_manager else "{what}."
        with_second(self._screen, whose.format(what=what), act, done, self._ends.refused)

    def _correct(self, asked: Asked) -> None:
        if asked.form.draft(case=asked.case, fields={}) is None:
            return
        values = asked.form.values()
        changed = {name: str(values.get(name) or "") for name in SHOWN if values.get(name) != asked.stored.get(name)}
        if "date_of_birth" in changed and not changed["date_of_birth"]:
            changed["date_of_birth"] = "unknown"
        if not changed:
            asked.form.show_problems({"given_name": _("Nothing is different yet.")})
            return
        plain = {"case": asked.case, "fields": changed, "reason": values.get("reason"), "seen": asked.version}
        act = partial(self._screen.desk.cases.correct, convert(plain, ClientCorrected))
        self._screen.change(act, self._ends.saved, self._ends.refused)

    def _reporting(self, asked: Asked) -> None:
        known = reader_of(asked.form.values())
        draft = asked.form.draft_as(ReportingSaid, case=asked.case, seen=asked.case_version, **known)
        if draft is not None:
            act = partial(self._screen.desk.case_changes.set_reporting, draft)
            self._screen.change(act, self._ends.reporting, self._ends.refused)

    def _referrer(self, asked: Asked) -> None:
        """Only what differs; a field that was emptied is not known any more."""
        values = asked.form.values()
        emptied = {name: "" for name in FIELDS if asked.stored.get(name) and not values.get(name)}
        draft = asked.form.draft_as(ReferrerSaid, case=asked.case, seen=asked.case_version, **emptied)
        if draft is not None:
            act = partial(self._screen.desk.referrers.set_referrer, draft)
            self._screen.change(act, lambda kept: self._ends.courts(kept.warnings), self._ends.refused)

    def _order(self, asked: Asked) -> None:
        """A last day that is ticked as not known is said so; one left blank stays what it was."""
        more = {"ends_on": Answer.UNKNOWN.value} if asked.form.values().get(NO_END) else {}
        draft = asked.form.draft_as(OrderSaid, case=asked.case, seen=asked.case_version, **more)
        if draft is not None:
            act = partial(self._screen.desk.legal.set_order, draft)
            self._screen.change(act, lambda kept: self._ends.courts(kept.warnings), self._ends.refused)

    def _court(self, asked: Asked, shape: type[D], act: Callable[[D], object]) -> None:
        draft = asked.form.draft_as(shape, case=asked.case, seen=asked.case_version)
        if draft is not None:
            self._screen.change(partial(act, draft), lambda _kept: self._ends.courts(()), self._ends.refused)

    def _background(self, asked: Asked) -> None:
        """The one question of its topic is the answer; what was said of it meanwhile is shown first."""
        values = asked.form.values()
        seen = asked.stored.get(f"turns_{values.get('topic')}")
        more = {"answer": background_said(values).get("answer"), "seen": seen}
        draft = asked.form.draft_as(BackgroundSaid, case=asked.case, **more)
        if draft is not None:
            act = partial(self._screen.desk.backgrounds.set_background, draft)
            self._screen.change(act, lambda _kept: self._ends.courts(()), self._back_to_answer)

    def _back_to_answer(self, error: Exception) -> None:
        """What is wrong with the answer stands beside the words: the question of each topic has a name of its own."""
        if isinstance(error, InvalidInput) and "answer" in error.problems:
            error = InvalidInput({"text": error.problems["answer"]})
        self._ends.refused(error)

    def _give(self, asked: Asked) -> None:
        draft = asked.form.draft_as(CasesGiven, cases=[asked.case])
        if draft is not None:
            self._screen.change(partial(self._screen.desk.cases.assign, draft), self._ends.given, self._ends.refused)


def _with(act: Callable[[D], R], draft: D, second: str | None) -> R:
    """The act with whoever agreed."""
    return act(replaced(draft, second=second))


def _is_refused(form: Form, seen: MovePreview, field_: str) -> bool:
    """The table does not have this step; it is said beside the field before anybody's second name is asked."""
    if seen.reasons_not_to:
        form.show_problems({field_: " ".join(seen.reasons_not_to)})
    return bool(seen.reasons_not_to)
