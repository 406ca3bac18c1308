// Print, dialogs, keys.

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
