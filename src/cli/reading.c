#include <string.h>

#include "base/mem.h"
#include "gather_in.h"

int
reading_open(
    struct reading *r, struct archive *a, int64_t as_of_utc_ms, struct fault *f)
{
	memset(r, 0, sizeof(*r));
	arena_init(&r->arena);
	r->a = a;
	r->as_of_utc_ms = as_of_utc_ms;
	if (archive_list(a, &r->list, f) != 0)
		return -1;
	r->histories = arena_new(&r->arena, r->list.n, sizeof(*r->histories));
	r->have = arena_new(&r->arena, r->list.n, sizeof(*r->have));
	return 0;
}

void
reading_close(struct reading *r)
{
	size_t i;

	for (i = 0; i < r->list.n; i++)
		if (r->have[i])
			history_free(&r->histories[i]);
	for (i = 0; i < r->n_texts; i++)
		page_free(&r->texts[i]->text.page);
	archive_list_free(&r->list);
	arena_free(&r->arena);
}

int
reading_history(
    struct reading *r, size_t i, const struct history **out, struct fault *f)
{
	const struct archive_entry *e = &r->list.entries[i];

	if (!r->have[i]) {
		if (archive_history(r->a, e->platform, e->document,
			r->as_of_utc_ms, &r->histories[i], f) != 0)
			return -1;
		r->have[i] = true;
	}
	*out = &r->histories[i];
	return 0;
}

int
reading_text(struct reading *r, const char *platform, const char *document,
    int version, struct version_text **out, struct fault *f)
{
	struct version_text *t;
	size_t i;

	for (i = 0; i < r->n_texts; i++) {
		t = r->texts[i];
		if (t->version == version && !t->withheld &&
		    strcmp(t->platform, platform) == 0 &&
		    strcmp(t->document, document) == 0) {
			*out = t;
			return 0;
		}
	}
	t = arena_new(&r->arena, 1, sizeof(*t));
	if (archive_text(r->a, platform, document, version, &t->text, f) != 0)
		return -1;
	t->platform = arena_strdup(&r->arena, platform);
	t->document = arena_strdup(&r->arena, document);
	t->version = version;
	r->texts =
	    arena_more(&r->arena, r->texts, r->n_texts, sizeof(*r->texts));
	r->texts[r->n_texts++] = t;
	*out = t;
	return 0;
}

int
reading_places(struct reading *r, const char *platform, const char *document,
    int version, struct version_text **out, struct fault *f)
{
	struct version_text *t;

	if (reading_text(r, platform, document, version, out, f) == 0)
		return 0;
	if (!fault_forgive(f, FAULT_WITHHELD))
		return -1;
	t = arena_new(&r->arena, 1, sizeof(*t));
	if (archive_text_places(
		r->a, platform, document, version, &t->text, f) != 0)
		return -1;
	t->platform = arena_strdup(&r->arena, platform);
	t->document = arena_strdup(&r->arena, document);
	t->version = version;
	t->withheld = true;
	/* Listed to be freed with the others. */
	r->texts =
	    arena_more(&r->arena, r->texts, r->n_texts, sizeof(*r->texts));
	r->texts[r->n_texts++] = t;
	*out = t;
	return 0;
}

int
reading_topics(struct reading *r, struct version_text *t, struct fault *f)
{
	struct topic_hit *hits;
	size_t i;

	if (t->topics != NULL)
		return 0;
	hits = arena_new(&r->arena, t->text.n_clauses, sizeof(*hits));
	for (i = 0; i < t->text.n_clauses; i++) {
		const struct clause *c = &t->text.clauses[i];

		if (topic_match(t->text.page.text + c->start, c->end - c->start,
			c->path, t->text.page.lang, &r->arena, &hits[i],
			f) != 0)
			return fault_under(
			    f, "%s/%s", t->platform, t->document);
	}
	t->topics = hits;
	return 0;
}
