"""Takes an office's sheet in, as the command line does: looked at first, then imported, then sent once more."""

import time
from datetime import datetime
from importlib.resources import as_file, files

from app.core.paths import Profile
from app.programme.finding.lists import CasesWanted
from app.programme.imports import SheetGiven, SheetTaken
from app.programme.rules.incoming import ImportOutcome
from app.start.opening import programme_reception
from app.start.tour_cast import PASSWORDS, Sheet

HER_NUMBERS = "07700 9005"
HELD_WORDS = "Mill Road"


def play_sheet(profile: Profile, sheet: Sheet) -> dict[str, object]:
    """One line of the summary: every row has its outcome, a dry run says the same, a second import changes nothing."""
    begun = time.perf_counter()
    at = datetime.fromisoformat(sheet.at)
    found = as_file(files("resources") / "demo" / sheet.file)
    with found as path, programme_reception(profile, PASSWORDS, at) as reception:
        desk = reception.take_seat("jo")
        before = desk.cases.list(CasesWanted()).total
        seen = desk.imports.referrals(SheetGiven(file=str(path), dry_run=True))
        untouched = desk.cases.list(CasesWanted()).total
        taken = desk.imports.referrals(SheetGiven(file=str(path)))
        after = desk.cases.list(CasesWanted()).total
        again = desk.imports.referrals(SheetGiven(file=str(path)))
        last = desk.cases.list(CasesWanted()).total
    told = str([(row.outcome, row.problems) for row in (*seen.rows, *taken.rows, *again.rows)])
    checks = {
        "a dry run writes nothing": untouched == before,
        "a dry run says what the import then does": outcomes(seen) == outcomes(taken),
        "rows are imported, imported with questions, known already or refused": every_kind(taken, again),
        "what was imported is in the list": after - before == sum(map(is_new, outcomes(taken))) > 0,
        "a second import changes nothing": last == after and not any(map(is_new, outcomes(again))),
        "no number of hers and no held note is repeated": HER_NUMBERS not in told and HELD_WORDS not in told,
    }
    ms = round((time.perf_counter() - begun) * 1000, 1)
    checked = [{"check": words, "ok": is_so} for words, is_so in checks.items()]
    line: dict[str, object] = {"name": sheet.name, "desk": "programme", "by": "acts", "keys": 0, "ms": ms}
    return {**line, "checked": checked, "ok": all(checks.values())}


def every_kind(*sheets: SheetTaken) -> bool:
    """Whether all four outcomes came up and no other."""
    return {one for taken in sheets for one in outcomes(taken)} == {kind.value for kind in ImportOutcome}


def outcomes(taken: SheetTaken) -> list[str]:
    """What became of each row, in order."""
    return [str(row.outcome) for row in taken.rows]


def is_new(outcome: str) -> bool:
    """Whether a row made a case."""
    return outcome in {"imported", "imported_with_questions"}
