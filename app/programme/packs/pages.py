"""Puts a programme together for a reader: its words, its versions, its life, and what may be done next."""

from app.domain.pack import Pack, read_pack
from app.domain.pack_life import pack_state_words
from app.domain.pack_words import adds_up
from app.programme.packs.life import life_rows, recorded_so_far, review_due_on, running_groups
from app.programme.packs.rows import PackPage, ProgrammeRow, VersionRow, problem_rows, section_rows, step_rows
from app.programme.packs.shelf import shelf_of, stored_versions
from app.programme.packs.writing import text_of_version
from app.programme.seat import ProgrammeSeat
from app.store.work import Work


def programme_rows(work: Work, seat: ProgrammeSeat) -> tuple[ProgrammeRow, ...]:
    """The programmes by title, each as its newest version stands."""
    shelf, groups = shelf_of(work), running_groups(work)
    rows = []
    for code in sorted({pack.code for pack in shelf.packs}):
        newest = shelf.newest().get(code) or shelf.versions(code)[0]
        versions = version_rows(work, code)
        rows.append(
            ProgrammeRow(
                code=code,
                title=newest.title,
                version=newest.version,
                state=newest.lifecycle.state.value,
                state_words=pack_state_words(newest.lifecycle.state),
                is_shipped=next(one.is_shipped for one in versions if one.version == newest.version),
                adds_up=adds_up(newest),
                groups=groups.get(code, 0),
                clinical_partner=newest.lifecycle.clinical_partner,
                review_on=review_due_on(work, seat, newest),
                versions=versions,
            )
        )
    return tuple(sorted(rows, key=lambda row: row.title.casefold()))


def version_rows(work: Work, code: str) -> tuple[VersionRow, ...]:
    """Every version of a programme, the newest first."""
    stored = {row.number: row for row in stored_versions(work) if row.code == code}
    rows = []
    for pack in shelf_of(work).versions(code):
        own = stored.get(pack.version)
        rows.append(
            VersionRow(
                version=pack.version,
                state=pack.lifecycle.state.value,
                state_words=pack_state_words(pack.lifecycle.state),
                is_shipped=own is None,
                based_on=own.based_on if own else "",
                changes=own.changes if own else "",
                reasons=own.reasons if own else "",
                by=own.by_label if own else "",
                at=own.at if own else None,
            )
        )
    return tuple(rows)


def pack_page(work: Work, seat: ProgrammeSeat, pack: Pack, *, may_change: bool) -> PackPage:
    """One version, whole."""
    text = text_of_version(work, pack)
    versions, totals = version_rows(work, pack.code), pack.totals()
    now = shelf_of(work).newest().get(pack.code)
    return PackPage(
        code=pack.code,
        title=pack.title,
        version=pack.version,
        state=pack.lifecycle.state.value,
        state_words=pack_state_words(pack.lifecycle.state),
        is_shipped=next(one.is_shipped for one in versions if one.version == pack.version),
        is_in_use=now is not None and now.version == pack.version,
        adds_up=adds_up(pack),
        group_hours=float(totals.group_hours),
        contacts=totals.contacts,
        groups=running_groups(work).get(pack.code, 0),
        review_on=review_due_on(work, seat, pack),
        clinical_partner=pack.lifecycle.clinical_partner,
        sections=section_rows(pack),
        warnings=problem_rows(read_pack(text, pack.code).warnings),
        versions=versions,
        steps=step_rows(pack, recorded_so_far(work, pack)) if may_change else (),
        life=life_rows(work, pack),
        may_change=may_change,
        text=text,
    )
