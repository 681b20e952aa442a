#!/usr/bin/env python3
"""Runs packs on public tables and compares the results with the same questions answered here.

    python3 tests/oracle/real_data.py ./target/release/gtm [FOLDER]

FOLDER holds the tables (default: ../shared/data beside the checkout); without it the check is
skipped with a message. Prints `N passed, M failed`; exit status 1 if any failed.
"""

import csv
import json
import math
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).resolve().parent
SIX = Decimal("0.000001")
tally = Counter()


def check(what, expected, found):
    good = expected == found
    tally["passed" if good else "failed"] += 1
    if not good and tally["failed"] <= 20:
        print(f"{what}: expected {expected!r}, found {found!r}")


def rounded(fraction):
    """A fraction to six places, halves away from zero."""
    sign = -1 if fraction < 0 else 1
    units = math.floor(abs(fraction) * 10**6 + Fraction(1, 2))
    return Decimal(sign * units) * SIX


def number(value):
    return None if value is None else Decimal(str(value))


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def run(gtm, pack, view, data):
    command = [gtm, "run", str(HERE / "real" / f"{pack}.gtm"), "--view", view, "--format", "json"]
    for table in data:
        command += ["--data", table]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1) or not done.stdout.strip():
        sys.exit(f"{' '.join(command)}\nexit status {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout, parse_float=Decimal), done


def crm(gtm, folder):
    files = {"Account": "accounts", "Product": "products", "Agent": "sales_teams", "Opportunity": "sales_pipeline"}
    data = [f"{record}={folder / 'crm' / name}.csv" for record, name in files.items()]
    deals = read(folder / "crm" / "sales_pipeline.csv")
    prices = {row["product"]: int(row["sales_price"]) for row in read(folder / "crm" / "products.csv")}
    regions = {row["sales_agent"]: row["regional_office"].lower() for row in read(folder / "crm" / "sales_teams.csv")}
    by_account = defaultdict(list)
    for deal in deals:
        by_account[deal["account"]].append(deal)
    nobody = Counter(deal["deal_stage"] for deal in by_account[""])
    total = sum(int(deal["close_value"]) for deal in deals if deal["deal_stage"] == "Won")

    found, done = run(gtm, "crm", "Account", data)
    check("orphans are a finding", 1, done.returncode)
    accounts = read(folder / "crm" / "accounts.csv")
    check("accounts", len(accounts), len(found))
    found = {row["account"]: row for row in found}
    scores = {}
    for account in accounts:
        name = account["account"]
        row = found[name]
        mine = by_account[name]
        won = sorted(int(deal["close_value"]) for deal in mine if deal["deal_stage"] == "Won")
        lost = sum(deal["deal_stage"] == "Lost" for deal in mine)
        check(f"{name} won", len(won), row["won"])
        check(f"{name} lost", lost, row["lost"])
        check(f"{name} bookings", number(sum(won)), number(row["bookings"]))
        mean = Fraction(sum(won), len(won))
        check(f"{name} mean", rounded(mean), number(row["mean_deal"]))
        middle = len(won) // 2
        median = won[middle] if len(won) % 2 else Fraction(won[middle - 1] + won[middle], 2)
        check(f"{name} median", rounded(Fraction(median)), number(row["median_deal"]))
        check(f"{name} best", number(won[-1]), number(row["best_deal"]))
        variance = Fraction(sum(x * x for x in won), len(won)) - mean * mean
        with localcontext() as context:
            context.prec = 60
            root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
            root = root.quantize(SIX, ROUND_HALF_UP)
        check(f"{name} spread", root, number(row["spread"]))
        rate = rounded(Fraction(len(won), len(won) + lost))
        check(f"{name} win rate", rate, number(row["win_rate"]))
        check(f"{name} share", rounded(Fraction(sum(won), total)), number(row["share"]))

        pending = sum(deal["deal_stage"] in ("Engaging", "Prospecting") for deal in mine)
        stray = nobody["Engaging"] + nobody["Prospecting"]
        check(f"{name} pending is open", None, row.get("pending"))
        check(f"{name} pending low", pending, row["pending_low"])
        check(f"{name} pending high", pending + stray, row["pending_high"])

        gates = [("size", int(account["employees"]) >= 1000), ("again", len(won) >= 40), ("rate", rate >= Decimal("0.6"))]
        stopped = next((gate for gate, holds in gates if not holds), None)
        check(f"{name} worth it", stopped is None, row["worth_it"])
        check(f"{name} stopped by", stopped, row["worth_it_stopped_by"])
        if stopped:
            check(f"{name} value", (None, "not_applicable"), (row["value"], row["value_status"]))
        else:
            score = len(won) + (25 if won[-1] >= 5000 else 0) + max(-lost, -30)
            score = min(100, max(0, score))
            scores[name] = score
            check(f"{name} value", number(score), number(row["value"]))
            band = "top" if score >= 60 else "good" if score >= 40 else "low"
            check(f"{name} band", band, row["value_band"])
    for name, score in scores.items():
        place = 1 + sum(other > score for other in scores.values())
        check(f"{name} rank", (place, place), (found[name]["value_rank_low"], found[name]["value_rank_high"]))

    found, _ = run(gtm, "crm", "Opportunity", data)
    check("opportunities", len(deals), len(found))
    found = {row["opportunity_id"]: row for row in found}
    for deal in deals:
        row = found[deal["opportunity_id"]]
        price = prices.get(deal["product"])
        check("list price", number(price), number(row["list_price"]))
        if price is None:
            check("an orphan is a fault", "fault", row["list_price_status"])
        if price and deal["close_value"]:
            check("ratio", rounded(Fraction(int(deal["close_value"]), price)), number(row["ratio"]))
        check("region", regions[deal["sales_agent"]], row["region"])
        if deal["close_date"]:
            days = (date.fromisoformat(deal["close_date"]) - date.fromisoformat(deal["engage_date"])).days
            check("took", days, row["took"])
        stage = deal["deal_stage"]
        if stage == "Engaging" and price is None:
            check("open step", ("close, follow", "fault"), (row["next_step_possible"], row["next_step_status"]))
        else:
            step = {"Engaging": "close" if price and price >= 3000 else "follow", "Won": "done", "Lost": "done"}.get(
                stage, "open" if deal["account"] else "find"
            )
            check("step", step, row["next_step"])


def amount(text):
    if text in ("", "Unknown"):
        return None
    return int(text[1:-1]) * {"M": 10**6, "B": 10**9}[text[-1]]


def unicorns(gtm, folder):
    path = folder / "unicorns" / "Unicorn_Companies.csv"
    rows = read(path)
    found, _ = run(gtm, "unicorns", "Company", [str(path)])
    check("companies", len(rows), len(found))
    for row, got in zip(rows, found):
        name = row["Company"]
        check("order of rows without a key", name, got["company"])
        valuation, funding = amount(row["Valuation"]), amount(row["Funding"])
        check(f"{name} valuation", number(valuation), number(got["valuation"]))
        check(f"{name} funding", number(funding), number(got["funding"]))
        if funding:
            multiple = rounded(Fraction(valuation, funding))
            check(f"{name} multiple", multiple, number(got["multiple"]))
        elif funding == 0:
            multiple = None
            check(f"{name} divides by zero", "fault", got["multiple_status"])
        age = int(row["Date Joined"][:4]) - int(row["Year Founded"])
        check(f"{name} age", age, got["age"])
        gates = {
            "place": row["Continent"] == "Europe",
            "money": None if funding is None else funding >= 300 * 10**6,
            "young": age <= 10,
        }
        stopped = next((gate for gate, holds in gates.items() if holds is False), None)
        reachable = False if stopped else None if None in gates.values() else True
        check(f"{name} reachable", (reachable, stopped), (got["reachable"], got["reachable_stopped_by"]))
        if reachable is None:
            # `multiple` is open with the funding: partner and sell may both hold, learn holds.
            check(f"{name} approach", "partner, sell, learn", got["approach_possible"])
        else:
            approach = "learn" if funding is None else "watch"
            if reachable:
                approach = "partner" if multiple >= 10 else "sell"
            check(f"{name} approach", approach, got["approach"])


def main():
    gtm = sys.argv[1]
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else HERE.parents[2] / "shared" / "data"
    if not folder.is_dir():
        print(f"skipped: no folder {folder.name} with the public tables beside the checkout")
        return
    crm(gtm, folder)
    unicorns(gtm, folder)
    print(f"{tally['passed']} passed, {tally['failed']} failed")
    sys.exit(1 if tally["failed"] else 0)


main()
