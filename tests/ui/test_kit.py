"""The kit's models, forms, dates, problems and choices, each as a person or a screen reader meets it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.core import errors
from app.core.shapes import Draft, Row, new_id
from tests.doubles import InlineJobs
from tests.ui.show import themed
from ui.kit import dates, theme
from ui.kit.buttons import KeyButton
from ui.kit.choice import SegmentedChoice
from ui.kit.dialogs import SecondName, SecondPerson
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, outcomes
from ui.kit.paged_model import REST_MS, Column, PackedIds, PagedModel
from ui.kit.pathway import PathwayStepper, Step, StepState
from ui.kit.problems import Place, problem_of
from ui.kit.rows import AttendanceStrip, Mark


class Case(Row):
    id: str
    reference: str
    place: str


COLUMNS: tuple[Column[Case], ...] = (Column("Case", lambda row: row.reference), Column("Place", lambda row: row.place))


@pytest.fixture(autouse=True)
def look(qtbot: QtBot) -> Iterator[None]:
    with themed():
        yield


def cases(count: int) -> dict[str, Case]:
    made = [
        Case(id=new_id(), reference=f"P-{number:04d}", place="Norwich" if number % 2 else "") for number in range(count)
    ]
    return {case.id: case for case in made}


@pytest.mark.usefixtures("qapp")
def test_a_moment_is_shown_in_the_zone_of_the_office_whatever_the_computer_is_set_to() -> None:
    dates.live_in(ZoneInfo("Asia/Tokyo"))
    try:
        shown = dates.here(datetime(2026, 7, 15, 17, 30, tzinfo=UTC))
    finally:
        dates.live_in(ZoneInfo("Europe/London"))

    assert (shown.day, dates.clock(shown)) == (16, "02:30")
    assert dates.clock(dates.here(datetime(2026, 7, 15, 17, 30, tzinfo=UTC))) == "18:30"


def test_the_model_of_a_short_list_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    model: PagedModel[Case] = PagedModel(COLUMNS)
    model.show(list(cases(7).values()), lambda row: row.id)

    qtmodeltester.check(model)


def test_the_model_of_a_long_list_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    known, model = cases(250), PagedModel[Case](COLUMNS)
    model.show_ids(list(known), lambda ids: [known[id_] for id_ in ids], InlineJobs())

    qtmodeltester.check(model)


def test_a_long_list_fetches_only_what_is_looked_at() -> None:
    known, asked = cases(5000), []

    def fetch(ids: Sequence[str]) -> list[Case]:
        asked.append(len(ids))
        return [known[id_] for id_ in ids]

    model: PagedModel[Case] = PagedModel(COLUMNS)
    model.show_ids(list(known), fetch, InlineJobs())
    model.index(4321, 0).data()

    assert asked == [100]
    assert model.index(4321, 0).data() == "P-4321"


def test_packed_ids_are_what_they_were_made_of() -> None:
    """P3: an id that only spans two others is none of them."""
    ids = ("abab", "baba", "ccab", "abcc")
    packed = PackedIds(ids)

    assert (tuple(packed), len(packed), packed[-1], packed[1:3]) == (ids, 4, "abcc", ids[1:3])
    assert [packed.index(one) for one in ids] == [0, 1, 2, 3]
    assert [one in packed for one in ("abab", "bbab", "ab", "")] == [True, False, False, False]
    assert (tuple(PackedIds(())), "abab" in PackedIds(())) == ((), False)
    with pytest.raises(ValueError, match="one length"):
        PackedIds(("ab", "abc"))
    with pytest.raises(IndexError):
        packed[4]


def test_pages_that_fly_past_are_not_fetched_and_those_at_rest_are(qtbot: QtBot) -> None:
    """P4: somebody pulls the bar from end to end; only where the list comes to rest its rows are read."""
    known, asked = cases(5000), []

    def fetch(ids: Sequence[str]) -> list[Case]:
        asked.append(known[ids[0]].reference)
        return [known[id_] for id_ in ids]

    model: PagedModel[Case] = PagedModel(COLUMNS)
    model.show_ids(list(known), fetch, InlineJobs(), list(known.values())[:100])
    for row in range(200, 5000, 100):
        model.index(row, 0).data()
    assert asked == ["P-0200"]

    qtbot.waitUntil(lambda: len(asked) > 1)
    assert model.index(4999, 0).data() == "P-4999"
    assert asked == ["P-0200", "P-4900", "P-4800", "P-4700"]


def test_a_new_list_is_not_asked_for_pages_of_the_one_before(qtbot: QtBot) -> None:
    known, asked = cases(900), []

    def fetch(ids: Sequence[str]) -> list[Case]:
        asked.append(known[ids[0]].reference)
        return [known[id_] for id_ in ids]

    model: PagedModel[Case] = PagedModel(COLUMNS)
    model.show_ids(list(known), fetch, InlineJobs())
    for row in (0, 500, 800):
        model.index(row, 0).data()
    model.show_ids(list(known)[:300], fetch, InlineJobs())
    model.index(200, 0).data()
    qtbot.wait(2 * REST_MS)

    assert asked == ["P-0000", "P-0200"]


def test_fonts_and_metrics_are_made_once_and_again_when_the_text_size_changes(qtbot: QtBot) -> None:
    """P4: every painted cell asks for them."""
    now = theme.current()
    before, high = now.font("body"), now.metrics("body").height()
    assert now.font("body") is before
    try:
        now.choose(None, 2.0)
        assert now.font("body") is not before
        assert now.metrics("body").height() > high
    finally:
        now.choose(None, 1.0)


def test_a03_a_cell_says_row_column_and_value_and_empty_says_so() -> None:
    model: PagedModel[Case] = PagedModel(COLUMNS)
    model.show(list(cases(2).values()), lambda row: row.id)

    said = [model.index(row, 1).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]

    assert said == ["P-0000, Place: empty", "P-0001, Place: Norwich"]


class Asked(Draft):
    on: str
    at: str | None = None
    count: int | None = None
    sure: bool = False


def test_a_misspelt_field_fails_when_the_form_is_made() -> None:
    with pytest.raises(ValueError, match="Asked has no field no"):
        FormSpec(Asked, (Field("no", "No"),))


def test_a_form_gives_plain_values_and_a_draft(qtbot: QtBot) -> None:
    rows = (
        Field("on", "On", Kind.DATE, required=True),
        Field("at", "At", Kind.TIME),
        Field("count", "Count", Kind.NUMBER),
        Field("sure", "Sure", Kind.TICK),
    )
    form = Form(FormSpec(Asked, rows), "Asked")
    qtbot.addWidget(form)
    form.show()
    for name, typed in (("on", "24/11/2026"), ("at", "1830"), ("count", "9")):
        QTest.keyClicks(form.editor(name).edit, typed)
    form.editor("sure").tick.click()

    draft = form.draft_as(Asked)

    assert draft == Asked(on="2026-11-24", at="18:30", count=9, sure=True)


def test_f8_goes_round_the_problems(qtbot: QtBot) -> None:
    form = Form(
        FormSpec(
            Asked, (Field("on", "On", Kind.DATE), Field("at", "At", Kind.TIME), Field("count", "Count", Kind.NUMBER))
        ),
        "Asked",
    )
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    QTest.qWaitForWindowActive(form)
    form.show_problems({"on": "Wrong day.", "count": "Too many."})
    first = form.focusWidget()

    QTest.keyClick(first, Qt.Key.Key_F8)

    assert first is form.editor("on").edit
    assert form.focusWidget() is form.editor("count").edit


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
@settings(max_examples=60)
def test_every_day_is_read_back_as_it_is_shown(day: date) -> None:
    assert dates.read_day(dates.day(day)) == day
    assert dates.read_day(f"{day.day}/{day.month}/{day.year}") == day
    assert dates.read_day(day.isoformat()) == day
    assert dates.partial_day(day.isoformat()) == dates.day(day)


def test_days_that_do_not_exist_and_american_guesses_are_not_read() -> None:
    assert [dates.read_day(text) for text in ("31/02/2026", "2/13/2026", "tomorrow", "1/1/26", "")] == [None] * 5


def test_part_of_a_date_stays_as_exact_as_it_was_given() -> None:
    typed = ("1988", "April 1988", "4/1988", "12 apr 1988", "ma 1988")

    assert [dates.read_partial_day(text) for text in typed] == ["1988", "1988-04", "1988-04", "1988-04-12", None]


def test_times_are_read_as_people_write_them() -> None:
    assert [dates.read_time(text) for text in ("18:30", "1830", "9.05", "25:00")] == [
        time(18, 30),
        time(18, 30),
        time(9, 5),
        None,
    ]


def test_each_error_has_its_place() -> None:
    places = {
        type(error).__name__: problem_of(error).place
        for error in (
            errors.InvalidInput({"name": "Fill this in."}),
            errors.NotAllowed("No."),
            errors.Missing(),
            errors.Stale(),
            errors.Locked(),
            errors.Unavailable(),
            errors.Stopped(),
            errors.Damaged(),
            errors.Newer(),
            KeyError("Daniel"),
        )
    }

    assert places == {
        "InvalidInput": Place.FIELDS,
        "NotAllowed": Place.BAR,
        "Missing": Place.PAGE,
        "Stale": Place.COMPARE,
        "Locked": Place.UNLOCK,
        "Unavailable": Place.BAR,
        "Stopped": Place.BAR,
        "Damaged": Place.BAR,
        "Newer": Place.BAR,
        "KeyError": Place.BAR,
    }


def test_a_full_disk_is_not_told_as_a_lost_line() -> None:
    full, stopped = problem_of(errors.Unavailable.full()), problem_of(errors.Stopped())

    assert full.words.startswith("No room on the disk. Not saved. The disk is full. Your draft is kept.")
    assert problem_of(errors.Unavailable()).heading == "Not connected."
    assert (stopped.words, stopped.may_retry) == ("Stopped. Nothing half-made is kept.", False)


def test_our_own_bug_is_shown_without_what_it_held() -> None:
    assert "Daniel" not in problem_of(KeyError("Daniel")).words
    assert not problem_of(errors.Damaged()).may_retry


def test_enter_presses_the_button_that_has_the_keyboard_and_a_held_key_once(qtbot: QtBot) -> None:
    """WCAG 2.1.1: no button needs a mouse, whatever key it shows."""
    button, pressed = KeyButton("Take a note", "Ctrl+Shift+N"), [0]
    qtbot.addWidget(button)
    button.clicked.connect(lambda: pressed.append(1))
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return.value, Qt.KeyboardModifier.NoModifier, "\r", autorep=True)

    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.keyClick(button, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    QApplication.sendEvent(button, held)
    QTest.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)

    assert pressed == [0, 1, 1]


def test_a_letter_marks_and_steps_to_the_next(qtbot: QtBot) -> None:
    choice, steps = SegmentedChoice("Wants to change", outcomes()), []
    qtbot.addWidget(choice)
    choice.stepped.connect(steps.append)

    QTest.keyClick(choice, Qt.Key.Key_K)

    assert (choice.value(), choice.accessibleDescription(), steps) == ("unknown", "Not known", [1])


def test_nothing_is_chosen_until_somebody_chooses(qtbot: QtBot) -> None:
    choice = SegmentedChoice("Wants to change", outcomes())
    qtbot.addWidget(choice)

    assert choice.value() == ""


def test_the_pathway_says_where_he_is(qtbot: QtBot) -> None:
    way = PathwayStepper(
        [Step("Foundation", "6 of 6", StepState.DONE), Step("My Thinking", "2 of 6 done", StepState.NOW)]
    )
    qtbot.addWidget(way)

    assert way.accessibleName() == "Pathway, step 2 of 2, My Thinking, 2 of 6 done"


def test_the_strip_says_not_recorded_for_what_is_empty(qtbot: QtBot) -> None:
    strip = AttendanceStrip([Mark("1", "P", "Present"), Mark("2")])
    qtbot.addWidget(strip)

    assert strip.accessibleName() == "Attendance by session: 1 Present, 2 not recorded"


def test_a_second_person_is_asked_again_in_the_same_words(qtbot: QtBot) -> None:
    given: list[SecondName] = []
    form = Form(FormSpec(Asked, (Field("on", "On"),)), "Asked")
    qtbot.addWidget(form)
    form.show()
    card = SecondPerson(form, "This verdict differs from the suggestion.", given.append)
    card.open()
    QTest.keyClicks(card.user, "sam.lee")
    QTest.keyClicks(card.password, "wrong words")
    QTest.keyClick(card.password, Qt.Key.Key_Return)

    card.close_with(errors.Locked())

    assert given == [SecondName("sam.lee", "wrong words")]
    assert card.isVisible()
    assert (card.password.text(), card.problem.accessibleName()) == ("", "That did not match.")
    card.close_with(None)
    assert not card.isVisible()
