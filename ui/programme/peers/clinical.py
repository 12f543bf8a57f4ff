"""Names who is the clinical partner of a peer group from now on; no peer group runs without one (PEER-9)."""

from functools import partial

from PySide6.QtCore import Signal

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import GroupId
from app.programme.desk import ProgrammeDesk
from app.programme.peers.groups import PartnerNamed, PeerGroupLine
from ui.kit.buttons import KeyButton
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec
from ui.kit.layouts import Flow
from ui.kit.widgets import Card
from ui.shell.screen import Screen


class ClinicalCard(Card):
    """The name that stands, to be changed by whoever plans groups; a peer worker reads it in the title row."""

    saved = Signal()

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__(_("Clinical partner"))
        self._screen = screen
        self._group: PeerGroupLine | None = None
        help_ = _("A practitioner with experience in this work, inside the office or outside.")
        spec = FormSpec(PartnerNamed, (Field("clinical_partner", _("Name"), required=True, help=help_),))
        self.form = Form(spec, _("Clinical partner"), has_keys=False)
        self.save = KeyButton(_("Save the name"), small=True)
        self.add(self.form)
        self.add(Flow(self.save))
        if screen.ctx.person.role == "peer_worker":
            self.hide()
        self.save.clicked.connect(self._save)

    def show_group(self, group: PeerGroupLine) -> None:
        """Show who it is now; what is typed for the same group stays."""
        is_other = self._group is None or self._group.group != group.group
        self._group = group
        if is_other or not self.form.is_edited():
            self.form.fill({"clinical_partner": group.clinical_partner or None})
            self.form.show_problems({})

    def _save(self) -> None:
        group = self._group.group if self._group is not None else GroupId("")
        draft = self.form.draft_as(PartnerNamed, group=group)
        if draft is not None:
            act = partial(self._screen.desk.peer_groups.name_partner, draft)
            self._screen.change(act, self._saved, self._refused)

    def _saved(self, group: PeerGroupLine) -> None:
        self.form.fill({"clinical_partner": group.clinical_partner})
        self._screen.toast(_("Saved."))
        self.saved.emit()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems(error.problems)
        else:
            self._screen.show_problem(error)
