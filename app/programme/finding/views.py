"""Keeps how a person likes to see a list: filters under a name of their own, and how wide each column is (P14)."""

from typing import Annotated

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing
from app.core.language import _
from app.core.shapes import Draft, Meta, Row, field
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.account import DeskView

MOST_VIEWS, NARROWEST, WIDEST = 20, 24, 1200
ScreenName = Annotated[str, Meta(pattern="^[a-z_]{2,40}$")]
ViewName = Annotated[str, Meta(max_length=80)]
Filter = Annotated[str, Meta(max_length=80)]
Width = Annotated[int, Meta(ge=NARROWEST, le=WIDEST)]


class ViewsAsked(Draft):
    """Of which list."""

    screen: ScreenName


class ViewKept(Draft):
    """Filters under a name; what was under this name before is replaced."""

    screen: ScreenName
    name: ViewName
    filters: dict[Filter, Filter]


class ViewForgotten(Draft):
    """A name whose filters are no longer wanted."""

    screen: ScreenName
    name: ViewName


class WidthsKept(Draft):
    """How wide each column is, in pixels at 100 %, by the column's place in the list."""

    screen: ScreenName
    widths: dict[Filter, Width]


class ViewRow(Row):
    """Filters under their name."""

    name: str
    filters: dict[str, str]


class Views(Row):
    """Everything one person keeps for a list."""

    kept: tuple[ViewRow, ...] = ()
    widths: dict[str, int] = field(default_factory=dict)


class ListViews(Noun):
    """A person's own ways to look at a list; nobody else sees them."""

    seat: ProgrammeSeat

    @act("view.list", Right.READ_TODAY, kind=Kind.LIST)
    def list(self, work: Work, draft: ViewsAsked) -> Views:
        """List the filters that I keep for a list, and how wide I keep its columns."""
        rows = self._all(work, draft.screen)
        widths = next((row.value for row in rows if not row.name), {})
        return Views(
            kept=tuple(ViewRow(name=row.name, filters=row.value) for row in rows if row.name),
            widths={key: int(width) for key, width in widths.items()},
        )

    @act("view.keep", Right.READ_TODAY)
    def keep(self, work: Work, draft: ViewKept) -> ViewRow:
        """Keep the filters of a list under a name, to come back to them."""
        name = " ".join(draft.name.split())
        if not name:
            raise InvalidInput({"name": _("Give these filters a name.")})
        rows = self._all(work, draft.screen)
        if not any(row.name == name for row in rows) and sum(bool(row.name) for row in rows) >= MOST_VIEWS:
            words = _("You keep {most} already. Forget one that you no longer use.")
            raise InvalidInput({"name": words.format(most=MOST_VIEWS)})
        self._put(work, draft.screen, name, dict(draft.filters))
        return ViewRow(name=name, filters=draft.filters)

    @act("view.forget", Right.READ_TODAY)
    def forget(self, work: Work, draft: ViewForgotten) -> ViewRow:
        """Forget filters that I kept."""
        found = next((row for row in self._all(work, draft.screen) if row.name and row.name == draft.name), None)
        if found is None:
            raise Missing
        work.session.delete(found)
        return ViewRow(name=found.name, filters=found.value)

    @act("view.keep_widths", Right.READ_TODAY)
    def keep_widths(self, work: Work, draft: WidthsKept) -> Views:
        """Keep how wide the columns of a list are."""
        self._put(work, draft.screen, "", dict(draft.widths))
        return Views(widths=draft.widths)

    def _all(self, work: Work, screen: str) -> tuple[DeskView, ...]:
        mine = (DeskView.user_id == self.seat.person.id, DeskView.screen == screen)
        return tuple(work.session.scalars(select(DeskView).where(*mine).order_by(DeskView.name)))

    def _put(self, work: Work, screen: str, name: str, value: dict[str, object]) -> None:
        found = next((row for row in self._all(work, screen) if row.name == name), None)
        if found is None:
            work.add(DeskView(user_id=self.seat.person.id, screen=screen, name=name, value=value))
        elif found.value != value:
            found.value = value
