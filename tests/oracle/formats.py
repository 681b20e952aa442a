#!/usr/bin/env python3
"""Reads results back with other programs' readers, and holds them against the table in JSON.

    python3 tests/oracle/formats.py ./target/release/gtm

CSV is read with Python's own reader, Parquet and Arrow with pyarrow and DuckDB, Excel with openpyxl; a reader that
is not installed is left out, and that is said. Every cell counts: its value, its type, and whether it is missing.
Prints `N passed, M failed`; exit status 1 if any failed.
"""

import csv
import datetime
import importlib
import json
import random
import re
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

ROWS = 400
SHOWN = 20
PACK = """pack kinds "Every kind of column"

record Thing "One thing a row" {
  id     text key
  note   text
  big    number
  count  integer
  rate   1..5
  share  percent
  price  money EUR
  day    date
  lasts  duration
  ok     yes/no
  size   one of small < medium < large
  tags   list of text
  days   list of date
  parts  list of percent
  double number = big * 2
}

segment good "Good" for Thing {
  fine "Fine": ok             else "not fine: {note}"
  dear "Dear": price > 10 EUR else "only {price}"
}

score points "Points" for Thing {
  ok:    +10 when ok
  large: +5 when size is large
  band high from 10
  band low  otherwise
}

strategy step "Next" for Thing {
  go   "Go"   when good
  wait "Wait" otherwise
}

view all_of_it "All of it" for Thing {
  show id, note, big, count, rate, share, price, day, lasts, ok, size, tags, days, parts, double, good, points, step
}
"""
NUMBERS = {"big", "share", "price", "double", "double_low", "double_high"}
INTEGERS = {"count", "rate", "points", "points_low", "points_high"}
WHOLE = {"lasts"}
DAYS = {"day"}
YESNO = {"ok", "good"}
LISTS = {"tags", "days", "parts"}
CHOICES = {"size", "good_status", "points_status", "points_band", "step", "step_status"}
PIECES = ["=1+1", "+cmd", "-5", "@x", "\t", "'", '"', ",", ";", "a", "é", "東", "🙂", "<b>", "&", "_x0041_", "\n", "\u202e",
          "\u200b", "＝", "|", "12", " "]


class Tally:
    passed = 0
    failed = 0

    def compare(self, where, expected, found):
        if type(expected) is type(found) and expected == found:
            self.passed += 1
            return
        self.failed += 1
        if self.failed <= SHOWN:
            print(f"{where}: expected {expected!r}, found {found!r}")


def number(rng):
    digits = rng.choice([1, 3, 9, 14, 15, 16, 20])
    whole = rng.randrange(10**digits)
    places = rng.choice([0, 0, 1, 2, 6])
    text = str(whole) + (f".{rng.randrange(10**places):0{places}}" if places else "")
    return rng.choice(["", "-"]) + text


def day(rng):
    first = datetime.date(1850, 1, 1).toordinal()
    last = datetime.date(2150, 1, 1).toordinal()
    return datetime.date.fromordinal(rng.randint(first, last)).isoformat()


def thing(rng, place):
    row = {
        "id": f"T{place:05}",
        "note": "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 5))),
        "big": Raw(number(rng)),
        "count": Raw(number(rng).split(".")[0]),
        "rate": rng.randint(1, 5),
        "share": f"{rng.randint(-1000, 1000) / 8}%",
        "price": Raw(f"{rng.randint(-5000, 5000) / 100}"),
        "day": day(rng),
        "lasts": rng.randint(0, 4000),
        "ok": rng.random() < 0.5,
        "size": rng.choice(["small", "medium", "large"]),
        "tags": [rng.choice(["a", "b c", "=1", "🙂"]) for _ in range(rng.randint(0, 3))],
        "days": [day(rng) for _ in range(rng.randint(0, 2))],
        "parts": [f"{rng.randint(0, 800) / 8}%" for _ in range(rng.randint(0, 2))],
    }
    return {name: value for name, value in row.items() if name == "id" or rng.random() < 0.85}


class Raw(str):
    """A number that is written digit for digit."""


def as_json(row):
    parts = []
    for name, value in row.items():
        text = value if isinstance(value, Raw) else json.dumps(value, ensure_ascii=False)
        parts.append(f"{json.dumps(name)}: {text}")
    return "{" + ", ".join(parts) + "}"


def run(gtm, folder, out):
    command = [gtm, "run", "kinds.gtm", "--data", "things.ndjson", "--as-of", "2026-01-31", "--out", out]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\nexit status {done.returncode}\n{done.stderr}")


def typed(name, value):
    """The value of a JSON cell as a typed file holds it."""
    if value is None:
        return None
    if name in NUMBERS or name in INTEGERS:
        return Decimal(value)
    if name in DAYS:
        return datetime.date.fromisoformat(value)
    if name == "days":
        return [datetime.date.fromisoformat(item) for item in value]
    if name == "parts":
        return [Decimal(item) for item in value]
    return value


def plain(value):
    """The value of a JSON cell as a text file holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(plain(item) for item in value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


SKIPPED = r"[\s\x00-\x1f\x7f-\x9f\"'“”‘’`\u200b-\u200f\u2060\ufeff\u00ad]*"
FORMULA = re.compile(rf"'*[\t\r]|{SKIPPED}[=@＝＠＋－−]|{SKIPPED}[+-](?!\d+(?:[., \u00a0\u202f']\d+)*%?\Z)")


def unmarked(text):
    """A text of a CSV file without the mark before formulas."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def check_csv(tally, folder, rows):
    with open(folder / "out" / "all_of_it.csv", encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    tally.compare("csv: rows", len(rows), len(found))
    for expected, row in zip(rows, found):
        for name, value in expected.items():
            tally.compare(f"csv {expected['id']} {name}", plain(value), unmarked(row[name]))
            runs = row[name][:1] in ("=", "@", "\t", "\r") and isinstance(value, str)
            tally.compare(f"csv {expected['id']} {name} runs", False, runs)


def check_typed(tally, label, rows, found):
    tally.compare(f"{label}: rows", len(rows), len(found))
    for expected, row in zip(rows, found):
        for name, value in expected.items():
            tally.compare(f"{label} {expected['id']} {name}", typed(name, value), row[name])


def check_types(tally, label, schema, pyarrow):
    for name in schema.names:
        ty = schema.field(name).type
        if name in NUMBERS:
            expected = pyarrow.decimal128(26, 6)
        elif name in INTEGERS:
            expected = pyarrow.decimal128(20, 0)
        elif name in WHOLE:
            expected = pyarrow.int64()
        elif name in DAYS:
            expected = pyarrow.date32()
        elif name in YESNO:
            expected = pyarrow.bool_()
        elif name in CHOICES:
            expected = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
        elif name in LISTS:
            tally.compare(f"{label} {name}: a list", True, pyarrow.types.is_list(ty))
            continue
        else:
            continue
        tally.compare(f"{label} {name}: type", str(expected), str(ty))


def excel(name, value):
    """The value of a JSON cell as a cell of Excel holds it, in Python's types."""
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return plain(value)
    if name in DAYS:
        found = datetime.datetime.fromisoformat(value)
        return found if found >= datetime.datetime(1900, 3, 1) else value
    if isinstance(value, (int, Decimal)):
        digits = plain(Decimal(value)).replace(".", "").strip("-").strip("0")
        return float(value) if len(digits) <= 15 else plain(Decimal(value))
    return value


def check_excel(tally, folder, rows, openpyxl):
    book = openpyxl.load_workbook(folder / "book.xlsx")
    tally.compare("xlsx: sheets", ["all_of_it", "about"], book.sheetnames)
    sheet = book["all_of_it"]
    tally.compare("xlsx: frozen", "A2", sheet.freeze_panes)
    lines = list(sheet.iter_rows())
    names = [cell.value for cell in lines[0]]
    tally.compare("xlsx: rows", len(rows), len(lines) - 1)
    for expected, line in zip(rows, lines[1:]):
        for name, cell in zip(names, line):
            value = excel(name, expected[name])
            found = float(cell.value) if type(cell.value) is int else cell.value
            tally.compare(f"xlsx {expected['id']} {name}", value, found)
            tally.compare(f"xlsx {expected['id']} {name}: no formula", False, cell.data_type == "f")
            if isinstance(value, str) and FORMULA.match(value):
                tally.compare(f"xlsx {expected['id']} {name}: quoted", True, cell.quotePrefix)
    about = {}
    for row in book["about"].iter_rows():
        about.setdefault(row[0].value, row[1].value)
    tally.compare("xlsx: pack", "kinds", about["pack"])
    tally.compare("xlsx: day", "2026-01-31", about["as of"])
    tally.compare("xlsx: made on", datetime.datetime(2026, 1, 31), book.properties.created)


def module(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed: what it reads is not compared")
        return None


def main():
    gtm = str(Path(sys.argv[1]).resolve())
    tally = Tally()
    rng = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "kinds.gtm").write_text(PACK, encoding="utf-8")
        lines = [as_json(thing(rng, place)) for place in range(ROWS)]
        (folder / "things.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
        for out in ["out/", "book.xlsx", "all.json", "all.ndjson", "all.parquet", "all.arrow"]:
            run(gtm, folder, out)
        text = (folder / "all.json").read_text(encoding="utf-8")
        rows = json.loads(text, parse_float=Decimal)
        lines = (folder / "all.ndjson").read_text(encoding="utf-8").splitlines()
        tally.compare("ndjson", rows, [json.loads(line, parse_float=Decimal) for line in lines])
        check_csv(tally, folder, rows)
        pyarrow = module("pyarrow")
        if pyarrow:
            import pyarrow.ipc
            import pyarrow.parquet

            parquet = pyarrow.parquet.read_table(folder / "all.parquet")
            arrow = pyarrow.ipc.open_file(folder / "all.arrow").read_all()
            for label, table in [("parquet", parquet), ("arrow", arrow)]:
                check_types(tally, label, table.schema, pyarrow)
                check_typed(tally, label, rows, table.to_pylist())
                tally.compare(f"{label}: pack", b"kinds", table.schema.metadata[b"gtm.pack"])
                tally.compare(f"{label}: unit", b"EUR", table.schema.field("price").metadata[b"gtm.unit"])
        duckdb = module("duckdb")
        if duckdb:
            asked = duckdb.sql(f"from '{folder / 'all.parquet'}'")
            names = asked.columns
            check_typed(tally, "duckdb", rows, [dict(zip(names, row)) for row in asked.fetchall()])
        openpyxl = module("openpyxl")
        if openpyxl:
            check_excel(tally, folder, rows, openpyxl)
    print(f"{tally.passed} passed, {tally.failed} failed")
    sys.exit(1 if tally.failed else 0)


if __name__ == "__main__":
    main()
