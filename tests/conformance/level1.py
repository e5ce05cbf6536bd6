"""level1.py PKI IN.pdf OUT.pdf: what another program makes of a file that it
certifies at DocMDP level 1: pyHanko, at PAdES B-LTA.

PKI is the folder of pki_server.  ISO 32000-2 does not count validation data and
document time stamps as changes at level 1; Acrobat and Foxit do, so proviso
itself adds none there and such a file must come from elsewhere."""
import pathlib
import sys

from asn1crypto import crl
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.validation import ValidationContext

pki, source, target = (pathlib.Path(a) for a in sys.argv[1:4])
signer = signers.SimpleSigner.load(
    str(pki / "p256.key"), str(pki / "p256.pem"),
    ca_chain_files=(str(pki / "ca.pem"),))
context = ValidationContext(
    trust_roots=[load_cert_from_pemder(str(pki / "root.pem"))],
    crls=[crl.CertificateList.load((pki / c).read_bytes())
          for c in ("root.crl", "ca.crl")],
    allow_fetching=False)
meta = signers.PdfSignatureMetadata(
    field_name="Certified", subfilter=fields.SigSeedSubFilter.PADES,
    certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    embed_validation_info=True, use_pades_lta=True,
    validation_context=context)
tsa = timestamps.HTTPTimeStamper((pki / "url").read_text() + "/tsa")
with open(source, "rb") as f:
    out = signers.PdfSigner(meta, signer=signer, timestamper=tsa).sign_pdf(
        IncrementalPdfFileWriter(f))
target.write_bytes(out.getvalue())
