"""Is the niche the right size? Big enough to matter, small enough to lead, a good fit."""

from fractions import Fraction

from frameworks.common import Between, Holds, NotApplicable, OneOf, changed, fillings, number, rounded, without

NAME = "beachhead"
# It meets the minimum revenue target; we can win half of the orders; it suits our crown jewels.
MINIMUM, HALF, GOOD_FIT = 1000000, Fraction(1, 2), 4
WEIGHTS = {"share": 40, "fit": 40, "narrowness": 20}
NEAR = 5
GATES = {"big": "too small to matter", "small": "too big to lead", "fit": "crown jewel"}
STEPS = 48
RANDOM = {
    "niches": {
        "orders": ["60", "64", "80"],
        "winnable": ["33", "44", "49", "55", "28"],
        "order_value": ["48000", "36000", "64000", "19000"],
        "fit": ["5", "5", "4", "3"],
        "profiles": ["1", "1", "2", "4"],
    }
}


def answers(row):
    """Enough answers for every outcome to be among them."""
    orders = int(row["orders"] or 0)
    winnable = {str(orders * step // STEPS) for step in range(STEPS + 1)} if orders else {"0", "100000000"}
    won = int(row["winnable"] or 0)
    return {
        "winnable": sorted(winnable),
        "orders": sorted({str(max(1, won) * STEPS // step) for step in range(1, STEPS + 1)} | {"100000000"}),
        "order_value": ["0", "100000000"],
        "fit": ["1", "3", "4", "5"],
        "profiles": ["1", "2", "3", "4", "6", "10", "20", "1000000"],
    }


def gates(row):
    won, orders = number(row["winnable"]), number(row["orders"])
    return {
        "big": won * number(row["order_value"]) >= MINIMUM,
        "small": rounded(won / orders) >= HALF,
        "fit": number(row["fit"]) >= GOOD_FIT,
    }


def promise(row):
    """Narrower is better; the fit from 1 to 5 counts from nothing to everything."""
    share = rounded(number(row["winnable"]) / number(row["orders"]))
    parts = {
        "share": min(1, share),
        "fit": (number(row["fit"]) - 1) / 4,
        "narrowness": rounded(1 / number(row["profiles"])),
    }
    return sum(rounded(parts[name] * weight) for name, weight in WEIGHTS.items())


def states(row):
    """The promise in every way, None where it is not the right size."""
    return {promise(one) if all(gates(one).values()) else None for one in fillings(row, answers(row))}


def best_of(others):
    """The promise of the best of them, in every way; None where none is the right size."""
    best = {None}
    for found in others:
        best = {max((one, two), key=lambda x: -1 if x is None else x) for one in best for two in found}
    return best


def place(mine, best):
    """Near ties are reported as ties, not decided by a decimal."""
    if best is None or mine > best + NEAR:
        return "choose"
    return "tie" if mine >= best - NEAR else "later"


def expected(tables):
    found = {row["name"]: states(row) for row in tables["niches"]}
    return {"Niche": {row["name"]: niche(row, found) for row in tables["niches"]}}


def niche(row, found):
    name, mine = row["name"], found[row["name"]]
    others = [other for key, other in found.items() if key != name]
    every = [gates(one) for one in fillings(row, answers(row))]
    failing = [gate for gate in GATES if not any(one[gate] for one in every)]
    right = {one is not None for one in mine}
    # What can be won counts in the revenue and in the share; every promise counts for the best.
    twice = row["winnable"] == ""
    figures = {
        "big": f"{row['winnable']} orders of {row['order_value']} EUR",
        "small": f"{row['winnable']} of {row['orders']} orders",
        "fit": f"a fit of {row['fit']}",
    }
    says = [GATES[gate] for gate in failing]
    says += [figures[gate] for gate in failing if row["winnable"] or gate == "fit"]
    cells = {"right_size": Holds(right, says=says, read_twice=twice)}
    if failing:
        cells["right_size"].stopped_by = failing[0]
    if right == {False}:
        cells["verdict"] = OneOf("leave", says=says)
        cells["promise"] = NotApplicable()
    elif right == {True, False}:
        cells["verdict"] = OneOf("find_out")
    else:
        gap = len(mine) > 1
        cells["promise"] = Between(min(mine), max(mine), read_twice=gap)
        options = {place(one, best) for best in best_of(others) for one in mine}
        known = all(len(other) == 1 for other in found.values())
        cells["verdict"] = OneOf(options, read_twice=not known)
        if known and options == {"tie"}:
            best = max(max(other) for other in found.values() if other != {None})
            cells["verdict"].says = [key for key, other in found.items() if None not in other and max(other) >= best - NEAR]
    return cells


def changes(tables):
    depots, yards = {"name": "Depots of army logistics"}, {"name": "Container yards of ports"}
    linen, galleys = {"name": "Hospital linen"}, {"name": "Airline galleys"}
    fewer = without(without(tables, "niches", linen), "niches", yards)
    return [
        (
            "the rivals are gone",
            fewer,
            # 26 + 40 + 20 points against 22 + 30 + 10.
            [
                ("Niche", "Depots of army logistics", "promise", Between(86)),
                ("Niche", "Depots of army logistics", "verdict", OneOf("choose")),
            ],
        ),
        (
            "less than half of the orders can be won",
            changed(tables, "niches", depots, {"winnable": "9"}),
            [
                ("Niche", "Depots of army logistics", "right_size", Holds(False, stopped_by="small", says="9 of 20 orders")),
                ("Niche", "Depots of army logistics", "verdict", OneOf("leave", says="too big to lead")),
                # 84.5 points beside 82.
                ("Niche", "Hospital linen", "verdict", OneOf("tie", says="Container yards of ports", silent="Depots")),
            ],
        ),
        (
            "exactly the minimum, and exactly half of the orders",
            changed(tables, "niches", depots, {"orders": "20", "winnable": "10", "order_value": "100000"}),
            # 20 + 40 + 20 points beside 84.5.
            [
                ("Niche", "Depots of army logistics", "right_size", Holds(True)),
                ("Niche", "Depots of army logistics", "verdict", OneOf("tie", says="Hospital linen")),
            ],
        ),
        (
            "just as many points behind the best as still tie",
            changed(tables, "niches", yards, {"winnable": "63"}),
            # 21 + 40 + 20 points, five behind 86.
            [
                ("Niche", "Container yards of ports", "promise", Between(81)),
                ("Niche", "Container yards of ports", "verdict", OneOf("tie", says="Depots of army logistics")),
            ],
        ),
        (
            "its revenue stays below the minimum",
            changed(tables, "niches", depots, {"order_value": "76923"}),
            [("Niche", "Depots of army logistics", "verdict", OneOf("leave", says=["too small to matter", "999999 EUR"]))],
        ),
        (
            "what can be won becomes known",
            changed(tables, "niches", galleys, {"winnable": "24"}),
            # 20 + 30 + 5 points.
            [
                ("Niche", "Airline galleys", "promise", Between(55)),
                ("Niche", "Airline galleys", "verdict", OneOf("later", says="55 points against 86")),
            ],
        ),
    ]
