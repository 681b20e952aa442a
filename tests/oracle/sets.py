"""Values as sets of what is still possible: the ground under `reference.py`.

Written from docs/semantics.md. Shares nothing with the program: fractions, Python sets, one value
at a time.
"""

import itertools
from fractions import Fraction

NO, NA, YES = 0, 1, 2
PLACES = 10**6


def rounded(x):
    """Half away from zero to six places."""
    if x is None:
        return None
    scaled = abs(x) * PLACES
    whole = (scaled + Fraction(1, 2)).__floor__()
    return Fraction(-whole if x < 0 else whole, PLACES)


class Number:
    """low..high, an end None where it is open; whether it applies; whether a fault keeps it open."""

    def __init__(self, low, high, applies=True, may_not_apply=False, fault=False):
        self.low, self.high = low, high
        self.applies, self.may_not_apply, self.fault = applies, may_not_apply, fault

    @staticmethod
    def point(x):
        return Number(Fraction(x), Fraction(x))

    @staticmethod
    def not_applicable():
        return Number(None, None, applies=False, may_not_apply=True)

    @property
    def settled(self):
        return self.applies and not self.may_not_apply and self.low is not None and self.low == self.high

    @property
    def open(self):
        return self.applies and not self.settled

    @property
    def status(self):
        if not self.applies:
            return "not_applicable"
        if self.settled:
            return "known"
        return "fault" if self.fault else "unknown"


class Truth:
    """A set of NO, NA, YES."""

    def __init__(self, values, fault=False):
        self.values = frozenset(values)
        self.fault = fault and len(self.values) > 1

    @property
    def open(self):
        return len(self.values) > 1

    @property
    def status(self):
        if self.values == {NA}:
            return "not_applicable"
        if not self.open:
            return "known"
        return "fault" if self.fault else "unknown"

    def needed(self):
        """Where a yes is needed, not applicable counts as no."""
        return Truth({NO if v == NA else v for v in self.values}, self.fault)


class Choice:
    """A set of names in order; a text is a choice whose set may be None: anything."""

    def __init__(self, names, applies=True, may_not_apply=False, fault=False):
        self.names = None if names is None else list(names)
        self.applies, self.may_not_apply, self.fault = applies, may_not_apply, fault

    @property
    def settled(self):
        return self.applies and not self.may_not_apply and self.names is not None and len(self.names) == 1

    @property
    def open(self):
        return self.applies and not self.settled

    @property
    def status(self):
        if not self.applies:
            return "not_applicable"
        if self.settled:
            return "known"
        return "fault" if self.fault else "unknown"


YES_ONLY, NO_ONLY, UNKNOWN = Truth({YES}), Truth({NO}), Truth({NO, YES})


def blame(result_open, operands):
    """A comparison or arithmetic on an open value with a fault is a fault."""
    return result_open and any(x.open and x.fault for x in operands)


# ---- logic --------------------------------------------------------------------------------------


def combine(operands, pick):
    values = {pick(pair) for pair in itertools.product(*(x.values for x in operands))}
    open_ones = [x for x in operands if x.open]
    return Truth(values, fault=bool(open_ones) and all(x.fault for x in open_ones))


def both(*operands):
    return combine(operands, min)


def either(*operands):
    return combine(operands, max)


def negate(x):
    swap = {NO: YES, NA: NA, YES: NO}
    return Truth({swap[v] for v in x.values}, x.fault)


# ---- comparison ---------------------------------------------------------------------------------


def finish(values, operands):
    """Adds what not applying does to a comparison."""
    if any(not x.applies for x in operands):
        return Truth({NA})
    if any(x.may_not_apply for x in operands):
        values = set(values) | {NA}
    return Truth(values, fault=blame(len(values) > 1, operands))


def at_least(x, y):
    """x >= y"""
    always = x.low is not None and y.high is not None and x.low >= y.high
    never = x.high is not None and y.low is not None and x.high < y.low
    return finish({YES} if always else {NO} if never else {NO, YES}, [x, y])


def above(x, y):
    """x > y"""
    return negate(at_least(y, x))


def below(x, y):
    """x < y"""
    return negate(at_least(x, y))


def within(x, names):
    """x in [names]"""
    if x.names is None:
        values = {NO, YES}
    else:
        values = {YES if name in names else NO for name in x.names} or {NO}
    return finish(values, [x])


# ---- arithmetic ---------------------------------------------------------------------------------


def times(x, y):
    if not x.applies or not y.applies:
        return Number.not_applicable()
    low, high = bounds_of_product(x, y)
    result = Number(low, high, may_not_apply=x.may_not_apply or y.may_not_apply)
    result.fault = blame(result.open, [x, y])
    return result


def bounds_of_product(x, y):
    infinite = None
    ends = []
    for a, a_sign in ((x.low, -1), (x.high, 1)):
        for b, b_sign in ((y.low, -1), (y.high, 1)):
            if a is not None and b is not None:
                ends.append(rounded(a * b))
            elif a == 0 or b == 0:
                ends.append(Fraction(0))
            else:
                sign = (a_sign if a is None else (1 if a > 0 else -1)) * (b_sign if b is None else (1 if b > 0 else -1))
                ends.append("+" if sign > 0 else "-")
    numbers = [e for e in ends if e not in ("+", "-")]
    low = infinite if "-" in ends else min(numbers) if numbers else None
    high = infinite if "+" in ends else max(numbers) if numbers else None
    return low, high


def divide(x, y):
    """x / y for x and y that are never negative."""
    if not x.applies or not y.applies:
        return Number.not_applicable()
    maybe = x.may_not_apply or y.may_not_apply
    if y.low == 0 and y.high == 0:
        return Number(None, None, may_not_apply=maybe, fault=True)
    if y.low is None or y.low <= 0:
        # A possible zero divisor opens both ends; 0 / anything that is not zero is 0 all the same.
        result = Number(None, None, may_not_apply=maybe)
    else:
        low = rounded(x.low / y.high) if y.high is not None else Fraction(0)
        high = rounded(x.high / y.low) if x.high is not None else None
        result = Number(low, high, may_not_apply=maybe)
    result.fault = blame(result.open, [x, y])
    return result


# ---- rules --------------------------------------------------------------------------------------


def segment(gates):
    """Gates [(name, truth)] to membership and the first gate that certainly fails."""
    needed = [(name, gate.needed()) for name, gate in gates]
    stopped = next((name for name, gate in needed if gate.values == {NO}), None)
    return both(*(gate for _, gate in needed)), stopped


def options_left(arms):
    """Arms [(option, values)] in order, the last certain, to the options still possible."""
    possible = []
    for option, values in arms:
        if YES in values and option not in possible:
            possible.append(option)
        if values == {YES}:
            break
    return possible


def strategy(arms):
    """The options still possible; a fault if no answer to the arms that can be answered leaves one."""
    needed = [(option, condition.needed()) for option, condition in arms]
    possible = options_left([(option, condition.values) for option, condition in needed])
    answers = [
        [{NO}, {YES}] if condition.open and not condition.fault else [condition.values]
        for _, condition in needed
    ]
    fault = len(possible) > 1 and all(
        len(options_left([(option, v) for (option, _), v in zip(needed, values)])) > 1
        for values in itertools.product(*answers)
    )
    return Choice(possible, fault=fault)


def bands(score, limits):
    """Bands [(name, from)] from the highest down; the last begins nowhere."""
    if not score.applies:
        return Choice([], applies=False, may_not_apply=True)
    names, ceiling = [], None
    for name, start in limits:
        touches_below = ceiling is None or score.low is None or score.low < ceiling
        touches_above = start is None or score.high is None or score.high >= start
        if touches_below and touches_above:
            names.append(name)
        ceiling = start
    return Choice(names, may_not_apply=score.may_not_apply, fault=score.fault)


def ranks(scores):
    """Places 1 + certainly better .. 1 + possibly better, over rows to which the score applies."""
    import bisect

    def low_of(s):
        return s.low if s.low is not None else Fraction(-(10**30))

    def high_of(s):
        return s.high if s.high is not None else Fraction(10**30)

    certain = sorted(low_of(s) for s in scores if s.applies and not s.may_not_apply)
    possible = sorted(high_of(s) for s in scores if s.applies)
    result = []
    for s in scores:
        if not s.applies:
            result.append((None, None))
            continue
        better = len(certain) - bisect.bisect_right(certain, high_of(s))
        maybe = len(possible) - bisect.bisect_right(possible, low_of(s))
        if high_of(s) > low_of(s):
            maybe -= 1  # not the row itself
        result.append((1 + better, 1 + maybe))
    return result
