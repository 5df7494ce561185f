#!/usr/bin/env python3
"""Compares two independent holiday packages day by day and writes what they say as test data.

    python3 -m venv /tmp/oracle && /tmp/oracle/bin/pip install chinesecalendar holidays
    /tmp/oracle/bin/python tools/calendar-oracle.py

The result, crates/core/tests/data/calendar-oracle.json, is what crates/core/tests/calendar.rs
compares our own years with (2024-2026, every day), and what it checks the assumptions about years
without a notice with (2008-2026). Run it again when a new notice is out and the packages know it;
the program itself never uses them.
"""

import datetime
import json
import pathlib
import sys
from importlib.metadata import version

import chinese_calendar
import holidays

OURS = range(2024, 2027)
KNOWN = range(2008, 2027)
FILE = pathlib.Path(__file__).parent.parent / "crates/core/tests/data/calendar-oracle.json"


def days(year):
    day = datetime.date(year, 1, 1)
    while day.year == year:
        yield day
        day += datetime.timedelta(1)


def main():
    china = holidays.country_holidays("CN", years=list(OURS))
    differences = [
        day.isoformat()
        for year in OURS
        for day in days(year)
        if chinese_calendar.is_workday(day) != china.is_working_day(day)
    ]
    years = {}
    for year in KNOWN:
        plain = {day: day.weekday() < 5 for day in days(year)}
        works = {day: chinese_calendar.is_workday(day) for day in plain}
        years[str(year)] = {
            "rest": [d.isoformat() for d in plain if plain[d] and not works[d]],
            "makeup": [d.isoformat() for d in plain if not plain[d] and works[d]],
        }
    result = {
        "packages": {name: version(name) for name in ("chinesecalendar", "holidays")},
        "days_compared_between_packages": sum(1 for year in OURS for _ in days(year)),
        "differences": differences,
        "years": years,
    }
    FILE.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"{len(differences)} differences in {result['days_compared_between_packages']} days")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
