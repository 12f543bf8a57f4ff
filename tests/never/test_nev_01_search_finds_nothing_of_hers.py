"""XNG-6: whoever looks for her at his desk finds nothing, by the same questions as for somebody who is not there."""

from app.desk.catalogue import perform
from tests.offices import Office, both_engines
from tests.programme.flows import a_case
from tests.programme.test_cases import Counted

HER = {"relation": "partner", "given_name": "Xenia", "family_name": "Quillfeather", "phone": "07700 900811"}
CHILD = "Zephyrhill"


@both_engines
def test_her_name_her_telephone_and_her_childs_school_are_found_by_nobody(office: Office) -> None:
    priya = office.desk("priya")
    case = a_case(priya)
    people = [{**HER, "note": f"Her boy goes to {CHILD} school.", "address": "4 Larkspur Yard"}]
    perform(priya, "referral.pass_partner_details", {"case": case, "people": people})

    for typed in ("Quillfeather", "xenia", "07700 900811", "900811", CHILD, "larkspur", "Q"):
        for login in ("priya", "jo"):
            assert perform(office.desk(login), "case.find", {"words": typed}) == (), typed
            assert perform(office.desk(login), "case.ids", {"words": typed}).ids == (), typed


def test_looking_for_her_asks_the_database_what_any_miss_asks(office: Office) -> None:
    priya = office.desk("priya")
    perform(priya, "referral.pass_partner_details", {"case": a_case(priya), "people": [HER]})

    asked = []
    for typed in ("Quillfeather", "Nobodyatall"):
        with Counted(office) as queries:
            perform(priya, "case.find", {"words": typed})
        asked.append(tuple(queries))

    assert asked[0] == asked[1]
