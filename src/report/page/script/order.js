// One order: what is wrong, why, and what to change.

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
