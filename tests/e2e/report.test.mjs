// The report, made by `doorstep scan -o report.html` and opened from the disk.
import assert from "node:assert/strict";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, folder, heading, launch, listed, newPage, open, ready, scan, scanFile, shot, toOrders, until } from "./helper.mjs";

let browser;
let report;
let hostile;
before(async () => {
  browser = await launch();
  const at = folder();
  report = scan(at, "orders.csv");
  hostile = scan(at, "hostile.csv", "hostile.html");
});
after(() => browser?.close());

const text = (page, selector) => page.locator(selector).textContent();

test("says the verdict and four states in words", async () => {
  const { page, context, trouble } = await newPage(browser);
  await open(page, report);
  assert.match(await text(page, "h1"), /^20 of 22 parcels need a look before they go: 11 would not arrive as written\.$/);
  const tiles = (await page.locator(".tile").allTextContents()).map(tile => tile.replace(/\s+/g, " "));
  assert.deepEqual(tiles.map(tile => /^(\d+)(Hold|Check|Clean|Not checked)/.exec(tile)?.slice(1)), [["11", "Hold"], ["9", "Check"], ["2", "Clean"], ["0", "Not checked"]]);
  assert.match(await text(page, ".notes"), /no weight column/);
  assert.equal(await page.locator("#reasons .bar-row").count(), 6);
  assert.equal(await page.locator("#bands .bar-row").count(), 4);
  assert.match(await text(page, "#wrong"), /A postcode that fits no shape of its country/);
  assert.equal(await text(page, "#count"), "20 orders");
  await shot(page, "report-1280");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("filters, counts, sorts and searches", async () => {
  const { page, context, trouble } = await newPage(browser);
  await open(page, report);
  await toOrders(page);
  await page.getByRole("checkbox", { name: "Hold" }).check();
  assert.equal(await text(page, "#count"), "11 of 20 match");
  assert.match(await text(page, "#sentence"), /Only orders in the state Hold\./);
  // A facet's own choice does not take its other values away.
  assert.match(await page.locator(".facet label", { hasText: "Check" }).first().textContent(), /Check9$/);
  await page.locator("#clear").click();
  assert.equal(await text(page, "#count"), "20 orders");

  await page.locator("#sorts").getByRole("button", { name: "Order" }).click();
  assert.deepEqual((await listed(page)).slice(0, 3), ["3001", "3002", "3003"]);
  await page.locator("#sorts").getByRole("button", { name: "Order" }).click();
  assert.equal((await listed(page))[0], "3020");
  await page.locator("#sorts").getByRole("button", { name: "Avoidable loss" }).click();
  assert.equal((await listed(page))[0], "3004");

  // By a cell that the list does not show, and without its accents or case.
  await page.locator("#search").fill("ORCHARD");
  await until(async () => await text(page, "#count") === "1 of 20 match", "one match");
  assert.deepEqual(await listed(page), ["3020"]);
  await page.locator("#search").fill("");
  await until(async () => await text(page, "#count") === "20 orders", "all again");

  await page.locator("#wrong").getByRole("button", { name: /a postcode that fits no shape/ }).click();
  assert.equal(await text(page, "#count"), "6 of 20 match");
  await page.locator("#where .heat").first().click();
  assert.match(await text(page, "#count"), / of 20 match$/);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("keeps the view in the address", async () => {
  const { page, context, trouble } = await newPage(browser);
  await open(page, report);
  await page.getByRole("checkbox", { name: "Hold" }).check();
  await page.locator("#search").fill("allston");
  await until(async () => await text(page, "#count") === "3 of 20 match", "three matches");
  await page.locator("#sorts").getByRole("button", { name: "Order" }).click();
  await page.locator("#rows .row", { hasText: "3002" }).click();
  assert.equal(await heading(page), "3002");
  await until(async () => (await page.evaluate(() => location.hash)).includes("order="), "the order in the address");
  const link = page.url();
  for (const look of [() => page.reload(), async () => { await page.goto("about:blank"); await page.goto(link); }]) {
    await look();
    await ready(page, true);
    assert.equal(await text(page, "#count"), "3 of 20 match");
    assert.deepEqual(await listed(page), ["3001", "3002", "3003"]);
    assert.equal(await heading(page), "3002");
    assert.equal(await page.locator("#search").inputValue(), "allston");
    assert.equal(await page.getByRole("checkbox", { name: "Hold" }).isChecked(), true);
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("shows one order: what is wrong, why, the change word by word", async () => {
  const { page, context } = await newPage(browser);
  await open(page, report);
  await page.keyboard.press("/");
  await page.keyboard.type("3007");
  await until(async () => await text(page, "#count") === "1 of 20 match", "one match");
  await page.locator("#rows .row").click();
  const detail = await text(page, "#detail");
  assert.match(detail, /Warning/);
  assert.match(detail, /Why it matters: /);
  assert.deepEqual(await page.locator("#detail .edit").first().locator("del, ins").allTextContents(), ["75009 "]);
  assert.match(await text(page, "#detail .risk-change"), /Risk \d+(\.\d)? % → \d+(\.\d)? %/);
  assert.match(await page.locator("#detail .cells tr", { hasText: "City" }).textContent(), /Warning/);
  assert.equal(await page.locator("#detail .actions").count(), 0, "a report decides nothing");
  await context.close();
});

test("goes through the list by keyboard alone", async () => {
  const { page, context } = await newPage(browser);
  await open(page, report);
  await toOrders(page);
  const order = await listed(page);
  await page.keyboard.press("j");
  assert.equal(await heading(page), order[1]);
  await page.keyboard.press("k");
  assert.equal(await heading(page), order[0]);
  await page.locator("#list").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await heading(page), order[2]);
  const active = await page.locator("#list").getAttribute("aria-activedescendant");
  assert.equal(await page.locator(`#${active} b`).textContent(), order[2]);
  await page.keyboard.press("End");
  assert.equal(await page.locator("#rows .row[aria-selected=true]").getAttribute("aria-rowindex"), "20");
  await page.keyboard.press("?");
  assert.equal(await page.locator("dialog[open]").count(), 1);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog[open]").count(), 0);
  await context.close();
});

test("hostile cells stay text", async () => {
  const { page, context, trouble } = await newPage(browser);
  await open(page, hostile);
  await toOrders(page);
  const orders = await listed(page);
  assert.ok(orders.length >= 4);
  for (let n = 0; n < orders.length; n++) {
    await page.evaluate(n => document.querySelector(`#rows [aria-rowindex="${n + 1}"]`).click(), n);
    assert.equal(await page.locator("#detail :is(img, script, iframe, svg, object, style)").count(), 0);
  }
  // Direction overrides and control characters are seen, not obeyed.
  await page.locator("#search").fill("txt.exe");
  await until(async () => /^1 of/.test(await text(page, "#count")), "one match");
  await page.locator("#rows .row").click();
  assert.match(await text(page, "#detail .cells"), /\\u202e/);
  // What is long is cut, and can be had whole.
  await page.locator("#search").fill("longcell");
  await until(async () => /^1 of/.test(await text(page, "#count")), "one match");
  await page.locator("#rows .row").click();
  const cell = page.locator("#detail .cells .cell", { hasText: "longcell" });
  assert.ok((await cell.textContent()).length < 700);
  await cell.getByRole("button", { name: /show all/ }).click();
  assert.ok((await cell.textContent()).length > 20000);
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  assert.deepEqual(await page.evaluate(() => performance.getEntriesByType("resource").map(entry => entry.name)), []);
  await shot(page, "report-hostile");
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a script or style from outside does not run", async () => {
  const { page, context } = await newPage(browser);
  await open(page, report);
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.pwned = 1";
    document.body.append(script);
    return window.pwned;
  });
  assert.equal(ran, undefined);
  await context.close();
});

for (const [name, options] of Object.entries({
  "1280 px": { viewport: { width: 1280, height: 860 } },
  "1280 px dark": { viewport: { width: 1280, height: 860 }, colorScheme: "dark" },
  "360 px": { viewport: { width: 360, height: 740 } },
  "360 px dark": { viewport: { width: 360, height: 740 }, colorScheme: "dark" },
})) {
  test(`is accessible and fits at ${name}`, async () => {
    const { page, context, trouble } = await newPage(browser, options);
    await open(page, report);
    await page.evaluate(() => document.querySelector("#wrong > button")?.click());
    assert.deepEqual(await axe(page), []);
    await shot(page, `report-${name.replaceAll(" ", "-")}-top`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
    await page.getByRole("button", { name: "Go to the orders" }).click();
    await until(async () => await page.locator("#rows .row").count() > 5, "rows");
    assert.deepEqual(await axe(page), []);
    await shot(page, `report-${name.replaceAll(" ", "-")}-list`);
    await page.locator("#rows .row", { hasText: "3009" }).click();
    assert.equal(await heading(page), "3009");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
    assert.deepEqual(await axe(page), []);
    await shot(page, `report-${name.replaceAll(" ", "-")}-order`);
    assert.deepEqual(trouble, []);
    await context.close();
  });
}

test("on a phone an order takes the page, and Back gives the list again", async () => {
  const { page, context } = await newPage(browser, { viewport: { width: 360, height: 740 } });
  await open(page, report);
  await page.getByRole("button", { name: "Go to the orders" }).click();
  await page.locator("#rows .row", { hasText: "3012" }).click();
  assert.equal(await page.locator("#list").isVisible(), false);
  await page.goBack();
  assert.equal(await page.locator("#list").isVisible(), true);
  await page.locator("#rows .row", { hasText: "3012" }).click();
  await page.getByRole("button", { name: "Back to the list" }).click();
  assert.equal(await page.locator("#list").isVisible(), true);
  await context.close();
});

test("prints the verdict, the charts and every order of the filter", async () => {
  const { page, context } = await newPage(browser);
  await open(page, report);
  await page.getByRole("checkbox", { name: "Hold" }).check();
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#print article").count(), 11);
  assert.match(await text(page, "#print > p"), /11 of 20/);
  assert.equal(await page.locator("h1").isVisible(), true);
  assert.equal(await page.locator("#reasons").isVisible(), true);
  assert.equal(await page.locator("#list").isVisible(), false);
  await context.close();
});

test("50,000 orders open within two seconds and scroll", async () => {
  const at = folder();
  const file = createWriteStream(join(at, "many.csv"));
  file.write("Order,Name,Address 1,Address 2,City,State,Zip,Country,Phone,Email,Shipping Method,Total,Currency\n");
  const first = ["Ada", "Bo", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hana", "Ivo", "June"];
  const last = ["Abel", "Brandt", "Costa", "Dietz", "Engel", "Fuchs", "Garcia", "Huber", "Ito", "Jansen"];
  for (let n = 0; n < 50000; n++) {
    // Each of them another person at another door, and each with a postcode that lost its zero.
    file.write(`${10000 + n},${first[n % 10]} ${last[Math.floor(n / 10) % 10]}${String.fromCharCode(97 + n % 23)},${1 + Math.floor(n / 7)} Linden St,,Allston,MA,2134,US,+1 617 555 ${String(n % 10000).padStart(4, "0")},buyer${n}@example.com,USPS Ground Advantage,${(20 + n % 90).toFixed(2)},USD\n`);
  }
  file.end();
  await finished(file);
  const url = scanFile(at, "many.csv");
  const times = [];
  for (let run = 0; run < 3; run++) {
    const { page, context, trouble } = await newPage(browser);
    await page.goto(url);
    await ready(page);
    times.push(await page.evaluate(() => performance.getEntriesByName("ready")[0].startTime));
    if (run === 2) {
      await toOrders(page);
      assert.equal(await text(page, "#count"), "50,000 orders");
      assert.equal(await page.locator("#list").getAttribute("aria-rowcount"), "50000");
      // Far down there are rows wherever one looks, and only as many in the page as are near.
      for (const part of [0.2, 0.5, 0.99]) {
        await page.evaluate(part => {
          const list = document.getElementById("list");
          list.scrollTop = list.scrollHeight * part;
        }, part);
        await until(() => page.evaluate(() => document.elementFromPoint(500, 500)?.closest(".row") !== null), "a row in the middle of the window");
      }
      assert.ok(await page.locator("#rows .row").count() < 100);
      await ready(page, true);
      const [row] = await listed(page);
      assert.ok(row);
      await page.locator("#search").fill("buyer31415@");
      await until(async () => await text(page, "#count") === "1 of 50,000 match", "one match");
      assert.deepEqual(await listed(page), ["41415"]);
    }
    assert.deepEqual(trouble, []);
    await context.close();
  }
  console.log(`50,000 orders opened in ${times.map(time => Math.round(time)).join(", ")} ms`);
  // The best of three: what else the machine does is not the page's.
  // Other jobs may share the machine of a CI run.
  const most = process.env.CI ? 4000 : 2000;
  assert.ok(Math.min(...times) <= most, `opened in ${times.join(", ")} ms`);
});
