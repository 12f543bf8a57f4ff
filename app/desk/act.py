"""Is the one door: checks the right, opens the work, writes the audit entry, tells the screens."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import wraps
from typing import Any, TypeVar, cast

from app.core.changes import DAMAGE, Changed
from app.core.errors import AppError, Damaged, Missing, NotAllowed, Unavailable
from app.core.language import _
from app.desk.seat import Noun, Seat
from app.domain.roles import Reach
from app.store.work import Work

N = TypeVar("N", bound=Noun)
D = TypeVar("D")
R = TypeVar("R")


class Kind(StrEnum):
    """What an act may do: change records, open one person's record (audited), or list (not audited line by line)."""

    CHANGE = "change"
    OPEN = "open"
    LIST = "list"


class BrokenPromise(Exception):
    """A reading act changed a row: our bug."""


@dataclass(frozen=True)
class Act:
    """The label of one act: its stable name, the right it needs, its kind, and which field names the record.

    One that is `apart` works on whole files in transactions of its own, and writes its own entries into the log.
    One for use `in_need` goes where the records are open for reading only: it writes nothing into them.
    """

    name: str
    right: Enum
    kind: Kind
    about: str | None
    method: Callable[..., Any]
    is_apart: bool = False
    in_need: bool = False

    def admit(self, seat: Seat, work: Work, draft: object) -> str | None:
        """The record's id when the person may do this to it; NotAllowed, or Missing when it is not theirs (UX-13)."""
        if seat.read_only and self.kind is Kind.CHANGE and not self.in_need:
            raise NotAllowed(_("Nothing is saved at this desk now."), seat.read_only)
        reach = seat.reach(self.right)
        if reach is Reach.NONE:
            raise NotAllowed(_("Your role does not allow this."))
        work.reach = reach
        subject = getattr(draft, self.about) if self.about else None
        is_bound = self.about is not None and isinstance(subject, str) and reach is Reach.OWN
        if is_bound and not seat.is_own(work, seat.person, self.about or "", str(subject)):
            raise Missing
        return subject if isinstance(subject, str) else None

    def keep_promise(self, work: Work, *, rehearsal: bool = False) -> None:
        """A read, or a dry run, that changed a row is our bug."""
        if (rehearsal or self.is_apart or self.kind is not Kind.CHANGE) and work.touched:
            raise BrokenPromise(self.name)


def is_rehearsal(draft: object) -> bool:
    """True for an input that says `dry_run`: the act shows what it would do and leaves no trace."""
    return getattr(draft, "dry_run", False) is True


def act(
    name: str,
    right: Enum,
    *,
    kind: Kind = Kind.CHANGE,
    about: str | None = None,
    is_apart: bool = False,
    in_need: bool = False,
) -> Callable[[Callable[[N, Work, D], R]], Callable[[N, D], R]]:
    """Label a method as an act; what is called from outside takes the draft alone (architecture.md section 5)."""

    def label(method: Callable[[N, Work, D], R]) -> Callable[[N, D], R]:
        this = Act(name, right, kind, about, method, is_apart, in_need)

        @wraps(method)
        def door(self: N, draft: D) -> R:
            try:
                return cast("R", _perform(this, self, draft))
            except Unavailable as failed:
                if not (failed.is_full and self.seat.storage.make_room()):
                    raise
                return cast("R", _once_more(this, self, draft, failed))

        door.__act__ = this  # type: ignore[attr-defined]
        return door

    return label


def _perform(this: Act, noun: Noun, draft: object) -> object:
    """One act, once: right, transaction, entry, facts."""
    seat = noun.seat
    keeps = this.kind is not Kind.LIST and not this.is_apart and not is_rehearsal(draft) and not seat.read_only
    try:
        with seat.open_work(reading=not keeps) as work:
            this.admit(seat, work, draft)
            result = this.method(noun, work, draft)
            this.keep_promise(work, rehearsal=is_rehearsal(draft))
            if keeps:
                work.session.flush()
                seat.follow(work)
                seat.ledger.append(work, this.name, seat.clock.now(), work.note or seat.note(draft))
    except (NotAllowed, Missing) as refusal:
        seat.write_refusal(this.name, refusal)
        raise
    except Damaged as alarm:
        if keeps:
            with suppress(AppError):  # a log that does not hold either takes no more entries
                seat.write_refusal(this.name, alarm)
        seat.changes.publish((Changed(DAMAGE, ""),))
        raise
    for follow_up in work.after:
        follow_up()
    seat.changes.publish([*work.facts, *_raised(seat, this.name)])
    return result


def _raised(seat: Seat, name: str) -> tuple[Changed, ...]:
    """A list that went on past something damaged leaves an entry of it too, and every page is told (section 12)."""
    if (alarm := seat.alarm()) is None:
        return ()
    with suppress(AppError):  # a log that does not hold either takes no more entries
        seat.write_refusal(name, alarm)
    return (Changed(DAMAGE, ""),)


def _once_more(this: Act, noun: Noun, draft: object, failed: Unavailable) -> object:
    """Room was made on the disk; what a second person confirmed may be used up by now, and the first words stand."""
    try:
        return _perform(this, noun, draft)
    except NotAllowed:
        raise failed from None
