"""Screens one man: answers with Y, N and K, rates denial, and records a person's verdict beside the suggestion."""

from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _, ngettext
from app.core.shapes import CaseId, convert, replaced
from app.domain import labels
from app.programme.denials import DenialRated
from app.programme.desk import ProgrammeDesk
from app.programme.referrals import DuplicatesAnswered
from app.programme.screening import DecisionSaved, ScreeningAnswered, ScreeningAsked, VerdictGiven
from app.programme.screening_rows import ScreeningPage
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import day
from ui.kit.dialogs import interrupt
from ui.kit.layouts import Column, Flow, SideBySide
from ui.kit.tokens import Tone
from ui.kit.widgets import facts, words
from ui.programme.asking import EarlierCases, say_time_left, with_second
from ui.programme.screening.criteria import CriteriaCard, ReferralCard
from ui.programme.screening.deciding import REFUSING, DenialCard, VerdictCard
from ui.shell.screen import Context, Crumb, Screen


def save(
    desk: ProgrammeDesk, case: CaseId, answers: ScreeningAnswered | None, rating: DenialRated | None
) -> ScreeningPage:
    """Save answers and rating, whichever there is, and look at the page anew."""
    if answers is not None:
        desk.screening.answer(answers)
    if rating is not None:
        desk.denials.rate(rating)
    return desk.screening.show(ScreeningAsked(case=case))


def decide_with(desk: ProgrammeDesk, draft: VerdictGiven, second: str) -> DecisionSaved:
    """The decision with the name of whoever agreed."""
    return desk.screening.decide(replaced(draft, second=second))


class ScreeningScreen(Screen[ProgrammeDesk]):
    """Can he join? Criteria at the left, denial and verdict at the right (P6, mock 04)."""

    is_for_staff = True
    cares_for = frozenset({"case"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Screening"))
        self._page: ScreeningPage | None = None
        self.criteria = CriteriaCard()
        self.denial = DenialCard(ctx.person.role == "manager")
        self.verdict = VerdictCard()
        self.referral = ReferralCard()
        self.earlier = EarlierCases()
        self.show_referral = KeyButton(_("Referral form"), icon="file-text", small=True)
        self.details = KeyButton(_("Details and consent"), icon="clipboard-check", small=True)
        self.risk = KeyButton(_("Risk results"), icon="alert-triangle", small=True)
        self.unsaved = words("", "small")
        evidence = Flow(
            words(_("Evidence"), "small", wraps=False), self.show_referral, self.details, self.risk, self.unsaved
        )
        self.time = Banner("", "", Tone.WARN)
        self.court = Banner("", "", Tone.WARN)
        for banner in (self.time, self.court):
            banner.hide()
            self.body.addWidget(banner)
        self.body.addWidget(evidence)
        right = Column(self.earlier, self.referral, self.denial, self.verdict)
        self.body.addWidget(SideBySide(self.criteria, right, shares=(7, 5)), 1)
        self.save_button = self.plain(_("Save"), "Ctrl+S")
        self.record = self.primary(_("Record verdict"))
        self._wire()

    def _wire(self) -> None:
        self.save_button.clicked.connect(partial(self._save, self._saved))
        self.record.clicked.connect(self._record)
        self.show_referral.clicked.connect(lambda: self.referral.setVisible(self.referral.isHidden()))
        self.details.clicked.connect(lambda: self.go("referral", self.subject))
        self.risk.clicked.connect(lambda: self.go("risk", self.subject))
        self.earlier.answered.connect(self._answer_earlier)
        self.denial.settled.connect(self._settle)
        for card in (self.criteria, self.denial):
            card.changed.connect(self._say_unsaved)

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self.criteria.restore({})
            self.denial.stop()
            self.verdict.clear()
            self.referral.hide()
        super().open(subject)
        if subject is None:
            self.show_empty(_("Choose a referral first."))
            return
        self.read(partial(self.desk.screening.show, ScreeningAsked(case=CaseId(subject))), self._show)

    def _show(self, page: ScreeningPage) -> None:
        is_new = self._page is None or self._page.case != page.case
        self._page = page
        self.show_content()
        received = ""
        if page.received_on is not None:
            days = (self.ctx.clock.today() - page.received_on).days
            ago = ngettext("received {day}, {count} day ago", "received {day}, {count} days ago", days)
            received = ago.format(day=day(page.received_on), count=days)
        who = page.organisation or labels.sources().get(page.source, "")
        self.set_title(
            _("Can {name} join?").format(name=page.short_name),
            facts(who, received, page.programme),
            (Crumb(_("Referrals"), "referrals"), Crumb(page.reference, "case", page.case), Crumb(_("Screening"))),
        )
        say_time_left(self.time, page.time_left)
        self.court.say(_("A family court"), page.family_words, Tone.WARN)
        self.court.setVisible(bool(page.family_words))
        self.criteria.show_page(page)
        self.denial.show_denial(page.denial)
        self.verdict.show_page(page)
        self.referral.show_page(page)
        self.earlier.show_cases(page.earlier)
        self._say_unsaved()
        if is_new and (start := self.criteria.first_open()) is not None:
            start.setFocus()

    def _say_unsaved(self) -> None:
        count = len(self.criteria.pending)
        text = ngettext("{count} answer not saved", "{count} answers not saved", count).format(count=count)
        self.unsaved.setText(text if count else "")

    def _save(self, then: Callable[[ScreeningPage], None]) -> None:
        """Save what was answered and rated; the suggestion is judged anew."""
        if self._page is None:
            return
        answers = rating = None
        if self.criteria.pending:
            try:
                answers = ScreeningAnswered(case=self._page.case, answers=self.criteria.answers())
            except InvalidInput as refused:
                self._refused(refused)
                return
        if self.denial.is_rating() and (rating := self.denial.draft(self._page.case)) is None:
            return
        self.change(partial(save, self.desk, self._page.case, answers, rating), then, self._refused)

    def _saved(self, page: ScreeningPage) -> None:
        self.criteria.restore({})
        self.denial.stop()
        self._show(page)
        self.toast(_("Saved."))

    def _settle(self) -> None:
        if self._page is not None and (draft := self.denial.decision(self._page.case)) is not None:
            self.change(partial(self.desk.denials.settle, draft), lambda _saved: self.refresh(), self._refused)

    def _answer_earlier(self, _value: str) -> None:
        if self._page is None:
            return
        answer = self.earlier.answer()
        plain = {"case": self._page.case, "answer": answer["duplicate_answer"], "same_as": answer.get("same_as")}
        draft = convert(plain, DuplicatesAnswered)
        self.change(partial(self.desk.referrals.answer_duplicates, draft), lambda _saved: self.refresh())

    def _record(self) -> None:
        if self.verdict.verdict is None:
            self.show_problem(NotAllowed(_("Choose a verdict. None is chosen for you.")))
            return
        if self.criteria.pending or self.denial.is_rating():
            self._save(self._saved_first)
        else:
            self._ask()

    def _saved_first(self, page: ScreeningPage) -> None:
        before = self._page.suggested if self._page else ""
        self._saved(page)
        if before == page.suggested:
            self._ask()
        else:
            self.show_problem(NotAllowed(_("Saved. The suggestion has changed; look at it before you decide.")))

    def _ask(self) -> None:
        page = self._page
        draft = self.verdict.draft(page.case, page.state) if page is not None else None
        if page is None or draft is None or draft.verdict is None:
            return
        said = labels.verdicts()[draft.verdict].lower()
        interrupt(
            self,
            _("Record this verdict: {verdict}?").format(verdict=said),
            what_follows(draft),
            _("Record verdict"),
            _("Not yet"),
            partial(self._decide, draft),
        )

    def _decide(self, draft: VerdictGiven) -> None:
        if self.verdict.needs_second():
            what = _("Verdict: {verdict}").format(verdict=labels.verdicts()[draft.verdict].lower())
            with_second(self, what, partial(decide_with, self.desk, draft), self._decided)
        else:
            self.change(partial(self.desk.screening.decide, draft), self._decided, self._refused)

    def _decided(self, saved: DecisionSaved) -> None:
        self.verdict.clear()
        later = _("Recorded. The letter to him may leave from {day}.")
        self.toast(later.format(day=day(saved.letter_from)) if saved.letter_from else _("Recorded."))
        self.go("case", saved.case)

    def _refused(self, error: Exception) -> None:
        """Beside the field where it is one of the form's; else above the page."""
        if not isinstance(error, InvalidInput):
            self.show_problem(error)
            return
        form = self.denial.rating if self.denial.is_rating() else self.verdict.form
        form.show_problems(error.problems)

    def is_edited(self) -> bool:
        """True while anything here is not saved."""
        return bool(self.criteria.pending) or self.denial.is_rating() or self.verdict.verdict is not None

    def kept(self) -> dict[str, object]:
        """Answers, rating and verdict as they stand."""
        if not self.is_edited():
            return {}
        return {
            "answers": dict(self.criteria.pending),
            "rating": self.denial.kept(),
            "verdict": self.verdict.kept(),
        }

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what a lock kept."""
        self.criteria.restore(cast("dict[str, dict[str, object]]", kept.get("answers") or {}))
        self.denial.restore(cast("dict[str, object]", kept.get("rating") or {}))
        self.verdict.restore(cast("dict[str, object]", kept.get("verdict") or {}))
        if self._page is not None:
            self.criteria.show_page(self._page)
        self._say_unsaved()

    def first_focus(self) -> QWidget | None:
        """The first criterion without an answer."""
        return self.criteria.first_open() or self.record

    def panes(self) -> list[QWidget]:
        """Criteria, denial, verdict."""
        return [self.criteria, self.denial, self.verdict]


def what_follows(draft: VerdictGiven) -> tuple[str, ...]:
    """What happens next, in at most three lines."""
    if draft.verdict in REFUSING:
        his = _("He is told by letter, after the notice window. The referrer can be told today.")
    elif draft.verdict == "not_ready" and draft.review_on is not None:
        his = _("He is looked at again on {day}.").format(day=day(draft.review_on))
    else:
        his = _("He joins the waiting list.")
    return his, _("You send every letter yourself; nothing leaves by itself.")
