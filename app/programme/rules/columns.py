"""Matches the heads of an office's columns to fields, by a table that can be saved and read back."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, from_json, to_json

FORMAT = "handrail-mapping/1"
HIS = {
    "received_on": ("date of referral", "referral date", "referred on", "received", "date received", "received on"),
    "officer": (
        "referrer",
        "referred by",
        "officer",
        "probation officer",
        "responsible officer",
        "worker",
        "referrer name",
    ),
    "organisation": ("agency", "organisation", "referring agency", "source", "referral source", "service", "team"),
    "officer_email": ("referrer email", "officer email", "agency email"),
    "external_reference": (
        "ref no",
        "ref",
        "reference",
        "crn",
        "case number",
        "reference number",
        "external reference",
    ),
    "full_name": ("name", "client", "client name", "full name", "participant", "service user"),
    "family_name": ("surname", "family name", "last name"),
    "given_name": ("forename", "first name", "given name", "forenames", "first names"),
    "date_of_birth": ("dob", "date of birth", "birth date", "born", "d o b"),
    "gender": ("gender", "sex"),
    "address": ("address", "home address", "street"),
    "postcode": ("postcode", "post code", "zip"),
    "phone": ("mobile", "phone", "tel", "telephone", "phone number", "mobile number", "contact number", "client phone"),
    "email": ("email", "e mail", "email address", "client email"),
    "legal_kind": ("order type", "order", "legal basis", "sentence", "type of order", "disposal"),
    "order_reference": ("order reference", "order ref", "licence reference"),
    "order_ends_on": (
        "order end",
        "order ends",
        "end of order",
        "order end date",
        "licence end",
        "expiry",
        "sentence end",
    ),
    "index_ipv": ("ipv", "index offence ipv", "is it ipv", "dv offence", "ipv offence"),
    "last_incident_on": ("last incident", "date of last incident", "latest incident", "offence date", "last offence"),
    "children": ("children", "kids", "child", "number of children", "no of children"),
    "programme": ("programme", "program", "course", "group", "intervention", "programme requested"),
    "language": ("language", "first language", "preferred language"),
    "needs": ("needs", "learning needs", "support needs", "other needs"),
    "reason": ("reason", "reason for referral", "referral reason"),
    "note": ("notes", "note", "comments", "comment", "remarks", "other information", "any other information"),
}
HERS = {
    "her_name": ("partner name", "partner", "ex partner name", "ex partner", "victim name", "victim", "survivor name"),
    "her_given_name": ("partner forename", "partner first name", "victim forename", "victim first name"),
    "her_family_name": ("partner surname", "partner last name", "victim surname", "victim last name"),
    "her_phone": ("partner tel", "partner phone", "partner mobile", "partner number", "victim phone", "victim tel"),
    "her_email": ("partner email", "ex partner email", "victim email"),
    "her_address": ("partner address", "partner postcode", "victim address", "ex partner address"),
    "her_note": (
        "partner notes",
        "partner details",
        "victim details",
        "partner dob",
        "child school",
        "childrens school",
    ),
}
SEVERAL = frozenset({"her_address", "her_note", "note"})
NEEDED = ("received_on", "programme")
LEFT_OUT = "leave_out"
_FIELD_OF = {words: key for table in (HIS, HERS) for key, heads in table.items() for words in heads}
_SPEAKS_OF_HER = re.compile(
    r"\b(partners?|ex|exes|wife|spouse|girlfriend|gf|her|hers|she|victims?|survivors?|complainants?|iss"
    r"|schools?|nursery|nurseries|slachtoffer|vriendin|echtgenote|vrouw)\b"
)
_CLOSE = 88
_LONGEST = 60


class _Saved(Draft, frozen=True):
    """The file form of a mapping."""

    format: str
    columns: dict[str, str]


@dataclass(frozen=True)
class ColumnMapping:
    """Which head of a column stands for which field; heads that nobody knows are listed, never dropped silently."""

    columns: Mapping[str, str]
    unknown: tuple[str, ...] = ()

    def to_json(self) -> bytes:
        """The mapping as a file that can be saved and used again."""
        return to_json(_Saved(format=FORMAT, columns=dict(self.columns)))

    def for_header(self, header: Sequence[str]) -> "ColumnMapping":
        """This saved mapping laid on a sheet: columns it does not name are unknown. Raises InvalidInput."""
        by_words = {plain(head): field for head, field in self.columns.items()}
        found = {head: by_words[plain(head)] for head in header if plain(head) in by_words}
        return checked(found, tuple(head for head in header if head not in found))


def saved(text: bytes | str) -> ColumnMapping:
    """Read a saved mapping strictly. A column that speaks of her can never become a field of his (NEV-7)."""
    read = from_json(_Saved, text)
    if read.format != FORMAT:
        raise InvalidInput({"mapping": _("This is not a mapping of columns that this version can read.")})
    problems = {}
    for head, field in read.columns.items():
        if field not in {*HIS, *HERS, LEFT_OUT}:
            problems[head] = _("There is no field {field}.").format(field=field)
        elif field in HIS and speaks_of_her(head):
            problems[head] = _("This column seems to speak of a partner: it can only go through the one-way box.")
    if problems:
        raise InvalidInput(problems)
    return ColumnMapping(read.columns)


def guess(header: Sequence[str]) -> ColumnMapping:
    """The mapping a careful colleague would make; raises InvalidInput when a needed column is not there."""
    columns: dict[str, str] = {}
    closeness: dict[str, float] = {}
    for head in header:
        field, score = _closest(plain(head))
        if not field or (field not in SEVERAL and score <= closeness.get(field, 0)):
            continue
        if field not in SEVERAL:
            columns = {other: key for other, key in columns.items() if key != field}
            closeness[field] = score
        columns[head] = field
    hers = {head: "her_note" for head in header if head not in columns and speaks_of_her(head)}
    columns |= hers
    return checked(columns, tuple(head for head in header if head not in columns))


def checked(columns: Mapping[str, str], unknown: tuple[str, ...]) -> ColumnMapping:
    """Refuse a mapping without the fields no referral can do without, or with two columns for one field."""
    fields = [field for field in columns.values() if field not in SEVERAL and field != LEFT_OUT]
    problems = {
        field: _("No column was found for {field}.").format(field=words_for(field))
        for field in NEEDED
        if field not in fields
    }
    if "full_name" not in fields and not {"given_name", "family_name"} <= set(fields):
        problems["name"] = _("No columns were found for his names.")
    for field in sorted({field for field in fields if fields.count(field) > 1}):
        problems[field] = _("Two columns stand for {field}.").format(field=words_for(field))
    if problems:
        raise InvalidInput(problems)
    return ColumnMapping(dict(columns), unknown)


def is_header_word(cell: str) -> bool:
    """True when a cell reads like the head of a column; used to find the header row."""
    return len(cell) <= _LONGEST and bool(_closest(plain(cell))[0])


def speaks_of_her(head: str) -> bool:
    """True when the head of a column names a partner, or a child's school: such a column never becomes his."""
    return bool(_SPEAKS_OF_HER.search(plain(head)))


def plain(head: str) -> str:
    """A head in lower case with single spaces and no punctuation, so that "Ex-Partner's  Tel." is "ex partner tel"."""
    text = unicodedata.normalize("NFKC", head).casefold().replace("'s ", " ").replace("\u2019s ", " ")
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def words_for(field: str) -> str:
    """A field's name in words for a sentence."""
    return {"received_on": _("the date of the referral"), "programme": _("the programme")}.get(field, field)


@cache
def _closest(words: str) -> tuple[str, float]:
    """The field whose known head is the same or nearly the same, and how near; her heads only by her words."""
    if words in _FIELD_OF:
        return _FIELD_OF[words], 100.0
    of_her = bool(_SPEAKS_OF_HER.search(words))
    heads = [head for head, field in _FIELD_OF.items() if (field in HERS) == of_her and len(head) > len("crn")]
    found = process.extractOne(words, heads, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return (_FIELD_OF[found[0]], float(found[1])) if found else ("", 0.0)
