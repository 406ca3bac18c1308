"use strict";
// Decisions: what only the review does. At the end, the start of both.

/** What the server last said. */
const review = { seq: 0, decisions: [], orders: new Map(), saved: null };
/** What the seller has typed and not used yet, by place of the order. Nothing but the seller drops it. */
const drafts = new Map();

const NOT_THERE = "doorstep has stopped; your decisions are kept. Start it again with the same command.";
const MOVED = "doorstep was started again under another address. Use the page that it opened, or the address that it printed.";

// ---- Talking to the server ------------------------------------------------------------------------

class Refused extends Error {
  constructor(status, body) {
    super(body.error ?? `doorstep answered ${status}`);
    this.status = status;
    this.state = body.state ?? null;
  }
}
class Gone extends Error {}

/** What was decided since this page last heard of it is in the answer to `decide`, `undo`, `save`, `state`. */
const sinceThen = path => `${path}?since=${review.seq}`;

async function request(path, body) {
  let answer;
  try {
    answer = await fetch(path, body === undefined ? { cache: "no-store", signal: AbortSignal.timeout(15000) }
      : { method: "POST", headers: { "X-Doorstep": "1", "Content-Type": "application/json" }, body: JSON.stringify(body), signal: AbortSignal.timeout(120000) });
  } catch {
    banner(NOT_THERE);
    throw new Gone(NOT_THERE);
  }
  const said = await answer.json().catch(() => ({}));
  if (answer.status === 403 || answer.status === 404) {
    banner(MOVED);
    throw new Gone(MOVED);
  }
  banner(null);
  if (!answer.ok) throw new Refused(answer.status, said);
  return said;
}

function banner(text) {
  const box = byId("banner");
  if (box.hidden === !text && box.textContent === (text ?? "")) return;
  box.textContent = text ?? "";
  box.hidden = !text;
  if (!text && byId("said").textContent.startsWith("Not taken")) say("doorstep is there again. The last decision was not taken: make it again.");
}

let queue = Promise.resolve();

/** One thing after the other, so that quick keys act on the order that is then shown. */
function enqueue(act) {
  queue = queue.then(act).catch(error => {
    if (error instanceof Gone) return;
    console.error(error);
    say(`That did not work: ${error.message}`);
  });
  return queue;
}

/** Sends decisions. True when they were taken; what was refused is said, and nothing is lost. */
async function decide(decisions) {
  try {
    takeState(await request(sinceThen("decide"), { decisions }));
    return true;
  } catch (error) {
    if (error instanceof Refused && error.status === 409 && error.state) {
      takeState(error.state);
      say("Not done: the order was decided on in another tab meanwhile. This page shows that now; look, and decide again.");
      return false;
    }
    say(error instanceof Refused ? `Not done: ${error.message}` : "Not taken: doorstep does not answer.");
    return false;
  }
}

/** Takes in what the server says: all that was decided, or all since the event `state.since`. Returns
 * the places of the orders that it changes. */
function takeState(state) {
  if (!state.decisions) return [];
  const before = review.orders;
  // By the order's place on this page, whatever the server names it by.
  const orders = new Map(Object.values(state.orders ?? {}).map(one => [places.get(one.now.id), one]));
  orders.delete(undefined);
  const told = new Map(state.decisions.map(one => [one.id, one]));
  const after = {
    seq: state.seq,
    decisions: [...state.since ? review.decisions.filter(one => !told.has(one.id)) : [], ...told.values()].sort((a, b) => a.id - b.id),
    orders: new Map([...state.since ? before : [], ...orders]),
    saved: state.saved ?? null,
  };
  Object.assign(review, after);
  const outcome = FACETS.find(facet => facet.key === "outcome");
  const changed = [];
  for (const place of new Set([...state.since ? [] : before.keys(), ...orders.keys()])) {
    if (before.get(place)?.version === orders.get(place)?.version && before.get(place)?.outcome === orders.get(place)?.outcome) continue;
    changed.push(place);
    untold.add(place);
    if (outcome.ids) numberValues(outcome, heads[place], place);
    drafts.get(place)?.stale?.();
  }
  return changed;
}

/** Orders that were changed, here or in another tab, and not shown so far. */
const untold = new Set();

/** Shows these orders and all others that takeState changed. */
function showState(places) {
  const changed = [...new Set([...places, ...untold])];
  untold.clear();
  showBar();
  if (!changed.length) return;
  showOffer();
  recount();
  showFacets();
  showSentence();
  drawList(true);
  if (changed.includes(current)) showDetail();
  if (byId("dialog").open && byId("dialog").dataset.what === "decisions") showDecisions();
}

function poll() {
  enqueue(async () => {
    if (document.visibilityState !== "visible") return;
    const known = review.decisions.length;
    const state = await request(sinceThen("state"));
    const changed = takeState(state);
    if (!state.decisions) return;
    showState(changed);
    if (changed.length) {
      const names = changed.slice(0, 3).map(orderName).join(", ") + (changed.length > 3 ? ` and ${number(changed.length - 3)} more` : "");
      say(review.decisions.length > known ? `Decided in another tab: ${names}.` : `Undone in another tab: ${names}.`);
    }
  }).finally(() => { polling = setTimeout(poll, 2000); });
}
let polling = 0;

// ---- What is known of an order ------------------------------------------------------------------

const decided = place => review.orders.get(place) ?? null;
const versionOf = place => decided(place)?.version ?? 0;
const stateNow = (place, order) => decided(place)?.now ?? order;
const orderName = place => plain(heads[place].order ?? "", 24) || `line ${heads[place].line}`;
const isWrong = finding => finding.severity !== "note";

function outcomeOf(place) {
  const known = decided(place);
  if (!known) return "open";
  if (known.outcome === "changed" && known.now?.findings.some(isWrong)) return "left";
  return known.outcome;
}

const isOpen = place => outcomeOf(place) === "open";

function outcomeWord(place) {
  const outcome = outcomeOf(place);
  if (outcome === "open") return drafts.has(place) ? el("span", { class: "outcome draft" }, "Being edited") : null;
  return el("span", { class: `outcome ${outcome}` }, WORDS.outcome[outcome]);
}

function rowRisk(place) {
  const now = decided(place)?.now;
  const before = percent(heads[place].risk);
  if (!now || percent(now.risk) === before) return `risk ${before}`;
  return [`risk ${before} → `, el("b", {}, percent(now.risk))];
}

/** Suggestions of an order as it is now that can be used without asking anybody. */
const usable = order => order.findings.filter(finding => finding.fix && finding.fix.level !== "ask" && realEdits(finding.fix).length);

/** Place of the order that begins on a line, -1 for one that is not listed. */
function placeOfLine(first) {
  if (!placeOfLine.known) placeOfLine.known = new Map(heads.map((head, place) => [head.line, place]));
  return placeOfLine.known.get(first) ?? -1;
}

const decisionsOf = place => review.decisions.filter(one => one.line === heads[place].line);

function decisionWords(decision) {
  if (decision.kind === "keep") return "Kept as entered";
  if (decision.kind === "hold") return "On hold";
  return capital(decision.title || "changed");
}

// ---- Deciding ---------------------------------------------------------------------------------------

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

// ---- Editing by hand ----------------------------------------------------------------------------

const MIRRORS = new Set(["street_joined", "region_name"]);
const TOO_LONG = 5000;

function newDraft() {
  return { typed: new Map(), result: null, error: null, asked: 0, timer: 0 };
}

/** Cells that can be edited: one of each kind; those that repeat others follow by themselves. */
function editable(order) {
  const seen = new Set();
  return order.cells.filter(cell => !MIRRORS.has(cell.field) && !seen.has(cell.field) && seen.add(cell.field));
}

function draftEdits(place, draft) {
  const order = stateNow(place, orderNow(place));
  return editable(order).filter(cell => draft.typed.has(cell.field) && draft.typed.get(cell.field) !== cell.value)
    .map(cell => ({ field: cell.field, to: draft.typed.get(cell.field) }));
}

function editForm(place) {
  const draft = drafts.get(place);
  const order = stateNow(place, orderNow(place));
  const wrong = new Set(order.findings.filter(isWrong).flatMap(finding => finding.fields));
  const rows = editable(order).map(cell => {
    const id = `edit-${cell.field}`;
    const label = el("label", { for: id }, value(cell.column, { most: 60 }), wrong.has(cell.field) ? el("span", { class: "sev error" }, "Look here") : null);
    if (cell.value.length > TOO_LONG) return el("div", { class: "edit-row" }, label, el("p", { id, class: "hint" }, "Too long to edit here."));
    const long = cell.value.includes("\n") || cell.value.length > 120;
    const field = el(long ? "textarea" : "input", { id, dir: "auto", autocomplete: "off", spellcheck: "false", "data-key": id, rows: long ? 3 : null });
    field.value = draft.typed.get(cell.field) ?? cell.value;
    // A field may show a value otherwise than the file has it (line ends); only what is typed counts.
    const shown = field.value;
    field.addEventListener("input", () => {
      if (field.value === shown && !draft.typed.has(cell.field)) return;
      draft.typed.set(cell.field, field.value);
      recheck(place);
    });
    return el("div", { class: wrong.has(cell.field) ? "edit-row wrong" : "edit-row" }, label, field);
  });
  const form = el("form", { class: "editing", id: "edit-form", "aria-label": "Edit the order", onsubmit: event => {
    event.preventDefault();
    useDraft(place);
  }, onkeydown: event => {
    // Esc leaves the field, not the work.
    if (event.key === "Escape") byId("detail").querySelector("h2").focus({ preventScroll: true });
  } },
  el("h3", {}, "Edit the order"), rows);
  return form;
}

/** Below the form, always in sight: what the order would be, and the buttons. */
function editFoot(place) {
  const draft = drafts.get(place);
  return el("div", { class: "detail-foot" }, el("div", { class: "recheck", id: "recheck", role: "status" }, recheckNodes(place)),
    el("p", { class: "acts" }, el("button", { type: "submit", form: "edit-form", class: "primary", "data-key": "use-draft" }, "Use these changes"), button("Drop what I typed", () => {
      clearTimeout(draft.timer);
      drafts.delete(place);
      showDetail();
      redrawPlace(place);
    }, { class: "quiet", "data-key": "drop-draft" })));
}

function recheckNodes(place) {
  const draft = drafts.get(place);
  const order = stateNow(place, orderNow(place));
  if (draft.error) return el("p", { class: "sev-text" }, draft.error);
  if (!draftEdits(place, draft).length) return el("p", { class: "hint" }, "As you type, doorstep checks the order again.");
  if (!draft.result) return el("p", { class: "hint" }, "Checking");
  const left = draft.result.findings.filter(isWrong);
  return [el("p", {}, "Risk ", percent(order.risk), " → ", el("strong", {}, percent(draft.result.risk)), left.length ? `. Still wrong (${number(left.length)}):` : ". Nothing is wrong any more."),
    left.length ? el("ul", {}, left.map(finding => el("li", {}, el("span", { class: `sev ${finding.severity}` }, WORDS.severity[finding.severity]), " ", fullSentence(finding.message, { most: 160 })))) : null].filter(Boolean);
}

function showRecheck(place) {
  if (place !== current || !byId("recheck")) return;
  byId("recheck").replaceChildren(...[recheckNodes(place)].flat());
}

/** Asks the server what the order would be with what is typed, a moment after the last key. */
function recheck(place) {
  const draft = drafts.get(place);
  clearTimeout(draft.timer);
  const asked = ++draft.asked;
  draft.result = null;
  draft.error = null;
  draft.stale = () => recheck(place);
  showRecheck(place);
  const edits = draftEdits(place, draft);
  if (!edits.length) return;
  draft.timer = setTimeout(async () => {
    try {
      const result = await request("check", { line: heads[place].line, edits });
      if (asked === draft.asked) draft.result = result;
    } catch (error) {
      if (asked !== draft.asked) return;
      draft.error = error instanceof Gone ? "doorstep does not answer. What you typed stays here." : capital(error.message);
    }
    showRecheck(place);
  }, 300);
}

function useDraft(place) {
  const draft = drafts.get(place);
  return act(async here => {
    if (here !== place) return null;
    const edits = draftEdits(place, draft);
    if (!edits.length) {
      say("Nothing is changed yet.");
      return null;
    }
    try {
      takeState(await request(sinceThen("decide"), { decisions: [{ line: heads[place].line, version: versionOf(place), kind: "change", edits, title: "edited by hand", code: null }] }));
    } catch (error) {
      if (error instanceof Refused && error.state) {
        takeState(error.state);
        say("Not used yet: the order was decided on in another tab meanwhile. What you typed is still here; look, and use it again.");
      } else if (error instanceof Refused) {
        draft.error = capital(error.message);
        say(`Not used: ${error.message}`);
      } else say("Not taken: doorstep does not answer. What you typed stays here.");
      return null;
    }
    clearTimeout(draft.timer);
    drafts.delete(place);
    const left = stillWrong(place);
    return left.length ? `edited; ${count(left.length, "thing is", "things are")} still wrong.` : "edited.";
  });
}

// ---- Bar, decisions, saving -----------------------------------------------------------------------

const settled = () => [...review.orders.values()].filter(one => one.outcome !== "open").length;
const unsaved = () => review.decisions.length > 0 && (review.saved === null || review.saved.seq < review.seq);

function savedLoss() {
  let all = 0;
  for (const [place, { outcome, now }] of review.orders) {
    if (outcome !== "open") all += Math.max(0, heads[place].loss - (now.loss ?? 0));
  }
  return all;
}

function showBar() {
  const done = settled();
  byId("progress").replaceChildren(el("b", {}, `${number(done)} of ${number(heads.length)} settled`), savedLoss() >= 0.01 ? el("span", { class: "hint" }, ` · ${sum(savedLoss())} no longer at risk`) : "");
  byId("meter").style.setProperty("--share", heads.length ? (done / heads.length).toFixed(4) : "1");
  byId("show-decisions").textContent = `Decisions (${number(review.decisions.filter(one => one.active).length)})`;
  const word = unsaved() ? "not saved yet" : review.saved ? "all saved" : null;
  byId("save").replaceChildren("Save", word ? el("span", { class: "save-state" }, word) : "");
}

function buildBar() {
  byId("tools").replaceChildren(
    el("div", { class: "progress" }, el("span", { id: "progress" }), el("span", { class: "track", "aria-hidden": "true" }, el("span", { class: "fill", id: "meter" }))),
    button("Keys", showHelp, { class: "quiet keys-button" }), button("", showDecisions, { id: "show-decisions" }), button("Save", save, { id: "save", class: "primary" }));
  byId("tools").hidden = false;
  byId("said").after(el("p", { class: "offer", id: "offer", role: "status", hidden: true }));
  document.body.classList.add("live");
  byId("overview").open = false;
}

function showDecisions() {
  const all = review.decisions.toReversed();
  const box = byId("dialog");
  const key = box.open ? document.activeElement?.dataset?.key : null;
  box.dataset.what = "decisions";
  showDialog("Decisions", [
    el("p", {}, all.length ? "The latest first. Each can be undone by itself; the others stay." : "Nothing is decided yet."),
    el("ul", { class: "decisions" }, all.slice(0, 500).map(one => decisionItem(one, true))),
    all.length > 500 ? el("p", {}, `The latest 500 of ${number(all.length)} are shown; the others stand with their orders.`) : null,
  ].filter(Boolean));
  if (key) (box.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? byId("dialog-title")).focus();
}

function save() {
  return enqueue(async () => {
    const answer = await request(sinceThen("save"), {});
    showState(takeState(answer));
    const left = heads.length - settled();
    const wrong = heads.filter((_, place) => outcomeOf(place) === "left").length;
    byId("dialog").dataset.what = "saved";
    showDialog("Saved", [
      el("ul", { class: "written" }, (answer.written ?? []).map(({ path, what }) => el("li", {}, el("b", {}, value(path)), el("span", {}, " ", sentence(what))))),
      el("p", {}, "Filters do not matter for this: every order is in the files, whatever the list shows."),
      left ? el("p", {}, `${count(left, "order is", "orders are")} still open and ${left === 1 ? "stays" : "stay"} as entered.`) : null,
      wrong ? el("p", {}, `${count(wrong, "changed order is", "changed orders are")} not all right yet.`) : null,
      drafts.size ? el("p", {}, `${count(drafts.size, "order")} with edits that you have not used yet: they are not in the files.`) : null,
      answer.next?.length ? [el("h3", {}, "What to do next"), el("ol", {}, answer.next.map(text => el("li", {}, sentence(text))))] : null,
    ].flat().filter(Boolean));
    say("Saved.");
  });
}

const REVIEW_KEYS = [["a", "use the best suggestion"], ["x", "keep as entered"], ["e", "edit"], ["h", "hold"], ["u", "undo the last decision of this order"]];
const reviewKey = key => ({ a: useBest, x: keep, e: startEdit, h: hold, u: undoLast })[key] ?? null;

function listenReview() {
  addEventListener("beforeunload", event => {
    if (unsaved() || [...drafts].some(([place, draft]) => draftEdits(place, draft).length)) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    clearTimeout(polling);
    poll();
  });
  polling = setTimeout(poll, 2000);
}

// ---- Start ----------------------------------------------------------------------------------------

async function start() {
  try {
    if (live) {
      await readLive();
      takeState(await request("state"));
      buildBar();
    } else {
      await readReport();
    }
  } catch (error) {
    console.error(error);
    byId("verdict").replaceChildren(el("h1", { id: "verdict-sentence" }, "The orders could not be read"), el("p", { class: "lead" }, live
      ? "Start doorstep again with the same command; your decisions are kept." : "The file may be cut off. Make the report again."), el("p", { class: "hint" }, error.message));
    for (const id of ["overview", "work"]) byId(id).hidden = true;
    return;
  }
  buildOverview();
  prepareFacets();
  readAddress();
  listen();
  const linked = location.hash.length > 1;
  apply();
  if (live) {
    showBar();
    listenReview();
  }
  if (linked) {
    byId("work").scrollIntoView();
    showRow();
  }
  document.documentElement.dataset.ready = "1";
  performance.mark("ready");
  await new Promise(resume => setTimeout(resume, 500));
  // The rest is read while nobody waits: the search needs it, and what is still packed.
  await inSteps(heads.length, place => {
    const there = line(place);
    if (typeof there !== "string") return there.then(() => { searchText(place); }).catch(error => console.error(error));
    searchText(place);
    if (live) learnChanges(place);
    return null;
  });
  if (live && current >= 0 && !drafts.has(current)) showDetail();
  if (view.search) apply({ keep: true });
  document.documentElement.dataset.ready = "2";
}

start();
