"""pyHanko in process: warm_pyhanko.py ROOT.pem FILE

Prints the verdict and the milliseconds of processor of the best of its passes,
the file read anew in each.
"""
import logging
import sys
import time

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)
ROOT = load_cert_from_pemder(sys.argv[1])
SECONDS = 3


def judge(path):
    with open(path, "rb") as f:
        s = PdfFileReader(f).embedded_regular_signatures[0]
        return validate_pdf_signature(s, ValidationContext(
            trust_roots=[ROOT], allow_fetching=False)).bottom_line


best, begin = 1e9, time.monotonic()
while time.monotonic() - begin < SECONDS:
    one = time.process_time()
    verdict = judge(sys.argv[2])
    best = min(best, time.process_time() - one)
print("yes" if verdict else "no", f"{best * 1e3:.2f}", sep="\t")
