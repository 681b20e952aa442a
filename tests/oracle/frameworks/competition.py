"""Two reference competitors: which role can each play, and are both filled?"""

import itertools

from frameworks.common import YES_NO, Holds, OneOf, Rather, added, changed, fillings, without

NAME = "competition"
KEYS = {"Competitor": ("market", "name")}
ANSWERS = dict.fromkeys(["standard", "holds_budget", "discontinuous", "committed"], YES_NO)
RANDOM = {
    "markets": {"competitors_listed": ["yes", "yes", "yes", "no"]},
    "competitors": {
        "standard": ["yes", "yes", "no"],
        "holds_budget": ["yes", "yes", "no"],
        "discontinuous": ["yes", "no"],
        "committed": ["no", "no", "yes"],
    },
}


def roles(row):
    """Whether it can be the market alternative, and the product alternative."""
    # The de facto standard whose budget we go after.
    market = row["standard"] == "yes" and row["holds_budget"] == "yes"
    # A discontinuous innovation like ours without our commitment to the segment.
    product = row["discontinuous"] == "yes" and row["committed"] == "no"
    return market, product


def named(market, product):
    return {(True, True): "either", (True, False): "market", (False, True): "product"}.get((market, product), "none")


def states(row):
    return {roles(filled) for filled in fillings(row, ANSWERS)}


def faults(row):
    words = {
        ("standard", "no"): "not the de facto standard",
        ("holds_budget", "no"): "we do not go after its budget",
        ("discontinuous", "no"): "no discontinuous innovation",
        ("committed", "yes"): "as committed to the segment",
    }
    return [said for (column, answer), said in words.items() if row[column] == answer]


def competitor(row):
    found = states(row)
    options = {named(*one) for one in found}
    says = {"none": faults(row), "market": ["standard", row["stands_for"]], "product": ["without our commitment", row["stands_for"]]}
    return {
        "market_alternative": Holds({market for market, _ in found}),
        "product_alternative": Holds({product for _, product in found}),
        # Each of the two is read again in every line of the table of roles.
        "role": OneOf(options, read_twice=len(found) > 1, says=says.get(*options, []) if len(options) == 1 else []),
    }


def pairs(way):
    """Who may stand for the market with whom for the product: two competitors, not one."""
    places = range(len(way))
    return [(m, p) for m, p in itertools.permutations(places, 2) if way[m][0] and way[p][1]]


def step_of(way):
    if not pairs(way):
        return "name_one"
    several = sum(market for market, _ in way) > 1 or sum(product for _, product in way) > 1
    return "choose" if several else "position"


def market(row, competitors):
    here = [one for one in competitors if one["market"] == row["name"]]
    listed = row["competitors_listed"] == "yes"
    ways = list(itertools.product(*(sorted(states(one)) for one in here)))
    filled = {bool(pairs(way)) for way in ways} | (set() if listed else {True})
    # The same competitor counts for both roles, and again for whether they are two.
    twice = any(len(states(one)) > 1 for one in here)
    certain = [one for one in here if len(states(one)) == 1]
    names = [one["name"] for one in certain if roles_of(one) != (False, False)]
    cells = {"filled": Holds(filled, read_twice=twice)}
    if filled == {False}:
        cells["filled"].says = missing(ways)
        step = OneOf("name_one", says=missing(ways))
        cells["next_step"] = Rather(step, OneOf("find_out")) if twice else step
    elif filled == {True, False}:
        # Whoever certainly plays a part is named, so that it is plain what is lacking.
        cells["next_step"] = OneOf("find_out" if listed else "list_all", says=gaps_of(here) if listed else ["not everybody", *names])
    else:
        steps = {step_of(way) for way in ways} | (set() if listed else {"choose"})
        cells["next_step"] = OneOf(steps, read_twice=twice, says=rivals_of(here, steps))
    return cells


def gaps_of(competitors):
    """Answers that are missing of those whose role is not known."""
    rows = [one for one in competitors if len(states(one)) > 1]
    return [] if len(rows) != 1 else [column for column in ANSWERS if rows[0][column] == "" and alone(rows[0], column)]


def alone(row, column):
    return len(states({**row, **{other: row[other] or "yes" for other in ANSWERS if other != column}})) > 1


def rivals_of(competitors, steps):
    """Between which we stand; or, where several play the same part, these."""
    if len(steps) > 1 or any(len(states(one)) > 1 for one in competitors):
        return []
    parts = [[one["name"] for one in competitors if roles_of(one)[part]] for part in (0, 1)]
    return parts[0] + parts[1] if steps == {"position"} else next(part for part in parts if len(part) > 1)


def roles_of(row):
    return next(iter(states(row)))


def missing(ways):
    no_market = not any(market for way in ways for market, _ in way)
    no_product = not any(product for way in ways for _, product in way)
    return ["no market alternative"] * no_market + ["no product alternative"] * no_product


def expected(tables):
    return {
        "Competitor": {(row["market"], row["name"]): competitor(row) for row in tables["competitors"]},
        "Market": {row["name"]: market(row, tables["competitors"]) for row in tables["markets"]},
    }


def changes(tables):
    box, tills = "Sharing files in large companies", "Tills for street markets"
    return [
        (
            "Dropbox commits itself to the segment",
            changed(tables, "competitors", {"name": "Dropbox"}, {"committed": "yes"}),
            [
                ("Competitor", (box, "Dropbox"), "role", OneOf("none", says="committed to the segment")),
                ("Market", box, "filled", Holds(False, stopped_by="product", says="no product alternative")),
                ("Market", box, "next_step", OneOf("name_one", says="no product alternative")),
            ],
        ),
        (
            "SharePoint is not there",
            without(tables, "competitors", {"name": "SharePoint"}),
            [("Market", box, "next_step", OneOf("name_one", says="no market alternative", silent="no product"))],
        ),
        (
            "SharePoint is not there, and others may be",
            without(changed(tables, "markets", {"name": box}, {"competitors_listed": ""}), "competitors", {"name": "SharePoint"}),
            [("Market", box, "next_step", OneOf("list_all", says="Dropbox"))],
        ),
        (
            "an innovation without commitment enters",
            added(
                tables,
                "competitors",
                {
                    "market": tills,
                    "name": "Coin Cloud",
                    "standard": "no",
                    "holds_budget": "no",
                    "discontinuous": "yes",
                    "committed": "no",
                },
            ),
            [("Market", tills, "next_step", OneOf("position", says=["Old Bell Registers", "Coin Cloud"]))],
        ),
    ]
