"""Three classes of B2B buyer: every deal meets all three, so which has nobody met?"""

import itertools

from frameworks.common import Holds, OneOf, added, changed, without

NAME = "buyer_roles"
ROLES = {"economic": "an economic buyer", "technical": "a technical buyer", "operator": "an end operator"}
LABELS = {"economic": "Economic buyer", "technical": "Technical buyer", "operator": "End operator"}
# What each class cares about.
INTERESTS = {
    "return_on_investment": ("economic", "the return on the investment"),
    "best_standard": ("technical", "conformity to the best standard"),
    "easy_adaptation": ("technical", "an easy adaptation"),
    "convenience": ("operator", "convenience"),
    "same_working_day": ("operator", "a working day no longer than now"),
}
# What titles hint at: owner, CEO, commercial director; heads of production, project directors; managers.
HINTS = {
    "economic": ["owner", "ceo", "chief executive", "commercial director"],
    "technical": ["head of production", "project director"],
    "operator": ["manager"],
}
RANDOM = {
    "accounts": {"contacts_listed": ["yes", "yes", "no"]},
    "contacts": {"title": None, "interest": list(INTERESTS), "met": ["yes", "yes", "yes", "no"], "account": None},
}


def hint_of(row):
    title = row["title"].lower()
    return next((role for role, words in HINTS.items() if any(word in title for word in words)), None)


def roles_of(row):
    """The stated interest outranks the title, which is only a hint."""
    if row["interest"]:
        return {INTERESTS[row["interest"]][0]}
    hint = hint_of(row)
    return {hint} if hint else set(ROLES)


def contact(row):
    hint, interest = hint_of(row), row["interest"]
    role, words = INTERESTS.get(interest, (None, None))
    cells = {
        "role": OneOf(
            roles_of(row),
            says=words or (row["title"] if hint else []),
            asks=[] if interest or hint else "interest",
        ),
        "hint": OneOf({hint} if row["title"] else {None, *ROLES}, says=row["title"]),
    }
    if interest and hint:
        # A conflict between the two is reported.
        agree = role == hint
        says = [row["title"], words] + ([] if agree else [LABELS[hint], LABELS[role]])
        cells["basis"] = OneOf("both" if agree else "conflict", says=says)
        cells["titles"] = Holds(agree, says=[] if agree else says)
    else:
        cells["basis"] = OneOf("interest" if interest else "title" if hint else "nothing", says=words or (row["title"] if hint else []))
        cells["titles"] = Holds(True)
    return cells


def states_of(row):
    """(role, met, known by interest) of a person in every possible way; None if of another account."""
    met = {"": (True, False), "yes": (True,), "no": (False,)}[row["met"]]
    sure = (True,) if row["interest"] else (False,) if hint_of(row) else (True, False)
    states = list(itertools.product(sorted(roles_of(row)), met, sure))
    return states if row["account"] else [*states, None]


def account(row, contacts):
    here = [one for one in contacts if one["account"] in (row["name"], "")]
    listed = row["contacts_listed"] == "yes"
    met_sets, sure_sets = set(), set()
    # Class by class is enough for one class; all at once only by every way together.
    for ways in itertools.product(*(sorted(set(states_of(one)), key=str) for one in here)):
        people = [way for way in ways if way]
        met_sets.add(frozenset(role for role, met, _ in people if met))
        sure_sets.add(frozenset(role for role, met, sure in people if met and sure))
    # Whoever is not listed may be of any class, and met.
    least = [role for role in ROLES if all(role in one for one in met_sets)]
    most = [role for role in ROLES if not listed or any(role in one for one in met_sets)]
    missing = [role for role in ROLES if role not in most]
    alls = {one == set(ROLES) for one in met_sets} | (set() if listed else {True})
    sures = {one == set(ROLES) for one in sure_sets} | (set() if listed else {True})
    # A person of an unknown class counts for each of the three.
    twice = any(len(states_of(one)) > 1 for one in here)
    cells = {"all_met": Holds(alls, read_twice=twice, says=[ROLES[role] for role in missing])}
    if missing:
        cells["next_step"] = OneOf("meet", says=[ROLES[role] for role in missing])
    elif len(least) < len(ROLES):
        cells["next_step"] = OneOf("find_out", says=[role for role in ROLES if role not in least])
    elif alls == {True} and listed and not twice:
        sure = sures == {True}
        names = [one["name"] for one in here if one["met"] == "yes"]
        cells["all_sure"] = Holds(sure, says=[] if sure else alone(here))
        cells["next_step"] = OneOf("go" if sure else "ask", says=names if sure else alone(here))
    if missing:
        cells["all_sure"] = Holds(None)
    return cells


def alone(contacts):
    """Those met of a class of which nobody met is known by their interest."""
    met = [one for one in contacts if one["met"] == "yes"]
    sure = {INTERESTS[one["interest"]][0] for one in met if one["interest"]}
    return [one["name"] for one in met if not one["interest"] and hint_of(one) not in sure]


def expected(tables):
    return {
        "Account": {row["name"]: account(row, tables["contacts"]) for row in tables["accounts"]},
        "Contact": {row["name"]: contact(row) for row in tables["contacts"]},
    }


def changes(tables):
    carrow = {"name": "CM-2"}
    return [
        (
            "the technical buyer has not been met",
            changed(tables, "contacts", carrow, {"met": "no"}),
            [
                ("Account", "Carrow Mills", "all_met", Holds(False, stopped_by="technical", says="technical buyer")),
                ("Account", "Carrow Mills", "next_step", OneOf("meet", says="technical buyer", silent="economic")),
            ],
        ),
        (
            "the technical buyer is gone",
            without(tables, "contacts", carrow),
            [("Account", "Carrow Mills", "next_step", OneOf("meet", says="technical buyer"))],
        ),
        (
            "the head of production cares about convenience",
            changed(tables, "contacts", carrow, {"interest": "convenience"}),
            [
                ("Contact", "CM-2", "role", OneOf("operator", says="convenience")),
                ("Contact", "CM-2", "basis", OneOf("conflict", says=["Head of production", "Technical buyer"])),
                ("Account", "Carrow Mills", "next_step", OneOf("meet", says="technical buyer")),
            ],
        ),
        (
            "nobody knows what the head of production cares about",
            changed(tables, "contacts", carrow, {"interest": ""}),
            [
                ("Contact", "CM-2", "role", OneOf("technical", says="hint")),
                ("Account", "Carrow Mills", "next_step", OneOf("ask", says="CM-2", silent="CM-1")),
            ],
        ),
        (
            "somebody is met who decides by the return",
            added(
                tables,
                "contacts",
                {"name": "BC-4", "account": "Brightwater Council", "interest": "return_on_investment", "met": "yes"},
            ),
            [("Account", "Brightwater Council", "next_step", OneOf("go", says="BC-4"))],
        ),
    ]
