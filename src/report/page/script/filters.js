// Which orders are shown: filters, search and sorting, all kept in the page's address.

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
