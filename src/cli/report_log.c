#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/log.h"
#include "archive/log_sign.h"
#include "archive/token.h"
#include "base/file.h"
#include "cli/cmd.h"
#include "crypto/sha256.h"
#include "crypto/tsp.h"
#include "gather_in.h"

/* So many heads of before travel along; each is a kilobyte and a half. */
#define LOG_EARLIER 3

/* So many leaves must a checkpoint have to cover what the packet stands on. */
static int
log_wanted(
    struct reading *r, const struct packet *p, uint64_t *out, struct fault *f)
{
	uint64_t n;
	size_t i;

	*out = 0;
	for (i = 0; i < p->n_documents; i++) {
		const struct history *h = p->documents[i].history;

		if (archive_log_cover(r->a, h->platform, h->document,
			r->as_of_utc_ms, &n, f) != 0)
			return -1;
		*out = n > *out ? n : *out;
	}
	for (i = 0; i < p->n_texts; i++) {
		if (archive_log_cover(r->a, p->texts[i].platform,
			p->texts[i].document, r->as_of_utc_ms, &n, f) != 0)
			return -1;
		*out = n > *out ? n : *out;
	}
	return 0;
}

/* Signed outside of the state that is read, and inside again afterwards. */
static int
log_sign_first(struct reading *r, const struct report_job *j, struct fault *f)
{
	const struct archive_log_signing s = { .log_key = j->log_key,
		.now_utc_ms = j->now_utc_ms };
	struct archive_log_signed made;
	struct buf note;
	int rc;

	archive_snapshot_end(r->a);
	buf_init(&note, NOTE_MAX);
	rc = archive_log_sign(r->a, &s, &note, &made, f);
	buf_free(&note);
	if (rc != 0)
		return fault_under(f, "log");
	return archive_snapshot(r->a, f);
}

/* Signatures by others than the log's own keys. */
static int
log_cosignatures(const struct buf *note, const struct checkpoint *c,
    size_t *out, struct fault *f)
{
	struct note n;
	size_t i;
	int rc;

	*out = 0;
	rc = note_read(note->data, note->len, &n, f);
	for (i = 0; rc == 0 && i < n.n; i++)
		*out += n.sigs[i].name_n != strlen(c->origin) ||
		    memcmp(n.sigs[i].name, c->origin, n.sigs[i].name_n) != 0;
	note_free(&n);
	return rc;
}

static int
log_proofs(struct reading *r, const struct packet *p,
    const struct checkpoint *c, const struct buf *note,
    struct packet_proof *out, struct fault *f)
{
	const struct packet_text *t;
	struct buf b;
	uint64_t index;
	size_t i;

	for (i = 0; i < p->n_texts; i++) {
		t = &p->texts[i];
		buf_init(&b, CHECKPOINT_PROOF_MAX);
		if (archive_log_event(r->a, t->look->id, &index, f) != 0 ||
		    archive_log_prove(r->a, index, c, note, &b, f) != 0) {
			buf_free(&b);
			return -1;
		}
		out[i].name =
		    arena_fmt(&r->arena, "proofs/E-%02u.tlog-proof", t->sheet);
		out[i].n = b.len;
		out[i].text =
		    arena_strndup(&r->arena, (const char *)b.data, b.len);
		buf_free(&b);
	}
	return 0;
}

/*
 * Two packets that carry heads of different sizes are shown to be of one log
 * by what the later of them carries of before.
 */
static int
log_earlier(struct reading *r, const struct checkpoint *c,
    const struct buf *note, struct packet_log *l, struct fault *f)
{
	struct archive_log_earlier *list;
	struct packet_proof *out;
	size_t i, n;

	if (archive_log_earlier(
		r->a, c, note, LOG_EARLIER, &r->arena, &list, &n, f) != 0)
		return -1;
	out = arena_new(&r->arena, 2 * n, sizeof(*out));
	for (i = 0; i < n; i++) {
		out[2 * i] = (struct packet_proof){
			arena_fmt(&r->arena, "proofs/log-%llu.checkpoint",
			    (unsigned long long)list[i].size),
			list[i].note, list[i].note_n
		};
		out[2 * i + 1] = (struct packet_proof){
			arena_fmt(&r->arena, "proofs/log-%llu.growth",
			    (unsigned long long)list[i].size),
			list[i].growth, list[i].growth_n
		};
	}
	l->earlier = out;
	l->n_earlier = 2 * n;
	return 0;
}

/* The oldest time stamp over the head: it says most. */
static int
log_stamp(struct reading *r, const struct buf *note, struct packet_log *l,
    struct fault *f)
{
	struct archive_token *tokens = NULL;
	struct tsp_token t = { .n = 0 };
	struct tsp_want want = { .imprint = NULL };
	struct digest d;
	struct fault odd;
	size_t i, n, own;

	if (archive_log_stamps(r->a, note, &r->arena, &tokens, &n, &own, f) !=
		0 ||
	    sha256_of(note->data, own, &d, f) != 0)
		return -1;
	want.imprint = &d;
	/* One that cannot be read here is not told of. */
	if (n == 0 ||
	    tsp_token_read(tokens[0].der, tokens[0].n, &want, NULL, &t, &odd) !=
		0)
		return 0;
	l->token = tokens[0].der;
	l->token_n = tokens[0].n;
	l->token_utc_ms = t.time_utc_ms;
	l->token_name = arena_strdup(&r->arena, t.name);
	for (i = 0; i < own; i++)
		l->token_lines += note->data[i] == '\n';
	tsp_token_free(&t);
	return 0;
}

static int
log_fill(struct reading *r, const struct checkpoint *c, const struct buf *note,
    struct packet *p, struct fault *f)
{
	struct packet_log *l = arena_new(&r->arena, 1, sizeof(*l));
	struct packet_proof *proofs =
	    arena_new(&r->arena, p->n_texts, sizeof(*proofs));

	if (log_proofs(r, p, c, note, proofs, f) != 0 ||
	    log_cosignatures(note, c, &l->n_cosignatures, f) != 0 ||
	    log_earlier(r, c, note, l, f) != 0 || log_stamp(r, note, l, f) != 0)
		return -1;
	l->origin = arena_strdup(&r->arena, c->origin);
	l->size = c->head.size;
	l->root = c->head.root;
	l->note = arena_strndup(&r->arena, (const char *)note->data, note->len);
	l->note_n = note->len;
	l->proofs = proofs;
	p->log = l;
	return 0;
}

int
report_log_cover(struct reading *r, const struct report_job *j,
    struct packet *p, struct fault *f)
{
	struct checkpoint c;
	uint64_t size;
	struct buf note;
	bool found;
	int rc = -1;

	p->log = NULL;
	buf_init(&note, NOTE_MAX);
	if (log_wanted(r, p, &size, f) != 0 ||
	    archive_log_kept(r->a, size, &note, &c, &found, f) != 0)
		goto out;
	if (!found && seal_arg_signs(&j->seal) &&
	    archive_log_has_key(r->a, j->log_key)) {
		if (log_sign_first(r, j, f) != 0 ||
		    archive_log_kept(r->a, size, &note, &c, &found, f) != 0)
			goto out;
	}
	rc = found ? log_fill(r, &c, &note, p, f) : 0;
out:
	buf_free(&note);
	return rc;
}

/* "packet.pdf" to "packet.tlog-proof" */
static char *
log_proof_path(const char *pdf)
{
	struct buf b;

	buf_init(&b, strlen(pdf) + 16);
	buf_fmt(&b, "%.*s.tlog-proof", (int)(strlen(pdf) - 4), pdf);
	return buf_take(&b);
}

static int
log_write_proof(struct archive *a, const struct report_job *j,
    const struct packet *p, struct fault *f)
{
	struct buf note, proof;
	struct checkpoint c;
	uint64_t index;
	char *path = log_proof_path(j->out);
	bool found;
	int rc = -1;

	buf_init(&note, NOTE_MAX);
	buf_init(&proof, CHECKPOINT_PROOF_MAX);
	if (archive_log_find(a, p->id, &index, f) == 0 &&
	    archive_log_kept(a, index + 1, &note, &c, &found, f) == 0 &&
	    found && archive_log_prove(a, index, &c, &note, &proof, f) == 0)
		rc = file_publish(path, proof.data, proof.len, 0666, f);
	buf_free(&proof);
	buf_free(&note);
	free(path);
	return rc;
}

int
report_log_proof(struct archive *a, const struct report_job *j,
    const struct packet *p, struct fault *f)
{
	const struct archive_log_signing s = { .log_key = j->log_key,
		.now_utc_ms = j->now_utc_ms };
	struct archive_log_signed made;
	struct buf note;
	int rc = -1;

	if (!archive_log_has_key(a, j->log_key)) {
		if (!j->global->quiet)
			(void)fprintf(stderr,
			    "%s is entered in the log; without its key the "
			    "proof waits for \"proviso checkpoint\" and "
			    "\"proviso prove %s\"\n",
			    p->id, p->id);
		return 0;
	}
	buf_init(&note, NOTE_MAX);
	if (archive_log_sign(a, &s, &note, &made, f) == 0)
		rc = log_write_proof(a, j, p, f);
	buf_free(&note);
	return rc == 0
	    ? 0
	    : fault_under(f,
		  "%s is issued and entered in the log, but its proof is not "
		  "written (\"proviso prove %s\" writes it)",
		  p->id, p->id);
}
