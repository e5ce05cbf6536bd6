"""pyHanko, offline: judge_pyhanko.py ROOT.pem FILE...

A line a signature: "yes|no TAB pyhanko TAB file TAB words".  yes is intact,
valid, trusted by ROOT alone, over the entire file, and nothing modified.
"""
import logging
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)
root, files = sys.argv[1], sys.argv[2:]
bad = 0 if files else 1
for path in files:
    try:
        with open(path, "rb") as f:
            signatures = PdfFileReader(f).embedded_regular_signatures
            if not signatures:
                bad += 1
                print("no", "pyhanko", path, "no signature", sep="\t")
            for s in signatures:
                st = validate_pdf_signature(s, ValidationContext(
                    trust_roots=[load_cert_from_pemder(root)],
                    allow_fetching=False))
                words = (f"intact={st.intact} valid={st.valid} "
                         f"trusted={st.trusted} {st.coverage.name} "
                         f"{st.modification_level.name}")
                yes = (st.bottom_line and st.intact and st.valid and st.trusted
                       and st.coverage.name == "ENTIRE_FILE"
                       and st.modification_level.name == "NONE")
                bad += not yes
                print("yes" if yes else "no", "pyhanko", path, words, sep="\t")
    except Exception as e:
        bad += 1
        print("no", "pyhanko", path, f"{type(e).__name__}: {e}", sep="\t")
sys.exit(1 if bad else 0)
