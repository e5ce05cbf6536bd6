#include "pdfread/file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pdfread_in.h"

/* Different things that were tolerated; more says nothing more. */
#define NOTES_MAX 32

void
note_add(struct pdfread *r, const char *fmt, ...)
{
	char words[256];
	va_list ap;
	size_t i;

	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	for (i = 0; i < r->n_notes; i++)
		if (strcmp(r->notes[i].words, words) == 0)
			return;
	if (r->n_notes == NOTES_MAX)
		return;
	r->notes =
	    arena_more(&r->arena, r->notes, r->n_notes, sizeof(*r->notes));
	r->notes[r->n_notes++].words = arena_strdup(&r->arena, words);
}

void
odd_note(struct pdfread *r, const char *fmt, ...)
{
	va_list ap;

	if (r->odd[0] != '\0')
		return;
	va_start(ap, fmt);
	(void)vsnprintf(r->odd, sizeof(r->odd), fmt, ap);
	va_end(ap);
}

/*= ISO 32000-2 section 7.5.2: the header is the first line */
static int
header_check(const unsigned char *p, size_t n, struct fault *f)
{
	if (n > PDFREAD_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "want a PDF of at most %zu bytes, have %zu", PDFREAD_MAX,
		    n);
	if (n < 8 || memcmp(p, "%PDF-", 5) != 0)
		return fault_set(f, FAULT_FORMAT,
		    "no PDF: want \"%%PDF-\" at the first byte");
	return 0;
}

int
pdfread_open(
    const unsigned char *p, size_t n, struct pdfread **out, struct fault *f)
{
	struct pdfread *r;
	int rc = -1;

	if (header_check(p, n, f) != 0)
		return -1;
	r = mem_new(1, sizeof(*r));
	r->p = p;
	r->n = n;
	r->values = PDF_VALUES;
	r->cache = cache_new();
	if (revisions_read(r, f) != 0)
		goto out;
	r->encrypted =
	    pdf_key(revision_trailer(r, r->n_revisions - 1), "Encrypt") != NULL;
	if (signatures_read(r, f) != 0)
		goto out;
	*out = r;
	r = NULL;
	rc = 0;
out:
	pdfread_free(r);
	return rc;
}

void
pdfread_free(struct pdfread *r)
{
	size_t i;

	if (r == NULL)
		return;
	second_close(r);
	for (i = 0; i < r->n_sections; i++)
		free(r->sections[i].entries);
	free(r->sections);
	fonts_free(r);
	cache_free(r->cache);
	arena_free(&r->arena);
	free(r);
}

size_t
pdfread_revisions(const struct pdfread *r)
{
	return r->n_revisions;
}

const struct pdfread_revision *
pdfread_revision(const struct pdfread *r, size_t i)
{
	return &r->revisions[i];
}

size_t
pdfread_signatures(const struct pdfread *r)
{
	return r->n_signatures;
}

const struct pdfread_signature *
pdfread_signature(const struct pdfread *r, size_t i)
{
	return &r->signatures[i];
}

size_t
pdfread_empty_fields(const struct pdfread *r)
{
	return r->n_empty;
}

size_t
pdfread_notes(const struct pdfread *r)
{
	return r->n_notes;
}

const char *
pdfread_note(const struct pdfread *r, size_t i)
{
	return r->notes[i].words;
}

bool
pdfread_encrypted(const struct pdfread *r)
{
	return r->encrypted;
}
