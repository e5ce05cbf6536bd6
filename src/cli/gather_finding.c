#include <string.h>

#include "analysis/analyse.h"
#include "gather_in.h"
#include "provision/follow.h"

/* What the whole text says of places, found once a version. */
static int
facts_of(struct reading *r, struct version_text *t,
    const struct document_facts **out, struct fault *f)
{
	struct document_facts *facts;

	if (t->facts == NULL) {
		facts = arena_new(&r->arena, 1, sizeof(*facts));
		if (analyse_document(t->text.page.text, t->text.page.len,
			t->text.page.lang, t->text.clauses, t->text.n_clauses,
			&r->arena, facts, f) != 0)
			return fault_under(
			    f, "%s/%s", t->platform, t->document);
		t->facts = facts;
	}
	*out = t->facts;
	return 0;
}

int
gather_finding(struct reading *r, const struct history *h,
    struct version_text *t, size_t clause, const struct packet_change *before,
    struct finding *out, struct fault *f)
{
	const struct clause *c = &t->text.clauses[clause];
	struct analyse_input in;

	if (reading_topics(r, t, f) != 0)
		return -1;
	memset(&in, 0, sizeof(in));
	in.text = t->text.page.text + c->start;
	in.len = c->end - c->start;
	in.start = c->start;
	analyse_lead(&t->text.page, c, &in);
	in.heading_path = c->path;
	in.topic = &t->topics[clause];
	in.platform = h->platform;
	in.owner = r->owner != NULL ? r->owner : h->owner;
	in.document = h->document;
	in.lang = h->lang[0] != '\0' ? h->lang : t->text.page.lang;
	if (before != NULL) {
		in.before = before->from_words;
		in.before_len = before->from.end - before->from.start;
		in.before_utc_ms = before->from_last_utc_ms;
	}
	if (facts_of(r, t, &in.facts, f) != 0 ||
	    analyse_clause(&in, &r->arena, out, f) != 0)
		return fault_under(f, "%s/%s", t->platform, t->document);
	return 0;
}
