#!/usr/bin/env python3
"""Curves of training runs, as an SVG.

    python3 tools/curves.py runs/sudoku                                 writes curves.svg
    python3 tools/curves.py runs/a1 runs/a2 runs/b1 --out compare.svg
    python3 tools/curves.py runs/* --metrics val/exact_accuracy,train/lm_loss --x flops
    python3 tools/curves.py runs/a1 runs/a2 --html compare.html         a page: report.html of all these runs

Each RUN is a folder that ./train left, with metrics.csv and run.json. Runs whose options differ in the seed alone are one
curve: their mean, in a band from the lowest to the highest. The others are told apart by the options in which they
differ. docs/metrics.md says what the metrics are. Needs Python 3.8, nothing else.
"""
import argparse
import csv
import html
import json
import math
import pathlib
import sys

USUAL = ["val/exact_accuracy", "train/accuracy", "train/lm_loss", "val/lm_loss", "train/q_halt_accuracy", "train/steps",
         "train/grad_norm", "train/lr"]
LOGARITHMIC = {"train/lm_loss", "val/lm_loss", "test/lm_loss", "train/q_halt_loss", "val/q_halt_loss", "train/grad_norm"}
# What does not make a run another one.
ALIKE = {"seed", "out", "report", "threads", "resume", "report-every", "save-minutes", "memory", "help", "version"}
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6a3d9a", "#555555"]
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM, COLUMNS = 420, 250, 56, 14, 30, 34, 2


class Run:
    def __init__(self, path):
        folder = pathlib.Path(path)
        folder = folder.parent if folder.name == "metrics.csv" else folder
        try:
            with open(folder / "metrics.csv", newline="") as file:
                self.rows = list(csv.DictReader(file))
        except OSError as why:
            sys.exit(f"curves.py: {folder}: no metrics.csv of a run ({why.strerror})")
        try:
            about = json.loads((folder / "run.json").read_text())
        except (OSError, ValueError):
            about = {}
        self.name, self.folder, self.about = folder.name, folder, about
        self.options = {key: value for key, value in about.get("options", {}).items() if key not in ALIKE}
        self.data = [file.get("sha256") for file in about.get("data", {}).get("files", [])]
        self.flops = about.get("flops_per_example", 0) * about.get("batch", 0)

    def key(self):
        return json.dumps([self.options, self.data], sort_keys=True) if self.options else self.name

    def points(self, metric, along):
        """(x, y) of the rows that have the metric."""
        found = []
        for row in self.rows:
            try:
                x = float(row["step"]) * self.flops if along == "flops" else float(row[along])
                found.append((x, float(row[metric])))
            except (KeyError, TypeError, ValueError):
                continue
        return [(x, y) for x, y in found if math.isfinite(x) and math.isfinite(y)]


def group(runs):
    """Lists of runs that differ in the seed alone, with a label each."""
    groups = {}
    for run in runs:
        groups.setdefault(run.key(), []).append(run)
    values = {}
    for members in groups.values():
        for key, value in members[0].options.items():
            values.setdefault(key, set()).add(str(value))
    differ = [key for key, found in values.items() if len(found) > 1]
    labelled = []
    for members in groups.values():
        said = " ".join(f"{key} {members[0].options.get(key)}" for key in differ)
        label = said or members[0].name
        labelled.append((f"{label} ({len(members)} seeds)" if len(members) > 1 else label, members))
    return labelled


def band(members, metric, along):
    """x, mean, lowest, highest where all members have a point."""
    found = [dict(run.points(metric, along)) for run in members]
    if along == "seconds" and len(members) > 1:  # clocks never agree: by rank, at the mean time
        rows = zip(*[sorted(points.items()) for points in found])
        return [(mean(x for x, _ in row), mean(y for _, y in row), min(y for _, y in row), max(y for _, y in row))
                for row in rows]
    common = sorted(set.intersection(*map(set, found))) if found else []
    return [(x, mean(p[x] for p in found), min(p[x] for p in found), max(p[x] for p in found)) for x in common]


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def ticks(low, high, logarithmic):
    if logarithmic:
        first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
        factors = (1,) if last - first > 3 else (1, 2, 5)
        all_ticks = [factor * 10.0 ** k for k in range(first, last + 1) for factor in factors]
        return [tick for tick in all_ticks if low <= tick * 1.0001 and tick <= high * 1.0001]
    step = 10 ** math.floor(math.log10((high - low) / 4))
    step *= next(factor for factor in (1, 2, 5, 10) if (high - low) / (factor * step) <= 5)
    return [k * step for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def short(value):
    return f"{value:.0e}".replace("e+0", "e").replace("e+", "e") if abs(value) >= 1e5 else f"{value:g}"


class Panel:
    """The axes of one metric."""

    def __init__(self, metric, along, lines):
        self.metric, self.along, self.lines = metric, along, lines
        xs = [point[0] for _, points in lines for point in points]
        ys = [y for _, points in lines for point in points for y in point[1:]]
        self.logarithmic = metric in LOGARITHMIC and min(ys) > 0
        self.x0, self.x1 = min(0, min(xs)), max(xs) or 1
        self.y0, self.y1 = min(ys), max(ys)
        if not self.logarithmic:
            self.y0 = min(0, self.y0)
            self.y1 = 1 if "accuracy" in metric or metric.endswith("solved") else self.y1
        if self.y0 == self.y1:
            self.y0, self.y1 = (self.y0 / 2, self.y1 * 2) if self.logarithmic else (self.y0, self.y1 + 1)

    def x(self, value):
        return LEFT + (value - self.x0) / (self.x1 - self.x0) * (WIDTH - LEFT - RIGHT)

    def y(self, value):
        scale = math.log if self.logarithmic else float
        share = (scale(value) - scale(self.y0)) / (scale(self.y1) - scale(self.y0))
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def grid(self):
        out = [f'<text x="{LEFT}" y="{TOP - 11}" font-weight="bold">{html.escape(self.metric)}</text>',
               f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 4}" text-anchor="end" fill="#555">{self.along}</text>']
        for value in ticks(self.y0, self.y1, self.logarithmic):
            y = self.y(value)
            out.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
                       f'<text x="{LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{short(value)}</text>')
        for value in ticks(self.x0, self.x1, False):
            out.append(f'<text x="{self.x(value):.1f}" y="{HEIGHT - BOTTOM + 14}" text-anchor="middle">'
                       f'{short(value)}</text>')
        out.append(f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" stroke="#555"/>')
        return out

    def curves(self):
        out = []
        for colour, points in self.lines:
            if any(low < high for _, _, low, high in points):
                edge = [f"{self.x(x):.1f} {self.y(high):.1f}" for x, _, _, high in points]
                edge += [f"{self.x(x):.1f} {self.y(low):.1f}" for x, _, low, _ in reversed(points)]
                out.append(f'<path class="band" d="M{"L".join(edge)}Z" fill="{colour}" fill-opacity="0.18"/>')
            line = "L".join(f"{self.x(x):.1f} {self.y(y):.1f}" for x, y, _, _ in points)
            out.append(f'<path class="curve" d="M{line}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
            if len(points) == 1:
                out.append(f'<circle cx="{self.x(points[0][0]):.1f}" cy="{self.y(points[0][1]):.1f}" r="2.5" '
                           f'fill="{colour}"/>')
        return out

    def draw(self):
        return self.grid() + self.curves()


def draw(groups, metrics, along):
    panels = []
    for metric in metrics:
        lines = [(COLOURS[i % len(COLOURS)], band(members, metric, along)) for i, (_, members) in enumerate(groups)]
        lines = [(colour, points) for colour, points in lines if points]
        if lines:
            panels.append(Panel(metric, along, lines))
    if not panels:
        sys.exit("curves.py: none of these runs has any of these metrics: " + ", ".join(metrics))
    columns = min(COLUMNS, len(panels))
    rows = (len(panels) + columns - 1) // columns
    legend = 18 * len(groups) + 14
    width, height = columns * WIDTH, rows * HEIGHT + legend
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
           'font-family="sans-serif" font-size="11" role="img"><title>Curves of training runs</title>',
           f'<rect width="{width}" height="{height}" fill="#fff"/>']
    for i, panel in enumerate(panels):
        out.append(f'<g transform="translate({i % columns * WIDTH} {i // columns * HEIGHT})">')
        out += panel.draw() + ["</g>"]
    for i, (label, _) in enumerate(groups):
        y = rows * HEIGHT + 16 + 18 * i
        out.append(f'<path d="M{LEFT} {y - 4}h24" stroke="{COLOURS[i % len(COLOURS)]}" stroke-width="3"/>'
                   f'<text x="{LEFT + 32}" y="{y}">{html.escape(label)}</text>')
    return "\n".join(out + ["</svg>", ""])


def include(path):
    """A page of report/web/ with the files that it is made of."""
    lines = []
    for line in path.read_text().splitlines():
        lines += include(path.parent / line[8:]) if line.startswith("include ") else [line]
    return lines


def about_run(run):
    """What report.html holds of a run; of one without that page, its curves and run.json."""
    lines = (run.folder / "metrics.csv").read_text().splitlines()
    known = {"name": run.name, "run": run.about, "metrics": lines}
    try:
        page = (run.folder / "report.html").read_text()
        found = json.loads(page.split('id="runs">', 1)[1].split("</script>", 1)[0])[0]
        found.update(known, metrics=lines if len(lines) < 4000 else found["metrics"])
        return found
    except (OSError, ValueError, LookupError):
        return known


def page_of(runs):
    lines = include(pathlib.Path(__file__).resolve().parent.parent / "report" / "web" / "report.html")
    data = ",\n".join(json.dumps(about_run(run)) for run in runs).replace("<", "\\u003c")
    return "\n".join(data if line == "here" else line for line in lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", metavar="RUN", help="a folder that ./train left")
    parser.add_argument("--out", default="curves.svg", help="the picture [curves.svg]")
    parser.add_argument("--metrics", default=",".join(USUAL), help="columns of metrics.csv, a panel each")
    parser.add_argument("--x", default="step", choices=["step", "seconds", "flops"], help="what to draw them against")
    parser.add_argument("--html", metavar="FILE", help="write a page of all runs instead of the picture")
    options = parser.parse_args()
    runs = [Run(path) for path in options.runs]
    out = options.html or options.out
    text = page_of(runs) if options.html else draw(group(runs), options.metrics.split(","), options.x)
    try:
        pathlib.Path(out).write_text(text)
    except OSError as why:
        sys.exit(f"curves.py: cannot write {out}: {why.strerror}")
    print(out)


if __name__ == "__main__":
    main()
