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
		log_check_growth(l, text, b.len);
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

void
log_check_free(struct log_check *l)
{
	if (l == NULL)
		return;
	policy_free(l->policy);
	arena_free(&l->arena);
	free(l);
}

struct log_head *
log_check_head(struct log_check *l, const char *path,
    const struct checkpoint *c, bool by_key)
{
	struct log_head *h;

	l->heads =
	    arena_more(&l->arena, l->heads, l->n_heads, sizeof(*l->heads));
	h = &l->heads[l->n_heads++];
	h->packet = l->n_packets;
	h->path = arena_strdup(&l->arena, path);
	h->checkpoint = *c;
	h->by_key = by_key;
	return h;
}

void
log_check_growth(struct log_check *l, const char *text, size_t n)
{
	struct log_growth g;
	struct fault unused;
	struct note note;
	const char *own = arena_strndup(&l->arena, text, n);

	if (checkpoint_growth_read(own, n, &g.growth, &unused) != 0)
		return;
	if (note_read(g.growth.note, g.growth.note_n, &note, &unused) == 0 &&
	    checkpoint_read(note.text, note.text_n, &g.to, &unused) == 0) {
		l->growths = arena_more(
		    &l->arena, l->growths, l->n_growths, sizeof(*l->growths));
		l->growths[l->n_growths++] = g;
	}
	note_free(&note);
}
