#include "intake/warc_write.h"

#include "codec/zip.h"
#include "help/test.h"
#include "help/warc.h"

/* Looks written, and read again. */

#define TIME INT64_C(1778565600000) /* 2026-05-12T06:00:00Z */
#define HOPS                                                                \
	"{\"format\":1,\"hops\":[{\"address\":\"192.0.2.7\",\"request\":"   \
	"\"GET /privacy HTTP/1.1\\r\\nHost: vendor.example\\r\\n\\r\\n\","  \
	"\"response\":\"HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\n" \
	"Transfer-Encoding: chunked\\r\\nX-Name: \xc3\xa9\\r\\n\\r\\n\","   \
	"\"status\":200,\"url\":\"" WARC_URL "\"}]}"

static int
put(void *ctx, const void *p, size_t n, struct fault *f)
{
	buf_add(ctx, p, n);
	return buf_check(ctx, "test", f);
}

static int
patch(void *ctx, uint64_t offset, const void *p, size_t n, struct fault *f)
{
	struct buf *b = ctx;

	(void)f;
	assert_true(offset + n <= b->len);
	memcpy(b->data + offset, p, n);
	return 0;
}

static const struct exhibit shots[] = {
	{ "screenshot", "image/png", "chromium 1", (const unsigned char *)"PNG",
	    3 },
};

/* A page with a head, one without, the same again, a gap. */
static void
put_all(struct warc_writer *w)
{
	struct capture c = {
		.platform = "Vendor",
		.document = "Privacy \xe2\x82\xac",
		.key = "one",
		.time_utc_ms = TIME,
		.method = "capture",
		.url = WARC_URL,
		.record = HOPS,
		.status = 200,
		.media_type = "text/html",
		.select = "main",
		.remove = "",
		.bytes = (const unsigned char *)WARC_PAGE,
		.len = strlen(WARC_PAGE),
		.exhibits = shots,
		.n_exhibits = 1,
	};
	struct fault f = { 0 };

	assert_ok(warc_writer_put(w, &c, NULL, &f), &f);
	c.key = "two";
	c.time_utc_ms++;
	c.bytes = NULL;
	c.len = 0;
	c.n_exhibits = 0;
	c.status = 304;
	c.record = "{}";
	assert_ok(warc_writer_put(w, &c, "one", &f), &f);
	c.key = "three";
	c.time_utc_ms++;
	c.url = "";
	c.status = 0;
	c.media_type = "text/markdown";
	c.bytes = (const unsigned char *)"# Privacy";
	c.len = 9;
	assert_ok(warc_writer_put(w, &c, NULL, &f), &f);
	c.key = "four";
	c.time_utc_ms++;
	c.bytes = NULL;
	c.len = 0;
	c.gap_rule = "net-timeout";
	c.gap = "no answer";
	assert_ok(warc_writer_put(w, &c, NULL, &f), &f);
}

static void
write_warc(struct buf *b, bool packed)
{
	const struct warc_out o = {
		.sink = { b, put }, .packed = packed, .software = "test 1"
	};
	struct warc_writer *w = warc_writer_new(&o);
	struct fault f = { 0 };
	size_t n;

	buf_init(b, (size_t)1 << 20);
	put_all(w);
	assert_ok(warc_writer_end(w, &n, &f), &f);
	/* warcinfo, 3 with a page and 2 beside it, 4 looks, the end. */
	assert_int_equal(n, 11);
	warc_writer_free(w);
}

static void
write_wacz(struct buf *b)
{
	const struct wacz_sink sink = { { b, put }, patch };
	struct wacz_writer *z;
	struct fault f = { 0 };
	size_t n;

	buf_init(b, (size_t)1 << 20);
	assert_ok(wacz_writer_new(&sink, "test 1", &z, &f), &f);
	put_all(wacz_writer_looks(z));
	assert_ok(wacz_writer_end(z, &n, &f), &f);
	assert_int_equal(n, 11);
	wacz_writer_free(z);
}

static void
assert_all(const struct warc_taken *t, const struct warc_counts *counts)
{
	size_t i;

	assert_int_equal(counts->refused, 0);
	assert_int_equal(t->n, 4);
	for (i = 0; i < 4; i++)
		assert_string_equal(t->name[i], "Vendor/Privacy \xe2\x82\xac");
	assert_string_equal(t->key[0], "one");
	assert_string_equal(t->body[0], WARC_PAGE);
	assert_int_equal(t->status[0], 200);
	assert_int_equal(t->exhibits[0], 1);
	assert_non_null(strstr(t->note[0], "\"hops\":[{"));
	assert_string_equal(t->key[1], "two");
	assert_string_equal(t->body[1], WARC_PAGE);
	assert_int_equal(t->status[1], 304);
	assert_string_equal(t->body[2], "# Privacy");
	assert_int_equal(t->status[2], 0);
	assert_string_equal(t->body[3], "(none)");
	assert_string_equal(t->gap[3], "net-timeout");
	assert_null(t->gap[2]);
}

static void
test_what_is_written_is_read_again_in_each_form(void **state)
{
	struct warc_taken t;
	struct warc_counts counts;
	struct fault f = { 0 };
	struct buf b, again;
	int form;

	(void)state;
	for (form = 0; form < 3; form++) {
		if (form == 2) {
			write_wacz(&b);
			write_wacz(&again);
		} else {
			write_warc(&b, form == 1);
			write_warc(&again, form == 1);
		}
		assert_int_equal(b.len, again.len);
		assert_memory_equal(b.data, again.data, b.len);
		assert_ok(
		    warc_read_bytes(b.data, b.len, form == 2, &t, &counts, &f),
		    &f);
		assert_all(&t, &counts);
		buf_free(&b);
		buf_free(&again);
	}
}

static void
test_a_head_loses_its_transfer_coding_and_keeps_every_byte(void **state)
{
	struct buf b;

	(void)state;
	write_warc(&b, false);
	buf_add(&b, "", 1);
	assert_non_null(strstr((char *)b.data,
	    "\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\nX-Name: \xe9"
	    "\r\n\r\n" WARC_PAGE "\r\n\r\n"));
	assert_null(strstr((char *)b.data, "\r\nTransfer-Encoding"));
	assert_non_null(
	    strstr((char *)b.data, "WARC-IP-Address: 192.0.2.7\r\n"));
	buf_free(&b);
}

static void
test_a_file_of_ours_that_was_cut_or_changed_gives_no_look(void **state)
{
	struct warc_taken t;
	struct warc_counts counts;
	struct fault f = { 0 };
	struct buf b;
	size_t i, step;
	int form, rc;

	(void)state;
	for (form = 0; form < 3; form++) {
		if (form == 2)
			write_wacz(&b);
		else
			write_warc(&b, form == 1);
		for (i = 0; i < b.len; i++) {
			rc = warc_read_bytes(
			    b.data, i, form == 2, &t, &counts, &f);
			assert_int_equal(rc, -1);
			assert_int_equal(t.n, 0);
		}
		/* A byte: whole, or no look that differs in any way. */
		step = form == 0 ? 1 : 3;
		for (i = 0; i < b.len; i += step) {
			b.data[i] ^= 0x01;
			rc = warc_read_bytes(
			    b.data, b.len, form == 2, &t, &counts, &f);
			if (rc == 0 && counts.refused == 0)
				assert_all(&t, &counts);
			b.data[i] ^= 0x01;
		}
		buf_free(&b);
	}
}

static void
test_a_record_taken_out_anywhere_is_missed(void **state)
{
	struct warc_taken t;
	struct warc_counts counts;
	struct fault f = { 0 };
	struct buf b, cut;
	const char *at, *next;
	size_t n = 0;

	(void)state;
	write_warc(&b, false);
	buf_add(&b, "", 1);
	for (at = (char *)b.data; *at != '\0'; at = next) {
		next = strstr(at + 1, "WARC/1.1\r\n");
		if (next == NULL)
			next = (char *)b.data + b.len - 1;
		buf_init(&cut, (size_t)1 << 20);
		buf_add(&cut, b.data, (size_t)(at - (char *)b.data));
		buf_add(
		    &cut, next, b.len - 1 - (size_t)(next - (char *)b.data));
		assert_fault(
		    warc_read_bytes(cut.data, cut.len, false, &t, &counts, &f),
		    &f, FAULT_FORMAT, "");
		buf_free(&cut);
		n++;
	}
	assert_int_equal(n, 11);
	buf_free(&b);
}

static void
test_what_a_look_says_must_be_so(void **state)
{
	static const struct warc_made page = { "resource", 1,
		"WARC-Target-URI: " WARC_URL "\r\nContent-Type: text/html\r\n",
		WARC_PAGE, WARC_PAGE };
	static const char good[] =
	    "{\"platform\":\"P\",\"document\":\"D\",\"select\":\"\","
	    "\"remove\":\"\",\"key\":\"k\",\"status\":200,\"sha256\":\"%s\"}";
	static const struct {
		const char *old, *new, *why;
	} cases[] = {
		{ "\"platform\":\"P\",", "", "platform" },
		{ "\"P\"", "\"\"", "want a platform, have none" },
		{ "\"P\"", "\"P\\u001b\"", "a control character" },
		{ "\"key\":\"k\",", "", "key" },
		{ "200", "600", "status" },
		{ "\"status\"", "\"gap_rule\":\"made-up\",\"status\"",
		    "want the name of a rule, have \"made-up\"" },
		{ "\"sha256\":\"", "\"sha256\":\"0", "want bytes with sha256" },
		{ "\"status\"",
		    "\"exhibits\":[{\"role\":\"r\",\"media_type\":\"\","
		    "\"maker\":\"\",\"record\":\"<urn:test:9>\"}],\"status\"",
		    "want a record that is there, have <urn:test:9>" },
		{ "}", "", "json: line 1" },
	};
	struct warc_taken t;
	struct warc_counts counts;
	struct fault f = { 0 };
	struct digest d;
	char text[400];
	struct buf b, json;
	size_t i;

	(void)state;
	assert_ok(sha256_of(WARC_PAGE, strlen(WARC_PAGE), &d, &f), &f);
	(void)snprintf(text, sizeof(text), good, digest_hex(&d).s);
	for (i = 0; i <= sizeof(cases) / sizeof(cases[0]); i++) {
		buf_init(&json, 4096);
		buf_str(&json, text);
		if (i > 0)
			warc_change(&json, cases[i - 1].old, cases[i - 1].new);
		buf_add(&json, "", 1);
		buf_init(&b, (size_t)1 << 20);
		warc_make(&b, &page);
		warc_make(&b,
		    &(struct warc_made){ "metadata", 2,
			"WARC-Concurrent-To: <urn:test:1>\r\nContent-Type: "
			"application/vnd.proviso.look+json\r\n",
			(char *)json.data, NULL });
		assert_ok(
		    warc_read_bytes(b.data, b.len, false, &t, &counts, &f), &f);
		if (i == 0) {
			assert_int_equal(counts.refused, 0);
			assert_string_equal(t.name[0], "P/D");
		} else if (counts.refused != 1 ||
		    strstr(t.why[0], cases[i - 1].why) == NULL) {
			fail_msg("%s: %s", cases[i - 1].new, t.why[0]);
		}
		buf_free(&b);
		buf_free(&json);
	}
}

/* A zip of files by hand: names and texts by turns, NULL at the end. */
static void
make_zip(struct buf *b, const char *const *files)
{
	const struct zip_sink sink = { b, put, patch };
	struct zip *z = zip_new(&sink);
	struct fault f = { 0 };

	buf_init(b, (size_t)1 << 20);
	for (; files[0] != NULL; files += 2) {
		assert_ok(zip_begin(z, files[0], &f), &f);
		assert_ok(zip_add(z, files[1], strlen(files[1]), &f), &f);
		assert_ok(zip_end(z, &f), &f);
	}
	assert_ok(zip_finish(z, &f), &f);
	zip_free(z);
}

#define PACKAGE "datapackage.json"
#define EMPTY "{\"resources\":[],\"wacz_version\":\"1.1.1\"}"
#define SHA_X "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
#define LISTED(path, bytes, sha)                                      \
	"{\"resources\":[{\"bytes\":" bytes ",\"hash\":\"sha256:" sha \
	"\",\"path\":\"" path "\"}],\"wacz_version\":\"1.1.1\"}"

/* As version 1.0.0 had it. */
#define STATS(how, bytes, sha)                                     \
	"{\"resources\":[{\"hashing\":\"" how "\",\"path\":\"b\"," \
	"\"stats\":{\"bytes\":" bytes ",\"hash\":\"" sha "\"}}],"  \
	"\"wacz_version\":\"1.0.0\"}"

/*= WACZ 1.0.0 section 5.2: "stats" holds hash and bytes, "hashing" says how */
/*= WACZ 1.1.1 section 5.2: every file is in the data package */
static void
test_a_wacz_is_what_its_data_package_says(void **state)
{
	static const struct {
		const char *files[7], *why;
	} cases[] = {
		{ { "a.txt", "x", NULL }, "no datapackage.json" },
		{ { PACKAGE, EMPTY, "a.txt", "x", NULL },
		    "a.txt is there and not listed" },
		{ { PACKAGE, LISTED("b", "1", SHA_X), NULL },
		    "b is listed and not there" },
		{ { PACKAGE, LISTED("b", "2", SHA_X), "b", "x", NULL },
		    "b: want 2 bytes, have 1" },
		{ { PACKAGE, LISTED("b", "1", SHA_X), "b", "y", NULL },
		    "b: want sha256:" SHA_X ", have sha256:" },
		{ { PACKAGE, "{\"resources\":[],\"wacz_version\":\"2.0\"}",
		      NULL },
		    "want wacz_version 1.1.1, have \"2.0\"" },
		{ { PACKAGE, "{}", NULL }, "wacz_version" },
		{ { PACKAGE, STATS("sha256", "1", SHA_X), "b", "y", NULL },
		    "b: want sha256:" SHA_X ", have sha256:" },
		{ { PACKAGE, STATS("sha256", "2", SHA_X), "b", "x", NULL },
		    "b: want 2 bytes, have 1" },
		{ { PACKAGE, STATS("md5", "1", SHA_X), "b", "x", NULL },
		    "b: want md5:" SHA_X ", have sha256:" },
		{ { PACKAGE,
		      "{\"resources\":[{\"path\":\"b\",\"stats\":{}}],"
		      "\"wacz_version\":\"1.0.0\"}",
		      "b", "x", NULL },
		    "resources: json: want text under \"hashing\"" },
		{ { PACKAGE, "x", NULL }, "datapackage.json" },
		{ { PACKAGE, EMPTY, "../x", "x", NULL },
		    "want a file name that stays inside, have \"../x\"" },
		{ { PACKAGE, EMPTY, "/x", "x", NULL }, "stays inside" },
		{ { PACKAGE, EMPTY, "a/../x", "x", NULL }, "stays inside" },
		{ { PACKAGE, EMPTY, "a\\x", "x", NULL }, "not listed" },
		{ { PACKAGE, EMPTY, PACKAGE, EMPTY, NULL },
		    "stands there twice" },
		{ { PACKAGE, EMPTY, "datapackage-digest.json",
		      "{\"hash\":\"sha256:" SHA_X
		      "\",\"path\":\"datapackage.json\"}",
		      NULL },
		    "datapackage.json: want sha256:" SHA_X },
		{ { PACKAGE, LISTED("archive/a.warc", "1", SHA_X),
		      "archive/a.warc", "x", NULL },
		    "archive/a.warc" },
	};
	struct warc_taken t;
	struct warc_counts counts;
	struct fault f = { 0 };
	struct buf b;
	size_t i;

	(void)state;
	make_zip(&b,
	    (const char *const[]){
		PACKAGE, STATS("sha256", "1", SHA_X), "b", "x", NULL });
	assert_ok(warc_read_bytes(b.data, b.len, true, &t, &counts, &f), &f);
	buf_free(&b);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		make_zip(&b, cases[i].files);
		assert_int_equal(
		    warc_read_bytes(b.data, b.len, true, &t, &counts, &f), -1);
		if (strstr(f.text, cases[i].why) == NULL)
			fail_msg("no \"%s\" in: %s", cases[i].why, f.text);
		buf_free(&b);
	}
}

static void
test_an_end_without_a_look_is_a_fault(void **state)
{
	struct buf b;
	const struct warc_out o = { .sink = { &b, put }, .software = "" };
	struct warc_writer *w = warc_writer_new(&o);
	struct fault f = { 0 };

	(void)state;
	assert_fault(
	    warc_writer_end(w, NULL, &f), &f, FAULT_ABSENT, "no look to write");
	warc_writer_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_what_is_written_is_read_again_in_each_form),
		cmocka_unit_test(
		    test_a_head_loses_its_transfer_coding_and_keeps_every_byte),
		cmocka_unit_test(
		    test_a_file_of_ours_that_was_cut_or_changed_gives_no_look),
		cmocka_unit_test(test_a_record_taken_out_anywhere_is_missed),
		cmocka_unit_test(test_what_a_look_says_must_be_so),
		cmocka_unit_test(test_a_wacz_is_what_its_data_package_says),
		cmocka_unit_test(test_an_end_without_a_look_is_a_fault),
	};

	return cmocka_run_group_tests_name("warc_write", tests, NULL, NULL);
}
