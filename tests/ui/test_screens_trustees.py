"""The page of the trustees by keyboard: a name, a paper, two groups typed back, a manager's word (E9, SEC-25)."""

from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.bridge.trustees import NAMES, appointed, approved, drawn
from tests.offices import Office
from tests.ui.accessibility import check_screen, settle
from tests.ui.her_desk import her_window
from tests.ui.programme_screens import cards, press, shown_words
from ui.partner.team.trustees import TrusteesScreen


def trustees(signed: object) -> TrusteesScreen:
    """The page of the trustees, in front, as one comes to it."""
    window = signed.window  # type: ignore[attr-defined]
    window.go("team")
    settle()
    press("Ctrl+T", window.screen)
    settle()
    assert isinstance(window.screen, TrusteesScreen)
    return window.screen


def test_a_trustee_is_appointed_with_a_paper_that_is_typed_back(qtbot: QtBot, office: Office) -> None:
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        page = trustees(signed)
        red = shown_words(page.says)
        page.form.fill({"label": "Chair"})
        press("Space", page.draw)
        settle()
        paper = page.paper
        assert paper is not None
        code = paper._kit.code.split()
        shown = shown_words(paper)
        assert check_screen(signed.window, page) == []
        paper.form.fill({"first": "0000", "second": code[paper._kit.asked[1]]})
        press("Ctrl+Enter", page)
        settle()
        still = (page.paper is paper, [row.label for row in perform(page.desk, "team.trustees", {}).trustees])
        paper.form.fill({"first": code[paper._kit.asked[0]], "second": code[paper._kit.asked[1]]})
        press("Ctrl+Enter", page)
        settle()
        gone, text = page.paper, page.form.values().get("label")
        waits = page._rows

    assert "There are not three trustees yet." in red
    assert "Device secret" not in shown, "a trustee has no computer that keeps one"
    assert "Code of the trustee Chair" in shown
    assert still == (True, []), "a mistyped group appoints nobody, and the paper stays"
    assert gone is None
    assert not text
    assert [(row.label, row.is_waiting) for row in waits.values()] == [("Chair", True)]
    assert [row.label for row in perform(office.desk("jo"), "people.waiting", {})] == ["Chair"]


def test_the_page_says_when_keys_are_not_laid_down_and_lays_them_down(qtbot: QtBot, office: Office) -> None:
    appointed(office)

    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        page = trustees(signed)
        red = shown_words(page.says)
        assert check_screen(signed.window, page) == []
        press("Space", page.lay_down)
        settle()
        green, button = shown_words(page.says), page.lay_down.isVisibleTo(page)

    assert "not laid down" in red
    assert "Any two trustees can open every key in use." in green
    assert not button


def test_who_is_taken_from_the_list_is_asked_about_first(qtbot: QtBot, office: Office) -> None:
    appointed(office, NAMES[:1])
    drawn(office, NAMES[1])

    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        page = trustees(signed)
        (waiting,) = [id_ for id_, row in page._rows.items() if row.is_waiting]
        page.table.choose(waiting)
        settle()
        may_end_waiting = page.end.isEnabled()
        page.table.choose(next(id_ for id_ in page._rows if id_ != waiting))
        settle()
        press("Space", page.end)
        asked = shown_words(cards()[0])
        press("Ctrl+Enter", cards()[0])
        settle()

    assert not may_end_waiting
    assert "Fewer than three" in asked
    approved(office, NAMES[1])
    assert [row.label for row in perform(office.partner_desk(), "team.trustees", {}).trustees] == [NAMES[1]]


def test_a_code_is_gone_from_the_page_when_one_leaves_it(qtbot: QtBot, office: Office) -> None:
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        page = trustees(signed)
        page.form.fill({"label": "Chair"})
        press("Space", page.draw)
        settle()
        signed.window.go("today")
        settle()

        assert page.paper is None
