#include <stdlib.h>
#include <string.h>

#include "archive/read.h"
#include "archive/store.h"
#include "crypto/sha256.h"
#include "history/detail.h"
#include "net/pdftotext.h"
#include "provision/segment.h"
#include "text/extract.h"

#include "cli_in.h"

/* From the archive the way that a look came: bytes, text, clauses, body. */

static int
make(const struct extract_source *s, const struct look *k,
    struct import_again *out, struct fault *f)
{
	const struct lookrules *rules;
	const char *gap = NULL;

	if (lookrules_own(&rules, f) != 0 ||
	    extract_page(s, &out->page, &gap, f) != 0)
		return -1;
	if (gap != NULL)
		return fault_set(f, FAULT_STATE, "look %lld has no text: %s",
		    (long long)k->id, gap);
	if (sha256_of(out->page.text, out->page.len, &out->text, f) != 0 ||
	    segment_page(&out->page, &out->page.arena, &out->clauses,
		&out->n_clauses, f) != 0)
		return -1;
	body_make(&out->page, out->clauses, out->n_clauses, rules, &out->body);
	return 0;
}

int
import_again(struct archive *a, const struct look *k, struct import_again *out,
    struct fault *f)
{
	struct extract_source s = {
		.media = capture_media(k->media_type),
		.media_type = k->media_type,
		.base_url = k->url,
		.select = k->select,
		.remove = k->remove,
	};
	unsigned char *bytes = NULL, *words = NULL;
	size_t n = 0;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	if (k->media_type[0] == '\0')
		return fault_set(f, FAULT_STATE, "look %lld brought no page",
		    (long long)k->id);
	if (archive_capture(a, k->id, &bytes, &s.len, f) != 0 ||
	    archive_exhibit(a, k->id, EXHIBIT_WORDS, &words, &n, f) != 0)
		goto out;
	s.bytes = bytes;
	if (words != NULL) {
		s.media = MEDIA_TEXT;
		s.media_type = PDFTOTEXT_MEDIA_TYPE;
		s.bytes = words;
		s.len = n;
	}
	rc = make(&s, k, out, f);
	if (rc != 0)
		import_again_free(out);
out:
	free(words);
	free(bytes);
	return rc;
}

void
import_again_free(struct import_again *t)
{
	if (t == NULL)
		return;
	body_free(&t->body);
	page_free(&t->page);
}

/* What the look is by what stands before it, where it was said to be other. */
static bool
settled(const struct look *k, int stands, struct archive_ruling *out)
{
	out->version = k->version;
	out->detail = "";
	if (k->ruling == RULING_SAME && stands != 0 && k->version != stands) {
		out->ruling = RULING_RETURN;
		out->rule = "known-text";
		return true;
	}
	if (k->ruling != RULING_RETURN || k->version != stands)
		return false;
	out->ruling = RULING_SAME;
	out->rule = "same-text";
	if (strcmp(k->rule, "known-but-noise") == 0) {
		out->ruling = RULING_NOISE;
		out->rule = detail_rule(k->detail);
		out->detail = k->detail;
	}
	return true;
}

int
import_settle(struct archive *a, struct look *looks, size_t n,
    const struct archive_ruling *r, struct fault *f)
{
	struct archive_ruling again = *r;
	struct look *k;
	size_t i;
	int stands = 0;

	for (i = 0; i < n; i++) {
		k = &looks[i];
		if (k->version == 0)
			continue;
		if (settled(k, stands, &again)) {
			if (archive_put_ruling(a, k->id, &again, f) != 0)
				return -1;
			k->ruling = again.ruling;
			k->rule = again.rule;
		}
		stands = k->version;
	}
	return 0;
}
