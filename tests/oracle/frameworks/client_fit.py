"""Will this customer relationship work? Four filters; price is not one of them."""

from frameworks.common import Holds, OneOf, all_of, changed, number, possible, yes

NAME = "client_fit"
SPECIFIC_ENOUGH, DAYS_NEEDED, ALIKE_ENOUGH = 4, 3, 4
RANDOM = {
    "clients": {
        "specific": ["3", "4", "5", "4"],
        "days_together": ["2", "3", "9"],
        "team_knows": ["yes", "yes", "yes", "no"],
        "alike": ["3", "4", "5", "5"],
        "price_offered": None,
        "price_asked": None,
        "backgrounds": None,
    }
}


def at_least(cell, limit):
    value = number(cell)
    return None if value is None else value >= limit


def filters(row):
    """In the order of the framework. Backgrounds may differ and are no filter."""
    return {
        "requirement": at_least(row["specific"], SPECIFIC_ENOUGH),
        "customising": at_least(row["days_together"], DAYS_NEEDED),
        "team": yes(row["team_knows"]),
        "needs": at_least(row["alike"], ALIKE_ENOUGH),
    }


# Which answer each filter rests on, and a word its reason has to hold.
ANSWER = {"requirement": "specific", "customising": "days_together", "team": "team_knows", "needs": "alike"}
FAULT = {
    "requirement": "requirement",
    "customising": "days",
    "team": "their own team does not know",
    "needs": "different experiences",
}
FIGURE = {
    "requirement": "{specific} of 5, 4 needed",
    "customising": "customise: {days_together}, needed are 3",
    "team": "team",
    "needs": "{alike} of 5 alike, 4 needed",
}


def expected_of(row):
    found = filters(row)
    works = all_of(found.values())
    fails = [name for name, truth in found.items() if truth is False]
    failing = [FAULT[name] for name in fails] + [FIGURE[name].format(**row) for name in fails]
    unknown = [ANSWER[name] for name, truth in found.items() if truth is None]
    stopped = next((name for name, truth in found.items() if truth is False), None)
    cells = {
        "works": Holds(
            possible(works),
            stopped_by=stopped,
            says=failing,
            silent=[word for name, word in FAULT.items() if found[name] is not False],
            asks=unknown if works is None else [],
        )
    }
    if works is False:
        # Neither pricing nor delivery will work: decline, whatever the price offered.
        cells["verdict"] = OneOf("decline", says=failing)
        offered, asked = number(row["price_offered"]), number(row["price_asked"])
        if offered is not None and asked is not None:
            # The more they offer, the more it is to be resisted; less than the asked price tempts nobody.
            tempted = offered >= asked
            cells["price_note"] = OneOf("tempted" if tempted else "useless", says=failing + figures(row) * tempted)
    elif works is None:
        # A missing answer is neither a yes nor a no.
        cells["verdict"] = OneOf("find_out", says=unknown)
        cells["price_note"] = OneOf("wait")
    else:
        # When all four hold, the asked price is obtained.
        cells["verdict"] = OneOf("accept", says="asked price is obtained")
        offered, asked = number(row["price_offered"]), number(row["price_asked"])
        known = offered is not None and asked is not None
        # An offer below zero cannot be, and an offer is never below an asked price of nothing.
        below = {offered < asked} if known else {False} if asked == 0 else {True, False}
        cells["price_note"] = OneOf({"hold" if low else "agree" for low in below}, says=figures(row) if known else [])
    return cells


def figures(row):
    return [f"they offer {row['price_offered']} EUR", f"{row['price_asked']} EUR"]


def expected(tables):
    return {"Client": {row["name"]: expected_of(row) for row in tables["clients"]}}


def changes(tables):
    brumaire, northgate = {"name": "Brumaire Assurances"}, {"name": "Northgate Freight"}
    return [
        (
            "a fortune is offered for a vague requirement",
            changed(tables, "clients", northgate, {"price_offered": "9000000"}),
            [("Client", "Northgate Freight", "verdict", OneOf("decline", says=["vague", "1 of 5"]))],
        ),
        (
            "the team turns out not to know",
            changed(tables, "clients", brumaire, {"team_knows": "no"}),
            [
                ("Client", "Brumaire Assurances", "works", Holds(False, stopped_by="team", says="team")),
                ("Client", "Brumaire Assurances", "verdict", OneOf("decline", says="team does not know")),
            ],
        ),
        (
            "the missing answer is given",
            changed(tables, "clients", {"name": "Barge Energy"}, {"team_knows": "yes"}),
            [("Client", "Barge Energy", "verdict", OneOf("accept"))],
        ),
    ]
