#!/usr/bin/env python3
"""Compares configurations of ./train and ./solve at equal training compute.

    python3 tools/compare.py SET [--only NAME] [--jobs N] [--budget MINUTES]     runs what is not there yet
    python3 tools/compare.py SET --table                                         shows what is there so far
    python3 tools/compare.py SET --results FILE.csv                              goes on from what somebody else ran

A set is a file in tools/compare/, or any path that ends in .ini; docs/comparing.md says how one is written. A run that
is finished is never run again; one that was stopped goes on from its checkpoint. Everything lies in build/compare/SET:
the data, a folder for each run, results.csv, table.txt, table.md, chart.svg. Needs ./train, ./solve and Python 3.9.
"""
import argparse
import concurrent.futures
import configparser
import csv
import hashlib
import json
import os
import pathlib
import shlex
import signal
import statistics
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import compare_report  # noqa: E402

SETS = pathlib.Path(__file__).parent / "compare"
INTERRUPTED = 130  # exit code of ./train once its checkpoint is written
DIVERGED = 1


class Fault(Exception):
    """Something a user must put right, in a sentence."""


class Stopped(Exception):
    """The budget is spent, or the user has had enough."""


# --- sets ------------------------------------------------------------------------------------------------------------


def options_of(section, name, data):
    """`NAME = ...` and then `NAME DATA = ...` of a section, as words."""
    return shlex.split(section.get(name, "")) + shlex.split(section.get(f"{name} {data}", ""))


class Data:
    """What is learned: a folder, the command that makes it, the length of a run."""

    def __init__(self, name, section, folder):
        self.name, self.section = name, section
        self.title = section.get("title", name)
        self.family = section.get("family", self.title)
        self.make = shlex.split(section.get("make", "").replace("{folder}", str(folder)))
        self.folder = pathlib.Path(section.get("folder", folder))
        self.test = self.folder / section.get("test", "test.csv")
        self.origin = [section.get(key, "") for key in ["make", "folder", "test"]]  # the same wherever the data lies

    def length(self, steps):
        """The options of ./train that say how long a run is."""
        for name in ["flops", "steps"]:
            if not steps and name in self.section:
                return [f"--{name}", self.section[name]]
        if not steps:
            raise Fault(f"[data {self.name}] needs flops or steps")
        return ["--steps", str(steps)]


class Run:
    """A configuration on some data with a seed, and the ways in which it is then asked (answers: name -> options)."""

    def __init__(self, config, section, data, seed, common, options):
        self.config, self.data, self.seed = config, data, seed
        self.title = section.get("title", config)
        self.folder = options.state / "runs" / data.name / f"{config}-{seed}"
        self.train = (options_of(common, "train", data.name) + options_of(data.section, "train", "") +
                      options_of(section, "train", data.name) + data.length(options.check) + ["--seed", str(seed)])
        asked = options_of(common, "solve", data.name) + options_of(data.section, "solve", "")
        asked += options_of(section, "solve", data.name) + (["--limit", "4"] if options.check else [])
        names = [key[len("answer "):] for key in section if key.startswith("answer ")]
        self.answers = {name: asked + shlex.split(section["answer " + name]) for name in names} or {"": asked}
        self.known = {}  # rows of --results, by answer

    def name(self):
        return f"{self.data.name} {self.config} seed {self.seed}"

    def key(self):
        """What a result belongs to: another command is another run."""
        return shlex.join(self.data.make + ["|"] + self.train)

    def command(self, answer):
        """Stands for the commands behind a row of results, on any machine."""
        words = [*self.data.origin, *self.train, "|", *self.answers[answer]]
        return hashlib.sha256("\0".join(words).encode()).hexdigest()[:12]

    def load(self):
        """What this machine has of the run so far."""
        try:
            found = json.loads((self.folder / "result.json").read_text())
        except (OSError, ValueError):
            found = {}
        return found if found.get("key") == self.key() else {"key": self.key(), "answers": {}}

    def save(self, result):
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / "result.part"
        part.write_text(json.dumps(result, indent=1) + "\n")
        part.replace(self.folder / "result.json")

    def unanswered(self, result):
        """Names of the answers that are not there, or were asked with other options."""
        return [name for name, asked in self.answers.items()
                if result["answers"].get(name, {}).get("options") != shlex.join(asked)]

    def finished(self):
        result = self.load()
        known = self.known.keys() == self.answers.keys()
        return known or "failed" in result or ("train" in result and not self.unanswered(result))


class Set:
    def __init__(self, options):
        path = pathlib.Path(options.set) if options.set.endswith(".ini") else SETS / (options.set + ".ini")
        text = configparser.ConfigParser(interpolation=None, delimiters=["="], comment_prefixes=["#"])
        text.optionxform = str
        if not text.read(path):
            raise Fault(f"there is no set {path}")
        self.common = text["set"]
        self.title = self.common.get("title", options.set)
        self.measures_cost = self.common.get("measure", "accuracy") == "cost"
        self.data = [Data(name[5:], text[name], options.state / "data" / name[5:])
                     for name in text.sections() if name.startswith("data ")]
        configs = [name for name in text.sections() if name != "set" and not name.startswith("data ")]
        self.configs = configs
        self.runs = list(self.list_runs(text, options))
        self.wanted = [run for run in self.runs if wanted(options.only, run.config, run.data.name)]

    def list_runs(self, text, options):
        """The first seed of all, then the second: a table that grows is then of use early."""
        usual = self.common.get("seeds", "1")
        seeds = {name: text[name].get("seeds", usual).split()[:1 if options.check else None] for name in self.configs}
        for turn in range(max(len(s) for s in seeds.values())):
            for name in self.configs:
                for data in self.data:
                    on = text[name].get("data", data.name).split()
                    if turn < len(seeds[name]) and data.name in on:
                        yield Run(name, text[name], data, seeds[name][turn], self.common, options)

    def adopt(self, path):
        """Results of earlier runs, here or on other machines: those of the same commands need not be run again."""
        try:
            rows = compare_report.read(path)
        except (ValueError, TypeError, csv.Error):
            raise Fault(f"{path} is not a results.csv of this program") from None
        rest = {tuple(row[field] for field in compare_report.WORDS): row for row in rows}
        if len(rest) < len(rows):
            raise Fault(f"{path} has the same run more than once")
        for run in self.runs:
            for answer in run.answers:
                row = rest.pop((run.data.name, run.config, answer, run.seed, run.command(answer)), None)
                run.known.update({answer: row} if row else {})
        if rest:
            raise Fault(f"{path}: {len(rest)} of {len(rows)} results are not of this set's commands; take them out, or "
                        "name another file")


def wanted(only, config, data):
    """--only NAME: of a configuration, of some data, or DATA/NAME."""
    return not only or any(name in (config, data, f"{data}/{config}") for name in only)


# --- running ---------------------------------------------------------------------------------------------------------


class Machine:
    """Starts programs, and stops them all when time is up."""

    def __init__(self):
        self.lock, self.stopping, self.children = threading.Lock(), False, []

    def call(self, command, log, output=None):
        """Returns exit code and CPU seconds. Programs do not see Ctrl-C: stop() ends them."""
        with open(log, "a") as errors:
            with self.lock:
                if self.stopping:
                    raise Stopped
                child = subprocess.Popen(command, stdout=output or errors, stderr=errors, start_new_session=True)
                self.children.append(child)
            _, status, used = os.wait4(child.pid, 0)
            with self.lock:
                child.returncode = os.waitstatus_to_exitcode(status)
                self.children.remove(child)
        return child.returncode, used.ru_utime + used.ru_stime

    def stop(self):
        """./train writes its checkpoint before it ends."""
        with self.lock:
            self.stopping = True
            for child in self.children:
                os.kill(child.pid, signal.SIGTERM)


def last_line(log):
    lines = log.read_text().strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def make_data(data, machine, state):
    """Once: the mark is written when the command is done."""
    mark = state / "data" / f"{data.name}.made"
    if not data.make or (mark.exists() and mark.read_text() == shlex.join(data.make)):
        return
    mark.parent.mkdir(parents=True, exist_ok=True)
    log = state / "data" / f"{data.name}.log"
    code, _ = machine.call(data.make, log)
    if code:
        raise Fault(f"cannot make data {data.name}: {last_line(log)}")
    mark.write_text(shlex.join(data.make))


def train_command(run):
    """Goes on with a run that was stopped, if it is this one."""
    folder = run.folder / "run"
    begun = run.folder / "begun"
    same = begun.exists() and begun.read_text() == run.key() and (folder / "checkpoint.safetensors").exists()
    return ["./train", str(run.data.folder), "--out", str(folder)] + run.train + (["--resume"] if same else [])


def train(run, machine, result):
    log = run.folder / "train.log"
    command = train_command(run)
    (run.folder / "begun").write_text(run.key())
    spent = run.folder / "cpu_seconds"
    before = float(spent.read_text()) if "--resume" in command and spent.exists() else 0
    spent.write_text("nan")  # what is spent is lost if this program is killed
    code, seconds = machine.call(command, log)
    spent.write_text(str(before + seconds))
    if code == INTERRUPTED or machine.stopping:
        raise Stopped
    if code == DIVERGED:
        result["failed"] = last_line(log)
        return
    if code:
        raise Fault(f"{run.name()}: {last_line(log)}\n    {shlex.join(command)}")
    result["train"] = json.loads((run.folder / "run" / "run.json").read_text())
    result["train"]["cpu_seconds"] = before + seconds
    result["train"]["speed"] = median_speed(run.folder / "run" / "metrics.csv")
    result["program"] = hashlib.sha256(pathlib.Path("train").read_bytes()).hexdigest()


def median_speed(metrics):
    """Examples a second, without the first report, in which memory is touched for the first time."""
    with open(metrics) as file:
        speeds = [float(row["examples_per_s"]) for row in csv.DictReader(file) if row["examples_per_s"]]
    return statistics.median(speeds[1:] or speeds) if speeds else None


def answer(run, name, machine, result):
    log, out = run.folder / "solve.log", run.folder / "solve.json"
    asked = run.answers[name]
    command = ["./solve", "--model", str(run.folder / "run" / "model.safetensors"), "--eval", str(run.data.test),
               "--json"] + asked
    with open(out, "w") as output:
        code, seconds = machine.call(command, log, output)
    if machine.stopping:
        raise Stopped
    if code:
        raise Fault(f"{run.name()}: {last_line(log)}\n    {shlex.join(command)}")
    result["answers"][name] = dict(json.loads(out.read_text()), options=shlex.join(asked), cpu_seconds=seconds)


def carry_out(run, machine):
    result = run.load()
    run.folder.mkdir(parents=True, exist_ok=True)
    if "train" not in result:
        train(run, machine, result)
        run.save(result)
    for name in run.unanswered(result) if "failed" not in result else []:
        answer(run, name, machine, result)
        run.save(result)
    return result


def describe(run, result):
    if "failed" in result:
        return f"{run.name()}: {result['failed']}"
    shares = ", ".join(f"{name + ' ' if name else ''}{100 * compare_report.accuracy(found):.2f}%"
                       for name, found in result["answers"].items())
    return f"{run.name()}: exact {shares} after {result['train']['seconds']:.0f} s of training"


def run_all(work, options):
    """Returns how many runs could not be carried out."""
    machine = Machine()
    todo = [run for run in work.wanted if not run.finished()]
    deadline = time.monotonic() + 60 * options.budget if options.budget else float("inf")
    print(f"{len(work.wanted) - len(todo)} of {len(work.wanted)} runs are there already", flush=True)
    for data in {run.data.name: run.data for run in todo}.values():
        make_data(data, machine, options.state)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        waiting = {pool.submit(carry_out, run, machine): run for run in todo}
        try:
            return collect(waiting, machine, deadline, work, options)
        except KeyboardInterrupt:
            print("stopping; runs under way write their checkpoints", flush=True)
            machine.stop()
            raise


def collect(waiting, machine, deadline, work, options):
    faults, done, count = 0, 0, len(waiting)
    while waiting:
        left = max(0, deadline - time.monotonic())
        ended, _ = concurrent.futures.wait(waiting, timeout=min(left, 3600) if not machine.stopping else None,
                                           return_when=concurrent.futures.FIRST_COMPLETED)
        if not ended and time.monotonic() >= deadline and not machine.stopping:
            print("the budget is spent; the same command goes on", flush=True)
            machine.stop()
        for future in ended:
            run = waiting.pop(future)
            done += 1
            try:
                print(f"[{done}/{count}] {describe(run, future.result())}", flush=True)
            except Stopped:
                pass
            except Fault as fault:
                faults += 1
                print(f"[{done}/{count}] {fault}", file=sys.stderr, flush=True)
        if ended:
            save(work, options)
    return faults


def save(work, options):
    """Returns the tables as text. Other programs may have added to the results since they were read."""
    if options.results and options.results.exists():
        work.adopt(options.results)
    return compare_report.write(work, options.state, options.results)


# --- the program -----------------------------------------------------------------------------------------------------


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", help="a name in tools/compare/, or a file SET.ini")
    parser.add_argument("--only", action="append", metavar="NAME",
                        help="a configuration, a data section, or DATA/CONFIGURATION; may be repeated")
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time [1]")
    parser.add_argument("--budget", type=float, metavar="MINUTES", help="stop after so long; the same command goes on")
    parser.add_argument("--results", type=pathlib.Path, metavar="FILE.csv",
                        help="runs whose results are in this file are not run again; new ones are added to it")
    parser.add_argument("--state", type=pathlib.Path, help="folder of everything [build/compare/SET]")
    parser.add_argument("--check", type=int, metavar="STEPS",
                        help="so many steps of each configuration with its first seed: whether it runs at all")
    parser.add_argument("--dry-run", action="store_true", help="print the commands")
    parser.add_argument("--table", action="store_true", help="print the table of what is there, and run nothing")
    parser.add_argument("--into", type=pathlib.Path, metavar="FILE.md",
                        help="write the tables between the marks <!-- compare SET --> and <!-- end --> of this file")
    options = parser.parse_args()
    name = pathlib.Path(options.set).stem
    options.state = options.state or pathlib.Path("build/compare") / (name + ("-check" if options.check else ""))
    return options, name


def print_commands(work):
    for run in work.wanted:
        print(f"# {run.name()}{' (finished)' if run.finished() else ''}\n{shlex.join(train_command(run))}")
        for asked in run.answers.values():
            print(shlex.join(["./solve", "--model", str(run.folder / "run" / "model.safetensors"), "--eval",
                              str(run.data.test), "--json"] + asked))


def check_results(options):
    path = options.results
    if path and options.check:
        raise Fault("--check runs for a few steps: its results do not belong in a file of --results")
    if path and (path.is_dir() or not path.parent.is_dir()):
        raise Fault(f"--results {path}: " + ("that is a folder" if path.is_dir() else f"there is no folder {path.parent}"))


def main():
    options, name = parse()
    try:
        work = Set(options)
        check_results(options)
        if options.results and options.results.exists():
            work.adopt(options.results)
        if options.dry_run:
            return print_commands(work)
        faults = 0 if options.table else run_all(work, options)
        print(save(work, options))
        if options.into:
            compare_report.insert(work, name, options.into)
        return 1 if faults else 0
    except Fault as fault:
        print(f"compare: {fault}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
