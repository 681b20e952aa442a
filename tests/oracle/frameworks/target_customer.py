"""Characterising the target customer, worked out from the text: four showstoppers eliminate, the survivors
are scored on five more questions, and no rater alone should decide."""

import itertools
from fractions import Fraction

from .common import Between, Cell, Holds, NotApplicable, OneOf, added, changed, number

NAME = "target_customer"
KEYS = {"Mean": ("scenario", "question"), "Without": ("scenario", "rater")}
RANDOM = {"ratings": {"answer": ["1", "2", "3", "3", "4", "4", "5", "5"]}}
STOPPERS = ["buyer", "reason", "product", "unsolved"]
SCORED = ["partners", "channels", "price", "credibility", "next"]
FLOOR, NEAR, TOP, WIDE = 3, 2, 3, 2
MANY = 20_000


class Ratings:
    """Every rater is asked every question about every scenario; a row that is missing is no answer."""

    def __init__(self, tables, without=None):
        self.raters = [row["name"] for row in tables["raters"] if row["name"] != without]
        self.cells = {
            (row["scenario"], row["rater"], row["question"]): number(row["answer"])
            for row in tables["ratings"]
        }

    def answers(self, scenario, question):
        return [self.cells.get((scenario, rater, question)) for rater in self.raters]

    def mean(self, scenario, question):
        """The least and the most that the mean may be, a missing answer being any of 1 to 5."""
        answers = self.answers(scenario, question)
        low, high = (sum(blank if one is None else one for one in answers) for blank in (1, 5))
        return Fraction(low, len(answers)), Fraction(high, len(answers))

    def survives(self, scenario):
        """ "Low-scoring scenarios are eliminated": on a showstopper whose mean is below the floor."""
        means = [self.mean(scenario, question) for question in STOPPERS]
        if any(high < FLOOR for _, high in means):
            return {False}
        return {True} if all(low >= FLOOR for low, _ in means) else {True, False}

    def fit(self, scenario):
        """The mean of the five, all alike, from 0 (ones only) to 100 (fives only): its ends."""
        ends = [self.mean(scenario, question) for question in SCORED]
        return tuple((sum(end) / len(SCORED) - 1) / 4 * 100 for end in zip(*ends))

    def fits(self, scenario):
        """Every fit that is possible: one answer more moves it by one step; None where it is eliminated."""
        low, high = self.fit(scenario)
        step = Fraction(100, 4 * len(SCORED) * len(self.raters))
        found = [low + step * count for count in range(int((high - low) / step) + 1)]
        survives = self.survives(scenario)
        return [*(found if True in survives else []), *([None] if False in survives else [])]


def choice(scenario, fits):
    """What to do in one world: {scenario: fit, None where it is eliminated}."""
    own = fits[scenario]
    if own is None:
        return "drop"
    others = [fit for name, fit in fits.items() if name != scenario and fit is not None]
    # "Rank; discuss the top; choose one, decisively"; near ties are told as ties.
    best = max([own, *others])
    if own >= best - NEAR:
        return "tie" if any(fit >= best - NEAR for fit in others) else "choose"
    return "discuss" if place(own, others) <= TOP else "keep"


def place(own, others):
    return 1 + sum(fit > own for fit in others)


def choices(ratings, scenarios):
    """{scenario: what it may come to}, or nothing where there are too many worlds."""
    each = [ratings.fits(name) for name in scenarios]
    worlds = 1
    for one in each:
        worlds *= len(one)
    if worlds > MANY:
        return {}
    found = {name: set() for name in scenarios}
    for world in itertools.product(*each):
        fits = dict(zip(scenarios, world))
        for name in scenarios:
            found[name].add(choice(name, fits))
    return found


def settled(ratings, scenarios):
    """{scenario: fit} where nothing is open, else None."""
    each = [ratings.fits(name) for name in scenarios]
    return (
        {name: one[0] for name, one in zip(scenarios, each)} if all(len(one) == 1 for one in each) else None
    )


def expected(tables):
    names = [row["name"] for row in tables["scenarios"]]
    all_of_them = Ratings(tables)
    result = {"Scenario": {}, "Mean": {}, "Without": {}}
    worlds = choices(all_of_them, names)
    for name in names:
        survives = all_of_them.survives(name)
        cells = result["Scenario"][name] = {
            question: Between(*all_of_them.mean(name, question)) for question in STOPPERS
        }
        stopped = [question for question in STOPPERS if all_of_them.mean(name, question)[1] < FLOOR]
        cells["survivor"] = Holds(survives, stopped_by=stopped[0] if stopped else None)
        if survives == {False}:
            cells["fit"] = NotApplicable()
            cells["choice"] = OneOf("drop")
        elif survives == {True, False}:
            cells["choice"] = OneOf("ask")
        else:
            cells["fit"] = Between(*all_of_them.fit(name))
            if worlds:
                cells["choice"] = OneOf(worlds[name], read_twice=True)
        for question in [*STOPPERS, *SCORED]:
            answers = all_of_them.answers(name, question)
            given = [one for one in answers if one is not None]
            missing = [rater for rater, one in zip(all_of_them.raters, answers) if one is None]
            apart = bool(given) and max(given) - min(given) >= WIDE
            result["Mean"][name, question] = {
                "mean": Between(*all_of_them.mean(name, question)),
                # "Where the team disagrees is what to discuss."
                "disputed": Holds({True} if apart else {True, False} if missing else {False}),
                # "Raters who have not answered."
                **({"not_answered": Cell(missing[0])} if len(missing) == 1 else {}),
            }
    with_all = settled(all_of_them, names)
    for rater in all_of_them.raters:
        others = Ratings(tables, without=rater)
        without = settled(others, names)
        for name in names:
            before, after = all_of_them.survives(name), others.survives(name)
            cells = result["Without"][name, rater] = {"survives_without": Holds(after)}
            if len(before) == len(after) == 1 and (False in before or False in after):
                told = {(True, False): "falls", (False, True): "rises", (False, False): "out"}
                cells["holds"] = OneOf(told[(*before, *after)])
            elif with_all and without:
                # "How the ranking would move without any one rater."
                places = [
                    place(
                        fits[name], [fit for other, fit in fits.items() if other != name and fit is not None]
                    )
                    for fits in (with_all, without)
                ]
                cells["holds"] = OneOf("same" if places[0] == places[1] else "moves")
    return result


def answered(tables, answer):
    """A copy in which every rater has answered everything."""
    given = {(row["scenario"], row["rater"], row["question"]) for row in tables["ratings"] if row["answer"]}
    for scenario in tables["scenarios"]:
        for rater in tables["raters"]:
            for question in [*STOPPERS, *SCORED]:
                key = dict(
                    zip(("scenario", "rater", "question"), (scenario["name"], rater["name"], question))
                )
                if tuple(key.values()) in given:
                    continue
                if any(all(row[column] == cell for column, cell in key.items()) for row in tables["ratings"]):
                    tables = changed(tables, "ratings", key, {"answer": answer})
                else:
                    tables = added(tables, "ratings", {**key, "answer": answer})
    return tables


def all_say(tables, scenario, question, answer):
    return changed(tables, "ratings", {"scenario": scenario, "question": question}, {"answer": answer})


def changes(tables):
    bored = {"scenario": "Vineyard spraying logs", "rater": "Help desk", "question": "reason"}
    return [
        (
            "the help desk sees no reason in the vineyards",
            changed(tables, "ratings", bored, {"answer": "1"}),
            # 2 + 4 + 3 + 1 + 4 is 14 of 5 raters: 2.8
            [
                (
                    "Scenario",
                    "Vineyard spraying logs",
                    "survivor",
                    Holds(False, stopped_by="reason", says="2.8"),
                ),
                ("Scenario", "Vineyard spraying logs", "choice", OneOf("drop", says="2.8")),
                (
                    "Without",
                    ("Vineyard spraying logs", "Help desk"),
                    "holds",
                    OneOf("rises", says="Help desk"),
                ),
            ],
        ),
        (
            "the schools get a buyer",
            all_say(tables, "School meal planning", "buyer", "3"),
            [("Scenario", "School meal planning", "survivor", Holds(True))],
        ),
        (
            "another company solves the night shifts",
            all_say(tables, "Night shift rosters", "unsolved", "2"),
            [("Scenario", "Night shift rosters", "choice", OneOf("drop", says=["another company", "2"]))],
        ),
        ("everybody has answered, well", answered(tables, "5"), []),
        ("everybody has answered, so so", answered(tables, "3"), []),
        (
            "the wind parks are the best by far",
            all_say(
                all_say(answered(tables, "3"), "Wind park inspections", "partners", "5"),
                "Wind park inspections",
                "price",
                "5",
            ),
            [("Scenario", "Wind park inspections", "choice", OneOf("choose"))],
        ),
    ]
