#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "crypto/sha256.h"
#include "evidence/manifest.h"
#include "evidence_in.h"

/* All that is written, in the order it is written in. */
struct sorted {
	struct part *bytes; /* same order as parts */
	struct manifest_part *parts;
	size_t n;
	struct manifest_text *texts;
	struct manifest_quote *quotes;
	struct packet_withheld *withheld;
	struct manifest m; /* with the three above */
};

static int
by_part(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int
by_text(const void *a, const void *b)
{
	const struct manifest_text *x = a, *y = b;

	return strcmp(x->text_part, y->text_part);
}

static int
by_number(const void *a, const void *b)
{
	const struct manifest_quote *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static int
by_withheld(const void *a, const void *b)
{
	return manifest_withheld_order(a, b);
}

static void *
sorted_copy(const void *list, size_t n, size_t size,
    int (*order)(const void *, const void *))
{
	void *copy = mem_new(n + 1, size);

	if (n > 0) {
		memcpy(copy, list, n * size);
		qsort(copy, n, size, order);
	}
	return copy;
}

static void
sorted_free(struct sorted *s)
{
	free(s->bytes);
	free(s->parts);
	free(s->texts);
	free(s->quotes);
	free(s->withheld);
}

static int
sorted_make(const struct manifest *m, const struct part *parts, size_t n,
    struct sorted *out, struct fault *f)
{
	struct sorted s = { .n = n, .m = *m };
	size_t i;
	int rc = -1;

	s.bytes = sorted_copy(parts, n, sizeof(*parts), by_part);
	s.texts = sorted_copy(m->texts, m->n_texts, sizeof(*m->texts), by_text);
	s.quotes =
	    sorted_copy(m->quotes, m->n_quotes, sizeof(*m->quotes), by_number);
	s.withheld = sorted_copy(
	    m->withheld, m->n_withheld, sizeof(*m->withheld), by_withheld);
	s.m.withheld = s.withheld;
	s.m.texts = s.texts;
	s.m.quotes = s.quotes;
	s.parts = mem_new(n + 1, sizeof(*s.parts));
	for (i = 0; i < n; i++) {
		s.parts[i].name = s.bytes[i].name;
		s.parts[i].media_type = s.bytes[i].media_type;
		s.parts[i].relation = s.bytes[i].relation;
		s.parts[i].len = s.bytes[i].len;
		if (sha256_of(s.bytes[i].bytes, s.bytes[i].len, &s.parts[i].sha,
			f) != 0)
			goto out;
	}
	*out = s;
	memset(&s, 0, sizeof(s));
	rc = 0;
out:
	sorted_free(&s);
	return rc;
}

/* Every quote against the bytes that travel with it. */
static int
quotes_stand(const struct sorted *s, struct fault *f)
{
	const struct manifest_quote *q;
	char why[QUOTE_WHY];
	size_t i, at;

	for (i = 0; i < s->m.n_quotes; i++) {
		q = &s->quotes[i];
		at = manifest_part_find(s->parts, s->n, q->text_part);
		if (manifest_quote_stands(
			q, s->bytes[at].bytes, s->bytes[at].len, why, f) != 0)
			return -1;
		if (why[0] != '\0')
			return fault_set(f, FAULT_STATE,
			    "manifest: quote Q%u in %s: %s", q->number,
			    q->text_part, why);
	}
	return 0;
}

/* What a reader would refuse must never leave the house. */
static int
reads_back(const struct buf *b, struct fault *f)
{
	struct manifest_part *parts;
	struct manifest m;
	struct arena a;
	size_t n;
	int rc;

	arena_init(&a);
	rc = manifest_read(b->data, b->len, &a, &m, &parts, &n, f);
	arena_free(&a);
	return rc;
}

int
manifest_write(const struct manifest *m, const struct part *parts, size_t n,
    struct buf *out, struct fault *f)
{
	struct sorted s = { .n = 0 };
	struct buf b;
	int rc = -1;

	buf_init(&b, MANIFEST_MAX_BYTES);
	if (sorted_make(m, parts, n, &s, f) != 0 ||
	    manifest_rules(&s.m, s.parts, n, f) != 0 ||
	    quotes_stand(&s, f) != 0 ||
	    manifest_emit(&s.m, s.parts, n, &b, f) != 0 ||
	    reads_back(&b, f) != 0)
		goto out;
	buf_add(out, b.data, b.len);
	rc = buf_check(out, "manifest", f);
out:
	buf_free(&b);
	sorted_free(&s);
	return rc;
}
