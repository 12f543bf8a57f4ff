"""His past and his needs are typed where a referral comes in, and said anew from his records (domain.md 4.1)."""

from pytestqt.qtbot import QtBot

from app.core.shapes import CaseId
from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme import flows
from tests.ui.accessibility import check_screen, settle
from tests.ui.programme_screens import here, opened, place, press, shown_words, write
from tests.ui.test_screens_moves import changing
from ui.programme.referrals.intake import ReferralScreen

HIM = {
    "given_name": "Ewan", "family_name": "Price", "date_of_birth": "1990", "gender": "man", "programme": "bbr",
    "source": "court", "received_on": "2026-11-02",
}  # fmt: skip


def kept(office: Office, case: str) -> dict[str, str]:
    shown = perform(office.desk("priya"), "case.show_legal", {"case": case}).background
    return {one.topic.value: f"{one.words} ({one.source})" for one in shown if one.turns}


def test_what_comes_with_a_referral_is_typed_on_its_form(qtbot: QtBot, office: Office) -> None:
    """REF-7, NEV-7: asked only where something is known; an address is refused beside its field and all typed stays."""
    with opened(qtbot, office.desk("priya"), "referral") as signed:
        screen = here(signed)
        assert isinstance(screen, ReferralScreen)
        form = screen.person
        form.fill(HIM)
        hidden = form.editor("index_offence").isVisible()
        form.fill({"more": True, "said_by": "court", "is_bail": "yes"})
        settle()
        form.fill({"index_offence": "Hit his partner", "offence_on": "2026-03", "is_index_offence": "yes"})
        form.fill({"bail": "Not within 100 m of 12 Elm Road NG7 2AB", "work": "Night shifts", "interpreter": "Polish"})
        press("Ctrl+Return")
        settle()
        refused, stays = shown_words(form), place(signed)[0]
        typed = form.editor("index_offence").value()
        form.fill({"bail": "Not to go near her home"})
        broken = check_screen(signed.window, screen)
        press("Ctrl+Return")
        settle()

        assert not hidden
        assert "Write “her home”, “the school”." in refused
        assert (stays, typed) == ("referral", "Hit his partner")
        assert place(signed)[0] == "screening"
        assert kept(office, CaseId(str(place(signed)[1]))) == {
            "index_offence": "Against a partner or ex-partner: yes; Hit his partner; March 2026 (Court papers)",
            "bail": "Is on bail: yes; Not to go near her home (Court papers)",
            "work": "Night shifts (Court papers)",
            "interpreter": "Polish (Court papers)",
        }
        assert broken == []


def test_it_is_said_anew_by_keyboard_from_what_stands(qtbot: QtBot, office: Office) -> None:
    """NEV-18, CASE-2: a topic that is chosen shows what stands of it; who was first is shown before one saves over."""
    bail = {"topic": "bail", "answer": "yes", "text": "Not to go near her home", "until": "2027-03-01"}
    case = flows.a_case(office.desk("priya"), background=[bail])

    with opened(qtbot, office.desk("priya"), "case", f"{case}/records") as signed:
        records = shown_words(here(signed))
        signed.window.go("case_change", f"{case}/background")
        settle()
        screen = changing(signed)
        now, form = shown_words(screen.card), screen.form
        press("Ctrl+S")
        nothing = place(signed)[0]
        form.editor("topic").fill("bail")
        settle()
        filled = form.values()
        form.fill({"text": ""})
        write(form.editor("text"), "Not to go near her home or the school")
        form.editor("source").fill("police")
        perform(office.desk("jo"), "case.set_background", {"case": case, "topic": "bail", "answer": "unknown"})
        press("Ctrl+S")
        settle()
        warned, text = shown_words(screen), screen.form.values().get("text")
        broken = check_screen(signed.window, screen)
        press("Ctrl+S")
        settle()

        assert "Bail" in records
        assert "Nobody has asked: Index offence" in records
        assert "Is on bail: yes; Not to go near her home; until 1 March 2027" in now
        assert nothing == "case_change"
        assert (filled["is_bail"], filled["until"]) == ("yes", "2027-03-01")
        assert "Somebody else changed this case" in warned
        assert text == "Not to go near her home or the school"
        assert place(signed) == ("case", f"{case}/records")
        assert kept(office, case)["bail"].startswith("Is on bail: yes; Not to go near her home or the school")
        assert broken == []
