"""The offer to one account: ready to propose, or what to find out first?"""

from frameworks.common import YES_NO, Holds, OneOf, added, all_of, changed, possible, without, yes

NAME = "account_offer"
RANDOM = {
    "accounts": {
        "run_as_project": ["yes"] * 5 + ["no"],
        "can_offer": None,
        "deliverable": ["yes"] * 5 + ["no"],
        "need": None,
        "need_when": ["now", "soon", "now", "soon", "later"],
        "meets_need": ["yes"] * 5 + ["no"],
        "decider": None,
        "own_interest": None,
        "same_interest": list(YES_NO),
        "kpis_listed": list(YES_NO),
    },
    "kpis": {"moved": list(YES_NO), "account": None},
}
# The three things of the framework, broken down, and what to find out where the answer is missing.
QUESTIONS = {
    # What we can really offer now.
    "can_offer": "what we can really offer now",
    "deliverable": "if we can really deliver it now",
    # What the company needs, now or soon.
    "need": "what the company needs",
    "need_when": "if it needs it now or soon",
    "meets_need": "if our offer meets the need",
    # The decision maker's own interest, broken down to this person's KPIs.
    "decider": "who decides",
    "own_interest": "what the decision maker wants for themselves",
    # Each client is a project.
    "run_as_project": "if the client has a project of its own",
}


def moves_a_kpi(row, kpis):
    """At least one of this person's KPIs moves; None while it may yet turn out so."""
    here = [kpi for kpi in kpis if kpi["account"] == row["name"]]
    if any(kpi["moved"] == "yes" for kpi in here):
        return True
    perhaps = any(kpi["moved"] != "no" for kpi in kpis if kpi["account"] in (row["name"], ""))
    return None if perhaps or row["kpis_listed"] != "yes" else False


def gates(row, kpis):
    return {
        "deliverable": yes(row["deliverable"]),
        "timely": {"now": True, "soon": True, "later": False, "": None}[row["need_when"]],
        "fits": yes(row["meets_need"]),
        "personal": moves_a_kpi(row, kpis),
        "project": yes(row["run_as_project"]),
    }


def expected_of(row, kpis):
    found = gates(row, kpis)
    failing = [name for name, truth in found.items() if truth is False]
    holds = all_of(found.values())
    unknown = [words for column, words in QUESTIONS.items() if row[column] == ""]
    if not any(kpi["account"] == row["name"] for kpi in kpis):
        # The interest is broken down to nothing yet.
        unknown.append("by which KPIs the decision maker is measured")
    if found["personal"] is None:
        unknown.append("if our offer moves one of their KPIs")
    offer = row["can_offer"] or "unknown"
    words = {
        "deliverable": f"we cannot really deliver {offer}",
        "timely": f"the company needs {row['need'] or 'unknown'}, but later",
        "fits": f"our offer, {offer}, does not meet the company's need: {row['need'] or 'unknown'}",
        "personal": f"our offer, {offer}, moves no KPI of the decision maker",
        "project": "no project of its own",
    }
    says = [words[name] for name in failing]
    silent = [text for name, text in words.items() if name not in failing]
    moved = [kpi["kpi"] for kpi in kpis if kpi["account"] == row["name"] and kpi["moved"] == "yes"]
    if failing:
        # In the order of the framework: a need for later is waited for, any other fault mended; all are named.
        step = OneOf("wait" if failing[0] == "timely" else "rework", says=says)
    elif unknown:
        step = OneOf("find_out", says=unknown, silent=[text for text in QUESTIONS.values() if text not in unknown])
    else:
        step = OneOf("propose", says=[row["can_offer"], row["need"], row["decider"], *moved])
    return {
        "holds": Holds(possible(holds), says=says, silent=silent, stopped_by=failing[0] if failing else None),
        "enough_known": Holds(not unknown, says=unknown),
        "next_step": step,
        # The person's interest may differ from the company's: then each needs an argument.
        "argument": OneOf(
            {"yes": {"one"}, "no": {"two"}, "": {"one", "two"}}[row["same_interest"]],
            says=[row["decider"], row["need"], *([row["own_interest"]] if row["same_interest"] == "no" else [])]
            if row["same_interest"]
            else [],
        ),
    }


def expected(tables):
    return {"Account": {row["name"]: expected_of(row, tables["kpis"]) for row in tables["accounts"]}}


def changes(tables):
    carrow, ostrava = {"name": "Carrow Mills"}, {"name": "Ostrava Cranes"}
    return [
        (
            "none of the person's KPIs moves",
            changed(tables, "kpis", {"account": "Carrow Mills"}, {"moved": "no"}),
            [
                ("Account", "Carrow Mills", "holds", Holds(False, stopped_by="personal", says="tons a shift")),
                ("Account", "Carrow Mills", "next_step", OneOf("rework", says=["moves no KPI", "accidents a year"])),
            ],
        ),
        (
            "one of them moves after all",
            changed(tables, "kpis", {"kpi": "visits a month"}, {"moved": "yes"}),
            [("Account", "Ostrava Cranes", "next_step", OneOf("propose", says="visits a month", silent="who leave"))],
        ),
        (
            "a KPI of which nothing is known",
            added(tables, "kpis", {"account": "Ostrava Cranes", "kpi": "spare hours"}),
            [("Account", "Ostrava Cranes", "next_step", OneOf("find_out", says="moves one of their KPIs"))],
        ),
        (
            "the KPIs may not all be listed",
            changed(tables, "accounts", ostrava, {"kpis_listed": ""}),
            [("Account", "Ostrava Cranes", "next_step", OneOf("find_out", says="KPI"))],
        ),
        (
            "no KPI is listed yet",
            changed(without(tables, "kpis", {"account": "Carrow Mills"}), "accounts", carrow, {"kpis_listed": "no"}),
            [("Account", "Carrow Mills", "next_step", OneOf("find_out", says="by which KPIs"))],
        ),
        (
            "who decides is not known any more",
            changed(tables, "accounts", carrow, {"decider": ""}),
            [("Account", "Carrow Mills", "next_step", OneOf("find_out", says="who decides"))],
        ),
        (
            "the need is for later",
            changed(tables, "accounts", carrow, {"need_when": "later"}),
            [("Account", "Carrow Mills", "next_step", OneOf("wait", says=["fewer stops", "later"]))],
        ),
    ]
