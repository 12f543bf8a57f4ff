"""Takes a report from draft to sign-off: facts from the registers, words of a writer, the eyes of somebody else."""

from hashlib import sha256

from sqlalchemy import or_, select

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import convert
from app.desk.act import Kind, act
from app.desk.seat import Noun, Person
from app.domain.names import full_name
from app.domain.roles import Reach, Role
from app.programme.case_moves import Happened, note_event
from app.programme.case_record import REPORT_ASIDE
from app.programme.facts import Period
from app.programme.office import names_of
from app.programme.packs.shelf import pack_of
from app.programme.papers import (
    Clearing,
    checked,
    clearing_of,
    keep_signed,
    note_step,
    standing_of,
    standing_with,
)
from app.programme.reach import cases_within_reach
from app.programme.report_rows import (
    EventRow,
    FactorGiven,
    FactorRow,
    Facts,
    GivenBack,
    OfReport,
    PeriodGiven,
    ReaderAsked,
    ReportBegun,
    ReportEdited,
    ReportLine,
    ReportPage,
    ReportPutAside,
    ReportSaved,
    ReportStep,
    ReportsWanted,
    SignedOff,
)
from app.programme.reporting.aside import aside_problems, lines_aside
from app.programme.reporting.clearing import ask_clearance
from app.programme.reporting.due import asked_until, due_for
from app.programme.reporting.filling import (
    Wanted,
    blocking_of,
    filled,
    forbidden_in,
    gaps_of,
    headings_of,
    kept,
    language_for,
    logo_hash,
    paper_data,
    wanted_of,
    wordings_of,
)
from app.programme.reporting.outcomes import named_reader, route_for
from app.programme.reporting.phrases import phrases_of
from app.programme.reporting.versions import keep_version
from app.programme.rights import Right
from app.programme.rules import issue
from app.programme.rules.issue import ReportState, Standing
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.account import Account
from models.programme.case import Case
from models.programme.client import Client
from models.programme.document import Report, ReportEvent
from reports.programme.documents import Kind as ReportKind


class Reports(Noun):
    """What is done with a report before it is a paper."""

    seat: ProgrammeSeat

    @act("report.draft", Right.WRITE_REPORT, about="case")
    def draft(self, work: Work, draft: ReportBegun) -> ReportSaved:
        """Begin a report: its figures come from the registers and nobody can type them (REP-1, REP-4)."""
        case = work.get(Case, draft.case)
        today, person = self.seat.clock.today(), self.seat.person
        period = self._period(case, draft.period)
        sections = self._sections(work, case, draft.type, draft.sections)
        due_on = draft.due_on or due_for(work, self.seat, case.id, draft.type.value)
        wanted = Wanted(draft.recipient or "", draft.language or language_for(work, case), due_on)
        facts = filled(work, self.seat, case, period, draft.type, wanted.language)
        report = work.add(
            Report(
                case_id=case.id,
                type=draft.type.value,
                period_from=period.first,
                period_to=period.last,
                sections=sections,
                facts=kept(work, facts, draft.factors, wanted),
                facts_on=today,
                state=ReportState.DRAFT.value,
                edition=1,
                author=person.id,
                author_label=person.label,
                created_at=self.seat.clock.now(),
            )
        )
        note_step(work, self.seat, report, "drafted")
        keep_version(work, self.seat, report)
        return _saved(report, facts)

    @act("report.edit", Right.WRITE_REPORT, about="report")
    def edit(self, work: Work, draft: ReportEdited) -> ReportSaved:
        """Change a report; it is a draft again, and second reader and clearance are void (REP-6, NEV-2)."""
        report = work.get(Report, draft.report)
        case = work.get(Case, report.case_id)
        _refuse_stale(report, draft.seen)
        standing = standing_of(work, self.seat, report)
        if reasons := issue.reasons_not_to_edit(standing):
            raise NotAllowed(*reasons)
        period = self._period(case, draft.period) if draft.period else _period_of(report)
        kind = ReportKind(report.type)
        sections = {**report.sections, **self._sections(work, case, kind, draft.sections)}
        wanted = wanted_of(report).changed(draft.recipient, draft.language, draft.due_on)
        facts = filled(work, self.seat, case, period, kind, wanted.language)
        factors = _factors_of(report) if draft.factors is None else draft.factors
        report.period_from, report.period_to = period.first, period.last
        report.sections = {key: text for key, text in sections.items() if text}
        report.facts = kept(work, facts, factors, wanted)
        report.facts_on = self.seat.clock.today()
        _put(report, issue.after_edit(standing, self.seat.person.id))
        note_step(work, self.seat, report, "edited")
        keep_version(work, self.seat, report)
        return _saved(report, facts)

    @act("report.ask_second_reader", Right.WRITE_REPORT, about="report")
    def ask_second_reader(self, work: Work, draft: ReaderAsked) -> ReportSaved:
        """Hand the draft to somebody who wrote none of it; its figures are taken afresh on this day (REP-6)."""
        report = work.get(Report, draft.report)
        standing = standing_of(work, self.seat, report)
        reader = self._reader(work, draft.reader)
        kind, case = ReportKind(report.type), work.get(Case, report.case_id)
        wanted = wanted_of(report)
        facts = filled(work, self.seat, case, _period_of(report), kind, wanted.language)
        blocking = blocking_of(facts, kind, report.sections)
        reasons = issue.reasons_not_to_ask_reader(standing, reader.id if reader else "", blocking)
        if reasons := (*reasons, *forbidden_in(report)):
            raise NotAllowed(*reasons)
        report.facts = kept(work, facts, _factors_of(report), wanted)
        report.facts_on = self.seat.clock.today()
        report.state = issue.after_asking(standing, reader.id if reader else "").state.value
        report.asked_reader = reader.id if reader else None
        note_step(work, self.seat, report, "asked_reader", reader.label if reader else None)
        return _saved(report, facts)

    @act("report.give_back", Right.COUNTERSIGN, about="report")
    def give_back(self, work: Work, draft: GivenBack) -> ReportStep:
        """Give a report back to its writer with a comment; it is a draft again (REP-6)."""
        report = work.get(Report, draft.report)
        standing = standing_of(work, self.seat, report)
        if reasons := issue.reasons_not_to_sign(standing, self.seat.person.id):
            raise NotAllowed(*reasons)
        report.state, report.asked_reader = issue.after_return(standing).state.value, None
        note_step(work, self.seat, report, "given_back", draft.comment)
        return self._step(work, report)

    @act("report.sign_off", Right.COUNTERSIGN, about="report")
    def sign_off(self, work: Work, draft: SignedOff) -> ReportStep:
        """Sign as second reader for exactly these bytes; they go to the safety team at once (REP-6, REP-8, NEV-2)."""
        report = work.get(Report, draft.report)
        _refuse_stale(report, draft.seen)
        signer = self.seat.second(draft.second, Right.COUNTERSIGN) if draft.second else self.seat.person
        standing = standing_of(work, self.seat, report)
        if reasons := issue.reasons_not_to_sign(standing, signer.id, read_whole=draft.read_whole):
            raise NotAllowed(*reasons)
        self._refuse_changed_figures(work, report)
        report.facts_on = self.seat.clock.today()
        report.signed_off_at, report.second_reader_label = self.seat.clock.now(), signer.label
        pdf = checked(paper_data(work, self.seat, report))
        digest = sha256(pdf).hexdigest()
        keep_signed(work, self.seat, report, pdf)
        after = issue.after_sign_off(standing, signer.id, digest)
        report.state, report.second_reader, report.doc_sha256 = after.state.value, signer.id, digest
        report.clearance_asked_at = ask_clearance(work, self.seat, report.case_id, report.id, pdf, digest)
        note_step(work, self.seat, report, "signed_off", signer.label)
        return self._step(work, report)

    @act("report.show", Right.WRITE_REPORT, kind=Kind.OPEN, about="report")
    def show(self, work: Work, draft: OfReport) -> ReportPage:
        """Show one report: words, facts with their source rows, what is missing, and where it stands (REP-8)."""
        report = work.get(Report, draft.report)
        return self._page(work, report, work.get(Case, report.case_id))

    @act("report.list", Right.WRITE_REPORT, kind=Kind.LIST)
    def list(self, work: Work, draft: ReportsWanted) -> tuple[ReportLine, ...]:
        """List reports on their way and gone, the newest first, those asked to read too; then what lies aside."""
        me = self.seat.person.id
        query = select(Report, Case, Client).join(Case, Case.id == Report.case_id)
        query = query.join(Client, Client.id == Case.client_id)
        query = query.where(
            or_(cases_within_reach(work, self.seat.person), Report.asked_reader == me, Report.author == me)
        )
        if draft.case is not None:
            query = query.where(Report.case_id == draft.case)
        rows = work.session.execute(query.order_by(Report.created_at.desc(), Report.id)).all()
        reports = [report for report, _case, _client in rows]
        names = names_of(work.session, [report.asked_reader for report in reports])
        known = clearing_of(work, self.seat, reports)
        lines = [self._line(report, case, client, names, known) for report, case, client in rows]
        lines += lines_aside(work, self.seat, draft.case)
        return tuple(line for line in lines if draft.state is None or line.state == draft.state)

    @act("report.put_aside", Right.WRITE_REPORT, about="case")
    def put_aside(self, work: Work, draft: ReportPutAside) -> ReportLine:
        """Put a report that is due aside until a day: then Today asks for it again. Raises InvalidInput by field."""
        case = work.get(Case, draft.case)
        asked = asked_until(work, self.seat, case.id, draft.type.value)
        if problems := aside_problems(draft.until, asked, self.seat.clock.today()):
            raise InvalidInput(problems)
        said = Happened(REPORT_ASIDE, draft.until.isoformat(), draft.type.value, note=draft.because.strip())
        note_event(work, self.seat, case.id, said)
        work.session.flush()
        work.changed("case", case.id)
        return next(one for one in lines_aside(work, self.seat, draft.case) if one.type == draft.type.value)

    def _period(self, case: Case, given: PeriodGiven | None) -> Period:
        """The days asked for, or all since the referral came in; never past today."""
        today = self.seat.clock.today()
        period = Period(given.from_, given.to) if given else Period(min(case.received_on, today), today)
        if period.last > today:
            raise InvalidInput({"period": _("A report cannot cover days that lie ahead.")})
        if period.first > period.last:
            raise InvalidInput({"period": _("The period ends before it begins.")})
        return period

    def _sections(self, work: Work, case: Case, kind: ReportKind, given: dict[str, str]) -> dict[str, str]:
        """The words given, under headings this report has."""
        known = [key for key, _words in headings_of(pack_of(work, case), kind)]
        if strange := [key for key in given if key not in known]:
            words = _("There is no such part. The parts are: {parts}.").format(parts=", ".join(known))
            raise InvalidInput({f"sections.{key}": words for key in strange})
        return {key: text.strip() for key, text in given.items()}

    def _reader(self, work: Work, name: str | None) -> Person | None:
        """The colleague asked to read second; refused when nobody of this name may sign off."""
        if not name:
            return None
        query = select(Account).where(or_(Account.login == name.strip().casefold(), Account.login == name.strip()))
        found = work.session.scalars(query).first()
        person = Person(found.id, found.login, found.label, frozenset(map(Role, found.roles))) if found else None
        if found is None or person is None or not found.is_active:
            raise InvalidInput({"reader": _("Nobody here has this user name.")})
        if self.seat.reach(Right.COUNTERSIGN, person) is Reach.NONE:
            raise InvalidInput({"reader": _("This person may not sign off reports.")})
        return person

    def _refuse_changed_figures(self, work: Work, report: Report) -> None:
        """What is signed must equal the registers on the day that is printed, and look as it was read (REP-4)."""
        case, kind = work.get(Case, report.case_id), ReportKind(report.type)
        now = filled(work, self.seat, case, _period_of(report), kind, wanted_of(report).language)
        is_dressed_alike = report.facts.get("logo", "") == logo_hash(work)
        if now != convert(report.facts["registers"], Facts) or not is_dressed_alike:
            raise Stale(_("The records have changed since this was handed over. Send it to the second reader again."))

    def _lines(self, report: Report, standing: Standing, known: Clearing) -> tuple[str, ...]:
        """The one text about clearance, from state and age alone (REP-8, CLR-3)."""
        asked = report.clearance_asked_at
        local = asked.astimezone(self.seat.clock.zone) if asked else None
        given = known.given.get(report.id)
        return issue.clearance_line(standing, local, self.seat.clock.today(), known.calendar, given)

    def _step(self, work: Work, report: Report) -> ReportStep:
        standing = standing_of(work, self.seat, report)
        return ReportStep(
            report=report.id,
            state=standing.state.value,
            words=issue.state_words(standing.state),
            edition=report.edition,
            clearance=self._lines(report, standing, clearing_of(work, self.seat, [report])),
            sha256=report.doc_sha256 or "",
        )

    def _page(self, work: Work, report: Report, case: Case) -> ReportPage:
        standing, facts = standing_of(work, self.seat, report), convert(report.facts["registers"], Facts)
        events = work.session.scalars(
            select(ReportEvent).where(ReportEvent.report_id == report.id).order_by(ReportEvent.at, ReportEvent.edition)
        )
        period = _period_of(report)
        return ReportPage(
            report=report.id,
            case=case.id,
            reference=case.reference,
            name=facts.name,
            type=report.type,
            state=standing.state.value,
            words=issue.state_words(standing.state),
            lines=self._lines(report, standing, clearing_of(work, self.seat, [report])),
            edition=report.edition,
            covers_from=period.first,
            covers_to=period.last,
            figures_on=report.facts_on,
            recipient=report.facts["recipient"] or facts.recipient,
            language=wanted_of(report).language,
            due_on=wanted_of(report).due_on,
            route=route_for(case, named_reader(report), self.seat.clock.today()).route,
            sections=report.sections,
            headings=headings_of(pack_of(work, case), ReportKind(report.type)),
            factors=tuple(FactorRow(**one) for one in report.facts["factors"]),
            facts=facts,
            gaps=gaps_of(facts, ReportKind(report.type), report.sections),
            wordings=wordings_of(report),
            phrases=phrases_of(facts, ReportKind(report.type), wanted_of(report).language),
            author=report.author_label,
            asked_reader=names_of(work.session, [report.asked_reader]).get(report.asked_reader or "", ""),
            second_reader=report.second_reader_label or "",
            sha256=report.doc_sha256 or "",
            may_edit=not issue.reasons_not_to_edit(standing),
            may_sign=not issue.reasons_not_to_sign(standing, self.seat.person.id),
            events=tuple(
                EventRow(at=one.at, kind=one.kind, edition=one.edition, by=one.by_label, note=one.note or "")
                for one in events
            ),
        )

    def _line(self, report: Report, case: Case, client: Client, names: dict[str, str], known: Clearing) -> ReportLine:
        standing = standing_with(report, known.given)
        return ReportLine(
            report=report.id,
            case=case.id,
            reference=case.reference,
            name=full_name(client.given_name, client.family_name),
            type=report.type,
            state=standing.state.value,
            words=_("Taken back") if report.id in known.taken_back else issue.state_words(standing.state),
            lines=self._lines(report, standing, known),
            edition=report.edition,
            covers_to=report.period_to or report.facts_on,
            author=report.author_label,
            reader=report.second_reader_label or names.get(report.asked_reader or "", ""),
            since=report.clearance_asked_at or report.created_at,
            due_on=wanted_of(report).due_on,
            route=route_for(case, named_reader(report), self.seat.clock.today()).route,
        )


def _factors_of(report: Report) -> tuple[FactorGiven, ...]:
    return tuple(FactorGiven(**one) for one in report.facts["factors"])


def _period_of(report: Report) -> Period:
    return Period(report.period_from or report.facts_on, report.period_to or report.facts_on)


def _refuse_stale(report: Report, seen: int | None) -> None:
    if seen is not None and seen != report.edition:
        raise Stale


def _put(report: Report, standing: Standing) -> None:
    """Write a fresh draft's standing: nobody has read it, nothing was signed or cleared for it (NEV-2)."""
    report.state, report.edition = standing.state.value, standing.edition
    report.asked_reader, report.second_reader, report.second_reader_label = None, None, None
    report.signed_off_at, report.clearance_asked_at, report.doc_sha256 = None, None, None


def _saved(report: Report, facts: Facts) -> ReportSaved:
    return ReportSaved(
        report=report.id,
        case=report.case_id,
        state=report.state,
        words=issue.state_words(ReportState(report.state)),
        edition=report.edition,
        facts=facts,
        gaps=gaps_of(facts, ReportKind(report.type), report.sections),
        wordings=wordings_of(report),
    )
