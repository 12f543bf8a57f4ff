"""Shapes a referral as it is handed in, says what must be mended, and makes the person and the case of it."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from sqlalchemy import func, select

from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, LongText, Meta, PartialDateText, ShortText, UserId, to_builtins
from app.domain.answers import Answer, PartialDate
from app.domain.calendar import months_before
from app.domain.codes import ReferralSource
from app.domain.moves import CaseState
from app.domain.roles import Reach
from app.programme.duplicates import known_date
from app.programme.office import number_setting, setting
from app.programme.packs.shelf import packs_now
from app.programme.rights import Right
from app.programme.rules.background import (
    OF_HIMSELF,
    BackgroundGiven,
    Known,
    Topic,
    background_entry,
    background_problems,
    known,
    topics,
)
from app.programme.rules.cells import ChildrenRead, read_phone, tidy_name
from app.programme.rules.incoming import ReferralRead
from app.programme.rules.orders import names_a_place, place_words
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.account import Account
from models.programme.case import Case
from models.programme.client import Client

YesNoUnknown = Literal["yes", "no", "unknown"]
LegalKind = Literal["court_requirement", "licence", "family_direction", "child_plan", "voluntary", "other", "unknown"]
DayText = Annotated[str, Meta(pattern=r"^(unknown|\d{4}-\d{2}-\d{2})$")]
PlanKind = Literal["none", "cin", "cp", "looked_after", "unknown"]


class Contact(Draft):
    """How he may be reached."""

    phone: ShortText | None = None
    email: ShortText | None = None
    address: Line | None = None
    shares_address: YesNoUnknown = "unknown"


class Referrer(Draft):
    """Who sends him."""

    organisation: ShortText | None = None
    officer: ShortText | None = None
    email: ShortText | None = None
    phone: ShortText | None = None
    reference: ShortText | None = None


class LegalBasis(Draft):
    """On what ground he comes, and until when."""

    kind: LegalKind = "unknown"
    reference: ShortText | None = None
    starts_on: DayText | None = None
    ends_on: DayText | None = None


class Child(Draft):
    """A child as known from him or the referrer."""

    name: ShortText | None = None
    date_of_birth: str = "unknown"
    relation: ShortText | None = None
    lives_with: ShortText | None = None
    plan: PlanKind = "unknown"
    social_worker: ShortText | None = None


class ProtectiveOrder(Draft):
    """An order that protects somebody from him."""

    kind: ShortText
    conditions: Line | None = None
    expires_on: DayText | None = None


class ReferralReceived(Draft):
    """A referral as it comes in; what nobody knows is "unknown" (REF-7)."""

    given_name: ShortText
    family_name: ShortText
    date_of_birth: str
    source: ReferralSource
    received_on: date
    programme: str
    known_as: ShortText | None = None
    gender: ShortText = "unknown"
    contact: Contact | None = None
    referrer: Referrer | None = None
    legal_basis: LegalBasis | None = None
    reason: LongText | None = None
    language: ShortText | None = None
    needs: Line | None = None
    children: tuple[Child, ...] = ()
    orders: tuple[ProtectiveOrder, ...] = ()
    background: tuple[BackgroundGiven, ...] = ()
    family_proceedings: YesNoUnknown = "unknown"
    family_ended_on: PartialDateText | None = None
    reporting_route: YesNoUnknown = "unknown"
    reporting_reason: Line | None = None
    external_reference: ShortText | None = None
    duplicate_answer: Literal["same_person", "different_person"] | None = None
    same_as: CaseId | None = None
    assign_to: UserId | None = None


def problems_of(work: Work, seat: ProgrammeSeat, draft: ReferralReceived) -> dict[str, str]:
    """Everything that must be mended, by field; a date that cannot be is refused, never moved."""
    names = {name: tidy_name(getattr(draft, name)) for name in ("given_name", "family_name")}
    problems = {name: _("Write his name.") for name, text in names.items() if not text}
    problems |= _route_problems(draft) | _order_problems(draft) | _background_problems(draft, seat.clock.today())
    problems |= birth_problems(draft.date_of_birth, seat.clock.today())
    if any(birth_problems(child.date_of_birth, seat.clock.today()) for child in draft.children):
        problems["children"] = _("A child's date of birth is not a date in the past that exists.")
    if ended := birth_problems(draft.family_ended_on or Answer.UNKNOWN.value, seat.clock.today()):
        problems["family_ended_on"] = ended["date_of_birth"]
    if draft.received_on > seat.clock.today():
        problems["received_on"] = _("This date lies after today.")
    if draft.programme not in packs_now(work):
        allowed = ", ".join(sorted(packs_now(work)))
        problems["programme"] = _("This office has no such programme. It has: {programmes}.").format(programmes=allowed)
    if draft.assign_to is not None and not is_worker(work, draft.assign_to):
        problems["assign_to"] = _("Choose somebody who works with cases.")
    if draft.duplicate_answer == "same_person" and draft.same_as is None:
        problems["same_as"] = _("Choose the earlier case of the same person.")
    return problems


def _order_problems(draft: ReferralReceived) -> dict[str, str]:
    """Dates that do not exist, and an address or number of hers in what an order forbids (NEV-7)."""
    problems = {"orders": place_words()} if any(names_a_place(order.conditions) for order in draft.orders) else {}
    days = [draft.legal_basis.starts_on, draft.legal_basis.ends_on] if draft.legal_basis else []
    if any(not is_day(text) for text in (*days, *(order.expires_on for order in draft.orders))):
        problems["legal_basis"] = _("A date of the order does not exist. Write it as 2027-03-31, or say “unknown”.")
    return problems


def _background_problems(draft: ReferralReceived, today: date) -> dict[str, str]:
    """Each topic at most once, and nothing in it that cannot be or may not stand there."""
    found = [Topic(one.topic) for one in draft.background]
    problems = {
        f"background.{one.topic.value}": words
        for one in draft.background
        for words in background_problems(one, today).values()
    }
    for at, topic in enumerate(found):
        if topic in found[:at]:
            problems[f"background.{topic.value}"] = _("{what} stands here twice.").format(what=topics()[topic])
    return problems


def background_of(case: Case, client: Client) -> dict[Topic, Known]:
    """What is known of his past, his needs and his background, by topic; of what nobody asked there is none (REF-7)."""
    return known(client.background or (), case.background or ())


def add_background(seat: ProgrammeSeat, case: Case, client: Client, given: Iterable[BackgroundGiven]) -> None:
    """Keep what was said behind all that was said before: with the person, or with this one referral."""
    for one in given:
        entry = background_entry(one, seat.clock.today(), seat.person.label)
        if Topic(one.topic) in OF_HIMSELF:
            client.background = [*(client.background or ()), entry]
        else:
            case.background = [*(case.background or ()), entry]


def _route_problems(draft: ReferralReceived) -> dict[str, str]:
    """A way of reporting that is closed needs its reason (REF-8)."""
    is_closed = draft.reporting_route == Answer.NO.value
    has_reason = bool((draft.reporting_reason or "").strip())
    return {"reporting_reason": _("Write why the referrer may have no report.")} if is_closed and not has_reason else {}


def birth_problems(text: str, today: date) -> dict[str, str]:
    """Empty when a date of birth is not known, or is a whole or partial date in the past that exists."""
    if text in (Answer.UNKNOWN.value, Answer.NOT_ASKED.value):
        return {}
    try:
        first, _last = PartialDate.parse(text).range()
    except ValueError:
        words = _("Write the date of birth as 1988-04-12, 1988-04 or 1988, or say that it is not known.")
        return {"date_of_birth": words}
    return {"date_of_birth": _("This date lies after today.")} if first > today else {}


def is_day(text: str | None) -> bool:
    """True for nothing, for not known, and for a whole date that exists."""
    if text is None or text == Answer.UNKNOWN.value:
        return True
    try:
        return PartialDate.parse(text).is_complete
    except ValueError:
        return False


def day_of(text: str | None) -> date | None:
    """A whole date that was checked before; nothing when it is not known."""
    return None if text is None or text == Answer.UNKNOWN.value else date.fromisoformat(text)


def is_worker(work: Work, user: str) -> bool:
    """Whether a case can be given to this person: a facilitator or manager who still works here."""
    row = work.session.execute(select(Account.roles, Account.is_active).where(Account.id == user)).one_or_none()
    return row is not None and row.is_active and bool({"facilitator", "manager"} & set(row.roles))


def phone_of(text: str | None) -> str | None:
    """A telephone number in international form where it is one, else as typed: nothing is lost."""
    return (read_phone(text, "GB") or text.strip() or None) if text else None


def as_read(
    given_name: str,
    family_name: str,
    date_of_birth: str,
    *,
    phone: str | None = None,
    external_reference: str | None = None,
    programme: str = "",
    source: str = "",
    received_on: date = date.min,
) -> ReferralRead:
    """What the duplicate rules compare, with everything else left empty."""
    return ReferralRead(
        given_name=given_name,
        family_name=family_name,
        date_of_birth=known_date(date_of_birth),
        received_on=received_on,
        programme=programme,
        source=source,
        gender="",
        phone=phone or "",
        email="",
        address="",
        organisation="",
        officer="",
        officer_email="",
        external_reference=external_reference or "",
        legal_kind="",
        order_reference="",
        order_ends_on=Answer.NOT_ASKED,
        index_ipv=Answer.NOT_ASKED,
        index_offence="",
        last_incident_on=Answer.NOT_ASKED,
        children=ChildrenRead(None),
        language="",
        needs="",
        reason="",
        note="",
    )


def new_client(work: Work, draft: ReferralReceived) -> Client:
    """The person of a referral, as a new client."""
    contact = draft.contact or Contact()
    return work.add(
        Client(
            given_name=tidy_name(draft.given_name),
            family_name=tidy_name(draft.family_name),
            known_as=draft.known_as,
            date_of_birth=draft.date_of_birth,
            gender=gender_code(draft.gender),
            language=draft.language,
            phone=phone_of(contact.phone),
            email=contact.email,
            address=contact.address,
            shares_address=contact.shares_address,
            needs=draft.needs,
            children=[to_builtins(child) for child in draft.children],
            availability={},
        )
    )


def gender_code(text: str) -> str:
    """The code that packs compare; another word is kept as it is."""
    word = text.strip().casefold()
    known = {"m": "man", "male": "man", "man": "man", "f": "woman", "female": "woman", "woman": "woman"}
    return known.get(word, word or Answer.UNKNOWN.value)


def new_case(work: Work, seat: ProgrammeSeat, draft: ReferralReceived, client: str) -> Case:
    """The case of a referral with the next free number, given to whoever takes it in unless it says otherwise."""
    referrer, basis = draft.referrer or Referrer(), draft.legal_basis or LegalBasis()
    number = (work.session.execute(select(func.max(Case.number))).scalar() or 0) + 1
    mine = seat.person.id if seat.reach(Right.READ_CASE) is Reach.OWN else None
    return work.add(
        Case(
            client_id=client,
            number=number,
            programme=draft.programme,
            pack_version=packs_now(work)[draft.programme].version,
            state=CaseState.REFERRED.value,
            state_since=seat.clock.now(),
            source=ReferralSource(draft.source).value,
            referrer_organisation=referrer.organisation,
            referrer_officer=referrer.officer,
            referrer_email=referrer.email,
            referrer_phone=referrer.phone,
            referrer_reference=referrer.reference,
            legal_kind=basis.kind,
            legal_reference=basis.reference,
            order_starts_on=day_of(basis.starts_on),
            order_ends_on=day_of(basis.ends_on),
            received_on=draft.received_on,
            reason=draft.reason,
            orders=[to_builtins(order) for order in draft.orders],
            family_proceedings=draft.family_proceedings,
            family_ended_on=draft.family_ended_on,
            external_reference=draft.external_reference,
            reporting_route=draft.reporting_route,
            reporting_reason=(draft.reporting_reason or "").strip() or None,
            assigned_to=draft.assign_to or mine,
            created_at=seat.clock.now(),
            created_by=seat.person.id,
        )
    )


def family_words(work: Work, case: Case) -> str:
    """What the office says of a man who refers himself during family proceedings or within a year after (REF-6).

    Nothing of any other. A partial date of their end warns as long as it can mean a day within that time.
    """
    if case.source != ReferralSource.SELF.value or case.family_proceedings != Answer.YES.value:
        return ""
    since = months_before(case.received_on, number_setting(work.session, "referral.family_months"))
    if case.family_ended_on is not None and PartialDate.parse(case.family_ended_on).range()[1] < since:
        return ""
    return str(setting(work.session, "referral.family_words"))
