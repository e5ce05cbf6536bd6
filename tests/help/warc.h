#ifndef TESTS_HELP_WARC_H
#define TESTS_HELP_WARC_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/digest.h"
#include "crypto/sha256.h"
#include "help/test.h"
#include "intake/warc.h"

/* WARC records made by hand, a file for them, and what was read of it. */

#define WARC_URL "https://vendor.example/privacy"
#define WARC_PAGE "<p>We keep what you send us for two years.</p>"
#define WARC_HTTP "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" WARC_PAGE

struct warc_made {
	const char *type;
	int id;
	const char *lines; /* more of the header, each with \r\n */
	const char *block;
	const char *payload; /* NULL: it has none */
};

static inline void
warc_sha(struct buf *b, const char *name, const char *text)
{
	struct digest d;
	struct fault f = { 0 };

	assert_ok(sha256_of(text, strlen(text), &d, &f), &f);
	buf_fmt(b, "%s: sha256:%s\r\n", name, digest_hex(&d).s);
}

static inline void
warc_make(struct buf *b, const struct warc_made *m)
{
	buf_fmt(b,
	    "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:test:%d>\r\n"
	    "WARC-Date: 2026-05-12T06:00:00Z\r\n%s",
	    m->type, m->id, m->lines);
	warc_sha(b, "WARC-Block-Digest", m->block);
	if (m->payload != NULL)
		warc_sha(b, "WARC-Payload-Digest", m->payload);
	buf_fmt(b, "Content-Length: %zu\r\n\r\n%s\r\n\r\n", strlen(m->block),
	    m->block);
}

/* The first text in the bytes by the second; it must be there. */
static inline void
warc_change(struct buf *b, const char *old, const char *new)
{
	struct buf out;
	char *at;

	buf_init(&out, (size_t)1 << 24);
	buf_add(b, "", 1);
	at = strstr((char *)b->data, old);
	assert_non_null(at);
	buf_add(&out, b->data, (size_t)(at - (char *)b->data));
	buf_str(&out, new);
	at += strlen(old);
	buf_add(&out, at, b->len - 1 - (size_t)(at - (char *)b->data));
	buf_free(b);
	*b = out;
}

struct warc_taken {
	size_t n;
	char name[16][200], body[16][200], note[16][2000], key[16][200];
	int status[16];
	size_t exhibits[16];
	const char *gap[16];
	size_t n_refused;
	char why[16][300];
};

static inline int
warc_take(void *ctx, const struct capture *c, struct fault *f)
{
	struct warc_taken *t = ctx;
	const size_t i = t->n++ % 16;

	(void)f;
	(void)snprintf(
	    t->name[i], sizeof(t->name[i]), "%s/%s", c->platform, c->document);
	(void)snprintf(t->body[i], sizeof(t->body[i]), "%.*s",
	    c->bytes == NULL ? 6 : (int)c->len,
	    c->bytes == NULL ? "(none)" : (const char *)c->bytes);
	(void)snprintf(t->note[i], sizeof(t->note[i]), "%s", c->record);
	(void)snprintf(t->key[i], sizeof(t->key[i]), "%s", c->key);
	t->status[i] = c->status;
	t->exhibits[i] = c->n_exhibits;
	t->gap[i] = c->gap_rule;
	return 0;
}

static inline void
warc_refused(void *ctx, const char *file, uint64_t offset, const char *id,
    const char *why)
{
	struct warc_taken *t = ctx;

	(void)file;
	(void)offset;
	(void)id;
	(void)snprintf(
	    t->why[t->n_refused++ % 16], sizeof(t->why[0]), "%s", why);
}

/* The bytes as a file of that name's end, read; the file is gone after. */
static inline int
warc_read_bytes(const void *p, size_t n, bool wacz, struct warc_taken *t,
    struct warc_counts *counts, struct fault *f)
{
	struct warc_reader r = {
		.look = { .ctx = t, .take = warc_take },
		.refused = warc_refused,
	};
	char path[] = "/tmp/test_warcXXXXXX";
	const char *paths[] = { path };
	int fd = mkstemp(path), rc;

	assert_true(fd >= 0);
	assert_true(write(fd, p, n) == (ssize_t)n);
	assert_int_equal(close(fd), 0);
	memset(t, 0, sizeof(*t));
	memset(counts, 0, sizeof(*counts));
	f->kind = FAULT_NONE;
	rc = wacz ? wacz_read(paths, 1, &r, counts, f)
		  : warc_read(paths, 1, &r, counts, f);
	(void)unlink(path);
	return rc;
}

#endif /* TESTS_HELP_WARC_H */
