"use strict";
// Nodes, words, and values shown safely. All these files are one script, in the order of `mod.rs`.

/** The review has a server behind it; the report carries its data. */
const live = !document.getElementById("run");
const byId = id => document.getElementById(id);

let run = null;

// ---- Nodes and words -------------------------------------------------------------------------

/** An element. Text goes in as text nodes only, so that no value can become markup. */
function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key.startsWith("--")) node.style.setProperty(key, value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

function button(label, act, properties) {
  return el("button", { type: "button", onclick: act, ...properties }, label);
}

/** Text for those who hear the page. */
const unseen = text => el("span", { class: "vh" }, text);

const NUMBER = new Intl.NumberFormat("en");
const COLLATE = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const COUNTRY = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

const number = n => NUMBER.format(n);
const count = (n, one, many = one + "s") => `${number(n)} ${n === 1 ? one : many}`;
const capital = text => text.charAt(0).toUpperCase() + text.slice(1);

/** "5 %", "4.1 %", "90 %": as the terminal writes it. */
function percent(share) {
  const points = share * 100;
  return `${points >= 9.95 ? Math.round(points) : Number(points.toFixed(1))} %`;
}

/** An amount as doorstep wrote it, with its thousands parted. */
function money(amount) {
  if (!amount) return "not known";
  const digits = (amount.amount.split(".")[1] ?? "").length;
  const parted = Number(amount.amount).toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${amount.currency} ${parted}`;
}

const currency = () => run.summary.avoidable_loss?.currency ?? run.summary.expected_loss?.currency ?? "";
const sum = n => money({ amount: n.toFixed(2), currency: currency() }).trim();

function countryName(code) {
  if (!code) return "No country";
  try {
    return COUNTRY.of(code) ?? code;
  } catch {
    return code;
  }
}

const WORDS = {
  state: { hold: "Hold", check: "Check", clean: "Clean" },
  severity: { error: "Error", warning: "Warning", note: "Note" },
  band: { critical: "Critical", high: "High", medium: "Medium", low: "Low" },
  level: {
    safe: "Can be put right without asking",
    review: "Suggestion to look at",
    ask: "Question for the buyer",
    none: "No suggestion",
  },
  outcome: { open: "Open", changed: "Changed", left: "Changed, not all right yet", kept: "Kept as entered", held: "On hold" },
};
const SEVERITIES = ["note", "warning", "error"];
const BANDS = ["critical", "high", "medium", "low"];
const REASONS = ["recipient", "address", "customs", "handling", "disruption", "size"];

const FIELDS = {
  address1: "Address line 1", address2: "Address line 2", address3: "Address line 3", address_full: "Address",
  street_joined: "Street", house_number: "House number", first_name: "First name", last_name: "Last name",
  region: "State or province", region_name: "State or province", tax_id: "Tax number", service: "Shipping method",
};
const fieldName = field => FIELDS[field] ?? capital(field.replaceAll("_", " "));

// ---- Values: anything may stand in them ---------------------------------------------------------

// Control, direction and invisible characters, and halves of letters. Joiners stay: emoji and Persian need them.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Cs}/gu;
const SHORT = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const MOST = 500;

function escape(character) {
  const code = character.codePointAt(0);
  return SHORT[character] ?? (code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`);
}

/** Text with its unseen characters written out, cut where it is long: for labels and lists. */
function plain(text, most = 160) {
  const cut = text.length > most ? text.slice(0, most) + "…" : text;
  return cut.replace(UNSEEN, escape);
}

/** Appends text to a node, unseen characters as marked escapes. Line ends may be kept. */
function appendVisible(node, text, lines = false) {
  let last = 0;
  for (const match of text.matchAll(UNSEEN)) {
    if (lines && match[0] === "\n") continue;
    node.append(text.slice(last, match.index), el("span", { class: "escape" }, escape(match[0])));
    last = match.index + match[0].length;
  }
  node.append(text.slice(last));
}

/** A value, shut off from the direction of what stands around it; long ones are cut, with a way to all of it. */
function value(text, { tag = "bdi", most = MOST, lines = false, ...properties } = {}) {
  const node = el(tag, properties);
  if (text === "") {
    node.append(el("span", { class: "blank" }, "blank"));
  } else if (text.length <= most) {
    appendVisible(node, text, lines);
  } else {
    appendVisible(node, text.slice(0, most), lines);
    const rest = button(`… show all ${number(text.length)} characters`, event => {
      event.stopPropagation();
      node.replaceChildren();
      appendVisible(node, text, lines);
      node.tabIndex = -1;
      node.focus();
    }, { class: "more" });
    node.append(rest);
  }
  return node;
}

/** A sentence of doorstep: values in it stand in backticks. */
function sentence(text, { most = MOST } = {}) {
  return text.split("`").map((part, at) => {
    if (at % 2 === 0) {
      const span = el("span");
      appendVisible(span, part.length > 4 * MOST ? part.slice(0, 4 * MOST) + "…" : part);
      return span;
    }
    return value(part, { tag: "code", most, dir: "auto" });
  });
}

/** The same with a full stop where it has no end of its own, and with a capital. */
const ended = (text, options) => [...sentence(text, options), /[.?!…]$/.test(text) ? "" : "."];
const fullSentence = (text, options) => ended(capital(text), options);

/** Without case and accents, for the search. */
function fold(text) {
  const lower = text.toLowerCase();
  return /[^\x00-\x7f]/.test(lower) ? lower.normalize("NFD").replace(/\p{M}/gu, "") : lower;
}

function say(text) {
  byId("said").textContent = text;
}
