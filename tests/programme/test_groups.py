"""Groups: what is previewed is what is opened, and who may be placed in them."""

import pytest

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.desk.catalogue import perform
from tests.offices import Office, both_engines

PLAN = {
    "programme": "bbr",
    "code": "TUE-1",
    "starts_on": "2026-11-10",
    "slots": [{"weekday": "tue", "start": "18:30"}],
    "facilitators": ["priya", "sam"],
}


@both_engines
class TestOpening:
    def test_a_group_is_opened_exactly_as_it_was_previewed(self, office: Office) -> None:
        desk = office.desk("priya")

        seen = perform(desk, "group.preview", PLAN)
        made = perform(desk, "group.open", {**PLAN, "preview": seen.preview})
        shown = perform(desk, "group.show", {"group": made.group})

        assert len(seen.sessions) == 29
        assert [(one.title, one.starts_at) for one in shown.sessions] == [(one.title, one.starts_at) for one in seen.sessions]
        assert f"{shown.sessions[0].starts_at:%Y-%m-%d %H:%M}" == "2026-11-10 18:30"
        assert [one.label for one in shown.facilitators] == ["Priya Nair", "Sam Lee"]
