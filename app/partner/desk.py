"""Is the partner desk: one line per noun; the bridge adds the acts that touch both databases."""

from app.desk.backups import Backups
from app.desk.own_login import OwnLogins
from app.desk.seat import Desk
from app.partner.access_log import AccessLogs
from app.partner.children import Children
from app.partner.contacts import Contacts
from app.partner.dangers import Dangers
from app.partner.her_measures import HerMeasures
from app.partner.partners import Partners
from app.partner.safe_plans import SafePlans
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
    backups: Backups
