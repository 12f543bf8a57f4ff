"""Lets whoever is signed in change their own password and confirm their own recovery kit, the same at both desks."""

import secrets
from datetime import date
from enum import StrEnum

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.settings import SHORTEST_PASSWORD
from app.core.shapes import Draft, Nothing, Row
from app.crypto.kit import folded
from app.desk.act import act
from app.desk.seat import Kit, Noun
from app.store.work import Work

ASKED_BACK, WHOLE_GROUPS = 2, 8


class Own(StrEnum):
    """The right that every signed-in person has over their own login; both matrices name it alike."""

    LOGIN = "own_login"


class KitGroups(Draft):
    """The groups of the code that were typed back, in the order they were asked."""

    groups: tuple[str, ...]


class PasswordChanged(Row):
    """How often this person's way in was changed so far; an older sign-in file is refused by it (E3)."""

    gen: int


class KitConfirmed(Row):
    """The day from which this kit opens the person's keys."""

    confirmed_on: date
    gen: int


class OwnLogins(Noun):
    """A person's own password and recovery kit. What is secret is typed into the page and never stands in a draft."""

    @act("password.change", Own.LOGIN)
    def change_password(self, work: Work, _draft: Nothing) -> PasswordChanged:
        """Put the new password that was just typed in place of the old one; it rotates no key (section 8)."""
        prepared = self.seat.own_login.change_password()
        work.after.append(prepared.put)
        return PasswordChanged(gen=prepared.gen)

    @act("kit.confirm", Own.LOGIN)
    def confirm_kit(self, work: Work, draft: KitGroups) -> KitConfirmed:
        """Make the kit on the page the one that opens, once two groups of it were typed back (UX-18)."""
        prepared, today = self.seat.own_login.confirm_kit(draft.groups), self.seat.clock.today()
        self.note_kit(work, today)
        work.after.append(prepared.put)
        return KitConfirmed(confirmed_on=today, gen=prepared.gen)

    def note_kit(self, _work: Work, _on: date) -> None:
        """Where a desk lists its people it notes the day beside the name; the sign-in file is what counts."""


def groups_asked() -> tuple[int, ...]:
    """Which groups of a code are typed back; two digits of checking at its end are none."""
    return tuple(sorted(secrets.SystemRandom().sample(range(WHOLE_GROUPS), ASKED_BACK)))


def check_groups(kit: Kit, groups: tuple[str, ...]) -> None:
    """Refuse what does not read as the groups that were asked back."""
    parts = kit.code.split()
    if tuple(map(folded, groups)) != tuple(parts[at] for at in kit.asked):
        raise InvalidInput({"groups": _("These groups do not match the kit. Look at what you wrote down.")})


def check_new_password(new: str, old: str = "") -> None:
    """Refuse a password that is short or is the old one again."""
    if len(new) < SHORTEST_PASSWORD:
        raise InvalidInput({"new": _("Use at least {count} characters.").format(count=SHORTEST_PASSWORD)})
    if new == old:
        raise InvalidInput({"new": _("This is the old password.")})


def nothing_typed() -> NotAllowed:
    """An act on one's own login that did not come from the page."""
    return NotAllowed(_("Type your password on the page first."))
