#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "archive/issue.h"
#include "archive/store.h"
#include "base/clock.h"
#include "base/fileset.h"
#include "base/jv.h"
#include "base/num.h"
#include "base/release.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/fontdir.h"
#include "cli/packet_check.h"
#include "cli/table.h"
#include "cli/template.h"
#include "gather_in.h"
#include "crypto/cert.h"
#include "crypto/sha256.h"
#include "pdf/render.h"
#include "report/report.h"
#include "seal/sign.h"
#include "seal/verify.h"

/* What portals take: notes on paper, DESIGN section 8.  A bench takes more. */
#ifndef REPORT_BYTES_MAX
#define REPORT_BYTES_MAX ((size_t)9500000)
#endif
#define REPORT_PAGES_MAX 500
/* Reports of one platform and day that are made at once. */
#define ATTEMPTS 50
/* A sidecar is the doc in other words; larger is a mistake of ours. */
#define SIDECAR_MAX ((size_t)64 << 20)

static int
one_of(const char *word, const char *const *words, size_t n, const char *what,
    size_t *out, struct fault *f)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (strcmp(word, words[i]) == 0) {
			*out = i;
			return 0;
		}
	}
	return fault_set(
	    f, FAULT_FORMAT, "%s: \"%s\" is not known here", what, word);
}

/* The name is printed in commands for a shell, and portals refuse others. */
static int
check_name(const char *path, struct fault *f)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1, *p;
	const size_t n = strlen(name);

	if (n < 5 || strcmp(name + n - 4, ".pdf") != 0)
		return fault_set(f, FAULT_FORMAT,
		    "-o: want a name that ends in .pdf, have \"%s\"", path);
	for (p = name; *p != '\0'; p++)
		if ((*p < 'a' || *p > 'z') && (*p < 'A' || *p > 'Z') &&
		    (*p < '0' || *p > '9') && strchr("_-.", *p) == NULL)
			return fault_set(f, FAULT_FORMAT,
			    "-o: want a name of letters, digits, \"_\", \"-\" "
			    "and \".\", have \"%s\"",
			    name);
	return 0;
}

static int
check_format(const char *format, struct fault *f)
{
	static const char *const known[] = { "json", "text" };
	char word[16];
	size_t n, hit;

	for (; *format != '\0'; format += n + (format[n] == ',')) {
		n = strcspn(format, ",");
		(void)snprintf(word, sizeof(word), "%.*s", (int)n, format);
		if (one_of(word, known, 2, "--format", &hit, f) != 0)
			return -1;
	}
	return 0;
}

int
report_job_check(struct report_job *j, struct fault *f)
{
	static const char *const kinds[] = { "packet", "provision" };
	static const char *const certify[] = { "no", "1", "2", "3" };
	static const char *const papers[] = { "a4", "letter" };
	size_t i = 2;
	int64_t n = 1;

	if (one_of(j->kind, kinds, 2, "kind of report", &i, f) != 0 ||
	    report_seal_check(j, f) != 0)
		return -1;
	if (j->out == NULL)
		return fault_set(f, FAULT_FORMAT, "-o FILE.pdf is missing");
	if (check_name(j->out, f) != 0)
		return -1;
	i = 2;
	if (j->certify_word != NULL &&
	    one_of(j->certify_word, certify, 4, "--certify", &i, f) != 0)
		return -1;
	j->certify = (int)i;
	if (j->certify == 1 && j->seal.level >= SEAL_LT)
		return fault_set(f, FAULT_FORMAT,
		    "--certify 1 lets nothing be added, and --level %s adds "
		    "validation data",
		    j->level);
	if (j->cosigners_word != NULL &&
	    num_i64(j->cosigners_word, 0, 8, "--cosigners", &n, f) != 0)
		return -1;
	j->cosigners = (unsigned)n;
	if (j->paper_word != NULL &&
	    one_of(j->paper_word, papers, 2, "--paper", &i, f) != 0)
		return -1;
	if (j->format != NULL && check_format(j->format, f) != 0)
		return -1;
	j->as_of_utc_ms = INT64_MAX;
	if (j->as_of != NULL &&
	    clock_parse_date(j->as_of, 1, &j->as_of_utc_ms, f) != 0)
		return -1;
	return 0;
}

/*
 * The date a report is rendered: SOURCE_DATE_EPOCH, else now.  A draft that
 * names its day is dated by it, so that the same request gives the same bytes.
 */
static int
rendered_at(
    const struct report_job *j, int64_t now, int64_t *out, struct fault *f)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	int64_t seconds;

	*out = now;
	if (epoch != NULL && epoch[0] != '\0') {
		if (num_i64(epoch, 0, INT64_C(253402300799),
			"SOURCE_DATE_EPOCH", &seconds, f) != 0)
			return -1;
		*out = seconds * 1000;
	} else if (!seal_arg_signs(&j->seal) && j->as_of_utc_ms < now) {
		*out = j->as_of_utc_ms;
	}
	return 0;
}

/* "PV-CLAUDE-AI-20260822": all but A–Z and 0–9 is a hyphen, at most 20. */
static const char *
id_stem(struct arena *a, const char *platform, int64_t as_of)
{
	struct civil day = clock_civil(as_of);
	char name[21];
	size_t n = 0;

	for (; *platform != '\0' && n < sizeof(name) - 1; platform++) {
		char c = *platform;

		/* One hyphen for a character, whatever its bytes. */
		if (((unsigned char)c & 0xc0) == 0x80)
			continue;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if ((c < 'A' || c > 'Z') && (c < '0' || c > '9'))
			c = '-';
		name[n++] = c;
	}
	name[n] = '\0';
	return arena_fmt(
	    a, "PV-%s-%04d%02d%02d", name, day.year, day.month, day.day);
}

static int
packet_identity(struct reading *r, struct packet *p, struct fault *f)
{
	const char *stem = id_stem(&r->arena, p->platform, p->as_of_utc_ms);
	int64_t last = 0;

	if (archive_issue_last(r->a, stem, &last, f) != 0)
		return -1;
	p->id = arena_fmt(&r->arena, "%s-%02lld", stem, (long long)last + 1);
	p->previous = last == 0
	    ? ""
	    : arena_fmt(&r->arena, "%s-%02lld", stem, (long long)last);
	return 0;
}

static int
packet_fill(struct reading *r, const struct report_job *j,
    const struct signer *s, const struct packet_template *t, struct packet *p,
    struct fault *f)
{
	p->template = *t;
	if (p->template.owner[0] != '\0')
		p->owner = p->template.owner;
	p->level = j->level;
	p->certify = s == NULL ? 0 : j->certify;
	p->signer = "";
	p->algorithm = "";
	p->root_name = "root.pem";
	p->release = "proviso " PROVISO_VERSION;
	p->sha256 = sha256_of;
	if (packet_identity(r, p, f) != 0)
		return -1;
	return report_seal_words(r, j, p, f);
}

static int
publish_side(struct fileset *s, const char *out, const char *ending,
    const struct buf *b, struct fault *f)
{
	struct buf path;
	int rc;

	buf_init(&path, strlen(out) + 16);
	buf_fmt(&path, "%s%s", out, ending);
	rc = fileset_add(s, (const char *)path.data, b->data, b->len, 0666, f);
	buf_free(&path);
	return rc;
}

static int
publish_sidecars(struct fileset *s, const struct report_job *j,
    const struct report *r, struct fault *f)
{
	struct buf b;
	int rc = 0;

	if (j->format == NULL)
		return 0;
	buf_init(&b, SIDECAR_MAX);
	if (strstr(j->format, "json") != NULL) {
		report_json(r, &b);
		rc = buf_check(&b, "report.json", f) == 0
		    ? publish_side(s, j->out, ".json", &b, f)
		    : -1;
	}
	buf_free(&b);
	buf_init(&b, SIDECAR_MAX);
	if (rc == 0 && strstr(j->format, "text") != NULL) {
		report_text(r, &b);
		rc = buf_check(&b, "report text", f) == 0
		    ? publish_side(s, j->out, ".txt", &b, f)
		    : -1;
	}
	buf_free(&b);
	return rc;
}

/* Inside the transaction: whether the number is still the next one. */
static int
publish_number(struct report_job *j, struct reading *rd, const struct packet *p,
    struct fault *f)
{
	const char *stem = id_stem(&rd->arena, p->platform, p->as_of_utc_ms);
	int64_t last = 0;
	char next[64];

	if (archive_issue_last(rd->a, stem, &last, f) != 0)
		return -1;
	(void)snprintf(
	    next, sizeof(next), "%s-%02lld", stem, (long long)last + 1);
	j->taken = strcmp(next, p->id) != 0;
	if (j->taken)
		return fault_set(f, FAULT_BUSY,
		    "%s was issued by another report meanwhile", p->id);
	return 0;
}

/* The issue, its entry in the log, and the digest of the signed revision. */
static int
publish_issue(struct report_job *j, struct reading *rd, const struct packet *p,
    const struct buf *pdf, int64_t now, struct fault *f)
{
	struct archive_issue i = { .packet = p->id,
		.subject = p->subject,
		.signer = j->signer,
		.signer_cert = j->signer_cert,
		.when_utc_ms = now };

	if (sha256_of(pdf->data, pdf->len, &i.file, f) != 0 ||
	    sha256_of(pdf->data, j->revision_end, &i.revision, f) != 0 ||
	    publish_number(j, rd, p, f) != 0)
		return -1;
	return archive_issue_put(rd->a, &i, f);
}

/* It is issued and has no file: said in the log, where the number stays. */
static int
publish_recall(
    struct reading *rd, const struct packet *p, int64_t now, struct fault *f)
{
	struct fault why = *f;
	const struct archive_recall r = { .packet = p->id,
		.replaced_by = "",
		.why = "its file could not be given its name",
		.who = "proviso " PROVISO_VERSION,
		.when_utc_ms = now };

	if (archive_begin(rd->a, f) != 0)
		return fault_under(f, "%s; %s is not revoked", why.text, p->id);
	if (archive_recall_put(rd->a, &r, f) != 0 ||
	    archive_commit(rd->a, f) != 0) {
		archive_rollback(rd->a);
		return fault_under(f, "%s; %s is not revoked", why.text, p->id);
	}
	*f = why;
	return fault_under(f, "%s is revoked again", p->id);
}

/*
 * The archive knows of a packet before anybody has it: the issue is committed
 * when all the files stand whole beside their names, and only then do they
 * get them.  Killed in between, it has a number that nobody has; a packet that
 * is signed and not logged would be one that a stolen key made.
 */
static int
publish(struct report_job *j, struct reading *rd, const struct packet *p,
    const struct report *r, const struct buf *pdf, const struct buf *p7s,
    int64_t now, struct fault *f)
{
	struct fileset *s = fileset_new();
	int rc = -1;

	if (publish_sidecars(s, j, r, f) != 0 ||
	    (p7s != NULL && publish_side(s, j->out, ".p7s", p7s, f) != 0) ||
	    fileset_add(s, j->out, pdf->data, pdf->len, 0666, f) != 0)
		goto out;
	archive_snapshot_end(rd->a);
	if (p7s != NULL) {
		if (archive_begin(rd->a, f) != 0)
			goto out;
		if (publish_issue(j, rd, p, pdf, now, f) != 0 ||
		    archive_commit(rd->a, f) != 0) {
			archive_rollback(rd->a);
			goto out;
		}
	}
	if (fileset_place(s, f) != 0) {
		if (p7s != NULL)
			(void)publish_recall(rd, p, now, f); /* f says it */
		goto out;
	}
	fileset_keep(s);
	rc = 0;
out:
	fileset_free(s);
	return rc;
}

/* Draw, seal, publish: the packet first in memory, then under its name. */
static int
produce(struct report_job *j, struct reading *rd, struct packet *p,
    struct report *r, const struct signer *s, int64_t now, struct fault *f)
{
	struct parts parts = { 0 };
	struct faces *faces = NULL;
	struct buf pdf, p7s;
	char *fonts = NULL;
	int rc = -1;

	buf_init(&pdf, REPORT_BYTES_MAX);
	buf_init(&p7s, (size_t)32 << 20);
	if (parts_gather(&rd->arena, p, r, s, &parts, f) != 0 ||
	    fontdir_find(j->global->program, &fonts, f) != 0 ||
	    faces_load(fonts, &faces, f) != 0)
		goto out;
	report_close(r, &parts.evidence, parts.items, parts.n);
	if (report_seal(j, &r->doc, faces, p, &parts, &pdf, &p7s, f) != 0)
		goto out;
	j->bytes = pdf.len;
	rc = publish(j, rd, p, r, &pdf, s == NULL ? NULL : &p7s, now, f);
out:
	buf_free(&pdf);
	buf_free(&p7s);
	faces_free(faces);
	free(fonts);
	return rc;
}

/* Which platform, and for a provision sheet which provision, is meant. */
static int
report_subject(const struct report_job *j, struct reading *rd,
    struct request *q, struct fault *f)
{
	struct subject s;

	if (archive_arg_subject(rd->a, &rd->list, j->subject, &s, f) != 0)
		return -1;
	q->platform = s.platform;
	q->provision = s.provision;
	if (strcmp(j->kind, "provision") == 0 && s.provision == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "report provision: want a provision's id, have \"%s\"",
		    j->subject);
	if (strcmp(j->kind, "packet") == 0 &&
	    (s.provision != NULL || s.document != NULL))
		return fault_set(f, FAULT_FORMAT,
		    "report packet: want a platform, have \"%s\"", j->subject);
	return 0;
}

/* The owner is wanted before the analysis, which names him. */
static int
report_template(const struct report_job *j, struct reading *rd,
    struct packet_template *t, struct fault *f)
{
	if (template_read(j->template_path, &rd->arena, t, f) != 0)
		return -1;
	if (t->owner[0] != '\0')
		rd->owner = t->owner;
	return 0;
}

/* With --json one object on stdout, else a line for people. */
static void
report_told(
    const struct report_job *j, const struct packet *p, const struct report *r)
{
	struct jv *o;

	if (j->global->json) {
		o = jv_object();
		jv_set_str(o, "file", j->out);
		jv_set_str(o, "id", p->id);
		jv_set_bool(o, "signed", p->sign != 0);
		if (p->sign != 0)
			jv_set_str(o, "level", j->level);
		jv_set_str(
		    o, "evidence_sha256", digest_hex(&r->doc.evidence).s);
		jv_set_int(o, "pages", (int64_t)j->pages);
		jv_set_int(o, "bytes", (int64_t)j->bytes);
		jv_set_int(o, "documents", (int64_t)p->n_documents);
		jv_set_int(o, "provisions", (int64_t)p->n_provisions);
		jv_set_int(o, "clauses_not_analysed", (int64_t)p->n_clauses);
		jv_set_int(o, "quotes", (int64_t)r->n_quotes);
		table_value_take(o);
		return;
	}
	if (j->global->quiet)
		return;
	(void)fprintf(stderr,
	    "%s: %s, %zu pages, %zu document%s, %zu provision%s analysed, %zu "
	    "clause%s not analysed\n",
	    j->out, p->id, j->pages, p->n_documents,
	    p->n_documents == 1 ? "" : "s", p->n_provisions,
	    p->n_provisions == 1 ? "" : "s", p->n_clauses,
	    p->n_clauses == 1 ? "" : "s");
}

static int
report_attempt(struct report_job *j, struct archive *a, struct fault *f)
{
	struct request q = { .kind = j->kind };
	struct reading rd = { 0 };
	struct signer *s = NULL;
	struct report r = { 0 };
	struct packet_template t;
	struct packet p;
	const char *slash = strrchr(j->out, '/');
	int64_t now;
	int rc = -1;

	q.file_name = slash == NULL ? j->out : slash + 1;
	if (clock_now(&now, f) != 0)
		goto out;
	j->now_utc_ms = now;
	if (j->as_of_utc_ms == INT64_MAX)
		j->as_of_utc_ms = now;
	if (rendered_at(j, now, &q.rendered_utc_ms, f) != 0)
		goto out;
	if (seal_arg_open(&j->seal, now, f) != 0)
		goto out;
	s = j->seal.signer;
	if (archive_snapshot(a, f) != 0 ||
	    reading_open(&rd, a, j->as_of_utc_ms, f) != 0 ||
	    report_subject(j, &rd, &q, f) != 0 ||
	    report_template(j, &rd, &t, f) != 0 ||
	    gather_packet(&rd, &q, &p, f) != 0 ||
	    report_log_cover(&rd, j, &p, f) != 0 ||
	    packet_fill(&rd, j, s, &t, &p, f) != 0 ||
	    report_build(&p, &r, f) != 0 ||
	    produce(j, &rd, &p, &r, s, now, f) != 0)
		goto out;
	if (s != NULL && report_log_proof(a, j, &p, f) != 0)
		goto out;
	report_told(j, &p, &r);
	rc = 0;
out:
	archive_snapshot_end(a);
	report_free(&r);
	reading_close(&rd);
	seal_arg_close(&j->seal);
	return rc;
}

/* A packet prints its number, so one whose number was taken is made anew. */
int
report_job_run(struct report_job *j, struct archive *a, struct fault *f)
{
	int tries, rc = -1;

	for (tries = 0; tries < ATTEMPTS; tries++) {
		j->taken = false;
		f->kind = FAULT_NONE;
		rc = report_attempt(j, a, f);
		if (rc == 0 || !j->taken)
			break;
	}
	return rc;
}
