#!/usr/bin/env python3
"""attackers.py PROVISO WORK: files of foreign producers, signed and then
changed in every way that is known, before proviso; a line each, and the counts
below.  Exit 1 where one of them is accepted.

The classes: universal signature forgery, incremental saving and signature
wrapping (Mladenov et al., CCS 2019), shadow attacks (Mainka et al., NDSS
2021), evil annotations and sneaky signatures (Rohlmann et al., S&P 2021), and
what CMS allows."""
import asyncio
import hashlib
import pathlib
import re
import shutil
import sys

from asn1crypto import cms, core
from asn1crypto.algos import DSASignature
from pyhanko.sign import fields

import abroad
from abroad import stream
from producers import (ADOBE, MDP, PKI, STYLES, encrypted, fill, seen, sign,
                       updated, with_fields)


def newest(data):
    """Where the newest section stands, its /Size, the number of its /Root."""
    start = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    size = max(int(n) for n in re.findall(rb"/Size (\d+)", data))
    root = re.findall(rb"/Root (\d+) 0 R", data)[-1].decode()
    return start, size, root


def append(data, objects, root=None, more="", prev=None, generation=0,
           at=None):
    """An update with a table; objects by number, "{root}" and "{0}" to "{9}"
    in bodies are numbers."""
    start, size, old = newest(data)
    out = bytearray(data)
    if not out.endswith(b"\n"):
        out += b"\n"
    names = {"root": old}
    names.update({f"n{i}": str(size + i) for i in range(10)})
    entries = []
    for n, body in objects.items():
        if isinstance(body, str):
            for word, number in names.items():
                body = body.replace("{" + word + "}", number)
            body = body.encode("latin-1")
        num = int(names.get(n, n))
        entries.append((num, at if at is not None else len(out)))
        out += b"%d %d obj\n" % (num, generation) + body + b"\nendobj\n"
    where = len(out)
    out += b"xref\n"
    for num, offset in sorted(entries):
        out += b"%d 1\n%010d %05d n \n" % (num, offset, generation)
    more = more.replace("{n0}", names["n0"])
    out += b"trailer\n<</Size %d/Root %s 0 R/Prev %d%s>>\nstartxref\n%d\n" \
        b"%%%%EOF\n" % (size + 10, (root or old).replace(
            "{n0}", names["n0"]).encode(), start if prev is None else prev,
                        more.encode(), where)
    return bytes(out)


def body_of(data, num):
    """The newest dictionary of that object, without its end."""
    found = list(re.finditer(rb"(?:^|\n)%d 0 obj\s*" % num, data))[-1]
    at = found.end()
    end = data.index(b"endobj", at)
    text = data[at:end].strip()
    if b"stream" in text:
        text = text[:text.index(b"stream")].strip()
    return text[:-2].decode("latin-1")


def with_key(data, num, key, value):
    """An object's dictionary with one more key, the older one taken out where
    it is plain."""
    text = body_of(data, num)
    text = re.sub(r"/%s(?![A-Za-z])\s*(/\w+|\[[^\]]*\]|\([^)]*\)|\d+ 0 R|"
                  r"<<[^<>]*>>|[\d.]+|true|false)" % key, "", text, count=1)
    return text + f"/{key} {value}>>"


def root_of(data):
    """The number of the catalog."""
    return int(newest(data)[2])


def catalog(key, value, **others):
    """The catalog says something else."""
    return lambda d: append(d, {
        str(root_of(d)): with_key(d, root_of(d), key, value), **others})


def page(key, value, **others):
    """So does the first page, object 3."""
    return lambda d: append(d, {"3": with_key(d, 3, key, value), **others})


def thing(num, key, value, **others):
    """Or another object."""
    return lambda d: append(d, {
        str(num): with_key(d, num, key, value), **others})


def again(num, body):
    """An object written anew."""
    return lambda d: append(d, {str(num): body})


LOOK = stream("1 1 1 rg 0 0 595 842 re f 0 g BT /F1 20 Tf 60 700 Td "
              "(The fee is 9 EUR.) Tj ET",
              "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font"
              "<</F1 5 0 R>>>>").decode("latin-1")
WHITE = stream("1 1 1 rg 0 0 595 842 re f", "/Type/XObject/Subtype/Form"
               "/BBox[0 0 595 842]").decode("latin-1")
DRAWN = stream("0 g 60 700 m 80 720 l 100 700 l 80 690 l f 120 700 5 20 re f",
               "/Type/XObject/Subtype/Form/BBox[0 0 595 842]").decode("latin-1")


def annotation(subtype, look=LOOK, rect="0 0 595 842", more=""):
    """Something laid over the first page."""
    def make(d):
        text = body_of(d, 3)
        note = ("<</Type/Annot/Subtype/%s/Rect[%s]/F 4/Contents(x)%s%s>>"
                % (subtype, rect, "/AP<</N {n1} 0 R>>" if look else "", more))
        old = re.search(r"/Annots\s*\[([^\]]*)\]", text)
        ref = re.search(r"/Annots (\d+) 0 R", text)
        objects = {"n0": note}
        if look:
            objects["n1"] = look
        if old:
            text = text.replace(old.group(0), "/Annots[%s {n0} 0 R]"
                                % old.group(1))
        elif ref:
            text = text.replace(ref.group(0), "/Annots[%s {n0} 0 R]" % " ".join(
                re.findall(r"\d+ 0 R", list_of(d, int(ref.group(1))))))
        else:
            text += "/Annots[{n0} 0 R]"
        objects["3"] = text + ">>"
        return append(d, objects)
    return make


def list_of(data, num):
    """An array that is an object."""
    found = list(re.finditer(rb"(?:^|\n)%d 0 obj\s*" % num, data))[-1]
    return data[found.end():data.index(b"endobj", found.end())].decode(
        "latin-1")


def field_over(ft, look=LOOK, rect="0 0 595 842", more="", value=""):
    """A field laid over the first page, the form's and the page's."""
    def make(d):
        start = annotation("Widget", look, rect,
                           f"/FT/{ft}/T(over){value}{more}")(d)
        form = re.findall(rb"/AcroForm (\d+) 0 R", start)[-1]
        text = body_of(start, int(form))
        inside = re.search(r"/Fields\s*\[([^\]]*)\]", text)
        size = newest(d)[1]
        if inside:
            text = text.replace(inside.group(0), "/Fields[%s %d 0 R]" % (
                inside.group(1), size))
        else:
            ref = re.search(r"/Fields (\d+) 0 R", text)
            text = text.replace(ref.group(0), "/Fields[%s %d 0 R]" % (
                " ".join(re.findall(r"\d+ 0 R", list_of(
                    start, int(ref.group(1))))), size))
        return append(start, {form.decode(): text + ">>"})
    return make


def swap(old, new):
    """Bytes exchanged for as many, wherever they stand."""
    def make(d):
        assert old in d, old
        return d.replace(old, new.ljust(len(old)))
    return make


# Over the tree of pages: three pages, a layer, names, an attached file.
TREE = {
    "content": again(8, stream(abroad.TEXT.replace("100", "  9")).decode()),
    "content-packed": again(10, stream("q Q").decode()),
    "content-list": page("Contents", "[7 0 R 8 0 R 9 0 R]"),
    "content-order": page("Contents", "[8 0 R 7 0 R]"),
    "font-name": again(11, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"),
    "font-encoding": thing(11, "Encoding", "<</Differences[49/nine]>>"),
    "font-unicode": thing(11, "ToUnicode", "{n0} 0 R", n0=stream("x").decode()),
    "font-widths": thing(11, "Widths", "[0]"),
    "layer-off": catalog("OCProperties", "<</OCGs[18 0 R]/D<</OFF[18 0 R]>>>>"),
    "layer-base": catalog("OCProperties",
                          "<</OCGs[18 0 R]/D<</BaseState/OFF>>>>"),
    "layer-usage": thing(18, "Usage", "<</View<</ViewState/OFF>>>>"),
    "layer-renamed": thing(18, "Name", "(Other)"),
    "labels": catalog("PageLabels", "<</Nums[0<</S/D>>]>>"),
    "outline-title": thing(13, "Title", "(Gift)"),
    "outline-dest": thing(13, "Dest", "[5 0 R/Fit]"),
    "outline-action": thing(13, "A", "<</S/JavaScript/JS(x)>>"),
    "names-script": thing(14, "JavaScript",
                          "<</Names[(a)<</S/JavaScript/JS(x)>>]>>"),
    "attached": again(16, stream("detached", "/Type/EmbeddedFile").decode()),
    "attached-more": thing(14, "EmbeddedFiles", "<</Names[(a.txt)15 0 R(b)15 0 "
                           "R]>>"),
    "attached-name": thing(15, "UF", "(b.exe)"),
    "open-page": catalog("OpenAction", "[5 0 R/Fit]"),
    "open-script": catalog("OpenAction", "<</S/JavaScript/JS(x)>>"),
    "catalog-aa": catalog("AA", "<</WC<</S/JavaScript/JS(x)>>>>"),
    "catalog-uri": catalog("URI", "<</Base(https://evil.example/)>>"),
    "catalog-lang": catalog("Lang", "(de)"),
    "catalog-mode": catalog("PageMode", "/FullScreen"),
    "catalog-layout": catalog("PageLayout", "/TwoColumnRight"),
    "catalog-preferences": catalog("ViewerPreferences", "<</HideMenubar true>>"),
    "catalog-collection": catalog("Collection", "<</View/D>>"),
    "catalog-intents": catalog("OutputIntents", "[<</S/GTS_PDFA1>>]"),
    "catalog-tags": catalog("StructTreeRoot", "{n0} 0 R",
                            n0="<</Type/StructTreeRoot>>"),
    "catalog-marked": catalog("MarkInfo", "<</Marked true>>"),
    "catalog-needs": catalog("NeedsRendering", "true"),
    "catalog-threads": catalog("Threads", "[]"),
    "catalog-dests": catalog("Dests", "<</x[5 0 R/Fit]>>"),
    "catalog-af": catalog("AF", "[15 0 R]"),
    "catalog-requirements": catalog("Requirements", "[<</S/EnableJavaScripts>>"
                                    "]"),
    "catalog-escaped": catalog("Open#41ction", "<</S/JavaScript/JS(x)>>"),
    "catalog-perms": catalog("Perms", "<</DocMDP {n0} 0 R>>", n0="<<>>"),
    "page-crop": page("CropBox", "[0 0 9 9]"),
    "page-box": page("MediaBox", "[0 0 9 9]"),
    "page-rotate": page("Rotate", "180"),
    "page-unit": page("UserUnit", "9"),
    "page-group": page("Group", "<</S/Transparency/CS/DeviceRGB>>"),
    "page-resources": page("Resources", "<</Font<</F1<</Type/Font/Subtype/Type1"
                           "/BaseFont/Symbol>>>>>>"),
    "page-aa": page("AA", "<</O<</S/JavaScript/JS(x)>>>>"),
    "page-trans": page("Trans", "<</S/Dissolve>>"),
    "page-duration": page("Dur", "1"),
    "page-viewports": page("VP", "[<<>>]"),
    "page-escaped": page("Media#42ox", "[0 0 9 9]"),
    "page-twice": page("Rotate", "0/Rotate 180"),
    "page-parent": page("Parent", "{n0} 0 R", n0="<</Type/Pages/Parent 2 0 R"
                        "/Kids[3 0 R 4 0 R]/Count 2/Rotate 180/Resources<</Font"
                        "<</F1<</Type/Font/Subtype/Type1/BaseFont/Symbol>>>>>>"
                        ">>"),
    "node-parent": thing(6, "Parent", "{n0} 0 R", n0="<</Type/Pages/Kids[6 0 R "
                         "5 0 R]/Count 3/Rotate 180/MediaBox[0 0 9 9]>>"),
    "page-parent-gone": page("Parent", "null"),
    "page-tabs-and-content": lambda d: page("Tabs", "/S")(
        again(8, stream("q").decode())(d)),
    "tree-count": thing(2, "Count", "1"),
    "tree-kids": thing(6, "Kids", "[3 0 R]"),
    "tree-order": thing(2, "Kids", "[5 0 R 6 0 R]"),
    "tree-same": thing(6, "Kids", "[3 0 R 3 0 R]"),
    "tree-box": thing(2, "MediaBox", "[0 0 9 9]"),
    "tree-resources": thing(2, "Resources", "<</Font<<>>>>"),
    "tree-rotate": thing(6, "Rotate", "90"),
    "link": thing(19, "A", "<</S/URI/URI(https://evil.example/)>>"),
    "link-moved": thing(19, "Rect", "[0 0 595 842]"),
    "link-launch": thing(19, "A", "<</S/Launch/F(x)>>"),
    "link-aa": thing(19, "AA", "<</E<</S/JavaScript/JS(x)>>>>"),
    "metadata": again(17, stream(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3"
        ".org/1999/02/22-rdf-syntax-ns#'><rdf:Description xmlns:dc='http://purl"
        ".org/dc/elements/1.1/'><dc:title>other</dc:title></rdf:Description>"
        "</rdf:RDF></x:xmpmeta>", "/Type/Metadata/Subtype/XML").decode()),
    "metadata-gone": again(17, stream("x").decode()),
    "generation": lambda d: append(
        d, {"8": stream("q").decode()}, generation=1),
    "free": lambda d: d + b"xref\n8 1\n0000000000 00001 f \ntrailer\n<</Size "
            b"%d/Root %s 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
                newest(d)[1], newest(d)[2].encode(), newest(d)[0], len(d)),
    "pointed-inside": lambda d: append(d, {"8": "null"}, at=d.index(b"\n7 0 ob")
                                       + 1),
    "root-other": lambda d: append(
        d, {"n0": with_key(d, root_of(d), "OpenAction", "[5 0 R/Fit]")},
        root="{n0}"),
    "root-content": lambda d: append(
        d, {"n0": "<</Type/Catalog/Pages {n1} 0 R>>",
            "n1": "<</Type/Pages/Kids[{n2} 0 R]/Count 1>>",
            "n2": "<</Type/Page/Parent {n1} 0 R/MediaBox[0 0 9 9]>>"},
        root="{n0}"),
    "encrypt": lambda d: append(d, {"n0": "<</Filter/Standard/V 1/R 2/O(%s)/U("
                                          "%s)/P -4>>" % ("x" * 32, "y" * 32)},
                                more="/Encrypt {n0} 0 R"),
    "info": lambda d: append(d, {"n0": "<</Title(x)>>"}, more="/Info {n0} 0 R"),
    "prev-itself": lambda d: append(d, {"8": stream("q").decode()},
                                    prev=len(d)),
    "prev-zero": lambda d: append(d, {"8": stream("q").decode()}, prev=0),
    "prev-oldest": lambda d: append(
        d, {"8": stream("q").decode()},
        prev=int(re.findall(rb"startxref\s+(\d+)", d)[0])),
    "behind": lambda d: d + b"\n8 0 obj\n<</Length 1>>stream\nq\nendstream\n",
    "behind-eof": lambda d: d + b"\n%%EOF\n",
    "behind-zeros": lambda d: d + b"\0" * 9,
    "startxref-old": lambda d: d + b"startxref\n%d\n%%%%EOF\n" % int(
        re.findall(rb"startxref\s+(\d+)", d)[0]),
    "before": lambda d: b"\n" + d,
    "header": lambda d: d.replace(b"%PDF-1.7", b"%PDF-1.4", 1),
}
NOTES = {
    word: annotation(word) for word in (
        "FreeText", "Stamp", "Redact", "Ink", "Square", "Circle", "Line",
        "Polygon", "PolyLine", "Watermark", "Screen", "3D", "Movie",
        "RichMedia", "Widget", "Text", "Highlight", "Underline", "Squiggly",
        "StrikeOut", "Caret", "Link", "Popup", "FileAttachment", "TrapNet",
        "PrinterMark", "Projection", "Sound", "Unknown")}
NOTES.update({
    word + "-white": annotation(word, WHITE) for word in (
        "Text", "Highlight", "Underline", "Squiggly", "StrikeOut", "Caret",
        "Link", "Popup", "FileAttachment")})
NOTES.update({
    word + "-drawn": annotation(word, DRAWN) for word in (
        "Text", "Highlight", "Underline", "StrikeOut", "Caret", "Link",
        "FileAttachment")})
NOTES.update({
    "link-border": annotation("Link", None, more="/Border[0 0 900]/C[1 1 1]"),
    "link-script": annotation("Link", None, more="/A<</S/JavaScript/JS(x)>>"),
    "link-submit": annotation("Link", None, more="/A<</S/SubmitForm/F(x)>>"),
    "link-hide": annotation("Link", None, more="/A<</S/Hide/T(x)>>"),
    "link-named": annotation("Link", None, more="/A<</S/Named/N/Print>>"),
    "link-launch": annotation("Link", None, more="/A<</S/Launch/F(x)>>"),
    "link-next": annotation("Link", None, more="/A<</S/URI/URI(x)/Next<</S"
                            "/JavaScript/JS(x)>>>>"),
    "text-down": annotation("Text", None, more="/AP<</D {n1} 0 R/N {n1} 0 R>>"),
    "highlight-states": annotation(
        "Highlight", None, more="/AS/On/AP<</N<</On 8 0 R>>>>"),
    "highlight-isolated": annotation("Highlight", stream(
        "/G gs 1 1 1 rg 0 0 595 842 re f", "/Type/XObject/Subtype/Form"
        "/BBox[0 0 595 842]/Group<</S/Transparency/I true>>/Resources<<"
        "/ExtGState<</G<</BM/Multiply>>>>>>").decode()),
    "highlight-normal": annotation("Highlight", stream(
        "/G gs /H gs 1 1 1 rg 0 0 595 842 re f", "/Type/XObject/Subtype/Form"
        "/BBox[0 0 595 842]/Resources<<"
        "/ExtGState<</G<</BM/Multiply>>/H<</BM/Normal>>>>>>").decode()),
    "highlight-restored": annotation("Highlight", stream(
        "q /G gs Q 1 1 1 rg 0 0 595 842 re f", "/Type/XObject/Subtype/Form"
        "/BBox[0 0 595 842]/Resources<<"
        "/ExtGState<</G<</BM/Multiply>>>>>>").decode()),
    "icon-over-a-word": annotation("Text", stream(
        "1 1 1 rg 0 0 20 20 re f", "/Type/XObject/Subtype/Form"
        "/BBox[0 0 20 20]").decode(), "140 695 160 715"),
})
# Over the form; the page and its widgets are objects 3, 7 to 12, 20 and 22.
FORM = {
    "over-text": field_over("Tx", value="/V(9 EUR)"),
    "over-button": field_over("Btn"),
    "over-choice": field_over("Ch"),
    "over-signature-empty": field_over("Sig"),
    "over-signature-fake": field_over("Sig", value="/V<</Type/Sig/Filter/Adobe."
                                      "PPKLite/SubFilter/ETSI.CAdES.detached/"
                                      "ByteRange[0 1 2 3]/Contents<00>>>"),
    "over-small": field_over("Tx", rect="60 690 200 720", value="/V(9 EUR)"),
    "moved": thing(7, "Rect", "[0 0 595 842]"),
    "hidden": thing(7, "F", "6"),
    "noview": thing(7, "F", "36"),
    "renamed": thing(7, "T", "(Other)"),
    "said": thing(7, "TU", "(Other)"),
    "kind": thing(7, "FT", "/Btn"),
    "kind-flags": thing(7, "Ff", "8192"),
    "script": thing(7, "AA", "<</K<</S/JavaScript/JS(x)>>>>"),
    "action": thing(8, "A", "<</S/JavaScript/JS(x)>>"),
    "options": thing(9, "Opt", "[(Basic)(Gold)]"),
    "default": thing(7, "DV", "(9)"),
    "max": thing(7, "MaxLen", "1"),
    "look-only": thing(7, "AP", "<</N {n0} 0 R>>", n0=LOOK),
    "look-on": again(13, LOOK),
    "state-only": thing(8, "AS", "/Yes"),
    "background": thing(7, "MK", "<</BG[1 1 1]/CA(9)>>"),
    "font-of-form": again(5, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"),
    "resources": thing(6, "DR", "<</Font<</Helv<</Type/Font/Subtype/Type1"
                                "/BaseFont/Symbol>>>>>>"),
    "draw-anew": thing(6, "NeedAppearances", "true"),
    "xfa": thing(6, "XFA", "{n0} 0 R", n0=stream("<xdp/>").decode()),
    "order": thing(6, "CO", "[7 0 R]"),
    "form-gone": catalog("AcroForm", "<</Fields[]>>"),
    "filled-moved": lambda d: append(d, {"7": with_key(
        d, 7, "V", "(9)").replace("[60 640 260 658]", "[0 0 595 842]")}),
    "filled-background": lambda d: append(d, {"7": with_key(
        d, 7, "V", "(9)")[:-2] + "/MK<</BG[1 1 1]>>>>"}),
    "filled-script": lambda d: append(d, {"7": with_key(
        d, 7, "V", "(9)")[:-2] + "/AA<</F<</S/JavaScript/JS(x)>>>>>>"}),
    "filled-content": lambda d: append(d, {"7": with_key(d, 7, "V", "(9)"),
                                           "4": stream("q").decode()}),
    "filled-look-of-page": lambda d: append(d, {
        "7": with_key(d, 7, "V", "(9)")[:-2] + "/AP<</N 4 0 R>>>>",
        "4": LOOK}),
    "filled-font": lambda d: append(d, {
        "7": with_key(d, 7, "V", "(9)"),
        "5": "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"}),
    "widget-parent": thing(11, "Parent", "{n0} 0 R", n0="<</FT/Btn/Ff 49152"
                           "/T(Term)/V/A/Kids[11 0 R 12 0 R]>>"),
    "field-parent": thing(22, "Parent", "{n0} 0 R", n0="<</T(Else)/Kids[22 0 R]"
                          "/V(9)>>"),
    "field-parent-new": thing(7, "Parent", "{n0} 0 R", n0="<</Kids[7 0 R]/V(9)>"
                              ">"),
    "kid-gone": thing(10, "Kids", "[11 0 R]"),
    "kid-order": thing(10, "Kids", "[12 0 R 11 0 R]"),
    "field-gone": thing(6, "Fields", "[8 0 R]"),
    "widget-gone": thing(3, "Annots", "[8 0 R]"),
    "widget-order": thing(3, "Annots", "[8 0 R 7 0 R 9 0 R 11 0 R 12 0 R 20 0 "
                                       "R 22 0 R]"),
}


def places(d):
    """Where /Contents and /ByteRange of the last signature stand."""
    contents = list(re.finditer(rb"/Contents\s*<([0-9a-fA-F]{200,})>", d))[-1]
    byte_range = list(re.finditer(rb"/ByteRange\s*\[([^\]]*)\]", d))[-1]
    return contents, byte_range


def ranged(text):
    """Other words between the brackets of /ByteRange."""
    def make(d):
        _, b = places(d)
        n = [int(x) for x in b.group(1).split()]
        words = text.format(*n, end=len(d), gap=n[1] + 2).encode()
        width = len(b.group(1))
        if len(words) > width:
            return None
        return d[:b.start(1)] + words.ljust(width) + d[b.end(1):]
    return make


def in_contents(change):
    """Other words between the brackets of /Contents."""
    def make(d):
        c, _ = places(d)
        return d[:c.start(1)] + change(c.group(1)) + d[c.end(1):]
    return make


def wrapped(d):
    """The second range moved back, other things in between."""
    c, b = places(d)
    n = [int(x) for x in b.group(1).split()]
    put = b">>\nendobj\n8 0 obj\n<</Length 1>>stream\nq\nendstream\nendobj\n%"
    words = b"0 %d %d %d" % (n[1], n[2] + len(put), n[3])
    words = words.ljust(len(b.group(1)))
    return d[:b.start(1)] + words + d[b.end(1):c.end(0)] + put + d[c.end(0):]


def shrunk(d):
    """The padding taken for the attack, the bytes before and behind kept."""
    c, b = places(d)
    digits = c.group(1).rstrip(b"0")
    digits += b"0" * (len(digits) % 2)
    room = len(c.group(1)) - len(digits)
    put = (b">/Reason(forged)/Pad(").ljust(room - 1, b" ") + b")"
    return d[:c.start(1)] + digits + put[:room] + d[c.end(1) + 1:]


def second_contents(d):
    """Another /Contents in the update of the signature dictionary."""
    c, b = places(d)
    num = int(re.findall(rb"\n(\d+) 0 obj", d[:b.start()])[-1])
    text = body_of(d[:c.end() + 2000], num)
    return append(d, {str(num): text + "/Contents<00>>>"})


SIGNATURE = {
    "range-zeros": ranged("0 0 0 0"),
    "range-negative": ranged("0 {1} {2} -1"),
    "range-begin": ranged("1 {1} {2} {3}"),
    "range-wide": ranged("0 {1} {2} 99999999"),
    "range-overlap": ranged("0 {2} {1} {3}"),
    "range-exponent": ranged("0 {1} {2} 1e9"),
    "range-real": ranged("0 {1} {2} {3}.0"),
    "range-plus": ranged("0 +{1} {2} {3}"),
    "range-hex": ranged("0 {1} {2} 0x99"),
    "range-two": ranged("0 {1}"),
    "range-three": ranged("0 {1} {2}"),
    "range-six": ranged("0 9 {1} 9 {2} 9"),
    "range-empty": ranged(""),
    "range-null": ranged("null"),
    "range-names": ranged("/0 /1 /2 /3"),
    "range-comment": ranged("0 {1}%\n{2} {3}"),
    "range-huge": ranged("0 {1} 18446744073709551616"),
    "range-wrap": ranged("0 {1} {2} 4294967296"),
    "contents-zeros": in_contents(lambda h: b"0" * len(h)),
    "contents-blank": in_contents(lambda h: b" " * len(h)),
    "contents-first": in_contents(lambda h: b"31" + h[2:]),
    "contents-comment": in_contents(lambda h: h[:-9] + b"%comment\n"),
    "contents-newline": in_contents(lambda h: h[:-1] + b"\n"),
    "contents-letter": in_contents(lambda h: h[:-1] + b"g"),
    "contents-padding": in_contents(lambda h: h[:-1] + b"1"),
    "contents-case": in_contents(
        lambda h: h[:20] + h[20:].swapcase() if h[20:].lower() != h[20:].upper()
        else h),
    "contents-cut": in_contents(lambda h: h[:200] + b"0" * (len(h) - 200)),
    "wrapped": wrapped, "shrunk": shrunk, "second-contents": second_contents,
    "type-escaped": lambda d: d.replace(b"/Type/Sig", b"/Type/S#69g")
    if b"/Type/Sig" in d else d.replace(b"/Type /Sig", b"/Type/Sig "),
    "filter-other": swap(b"/Adobe.PPKLite", b"/Adobe.PPKNone"),
    "subfilter-other": swap(b"/ETSI.CAdES.detached", b"/ETSI.CAdES.attached"),
    "subfilter-older": swap(b"/ETSI.CAdES.detached", b"/adbe.pkcs7.detached"),
    "subfilter-stamp": swap(b"/ETSI.CAdES.detached", b"/ETSI.RFC3161"),
    "subfilter-sha1": swap(b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1"),
    "key-escaped": swap(b"/ByteRange ", b"/#42yteRan "),
}


def cms_of(d):
    """The CMS of the newest signature, to be changed."""
    c, _ = places(d)
    return cms.ContentInfo.load(bytes.fromhex(c.group(1).decode()))


def cms_put(d, info):
    """It back into its place."""
    c, _ = places(d)
    der = info if isinstance(info, bytes) else info.dump(force=True)
    if 2 * len(der) > len(c.group(1)):
        return None
    return d[:c.start(1)] + der.hex().encode().ljust(
        len(c.group(1)), b"0") + d[c.end(1):]


def in_cms(change):
    """Something of the SignedData changed."""
    def make(d):
        info = cms_of(d)
        change(info["content"], info["content"]["signer_infos"][0])
        return cms_put(d, info)
    return make


def attribute(si, kind):
    """A signed attribute."""
    return next(a for a in si["signed_attrs"] if a["type"].native == kind)


def ess_swapped(_, si):
    """ESS names another certificate."""
    value = attribute(si, "signing_certificate_v2")["values"][0]
    value["certs"][0]["cert_hash"] = hashlib.sha256(
        PKI.ca.asn1().dump()).digest()


def without(kind):
    """A signed attribute is missing."""
    def change(_, si):
        si["signed_attrs"] = cms.CMSAttributes(
            [a for a in si["signed_attrs"] if a["type"].native != kind])
    return change


def doubled(kind):
    """A signed attribute stands there twice."""
    def change(_, si):
        si["signed_attrs"] = cms.CMSAttributes(
            list(si["signed_attrs"]) + [attribute(si, kind)])
    return change


def put(place, value):
    """A field of the SignerInfo."""
    def change(_, si):
        si[place] = value
    return change


def content_inside(sd, _):
    """The content stands inside as well."""
    sd["encap_content_info"]["content"] = core.OctetString(b"x")


def content_type(d):
    """Another type of content."""
    data = cms.ContentType("data").dump()
    info = cms_of(d)
    kept = info["content"]["encap_content_info"].dump()
    new = kept.replace(data, data[:-1] + b"\2")
    return cms_put(d, info.dump().replace(kept, new, 1))


def signers(n):
    """The signer twice, or never."""
    def change(sd, si):
        sd["signer_infos"] = cms.SignerInfos([si] * n)
    return change


def names_other(_, si):
    """SID names the authority."""
    ca = PKI.ca.asn1()
    si["sid"] = cms.SignerIdentifier({"issuer_and_serial_number":
                                      cms.IssuerAndSerialNumber({
                                          "issuer": ca.issuer,
                                          "serial_number": ca.serial_number})})


def certificate_swapped(sd, _):
    """A certificate of the same key, name and number takes the signer's
    place."""
    h = PKI.holder("p256")
    twin = foreign_twin(h)
    sd["certificates"] = cms.CertificateSet(
        [c if c.chosen.dump() != h.asn1().dump() else
         cms.CertificateChoices({"certificate": twin.asn1()})
         for c in sd["certificates"]])


def foreign_twin(h):
    """Issued by the same authority once more."""
    return abroad.Holder("Signer p256", "p256", PKI.ca, key=h.key,
                         serial=h.cert.serial_number)


def certificate_altered(which):
    """A byte of a certificate that nothing in the CMS signs."""
    def make(d):
        info = cms_of(d)
        der = bytearray(info.dump())
        one = which.asn1().dump()
        if one not in der:
            return None
        at = bytes(der).index(one)
        der[at + len(one) // 2] ^= 1
        return cms_put(d, bytes(der))
    return make


def token_of(data):
    """The attribute that holds the time stamp of another signature."""
    si = cms_of(data)["content"]["signer_infos"][0]
    return si["unsigned_attrs"]


def token_swapped(d):
    """A whole token that stamps another signature."""
    info = cms_of(d)
    si = info["content"]["signer_infos"][0]
    si["unsigned_attrs"] = token_of(sign(abroad.form(), tsa=True))
    return cms_put(d, info)


def token_of_nobody(d):
    """A token over the right value, by an authority that nobody named."""
    other = abroad.Pki()
    info = cms_of(d)
    si = info["content"]["signer_infos"][0]
    md = hashlib.sha256(si["signature"].native).digest()
    token = asyncio.run(other.tsa().async_timestamp(md, "sha256"))
    si["unsigned_attrs"] = cms.CMSAttributes([cms.CMSAttribute({
        "type": "signature_time_stamp_token", "values": [token]})])
    return cms_put(d, info)


def token_byte(d):
    """A digit of the time that the token says."""
    info = cms_of(d).dump()
    at = list(re.finditer(rb"\x18[\x0f-\x19]20\d\d", info))[-1].end() - 1
    return cms_put(d, info[:at] + b"1" + info[at + 1:])


def value_of(r, s):
    """A signature value of two numbers."""
    return in_cms(put("signature", core.OctetString(DSASignature(
        {"r": r, "s": s}).dump()).native))


def behind(d):
    """Bytes behind the DER that are not zero."""
    info = cms_of(d).dump()
    return cms_put(d, info + b"\x01")


CMS = {
    "ess-swapped": in_cms(ess_swapped),
    "ess-gone": in_cms(without("signing_certificate_v2")),
    "digest-gone": in_cms(without("message_digest")),
    "type-gone": in_cms(without("content_type")),
    "digest-twice": in_cms(doubled("message_digest")),
    "type-twice": in_cms(doubled("content_type")),
    "ess-twice": in_cms(doubled("signing_certificate_v2")),
    "attributes-gone": in_cms(put("signed_attrs", None)),
    "content-inside": in_cms(content_inside),
    "content-type": content_type,
    "signers-two": in_cms(signers(2)), "signers-none": in_cms(signers(0)),
    "sid-other": in_cms(names_other),
    "digest-sha1": in_cms(put("digest_algorithm", {"algorithm": "sha1"})),
    "digest-sha512": in_cms(put("digest_algorithm", {"algorithm": "sha512"})),
    "algorithm-rsa": in_cms(put("signature_algorithm",
                                {"algorithm": "rsassa_pkcs1v15"})),
    "algorithm-sha1": in_cms(put("signature_algorithm",
                                 {"algorithm": "sha1_ecdsa"})),
    "version": in_cms(put("version", "v3")),
    "value-zeros": value_of(0, 0), "value-ones": value_of(1, 1),
    "value-empty": in_cms(put("signature", b"")),
    "certificate-swapped": in_cms(certificate_swapped),
    "certificate-altered": certificate_altered(PKI.ca),
    "spare-altered": certificate_altered(PKI.root),
    "signer-altered": certificate_altered(PKI.holder("p256")),
    "token-swapped": token_swapped, "token-of-nobody": token_of_nobody,
    "token-byte": token_byte, "behind": behind,
    "whole-swapped": lambda d: cms_put(d, cms_of(sign(abroad.form()))),
}


def cms_attacks():
    """What is in /Contents, at level T and under a document time stamp."""
    for word, d in (
            ("t", sign(abroad.plain(), tsa=True)),
            ("adobe", sign(abroad.plain(), tsa=True, subfilter=ADOBE))):
        for title, make in CMS.items():
            yield f"cms/{word}/{title}", make(d)
    d = sign(abroad.plain(), tsa=True, embed_validation_info=True,
             use_pades_lta=True)
    for title in ("digest-gone", "type-gone", "signers-two", "sid-other",
                  "digest-sha1", "value-empty", "certificate-altered",
                  "spare-altered", "token-byte", "behind"):
        yield "cms/lta/" + title, CMS[title](d)
    # The stamp of another document in the place of this one's.
    other = sign(abroad.form(), tsa=True, embed_validation_info=True,
                 use_pades_lta=True)
    yield "cms/lta/whole-swapped", cms_put(d, cms_of(other))


def levels(data, third=True):
    """The same under an approval and under each certification."""
    yield "approval", sign(data)
    for m in (MDP.NO_CHANGES, MDP.FILL_FORMS) + (
            (MDP.ANNOTATE,) if third else ()):
        yield f"docmdp{m.value}", sign(data, certify=True,
                                       docmdp_permissions=m)


def filled_locked():
    """A field that the signature locks, filled in."""
    for word, spec in (
            ("all", fields.FieldMDPSpec(fields.FieldMDPAction.ALL)),
            ("include", fields.FieldMDPSpec(fields.FieldMDPAction.INCLUDE,
                                            fields=["Name"])),
            ("exclude", fields.FieldMDPSpec(fields.FieldMDPAction.EXCLUDE,
                                            fields=["Plan"]))):
        d = sign(with_fields(abroad.form(), seen(field_mdp_spec=spec)),
                 existing=True)
        yield "locked-" + word, thing(7, "V", "(9)")(d)
        d = sign(encrypted("aes128"), spec=seen(field_mdp_spec=spec),
                 password="")
        yield "locked-encrypted-" + word, updated(d, fill("Name", "9"), "")
        d = sign(with_fields(abroad.form(), seen(field_mdp_spec=spec)),
                 existing=True)
        yield "locked-look-" + word, thing(7, "AP", "<</N {n0} 0 R>>",
                                           n0=LOOK)(d)
    for m in (MDP.NO_CHANGES,):
        d = sign(abroad.form(), certify=True, docmdp_permissions=m)
        yield "filled-at-1", thing(7, "V", "(9)")(d)
        yield "look-at-1", thing(7, "AP", "<</N {n0} 0 R>>", n0=LOOK)(d)


def covered():
    """Sneaky signatures: fields laid over what was certified."""
    style = STYLES["text"]
    over = (50, 690, 300, 720)
    for d in (sign(abroad.plain(), certify=True),
              sign(abroad.plain(), certify=True,
                   docmdp_permissions=MDP.ANNOTATE)):
        yield "covering-signed", sign(d, "Sig2", spec=seen(over, "Sig2"),
                                      style=style)
        yield "covering-empty", field_over(
            "Sig", rect="50 690 300 720")(d)
    d = sign(abroad.plain())
    yield "covering-empty-approval", field_over(
        "Sig", rect="50 690 300 720")(d)
    yield "covering-fake-approval", field_over(
        "Sig", rect="50 690 300 720", value="/V<</Type/Sig/Filter/Adobe.PPKLite"
        "/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]/Contents<00>>>")(d)
    yield "covering-time-stamp", field_over(
        "Sig", rect="50 690 300 720", value="/V<</Type/DocTimeStamp/Filter"
        "/Adobe.PPKLite/SubFilter/ETSI.RFC3161/ByteRange[0 1 2 3]/Contents<00>>"
        ">")(d)
    for level in (None, MDP.NO_CHANGES, MDP.FILL_FORMS, MDP.ANNOTATE):
        d = sign(abroad.plain(), style=style, spec=seen(),
                 certify=level is not None,
                 **({"docmdp_permissions": level} if level else {}))
        word = f"seen-{level.value if level else 0}/"
        num = int(re.findall(rb"\n(\d+) 0 obj\s*<<[^>]*/Subtype /Widget", d)[-1])
        look = int(re.search(rb"/AP <<\s*/N (\d+) 0 R", d).group(1))
        yield word + "look", again(look, LOOK)(d)
        yield word + "other-look", thing(num, "AP", "<</N {n0} 0 R>>",
                                         n0=LOOK)(d)
        yield word + "moved", thing(num, "Rect", "[0 0 595 842]")(d)
        yield word + "hidden", thing(num, "F", "2")(d)
        yield word + "background", thing(num, "MK", "<</BG[1 1 1]>>")(d)
        yield word + "value-gone", thing(num, "V", "null")(d)
        yield word + "action", thing(num, "AA", "<</E<</S/JavaScript/JS(x)>>>>"
                                     )(d)
        yield word + "words", thing(num, "TU", "(Other)")(d)
        yield word + "name", thing(num, "T", "(Other)")(d)


def table():
    """Title and bytes of each."""
    for word, d in levels(abroad.tree()):
        for title, make in TREE.items():
            if word == "docmdp3" and title in ("link", "link-moved"):
                continue  # level 3 lets annotations be changed (table 257)
            yield f"{word}/tree/{title}", make(d)
        for title, make in SIGNATURE.items():
            yield f"{word}/signature/{title}", make(d)
        for title, make in NOTES.items():
            yield f"{word}/note/{title}", make(d)
    for word, d in levels(abroad.form()):
        for title, make in FORM.items():
            yield f"{word}/form/{title}", make(d)
    yield from filled_locked()
    yield from covered()
    yield from cms_attacks()


def main():
    proviso, work = sys.argv[1], pathlib.Path(sys.argv[2])
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    root = work / "root.pem"
    root.write_bytes(PKI.root.pem())
    only = sys.argv[3] if len(sys.argv) > 3 else ""
    made = {}
    for title, data in table():
        if data is not None and only in title:
            path = work / f"{len(made)}.pdf"
            path.write_bytes(data)
            made[path] = title
    said = abroad.answers(proviso, list(made), root)
    accepted = 0
    for title, (answer, why) in zip(made.values(), said):
        bad = answer in ("yes", "trouble")
        accepted += bad
        if bad or only:
            print("ACCEPTED" if bad else "refused", title, answer, why,
                  sep="\t")
    print(f"attackers: {len(made)} files, {accepted} accepted")
    return 1 if accepted or not made else 0


if __name__ == "__main__":
    sys.exit(main())
