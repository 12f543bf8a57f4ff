"""Brings every programme table into one catalogue, and says of each column whose it is (RET-6)."""

from collections.abc import Mapping

from models.base.tables import Whose
from models.programme import (
    account,
    attendance,
    case,
    client,
    crossing,
    delivery,
    document,
    due,
    group,
    keeping,
    measure,
    meeting,
    pack,
    peer,
    placing,
)
from models.programme.base import Base

ALL = (
    account,
    attendance,
    case,
    client,
    crossing,
    delivery,
    document,
    due,
    group,
    keeping,
    measure,
    meeting,
    pack,
    peer,
    placing,
)
METADATA = Base.metadata

FACT, WORDS, COPY, OTHERS = Whose.FACT, Whose.WORDS, Whose.COPY, Whose.OTHERS
STAFF, WORK, SEALED, KEY = Whose.STAFF, Whose.WORK, Whose.SEALED, Whose.KEY

EVERYWHERE: Mapping[str, Whose] = {
    **dict.fromkeys(("id", "version", "case_id", "session_id", "group_id", "sha256"), KEY),
    **dict.fromkeys(("at", "by_user", "by_label", "second_user", "second_label"), WORK),
}
"""What these columns are in each table that does not say otherwise."""

WITHOUT_A_CLASS = {
    **dict.fromkeys(("roster", "history", "chain_head", "seen", "case_tombstone"), "chain"),
    **dict.fromkeys(("due_day", "due_rules", "due_outdated"), "cache"),
}
"""How long the tables are kept that are no records of ours; a record says it beside its name (`RETENTION`)."""

COLUMNS: Mapping[str, Mapping[Whose, str]] = {
    "account": {STAFF: "login label roles is_active kit_confirmed_on"},
    "office_setting": {WORK: "key value"},
    "place": {WORK: "code name region"},
    "calendar_day": {WORK: "region day kind words added_at added_by"},
    "closure": {WORK: "from_day to_day where_code reason added_at added_by"},
    "desk_view": {STAFF: "user_id screen name value"},
    "roster": {KEY: "seq bytes sig"},
    "history": {KEY: "seq bytes sig"},
    "chain_head": {KEY: "chain seq hash"},
    "seen": {KEY: "table_name object_id seq"},
    "case_tombstone": {KEY: "seq bytes sig"},
    "key_grant": {KEY: "row", STAFF: "user_id"},
    "due_day": {KEY: "kind day"},
    "due_rules": {},
    "due_outdated": {KEY: "turn"},
    "pack_version": {WORK: "code number toml based_on changes reasons"},
    "pack_event": {WORK: "code number turn was state recorded review_on"},
    "client": {
        FACT: "given_name family_name known_as date_of_birth gender language phone email address needs",
        WORDS: "children background", OTHERS: "shares_address availability", WORK: "address_changed_at",
    },
    "case": {
        FACT: "number programme state source referrer_organisation referrer_officer referrer_reference legal_kind "
        "legal_reference order_starts_on order_ends_on received_on family_proceedings family_ended_on family_stage "
        "family_next_on external_reference reporting_route",
        WORDS: "reason orders reporting_reason other_readers background", OTHERS: "referrer_email referrer_phone",
        WORK: "pack_version state_since review_on assigned_to reporting_said_on created_at created_by",
        KEY: "client_id",
    },
    "case_event": {FACT: "at kind to_state reason_code", WORDS: "note", COPY: "from_state"},
    "mappa": {
        FACT: "said_on review_on", WORDS: "status category level lead_agency", OTHERS: "coordinator",
    },
    "consent": {FACT: "explained_on signed_on form_version", WORDS: "declined", OTHERS: "witness", WORK: "kind"},
    "details_passed": {OTHERS: "outcome people lawful_reason"},
    "screening": {FACT: "assessed_on", WORK: "number decided_at"},
    "criterion_answer": {FACT: "criterion answer on_date source_class", WORDS: "note", KEY: "screening_id"},
    "denial_rating": {
        FACT: "admits latest_admitted_on forms grade motivation pressures at", WORDS: "basis note",
        KEY: "screening_id",
    },
    "decision": {
        FACT: "verdict reason_code review_on at", WORDS: "reason", WORK: "suggested", COPY: "frozen pack_version",
        KEY: "screening_id",
    },
    "risk_result": {FACT: "tool tool_version taken_on assessor results level review_on", WORK: "sources_used"},
    "red_event": {
        FACT: "kind happened_at source_class", WORDS: "what decision",
        WORK: "told due_at raised_at raised_by acknowledged_at acknowledged_by closed_at closed_by",
    },
    "hold": {FACT: "kind from_day review_on lifted_on", WORDS: "reason", WORK: "keeps_seat may_attend"},
    "programme_group": {
        FACT: "code",
        WORK: "programme pack_version region place starts_on slots facilitators seats is_rolling ended_on ended_reason "
        "clinical_partner created_at created_by",
    },
    "group_language": {WORK: "language"},
    "session": {
        FACT: "title starts_at", WORDS: "not_held_reason",
        WORK: "plan_order block_key number kind status ends_at window_from window_to is_placeholder planned_minutes "
        "coverage covers moved_because owed_told_at cover place facilitators actual_minutes",
    },
    "member": {FACT: "joined_at left_at left_reason", WORK: "joined_by suspended"},
    "register": {WORK: "head_count head_count_reason taken_reason phoned_at held_by"},
    "mark": {
        FACT: "code minutes late_minutes left_early_minutes engagement task", WORDS: "reason time_out concern at",
        WORK: "turn correction_reason",
    },
    "session_note": {WORDS: "text", WORK: "waived_reason correction_reason"},
    "one_to_one": {WORDS: "summary his_view our_view concern answers at", WORK: "happened next_on"},
    "goal": {FACT: "set_on", WORDS: "text area step", KEY: "set_in"},
    "goal_review": {WORDS: "achievement evidence reviewed_on", KEY: "goal_id"},
    "three_way_review": {
        WORDS: "held_on onward relapse_plan views missing_reason outstanding", OTHERS: "attendees",
        WORK: "correction_reason",
    },
    "review_signature": {OTHERS: "name", WORK: "role signed_on", KEY: "review_id"},
    "catch_up_man": {WORDS: "left_reason added_at", WORK: "covers left_at"},
    "follow_up_done": {WORDS: "words at", WORK: "kind at_limit"},
    "measure_entry": {
        FACT: "measure stage on_day scores source_service", WORDS: "decision", KEY: "series",
        WORK: "turn for_meeting discussed_on correction_reason",
    },
    "substance_screen": {FACT: "tool tool_version on_day result", OTHERS: "worker"},
    "meeting": {WORDS: "on_day", WORK: "attendees closed_at closed_by"},
    "meeting_item": {
        FACT: "level_before level_after", WORDS: "note action", WORK: "order why decision owner due_on usable_with_him",
        KEY: "meeting_id",
    },
    "placement_note": {WORDS: "text at"},
    "coverage_plan": {WORK: "content how due_on"},
    "enquiry": {FACT: "first_name heard_from received_at answered_at", WORDS: "note", WORK: "asked ended"},
    "evening": {WORK: "themes tags roles stopped_reason"},
    "step_taken": {FACT: "title on_day", WORK: "number"},
    "responsibility_review": {FACT: "on_day outcome", WORDS: "note"},
    "motivation_rung": {FACT: "on_day rung pressures", WORDS: "note"},
    "note_tags": {FACT: "tags at"},
    "peer_worker": {STAFF: "user_id paid since does"},
    "competence_rating": {STAFF: "user_id on_day ratings evidence"},
    "supervision": {STAFF: "user_id on_day kind notes next_on"},
    "report": {
        FACT: "report_type period_from period_to created_at", WORDS: "sections", COPY: "facts",
        WORK: "state facts_on edition author author_label asked_reader second_reader second_reader_label signed_off_at "
        "clearance_asked_at",
        KEY: "doc_sha256",
    },
    "report_event": {WORK: "edition kind note", KEY: "report_id"},
    "report_version": {COPY: "sections figures_on", WORK: "edition", KEY: "report_id"},
    "paper": {COPY: "content", KEY: "report_id name"},
    "paper_withdrawn": {WORDS: "reason at", KEY: "paper_id"},
    "correcting_letter": {
        WORDS: "text sent_on", OTHERS: "recipient", WORK: "due_on sent_how sent_by", KEY: "disclosure_id",
    },
    "disclosure": {
        FACT: "what recipient basis at", WORK: "necessity channel proof approver copy_number",
        KEY: "paper_id sha256_cleared sha256_delivered",
    },
    "letter": {
        WORDS: "because at", WORK: "kind state", COPY: "letter_values letter_dates content",
        KEY: "about name disclosure_id",
    },
    "incident": {
        WORDS: "what decision noticed_at", WORK: "kind due_at told reported closed_at closed_by closed_label",
        KEY: "disclosure_id",
    },
    "list_gone": {WORK: "what recipient basis necessity row_count"},
    "access_request": {
        FACT: "requested_on", COPY: "items content", WORK: "due_on state asked_at signed_by signed_label", KEY: "name",
    },
    "legal_hold": {WORDS: "reason on_day ended_on end_reason", WORK: "ended_by_label"},
    "deletion": {WORK: "on_day counts"},
    "kept_disclosure": {COPY: "reference said", WORK: "until"},
    "box_item": {SEALED: "row"},
    "clearance_asked": {WORK: "subject asked_at asked_by", KEY: "about doc_sha256"},
    "clearance": {SEALED: "statement", WORK: "given_at", KEY: "about"},
    "release": {SEALED: "row withdrawal"},
}  # fmt: skip


def whose(table: str, column: str) -> Whose | None:
    """Of whom a column speaks; None when nobody has said it yet."""
    said = {name: of for of, names in COLUMNS.get(table, {}).items() for name in names.split()}
    return said.get(column, EVERYWHERE.get(column))


def kept_as(mapped: type) -> str:
    """The retention class of a table's rows, and so of each of its columns; empty when nobody has said it."""
    return str(getattr(mapped, "RETENTION", WITHOUT_A_CLASS.get(getattr(mapped, "__tablename__", ""), "")))
