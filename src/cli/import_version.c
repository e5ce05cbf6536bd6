#include "archive/store.h"
#include "cli/import_doc.h"
#include "provision/effective.h"

#include "cli_in.h"

/* What became of each provision, as the archive wants it. */
static void
members_of(const struct import_text *t, const struct follow_mark *marks,
    size_t n, struct archive_version *v, size_t *n_provisions)
{
	struct archive_member *m;
	size_t i;

	m = arena_new(&t->page->arena, n + 1, sizeof(*m));
	v->members = m;
	for (i = 0; i < n; i++) {
		*n_provisions += (size_t)(marks[i].first != 0);
		if (marks[i].clause == FOLLOW_NOWHERE &&
		    marks[i].state != CLAUSE_MERGED)
			continue;
		m[v->n_members].provision = marks[i].id;
		m[v->n_members].state = marks[i].state;
		m[v->n_members++].clause = marks[i].clause == FOLLOW_NOWHERE
		    ? NULL
		    : &t->clauses[marks[i].clause];
	}
}

int
import_version_put(struct archive *a, struct import_doc *d, int64_t event,
    const struct import_text *t, int *number, size_t *n_provisions,
    struct fault *f)
{
	const struct follow_side side = { t->page->text, t->clauses, NULL,
		t->n_clauses };
	struct archive_version v = { .page = t->page };
	struct follow_mark *marks;
	struct effective stated;
	size_t n;

	if (import_doc_follow(a, d, f) != 0 ||
	    follow_version(d->follow, d->n_versions + 1, &side, &t->page->arena,
		&marks, &n, f) != 0)
		return -1;
	members_of(t, marks, n, &v, n_provisions);

	/* When a text was written is not when it takes effect. */
	effective_find(t->page, &stated);
	if (stated.kind == EFFECTIVE_FROM) {
		v.stated_start = stated.start;
		v.stated_end = stated.end;
		v.stated_utc_ms = stated.utc_ms;
	}
	if (archive_put_version(a, d->handle, event, &v, number, f) != 0)
		return -1;
	if (*number != d->n_versions + 1)
		return fault_set(f, FAULT_STATE, "version %d was numbered %d",
		    d->n_versions + 1, *number);
	import_doc_add_text(
	    d, t->digest, t->page->len, t->page->extractor, *number);
	import_doc_body_take(d, *number, t->body);
	return 0;
}
