/* The worker, and what it is asked: brain.ask({call, ...}, told) promises its result. `told` gets what it says on the way.
 * brain.end() ends it at once; the next question starts another. */

const newBrain = (() => {

const bytesOf = (id) => Uint8Array.from(atob(document.getElementById(id).textContent.trim()), (c) => c.charCodeAt(0));
const modelNames = [...document.querySelectorAll("[id^=model-]")].map((e) => e.id.slice("model-".length));
const source = () => URL.createObjectURL(new Blob([document.getElementById("worker").textContent], {type: "text/javascript"}));
let program = null, models = null, url = null;

function load() {
  program = program || bytesOf("program");
  models = models || Object.fromEntries(modelNames.map((name) => [name, bytesOf("model-" + name)]));
  url = url || source();
}

return function newBrain() {
  let worker = null, asked = new Map(), last = 0;

  function send(question, told) {
    const id = ++last;
    return new Promise((done) => {
      asked.set(id, {done, told});
      worker.postMessage({...question, id});
    });
  }

  function begin() {
    load();
    worker = new Worker(url);
    worker.onmessage = ({data}) => {
      const a = asked.get(data.id);
      if (!a) return;
      if (!data.result) return a.told && a.told(data);
      asked.delete(data.id);
      a.done(data.result);
    };
    worker.onerror = (e) => end(e.message || "the worker failed");
    send({call: "start", program, models}).then((r) => { if (r.error) end(r.error); });
  }

  function end(error) {
    if (worker) worker.terminate();
    worker = null;
    for (const a of asked.values()) a.done({error: error || "", ended: true});
    asked = new Map();
  }

  function ask(question, told) {
    if (!worker) begin();
    return send(question, told);
  }
  return {ask, end};
};

})();
