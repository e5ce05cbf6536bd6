"""webarchive.py index DIR: every line of DIR/indexes/index.cdxj is looked up
in the WARC with warcio; webarchive.py write FILE: a WARC as warcio makes it."""
import gzip
import hashlib
import io
import json
import os
import sys

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

URL = "https://vendor.example/privacy"
PAGE = (b"<h1>Privacy</h1><p>We collect your name, address and payment details"
        b" when you open an account with us, and keep them for two years.</p>"
        b"<p>We share data with our processors only, who are bound by contract"
        b" to protect them.</p>")


def index(folder):
    seen = 0
    last = ""
    with open(os.path.join(folder, "indexes/index.cdxj")) as lines:
        for line in lines:
            assert line >= last, "not sorted: " + line
            last = line
            at = json.loads(line.split(" ", 2)[2])
            path = os.path.join(folder, "archive", at["filename"])
            with open(path, "rb") as warc:
                warc.seek(int(at["offset"]))
                member = warc.read(int(at["length"]))
            record = next(ArchiveIterator(io.BytesIO(member)))
            body = record.raw_stream.read()
            header = record.rec_headers.get_header
            assert header("WARC-Target-URI") == at["url"], line
            assert header("WARC-Payload-Digest") == at["digest"], line
            if record.rec_type != "revisit":
                sha = hashlib.sha256(body).hexdigest()
                assert at["digest"] == "sha256:" + sha, line
            seen += 1
    assert seen > 40, seen


def write(path):
    with open(path, "wb") as out:
        writer = WARCWriter(out, gzip=True)
        writer.write_record(writer.create_warcinfo_record("a", {"by": "warcio"}))
        packed = gzip.compress(PAGE)
        chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
        for day, body, head in (
                (1, PAGE, []), (2, packed, [("Content-Encoding", "gzip")]),
                (3, chunked, [("Transfer-Encoding", "chunked")])):
            head = [("Content-Type", "text/html; charset=utf-8")] + head
            writer.write_record(writer.create_warc_record(
                URL, "response", payload=io.BytesIO(body),
                http_headers=StatusAndHeaders("200 OK", head, "HTTP/1.1"),
                warc_headers_dict={"WARC-Date": "2026-05-0%dT00:00:00Z" % day}))


if __name__ == "__main__":
    {"index": index, "write": write}[sys.argv[1]](sys.argv[2])
