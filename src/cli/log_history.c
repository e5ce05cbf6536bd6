#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/log.h"
#include "base/mem.h"
#include "logs_in.h"

/* Whether the histories that packets carry contradict each other. */

/* Pairs looked at, each against all proofs: a second or so. */
#define WORK_MAX 100000

/* A second or so for looking at proofs, each of which may be hashed through
 * to its last line: sixty digests, where a glance is two numbers.  An honest
 * head has one proof that fits. */
#define SPENT_MAX 400000000u
#define SPENT_HASHING 40000u

/* A proof at hand that the log of b continues that of a: yes, or not known. */
static int
grown(struct log_check *l, const struct checkpoint *a,
    const struct checkpoint *b, bool *yes, struct fault *f)
{
	const struct log_growth *g;
	size_t i;

	*yes = a->head.size == b->head.size &&
	    digest_equal(&a->head.root, &b->head.root);
	for (i = 0; i < l->n_given + l->n_growths && !*yes; i++) {
		if (l->spent++ > SPENT_MAX)
			return 0;
		g = i < l->n_given ? &l->given[i] : &l->growths[i - l->n_given];
		if (g->growth.from != a->head.size ||
		    g->to.head.size != b->head.size ||
		    !digest_equal(&g->to.head.root, &b->head.root))
			continue;
		l->spent += SPENT_HASHING;
		if (tree_continues(&a->head, &b->head, g->growth.path.hash,
			g->growth.path.n, yes, f) != 0)
			return -1;
	}
	return 0;
}

int
log_check_earlier(
    struct log_check *l, const struct checkpoint *c, bool *yes, struct fault *f)
{
	const struct log_head *h;
	size_t i;

	*yes = true;
	l->spent = 0;
	for (i = 0; i < l->n_heads && *yes; i++) {
		h = &l->heads[i];
		if (h->packet == l->n_packets && h->earlier &&
		    grown(l, &h->checkpoint, c, yes, f) != 0)
			return -1;
	}
	return 0;
}

/* The heads of one log, largest first. */
struct group {
	const struct log_head **heads;
	size_t n;
	bool *shown; /* [i] is a beginning of the largest */
};

static int
by_size(const void *a, const void *b)
{
	const struct log_head *x = *(const struct log_head *const *)a,
			      *y = *(const struct log_head *const *)b;

	if (x->checkpoint.head.size != y->checkpoint.head.size)
		return x->checkpoint.head.size < y->checkpoint.head.size ? 1
									 : -1;
	return memcmp(
	    x->checkpoint.head.root.b, y->checkpoint.head.root.b, DIGEST_LEN);
}

static void
split(const struct log_head *a, const struct log_head *b, const char *how,
    struct verdict *out)
{
	char words[sizeof(out->why)];

	/* In the order in which they were asked about. */
	if (a->packet > b->packet) {
		const struct log_head *c = a;

		a = b;
		b = c;
	}
	(void)snprintf(words, sizeof(words),
	    "split view: %.80s has a head of %llu leaves with the root "
	    "%.16s..., %.80s one of %llu with %.16s...: %s",
	    a->path, (unsigned long long)a->checkpoint.head.size,
	    digest_hex(&a->checkpoint.head.root).s, b->path,
	    (unsigned long long)b->checkpoint.head.size,
	    digest_hex(&b->checkpoint.head.root).s, how);
	verdict_set(out, VERDICT_NO, words);
}

/* Two heads of one size and different roots; signed ones are told first. */
static void
group_split(const struct group *g, struct verdict *out)
{
	const struct log_head *a, *b;
	bool keys;
	size_t i;

	for (i = 0; i + 1 < g->n; i++) {
		a = g->heads[i];
		b = g->heads[i + 1];
		if (a->checkpoint.head.size != b->checkpoint.head.size ||
		    digest_equal(
			&a->checkpoint.head.root, &b->checkpoint.head.root))
			continue;
		keys = a->by_key && b->by_key;
		if (keys || out->answer != VERDICT_NO)
			split(a, b,
			    keys ? "the log's key signed both"
				 : "both cannot be of one log (whether its key "
				   "signed them is asked with --vkey)",
			    out);
		if (keys)
			return;
	}
}

/* The archive at hand has the whole log: is this head one of its own? */
static int
archived(struct log_check *l, const struct checkpoint *c, bool *known,
    bool *yes, struct fault *f)
{
	const struct tree t = archive_log_tree(l->archive);
	struct digest root;
	uint64_t size;

	*yes = false;
	if (archive_log_size(l->archive, &size, f) != 0)
		return -1;
	*known = c->head.size <= size;
	if (!*known)
		return 0;
	if (tree_root(&t, c->head.size, &root, f) != 0)
		return -1;
	*yes = digest_equal(&root, &c->head.root);
	return 0;
}

/* What the archive shows: all heads are its own, or only some of them. */
static int
group_archived(struct log_check *l, const struct group *g, bool *all,
    struct verdict *out, struct fault *f)
{
	const struct log_head *mine = NULL, *other = NULL;
	bool known, yes;
	size_t i;

	*all = true;
	for (i = 0; i < g->n; i++) {
		if (archived(l, &g->heads[i]->checkpoint, &known, &yes, f) != 0)
			return -1;
		*all &= yes;
		if (yes)
			mine = g->heads[i];
		else if (known)
			other = g->heads[i];
	}
	if (mine != NULL && other != NULL)
		split(mine, other,
		    "the archive at hand continues only one of them", out);
	return 0;
}

/* What lies beside a packet contradicts or not; nobody has to show it. */
static void
group_inside(struct group *g)
{
	size_t i, n = 0;

	for (i = 0; i < g->n; i++)
		if (!g->heads[i]->beside)
			g->heads[n++] = g->heads[i];
	g->n = n;
}

/* From the largest down: a head is shown if a proof leads to one that is. */
static int
group_shown(struct log_check *l, struct group *g, struct fault *f)
{
	size_t i, k, work = 0;
	bool yes;

	g->shown[0] = true;
	for (i = 1; i < g->n; i++)
		for (k = i; k-- > 0 && !g->shown[i];) {
			if (!g->shown[k] || work++ > WORK_MAX)
				continue;
			if (grown(l, &g->heads[i]->checkpoint,
				&g->heads[k]->checkpoint, &yes, f) != 0)
				return -1;
			g->shown[i] = yes;
		}
	return 0;
}

static void
group_unknown(const struct group *g, struct verdict *out)
{
	const struct log_head *top = g->heads[0], *h;
	char words[sizeof(out->why)];
	size_t i;

	for (i = 0; i < g->n; i++) {
		h = g->heads[i];
		/* The empty log is a beginning of every other. */
		if (g->shown[i] || h->checkpoint.head.size == 0)
			continue;
		(void)snprintf(words, sizeof(words),
		    "whether the log of %.80s (%llu leaves) continues that of "
		    "%.80s (%llu) is not shown: \"proviso prove "
		    "--consistency OLD NEW\" makes a proof for --proof",
		    top->path, (unsigned long long)top->checkpoint.head.size,
		    h->path, (unsigned long long)h->checkpoint.head.size);
		verdict_set(out, VERDICT_UNKNOWN, words);
		return;
	}
}

static int
group_ask(
    struct log_check *l, struct group *g, struct verdict *out, struct fault *f)
{
	bool all = false;

	verdict_set(out, VERDICT_YES, "");
	if (g->n > 1)
		qsort(g->heads, g->n, sizeof(*g->heads), by_size);
	group_split(g, out);
	if (out->answer == VERDICT_NO)
		return 0;
	if (l->archive != NULL && group_archived(l, g, &all, out, f) != 0)
		return -1;
	if (out->answer == VERDICT_NO || all)
		return 0;
	group_inside(g);
	if (g->n == 0)
		return 0;
	if (group_shown(l, g, f) != 0)
		return -1;
	group_unknown(g, out);
	return 0;
}

/* The heads of the log that head i is of; false where one packet has all. */
static bool
group_make(const struct log_check *l, size_t i, struct group *g)
{
	const char *origin = l->heads[i].checkpoint.origin;
	bool several = false;
	size_t k;

	g->n = 0;
	for (k = 0; k < l->n_heads; k++) {
		if (strcmp(l->heads[k].checkpoint.origin, origin) != 0)
			continue;
		if (k < i)
			return false; /* that log was asked about */
		several |= l->heads[k].packet != l->heads[i].packet;
		g->heads[g->n] = &l->heads[k];
		g->shown[g->n++] = false;
	}
	return several;
}

int
log_check_histories(struct log_check *l, struct verdict *out, struct fault *f)
{
	struct group g = { .n = 0 };
	struct verdict v;
	size_t i;
	int rc = -1;

	l->spent = 0;
	verdict_set(out, VERDICT_NOT_APPLICABLE,
	    "fewer than two packets carry a checkpoint of one log");
	g.heads = mem_new(l->n_heads + 1, sizeof(struct log_head *));
	g.shown = mem_new(l->n_heads + 1, sizeof(*g.shown));
	for (i = 0; i < l->n_heads && out->answer != VERDICT_NO; i++) {
		if (!group_make(l, i, &g))
			continue;
		if (group_ask(l, &g, &v, f) != 0)
			goto out;
		if (v.answer == VERDICT_NO || out->answer != VERDICT_UNKNOWN)
			*out = v;
	}
	rc = 0;
out:
	free(g.shown);
	free(g.heads);
	return rc;
}
