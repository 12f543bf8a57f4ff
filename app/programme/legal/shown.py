"""Shows what courts and agencies say of a man: orders, family court, the children he is known to have, MAPPA."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from app.core.language import _
from app.core.shapes import CaseId, Draft, Row
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.answers import Answer
from app.domain.calendar import day_words
from app.domain.legal import child_plans, mappa_categories, mappa_levels, mappa_statuses
from app.programme.legal.mappa import MANAGED, mappa_of
from app.programme.referral_form import background_of
from app.programme.rights import Right
from app.programme.rules.background import Known, Topic, is_on_bail, known, said_words, source_words, topics
from app.programme.rules.orders import KnownChild, Protection, children_of, protections
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, Mappa
from models.programme.client import Client


class LegalAsked(Draft):
    """Of whom."""

    case: CaseId


class ProtectionRow(Row):
    """A protective order as it stands; without a known end it is in force for all we know (NEV-14)."""

    order: str
    kind: str
    conditions: str
    last_day: date | None
    stands: Literal["in_force", "over", "unknown"]
    words: str


class ProceedingsRow(Row):
    """Family proceedings: whether there are any, their stage, the next day in court, since when they are over."""

    answer: Answer
    stage: str
    next_on: date | None
    ended_on: str


class ChildShown(Row):
    """A child as known from him or the referrer; never what the child said or where it lives (NEV-20)."""

    child: str
    name: str
    date_of_birth: str
    relation: str
    plan: str
    social_worker: str
    plan_code: str = ""


class MappaRow(Row):
    """How he is managed, in words, with its day of review; "not_asked" when nobody said anything."""

    status: str
    words: str
    level: str
    category: str
    lead_agency: str
    coordinator: str
    said_on: date | None
    review_on: date | None
    by: str
    level_code: str = ""
    category_code: str = ""


class BackgroundRow(Row):
    """What stands of one topic, in words and as it was given; nobody having asked reads as not known (REF-7)."""

    topic: Topic
    title: str
    words: str
    source: str
    said_on: date | None
    by: str
    turns: int
    answer: str = ""
    text: str = ""
    on: str = ""
    until: date | None = None
    source_code: str = ""


class LegalFile(Row):
    """Everything of it on one page."""

    case: CaseId
    version: int
    kind: str
    reference: str
    starts_on: date | None
    ends_on: date | None
    organisation: str
    officer: str
    officer_email: str
    officer_phone: str
    officer_reference: str
    protections: tuple[ProtectionRow, ...]
    proceedings: ProceedingsRow
    children: tuple[ChildShown, ...]
    mappa: MappaRow
    background: tuple[BackgroundRow, ...] = ()


class LegalFiles(Noun):
    """What is read of orders, courts and agencies."""

    seat: ProgrammeSeat

    @act("case.show_legal", Right.READ_CASE, kind=Kind.OPEN, about="case")
    def show(self, work: Work, draft: LegalAsked) -> LegalFile:
        """Show orders, family proceedings, children, MAPPA, and what is known of his past and needs (RSK-7, REF-8)."""
        case = work.get(Case, draft.case)
        client, today = work.get(Client, case.client_id), self.seat.clock.today()
        return LegalFile(
            case=draft.case,
            version=case.version,
            kind=case.legal_kind,
            reference=case.legal_reference or "",
            starts_on=case.order_starts_on,
            ends_on=case.order_ends_on,
            organisation=case.referrer_organisation or "",
            officer=case.referrer_officer or "",
            officer_email=case.referrer_email or "",
            officer_phone=case.referrer_phone or "",
            officer_reference=case.referrer_reference or "",
            protections=protection_rows(case, today),
            proceedings=ProceedingsRow(
                answer=Answer(case.family_proceedings),
                stage=case.family_stage or "",
                next_on=case.family_next_on,
                ended_on=case.family_ended_on or "",
            ),
            children=tuple(_child(one) for one in children_of(client.children)),
            mappa=_mappa(mappa_of(work, case.id)),
            background=background_rows(background_of(case, client)),
        )


def background_rows(found: Mapping[Topic, Known]) -> tuple[BackgroundRow, ...]:
    """Every topic in the order in which they are asked; what nobody asked is among them."""
    rows = [(found.get(topic, Known(topic)), title) for topic, title in topics().items()]
    return tuple(
        BackgroundRow(
            topic=one.topic, title=title, words=said_words(one), source=source_words(one), said_on=one.said_on,
            by=one.by, turns=one.turns, answer=one.answer, text=one.text, on=one.on, until=one.until,
            source_code=one.source,
        )
        for one, title in rows
    )  # fmt: skip


def bail_row(case: Case, today: date) -> ProtectionRow | None:
    """Bail as an order that protects somebody, while he is on it; nothing otherwise."""
    one = known(case.background or ()).get(Topic.BAIL)
    if one is None or not is_on_bail(one, today):
        return None
    stands: Literal["in_force", "unknown"] = "in_force" if one.until else "unknown"
    return ProtectionRow(
        order=Topic.BAIL.value, kind=topics()[Topic.BAIL], conditions=one.text, last_day=one.until, stands=stands,
        words=_stands_words()[stands],
    )  # fmt: skip


def protection_rows(case: Case, today: date) -> tuple[ProtectionRow, ...]:
    """Every protective order as it stands, those that hold first, the one that ends soonest before the others."""
    found = sorted(protections(case.orders), key=lambda one: (one.stands(today) == "over", one.last_day or today))
    return tuple(_protection(one, today) for one in found)


def in_short(work: Work, today: date, case: Case) -> tuple[str, ...]:
    """What a worker must know before anything else: orders that hold, or may, and how he is managed."""
    found = []
    for one in protections(case.orders):
        if one.stands(today) != "over":
            until = _("until {day}").format(day=day_words(one.last_day)) if one.last_day else _("no end known")
            found.append(_("{order}, {until}").format(order=one.kind, until=until))
    if (bail := bail_row(case, today)) is not None:
        until = _("until {day}").format(day=day_words(bail.last_day)) if bail.last_day else _("no end known")
        found.append(_("{order}, {until}").format(order=bail.kind, until=until))
    row = mappa_of(work, case.id)
    if row is not None and row.status == MANAGED:
        found.append(_("MAPPA: {level}").format(level=mappa_levels()[row.level]))
    return tuple(found)


def _protection(one: Protection, today: date) -> ProtectionRow:
    stands = one.stands(today)
    return ProtectionRow(
        order=one.key, kind=one.kind, conditions=one.conditions, last_day=one.last_day, stands=stands,
        words=_stands_words()[stands],
    )  # fmt: skip


def _stands_words() -> dict[str, str]:
    return {"in_force": _("In force"), "over": _("Over"), "unknown": _("In force for all we know: no end is known")}


def _child(one: KnownChild) -> ChildShown:
    return ChildShown(
        child=one.key, name=one.name, date_of_birth=one.date_of_birth, relation=one.relation,
        plan=child_plans()[one.plan], social_worker=one.social_worker, plan_code=one.plan,
    )  # fmt: skip


def _mappa(row: Mappa | None) -> MappaRow:
    if row is None:
        return MappaRow(
            status=Answer.NOT_ASKED.value, words=_("Nobody has asked yet"), level="", category="", lead_agency="",
            coordinator="", said_on=None, review_on=None, by="",
        )  # fmt: skip
    is_managed = row.status == MANAGED
    return MappaRow(
        status=row.status,
        words=mappa_statuses()[row.status],
        level=mappa_levels()[row.level] if is_managed else "",
        category=mappa_categories()[row.category] if is_managed else "",
        lead_agency=row.lead_agency or "",
        coordinator=row.coordinator or "",
        said_on=row.said_on,
        review_on=row.review_on,
        by=row.by_label,
        level_code=row.level,
        category_code=row.category,
    )
