"""Her desk counts what women said and how they were served; one sheet a quarter leaves, and nothing small (W13)."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from app.bridge.outcomes import OutcomesPage
from app.core.errors import InvalidInput, NotAllowed
from app.core.shapes import PartnerId
from app.desk.catalogue import perform
from app.programme.notices import NoticeKind
from tests.bridge.samples import a_case, a_plan, her_record
from tests.bridge.test_news import crossed
from tests.bridge.test_releases import NO
from tests.offices import Office

YEAR = {"from": "2026-11-01", "to": "2026-12-31"}
QUARTER = {"quarter": "2026-Q4"}


@dataclass(frozen=True)
class Served:
    """The women of a quarter, in the order of their records."""

    women: tuple[PartnerId, ...]


def served(office: Office, women: int, reached: int, said: int) -> Served:
    """So many records; of the first some are reached and have a plan, of the first some said two things."""
    desk, made = office.partner_desk(), []
    for at in range(women):
        partner = her_record(office, a_case(office, f"Man{at}"), given_name=f"Woman{at}")
        made.append(partner)
        if at < reached:
            desk.safe_plans.set(a_plan(partner, office.clock.today()))
            spoke = {"way": "call", "outcome": "spoke_safe", "at": office.clock.now().isoformat()}
            perform(desk, "contact.record", {"partner": partner, **spoke})
        for stage, score in (("t0", 2), ("t1", 8 if at % 2 else 4)):
            if at < said:
                given = {"stage": stage, "on": "2026-11-02", "scores": {"safety": score, "awareness": "unknown"}}
                perform(desk, "partner.measure", {"partner": partner, **given})
    return Served(tuple(made))


def page(office: Office, login: str = "maya") -> OutcomesPage:
    shown: OutcomesPage = perform(office.partner_desk(login), "her_outcomes.show", YEAR)
    return shown


def test_shares_are_counted_from_the_records_with_their_bases(office: Office) -> None:
    served(office, women=24, reached=13, said=22)

    found = page(office)

    assert (found.women, found.answered, found.reached.n, found.reached.of, found.reached.percent) == (
        24, 22, 13, 24, 54,
    )  # fmt: skip
    assert [(one.key, one.start.n, one.latest.n, one.latest.of) for one in found.areas][2] == ("safety", 0, 11, 22)
    assert {one.latest.of for one in found.areas} == {0, 22}, "what she left out is no nought (NEV-14)"
    assert (found.plans.n, found.plans.of) == (0, 13)
    assert perform(office.partner_desk(), "her_outcomes.show", {"from": "2026-01-01", "to": "2026-02-01"}).women == 0


def test_below_ten_women_nothing_of_what_they_said_is_shown(office: Office) -> None:
    served(office, women=9, reached=9, said=9)

    found = page(office)

    assert (found.answered, found.areas, found.reached.percent) == (9, (), None)


def test_news_counts_as_told_the_same_day_or_not(office: Office) -> None:
    case = a_case(office)
    partner = her_record(office, case)
    desk = office.partner_desk()
    perform(desk, "partner.set_updates", {"partner": partner, "wants": "all"})
    for kind in (NoticeKind.ABSENT, NoticeKind.STOPPED):
        crossed(office, case, kind)
    first, second = (line.item for line in perform(desk, "update.due", {}))
    told = {"partner": partner, "way": "call", "outcome": "told"}
    perform(desk, "partner.update_told", {**told, "items": [first], "at": office.clock.now().isoformat()})
    assert (page(office).told.n, page(office).told.of) == (1, 2)

    office.clock.move_to(datetime(2026, 11, 3, 9, 0))  # noqa: DTZ001  the office's wall time
    perform(desk, "partner.update_told", {**told, "items": [second], "at": office.clock.now().isoformat()})

    assert (page(office).told.n, page(office).told.of) == (1, 2)


def test_a_record_for_named_officers_is_in_no_figure_whoever_asks(office: Office) -> None:
    women = served(office, women=2, reached=2, said=2).women
    named = [office.people[login].id for login in ("maya", "wendy")]
    perform(office.partner_desk(), "partner.restrict", {"partner": women[0], "named": named})

    found = page(office, "maya")

    assert (found.women, found.kept_apart) == (1, 1)


def lines(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)


def test_the_sheet_leaves_once_on_its_day_with_two_names_and_no_small_number(office: Office, tmp_path: Path) -> None:
    served(office, women=24, reached=13, said=22)
    officer, lead = office.partner_desk("maya"), office.partner_desk("wendy")
    with pytest.raises(InvalidInput, match="not over"):
        perform(officer, "figures.prepare", QUARTER)
    office.clock.move_to(datetime(2027, 1, 4, 9, 0))  # noqa: DTZ001
    sheet = perform(officer, "figures.prepare", QUARTER)

    said = lines(sheet.text)
    assert said["Women linked to a man with us"] == "24"
    assert said["Spoken with in safety"] == "13 of 24 (54%)"
    assert said["Safety and freedom from violence, lately"] == "11 of 22 (50%)"
    assert said["Safety and freedom from violence, at the start"] == "< 10", "nobody, so all of the others: both hidden"
    assert "Safety and freedom from violence, at the start" in sheet.suppressed
    assert sheet.pages[0].startswith(b"\x89PNG")
    assert sheet.readers == ("Jo Adeyemi", "Mo Grant")

    release = perform(officer, "figures.release", QUARTER).release
    with pytest.raises(NotAllowed, match="subtract"):
        perform(lead, "figures.release", QUARTER)
    perform(lead, "release.approve", {"release": release, **NO})
    office.clock.move_to(datetime(2027, 1, 15, 17, 0))  # noqa: DTZ001
    perform(officer, "clearance.run", {})
    before = perform(office.desk("jo"), "figures.show", {})
    with pytest.raises(NotAllowed, match="has left"):
        perform(officer, "figures.write", taken(release, tmp_path))
    office.clock.move_to(datetime(2027, 1, 20, 17, 0))  # noqa: DTZ001
    perform(officer, "clearance.run", {})

    assert (before.sheets, before.next_on.isoformat()) == ((), "2027-01-20")
    (read,) = perform(office.desk("jo"), "figures.show", QUARTER).sheets
    assert (read.quarter, read.text) == ("2026-Q4", sheet.text)
    assert perform(office.desk("jo"), "figures.show", {"quarter": "2026-Q3"}).sheets == ()
    assert perform(office.desk("jo"), "figures.show", {}).next_on.isoformat() == "2027-04-20"
    with pytest.raises(NotAllowed):
        perform(office.desk("priya"), "figures.show", {})
    written = perform(officer, "figures.write", taken(release, tmp_path))
    assert Path(written.file).read_bytes().startswith(b"%PDF")
    assert perform(officer, "access_log.show", {})[0].reason == "Board: yearly meeting"


def taken(release: str, folder: Path) -> dict[str, str]:
    return {"release": release, "recipient": "Board", "why": "yearly meeting", "to_folder": str(folder)}


def test_below_ten_the_sheet_comes_too_and_one_declined_may_be_asked_again(office: Office) -> None:
    served(office, women=3, reached=1, said=3)
    officer, lead = office.partner_desk("maya"), office.partner_desk("wendy")
    office.clock.move_to(datetime(2027, 1, 4, 9, 0))  # noqa: DTZ001
    release = perform(officer, "figures.release", QUARTER).release
    perform(lead, "release.decline", {"release": release, "reason": "count again"})

    again = perform(officer, "figures.prepare", QUARTER)

    assert again.may_ask
    assert set(lines(again.text).values()) == {"< 10"}
    assert perform(officer, "figures.release", QUARTER).state == "asked"
