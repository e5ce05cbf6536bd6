#include <string.h>

#include "archive/read.h"
#include "base/mem.h"
#include "cli/import_doc.h"

/* Bodies of versions: made when a text is put, or of what the archive has. */

static struct import_body *
slot_for(struct import_doc *d)
{
	struct import_body *oldest = &d->bodies[0];
	size_t i;

	for (i = 1; i < IMPORT_BODIES; i++)
		if (d->bodies[i].used < oldest->used)
			oldest = &d->bodies[i];
	body_free(&oldest->body);
	oldest->version = 0;
	return oldest;
}

static struct judge_version *
listed(const struct import_doc *d, int version)
{
	size_t i;

	for (i = d->n_listed; i-- > 0;)
		if (d->versions[i].number == version)
			return &d->versions[i];
	return NULL;
}

static void
keep(struct import_doc *d, int version, struct body *body)
{
	struct import_body *s = slot_for(d);

	if (listed(d, version) == NULL) {
		if ((d->n_listed & (d->n_listed - 1)) == 0)
			d->versions = mem_grow(d->versions,
			    d->n_listed == 0 ? 1 : 2 * d->n_listed,
			    sizeof(*d->versions));
		d->versions[d->n_listed++] =
		    (struct judge_version){ version, body->core };
	}
	s->version = version;
	s->used = ++d->n_asked;
	s->body = *body;
	memset(body, 0, sizeof(*body));
}

void
import_doc_body_take(struct import_doc *d, int version, struct body *body)
{
	keep(d, version, body);
}

static int
body_read(struct archive *a, struct import_doc *d, int version,
    struct body *out, struct fault *f)
{
	const struct lookrules *rules;
	struct archive_text t;

	if (lookrules_own(&rules, f) != 0 ||
	    archive_text_places(a, d->platform, d->document, version, &t, f) !=
		0)
		return -1;
	body_make(&t.page, t.clauses, t.n_clauses, rules, out);
	page_free(&t.page);
	return 0;
}

int
import_doc_body(struct archive *a, struct import_doc *d, int version,
    const struct body **out, struct fault *f)
{
	struct body body;
	size_t i;

	for (i = 0; i < IMPORT_BODIES; i++)
		if (d->bodies[i].version == version)
			break;
	if (i == IMPORT_BODIES) {
		if (body_read(a, d, version, &body, f) != 0)
			return -1;
		keep(d, version, &body);
		for (i = 0; d->bodies[i].version != version; i++)
			;
	}
	d->bodies[i].used = ++d->n_asked;
	*out = &d->bodies[i].body;
	return 0;
}

int
import_doc_learn(struct archive *a, struct import_doc *d, struct fault *f)
{
	const struct import_shown *s;
	const struct body *b;
	size_t i;

	for (i = 0; i < d->n_texts; i++)
		if (listed(d, d->texts[i].version) == NULL &&
		    import_doc_body(a, d, d->texts[i].version, &b, f) != 0)
			return -1;
	for (; d->n_learnt < d->n_shown; d->n_learnt++) {
		s = &d->shown[d->n_learnt];
		if (!s->exact || s->version == d->last_learnt)
			continue;
		if (import_doc_body(a, d, s->version, &b, f) != 0)
			return -1;
		flicker_see(d->flicker, b);
		d->last_learnt = s->version;
	}
	return 0;
}

void
import_doc_undo(struct import_doc *d, int version, int into, const char *rule,
    const char *detail)
{
	struct judge_seen *s;
	size_t i, n;

	for (i = 0; i < d->n_looks; i++)
		if (d->looks[i].version == version)
			d->looks[i].version = into;
	for (i = 0; i < d->n_shown; i++)
		if (d->shown[i].version == version)
			d->shown[i] = (struct import_shown){ into, 0 };
	for (i = 0; i < d->n_raws; i++) {
		s = &d->raws[i];
		if (s->version != version)
			continue;
		/* Noise on noise is compared anew when it comes again. */
		s->version = s->noise ? -1 : into;
		s->noise = 1;
		s->rule = arena_strdup(&d->arena, rule);
		s->detail = arena_strdup(&d->arena, detail);
	}
	for (i = n = 0; i < d->n_texts; i++) {
		if (d->texts[i].version == version)
			continue;
		d->lens[n] = d->lens[i];
		d->texts[n++] = d->texts[i];
	}
	d->n_texts = n;
	for (i = n = 0; i < d->n_listed; i++)
		if (d->versions[i].number != version)
			d->versions[n++] = d->versions[i];
	d->n_listed = n;
}
