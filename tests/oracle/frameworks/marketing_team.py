"""Building a marketing team, worked out from the text: "strategy -> functional areas -> competences and
processes -> KPIs (final, intermediate, process) -> team"; nothing before what it depends on."""

import itertools

from .common import Holds, OneOf, changed, fillings

NAME = "marketing_team"
PHASES = ["strategy", "areas", "competence", "indicators", "team"]
KINDS = ["final", "intermediate", "process"]
STATUS = ["planned", "started", "done"]
RANDOM = {"steps": {"status": STATUS}, "firms": {"listed": ["yes", "yes", "no"]}}
UNLISTED = [
    {"name": f"not listed {number}", "phase": phase, "kind": kind, "status": status, "after": ""}
    for number, (phase, kind, status) in enumerate(
        [
            ("strategy", "", "planned"),
            ("areas", "", "done"),
            ("competence", "", "done"),
            ("team", "", "planned"),
            *(("indicators", kind, "planned") for kind in KINDS),
            ("team", "", "started"),
        ]
    )
]


def stand(step, steps):
    named = [one.strip() for one in step["after"].split(";") if one.strip()]
    unmet = any(
        one["status"] != "done"
        for one in steps
        if PHASES.index(one["phase"]) < PHASES.index(step["phase"]) or one["name"] in named
    )
    if step["status"] == "planned":
        return "wait" if unmet else "next"
    if unmet:
        return "too_early"
    return "done" if step["status"] == "done" else "under_way"


def in_order(steps):
    return (
        all(stand(one, steps) != "too_early" for one in steps)
        and {one["kind"] for one in steps if one["phase"] == "indicators"} >= set(KINDS)
        and {one["phase"] for one in steps} == set(PHASES)
    )


def expected(tables):
    firms, result = {}, {}
    for firm in tables["firms"]:
        own = [row for row in tables["steps"] if row["firm"] == firm["name"]]
        unlisted = [()]
        if firm["listed"] != "yes":
            unlisted = [more for size in range(9) for more in itertools.combinations(UNLISTED, size)]
        orders, stands = set(), {row["name"]: set() for row in own}
        for filled in itertools.product(*(list(fillings(one, {"status": STATUS})) for one in own)):
            for more in unlisted:
                steps = [*filled, *more]
                orders.add(in_order(steps))
                for one in filled:
                    stands[one["name"]].add(stand(one, steps))
        # A status is read by the step itself and by those that depend on it.
        firms[firm["name"]] = {"in_order": Holds(orders, read_twice=True)}
        for name, found in stands.items():
            result[name] = {
                "stand": OneOf(found, read_twice=True),
                "order": Holds({one != "too_early" for one in found}, read_twice=True),
            }
    return {"Firm": firms, "Step": result}


def changes(tables):
    campaign = {"name": "Brun: how a campaign runs"}
    return [
        (
            "Brun knows how a campaign runs",
            changed(tables, "steps", campaign, {"status": "done"}),
            [
                ("Step", "Brun: how a campaign runs", "stand", OneOf("done")),
                ("Step", "Brun: sales from campaigns", "stand", OneOf("next")),
                # It waits for the step that it names, in its own phase.
                ("Step", "Brun: leads a month", "stand", OneOf("wait", says="sales from campaigns")),
                ("Step", "Brun: hire a writer", "stand", OneOf("too_early", says="pieces on time")),
            ],
        ),
        (
            "Nord's strategy is written",
            changed(tables, "steps", {"name": "Nord: strategy paper"}, {"status": "done"}),
            [
                ("Step", "Nord: trade fairs", "stand", OneOf("next")),
                (
                    "Step",
                    "Nord: agency for adverts",
                    "stand",
                    OneOf("too_early", says="trade fairs", silent="strategy paper"),
                ),
                ("Firm", "Nordlicht Pumpen", "in_order", Holds(False, says=["agency for adverts", "clicks"])),
            ],
        ),
        (
            "Brun hires nobody yet",
            changed(tables, "steps", {"name": "Brun: hire a writer"}, {"status": "planned"}),
            [
                ("Firm", "Atelier Brun", "in_order", Holds(True)),
                ("Step", "Brun: hire a writer", "order", Holds(True)),
            ],
        ),
        (
            "Vega's niche is open again",
            changed(tables, "steps", {"name": "Vega: niche chosen"}, {"status": "planned"}),
            [("Step", "Vega: partner rules", "stand", OneOf("wait", says="niche chosen"))],
        ),
    ]
