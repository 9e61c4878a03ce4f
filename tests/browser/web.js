// Tests the page of `make web`, web/index.html, in a browser:
//     node web.js PAGE.html quick ANSWERS.txt    what a person does, and answers compared with those of ./solve
//     node web.js PAGE.html compare ANSWERS.txt  answers alone
// ANSWERS.txt: lines "kind TAB puzzle TAB answer", as ./solve gives the answers.
"use strict";
const fs = require("fs");
const path = require("path");
const {check, launch, open, accessibility, finish} = require("./browser.js");

const text = (page, id) => page.locator("#" + id).innerText();
const puzzle = (page) => page.evaluate(() => [...document.querySelectorAll("#editor td")].map((c) => c.textContent || (c.classList.contains("wall") ? "#" : ".")).join(""));
const shot = (page, file, name) => page.screenshot({path: path.join(path.dirname(file), name + ".png"), fullPage: true});
const until = (page, what, argument) => page.waitForFunction(what, argument, {timeout: 60000});

// Presses "think" and waits for the answer, or the sentence that refuses.
async function think(page) {
  const before = await page.evaluate(() => document.getElementById("result").dataset.done || "0");
  await page.click("#think");
  await until(page, (n) => !document.getElementById("think").disabled && ((document.getElementById("result").dataset.done || "0") !== n || document.getElementById("error").textContent), before);
  return page.evaluate(() => (document.getElementById("error").textContent ? null : document.getElementById("result").dataset.answer));
}

async function type(page, puzzleText) {
  await page.evaluate(() => { document.querySelector("#puzzles details").open = true; });
  const before = await page.evaluate(() => document.getElementById("read").dataset.done);
  await page.fill("#text", puzzleText);
  await page.click("#read");
  await until(page, (n) => document.getElementById("read").dataset.done !== n, before);
}

async function ready(page) {
  await until(page, () => document.querySelectorAll("#editor td").length > 0);
}

/* --- a Sudoku ---------------------------------------------------------------------------------------------------- */

const FIRST = "534678912672195348198342567859761423426853791713924856961537284287419635345286179";

async function sudoku(page, file) {
  await ready(page);
  check((await think(page)) === FIRST, "the first puzzle is solved");
  check(/^Solved after 1 step; the rules agree/.test((await text(page, "verdict")).replace(/^\W+/, "")), "and said to be: " + (await text(page, "verdict")));
  check((await page.locator("#editor th[scope=col]").allInnerTexts()).join("") === "123456789" && (await page.locator("#editor th[scope=row]").count()) === 9, "rows and columns have the numbers that sentences name");
  await shot(page, file, "sudoku");
  const grid = await puzzle(page);
  await page.locator("#editor td").nth(2).click();
  await page.keyboard.press("5");
  await until(page, () => /contradict/.test(document.getElementById("fault").textContent));
  check((await text(page, "fault")) === "the puzzle:1: the clues contradict: 5 stands twice in row 1 (columns 1 and 3)", "a broken rule is said: " + (await text(page, "fault")));
  check((await think(page)) === null && /5 stands twice/.test(await text(page, "error")), "and refused as ./solve does: " + (await text(page, "error")));
  await page.locator("#editor td").nth(2).click();
  await page.keyboard.press("Delete");
  check((await puzzle(page)) === grid, "Delete opens a cell");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("0");
  check((await puzzle(page))[1] === ".", "arrow keys move, 0 opens");
  await page.click("#back-to");
  check((await puzzle(page)) === grid, "what was read is put back");
  await type(page, "53..7....\n6..195...\n.98....6.\n8...6...3\n4..8.3..1\n7...2...6\n.6....28.\n...419..5\n....8....\n");
  check((await think(page)) === null && /more than one solution/.test(await text(page, "error")), "several solutions: " + (await text(page, "error")));
  await page.check("#several");
  check((await think(page)) !== null, "unless they are asked for");
  await page.uncheck("#several");
}

const TALL = fs.readFileSync(path.join(__dirname, "../files_read/six_tall_blanks.txt"), "latin1");

async function options(page) {
  for (const [id, value, says] of [["steps", "0", "--steps 0 is out of range: expected 1 to 1024"], ["noise", "x", "--noise"], ["tries", "1000000", "--tries 1000000 is out of range"]]) {
    const before = await page.inputValue("#" + id);
    await page.fill("#" + id, value);
    check((await think(page)) === null && (await text(page, "error")).includes(says), id + ": " + (await text(page, "error")));
    await page.fill("#" + id, before);
  }
  await type(page, "1..43.1..3..4..3\n");
  await page.fill("#tries", "3");
  await page.fill("#noise", "2");
  await page.fill("#steps", "2");
  check((await think(page)) !== null && (await page.locator("#view table.grid[role=grid]").count()) === 3, "three tries stand side by side");
  await page.fill("#tries", "1");
  await page.fill("#steps", "16");
  await type(page, TALL);
  await until(page, () => document.querySelectorAll("#editor td").length === 36);
  check((await think(page)) !== null && (await page.locator("#editor td.low-edge").count()) === 12, "boxes that stand, two rows of them: " + (await text(page, "error")));
  await type(page, "no puzzle");
  await until(page, () => document.getElementById("error").textContent);
  check((await text(page, "error")).startsWith("the puzzle"), "a text that is no puzzle: " + (await text(page, "error")));
}

// Every size has a puzzle of its own that can be thought about.
async function sizes(page, list) {
  for (const n of list) {
    await page.selectOption("#size", String(n));
    await until(page, (cells) => document.querySelectorAll("#editor td").length === cells, n * n);
    await page.fill("#steps", "1");
    check(((await think(page)) || "").length === n * n, n + "x" + n + " is answered: " + (await text(page, "error")));
    await page.fill("#steps", "16");
  }
}

/* --- mazes ------------------------------------------------------------------------------------------------------- */

async function maze(page, file) {
  await page.click("#tab-maze");
  await ready(page);
  await until(page, () => document.querySelectorAll("#editor td").length === 121);
  check(/o/.test((await think(page)) || ""), "the first maze has a path");
  await shot(page, file, "maze");
  await page.click("#clear");
  await page.locator("#brushes button", {hasText: "wall"}).click();
  const from = await page.locator("#editor td").nth(5 * 11 + 1).boundingBox(), to = await page.locator("#editor td").nth(5 * 11 + 8).boundingBox();
  await page.mouse.move(from.x + 5, from.y + 5);
  await page.mouse.down();
  await page.mouse.move(to.x + 5, to.y + 5, {steps: 20});
  await page.mouse.up();
  check((await puzzle(page)).slice(55, 66) === "#########.#", "a stroke draws a wall: " + (await puzzle(page)).slice(55, 66));
  await page.locator("#brushes button", {hasText: "goal"}).click();
  await page.locator("#editor td").nth(9 * 11 + 1).click();
  check(((await puzzle(page)).match(/G/g) || []).length === 1 && (await puzzle(page))[100] === "G", "the goal moves");
  const answer = await think(page);
  check(answer && answer[5 * 11 + 9] === "o", "the way leads through the gap: " + answer);
  await shot(page, file, "maze-drawn");
  await page.locator("#editor td").nth(5 * 11 + 9).focus();
  await page.keyboard.press("#");
  check((await think(page)) === null && /no way leads from the start to the goal/.test(await text(page, "error")), "a goal out of reach: " + (await text(page, "error")));
}

/* --- ARC, if the page has its model ------------------------------------------------------------------------------- */

async function arc(page, file) {
  if (!(await page.locator("#tab-arc").count())) return console.log("the page has no model of ARC tasks, so that tab is not tried");
  await page.click("#tab-arc");
  await ready(page);
  check((await page.locator("#examples figure").count()) === 6 && (await page.locator("#size option").count()) > 2, "tasks and demonstrations");
  check(!(await page.isVisible("#paste")) && (await page.isVisible("#augmentations")), "what means something for tasks alone is there");
  await page.selectOption("#size", "border");
  await ready(page);
  const first = await puzzle(page), live = page.waitForSelector("#live table.arc td", {state: "attached", timeout: 60000}); // it may be done before one could see it
  await page.click("#think");
  await live;
  await until(page, () => !document.getElementById("think").disabled);
  check(/^(Solved: the output is|Not solved: the output is not) among the first 2 by the votes/.test((await text(page, "verdict")).replace(/^\W+/, "")), "the verdict: " + (await text(page, "verdict")));
  check((await page.locator("#view .pairs svg").count()) === 14, "demonstrations, question and right output are drawn");
  check(/halting probability/.test(await text(page, "caption")), "the caption: " + (await text(page, "caption")));
  await shot(page, file, "arc");
  await page.click("#new");
  check((await puzzle(page)) !== first, "another test input");
  const before = await puzzle(page);
  await page.locator("#editor td").nth(0).click();
  await page.keyboard.press("7");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Delete");
  check((await puzzle(page)).startsWith("70"), "digits are colours, Delete is 0: " + (await puzzle(page)));
  await page.fill("#augmentations", "1");
  check((await think(page)) !== null && /^The right output is not known/.test((await text(page, "verdict")).replace(/^\W+/, "")), "of an edited input nobody knows: " + (await text(page, "verdict")));
  await page.fill("#augmentations", "-1");
  check((await think(page)) === null && /--augmentations -1 is out of range/.test(await text(page, "error")), "augmentations: " + (await text(page, "error")));
  await page.fill("#augmentations", "0");
  await page.click("#back-to");
  check((await puzzle(page)) === before, "put back");
}

/* --- the page as such -------------------------------------------------------------------------------------------- */

// What a supervision step of a 9x9 puzzle takes, in milliseconds of one core.
async function speed(page) {
  const times = await page.evaluate(async () => {
    const brain = newBrain(), list = [], ask = (steps) => brain.ask({call: "solve", model: "sudoku", kind: "sudoku", several: false,
      text: "..............3.85..1.2.......5.7.....4...1...9.......5......73..2.1........4...9\n", options: ["--halt=1000", "--steps=" + steps]});
    await ask(1);
    for (let i = 0; i < 4; i++) {
      let last = 0;
      await brain.ask({call: "solve", model: "sudoku", kind: "sudoku", several: false, text: "..............3.85..1.2.......5.7.....4...1...9.......5......73..2.1........4...9\n",
        options: ["--halt=1000", "--steps=8"]}, () => { const now = performance.now(); if (last) list.push(now - last); last = now; });
    }
    brain.end("");
    return list.sort((a, b) => a - b);
  });
  const median = times[Math.floor(times.length / 2)];
  console.log("a supervision step of a 9x9 puzzle: " + times[0].toFixed(0) + " ms at best, " + median.toFixed(0) + " ms in the middle");
  check(times[0] < 300, "a step takes " + times[0] + " ms");
}

// While it thinks long, the page goes on; and it can be stopped.
async function freezes(page) {
  await page.click("#tab-sudoku");
  await page.selectOption("#size", "16");
  await until(page, () => document.querySelectorAll("#editor td").length === 256);
  await page.fill("#steps", "400");
  await page.fill("#halt", "1000");
  await page.evaluate(() => { window.gaps = []; let last = performance.now(); window.ticking = setInterval(() => { const now = performance.now(); window.gaps.push(now - last); last = now; }, 20); });
  await page.click("#think");
  await until(page, () => /step [2-9]: halting probability/.test(document.getElementById("progress").textContent));
  await page.waitForTimeout(1000);
  const longest = await page.evaluate(() => { clearInterval(window.ticking); return Math.max(...window.gaps); });
  check(longest < 1000, "the page stood still for " + longest + " ms");
  check(/step \d+: halting probability/.test(await text(page, "progress")), "it tells how far it is: " + (await text(page, "progress")));
  await page.click("#stop");
  check(await page.isEnabled("#think"), "it can be stopped");
  await page.fill("#steps", "16");
  await page.fill("#halt", "");
  await type(page, "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79\n");
  check((await think(page)) === FIRST, "and thinks again");
}

// The same random numbers on every run.
function random(seed) {
  return (n) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor(seed / 4294967296 * n);
  };
}

async function edits(page, tab, keys, count) {
  const draw = random(7);
  await page.click(tab);
  await ready(page);
  for (let i = 0; i < count; i++) {
    const cells = await page.locator("#editor td").count();
    const what = draw(8);
    if (what === 0) await page.click("#erase");
    else if (what === 1) await page.click("#break");
    else if (what === 2 && i % 3 === 0) await page.click(["#clear", "#back-to", "#new"][draw(3)]);
    else {
      await page.locator("#editor td").nth(draw(cells)).click();
      await page.keyboard.press(keys[draw(keys.length)]);
    }
    if (i % 20 === 19) {
      await page.fill("#steps", "2");
      const answer = await think(page);
      check(answer !== null || /^the puzzle/.test(await text(page, "error")), "after edit " + i + ": " + (await text(page, "error")));
    }
  }
  await page.fill("#steps", "16");
}

async function lesson(page, file) {
  await page.click("#tab-lesson");
  await page.click("#learn");
  await until(page, () => /step \d+/.test(document.getElementById("lesson-progress").textContent));
  await page.click("#pause");
  await page.waitForTimeout(400);
  const paused = await text(page, "lesson-progress");
  await page.waitForTimeout(600);
  check((await text(page, "lesson-progress")) === paused, "it can be paused");
  await page.click("#pause");
  await page.waitForFunction(() => document.getElementById("learn").textContent === "start" || /(4[5-9]|50) of 50/.test(document.getElementById("lesson-progress").textContent), null, {timeout: 120000});
  console.log("training: " + (await text(page, "lesson-progress")));
  check(/(4[5-9]|50) of 50/.test(await text(page, "lesson-progress")), "4x4 is learned: " + (await text(page, "lesson-progress")));
  check(await page.locator("#lesson-tests table").count() === 6, "six tests are shown");
  await shot(page, file, "lesson");
  if ((await page.textContent("#learn")) === "end") await page.click("#learn");
  await until(page, () => document.getElementById("learn").textContent === "start");
  check((await text(page, "lesson-error")) === "", "it can be ended: " + (await text(page, "lesson-error")));
}

async function everywhere(browser, file) {
  for (const [name, viewport] of Object.entries({light: {width: 1280, height: 800}, dark: {width: 1280, height: 800}, phone: {width: 360, height: 740}})) {
    const page = await open(browser, file, {viewport, colorScheme: name === "dark" ? "dark" : "light"});
    for (const tab of ["sudoku", "maze", "arc", "lesson"]) {
      if (!(await page.locator("#tab-" + tab).count())) continue;
      await page.click("#tab-" + tab);
      if (tab !== "lesson") {
        await ready(page);
        await think(page);
      }
      check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), tab + " is wider than the screen, " + name);
      for (const fault of await accessibility(page)) check(false, tab + ", " + name + ": " + fault);
      if (name !== "light") await shot(page, file, tab + "-" + name);
    }
    check(page.requests.length === 0, name + " asks for " + page.requests);
    check(page.complaints.length === 0, name + " complains: " + page.complaints);
    await page.close();
  }
}

/* --- answers ----------------------------------------------------------------------------------------------------- */

async function compare(page, file) {
  const rows = fs.readFileSync(file, "latin1").split("\n").filter((line) => line).map((line) => line.split("\t"));
  await ready(page);
  const answers = await page.evaluate(async (list) => {
    const brain = newBrain(), found = [];
    for (const [kind, puzzle] of list) {
      const r = await brain.ask({call: "solve", model: kind, kind, several: false, text: puzzle + "\n", options: []});
      found.push(r.error || r.answer);
    }
    brain.end("");
    return found;
  }, rows);
  /* Of a task the grid alone: without what is outside of it in its frame. */
  const plain = (kind, answer) => (kind !== "arc" ? answer : (answer.match(new RegExp(".{" + Math.sqrt(answer.length) + "}", "g")) || [answer]).map((row) => row.replace(/[ ~]/g, "")).filter((row) => row).join("/"));
  let same = 0;
  rows.forEach(([kind, puzzle, answer], i) => {
    if (plain(kind, answers[i]) === answer) same++;
    else check(false, kind + " " + puzzle + ": " + plain(kind, answers[i]) + ", natively " + answer);
  });
  check(same === rows.length, same + " of " + rows.length + " answers are those of ./solve");
  console.log(same + " of " + rows.length + " answers are those of ./solve, cell for cell");
}

(async () => {
  const [file, mode, answers] = process.argv.slice(2);
  const browser = await launch();
  const page = await open(browser, file, {viewport: {width: 1280, height: 900}});
  if (mode === "quick") {
    await sudoku(page, file);
    await options(page);
    await sizes(page, [4, 6, 16]);
    await maze(page, file);
    await arc(page, file);
    await speed(page);
    await freezes(page);
    await edits(page, "#tab-sudoku", ["1", "5", "9", "0", "Delete", "x", "ArrowUp"], 60);
    await edits(page, "#tab-maze", ["#", " ", "S", "G", ".", "Enter"], 40);
    await lesson(page, file);
    await everywhere(browser, file);
  }
  await page.click("#tab-sudoku");
  await compare(page, answers);
  check(page.requests.length === 0, "asks for " + page.requests);
  check(page.complaints.length === 0, "complains: " + page.complaints);
  await browser.close();
  finish("web");
})().catch((e) => {
  check(false, e.stack);
  finish("web");
  process.exit(1);
});
