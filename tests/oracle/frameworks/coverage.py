"""Coverage, worked out from the text: shares of the bookings expected by model against shares of today's
selling days, one accountable lead for each model, and sellers who could be moved."""

from fractions import Fraction

from .common import YES_NO, Between, Holds, OneOf, changed, fillings, number, rounded

NAME = "coverage"
KEYS = {"Skill": ("seller", "model")}
RANDOM = {"sellers": {"lead": YES_NO}, "skills": {"fit": ["1", "3", "4", "5"]}}
TOLERANCE, GOOD_FIT = Fraction(5, 100), 4


def shares_of(tables):
    """{model: (the share of the bookings to come, the share of the selling days)}"""
    plans = {row["name"]: number(row["plan"]) for row in tables["models"]}
    days = {
        name: sum(number(row["days"]) for row in tables["sellers"] if row["model"] == name) for name in plans
    }
    return {
        name: (rounded(plan / sum(plans.values())), rounded(Fraction(days[name]) / sum(days.values())))
        for name, plan in plans.items()
    }


def balance(gap):
    """ "Where it is out of line, by how much." """
    return "short" if gap > TOLERANCE else "spare" if gap < -TOLERANCE else "in_line"


def expected(tables):
    shares = shares_of(tables)
    standing = {name: balance(expects - covered) for name, (expects, covered) in shares.items()}
    models, skills = {}, {}
    for name, (expects, covered) in shares.items():
        leads = [row["lead"] for row in tables["sellers"] if row["model"] == name]
        low, high = leads.count("yes"), leads.count("yes") + leads.count("")
        models[name] = {
            "expected": Between(expects),
            "covered": Between(covered),
            "gap": Between(expects - covered),
            "balance": OneOf(standing[name]),
            # "One accountable lead per model (none or two is a fault)."
            "one_lead": Holds({count == 1 for count in range(low, high + 1)}),
        }
    fits = {(row["seller"], row["model"]): row["fit"] for row in tables["skills"]}
    for seller in tables["sellers"]:
        for model in standing:

            def movable(filled, model=model):
                # "The proposed reassignment": from where people are spare to where they are short, by
                # fit; the one who is accountable stays.
                return (
                    filled["model"] != model
                    and standing[model] == "short"
                    and standing[filled["model"]] == "spare"
                    and filled["lead"] == "no"
                    and int(filled["fit"]) >= GOOD_FIT
                )

            # A skill that nobody has rated may be any, good or bad.
            row = {**seller, "fit": fits.get((seller["name"], model), "")}
            filled = fillings(row, {"lead": YES_NO, "fit": ["1", "2", "3", "4", "5"]})
            skills[seller["name"], model] = {"can_move": Holds({movable(one) for one in filled})}
    return {"Model": models, "Skill": skills}


def changes(tables):
    twelve = {"name": "Agent 12"}
    return [
        (
            "the second lead of the products hands over, and the twelfth is none",
            changed(
                changed(tables, "sellers", {"name": "Agent 06"}, {"lead": "no"}),
                "sellers",
                twelve,
                {"lead": "no"},
            ),
            [
                ("Model", "Products", "one_lead", Holds(True)),
                # Fit for solutions 3 only.
                ("Skill", ("Agent 06", "Solutions"), "can_move", Holds(False, stopped_by="fit")),
            ],
        ),
        (
            "the solutions have no lead any more",
            changed(tables, "sellers", {"name": "Agent 03"}, {"lead": "no"}),
            [("Model", "Solutions", "one_lead", Holds(False, says="0"))],
        ),
        (
            "less is planned for the solutions, more for the products",
            changed(
                changed(tables, "models", {"name": "Solutions"}, {"plan": "2000000"}),
                "models",
                {"name": "Products"},
                {"plan": "5000000"},
            ),
            # Products 5 of 12 million, 1120 of 2200 days: still 9 parts in a hundred too many.
            [
                ("Model", "Products", "balance", OneOf("spare")),
                ("Model", "Solutions", "balance", OneOf("in_line")),
                (
                    "Skill",
                    ("Agent 07", "Solutions"),
                    "can_move",
                    Holds(False, stopped_by="short", says="Solutions"),
                ),
            ],
        ),
        (
            "a tolerance on either side is still in line",
            # 4 of 20 million against a quarter of the days, and 6 of 20 against another quarter.
            {
                **tables,
                "models": [
                    {"name": name, "plan": plan}
                    for name, plan in (
                        ("Projects", "4000000"),
                        ("Solutions", "6000000"),
                        ("Products", "5000000"),
                        ("Consumption", "5000000"),
                    )
                ],
                "sellers": [
                    {
                        **row,
                        "days": (
                            "100" if row["name"] in ("Agent 01", "Agent 03", "Agent 05", "Agent 10") else "0"
                        ),
                    }
                    for row in tables["sellers"]
                ],
            },
            [
                ("Model", "Projects", "balance", OneOf("in_line")),
                ("Model", "Solutions", "balance", OneOf("in_line")),
            ],
        ),
        (
            "the fifth agent works for the solutions",
            changed(tables, "sellers", {"name": "Agent 05"}, {"model": "Solutions"}),
            [("Model", "Solutions", "one_lead", Holds(False, says="2"))],
        ),
    ]
