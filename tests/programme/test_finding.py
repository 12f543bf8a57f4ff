"""Holds the search to its word on both engines: what is found, how it is typed, and what nobody finds."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text

from app.core.errors import InvalidInput, Missing
from app.desk.catalogue import perform
from app.programme.finding.views import MOST_VIEWS
from app.store.search import question
from models.programme.attendance import SessionNote
from models.programme.case import Case
from models.programme.client import Client
from models.programme.group import Session
from tests.offices import Office, both_engines
from tests.programme.flows import a_case
from tests.programme.test_cases import Counted

HOSTILE = (
    '"*\' OR', "'; DROP TABLE client; --", "a* OR b*", "NEAR(okoro daniel)", "words : okoro", "^okoro", "okoro -daniel",
    "(((", '""', "\\", "%_%", "okoro:*", "'okoro':* | 'x'", "!okoro", "<->", "é\u0301", "\u202eokoro", "x" * 200,
)  # fmt: skip


def found(office: Office, typed: str, login: str = "priya") -> list[str]:
    return [row.reference for row in perform(office.desk(login), "case.find", {"words": typed})]


def men(office: Office) -> None:
    """Three of Priya's and one of Sam's."""
    desk = office.desk("priya")
    a_case(desk)
    a_case(
        desk, given_name="Łukasz", family_name="Gómez-Øster", external_reference="AB/20-7", date_of_birth="1970-01-01",
        contact={"phone": "07700 900456"},
    )  # fmt: skip
    a_case(desk, given_name="Seán", family_name="O’Connor", external_reference="CRN 9", date_of_birth="1971-01-01")
    a_case(office.desk("sam"), given_name="Lee", family_name="Bright", external_reference="X3")


def a_note(office: Office, case: str, words: str, *, session: str | None = None, later: int = 0) -> str:
    """A note on one man; gives its session."""
    at = office.clock.now() + timedelta(minutes=later)
    with office.programme.work() as work:
        if session is None:
            row = Session(case_id=case, order=1, key="x", number=1, title="1-2-1", kind="catch_up", planned_minutes=60)
            session = work.add(row).id
        by = office.people["priya"]
        work.add(SessionNote(session_id=session, case_id=case, text=words, at=at, by_user=by.id, by_label=by.label))
    return session


def case_of(office: Office, number: int) -> str:
    with office.programme.work(reading=True) as work:
        return str(work.session.execute(select(Case.id).where(Case.number == number)).scalar_one())


@both_engines
def test_a_case_is_found_by_name_number_reference_and_telephone(office: Office) -> None:
    """XNG-6, UX-25: the beginning of any word will do, with or without marks."""
    men(office)

    for typed in ("gomez", "GÓM", "luk", "Łuk", "oster", "gomezoster", "gomez luk", "luk gomez", "AB/20-7", "ab207"):
        assert found(office, typed) == ["P-0002"], typed
    for typed in ("07700 900456", "0770090045", "+44 7700 900456", "0044 7700 900456", "900456"):
        assert found(office, typed) == ["P-0002"], typed
    for typed in ("P-0003", "p-3", "p3", "3", "0003", "oconnor", "O'Connor", "sean o'c"):
        assert found(office, typed) == ["P-0003"], typed
    assert found(office, "nobody") == found(office, "gomez nobody") == found(office, "omez") == []


@both_engines
def test_words_in_a_note_find_the_case_and_only_the_newest_wording_counts(office: Office) -> None:
    """ATT-12: a note that was corrected is found by what it says now."""
    men(office)
    case = case_of(office, 1)
    session = a_note(office, case, "Spoke about the allotment.")

    hits = perform(office.desk("priya"), "case.find", {"words": "allot"})
    a_note(office, case, "Spoke about the garden.", session=session, later=5)

    assert [(hit.reference, hit.in_note) for hit in hits] == [("P-0001", True)]
    assert found(office, "allot") == []
    assert found(office, "garden") == ["P-0001"]


@both_engines
def test_the_index_follows_every_change_and_forgets_what_is_deleted(office: Office) -> None:
    men(office)
    desk, case = office.desk("priya"), case_of(office, 1)
    perform(desk, "client.correct", {"case": case, "fields": {"family_name": "Adeyinka", "phone": "07700 900777"}})

    assert found(office, "okoro") == []
    assert found(office, "adeyin") == found(office, "07700900777") == ["P-0001"]

    a_note(office, case, "Something rare: quokka.")
    with office.programme.work() as work:
        work.session.execute(delete(SessionNote).where(SessionNote.case_id == case))
    assert found(office, "quokka") == []


@both_engines
def test_whatever_is_typed_is_words_and_never_a_question_to_the_database(office: Office) -> None:
    men(office)

    for typed in HOSTILE:
        assert set(found(office, typed)) <= {"P-0001"}, typed
    with office.programme.work(reading=True) as work:
        assert len(work.session.scalars(select(Client.id)).all()) == 4


def test_nobody_finds_what_is_not_theirs(office: Office) -> None:
    """UX-13, SEC-56: not yours and not there are the same nothing, by as many queries."""
    men(office)
    a_note(office, case_of(office, 4), "His allotment.")

    assert found(office, "bright") == found(office, "allotment") == found(office, "P-0004") == []
    assert found(office, "bright", "jo") == found(office, "allotment", "jo") == ["P-0004"]
    counts = []
    for typed in ("bright", "zebra"):
        with Counted(office) as queries:
            found(office, typed)
        counts.append([query.split()[0] for query in queries])
    assert counts[0] == counts[1]


def test_one_letter_asks_nothing_and_too_long_a_question_is_refused(office: Office) -> None:
    men(office)

    assert question("o") is question("?!") is question("  ") is None
    assert found(office, "o") == []
    with pytest.raises(InvalidInput):
        found(office, "x" * 201)


def test_a_list_gives_its_ids_in_order_and_rows_for_those_that_are_seen(office: Office) -> None:
    """P14: ids first; rows are made for the cases that are painted."""
    men(office)
    desk = office.desk("jo")

    def ids(**wanted: object) -> list[str]:
        listed = perform(desk, "case.ids", wanted).ids
        return [row.reference for row in perform(desk, "case.rows", {"cases": list(listed)})]

    assert ids() == ["P-0001", "P-0002", "P-0003", "P-0004"]
    assert ids(sort="reference", descending=True) == ["P-0004", "P-0003", "P-0002", "P-0001"]
    assert ids(sort="name") == ["P-0001", "P-0004", "P-0003", "P-0002"]
    assert ids(sort="worker", descending=True) == ["P-0004", "P-0001", "P-0002", "P-0003"]
    for sort in ("state", "days", "group", "received_on", "review_on", "order_ends_on", "programme"):
        assert set(ids(sort=sort)) == {"P-0001", "P-0002", "P-0003", "P-0004"}, sort
    assert ids(words="gomez", sort="name") == ids(words="gomez") == ["P-0002"]
    assert ids(words="gomez", states=["waiting"]) == []
    assert perform(desk, "case.rows", {"cases": ["00" * 16]}) == ()


def test_rows_of_others_are_left_out(office: Office) -> None:
    """SEC-56: an id that is not yours is as good as none."""
    men(office)

    rows = perform(office.desk("priya"), "case.rows", {"cases": [case_of(office, 4), case_of(office, 1)]})

    assert [row.reference for row in rows] == ["P-0001"]


@both_engines
def test_the_index_is_kept_by_the_database_itself(office: Office) -> None:
    """A step that makes a table anew loses its triggers: then this fails, and the step must make them again."""
    tables = {"case": 3, "client": 1, "session_note": 3, "one_to_one": 3}
    embedded = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search_%' AND tbl_name = :name"
    server = "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'search_%' AND tgrelid = CAST(:name AS regclass)"
    with office.programme.engine.connect() as connection:
        is_server = connection.dialect.name == "postgresql"
        counted = {
            name: connection.execute(
                text(server if is_server else embedded), {"name": f'"{name}"' if is_server else name}
            ).scalar()
            for name in tables
        }

    assert counted == tables


def test_filters_and_widths_are_kept_for_their_owner_alone(office: Office) -> None:
    """P14: saved filters; a name used again replaces, a name nobody gave is refused, and there is an end to it."""
    jo, priya = office.desk("jo"), office.desk("priya")
    view = {"screen": "cases", "name": "  My   waiting ", "filters": {"tab": "waiting"}}
    perform(jo, "view.keep", view)
    perform(jo, "view.keep", {**view, "filters": {"tab": "ended"}})
    perform(jo, "view.keep_widths", {"screen": "cases", "widths": {"name": 180}})

    mine = perform(jo, "view.list", {"screen": "cases"})
    assert [(one.name, one.filters) for one in mine.kept] == [("My waiting", {"tab": "ended"})]
    assert mine.widths == {"name": 180}
    assert perform(priya, "view.list", {"screen": "cases"}) == perform(jo, "view.list", {"screen": "other"})
    for refused in ({**view, "name": " "}, {"screen": "cases", "name": "x", "filters": {"a": "b" * 81}}):
        with pytest.raises(InvalidInput):
            perform(jo, "view.keep", refused)
    for number in range(MOST_VIEWS - 1):
        perform(jo, "view.keep", {**view, "name": f"View {number}"})
    with pytest.raises(InvalidInput, match="20"):
        perform(jo, "view.keep", {**view, "name": "One too many"})
    with pytest.raises(Missing):
        perform(priya, "view.forget", {"screen": "cases", "name": "My waiting"})
    assert perform(office.desk("una"), "audit.verify", {}).ok
