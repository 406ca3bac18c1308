// What the tests share: the program, the browser, and looking for trouble.
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const HERE = dirname(fileURLToPath(import.meta.url));
export const DOORSTEP = resolve(process.env.DOORSTEP ?? join(HERE, "../../target/release/doorstep"));
const SHOTS = process.env.SHOTS;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const AXE = readFileSync(join(HERE, "node_modules/axe-core/axe.min.js"), "utf8");

export const fixture = name => join(HERE, "fixtures", name);
export const folder = () => mkdtempSync(join(tmpdir(), "doorstep-e2e-"));

/** Runs the program in a folder that has a copy of the fixture; the day is always the same. */
export function scan(at, name, report = "report.html") {
  copyFileSync(fixture(name), join(at, name));
  return scanFile(at, name, report);
}

export function scanFile(at, name, report = "report.html") {
  // A flagged order is no failure, so the program must end with 0.
  execFileSync(DOORSTEP, ["scan", name, "--as-of", "2026-11-23", "-q", "-o", report], { cwd: at, stdio: ["ignore", "pipe", "inherit"] });
  return "file://" + join(at, report);
}

/** Starts the review and waits for its address. */
export async function startReview(at, name, options = []) {
  const child = spawn(DOORSTEP, ["review", name, "--no-open", ...options], { cwd: at, stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((found, failed) => {
    let said = "";
    const late = setTimeout(() => failed(new Error(`no address within 20 s: ${said}`)), 20000);
    child.stdout.on("data", text => {
      said += text;
      const match = /http:\/\/127\.0\.0\.1:\d+\/[^/\s]+\//.exec(said);
      if (!match) return;
      clearTimeout(late);
      found(match[0]);
    });
    child.on("exit", code => failed(new Error(`review ended with ${code}: ${said}`)));
  });
  const ended = new Promise(done => child.on("exit", done));
  return { url, stop: signal => { child.kill(signal); return ended; } };
}

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

/** A page that remembers all that must not happen: dialogs, errors, requests to anywhere else. */
export async function newPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  const trouble = [];
  page.on("dialog", dialog => {
    // Leaving with decisions that are not saved asks; that is no trouble.
    if (dialog.type() !== "beforeunload") trouble.push(`dialog: ${dialog.message()}`);
    dialog.accept().catch(() => {});
  });
  page.on("pageerror", error => trouble.push(`error: ${error.stack}`));
  page.on("console", message => {
    if (message.type() === "error") trouble.push(`console: ${message.text()}`);
  });
  page.on("request", request => {
    const url = new URL(request.url());
    if (url.protocol !== "file:" && url.hostname !== "127.0.0.1") trouble.push(`request: ${request.url()}`);
  });
  return { page, context, trouble };
}

/** Waits until the page shows its orders; with `all`, until it has read every one of them. */
export async function ready(page, all = false) {
  await page.waitForFunction(wanted => Number(document.documentElement.dataset.ready ?? 0) >= wanted, all ? 2 : 1, { timeout: 60000 });
}

export async function open(page, url, { all = true } = {}) {
  await page.goto(url);
  await ready(page, all);
}

/** The rows of the list are made when one comes near them. */
export async function toOrders(page) {
  await page.evaluate(() => document.getElementById("work").scrollIntoView());
  await until(() => page.evaluate(() => {
    const all = Number(document.getElementById("list").getAttribute("aria-rowcount"));
    return document.querySelectorAll("#rows .row").length >= Math.min(all, 8);
  }), "rows");
}

export const heading = async page => (await page.locator("#detail h2").textContent()).split(" ")[0];
export const listed = page => page.locator("#rows .row").evaluateAll(rows => rows.sort((a, b) => a.getAttribute("aria-rowindex") - b.getAttribute("aria-rowindex")).map(row => row.querySelector("b").textContent));

/** Waits until something is so, for what comes about by itself. */
export async function until(look, what, patience = 8000) {
  const end = Date.now() + patience;
  let last;
  while (Date.now() < end) {
    last = await look();
    if (last) return last;
    await new Promise(resume => setTimeout(resume, 40));
  }
  throw new Error(`not within ${patience} ms: ${what}`);
}

/** What axe calls serious or critical. */
export async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run(document));
  return violations.filter(one => ["serious", "critical"].includes(one.impact)).map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`);
}

export async function shot(page, name) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}
