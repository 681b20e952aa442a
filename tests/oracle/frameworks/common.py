"""What a module of this folder is made of: expectations, fillings of gaps, changes of tables.

A module works out one pack from the text of its framework, without reading the pack's rules. It has

    NAME = "client_fit"                  # rules/NAME.gtm with examples/NAME
    AS_OF = "2026-01-31"                 # only if the pack needs a day
    KEYS = {"Milestone": "customer"}     # the key column of a record, where it is not `name`
    RANDOM = {"clients": {...}}          # optional: other answers to try, see `frameworks.py`

    def expected(tables): ...            # {record: {key: {column: Expected}}}
    def changes(tables): ...             # [(label, tables, [(record, key, column, Expected)])]

Tables are {file name without .csv: [row]}, a row {column: text of the cell}. A record whose rows have
no key of one column has a tuple of columns in KEYS, and tuples as keys. KEYS may give `None`: the key is
then the row's place in the table, from 0.
"""

import copy
import itertools
from decimal import Decimal
from fractions import Fraction

from sets import rounded  # noqa: F401 (results have six places)

PASSED, OUTER, FAILED = "passed", "outer", "failed"
YES_NO = ("yes", "no")
CLOSE = Fraction(1, 2 * 10**6)


# ---- expectations -------------------------------------------------------------------------------


class Expected:
    """What a column has to hold, and what the text beside it has to say or must not say.

    `read_twice`: an unknown is read more than once on the way, so that more than the exact outcomes may
    be called possible. Such a result is accepted, and counted apart.
    """

    text_column = "_because"

    def __init__(self, says=(), silent=(), asks=(), read_twice=False):
        self.says = [says] if isinstance(says, str) else list(says)
        self.silent = [silent] if isinstance(silent, str) else list(silent)
        self.asks = [asks] if isinstance(asks, str) else list(asks)
        self.read_twice = read_twice

    def compare(self, row, column):
        """How it went, and what is wrong."""
        if column not in row:
            return FAILED, "no such column"
        how, wrong = self.values(row, column)
        wrong = [wrong] if wrong else []
        wrong += self.texts(row, column)
        if wrong:
            return FAILED, "; ".join(wrong)
        return how, ""

    def texts(self, row, column):
        text = str(row.get(column + self.text_column) or "")
        opened = str(row.get(column + "_open") or "")
        wrong = [f"{word!r} is missing in {text!r}" for word in self.says if word not in text]
        wrong += [f"{word!r} should not be in {text!r}" for word in self.silent if word in text]
        wrong += [f"{word!r} is missing in what is open: {opened!r}" for word in self.asks if word not in opened]
        return wrong

    def inclusion(self, exact, found):
        """Compares the outcomes that are possible."""
        if exact == found:
            return PASSED, ""
        if self.read_twice and exact < found:
            return OUTER, ""
        return FAILED, f"expected {shown(exact)}, found {shown(found)}"


class OneOf(Expected):
    """A decision, a band, a worked-out choice: the options that are still possible.

    `None` among them: it may be that the question does not arise; alone, that it certainly does not.
    """

    def __init__(self, options, **more):
        super().__init__(**more)
        self.options = {options} if options is None or isinstance(options, str) else set(options)

    def values(self, row, column):
        # The band of a score stands beside the score.
        rule = column.removesuffix("_band")
        status, value = row.get(rule + "_status", "known"), row[column]
        if status == "not_applicable":
            found = {None}
        elif rule + "_possible" in row:
            found = set(row[rule + "_possible"].split(", "))
        else:
            found = {value}
        if len(found) == 1 and status != "known" and value is None:
            found.add(None)
        elif len(found) > 1 and None in self.options:
            # The results do not tell whether it may not apply: only that nothing is claimed.
            found.add(None)
        if value is not None and found != {value}:
            return FAILED, f"possible is {shown(found)}, yet the value is {value!r}"
        if rule == column and (status == "known") != (value is not None):
            return FAILED, f"the status is {status}, yet the value is {value!r}"
        return self.inclusion(self.options, found)


class Holds(Expected):
    """A segment or a check: whether it holds, as the set of True, False and None (the question does not
    arise) still possible.

    `says` is looked for in what fails, `stopped_by` is the first gate that fails.
    """

    text_column = "_failing"

    def __init__(self, truths, stopped_by=..., **more):
        super().__init__(**more)
        self.truths = {truths} if truths is None or isinstance(truths, bool) else set(truths)
        self.stopped_by = stopped_by

    def values(self, row, column):
        status = row.get(column + "_status")
        if status == "not_applicable":
            found = {None}
        elif row[column] is None:
            # The results do not tell whether it may not apply: only that nothing is claimed.
            found = self.truths if None in self.truths and len(self.truths) > 1 else {True, False}
        else:
            found = {row[column]}
        how, wrong = self.inclusion(self.truths, found)
        stopped = row.get(column + "_stopped_by")
        if not wrong and self.stopped_by is not ... and stopped != self.stopped_by:
            wrong = f"expected stopped by {self.stopped_by!r}, found {stopped!r}"
        return how, wrong


class Between(Expected):
    """A number: its ends, `None` where it is open."""

    def __init__(self, low, high=..., **more):
        super().__init__(**more)
        self.low, self.high = low, low if high is ... else high

    def values(self, row, column):
        if row.get(column + "_status") == "not_applicable":
            return FAILED, "found not applicable"
        low, high = row.get(column + "_low", row[column]), row.get(column + "_high", row[column])
        if near(low, self.low) and near(high, self.high):
            return PASSED, ""
        below = low is None or (self.low is not None and low <= Fraction(self.low) + CLOSE)
        above = high is None or (self.high is not None and high >= Fraction(self.high) - CLOSE)
        if self.read_twice and below and above:
            return OUTER, ""
        return FAILED, f"expected {shown(self.low)} to {shown(self.high)}, found {low} to {high}"


class Cell(Expected):
    """A column that is exactly this; `None` where nothing is known."""

    def __init__(self, value, **more):
        super().__init__(**more)
        self.value = value

    def values(self, row, column):
        found = row[column]
        same = near(found, self.value) if is_number(self.value) else found == self.value
        return (PASSED, "") if same else (FAILED, f"expected {self.value!r}, found {found!r}")


class Text(Expected):
    """A column of text: only what it has to say and must not say."""

    text_column = ""

    def values(self, row, column):
        return PASSED, ""


class NotApplicable(Expected):
    """The question does not arise for the row."""

    def values(self, row, column):
        status = row.get(column + "_status")
        if status == "not_applicable":
            return PASSED, ""
        return FAILED, f"expected not applicable, found {status}: {row[column]!r}"


class Rather(Expected):
    """The exact expectation; another is accepted, and counted apart, where an unknown is read twice."""

    def __init__(self, exact, outer):
        super().__init__()
        self.exact, self.outer = exact, outer

    def compare(self, row, column):
        how, wrong = self.exact.compare(row, column)
        if how != FAILED or self.outer.compare(row, column)[0] == FAILED:
            return how, wrong
        return OUTER, ""


def is_number(value):
    return isinstance(value, (int, Fraction, Decimal)) and not isinstance(value, bool)


def near(found, expected):
    if found is None or expected is None:
        return found is None and expected is None
    return is_number(found) and abs(Fraction(found) - Fraction(expected)) < CLOSE


def shown(value):
    if isinstance(value, (set, frozenset)):
        return " or ".join(sorted(str(one) for one in value)) or "nothing"
    return str(value)


# ---- gaps ---------------------------------------------------------------------------------------


def fillings(row, answers):
    """The row with each gap filled in every way; `answers` {column: answers it may have}."""
    gaps = [column for column in answers if row[column] == ""]
    for filled in itertools.product(*(answers[column] for column in gaps)):
        yield {**row, **dict(zip(gaps, filled))}


def outcomes(decide, row, answers):
    """What `decide` says of the row over all fillings of its gaps."""
    return {decide(filled) for filled in fillings(row, answers)}


def all_of(truths):
    """Whether all hold; a truth is True, False or None (not known)."""
    truths = list(truths)
    return False if False in truths else None if None in truths else True


def any_of(truths):
    truths = list(truths)
    return True if True in truths else None if None in truths else False


def possible(truth):
    """The truths that one of True, False, None stands for."""
    return {True, False} if truth is None else {truth}


def yes(cell):
    """True, False or None of a cell for yes and no."""
    return {"": None, "yes": True, "no": False}[cell]


def number(cell):
    """A number, a percentage, or None of an empty cell."""
    if cell == "":
        return None
    return Fraction(Decimal(cell[:-1])) / 100 if cell.endswith("%") else Fraction(Decimal(cell))


# ---- changes ------------------------------------------------------------------------------------


def rows_like(table, where):
    found = [row for row in table if all(row[column] == cell for column, cell in where.items())]
    if not found:
        raise ValueError(f"no row has {where}")
    return found


def changed(tables, name, where, cells):
    """A copy of the tables in which the rows like `where` of table `name` have other cells."""
    tables = copy.deepcopy(tables)
    for row in rows_like(tables[name], where):
        row.update(cells)
    return tables


def added(tables, name, cells):
    """A copy with one more row; cells not given are empty."""
    tables = copy.deepcopy(tables)
    tables[name].append({**dict.fromkeys(tables[name][0], ""), **cells})
    return tables


def without(tables, name, where):
    """A copy without the rows like `where`."""
    tables = copy.deepcopy(tables)
    gone = rows_like(tables[name], where)
    tables[name] = [row for row in tables[name] if row not in gone]
    return tables
