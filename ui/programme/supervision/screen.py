"""Shows how peer workers are stood by: eight competences with evidence, and the log of supervision (P26, PEER-10)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import Nothing, UserId, convert
from app.domain.peer import Competence, Paid, Supervised, competence_words, paid_words, supervised_words
from app.programme.desk import ProgrammeDesk
from app.programme.peers.workers import (
    CompetenceRow,
    CompetencesRated,
    LogRow,
    SupervisionHeld,
    WorkerDescribed,
    WorkerRow,
)
from ui.kit.buttons import KeyButton
from ui.kit.card_table import CardTable
from ui.kit.choice import Option
from ui.kit.dates import day, short_day
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Problems, Values
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.paged_model import Align, Column
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, FormScreen

MOST_WORKERS, MOST_LOG = 6, 5


def worker_columns() -> tuple[Column[WorkerRow], ...]:
    """Name, paid or voluntary, since when, groups, when supervision is next."""
    return (
        Column(_("Peer worker"), lambda row: row.name, strong=True),
        Column(_("Next supervision"), next_words, tone=lambda row: Tone.WARN if row.is_late else Tone.MUTE),
        Column(_("Works"), lambda row: row.paid_words),
        Column(_("Since"), lambda row: day(row.since) if row.since else _("Not known")),
        Column(_("Groups"), lambda row: ", ".join(row.groups) or _("None now"), small=True),
    )


def next_words(row: WorkerRow) -> str:
    """When supervision is next."""
    return short_day(row.next_on) if row.next_on else _("No date set")


def competence_columns() -> tuple[Column[CompetenceRow], ...]:
    """A competence, its rating now and before, and what shows it; one not rated is not known."""
    return (
        Column(_("Competence"), lambda row: row.words, strong=True),
        Column(_("Now, 0 to 4"), lambda row: _("Not rated") if row.rating is None else str(row.rating), Align.RIGHT),
        Column(_("Before"), lambda row: "" if row.before is None else str(row.before), Align.RIGHT),
        Column(_("What shows it"), lambda row: row.evidence, small=True),
    )


def log_columns() -> tuple[Column[LogRow], ...]:
    """Day, kind, by whom, what was said."""
    return (
        Column(_("Day"), lambda row: day(row.on), strong=True),
        Column(_("What"), lambda row: row.words),
        Column(_("By"), lambda row: row.by),
        Column(_("Notes"), lambda row: row.notes, small=True),
    )


def _is_rated(values: Values) -> bool:
    return bool(values["competence"])


def entry_problems(values: Values) -> Problems:
    """What must be mended before anything of the entry is saved: the rating and the log are two acts."""
    problems: Problems = {}
    if values.get("next_on") and str(values["next_on"]) <= str(values.get("on")):
        problems["next_on"] = _("The next one comes after this one.")
    if values.get("competence") and values.get("rating") is None:
        problems["rating"] = _("Choose a rating from 0 to 4.")
    if values.get("competence") and not str(values.get("evidence") or "").strip():
        problems["evidence"] = _("Write what you saw or heard that shows this.")
    return problems


def log_form() -> FormSpec:
    """One entry, and a competence seen with it."""
    kinds = tuple(Option(one.value, supervised_words(one)) for one in Supervised)
    named = tuple(Option(one.value, competence_words(one)) for one in Competence)
    ratings = tuple(Option(str(number), str(number), str(number)) for number in range(5))
    return FormSpec(
        SupervisionHeld,
        (
            Field("kind", _("What"), Kind.CHOICE, required=True, choices=kinds),
            Field("on", _("Day"), Kind.DATE, required=True),
            Field("notes", _("Notes"), Kind.LINES, lines=3),
            Field("next_on", _("Next on"), Kind.DATE),
            Field("competence", _("Competence seen"), Kind.CHOICE, choices=named),
            Field("rating", _("Rating"), Kind.SEGMENTS, choices=ratings, when=_is_rated),
            Field("evidence", _("What shows it"), Kind.LINES, lines=2, when=_is_rated),
        ),
        check=entry_problems,
        extra=frozenset({"competence", "rating", "evidence"}),
    )


def agreed_form() -> FormSpec:
    """What is agreed with a peer worker (PEER-10)."""
    ways = tuple(Option(one.value, paid_words(one)) for one in Paid)
    return FormSpec(
        WorkerDescribed,
        (
            Field("paid", _("Works"), Kind.SEGMENTS, required=True, choices=ways),
            Field("since", _("Since"), Kind.DATE),
            Field("does", _("Does here"), Kind.LINES, lines=2),
        ),
    )


class SupervisionScreen(FormScreen[ProgrammeDesk]):
    """Peer workers at the top, the chosen one below, and at the right a new entry."""

    is_for_staff = True
    cares_for = frozenset({"supervision", "group"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Supervision"))
        self._workers: tuple[WorkerRow, ...] = ()
        self._told = ""
        self.workers: CardTable[WorkerRow] = CardTable(worker_columns(), _("Peer workers"), most=MOST_WORKERS)
        self.competences: CardTable[CompetenceRow] = CardTable(
            competence_columns(), _("Competences"), most=len(Competence)
        )
        self.log: CardTable[LogRow] = CardTable(log_columns(), _("Supervision log"), most=MOST_LOG)
        self.empty = words(_("No sessions observed this quarter."), "small")
        who, what, log = Card(margin=12), Card(_("Eight competences"), margin=12), Card(_("Log"), margin=12)
        who.add(self.workers)
        what.add(self.competences)
        log.add(self.empty)
        log.add(self.log)
        self.form = Form(log_form(), _("A new entry"))
        self.agreed = Form(agreed_form(), _("What is agreed"), has_keys=False)
        self.agree = KeyButton(_("Save what is agreed"), small=True)
        sheet, agreed = Card(_("A new entry")), Card(_("What is agreed"))
        sheet.add(self.form)
        agreed.add(self.agreed)
        agreed.add(Flow(self.agree))
        self.body.addWidget(SideBySide(Below(who, what, log), Below(sheet, agreed), shares=(3, 2)), 1)
        self.save = self.primary(_("Add entry"), "Ctrl+S")
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(self._save)
        self.agree.clicked.connect(self._agree)
        self.workers.row_changed.connect(self._tell)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        if not self.form.is_edited():
            self._fill_now()
        self.read(partial(self.desk.peer_workers.show, Nothing()), self._show)

    def _fill_now(self) -> None:
        self.form.clear()
        self.form.fill({"kind": Supervised.SUPERVISION.value, "on": self.ctx.clock.today().isoformat()})

    def _show(self, workers: tuple[WorkerRow, ...]) -> None:
        self._workers = workers
        if not workers:
            self.show_empty(_("No peer worker runs a group of yours."))
            return
        self.show_content()
        late = sum(row.is_late for row in workers)
        count = ngettext("{count} peer worker", "{count} peer workers", len(workers)).format(count=len(workers))
        due = ngettext("supervision of {count} is late", "supervision of {count} is late", late).format(count=late)
        self.set_title(_("Supervision"), facts(count, due if late else ""))
        self.workers.show_rows(workers, lambda row: row.user)
        if self.subject:
            self.workers.choose(self.subject)
        self._tell(self.workers.chosen_id())

    def _tell(self, id_: str) -> None:
        row = next((one for one in self._workers if one.user == id_), None)
        if row is None:
            return
        if id_ != self._told or not self.agreed.is_edited():
            self._told = id_
            since = row.since.isoformat() if row.since else None
            self.agreed.fill({"paid": row.paid, "since": since, "does": row.does or None})
            self.agreed.show_problems({})
        self.competences.show_rows(row.competences, lambda one: one.key)
        self.log.show_rows(row.log, lambda one: f"{one.on} {one.kind} {one.notes}")
        self.log.setVisible(bool(row.log))
        self.empty.setVisible(not row.log)

    def _agree(self) -> None:
        user = self.workers.chosen_id()
        draft = self.agreed.draft_as(WorkerDescribed, user=user) if user else None
        if draft is not None:
            self.change(partial(self.desk.peer_workers.describe, draft), self._described, self._not_agreed)

    def _described(self, _row: WorkerRow) -> None:
        self.agreed.fill(self.agreed.values())
        self.toast(_("Saved."))
        self.refresh()

    def _not_agreed(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.agreed.show_problems(error.problems)
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        """True while an entry or what is agreed is not saved."""
        return self.form.is_edited() or self.agreed.is_edited()

    def kept(self) -> dict[str, object]:
        """What was typed in both forms, and whom it is about."""
        if not self.is_edited():
            return {}
        return {"about": self.workers.chosen_id(), **self.form.values(), **self.agreed.values()}

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what was typed, for the same peer worker."""
        self.workers.choose(str(kept.get("about", "")))
        for form in (self.form, self.agreed):
            for field in form.spec.fields:
                if field.name in kept:
                    form.editor(field.name).fill(kept[field.name])

    def _save(self) -> None:
        user = UserId(self.workers.chosen_id())
        values = self.form.values()
        draft = self.form.draft_as(SupervisionHeld, user=user)
        if draft is None or not user:
            return
        rated = None
        if values.get("competence"):
            key = str(values["competence"])
            given = {"user": user, "ratings": {key: int(str(values["rating"]))}, "on": values.get("on")}
            rated = convert({**given, "evidence": {key: str(values.get("evidence") or "")}}, CompetencesRated)
        self.change(partial(self._both, draft, rated), self._saved, self._refused)

    def _both(self, held: SupervisionHeld, rated: CompetencesRated | None) -> WorkerRow:
        """The rating first: when it is refused, nothing of the entry is saved twice."""
        if rated is not None:
            self.desk.peer_workers.rate(rated)
        return self.desk.peer_workers.supervise(held)

    def _saved(self, _row: WorkerRow) -> None:
        self._fill_now()
        self.toast(_("Saved."))
        self.refresh()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            fields = {"ratings": "rating"}
            parts = {name.split(".")[0]: text for name, text in error.problems.items()}
            self.form.show_problems({fields.get(name, name): text for name, text in parts.items()})
        else:
            self.show_problem(error)

    def first_focus(self) -> QWidget:
        return self.workers

    def panes(self) -> list[QWidget]:
        return [self.workers, self.competences, self.form, self.agreed]
