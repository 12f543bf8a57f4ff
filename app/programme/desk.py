"""Is the programme desk: one line per noun."""

from app.desk.backups import Backups
from app.desk.seat import Desk
from app.programme.access.requests import AccessRequests
from app.programme.accounts import Audits, People, ProgrammeLogins, Settings
from app.programme.attendance.continuity import Continuities
from app.programme.attendance.follow_ups import FollowUps
from app.programme.attendance.grid import GroupRegisters
from app.programme.attendance.history import Histories
from app.programme.attendance.holding import HeldAfterAlls
from app.programme.case_file.case_file import CaseFile
from app.programme.cases import Cases
from app.programme.catch_ups import CatchUps
from app.programme.consents import Consents
from app.programme.denials import Denials
from app.programme.finding.cases import Finding
from app.programme.finding.views import ListViews
from app.programme.groups import Groups
from app.programme.imports import Imports
from app.programme.keeping.keeping import Keeping
from app.programme.left.exports import Exports
from app.programme.left.incidents import Incidents
from app.programme.left.outcomes import Outcomes
from app.programme.left.sheets import Sheets
from app.programme.left.statistics import Statistics
from app.programme.legal.around import Backgrounds, Children, Referrers
from app.programme.legal.mappa import Mappas
from app.programme.legal.orders import LegalChanges
from app.programme.legal.shown import LegalFiles
from app.programme.letters.letters import Letters
from app.programme.measures.measures import Measures
from app.programme.measures.substance import Substances
from app.programme.meetings.meetings import Meetings
from app.programme.moves.changes import CaseChanges
from app.programme.moves.corrections import Corrections
from app.programme.one_to_ones import OneToOnes
from app.programme.owed import Owings
from app.programme.own_contacts.changes import ContactChanges
from app.programme.own_contacts.owed import UndatedContacts
from app.programme.own_contacts.signing import Signing
from app.programme.packs.packs import Packs
from app.programme.papers import Papers
from app.programme.peers.enquiries import Enquiries
from app.programme.peers.entries import Entries
from app.programme.peers.evenings import Evenings
from app.programme.peers.groups import PeerGroups
from app.programme.peers.steps import Steps
from app.programme.peers.talks import Talks
from app.programme.peers.welcome import Welcomes
from app.programme.peers.workers import PeerWorkers
from app.programme.people.changing import StaffChanges
from app.programme.people.first_officer import FirstOfficers
from app.programme.people.joining import Joins
from app.programme.placing import Placings
from app.programme.planning.calendar_files import CalendarFiles
from app.programme.planning.closures import Closures
from app.programme.planning.cover import Covers
from app.programme.planning.endings import Endings
from app.programme.planning.holidays import Holidays
from app.programme.planning.rounds import Rounds
from app.programme.planning.schedule import Schedules
from app.programme.progress import Progress
from app.programme.referrals import Referrals
from app.programme.registers import Registers
from app.programme.replanning import Replanning
from app.programme.reporting.versions import Versions
from app.programme.reports import Reports
from app.programme.reviews import Reviews
from app.programme.risks import Risks
from app.programme.screening import Screenings
from app.programme.sessions import Sessions
from app.programme.staff_only.readings import FigureSheets, StaffOnly
from app.programme.today import Todays
from app.programme.waiting.lists import Waitings
from app.programme.waiting.transfers import Transfers


class ProgrammeDesk(Desk):
    """Everything that can be done at the programme desk."""

    referrals: Referrals
    consents: Consents
    denials: Denials
    screening: Screenings
    risks: Risks
    cases: Cases
    finding: Finding
    views: ListViews
    groups: Groups
    imports: Imports
    settings: Settings
    people: People
    joins: Joins
    first_officers: FirstOfficers
    staff_changes: StaffChanges
    own_logins: ProgrammeLogins
    audit: Audits
    backups: Backups
    reports: Reports
    papers: Papers
    report_versions: Versions
    staff_only: StaffOnly
    figure_sheets: FigureSheets
    meetings: Meetings
    today: Todays
    placings: Placings
    registers: Registers
    owed: Owings
    progress: Progress
    one_to_ones: OneToOnes
    contact_changes: ContactChanges
    undated: UndatedContacts
    reviews: Reviews
    signing: Signing
    sessions: Sessions
    replanning: Replanning
    closures: Closures
    endings: Endings
    holidays: Holidays
    covers: Covers
    calendar_files: CalendarFiles
    rounds: Rounds
    schedules: Schedules
    packs: Packs
    catch_ups: CatchUps
    follow_ups: FollowUps
    histories: Histories
    continuities: Continuities
    group_registers: GroupRegisters
    held_after_alls: HeldAfterAlls
    measures: Measures
    substances: Substances
    peer_groups: PeerGroups
    peer_workers: PeerWorkers
    welcomes: Welcomes
    entries: Entries
    enquiries: Enquiries
    evenings: Evenings
    steps: Steps
    talks: Talks
    waitings: Waitings
    transfers: Transfers
    case_changes: CaseChanges
    legal: LegalChanges
    legal_files: LegalFiles
    mappas: Mappas
    referrers: Referrers
    children: Children
    backgrounds: Backgrounds
    corrections: Corrections
    keeping: Keeping
    letters: Letters
    incidents: Incidents
    exports: Exports
    access_requests: AccessRequests
    sheets: Sheets
    statistics: Statistics
    outcomes: Outcomes
    case_file: CaseFile
