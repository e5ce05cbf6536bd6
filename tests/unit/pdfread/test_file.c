#include "pdfread/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "help/test.h"

#include "base/buf.h"
#include "pdfread/parts.h"

#define SIGNATURE                                                      \
	"<</Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]" \
	"/Contents<00>/M(D:20260102030405+01'00')/Reason(why)>>"
#define CATALOG "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>"
#define PAGES "<</Type/Pages/Count 1/Kids[3 0 R]>>"
#define PAGE "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
#define FIELD "<</FT/Sig/T(Seal)/V 5 0 R>>"

/* A file in the making. */
struct file {
	struct buf b;
	size_t at[16];
	size_t xref;
};

static void
begin(struct file *x)
{
	memset(x, 0, sizeof(*x));
	buf_init(&x->b, 1 << 24);
	buf_str(&x->b, "%PDF-1.7\n");
}

static void
object(struct file *x, size_t n, const char *text)
{
	x->at[n] = x->b.len;
	buf_fmt(&x->b, "%zu 0 obj\n%s\nendobj\n", n, text);
}

/* A table with the objects from first on; more goes into the trailer. */
static void
table(struct file *x, size_t first, size_t n, const char *more)
{
	size_t i;

	x->xref = x->b.len;
	buf_fmt(&x->b, "xref\n%zu %zu\n", first, n);
	for (i = first; i < first + n; i++)
		if (x->at[i] == 0)
			buf_str(&x->b, "0000000000 65535 f \n");
		else
			buf_fmt(&x->b, "%010zu 00000 n \n", x->at[i]);
	buf_fmt(&x->b,
	    "trailer\n<</Size 16/Root 1 0 R%s>>\nstartxref\n%zu\n%%%%EOF\n",
	    more, x->xref);
}

static void
body(struct file *x)
{
	begin(x);
	object(x, 1, CATALOG);
	object(x, 2, PAGES);
	object(x, 3, PAGE);
	object(x, 4, FIELD);
	object(x, 5, SIGNATURE);
}

static struct pdfread *
open_ok(const struct file *x)
{
	struct pdfread *r = NULL;
	struct fault f;

	assert_ok(pdfread_open(x->b.data, x->b.len, &r, &f), &f);
	return r;
}

static void
open_fails(const struct file *x, enum fault_kind kind, const char *words)
{
	struct pdfread *r = NULL;
	struct fault f;

	assert_fault(
	    pdfread_open(x->b.data, x->b.len, &r, &f), &f, kind, words);
	assert_null(r);
}

/* The one signature is seen, wherever its objects stand. */
static void
sees_the_signature(const struct file *x)
{
	struct pdfread *r = open_ok(x);
	const struct pdfread_signature *s;

	assert_int_equal(pdfread_signatures(r), 1);
	s = pdfread_signature(r, 0);
	assert_string_equal(s->field, "Seal");
	assert_string_equal(s->subfilter, "ETSI.CAdES.detached");
	assert_string_equal(s->reason, "why");
	assert_int_equal(s->n_range, 4);
	assert_true(s->range[3] == 3);
	assert_true(s->has_time);
	assert_true(s->time_utc_ms == 1767319445000);
	assert_int_equal(x->b.data[s->contents], '<');
	assert_int_equal(x->b.data[s->contents_end - 1], '>');
	pdfread_free(r);
}

/*= ISO 32000-2 section 7.5.4: "nnnnnnnnnn ggggg n" for each object in use */
static void
test_a_signature_is_found_through_the_table(void **state)
{
	struct file x;

	(void)state;
	body(&x);
	table(&x, 0, 6, "");
	sees_the_signature(&x);
	buf_free(&x.b);
}

/* What stands in the file but in no table is not there. */
static void
test_nothing_is_searched_for(void **state)
{
	struct pdfread *r;
	struct file x;

	(void)state;
	body(&x);
	object(&x, 6, "<</FT/Sig/T(Planted)/V 5 0 R>>");
	buf_str(&x.b, "%xref trailer startxref 9 %%EOF\n");
	x.at[5] = 0;
	table(&x, 0, 6, "");
	r = open_ok(&x);
	assert_int_equal(pdfread_signatures(r), 0);
	assert_int_equal(pdfread_revisions(r), 1);
	pdfread_free(r);
	buf_free(&x.b);
}

static void
put_entry(struct buf *b, unsigned type, size_t at, unsigned gen)
{
	const unsigned char row[4] = { (unsigned char)type,
		(unsigned char)(at >> 8), (unsigned char)at,
		(unsigned char)gen };

	buf_add(b, row, 4);
}

/* An object stream (object 7) with field and catalog, and a cross-reference
 * stream (object 8), plain or packed with a predictor. */
static void
streams(struct file *x, bool packed)
{
	char head[64], both[512];
	struct buf rows, up;
	size_t i, first;

	begin(x);
	object(x, 2, PAGES);
	object(x, 3, PAGE);
	object(x, 5, SIGNATURE);
	(void)snprintf(head, sizeof(head), "1 0 4 %zu ", strlen(CATALOG) + 1);
	first = strlen(head);
	(void)snprintf(both, sizeof(both), "%s%s %s", head, CATALOG, FIELD);
	x->at[7] = x->b.len;
	buf_fmt(&x->b,
	    "7 0 obj\n<</Type/ObjStm/N 2/First %zu/Length %zu>>stream\n%s\n"
	    "endstream\nendobj\n",
	    first, strlen(both), both);
	x->xref = x->at[8] = x->b.len;
	buf_init(&rows, 4096);
	for (i = 0; i < 9; i++)
		if (i == 1 || i == 4)
			put_entry(&rows, 2, 7, i == 1 ? 0 : 1);
		else
			put_entry(&rows, x->at[i] != 0, x->at[i], 0);
	buf_fmt(&x->b, "8 0 obj\n<</Type/XRef/Size 9/W[1 2 1]/Root 1 0 R");
	if (packed) {
		unsigned char out[512];
		uLongf n = sizeof(out);

		buf_init(&up, 4096);
		for (i = 0; i < rows.len; i++) {
			int above = i >= 4 ? rows.data[i - 4] : 0;
			unsigned char v = (unsigned char)(rows.data[i] - above);

			if (i % 4 == 0)
				buf_add(&up, "\x02", 1);
			buf_add(&up, &v, 1);
		}
		assert_int_equal(compress(out, &n, up.data, up.len), Z_OK);
		buf_fmt(&x->b,
		    "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 4"
		    ">>/Length %lu>>stream\n",
		    n);
		buf_add(&x->b, out, n);
		buf_free(&up);
	} else {
		buf_fmt(&x->b, "/Length %zu>>stream\n", rows.len);
		buf_add(&x->b, rows.data, rows.len);
	}
	buf_fmt(
	    &x->b, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n", x->xref);
	buf_free(&rows);
}

/*= ISO 32000-2 section 7.5.7: N pairs of number and offset, then objects */
/*= ISO 32000-2 section 7.5.8.3: types 0, 1 and 2 */
static void
test_streams_of_cross_references_and_objects_are_read(void **state)
{
	struct file x;

	(void)state;
	streams(&x, false);
	sees_the_signature(&x);
	buf_free(&x.b);
	streams(&x, true);
	sees_the_signature(&x);
	buf_free(&x.b);
}

/* A field hidden from old readers: free in the table, there in the stream. */
/*= ISO 32000-2 sections 7.5.5, 7.5.8.4: /XRefStm before /Prev */
static void
test_hybrid_files_show_what_they_hide(void **state)
{
	struct pdfread *r;
	char more[64];
	struct file x;
	struct buf rows;

	(void)state;
	body(&x);
	x.at[8] = x.b.len;
	buf_init(&rows, 64);
	put_entry(&rows, 1, x.at[4], 0);
	buf_fmt(&x.b,
	    "8 0 obj\n<</Type/XRef/Size 9/Index[4 1]/W[1 2 1]/Length %zu>>"
	    "stream\n",
	    rows.len);
	buf_add(&x.b, rows.data, rows.len);
	buf_str(&x.b, "\nendstream\nendobj\n");
	(void)snprintf(more, sizeof(more), "/XRefStm %zu", x.at[8]);
	x.at[4] = 0;
	table(&x, 0, 6, more);
	sees_the_signature(&x);
	r = open_ok(&x);
	assert_int_equal(pdfread_notes(r), 1);
	assert_non_null(strstr(pdfread_note(r, 0), "hybrid"));
	pdfread_free(r);
	buf_free(&rows);
	buf_free(&x.b);
}

static void
test_each_update_is_a_revision_with_its_end(void **state)
{
	const struct pdfread_revision *v;
	struct pdfread *r;
	size_t first_end;
	char more[64];
	struct file x;

	(void)state;
	body(&x);
	table(&x, 0, 6, "");
	first_end = x.b.len;
	(void)snprintf(more, sizeof(more), "/Prev %zu", x.xref);
	object(&x, 3, PAGE);
	table(&x, 3, 1, more);
	r = open_ok(&x);
	assert_int_equal(pdfread_revisions(r), 2);
	v = pdfread_revision(r, 0);
	assert_int_equal(v->end, first_end);
	assert_int_equal(v->eof, first_end - 1);
	assert_int_equal(pdfread_revision(r, 1)->end, x.b.len);
	assert_int_equal(pdfread_signature(r, 0)->seen_oldest, 0);
	assert_int_equal(pdfread_signature(r, 0)->seen_newest, 1);
	pdfread_free(r);
	buf_free(&x.b);
}

/*= ISO 32000-2 annex F: the first-page section stands first and leads to the
 *= main one behind it; both are one revision */
static void
test_a_linearized_file_is_one_revision(void **state)
{
	struct pdfread *r;
	struct file x;
	size_t first, i;
	char text[16];

	(void)state;
	begin(&x);
	first = x.b.len;
	buf_str(&x.b,
	    "xref\n3 1\n@@@@@@@@@@ 00000 n \ntrailer\n<</Size 16/Root 1 0 R"
	    "/Prev ##########>>\nstartxref\n0\n%%EOF\n");
	object(&x, 1, CATALOG);
	object(&x, 2, PAGES);
	object(&x, 3, PAGE);
	object(&x, 4, FIELD);
	object(&x, 5, SIGNATURE);
	(void)snprintf(text, sizeof(text), "%010zu", x.at[3]);
	memcpy(strchr((char *)x.b.data, '@'), text, 10);
	(void)snprintf(text, sizeof(text), "%010zu", x.b.len);
	memcpy(strchr((char *)x.b.data, '#'), text, 10);
	buf_str(&x.b, "xref\n0 6\n0000000000 65535 f \n");
	for (i = 1; i < 6; i++)
		buf_fmt(&x.b, "%010zu 00000 n \n", x.at[i]);
	buf_fmt(&x.b, "trailer\n<</Size 6>>\nstartxref\n%zu\n%%%%EOF\n", first);
	sees_the_signature(&x);
	r = open_ok(&x);
	assert_int_equal(pdfread_revisions(r), 1);
	assert_int_equal(pdfread_revision(r, 0)->end, x.b.len);
	pdfread_free(r);
	buf_free(&x.b);
}

static void
test_sections_in_a_circle_are_refused(void **state)
{
	struct file x;
	char more[64];

	(void)state;
	body(&x);
	(void)snprintf(more, sizeof(more), "/Prev %zu", x.b.len);
	table(&x, 0, 6, more);
	open_fails(&x, FAULT_FORMAT, "in a circle");
	buf_free(&x.b);
}

static void
test_a_section_behind_its_revision_is_refused(void **state)
{
	struct file x;
	char more[64];
	size_t later;

	(void)state;
	body(&x);
	/* The second section stands behind the first one's %%EOF. */
	(void)snprintf(more, sizeof(more), "/Prev %010d", 0);
	table(&x, 0, 6, more);
	later = x.b.len;
	(void)snprintf(more, sizeof(more), "%010zu", later);
	memcpy(strstr((char *)x.b.data, "/Prev ") + 6, more, 10);
	buf_fmt(&x.b,
	    "xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1>>\nstartxref\n"
	    "%zu\n",
	    x.xref);
	open_fails(&x, FAULT_FORMAT, "lies behind it");
	buf_free(&x.b);
}

static void
test_an_object_that_is_another_is_refused(void **state)
{
	struct file x;

	(void)state;
	body(&x);
	x.at[1] = x.at[2];
	table(&x, 0, 6, "");
	open_fails(&x, FAULT_FORMAT, "want object 1 0, have 2 0");
	buf_free(&x.b);
}

/*= ISO 32000-2 section 7.3.5: #xx in a name stands for the byte xx */
static void
test_what_breaks_a_ceiling_or_a_rule_is_refused(void **state)
{
	static const struct {
		const char *catalog, *words;
		enum fault_kind kind;
	} cases[] = {
		{ "<</A>>", "key without a value", FAULT_FORMAT },
		{ "<<1 2>>", "key is no name", FAULT_FORMAT },
		{ "<</A 1 0 R", "no value begins like this", FAULT_FORMAT },
		{ "<</A (x>>", "a string does not end", FAULT_FORMAT },
		{ "<</A <zz> >>", "no hex digit", FAULT_FORMAT },
		{ "<</A R>>", "R refers to nothing", FAULT_FORMAT },
		{ "<</A [}]>>", "no value begins like this", FAULT_FORMAT },
		{ "]", "closes nothing", FAULT_FORMAT },
		{ "<</#0 1>>", "a name with a broken #", FAULT_FORMAT },
		{ "7", "has no catalog", FAULT_FORMAT },
		{ "1 0 R", "references lead in a circle", FAULT_FORMAT },
	};
	struct file x;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin(&x);
		object(&x, 1, cases[i].catalog);
		table(&x, 0, 2, "");
		open_fails(&x, cases[i].kind, cases[i].words);
		buf_free(&x.b);
	}
}

static void
test_nesting_has_a_limit_and_no_recursion(void **state)
{
	struct file x;
	size_t i;

	(void)state;
	begin(&x);
	x.at[1] = x.b.len;
	buf_str(&x.b, "1 0 obj\n");
	for (i = 0; i < 1000000; i++)
		buf_str(&x.b, "[");
	buf_str(&x.b, "\nendobj\n");
	table(&x, 0, 2, "");
	open_fails(&x, FAULT_LIMIT, "levels of nesting");
	buf_free(&x.b);
}

/* What is large is refused before it fills the memory. */
static void
test_values_and_texts_have_ceilings(void **state)
{
	struct file x;
	size_t i;

	(void)state;
	begin(&x);
	x.at[1] = x.b.len;
	buf_str(&x.b, "1 0 obj\n[");
	for (i = 0; i < 4300000; i++)
		buf_str(&x.b, "0 ");
	buf_str(&x.b, "]\nendobj\n");
	table(&x, 0, 2, "");
	open_fails(&x, FAULT_LIMIT, "values in a file");
	buf_free(&x.b);
	begin(&x);
	buf_free(&x.b);
	buf_init(&x.b, 1 << 26);
	buf_str(&x.b, "%PDF-1.7\n");
	object(&x, 1, CATALOG);
	x.at[4] = x.b.len;
	buf_str(&x.b, "4 0 obj\n<</FT/Sig/T(");
	for (i = 0; i < 3000000; i++)
		buf_str(&x.b, "xxxxxxxx");
	buf_str(&x.b, ")>>\nendobj\n");
	table(&x, 0, 5, "");
	open_fails(&x, FAULT_LIMIT, "bytes of texts");
	buf_free(&x.b);
}

/* Among many keys, which are sorted, the last of two equal ones counts, and
 * it is seen that there are two. */
static void
test_many_keys_are_found_and_doubles_seen(void **state)
{
	struct pdfread *r;
	struct buf keys;
	struct file x;
	size_t i;

	(void)state;
	buf_init(&keys, 65536);
	buf_str(&keys, "<<");
	for (i = 0; i < 100; i++)
		buf_fmt(&keys, "/K%zu 1", i);
	buf_str(&keys, "/FT/Tx/T(first)/V 5 0 R/FT/Sig/T(second)>>");
	begin(&x);
	object(&x, 1, CATALOG);
	object(&x, 2, PAGES);
	object(&x, 3, PAGE);
	object(&x, 4, (char *)keys.data);
	object(&x, 5, SIGNATURE);
	table(&x, 0, 6, "");
	r = open_ok(&x);
	assert_int_equal(pdfread_signatures(r), 1);
	assert_string_equal(pdfread_signature(r, 0)->field, "second");
	assert_int_equal(pdfread_notes(r), 1);
	pdfread_free(r);
	buf_free(&keys);
	buf_free(&x.b);
}

/* Kids that lead back to their parents, many times over. */
static void
test_trees_in_a_circle_end(void **state)
{
	struct pdfread *r;
	struct file x;

	(void)state;
	begin(&x);
	object(&x, 1, CATALOG);
	object(&x, 2, "<</Type/Pages/Count 1/Kids[2 0 R 3 0 R 2 0 R]>>");
	object(&x, 3, "<</Type/Pages/Kids[2 0 R 3 0 R]>>");
	object(&x, 4, "<</T(a)/Kids[4 0 R 6 0 R]/FT/Sig/V 5 0 R>>");
	object(&x, 5, SIGNATURE);
	object(&x, 6, "<</T(b)/Kids[4 0 R]>>");
	table(&x, 0, 7, "");
	r = open_ok(&x);
	assert_int_equal(pdfread_signatures(r), 1);
	pdfread_free(r);
	buf_free(&x.b);
}

/* FT and the name's parts are inherited. */
static void
test_names_of_fields_are_joined(void **state)
{
	struct pdfread *r;
	struct file x;

	(void)state;
	begin(&x);
	object(&x, 1, CATALOG);
	object(&x, 2, PAGES);
	object(&x, 3, PAGE);
	object(&x, 4, "<</FT/Sig/T(\xe9)/Kids[6 0 R 7 0 R]>>");
	object(&x, 5, SIGNATURE);
	object(&x, 6, "<</T<FEFF00FC>/V 5 0 R>>");
	object(&x, 7, "<</T(empty)>>");
	table(&x, 0, 8, "");
	r = open_ok(&x);
	assert_int_equal(pdfread_signatures(r), 1);
	assert_string_equal(
	    pdfread_signature(r, 0)->field, "\xc3\xa9.\xc3\xbc");
	/* The parent has no value either. */
	assert_int_equal(pdfread_empty_fields(r), 2);
	pdfread_free(r);
	buf_free(&x.b);
}

static void
test_the_second_reader_sees_the_same(void **state)
{
	struct pdfread_second q;
	struct pdfread_signature s;
	struct pdfread *r;
	struct fault f;
	struct file x;

	(void)state;
	body(&x);
	table(&x, 0, 6, "");
	r = open_ok(&x);
	s = *pdfread_signature(r, 0);
	assert_ok(pdfread_compare(r, &s, x.b.len, &q, &f), &f);
	assert_true(q.opens && q.agrees);
	s.range[1]++;
	assert_ok(pdfread_compare(r, &s, x.b.len, &q, &f), &f);
	assert_true(q.opens && !q.agrees);
	assert_non_null(strstr(q.why, "another /ByteRange"));
	s.range[1]--;
	s.contents_end = s.contents + 2;
	assert_ok(pdfread_compare(r, &s, x.b.len, &q, &f), &f);
	assert_non_null(strstr(q.why, "another /Contents"));
	s.num = 2;
	assert_ok(pdfread_compare(r, &s, x.b.len, &q, &f), &f);
	assert_false(q.agrees);
	assert_ok(pdfread_compare(r, &s, x.b.len - 20, &q, &f), &f);
	assert_false(q.opens);
	pdfread_free(r);
	buf_free(&x.b);
}

/* Two attachments in a tree of two levels. */
static void
attach(struct file *x, const char *first, const char *second)
{
	char spec[256];

	begin(x);
	object(x, 1,
	    "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 6 0 R>>>>");
	object(x, 2, PAGES);
	object(x, 3, PAGE);
	object(x, 6, "<</Kids[7 0 R 8 0 R]>>");
	object(x, 7, "<</Names[(a)9 0 R]>>");
	object(x, 8, "<</Names[(b)10 0 R]>>");
	(void)snprintf(spec, sizeof(spec),
	    "<</Type/Filespec/UF(%s)/F(%s)/EF<</F 11 0 R>>/AFRelationship"
	    "/Data/Desc(d)>>",
	    first, first);
	object(x, 9, spec);
	(void)snprintf(spec, sizeof(spec),
	    "<</Type/Filespec/F(%s)/EF<</F 11 0 R>>>>", second);
	object(x, 10, spec);
	object(x, 11,
	    "<</Type/EmbeddedFile/Subtype/text#2Fplain/Length 5>>stream\nhello"
	    "\nendstream");
	table(x, 0, 12, "");
}

/*= ISO 32000-2 section 7.11.3: UF is the name in Unicode, F the older one */
/*= ISO 32000-2 section 7.9.6: a node has /Kids, or /Names in pairs */
static void
test_attachments_are_listed_and_unpacked(void **state)
{
	struct pdfread *r;
	struct part p;
	struct fault f;
	struct file x;
	size_t n;

	(void)state;
	attach(&x, "texts/x.txt", "y");
	r = open_ok(&x);
	assert_ok(pdfread_parts(r, &n, &f), &f);
	assert_int_equal(n, 2);
	assert_string_equal(pdfread_part_name(r, 1), "y");
	assert_ok(pdfread_part(r, 0, &p, &f), &f);
	assert_string_equal(p.name, "texts/x.txt");
	assert_string_equal(p.media_type, "text/plain");
	assert_string_equal(p.description, "d");
	assert_int_equal(p.relation, PART_DATA);
	assert_int_equal(p.len, 5);
	assert_memory_equal(p.bytes, "hello", 5);
	assert_ok(pdfread_part(r, 1, &p, &f), &f);
	assert_int_equal(p.relation, PART_UNSPECIFIED);
	pdfread_free(r);
	buf_free(&x.b);
}

static void
test_two_attachments_of_one_name_are_refused(void **state)
{
	struct pdfread *r;
	struct fault f;
	struct file x;
	size_t n;

	(void)state;
	attach(&x, "same", "same");
	r = open_ok(&x);
	assert_fault(pdfread_parts(r, &n, &f), &f, FAULT_FORMAT,
	    "two attachments have one name");
	pdfread_free(r);
	buf_free(&x.b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sections_in_a_circle_are_refused),
		cmocka_unit_test(test_a_section_behind_its_revision_is_refused),
		cmocka_unit_test(test_an_object_that_is_another_is_refused),
		cmocka_unit_test(
		    test_what_breaks_a_ceiling_or_a_rule_is_refused),
		cmocka_unit_test(test_nesting_has_a_limit_and_no_recursion),
		cmocka_unit_test(test_values_and_texts_have_ceilings),
		cmocka_unit_test(test_many_keys_are_found_and_doubles_seen),
		cmocka_unit_test(test_trees_in_a_circle_end),
		cmocka_unit_test(test_nothing_is_searched_for),
		cmocka_unit_test(test_a_signature_is_found_through_the_table),
		cmocka_unit_test(
		    test_streams_of_cross_references_and_objects_are_read),
		cmocka_unit_test(test_hybrid_files_show_what_they_hide),
		cmocka_unit_test(test_each_update_is_a_revision_with_its_end),
		cmocka_unit_test(test_a_linearized_file_is_one_revision),
		cmocka_unit_test(test_names_of_fields_are_joined),
		cmocka_unit_test(test_the_second_reader_sees_the_same),
		cmocka_unit_test(test_attachments_are_listed_and_unpacked),
		cmocka_unit_test(test_two_attachments_of_one_name_are_refused),
	};

	return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
