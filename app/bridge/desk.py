"""Is the partner desk with the acts that touch both databases (decision 1 of the design)."""

from app.bridge.clearances import Clearances
from app.bridge.his_cases import HisCases
from app.bridge.inbox import Inbox
from app.bridge.report_checks import ReportChecks
from app.partner.desk import PartnerDesk


class BridgeDesk(PartnerDesk):
    """What an officer sits down at."""

    inbox: Inbox
    his_cases: HisCases
    clearances: Clearances
    report_checks: ReportChecks
