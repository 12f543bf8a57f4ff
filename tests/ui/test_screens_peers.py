"""Peer support by keyboard: the door in eight keys, a meeting night in sixteen, and nothing but first names (F13)."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.desk.catalogue import perform
from app.start.programme import screens
from models.programme.peer import Evening
from tests.made_before import made_before
from tests.offices import Office
from tests.programme.peer_flows import a_peer_group, came_to, evening_of, may_start, meetings, welcomed
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import here, opened, place, press, shown_words, write
from ui.kit.buttons import KeyButton
from ui.kit.table import DataTable
from ui.kit.tokens import Look

FAMILY = "Quillfeather"


@made_before
def a_group_with_men(office: Office) -> tuple[str, list[str]]:
    """A group with named steps: Hassan took part four times, Ali waits at the door; both have family names."""
    group = a_peer_group(office, programme="steps12", code="Tuesday circle")
    cases = [welcomed(office, group, name) for name in ("Hassan", "Ali")]
    for case in cases:
        given = {"case": case, "fields": {"family_name": FAMILY}, "reason": "He told us"}
        perform(office.desk("jo"), "client.correct", given)
    may_start(office, group, cases[0])
    came_to(office, group, cases[0], 4)
    return group, cases


def rows_of(table: DataTable[object]) -> str:
    """Everything a table shows."""
    model = table.rows
    found = [
        str(model.index(row, at).data() or "") for row in range(model.rowCount()) for at in range(len(table.columns))
    ]
    return "\n".join(found)


class TestTheDoor:
    def test_a_new_man_takes_at_most_eight_keys_besides_his_name(self, qtbot: QtBot, office: Office) -> None:
        """F13, PEER-2: Ctrl+N, name, then single keys that move on by themselves, Enter."""
        group = a_peer_group(office)
        with opened(qtbot, office.desk("pete"), "my_group", group) as signed:
            keys = 0

            def key(text: str) -> None:
                nonlocal keys
                keys += 1
                press(text)

            key("Ctrl+N")
            focus = QApplication.focusWidget()
            assert focus is not None
            qtbot.keyClicks(focus, "Hassan")
            for one in ("Tab", "F", "N", "N", "Space", "Return"):
                key(one)

            assert keys <= 8
            assert place(signed) == ("my_group", group)
            (man,) = perform(office.desk("pete"), "peer_group.show", {"group": group}).men
            assert (man.name, man.takes_part) == ("Hassan", False)
            (asked,) = perform(office.desk("pete"), "enquiry.list", {"group": group})
            assert asked.heard_from == "Friend"

    def test_what_is_missing_stands_beside_its_field_and_the_name_stays(self, qtbot: QtBot, office: Office) -> None:
        group = a_peer_group(office)
        with opened(qtbot, office.desk("pete"), "welcome", group) as signed:
            screen = here(signed)
            write(screen.form.editor("first_name"), "Hassan")
            press("Y", screen.form.editor("asked_no_confusion").choice)
            press("N", screen.form.editor("asked_no_use_in_meetings").choice)
            screen.form.editor("agreements_signed").fill(True)

            screen.save.click()

            told = screen.form.editor("asked_no_confusion").choice.accessibleDescription()
            assert "He cannot come in now" in told
            assert screen.form.values()["first_name"] == "Hassan"
            assert perform(office.desk("pete"), "peer_group.show", {"group": group}).men == ()


class TestTheGroup:
    def test_the_page_names_the_talk_and_shows_twelve_meetings_by_letter(self, qtbot: QtBot, office: Office) -> None:
        """PEER-5, PEER-6: "Fourth meeting: talk with Hassan"; his strip is read out in words."""
        group, _cases = a_group_with_men(office)
        with opened(qtbot, office.desk("pete"), "my_group", group) as signed:
            screen = here(signed)

            text = shown_words(screen)

            assert "Fourth meeting: talk with Hassan" in text
            assert "Dr A Lang" in text
            screen.men.choose(next(row.case for row in screen._page.men if row.name == "Hassan"))
            assert screen.man.strip.accessibleName().count("Came, took part") == 4

    def test_a_step_and_a_talk_are_recorded_beside_him(self, qtbot: QtBot, office: Office) -> None:
        group, (hassan, _ali) = a_group_with_men(office)
        with opened(qtbot, office.desk("pete"), "my_group", group) as signed:
            screen = here(signed)
            screen.men.choose(hassan)
            screen.man.step.editor("step").fill("9")
            screen.man.keep_step.click()
            screen.man.talk.editor("outcome").fill("in_part")
            screen.man.keep_talk.click()

            page = perform(office.desk("pete"), "peer_group.show", {"group": group})
            man = next(row for row in page.men if row.case == hassan)
            assert (man.last_step, man.talk) == ("Justice", "")
            assert man.talked_on is not None

    def test_the_clinical_partner_is_named_on_the_page_and_not_by_a_peer_worker(
        self, qtbot: QtBot, office: Office
    ) -> None:
        """PEER-9: a blank name is asked for beside its field, and what stood goes on standing."""
        group = a_peer_group(office)
        with opened(qtbot, office.desk("pete"), "my_group", group) as signed:
            theirs = here(signed).clinical.isVisible()
        with opened(qtbot, office.desk("priya"), "my_group", group) as signed:
            screen = here(signed)
            shown = screen.clinical.form.values()
            name = screen.clinical.form.editor("clinical_partner")
            name.fill(None)
            screen.clinical.save.click()
            asked = name.inner.accessibleDescription()
            write(name, "Dr B Stone")
            screen.clinical.save.click()

            assert (theirs, shown) == (False, {"clinical_partner": "Dr A Lang"})
            assert asked == "Fill this in."
            assert "clinical partner: Dr B Stone" in shown_words(screen)

    def test_who_is_away_is_welcomed_back_by_one_button(self, qtbot: QtBot, office: Office) -> None:
        """PEER-7: "away for now", never another word, and one key back."""
        group, (hassan, _ali) = a_group_with_men(office)
        given = {"case": hassan, "to": "away", "reason_code": "own_request"}
        perform(office.desk("jo"), "case.move", given)
        with opened(qtbot, office.desk("pete"), "my_group", group) as signed:
            screen = here(signed)
            assert screen.away.isVisibleTo(screen)

            screen.away._rows[0].button.click()

            assert not screen.away.isVisibleTo(screen)
            assert perform(office.desk("priya"), "case.show", {"case": hassan}).state == "placed"

    def test_a_facilitator_comes_to_the_same_page_from_the_plan(self, qtbot: QtBot, office: Office) -> None:
        group, _cases = a_group_with_men(office)
        with opened(qtbot, office.desk("priya"), "group", group) as signed:
            press("Ctrl+E")

            assert place(signed) == ("my_group", group)


class TestMeetingNight:
    def test_a_night_with_eight_men_takes_at_most_sixteen_keys_besides_the_themes(
        self, qtbot: QtBot, office: Office
    ) -> None:
        """F13: digits down, T where used, head count, Ctrl+S, themes, Ctrl+S."""
        group = a_peer_group(office)
        cases = [welcomed(office, group, name) for name in ("Al", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal")]
        may_start(office, group, *cases)
        session = next(one for one in meetings(office, group) if evening_of(office, one, group) > office.clock.now())
        office.clock.move_to(evening_of(office, session, group))
        with opened(qtbot, office.desk("pete"), "register", session) as signed:
            keys = 0

            def key(text: str) -> None:
                nonlocal keys
                keys += 1
                press(text)

            key("T")
            key("1")
            for _man in cases[1:]:
                key("1")
            screen = here(signed)
            focus = screen.foot.count
            focus.setFocus()
            key("8")
            key("Ctrl+S")
            key("Ctrl+E")
            assert place(signed) == ("evening", session)
            focus = QApplication.focusWidget()
            assert focus is not None
            qtbot.keyClicks(focus, "Anger at home")
            key("Ctrl+S")

            assert keys <= 16
            shown = perform(office.desk("pete"), "peer_group.show", {"group": group})
            assert [row.themes for row in shown.meetings if row.session == session] == [("Anger at home",)]

    def test_a_theme_with_a_name_is_refused_and_stays_to_be_mended(self, qtbot: QtBot, office: Office) -> None:
        group, _cases = a_group_with_men(office)
        session = meetings(office, group)[0]
        with opened(qtbot, office.desk("pete"), "evening", session) as signed:
            screen = here(signed)
            write(screen.form.editor("spoken"), "What Hassan did")

            screen.save.click()

            assert "names somebody" in shown_words(screen)
            assert screen.form.values()["spoken"] == "What Hassan did"

    def test_what_helped_a_man_is_ticked_on_the_page_of_the_evening(self, qtbot: QtBot, office: Office) -> None:
        """13.6: tags on the notes one wrote, saved with the themes; the case page leads here and shows them."""
        group, (hassan, _ali) = a_group_with_men(office)
        session = meetings(office, group)[1]
        perform(office.desk("pete"), "note.write", {"session": session, "case": hassan, "text": "He spoke of work."})
        with opened(qtbot, office.desk("pete"), "evening", session) as signed:
            screen = here(signed)
            names = [field.label for field in screen.notes.spec.fields]
            tick = screen.notes.editor("note_0").focusProxy()
            press("Space", tick)
            kept = screen.kept()
            press("Ctrl+S", tick)
        with office.programme.work(reading=True) as work:
            assert work.session.scalar(select(func.count()).select_from(Evening)) == 0, "no themes were written"

        with opened(qtbot, office.desk("jo"), "case", f"{hassan}/records") as signed:
            records = here(signed).widgets[5]
            press("Return", records.notes)
            said = shown_words(records.note)
            next(one for one in records.note.findChildren(KeyButton) if one.isVisible()).click()

            assert names == ["Hassan"]
            assert kept["note_0"] == ["connectedness"]
            assert "Connectedness" in said
            assert place(signed) == ("evening", session)

    def test_a_new_man_on_the_night_comes_in_from_the_register(self, qtbot: QtBot, office: Office) -> None:
        group, _cases = a_group_with_men(office)
        session = meetings(office, group)[0]
        with opened(qtbot, office.desk("pete"), "register", session) as signed:
            press("Ctrl+N")

            assert place(signed) == ("welcome", group)


class TestRequestsAndSupervision:
    def test_a_request_is_written_down_and_answered_from_the_log(self, qtbot: QtBot, office: Office) -> None:
        """PEER-3: the time it came is filled in; Enter notes that it was answered."""
        group = a_peer_group(office)
        with opened(qtbot, office.desk("pete"), "requests", group) as signed:
            screen = here(signed)
            write(screen.form.editor("first_name"), "Ali")
            screen.save.click()
            press("Return", screen.table)

            (row,) = perform(office.desk("pete"), "enquiry.list", {"group": group})
            assert (row.first_name, row.same_day) == ("Ali", True)

    def test_an_entry_with_a_competence_is_saved_whole_or_not_at_all(self, qtbot: QtBot, office: Office) -> None:
        """PEER-10: a rating rests on what was seen."""
        a_peer_group(office)
        with opened(qtbot, office.desk("jo"), "supervision") as signed:
            screen = here(signed)
            screen.form.fill({"competence": "firmness", "rating": "3"})
            screen.save.click()
            assert perform(office.desk("jo"), "supervision.show", {})[0].log == ()

            screen.form.fill({"evidence": "He stopped a quarrel."})
            screen.save.click()

            (row,) = perform(office.desk("jo"), "supervision.show", {})
            assert len(row.log) == 1
            assert {one.key: one.rating for one in row.competences}["firmness"] == 3

    def test_what_is_agreed_with_a_peer_worker_is_kept_beside_the_log(self, qtbot: QtBot, office: Office) -> None:
        """PEER-10: paid or voluntary, since when, what they do; a day that lies ahead stands beside its field."""
        a_peer_group(office)
        with opened(qtbot, office.desk("jo"), "supervision") as signed:
            screen = here(signed)
            before = screen.agreed.values()
            screen.agreed.editor("paid").fill("voluntary")
            write(screen.agreed.editor("does"), "Opens the evening.")
            write(screen.agreed.editor("since"), "1/1/2027")
            screen.agree.click()
            told = screen.agreed.editor("since").inner.accessibleDescription()
            screen.agreed.editor("since").fill("2025-03-01")
            kept = screen.kept()
            screen.agree.click()

            (row,) = perform(office.desk("jo"), "supervision.show", {})
            assert before == {"paid": "unknown"}
            assert told == "This date lies after today."
            assert (kept["does"], kept["about"]) == ("Opens the evening.", row.user)
            assert (row.paid, row.since.isoformat(), row.does) == ("voluntary", "2025-03-01", "Opens the evening.")
            assert not screen.is_edited()


class TestFirstNamesOnly:
    @pytest.fixture
    def texts(self, qtbot: QtBot, office: Office) -> dict[str, str]:
        """What can be read on every page a peer worker may open."""
        group, cases = a_group_with_men(office)
        subjects = {"register": meetings(office, group)[0], "evening": meetings(office, group)[0]}
        found = {}
        keys = [spec.key for spec in screens() if spec.is_for("peer_worker") and spec.key not in {"kit", "password"}]
        with opened(qtbot, office.desk("pete"), "my_groups") as signed:
            for key in keys:
                signed.window.go(key, subjects.get(key, group))
                QApplication.processEvents()
                screen = here(signed)
                tables = "\n".join(rows_of(one) for one in screen.findChildren(DataTable))
                grid = getattr(screen, "grid", None)
                lines = "\n".join(str(line.row) for line in grid.lines) if grid is not None else ""
                found[key] = "\n".join((shown_words(screen), tables, lines.replace(cases[0], "").replace(cases[1], "")))
        return found

    def test_no_page_of_a_peer_worker_holds_more_than_first_names(self, texts: dict[str, str]) -> None:
        assert set(texts) == {"today", "register", "my_groups", "my_group", "welcome", "requests", "evening"}
        assert "Hassan" in texts["my_group"]
        for key, text in texts.items():
            assert not [word for word in (FAMILY, "P-00", "isk:", "learance given") if word in text], key


PAGES = [
    ("my_groups", "pete"),
    ("my_group", "pete"),
    ("welcome", "pete"),
    ("requests", "pete"),
    ("evening", "pete"),
    ("supervision", "jo"),
]


@pytest.mark.parametrize(("key", "login"), PAGES)
@pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.DARK, 1.5)])
def test_every_page_keeps_the_rules(
    qtbot: QtBot, office: Office, key: str, login: str, look: Look, scale: float
) -> None:
    group, _cases = a_group_with_men(office)
    subject = {"evening": meetings(office, group)[0], "supervision": None}.get(key, group)

    with opened(qtbot, office.desk(login), key, subject, look, scale) as signed:
        assert check_screen(signed.window, here(signed)) == []
