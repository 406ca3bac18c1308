// The bar, the list of decisions, saving; then the start of report and review.

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
