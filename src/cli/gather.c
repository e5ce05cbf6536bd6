#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "gather_in.h"
#include "text/extract.h"

#define HOUR_MS INT64_C(3600000)
/* Where looks come at least daily, this long without one is a gap. */
#define GAP_MS (40 * HOUR_MS)
/* Looks are dense, and so were kept each, when there are so many so close. */
#define DENSE_LOOKS 30
#define DENSE_MS (36 * HOUR_MS)
/* So many looks in a row had to come daily before a silence is a gap. */
#define DAILY_LOOKS 5
/* A document whose newest text has fewer bytes than this is junk. */
#define JUNK_BYTES 200
/* Comparisons: nearest clauses a sheet shows, and the annex of the first. */
#define OTHERS_SHEET 4
#define OTHERS_ANNEX 9

struct gather {
	struct reading *r;
	const struct request *q;
	struct packet *p;
	struct text_list texts;
	struct packet_document *documents;
	size_t n_documents;
	struct packet_provision *provisions;
	size_t n_provisions;
	struct packet_clause *clauses;
	size_t n_clauses;
};

static void
gap_add(struct reading *r, struct packet_document *d, int64_t from, int64_t to,
    const char *reason)
{
	struct packet_gap *gaps =
	    arena_new(&r->arena, d->n_gap_list + 1, sizeof(*gaps));

	if (d->n_gap_list > 0)
		memcpy(gaps, d->gaps, d->n_gap_list * sizeof(*gaps));
	gaps[d->n_gap_list] = (struct packet_gap){ from, to, reason };
	d->gaps = gaps;
	d->n_gap_list++;
	d->n_gaps++;
	if (to - from > d->longest_gap_ms)
		d->longest_gap_ms = to - from;
}

/* Had looks come daily when look i was waited for? */
static bool
daily_before(const struct history *h, size_t i)
{
	return i > DAILY_LOOKS &&
	    h->looks[i - 1].time_utc_ms -
		h->looks[i - 1 - DAILY_LOOKS].time_utc_ms <=
	    DAILY_LOOKS * DENSE_MS;
}

/*
 * Gaps: from the last usable look before a look that failed to the next
 * usable one, and long silences where looks were kept.
 */
static void
document_gaps(struct reading *r, struct packet_document *d)
{
	const struct history *h = d->history;
	int64_t good = 0;
	size_t i, bad = 0, run = 0;

	for (i = 0; i < h->n_looks; i++) {
		const struct look *k = &h->looks[i];

		d->n_class[k->ruling]++;
		if (k->ruling == RULING_GAP) {
			if (run++ == 0)
				bad = i;
			continue;
		}
		if (run > 0)
			gap_add(r, d,
			    good != 0 ? good : h->looks[bad].time_utc_ms,
			    k->time_utc_ms, h->looks[bad].detail);
		else if (good != 0 && d->looks_dense && daily_before(h, i) &&
		    k->time_utc_ms - good > GAP_MS)
			gap_add(r, d, good, k->time_utc_ms, "");
		run = 0;
		good = k->time_utc_ms;
	}
	if (run > 0) {
		gap_add(r, d, good != 0 ? good : h->looks[bad].time_utc_ms,
		    h->looks[h->n_looks - 1].time_utc_ms, h->looks[bad].detail);
		d->stale_utc_ms = h->looks[bad].time_utc_ms;
		d->stale = arena_fmt(&r->arena, "%s; %zu bytes",
		    h->looks[h->n_looks - 1].detail,
		    h->looks[h->n_looks - 1].size);
	}
}

static int
dense(const struct history *h)
{
	int64_t span;

	if (h->n_looks < DENSE_LOOKS)
		return 0;
	span = h->looks[h->n_looks - 1].time_utc_ms - h->looks[0].time_utc_ms;
	return span / (int64_t)(h->n_looks - 1) <= DENSE_MS;
}

/* Why the document is no policy; NULL where it is one. */
static const char *
junk(struct reading *r, const struct history *h)
{
	const struct version *v = history_version(h, h->current);
	const struct look *last;

	if (h->n_looks == 0)
		return NULL;
	last = &h->looks[h->n_looks - 1];
	if (v == NULL)
		return last->detail[0] != '\0' ? last->detail
					       : "no look found a usable text";
	if (v->text_len >= JUNK_BYTES)
		return NULL;
	return arena_fmt(
	    &r->arena, "its text is %zu bytes long, no policy", v->text_len);
}

static int
document_add(struct gather *g, size_t entry, struct fault *f)
{
	struct packet_document *d;
	size_t i;

	g->documents = arena_more(
	    &g->r->arena, g->documents, g->n_documents, sizeof(*g->documents));
	d = &g->documents[g->n_documents];
	memset(d, 0, sizeof(*d));
	if (reading_history(g->r, entry, &d->history, f) != 0)
		return -1;
	if (d->history->n_looks == 0)
		return 0;
	d->n_looks = d->history->n_looks;
	for (i = 0; i < d->history->n_versions; i++)
		d->n_versions += d->history->versions[i].n_looks > 0;
	d->looks_dense = dense(d->history);
	d->looks_kept = d->looks_dense ||
	    strcmp(d->history->looks[0].method, "import ota") != 0;
	document_gaps(g->r, d);
	d->junk = junk(g->r, d->history);
	g->n_documents++;
	return 0;
}

static const struct provision *
provision_in(const struct history *h, const char *id)
{
	size_t i;

	for (i = 0; i < h->n_provisions; i++)
		if (strcmp(h->provisions[i].id, id) == 0)
			return &h->provisions[i];
	return NULL;
}

/* "section 2", or "under “Your rights”", from the heading path. */
static const char *
place_of(struct reading *r, const struct clause *c)
{
	const char *last = c->path, *p;
	size_t n = 0;

	for (p = c->path; (p = strstr(p, " > ")) != NULL; p += 3)
		last = p + 3;
	if (last[0] == '\0')
		return "";
	while ((last[n] >= '0' && last[n] <= '9') ||
	    (n > 0 && last[n] == '.' && last[n + 1] >= '0' &&
		last[n + 1] <= '9'))
		n++;
	if (n > 0 && (last[n] == '.' || last[n] == ' ' || last[n] == ')'))
		return arena_fmt(&r->arena, "section %.*s", (int)n, last);
	n = strlen(last);
	if (n > 60)
		return arena_fmt(&r->arena,
		    "under \xe2\x80\x9c%.*s\xe2\x80\xa6\xe2\x80\x9d",
		    (int)utf8_cut(last, n, 57), last);
	return arena_fmt(&r->arena, "under \xe2\x80\x9c%s\xe2\x80\x9d", last);
}

/* Rules name topics in the order in which a reader wants them. */
static size_t
topic_rank(const char *topic)
{
	const struct topic *t;
	size_t i;

	for (i = 0; (t = topic_at(i)) != NULL; i++)
		if (strcmp(t->id, topic) == 0)
			break;
	return i;
}

static void
clause_rest(
    struct gather *g, size_t document, const struct version_text *t, size_t k)
{
	g->clauses = arena_more(
	    &g->r->arena, g->clauses, g->n_clauses, sizeof(*g->clauses));
	g->clauses[g->n_clauses++] =
	    (struct packet_clause){ document, t->text.provisions[k],
		    t->text.clauses[k].title, t->text.clauses[k].path };
}

/* An analysed clause: its place, its changes, and what they add to it. */
static int
provision_add(struct gather *g, size_t document, struct version_text *t,
    size_t k, struct finding *finding, struct fault *f)
{
	const struct history *h = g->documents[document].history;
	const struct clause *c = &t->text.clauses[k];
	struct packet_provision *p;
	size_t text, i;

	if (text_list_add(g->r, &g->texts, h, t, &text, f) != 0)
		return -1;
	g->provisions = arena_more(&g->r->arena, g->provisions, g->n_provisions,
	    sizeof(*g->provisions));
	p = &g->provisions[g->n_provisions];
	memset(p, 0, sizeof(*p));
	p->provision = provision_in(h, t->text.provisions[k]);
	if (p->provision == NULL)
		return fault_set(f, FAULT_STATE,
		    "%s/%s: provision %s stands in the text and not in the "
		    "history",
		    h->platform, h->document, t->text.provisions[k]);
	p->document = document;
	p->finding = finding;
	p->rank = topic_rank(finding->topic.topic);
	p->words = (struct packet_range){ text, c->start, c->end, c->sha };
	p->place = place_of(g->r, c);
	if (gather_changes(g->r, &g->texts, h, p, f) != 0)
		return -1;
	for (i = 0; i < p->n_changes; i++)
		if (p->changes[i].predecessor &&
		    gather_finding(g->r, h, t, k, &p->changes[i], finding, f) !=
			0)
			return -1;
	g->n_provisions++;
	return 0;
}

static int
clause_add(struct gather *g, size_t document, struct version_text *t, size_t k,
    struct fault *f)
{
	const struct history *h = g->documents[document].history;
	struct finding *finding;

	if (g->q->provision != NULL &&
	    strcmp(g->q->provision, t->text.provisions[k]) != 0)
		return 0;
	finding = arena_new(&g->r->arena, 1, sizeof(*finding));
	if (gather_finding(g->r, h, t, k, NULL, finding, f) != 0)
		return -1;
	if (finding->analysed)
		return provision_add(g, document, t, k, finding, f);
	clause_rest(g, document, t, k);
	return 0;
}

static int
stated_date(struct gather *g, struct packet_document *d, struct version_text *t,
    struct fault *f)
{
	const struct version *v = history_version(d->history, t->version);
	size_t text;

	if (v == NULL || v->stated_end <= v->stated_start)
		return 0;
	if (text_list_add(g->r, &g->texts, d->history, t, &text, f) != 0)
		return -1;
	d->has_stated = 1;
	d->stated.text = text;
	d->stated.start = v->stated_start;
	d->stated.end = v->stated_end;
	d->stated_utc_ms = v->stated_utc_ms;
	return 0;
}

/* Nothing of a document can be quoted without its text or the capture of it. */
static const char *
withheld_words(struct reading *r, const struct packet_withheld *w)
{
	char day[CLOCK_TEXT];

	return arena_fmt(&r->arena, "its %s %s withheld on %s by %s: %s",
	    w->what, strcmp(w->what, "words") == 0 ? "were" : "was",
	    clock_day(w->when_utc_ms, day), w->who, w->why);
}

static int
document_clauses(struct gather *g, size_t document, struct fault *f)
{
	struct packet_document *d = &g->documents[document];
	const struct history *h = d->history;
	const struct packet_withheld *gone;
	struct version_text *t;
	size_t k;

	if (h->current == 0 || d->junk != NULL)
		return 0;
	if (text_list_withheld(g->r, &g->texts, h, h->current, &gone, f) != 0)
		return -1;
	if (gone != NULL) {
		d->junk = withheld_words(g->r, gone);
		return 0;
	}
	if (reading_text(g->r, h->platform, h->document, h->current, &t, f) !=
	    0)
		return -1;
	if (reading_topics(g->r, t, f) != 0 || stated_date(g, d, t, f) != 0)
		return -1;
	for (k = 0; k < t->text.n_clauses; k++)
		if (clause_add(g, document, t, k, f) != 0)
			return -1;
	return 0;
}

/* By exposure, then by topic, then by document and place. */
static int
by_exposure(const void *a, const void *b)
{
	const struct packet_provision *x = a, *y = b;

	if (x->finding->exposure != y->finding->exposure)
		return x->finding->exposure < y->finding->exposure ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->document != y->document)
		return x->document < y->document ? -1 : 1;
	return x->words.start < y->words.start
	    ? -1
	    : x->words.start > y->words.start;
}

static int
provisions_fill(struct gather *g, struct fault *f)
{
	size_t i;

	if (g->n_provisions > 0)
		qsort(g->provisions, g->n_provisions, sizeof(*g->provisions),
		    by_exposure);
	for (i = 0; i < g->n_provisions; i++) {
		struct packet_provision *p = &g->provisions[i];

		/* Usual terms are worded alike everywhere: not compared. */
		if (p->finding->exposure == EXPOSURE_LOW &&
		    g->q->provision == NULL)
			continue;
		if (gather_others(g->r, &g->texts, g->q->platform,
			i == 0 ? OTHERS_ANNEX : OTHERS_SHEET, p, f) != 0)
			return -1;
	}
	return 0;
}

/*
 * Where the looks at this platform's documents come from: "" where all were
 * taken by this program, else the archive of others that the first came from.
 */
static const char *
packet_source(const struct gather *g)
{
	const struct look *k;
	size_t i, n;

	for (i = 0; i < g->n_documents; i++)
		for (n = 0; n < g->documents[i].history->n_looks; n++) {
			k = &g->documents[i].history->looks[n];
			if (strncmp(k->method, "capture", 7) == 0)
				continue;
			if (strcmp(k->method, "import ota") == 0)
				return "an Open Terms Archive repository";
			if (strncmp(k->method, "import wa", 9) == 0)
				return "web archives";
			return "an index of stored captures";
		}
	return "";
}

/* The archive as of the day: what came later changes no packet of it. */
static int
packet_counts(struct gather *g, struct fault *f)
{
	struct packet *p = g->p;
	const struct history *seen;
	const char *last = "";
	size_t i;

	for (i = 0; i < g->r->list.n; i++) {
		const struct archive_entry *e = &g->r->list.entries[i];

		if (reading_history(g->r, i, &seen, f) != 0)
			return -1;
		if (seen->n_looks == 0)
			continue;
		p->archive_looks += seen->n_looks;
		p->archive_documents++;
		if (strcmp(e->platform, last) != 0)
			p->archive_platforms++;
		last = e->platform;
	}
	p->from_utc_ms = INT64_MAX;
	for (i = 0; i < g->n_documents; i++) {
		const struct history *h = g->documents[i].history;

		if (h->looks[0].time_utc_ms < p->from_utc_ms)
			p->from_utc_ms = h->looks[0].time_utc_ms;
		if (h->looks[h->n_looks - 1].time_utc_ms > p->to_utc_ms)
			p->to_utc_ms = h->looks[h->n_looks - 1].time_utc_ms;
		if (p->owner[0] == '\0')
			p->owner = h->owner;
	}
	p->source = packet_source(g);
	return 0;
}

/* The next sheet number for a text that has none. */
static void
sheet_give(struct gather *g, size_t text, unsigned *last)
{
	if (g->texts.items[text].sheet == 0)
		g->texts.items[text].sheet = ++*last;
}

/* Sheets are numbered in the order in which a reader meets them. */
static void
sheets_number(struct gather *g)
{
	unsigned last = 0;
	size_t i, k;

	for (i = 0; i < g->texts.n; i++)
		g->texts.items[i].sheet = 0;
	for (i = 0; i < g->n_provisions; i++)
		sheet_give(g, g->provisions[i].words.text, &last);
	for (i = 0; i < g->n_documents; i++)
		if (g->documents[i].has_stated)
			sheet_give(g, g->documents[i].stated.text, &last);
	for (i = 0; i < g->n_provisions; i++) {
		const struct packet_provision *p = &g->provisions[i];

		for (k = 0; k < p->n_changes; k++) {
			if (!p->changes[k].drawn)
				continue;
			sheet_give(g, p->changes[k].from.text, &last);
			sheet_give(g, p->changes[k].to.text, &last);
		}
		for (k = 0; k < p->n_others; k++)
			sheet_give(g, p->others[k].words.text, &last);
	}
}

/* All documents of the platform; of a provision sheet the one it stands in. */
static int
documents_add(struct gather *g, struct fault *f)
{
	char *platform = NULL, *document = NULL;
	size_t i;
	int rc = -1;

	if (g->q->provision != NULL &&
	    archive_provision_find(
		g->r->a, g->q->provision, &platform, &document, f) != 0)
		return -1;
	for (i = 0; i < g->r->list.n; i++) {
		const struct archive_entry *e = &g->r->list.entries[i];

		if (strcmp(e->platform, g->q->platform) != 0 ||
		    (document != NULL && strcmp(e->document, document) != 0))
			continue;
		if (document_add(g, i, f) != 0)
			goto out;
	}
	rc = 0;
out:
	free(platform);
	free(document);
	return rc;
}

int
gather_packet(struct reading *r, const struct request *q, struct packet *out,
    struct fault *f)
{
	struct gather g = { .r = r, .q = q, .p = out };
	size_t i;

	memset(out, 0, sizeof(*out));
	out->kind = q->kind;
	out->platform = q->platform;
	out->owner = "";
	out->subject = q->provision != NULL ? q->provision : q->platform;
	out->as_of_utc_ms = r->as_of_utc_ms;
	out->rendered_utc_ms = q->rendered_utc_ms;
	out->file_name = q->file_name;
	out->extractor = EXTRACT_VERSION;
	if (documents_add(&g, f) != 0)
		return -1;
	if (g.n_documents == 0)
		return fault_set(f, FAULT_ABSENT,
		    "%s: no look at it on or before that day", q->platform);
	if (packet_counts(&g, f) != 0)
		return -1;
	for (i = 0; i < g.n_documents; i++)
		if (document_clauses(&g, i, f) != 0)
			return -1;
	if (q->provision != NULL && g.n_provisions + g.n_clauses == 0)
		return fault_set(f, FAULT_ABSENT,
		    "%s: not in the text as of that day", q->provision);
	if (provisions_fill(&g, f) != 0)
		return -1;
	sheets_number(&g);
	out->documents = g.documents;
	out->n_documents = g.n_documents;
	out->provisions = g.provisions;
	out->n_provisions = g.n_provisions;
	out->clauses = g.clauses;
	out->n_clauses = g.n_clauses;
	out->texts = g.texts.items;
	out->n_texts = g.texts.n;
	out->withheld = g.texts.withheld;
	out->n_withheld = g.texts.n_withheld;
	return 0;
}
