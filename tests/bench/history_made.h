#ifndef BENCH_HISTORY_MADE_H
#define BENCH_HISTORY_MADE_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "archive/archive.h"
#include "archive/store.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "crypto/sha256.h"

/*
 * A made-up history, the same from the same seed, put through the functions
 * that a capture uses: a platform has MADE_PER_PLATFORM documents, a document
 * MADE_LOOKS looks, a look at every document each round, in another order
 * each round.  A text is some 5 KB in 12 clauses, a page 7 KB, its record
 * 1.2 KB.  Of 1,000 looks after the first:
 *
 *     420 bring the same bytes       230 other bytes, the same text
 *     180 are answered "unchanged"   110 show a block that flickers (noise)
 *      30 are gaps without bytes      10 show another policy, or one of
 *                                        before (20)
 */
#define MADE_LOOKS 100
#define MADE_PER_PLATFORM 4

struct made_doc {
	int64_t handle;
	int number; /* of the document, from 0 */
	int version; /* that stands; 0 = none yet */
	int n_versions;
	int looks;
};

struct made {
	struct arena arena;
	uint64_t seed;
	struct made_doc *docs;
	int *order; /* of the documents in this round */
	int64_t n_docs;
	int64_t looks; /* made so far, of all documents */
	double own; /* seconds of the processor that making them up took */
};

#define MADE_CLAUSES 12
#define MADE_SENTENCES 6
#define MADE_WORDS 11
#define MADE_START 1600000000000
#define MADE_DAY 86400000

/* The page as it is sent: some more than its text. */
#define MADE_PAGE_MAX (1 << 16)

/* A text of the document: a clause of it, and where it stands. */
struct made_text {
	struct arena arena;
	struct page page;
	struct clause clauses[MADE_CLAUSES];
	struct archive_member members[MADE_CLAUSES];
};

enum made_kind {
	MADE_SAME,
	MADE_BYTES,
	MADE_UNMODIFIED,
	MADE_NOISE,
	MADE_GAP,
	MADE_RETURN,
	MADE_NEW,
};

static inline double
made_clock(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* SplitMix64 of what is drawn for, so that no draw depends on another. */
static inline uint64_t
made_draw(const struct made *m, uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t z = m->seed + a * 0x9e3779b97f4a7c15u +
	    b * 0xd1b54a32d192ed03u + c * 0x8cb92ba72f3d8dd7u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* An empty history that will have so many looks. */
static inline void
made_begin(struct made *m, uint64_t seed, int64_t looks)
{
	int64_t i;

	*m = (struct made){ .seed = seed };
	m->n_docs = (looks + MADE_LOOKS - 1) / MADE_LOOKS;
	arena_init(&m->arena);
	m->docs = arena_new(&m->arena, (size_t)m->n_docs, sizeof(*m->docs));
	m->order = arena_new(&m->arena, (size_t)m->n_docs, sizeof(*m->order));
	for (i = 0; i < m->n_docs; i++) {
		m->docs[i].number = (int)i;
		m->order[i] = (int)i;
	}
}

static inline void
made_end(struct made *m)
{
	arena_free(&m->arena);
}

/* Fisher-Yates; who is looked at when differs from round to round. */
static inline void
made_shuffle(struct made *m, int64_t round)
{
	int64_t i, k;
	int t;

	for (i = m->n_docs - 1; i > 0; i--) {
		k = (int64_t)(made_draw(m, 1, (uint64_t)round, (uint64_t)i) %
		    (uint64_t)(i + 1));
		t = m->order[i];
		m->order[i] = m->order[k];
		m->order[k] = t;
	}
}

static inline enum made_kind
made_kind(const struct made *m, const struct made_doc *d)
{
	static const struct {
		unsigned until;
		enum made_kind kind;
	} table[] = {
		{ 420, MADE_SAME },
		{ 650, MADE_BYTES },
		{ 830, MADE_UNMODIFIED },
		{ 940, MADE_NOISE },
		{ 970, MADE_GAP },
		{ 990, MADE_RETURN },
		{ 1000, MADE_NEW },
	};
	unsigned r, i = 0;

	if (d->version == 0)
		return MADE_NEW;
	r = (unsigned)(made_draw(
			   m, 2, (uint64_t)d->number, (uint64_t)d->looks) %
	    1000);
	while (r >= table[i].until)
		i++;
	return table[i].kind == MADE_RETURN && d->n_versions < 2
	    ? MADE_SAME
	    : table[i].kind;
}

static inline void
made_sentence(const struct made *m, uint64_t seed, uint64_t n, struct buf *out)
{
	static const char *const words[] = { "we", "you", "data", "account",
		"service", "may", "collect", "share", "partners", "when",
		"personal", "information", "retain", "days", "delete",
		"request", "process", "purposes", "consent", "security",
		"third", "parties", "under", "law", "provide", "content",
		"train", "models", "cookies", "transfer", "rights", "contact" };
	uint64_t r;
	int i;

	for (i = 0; i < MADE_WORDS; i++) {
		r = made_draw(m, 3, seed, n * MADE_WORDS + (uint64_t)i);
		if (i > 0)
			buf_str(out, " ");
		buf_str(out, words[r % 32]);
		/* Now and then a word that no other text has. */
		if (r >> 60 == 0)
			buf_fmt(out, "%u", (unsigned)(r >> 40) % 10000);
	}
	buf_str(out, ". ");
}

/* Which version gave clause k its words: each changes one clause. */
static inline int
made_since(
    const struct made *m, const struct made_doc *d, int version, int clause)
{
	for (; version > 1; version--)
		if (made_draw(m, 4, (uint64_t)d->number, (uint64_t)version) %
			MADE_CLAUSES ==
		    (uint64_t)clause)
			break;
	return version;
}

static inline void
made_block(
    struct made_text *t, struct buf *text, size_t start, enum block_kind kind)
{
	struct block *b = &t->page.blocks[t->page.n_blocks];

	*b = (struct block){ .kind = kind,
		.level = kind == BLOCK_HEADING ? 2 : 0,
		.start = start,
		.end = text->len,
		.marker = "",
		.heading =
		    kind == BLOCK_HEADING ? BLOCK_NONE : t->page.n_blocks - 1,
		.head_row = BLOCK_NONE };
	t->page.n_blocks++;
	buf_str(text, "\n\n");
}

static inline int
made_clause(struct made_text *t, const struct made *m, const struct made_doc *d,
    int version, int k, struct buf *text, struct fault *f)
{
	struct clause *c = &t->clauses[k];
	const int since = made_since(m, d, version, k);
	const uint64_t seed = (uint64_t)d->number * 1000003 +
	    (uint64_t)k * 1009 + (uint64_t)since;
	char name[64];
	size_t start;
	uint64_t i;

	(void)snprintf(name, sizeof(name), "%d. Part %d", k + 1, k + 1);
	c->title = c->path = arena_strdup(&t->arena, name);
	c->ordinal = 1;
	start = text->len;
	buf_str(text, name);
	made_block(t, text, start, BLOCK_HEADING);
	c->first_block = t->page.n_blocks;
	c->n_blocks = 1;
	c->start = text->len;
	for (i = 0; i < MADE_SENTENCES; i++)
		made_sentence(m, seed, i, text);
	text->len--;
	c->end = text->len;
	made_block(t, text, c->start, BLOCK_PARAGRAPH);
	(void)snprintf(name, sizeof(name), "made-%d-%d", d->number, k + 1);
	t->members[k] =
	    (struct archive_member){ .provision = arena_strdup(&t->arena, name),
		    .state = version == 1  ? CLAUSE_NEW
			: since == version ? CLAUSE_MODIFIED
					   : CLAUSE_SAME,
		    .clause = c };
	return sha256_of(text->data + c->start, c->end - c->start, &c->sha, f);
}

static inline int
made_text_make(struct made_text *t, const struct made *m,
    const struct made_doc *d, int version, struct fault *f)
{
	struct buf text;
	int k, rc = -1;

	*t = (struct made_text){ .page = { .extractor = 1, .lang = "en" } };
	arena_init(&t->arena);
	buf_init(&text, MADE_PAGE_MAX);
	t->page.blocks = arena_new(
	    &t->arena, (size_t)2 * MADE_CLAUSES, sizeof(*t->page.blocks));
	for (k = 0; k < MADE_CLAUSES; k++)
		if (made_clause(t, m, d, version, k, &text, f) != 0)
			goto out;
	if (buf_check(&text, "made-up text", f) != 0)
		goto out;
	t->page.text =
	    arena_strndup(&t->arena, (const char *)text.data, text.len);
	t->page.len = text.len;
	rc = 0;
out:
	buf_free(&text);
	return rc;
}

/* The text as a page, with a mark that says which bytes these are. */
static inline void
made_page(const struct made *m, const struct made_text *t,
    const struct made_doc *d, enum made_kind kind, struct buf *out)
{
	uint64_t r = 0;
	int k;

	if (kind == MADE_BYTES || kind == MADE_NOISE)
		r = made_draw(m, 5, (uint64_t)d->number, (uint64_t)d->looks);
	buf_fmt(out,
	    "<!doctype html><html lang=\"en\"><head><title>Document %d</title>"
	    "<meta name=\"csrf\" content=\"%016llx\"></head><body><main>\n",
	    d->number, (unsigned long long)r);
	for (k = 0; k < MADE_CLAUSES; k++) {
		buf_fmt(out, "<section id=\"part-%d\"><h2>%s</h2>\n<p>", k,
		    t->clauses[k].title);
		buf_add(out, t->page.text + t->clauses[k].start,
		    t->clauses[k].end - t->clauses[k].start);
		buf_str(out, "</p></section>\n");
	}
	if (kind == MADE_NOISE)
		buf_fmt(out, "<p>Seen by %u people</p>", (unsigned)r);
	buf_str(out, "</main></body></html>\n");
}

/* What a capture by plain HTTPS keeps of how it went. */
static inline void
made_record(const struct made *m, const struct made_doc *d, int64_t time,
    enum made_kind kind, struct buf *out)
{
	const uint64_t r =
	    made_draw(m, 6, (uint64_t)d->number, (uint64_t)d->looks);

	buf_fmt(out,
	    "{\"hops\":[{\"address\":\"192.0.2.%u\",\"cipher\":"
	    "\"TLS_AES_256_GCM_SHA384\",\"finished\":%lld,\"port\":443,"
	    "\"request\":\"GET /legal/%d HTTP/2\\r\\nHost: "
	    "p%d.example\\r\\nAccept: text/html,application/xhtml+xml\\r\\n"
	    "Accept-Encoding: gzip, br, zstd\\r\\nUser-Agent: proviso\\r\\n"
	    "\\r\\n\",\"response\":\"HTTP/2 %d \\r\\ndate: %lld\\r\\n"
	    "content-type: text/html; charset=utf-8\\r\\ncache-control: "
	    "max-age=600\\r\\netag: \\\"%016llx\\\"\\r\\nserver: cdn\\r\\n"
	    "strict-transport-security: max-age=31536000\\r\\n"
	    "x-request-id: %016llx\\r\\nvary: accept-encoding\\r\\n\\r\\n\","
	    "\"started\":%lld,\"tls\":\"TLSv1.3\",\"verified\":true}],"
	    "\"robots\":\"allowed\",\"tries\":1}",
	    (unsigned)d->number % 250,
	    (long long)time + 180 + (long long)(r % 90), d->number,
	    d->number / MADE_PER_PLATFORM,
	    kind == MADE_GAP              ? 503
		: kind == MADE_UNMODIFIED ? 304
					  : 200,
	    (long long)time / 1000, (unsigned long long)r,
	    (unsigned long long)made_draw(m, 7, r, 0), (long long)time);
}

static inline void
made_ruling(enum made_kind kind, struct archive_ruling *r)
{
	static const struct {
		enum ruling_class class;
		const char *rule;
	} table[] = {
		[MADE_SAME] = { RULING_SAME, "bytes" },
		[MADE_BYTES] = { RULING_SAME, "text" },
		[MADE_UNMODIFIED] = { RULING_SAME, "unmodified" },
		[MADE_NOISE] = { RULING_NOISE, "flicker" },
		[MADE_GAP] = { RULING_GAP, "status" },
		[MADE_RETURN] = { RULING_RETURN, "text" },
		[MADE_NEW] = { RULING_SUBSTANTIVE, "words" },
	};

	r->ruling = table[kind].class;
	r->rule = table[kind].rule;
}

static inline int
made_put(struct made *m, struct archive *a, struct made_doc *d,
    enum made_kind kind, int64_t time, struct fault *f)
{
	struct archive_ruling ruling = { .rules_version = 1,
		.who = "bench",
		.when_utc_ms = time,
		.detail = kind == MADE_GAP ? "http 503" : "",
		.version = kind == MADE_GAP ? 0 : d->version };
	const bool bytes = kind != MADE_GAP && kind != MADE_UNMODIFIED;
	struct capture c = { .platform = "",
		.document = "",
		.method = "capture",
		.time_utc_ms = time,
		.media = MEDIA_HTML,
		.media_type = "text/html; charset=utf-8",
		.select = "main",
		.remove = "",
		.status = kind == MADE_GAP ? 503 : 200 };
	char key[64], url[64], platform[32], name[32];
	double own = made_clock();
	struct archive_version v = { .n_members = MADE_CLAUSES };
	struct buf page, record;
	struct made_text t = { .page = { .extractor = 0 } };
	int64_t event;
	int rc = -1;

	buf_init(&page, MADE_PAGE_MAX);
	buf_init(&record, MADE_PAGE_MAX);
	(void)snprintf(key, sizeof(key), "made %lld", (long long)time);
	(void)snprintf(url, sizeof(url), "https://p%d.example/legal/%d",
	    d->number / MADE_PER_PLATFORM, d->number);
	(void)snprintf(platform, sizeof(platform), "Platform %d",
	    d->number / MADE_PER_PLATFORM);
	(void)snprintf(name, sizeof(name), "Document %d", d->number);
	if (bytes) {
		if (made_text_make(&t, m, d, d->version, f) != 0)
			goto out;
		made_page(m, &t, d, kind, &page);
		c.bytes = page.data;
		c.len = page.len;
	}
	made_record(m, d, time, kind, &record);
	c.key = key;
	c.url = url;
	if (buf_check(&page, "page", f) != 0 ||
	    buf_check(&record, "record", f) != 0)
		goto out;
	c.record = (const char *)record.data;
	m->own += made_clock() - own;
	if (d->handle == 0 &&
	    archive_document(a, platform, name, &d->handle, f) != 0)
		goto out;
	if (archive_put_event(
		a, d->handle, &c, ruling.detail, &event, NULL, f) != 0)
		goto out;
	v.page = &t.page;
	v.members = t.members;
	if (kind == MADE_NEW &&
	    archive_put_version(a, d->handle, event, &v, &ruling.version, f) !=
		0)
		goto out;
	made_ruling(kind, &ruling);
	rc = archive_put_ruling(a, event, &ruling, f);
out:
	buf_free(&page);
	buf_free(&record);
	arena_free(&t.arena);
	return rc;
}

/*
 * The next look, into the transaction that is open; with a NULL archive it is
 * only counted, so that a history can go on where it stopped.
 */
static inline int
made_look(
    struct made *m, struct archive *a, struct made_doc **doc, struct fault *f)
{
	const int64_t round = m->looks / m->n_docs, at = m->looks % m->n_docs;
	struct made_doc *d;
	enum made_kind kind;
	int64_t time;

	if (at == 0)
		made_shuffle(m, round);
	d = &m->docs[m->order[at]];
	kind = made_kind(m, d);
	if (kind == MADE_NEW)
		d->version = ++d->n_versions;
	else if (kind == MADE_RETURN)
		d->version = 1 +
		    (int)(made_draw(
			      m, 8, (uint64_t)d->number, (uint64_t)d->looks) %
			(uint64_t)d->n_versions);
	time = MADE_START + round * MADE_DAY + at * MADE_DAY / m->n_docs;
	/* What was only counted has its place in the archive already. */
	if (a != NULL && made_put(m, a, d, kind, time, f) != 0)
		return -1;
	d->looks++;
	m->looks++;
	*doc = d;
	return 0;
}

#endif /* BENCH_HISTORY_MADE_H */
