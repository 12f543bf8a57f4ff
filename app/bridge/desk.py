"""Is the partner desk with the acts that touch both databases (decision 1 of the design)."""

from app.partner.desk import PartnerDesk


class BridgeDesk(PartnerDesk):
    """What an officer sits down at."""
