"""Which gap is this product facing? Two cracks with the chasm between them."""

from frameworks.common import YES_NO, Holds, OneOf, added, changed, fillings, possible, yes

NAME = "chasm"
PEERS_NEEDED = 1
ADOPTERS = ["innovators", "early_adopters", "early_majority", "late_majority", "laggards"]
ANSWERS = {
    "kind": ["application", "platform"],
    "adopters": ADOPTERS,
    "leap_shown": YES_NO,
    "support_base": YES_NO,
    "easy": YES_NO,
    "tied_to": ["0", "1", "2"],
}
# Revenue dries up, leaders notice, new start-ups overtake, investors ask for returns.
DANGERS = {
    "revenue_dries": "revenue",
    "leaders_notice": "leaders",
    "startups_overtake": "start-ups",
    "investors_press": "investors",
}
RANDOM = {
    "products": {
        **{column: list(answers) for column, answers in ANSWERS.items()},
        "adopters": ["early_adopters"] * 4 + ADOPTERS,
        "support_base": ["yes", "yes", "no"],
        "references_listed": ["yes", "yes", "no"],
        **{danger: ["no", "no", "yes"] for danger in DANGERS},
    },
    "references": {"adopters": ["early_adopters", "innovators", "late_majority", "early_majority"], "product": None},
}


def gap_of(row, peers):
    if row["adopters"] == "innovators":
        # First crack: no strategic leap can be shown.
        return "none" if row["leap_shown"] == "yes" else "first_crack"
    if row["adopters"] == "early_adopters":
        # Chasm: no references or no support base that pragmatists accept.
        return "none" if accepted(row, peers) else "chasm"
    if row["adopters"] == "early_majority":
        # Second crack: not easy enough to adopt.
        return "none" if row["easy"] == "yes" else "second_crack"
    return "none"


def accepted(row, peers):
    return peers >= PEERS_NEEDED and row["support_base"] == "yes"


def crossing_of(row, peers):
    if gap_of(row, peers) != "chasm":
        return None
    # Applications cross more easily, as their end users support them; a platform is tied to ONE application.
    if row["kind"] == "application":
        return "users"
    return {"0": "tie", "1": "carry"}.get(row["tied_to"], "choose")


def peers_possible(row, references):
    """How many pragmatists may speak for it. Other classes, visionaries above all, do not count."""
    here = [one for one in references if one["product"] in (row["name"], "")]
    sure = sum(one["product"] != "" and one["adopters"] == "early_majority" for one in here)
    maybe = sum(one["adopters"] in ("early_majority", "") for one in here)
    maybe += row["references_listed"] != "yes"
    return range(sure, maybe + 1)


def peers_named(row, references):
    here = [one for one in references if one["product"] == row["name"]]
    return [one["customer"] for one in here if one["adopters"] == "early_majority"]


def over(decide, row, peers):
    return {decide(filled, count) for filled in fillings(row, ANSWERS) for count in peers}


def expected_of(row, references):
    peers = peers_possible(row, references)
    gaps = over(gap_of, row, peers)
    crossings = over(crossing_of, row, peers)
    dangers = [name for name, word in DANGERS.items() if yes(row[name])]
    unknown = [name for name in DANGERS if row[name] == ""]
    calm = False if dangers else None if unknown else True
    # A class that is not known is read for each gap in turn.
    twice = row["adopters"] == ""
    calms = possible(calm) if "chasm" in gaps else set()
    calms |= {None} if gaps - {"chasm"} else set()
    others = [
        one["customer"]
        for one in references
        if one["product"] == row["name"] and one["adopters"] not in ("", "early_majority")
    ]
    says = []
    if gaps == {"first_crack"} or (gaps == {"none"} and row["adopters"] == "innovators"):
        says = "strategic leap"
    if gaps == {"second_crack"} or (gaps == {"none"} and row["adopters"] == "early_majority"):
        says = "easy enough to adopt"
    if gaps == {"none"} and row["adopters"] == "early_adopters":
        says = ["support base", *peers_named(row, references)]
    if gaps == {"chasm"}:
        # Only what certainly keeps it from crossing is named.
        if max(peers) < PEERS_NEEDED:
            says += ["references of pragmatists: 0", *others]
        if row["support_base"] == "no":
            says.append("no support base")
    return {
        "accepted": Holds(over(accepted, row, peers)),
        "gap": OneOf(gaps, read_twice=twice, says=says),
        "in_chasm": Holds({gap == "chasm" for gap in gaps}, read_twice=twice),
        "calm": Holds(calms, says=[DANGERS[name] for name in dangers] if calms == {False} else []),
        "crossing": OneOf(crossings, read_twice=twice),
    }


def expected(tables):
    return {"Product": {row["name"]: expected_of(row, tables["references"]) for row in tables["products"]}}


def changes(tables):
    harbour, crew = {"name": "Harbour Mesh"}, {"name": "Crew Rota"}
    peer = {"product": "Harbour Mesh", "customer": "Fenwick Ports", "adopters": "early_majority"}
    visionary = {**peer, "adopters": "early_adopters"}
    return [
        (
            "a pragmatist speaks for it",
            added(tables, "references", peer),
            [
                ("Product", "Harbour Mesh", "gap", OneOf("none", says="Fenwick Ports")),
                ("Product", "Harbour Mesh", "crossing", OneOf(None)),
            ],
        ),
        (
            "one more visionary speaks for it",
            added(tables, "references", visionary),
            [("Product", "Harbour Mesh", "gap", OneOf("chasm", says=["do not count", "Groupe Calanques", "Fenwick Ports"]))],
        ),
        (
            "the only pragmatist turns out to be a visionary",
            changed(tables, "references", {"customer": "Brightwater Council"}, {"adopters": "early_adopters"}),
            [
                ("Product", "Crew Rota", "gap", OneOf("chasm", says=["Brightwater Council", "Meridian Air"])),
                ("Product", "Crew Rota", "crossing", OneOf("users", says="end users")),
            ],
        ),
        (
            "references may be missing from the list",
            changed(tables, "products", harbour, {"references_listed": "no"}),
            [("Product", "Harbour Mesh", "gap", OneOf({"none", "chasm"}, asks="references"))],
        ),
        (
            "the platform is tied to two applications, and investors do not press",
            changed(tables, "products", harbour, {"tied_to": "2", "investors_press": "no"}),
            [
                ("Product", "Harbour Mesh", "crossing", OneOf("choose", says="2")),
                ("Product", "Harbour Mesh", "calm", Holds(False, says=["revenue", "leaders"], silent="investors")),
            ],
        ),
        (
            "no support base any more",
            changed(tables, "products", crew, {"support_base": "no"}),
            [("Product", "Crew Rota", "gap", OneOf("chasm", says="support base"))],
        ),
    ]
