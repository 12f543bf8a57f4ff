"""Makes her own file for her, and what he told us as a paper for him; two names, and a look at the risk (RET-8, 9)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Annotated, Literal

from sqlalchemy import select

from app.bridge.inbox import box_items, taken_items
from app.core.errors import Damaged, InvalidInput, Missing, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, LongText, Meta, PartnerId, Row, ShortText, from_json, new_id, replaced
from app.crypto.encode import cj
from app.desk.act import Kind, act
from app.domain.calendar import months_after
from app.domain.names import full_name
from app.ops.leaving import write_copy
from app.partner.entries import FileAsked, FileChoice, keep_entry
from app.partner.her_file import FileItem, asked_of, held, rows_of
from app.partner.listed import with_numbers_masked
from app.partner.partners import OfPartner, PartnerRecord, refuse_unless_named, shown_name
from app.partner.rights import Right
from app.partner.rules.safe_contact import SafePlan, WayKind, reasons_not_to_use
from app.partner.safe_plans import current_plan
from app.partner.seat import PartnerNoun, PartnerSeat
from app.partner.spoken import relation_words
from app.programme.papers import four_words
from app.store.work import Work
from models.partner.team import Taken, TeamEntry
from models.programme.case import Case
from models.programme.client import Client
from models.programme.crossing import BoxItem
from reports.kit.delivery import add_password, neutral_name
from reports.partner.papers import OwnPaper, PaperItem, leaks, render

Outcome = Literal["give", "cut", "keep"]
Way = Literal["in_person", "post", "email"]
Why = Annotated[str, Meta(min_length=3, max_length=500)]
DECIDING, SIGNED, GIVEN, OWN_WORDS = "deciding", "signed", "given", "own_words"
HIS = ("details", "new_partner")


class FileRequested(Draft):
    """She asked for her file, and on which day."""

    partner: PartnerId
    requested_on: date


class FileDecided(Draft):
    """What is done with one item; not to give all of it needs a why."""

    partner: PartnerId
    item: ShortText
    outcome: Outcome
    why: Line = ""
    cut_text: LongText = ""


class FileSigned(Draft):
    """Two of the team sign what is given and what is not."""

    partner: PartnerId
    second: str


class FileGiven(Draft):
    """How it reaches her, and how we know that this is safe now."""

    partner: PartnerId
    way: Way
    why_safe: Why
    to_folder: str


class OfHisWords(Draft):
    """Whose words."""

    case: CaseId


class HisWordsPrepared(Draft):
    """Whether he gets his own words back, after a look at the risk; a folder when he does (RET-9)."""

    case: CaseId
    requested_on: date
    decision: Literal["give", "refuse"]
    risk: Why
    second: str
    to_folder: str = ""


class FilePage(Row):
    """Her request with its month, its items, and where it stands; without one `state` is empty."""

    partner: PartnerId
    number: str
    name: str
    state: str
    requested_on: date | None
    due_on: date | None
    items: tuple[FileItem, ...]
    open_items: int
    signed_by: str
    second: str


class PaperCopy(Row):
    """The paper behind its password, which is shown this once; without a file it was refused."""

    file: str
    password: str
    sha256: str


class HisWords(Row):
    """What he wrote of others, in his words and by day; and what was decided before."""

    case: CaseId
    reference: str
    name: str
    items: tuple[PaperItem, ...]
    decided: tuple[str, ...]


class HisWordsKept(Row):
    """What the envelope of a decision holds; none of his words."""

    kind: str
    case: str
    on: date
    decision: str
    risk: str
    by_label: str
    second_label: str
    sha256: str = ""


class Papers(PartnerNoun):
    """What leaves this desk as a paper about one person."""

    @act("her_file.show", Right.READ_PARTNER, kind=Kind.OPEN)
    def show(self, work: Work, draft: OfPartner) -> FilePage:
        """Show her request for her own file, item by item."""
        return self._page(work, draft.partner)

    @act("her_file.prepare", Right.WRITE_PARTNER)
    def prepare(self, work: Work, draft: FileRequested) -> FilePage:
        """Take her request in: its month runs, every item of her record is listed; free words wait for a decision."""
        if draft.requested_on > self.seat.clock.today():
            raise InvalidInput({"requested_on": _("This date lies after today.")})
        if (asked := asked_of(work, self.seat, draft.partner)) is not None and asked.state != GIVEN:
            raise NotAllowed(_("A request of hers is open already. Answer that one first."))
        listed = tuple(held(work, self.seat, draft.partner))
        choices = tuple(FileChoice(item=one.key, outcome="give") for one in listed if not one.is_free)
        kept = FileAsked(
            on=draft.requested_on, due_on=months_after(draft.requested_on, 1), state=DECIDING,
            items=tuple(one.key for one in listed), choices=choices,
        )  # fmt: skip
        keep_entry(work, self.seat, draft.partner, file=kept)
        return self._page(work, draft.partner)

    @act("her_file.decide", Right.WRITE_PARTNER)
    def decide(self, work: Work, draft: FileDecided) -> FilePage:
        """Decide one item: about another person, or harmful, it is cut or kept back with a why. Two sign again."""
        asked = self._open(work, draft.partner, DECIDING, SIGNED)
        if draft.item not in asked.items:
            raise Missing
        problems = {}
        if draft.outcome != "give" and not draft.why.strip():
            problems["why"] = _("Say why.")
        if draft.outcome == "cut" and not draft.cut_text.strip():
            problems["cut_text"] = _("Write what remains to be read.")
        if problems:
            raise InvalidInput(problems)
        text = draft.cut_text.strip() if draft.outcome == "cut" else ""
        choice = FileChoice(item=draft.item, outcome=draft.outcome, why=draft.why.strip(), cut_text=text)
        others = tuple(one for one in asked.choices if one.item != draft.item)
        keep_entry(work, self.seat, draft.partner, file=replaced(
            asked, state=DECIDING, signed_by="", second="", sha256="", choices=(*others, choice),
        ))  # fmt: skip
        return self._page(work, draft.partner)

    @act("her_file.sign", Right.WRITE_PARTNER)
    def sign(self, work: Work, draft: FileSigned) -> FilePage:
        """Two of the team sign; the paper is made and its fingerprint kept."""
        asked = self._open(work, draft.partner, DECIDING)
        if still := len(set(asked.items) - {one.item for one in asked.choices}):
            raise NotAllowed(_("{count} items are not decided yet.").format(count=still))
        other = self.seat.second(draft.second, Right.APPROVE)
        asked = replaced(
            asked, state=SIGNED, signed_by=self.seat.person.label, second=other.label, made_on=self.seat.clock.today()
        )
        pdf = _printed(_paper(work, self.seat, draft.partner, asked))
        asked = replaced(asked, sha256=sha256(pdf).hexdigest())
        keep_entry(work, self.seat, draft.partner, file=asked)
        return self._page(work, draft.partner)

    @act("her_file.give", Right.WRITE_PARTNER)
    def give(self, work: Work, draft: FileGiven) -> PaperCopy:
        """Write the very paper that two signed, by a way that is safe now; why it is stands in the log (R10, NEV-6)."""
        asked = self._open(work, draft.partner, SIGNED)
        plan = current_plan(work, self.seat, draft.partner)
        if reasons := self._not_by(plan, draft.way):
            raise NotAllowed(*reasons)
        pdf = _printed(_paper(work, self.seat, draft.partner, asked))
        if sha256(pdf).hexdigest() != asked.sha256:
            raise NotAllowed(_("The record has changed since two people signed. Decide an item again, and sign again."))
        copy = self._written(pdf, draft.to_folder)
        keep_entry(
            work, self.seat, draft.partner, file=replaced(asked, state=GIVEN, way=draft.way, why_safe=draft.why_safe)
        )
        return copy

    @act("own_words.show", Right.READ_PARTNER, kind=Kind.OPEN)
    def his_words(self, work: Work, draft: OfHisWords) -> HisWords:
        """Show what he himself wrote of others, and what was decided before; nothing else of this desk (RET-9)."""
        reference, name = self._him(draft.case)
        decided = [
            _("{day}: {decision}, by {first} and {second}. {risk}").format(
                day=one.on.isoformat(), decision=_decision_words(one.decision), first=one.by_label,
                second=one.second_label, risk=one.risk,
            )
            for one in self._decisions(work, draft.case)
        ]  # fmt: skip
        items = tuple(replaced(one, text=with_numbers_masked(one.text)) for one in self._wrote(work, draft.case))
        return HisWords(case=draft.case, reference=reference, name=name, items=items, decided=tuple(decided))

    @act("own_words.prepare", Right.WRITE_PARTNER)
    def prepare_his_words(self, work: Work, draft: HisWordsPrepared) -> PaperCopy:
        """Decide with a second officer, after a look at the risk, and make the paper where he gets it (RET-9).

        It is no release: exactly what he wrote, in a paper of its own. A record of hers changes nothing.
        """
        items = self._wrote(work, draft.case)
        if draft.requested_on > self.seat.clock.today():
            raise InvalidInput({"requested_on": _("This date lies after today.")})
        if draft.decision == "give" and not draft.to_folder:
            raise InvalidInput({"to_folder": _("Choose a folder.")})
        other, today = self.seat.second(draft.second, Right.APPROVE), self.seat.clock.today()
        copy = PaperCopy(file="", password="", sha256="")
        if draft.decision == "give":
            _reference, name = self._him(draft.case)
            paper = OwnPaper(
                audience="him", office=str(self.seat.setting("office.name")), name=name,
                requested_on=draft.requested_on, items=items, made_on=today,
                made_at=datetime.combine(today, time(), UTC),
            )  # fmt: skip
            copy = self._written(_printed(paper), draft.to_folder)
        kept = HisWordsKept(
            kind=OWN_WORDS, case=draft.case, on=today, decision=draft.decision, risk=draft.risk,
            by_label=self.seat.person.label, second_label=other.label, sha256=copy.sha256,
        )  # fmt: skip
        self.seat.vault.keep_for_team(work, TeamEntry(id=new_id()), kept)
        work.changed("inbox", draft.case)
        return copy

    def _open(self, work: Work, partner: str, *states: str) -> FileAsked:
        asked = asked_of(work, self.seat, partner)
        if asked is None or asked.state not in states:
            raise NotAllowed(_("This was decided already. Look at it again."))
        return asked

    def _page(self, work: Work, partner: PartnerId) -> FilePage:
        record = self.seat.vault.read(work, self.seat.vault.hers(work, partner), PartnerRecord)
        asked = asked_of(work, self.seat, partner)
        rows = rows_of(work, self.seat, partner, asked) if asked is not None and asked.state != GIVEN else ()
        return FilePage(
            partner=partner, number=record.reference, name=shown_name(record), state=asked.state if asked else "",
            requested_on=asked.on if asked else None, due_on=asked.due_on if asked else None, items=rows,
            open_items=sum(not one.outcome for one in rows), signed_by=asked.signed_by if asked else "",
            second=asked.second if asked else "",
        )  # fmt: skip

    def _not_by(self, plan: SafePlan | None, way: Way) -> tuple[str, ...]:
        """Why it does not reach her safely by this way; handed over in person the plan is not asked (R10)."""
        if way == "in_person":
            return ()
        kind, today = WayKind(way), self.seat.clock.today()
        found = list(reasons_not_to_use(plan, kind, self.seat.clock.local().replace(tzinfo=None)))
        days = self.seat.number("paper.checked_days")
        if plan is not None and (today - plan.checked_on).days > days:
            found.append(_("Her plan was checked more than {days} days ago. Ask her first.").format(days=days))
        return tuple(found)

    def _written(self, pdf: bytes, folder: str) -> PaperCopy:
        password = four_words()
        content = add_password(pdf, password)
        file = write_copy(Path(folder) / neutral_name("Letter"), content)
        return PaperCopy(file=file, password=password, sha256=sha256(content).hexdigest())

    def _him(self, case: str) -> tuple[str, str]:
        with self.seat.look_at_his() as his:
            found = his.session.get(Case, case)
            client = his.session.get(Client, found.client_id) if found is not None else None
            if found is None or client is None:
                raise Missing
            return found.reference, full_name(client.given_name, client.family_name)

    def _wrote(self, work: Work, case: str) -> tuple[PaperItem, ...]:
        """His own words by day: from the box, and from what was taken in when they have left it."""
        refuse_unless_named(work, self.seat, case)
        with self.seat.look_at_his() as his:
            bodies = {
                one.id: (one.ts, cj(one.data).decode("ascii"))
                for one in box_items(his, self.seat)
                if one.case == case and one.kind in HIS
            }
        known = taken_items(work, self.seat)
        if self.seat.vault.hurt_in(BoxItem) or self.seat.vault.hurt_in(Taken):
            raise Damaged  # a paper that lacks what he wrote would say that he did not write it
        for id, taken in known.items():
            if taken.case == case and taken.kind in HIS and id not in bodies:
                bodies[id] = (datetime.fromisoformat(taken.at), taken.body)
        found = []
        for at, body in sorted(bodies.values()):
            people = from_json(dict, body).get("people", [])
            on = at.astimezone(self.seat.clock.zone).date()
            for person in people if isinstance(people, list) else []:
                text = "\n".join(
                    f"{said}: {_value(key, person[key])}" for key, said in labels().items() if person.get(key)
                )
                found.append(PaperItem(kind=_("What you gave us"), on=on, text=text))
        return tuple(found)

    def _decisions(self, work: Work, case: str) -> Iterator[HisWordsKept]:
        for row in work.session.scalars(select(TeamEntry)):
            body = self.seat.vault.read_for_team(row, dict)
            if body.get("kind") == OWN_WORDS and body.get("case") == case:
                yield self.seat.vault.read_for_team(row, HisWordsKept)


def labels() -> dict[str, str]:
    """What he was asked for, in words and in the order of the form."""
    return {
        "relation": _("Who"), "given_name": _("First name"), "family_name": _("Family name"),
        "phone": _("Telephone"), "email": _("E-mail"), "address": _("Address"), "note": _("Note"),
    }  # fmt: skip


def _value(key: str, value: object) -> str:
    """What he answered, as he gave it; who somebody is to him in words."""
    return relation_words(str(value)) if key == "relation" else str(value)


def _decision_words(decision: str) -> str:
    return _("Given") if decision == "give" else _("Not given")


def _paper(work: Work, seat: PartnerSeat, partner: PartnerId, asked: FileAsked) -> OwnPaper:
    record = seat.vault.read(work, seat.vault.hers(work, partner), PartnerRecord)
    rows = [one for one in rows_of(work, seat, partner, asked, for_paper=True) if one.outcome in ("give", "cut")]
    made_on = asked.made_on or seat.clock.today()
    return OwnPaper(
        audience="her", office=str(seat.setting("office.name")), name=shown_name(record),
        requested_on=asked.on, made_on=made_on, made_at=datetime.combine(made_on, time(), UTC),
        items=tuple(PaperItem(kind=one.kind, on=one.on, text=one.cut_text or one.text) for one in rows),
    )  # fmt: skip


def _printed(paper: OwnPaper) -> bytes:
    out = BytesIO()
    render(paper, out)
    if problems := leaks(paper, out.getvalue()):
        raise NotAllowed(*problems)
    return out.getvalue()


def as_it_would_read(seat: PartnerSeat, partner: PartnerId) -> bytes:
    """Her own file as it would be printed, were the decisions signed as they stand now. Raises Missing without one."""
    with seat.open_work(reading=True) as work:
        if (asked := asked_of(work, seat, partner)) is None:
            raise Missing
        return _printed(_paper(work, seat, partner, asked))
