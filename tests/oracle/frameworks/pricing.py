"""Three orientations of pricing, worked out from the text."""

from fractions import Fraction

from .common import YES_NO, Between, Holds, OneOf, changed, fillings, number

NAME = "pricing"
STAGES = ["early_market", "chasm", "bowling_alley", "tornado", "main_street"]
MADE_FROM = {"customer": "customer", "cost": "vendor", "distributor": "distribution"}
RANDOM = {
    "offers": {
        "stage": STAGES,
        "leads": YES_NO,
        "made_from": list(MADE_FROM),
        "price": ["90", "105", "112", "128", "131", "150"],
        "market_price": ["100", "80"],
        "product_price": ["90", "101"],
        "cost": ["20", "70", "95"],
        "distributed": YES_NO,
        "most_sellable": ["100", "130"],
        "distributor_margin": ["10", "25", "40"],
    }
}

LEADER, CLOSE, OTHER = Fraction(30, 100), Fraction(5, 100), Fraction(10, 100)
HIGH_REWARD = Fraction(25, 100)
FAULTS = ["crossing", "above", "sellable", "reward", "pays", "room"]


def cents(amount):
    return Fraction((abs(amount) * 100 + Fraction(1, 2)).__floor__(), 100)


class Offer:
    """An offer whose cells are all filled."""

    def __init__(self, row):
        self.stage, self.made_from = row["stage"], row["made_from"]
        self.leads = row["leads"] == "yes"
        self.price, self.cost = number(row["price"]), number(row["cost"])
        self.references = number(row["market_price"]), number(row["product_price"])
        self.through = row["distributed"] == "yes" or self.made_from == "distributor"
        self.most_sellable = number(row["most_sellable"])
        self.reward = number(row["distributor_margin"]) / 100 if self.through else Fraction(0)
        # The price has to pay our cost after the distributor has kept his part.
        self.paying = cents(self.cost / (1 - self.reward))
        # "Set the price above both reference competitors" is said of the customer-oriented price.
        self.floor = max(*self.references, self.paying) if self.made_from == "customer" else self.paying
        # "The leader commands close to 30% over the competition"; who does not lead commands less.
        self.ceiling = max(self.references) * (1 + (LEADER if self.leads else OTHER))
        if self.through:
            self.ceiling = min(self.ceiling, self.most_sellable)

    def faults(self):
        """{fault: whether the offer is free of it}"""
        return {
            # "Vendor-oriented (cost plus): unwise while crossing."
            "crossing": not (self.made_from == "cost" and self.stage == "chasm"),
            "above": self.made_from != "customer" or self.price > max(self.references),
            # "Not too high for the distributor, and a high reward built in."
            "sellable": not self.through or self.price <= self.most_sellable,
            "reward": not self.through or self.reward >= HIGH_REWARD,
            "pays": self.price >= self.paying,
            # "Price corridor": there has to be a price above its floor and not above its end.
            "room": self.floor < self.ceiling,
        }

    def verdict(self):
        if not all(self.faults().values()):
            return "mend"
        # Over the competition is how the customer-oriented price is set; the two others have their own
        # conditions, which are faults where they do not hold.
        if self.made_from != "customer":
            return "keep"
        close = min(max(self.references) * (1 + LEADER - CLOSE), self.ceiling)
        if self.leads and self.price < close:
            return "raise"
        return "lower" if self.price > self.ceiling else "keep"


def answers(row):
    """What may stand in the gaps: every answer, and amounts on and beside each limit of the others."""
    marks = {Fraction(0), Fraction(1), Fraction(10**9)}
    for column in ("price", "market_price", "product_price", "cost", "most_sellable"):
        amount = number(row[column])
        if amount is not None:
            for factor in (1, 1 + OTHER, 1 + LEADER, 1 + LEADER - CLOSE):
                for share in (
                    Fraction(0),
                    HIGH_REWARD,
                    *([number(row["distributor_margin"]) / 100] if row["distributor_margin"] else []),
                ):
                    for mark in (
                        amount * factor,
                        amount / factor,
                        amount / (1 - share),
                        amount * (1 - share),
                        amount * factor * (1 - share),
                        amount / factor / (1 - share),
                    ):
                        mark = cents(mark)
                        marks |= {mark, mark + Fraction(1, 100), max(Fraction(0), mark - Fraction(1, 100))}
    amounts = [str(float(mark)) for mark in sorted(marks)]
    few = [str(float(mark)) for mark in sorted(marks)[:: max(1, len(marks) // 12)]]
    gaps = [
        column
        for column in ("price", "market_price", "product_price", "cost", "most_sellable")
        if row[column] == ""
    ]
    values = amounts if len(gaps) < 2 else few if len(gaps) < 3 else few[::3]
    return {
        "stage": STAGES,
        "leads": YES_NO,
        "made_from": list(MADE_FROM),
        **dict.fromkeys(("price", "market_price", "product_price", "cost", "most_sellable"), values),
        "distributed": YES_NO,
        "distributor_margin": ["0", "10", "24.99", "25", "40", "60", "70", "90"],
    }


def expected(tables):
    offers = {}
    for row in tables["offers"]:
        name = row["name"]
        filled = [Offer(one) for one in fillings(row, answers(row))]
        free = [offer.faults() for offer in filled]
        truths = {all(one.values()) for one in free}
        certain = [fault for fault in FAULTS if not any(one[fault] for one in free)]
        result = offers[name] = {
            "orientation": OneOf({MADE_FROM[offer.made_from] for offer in filled}),
            # A faulty price is one that some fault certainly makes faulty, or several together.
            "sound": Holds(truths, read_twice=True),
        }
        if len(filled) == 1:
            (offer,) = filled
            result["floor"], result["ceiling"] = Between(offer.floor), Between(offer.ceiling)
            result["premium"] = Between(offer.price / max(offer.references) - 1)
        if certain or truths == {False}:
            result["verdict"] = OneOf("mend")
        elif row["price"] == "":
            result["verdict"] = OneOf("set_price")
        elif truths == {True, False}:
            # A missing answer is not a no: what is open has to be found out before anything is mended.
            result["verdict"] = OneOf("find_out")
        else:
            result["verdict"] = OneOf({offer.verdict() for offer in filled}, read_twice=True)
    return {"Offer": offers}


def changes(tables):
    return [
        (
            "the leader asks less",
            changed(tables, "offers", {"name": "Keg tag set"}, {"price": "450"}),
            # 450 over 400 is 12.5%
            [("Offer", "Keg tag set", "verdict", OneOf("raise", says=["450", "13%", "30%"]))],
        ),
        (
            "the leader asks as little as a reference",
            changed(tables, "offers", {"name": "Keg tag set"}, {"price": "400"}),
            [
                ("Offer", "Keg tag set", "sound", Holds(False, says=["400", "310"])),
                ("Offer", "Keg tag set", "verdict", OneOf("mend")),
            ],
        ),
        (
            "the reader costs all that the distributor can sell it for",
            changed(tables, "offers", {"name": "Handheld reader"}, {"price": "700"}),
            [("Offer", "Handheld reader", "sound", Holds(True))],
        ),
        (
            "the label roll pays just what it costs",
            changed(tables, "offers", {"name": "Label roll"}, {"price": "7.5"}),
            [("Offer", "Label roll", "sound", Holds(True))],
        ),
        (
            "the label roll costs all that can be asked for it",
            changed(tables, "offers", {"name": "Label roll"}, {"cost": "15.4", "price": "15.4"}),
            [("Offer", "Label roll", "sound", Holds(False, says="15.4"))],
        ),
        (
            "the museum is over the chasm",
            changed(tables, "offers", {"name": "Museum shelf reader"}, {"stage": "bowling_alley"}),
            # 2600 is below 2400 and 10% over it, 2640
            [
                ("Offer", "Museum shelf reader", "sound", Holds(True)),
                ("Offer", "Museum shelf reader", "verdict", OneOf("keep")),
            ],
        ),
        (
            "the props are in the chasm",
            changed(tables, "offers", {"name": "Props tracker"}, {"stage": "chasm"}),
            [("Offer", "Props tracker", "verdict", OneOf("mend", says="crossing"))],
        ),
        (
            "the distributor of the bicycle strip gets more, and can sell less",
            changed(
                tables,
                "offers",
                {"name": "Réglette de vélo"},
                {"distributor_margin": "30", "most_sellable": "80"},
            ),
            [("Offer", "Réglette de vélo", "sound", Holds(False, says=["84", "80"], silent="reward"))],
        ),
        (
            "somebody else leads the bags of blood",
            changed(tables, "offers", {"name": "Blood bag tag"}, {"leads": "no"}),
            [("Offer", "Blood bag tag", "verdict", OneOf("lower", says=["1.2", "1.1"]))],
        ),
        (
            "the vault's distributor keeps 40%",
            changed(tables, "offers", {"name": "Seed vault sensor"}, {"distributor_margin": "40"}),
            [
                ("Offer", "Seed vault sensor", "sound", Holds(True)),
                ("Offer", "Seed vault sensor", "verdict", OneOf("keep")),
            ],
        ),
    ]
