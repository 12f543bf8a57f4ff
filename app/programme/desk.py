"""Is the programme desk: one line per noun."""

from app.desk.seat import Desk
from app.programme.referrals import Referrals


class ProgrammeDesk(Desk):
    """Everything that can be done at the programme desk."""

    referrals: Referrals
