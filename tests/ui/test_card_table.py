"""A small table in a card: as high as its rows, never wider than its room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from tests.ui.show import themed
from ui.kit.card_table import CardTable, shared
from ui.kit.paged_model import Column


def test_a_table_in_a_card_is_as_high_as_its_rows_up_to_so_many(qtbot: QtBot) -> None:
    with themed():
        table: CardTable[str] = CardTable([Column("Name", str)], "Names", most=3)
        qtbot.addWidget(table)

        heights = []
        for count in (1, 3, 9):
            table.show_rows([f"{number}" for number in range(count)], str)
            heights.append(table.maximumHeight())

        assert heights[1] - heights[0] == 2 * table.row_height()
        assert heights[2] == heights[1] == table.minimumHeight()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_a_table_in_a_card_wraps_its_words_and_never_scrolls_sideways(qtbot: QtBot, scale: float) -> None:
    long = "He was at his daughter's school play and said so on the day before, by telephone"
    with themed(scale=scale):
        columns = [
            Column("What", lambda row: row),
            Column("Before", lambda _row: long),
            Column("After", lambda _: long),
        ]
        table: CardTable[str] = CardTable(columns, "Changes")
        qtbot.addWidget(table)
        table.resize(600, 400)
        table.show()

        table.show_rows(["Note"], str)

        assert table.horizontalHeader().length() == table.viewport().width()
        assert table.horizontalScrollBar().maximum() == 0
        assert table.rowHeight(0) > table.row_height()


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=6),
    st.integers(0, 2000),
)
def test_columns_fill_no_more_than_their_room_unless_they_cannot(pairs: list[tuple[int, int]], room: int) -> None:
    natural = [max(pair) for pair in pairs]
    least = [min(pair) for pair in pairs]

    widths = shared(natural, least, room)

    assert all(low <= width <= high for low, width, high in zip(least, widths, natural, strict=True))
    assert sum(widths) <= max(room, sum(least))
    assert sum(natural) > room or widths == natural


def test_the_widest_columns_give_first_and_short_ones_stay_whole() -> None:
    assert shared([100, 60, 400, 300], [40, 40, 80, 80], 560) == [100, 60, 200, 200]
