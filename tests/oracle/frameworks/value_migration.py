"""Value migration and the research of six Ps, worked out from the text.

A profit zone from which value moves is defended or left together with the value; Kodak did neither.
How ready we are shows in six Ps, each with its questions, answered or open; a question of which
nothing is written down about a zone is as open as one with an empty answer.
"""

from fractions import Fraction

from .common import YES_NO, Between, Cell, Holds, OneOf, added, changed, outcomes

NAME = "value_migration"
KEYS = {"Readiness": ("zone", "p"), "Answer": ("zone", "question")}
RANDOM = {
    "zones": {"moving": YES_NO, "defends": YES_NO, "migrates": YES_NO},
    "answers": {"answer": ["something", "nothing much"]},
    "questions": {"p": ["people", "product", "positioning", "promotion", "price", "place"]},
}

SIX = ["people", "product", "positioning", "promotion", "price", "place"]
READY_FROM = Fraction(70, 100)
GAPS = {"defends": YES_NO, "migrates": YES_NO}


def course(zone):
    # Whether value moves comes first: without that answer there is nothing to decide yet.
    if zone["moving"] == "":
        return "find_out"
    if zone["moving"] == "no":
        return "stay"
    # "Defend the profit zone or migrate with it (Kodak did neither)."
    return {
        ("yes", "yes"): "both",
        ("yes", "no"): "defend",
        ("no", "yes"): "migrate",
        ("no", "no"): "neither",
    }[zone["defends"], zone["migrates"]]


def decided(zone):
    """Where value moves, one of the two has to be done."""
    return not (zone["moving"] == "yes" and zone["defends"] == "no" and zone["migrates"] == "no")


def share(weights):
    """[(weight, answered)] to the part answered, by weight; nothing asked is nothing known."""
    total = sum(weight for weight, _ in weights)
    return Fraction(sum(weight for weight, answered in weights if answered), total) if total else Fraction(0)


def expected(tables):
    said = {(row["zone"], row["question"]): row["answer"] for row in tables["answers"]}
    zones, parts = {}, {}
    for zone in tables["zones"]:
        name = zone["name"]
        asked = {}
        for question in tables["questions"]:
            answered = said.get((name, question["name"]), "") != ""
            # A question whose P nobody has written down belongs to any of the six: no exact set here.
            asked.setdefault(question["p"], []).append((int(question["weight"]), answered, question["name"]))
        sorted_out = "" not in asked
        everything = [one for group in asked.values() for one in group]
        zones[name] = {
            "course": OneOf(outcomes(course, zone, GAPS)),
            "decided": Holds(outcomes(decided, zone, {"moving": YES_NO, **GAPS})),
            "overall": Between(share([(weight, answered) for weight, answered, _ in everything])),
        }
        open_ones = [(weight, text) for weight, answered, text in everything if not answered]
        if open_ones:
            # "Open questions in order of weight": the one to answer first is the heaviest.
            zones[name]["heaviest"] = Cell(max(open_ones)[0])
        if not sorted_out:
            continue
        ready = {p: share([(weight, answered) for weight, answered, _ in asked.get(p, [])]) for p in SIX}
        for p in SIX:
            group = asked.get(p, [])
            parts[name, p] = {
                "asked": Cell(len(group)),
                "open": Cell(sum(not answered for _, answered, _ in group)),
                "ready": Between(ready[p]),
                "enough": Cell(ready[p] >= READY_FROM),
            }
        lacking = [p for p in SIX if ready[p] < READY_FROM]
        zones[name]["prepared"] = Holds(
            not lacking,
            says=lacking,
            silent=[p for p in SIX if p not in lacking],
        )

        def next_step(filled, lacking=lacking):
            first = course(filled)
            if first == "find_out":
                return "find_out"
            if first == "stay":
                return "watch"
            if first == "neither":
                return "decide"
            return "answer" if lacking else "act"

        zones[name]["next_step"] = OneOf(outcomes(next_step, zone, GAPS))
    # Where questions have no P the made rows are others; only their zones are compared.
    return {"Zone": zones, **({"Readiness": parts} if parts else {})}


def changes(tables):
    roll = {"zone": "Roll film (Kodak)"}
    heavy = "What do they pay for: thing, use or result?"
    return [
        (
            "Kodak begins to defend",
            changed(tables, "zones", {"name": "Roll film (Kodak)"}, {"defends": "yes"}),
            [
                ("Zone", "Roll film (Kodak)", "course", OneOf("defend", says=["cameras without film", "defend"])),
                ("Zone", "Roll film (Kodak)", "decided", Holds(True)),
                ("Zone", "Roll film (Kodak)", "next_step", OneOf("answer", says=heavy)),
            ],
        ),
        (
            "value stops moving out of the tools",
            changed(tables, "zones", {"name": "Sale of site tools"}, {"moving": "no"}),
            [
                ("Zone", "Sale of site tools", "next_step", OneOf("watch")),
                ("Zone", "Sale of site tools", "course", OneOf("stay")),
            ],
        ),
        (
            "nobody defends the bank counters, and whether value moves is not known",
            changed(tables, "zones", {"name": "Bank counters"}, {"defends": "no"}),
            [("Zone", "Bank counters", "decided", Holds({True, False}))],
        ),
        (
            "the people of the road atlases are understood",
            changed(
                tables,
                "answers",
                {"zone": "Road atlases", "question": "Which job do customers hire us for?"},
                {"answer": "not getting lost"},
            ),
            [
                ("Readiness", ("Road atlases", "people"), "ready", Between(1)),
                ("Zone", "Road atlases", "prepared", Holds(False, silent="people")),
            ],
        ),
        (
            "Kodak answers what they pay for",
            changed(tables, "answers", {**roll, "question": heavy}, {"answer": "the use"}),
            [
                ("Readiness", ("Roll film (Kodak)", "price"), "enough", Cell(True)),
                (
                    "Zone",
                    "Roll film (Kodak)",
                    "prepared",
                    Holds(False, says=["product", "positioning", "promotion", "place"], silent="price"),
                ),
            ],
        ),
        (
            "less hangs on the technical difference",
            changed(tables, "questions", {"name": "What is the real technical difference?"}, {"weight": "2"}),
            # 5 + 2 of 10 answered about the licences, the cost open: just ready
            [
                ("Readiness", ("Licences by seat", "product"), "ready", Between(Fraction(70, 100))),
                ("Readiness", ("Licences by seat", "product"), "enough", Cell(True)),
            ],
        ),
        (
            "hardly more hangs on the technical difference",
            changed(
                changed(tables, "questions", {"name": "What is quality in their eyes?"}, {"weight": "4"}),
                "questions",
                {"name": "What does a unit cost us?"},
                {"weight": "4"},
            ),
            # 4 + 4 of 12
            [("Readiness", ("Licences by seat", "product"), "enough", Cell(False))],
        ),
        (
            "an answer about the fuel cards arrives",
            added(
                tables,
                "answers",
                {"zone": "Fuel cards", "question": "Where do they buy tomorrow?", "answer": "at home"},
            ),
            # 4 of 7 is 57%, less than 70%.
            [
                ("Readiness", ("Fuel cards", "place"), "ready", Between(Fraction(4, 7))),
                ("Readiness", ("Fuel cards", "place"), "enough", Cell(False)),
            ],
        ),
    ]
