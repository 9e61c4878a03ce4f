"""Tables and charts of tools/compare.py: text, Markdown, CSV, SVG."""
import csv
import html
import math
import os

# --- results ---------------------------------------------------------------------------------------------------------


def accuracy(found):
    """By the rules if several answers are right."""
    return found.get("solved", found["exact"])


def flatten(run, result):
    """A row for each answer of a finished run: what --results knows, else what was run here."""
    rows = {row["answer"]: row for row in own_rows(run, result)} | run.known
    return [rows[name] for name in run.answers if name in rows]


def own_rows(run, result):
    t = result.get("train")
    for name, found in result["answers"].items() if t else []:
        if name not in run.answers or name in run.unanswered(result):
            continue
        yield {"data": run.data.name, "configuration": run.config, "answer": name, "seed": run.seed,
               "exact": float(accuracy(found)), "cells": float(found["cells"]), "puzzles": found["puzzles"], "grid": t["cells"],
               "weights": t["weights"], "steps": t["steps_done"], "batch": t["batch"],
               "train_flops": float(t["flops_per_example"]),
               "all_flops": float(t["flops_per_example"] * t["batch"] * t["steps_done"]),
               "train_ms": 1e3 / t["speed"] if t["speed"] else math.nan, "train_seconds": t["cpu_seconds"],
               "train_mb": float(t.get("peak_megabytes", t["megabytes"])), "answer_flops": float(found["mean_flops"]),
               "answer_ms": 1e3 * found["cpu_seconds"] / found["puzzles"],
               "command": run.command(name)}


WORDS = ["data", "configuration", "answer", "seed", "command"]
COUNTS = ["puzzles", "grid", "weights", "steps", "batch"]
FIELDS = ["data", "configuration", "answer", "seed", "exact", "cells", "puzzles", "grid", "weights", "steps", "batch",
          "train_flops", "all_flops", "train_ms", "train_seconds", "train_mb", "answer_flops", "answer_ms", "command"]


def read(path):
    """The rows of a results.csv; ValueError or TypeError if it is none."""
    with open(path, newline="") as file:
        table = csv.DictReader(file)
        if table.fieldnames != FIELDS:
            raise ValueError(path)
        return [{field: text if field in WORDS else int(text) if field in COUNTS else float(text)
                 for field, text in row.items()} for row in table]


def collect(runs):
    return [row for run in runs for row in flatten(run, run.load())]


class Group:
    """The runs of one configuration and answer on one data, over seeds."""

    def __init__(self, title, rows):
        self.title, self.rows = title, rows

    def values(self, field):
        return [row[field] for row in self.rows]

    def mean(self, field):
        return sum(self.values(field)) / len(self.rows)

    def share(self, field):
        values = [100 * v for v in self.values(field)]
        spread = f" ({min(values):.1f}..{max(values):.1f})" if len(values) > 1 else ""
        return f"{sum(values) / len(values):.1f}{spread}"


def groups_of(work, rows, data):
    """In the order of the set; a name and title for each."""
    groups, titles = {}, {(r.config, r.data.name): r.title for r in work.runs}
    for config in work.configs:
        for row in rows:
            if (row["data"], row["configuration"]) == (data.name, config):
                groups.setdefault((config, row["answer"]), []).append(row)
    return [Group(titles[config, data.name] + (f", {answer}" if answer else ""), found)
            for (config, answer), found in groups.items()]


# --- tables ----------------------------------------------------------------------------------------------------------

ACCURACY_HEAD = ["configuration", "seeds", "exact %", "cells %", "weights", "MFLOP an example", "steps x batch",
                 "MFLOP a puzzle", "CPU ms a puzzle", "training CPU s", "training MB"]


def seconds(x):
    return "not known" if math.isnan(x) else f"{x:.0f}"


def accuracy_row(g):
    return [g.title, str(len(g.rows)), g.share("exact"), g.share("cells"), f"{g.rows[0]['weights']}",
            f"{g.mean('train_flops') / 1e6:.0f}", f"{g.rows[0]['steps']} x {g.rows[0]['batch']}",
            f"{g.mean('answer_flops') / 1e6:.0f}", f"{g.mean('answer_ms'):.1f}", seconds(g.mean("train_seconds")),
            f"{g.mean('train_mb'):.0f}"]


def accuracy_tables(work, rows):
    """(title, head, rows) for each data."""
    for data in work.data:
        groups = groups_of(work, rows, data)
        groups.sort(key=lambda g: -g.mean("exact"))
        if groups:
            compute = groups[0].mean("all_flops")
            yield (f"{data.title}: {compute:.2g} FLOP of training a run, {groups[0].rows[0]['puzzles']} unseen puzzles",
                   ACCURACY_HEAD, [accuracy_row(g) for g in groups])


COSTS = [("train_ms", 1, "ms of training an example and step"), ("train_flops", 1e6, "MFLOP of training"),
         ("answer_ms", 1, "ms of answering a puzzle"), ("answer_flops", 1e6, "MFLOP of answering"),
         ("train_mb", 1, "MB of training")]


def families(work):
    names = {}
    for data in work.data:
        names.setdefault(data.family, []).append(data)
    return names


def number(x):
    return "%.0f" % x if x >= 100 else "%.3g" % x


def cost_tables(work, rows):
    """A table for each family and cost: a line a configuration, a column a size."""
    titles = {r.config: r.title for r in work.runs}
    at = {(row["configuration"], row["data"]): row for row in rows}
    for family, members in families(work).items():
        here = [data for data in members if any(row["data"] == data.name for row in rows)]
        configs = [c for c in work.configs if any((c, data.name) in at for data in here)]
        for field, unit, what in COSTS if here else []:
            yield (f"{family}: {what}", ["configuration"] + [data.title for data in here],
                   [[titles[c]] + [number(at[c, d.name][field] / unit) if (c, d.name) in at else "" for d in here]
                    for c in configs])


def tables(work, rows):
    return list((cost_tables if work.measures_cost else accuracy_tables)(work, rows))


def as_text(title, head, rows):
    lines = [head] + rows
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    text = ["  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths))).rstrip()
            for line in lines]
    return "\n".join([title, ""] + text) + "\n"


def as_markdown(title, head, rows):
    lines = ["**" + title + "**", "", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


# --- charts ----------------------------------------------------------------------------------------------------------

STYLE = """<style>
 text { fill: #222; font: 13px sans-serif } .title { font-size: 15px; font-weight: bold } .small { font-size: 11px }
 .line { stroke: #ccc } .ground { fill: #fff }
 @media (prefers-color-scheme: dark) { text { fill: #ddd } .line { stroke: #444 } .ground { fill: #16181c } }
</style>"""
COLOURS = ["#1f77b4", "#d9822b", "#2a8f4f", "#c43c4c", "#8b6bc0", "#8c6d52", "#d66fb0", "#7f7f7f", "#a8a420", "#1aa6b7"]


def text(x, y, words, anchor="start", kind=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind}">{html.escape(str(words))}</text>'


def line(x1, y1, x2, y2):
    return f'<line class="line" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def svg(width, height, parts):
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}">', STYLE,
                      f'<rect class="ground" width="{width}" height="{height:.0f}"/>', *parts, "</svg>", ""])


def accuracy_chart(work, rows):
    """For each data a row a configuration: a dot at the mean, a bar from the worst seed to the best."""
    width, left, right, pitch, y, parts = 760, 300, 60, 22, 10, []
    x = lambda share: left + share * (width - left - right)
    for data in work.data:
        groups = sorted(groups_of(work, rows, data), key=lambda g: -g.mean("exact"))
        if not groups:
            continue
        top, y = y + 45, y + 45 + pitch * len(groups)
        parts.append(text(20, top - 20, f"{data.title}: exact answers on unseen puzzles, %", kind="title"))
        for share in [0, 0.25, 0.5, 0.75, 1]:
            parts += [line(x(share), top - 10, x(share), y),
                      text(x(share), y + 14, f"{100 * share:.0f}", "middle", "small")]
        for i, g in enumerate(groups):
            at, values, mean = top + pitch * i + 5, g.values("exact"), g.mean("exact")
            parts += [text(left - 12, at + 4, g.title, "end"),
                      text(x(max(values)) + 9, at + 4, f"{100 * mean:.1f}", kind="small"),
                      f'<line x1="{x(min(values)):.1f}" x2="{x(max(values)):.1f}" y1="{at}" y2="{at}" '
                      f'stroke="{COLOURS[0]}" stroke-width="3" stroke-opacity=".45"/>',
                      f'<circle cx="{x(mean):.1f}" cy="{at}" r="4.5" fill="{COLOURS[0]}"/>']
        y += 30
    return svg(width, y + 10, parts)


class Log:
    """A log axis that maps the range of some values to [from, to]."""

    def __init__(self, values, start, end):
        self.low, self.high = math.log10(min(values)) - 0.05, math.log10(max(values)) + 0.05
        self.start, self.end = start, end

    def __call__(self, value):
        return self.start + (math.log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self):
        """Powers of ten; with 2 and 5 between them if there are few."""
        steps = [1] if self.high - self.low > 2.5 else [1, 2, 5]
        all_ticks = [s * 10.0 ** p for p in range(math.floor(self.low), math.ceil(self.high) + 1) for s in steps]
        return [t for t in all_ticks if self.low <= math.log10(t) <= self.high]


def cost_panel(rows, configs, field, unit, title, left, top, width, height):
    values = [row[field] / unit for row in rows]
    x, y = Log([row["grid"] for row in rows], left + 50, left + width - 10), Log(values, top + height - 40, top + 30)
    yield text(left + 10, top + 14, title, kind="title")
    for t in y.ticks():
        yield line(left + 50, y(t), left + width - 10, y(t))
        yield text(left + 45, y(t) + 4, f"{t:g}", "end", "small")
    for grid in sorted({row["grid"] for row in rows}):
        yield text(x(grid), top + height - 22, grid, "middle", "small")
    yield text(left + width / 2, top + height - 6, "cells", "middle", "small")
    for i, config in enumerate(configs):
        points = sorted((row["grid"], row[field] / unit) for row in rows if row["configuration"] == config)
        places = [(x(a), y(b)) for a, b in points]
        colour, dash = COLOURS[i % len(COLOURS)], ' stroke-dasharray="5 3"' if i >= len(COLOURS) else ""
        yield (f'<polyline fill="none" stroke="{colour}" stroke-width="2"{dash} points="'
               + " ".join(f"{a:.1f},{b:.1f}" for a, b in places) + '"/>')
        yield from (f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in places)


def cost_chart(work, rows):
    """A row of panels for each family, on log axes; a line a configuration."""
    width, height, parts, top = 380, 330, [], 10
    titles = {r.config: r.title for r in work.runs}
    shown = [("train_ms", 1, "ms of training, example and step"), ("answer_ms", 1, "ms of answering"),
             ("train_mb", 1, "MB of training")]
    configs = [c for c in work.configs if any(row["configuration"] == c for row in rows)]
    for family, members in families(work).items():
        here = [row for row in rows if row["data"] in {data.name for data in members}]
        for i, (field, unit, what) in enumerate(shown if here else []):
            parts += cost_panel(here, configs, field, unit, f"{family}: {what}", 10 + i * width, top, width, height)
        top += height if here else 0
    for i, config in enumerate(configs):
        a, b = 40 + i % 4 * 280, top + 25 + i // 4 * 22
        dash = ' stroke-dasharray="5 3"' if i >= len(COLOURS) else ""
        parts += [f'<line x1="{a}" x2="{a + 26}" y1="{b}" y2="{b}" stroke="{COLOURS[i % len(COLOURS)]}" '
                  f'stroke-width="3"{dash}/>', text(a + 33, b + 4, titles[config])]
    return svg(3 * width + 20, top + 40 + 22 * ((len(configs) + 3) // 4), parts)


# --- files -----------------------------------------------------------------------------------------------------------


def write_rows(rows, path):
    """In one go: a reader never sees half of the file."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with open(part, "w", newline="") as file:
        table = csv.DictWriter(file, FIELDS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    part.replace(path)


def write(work, state, results):
    """All files of a set. Returns the tables as text, of what --only names."""
    rows = collect(work.runs)
    if not rows:
        return "no run is finished yet"
    found = tables(work, rows)
    words = "\n".join(as_text(*t) for t in found)
    state.mkdir(parents=True, exist_ok=True)
    for path in {state / "results.csv", results or state / "results.csv"}:
        write_rows(rows, path)
    (state / "table.txt").write_text(words)
    (state / "table.md").write_text("\n".join(as_markdown(*t) for t in found))
    (state / "chart.svg").write_text((cost_chart if work.measures_cost else accuracy_chart)(work, rows))
    return "\n".join(as_text(*t) for t in tables(work, collect(work.wanted))) or "no run is finished yet"


def insert(work, name, path):
    """The tables between two marks of a Markdown file."""
    begin, end, content = f"<!-- compare {name} -->", "<!-- end -->", path.read_text()
    before, mark, rest = content.partition(begin)
    after = rest.partition(end)[2]
    if not mark or end not in rest:
        raise SystemExit(f"compare: {path} has no lines {begin} and {end}")
    words = "\n".join(as_markdown(*t) for t in tables(work, collect(work.runs)))
    path.write_text(f"{before}{begin}\n{words}\n{end}{after}")
