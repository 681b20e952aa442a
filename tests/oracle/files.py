#!/usr/bin/env python3
"""Writes public tables in every form in which analysts send them, and compares what is read from each with the
cells that Python reads from the original.

    python3 tests/oracle/files.py ./target/release/gtm [FOLDER]

FOLDER holds the tables (default: ../shared/data beside the checkout); without it the check is skipped with a message.
Workbooks need openpyxl, Parquet and Arrow need pyarrow, zstd needs zstandard; a form whose library is not there is skipped
with a message. Prints `N passed, M failed`; exit status 1 if any failed.
"""

import csv
import gzip
import importlib
import io
import json
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
SIX = Decimal("0.000001")
tally = Counter()

# A file, its delimiter and encoding, and the columns that are looked at with their types.
TABLES = [
    ("bank/bank.csv", ";", [("age", "integer"), ("job", "text"), ("balance", "number"), ("y", "text")]),
    ("crm/sales_pipeline.csv", ",", [("opportunity_id", "text"), ("engage_date", "date"), ("close_value", "number")]),
    ("leads", ",", [("industry", "text"), ("expected_acv", "number"), ("web_sessions", "number")]),
    ("unicorns", ",", [("Company", "text"), ("Date Joined", "date"), ("Year Founded", "integer"), ("Country", "text")]),
    ("sp500/constituents-financials.csv", ",", [("Symbol", "text"), ("Price", "number"), ("Market Cap", "number")]),
    ("online_retail/2010-12-01.csv", ",", [("Description", "text"), ("Quantity", "integer"), ("UnitPrice", "number")]),
]


def value(kind, cell):
    """A cell of the original as Python means it."""
    cell = cell.strip()
    if not cell:
        return None
    if kind == "date":
        return date.fromisoformat(cell)
    return cell if kind == "text" else Decimal(cell)


def library(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"skipped: {name} is not installed")
        return None


def separated(columns, rows, delimiter, ends="\n"):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ends)
    writer.writerow([name for name, _ in columns])
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return out.getvalue()


def workbook(openpyxl, columns, rows):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["A report"])
    sheet.append([])
    sheet.append([name for name, _ in columns])
    for row in rows:
        sheet.append([float(cell) if isinstance(cell, Decimal) else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def arrow_table(pyarrow, columns, rows):
    kinds = {"text": pyarrow.string(), "date": pyarrow.date32(), "integer": pyarrow.int64(), "number": pyarrow.decimal128(38, 10)}
    arrays = []
    for place, (_, kind) in enumerate(columns):
        cells = [row[place] for row in rows]
        if kind == "integer":
            cells = [None if cell is None else int(cell) for cell in cells]
        array = pyarrow.array(cells, kinds[kind])
        arrays.append(array.dictionary_encode() if kind == "text" else array)
    return pyarrow.table(arrays, names=[name for name, _ in columns])


def forms(columns, rows):
    """File names and bytes."""
    plain = separated(columns, rows, ",")
    yield "t.csv", plain.encode()
    yield "marked.csv", separated(columns, rows, ";", "\r\n").encode("utf-8-sig")
    yield "tabs.txt", separated(columns, rows, "\t").encode("utf-16")
    yield "bare.tsv", separated(columns, rows, "\t").encode("utf-16-le")
    yield "t.csv.gz", gzip.compress(plain.encode())
    yield "excel.csv", ("sep=|\r\n" + separated(columns, rows, "|", "\r\n")).encode()
    try:
        yield "page.csv", separated(columns, rows, ";").encode("cp1252")
    except UnicodeEncodeError:
        pass
    objects = [{name: cell if cell is None else str(cell) for (name, _), cell in zip(columns, row)} for row in rows]
    yield "t.json", json.dumps(objects).encode()
    yield "t.ndjson", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in objects).encode()
    if zstandard:
        yield "t.csv.zst", zstandard.compress(plain.encode())
    if openpyxl:
        yield "t.xlsx", workbook(openpyxl, columns, rows)
    if pyarrow:
        table = arrow_table(pyarrow, columns, rows)
        parquet, feather = importlib.import_module("pyarrow.parquet"), importlib.import_module("pyarrow.feather")
        for packing in ["snappy", "gzip", "zstd", "lz4"]:
            out = io.BytesIO()
            parquet.write_table(table, out, compression=packing)
            yield f"{packing}.parquet", out.getvalue()
        out = io.BytesIO()
        feather.write_feather(table, out)
        yield "t.feather", out.getvalue()
        out = io.BytesIO()
        with pyarrow.ipc.new_stream(out, table.schema) as writer:
            writer.write_table(table)
        yield "t.arrow", out.getvalue()


def pack(columns):
    fields = "".join(f'  f{place} {kind} column "{name}"\n' for place, (name, kind) in enumerate(columns))
    shown = ", ".join(f"f{place}" for place in range(len(columns)))
    return f'pack forms "Forms"\n\nrecord Row {{\n{fields}}}\n\nview rows "Rows" for Row {{\n  show {shown}\n}}\n'


def written(kind, cell):
    """A cell as gtm writes it."""
    if cell is None:
        return ""
    if kind == "text":
        words = cell.strip()
        is_formula = words[0] in "=+-@\t\r" and not words.lstrip("+-").replace(".", "", 1).isdigit()
        return "'" + words if is_formula else words
    if kind == "date":
        return cell.isoformat()
    return cell.quantize(SIX, ROUND_HALF_UP)


def compare(gtm, folder, name, delimiter, columns):
    path = Path(folder) / name
    path = next(iter(sorted(path.glob("*.csv")))) if path.is_dir() else path
    with open(path, newline="", encoding="utf-8") as file:
        original = list(csv.DictReader(file, delimiter=delimiter))
    rows = [[value(kind, row[column]) for column, kind in columns] for row in original]
    rows = [row for row in rows if any(cell is not None for cell in row)]
    expected = [[written(kind, cell) for (_, kind), cell in zip(columns, row)] for row in rows]
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        (place / "forms.gtm").write_text(pack(columns), encoding="utf-8")
        for file, content in forms(columns, rows):
            (place / file).write_bytes(content)
            done = subprocess.run(
                [gtm, "run", "forms.gtm", "--data", file, "--format", "csv"],
                cwd=place, capture_output=True, text=True, encoding="utf-8", check=False,
            )
            found = list(csv.reader(io.StringIO(done.stdout)))[1:]
            found = [
                [Decimal(cell).quantize(SIX) if kind in ("integer", "number") and cell else cell for (_, kind), cell in zip(columns, row)]
                for row in found
            ]
            good = done.returncode == 0 and found == expected
            tally["passed" if good else "failed"] += 1
            if not good:
                different = [pair for pair in zip(expected, found) if pair[0] != pair[1]]
                print(f"{name} as {file}: {len(expected)} rows expected, {len(found)} found; {different[:2]}\n{done.stderr[:600]}")


openpyxl, pyarrow, zstandard = library("openpyxl"), library("pyarrow"), library("zstandard")


def main():
    gtm = str(Path(sys.argv[1]).resolve())
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else HERE.parents[2] / "shared" / "data"
    if not folder.is_dir():
        print(f"skipped: no folder {folder.name} with the public tables beside the checkout")
        return
    for name, delimiter, columns in TABLES:
        compare(gtm, folder, name, delimiter, columns)
    print(f"{tally['passed']} passed, {tally['failed']} failed")
    sys.exit(1 if tally["failed"] else 0)


main()
