"""A group that runs goes on with another version: seen first, by a manager, and nothing held is lost (PACK-4)."""

from datetime import UTC, datetime

import pytest

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.desk.catalogue import perform
from app.domain.pack import shipped_texts
from tests.made_before import made_before
from tests.offices import Office, both_engines
from tests.programme.test_registers import first_session, placed

BBR = shipped_texts()["bbr.toml"].replace('version = "1.0"', 'version = "1.1"')
SAME = BBR.replace("count=6, minutes=150", "count=5, minutes=150", 1)
OTHER = BBR.replace('key="foundation", title="Foundation {n}"', 'key="begin", title="Beginning {n}"').replace(
    'review_at = ["foundation"', 'review_at = ["begin"'
)  # fmt: skip
SAID = {"changes": "Shorter.", "reasons": "It was long."}


@made_before
def begun(office: Office) -> tuple[str, str]:
    """A group with one man, whose first session was held and marked."""
    group, (case,) = placed(office)
    session = first_session(office.desk("priya"), group)
    mark = {"case": case, "code": "ATTC", "minutes": 150}
    perform(office.desk("priya"), "register.take", {"session": session, "marks": [mark], "head_count": 1})
    office.clock.move_to(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    return group, case


def publish(office: Office, text: str) -> None:
    perform(office.desk("jo"), "pack.publish", {"text": text, **SAID})


def move(office: Office, group: str, **more: object) -> object:
    given = {"group": group, "version": "1.1", **more}
    seen = perform(office.desk("jo"), "group.preview_change", given)
    return perform(office.desk("jo"), "group.change", given | {"preview": seen.preview, "reason": "Shorter is enough"})


def covered(office: Office, case: str) -> dict[str, str]:
    """Where each content stands for one man."""
    lines = perform(office.desk("jo"), "case.attendance", {"case": case}).coverage
    return {line.key: line.state for line in lines}


def plan(office: Office, group: str) -> dict[str, str]:
    """The status of each session of the plan by its title."""
    shown = perform(office.desk("jo"), "group.show", {"group": group}).sessions
    return {one.title: one.status for one in shown}


@both_engines
def test_what_both_versions_have_stays_and_the_rest_is_planned_again(office: Office) -> None:
    """PACK-4, SCH-25: before and after are shown first; the man moves with his group; his hours stay."""
    group, case = begun(office)
    before = perform(office.desk("jo"), "group.show", {"group": group})
    publish(office, SAME)

    saved = move(office, group)

    after = perform(office.desk("jo"), "group.show", {"group": group})
    assert [one.title for one in saved.before][:1] == ["Foundation 6"]
    assert plan(office, group)["Foundation 6"] == "not_held"
    held = [[one.starts_at for one in shown.sessions if one.has_register] for shown in (before, after)]
    assert held[0] == held[1]
    dated = {one.title: one.starts_at for one in after.sessions}
    assert dated["My Thinking 1"] < {one.title: one.starts_at for one in before.sessions}["My Thinking 1"]
    assert perform(office.desk("jo"), "screening.show", {"case": case}).pack_version == "1.1"
    counted = perform(office.desk("jo"), "case.attendance", {"case": case})
    assert (counted.attended, counted.hours) == (1, 2.5)
    assert covered(office, case)["foundation-1"] == "had"


@both_engines
def test_what_is_gone_is_mapped_to_a_content_and_counts_as_it(office: Office) -> None:
    group, case = begun(office)
    publish(office, OTHER)
    given = {"group": group, "version": "1.1"}

    with pytest.raises(InvalidInput) as asked:
        perform(office.desk("jo"), "group.preview_change", given)
    keys = [name.removeprefix("coverage_map.") for name in asked.value.problems]
    seen = perform(office.desk("jo"), "group.preview_change", given | {"coverage_map": {"foundation-1": "begin-1"}})
    move(office, group, coverage_map={"foundation-1": "begin-1"})

    assert keys == ["foundation-1"]
    assert "Foundation 1 counts as Beginning 1." in seen.warnings
    held = plan(office, group)
    assert (held["Beginning 1"], held["Foundation 2"], held["Beginning 2"]) == ("held", "not_held", "planned")
    assert (covered(office, case)["begin-1"], covered(office, case)["begin-2"]) == ("had", "owed")


def test_what_is_owed_stays_in_the_register_and_covers_nothing(office: Office) -> None:
    group, case = begun(office)
    publish(office, OTHER)

    move(office, group, coverage_map={"foundation-1": "owed"})

    held = plan(office, group)
    assert (held["Foundation 1"], held["Beginning 1"]) == ("held", "planned")
    assert covered(office, case)["begin-1"] == "owed"
    assert perform(office.desk("jo"), "case.attendance", {"case": case}).attended == 1


def test_only_a_manager_moves_a_group_and_only_as_previewed(office: Office) -> None:
    group, _case = begun(office)
    publish(office, SAME)
    given = {"group": group, "version": "1.1"}
    seen = perform(office.desk("jo"), "group.preview_change", given)

    with pytest.raises(NotAllowed, match="Only a manager"):
        perform(office.desk("priya"), "group.preview_change", given)
    with pytest.raises(Stale):
        perform(office.desk("jo"), "group.change", given | {"preview": "0" * 64})
    perform(office.desk("jo"), "group.change", given | {"preview": seen.preview})
    with pytest.raises(InvalidInput, match="already"):
        perform(office.desk("jo"), "group.preview_change", given)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"version": "9.9"}, "version"),
        ({"version": "1.1", "starts_on": "2026-12-01"}, "version"),
        ({"version": "1.1", "coverage_map": {"nothing-1": "owed"}}, "coverage_map.nothing-1"),
    ],
)
def test_what_does_not_fit_is_named(office: Office, more: dict[str, object], field: str) -> None:
    group, _case = begun(office)
    publish(office, SAME)

    with pytest.raises(InvalidInput) as refused:
        perform(office.desk("jo"), "group.preview_change", {"group": group, **more})

    assert set(refused.value.problems) == {field}
