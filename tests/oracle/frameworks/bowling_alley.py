"""Which niche after this one? From the head pin to the next ones, never before a niche is won."""

import itertools

from frameworks.common import YES_NO, Between, Holds, OneOf, added, changed, fillings, without

NAME = "bowling_alley"
WON_BESIDE, BESIDE_HEAD = 10, 5
RANDOM = {"niches": {"buys_freely": ["no", "no", "yes"], "links_listed": ["yes"] * 7 + ["no"]}}


def worlds(tables):
    """(niches, neighbours) in every way: answers given, and links added between lists that are not complete."""
    niches = tables["niches"]
    pairs = [frozenset((link["niche"], link["another"])) for link in tables["links"]]
    short = [row["name"] for row in niches if row["links_listed"] != "yes"]
    # A complete list of one niche tells of the other end as well.
    perhaps = [frozenset(pair) for pair in itertools.combinations(short, 2) if frozenset(pair) not in pairs]
    ways = itertools.product(*(list(fillings(row, {"buys_freely": YES_NO, "head": YES_NO})) for row in niches))
    for way in ways:
        for chosen in itertools.product((False, True), repeat=len(perhaps)):
            links = pairs + [pair for pair, taken in zip(perhaps, chosen) if taken]
            yield {row["name"]: row for row in way}, links


def near(name, links):
    return {other for pair in links if name in pair for other in pair if other != name}


def state(name, niches, links):
    won = {key for key, row in niches.items() if row["buys_freely"] == "yes"}
    head = {key for key, row in niches.items() if row["head"] == "yes"}
    beside = near(name, links)
    ring_one = {key for key in niches if near(key, links) & head}
    # Move on only when the niche before buys without reservations, the head pin before all others.
    is_next = name not in won and bool(beside & won) and bool(head) and head <= won
    points = WON_BESIDE * len(beside & won) + BESIDE_HEAD * bool(beside & head)
    return is_next, points if is_next else None, move(name, won, head, beside, ring_one, is_next)


def move(name, won, head, beside, ring_one, is_next):
    if name in won:
        return "keep"
    if name in head:
        return "win"
    if is_next:
        return "next"
    return "prepare" if name in ring_one or beside & ring_one else "later"


def expected(tables):
    ways = list(worlds(tables))
    cells = {}
    for row in tables["niches"]:
        found = [state(row["name"], *way) for way in ways]
        cells[row["name"]] = niche(row, found, tables)
    return {"Niche": cells}


def niche(row, found, tables):
    links = [frozenset((link["niche"], link["another"])) for link in tables["links"]]
    beside = near(row["name"], links)
    around = {row["name"]} | beside | {further for one in beside for further in near(one, links)}
    niches = {one["name"]: one for one in tables["niches"]}
    # A list that is not complete is taken to be open whatever the list at the other end says.
    twice = any(niches[one]["links_listed"] != "yes" for one in around)
    moves = {one[2] for one in found}
    points = {one[1] for one in found}
    won = [one for one in beside if niches[one]["buys_freely"] == "yes"]
    cells = {
        "next_ones": Holds({one[0] for one in found}, read_twice=twice),
        "move": OneOf(moves, read_twice=twice, says=won if moves == {"next"} and row["links_listed"] == "yes" else []),
    }
    if None not in points and row["links_listed"] == "yes":
        cells["order"] = Between(min(points), max(points), read_twice=twice)
    return cells


def changes(tables):
    marketing, sales = (f"{one} departments of Fortune 500 companies" for one in ("Marketing", "Sales"))
    graphics = "Graphics departments of Fortune 500 companies"
    agencies, studios = "Outside advertising agencies", "Photographers' studios"
    return [
        (
            "marketing has reservations: what lies behind it has to wait",
            changed(tables, "niches", {"name": marketing}, {"buys_freely": "no"}),
            [
                ("Niche", marketing, "move", OneOf("next", says=graphics)),
                ("Niche", agencies, "next_ones", Holds(False, says=marketing)),
                ("Niche", agencies, "move", OneOf("prepare")),
                # Beside one won niche, the head pin itself.
                ("Niche", sales, "order", Between(15)),
            ],
        ),
        (
            "the agencies are won",
            changed(tables, "niches", {"name": agencies}, {"buys_freely": "yes"}),
            [
                ("Niche", agencies, "move", OneOf("keep")),
                ("Niche", studios, "move", OneOf("next", says=agencies)),
            ],
        ),
        (
            "the head pin is not won yet",
            changed(tables, "niches", {"name": graphics}, {"buys_freely": "no"}),
            [
                ("Niche", graphics, "move", OneOf("win")),
                ("Niche", sales, "next_ones", Holds(False, says=graphics)),
                ("Niche", sales, "move", OneOf("prepare", says=["head pin", graphics])),
            ],
        ),
        (
            "nothing links the sales departments with what is won",
            without(tables, "links", {"another": sales}),
            [("Niche", sales, "move", OneOf("later"))],
        ),
        (
            "the studios turn out to be near the head pin",
            added(tables, "links", {"niche": graphics, "another": studios, "shares": "same_use"}),
            [
                ("Niche", studios, "move", OneOf("next", says=graphics)),
                ("Niche", studios, "order", Between(15)),
            ],
        ),
        (
            "whether marketing has reservations is not known",
            changed(tables, "niches", {"name": marketing}, {"buys_freely": ""}),
            [("Niche", agencies, "move", OneOf({"next", "prepare"}, asks="buys_freely"))],
        ),
    ]
