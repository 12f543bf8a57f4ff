"""Says one contact with him in lines of caption and words: what was said, both views, and who signed (ONE-1, REV-1)."""

from collections.abc import Iterable

from app.core.language import _
from app.domain.calendar import date_and_time_words, day_words
from app.programme.attendance.asked import HOME, question_words
from app.programme.case_file.contacts import ContactFile
from app.programme.reviews import ReviewRow

Told = tuple[str, str]


def told_lines(one: ContactFile, every: Iterable[ContactFile]) -> tuple[Told, ...]:
    """Everything that is kept of a contact; a line without words is left out."""
    lines = (
        *_attempts(one, {other.session: other for other in every}),
        (_("What happened"), one.summary),
        *_answers(one),
        *_views(one),
        (_("Next"), day_words(one.next_on) if one.next_on else ""),
        *(_review(one.review) if one.review else ()),
    )
    return tuple((caption, words) for caption, words in lines if words)


def _attempts(one: ContactFile, others: dict[str, ContactFile]) -> tuple[Told, ...]:
    """The attempts before and after it, the times it had, and why it was not held (SCH-28, SCH-34)."""
    before, after = others.get(one.again_of or ""), others.get(one.booked_again or "")
    return (
        (_("Booked again after"), _attempt(before) if before else ""),
        (_("Booked again"), _attempt(after) if after else ""),
        (_("Moved"), "\n".join(one.moved)),
        (_("Because"), one.why),
    )


def _attempt(other: ContactFile) -> str:
    words, state = _("{day}: {state}"), short_state(other)
    return words.format(day=date_and_time_words(other.starts_at), state=state) if other.starts_at else state


def short_state(one: ContactFile) -> str:
    """What became of it in one word; that it was booked again stands beside the contact itself."""
    return _("Missed") if one.code and not one.minutes else one.state


def _answers(one: ContactFile) -> tuple[Told, ...]:
    """What he said to the six; of a change at home only that it was asked. Not asked is never "no" (ONE-3)."""
    if not one.answers:
        return ()
    asked = _("Asked. What he said is with the safety team, if he said anything.")
    said = {**one.answers, **({HOME: asked} if HOME in one.answers else {})}
    return tuple((words, said.get(name, _("Not asked"))) for name, words in question_words().items())


def _views(one: ContactFile) -> tuple[Told, ...]:
    """Both views once both are in; one alone is not shown (F6)."""
    if one.his_view and one.our_view:
        return ((_("How he sees it"), graded(one.his_view)), (_("How we see it"), graded(one.our_view)))
    return ((_("Views"), _("Only one is in. Both are shown once both are.") if one.one_view else ""),)


def _review(review: ReviewRow) -> tuple[Told, ...]:
    """Who was there and who signed when, what remains, the plans and the views of each (REV-1, REV-2)."""
    signed = {(one.role, one.name): _("signed {day}").format(day=day_words(one.on)) for one in review.signatures}
    there = [(str(who.get("role", "")), str(who.get("name", ""))) for who in review.attendees]
    listed = [*there, *(key for key in signed if key not in there)]
    people = "\n".join(
        ", ".join(part for part in (name, attendee_words(role), signed.get((role, name), "")) if part)
        for role, name in listed
    )
    views = "\n".join(f"{attendee_words(who)}: {graded(str(said))}" for who, said in review.views.items())
    return (
        (_("There"), people),
        (_("Still to sign"), ", ".join(attendee_words(role) for role in review.to_sign)),
        (_("Not there"), ", ".join(attendee_words(role) for role in review.missing)),
        (_("Missing, because"), review.gap),
        (_("What remains"), "\n".join(review.outstanding)),
        (_("Onward plan"), review.onward),
        (_("Plan against relapse"), review.relapse_plan),
        (_("Views"), views),
        (_("Corrected, because"), review.correction_reason),
    )


def graded(view: str) -> str:
    """A view in words, or its grade."""
    return _("{number} of 5").format(number=view) if view.isdigit() else view


def attendee_words(role: str) -> str:
    """Who somebody is at a review."""
    known = {
        "client": _("Participant"), "facilitator": _("Facilitator"), "officer": _("Officer"), "manager": _("Manager"),
        "peer_worker": _("Support worker"), "interpreter": _("Interpreter"), "his": _("His"), "ours": _("Ours"),
    }  # fmt: skip
    return known.get(role, role.replace("_", " ").capitalize())
