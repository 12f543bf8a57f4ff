"""Proves that one login never stands on both sides of the wall (ROL-1)."""

import pytest

from app.domain.roles import SIDE_OF, Role, Side, reasons_not_to_hold

PROGRAMME = [role for role in Role if SIDE_OF[role] is Side.PROGRAMME]
PARTNER = [role for role in Role if SIDE_OF[role] is Side.PARTNER]


@pytest.mark.parametrize("hers", PARTNER)
@pytest.mark.parametrize("his", PROGRAMME)
def test_no_login_holds_a_role_at_both_desks(his, hers):
    assert reasons_not_to_hold([his, hers]) == ("One login cannot hold a role at both desks.",)


@pytest.mark.parametrize("side", [PROGRAMME, PARTNER])
def test_roles_of_one_desk_may_be_held_together(side):
    assert reasons_not_to_hold(side) == ()


def test_a_trustee_has_no_login_and_a_login_has_a_role():
    assert reasons_not_to_hold([Role.TRUSTEE])
    assert reasons_not_to_hold([Role.TRUSTEE, Role.MANAGER])
    assert reasons_not_to_hold([])
