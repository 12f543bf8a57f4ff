"""Many reports at once: one act for each man, one refusal stops nobody else, Stop keeps what is done and says so."""

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import NotAllowed, Unavailable
from app.desk.catalogue import perform
from tests.made_before import made_before
from tests.offices import Office
from tests.programme.flows import prepared
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import here, opened, press
from ui.kit.choice import Option
from ui.programme.reports.batch import IN, MADE, OUT, REFUSED, BatchScreen

GIVEN = {"type": "progress", "first": "2026-11-01", "last": "2026-11-02"}


@made_before
def five(office: Office) -> list[str]:
    """Five men of Priya's, and one of them has a report on its way."""
    names = ("Ed", "Di", "Cy", "Bo", "Al")
    cases = [
        prepared(office.desk("priya"), given_name=name, date_of_birth=f"{1980 + at}", external_reference=name)
        for at, name in enumerate(names)
    ]
    perform(office.desk("priya"), "report.draft", {"case": cases[0], "type": "progress"})
    return cases


def stands(screen: BatchScreen, cases: list[str]) -> list[str]:
    return [screen._men[case].stands for case in cases]


def test_each_report_is_an_act_of_its_own_and_each_refusal_says_why(
    qtbot: QtBot, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REP-6, RET-1 in kind: as many lines in the log as reports; who has one already is left out."""
    cases = five(office)
    with opened(qtbot, office.desk("priya"), "report_batch") as signed:
        screen = here(signed)
        assert isinstance(screen, BatchScreen)
        assert stands(screen, cases) == [OUT, IN, IN, IN, IN]
        screen._turn(cases[4])
        screen.form.fill(GIVEN)
        acts = screen.desk.reports
        draft = acts.draft

        def refusing(given: object) -> object:
            if given.case == cases[2]:  # type: ignore[attr-defined]
                raise NotAllowed("His record is being corrected.")
            return draft(given)

        monkeypatch.setattr(acts, "draft", refusing)
        press("Ctrl+S", screen)

        assert stands(screen, cases) == [OUT, MADE, REFUSED, MADE, OUT]
        assert screen._men[cases[2]].words == "His record is being corrected."
        assert "2 of 3" in screen.progress._heading.text()
        screen.refresh()
        assert stands(screen, cases)[1:4] == [MADE, REFUSED, MADE], "what came of each stays in sight"
        assert screen._men[cases[2]].words == "His record is being corrected."
        screen.form.editor("type").fill("midway")
        screen._sort()
        assert stands(screen, cases)[1:4] == [IN, IN, IN], "of another kind nothing came yet"
        screen.form.editor("type").fill("progress")
        screen._sort()
        assert check_screen(signed.window, screen) == []
    log = perform(office.desk("jo"), "audit.show", {"act": "report.draft"})
    assert len(log) == 1 + 2
    made = perform(office.desk("priya"), "report.list", {})
    assert sorted(line.case for line in made) == sorted([cases[0], cases[1], cases[3]])


def test_stop_keeps_what_is_done_and_says_what_was_not_begun(qtbot: QtBot, office: Office) -> None:
    cases = five(office)
    with opened(qtbot, office.desk("priya"), "report_batch") as signed:
        screen = here(signed)
        assert isinstance(screen, BatchScreen)
        screen.form.fill({**GIVEN, "reader": "sam"})
        came_of = screen._came_of

        def stop_after_two(wanted: object, id_: str, said: str) -> None:
            if sum(man.stands == MADE for man in screen._men.values()) == 1:
                screen.stop.click()
            came_of(wanted, id_, said)  # type: ignore[arg-type]

        screen._came_of = stop_after_two  # type: ignore[method-assign]
        press("Ctrl+S", screen)

        assert stands(screen, cases) == [OUT, MADE, MADE, IN, IN]
        assert "2 not begun" in screen.progress._below.text()
        assert "Nothing is half made." in screen.progress._below.text()
        assert screen.make.isEnabled()
        press("Ctrl+S", screen)
        assert stands(screen, cases)[1:] == [MADE] * 4


def test_a_reader_who_cannot_have_it_yet_leaves_a_draft_that_says_why(qtbot: QtBot, office: Office) -> None:
    """REP-6: the batch waives nothing."""
    case = prepared(office.desk("priya"))
    with opened(qtbot, office.desk("priya"), "report_batch") as signed:
        screen = here(signed)
        assert isinstance(screen, BatchScreen)
        names = screen.form.editor("reader").offered()
        screen.form.editor("reader").offer((Option("nobody", "Who has left since the page was read"),))
        screen.form.fill({**GIVEN, "reader": "nobody"})
        press("Ctrl+S", screen)

        assert "sam" in names
        assert "priya" not in names  # nobody reads what they wrote

        assert screen._men[case].stands == MADE
        assert "Nobody here has this user name." in screen._men[case].words


def test_records_that_cannot_be_reached_stop_the_batch(
    qtbot: QtBot, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would hit everybody is asked of one man only; the others are still to be made."""
    cases = five(office)
    with opened(qtbot, office.desk("priya"), "report_batch") as signed:
        screen = here(signed)
        assert isinstance(screen, BatchScreen)
        screen.form.fill(GIVEN)

        def gone(_given: object) -> object:
            raise Unavailable

        monkeypatch.setattr(screen.desk.reports, "draft", gone)
        press("Ctrl+S", screen)

        assert stands(screen, cases) == [OUT, REFUSED, IN, IN, IN]
        assert "3 not begun" in screen.progress._below.text()
