#!/usr/bin/env python3
"""Checks data/platforms/*.toml and data/columns.tsv.

    scripts/check_platforms.py [FOLDER_WITH_EXPORTS]

FOLDER_WITH_EXPORTS may hold headers.jsonl (one known header a line, with its
address_map) and sample exports in folders named after their platform; without
it only the shapes and data/samples are checked. Needs Python 3.11, no package.
"""
import csv
import gzip
import io
import json
import pathlib
import re
import sys
import tomllib
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent
KEYS = ("id platform title require any without quoting grouping continuation weight_unit "
        "length_unit date_order description_row refuse_hint source year fields status").split()
FIELDS = ("order name first_name last_name company address1 address2 address3 house_number "
          "address_full street_joined district city region region_name postcode country phone email "
          "service carrier weight total refunded currency created ship_by deliver_by note sku quantity "
          "item_name item_price payment tracking tax_id length width height dimensions signature "
          "insured hs_code contents customs_value duties ioss residential billing_name billing_first_name "
          "billing_last_name billing_address1 billing_city "
          "billing_postcode billing_region billing_country billing_phone").split()
COLUMN_FIELDS = set(FIELDS) | {"weight_kg", "weight_g", "weight_lb", "weight_oz",
                               *(f"{d}_{u}" for d in ("length", "width", "height", "dimensions")
                                 for u in ("cm", "mm", "in", "m")),
                               "prefix:shipping", "prefix:billing", "prefix:ignore"}
# which file a known header belongs to, where its platform name alone does not say
OWN = {("amazon", "sale report"): "amazon_sale_report", ("ebay", "DE site"): "ebay_de",
       ("etsy", "SoldOrderItems"): "etsy_items", ("etsy", "SoldOrders"): "etsy_orders",
       ("shopee", "Indonesian"): "shopee_id", ("woocommerce", "Advanced"): "woocommerce_aoe",
       ("royal_mail_click_and_drop", ""): "royal_mail", ("ship&co", ""): "shipandco"}
MAP = {"line1": "address1", "line2": "address2", "line3": "address3", "first": "first_name",
       "last": "last_name", "full": "address_full", "qty": "quantity", "deadline": "ship_by",
       "county": "region", "village": "address3", "ward": "address3"}
# what an address_map names but a field is not: the key `status`, or not used
NOT_FIELDS = {"requires_shipping", "cancelled", "financial", "fulfilment", "risk", "business"}

bad = []


def say(*words):
    bad.append(" ".join(str(w) for w in words))


def key(name):
    """How a header is compared with require/any/without/fields."""
    return unicodedata.normalize("NFC", name).strip().strip("\ufeff").lower()


def load():
    out = {}
    for path in sorted((ROOT / "data/platforms").glob("*.toml")):
        p = tomllib.loads(path.read_text("utf-8"))
        out[p.get("id")] = p
        if p.get("id") != path.stem:
            say(path.name, "id is not the file name")
        for k in p:
            if k not in KEYS and k not in ("country", "row_value"):
                say(path.name, "unknown key", k)
        for k in KEYS:
            if k not in p and k != "status":
                say(path.name, "lacks", k)
        for f, columns in p["fields"].items():
            if f not in FIELDS:
                say(path.name, "unknown field", f)
            if not columns or len({key(c) for c in columns}) != len(columns):
                say(path.name, f, "empty or repeated candidates")
        for k, allowed in (("quoting", ("standard", "none")), ("grouping", ("adjacent",)),
                           ("continuation", ("blank", "repeated", "none")),
                           ("weight_unit", ("", "kg", "g", "lb", "oz")),
                           ("date_order", ("", "mdy", "dmy", "ymd"))):
            if p[k] not in allowed:
                say(path.name, k, p[k])
        if not p["source"] or not p["refuse_hint"]:
            say(path.name, "no source or refuse_hint")
        for s in p.get("status", []):
            if set(s) != {"is", "column", "when", "values"}:
                say(path.name, "status keys", sorted(s))
            if s["is"] not in ("cancelled", "fulfilled", "digital", "pickup"):
                say(path.name, "status", s["is"])
            if s["when"] not in ("filled", "values", "all_rows_values"):
                say(path.name, "when", s["when"])
            if (s["when"] == "filled") != (not s["values"]):
                say(path.name, s["column"], "values do not fit when")
            if s["values"] != [v.strip().lower() for v in s["values"]]:
                say(path.name, s["column"], "values must be trimmed and lower case")
    return out


def matches(p, header):
    have = {key(h) for h in header}
    return (all(key(c) in have for c in p["require"])
            and (not p["any"] or any(key(c) in have for c in p["any"]))
            and not any(key(c) in have for c in p["without"]))


def owner(platform, variant):
    for (plat, part), name in OWN.items():
        if plat == platform and part in variant:
            return name
    return platform


def check(platforms, header, want, where):
    got = [p for p in platforms if matches(platforms[p], header)]
    if got != ([want] if want else []):
        say(where, "is recognised as", got, "and should be", want)
    return len(got)


def header_of(path):
    raw = gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes()
    for encoding in ("utf-8-sig", "shift_jis", "cp1252"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    line = next(x for x in text.splitlines() if x.strip(" ,;\t"))
    delimiter = max("\t;,", key=line.count)
    return next(csv.reader(io.StringIO(line), delimiter=delimiter))


def fold(text):
    """The folding of columns.tsv; the same as in the Rust side."""
    text = unicodedata.normalize("NFKC", text).lower()
    out = []
    for c in unicodedata.normalize("NFC", text):
        base = unicodedata.normalize("NFD", c)[0]
        out.append(base if "a" <= base <= "z" else c)
    text = "".join(c if c.isalnum() or unicodedata.category(c) in ("Mn", "Mc") else " " for c in out)
    text = re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", text)
    return " ".join(text.split())


def columns():
    seen, rows = {}, []
    lines = (ROOT / "data/columns.tsv").read_text("utf-8").splitlines()
    if lines[0] != "field\tsynonym\tlang\tsource":
        say("columns.tsv: header")
    for n, line in enumerate(lines[1:], 2):
        field, synonym, lang, source = line.split("\t")
        rows.append((field, synonym))
        if field not in COLUMN_FIELDS:
            say("columns.tsv", n, "unknown field", field)
        if synonym != fold(synonym) or not synonym or not lang or not source:
            say("columns.tsv", n, "not folded:", synonym)
        kind = "prefix" if field.startswith("prefix:") else "field"
        if (kind, synonym) in seen:
            say("columns.tsv", n, synonym, "is also under", seen[kind, synonym])
        seen[kind, synonym] = field
    if rows != sorted(rows):
        say("columns.tsv is not sorted")
    return dict((s, f) for f, s in rows if not f.startswith("prefix:"))


def main():
    platforms = load()
    synonyms = columns()
    headers = files = 0
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
    if folder and (folder / "headers.jsonl").exists():
        for line in (folder / "headers.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            want = owner(row["platform"], row["variant"])
            headers += check(platforms, row["header"], want, f"{row['platform']} / {row['variant']}")
            have = {key(h) for h in row["header"]}
            fields = platforms.get(want, {"fields": {}})["fields"]
            for canonical, names in row["address_map"].items():
                if canonical in NOT_FIELDS:
                    continue
                mine = [key(c) for c in fields.get(MAP.get(canonical, canonical), [])]
                anywhere = {key(c) for cs in fields.values() for c in cs}
                for name in names.split("|"):
                    if key(name) in have and key(name) not in (mine or anywhere):
                        say(want, canonical, name, "is not mapped")
            print(f"  {want:22} {len(fields):2} fields, of them here "
                  f"{sum(any(key(c) in have for c in cs) for cs in fields.values()):2}: {row['variant']}")
        for path in sorted(folder.glob("*/*")):
            kind, name = path.parent.name, path.name
            want = {"generic": None, "woocommerce": "woocommerce_aoe"}.get(kind, kind)
            if kind == "etsy":
                want = "etsy_items" if "item" in name else "etsy_orders"
            if "webtoffee" in name:
                want = "woocommerce"
            if "sale_report" in name:
                want = "amazon_sale_report"
            files += 1
            check(platforms, header_of(path), want, f"{kind}/{name}")
    want = {"shopify_orders.csv": "shopify", "woocommerce_orders.csv": "woocommerce",
            "amazon_unshipped.txt": "amazon", "etsy_sold_order_items.csv": "etsy_items",
            "ebay_orders.csv": "ebay", "tiktok_orders.csv": "tiktok", "choices_from_germany.csv": None}
    for path in sorted((ROOT / "data/samples").glob("*.*")):
        if path.suffix not in (".csv", ".txt"):
            continue
        header = header_of(path)
        check(platforms, header, want.get(path.name), path.name)
        if path.name.startswith("generic"):
            lost = [h for h in header if fold(h) not in synonyms]
            if lost:
                say(path.name, "headers without a synonym:", lost)
    # look-alikes: what one file demands must not satisfy another
    for a in platforms:
        full = [c for cs in platforms[a]["fields"].values() for c in cs]
        full += platforms[a]["require"] + platforms[a]["any"] + [s["column"] for s in platforms[a].get("status", [])]
        for b in platforms:
            if b != a and matches(platforms[b], full):
                say("every column", a, "knows would also match", b)
    print(f"{len(platforms)} platform files, {len(synonyms)} synonyms, {headers} headers, {files} sample exports")
    for line in bad:
        print("BAD", line)
    sys.exit(bool(bad))


main()
