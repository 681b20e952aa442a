"""Claim, proof, communication, feedback: what is missing?"""

import itertools
from datetime import date

from frameworks.common import YES_NO, Holds, OneOf, added, all_of, any_of, changed, number, possible, without, yes

NAME = "positioning_claim"
AS_OF = "2026-01-31"
MOST_LINES, PROVING_SHARE, PARTNERS_NEEDED, GOOD, COMMITTED, FEEDBACK_AGE = 2, number("50%"), 3, 4, 4, 180
RANDOM = {
    "segments": {"claims_listed": ["yes", "yes", "no"]},
    "claims": {
        "segment": None,
        "lines": ["1", "2", "1", "2", "3"],
        "leadership": ["yes"] * 6 + ["no"],
        "disputed": ["no"] * 6 + ["yes"],
        "segments_claimed": ["1"] * 6 + ["2"],
        "market_share": ["50%", "62%", "80%", "49%", "0%"],
        "partners_listed": list(YES_NO),
        "right_audience": ["yes"] * 6 + ["no"],
        "right_message": ["yes"] * 6 + ["no"],
        "feedback_acted": ["yes"] * 6 + ["no"],
        "feedback_on": ["2025-08-04", "2026-01-31", "2025-12-01", "2025-08-03"],
        "change_of_mind": ["1", "2", "2", "3", "5"],
    },
    "partners": {"claim": None, "quality": ["3", "4", "5"], "commitment": ["3", "4", "5"]},
}


def truth(value, holds):
    return None if value is None else holds(value)


def good_partner(row):
    """The number of partners counts, their quality and how committed they are."""
    quality, commitment = number(row["quality"]), number(row["commitment"])
    return all_of([truth(quality, lambda x: x >= GOOD), truth(commitment, lambda x: x >= COMMITTED)])


def partners_of(row, partners):
    """How many good ones, at least and at most."""
    sure = sum(good_partner(one) is True for one in partners if one["claim"] == row["name"])
    most = sum(good_partner(one) is not False for one in partners if one["claim"] in (row["name"], ""))
    return sure, most if row["partners_listed"] == "yes" else None


def proof(row, partners):
    sure, most = partners_of(row, partners)
    enough = True if sure >= PARTNERS_NEEDED else False if most is not None and most < PARTNERS_NEEDED else None
    # Market share; where there is none that proves it, partners.
    share = truth(number(row["market_share"]), lambda share: share >= PROVING_SHARE)
    return any_of([share, enough])


def feedback(row):
    """A date when feedback was last acted on, so one that is past; never is not the same as not known."""
    acted = yes(row["feedback_acted"])
    if acted is False:
        return False
    if row["feedback_on"] == "":
        return None
    age = date.fromisoformat(AS_OF) - date.fromisoformat(row["feedback_on"])
    return all_of([acted, 0 <= age.days <= FEEDBACK_AGE])


def parts(row, partners):
    return {
        # A claim of undisputed leadership in one segment, of at most two lines.
        "leadership": yes(row["leadership"]),
        "undisputed": truth(yes(row["disputed"]), lambda disputed: not disputed),
        "one_segment": truth(number(row["segments_claimed"]), lambda count: count == 1),
        "short": truth(number(row["lines"]), lambda lines: lines <= MOST_LINES),
        "proof": proof(row, partners),
        # The right message to the right audience.
        "audience": yes(row["right_audience"]),
        "message": yes(row["right_message"]),
        "feedback": feedback(row),
    }


def words_of(row):
    return {
        "leadership": "does not claim leadership",
        "undisputed": "leadership is disputed",
        "one_segment": f"claims {row['segments_claimed']} segments",
        "short": f"{row['lines']} lines",
        "proof": "proof: ",
        "audience": "not told to the right audience",
        "message": "message is not right",
        "feedback": "feedback: ",
    }


def minds(row):
    """How much they have to change their mind."""
    return [int(row["change_of_mind"])] if row["change_of_mind"] else [1, 2, 3, 4, 5]


def rest_of(row, claims, completes, listed):
    """(minds, whether complete) of this claim and of every rival for its segment, in every way."""
    rivals = []
    for other in claims:
        if other["name"] == row["name"] or other["segment"] not in (row["segment"], ""):
            continue
        ways = [mind for mind in minds(other)] if True in possible(completes[other["name"]]) else []
        if completes[other["name"]] is not True or other["segment"] == "":
            ways.append(None)
        rivals.append(ways)
    # One not listed may ask for anything.
    rivals += [] if listed else [[None, 1, 2, 3, 4, 5]]
    return rivals


def choice(mind, rivals):
    """The best positioning asks for the least change of mind."""
    least = min([one for one in rivals if one is not None], default=6)
    return "prefer" if least < mind else "choose" if least == mind else "keep"


def claim(row, claims, tables, completes):
    found = parts(row, tables["partners"])
    failing = [name for name, value in found.items() if value is False]
    words = words_of(row)
    says = [words[name] for name in failing]
    silent = [words[name] for name in found if name not in failing]
    complete = completes[row["name"]]
    partners = [
        one["name"] for one in tables["partners"] if one["claim"] == row["name"] and good_partner(one) is True
    ]
    if "proof" in failing:
        says += partners
    if "undisputed" in failing and row["disputed_by"]:
        says.append(row["disputed_by"])
    if "feedback" in failing and row["feedback_acted"] == "yes":
        says.append(row["feedback_on"])
    cells = {"complete": Holds(possible(complete), says=says, silent=silent)}
    if complete is False:
        cells["next_step"] = OneOf("mend", says=says, silent=silent)
    elif complete is None:
        cells["next_step"] = OneOf("find_out")
    elif row["segment"]:
        segment = next(one for one in tables["segments"] if one["name"] == row["segment"])
        rivals = rest_of(row, claims, completes, segment["claims_listed"] == "yes")
        ways = itertools.product(minds(row), *rivals)
        options = {choice(mind, rest) for mind, *rest in ways}
        # What this claim asks for is read again in the least that any claim asks for.
        twice = any(len(one) > 1 for one in [minds(row), *rivals])
        says = [] if twice or len(options) > 1 else [row["segment"], f"mind of {row['change_of_mind']}"]
        if options == {"keep"}:
            says = [] if twice else [row["segment"], f"less than {row['change_of_mind']}"]
        cells["next_step"] = OneOf(options, read_twice=twice, says=says)
    return cells


def expected(tables):
    claims = tables["claims"]
    completes = {row["name"]: all_of(parts(row, tables["partners"]).values()) for row in claims}
    return {"Claim": {row["name"]: claim(row, claims, tables, completes) for row in claims}}


def changes(tables):
    wards, sheets, dust = {"name": "Wards first"}, {"name": "No more spreadsheets"}, {"name": "Dust stops here"}
    return [
        (
            "the share is lost and nobody stands for it",
            changed(tables, "claims", wards, {"market_share": "0%", "partners_listed": "yes"}),
            [
                ("Claim", "Wards first", "complete", Holds(False, stopped_by="proof", says="proof: a share of 0%")),
                # The other one is now the only complete claim for the segment.
                ("Claim", "No more spreadsheets", "next_step", OneOf("keep")),
            ],
        ),
        (
            "a partner lets go",
            changed(tables, "partners", {"claim": "Dust stops here", "name": "Roller works"}, {"commitment": "1"}),
            [("Claim", "Dust stops here", "next_step", OneOf("mend", says=["Grain insurers"], silent="Roller works"))],
        ),
        (
            "partners may be missing from the list",
            changed(
                without(tables, "partners", {"claim": "Dust stops here", "name": "Roller works"}),
                "claims",
                dust,
                {"partners_listed": ""},
            ),
            [("Claim", "Dust stops here", "next_step", OneOf("find_out", says="partners"))],
        ),
        (
            "feedback was acted on too long ago",
            changed(tables, "claims", wards, {"feedback_on": "2025-08-03"}),
            [("Claim", "Wards first", "complete", Holds(False, stopped_by="recent", says="2025-08-03"))],
        ),
        (
            "both ask for the same change of mind",
            changed(tables, "claims", sheets, {"change_of_mind": "2"}),
            [
                ("Claim", "Wards first", "next_step", OneOf("choose", says="2 claims for Shift plans")),
                ("Claim", "No more spreadsheets", "next_step", OneOf("choose", says="2 claims for Shift plans")),
            ],
        ),
        (
            "a partner more proves what a small share does not",
            added(
                added(tables, "partners", {"claim": "Cold proof", "name": "Cheese guild", "quality": "5", "commitment": "5"}),
                "partners",
                {"claim": "Cold proof", "name": "Bottlers", "quality": "4", "commitment": "4"},
            ),
            [("Claim", "Cold proof", "complete", Holds(False, stopped_by="recent", silent="proof"))],
        ),
    ]
