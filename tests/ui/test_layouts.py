"""Pages reflow instead of shrinking, whether the room or the text size changes (UX-29)."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.core.shapes import Draft
from tests.ui.accessibility import settle
from tests.ui.show import themed
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import SideBySide
from ui.kit.tokens import Look


def placed(qtbot: QtBot, part: QWidget) -> QWidget:
    """A part with 800 by 600 pixels to itself."""
    qtbot.addWidget(part)
    part.resize(800, 600)
    part.show()
    settle()
    return part


def arrangement(part: QWidget) -> list[tuple[int, ...]]:
    """Where everything inside lies."""
    return [one.geometry().getRect() for one in part.findChildren(QWidget) if one.isVisible()]


def columns() -> QWidget:
    return SideBySide(QLabel("Plan"), QLabel("Calendar"), stacks_under=780)


class Named(Draft):
    name: str


def a_form() -> QWidget:
    return Form(FormSpec(Named, (Field("name", "Name of the group", Kind.TEXT, help="As people call it"),)), "Group")


@pytest.mark.parametrize("made", [columns, a_form])
@pytest.mark.parametrize("scale", [1.5, 2.0])
def test_ux_29_larger_text_arranges_an_open_page_as_it_arranges_a_new_one(
    qtbot: QtBot, made: type[QWidget], scale: float
) -> None:
    with themed(scale=1.0) as theme:
        was_open = placed(qtbot, made())
        before = arrangement(was_open)

        theme.choose(Look.LIGHT, scale)
        settle()

        assert arrangement(was_open) == arrangement(placed(qtbot, made())) != before


def test_columns_stack_when_larger_text_leaves_no_room_and_stand_side_by_side_again(qtbot: QtBot) -> None:
    with themed(scale=1.0) as theme:
        page = placed(qtbot, columns())
        assert isinstance(page, SideBySide)
        seen = [page.is_stacked()]
        for scale in (1.5, 1.0):
            theme.choose(Look.LIGHT, scale)
            settle()
            seen.append(page.is_stacked())

    assert seen == [False, True, False]


@pytest.mark.parametrize("width", [300, 420])
def test_a_label_on_top_of_its_field_is_no_wider_than_the_form(qtbot: QtBot, width: int) -> None:
    """UX-29: two lines are as high as both, and nothing of them is cut off at the side."""
    long = "What was agreed with him about the next time that he comes to this office"
    with themed():
        form = Form(FormSpec(Named, (Field("name", long),)), "Narrow")
        qtbot.addWidget(form)
        form.resize(width, 300)
        form.show()
        settle()
        (label,) = (one for one in form.findChildren(QLabel) if one.text() == long)

        assert label.width() == width
        assert label.height() >= label.heightForWidth(width)
