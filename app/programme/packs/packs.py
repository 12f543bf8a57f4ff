"""Shows programmes, checks and takes in what an office writes, and records the life of each version (6.3, 6.4)."""

from typing import Annotated

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import Draft, LongText, Meta, Nothing, ShortText
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.pack import Pack, read_pack
from app.domain.pack_compare import compare
from app.domain.pack_life import state_of_next
from app.domain.pack_parts import PackState
from app.domain.pack_shape import LARGEST
from app.domain.roles import Reach
from app.programme.packs.life import add_step, check_step, read_records, recorded_so_far
from app.programme.packs.pages import pack_page, programme_rows, version_rows
from app.programme.packs.rows import (
    CheckedPack,
    ComparedPage,
    CopiedPack,
    PackPage,
    ProgrammeRow,
    checked,
    compared_rows,
)
from app.programme.packs.shelf import shelf_of
from app.programme.packs.writing import known_packs, read_given, text_of, written_as, written_as_next
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.pack import PackVersion

PackText = Annotated[str, Meta(max_length=LARGEST)]


class PackAsked(Draft):
    """Which programme; its newest version when none is named."""

    code: str
    version: str | None = None


class PackGiven(Draft):
    """A programme as a file or as text."""

    file: str | None = None
    text: PackText | None = None


class PackPublished(PackGiven, kw_only=True):
    """The next version of a programme, with what it changes and why."""

    changes: LongText
    reasons: LongText


class PackCopied(PackAsked, kw_only=True):
    """What to go on writing from; a new code makes another programme of it, none the next version."""

    new_code: str | None = None
    new_title: ShortText | None = None


class PacksCompared(Draft):
    """Two versions of a programme; `text` stands for the newer one while it is still being written."""

    code: str
    before: str
    after: str | None = None
    text: PackText | None = None


class PackRecorded(Draft):
    """What is recorded about a version without a new state: its review, its clinical partner."""

    code: str
    version: str
    recorded: dict[str, str]


class PackStateSet(PackRecorded, kw_only=True):
    """The state a version goes to, with what must be recorded; `seen` is the state as it was read."""

    state: PackState
    seen: PackState | None = None


class Packs(Noun):
    """What is done with programmes as such."""

    seat: ProgrammeSeat

    @act("pack.list", Right.READ_PACKS, kind=Kind.LIST)
    def list(self, work: Work, draft: Nothing) -> tuple[ProgrammeRow, ...]:  # noqa: ARG002 - every act has a draft
        """List the programmes of this office, each with its versions and states."""
        return programme_rows(work, self.seat)

    @act("pack.show", Right.READ_PACKS, kind=Kind.LIST)
    def show(self, work: Work, draft: PackAsked) -> PackPage:
        """Show one version in plain words: contents, coverage, criteria with their sources, limits, life."""
        return pack_page(work, self.seat, self._pack(work, draft), may_change=self._may_change())

    @act("pack.compare", Right.READ_PACKS, kind=Kind.LIST)
    def compare(self, work: Work, draft: PacksCompared) -> ComparedPage:
        """Show what one version added, removed and changed against another."""
        before = shelf_of(work).of(draft.code, draft.before)
        after = _after(work, draft)
        said = next((one for one in version_rows(work, draft.code) if one.version == after.version), None)
        return ComparedPage(
            code=before.code,
            title=after.title,
            before=before.version,
            after=after.version,
            changes=said.changes if said and draft.text is None else "",
            reasons=said.reasons if said and draft.text is None else "",
            rows=compared_rows(compare(before, after)),
        )

    @act("pack.check", Right.READ_PACKS, kind=Kind.LIST)
    def check(self, work: Work, draft: PackGiven) -> CheckedPack:
        """Find every fault of a programme file, with its line; nothing is kept (6.3)."""
        return checked(read_given(draft.file, draft.text, known_packs(work)))

    @act("pack.copy", Right.PACKS, kind=Kind.LIST)
    def copy(self, work: Work, draft: PackCopied) -> CopiedPack:
        """Give a programme's text to go on writing from, as its next version or under a code of its own."""
        pack = self._pack(work, draft)
        if draft.new_code is None:
            return written_as_next(work, pack)
        return written_as(work, pack, draft.new_code, draft.new_title)

    @act("pack.load", Right.PACKS)
    def load(self, work: Work, draft: PackGiven) -> PackPage:
        """Take in a programme that is new to this office; it begins as a draft (PACK-3, 6.4)."""
        pack, text = self._read(work, draft)
        if any(other.code == pack.code for other in shelf_of(work).packs):
            words = _("This office has this programme. Publish its next version, with what changed and why.")
            raise InvalidInput({"code": words})
        return self._keep(work, PackVersion(code=pack.code, number=pack.version, text=text), PackState.DRAFT)

    @act("pack.publish", Right.PACKS)
    def publish(self, work: Work, draft: PackPublished) -> PackPage:
        """Publish the next version of a programme; who runs an earlier one keeps it (PACK-2, PACK-3)."""
        pack, text = self._read(work, draft)
        earlier = [other for other in shelf_of(work).packs if other.code == pack.code]
        problems = {
            name: _("Write this for whoever runs the earlier version.")
            for name, said in (("changes", draft.changes), ("reasons", draft.reasons))
            if not said.strip()
        }
        if not earlier:
            problems["code"] = _("This office has no such programme yet. Load it as a new one.")
        if problems:
            raise InvalidInput(problems)
        newest = shelf_of(work).versions(pack.code)[0]
        if newest.version == pack.version:
            raise InvalidInput({"version": _("Nothing differs from version {n}.").format(n=newest.version)})
        if newest.lifecycle.state is PackState.RETIRED:
            raise NotAllowed(_("This programme is retired. Copy it under a code of its own to go on with it."))
        row = PackVersion(code=pack.code, number=pack.version, text=text, based_on=f"{newest.code} {newest.version}")
        row.changes, row.reasons = draft.changes.strip(), draft.reasons.strip()
        return self._keep(work, row, state_of_next(newest.lifecycle.state))

    @act("pack.set_state", Right.PACKS)
    def set_state(self, work: Work, draft: PackStateSet) -> PackPage:
        """Move a version on in its life, once all that 6.4 asks for is recorded."""
        pack = shelf_of(work).of(draft.code, draft.version)
        state = pack.lifecycle.state
        if draft.seen is not None and draft.seen is not state:
            raise Stale
        said = read_records(draft.recorded, self.seat.clock.today())
        check_step(state, draft.state, recorded_so_far(work, pack) | said)
        add_step(work, self.seat, pack, (state, draft.state), said)
        return self._changed(work, pack)

    @act("pack.record", Right.PACKS)
    def record(self, work: Work, draft: PackRecorded) -> PackPage:
        """Record something about a version: its review, its clinical partner; its state stays (6.4)."""
        pack = shelf_of(work).of(draft.code, draft.version)
        said = read_records(draft.recorded, self.seat.clock.today())
        if not said:
            raise InvalidInput({"recorded": _("Write at least one of them.")})
        add_step(work, self.seat, pack, (pack.lifecycle.state, pack.lifecycle.state), said)
        return self._changed(work, pack)

    def _may_change(self) -> bool:
        return self.seat.reach(Right.PACKS) is not Reach.NONE

    def _pack(self, work: Work, draft: PackAsked) -> Pack:
        shelf = shelf_of(work)
        return shelf.of(draft.code, draft.version) if draft.version else shelf.versions(draft.code)[0]

    def _read(self, work: Work, draft: PackGiven) -> tuple[Pack, str]:
        """The programme of a file or text without fault. Raises InvalidInput that names each fault with its line."""
        reading = read_given(draft.file, draft.text, known_packs(work))
        if reading.pack is None:
            problems = {f"{n}. {one.key}": str(one) for n, one in enumerate(reading.problems, 1)}
            words = _("This programme cannot be used yet: {why}").format(why=reading.problems[0])
            raise InvalidInput(problems, words)
        return reading.pack, text_of(draft.file, draft.text)

    def _keep(self, work: Work, row: PackVersion, state: PackState) -> PackPage:
        """Keep a version and its first step in one transaction; of two people at once one wins (PACK-3)."""
        row.at, row.by_user, row.by_label = self.seat.clock.now(), self.seat.person.id, self.seat.person.label
        work.add(row)
        pack = shelf_of(work).of(row.code, row.number)
        said = {"changes": row.changes, "reasons": row.reasons, "new_version": row.number} if row.changes else {}
        add_step(work, self.seat, pack, (state, state), said)
        return self._changed(work, pack)

    def _changed(self, work: Work, pack: Pack) -> PackPage:
        work.changed("pack", pack.code)
        return pack_page(work, self.seat, shelf_of(work).of(pack.code, pack.version), may_change=True)


def _after(work: Work, draft: PacksCompared) -> Pack:
    """The newer side: a version of the shelf, or a text that is still being written."""
    if draft.text is None:
        return shelf_of(work).of(draft.code, draft.after or shelf_of(work).versions(draft.code)[0].version)
    reading = read_pack(draft.text, "text")
    if reading.pack is None:
        raise InvalidInput({"text": str(reading.problems[0])})
    return reading.pack
