"""The worst shapes: the file itself, its objects, its tree, its signatures.

Each takes the keys and the size wanted in bytes (a file is about as large, or
as small as does the same harm) and gives the bytes of a PDF.
"""
import os
import random
import subprocess
import tempfile

from pdf import (FREE, HEAD, PAGE, cms, cms_with, der, fill, last_xref,
                 packed, parts, pem, repeat, section, sig_dict, signed, stream,
                 update, whole, xref_table, zeros)

SHAPES = {}


def shape(f):
    SHAPES[f.__name__.replace('_', '-')] = f
    return f


def refs(first, n, step=1):
    return b' '.join([b'%d 0 R' % k for k in range(first, first + n * step, step)])


# ---- Cross-reference ----

@shape
def xref_table_of_millions(keys, size):
    base = signed(keys)
    n = size // 20
    out = [base, b'xref\n10 %d\n' % n, FREE * n]
    return b''.join(out) + (
        b'trailer\n<</Size %d/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n' %
        (n + 10, last_xref(base), len(base)))


@shape
def xref_table_all_one_object(keys, size):
    base = signed(keys)
    n = size // 20
    entry = b'%010d 00000 n \n' % base.index(b'3 0 obj')
    return b''.join((base, b'xref\n10 %d\n' % n, entry * n)) + (
        b'trailer\n<</Size %d/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n' %
        (n + 10, last_xref(base), len(base)))


@shape
def xref_subsections_of_one(keys, size):
    base = signed(keys)
    n = size // 28
    rows = b''.join([b'%d 1\n' % (2 * k + 10) + FREE for k in range(n)])
    return b''.join((base, b'xref\n', rows)) + (
        b'trailer\n<</Size %d/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n' %
        (2 * n + 20, last_xref(base), len(base)))


def xref_stream(base, data, entries, objs=()):
    num = 900000
    at = len(base)
    body = b'%d 0 obj\n' % num + stream(
        data, b'/Type/XRef/Root 1 0 R/Prev %d%s/Filter/FlateDecode' %
        (last_xref(base), entries)) + b'\nendobj\n'
    return base + body + b'startxref\n%d\n%%%%EOF\n' % at


@shape
def xref_stream_bomb(keys, size):
    base = signed(keys)
    return xref_stream(base, zeros(1000 * size), b'/Size 900001/W[1 8 8]')


@shape
def xref_stream_size_huge(keys, size):
    base = signed(keys)
    return xref_stream(base, zeros(1000), b'/Size 2147483647/W[1 8 8]')


@shape
def xref_stream_index_of_ones(keys, size):
    base = signed(keys)
    n = size // 9
    index = b' '.join([b'%d 1' % (2 * k + 10) for k in range(n)])
    return xref_stream(base, zeros(n * 3), b'/Size %d/W[1 1 1]/Index[%s]' %
                       (2 * n + 20, index))


@shape
def xref_stream_index_same(keys, size):
    base = signed(keys)
    n = size // 12
    return xref_stream(base, zeros(1000 * 1000), b'/Size 900001/W[0 0 1]/Index['
                       + b'1 800000 ' * n + b']')


@shape
def xref_stream_width_zero(keys, size):
    base = signed(keys)
    return xref_stream(base, zeros(10), b'/Size 8000000/W[0 0 0]')


def chained(base, n, entry):
    """n sections, each with a /Prev to the one before."""
    out, at, prev = [base], len(base), last_xref(base)
    for _ in range(n):
        piece = b'xref\n0 0\ntrailer\n<</Size 99/Root 1 0 R/Prev %d%s>>\n' \
            b'startxref\n%d\n%%%%EOF\n' % (prev, entry, at)
        out.append(piece)
        prev, at = at, at + len(piece)
    return b''.join(out)


@shape
def prev_chain(keys, size):
    return chained(signed(keys), size // 90, b'')


@shape
def prev_chain_1000(keys, size):
    base = signed(keys, [(10, b'(' + b'x' * (size - 200000) + b')')])
    return chained(base, 1000, b'')


@shape
def prev_loop(keys, size):
    base = signed(keys)
    at = len(base)
    a = b'xref\n0 0\ntrailer\n<</Size 9/Root 1 0 R/Prev %010d>>\n'
    return base + a % (at + len(a % 0)) + a % at + \
        b'startxref\n%d\n%%%%EOF\n' % at


@shape
def hybrid_chain(keys, size):
    base = signed(keys, [(10, b'(' + b'x' * (size - 400000) + b')')])
    at = len(base)
    x = b'9 0 obj\n' + stream(
        zeros(1000), b'/Type/XRef/Root 1 0 R/Size 99/W[1 1 1]'
        b'/Filter/FlateDecode') + b'\nendobj\n'
    out, prev = [base, x], last_xref(base)
    here = at + len(x)
    for _ in range(900):
        piece = b'xref\n0 0\ntrailer\n<</Size 99/Root 1 0 R/Prev %d' \
            b'/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n' % (prev, at, here)
        out.append(piece)
        prev, here = here, here + len(piece)
    return b''.join(out)


@shape
def revisions_that_change(keys, size):
    """A thousand updates of a thousand objects each."""
    n = max(2, min(1000, size // 44000))
    pdf = signed(keys, [(10, b'[' + refs(11, 1000) + b']')] +
                 [(11 + k, b'1') for k in range(1000)],
                 catalog=b'/X 10 0 R')
    out, prev, at = [pdf], last_xref(pdf), len(pdf)
    for i in range(n):
        body, prev = section([(11 + k, b'%d' % (i % 9)) for k in range(1000)],
                             at, prev=prev, size=2000)
        out.append(body)
        at += len(body)
    return b''.join(out)


# ---- Objects ----

def objstm(inside, entries=b'', pack=packed):
    """An object stream of (number, bytes)."""
    head, body, at = [], [], 0
    for n, b in inside:
        head.append(b'%d %d' % (n, at))
        body.append(b)
        at += len(b) + 1
    first = b' '.join(head) + b' '
    return pack(first + b' '.join(body), b'/Type/ObjStm/N %d/First %d%s' %
                (len(head), len(first), entries))


def with_objstm(keys, streams, catalog=b'', where=None, more=()):
    """A signed file whose xref is a stream: streams are (number, bytes), and
    where gives (object, stream, index)."""
    objs = parts(catalog=catalog) + list(more)
    out, offsets, at = [HEAD], {}, len(HEAD)
    for n, body in objs + list(streams):
        piece = b'%d 0 obj\n' % n + body + b'\nendobj\n'
        offsets[n] = at
        out.append(piece)
        at += len(piece)
    rows = {n: (1, o, 0) for n, o in offsets.items()}
    for n, s, i in where or ():
        rows[n] = (2, s, i)
    num = max(rows) + 1
    rows[num] = (1, at, 0)
    index, data = [], []
    for n in sorted(rows):
        t, a, b = rows[n]
        index.append(b'%d 1' % n)
        data.append(bytes((t,)) + a.to_bytes(4, 'big') + b.to_bytes(4, 'big'))
    body = b'%d 0 obj\n' % num + packed(
        b''.join(data), b'/Type/XRef/Root 1 0 R/Size %d/W[1 4 4]/Index[%s]' %
        (num + 1, b' '.join(index)), 6) + b'\nendobj\n'
    pdf = b''.join(out) + body + b'startxref\n%d\n%%%%EOF\n' % at
    return fill(pdf, keys)


@shape
def objstm_of_a_million(keys, size):
    n = size // 20
    inside = [(100 + k, b'[0]') for k in range(n)]
    return with_objstm(keys, [(10, objstm(inside, pack=stream))],
                       b'/X 100 0 R', [(100 + k, 10, k) for k in range(n)])


@shape
def objstm_bomb(keys, size):
    blown = zeros(min(1000 * size, 4 << 30), b' ')
    s = stream(blown, b'/Filter/FlateDecode/Type/ObjStm/N 1/First 9999')
    return with_objstm(keys, [(10, s)], b'/X 100 0 R', [(100, 10, 0)])


@shape
def objstm_each_a_bomb(keys, size):
    """Objects that lie by turns in streams of 16 MB each."""
    n = max(2, min(2000, size // 17000))
    blown = zeros(16 << 20, b' ')
    c = b'100 0 ' + b' ' * 10
    del c
    s = stream(blown, b'/Filter/FlateDecode/Type/ObjStm/N 1/First 8')
    return with_objstm(
        keys, [(1000 + k, s) for k in range(n)],
        b'/X[' + refs(5000, n) + b']',
        [(5000 + k, 1000 + k, 0) for k in range(n)])


@shape
def objstm_each_16_mb(keys, size):
    """The same, and the streams can be read."""
    import zlib
    n = max(2, min(2000, size // 17000))
    out = []
    for k in range(n):
        head = b'%d 0 ' % (5000 + k)
        body = zlib.compress(head + b'[0]' + b' ' * (16 << 20), 6)
        out.append((1000 + k, stream(
            body, b'/Filter/FlateDecode/Type/ObjStm/N 1/First %d' % len(head))))
        if k > 40:      # the rest are the same but for their number
            break
    n = len(out)
    pad = b'(' + b'x' * max(0, size - n * 17000) + b')'
    return with_objstm(
        keys, out, b'/X[' + refs(5000, n) + b' ' +
        b' '.join([refs(5000, n)] * 200) + b']',
        [(5000 + k, 1000 + k, 0) for k in range(n)], [(11, pad)])


@shape
def objstm_extends_chain(keys, size):
    n = max(2, min(50000, size // 200))
    out = [(1000 + k, objstm([(100000 + k, b'[0]')],
                             b'/Extends %d 0 R' % (1001 + k)))
           for k in range(n)]
    return with_objstm(keys, out, b'/X[' + refs(100000, n) + b']',
                       [(100000 + k, 1000 + k, 0) for k in range(n)])


@shape
def objstm_extends_loop(keys, size):
    out = [(1000, objstm([(5000, b'[0]')], b'/Extends 1001 0 R')),
           (1001, objstm([(5001, b'[0]')], b'/Extends 1000 0 R'))]
    return with_objstm(keys, out, b'/X[5000 0 R 5001 0 R]',
                       [(5000, 1000, 0), (5001, 1001, 0)])


@shape
def objstm_inside_itself(keys, size):
    out = [(1000, objstm([(1001, b'[0]'), (5001, b'[0]')]))]
    return with_objstm(keys, out, b'/X[5001 0 R]',
                       [(1001, 1000, 0), (5001, 1001, 1)])


@shape
def length_chain(keys, size):
    """Each stream's length stands in an object that the next one holds."""
    n = max(2, min(100000, size // 120))
    objs = [(10 + k, b'<</Length %d 0 R>>\nstream\nx\nendstream' % (11 + k))
            for k in range(n)] + [(10 + n, b'1')]
    return signed(keys, objs, catalog=b'/X[' + refs(10, min(n, 1000)) + b']')


@shape
def nested_arrays(keys, size):
    n = size // 2
    return signed(keys, [(10, b'[' * n + b']' * n)], catalog=b'/X 10 0 R')


@shape
def nested_arrays_open(keys, size):
    return signed(keys, [(10, b'[' * size)], catalog=b'/X 10 0 R')


@shape
def nested_dicts(keys, size):
    n = size // 7
    return signed(keys, [(10, b'<</A ' * n + b'>>' * n)],
                  catalog=b'/X 10 0 R')


@shape
def nested_in_catalog(keys, size):
    n = size // 7
    return signed(keys, catalog=b'/X ' + b'<</A ' * n + b'>>' * n)


@shape
def array_of_millions(keys, size):
    pdf = signed(keys, [(10, b'[' + b'0 ' * (size // 4) + b']')],
                 catalog=b'/X 10 0 R')
    return update(pdf, [(10, b'[' + b'0 ' * (size // 4) + b']')])


@shape
def array_in_catalog(keys, size):
    return signed(keys, catalog=b'/X[' + b'0 ' * (size // 2) + b']')


@shape
def dict_of_millions(keys, size):
    n = size // 12
    body = b'<<' + b''.join([b'/K%d 0' % k for k in range(n)]) + b'>>'
    return signed(keys, catalog=b'/X 10 0 R', objs=[(10, body)])


@shape
def dict_of_millions_updated(keys, size):
    n = size // 30
    body = b'<<' + b''.join([b'/K%07d 0' % k for k in range(n)])
    pdf = signed(keys, catalog=b'/X 10 0 R', objs=[(10, body + b'>>')])
    return update(pdf, [(10, body + b'/Z 1>>')])


@shape
def dict_same_key(keys, size):
    return signed(keys, catalog=b'/X<<' + b'/A 0' * (size // 4) + b'>>')


@shape
def string_of_50_mb(keys, size):
    return signed(keys, sig=b'/Reason(' + b'x' * size + b')')


@shape
def string_of_escapes(keys, size):
    return signed(keys, sig=b'/Name(' + b'\\000' * (size // 4) + b')')


@shape
def string_of_parens(keys, size):
    n = size // 2
    return signed(keys, sig=b'/Name(' + b'(' * n + b')' * n + b')')


@shape
def string_hex(keys, size):
    return signed(keys, sig=b'/Name<' + b'fe ff' * (size // 5) + b'>')


@shape
def name_of_50_mb(keys, size):
    return signed(keys, catalog=b'/X/' + b'#41' * (size // 3))


@shape
def comment_of_50_mb(keys, size):
    return signed(keys, catalog=b'/X %' + b'x' * size + b'\n 1')


@shape
def blanks_everywhere(keys, size):
    return signed(keys, catalog=b'/X' + b' ' * size + b'1')


@shape
def comments_after_startxref(keys, size):
    return signed(keys) + b'%' * size


@shape
def eof_marks(keys, size):
    return signed(keys) + b'%%EOF\n' * (size // 6)


@shape
def startxrefs(keys, size):
    base = signed(keys)
    tail = b'startxref\n%d\n%%%%EOF\n' % last_xref(base)
    return base + tail * (size // len(tail))


@shape
def ref_chain(keys, size):
    n = max(4, min(400000, size // 60))
    ch = [(10 + k, b'%d 0 R' % (11 + k)) for k in range(n)]
    pdf = signed(keys, ch + [(10 + n, b'1')], catalog=b'/X 10 0 R')
    return update(pdf, [(10 + n, b'2')])


@shape
def array_chain(keys, size):
    n = max(4, min(400000, size // 60))
    ch = [(10 + k, b'[%d 0 R]' % (11 + k)) for k in range(n)]
    pdf = signed(keys, ch + [(10 + n, b'1')], catalog=b'/X 10 0 R')
    return update(pdf, [(10 + n, b'2')])


@shape
def two_rings(keys, size):
    """Rings of lengths with no common factor: their pairs are millions."""
    a, b = 2003, 1999
    objs = [(10, b'[11 0 R 11 0 R]')] + \
        [(11 + k, b'[%d 0 R]' % (11 + (k + 1) % a)) for k in range(a)] + \
        [(20000 + k, b'[%d 0 R]' % (20000 + (k + 1) % b)) for k in range(b)]
    pdf = signed(keys, objs, catalog=b'/X 10 0 R')
    return update(pdf, [(10, b'[20000 0 R 20000 0 R]')])


@shape
def fan(keys, size):
    n = size // 10
    objs = [(10, b'[' + b' '.join([b'%d 0 R' % (11 + k % 1000)
                                   for k in range(n)]) + b']')] + \
        [(11 + k, b'<</A 10 0 R>>') for k in range(1000)]
    pdf = signed(keys, objs, catalog=b'/X 10 0 R')
    return update(pdf, [(500, b'<</A 10 0 R >>')])


# ---- Pages and fields ----

@shape
def pages_deep(keys, size):
    n = max(4, min(500000, size // 90))
    objs = [(10 + k, b'<</Type/Pages/Count 1/Parent %d 0 R/Kids[%d 0 R]>>' %
             (9 + k if k else 2, 11 + k)) for k in range(n)]
    objs.append((10 + n, PAGE % b''))
    return signed(keys, objs, pages=b'<</Type/Pages/Count 2/Kids[3 0 R 10 0 R]>>')


@shape
def pages_wide(keys, size):
    n = max(4, min(500000, size // 100))
    return signed(keys, [(10 + k, PAGE % b'') for k in range(n)],
                  pages=b'<</Type/Pages/Count %d/Kids[3 0 R %s]>>' %
                  (n + 1, refs(10, n)))


@shape
def pages_same_kid(keys, size):
    n = size // 6
    return signed(keys, pages=b'<</Type/Pages/Count %d/Kids[%s]>>' %
                  (n, b'3 0 R ' * n))


@shape
def pages_cycle(keys, size):
    return signed(keys, [(10, b'<</Type/Pages/Parent 2 0 R/Kids[2 0 R]>>')],
                  pages=b'<</Type/Pages/Count 1/Kids[3 0 R 10 0 R 2 0 R]>>')


@shape
def pages_doubled(keys, size):
    """Thirty levels, each names the next one twice."""
    objs = [(10 + k, b'<</Type/Pages/Kids[%d 0 R %d 0 R]/Parent %d 0 R>>' %
             (11 + k, 11 + k, 9 + k)) for k in range(40)]
    objs.append((50, PAGE % b''))
    pdf = signed(keys, objs,
                 pages=b'<</Type/Pages/Count 9/Kids[3 0 R 10 0 R]>>')
    return update(pdf, [(50, PAGE % b'/X 1')])


@shape
def pages_wide_updated(keys, size):
    n = max(4, min(250000, size // 200))
    pdf = signed(keys, [(10 + k, PAGE % b'/Contents 9 0 R') for k in range(n)]
                 + [(9, stream(b'q Q'))],
                 pages=b'<</Type/Pages/Count %d/Kids[3 0 R %s]>>' %
                 (n + 1, refs(10, n)))
    return update(pdf, [(10 + k, PAGE % b'/Contents 9 0 R') for k in range(n)])


@shape
def annotations(keys, size):
    n = max(4, min(400000, size // 90))
    pdf = signed(keys, [(10 + k, b'<</Type/Annot/Subtype/Text/Rect[0 0 9 9]>>')
                        for k in range(n)], page=b'/X 1').replace(
        b'/Annots[4 0 R]/X 1', b'/Annots[4 0 R]/X 1')
    return update(pdf, [(3, PAGE % (b'/X 1/Annots[4 0 R %s]' % refs(10, n)))])


@shape
def annotation_again_and_again(keys, size):
    n = size // 12
    many = b'/Annots[4 0 R ' + b'10 0 R ' * n + b']'
    objs = parts()
    objs[2] = (3, PAGE % many)
    objs.append((10, b'<</Type/Annot/Subtype/Text/Rect[0 0 9 9]>>'))
    pdf = fill(whole(objs)[0], keys)
    return update(pdf, [(10, b'<</Type/Annot/Subtype/Text/Rect[0 0 9 8]>>')])


@shape
def fields_wide(keys, size):
    n = max(4, min(400000, size // 70))
    pdf = signed(keys, [(10 + k, b'<</FT/Tx/T(%d)/V(a)>>' % k)
                        for k in range(n)], fields=refs(10, n))
    return update(pdf, [(10 + n // 2, b'<</FT/Tx/T(%d)/V(b)>>' % (n // 2))])


@shape
def fields_long_names(keys, size):
    n = max(4, min(40000, size // 1100))
    name = b'n' * 1000
    pdf = signed(keys, [(10 + k, b'<</FT/Tx/T(%s%d)/V(a)>>' % (name, k))
                        for k in range(n)], fields=refs(10, n))
    return update(pdf, [(10 + n // 2, b'<</FT/Tx/T(%s%d)/V(b)>>' %
                         (name, n // 2))])


@shape
def fields_deep(keys, size):
    n = max(4, min(400000, size // 60))
    objs = [(10 + k, b'<</T(a)/Parent %d 0 R/Kids[%d 0 R]>>' % (9 + k, 11 + k))
            for k in range(n)] + [(10 + n, b'<</FT/Sig/T(z)>>')]
    return signed(keys, objs, fields=b'10 0 R')


@shape
def fields_doubled(keys, size):
    objs = [(10 + k, b'<</T(a)/Kids[%d 0 R %d 0 R]>>' % (11 + k, 11 + k))
            for k in range(60)] + [(70, b'<</FT/Sig/T(z)>>')]
    return signed(keys, objs, fields=b'10 0 R')


@shape
def fields_cycle(keys, size):
    return signed(keys, [(10, b'<</T(a)/Kids[11 0 R]>>'),
                         (11, b'<</T(b)/Kids[10 0 R]>>')], fields=b'10 0 R')


@shape
def field_again_and_again(keys, size):
    return signed(keys, fields=b'4 0 R ' * (size // 6))


@shape
def fields_all_of_one_value(keys, size):
    """Half a million signature fields with one and the same signature."""
    n = max(4, min(400000, size // 60))
    return signed(keys, [(10 + k, b'<</FT/Sig/T(f%d)/V 5 0 R>>' % k)
                         for k in range(n)], fields=refs(10, n))


@shape
def structure_deep(keys, size):
    n = max(4, min(300000, size // 80))
    st = [(9, b'<</Type/StructTreeRoot/K 10 0 R>>')] + [
        (10 + k, b'<</S/P/P %d 0 R/K[%d 0 R]>>' % (9 + k, 11 + k))
        for k in range(n)]
    pdf = signed(keys, st + [(10 + n, b'<</S/P/K 0>>')],
                 catalog=b'/StructTreeRoot 9 0 R')
    return update(pdf, [(10 + n, b'<</S/P/K 1>>')])


@shape
def metadata_of_50_mb(keys, size):
    xmp = b'<x>' * (size // 3)
    pdf = signed(keys, [(10, stream(xmp, b'/Type/Metadata/Subtype/XML'))],
                 catalog=b'/Metadata 10 0 R')
    return update(pdf, [(10, packed(xmp + b'<', b'/Type/Metadata'
                                    b'/Subtype/XML', 1))])


@shape
def content_bomb_changed(keys, size):
    """Page contents that unpack to far more than the file, and differ."""
    a = stream(zeros(min(1000 * size // 2, 2 << 30), b' '),
               b'/Filter/FlateDecode')
    b = stream(zeros(min(1000 * size // 2, 2 << 30) + 1, b' '),
               b'/Filter/FlateDecode')
    pdf = signed(keys, [(10, a)], page=b'/Contents 10 0 R')
    return update(pdf, [(10, b)])


@shape
def content_operators_changed(keys, size):
    ops = repeat(b'q 1 0 0 1 0 0 cm 0 0 m 9 9 l S Q\n', size // 12)
    pdf = signed(keys, [(10, stream(ops, b'/Filter/FlateDecode'))],
                 page=b'/Contents 10 0 R')
    return update(pdf, [(11, b'<</Type/Annot/Subtype/Text/Rect[0 0 9 9]>>'),
                        (3, PAGE % b'/Contents 10 0 R/Annots[4 0 R 11 0 R]')])


@shape
def form_laughs(keys, size):
    """Forms that draw the next one ten times: 10^9 drawings."""
    draw = b'/X Do ' * 10
    objs = [(10 + k, stream(draw, b'/Type/XObject/Subtype/Form/BBox[0 0 9 9]'
                            b'/Resources<</XObject<</X %d 0 R>>>>' % (11 + k)))
            for k in range(12)]
    objs.append((22, stream(b'0 0 m', b'/Type/XObject/Subtype/Form'
                            b'/BBox[0 0 9 9]')))
    objs.append((9, stream(draw)))
    pdf = signed(keys, objs, page=b'/Contents 9 0 R'
                 b'/Resources<</XObject<</X 10 0 R>>>>')
    return update(pdf, [(8, b'<</Type/Annot/Subtype/Widget/FT/Sig/T(n)'
                         b'/Rect[0 0 50 50]/F 132/P 3 0 R>>'),
                        (3, PAGE % b'/Contents 9 0 R/Resources<</XObject'
                         b'<</X 10 0 R>>>>/Annots[4 0 R 8 0 R]')])


@shape
def filters_chained(keys, size):
    """Deflated forty times, and every time a thousandth."""
    import zlib
    data = zeros(64 << 20)
    for _ in range(39):
        data = zlib.compress(data, 1)
    s = stream(data, b'/Filter[' + b'/FlateDecode' * 40 + b']')
    pdf = signed(keys, [(10, s)], page=b'/Contents 10 0 R')
    return update(pdf, [(10, s.replace(b'/Length', b'/Length ', 1))])


@shape
def filters_by_the_million(keys, size):
    s = stream(b'x', b'/Filter[' + b'/AHx' * (size // 4) + b']')
    pdf = signed(keys, [(10, s)], page=b'/Contents 10 0 R')
    return update(pdf, [(10, s[:200] + s[200:])])


@shape
def predictor_wide(keys, size):
    s = stream(zeros(256 << 20), b'/Filter/FlateDecode/DecodeParms'
               b'<</Predictor 15/Columns 2147483647/Colors 4'
               b'/BitsPerComponent 16>>/Type/ObjStm/N 1/First 8')
    return with_objstm(keys, [(10, s)], b'/X 100 0 R', [(100, 10, 0)])


@shape
def predictor_narrow(keys, size):
    s = stream(zeros(min(1000 * size, 1 << 30), b'\2'),
               b'/Filter/FlateDecode/DecodeParms'
               b'<</Predictor 15/Columns 1>>/Type/ObjStm/N 1/First 8')
    return with_objstm(keys, [(10, s)], b'/X 100 0 R', [(100, 10, 0)])


@shape
def appearance_bombs(keys, size):
    """New widgets, each with an appearance that unpacks to 16 MB."""
    n = max(2, min(1000, size // 17000))
    a = zeros(16 << 20, b' ')
    pdf = signed(keys)
    new = []
    for k in range(n):
        new.append((10 + 2 * k, b'<</Type/Annot/Subtype/Widget/FT/Sig/T(n%d)'
                    b'/Rect[0 0 50 50]/F 132/P 3 0 R/AP<</N %d 0 R>>>>' %
                    (k, 11 + 2 * k)))
        new.append((11 + 2 * k, stream(a, b'/Filter/FlateDecode/Type/XObject'
                                       b'/Subtype/Form/BBox[0 0 50 50]')))
    own = refs(10, n, 2)
    catalog = parts(fields=own)[0]
    return update(pdf, [catalog, (3, PAGE % (b'/Annots[4 0 R %s]' % own))] +
                  new)


# ---- Signatures ----

def many_signatures(keys, n, pad, ranged):
    """n fields with signatures of their own over one file of pad bytes; their
    /ByteRange by `ranged(contents start, end, file length)`."""
    value = cms(keys, b'x').hex().encode()
    value += b'0' * (6000 - len(value))
    objs = [(1, b'<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]'
             b'/SigFlags 3>>>>' % refs(100, n)),
            (2, b'<</Type/Pages/Count 1/Kids[3 0 R]>>'), (3, PAGE % b''),
            (4, b'(' + b'x' * pad + b')')]
    body = (b'<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached'
            b'/ByteRange[0 0000000000 0000000000 0000000000]/Contents<' +
            value + b'>>>')
    for k in range(n):
        objs.append((100 + k, b'<</FT/Sig/T(f%d)/V %d 0 R>>' %
                     (k, 1000000 + k)))
        objs.append((1000000 + k, body))
    pdf = bytearray(whole(objs)[0])
    at = 0
    while (at := pdf.find(b'/ByteRange[0 ', at)) >= 0:
        a = pdf.index(b'<', at + 40)
        e = pdf.index(b'>', a) + 1
        words = b'/ByteRange[0 %010d %010d %010d' % ranged(a, e, len(pdf))
        pdf[at:at + len(words)] = words
        at = e
    return bytes(pdf)


@shape
def signatures_256_over_all(keys, size):
    return many_signatures(keys, 256, max(0, size - 256 * 6300),
                           lambda a, e, n: (a, e, n - e))


@shape
def signatures_by_the_thousand(keys, size):
    return many_signatures(keys, max(4, size // 6300), 0,
                           lambda a, e, n: (a, e, n - e))


@shape
def signed_again_and_again(keys, size):
    """Two hundred revisions that are signed, of a large file."""
    n = 200 if size > 10 << 20 else 8
    first = signed(keys, [(9, b'(' + b'x' * (size - n * 7000) + b')')])
    value = cms(keys, b'x').hex().encode()
    pdf = bytearray(first)
    prev, fields = last_xref(first), []
    for k in range(n):
        fields.append(b'%d 0 R' % (10 + 2 * k))
        objs = [parts(fields=b' '.join(fields))[0],
                (10 + 2 * k, b'<</FT/Sig/T(n%d)/V %d 0 R>>' % (k, 11 + 2 * k)),
                (11 + 2 * k, sig_dict(2500))]
        at = len(pdf)
        body, prev = section(objs, at, prev=prev, size=5000)
        pdf += body
        a = pdf.index(b'/Contents<', at) + 9
        e = pdf.index(b'>', a) + 1
        words = b'/ByteRange[0 %010d %010d %010d' % (a, e, len(pdf) - e)
        r = pdf.index(b'/ByteRange[0 ', at)
        pdf[r:r + len(words)] = words
        pdf[a + 1:a + 1 + len(value)] = value
    return bytes(pdf)


@shape
def byte_range_of_millions(keys, size):
    return signed(keys).replace(
        b'/Filter/Adobe.PPKLite', b'/Filter/Adobe.PPKLite', 1) + \
        section([(5, b'<</Type/Sig/Filter/X/SubFilter/adbe.pkcs7.detached'
                  b'/Contents<00>/ByteRange[' + b'0 1 ' * (size // 4) +
                  b']>>')], len(signed(keys)), prev=10, size=99)[0]


@shape
def contents_of_zeros(keys, size):
    return signed(keys, reserved=size // 2)


def raw_contents(keys, body):
    """A signature whose /Contents is body."""
    pdf, _ = whole(parts(reserved=len(body) + 10))
    return fill(pdf, keys, lambda k, d: body)


@shape
def contents_of_nested_ber(keys, size):
    return raw_contents(keys, b'\x30\x80' * (size // 4))


@shape
def contents_of_nested_strings(keys, size):
    oid = bytes.fromhex('06092a864886f70d010702')
    return raw_contents(keys, b'\x30\x80' + oid + b'\xa0\x80\x30\x80\x02\x01\x01'
                        b'\x31\x00\x30\x80' + oid[:-1] + b'\x01\xa0\x80' +
                        b'\x24\x80' * (size // 4))


@shape
def contents_of_tiny_strings(keys, size):
    """Encapsulated content of millions of pieces of one byte."""
    n = size // 2 // 3
    oid = bytes.fromhex('06092a864886f70d010702')
    return raw_contents(
        keys, b'\x30\x80' + oid + b'\xa0\x80\x30\x80\x02\x01\x01\x31\x00'
        b'\x30\x80' + oid[:-1] + b'\x01\xa0\x80\x24\x80' +
        b'\x04\x01x' * n + b'\0' * 10 + b'\x31\x00' + b'\0' * 6)


@shape
def contents_of_nulls(keys, size):
    return raw_contents(keys, der(0x30, b'\x05\x00' * (size // 4)))


def signed_with(keys, seal, extra):
    pdf, _ = whole(parts(reserved=extra + 8192))
    return fill(pdf, keys, seal)


@shape
def cms_certificates(keys, size):
    cert = pem(keys.cert)
    n = size // 2 // len(cert)
    return signed_with(keys, cms_with(keys, certs=cert * n), n * len(cert))


@shape
def cms_crls(keys, size):
    entry = der(0x30, der(2, b'\x01\x02\x03\x04'),
                der(0x17, b'260101000000Z'))
    n = size // 2 // len(entry)
    alg = der(0x30, bytes.fromhex('06082a8648ce3d040302'))
    tbs = der(0x30, der(2, b'\1'), alg, der(0x30),
              der(0x17, b'260101000000Z'), der(0x30, entry * n))
    crl = der(0x30, tbs, alg, der(3, b'\0' * 70))
    return signed_with(keys, cms_with(keys, crls=crl), len(crl) + 99)


@shape
def cms_attributes(keys, size):
    one = der(0x30, bytes.fromhex('060a2a864886f70d01091063'),
              der(0x31, b'\x05\x00'))
    n = size // 2 // len(one)
    return signed_with(keys, cms_with(keys, unsigned=one * n), n * len(one))


@shape
def cms_signers(keys, size):
    n = size // 2 // 800
    return signed_with(keys, cms_with(keys, signers=n), n * 900)


@shape
def cms_stamps(keys, size):
    """Unsigned attributes with tokens that are the whole CMS again."""
    token = cms(keys, b'x' * 4096)
    one = der(0x30, bytes.fromhex('060b2a864886f70d010910020e'),
              der(0x31, token * 20))
    n = min(60, max(1, size // 2 // len(one)))
    return signed_with(keys, cms_with(keys, unsigned=one * n), n * len(one))


def dss(keys, kind, items, more=b'', vri=b''):
    n = len(items)
    pdf = signed(keys)
    catalog = parts(catalog=b'/DSS 9 0 R')[0]
    return update(pdf, [catalog,
                        (9, b'<</Type/DSS/%s[%s]%s>>' %
                         (kind, refs(10, n), more))] +
                  [(10 + k, stream(i)) for k, i in enumerate(items)])


@shape
def dss_certificates(keys, size):
    cert = pem(keys.cert)
    rnd = random.Random(1)
    out = []
    for _ in range(min(40000, size // (len(cert) + 80))):
        at = len(cert) - 1 - rnd.randrange(60)
        out.append(cert[:at] + bytes((rnd.randrange(256),)) + cert[at + 1:])
    return dss(keys, b'Certs', out)


class Crossed:
    """A signer under authorities that sign each other: on each of `deep`
    levels `wide` certificates of one name and key, no root above."""

    def __init__(self, deep, wide):
        folder = tempfile.mkdtemp()
        at = os.path.join(folder, '%s')
        self.key, self.cert = at % 'k0', at % 'c0'
        self.certs = []

        def openssl(*argv):
            subprocess.run(('openssl',) + argv, check=True,
                           stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)

        with open(at % 'ext', 'w') as f:
            f.write('[ca]\nbasicConstraints=critical,CA:true\n'
                    'keyUsage=critical,keyCertSign\n'
                    '[leaf]\nkeyUsage=critical,digitalSignature\n')
        for i in range(deep + 1):
            openssl('genpkey', '-algorithm', 'EC', '-pkeyopt',
                    'ec_paramgen_curve:P-256', '-out', at % ('k%d' % i))
            openssl('req', '-new', '-key', at % ('k%d' % i), '-subj',
                    '/CN=Level %d' % i, '-out', at % ('q%d' % i))
        for i in range(deep):
            # Its issuer is a name and a key; a certificate of it for openssl.
            openssl('req', '-x509', '-new', '-key', at % ('k%d' % (i + 1)),
                    '-subj', '/CN=Level %d' % (i + 1), '-out', at % 'by')
            for k in range(wide if i else 1):
                one = at % ('c%d' % i) if k == 0 else at % 'one'
                openssl('x509', '-req', '-in', at % ('q%d' % i), '-CA',
                        at % 'by', '-CAkey', at % ('k%d' % (i + 1)),
                        '-set_serial', str(1000 * i + k + 1), '-days', '3000',
                        '-extfile', at % 'ext', '-extensions',
                        'ca' if i else 'leaf', '-out', one)
                if i:
                    self.certs.append(pem(one))


@shape
def dss_cross_signed_authorities(keys, size):
    """12 ^ 9 paths, none of which ends at a root, each signature good; and as
    many certificates of the same names whose signatures are not."""
    c = Crossed(10, 12)
    rnd = random.Random(3)
    more = []
    for k in range(min(20000, size // 600)):
        cert = bytearray(c.certs[k % len(c.certs)])
        cert[-1 - rnd.randrange(30)] ^= 1 + rnd.randrange(255)
        more.append(bytes(cert))
    return dss(c, b'Certs', c.certs + more)


@shape
def cms_cross_signed_authorities(keys, size):
    c = Crossed(8, 10)
    certs = b''.join(c.certs)
    return signed_with(c, cms_with(c, certs=certs), len(certs))


@shape
def dss_certificate_bombs(keys, size):
    n = max(2, min(4000, size // 66000))
    bomb = stream(zeros(64 << 20, b'0'), b'/Filter/FlateDecode')
    pdf = signed(keys)
    return update(pdf, [parts(catalog=b'/DSS 9 0 R')[0],
                        (9, b'<</Certs[%s]>>' % refs(10, n))] +
                  [(10 + k, bomb) for k in range(n)])


@shape
def dss_crl_of_a_million(keys, size):
    entry = der(0x30, der(2, b'\x01\x02\x03\x04'),
                der(0x17, b'260101000000Z'))
    n = size // len(entry)
    alg = der(0x30, bytes.fromhex('06082a8648ce3d040302'))
    issuer = der(0x30)
    tbs = der(0x30, der(2, b'\1'), alg, issuer,
              der(0x17, b'260101000000Z'), der(0x17, b'270101000000Z'),
              der(0x30, entry * n))
    return dss(keys, b'CRLs', [der(0x30, tbs, alg, der(3, b'\0' * 70))])


@shape
def dss_crls_by_the_thousand(keys, size):
    alg = der(0x30, bytes.fromhex('06082a8648ce3d040302'))
    out = []
    for k in range(min(100000, size // 220)):
        tbs = der(0x30, der(2, b'\1'), alg, der(0x30),
                  der(0x17, b'260101000000Z'), der(0x17, b'270101000000Z'))
        out.append(der(0x30, tbs, alg, der(3, b'\0%070d' % k)))
    return dss(keys, b'CRLs', out)


@shape
def dss_ocsp_by_the_thousand(keys, size):
    basic = der(0x30, der(0x30, der(0xa1, der(0x30)),
                          der(0x18, b'20260101000000Z'), der(0x30)),
                der(0x30, bytes.fromhex('06082a8648ce3d040302')),
                der(3, b'\0' * 70))
    one = der(0x30, b'\x0a\x01\x00', der(0xa0, der(
        0x30, bytes.fromhex('06092b0601050507300101'), der(4, basic))))
    return dss(keys, b'OCSPs', [one + b'%d' % k for k in
                                range(min(100000, size // 260))])


@shape
def dss_in_every_revision(keys, size):
    cert = pem(keys.cert)
    pdf = signed(keys)
    out, prev, at = [pdf], last_xref(pdf), len(pdf)
    for k in range(1000):
        body, prev = section(
            [parts(catalog=b'/DSS 9 0 R')[0],
             (9, b'<</Certs[%s]>>' % refs(10, k + 1)),
             (10 + k, stream(cert + b'%d' % k))], at, prev=prev, size=5000)
        out.append(body)
        at += len(body)
        if at > size:
            break
    return b''.join(out)


@shape
def dss_vri(keys, size):
    n = min(400000, size // 60)
    vri = b'/VRI<<' + b''.join([b'/%040X<</Cert[10 0 R]>>' % k
                                for k in range(n)]) + b'>>'
    return dss(keys, b'Certs', [pem(keys.cert)], vri)


@shape
def zeros_only(keys, size):
    return b'\0' * size


@shape
def noise(keys, size):
    return HEAD + random.Random(2).randbytes(size)
