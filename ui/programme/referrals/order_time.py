"""Says while a referral is typed whether the order leaves time for the programme, before it is too late (PATH-2)."""

from functools import partial

from app.core.shapes import convert
from app.programme.desk import ProgrammeDesk
from app.programme.referrals import TimeAsked
from app.programme.waiting.time_left import TimeLeft
from ui.kit.bands import Banner
from ui.kit.form import Form
from ui.kit.tokens import Tone
from ui.programme.asking import say_time_left
from ui.shell.screen import Screen

Asked = tuple[object, object]


class OrderTime(Banner):
    """At the side for whoever checks before sending, and below the day as it is typed."""

    def __init__(self, screen: Screen[ProgrammeDesk], form: Form) -> None:
        super().__init__("", "", Tone.WARN)
        self._screen, self._form = screen, form
        self._asked: Asked = (None, None)
        form.edited.connect(self._look)
        self.hide()

    def show_left(self, left: TimeLeft) -> None:
        """Show what is known; nothing while there is time enough."""
        self._form.say("ends_on", left.words)
        say_time_left(self, left)

    def _look(self) -> None:
        """Asked as soon as programme and end of the order are both there."""
        given = self._form.values()
        asked: Asked = (given.get("programme"), given.get("ends_on"))
        if asked == self._asked:
            return
        self._asked = asked
        if not all(asked):
            self.show_left(TimeLeft())
            return
        draft = convert({"programme": asked[0], "ends_on": asked[1]}, TimeAsked)
        act = partial(self._screen.desk.referrals.time_left, draft)
        self._screen.read(act, partial(self._answer, asked), key="time")

    def _answer(self, asked: Asked, left: TimeLeft) -> None:
        if asked == self._asked:
            self.show_left(left)
