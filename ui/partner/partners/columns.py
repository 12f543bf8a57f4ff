"""The columns of her records and of contacts due, and the form of a new record and of a link."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.bridge.clocks import ClockLine
from app.bridge.his_cases import HisLine
from app.core.language import _
from app.partner.contacts import DueLine
from app.partner.listed import PartnerLine
from app.partner.partners import RELATIONS, CaseLink, PartnerOpened
from app.partner.spoken import clock_words, relation_words, service_state_words
from ui.kit.choice import Option
from ui.kit.dates import clock, short_day
from ui.kit.form_spec import Field, FormSpec, Kind, options
from ui.kit.paged_model import Column
from ui.kit.tokens import Tone
from ui.kit.widgets import facts

TONES = {
    "new": Tone.INFO, "trying": Tone.WARN, "in_service": Tone.OK, "declined": Tone.MUTE,
    "not_safe_to_contact": Tone.STOP, "not_reached": Tone.MUTE, "closed": Tone.MUTE, "restricted": Tone.MUTE,
    "damaged": Tone.STOP,
}  # fmt: skip


@dataclass(frozen=True)
class RecordRow:
    """One record of the list with what is known of contact; closed ones have no safe time shown."""

    line: PartnerLine
    due: DueLine | None


@dataclass(frozen=True)
class DueRow:
    """Somebody to contact, with the clock that ends first."""

    line: DueLine
    clock: ClockLine | None


def moment(at: datetime | None, zone: ZoneInfo, blank: str) -> str:
    """A moment in a table: Tue 24 Nov 10:05."""
    if at is None:
        return blank
    local = at.astimezone(zone)
    return f"{short_day(local.date())} {clock(local)}"


def safe_words(due: DueLine | None, zone: ZoneInfo) -> str:
    """Safe now until when, or when next; never blank, because blank could be read as safe."""
    if due is None:
        return _("No contact")
    if {"record", "plan"}.intersection(due.damaged):
        return _("Not shown")
    if due.is_safe_now:
        until = clock(due.safe_until.astimezone(zone)) if due.safe_until else ""
        return _("Now, until {time}").format(time=until) if until else _("Now")
    return moment(due.next_safe_time, zone, _("None known"))


def safe_tone(due: DueLine | None) -> Tone:
    """Open now stands out; none known is a warning."""
    if due is None:
        return Tone.MUTE
    if {"record", "plan"}.intersection(due.damaged):
        return Tone.STOP
    return Tone.OK if due.is_safe_now else Tone.WARN if due.next_safe_time is None else Tone.MUTE


def record_columns(zone: ZoneInfo) -> tuple[Column[RecordRow], ...]:
    """W4: number, service, next safe time, last contact, worker; her name stands in her record alone."""
    return (
        Column(_("Record"), lambda row: number_words(row.line.number), strong=True),
        Column(
            _("Service"), lambda row: service_state_words(state_of(row.line.state, row.due)),
            tone=lambda row: TONES.get(state_of(row.line.state, row.due), Tone.MUTE),
        ),
        Column(
            _("Safe time"), lambda row: not_shown(row) or safe_words(row.due, zone), tone=lambda row: safe_tone(row.due)
        ),
        Column(
            _("Last contact"),
            lambda row: not_shown(row) or last_words(row.due, zone),
        ),
        Column(_("Worker"), whom_to_ask),
    )  # fmt: skip


def number_words(number: str) -> str:
    """The number of a record; a damaged one may have lost it."""
    return number or _("Not readable")


def state_of(state: str, due: DueLine | None) -> str:
    """Where the service stands, or that something of this record does not open: then nothing here is relied on."""
    return "damaged" if due is not None and due.damaged else state


def last_words(due: DueLine | None, zone: ZoneInfo) -> str:
    """When the last contact was; with a damaged one among them nobody knows which was the last."""
    if due is not None and {"record", "contact"}.intersection(due.damaged):
        return _("Not shown")
    return moment(due.last_contact if due else None, zone, _("None yet"))


def not_shown(row: RecordRow) -> str:
    """What stands where a record is kept from this officer: never blank, never read as safe (SEC-12)."""
    return _("Not shown") if row.line.is_closed_to_me or row.line.state == "damaged" else ""


def whom_to_ask(row: RecordRow) -> str:
    """Her worker; of a record for named officers, who they are."""
    asked = _("Ask {names}").format(names=", ".join(row.line.kept_for))
    return asked if row.line.is_closed_to_me else row.line.worker


def by_words(row: DueRow) -> str:
    """By when she should hear from us, and why; late is said, not only coloured."""
    if row.line.damaged:
        return _("Not shown")
    if row.clock is None:
        return _("No date")
    said = facts(clock_words(row.clock.kind), short_day(row.clock.due_on))
    return facts(said, _("late")) if row.clock.is_late else said


def by_tone(row: DueRow) -> Tone:
    """Late stands out."""
    return Tone.STOP if row.clock is not None and row.clock.is_late and not row.line.damaged else Tone.MUTE


def due_columns(zone: ZoneInfo) -> tuple[Column[DueRow], ...]:
    """W3: by the safe time that closes soonest, so that time stands first after the number."""
    return (
        Column(_("Record"), lambda row: number_words(row.line.number), strong=True),
        Column(_("Safe time"), lambda row: safe_words(row.line, zone), tone=lambda row: safe_tone(row.line)),
        Column(_("Due by"), by_words, tone=by_tone),
        Column(
            _("Service"), lambda row: service_state_words(state_of(row.line.state, row.line)),
            tone=lambda row: TONES.get(state_of(row.line.state, row.line), Tone.MUTE),
        ),
        Column(_("Last contact"), lambda row: last_words(row.line, zone)),
        Column(_("Plan ends"), lambda row: plan_words(row.line)),
        Column(_("Worker"), lambda row: row.line.worker),
    )  # fmt: skip


def plan_words(due: DueLine) -> str:
    """Until when her plan holds; of one that does not open nobody knows."""
    if {"record", "plan"}.intersection(due.damaged):
        return _("Not shown")
    return short_day(due.plan_ends_on) if due.plan_ends_on else _("No plan")


def case_options(cases: tuple[HisLine, ...]) -> tuple[Option, ...]:
    """His cases to choose from, by number."""
    return tuple(Option(one.case, f"{one.reference}  {one.name}  ({one.state})") for one in cases)


def new_form(cases: tuple[HisLine, ...]) -> FormSpec:
    """A new record: who she is to him, and what is known. Her ways and times come with the plan."""
    return FormSpec(
        PartnerOpened,
        (
            Field("case", _("His &case"), Kind.CHOICE, required=True, choices=case_options(cases)),
            Field("relation", _("She is his"), Kind.CHOICE, required=True, choices=options(relations())),
            Field("given_name", _("&Given name"), required=True),
            Field("family_name", _("Family na&me")),
            Field("chosen_name", _("Name she chooses"), help=_("Shown instead of the others.")),
            Field("phone", _("&Number given"), help=_("Not used before her plan says so. Masked once saved.")),
            Field("email", _("&E-mail given")),
            Field("address", _("&Address given")),
            Field("nicknames", _("Also called"), help=_("Looked for in every report.")),
            Field("workplace", _("&Works at"), help=_("Looked for in every report.")),
            Field("language", _("Lang&uage")),
            Field("note", _("N&ote"), Kind.LINES, lines=2),
        ),
        extra=frozenset({"case", "relation"}),
    )


def link_form(cases: tuple[HisLine, ...]) -> FormSpec:
    """One more case she belongs to (PRT-1)."""
    return FormSpec(
        CaseLink,
        (
            Field("case", _("His &case"), Kind.CHOICE, required=True, choices=case_options(cases)),
            Field("relation", _("She is his"), Kind.CHOICE, required=True, choices=options(relations())),
            Field("since", _("&Since"), Kind.DATE),
        ),
    )


def relations() -> dict[str, str]:
    """Every relation in words."""
    return {one: relation_words(one) for one in RELATIONS}
