#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/sha256.h"
#include "evidence/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PARTS_MAX 16

/*
 * The first line is evidence.json, what follows are the bytes of its parts,
 * one after the other.  What is read keeps the rules that the header
 * promises; the answer to it is words that a terminal can show, never "yes"
 * where a part or a quote is not there.
 */
static void
promises_kept(
    const struct manifest *m, const struct manifest_part *parts, size_t n_parts)
{
	size_t i;

	for (i = 0; i < n_parts; i++)
		if (!manifest_name_safe(parts[i].name) ||
		    strcmp(parts[i].name, MANIFEST_NAME) == 0)
			abort();
	for (i = 0; i < m->n_quotes; i++)
		if (m->quotes[i].start >= m->quotes[i].end ||
		    m->quotes[i].number == 0)
			abort();
	for (i = 0; i < m->n_texts; i++)
		if (m->texts[i].record == NULL || m->texts[i].url == NULL)
			abort();
}

/* Attachments of the sizes that the manifest wants, as far as bytes reach. */
static size_t
slice(const struct manifest_part *list, size_t n, const uint8_t *p, size_t left,
    struct part *parts)
{
	size_t i;

	for (i = 0; i < n && i < PARTS_MAX; i++) {
		parts[i] = (struct part){ .name = list[i].name,
			.media_type = "",
			.description = "",
			.bytes = p,
			.len = list[i].len < left ? list[i].len : left };
		p += parts[i].len;
		left -= parts[i].len;
	}
	return i;
}

static void
answer(const struct manifest_found *in, bool can_hold)
{
	struct manifest_counts counts;
	struct verdict v;
	struct fault f;
	size_t i;

	if (manifest_check(in, &v, &counts, &f) != 0)
		return;
	if (v.answer == VERDICT_YES && !can_hold)
		abort();
	if ((v.answer == VERDICT_YES) != (v.why[0] == '\0'))
		abort();
	for (i = 0; v.why[i] != '\0'; i++)
		if (v.why[i] < 0x20 || v.why[i] > 0x7e)
			abort();
	if (counts.failed > counts.quotes)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct part parts[PARTS_MAX + 1] = {
		{ .name = MANIFEST_NAME, .media_type = "", .description = "" }
	};
	struct manifest_found in = { .parts = parts, .shown_known = true };
	const uint8_t *lf = size == 0 ? NULL : memchr(data, '\n', size);
	const size_t head = lf == NULL ? size : (size_t)(lf - data) + 1;
	struct manifest_part *list = NULL;
	struct manifest m = { .n_texts = 0 };
	struct digest printed;
	struct arena a;
	struct fault f;
	size_t n = 0;

	arena_init(&a);
	parts[0].bytes = data;
	parts[0].len = head;
	if (sha256_of(data, head, &printed, &f) != 0)
		abort();
	in.printed = &printed;
	in.n = 1;
	if (manifest_read(data, head, &a, &m, &list, &n, &f) == 0) {
		promises_kept(&m, list, n);
		in.n += slice(list, n, data + head, size - head, parts + 1);
	} else {
		n = 1; /* an answer of yes would be wrong */
	}
	answer(&in, in.n == n + 1 && m.n_quotes == 0);
	arena_free(&a);
	return 0;
}
