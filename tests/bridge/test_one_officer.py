"""Where the team is one officer, a trustee gives the second signature, and only then (E4, SEC-4)."""

from datetime import timedelta

import pytest

from app.core.errors import InvalidInput, NotAllowed
from app.crypto.kit import code_text
from app.desk.catalogue import perform
from tests.bridge.samples import a_case
from tests.bridge.test_leaving import finished, granted, leave, unlocked
from tests.bridge.test_releases import NO
from tests.bridge.test_team import an_officer, keys_of
from tests.bridge.trustees import Papers, appointed
from tests.offices import Office


@pytest.fixture
def papers(office: Office) -> Papers:
    """Maya alone, with three trustees."""
    granted(office)
    leave(office)
    finished(unlocked(office, "maya"))
    return appointed(office)


def test_a_trustee_approves_whom_the_only_officer_enrolled(office: Office, papers: Papers) -> None:
    given = an_officer(office)
    maya = unlocked(office, "maya")
    perform(maya, "team.enrol", given)
    (waits,) = [row for row in perform(maya, "team.show", {}).officers if row.step == "enrolled"]
    maya.seat.trustee_codes.offer(papers["Chair"])  # type: ignore[attr-defined]

    row = perform(maya, "team.approve", given)

    assert (waits.needs_trustee, waits.may_approve) == (True, False)
    assert row.step == "in"
    assert len(keys_of(office, str(given["person"]))) == 2, "today's key, and the older one of the log"
    assert not perform(maya, "team.show", {}).is_one_officer


def test_in_a_script_the_trustee_is_named_and_the_code_is_listed(office: Office, papers: Papers) -> None:
    given = an_officer(office)
    maya = unlocked(office, "maya")
    maya.seat.trustee_codes.listed = papers  # type: ignore[attr-defined]
    perform(maya, "team.enrol", given)

    with pytest.raises(NotAllowed, match="no trustee's code"):
        perform(maya, "team.approve", {**given, "trustee": "Nobody"})

    assert perform(maya, "team.approve", {**given, "trustee": "Solicitor"}).step == "in"


def test_nothing_but_a_trustees_code_will_do(office: Office, papers: Papers) -> None:
    given = an_officer(office)
    maya = unlocked(office, "maya")
    codes = maya.seat.trustee_codes  # type: ignore[attr-defined]
    perform(maya, "team.enrol", given)

    with pytest.raises(NotAllowed, match="A trustee approves here"):
        perform(maya, "team.approve", given)
    codes.offer(code_text(bytes(range(100, 120))))
    with pytest.raises(NotAllowed, match="no trustee's code"):
        perform(maya, "team.approve", given)
    codes.offer(papers["Chair"][:-2] + "UU")
    with pytest.raises(InvalidInput, match="does not read"):
        perform(maya, "team.approve", given)
    with pytest.raises(NotAllowed, match="A trustee approves here"):
        perform(maya, "team.approve", given)

    assert keys_of(office, str(given["person"])) == []


def test_with_two_officers_a_trustee_is_not_the_second(office: Office) -> None:
    granted(office)
    papers = appointed(office)
    given = an_officer(office)
    maya = unlocked(office, "maya")
    perform(maya, "team.enrol", given)
    maya.seat.trustee_codes.offer(papers["Chair"])  # type: ignore[attr-defined]

    with pytest.raises(NotAllowed, match="Somebody else of the team"):
        perform(maya, "team.approve", given)

    assert keys_of(office, str(given["person"])) == []


def test_a_trustee_puts_the_second_signature_under_a_release_of_the_only_officer(
    office: Office, papers: Papers
) -> None:
    """SEC-20; the reader checks it as he checks any other."""
    case = a_case(office)
    maya = unlocked(office, "maya")
    draft = {
        "case": case, "text": "Please plan without the holidays.", "purpose": "plan", "basis": "safeguarding",
        "note": "To keep a plan from failing.", "readers": ["priya"], "expires_on": "2026-12-01",
    }  # fmt: skip
    release = perform(maya, "release.propose", draft).release
    (line,) = perform(maya, "release.list", {})
    with pytest.raises(NotAllowed, match="A trustee approves here"):
        perform(maya, "release.approve", {"release": release, **NO})
    maya.seat.trustee_codes.offer(papers["Solicitor"])  # type: ignore[attr-defined]

    perform(maya, "release.approve", {"release": release, **NO})

    office.clock.move_to(office.clock.now() + timedelta(days=1))
    perform(unlocked(office, "maya"), "clearance.run", {})
    assert (line.waits_for_me, line.waits_for_trustee) == (False, True)
    assert perform(unlocked(office, "maya"), "release.show", {"release": release}).approver == "Solicitor"
    read = perform(office.desk("priya"), "staff_only.open", {"case": case})
    assert [one.text for one in read.releases] == ["Please plan without the holidays."]


def test_without_trustees_the_only_officer_is_told_what_to_do(office: Office) -> None:
    granted(office)
    leave(office)
    maya = unlocked(office, "maya")
    finished(maya)
    draft = {
        "case": a_case(office), "text": "Please plan without the holidays.", "purpose": "plan", "basis": "safeguarding",
        "note": "To keep a plan from failing.", "readers": ["priya"], "expires_on": "2026-12-01",
    }  # fmt: skip

    with pytest.raises(NotAllowed, match="Appoint trustees"):
        perform(maya, "release.propose", draft)
