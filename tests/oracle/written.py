#!/usr/bin/env python3
"""Writes tables as people of several countries would, works out here what each cell means, and compares.

    python3 tests/oracle/written.py ./target/release/gtm [FILES] [FOLDER]

FILES random tables (default 150) have columns in random styles, some with a cell that proves the style and some
without. What a column means is decided here from `docs/semantics.md` alone, with a regular expression for each way to
write a number: a cell is its one meaning, or nothing where there are several. FOLDER holds public tables (default:
../shared/data beside the checkout; left out if it is not there): their numbers and dates are written in other styles,
and the sums must be those of the table as it stands.
Prints `N passed, M failed`; exit status 1 if any failed.
"""

import csv
import io
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
tally = Counter()


def check(what, expected, found):
    good = expected == found
    tally["passed" if good else "failed"] += 1
    if not good and tally["failed"] <= 20:
        print(f"{what}: expected {expected!r}, found {found!r}")


def run(gtm, pack, record, rows, delimiter=","):
    """The rows of a record as `gtm run` gives them, and what it says beside."""
    with tempfile.TemporaryDirectory() as folder:
        pack_file, table = Path(folder) / "written.gtm", Path(folder) / "rows.csv"
        pack_file.write_text(pack, encoding="utf-8")
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
        table.write_text(text.getvalue(), encoding="utf-8")
        command = [gtm, "run", str(pack_file), "--data", str(table), "--view", record, "--format", "json"]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode not in (0, 1) or not done.stdout.strip():
            sys.exit(f"exit status {done.returncode}\n{done.stderr}\n{pack}\n{text.getvalue()}")
        return json.loads(done.stdout, parse_float=Decimal, parse_int=Decimal), done.stderr


# ---- numbers --------------------------------------------------------------------------------------

BLANKS = " \u00a0\u2009\u202f"
GROUPS = {"comma": ",", "point": ".", "blank": BLANKS, "apostrophe": "'’"}


def pattern(decimal, group):
    """The digits of a number with this mark before decimals, and this one between thousands or none."""
    fraction = rf"(?:{re.escape(decimal)}(\d+))?"
    if group is None:
        return re.compile(rf"(\d+){fraction}|(){re.escape(decimal)}(\d+)")
    mark = f"[{re.escape(GROUPS[group])}]"
    ways = rf"[1-9]\d{{0,2}}(?:{mark}\d{{3}})+"
    if group == "comma":
        ways += rf"|[1-9]\d?(?:{mark}\d{{2}})*{mark}\d{{3}}"
    return re.compile(rf"({ways}){fraction}")


WAYS = {
    ".": {group: pattern(".", group) for group in (None, "comma", "blank", "apostrophe")},
    ",": {group: pattern(",", group) for group in (None, "point", "blank", "apostrophe")},
}


def digits(body, decimal):
    """What the digits are with this mark before decimals, and the group mark used; None if they are not."""
    for group, way in WAYS[decimal].items():
        match = way.fullmatch(body)
        if match:
            whole, fraction = [part for part in match.groups() if part is not None] + [""] * (2 - sum(part is not None for part in match.groups()))
            value = Decimal(re.sub(r"\D", "", whole) or "0") + (Decimal("0." + fraction) if fraction else 0)
            return value, group
    return None


def split(text):
    """Sign, digits, factor of an amount in euros."""
    text = text.strip()
    sign = 1
    if text.startswith("(") and text.endswith(")"):
        sign, text = -1, text[1:-1].strip()
    if text.startswith("-") or text.endswith("-"):
        sign, text = -1, text.strip("- ")
    text = re.sub(r"^(€|EUR)\s*|\s*(€|EUR)$", "", text)
    factor = 1
    if text and text[-1] in "kM":
        factor, text = {"k": 1000, "M": 10**6}[text[-1]], text[:-1].strip()
    return sign, text, factor


def marks(column):
    """Which marks before decimals every number of the column can be read with, which cells differ, whether all are plain."""
    possible, differs, plain, numbers = {".", ","}, False, True, 0
    for cell in column:
        if not cell.strip():
            continue
        _, body, _ = split(cell)
        read = {mark: digits(body, mark) for mark in ".,"}
        if read["."] is None and read[","] is None:
            continue
        numbers += 1
        possible &= {mark for mark in read if read[mark]}
        differs |= all(read.values()) and read["."][0] != read[","][0]
        plain &= re.fullmatch(r"\d+(\.\d+)?", body) is not None
    return possible, differs, plain, numbers


def meanings(columns):
    """What every cell of every column means; None where that is not certain."""
    seen = [marks(column) for column in columns]
    proved = {next(iter(possible)) for possible, _, _, numbers in seen if numbers and len(possible) == 1}
    for column, (possible, differs, plain, numbers) in zip(columns, seen):
        if plain and not (differs and possible == {".", ","} and proved != {"."}):
            possible = {"."}
        yield [meaning(cell, possible, column) for cell in column]


def meaning(cell, possible, column):
    if not cell.strip():
        return None
    sign, body, factor = split(cell)
    read = {mark: digits(body, mark) for mark in ".,"}
    if not possible:
        # Two styles: only what is plain without doubt.
        values = {value[0] for value in read.values() if value}
        fine = re.fullmatch(r"\d+(\.\d+)?", body) and len(values) == 1
        return sign * factor * values.pop() if fine else None
    used = set()
    for other in column:
        if other.strip() and len(possible) == 1:
            _, text, _ = split(other)
            way = digits(text, next(iter(possible)))
            used |= {way[1]} if way and way[1] else set()
    if len(used) > 1:
        values = {value[0] for value in read.values() if value}
        fine = re.fullmatch(r"\d+(\.\d+)?", body) and len(values) == 1
        return sign * factor * values.pop() if fine else None
    values = {read[mark][0] for mark in possible if read[mark]}
    return sign * factor * values.pop() if len(values) == 1 else None


def group(whole, mark, indian):
    first, rest = (whole[:-3], whole[-3:]) if indian else (whole, "")
    size = 2 if indian else 3
    parts = [first[max(0, end - size):end] for end in range(len(first), 0, -size)][::-1]
    return mark.join([*parts, rest] if rest else parts) if len(whole) > 3 else whole


def written(value, decimal, mark, indian, affix):
    sign, text = value < 0, format(abs(value), "f")
    whole, _, fraction = text.partition(".")
    body = (group(whole, mark, indian) if mark else whole) + (decimal + fraction if fraction else "")
    before, behind = affix
    if sign:
        return random.choice([f"-{before}{body}{behind}", f"({before}{body}{behind})", f"{before}{body}{behind}-"])
    return f"{before}{body}{behind}"


def number_column(rows):
    decimal, mark = random.choice([(".", ""), (".", ","), (".", ","), (".", "\u202f"), (".", "'"),
                                   (",", ""), (",", "."), (",", "."), (",", " "), (",", "’")])
    indian = mark == "," and random.random() < 0.3
    places = random.choice([0, 0, 1, 2, 3, 3])
    top = random.choice([10, 1000, 10**5, 10**7])
    affix = random.choice([("", ""), ("", ""), ("€ ", ""), ("", " EUR"), ("", "k")])
    column = []
    for _ in range(rows):
        value = Decimal(random.randrange(-top, top) * (1 if places else random.choice([1, 1000])))
        if places and random.random() < 0.8:
            value += Decimal(random.randrange(10**places)).scaleb(-places)
        column.append(random.choice(["", " "]) if random.random() < 0.1 else written(value, decimal, mark, indian, affix))
    if random.random() < 0.1:
        column[random.randrange(rows)] = random.choice(["1,5", "1.5", "1 000.5", "n/k", "5-20", "1,2,3", "1.2.3"])
    return column


def random_numbers(gtm, count):
    for seed in range(count):
        random.seed(seed)
        rows, width = random.choice([1, 3, 8, 30]), random.choice([1, 1, 2, 3])
        columns = [number_column(rows) for _ in range(width)]
        names = [f"c{place}" for place in range(width)]
        fields = "\n".join(f"  {name} money EUR" for name in names)
        table = [["id", *names], *([f"r{row}", *(column[row] for column in columns)] for row in range(rows))]
        found, _ = run(gtm, f"record Row {{\n  id text key\n{fields}\n}}\n", "Row", table)
        found = {row["id"]: row for row in found}
        for name, column, expected in zip(names, columns, meanings(columns)):
            for place, (cell, value) in enumerate(zip(column, expected)):
                got = found[f"r{place}"][name]
                check(f"numbers {seed} {name} {cell!r} in {column}", value, got if got is None else Decimal(str(got)))


# ---- dates ----------------------------------------------------------------------------------------

ORDERS = {"D{0}M{0}Y": "%d{0}%m{0}%Y", "M{0}D{0}Y": "%m{0}%d{0}%Y", "Y{0}M{0}D": "%Y{0}%m{0}%d"}


def day(text, order):
    text = re.sub(r"[T ]\d\d:\d\d$", "", text)
    try:
        # Four digits of a year, which strptime does not insist on.
        return datetime.strptime(text, order).date() if re.search(r"(?<!\d)\d{4}(?!\d)", text) else None
    except ValueError:
        return None


def random_dates(gtm, count):
    for seed in range(count):
        random.seed(seed)
        rows = random.choice([1, 2, 5, 20])
        mark = random.choice("/.-")
        order = random.choice(list(ORDERS.values())).format(mark)
        latest = random.choice([12, 28])
        column = []
        for _ in range(rows):
            one = date(random.randrange(1990, 2060), random.randrange(1, 13), random.randrange(1, latest + 1))
            column.append(one.strftime(order) + random.choice(["", "", " 10:30"]))
        orders = [way.format(mark) for way in ORDERS.values()]
        read = [[day(cell, way) for cell in column] for way in orders]
        left = [days for days in read if all(days)]
        table = [["id", "d"], *([f"r{row}", cell] for row, cell in enumerate(column))]
        found, _ = run(gtm, "record Row {\n  id text key\n  d date\n}\n", "Row", table)
        found = {row["id"]: row["d"] for row in found}
        for place, cell in enumerate(column):
            values = {days[place] for days in left}
            expected = values.pop().isoformat() if len(values) == 1 else None
            check(f"dates {seed} {cell!r} in {column}", expected, found[f"r{place}"])


# ---- public tables --------------------------------------------------------------------------------

def table(path, delimiter=","):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def sums(gtm, what, lines, columns, rows, expected):
    """The sums of columns, whichever way they are written."""
    names = list(columns)
    pack = f"record Row {{\n  id text key\n{lines}\n}}\n"
    cells = [["id", *(columns[name][0] for name in names)]]
    for place, row in enumerate(rows):
        cells.append([str(place), *(columns[name][1](row) for name in names)])
    found, told = run(gtm, pack, "Row", cells, ";")
    for name in names:
        total = sum(Decimal(str(row[name])) for row in found if row[name] is not None)
        check(f"{what} {name}", expected[name], total)
    return found, told


def comma(text):
    value = Decimal(text)
    return written(abs(value), ",", ".", False, ("", "")) if value >= 0 else "-" + written(-value, ",", ".", False, ("", ""))


def public(gtm, folder):
    rows = table(folder / "bank" / "bank.csv", ";")
    columns = {"balance": ("balance", lambda row: comma(row["balance"])), "age": ("age", lambda row: row["age"])}
    expected = {name: sum(Decimal(row[name]) for row in rows) for name in columns}
    # Whole numbers with points between thousands, and no cell that shows that they are no decimals.
    found, _ = sums(gtm, "bank, not said", "  balance money EUR\n  age integer", columns, rows, {
        "balance": sum(Decimal(row["balance"]) for row in rows if abs(int(row["balance"])) < 1000),
        "age": expected["age"],
    })
    check("bank: each cell that is open is a fault", sum(abs(int(row["balance"])) >= 1000 for row in rows),
          sum(row["balance"] is None for row in found))
    sums(gtm, "bank, said", "  balance money EUR as \"1.234,5\"\n  age integer", columns, rows, expected)

    rows = table(folder / "online_retail" / "2010-12-01.csv")
    columns = {
        "price": ("UnitPrice", lambda row: comma(row["UnitPrice"]) + " £"),
        "quantity": ("Quantity", lambda row: row["Quantity"]),
    }
    expected = {"price": sum(Decimal(row["UnitPrice"]) for row in rows), "quantity": sum(Decimal(row["Quantity"]) for row in rows)}
    lines = "  price money GBP column \"UnitPrice\"\n  quantity integer column \"Quantity\""
    _, told = sums(gtm, "online retail", lines, columns, rows, expected)
    check("online retail: the proof is told", True, "price: read as" in told)

    rows = [row for row in table(folder / "unicorns" / "Unicorn_Companies.csv") if row["Funding"] != "Unknown"]
    amounts = {row["Company"]: Decimal(row["Funding"][1:-1]) * {"M": 10**6, "B": 10**9}[row["Funding"][-1]] for row in rows}
    plain = sum(amounts[row["Company"]] for row in rows)
    for style in (lambda v: f"${v / 10**9:.3f}B", lambda v: f"${v:,}", lambda v: f"US$ {v:,}.00", lambda v: f"{v} USD"):
        columns = {"funding": ("Funding", lambda row: style(amounts[row["Company"]]))}
        sums(gtm, "unicorns", "  funding money USD column \"Funding\"", columns, rows, {"funding": plain})

    rows = [row for row in table(folder / "crm" / "sales_pipeline.csv") if row["close_date"]]
    columns = {
        "value": ("close_value", lambda row: written(Decimal(row["close_value"]), ".", ",", False, ("$", ".00"))),
        "closed": ("close_date", lambda row: date.fromisoformat(row["close_date"]).strftime("%m/%d/%Y")),
    }
    pack = "record Row {\n  id text key\n  value money USD column \"close_value\"\n  closed date column \"close_date\"\n}\n"
    cells = [["id", *(header for header, _ in columns.values())]]
    cells += [[str(place), *(cell(row) for _, cell in columns.values())] for place, row in enumerate(rows)]
    found, _ = run(gtm, pack, "Row", cells, "\t")
    found = {row["id"]: row for row in found}
    for place, row in enumerate(rows):
        check("crm value", Decimal(row["close_value"]), Decimal(str(found[str(place)]["value"])))
        check("crm closed", row["close_date"], found[str(place)]["closed"])


def main():
    gtm = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 150
    folder = Path(sys.argv[3]) if len(sys.argv) > 3 else HERE.parents[2] / "shared" / "data"
    random_numbers(gtm, count)
    random_dates(gtm, count)
    if folder.is_dir():
        public(gtm, folder)
    else:
        print(f"left out: no folder {folder.name} with the public tables beside the checkout")
    print(f"{tally['passed']} passed, {tally['failed']} failed")
    sys.exit(1 if tally["failed"] else 0)


main()
