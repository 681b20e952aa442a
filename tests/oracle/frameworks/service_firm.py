"""Professional service firms, worked out from the text.

Firms that sell deep expertise are professional service firms, whatever their trade. Their profit per
partner = margin x productivity x leverage; for all others the ordinary formula of profit holds.
"""

from fractions import Fraction

from .common import Between, Holds, NotApplicable, OneOf, changed, number

NAME = "service_firm"
SELLS = ["expertise", "product"]
RANDOM = {
    "firms": {
        "sells": SELLS,
        "unique_by": SELLS,
        "fees": ["2400000", "4800000", "3000000"],
        "profit": ["600000", "-50000", "1200000", "0"],
        "people": ["20", "40", "25"],
        "partners": ["5", "2", "4"],
    }
}

# What a healthy firm of this kind reaches: the settings of the pack.
USUAL = {"margin": Fraction(25, 100), "productivity": Fraction(120000), "leverage": Fraction(8)}
MEMBERS = {
    "expertise": "expertise",
    "deep expertise": "expertise",
    "the level of its expertise": "expertise",
    "product": "product",
    "a product": "product",
    "its product": "product",
    "": "",
}

# Amounts and numbers that a gap may stand for: enough of them to bring every order about.
MONEY = [Fraction(n) for n in (-(10**9), -1, 0, 1, 10**9)]
MANY = [Fraction(n) for n in (1, 2, 3, 10**3, 10**9)]


def factors(fees, profit, people, partners):
    return {"margin": profit / fees, "productivity": fees / people, "leverage": people / partners}


def weakest_of(fees, profit, people, partners):
    """The factor that reaches least of its reference, or that two or three reach as little."""
    reached = {name: value / USUAL[name] for name, value in factors(fees, profit, people, partners).items()}
    least = min(reached.values())
    names = [name for name, value in reached.items() if value == least]
    return names[0] if len(names) == 1 else "alike"


def weakest(firm):
    """All outcomes over the fillings of the numbers that are missing.

    A single gap is filled at the points where two factors meet, between them, and outside of them.
    """
    cells = {column: number(firm[column]) for column in ("fees", "profit", "people", "partners")}
    gaps = [column for column, value in cells.items() if value is None]
    if not gaps:
        return {weakest_of(**cells)}
    if len(gaps) > 1:
        return None
    gap = gaps[0]
    if gap in ("people", "partners"):
        return {
            weakest_of(**{**cells, gap: Fraction(n)}) for n in (*range(1, 400), 10**3, 10**4, 10**6, 10**9)
        }
    if gap == "profit":
        meets = [
            cells["fees"] * USUAL["margin"] * reached
            for reached in (
                cells["fees"] / cells["people"] / USUAL["productivity"],
                cells["people"] / cells["partners"] / USUAL["leverage"],
            )
        ]
        points = [*meets, *(x + 1 for x in meets), *(x - 1 for x in meets), *MONEY]
    else:
        leverage = cells["people"] / cells["partners"] / USUAL["leverage"]
        meets = [leverage * cells["people"] * USUAL["productivity"]]
        if cells["profit"] > 0:
            meets.append(cells["profit"] / USUAL["margin"] / leverage)
        # Where margin and productivity meet there is a root; beside the whole numbers around it.
        square = cells["profit"] / USUAL["margin"] * cells["people"] * USUAL["productivity"]
        if square > 0:
            root = Fraction(int(float(square) ** 0.5))
            meets += [root + step for step in (-1, 0, 1)]
        points = [x for x in (*meets, *(x + 1 for x in meets), *(x - 1 for x in meets), *MONEY) if x > 0]
    return {weakest_of(**{**cells, gap: point}) for point in points}


def expected(tables):
    firms = {}
    for firm in tables["firms"]:
        sells, unique = MEMBERS[firm["sells"]], MEMBERS[firm["unique_by"]]
        cells = {column: number(firm[column]) for column in ("fees", "profit", "people", "partners")}
        row = firms[firm["name"]] = {}
        # "Firms that sell deep expertise, many IT companies included": the trade plays no part.
        row["service_firm"] = Holds({"": {True, False}, "expertise": {True}, "product": {False}}[sells])
        row["identity"] = OneOf({"": "find_out", "expertise": "dupont", "product": "ordinary"}[sells])
        if cells["profit"] is not None and cells["partners"] is not None:
            row["per_partner"] = Between(cells["profit"] / cells["partners"])
        if None not in cells.values():
            # The identity itself: the product of the three is the profit per partner.
            worked = factors(**cells)
            assert (
                worked["margin"] * worked["productivity"] * worked["leverage"]
                == cells["profit"] / cells["partners"]
            )
            for name, value in worked.items():
                row[name] = Between(value)
        if sells == "product":
            row["uniqueness"] = row["weakest"] = NotApplicable()
            continue
        # Where it is not known what a firm sells, it may be that the two questions do not arise.
        perhaps = {None} if sells == "" else set()
        # "What makes such a firm unique is its level of expertise, not the product."
        says = {"": {"knows", "mistaken"}, "expertise": {"knows"}, "product": {"mistaken"}}[unique]
        row["uniqueness"] = OneOf(says | perhaps)
        which = weakest(firm)
        if which is not None:
            # Fees and people are read by two factors, and a number of people or partners is whole.
            row["weakest"] = OneOf(which | perhaps, read_twice=True)
    return {"Firm": firms}


def changes(tables):
    return [
        (
            "the wine people turn out to sell expertise",
            changed(tables, "firms", {"name": "Data Vintners"}, {"sells": "expertise"}),
            [
                # margin 15% of 25%, productivity 100000 of 120000, leverage 13 of 8
                ("Firm", "Data Vintners", "weakest", OneOf("margin", says=["15%", "60%", "25%"])),
                ("Firm", "Data Vintners", "uniqueness", OneOf("mistaken", says="expertise")),
                ("Firm", "Data Vintners", "identity", OneOf("dupont", says=["195000", "13"])),
            ],
        ),
        (
            "the lawyers take on many people, each bringing in less",
            changed(tables, "firms", {"name": "Delta Law"}, {"people": "100"}),
            # margin 30% (120%), productivity 60000 (50%), leverage 12.5 (156%)
            [("Firm", "Delta Law", "weakest", OneOf("productivity", says=["60000", "50%"]))],
        ),
        (
            "shelf software is sold by its builders' expertise",
            changed(tables, "firms", {"name": "Shelf Software"}, {"sells": "expertise", "profit": "1000000"}),
            # margin 1/11 (36%), productivity 157143 (131%), leverage 23.3
            [
                ("Firm", "Shelf Software", "weakest", OneOf("margin")),
                ("Firm", "Shelf Software", "identity", OneOf("dupont")),
            ],
        ),
        (
            "the profit of the consultants is found",
            changed(tables, "firms", {"name": "Гранит Консалт"}, {"profit": "1050000"}),
            # margin 25% (100%), productivity 120000 (100%), leverage 7 (88%)
            [("Firm", "Гранит Консалт", "weakest", OneOf("leverage", says=["7", "88%"]))],
        ),
        *(
            (
                label,
                changed(tables, "firms", {"name": "Delta Law"}, cells),
                [("Firm", "Delta Law", "weakest", OneOf("alike", says=parts))],
            )
            for label, cells, parts in (
                # Half of the usual margin, productivity, leverage: two of them at a time.
                (
                    "margin and productivity are the same half",
                    {"fees": "2400000", "profit": "300000", "people": "40", "partners": "5"},
                    ["50%", "100%"],
                ),
                (
                    "margin and leverage are the same half",
                    {"fees": "4800000", "profit": "600000", "people": "40", "partners": "10"},
                    ["50%", "100%"],
                ),
                (
                    "productivity and leverage are the same half",
                    {"fees": "2400000", "profit": "600000", "people": "40", "partners": "10"},
                    ["50%", "100%"],
                ),
            )
        ),
        (
            "all three are as the reference",
            changed(
                tables,
                "firms",
                {"name": "Гранит Консалт"},
                {"profit": "1200000", "fees": "4800000", "people": "40"},
            ),
            [("Firm", "Гранит Консалт", "weakest", OneOf("alike"))],
        ),
    ]
