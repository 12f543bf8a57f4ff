"""Says what a form asks, as data: each field's name in the draft, its words, its kind, its choices."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from app.core.language import _
from app.core.shapes import Draft, fields_of
from ui.kit.choice import Option
from ui.kit.tokens import Tone

Values = dict[str, object]
Problems = dict[str, str]


class Kind(Enum):
    """How a field is asked for, and what plain value it gives."""

    TEXT = "text"
    LINES = "lines"
    SECRET = "secret"  # noqa: S105 - a kind of field
    NUMBER = "number"
    DATE = "date"
    PARTIAL_DATE = "partial date"
    TIME = "time"
    CHOICE = "choice"
    ANSWER = "answer"
    SEGMENTS = "segments"
    TICK = "tick"
    TICKS = "ticks"


@dataclass(frozen=True)
class Field:
    """One question. `name` is the draft's field. Blank and not required: left out of the draft.

    TEXT LINES SECRET CHOICE ANSWER SEGMENTS give a text, NUMBER an int, DATE and PARTIAL_DATE ISO texts, TIME "18:30",
    TICK true or false, TICKS a list of texts. `when` hides the field while it says no.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    help: str = ""
    required: bool = False
    choices: Sequence[Option] = ()
    when: Callable[[Values], bool] | None = None
    hint: str = ""
    lines: int = 3


@dataclass(frozen=True)
class Section:
    """A heading inside a long form. `when` hides it while it says no."""

    title: str
    below: str = ""
    when: Callable[[Values], bool] | None = None


def _no_problems(_values: Values) -> Problems:
    return {}


@dataclass(frozen=True)
class FormSpec:
    """A form as data. A field that the draft does not know fails when the form is made, not when it is saved."""

    draft: type[Draft]
    rows: Sequence[Field | Section]
    check: Callable[[Values], Problems] = _no_problems
    extra: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        known = set(fields_of(self.draft)) | self.extra
        unknown = [row.name for row in self.rows if isinstance(row, Field) and row.name not in known]
        if unknown:
            raise ValueError(f"{self.draft.__name__} has no field {', '.join(unknown)}")

    @property
    def fields(self) -> tuple[Field, ...]:
        """The questions without the headings."""
        return tuple(row for row in self.rows if isinstance(row, Field))


def options(words_of: Mapping[str, str]) -> tuple[Option, ...]:
    """Choices from a mapping of value to words, in its order."""
    return tuple(Option(value, words) for value, words in words_of.items())


def answers(with_not_asked: bool = False) -> tuple[Option, ...]:
    """Yes, no, not known, and where it matters not asked: never a blank (NEV-14)."""
    three = (
        Option("yes", _("Yes"), _("Y"), Tone.OK),
        Option("no", _("No"), _("N"), Tone.STOP),
        Option("unknown", _("Not known"), _("K"), Tone.INFO),
    )
    return (*three, Option("not_asked", _("Not asked"), "", Tone.MUTE)) if with_not_asked else three


def outcomes() -> tuple[Option, ...]:
    """Met, not met, not known (SCR-1)."""
    return (
        Option("met", _("Met"), _("Y"), Tone.OK),
        Option("not_met", _("Not met"), _("N"), Tone.STOP),
        Option("unknown", _("Not known"), _("K"), Tone.INFO),
    )
