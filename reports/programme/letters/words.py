"""The fixed words of the letters to him: written to be read by him, the same for every man (UX-33)."""

from app.core.language import _, ngettext
from reports.kit.words import day, of
from reports.programme.letters.rows import AttendanceLetter, DatesLetter, DecisionLetter, Letter, LetterKind


def subject(kind: LetterKind) -> str:
    """What a letter is about, in a line that may be read over his shoulder."""
    return {
        LetterKind.JOINING: _("Your place and your dates"),
        LetterKind.DATES: _("Your dates have changed"),
        LetterKind.APPOINTMENT: _("Your appointment"),
        LetterKind.CATCH_UP: _("A date to make up for a session"),
        LetterKind.ATTENDANCE: _("Your attendance"),
        LetterKind.MISSED: _("You missed a session"),
        LetterKind.WARNING_1: _("First warning about attendance"),
        LetterKind.WARNING_2: _("Second warning about attendance"),
        LetterKind.BREACH: _("Your sessions are stopped for now"),
        LetterKind.SUSPENDED: _("Your sessions are paused"),
        LetterKind.ENDED: _("Your place has ended"),
        LetterKind.EXCLUDED: _("Your place has been withdrawn"),
        LetterKind.NOT_SUITABLE: _("We cannot offer you a place"),
        LetterKind.COMPLETED: _("You have finished your sessions"),
    }[kind]


def sentences(letter: Letter) -> tuple[str, ...]:
    """What stands before the dates, a paragraph each."""
    if isinstance(letter, DatesLetter):
        return _of_dates(letter)
    return _of_attendance(letter) if isinstance(letter, AttendanceLetter) else _of_decision(letter)


def closing(letter: Letter) -> tuple[str, ...]:
    """What stands after the dates."""
    if not isinstance(letter, DecisionLetter):
        return (
            _("Please come on time. If you cannot come, tell us before the session begins and say why."),
            _("If you need an interpreter, help with reading or another arrangement, tell us."),
        )
    told = (_("We have told the service that sent you to us."),) if letter.is_referrer_told else ()
    if letter.kind is LetterKind.COMPLETED:
        return (
            *told,
            _("This letter says that you attended. It says nothing about how you behave, and nothing about risk."),
        )
    return (*told, _("You may ask us to explain this decision, or to look at it again."))


def _of_dates(letter: DatesLetter) -> tuple[str, ...]:
    count = len(letter.meetings)
    return {
        LetterKind.JOINING: (
            _("You have a place with us. These are the dates on which we expect you."),
            _("Coming to every session is part of what you agreed to. Please keep this letter."),
        ),
        LetterKind.DATES: (
            _("Some of your dates have changed. These are the dates on which we expect you from now on."),
            _("Please throw away the dates we sent you before."),
        ),
        LetterKind.APPOINTMENT: (
            ngettext(
                "We would like to meet you alone on this date.", "We would like to meet you on these dates.", count
            ),
        ),
        LetterKind.CATCH_UP: (
            ngettext(
                "You missed a session. You can make up for it on this date.",
                "You missed sessions. You can make up for them on these dates.",
                count,
            ),
            _("A session that is not made up for still counts as missing."),
        ),
    }[letter.kind]


def _of_attendance(letter: AttendanceLetter) -> tuple[str, ...]:
    missed, days = len(letter.missed), ", ".join(day(one) for one in letter.missed)
    attended = (
        _("Up to {day} you came to {share} group sessions that we offered you.")
        if letter.offered
        else _("Up to {day} no group session was due for you.")
    ).format(day=day(letter.until), share=of(letter.attended, letter.offered))
    if letter.kind is LetterKind.ATTENDANCE:
        since = _("You first came on {day}.").format(day=day(letter.first_on)) if letter.first_on else ""
        return (attended, *((since,) if since else ()), _("These figures are from our registers."))
    if letter.kind is LetterKind.MISSED:
        words = ngettext("You did not come on {days}.", "You did not come on these days: {days}.", missed)
        return (
            words.format(days=days),
            _("We do not know why. Please tell us the reason, and bring what shows it, within one week."),
            attended,
        )
    words = ngettext(
        "You have missed {count} session: {days}.", "You have missed {count} sessions: {days}.", missed
    ).format(count=missed, days=days)
    said = {
        LetterKind.WARNING_1: _("This is a first warning. If you miss more sessions, you get a second one."),
        LetterKind.WARNING_2: _(
            "This is a second warning. If you miss another session, we decide whether you can stay."
        ),
    }[letter.kind]
    return (words, said, attended)


def _of_decision(letter: DecisionLetter) -> tuple[str, ...]:
    since = day(letter.since)
    until = day(letter.until) if letter.until else ""
    again = _("We look at this again on {day}.").format(day=until) if until else _("We write to you when this changes.")
    return {
        LetterKind.BREACH: (
            _("From {day} you cannot come to your sessions while we look into what has happened.").format(day=since),
            again,
            _("Please do not come to a session before you have heard from us."),
        ),
        LetterKind.SUSPENDED: (
            _("Your sessions are paused from {day}.").format(day=since),
            again,
            _("Please do not come to a session before you have heard from us."),
        ),
        LetterKind.ENDED: (
            _("Your place with us ended on {day}.").format(day=since),
            _("You have no more sessions with us."),
        ),
        LetterKind.EXCLUDED: (
            _("We have decided to end your place with us. It ended on {day}.").format(day=since),
            _("Please do not come to any session."),
        ),
        LetterKind.NOT_SUITABLE: (
            _("We have looked carefully at whether what we offer is right for you at this time."),
            _("On {day} we decided that we cannot offer you a place.").format(day=since),
        ),
        LetterKind.COMPLETED: (
            _("You finished your sessions with us on {day}.").format(day=since),
            _("You came to {share} group sessions that we offered you.").format(
                share=of(letter.attended, letter.offered)
            ),
        ),
    }[letter.kind]
