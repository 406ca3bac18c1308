"use strict";
// What the report and the review share: reading the orders, showing values safely, the overview.

/** The review has a server behind it; the report carries its data. */
const live = !document.getElementById("run");
const byId = id => document.getElementById(id);

let run = null;

// ---- Nodes and words -------------------------------------------------------------------------

/** An element. Text goes in as text nodes only, so that no value can become markup. */
function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key.startsWith("--")) node.style.setProperty(key, value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

function button(label, act, properties) {
  return el("button", { type: "button", onclick: act, ...properties }, label);
}

/** Text for those who hear the page. */
const unseen = text => el("span", { class: "vh" }, text);

const NUMBER = new Intl.NumberFormat("en");
const COLLATE = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const COUNTRY = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

const number = n => NUMBER.format(n);
const count = (n, one, many = one + "s") => `${number(n)} ${n === 1 ? one : many}`;
const capital = text => text.charAt(0).toUpperCase() + text.slice(1);

/** "5 %", "4.1 %", "90 %": as the terminal writes it. */
function percent(share) {
  const points = share * 100;
  return `${points >= 9.95 ? Math.round(points) : Number(points.toFixed(1))} %`;
}

/** An amount as doorstep wrote it, with its thousands parted. */
function money(amount) {
  if (!amount) return "not known";
  const digits = (amount.amount.split(".")[1] ?? "").length;
  const parted = Number(amount.amount).toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${amount.currency} ${parted}`;
}

const currency = () => run.summary.avoidable_loss?.currency ?? run.summary.expected_loss?.currency ?? "";
const sum = n => money({ amount: n.toFixed(2), currency: currency() }).trim();

function countryName(code) {
  if (!code) return "No country";
  try {
    return COUNTRY.of(code) ?? code;
  } catch {
    return code;
  }
}

const WORDS = {
  state: { hold: "Hold", check: "Check", clean: "Clean" },
  severity: { error: "Error", warning: "Warning", note: "Note" },
  band: { critical: "Critical", high: "High", medium: "Medium", low: "Low" },
  level: {
    safe: "Can be put right without asking",
    review: "Suggestion to look at",
    ask: "Question for the buyer",
    none: "No suggestion",
  },
  outcome: { open: "Open", changed: "Changed", left: "Changed, not all right yet", kept: "Kept as entered", held: "On hold" },
};
const SEVERITIES = ["note", "warning", "error"];
const BANDS = ["critical", "high", "medium", "low"];
const REASONS = ["recipient", "address", "customs", "handling", "disruption", "size"];

const FIELDS = {
  address1: "Address line 1", address2: "Address line 2", address3: "Address line 3", address_full: "Address",
  street_joined: "Street", house_number: "House number", first_name: "First name", last_name: "Last name",
  region: "State or province", region_name: "State or province", tax_id: "Tax number", service: "Shipping method",
};
const fieldName = field => FIELDS[field] ?? capital(field.replaceAll("_", " "));

// ---- Values: anything may stand in them ---------------------------------------------------------

// Control, direction and invisible characters, and halves of letters. Joiners stay: emoji and Persian need them.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Cs}/gu;
const SHORT = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const MOST = 500;

function escape(character) {
  const code = character.codePointAt(0);
  return SHORT[character] ?? (code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`);
}

/** Text with its unseen characters written out, cut where it is long: for labels and lists. */
function plain(text, most = 160) {
  const cut = text.length > most ? text.slice(0, most) + "…" : text;
  return cut.replace(UNSEEN, escape);
}

/** Appends text to a node, unseen characters as marked escapes. Line ends may be kept. */
function appendVisible(node, text, lines = false) {
  let last = 0;
  for (const match of text.matchAll(UNSEEN)) {
    if (lines && match[0] === "\n") continue;
    node.append(text.slice(last, match.index), el("span", { class: "escape" }, escape(match[0])));
    last = match.index + match[0].length;
  }
  node.append(text.slice(last));
}

/** A value, shut off from the direction of what stands around it; long ones are cut, with a way to all of it. */
function value(text, { tag = "bdi", most = MOST, lines = false, ...properties } = {}) {
  const node = el(tag, properties);
  if (text === "") {
    node.append(el("span", { class: "blank" }, "blank"));
  } else if (text.length <= most) {
    appendVisible(node, text, lines);
  } else {
    appendVisible(node, text.slice(0, most), lines);
    const rest = button(`… show all ${number(text.length)} characters`, event => {
      event.stopPropagation();
      node.replaceChildren();
      appendVisible(node, text, lines);
      node.tabIndex = -1;
      node.focus();
    }, { class: "more" });
    node.append(rest);
  }
  return node;
}

/** A sentence of doorstep: values in it stand in backticks. */
function sentence(text, { most = MOST } = {}) {
  return text.split("`").map((part, at) => {
    if (at % 2 === 0) {
      const span = el("span");
      appendVisible(span, part.length > 4 * MOST ? part.slice(0, 4 * MOST) + "…" : part);
      return span;
    }
    return value(part, { tag: "code", most, dir: "auto" });
  });
}

/** The same with a full stop where it has no end of its own, and with a capital. */
const ended = (text, options) => [...sentence(text, options), /[.?!…]$/.test(text) ? "" : "."];
const fullSentence = (text, options) => ended(capital(text), options);

/** Without case and accents, for the search. */
function fold(text) {
  const lower = text.toLowerCase();
  return /[^\x00-\x7f]/.test(lower) ? lower.normalize("NFD").replace(/\p{M}/gu, "") : lower;
}

function say(text) {
  byId("said").textContent = text;
}

// ---- The orders -------------------------------------------------------------------------------
// A line of an order is some kilobytes, and there may be 50,000. The list, the filters and the sums need its beginning
// only; the whole of it is read when it is shown.

/** What the list and the filters need of each order, in the order of the file. */
const heads = [];
const places = new Map(); // place in `heads` by id
const texts = []; // {text, start, end} or {part, at} by place
const whole = new Map(); // orders read as a whole, by place
let parts = []; // packed parts: {node, from, text}

function addHead(head, where) {
  places.set(head.id, heads.length);
  heads.push(head);
  texts.push(where);
}

/** Takes an order in that was read as a whole, or the head of one. */
function addParsed(head, where) {
  const { findings } = head;
  head.codes = findings.map(finding => finding.code);
  head.severities = findings.map(finding => finding.severity);
  head.findingReasons = findings.map(finding => finding.reason);
  head.levels = findings.map(finding => finding.fix?.level ?? "none");
  head.cells = head.findings = head.message = head.advice = undefined;
  addHead(head, where);
}

const FINDING = /\{"code":"([^"\\]+)","severity":"(\w+)","reason":(?:null|"(\w+)"),/y;

/** Reads the beginning of one line, and of its findings what the filters need. Falls back to reading all of it. */
function addLine(text, start, end) {
  const where = { text, start, end };
  const cells = text.indexOf(',"cells":[', start);
  const findings = cells < 0 ? -1 : text.indexOf(',"findings":[{"code":"', cells);
  if (cells < 0 || cells > end || findings < 0 || findings > end) {
    addParsed(JSON.parse(text.slice(start, end)), where);
    return;
  }
  const head = JSON.parse(text.slice(start, cells) + "}");
  const codes = [], severities = [], reasons = [], levels = [];
  // A quote inside a value is escaped, so these marks cannot be part of one.
  for (let at = text.indexOf('{"code":"', findings); at >= 0 && at < end;) {
    FINDING.lastIndex = at;
    const match = FINDING.exec(text);
    if (!match) {
      addParsed(JSON.parse(text.slice(start, end)), where);
      return;
    }
    const next = text.indexOf('{"code":"', at + 9);
    const until = next < 0 || next > end ? end : next;
    const fix = text.indexOf(',"fix":{"level":"', at);
    codes.push(match[1]);
    severities.push(match[2]);
    reasons.push(match[3] ?? null);
    levels.push(fix < 0 || fix > until ? "none" : text.slice(fix + 17, text.indexOf('"', fix + 17)));
    at = next;
  }
  Object.assign(head, { codes, severities, findingReasons: reasons, levels });
  addHead(head, where);
}

function addLines(text, from = 0) {
  for (let start = from; start < text.length;) {
    let end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    // A line that cannot be read must not take the other orders with it.
    try {
      if (end - start > 2) addLine(text, start, end);
    } catch (error) {
      unreadable.push(error.message);
    }
    start = end + 1;
  }
}
const unreadable = [];

/** Text of a packed island: base64 of gzip. */
function unpack(node) {
  const binary = atob(node.textContent.trim());
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

const linesOf = text => text.split("\n").filter(line => line.length > 2);

async function readReport() {
  run = JSON.parse(byId("run").textContent);
  const packed = byId("heads");
  if (!packed) {
    addLines(byId("orders").textContent);
    return;
  }
  parts = [...document.querySelectorAll("script.part")].map(node => ({ node, lines: null }));
  const per = Number(packed.dataset.per);
  // One array is read faster than 50,000 lines.
  JSON.parse(`[${(await unpack(packed)).trimEnd().replaceAll("\n", ",")}]`).forEach((order, at) => {
    addParsed(order, { part: Math.floor(at / per), at: at % per });
  });
}

async function readLive() {
  const answer = await fetch("orders");
  if (!answer.ok) throw new Error(`doorstep answered ${answer.status}`);
  const text = await answer.text();
  const end = text.indexOf("\n");
  run = JSON.parse(end < 0 ? text : text.slice(0, end));
  if (end >= 0) addLines(text, end + 1);
}

/** The line of an order, or a promise of it where it is still packed. */
function line(place) {
  const where = texts[place];
  if (where.text !== undefined) return where.text.slice(where.start, where.end);
  const part = parts[where.part];
  if (part.lines) return part.lines[where.at];
  part.reading ??= unpack(part.node).then(text => {
    part.lines = linesOf(text);
    part.node.remove();
  });
  return part.reading.then(() => part.lines[where.at]);
}

/** The whole order if it can be had at once, else null. */
function orderNow(place) {
  const had = whole.get(place);
  if (had) return had;
  const text = line(place);
  if (typeof text !== "string") return null;
  const order = JSON.parse(text);
  if (whole.size > 2000) whole.clear();
  whole.set(place, order);
  return order;
}

async function orderAt(place) {
  await line(place);
  return orderNow(place);
}

/** Does something with every order in short steps, so that the page stays quick. */
async function inSteps(total, step) {
  for (let at = 0; at < total;) {
    const until = performance.now() + 12;
    while (at < total && performance.now() < until) {
      const wait = step(at);
      if (wait) await wait;
      at += 1;
    }
    await new Promise(resume => setTimeout(resume, 4));
  }
}

// ---- Overview -----------------------------------------------------------------------------------

/** Builds one part of the page; one that fails says so and leaves the others alone. */
function section(id, build) {
  const node = byId(id);
  try {
    node.replaceChildren(...[build(node)].flat(Infinity).filter(Boolean));
    node.hidden = node.childNodes.length === 0;
  } catch (error) {
    console.error(error);
    node.replaceChildren(el("p", { class: "failed" }, "This part could not be shown. The rest of the page is not affected."));
  }
}

const parcels = n => count(n, "parcel");
const failures = n => (n >= 99.5 ? number(Math.round(n)) : n.toFixed(1));

function verdictSentence(summary) {
  const { checked, flagged } = summary;
  const errors = summary.severity.error;
  if (checked === 0) return "No parcel to check: no order here is still to be shipped.";
  if (flagged === 0) {
    return checked === 1 ? "Nothing wrong was found with this parcel." : `Nothing wrong was found with these ${parcels(checked)}.`;
  }
  const all = checked === 1 ? "The parcel needs a look before it goes" : `${number(flagged)} of ${parcels(checked)} ${flagged === 1 ? "needs" : "need"} a look before ${flagged === 1 ? "it goes" : "they go"}`;
  if (errors === 0) return `${all}.`;
  const none = flagged === 1 ? "it" : number(errors);
  return `${all}: ${none} would not arrive as written.`;
}

function costSentences(summary) {
  if (!summary.checked) return null;
  const cost = summary.expected_loss ? `, at a cost of ${money(summary.expected_loss)}` : "";
  const first = `Expect ${failures(summary.expected_failures)} of ${number(summary.checked)} deliveries to fail${cost}.`;
  if (!summary.flagged) return el("p", { class: "lead" }, first);
  return el("p", { class: "lead" }, `${first} Put right, it is ${failures(summary.expected_failures_clean)}`, summary.avoidable_loss
    ? [", which saves ", el("strong", {}, money(summary.avoidable_loss)), "."] : ".");
}

function stateTiles(summary) {
  const { status, severity } = summary;
  const shipped = [[status.fulfilled, "already shipped"], [status.cancelled, "cancelled"], [status.digital, "digital"], [status.pickup, "picked up"]];
  const unchecked = shipped.reduce((all, [n]) => all + (n ?? 0), 0);
  const notes = severity.note ? `, ${number(severity.note)} with a note` : "";
  const tile = (key, word, n, text) => {
    const inside = [el("b", { class: "n" }, number(n)), el("span", { class: "word" }, word), el("span", { class: "text" }, text)];
    const filters = (key === "hold" || key === "check") && heads.some(head => head.state === key);
    return el("li", { class: `tile ${key}${n ? "" : " zero"}` }, filters
      ? el("button", { type: "button", onclick: () => showOnly({ state: [key] }) }, inside, el("span", { class: "go" }, "Show them"))
      : el("div", {}, inside));
  };
  return el("ul", { class: "tiles" },
    tile("hold", "Hold", severity.error, "with an error: would not arrive as written"),
    tile("check", "Check", severity.warning, "with a warning: may well not arrive"),
    tile("clean", "Clean", summary.checked - summary.flagged, `nothing wrong found by what was checked${notes}`),
    tile("unchecked", "Not checked", unchecked, unchecked
      ? "not shipped from here: " + shipped.filter(([n]) => n).map(([n, word]) => `${number(n)} ${word}`).join(", ") : "nothing was left out"));
}

function notes(summary) {
  const list = [];
  for (const file of summary.files) {
    const name = summary.files.length > 1 ? [value(file.file), ": "] : [];
    for (const note of file.notes ?? []) list.push([...name, ...sentence(note)]);
  }
  for (const note of summary.notes ?? []) list.push(sentence(note));
  for (const { currency: code, orders } of summary.without_rate ?? []) {
    list.push([`the amounts leave out ${count(orders, "order")} in ${code}: no exchange rate is known`]);
  }
  if (run.left_out) list.push([`the ${number(run.listed)} worst orders are listed; ${number(run.left_out)} more need a look and are not on this page`]);
  if (unreadable.length) list.push([`${count(unreadable.length, "order")} could not be read from this page`]);
  if (run.redacted) list.push(["personal values are masked on this page"]);
  if (!list.length) return null;
  const items = list.map(text => el("li", {}, text));
  return el("div", { class: "notes" }, el("h2", {}, "Good to know"), el("ul", {}, items));
}

function buildVerdict() {
  const { summary } = run;
  document.title = `${summary.flagged} of ${summary.checked} need a look · ${plain(run.title, 60)} · doorstep`;
  byId("title").replaceChildren(value(run.title, { most: 80 }), ` · as of ${run.as_of}`);
  section("verdict", () => [
    el("h1", { id: "verdict-sentence" }, verdictSentence(summary)),
    costSentences(summary),
    stateTiles(summary),
    notes(summary),
  ]);
  const files = summary.files.map(file => [value(file.file), ` (${file.platform.replaceAll("_", " ")}, ${count(file.orders, "order")} in ${count(file.rows, "row")})`]);
  byId("foot").replaceChildren(el("p", {}, "Read: ", files.slice(0, 20).map((file, at) => [at ? "; " : "", file]), files.length > 20 ? ` and ${number(files.length - 20)} more files` : "", "."),
    el("p", {}, `doorstep ${run.version}. Everything stays on this computer. An address can be right though it looks odd: new buildings and country lanes are on no list yet.`));
}

/** A row of a bar chart; a button where it can filter. */
function barRow({ word, text, share, figure, act, describe }) {
  const inside = [el("span", { class: "bar-word" }, el("span", { class: "bar-name" }, word), text ? el("span", { class: "bar-text" }, text) : null),
    el("span", { class: "track", "aria-hidden": "true" }, el("span", { class: "fill", "--share": share.toFixed(4) })),
    el("span", { class: "figure" }, figure)];
  return el("li", {}, act ? el("button", { type: "button", class: "bar-row", onclick: act, title: describe }, inside) : el("div", { class: "bar-row" }, inside));
}

function buildReasons() {
  const { summary } = run;
  if (!summary.checked) return null;
  const most = Math.max(...REASONS.map(reason => summary.reasons[reason] ?? 0), 1e-9);
  const listed = new Set(heads.flatMap(head => head.findingReasons));
  return [el("h2", { id: "reasons-title" }, "Why they would fail"),
    el("p", { class: "hint" }, "Deliveries expected to fail, by reason"),
    el("ul", { class: "bars" }, REASONS.map(reason => {
      const n = summary.reasons[reason] ?? 0;
      return barRow({ word: capital(reason), text: run.reasons[reason], share: n / most, figure: failures(n),
        act: listed.has(reason) && (() => showOnly({ reason: [reason] })), describe: `Show the orders with something wrong of this kind` });
    }))];
}

function buildBands() {
  const { summary } = run;
  if (!summary.checked) return null;
  const listed = {};
  for (const head of heads) listed[head.band] = (listed[head.band] ?? 0) + 1;
  const most = Math.max(...BANDS.map(band => summary.bands[band] ?? 0), 1);
  return [el("h2", { id: "bands-title" }, "How much you can still change"),
    el("p", { class: "hint" }, "Parcels by avoidable risk: what goes away when they are put right"),
    el("ul", { class: "bars" }, BANDS.map(band => {
      const n = summary.bands[band] ?? 0;
      const here = listed[band] ?? 0;
      const text = here === n ? null : here === 0 ? "none of them needs a look" : `${number(here)} of them ${here === 1 ? "needs" : "need"} a look`;
      return barRow({ word: WORDS.band[band], text: n ? text : null, share: n / most, figure: number(n),
        act: here > 0 && (() => showOnly({ band: [band] })), describe: `Show the ${count(here, "order")} of this band` });
    }))];
}

const grouped = {};

/** Groups by a key, the largest avoidable loss first. */
function groups(key, among = heads) {
  if (among === heads && grouped[key]) return grouped[key];
  const found = new Map();
  for (const head of among) {
    const name = head[key] ?? "";
    const group = found.get(name) ?? { name, orders: 0, loss: 0 };
    group.orders += 1;
    group.loss += head.loss;
    found.set(name, group);
  }
  const list = [...found.values()].sort((a, b) => b.loss - a.loss || b.orders - a.orders || COLLATE.compare(a.name, b.name));
  if (among === heads) grouped[key] = list;
  return list;
}

/** The country where nearly everything goes, if its regions say more than countries do. */
function mainCountry() {
  if (mainCountry.known === undefined) {
    const largest = groups("country").reduce((most, group) => (group.orders > most.orders ? group : most), { orders: 0, name: "" });
    const one = largest.name && largest.orders >= 0.8 * heads.length;
    mainCountry.known = one && groups("region", heads.filter(head => head.country === largest.name)).length > 2 ? largest.name : null;
  }
  return mainCountry.known;
}

const facetLabel = (key, name) => (key === "country" ? countryName(name) : plain(name, 60) || (key === "region" ? "No region" : "No service"));

/** The largest groups, and all others as one. */
function pack(all, limit, other) {
  const named = all.slice(0, all.length <= limit + 1 ? all.length : limit).map(group => ({ ...group, names: [group.name] }));
  const rest = all.slice(named.length);
  if (!rest.length) return named;
  const sumOf = key => rest.reduce((total, group) => total + group[key], 0);
  return [...named, { names: rest.map(group => group.name), other: `${number(rest.length)} ${other}`, orders: sumOf("orders"), loss: sumOf("loss") }];
}

/** Rows of the table: countries, or the regions of the one that matters and all other countries. */
function whereRows() {
  const main = mainCountry();
  if (!main) return pack(groups("country"), 10, "other countries").map(row => ({ ...row, label: row.other ?? facetLabel("country", row.name), filter: { country: row.names } }));
  const regions = groups("region", heads.filter(head => head.country === main));
  const rows = pack(regions, 10, "other regions").map(row => ({ ...row, label: row.other ?? facetLabel("region", row.name), filter: { country: [main], region: row.names } }));
  const abroad = groups("country").filter(group => group.name !== main);
  return [...rows, ...pack(abroad, 0, "other countries").map(row => ({ ...row, label: abroad.length === 1 ? facetLabel("country", abroad[0].name) : row.other, filter: { country: row.names } }))];
}

function buildWhere() {
  if (heads.length < 2) return null;
  const main = mainCountry();
  const rows = whereRows();
  const columns = pack(groups("service"), 6, "other services").map(column => ({ ...column, label: column.other ?? facetLabel("service", column.name), filter: { service: column.names } }));
  const rowOf = new Map(rows.flatMap((row, at) => (row.filter.region ?? row.filter.country).map(name => [`${row.filter.region ? "r" : "c"} ${name}`, at])));
  const columnOf = new Map(columns.flatMap((column, at) => column.names.map(name => [name, at])));
  const cells = rows.map(() => columns.map(() => ({ orders: 0, loss: 0 })));
  for (const head of heads) {
    const row = main && head.country === main ? `r ${head.region ?? ""}` : `c ${head.country ?? ""}`;
    const cell = cells[rowOf.get(row)][columnOf.get(head.service ?? "")];
    cell.orders += 1;
    cell.loss += head.loss;
  }
  const heaviest = Math.max(...cells.flat().map(cell => cell.loss), 1e-9);
  const headCell = (group, scope) => el("th", { scope }, button(el("bdi", {}, group.label), () => showOnly(group.filter), { class: "plain" }));
  const cell = (data, row, column) => el("td", {}, data.orders === 0 ? el("span", { class: "none" }, "–")
    : el("button", { type: "button", class: "heat", onclick: () => showOnly({ ...row.filter, ...column.filter }), "--heat": Math.sqrt(data.loss / heaviest).toFixed(3) },
      unseen(`${row.label}, ${column.label}: `), el("b", {}, number(data.orders)), unseen(data.orders === 1 ? " order, " : " orders, "), el("span", {}, sum(data.loss)), unseen(" can be saved")));
  return [el("h2", { id: "where-title" }, "Where the risk sits"),
    el("p", { class: "hint" }, `Orders that need a look, and what can be saved, by ${main ? `region of ${countryName(main)}` : "country"} and service. The darker, the more can be saved.`),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "where-title" }, el("table", { class: "where" },
      el("thead", {}, el("tr", {}, el("td"), columns.map(column => headCell(column, "col")), el("th", { scope: "col" }, "Together"))),
      el("tbody", {}, rows.map((row, r) => el("tr", {}, headCell(row, "row"), columns.map((column, c) => cell(cells[r][c], row, column)),
        el("td", { class: "total" }, el("b", {}, number(row.orders)), el("span", {}, sum(row.loss))))))))];
}

/** Rules by severity, then by what the orders they speak of can lose. */
function byRule() {
  const found = new Map();
  heads.forEach(head => {
    const seen = new Set();
    head.codes.forEach((code, at) => {
      const rule = found.get(code) ?? { code, severity: 0, orders: 0, findings: 0, loss: 0, levels: { safe: 0, review: 0, ask: 0, none: 0 } };
      rule.severity = Math.max(rule.severity, SEVERITIES.indexOf(head.severities[at]));
      rule.findings += 1;
      rule.levels[head.levels[at]] += 1;
      if (!seen.has(code)) {
        rule.orders += 1;
        rule.loss += head.loss;
      }
      seen.add(code);
      found.set(code, rule);
    });
  });
  return [...found.values()].sort((a, b) => b.severity - a.severity || b.loss - a.loss || b.orders - a.orders || COLLATE.compare(a.code, b.code));
}

/** What can be done about the orders of a rule. */
function levelWords(levels) {
  const words = {
    safe: ["can be put right without asking", n => `${n} can be put right without asking`],
    review: ["a suggestion to look at", n => `${n} with a suggestion to look at`],
    ask: ["ask the buyer", n => `${n} to ask the buyer about`],
    none: ["decide by hand", n => `${n} to decide by hand`],
  };
  const found = Object.keys(words).filter(level => levels[level]);
  return found.length === 1 ? words[found[0]][0] : found.map(level => words[level][1](number(levels[level]))).join(", ");
}

function buildWrong() {
  const rules = byRule();
  if (!rules.length) return null;
  const shown = 8;
  const item = (rule, at) => {
    const { summary = rule.code, why = "" } = run.rules[rule.code] ?? {};
    const severity = SEVERITIES[rule.severity];
    return el("li", { class: at >= shown ? "rule later" : "rule" },
      el("span", { class: `sev ${severity}` }, WORDS.severity[severity]),
      el("div", {}, el("h3", {}, sentence(capital(summary))), el("p", {}, why ? [fullSentence(why), " "] : "", el("span", { class: "can" }, `${count(rule.orders, "order")}: ${levelWords(rule.levels)}.`))),
      button(`Show ${count(rule.orders, "order")}`, () => showOnly({ rule: [rule.code] }), { class: "show", "aria-label": `Show ${count(rule.orders, "order")}: ${plain(summary)}` }));
  };
  const list = el("ol", { class: "rules" }, rules.map(item));
  const more = rules.length > shown && button(`Show all ${number(rules.length)} kinds`, event => {
    list.classList.add("all");
    event.target.remove();
    list.children[shown].querySelector("button").focus();
  }, { class: "quiet" });
  return [el("h2", { id: "wrong-title" }, "What is wrong"), el("p", { class: "hint" }, "The worst first: errors, then by what can be saved"), list, more];
}

function buildOverview() {
  buildVerdict();
  section("reasons", buildReasons);
  section("bands", buildBands);
  section("where", buildWhere);
  section("wrong", buildWrong);
  byId("overview").hidden = !run.summary.checked;
  byId("work").hidden = byId("skip").hidden = !heads.length;
}
