"""Is the partner desk: one line per noun; the bridge adds the acts that touch both databases."""

from app.desk.seat import Desk


class PartnerDesk(Desk):
    """Everything that touches her records alone."""
