"""Writes PDFs as wrong as wanted; signs them with the openssl command.

A file is a list of (number, bytes) and what its trailer says.  Nothing here
checks anything: the shapes are meant to be bad.
"""
import os
import re
import subprocess
import zlib

HEAD = b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'
PAGE = b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]%s>>'
FREE = b'0000000000 65535 f \n'
RESERVED = 4096


def xref_table(offsets, first_section):
    nums = sorted(offsets)
    out = [b'xref\n']
    if first_section:
        out.append(b'0 1\n' + FREE)
    i = 0
    while i < len(nums):
        j = i
        while j + 1 < len(nums) and nums[j + 1] == nums[j] + 1:
            j += 1
        out.append(b'%d %d\n' % (nums[i], j - i + 1))
        out.extend([b'%010d 00000 n \n' % offsets[n] for n in nums[i:j + 1]])
        i = j + 1
    return b''.join(out)


def section(objs, at, prev=None, trailer=b'', size=None, root=True):
    """Objects and their table, to stand at offset `at`; (bytes, xref)."""
    out, offsets, here = [], {}, at
    for n, body in objs:
        piece = b'%d 0 obj\n' % n + body + b'\nendobj\n'
        offsets[n] = here
        out.append(piece)
        here += len(piece)
    if size is None:
        size = max(offsets, default=0) + 1
    out.append(xref_table(offsets, prev is None))
    out.append(b'trailer\n<</Size %d%s%s%s>>\nstartxref\n%d\n%%%%EOF\n' % (
        size, b'/Root 1 0 R' if root else b'',
        b'/Prev %d' % prev if prev is not None else b'', trailer, here))
    return b''.join(out), here


def whole(objs, **more):
    body, xref = section(objs, len(HEAD), **more)
    return HEAD + body, xref


def update(base, objs, **more):
    """An incremental update behind base."""
    prev = last_xref(base)
    more.setdefault('size', 10 ** 6 * 5)
    body, _ = section(objs, len(base), prev=prev, **more)
    return base + body


def last_xref(pdf):
    return int(pdf[pdf.rindex(b'startxref') + 9:].split()[0])


def stream(data, entries=b''):
    return b'<</Length %d%s>>\nstream\n' % (len(data), entries) + data + \
        b'\nendstream'


def packed(data, entries=b'', level=9):
    return stream(zlib.compress(data, level), b'/Filter/FlateDecode' + entries)


def zeros(n, byte=b'\0'):
    """n equal bytes, deflated; a piece is deflated once and then repeated."""
    piece = 1 << 20
    c = zlib.compressobj(9)
    head = c.compress(b'') + c.flush(zlib.Z_FULL_FLUSH)
    block = c.compress(byte * piece) + c.flush(zlib.Z_FULL_FLUSH)
    if not head:
        head, block = block[:2], block[2:]
    end = c.compress(byte * (n % piece)) + c.flush()
    v, m = byte[0], 65521
    adler = (n + v * n * (n + 1) // 2) % m << 16 | (1 + n * v) % m
    return head + block * (n // piece) + end[:-4] + adler.to_bytes(4, 'big')


def repeat(piece, n):
    """piece n times, deflated without ever being whole in memory."""
    c = zlib.compressobj(6)
    block = piece * 4096
    out = [c.compress(block) for _ in range(n // 4096)]
    out.append(c.compress(piece * (n % 4096)))
    out.append(c.flush())
    return b''.join(out)


class Keys:
    """A root and a signer, made anew."""

    def __init__(self, folder):
        self.key = os.path.join(folder, 'signer.key')
        self.cert = os.path.join(folder, 'signer.pem')
        self.root = os.path.join(folder, 'root.pem')
        self.vkey = os.path.join(folder, 'log.vkey')


def cms(keys, data, extra=()):
    """A detached CMS over data, DER."""
    r = subprocess.run(
        ['openssl', 'cms', '-sign', '-binary', '-cades', '-outform', 'DER',
         '-md', 'sha256', '-signer', keys.cert, '-inkey', keys.key, '-nosmimecap',
         '-noattr' if 'noattr' in extra else '-binary'],
        input=data, capture_output=True, check=True)
    return r.stdout


def sig_dict(reserved=RESERVED, more=b''):
    return (b'<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached'
            b'/M(D:20260101000000Z)' + more +
            b'/ByteRange[0 0000000000 0000000000 0000000000]/Contents<' +
            b'0' * (2 * reserved) + b'>>>')


def fill(pdf, keys, seal=cms, at=None):
    """Fill the one empty signature: its range is the whole file."""
    at = pdf.rindex(b'/Contents<0000000000') if at is None else at
    a = at + 9
    b = pdf.index(b'>', a) + 1
    r = pdf.rindex(b'/ByteRange[0 ', 0, at)
    e = pdf.index(b']', r)
    words = b'/ByteRange[0 %010d %010d %010d' % (a, b, len(pdf) - b)
    head = pdf[:r] + words + pdf[e:a]
    value = seal(keys, head + pdf[b:]).hex().encode()
    room = b - a - 2
    if len(value) > room:
        raise ValueError('want %d, have %d' % (len(value), room))
    return b''.join((head, b'<', value, b'0' * (room - len(value)), b'>',
                     pdf[b:]))


def parts(catalog=b'', page=b'', fields=b'', pages=None, reserved=RESERVED,
          sig=b'', form=b''):
    """The objects 1 to 5 of a file with one signature to be filled."""
    return [
        (1, b'<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R ' + fields +
         b']/SigFlags 3' + form + b'>>' + catalog + b'>>'),
        (2, pages or b'<</Type/Pages/Count 1/Kids[3 0 R]>>'),
        (3, PAGE % (b'/Annots[4 0 R]' + page)),
        (4, b'<</Type/Annot/Subtype/Widget/FT/Sig/T(S)/V 5 0 R/P 3 0 R'
         b'/F 132/Rect[0 0 0 0]>>'),
        (5, sig_dict(reserved, sig)),
    ]


def signed(keys, objs=(), seal=cms, trailer=b'', **more):
    pdf, _ = whole(parts(**more) + list(objs), trailer=trailer)
    return fill(pdf, keys, seal)


def der(tag, *content):
    body = b''.join(content)
    n = len(body)
    if n < 128:
        return bytes((tag, n)) + body
    size = n.to_bytes((n.bit_length() + 7) // 8, 'big')
    return bytes((tag, 0x80 | len(size))) + size + body


def der_items(p, at=0, end=None):
    """(tag, start, content, end) of each value at one level."""
    end = len(p) if end is None else end
    while at < end:
        n, c = p[at + 1], at + 2
        if n & 0x80:
            k = n & 0x7f
            n = int.from_bytes(p[c:c + k], 'big')
            c += k
        yield p[at], at, c, c + n
        at = c + n


def pem(path):
    import base64
    text = open(path).read()
    body = re.search('-----BEGIN [A-Z ]+-----(.*?)-----END', text, re.S)
    return base64.b64decode(body.group(1))


def cms_with(keys, certs=b'', crls=b'', unsigned=b'', signers=1):
    """A seal that adds to a CMS: certificates, CRLs, unsigned attributes,
    or the signer many times."""
    def seal(k, data):
        p = cms(k, data)
        _, _, c, e = next(der_items(p))
        oid, explicit = list(der_items(p, c, e))
        _, _, c, e = next(der_items(p, explicit[2], explicit[3]))
        out = []
        for tag, s, c2, e2 in der_items(p, c, e):
            if tag == 0xa0:
                out.append(der(0xa0, p[c2:e2], certs))
                if crls:
                    out.append(der(0xa1, crls))
            elif tag == 0x31 and s > c + 40:
                _, _, c3, e3 = next(der_items(p, c2, e2))
                one = der(0x30, p[c3:e3],
                          der(0xa1, unsigned) if unsigned else b'')
                out.append(der(0x31, one * signers))
            else:
                out.append(p[s:e2])
        return der(0x30, p[oid[1]:oid[3]], der(0xa0, der(0x30, *out)))
    return seal
