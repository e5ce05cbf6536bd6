"""pyHanko, offline: judge_ltv.py ROOT.pem CRL... < lines "FILE TAB LEVELS [TAB all]"

A line a file: "yes|no TAB pyhanko TAB file TAB words".  yes: every signature
intact, valid, trusted by ROOT with revocation required, and what follows it
permitted by it.  With "all" the file's own DSS must be enough for each of
them, and a signature with a stamp of its own and one of the document over it
passes the long-term procedure of EN 319 102-1.
"""
import asyncio
import logging
import pathlib
import sys

from asn1crypto import crl
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import (DocumentSecurityStore, ValidationContext,
                                     async_validate_pdf_signature)
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (PdfSignatureValidationSpec,
                                                 RevinfoOnlineFetchingRule,
                                                 RevocationInfoGatheringSpec,
                                                 SignatureValidationSpec)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (REQUIRE_REVINFO,
                                               CertRevTrustPolicy,
                                               FreshnessReqType)
from pyhanko_certvalidator.registry import SimpleTrustManager

logging.disable(logging.CRITICAL)
ROOT = load_cert_from_pemder(sys.argv[1])
CRLS = [crl.CertificateList.load(pathlib.Path(c).read_bytes())
        for c in sys.argv[2:]]
TRUST = {"trust_roots": [ROOT], "allow_fetching": False,
         "revocation_mode": "require"}
PERMITTED = ("NONE", "LTA_UPDATES", "FORM_FILLING")


async def long_term(signature):
    spec = PdfSignatureValidationSpec(SignatureValidationSpec(
        CertValidationPolicySpec(
            SimpleTrustManager.build([ROOT]),
            CertRevTrustPolicy(
                REQUIRE_REVINFO, freshness=None, freshness_req_type=
                FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION)),
        RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY)))
    return (await ades_lta_validation(signature, spec)).ades_subindic.name


async def judge(path, own):
    words, yes = [], True
    with open(path, "rb") as f:
        reader = PdfFileReader(f)
        if not reader.embedded_regular_signatures:
            return False, ["no signature"]
        for s in reader.embedded_regular_signatures:
            st = await async_validate_pdf_signature(
                s, ValidationContext(**TRUST, crls=CRLS))
            good = (st.bottom_line and st.intact and st.valid and st.trusted
                    and st.docmdp_ok is not False
                    and st.modification_level.name in PERMITTED)
            words.append(f"{s.field_name}: {st.coverage.name}"
                         f" {st.modification_level.name} trusted={st.trusted}")
            if own:
                dss = DocumentSecurityStore.read_dss(reader)
                alone = await async_validate_pdf_signature(
                    s, dss.as_validation_context(TRUST))
                good &= alone.bottom_line
                words.append(f"dss alone={alone.bottom_line}")
                if st.timestamp_validity and reader.embedded_timestamp_signatures:
                    answer = await long_term(s)
                    good &= answer == "OK"
                    words.append(f"long-term={answer}")
            yes &= good
    return yes, words


bad, files = 0, 0
for line in sys.stdin:
    field = line.rstrip("\n").split("\t")
    files += 1
    try:
        yes, words = asyncio.run(judge(field[0], len(field) > 2))
    except Exception as e:
        yes, words = False, [f"{type(e).__name__}: {e}"]
    bad += not yes
    print("yes" if yes else "no", "pyhanko", field[0], " ".join(words), sep="\t")
sys.exit(1 if bad or not files else 0)
