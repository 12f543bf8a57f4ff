"""Says which programmes are to be looked at again, as rows of Today for managers and administrators (6.4)."""

from collections.abc import Iterator

from app.core.language import _
from app.domain.pack_life import pack_state_words
from app.domain.roles import Reach
from app.programme.packs.life import review_due_on
from app.programme.packs.shelf import packs_now
from app.programme.rights import Right
from app.programme.task_rows import AHEAD, Round, TaskRow


def todo(round_: Round) -> Iterator[TaskRow]:
    """A pilot on the day that was set for it; an active programme as often as its pack says."""
    if round_.only is not None or round_.seat.reach(Right.PACKS) is Reach.NONE:
        return
    for pack in packs_now(round_.work).values():
        due = review_due_on(round_.work, round_.seat, pack)
        if due is not None and due <= round_.today + AHEAD:
            words = _("Review the programme: {title}").format(title=pack.title)
            about = f"{pack.code} {pack.version}"
            yield round_.row("pack.record", about, due, words, pack_state_words(pack.lifecycle.state))
