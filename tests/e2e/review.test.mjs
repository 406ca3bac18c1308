// The review: `doorstep review orders.csv`, driven as a seller would drive it.
import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { axe, fixture, folder, heading, launch, newPage, open, ready, shot, startReview, toOrders, until } from "./helper.mjs";

let browser;
const running = [];
before(async () => { browser = await launch(); });
after(() => browser?.close());
afterEach(async () => {
  for (const one of running.splice(0)) await one();
});

/** A review of the twenty orders, in a folder of its own. */
async function review(options = []) {
  const at = folder();
  copyFileSync(fixture("orders.csv"), join(at, "orders.csv"));
  const server = await startReview(at, "orders.csv", options);
  running.push(() => server.stop("SIGKILL"));
  return { at, ...server };
}

async function tab(url, options) {
  const opened = await newPage(browser, options);
  running.unshift(() => opened.context.close());
  await open(opened.page, url);
  return opened;
}

const text = (page, selector) => page.locator(selector).textContent();
const progress = async page => Number(/^(\d+) of/.exec(await text(page, "#progress"))[1]);
const settledBy = (page, n) => until(async () => await progress(page) === n, `${n} settled`);
const outcome = async page => (await page.locator("#detail h2 .outcome").count()) ? text(page, "#detail h2 .outcome") : "Open";

/** Shows an order with keys alone. */
async function go(page, order) {
  await page.keyboard.press("/");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(order);
  await page.keyboard.press("Enter");
  assert.match(await text(page, "#count"), /^1 of/);
  await page.keyboard.press("Enter");
  assert.equal(await heading(page), order);
}

// What a seller does with each order, and what is typed where one is edited.
const PLAN = {
  3001: "a", 3002: "a", 3003: "a", 3004: "h", 3005: ["e", "Apt 12"], 3006: "a", 3007: "a", 3008: ["e", "Eppendorfer Landstrasse 77"], 3009: "x", 3010: "h",
  3011: "x", 3012: "a", 3013: "a", 3014: "h", 3015: "x", 3016: "h", 3017: "a", 3018: "h", 3019: "a", 3020: "a",
};

async function settleNext(page) {
  const order = await heading(page);
  const before = await progress(page);
  const [key, typed] = [PLAN[order]].flat();
  await page.keyboard.press(key);
  if (typed) {
    await until(() => page.evaluate(() => document.activeElement.matches("#detail form input")), "a field to type in");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(typed);
    await until(async () => /Nothing is wrong any more/.test(await text(page, "#recheck")), "the check of what was typed");
    await page.keyboard.press("Enter");
  }
  await settledBy(page, before + 1);
  await until(async () => before + 1 === 20 || await heading(page) !== order, "the next open order");
}

test("twenty orders by keyboard alone, through a crash, to the export", { timeout: 120000 }, async () => {
  const { at, url, stop } = await review(["-o", "fixed.csv"]);
  const { page, context } = await tab(url);
  await toOrders(page);
  for (let n = 0; n < 10; n++) await settleNext(page);
  assert.equal(await progress(page), 10);

  await stop("SIGKILL");
  await until(() => page.locator("#banner").isVisible(), "word that doorstep has stopped");
  assert.equal(await text(page, "#banner"), "doorstep has stopped; your decisions are kept. Start it again with the same command.");
  await context.close();

  const again = await startReview(at, "orders.csv", ["-o", "fixed.csv"]);
  running.push(() => again.stop("SIGKILL"));
  const { page: second, trouble } = await tab(again.url);
  await toOrders(second);
  assert.equal(await progress(second), 10);
  // The first open order of the list is shown, or is one key away.
  while (await outcome(second) !== "Open") await second.keyboard.press("j");
  for (let n = 10; n < 20; n++) await settleNext(second);
  assert.match(await text(second, "#said"), /All orders are settled/);

  await second.locator("#save").focus();
  await second.keyboard.press("Enter");
  await until(() => second.locator("dialog[open]").isVisible(), "what was written");
  assert.match(await text(second, "dialog"), /fixed\.csv/);
  assert.match(await text(second, "dialog"), /Filters do not matter/);
  assert.ok(existsSync(join(at, "fixed.csv")));
  assert.deepEqual(readFileSync(join(at, "fixed.csv"), "latin1"), readFileSync(fixture("orders-fixed.csv"), "latin1"));
  assert.deepEqual(readFileSync(join(at, "orders.csv"), "latin1"), readFileSync(fixture("orders.csv"), "latin1"), "the export itself is never changed");
  await second.keyboard.press("Escape");
  assert.match(await text(second, "#save"), /all saved/);
  assert.deepEqual(trouble, []);
});

test("two tabs do not fight", { timeout: 60000 }, async () => {
  const { url } = await review();
  const { page: one } = await tab(url);
  const { page: two, trouble } = await tab(url);

  // What is decided in one appears in the other, and takes nothing away that is typed there.
  await go(two, "3005");
  await two.keyboard.press("e");
  await until(() => two.evaluate(() => document.activeElement.matches("#detail form input")), "a field");
  await two.keyboard.press("ControlOrMeta+a");
  await two.keyboard.type("Apt 9");
  await go(one, "3004");
  await one.keyboard.press("h");
  await settledBy(one, 1);
  await settledBy(two, 1);
  assert.match(await text(two, "#said"), /another tab: 3004/i);
  assert.equal(await two.evaluate(() => document.activeElement.value), "Apt 9");
  await two.keyboard.press("Enter");
  await settledBy(two, 2);

  // Both decide on one order: the second is told, sees what the first did, and nothing is overwritten.
  await two.route("**/state?*", route => route.fulfill({ json: { seq: Number(new URL(route.request().url()).searchParams.get("since")) } }));
  await go(two, "3012");
  await go(one, "3012");
  await one.keyboard.press("a");
  await until(async () => /Changed|settled/.test(await text(one, "#said")) || await outcome(one) === "Changed", "the change");
  await two.keyboard.press("x");
  await until(async () => /another tab/.test(await text(two, "#said")), "word of the other tab");
  assert.equal(await heading(two), "3012");
  assert.equal(await outcome(two), "Changed");
  // Looked at, it can be decided on.
  await two.keyboard.press("x");
  await until(async () => await outcome(two) === "Kept as entered", "kept");

  // Saving hears of what the other did, and shows it.
  await go(two, "3005");
  await go(one, "3005");
  const before = await outcome(two);
  await one.keyboard.press("h");
  await until(async () => await outcome(one) !== before, "a hold");
  await two.click("#save");
  await until(async () => await outcome(two) === await outcome(one), "what the other tab did");
  assert.deepEqual(trouble.filter(one => !/409/.test(one)), []);
});

/** The status of a bare request. */
function status(url, { method = "GET", path = "", headers = {}, body } = {}) {
  const at = new URL(url);
  return new Promise((done, failed) => {
    const sent = request({ host: at.hostname, port: at.port, path: path.startsWith("/") ? path : at.pathname + path, method, headers: { host: at.host, ...headers } }, answer => {
      let said = "";
      answer.on("data", part => { said += part; });
      answer.on("end", () => done({ status: answer.statusCode, said, headers: answer.headers }));
    });
    sent.on("error", failed);
    sent.end(body);
  });
}

test("refuses whoever is not the page", async () => {
  const { url } = await review();
  const { origin } = new URL(url);
  const body = JSON.stringify({ decisions: [{ line: 2, version: 0, kind: "hold", edits: [], title: "on hold", code: null }] });
  const good = { "content-type": "application/json", "x-doorstep": "1", origin };
  const refused = {
    "a foreign origin": { headers: { ...good, origin: "https://evil.example" } },
    "the origin null": { headers: { ...good, origin: "null" } },
    "another host": { headers: { ...good, host: "evil.example" } },
    "localhost as another name": { headers: { ...good, host: `evil.example:${new URL(url).port}` } },
    "no header of its own": { headers: { "content-type": "application/json", origin } },
    "another content type": { headers: { ...good, "content-type": "text/plain" } },
    "no token": { headers: good, path: "/decide" },
    "another token": { headers: good, path: `/${"0".repeat(new URL(url).pathname.length - 2)}/decide` },
  };
  for (const [what, one] of Object.entries(refused)) {
    const answer = await status(url, { method: "POST", path: "decide", body, ...one });
    assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status}`);
    assert.doesNotMatch(answer.said, /Grace|Linden/, what);
  }
  for (const [what, one] of Object.entries({ "no token": { path: "/orders" }, "another host": { path: "orders", headers: { host: "evil.example" } }, "out of the folder": { path: "../../etc/passwd" }, "a decision by GET": { path: "decide" } })) {
    const answer = await status(url, one);
    assert.ok(answer.status >= 400 && answer.status < 500, `GET, ${what}: ${answer.status}`);
    assert.doesNotMatch(answer.said, /Grace|Linden/, what);
  }
  assert.equal(JSON.parse((await status(url, { path: "state" })).said).decisions.length, 0, "nothing was decided");
  assert.equal((await status(url, { method: "POST", path: "decide", body, headers: good })).status, 200);
  assert.equal((await status(url, { method: "POST", path: "decide", body, headers: good })).status, 409, "the version is checked");
  const page = await status(url);
  assert.match(page.headers["content-security-policy"] ?? "", /default-src 'none'/);
  assert.equal(page.headers["access-control-allow-origin"], undefined);
});

test("undoes one decision and leaves the others", async () => {
  const { url } = await review();
  const { page, trouble } = await tab(url);
  await toOrders(page);
  for (const order of ["3004", "3012", "3013"]) {
    await go(page, order);
    const before = await progress(page);
    await page.keyboard.press(PLAN[order]);
    await settledBy(page, before + 1);
  }
  await page.locator("#show-decisions").click();
  assert.equal(await page.locator("dialog .decision").count(), 3);
  await shot(page, "review-decisions");
  assert.deepEqual(await axe(page), []);
  await page.locator("dialog .decision", { hasText: "3012" }).getByRole("button", { name: "Undo" }).click();
  await settledBy(page, 2);
  assert.equal(await page.locator("dialog .decision.undone").count(), 1);
  await page.keyboard.press("Escape");
  await go(page, "3012");
  assert.equal(await outcome(page), "Open");
  assert.match(await text(page, "#detail .cells"), /Building Seventeen East Wing 4/);
  // By its key, on the order itself.
  await go(page, "3013");
  assert.equal(await outcome(page), "Changed");
  await page.keyboard.press("u");
  await settledBy(page, 1);
  assert.equal(await outcome(page), "Open");
  await page.keyboard.press("u");
  await until(async () => /no decision to undo/.test(await text(page, "#said")), "that there is nothing to undo");
  assert.equal(await progress(page), 1);
  assert.deepEqual(trouble, []);
});

test("checks again while one types, and no key does harm there", async () => {
  const { url } = await review();
  const { page, trouble } = await tab(url);
  await toOrders(page);
  await go(page, "3001");
  await page.keyboard.press("e");
  const zip = page.locator("#edit-postcode");
  await until(() => page.evaluate(() => document.activeElement.id === "edit-postcode"), "the cell that is wrong");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("213");
  await until(async () => /Still wrong/.test(await text(page, "#recheck")), "still wrong");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("02134");
  await until(async () => /Risk 23 % → 5 %\. Nothing is wrong any more/.test(await text(page, "#recheck")), "right");
  await shot(page, "review-edit");
  assert.deepEqual(await axe(page), []);
  // Keys are letters here, and what is typed waits when one looks elsewhere.
  await page.locator("#edit-name").focus();
  await page.keyboard.type("xahu");
  assert.equal(await progress(page), 0);
  await page.keyboard.press("Escape");
  await page.keyboard.press("k");
  await page.evaluate(() => history.replaceState(null, "", "#"));
  await go(page, "3001");
  assert.match(await page.locator("#edit-name").inputValue(), /xahu/);
  assert.equal(await zip.inputValue(), "02134");
  await page.getByRole("button", { name: "Drop what I typed" }).click();
  assert.equal(await page.locator("#detail form").count(), 0);
  assert.equal(await progress(page), 0);
  assert.deepEqual(trouble, []);
});

test("offers the same change elsewhere, and does nothing by itself", async () => {
  const { url } = await review();
  const { page, trouble } = await tab(url);
  await toOrders(page);
  await go(page, "3001");
  await page.getByRole("button", { name: "2 other open orders need the same change" }).click();
  const ticks = page.locator("dialog input[type=checkbox]");
  assert.equal(await ticks.count(), 3);
  assert.equal(await page.locator("dialog input:checked").count(), 0, "a postcode is never chosen for the seller");
  assert.equal(await page.getByRole("button", { name: "Choose the orders" }).isDisabled(), true);
  await shot(page, "review-same");
  assert.deepEqual(await axe(page), []);
  await page.locator("dialog li", { hasText: "3001" }).locator("input").check();
  await page.locator("dialog li", { hasText: "3003" }).locator("input").check();
  assert.equal(await progress(page), 0);
  await page.getByRole("button", { name: "Use in 2 orders" }).click();
  await settledBy(page, 2);
  await go(page, "3002");
  assert.equal(await outcome(page), "Open");
  // After a suggestion was used, the one that is left is offered.
  await page.keyboard.press("u");
  await go(page, "3003");
  await page.keyboard.press("u");
  await settledBy(page, 1);
  await page.keyboard.press("a");
  await settledBy(page, 2);
  assert.match(await text(page, "#offer"), /1 other open order needs the same change/);
  assert.deepEqual(trouble, []);
});

test("warns on leaving only while something is not saved", async () => {
  const { url } = await review();
  const { page } = await tab(url);
  const asked = [];
  page.on("dialog", dialog => asked.push(dialog.type()));
  await toOrders(page);
  await page.locator("#rows .row").first().click();
  await page.reload();
  await ready(page, true);
  assert.deepEqual(asked, []);
  await page.locator("#detail h2").click();
  await page.keyboard.press("h");
  await settledBy(page, 1);
  await page.reload();
  await ready(page, true);
  assert.deepEqual(asked, ["beforeunload"]);
  await page.locator("#save").click();
  await until(() => page.locator("dialog[open]").isVisible(), "what was written");
  await page.keyboard.press("Escape");
  await page.reload();
  await ready(page, true);
  assert.deepEqual(asked, ["beforeunload"]);
});

for (const [name, options] of Object.entries({
  "1280 px": { viewport: { width: 1280, height: 860 } },
  "1280 px dark": { viewport: { width: 1280, height: 860 }, colorScheme: "dark" },
  "360 px": { viewport: { width: 360, height: 740 } },
  "360 px dark": { viewport: { width: 360, height: 740 }, colorScheme: "dark" },
})) {
  test(`is accessible and fits at ${name}`, async () => {
    const { url } = await review();
    const { page, trouble } = await tab(url, options);
    assert.deepEqual(await axe(page), []);
    await toOrders(page);
    await page.locator("#rows .row", { hasText: "3012" }).click();
    await page.getByRole("button", { name: "Keep as entered" }).click();
    await settledBy(page, 1);
    await until(async () => await heading(page) !== "3012", "the next order");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
    await shot(page, `review-${name.replaceAll(" ", "-")}`);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(trouble, []);
  });
}
