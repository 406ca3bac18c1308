// Deciding on an order, and on others that need the same change.

const asChange = (place, finding, fix) => ({ line: heads[place].line, version: versionOf(place), kind: "change",
  edits: realEdits(fix).map(({ field, to }) => ({ field, to })), title: fix.title, code: finding.code });

/** After a decision: the next open order of the list, from where it stood. */
function advance(order, from) {
  const at = order.indexOf(from);
  const next = [...order.slice(at + 1), ...order.slice(0, Math.max(at, 0))].find(isOpen);
  if (next !== undefined) {
    alignWork();
    open(next);
    return `Next: ${orderName(next)}.`;
  }
  if (current === from) showDetail();
  const left = heads.length - settled();
  if (left) return `No open order is left in this list; ${count(left, "order")} outside of the filter ${left === 1 ? "is" : "are"} open.`;
  return "All orders are settled. Save writes the files.";
}

/** Runs a decision on the shown order, shows what came of it, and moves on unless the seller should look again. */
function act(doing, { stay = () => false } = {}) {
  return enqueue(async () => {
    const place = current;
    if (place < 0) return;
    const order = await orderAt(place);
    const before = [...matches];
    const words = await doing(place, order);
    showState([place]);
    if (words === null) return;
    if (stay(place, order)) {
      showDetail();
      say(words);
      return;
    }
    // Who has gone on meanwhile is left there.
    const next = current === place ? advance(before, place) : "";
    say(`${orderName(place)}: ${words} ${next}`);
  });
}

const stillWrong = place => decided(place)?.now?.findings.filter(isWrong) ?? [];

/** Uses all suggestions of the order, one by one: each is checked before the next is looked for. */
function useBest() {
  return act(async (place, order) => {
    const used = [];
    const known = finding => used.some(one => one.code === finding.code && JSON.stringify(one.fix.edits) === JSON.stringify(finding.fix.edits));
    for (let round = 0; round < 12; round++) {
      const finding = usable(stateNow(place, order)).find(one => !known(one));
      if (!finding) break;
      if (!await decide([asChange(place, finding, finding.fix)])) return null;
      used.push(finding);
    }
    if (!used.length) {
      say(`${orderName(place)} has no suggestion to use. Edit it, keep it as entered, or hold it.`);
      return null;
    }
    offerSame(place, used.map(finding => [finding, finding.fix]));
    return wordsOfUse(place, count(used.length, "suggestion") + " used");
  }, { stay: place => stillWrong(place).length > 0 });
}

function useFix(finding, fix) {
  return act(async place => {
    if (!await decide([asChange(place, finding, fix)])) return null;
    offerSame(place, [[finding, fix]]);
    return wordsOfUse(place, "suggestion used");
  }, { stay: place => stillWrong(place).length > 0 });
}

function wordsOfUse(place, words) {
  const [left] = stillWrong(place);
  return left ? `${orderName(place)}: ${words}. Still wrong: ${plain(left.message).replaceAll("`", "")}.` : `${words}.`;
}

function settle(kind, words) {
  return act(async place => {
    if (decided(place)?.outcome === (kind === "hold" ? "held" : "kept")) {
      say(`${orderName(place)} is ${words} already.`);
      return null;
    }
    return (await decide([{ line: heads[place].line, version: versionOf(place), kind, edits: [], title: words, code: null }])) ? `${words}.` : null;
  });
}

const keep = () => settle("keep", "kept as entered");
const hold = () => settle("hold", "on hold");

function undo(decision) {
  return enqueue(async () => {
    try {
      const changed = takeState(await request(sinceThen("undo"), { id: decision.id }));
      showState(changed);
      const place = placeOfLine(decision.line);
      say(`Undone: ${place < 0 ? "" : orderName(place) + ", "}${decisionWords(decision).toLowerCase()}.`);
    } catch (error) {
      if (error instanceof Refused && error.state) showState(takeState(error.state));
      throw error;
    }
  });
}

function undoLast() {
  const last = current < 0 ? null : decisionsOf(current).findLast(one => one.active);
  if (last) {
    undo(last);
    return;
  }
  const latest = review.decisions.findLast(one => one.active);
  const place = latest ? placeOfLine(latest.line) : -1;
  say(current < 0 ? "No order is shown." : `${orderName(current)} has no decision to undo.${place < 0 ? "" : ` The latest is on ${orderName(place)}; Decisions has an Undo for each.`}`);
}

function startEdit() {
  if (current < 0) return;
  const place = current;
  if (NARROW.matches && view.order === null) open(place, { entry: true });
  orderAt(place).then(() => {
    if (!drafts.has(place)) drafts.set(place, newDraft());
    alignWork();
    showDetail();
    redrawPlace(place);
    const form = byId("detail").querySelector("form");
    (form?.querySelector(".wrong input, .wrong textarea") ?? form?.querySelector("input, textarea"))?.focus();
  });
}

// ---- Buttons of an order --------------------------------------------------------------------------

function reviewHead(order, place) {
  const now = stateNow(place, order);
  const n = usable(now).length;
  const undoable = decisionsOf(place).some(one => one.active);
  const key = letter => el("kbd", { "aria-hidden": "true" }, letter);
  return el("div", { class: "actions", role: "group", "aria-label": "Decide" },
    n ? button([n === 1 ? "Use suggestion" : n === 2 ? "Use both suggestions" : `Use all ${number(n)} suggestions`, key("a")], useBest, { class: "primary", "data-key": "use" }) : null,
    button(["Keep as entered", key("x")], keep, { "data-key": "keep" }),
    button(["Edit", key("e")], startEdit, { "data-key": "edit" }),
    button(["Hold", key("h")], hold, { "data-key": "hold" }),
    undoable ? button(["Undo", key("u")], undoLast, { class: "quiet", "data-key": "undo" }) : null);
}

function decisionItem(decision, withOrder) {
  const place = placeOfLine(decision.line);
  return el("li", { class: decision.active ? "decision" : "decision undone" },
    el("div", {}, el("p", {}, withOrder ? [el("b", {}, place < 0 ? `Line ${decision.line}` : orderName(place)), " "] : null, value(decisionWords(decision), { tag: "span", most: 200, class: "what" }),
      decision.active ? null : el("span", { class: "hint" }, " · undone"), el("span", { class: "hint" }, ` · ${decision.at}`)),
    (decision.edits ?? []).map(editNodes)),
    decision.active ? button("Undo", () => undo(decision), { class: "small", "data-key": `undo ${decision.id}`, "aria-label": `Undo: ${place < 0 ? "" : orderName(place)} ${decisionWords(decision)}` }) : null);
}

function reviewDecisions(place) {
  const own = decisionsOf(place);
  if (!own.length) return null;
  return el("section", {}, el("h3", {}, "What you decided"), el("ul", { class: "decisions" }, own.map(one => decisionItem(one, false))));
}

function suggestionButtons(finding, fix, place, other) {
  const same = other ? [] : samePlaces(place, finding, fix);
  return el("p", { class: "acts" }, button(other ? "Use this instead" : "Use suggestion", () => useFix(finding, fix), { class: "small", "data-key": `fix ${finding.code} ${fix.title}` }),
    same.length ? button(`${count(same.length, "other open order needs", "other open orders need")} the same change`, () => showSame(finding, fix), { class: "small quiet", "data-key": `same ${finding.code}` }) : null);
}

// ---- The same change in other orders -------------------------------------------------------------

const alike = new Map(); // places by what a suggestion changes
const CHANGES_DOOR = new Set(["address1", "address2", "address3", "address_full", "street_joined", "house_number", "district", "city", "postcode"]);

const changeKey = (finding, fix) => JSON.stringify([finding.code, ...realEdits(fix).map(({ field, from, to }) => [field, from, to]).sort()]);

/** Called for every order once, in the background. */
function learnChanges(place) {
  if (!heads[place].levels.some(level => level === "safe" || level === "review")) return;
  const text = line(place);
  for (const finding of JSON.parse(text).findings) {
    if (!finding.fix || finding.fix.level === "ask" || !realEdits(finding.fix).length) continue;
    const key = changeKey(finding, finding.fix);
    if (!alike.has(key)) alike.set(key, []);
    alike.get(key).push(place);
  }
}

const samePlaces = (place, finding, fix) => (alike.get(changeKey(finding, fix)) ?? []).filter(other => other !== place && isOpen(other));

/** What was offered last, to be looked at again when the state changes. */
let offered = null;

/** After suggestions were used: says that other orders need one of them, and where to look. Nothing happens by itself. */
function offerSame(place, used) {
  const found = used.map(([finding, fix]) => ({ place, finding, fix, n: samePlaces(place, finding, fix).length })).sort((a, b) => b.n - a.n)[0];
  offered = found?.n ? found : null;
  showOffer();
}

function showOffer() {
  const n = offered ? samePlaces(offered.place, offered.finding, offered.fix).length : 0;
  byId("offer").hidden = n === 0;
  if (n === 0) return;
  const { finding, fix } = offered;
  byId("offer").replaceChildren(el("span", {}, `${count(n, "other open order needs", "other open orders need")} the same change.`), " ",
    button(n === 1 ? "Look at it" : "Look at them", () => showSame(finding, fix), { class: "small" }), " ",
    button("Not now", () => {
      offered = null;
      showOffer();
    }, { class: "small quiet" }));
}

const PREVIEW = 200;

function showSame(finding, fix) {
  const here = (alike.get(changeKey(finding, fix)) ?? []).filter(isOpen);
  const shown = here.slice(0, PREVIEW);
  const door = realEdits(fix).some(edit => CHANGES_DOOR.has(edit.field));
  const ticks = shown.map(place => el("input", { type: "checkbox", checked: !door, onchange: label, "data-place": place }));
  const go = button("", () => {
    const chosen = ticks.filter(tick => tick.checked).map(tick => Number(tick.dataset.place));
    enqueue(async () => {
      const from = current;
      const before = [...matches];
      const taken = await decide(chosen.map(place => asChange(place, finding, fix)));
      showState(chosen);
      byId("dialog").close();
      if (!taken) {
        say("Nothing was changed: one of the orders was decided on in another tab meanwhile. Look at the list again.");
        return;
      }
      const next = isOpen(from) ? "" : advance(before, from);
      say(`Changed in ${count(chosen.length, "order")}. ${next}`);
    });
  }, { class: "primary" });
  function label() {
    const n = ticks.filter(tick => tick.checked).length;
    go.textContent = n ? `Use in ${count(n, "order")}` : "Choose the orders";
    go.disabled = n === 0;
  }
  label();
  byId("dialog").dataset.what = "same";
  showDialog(`The same change in ${count(here.length, "open order")}`, [
    el("p", {}, fullSentence(fix.title), " ", door ? "It changes where the parcel goes, so no order is chosen for you: look at each." : "Untick the orders that should stay as they are."),
    here.length > PREVIEW ? el("p", {}, `The first ${number(PREVIEW)} are shown; the others can be done after them.`) : null,
    el("ul", { class: "same" }, shown.map((place, at) => el("li", {}, el("label", {}, ticks[at], " ", el("b", {}, orderName(place)), " ",
      el("bdi", {}, plain([heads[place].name, heads[place].city, heads[place].country].filter(Boolean).join(", "), 80))), realEdits(fix).map(editNodes)))),
  ].filter(Boolean), [go, " "]);
}
