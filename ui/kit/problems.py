"""Decides, in one table, how each kind of error is shown to a person."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from app.core import errors
from app.core.language import _
from ui.kit.tokens import Tone


class Place(Enum):
    """Where a problem is shown."""

    FIELDS = "fields"
    BAR = "bar"
    PAGE = "page"
    UNLOCK = "unlock"
    COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class Problem:
    """An error in a person's words: where it stands, what it says, whether trying again makes sense."""

    place: Place
    heading: str
    sentences: tuple[str, ...]
    tone: Tone = Tone.STOP
    may_retry: bool = False
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Heading and sentences as one text, for announcements."""
        return " ".join((self.heading, *self.sentences))


def problem_of(error: BaseException) -> Problem:
    """What to show for an error. Anything that is not ours is our bug: a short code, no data."""
    for kind, shown in TABLE:
        if isinstance(error, kind):
            return shown(error)
    code = _("Tell your administrator this code: {code}.").format(code=_code(error))
    return Problem(Place.BAR, _("Something went wrong on our side."), (_kept(), code), may_retry=True)


def _kept() -> str:
    return _("What you typed is still here.")


def _of_reasons(error: errors.AppError) -> Problem:
    reasons = error.reasons if isinstance(error, errors.NotAllowed) else ()
    return Problem(Place.BAR, _("This cannot be done yet."), reasons or (str(error),), Tone.WARN)


def _of_stale(error: errors.AppError) -> Problem:
    return Problem(Place.COMPARE, _("Someone else saved first."), (str(error), _kept()), Tone.WARN)


def _of_unavailable(error: errors.AppError) -> Problem:
    is_full = isinstance(error, errors.Unavailable) and error.is_full
    heading = _("No room on the disk.") if is_full else _("Not connected.")
    return Problem(Place.BAR, heading, (str(error), _kept()), Tone.WARN, may_retry=True)


def _of_input(error: errors.AppError) -> Problem:
    problems = error.problems if isinstance(error, errors.InvalidInput) else {}
    count = len(problems)
    heading = _("One thing to put right.") if count == 1 else _("{count} things to put right.").format(count=count)
    return Problem(Place.FIELDS, heading, tuple(problems.values()), fields=problems)


def _code(error: BaseException) -> str:
    """Type and line only: a message could hold a name."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{type(error).__name__}-{trace.tb_lineno if trace is not None else 0}"


TABLE: tuple[tuple[type[errors.AppError], Callable[[errors.AppError], Problem]], ...] = (
    (errors.InvalidInput, _of_input),
    (errors.KeptFrom, lambda error: Problem(Place.PAGE, str(error), (), Tone.MUTE)),
    (errors.NotAllowed, _of_reasons),
    (errors.Missing, lambda error: Problem(Place.PAGE, str(error), (), Tone.MUTE)),
    (errors.Stale, _of_stale),
    (errors.Locked, lambda error: Problem(Place.UNLOCK, str(error), (), Tone.WARN)),
    (errors.Stopped, lambda _error: Problem(Place.BAR, _("Stopped."), (_("Nothing half-made is kept."),), Tone.WARN)),
    (errors.Unavailable, _of_unavailable),
    (errors.Damaged, lambda error: Problem(Place.BAR, _("Stop."), (str(error),))),
    (errors.AppError, lambda error: Problem(Place.BAR, _("This cannot be opened here."), (str(error),))),
)
