"""foreign.py PROVISO PKI OUT FILE... : PDFs of other programs, signed.

Each FILE is signed by the signer p256 of PKI, and what comes out is put to
judges: its first bytes are FILE, the update holds what a signature needs and
changes no other key of an object, the text is the same (pdftotext), qpdf has
nothing to say that it did not say before, pdfsig and pyHanko say valid, and
proviso itself.  A line a file: "yes|no|refused TAB file TAB words".  Refused is
what is encrypted or damaged, in words and without a file; where qpdf opens it
without a word, the line is "why" instead of "refused", for a person to read.
What was signed is named in OUT/files, for the judge JudgeLevel.
"""
import asyncio
import logging
import pathlib
import re
import subprocess
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import (ValidationContext,
                                     async_validate_pdf_signature)

logging.disable(logging.CRITICAL)
PROVISO, PKI, OUT = sys.argv[1:4]
ROOT = load_cert_from_pemder(PKI + "/root.pem")
# What a signature may change: keys of the catalog, of the form, of the page,
# and of the tag tree where there is one.
MAY = {"/AcroForm", "/Perms", "/Extensions", "/Version", "/Fields", "/SigFlags",
       "/Annots", "/Tabs", "/K", "/ParentTree", "/ParentTreeNextKey", "/Nums",
       "/Kids", "/Limits", "/StructTreeRoot", "/DR", "/V", "/Metadata"}


def out(*argv):
    """Status, stdout, stderr; of a judge that does not end, None."""
    try:
        p = subprocess.run(argv, capture_output=True, timeout=20)
    except subprocess.TimeoutExpired:
        return None, b"", b""
    return p.returncode, p.stdout, p.stderr


def run(*argv):
    status, said, errors = out(*argv)
    return status, (said + errors).decode("utf-8", "replace")


def complaints(path):
    """What qpdf says, without offsets and names."""
    status, words = run("qpdf", "--check", path)
    lines = {re.sub(r"\d+", "N", w.replace(path, "FILE"))
             for w in words.splitlines() if "WARNING" in w or "ERROR" in w}
    return status, lines


def text(path):
    return out("pdftotext", path, "-")[:2]


def noes(path):
    """What proviso finds wrong with the signatures of a file."""
    words = run(PROVISO, "verify", path, "--trust", PKI + "/root.pem")[1]
    return [" ".join(w.split()) for w in words.splitlines() if "no:" in w
            and ("INTACT" in w or "UNCHANGED" in w)]


def raw(x):
    return x.raw_object if isinstance(x, generic.DecryptedObjectProxy) else x


def same(a, b):
    a, b = raw(a), raw(b)
    if isinstance(a, generic.StreamObject) and isinstance(b, generic.StreamObject):
        if a.encoded_data != b.encoded_data:
            return False
    return type(a) is type(b) and a == b


def changes(old, new):
    """Objects of the update that are other than before, beyond what may be."""
    found = []
    total = new.xrefs.total_revisions
    refs = new.xrefs.explicit_refs_in_revision(total - 1)
    for ref in sorted(refs, key=lambda r: (r.idnum, r.generation)):
        here = generic.Reference(ref.idnum, ref.generation, old)
        try:
            was = old.get_object(here)
        except Exception:
            continue
        now = new.get_object(generic.Reference(ref.idnum, ref.generation, new))
        if was is None or isinstance(was, generic.NullObject):
            continue
        if isinstance(was, generic.DictionaryObject) and isinstance(
                now, generic.DictionaryObject):
            for k in set(was) | set(now):
                if k in MAY:
                    continue
                if k not in was or k not in now or not same(
                        was.raw_get(k), now.raw_get(k)):
                    found.append("%d %s" % (ref.idnum, k))
        elif isinstance(was, generic.ArrayObject) and isinstance(
                now, generic.ArrayObject):
            if list(now)[:len(was)] != list(was):
                found.append("%d is another array" % ref.idnum)
        elif not same(was, now):
            found.append("%d is another object" % ref.idnum)
    return found


async def pyhanko(path):
    with open(path, "rb") as f:
        reader = PdfFileReader(f, strict=False)
        s = reader.embedded_regular_signatures[-1]
        st = await async_validate_pdf_signature(s, ValidationContext(
            trust_roots=[ROOT], allow_fetching=False))
        return (st.intact and st.valid and st.trusted
                and st.coverage.name == "ENTIRE_FILE"), st.coverage.name


def judged(path, signed):
    bad = []
    before, after = pathlib.Path(path).read_bytes(), pathlib.Path(signed).read_bytes()
    if after[:len(before)] != before:
        bad.append("its first bytes are not the file")
    try:
        with open(path, "rb") as a, open(signed, "rb") as b:
            bad += changes(PdfFileReader(a, strict=False),
                           PdfFileReader(b, strict=False))
        ok, words = asyncio.run(pyhanko(signed))
        if not ok:
            bad.append("pyHanko: " + words)
    except Exception as e:
        bad.append("pyHanko: %s: %s" % (type(e).__name__, e))
    if text(path) != text(signed):
        bad.append("another text")
    s0, c0 = complaints(path)
    s1, c1 = complaints(signed)
    if s1 > s0 or c1 - c0:
        bad.append("qpdf: " + "; ".join(sorted(c1 - c0))[:200])
    words = run("pdfsig", "-nocert", signed)[1]
    if "Signature is Valid" not in words.split("Signature #")[-1] and \
            words.count("Signature is Valid") == 0:
        bad.append("pdfsig: " + words[-120:].strip().replace("\n", " "))
    new = noes(signed)
    for w in noes(path):
        if w in new:
            new.remove(w)
    bad += new
    return bad


counts, files = {}, []
for i, path in enumerate(sys.argv[4:]):
    signed = "%s/%04d.pdf" % (OUT, i)
    pathlib.Path(signed).unlink(missing_ok=True)
    status, words = run(
        PROVISO, "-q", "sign", path, "-o", signed, "--key", PKI + "/p256.key",
        "--cert", PKI + "/p256.pem", "--chain", PKI + "/ca.pem")
    words = " ".join(words.split()).replace(path, "FILE")
    there = pathlib.Path(signed).exists()
    if status == 0 and there:
        bad = judged(path, signed)
        kind, words = ("no", "; ".join(bad)) if bad else ("yes", "")
        files.append(signed)
    elif status == 3 and not there and len(words) > 20:
        opens, said = complaints(path)
        crypt = run("qpdf", "--is-encrypted", path)[0] == 0
        kind = "why" if opens == 0 and not said and not crypt else "refused"
        words = ("encrypted: " if crypt else "") + words
    else:
        kind, words = "no", "status %d: %s" % (status, words)
    counts[kind] = counts.get(kind, 0) + 1
    print(kind, signed.rsplit("/", 1)[-1], path.rsplit("/", 1)[-1], words, sep="\t", flush=True)
pathlib.Path(OUT, "files").write_text("".join("%s\tb\n" % f for f in files))
print("foreign:", ", ".join("%d %s" % (n, k) for k, n in sorted(counts.items())))
sys.exit(1 if counts.get("no") or not counts.get("yes") else 0)
