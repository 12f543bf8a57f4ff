"""What does not open, on the pages of her desk: in its place, never taken for safe, nothing of another's beside it."""

import pytest
from PySide6.QtWidgets import QLabel
from sqlalchemy import text

from app.core.errors import Damaged
from app.core.shapes import Nothing
from tests.offices import Office
from tests.ui.her_desk import spoken
from tests.ui.show import Signed
from tests.ui.test_screens_partner_lists import column, due, records, signed, story, today

__all__ = ["signed", "story"]


class TestDamaged:
    """A row that does not open stands in its place as what it is; nothing beside it is taken for safe (section 12)."""

    def test_a_damaged_plan_shows_no_safe_time_on_any_page(self, signed: Signed, office: Office) -> None:
        with office.partner.engine.begin() as connection:
            connection.execute(text("UPDATE safe_plan SET doc = zeroblob(182)"))

        table = due(signed).table
        assert [column(table, at)[0] for at in range(6)] == [
            "S-0001", "Not shown", "Not shown", "Damaged: do not rely on it", "Thu 5 Nov 09:41", "Not shown",
        ]  # fmt: skip
        assert column(records(signed).table, 2) == ["Not shown", "None known"]
        assert "Damaged: do not rely on it" in spoken(today(signed).review_card)

    @pytest.mark.parametrize("page", ["partner", "contact"])
    def test_a_page_that_is_refused_leaves_nothing_of_the_record_before(
        self, signed: Signed, office: Office, page: str
    ) -> None:
        """Her rules and number under another woman's name would be somebody else's way of being found."""
        other, hurt = (row.partner for row in office.partner_desk().partners.list(Nothing()))
        signed.window.go(page, other)
        assert "S-0001" in spoken(signed.window)
        with office.partner.engine.begin() as connection:
            whole = connection.execute(text("SELECT id, doc FROM partner")).all()
            connection.execute(
                text("UPDATE partner SET doc = zeroblob(182) WHERE id = :id"), {"id": bytes.fromhex(hurt)}
            )

        signed.window.go(page, hurt)
        said = " ".join(one.text() for one in signed.window.screen.findChildren(QLabel) if one.isVisible())
        assert "Nothing is shown here: it does not open, or is not as it was left." in said
        assert not any(words in said for words in ("S-0001", "Now is inside a safe time", "Before you call"))

        with office.partner.engine.begin() as connection:
            for id, doc in whole:
                connection.execute(text("UPDATE partner SET doc = :doc WHERE id = :id"), {"id": id, "doc": doc})
        signed.window.screen.refresh()
        assert "S-0002" in spoken(signed.window.screen)

    def test_a_run_that_cannot_be_made_does_not_hide_the_day(
        self, signed: Signed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(_draft: Nothing) -> None:
            raise Damaged

        page = today(signed)
        monkeypatch.setattr(page.desk.clearances, "run", broken)
        page.refresh()

        said = spoken(page)
        assert "Start contact: Contact S-0001: safe until 11:30" in said
        assert "Do not rely on it." in said
