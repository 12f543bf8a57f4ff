"""Letters to him: owed by what happened, read before they go, held where they must wait, and in the delivery log."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from app.core.errors import InvalidInput, Missing, NotAllowed, Stale
from app.desk.catalogue import perform
from models.programme.document import Letter
from reports.kit.traces import painted
from tests.offices import Office, both_engines
from tests.programme.flows import a_case, prepared
from tests.programme.samples_papers import a_letter, looked_at, owed_to, with_place
from tests.programme.test_follow_ups import missed
from tests.programme.test_registers import placed

HOME = {"phone": "07700 900123", "email": "dan@example.org", "address": "4 Quay Street\nNorthmarsh NM1 1AA"}


def issue(office: Office, given: dict[str, object], login: str = "priya", **changes: object) -> object:
    """One letter looked at and sent."""
    return perform(office.desk(login), "letter.issue", looked_at(office, given, **changes))


def refused(office: Office) -> dict[str, object]:
    """A man whom the service cannot take, and the letter that says so."""
    desk = office.desk("priya")
    case = a_case(desk, given_name="Ewan", external_reference="X330000", contact={**HOME, "shares_address": "no"})
    perform(desk, "case.move", {"case": case, "to": "not_eligible", "reason_code": "health", "second": "sam"})
    return {"case": case, "kind": "not_suitable"}


@both_engines
def test_a_new_place_owes_a_letter_until_it_is_sent_and_it_stands_in_the_delivery_log(office: Office) -> None:
    given = with_place(office)
    case = str(given["case"])
    about = owed_to(office, case)["joining"]

    sent = issue(office, {**given, "about": about})

    assert "joining" not in owed_to(office, case)
    (line,) = perform(office.desk("priya"), "letter.list", {"case": case})
    (row,) = perform(office.desk("priya"), "disclosure.list", {"case": case})
    assert (line.kind, line.state_words) == ("joining", "Sent")
    assert (row.what, row.channel, row.sha256_cleared) == ("letter.joining", "by_hand", sent.sha256)
    assert (row.basis, row.recipient) == ("public_task", "Adam Okoro")


@both_engines
def test_those_that_have_gone_are_read_a_page_at_a_time_the_newest_first(office: Office) -> None:
    """P8: one after the last that was seen, whoever looks; none is left out and none comes twice."""
    given = with_place(office)
    for _time in range(3):
        issue(office, given)

    for login in ("priya", "jo"):
        desk, seen = office.desk(login), []
        while page := perform(desk, "letter.list", {"most": 2, **({"before": seen[-1].letter} if seen else {})}):
            assert len(page) == min(2, 3 - len(seen))
            seen.extend(page)
        assert sorted(seen, key=lambda line: line.at, reverse=True) == seen
        assert [line.letter for line in perform(desk, "letter.list", {})] == [line.letter for line in seen]
        assert len({line.letter for line in seen}) == 3
        assert perform(desk, "letter.list", {"case": given["case"], "before": seen[1].letter}) == (seen[2],)
    with pytest.raises(Missing):
        perform(office.desk("jo"), "letter.list", {"before": "0" * 32})


class TestGoing:
    def test_a_letter_that_has_changed_since_it_was_looked_at_is_not_sent(self, office: Office) -> None:
        given = with_place(office)
        asked = looked_at(office, given)
        office.clock.move_to(office.clock.now() + timedelta(days=7))

        with pytest.raises(Stale, match="Look at it again"):
            perform(office.desk("priya"), "letter.issue", asked)

    def test_a_sentence_of_ones_own_finds_no_field(self, office: Office) -> None:
        """REP-6: one sentence of free text makes it a report."""
        with pytest.raises(InvalidInput):
            perform(office.desk("priya"), "letter.issue", {**looked_at(office, with_place(office)), "text": "See you."})

    def test_by_post_it_needs_an_address_that_somebody_read_back(self, office: Office) -> None:
        given = {"case": prepared(office.desk("priya"), contact=HOME), "kind": "attendance"}

        with pytest.raises(InvalidInput) as unread:
            issue(office, given, channel="post")
        with pytest.raises(InvalidInput) as nowhere:
            issue(office, given, channel="post", to_address="other", read_back=True)
        issue(office, given, channel="post", read_back=True)

        assert set(unread.value.problems) == {"read_back"}
        assert set(nowhere.value.problems) == {"address"}

    def test_a_shared_address_asks_for_another_way(self, office: Office) -> None:
        """REP-12: nothing is compared with the partner desk; he said it himself."""
        case = prepared(office.desk("priya"), contact={**HOME, "shares_address": "yes"})
        given = {"case": case, "kind": "attendance"}

        with pytest.raises(InvalidInput, match="another way"):
            issue(office, given, channel="post", read_back=True)
        issue(office, given, channel="by_hand")

    def test_an_address_of_today_needs_a_second_person_until_a_day_has_passed(self, office: Office) -> None:
        """R10."""
        desk = office.desk("priya")
        case = prepared(desk, contact=HOME)
        given = {"case": case, "kind": "attendance"}
        moved = {"fields": {"address": "9 New Road"}, "reason": "He has moved."}
        perform(desk, "client.correct", {"case": case, **moved})

        with pytest.raises(NotAllowed, match="second person must check"):
            issue(office, given, channel="post", read_back=True)
        issue(office, given, channel="post", read_back=True, second="sam")
        office.clock.move_to(office.clock.now() + timedelta(hours=25))
        issue(office, given, channel="post", read_back=True)

    def test_by_mail_it_has_a_password_and_a_name_that_says_nothing(self, office: Office, tmp_path: Path) -> None:
        given, folder = with_place(office), tmp_path / "out"
        folder.mkdir()

        sent = issue(office, given, channel="secure_email", to_folder=str(folder))

        (file,) = folder.iterdir()
        assert file.name.startswith("Letter-")
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(BytesIO(file.read_bytes()))
        with pikepdf.open(BytesIO(sent.content), password=sent.password) as pdf:
            assert str(pdf.docinfo["/Title"]) == "Letter"

    def test_who_speaks_dutch_is_written_to_in_dutch(self, office: Office) -> None:
        """UX-31."""
        given = {"case": prepared(office.desk("priya"), language="Dutch"), "kind": "attendance"}

        sent = issue(office, given)

        assert "Geachte Daniel Okoro" in painted(sent.content) or "Beste Daniel Okoro" in painted(sent.content)

    def test_the_same_letter_a_second_time_is_noticed(self, office: Office) -> None:
        given = with_place(office)
        issue(office, given)

        again = issue(office, given)

        assert again.notes == ("He has had this letter before: this is copy 2.",)


class TestBadNews:
    def test_it_waits_the_same_for_every_case_and_only_a_manager_who_called_is_sooner(self, office: Office) -> None:
        """REP-14, PATH-7."""
        given = refused(office)
        called = "Called Wendy at 14:10"

        with pytest.raises(NotAllowed, match="can go from"):
            issue(office, given)
        with pytest.raises(NotAllowed, match="A manager can send this sooner"):
            issue(office, given, sooner=called)
        issue(office, given, "jo", sooner=called)

        (line,) = perform(office.desk("jo"), "letter.list", {})
        assert line.kind == "not_suitable"

    def test_after_the_window_it_may_go(self, office: Office) -> None:
        given = refused(office)
        (row,) = perform(office.desk("priya"), "letter.owed", {"case": given["case"]})
        office.clock.move_to(office.clock.now() + timedelta(days=4))

        issue(office, {**given, "about": row.about})

        assert (row.is_free, row.free_on > row.on) == (False, True)
        assert owed_to(office, str(given["case"])) == {}

    def test_a_letter_that_does_not_fit_the_case_is_refused(self, office: Office) -> None:
        given = {"case": with_place(office)["case"], "kind": "excluded"}

        with pytest.raises(NotAllowed, match="does not stand so"):
            perform(office.desk("priya"), "letter.draft", given)


class TestOwed:
    def test_misses_and_warnings_are_owed_and_a_sent_warning_settles_what_the_mark_asked_for(
        self, office: Office
    ) -> None:
        """ATT-9."""
        group, (adam,) = placed(office)
        missed(office, group, adam, 2)
        owed = owed_to(office, adam)

        issue(office, {"case": adam, "kind": "warning_1", "about": owed["warning_1"]})

        assert {"missed", "warning_1", "warning_2"} <= set(owed)
        asked = perform(office.desk("priya"), "follow_up.list", {"case": adam})
        assert [one.limit for one in asked if one.kind == "warning"] == [2]

    def test_other_dates_are_owed_once_the_last_letter_is_no_longer_true(self, office: Office) -> None:
        """SCH-28."""
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        issue(office, {"case": adam, "kind": "joining"})
        before = owed_to(office, adam)
        ahead = [
            one for one in perform(desk, "group.show", {"group": group}).sessions
            if one.kind == "group" and one.starts_at > office.clock.now()
        ]  # fmt: skip
        move = {"session": ahead[2].session, "starts_at": f"{ahead[2].starts_at:%Y-%m-%d}T19:00"}
        shown = perform(desk, "session.preview_move", move)
        perform(desk, "session.move", {**move, "preview": shown.preview, "reason": "Room"})

        assert "dates" not in before
        assert "dates" in owed_to(office, adam)

    def test_one_put_aside_leaves_the_list_and_stays_in_the_record(self, office: Office) -> None:
        given = with_place(office)
        case = str(given["case"])
        aside = {**given, "about": owed_to(office, case)["joining"], "because": "told_by_phone"}

        perform(office.desk("priya"), "letter.put_aside", aside)

        assert "joining" not in owed_to(office, case)
        (line,) = perform(office.desk("priya"), "letter.list", {"case": case})
        assert line.state_words == "Not written: told by telephone"

    def test_today_names_it_and_by_when(self, office: Office) -> None:
        given = with_place(office)

        rows = perform(office.desk("priya"), "today.show", {}).rows

        assert [row.words for row in rows if row.act == "letter.issue"] == ["Send the letter: Adam O."]
        assert {row.about for row in rows if row.act == "letter.issue"} == {given["case"]}


class TestOnceMore:
    """A letter that has gone is given once more from its kept bytes, and noted as another copy with its reason."""

    def test_the_very_bytes_go_again_as_a_second_copy_with_a_reason(self, office: Office) -> None:
        desk, letter = office.desk("priya"), a_letter(office)
        with office.programme.work(reading=True) as work:
            kept = bytes(work.session.get_one(Letter, letter).content or b"")
        office.clock.move_to(office.clock.now() + timedelta(days=3))

        with pytest.raises(InvalidInput) as refused:
            perform(desk, "letter.again", {"letter": letter, "channel": "by_hand"})
        gone = perform(desk, "letter.again", {"letter": letter, "channel": "by_hand", "because": "He lost it."})
        locked = perform(desk, "letter.again", {"letter": letter, "channel": "secure_email", "because": "By mail too."})

        assert set(refused.value.problems) == {"because"}
        assert gone.content == kept
        assert gone.notes == ("He has had this letter before: this is copy 2.",)
        assert locked.password
        rows = perform(desk, "disclosure.list", {})
        assert sorted((row.copy_number, row.channel) for row in rows) == [
            (1, "by_hand"), (2, "by_hand"), (3, "secure_email"),
        ]  # fmt: skip
        assert "He lost it." in next(row.necessity for row in rows if row.copy_number == 2)
        assert len({row.sha256_cleared for row in rows}) == 1

    def test_one_that_was_not_printed_stays_to_print_until_it_was_and_is_no_second_copy(self, office: Office) -> None:
        desk, letter = office.desk("priya"), a_letter(office, to_print=True)
        before = perform(desk, "letter.list", {})

        given = perform(desk, "letter.again", {"letter": letter, "channel": "by_hand"})
        still = perform(desk, "letter.list", {})
        line = perform(desk, "letter.printed", {"letter": letter})

        assert [(row.state, row.state_words) for row in before] == [("to_print", "To print")]
        assert given.content.startswith(b"%PDF")
        assert still == before
        assert (line.state, line.state_words) == ("sent", "Sent")
        assert len(perform(desk, "disclosure.list", {})) == 1

    def test_by_post_it_goes_where_it_says_itself_and_only_if_he_lives_there_still(self, office: Office) -> None:
        """REP-12, R10."""
        desk, case = office.desk("priya"), prepared(office.desk("priya"), contact=HOME)
        given = looked_at(office, {"case": case, "kind": "attendance"}, channel="post", read_back=True)
        letter = perform(desk, "letter.issue", given).letter
        again = {"letter": letter, "channel": "post", "because": "It came back."}

        with pytest.raises(InvalidInput) as unread:
            perform(desk, "letter.again", again)
        perform(desk, "letter.again", {**again, "read_back": True})
        office.clock.move_to(office.clock.now() + timedelta(days=2))
        said = {"case": case, "fields": {"address": "9 New Road"}, "reason": "He moved."}
        perform(desk, "client.correct", said)
        with pytest.raises(InvalidInput) as moved:
            perform(desk, "letter.again", {**again, "read_back": True})

        assert set(unread.value.problems) == {"read_back"}
        assert set(moved.value.problems) == {"channel"}

    def test_what_was_put_aside_has_no_pages_to_give(self, office: Office) -> None:
        given = with_place(office)
        about = owed_to(office, str(given["case"]))["joining"]
        aside = {"case": given["case"], "kind": "joining", "about": about, "because": "not_needed"}
        line = perform(office.desk("priya"), "letter.put_aside", aside)

        with pytest.raises(Missing):
            perform(
                office.desk("priya"),
                "letter.again",
                {"letter": line.letter, "channel": "by_hand", "because": "Why not"},
            )
