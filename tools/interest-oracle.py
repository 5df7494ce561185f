#!/usr/bin/env python3
"""Accrues interest for delay day by day, in fractions, and writes the sums as test data.

    python3 tools/interest-oracle.py

The result, crates/core/tests/data/interest-oracle.json, is what crates/core/tests/sums.rs compares
the program with. This is the second program of two: it shares neither code nor method (day by day
against stretch by stretch, fractions against decimals). The cases are drawn with a fixed seed.
"""

import datetime
import json
import pathlib
import random
from fractions import Fraction

FILE = pathlib.Path(__file__).parent.parent / "crates/core/tests/data/interest-oracle.json"
# One-year LPR, percent, from the day of publication.
LPR = [
    ("2019-08-20", "4.25"), ("2019-09-20", "4.20"), ("2019-11-20", "4.15"), ("2020-02-20", "4.05"),
    ("2020-04-20", "3.85"), ("2021-12-20", "3.80"), ("2022-01-20", "3.70"), ("2022-08-22", "3.65"),
    ("2023-06-20", "3.55"), ("2023-08-21", "3.45"), ("2024-07-22", "3.35"), ("2024-10-21", "3.10"),
    ("2025-05-20", "3.00"),
]


def cents_half_up(value):
    cents = value * 100
    whole = cents.numerator // cents.denominator
    return whole + (1 if cents - whole >= Fraction(1, 2) else 0)


def accrue(principal, due, payments, agreed, signed, basis):
    """Every day after the due date costs a day's interest on what is owed that day."""
    if agreed is None:
        daily = Fraction(5, 10_000)
        rate = None
    else:
        floor = [Fraction(v) for d, v in LPR if datetime.date.fromisoformat(d) <= signed][-1]
        rate = max(Fraction(agreed), floor)
        daily = rate / 100 / basis
    owed = Fraction(principal)
    total = Fraction(0)
    days = 0
    paid = {}
    for day, amount in payments:
        paid[day] = paid.get(day, 0) + Fraction(amount)
    first = min([due] + list(paid))
    last = max(paid)
    day = first
    while day <= last:
        # A payment of this day still costs the interest of this day.
        if day > due and owed > 0:
            total += owed * daily
            days += 1
        owed -= paid.get(day, 0)
        day += datetime.timedelta(1)
    return rate, days, total


def case(random):
    due = datetime.date(2021, 1, 1) + datetime.timedelta(random.randrange(1500))
    principal = random.randrange(1, 10**random.randrange(3, 12))
    left = principal
    payments = []
    for _ in range(random.randrange(0, 6)):
        if left <= 1:
            break
        amount = random.randrange(1, left)
        left -= amount
        payments.append((due + datetime.timedelta(random.randrange(-60, 1200)), amount))
    payments.append((due + datetime.timedelta(random.randrange(1, 3650)), left))
    agreed = random.choice([None, None, "0", "2.5", "3.1", "3.45", "4.7875", "6", "15.4", "24"])
    signed = datetime.date(2020, 9, 1) + datetime.timedelta(random.randrange(1900))
    basis = random.choice([365, 365, 360])
    text = lambda cents: f"{cents // 100}.{cents % 100:02d}"
    amounts = [(day, Fraction(cents, 100)) for day, cents in payments]
    rate, days, total = accrue(Fraction(principal, 100), due, amounts, agreed, signed, basis)
    interest = cents_half_up(total)
    given = {
        "principal": text(principal),
        "due": due.isoformat(),
        "payments": [[day.isoformat(), text(cents)] for day, cents in payments],
        "agreed_rate": agreed,
        "signed": signed.isoformat(),
        "basis": basis,
    }
    expected = {"overdue_days": days, "interest": text(interest)}
    if rate is not None:
        expected["rate"] = str(float(rate))
    return {"function": "arrears_interest", "input": given, "expected": expected}


def main():
    dice = random.Random(20250601)
    cases = [dict(id=f"{n}", **case(dice)) for n in range(400)]
    lines = ",\n".join(json.dumps(c, ensure_ascii=False, separators=(",", ":")) for c in cases)
    FILE.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(cases)} cases")


if __name__ == "__main__":
    main()
