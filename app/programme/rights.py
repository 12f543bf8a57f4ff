"""Says which role holds which right at the programme desk, and how far; data, not code (domain.md section 2)."""

from enum import StrEnum

from app.domain.roles import Reach, Role


class Right(StrEnum):
    """What an act of this desk needs."""

    RECEIVE_REFERRAL = "receive_referral"
    READ_CASE = "read_case"
    WRITE_CASE = "write_case"
    DECIDE = "decide"
    COUNTERSIGN = "countersign"
    OVERRIDE = "override"
    READ_GROUP = "read_group"
    PLAN_GROUP = "plan_group"
    READ_SCHEDULE = "read_schedule"
    PLACE = "place"
    TAKE_REGISTER = "take_register"
    REGISTER = "register"
    PEER_GROUP = "peer_group"
    RAISE = "raise"
    SUPERVISE = "supervise"
    WRITE_REPORT = "write_report"
    READ_TODAY = "read_today"
    DO_ROUNDS = "do_rounds"
    SETTINGS = "settings"
    READ_SETTINGS = "read_settings"
    READ_FIGURES = "read_figures"
    PACKS = "packs"
    READ_PACKS = "read_packs"
    READ_HISTORY = "read_history"
    VERIFY = "verify"
    PEOPLE = "people"
    PREPARE_PEOPLE = "prepare_people"
    OWN_LOGIN = "own_login"
    BACKUP = "backup"


_OWN, _ALL = Reach.OWN, Reach.ALL
_F, _M, _A, _P, _U = Role.FACILITATOR, Role.MANAGER, Role.ADMINISTRATOR, Role.PEER_WORKER, Role.AUDITOR

MATRIX: dict[Right, dict[Role, Reach]] = {
    Right.RECEIVE_REFERRAL: {_F: _ALL, _M: _ALL},
    Right.READ_CASE: {_F: _OWN, _M: _ALL},
    Right.WRITE_CASE: {_F: _OWN, _M: _ALL},
    Right.DECIDE: {_F: _OWN, _M: _ALL},
    Right.COUNTERSIGN: {_F: _ALL, _M: _ALL},
    Right.OVERRIDE: {_M: _ALL},
    Right.READ_GROUP: {_F: _ALL, _M: _ALL},
    Right.PLAN_GROUP: {_F: _ALL, _M: _ALL},
    Right.READ_SCHEDULE: {_F: _ALL, _M: _ALL, _A: _ALL},
    Right.PLACE: {_F: _OWN, _M: _ALL},
    Right.TAKE_REGISTER: {_F: _OWN, _M: _ALL},
    # A peer worker does these for own groups, and is answered with first names alone: see `by_first_name`.
    Right.REGISTER: {_F: _OWN, _M: _ALL, _P: _OWN},
    Right.PEER_GROUP: {_F: _OWN, _M: _ALL, _P: _OWN},
    Right.RAISE: {_F: _OWN, _M: _ALL, _P: _OWN},
    Right.SUPERVISE: {_F: _OWN, _M: _ALL},
    Right.WRITE_REPORT: {_F: _OWN, _M: _ALL},
    Right.READ_TODAY: {_F: _OWN, _M: _ALL, _A: _OWN, _P: _OWN, _U: _OWN},
    Right.DO_ROUNDS: {_F: _ALL, _M: _ALL, _A: _ALL, _P: _ALL},
    Right.SETTINGS: {_M: _ALL, _A: _ALL},
    Right.READ_SETTINGS: {_F: _ALL, _M: _ALL, _A: _ALL},
    Right.READ_FIGURES: {_M: _ALL},
    Right.PACKS: {_M: _ALL, _A: _ALL},
    Right.READ_PACKS: {_F: _ALL, _M: _ALL, _A: _ALL},
    Right.READ_HISTORY: {_F: _OWN, _M: _ALL, _U: _ALL},
    Right.VERIFY: {_M: _ALL, _A: _ALL, _U: _ALL},
    Right.PEOPLE: {_M: _ALL},
    Right.BACKUP: {_M: _ALL, _A: _ALL},
    Right.PREPARE_PEOPLE: {_M: _ALL, _A: _ALL},
    Right.OWN_LOGIN: {_F: _ALL, _M: _ALL, _A: _ALL, _P: _ALL, _U: _ALL},
}
