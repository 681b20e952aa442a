"""Where is the source of value? Does a message speak of what its class judges by?"""

from frameworks.common import Holds, OneOf, changed, outcomes

NAME = "positioning_compass"
# Early market, specialists: technology for enthusiasts, product for visionaries.
# Mainstream, generalists: market for pragmatists, company for conservatives.
WANTED = {
    "innovators": "technology",
    "early_adopters": "product",
    "early_majority": "market",
    "late_majority": "company",
    "laggards": None,
}
PEOPLE = {
    "innovators": "enthusiasts",
    "early_adopters": "visionaries",
    "early_majority": "pragmatists",
    "late_majority": "conservatives",
}
EARLY = ("technology", "product")
# Speed, configuration, features are of the product; leadership and support by third parties of the market.
OFFERED = {
    "technology": "technology",
    "speed": "product",
    "configuration": "product",
    "features": "product",
    "market_leadership": "market",
    "third_party_support": "market",
    "the_company": "company",
}
STAGES = ["early_market", "chasm", "bowling_alley", "tornado", "main_street"]
ANSWERS = {"adopters": list(WANTED), "speaks_of": list(OFFERED), "stage": STAGES}
RANDOM = {"messages": {column: list(answers) for column, answers in ANSWERS.items()}}


def wanted(row):
    return WANTED[row["adopters"]]


def offered(row):
    return OFFERED[row["speaks_of"]]


def verdict(row):
    if wanted(row) is None:
        # Laggards are neutralised, not won.
        return "no_class"
    if wanted(row) == offered(row):
        return "fits"
    if wanted(row) in EARLY:
        return "beside" if offered(row) in EARLY else "ahead"
    return "uncrossed" if offered(row) in EARLY else "beside"


def turn(row):
    """Crossing moves from what is centred on the product to what is centred on the market."""
    if row["stage"] == "early_market":
        return "early"
    return "due" if offered(row) in EARLY else "made"


def expected_of(row):
    speaks = row["speaks_of"].replace("third_party", "third-party").replace("_", " ")
    people = PEOPLE.get(row["adopters"], "laggards" if row["adopters"] else None)
    verdicts = outcomes(verdict, row, ANSWERS)
    turns = outcomes(turn, row, ANSWERS)
    # Why it is due or made: what it speaks of, and where the market is.
    turn_says = [] if "early" in turns else [speaks, row["stage"].replace("_", " ").capitalize()]
    says = []
    if len(verdicts) == 1 and people and (speaks or people == "laggards"):
        says = [people] if people == "laggards" else [people, speaks, WANTED[row["adopters"]]]
    return {
        "winnable": Holds({one != "no_class" for one in verdicts}) if row["adopters"] else Holds({True, False}),
        "wanted": OneOf(outcomes(wanted, row, ANSWERS)),
        "offered": OneOf(outcomes(offered, row, ANSWERS)),
        # The class is read to know whether it can be won, and again for what it wants.
        "verdict": OneOf(verdicts, says=says, read_twice=row["adopters"] == ""),
        "turn": OneOf(turns, says=turn_says if len(turns) == 1 else []),
    }


def expected(tables):
    return {"Message": {row["name"]: expected_of(row) for row in tables["messages"]}}


def changes(tables):
    sheet, board = {"name": "Product sheet"}, {"name": "Board letter"}
    return [
        (
            "the product sheet speaks of leadership",
            changed(tables, "messages", sheet, {"speaks_of": "market_leadership"}),
            [
                ("Message", "Product sheet", "verdict", OneOf("fits", says=["market leadership", "pragmatists"])),
                ("Message", "Product sheet", "turn", OneOf("made", says="market leadership")),
            ],
        ),
        (
            "the product sheet goes to conservatives",
            changed(tables, "messages", sheet, {"adopters": "late_majority"}),
            [("Message", "Product sheet", "verdict", OneOf("uncrossed", says=["configuration", "conservatives", "company"]))],
        ),
        (
            "the letter to visionaries speaks of speed",
            changed(tables, "messages", board, {"speaks_of": "speed"}),
            [
                ("Message", "Board letter", "verdict", OneOf("fits", says=["speed", "visionaries"])),
                ("Message", "Board letter", "turn", OneOf("due", says="speed")),
            ],
        ),
        (
            "it is for laggards",
            changed(tables, "messages", sheet, {"adopters": "laggards"}),
            [("Message", "Product sheet", "verdict", OneOf("no_class", says="laggards"))],
        ),
    ]
