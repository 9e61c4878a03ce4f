/* Draws report.html: curves of one run or several, what the last test said, puzzles, and how the runs were made. */

(() => {

const runs = JSON.parse(document.getElementById("runs").textContent);
const get = (id) => document.getElementById(id);
const ALIKE = new Set(["seed", "out", "threads", "resume", "report", "report-every", "save-minutes", "memory", "help", "version"]);
const DASHES = ["", "8 4", "2 3", "10 3 2 3", "5 5", "1 4"], RUNS = 6; /* looks of curves */
const W = 420, H = 220, LEFT = 54, RIGHT = 12, TOP = 12, LOW = 34;
/* Title, columns of training and of tests, and how to draw: share 0..1, log, or from 0. */
const PANELS = [
  ["Exact answers", "exact_accuracy", "share"], ["Right cells, of the open ones", "accuracy", "share"],
  ["Loss, nats a cell", "lm_loss", "log"], ["Halting head right", "q_halt_accuracy", "share"],
  ["Loss of the halting head, nats", "q_halt_loss", "log"], ["Supervision steps of an example", "steps", "zero"],
  ["Learning rate of the matrices", "lr", "zero"], ["Norm of the gradient, before clipping", "grad_norm", "log"],
  ["Examples a second", "examples_per_s", "zero"]];

function fill(e, attributes, children) {
  for (const [k, v] of Object.entries(attributes)) if (v !== null) e.setAttribute(k, v);
  e.append(...children);
  return e;
}
const html = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);
const svg = (name, attributes, ...children) => fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
const panel = (title, ...children) => html("div", {class: "panel"}, html("h3", {}, title), ...children);
const short = (v) => (v === 0 ? "0" : Math.abs(v) >= 1e5 || Math.abs(v) < 1e-3 ? v.toExponential(Math.abs(v) < 1e-3 ? 1 : 0).replace("e+", "e") : String(+v.toPrecision(3)));
const percent = (v) => (100 * v).toFixed(1) + "%";
const duration = (s) => (s >= 3600 ? Math.floor(s / 3600) + " h " + Math.floor(s % 3600 / 60) + " min" : s >= 60 ? Math.floor(s / 60) + " min " + Math.floor(s % 60) + " s" : s.toFixed(s < 10 ? 1 : 0) + " s");

/* --- the runs ---------------------------------------------------------------------------------------------------- */

for (const r of runs) {
  const [head, ...rows] = r.metrics.map((line) => line.split(","));
  r.rows = rows.map((row) => Object.fromEntries((head || []).map((name, i) => [name, row[i] === "" || row[i] === undefined ? NaN : +row[i]])));
}

/* Runs that differ in the seed alone are one curve. */
function groups() {
  const found = new Map(), values = new Map();
  for (const r of runs) {
    const o = Object.entries((r.run && r.run.options) || {}).filter(([k]) => !ALIKE.has(k));
    const data = ((r.run && r.run.data && r.run.data.files) || []).map((f) => f.sha256);
    const key = o.length ? JSON.stringify([o, data]) : r.name;
    if (!found.has(key)) found.set(key, {members: [], options: Object.fromEntries(o)});
    found.get(key).members.push(r);
    for (const [k, v] of o) values.set(k, (values.get(k) || new Set()).add(String(v)));
  }
  const differ = [...values].filter(([, v]) => v.size > 1).map(([k]) => k);
  return [...found.values()].map((g, i) => ({...g, i: i % RUNS,
    label: (differ.map((k) => k + " " + g.options[k]).join(", ") || g.members[0].name) + (g.members.length > 1 ? " (" + g.members.length + " seeds)" : "")}));
}

/* [x, mean, lowest, highest] of a column, where all members have a row. Clocks never agree, so seconds go by rank. */
function series(members, column, along) {
  const lists = members.map((r) => r.rows.filter((row) => isFinite(row[column]) && isFinite(row[along])).map((row) => [row[along], row[column]]));
  const mean = (v) => v.reduce((a, b) => a + b, 0) / v.length;
  const join = (xs, ys) => [mean(xs), mean(ys), Math.min(...ys), Math.max(...ys)];
  if (along === "seconds" && lists.length > 1)
    return lists[0].slice(0, Math.min(...lists.map((l) => l.length))).map((_, i) => join(lists.map((l) => l[i][0]), lists.map((l) => l[i][1])));
  const maps = lists.map((l) => new Map(l));
  return [...maps[0].keys()].filter((x) => maps.every((m) => m.has(x))).map((x) => join([x], maps.map((m) => m.get(x))));
}

/* --- a chart ----------------------------------------------------------------------------------------------------- */

function ticks(low, high, log) {
  if (log) {
    const wide = Math.log10(high / low), factors = wide > 4 ? [1] : wide > 1 ? [1, 2, 5] : wide > 0.4 ? [1, 2, 3, 5, 7] : [1, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2, 2.2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9], list = [];
    for (let k = Math.floor(Math.log10(low)); k <= Math.log10(high); k++) for (const f of factors) list.push(f * 10 ** k);
    return list.filter((v) => v >= low * 0.999 && v <= high * 1.001);
  }
  const rough = (high - low) / 4, p = 10 ** Math.floor(Math.log10(rough)), step = p * [1, 2, 5, 10].find((f) => f * p >= rough * 0.999);
  return Array.from({length: Math.floor((high - low) / step + 1.001)}, (_, k) => low + k * step);
}

const path = (points) => "M" + points.map(([x, y]) => x.toFixed(1) + " " + y.toFixed(1)).join("L");

/* curves: [{points, i (look of the run), test}] */
function chart(title, curves, how, along) {
  const all = curves.flatMap((c) => c.points), ys = all.flatMap((p) => [p[2], p[3]]), log = how === "log" && Math.min(...ys) > 0;
  const x1 = Math.max(...all.map((p) => p[0])) || 1;
  const low = log ? Math.min(...ys) / 1.1 : 0, high = how === "share" ? 1 : (Math.max(...ys) || 1) * (log ? 1.1 : 1.05);
  const across = (v) => LEFT + v / x1 * (W - LEFT - RIGHT), scale = log ? Math.log : (v) => v;
  const up = (v) => H - LOW - (scale(v) - scale(low)) / (scale(high) - scale(low)) * (H - TOP - LOW);
  const parts = [];
  for (const v of ticks(low, high, log))
    parts.push(svg("line", {class: "axis", x1: LEFT, x2: W - RIGHT, y1: up(v), y2: up(v)}),
      svg("text", {class: "thin", x: LEFT - 6, y: up(v) + 4, "text-anchor": "end", "font-size": 12}, how === "share" ? Math.round(100 * v) + "%" : short(v)));
  for (const v of ticks(0, x1, false)) parts.push(svg("text", {class: "thin", x: across(v), y: H - 18, "text-anchor": "middle", "font-size": 12}, short(v)));
  parts.push(svg("text", {class: "thin", x: W - RIGHT, y: H - 3, "text-anchor": "end", "font-size": 12}, along === "step" ? "steps" : "seconds"));
  for (const c of curves) {
    const colour = `var(--run${c.i})`, line = c.points.map((p) => [across(p[0]), up(p[1])]);
    if (c.points.some((p) => p[3] > p[2]))
      parts.push(svg("path", {class: "band", d: path([...c.points.map((p) => [across(p[0]), up(p[3])]), ...c.points.map((p) => [across(p[0]), up(p[2])]).reverse()]) + "Z", style: `fill:${colour};fill-opacity:.2`}));
    if (line.length > 1) parts.push(svg("path", {class: "line", d: path(line), style: `fill:none;stroke:${colour};stroke-width:${c.test ? 2.5 : 1.5}`, "stroke-dasharray": DASHES[c.i]}));
    if (c.test || line.length === 1) for (const [x, y] of line) parts.push(c.test === "test" ? svg("path", {class: "point", d: `M${x} ${y - 5}l5 5l-5 5l-5 -5z`, style: "fill:" + colour}) : svg("circle", {class: "point", cx: x, cy: y, r: 3.5, style: "fill:" + colour}));
  }
  const last = curves.map((c) => c.words + " " + (how === "share" ? percent(c.points[c.points.length - 1][1]) : short(c.points[c.points.length - 1][1])));
  return panel(title, svg("svg", {class: "chart", viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": title + ", at the end: " + last.join("; ")}, ...parts), html("p", {}, "Last: " + last.join("; ") + "."));
}

const all = groups();

function drawCurves() {
  const along = get("axis").value, panels = [];
  for (const [title, column, how] of PANELS) {
    const curves = [];
    for (const g of all)
      for (const [prefix, words] of [["train/", "training"], ["val/", "kept out"], ["test/", "test"], ["", ""]]) {
        const points = series(g.members, prefix + column, along);
        if (points.length) curves.push({points, i: g.i, test: prefix === "val/" || prefix === "test/" ? prefix.slice(0, -1) : "", words: (all.length > 1 ? g.label + ", " : "") + words});
      }
    if (curves.length) panels.push(chart(title, curves, how, along));
  }
  get("curves").replaceChildren(...panels, ...(panels.length ? [] : [html("p", {}, "There is no row of metrics yet.")]));
}

function drawLegend() {
  const look = (i, test) => svg("svg", {viewBox: "0 0 42 14", "aria-hidden": "true"}, svg("path", {d: "M0 7H42", style: `stroke:var(--run${i});stroke-width:${test ? 2.5 : 1.5}`, "stroke-dasharray": DASHES[i]}),
    ...(test === "val" ? [svg("circle", {cx: 21, cy: 7, r: 4, style: `fill:var(--run${i})`})] : test ? [svg("path", {d: "M21 1l6 6l-6 6l-6 -6z", style: `fill:var(--run${i})`})] : []));
  const items = runs.length > 1 ? all.map((g) => html("li", {}, look(g.i), g.label)) : [];
  items.push(html("li", {}, look(0), "training"), html("li", {}, look(0, "val"), "tests on puzzles kept out of training"), html("li", {}, look(0, "test"), "tests on test.csv"));
  if (all.some((g) => g.members.length > 1)) items.push(html("li", {}, "band: from the lowest seed to the highest, the line is the mean"));
  get("legend").replaceChildren(html("ul", {class: "key"}, ...items));
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

function table(head, rows, label) {
  const cell = (c) => html("td", {class: typeof c === "string" ? null : "number"}, c === null ? "" : typeof c === "object" ? c : String(c));
  return html("table", {"aria-label": label}, html("thead", {}, html("tr", {}, ...head.map((h) => html("th", {scope: "col"}, h)))),
    html("tbody", {}, ...rows.map(([first, ...others]) => html("tr", {}, html("th", {scope: "row"}, String(first)), ...others.map(cell)))));
}

const bar = (share, words) => html("span", {}, html("meter", {min: 0, max: 1, value: share, "aria-label": words}), " " + percent(share));

function drawTest() {
  const panels = [];
  for (const r of runs) {
    const t = r.tested, name = runs.length > 1 ? r.name + ": " : "";
    if (!t || !t.examples) continue;
    const where = t.unseen === "test" ? t.examples + " puzzles of test.csv" : t.examples + " puzzles kept out of training";
    let right = 0;
    const steps = t.steps.map(([k, n, exact]) => [k, n, bar(exact / n, "exact of those of " + k + " steps"), bar((right += exact) / t.examples, "exact by step " + k)]);
    panels.push(panel(name + "by step, on " + where, table(["step", "stopped", "exact of them", "exact by then"], steps, "accuracy by step")));
    if (t.classes.length) panels.push(panel(name + "by class", table(["class", "puzzles", "right"], t.classes.map(([c, n, k]) => [c, n, bar(k / n, "right of " + c)]), "accuracy by class")));
  }
  get("test").replaceChildren(...panels);
  get("test-part").hidden = !panels.length;
}

const quote = (word) => (/^[\w./=:,+-]+$/.test(word) ? word : "'" + word.replace(/'/g, "'\\''") + "'");

function drawMade() {
  const panels = [];
  for (const r of runs) {
    const a = r.run || {}, b = a.build || {}, d = a.data || {}, name = runs.length > 1 ? r.name + ": " : "";
    if (!a.command) continue;
    const known = (rows) => rows.filter(([, v]) => v !== undefined && v !== null && v !== "");
    panels.push(panel(name + "command and build", html("pre", {}, a.command.map(quote).join(" ")), table(["what", "value"], known([
      ["version", b.version], ["commit", b.commit], ["compiler", b.compiler], ["vectors", b.vectors], ["threads", a.threads && String(a.threads)],
      ["puzzles", d.learned + " to learn from, " + d.held_out + " kept out, " + d.tests + " to test on"], ["weights", a.weights && a.weights.toLocaleString("en")],
      ["best model", a.best && "of step " + a.best.step + ", " + percent(a.best.solved) + " of puzzles kept out"]]), "command and build")));
    panels.push(panel(name + "time", table(["what", "value"], known([["training so far", duration(a.seconds)], ["tests so far", duration(a.test_seconds)],
      ["left", r.left ? "about " + duration(r.left) : null], ["steps", a.steps_done + (a.options && a.options.minutes > 0 ? "" : " of " + a.steps)],
      ["examples a step", String(a.batch)], ["an example and step", (a.flops_per_example / 1e6).toFixed(1) + " MFLOP"]]), "time")));
    const bytes = r.memory || [], sum = bytes.reduce((s, [, n]) => s + n, 0);
    if (sum) panels.push(panel(name + "memory", table(["what", "MB"], [...bytes, ["sum", sum]].map(([w, n]) => [w, +(n / 1e6).toFixed(2)]).concat([["most that the program held", a.peak_megabytes]]), "memory")));
    panels.push(html("details", {class: "panel"}, html("summary", {}, name + "all options"), table(["option", "value"], Object.entries(a.options || {}).map(([k, v]) => [k, String(v)]), "options")));
  }
  get("made").replaceChildren(...panels);
}

function drawState() {
  const say = (r) => {
    const a = r.run || {}, rows = r.rows.length, step = rows ? r.rows[rows - 1].step : 0;
    if (a.status === "done") return "done after " + a.steps_done + " steps in " + duration(a.seconds) + (r.tested ? ": " + percent(r.tested.solved) + " of " + r.tested.examples + (r.tested.unseen === "test" ? " unseen puzzles solved" : " puzzles kept out solved") : "");
    return (a.status || "running") + " at step " + step + (r.left ? ", about " + duration(r.left) + " left; reload the page to see more" : "");
  };
  const one = runs.length === 1 ? runs[0] : null;
  get("run-title").textContent = one ? "Training run: " + one.name + (one.run && one.run.puzzle ? " (" + one.run.puzzle + ")" : "") : runs.length + " training runs";
  if (one) get("state").textContent = say(one)[0].toUpperCase() + say(one).slice(1) + ".";
  else get("state").replaceWith(html("ul", {id: "state"}, ...runs.map((r) => html("li", {}, r.name + ": " + say(r)))));
  document.title = get("run-title").textContent;
}

drawState();
drawLegend();
drawCurves();
drawTest();
drawMade();
get("axis").addEventListener("change", drawCurves);
const replays = runs.flatMap((r) => (r.replays || []).map((p) => (runs.length > 1 ? {...p, name: r.name + ", " + p.name} : p)));
if (replays.length) replayControls(replays);
else get("replay-part").hidden = true;

})();
