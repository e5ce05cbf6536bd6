#ifndef TESTS_HELP_ARCHIVE_H
#define TESTS_HELP_ARCHIVE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/archive.h"
#include "archive/issue.h"
#include "archive/log.h"
#include "archive/log_sign.h"
#include "archive/declare.h"
#include "archive/store.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "crypto/sha256.h"
#include "help/test.h"

/*
 * A folder for one test, and a small archive to fill it.  Pages are written
 * as lines: "# words" is a heading, "p1 words" a paragraph that is a clause
 * of provision p1, "- words" a paragraph that belongs to no clause.
 */
struct box {
	char dir[64];
	char db[96];
};

static inline struct box *
box_new(void)
{
	struct box *b = mem_new(1, sizeof(*b));

	(void)snprintf(b->dir, sizeof(b->dir), "/tmp/proviso-test-XXXXXX");
	assert_non_null(mkdtemp(b->dir));
	(void)snprintf(b->db, sizeof(b->db), "%s/a.db", b->dir);
	return b;
}

static inline void
box_free(struct box *b)
{
	static const char *const names[] = { "a.db", "a.db-wal", "a.db-shm",
		"a.db.logkey", "a.db.vkey", "a.db.logkey.head", "b.db",
		"b.db-wal", "b.db-shm", "b.db.logkey.head", "b.db.logkey",
		"b.db.vkey", "key" };
	char path[128];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", b->dir, names[i]);
		(void)unlink(path);
	}
	/* What a test left behind and nobody knows of shows here. */
	assert_int_equal(rmdir(b->dir), 0);
	free(b);
}

static inline struct archive *
box_create(const struct box *b)
{
	struct archive_made made;
	struct archive *a;
	struct fault f;

	assert_ok(archive_create(b->db, NULL, &made, &f), &f);
	archive_made_free(&made);
	assert_ok(archive_open(b->db, true, &a, &f), &f);
	return a;
}

/* A page made of lines, and the members of its version. */
struct draft_page {
	struct page page;
	struct archive_version version;
	char *source; /* what the capture of it holds */
};

static inline void
draft_page_line(struct draft_page *d, const char *line, size_t n,
    const char **heading, unsigned *ordinal, struct archive_member *m,
    struct clause *c)
{
	struct page *p = &d->page;
	const char *words = memchr(line, ' ', n);
	struct block *b = &p->blocks[p->n_blocks];
	size_t k, i;
	struct fault f;

	assert_non_null(words);
	words++;
	k = n - (size_t)(words - line);
	memcpy(p->text + p->len, words, k);
	*b = (struct block){ .kind = BLOCK_PARAGRAPH,
		.start = p->len,
		.end = p->len + k,
		.marker = "",
		.heading = BLOCK_NONE,
		.head_row = BLOCK_NONE };
	for (i = p->n_blocks; i > 0 && b->heading == BLOCK_NONE; i--)
		if (p->blocks[i - 1].kind == BLOCK_HEADING)
			b->heading = i - 1;
	if (line[0] == '#') {
		b->kind = BLOCK_HEADING;
		b->level = 1;
		*heading = arena_strndup(&p->arena, words, k);
		*ordinal = 0;
	} else if (line[0] == 'p') {
		*c = (struct clause){ .first_block = p->n_blocks,
			.n_blocks = 1,
			.start = b->start,
			.end = b->end,
			.title = *heading,
			.path = *heading,
			.ordinal = ++*ordinal };
		assert_ok(sha256_of(words, k, &c->sha, &f), &f);
		m->provision =
		    arena_strndup(&p->arena, line, (size_t)(words - 1 - line));
		m->clause = c;
		m->state = CLAUSE_SAME;
		d->version.n_members++;
	}
	p->n_blocks++;
	p->len += k;
	memcpy(p->text + p->len, "\n\n", 2);
	p->len += 2;
}

static inline void
draft_page_make(struct draft_page *d, const char *lines)
{
	struct archive_member *members;
	struct clause *clauses;
	const char *at = lines, *nl, *heading = "";
	unsigned ordinal = 0;
	struct buf source;

	*d = (struct draft_page){ .page = { .extractor = 1, .lang = "en" } };
	arena_init(&d->page.arena);
	d->page.text = arena_new(&d->page.arena, 2 * strlen(lines) + 1, 1);
	d->page.blocks =
	    arena_new(&d->page.arena, strlen(lines), sizeof(*d->page.blocks));
	members = arena_new(&d->page.arena, strlen(lines), sizeof(*members));
	clauses = arena_new(&d->page.arena, strlen(lines), sizeof(*clauses));
	for (; (nl = strchr(at, '\n')) != NULL; at = nl + 1)
		draft_page_line(d, at, (size_t)(nl - at), &heading, &ordinal,
		    &members[d->version.n_members],
		    &clauses[d->version.n_members]);
	d->version.page = &d->page;
	d->version.members = members;
	buf_init(&source, 1 << 20);
	buf_fmt(&source, "<html><body>%s</body></html>", d->page.text);
	d->source = buf_take(&source);
}

static inline void
draft_page_free(struct draft_page *d)
{
	free(d->source);
	arena_free(&d->page.arena);
}

/* One look, with bytes. */
static inline int64_t
box_look(struct archive *a, int64_t doc, int64_t time, const char *bytes,
    const struct exhibit *exhibits, size_t n)
{
	char key[32];
	struct capture c = { .platform = "",
		.document = "",
		.key = key,
		.time_utc_ms = time,
		.method = "import captures",
		.url = "https://acme.example/privacy",
		.record = "{\"commit\":\"c0ffee\"}",
		.status = 200,
		.media = MEDIA_HTML,
		.media_type = "text/html",
		.select = "main",
		.remove = "",
		.bytes = (const unsigned char *)bytes,
		.len = bytes == NULL ? 0 : strlen(bytes),
		.exhibits = exhibits,
		.n_exhibits = n };
	struct fault f;
	int64_t event;

	(void)snprintf(key, sizeof(key), "k%lld", (long long)time);
	assert_ok(archive_put_event(a, doc, &c, "", &event, NULL, &f), &f);
	return event;
}

static inline int64_t
box_event(struct archive *a, int64_t doc, int64_t time, const char *bytes)
{
	return box_look(a, doc, time, bytes, NULL, 0);
}

static inline void
box_ruling(struct archive *a, int64_t event, enum ruling_class class,
    int version, const char *detail)
{
	const struct archive_ruling r = { .ruling = class,
		.rule = "test",
		.rules_version = 1,
		.who = "proviso test",
		.when_utc_ms = 1700000000000,
		.detail = detail,
		.version = version };
	struct fault f;

	assert_ok(archive_put_ruling(a, event, &r, &f), &f);
}

/* A look that shows a new text. */
static inline int
box_version(struct archive *a, int64_t doc, int64_t time, const char *lines)
{
	struct draft_page d;
	struct fault f;
	int64_t event;
	int number;

	draft_page_make(&d, lines);
	event = box_event(a, doc, time, d.source);
	assert_ok(
	    archive_put_version(a, doc, event, &d.version, &number, &f), &f);
	box_ruling(a, event, RULING_SUBSTANTIVE, number, "");
	draft_page_free(&d);
	return number;
}

static inline int64_t
box_document(struct archive *a, const char *platform, const char *document)
{
	struct fault f;
	int64_t doc;

	assert_ok(archive_document(a, platform, document, &doc, &f), &f);
	return doc;
}

#define BOX_TEXT_1                                                          \
	"# Data we keep\n"                                                  \
	"p1 We keep your messages for thirty days after you delete them.\n" \
	"p2 We do not sell your data to anyone, for any price.\n"           \
	"# Training\n"                                                      \
	"- The words of this part are new.\n"                               \
	"p3 We may use your inputs to train models unless you opt out.\n"

/* p1 says something else, p2 has moved, p4 is new, p3 is gone. */
#define BOX_TEXT_2                                                          \
	"# Data we keep\n"                                                  \
	"p1 We keep your messages for ninety days after you delete them.\n" \
	"# Sale\n"                                                          \
	"p2 We do not sell your data to anyone, for any price.\n"           \
	"p4 We share data with partners who need it to serve you.\n"

/*
 * Acme has two documents, Bolt one.  Acme's Privacy Policy has looks at days
 * 1 to 6: version 1, the same, version 2, a gap, back to 1, and 2 again.
 */
#define BOX_DAY ((int64_t)86400000)

static const struct exhibit box_exhibits[] = {
	{ "screenshot", "image/png", "", (const unsigned char *)"\x89PNG\0\n",
	    6 },
	{ "requests", "application/json", "maker 1.0",
	    (const unsigned char *)"[]", 2 },
};

static inline void
box_fill(struct archive *a)
{
	const struct digest packet = { { 7 } };
	int64_t privacy, terms, bolt, e;
	struct draft_page d;
	struct fault f;

	assert_ok(archive_begin(a, &f), &f);
	privacy = box_document(a, "Acme", "Privacy Policy");
	terms = box_document(a, "Acme", "Terms of Service");
	bolt = box_document(a, "Bolt·E", "Privacy Policy");
	assert_ok(archive_owner_set(a, "Acme", "Acme Inc.", &f), &f);
	assert_ok(archive_document_set(a, privacy, "en", "US", &f), &f);

	assert_int_equal(box_version(a, privacy, BOX_DAY, BOX_TEXT_1), 1);
	draft_page_make(&d, BOX_TEXT_1);
	e = box_event(a, privacy, 2 * BOX_DAY, d.source);
	box_ruling(a, e, RULING_SAME, 1, "");
	assert_int_equal(box_version(a, privacy, 3 * BOX_DAY, BOX_TEXT_2), 2);
	e = box_event(a, privacy, 4 * BOX_DAY, "<html>503</html>");
	box_ruling(a, e, RULING_GAP, 0, "an error page");
	e = box_event(a, privacy, 5 * BOX_DAY, d.source);
	box_ruling(a, e, RULING_RETURN, 1, "");
	draft_page_free(&d);
	draft_page_make(&d, BOX_TEXT_2);
	e = box_event(a, privacy, 6 * BOX_DAY, d.source);
	box_ruling(a, e, RULING_RETURN, 2, "");
	/* A second ruling holds. */
	box_ruling(a, e, RULING_NOISE, 2, "a date in the footer");
	draft_page_free(&d);

	assert_int_equal(box_version(a, terms, BOX_DAY,
			     "# Terms\np10 You may close your account.\n"),
	    1);
	assert_int_equal(box_version(a, bolt, BOX_DAY,
			     "# Privacy\np20 We collect what you type.\n"),
	    1);
	e = box_look(a, bolt, 2 * BOX_DAY, NULL, box_exhibits, 2);
	box_ruling(a, e, RULING_GAP, 0, "unreachable");

	assert_ok(archive_declare(a, privacy,
		      &(struct archive_declaration){
			  INT64_MIN, 99, 7, "{\"sources\":[]}" },
		      NULL, &f),
	    &f);
	assert_ok(archive_declare(a, privacy,
		      &(struct archive_declaration){ 100, INT64_MAX, 7,
			  "{\"sources\":[{\"url\":\"https://a\"}]}" },
		      NULL, &f),
	    &f);
	assert_ok(archive_holdings_rebuild(a, privacy, &f), &f);
	assert_ok(archive_holdings_rebuild(a, terms, &f), &f);
	assert_ok(archive_holdings_rebuild(a, bolt, &f), &f);
	assert_ok(
	    archive_put_issue(a, "PV-ACME-2026-01-01-1", &packet, 9, &f), &f);
	assert_ok(archive_commit(a, &f), &f);
}

/* The hash of some words. */
static inline struct digest
box_sha(const char *words)
{
	struct digest d;
	struct fault f;

	assert_ok(sha256_of(words, strlen(words), &d, &f), &f);
	return d;
}

static inline void
box_sign(struct archive *a, const char *log_key, const char *rotate_to,
    struct buf *note)
{
	const struct archive_log_signing s = { .log_key = log_key,
		.rotate_to = rotate_to,
		.now_utc_ms = 1700000001000 };
	struct archive_log_signed made;
	struct fault f;

	buf_init(note, NOTE_MAX);
	assert_ok(archive_log_sign(a, &s, note, &made, &f), &f);
}

/* A packet issued, renewed and replaced; two heads, cosigned; two log keys. */
static inline void
box_log(const struct box *b, struct archive *a)
{
	struct archive_issue i = { .packet = "PV-ACME-20250101-77",
		.subject = "Acme",
		.signer = "Ada",
		.signer_cert = box_sha("cert"),
		.revision = box_sha("revision"),
		.file = box_sha("file"),
		.when_utc_ms = 1700000000000 };
	const struct archive_recall r = { .packet = "PV-ACME-20250101-77",
		.replaced_by = "PV-ACME-20250101-78",
		.why = "wrong",
		.who = "Ada",
		.when_utc_ms = 1700000000000 };
	char key[128];
	struct fault f;
	struct buf note;
	size_t n;

	assert_ok(archive_begin(a, &f), &f);
	assert_ok(archive_issue_put(a, &i, &f), &f);
	i.packet = "PV-ACME-20250101-78";
	assert_ok(archive_issue_put(a, &i, &f), &f);
	assert_ok(archive_renewal_put(
		      a, i.packet, "PAdES-B-LTA", &i.file, 1700000000000, &f),
	    &f);
	assert_ok(archive_recall_put(a, &r, &f), &f);
	assert_ok(archive_commit(a, &f), &f);
	box_sign(a, NULL, NULL, &note);
	buf_str(&note, "\xe2\x80\x94 witness AAAAAAAA\n");
	buf_str(&note, "\xe2\x80\x94 another AAAAAAAA\n");
	assert_ok(archive_log_cosign(a, note.data, note.len, &n, &f), &f);
	assert_int_equal(n, 2);
	buf_free(&note);
	(void)snprintf(key, sizeof(key), "%s/b.db.logkey", b->dir);
	box_sign(a, NULL, key, &note);
	buf_free(&note);
}

#endif /* TESTS_HELP_ARCHIVE_H */
