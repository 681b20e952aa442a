"""Process maturity, worked out from the text: the bottleneck is the least mature process of the stream,
and next quarter's initiative moves it one level up."""

import itertools

from .common import YES_NO, Holds, OneOf, changed, fillings, number

NAME = "process_maturity"
LEVELS = ["initial", "repeatable", "defined", "managed", "optimising"]
RANDOM = {
    "processes": {
        "level": [*LEVELS, "optimising", "optimising"],
        "automated": YES_NO,
        "against_rivals": ["50%", "99%", "100%", "120%"],
    },
    "streams": {"listed": ["yes", "yes", "no"]},
}
GAPS = {"level": LEVELS, "against_rivals": ["99%", "100%"]}


def initiative(process, stream):
    least = min(LEVELS.index(one["level"]) for one in stream)
    if LEVELS[least] == "optimising":
        return "improve"
    return "raise" if LEVELS.index(process["level"]) == least else "leave"


def sound(stream):
    """ "Strong marketing feeding a sales department that converts half as well as rivals gives a weak
    whole"; and what happens by chance is no sound part either."""
    return all(number(one["against_rivals"]) >= 1 for one in stream) and all(
        one["level"] != "initial" for one in stream
    )


def every_stream(stream, tables):
    """The processes of a stream in every way that the gaps, and what is not listed, may turn out."""
    own = [row for row in tables["processes"] if row["stream"] == stream["name"]]
    unlisted = [()]
    if stream["listed"] != "yes":
        unlisted += [
            ({"level": level, "against_rivals": share},) for level in LEVELS for share in ("99%", "100%")
        ]
    for filled in itertools.product(*(list(fillings(one, GAPS)) for one in own)):
        for more in unlisted:
            yield own, [*filled, *more]


def expected(tables):
    processes, streams = {}, {}
    for stream in tables["streams"]:
        steps, wholes = {}, set()
        for own, filled in every_stream(stream, tables):
            wholes.add(sound(filled))
            for row, one in zip(own, filled):
                steps.setdefault(row["name"], set()).add(initiative(one, filled))
        streams[stream["name"]] = {"sound": Holds(wholes, read_twice=True)}
        for name, found in steps.items():
            processes[name] = {"initiative": OneOf(found, read_twice=True)}
    for row in tables["processes"]:
        filled = list(fillings(row, {"level": LEVELS, "automated": YES_NO}))
        # "Automate only at level five."
        processes[row["name"]]["may_automate"] = Holds({one["level"] == "optimising" for one in filled})
        processes[row["name"]]["automation"] = Holds(
            {one["automated"] == "no" or one["level"] == "optimising" for one in filled}
        )
    return {"Process": processes, "Stream": streams}


def changes(tables):
    return [
        (
            "offers and closing become a standard",
            changed(tables, "processes", {"name": "Offers and closing"}, {"level": "defined"}),
            [
                (
                    "Process",
                    "Offers and closing",
                    "initiative",
                    OneOf("raise", says=["Machines", "measure it"]),
                ),
                ("Process", "Order entry", "initiative", OneOf("raise")),
                (
                    "Process",
                    "Delivery",
                    "initiative",
                    OneOf("leave", says=["Offers and closing", "Order entry"]),
                ),
            ],
        ),
        (
            "offers and closing convert better, the delivery as well",
            changed(
                changed(tables, "processes", {"name": "Offers and closing"}, {"against_rivals": "100%"}),
                "processes",
                {"name": "Delivery"},
                {"against_rivals": "100%"},
            ),
            [("Stream", "Machines", "sound", Holds(True))],
        ),
        (
            "offers and closing convert better, the delivery does not",
            changed(tables, "processes", {"name": "Offers and closing"}, {"against_rivals": "100%"}),
            [("Stream", "Machines", "sound", Holds(False, stopped_by="parts", says=["Delivery", "95%"]))],
        ),
        (
            "offers and closing are left to chance, and everybody converts as well as rivals",
            changed(
                changed(
                    tables,
                    "processes",
                    {"name": "Offers and closing"},
                    {"level": "initial", "against_rivals": "100%"},
                ),
                "processes",
                {"name": "Delivery"},
                {"against_rivals": "100%"},
            ),
            [("Stream", "Machines", "sound", Holds(False, stopped_by="mature", says="Offers and closing"))],
        ),
        (
            "the trainers turn out to be left to chance",
            changed(tables, "processes", {"name": "Trainers"}, {"level": "initial"}),
            [
                ("Process", "Trainers", "initiative", OneOf("raise", says="plan it")),
                ("Process", "Course sales", "initiative", OneOf("leave", says="Trainers")),
            ],
        ),
        (
            "the order entry is not automated any more",
            changed(tables, "processes", {"name": "Order entry"}, {"automated": "no"}),
            [("Process", "Order entry", "automation", Holds(True))],
        ),
    ]
