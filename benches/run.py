#!/usr/bin/env python3
"""Runs the standard job on our program and on the peers that are installed, in turn, and prints the table of ratios.

    benches/run.py [--rows 1000000] [--runs 7] [--views kept all] [--program target/release/gtm]
                   [--data FILE.csv] [--parquet FILE.parquet] [--expected FILE] [--one-core]

Without --data the table is made by benches/generate.py under target/bench. Every output must have the bytes of every other,
and of `--expected` (lines "VIEW SHA256") where it is given; else the status is 1. Peers: DuckDB and Polars as Python packages,
and the `duckdb` command beside this Python or on the path. Read the ratios: the pairs A B A B … share the machine's moods.
"""
import argparse
import hashlib
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def commands(options, source, view, out):
    """Our command and those of the peers, by name; each writes `out/NAME.csv`."""
    name = "all" if view == "all" else view
    target = {key: str(out / f"{key}-{view}.csv") for key in ("gtm", "duckdb", "duckdb-cli", "polars")}
    found = {"gtm": [options.program, "run", str(HERE / "standard_job.gtm"), "--data", f"Account={source}", "--view", name,
                     "--format", "csv", "--out", target["gtm"]]}
    job = str(HERE / "peers" / "duckdb_job.py")
    if importlib.util.find_spec("duckdb"):
        found["duckdb"] = [sys.executable, job, source, target["duckdb"], view]
    beside = Path(sys.executable).parent / "duckdb"
    cli = str(beside) if beside.exists() else shutil.which("duckdb")
    if cli:
        sql = subprocess.run([sys.executable, job, source, target["duckdb-cli"], view, "--print"], check=True,
                             capture_output=True, text=True).stdout
        script = out / f"duckdb-{view}.sql"
        script.write_text(sql, encoding="utf-8")
        found["duckdb-cli"] = [cli, "-f", str(script)]
    if importlib.util.find_spec("polars"):
        found["polars"] = [sys.executable, str(HERE / "peers" / "polars_job.py"), source, target["polars"], view]
    if options.one_core:
        found = {key: ["taskset", "-c", "0", *command] for key, command in found.items()}
    return found, target


def once(command):
    """Wall and processor seconds, and the peak of memory in MiB, of one whole process."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"status {child.returncode}: {' '.join(command)}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def agree(view, target, names, expected):
    """True if all outputs are the same bytes, and those expected."""
    sums = {name: digest(target[name]) for name in names}
    wanted = expected.get(view, sums["gtm"])
    wrong = sorted(name for name, found in sums.items() if found != wanted)
    print(f"{view}: {'agree: ' + ', '.join(sums) if not wrong else 'DIFFER: ' + ', '.join(wrong)}")
    return not wrong


def measure(found, runs):
    """Every command in turn, `runs` times after one that does not count."""
    seen = {name: [] for name in found}
    for turn in range(runs + 1):
        for name, command in found.items():
            taken = once(command)
            if turn:
                seen[name].append(taken)
    return seen


def table(label, seen):
    print(f"\n{label}\n\n| engine | wall s | processor s | peak MiB | our wall / its | our processor / its |\n|---|---:|---:|---:|---:|---:|")
    for name, taken in seen.items():
        wall, cpu, peak = (statistics.median(column) for column in zip(*taken))
        pairs = list(zip(seen["gtm"], taken))
        ratios = [statistics.median(ours[place] / its[place] for ours, its in pairs) for place in (0, 1)]
        spread = [ours[0] / its[0] for ours, its in pairs]
        print(f"| {name} | {wall:.3f} | {cpu:.3f} | {peak:.0f} | {ratios[0]:.2f} ({min(spread):.2f}-{max(spread):.2f}) | {ratios[1]:.2f} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--views", nargs="+", default=["kept", "all"])
    parser.add_argument("--program", default=str(ROOT / "target" / "release" / "gtm"))
    parser.add_argument("--data")
    parser.add_argument("--parquet")
    parser.add_argument("--expected")
    parser.add_argument("--one-core", action="store_true")
    options = parser.parse_args()
    out = ROOT / "target" / "bench"
    out.mkdir(parents=True, exist_ok=True)
    if not options.data:
        options.data = str(out / f"accounts_{options.rows}.csv")
        if not Path(options.data).exists():
            subprocess.run([sys.executable, str(HERE / "generate.py"), str(options.rows), options.data], check=True)
    expected = {}
    if options.expected:
        lines = Path(options.expected).read_text(encoding="utf-8").split("\n")
        expected = dict(line.split()[-2:] for line in lines if line.strip())
    fine = True
    for source in filter(None, (options.data, options.parquet)):
        for view in options.views:
            found, target = commands(options, source, view, out)
            for command in found.values():
                once(command)
            fine &= agree(view, target, found, expected)
            table(f"{view}, {Path(source).suffix[1:]} in", measure(found, options.runs))
    sys.exit(0 if fine else 1)


main()
