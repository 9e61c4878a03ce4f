// Tests pages of solve --html in a browser:   node page.js SUDOKU.html TRIES.html MAZE.html PROGRAM.html
"use strict";
const {check, launch, open, everywhere, finish} = require("./browser.js");

const text = (page, id) => page.locator("#" + id).innerText();
// What the first grid shows, small print left out.
const grid = (page) => page.evaluate(() => [...document.querySelectorAll(".grid[role=grid]")[0].querySelectorAll("td")].map((c) => (c.firstChild && c.firstChild.nodeType === 3 ? c.firstChild.data : ".") || ".").join(""));

async function keys(page) {
  const end = await grid(page), caption = await text(page, "caption");
  await page.keyboard.press("Home");
  const question = await grid(page);
  check(question !== end && question.includes("."), "Home shows the question");
  check((await text(page, "where")) === "question", "it is called the question");
  await page.keyboard.press(".");
  check((await grid(page)) !== question && (await text(page, "where")) === "step 1", "'.' is a step on");
  await page.keyboard.press(",");
  check((await grid(page)) === question, "',' is a step back");
  await page.keyboard.press("ArrowRight");
  check((await text(page, "where")) === "step 1", "so is an arrow key");
  await page.keyboard.press("End");
  check((await grid(page)) === end && (await text(page, "caption")) === caption, "End shows the end");
  await page.keyboard.press("Home");
  await page.keyboard.press("u");
  await page.keyboard.press(".");
  check(/step 1, update 1/.test(await text(page, "where")), "'u' steps through updates");
  await page.keyboard.press("u");
  check((await text(page, "where")) === "step 1", "and back to steps");
  await page.keyboard.press(" ");
  check(/pause/.test(await text(page, "play")), "space plays");
  await page.keyboard.press(" ");
  check(/play/.test(await text(page, "play")), "and pauses");
}

async function cells(page) {
  await page.locator(".grid[role=grid] td[tabindex='0']").first().focus();
  const before = await page.locator(".candidates").innerText(), heading = () => page.locator(".facts h2", {hasText: "Candidates"}).innerText();
  const first = await heading();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  check((await heading()) !== first, "arrow keys in a grid choose a cell");
  check(/row \d+, ?column|row \d+ column \d+: /.test(await page.evaluate(() => document.activeElement.getAttribute("aria-label"))), "a cell has a name");
  check(before.includes("%") && (await page.locator(".candidates tbody tr").count()) >= 4, "candidates are listed");
}

async function sudoku(browser, file) {
  const page = await open(browser, file, {viewport: {width: 1280, height: 800}});
  check(/^Solved/.test(await text(page, "verdict")) && /stopped by itself/.test(await text(page, "verdict")), "the verdict says when it stopped, and why");
  await keys(page);
  await cells(page);
  const name = await text(page, "title");
  await page.locator("body").press("]");
  check((await text(page, "title")) !== name, "']' goes to the next puzzle");
  await page.locator("body").press("[");
  check((await text(page, "title")) === name, "'[' goes back");
  check((await page.locator("#caption").getAttribute("aria-live")) === "polite", "the caption is a live region");
  await page.close();
}

async function failure(browser, file) {
  const page = await open(browser, file, {viewport: {width: 1280, height: 800}});
  check(/Not solved/.test(await text(page, "verdict")) && /cut off/.test(await text(page, "verdict")) && /Wrong: row/.test(await text(page, "verdict")), "a failure says why it stopped and what is wrong");
  check((await page.locator(".grid[role=grid]").count()) === 3, "three tries stand side by side");
  check((await page.locator("td.wrong").count()) > 0 && (await page.locator("td.changed").count()) > 0, "wrong and changed cells are marked");
  const mark = await page.locator("td.wrong").first().evaluate((c) => getComputedStyle(c, "::before").content);
  check(mark.includes("\u2717"), "a wrong cell is marked by a sign, not by colour alone: " + mark);
  check((await page.locator("td.changed:not(.wrong)").first().evaluate((c) => getComputedStyle(c, "::after").borderTopWidth)) !== "0px", "so is a changed one");
  await page.close();
}

(async () => {
  const [first, tries, ...others] = process.argv.slice(2);
  const browser = await launch();
  await sudoku(browser, first);
  await failure(browser, tries);
  for (const file of [first, tries, ...others]) await everywhere(browser, file);
  await browser.close();
  finish("page");
})().catch((e) => {
  console.log("FAILED " + e.stack);
  finish("page");
});
