"""A whole small screen on an invented desk: the pattern that every screen follows, and what the kit is tried with."""

from functools import partial

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, Row, new_id
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Values, answers, options
from ui.kit.layouts import SideBySide
from ui.kit.paged_model import Column
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts
from ui.shell.screen import Context, Crumb, Screen


class ReferralReceived(Draft):
    office: str
    name: str
    born: str | None = None
    lives_with_children: str = "unknown"
    source: str | None = None
    note: str | None = None


class ReferralRow(Row):
    id: str
    reference: str
    name: str
    state: str


class ReferralDesk:
    """An honest stand-in for a desk: it keeps what it is given."""

    def __init__(self) -> None:
        self.rows = [
            ReferralRow(id=new_id(), reference="P-0412", name="Daniel O.", state="screening"),
            ReferralRow(id=new_id(), reference="P-0451", name="Marek B.", state="new"),
        ]

    def list(self) -> tuple[ReferralRow, ...]:
        return tuple(self.rows)

    def receive(self, draft: ReferralReceived) -> ReferralRow:
        if draft.name == "Nobody":
            raise InvalidInput({"name": "Nobody cannot be referred."})
        row = ReferralRow(id=new_id(), reference=f"P-{500 + len(self.rows):04d}", name=draft.name, state="new")
        self.rows.append(row)
        return row


STATES = {"new": Tone.INFO, "screening": Tone.WARN}


def columns() -> tuple[Column[ReferralRow], ...]:
    return (
        Column(_("Case"), lambda row: row.reference, strong=True),
        Column(_("Name"), lambda row: row.name),
        Column(_("State"), lambda row: row.state, tone=lambda row: STATES[row.state]),
    )


def problems(values: Values) -> dict[str, str]:
    return {"born": _("This year has not come yet.")} if str(values.get("born", "")) > "2027" else {}


def form() -> FormSpec:
    return FormSpec(
        ReferralReceived,
        (
            Field("name", _("&Name"), required=True),
            Field("born", _("&Born"), Kind.PARTIAL_DATE, help=_("A year is enough.")),
            Field("lives_with_children", _("Lives with children"), Kind.ANSWER, choices=answers()),
            Field(
                "source",
                _("Referred by"),
                Kind.CHOICE,
                choices=options({"probation": _("Probation"), "self": _("Himself")}),
            ),
            Field("note", _("Note"), Kind.LINES, when=lambda values: values.get("source") == "probation"),
        ),
        check=problems,
    )


class ExampleScreen(Screen[ReferralDesk]):
    """Referrals on the left, a new one on the right."""

    cares_for = frozenset({"referral"})

    def __init__(self, ctx: Context[ReferralDesk]) -> None:
        super().__init__(ctx, _("Referrals"))
        self.table: DataTable[ReferralRow] = DataTable(columns(), name=_("Referrals"))
        self.form = Form(form(), name=_("New referral"))
        side = Card(_("New referral"))
        side.add(self.form)
        side.body.addStretch(1)
        self.body.addWidget(SideBySide(self.table, side, shares=(3, 2)), 1)
        self.save = self.primary(_("Save referral"), "Ctrl+S")
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(self._save)
        self.table.row_chosen.connect(partial(self.go, "case"))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(self.desk.list, self._show)

    def _show(self, rows: tuple[ReferralRow, ...]) -> None:
        self.set_title(
            _("Referrals"),
            facts(_("{count} open").format(count=len(rows))),
            (Crumb(_("Today"), "today"), Crumb(_("Referrals"))),
        )
        self.table.show_rows(rows, lambda row: row.id)

    def _save(self) -> None:
        draft = self.form.draft_as(ReferralReceived, office="North")
        if draft is not None:
            self.change(partial(self.desk.receive, draft), self._saved, self._refused)

    def _saved(self, row: ReferralRow) -> None:
        self.form.clear()
        self.toast(_("Saved."))
        self.refresh()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems(error.problems)
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        return self.form.is_edited()

    def kept(self) -> dict[str, object]:
        return self.form.values() if self.is_edited() else {}

    def restore(self, kept: dict[str, object]) -> None:
        self.form.fill(kept)

    def first_focus(self) -> DataTable[ReferralRow]:
        return self.table
