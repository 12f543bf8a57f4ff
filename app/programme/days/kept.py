"""Looks up on which day something is due of whom, and notes of whom that is to be told anew (P8).

The days are told by the rules that Today itself follows, and kept beside the records so that nobody is looked through
who owes nothing. Whatever an act changes of a man outdates his days in the same transaction; until they are told anew
(`settling/`) he is looked at himself. So what is kept may be late, and Today never is.

What is asked only for a while, as a letter is, runs out by itself: of whom anything ran out, the days hold no longer.

A change of the rules counts `RULES` up: days told by others hold of nobody, and all are told anew (`by_these_rules`).
"""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import Select, delete, insert, or_, select

from app.domain.moves import OPEN
from app.store.work import Touched, Work
from models.programme.attendance import Mark
from models.programme.case import Case
from models.programme.delivery import CatchUpMan
from models.programme.due import DueDay, DueOutdated, DueRules
from models.programme.group import Member, Session

RULES = 7
AFTER_AN_END = timedelta(days=92)  # longer after a case was closed nothing is asked any more that is kept
OF_A_MAN = frozenset(
    {
        *("mark", "session", "member", "catch_up_man", "follow_up_done", "one_to_one", "red_event", "risk_result"),
        *("three_way_review", "review_signature", "responsibility_review", "denial_rating", "measure_entry"),
        *("decision", "report", "letter", "hold"),
    }
)
SETTINGS = frozenset(
    {
        *("catch_up.block_days", "peer.review_after_meetings", "measure.days", "measure.review_weeks"),
        *("measure.after_months", "measure.top_licence", "report.by_event", "peer.entry_days"),
    }
)


class Due(StrEnum):
    """What a day is kept of; `until` is the last day on which all that is kept of a man holds."""

    FOLLOW_UP = "follow_up"
    CONCERN = "concern"
    CATCH_UP = "catch_up"
    CONTACT = "contact"
    CONTACT_SOON = "contact_soon"
    SIGNATURE = "signature"
    COMPLETED = "completed"
    TALK = "talk"
    RATING = "rating"
    QUESTIONNAIRE = "questionnaire"
    RATED_AGAIN = "rated_again"
    REPORT = "report"
    LETTER = "letter"
    ENTRY = "entry"
    ORDER = "order"
    UNTIL = "until"


def owing(work: Work, kinds: Collection[Due], today: date, until: date | None = None) -> frozenset[str]:
    """Who owes something of these kinds, due by a day where one is given, or may owe it: nobody else does."""
    known = select(DueDay.case_id).where(DueDay.kind.in_(kinds))
    known = known if until is None else known.where(DueDay.day <= until)
    return frozenset(work.session.scalars(known)) | outdated(work, today)


def outdated(work: Work, today: date) -> frozenset[str]:
    """Of whom something was changed since his days were told, or ran out."""
    return frozenset(work.session.scalars(who_is_outdated(work, today)))


def who_is_outdated(work: Work, today: date) -> Select[str]:
    """The same as a query; while the days were told by other rules than these, everybody of whom any are kept."""
    if not by_these_rules(work):
        return _everybody(today)
    found = select(DueOutdated.case_id).union(run_out(today)).subquery()
    return select(found.c.case_id)


def run_out(today: date) -> Select[str]:
    """Of whom something was kept that was asked until before this day."""
    return select(DueDay.case_id).where(DueDay.kind == Due.UNTIL, DueDay.day < today)


def by_these_rules(work: Work) -> bool:
    """Whether what is kept was told by the rules of this version."""
    return work.session.scalars(select(DueRules.version)).all() == [RULES]


def outdate_everybody(work: Work, today: date) -> None:
    """The rules are others now: everybody is to be told anew, by these."""
    work.session.execute(insert(DueOutdated).from_select(["case_id"], _everybody(today)))
    work.session.execute(delete(DueRules))
    work.session.execute(insert(DueRules), [{"version": RULES}])


def _everybody(today: date) -> Select[str]:
    """Whose case is open or was lately: of nobody else anything is kept."""
    lately = datetime.combine(today - AFTER_AN_END, time(), UTC)
    return select(Case.id).where(or_(Case.state.in_(sorted(OPEN)), Case.state_since >= lately))


def outdate(work: Work, today: date) -> None:
    """Note of whom this act changed something that a kept day hangs on; a setting changes it of everybody."""
    touched = tuple(work.touched.values())
    if any(one.table == "office_setting" and (one.columns or {}).get("key") in SETTINGS for one in touched):
        work.session.execute(insert(DueOutdated).from_select(["case_id"], _everybody(today)))
    men = _men(touched) | _men_of_groups(work, touched)
    if men:
        work.session.execute(insert(DueOutdated), [{"case_id": id} for id in sorted(men)])


def forget(work: Work, case_id: str) -> None:
    """His case is deleted: nothing of him stays here (RET-3)."""
    for table in (DueDay, DueOutdated):
        work.session.execute(delete(table).where(table.case_id == case_id))


def _men(touched: Iterable[Touched]) -> set[str]:
    """Men of whom a row says itself that it is theirs."""
    kept = [(one, one.columns) for one in touched if one.columns is not None]
    named = {str(said["case_id"]) for one, said in kept if one.table in OF_A_MAN and said.get("case_id")}
    return named | {one.id for one, _said in kept if one.table == "case"}


def _men_of_groups(work: Work, touched: Iterable[Touched]) -> set[str]:
    """Men in a group whose plan or self was changed, and who shares a session of no one man."""
    meetings = [one for one in touched if one.table == "session" and one.columns and not one.columns["case_id"]]
    groups = {one.id for one in touched if one.table == "programme_group"}
    groups |= {str(one.columns["group_id"]) for one in meetings if one.columns and one.columns["group_id"]}
    if not groups and not meetings:
        return set()
    held = [one.id for one in meetings]
    here = select(Member.case_id).where(Member.group_id.in_(groups), Member.left_at.is_(None))
    then = select(Member.case_id).join(Session, Session.group_id == Member.group_id)
    then = then.where(Session.id.in_(held), Member.left_at >= Session.ends_at)
    shared = select(CatchUpMan.case_id).where(CatchUpMan.session_id.in_(held))
    marked = select(Mark.case_id).where(Mark.session_id.in_(held))
    return set(work.session.scalars(here.union(then, shared, marked)))
