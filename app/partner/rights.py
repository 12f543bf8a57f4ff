"""Says which role holds which right at the partner desk; data, not code (domain.md section 2)."""

from enum import StrEnum

from app.domain.roles import Reach, Role


class Right(StrEnum):
    """What an act of this desk needs."""

    READ_PARTNER = "read_partner"
    WRITE_PARTNER = "write_partner"
    INTAKE = "intake"
    CLEAR = "clear"
    APPROVE = "approve"
    TEAM = "team"
    ENROL = "enrol"
    READ_LOG = "read_log"
    VERIFY = "verify"
    OWN_LOGIN = "own_login"
    BACKUP = "backup"
    SETTINGS = "settings"


_BOTH = {Role.SAFETY_OFFICER: Reach.ALL, Role.SAFETY_LEAD: Reach.ALL}
_LEAD = {Role.SAFETY_LEAD: Reach.ALL}

MATRIX: dict[Right, dict[Role, Reach]] = {
    Right.READ_PARTNER: _BOTH,
    Right.WRITE_PARTNER: _BOTH,
    Right.INTAKE: _BOTH,
    Right.CLEAR: _BOTH,
    Right.APPROVE: _BOTH,
    Right.TEAM: _LEAD,
    # Any officer: where there is one officer and no lead, somebody must be able to ask the next one in (E4).
    Right.ENROL: _BOTH,
    Right.READ_LOG: _BOTH,
    Right.VERIFY: _BOTH,
    Right.OWN_LOGIN: _BOTH,
    Right.BACKUP: _BOTH,
    Right.SETTINGS: _LEAD,
}
