// What the page's program takes, in CPU seconds of node, without a browser:   node tests/browser/time.js
"use strict";
const fs = require("fs");
const path = require("path");
const root = path.join(__dirname, "../..");

const HARD = "..............3.85..1.2.......5.7.....4...1...9.......5......73..2.1........4...9\n";

(async () => {
  const module = await WebAssembly.compile(fs.readFileSync(path.join(root, "build/wasm/page.wasm")));
  const imports = {page: {step() {}}, wasi_snapshot_preview1: {}};
  for (const i of WebAssembly.Module.imports(module)) if (i.module !== "page") imports[i.module][i.name] = () => 8;
  const program = (await WebAssembly.instantiate(module, imports)).exports;
  program._initialize();
  const put = (bytes) => {
    const at = program.malloc(bytes.length + 1);
    Buffer.from(program.memory.buffer).set([...Buffer.from(bytes), 0], at);
    return at;
  };
  const read = (at) => {
    const all = Buffer.from(program.memory.buffer);
    return JSON.parse(all.subarray(at, all.indexOf(0, at)).toString());
  };
  const seconds = (work) => {
    const began = process.cpuUsage();
    work();
    const {user, system} = process.cpuUsage(began);
    return (user + system) / 1e6;
  };

  const bytes = fs.readFileSync(path.join(root, "models/sudoku.safetensors"));
  const {model} = read(program.page_model(put("sudoku"), put(bytes), bytes.length));
  const solve = () => program.page_solve(model, put(HARD), HARD.length, put("sudoku"), 0, put("--halt=1000\n--steps=8"));
  solve();
  console.log("a supervision step of a 9x9 puzzle: " + (1000 * seconds(solve) / 8).toFixed(0) + " ms of CPU time");
  const {lesson} = read(program.page_lesson(1));
  let taken = 0;
  for (let step = 25; step <= 200; step += 25) {
    taken += seconds(() => program.page_lesson_steps(lesson, 25));
    let tested;
    taken += seconds(() => { tested = read(program.page_lesson_test(lesson)); });
    console.log("training, step " + step + ": " + tested.exact + " of " + tested.tests + " unseen puzzles, " + taken.toFixed(1) + " s of CPU time");
  }
})();
