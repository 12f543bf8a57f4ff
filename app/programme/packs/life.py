"""Follows a version from draft to retired: what was recorded, when it is looked at again, who may begin with it."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.domain.pack import Pack
from app.domain.pack_life import (
    LEADS_TO,
    next_review,
    pack_state_words,
    reasons_not_to_open_group,
    reasons_not_to_set_state,
    record_words,
    records_owed,
)
from app.domain.pack_parts import PackState
from app.programme.packs.rows import AskedRow, LifeRow
from app.programme.packs.shelf import Shelf, events_of, packs_now, shelf_of
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.group import Group
from models.programme.pack import PackEvent

Said = Mapping[str, str]
LONGEST_WORDS = 2000


def pack_for_group(work: Work, code: str, version: str | None, *, is_only_looked_at: bool) -> Pack:
    """The version that a new group begins with (PACK-2, PACK-6, 6.4); a draft can be looked at and no more."""
    shelf = shelf_of(work)
    pack = _chosen(shelf, code, version)
    now = packs_now(work).get(code, pack)
    is_draft = pack.lifecycle.state is PackState.DRAFT
    if pack.version != now.version and not is_draft:
        words = _("New groups of this programme begin with version {version}.")
        raise InvalidInput({"version": words.format(version=now.version)})
    reasons = reasons_not_to_open_group(pack, pack.lifecycle.state, running_groups(work).get(code, 0))
    if reasons and not (is_draft and is_only_looked_at):
        raise NotAllowed(*reasons)
    return pack


def _chosen(shelf: Shelf, code: str, version: str | None) -> Pack:
    versions = [pack for pack in shelf.packs if pack.code == code]
    if not versions:
        words = _("Choose one of the programmes of this office: {codes}.")
        raise InvalidInput({"programme": words.format(codes=", ".join(sorted(shelf.newest())))})
    if version is None:
        return shelf.newest().get(code) or shelf.versions(code)[0]
    for pack in versions:
        if pack.version == version:
            return pack
    known = ", ".join(pack.version for pack in shelf.versions(code))
    raise InvalidInput({"version": _("Choose one of: {codes}.").format(codes=known)})


def running_groups(work: Work) -> dict[str, int]:
    """How many groups of each programme have not ended."""
    query = select(Group.programme, func.count()).where(Group.ended_on.is_(None)).group_by(Group.programme)
    return {row[0]: row[1] for row in work.session.execute(query)}


def life_of(work: Work, pack: Pack) -> tuple[PackEvent, ...]:
    """What happened to this version, in order."""
    rows = [row for row in events_of(work) if (row.code, row.number) == (pack.code, pack.version)]
    return tuple(sorted(rows, key=lambda row: row.turn))


def life_rows(work: Work, pack: Pack) -> tuple[LifeRow, ...]:
    """The same as rows, the newest first."""
    labels = record_words()
    return tuple(
        LifeRow(
            at=row.at,
            by=row.by_label,
            was=row.was,
            state=row.state,
            state_words=pack_state_words(PackState(row.state)),
            recorded=tuple(
                AskedRow(key=key, label=label, said=row.recorded[key])
                for key, label in labels.items()
                if row.recorded.get(key)
            ),
            review_on=row.review_on,
        )
        for row in reversed(life_of(work, pack))
    )


def recorded_so_far(work: Work, pack: Pack) -> dict[str, str]:
    """What was recorded since the version came into its state; a clinical partner named once stays named."""
    said: dict[str, str] = {}
    for row in life_of(work, pack):
        said = dict(row.recorded) if row.was != row.state else said | row.recorded
    partner = pack.lifecycle.clinical_partner
    return ({"clinical_partner": partner} if partner else {}) | said


def review_due_on(work: Work, seat: ProgrammeSeat, pack: Pack) -> date | None:
    """When this version is looked at again; a draft and what is retired are not (6.4)."""
    if pack.lifecycle.state not in (PackState.PILOT, PackState.ACTIVE):
        return None
    steps = life_of(work, pack)
    if not steps:
        return None
    newest = steps[-1]
    since = newest.at.astimezone(seat.clock.zone).date()
    return next_review(since, pack.lifecycle.next_review_months, newest.review_on)


def add_step(work: Work, seat: ProgrammeSeat, pack: Pack, step: tuple[PackState, PackState], said: Said) -> None:
    """Keep one step from a state to a state; two people at once take the same turn, and one of them is told (Stale)."""
    was, state = step
    steps = life_of(work, pack)
    work.add(
        PackEvent(
            code=pack.code,
            number=pack.version,
            turn=steps[-1].turn + 1 if steps else 1,
            was=was.value,
            state=state.value,
            recorded=dict(said),
            review_on=_review_on(said),
            at=seat.clock.now(),
            by_user=seat.person.id,
            by_label=seat.person.label,
        )
    )


def read_records(recorded: Said, today: date) -> dict[str, str]:
    """What was typed, without blanks. Raises InvalidInput for a name nobody knows, a long text, a day gone by."""
    known, problems = record_words(), dict[str, str]()
    for name, said in recorded.items():
        if name not in known:
            problems[f"recorded.{name}"] = _("This is not asked for. Known: {names}.").format(names=", ".join(known))
        elif len(said) > LONGEST_WORDS:
            problems[f"recorded.{name}"] = _("This is too long: at most {most}.").format(most=LONGEST_WORDS)
    kept = {name: said.strip() for name, said in recorded.items() if said.strip()}
    try:
        review_on = _review_on(kept)
    except ValueError:
        problems["recorded.review_date"] = _("There is no such date. Write it like 2026-03-14.")
    else:
        if review_on is not None and review_on <= today:
            problems["recorded.review_date"] = _("Name a day that lies ahead.")
    if problems:
        raise InvalidInput(problems)
    return kept


def check_step(state: PackState, target: PackState, recorded: Said) -> None:
    """Refuse a step that 6.4 does not have, or one for which something is not recorded yet, naming each field."""
    if target not in LEADS_TO[state]:
        raise NotAllowed(*reasons_not_to_set_state(state, target, recorded))
    if state is PackState.REVISE and target is PackState.PILOT:
        raise NotAllowed(_("What is being revised goes on as its next version. Publish that."))
    if owed := records_owed(state, target, recorded):
        told = reasons_not_to_set_state(state, target, recorded)
        raise InvalidInput({f"recorded.{name}": _("Record this first.") for name in owed}, " ".join(told))


def _review_on(recorded: Said) -> date | None:
    written = recorded.get("review_date")
    return date.fromisoformat(written) if written else None
