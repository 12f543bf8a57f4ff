"""Is the partner desk with the acts that touch both databases (decision 1 of the design)."""

from functools import cache, partial

from app.bridge.annexes import Annexes
from app.bridge.clearances import Clearances
from app.bridge.clocks import Clocks
from app.bridge.erasures import Erasures
from app.bridge.figures import Figures
from app.bridge.his_cases import HisCases
from app.bridge.inbox import Inbox
from app.bridge.keeping import Vaults
from app.bridge.keeping_list import Keeping
from app.bridge.leaving import Leavers
from app.bridge.news import News
from app.bridge.outcomes import Outcomes
from app.bridge.papers import Papers
from app.bridge.recovered import OwnKeys
from app.bridge.releases import Releases
from app.bridge.report_checks import ReportChecks
from app.bridge.restricting import Restrictions
from app.bridge.runs import office_began, office_settings
from app.bridge.team import Team
from app.bridge.trustees import HerBackups, Trustees
from app.desk.own_login import OwnLogins
from app.desk.seat import Desk, Seat
from app.partner.access_log import AccessLogs
from app.partner.children import Children
from app.partner.contacts import Contacts
from app.partner.dangers import Dangers
from app.partner.her_measures import HerMeasures
from app.partner.partners import Partners
from app.partner.safe_plans import SafePlans
from app.partner.seat import PartnerSeat
from app.partner.settings import HerSettings


class PartnerDesk(Desk):
    """Everything that touches her records alone."""

    partners: Partners
    safe_plans: SafePlans
    contacts: Contacts
    dangers: Dangers
    access_logs: AccessLogs
    children: Children
    her_measures: HerMeasures
    settings: HerSettings
    own_logins: OwnLogins
    backups: HerBackups


class BridgeDesk(PartnerDesk):
    """What an officer sits down at."""

    inbox: Inbox
    clocks: Clocks
    his_cases: HisCases
    erasures: Erasures
    keeping: Keeping
    restrictions: Restrictions
    vaults: Vaults
    clearances: Clearances
    report_checks: ReportChecks
    releases: Releases
    news: News
    outcomes: Outcomes
    figures: Figures
    papers: Papers
    annexes: Annexes
    team: Team
    leavers: Leavers
    trustees: Trustees
    own_keys: OwnKeys

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        if isinstance(seat, PartnerSeat):
            seat.settings = partial(office_settings, seat)
            seat.begun = cache(partial(office_began, seat))
