"""Leads through the first start: the doors, a new office with its first people, or the demonstration (UX-16, UX-17)."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.core.paths import Profile, practice_profile
from app.core.shapes import to_json
from app.domain.roles import Role
from app.start.profile import has_office
from ui.kit.jobs import Jobs
from ui.kit.problems import problem_of
from ui.shell.first_run import Door, DoorsPage, Founder, OfficeGiven, OfficePage, Page

MAIN_PLACE = "main"


class Making(Protocol):
    """How an office and the demonstration are made: the same as on the command line."""

    @property
    def office(self) -> Callable[[Profile, bytes, dict[str, str]], None]:
        """Makes an office in a folder from its description and the passwords."""

    @property
    def demonstration(self) -> Callable[[Profile], None]:
        """Makes the demonstration in a folder."""


class FirstRun:
    """The pages before there is an office; `begin` goes on with the profile in which one stands."""

    def __init__(
        self,
        profile: Profile,
        jobs: Jobs,
        show: Callable[[QWidget], None],
        making: Making,
        begin: Callable[[Profile], None],
    ) -> None:
        self._profile, self._jobs, self._show, self._making, self._begin = profile, jobs, show, making, begin

    def show_doors(self) -> None:
        """The first page of all."""
        create = _("For a service that begins with Handrail. You need the first manager and the first safety officer.")
        look = _("Invented people only. It can never become a live office.")
        doors = (
            Door(_("Create an office"), create, _("Create an office"), self.ask_office),
            Door(_("Open demonstration data"), look, _("Open demonstration data"), self.open_demonstration),
        )
        self._show(DoorsPage(doors))

    def ask_office(self) -> None:
        """Name, region, language, and the two founders."""
        founders = (
            Founder("manager", _("First manager"), _("Signs for everybody who joins the programme desk.")),
            Founder("safety", _("First safety officer"), _("Has a desk of her own that nobody else can open.")),
        )
        languages = {"en": _("English"), "nl": _("Dutch")}
        page = OfficePage(regions(), languages, founders, lambda given: self._create(page, given))
        self._show(page)

    def _create(self, page: OfficePage, given: OfficeGiven) -> None:
        text, passwords = described(given)
        work = partial(self._making.office, self._profile, text, passwords)
        self._make(page, work, self._profile)

    def open_demonstration(self) -> None:
        """The demonstration in a profile of its own, made when it is not there."""
        profile = practice_profile()
        if has_office(profile):
            self._begin(profile)
            return
        page = Page(_("Making the demonstration"), _("This takes about a minute. Everybody in it is invented."))
        self._show(page)
        self._make(page, partial(self._making.demonstration, profile), profile)

    def _make(self, page: Page, work: Callable[[], None], profile: Profile) -> None:
        """Make it off the window's thread; go on, or say on the same page what went wrong."""
        self._jobs.change(
            page, work, lambda _made: self._begin(profile), lambda error: page.refuse(problem_of(error).words)
        )


def regions() -> dict[str, str]:
    """Regions in words; each decides the public holidays."""
    return {
        "ENG-WLS": _("England and Wales"),
        "SCT": _("Scotland"),
        "NIR": _("Northern Ireland"),
        "NL": _("Netherlands"),
    }


def described(given: OfficeGiven) -> tuple[bytes, dict[str, str]]:
    """What was typed on the first-run page as an office file, and the passwords apart from it."""
    roles = {"manager": Role.MANAGER, "safety": Role.SAFETY_OFFICER}
    people = given.people.items()
    users = [{"name": one["user"], "label": one["name"], "role": roles[key].value} for key, one in people]
    office = {
        "format": "handrail-office/1", "name": given.office, "region": given.region, "language": given.language,
        "places": [{"code": MAIN_PLACE, "name": given.office}], "users": users,
    }  # fmt: skip
    return to_json(office), {one["user"]: one["password"] for _key, one in people}
