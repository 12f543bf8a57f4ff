"""Records what is known around a man: who has him now, his children, his past, his needs (domain.md 4.1)."""

from app.core.errors import InvalidInput, Stale
from app.core.language import _, ngettext
from app.core.shapes import CaseId, Draft, Line, Row, ShortText
from app.desk.act import act
from app.desk.seat import Noun
from app.domain.answers import Answer
from app.domain.legal import LegalEvent, child_plans
from app.programme.case_moves import Happened, note_event, refuse_stale
from app.programme.legal.orders import not_gone, say_route
from app.programme.referral_form import PlanKind, YesNoUnknown, add_background, background_of, birth_problems
from app.programme.rights import Right
from app.programme.rules.background import BackgroundGiven, Topic, background_problems, said_words
from app.programme.rules.moves import LONGEST_NOTE
from app.programme.rules.orders import (
    CHILD_FIELDS,
    UNKNOWN,
    KnownChild,
    child_entry,
    children_of,
    names_a_place,
    place_words,
)
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.client import Client

FIELDS = ("organisation", "officer", "email", "phone", "reference")


class ReferrerSaid(Draft):
    """Who has him now, and how one knows. What is not named stays; an empty text: nobody knows it.

    `route`: whether that reader may have reports; unsaid, another organisation is asked anew.
    """

    case: CaseId
    reason: Line
    organisation: ShortText | None = None
    officer: ShortText | None = None
    email: ShortText | None = None
    phone: ShortText | None = None
    reference: ShortText | None = None
    route: YesNoUnknown | None = None
    seen: str | None = None


class ReferrerKept(Row):
    """Which fields changed, whether reports may go, reports that have not gone, and what to look at."""

    case: CaseId
    changed: tuple[str, ...]
    route: Answer
    papers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Referrers(Noun):
    """What is recorded of who sent him and who has him now."""

    seat: ProgrammeSeat

    @act("case.set_referrer", Right.WRITE_CASE, about="case")
    def set_referrer(self, work: Work, draft: ReferrerSaid) -> ReferrerKept:
        """Record another officer, another organisation, or another way to reach them; who it was stays in his history.

        Raises InvalidInput by field, Stale when the case was changed meanwhile.
        """
        case, reason = work.get(Case, draft.case), draft.reason.strip()
        refuse_stale(case, draft.seen)
        was = {name: getattr(case, f"referrer_{name}") for name in FIELDS}
        named = {name: text.strip() or None for name in FIELDS if (text := getattr(draft, name)) is not None}
        changed = tuple(name for name, text in named.items() if text != was[name])
        if problems := _problems(named, changed, reason):
            raise InvalidInput(problems)
        for name in changed:
            setattr(case, f"referrer_{name}", named[name])
        before = ", ".join(text for name in FIELDS if name in changed and (text := was[name]))
        words = _("Before: {before}. {reason}").format(before=before, reason=reason) if before else reason
        note_event(work, self.seat, case.id, Happened(LegalEvent.REFERRER.value, note=words[:LONGEST_NOTE]))
        is_another = "organisation" in changed and case.reporting_route == Answer.YES.value
        if draft.route is not None or is_another:
            say_route(work, self.seat, case, Answer(draft.route or Answer.UNKNOWN.value), reason)
        work.changed("case", case.id)
        papers = not_gone(work, case.id)
        return ReferrerKept(
            case=draft.case,
            changed=changed,
            route=Answer(case.reporting_route),
            papers=papers,
            warnings=(_on_the_way(len(papers)),) if papers else (),
        )


def _on_the_way(count: int) -> str:
    words = ngettext(
        "{count} report that has not gone was begun for the one before: look at who gets it.",
        "{count} reports that have not gone were begun for the one before: look at who gets them.",
        count,
    )
    return words.format(count=count)


def _problems(named: dict[str, str | None], changed: tuple[str, ...], reason: str) -> dict[str, str]:
    problems = {} if reason else {"reason": _("Write how you know.")}
    email = named.get("email")
    if email and ("@" not in email or " " in email):
        problems["email"] = _("This is no e-mail address. Write it as name@example.org.")
    if not changed:
        problems["officer"] = _("Nothing is different yet.")
    return problems


class ChildSaid(Draft):
    """A child as he or the referrer says; `child`: one that is known already, of which only what is named changes.

    Nothing of where it lives or learns, and not what it said: that has its place at the partner desk (NEV-20).
    """

    case: CaseId
    reason: Line
    child: str | None = None
    name: ShortText | None = None
    date_of_birth: ShortText | None = None
    relation: ShortText | None = None
    plan: PlanKind | None = None
    social_worker: ShortText | None = None
    is_mistake: bool = False
    seen: str | None = None


class ChildKept(Row):
    """Which child, and how many he is known to have now."""

    child: str
    known: int


class Children(Noun):
    """What is recorded of a man's children from his own side."""

    seat: ProgrammeSeat

    @act("case.set_child", Right.WRITE_CASE, about="case")
    def set_child(self, work: Work, draft: ChildSaid) -> ChildKept:
        """Record a child, a plan that changed, or that one was written down by mistake; what was said stays (NEV-18).

        From then on children's services are among those who must hear of danger (RED-1). Raises InvalidInput by field.
        """
        case = work.get(Case, draft.case)
        refuse_stale(case, draft.seen)
        client = work.get(Client, case.client_id)
        known = {one.key: one for one in children_of(client.children)}
        problems = birth_problems(draft.date_of_birth or UNKNOWN, self.seat.clock.today())
        if problems := problems | _child_problems(draft, known):
            raise InvalidInput(problems)
        said = {name: text.strip() for name in CHILD_FIELDS if (text := getattr(draft, name)) is not None}
        entry = child_entry(client.children, draft.child or "", said, is_mistake=draft.is_mistake)
        client.children = [*client.children, entry]
        key = str(entry["key"])
        now = {one.key: one for one in children_of(client.children)}
        words = f"{_happened(known.get(key), now.get(key))}. {draft.reason.strip()}"
        note_event(work, self.seat, case.id, Happened(LegalEvent.CHILD.value, note=words[:LONGEST_NOTE]))
        work.changed("case", case.id)
        return ChildKept(child=key, known=len(now))


def _happened(was: KnownChild | None, now: KnownChild | None) -> str:
    """What is new; a plan with what it was before."""
    if now is None:
        return _("Written down by mistake")
    plans = child_plans()
    if was is None:
        return _("Became known; plan: {plan}").format(plan=plans[now.plan].lower())
    if was.plan != now.plan:
        return _("Plan: {was}, now {now}").format(was=plans[was.plan].lower(), now=plans[now.plan].lower())
    return _("Details corrected")


def _child_problems(draft: ChildSaid, known: dict[str, KnownChild]) -> dict[str, str]:
    problems = {} if draft.reason.strip() else {"reason": _("Write how you know.")}
    if draft.child and draft.child not in known:
        problems["child"] = _("Choose one of the children that are known.")
    if draft.is_mistake and not draft.child:
        problems["child"] = _("Choose which child was written down by mistake.")
    if not any((draft.child, draft.name, draft.date_of_birth, draft.relation)):
        problems["name"] = _("Write a name, a date of birth, or what he is to the child.")
    for name in ("name", "relation", "social_worker", "reason"):
        if names_a_place(getattr(draft, name)):
            problems[name] = place_words()
    return problems


class BackgroundSaid(BackgroundGiven, kw_only=True):
    """One topic as it is said now, of whom; `seen`: how often something had been said of it when it was read."""

    case: CaseId
    seen: int | None = None


class BackgroundKept(Row):
    """Which topic, what stands of it now in words, and how often something was said of it."""

    topic: Topic
    words: str
    turns: int


class Backgrounds(Noun):
    """What is recorded of a man's past, his needs and his background."""

    seat: ProgrammeSeat

    @act("case.set_background", Right.WRITE_CASE, about="case")
    def set_background(self, work: Work, draft: BackgroundSaid) -> BackgroundKept:
        """Record what is known of one topic and who said so; what stood before stays in his history (REF-7, NEV-18).

        Raises InvalidInput by field, Stale when somebody else said something of it meanwhile.
        """
        case = work.get(Case, draft.case)
        client, topic = work.get(Client, case.client_id), Topic(draft.topic)
        before = background_of(case, client).get(topic)
        if draft.seen is not None and draft.seen != (before.turns if before else 0):
            raise Stale
        if problems := background_problems(draft, self.seat.clock.today()):
            raise InvalidInput(problems)
        add_background(self.seat, case, client, [draft])
        now = background_of(case, client)[topic]
        words = said_words(now)
        happened = Happened(LegalEvent.BACKGROUND.value, reason_code=topic.value, note=words[:LONGEST_NOTE])
        note_event(work, self.seat, case.id, happened)
        work.changed("case", case.id)
        return BackgroundKept(topic=topic, words=words, turns=now.turns)
