"""Decides, in one table, how each kind of error is shown to a person."""

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
    if isinstance(error, errors.InvalidInput):
        return _of_input(error)
    if isinstance(error, errors.NotAllowed):
        return Problem(Place.BAR, _("This cannot be done yet."), error.reasons or (str(error),), Tone.WARN)
    if isinstance(error, errors.Missing):
        return Problem(Place.PAGE, str(error), (), Tone.MUTE)
    if isinstance(error, errors.Stale):
        return Problem(
            Place.COMPARE, _("Someone else saved first."), (str(error), _("What you typed is still here.")), Tone.WARN
        )
    if isinstance(error, errors.Locked):
        return Problem(Place.UNLOCK, str(error), (), Tone.WARN)
    if isinstance(error, errors.Unavailable):
        return Problem(
            Place.BAR, _("Not connected."), (str(error), _("What you typed is still here.")), Tone.WARN, True
        )
    if isinstance(error, errors.Damaged):
        return Problem(Place.BAR, _("Stop."), (str(error),))
    if isinstance(error, errors.AppError):
        return Problem(Place.BAR, _("This cannot be opened here."), (str(error),))
    return Problem(Place.BAR, _("Something went wrong on our side."), (
        _("What you typed is still here. Try again, and tell your administrator this code: {code}.").format(code=_code(error)),
    ), may_retry=True)  # fmt: skip


def _of_input(error: errors.InvalidInput) -> Problem:
    count = len(error.problems)
    heading = _("One thing to put right.") if count == 1 else _("{count} things to put right.").format(count=count)
    return Problem(Place.FIELDS, heading, tuple(error.problems.values()), Tone.STOP, fields=dict(error.problems))


def _code(error: BaseException) -> str:
    """Type and line only: a message could hold a name."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{type(error).__name__}-{trace.tb_lineno if trace is not None else 0}"
