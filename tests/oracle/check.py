#!/usr/bin/env python3
"""Compares the program with `reference.py`, on the examples and on made-up tables with gaps.

    python3 tests/oracle/check.py ./target/release/gtm

Prints `N passed, M failed`, one for each value compared; exit status 1 if any failed.
"""

import csv
import json
import random
import subprocess
import sys
import tempfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import reference

ROOT = Path(__file__).resolve().parents[2]
SHOWN = 20
SEEDS = (1, 2, 3)
ROWS = 2000


class Tally:
    passed = 0
    failed = 0

    def compare(self, where, expected, found):
        if same(expected, found):
            self.passed += 1
            return
        self.failed += 1
        if self.failed <= SHOWN:
            print(f"{where}: expected {expected!r}, found {found!r}")


def same(expected, found):
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, (int, Decimal)) and isinstance(found, (int, Decimal)):
        return abs(Fraction(expected) - Fraction(found)) < Fraction(1, 2 * 10**6)
    return expected == found


def run(gtm, pack, folder, record):
    command = [gtm, "run", str(ROOT / "rules" / f"{pack}.gtm"), "--data", str(folder)]
    command += ["--view", record, "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1) or not done.stdout.strip():
        sys.exit(f"{' '.join(command)}\nexit status {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout, parse_float=Decimal)


def compare(tally, gtm, pack, folder, title):
    for record, expected_rows in reference.PACKS[pack](folder).items():
        found_rows = {row["name"]: row for row in run(gtm, pack, folder, record)}
        tally.compare(f"{title} {record}: number of rows", len(expected_rows), len(found_rows))
        for expected in expected_rows:
            found = found_rows.get(expected["name"], {})
            for column, value in expected.items():
                where = f"{title} {record} {expected['name']}: {column}"
                tally.compare(where, value, found.get(column, "no such column"))


# ---- tables with gaps ---------------------------------------------------------------------------


def pick(rng, values, gap=0.15):
    return "" if rng.random() < gap else rng.choice(values)


def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


ANSWERS = ["yes", "no", "Yes", "NO", "true", "false", "y", "n", "1", "0", " yes "]


def some_abm(rng, folder):
    rows = []
    for i in range(ROWS):
        gap = rng.choice([0, 0.02, 0.3])
        likely = rng.random() < 0.7
        rows.append(
            {
                "name": f"Société №{i}",
                "industry": pick(rng, reference.INDUSTRIES + ([] if likely else ["Mining", "catering"]), gap),
                "employees": pick(rng, [20, 21, 300] + ([] if likely else [0, 19, "many", -1, "20.5"]), gap),
                "turnover": pick(rng, ["1000000", "2500000 EUR", "1000000.01"] + ([] if likely else ["999999.99", "0", "5 USD"]), gap),
                "country": pick(rng, reference.SERVED + ([] if likely else ["PT", "fr"]), gap),
                "distance_km": pick(rng, [0, 350, 700] + ([] if likely else [701, 20000, 20001]), gap),
                "growth": pick(rng, ["-5%", "0", "12.5%", "-5"] + ([] if likely else ["-5.01%", "-60", "n/a"]), gap),
                **{
                    name: pick(rng, [1, 2, 3, 4, 5, 5] + ([] if likely else [0, 6, "3.0", "high"]), gap)
                    for name in ("budget", "authority", "need", "time")
                },
                "researched": pick(rng, ANSWERS, gap),
                "piece_sent": pick(rng, ANSWERS, gap),
                "responded": pick(rng, ANSWERS + ["no", "no", "no"] + ([] if likely else ["maybe"]), gap),
            }
        )
    write(folder / "accounts.csv", rows)


def some_right_slice(rng, folder):
    rows = []
    for i in range(ROWS):
        gap = rng.choice([0, 0.05, 0.3])
        likely = rng.random() < 0.7
        mostly = ["yes", "yes", "yes", "yes", "y", "1", "no"] if likely else ANSWERS + ["perhaps"]
        rows.append(
            {
                "name": f"Сегмент {i}",
                "demand_growth": pick(rng, ["10", "10.000001", "25"] + ([] if likely else ["9.999999", "1", "0.5", "0", "-1", "ten"]), gap),
                "net_margin": pick(rng, ["0.1%", "12", "30%"] + ([] if likely else ["0", "-3%", "0.00001%"]), gap),
                "buyers_now": pick(rng, [4, 28, 3, 1000] + ([] if likely else [0]), gap),
                "buyers_served": pick(rng, [0, 1, 2, 7, 9, 250], gap),
                "clear_result": pick(rng, mostly, gap),
                "results": pick(rng, ["personal_growth", "opened_door; relieved_pain"], gap),
                "recurs": pick(rng, ANSWERS, gap),
                **{column: pick(rng, mostly, gap) for _, column in reference.FIVE},
                "used": pick(rng, list(reference.FREQUENCY) + ["Every day", "ONCE A MONTH"] + ([] if likely else ["never"]), gap),
                "regulated": pick(rng, ANSWERS, gap),
            }
        )
    write(folder / "slices.csv", rows)


def some_positioning(rng, folder):
    markets = [
        {
            "name": f"Marché {i}",
            "buyers": pick(rng, ["businesses", "Businesses", "businesses", "consumers", "both"]),
            "age": pick(rng, ["young", "Mature", "MATURE"]),
            "claim": pick(rng, ["the most unusual", "le plus sûr"]),
            "claim_differs": pick(rng, ANSWERS),
            "rivals_listed": pick(rng, ["yes", "yes", "yes", "yes", "no"], 0.1),
        }
        for i in range(ROWS // 4)
    ]
    positions = list(reference.POSITIONS) + list(reference.POSITIONS.values())
    early = ["key_factors", "relative_advantages", "reeducation"]
    rivals = []
    for market in markets:
        gap = rng.choice([0, 0, 0.05, 0.3])
        for i in range(rng.randrange(9)):
            held = rng.choice([early, positions])
            rivals.append(
                {
                    "market": market["name"],
                    "name": f"R{i}",
                    "strong": pick(rng, ["yes", "yes", "yes", "no"], gap),
                    "holds": pick(rng, held, gap),
                }
            )
    rivals.append({"market": "", "name": "Anywhere", "strong": "yes", "holds": rng.choice(early)})
    rivals.append({"market": "No such market", "name": "Nowhere", "strong": "yes", "holds": "price"})
    rng.shuffle(rivals)
    write(folder / "markets.csv", markets)
    write(folder / "rivals.csv", rivals)


MAKERS = {"abm": some_abm, "right_slice": some_right_slice, "positioning": some_positioning}


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: check.py PATH_TO_GTM")
    gtm = sys.argv[1]
    tally = Tally()
    for pack, make in MAKERS.items():
        compare(tally, gtm, pack, ROOT / "examples" / pack, "example")
        for seed in SEEDS:
            with tempfile.TemporaryDirectory() as folder:
                make(random.Random(f"{pack} {seed}"), Path(folder))
                compare(tally, gtm, pack, Path(folder), f"{pack} seed {seed}")
    print(f"{tally.passed} passed, {tally.failed} failed")
    sys.exit(1 if tally.failed else 0)


if __name__ == "__main__":
    main()
