#!/usr/bin/env python3
"""First packs and the fit of files, held against counts made here.

    python3 tests/oracle/fit.py ./target/release/gtm [FOLDER]

Writes a pack for every public table of FOLDER (default: ../shared/data beside the checkout; left out
with a message where it is not there), checks it, runs it, and counts answers and gaps of every column
again. Then makes tables with planted faults and expects exactly these. Prints `N passed, M failed`;
exit status 1 if any failed.
"""

import csv
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
tally = Counter()


def check(what, expected, found):
    good = expected == found
    tally["passed" if good else "failed"] += 1
    if not good and tally["failed"] <= 20:
        print(f"{what}: expected {expected!r}, found {found!r}")


def gtm(program, *arguments, status=(0,)):
    done = subprocess.run(
        [program, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode not in status:
        print(done.stdout[-2000:], done.stderr[-2000:])
    check(f"status of {arguments[0]} {arguments[1]}", True, done.returncode in status)
    return done


def rows_of(path, delimiter):
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def missing_words(pack, record):
    """The texts of the record's `missing` line."""
    inside = False
    for line in pack.splitlines():
        if line.startswith(f"record {record} "):
            inside = True
        elif inside and line.strip().startswith("missing "):
            return set(next(csv.reader([line.strip()[8:]], skipinitialspace=True)))
        elif inside and line == "}":
            return set()
    return set()


def public(program, folder, work):
    groups = [
        (["crm/accounts.csv", "crm/products.csv", "crm/sales_teams.csv", "crm/sales_pipeline.csv"], ","),
        (["crm/data_dictionary.csv"], ","),
        (["bank/bank.csv"], ";"),
        (["bank/bank-additional.csv"], ";"),
        (["leads/lead_scoring_intro_v7.csv"], ","),
        (["unicorns/Unicorn_Companies.csv"], ","),
        (["sp500/constituents.csv", "sp500/constituents-financials.csv"], ","),
        (["online_retail/2010-12-01.csv", "online_retail/2010-12-02.csv"], ","),
    ]
    for names, delimiter in groups:
        files = [folder / name for name in names]
        pack = work / "first.gtm"
        gtm(program, "init", *files, "--out", pack, "--force")
        text = pack.read_text(encoding="utf-8")
        again = gtm(program, "init", *files).stdout
        check(f"{names}: the same once more", [l for l in text.splitlines() if not l.startswith("#")],
              [l for l in again.replace("pack first", "pack first").splitlines() if not l.startswith("#")])
        check(f"{names}: no findings", "fine", gtm(program, "check", pack).stdout.strip().rsplit(" ", 1)[-1])
        gtm(program, "fmt", "--check", pack)
        gtm(program, "test", pack)
        records = [line.split()[1] for line in text.splitlines() if line.startswith("record ")]
        data = [part for record, file in zip(records, files) for part in ("--data", f"{record}={file}")]
        ran = gtm(program, "run", pack, "--format", "table", *data)
        for record, file in zip(records, files):
            count = len(rows_of(file, delimiter))
            check(f"{file.name}: rows", True, f"{record}: {count} rows read from" in ran.stderr)
            check(f"{file.name}: none set aside", False, "set aside" in ran.stderr)
        fit = json.loads(gtm(program, "data", pack, "--format", "json", *data).stdout)
        check(f"{names}: no errors", [], fit["errors"])
        for table, file in zip(fit["tables"], files):
            rows = rows_of(file, delimiter)
            missing = missing_words(text, table["record"])
            check(f"{file.name}: findings", [], [one["message"] for one in table["findings"]])
            check(f"{file.name}: rows of the fit", len(rows), table["rows"])
            check(f"{file.name}: columns", len(rows[0]), len(table["columns"]) + len(table["unused_columns"]))
            for column in table["columns"]:
                cells = [row[column["header"]].strip() for row in rows]
                empty = sum(cell == "" or cell in missing for cell in cells)
                name = f"{file.name} {column['header']}"
                check(f"{name}: empty", empty, column["empty"])
                check(f"{name}: filled", len(cells) - empty, column["filled"])


PLANTED = """pack planted

record Account {
  account text key
  size    integer 0..500
}

record Deal {
  id      text key
  account Account
  stage   one of won, lost
  amount  money EUR 0..1000
  signed  date
  kept    text
  gone    text
}

view all for Deal {
  show id, account, stage, amount, signed, kept, gone
}
"""


def planted(program, work, seed):
    """A table with so many faults of each kind, at places that nobody chose."""
    draw = random.Random(seed)
    pack = work / "planted.gtm"
    pack.write_text(PLANTED, encoding="utf-8")
    accounts = [f"Firm {place}" for place in range(20)]
    with open(work / "accounts.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["account", "size"])
        writer.writerows([name, draw.randrange(500)] for name in accounts)
    expected = Counter()
    first = {}
    rows = []
    seen = set()
    stages, strays = Counter(), Counter()
    for line in range(2, 2 + draw.randrange(30, 120)):
        def plant(kind, chance=0.08):
            if draw.random() >= chance:
                return False
            expected[kind] += 1
            first.setdefault(kind, line)
            return True

        key = f"D{line}"
        if plant("blank_key", 0.04):
            key = " "
        elif seen and plant("doubled_key", 0.04):
            key = draw.choice(sorted(seen))
        if key.strip():
            seen.add(key)
        account = draw.choice(accounts)
        if plant("no_such_row"):
            account = draw.choice(["Firm7", "Nobody"])
            strays[account] += 1
        stage = draw.choice(["won", "lost", "Won", ""])
        if plant("not_a_member"):
            stage = draw.choice(["wonn", "open"])
            stages[stage] += 1
        amount = draw.choice(["12.5", "12 EUR", "€7", "1k", ""])
        if "EUR" in amount or "€" in amount:
            expected["currency"] += 1
        if "k" in amount:
            expected["scaled"] += 1
        if plant("out_of_range"):
            amount = draw.choice(["1001", "-3"])
        elif plant("unreadable"):
            amount = draw.choice(["many", "5 USD"])
        if amount in ("1001", "-3", "many", "5 USD"):
            pass
        signed = draw.choice(["2026-01-31", "2025-12-01"])
        rows.append([key, account, stage, amount, signed, draw.choice(["a", "", " b "]), "unused"])
    # What was drawn first and then planted over does not count.
    expected["currency"] = sum("EUR" in row[3] or "€" in row[3] for row in rows)
    expected["scaled"] = sum(row[3] == "1k" for row in rows)
    with open(work / "deals.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "account", "stage", "amount", "signed", "kept", "Gone?"])
        writer.writerows(rows)
    data = ["--data", f"Account={work / 'accounts.csv'}", "--data", f"Deal={work / 'deals.csv'}"]
    done = gtm(program, "data", pack, "--format", "json", *data, status=(1,))
    fit = json.loads(done.stdout)
    table = next(table for table in fit["tables"] if table["record"] == "Deal")
    found = {one["kind"]: one for one in table["findings"]}
    kinds = ["blank_key", "doubled_key", "no_such_row", "not_a_member", "out_of_range", "unreadable"]
    for kind in kinds:
        count = found[kind]["rows"] if kind in found else 0
        check(f"seed {seed}: {kind}", expected[kind], count)
        if kind in found and kind in first:
            check(f"seed {seed}: first {kind}", first[kind], found[kind]["first"]["line"])
    check(f"seed {seed}: the column that is not there", "gone", found["missing_column"]["field"])
    check(f"seed {seed}: its line", ['gone text column "Gone?"'], found["missing_column"]["lines"])
    check(f"seed {seed}: not used", ["Gone?"], table["unused_columns"])
    check(f"seed {seed}: set aside", expected["blank_key"] + expected["doubled_key"], table["set_aside"])
    if "not_a_member" in found:
        counts = {value["text"]: value["rows"] for value in found["not_a_member"]["values"]}
        check(f"seed {seed}: values", dict(stages), counts)
    if "no_such_row" in found:
        values = found["no_such_row"]["values"]
        check(f"seed {seed}: strays", dict(strays), {value["text"]: value["rows"] for value in values})
        meant = {value["text"]: value["meant"] for value in values}
        if "Firm7" in meant:
            check(f"seed {seed}: meant", "Firm 7", meant["Firm7"])
    columns = {column["field"]: column for column in table["columns"]}
    for place, name in enumerate(["id", "account", "stage", "amount", "signed", "kept"]):
        cells = [row[place].strip() for row in rows]
        check(f"seed {seed}: empty {name}", cells.count(""), columns[name]["empty"])
        whole = columns[name]["filled"] + columns[name]["empty"] + columns[name]["faults"]
        check(f"seed {seed}: all of {name}", len(rows), whole)
    changes = {change["what"].split(",")[0]: change["count"] for change in columns["amount"]["changes"]}
    check(f"seed {seed}: currency left out", expected["currency"],
          changes.get("with the sign or code of the currency", 0))
    check(f"seed {seed}: k written out", expected["scaled"], changes.get("with k", 0))
    trimmed = sum(row[5] != row[5].strip() and row[5].strip() != "" for row in rows)
    changes = {change["what"].split(",")[0]: change["count"] for change in columns["kept"]["changes"]}
    check(f"seed {seed}: trimmed", trimmed, changes.get("with blanks around them", 0))
    # The lines that are told mend what they are told for.
    if "out_of_range" in found or "not_a_member" in found:
        text = PLANTED
        for kind in ("out_of_range", "not_a_member"):
            for line in found.get(kind, {}).get("lines", [])[:1]:
                name = line.split()[0]
                mended = [line if one.split()[:1] == [name] and "show" not in one else one
                          for one in text.splitlines()]
                text = "\n".join(mended) + "\n"
        pack.write_text(text, encoding="utf-8")
        again = json.loads(gtm(program, "data", pack, "--format", "json", *data, status=(1,)).stdout)
        deal = next(table for table in again["tables"] if table["record"] == "Deal")
        left = {one["kind"] for one in deal["findings"]}
        check(f"seed {seed}: mended", set(), left & {"out_of_range", "not_a_member"})


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = sys.argv[1]
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else HERE.parents[2] / "shared" / "data"
    with tempfile.TemporaryDirectory() as work:
        for seed in range(12):
            planted(program, Path(work), seed)
        if folder.is_dir():
            public(program, folder, Path(work))
        else:
            print(f"{folder} is not there; the public tables are left out")
    print(f"{tally['passed']} passed, {tally['failed']} failed")
    sys.exit(1 if tally["failed"] else 0)


main()
