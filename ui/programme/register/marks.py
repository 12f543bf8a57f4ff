"""Says what each key of the register means, and keeps what is typed about one man until it is saved (F3, ATT-2)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import LINE_LENGTH, TEXT_LENGTH, convert, to_builtins
from app.domain import labels
from app.domain.codes import MARKS, MarkCode, mark_words
from app.programme.attendance.parts import part_labels
from app.programme.marking import MarkTyped
from app.programme.register_rows import MarkRow, RegisterRow
from ui.kit.tokens import Tone

LATES = (5, 10, 15, 30)
LEFT_AFTER = (15, 30, 60, 90)
WRITE = "write"
LONGEST = {"note": TEXT_LENGTH, "concern": TEXT_LENGTH, "reason": LINE_LENGTH}
PARTS = ("code", "minutes", "late_minutes", "left_early_minutes", "reason", "engagement", "task", "note", "concern")


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed about one man; nothing typed is not recorded, never absent (ATT-1)."""

    row: RegisterRow
    code: str = ""
    minutes: int | None = None
    late_minutes: int | None = None
    left_early_minutes: int | None = None
    reason: str = ""
    engagement: int | None = None
    task: str = ""
    note: str = ""
    concern: str = ""
    came_back: bool | None = None
    asked: str = ""

    @property
    def called(self) -> str:
        """First name and initial, as screens show him (UX-2)."""
        return self.row.short or self.row.name

    @property
    def is_saved(self) -> bool:
        """His mark stands in the register; it is changed by correcting it (ATT-4)."""
        return self.row.mark is not None

    @property
    def came(self) -> bool:
        """He was in the room."""
        return bool(self.code) and MARKS[MarkCode(self.code)].attended


@dataclass(frozen=True)
class Detail:
    """One answer to "how late", "why": its words, what it fills in, and what is asked next."""

    words: str
    fills: dict[str, object]
    then: "Ask | None" = None


@dataclass(frozen=True)
class Ask:
    """A question with numbered answers, asked in the place of the legend."""

    words: str
    details: tuple[Detail, ...]


@dataclass(frozen=True)
class Choice:
    """One key of the register: digit, letter of the language, words, what it fills in, what it asks (UX-22)."""

    digit: str
    letter: str
    words: str
    code: str
    ask: Ask | None = None


@dataclass(frozen=True)
class Face:
    """How a mark looks in its cell."""

    words: str
    tone: Tone
    icon: str


def choices() -> tuple[Choice, ...]:
    """The keys one to seven. Digits are the same in every language; letters follow it."""
    return (
        Choice("1", _("P present")[0], _("Present"), "ATTC"),
        Choice("2", _("L late")[0], _("Late"), "ATTC", _how_late()),
        Choice("3", _("N did not take part")[0], _("Did not take part"), "AFTC", _why_not_taking_part()),
        Choice("4", _("E excused")[0], _("Absent, accepted"), "", _which_absence()),
        Choice("5", _("U no reason yet")[0], _("No reason yet"), "UAAB"),
        Choice("6", _("S sent home")[0], _("Sent home"), "", _why_sent_home()),
        Choice("7", _("X not expected")[0], _("Not expected"), "", _why_not_expected()),
    )


def _how_late() -> Ask:
    minutes = ngettext("{count} minute", "{count} minutes", 5)
    details = (Detail(minutes.format(count=late), {"late_minutes": late}) for late in LATES)
    return Ask(_("How late was he?"), tuple(details))


def _why_not_taking_part() -> Ask:
    reasons = (_("Would not take part"), _("Disturbed the session"), use_in_session())
    return Ask(_("What happened?"), (*(Detail(one, {"reason": one}) for one in reasons), _written()))


def use_in_session() -> str:
    """Alcohol or drugs in a session: a mark with this reason, never a criterion (SUB-4)."""
    return labels.mark_reasons()[labels.USE_IN_SESSION]


def _which_absence() -> Ask:
    codes = ("AAME", "AAEM", "AAFC", "AACL", "AAHO", "AARE", "AARC")
    named = (_("Medical"), _("Work"), _("Family"), _("Court"), _("Holiday"), _("Religious"), _("Custody"))
    known = (Detail(words, {"code": code, "reason": words}) for code, words in zip(codes, named, strict=True))
    return Ask(_("Which reason was accepted?"), (*known, Detail(_("Another, write it"), {"code": "AAAA", WRITE: True})))


def _why_sent_home() -> Ask:
    minutes = ngettext("{count} minute", "{count} minutes", 5)
    times = tuple(Detail(minutes.format(count=after), {"minutes": after}) for after in LEFT_AFTER)
    ours, his = _("Our reason"), _("His behaviour")
    after = Ask(_("After how long?"), times)
    return Ask(
        _("Why was he sent home?"),
        (
            Detail(his, {"code": "ATSH", "reason": his}, after),
            Detail(ours, {"code": "ATSS", "reason": ours}, after),
            Detail(use_in_session(), {"code": "ATSH", "reason": use_in_session()}, after),
        ),
    )


def _why_not_expected() -> Ask:
    named = ((_("Stood down"), "AASD"), (_("Moved by us"), "RSSR"), (_("Moved by him"), "RSOF"))
    return Ask(
        _("Why was he not expected?"), tuple(Detail(words, {"code": code, "reason": words}) for words, code in named)
    )


def time_out() -> Ask:
    """Asked by T: a time-out lies over the mark (domain.md section 8)."""
    return Ask(
        _("He took a time-out."),
        (Detail(_("He came back"), {"came_back": True}), Detail(_("He did not come back"), {"came_back": False})),
    )


def _written() -> Detail:
    return Detail(_("Something else, write it"), {WRITE: True})


def face(typed: Typed) -> Face:
    """Words, meaning and icon of a mark; a cell without one says "Not recorded"."""
    if typed.asked:
        return Face(_("{mark}, not complete").format(mark=typed.asked), Tone.INFO, "help")
    if not typed.code:
        return Face(_("Not recorded"), Tone.PLAIN, "")
    code = MarkCode(typed.code)
    if code is MarkCode.ATTC:
        return Face(_("Late"), Tone.WARN, "clock") if typed.late_minutes else Face(_("Present"), Tone.OK, "check")
    return {
        MarkCode.AFTC: Face(_("Did not take part"), Tone.WARN, "user-question"),
        MarkCode.UAAB: Face(_("Absent, no reason yet"), Tone.STOP, "user-x"),
        MarkCode.ATSH: Face(_("Sent home"), Tone.STOP, "door-exit"),
        MarkCode.ATSS: Face(_("Sent home, our reason"), Tone.MUTE, "door-exit"),
        MarkCode.AASD: Face(_("Stood down"), Tone.INFO, "ban"),
        MarkCode.RSSR: Face(_("Moved by us"), Tone.INFO, "calendar-time"),
        MarkCode.RSOF: Face(_("Moved by him"), Tone.INFO, "calendar-time"),
    }.get(code, Face(_("Absent, accepted"), Tone.MUTE, "calendar-off"))


def said(typed: Typed) -> str:
    """A mark in a whole phrase, for a screen reader."""
    if not typed.code or typed.asked:
        return face(typed).words
    late = _("{words}, by {count} minutes").format(words=face(typed).words, count=typed.late_minutes)
    return late if typed.late_minutes else mark_words(MarkCode(typed.code)) if not typed.came else face(typed).words


def begun(row: RegisterRow) -> Typed:
    """A line as it is shown first: his saved mark, or stood down while a gate keeps him out (GATE-7)."""
    if row.mark is not None:
        return from_mark(row, row.mark)
    if row.stood_down and row.default_code:
        return Typed(row, code=row.default_code, reason=" ".join(row.gates))
    return Typed(row, note=row.note)


def from_mark(row: RegisterRow, mark: MarkRow) -> Typed:
    """A saved mark as a line."""
    return Typed(
        row=row,
        code=mark.code,
        minutes=mark.minutes,
        late_minutes=mark.late_minutes,
        left_early_minutes=mark.left_early_minutes,
        reason=mark.reason,
        engagement=mark.engagement,
        task=mark.task or "",
        note=row.note,
        concern=mark.concern,
        came_back=bool(mark.time_out["came_back"]) if mark.time_out else None,
    )


def marked(typed: Typed, choice: Choice) -> Typed:
    """The line after a key: an earlier mark goes, what was noted stays; a key that asks is not complete yet."""
    reason = _("No reason given") if choice.code == "UAAB" else ""
    return replace(cleared(typed), code=choice.code, reason=reason, asked=choice.words if choice.ask else "")


def cleared(typed: Typed) -> Typed:
    """The line without its mark."""
    return replace(typed, code="", minutes=None, late_minutes=None, left_early_minutes=None, reason="", came_back=None)


def filled(typed: Typed, detail: Detail) -> Typed:
    """The line after an answer."""
    given = {name: value for name, value in detail.fills.items() if name != WRITE}
    return replace(typed, **given, asked=typed.asked if detail.then else "")  # type: ignore[arg-type]


def draft_of(typed: Typed, length: int) -> MarkTyped:
    """The line as the act takes it; who came on time was there for the whole length (ATT-2)."""
    given: dict[str, object] = {"case": typed.row.case}
    given |= {name: getattr(typed, name) for name in PARTS if getattr(typed, name) not in (None, "")}
    parts = (typed.minutes, typed.late_minutes, typed.left_early_minutes)
    if typed.came and all(part is None for part in parts):
        given["minutes"] = length
    if typed.came_back is not None:
        given["time_out"] = {"came_back": typed.came_back}
    return convert(given, MarkTyped)


def drafts_of(lines: Iterable[Typed], length: int) -> tuple[MarkTyped, ...]:
    """The lines as the act takes them. Raises InvalidInput, by the place of the line, naming the man and the limit."""
    drafts, problems = [], {}
    for at, line in enumerate(lines):
        long = [name for name, most in LONGEST.items() if len(getattr(line, name)) > most]
        words = _("{man}, {part}: {count} characters are too many, at most {most}. What you typed is still here.")
        for name in long:
            said_ = {"man": line.called, "part": part_labels()[name], "count": len(getattr(line, name))}
            problems[f"marks.{at}.{name}"] = words.format(**said_, most=LONGEST[name])
        if not long:
            drafts.append(draft_of(line, length))
    if problems:
        raise InvalidInput(problems)
    return tuple(drafts)


def counts(lines: Iterable[Typed]) -> tuple[tuple[str, Tone], ...]:
    """How many of each: words and meaning, in the order of the keys."""
    lines = tuple(lines)
    late = sum(1 for one in lines if one.code == "ATTC" and one.late_minutes)
    of = {code.value: sum(1 for one in lines if one.code == code.value) for code in MarkCode}
    moved = of["AASD"] + of["RSSR"] + of["RSOF"]
    absent = sum(1 for one in lines if one.code and not one.came)
    every = (
        (of["ATTC"] - late, _("{count} present"), Tone.OK),
        (late, _("{count} late"), Tone.WARN),
        (of["AFTC"], _("{count} did not take part"), Tone.WARN),
        (absent - of["UAAB"] - moved, _("{count} accepted"), Tone.MUTE),
        (of["UAAB"], _("{count} no reason yet"), Tone.STOP),
        (of["ATSH"] + of["ATSS"], _("{count} sent home"), Tone.STOP),
        (moved, _("{count} not expected"), Tone.INFO),
    )
    return tuple((words.format(count=count), tone) for count, words, tone in every if count)


def is_typed(line: Typed) -> bool:
    """Whether something about him is typed here and not saved; what the register filled in itself is not typed."""
    return not line.is_saved and line != begun(line.row)


def kept_line(typed: Typed) -> dict[str, object]:
    """A line as plain values, to survive a lock."""
    plain = {name: getattr(typed, name) for name in (*PARTS, "came_back")}
    return {"case": str(typed.row.case), **{name: value for name, value in plain.items() if value not in (None, "")}}


def restored(typed: Typed, kept: dict[str, object]) -> Typed:
    """The line as it was before the lock."""
    return replace(typed, **{name: kept[name] for name in (*PARTS, "came_back") if name in kept})  # type: ignore[arg-type]


def plain(draft: MarkTyped) -> dict[str, object]:
    """A draft's parts as plain values."""
    found: dict[str, object] = to_builtins(draft)
    return found
