"""Names the parts a programme pack is made of: blocks, criteria, limits and the words they may use."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from fractions import Fraction


class Intervention(StrEnum):
    """Home Office types of intervention, and peer support."""

    HELP_SEEKING = "help_seeking"
    EARLY_RESPONSE = "early_response"
    BEHAVIOUR_CHANGE = "behaviour_change"
    INTENSIVE = "intensive"
    PEER_SUPPORT = "peer_support"


class BlockKind(StrEnum):
    """What kind of contact a block is made of."""

    GROUP = "group"
    ONE_TO_ONE = "one_to_one"
    REVIEW = "review"


class DatesAre(StrEnum):
    """Whether the date of an item is its date, or the last day to hold it by (SCH-9)."""

    DATE = "date"
    DEADLINE = "deadline"


class PackState(StrEnum):
    """Where a pack is in its life (domain.md section 6.4)."""

    DRAFT = "draft"
    PILOT = "pilot"
    REVISE = "revise"
    ACTIVE = "active"
    RETIRED = "retired"


class Entry(StrEnum):
    """When a newcomer may still join a group (SCH-30)."""

    CLOSED = "closed"
    BLOCK_START = "block_start"
    ANY = "any"


class StartCountsFrom(StrEnum):
    """Which attended contact is a start (CASE-3)."""

    GROUP_SESSION = "group_session"
    ANY_CONTACT = "any_contact"


class CompletionKind(StrEnum):
    """What makes a case complete (CASE-8)."""

    ALL = "all"
    HOURS = "hours"
    NONE = "none"


class CatchUpBy(StrEnum):
    """By when missed content must be made up (SCH-33)."""

    BLOCK_END = "block_end"
    PACK_END = "pack_end"
    NONE = "none"


class WhenNotMet(StrEnum):
    """What a criterion that is not met leads to (SCR-3)."""

    NOT_ELIGIBLE = "not_eligible"
    NOT_SUITABLE = "not_suitable"
    NOT_READY = "not_ready"
    WARN = "warn"


class Test(StrEnum):
    """The eight ways a criterion can be judged (domain.md section 6)."""

    __test__ = False  # not a case for pytest, whatever its name begins with

    ANSWER = "answer"
    EQUALS = "equals"
    VALUE_AT_LEAST = "value_at_least"
    WITHIN_MONTHS = "within_months"
    DENIAL_AT_MOST = "denial_at_most"
    ANY_OF = "any_of"
    ALL_OF = "all_of"
    NOT = "not"


@dataclass(frozen=True)
class Coverage:
    """A content topic for maps and reports."""

    key: str
    title: str


@dataclass(frozen=True)
class Block:
    """A named part of a programme: `count` contacts of one kind, or no end when `count` is None."""

    key: str
    kind: BlockKind
    count: int | None
    minutes: int
    title: str
    titles: tuple[str, ...] = ()
    required: bool = True
    takes_slot: bool = True
    gap_before_weeks: int = 0
    gap_after_weeks: int = 0
    date_is: DatesAre = DatesAre.DATE
    coverage: tuple[str, ...] = ()
    meeting_order: tuple[str, ...] = ()

    @property
    def is_open_ended(self) -> bool:
        """True when the block goes on until somebody stops it."""
        return self.count is None

    @property
    def name(self) -> str:
        """The title without the place for an item's number."""
        return " ".join(self.title.replace("{n}", "").split()) or self.key

    def item_title(self, number: int) -> str:
        """The title of an item, counted from 1; an open-ended block begins its list again."""
        if self.titles:
            return self.titles[(number - 1) % len(self.titles)]
        return self.title.replace("{n}", str(number))


@dataclass(frozen=True)
class ReportAt:
    """A report draft that appears as a task after a block, or after a week."""

    report: str
    after_block: str | None
    after_week: int | None


@dataclass(frozen=True)
class Measure:
    """A questionnaire whose scores may be entered; never its wording."""

    key: str
    stages: tuple[str, ...]
    side: str
    licence: str


@dataclass(frozen=True)
class Letter:
    """A letter of the pack and the version of its template."""

    key: str
    template: str
    version: str
    language: str


@dataclass(frozen=True)
class PackTask:
    """An extra automatic task: so many days after `when`, for whom.

    `when` is `decision`, `placed`, `start`, `end`, `after_<block>` or `attended_<number of meetings>`.
    """

    key: str
    when: str
    days: int
    role: str

    @property
    def attended(self) -> int | None:
        """After how many attended group sessions it is due; None when it hangs on something else (PEER-5)."""
        word, _gap, number = self.when.partition("_")
        return int(number) if word == "attended" and number.isdecimal() else None

    @property
    def after_block(self) -> str:
        """The block after whose last session it is due; empty when it hangs on something else."""
        word, _gap, block = self.when.partition("_")
        return block if word == "after" else ""


@dataclass(frozen=True)
class Lifecycle:
    """State of the pack and when it must be looked at again (PACK-6)."""

    state: PackState
    clinical_partner: str
    next_review_months: int | None
    pilot_groups_max: int


@dataclass(frozen=True)
class GroupShape:
    """How a group of this pack is put together; `smallest` warns, `largest` refuses unless `max_warns`.

    A slot before `evening_from` is warned of; `roles` are the roles of an evening, as a register offers them.
    """

    entry: Entry
    smallest: int
    largest: int
    facilitators_min: int
    mixed_facilitators: bool
    interval_weeks: int
    holiday_step_weeks: int
    slots_min: int
    slots_max: int
    start_counts_from: StartCountsFrom
    return_guarantee: bool
    max_warns: bool = False
    evening_from: time | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Completion:
    """When a case is complete (CASE-8)."""

    kind: CompletionKind
    hours: Fraction | None
    needs_review: bool


@dataclass(frozen=True)
class AttendanceRules:
    """Limits and warnings of a pack; None means that it sets no limit (ATT-9)."""

    max_consecutive: int | None
    max_total: int | None
    warnings: tuple[int, ...]
    catch_up_by: CatchUpBy
    late_after_min: int | None
    min_share_present: Fraction
    count_only_unacceptable: bool


@dataclass(frozen=True)
class Criterion:
    """One thing a man must meet, its test, and where the rule comes from (SCR-1)."""

    key: str
    text: str
    source: str
    required: bool
    local: bool
    when_not_met: WhenNotMet
    test: Test
    about: str = ""
    wanted: tuple[str, ...] = ()
    limit: Fraction = Fraction(0)


@dataclass(frozen=True)
class DenialRules:
    """At which stages denial and motivation are rated again (DEN-4)."""

    stages: tuple[str, ...]
    motivation_stages: tuple[str, ...]


@dataclass(frozen=True)
class RiskRules:
    """Which risk results must be there, and after which blocks they are looked at again."""

    result_required: tuple[str, ...]
    review_at: tuple[str, ...]
