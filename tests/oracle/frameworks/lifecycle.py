"""The life of a product and the balanced portfolio, worked out from the text.

Each stage of the market asks for something else; a product taken straight to the mass market falls
into the chasm; a portfolio is balanced with products at every stage: bestsellers, laggards, small bets.
"""

from fractions import Fraction

from .common import YES_NO, Cell, OneOf, Text, added, changed, fillings, number, without

NAME = "lifecycle"
KEYS = {"checks": "line"}
RANDOM = {
    "products": {
        "stage": ["early_market", "chasm", "bowling_alley", "tornado", "main_street"],
        "sold_to": ["fans", "segment", "mass"],
        "sales": ["100000", "900000", "4000000"],
        "fans_have_it": YES_NO,
        "feedback": YES_NO,
        "no_reserve": YES_NO,
        "other_market": None,
        "new_product": None,
        "margin": ["3", "5", "11", "20"],
        "margin_before": ["8", "17", "20"],
    }
}

STAGES = ["early_market", "chasm", "bowling_alley", "tornado", "main_street"]
SOLD_TO = ["fans", "segment", "mass"]
LABELS = {"the most loyal": "fans", "one segment": "segment", "the mass market": "mass"}
WITHDRAW_AT = Fraction(5, 100)
BESTSELLER = Fraction(20, 100)
# Margins on either side of every limit that another margin of the examples can bring about.
MARGINS = [str(percent) for percent in (-50, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 25, 90)]
GAPS = {
    "sold_to": SOLD_TO,
    "fans_have_it": YES_NO,
    "feedback": YES_NO,
    "no_reserve": YES_NO,
    "margin": MARGINS,
    "margin_before": MARGINS,
}


def advice(product):
    stage = product["stage"]
    if stage == "":
        return "find_out"
    if stage in ("early_market", "chasm"):
        # "A product taken straight to the mass market falls into the chasm."
        if LABELS.get(product["sold_to"], product["sold_to"]) == "mass":
            return "take_back"
        if stage == "chasm":
            return "cross"
        # Early market: the first usible version to the most loyal, then gather feedback.
        if product["fans_have_it"] == "no":
            return "give"
        return "listen" if product["feedback"] == "no" else "prepare"
    if stage == "bowling_alley":
        # "Move only when they buy without reservations; then other markets, or a new product for this one."
        if product["no_reserve"] == "no":
            return "stay"
        if product["other_market"]:
            return "move"
        return "extend" if product["new_product"] else "choose_next"
    if stage == "tornado":
        return "produce"
    # Main street: "customise to each company; margins fall; withdraw in time" - at the limit, or when
    # another fall like the last one goes down to it.
    margin, before = Fraction(product["margin"]) / 100, Fraction(product["margin_before"]) / 100
    if margin <= WITHDRAW_AT:
        return "withdraw"
    return "plan_exit" if margin - (before - margin) <= WITHDRAW_AT else "customise"


def share_of(product, tables):
    """The least and the most that the share of all sales can be, the open sales being 0 or more."""
    others = [number(row["sales"]) for row in tables["products"] if row is not product]
    open_others = None in others
    rest = sum(sales for sales in others if sales is not None)
    own = number(product["sales"])
    if own is None:
        return Fraction(0), Fraction(1)
    high = own / (own + rest) if own else Fraction(0)
    return (Fraction(0) if open_others else high), high


def roles(product, tables):
    """The parts of "bestsellers, laggards, small bets", by what the text says of the stages: before the
    tornado nothing is won yet, in the tornado "many want it", on main street the sales tell which it is."""
    low, high = share_of(product, tables)
    found = set()
    for stage in [product["stage"]] if product["stage"] else STAGES:
        if stage in ("early_market", "chasm", "bowling_alley"):
            found.add("small_bet")
        elif stage == "tornado" or low >= BESTSELLER:
            found.add("bestseller")
        elif high < BESTSELLER:
            found.add("laggard")
        else:
            found |= {"bestseller", "laggard"}
    return found


def expected(tables):
    products = {
        row["name"]: {
            "advice": OneOf({advice(filled) for filled in fillings(row, GAPS)}),
            "role": OneOf(roles(row, tables), read_twice=True),
        }
        for row in tables["products"]
    }
    return {
        "Product": products,
        "checks": {
            "stages": {"outcome": Cell(every_stage(tables))},
            "parts": {"outcome": Cell(every_part(tables))},
        },
    }


def every_stage(tables):
    known = {row["stage"] for row in tables["products"]} - {""}
    missing = len(STAGES) - len(known)
    unknown = sum(row["stage"] == "" for row in tables["products"])
    return "holds" if not missing else "undecided" if unknown >= missing else "fails"


def every_part(tables):
    """ "Balanced only with ... bestsellers, laggards, small bets": each of them certainly, or possibly."""
    found = [roles(row, tables) for row in tables["products"]]
    parts = ("bestseller", "laggard", "small_bet")
    if all({part} in found for part in parts):
        return "holds"
    return "undecided" if all(any(part in one for one in found) for part in parts) else "fails"


def changes(tables):
    return [
        (
            "the breweries buy without reservations",
            changed(tables, "products", {"name": "Keg tag"}, {"no_reserve": "yes"}),
            [("Product", "Keg tag", "advice", OneOf("move", says=["breweries", "wineries"]))],
        ),
        (
            "the hotels turn out not to be a market",
            changed(tables, "products", {"name": "Linen tag"}, {"other_market": ""}),
            [("Product", "Linen tag", "advice", OneOf("choose_next", says="laundries"))],
        ),
        (
            "voice picking is sold to the most loyal instead",
            changed(tables, "products", {"name": "Voice picking"}, {"sold_to": "fans"}),
            [("Product", "Voice picking", "advice", OneOf("prepare"))],
        ),
        (
            "the margin of the label roll is down to the limit",
            changed(tables, "products", {"name": "Label roll"}, {"margin": "5"}),
            [("Product", "Label roll", "advice", OneOf("withdraw", says="5%"))],
        ),
        (
            "the margin of the label roll is just above the limit",
            changed(tables, "products", {"name": "Label roll"}, {"margin": "6", "margin_before": "6.5"}),
            [("Product", "Label roll", "advice", OneOf("customise", says=["6%", "6.5%"]))],
        ),
        (
            "the label roll sells a fifth of everything",
            # 2.6 of 13 million
            changed(tables, "products", {"name": "Rack reader"}, {"sales": "1255000"}),
            [("Product", "Label roll", "role", OneOf("bestseller", says="20%"))],
        ),
        (
            "the label roll sells hardly less than a fifth of everything",
            changed(tables, "products", {"name": "Rack reader"}, {"sales": "1260000"}),
            [("Product", "Label roll", "role", OneOf("laggard"))],
        ),
        (
            "the sales of the rack reader are known",
            changed(tables, "products", {"name": "Rack reader"}, {"sales": "255000"}),
            # of 12 million: the handheld reader 34%, the label roll 21.7%, the printer 7.5%
            [
                ("Product", "Handheld reader", "role", OneOf("bestseller", says="many want it")),
                ("Product", "Label roll", "role", OneOf("bestseller", says="22%")),
                ("Product", "Label printer", "role", OneOf("laggard", says="8%")),
                ("checks", "parts", "outcome", Cell("holds")),
            ],
        ),
        (
            "the tornado is over",
            changed(
                changed(tables, "products", {"stage": "tornado"}, {"stage": "main_street"}),
                "products",
                {"name": "Настольный сканер"},
                {"stage": "main_street"},
            ),
            [
                ("checks", "stages", "outcome", Cell("fails")),
                ("checks", "stages", "text", Text(says="tornado")),
            ],
        ),
        (
            "the tornado is over, and one product may be in it",
            changed(tables, "products", {"stage": "tornado"}, {"stage": "main_street"}),
            [("checks", "stages", "outcome", Cell("undecided"))],
        ),
        (
            "nothing is left in the chasm",
            without(without(tables, "products", {"stage": "chasm"}), "products", {"stage": ""}),
            [
                ("checks", "stages", "outcome", Cell("fails")),
                ("checks", "stages", "text", Text(says="chasm")),
            ],
        ),
        (
            "another product is in the early market",
            added(
                tables,
                "products",
                {
                    "name": "Ring",
                    "stage": "early_market",
                    "sold_to": "fans",
                    "sales": "0",
                    "fans_have_it": "no",
                },
            ),
            [("Product", "Ring", "advice", OneOf("give")), ("Product", "Ring", "role", OneOf("small_bet"))],
        ),
    ]
