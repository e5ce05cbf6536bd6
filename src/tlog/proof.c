#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "tlog/checkpoint.h"
#include "tlog_in.h"

/* Proofs as files: that an entry is in a log, that a log continues another. */

#define PROOF_WORDS "C2SP tlog-proof"
#define PROOF_FIRST "c2sp.org/tlog-proof@v1"
#define GROWTH_WORDS "proof of consistency"

/* An entry is at most 65,535 bytes (C2SP tlog-tiles). */
#define PROOF_EXTRA_MAX ((size_t)65535)

/* Does the line begin with that word and a space?  Then what follows. */
static bool
line_word(const char *line, size_t n, const char *word, const char **rest,
    size_t *rest_n)
{
	const size_t k = strlen(word);

	if (n <= k || memcmp(line, word, k) != 0 || line[k] != ' ')
		return false;
	*rest = line + k + 1;
	*rest_n = n - k - 1;
	return true;
}

static int
proof_extra(
    const char *p, size_t n, struct checkpoint_proof *out, struct fault *f)
{
	struct buf b;

	buf_init(&b, PROOF_EXTRA_MAX);
	if (base64_read(p, n, PROOF_WORDS ": extra", &b, f) != 0) {
		buf_free(&b);
		return -1;
	}
	out->extra_n = b.len;
	out->extra = (unsigned char *)buf_take(&b);
	return 0;
}

static int
proof_body(struct lines *l, struct checkpoint_proof *p, struct fault *f)
{
	const char *line = "", *rest;
	size_t n = 0, k;

	if (!lines_next(l, &line, &n) || n != strlen(PROOF_FIRST) ||
	    memcmp(line, PROOF_FIRST, n) != 0)
		return fault_set(f, FAULT_FORMAT,
		    PROOF_WORDS ": want a first line %s", PROOF_FIRST);
	if (!lines_next(l, &line, &n))
		return fault_set(
		    f, FAULT_FORMAT, PROOF_WORDS ": want a line of index");
	if (line_word(line, n, "extra", &rest, &k)) {
		if (proof_extra(rest, k, p, f) != 0)
			return -1;
		if (!lines_next(l, &line, &n))
			n = 0;
	}
	if (!line_word(line, n, "index", &rest, &k))
		return fault_set(
		    f, FAULT_FORMAT, PROOF_WORDS ": want a line of index");
	if (lines_number(rest, k, PROOF_WORDS ": index", &p->index, f) != 0 ||
	    lines_hashes(l, PROOF_WORDS, &p->path, f) != 0)
		return -1;
	if (l->at == l->end)
		return fault_set(f, FAULT_FORMAT,
		    PROOF_WORDS ": want a checkpoint at the end");
	p->note = l->at;
	p->note_n = (size_t)(l->end - l->at);
	return 0;
}

int
checkpoint_proof_read(
    const char *p, size_t n, struct checkpoint_proof *out, struct fault *f)
{
	struct lines l = { p, p + n };
	struct checkpoint_proof proof = { .index = 0 };

	if (n > CHECKPOINT_PROOF_MAX)
		return fault_set(f, FAULT_LIMIT,
		    PROOF_WORDS ": want at most %zu bytes, have %zu",
		    CHECKPOINT_PROOF_MAX, n);
	if (proof_body(&l, &proof, f) != 0) {
		checkpoint_proof_free(&proof);
		return -1;
	}
	*out = proof;
	return 0;
}

void
checkpoint_proof_free(struct checkpoint_proof *p)
{
	if (p == NULL)
		return;
	free(p->extra);
	*p = (struct checkpoint_proof){ .index = 0 };
}

static void
path_write(const struct tree_path *path, struct buf *out)
{
	size_t i;

	for (i = 0; i < path->n; i++) {
		base64_add(out, path->hash[i].b, DIGEST_LEN);
		buf_str(out, "\n");
	}
	buf_str(out, "\n");
}

int
checkpoint_proof_write(
    const struct checkpoint_proof *p, struct buf *out, struct fault *f)
{
	buf_str(out, PROOF_FIRST "\n");
	if (p->extra_n > PROOF_EXTRA_MAX)
		return fault_set(f, FAULT_LIMIT,
		    PROOF_WORDS ": extra: want at most %zu bytes, have %zu",
		    PROOF_EXTRA_MAX, p->extra_n);
	if (p->extra_n > 0) {
		buf_str(out, "extra ");
		base64_add(out, p->extra, p->extra_n);
		buf_str(out, "\n");
	}
	buf_fmt(out, "index %llu\n", (unsigned long long)p->index);
	path_write(&p->path, out);
	buf_add(out, p->note, p->note_n);
	return buf_check(out, PROOF_WORDS, f);
}

/*= C2SP tlog-witness: "old <size>", proof lines, an empty line, checkpoint */
int
checkpoint_growth_read(
    const char *p, size_t n, struct checkpoint_growth *out, struct fault *f)
{
	struct lines l = { p, p + n };
	struct checkpoint_growth g = { .from = 0 };
	const char *line = "", *rest;
	size_t k = 0;

	if (n > CHECKPOINT_PROOF_MAX)
		return fault_set(f, FAULT_LIMIT,
		    GROWTH_WORDS ": want at most %zu bytes, have %zu",
		    CHECKPOINT_PROOF_MAX, n);
	if (!lines_next(&l, &line, &k) || !line_word(line, k, "old", &rest, &k))
		return fault_set(f, FAULT_FORMAT,
		    GROWTH_WORDS ": want a first line \"old SIZE\"");
	if (lines_number(rest, k, GROWTH_WORDS ": size", &g.from, f) != 0 ||
	    lines_hashes(&l, GROWTH_WORDS, &g.path, f) != 0)
		return -1;
	if (l.at == l.end)
		return fault_set(f, FAULT_FORMAT,
		    GROWTH_WORDS ": want a checkpoint at the end");
	g.note = l.at;
	g.note_n = (size_t)(l.end - l.at);
	*out = g;
	return 0;
}

int
checkpoint_growth_write(
    const struct checkpoint_growth *g, struct buf *out, struct fault *f)
{
	buf_fmt(out, "old %llu\n", (unsigned long long)g->from);
	path_write(&g->path, out);
	buf_add(out, g->note, g->note_n);
	return buf_check(out, GROWTH_WORDS, f);
}
