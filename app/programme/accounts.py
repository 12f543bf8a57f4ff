"""Shows and changes what the office set, lists who works here, and shows and checks the signed log of what was done."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import select

from app.core.errors import Damaged, InvalidInput
from app.core.language import _
from app.core.settings import BY_KEY, HER_KEYS, SETTINGS, checked
from app.core.shapes import Draft, Nothing, Row, UserId
from app.crypto import chain
from app.desk import whole
from app.desk.act import Kind, act
from app.desk.ledger import Ledger
from app.desk.own_login import OwnLogins
from app.desk.seat import Noun
from app.domain.calendar import Region
from app.domain.roles import SIDE_OF, Reach, Role, Side, role_words
from app.programme.office import LOGO, keep_logo, names_of, office_logo, setting
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.account import Account, OfficeSetting
from models.programme.base import Base, History
from reports.kit.logo import LARGEST_FILE, Logo, read_logo

UNSIGNED_FROM_THE_START = ("account", "office_setting", "place")
LATEST = 200
Plain = str | int | bool | list[str]


class SettingAsked(Draft):
    """Which setting; all of them when none is named."""

    key: str | None = None


class SettingGiven(Draft):
    """A new value for a setting."""

    key: str
    value: Plain


class SettingRow(Row):
    """A setting with its sentence, its value and what a new office starts with."""

    key: str
    words: str
    value: Plain
    default: Plain


class LogoGiven(Draft):
    """A PNG or JPEG file with the office's logo; without one, papers carry none from now on."""

    file: str | None = None


class LogoRow(Row):
    """The logo of the office as papers carry it: its size, a picture file for a window, and what it is known by."""

    width: int = 0
    height: int = 0
    sha256: str = ""
    picture: bytes = b""


class PeopleWanted(Draft):
    """Whom to list: everybody who works at this desk, or those with one role."""

    role: Role | None = None


class PersonRow(Row):
    """Somebody who works at this desk."""

    user: UserId
    login: str
    label: str
    roles: tuple[str, ...]
    role_words: tuple[str, ...]


class LogWanted(Draft):
    """Which entries of the log: by act, person or day; the newest first."""

    act: str | None = None
    user: UserId | None = None
    since: date | None = None
    limit: int = LATEST


class LogAsked(Draft):
    """Which log to check; this desk holds one."""

    chain: Literal["programme"] = "programme"


class LogRow(Row):
    """One entry: when, who, what, and how many records it touched; never what stood in them."""

    seq: int
    at: datetime
    by: str
    act: str
    reason: str
    records: int


class LogChecked(Row):
    """Whether the whole log holds and every record is as the log left it."""

    ok: bool
    events: int
    records: int
    first_problem: str | None = None


class Settings(Noun):
    """What the office set for itself."""

    seat: ProgrammeSeat

    @act("settings.show", Right.READ_SETTINGS, kind=Kind.LIST)
    def show(self, work: Work, draft: SettingAsked) -> tuple[SettingRow, ...]:
        """Show a setting, or all of them, each with its sentence and default."""
        _refuse_hers(draft.key)
        return tuple(_row(work, one.key) for one in SETTINGS if draft.key in (None, one.key))

    @act("settings.set", Right.SETTINGS)
    def set(self, work: Work, draft: SettingGiven) -> SettingRow:
        """Change a setting of the office; refused when it does not fit."""
        _refuse_hers(draft.key)
        value = checked(draft.key, draft.value)
        if draft.key == "office.region" and value not in set(Region):
            raise InvalidInput({"value": _("Choose one of: {regions}.").format(regions=", ".join(Region))})
        kept = list(value) if isinstance(value, tuple) else value
        row = work.session.scalars(select(OfficeSetting).where(OfficeSetting.key == draft.key)).one_or_none()
        if row is None:
            work.add(OfficeSetting(key=draft.key, value=kept))
        else:
            row.value = kept
        work.session.flush()
        work.changed("setting", draft.key)
        return _row(work, draft.key)

    @act("settings.logo", Right.READ_SETTINGS, kind=Kind.LIST)
    def logo(self, work: Work, _draft: Nothing) -> LogoRow:
        """Show the logo that papers carry; empty when there is none."""
        return _logo_row(office_logo(work.session))

    @act("settings.set_logo", Right.SETTINGS)
    def set_logo(self, work: Work, draft: LogoGiven) -> LogoRow:
        """Take the pixels of a picture as the office's logo, and nothing else the file holds, or take it off (R7)."""
        logo = None if draft.file is None else read_logo(_file(draft.file))
        keep_logo(work.session, logo)
        work.session.flush()
        work.changed("setting", LOGO)
        return _logo_row(logo)


def _file(path: str) -> bytes:
    """A little more than the largest logo of this file, so that a larger one is refused and not read."""
    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as failed:
        raise InvalidInput({"file": _("This file cannot be read.")}) from failed


def _logo_row(logo: Logo | None) -> LogoRow:
    if logo is None:
        return LogoRow()
    return LogoRow(width=logo.width, height=logo.height, sha256=logo.sha256, picture=logo.png())


def _refuse_hers(key: str | None) -> None:
    """A setting of the safety team is as unknown here as one that does not exist (UX-13)."""
    if key is not None and (key not in BY_KEY or key in HER_KEYS):
        raise InvalidInput({"key": _("There is no such setting.")})


class People(Noun):
    """Who works at this desk."""

    seat: ProgrammeSeat

    @act("people.list", Right.READ_SETTINGS, kind=Kind.LIST)
    def list(self, work: Work, draft: PeopleWanted) -> tuple[PersonRow, ...]:
        """List who works at this desk, for choosing somebody."""
        query = select(Account.id, Account.login, Account.label, Account.roles).where(Account.is_active.is_(True))
        found = []
        for row in work.session.execute(query.order_by(Account.label)):
            roles = [Role(role) for role in row.roles if SIDE_OF[Role(role)] is Side.PROGRAMME]
            if roles and (draft.role is None or draft.role in roles):
                words = tuple(role_words(role) for role in roles)
                person = PersonRow(
                    user=UserId(row.id),
                    login=row.login,
                    label=row.label,
                    roles=tuple(role.value for role in roles),
                    role_words=words,
                )
                found.append(person)
        return tuple(found)


class ProgrammeLogins(OwnLogins):
    """A person's own password and recovery kit at this desk."""

    seat: ProgrammeSeat

    def note_kit(self, work: Work, on: date) -> None:
        """The day stands in the list of people, for whoever runs the office."""
        account = work.session.get(Account, self.seat.person.id)
        if account is not None:
            account.kit_confirmed_on = on


class Audits(Noun):
    """The signed log of what was done at this desk."""

    seat: ProgrammeSeat

    @act("audit.show", Right.READ_HISTORY, kind=Kind.LIST)
    def show(self, work: Work, draft: LogWanted) -> tuple[LogRow, ...]:
        """Show the log, newest first; a facilitator sees their own entries."""
        rows: list[chain.AuditEvent] = []
        for event in _events(work):
            if self._is_wanted(work, draft, event):
                rows.append(event)
            if len(rows) >= max(1, min(draft.limit, 1000)):
                break
        listed = {one.user: one.label for one in self.seat.ledger.roster(work).people}
        names = listed | names_of(work.session, (event.by for event in rows))
        return tuple(
            LogRow(
                seq=event.seq,
                at=event.ts,
                by=names.get(event.by, ""),
                act=event.act,
                reason=event.reason or "",
                records=len(event.objs),
            )
            for event in rows
        )

    @act("audit.verify", Right.VERIFY, kind=Kind.LIST)
    def verify(self, work: Work, draft: LogAsked) -> LogChecked:
        """Check every link and signature of the log, and every record against it (SEC-17)."""
        if draft.chain != self.seat.ledger.tables.name:
            raise InvalidInput({"chain": _("This desk does not hold that log.")})
        try:
            head = self.seat.ledger.verify(work)
        except Damaged as broken:
            return LogChecked(ok=False, events=0, records=0, first_problem=str(broken))
        problem, count = first_changed(work, self.seat.ledger)
        return LogChecked(ok=problem is None, events=head.seq, records=count, first_problem=problem)

    def _is_wanted(self, work: Work, draft: LogWanted, event: chain.AuditEvent) -> bool:
        if work.reach is Reach.OWN and event.by != self.seat.person.id:
            return False
        day = event.ts.astimezone(self.seat.clock.zone).date()
        return (
            draft.act in (None, event.act)
            and draft.user in (None, event.by)
            and (draft.since is None or day >= draft.since)
        )


def _row(work: Work, key: str) -> SettingRow:
    one, value = BY_KEY[key], setting(work.session, key)
    return SettingRow(
        key=key,
        words=_(one.words),
        value=list(value) if isinstance(value, tuple) else value,
        default=list(one.default) if isinstance(one.default, tuple) else one.default,
    )


def _events(work: Work) -> Iterator[chain.AuditEvent]:
    """The entries of the log, newest first."""
    query = select(History.bytes).order_by(History.seq.desc()).execution_options(yield_per=LATEST)
    for stored in work.session.scalars(query):
        yield chain.parse(bytes(stored))


def first_changed(work: Work, ledger: Ledger) -> tuple[str | None, int]:
    """The first record of this desk that is not as the log left it, and how many were looked at."""
    return whole.first_changed(work, ledger, whole.tables_of(Base), UNSIGNED_FROM_THE_START)


def staff_called(work: Work, named: Iterable[str]) -> tuple[str, ...]:
    """The ids of people of this desk, by user name or id; empty text for a name that nobody here has."""
    accounts = work.session.execute(select(Account.id, Account.login, Account.roles, Account.is_active)).all()
    here = {
        key: row.id
        for row in accounts
        if row.is_active and any(SIDE_OF[Role(role)] is Side.PROGRAMME for role in row.roles)
        for key in (row.id, row.login.casefold())
    }
    return tuple(here.get(one.casefold(), "") for one in named)
