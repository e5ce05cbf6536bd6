#include <stdio.h>
#include <string.h>

#include "archive/issue.h"
#include "archive/log.h"
#include "base/clock.h"
#include "base/jv.h"
#include "crypto/sha256.h"
#include "logs_in.h"

/* FRESH, and whether histories that packets carry contradict each other. */

#define FRESH_ENTRY_MAX 65535

/* Did the archive issue this file, or another one under the same id? */
static int
fresh_file(struct log_check *l, const struct log_packet *p, bool *same,
    struct fault *f)
{
	struct digest revision;
	struct jv *entry = NULL;
	const char *have;
	uint64_t index;
	struct buf b;
	size_t i, end = 0;
	int rc = -1;

	*same = false;
	buf_init(&b, FRESH_ENTRY_MAX);
	for (i = 0; i < p->report->n; i++)
		if (p->report->signatures[i].raw.end > 0 &&
		    (end == 0 || p->report->signatures[i].raw.end < end))
			end = p->report->signatures[i].raw.end;
	if (end > p->len || sha256_of(p->pdf, end, &revision, f) != 0 ||
	    archive_log_find(l->archive, p->id, &index, f) != 0 ||
	    archive_log_entry(l->archive, index, &b, f) != 0 ||
	    jv_parse(b.data, b.len, &entry, f) != 0)
		goto out;
	have = jv_text(jv_get(entry, "revision_sha256"));
	if (have == NULL)
		have = jv_text(jv_get(entry, "file_sha256"));
	*same = have != NULL && strcmp(have, digest_hex(&revision).s) == 0;
	rc = 0;
out:
	jv_free(entry);
	buf_free(&b);
	return rc;
}

static void
fresh_recalled(const struct archive_recall *r, struct verdict *out)
{
	char words[sizeof(out->why)], time[CLOCK_TEXT];

	(void)snprintf(words, sizeof(words), "%s%.60s on %s by %.60s: %.150s",
	    r->replaced_by[0] == '\0' ? "revoked" : "replaced by ",
	    r->replaced_by, clock_day(r->when_utc_ms, time), r->who, r->why);
	verdict_set(out, VERDICT_NO, words);
}

int
log_check_fresh(struct log_check *l, const struct log_packet *p,
    struct verdict *out, struct fault *f)
{
	struct archive_recall recall;
	struct arena arena;
	bool found = false, same = false;
	int rc = -1;

	if (l->archive == NULL) {
		verdict_set(out, VERDICT_UNKNOWN,
		    "no archive was named with --archive");
		return 0;
	}
	arena_init(&arena);
	if (archive_recalled(l->archive, p->id, &arena, &recall, &found, f) !=
	    0) {
		/* Another archive's packet is nothing this one can judge. */
		if (f->kind != FAULT_ABSENT)
			goto out;
		verdict_set(out, VERDICT_UNKNOWN,
		    "the archive has issued no packet of this id");
		*f = (struct fault){ .kind = FAULT_NONE };
	} else if (fresh_file(l, p, &same, f) != 0) {
		goto out;
	} else if (!same) {
		verdict_set(out, VERDICT_NO,
		    "the archive issued another file under this id");
	} else if (found) {
		fresh_recalled(&recall, out);
	} else {
		verdict_set(out, VERDICT_YES, "");
	}
	rc = 0;
out:
	arena_free(&arena);
	return rc;
}

/* A proof at hand that the log of b continues that of a: yes, or not known. */
static int
grown(const struct log_check *l, const struct checkpoint *a,
    const struct checkpoint *b, bool *yes, struct fault *f)
{
	const struct log_growth *g;
	size_t i;

	*yes = false;
	for (i = 0; i < l->n_growths && !*yes; i++) {
		g = &l->growths[i];
		if (g->growth.from != a->head.size ||
		    g->to.head.size != b->head.size ||
		    !digest_equal(&g->to.head.root, &b->head.root))
			continue;
		if (tree_continues(&a->head, &b->head, g->growth.path.hash,
			g->growth.path.n, yes, f) != 0)
			return -1;
	}
	return 0;
}

/* The archive at hand has the whole log: does it continue this head? */
static int
archived(
    struct log_check *l, const struct checkpoint *c, bool *yes, struct fault *f)
{
	const struct tree t = archive_log_tree(l->archive);
	struct digest root;
	uint64_t size;

	*yes = false;
	if (archive_log_size(l->archive, &size, f) != 0)
		return -1;
	if (c->head.size > size)
		return 0;
	if (tree_root(&t, c->head.size, &root, f) != 0)
		return -1;
	*yes = digest_equal(&root, &c->head.root);
	return 0;
}

static void
split_words(const struct log_head *a, const struct log_head *b, const char *how,
    struct verdict *out)
{
	char words[sizeof(out->why)];

	(void)snprintf(words, sizeof(words),
	    "split view: %.80s has %llu leaves with the root %.16s..., %.80s "
	    "%llu with %.16s...: %s",
	    a->path, (unsigned long long)a->checkpoint.head.size,
	    digest_hex(&a->checkpoint.head.root).s, b->path,
	    (unsigned long long)b->checkpoint.head.size,
	    digest_hex(&b->checkpoint.head.root).s, how);
	verdict_set(out, VERDICT_NO, words);
}

/* Two heads of one log, a not the larger. */
static int
pair(struct log_check *l, const struct log_head *a, const struct log_head *b,
    struct verdict *out, struct fault *f)
{
	const bool keys = a->by_key && b->by_key;
	char words[sizeof(out->why)];
	bool yes = false, mine = false;

	if (a->checkpoint.head.size == b->checkpoint.head.size) {
		if (!digest_equal(
			&a->checkpoint.head.root, &b->checkpoint.head.root))
			split_words(a, b,
			    keys ? "the log's key signed both"
				 : "both cannot be of one log (whether its key "
				   "signed them is asked with --vkey)",
			    out);
		return 0;
	}
	if (a->checkpoint.head.size == 0 ||
	    grown(l, &a->checkpoint, &b->checkpoint, &yes, f) != 0)
		return a->checkpoint.head.size == 0 ? 0 : -1;
	if (yes)
		return 0;
	if (l->archive != NULL) {
		if (archived(l, &a->checkpoint, &yes, f) != 0 ||
		    archived(l, &b->checkpoint, &mine, f) != 0)
			return -1;
		if (yes && mine)
			return 0;
		if (yes != mine) {
			split_words(a, b,
			    "the archive at hand continues only one of them",
			    out);
			return 0;
		}
	}
	(void)snprintf(words, sizeof(words),
	    "whether the log of %.80s (%llu leaves) continues that of %.80s "
	    "(%llu) is not shown: \"proviso prove --consistency\" makes a "
	    "proof for --proof",
	    b->path, (unsigned long long)b->checkpoint.head.size, a->path,
	    (unsigned long long)a->checkpoint.head.size);
	verdict_set(out, VERDICT_UNKNOWN, words);
	return 0;
}

int
log_check_histories(struct log_check *l, struct verdict *out, struct fault *f)
{
	const struct log_head *a, *b;
	struct verdict v;
	size_t i, k;

	verdict_set(out, VERDICT_NOT_APPLICABLE,
	    "fewer than two packets carry a checkpoint of one log");
	for (i = 0; i < l->n_heads; i++) {
		for (k = i + 1; k < l->n_heads; k++) {
			a = &l->heads[i];
			b = &l->heads[k];
			if (a->packet == b->packet ||
			    strcmp(a->checkpoint.origin,
				b->checkpoint.origin) != 0)
				continue;
			verdict_set(&v, VERDICT_YES, "");
			if (a->checkpoint.head.size <= b->checkpoint.head.size
				? pair(l, a, b, &v, f) != 0
				: pair(l, b, a, &v, f) != 0)
				return -1;
			if (v.answer == VERDICT_NO) {
				*out = v;
				return 0;
			}
			if (out->answer != VERDICT_UNKNOWN)
				*out = v;
		}
	}
	return 0;
}
