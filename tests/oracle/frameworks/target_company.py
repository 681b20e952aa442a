"""Is this company worth pursuing? Five parameters, and a portfolio in order of priority."""

from frameworks.common import Between, Holds, OneOf, changed, fillings, number, rounded

NAME = "target_company"
BEARABLE_COST = number("15%")
LEAST = {"budget": number("60%"), "authority": number("40%"), "need": number("60%"), "scale": number("20%")}
LARGE_DEAL, LARGE_COMPANY = 100000, 500
WEIGHT = 20
HIGH_FROM, MIDDLE_FROM = 70, 45
SHARE = {"none": "0%", "uses": "20%", "advises": "40%", "influences": "70%", "decides": "100%"}
LABEL = {"none": "no say in it", "uses": "only uses it"}
ANSWERS = ["deal", "employees", "budget", "authority", "cost_to_close", "need_met", "they_wait", "we_take"]
PARAMETERS = ["budget", "authority", "need", "timing", "scale"]
# In the order of the framework; a sale that costs too much is a fault of the way, not of the person.
STEPS = ["budget", "cost", "authority", "need", "timing", "scale"]
STEP_NAMED = {
    "budget": "fund",
    "cost": "cheaper",
    "authority": "climb",
    "need": "adapt",
    "timing": "terms",
    "scale": "leave",
}
HUGE = "100000000000"
RANDOM = {
    "companies": {
        "deal": ["60000", "100000", "140000", "8000", "250000"],
        "employees": ["18", "200", "500", "1300"],
        "budget": ["0", "60000", "100000", "200000", "36000"],
        "authority": ["uses", "advises", "influences", "decides", "decides"],
        "cost_to_close": ["300", "9000", "15000", "45000"],
        "need_met": ["35%", "60%", "80%", "100%"],
        "they_wait": ["4", "10", "20"],
        "we_take": ["2", "10", "14"],
    }
}


def parameters(row):
    """How far each of the five is met, from 0 to 1, of a row without gaps."""
    deal = number(row["deal"])
    # Authority is worth nothing when getting to the sale through this person costs too much.
    too_dear = rounded(number(row["cost_to_close"]) / deal) > BEARABLE_COST
    size = min(1, rounded(deal / LARGE_DEAL)) + min(1, rounded(number(row["employees"]) / LARGE_COMPANY))
    return {
        # Money set aside for this task.
        "budget": min(1, rounded(number(row["budget"]) / deal)),
        "authority": 0 if too_dear else number(SHARE[row["authority"]]),
        # Our offer against what they are ready to buy.
        "need": number(row["need_met"]),
        # Can we, with our resources, meet their terms?
        "timing": int(number(row["we_take"]) <= number(row["they_wait"])),
        # The scale of the company and of the deal.
        "scale": rounded(size / 2),
    }


def holding(found):
    return {name: found[name] >= LEAST.get(name, 1) for name in PARAMETERS}


def filled(row):
    """Fillings among which is every outcome: the ends, and both sides of every limit."""
    deals = [row["deal"]] if row["deal"] else deals_to_try(row)
    for deal in deals:
        limit = int(number(deal) * 3 / 5)
        answers = {
            "budget": ["0", str(limit + 1), HUGE],
            "authority": list(SHARE),
            "cost_to_close": ["0", HUGE],
            "need_met": ["0%", "60%", "100%"],
            "they_wait": ["0", HUGE],
            "we_take": ["0", HUGE],
            "employees": ["0", HUGE],
        }
        yield from fillings({**row, "deal": deal}, answers)


def deals_to_try(row):
    edges = [1, 10**11, LARGE_DEAL, 2 * LARGE_DEAL // 5]
    edges += [int(number(row["budget"]) / LEAST["budget"])] if row["budget"] else []
    edges += [int(number(row["cost_to_close"]) / BEARABLE_COST)] if row["cost_to_close"] else []
    return sorted({str(max(1, edge + step)) for edge in edges for step in (-1, 0, 1)})


def worth_of(found):
    return sum(rounded(found[name] * WEIGHT) for name in PARAMETERS)


def band_of(worth):
    return "high" if worth >= HIGH_FROM else "middle" if worth >= MIDDLE_FROM else "low"


def expected(tables):
    cells = {row["name"]: expected_of(row) for row in tables["companies"]}
    worths = {name: found["worth"] for name, found in cells.items()}
    for name, found in cells.items():
        worth = found["worth"]
        others = [other for key, other in worths.items() if key != name]
        ahead = sum(other.low > worth.high for other in others)
        maybe = sum(other.high > worth.low for other in others)
        if not any(other.read_twice for other in worths.values()):
            found["worth_rank_low"] = Between(1 + ahead)
            found["worth_rank_high"] = Between(1 + maybe)
    return {"Company": cells}


def faults_of(row, holds):
    """What keeps a row without gaps from a sale; the way to it apart from the person's own authority."""
    faults = {name for name in PARAMETERS if name != "authority" and not holds[name]}
    if rounded(number(row["cost_to_close"]) / number(row["deal"])) > BEARABLE_COST:
        faults.add("cost")
    if number(SHARE[row["authority"]]) < LEAST["authority"]:
        faults.add("authority")
    return faults


def expected_of(row):
    all_five, worths, priorities, certain = set(), set(), set(), set(STEPS)
    for one in filled(row):
        found = parameters(one)
        holds = holding(found)
        certain &= faults_of(one, holds)
        all_five.add(all(holds.values()))
        worths.add(worth_of(found))
        priorities.add(priority_of(band_of(worth_of(found)), all(holds.values())))
    # The size of the deal counts in three of the five.
    twice = row["deal"] == ""
    if twice:
        # It may even be a deal for nothing, of which no share can be set aside.
        certain.discard("budget")
    points = [f"{float(max(worths)):.10g}"] if len(worths) == 1 else []
    reasons = [reason_of(name, row) for name in STEPS if name in certain]
    if reasons:
        step = OneOf(STEP_NAMED[next(name for name in STEPS if name in certain)], says=reasons)
    elif all_five == {True}:
        step = OneOf("pursue", says=["all five parameters hold", *points])
    else:
        step = OneOf("find_out")
    # Those that may matter less: the deal tells the scale alone, and the other way round.
    gaps = [column for column in ANSWERS if row[column] == "" and column not in ("deal", "employees")]
    return {
        "all_five": Holds(all_five, read_twice=twice, says=reasons, asks=[] if reasons or all_five == {True} else gaps),
        "worth": Between(min(worths), max(worths), read_twice=twice),
        "worth_band": OneOf({band_of(worth) for worth in worths}, read_twice=twice),
        # A place is told with the worth, and with what keeps it from a better one.
        "priority": OneOf(priorities, read_twice=twice, says=points if len(priorities) == 1 and not twice else []),
        "next_step": step,
    }


def reason_of(name, row):
    return {
        "budget": f"{row['budget']} EUR is set aside for a deal of {row['deal']} EUR",
        "cost": f"through {row['contact'] or 'unknown'} costs {row['cost_to_close']} EUR",
        "authority": f"{row['contact'] or 'unknown'}: {LABEL.get(row['authority'], '')}",
        "need": f"our offer covers {row['need_met']}",
        "timing": f"they want it in {row['they_wait']} weeks, we take {row['we_take']}",
        "scale": f"a deal of {row['deal']} EUR with {row['employees'] or 'unknown'} people is small",
    }[name]


def priority_of(band, all_hold):
    """The best place needs both: a high worth, and nothing that keeps the sale from happening."""
    if band == "low":
        return "third"
    return "first" if band == "high" and all_hold else "second"


def changes(tables):
    alder = {"name": "Alder Grid Services"}
    return [
        (
            "nobody sets money aside",
            changed(tables, "companies", alder, {"budget": "0"}),
            # 0 + 20 + 18 + 20 + 20 = 78 points: high, yet not the first.
            [
                ("Company", "Alder Grid Services", "worth", Between(78)),
                ("Company", "Alder Grid Services", "priority", OneOf("second", says="0 EUR is set aside")),
                ("Company", "Alder Grid Services", "next_step", OneOf("fund", says="0 EUR is set aside")),
            ],
        ),
        (
            "the way to the sale becomes dear, whoever decides",
            changed(tables, "companies", alder, {"cost_to_close": "70000"}),
            [
                ("Company", "Alder Grid Services", "next_step", OneOf("cheaper", says=["70000 EUR", "50%"])),
                ("Company", "Alder Grid Services", "all_five", Holds(False, says="70000 EUR")),
            ],
        ),
        (
            "the missing budget becomes known",
            changed(tables, "companies", {"name": "Bluefin Logistics"}, {"budget": "110000"}),
            [("Company", "Bluefin Logistics", "next_step", OneOf("pursue"))],
        ),
        (
            "whether we can be in time is not known any more",
            changed(tables, "companies", alder, {"we_take": ""}),
            [
                ("Company", "Alder Grid Services", "priority", OneOf({"first", "second"}, says="we_take")),
                ("Company", "Alder Grid Services", "next_step", OneOf("find_out", says="we_take")),
            ],
        ),
    ]
