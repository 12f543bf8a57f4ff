"""Lets a short new text cross to named readers: two of the team sign it, it goes with a run (SEC-20, SEC-21, F7)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time

from sqlalchemy import select

from app.bridge.inbox import case_numbers, open_row
from app.bridge.release_records import GrantMade, ReleaseRecord, ReleaseState, SignedHalf, release_of, releases
from app.bridge.release_shapes import (
    ConsentGiven,
    OfRelease,
    ReadBy,
    ReaderRow,
    ReleaseApproved,
    ReleaseAsked,
    ReleaseLine,
    ReleaseMade,
    ReleasePage,
    ReleaseStopped,
)
from app.bridge.report_checks import his_words, known_values
from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Nothing, new_id, replaced, to_builtins
from app.crypto.dropbox import read_label
from app.crypto.encode import b64
from app.crypto.person import Signer
from app.crypto.recovery import trustees_of
from app.crypto.release import approve, finish, propose, withdraw
from app.crypto.release_said import Consent, Release
from app.crypto.roster import Roster
from app.desk.act import Kind, act
from app.domain.codes import LawfulBasis
from app.domain.roles import Role
from app.partner.contacts import contacts_of
from app.partner.entries import entries
from app.partner.partners import links, refuse_unless_named
from app.partner.rights import Right
from app.partner.rules.releasing import PROMPTS, expiry_problem, prompt_problems, text_problem
from app.partner.seat import PartnerNoun, PartnerSeat
from app.store.work import Work
from models.partner.team import TeamEntry
from models.programme.account import Account
from models.programme.case import Case
from models.programme.crossing import BoxItem

READERS = frozenset({Role.FACILITATOR.value, Role.MANAGER.value})


class Releases(PartnerNoun):
    """What the safety team lets cross, off by default and one at a time (UX-5)."""

    @act("release.readers", Right.READ_PARTNER, kind=Kind.LIST)
    def readers(self, _work: Work, _draft: Nothing) -> tuple[ReaderRow, ...]:
        """List who may be named as a reader: facilitators and managers who work here now."""
        return tuple(sorted(_readers(self.seat).values(), key=lambda row: row.label))

    @act("release.list", Right.READ_PARTNER, kind=Kind.LIST)
    def list(self, work: Work, _draft: Nothing) -> tuple[ReleaseLine, ...]:
        """List every release, those that wait for this person's approval first, then the newest."""
        with self.seat.look_at_his() as his:
            numbers = case_numbers(his)
        found = [self._line(row.id, record, numbers) for row, record in releases(work, self.seat)]
        return tuple(sorted(found, key=lambda one: (not one.waits_for_me, -one.asked_at.timestamp(), one.release)))

    @act("release.show", Right.READ_PARTNER, kind=Kind.OPEN)
    def show(self, work: Work, draft: OfRelease) -> ReleasePage:
        """Show one release with the note it comes from, and which readers said that they had read it."""
        row, record = release_of(work, self.seat, draft.release)
        with self.seat.look_at_his() as his:
            numbers, read = case_numbers(his), _read_at(his, self.seat, row.id)
            labels = {one.id: one.label for one in his.session.execute(select(Account)).scalars()}
        return ReleasePage(
            line=self._line(row.id, record, numbers), text=record.text, original=record.original,
            purpose=record.purpose, basis=record.basis, note=record.note,
            consent=ConsentGiven(**record.consent) if record.consent else None, caution=record.caution,
            do_not_raise=record.do_not_raise,
            readers=tuple(ReadBy(label=labels.get(user, ""), at=read.get(user)) for user in record.readers),
            approver=record.approver_label, approved_at=_moment(record.approved_at), sent_at=_moment(record.sent_at),
            said=record.said, withdrawn_at=_moment(record.withdrawn_at),
        )  # fmt: skip

    @act("release.propose", Right.WRITE_PARTNER)
    def propose(self, work: Work, draft: ReleaseAsked) -> ReleaseMade:
        """Ask for a release to be approved by somebody else of the team; until then it exists only here (SEC-20)."""
        readers = self._check(work, draft)
        given = self._release(draft, readers)
        halves = halves_of(work, self.seat, given)
        person = self.seat.person
        record = ReleaseRecord(
            kind="release", case=draft.case, text=given.text, purpose=draft.purpose.value, basis=draft.basis.value,
            note=draft.note, readers=given.to, expires=given.expires.isoformat(), by=person.id, by_label=person.label,
            asked_at=given.ts.isoformat(), halves=halves, original=draft.original,
            consent=to_builtins(draft.consent) if draft.consent else None, caution=given.caution,
            do_not_raise=given.do_not_raise,
        )  # fmt: skip
        self.seat.vault.keep_for_team(work, TeamEntry(id=given.id), record)
        return self._made(work, given.id, "asked")

    @act("release.approve", Right.APPROVE)
    def approve(self, work: Work, draft: ReleaseApproved) -> ReleaseMade:
        """Put the second signature under it; it goes to its readers with the next run (SEC-20, SEC-22)."""
        row, record = release_of(work, self.seat, draft.release)
        roster, now = self.seat.read_roster(), self.seat.clock.now()
        _refuse_unless(record, "asked")
        giver = self.seat.ledger.signer(work)
        second = self._second(roster, record, giver, draft.trustee)
        signed = record.signed_for(second.user)
        if record.by == second.user or signed is None:
            raise NotAllowed(_("Author and approver must be two people."))
        if problems := prompt_problems({name: getattr(draft, name) for name in PROMPTS}):
            raise InvalidInput(problems)
        stored, grants = finish(giver, roster, approve(second, roster, signed, now), self.seat.vault.team)
        record = replaced(
            record, state="approved", approver=second.user, approver_label=roster.now.people[second.user].label,
            approved_at=now.isoformat(), stored=b64(stored),
            grants=tuple(GrantMade(id=new_id(), user=user, row=b64(grant)) for user, grant in grants),
        )  # fmt: skip
        self.seat.vault.change_for_team(work, row, record)
        return self._made(work, row.id, "approved")

    def _second(self, roster: Roster, record: ReleaseRecord, giver: Signer, trustee: str) -> Signer:
        """Whoever sits here; where she wrote it and is alone, the trustee who typed their code (SEC-20)."""
        if record.by != giver.user or roster.now.safety_count > 1:
            return giver
        other = self.seat.trustee_codes.take(roster, trustee)
        if other is None:
            raise NotAllowed(_("You are the only officer. A trustee approves here, with their code."))
        return Signer(roster.inst, other.user, other.seed, giver.roster_seq)

    @act("release.decline", Right.APPROVE)
    def decline(self, work: Work, draft: ReleaseStopped) -> ReleaseMade:
        """Send it back with a word to its author; nothing of it ever leaves."""
        row, record = release_of(work, self.seat, draft.release)
        _refuse_unless(record, "asked")
        self.seat.vault.change_for_team(work, row, replaced(record, state="declined", said=draft.reason))
        return self._made(work, row.id, "declined")

    @act("release.withdraw", Right.WRITE_PARTNER)
    def withdraw(self, work: Work, draft: ReleaseStopped) -> ReleaseMade:
        """Take it back: hidden from the next run on. Readers keep what they have read (SEC-21, XNG-4)."""
        row, record = release_of(work, self.seat, draft.release)
        _refuse_unless(record, "asked", "approved", "sent")
        now = self.seat.clock.now()
        stored = withdraw(self.seat.ledger.signer(work), self.seat.read_roster(), row.id, now)
        record = replaced(
            record, state="withdrawn", said=draft.reason, withdrawn_at=now.isoformat(), withdrawal=b64(stored)
        )
        self.seat.vault.change_for_team(work, row, record)
        return self._made(work, row.id, "withdrawn")

    def _check(self, work: Work, draft: ReleaseAsked) -> tuple[str, ...]:
        """The readers by id. Raises InvalidInput beside the field that is wrong."""
        known = {row.login.casefold(): user for user, row in _readers(self.seat).items()}
        readers = {login: known.get(login.casefold(), "") for login in draft.readers}
        refuse_unless_named(work, self.seat, draft.case)
        with self.seat.look_at_his() as his:
            words, is_there = his_words(his, draft.case), his.session.get(Case, draft.case) is not None
        text = text_problem(draft.text, _hers(work, self.seat, draft), known_values(work, self.seat), words)
        problems = {
            "case": "" if is_there else _("This case is not there."),
            "text": text,
            "readers": _readers_problem(readers),
            "expires_on": expiry_problem(
                draft.expires_on, self.seat.clock.today(), self.seat.number("release.longest_days")
            ),
            "consent": _consent_problem(draft),
            "note": _("Say why this basis holds.") if _needs_note(draft) else "",
        }
        if found := {name: said for name, said in problems.items() if said}:
            raise InvalidInput(found)
        return tuple(sorted(readers.values()))

    def _release(self, draft: ReleaseAsked, readers: tuple[str, ...]) -> Release:
        end = datetime.combine(draft.expires_on, time(23, 59), self.seat.clock.zone).astimezone(UTC)
        agreed = draft.consent
        return Release(
            new_id(), draft.case, self.seat.person.id, "", self.seat.clock.now().replace(microsecond=0),
            draft.purpose.value, draft.basis.value, draft.note, readers, end, draft.text.strip(),
            None if agreed is None else Consent(agreed.given_by, agreed.how, agreed.when, agreed.scope),
            draft.caution.value if draft.caution else None, draft.do_not_raise.value if draft.do_not_raise else None,
        )  # fmt: skip

    def _line(self, id: str, record: ReleaseRecord, numbers: dict[str, str]) -> ReleaseLine:
        expires = datetime.fromisoformat(record.expires)
        me, roster = self.seat.person.id, self.seat.read_roster()
        is_alone = record.by == me and roster.now.safety_count == 1
        return ReleaseLine(
            release=id, case=CaseId(record.case), state=record.state,
            reference=record.quarter or numbers.get(record.case, ""), by=record.by_label,
            asked_at=datetime.fromisoformat(record.asked_at), expires=expires,
            is_over=self.seat.clock.now() >= expires,
            waits_for_me=record.state == "asked" and record.by != me and record.signed_for(me) is not None,
            waits_for_trustee=is_alone and record.state == "asked"
            and any(record.signed_for(user) is not None for user in trustees_of(roster)),
        )  # fmt: skip

    def _made(self, work: Work, id: str, state: ReleaseState) -> ReleaseMade:
        work.changed("release", id)
        return ReleaseMade(release=id, state=state)


def halves_of(work: Work, seat: PartnerSeat, given: Release) -> tuple[SignedHalf, ...]:
    """The author's signature for each who may put the second one; refused where there is nobody (SEC-20)."""
    signer, roster = seat.ledger.signer(work), seat.read_roster()
    halves = []
    for other in _approvers(roster, given.by):
        asked = propose(signer, roster, replace(given, approver=other))
        halves.append(SignedHalf(approver=other, statement=b64(asked.statement), author_sig=b64(asked.author_sig)))
    if not halves:
        raise NotAllowed(_("Author and approver must be two people. Appoint trustees: one of them approves."))
    return tuple(halves)


def _approvers(roster: Roster, author: str) -> tuple[str, ...]:
    """Who may put the second signature: the others of the team, or the trustees while the author is alone (SEC-20)."""
    others = tuple(one.user for one in roster.people if roster.is_safety(one.user) and one.user != author)
    return others or tuple(trustees_of(roster))


def _readers(seat: PartnerSeat) -> dict[str, ReaderRow]:
    """Who may be named as a reader, by id."""
    roster = seat.read_roster()
    with seat.look_at_his() as his:
        accounts = his.session.execute(select(Account)).scalars().all()
    found = {}
    for one in accounts:
        known = roster.now.active(one.id)
        if known is not None and (roles := READERS & set(known.roles)):
            found[one.id] = ReaderRow(login=one.login, label=known.label, role=min(roles))
    return found


def _read_at(his: Work, seat: PartnerSeat, release: str) -> dict[str, datetime]:
    """When each reader said that they had read it: from the readings in the one-way box (E7)."""
    roster, found = seat.read_roster(), dict[str, datetime]()
    for row in his.session.execute(select(BoxItem).order_by(BoxItem.at.desc())).scalars():
        item = open_row(row, seat, roster)
        read = item.data.get("read") if isinstance(item.data, dict) else None
        if item.kind == "staff_only_read" and isinstance(read, list) and release in read:
            found[read_label(bytes(row.row), roster).by] = item.ts
    return found


def _hers(work: Work, seat: PartnerSeat, draft: ReleaseAsked) -> tuple[str, ...]:
    """What was written down of her words about this case: a release says none of them again (XNG-1)."""
    said = [draft.original]
    for partner in {link.partner for link in links(work, seat) if link.case == draft.case}:
        said += [one.notes or "" for _id, one in contacts_of(work, seat, partner)]
        for _id, entry in entries(work, seat, partner):
            said += [entry.dash.judgement_words] if entry.dash else []
            said += [entry.marac.words] if entry.marac else []
            said += [entry.told.words] if entry.told else []
            said += [*entry.plan.priorities, entry.plan.steps, entry.plan.children] if entry.plan else []
    return tuple(one for one in said if one)


def _readers_problem(readers: Mapping[str, str]) -> str:
    if not readers:
        return _("Name at least one reader.")
    unknown = [login for login, user in readers.items() if not user]
    return _("Not a facilitator or manager here: {names}").format(names=", ".join(unknown)) if unknown else ""


def _consent_problem(draft: ReleaseAsked) -> str:
    """Her consent is written down exactly when it is the basis (SEC-20)."""
    if draft.basis is LawfulBasis.CONSENT and draft.consent is None:
        return _("Say how she agreed, when, and to what.")
    if draft.basis is not LawfulBasis.CONSENT and draft.consent is not None:
        return _("Choose consent as the basis, or leave this empty.")
    return ""


def _needs_note(draft: ReleaseAsked) -> bool:
    """Without her consent the reason for the basis is written down."""
    return draft.basis is not LawfulBasis.CONSENT and not draft.note.strip()


def _refuse_unless(record: ReleaseRecord, *states: ReleaseState) -> None:
    if record.state not in states:
        raise NotAllowed(_("This was decided already. Look at it again."))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
