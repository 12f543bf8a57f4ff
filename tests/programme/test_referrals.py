"""Taking in a referral: nothing guessed, no second case by mistake, and what he says goes through the box."""

import pytest
from sqlalchemy import select

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.crypto.dropbox import open_item
from app.desk.catalogue import perform
from app.programme.duplicates import alike, earlier_like, earlier_referrals
from app.programme.referral_form import as_read, phone_of
from models.programme.client import Client
from models.programme.crossing import BoxItem
from tests.offices import Office, both_engines
from tests.programme.flows import a_case, a_referral

HER = {"relation": "ex_partner", "given_name": "Zqmarkgiven", "family_name": "Zqmarkfamily", "phone": "07700 900555"}
EARLIER = (
    ("Daniel", "Okoro", "1988-04-12", None, "X1"),
    ("Dániel", "Okoró", "1988", None, "X2"),
    ("Okoro", "Daniel", "1988-04", "07700 900111", None),
    ("Daniel", "Okoru", "unknown", None, "X4"),
    ("Daniel", "Okoro", "not_asked", None, None),
    ("Daniel", "Okoro", "1990-01-01", "07700 900111", "X6"),
    ("Marek", "Bell", "1988-04-12", None, "X1"),
    ("Femi", "Adeyemi", "1979", "07700 900222", None),
    ("Femi", "Ade", "unknown", None, None),
)


def box(office: Office) -> list[object]:
    """What the safety team finds in the box, oldest first."""
    with office.programme.work(reading=True) as work:
        rows = work.session.execute(select(BoxItem.row).order_by(BoxItem.at)).scalars().all()
    return [open_item(bytes(row), office.roster, {1: office.team_private}) for row in rows]


def every_byte(office: Office) -> bytes:
    """Every value of every row of the programme database, as one haystack."""
    found = bytearray()
    with office.programme.work(reading=True) as work:
        for table in Client.metadata.sorted_tables:
            for row in work.session.execute(select(table)):
                found += repr(tuple(row)).encode()
    return bytes(found)


@both_engines
class TestReceiving:
    """The first case of the day."""

    def test_a_referral_opens_a_case_with_the_next_number_for_whoever_takes_it_in(self, office: Office) -> None:
        desk = office.desk("priya")

        first = perform(desk, "referral.receive", a_referral())
        second = perform(desk, "referral.receive", a_referral(given_name="Mark", external_reference="X310037"))

        assert (first.reference, second.reference) == ("P-0001", "P-0002")
        assert first.possible_duplicates == ()
        row, _other = perform(desk, "referral.list", {"tab": "new"})
        assert (row.reference, row.name, row.assigned_to, row.days) == ("P-0001", "Daniel Okoro", "Priya Nair", 7)

    def test_a_man_who_comes_by_himself_during_family_proceedings_is_warned_about(self, office: Office) -> None:
        """REF-6: unknown is no yes; the words are the office's own, and blank says nothing."""
        desk = office.desk("priya")
        himself = {"source": "self", "referrer": {}, "legal_basis": {"kind": "voluntary"}}
        said = [
            perform(desk, "referral.receive", a_referral(given_name=name, external_reference=name, **more)).family_words
            for name, more in (
                ("Adam", {**himself, "family_proceedings": "yes"}),
                ("Ben", {**himself, "family_proceedings": "unknown"}),
                ("Carl", {"family_proceedings": "yes"}),
            )
        ]
        perform(office.desk("ada"), "settings.set", {"key": "referral.family_words", "value": ""})
        (adam, *_rest) = (row.case for row in perform(desk, "referral.list", {}) if row.name.startswith("Adam"))

        assert "family court" in said[0]
        assert said[1:] == ["", ""]
        assert perform(desk, "screening.show", {"case": adam}).family_words == ""

    def test_the_warning_ends_a_year_after_the_proceedings_did(self, office: Office) -> None:
        """REF-6: a month or a year counts as long as it can mean a day within the time; the office sets the months."""
        desk = office.desk("priya")
        himself = {
            "source": "self", "referrer": {}, "legal_basis": {"kind": "voluntary"}, "family_proceedings": "yes",
            "received_on": "2026-11-02",
        }  # fmt: skip

        def is_warned(ended: str) -> bool:
            about = a_referral(given_name=f"Al {ended}", external_reference=ended, family_ended_on=ended, **himself)
            return bool(perform(desk, "referral.receive", about).family_words)

        asked = ("2025-11-02", "2025-11-01", "2025-11", "2025-10", "2025", "2024")
        warned = [is_warned(ended) for ended in asked]
        perform(office.desk("ada"), "settings.set", {"key": "referral.family_months", "value": 24})
        later = is_warned("2025-09-30")
        with pytest.raises(InvalidInput) as refused:
            is_warned("2027-01-01")

        assert warned == [True, False, True, False, True, False]
        assert later
        assert "family_ended_on" in refused.value.problems

    def test_why_the_referrer_may_have_reports_or_not_is_kept_and_a_closed_way_needs_it(self, office: Office) -> None:
        """REF-8: nothing is asked while nobody knows."""
        desk = office.desk("priya")
        closed = {"reporting_route": "no", "reporting_reason": "The order ended in October."}
        case = perform(desk, "referral.receive", a_referral(**closed)).case
        other = perform(desk, "referral.receive", a_referral(given_name="Ben", external_reference="B")).case

        with pytest.raises(InvalidInput) as refused:
            perform(desk, "referral.receive", a_referral(given_name="Carl", reporting_route="no", reporting_reason=" "))

        pages = [perform(desk, "case.show", {"case": one}) for one in (case, other)]
        assert [(page.route.value, page.route_reason) for page in pages] == [
            ("no", "The order ended in October."),
            ("unknown", ""),
        ]
        assert set(refused.value.problems) == {"reporting_reason"}

    def test_what_must_be_mended_is_named_and_nothing_is_kept(self, office: Office) -> None:
        desk = office.desk("priya")

        wrong = {"given_name": " ", "date_of_birth": "1988-02-31", "programme": "abc", "received_on": "2026-11-03"}
        with pytest.raises(InvalidInput) as refused:
            perform(desk, "referral.receive", a_referral(**wrong))

        assert set(refused.value.problems) == {"given_name", "date_of_birth", "programme", "received_on"}
        assert perform(desk, "referral.list", {}) == ()

    def test_another_workers_case_is_not_there(self, office: Office) -> None:
        case = a_case(office.desk("priya"))

        with pytest.raises(Missing):
            perform(office.desk("sam"), "case.show", {"case": case})

        assert perform(office.desk("sam"), "referral.list", {}) == ()
        assert len(perform(office.desk("jo"), "referral.list", {})) == 1

    def test_what_he_says_goes_to_the_safety_team_and_stays_nowhere_here(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk)

        taken = perform(desk, "referral.pass_partner_details", {"case": case, "people": [HER]})

        assert taken.passed == 1
        (item,) = box(office)
        assert (item.kind, item.case) == ("details", case)
        assert item.data["people"] == [HER]
        haystack = every_byte(office)
        assert b"Okoro" in haystack, "the hunt must be able to find what is there"
        assert b"Zqmark" not in haystack
        assert b"900555" not in haystack
        assert perform(desk, "case.show", {"case": case}).details_line.startswith("Passed to the safety team, 1 person")


class TestDuplicates:
    """REF-1 to REF-4."""

    def test_the_same_referral_again_makes_no_second_case_and_says_so(self, office: Office) -> None:
        desk = office.desk("priya")
        a_case(desk)

        with pytest.raises(NotAllowed, match="P-0001"):
            perform(desk, "referral.receive", a_referral())

    def test_a_second_open_case_of_the_same_man_in_one_programme_is_refused(self, office: Office) -> None:
        desk = office.desk("priya")
        a_case(desk)

        with pytest.raises(NotAllowed, match="P-0001"):
            perform(desk, "referral.receive", a_referral(received_on="2026-11-02"))

    def test_a_near_name_is_asked_about_and_the_answer_lets_the_decision_go_on(self, office: Office) -> None:
        desk = office.desk("priya")
        a_case(desk)

        new = perform(desk, "referral.receive", a_referral(family_name="Okoru", external_reference="X9"))
        asked = [row.act for row in perform(desk, "today.show", {}).rows if row.about == new.case]
        perform(desk, "referral.answer_duplicates", {"case": new.case, "answer": "different_person"})

        assert [one.reference for one in new.possible_duplicates] == ["P-0001"]
        assert "referral.answer_duplicates" in asked
        assert not any(row.duplicates_open for row in perform(desk, "referral.list", {}))

    def test_the_same_person_gets_a_new_case_and_no_second_record_of_himself(self, office: Office) -> None:
        desk = office.desk("priya")
        earlier = a_case(desk)
        perform(desk, "case.move", {"case": earlier, "to": "withdrawn", "reason_code": "own_request"})

        again = a_referral(received_on="2026-11-02", external_reference="X310999")
        new = perform(desk, "referral.receive", {**again, "duplicate_answer": "same_person", "same_as": earlier})

        first, second = (perform(desk, "case.show", {"case": case}) for case in (earlier, new.case))
        assert first.client == second.client
        assert second.reference == "P-0002"

    def test_the_check_can_be_asked_while_the_form_is_still_being_filled(self, office: Office) -> None:
        desk = office.desk("priya")
        a_case(desk)

        asked = {"given_name": "Daniel", "family_name": "Okoro", "date_of_birth": "1988"}
        found = perform(desk, "referral.find_duplicates", asked)

        assert [(one.reference, one.state) for one in found] == [("P-0001", "referred")]

    def test_who_may_be_alike_is_looked_up_and_nobody_is_missed(self, office: Office) -> None:
        """REF-1 to REF-3: what is read for one new man gives the same answer as comparing him with everybody."""
        desk = office.desk("priya")
        for at, (given, family, born, phone, reference) in enumerate(EARLIER):
            contact = {"contact": {"phone": phone}} if phone else {}
            name = {
                "given_name": given,
                "family_name": family,
                "date_of_birth": born,
                "received_on": f"2026-10-{at + 1:02}",
            }
            draft = a_referral(**name, external_reference=reference, duplicate_answer="different_person", **contact)
            perform(desk, "referral.receive", draft)

        with office.programme.work(reading=True) as work:
            everybody = earlier_referrals(work.session)
            for given, family, born, phone, reference in (*EARLIER, ("Bo", "Nobody", "unknown", None, None)):
                new = as_read(given, family, born, phone=phone_of(phone), external_reference=reference, programme="bbr")
                assert alike(new, earlier_like(work.session, new)) == alike(new, everybody)
            asked = as_read("Daniel", "Okoro", "1988-04-12", phone=None, external_reference=None, programme="bbr")
            read = {one.called for one in earlier_like(work.session, asked)}

        assert len(everybody) == len(EARLIER)
        assert read == {"P-0001", "P-0002", "P-0003", "P-0004", "P-0005"}

    def test_a_tab_of_the_referrals_reads_its_own_lines_alone(self, office: Office) -> None:
        desk = office.desk("priya")
        new, gone = a_case(desk), a_case(desk, given_name="Marek", family_name="Bell", external_reference="X8")
        perform(desk, "case.move", {"case": gone, "to": "withdrawn", "reason_code": "own_request"})

        tabs = {tab: perform(desk, "referral.list", {"tab": tab}) for tab in ("new", "screening", "decided")}

        assert {tab: [row.case for row in rows] for tab, rows in tabs.items()} == {
            "new": [new],
            "screening": [],
            "decided": [gone],
        }
        assert {row.tab for row in perform(desk, "referral.list", {})} == {"new", "decided"}
        counts = perform(desk, "referral.counts", {})
        assert (counts.new, counts.screening, counts.decided) == (1, 0, 1)
        assert perform(office.desk("sam"), "referral.counts", {}).new == 0, "another's are not counted"

    def test_of_very_many_the_last_are_listed_in_the_same_order(self, office: Office) -> None:
        """P8: the tab of those decided holds every man there ever was."""
        desk = office.desk("priya")
        days = {"Ed": "2026-10-01", "Di": "2026-10-03", "Cy": "2026-10-02"}
        cases = {
            name: a_case(desk, given_name=name, family_name=f"{name}son", external_reference=name, received_on=day)
            for name, day in days.items()
        }

        rows = perform(desk, "referral.list", {"tab": "new", "most": 2})

        assert [row.case for row in rows] == [cases["Cy"], cases["Di"]]


class TestDetails:
    """GATE-2."""

    def test_a_lawful_reason_needs_a_second_person_and_opens_the_gate(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk)

        with pytest.raises(NotAllowed):
            perform(desk, "referral.pass_partner_details", {"case": case, "lawful_reason": "no_one_in_scope"})
        reason = {"case": case, "lawful_reason": "no_one_in_scope", "second": "sam"}
        perform(desk, "referral.pass_partner_details", reason)

        assert gate(desk, case, "partner_details")

    def test_a_refusal_is_told_and_keeps_the_gate_shut(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk)

        perform(desk, "referral.pass_partner_details", {"case": case, "refused": True})

        assert not gate(desk, case, "partner_details")
        assert [item.kind for item in box(office)] == ["details_refused"]

    @pytest.mark.parametrize(
        "given", [{}, {"people": [{"relation": "partner"}]}, {"people": [HER], "refused": True}], ids=str
    )
    def test_exactly_one_of_people_refusal_or_reason_is_recorded(self, office: Office, given: dict) -> None:
        desk = office.desk("priya")
        case = a_case(desk)

        with pytest.raises(InvalidInput) as refused:
            perform(desk, "referral.pass_partner_details", {"case": case, **given})

        assert "Zqmark" not in str(refused.value)
        assert box(office) == []


def gate(desk: object, case: str, key: str) -> bool:
    """Whether a gate of this case is passed."""
    page = perform(desk, "screening.show", {"case": case})
    return next(row.passed for row in page.gates if row.key == key)
