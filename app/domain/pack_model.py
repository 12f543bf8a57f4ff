"""Holds a whole programme as typed data: its contents in order, its totals and every rule it sets."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from app.domain.pack_parts import (
    AttendanceRules,
    Block,
    BlockKind,
    Completion,
    Coverage,
    Criterion,
    DenialRules,
    GroupShape,
    Intervention,
    Letter,
    Lifecycle,
    Measure,
    PackTask,
    ReportAt,
    RiskRules,
)


@dataclass(frozen=True)
class Content:
    """One thing a pack asks for: item `number` (from 1) of a block, in pack order (SCH-1)."""

    key: str
    block: Block
    number: int
    title: str

    @property
    def kind(self) -> BlockKind:
        """Group session, 1-2-1 or review."""
        return self.block.kind

    @property
    def minutes(self) -> int:
        """Planned minutes."""
        return self.block.minutes


@dataclass(frozen=True)
class Totals:
    """What a pack adds up to; open-ended blocks are not counted (PACK-1)."""

    group: int
    one_to_one: int
    review: int
    group_hours: Fraction
    hours: Fraction

    @property
    def contacts(self) -> int:
        """Every planned contact."""
        return self.group + self.one_to_one + self.review


@dataclass(frozen=True)
class Pack:
    """A programme, one version of it. A version in use never changes (PACK-2, PACK-3)."""

    code: str
    title: str
    discreet_title: str
    version: str
    intervention: Intervention
    sources: tuple[str, ...]
    coverage: tuple[Coverage, ...]
    blocks: tuple[Block, ...]
    report_at: tuple[ReportAt, ...]
    measures: tuple[Measure, ...]
    letters: tuple[Letter, ...]
    tasks: tuple[PackTask, ...]
    lifecycle: Lifecycle
    group: GroupShape
    entry_requires: tuple[str, ...]
    completion: Completion
    milestones_hours: tuple[Fraction, ...]
    attendance: AttendanceRules
    screening_source: str
    criteria: tuple[Criterion, ...]
    denial: DenialRules
    gates: tuple[str, ...]
    risk: RiskRules
    review_attendees: tuple[str, ...]

    @property
    def is_open_ended(self) -> bool:
        """True when the last block has no end: such a pack is planned 26 weeks ahead (SCH-11)."""
        return any(block.is_open_ended for block in self.blocks)

    def block(self, key: str) -> Block:
        """The block with this key; KeyError when the pack has none."""
        for block in self.blocks:
            if block.key == key:
                return block
        raise KeyError(key)

    def has_content(self, block: str, number: int) -> bool:
        """Whether this version has item `number` of this block."""
        return any(one.key == block and 1 <= number <= (one.count or number) for one in self.blocks)

    def contents(self) -> tuple[Content, ...]:
        """Every content with an end, in pack order (SCH-1)."""
        return self._contents

    @cached_property
    def _contents(self) -> tuple[Content, ...]:
        return tuple(self.endless_contents(open_items=0))

    def endless_contents(self, open_items: int | None = None) -> Iterator[Content]:
        """Contents in pack order; an open-ended block goes on for ever, or for `open_items`."""
        for block in self.blocks:
            last = open_items if block.count is None else block.count
            number = 1
            while last is None or number <= last:
                yield Content(content_key(block.key, number), block, number, block.item_title(number))
                number += 1

    def totals(self) -> Totals:
        """Counts by kind, and hours as exact fractions (PACK-1)."""
        minutes = {kind: sum(b.minutes * (b.count or 0) for b in self.blocks if b.kind is kind) for kind in BlockKind}
        count = {kind: sum(b.count or 0 for b in self.blocks if b.kind is kind) for kind in BlockKind}
        return Totals(
            group=count[BlockKind.GROUP],
            one_to_one=count[BlockKind.ONE_TO_ONE],
            review=count[BlockKind.REVIEW],
            group_hours=Fraction(minutes[BlockKind.GROUP], 60),
            hours=Fraction(sum(minutes.values()), 60),
        )


def content_key(block: str, number: int) -> str:
    """The stable key of an item, as in `foundation-3`; block keys hold no hyphen."""
    return f"{block}-{number}"
