#!/usr/bin/env python3
"""Compares the arithmetic of the program with Python's decimals, on made-up numbers.

    python3 tests/oracle/decimals.py ./target/release/gtm

Prints `N passed, M failed`; exit status 1 if any failed.
"""

import csv
import json
import random
import subprocess
import sys
import tempfile
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from pathlib import Path

ROWS = 3000
SHOWN = 20
WIDE = Context(prec=120)
STEP = Decimal("0.000001")
MOST = Decimal(10) ** 20

PACK = """record Pair {
  id text key
  a number
  b number
  plus      = a + b
  minus     = a - b
  times     = a * b
  over      = a / b
  stepped   = round(a, 0.25)
  rest      = remainder(a, b)
}
"""


def rounded(value):
    """Six places, halves away from zero; nothing beyond 20 digits."""
    value = value.quantize(STEP, rounding=ROUND_HALF_UP, context=WIDE)
    return value if abs(value) < MOST else None


def expected(a, b):
    quarter = Decimal("0.25")
    stepped = WIDE.divide(a, quarter).quantize(Decimal(1), rounding=ROUND_HALF_UP, context=WIDE)
    over = rest = None
    if b:
        over = rounded(WIDE.divide(a, b))
        whole = WIDE.divide(a, b).to_integral_value(rounding=ROUND_DOWN)
        rest = rounded(WIDE.subtract(a, WIDE.multiply(whole, b)))
    return {
        "plus": rounded(WIDE.add(a, b)),
        "minus": rounded(WIDE.subtract(a, b)),
        "times": rounded(WIDE.multiply(a, b)),
        "over": over,
        "stepped": rounded(WIDE.multiply(stepped, quarter)),
        "rest": rest,
    }


def number(source):
    """Of any size; often such that a half is near."""
    digits = source.choice((0, 1, 3, 6, 12, 19))
    whole = source.randint(0, 10**digits)
    places = source.choice((0, 1, 2, 5, 6))
    text = f"{source.choice(('', '-'))}{whole}"
    return text + (f".{source.randrange(10**places):0{places}}" if places else "")


def main(gtm):
    source = random.Random(7)
    pairs = [(number(source), source.choice(("2", "3", "0.5", "0", number(source)))) for _ in range(ROWS)]
    with tempfile.TemporaryDirectory() as folder:
        pack, table = Path(folder, "pairs.gtm"), Path(folder, "pairs.csv")
        pack.write_text(PACK, encoding="utf-8")
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("id", "a", "b"), *((i, a, b) for i, (a, b) in enumerate(pairs))])
        command = [gtm, "run", str(pack), "--data", str(table), "--view", "Pair", "--format", "json"]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        sys.exit(f"exit status {done.returncode}\n{done.stderr}")
    rows = {row["id"]: row for row in json.loads(done.stdout, parse_float=Decimal, parse_int=Decimal)}
    passed = failed = 0
    for place, (a, b) in enumerate(pairs):
        for name, wanted in expected(Decimal(a), Decimal(b)).items():
            found = rows[str(place)][name]
            if found == wanted:
                passed += 1
                continue
            failed += 1
            if failed <= SHOWN:
                print(f"{name} of {a} and {b}: expected {wanted}, found {found}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
