"""Four go-to-market models, worked out from the text: which fit a line, and which comes first."""

from .common import (
    YES_NO,
    Between,
    Expected,
    Holds,
    NotApplicable,
    OneOf,
    all_of,
    changed,
    fillings,
    number,
    possible,
    yes,
)

NAME = "gtm_model"
STAGES = ["early_market", "chasm", "bowling_alley", "tornado", "main_street"]
ANSWERS = [
    "disruptive",
    "needs_marquee",
    "ceo_sponsors",
    "custom",
    "gorilla",
    "global_2000",
    "own_language",
    "established",
    "known_brand",
    "installed_base",
    "cost_advantage",
    "as_a_service",
]
GAPS = {"stage": STAGES, **dict.fromkeys(ANSWERS, YES_NO)}
UPSELL = {"none": "nobody", "local": "outbound", "enterprise": "accounts"}
RENEWAL = {"used_well": "used", "handled_in_time": "problems", "renewal_moves": "process"}
RANDOM = {
    "lines": {
        **GAPS,
        "bookings": ["100000", "2500000"],
        **dict.fromkeys(RENEWAL, YES_NO),
        "upsell": list(UPSELL),
    }
}


def fitting(line):
    """All models that fit, the first by priority first."""
    is_yes = {column: line[column] == "yes" for column in ANSWERS}
    found = []
    # "Disruptive innovation that needs marquee accounts, or a transformation sponsored by the customer's
    # CEO with a custom configuration."
    if (is_yes["disruptive"] and is_yes["needs_marquee"]) or (is_yes["ceo_sponsors"] and is_yes["custom"]):
        found.append("projects")
    # "Crossing the chasm, or facing a category gorilla, or selling to Global 2000 customers who want
    # their own language."
    if line["stage"] == "chasm" or is_yes["gorilla"] or (is_yes["global_2000"] and is_yes["own_language"]):
        found.append("solutions")
    # "Tornado phase, or established category with a known brand and installed base, or a real
    # supply-chain cost advantage."
    known = is_yes["established"] and is_yes["known_brand"] and is_yes["installed_base"]
    if line["stage"] == "tornado" or known or is_yes["cost_advantage"]:
        found.append("products")
    # "As-a-service."
    if is_yes["as_a_service"]:
        found.append("consumption")
    return tuple(found) or ("no_model",)


class AllOf(Expected):
    """All that hold: the exact list where it is known, else every one that may hold."""

    def __init__(self, lists, **more):
        super().__init__(**more)
        self.lists = lists

    def values(self, row, column):
        if len(self.lists) == 1:
            (only,) = self.lists
            return self.inclusion({only}, {tuple(row[column] or [""])})
        if row[column] is not None:
            return "failed", f"expected one of {self.lists}, found {row[column]!r}"
        names = {name for one in self.lists for name in one}
        return self.inclusion(names, set(row[column + "_possible"].split(", ")))


def expected(tables):
    lines = {}
    for line in tables["lines"]:
        lists = {fitting(filled) for filled in fillings(line, GAPS)}
        first = {one[0] for one in lists}
        row = lines[line["name"]] = {
            "fits": AllOf(lists, read_twice=True),
            "model": OneOf(first, read_twice=True),
        }
        for model in ("projects", "solutions", "products", "consumption"):
            row[f"fits_{model}"] = Holds({model in one for one in lists})
        bookings = number(line["bookings"])
        # "One-off, so excluded from next year's forecast."
        low = 0 if "projects" in first or bookings is None else bookings
        high = 0 if first == {"projects"} else bookings
        row["forecast"] = Between(low, high)
        service = yes(line["as_a_service"])
        row["service"] = Holds({True, False} if service is None else service)
        if service is False:
            row["renewal"] = row["upsell_owner"] = NotApplicable()
            continue
        perhaps = {None} if service is None else set()
        # "Renewals hold while the product is used successfully, problems are handled in time, and the
        # renewal process moves."
        stopped = [gate for column, gate in RENEWAL.items() if line[column] == "no"]
        row["renewal"] = Holds(
            possible(all_of(yes(line[column]) for column in RENEWAL)) | perhaps,
            stopped_by=stopped[0] if stopped and service else None,
        )
        # "Local ones to a virtual outbound team with customer success, enterprise ones to account
        # management."
        owners = {UPSELL[line["upsell"]]} if line["upsell"] else set(UPSELL.values())
        row["upsell_owner"] = OneOf(owners | perhaps)
    return {"Line": lines}


def changes(tables):
    return [
        (
            "the yard drones need marquee accounts",
            changed(tables, "lines", {"name": "Yard drones"}, {"needs_marquee": "yes", "bookings": "400000"}),
            [
                (
                    "Line",
                    "Yard drones",
                    "model",
                    OneOf("projects", says=["marquee", "not in next year's forecast"]),
                ),
                ("Line", "Yard drones", "forecast", Between(0)),
            ],
        ),
        (
            "the cold chain has crossed the chasm into a tornado",
            changed(tables, "lines", {"name": "Cold chain watch"}, {"stage": "tornado"}),
            [
                ("Line", "Cold chain watch", "fits", AllOf({("products", "consumption")})),
                ("Line", "Cold chain watch", "model", OneOf("products", says="tornado")),
                ("Line", "Cold chain watch", "renewal", Holds(False, stopped_by="problems", says="problems")),
            ],
        ),
        (
            "no CEO sponsors the rail group's renewal any more",
            changed(tables, "lines", {"name": "Rail group renewal"}, {"ceo_sponsors": "no"}),
            [
                ("Line", "Rail group renewal", "model", OneOf("solutions", says="Global 2000")),
                ("Line", "Rail group renewal", "forecast", Between(5400000)),
            ],
        ),
        (
            "the label printers meet a gorilla",
            changed(tables, "lines", {"name": "Label printers"}, {"gorilla": "yes"}),
            [
                ("Line", "Label printers", "fits", AllOf({("solutions", "products")})),
                ("Line", "Label printers", "model", OneOf("solutions")),
            ],
        ),
        (
            "the time sheets sell across the enterprise, and the renewal moves",
            changed(
                tables,
                "lines",
                {"name": "Time sheets online"},
                {"upsell": "enterprise", "renewal_moves": "yes"},
            ),
            [
                (
                    "Line",
                    "Time sheets online",
                    "upsell_owner",
                    OneOf("accounts", says="across the enterprise"),
                ),
                ("Line", "Time sheets online", "renewal", Holds(True)),
            ],
        ),
    ]
