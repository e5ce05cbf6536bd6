"""The worst shapes: files that say that they are packets of ours.

What such a file attaches is looked at far more closely than any other file:
its manifest, its captures, its texts, its quotes and its pages.
"""
import base64
import hashlib
import json

from pdf import PAGE, packed, repeat, signed, stream, zeros

SHAPES = {}


def shape(f):
    SHAPES[f.__name__.replace('_', '-')] = f
    return f


def sha(b):
    return hashlib.sha256(b).hexdigest()


def manifest(members, texts=(), quotes=()):
    """members: (name, media type, bytes); texts: (text, capture, media,
    select); quotes: (text, start, end)."""
    by = {n: b for n, _, b in members}
    digests = {n: sha(b) for n, b in by.items()}
    time = '2026-01-01T00:00:00Z'
    cut = {}

    def cut_sha(t, a, b):
        if (t, a, b) not in cut:
            cut[(t, a, b)] = sha(by[t][a:b])
        return cut[(t, a, b)]

    m = {
        'as_of': time, 'extractor': 2, 'id': 'PV-X-20260101-01',
        'kind': 'packet', 'platform': 'X', 'release': 'proviso 0.1.0',
        'rendered': time, 'schema': 'proviso-evidence/1',
        'parts': [{'media_type': t, 'name': n, 'relation': 'Source',
                   'sha256': digests[n], 'size': len(b)}
                  for n, t, b in sorted(members)],
        'texts': [{'base_url': 'https://x.example/', 'capture': c,
                   'capture_sha256': digests[c], 'captured': time,
                   'document': 'D', 'extractor': 2, 'first_seen': time,
                   'last_seen': time, 'media': media,
                   'media_type': {'html': 'text/html; charset=utf-8',
                                  'markdown': 'text/markdown',
                                  'text': 'text/plain'}[media],
                   'platform': 'X', 'record': None, 'remove': '',
                   'select': select, 'status': 200, 'text': t,
                   'text_sha256': digests[t], 'url': '', 'version': 1}
                  for t, c, media, select in sorted(texts)],
        'quotes': [{'end': e, 'number': k + 1, 'role': 'excerpt',
                    'sha256': cut_sha(t, s, e), 'start': s, 'text': t}
                   for k, (t, s, e) in enumerate(quotes)],
    }
    return (json.dumps(m, sort_keys=True, separators=(',', ':'),
                       ensure_ascii=False) + '\n').encode()


def attach(keys, files, page=b'', objs=(), catalog=b'', tree=None, **more):
    """files: (name, a stream's bytes with its dictionary)."""
    out = list(objs)
    names = []
    for k, (name, body) in enumerate(files):
        n = 2000000 + 2 * k
        names.append(b'(%s)%d 0 R' % (name.encode(), n))
        out.append((n, b'<</Type/Filespec/F(%s)/UF(%s)/AFRelationship/Source'
                    b'/EF<</F %d 0 R/UF %d 0 R>>>>' %
                    (name.encode(), name.encode(), n + 1, n + 1)))
        out.append((n + 1, body))
    tree = tree or b'<</Names[%s]>>' % b''.join(names)
    af = b'/AF[' + b' '.join([b'%d 0 R' % (2000000 + 2 * k)
                              for k in range(len(files))]) + b']'
    return signed(keys, out, page=page, catalog=b'/Names<</EmbeddedFiles ' +
                  tree + b'>>' + (catalog or af), **more)


def packet(keys, members, texts=(), quotes=(), level=6, **more):
    m = manifest(members, texts, quotes)
    files = [('evidence.json', packed(m, b'', level))]
    files += [(n, packed(b, b'', level)) for n, _, b in members]
    return attach(keys, files, **more)


WORDS = b'We may share the words that you send with others. ' * 10


def captured(keys, body, media, select='', n=1, text=WORDS, same=1, **more):
    """A packet of n captures of the given bytes, `same` texts of each."""
    members, texts = [], []
    for k in range(n):
        c = 'captures/c%05d' % k
        members.append((c, 'text/html', body + b' ' * (k % 7) + b'%d' % k))
        for i in range(same):
            t = 'texts/t%05d-%02d' % (k, i)
            members.append((t, 'text/plain', text))
            texts.append((t, c, media, select))
    return packet(keys, members, texts, **more)


# ---- The manifest ----

def only_manifest(keys, data):
    return attach(keys, [('evidence.json', data)])


HEAD = b'{"schema":"proviso-evidence/1","id":"X","x":'


@shape
def manifest_deep(keys, size):
    return only_manifest(keys, stream(HEAD + b'[' * size))


@shape
def manifest_deep_closed(keys, size):
    n = size // 2
    return only_manifest(keys, stream(HEAD + b'[' * n + b']' * n + b'}'))


@shape
def manifest_of_zeros(keys, size):
    n = size // 2
    return only_manifest(keys, stream(HEAD + b'[' + b'0,' * n + b'0]}'))


@shape
def manifest_of_empty_objects(keys, size):
    n = size // 3
    return only_manifest(keys, stream(HEAD + b'[' + b'{},' * n + b'0]}'))


@shape
def manifest_of_keys(keys, size):
    n = size // 12
    rows = b''.join([b'"k%07d":0,' % k for k in range(n)])
    return only_manifest(keys, stream(HEAD + b'{' + rows + b'"z":0}}'))


@shape
def manifest_of_a_string(keys, size):
    return only_manifest(keys, stream(HEAD + b'"' + b'x' * size + b'"}'))


@shape
def manifest_bomb_of_objects(keys, size):
    """15 MB of empty objects, in a file of some KB."""
    import zlib
    n = min(size * 200, 15 << 20) // 3
    return only_manifest(keys, stream(
        zlib.compress(HEAD + b'[' + b'{},' * n + b'0]}'),
        b'/Filter/FlateDecode'))


@shape
def manifest_bomb_of_90_mb(keys, size):
    import zlib
    n = min(size * 200, 90 << 20) // 2
    return only_manifest(keys, stream(
        zlib.compress(HEAD + b'[' + b'0,' * n + b'0]}', 6),
        b'/Filter/FlateDecode'))


@shape
def manifest_records(keys, size):
    """Two thousand texts, each with a record of its own."""
    members = [('c', 'text/plain', WORDS)]
    texts = []
    for k in range(2000):
        members.append(('t%05d' % k, 'text/plain', WORDS))
        texts.append(('t%05d' % k, 'c', 'text', ''))
    m = manifest(members, texts)
    n = min(size, 14 << 20) // 2000
    m = m.replace(b'"record":null', b'"record":{"a":"%s"}' %
                  (b'x' * max(1, n - 700)))
    return only_manifest(keys, stream(m))


@shape
def manifest_quotes_50000(keys, size):
    t = WORDS * 20
    members = [('t', 'text/plain', t), ('c', 'text/plain', t)]
    quotes = [('t', k % 9000, k % 9000 + 50) for k in range(50000)]
    return packet(keys, members, [('t', 'c', 'text', '')], quotes)


@shape
def manifest_quotes_of_16_mb(keys, size):
    """Each quote is the whole of a text of 15 MB: 750 GB to be hashed."""
    t = WORDS * (min(15 << 20, size) // len(WORDS))
    members = [('t', 'text/plain', t), ('c', 'text/plain', t)]
    quotes = [('t', 0, len(t))] * 50000
    return packet(keys, members, [('t', 'c', 'text', '')], quotes)


@shape
def manifest_quotes_of_a_text_of_90_mb(keys, size):
    t = b'x' * min(90 << 20, size * 90)
    members = [('t', 'text/plain', t), ('c', 'text/plain', b'c')]
    quotes = [('t', 0, len(t))] * 50000
    return packet(keys, members, [('t', 'c', 'text', '')], quotes)


@shape
def manifest_quotes_by_the_million(keys, size):
    t = WORDS
    members = [('t', 'text/plain', t), ('c', 'text/plain', t)]
    n = min(size, 15 << 20) // 140
    quotes = [('t', 0, 50)] * n
    return packet(keys, members, [('t', 'c', 'text', '')], quotes)


# ---- Heads of the log and proofs inside ----

def b64(b):
    return base64.b64encode(b)


def head(keys, size, root):
    """A checkpoint of the log that is asked about, which nobody signed."""
    origin = open(keys.vkey).read().split('+')[0].encode()
    return (b'%s\n%d\n%s\n\n' % (origin, size, b64(root)) +
            '\u2014 nobody.example '.encode() + b64(b'x' * 68) + b'\n')


@shape
def log_sheets_by_the_thousand(keys, size):
    """Each sheet's proof holds, and names a digest at the end of a manifest
    of 15 MB that holds nothing but digests alike."""
    one = 'a' * 63
    entry = b'{"capture_sha256":"%sb"}' % one.encode()
    note = head(keys, 1, hashlib.sha256(b'\0' + entry).digest())
    proof = (b'c2sp.org/tlog-proof@v1\nextra %s\nindex 0\n\n' % b64(entry) +
             note)
    members = [('checkpoint.txt', 'text/plain', note)]
    m = json.loads(manifest(members))
    m['x'] = 'a' * min(15 << 20, 30 * size) + one + 'b'
    n = min(4000, size // 500)
    files = [('evidence.json', packed(json.dumps(m).encode())),
             ('checkpoint.txt', packed(note))]
    files += [('proofs/E-%04d.tlog-proof' % k, packed(proof))
              for k in range(n)]
    return attach(keys, files)


def growth(m, n):
    """Any path that a log of m leaves grew by to n, and both roots."""
    fn, sn = m - 1, n - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    path = [b'%032d' % 0]
    fr = sr = path[0]

    def node(a, b):
        return hashlib.sha256(b'\1' + a + b).digest()

    while sn:
        c = b'%032d' % len(path)
        path.append(c)
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return path, fr, sr


@shape
def log_heads_by_the_thousand(keys, size):
    """Heads of before, and as many proofs of growth, of which only the last
    holds, for all of them: the others are wrong in their last line."""
    old, new = (1 << 61) - 1, (1 << 62) - 1
    path, before, after = growth(old, new)
    note = head(keys, new, after)

    def grown(path):
        return b'old %d\n%s\n' % (old, b''.join(
            [b64(c) + b'\n' for c in path])) + note

    members = [('checkpoint.txt', 'text/plain', note)]
    n = min(4000, size // 1000)
    files = [('evidence.json', packed(manifest(members))),
             ('checkpoint.txt', packed(note))]
    for k in range(n):
        files.append(('proofs/%04d.checkpoint' % k,
                      packed(head(keys, old, before))))
        files.append(('proofs/%04d.growth' % k, packed(grown(
            path if k == n - 1 else path[:-1] + [b'%032x' % k]))))
    return attach(keys, files)


# ---- Attachments ----

@shape
def attachments_8000(keys, size):
    n = min(8000, size // 400)
    return attach(keys, [('a%05d' % k, stream(b'x')) for k in range(n)] +
                  [('evidence.json', stream(b'{"schema":'
                                            b'"proviso-evidence/1"}'))])


@shape
def attachments_long_names(keys, size):
    n = 8000
    name = 'n' * max(10, size // n // 3 - 100)
    return attach(keys, [('%s%05d' % (name, k), stream(b'x'))
                         for k in range(n)])


@shape
def attachments_and_an_af_of_millions(keys, size):
    n = 8000
    return attach(keys, [('a%05d' % k, stream(b'x')) for k in range(n)],
                  catalog=b'/AF[' + b'2015998 0 R ' * (size // 12) + b']')


@shape
def attachments_by_the_hundred_thousand(keys, size):
    n = max(4, size // 400)
    return attach(keys, [('a%07d' % k, stream(b'x')) for k in range(n)])


@shape
def attachments_of_90_mb(keys, size):
    n = max(2, min(3000, size // 100000))
    z = stream(zeros(90 << 20), b'/Filter/FlateDecode')
    return attach(keys, [('a%05d' % k, z) for k in range(n)] +
                  [('evidence.json', stream(b'{"schema":'
                                            b'"proviso-evidence/1"}'))])


@shape
def attachments_of_one_stream(keys, size):
    z = stream(zeros(20 << 20), b'/Filter/FlateDecode')
    names, objs = [], [(10, z)]
    for k in range(5000):
        objs.append((100 + k, b'<</F(a%d)/UF(a%d)/EF<</F 10 0 R/UF 10 0 R>>>>'
                     % (k, k)))
        names.append(b'(a%d)%d 0 R' % (k, 100 + k))
    return signed(keys, objs, catalog=b'/Names<</EmbeddedFiles<</Names[%s]'
                  b'>>>>' % b''.join(names))


@shape
def attachment_bomb(keys, size):
    z = stream(zeros(min(1000 * size, 8 << 30)), b'/Filter/FlateDecode')
    return attach(keys, [('a', z), ('evidence.json', z)])


@shape
def name_tree_deep(keys, size):
    n = max(4, min(400000, size // 50))
    objs = [(10 + k, b'<</Kids[%d 0 R]>>' % (11 + k)) for k in range(n)]
    objs.append((10 + n, b'<</Names[]>>'))
    return signed(keys, objs, catalog=b'/Names<</EmbeddedFiles 10 0 R>>')


@shape
def name_tree_cycle(keys, size):
    return signed(keys, [(10, b'<</Kids[11 0 R 10 0 R]>>'),
                         (11, b'<</Kids[10 0 R]>>')],
                  catalog=b'/Names<</EmbeddedFiles 10 0 R>>')


@shape
def name_tree_doubled(keys, size):
    objs = [(10 + k, b'<</Kids[%d 0 R %d 0 R]>>' % (11 + k, 11 + k))
            for k in range(60)] + [(70, b'<</Names[]>>')]
    return signed(keys, objs, catalog=b'/Names<</EmbeddedFiles 10 0 R>>')


# ---- Captures ----

def nested(tag, n):
    return b'<html><body>' + (b'<%s>' % tag) * n + WORDS


@shape
def capture_div_100000(keys, size):
    return captured(keys, nested(b'div', 100000), 'html')


@shape
def capture_div_millions(keys, size):
    return captured(keys, nested(b'div', min(size, 15 << 20) // 5), 'html')


@shape
def capture_formatting(keys, size):
    """Formatting that is reopened in each paragraph."""
    n = min(size, 15 << 20) // 30
    return captured(keys, b'<html><body>' + b'<p><font color=a><b><i>x' * n +
                    WORDS, 'html')


@shape
def capture_formatting_apart(keys, size):
    n = min(size, 15 << 20) // 40
    rows = b''.join([b'<p><font id=%d><a href=%d>x' % (k, k)
                     for k in range(n)])
    return captured(keys, b'<html><body>' + rows + WORDS, 'html')


@shape
def capture_adoption(keys, size):
    n = min(size, 8 << 20) // 20
    return captured(keys, b'<html><body>' + b'<a><div>' * n + b'</a>' * n +
                    WORDS, 'html')


@shape
def capture_tables(keys, size):
    n = min(size, 15 << 20) // 7
    return captured(keys, b'<html><body>' + b'<table>' * n + WORDS, 'html')


@shape
def capture_fostered(keys, size):
    n = min(size, 15 << 20) // 8
    return captured(keys, b'<html><body><table>' + b'x<b>y' * n + WORDS,
                    'html')


@shape
def capture_cells(keys, size):
    n = min(size, 15 << 20) // 4
    return captured(keys, b'<html><body><table><tr>' + b'<td>' * n + WORDS,
                    'html')


@shape
def capture_attributes(keys, size):
    n = min(size, 15 << 20) // 9
    rows = b' '.join([b'a%d' % k for k in range(n)])
    return captured(keys, b'<html><body><p ' + rows + b'>' + WORDS, 'html')


@shape
def capture_entities(keys, size):
    n = min(size, 15 << 20) // 5
    return captured(keys, b'<html><body><p>' + b'&amp;' * n + WORDS, 'html')


@shape
def capture_paragraphs(keys, size):
    n = min(size, 15 << 20) // 4
    return captured(keys, b'<html><body>' + b'<p>x' * n + WORDS, 'html')


@shape
def capture_lists(keys, size):
    n = min(size, 15 << 20) // 8
    return captured(keys, b'<html><body>' + b'<ul><li>' * n + WORDS, 'html')


@shape
def capture_select(keys, size):
    n = min(size, 15 << 20) // 12
    return captured(keys, b'<html><body>' + b'<div><p>x</p>' * (n // 8) +
                    WORDS, 'html', select='* ' * 30 + '#x')


@shape
def capture_select_siblings(keys, size):
    n = min(size, 15 << 20) // 8
    return captured(keys, b'<html><body>' + b'<p>x</p>' * n + WORDS, 'html',
                    select='* ~ ' * 30 + '#x')


@shape
def capture_select_nth(keys, size):
    n = min(size, 15 << 20) // 8
    return captured(keys, b'<html><body>' + b'<p>x</p>' * n + WORDS, 'html',
                    select='p:nth-child(3n+1):not(:nth-last-child(2n))'
                    ':nth-of-type(5n):nth-last-of-type(7n)')


@shape
def capture_select_has(keys, size):
    n = min(size, 15 << 20) // 8
    return captured(keys, b'<html><body>' + b'<div>' * 400 + b'<p>x</p>' * n +
                    WORDS, 'html', select='div:has(div:has(#x))')


@shape
def captures_16_texts_each(keys, size):
    """2,000 texts from captures of 1.5 MB, sixteen of each: 3 GB of HTML."""
    body = b'<html><body>' + b'<p>Some words of a clause.</p>' * 52000
    n = max(1, min(120, size * 120 // 48000000))
    return captured(keys, body, 'html', n=n, same=16)


@shape
def captures_of_one_mb(keys, size):
    body = b'<html><body>' + b'<p>x</p>' * 125000
    n = max(1, min(150, size * 150 // 48000000))
    return captured(keys, body, 'html', n=n)


@shape
def captures_2000_small(keys, size):
    body = b'<html><body>' + b'<p>Some words of a clause.</p>' * 2000
    n = max(1, min(2000, size * 2000 // 48000000))
    return captured(keys, body, 'html', n=n)


def below(name, tags, piece, select='', n=30, head=b''):
    """n captures that stay just below the ceiling of 100,000 tags."""
    def make(keys, size):
        k = max(1, size * n // 48000000)
        body = b'<html><body>' + head + piece * (98000 // tags)
        return captured(keys, body, 'html', select, n=k)
    SHAPES['captures-below-' + name] = make


below('paragraphs', 1, b'<p>x', n=120)
below('breaks', 1, b'<br>', n=120)
below('formatting', 4, b'<p><font color=a><b><i>x')
below('adoption', 4, b'<a><div></a></div>')
below('fostered', 4, b'<table>x<b>y</b></table>')
below('cells', 1, b'<td>', head=b'<table><tr>')
below('links', 2, b'<a href=/a/b?c=d>x</a>', n=60)
below('lists', 2, b'<ul><li>')
below('deep', 500, b'<div>' * 250 + b'x' + b'</div>' * 250)
below('select', 2, b'<p>x</p>', '* ' * 30 + '#x')
below('select-deep', 500, b'<div>' * 250 + b'x' + b'</div>' * 250,
      'div ' * 60 + '#x')
below('select-siblings', 2, b'<p>x</p>', '* ~ ' * 30 + '#x')
below('select-nth', 2, b'<p>x</p>', 'p:nth-last-child(3n+1):nth-of-type(5n)')


@shape
def captures_plain_16_mb(keys, size):
    body = WORDS * (min(size, 15 << 20) // len(WORDS))
    n = 5
    return captured(keys, body, 'text', n=n, same=16)


def markdown(keys, body, size=0, **more):
    return captured(keys, body, 'markdown', **more)


def md(name, piece, limit=3 << 20, end=b'', most=10 ** 9):
    def make(keys, size):
        n = min(min(size, limit) // len(piece), most)
        return markdown(keys, piece * n + end + b'\n\n' + WORDS)
    SHAPES['markdown-' + name] = make


md('quotes', b'> ')
md('quote-lines', b'>>>>>>>>>>>>>>>>>>>> a\n')
md('brackets', b'[')
md('brackets-closed', b'[a](')
md('images', b'![')
md('stars', b'*a _b ')
md('strong', b'**x ')
md('backticks', b'`a``b')
md('links', b'[a](<b')
md('html', b'<a ')
md('comments', b'<!--')
md('declarations', b'<!X ')
md('instructions', b'<?')
md('cdata', b'<![CDATA[')
md('lists', b'- ' * 60 + b'a\n')
md('list-steps', b'* a\n  ')
md('tables', b'|x|\n|-|\n|y|\n')
md('table-cells', b'|a')
md('table-wide', b'|-')
md('entities', b'&#x41;')
md('autolinks', b'www.a.b ')
md('mails', b'a@b')
md('tildes', b'~~a~')
md('footnotes', b'[^a]: b\n\n[^a]\n')
md('backslashes', b'\\')
md('emphasis-ends', b'a**b' + b'c* ')
md('tabs', b'\t')
# Just below the ceiling of 650,000 marks.
md('below-brackets', b'[', most=649000)
md('below-lists', b'- ' * 60 + b'a\n', most=10600)
md('below-links', b'[a](<b', most=210000)
md('below-html', b'<a ', most=649000)
md('below-stars', b'*a _b ', most=324000)
md('below-lines', b'a\n', most=649000)

# A link walks over all emphasis before it: by the square.
md('links-among-emphasis', b'[a](b) *c* ', most=59000)
md('links-among-images', b'[a](b) ![', most=59000)


def many(name, piece, times, n):
    """n captures, each below every ceiling of a page."""
    def make(keys, size):
        k = max(1, size * n // 48000000)
        return captured(keys, piece * times + b'\n\n' + WORDS, 'markdown',
                        n=k)
    SHAPES['markdown-many-' + name] = make


many('lists', b'- a\n', 320000, 60)
many('lines', b'a\n', 600000, 60)
many('links-among-emphasis', b'[a](b) *c* ', 2200, 1500)
many('stars', b'*a _b ', 300000, 40)


@shape
def markdown_definitions(keys, size):
    """One long address, named again and again."""
    n = min(size, 3 << 20) // 2
    body = b'[a]: /' + b'x' * n + b'\n\n' + b'[a]' * (n // 3)
    return markdown(keys, body + b'\n\n' + WORDS)


@shape
def markdown_definitions_apart(keys, size):
    n = min(size, 3 << 20) // 24
    body = b''.join([b'[a%d]: b\n' % k for k in range(n)])
    return markdown(keys, body + b''.join([b'[a%d] ' % k for k in range(n)]) +
                    b'\n\n' + WORDS)


@shape
def markdown_list_deepening(keys, size):
    rows = []
    used = 0
    k = 0
    while used < min(size, 3 << 20):
        rows.append(b'  ' * k + b'- a\n')
        used += len(rows[-1])
        k += 1
    return markdown(keys, b''.join(rows) + b'\n' + WORDS)


# ---- Pages ----

GOOD = b'{"schema":"proviso-evidence/1"}'


def paged(keys, content, resources=b'', objs=(), tree=b''):
    """A file with a manifest, and pages that are looked at."""
    return attach(
        keys, [('evidence.json', stream(GOOD))],
        page=b'/Contents 10 0 R/Resources<<%s>>' % resources,
        objs=[(10, content)] + list(objs), catalog=tree)


FONT = (b'<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H'
        b'/ToUnicode 12 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2'
        b'/BaseFont/F/DW 500/CIDSystemInfo<</Registry(Adobe)'
        b'/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity'
        b'/FontDescriptor<</Type/FontDescriptor/FontName/F/FontFile2 13 0 R'
        b'>>>>]>>')


def cmap(ranges):
    return (b'/CIDInit/ProcSet findresource begin begincmap\n'
            b'1 begincodespacerange<0000><FFFF>endcodespacerange\n' + ranges +
            b'endcmap')


WHOLE_RANGE = cmap(b'1 beginbfrange<0000><FFFF><0000>endbfrange\n')


def with_font(keys, content, ranges=WHOLE_RANGE, program=b'x' * 99):
    return paged(keys, content, b'/Font<</F 11 0 R>>', [
        (11, FONT), (12, packed(ranges, b'', 6)), (13, packed(program))])


@shape
def page_operators(keys, size):
    return paged(keys, stream(repeat(b'0 0 m\n', size // 2),
                              b'/Filter/FlateDecode'))


@shape
def page_16_mb_of_operators(keys, size):
    return paged(keys, stream(repeat(b'0 0 m\n', min(size, 15 << 20) // 6),
                              b'/Filter/FlateDecode'))


@shape
def page_16_mb_of_q(keys, size):
    return paged(keys, stream(repeat(b'q ', min(size, 15 << 20) // 2),
                              b'/Filter/FlateDecode'))


@shape
def page_arrays(keys, size):
    return paged(keys, stream(repeat(b'[' * 90 + b']' * 90 + b'TJ ',
                                     min(size, 15 << 20) // 183),
                              b'/Filter/FlateDecode'))


@shape
def page_words(keys, size):
    return with_font(keys, stream(
        repeat(b'BT/F 9 Tf(%s)Tj ET ' % (b'ab' * 500),
               min(size, 15 << 20) // 1024), b'/Filter/FlateDecode'))


@shape
def page_words_marked(keys, size):
    return with_font(keys, stream(
        repeat(b'/P<</MCID 1>>BDC BT/F 9 Tf(ab)Tj ET EMC ',
               min(size, 15 << 20) // 44), b'/Filter/FlateDecode'))


@shape
def page_runs_apart(keys, size):
    """Words of one glyph each, all at one place."""
    return with_font(keys, stream(
        repeat(b'/P<</MCID 1>>BDC BT/F 9 Tf 1 0 0 1 9 9 Tm(ab)Tj ET EMC\n'
               b'0 0 99 99 re f ', min(size, 12 << 20) // 72),
        b'/Filter/FlateDecode'))


@shape
def page_actual_text(keys, size):
    one = b'/Span<</MCID 0/ActualText(%s)>>BDC EMC ' % (b'x' * 60000)
    return paged(keys, stream(repeat(one, min(size, 15 << 20) // len(one)),
                              b'/Filter/FlateDecode'))


@shape
def page_actual_text_by_name(keys, size):
    """One property list with a long text, begun a million times."""
    return paged(keys, stream(repeat(b'/P/L BDC EMC ', min(size, 15 << 20)
                                     // 13), b'/Filter/FlateDecode'),
                 b'/Properties<</L<</MCID 0/ActualText(%s)>>>>' %
                 (b'x' * min(size, 1 << 20)))


@shape
def pages_of_one_content(keys, size):
    n = max(4, min(200000, size // 120))
    body = stream(repeat(b'0 0 m\n', 100000), b'/Filter/FlateDecode')
    kids = b' '.join([b'%d 0 R' % (100 + k) for k in range(n)])
    return attach(
        keys, [('evidence.json', stream(GOOD))],
        pages=b'<</Type/Pages/Count %d/Kids[3 0 R %s]>>' % (n + 1, kids),
        objs=[(10, body)] + [(100 + k, PAGE % b'/Contents 10 0 R')
                             for k in range(n)])


@shape
def page_contents_by_the_million(keys, size):
    many = b'/Contents[' + b'10 0 R ' * (size // 7) + b']'
    return attach(keys, [('evidence.json', stream(GOOD))], page=many,
                  objs=[(10, stream(b''))])


@shape
def cmap_ranges(keys, size):
    rows = b'<0000><FFFF><0000>\n' * (min(size, 7 << 20) // 19)
    return with_font(keys, stream(b'BT/F 9 Tf(ab)Tj ET'),
                     cmap(b'100 beginbfrange\n' + rows + b'endbfrange\n'))


@shape
def cmap_ranges_wide(keys, size):
    rows = b'<00000000><FFFFFFFF><0000>\n' * (min(size, 7 << 20) // 27)
    return with_font(keys, stream(b'BT/F 9 Tf(ab)Tj ET'),
                     cmap(b'100 beginbfrange\n' + rows + b'endbfrange\n'))


@shape
def cmap_long_texts(keys, size):
    """Each of 65,536 codes stands for a thousand letters."""
    text = b'0041' * 200
    return with_font(keys, stream(repeat(
        b'BT/F 9 Tf(%s)Tj ET ' % (b'ab' * 500), min(size, 15 << 20) // 1024),
        b'/Filter/FlateDecode'),
        cmap(b'1 beginbfrange<0000><FFFF><' + text + b'>endbfrange\n'))


@shape
def fonts_256(keys, size):
    n = 250
    fonts = b''.join([b'/F%d %d 0 R' % (k, 100 + k) for k in range(n)])
    use = b''.join([b'BT/F%d 9 Tf(ab)Tj ET ' % k for k in range(n)])
    return paged(keys, stream(use), b'/Font<<%s>>' % fonts,
                 [(100 + k, FONT) for k in range(n)] +
                 [(12, packed(WHOLE_RANGE)), (13, packed(b'x' * 99))])


@shape
def font_program_of_30_mb(keys, size):
    return with_font(keys, stream(b'BT/F 9 Tf(ab)Tj ET'),
                     program=b'\0\1\0\0' + b'\xff' * min(size, 31 << 20))


@shape
def font_widths(keys, size):
    f = FONT.replace(b'/DW 500', b'/DW 500/W[' + b'0 65535 1 ' *
                     (size // 10) + b']')
    return paged(keys, stream(b'BT/F 9 Tf(ab)Tj ET'), b'/Font<</F 11 0 R>>', [
        (11, f), (12, packed(WHOLE_RANGE)), (13, packed(b'x' * 99))])


@shape
def tags_deep(keys, size):
    n = max(4, min(400000, size // 80))
    st = [(20, b'<</Type/StructTreeRoot/K 21 0 R>>')] + [
        (21 + k, b'<</S/P/P %d 0 R/K[%d 0 R]>>' % (20 + k, 22 + k))
        for k in range(n)] + [(21 + n, b'<</S/P/K 0>>')]
    return paged(keys, stream(b''), b'', st, b'/StructTreeRoot 20 0 R')


@shape
def tags_wide(keys, size):
    n = size // 2
    st = [(20, b'<</Type/StructTreeRoot/K[' + b'21 0 R ' * (n // 8) +
           b']>>'), (21, b'<</S/P/Pg 3 0 R/K 1>>')]
    return paged(keys, stream(b''), b'', st, b'/StructTreeRoot 20 0 R')


@shape
def tags_of_all_words(keys, size):
    """Each of many elements takes all the pieces of a page."""
    n = min(200000, size // 240)
    text = repeat(b'/P<</MCID 1>>BDC BT/F 9 Tf(abababab)Tj ET EMC ',
                  min(size, 12 << 20) // 50)
    st = [(20, b'<</Type/StructTreeRoot/K[' +
           b'<</S/BlockQuote/Pg 3 0 R/K[1 1 1 1 1 1 1 1]>>' * n + b']>>')]
    return paged(keys, stream(text, b'/Filter/FlateDecode'),
                 b'/Font<</F 11 0 R>>',
                 st + [(11, FONT), (12, packed(WHOLE_RANGE)),
                       (13, packed(b'x' * 99))], b'/StructTreeRoot 20 0 R')


@shape
def tags_cycle(keys, size):
    st = [(20, b'<</Type/StructTreeRoot/K 21 0 R>>'),
          (21, b'<</S/P/K[22 0 R 21 0 R]>>'), (22, b'<</S/P/K[21 0 R]>>')]
    return paged(keys, stream(b''), b'', st, b'/StructTreeRoot 20 0 R')
