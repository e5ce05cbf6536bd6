#include "cli/checkpoint_arg.h"

#include <string.h>

#include "base/file.h"
#include "pdfread/parts.h"
#include "tlog/checkpoint.h"

static bool
begins(const struct buf *b, const char *with)
{
	return b->len >= strlen(with) &&
	    memcmp(b->data, with, strlen(with)) == 0;
}

/* What stands at the end of a proof, in place of all of it. */
static void
narrow(struct buf *b, const char *note, size_t n)
{
	struct buf inner;

	buf_init(&inner, NOTE_MAX);
	buf_add(&inner, note, n);
	buf_free(b);
	*b = inner;
}

/* The checkpoint that a packet carries. */
static int
inside(struct buf *b, struct fault *f)
{
	struct pdfread *pdf = NULL;
	struct part part = { .name = "" };
	struct buf note;
	size_t i, n;
	int rc = -1;

	buf_init(&note, NOTE_MAX);
	if (pdfread_open(b->data, b->len, &pdf, f) != 0 ||
	    pdfread_parts(pdf, &n, f) != 0)
		goto out;
	for (i = 0; i < n; i++)
		if (strcmp(pdfread_part_name(pdf, i), "checkpoint.txt") == 0)
			break;
	if (i == n) {
		fault_set(f, FAULT_ABSENT, "no checkpoint is attached to it");
		goto out;
	}
	if (pdfread_part(pdf, i, &part, f) != 0)
		goto out;
	buf_add(&note, part.bytes, part.len);
	rc = buf_check(&note, "checkpoint.txt", f);
out:
	pdfread_free(pdf);
	if (rc == 0) {
		buf_free(b);
		*b = note;
	} else {
		buf_free(&note);
	}
	return rc;
}

int
checkpoint_arg(const char *path, struct buf *out, struct fault *f)
{
	struct checkpoint_growth growth;
	struct checkpoint_proof proof;
	const char *text;
	int rc = 0;

	buf_init(out, PDFREAD_MAX);
	if (file_read(path, out, f) != 0)
		return -1;
	text = (const char *)out->data;
	if (begins(out, "%PDF-")) {
		rc = inside(out, f);
	} else if (begins(out, "c2sp.org/tlog-proof@")) {
		rc = checkpoint_proof_read(text, out->len, &proof, f);
		if (rc == 0) {
			narrow(out, proof.note, proof.note_n);
			checkpoint_proof_free(&proof);
		}
	} else if (begins(out, "old ")) {
		rc = checkpoint_growth_read(text, out->len, &growth, f);
		if (rc == 0)
			narrow(out, growth.note, growth.note_n);
	}
	return rc == 0 ? 0 : fault_under(f, "%s", path);
}
