"""NEV-8: one login never has a role at both desks, and one worker never stands on both sides of linked cases."""

import json
from collections.abc import Iterable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bridge.desk import BridgeDesk
from app.core.errors import AppError, Damaged, InvalidInput, Locked, NotAllowed
from app.core.paths import Profile
from app.core.shapes import to_builtins
from app.crypto.person import Seed
from app.crypto.roster import Link, next_event, person_subject, roles_subject, verify_roster
from app.desk.catalogue import acts_of, perform
from app.domain.roles import SIDE_OF, Role, Side, reasons_not_to_hold
from app.ops.office import read_office
from app.programme.desk import ProgrammeDesk
from app.start.opening import ProgrammeOffice
from app.start.partner_opening import PartnerOffice
from tests.offices import INST, START, Founding, Office, both_engines
from tests.programme.flows import a_case
from tests.start.profiles import OFFICE

HIS = [role for role in Role if SIDE_OF[role] is Side.PROGRAMME]
HERS = [role for role in Role if SIDE_OF[role] is Side.PARTNER]
NEW = "99" * 16


def signed_next(founding: Founding, kind: str, subject: dict[str, object], by: str) -> Link:
    """One more event of the office's list of staff, signed by somebody who really works there."""
    return next_event(founding.links[-1].head, INST, START, kind, subject, founding.people[by].id, founding.seeds[by])


def follows(founding: Founding, link: Link) -> bool:
    """Whether the list of staff still holds with this event at its end."""
    try:
        verify_roster([*(one.row for one in founding.links), link.row], INST)
    except Damaged:
        return False
    return True


class TestTheListOfStaff:
    """The signed list itself: whoever signs it, no person in it is of both desks."""

    @pytest.mark.parametrize(("his", "hers"), list(product(HIS, HERS)), ids=str)
    @pytest.mark.parametrize("by", ["jo", "maya", "wendy"])
    def test_nobody_is_added_with_a_role_at_each_desk(self, founding: Founding, his: Role, hers: Role, by: str) -> None:
        both = person_subject(NEW, "Two Hats", [his.value, hers.value], Seed.new())
        assert not follows(founding, signed_next(founding, "add", both, by))

        one = person_subject(NEW, "One Hat", [his.value], Seed.new())
        assert follows(founding, signed_next(founding, "add", one, "jo")), "one role at one desk is fine"

    @pytest.mark.parametrize("by", ["jo", "maya", "wendy", "mo"])
    @pytest.mark.parametrize(
        ("login", "roles"),
        [
            ("priya", ["facilitator", "safety_officer"]), ("priya", ["safety_officer"]), ("maya", ["facilitator"]),
            ("maya", ["facilitator", "safety_officer"]), ("jo", ["manager", "safety_lead"]), ("wendy", ["manager"]),
        ],
    )  # fmt: skip
    def test_nobody_gets_a_second_hat_and_nobody_changes_sides_under_one_login(
        self, founding: Founding, login: str, roles: list[str], by: str
    ) -> None:
        assert not follows(
            founding, signed_next(founding, "set_roles", roles_subject(founding.people[login].id, roles), by)
        )

    def test_roles_of_one_desk_may_change(self, founding: Founding) -> None:
        subject = roles_subject(founding.people["priya"].id, ["facilitator", "peer_worker"])
        assert follows(founding, signed_next(founding, "set_roles", subject, "jo"))

    def test_two_people_never_share_a_key_so_that_two_logins_cannot_be_one(self, founding: Founding) -> None:
        for login in ("maya", "priya", "jo"):
            again = person_subject(NEW, "Somebody Else", ["facilitator"], founding.seeds[login])
            assert not follows(founding, signed_next(founding, "add", again, "jo"))


@given(st.sets(st.sampled_from(list(Role)), min_size=1))
def test_roles_fit_one_login_exactly_when_they_are_of_one_desk(roles: set[Role]) -> None:
    assert (not reasons_not_to_hold(roles)) == (roles <= set(HIS) or roles <= set(HERS))


class TestTheOfficeFile:
    """A new office is described with one role for each person, and one person for each name."""

    @pytest.mark.parametrize("name", ["jo", "JO", "Jo"])
    def test_the_same_name_at_both_desks_is_refused(self, name: str) -> None:
        users = [*OFFICE["users"], {"name": name, "label": "Jo Adeyemi", "role": "safety_officer"}]  # type: ignore[misc]

        with pytest.raises(InvalidInput) as refused:
            read_office(json.dumps({**OFFICE, "users": users}).encode())
        assert set(refused.value.problems) == {"users"}

    @pytest.mark.parametrize("role", ["manager safety_officer", ["manager", "safety_officer"]])
    def test_two_roles_for_one_name_cannot_be_written(self, role: object) -> None:
        users = [{"name": "jo", "label": "Jo Adeyemi", "role": role}]

        with pytest.raises(InvalidInput):
            read_office(json.dumps({**OFFICE, "users": users}).encode())


class TestTheDoors:
    """In a real office each login opens its own desk and no other."""

    @pytest.mark.parametrize(
        ("login", "desk"), [("maya", "programme"), ("wendy", "programme"), ("priya", "partner"), ("jo", "partner")]
    )
    def test_a_login_does_not_open_the_other_desk(self, profile: Profile, login: str, desk: str) -> None:
        office = ProgrammeOffice(profile) if desk == "programme" else PartnerOffice(profile)

        with pytest.raises(Locked) as refused:
            office.sign_in(login, f"pw-{login}")

        assert str(refused.value) == "That did not match."
        office.close()

    def test_the_sign_in_files_hold_one_seed_for_each_person(self, profile: Profile) -> None:
        with_seed: dict[str, list[str]] = {}
        for side in ("programme", "partner"):
            for slot in json.loads(profile.keyslots(side).read_text("ascii"))["slots"]:
                if slot["pw"]:
                    with_seed.setdefault(slot["user"], []).append(side)

        assert [len(sides) for sides in with_seed.values()] == [1] * len(OFFICE["users"])


@both_engines
class TestLinkedCases:
    """No act lets a worker of one side do the other side's work, and no act of both desks is the same."""

    def test_a_safety_worker_is_never_given_his_case_and_never_counts_as_a_second_there(self, office: Office) -> None:
        """ROL-2."""
        manager = office.desk("jo", seconds=("maya", "wendy"))
        case = a_case(office.desk("priya"))

        for login in ("maya", "wendy"):
            with pytest.raises(AppError):
                perform(manager, "case.assign", {"cases": [case], "to_user": office.people[login].id})
            given = {"case": case, "lawful_reason": "no_partner", "second": login}
            with pytest.raises((NotAllowed, InvalidInput)):
                perform(manager, "referral.pass_partner_details", given)
        assert set(shown_people(perform(manager, "people.list", {}))).isdisjoint({"maya", "wendy"})

    def test_every_act_of_the_other_desk_is_refused_to_whoever_gets_hold_of_it(self, office: Office) -> None:
        for login in ("maya", "wendy"):
            desk = office.desk(login)
            for name in ("case.list", "group.list", "report.list", "today.show"):
                with pytest.raises(NotAllowed):
                    perform(desk, name, {})
        for login in ("jo", "priya"):
            for name in ("partner.list", "inbox.list", "clearance.list", "contact.due"):
                with pytest.raises(NotAllowed):
                    perform(office.partner_desk(login), name, {})


def test_the_two_desks_share_no_right_to_a_record() -> None:
    shared = set(acts_of(ProgrammeDesk)) & set(acts_of(BridgeDesk))

    own_login = {"password.change", "kit.confirm"}
    of_the_office = {"audit.verify", "settings.show", "settings.set"}
    kept = {"legal_hold.set", "legal_hold.end", "retention.list", "retention.delete"}
    of_each_file = {"backup.list", "backup.make", "backup.prove", "backup.restore", "backup.evidence"}
    assert shared <= own_login | of_the_office | of_each_file | kept


def shown_people(rows: Iterable[object]) -> list[str]:
    """The logins of a list of people."""
    return [str(one["login"]) for one in to_builtins(tuple(rows))]
