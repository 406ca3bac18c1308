// Talking to the server of a review, and what it says of an order. From here on, what only the review does.

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
