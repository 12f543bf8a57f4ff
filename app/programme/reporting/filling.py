"""Fills a report of any kind: facts of the records, the parts a writer fills, what is missing, and the frozen paper."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select

from app.core.language import Speaking, _, ngettext
from app.core.shapes import convert, fields_of, replaced, to_builtins
from app.domain.pack import Pack
from app.programme.facts import Period, facts_of
from app.programme.office import office_logo, setting
from app.programme.packs.shelf import pack_of
from app.programme.report_rows import FactorGiven, Facts, Gap, Language, WordingRow
from app.programme.reporting.outcomes import changes_of, decided_on, ended_on, review_held
from app.programme.reporting.phrases import bound, phrases_of
from app.programme.rules.wording import WordingKind, wordings
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.store.work import Work
from models.programme.case import Case
from models.programme.document import Report
from reports.programme.documents import DOCUMENTS, Kind, has
from reports.programme.documents import Report as ReportRow
from reports.programme.headings import before_blocks, heading, written_parts
from reports.programme.parts import Block, Ended, Ending, Goal, RiskFactor, RiskResult, SessionLine, Source, Verdict

LISTS = ("absences", "sessions", "blocks", "goals", "risks")
TAKEN = frozenset({Verdict.SUITABLE, Verdict.NOT_READY})


def filled(work: Work, seat: ProgrammeSeat, case: Case, period: Period, kind: Kind, language: Language) -> Facts:
    """What a report of this kind may take from the records, and nothing it has no place for (REP-1, REP-4).

    What the records say in fixed words is said in the language of the paper (UX-31).
    """
    pack = pack_of(work, case)
    with Speaking(language):
        facts = facts_of(work, seat, case, period)
    return replaced(
        facts,
        **{name: () for name in LISTS if not has(kind, name)},
        decided=decided_on(work, seat, case.id, period.last) if has(kind, "decided") else None,
        ended=ended_on(work, seat, case, pack) if has(kind, "ended") else None,
        held=review_held(work, case.id, period.last) if has(kind, "held") else None,
        changes=changes_of(work, case.id, period.last) if has(kind, "changes") else None,
    )


@dataclass(frozen=True)
class Wanted:
    """For whom a report is, in which language and by when."""

    recipient: str
    language: Language
    due_on: date | None

    def changed(self, recipient: str | None, language: Language | None, due_on: date | None) -> "Wanted":
        """The same with what was given anew."""
        return Wanted(recipient or self.recipient, language or self.language, due_on or self.due_on)


def wanted_of(report: Report) -> Wanted:
    """What was asked for with this report; an older one was in English and had no day."""
    due_on = report.facts.get("due_on")
    language: Language = convert(report.facts.get("language", "en"), Language)  # type: ignore[arg-type]  # one of a few words
    return Wanted(report.facts["recipient"], language, date.fromisoformat(due_on) if due_on else None)


def kept(work: Work, facts: Facts, factors: Iterable[FactorGiven], wanted: Wanted) -> dict[str, object]:
    """Everything of a report that is not a writer's own text, frozen for this edition (REP-4)."""
    return {
        "registers": to_builtins(facts),
        "factors": [to_builtins(one) for one in factors],
        "recipient": wanted.recipient.strip(),
        "language": wanted.language,
        "due_on": wanted.due_on.isoformat() if wanted.due_on else None,
        "office": str(setting(work.session, "office.name")),
        "marking": str(setting(work.session, "paper.marking")),
        "logo": logo_hash(work),
    }


def logo_hash(work: Work) -> str:
    """What the logo of the office is known by; empty when it has none."""
    logo = office_logo(work.session)
    return logo.sha256 if logo else ""


def language_for(work: Work, case: Case) -> Language:
    """The language of the recipient: that of the last report to the same organisation, else of the office's land."""
    query = select(Report).join(Case, Case.id == Report.case_id).order_by(Report.created_at.desc()).limit(1)
    if case.referrer_organisation:
        query = query.where(Case.referrer_organisation == case.referrer_organisation)
        if (last := work.session.scalars(query).first()) is not None:
            return wanted_of(last).language
    return "nl" if str(setting(work.session, "office.region")).startswith("NL") else "en"


def headings_of(pack: Pack, kind: Kind) -> tuple[tuple[str, str], ...]:
    """The parts a writer fills, in the order of the paper: the key and the heading."""
    parts, first = written_parts(kind), before_blocks(kind)
    blocks = [(block.key, block.name) for block in pack.blocks] if has(kind, "blocks") else []
    own = [(part, heading(part, kind)) for part in parts]
    return (*(one for one in own if one[0] in first), *blocks, *(one for one in own if one[0] not in first))


def gaps_of(facts: Facts, kind: Kind, sections: Iterable[str]) -> tuple[Gap, ...]:
    """What is missing in a draft, in words; most of it is printed as "not known" and holds nothing up."""
    written = set(sections)
    found = [Gap(key=key, words=words) for key, words, is_missing in _gaps(facts, kind, written) if is_missing]
    begun = [block for block in facts.blocks if block.attended and block.key not in written]
    silent = [Gap(key=one.key, words=_("Nothing is written about: {block}.").format(block=one.name)) for one in begun]
    blocking = [Gap(key=key, words=_("This is still missing: {gap}.").format(gap=words)) for key, words in
                _blocking(facts, kind, written)]  # fmt: skip
    left_out = facts.left_out if has(kind, "risks") else ()
    return (*blocking, *found, *silent, *(Gap(key="risks", words=words) for words in left_out))


def blocking_of(facts: Facts, kind: Kind, sections: Iterable[str]) -> list[str]:
    """What must be there before somebody is asked to read it."""
    return [words for _key, words in _blocking(facts, kind, set(sections))]


def _blocking(facts: Facts, kind: Kind, written: set[str]) -> Iterator[tuple[str, str]]:
    needed = {Kind.CONCERN: ("concerns", _("what worries us"))}
    asked = ("question", _("what we were asked")) if has(kind, "question") else None
    if not written:
        yield "summary", _("something in your own words")
    elif (part := needed.get(kind) or asked) and part[0] not in written:
        yield part
    if missing := _unrecorded(facts).get(kind):
        yield missing


def _unrecorded(facts: Facts) -> dict[Kind, tuple[str, str]]:
    """By report what it is about and what the records do not have."""
    verdict = facts.decided.verdict if facts.decided else None
    how = facts.ended.how if facts.ended else Ending.NOT_ENDED
    there = {
        Kind.ACCEPTANCE: verdict in TAKEN,
        Kind.NOT_SUITABLE: verdict is not None and verdict not in TAKEN,
        Kind.COMPLETION: how is Ending.COMPLETED,
        Kind.NON_COMPLETION: how not in (Ending.COMPLETED, Ending.NOT_ENDED),
        Kind.THREE_WAY_REVIEW: facts.held is not None,
    }
    words = {
        Kind.ACCEPTANCE: ("decided", _("a decision that he is suitable")),
        Kind.NOT_SUITABLE: ("decided", _("a decision that he is not suitable")),
        Kind.COMPLETION: ("ended", _("his completion, recorded from the registers")),
        Kind.NON_COMPLETION: ("ended", _("the end of his place, recorded")),
        Kind.THREE_WAY_REVIEW: ("held", _("a recorded three-way review")),
    }
    return {kind: one for kind, one in words.items() if not there[kind]}


def _gaps(facts: Facts, kind: Kind, written: set[str]) -> Iterator[tuple[str, str, bool]]:
    yield "born", _("His date of birth is not known."), not facts.born
    yield "legal_basis", _("The legal basis is not known."), not facts.legal_basis
    yield "recipient", _("Who gets this report is not known."), not facts.recipient
    if has(kind, "attendance"):
        count = facts.attendance.not_recorded
        words = ngettext(
            "{count} session has no mark in the register.", "{count} sessions have no mark in the register.", count
        )
        yield "attendance", words.format(count=count), count > 0
    yield "sessions", _("No session lies in this period."), has(kind, "sessions") and not facts.sessions
    yield "goals", _("No goal is recorded."), has(kind, "goals") and not facts.goals
    yield "risks", _("No risk result can stand in this report."), has(kind, "risks") and not facts.risks
    profile = _("There are not two filled-in profiles (TOP) to compare.")
    yield "changes", profile, has(kind, "changes") and facts.changes is None
    for part in written_parts(kind):
        if part not in ("summary", "concerns", "next_steps", "question"):
            words = _("Nothing is written about: {block}.").format(block=heading(part, kind))
            yield part, words, part not in written


def paper_data(work: Work, seat: ProgrammeSeat, report: Report) -> ReportRow:
    """The frozen values of a report's paper: nothing in it changes once it is signed off (REP-4)."""
    kind = Kind(report.type)
    facts = convert(report.facts["registers"], Facts)
    words = bound(report.sections, facts, kind, wanted_of(report).language)
    values = {**_cover(seat, report, facts), **_course(report, facts, words)}
    values |= {part: words.get(part, "") for part in written_parts(kind)}
    values["logo"] = office_logo(work.session)
    shape = DOCUMENTS[kind]
    return shape(**{name: values[name] for name in fields_of(shape)})


def _cover(seat: ProgrammeSeat, report: Report, facts: Facts) -> dict[str, Any]:
    """What every report says of itself."""
    signed = report.signed_off_at
    return {
        "kind": Kind(report.type),
        "office": report.facts["office"],
        "marking": report.facts["marking"],
        "programme": facts.programme,
        "name": facts.name,
        "born": facts.born,
        "reference": facts.reference,
        "legal_basis": facts.legal_basis,
        "recipient": report.facts["recipient"] or facts.recipient,
        "covers_from": report.period_from or report.facts_on,
        "covers_to": report.period_to or report.facts_on,
        "figures_on": report.facts_on,
        "made_at": (signed or datetime.combine(report.facts_on, time(), UTC)).replace(microsecond=0),
        "author": report.author_label,
        "second_reader": report.second_reader_label or "",
        "read_on": local_day(seat, signed) if signed else None,
        "cleared_on": None,
        "number": f"R-{report.id[:6]}",
        "version": report.edition,
        "copy_number": 1,
        "copies": 1,
        "is_draft": signed is None,
        "language": wanted_of(report).language,
    }


def _course(report: Report, facts: Facts, words: Mapping[str, str]) -> dict[str, Any]:
    """What stands in the records about his time with us."""
    return {
        "attendance": facts.attendance,
        "absences": facts.absences,
        "sessions": tuple(SessionLine(session=s.title, on=s.on, mark=s.code, reason=s.reason) for s in facts.sessions),
        "blocks": tuple(
            Block(name=b.name, attended=b.attended, planned=b.planned, state=b.state, worked_on=words.get(b.key, ""))
            for b in facts.blocks
        ),
        "goals": tuple(
            Goal(text=g.text, area=g.area, set_on=g.set_on, achievement=g.achievement, evidence=g.evidence)
            for g in facts.goals
        ),
        "risks": tuple(RiskResult(tool=r.tool, level=r.level, on=r.on, source=r.source) for r in facts.risks),
        "risk_factors": tuple(
            RiskFactor(words=one["words"], source=Source(one["source"])) for one in report.facts["factors"]
        ),
        "planned_sessions": facts.attendance.planned,
        "required_minutes": facts.attendance.required_minutes,
        "decided": facts.decided,
        "ended": facts.ended or Ended(how=Ending.NOT_ENDED),
        "held": facts.held,
        "changes": facts.changes,
    }


NEVER = frozenset({WordingKind.MUST_NOT_STAND.value, WordingKind.NO_SUCH_FIGURE.value})


def wordings_of(report: Report) -> tuple[WordingRow, ...]:
    """What the fixed lists find in a report."""
    facts, kind = convert(report.facts["registers"], Facts), Kind(report.type)
    figures = [one.key for one in phrases_of(facts, kind, wanted_of(report).language)]
    found = wordings(report.sections, figures)
    return tuple(WordingRow(part=one.part, kind=one.kind.value, found=one.found, words=one.words) for one in found)


def forbidden_in(report: Report) -> tuple[str, ...]:
    """One sentence for each wording that no report may carry."""
    words = _("{part}: “{found}” must not stand in a report.")
    return tuple(words.format(part=one.part, found=one.found) for one in wordings_of(report) if one.kind in NEVER)
