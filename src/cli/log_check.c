#include "cli/log_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/jv.h"
#include "base/mem.h"
#include "crypto/sha256.h"
#include "evidence/manifest.h"
#include "logs_in.h"

#define CHECKPOINT_PART "checkpoint.txt"
#define PROOFS_FOLDER "proofs/"

static void answer(struct verdict *v, enum verdict_answer a, const char *fmt,
    ...) PRINTF_LIKE(3, 4);

static void
answer(struct verdict *v, enum verdict_answer a, const char *fmt, ...)
{
	char words[sizeof(v->why)];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	verdict_set(v, a, words);
}

/* The proof beside "x.pdf": "x.tlog-proof", else "x.pdf.tlog-proof". */
static int
proof_beside(
    const char *pdf, struct buf *path, struct buf *text, struct fault *f)
{
	const size_t n = strlen(pdf);
	const size_t stem =
	    n > 4 && strcmp(pdf + n - 4, ".pdf") == 0 ? n - 4 : n;
	struct buf other;
	int rc = 0;

	buf_fmt(path, "%.*s.tlog-proof", (int)stem, pdf);
	if (file_exists((const char *)path->data))
		return file_read((const char *)path->data, text, f);
	buf_init(&other, n + 32);
	buf_fmt(&other, "%s.tlog-proof", pdf);
	if (file_exists((const char *)other.data))
		rc = file_read((const char *)other.data, text, f);
	buf_free(&other);
	return rc;
}

/*
 * An update leaves the certified revision as it was, and so the proof of what
 * it was made of is its own.
 */
int
log_check_along(
    const char *from, const char *to, bool *carried, struct fault *f)
{
	const size_t n = strlen(to);
	const size_t stem =
	    n > 4 && strcmp(to + n - 4, ".pdf") == 0 ? n - 4 : n;
	struct buf path, text, out;
	int rc = -1;

	*carried = false;
	buf_init(&path, strlen(from) + 32);
	buf_init(&text, CHECKPOINT_PROOF_MAX);
	buf_init(&out, n + 32);
	if (proof_beside(from, &path, &text, f) != 0)
		goto out;
	buf_fmt(&out, "%.*s.tlog-proof", (int)stem, to);
	if (text.len > 0 && strcmp(from, to) != 0) {
		if (file_publish((const char *)out.data, text.data, text.len,
			0666, f) != 0)
			goto out;
		*carried = true;
	}
	rc = 0;
out:
	buf_free(&path);
	buf_free(&text);
	buf_free(&out);
	return rc;
}

static const struct part *
part_find(const struct log_packet *p, const char *name)
{
	size_t i;

	for (i = 0; i < p->n_parts; i++)
		if (strcmp(p->parts[i].name, name) == 0)
			return &p->parts[i];
	return NULL;
}

/* The signature that issued the packet: the one whose revision ends first. */
static const struct verify_signature *
first_signature(const struct verify_report *r)
{
	const struct verify_signature *first = NULL;
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->signatures[i].raw.end > 0 &&
		    (first == NULL ||
			r->signatures[i].raw.end < first->raw.end))
			first = &r->signatures[i];
	return first;
}

static bool
entry_says(const struct jv *entry, const char *key, const char *want)
{
	const char *have = jv_text(jv_get(entry, key));

	return have != NULL && strcmp(have, want) == 0;
}

/* The entry must be the issue of this very file; words where it is not. */
static int
entry_check(const struct log_packet *p, const struct checkpoint_proof *proof,
    struct verdict *v, struct fault *f)
{
	const struct verify_signature *s = first_signature(p->report);
	struct fault unused;
	struct digest revision;
	struct jv *entry;
	const char *id;

	if (s == NULL || s->raw.end > p->len) {
		answer(v, VERDICT_NO, "not logged: the file has no signature");
		return 0;
	}
	if (jv_parse(proof->extra, proof->extra_n, &entry, &unused) != 0) {
		answer(v, VERDICT_NO,
		    "signed, not logged: the proof has no entry in its line "
		    "\"extra\"");
		return 0;
	}
	if (sha256_of(p->pdf, s->raw.end, &revision, f) != 0) {
		jv_free(entry);
		return -1;
	}
	id = jv_text(jv_get(entry, "id"));
	if (!entry_says(entry, "kind", "issue") ||
	    !entry_says(entry, "id", p->id))
		answer(v, VERDICT_NO,
		    "signed, not logged: the proof is of %.60s, not of %.60s",
		    id == NULL ? "something else" : id, p->id);
	else if (!entry_says(entry, "revision_sha256", digest_hex(&revision).s))
		answer(v, VERDICT_NO,
		    "signed, not logged: the log has another file under the id "
		    "%.60s",
		    p->id);
	else if (!entry_says(entry, "signer_sha256", digest_hex(&s->cert).s))
		answer(v, VERDICT_NO,
		    "signed, not logged: the log names another signer");
	jv_free(entry);
	return 0;
}

/* A checkpoint that is none is an answer; all else is a fault. */
static int
head_open(struct log_check *l, const void *note, size_t n, struct checkpoint *c,
    char why[CHECKPOINT_WHY], struct fault *f)
{
	struct fault bad;

	if (checkpoint_open(note, n, l->keys, l->n_keys, c, why, &bad) == 0)
		return 0;
	if (bad.kind != FAULT_FORMAT && bad.kind != FAULT_LIMIT) {
		*f = bad;
		return -1;
	}
	(void)snprintf(why, CHECKPOINT_WHY, "%.390s", bad.text);
	c->origin[0] = '\0';
	return 0;
}

/* The checkpoint that a proof ends in, and what witnesses say of it. */
static int
proof_head(struct log_check *l, const struct log_packet *p,
    const struct checkpoint_proof *proof, struct log_answer *out,
    struct checkpoint *c, struct fault *f)
{
	struct policy_answer a;
	char why[CHECKPOINT_WHY];
	struct note note;
	int rc = -1;

	if (head_open(l, proof->note, proof->note_n, c, why, f) != 0)
		return -1;
	if (c->origin[0] != '\0')
		log_check_head(l, p->path, c, why[0] == '\0')->beside = true;
	if (why[0] != '\0') {
		answer(&out->logged, VERDICT_NO, "signed, not logged: %.300s",
		    why);
		return 0;
	}
	if (l->policy == NULL)
		return 0;
	if (note_read(proof->note, proof->note_n, &note, f) == 0 &&
	    policy_ask(l->policy, &note, &a, f) == 0) {
		out->policy = true;
		out->n_witnesses = a.n_witnesses;
		out->n_cosigned = a.n_cosigned;
		out->quorum = a.quorum;
		if (a.bad[0] != '\0')
			answer(&out->logged, VERDICT_NO,
			    "the cosignature of %.100s does not fit", a.bad);
		else if (!a.quorum)
			answer(&out->logged, VERDICT_NO,
			    "%zu of %zu witnesses cosigned the checkpoint, "
			    "fewer than the policy asks for",
			    a.n_cosigned, a.n_witnesses);
		rc = 0;
	}
	note_free(&note);
	return rc;
}

/* Is the entry, whose bytes are the proof's extra, where the proof says? */
static int
proof_holds(const struct checkpoint_proof *proof, const struct checkpoint *c,
    bool *yes, struct fault *f)
{
	struct digest leaf;

	if (tree_leaf(proof->extra, proof->extra_n, &leaf, f) != 0)
		return -1;
	return tree_has(proof->index, c->head.size, &leaf, proof->path.hash,
	    proof->path.n, &c->head.root, yes, f);
}

/* The proof of the packet, whatever answers are there already. */
static int
ask_proof(struct log_check *l, const struct log_packet *p, const char *text,
    size_t n, struct log_answer *out, struct fault *f)
{
	struct checkpoint_proof proof;
	struct checkpoint c;
	struct fault why;
	bool yes = false;
	int rc = -1;

	if (checkpoint_proof_read(text, n, &proof, &why) != 0) {
		answer(&out->logged, VERDICT_NO, "signed, not logged: %.300s",
		    why.text);
		return 0;
	}
	if (proof_head(l, p, &proof, out, &c, f) != 0)
		goto out;
	if (out->logged.answer == VERDICT_YES &&
	    entry_check(p, &proof, &out->logged, f) != 0)
		goto out;
	if (out->logged.answer == VERDICT_YES) {
		if (proof_holds(&proof, &c, &yes, f) != 0)
			goto out;
		if (!yes)
			answer(&out->logged, VERDICT_NO,
			    "signed, not logged: the proof does not lead to "
			    "the root of the checkpoint");
	}
	rc = 0;
out:
	checkpoint_proof_free(&proof);
	return rc;
}

/* A sheet's proof inside: its look is an entry, and its capture is ours. */
static int
ask_sheet(const struct log_named *named, const struct part *part,
    const struct part *note, const struct checkpoint *c, struct verdict *v,
    struct fault *f)
{
	struct checkpoint_proof proof;
	struct jv *entry = NULL;
	struct fault unused;
	const char *capture;
	bool yes = false;
	int rc = 0;

	if (checkpoint_proof_read(
		(const char *)part->bytes, part->len, &proof, &unused) != 0) {
		answer(v, VERDICT_NO, "%.100s inside is no proof", part->name);
		return 0;
	}
	if (proof.note_n == note->len &&
	    memcmp(proof.note, note->bytes, note->len) == 0)
		rc = proof_holds(&proof, c, &yes, f);
	if (rc == 0 && yes &&
	    jv_parse(proof.extra, proof.extra_n, &entry, &unused) == 0) {
		capture = jv_text(jv_get(entry, "capture_sha256"));
		yes = capture != NULL && log_named_has(named, capture);
	}
	if (rc == 0 && !yes)
		answer(v, VERDICT_NO,
		    "%.100s inside does not show that what it is about is in "
		    "the log",
		    part->name);
	jv_free(entry);
	checkpoint_proof_free(&proof);
	return rc;
}

/* Has a key that was named signed something else than this? */
static int
note_forged(
    struct log_check *l, const struct part *part, bool *yes, struct fault *f)
{
	enum note_answer signed_by = NOTE_UNSIGNED;
	struct note note;
	size_t i;
	int rc = -1;

	*yes = false;
	if (note_read(part->bytes, part->len, &note, f) != 0)
		goto out;
	for (i = 0; i < l->n_keys && !*yes; i++) {
		if (note_signed(&note, &l->keys[i], &signed_by, NULL, f) != 0)
			goto out;
		*yes = signed_by == NOTE_BAD;
	}
	rc = 0;
out:
	note_free(&note);
	return rc;
}

/* A head of before, as a packet carries it. */
static int
ask_head(struct log_check *l, const struct log_packet *p,
    const struct part *part, const struct checkpoint *now, struct verdict *v,
    struct fault *f)
{
	char why[CHECKPOINT_WHY];
	struct checkpoint c;
	bool forged = false;

	if (head_open(l, part->bytes, part->len, &c, why, f) != 0)
		return -1;
	if (c.origin[0] != '\0' && why[0] != '\0' &&
	    note_forged(l, part, &forged, f) != 0)
		return -1;
	if (forged || strcmp(c.origin, now->origin) != 0)
		answer(v, VERDICT_NO, "%.100s inside is no head of this log",
		    part->name);
	else
		log_check_head(l, p->path, &c, why[0] == '\0')->earlier = true;
	return 0;
}

static bool
ends(const char *name, const char *with)
{
	const size_t n = strlen(name), k = strlen(with);

	return n >= k && strcmp(name + n - k, with) == 0;
}

/* Proofs inside: of sheets, of heads from before. */
static int
ask_proofs(struct log_check *l, const struct log_packet *p,
    const struct part *note, const struct checkpoint *c, struct verdict *v,
    struct fault *f)
{
	const struct part *m = part_find(p, MANIFEST_NAME), *part;
	const char *manifest = m == NULL || m->len == 0
	    ? ""
	    : arena_strndup(&l->present, (const char *)m->bytes, m->len);
	struct log_named named;
	bool grown = true;
	int rc = 0;
	size_t i;

	log_named_read(&named, manifest);
	for (i = 0; i < p->n_parts && rc == 0 && v->answer != VERDICT_NO; i++) {
		part = &p->parts[i];
		if (strncmp(part->name, PROOFS_FOLDER, strlen(PROOFS_FOLDER)) !=
		    0)
			continue;
		if (ends(part->name, ".growth"))
			log_check_growth(
			    l, (const char *)part->bytes, part->len);
		else if (ends(part->name, ".checkpoint"))
			rc = ask_head(l, p, part, c, v, f);
		else
			rc = ask_sheet(&named, part, note, c, v, f);
	}
	log_named_free(&named);
	if (rc != 0 || log_check_earlier(l, c, &grown, f) != 0)
		return -1;
	if (!grown)
		answer(v, VERDICT_NO,
		    "the checkpoint inside does not continue those of before "
		    "that the packet carries");
	return 0;
}

/*
 * The checkpoint that the packet carries, and the proofs under it.  One that
 * is under a key nobody named says nothing: keys change.
 */
static int
ask_inside(struct log_check *l, const struct log_packet *p, struct verdict *v,
    struct fault *f)
{
	const struct part *note = part_find(p, CHECKPOINT_PART);
	char why[CHECKPOINT_WHY];
	struct checkpoint c;
	bool forged;

	if (note == NULL)
		return 0;
	if (head_open(l, note->bytes, note->len, &c, why, f) != 0)
		return -1;
	if (c.origin[0] == '\0') {
		answer(v, VERDICT_NO, "the checkpoint inside: %.300s", why);
		return 0;
	}
	(void)log_check_head(l, p->path, &c, why[0] == '\0');
	if (why[0] != '\0') {
		if (note_forged(l, note, &forged, f) != 0)
			return -1;
		if (forged)
			answer(v, VERDICT_NO, "the checkpoint inside: %.300s",
			    why);
	}
	return ask_proofs(l, p, note, &c, v, f);
}

/* Of several proofs the one of this packet; else the first. */
static const struct log_file *
proof_given(const struct log_check *l, const char *id)
{
	struct checkpoint_proof proof;
	struct jv *entry;
	struct fault unused;
	bool fits;
	size_t i;

	for (i = 0; i < l->n_proofs; i++) {
		if (checkpoint_proof_read(l->proofs[i].text, l->proofs[i].n,
			&proof, &unused) != 0)
			continue;
		fits = false;
		if (jv_parse(proof.extra, proof.extra_n, &entry, &unused) ==
		    0) {
			fits = entry_says(entry, "id", id);
			jv_free(entry);
		}
		checkpoint_proof_free(&proof);
		if (fits)
			return &l->proofs[i];
	}
	return l->n_proofs == 0 ? NULL : &l->proofs[0];
}

static int
ask_logged(struct log_check *l, const struct log_packet *p,
    struct log_answer *out, struct fault *f)
{
	const struct log_file *given = proof_given(l, p->id);
	struct buf path, text;
	int rc = -1;

	buf_init(&path, strlen(p->path) + 32);
	buf_init(&text, CHECKPOINT_PROOF_MAX);
	if (given != NULL)
		rc = ask_proof(l, p, given->text, given->n, out, f);
	else if (proof_beside(p->path, &path, &text, f) != 0)
		goto out;
	else if (text.len == 0) {
		answer(&out->logged, VERDICT_NO,
		    "signed, not logged: there is no proof of it (%.200s)",
		    (const char *)path.data);
		rc = 0;
	} else
		rc = ask_proof(l, p, (const char *)text.data, text.len, out, f);
out:
	buf_free(&text);
	buf_free(&path);
	return rc;
}

int
log_check_packet(struct log_check *l, const struct log_packet *p,
    struct log_answer *out, struct fault *f)
{
	struct log_answer a = { .policy = false };
	struct verdict inside = { .answer = VERDICT_YES };

	if (l->n_keys == 0)
		verdict_set(
		    &a.logged, VERDICT_UNKNOWN, "no key was named with --vkey");
	else if (ask_logged(l, p, &a, f) != 0)
		return -1;
	if (ask_inside(l, p, &inside, f) != 0 ||
	    log_check_fresh(l, p, &a.fresh, f) != 0)
		return -1;
	if (inside.answer == VERDICT_NO && a.logged.answer == VERDICT_YES)
		a.logged = inside;
	l->n_packets++;
	*out = a;
	return 0;
}
