/* The training tab. */

const startLesson = (() => {

const get = (id) => document.getElementById(id);
const NS = "http://www.w3.org/2000/svg", WIDE = 640, HIGH = 260, EDGE = 44;

function svg(name, attributes, ...children) {
  const e = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  e.append(...children);
  return e;
}

/* Curves of shares between 0 and 1: [{name, points: [[step, share]], class}]. */
function chart(curves, steps) {
  const x = (step) => EDGE + (WIDE - EDGE - 110) * step / steps, y = (share) => HIGH - 30 - (HIGH - 50) * share;
  const parts = [];
  for (const share of [0, 0.5, 1])
    parts.push(svg("line", {class: "axis", x1: x(0), x2: x(steps), y1: y(share), y2: y(share)}),
      svg("text", {x: EDGE - 6, y: y(share) + 5, "text-anchor": "end", "font-size": 14}, 100 * share + "%"));
  for (const step of [0, steps / 2, steps]) parts.push(svg("text", {x: x(step), y: HIGH - 8, "text-anchor": "middle", "font-size": 14}, "step " + step));
  const ends = curves.filter((c) => c.points.length).map((c) => ({c, at: c.points[c.points.length - 1]})).sort((a, b) => a.at[1] - b.at[1]);
  let low = Infinity;
  for (const {c, at} of ends) {
    low = Math.min(low - 16, y(at[1]) + 5);
    parts.push(svg("polyline", {class: "curve " + c.class, points: c.points.map(([s, v]) => x(s).toFixed(1) + "," + y(v).toFixed(1)).join(" "), "stroke-dasharray": c.dash}),
      svg("text", {x: x(at[0]) + 6, y: low, "font-size": 14}, c.name));
  }
  const words = ends.map(({c, at}) => c.name + " " + Math.round(100 * at[1]) + "%").join(", ");
  return svg("svg", {class: "chart", viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": "By step: " + (words || "nothing yet")}, ...parts);
}

function testGrid({question, answer, wrong}, n) {
  const table = document.createElement("table"), figure = document.createElement("figure");
  const body = table.appendChild(document.createElement("tbody"));
  table.className = "grid sudoku";
  table.style.cssText = "--n:4;--cell:2.1rem";
  table.setAttribute("aria-label", "test " + (n + 1) + ": " + (wrong.length ? wrong.length + " cells wrong" : "right"));
  for (let r = 0; r < 4; r++) {
    const line = body.appendChild(document.createElement("tr"));
    for (let c = 0; c < 4; c++) {
      const i = r * 4 + c, cell = line.appendChild(document.createElement("td"));
      cell.textContent = answer[i];
      cell.className = [question[i] === "." ? "" : "given", wrong.includes(i) ? "wrong" : "", c % 2 ? "right-edge" : "", r % 2 ? "low-edge" : "",
        c ? "" : "left-edge", r ? "" : "top-edge"].join(" ").trim();
    }
  }
  figure.append(table);
  return figure;
}

return function startLesson() {
  const brain = newBrain();
  let running = false, paused = false, curves = [];

  function begin() {
    curves = [{name: "unseen, solved", class: "chosen", points: [], dash: ""}, {name: "in training", class: "", points: [], dash: "6 3"}];
    get("lesson-chart").replaceChildren(chart(curves, 200));
    get("lesson-tests").replaceChildren();
    get("lesson-error").textContent = "";
  }

  function told({lesson: l}) {
    if (l.finished) curves[1].points.push([l.step, l.right / l.finished]);
    if (l.tested) {
      curves[0].points.push([l.step, l.tested.exact / l.tested.tests]);
      get("lesson-tests").replaceChildren(...l.tested.shown.map(testGrid));
      get("lesson-progress").textContent = "step " + l.step + " of " + l.steps + ", " + l.seconds.toFixed(1) + " s: " +
        l.tested.exact + " of " + l.tested.tests + " unseen puzzles solved; " + l.weights + " weights";
    }
    get("lesson-chart").replaceChildren(chart(curves, l.steps));
  }

  function show() {
    get("learn").textContent = running ? "end" : "start";
    get("pause").disabled = !running;
    get("pause").textContent = paused ? "go on" : "pause";
  }

  get("learn").addEventListener("click", async () => {
    if (running) return brain.end("");
    running = true;
    paused = false;
    begin();
    show();
    const result = await brain.ask({call: "learn", seed: Math.abs(parseInt(get("lesson-seed").value, 10)) || 0}, told);
    running = false;
    get("lesson-error").textContent = result.error || "";
    show();
  });
  get("pause").addEventListener("click", () => {
    paused = !paused;
    brain.ask({call: "pause", on: paused});
    show();
  });
  begin();
};

})();
