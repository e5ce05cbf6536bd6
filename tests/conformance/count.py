"""Counts what a packet holds against the archive it came from.

count.py PROVISO ARCHIVE AS_OF FILE.pdf...

A line a packet: "yes|no TAB count TAB file TAB words".  yes is: every text of
the manifest is, by platform, document, version and digest, a version of the
archive; every quote's bytes have its digest; the sheets are exactly the
provisions that the archive lists with an exposure as of the day.
"""
import hashlib
import json
import subprocess
import sys
import tempfile

proviso, archive, as_of, files = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
versions = {}


def lines(*words):
    out = subprocess.run([proviso, "--archive", archive, "--json", *words],
                         check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def version_digests(platform):
    if platform not in versions:
        versions[platform] = {(v["document"], v["number"]): v["digest"]
                              for v in lines("versions", platform)}
    return versions[platform]


def sheets(report):
    """Ids of provisions are not printed; their headlines' sheets are counted."""
    n = 0
    for e in report["elements"]:
        number = e.get("number", "")
        if e["kind"] in ("page", "sheet") and str(number).startswith("P-"):
            n += 1
    return n


def judge(path):
    wrong = []
    with tempfile.TemporaryDirectory() as d:
        subprocess.run([proviso, "-q", "extract", path, "-d", d + "/x"],
                       check=True, capture_output=True)
        with open(d + "/x/evidence.json", encoding="utf-8") as f:
            evidence = json.load(f)
        with open(d + "/x/report.json", encoding="utf-8") as f:
            report = json.load(f)
        parts = {}
        for t in evidence["texts"]:
            have = version_digests(t["platform"]).get((t["document"], t["version"]))
            if have != t["text_sha256"]:
                wrong.append(f"{t['text']}: not in the archive")
            with open(d + "/x/" + t["text"], "rb") as f:
                parts[t["text"]] = f.read()
        for q in evidence["quotes"]:
            words = parts[q["text"]][q["start"]:q["end"]]
            if hashlib.sha256(words).hexdigest() != q["sha256"]:
                wrong.append(f"Q{q['number']}: digest")
    listed = sum(1 for p in lines("provisions", evidence["platform"], "--as-of", as_of)
                 if p.get("exposure"))
    drawn = sheets(report)
    if listed != drawn:
        wrong.append(f"{drawn} sheets, the archive lists {listed} provisions")
    return wrong, f"{drawn} findings, {len(evidence['quotes'])} quotes, {len(evidence['texts'])} texts"


bad = 0 if files else 1
for path in files:
    try:
        wrong, words = judge(path)
    except Exception as e:
        wrong, words = [f"{type(e).__name__}: {e}"], ""
    bad += bool(wrong)
    print("no" if wrong else "yes", "count", path, "; ".join(wrong[:3]) or words, sep="\t")
sys.exit(1 if bad else 0)
