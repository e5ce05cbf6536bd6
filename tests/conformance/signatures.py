#!/usr/bin/env python3
"""signatures.py PROVISO FOLDER: every file of FOLDER/index.tsv with the verdict
that is expected of it and ours, a line each, and the counts below.  Exit 1
where a bad or unsigned file is accepted, or fewer good ones than 139 of 141.
The two that are left break rules that attacks break in the same way: one has
bytes behind the signature in /Contents, one has a key twice in a signature
dictionary.
Accepted means: intact, and what follows is nothing or permitted; whom to trust
is another question."""
import csv
import json
import os
import subprocess
import sys

SLOW = 5


def ours(proviso, path):
    """What we say of a file: accepted or not, and in which words."""
    try:
        run = subprocess.run([proviso, "verify", "--json", path],
                             capture_output=True, timeout=SLOW, check=False)
    except subprocess.TimeoutExpired:
        return "HANG", f"no answer in {SLOW} s"
    if run.returncode < 0 or run.returncode > 11:
        return "CRASH", f"status {run.returncode}"
    said = json.loads(run.stdout.splitlines()[0])
    if "error" in said:
        return "fault", said["error"]["message"]
    if not said["signatures"]:
        return "unsigned", ""
    why = []
    for s in said["signatures"]:
        for name in ("INTACT", "COVERS-WHOLE-FILE", "UNCHANGED-AFTER-SIGNING"):
            v = s["verdicts"][name]
            if v["verdict"] != "yes" and not v.get("permitted"):
                why.append(f'{s["field"]} {name} {v["verdict"]}: {v["why"]}')
    return ("no", " | ".join(why)) if why else ("yes", "")


def main():
    proviso, folder = sys.argv[1:3]
    count = {}
    with open(os.path.join(folder, "index.tsv"), encoding="utf-8") as f:
        rows = list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        answer, why = ours(proviso, os.path.join(folder, row["file"]))
        kind = row["expected"].split("-")[0]
        fits = {"PASS": answer == "yes", "WARN": True}.get(
            kind, answer not in ("yes", "HANG", "CRASH"))
        print("\t".join(("" if fits else "DIFFERS", row["expected"], answer,
                         row["file"], why)))
        one = count.setdefault(kind, [0, 0])
        one[0] += 1
        one[1] += answer == "yes"
        if answer in ("HANG", "CRASH"):
            count.setdefault("trouble", [0, 0])[1] += 1
    for kind, (n, yes) in sorted(count.items()):
        print(f"{kind}: {n} files, {yes} accepted")
    good, accepted = count.get("PASS", [1, 1])
    bad = sum(count.get(k, [0, 0])[1]
              for k in ("FAIL", "NOSIG", "ROBUST", "trouble"))
    return 0 if bad == 0 and accepted + 2 >= good else 1


if __name__ == "__main__":
    sys.exit(main())
