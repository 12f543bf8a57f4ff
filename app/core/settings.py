"""Keeps every setting in one table: key, kind, default, bounds, scope and the sentence a person sees."""

from dataclasses import dataclass
from typing import Literal

from app.core.errors import InvalidInput
from app.core.language import _

SHORTEST_PASSWORD = 12  # characters; a floor, not a choice of the office
Value = int | str | bool | tuple[str, ...]
Scope = Literal["office", "computer"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing an office may change; `words` is the sentence beside it (not yet translated)."""

    key: str
    default: Value
    words: str
    low: int = 0
    high: int = 1_000_000
    scope: Scope = "office"


SETTINGS: tuple[Setting, ...] = (
    Setting("clearance.lapse_weeks", 8, "A safety clearance lapses after so many weeks without a start", 1, 52),
    Setting("clearance.age_line_days", 10, "Working days before a case shows: choose another group or wait", 1, 60),
    Setting("report.age_line_days", 3, "Working days before a report shows: check figures, names, places", 1, 30),
    Setting("report.due_days", 10, "Days to write a report once the programme asks for it", 1, 60),
    Setting("report.by_event", True, "Reports to the referrer fall due after a decision, an end and a review"),
    Setting("notice.window_days", 1, "Working days a refusing letter to him is held", 0, 20),
    Setting("screening.suitable_needs_second", False, "A suitable verdict as suggested needs a second name"),
    Setting("keep.started_years", 7, "Years a case that started is kept after it closed", 1, 30),
    Setting("keep.not_started_months", 12, "Months a case that never started is kept after it closed", 1, 120),
    Setting("outcomes.sheet_days", 20, "Days after a quarter until its sheet of figures goes to the managers", 1, 60),
    Setting("register.owed_after_hours", 2, "Hours after a session until its register is owed", 0, 48),
    Setting("register.late_message_at", "17:00", "Unread absences go to the safety lead at this time"),
    Setting("register.ask_above_minutes", 300, "Minutes above which a session's length is asked about", 30, 1440),
    Setting("meeting.weeks", 2, "Weeks after which an active case is discussed again at the case meeting", 1, 26),
    Setting("office.on_call_number", "", "Number to phone after hours"),
    Setting("peer.review_after_meetings", 4, "Meetings until the responsibility review", 1, 26),
    Setting("waiting.limit_days", 56, "Days a man may wait before the waiting list marks it as long", 1, 730),
    Setting("order.spare_weeks", 4, "Weeks an order must last beyond a whole programme", 0, 52),
    Setting("order.warn_weeks", 4, "Weeks before the last day to begin on which a worker is warned", 0, 52),
    Setting("peer.entry_days", 14, "Days after the decision until a man comes to his first peer meeting", 1, 90),
    Setting("peer.agreements_version", "1", "Version of the peer group's agreements that must be signed"),
    Setting("hold.seat_weeks", 4, "Weeks a seat is kept on hold before the manager is asked", 1, 52),
    Setting("review.sign_days", 14, "Days after a three-way review until it is signed by all who were there", 1, 90),
    Setting("catch_up.block_days", 14, "Days after a block's last session until a catch-up is overdue", 1, 120),
    Setting(
        "measure.top_licence", False, "The licence of the Treatment Outcomes Profile is confirmed: show its fields"
    ),
    Setting("measure.core10_cut_off", 11, "CORE-10 scores from here on are shown as reaching the cut-off", 1, 40),
    Setting("measure.core10_difference", 6, "CORE-10 differences below this are within its own variation", 1, 40),
    Setting("measure.days", 14, "Days to fill in a questionnaire once its stage is reached", 1, 60),
    Setting("measure.review_weeks", 13, "Weeks between two reviews by questionnaire", 1, 52),
    Setting("measure.after_months", 6, "Months after the end until the last questionnaire", 1, 24),
    Setting("risk.bands.ogrs3", ("0 low", "50 medium", "75 high"), "Bands of OGRS3 by their lower limits"),
    Setting("risk.bands.ovp", ("0 low", "30 medium", "60 high"), "Bands of OVP by their lower limits"),
    Setting("risk.bands.rsr", ("0 low", "1 medium", "3 high"), "Bands of RSR by their lower limits"),
    Setting("lock.programme_minutes", 5, "Minutes without a key until the programme desk locks", 1, 15, "computer"),
    Setting("paper.marking", "OFFICIAL SENSITIVE", "Marking on papers that leave"),
    Setting("paper.address", "", "Address of the office, as it stands at the foot of letters"),
    Setting("paper.phone", "", "Number on which participants can call the office, as it stands in letters"),
    Setting("paper.return_address", "", "Where an envelope goes back to when it cannot be delivered"),
    Setting("office.name", "", "Name of the office, as it stands on papers"),
    Setting("office.region", "ENG-WLS", "Region whose public holidays count"),
    Setting("calendar.nl_good_friday", True, "Good Friday closes the office (Netherlands)"),
    Setting("calendar.nl_liberation_day", True, "5 May closes the office (Netherlands)"),
    Setting("consent.current_version", "", "Version of the statement of understanding that must be signed"),
    Setting("referral.family_months", 12, "Months after family proceedings in which the same is said", 0, 60),
    Setting(
        "referral.family_words",
        "He comes by himself while a family court looks at his family, or soon after. A place here proves nothing to"
        " that court: say so to him now, and ask whether the court or a service should refer him.",
        "What is said when a man refers himself during family proceedings or soon after; blank says nothing",
    ),
    Setting("paper.discreet_label", "Evening programme", "Label used where the programme's name must not stand"),
)
# The safety team sets these at its own desk, for all cases at once; the programme desk knows none of them (W16).
HERS: tuple[Setting, ...] = (
    Setting("clearance.case_runs", ("tue 12:00", "fri 12:00"), "Safety clearances for cases are given at these times"),
    Setting("clearance.report_runs", ("12:00", "16:00"), "Safety clearances for reports are given at these times"),
    Setting("keep.service_years", 7, "Years her record is kept after the last contact", 1, 30),
    Setting("keep.not_reached_months", 6, "Months her record is kept when she was never reached", 1, 60),
    Setting("keep.no_service_weeks", 6, "Weeks her record is kept when she was reached and wanted no service", 1, 104),
    Setting("plan.expires_days", 60, "Days until a safe-contact plan must be checked again", 1, 365),
    Setting("contact.first_attempt_days", 2, "Working days until the first attempt to reach her", 1, 30),
    Setting("contact.attempts", 3, "Attempts at different safe times before she counts as not reached", 1, 20),
    Setting("contact.between_days", 2, "Working days from an attempt in vain to the next one", 1, 30),
    Setting("contact.interval_weeks", 6, "Weeks from one contact with her to the next while he is with us", 1, 26),
    Setting("contact.before_end_days", 14, "Days before his last session in which she hears from us", 1, 90),
    Setting("contact.after_end_days", 5, "Working days after his end until she has heard from us", 1, 60),
    Setting("safety_plan.weeks", 12, "Weeks after which her safety plan counts as old", 1, 52),
    Setting("outcomes.yes_from", 6, "Her score from 0 to 10 from which an area counts as a yes in figures", 1, 10),
    Setting("news.urgent_minutes", 60, "Minutes in which urgent news of him is taken in by the safety team", 5, 1440),
    Setting("dash.bands", ("1 standard", "10 medium", "14 high"), "Bands of DASH by their lower limits"),
    Setting("dash.referral_ticks", 14, "DASH ticks from which a referral needs a reason against it", 1, 24),
    Setting("dash.referral_incidents", 3, "Incidents in 12 months that count as escalation", 1, 50),
    Setting("marac.repeat_months", 12, "Months after a referral in which a new incident is a repeat", 1, 36),
    Setting("paper.checked_days", 30, "Days since her plan was checked in which a paper may go to her", 1, 90),
    Setting("release.longest_days", 92, "Days a release may hold at most", 1, 366),
    Setting("lock.partner_minutes", 2, "Minutes without a key until this desk ends, from the next sign-in on", 1, 5),
    Setting("her_view.t0", "", "What the first time point of her view over time is called here", 0, 40),
    Setting("her_view.t1", "", "What its second time point is called here", 0, 40),
    Setting("her_view.t2", "", "What its third time point is called here", 0, 40),
    Setting("her_view.t3", "", "What its fourth time point is called here", 0, 40),
    Setting("her_view.t4", "", "What its last time point is called here", 0, 40),
)
HER_KEYS = frozenset(one.key for one in HERS)
BY_KEY = {one.key: one for one in (*SETTINGS, *HERS)}


def default_of(key: str) -> Value:
    """The value a new office starts with."""
    return BY_KEY[key].default


def checked(key: str, value: object) -> Value:
    """The value if the setting exists, has this kind and is within bounds; otherwise InvalidInput."""
    if key not in BY_KEY:
        raise InvalidInput({"key": _("There is no such setting.")})
    one = BY_KEY[key]
    if isinstance(one.default, tuple):
        if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
            return tuple(value)
    elif isinstance(one.default, bool) or not isinstance(one.default, int):
        if type(value) is type(one.default):
            return value
    elif type(value) is int and one.low <= value <= one.high:
        return value
    raise InvalidInput({"value": _("This does not fit: {setting}.").format(setting=_(one.words))})
