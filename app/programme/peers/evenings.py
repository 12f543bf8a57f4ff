"""Records an evening: themes of the group that name nobody, CHIME tags, who led which part, and a meeting stopped."""

from typing import Annotated

from sqlalchemy import select

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, Meta, Row, SessionId, ShortText, UserId
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.pack import Pack
from app.domain.peer import Chime
from app.programme.office import names_of
from app.programme.packs.shelf import pack_of
from app.programme.peers.meetings import evenings_of, note_tags
from app.programme.reach import by_first_name
from app.programme.register_rows import men_on, newest_notes, seen_by
from app.programme.rights import Right
from app.programme.rules.peers import meeting_order, texts_with_names
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.client import Client
from models.programme.group import Group, Member, Session
from models.programme.peer import Evening, NoteTags

GUARD = "guard"
Themes = Annotated[tuple[ShortText, ...], Meta(max_length=12)]


class ThemesSpoken(Draft):
    """What the group spoke of: the group's themes, with no name in them, and tags."""

    session: SessionId
    themes: Themes
    tags: tuple[Chime, ...] = ()


class RoleTaken(Draft):
    """Who took a part of the evening: somebody who works here, or a man of the group."""

    part: ShortText
    user: UserId | None = None
    case: CaseId | None = None


class EveningGiven(Draft):
    """Who took which part, who guarded the process, and whether the guard stopped the meeting and why."""

    session: SessionId
    roles: tuple[RoleTaken, ...] = ()
    stopped_reason: Line | None = None


class EveningAsked(Draft):
    """Which meeting."""

    session: SessionId


class NoteTagged(Draft):
    """Tags on the note of one man in one session."""

    session: SessionId
    case: CaseId
    tags: tuple[Chime, ...]


class PersonChoice(Row):
    """Somebody who may take a part: one who works here, or a man of the group."""

    key: str
    name: str
    is_staff: bool


class RoleRow(Row):
    """A part of the evening and who took it; nobody yet when both are empty."""

    part: str
    words: str
    key: str
    name: str


class TaggedNote(Row):
    """A man with a note of this evening that this person may tag, and its tags; what he said stands elsewhere."""

    case: CaseId
    name: str
    tags: tuple[str, ...]


class EveningRow(Row):
    """An evening as its card shows it."""

    session: SessionId
    themes: tuple[str, ...]
    tags: tuple[str, ...]
    roles: tuple[RoleRow, ...]
    people: tuple[PersonChoice, ...]
    stopped_reason: str
    has_guard: bool
    notes: tuple[TaggedNote, ...]


class TagsSaved(Row):
    """The tags that count now."""

    session: SessionId
    case: CaseId
    tags: tuple[str, ...]


class Evenings(Noun):
    """What is written about an evening as a whole."""

    seat: ProgrammeSeat

    @act("evening.show", Right.PEER_GROUP, kind=Kind.OPEN, about="session")
    def show(self, work: Work, draft: EveningAsked) -> EveningRow:
        """Show what an evening was about and who took which part."""
        return self._row(work, work.get(Session, draft.session))

    @act("theme.record", Right.PEER_GROUP, about="session")
    def themes(self, work: Work, draft: ThemesSpoken) -> EveningRow:
        """Record the themes of a meeting, at the level of the group; a theme that names a man is refused."""
        session = work.get(Session, draft.session)
        themes = [text.strip() for text in draft.themes if text.strip()]
        if named := texts_with_names(themes, _names(work, session)):
            words = _("This names somebody. Themes are the group’s: write what was spoken of, not who spoke.")
            raise InvalidInput({f"themes.{place}": words for place in named})
        tags = [Chime(tag).value for tag in draft.tags]
        return self._keep(work, session, themes=themes, tags=list(dict.fromkeys(tags)))

    @act("evening.record", Right.PEER_GROUP, about="session")
    def record(self, work: Work, draft: EveningGiven) -> EveningRow:
        """Record who took which part, who guarded the process, and that the guard stopped the meeting, with why."""
        session = work.get(Session, draft.session)
        parts, people = _parts(_pack(work, session)), {one.key for one in self._people(work, session)}
        for place, role in enumerate(draft.roles):
            if role.part not in parts:
                raise InvalidInput({f"roles.{place}.part": _("Choose one of the parts of this evening.")})
            if _key(role.user, role.case) not in people:
                raise InvalidInput({f"roles.{place}": _("Choose one person of this group.")})
        roles = [{"part": role.part, "user": role.user, "case": role.case} for role in draft.roles]
        if draft.stopped_reason and GUARD not in {role.part for role in draft.roles}:
            raise InvalidInput({"roles": _("Name the process guard who stopped the meeting.")})
        return self._keep(work, session, roles=roles, stopped_reason=(draft.stopped_reason or "").strip() or None)

    @act("note.tag", Right.PEER_GROUP, about="session")
    def tag(self, work: Work, draft: NoteTagged) -> TagsSaved:
        """Set the CHIME tags of one man's note in a session; a peer worker tags what they wrote themselves."""
        session = work.get(Session, draft.session)
        note = newest_notes(work, session.id).get(draft.case)
        is_mine = note is not None and note.by_user == self.seat.person.id
        if draft.case not in men_on(work, session) or note is None or (by_first_name(self.seat) and not is_mine):
            raise InvalidInput({"case": _("Write the note first, then its tags.")})
        tags = list(dict.fromkeys(Chime(tag).value for tag in draft.tags))
        row = NoteTags(session_id=session.id, case_id=draft.case, tags=tags, at=self.seat.clock.now())
        row.by_user = self.seat.person.id
        work.add(row)
        work.changed("register", session.id)
        return TagsSaved(session=draft.session, case=draft.case, tags=tuple(tags))

    def _keep(self, work: Work, session: Session, **changes: object) -> EveningRow:
        """A new row with what changed, none when nothing did; what was written of the rest goes on standing."""
        before = evenings_of(work, [session.id]).get(session.id)
        if before is not None and all(getattr(before, name) == value for name, value in changes.items()):
            return self._row(work, session)
        kept = {
            name: getattr(before, name) for name in ("themes", "tags", "roles", "stopped_reason") if before is not None
        }
        at, by = self.seat.clock.now(), self.seat.person
        work.add(Evening(session_id=session.id, at=at, by_user=by.id, by_label=by.label, **{**kept, **changes}))
        work.changed("evening", session.id)
        work.changed("group", session.group_id or session.id)
        return self._row(work, session)

    def _row(self, work: Work, session: Session) -> EveningRow:
        row = evenings_of(work, [session.id]).get(session.id)
        people = self._people(work, session)
        names = {one.key: one.name for one in people}
        taken = {role["part"]: _key(role["user"], role["case"]) for role in (row.roles or ())} if row else {}
        parts = _parts(_pack(work, session))
        return EveningRow(
            session=SessionId(session.id),
            themes=tuple(row.themes or ()) if row else (),
            tags=tuple(row.tags or ()) if row else (),
            roles=tuple(
                RoleRow(part=part, words=words, key=taken.get(part, ""), name=names.get(taken.get(part, ""), ""))
                for part, words in parts.items()
            ),
            people=people,
            stopped_reason=(row.stopped_reason or "") if row else "",
            has_guard=GUARD in parts,
            notes=self._notes(work, session),
        )

    def _notes(self, work: Work, session: Session) -> tuple[TaggedNote, ...]:
        """The notes this person may tag: all of the evening, or those a peer worker wrote themselves."""
        only_mine, mine = by_first_name(self.seat), self.seat.person.id
        notes = newest_notes(work, session.id)
        cases = [case for case, note in notes.items() if note.text and (not only_mine or note.by_user == mine)]
        men, tags = men_on(work, session), note_tags(work, [session.id])
        seen = seen_by(work, self.seat, session, {case: men[case] for case in cases if case in men})
        return tuple(
            TaggedNote(case=CaseId(case), name=man.short or man.name, tags=tags.get((session.id, case), ()))
            for case, man in seen.items()
        )

    def _people(self, work: Work, session: Session) -> tuple[PersonChoice, ...]:
        """Who runs the group, then the men of the evening as this person knows them."""
        group = work.get(Group, session.group_id or "")
        staff = names_of(work.session, (*group.facilitators, *session.cover))
        men = seen_by(work, self.seat, session, men_on(work, session))
        return (
            *(PersonChoice(key=user, name=name, is_staff=True) for user, name in staff.items()),
            *(PersonChoice(key=id, name=man.short or man.name, is_staff=False) for id, man in men.items()),
        )


def _pack(work: Work, session: Session) -> Pack:
    return pack_of(work, work.get(Group, session.group_id or ""))


def _parts(pack: Pack) -> dict[str, str]:
    """The parts of an evening that somebody takes: those the programme names, and the guard of the process."""
    order = {part: part for part in meeting_order(pack)}
    return {**order, GUARD: _("Process guard")} if order else {}


def _key(user: str | None, case: str | None) -> str:
    return user or case or ""


def _names(work: Work, session: Session) -> tuple[str, ...]:
    """Every name by which somebody of this group could be told: those who are, and those who were in it."""
    query = (
        select(Client.given_name, Client.family_name, Client.known_as)
        .join(Case, Case.client_id == Client.id)
        .join(Member, Member.case_id == Case.id)
        .where(Member.group_id == session.group_id)
    )
    return tuple(name for row in work.session.execute(query) for name in row if name)
