#include "pdfread_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Each signature, time stamp and renewal adds a section or two; a file signed
 * daily for a year stays below. */
#define SECTIONS_MAX 1024

/*= ISO 32000-1 annex H, note 18: readers look for %%EOF in the last 1024
 *= bytes; "startxref" and its number come before it. */
#define TAIL_MAX 1100

/* The offset that the last "startxref" gives. */
static int
startxref(struct pdfread *r, size_t *out, struct fault *f)
{
	static const char word[] = "startxref";
	size_t n = sizeof(word) - 1, i;
	size_t from = r->n > TAIL_MAX ? r->n - TAIL_MAX : 0;
	struct pdf_token t;

	for (i = r->n >= n ? r->n - n + 1 : 0; i > from; i--) {
		if (memcmp(r->p + i - 1, word, n) == 0) {
			struct pdf_lex l = { .p = r->p,
				.n = r->n,
				.at = i - 1 + n,
				.arena = &r->arena,
				.values = &r->values };

			if (pdf_token(&l, &t, f) != 0)
				return -1;
			if (t.kind != TOKEN_INT || t.i < 0)
				break;
			*out = (size_t)t.i;
			return 0;
		}
	}
	return fault_set(f, FAULT_FORMAT,
	    "want \"startxref\" and a number in the last %d bytes, have none",
	    TAIL_MAX);
}

static int
section_push(struct pdfread *r, size_t offset, bool hybrid, struct fault *f)
{
	struct pdf_section s;
	size_t i;

	if (r->n_sections == SECTIONS_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "want at most %d cross-reference sections, have more",
		    SECTIONS_MAX);
	if (section_read(r, offset, &s, f) != 0)
		return -1;
	/* Updates may name the hybrid stream of an earlier revision again. */
	for (i = 0; i < r->n_sections && !hybrid; i++)
		if (r->sections[i].offset == s.offset) {
			free(s.entries);
			return fault_set(f, FAULT_FORMAT,
			    "byte %zu: cross-reference sections lead in a "
			    "circle",
			    offset);
		}
	s.hybrid = hybrid;
	r->sections =
	    mem_grow(r->sections, r->n_sections + 1, sizeof(*r->sections));
	r->sections[r->n_sections++] = s;
	return 0;
}

/* A key of a trailer that must be an offset; *has is false without it. */
static int
trailer_offset(const struct pdf_section *s, const char *key, bool *has,
    size_t *out, struct fault *f)
{
	const struct pdf_value *v = pdf_key(&s->trailer, key);

	*has = v != NULL;
	if (v == NULL)
		return 0;
	if (v->kind != PDF_INT || v->u.i < 0)
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: /%s wants an offset", s->offset, key);
	*out = (size_t)v->u.i;
	return 0;
}

/*= ISO 32000-2 sections 7.5.5, 7.5.8.4: /XRefStm before /Prev */
static int
sections_read(struct pdfread *r, struct fault *f)
{
	size_t at = 0, newest;
	bool has = true;

	if (startxref(r, &at, f) != 0)
		return -1;
	while (has) {
		newest = r->n_sections;
		if (section_push(r, at, false, f) != 0)
			return -1;
		if (trailer_offset(
			&r->sections[newest], "XRefStm", &has, &at, f) != 0)
			return -1;
		if (has) {
			if (section_push(r, at, true, f) != 0)
				return -1;
			if (!r->sections[newest + 1].stream)
				return fault_set(f, FAULT_FORMAT,
				    "byte %zu: /XRefStm names no stream", at);
			note_add(r,
			    "cross-reference table and stream side by side "
			    "(hybrid)");
		}
		if (trailer_offset(
			&r->sections[newest], "Prev", &has, &at, f) != 0)
			return -1;
		/* Some producers write /Prev 0 where there is none. */
		if (has && at == 0) {
			note_add(r, "/Prev 0 where there is no section before");
			has = false;
		}
	}
	return 0;
}

static int
revision_by_end(const void *a, const void *b)
{
	const struct pdfread_revision *x = a, *y = b;

	return (x->eof > y->eof) - (x->eof < y->eof);
}

static size_t
section_at(const struct pdfread *r, size_t offset)
{
	size_t i;

	for (i = 0; i < r->n_sections; i++)
		if (!r->sections[i].hybrid &&
		    (r->sections[i].asked == offset ||
			r->sections[i].offset == offset))
			return i;
	return PDFREAD_NONE;
}

/* The end with a line end, if one follows: CR, LF or CR LF. */
static size_t
line_end(const struct pdfread *r, size_t at)
{
	if (at < r->n && r->p[at] == '\r')
		at++;
	if (at < r->n && r->p[at] == '\n')
		at++;
	return at;
}

/*
 * A revision ends where "startxref n %%EOF" follows a section and n is a
 * section of the chain.  In a linearized file the first-page section comes
 * first and is what the end of the file names; its own mark names nothing.
 */
static void
revisions_find(struct pdfread *r)
{
	size_t i, k = 0, head;

	r->revisions =
	    arena_new(&r->arena, r->n_sections, sizeof(*r->revisions));
	for (i = 0; i < r->n_sections; i++) {
		const struct pdf_section *s = &r->sections[i];

		if (s->hybrid || s->mark == SIZE_MAX ||
		    (head = section_at(r, s->mark)) == PDFREAD_NONE || head > i)
			continue;
		r->revisions[k++] = (struct pdfread_revision){
			.xref = s->mark,
			.eof = s->eof,
			.end = line_end(r, s->eof),
		};
	}
	qsort(r->revisions, k, sizeof(*r->revisions), revision_by_end);
	r->n_revisions = k;
	r->heads = arena_new(&r->arena, k, sizeof(*r->heads));
	for (i = 0; i < k; i++)
		r->heads[i] = section_at(r, r->revisions[i].xref);
}

/*
 * Each revision must lie inside its own bytes: a section behind its end would
 * let later bytes speak for earlier ones.
 */
static int
revisions_check(struct pdfread *r, struct fault *f)
{
	size_t i, k;

	if (r->n_revisions == 0 || r->heads[r->n_revisions - 1] != 0)
		return fault_set(f, FAULT_FORMAT,
		    "byte %zu: want \"startxref\" and \"%%%%EOF\" after the "
		    "newest cross-reference section",
		    r->sections[0].end);
	for (i = 0; i < r->n_revisions; i++)
		for (k = r->heads[i]; k < r->n_sections; k++)
			if (r->sections[k].end > r->revisions[i].eof)
				return fault_set(f, FAULT_FORMAT,
				    "byte %zu: a cross-reference section of "
				    "the revision that ends at byte %zu lies "
				    "behind it",
				    r->sections[k].offset, r->revisions[i].eof);
	return 0;
}

int
revisions_read(struct pdfread *r, struct fault *f)
{
	if (sections_read(r, f) != 0)
		return -1;
	revisions_find(r);
	return revisions_check(r, f);
}

static const struct pdf_xref_entry *
section_entry(const struct pdf_section *s, uint32_t num)
{
	size_t lo = 0, hi = s->n, mid;

	if (s->n == 0 || num < s->entries[0].num)
		return NULL;
	/* Most sections list each number from their first on. */
	mid = num - s->entries[0].num;
	if (mid < s->n && s->entries[mid].num == num)
		return &s->entries[mid];
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (s->entries[mid].num < num)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < s->n && s->entries[lo].num == num)
		return &s->entries[lo];
	return NULL;
}

const struct pdf_xref_entry *
revision_entry(struct pdfread *r, size_t revision, uint32_t num)
{
	const struct pdf_xref_entry *e, *hidden;
	size_t i;

	for (i = r->heads[revision]; i < r->n_sections; i++) {
		r->steps++;
		if ((e = section_entry(&r->sections[i], num)) == NULL)
			continue;
		/* In a hybrid file, what is hidden from old readers is free in
		 * the table and stands in the stream beside it. */
		if (e->type == ENTRY_FREE && !r->sections[i].hybrid &&
		    i + 1 < r->n_sections && r->sections[i + 1].hybrid &&
		    (hidden = section_entry(&r->sections[i + 1], num)) != NULL)
			return hidden;
		return e;
	}
	return NULL;
}

const struct pdf_value *
revision_trailer(const struct pdfread *r, size_t revision)
{
	return &r->sections[r->heads[revision]].trailer;
}
