"""Gathers what this desk holds about her, item by item, for her own reading; minutes of Marac are no part (RET-8)."""

from collections.abc import Iterator
from datetime import date, datetime

from app.core.errors import Damaged
from app.core.language import _
from app.core.shapes import Row
from app.partner.contacts import contacts_of
from app.partner.entries import FileAsked, SafetyRecord, entries
from app.partner.listed import with_numbers_masked
from app.partner.partners import PartnerRecord
from app.partner.rules.her_measures import UNKNOWN, area_words
from app.partner.safe_plans import current_plan
from app.partner.seat import PartnerSeat, not_whole
from app.partner.spoken import outcome_words, told_words, wants_words
from app.store.work import Work


class Held(Row):
    """One thing that is held: what it is, of which day, what it says, and whether somebody wrote it in free words."""

    key: str
    kind: str
    on: date
    text: str
    is_free: bool


class FileItem(Row):
    """One item of her file with its decision, if there is one; typed facts are given unless somebody says otherwise."""

    item: str
    kind: str
    on: date
    text: str
    outcome: str
    why: str
    cut_text: str


def asked_of(work: Work, seat: PartnerSeat, partner: str) -> FileAsked | None:
    """Her request as it stands, the newest entry about one; None when she has not asked. Raises Damaged as `held`."""
    try:
        found = [one for _id, one in entries(work, seat, partner) if one.file is not None]
    except Damaged as hurt:
        raise not_whole() from hurt
    return max(found, key=lambda one: one.turn).file if found else None


def rows_of(
    work: Work, seat: PartnerSeat, partner: str, asked: FileAsked, *, for_paper: bool = False
) -> tuple[FileItem, ...]:
    """The items that were listed when she asked, by day, each with its decision; whole for the paper alone (UX-4)."""
    shown = str if for_paper else with_numbers_masked
    choices = {one.item: one for one in asked.choices}
    found = [one for one in held(work, seat, partner) if one.key in asked.items]
    return tuple(
        FileItem(
            item=one.key, kind=one.kind, on=one.on, text=shown(one.text),
            outcome=choices[one.key].outcome if one.key in choices else "",
            why=choices[one.key].why if one.key in choices else "",
            cut_text=choices[one.key].cut_text if one.key in choices else "",
        )
        for one in sorted(found, key=lambda one: (one.on, one.key))
    )  # fmt: skip


def held(work: Work, seat: PartnerSeat, partner: str) -> Iterator[Held]:
    """Everything of hers with something to read. Raises Damaged, with what to do, when something of it is not whole."""
    seat.refuse_if_hurt(work)
    try:
        record = seat.vault.read(work, seat.vault.hers(work, partner), PartnerRecord)
        every = [*_herself(record), *_plan(work, seat, partner), *_contacts(work, seat, partner)]
        for id, entry in entries(work, seat, partner):
            every += _of_entry(id, entry)
    except Damaged as hurt:
        raise not_whole() from hurt
    yield from (one for one in every if one.text.strip())


def _herself(record: PartnerRecord) -> Iterator[Held]:
    known = (
        (_("Name"), f"{record.given_name} {record.family_name}".strip()), (_("Chosen name"), record.chosen_name),
        (_("Telephone"), record.phone), (_("E-mail"), record.email), (_("Address"), record.address),
        (_("Language"), record.language), (_("Place of work"), record.workplace),
    )  # fmt: skip
    on = date.fromisoformat(record.opened_on)
    yield Held(key="record", kind=_("About you"), on=on, text=_lines(known), is_free=False)
    yield Held(key="note", kind=_("Note"), on=on, text=record.note or "", is_free=True)


def _plan(work: Work, seat: PartnerSeat, partner: str) -> Iterator[Held]:
    plan = current_plan(work, seat, partner)
    if plan is not None:
        known = (
            (_("Ways"), ", ".join(way.to for way in plan.ways)), (_("Never"), ", ".join(plan.nevers)),
            (_("If someone else answers"), plan.if_someone_else_answers), (_("If the call drops"), plan.dropped_call),
            (_("You will say"), plan.she_says), (_("Code phrase"), plan.code_phrase),
        )  # fmt: skip
        yield Held(key="plan", kind=_("Safe-contact plan"), on=plan.checked_on, text=_lines(known), is_free=False)


def _contacts(work: Work, seat: PartnerSeat, partner: str) -> Iterator[Held]:
    for id, one in contacts_of(work, seat, partner):
        on = datetime.fromisoformat(one.at).astimezone(seat.clock.zone).date()
        text = "\n".join(part for part in (outcome_words(one.outcome), one.notes or "") if part)
        yield Held(key=f"contact/{id}", kind=_("Contact with you"), on=on, text=text, is_free=bool(one.notes))


def _of_entry(id: str, entry: SafetyRecord) -> Iterator[Held]:
    """One entry in words; steps of Marac and what the team only keeps for itself are no items (domain.md section 2)."""
    if entry.dash is not None:
        text = "\n".join(one for one in (entry.dash.judgement_words, entry.dash.reason) if one)
        yield Held(key=f"dash/{id}", kind=_("DASH result"), on=entry.on, text=text or _("Done"), is_free=bool(text))
    if (plan := entry.plan) is not None:
        known = (
            (_("What matters most to you"), "; ".join(plan.priorities)), (_("Steps"), plan.steps),
            (_("Who you turn to"), plan.turns_to), (_("Children"), plan.children),
        )  # fmt: skip
        yield Held(key=f"safety/{id}", kind=_("Safety plan"), on=entry.on, text=_lines(known), is_free=True)
    if (told := entry.told) is not None:
        text = "\n".join(part for part in (told_words(told.outcome.value), ", ".join(told.news), told.words) if part)
        yield Held(key=f"told/{id}", kind=_("What you were told"), on=entry.on, text=text, is_free=True)
    if entry.wants is not None:
        said = wants_words(entry.wants.wants.value)
        yield Held(key=f"wants/{id}", kind=_("What you want to hear"), on=entry.on, text=said, is_free=False)
    if (child := entry.child) is not None:
        about = (
            (_("Name"), child.given_name), (_("Lives with"), child.lives_with), (_("Needs"), child.needs),
            (_("Address"), child.address), (_("School"), child.school), (_("Said"), child.said),
        )  # fmt: skip
        yield Held(key=f"child/{id}", kind=_("Your child"), on=entry.on, text=_lines(about), is_free=True)
    if (measure := entry.measure) is not None:
        words = area_words()
        scores = [(words[area], str(value)) for area, value in measure.scores.items() if value != UNKNOWN]
        text = _lines((*scores, (_("In your words"), measure.words)))
        yield Held(key=f"view/{id}", kind=_("Your view"), on=entry.on, text=text, is_free=bool(measure.words))


def _lines(known: tuple[tuple[str, str | None], ...]) -> str:
    """Names and values, one a line; what is empty leaves no line."""
    return "\n".join(f"{name}: {value}" for name, value in known if value)
