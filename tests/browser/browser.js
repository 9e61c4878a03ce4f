// What tests of pages share: a headless Chromium, a page that may not reach out, checks that count.
"use strict";
const {execSync} = require("child_process");
const path = require("path");
const place = path.join(__dirname, "../../build/browser/node_modules");
const {chromium} = require(path.join(place, "playwright-core"));
const axe = path.join(place, "axe-core/axe.min.js");

let passed = 0, failed = 0;
function check(right, words) {
  if (right) passed++;
  else {
    failed++;
    console.log("FAILED " + words);
  }
}

function executable() {
  for (const name of ["chromium", "chromium-browser", "google-chrome"])
    try {
      return execSync("command -v " + name, {encoding: "utf8", stdio: ["ignore", "pipe", "ignore"]}).trim();
    } catch (e) {}
}

async function launch() {
  const quiet = ["quic", "background-networking", "component-update", "sync"].map((what) => "--disable-" + what);
  return chromium.launch({executablePath: executable(), args: ["--no-sandbox", "--disable-gpu", "--no-first-run", ...quiet]});
}

// Opens a file as a page. What it asks of the network, and what it complains about, is collected in page.requests and
// page.complaints.
async function open(browser, file, options) {
  const page = await browser.newPage(options);
  page.requests = [];
  page.complaints = [];
  await page.route("**", (route) => {
    const url = route.request().url();
    if (url === "file://" + file || url.startsWith("blob:") || url.startsWith("data:")) return route.continue();
    page.requests.push(url);
    return route.abort();
  });
  page.on("pageerror", (e) => page.complaints.push(String(e)));
  page.on("console", (m) => m.type() === "error" && page.complaints.push(m.text()));
  await page.goto("file://" + file);
  return page;
}

// Faults that axe finds serious or critical, a line each.
async function accessibility(page) {
  await page.addScriptTag({path: axe});
  const found = await page.evaluate(async () => (await window.axe.run()).violations.map((v) => ({impact: v.impact, id: v.id, where: v.nodes.slice(0, 3).map((n) => n.target + " " + (n.any[0] ? n.any[0].message : ""))})));
  return found.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => v.id + ": " + v.where.join("; "));
}

function finish(name) {
  console.log(name + ": " + passed + " passed, " + failed + " failed");
  process.exitCode = failed ? 1 : 0;
}

// On every kind of screen: nothing asked of the network, no complaint, nothing serious found, nothing wider than the screen.
async function everywhere(browser, file) {
  const screens = {light: {width: 1280, height: 800}, dark: {width: 1280, height: 800}, phone: {width: 360, height: 740}, projector: {width: 1920, height: 1080}};
  for (const [name, viewport] of Object.entries(screens)) {
    const page = await open(browser, file, {viewport, colorScheme: name === "dark" ? "dark" : "light"});
    const words = file.replace(/.*\//, "") + " " + name;
    check(page.requests.length === 0, words + " asks for " + page.requests);
    check(page.complaints.length === 0, words + " complains: " + page.complaints);
    check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), words + " is wider than the screen");
    const faults = name === "projector" ? [] : await accessibility(page);
    check(faults.length === 0, words + ": " + faults.join("; "));
    if (process.env.SHOTS) await page.screenshot({path: process.env.SHOTS + "/" + words.replace(/\W+/g, "-") + ".png", fullPage: true});
    await page.close();
  }
}

module.exports = {check, launch, open, accessibility, everywhere, finish};
