"""The whole product, worked out from the text: less than 100% of what the compelling reason needs is a
fail, except for the early market, which tolerates the shipped product."""

import itertools

from .common import YES_NO, Between, Cell, Holds, OneOf, Text, changed, fillings, number, without

NAME = "whole_product"
KEYS = {"Component": ("segment", "name"), "checks": "line"}
ADOPTERS = ["innovators", "early_adopters", "early_majority", "late_majority", "laggards"]
EARLY = ADOPTERS[:2]
KINDS = ["product", "service", "training", "integration", "support", "partner"]
RANDOM = {
    "segments": {"adopters": ADOPTERS, "served": YES_NO, "components_listed": ["yes", "yes", "yes", "no"]},
    "components": {
        "kind": KINDS,
        "ours": YES_NO,
        "supplier": None,
        "needed": ["yes", "yes", "yes", "no"],
        "ready": ["100", "100", "100", "99", "0"],
    },
}
GAPS = {"kind": KINDS, "ours": YES_NO, "needed": YES_NO, "ready": ["0", "99", "100"]}
UNLISTED = [
    {"kind": kind, "ours": ours, "supplier": supplier, "needed": "yes", "ready": ready}
    for kind, ours, supplier in (
        ("product", "yes", "we"),
        ("training", "yes", "we"),
        ("partner", "no", "them"),
        ("partner", "no", ""),
    )
    for ready in ("0", "100")
]


class Whole:
    """A segment of which every component is known."""

    def __init__(self, adopters, components):
        self.adopters = adopters
        self.needed = [one for one in components if one["needed"] == "yes"]
        # "Less than 100% is a fail."
        self.lacking = [one for one in self.needed if number(one["ready"]) < 100]
        self.covered = bool(self.needed) and not self.lacking
        # What we ship is the product that we supply ourselves.
        boxed = [one for one in self.needed if one["ours"] == "yes" and one["kind"] == "product"]
        self.shipped = bool(boxed) and all(number(one["ready"]) == 100 for one in boxed)

    def verdict(self):
        if not self.needed:
            return "unlisted"
        if self.covered:
            return "whole"
        # "Early market tolerates the shipped product; pragmatists need the whole one."
        return "tolerated" if self.adopters in EARLY and self.shipped else "fails"

    def next_step(self):
        if not self.needed:
            return "list"
        if any(one["ours"] == "no" and one["supplier"] == "" for one in self.lacking):
            return "find"
        if any(one["ours"] == "yes" for one in self.lacking):
            return "finish"
        return "partners" if self.lacking else "nothing"


def wholes(segment, components):
    """The segment in every way that its gaps, and what is not listed, may turn out."""
    unlisted = [()]
    if segment["components_listed"] != "yes":
        unlisted = [more for size in range(3) for more in itertools.combinations(UNLISTED, size)]
    each = [list(fillings(one, GAPS)) for one in components]
    ways = len(unlisted)
    for one in each:
        ways *= len(one)
    if ways > 100_000:
        return None
    return [
        Whole(adopters, [*filled, *more])
        for adopters in ([segment["adopters"]] if segment["adopters"] else ["innovators", "laggards"])
        for filled in itertools.product(*each)
        for more in unlisted
    ]


def expected(tables):
    segments, components = {}, {}
    for row in tables["components"]:
        ready = number(row["ready"])
        components[row["segment"], row["name"]] = {
            "complete": Holds({True, False} if ready is None else ready >= 100),
        }
    for segment in tables["segments"]:
        own = [row for row in tables["components"] if row["segment"] == segment["name"]]
        possible = wholes(segment, own)
        cells = segments[segment["name"]] = {}
        if possible is None:
            continue
        # A component is read by what is needed, by what is lacking, and by what we ship.
        cells["verdict"] = OneOf({one.verdict() for one in possible}, read_twice=True)
        cells["next_step"] = OneOf({one.next_step() for one in possible}, read_twice=True)
        lacking = [
            row["name"]
            for row in own
            if row["needed"] == "yes" and row["ready"] and number(row["ready"]) < 100
        ]
        ready = [row["name"] for row in own if row["ready"] and number(row["ready"]) == 100]
        cells["lacking"] = Between(
            min(len(one.lacking) for one in possible),
            # What is not listed may be any number of components.
            max(len(one.lacking) for one in possible) if segment["components_listed"] == "yes" else None,
        )
        covered = {one.covered for one in possible}
        # What certainly lacks is named, what is ready is not.
        says = lacking if covered == {False} else ()
        cells["covered"] = Holds(
            covered,
            says=says,
            silent=[name for name in ready if not any(name in one for one in lacking)],
            read_twice=True,
        )
        cells["shipped"] = Holds({one.shipped for one in possible}, read_twice=True)
    return {"Segment": segments, "Component": components, "checks": {"one": {"outcome": Cell(focus(tables))}}}


def focus(tables):
    """Every further customer profile multiplies what is needed: more than one served segment is a warning."""
    served = [row["served"] for row in tables["segments"]]
    if served.count("yes") > 1:
        return "fails"
    return "holds" if served.count("yes") + served.count("") <= 1 else "undecided"


def changes(tables):
    return [
        (
            "the museums' catalogue link becomes ready",
            changed(
                tables, "components", {"segment": "Museum stores", "name": "Catalogue link"}, {"ready": "100"}
            ),
            [
                ("Segment", "Museum stores", "verdict", OneOf("whole", says="3")),
                ("Segment", "Museum stores", "next_step", OneOf("nothing")),
            ],
        ),
        (
            "the museums turn out to be pragmatists",
            changed(tables, "segments", {"name": "Museum stores"}, {"adopters": "early_majority"}),
            [("Segment", "Museum stores", "verdict", OneOf("fails", says="Catalogue link"))],
        ),
        (
            "the ports' drivers get their trainers",
            changed(
                tables,
                "components",
                {"segment": "Container ports", "name": "Training of crane drivers"},
                {"supplier": "Trainers"},
            ),
            [
                (
                    "Segment",
                    "Container ports",
                    "next_step",
                    OneOf("finish", says="Crane readers", silent=["Training", "Port system link"]),
                )
            ],
        ),
        (
            "and the crane readers are ready as well",
            changed(
                changed(
                    tables,
                    "components",
                    {"segment": "Container ports", "name": "Training of crane drivers"},
                    {"supplier": "Trainers"},
                ),
                "components",
                {"segment": "Container ports", "name": "Crane readers"},
                {"ready": "100"},
            ),
            [
                (
                    "Segment",
                    "Container ports",
                    "next_step",
                    OneOf("partners", says=["Quayware", "Trainers"], silent="Harbour Help"),
                ),
                (
                    "Segment",
                    "Container ports",
                    "covered",
                    Holds(False, says=["Port system link", "Training"], silent="Crane"),
                ),
            ],
        ),
        (
            "one of Savi's own parts is not ready",
            changed(
                tables,
                "components",
                {"segment": "Pentagon stock control", "name": "Dock master"},
                {"ready": "99"},
            ),
            [
                ("Segment", "Pentagon stock control", "verdict", OneOf("fails", says="Dock master")),
                ("Segment", "Pentagon stock control", "shipped", Holds(False, says="Dock master")),
                ("Segment", "Pentagon stock control", "next_step", OneOf("finish")),
            ],
        ),
        (
            "the training of wards is known",
            changed(
                tables,
                "components",
                {"segment": "Hospital linen", "name": "Training of wards"},
                {"ready": "90"},
            ),
            [
                (
                    "Segment",
                    "Hospital linen",
                    "verdict",
                    OneOf("fails", says="Training of wards", silent="Dashboards"),
                )
            ],
        ),
        (
            "the hospitals are not served any more, nor are the blood banks",
            changed(
                changed(tables, "segments", {"name": "Hospital linen"}, {"served": "no"}),
                "segments",
                {"name": "Blood banks"},
                {"served": "no"},
            ),
            [("checks", "one", "outcome", Cell("holds"))],
        ),
        (
            "the hospitals are not served any more",
            changed(tables, "segments", {"name": "Hospital linen"}, {"served": "no"}),
            [("checks", "one", "outcome", Cell("undecided"))],
        ),
        (
            "the blood banks are served as well",
            changed(tables, "segments", {"name": "Blood banks"}, {"served": "yes"}),
            [
                (
                    "checks",
                    "one",
                    "text",
                    Text(says=["Pentagon", "Hospital linen", "Blood banks"], silent="Kegs"),
                )
            ],
        ),
        (
            "the race teams do without the tags",
            without(tables, "components", {"segment": "Race teams", "name": "Tags"}),
            [("Segment", "Race teams", "verdict", OneOf("whole"))],
        ),
    ]
