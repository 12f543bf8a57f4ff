"""Reads one line of an office's referral sheet into a referral, with a question or a refusal for each doubt."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from rapidfuzz import fuzz

from app.core.language import _, ngettext
from app.domain.answers import Answer
from app.programme.rules import cells
from app.programme.rules.cells import ChildrenRead, DateState
from app.programme.rules.columns import HERS, LEFT_OUT, plain
from app.programme.rules.incoming import (
    KeptApart,
    Known,
    Problem,
    ProgrammeOffered,
    Reader,
    ReadRow,
    ReferralRead,
    filled,
)

ADULT = 18
OLDEST = 110
LONGEST_NAME = 80
LONGEST_CELL = 200
LONGEST = {"reason": 4000, "note": 4000, "her_note": 4000, "her_address": 240, "address": 400, "needs": 500}
_CLOSE = 88
_SAME = 100
_NO_NAME = re.compile(r"[\d()\[\]{}:;/\\<>@=]")
_NOBODY = frozenset({"none", "n/a", "na", "no", "-", "nil", "no partner", "single", "geen"})


def read_row(line: int, row: Sequence[str], reader: Reader) -> ReadRow:
    """Read one line. Any text in any cell ends in a referral with questions or in refusals; nothing is guessed."""
    cell = _Line(row, reader)
    her = _kept_apart(cell)
    given, family = _names(cell)
    received = _received(cell)
    programme = _programme(cell)
    born = _born(cell, received)
    ends_on = _order_end(cell, received, programme)
    index_ipv, index_offence = _index(cell)
    officer, organisation = cell.take("officer"), cell.take("organisation")
    source = _source(cell, organisation or officer)
    found = ReferralRead(
        given_name=given,
        family_name=family,
        date_of_birth=born,
        received_on=received or reader.today,
        programme=programme.code if programme else "",
        source=source,
        gender=cells.read_gender(cell.take("gender")),
        phone=_phone(cell),
        email=_email(cell, "email"),
        address=_address(cell),
        organisation="" if source == "self" else organisation,
        officer="" if source == "self" else officer,
        officer_email=_email(cell, "officer_email"),
        external_reference=cell.take("external_reference").upper(),
        legal_kind=_legal_kind(cell),
        order_reference=cell.take("order_reference"),
        order_ends_on=ends_on,
        index_ipv=index_ipv,
        index_offence=index_offence,
        last_incident_on=_past(cell, "last_incident_on"),
        children=_children(cell),
        language=cell.words("language"),
        needs=cell.words("needs"),
        reason=cell.words("reason"),
        note=cell.words("note"),
    )
    refused = tuple(cell.refusals)
    return ReadRow(line, None if refused else found, her, tuple(cell.questions), refused)


class _Line:
    """The cells of one line by field, and what has been asked and refused so far."""

    def __init__(self, row: Sequence[str], reader: Reader) -> None:
        self.reader = reader
        self.questions: list[Problem] = []
        self.refusals: list[Problem] = []
        self.heads = {key: head for head, key in reversed(dict(reader.mapping.columns).items())}
        self.found: dict[str, list[tuple[str, str]]] = {}
        for head, text in zip(reader.header, row, strict=False):
            key = reader.mapping.columns.get(head, LEFT_OUT)
            if key != LEFT_OUT:
                self._put(key, head, text.strip())
        self.her_names: tuple[str, ...] = ()
        self.her_numbers: frozenset[str] = frozenset()

    def _put(self, key: str, head: str, text: str) -> None:
        if cells.is_formula(text):
            words = _("A formula stands in this cell. It was not taken.")
            self.questions.append(Problem(column=head, words=words))
        elif len(text) > LONGEST.get(key, LONGEST_CELL):
            self.questions.append(
                Problem(column=head, words=_("This cell is too long for its field. It was not taken."))
            )
        elif text:
            self.found.setdefault(key, []).append((head, text))

    def take(self, key: str) -> str:
        """The text of a field, with several columns of one field joined by a line break."""
        return "\n".join(text for _head, text in self.found.get(key, ()))

    def ask(self, key: str, words: str) -> None:
        """A question: the line is imported, and a person looks at this column."""
        self.questions.append(Problem(column=self.heads.get(key, key), words=words))

    def refuse(self, key: str, words: str) -> None:
        """A refusal: the line is not imported until this column is mended."""
        self.refusals.append(Problem(column=self.heads.get(key, key), words=words))

    def words(self, key: str) -> str:
        """A free text; one that seems to speak of her or a child is not taken and not repeated (NEV-10, NEV-20)."""
        taken: list[str] = []
        for head, text in self.found.get(key, ()):
            if self.is_of_her(text):
                words = _(
                    "This text seems to speak of a partner or child. It was not imported: pass it to the safety team."
                )
                self.questions.append(Problem(column=head, words=words))
            else:
                taken.append(text)
        return "\n".join(taken)

    def is_of_her(self, text: str) -> bool:
        """True when a text seems to speak of her, by her words, her name, or a number that is not his."""
        region = self.reader.phone_region
        his = frozenset({cells.read_phone(self.take("phone"), region)}) - self.her_numbers
        return cells.speaks_of_her(text, self.her_names, his, region)


def _kept_apart(cell: _Line) -> KeptApart:
    """Gather every cell of hers; what is no name or number goes along as words, so that nothing of it stays here."""
    region = cell.reader.phone_region
    typed = {key: cell.take(key) for key in HERS if cell.take(key).casefold() not in {"", *_NOBODY}}
    given, family = cells.split_name(typed.get("her_name", ""))
    phone = cells.read_phone(typed.get("her_phone", ""), region)
    email = cells.read_email(typed.get("her_email", ""))
    notes = [typed[key] for key in ("her_note",) if key in typed]
    for key, understood in (("her_phone", phone), ("her_email", email)):
        if key in typed and not understood:
            notes.append(typed[key])
            cell.ask(
                key, _("This is not a number or address that can be used. It only counts as words: ask him again.")
            )
    person = filled(
        {
            "given_name": cells.tidy_name(typed.get("her_given_name", "")) or given,
            "family_name": cells.tidy_name(typed.get("her_family_name", "")) or family,
            "phone": phone,
            "email": email,
            "address": typed.get("her_address", ""),
            "note": "\n".join(notes),
        }
    )
    his = {word for key in ("given_name", "family_name", "full_name") for word in _words(cell.take(key))}
    hers = {word for key in ("her_name", "her_given_name", "her_family_name") for word in _words(typed.get(key, ""))}
    cell.her_names = tuple(sorted(hers - his))
    cell.her_numbers = cells.numbers_in(typed.get("her_phone", ""), region)
    return KeptApart([{"relation": _relation(cell)} | {k: str(v) for k, v in person.items()}] if person else [])


def _relation(cell: _Line) -> str:
    """What the sheet's own heads call her; a sheet that says only "partner" is taken at its word."""
    heads = " ".join(plain(head) for key, head in cell.heads.items() if key in HERS).split()
    return "ex_partner" if "ex" in heads else "partner"


def _names(cell: _Line) -> tuple[str, str]:
    """His names; a line without both, or with more than names in them, is refused: nobody can be recorded so."""
    typed = {key: cell.take(key) for key in ("given_name", "family_name", "full_name")}
    given, family = cells.split_name(typed["full_name"])
    given = cells.tidy_name(typed["given_name"]) or given
    family = cells.tidy_name(typed["family_name"]) or family
    for key, name in (("given_name", given), ("family_name", family)):
        at = key if key in cell.heads else "full_name"
        if not name:
            cell.refuse(at, _("A name is missing. Write it in the sheet and import again."))
        elif _NO_NAME.search(name) or len(name) > LONGEST_NAME:
            cell.refuse(at, _("This is more than a name. Write only the name and import again."))
    return given, family


def _received(cell: _Line) -> date | None:
    """The day it was received. Without it the line is refused: clocks start from it and REF-3 knows the line by it."""
    read = cells.read_date(cell.take("received_on"))
    if read.value is None or not read.value.is_complete:
        if read.state is DateState.EMPTY:
            words = _(
                "The date of the referral is missing. Its clocks start from it: write it in the sheet and import again."
            )
        else:
            words = _("This is not a whole date that exists. Write the date of the referral and import again.")
        cell.refuse("received_on", words)
        return None
    day = read.value.range()[0]
    if day > cell.reader.today:
        cell.refuse("received_on", _("This date lies after today. Write the date of the referral and import again."))
        return None
    return day


def _born(cell: _Line, received: date | None) -> Known:
    """His date of birth. One that cannot exist is not known, with a question; a person decides on a young man's age."""
    read = cells.read_date(cell.take("date_of_birth"), latest=cell.reader.today)
    if read.value is None:
        words = {
            DateState.EMPTY: _("There is no date of birth. It was recorded as not known."),
            DateState.IMPOSSIBLE: _("This date does not exist. The date of birth was recorded as not known."),
        }
        cell.ask(
            "date_of_birth",
            words.get(read.state, _("This is no clear date. The date of birth was recorded as not known.")),
        )
        return Answer.UNKNOWN
    lowest, highest = cells.age_on(read.value, received or cell.reader.today)
    if highest < 0 or lowest > OLDEST:
        cell.ask("date_of_birth", _("This cannot be a date of birth. It was recorded as not known."))
        return Answer.UNKNOWN
    if lowest < ADULT:
        cell.ask("date_of_birth", _("By this date of birth he is under 18. Check it before anything else."))
    return read.value


def _past(cell: _Line, key: str) -> Known:
    """A date that lies in the past or is not known; empty means that nobody asked (REF-7)."""
    read = cells.read_date(cell.take(key), latest=cell.reader.today)
    if read.state is DateState.EMPTY:
        return Answer.NOT_ASKED
    if read.value is not None and read.value.range()[0] <= cell.reader.today:
        return read.value
    if read.state is not DateState.NOT_KNOWN:
        cell.ask(key, _("This is no date in the past that exists. It was recorded as not known."))
    return Answer.UNKNOWN


def _order_end(cell: _Line, received: date | None, programme: ProgrammeOffered | None) -> Known:
    """The end of his order, with a question when it is over or leaves too little time for the programme."""
    read = cells.read_date(cell.take("order_ends_on"))
    if read.state is DateState.EMPTY:
        return Answer.NOT_ASKED
    if read.value is None:
        if read.state is not DateState.NOT_KNOWN:
            cell.ask("order_ends_on", _("This is no date that exists. The end of the order was recorded as not known."))
        return Answer.UNKNOWN
    last = read.value.range()[1]
    if last < cell.reader.today:
        cell.ask("order_ends_on", _("By this date the order is already over."))
    if programme and received and _ends_too_soon(last, received, programme.weeks):
        words = ngettext(
            "The order ends too soon for this programme, which takes at least {count} week from the referral.",
            "The order ends too soon for this programme, which takes at least {count} weeks from the referral.",
            programme.weeks,
        )
        cell.ask("order_ends_on", words.format(count=programme.weeks))
    return read.value


def _ends_too_soon(last: date, received: date, weeks: int) -> bool:
    """Compare by subtracting, so that a date at the end of the calendar cannot overflow."""
    return last - received < timedelta(weeks=weeks)


def _programme(cell: _Line) -> ProgrammeOffered | None:
    """The programme asked for, by code, title, alias, initials or near spelling; one the office has not is refused."""
    typed = plain(cell.take("programme").replace("&", " and "))
    if not typed:
        cell.refuse("programme", _("No programme is named. Write it in the sheet and import again."))
        return None
    ways = (typed, typed.replace(" ", ""))
    scored = [
        (max(fuzz.ratio(text, name) for name in _programme_names(one) for text in ways), one.code, one)
        for one in cell.reader.programmes
    ]
    score, _code, best = max(scored, default=(0.0, "", None), key=lambda found: found[:2])
    if best is None or score < _CLOSE:
        cell.refuse("programme", _("This office has no programme of this name. Load its pack or mend the name."))
        return None
    if score < _SAME:
        cell.ask("programme", _("This was read as {programme}. Check it.").format(programme=best.title))
    return best


def _programme_names(one: ProgrammeOffered) -> set[str]:
    """Everything that may stand for a programme in a sheet."""
    title = plain(one.title.replace("&", " and "))
    big = "".join(word[0] for word in title.split() if word not in {"and", "of", "the", "for"})
    names = {
        title,
        plain(one.code),
        title.replace(" and ", " "),
        *(plain(a.replace("&", " and ")) for a in one.aliases),
    }
    return {*names, " and ".join(big)} | ({big} if len(big) > 1 else set())


def _source(cell: _Line, sender: str) -> str:
    """The kind of referrer by the name of the agency; an unfamiliar one is another service, with a question."""
    kind = cells.source_kind(sender)
    if not kind:
        key = "organisation" if "organisation" in cell.heads else "officer"
        cell.ask(key, _("The kind of referrer is not clear from this name. It was recorded as another service."))
    return kind or "other_service"


def _legal_kind(cell: _Line) -> str:
    """The kind of order or licence; empty is not known, and words that fit no kind are `other` with a question."""
    typed = cell.take("legal_kind")
    if not typed:
        return Answer.UNKNOWN.value
    kind = cells.legal_kind(typed)
    if not kind:
        cell.ask("legal_kind", _("The kind of order is not clear. It was recorded as other."))
    return kind or "other"


def _index(cell: _Line) -> tuple[Answer, str]:
    """Whether the index offence was against a partner, and the words beside the answer if they may be taken."""
    answer, rest = cells.read_answer(cell.take("index_ipv"))
    if rest and cell.is_of_her(rest):
        cell.ask("index_ipv", _("Words in this cell seem to speak of a partner or child. They were not imported."))
        rest = ""
    return answer, rest


def _phone(cell: _Line) -> str:
    """His number in international form; one that also stands as hers is never recorded as his (NEV-7)."""
    typed = cell.take("phone")
    number = cells.read_phone(typed, cell.reader.phone_region)
    if typed and not number:
        cell.ask("phone", _("This is not a telephone number. It was not taken."))
    if number and number in cell.her_numbers:
        cell.ask("phone", _("The same number stands in another column of this line. It was not recorded as his."))
        return ""
    if len(cells.numbers_in(typed, cell.reader.phone_region)) > 1:
        cell.ask("phone", _("More than one number stands in this cell. Only the first was taken."))
    return number


def _email(cell: _Line, key: str) -> str:
    """An e-mail address that reads like one."""
    typed = cell.take(key)
    address = cells.read_email(typed)
    if typed and not address:
        cell.ask(key, _("This is not an e-mail address. It was not taken."))
    if address and address.casefold() == cells.read_email(cell.take("her_email")).casefold():
        cell.ask(key, _("The same address stands in another column of this line. It was not recorded as his."))
        return ""
    return address


def _address(cell: _Line) -> str:
    """His address with its postcode; one that seems to be hers is not taken (NEV-7)."""
    street, postcode = " ".join(cell.take("address").split()), cells.tidy_postcode(cell.take("postcode"))
    if street and cells.speaks_of_her(street.replace(postcode, ""), (), frozenset(), cell.reader.phone_region):
        cell.ask("address", _("This address seems to hold more than his own. It was not taken."))
        return ""
    return ", ".join(part for part in (street, postcode) if part)


def _children(cell: _Line) -> ChildrenRead:
    """How many children, how old, which plan; names, schools and other words are not taken (NEV-20)."""
    read = cells.read_children(cell.take("children"))
    if not read.is_whole:
        cell.ask(
            "children", _("Not everything in this cell could be read. Ask about the children and record them by hand.")
        )
    return read


def _words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[^\W\d_]+", text)}
