"""Trustees are appointed by two desks, and any two of their papers open every key in use (E9, SEC-25, T13)."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest

from app.core.errors import Damaged, InvalidInput, Locked, NotAllowed
from app.crypto.kit import code_bytes, code_text
from app.crypto.person import x25519_public
from app.desk.catalogue import perform
from app.partner.trustees import by_code
from tests.bridge.samples import a_case, her_record
from tests.bridge.test_leaving import finished, granted, leave, unlocked
from tests.bridge.test_restricting import OTHER, joins, restrict
from tests.bridge.trustees import NAMES, appointed, approved, drawn
from tests.offices import Office, both_engines

KINDS = {"programme", "partnerdb", "safety", "backup"}


def opened(office: Office, first: str, second: str) -> dict[tuple[str, int], bytes]:
    """What two papers open together, by kind and version; nothing but the file and the list of staff is used."""
    kept, roster = office.laid_down.kept, office.roster_now()
    seeds = {**kept.seeds_of(code_bytes(first)), **kept.seeds_of(code_bytes(second))}
    mine = [item for item in kept.items if set(item.pair) <= set(seeds)]
    return {(item.kind, item.key_ver): item.open(roster, seeds).value for item in mine}


@both_engines
def test_any_two_of_three_papers_open_every_key_in_use_and_one_opens_none(office: Office) -> None:
    papers = appointed(office)
    perform(office.partner_desk(), "team.lay_down", {})

    for first, second in combinations(papers.values(), 2):
        found = opened(office, first, second)
        assert {kind for kind, _ver in found} == KINDS
        assert found["safety", 1] == office.team_key
        backup = office.roster_now().backup_key_at()
        assert backup is not None
        assert x25519_public(found["backup", 1]) == backup.pk
    for code in papers.values():
        assert opened(office, code, code) == {}
        item, alone = office.laid_down.kept.items[0], office.laid_down.kept.seeds_of(code_bytes(code))
        with pytest.raises(Locked):
            item.open(office.roster_now(), alone)
    assert perform(office.desk("jo"), "audit.verify", {}).ok


def test_a_paper_of_another_office_opens_nothing(office: Office) -> None:
    papers = appointed(office)
    perform(office.partner_desk(), "team.lay_down", {})
    foreign = code_text(bytes(range(100, 120)))

    assert office.laid_down.kept.seeds_of(code_bytes(foreign)) == {}
    assert opened(office, papers["Chair"], foreign) == {}
    with pytest.raises(Locked, match="That did not match"):
        by_code(office.roster_now(), "Chair", foreign)
    with pytest.raises(InvalidInput, match="does not read"):
        by_code(office.roster_now(), "Chair", papers["Chair"][:-1] + ("0" if papers["Chair"][-1] != "0" else "1"))


def test_nobody_is_a_trustee_before_a_manager_approved_and_not_after_two_weeks(office: Office) -> None:
    drawn(office, "Chair")
    page = perform(office.partner_desk(), "team.trustees", {})
    (row,) = perform(office.desk("jo"), "people.waiting", {})
    office.clock.move_to(office.clock.now() + timedelta(days=15))

    assert [(one.label, one.is_waiting) for one in page.trustees] == [("Chair", True)]
    assert (row.label, row.role, row.login) == ("Chair", "trustee", "")
    assert row.safety_number == page.trustees[0].safety_number
    assert perform(office.desk("jo"), "people.waiting", {}) == ()
    with pytest.raises(InvalidInput, match="Nobody with these keys"):
        perform(office.desk("jo"), "people.admit", {"person": row.person, "safety_number": row.safety_number})


def test_a_manager_who_hears_another_number_approves_nobody(office: Office) -> None:
    drawn(office, "Chair")
    (row,) = perform(office.desk("jo"), "people.waiting", {})

    with pytest.raises(InvalidInput, match="not the safety number"):
        perform(office.desk("jo"), "people.admit", {"person": row.person, "safety_number": "9S4T 1E47 DTP2 3ESH 2Q3J"})
    with pytest.raises(NotAllowed, match="they draw a new paper"):
        perform(office.desk("jo"), "people.turn_away", {"person": row.person})

    assert perform(office.partner_desk(), "team.trustees", {}).trustees[0].is_waiting


@pytest.mark.parametrize(("label", "told"), [("Chair", "of this name already"), (" ", "Write the trustee's name")])
def test_papers_are_told_apart_by_name(office: Office, label: str, told: str) -> None:
    drawn(office, "Chair")

    with pytest.raises(InvalidInput, match=told):
        perform(office.partner_desk(), "team.trustee", {"label": label})


def test_wrong_groups_appoint_nobody_and_the_paper_stays_the_same(office: Office) -> None:
    desk = office.partner_desk()
    paper = desk.seat.trustee_codes.draw("Chair", office.clock.today())

    with pytest.raises(InvalidInput, match="do not match"):
        perform(desk, "team.trustee", {"label": "Chair", "groups": ["0000", "0000"]})
    with pytest.raises(NotAllowed, match="Draw the code"):
        perform(desk, "team.trustee", {"label": "Solicitor"})

    assert desk.seat.trustee_codes.draw("Chair", office.clock.today()) == paper
    assert perform(desk, "team.trustees", {}).trustees == ()


def test_two_trustees_are_not_enough_and_nothing_is_laid_down_for_them(office: Office) -> None:
    appointed(office, NAMES[:2])
    desk = office.partner_desk()

    row = perform(desk, "team.lay_down", {})

    assert (row.keys, row.is_laid_down) == (0, False)
    assert office.laid_down.kept.items == ()
    page = perform(desk, "team.trustees", {})
    assert (page.is_enough, page.is_laid_down) == (False, False)


@both_engines
def test_a_trustee_is_replaced_and_the_old_paper_opens_nothing_that_is_laid_down(office: Office) -> None:
    papers = appointed(office)
    maya = office.partner_desk()
    maya.trustees.keep()
    before, old_backup = office.laid_down.kept, office.roster_now().backup_key_at()
    papers |= appointed(office, ("New chair",))
    waits = perform(maya, "team.trustees", {})
    maya.trustees.keep()
    (gone,) = [row for row in perform(maya, "team.trustees", {}).trustees if row.label == "Chair"]

    page = perform(maya, "team.end_trustee", {"user": gone.user})

    assert (waits.is_enough, waits.is_laid_down) == (True, False), "red until it is done"
    assert len(before.items) == 3 * len(KINDS)
    page = perform(maya, "team.trustees", {})
    assert ({row.label for row in page.trustees}, page.is_laid_down) == (
        {"New chair", "Solicitor", "Safeguarding lead"}, True,
    )  # fmt: skip
    assert opened(office, papers["Chair"], papers["Solicitor"]) == {}
    assert {kind for kind, _ver in opened(office, papers["New chair"], papers["Solicitor"])} == KINDS
    now = office.roster_now().backup_key_at()
    assert old_backup is not None
    assert now is not None
    assert now.pk != old_backup.pk
    office.laid_down.kept = before
    with pytest.raises(Damaged):
        opened(office, papers["Chair"], papers["Solicitor"])
    assert not perform(maya, "team.trustees", {}).is_laid_down, "an older file put back is seen"


def test_a_new_key_is_owed_until_it_is_laid_down_and_the_old_one_goes(office: Office) -> None:
    papers = appointed(office)
    maya = office.partner_desk()
    maya.trustees.keep()
    office.laid_down.version = 2
    maya.seat.vault.turn_to(replace(maya.seat.vault.team, version=2, value=bytes(32)))
    owed = perform(maya, "team.trustees", {}).is_laid_down

    maya.trustees.keep()

    assert not owed
    found = opened(office, papers["Chair"], papers["Solicitor"])
    assert set(found) == {("programme", 2), ("partnerdb", 2), ("safety", 1), ("safety", 2), ("backup", 1)}, (
        "the team's older key still opens the log; a database's older key opens nothing"
    )


def test_nothing_owed_writes_nothing_and_says_nothing(office: Office) -> None:
    appointed(office)
    maya = office.partner_desk()
    maya.trustees.keep()
    kept, head = office.laid_down.kept, maya.seat.clock.now()

    maya.trustees.keep()

    assert office.laid_down.kept == kept
    assert maya.seat.clock.now() == head


def test_a_break_between_the_file_and_the_list_is_mended_by_the_next_try(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T15: the file is written first; a backup key that nobody published is drawn anew."""
    papers = appointed(office)

    class Broken(Exception):
        """The current went."""

    def broken(*_given: object) -> None:
        raise Broken

    with monkeypatch.context() as patch:
        patch.setattr("app.bridge.trustees.extend", broken)
        with pytest.raises(Broken):
            perform(office.partner_desk(), "team.lay_down", {})
    between = office.roster_now().backup_key_at()
    assert not perform(office.partner_desk(), "team.trustees", {}).is_laid_down
    office.partner_desk().trustees.keep()

    assert between is None
    backup = office.roster_now().backup_key_at()
    assert backup is not None
    assert x25519_public(opened(office, papers["Chair"], papers["Solicitor"])["backup", 1]) == backup.pk


def test_only_the_safety_team_appoints_and_only_a_manager_approves(office: Office) -> None:
    """SEC-14, E4: each half needs its own desk."""
    drawn(office, "Chair")
    (row,) = perform(office.desk("jo"), "people.waiting", {})
    given = {"person": row.person, "safety_number": row.safety_number}

    for login in ("priya", "ada", "una"):
        with pytest.raises(NotAllowed):
            perform(office.desk(login), "people.admit", given)
    for login in ("jo", "priya"):
        with pytest.raises(NotAllowed):
            perform(office.partner_desk(login), "team.trustee", {"label": "Solicitor"})
    approved(office, "Chair")

    (trustee,) = perform(office.partner_desk(), "team.trustees", {}).trustees
    assert not trustee.is_waiting
    assert [one.label for one in perform(office.desk("jo"), "people.show", {}) if one.label == "Chair"] == []


def test_after_a_leaver_every_key_the_trustees_open_is_one_she_never_had(office: Office) -> None:
    """Section 8, Leaver, step 6: a new recovery set and a new backup key, at the end of the change of keys."""
    granted(office)
    papers = appointed(office)
    unlocked(office, "maya").trustees.keep()
    before, old_key = opened(office, papers["Chair"], papers["Solicitor"]), office.roster_now().backup_key_at()
    leave(office)
    maya = unlocked(office, "maya")
    half = perform(maya, "team.trustees", {}).is_laid_down

    finished(maya)

    after = opened(office, papers["Chair"], papers["Solicitor"])
    assert not half
    assert perform(maya, "team.trustees", {}).is_laid_down
    assert {ver for kind, ver in before if kind == "backup"} == {1}
    assert {ver for kind, ver in after if kind == "backup"} == {2}
    assert after["safety", 2] == maya.seat.vault.team.value  # type: ignore[attr-defined]
    now = office.roster_now().backup_key_at()
    assert old_key is not None
    assert now is not None
    assert (now.ver, x25519_public(after["backup", 2])) == (2, now.pk)
    assert not set(before.values()) & {after["safety", 2], after["backup", 2]}


def test_the_key_of_a_restricted_record_is_laid_down_by_one_who_is_named_and_kept_by_the_others(
    office: Office,
) -> None:
    """SEC-12, E9: `partner` entries; who is not named lays down what she can and lets theirs be."""
    three = office
    granted(three)
    joins(three, OTHER)
    papers = appointed(three)
    partner = her_record(three, a_case(three))
    restrict(three, partner)
    unlocked(three, OTHER).trustees.keep()
    half = perform(unlocked(three, OTHER), "team.trustees", {}).is_laid_down
    without = opened(three, papers["Chair"], papers["Solicitor"])

    unlocked(three, "wendy").trustees.keep()
    unlocked(three, OTHER).trustees.keep()

    found = opened(three, papers["Chair"], papers["Solicitor"])
    assert not half
    assert "partner" not in {kind for kind, _ver in without}
    assert perform(unlocked(three, OTHER), "team.trustees", {}).is_laid_down
    with three.partner.work(reading=True) as work:
        key = unlocked(three, "maya").seat.vault.key_now(work, partner)  # type: ignore[attr-defined]
    assert found["partner", key.version] == key.value
    perform(unlocked(three, "maya"), "partner.unrestrict", {"partner": partner})
    unlocked(three, "maya").trustees.keep()
    assert "partner" not in {kind for kind, _ver in opened(three, papers["Chair"], papers["Solicitor"])}
