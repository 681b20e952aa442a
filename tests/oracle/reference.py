#!/usr/bin/env python3
"""What the three example packs must come to, worked out without the program.

Written from the frameworks and from docs/semantics.md: plain Python, one row at a time.

    python3 tests/oracle/reference.py abm examples/abm

prints the results as JSON, named like those of `gtm run … --format json`: one list of rows a record.
"""

import csv
import json
import re
import sys
import unicodedata
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from sets import (
    NO_ONLY,
    UNKNOWN,
    YES,
    YES_ONLY,
    Choice,
    Number,
    Truth,
    above,
    at_least,
    bands,
    below,
    both,
    divide,
    either,
    negate,
    ranks,
    rounded,
    segment,
    strategy,
    times,
    within,
)

# ---- cells --------------------------------------------------------------------------------------


def rows_of(folder, name):
    with open(Path(folder) / name, newline="", encoding="utf-8") as file:
        return [
            {key.strip(): unicodedata.normalize("NFC", cell).strip() for key, cell in row.items()}
            for row in csv.DictReader(file)
        ]


def number(cell, low=None, high=None, whole=False, percent=False, money=None):
    """A cell to a number; its range when it is empty, the same and a fault when it cannot be read."""
    low = None if low is None else Fraction(low)
    high = None if high is None else Fraction(high)
    if cell == "":
        return Number(low, high)
    fault = Number(low, high, fault=True)
    if money and cell.endswith(money):
        cell = cell[: -len(money)].strip()
    if percent and cell.endswith("%"):
        cell = cell[:-1].strip()
    if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", cell):
        return fault
    try:
        value = Fraction(Decimal(cell))
    except InvalidOperation:
        return fault
    if percent:
        value /= 100
    value = rounded(value)
    if whole and value.denominator != 1:
        return fault
    if (low is not None and value < low) or (high is not None and value > high):
        return fault
    return Number.point(value)


def yes_no(cell):
    if cell == "":
        return UNKNOWN
    if cell.lower() in ("yes", "true", "y", "1"):
        return YES_ONLY
    if cell.lower() in ("no", "false", "n", "0"):
        return NO_ONLY
    return Truth(UNKNOWN.values, fault=True)


def choice(cell, members):
    """Members as {name: label}; a cell may write either, in any case."""
    if cell == "":
        return Choice(members)
    for name, label in members.items():
        if cell.lower() in (name.lower(), label.lower()):
            return Choice([name])
    return Choice(members, fault=True)


def text(cell):
    return Choice(None) if cell == "" else Choice([cell])


# ---- results ------------------------------------------------------------------------------------


def is_known(x):
    return YES_ONLY if x.status == "known" else NO_ONLY


def is_unknown(x):
    return YES_ONLY if x.status in ("unknown", "fault") else NO_ONLY


def plain(x):
    """A fraction as JSON has it."""
    if x is None:
        return None
    return int(x) if x.denominator == 1 else Decimal(x.numerator) / Decimal(x.denominator)


def segment_columns(name, member, stopped):
    return {
        name: None if member.status != "known" else member.values == {YES},
        name + "_status": member.status,
        name + "_stopped_by": stopped,
    }


def choice_columns(name, value):
    return {
        name: value.names[0] if value.settled else None,
        name + "_status": value.status,
        name + "_possible": ", ".join(value.names) if value.applies else None,
    }


def in_order(value, members):
    """What is left of a list's values, in the order of the list."""
    value.names = [name for name in members if name in value.names]
    return value


def score_columns(name, value, band, rank):
    return {
        name: plain(value.low) if value.settled else None,
        name + "_status": value.status,
        name + "_low": plain(value.low) if value.applies else None,
        name + "_high": plain(value.high) if value.applies else None,
        name + "_band": band.names[0] if band.settled else None,
        name + "_possible": ", ".join(band.names) if band.applies else None,
        name + "_rank_low": rank[0],
        name + "_rank_high": rank[1],
    }


# ---- account-based marketing --------------------------------------------------------------------

INDUSTRIES = ["Coffee shops", "Catering", "Vending", "Hotels, restaurants", "Office services"]
SERVED = ["FR", "BE", "CH", "LU"]
STAGES = ["left_out", "selection", "ranking", "approach", "dialogue"]


def abm(folder):
    staged = []
    for row in rows_of(folder, "accounts.csv"):
        gates = [
            ("trade", within(text(row["industry"]), INDUSTRIES)),
            ("size", at_least(number(row["employees"], 0, whole=True), Number.point(20))),
            ("means", at_least(number(row["turnover"], 0, money="EUR"), Number.point(1000000))),
            ("delivery", within(text(row["country"]), SERVED)),
            ("logistics", at_least(Number.point(700), number(row["distance_km"], 0, 20000, whole=True))),
            ("health", at_least(number(row["growth"], percent=True), Number.point(Fraction(-5, 100)))),
        ]
        target, stopped = segment(gates)
        bant = Number.not_applicable()
        if YES in target.values:
            bant = Number.point(1)
            for answer in ("budget", "authority", "need", "time"):
                bant = times(bant, number(row[answer], 1, 5, whole=True))
            if target.open:
                bant.may_not_apply = True
                bant.fault = bant.fault or target.fault
        staged.append((row, target, stopped, bant))

    results = []
    for (row, target, stopped, bant), rank in zip(staged, ranks([s[3] for s in staged])):
        band = bands(bant, [("hot", 300), ("warm", 100), ("cold", None)])
        off = both(is_known(target), negate(target))
        responded = yes_no(row["responded"])
        passed = within(band, ["hot", "warm"])
        stage = strategy(
            [
                ("left_out", off),
                ("selection", is_unknown(target)),
                ("dialogue", responded),
                ("approach", passed),
                ("ranking", YES_ONLY),
            ]
        )
        step = strategy(
            [
                ("drop", off),
                ("check", is_unknown(target)),
                ("meet", both(responded, within(band, ["hot"]))),
                ("warm_up", responded),
                ("qualify", is_unknown(bant)),
                ("wait", within(band, ["cold"])),
                ("chase", yes_no(row["piece_sent"])),
                ("send", yes_no(row["researched"])),
                ("research", YES_ONLY),
            ]
        )
        results.append(
            {
                "name": row["name"],
                **segment_columns("target", target, stopped),
                **score_columns("bant", bant, band, rank),
                **choice_columns("stage", in_order(stage, STAGES)),
                **choice_columns("next_step", step),
            }
        )
    return {"Account": results}


# ---- the right slice ----------------------------------------------------------------------------

TIMES_A_YEAR = {"once": 0, "yearly": 1, "quarterly": 4, "monthly": 12, "daily": 250}
FREQUENCY = {
    "once": "once",
    "yearly": "once a year",
    "quarterly": "once a quarter",
    "monthly": "once a month",
    "daily": "every day",
}
FIVE = [
    ("look", "know_look"),
    ("find", "can_find"),
    ("reach", "can_reach"),
    ("talk", "will_talk"),
    ("words", "know_words"),
]


def right_slice(folder):
    results = []
    for row in rows_of(folder, "slices.csv"):
        growth = number(row["demand_growth"], 0)
        margin = number(row["net_margin"], percent=True)
        share = divide(
            number(row["buyers_served"], 0, whole=True), number(row["buyers_now"], 0, whole=True)
        )
        clear = yes_no(row["clear_result"])

        reachable, unreached = segment([(name, yes_no(row[column])) for name, column in FIVE])

        used = choice(row["used"], FREQUENCY)
        uses = [Fraction(TIMES_A_YEAR[name]) for name in used.names]
        often = at_least(Number(min(uses), max(uses), fault=used.fault), Number.point(12))
        role = strategy(
            [
                ("essential", yes_no(row["regulated"])),
                ("essential", often),
                ("nice_to_have", YES_ONLY),
            ]
        )

        good, stopped = segment(
            [
                ("growth", both(at_least(growth, Number.point(10)), above(margin, Number.point(0)))),
                ("outcome", clear),
                ("filter", reachable),
                ("need", within(role, ["essential"])),
            ]
        )
        verdict = strategy(
            [("find_out", is_unknown(good)), ("serve", good), ("re_evaluate", YES_ONLY)]
        )
        warning = strategy(
            [
                ("no_share", below(share, Number.point(Fraction(25, 100)))),
                ("shrinking", below(growth, Number.point(1))),
                ("slow", below(growth, Number.point(10))),
                ("sound", YES_ONLY),
            ]
        )
        value = strategy(
            [
                ("none_yet", negate(clear)),
                ("measurable", yes_no(row["recurs"])),
                ("one_off", YES_ONLY),
            ]
        )
        results.append(
            {
                "name": row["name"],
                "share": plain(share.low) if share.settled else None,
                **segment_columns("reachable", reachable, unreached),
                **choice_columns("role", role),
                **segment_columns("right_slice", good, stopped),
                **choice_columns("verdict", verdict),
                **choice_columns("share_warning", warning),
                **choice_columns("value", value),
            }
        )
    return {"Slice": results}


# ---- positioning --------------------------------------------------------------------------------

POSITIONS = {
    "key_factors": "Key choice factors",
    "relative_advantages": "Relative advantages",
    "reeducation": "Reeducation",
    "unique_features": "Unique features",
    "price": "Price and channels",
}


def positioning(folder):
    rivals = [
        (row["market"], yes_no(row["strong"]), choice(row["holds"], POSITIONS))
        for row in rows_of(folder, "rivals.csv")
    ]
    results = []
    for row in rows_of(folder, "markets.csv"):
        complete = yes_no(row["rivals_listed"]).values == {YES}
        # A rival without a market may be in any.
        here = [
            (YES_ONLY if market else UNKNOWN, strong, holds)
            for market, strong, holds in rivals
            if market in (row["name"], "")
        ]

        def found(condition):
            """How many rows certainly, how many at most (None is open)."""
            certain = possible = 0
            for member, strong, holds in here:
                counted = both(member, condition(strong, holds).needed())
                certain += counted.values == {YES}
                possible += YES in counted.values
            return certain, possible if complete else None

        def none(condition):
            certain, possible = found(condition)
            return NO_ONLY if certain else YES_ONLY if possible == 0 else UNKNOWN

        certain, possible = found(lambda strong, holds: strong)
        strong_ones = Number(Fraction(certain), None if possible is None else Fraction(possible))
        position = strategy(
            [
                ("key_factors", below(strong_ones, Number.point(3))),
                (
                    "key_factors",
                    none(lambda strong, holds: both(strong, within(holds, ["key_factors"]))),
                ),
                ("relative_advantages", none(lambda _, holds: within(holds, ["relative_advantages"]))),
                ("reeducation", none(lambda _, holds: within(holds, ["reeducation"]))),
                ("unique_features", none(lambda _, holds: within(holds, ["unique_features"]))),
                ("price", YES_ONLY),
            ]
        )
        buyers = choice(row["buyers"], {"businesses": "Businesses", "consumers": "Consumers"})
        age = choice(row["age"], {"young": "Young", "mature": "Mature"})
        wording = strategy(
            [
                ("keep", within(buyers, ["consumers"])),
                ("keep", negate(yes_no(row["claim_differs"]))),
                ("explain", within(age, ["young"])),
                ("specify", YES_ONLY),
            ]
        )
        results.append(
            {
                "name": row["name"],
                "strong_ones": plain(strong_ones.low) if strong_ones.settled else None,
                **choice_columns("positioning", in_order(position, POSITIONS)),
                **choice_columns("wording", wording),
            }
        )
    return {"Market": results}


PACKS = {"abm": abm, "right_slice": right_slice, "positioning": positioning}


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in PACKS:
        sys.exit(f"usage: reference.py {'|'.join(PACKS)} FOLDER")
    results = PACKS[sys.argv[1]](sys.argv[2])
    json.dump(results, sys.stdout, ensure_ascii=False, indent=2, default=float)
    print()


if __name__ == "__main__":
    main()
