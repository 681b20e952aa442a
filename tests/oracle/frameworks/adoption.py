"""Who is this customer on the adoption curve? Five classes, each told by its own marks."""

from frameworks.common import YES_NO, Holds, NotApplicable, OneOf, added, changed, fillings, outcomes, without

NAME = "adoption"
KEYS = {"Milestone": ("customer", "name")}
MARKS_NEEDED = 2
# What the framework says of each class; laggards are told by one thing, that they block decisions.
MARKS = {
    # Technology enthusiasts, who buy to explore.
    "innovators": ["enthusiast", "explores"],
    # Executives after a strategic leap; large budgets, hardly minding the price; a project of their own.
    "early_adopters": ["strategic_leap", "price_aside", "own_project"],
    # Wait for references from their peers, buy from leaders, want productivity without risk.
    "early_majority": ["asks_peers", "from_leaders", "no_risk"],
    # Established standards only, pre-assembled, at reduced prices.
    "late_majority": ["standards_only", "assembled", "reduced_price"],
}
ANSWERS = {mark: YES_NO for marks in MARKS.values() for mark in marks} | {"blocks": YES_NO}
STEP = {"feasible": YES_NO, "marketable": YES_NO, "concrete": YES_NO}
RANDOM = {
    "customers": {mark: ["no", "no", "yes"] for mark in ANSWERS}
    | {"blocks": ["no"] * 9 + ["yes"], "milestones_listed": list(YES_NO)},
    "milestones": {**{part: ["yes"] * 4 + ["no"] for part in STEP}, "customer": None},
}


def marks_of(row):
    return {name: sum(row[mark] == "yes" for mark in marks) for name, marks in MARKS.items()}


def leader_of(row):
    """The class of which they show the most marks, if it is one."""
    marks = marks_of(row)
    leaders = [name for name, count in marks.items() if count == max(marks.values())]
    return leaders[0] if len(leaders) == 1 else None


def class_of(row):
    if row["blocks"] == "yes":
        return "laggards"
    return leader_of(row) if max(marks_of(row).values()) >= MARKS_NEEDED else None


def evidence_of(row):
    seen = sum(count > 0 for count in marks_of(row).values())
    if row["blocks"] == "yes":
        return "mixed" if seen else "clear"
    if max(marks_of(row).values()) < MARKS_NEEDED:
        return "thin"
    if leader_of(row) is None:
        return "tied"
    return "mixed" if seen > 1 else "clear"


def sound(step):
    """Each milestone must be feasible, yield a product that can be sold, convince as a concrete step."""
    return all(step[part] == "yes" for part in STEP)


def project_of(steps):
    if not all(truths for truths in steps):
        return "mend"
    return "go" if steps else "set"


def projects(row, steps, nobodys):
    """What may be said of the project: the milestones not listed may be any."""
    more = [[]] if row["milestones_listed"] == "yes" else [[], [True], [False]]
    # A milestone without a customer may be theirs.
    for step in nobodys:
        more += [[*others, truth] for others in more for truth in outcomes(sound, step, STEP)]
    found = [[]]
    for step in steps:
        found = [[*before, truth] for before in found for truth in outcomes(sound, step, STEP)]
    return {project_of(known + others) for known in found for others in more}


def expected_of(row, steps, nobodys):
    classes, evidence = outcomes(class_of, row, ANSWERS), outcomes(evidence_of, row, ANSWERS)
    # A mark counts for its class and against every other.
    twice = any(row[mark] == "" for mark in ANSWERS)
    gaps = [] if len(classes) == 1 or not twice else [mark for mark in ANSWERS if row[mark] == "" and moves(row, mark)]
    # Only visionaries buy a project.
    project = projects(row, steps, nobodys) if "early_adopters" in classes else set()
    project |= {None} if classes != {"early_adopters"} else set()
    bad = [step["name"] for step in steps if outcomes(sound, step, STEP) == {False}]
    open_parts = {part for step in steps for part in STEP if outcomes(sound, step, STEP) != {False} and not step[part]}
    return {
        "told": Holds({one is not None for one in classes}, read_twice=twice),
        "class": OneOf(classes, read_twice=twice, asks=gaps, says=class_words(row, classes)),
        "evidence": OneOf(evidence, read_twice=twice, says=tally(row) if evidence <= {"thin", "tied", "mixed"} else []),
        "agreement": Holds({one not in ("tied", "mixed") for one in evidence}, read_twice=twice),
        "visionary": Holds({one and one == "early_adopters" for one in classes}, read_twice=twice),
        "project": OneOf(
            project,
            read_twice=twice,
            says=bad if project == {"mend"} else [],
            asks=open_parts if project == {"mend", "go"} else [],
        ),
    }


def moves(row, gap):
    """Whether some answer to this gap changes the class, the other gaps being answered anyhow."""
    others = {mark: YES_NO for mark in ANSWERS if mark != gap}
    return any(
        class_of({**filled, gap: "yes"}) != class_of({**filled, gap: "no"}) for filled in fillings({**row, gap: "?"}, others)
    )


def class_words(row, classes):
    if classes == {"laggards"}:
        return ["block the decision"]
    if len(classes) == 1 and all(row[mark] for mark in ANSWERS):
        return tally(row)
    return []


def tally(row):
    """How many marks they show of each class, where all answers are given."""
    if not all(row[mark] for mark in ANSWERS):
        return []
    return [f"{name.replace('_', ' ')} {count}" for name, count in marks_of(row).items()]


def milestone(step):
    words = {"feasible": "cannot be reached", "marketable": "yields no product", "concrete": "does not convince"}
    says = [f"{step['name']} {words[part]}" for part in STEP if step[part] == "no"]
    return Holds(outcomes(sound, step, STEP), says=says)


def expected(tables):
    steps = tables["milestones"]
    nobodys = [step for step in steps if step["customer"] == ""]
    return {
        "Customer": {
            row["name"]: expected_of(row, [step for step in steps if step["customer"] == row["name"]], nobodys)
            for row in tables["customers"]
        },
        "Milestone": {
            (step["customer"] or None, step["name"]): {"sound_step": milestone(step)} for step in steps
        },
    }


def changes(tables):
    meridian, rollout = {"name": "Meridian Air"}, {"name": "Rollout to the hub"}
    return [
        (
            "a milestone cannot be reached",
            changed(tables, "milestones", rollout, {"feasible": "no"}),
            [
                ("Customer", "Meridian Air", "project", OneOf("mend", says="Rollout to the hub")),
                ("Milestone", ("Meridian Air", "Rollout to the hub"), "sound_step", Holds(False, stopped_by="feasible")),
            ],
        ),
        (
            "no milestone is left",
            without(tables, "milestones", {"customer": "Meridian Air"}),
            [("Customer", "Meridian Air", "project", OneOf("set"))],
        ),
        (
            "the milestones may not all be listed",
            changed(tables, "customers", meridian, {"milestones_listed": ""}),
            [("Customer", "Meridian Air", "project", OneOf({"mend", "go"}))],
        ),
        (
            "a milestone more, of which nothing is known",
            added(tables, "milestones", {"customer": "Meridian Air", "name": "Second hub"}),
            [("Customer", "Meridian Air", "project", OneOf({"mend", "go"}, asks="feasible"))],
        ),
        (
            "an enthusiast blocks",
            changed(tables, "customers", {"name": "Labo Quercy"}, {"blocks": "yes"}),
            [
                ("Customer", "Labo Quercy", "class", OneOf("laggards", says="block")),
                ("Customer", "Labo Quercy", "evidence", OneOf("mixed", says="innovators 2")),
                ("Customer", "Labo Quercy", "project", NotApplicable()),
            ],
        ),
        (
            "the pragmatist turns out to want a leap",
            changed(tables, "customers", {"name": "Kestrel Couriers"}, {"own_project": "yes"}),
            [("Customer", "Kestrel Couriers", "class", OneOf("early_adopters", says=["early adopters 3", "early majority 2"]))],
        ),
    ]
