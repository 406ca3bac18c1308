// Reading the orders, from the page or from the server.

// A line of an order is some kilobytes, and there may be 50,000. The list, the filters and the sums need its beginning
// only; the whole of it is read when it is shown.

/** What the list and the filters need of each order, in the order of the file. */
const heads = [];
const places = new Map(); // place in `heads` by id
const texts = []; // {text, start, end} or {part, at} by place
const whole = new Map(); // orders read as a whole, by place
let parts = []; // packed parts: {node, from, text}

function addHead(head, where) {
  places.set(head.id, heads.length);
  heads.push(head);
  texts.push(where);
}

/** Takes an order in that was read as a whole, or the head of one. */
function addParsed(head, where) {
  const { findings } = head;
  head.codes = findings.map(finding => finding.code);
  head.severities = findings.map(finding => finding.severity);
  head.findingReasons = findings.map(finding => finding.reason);
  head.levels = findings.map(finding => finding.fix?.level ?? "none");
  head.cells = head.findings = head.message = head.advice = undefined;
  addHead(head, where);
}

const FINDING = /\{"code":"([^"\\]+)","severity":"(\w+)","reason":(?:null|"(\w+)"),/y;

/** Reads the beginning of one line, and of its findings what the filters need. Falls back to reading all of it. */
function addLine(text, start, end) {
  const where = { text, start, end };
  const cells = text.indexOf(',"cells":[', start);
  const findings = cells < 0 ? -1 : text.indexOf(',"findings":[{"code":"', cells);
  if (cells < 0 || cells > end || findings < 0 || findings > end) {
    addParsed(JSON.parse(text.slice(start, end)), where);
    return;
  }
  const head = JSON.parse(text.slice(start, cells) + "}");
  const codes = [], severities = [], reasons = [], levels = [];
  // A quote inside a value is escaped, so these marks cannot be part of one.
  for (let at = text.indexOf('{"code":"', findings); at >= 0 && at < end;) {
    FINDING.lastIndex = at;
    const match = FINDING.exec(text);
    if (!match) {
      addParsed(JSON.parse(text.slice(start, end)), where);
      return;
    }
    const next = text.indexOf('{"code":"', at + 9);
    const until = next < 0 || next > end ? end : next;
    const fix = text.indexOf(',"fix":{"level":"', at);
    codes.push(match[1]);
    severities.push(match[2]);
    reasons.push(match[3] ?? null);
    levels.push(fix < 0 || fix > until ? "none" : text.slice(fix + 17, text.indexOf('"', fix + 17)));
    at = next;
  }
  Object.assign(head, { codes, severities, findingReasons: reasons, levels });
  addHead(head, where);
}

function addLines(text, from = 0) {
  for (let start = from; start < text.length;) {
    let end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    // A line that cannot be read must not take the other orders with it.
    try {
      if (end - start > 2) addLine(text, start, end);
    } catch (error) {
      unreadable.push(error.message);
    }
    start = end + 1;
  }
}
const unreadable = [];

/** Text of a packed island: base64 of gzip. */
function unpack(node) {
  const binary = atob(node.textContent.trim());
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

const linesOf = text => text.split("\n").filter(line => line.length > 2);

async function readReport() {
  run = JSON.parse(byId("run").textContent);
  const packed = byId("heads");
  if (!packed) {
    addLines(byId("orders").textContent);
    return;
  }
  parts = [...document.querySelectorAll("script.part")].map(node => ({ node, lines: null }));
  const per = Number(packed.dataset.per);
  // One array is read faster than 50,000 lines.
  JSON.parse(`[${(await unpack(packed)).trimEnd().replaceAll("\n", ",")}]`).forEach((order, at) => {
    addParsed(order, { part: Math.floor(at / per), at: at % per });
  });
}

async function readLive() {
  const answer = await fetch("orders");
  if (!answer.ok) throw new Error(`doorstep answered ${answer.status}`);
  const text = await answer.text();
  const end = text.indexOf("\n");
  run = JSON.parse(end < 0 ? text : text.slice(0, end));
  if (end >= 0) addLines(text, end + 1);
}

/** The line of an order, or a promise of it where it is still packed. */
function line(place) {
  const where = texts[place];
  if (where.text !== undefined) return where.text.slice(where.start, where.end);
  const part = parts[where.part];
  if (part.lines) return part.lines[where.at];
  part.reading ??= unpack(part.node).then(text => {
    part.lines = linesOf(text);
    part.node.remove();
  });
  return part.reading.then(() => part.lines[where.at]);
}

/** The whole order if it can be had at once, else null. */
function orderNow(place) {
  const had = whole.get(place);
  if (had) return had;
  const text = line(place);
  if (typeof text !== "string") return null;
  const order = JSON.parse(text);
  if (whole.size > 2000) whole.clear();
  whole.set(place, order);
  return order;
}

async function orderAt(place) {
  await line(place);
  return orderNow(place);
}

/** Does something with every order in short steps, so that the page stays quick. */
async function inSteps(total, step) {
  for (let at = 0; at < total;) {
    const until = performance.now() + 12;
    while (at < total && performance.now() < until) {
      const wait = step(at);
      if (wait) await wait;
      at += 1;
    }
    await new Promise(resume => setTimeout(resume, 4));
  }
}
