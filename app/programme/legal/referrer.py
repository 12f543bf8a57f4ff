"""Records that another officer or organisation has the man now: reports go to whoever stands here (REP-11, REF-8)."""

from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import CaseId, Draft, Line, Row, ShortText
from app.desk.act import act
from app.desk.seat import Noun
from app.domain.answers import Answer
from app.domain.legal import LegalEvent
from app.programme.case_moves import Happened, note_event, refuse_stale
from app.programme.legal.orders import not_gone, say_route
from app.programme.referral_form import YesNoUnknown
from app.programme.rights import Right
from app.programme.rules.moves import LONGEST_NOTE
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case

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
