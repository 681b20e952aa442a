"""Sales versus marketing for start-ups, worked out from the text.

"A start-up should recruit early users by hand, one at a time, and make a very good product; a broad and
shallow mix is a sign of denial."
"""

import itertools

from .common import YES_NO, Between, Holds, OneOf, added, changed, fillings, number

NAME = "sales_or_marketing"
KEYS = {"Activity": "id", "Mix": ("team", "kind")}
STAGES = ["early_market", "chasm", "bowling_alley", "tornado", "main_street"]
KINDS = ["research", "product", "advertising", "pricing", "contact", "other"]
RANDOM = {
    "teams": {"stage": STAGES[:3], "all_listed": ["yes", "yes", "no"]},
    "activities": {
        "kind": KINDS,
        "converts": YES_NO,
        "one_at_a_time": YES_NO,
        "hours": ["5", "12", "19", "20", "21", "39", "40", "41", "90"],
    },
}
START_UPS = STAGES[:2]
BY_HAND, PRODUCT = 20, 40
HOURS = ["0", "1", "19", "20", "21", "39", "40", "41", "60", "100", "250", "100000"]
GAPS = {"kind": KINDS, "converts": YES_NO, "one_at_a_time": YES_NO}

# What may not be listed: hours by hand, on the product, on something broad and shallow, and sales that
# are made to many at once.
UNLISTED = [
    {"kind": kind, "converts": converts, "one_at_a_time": one, "hours": hours}
    for kind, converts, one in (
        ("contact", "yes", "yes"),
        ("product", "no", "no"),
        ("advertising", "no", "no"),
    )
    for hours in ("19", "20", "40", "100000")
]


def class_of(activity):
    # "Marketing: research, product development, advertising, pricing."
    if activity["kind"] in ("research", "product", "advertising", "pricing"):
        return "marketing"
    # "Sales: direct contact with prospects to convert them."
    return "sales" if activity["kind"] == "contact" and activity["converts"] == "yes" else "neither"


def depth_of(activity):
    """Deep is what is done with one user at a time, and the making of a very good product."""
    return "deep" if activity["one_at_a_time"] == "yes" or activity["kind"] == "product" else "shallow"


def verdict(stage, activities):
    hours = dict.fromkeys(("deep", "shallow", "by_hand", "product"), 0)
    for activity in activities:
        spent, kind = number(activity["hours"]), class_of(activity)
        if kind == "neither":
            continue
        hours[depth_of(activity)] += spent
        if kind == "sales" and activity["one_at_a_time"] == "yes":
            hours["by_hand"] += spent
        if activity["kind"] == "product":
            hours["product"] += spent
    if hours["deep"] + hours["shallow"] == 0:
        return "nothing"
    if stage not in START_UPS:
        return "later"
    if hours["shallow"] > hours["deep"]:
        return "denial"
    if hours["by_hand"] < BY_HAND:
        return "recruit"
    return "improve" if hours["product"] < PRODUCT else "sound"


def verdicts(team, activities):
    stages = [team["stage"]] if team["stage"] else ["early_market", "tornado"]
    unlisted = (
        [()]
        if team["all_listed"] == "yes"
        else [(), *([one] for one in UNLISTED), *itertools.combinations(UNLISTED, 2)]
    )
    each = [list(fillings(one, {**GAPS, "hours": HOURS})) for one in activities]
    ways = 1
    for one in each:
        ways *= len(one)
    if ways * len(unlisted) > 300_000:
        return None
    return {
        verdict(stage, [*filled, *more])
        for stage in stages
        for filled in itertools.product(*each)
        for more in unlisted
    }


def expected(tables):
    result = {"Activity": {}, "Team": {}}
    for row in tables["activities"]:
        filled = list(fillings(row, GAPS))
        classes = {class_of(one) for one in filled}
        # The question how deep does not arise where it is neither sales nor marketing.
        depths = {None if class_of(one) == "neither" else depth_of(one) for one in filled}
        result["Activity"][row["id"]] = {
            "class": OneOf(classes, read_twice=True),
            "counted": Holds({one != "neither" for one in classes}, read_twice=True),
            "depth": OneOf(depths, read_twice=True),
        }
    for team in tables["teams"]:
        own = [row for row in tables["activities"] if row["team"] == team["name"]]
        cells = result["Team"][team["name"]] = {}
        possible = verdicts(team, own)
        if possible is not None:
            # Hours are read by several sums, and an activity of an unknown kind by each of them.
            cells["verdict"] = OneOf(possible, read_twice=True)
        known = all(row[column] for row in own for column in (*GAPS, "hours"))
        if known and team["all_listed"] == "yes":
            spent = {column: 0 for column in ("deep", "shallow", "sales", "marketing")}
            for row in own:
                if class_of(row) != "neither":
                    spent[class_of(row)] += number(row["hours"])
                    spent[depth_of(row)] += number(row["hours"])
            total = spent["deep"] + spent["shallow"]
            cells["total"] = Between(total)
            cells["deep_hours"], cells["shallow_hours"] = Between(spent["deep"]), Between(spent["shallow"])
            if total:
                cells["sales_share"] = Between(spent["sales"] / total)
                cells["marketing_share"] = Between(spent["marketing"] / total)
    return result


def changes(tables):
    return [
        (
            "Kegwise calls on breweries instead of posting",
            changed(
                changed(tables, "activities", {"id": "A06"}, {"hours": "10"}),
                "activities",
                {"id": "A09"},
                {"hours": "80"},
            ),
            # deep 50 + 80, shallow 10 + 40
            [
                ("Team", "Kegwise", "verdict", OneOf("sound", says=["80", "50"])),
                ("Mix", ("Kegwise", "advertising"), "spent", Between(50)),
            ],
        ),
        (
            "Tagline goes to fairs",
            changed(tables, "activities", {"id": "A03"}, {"hours": "143"}),
            # deep 60 + 70 + 12, shallow 143
            [("Team", "Tagline", "verdict", OneOf("denial", says=["143", "142"]))],
        ),
        (
            "Tagline goes to as many fairs as it goes deep",
            changed(tables, "activities", {"id": "A03"}, {"hours": "142"}),
            [("Team", "Tagline", "verdict", OneOf("sound"))],
        ),
        (
            "Tagline recruits and makes just as much as it needs",
            changed(
                changed(tables, "activities", {"id": "A01"}, {"hours": "20"}),
                "activities",
                {"id": "A02"},
                {"hours": "40"},
            ),
            [("Team", "Tagline", "verdict", OneOf("sound", says=["20", "40"]))],
        ),
        (
            "Tagline neglects the product",
            changed(tables, "activities", {"id": "A02"}, {"hours": "39"}),
            [("Team", "Tagline", "verdict", OneOf("improve", says=["39", "40"]))],
        ),
        (
            "Postboxer answers users to win them",
            changed(tables, "activities", {"id": "A12"}, {"converts": "yes"}),
            [
                ("Activity", "A12", "class", OneOf("sales")),
                ("Team", "Postboxer", "verdict", OneOf("sound", says=["30", "150", "60"])),
            ],
        ),
        (
            "Tagline is in the bowling alley",
            changed(tables, "teams", {"name": "Tagline"}, {"stage": "bowling_alley"}),
            # sales 60 + 16 of 158
            [("Team", "Tagline", "verdict", OneOf("later", says=["48%", "52%"]))],
        ),
        (
            "Vélo Sûr has listed all, also a workshop",
            added(
                changed(tables, "teams", {"name": "Vélo Sûr"}, {"all_listed": "yes"}),
                "activities",
                {
                    "id": "A99",
                    "team": "Vélo Sûr",
                    "kind": "product",
                    "converts": "no",
                    "one_at_a_time": "no",
                    "hours": "39",
                },
            ),
            [("Team", "Vélo Sûr", "verdict", OneOf("improve", says=["39", "40"]))],
        ),
    ]
