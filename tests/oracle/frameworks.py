#!/usr/bin/env python3
"""Compares the packs with their frameworks, worked out in Python from the text of each.

    python3 tests/oracle/frameworks.py ./target/release/gtm [NAME ...]

Every module of `frameworks/` says what is expected of one pack (see `frameworks/common.py`). Three
kinds of tables are compared: the pack's examples; the examples with a fact changed; and the examples
with answers put in other rows, or taken out, by chance. Prints the rows that differ, and at the end
`N passed, M failed`; `outer` counts the results that rightly hold more than the exact outcomes because
an unknown is read twice. Exit status 1 if any failed.
"""

import copy
import csv
import importlib
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHOWN = 40
SEEDS = 5
GAP = 0.1

sys.path.insert(0, str(HERE))


class Tally(Counter):
    def add(self, where, how, wrong):
        self[how] += 1
        if how == "failed" and self["failed"] <= SHOWN:
            print(f"{where}: {wrong}")


def read(folder):
    tables = {}
    for path in sorted(folder.glob("*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            tables[path.stem] = list(csv.DictReader(file))
    return tables


def write(tables, folder, columns):
    for name, rows in tables.items():
        with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, fieldnames=columns[name])
            writer.writeheader()
            writer.writerows(rows)


def run(gtm, module, folder, record):
    command = [gtm, "run", str(ROOT / "rules" / f"{module.NAME}.gtm"), "--data", str(folder)]
    command += ["--view", record, "--format", "json"]
    if hasattr(module, "AS_OF"):
        command += ["--as-of", module.AS_OF]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1) or not done.stdout.strip():
        sys.exit(f"{' '.join(command)}\nexit status {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout, parse_float=Decimal)


def by_key(module, record, rows):
    column = getattr(module, "KEYS", {}).get(record, "name")
    if column is None:
        return dict(enumerate(rows))
    if isinstance(column, str):
        return {row[column]: row for row in rows}
    return {tuple(row[one] for one in column): row for row in rows}


def compare(tally, gtm, module, tables, columns, title, more=()):
    """What the module expects of these tables, and what it says of single rows."""
    with tempfile.TemporaryDirectory() as folder:
        write(tables, Path(folder), columns)
        expected = module.expected(tables)
        found = {
            record: by_key(module, record, run(gtm, module, folder, record))
            for record in {*expected, *(record for record, _, _, _ in more)}
        }
    wanted = [
        (record, key, column, value)
        for record, rows in expected.items()
        for key, cells in rows.items()
        for column, value in cells.items()
    ]
    for record, rows in expected.items():
        if set(rows) != set(found[record]):
            tally.add(f"{title}, {record}", "failed", f"other rows: {set(rows) ^ set(found[record])}")
    for record, key, column, value in [*wanted, *more]:
        row = found[record].get(key)
        how, wrong = ("failed", "no such row") if row is None else value.compare(row, column)
        tally.add(f"{title}, {record} {key}, {column}", how, wrong)


def by_chance(module, tables, seed):
    """Other tables of the same answers: each column's cells drawn anew, some of them left out.

    Only the columns that RANDOM names, {table: {column: answers, or None for those in the table}}.
    """
    rng = random.Random(f"{module.NAME} {seed}")
    tables = copy.deepcopy(tables)
    for name, columns in module.RANDOM.items():
        given = {
            column: answers or [row[column] for row in tables[name] if row[column]]
            for column, answers in columns.items()
        }
        for row in tables[name]:
            gap = rng.choice([0, GAP, GAP])
            for column, answers in given.items():
                row[column] = "" if rng.random() < gap else rng.choice(answers)
    return tables


def check(tally, gtm, module):
    folder = ROOT / "examples" / module.NAME
    tables = read(folder)
    columns = {name: list(rows[0]) for name, rows in tables.items()}
    compare(tally, gtm, module, tables, columns, module.NAME)
    for label, other, more in module.changes(copy.deepcopy(tables)):
        compare(tally, gtm, module, other, columns, f"{module.NAME}, {label}", more)
    if hasattr(module, "RANDOM"):
        for seed in range(SEEDS):
            other = by_chance(module, tables, seed)
            compare(tally, gtm, module, other, columns, f"{module.NAME}, by chance {seed}")


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: frameworks.py PATH_TO_GTM [NAME ...]")
    gtm, names = sys.argv[1], sys.argv[2:]
    if not names:
        names = sorted(path.stem for path in (HERE / "frameworks").glob("*.py"))
        names = [name for name in names if name not in ("common", "__init__")]
    tally = Tally()
    for name in names:
        check(tally, gtm, importlib.import_module(f"frameworks.{name}"))
    outer = f", {tally['outer']} outer" if tally["outer"] else ""
    print(f"{tally['passed']} passed{outer}, {tally['failed']} failed")
    sys.exit(1 if tally["failed"] else 0)


if __name__ == "__main__":
    main()
