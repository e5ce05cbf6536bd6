#include "intake/warc.h"

#include "codec/gz.h"
#include "help/test.h"
#include "help/warc.h"
#include "warc_in.h"

#define TARGET "WARC-Target-URI: " WARC_URL "\r\n"
#define RESPONSE TARGET "Content-Type: application/http; msgtype=response\r\n"

/* warcinfo, request, response, metadata, revisit: two looks. */
static void
make_all(struct buf *b)
{
	static const struct warc_made all[] = {
		{ "warcinfo", 1, "Content-Type: application/warc-fields\r\n",
		    "software: by hand\r\n", NULL },
		{ "request", 2,
		    TARGET "Content-Type: application/http; msgtype=request\r\n"
			   "WARC-Concurrent-To: <urn:test:3>\r\n",
		    "GET /privacy HTTP/1.1\r\nHost: vendor.example\r\n\r\n",
		    NULL },
		{ "response", 3, RESPONSE "WARC-IP-Address: 192.0.2.7\r\n",
		    WARC_HTTP, WARC_PAGE },
		{ "metadata", 4,
		    TARGET "Content-Type: application/warc-fields\r\n",
		    "via: by hand\r\n", NULL },
		{ "revisit", 5,
		    RESPONSE "WARC-Refers-To: <urn:test:3>\r\nWARC-Profile: "
			     "http://netpreserve.org/warc/1.1/revisit/"
			     "identical-payload-digest\r\n",
		    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
		    WARC_PAGE },
	};
	size_t i;

	buf_init(b, (size_t)1 << 20);
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		warc_make(b, &all[i]);
}

struct spoiled {
	const char *old, *new;
	size_t looks; /* that are left */
	const char *why; /* in a refusal's words, or the fault's */
};

static void
try_all(const struct spoiled *cases, size_t n, bool fault)
{
	struct warc_taken t;
	struct warc_counts counts;
	struct fault f = { 0 };
	struct buf b;
	size_t i, k;

	for (i = 0; i < n; i++) {
		make_all(&b);
		warc_change(&b, cases[i].old, cases[i].new);
		if (fault) {
			assert_int_equal(warc_read_bytes(b.data, b.len, false,
					     &t, &counts, &f),
			    -1);
			assert_non_null(strstr(f.text, cases[i].why));
			assert_int_equal(t.n, 0);
			buf_free(&b);
			continue;
		}
		assert_ok(
		    warc_read_bytes(b.data, b.len, false, &t, &counts, &f), &f);
		for (k = 0; k < t.n_refused; k++)
			if (strstr(t.why[k], cases[i].why) != NULL)
				break;
		if (k == t.n_refused || t.n != cases[i].looks)
			fail_msg("%s -> %s: %zu looks, %zu refused: %s",
			    cases[i].old, cases[i].new, t.n, t.n_refused,
			    t.why[0]);
		assert_int_equal(counts.refused, t.n_refused);
		buf_free(&b);
	}
}

/*= WARC/1.1 section 5: what each record must have */
static void
test_a_record_that_is_not_good_is_refused_alone_with_its_reason(void **state)
{
	static const struct spoiled cases[] = {
		{ "<urn:test:3>\r\nWARC-Date", "<urn:test:9>\r\nWARC-Date", 2,
		    "WARC-Concurrent-To points at no record" },
		{ "WARC-Record-ID: <urn:test:3>\r\n", "", 0,
		    "want one WARC-Record-ID, have 0" },
		{ "WARC-Record-ID: <urn:test:4>\r\n",
		    "WARC-Record-ID: <urn:test:3>\r\n", 2,
		    "stands there twice" },
		{ "WARC-Record-ID: <urn:test:3>\r\n",
		    "WARC-Record-ID: urn:test:3\r\n", 0,
		    "want a WARC-Record-ID <uri>, have \"urn:test:3\"" },
		{ "response\r\nWARC-Record-ID: <urn:test:3>\r\nWARC-Date: "
		  "2026-05-12T06:00:00Z\r\n",
		    "response\r\nWARC-Record-ID: <urn:test:3>\r\n", 0,
		    "want one WARC-Date, have 0" },
		{ "response\r\nWARC-Record-ID: <urn:test:3>\r\nWARC-Date: "
		  "2026-05",
		    "response\r\nWARC-Record-ID: <urn:test:3>\r\nWARC-Date: "
		    "2026-13",
		    0, "WARC-Date: date" },
		{ "WARC-IP-Address: 192.0.2.7", "WARC-IP-Address: 999.1.1.1", 0,
		    "have \"999.1.1.1\"" },
		{ "WARC-IP-Address: 192.0.2.7", "WARC-Truncated: length", 0,
		    "it was cut when it was taken: length" },
		{ "WARC-IP-Address: 192.0.2.7", "WARC-Segment-Number: 1", 0,
		    "one of several segments" },
		{ "WARC-IP-Address: 192.0.2.7", "WARC-Block-Digest: sha1:AAAA",
		    0, "WARC-Block-Digest" },
		{ "We keep what", "We kept what", 0,
		    "WARC-Block-Digest: want sha256" },
		{ TARGET "Content-Type: application/http; msgtype=response\r\n"
			 "WARC-IP",
		    "Content-Type: application/http; msgtype=response\r\n"
		    "WARC-IP",
		    0, "a response without WARC-Target-URI" },
		{ "WARC-Target-URI: " WARC_URL
		  "\r\nContent-Type: application/http; msgtype=response\r\n"
		  "WARC-IP",
		    "WARC-Target-URI: https://vendor.example/a b\r\n"
		    "Content-Type: application/http; msgtype=response\r\n"
		    "WARC-IP",
		    0, "a blank or control character" },
		{ "WARC-Refers-To: <urn:test:3>",
		    "WARC-Refers-To: <urn:test:4>", 1,
		    "a revisit of a record that no file has: <urn:test:4>" },
	};

	(void)state;
	try_all(cases, sizeof(cases) / sizeof(cases[0]), false);
}

static void
test_a_file_that_cannot_be_read_on_is_refused_whole(void **state)
{
	static const struct spoiled cases[] = {
		{ "WARC/1.1\r\nWARC-Type: metadata",
		    "WARC/2.0\r\nWARC-Type: metadata", 0,
		    "want WARC/1.0 or WARC/1.1, have \"WARC/2.0\"" },
		{ "Content-Length: 14\r\n", "", 0,
		    "want one Content-Length, have 0" },
		{ "Content-Length: 14\r\n",
		    "Content-Length: 14\r\nContent-Length: 14\r\n", 0,
		    "want one Content-Length, have 2" },
		{ "Content-Length: 14\r\n", "Content-Length: 13\r\n", 0,
		    "want two line ends" },
		{ "Content-Length: 14\r\n", "Content-Length: 99999\r\n", 0,
		    "the file ends inside a record" },
		{ "Content-Length: 14\r\n", "Content-Length: -14\r\n", 0,
		    "Content-Length" },
		{ "Content-Length: 14\r\n",
		    "Content-Length: 99999999999999999999\r\n", 0,
		    "Content-Length" },
		{ "WARC-Type: metadata", "WARC-Type metadata", 0,
		    "want a field \"name: value\"" },
		{ "WARC-Type: metadata",
		    "WARC-Type: meta\xff"
		    "data",
		    0, "not UTF-8" },
	};

	(void)state;
	try_all(cases, sizeof(cases) / sizeof(cases[0]), true);
}

static void
test_records_without_any_digest_are_refused(void **state)
{
	static const char record[] =
	    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: "
	    "<urn:test:1>\r\nWARC-Date: 2026-05-12T06:00:00Z\r\n" RESPONSE
	    "Content-Length: 4\r\n\r\nabcd\r\n\r\n";
	struct warc_taken t;
	struct warc_counts counts;
	struct fault f = { 0 };

	(void)state;
	assert_ok(
	    warc_read_bytes(record, sizeof(record) - 1, false, &t, &counts, &f),
	    &f);
	assert_int_equal(t.n, 0);
	assert_int_equal(counts.refused, 1);
	assert_string_equal(
	    t.why[0], "neither WARC-Block-Digest nor WARC-Payload-Digest");
}

static void
test_a_cut_anywhere_is_seen_but_between_two_records(void **state)
{
	struct warc_taken t;
	struct warc_counts counts;
	struct fault f = { 0 };
	struct buf b;
	size_t n;
	int rc, whole = 0;

	(void)state;
	make_all(&b);
	assert_ok(warc_read_bytes(b.data, b.len, false, &t, &counts, &f), &f);
	assert_int_equal(t.n, 2);
	assert_int_equal(counts.records, 5);
	assert_int_equal(counts.refused, 0);
	for (n = 0; n < b.len; n++) {
		rc = warc_read_bytes(b.data, n, false, &t, &counts, &f);
		if (rc == 0)
			whole++;
		else
			assert_int_equal(t.n, 0);
	}
	/* After each record but the last; see test_warc_write.c for ours. */
	assert_int_equal(whole, 4);
	buf_free(&b);
}

/* Body as it stands, what the header says, what the digest is of. */
static void
read_body(const char *head, const char *framed, const char *payload,
    struct warc_taken *t)
{
	struct warc_counts counts;
	struct fault f = { 0 };
	char block[1000];
	const struct warc_made m = { "response", 1, RESPONSE, block, payload };
	struct buf b;

	(void)snprintf(block, sizeof(block),
	    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%s\r\n%s", head,
	    framed);
	buf_init(&b, (size_t)1 << 20);
	warc_make(&b, &m);
	assert_ok(warc_read_bytes(b.data, b.len, false, t, &counts, &f), &f);
	buf_free(&b);
}

#define CHUNKED "Transfer-Encoding: chunked\r\n"

/*= RFC 9112 section 7.1: the chunked transfer coding */
static void
test_chunks_are_taken_off_and_what_others_do_with_them_is_said(void **state)
{
	struct warc_taken t;

	(void)state;
	read_body(
	    CHUNKED, "4;x=1\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n", "abcdef", &t);
	assert_int_equal(t.n, 1);
	assert_string_equal(t.body[0], "abcdef");
	assert_null(strstr(t.note[0], "\"note\""));
	read_body(CHUNKED, "6\r\nabcdef\r\n0\r\n\r\n",
	    "6\r\nabcdef\r\n0\r\n\r\n", &t);
	assert_string_equal(t.body[0], "abcdef");
	assert_non_null(strstr(t.note[0],
	    "its payload digest fits only with the transfer coding left in"));
	read_body(CHUNKED, "abcdef", "abcdef", &t);
	assert_string_equal(t.body[0], "abcdef");
	assert_non_null(
	    strstr(t.note[0], "its head says chunked, its body is not"));
	read_body(CHUNKED, "6\r\nabcdef\r\n0\r\n\r\n", "abc", &t);
	assert_int_equal(t.n, 0);
	assert_non_null(strstr(t.why[0], "WARC-Payload-Digest"));
	read_body("", "6\r\nabcdef\r\n0\r\n\r\n", "abcdef", &t);
	assert_int_equal(t.n, 0);
}

static void
test_a_body_whose_coding_is_broken_is_refused(void **state)
{
	struct warc_taken t;

	(void)state;
	read_body("Content-Encoding: gzip\r\n", "abcdef", "abcdef", &t);
	assert_int_equal(t.n, 0);
	assert_non_null(strstr(t.why[0], "Content-Encoding \"gzip\""));
	read_body("Content-Encoding: rot13\r\n", "abcdef", "abcdef", &t);
	assert_int_equal(t.n, 0);
	assert_non_null(strstr(t.why[0], "rot13"));
}

static void
test_a_packed_file_has_a_member_for_each_record(void **state)
{
	struct warc_taken t;
	struct warc_counts counts;
	struct fault f = { 0 };
	struct buf plain, packed;
	size_t i;

	(void)state;
	make_all(&plain);
	buf_init(&packed, (size_t)1 << 20);
	assert_ok(gz_pack(plain.data, plain.len, &packed, &f), &f);
	assert_fault(
	    warc_read_bytes(packed.data, packed.len, false, &t, &counts, &f),
	    &f, FAULT_FORMAT, "a gzip member goes on after its record");
	packed.len = 0;
	plain.len = 0;
	warc_make(&plain,
	    &(struct warc_made){
		"response", 1, RESPONSE, WARC_HTTP, WARC_PAGE });
	assert_ok(gz_pack(plain.data, plain.len, &packed, &f), &f);
	assert_ok(
	    warc_read_bytes(packed.data, packed.len, false, &t, &counts, &f),
	    &f);
	assert_int_equal(t.n, 1);
	assert_string_equal(t.body[0], WARC_PAGE);
	assert_string_equal(t.name[0], "vendor.example/privacy");
	for (i = 1; i < packed.len; i++)
		assert_int_equal(
		    warc_read_bytes(packed.data, i, false, &t, &counts, &f),
		    -1);
	buf_add(&packed, "junk", 4);
	assert_int_equal(
	    warc_read_bytes(packed.data, packed.len, false, &t, &counts, &f),
	    -1);
	buf_free(&plain);
	buf_free(&packed);
}

static void
test_a_member_that_unpacks_to_far_more_is_a_bomb(void **state)
{
	struct warc_taken t;
	struct warc_counts counts;
	struct fault f = { 0 };
	struct buf plain, packed;
	const size_t n = (size_t)70 << 20;

	(void)state;
	buf_init(&plain, (size_t)80 << 20);
	buf_init(&packed, (size_t)1 << 20);
	buf_fmt(&plain,
	    "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:test:1>"
	    "\r\nWARC-Date: 2026-05-12T06:00:00Z\r\n" TARGET
	    "Content-Length: %zu\r\n\r\n",
	    n);
	while (plain.len < n)
		buf_add(&plain, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	assert_ok(gz_pack(plain.data, plain.len, &packed, &f), &f);
	assert_fault(
	    warc_read_bytes(packed.data, packed.len, false, &t, &counts, &f),
	    &f, FAULT_LIMIT, "a bomb");
	buf_free(&plain);
	buf_free(&packed);
}

/*= RFC 4648 section 6: base32; WARC/1.1 section 5.8: labelled digests */
static void
test_a_digest_is_read_in_one_form_only(void **state)
{
	static const struct {
		const char *text, *why; /* NULL: it is one */
	} cases[] = {
		{ "sha1:2JMJ7L5RSW3YVVLMWP3WQKWRP2K3YDX6", NULL },
		{ "SHA-1:2jmj7l5rsw3yvvlmwp3wqkwrp2k3ydx6", NULL },
		{ "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709", NULL },
		{ "md5:d41d8cd98f00b204e9800998ecf8427e", NULL },
		{ "sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ"
		  "====",
		    NULL },
		{ "sha1:2JMJ7L5RSW3YVVLMWP3WQKWRP2K3YDX", "want 20 bytes" },
		{ "sha1:2JMJ7L5RSW3YVVLMWP3WQKWRP2K3YDX6A", "want 20 bytes" },
		{ "sha1:0JMJ7L5RSW3YVVLMWP3WQKWRP2K3YDX6", "want 20 bytes" },
		{ "sha1:", "want 20 bytes" },
		{ "sha1", "want \"algorithm:value\"" },
		{ ":abc", "want \"algorithm:value\"" },
		{ "crc32:00000000", "a digest by \"crc32\"" },
		/* Bits left over that are not 0. */
		{ "md5:2QOYZ2QPCAZQBYUAAKMOZ6CCPZ", "want 16 bytes" },
	};
	struct warc_digest d;
	struct fault f = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (cases[i].why == NULL)
			assert_ok(warc_digest_parse(cases[i].text, &d, &f), &f);
		else
			assert_fault(warc_digest_parse(cases[i].text, &d, &f),
			    &f, FAULT_FORMAT, cases[i].why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_record_that_is_not_good_is_refused_alone_with_its_reason),
		cmocka_unit_test(
		    test_a_file_that_cannot_be_read_on_is_refused_whole),
		cmocka_unit_test(test_records_without_any_digest_are_refused),
		cmocka_unit_test(
		    test_a_cut_anywhere_is_seen_but_between_two_records),
		cmocka_unit_test(
		    test_chunks_are_taken_off_and_what_others_do_with_them_is_said),
		cmocka_unit_test(test_a_body_whose_coding_is_broken_is_refused),
		cmocka_unit_test(
		    test_a_packed_file_has_a_member_for_each_record),
		cmocka_unit_test(
		    test_a_member_that_unpacks_to_far_more_is_a_bomb),
		cmocka_unit_test(test_a_digest_is_read_in_one_form_only),
	};

	return cmocka_run_group_tests_name("warc", tests, NULL, NULL);
}
