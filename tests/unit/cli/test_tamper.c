#define _XOPEN_SOURCE 700 /* realpath */

#include "cli/packet_check.h"

#include "help/test.h"

#include "base/clock.h"
#include "help/forge.h"
#include "help/packet.h"

/*
 * A packet changed after it was signed, in every way that is known: verify
 * --trust never ends with 0.  TAMPER=all flips each byte, three ways; without
 * it every 127th, and all of the signature dictionary and of the file's end.
 */
#define STRIDE 127

struct fixture {
	struct packet_made made;
	struct buf plain; /* the same written with a plain xref table, signed */
	size_t contents, contents_end; /* of its signature */
};

static int
setup(void **state)
{
	struct fixture *x = mem_new(1, sizeof(*x));
	struct forge g;
	struct fault f;

	*state = x;
	if (packet_make(&x->made, &f) != 0) {
		print_message("%s\n", f.text);
		return -1;
	}
	forge_open(&g, &x->made.bytes);
	forge_sign(&g, x->made.signer, &x->plain);
	x->contents = forge_find(&x->plain, "/Contents <3", 0) + 10;
	x->contents_end = forge_find(&x->plain, ">", x->contents) + 1;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	buf_free(&x->plain);
	packet_remove(&x->made);
	free(x);
	return 0;
}

static int
status(const struct fixture *x, const unsigned char *p, size_t n)
{
	struct packet_said said;

	packet_ask(&x->made, p, n, false, &said);
	return said.status;
}

static void
never_yes(const struct fixture *x, const struct buf *b, const char *attack)
{
	if (status(x, b->data, b->len) == 0)
		fail_msg("%s: accepted", attack);
}

static void
test_the_untouched_packet_is_accepted(void **state)
{
	struct fixture *x = *state;

	assert_int_equal(status(x, x->made.bytes.data, x->made.bytes.len), 0);
	assert_int_equal(status(x, x->plain.data, x->plain.len), 0);
}

static void
flip(const struct fixture *x, struct buf *b, size_t at, unsigned char by)
{
	b->data[at] ^= by;
	if (status(x, b->data, b->len) == 0)
		fail_msg("byte %zu ^ %02x: accepted", at, by);
	b->data[at] ^= by;
}

static void
test_no_flipped_byte_is_accepted(void **state)
{
	struct fixture *x = *state;
	struct buf *b = &x->made.bytes;
	const char *how = getenv("TAMPER");
	const bool all = how != NULL && strcmp(how, "all") == 0;
	size_t i, n = 0, from = forge_find(b, "/ByteRange", 0) - 600;

	for (i = 0; i < b->len; i++) {
		if (!all && i % STRIDE != 0 && i + 300 < b->len &&
		    !(i > from && i < from + 3000))
			continue;
		flip(x, b, i, 0x01);
		n++;
		if (!all)
			continue;
		flip(x, b, i, 0x20);
		flip(x, b, i, 0xff);
		n += 2;
	}
	print_message("%zu flips in %zu bytes, none accepted\n", n, b->len);
}

static void
test_no_part_of_a_packet_is_accepted(void **state)
{
	struct fixture *x = *state;
	const struct buf *b = &x->made.bytes;
	size_t n;

	for (n = 1; n <= 64; n++)
		assert_int_not_equal(status(x, b->data, b->len - n), 0);
	for (n = 0; n < b->len; n += b->len / 200)
		assert_int_not_equal(status(x, b->data, n), 0);
}

static void
test_bytes_that_are_added_are_not_accepted(void **state)
{
	static const char *const more[] = { " ", "x", "\n", "\r\n", "\n\n\n",
		"%\n", "\0", "% comment\n", "1 0 obj\n<<>>\nendobj\n",
		"%%EOF\n", "startxref\n0\n%%EOF\n" };
	struct fixture *x = *state;
	struct buf b;
	size_t i;

	for (i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		buf_init(&b, 64u << 20);
		buf_add(&b, x->made.bytes.data, x->made.bytes.len);
		buf_add(&b, more[i], more[i][0] == '\0' ? 1 : strlen(more[i]));
		never_yes(x, &b, more[i]);
		buf_free(&b);
		buf_init(&b, 64u << 20);
		buf_add(&b, more[i], more[i][0] == '\0' ? 1 : strlen(more[i]));
		buf_add(&b, x->made.bytes.data, x->made.bytes.len);
		never_yes(x, &b, "before the file");
		buf_free(&b);
	}
}

/* ---- Incremental updates ---- */

/* Add object num (text after "n 0 obj") and a section for it to b. */
static void
update(struct buf *b, int num, const char *text, size_t root)
{
	size_t prev = 0, at, xref, next = 0;

	while ((at = forge_find(b, "startxref\n", next)) != SIZE_MAX) {
		prev = (size_t)atol((char *)b->data + at + 10);
		next = at + 1;
	}
	at = b->len;
	buf_fmt(b, "%d 0 obj\n%s\nendobj\n", num, text);
	xref = b->len;
	buf_fmt(b,
	    "xref\n%d 1\n%010zu 00000 n \ntrailer\n<</Size 9999/Root %zu 0 "
	    "R/Prev %zu>>\nstartxref\n%zu\n%%%%EOF\n",
	    num, at, root, prev, xref);
}

/* The text of an object with a key set in it, or another stream. */
static char *
object_with(struct forge *g, qpdf_oh o, const char *key, const char *value)
{
	forge_set(g, o, key, value);
	return mem_strdup(qpdf_oh_unparse_resolved(g->q, o));
}

static void
updated(struct fixture *x, qpdf_oh o, struct forge *g, const char *text,
    const char *attack)
{
	struct buf b;

	buf_init(&b, 64u << 20);
	buf_add(&b, x->plain.data, x->plain.len);
	update(&b, qpdf_oh_get_object_id(g->q, o), text,
	    (size_t)qpdf_oh_get_object_id(g->q, qpdf_get_root(g->q)));
	never_yes(x, &b, attack);
	buf_free(&b);
}

static void
test_no_update_is_accepted(void **state)
{
	static const struct {
		const char *of, *key, *value;
	} c[] = {
		{ "catalog", "/Lang", "(de)" },
		{ "catalog", "/OCProperties", "<</OCGs[]/D<<>>>>" },
		{ "catalog", "/AcroForm", "<</SigFlags 3/Fields[]>>" },
		{ "catalog", "/Perms", "<<>>" },
		{ "page", "/Annots",
		    "[<</Type/Annot/Subtype/FreeText/Rect[0 0 9 9]>>]" },
		{ "page", "/Contents", "null" },
		{ "page", "/Rotate", "90" },
		{ "page", "/Resources", "<<>>" },
		{ "font", "/ToUnicode", "null" },
		{ "font", "/DescendantFonts", "[]" },
		{ "field", "/Rect", "[0 0 9 9]" },
		{ "field", "/V", "null" },
		{ "signature", "/Reason", "(other)" },
		{ "signature", "/ByteRange", "[0 1 2 3]" },
	};
	struct fixture *x = *state;
	struct forge g;
	qpdf_oh o;
	char *text;
	size_t i;

	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		forge_open(&g, &x->plain);
		o = qpdf_get_root(g.q);
		if (strcmp(c[i].of, "page") == 0)
			o = qpdf_get_page_n(g.q, 0);
		else if (strcmp(c[i].of, "font") == 0)
			o = forge_at(&g, qpdf_get_page_n(g.q, 0),
			    "/Resources /Font /F2");
		else if (strcmp(c[i].of, "field") == 0)
			o = forge_catalog(&g, "/AcroForm /Fields 0");
		else if (strcmp(c[i].of, "signature") == 0)
			o = forge_catalog(&g, "/Perms /DocMDP");
		text = object_with(&g, o, c[i].key, c[i].value);
		updated(x, o, &g, text, c[i].key);
		free(text);
		qpdf_cleanup(&g.q);
	}
}

/* Streams that a page, a font or an attachment refers to. */
static void
test_no_replaced_stream_is_accepted(void **state)
{
	static const char *const paths[] = {
		"/Pages /Kids 0 /Contents",
		"/Names /EmbeddedFiles /Names 1 /EF /F",
		"/Metadata",
	};
	struct fixture *x = *state;
	struct forge g;
	qpdf_oh o;
	size_t i;

	forge_open(&g, &x->plain);
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		o = forge_catalog(&g, paths[i]);
		if (i == 0)
			o = forge_key(&g, qpdf_get_page_n(g.q, 0), "/Contents");
		updated(
		    x, o, &g, "<</Length 1>>\nstream\nx\nendstream", paths[i]);
	}
	qpdf_cleanup(&g.q);
}

/* ---- The signature dictionary ---- */

static void
test_no_other_byte_range_is_accepted(void **state)
{
	static const char *const format[] = {
		"0 %1$zu %2$zu",
		"0 %1$zu %2$zu %3$zu 0 0",
		"0 %1$zu %2$zu %3$zu %2$zu 0",
		"1 %1$zu %2$zu %3$zu",
		"0 %4$zu %2$zu %3$zu",
		"0 %1$zu %5$zu %3$zu",
		"0 %1$zu %2$zu %6$zu",
		"0 %1$zu %1$zu %3$zu",
		"0 %2$zu %2$zu %3$zu",
		"0 %1$zu %2$zu -1",
		"-0 %1$zu %2$zu %3$zu.0",
		"0 %1$zu %2$zu 99999999999999999999",
		"0 0 %2$zu %3$zu",
	};
	struct fixture *x = *state;
	const size_t r[3] = { x->contents, x->contents_end,
		x->plain.len - x->contents_end };
	char text[128];
	struct buf b;
	size_t i, at, end;

	for (i = 0; i < sizeof(format) / sizeof(format[0]); i++) {
		buf_init(&b, 64u << 20);
		buf_add(&b, x->plain.data, x->plain.len);
		at = forge_find(&b, "/ByteRange [", 0) + 12;
		end = forge_find(&b, "]", at);
		/* Numbers of the format, taken by hand: %N$zu is not C11. */
		{
			const size_t v[6] = { r[0], r[1], r[2], r[0] - 2,
				r[1] + 2, r[2] - 2 };
			const char *s = format[i];
			size_t n = 0;

			for (; *s != '\0'; s++) {
				if (*s != '%') {
					text[n++] = *s;
					continue;
				}
				n += (size_t)snprintf(text + n,
				    sizeof(text) - n, "%zu", v[s[1] - '1']);
				s += 4;
			}
			text[n] = '\0';
		}
		memset(b.data + at, ' ', end - at);
		if (strlen(text) > end - at)
			text[end - at] = '\0';
		memcpy(b.data + at, text, strlen(text));
		never_yes(x, &b, text);
		buf_free(&b);
	}
}

static void
test_no_signature_of_another_packet_is_accepted(void **state)
{
	struct fixture *x = *state;
	struct forge g;
	struct buf other, b;

	/* Of the same key and the same length, over other bytes. */
	forge_open(&g, &x->made.bytes);
	forge_set(&g, qpdf_get_root(g.q), "/Lang", "(fr)");
	forge_sign(&g, x->made.signer, &other);
	assert_int_equal(other.len, x->plain.len);
	assert_int_equal(status(x, other.data, other.len), 0);
	buf_init(&b, 64u << 20);
	buf_add(&b, x->plain.data, x->plain.len);
	memcpy(b.data + x->contents, other.data + x->contents,
	    x->contents_end - x->contents);
	never_yes(x, &b, "/Contents of another packet");
	buf_free(&b);
	buf_free(&other);
}

static void
test_no_second_contents_is_accepted(void **state)
{
	struct fixture *x = *state;
	struct forge g;
	struct buf b;
	size_t at;

	/* Signed so: two readers may each take another of the two. */
	forge_open(&g, &x->made.bytes);
	forge_set(&g, forge_catalog(&g, "/Perms /DocMDP"), "/Contentt", "<00>");
	forge_sign(&g, x->made.signer, &b);
	at = forge_find(&b, "/Contentt", 0);
	assert_true(at != SIZE_MAX);
	b.data[at + 8] = 's';
	never_yes(x, &b, "two /Contents, changed afterwards");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_untouched_packet_is_accepted),
		cmocka_unit_test(test_no_flipped_byte_is_accepted),
		cmocka_unit_test(test_no_part_of_a_packet_is_accepted),
		cmocka_unit_test(test_bytes_that_are_added_are_not_accepted),
		cmocka_unit_test(test_no_update_is_accepted),
		cmocka_unit_test(test_no_replaced_stream_is_accepted),
		cmocka_unit_test(test_no_other_byte_range_is_accepted),
		cmocka_unit_test(
		    test_no_signature_of_another_packet_is_accepted),
		cmocka_unit_test(test_no_second_contents_is_accepted),
	};

	return cmocka_run_group_tests_name("tamper", tests, setup, teardown);
}
