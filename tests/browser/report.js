// Tests report.html of runs in a browser:   node report.js ONE.html SEVERAL.html
"use strict";
const {check, launch, open, everywhere, finish} = require("./browser.js");

async function one(browser, file) {
  const page = await open(browser, file, {viewport: {width: 1280, height: 900}});
  check(/^Done after 60 steps/.test(await page.locator("#state").innerText()), "the run says how far it is");
  check((await page.locator("#curves svg[role=img]").count()) >= 8, "curves of all columns");
  check((await page.locator("#curves .point").count()) > 3, "tests are points");
  check(/at the end: .*\d/.test(await page.locator("#curves svg").first().getAttribute("aria-label")), "a curve says in words how it ends");
  check((await page.locator("#test table").first().locator("tbody tr").count()) > 0, "accuracy by step");
  check((await page.locator("#made").innerText()).includes("--report"), "the command is told");
  check((await page.locator("#view .grid").count()) > 0, "puzzles are shown");
  const name = await page.locator("#title").innerText();
  await page.keyboard.press("]");
  check((await page.locator("#title").innerText()) !== name, "']' goes to the next puzzle");
  await page.keyboard.press("Home");
  check((await page.locator("#where").innerText()) === "question", "Home shows the question");
  const label = () => page.locator("#curves svg").first().innerHTML();
  const before = await label();
  await page.locator("#axis").focus();
  await page.keyboard.press("ArrowDown");
  check((await label()) !== before, "curves against seconds, by keyboard");
  await page.close();
}

async function several(browser, file) {
  const page = await open(browser, file, {viewport: {width: 1280, height: 900}});
  check((await page.locator("#curves .band").count()) > 0, "seeds are a band");
  check(/2 seeds/.test(await page.locator("#legend").innerText()), "the legend counts seeds");
  await page.close();
}

(async () => {
  const browser = await launch();
  await one(browser, process.argv[2]);
  if (process.argv[3]) await several(browser, process.argv[3]);
  for (const file of process.argv.slice(2)) await everywhere(browser, file);
  await browser.close();
  finish("report");
})().catch((e) => {
  console.log("FAILED " + e.stack);
  finish("report");
});
