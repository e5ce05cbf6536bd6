/*
 * Files made to cost: any of at most 50 MB is judged or refused in 5 s of
 * processor and 512 MB.  HOSTILE_MB=50 makes them of full size (`make
 * hostile`); without it they are samples of the same shapes.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "cli/packet_check.h"
#include "codec/flate.h"
#include "help/test.h"
#include "help/trial_keys.h"
#include "model/slot.h"
#include "seal/sign.h"
#include "seal/verify.h"

#define SECONDS_MAX 5.0
#define KB_MAX (512L << 10)
#define SAMPLE_MB 1

/* A file in the making: objects are numbered from 1 on. */
struct maker {
	struct buf b;
	size_t *at;
	struct slot slot;
	size_t n, goal; /* bytes that the file is to have */
};

static void
begin(struct maker *m)
{
	m->at = mem_grow(m->at, m->n + 2, sizeof(*m->at));
	m->at[++m->n] = m->b.len;
	buf_fmt(&m->b, "%zu 0 obj\n", m->n);
}

static void
end(struct maker *m)
{
	buf_str(&m->b, "\nendobj\n");
}

static void
object(struct maker *m, const char *words)
{
	begin(m);
	buf_str(&m->b, words);
	end(m);
}

static void
finish(struct maker *m)
{
	size_t x = m->b.len, i;

	buf_fmt(&m->b, "xref\n0 %zu\n0000000000 65535 f \n", m->n + 1);
	for (i = 1; i <= m->n; i++)
		buf_fmt(&m->b, "%010zu 00000 n \n", m->at[i]);
	buf_fmt(&m->b,
	    "trailer\n<</Size %zu/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
	    m->n + 1, x);
}

static void
repeat(struct maker *m, const char *words)
{
	while (m->b.len < m->goal)
		buf_str(&m->b, words);
}

/*
 * Catalog 1, pages 2, page 3, a signature and its field 4 and 5: without one
 * nothing of a file is asked for.
 */
static void
three(struct maker *m, const char *catalog, const char *page)
{
	begin(m);
	buf_fmt(&m->b, "<</Type/Catalog/Pages 2 0 R%s%s>>", catalog,
	    strstr(catalog, "/AcroForm") != NULL
		? ""
		: "/AcroForm<</SigFlags 3/Fields[5 0 R]>>");
	end(m);
	object(m, "<</Type/Pages/Count 1/Kids[3 0 R]>>");
	begin(m);
	buf_fmt(&m->b, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]%s>>", page);
	end(m);
	begin(m);
	buf_str(&m->b,
	    "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
	    "/M(D:20261124000000Z)/ByteRange[");
	m->slot.byte_range = m->b.len;
	m->slot.byte_range_len = 60;
	buf_fmt(&m->b, "%60s]/Contents", "");
	m->slot.contents = m->b.len;
	m->slot.contents_len = 8002;
	buf_fmt(&m->b, "<%08000d>>>", 0);
	end(m);
	object(m,
	    "<</FT/Sig/T(Seal)/V 4 0 R/Type/Annot/Subtype/Widget"
	    "/Rect[0 0 0 0]/F 132/P 3 0 R>>");
}

static void
stream(struct maker *m, const char *keys, const void *p, size_t n)
{
	struct flate_packer *z = flate_packer_new();
	unsigned char *packed;
	struct fault f;
	size_t len;

	assert_ok(flate_pack(z, p, n, &packed, &len, &f), &f);
	begin(m);
	buf_fmt(
	    &m->b, "<<%s/Filter/FlateDecode/Length %zu>>stream\n", keys, len);
	buf_add(&m->b, packed, len);
	buf_str(&m->b, "\nendstream");
	end(m);
	flate_packer_free(z);
	free(packed);
}

/* ---- Shapes ---- */

static void
shape_entries(struct maker *m)
{
	const size_t n = m->goal / 20;
	size_t x, i;

	three(m, "", "");
	x = m->b.len;
	buf_fmt(&m->b, "xref\n0 %zu\n0000000000 65535 f \n", n);
	for (i = 1; i < n; i++)
		buf_fmt(&m->b, "%010zu 00000 n \n", m->at[i <= 5 ? i : 1]);
	buf_fmt(&m->b,
	    "trailer\n<</Size %zu/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", n,
	    x);
}

static void
shape_revisions(struct maker *m)
{
	size_t last;

	three(m, "", "");
	finish(m);
	while (m->b.len < m->goal) {
		last = m->b.len;
		buf_fmt(&m->b,
		    "xref\n0 0\ntrailer\n<</Size 4/Root 1 0 R/Prev %zu>>\n"
		    "startxref\n%zu\n%%%%EOF\n",
		    m->at[0], last);
		m->at[0] = last;
	}
}

static const char deep_open[] = "[[[[[[[[[[[[[[[[[[[[";
static const char deep_close[] = "]]]]]]]]]]]]]]]]]]]]";

static void
shape_nested(struct maker *m)
{
	three(m, "/X 6 0 R", "");
	begin(m);
	/* As deep as is read, again and again. */
	buf_str(&m->b, "[");
	while (m->b.len < m->goal)
		buf_fmt(&m->b, "%.60s%.60s", deep_open, deep_close);
	buf_str(&m->b, "]");
	end(m);
	finish(m);
}

static void
shape_numbers(struct maker *m)
{
	three(m, "/X 6 0 R", "");
	begin(m);
	buf_str(&m->b, "[");
	repeat(m, "0 ");
	buf_str(&m->b, "]");
	end(m);
	finish(m);
}

static void
shape_small_arrays(struct maker *m)
{
	three(m, "/X 6 0 R", "");
	begin(m);
	buf_str(&m->b, "[");
	repeat(m, "[]");
	buf_str(&m->b, "]");
	end(m);
	finish(m);
}

static void
shape_keys(struct maker *m)
{
	size_t i;

	three(m, "/X 6 0 R", "");
	begin(m);
	buf_str(&m->b, "<<");
	for (i = 0; m->b.len < m->goal; i++)
		buf_fmt(&m->b, "/%zx 0", (i * 2654435761u) % 0xffffffffu);
	buf_str(&m->b, ">>");
	end(m);
	finish(m);
}

static void
shape_brackets(struct maker *m)
{
	three(m, "/X 6 0 R", "");
	begin(m);
	repeat(m, "(");
	end(m);
	finish(m);
}

static void
shape_ends(struct maker *m)
{
	three(m, "", "");
	finish(m);
	repeat(m, "startxref\n9\n%%EOF\n");
}

static void
shape_comments(struct maker *m)
{
	three(m, "", "");
	begin(m);
	repeat(m, "%\n");
	buf_str(&m->b, "1");
	end(m);
	finish(m);
}

static void
shape_fields(struct maker *m)
{
	size_t i, n = m->goal / 110;

	three(m, "/AcroForm<</SigFlags 3/Fields 6 0 R>>", "");
	begin(m);
	buf_str(&m->b, "[5 0 R ");
	for (i = 0; i < n; i++)
		buf_fmt(&m->b, "%zu 0 R ", i + 7);
	buf_str(&m->b, "]");
	end(m);
	for (i = 0; i < n; i++) {
		begin(m);
		buf_fmt(&m->b, "<</FT/Tx/T(field %zu)/V(a)>>", i);
		end(m);
	}
	finish(m);
}

static void
shape_signatures(struct maker *m)
{
	size_t i, n = m->goal / 700;

	three(m, "/AcroForm<</SigFlags 3/Fields 6 0 R>>", "");
	begin(m);
	buf_str(&m->b, "[5 0 R ");
	for (i = 0; i < n; i++)
		buf_fmt(&m->b, "%zu 0 R ", 2 * i + 7);
	buf_str(&m->b, "]");
	end(m);
	for (i = 0; i < n; i++) {
		begin(m);
		buf_fmt(&m->b, "<</FT/Sig/T(s%zu)/V %zu 0 R>>", i, m->n + 1);
		end(m);
		begin(m);
		buf_fmt(&m->b,
		    "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter"
		    "/ETSI.CAdES.detached/ByteRange[0 %zu %zu %zu]/Contents"
		    "<3080%0400d>>>",
		    m->b.len, m->b.len + 500, m->goal - m->b.len, 0);
		end(m);
	}
	finish(m);
}

static void
shape_annotations(struct maker *m)
{
	three(m, "", "/Annots 6 0 R");
	begin(m);
	buf_str(&m->b, "[");
	repeat(m, "7 0 R ");
	buf_str(&m->b, "]");
	end(m);
	object(m, "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]>>");
	finish(m);
}

static void
shape_pages(struct maker *m)
{
	size_t i, n = m->goal / 110;

	three(m, "", "");
	begin(m);
	buf_fmt(&m->b, "<</Type/Pages/Count %zu/Kids[3 0 R ", n + 1);
	for (i = 0; i < n; i++)
		buf_fmt(&m->b, "%zu 0 R ", i + 7);
	buf_str(&m->b, "]>>");
	end(m);
	/* The list of the catalog is the long one. */
	m->at[2] = m->at[6];
	memcpy(m->b.data + m->at[6], "2", 1);
	for (i = 0; i < n; i++)
		object(m, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>");
	finish(m);
}

static void
shape_validation_data(struct maker *m)
{
	size_t i, n = m->goal / 120;

	three(m, "/DSS<</Certs 6 0 R/CRLs 6 0 R/OCSPs 6 0 R>>", "");
	begin(m);
	buf_str(&m->b, "[");
	for (i = 0; i < n; i++)
		buf_fmt(&m->b, "%zu 0 R ", i + 7);
	buf_str(&m->b, "]");
	end(m);
	for (i = 0; i < n; i++)
		object(m,
		    "<</Length 20>>stream\n"
		    "0\202\177\377123456789012345\nendstream");
	finish(m);
}

/*
 * A cross-reference stream: all that stands by itself, then n objects that lie
 * in object streams, each in one of its own from number first on, or all in
 * that one.
 */
static void
finish_packed(struct maker *m, size_t first, size_t n, bool each)
{
	const size_t all = m->n + 2 + n;
	unsigned char *e = mem_new(all, 9), *at;
	size_t i, x = m->b.len;
	char keys[160];

	for (i = 1; i < all; i++) {
		const size_t k = i - (m->n + 2);
		const bool plain = i < m->n + 2;
		const size_t v =
		    plain ? (i <= m->n ? m->at[i] : x) : first + (each ? k : 0);
		const size_t index = plain || each ? 0 : k;

		at = e + i * 9;
		at[0] = plain ? 1 : 2;
		at[1] = (unsigned char)(v >> 24);
		at[2] = (unsigned char)(v >> 16);
		at[3] = (unsigned char)(v >> 8);
		at[4] = (unsigned char)v;
		at[5] = (unsigned char)(index >> 24);
		at[6] = (unsigned char)(index >> 16);
		at[7] = (unsigned char)(index >> 8);
		at[8] = (unsigned char)index;
	}
	(void)snprintf(
	    keys, sizeof(keys), "/Type/XRef/W[1 4 4]/Size %zu/Root 1 0 R", all);
	stream(m, keys, e, all * 9);
	buf_fmt(&m->b, "startxref\n%zu\n%%%%EOF\n", x);
	free(e);
}

static void
shape_objects_packed(struct maker *m)
{
	struct buf head, body;
	size_t i, n = m->goal / 50;
	char keys[100];

	buf_init(&head, (size_t)64 << 20);
	buf_init(&body, (size_t)64 << 20);
	for (i = 0; i < n; i++) {
		buf_fmt(&head, "%zu %zu ", i + 8, i * 13);
		buf_fmt(&body, "[%6zu 0 R] ", 8 + (i + 1) % n % 1000000);
	}
	(void)snprintf(
	    keys, sizeof(keys), "/Type/ObjStm/N %zu/First %zu", n, head.len);
	buf_add(&head, body.data, body.len);
	three(m, "/X 8 0 R", "");
	stream(m, keys, head.data, head.len);
	buf_free(&head);
	buf_free(&body);
	finish_packed(m, 6, n, false);
}

/* A thousand bytes for one, many times. */
static void
shape_bombs(struct maker *m)
{
	const size_t n = (size_t)16 << 20;
	unsigned char *blanks = mem_new(n, 1);
	size_t i;

	memset(blanks, ' ', n);
	three(m, "/X 300 0 R", "/Contents 6 0 R");
	for (i = 0; m->b.len < m->goal && i < 400; i++) {
		(void)snprintf((char *)blanks, 16, "%zu 0 [", 6 + 400 + 1 + i);
		memcpy(blanks + n - 1, "]", 1);
		stream(m, "/Type/ObjStm/N 1/First 6", blanks, n);
	}
	free(blanks);
	finish_packed(m, 6, i, true);
}

static void
shape_attachments(struct maker *m)
{
	size_t i, n = m->goal / 160;

	three(m, "/Names<</EmbeddedFiles<</Names 6 0 R>>>>", "");
	begin(m);
	buf_str(&m->b, "[");
	for (i = 0; i < n; i++)
		buf_fmt(&m->b, "(%zu)%zu 0 R ", i, i + 8);
	buf_str(&m->b, "]");
	end(m);
	object(m, "<</Type/EmbeddedFile/Length 2>>stream\n{}\nendstream");
	for (i = 0; i < n; i++)
		object(m,
		    "<</Type/Filespec/F(evidence.json)/UF(evidence.json)"
		    "/EF<</F 7 0 R>>>>");
	finish(m);
}

static const struct {
	const char *name;
	void (*make)(struct maker *m);
} shapes[] = {
	{ "entries", shape_entries },
	{ "revisions", shape_revisions },
	{ "nested arrays", shape_nested },
	{ "numbers", shape_numbers },
	{ "small arrays", shape_small_arrays },
	{ "keys", shape_keys },
	{ "brackets", shape_brackets },
	{ "ends", shape_ends },
	{ "comments", shape_comments },
	{ "fields", shape_fields },
	{ "signatures", shape_signatures },
	{ "annotations", shape_annotations },
	{ "pages", shape_pages },
	{ "validation data", shape_validation_data },
	{ "objects packed", shape_objects_packed },
	{ "bombs", shape_bombs },
	{ "attachments", shape_attachments },
};

static size_t
goal(void)
{
	const char *mb = getenv("HOSTILE_MB");
	struct fault f;
	int64_t n = SAMPLE_MB;

	if (mb != NULL && mb[0] != '\0')
		assert_ok(num_i64(mb, 1, 50, "HOSTILE_MB", &n, &f), &f);
	return (size_t)n << 20;
}

/* Judged as `verify` does; what it says is not asked. */
static void
judge(const struct buf *b, char *words, size_t n)
{
	struct verify_options o = { .at_utc_ms = INT64_C(1790000000000) };
	struct packet_check_options po = { .path = "hostile.pdf",
		.pdf = b->data,
		.len = b->len,
		.program = "proviso" };
	struct verify_report *r = NULL;
	struct packet_check c;
	struct fault f = { .kind = FAULT_NONE };

	(void)snprintf(words, n, "judged");
	if (verify_pdf(b->data, b->len, &o, &r, &f) != 0 ||
	    packet_check(r, &po, &c, &f) != 0)
		(void)snprintf(words, n, "%.100s", f.text);
	else if (r->n > 0)
		(void)snprintf(words, n, "INTACT %s %.90s",
		    verdict_word(r->signatures[0].verdicts.v[0].answer),
		    r->signatures[0].verdicts.v[2].why);
	verify_free(r);
}

/* Over the whole file, whatever stands there. */
static void
sign(struct maker *m)
{
	const int64_t now = INT64_C(1790000000000);
	struct trial_keys keys;
	struct signer *s;
	struct fault f;

	assert_ok(trial_keys_make(&keys, TRIAL_P256, now, &f), &f);
	assert_ok(
	    signer_open(keys.signer_key, keys.signer, NULL, now, &s, &f), &f);
	trial_keys_remove(&keys);
	assert_ok(sign_fill(m->b.data, m->b.len, &m->slot, s, &f), &f);
	signer_free(s);
}

static int
child(size_t i)
{
	struct maker m = { .goal = goal() - ((size_t)64 << 10) };
	struct rusage use;
	char words[120];
	clock_t from;
	double took;

	buf_init(&m.b, (size_t)80 << 20);
	m.at = mem_new(2, sizeof(*m.at));
	buf_str(&m.b, "%PDF-1.7\n");
	shapes[i].make(&m);
	free(m.at);
	sign(&m);
	from = clock();
	judge(&m.b, words, sizeof(words));
	took = (double)(clock() - from) / CLOCKS_PER_SEC;
	(void)getrusage(RUSAGE_SELF, &use);
	(void)printf("%-16s %6.1f MB  %5.2f s  %4ld MB  %s\n", shapes[i].name,
	    (double)m.b.len / 1048576, took, use.ru_maxrss >> 10, words);
	(void)fflush(stdout);
	buf_free(&m.b);
	return took > SECONDS_MAX ? 1 : use.ru_maxrss > KB_MAX ? 2 : 0;
}

static void
test_no_shape_costs_more_than_its_ceiling(void **state)
{
	int status, bad = 0;
	pid_t pid;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		(void)fflush(stdout);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0)
			_exit(child(i));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
			print_message("%s: %s\n", shapes[i].name,
			    WIFSIGNALED(status)            ? "died"
				: WEXITSTATUS(status) == 1 ? "too long"
							   : "too much memory");
			bad++;
		}
	}
	assert_int_equal(bad, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_shape_costs_more_than_its_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
