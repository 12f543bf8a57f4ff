"""Says whether something may go to a man's own address by post: read back, not shared, not of today (REP-12, R10)."""

from datetime import timedelta

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.desk.seat import Person
from app.domain.answers import Answer
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from models.programme.client import Client

NEW_ADDRESS = timedelta(hours=24)


def is_new(seat: ProgrammeSeat, client: Client) -> bool:
    """Changed less than a day ago (R10)."""
    changed = client.address_changed_at
    return changed is not None and seat.clock.now() - changed < NEW_ADDRESS


def posted_to(address: str | None, *, read_back_in: str, is_read_back: bool, is_shared: bool) -> str:
    """The address that stands on it. Raises InvalidInput; `read_back_in` is the field that says somebody read it back.

    Whether he shares it is what he told us himself; nothing is compared with the partner desk (REP-12).
    """
    problems = {}
    if not (address or "").strip():
        problems["address"] = _("There is no address. Write one, or choose another way.")
    if not is_read_back:
        problems[read_back_in] = _("Read the address back before it goes by post.")
    if is_shared:
        problems["channel"] = _("He shares this address. Choose another way.")
    if problems:
        raise InvalidInput(problems)
    return (address or "").strip()


def shares(client: Client) -> bool:
    """Whether he told us that he shares his address with a partner (section 4.1)."""
    return client.shares_address == Answer.YES.value


def checked_by(seat: ProgrammeSeat, client: Client, second: str | None) -> Person | None:
    """Who checked an address of today; nobody is needed for an older one. Raises NotAllowed (R10)."""
    if not is_new(seat, client):
        return None
    if not second:
        raise NotAllowed(_("This address was changed today. A second person must check it."))
    return seat.second(second, Right.COUNTERSIGN)
