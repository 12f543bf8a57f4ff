"""Adds the trustees to the pages of a forgotten password: two codes where the kit is lost too (section 8, T13)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.start.way_in import Office, WayBackPages
from ui.kit.jobs import Jobs

if TYPE_CHECKING:
    from app.start.partner_trust.recovering import ByTrustees, CodesTyped
    from ui.partner.team.trustees import CodesGiven


class TeamOffice(Office, Protocol):
    """The partner desk's office, as far as its ways in go."""

    def way_by_trustees(self, typed: "CodesTyped", /) -> "ByTrustees":
        """Open with two trustees' codes."""


class TrusteePages(WayBackPages):
    """The same pages, with a way on from the first for whom the kit is lost too."""

    def __init__(
        self,
        show: Callable[[QWidget], None],
        jobs: Jobs,
        office: Callable[[], TeamOffice],
        sign_in: Callable[[str, str, str], None],
        leave: Callable[[], None],
    ) -> None:
        super().__init__(show, jobs, office, sign_in, leave)
        self._team = office
        self._without_kit = (_("The kit is lost too"), self._ask_trustees)

    def _ask_trustees(self) -> None:
        from ui.partner.team.trustees import CodesPage

        self._codes = CodesPage(self._open_by_codes, self._leave)
        self._show(self._codes)

    def _open_by_codes(self, given: "CodesGiven") -> None:
        from app.start.partner_trust.recovering import CodesTyped

        typed = CodesTyped(given.login, given.first, given.second, given.new)
        page = self._codes
        self._jobs.change(page, lambda: self._team().way_by_trustees(typed), self._opened, page.show_error)
