// The list of orders, and what stands around it.

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
