"""Makes the form of a questionnaire from its fields, and reads what was typed back into scores."""

from collections.abc import Callable, Mapping

from app.core.language import _
from app.domain.answers import Answer
from app.programme.measures.entries import FieldRow, OfferedRow
from app.programme.measures.measures import MeasureRecorded, MeetingHeld
from ui.kit.form_spec import Field, FormSpec, Kind, Problems, Section, Values, answers, options

WEEKS = ("4", "3", "2", "1")
UNKNOWN = Answer.UNKNOWN.value
FOLLOWED = frozenset({"violence_stopped", "use_stopped"})


def measure_form(offered: OfferedRow, is_correction: bool) -> FormSpec:
    """Stage and day first, then the fields under their headings; a week or an answer left blank is not known."""
    rows: list[Field | Section] = [
        Field(
            "stage", _("Stage"), Kind.CHOICE, required=True, choices=options({s.key: s.words for s in offered.stages})
        ),
        Field("on", _("Filled in on"), Kind.DATE, required=True),
    ]
    if offered.one_service:
        help_ = _("Only one service fills it in for him. Leave it blank when that is this office.")
        rows.append(Field("source_service", _("Filled in by"), help=help_))
    section = ""
    for field in offered.fields:
        if field.section != section:
            section = field.section
            has_days = any(one.asks == "days" for one in offered.fields if one.section == section)
            rows.append(Section(section, days_words() if has_days else ""))
        rows.append(score_field(field))
    rows += _ends(offered, is_correction)
    keys = frozenset(score_key(field.key) for field in offered.fields)
    return FormSpec(MeasureRecorded, tuple(rows), check=_checked(offered), extra=keys)


def _ends(offered: OfferedRow, is_correction: bool) -> list[Field | Section]:
    rows: list[Field | Section] = []
    if any(field.key in FOLLOWED for field in offered.fields):
        choices = options({"red_event": _("Raise a red event now"), "meeting": _("Bring to the case meeting")})
        help_ = _("Left blank, violence is raised now and use waits for the meeting.")
        rows.append(Field("follow", _("A “no” is"), Kind.SEGMENTS, choices=choices, help=help_, when=_has_no))
    if is_correction:
        rows.append(Section(_("Why it is corrected")))
        help_ = _("The earlier answers stay in the record.")
        rows.append(Field("reason", _("Reason"), required=True, help=help_))
    return rows


def _has_no(values: Values) -> bool:
    return any(values.get(score_key(key)) == Answer.NO.value for key in FOLLOWED)


def score_key(key: str) -> str:
    """The name of a score's field in the form, apart from the draft's own."""
    return f"score_{key}"


def score_field(field: FieldRow) -> Field:
    """One question by what it takes; its words are ours or the paper's place, never an instrument's wording."""
    name = score_key(field.key)
    if field.asks == "days":
        return Field(name, field.words, hint=_("as 7 7 0 3"))
    if field.asks == "answer":
        return Field(name, field.words, Kind.ANSWER, choices=answers())
    if field.asks == "choice":
        return Field(name, field.words, Kind.CHOICE, choices=options(field.choices))
    if field.asks == "words":
        return Field(name, field.words)
    limits = _("{low} to {high}").format(low=field.low, high=field.high)
    return Field(name, field.words, hint=field.unit or limits)


def days_words() -> str:
    """How days are written."""
    return _("Days in weeks 4, 3, 2 and 1, from 0 to 7 each. A week that was not answered is a question mark.")


def meeting_form() -> FormSpec:
    """What the case meeting decided."""
    return FormSpec(MeetingHeld, (Field("decision", _("What was decided"), Kind.LINES, required=True),))


def scores_of(offered: OfferedRow, values: Values) -> dict[str, object]:
    """What was typed as scores; a field left blank is not known."""
    found: dict[str, object] = {}
    for field in offered.fields:
        typed = values.get(score_key(field.key))
        found[field.key] = UNKNOWN if typed is None else read_score(field, str(typed))
    return found


def read_score(field: FieldRow, typed: str) -> object:
    """One score from its text; what cannot be read stays text and is refused beside its field."""
    if field.asks == "days":
        weeks = typed.replace(",", " ").replace("/", " ").split()
        return [UNKNOWN if week == "?" else int(week) if week.isdigit() else week for week in weeks]
    if field.asks == "number":
        return number(typed)
    return typed


def number(typed: str) -> int | float | str:
    """A whole number or one with a point or comma; anything else as it was typed."""
    text = typed.strip().replace(",", ".")
    if text.isdigit():
        return int(text)
    try:
        return float(text)
    except ValueError:
        return typed


def said_scores(offered: OfferedRow, scores: Mapping[str, object]) -> dict[str, object]:
    """Kept scores as the form shows them."""
    shown: dict[str, object] = {}
    for field in offered.fields:
        score = scores.get(field.key, UNKNOWN)
        if isinstance(score, tuple):
            shown[score_key(field.key)] = " ".join("?" if week == UNKNOWN else str(week) for week in score)
        elif score != UNKNOWN:
            shown[score_key(field.key)] = score if field.asks in ("answer", "choice") else str(score)
    return shown


def _checked(offered: OfferedRow) -> Callable[[Values], Problems]:
    """Whether every field can be read, before the act looks at its limits."""

    def check(values: Values) -> Problems:
        found: Problems = {}
        for field in offered.fields:
            typed = values.get(score_key(field.key))
            if typed is None:
                continue
            score = read_score(field, str(typed))
            if field.asks == "number" and isinstance(score, str):
                found[score_key(field.key)] = _("Write a number.")
            elif isinstance(score, list) and any(isinstance(week, str) and week != UNKNOWN for week in score):
                found[score_key(field.key)] = _("Write four numbers, a question mark for a week that was not answered.")
        return found

    return check
