"""Five buyers and their channels, worked out from the text."""

from .common import OneOf, changed, fillings, number

NAME = "distribution"
BUYERS = ["executive", "end_user", "department_head", "engineer", "owner", "other"]
PURCHASES = {
    "for the whole system": "system",
    "for a specific use": "specific",
    "for one person": "person",
    "for a small group": "group",
    "for a design": "design",
    "for a whole small business": "business",
}
CHANNELS = {
    "executive": "consultative",  # "large system-wide purchases -> consultative sales"
    "end_user": "freemium",  # "low cost, individual or small group -> freemium"
    "department_head": "guided_web",  # "mid cost, specific use -> web lead then a human guide"
    "engineer": "web_and_rep",  # "design decisions -> web, then manufacturer's representative"
    "owner": "vendor_led",  # "the vendor does the marketing end to end, plus a reseller for support"
    "other": "none_fits",
}
RANDOM = {
    "deals": {
        "buyer": BUYERS,
        "purchase": ["system", "specific", "person", "group", "design", "business"],
        "amount": ["20", "499", "500", "9000", "20000", "20001", "99999", "100000", "2000000"],
        "channel_now": list(CHANNELS.values()),
    }
}
LARGE_FROM, LOW_BELOW, MODEST_TO = 100000, 500, 20000
GAPS = {
    "buyer": BUYERS,
    "purchase": ["system", "specific", "person", "group", "design", "business"],
    "amount": ["0", "499", "500", "20000", "20001", "99999", "100000", "10000000"],
    "channel_now": list(CHANNELS.values()),
}


def looks_like(deal):
    purchase, amount = PURCHASES.get(deal["purchase"], deal["purchase"]), number(deal["amount"])
    if purchase == "system" and amount >= LARGE_FROM:
        return "executive"
    if purchase in ("person", "group") and amount < LOW_BELOW:
        return "end_user"
    if purchase == "specific" and LOW_BELOW <= amount < LARGE_FROM:
        return "department_head"
    if purchase == "design":
        return "engineer"
    if purchase == "business" and amount <= MODEST_TO:
        return "owner"
    return "other"


def verdict(deal):
    if looks_like(deal) != deal["buyer"]:
        return "doubt"
    if deal["buyer"] == "other":
        return "other"
    if deal["channel_now"] == "none_fits":
        return "open"
    return "keep" if deal["channel_now"] == CHANNELS[deal["buyer"]] else "change"


def expected(tables):
    deals = {}
    for row in tables["deals"]:
        row = {**row, "buyer": row["buyer"].lower()}
        filled = list(fillings(row, GAPS))
        deals[row["name"]] = {
            "channel": OneOf({CHANNELS[one["buyer"]] for one in filled}),
            # The amount is held against two limits, the purchase against each of the five.
            "looks_like": OneOf({looks_like(one) for one in filled}, read_twice=True),
            "verdict": (
                OneOf("ask")
                if row["buyer"] == ""
                else OneOf({verdict(one) for one in filled}, read_twice=True)
            ),
        }
    return {"Deal": deals}


def changes(tables):
    return [
        (
            "the rail group is sold to in person",
            changed(tables, "deals", {"name": "Planning for a rail group"}, {"channel_now": "consultative"}),
            [("Deal", "Planning for a rail group", "verdict", OneOf("keep"))],
        ),
        (
            "it is the engineer's design after all",
            changed(tables, "deals", {"name": "Agenda for three colleagues"}, {"purchase": "design"}),
            [
                ("Deal", "Agenda for three colleagues", "looks_like", OneOf("engineer")),
                ("Deal", "Agenda for three colleagues", "verdict", OneOf("keep")),
            ],
        ),
        (
            "an executive buys for the hospital",
            changed(tables, "deals", {"name": "Whole hospital by web"}, {"buyer": "executive"}),
            [
                ("Deal", "Whole hospital by web", "channel", OneOf("consultative")),
                ("Deal", "Whole hospital by web", "verdict", OneOf("change", says=["Web, then a guide"])),
            ],
        ),
        (
            "the photo tidy-up is not at low cost any more",
            changed(tables, "deals", {"name": "Photo tidy-up"}, {"amount": "500"}),
            [
                ("Deal", "Photo tidy-up", "looks_like", OneOf("other")),
                ("Deal", "Photo tidy-up", "verdict", OneOf("doubt")),
            ],
        ),
        (
            "the engineer chooses the valve",
            changed(
                tables,
                "deals",
                {"name": "Valve with a chip"},
                {"buyer": "engineer", "channel_now": "freemium"},
            ),
            [("Deal", "Valve with a chip", "verdict", OneOf("change", says="Freemium"))],
        ),
        (
            "the energy desk is a small one",
            changed(tables, "deals", {"name": "Energy desk"}, {"amount": "99999"}),
            [
                ("Deal", "Energy desk", "looks_like", OneOf("other")),
                ("Deal", "Energy desk", "verdict", OneOf("doubt", says="xecutive")),
            ],
        ),
    ]
