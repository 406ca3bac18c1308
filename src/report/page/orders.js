"use strict";
// The list of orders: filters, search and sorting, all kept in the page's address; one order; print.

const NARROW = matchMedia("screen and (max-width: 47.4375rem)");
const WIDE = matchMedia("screen and (min-width: 75rem)");

/** What is looked at. It is what stands in the address. */
const view = { filters: {}, search: "", sort: "loss", down: true, order: null };
/** Places of the orders that match, in the order of the list. */
let matches = [];
/** Place of the order that is shown, -1 for none. */
let current = -1;

// ---- Filters ----------------------------------------------------------------------------------

const lower = text => text.charAt(0).toLowerCase() + text.slice(1);
const quoted = text => `“${text}”`;

// `of` reads the values from an order, `label` names one, `words` and `inSentence` put the choice into the sentence above the list.
let FACETS = [
  { key: "outcome", title: "Outcome", words: "that are", all: Object.keys(WORDS.outcome), only: live, of: (_, place) => outcomeOf(place), label: name => WORDS.outcome[name], inSentence: lower },
  { key: "state", title: "State", words: "in the state", all: ["hold", "check"], of: head => head.state, label: name => WORDS.state[name] },
  { key: "band", title: "Avoidable risk", words: "with an avoidable risk that is", all: BANDS, of: head => head.band, label: name => WORDS.band[name], inSentence: lower },
  { key: "reason", title: "Reason", words: "for the reason", all: REASONS, of: head => head.findingReasons, label: name => capital(name), inSentence: lower },
  { key: "rule", title: "What is wrong", words: "with", of: head => head.codes, label: name => capital(plain(run.rules[name]?.summary ?? name)).replaceAll("`", ""), inSentence: quoted },
  { key: "fix", title: "How to put it right", words: "with", all: ["safe", "review", "ask", "none"], of: head => head.levels, label: name => WORDS.level[name], inSentence: quoted },
  { key: "country", title: "Country", words: "to", of: head => head.country ?? "", label: name => facetLabel("country", name) },
  { key: "region", title: "Region", words: "in", of: head => head.region ?? "", label: name => facetLabel("region", name) },
  { key: "service", title: "Service", words: "by", of: head => head.service ?? "", label: name => facetLabel("service", name) },
  { key: "file", title: "File", words: "of the file", of: head => head.file, label: name => plain(name, 80) },
].filter(facet => facet.only !== false);
const FEW = 8;

/** Numbers the values of each facet once, so that counting is quick. */
function prepareFacets() {
  // What is the same for all tells nothing, and costs time where there are many orders.
  const useless = { file: run.summary.files.length < 2, region: !mainCountry() };
  FACETS = FACETS.filter(facet => !useless[facet.key]);
  for (const facet of FACETS) {
    facet.names = [...(facet.all ?? [])];
    facet.numbers = new Map(facet.names.map((name, at) => [name, at]));
    facet.ids = new Array(heads.length);
    facet.totals = [];
    heads.forEach((head, place) => numberValues(facet, head, place));
    const add = id => { facet.totals[id] = (facet.totals[id] ?? 0) + 1; };
    for (const id of facet.ids) typeof id === "number" ? add(id) : id.forEach(add);
    const byTotal = facet.names.map((_, id) => id);
    if (!facet.all) byTotal.sort((a, b) => (facet.totals[b] ?? 0) - (facet.totals[a] ?? 0) || COLLATE.compare(facet.names[a], facet.names[b]));
    facet.order = byTotal;
  }
}

function numberOf(facet, name) {
  let id = facet.numbers.get(name);
  if (id === undefined) {
    id = facet.names.push(name) - 1;
    facet.numbers.set(name, id);
  }
  return id;
}

function numberValues(facet, head, place) {
  const values = facet.of(head, place);
  if (!Array.isArray(values)) facet.ids[place] = numberOf(facet, values);
  else if (values.length === 1 && values[0] !== null) facet.ids[place] = numberOf(facet, values[0]);
  else facet.ids[place] = [...new Set(values.filter(one => one !== null))].map(one => numberOf(facet, one));
}

/** Finds what matches and counts all facets, in one pass. A facet's counts leave its own choice aside. */
function recount() {
  const chosen = FACETS.map(facet => {
    const names = view.filters[facet.key];
    return names?.length ? new Set(names.map(name => facet.numbers.get(name) ?? -1)) : null;
  });
  const terms = fold(view.search).split(/\s+/).filter(Boolean);
  const counts = FACETS.map(facet => new Array(facet.names.length).fill(0));
  const add = (f, id) => {
    if (typeof id === "number") counts[f][id] += 1;
    else for (const one of id) counts[f][one] += 1;
  };
  matches = [];
  for (const place of sorted()) {
    if (terms.length && !terms.every(term => searchText(place).includes(term))) continue;
    let missed = -1;
    let misses = 0;
    for (let f = 0; f < FACETS.length && misses < 2; f++) {
      if (!chosen[f]) continue;
      const id = FACETS[f].ids[place];
      if (typeof id === "number" ? chosen[f].has(id) : id.some(one => chosen[f].has(one))) continue;
      missed = f;
      misses += 1;
    }
    if (misses === 0) {
      matches.push(place);
      for (let f = 0; f < FACETS.length; f++) add(f, FACETS[f].ids[place]);
    } else if (misses === 1) {
      add(missed, FACETS[missed].ids[place]);
    }
  }
  FACETS.forEach((facet, f) => { facet.counts = counts[f]; });
}

const haystacks = [];
const VALUE = /"value":("(?:[^"\\]|\\.)*")/g;

/** What the search looks through: the order and all its cells. */
function searchText(place) {
  const had = haystacks[place];
  if (had !== undefined) return had;
  const head = heads[place];
  const words = [head.order, head.name, head.city, head.region, head.country, head.country && countryName(head.country), head.service];
  const text = line(place);
  if (typeof text === "string") {
    const from = text.indexOf(',"cells":[');
    const until = text.indexOf(',"findings":[', from);
    for (const [, one] of text.slice(Math.max(from, 0), until < 0 ? text.length : until).matchAll(VALUE)) words.push(JSON.parse(one));
  }
  const folded = fold([...new Set(words)].filter(Boolean).join("\n"));
  // What is still packed is looked through again when it is there.
  if (typeof text === "string") haystacks[place] = folded;
  return folded;
}

const SORTS = {
  loss: { label: "Avoidable loss", down: true, by: (a, b) => heads[a].loss - heads[b].loss },
  risk: { label: "Risk", down: true, by: (a, b) => heads[a].risk - heads[b].risk },
  order: { label: "Order", down: false, by: (a, b) => COLLATE.compare(heads[a].order ?? "", heads[b].order ?? "") },
  country: { label: "Country", down: false, by: (a, b) => countryRank(heads[a].country) - countryRank(heads[b].country) },
  line: { label: "Line", down: false, by: (a, b) => a - b },
};
const permutations = new Map();
let countryRanks = null;

function countryRank(code) {
  countryRanks ??= new Map(groups("country").map(group => group.name).sort((a, b) => COLLATE.compare(countryName(a), countryName(b))).map((name, at) => [name, at]));
  return countryRanks.get(code ?? "");
}

/** All places in the chosen order; equals stay in the order of the file. */
function sorted() {
  const key = `${view.sort} ${view.down}`;
  if (!permutations.has(key)) {
    const sign = view.down ? -1 : 1;
    const { by } = SORTS[view.sort];
    permutations.set(key, heads.map((_, place) => place).sort((a, b) => sign * by(a, b) || a - b));
  }
  return permutations.get(key);
}

// ---- The address ------------------------------------------------------------------------------

function readAddress() {
  const parameters = new URLSearchParams(location.hash.slice(1));
  view.filters = {};
  for (const facet of FACETS) {
    const names = parameters.getAll(facet.key);
    if (names.length) view.filters[facet.key] = names;
  }
  view.search = parameters.get("q") ?? "";
  view.sort = Object.hasOwn(SORTS, parameters.get("sort") ?? "") ? parameters.get("sort") : "loss";
  view.down = parameters.has("down") ? parameters.get("down") === "1" : SORTS[view.sort].down;
  const id = Number(parameters.get("order"));
  view.order = parameters.has("order") && places.has(id) ? id : null;
}

let writing = 0;

/** Keeps the view in the address. A new entry only for what one would want to go back from. */
function writeAddress(entry = false) {
  const parameters = new URLSearchParams();
  for (const [key, names] of Object.entries(view.filters)) for (const name of names) parameters.append(key, name);
  if (view.search) parameters.set("q", view.search);
  if (view.sort !== "loss" || !view.down) {
    parameters.set("sort", view.sort);
    if (view.down !== SORTS[view.sort].down) parameters.set("down", view.down ? "1" : "0");
  }
  if (view.order !== null) parameters.set("order", view.order);
  const hash = "#" + parameters;
  clearTimeout(writing);
  if (hash === (location.hash || "#")) return;
  if (entry) history.pushState(null, "", hash);
  // Browsers refuse too many changes in a short time, as when a key is held down.
  else writing = setTimeout(() => history.replaceState(null, "", hash), 120);
}

/** Shows the view anew after any of it has changed. */
function apply({ keep = false, entry = false } = {}) {
  recount();
  const shown = view.order === null ? -1 : places.get(view.order);
  if (shown >= 0) current = shown;
  else if (!keep || !matches.includes(current)) current = matches.length && !NARROW.matches ? matches[0] : -1;
  showFacets();
  showSentence();
  showSorts();
  if (byId("search").value !== view.search) byId("search").value = view.search;
  drawList(true);
  showDetail();
  writeAddress(entry);
}

function change(filters, { entry = true } = {}) {
  view.filters = filters;
  view.order = null;
  apply({ entry, keep: true });
  toListTop();
}

/** Shows the orders of these values alone: what the charts do. */
function showOnly(filters) {
  view.search = "";
  change(filters);
  byId("work").scrollIntoView({ block: "start" });
  byId("orders-title").focus({ preventScroll: true });
}

/** A new list is looked at from its top. */
function toListTop() {
  byId("list").scrollTop = 0;
  if (NARROW.matches && byId("list").getBoundingClientRect().top < 0) byId("work").scrollIntoView({ block: "start" });
}

// ---- What stands around the list ---------------------------------------------------------------

const list = new Intl.ListFormat("en", { type: "disjunction" });

function filterWords() {
  const words = [];
  for (const facet of FACETS) {
    const names = view.filters[facet.key];
    if (!names) continue;
    const { label, inSentence = text => text } = facet;
    const labels = names.slice(0, 3).map(name => inSentence(label(name) ?? name));
    if (names.length > 3) labels.push(`${number(names.length - 3)} more`);
    words.push(`${facet.words} ${list.format(labels)}`);
  }
  if (view.search) words.push(`with ${quoted(plain(view.search, 60))} in them`);
  return words.join(", ");
}

function showSentence() {
  const words = filterWords();
  byId("count").textContent = words ? `${number(matches.length)} of ${number(heads.length)} match` : count(heads.length, "order");
  byId("sentence").replaceChildren(words ? `Only orders ${words}.` : "No filter is on.", live ? " Save ignores filters." : "");
  byId("clear").hidden = !words;
}

function showSorts() {
  const box = byId("sorts");
  if (!box.childNodes.length) {
    box.append(el("span", { class: "sorts-label" }, "Sort by"), Object.entries(SORTS).map(([key, sort]) => button("", () => {
      view.down = view.sort === key ? !view.down : sort.down;
      view.sort = key;
      apply({ keep: true });
      toListTop();
    }, { "data-sort": key })).reduce((all, one) => { all.append(one); return all; }, document.createDocumentFragment()));
  }
  for (const one of box.querySelectorAll("button")) {
    const key = one.dataset.sort;
    const on = key === view.sort;
    one.setAttribute("aria-pressed", String(on));
    one.replaceChildren(SORTS[key].label, on ? unseen(view.down ? ", largest first" : ", smallest first") : "", on ? el("span", { "aria-hidden": "true" }, view.down ? " ↓" : " ↑") : "");
  }
}

/** Made once; afterwards only numbers and ticks change, so that the focus stays where it is. */
function showFacets() {
  const box = byId("facet-list");
  if (!box.childNodes.length) box.append(...FACETS.map(buildFacet).filter(Boolean));
  for (const facet of FACETS) {
    if (!facet.box) continue;
    const chosen = new Set(view.filters[facet.key]);
    let shown = 0;
    let hidden = 0;
    for (const [id, item] of facet.items) {
      const n = facet.counts[id] ?? 0;
      const on = chosen.has(facet.names[id]);
      const there = on || n > 0 || (facet.all && facet.totals[id] > 0) || facet.key === "outcome";
      const late = !on && !facet.open && shown >= FEW;
      item.hidden = !there || late;
      if (there) late ? hidden++ : shown++;
      item.querySelector("input").checked = on;
      item.querySelector(".n").textContent = number(n);
      item.classList.toggle("zero", n === 0);
    }
    facet.more.hidden = hidden === 0;
    facet.more.textContent = `Show ${number(hidden)} more`;
    facet.box.hidden = shown === 0;
  }
}

function buildFacet(facet) {
  const values = facet.order.filter(id => facet.totals[id] || facet.key === "outcome");
  // One value that every order has tells nothing.
  if (!facet.all && values.length < 2) return null;
  facet.items = new Map(values.map(id => [id, el("li", {}, el("label", {}, el("input", { type: "checkbox", onchange: event => {
    const names = new Set(view.filters[facet.key]);
    event.target.checked ? names.add(facet.names[id]) : names.delete(facet.names[id]);
    const filters = { ...view.filters, [facet.key]: [...names] };
    if (!names.size) delete filters[facet.key];
    change(filters);
  } }), el("bdi", { class: "facet-word" }, facet.label(facet.names[id])), el("span", { class: "n" })))]));
  facet.more = button("", () => {
    facet.open = true;
    const next = [...facet.items.values()].find(item => item.hidden);
    showFacets();
    next?.querySelector("input").focus();
  }, { class: "quiet" });
  facet.box = el("fieldset", { class: "facet" }, el("legend", {}, facet.title), el("ul", {}, [...facet.items.values()]), facet.more);
  return facet.box;
}

// ---- The list -----------------------------------------------------------------------------------
// Only the rows near the window are in the page; all have one height.

const drawn = new Map();
let rowHeight = 56;

function drawList(anew = false) {
  const box = byId("rows");
  rowHeight = 3.5 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  if (anew) {
    box.replaceChildren(...(matches.length ? [] : [el("div", { role: "row", class: "empty" }, el("div", { role: "gridcell" }, heads.length
      ? "No order matches. Clear all shows every order." : "No order needs a look."))]));
    drawn.clear();
    box.style.setProperty("height", `${Math.max(matches.length * rowHeight, 64)}px`);
    byId("list").setAttribute("aria-rowcount", matches.length);
  }
  const top = -box.getBoundingClientRect().top;
  const first = Math.max(0, Math.floor(top / rowHeight) - 12);
  const last = Math.min(matches.length, Math.ceil((top + innerHeight) / rowHeight) + 12);
  const keep = new Set();
  for (let at = first; at < last; at++) keep.add(at);
  const here = matches.indexOf(current);
  // The row that the keyboard stands on stays, else a screen reader loses it.
  if (here >= 0) keep.add(here);
  for (const [at, row] of drawn) {
    if (keep.has(at)) continue;
    row.remove();
    drawn.delete(at);
  }
  for (const at of keep) {
    if (drawn.has(at)) continue;
    const row = buildRow(at);
    drawn.set(at, row);
    box.append(row);
  }
  markCurrent();
}

function markCurrent() {
  const here = matches.indexOf(current);
  for (const [at, row] of drawn) row.setAttribute("aria-selected", String(at === here));
  const grid = byId("list");
  if (here >= 0 && drawn.has(here)) grid.setAttribute("aria-activedescendant", drawn.get(here).id);
  else grid.removeAttribute("aria-activedescendant");
}

function rowMessage(place) {
  const order = orderNow(place);
  const findings = order?.findings ?? [];
  const worst = findings.find(finding => finding.severity === "error") ?? findings[0];
  if (worst) return capital(plain(worst.message, 200)).replaceAll("`", "");
  if (!order) {
    // Still packed: the rule's sentence stands in until it is there.
    line(place).then(() => redrawPlace(place));
  }
  return capital(run.rules[heads[place].codes[0]]?.summary ?? "").replaceAll("`", "");
}

function buildRow(at) {
  const place = matches[at];
  const head = heads[place];
  const more = head.codes.length > 1 ? ` and ${number(head.codes.length - 1)} more` : "";
  const where = [head.city, head.country].filter(Boolean).map((text, i) => [i ? ", " : "", el("bdi", {}, plain(text, 40))]);
  const row = el("div", { role: "row", class: `row ${head.state}`, id: `row-${place}`, "aria-rowindex": at + 1, "--at": at,
    onclick: () => open(place, { entry: true, focus: NARROW.matches }) },
  el("div", { role: "gridcell", class: "row-who" },
    el("b", {}, el("bdi", {}, plain(head.order ?? "", 24) || `Line ${head.line}`)), " ", el("bdi", { class: "row-name" }, plain(head.name ?? "", 60)), el("span", { class: "row-place" }, where)),
  el("div", { role: "gridcell", class: "row-loss" }, head.avoidable_loss ? money(head.avoidable_loss) : el("span", { class: "blank" }, "loss not known")),
  el("div", { role: "gridcell", class: "row-what" },
    (live && outcomeWord(place)) || el("span", { class: `state ${head.state}` }, WORDS.state[head.state]), " ", el("bdi", {}, rowMessage(place)), more),
  el("div", { role: "gridcell", class: "row-risk" }, live ? rowRisk(place) : `risk ${percent(head.risk)}`));
  row.style.setProperty("top", `${at * rowHeight}px`);
  return row;
}

function redrawPlace(place) {
  const at = matches.indexOf(place);
  if (at < 0 || !drawn.has(at)) return;
  const row = buildRow(at);
  drawn.get(at).replaceWith(row);
  drawn.set(at, row);
  markCurrent();
}

/** Brings the row of the shown order into the list's window. */
function showRow() {
  const at = matches.indexOf(current);
  if (at < 0 || NARROW.matches) return;
  const box = byId("list");
  const top = at * rowHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + rowHeight > box.scrollTop + box.clientHeight) box.scrollTop = top + rowHeight - box.clientHeight;
}

/** Who works by keys sees the whole of the order: the orders begin at the top of the window. */
function alignWork() {
  const work = byId("work");
  if (!NARROW.matches && Math.abs(work.getBoundingClientRect().top - (live ? byId("bar").offsetHeight : 0)) > 1) work.scrollIntoView({ block: "start" });
}

/** Shows an order. */
function open(place, { entry = false, focus = false } = {}) {
  if (NARROW.matches && view.order === null) listScroll = scrollY;
  const fresh = view.order === null;
  current = place;
  view.order = heads[place].id;
  writeAddress(entry && fresh);
  showRow();
  drawList();
  showDetail();
  if (focus) byId("detail").querySelector("h2")?.focus({ preventScroll: true });
}
let listScroll = 0;

/** Back from an order to the list, on a phone. */
function closeOrder() {
  view.order = null;
  writeAddress();
  showDetail();
  drawList();
  scrollTo(0, listScroll);
  byId("list").focus({ preventScroll: true });
}

function step(by) {
  if (!matches.length) return;
  say("");
  const at = matches.indexOf(current);
  alignWork();
  const next = at < 0 ? (by > 0 ? 0 : matches.length - 1) : Math.min(matches.length - 1, Math.max(0, at + by));
  open(matches[next]);
}

// ---- One order ------------------------------------------------------------------------------------

let detailOf = -1;

function showDetail() {
  const box = byId("detail");
  const narrowOpen = NARROW.matches && view.order !== null;
  document.body.classList.toggle("one-open", narrowOpen);
  if (current < 0) {
    detailOf = -1;
    box.replaceChildren(el("p", { class: "hint" }, heads.length ? "Choose an order to see what is wrong with it." : "No order needs a look."));
    return;
  }
  const place = current;
  const order = orderNow(place);
  if (order) {
    fillDetail(box, order, place);
    return;
  }
  box.replaceChildren(el("p", { class: "hint" }, "Reading the order"));
  orderAt(place).then(one => {
    if (current === place) fillDetail(box, one, place);
  });
}

function fillDetail(box, order, place) {
  const same = detailOf === place;
  if (!same && NARROW.matches && view.order !== null) scrollTo(0, 0);
  detailOf = place;
  const focused = box.contains(document.activeElement) ? document.activeElement : null;
  const { key } = focused?.dataset ?? {};
  const selection = focused?.selectionStart === undefined ? null : [focused.selectionStart, focused.selectionEnd];
  const scrolled = same ? box.querySelector(".detail-body")?.scrollTop ?? 0 : 0;
  const at = matches.indexOf(place);
  const steps = el("nav", { class: "steps", "aria-label": "Orders" },
    NARROW.matches ? button("Back to the list", closeOrder, { class: "quiet" }) : null,
    el("span", { class: "hint" }, at >= 0 ? `${number(at + 1)} of ${number(matches.length)}` : "not in the list as it is filtered"),
    button("Previous", () => step(-1), { class: "quiet", "data-key": "previous", disabled: at <= 0 }),
    button("Next", () => step(1), { class: "quiet", "data-key": "next", disabled: at === matches.length - 1 }));
  const body = el("div", { class: "detail-body", tabindex: "0", role: "group", "aria-label": "What is wrong, and the order", "data-key": "body" }, orderNodes(order, place, { print: false }));
  box.replaceChildren(...[el("div", { class: "detail-top" }, steps, orderTitle(order, place), live ? reviewHead(order, place) : null), body, live && drafts.has(place) ? editFoot(place) : null].filter(Boolean));
  body.scrollTop = scrolled;
  if (!focused) return;
  // What had the focus is made anew: give it back, or else to the heading.
  const again = key && [...box.querySelectorAll("[data-key]")].find(node => node.dataset.key === key && !node.disabled);
  (again || box.querySelector("h2")).focus({ preventScroll: true });
  if (again && selection && again.setSelectionRange) again.setSelectionRange(...selection);
}

function orderTitle(order, place) {
  return el("h2", { class: "order-title", tabindex: "-1" }, value(order.order || `Line ${order.line}`, { most: 60 }), " ",
    el("span", { class: `state ${order.state}` }, WORDS.state[order.state]), live ? [" ", outcomeWord(place)] : null);
}

function orderNodes(order, place, { print }) {
  const now = live ? stateNow(place, order) : order;
  const where = [order.city && value(order.city, { most: 80 }), order.country && countryName(order.country)].filter(Boolean);
  const facts = [
    ["Risk", now.risk !== order.risk ? [el("s", {}, percent(order.risk)), " ", percent(now.risk)] : percent(order.risk)],
    ["Put right", percent(order.risk_clean)],
    ["Can be saved", money(order.avoidable_loss)],
    ["Expected loss", money(order.expected_loss)],
    ["Value", money(order.value)],
  ];
  return [
    el("div", { class: "order-about" },
      el("p", {}, value(order.name ?? "", { most: 120 }), where.map(one => [", ", one]), order.service ? [". By ", value(order.service, { most: 120 })] : null, "."),
      el("p", { class: "hint" }, value(order.file, { most: 120 }), `, line ${number(order.line)}`),
      el("dl", { class: "facts" }, facts.map(([word, figure]) => el("div", {}, el("dt", {}, word), el("dd", {}, figure))))),
    live && !print ? reviewDecisions(place) : null,
    findingList(now, place, print),
    live && !print && drafts.has(place) ? editForm(place) : cellTable(order, now),
    order.advice ? el("section", {}, el("h3", {}, "A better way to send it"), el("p", {}, fullSentence(order.advice.title))) : null,
    messageNodes(now.message, print),
  ].filter(Boolean);
}

function findingList(order, place, print) {
  const { findings } = order;
  if (!findings.length) return el("section", { class: "findings" }, el("h3", {}, "What is wrong"), el("p", { class: "right" }, "Nothing is wrong any more."));
  return el("section", { class: "findings" }, el("h3", {}, "What is wrong"), el("ol", {}, findings.map((finding, at) => {
    const rule = run.rules[finding.code];
    return el("li", { class: `finding ${finding.severity}` },
      el("p", { class: "finding-message" }, el("span", { class: `sev ${finding.severity}` }, findings.length > 1 ? `${at + 1} ` : "", WORDS.severity[finding.severity]), " ", fullSentence(finding.message)),
      finding.evidence ? el("p", {}, "What speaks for it: ", ended(finding.evidence)) : null,
      rule?.why ? el("p", { class: "why" }, "Why it matters: ", ended(rule.why)) : null,
      finding.fix ? fixNodes(finding, finding.fix, order, place, print, false) : null,
      (finding.alternatives ?? []).map(other => fixNodes(finding, other, order, place, print, true)));
  })));
}

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);
const direction = language => (RIGHT_TO_LEFT.has(language.split("-")[0]) ? "rtl" : "ltr");

/** Edits that change nothing are no suggestion. */
const realEdits = fix => (fix.edits ?? []).filter(edit => edit.from !== edit.to);

function fixNodes(finding, fix, order, place, print, other) {
  const risk = fix.risk_after === undefined || fix.risk_after === null ? null
    : el("p", { class: "risk-change" }, "Risk ", percent(order.risk), " → ", el("strong", {}, percent(fix.risk_after)));
  if (fix.level === "ask") {
    const { question } = fix;
    return el("div", { class: "fix" }, el("p", { class: "fix-title" }, other ? "Or ask the buyer" : "Ask the buyer"), question ? [
      el("p", { class: "question", lang: question.language, dir: direction(question.language) }, question.text),
      question.english !== question.text ? el("p", { class: "question english" }, question.english) : null] : sentence(fix.title), risk);
  }
  const edits = realEdits(fix);
  if (!edits.length) return null;
  return el("div", { class: "fix" },
    el("p", { class: "fix-title" }, other ? "Or " : "Suggestion: ", sentence(fix.title), el("span", { class: "hint" }, fix.level === "safe" ? " · another cell confirms it" : " · look at it first")),
    edits.map(editNodes), risk, live && !print ? suggestionButtons(finding, fix, place, other) : null);
}

function editNodes(edit) {
  const [from, to] = wordDiff(edit.from, edit.to);
  return el("p", { class: "edit" }, el("span", { class: "edit-column" }, value(edit.column ?? fieldName(edit.field), { most: 80 })), unseen(" from "), from,
    el("span", { "aria-hidden": "true", class: "arrow" }, "→"), unseen(" to "), to);
}

/** Both texts with the words marked that differ. */
function wordDiff(from, to) {
  const split = text => text.match(/[\p{L}\p{M}]+|\p{N}+|\s+|./gsu) ?? [];
  const a = split(from), b = split(to);
  if (!a.length || !b.length || a.length * b.length > 40000 || from.length + to.length > 2 * MOST) {
    return [el("bdi", { class: "side" }, from ? value(from, { tag: "del" }) : value("")), el("bdi", { class: "side" }, to ? value(to, { tag: "ins" }) : value(""))];
  }
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
  }
  const left = el("bdi", { class: "side" }), right = el("bdi", { class: "side" });
  const put = (side, tag, text) => {
    if (!tag) return appendVisible(side, text);
    // Changed words that follow each other are one change.
    if (side.lastChild?.localName === tag) return appendVisible(side.lastChild, text);
    const mark = el(tag);
    appendVisible(mark, text);
    return side.append(mark);
  };
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      put(left, null, a[i++]);
      put(right, null, b[j++]);
    } else if (j >= b.length || (i < a.length && common[i + 1][j] >= common[i][j + 1])) put(left, "del", a[i++]);
    else put(right, "ins", b[j++]);
  }
  return [left, right];
}

/** The cells as they stand; `now` is the order with the edits that were decided. */
function cellTable(order, now) {
  const before = new Map(order.cells.map(cell => [`${cell.line} ${cell.column_index}`, cell.value]));
  const rows = now.cells.map(cell => {
    const about = now.findings.map((finding, at) => ({ finding, at })).filter(({ finding }) => finding.fields.includes(cell.field));
    const worst = about.reduce((most, { finding }) => Math.max(most, SEVERITIES.indexOf(finding.severity)), -1);
    const severity = SEVERITIES[worst];
    const was = before.get(`${cell.line} ${cell.column_index}`);
    const changed = was !== undefined && was !== cell.value;
    const where = now.findings.length > 1 && about.length ? `, see ${about.map(({ at }) => at + 1).join(" and ")}` : "";
    return el("tr", { class: severity ?? (changed ? "changed" : null) }, el("th", { scope: "row" }, value(cell.column, { most: 60 })),
      el("td", {}, value(cell.value, { dir: "auto", class: "cell" }), changed ? el("span", { class: "was" }, "was ", value(was, { most: 120 })) : null),
      el("td", { class: "mark" }, severity ? el("span", { class: `sev ${severity}` }, `${WORDS.severity[severity]}${where}`) : changed ? "Changed" : ""));
  });
  return el("section", { class: "standing" }, el("h3", {}, now === order ? "The order as it stands" : "The order as it is now"), el("table", { class: "cells" },
    el("thead", { class: "vh" }, el("tr", {}, el("th", { scope: "col" }, "Column"), el("th", { scope: "col" }, "Cell"), el("th", { scope: "col" }, "What is wrong"))), el("tbody", {}, rows)));
}

const LANGUAGE = new Intl.DisplayNames(["en"], { type: "language" });

function languageName(code) {
  try {
    return LANGUAGE.of(code) ?? code;
  } catch {
    return code;
  }
}

function messageNodes(message, print) {
  if (!message) return null;
  const letter = (text, properties) => value(text, { tag: "p", most: 4000, lines: true, class: "letter", ...properties });
  const mail = /^[^\s@?&]+@[^\s@?&]+$/.test(message.to ?? "") ? message.to : null;
  const well = text => (text ?? "").toWellFormed?.() ?? text ?? "";
  const copy = text => button("Copy", event => copyText(text, event.target), { class: "small" });
  const two = message.english && message.english !== message.text;
  return el("section", {}, el("h3", {}, "Message to the buyer"),
    el("p", { class: "letter-to" }, "To ", message.to ? value(message.to, { most: 120 }) : "an address that the order does not have", message.subject ? [". Subject: ", value(message.subject, { most: 200, dir: message.direction })] : null),
    two ? el("h4", {}, languageName(message.language)) : null,
    letter(message.text, { lang: message.language, dir: message.direction }),
    print ? null : el("p", { class: "acts" }, copy(message.text), mail ? el("a", { class: "button small", href: `mailto:${encodeURIComponent(mail).replaceAll("%40", "@")}?subject=${encodeURIComponent(well(message.subject))}&body=${encodeURIComponent(well(message.text))}` }, "Write an e-mail") : null),
    two ? [el("h4", {}, "In English"), letter(message.english, { lang: "en", dir: "ltr" }), print ? null : el("p", { class: "acts" }, copy(message.english))] : null);
}

async function copyText(text, from) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Not every browser gives a page from the disk its clipboard.
    const area = el("textarea", { class: "vh", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    from.focus();
  }
  from.textContent = "Copied";
  say("Copied.");
  setTimeout(() => { from.textContent = "Copy"; }, 2000);
}

// ---- Print, dialogs, keys ---------------------------------------------------------------------------

const PRINTED = 200;
let closedOverview = false;

function beforePrint() {
  const shown = matches.slice(0, PRINTED);
  const words = filterWords();
  const which = words ? `Orders ${words}: ${number(matches.length)} of ${number(heads.length)}.` : `${count(heads.length, "order")} that need a look.`;
  const cut = matches.length > PRINTED ? ` The first ${number(PRINTED)} are printed; ${number(matches.length - PRINTED)} more are not.` : "";
  byId("print").replaceChildren(el("h2", {}, "Orders"), el("p", {}, which + cut),
    ...shown.map(place => {
      const order = orderNow(place);
      return el("article", { class: "printed" }, order ? [orderTitle(order, place), orderNodes(order, place, { print: true })] : el("p", {}, heads[place].order ?? "", " could not be read yet. Print again in a moment."));
    }));
  const overview = byId("overview");
  closedOverview = !overview.open;
  overview.open = true;
}

function afterPrint() {
  byId("print").replaceChildren();
  if (closedOverview) byId("overview").open = false;
}

/** A dialog with a heading; `Esc` and Close end it and give the focus back. */
function showDialog(title, nodes, buttons = []) {
  const box = byId("dialog");
  box.replaceChildren(el("h2", { id: "dialog-title", tabindex: "-1", autofocus: true }, title), ...nodes, el("p", { class: "acts" }, buttons, button("Close", () => box.close(), { class: buttons.length ? "quiet" : "" })));
  if (!box.open) box.showModal();
  box.scrollTop = 0;
  return box;
}

const KEYS = [["j", "next order"], ["k", "previous order"], ["/", "search"], ["?", "this help"]];

function showHelp() {
  const keys = live ? [...REVIEW_KEYS, ...KEYS] : KEYS;
  showDialog("Keys", [el("dl", { class: "keys" }, keys.map(([key, what]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)))),
    live ? el("p", {}, "Every decision can be undone. Keys do nothing while you type in a field.") : null].filter(Boolean));
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || byId("dialog").open) return;
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select")) return;
  // A key held down must not decide on one order after the other.
  if (event.repeat && event.key !== "j" && event.key !== "k") return;
  const act = { j: () => step(1), k: () => step(-1), "?": showHelp, "/": () => {
    if (NARROW.matches && view.order !== null) closeOrder();
    if (byId("search").getBoundingClientRect().bottom > innerHeight) byId("work").scrollIntoView({ block: "start" });
    byId("search").focus({ preventScroll: true });
    byId("search").select();
  } }[event.key] ?? (live ? reviewKey(event.key) : null);
  if (!act) return;
  event.preventDefault();
  act();
}

function onGridKey(event) {
  const page = Math.max(1, Math.floor(Math.min(innerHeight, byId("list").clientHeight) / rowHeight) - 1);
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[event.key];
  if (by === undefined && event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  if (by === undefined) {
    if (current >= 0) open(current, { focus: true, entry: true });
  } else if (NARROW.matches) {
    // On a phone the list stays until an order is asked for.
    const at = matches.indexOf(current);
    current = matches[Math.min(matches.length - 1, Math.max(0, at + by))] ?? -1;
    drawList();
    drawn.get(matches.indexOf(current))?.scrollIntoView({ block: "nearest" });
  } else step(by);
}

function listen() {
  let frame = 0;
  const draw = () => {
    if (!frame) frame = requestAnimationFrame(() => { frame = 0; drawList(); });
  };
  // Of the page and of the list: on a phone it is the page that scrolls.
  addEventListener("scroll", draw, { passive: true, capture: true });
  addEventListener("resize", draw);
  NARROW.addEventListener("change", () => apply({ keep: true }));
  const openFacets = () => { byId("facets").open = WIDE.matches; };
  WIDE.addEventListener("change", openFacets);
  openFacets();
  if (live) {
    new ResizeObserver(() => document.documentElement.style.setProperty("--bar", `${byId("bar").offsetHeight}px`)).observe(byId("bar"));
  }
  let typing = 0;
  const search = () => {
    clearTimeout(typing);
    const typed = byId("search").value.trim();
    if (typed === view.search) return;
    view.search = typed;
    view.order = null;
    apply();
    toListTop();
  };
  byId("search").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(search, heads.length > 5000 ? 200 : 90);
  });
  byId("search").addEventListener("keydown", event => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    search();
    byId("list").focus({ preventScroll: true });
  });
  byId("clear").addEventListener("click", () => {
    view.search = "";
    change({});
    byId("orders-title").focus({ preventScroll: true });
  });
  byId("skip").addEventListener("click", () => {
    byId("work").scrollIntoView();
    byId("list").focus({ preventScroll: true });
  });
  addEventListener("popstate", () => {
    readAddress();
    apply();
  });
  addEventListener("beforeprint", beforePrint);
  addEventListener("afterprint", afterPrint);
  document.addEventListener("keydown", onKey);
  byId("list").addEventListener("keydown", onGridKey);
}
