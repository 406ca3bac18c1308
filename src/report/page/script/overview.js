// The overview: the verdict, the reasons, what is wrong.

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
