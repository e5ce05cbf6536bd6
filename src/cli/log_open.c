#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "logs_in.h"

/* The files that verify's questions about logs are asked with. */

/* The keys of a log and those it replaced. */
#define VKEY_FILE_MAX ((size_t)64 << 10)

static int
read_keys(struct log_check *l, const char *path, struct fault *f)
{
	const struct vkey *logs;
	struct buf b;
	size_t n = 0, i;
	int rc = 0;

	buf_init(&b, VKEY_FILE_MAX);
	if (path != NULL) {
		rc = file_read(path, &b, f);
		if (rc == 0 &&
		    checkpoint_keys((const char *)b.data, b.len, l->keys,
			LOG_CHECK_KEYS, &l->n_keys, f) != 0)
			rc = fault_under(f, "%s", path);
	}
	buf_free(&b);
	/* A policy names the keys of logs, too. */
	if (rc == 0 && l->policy != NULL) {
		logs = policy_logs(l->policy, &n);
		for (i = 0; i < n && l->n_keys < LOG_CHECK_KEYS; i++)
			l->keys[l->n_keys++] = logs[i];
	}
	return rc;
}

static int
read_policy(struct log_check *l, const char *path, struct fault *f)
{
	struct buf b;
	int rc;

	if (path == NULL)
		return 0;
	buf_init(&b, POLICY_MAX);
	rc = file_read(path, &b, f);
	if (rc == 0 &&
	    policy_read((const char *)b.data, b.len, &l->policy, f) != 0)
		rc = fault_under(f, "%s", path);
	buf_free(&b);
	return rc;
}

/* One more proof of growth; what is none is left out. */
static void
growth_read(struct arena *a, const char *text, size_t n,
    struct log_growth **list, size_t *n_list)
{
	struct log_growth g = { .n = n };
	struct fault unused;
	struct note note;

	g.text = arena_strndup(a, text, n);
	if (checkpoint_growth_read(g.text, n, &g.growth, &unused) != 0)
		return;
	if (note_read(g.growth.note, g.growth.note_n, &note, &unused) == 0 &&
	    checkpoint_read(note.text, note.text_n, &g.to, &unused) == 0) {
		*list = arena_more(a, *list, *n_list, sizeof(**list));
		(*list)[(*n_list)++] = g;
	}
	note_free(&note);
}

void
log_check_growth(struct log_check *l, const char *text, size_t n)
{
	growth_read(&l->present, text, n, &l->growths, &l->n_growths);
}

/* A file of --proof: of an entry, or of growth. */
static int
read_proof(struct log_check *l, const char *path, struct fault *f)
{
	struct log_file *p;
	const char *text;
	struct buf b;

	buf_init(&b, CHECKPOINT_PROOF_MAX);
	if (file_read(path, &b, f) != 0) {
		buf_free(&b);
		return -1;
	}
	text = arena_strndup(
	    &l->arena, b.len == 0 ? "" : (const char *)b.data, b.len);
	if (strncmp(text, "old ", 4) == 0) {
		growth_read(&l->arena, text, b.len, &l->given, &l->n_given);
	} else {
		l->proofs = arena_more(
		    &l->arena, l->proofs, l->n_proofs, sizeof(*l->proofs));
		p = &l->proofs[l->n_proofs++];
		*p = (struct log_file){ path, text, b.len };
	}
	buf_free(&b);
	return 0;
}

int
log_check_new(const struct log_check_files *files, struct log_check **out,
    struct fault *f)
{
	struct log_check *l = mem_new(1, sizeof(*l));
	size_t i;
	int rc = -1;

	l->archive = files->archive;
	if (read_policy(l, files->policy, f) != 0 ||
	    read_keys(l, files->vkey, f) != 0)
		goto out;
	for (i = 0; i < files->n_proofs; i++)
		if (read_proof(l, files->proofs[i], f) != 0)
			goto out;
	*out = l;
	l = NULL;
	rc = 0;
out:
	log_check_free(l);
	return rc;
}

size_t
log_check_keys(const struct log_check *l, const struct vkey **out)
{
	*out = l->keys;
	return l->n_keys;
}

void
log_check_archive(struct log_check *l, struct archive *a)
{
	l->archive = a;
}

void
log_check_free(struct log_check *l)
{
	if (l == NULL)
		return;
	policy_free(l->policy);
	arena_free(&l->present);
	arena_free(&l->arena);
	free(l);
}

struct log_head *
log_check_head(struct log_check *l, const char *path,
    const struct checkpoint *c, bool by_key)
{
	struct log_head *h;

	l->heads =
	    arena_more(&l->present, l->heads, l->n_heads, sizeof(*l->heads));
	h = &l->heads[l->n_heads++];
	memset(h, 0, sizeof(*h));
	h->packet = l->n_packets;
	h->path = arena_strdup(&l->present, path);
	h->checkpoint = *c;
	h->by_key = by_key;
	return h;
}

/* In what is carried: a head or a proof of growth, then its bytes. */
struct carried {
	size_t n; /* bytes of a proof; 0: a head */
	struct log_head head;
};

int
log_check_carry(struct log_check *l, struct buf *out, struct fault *f)
{
	struct carried c;
	size_t i;

	for (i = 0; i < l->n_heads; i++) {
		memset(&c, 0, sizeof(c));
		c.head = l->heads[i];
		c.head.path = NULL;
		buf_add(out, &c, sizeof(c));
	}
	for (i = 0; i < l->n_growths; i++) {
		memset(&c, 0, sizeof(c));
		c.n = l->growths[i].n;
		buf_add(out, &c, sizeof(c));
		buf_add(out, l->growths[i].text, c.n);
	}
	arena_free(&l->present);
	arena_init(&l->present);
	l->heads = NULL;
	l->growths = NULL;
	l->n_heads = l->n_growths = 0;
	return buf_check(out, "checkpoints of a packet", f);
}

int
log_check_take(struct log_check *l, const char *path, const void *p, size_t n,
    struct fault *f)
{
	const char *at = p;
	struct log_head *h;
	struct carried c;

	for (; n >= sizeof(c); at += c.n, n -= c.n) {
		memcpy(&c, at, sizeof(c));
		at += sizeof(c);
		n -= sizeof(c);
		if (c.n > n)
			break;
		if (c.n > 0) {
			log_check_growth(l, at, c.n);
			continue;
		}
		h = log_check_head(l, path, &c.head.checkpoint, c.head.by_key);
		h->earlier = c.head.earlier;
		h->beside = c.head.beside;
	}
	if (n != 0)
		return fault_set(f, FAULT_STATE,
		    "what a packet brought ends inside: %zu bytes left", n);
	l->n_packets++;
	return 0;
}
