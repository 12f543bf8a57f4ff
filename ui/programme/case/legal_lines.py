"""Says in a line what stands of a man's referrer, order, protective orders, family court and MAPPA."""

from app.core.language import _
from app.domain import labels
from app.domain.answers import Answer
from app.programme.legal.shown import ChildShown, LegalFile, ProtectionRow
from app.programme.rules.orders import WITHOUT_END
from ui.kit.dates import day, partial_day
from ui.kit.widgets import facts


def referrer_line(legal: LegalFile) -> str:
    """Who has him, and how they are reached."""
    return facts(legal.organisation, legal.officer, legal.officer_email, legal.officer_phone, legal.officer_reference)


def order_line(legal: LegalFile) -> str:
    """Ground, reference, and from when until when."""
    kind = labels.legal_kinds().get(legal.kind, legal.kind)
    begins = _("from {day}").format(day=day(legal.starts_on)) if legal.starts_on else ""
    ends = _("until {day}").format(day=day(legal.ends_on)) if legal.ends_on else _("last day not known")
    return facts(kind, legal.reference, begins, "" if legal.kind in WITHOUT_END else ends)


def protection_line(one: ProtectionRow) -> str:
    """What kind, and whether it holds."""
    until = _("last day {day}").format(day=day(one.last_day)) if one.last_day else ""
    return facts(one.kind, one.words, until)


def family_line(legal: LegalFile) -> str:
    """Whether there are any, where they stand, and when he is next in court."""
    court = legal.proceedings
    said = {Answer.YES: _("Yes"), Answer.NO: _("None")}.get(court.answer, _("Not known"))
    ahead = _("next in court on {day}").format(day=day(court.next_on)) if court.next_on else ""
    ended = court.ended_on if court.ended_on[:1].isdigit() else ""
    return facts(said, court.stage, ahead, _("ended {day}").format(day=partial_day(ended)) if ended else "")


def mappa_line(legal: LegalFile) -> str:
    """Whether agencies manage him together, how closely, who leads, and when they look again."""
    row = legal.mappa
    review = _("reviewed on {day}").format(day=day(row.review_on)) if row.review_on else ""
    return facts(row.words, row.level, row.category, row.lead_agency, row.coordinator, review)


def child_words(child: ChildShown) -> str:
    """Name and age as far as anybody knows."""
    born = partial_day(child.date_of_birth) if child.date_of_birth[:1].isdigit() else ""
    return facts(child.name or _("A child"), _("born {day}").format(day=born) if born else "")


def child_below(child: ChildShown) -> str:
    """What he is to the child, and under which plan it is; never where it lives (NEV-20)."""
    his = _("he is: {relation}").format(relation=child.relation) if child.relation else ""
    worker = _("social worker {name}").format(name=child.social_worker) if child.social_worker else ""
    return facts(his, child.plan or _("Plan not known"), worker)


def children_line(legal: LegalFile) -> str:
    """Every child he is known to have, each with its plan."""
    return "; ".join(facts(child_words(one), one.plan) for one in legal.children) or _("None is known of.")
