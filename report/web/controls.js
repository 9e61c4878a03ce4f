/* The controls of a page of replays: which puzzle, which frame, play. replayControls(list) shows a list. */

const replayControls = (() => {

let replays = [];
const get = (id) => document.getElementById(id);
let puzzle = 0, view = null, list = [], at = 0, timer = null;

function showFrame(n) {
  at = Math.max(0, Math.min(list.length - 1, n));
  const caption = view.show(list[at]), {step, update} = list[at];
  const where = step < 0 ? "question" : "step " + (step + 1) + (update === null ? "" : ", update " + (update + 1));
  get("caption").textContent = caption;
  get("where").textContent = where;
  get("frame").value = at;
  get("frame").setAttribute("aria-valuetext", where);
  get("back").disabled = at === 0;
  get("forth").disabled = at === list.length - 1;
}

function stop() {
  clearInterval(timer);
  timer = null;
  get("play").textContent = "\u25b6 play";
}

function play() {
  if (timer) return stop();
  get("play").textContent = "\u23f8 pause";
  showFrame(at === list.length - 1 ? 0 : at);
  timer = setInterval(() => (at === list.length - 1 ? stop() : showFrame(at + 1)), get("inner").checked ? 250 : 1200);
}

function move(by) {
  stop();
  showFrame(at + by);
}

/* Steps alone, or every update; what is shown stays as near as it can. */
function setInner() {
  const {step} = list[at] || {step: null};
  stop();
  list = view.frames(get("inner").checked);
  get("frame").max = list.length - 1;
  showFrame(step === null ? list.length - 1 : list.findIndex((f) => f.step === step && f.update === null));
}

function showPuzzle(n) {
  stop();
  puzzle = (n + replays.length) % replays.length;
  const replay = replays[puzzle];
  view = replayView(get("view"), replay);
  get("puzzle").value = puzzle;
  if (get("title")) get("title").textContent = "A recursive model at work: " + replay.kind + ", " + replay.name;
  const [first, ...others] = view.verdict(), line = document.createElement("span");
  line.className = "verdict" + (replay.verdict.solved === null ? "" : replay.verdict.solved ? " right" : " failed");
  line.textContent = first;
  get("verdict").replaceChildren(line, " " + others.join(" "));
  get("inner-label").hidden = !view.hasUpdates;
  list = [];
  setInner();
}

function key(e) {
  if (e.altKey || e.ctrlKey || e.metaKey || !replays.length || e.target.closest("select, textarea, [type=text], .own-keys")) return;
  const slider = e.target.type === "range", button = e.target.closest("button, input, summary, a");
  const act = {",": () => move(-1), ".": () => move(1), "u": () => view.hasUpdates && get("inner").click(),
    "[": () => showPuzzle(puzzle - 1), "]": () => showPuzzle(puzzle + 1)};
  if (!slider) Object.assign(act, {ArrowLeft: act[","], ArrowRight: act["."], Home: () => move(-list.length), End: () => move(list.length)});
  if (!button || slider) act[" "] = play;
  if (!act[e.key]) return;
  e.preventDefault();
  act[e.key]();
}

function open(list) {
  replays = list;
  get("puzzle").replaceChildren(...replays.map((r, n) => new Option((n + 1) + ": " + r.name + (r.verdict.solved === null ? "" : r.verdict.solved ? " \u2713" : " \u2717"), n)));
  get("choose").hidden = replays.length < 2;
  if (replays.length) showPuzzle(0);
  else get("caption").textContent = "There was no puzzle to show.";
}

const shortcuts = {"play": "Space", "back": ",", "forth": ".", "previous-puzzle": "[", "next-puzzle": "]", "inner": "u"};
for (const [id, keys] of Object.entries(shortcuts)) get(id).setAttribute("aria-keyshortcuts", keys);
get("puzzle").addEventListener("change", () => showPuzzle(+get("puzzle").value));
get("previous-puzzle").addEventListener("click", () => showPuzzle(puzzle - 1));
get("next-puzzle").addEventListener("click", () => showPuzzle(puzzle + 1));
get("play").addEventListener("click", play);
get("back").addEventListener("click", () => move(-1));
get("forth").addEventListener("click", () => move(1));
get("frame").addEventListener("input", () => { stop(); showFrame(+get("frame").value); });
get("inner").addEventListener("change", setInner);
document.addEventListener("keydown", key);
return open;

})();
