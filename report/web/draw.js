/* Draws a replay, the object that docs/seeing.md describes.
 *
 *   const view = replayView(element, replay)   empties the element and draws into it
 *   view.frames(inner)      [{step, update}]: what can be shown. step -1 is the question; update null the end of a step;
 *                           with `inner` every update within the steps too
 *   view.show(frame)        draws one of them, returns a sentence that says what happened
 *   replayView.colour(c)    the style of a cell of that colour, from 0;  replayView.colourName(c)
 *   replayView.examples(pairs)   demonstrations as pictures
 *   view.verdict()          sentences: solved or not, when and why it stopped, what changed last, what was in doubt
 *
 * Nothing here knows of buttons, files or workers. */

const replayView = (() => {

const LEVELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const LEVEL = new Map([...LEVELS].map((c, i) => [c, i / 63]));
const COLOURS = ["#111111", "#0a6fd0", "#ff4136", "#2ecc40", "#ffdc00", "#aaaaaa", "#f012be", "#ff851b", "#7fdbff", "#870c25"];
const COLOUR_NAMES = ["black", "blue", "red", "green", "yellow", "grey", "pink", "orange", "light blue", "brown"];
const LIGHT_ON = new Set([0, 1, 9]);
const MAZE_NAMES = {"#": "wall", " ": "free", "S": "start", "G": "goal", "o": "path"};
const DASHES = ["", "7 3", "2 3", "9 3 2 3", "4 4", "1 4", "12 4", "6 2 1 2"];
const STRIP = 60; /* small grids of a try at most */
const DOUBT = 0.9; /* a cell is called in doubt below this probability */

/* --- elements ---------------------------------------------------------------------------------------------------- */

function fill(e, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {}))
    if (value !== null && value !== undefined && value !== false) e.setAttribute(key, value);
  e.append(...children.filter((c) => c !== null && c !== undefined));
  return e;
}
const html = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);
const svg = (name, attributes, ...children) => fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

/* --- words ------------------------------------------------------------------------------------------------------- */

/* Wrong: differs from the right answer, if it is known to be the only one. Else no more can be said than what the rules say. */
const faulty = (r) => (r.answer ? "wrong" : "breaks a rule");
const plural = (n, one, many) => n + " " + (n === 1 ? one : many || one + "s");
/* How sure a halting logit makes it, as was measured on answers of the model, or else as it says itself. */
const chance = (r, logit) => 1 / (1 + Math.exp(-((r.sure || [1, 0])[0] * logit + (r.sure || [1, 0])[1])));
/* No probability that is below one reads 100%. */
function percent(p) {
  if (p > 0.999 && p < 1) return p > 0.9999 ? ">99.99%" : (Math.floor(p * 1e4) / 100).toFixed(2) + "%";
  if (p < 0.001 && p > 0) return "<0.1%";
  return (100 * p).toFixed(p > 0.99 && p < 1 || p < 0.01 && p > 0 ? 1 : 0) + "%";
}

/* --- what a replay says, per frame ------------------------------------------------------------------------------- */

function prepare(r) {
  const cells = r.rows * r.cols;
  const fills = r.measure !== "halting logit";
  const answered = r.kind === "arc" || r.kind === "program"; /* the answer is another grid than the question */
  const given = (i) => !answered && (r.given ? r.given[i] === "1" : r.symbols.includes(r.question[i]));
  const tries = r.tries.map((t) => {
    let before = answered ? "" : r.question;
    const steps = t.steps.map((s) => {
      const updates = (s.updates || []).map((u) => (before = u || before));
      before = s.answer;
      return {...s, updates};
    });
    return {...t, steps};
  });
  const most = Math.max(1, ...tries.map((t) => t.steps.length));
  return {...r, cells, fills, answered, isGiven: Array.from({length: cells}, (_, i) => given(i)), tries, most_steps: most};
}

/* The grid of a try at a frame, with what came before it. A try that is over stays as it ended. */
function look(r, t, frame) {
  if (frame.step < 0) return {grid: r.answered ? null : r.question, before: null, step: -1, ended: false};
  const ended = frame.step >= t.steps.length;
  const k = Math.min(frame.step, t.steps.length - 1), s = t.steps[k];
  const inside = !ended && frame.update !== null && s.updates.length > 0;
  const u = inside ? Math.min(frame.update, s.updates.length - 1) : s.updates.length - 1;
  const last = !inside || u === s.updates.length - 1;
  const grid = inside ? s.updates[u] : s.answer;
  let before = k > 0 ? t.steps[k - 1].answer : null;
  if (inside && u > 0) before = s.updates[u - 1];
  return {grid, before: ended ? null : before, step: k, update: inside ? u : null, s: last ? s : null, ended};
}

function wrongCells(r, at) {
  if (!at.grid || at.step < 0) return new Set();
  if (at.s) return new Set(at.s.wrong);
  if (!r.answer) return new Set();
  const wrong = new Set();
  for (let i = 0; i < r.cells; i++)
    if (r.answer[i] !== " " && r.answer[i] !== at.grid[i] && r.symbols.includes(at.grid[i])) wrong.add(i);
  return wrong;
}

function changedCells(at) {
  const changed = new Set();
  if (at.before && at.grid) for (let i = 0; i < at.grid.length; i++) if (at.before[i] !== at.grid[i]) changed.add(i);
  return changed;
}

/* Of the k-th class in a cell. */
function probability(r, s, cell, k) {
  return LEVEL.get(s.candidates[cell * r.symbols.length + k]) || 0;
}

/* Of what the cell shows; null if nothing is known. */
function confidence(r, s, cell, symbol) {
  const k = r.symbols.indexOf(symbol);
  return s && s.candidates && k >= 0 ? probability(r, s, cell, k) : null;
}

function symbolName(r, symbol) {
  if (r.kind === "maze") return MAZE_NAMES[symbol] || symbol;
  if (r.kind === "arc") return symbol === " " ? "outside" : symbol === "~" ? "edge" : symbol + " " + COLOUR_NAMES[+symbol];
  return symbol === " " ? "blank" : r.symbols.includes(symbol) ? symbol : "open";
}

const placeName = (r, i) => "row " + (Math.floor(i / r.cols) + 1) + " column " + (i % r.cols + 1);

/* --- where the grid is drawn: ARC's frame is cut to what is used of it ------------------------------------------- */

const isOutside = (r, symbol) => r.kind === "arc" && (symbol === " " || symbol === "~");

function extent(r) {
  if (r.kind !== "arc") return {rows: r.rows, cols: r.cols};
  const size = {rows: 1, cols: 1};
  for (const grid of [...r.tries.flatMap((t) => t.steps.map((s) => s.answer)), r.answer, r.question])
    for (let i = 0; grid && i < r.cells; i++) {
      if (isOutside(r, grid[i])) continue;
      size.rows = Math.max(size.rows, Math.floor(i / r.cols) + 1);
      size.cols = Math.max(size.cols, i % r.cols + 1);
    }
  return size;
}

/* --- the looks of a cell ----------------------------------------------------------------------------------------- */

/* {text, colour, on, kind}: of a symbol. */
function looks(r, symbol, cell) {
  if (r.kind === "maze") return {text: symbol === "o" ? "\u25cf" : symbol === "#" ? "" : symbol.trim(), kind: symbol === "#" ? "wall" : symbol === "o" ? "path" : ""};
  if (r.kind === "arc") {
    if (isOutside(r, symbol)) return {text: "", kind: "outside"};
    return {text: symbol, colour: COLOURS[+symbol], on: LIGHT_ON.has(+symbol) ? "#fff" : "#000", kind: ""};
  }
  if (r.kind === "program" && cell >= r.cols) {
    const c = "@abcde".indexOf(symbol), k = c >= 0 ? c : ".12345".indexOf(symbol);
    if (k >= 0) return {text: c >= 0 ? "\u25ce" : k ? String(k) : "", colour: COLOURS[k], on: LIGHT_ON.has(k) ? "#fff" : "#000", kind: ""};
  }
  if (r.kind === "program") return {text: symbol === "_" ? "" : symbol, kind: "head"};
  return {text: r.symbols.includes(symbol) ? symbol : "", kind: ""};
}

const isColoured = (r) => r.kind === "arc" || r.kind === "program";

function edges(r, row, col) {
  const classes = [];
  if (!r.box) return classes;
  if ((col + 1) % r.box[1] === 0) classes.push("right-edge");
  if ((row + 1) % r.box[0] === 0) classes.push("low-edge");
  if (col === 0) classes.push("left-edge");
  if (row === 0) classes.push("top-edge");
  return classes;
}

/* --- the big grid ------------------------------------------------------------------------------------------------ */

/* Numbers along a board, from 1; of a large one every fifth. */
const ruled = (n, of) => (of <= 24 || n === 1 || n % 5 === 0 ? String(n) : "");
function ruler(cols) {
  return html("tr", {}, html("th", {class: "corner"}), ...Array.from({length: cols}, (_, k) => html("th", {scope: "col"}, ruled(k + 1, cols))));
}

function makeGrid(r, size, label, select) {
  const body = html("tbody", {}, ruler(size.cols));
  const cells = [];
  for (let row = 0; row < size.rows; row++) {
    const line = html("tr", {}, html("th", {scope: "row"}, ruled(row + 1, size.rows)));
    for (let col = 0; col < size.cols; col++) {
      const i = row * r.cols + col;
      const cell = html("td", {tabindex: cells.length ? "-1" : "0"});
      cell.dataset.cell = i;
      cells.push({i, cell, edges: edges(r, row, col).join(" ")});
      line.append(cell);
    }
    body.append(line);
  }
  const table = html("table", {role: "grid", "aria-label": label, class: "grid ruled " + r.kind + (isColoured(r) ? " colours" : "") + (size.cols > 24 ? " fine" : ""),
    style: "--n:" + size.cols}, body);
  const number = (e) => (e.target.closest("td") ? +e.target.closest("td").dataset.cell : null);
  const move = (e) => {
    const i = number(e), by = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[e.key];
    if (i === null || !by || e.altKey || e.ctrlKey || e.metaKey) return;
    e.preventDefault();
    e.stopPropagation();
    const row = Math.floor(i / r.cols) + by[0], col = i % r.cols + by[1];
    if (row < 0 || col < 0 || row >= size.rows || col >= size.cols) return;
    cells[row * size.cols + col].cell.focus();
  };
  table.addEventListener("keydown", move);
  table.addEventListener("focusin", (e) => {
    for (const c of cells) c.cell.tabIndex = c.i === number(e) ? 0 : -1;
    select(number(e));
  });
  table.addEventListener("mouseover", (e) => { if (number(e) !== null) select(number(e)); });
  return {table, cells};
}

function paintGrid(r, grid, at, selected) {
  const wrong = wrongCells(r, at), changed = changedCells(at);
  const room = r.cols <= 16;
  for (const {i, cell, edges: lines} of grid.cells) {
    const symbol = at.grid ? at.grid[i] : " ", l = looks(r, symbol, i);
    const p = r.isGiven[i] ? null : confidence(r, at.s, i, symbol);
    const doubt = p === null || l.kind === "outside" ? 0 : 1 - p;
    const tint = isColoured(r) || p >= DOUBT ? doubt : 0.3 + 0.7 * doubt; /* what is in doubt must be seen */
    const says = [l.kind, lines];
    if (r.isGiven[i]) says.push("given");
    if (changed.has(i)) says.push("changed");
    if (wrong.has(i)) says.push("wrong");
    if (i === selected) says.push("selected");
    const small = room && doubt > 0.03 && !isColoured(r) ? html("small", {}, percent(p)) : null;
    if (small) says.push("doubtful");
    cell.className = says.join(" ").trim();
    cell.style.cssText = (doubt > 0.005 ? "--doubt:" + tint.toFixed(2) + ";" : "") + (l.colour ? "--fill:" + l.colour + ";--on:" + l.on : "");
    cell.replaceChildren(l.text, ...(small ? [" ", small] : []));
    cell.setAttribute("aria-label", placeName(r, i) + ": " + (l.text || at.grid ? symbolName(r, symbol) : "nothing yet") +
      (r.isGiven[i] ? ", given" : "") + (p !== null ? " " + percent(p) : "") + (changed.has(i) ? ", changed" : "") + (wrong.has(i) ? ", " + faulty(r) : ""));
  }
}

/* --- small grids ------------------------------------------------------------------------------------------------- */

/* One path for all cells of a colour keeps the page quick. */
function smallGrid(r, size, at, label) {
  const wrong = wrongCells(r, at), changed = changedCells(at), paths = new Map([["var(--unsure)", ""]]), texts = [];
  const add = (colour, d) => paths.set(colour, (paths.get(colour) || "") + d);
  for (let row = 0; row < size.rows; row++)
    for (let col = 0; col < size.cols; col++) {
      const i = row * r.cols + col, symbol = at.grid[i], l = looks(r, symbol, i), square = `M${col} ${row}h1v1h-1z`;
      const p = r.isGiven[i] ? null : confidence(r, at.s, i, symbol), inDoubt = p !== null && p < DOUBT;
      if (l.kind === "path" && inDoubt && !l.colour) add("var(--unsure)", square); /* below its dot */
      if (l.colour) add(l.colour, square);
      else if (l.kind === "wall") add("var(--wall)", square);
      else if (l.kind === "path") add("var(--accent)", `M${col + 0.25} ${row + 0.25}h.5v.5h-.5z`);
      else if (r.isGiven[i] && r.kind !== "maze") add("var(--given)", square);
      else if (inDoubt && l.kind !== "outside") add("var(--unsure)", square);
      if (!l.colour && l.text && l.kind !== "path") texts.push(svg("text", {x: col + 0.5, y: row + 0.78, "font-weight": r.isGiven[i] ? 700 : null}, l.text));
      if (wrong.has(i)) add("wrong", `M${col + 0.1} ${row + 0.1}h.8v.8h-.8z`);
      if (changed.has(i)) add("var(--ink)", `M${col + 0.6} ${row}h.4v.4z`);
    }
  const lines = [];
  for (let k = 0; k <= size.rows && r.box; k += r.box[0]) lines.push(`M0 ${k}h${size.cols}`);
  for (let k = 0; k <= size.cols && r.box; k += r.box[1]) lines.push(`M${k} 0v${size.rows}`);
  if (!r.box) lines.push(`M0 0h${size.cols}v${size.rows}h${-size.cols}z`);
  const marks = [...paths].filter(([c, d]) => c !== "wrong" && d).map(([c, d]) => svg("path", {d, style: "fill:" + c + (c === "var(--ink)" ? ";stroke:var(--paper);stroke-width:.06" : "")}));
  return svg("svg", {viewBox: `-0.1 -0.1 ${size.cols + 0.2} ${size.rows + 0.2}`, role: "img", "aria-label": label}, ...marks,
    svg("g", {"text-anchor": "middle", "font-size": 0.8}, ...texts),
    svg("path", {d: lines.join(""), style: "fill:none;stroke:var(--line);stroke-width:.08"}),
    paths.has("wrong") ? svg("path", {d: paths.get("wrong"), style: "fill:none;stroke:var(--wrong);stroke-width:.14"}) : null);
}

/* --- charts ------------------------------------------------------------------------------------------------------ */

const WIDE = 420, HIGH = 150, LEFT = 46, RIGHT = 12, TOP = 12, LOW = 30;

/* values: per try, per step; a number or null. */
function curves(r, values, o) {
  const n = r.most_steps, across = (k) => (n < 2 ? (LEFT + WIDE - RIGHT) / 2 : LEFT + k * (WIDE - LEFT - RIGHT) / (n - 1));
  const up = (v) => TOP + (1 - (v - o.low) / (o.high - o.low)) * (HIGH - TOP - LOW);
  const parts = [], rings = [];
  for (const v of o.ticks) {
    parts.push(svg("line", {class: "axis", x1: LEFT, x2: WIDE - RIGHT, y1: up(v), y2: up(v)}));
    parts.push(svg("text", {class: "thin", x: LEFT - 6, y: up(v) + 4, "text-anchor": "end", "font-size": 12}, o.print(v)));
  }
  const every = Math.ceil(n / 16);
  for (let k = 0; k < n; k += every)
    parts.push(svg("text", {class: "thin", x: across(k), y: HIGH - 12, "text-anchor": "middle", "font-size": 12}, String(k + 1)));
  parts.push(svg("text", {class: "thin", x: LEFT - 6, y: HIGH - 12, "text-anchor": "end", "font-size": 12}, "step"));
  if (o.limit !== undefined) parts.push(svg("line", {class: "limit", x1: LEFT, x2: WIDE - RIGHT, y1: up(o.limit), y2: up(o.limit)}));
  values.forEach((list, t) => {
    const points = list.map((v, k) => [across(k), up(Math.min(o.high, Math.max(o.low, v)))]);
    const chosen = t === r.chosen ? " chosen" : "";
    parts.push(svg("polyline", {class: "curve" + chosen, points: points.join(" "), "stroke-dasharray": DASHES[t % DASHES.length]}));
    for (const [x, y] of points) parts.push(svg("circle", {class: "dot" + chosen, cx: x, cy: y, r: chosen ? 3.5 : 2.5}));
    const [x, y] = points[points.length - 1];
    if (values.length > 1) parts.push(svg("text", {class: "thin", x, y: y < HIGH / 2 ? y + 18 : y - 8, "text-anchor": "middle", "font-size": 11}, "try " + (r.tries[t].number + 1)));
    rings.push({t, points, ring: svg("circle", {class: "now", r: 7, visibility: "hidden"})});
  });
  const chart = svg("svg", {class: "chart", viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": o.label}, ...parts, ...rings.map((x) => x.ring));
  const mark = (at) => rings.forEach(({t, points, ring}) => {
    const point = points[at(t)];
    ring.setAttribute("visibility", point ? "visible" : "hidden");
    if (point) fill(ring, {cx: point[0], cy: point[1]}, []);
  });
  return {chart, mark};
}

function haltingChart(r) {
  const values = r.tries.map((t) => t.steps.map((s) => (r.fills ? s.halting : chance(r, s.halting))));
  const t = r.tries[r.chosen].steps, last = values[r.chosen][values[r.chosen].length - 1];
  if (!r.fills) return curves(r, values, {low: 0, high: 1, ticks: [0, 0.5, 1], print: percent, limit: chance(r, r.threshold),
    label: "Halting probability by step, at last " + percent(last) + " after step " + t.length});
  const low = Math.min(...values.flat()), high = Math.max(low + 0.1, ...values.flat());
  return curves(r, values, {low, high, ticks: [low, high], print: (v) => v.toFixed(1), label: r.measure + " by step"});
}

function entropyChart(r) {
  if (r.tries.some((t) => t.steps.some((s) => s.entropy === undefined || s.entropy === null))) return null;
  const values = r.tries.map((t) => t.steps.map((s) => s.entropy)), high = Math.max(0.01, ...values.flat());
  return curves(r, values, {low: 0, high, ticks: [0, high / 2, high], print: (v) => v.toFixed(high < 0.1 ? 3 : 2),
    label: "Entropy by step, in nats a cell: " + values[r.chosen].map((v) => v.toFixed(3)).join(", ")});
}

function latentChart(r) {
  if (r.tries.some((t) => t.steps.some((s) => !s.latent))) return null;
  const side = 260, edge = 22;
  const paths = r.tries.map((t) => t.steps.map((s) => (s.path && s.path.length ? s.path : [s.latent])));
  const all = paths.flat(2), xs = all.map((p) => p[0]), ys = all.map((p) => p[1]);
  const wide = Math.max(1e-9, Math.max(...xs) - Math.min(...xs)), high = Math.max(1e-9, Math.max(...ys) - Math.min(...ys));
  const scale = Math.min((WIDE - 2 * edge) / wide, (side - 2 * edge) / high);
  const place = (p) => [(WIDE - wide * scale) / 2 + (p[0] - Math.min(...xs)) * scale, (side + high * scale) / 2 - (p[1] - Math.min(...ys)) * scale];
  const parts = [], rings = [];
  paths.forEach((steps, t) => {
    const chosen = t === r.chosen ? " chosen" : "", points = steps.map((s) => s.map(place));
    parts.push(svg("polyline", {class: "curve" + chosen, points: points.flat().map((p) => p.map((v) => v.toFixed(1))).join(" "), "stroke-dasharray": DASHES[t % DASHES.length]}));
    for (const p of points.flat()) parts.push(svg("circle", {class: "dot" + chosen, cx: p[0].toFixed(1), cy: p[1].toFixed(1), r: 1.6}));
    const [sx, sy] = points[0][0];
    parts.push(svg("rect", {class: "dot" + chosen, x: sx - 4, y: sy - 4, width: 8, height: 8}));
    points.forEach((s, k) => {
      const [x, y] = s[s.length - 1];
      parts.push(svg("circle", {class: "dot" + chosen, cx: x, cy: y, r: chosen ? 4.5 : 3}));
      if (chosen && (k < 4 || k === points.length - 1)) parts.push(svg("text", {x: x + 7, y: y - 5, "font-size": 13}, String(k + 1)));
    });
    rings.push({t, points, ring: svg("circle", {class: "now", r: 8, visibility: "hidden"})});
  });
  const chart = svg("svg", {class: "chart", viewBox: `0 0 ${WIDE} ${side}`, role: "img",
    "aria-label": "Path of the latent on its first two principal components, from the square to step " + r.tries[r.chosen].steps.length}, ...parts, ...rings.map((x) => x.ring));
  const mark = (at, update) => rings.forEach(({t, points, ring}) => {
    const step = points[at(t)], point = step && step[update(t) === null ? step.length - 1 : Math.min(update(t), step.length - 1)];
    ring.setAttribute("visibility", point ? "visible" : "hidden");
    if (point) fill(ring, {cx: point[0], cy: point[1]}, []);
  });
  return {chart, mark};
}

/* --- candidates -------------------------------------------------------------------------------------------------- */

function candidateTable(r, t, cell, now) {
  const shown = [...r.symbols].map((symbol, k) => ({symbol, k})).filter(({k}) => r.symbols.length <= 16 || t.steps.some((s) => probability(r, s, cell, k) > 0.01));
  const head = html("tr", {}, html("th", {scope: "col"}, "step"), ...t.steps.map((s, n) => html("th", {scope: "col", class: n === now ? "now" : null}, String(n + 1))));
  const rows = shown.map(({symbol, k}) => html("tr", {}, html("th", {scope: "row"}, symbolName(r, symbol)), ...t.steps.map((s, n) => {
    const p = probability(r, s, cell, k);
    return html("td", {class: ((n === now ? "now " : "") + (s.answer[cell] === symbol ? "most" : "")).trim() || null, style: "--p:" + p.toFixed(2)},
      p > 0.012 ? Math.round(p * 100) + "%" : "\u00b7");
  })));
  return html("table", {}, html("thead", {}, head), html("tbody", {}, ...rows));
}

/* --- sentences --------------------------------------------------------------------------------------------------- */

function listCells(r, cells, say) {
  const some = cells.slice(0, 5).map(say).join(", ");
  return cells.length > 5 ? some + " and " + (cells.length - 5) + " more" : some;
}

function tellFrame(r, t, at) {
  if (at.step < 0) return "The question, before the model has thought.";
  const changed = [...changedCells(at)], wrong = wrongCells(r, at), s = at.s, parts = [];
  const name = "Step " + (at.step + 1) + " of " + t.steps.length + (at.update === null ? "" : ", update " + (at.update + 1) + " of " + t.steps[at.step].updates.length);
  if (at.ended) parts.push("this try is over");
  else if (!at.before) parts.push("first answer");
  else if (!changed.length) parts.push("nothing changed");
  else parts.push(plural(changed.length, "cell") + " changed: " +
    listCells(r, changed, (i) => placeName(r, i) + " from " + symbolName(r, at.before[i]) + " to " + symbolName(r, at.grid[i])));
  if (r.answer || s) parts.push(wrong.size ? plural(wrong.size, "cell") + (r.answer ? " wrong" : wrong.size === 1 ? " breaks a rule" : " break a rule") : r.answer ? "none wrong" : "no rule broken");
  if (s && !r.fills) parts.push("halting probability " + percent(chance(r, s.halting)));
  if (s && s.entropy !== undefined && s.entropy !== null) parts.push("entropy " + s.entropy.toFixed(3));
  return name + ": " + parts.join("; ") + ".";
}

function tellStop(r, t) {
  if (r.fills) return "";
  const last = t.steps[t.steps.length - 1], p = percent(chance(r, last.halting)), enough = percent(chance(r, r.threshold));
  if (last.halting > r.threshold) return "It stopped by itself after step " + t.steps.length + ": its halting probability was " + p + ", and " + enough + " is enough.";
  return "It never was sure enough to stop, and was cut off after step " + t.steps.length + (t.steps.length >= r.most ? ", the last one allowed" : "") + ": its halting probability was " + p + ", and it takes " + enough + ". " +
    (standsSince(t) < t.steps.length ? "Its answer has stood since step " + standsSince(t) + "." : "");
}

/* The step, from 1, after which the answer no longer changed. */
function standsSince(t) {
  let k = t.steps.length - 1;
  while (k > 0 && t.steps[k].answer === t.steps[k - 1].answer) k--;
  return k + 1;
}

function tellChange(r, t) {
  for (let k = t.steps.length - 1; k > 0; k--) {
    const before = t.steps[k - 1].answer, now = t.steps[k].answer, changed = [];
    for (let i = 0; i < r.cells; i++) if (before[i] !== now[i]) changed.push(i);
    if (changed.length) return "Last to change, in step " + (k + 1) + ": " + listCells(r, changed, (i) => placeName(r, i)) + ".";
  }
  return t.steps.length > 1 ? "Nothing changed after the first step." : "";
}

function doubtful(r, s) {
  if (!s.candidates) return [];
  const list = [];
  for (let i = 0; i < r.cells; i++) {
    const p = r.isGiven[i] || isOutside(r, s.answer[i]) ? null : confidence(r, s, i, s.answer[i]);
    if (p !== null && p < DOUBT) list.push({i, p});
  }
  return list.sort((a, b) => a.p - b.p);
}

function tellDoubt(r, t) {
  if (!t.steps[0].candidates) return "";
  for (let k = t.steps.length - 1; k >= 0; k--) {
    const list = doubtful(r, t.steps[k]);
    if (list.length) return (k === t.steps.length - 1 ? "At the end it was" : "It was last") + " in doubt " + (k === t.steps.length - 1 ? "" : "in step " + (k + 1) + " ") +
      "about " + listCells(r, list, ({i, p}) => placeName(r, i) + " (" + percent(p) + ")") + ".";
  }
  return "It was never in doubt about a cell.";
}

function tellWrong(r, t) {
  const wrong = t.steps[t.steps.length - 1].wrong;
  if (wrong.length && r.kind === "arc" && r.verdict.solved) return "The answer below, to the input as it is, is wrong at " + listCells(r, wrong, (i) => placeName(r, i)) + "; the votes of its augmentations set that right.";
  return wrong.length ? (r.answer ? "Wrong: " : "Breaking a rule: ") + listCells(r, wrong, (i) => placeName(r, i)) + "." : "";
}

/* --- the view ---------------------------------------------------------------------------------------------------- */

function legend(r) {
  const sample = (name, style, text) => html("table", {class: "grid " + r.kind + (isColoured(r) ? " colours" : ""), role: "presentation", "aria-hidden": "true"},
    html("tbody", {}, html("tr", {}, html("td", {class: name, style}, text))));
  const sure = isColoured(r) ? "--fill:#2ecc40;--on:#000" : "";
  const items = [["", sure, "", isColoured(r) ? "sure: fills its cell" : "sure"],
    ["", sure + ";--doubt:.7", "", isColoured(r) ? "in doubt: small" : "in doubt"], ["changed", sure, "", "changed in this frame"],
    ["wrong", sure, "", r.answer ? "wrong: differs from the right answer" : "breaks a rule"],
    ["selected", sure, "", "selected: its candidates are listed"]];
  if (!r.answered) items.unshift(r.kind === "maze" ? ["path", "", "\u25cf", "path"] : ["given", "", "5", "given"]);
  return html("ul", {class: "legend"}, ...items.map(([name, style, text, words]) => html("li", {}, sample(name, style, text), words)));
}

/* Pairs of grids of an ARC task. */
function examples(list) {
  return list.map((pair, n) => html("figure", {}, ...pair.flatMap((g, side) => {
    const grid = {kind: "arc", rows: g.rows, cols: g.cols, cells: g.rows * g.cols, symbols: "", isGiven: [], tries: []};
    return [side ? "\u2192" : null, smallGrid(grid, g, {grid: g.grid, step: -1, before: null}, "example " + (n + 1) + (side ? ", output" : ", input"))];
  })));
}

function pairs(r, size) {
  const figures = examples(r.demonstrations || []);
  const asked = {grid: r.question, step: -1, before: null}, right = {grid: r.answer, step: -1, before: null};
  figures.push(html("figure", {}, html("figcaption", {}, "asked"), smallGrid(r, size, asked, "the question"),
    r.answer ? html("figcaption", {}, "right answer") : null, r.answer ? smallGrid(r, size, right, "the right answer") : null));
  return html("section", {class: "panel asked"}, html("h2", {}, r.kind === "arc" ? "Examples, and the question" : "The state before the step, and after it"), html("div", {class: "pairs"}, ...figures),
    r.kind === "program" ? html("p", {}, "The top row holds the line, then the counter, then J if the next line is the one jumped to; \u25ce is the cursor.") : null);
}

/* Steps that change nothing share the picture of the step before. */
function strip(r, size, t) {
  const items = [];
  t.steps.forEach((s, k) => {
    const at = look(r, t, {step: k, update: null}), changed = changedCells(at).size;
    const before = items[items.length - 1];
    const item = before && !changed && before.from > 0 && !before.changed ? before : {from: k, changed, at};
    if (item !== before) items.push(item);
    item.to = k;
  });
  items.splice(STRIP / 2, Math.max(0, items.length - STRIP)); /* a very long one keeps its two ends */
  for (const item of items) {
    const s = t.steps[item.to], words = [item.to > item.from ? "steps " + (item.from + 1) + " to " + (item.to + 1) : "step " + (item.to + 1)];
    if (!r.fills) words.push(percent(chance(r, s.halting)));
    if (item.from > 0) words.push(item.changed ? item.changed + " changed" : "no change");
    if (s.wrong.length) words.push(s.wrong.length + (r.answer ? " wrong" : s.wrong.length === 1 ? " breaks a rule" : " break a rule"));
    item.element = html("li", {}, smallGrid(r, size, item.at, tellFrame(r, t, item.at)), words.join(" \u00b7 "));
  }
  return {list: html("ol", {class: "strip"}, ...items.map((item) => item.element)), items};
}

function replayView(element, replay) {
  const r = prepare(replay), size = extent(r), single = r.tries.length === 1;
  let frame = {step: r.most_steps - 1, update: null}, chosen = {t: r.chosen, cell: null};

  const panels = r.tries.map((t, n) => {
    const name = single ? "The answer" : "Try " + (t.number + 1) + (n === r.chosen ? ", the chosen one" : "");
    const grid = makeGrid(r, size, name, (cell) => pick(n, cell)), says = html("p");
    const outcome = t.solved === null || t.solved === undefined ? "" : t.solved ? " \u2713" : " \u2717";
    const panel = html("section", {class: "panel try" + (single ? " single" : n === r.chosen ? " chosen" : "")}, html("h2", {}, name + (single ? "" : outcome)),
      html("div", {class: "holder", style: "max-width:min(" + size.cols * 4.5 + "rem," + (38 * size.cols / size.rows).toFixed(1) + "rem)"}, grid.table), says, n === r.chosen ? legend(r) : null);
    return {t, grid, says, panel};
  });

  const halting = haltingChart(r), entropy = entropyChart(r), latent = latentChart(r);
  const figure = (title, chart, note) => chart && html("section", {class: "panel"}, html("h2", {}, title), chart.chart, note ? html("p", {}, note) : null);
  const candidates = html("div", {class: "candidates", tabindex: "0", role: "region", "aria-label": "candidates of a cell"}), heading = html("h2");
  const hasCandidates = r.tries.every((t) => t.steps.every((s) => s.candidates));
  const facts = html("div", {class: "facts"}, figure(r.fills ? "Log-likelihood" : "Halting probability: how sure that all is right, " + (r.calibrated ? "as was measured on other puzzles" : "by its own word") + ". It stops above the dashed line, " + percent(chance(r, r.threshold)), halting),
    figure("Entropy: how undecided, in nats a cell", entropy),
    hasCandidates ? html("section", {class: "panel whole"}, heading, candidates) : null,
    figure("Path of the latent, from the square; numbers are steps", latent, "The latent has thousands of numbers. This is its shadow on the plane in which that of the first try " +
      "moved most; what lies across is not seen, and what the two directions mean is not known. It shows when the latent still moves and when it settles, " +
      "and whether tries end at one place; not what is thought, nor how near an answer is to the right one."));
  const shownTries = r.tries.length <= 4 ? r.tries.map((t, n) => n) : [r.chosen];
  const strips = shownTries.map((n) => ({n, ...strip(r, size, r.tries[n])}));
  const all = html("section", {class: "panel steps"}, ...strips.flatMap(({n, list}) => [html("h2", {}, "All steps" + (single ? "" : " of try " + (r.tries[n].number + 1))), list]));
  const tries = panels.map((p) => p.panel), asked = r.answered ? [pairs(r, size)] : [];
  if (single) element.replaceChildren(...asked, html("div", {class: "panels"}, html("div", {class: "left"}, ...tries, all), facts));
  else element.replaceChildren(...asked, html("div", {class: "panels"}, ...tries), facts, all);
  facts.classList.toggle("wide", !single);

  function showCandidates() {
    if (!hasCandidates || chosen.cell === null) return;
    const t = r.tries[chosen.t], at = look(r, t, frame), i = chosen.cell;
    heading.textContent = "Candidates of " + placeName(r, i) + (single ? "" : ", try " + (t.number + 1)) + (r.isGiven[i] ? " (given)" : "") +
      (r.answer && r.answer[i] !== " " ? ": right is " + symbolName(r, r.answer[i]) : "");
    candidates.replaceChildren(candidateTable(r, t, i, at.step));
    const column = candidates.querySelector("th.now");
    if (column) candidates.scrollLeft = column.offsetLeft - candidates.clientWidth / 2;
  }

  function pick(t, cell) {
    for (const [n, p] of panels.entries()) for (const c of p.grid.cells) c.cell.classList.toggle("selected", n === t && c.i === cell);
    chosen = {t, cell};
    showCandidates();
  }

  function show(to) {
    frame = to;
    const ats = panels.map((p) => look(r, p.t, frame));
    panels.forEach((p, n) => {
      paintGrid(r, p.grid, ats[n], chosen.t === n ? chosen.cell : null);
      p.says.textContent = single ? "" : tellFrame(r, p.t, ats[n]);
    });
    for (const chart of [halting, entropy, latent]) if (chart) chart.mark((t) => ats[t].step, (t) => (ats[t].update === undefined ? null : ats[t].update));
    for (const {n, items} of strips) for (const item of items) item.element.classList.toggle("now", item.from <= ats[n].step && ats[n].step <= item.to);
    showCandidates();
    return tellFrame(r, r.tries[r.chosen], ats[r.chosen]);
  }

  function frames(inner) {
    const list = [{step: -1, update: null}];
    for (let k = 0; k < r.most_steps; k++) {
      const updates = inner ? Math.max(1, ...r.tries.map((t) => (t.steps[k] ? t.steps[k].updates.length : 0))) : 1;
      for (let u = 0; u < updates; u++) list.push({step: k, update: u === updates - 1 ? null : u});
    }
    return list;
  }

  const best = r.tries[r.chosen], steps = best.steps;
  const first = steps.flatMap((s, k) => doubtful(r, steps[steps.length - 1 - k]))[0];
  pick(r.chosen, first ? first.i : Math.max(0, r.isGiven.indexOf(false)));
  show(frame);
  return {frames, show, replay: r, hasUpdates: r.tries.some((t) => t.steps.some((s) => s.updates.length > 1)),
    verdict: () => [r.verdict.text[0].toUpperCase() + r.verdict.text.slice(1) + (/[.!?]$/.test(r.verdict.text) ? "" : "."), tellStop(r, best), tellWrong(r, best), tellChange(r, best), tellDoubt(r, best)].filter((x) => x)};
}

return Object.assign(replayView, {examples, ruler, ruled, colour: (c) => "--fill:" + COLOURS[c] + ";--on:" + (LIGHT_ON.has(+c) ? "#fff" : "#000"), colourName: (c) => COLOUR_NAMES[c]});

})();
