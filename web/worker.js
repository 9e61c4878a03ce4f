/* The compiled program in a worker. Messages in: {id, call, ...}; out: {id, result} or, while it thinks, {id, step} and
 * {id, lesson}. result.error is a sentence. The first message brings the program and the models as bytes. */
"use strict";

let program = null, memory = null, models = {}, ready = null, now = null, pause = false;

/* What the C library asks of a system. There are no files; times come from the browser; the rest is refused. */
const BAD_FILE = 8;
const wasi = {
  clock_time_get(clock, precision, to) {
    new DataView(memory.buffer).setBigUint64(to, BigInt(Math.round(performance.now() * 1e6)), true);
    return 0;
  },
  proc_exit(code) { throw new Error("the program ended with code " + code); },
};

function step(attempt, number, sure, cells, count, cols) {
  postMessage({id: now, step: {attempt, step: number, sure, cols, answer: read(cells, count)}});
}

/* --- texts and bytes --------------------------------------------------------------------------------------------- */

const read = (at, length) => new TextDecoder("latin1").decode(new Uint8Array(memory.buffer, at, length));

function put(bytes) {
  const at = program.malloc(bytes.length + 1);
  if (!at) throw new Error("not enough memory");
  const to = new Uint8Array(memory.buffer, at, bytes.length + 1);
  to.set(bytes);
  to[bytes.length] = 0;
  return at;
}

/* Calls a function of the program. A string becomes its bytes, closed by a zero; {text} its bytes and their number. What
 * the function returns is JSON. */
function call(name, ...given) {
  const held = [], values = [];
  const hold = (bytes) => { held.push(put(bytes)); return held[held.length - 1]; };
  for (const value of given) {
    const text = typeof value === "string" ? value : value && value.text, bytes = value && value.bytes;
    if (typeof text === "string") {
      const encoded = new TextEncoder().encode(text);
      values.push(hold(encoded));
      if (typeof value !== "string") values.push(encoded.length);
    } else if (bytes) values.push(hold(bytes), bytes.length);
    else values.push(value);
  }
  const at = program[name](...values);
  for (const p of held) program.free(p);
  if (!at) return {error: "not enough memory"};
  const all = new Uint8Array(memory.buffer), text = new TextDecoder().decode(all.subarray(at, all.indexOf(0, at)));
  program.free(at);
  return JSON.parse(text);
}

/* --- calls ------------------------------------------------------------------------------------------------------- */

async function start(m) {
  const module = await WebAssembly.compile(m.program), imports = {page: {step}, wasi_snapshot_preview1: {}};
  for (const {module: from, name} of WebAssembly.Module.imports(module))
    if (from === "wasi_snapshot_preview1") imports[from][name] = wasi[name] || (() => BAD_FILE);
  program = (await WebAssembly.instantiate(module, imports)).exports;
  memory = program.memory;
  program._initialize();
  for (const [name, bytes] of Object.entries(m.models)) {
    const opened = call("page_model", name + ".safetensors", {bytes});
    if (opened.error) throw new Error(opened.error);
    models[name] = opened.model;
  }
}

const turn = () => new Promise((done) => setTimeout(done, 0));

/* Learns in pieces of about a tenth of a second, so that messages get through in between. */
async function learn(m) {
  const TEST_EVERY = 25, began = performance.now();
  let {lesson, steps, weights, error} = call("page_lesson", m.seed), step = 0, tested = null, count = 1;
  if (error) return {error};
  for (pause = false; step < steps; ) {
    const before = performance.now();
    const report = call("page_lesson_steps", lesson, Math.min(count, TEST_EVERY - step % TEST_EVERY, steps - step));
    const each = (performance.now() - before) / (report.step - step);
    step = report.step;
    count = Math.max(1, Math.round(100 / each));
    tested = step % TEST_EVERY === 0 || step === steps ? call("page_lesson_test", lesson) : null;
    postMessage({id: m.id, lesson: {...report, steps, weights, tested, seconds: (performance.now() - began) / 1000}});
    await turn();
    while (pause) await new Promise((go) => setTimeout(go, 50));
  }
  program.page_lesson_close(lesson);
  return {};
}

const calls = {
  learn,
  pause: (m) => { pause = m.on; return {}; },
  read: (m) => call("page_read", {text: m.text}, m.kind || "", m.several ? 1 : 0),
  generate: (m) => call("page_generate", m.kind, m.side, m.seed),
  solve: (m) => call("page_solve", models[m.model], {text: m.text}, m.kind, m.several ? 1 : 0, m.options.join("\n")),
};

onmessage = async ({data: m}) => {
  try {
    if (m.call === "start") ready = start(m);
    await ready;
    if (m.call !== "pause") now = m.id;
    postMessage({id: m.id, result: m.call === "start" ? {} : await calls[m.call](m)});
  } catch (e) {
    postMessage({id: m.id, result: {error: String(e.message || e)}});
  }
};
