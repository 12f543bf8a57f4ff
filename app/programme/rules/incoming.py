"""Holds what one line of an office's sheet becomes: a referral, her details apart, questions and refusals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal, NoReturn

from app.core.language import _
from app.core.shapes import Row
from app.domain.answers import Answer, PartialDate
from app.programme.rules.cells import ChildrenRead
from app.programme.rules.columns import ColumnMapping

Known = PartialDate | Literal[Answer.UNKNOWN, Answer.NOT_ASKED]


class ImportOutcome(StrEnum):
    """How a line of the sheet ends; there is no fifth way."""

    IMPORTED = "imported"
    IMPORTED_WITH_QUESTIONS = "imported_with_questions"
    ALREADY_KNOWN = "already_known"
    REFUSED = "refused"


class Problem(Row, frozen=True):
    """A column of the line and what a person must do about it; the words never repeat the cell."""

    column: str
    words: str


@dataclass(frozen=True)
class ProgrammeOffered:
    """What the reader must know of a pack: its names, and the fewest weeks from referral to its end."""

    code: str
    title: str
    weeks: int
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """What stays the same for every line: header, mapping, programmes, today, and where telephone numbers are local."""

    header: tuple[str, ...]
    mapping: ColumnMapping
    programmes: tuple[ProgrammeOffered, ...]
    today: date
    phone_region: str = "GB"


class KeptApart:
    """Partner details typed into his sheet, on their way to the one-way box and nowhere else (R3, NEV-7).

    Not a dataclass on purpose: it has no fields to print, encode, compare or copy.
    """

    __slots__ = ("_people",)

    def __init__(self, people: Sequence[Mapping[str, str]]) -> None:
        self._people = tuple(dict(person) for person in people)

    def __len__(self) -> int:
        return len(self._people)

    def __repr__(self) -> str:
        return "<kept apart>"

    def __format__(self, _spec: str) -> str:
        raise TypeError("kept apart")

    def __reduce__(self) -> NoReturn:
        raise TypeError("kept apart")

    def hand_over(self) -> tuple[dict[str, str], ...]:
        """The people in the form of `referral.pass_partner_details`; only the act that seals them may ask."""
        return tuple(dict(person) for person in self._people)


@dataclass(frozen=True)
class ReferralRead:
    """His referral as read: typed, tidied, with *not known* and *not asked* told apart (REF-7)."""

    given_name: str
    family_name: str
    date_of_birth: Known
    received_on: date
    programme: str
    source: str
    gender: str
    phone: str
    email: str
    address: str
    organisation: str
    officer: str
    officer_email: str
    external_reference: str
    legal_kind: str
    order_reference: str
    order_ends_on: Known
    index_ipv: Answer
    index_offence: str
    last_incident_on: Known
    children: ChildrenRead
    language: str
    needs: str
    reason: str
    note: str

    def as_input(self) -> dict[str, object]:
        """The fields that `referral.receive` shares with a sheet, in the JSON form of acts.md; nothing empty in it."""
        whole_day = isinstance(self.order_ends_on, PartialDate) and self.order_ends_on.is_complete
        ends_on = str(self.order_ends_on) if whole_day else ""
        given = {
            "given_name": self.given_name,
            "family_name": self.family_name,
            "date_of_birth": str(self.date_of_birth),
            "gender": self.gender,
            "contact": filled({"phone": self.phone, "email": self.email, "address": self.address}),
            "source": self.source,
            "referrer": filled(
                {
                    "organisation": self.organisation,
                    "officer": self.officer,
                    "email": self.officer_email,
                    "reference": self.external_reference,
                }
            ),
            "legal_basis": filled({"kind": self.legal_kind, "reference": self.order_reference, "ends_on": ends_on}),
            "received_on": self.received_on.isoformat(),
            "programme": self.programme,
            "reason": "\n".join(text for text in (self.reason, *self.history(), self.note) if text),
            "children": tuple({"plan": self.children.plan} for _child in range(self.children.count or 0)),
            "language": self.language,
            "needs": self.needs,
            "external_reference": self.external_reference,
        }
        return filled(given)

    def history(self) -> tuple[str, ...]:
        """What the sheet says that has no field of its own on receiving, as whole sentences for the reason."""
        said = {
            Answer.YES: _("The referrer's sheet says that the index offence was against a partner."),
            Answer.NO: _("The referrer's sheet says that the index offence was not against a partner."),
        }
        lines = [said.get(self.index_ipv, "")]
        if self.index_offence:
            lines.append(_("Index offence, as the sheet has it: {words}.").format(words=self.index_offence))
        if isinstance(self.last_incident_on, PartialDate):
            lines.append(_("Last incident: {day}.").format(day=self.last_incident_on))
        if self.children.ages:
            ages = ", ".join(str(age) for age in self.children.ages)
            lines.append(_("Ages of the children when he was referred: {ages}.").format(ages=ages))
        if isinstance(self.order_ends_on, PartialDate) and not self.order_ends_on.is_complete:
            lines.append(_("The order ends in {part}.").format(part=self.order_ends_on))
        return tuple(line for line in lines if line)


@dataclass(frozen=True)
class ReadRow:
    """One line, read: a referral unless something refuses it, her details apart, and what a person must look at."""

    line: int
    referral: ReferralRead | None
    her: KeptApart = field(repr=False)
    questions: tuple[Problem, ...]
    refusals: tuple[Problem, ...]

    @property
    def outcome(self) -> ImportOutcome:
        """How the line ends as far as it can tell by itself; `doubles.settle` looks at the other lines and cases."""
        if self.referral is None or self.refusals:
            return ImportOutcome.REFUSED
        return ImportOutcome.IMPORTED_WITH_QUESTIONS if self.questions else ImportOutcome.IMPORTED


def filled(given: Mapping[str, object]) -> dict[str, object]:
    """Only the fields that hold something."""
    return {key: value for key, value in given.items() if value not in ("", {}, ())}
