"""Is the programme desk: one line per noun."""

from app.desk.seat import Desk


class ProgrammeDesk(Desk):
    """Everything that can be done at the programme desk."""
