"""Asks for her whole safe-contact plan on one page, reads times as people write them, and says what changed."""

import re
from collections.abc import Sequence
from datetime import date

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import PartnerId, convert
from app.domain.answers import Answer
from app.partner.rules.safe_contact import Hours, SafePlan, WayKind, hours_words
from app.partner.safe_plans import PlanSet
from ui.kit.dates import day, weekdays
from ui.kit.dialogs import Change
from ui.kit.form_spec import Field, FormSpec, Kind, Section, Values, answers

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIMES = re.compile(
    r"^(?P<days>[^\d]+?)\s*,?\s*(?P<start>\d{1,2}[:.]\d{2})\s*(?:to|until|tot|-|–)\s*(?P<end>\d{1,2}[:.]\d{2})$"
)
PLAIN = (
    "if_someone_else_answers", "dropped_call", "may_answer", "she_says", "code_phrase", "caller_id", "language",
    "interpreter", "children_near", "checked_on", "expires_on",
)  # fmt: skip
EXTRA = frozenset(
    {f"{kind.value}_to" for kind in WayKind}
    | {"call_message", "text_message", "email_message", "post_alone", "when", "never_when", "never"}
)


def form() -> FormSpec:
    """Every field of PRT-3. Numbers and addresses are typed only when they are new: what is kept stays masked."""
    said = answers(with_not_asked=False)
    known = _("Only these may be used. What is known stays masked: type over it to change, empty it to take it out.")
    times = _("A line each: Tue, Thu 09:30 to 11:30")
    return FormSpec(
        PlanSet,
        (
            Section(_("Ways"), known),
            Field("call_to", _("&Call")),
            Field("call_message", _("A message may be left"), Kind.ANSWER, choices=said, when=has("call")),
            Field("text_to", _("Te&xt message")),
            Field("text_message", _("A text may stay on the telephone"), Kind.ANSWER, choices=said, when=has("text")),
            Field("email_to", _("&E-mail")),
            Field("email_message", _("An e-mail may be left unread"), Kind.ANSWER, choices=said, when=has("email")),
            Field("post_to", _("&Post")),
            Field("post_alone", _("Nobody else opens it there"), Kind.ANSWER, choices=said, when=has("post")),
            Section(_("Times")),
            Field("when", _("Safe &times"), Kind.LINES, required=True, help=times, lines=2),
            Field("never_when", _("Ne&ver at"), Kind.LINES, help=times, lines=2),
            Field("never", _("&Never"), Kind.LINES, help=_("A line each: No voicemail"), lines=2),
            Section(_("On the call")),
            Field("if_someone_else_answers", _("&If someone else answers"), required=True),
            Field("may_answer", _("&Who else may answer")),
            Field("she_says", _("What she says if she is a&lone")),
            Field("code_phrase", _("Code phrase")),
            Field("dropped_call", _("If the call &drops"), required=True),
            Field("caller_id", _("Calle&r ID")),
            Field("language", _("Lan&guage")),
            Field("interpreter", _("Interpreter"), Kind.ANSWER, choices=answers(with_not_asked=True)),
            Field("children_near", _("Children near")),
            Section(_("Checked")),
            Field("checked_on", _("Chec&ked with her on"), Kind.DATE, required=True),
            Field("expires_on", _("&Use until"), Kind.DATE, help=_("At most 60 days after it was checked.")),
        ),
        check=problems,
        extra=EXTRA,
    )


def has(kind: str) -> "WayAsked":
    """Asked only for a way that is used."""
    return WayAsked(kind)


class WayAsked:
    """Says whether a way is typed now or was known before."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __call__(self, values: Values) -> bool:
        return bool(values.get(f"{self.kind}_to"))


def read_times(text: str) -> tuple[Hours, ...] | None:
    """Times as typed, a line each; None when a line cannot be read."""
    found = []
    for line in (one.strip() for one in text.splitlines()):
        if not line:
            continue
        match = TIMES.match(line)
        days = read_days(match["days"]) if match else ()
        if match is None or not days:
            return None
        raw = {"days": days, "start": _clock(match["start"]), "end": _clock(match["end"])}
        try:
            found.append(convert(raw, Hours))
        except InvalidInput:
            return None
    return tuple(found)


def read_days(text: str) -> tuple[str, ...]:
    """Days by their names or the beginning of them; a stretch is written with "to" or a dash."""
    names = [name.casefold() for name in weekdays()]
    found: list[str] = []
    for part in re.split(r"[,;/&]|\band\b|\ben\b", text.casefold()):
        ends = [one.strip(" .") for one in re.split(r"\bto\b|\btot\b|[-–]", part) if one.strip(" .")]
        at = [_day_at(one, names) for one in ends]
        if not at:
            continue
        if -1 in at or len(at) > 2:  # noqa: PLR2004  a stretch has two ends
            return ()
        found += DAYS[at[0] : at[-1] + 1]
    return tuple(dict.fromkeys(found))


def _day_at(text: str, names: Sequence[str]) -> int:
    hits = [at for at, name in enumerate(names) if len(text) > 1 and name.startswith(text)]
    return hits[0] if len(hits) == 1 else -1


def _clock(text: str) -> str:
    hour, minute = re.split("[:.]", text)
    return f"{int(hour):02d}:{minute}"


def problems(values: Values) -> dict[str, str]:
    """What cannot be read as times."""
    bad = _("Write days and hours on each line, as: Tue, Thu 09:30 to 11:30")
    return {name: bad for name in ("when", "never_when") if read_times(str(values.get(name, ""))) is None}


def values_of(plan: SafePlan) -> dict[str, object]:
    """The present plan as the form shows it; numbers stay masked."""
    values: dict[str, object] = {name: getattr(plan, name) or None for name in PLAIN}
    values |= {"interpreter": plan.interpreter.value, "checked_on": None, "expires_on": None}
    values["when"] = "\n".join(hours_words(one) for one in plan.times)
    values["never_when"] = "\n".join(hours_words(one) for one in plan.never_times)
    values["never"] = "\n".join(plan.nevers)
    for way in plan.ways:
        values[f"{way.kind.value}_to"] = way.to
        answer = way.confirmed_not_shared if way.kind is WayKind.POST else way.may_leave_message
        values["post_alone" if way.kind is WayKind.POST else f"{way.kind.value}_message"] = answer.value
    return values


def ways_of(values: Values, before: SafePlan | None) -> list[dict[str, object]]:
    """The ways that are used; one that still shows its mask keeps its number."""
    masked = {way.kind: way.to for way in before.ways} if before else {}
    found = []
    for kind in WayKind:
        if to := str(values.get(f"{kind.value}_to") or ""):
            answer = {
                "confirmed_not_shared" if kind is WayKind.POST else "may_leave_message": values.get(
                    "post_alone" if kind is WayKind.POST else f"{kind.value}_message", Answer.UNKNOWN.value
                )
            }
            found.append({"kind": kind.value, "to": "" if to == masked.get(kind) else to, **answer})
    return found


def plan_of(values: Values, partner: str, before: SafePlan | None, *, said_by_her: bool, read_back: bool) -> PlanSet:
    """The act's input from the form's values. Raises InvalidInput."""
    never = [line.strip() for line in str(values.get("never", "")).splitlines() if line.strip()]
    asked = {name: values[name] for name in PLAIN if name in values}
    hours = {
        "times": [_given(one) for one in read_times(str(values.get("when", ""))) or ()],
        "never_times": [_given(one) for one in read_times(str(values.get("never_when", ""))) or ()],
    }
    fixed = {"partner": PartnerId(partner), "said_by_her": said_by_her, "read_back": read_back, "nevers": never}
    return convert(asked | hours | fixed | {"ways": ways_of(values, before)}, PlanSet)


def _given(hours: Hours) -> dict[str, object]:
    return {"days": [one.value for one in hours.days], "start": hours.start, "end": hours.end}


def changes(values: Values, before: SafePlan | None) -> tuple[Change, ...]:
    """Old and new of every field that differs; a new number is shown masked beside the old one."""
    old = values_of(before) if before else {}
    fields = [row for row in form().rows if isinstance(row, Field) and row.name not in {"checked_on", "expires_on"}]
    found = []
    for field in fields:
        was, now = old.get(field.name), values.get(field.name)
        if (was or "") != (now or ""):
            found.append(Change(field.name, field.label.replace("&", ""), _said(field, was), _said(field, now)))
    checked = str(values.get("checked_on", ""))
    if checked:
        was_on = day(before.checked_on) if before else _("Nothing")
        found.append(Change("checked_on", _("Checked with her on"), was_on, day(date.fromisoformat(checked))))
    return tuple(found)


def has_new_address(values: Values, before: SafePlan | None) -> bool:
    """True when a number or address was typed that was not there (PRT-9)."""
    return before is not None and any(way["to"] for way in ways_of(values, before))


def _said(field: Field, value: object) -> str:
    if value in (None, ""):
        return _("Nothing")
    words_of = {option.value: option.words for option in field.choices}
    return words_of.get(str(value), str(value).replace("\n", "; "))
