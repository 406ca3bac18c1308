// Editing by hand.

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
