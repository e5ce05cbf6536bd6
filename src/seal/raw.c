#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "seal_in.h"

void
judge_set(struct judge *j, enum verdict_name name, enum verdict_answer a,
    const char *why)
{
	verdict_set(&j->v.verdicts.v[name], a, why);
}

void
judge_warn(struct judge *j, const char *fmt, ...)
{
	char words[300];
	va_list ap;

	if (j->v.n_warnings == WARNINGS_MAX)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	j->warnings[j->v.n_warnings++] = arena_strdup(&j->report->arena, words);
}

int
judge_broken(struct judge *j, enum verdict_answer a, const char *fmt, ...)
{
	char words[400];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	judge_set(j, VERDICT_INTACT, a, words);
	return -1;
}

static int
hex_value(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/*
 * Raw bytes first.
 *= ISO 32000-2 section 12.8.1: /ByteRange leaves out exactly the value of
 *= /Contents, with its angle brackets, and covers all else of the revision
 */
int
judge_range(struct judge *j)
{
	const struct pdfread_signature *s = j->s;
	const int64_t *r = s->range;

	if (s->trouble[0] != '\0')
		return judge_broken(j, VERDICT_NO, "%s", s->trouble);
	if (s->n_range != 4)
		return judge_broken(j, VERDICT_NO,
		    "/ByteRange wants four numbers, has %zu", s->n_range);
	if (r[0] != 0)
		return judge_broken(j, VERDICT_NO,
		    "/ByteRange begins at byte %lld, not at 0",
		    (long long)r[0]);
	if (r[1] <= 0 || r[2] < r[1] || r[3] < 0 || r[2] > (int64_t)j->len ||
	    r[3] > (int64_t)j->len - r[2])
		return judge_broken(j, VERDICT_NO,
		    "/ByteRange [%lld %lld %lld %lld] does not lie in a file "
		    "of %zu bytes",
		    (long long)r[0], (long long)r[1], (long long)r[2],
		    (long long)r[3], j->len);
	if ((size_t)r[1] != s->contents || (size_t)r[2] != s->contents_end)
		return judge_broken(j, VERDICT_NO,
		    "/ByteRange leaves out bytes %lld to %lld, but /Contents "
		    "of this signature stands at %zu to %zu",
		    (long long)r[1], (long long)r[2], s->contents,
		    s->contents_end);
	if (s->revision == PDFREAD_NONE)
		return judge_broken(j, VERDICT_NO,
		    "/ByteRange ends at byte %lld, where no revision of the "
		    "file ends",
		    (long long)r[2] + (long long)r[3]);
	j->pieces[0] = (struct piece){ j->pdf, (size_t)r[1] };
	j->pieces[1] = (struct piece){ j->pdf + r[2], (size_t)r[3] };
	j->v.raw.end = (size_t)(r[2] + r[3]);
	return 0;
}

/*
 * The hex digits, nothing else, into bytes.  All of one case: tools write
 * them so, and then no bit of them can change unseen.
 */
int
judge_contents(struct judge *j)
{
	size_t from = j->s->contents + 1, to = j->s->contents_end - 1, i;
	bool lower = false, upper = false;
	int hi, lo;

	if ((to - from) % 2 != 0)
		return judge_broken(
		    j, VERDICT_NO, "/Contents has an odd number of hex digits");
	j->cms = arena_new(&j->report->arena, (to - from) / 2 + 1, 1);
	for (i = from; i < to; i++) {
		lower = lower || j->pdf[i] >= 'a';
		upper = upper || (j->pdf[i] >= 'A' && j->pdf[i] < 'a');
	}
	if (lower && upper)
		return judge_broken(j, VERDICT_NO,
		    "/Contents mixes capital and small hex digits");
	for (i = from; i < to; i += 2) {
		hi = hex_value(j->pdf[i]);
		lo = hex_value(j->pdf[i + 1]);
		if (hi < 0 || lo < 0)
			return judge_broken(j, VERDICT_NO,
			    "/Contents holds something else than hex digits "
			    "at byte %zu",
			    i);
		j->cms[j->cms_len++] = (unsigned char)(hi * 16 + lo);
	}
	for (i = 0; i < j->cms_len && j->cms[i] == 0; i++)
		;
	if (i == j->cms_len)
		return judge_broken(j, VERDICT_NO,
		    "/Contents holds zeros only: nothing was signed");
	return 0;
}

/* Nobody covers these bytes by a signature, so they must say nothing. */
int
judge_padding(struct judge *j, size_t used)
{
	size_t i;

	for (i = used; i < j->cms_len; i++)
		if (j->cms[i] != 0)
			return judge_broken(j, VERDICT_NO,
			    "byte %zu of /Contents lies behind the signature "
			    "and is not zero",
			    i);
	j->v.raw.cms = j->cms;
	j->v.raw.cms_len = used;
	return 0;
}

/* A second reader must see the same signature in the signed revision. */
int
judge_second(struct judge *j, struct fault *f)
{
	struct pdfread_second q;

	if (pdfread_compare(j->report->pdf, j->s, j->v.raw.end, &q, f) != 0)
		return -1;
	if (q.refused)
		return judge_broken(j, VERDICT_UNKNOWN, "%s", q.why);
	if (!q.opens && pdfread_encrypted(j->report->pdf)) {
		/* The dictionary itself is never encrypted. */
		judge_warn(j,
		    "the file is encrypted, so that no second reader could "
		    "read along: %s",
		    q.why);
		return 0;
	}
	if (!q.opens)
		return judge_broken(j, VERDICT_UNKNOWN,
		    "a second reader (libqpdf) cannot open the signed "
		    "revision: %s",
		    q.why);
	if (!q.agrees)
		return judge_broken(j, VERDICT_NO,
		    "a second reader (libqpdf) sees another signature: %s",
		    q.why);
	if (q.warnings > 0)
		judge_warn(j, "libqpdf tolerates: %s", q.warning);
	return 0;
}
