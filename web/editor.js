/* A grid that one edits: cells by pointer or keys.
 *
 *   const e = puzzleEditor(element, changed)     changed() is called after every edit of a person
 *   e.set({kind, rows, cols, box, symbols, grid})      of an ARC task also task, its name; train, its demonstrations;
 *                                                      asked, the grid with the output as its file has them
 *   e.text()                                     the puzzle as ./solve reads it
 *   e.puzzle, e.put(cell, symbol), e.brush */

const puzzleEditor = (() => {

const OPEN = "."; /* of a Sudoku; a maze has no open cells */
const NAMES = {"#": "wall", " ": "free", "S": "start", "G": "goal"};

const make = (name, attributes, ...children) => {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  e.append(...children);
  return e;
};

function edgesOf(p, row, col) {
  if (!p.box) return "";
  return [(col + 1) % p.box[1] === 0 ? "right-edge" : "", (row + 1) % p.box[0] === 0 ? "low-edge" : "", col ? "" : "left-edge", row ? "" : "top-edge"].join(" ");
}

return function puzzleEditor(element, changed) {
  let puzzle = null, cells = [], painting = false;
  const editor = {set, text, put, get puzzle() { return puzzle; }, brush: null, focus: (i) => cells[i].focus()};

  function paint(i) {
    const symbol = puzzle.grid[i], cell = cells[i], maze = puzzle.kind === "maze";
    if (puzzle.kind === "arc") return paintColour(i, symbol);
    const shown = symbol === OPEN || symbol === " " || (maze && symbol === "#") ? "" : symbol;
    cell.textContent = shown;
    cell.className = (cell.dataset.edges + " " + (maze ? (symbol === "#" ? "wall" : shown ? "given" : "") : shown ? "given" : "")).trim();
    cell.setAttribute("aria-label", "row " + (Math.floor(i / puzzle.cols) + 1) + " column " + (i % puzzle.cols + 1) + ": " +
      (maze ? NAMES[symbol] || symbol : shown || "open"));
  }

  function paintColour(i, symbol) {
    cells[i].textContent = symbol;
    cells[i].style.cssText = replayView.colour(symbol);
    cells[i].setAttribute("aria-label", "row " + (Math.floor(i / puzzle.cols) + 1) + " column " + (i % puzzle.cols + 1) + ": " + symbol + " " + replayView.colourName(symbol));
  }

  /* A maze has one start and one goal: another one takes its place. */
  function put(i, symbol) {
    const grid = [...puzzle.grid];
    if (symbol === "S" || symbol === "G") grid.forEach((s, k) => { if (s === symbol) { grid[k] = " "; } });
    const before = puzzle.grid;
    grid[i] = symbol;
    puzzle = {...puzzle, grid: grid.join("")};
    for (let k = 0; k < grid.length; k++) if (before[k] !== grid[k]) paint(k);
  }

  function edit(i, symbol) {
    if (symbol === null || puzzle.grid[i] === symbol) return;
    put(i, symbol);
    changed();
  }

  function set(p) {
    const body = make("tbody", {}, replayView.ruler(p.cols));
    puzzle = p;
    cells = [];
    for (let row = 0; row < p.rows; row++) {
      const line = make("tr", {}, make("th", {scope: "row"}, replayView.ruled(row + 1, p.rows)));
      for (let col = 0; col < p.cols; col++) {
        const cell = make("td", {tabindex: cells.length ? "-1" : "0", "data-cell": cells.length, "data-edges": edgesOf(p, row, col)});
        cells.push(cell);
        line.append(cell);
      }
      body.append(line);
    }
    element.replaceChildren(make("table", {class: "grid ruled " + p.kind + (p.kind === "arc" ? " colours" : "") + (p.cols > 24 ? " fine" : ""), role: "grid", style: "--n:" + p.cols,
      "aria-label": "The puzzle: arrow keys move, keys write, Delete or 0 opens a cell"}, body));
    cells.forEach((cell, i) => paint(i));
  }

  /* What is right is known of the test input as its file has it. */
  function taskText() {
    const p = puzzle, input = [];
    for (let r = 0; r < p.rows; r++) input.push([...p.grid.slice(r * p.cols, (r + 1) * p.cols)].map(Number));
    const test = p.asked && p.asked.grid === p.grid ? {input, output: p.asked.output} : {input};
    return JSON.stringify({[p.task]: {train: p.train, test: [test]}});
  }

  /* Boxes that stand are told by the gaps between them; everything else by the number of cells. */
  function text() {
    const p = puzzle, rows = [];
    if (p.kind === "arc") return taskText();
    const free = p.kind === "maze" ? p.grid.replaceAll(" ", ".") : p.grid;
    for (let r = 0; r < p.rows; r++) rows.push(free.slice(r * p.cols, (r + 1) * p.cols));
    if (!p.box || p.box[0] <= p.box[1]) return p.kind === "maze" ? rows.join("\n") + "\n" : free + "\n";
    const spaced = rows.map((row) => row.match(new RegExp(".{" + p.box[1] + "}", "g")).join("|"));
    return spaced.map((row, r) => row + (r % p.box[0] === p.box[0] - 1 ? "\n" : "")).join("\n") + "\n";
  }

  /* --- keys and pointer ------------------------------------------------------------------------------------------ */

  const numberOf = (target) => (target && target.closest("td") && element.contains(target) ? +target.closest("td").dataset.cell : null);

  function symbolOf(key) {
    if (puzzle.kind === "maze") return {"#": "#", " ": " ", ".": " ", "s": "S", "S": "S", "g": "G", "G": "G", Delete: " ", Backspace: " "}[key] ?? null;
    if (puzzle.kind === "arc" && ["Delete", "Backspace", " ", "."].includes(key)) return "0";
    if (["Delete", "Backspace", " ", "."].includes(key) || (key === "0" && !puzzle.symbols.includes("0"))) return OPEN;
    const symbol = key.length === 1 ? key.toUpperCase() : "";
    return symbol && puzzle.symbols.includes(symbol) ? symbol : null;
  }

  element.addEventListener("keydown", (e) => {
    const i = numberOf(e.target), by = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[e.key];
    if (i === null || e.altKey || e.ctrlKey || e.metaKey) return;
    const symbol = e.key === "Enter" ? editor.brush : symbolOf(e.key);
    if (!by && symbol === null) return;
    e.preventDefault();
    if (symbol !== null && !by) return edit(i, symbol);
    const row = Math.floor(i / puzzle.cols) + by[0], col = i % puzzle.cols + by[1];
    if (row >= 0 && col >= 0 && row < puzzle.rows && col < puzzle.cols) cells[row * puzzle.cols + col].focus();
  });

  element.addEventListener("focusin", (e) => {
    const i = numberOf(e.target);
    cells.forEach((cell, k) => { cell.tabIndex = k === i ? 0 : -1; });
  });

  element.addEventListener("pointerdown", (e) => {
    const i = numberOf(e.target);
    if (i === null || e.button !== 0) return;
    e.preventDefault();
    cells[i].focus();
    painting = puzzle.kind !== "sudoku";
    if (editor.brush !== null) edit(i, editor.brush);
  });
  element.addEventListener("pointermove", (e) => {
    if (!painting || editor.brush === "S" || editor.brush === "G") return;
    const i = numberOf(document.elementFromPoint(e.clientX, e.clientY));
    if (i !== null) edit(i, editor.brush);
  });
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => { painting = false; });

  return editor;
};

})();
