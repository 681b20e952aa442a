#!/usr/bin/env python3
"""Writes the decision tables of the DMN compatibility kit as decisions, runs them, and compares.

    python3 tests/oracle/dmn.py ./target/release/gtm [FOLDER]

FOLDER holds the kit's models and test cases (default: ../shared/data/dmn_tck beside the checkout);
without it the check is skipped with a message. Each model becomes a pack in a temporary folder: a
record with its inputs, a decision for each of its tables, and a view of what the cases ask. Tables
that a pack cannot hold are named, with what one would write instead. Prints `N passed, M failed`;
exit status 1 if any failed.
"""

import csv
import json
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
tally = Counter()

TYPES = {"number": "number", "string": "text", "boolean": "yes/no", "date": "date"}
INSTEAD = {
    "time": "a number of minutes since midnight",
    "dateTime": "a date, or a number where the time of day matters",
    "date and time": "a date, or a number where the time of day matters",
    "dayTimeDuration": "a duration in days, or a number of hours",
    "days and time duration": "a duration in days, or a number of hours",
    "yearMonthDuration": "a number of months",
    "years and months duration": "a number of months",
}
SUMMARIES = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}


class NotWritten(Exception):
    """A table that a pack cannot hold, and what one would write instead."""


# ---- the kit's files ----------------------------------------------------------------------------


def kind(element):
    return element.tag.split("}")[1]


def parts(element, name):
    return [part for part in element if kind(part) == name]


def inner_text(element, *path):
    for name in path:
        found = parts(element, name)
        if not found:
            return ""
        element = found[0]
    return "".join(element.itertext()).strip()


def value(element):
    """A value of a test case: a text, a list, or parts by name."""
    for part in element:
        if kind(part) == "value":
            return part.text or ""
        if kind(part) == "list":
            return [value(item) for item in parts(part, "item")]
        if kind(part) == "expected":
            return value(part)
    return {part.get("name"): value(part) for part in parts(element, "component")}


def identifier(written):
    """`Another boolean` is `another_boolean`, `Complex.aNumber` is `complex_a_number`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", written)
    return re.sub(r"\W+", "_", apart).strip("_").lower()


class Model:
    def __init__(self, path):
        root = ElementTree.parse(path).getroot()
        self.structures, lists = {}, {}
        for item in parts(root, "itemDefinition"):
            components = {part.get("name"): inner_text(part, "typeRef") for part in parts(item, "itemComponent")}
            self.structures[item.get("name")] = components
            if item.get("isCollection") == "true" and not components:
                lists[item.get("name")] = inner_text(item, "typeRef")
        self.types, self.names = {}, {}
        for data in parts(root, "inputData"):
            ty = parts(data, "variable")[0].get("typeRef")
            components = self.structures.get(ty) or {}
            for component, inner in components.items():
                self.add(f"{data.get('name')}.{component}", inner)
            if not components:
                self.add(data.get("name"), ("list", lists[ty]) if ty in lists else ty)
        self.tables = [
            (decision.get("name"), table)
            for decision in parts(root, "decision")
            for table in parts(decision, "decisionTable")
        ]
        for name, table in self.tables:
            self.names[name] = identifier(name)
            self.closed_values(table)

    def is_member(self, name):
        return any(isinstance(ty, tuple) and name in ty[1] for ty in self.types.values())

    def add(self, name, ty):
        self.types[name], self.names[name] = ty, identifier(name)

    def closed_values(self, table):
        """An input whose values are listed is a choice of them."""
        for heading in parts(table, "input"):
            values = inner_text(heading, "inputValues")
            read = inner_text(heading, "inputExpression")
            if values and read in self.types:
                self.types[read] = ("one of", [text.strip().strip('"') for text in values.split(",")])


# ---- tables as decisions ------------------------------------------------------------------------


def table_as_decision(model, name, table):
    """The decision's text, and the columns that answer what the cases ask of it."""
    headings = [inner_text(heading, "inputExpression") for heading in parts(table, "input")]
    for heading in headings:
        if heading in model.types:
            field_type(model.types[heading])
    outputs = parts(table, "output")
    orders = [listed(inner_text(output, "outputValues")) for output in outputs]
    lines = [
        (
            [inner_text(cell) for cell in parts(rule, "inputEntry")],
            [inner_text(cell) for cell in parts(rule, "outputEntry")],
        )
        for rule in parts(table, "rule")
    ]
    policy = table.get("hitPolicy", "UNIQUE")
    if policy in ("PRIORITY", "OUTPUT ORDER"):
        # The order of the outcomes is the order of the lines.
        lines.sort(key=lambda line: [order.index(cell) for order, cell in zip(orders, line[1]) if cell in order])
    word = {"UNIQUE": "unique", "ANY": "first", "PRIORITY": "first", "FIRST": "first"}.get(policy, "all")
    rest = [inner_text(output, "defaultOutputEntry") for output in outputs]
    columns = [model.names[name]] + [identifier(output.get("name")) for output in outputs[1:]]
    as_names = [all(is_name(line[1][place]) for line in lines) for place in range(len(outputs))]
    rows = ["| " + " | ".join(model.names[read] for read in headings) + " || " + " | ".join(columns) + " |"]
    for cells, values in lines:
        tests = [unary_test(model, cell) for cell in cells]
        results = [result(model, text, bare) for text, bare in zip(values, as_names)]
        rows.append("| " + " | ".join(tests) + " || " + " | ".join(results) + " |")
    if all(rest):
        tests = ["otherwise"] + [""] * (len(headings) - 1)
        results = [result(model, text, bare) for text, bare in zip(rest, as_names)]
        rows.append("| " + " | ".join(tests) + " || " + " | ".join(results) + " |")
    body = "\n".join(f"  {row}" for row in rows)
    text = f'decision {columns[0]} "{name}" for Case {word} {{\n{body}\n}}\n'
    summary = SUMMARIES.get(table.get("aggregation"))
    if summary:
        return text, {None: f"{summary}({columns[0]})"}
    shown = {output.get("name"): f"{columns[0]}.{column}" for output, column in zip(outputs[1:], columns[1:])}
    return text, {outputs[0].get("name"): columns[0], **shown}


def listed(values):
    return [text.strip() for text in values.split(",")] if values else []


def is_name(text):
    return re.fullmatch(r'"[A-Za-z_]\w*"', text) is not None


def field_type(ty):
    if isinstance(ty, tuple):
        what, inner = ty
        return f"one of {', '.join(inner)}" if what == "one of" else f"list of {field_type(inner)}"
    if ty not in TYPES:
        raise NotWritten(f"a field holds no {ty}; write {INSTEAD.get(ty, 'a field for each of its parts')}")
    return TYPES[ty]


def unary_test(model, written):
    """A cell of FEEL as a cell of a decision."""
    denied = re.fullmatch(r"not\((.*)\)", written)
    if denied:
        return f"not {unary_test(model, denied[1])}"
    closed = re.fullmatch(r"\[(.*)\.\.(.*)\]", written)
    if closed:
        return f"{operand(model, closed[1])}..{operand(model, closed[2])}"
    compared = re.fullmatch(r"(<=|>=|<|>)\s*(.*)", written)
    if compared:
        return f"{compared[1]} {operand(model, compared[2])}"
    if written == "-":
        return written
    return ", ".join(operand(model, text) for text in re.findall(r'"[^"]*"|[^,]+', written) if text.strip())


def operand(model, written):
    written = written.strip()
    if written in ("true", "false"):
        return "yes" if written == "true" else "no"
    if written in model.names:
        return model.names[written]
    day = re.fullmatch(r'date\("(\d{4}-\d\d-\d\d)"\)', written)
    if day:
        return day[1]
    if is_name(written) and model.is_member(written.strip('"')):
        return written.strip('"')
    if re.fullmatch(r'-?[\d.]+|"[^"{}]*"', written):
        return written
    raise NotWritten(f"`{written}` has no counterpart in a cell; write a computed field and test that")


def result(model, written, bare):
    if bare:
        return written.strip('"')
    joined = re.fullmatch(r'(\w+) \+ "([^"{}]*)"', written)
    if joined and joined[1] in model.names:
        return f'"{{{model.names[joined[1]]}}}{joined[2]}"'
    return operand(model, written)


# ---- running and comparing ----------------------------------------------------------------------


def cell(given):
    if isinstance(given, list):
        return "; ".join(given)
    return {"true": "yes", "false": "no"}.get(given, given)


def inputs(case):
    for given in parts(case, "inputNode"):
        found = value(given)
        if isinstance(found, dict):
            yield from ((f"{given.get('name')}.{part}", inner) for part, inner in found.items())
        else:
            yield given.get("name"), found


def plain(found):
    """A published or a printed value as a text; numbers without zeros at their end."""
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, list):
        found = "; ".join(str(one) for one in found)
    try:
        return str(Decimal(str(found)).normalize())
    except ArithmeticError:
        return {"yes": "true", "no": "false"}.get(found, found)


def published(expected, part):
    """What a case says of one output of a table."""
    if isinstance(expected, list):
        return "; ".join(published(item, part) for item in expected)
    return plain(expected[part] if isinstance(expected, dict) else expected)


def run(gtm, pack, data):
    command = [gtm, "run", str(pack), "--view", "answers", "--data", f"Case={data}", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if not done.stdout.strip():
        print(f"{' '.join(command)}\nexit status {done.returncode}\n{done.stderr}")
        print(pack.read_text(encoding="utf-8"))
        return None
    return {row["case"]: row for row in json.loads(done.stdout, parse_float=Decimal)}


def check_model(gtm, path, folder):
    model = Model(path)
    cases = [
        case
        for tests in sorted(path.parent.glob("*-test-*.xml"))
        for case in parts(ElementTree.parse(tests).getroot(), "testCase")
    ]
    decisions, answers = [], {}
    for name, table in model.tables:
        try:
            text, shown = table_as_decision(model, name, table)
        except NotWritten as reason:
            left_out = sum(node.get("name") == name for case in cases for node in parts(case, "resultNode"))
            tally["not written"] += left_out
            print(f"{path.stem}, {name} ({left_out} results): not written: {reason}")
            continue
        decisions.append(text)
        answers[name] = {part: (f"{model.names[name]}_{at}", asked) for at, (part, asked) in enumerate(shown.items())}
    fields = {name: ty for name, ty in model.types.items() if is_held(ty)}
    pack = folder / f"p{path.stem.split('-')[0]}.gtm"
    shown = [f"{asked} \"{column}\"" for columns in answers.values() for column, asked in columns.values()]
    record = "\n".join(f"  {model.names[name]} {field_type(ty)}" for name, ty in fields.items())
    pack.write_text(
        f"pack kit\n\nrecord Case {{\n  case text key\n{record}\n}}\n\n"
        + "\n".join(decisions)
        + f"\nview answers for Case {{\n  show case, {', '.join(shown)}\n}}\n",
        encoding="utf-8",
    )
    data = pack.with_suffix(".csv")
    with open(data, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["case"] + [model.names[name] for name in fields])
        for at, case in enumerate(cases):
            given = dict(inputs(case))
            table.writerow([f"{at}"] + [cell(given.get(name, "")) for name in fields])
    compare(path, cases, answers, run(gtm, pack, data))


def is_held(ty):
    try:
        return bool(field_type(ty))
    except NotWritten:
        return False


def compare(path, cases, answers, found):
    for at, case in enumerate(cases):
        for node in parts(case, "resultNode"):
            columns = answers.get(node.get("name"))
            if columns is None:
                continue
            expected = {part: published(value(node), part) for part in columns}
            row = found and found.get(f"{at}")
            got = {part: plain(row.get(column)) if row else None for part, (column, _) in columns.items()}
            good = expected == got
            tally["passed" if good else "failed"] += 1
            if not good:
                print(f"{path.stem}, case {case.get('id')}, {node.get('name')}: expected {expected}, found {got}")


def main():
    gtm = sys.argv[1]
    kit = Path(sys.argv[2]) if len(sys.argv) > 2 else HERE.parents[2] / "shared" / "data" / "dmn_tck"
    models = sorted(kit.glob("*/*/*.dmn"))
    if not models:
        print(f"skipped: no models in {kit}")
        return
    with tempfile.TemporaryDirectory() as folder:
        for path in models:
            check_model(gtm, path, Path(folder))
    print(f"{len(models)} models, {tally['not written']} results of tables that are not written")
    print(f"{tally['passed']} passed, {tally['failed']} failed")
    sys.exit(1 if tally["failed"] else 0)


if __name__ == "__main__":
    main()
