#!/usr/bin/env python3
"""Accuracy against compute at test: measures a model with ever more thinking, prints a table, draws a plot.

    tools/compute_curve.py PUZZLES.csv [--limit N] [--model FILE] [--out docs/compute]

Writes OUT.csv and OUT.svg. Needs ./solve and Python 3, nothing else. Compute is counted in supervision steps of all
tries, on average over the puzzles.
"""
import argparse
import csv
import json
import math
import subprocess

STEPS = [2, 4, 8, 16, 32, 64]
TRIES = [4, 16, 64]
SERIES = {
    "one pass": [["--steps", str(n)] for n in STEPS],
    "tries, most confident": [["--tries", str(k), "--choose", "confident"] for k in TRIES],
    "tries, first to halt": [["--tries", str(k), "--choose", "first"] for k in TRIES],
    "tries, chosen by the rules": [["--tries", str(k), "--choose", "rules"] for k in TRIES],
}
COLOURS = ["#555555", "#1f6fb4", "#d9822b", "#2a8f4f"]
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 440, 70, 60, 30, 20


def measure(options, arguments):
    command = ["./solve", "--json", "--eval", options.puzzles, "--limit", str(options.limit), "--noise",
               str(options.noise)] + arguments
    if options.model:
        command += ["--model", options.model]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {"work": found["mean_work"], "exact": found["exact"], "puzzles": found["puzzles"]}


def measure_all(options):
    rows = []
    for series, points in SERIES.items():
        for arguments in points:
            row = {"series": series, "options": " ".join(arguments)} | measure(options, arguments)
            print(f"{series:27} {row['options']:32} {row['work']:8.1f} steps  {100 * row['exact']:6.2f}%", flush=True)
            rows.append(row)
    return rows


class Axes:
    """Compute to the right on a log scale, accuracy upwards on a log scale of errors; none at all is drawn as half a
    puzzle."""

    def __init__(self, rows):
        self.least = 0.5 / rows[0]["puzzles"]
        self.x_range = [math.log10(f(r["work"] for r in rows)) for f in (min, max)]
        self.y_range = [math.log10(self.least), 0]

    def x(self, work):
        low, high = self.x_range
        return LEFT + (math.log10(work) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(self, error):
        low, high = self.y_range
        return TOP + (math.log10(max(error, self.least)) - low) / (high - low) * (HEIGHT - BOTTOM - TOP)


def grid(axes):
    for error in [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003]:
        if error >= axes.least:
            y = axes.y(error)
            yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>'
            yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{100 - 100 * error:g}%</text>'
    for work in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]:
        if axes.x_range[0] <= math.log10(work) <= axes.x_range[1]:
            yield f'<text x="{axes.x(work):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{work}</text>'


def curves(axes, rows):
    for i, (series, colour) in enumerate(zip(SERIES, COLOURS)):
        points = [(axes.x(r["work"]), axes.y(1 - r["exact"])) for r in rows if r["series"] == series]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points)
        yield f'<text x="{WIDTH - RIGHT - 190}" y="{HEIGHT / 2 + 18 * i}" fill="{colour}">{series}</text>'


def draw(rows, title):
    axes = Axes(rows)
    middle = (LEFT + WIDTH - RIGHT) / 2
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="13">', f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{middle}" y="18" text-anchor="middle" font-size="15">{title}</text>', *grid(axes),
        *curves(axes, rows),
        f'<text x="{middle}" y="{HEIGHT - 15}" text-anchor="middle">supervision steps of all tries, mean over puzzles'
        '</text>', "</svg>", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("puzzles")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--noise", type=float, default=0.3)
    parser.add_argument("--model")
    parser.add_argument("--out", default="docs/compute")
    parser.add_argument("--title", default="Puzzles solved exactly, against compute")
    options = parser.parse_args()
    rows = measure_all(options)
    with open(options.out + ".csv", "w", newline="") as file:
        table = csv.DictWriter(file, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    with open(options.out + ".svg", "w") as file:
        file.write(draw(rows, options.title))


if __name__ == "__main__":
    main()
