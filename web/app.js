/* Tabs, the puzzle, and thinking about it. */

(() => {

const get = (id) => document.getElementById(id);
const brain = newBrain();
const editor = puzzleEditor(get("editor"), edited);
const has = (model) => document.getElementById("model-" + model) !== null;

const KINDS = {
  sudoku: {
    sizes: [4, 6, 8, 9, 10, 12, 15, 16], side: 9, open: ".", models: ["sudoku"],
    first: "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79\n",
    hint: "Click a cell and type, or choose a symbol and click; Delete opens a cell.",
  },
  maze: {
    sizes: [7, 9, 11, 13, 15, 17, 19, 21, 25, 30], side: 11, open: " ", models: ["maze"],
    first: "###########\n#.....#...#\n#.###.###.#\n#S#.#.#...#\n###.#.#.#.#\n#...#.#.#.#\n#.###.#.#.#\n#.....#.#.#\n#.#####.#.#\n#.......#G#\n###########\n",
    hint: "Draw with the pointer, or move with the arrow keys and press # for a wall, Space for a free cell, S, G.",
  },
};
const tasks = document.getElementById("tasks") ? JSON.parse(document.getElementById("tasks").textContent) : {};
if (has("arc")) KINDS.arc = {
  sizes: Object.keys(tasks), side: tasks.gravity ? "gravity" : Object.keys(tasks)[0], open: "0", models: ["arc"],
  hint: "The model learned each task from 300 such examples, never from its test inputs. Click a cell and press a digit, or choose a colour and paint.",
};
const BRUSHES = {"#": "wall", " ": "free", "S": "start", "G": "goal", ".": "open"};

let kind = null, kept = {}, before = null, seed = 1, tests = 0, checks = 0, reads = 0, timer = null, lesson = false;

/* --- the puzzle -------------------------------------------------------------------------------------------------- */

function showBrushes() {
  const p = editor.puzzle, symbols = p.kind === "maze" ? ["#", " ", "S", "G"] : p.kind === "arc" ? [...p.symbols] : [...p.symbols, "."];
  if (!symbols.includes(editor.brush)) editor.brush = p.kind === "maze" ? "#" : null;
  get("brushes").replaceChildren(...symbols.map((symbol) => {
    const b = document.createElement("button");
    b.type = "button";
    b.textContent = BRUSHES[symbol] || symbol;
    if (p.kind === "arc") {
      b.title = replayView.colourName(symbol);
      b.className = "swatch";
      b.style.cssText = replayView.colour(symbol);
      b.setAttribute("aria-label", symbol + " " + b.title);
    }
    b.setAttribute("aria-pressed", editor.brush === symbol);
    b.addEventListener("click", () => {
      editor.brush = editor.brush === symbol && p.kind !== "maze" ? null : symbol;
      showBrushes();
      get("brushes").children[symbols.indexOf(symbol)].focus();
    });
    return b;
  }));
}

function chooseModel() {
  const models = KINDS[kind].models.filter(has);
  get("model").replaceChildren(...models.map((m) => new Option(m, m)));
}

const gridOf = (rows) => ({rows: rows.length, cols: rows[0].length, grid: rows.flat().join("")});

/* The n-th test input of a task. */
function takeTest(name, n) {
  const {train, test} = tasks[name], {input, output} = test[n % test.length], g = gridOf(input);
  take({kind: "arc", ...g, symbols: "0123456789", task: name, train, asked: {grid: g.grid, output}});
}

function take(p) {
  before = p;
  editor.set(p);
  get("examples").replaceChildren(...replayView.examples((p.train || []).map((pair) => [gridOf(pair.input), gridOf(pair.output)])));
  if (kind !== "arc" && ![...get("size").options].some((o) => +o.value === p.rows)) get("size").append(new Option(p.rows + "x" + p.cols, p.rows));
  get("size").value = p.task || p.rows;
  get("text").value = editor.text();
  showBrushes();
  chooseModel();
  check();
}

/* What the rules say of the question, in the words of ./solve. Only the newest answer counts. */
async function check() {
  const number = ++checks;
  if (kind === "arc") return void (get("fault").textContent = "");
  const r = await brain.ask({call: "read", text: editor.text(), kind, several: get("several").checked});
  if (number === checks && !r.ended) get("fault").textContent = r.error || "";
}

function edited() {
  get("text").value = editor.text();
  clearTimeout(timer);
  timer = setTimeout(check, 150);
}

const say = (text) => { get("error").textContent = text; };

async function generate() {
  if (kind === "arc") return takeTest(get("size").value, ++tests);
  const of = kind, r = await brain.ask({call: "generate", kind, side: +get("size").value, seed: seed++});
  if (of !== kind || r.ended) return;
  say(r.error || "");
  if (!r.error) take(r);
}

async function readText(text, several) {
  const of = kind, r = await brain.ask({call: "read", text, kind, several});
  if (of !== kind || r.ended) return;
  say(r.error || "");
  if (!r.error) take(r);
  get("read").dataset.done = ++reads; // for tests, which have to wait for it
}

const pick = (list) => list[Math.floor(Math.random() * list.length)];
const cellsOf = (test) => [...editor.puzzle.grid].flatMap((s, i) => (test(s, i) ? [i] : []));

/* A clue of a Sudoku, a wall of a maze within its edge. */
function eraseOne() {
  const p = editor.puzzle, inside = (i) => i % p.cols > 0 && i % p.cols < p.cols - 1 && i >= p.cols && i < p.cols * (p.rows - 1);
  const cell = pick(kind === "maze" ? cellsOf((s, i) => s === "#" && inside(i)) : cellsOf((s) => s !== KINDS[kind].open));
  if (cell === undefined) return;
  editor.put(cell, KINDS[kind].open);
  editor.focus(cell);
  edited();
}

/* Another symbol for a clue; a wall across a way. */
function breakOne() {
  const cell = pick(cellsOf((s) => (kind === "maze" ? s === " " : kind === "arc" || s !== ".")));
  if (cell === undefined) return;
  editor.put(cell, kind === "maze" ? "#" : pick([...editor.puzzle.symbols].filter((s) => s !== editor.puzzle.grid[cell])));
  editor.focus(cell);
  edited();
}

function clearAll() {
  const p = editor.puzzle, edge = (i) => i % p.cols === 0 || i % p.cols === p.cols - 1 || i < p.cols || i >= p.cols * (p.rows - 1);
  const grid = [...p.grid].map((s, i) => (kind === "maze" ? (edge(i) ? "#" : " ") : KINDS[kind].open));
  if (kind === "maze") { grid[p.cols + 1] = "S"; grid[p.cols * (p.rows - 1) - 2] = "G"; }
  const old = before;
  take({...p, grid: grid.join("")});
  before = old;
}

/* --- thinking ---------------------------------------------------------------------------------------------------- */

let thinking = false, live = null, due = false;

function setThinking(on) {
  thinking = on;
  get("think").disabled = on;
  get("stop").disabled = !on;
  get("live").hidden = true;
  if (!on) get("progress").textContent = "";
}

/* The answer as it is now, in a grid that is drawn once and then written to. */
function told({step: s}) {
  live = s;
  get("progress").textContent = "try " + (s.attempt + 1) + ", step " + (s.step + 1) + ": halting probability " + (100 * s.sure).toFixed(1) + "%";
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    if (thinking) drawLive();
  });
}

/* The output of a task has a size of its own, which may change. */
function drawOutput() {
  const rows = live.answer.match(new RegExp(".{" + live.cols + "}", "g")), old = get("live").querySelectorAll("td"), same = old.length === live.answer.length;
  const table = document.createElement("table");
  table.className = "grid arc colours";
  table.style.cssText = "--n:" + live.cols;
  rows.forEach((row, r) => [...row].forEach((symbol, c) => {
    const cell = (c ? table.rows[r] : table.insertRow()).insertCell(), outside = symbol === " " || symbol === "~";
    cell.textContent = outside ? "" : symbol;
    cell.className = outside ? "outside" : same && old[r * live.cols + c].textContent !== symbol ? "changed" : "";
    if (!outside) cell.style.cssText = replayView.colour(symbol);
  }));
  get("live").querySelector(".holder").replaceChildren(table);
  get("live").hidden = false;
}

function drawLive() {
  if (kind === "arc") return drawOutput();
  const from = [...get("editor").querySelectorAll("td")];
  if (get("live").hidden) {
    const table = get("editor").querySelector("table").cloneNode(true);
    table.removeAttribute("role");
    table.removeAttribute("aria-label");
    for (const cell of table.querySelectorAll("td")) cell.removeAttribute("tabindex");
    get("live").querySelector(".holder").replaceChildren(table);
    get("live").hidden = false;
  }
  get("live").querySelectorAll("td").forEach((cell, i) => {
    const path = kind === "maze" && live.answer[i] === "o", text = path ? "\u25cf" : kind === "maze" || from[i].textContent ? from[i].textContent : live.answer[i];
    cell.classList.toggle("changed", cell.textContent !== text);
    cell.classList.toggle("path", path);
    cell.textContent = text;
  });
}

const value = (id) => get(id).value.trim();

async function think() {
  const options = ["steps", "tries", "noise", "halt", "seed", "augmentations"].filter((id) => id !== "halt" || value(id)).map((id) => "--" + id + "=" + value(id));
  options.push("--choose=" + value("choose-try"));
  say("");
  get("result").hidden = true;
  setThinking(true);
  const r = await brain.ask({call: "solve", model: value("model"), text: editor.text(), kind, several: get("several").checked, options}, told);
  setThinking(false);
  if (r.error) say(r.error);
  if (r.error || r.ended) return;
  get("result").hidden = false;
  get("result").dataset.answer = r.answer;
  get("result").dataset.done = 1 + +(get("result").dataset.done || 0);
  replayControls([r.replay]);
}

function stop() {
  brain.end("");
  setThinking(false);
}

/* --- tabs -------------------------------------------------------------------------------------------------------- */

function showKind(name) {
  if (kind === name) return;
  if (thinking) stop();
  if (kind && editor.puzzle) kept[kind] = {now: editor.puzzle, before};
  kind = name;
  const k = KINDS[kind];
  get("size").replaceChildren(...k.sizes.map((n) => (kind === "arc" ? new Option(n, n) : new Option(n + "x" + n, n))));
  get("size").value = k.side;
  get("hint").textContent = k.hint;
  get("several-label").hidden = kind !== "sudoku";
  get("paste").hidden = kind === "arc";
  get("augmentations-label").hidden = kind !== "arc";
  get("size-label").textContent = kind === "arc" ? "task" : "size";
  get("new").textContent = kind === "arc" ? "another input" : "new puzzle";
  get("erase").textContent = {sudoku: "erase a clue", maze: "open a wall", arc: "blank a cell"}[kind];
  get("break").textContent = {sudoku: "break a clue", maze: "wall up a cell", arc: "change a cell"}[kind];
  get("choose-try").querySelector("[value=rules]").disabled = kind === "arc";
  if (kind === "arc" && value("choose-try") === "rules") get("choose-try").value = "confident";
  get("result").hidden = true;
  say("");
  get("fault").textContent = "";
  get("editor").replaceChildren();
  if (kept[kind]) {
    take(kept[kind].now);
    before = kept[kind].before;
  } else if (kind === "arc") takeTest(k.side, tests);
  else readText(k.first, false);
}

function select(tab) {
  const name = tab.id.slice("tab-".length);
  for (const t of get("tabs").children) {
    t.setAttribute("aria-selected", t === tab);
    t.tabIndex = t === tab ? 0 : -1;
  }
  get("lesson").hidden = name !== "lesson";
  get("puzzles").hidden = name === "lesson";
  get("puzzles").setAttribute("aria-labelledby", name === "lesson" ? "tab-sudoku" : tab.id);
  if (name !== "lesson") showKind(name);
  else if (!lesson) {
    lesson = true;
    startLesson();
  }
}

get("tabs").addEventListener("click", (e) => { if (e.target.closest("[role=tab]")) select(e.target.closest("[role=tab]")); });
get("tabs").addEventListener("keydown", (e) => {
  const tabs = [...get("tabs").children], to = tabs[(tabs.indexOf(e.target) + ({ArrowRight: 1, ArrowLeft: -1}[e.key] || 0) + tabs.length) % tabs.length];
  if (!to || to === e.target) return;
  e.preventDefault();
  e.stopPropagation();
  to.focus();
  select(to);
});
for (const k of ["sudoku", "maze", "arc"]) if (!KINDS[k] || !KINDS[k].models.some(has)) get("tab-" + k).remove();
get("new").addEventListener("click", generate);
get("size").addEventListener("change", generate);
get("clear").addEventListener("click", clearAll);
get("erase").addEventListener("click", eraseOne);
get("break").addEventListener("click", breakOne);
get("back-to").addEventListener("click", () => take(before));
get("read").addEventListener("click", () => readText(get("text").value, true));
get("several").addEventListener("change", check);
get("think").addEventListener("click", think);
get("stop").addEventListener("click", stop);
for (const input of document.querySelectorAll("main input[type=text]")) input.inputMode = "decimal";
for (const [id, key] of [["play", "Space"], ["back", ","], ["forth", "."]]) get(id).setAttribute("aria-keyshortcuts", key);
select(get("tabs").querySelector("[role=tab]"));

})();
