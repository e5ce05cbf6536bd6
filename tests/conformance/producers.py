#!/usr/bin/env python3
"""producers.py PROVISO WORK: good files of other producers, made on the spot,
before proviso; a line each, and the counts below.  Exit 1 where one of them is
refused, or leads to no trusted root.

The pages come from nobody, qpdf and Ghostscript; the signatures from pyHanko
by all its ways, and from pdfsig (NSS) where that is there.  attackers.py then
asks for the opposite."""
import io
import logging
import pathlib
import shutil
import subprocess
import sys
import warnings

from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.crypt import StandardSecurityHandler
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.ades.api import CAdESSignedAttrSpec, GenericCommitment
from pyhanko.sign.general import SigningError
from pyhanko.stamp import StaticStampStyle, TextStampStyle

import abroad

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
PADES = fields.SigSeedSubFilter.PADES
ADOBE = fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED
PKI = abroad.Pki()
MDP = fields.MDPPerm
N = generic.NameObject


def writing(data, password=None):
    """An update of these bytes; files with hybrid sections want no rigour."""
    w = IncrementalPdfFileWriter(io.BytesIO(data), strict=b"XRefStm" not in data)
    if password is not None:
        w.encrypt(password)
    return w


def sign(data, field="Sig1", kind="p256", pss=False, tsa=False, style=None,
         spec=None, password=None, existing=False, **meta):
    """data with one more signature."""
    w = writing(data, password)
    meta.setdefault("subfilter", PADES)
    if meta.get("embed_validation_info"):
        meta["validation_context"] = PKI.context()
    signer = signers.PdfSigner(
        signers.PdfSignatureMetadata(field_name=field, **meta),
        signer=PKI.signer(kind, pss), timestamper=PKI.tsa() if tsa else None,
        stamp_style=style, new_field_spec=spec)
    return signer.sign_pdf(w, existing_fields_only=existing).getvalue()


def updated(data, change, password=None):
    """data with what change does to a writer."""
    w = writing(data, password)
    change(w)
    out = io.BytesIO()
    w.write(out)
    return out.getvalue()


def seen(box=(300, 100, 500, 160), field="Sig1", **more):
    """A field to be seen."""
    return fields.SigFieldSpec(field, box=box, **more)


def through_qpdf(data, *options):
    """What qpdf makes of a file."""
    work = pathlib.Path(sys.argv[2])
    (work / "in.pdf").write_bytes(data)
    subprocess.run(["qpdf", *options, str(work / "in.pdf"),
                    str(work / "out.pdf")], check=True, capture_output=True)
    return (work / "out.pdf").read_bytes()


def ghost(version):
    """A page of Ghostscript's; None where it is not there."""
    if not shutil.which("gs"):
        return None
    work = pathlib.Path(sys.argv[2])
    (work / "in.ps").write_text(
        "/Helvetica 14 selectfont 60 700 moveto (The fee is 100.) show "
        "showpage /Times-Roman 12 selectfont 60 600 moveto (Two) show showpage")
    subprocess.run(["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite",
                    f"-dCompatibilityLevel={version}",
                    f"-sOutputFile={work}/out.pdf", f"{work}/in.ps"],
                   check=True, capture_output=True)
    return (work / "out.pdf").read_bytes()


def fresh(stream_xrefs=True):
    """A document of pyHanko's own."""
    w = writer.PdfFileWriter(stream_xrefs=stream_xrefs)
    page = writer.PageObject(
        contents=w.add_object(generic.StreamObject(
            stream_data=abroad.TEXT.encode())),
        media_box=generic.ArrayObject(
            map(generic.NumberObject, (0, 0, 595, 842))),
        resources=generic.DictionaryObject({
            N("/Font"): generic.DictionaryObject({
                N("/F1"): generic.DictionaryObject({
                    N("/Type"): N("/Font"), N("/Subtype"): N("/Type1"),
                    N("/BaseFont"): N("/Helvetica")})})}))
    w.insert_page(page)
    out = io.BytesIO()
    w.write(out)
    return out.getvalue()


def encrypted(how):
    """With an empty password for whoever reads."""
    options = {"aes256": ["256"], "aes128": ["128", "--use-aes=y"],
               "rc4": ["128", "--use-aes=n"]}[how]
    more = ["--allow-weak-crypto"] if how == "rc4" else []
    return through_qpdf(abroad.form(), *more, "--encrypt", "", "owner",
                        *options, "--")


def fill(name, value, look=None):
    """Fill in a field at the top, the way that programs do."""
    def change(w):
        for ref in w.root["/AcroForm"]["/Fields"]:
            field = ref.get_object()
            if "/T" not in field or field["/T"] != name:
                continue
            if isinstance(value, str) and value.startswith("/"):
                field[N("/V")] = N(value)
                if "/Kids" in field:
                    for kid in field["/Kids"]:
                        k = kid.get_object()
                        on = value in k["/AP"]["/N"]
                        k[N("/AS")] = N(value if on else "/Off")
                        w.update_container(k)
                else:
                    field[N("/AS")] = N(value)
            else:
                field[N("/V")] = generic.TextStringObject(value)
                field[N("/AP")] = generic.DictionaryObject({
                    N("/N"): w.add_object(look_of(w, value))})
            w.update_container(field)
    return change


def look_of(w, words):
    """The appearance of a text field."""
    return generic.StreamObject({
        N("/Type"): N("/XObject"), N("/Subtype"): N("/Form"),
        N("/BBox"): generic.ArrayObject(
            map(generic.NumberObject, (0, 0, 200, 18))),
        N("/Resources"): generic.DictionaryObject({
            N("/Font"): w.root["/AcroForm"]["/DR"].raw_get("/Font")})},
        stream_data=b"/Tx BMC q BT /Helv 12 Tf 0 g 2 4 Td (" +
        words.encode() + b") Tj ET Q EMC")


def comment(subtype, **more):
    """An annotation on the first page."""
    def change(w):
        page_ref, _ = w.find_page_for_modification(0)
        page = page_ref.get_object()
        note = generic.DictionaryObject({
            N("/Type"): N("/Annot"), N("/Subtype"): N("/" + subtype),
            N("/Rect"): generic.ArrayObject(
                map(generic.NumberObject, (60, 695, 90, 715))),
            N("/Contents"): generic.TextStringObject("see me"),
            N("/F"): generic.NumberObject(4)})
        for key, value in more.items():
            note[N("/" + key)] = value
        ref = w.add_object(note)
        if "/Annots" in page:
            page["/Annots"].append(ref)
            w.update_container(page["/Annots"])
        else:
            page[N("/Annots")] = generic.ArrayObject([ref])
        w.update_container(page)
    return change


def numbers(*n):
    """An array of numbers."""
    return generic.ArrayObject(generic.FloatObject(x) for x in n)


def stamp_only(data):
    """A document time stamp and nothing else."""
    return signers.PdfTimeStamper(PKI.tsa()).timestamp_pdf(
        writing(data), "sha256", PKI.context()).getvalue()


def ltaupdate(data):
    """The archive time stamp renewed."""
    out = io.BytesIO()
    signers.PdfTimeStamper(PKI.tsa()).update_archival_timestamp_chain(
        PdfFileReader(io.BytesIO(data)), PKI.context(), in_place=False,
        output=out)
    return out.getvalue()


def with_fields(data, *specs, **more):
    """Empty signature fields."""
    def change(w):
        for s in specs:
            fields.append_signature_field(w, s)
    return updated(data, change, **more)


def pdfsig(data):
    """Signed by poppler; None where it cannot."""
    work = pathlib.Path(sys.argv[2])
    if not shutil.which("certutil") or not shutil.which("pk12util"):
        return None
    nss = work / "nss"
    if not nss.exists():
        nss.mkdir()
        h = PKI.holder("rsa")
        (work / "k.pem").write_bytes(h.key_pem() + h.pem())
        steps = [["certutil", "-N", "-d", f"sql:{nss}", "--empty-password"],
                 ["openssl", "pkcs12", "-export", "-in", f"{work}/k.pem",
                  "-out", f"{work}/k.p12", "-passout", "pass:x", "-name",
                  "signer"],
                 ["pk12util", "-i", f"{work}/k.p12", "-d", f"sql:{nss}", "-W",
                  "x", "-K", ""]]
        for n, h in (("root", PKI.root), ("ca", PKI.ca)):
            (work / f"{n}.pem").write_bytes(h.pem())
            steps.append(["certutil", "-A", "-d", f"sql:{nss}", "-n", n, "-t",
                          "C,C,C", "-i", f"{work}/{n}.pem"])
        for s in steps:
            subprocess.run(s, check=True, capture_output=True)
    (work / "in.pdf").write_bytes(data)
    (work / "out.pdf").unlink(missing_ok=True)
    subprocess.run(["pdfsig", "-nssdir", str(nss), "-nick", "signer",
                    "-add-signature", f"{work}/in.pdf", f"{work}/out.pdf"],
                   capture_output=True, check=False)
    return (work / "out.pdf").read_bytes() \
        if (work / "out.pdf").exists() else None


BASES = {
    "plain-1.3": lambda: abroad.plain("1.3"),
    "plain-1.7": abroad.plain,
    "plain-2.0": lambda: abroad.plain("2.0"),
    "no-id": lambda: abroad.plain(ident=False),
    "form": abroad.form,
    "tree": abroad.tree,
    "hybrid": abroad.hybrid,
    "objstm": lambda: through_qpdf(
        abroad.form(), "--object-streams=generate"),
    "linear": lambda: through_qpdf(abroad.tree(), "--linearize"),
    "linear-objstm": lambda: through_qpdf(
        abroad.tree(), "--linearize", "--object-streams=generate"),
    "qdf": lambda: through_qpdf(abroad.tree(), "--qdf"),
    "own-stream": fresh,
    "own-table": lambda: fresh(False),
    "gs-1.4": lambda: ghost("1.4"),
    "gs-1.7": lambda: ghost("1.7"),
    "mac-line-ends": lambda: abroad.plain().replace(
        b"\n0000000000 65535 f \n", b"\n0000000000 65535 f\r\n"),
}
STYLES = {
    "text": TextStampStyle(stamp_text="Signed by %(signer)s\n%(ts)s"),
    "text-background": TextStampStyle(
        stamp_text="x", background=RawContent(
            b"0.9 g 0 0 50 50 re f", box=BoxConstraints(50, 50))),
    "static": StaticStampStyle(background=RawContent(
        b"1 0 0 RG 0 0 50 50 re S", box=BoxConstraints(50, 50))),
    "box": TextStampStyle(stamp_text="%(ts)s", border_width=0),
}


def bases():
    """Each page by each level."""
    for base, make in BASES.items():
        data = make()
        if data is None:
            continue
        yield base + "/b", lambda d=data: sign(d)
        yield base + "/lta", lambda d=data: sign(
            d, tsa=True, embed_validation_info=True, use_pades_lta=True)
        yield base + "/certified+approved", lambda d=data: sign(
            with_fields(sign(with_fields(d, seen(field="Second")),
                             certify=True)), "Second", existing=True)
        yield base + "/pdfsig", lambda d=data: pdfsig(d)


def options():
    """pyHanko's options one by one."""
    d, f = abroad.plain(), abroad.form()
    for kind in ("p256", "p384", "p521", "bp256", "rsa", "rsa4096", "ed25519"):
        yield "key/" + kind, lambda k=kind: sign(d, kind=k, tsa=True)
    yield "key/pss", lambda: sign(d, kind="rsa", pss=True, tsa=True)
    for md in ("sha384", "sha512", "sha3_256"):
        yield "digest/" + md, lambda m=md: sign(d, md_algorithm=m)
    yield "adobe", lambda: sign(d, subfilter=ADOBE, reason="why",
                                location="where", contact_info="who",
                                name="Me")
    yield "adobe-t", lambda: sign(d, subfilter=ADOBE, tsa=True)
    yield "adobe-lt", lambda: sign(d, subfilter=ADOBE, tsa=True,
                                   embed_validation_info=True)
    yield "lt", lambda: sign(d, tsa=True, embed_validation_info=True)
    yield "commitment", lambda: sign(
        d, cades_signed_attr_spec=CAdESSignedAttrSpec(
            commitment_type=GenericCommitment.PROOF_OF_ORIGIN.asn1))
    yield "content-time-stamp", lambda: sign(
        d, tsa=True, cades_signed_attr_spec=CAdESSignedAttrSpec(
            timestamp_content=True))
    yield "stamp-only", lambda: stamp_only(d)
    yield "stamp-only-form", lambda: stamp_only(f)
    yield "stamp-then-sign", lambda: sign(stamp_only(d))
    for style, s in STYLES.items():
        yield "look/" + style, lambda s=s: sign(d, style=s, spec=seen())
        yield "look-second/" + style, lambda s=s: sign(
            sign(d), "Sig2", style=s, spec=seen(field="Sig2"))
        yield "look-certified-existing/" + style, lambda s=s: sign(
            sign(with_fields(d, seen(field="Sig2")), certify=True), "Sig2",
            style=s, existing=True)
    for level in (MDP.NO_CHANGES, MDP.FILL_FORMS, MDP.ANNOTATE):
        n = level.value
        yield f"docmdp{n}", lambda m=level: sign(
            f, certify=True, docmdp_permissions=m)
        yield f"docmdp{n}/lta", lambda m=level: sign(
            f, certify=True, docmdp_permissions=m, tsa=True,
            embed_validation_info=True, use_pades_lta=True)
        yield f"docmdp{n}/lta-renewed", lambda m=level: ltaupdate(sign(
            f, certify=True, docmdp_permissions=m, tsa=True,
            embed_validation_info=True, use_pades_lta=True))
        if n == 1:
            continue
        yield f"docmdp{n}/filled", lambda m=level: updated(
            sign(f, certify=True, docmdp_permissions=m), fill("Name", "Ann"))
        yield f"docmdp{n}/co-signed", lambda m=level: sign(
            sign(f, certify=True, docmdp_permissions=m), "Sig2")
    yield "docmdp3/note", lambda: updated(
        sign(f, certify=True, docmdp_permissions=MDP.ANNOTATE),
        comment("Text"))
    yield "docmdp3/highlight", lambda: updated(
        sign(f, certify=True, docmdp_permissions=MDP.ANNOTATE),
        comment("Highlight", QuadPoints=numbers(
            60, 715, 90, 715, 60, 695, 90, 695), C=numbers(1, 1, 0)))
    yield "approval/note", lambda: updated(sign(f), comment("Text"))
    for n in range(2, 6):
        yield f"chain/{n}", lambda n=n: chain(f, n)


def chain(data, n):
    """n signatures one after the other."""
    for i in range(n):
        data = sign(data, f"Sig{i}", tsa=i % 2 == 0)
    return data


def locks():
    """FieldMDP, seed values, forms filled in between."""
    f = abroad.form()
    kinds = {
        "all": fields.FieldMDPSpec(fields.FieldMDPAction.ALL),
        "include": fields.FieldMDPSpec(
            fields.FieldMDPAction.INCLUDE, fields=["Name"]),
        "exclude": fields.FieldMDPSpec(
            fields.FieldMDPAction.EXCLUDE, fields=["Plan", "Agree", "Sig2"]),
    }
    for word, spec in kinds.items():
        locked = with_fields(f, seen(field_mdp_spec=spec))
        yield "fieldmdp/" + word, lambda d=locked: sign(d, existing=True)
        yield "fieldmdp/" + word + "/lta", lambda d=locked: sign(
            d, existing=True, tsa=True, embed_validation_info=True,
            use_pades_lta=True)
        if word == "include":
            yield "fieldmdp/include/other-filled", lambda d=locked: updated(
                sign(d, existing=True), fill("Agree", "/Yes"))
        if word != "all":
            yield "fieldmdp/encrypted/" + word, lambda s=spec: updated(
                sign(encrypted("aes128"), spec=seen(field_mdp_spec=s),
                     password=""), fill("Agree", "/Yes"), "")
        if word == "exclude":
            yield "fieldmdp/exclude/filled-and-signed", lambda d=locked: sign(
                updated(sign(d, existing=True), fill("Agree", "/Yes")),
                "Sig2")
    for level in MDP:
        yield f"lock-p{level.value}", lambda m=level: sign(with_fields(
            f, seen(field_mdp_spec=kinds["all"], doc_mdp_update_value=m)),
            existing=True)
    sv = fields.SigSeedValueSpec(
        reasons=["I agree"], subfilters=[PADES], digest_methods=["sha256"],
        flags=fields.SigSeedValFlags.REASONS)
    yield "seed", lambda: sign(with_fields(f, seen(seed_value_dict=sv)),
                               existing=True, reason="I agree")
    for name, value in (("Name", "Ann"), ("Agree", "/Yes"), ("Plan", "Pro"),
                        ("Term", "/A"), ("Note", "long")):
        yield "filled/" + name, lambda n=name, v=value: updated(
            sign(f), fill(n, v))
        yield "filled-certified/" + name, lambda n=name, v=value: sign(
            updated(sign(f, certify=True), fill(n, v)), "Sig2")
    yield "filled-twice", lambda: updated(
        updated(sign(f), fill("Name", "Ann")), fill("Name", "Bob"))
    yield "empty-fields", lambda: with_fields(
        sign(abroad.plain()), fields.SigFieldSpec("Later"))
    yield "separate-widget", lambda: sign(
        abroad.plain(), spec=seen(combine_annotation=False))


def updates():
    """What programs write behind a signature that is no change of it."""
    d = sign(abroad.tree(), tsa=True)

    def dates(w):
        w.set_info(generic.DictionaryObject(
            {N("/ModDate"): generic.TextStringObject("D:20260101000000Z"),
             N("/Producer"): generic.TextStringObject("other")}))

    def version(w):
        w.ensure_output_version((2, 0))
        w.update_root()
    yield "update/info", lambda: updated(d, dates)
    yield "update/version", lambda: updated(d, version)
    yield "update/nothing", lambda: updated(d, lambda w: w.update_root())
    for how in ("aes256", "aes128", "rc4"):
        e = encrypted(how)
        yield "encrypted/" + how, lambda e=e: sign(e, password="")
        yield "encrypted/" + how + "/lta", lambda e=e: sign(
            e, password="", tsa=True, embed_validation_info=True,
            use_pades_lta=True)
        yield "encrypted/" + how + "/twice", lambda e=e: sign(
            sign(e, password=""), "Sig2", password="")
        yield "encrypted/" + how + "/filled", lambda e=e: updated(
            sign(e, password="", certify=True), fill("Name", "Ann"), "")


def table():
    """All of them."""
    for part in (bases, options, locks, updates):
        yield from part()


def main():
    proviso, work = sys.argv[1], pathlib.Path(sys.argv[2])
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    root = work / "root.pem"
    root.write_bytes(PKI.root.pem())
    count = {"yes": 0, "no": 0, "skipped": 0}
    made = {}
    for title, make in table():
        try:
            data = make()
        except (SigningError, ValueError, TypeError, KeyError,
                AttributeError, subprocess.CalledProcessError) as e:
            print("no", title, f"not made: {type(e).__name__}: {e}", sep="\t")
            count["no"] += 1
            continue
        if data is None:
            count["skipped"] += 1
            continue
        made[title] = work / (title.replace("/", "_") + ".pdf")
        made[title].write_bytes(data)
    said = abroad.answers(proviso, list(made.values()), root)
    for title, (answer, why) in zip(made, said):
        count["yes" if answer == "yes" else "no"] += 1
        if answer != "yes":
            print("no", title, answer, why, sep="\t")
    print(f"producers: {count['yes']} good files accepted, {count['no']} not, "
          f"{count['skipped']} skipped")
    return 0 if count["no"] == 0 and count["yes"] > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
