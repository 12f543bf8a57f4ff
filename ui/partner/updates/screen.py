"""Records what she was told of him, how and when, and what she wants to hear (W5, PRT-7, PRT-8)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.news import UpdateKept, UpdateLine, UpdatesPage, UpdatesWanted, UpdateTold
from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import PartnerId
from app.partner.partners import OfPartner
from app.partner.rules.telling import Wants
from app.partner.spoken import wants_words
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, day, short_day
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.layouts import Column, SideBySide, empty, vertical
from ui.kit.tokens import SPACE_2, Tone
from ui.kit.widgets import Card, facts, words
from ui.partner.updates.forms import moved, told_form, told_row, wants_form
from ui.shell.screen import Context, Crumb, Screen

MOST_TOLD = 20


class UpdatesScreen(Screen[BridgeDesk]):
    """What is to be told and the form on the left; what she wants to hear and what she was told on the right."""

    cares_for = frozenset({"partner", "inbox"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("What she is told"))
        self._due: tuple[UpdateLine, ...] = ()
        self._kept: dict[str, object] = {}
        self.form: Form | None = None
        self.contact = self.plain(_("Rules and number"), "F2", "phone")
        self.save = self.primary(_("Save"), "Ctrl+S")
        self.marac = Banner("", "", Tone.STOP, "flag")
        self.marac.hide()
        self.record = Card(_("To tell her"), note=_("read her rules before you reach out"))
        self._none = words(_("Nothing is to be told now."))
        self.record.add(self._none)
        self.wants = Form(wants_form(), _("What she wants to hear"), has_keys=False)
        keep_private(self.wants)
        self.wanted = Card(_("What she wants to hear"))
        self._now = words("", "small")
        self.keep = KeyButton(_("Keep what she wants"), small=True)
        for part in (self._now, self.wants, self.keep):
            self.wanted.add(part)
        self.told = Card(_("What she was told"))
        self._told = vertical(gap=SPACE_2)
        self.told.body.addLayout(self._told)
        self.body.addWidget(self.marac)
        self.body.addWidget(
            SideBySide(Column(self.record), Column(self.wanted, self.told), shares=(7, 5), stacks_under=900), 1
        )
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(lambda _on: self._save())
        self.keep.clicked.connect(lambda _on: self._keep())
        self.contact.clicked.connect(lambda _on: self.go("contact", self.subject))

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self._forget_form()
            self.wants.clear()
        super().open(subject)
        self.read(partial(self.desk.news.show, OfPartner(partner=PartnerId(subject or ""))), self._show)

    def _show(self, page: UpdatesPage) -> None:
        self.show_content()
        crumbs = (
            Crumb(_("Partner records"), "partners"), Crumb(page.number, "partner", self.subject), Crumb(_("Told")),
        )  # fmt: skip
        to_tell = tuple(moved(one, self.ctx.clock.zone) for one in page.due if one.is_to_tell)
        said = ngettext("{count} thing to tell", "{count} things to tell", len(to_tell)).format(count=len(to_tell))
        self.set_title(_("What {number} is told").format(number=page.number), facts(page.name, said), crumbs)
        self._show_marac(page)
        self._now.setText(facts(wants_words(page.wants.value), page.wants_way))
        if not self.wants.is_edited():
            asked = page.wants is not Wants.NOT_ASKED
            self.wants.fill({"wants": page.wants.value if asked else None, "way": page.wants_way or None})
        self._show_form(to_tell)
        empty(self._told)
        for row in page.told[:MOST_TOLD]:
            self._told.addWidget(told_row(row))
            if row.told.words:
                self._told.addWidget(words(row.told.words, "small"))
        if not page.told:
            self._told.addWidget(words(_("Nothing yet."), "small"))

    def _show_marac(self, page: UpdatesPage) -> None:
        asks = [one for one in page.due if one.asks_marac]
        self.marac.setVisible(bool(asks) and page.marac_until is not None)
        if asks and page.marac_until is not None:
            newest = max(one.came_at for one in asks).astimezone(self.ctx.clock.zone)
            self.marac.say(
                _("Red event of {day}: within the Marac year until {end}").format(
                    day=short_day(newest.date()), end=day(page.marac_until)
                ),
                _("Refer, or record why not, under Safety."), Tone.STOP, "flag",
            )  # fmt: skip

    def _show_form(self, due: tuple[UpdateLine, ...]) -> None:
        self._none.setVisible(not due)
        self.save.setEnabled(bool(due))
        if self.form is not None and (self.form.is_edited() or due == self._due):
            return
        self._forget_form()
        self._due = due
        if due:
            self.form = Form(told_form(due), name=_("What she was told"))
            keep_private(self.form)
            self.record.add(self.form)
            now = self.ctx.clock.local()
            self.form.fill({"on": now.date().isoformat(), "clock": clock(now), "items": [one.item for one in due]})
            self.restore(self._kept)

    def _forget_form(self) -> None:
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
        self.form, self._due = None, ()

    def _save(self) -> None:
        if self.form is None:
            return
        values = self.form.values()
        fixed: dict[str, object] = {"partner": self.subject, "at": f"{values.get('on')}T{values.get('clock')}:00"}
        if "said" in values:
            fixed["words"] = values["said"]
        draft = self.form.draft_as(UpdateTold, **fixed)
        if draft is not None:
            self.change(partial(self.desk.news.told, draft), self._saved, self._refused)

    def _saved(self, _kept: UpdateKept) -> None:
        self._forget_form()
        self.toast(_("Saved."))
        self.refresh()

    def _keep(self) -> None:
        draft = self.wants.draft_as(UpdatesWanted, partner=self.subject)
        if draft is not None:
            self.change(partial(self.desk.news.set_updates, draft), self._kept_wants)

    def _kept_wants(self, _kept: UpdateKept) -> None:
        self.wants.fill({})
        self.toast(_("Saved."))
        self.refresh()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and self.form is not None:
            self.form.show_problems({"on" if name == "at" else name: said for name, said in error.problems.items()})
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        return self.wants.is_edited() or (self.form is not None and self.form.is_edited())

    def kept(self) -> dict[str, object]:
        if not self.is_edited():
            return {}
        wanted = {f"wants.{name}": value for name, value in self.wants.values().items()}
        return {**(self.form.values() if self.form else {}), **wanted}

    def restore(self, kept: dict[str, object]) -> None:
        self._kept = {} if self.form is not None else dict(kept)
        for name, value in kept.items():
            if name.startswith("wants."):
                self.wants.editor(name.removeprefix("wants.")).fill(value)
            elif self.form is not None:
                self.form.editor(name).fill(value)

    def first_focus(self) -> QWidget | None:
        return self.form.editor("items") if self.form is not None else self.wants.editor("wants")

    def panes(self) -> list[QWidget]:
        return [self.record, self.wanted, self.save]
