"""Prints every paper of the tour's office as a file: reports as drafts, letters, sheets, the return, his own file."""

import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core.errors import NotAllowed
from app.core.paths import Profile
from app.desk.catalogue import perform
from app.programme.access.requests import as_it_would_read
from app.programme.desk import ProgrammeDesk
from app.programme.letters.letters import as_it_would_go
from app.programme.papers import as_it_stands
from app.start.opening import programme_reception
from app.start.tour_cast import PASSWORDS, Papers
from reports.programme.documents import Kind
from reports.programme.letters.rows import LetterKind

AFTERWARDS = "2026-11-23T15:00"
FOLDER, WHO, MEN = "papers", "jo", 12
ASKED = {"recipient": "The funder", "basis": "legitimate_interest", "necessity": "The yearly return asks for it."}
Paper = tuple[str, bytes]


def what_letters_are_about(at: str) -> dict[str, Any]:
    """What has to happen before somebody is written to: an absence, dates ahead, a breach, a pause, ends."""

    def him(number: int) -> str:
        return f"$everybody.rows[reference=P-{number:04d}].case"

    last = "$their_group.sessions[title=My Relationships 6].session"
    slip = {
        "session": last, "case": him(3), "code": "UAAB", "mark_reason": "No word from him.",
        "reason": "The wrong line was marked.",
    }  # fmt: skip
    missed = "$their_group.sessions[title=Foundation 2].session"
    came = {"case": him(1), "code": "ATTC", "minutes": 150}
    ahead = {"starts_at": "2026-12-01T14:00"}
    done: tuple[tuple[str, dict[str, Any]], ...] = (
        ("case.list", {}),
        ("group.list", {}),
        ("group.show", {"group": "$their_groups.0.group"}),
        ("register.preview_correction", slip),
        ("register.correct", slip),
        ("catch_up.book", {"case": him(3), "sessions_covered": [last], **ahead}),
        ("one_to_one.book", {"case": him(4), "key": "pre_group", "starts_at": "2026-12-02T14:00"}),
        ("case.move", {"case": him(5), "to": "breach", "reason_code": "missed_too_many"}),
        ("case.hold", {"case": him(6), "kind": "legal", "reason": "An appeal.", "review_on": "2026-12-14"}),
        ("group.leave", {"case": him(7), "to": "deselected", "reason_code": "attitude", "second": "jo"}),
        ("catch_up.book", {"case": him(1), "sessions_covered": [missed], "starts_at": f"{AFTERWARDS[:10]}T11:00"}),
        ("case.move", {"case": him(9), "to": "withdrawn", "reason_code": "own_request"}),
    )
    names = {"case.list": "everybody", "group.list": "their_groups", "group.show": "their_group"}
    steps = [
        {
            "at": at,
            "as": WHO if act == "case.list" or given.get("to") == "withdrawn" else "priya",
            "do": act,
            "with": given,
        }
        | ({"save": names[act]} if act in names else {})
        for act, given in done
    ]
    steps[-2]["save"] = "made_up"
    for act, given in (
        ("register.take", {"session": "$made_up.session", "marks": [came], "head_count": 1}),
        ("case.move", {"case": him(1), "to": "completed"}),
    ):
        steps.append({"at": AFTERWARDS, "as": "priya", "do": act, "with": given})
    return {"format": "handrail-script/1", "steps": steps}


def play_papers(profile: Profile, papers: Papers, out: Path) -> dict[str, object]:
    """One line of the summary: what was printed; at the last stop nothing may be missing."""
    begun, folder = time.perf_counter(), out / FOLDER
    folder.mkdir(exist_ok=True)
    with programme_reception(profile, PASSWORDS, datetime.fromisoformat(papers.at)) as reception:
        desk = reception.take_seat(WHO)
        for name, content in every_paper(desk, papers):
            if not (folder / f"{name}.pdf").exists():
                (folder / f"{name}.pdf").write_bytes(content)
    there = {one.stem for one in folder.glob("*.pdf")}
    missing = sorted(wanted() - there) if papers.is_last else []
    checked = [
        {"check": "every file is a PDF", "ok": all(one.read_bytes().startswith(b"%PDF-") for one in folder.iterdir())},
        {
            "check": f"no paper is missing: {', '.join(missing)}" if missing else "no paper is missing",
            "ok": not missing,
        },
    ]
    ms = round((time.perf_counter() - begun) * 1000, 1)
    line: dict[str, object] = {"name": papers.name, "desk": "programme", "by": "acts", "keys": 0, "ms": ms}
    return {**line, "checked": checked, "ok": all(bool(one["ok"]) for one in checked)}


def wanted() -> set[str]:
    """Every paper that the two desks print, by the name of its file here."""
    sheets = {f"sheet-{one}" for one in ("statement", "goals", "file", "sign_in", "meeting", "statistics")}
    written = {f"report-{one.value}" for one in Kind} | {f"letter-{one.value}" for one in LetterKind}
    return written | sheets | {"his-file"} | SAFETY_DESK


SAFETY_DESK = frozenset({"figures", "her-file"})
"""What the safety desk's own program prints in its last visit."""


def every_paper(desk: ProgrammeDesk, papers: Papers) -> Iterator[Paper]:
    """What the records of all men allow now, of each paper the first man's; what leaves a trace at the end alone."""
    cases = [row.case for row in done(desk, "case.list", {}).rows]
    yield from _letters(desk, cases)
    if papers.is_last:
        yield from _reports(desk, cases)
        yield from _sheets(desk, cases)
        yield "his-file", _his_file(desk, cases[0])


def done(desk: ProgrammeDesk, act: str, given: Mapping[str, object]) -> Any:  # noqa: ANN401 - each act's own row
    """One act by its name, as a script would ask for it."""
    return perform(desk, act, dict(given))


def _reports(desk: ProgrammeDesk, cases: list[str]) -> Iterator[Paper]:
    """Drafts: each page says that nothing of it may be used."""
    for kind in Kind:
        for case in cases[:1]:
            report = done(desk, "report.draft", {"case": case, "type": kind.value}).report
            yield f"report-{kind.value}", as_it_stands(desk.reports.seat, report)


def _letters(desk: ProgrammeDesk, cases: list[str]) -> Iterator[Paper]:
    """Letters that something in the records asks for."""
    for kind in LetterKind:
        for case in cases[:MEN]:
            with suppress(NotAllowed):
                yield f"letter-{kind.value}", as_it_would_go(desk.letters.seat, case, kind, "4 Mill Lane\nNorthmarsh")
                break


def _sheets(desk: ProgrammeDesk, cases: list[str]) -> Iterator[Paper]:
    """Sheets about a man, an evening and a meeting, and the statistics return."""
    groups = done(desk, "group.list", {})
    plan = [one for row in groups for one in done(desk, "group.show", {"group": row.group}).sessions]
    sessions = [one.session for one in plan if one.kind == "group"]
    meeting = done(desk, "meeting.prepare", {"on": f"{desk.seat.clock.today()}", "cases": cases[:6]}).meeting
    about = {"statement": cases[0], "goals": cases[0], "file": cases[0], "sign_in": sessions[-1], "meeting": meeting}
    for sheet, subject in about.items():
        whom = ASKED if sheet == "file" else {}
        yield f"sheet-{sheet}", done(desk, "sheet.make", {"sheet": sheet, "about": subject, **whom}).content
    asked = {"list": "statistics", "form": "pdf", **ASKED}
    yield "sheet-statistics", done(desk, "export.make", asked).content


def _his_file(desk: ProgrammeDesk, case: str) -> bytes:
    """He asks for his file; what needs a decision is given, one item is kept back."""
    page = done(desk, "subject_access.prepare", {"case": case, "requested_on": f"{desk.seat.clock.today()}"})
    open_ones = [{"item": one.item, "outcome": "give"} for one in page.items if not one.outcome]
    for one in open_ones[:1]:
        one |= {"outcome": "keep", "ground": "other_person", "why": "It is about his brother."}
    done(desk, "subject_access.decide", {"request": page.request, "items": open_ones})
    return as_it_would_read(desk.access_requests.seat, page.request)
