"""The SQL of `gtm sql` against `gtm run`: every column of every row, on DuckDB and PostgreSQL.

    python3 tests/oracle/sql.py GTM [--packs N] [--seed S] [--engine duckdb|postgres] [--shipped]

Shipped packs run on their examples, random packs on random tables with gaps, ties, values out of
range, extreme numbers, and hostile names. An engine that cannot be installed here is skipped, and that
is said. Python's duckdb is put into a virtual environment outside of the repository.
"""

import argparse
import csv
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import venv
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("GTM_SQL_VENV", Path.home() / ".cache" / "gtm-sql-venv"))
AS_OF = "2026-01-31"


def with_duckdb():
    """Runs this file again in a virtual environment that has duckdb; says so if there is none."""
    try:
        import duckdb  # noqa: F401

        return True
    except ImportError:
        pass
    python = HOME / "bin" / "python"
    if os.environ.get("GTM_SQL_INNER"):
        return False
    if not python.exists():
        venv.create(HOME, with_pip=True)
        made = subprocess.run([python, "-m", "pip", "install", "-q", "duckdb"], capture_output=True)
        if made.returncode != 0:
            return False
    os.environ["GTM_SQL_INNER"] = "1"
    os.execv(python, [str(python), *sys.argv])


def gtm(binary, *arguments):
    try:
        done = subprocess.run([binary, *arguments], capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        return 3, "", "takes more than a minute"
    return done.returncode, done.stdout, done.stderr


# ---- engines ------------------------------------------------------------------------------------


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


TYPES = {
    "text": "VARCHAR",
    "number": "DECIMAL(38, 6)",
    "yes_no": "BOOLEAN",
    "date": "DATE",
}


class DuckDb:
    name = "duckdb"

    def __init__(self):
        import duckdb

        # What goes wrong is to go wrong here, not on the machine.
        self.at = duckdb.connect(config={"memory_limit": "1GB", "threads": "1"})

    def load(self, name, columns, rows):
        parts = ", ".join(f"{quoted(c)} {TYPES[kind]}" for c, kind in columns)
        self.at.execute(f"CREATE OR REPLACE TABLE {quoted(name)} ({parts})")
        if rows:
            marks = ", ".join("?" for _ in columns)
            self.at.executemany(f"INSERT INTO {quoted(name)} VALUES ({marks})", rows)

    def query(self, text):
        found = self.at.execute(text)
        return [column[0] for column in found.description], found.fetchall()


class Postgres:
    """A server of its own, in a folder of its own, which goes when we go."""

    name = "postgres"

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="gtm-pg-")
        self.user = "postgres" if os.getuid() == 0 else None
        bins = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        self.bin = bins[-1] if bins else Path("/usr/local/bin")
        if self.user:
            subprocess.run(["chown", "-R", self.user, self.folder], check=True)
        self.run(self.bin / "initdb", "-D", f"{self.folder}/data", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust")
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off"
        self.run(self.bin / "pg_ctl", "-D", f"{self.folder}/data", "-w", "-o", options, "-l", f"{self.folder}/log", "start")

    def run(self, *command):
        command = [str(part) for part in command]
        if self.user:
            command = ["runuser", "-u", self.user, "--", *command]
        subprocess.run(command, check=True, capture_output=True, cwd="/tmp")

    def psql(self, text, *options):
        command = [str(self.bin / "psql"), "-h", self.folder, "-d", "postgres", "-X", "-q", "-v", "ON_ERROR_STOP=1", *options]
        if self.user:
            command = ["runuser", "-u", self.user, "--", *command]
        done = subprocess.run(command, input=text, capture_output=True, text=True, cwd="/tmp")
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip()[:800])
        return done.stdout

    def load(self, name, columns, rows):
        kinds = {"text": "text", "number": "numeric", "yes_no": "boolean", "date": "date"}
        parts = ", ".join(f"{quoted(c)} {kinds[kind]}" for c, kind in columns)
        script = [f"DROP TABLE IF EXISTS {quoted(name)} CASCADE;", f"CREATE TABLE {quoted(name)} ({parts});"]
        for row in rows:
            values = ", ".join("NULL" if v is None else "'" + str(v).replace("'", "''") + "'" for v in row)
            script.append(f"INSERT INTO {quoted(name)} VALUES ({values});")
        self.psql("\n".join(script))

    def query(self, text):
        # JSON keeps null and a blank text apart, and numbers digit for digit.
        text = text.strip()
        wrapped = f"SELECT row_to_json(r) FROM (\n{text}\n) AS r"
        out = self.psql(wrapped, "-A", "-t")
        pairs = [json.loads(line, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=list) for line in out.splitlines()]
        names = [name for name, _ in pairs[0]] if pairs else []
        return names, [tuple(value for _, value in row) for row in pairs]

    def close(self):
        self.run(self.bin / "pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop")
        subprocess.run(["rm", "-rf", self.folder], check=False)


# ---- comparison ---------------------------------------------------------------------------------


def plain(value):
    """A value of either side in one form."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float, Decimal)):
        number = Decimal(str(value)).normalize()
        return Decimal(0) if number == 0 else number
    return str(value)


def expected(binary, pack, data, view):
    code, out, err = gtm(binary, "run", pack, *data, "--view", view, "--format", "json", "--as-of", AS_OF)
    if code == 2:
        return None, err
    return json.loads(out, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=list), err


REASONS = ("_because", "_open", "_failing")
BAD_CELL = re.compile(r"`([^`]*)`: (?:\"[^\"]*\"|[^ ;:]*) (?:is none of|is outside|is not a whole number|has more than)[^;:]*")


def forgive(got, want):
    """Of a bad cell a query only says that it cannot be read: the one text that may differ."""
    for mine, theirs in zip(got, want):
        for at, ((name, value), (_, other)) in enumerate(zip(mine, theirs)):
            if isinstance(value, str) and isinstance(other, str) and "cannot be read" in value and value != other:
                FORGIVEN.append((value, other))
                mine[at] = (name, other)


FORGIVEN = []


def compare(binary, engine, pack, data, view, with_key, reasons):
    """None if the same, else what differs; the second part says whether the view was refused."""
    options = [] if reasons else ["--without-reasons"]
    code, query, err = gtm(binary, "sql", pack, "--dialect", engine.name, "--view", view, "--as-of", AS_OF, *options)
    if code == 1 and "E4" in err:
        return None, sorted(set(re.findall(r"^(E4\d\d  .*)$", err, re.M)))
    if code != 0:
        return f"gtm sql: {err[:500]}", []
    want, problem = expected(binary, pack, data, view)
    if want is None:
        return f"gtm run: {problem[:500]}", []
    try:
        names, rows = engine.query(query)
    except Exception as error:  # noqa: BLE001
        return f"the engine: {str(error)[:700]}", []
    got = [[(name, plain(value)) for name, value in zip(names, row)] for row in rows]
    if not reasons:
        want = [[(n, v) for n, v in row if not n.endswith(REASONS)] for row in want]
    want = [[(name, plain(value)) for name, value in row] for row in want]
    forgive(got, want)
    if not with_key:
        got, want = sorted(got, key=str), sorted(want, key=str)
    if len(got) != len(want):
        return f"{len(got)} rows instead of {len(want)}", []
    for at, (mine, theirs) in enumerate(zip(got, want)):
        if mine != theirs:
            differs = [f"{a[0]}: {a[1]!r} instead of {b[1]!r}" if a[0] == b[0] else f"column {a[0]} instead of {b[0]}" for a, b in zip(mine, theirs) if a != b]
            if len(mine) != len(theirs):
                differs.append(f"{len(mine)} columns instead of {len(theirs)}")
            return f"row {at} ({theirs[0][1]!r}): " + "; ".join(differs[:6]), []
    return None, []


# ---- shipped packs ------------------------------------------------------------------------------


def columns_of(text):
    """Headers by field, where the pack names them."""
    return dict((b, a) for a, b in re.findall(r'^\s*(\w+)\s[^#\n]*?column "([^"]*)"', text, re.M))


def load_shipped(binary, engine, pack, folder):
    """The tables of an example, with the types that our own reading gives them."""
    text = Path(pack).read_text()
    records = re.findall(r"^record (\w+)", text, re.M)
    fields_of = columns_of(text)
    for file in sorted(folder.glob("*.csv")):
        stem = file.stem.lower()
        record = next((r for r in records if stem in (r.lower(), r.lower() + "s", re.sub("y$", "ies", r.lower()))), None)
        if record is None:
            return f"no record for {file.name}"
        rows, problem = expected(binary, pack, ["--data", str(folder)], record)
        if rows is None:
            return problem
        headers = next(csv.reader(file.open(newline="", encoding="utf-8")))
        columns, cells = [], []
        for header in headers:
            field = fields_of.get(header, header)
            values = [dict(row).get(field) for row in rows]
            kinds = {type(value) for value in values if value is not None}
            if kinds <= {bool} and kinds:
                kind = "yes_no"
            elif kinds <= {Decimal} and kinds:
                kind = "number"
            elif kinds and all(re.fullmatch(r"\d{4}-\d\d-\d\d", value) for value in values if isinstance(value, str)):
                kind = "date"
            else:
                kind = "text"
            columns.append((header, kind))
            cells.append(values)
        engine.load(record, columns, [list(row) for row in zip(*cells)])
    return None


def shipped(binary, engine, reasons):
    counts = {"same": 0, "refused": 0, "wrong": 0}
    why = {}
    for pack in sorted((ROOT / "rules").glob("*.gtm")):
        folder = ROOT / "examples" / pack.stem
        problem = load_shipped(binary, engine, pack, folder)
        if problem:
            print(f"{pack.stem}: not loaded: {problem[:200]}")
            continue
        text = pack.read_text()
        for view in re.findall(r"^view (\w+)", text, re.M) + re.findall(r"^record (\w+)", text, re.M):
            wrong, refused = compare(binary, engine, str(pack), ["--data", str(folder)], view, True, reasons)
            if refused:
                counts["refused"] += 1
                for line in refused:
                    line = re.sub(r"`[^`]*`", "`…`", line)
                    why[line] = why.get(line, 0) + 1
            elif wrong:
                counts["wrong"] += 1
                print(f"{pack.stem}, view {view}: {wrong}")
            else:
                counts["same"] += 1
    for line, count in sorted(why.items(), key=lambda pair: -pair[1]):
        print(f"  refused {count}: {line}")
    print(f"shipped packs on {engine.name}: {counts}")
    return counts["wrong"] == 0


# ---- random packs -------------------------------------------------------------------------------

HOSTILE = ['a"b', "it's", "x -- y", "select", "order by", "😀 face", "a.b", "back\\slash", "semi;colon", "/* c */", "ORDER", "é", "tab\there", "percent %s", "$1", "{x}", ""]


def hostile(rng):
    return rng.choice(HOSTILE[:-1])


def text_literal(text):
    return '"' + text.replace('"', '""').replace("{", "{{").replace("}", "}}") + '"'


def label_literal(text):
    return '"' + text.replace('"', '""').replace("{", "(").replace("}", ")").replace("\t", " ") + '"'


class Field:
    def __init__(self, name, kind, column=None, low=None, high=None, members=None, whole=False, unit=None, ordered=False):
        self.name, self.kind, self.column = name, kind, column or name
        self.low, self.high, self.members, self.whole, self.unit = low, high, members, whole, unit
        self.ordered = ordered

    def declared(self):
        if self.kind == "text":
            ty = "text"
        elif self.kind == "yes_no":
            ty = "yes/no"
        elif self.kind == "choice":
            ty = "one of " + (" < " if self.ordered else ", ").join(self.members)
        elif self.kind == "date":
            ty = "date"
        elif self.kind == "duration":
            ty = "duration"
        else:
            base = "integer" if self.whole else self.unit or "number"
            span = ""
            if self.low is not None or self.high is not None:
                span = f" {'' if self.low is None else self.low}..{'' if self.high is None else self.high}"
            ty = base + span
        column = f' column {label_literal(self.column)}' if self.column != self.name else ""
        return f"  {self.name} {ty}{column}"


def random_fields(rng):
    fields = []
    taken = {"id"}
    for at in range(rng.randint(4, 8)):
        name = f"f{at}"
        column = name
        if rng.random() < 0.3:
            wanted = hostile(rng).replace("{", "(").replace("}", ")").replace("\t", " ").strip()
            if wanted and wanted.lower() not in taken:
                column = wanted
        taken.add(column.lower())
        kind = rng.choice(["number", "number", "number", "yes_no", "yes_no", "choice", "text", "date", "duration"])
        if kind == "number":
            whole = rng.random() < 0.5
            unit = rng.choice([None, None, "percent", "money EUR"]) if not whole else None
            low = rng.choice([None, 0, 1, -5])
            high = rng.choice([None, 5, 10, 100])
            if unit == "percent":
                low, high = None, None
            fields.append(Field(name, kind, column, low, high, whole=whole, unit=unit))
        elif kind == "choice":
            members = rng.sample(["red", "green", "blue", "hot", "cold", "select_", "order_"], rng.randint(2, 5))
            fields.append(Field(name, kind, column, members=members, ordered=rng.random() < 0.5))
        else:
            fields.append(Field(name, kind, column))
    return fields


def random_cell(rng, field):
    """A cell as the file has it, and as a typed table has it."""
    if rng.random() < 0.25:
        return "", None
    if field.kind == "text":
        text = rng.choice(HOSTILE + ["Alpha", "alpha", "BETA", "gamma ray", " padded ", "ÉCOLE", "x,y"])
        return text, text
    if field.kind == "yes_no":
        yes = rng.random() < 0.5
        return ("yes" if yes else "no"), yes
    if field.kind == "choice":
        if rng.random() < 0.07:
            return "nonsense", "nonsense"
        member = rng.choice(field.members)
        return (member.upper() if rng.random() < 0.1 else member), member
    if field.kind == "date":
        day = rng.choice(["2026-01-31", "2025-12-31", "2024-02-29", "2026-03-01", "1999-06-15", f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"])
        return day, day
    if field.kind == "duration":
        days = rng.choice([0, 1, 30, 365, -7, rng.randint(-50, 500)])
        return str(days), Decimal(days)
    if rng.random() < 0.05:
        number = Decimal(rng.choice(["99999999999999999999", "-99999999999999999999", "0.000001", "12345678901234567890"]))
    elif field.whole:
        number = Decimal(rng.choice([0, 1, 2, 3, 5, 7, rng.randint(-10, 120)]))
    else:
        number = Decimal(rng.choice(["0", "1", "2.5", "0.333333", "-1.5", "100", f"{rng.randint(-999, 9999) / 100}"]))
    if not field.whole and field.unit == "percent":
        number = Decimal(rng.choice(["0.1", "0.25", "-0.05", "1", "0", "0.333333", f"{rng.randint(-50, 150) / 100}"]))
        shown = f"{(number * 100).normalize():f}%"
        return shown, number
    return f"{number:f}", number


class Packs:
    """Random packs whose types fit; what the checker refuses all the same is left out."""

    def __init__(self, rng):
        self.rng = rng
        self.fields = random_fields(rng)
        self.numbers = [(f.name, f.unit or "plain") for f in self.fields if f.kind == "number"]
        self.numbers = [(n, "plain" if u == "percent" else u) for n, u in self.numbers]
        self.truths = [f.name for f in self.fields if f.kind == "yes_no"]
        self.choices = [(f.name, f.members, f.ordered) for f in self.fields if f.kind == "choice"]
        self.texts = [f.name for f in self.fields if f.kind == "text"]
        self.dates = [f.name for f in self.fields if f.kind == "date"]
        self.durations = [f.name for f in self.fields if f.kind == "duration"]
        self.segments = []

    def constant(self, unit):
        value = self.rng.choice(["0", "1", "2", "3", "5", "10", "0.5", "100", "2.5"])
        return value + (" EUR" if unit == "money EUR" else "")

    def number(self, unit, depth):
        rng = self.rng
        own = [n for n, u in self.numbers if u == unit]
        if depth <= 0 or rng.random() < 0.3:
            return rng.choice(own) if own and rng.random() < 0.8 else self.constant(unit)
        kind = rng.randrange(9)
        a = lambda: self.number(unit, depth - 1)
        plain_ = lambda: self.number("plain", depth - 1)
        if kind == 0:
            return f"({a()} + {a()})"
        if kind == 1:
            return f"({a()} - {a()})"
        if kind == 2:
            return f"({a()} * {plain_()})"
        if kind == 3:
            return f"({a()} / {plain_()})"
        if kind == 4:
            return f"{rng.choice(['min', 'max'])}({a()}, {a()})"
        if kind == 5:
            return f"(if {self.truth(depth - 1)} then {a()} else {a()})"
        if kind == 6 and own:
            return f"({rng.choice(own)} default {self.constant(unit)})"
        if kind == 7:
            step = rng.choice(["1", "0.1", "5", "0.25"]) + (" EUR" if unit == "money EUR" else "")
            return f"round({a()}, {step})"
        if unit == "plain" and kind == 8:
            if self.dates and rng.random() < 0.5:
                return f"{rng.choice(['year', 'month'])}({self.date(1)})"
            if self.texts:
                return f"length({rng.choice(self.texts)})"
        return f"abs({a()})"

    def date(self, depth):
        rng = self.rng
        if depth <= 0 or rng.random() < 0.4:
            return rng.choice([*self.dates, "today", "2026-01-31"])
        return f"({self.date(depth - 1)} {rng.choice('+-')} {rng.choice(['3 months', '1 year', '30 days', '13 months', *self.durations])})"

    def truth(self, depth):
        rng = self.rng
        if depth <= 0 or rng.random() < 0.15:
            if self.truths and rng.random() < 0.6:
                return rng.choice(self.truths)
            if self.segments and rng.random() < 0.4:
                return rng.choice(self.segments)
        for _ in range(20):
            kind = rng.randrange(14)
            if kind == 0 and depth > 0:
                return f"({self.truth(depth - 1)} and {self.truth(depth - 1)})"
            if kind == 1 and depth > 0:
                return f"({self.truth(depth - 1)} or {self.truth(depth - 1)})"
            if kind == 2 and depth > 0:
                return f"(not {self.truth(depth - 1)})"
            if kind in (3, 4):
                unit = rng.choice(["plain", "plain", "money EUR"])
                sign = rng.choice(["<", "<=", ">", ">=", "is", "is not"])
                return f"({self.number(unit, depth - 1)} {sign} {self.number(unit, 0)})"
            if kind == 5 and self.choices:
                name, members, ordered = rng.choice(self.choices)
                if ordered and rng.random() < 0.5:
                    return f"({name} {rng.choice(['<', '<=', '>', '>='])} {rng.choice(members)})"
                return f"({name} {rng.choice(['is', 'is not'])} {rng.choice(members)})"
            if kind == 6 and self.choices:
                name, members, _ = rng.choice(self.choices)
                some = rng.sample(members, rng.randint(1, len(members) - 1)) if len(members) > 1 else members
                return f"({name} {rng.choice(['in', 'not in'])} [{', '.join(some)}])"
            if kind == 7 and self.texts:
                return f"({rng.choice(self.texts)} {rng.choice(['contains', 'starts with', 'ends with', 'is', 'is not'])} {text_literal(rng.choice(['alpha', 'A', 'école', chr(39), '--', 'ray', '.b']))})"
            if kind == 8:
                every = [f.name for f in self.fields]
                return f"({rng.choice(every)} is {rng.choice(['known', 'unknown', 'not known'])})"
            if kind == 9 and self.dates:
                return f"({self.date(1)} {rng.choice(['<', '>=', 'is', '>'])} {self.date(1)})"
            if kind == 10 and self.numbers:
                name, unit = rng.choice(self.numbers)
                money = " EUR" if unit == "money EUR" else ""
                return f"({name} {rng.choice(['in', 'not in'])} [{', '.join(x + money for x in rng.sample(['0', '1', '2', '3', '5', '7'], 3))}])"
            if kind == 11 and self.numbers:
                name, unit = rng.choice(self.numbers)
                money = " EUR" if unit == "money EUR" else ""
                return f"({name} in {rng.choice(['0', '1'])}{money}..{rng.choice(['3', '5', '10'])}{money})"
            if kind == 12 and self.texts:
                listed = ", ".join(text_literal(t) for t in rng.sample(["Alpha", "BETA", "it's", 'a"b', "😀 face"], 3))
                return f"({rng.choice(self.texts)} in [{listed}])"
            if kind == 13 and len(self.dates) > 0 and self.durations:
                return f"((today - {rng.choice(self.dates)}) > {rng.choice(self.durations)})"
        return rng.choice(self.truths) if self.truths else "f0 is known"

    def because(self):
        rng = self.rng
        if rng.random() < 0.4:
            return ""
        names = [f.name for f in self.fields]
        return f" because {chr(34)}{rng.choice(['so', 'it''s -- ', 'since'])} {{{rng.choice(names)}}} and {{{rng.choice(names)}}}{chr(34)}"

    def text(self):
        rng = self.rng
        lines = [f"pack random {label_literal(hostile(rng))}", "", f"record Account {label_literal(hostile(rng))} {{", "  id text key"]
        lines += [field.declared() for field in self.fields]
        for at in range(rng.randint(0, 3)):
            unit = rng.choice(["plain", "plain", "money EUR"])
            stated = {"plain": rng.choice(["number", "number 0..50", "number"]), "money EUR": "money EUR"}[unit]
            lines.append(f"  c{at} {stated} = {self.number(unit, 2)}")
            self.numbers.append((f"c{at}", unit))
        if rng.random() < 0.5:
            lines.append(f"  t0 yes/no = {self.truth(2)}")
            self.truths.append("t0")
        lines.append("}")
        target = "Account"
        for at in range(rng.randint(1, 2)):
            name = f"s{at}"
            lines += ["", f"segment {name} {label_literal(hostile(rng))} for {target} {{"]
            for gate in range(rng.randint(1, 3)):
                otherwise = f"  else \"no: {{{rng.choice([f.name for f in self.fields])}}}\"" if rng.random() < 0.5 else ""
                lines.append(f"  g{gate} {label_literal(hostile(rng))}: {self.truth(2)}{otherwise}")
            lines.append("}")
            if rng.random() < 0.6:
                target = name
            self.segments.append(name)
        for at in range(rng.randint(1, 2)):
            whom = rng.choice(["Account", *self.segments])
            lines += ["", f"score p{at} for {whom} {{"]
            kind = rng.randrange(3)
            if kind == 0:
                lines.append("  multiply " + ", ".join(self.number("plain", 1) for _ in range(rng.randint(2, 3))))
            elif kind == 1:
                ranged = [f.name for f in self.fields if f.kind == "number" and f.low is not None and f.high is not None]
                factors = rng.sample(ranged + self.truths, min(len(ranged + self.truths), rng.randint(2, 3)))
                if len(factors) < 2:
                    lines.append("  multiply 2, 3")
                else:
                    shares = {2: [30, 70], 3: [20, 30, 50]}[len(factors)]
                    lines.append(f"  scale 0..{rng.choice([10, 100])}")
                    weighed = ", ".join(f"{share}% {factor}" for share, factor in zip(shares, factors))
                    lines.append(f"  weigh {weighed}")
            else:
                for line in range(rng.randint(2, 4)):
                    each = f" each {rng.choice([n for n, u in self.numbers if u == 'plain'] or ['1'])}" if rng.random() < 0.0 else ""
                    cap = ""
                    lines.append(f"  l{line}: {rng.choice(['+10', '-5', '+2.5', '+1'])}{each} when {self.truth(1)}{cap}")
            if rng.random() < 0.3:
                lines.append(f"  limit 0..{rng.choice([10, 50])}")
            if rng.random() < 0.6:
                lines += [f"  band high {label_literal(hostile(rng))} from 10", "  band mid from 2.5", "  band low otherwise"]
            if rng.random() < 0.05:
                lines.append("  rank")
            lines.append("}")
        for at in range(rng.randint(1, 2)):
            whom = rng.choice(["Account", *self.segments])
            lines += ["", f"strategy y{at} for {whom} {{"]
            for option in range(rng.randint(1, 3)):
                lines.append(f"  o{option} {label_literal(hostile(rng))} when {self.truth(2)}{self.because()}")
            lines += [f"  rest otherwise{self.because()}", "}"]
        if rng.random() < 0.7 and (self.choices or self.truths):
            whom = rng.choice(["Account", *self.segments])
            policy = rng.choice(["first"] * 9 + ["all"])
            heads = []
            if self.choices:
                heads.append(rng.choice(self.choices))
            if self.truths:
                heads.append((rng.choice(self.truths), ["yes", "no"], False))
            lines += ["", f"decision d0 for {whom} {policy} {{", "  | " + " | ".join(h[0] for h in heads) + " || d0 | note |"]
            for line in range(rng.randint(2, 4)):
                cells = [rng.choice([*h[1], "-", f"not {rng.choice(h[1])}"]) for h in heads]
                lines.append("  | " + " | ".join(cells) + f" || {rng.choice(['up', 'down', 'stay'])} | {text_literal(rng.choice(['n1', 'it' + chr(39) + 's', 'n2']))} |")
            lines += ["  | otherwise " + "| " * (len(heads) - 1) + "|| stay | \"none\" |" if rng.random() < 0.5 else "", "}"]
        lines += ["", "view shown for " + rng.choice(["Account", *self.segments]) + " {"]
        shown = ["id"] + rng.sample([f.name for f in self.fields], 2) + [s for s in self.segments]
        lines.append("  show " + ", ".join(shown) + f", f0 {label_literal(hostile(rng))}")
        if rng.random() < 0.6:
            lines.append(f"  where {self.truth(2)}")
        keys = [n for n, _ in self.numbers] + self.truths + [c[0] for c in self.choices] + self.texts + ["p0"]
        if rng.random() < 0.8:
            lines.append(f"  sort {rng.choice(keys)}{rng.choice([' descending', ''])}, {rng.choice(keys)}")
        if rng.random() < 0.3:
            lines.append("  top 5")
        lines += ["}", ""]
        return "\n".join(line for line in lines if line is not None)


def random_run(binary, engine, count, seed, reasons, keep):
    rng = random.Random(seed)
    counts = {"same": 0, "refused": 0, "unfit": 0, "wrong": 0, "rows": 0}
    why, unfit = {}, {}
    for at in range(count):
        made = Packs(rng)
        text = made.text()
        folder = Path(tempfile.mkdtemp(prefix="gtm-sql-"))
        pack = folder / "random.gtm"
        pack.write_text(text, encoding="utf-8")
        code, out, err = gtm(binary, "check", str(pack))
        if code != 0:
            counts["unfit"] += 1
            first = (re.findall(r"E\d+", out + err) or ["?"])[0]
            unfit[first] = unfit.get(first, 0) + 1
            if keep:
                print(out[:400])
            continue
        rows, typed = [], []
        for row in range(rng.randint(0, 25)):
            cells = [random_cell(rng, field) for field in made.fields]
            key = f"{hostile(rng).strip()} {row}" if rng.random() < 0.3 else f"k{row}"
            rows.append([key] + [cell for cell, _ in cells])
            typed.append([key] + [value for _, value in cells])
        table = folder / "accounts.csv"
        with table.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["id"] + [field.column for field in made.fields])
            writer.writerows(rows)
        kinds = {"duration": "number", "choice": "text"}
        columns = [("id", "text")] + [(f.column, kinds.get(f.kind, f.kind)) for f in made.fields]
        engine.load("Account", columns, typed)
        for view in ("shown", "Account"):
            wrong, refused = compare(binary, engine, str(pack), ["--data", str(table)], view, True, reasons)
            if refused:
                counts["refused"] += 1
                for line in refused:
                    line = re.sub(r"`[^`]*`", "`…`", line)
                    why[line] = why.get(line, 0) + 1
            elif wrong:
                counts["wrong"] += 1
                print(f"random pack {at} of seed {seed} ({pack}), view {view}: {wrong}")
            else:
                counts["same"] += 1
                counts["rows"] += len(rows)
    for line, times in sorted(why.items(), key=lambda pair: -pair[1]):
        print(f"  refused {times}: {line}")
    print(f"  {len(FORGIVEN)} reasons tell of a bad cell, which a run tells in more words")
    print(f"random packs on {engine.name}: {counts}" + (f" (unfit: {unfit})" if unfit else ""))
    return counts["wrong"] == 0


def main():
    sys.stdout.reconfigure(line_buffering=True)
    parser = argparse.ArgumentParser()
    parser.add_argument("gtm")
    parser.add_argument("--packs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=["duckdb", "postgres"], action="append")
    parser.add_argument("--without-reasons", action="store_true")
    parser.add_argument("--keep", action="store_true")
    arguments = parser.parse_args()
    binary = str(Path(arguments.gtm).resolve())
    fine = True
    for name in arguments.engine or ["duckdb", "postgres"]:
        try:
            if name == "duckdb":
                if not with_duckdb():
                    raise RuntimeError("duckdb cannot be installed here")
                engine = DuckDb()
            else:
                engine = Postgres()
        except Exception as error:  # noqa: BLE001
            print(f"skipped: {name} is not there ({str(error)[:200]})")
            continue
        try:
            fine &= shipped(binary, engine, not arguments.without_reasons)
            fine &= random_run(binary, engine, arguments.packs, arguments.seed, not arguments.without_reasons, arguments.keep)
        finally:
            if name == "postgres":
                engine.close()
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
