"""Makes invented packs, calendars and slots for the tests of planning."""

from datetime import date, time

from app.domain.calendar import OfficeCalendar, Region
from app.domain.pack import load_pack, shipped_texts
from app.programme.rules.schedule import Slot

BBR = load_pack(shipped_texts()["bbr.toml"], "bbr.toml")
ENGLAND = OfficeCalendar(Region.ENGLAND_AND_WALES)
MONDAY = Slot(0, time(18, 30))
TUESDAY = Slot(1, time(18, 30))

FRAME = """
[pack]
schema = 1
code = "office"
title = "An office programme"
discreet_title = "Evening programme"
version = "1.0"
intervention = "behaviour_change"
sources = ["our own"]
block = [
{blocks}
]
[lifecycle]
state = "active"
[group]
entry = "{entry}"
min = 1
max = {largest}
slots_max = 3
interval_weeks = {interval}
[completion]
{completion}
[attendance]
{attendance}
[gates]
required = ["consent", "partner_details", "clearance", "decision", "risk_result", "seat"]
[risk]
result_required = ["any"]
"""
GROUP_24 = '{key="core", title="Session {n}", kind="group", count=24, minutes=150},'


def a_pack(blocks=GROUP_24, completion='kind = "all"', attendance="", interval=1, entry="closed", largest=12):
    text = FRAME
    for gap, words in {
        "{blocks}": blocks,
        "{completion}": completion,
        "{attendance}": attendance,
        "{interval}": str(interval),
        "{entry}": entry,
        "{largest}": str(largest),
    }.items():
        text = text.replace(gap, words)
    return load_pack(text, "office.toml")


def days_of(planned):
    return [item.starts_at.date() for item in planned.items if item.starts_at]


def on(text):
    return date.fromisoformat(text)
