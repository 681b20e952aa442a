"""Four faults in a loyalty programme."""

from frameworks.common import Between, Holds, OneOf, all_of, changed, possible, yes

NAME = "loyalty"
# In the order of the framework: the answer, the gate, a word of the fault, what to mend, what stands in its reason.
FAULTS = {
    # Magic for repeat sales: conditions on getting the card instead of an analysis of behaviour.
    "behaviour_analysed": ("magic", "condition for getting it", "behaviour", "card_for"),
    # Only transactions analysed, not the other points of contact.
    "contacts_analysed": ("touch", "only purchases are analysed", "touch", "contacts"),
    # No link to the product matrix: what is the next sensible sale?
    "next_sale_known": ("matrix", "next sensible sale", "matrix", "first_purchase"),
    # Only the card holder studied, not those who influence the purchase.
    "influencers_studied": ("circle", "only the card holder is studied", "circle", "influencers"),
}
RANDOM = {
    "programmes": {
        **{column: ["yes", "yes", "yes", "no"] for column in FAULTS},
        "card_for": None,
        "contacts": None,
        "first_purchase": None,
        "influencers": None,
        "members": None,
    }
}


def words_of(row, columns):
    """Each fault's own words, and what the row says of it."""
    said = [FAULTS[column][1] for column in columns]
    for column in columns:
        said += [part.strip() for part in row[FAULTS[column][3]].split(";") if part.strip()]
    return said


def expected_of(row):
    good = {column: yes(row[column]) for column in FAULTS}
    bad = [column for column, truth in good.items() if truth is False]
    unknown = [column for column, truth in good.items() if truth is None]
    sound = all_of(good.values())
    says = words_of(row, bad)
    silent = [FAULTS[column][1] for column in FAULTS if column not in bad]
    cells = {
        "sound": Holds(
            possible(sound),
            says=says,
            silent=silent,
            stopped_by=FAULTS[bad[0]][0] if bad else None,
            asks=unknown if sound is None else [],
        ),
        "faults": Between(len(bad), len(bad) + len(unknown)),
    }
    if bad:
        cells["verdict"] = OneOf("repair", says=says, silent=silent)
        # The first of them in order; one that is not known is not a fault.
        about = [row["members"]] if bad[0] == "behaviour_analysed" else words_of(row, bad[:1])[1:]
        cells["first_repair"] = OneOf(FAULTS[bad[0]][2], says=about)
    elif unknown:
        cells["verdict"] = OneOf("find_out", says=unknown)
        cells["first_repair"] = OneOf("find_out", says=unknown)
    else:
        cells["verdict"] = OneOf("keep")
        cells["first_repair"] = OneOf("none")
    return cells


def expected(tables):
    return {"Programme": {row["name"]: expected_of(row) for row in tables["programmes"]}}


def changes(tables):
    lab, club = {"name": "Lab Partner"}, {"name": "Книжный клуб"}
    return [
        (
            "purchases only are analysed",
            changed(tables, "programmes", lab, {"contacts_analysed": "no"}),
            [
                ("Programme", "Lab Partner", "sound", Holds(False, stopped_by="touch", says=["audits", "help desk"])),
                ("Programme", "Lab Partner", "faults", Between(1)),
                ("Programme", "Lab Partner", "verdict", OneOf("repair", says=["1 of 4", "audits"])),
            ],
        ),
        (
            "an answer is missing",
            changed(tables, "programmes", lab, {"influencers_studied": ""}),
            [
                ("Programme", "Lab Partner", "verdict", OneOf("find_out", says="influencers_studied")),
                ("Programme", "Lab Partner", "faults", Between(0, 1)),
            ],
        ),
        (
            "the first two faults are mended",
            changed(tables, "programmes", club, {"behaviour_analysed": "yes", "contacts_analysed": "yes"}),
            [("Programme", "Книжный клуб", "verdict", OneOf("find_out", says="influencers_studied"))],
        ),
    ]
