#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "cli/status.h"
#include "cli/table.h"
#include "crypto/sha256.h"
#include "pdfread/file.h"
#include "verify_in.h"

/* One file judged, and said into an answer. */

void
verify_answer_init(struct verify_answer *a)
{
	a->status = EXIT_TROUBLE;
	buf_init(&a->out, VERIFY_WORDS_MAX);
	buf_init(&a->err, VERIFY_WORDS_MAX);
	buf_init(&a->value, VERIFY_WORDS_MAX);
	buf_init(&a->heads, VERIFY_WORDS_MAX);
}

void
verify_answer_free(struct verify_answer *a)
{
	buf_free(&a->out);
	buf_free(&a->err);
	buf_free(&a->value);
	buf_free(&a->heads);
}

static void
answer_empty(struct verify_answer *a)
{
	verify_answer_free(a);
	verify_answer_init(a);
}

/* What --report wants to know of the file beside the verdicts. */
static int
value_for_report(
    struct jv *top, const struct buf *pdf, struct buf *out, struct fault *f)
{
	struct digest sha;

	if (sha256_of(pdf->data, pdf->len, &sha, f) != 0)
		return -1;
	jv_set_str(top, "sha256", digest_hex(&sha).s);
	jv_set_int(top, "bytes", (int64_t)pdf->len);
	jv_write(top, out);
	return buf_check(out, "verdicts", f);
}

static int
say_found(const struct verify_run *v, const struct verify_found *x,
    const struct buf *pdf, struct verify_answer *out, struct fault *f)
{
	struct jv *top = NULL;
	int rc = 0;

	if (v->g->json || v->report)
		top = verify_value(x);
	if (v->g->json)
		table_value_to(top, &out->out);
	else if (!v->g->quiet)
		verify_say(x, &out->out);
	if (v->report)
		rc = value_for_report(top, pdf, &out->value, f);
	jv_free(top);
	return rc == 0 ? buf_check(&out->out, "verdicts", f) : -1;
}

static int
file_judge(const struct verify_run *v, const char *path, const struct buf *b,
    struct verify_answer *out, struct fault *f)
{
	struct packet_check_options o = v->packet;
	struct verdict_signature *list = NULL;
	struct verify_report *r = NULL;
	struct packet_check p;
	struct verify_found x = { path, NULL, &p, NULL, EXIT_TROUBLE };
	char line[400];
	size_t i;
	int rc = -1;

	if (verify_pdf(b->data, b->len, &v->o, &r, f) != 0)
		goto out;
	o.path = path;
	o.pdf = b->data;
	o.len = b->len;
	if (packet_check(r, &o, &p, f) != 0 ||
	    log_check_carry(o.log, &out->heads, f) != 0)
		goto out;
	list = arena_new(&r->arena, r->n, sizeof(*list));
	for (i = 0; i < r->n; i++)
		list[i] = r->signatures[i].verdicts;
	x.report = r;
	x.line = line;
	x.status = verdict_status(list, r->n, p.v, line, sizeof(line));
	if (say_found(v, &x, b, out, f) != 0)
		goto out;
	out->status = x.status;
	rc = 0;
out:
	verify_free(r);
	return rc;
}

/* A file that could not be judged: said at once, the others still come. */
void
verify_say_fault(const struct verify_run *v, const char *path,
    const struct fault *f, struct verify_answer *out)
{
	struct jv *top = jv_object(), *error = jv_object();

	answer_empty(out);
	out->status = status_of(f);
	buf_str(&out->err, "proviso verify: ");
	table_words_to(&out->err, f->text, strlen(f->text));
	buf_str(&out->err, "\n");
	jv_set_str(top, "file", path);
	jv_set_str(error, "kind", status_kind_name(f->kind));
	jv_set_str(error, "message", f->text);
	jv_set_take(top, "error", error);
	jv_set_int(top, "exit", out->status);
	if (v->g->json)
		table_value_to(top, &out->out);
	if (v->report)
		jv_write(top, &out->value);
	jv_free(top);
}

void
verify_file(
    const struct verify_run *v, const char *path, struct verify_answer *out)
{
	struct fault f = { .kind = FAULT_NONE };
	struct buf b;

	answer_empty(out);
	buf_init(&b, PDFREAD_MAX);
	if (file_read(path, &b, &f) == 0 &&
	    file_judge(v, path, &b, out, &f) != 0)
		(void)fault_under(&f, "%s", path);
	if (f.kind != FAULT_NONE)
		verify_say_fault(v, path, &f, out);
	buf_free(&b);
}
