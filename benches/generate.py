#!/usr/bin/env python3
"""Makes the table of the standard job: generate.py ROWS OUT.csv [SEED]

One company a row, twenty columns, in no order. Every number is drawn from one stream, so the same rows and seed give the
same bytes. Three answers in a hundred are missing; one row in twenty lies exactly on the first gate; names hold commas, quotes
and letters beyond ASCII.
"""
import random
import sys

INDUSTRIES = ["aerospace", "agriculture", "automotive", "banking", "chemicals", "construction", "consulting", "education",
              "energy", "food", "healthcare", "hospitality", "insurance", "logistics", "machinery", "media", "pharma",
              "public_sector", "retail", "software"]
COUNTRIES = ["AT", "BE", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IT", "NL", "NO", "PL", "PT", "SE", "US"]
OUTCOMES = ["none", "growth", "avoid_penalty", "open_doors", "find_opportunity", "relieve_pain"]
FREQUENCIES = ["daily", "weekly", "monthly", "quarterly", "yearly", "once"]
FIRST = ["Nord", "Blau", "Alpen", "Müller", "Castel", "Łódź", "Atlas", "Øre", "Silva", "Delta"]
LAST = ["werk", "tec", "data", "bank", "farm", "med", "soft", "foods", "steel"]
FORMS = [" GmbH", " AG", " SE", " Ltd", " BV", " SA", ", Inc.", ' "Zwei" KG']
HEADER = ("account_id,name,industry,country,employees,revenue_eur,demand_now,demand_in_10y,outcome,reachable,use_frequency,"
          "budget,authority,need,time,rivals,factor_claimed,advantage_claimed,standard_claimed,feature_claimed")


def quoted(text):
    if any(sign in text for sign in ',"\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def lines(rows, seed):
    draw = random.Random(seed)
    ids = list(range(rows))
    draw.shuffle(ids)
    yes_no = ("false", "true")

    def gap(value):
        return "" if draw.random() < 0.03 else str(value)

    for number in ids:
        name = f"{draw.choice(FIRST)}{draw.choice(LAST)} {number * 7 % (rows * 10 + 1)}{draw.choice(FORMS)}"
        employees = min(max(int(draw.lognormvariate(4.0, 1.8)), 1), 250_000)
        cents = min(int(employees * draw.lognormvariate(16.2, 0.8)), 9_999_999_999_999)
        now = min(int(draw.lognormvariate(6.0, 1.5)), 1_000_000)
        later = 10 * now if draw.random() < 0.05 else int(now * draw.lognormvariate(2.7, 0.9))
        cells = [f"A{number:08}", quoted(name), draw.choice(INDUSTRIES), draw.choice(COUNTRIES), str(employees),
                 f"{cents // 100}.{cents % 100:02}", str(now), gap(later), draw.choice(OUTCOMES),
                 gap(yes_no[draw.random() < 0.85]), draw.choice(FREQUENCIES)]
        cells += [gap(draw.randint(1, 5)) for _ in range(4)]
        cells += [str(draw.randint(0, 12))] + [yes_no[draw.random() < 0.5] for _ in range(4)]
        yield ",".join(cells)


def main():
    rows, out = int(sys.argv[1]), sys.argv[2]
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    with open(out, "w", encoding="utf-8", newline="\n") as file:
        file.write(HEADER + "\n")
        for line in lines(rows, seed):
            file.write(line + "\n")


if __name__ == "__main__":
    main()
