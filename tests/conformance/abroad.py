"""What producers.py and attackers.py share: keys and certificates made on the
spot, pages made by hand, and the question to proviso.

Nothing is fetched and nothing is served: the time-stamp authority and the
revocation lists live in this process."""
import datetime
import json
import subprocess

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign import signers, timestamps
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
DAY = datetime.timedelta(days=1)


def name(common):
    """A distinguished name."""
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Foreign"),
                      x509.NameAttribute(NameOID.COMMON_NAME, common)])


def make_key(kind):
    """A private key by a word."""
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    if kind == "rsa4096":
        return rsa.generate_private_key(65537, 4096)
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(
        {"p256": ec.SECP256R1, "p384": ec.SECP384R1, "p521": ec.SECP521R1,
         "bp256": ec.BrainpoolP256R1}[kind]())


class Holder:
    """A key and its certificate."""

    def __init__(self, common, kind, by=None, usage="sign", serial=None,
                 key=None):
        self.key = key or make_key(kind)
        by_key = by.key if by else self.key
        issuer = by.cert.subject if by else name(common)
        b = (x509.CertificateBuilder().subject_name(name(common))
             .issuer_name(issuer).public_key(self.key.public_key())
             .serial_number(serial or x509.random_serial_number())
             .not_valid_before(NOW - 30 * DAY)
             .not_valid_after(NOW + 900 * DAY))
        ca = usage == "ca"
        b = b.add_extension(x509.BasicConstraints(ca, None), True)
        b = b.add_extension(x509.KeyUsage(
            digital_signature=not ca, content_commitment=usage == "sign",
            key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=ca, crl_sign=ca,
            encipher_only=False, decipher_only=False), True)
        b = b.add_extension(x509.SubjectKeyIdentifier.from_public_key(
            self.key.public_key()), False)
        b = b.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(
                by_key.public_key()), False)
        if usage == "tsa":
            b = b.add_extension(x509.ExtendedKeyUsage(
                [ExtendedKeyUsageOID.TIME_STAMPING]), True)
        self.cert = b.sign(by_key, self.hash_for(by_key))

    @staticmethod
    def hash_for(key):
        """What a key signs certificates with."""
        return None if isinstance(key, ed25519.Ed25519PrivateKey) \
            else hashes.SHA256()

    def asn1(self):
        """The certificate as asn1crypto has it."""
        return asn1_x509.Certificate.load(
            self.cert.public_bytes(serialization.Encoding.DER))

    def asn1_key(self):
        """The key as asn1crypto has it."""
        return asn1_keys.PrivateKeyInfo.load(self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()))

    def pem(self):
        """The certificate for a command line."""
        return self.cert.public_bytes(serialization.Encoding.PEM)

    def key_pem(self):
        """The key for a command line."""
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption())


class Pki:
    """Root, authority, signers by kind of key, a time-stamp authority."""

    def __init__(self):
        self.root = Holder("Foreign Root", "p256", usage="ca")
        self.ca = Holder("Foreign CA", "p256", self.root, "ca")
        self.tsa_holder = Holder("Foreign TSA", "rsa", self.ca, "tsa")
        self.holders = {}
        self.crls = [self.crl(self.root), self.crl(self.ca)]

    def holder(self, kind):
        """Whoever signs with such a key."""
        if kind not in self.holders:
            self.holders[kind] = Holder("Signer " + kind, kind, self.ca)
        return self.holders[kind]

    @staticmethod
    def crl(by):
        """Nobody was called back."""
        b = (x509.CertificateRevocationListBuilder()
             .issuer_name(by.cert.subject).last_update(NOW - DAY)
             .next_update(NOW + 30 * DAY)
             .add_extension(x509.CRLNumber(1), False)
             .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(
                 by.key.public_key()), False))
        return asn1_crl.CertificateList.load(
            b.sign(by.key, Holder.hash_for(by.key)).public_bytes(
                serialization.Encoding.DER))

    def store(self):
        """The certificates between signer and root, and the root."""
        s = SimpleCertificateStore()
        s.register_multiple([self.ca.asn1(), self.root.asn1()])
        return s

    def signer(self, kind="p256", pss=False, holder=None):
        """pyHanko's signer."""
        h = holder or self.holder(kind)
        return signers.SimpleSigner(
            signing_cert=h.asn1(), signing_key=h.asn1_key(),
            cert_registry=self.store(), prefer_pss=pss)

    def tsa(self):
        """pyHanko's authority in this process."""
        return timestamps.DummyTimeStamper(
            self.tsa_holder.asn1(), self.tsa_holder.asn1_key(), self.store())

    def context(self):
        """What is believed, and from when."""
        return ValidationContext(
            trust_roots=[self.root.asn1()], crls=self.crls,
            other_certs=[self.ca.asn1(), self.tsa_holder.asn1()],
            allow_fetching=False)


def flate(b):
    """A stream's bytes, packed."""
    import zlib
    return zlib.compress(b)


def pdf(objects, root=1, version="1.7", ident=True, more=""):
    """A file with one cross-reference table; objects by number."""
    out = bytearray(b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % version.encode())
    at = {}
    for n in sorted(objects):
        at[n] = len(out)
        body = objects[n]
        if isinstance(body, str):
            body = body.encode("latin-1")
        out += b"%d 0 obj\n" % n + body + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for n in range(1, size):
        out += b"%010d 00000 n \n" % at[n] if n in at \
            else b"0000000000 65535 f \n"
    out += b"trailer\n<</Size %d/Root %d 0 R%s%s>>\n" % (
        size, root,
        b"/ID[<00112233445566778899aabbccddeeff>"
        b"<00112233445566778899aabbccddeeff>]" if ident else b"",
        more.encode())
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def stream(body, keys=""):
    """A stream object."""
    if isinstance(body, str):
        body = body.encode("latin-1")
    return b"<<%s/Length %d>>\nstream\n" % (keys.encode(), len(body)) + \
        body + b"\nendstream"


TEXT = "BT /F1 14 Tf 60 700 Td (The fee is 100 EUR a month.) Tj ET"


def plain(version="1.7", ident=True, extra="", page=""):
    """One page of words."""
    return pdf({
        1: "<</Type/Catalog/Pages 2 0 R%s>>" % extra,
        2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
           "/Resources<</Font<</F1 5 0 R>>>>%s>>" % page,
        4: stream(TEXT),
        5: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }, version=version, ident=ident)


def form(level_of_tree=1):
    """A page with a form: text, a check box, a choice, radio buttons."""
    def widget(n, rest, y):
        return ("<</Type/Annot/Subtype/Widget/P 3 0 R/F 4/Rect[60 %d 260 %d]%s"
                ">>" % (y, y + 18, rest))
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R>>",
        2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
           "/Resources<</Font<</F1 5 0 R>>>>/Annots[7 0 R 8 0 R 9 0 R 11 0 R "
           "12 0 R 20 0 R 22 0 R]>>",
        4: stream(TEXT),
        5: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        6: "<</Fields[7 0 R 8 0 R 9 0 R 10 0 R 20 0 R 21 0 R]"
           "/DA(/Helv 0 Tf 0 g)/DR<</Font<</Helv 5 0 R>>>>>>",
        7: widget(7, "/FT/Tx/T(Name)/V()/DA(/Helv 12 Tf 0 g)", 640),
        8: widget(8, "/FT/Btn/T(Agree)/V/Off/AS/Off/AP<</N<</Yes 13 0 R/Off "
                     "14 0 R>>>>", 610),
        9: widget(9, "/FT/Ch/Ff 131072/T(Plan)/Opt[(Basic)(Pro)]/V(Basic)"
                     "/DA(/Helv 12 Tf 0 g)", 580),
        10: "<</FT/Btn/Ff 49152/T(Term)/V/Off/Kids[11 0 R 12 0 R]>>",
        11: widget(11, "/Parent 10 0 R/AS/Off/AP<</N<</A 13 0 R/Off 14 0 R>>"
                       ">>", 550),
        12: widget(12, "/Parent 10 0 R/AS/Off/AP<</N<</B 13 0 R/Off 14 0 R>>"
                       ">>", 520),
        13: stream("0 0 18 18 re f", "/Type/XObject/Subtype/Form"
                                     "/BBox[0 0 18 18]"),
        14: stream("q Q", "/Type/XObject/Subtype/Form/BBox[0 0 18 18]"),
        20: widget(20, "/FT/Tx/T(Note)/Ff 4096/DA(/Helv 0 Tf 0 g)", 450),
        21: "<</T(Deep)/Kids[22 0 R]>>",
        22: widget(22, "/Parent 21 0 R/FT/Tx/T(Leaf)/DA(/Helv 9 Tf 0 g)", 420),
    }
    return pdf(objects)


def tree():
    """Three pages, nested nodes, things inherited, outlines, names, labels, a
    layer, an attached file, actions that a document may have."""
    return pdf({
        1: "<</Type/Catalog/Pages 2 0 R/Outlines 12 0 R/Names 14 0 R"
           "/PageLabels<</Nums[0<</S/r>>1<</S/D>>]>>/Lang(en)/Metadata 17 0 R"
           "/OpenAction[3 0 R/Fit]/PageMode/UseOutlines"
           "/OCProperties<</OCGs[18 0 R]/D<</ON[18 0 R]/Order[18 0 R]>>>>"
           "/ViewerPreferences<</DisplayDocTitle true>>>>",
        2: "<</Type/Pages/Kids[6 0 R 5 0 R]/Count 3/MediaBox[0 0 595 842]"
           "/Resources<</Font<</F1 11 0 R>>/Properties<</L 18 0 R>>>>>>",
        3: "<</Type/Page/Parent 6 0 R/Contents[7 0 R 8 0 R]>>",
        4: "<</Type/Page/Parent 6 0 R/Contents 9 0 R/Rotate 90>>",
        5: "<</Type/Page/Parent 2 0 R/Contents 10 0 R/Annots[19 0 R]>>",
        6: "<</Type/Pages/Parent 2 0 R/Kids[3 0 R 4 0 R]/Count 2>>",
        7: stream("q"), 8: stream(TEXT + " Q"),
        9: stream("/OC/L BDC " + TEXT + " EMC"),
        10: stream(flate(TEXT.encode()), "/Filter/FlateDecode"),
        11: "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>",
        12: "<</Type/Outlines/First 13 0 R/Last 13 0 R/Count 1>>",
        13: "<</Title(Fees)/Parent 12 0 R/Dest[3 0 R/XYZ 0 0 0]>>",
        14: "<</EmbeddedFiles<</Names[(a.txt)15 0 R]>>>>",
        15: "<</Type/Filespec/F(a.txt)/UF(a.txt)/EF<</F 16 0 R>>>>",
        16: stream("attached", "/Type/EmbeddedFile"),
        17: stream("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf="
                   "'http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>"
                   "</x:xmpmeta>", "/Type/Metadata/Subtype/XML"),
        18: "<</Type/OCG/Name(Layer)>>",
        19: "<</Type/Annot/Subtype/Link/Rect[60 690 200 710]/Border[0 0 0]"
            "/A<</S/URI/URI(https://example.org/)>>>>",
    })


def hybrid():
    """A table for old readers, a stream for new ones beside it."""
    base = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    at = {}

    def put(n, body):
        at[n] = len(base)
        base.extend(b"%d 0 obj\n" % n + body + b"\nendobj\n")
    put(1, b"<</Type/Catalog/Pages 2 0 R/Outlines 7 0 R>>")
    put(2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
    put(3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
           b"/Resources<</Font<</F1 5 0 R>>>>>>")
    put(4, stream(TEXT))
    put(5, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    packed = b"7 0 <</Type/Outlines/Count 0>>"
    put(6, b"<</Type/ObjStm/N 1/First 4/Length %d>>\nstream\n%s\nendstream"
        % (len(packed), packed))
    at[8] = len(base)
    entries = b"\x02" + (6).to_bytes(4, "big") + b"\0" + \
        b"\x01" + at[8].to_bytes(4, "big") + b"\0"
    put(8, b"<</Type/XRef/Size 9/Root 1 0 R/W[1 4 1]/Index[7 2]/Length 12>>"
        b"\nstream\n" + entries + b"\nendstream")
    start = len(base)
    base.extend(b"xref\n0 7\n0000000000 65535 f \n")
    for n in range(1, 7):
        base.extend(b"%010d 00000 n \n" % at[n])
    base.extend(b"trailer\n<</Size 9/Root 1 0 R/XRefStm %d>>\nstartxref\n%d\n"
                b"%%%%EOF\n" % (at[8], start))
    return bytes(base)


# Files that one command is asked about.
BATCH = 50


def answers(proviso, paths, trust=None):
    """What proviso says of each file, by the rule of signatures.py: yes, no,
    unsigned, fault or trouble; and why."""
    out = []
    for i in range(0, len(paths), BATCH):
        some = [str(p) for p in paths[i:i + BATCH]]
        command = [proviso, "verify", "--json", *some]
        if trust:
            command += ["--trust", str(trust)]
        run = subprocess.run(command, capture_output=True, check=False,
                             timeout=5 * BATCH)
        said = [json.loads(line) for line in run.stdout.splitlines()]
        said = [s for s in said if "file" in s]
        if [s["file"] for s in said] != some or run.returncode not in range(12):
            out += [("trouble", f"status {run.returncode}")] * len(some)
        else:
            out += [answer(s, bool(trust)) for s in said]
    return out


def answer(said, trust):
    """One of them."""
    if "error" in said:
        return "fault", said["error"]["message"]
    if not said["signatures"]:
        return "unsigned", ""
    why = []
    for s in said["signatures"]:
        for key in ("INTACT", "COVERS-WHOLE-FILE", "UNCHANGED-AFTER-SIGNING"):
            v = s["verdicts"][key]
            if v["verdict"] != "yes" and not v.get("permitted"):
                why.append(f'{s["field"]} {key} {v["verdict"]}: {v["why"]}')
        for key in ("TRUSTED", "TIMESTAMPED") if trust else ():
            v = s["verdicts"][key]
            if v["verdict"] == "no" and v["why"] != "no time stamp":
                why.append(f'{s["field"]} {key} no: {v["why"]}')
    return ("no", " | ".join(why)) if why else ("yes", "")
