#include "cli/renewal.h"

#include <stdio.h>
#include <string.h>

#include "archive/issue.h"
#include "archive/log_sign.h"
#include "base/jv.h"
#include "cli/archive_arg.h"
#include "cli/log_check.h"
#include "crypto/sha256.h"
#include "evidence/manifest.h"
#include "pdfread/parts.h"
#include "seal/verify.h"

/* The id in the manifest of a packet; "" where there is none. */
static void
renewal_id(struct verify_report *r, char *out, size_t size)
{
	struct fault unused;
	struct part part;
	const char *id;
	struct jv *top;
	size_t i, n;

	out[0] = '\0';
	if (pdfread_parts(r->pdf, &n, &unused) != 0)
		return;
	for (i = 0; i < n; i++) {
		if (strcmp(pdfread_part_name(r->pdf, i), MANIFEST_NAME) != 0 ||
		    pdfread_part(r->pdf, i, &part, &unused) != 0 ||
		    jv_parse(part.bytes, part.len, &top, &unused) != 0)
			continue;
		id = jv_text(jv_get(top, "id"));
		if (id != NULL)
			(void)snprintf(out, size, "%s", id);
		jv_free(top);
	}
}

/* Did this archive issue the very file?  FRESH asks the same. */
static int
renewal_own(struct archive *a, const struct buf *old, struct verify_report *r,
    const char *id, bool *yes, struct fault *f)
{
	const struct log_check_files files = { .archive = a };
	const struct log_packet p = { .path = "",
		.id = id,
		.pdf = old->data,
		.len = old->len,
		.report = r };
	struct log_check *l = NULL;
	struct verdict v;
	int rc = -1;

	if (log_check_new(&files, &l, f) == 0 &&
	    log_check_fresh(l, &p, &v, f) == 0) {
		/* A packet that was called back may be kept readable, too. */
		*yes = v.answer == VERDICT_YES ||
		    (v.answer == VERDICT_NO &&
			strstr(v.why, "another file") == NULL);
		rc = 0;
	}
	log_check_free(l);
	return rc;
}

static int
renewal_put(struct archive *a, const char *id, const char *level,
    const struct buf *new, int64_t now_utc_ms, struct fault *f)
{
	const struct archive_log_signing want = { .now_utc_ms = now_utc_ms };
	struct archive_log_signed made;
	struct digest sha;
	struct buf note;
	int rc;

	if (sha256_of(new->data, new->len, &sha, f) != 0 ||
	    archive_begin(a, f) != 0)
		return -1;
	if (archive_renewal_put(a, id, level, &sha, now_utc_ms, f) != 0 ||
	    archive_commit(a, f) != 0) {
		archive_rollback(a);
		return -1;
	}
	if (!archive_log_has_key(a, NULL))
		return 0;
	buf_init(&note, NOTE_MAX);
	rc = archive_log_sign(a, &want, &note, &made, f);
	buf_free(&note);
	return rc;
}

int
renewal_enter(const struct cmd_global *g, const struct buf *old,
    const struct buf *new, const char *level, int64_t now_utc_ms, bool *entered,
    struct fault *f)
{
	const struct verify_options o = { .at_utc_ms = now_utc_ms };
	struct verify_report *r = NULL;
	struct archive *a = NULL;
	bool own = false;
	char id[64];
	int rc = -1;

	*entered = false;
	if (!g->archive_named)
		return 0;
	if (verify_pdf(old->data, old->len, &o, &r, f) != 0)
		return -1;
	renewal_id(r, id, sizeof(id));
	if (id[0] == '\0') {
		rc = 0;
		goto out;
	}
	if (archive_arg_open(g, true, &a, f) != 0 ||
	    renewal_own(a, old, r, id, &own, f) != 0 ||
	    (own && renewal_put(a, id, level, new, now_utc_ms, f) != 0))
		goto out;
	*entered = own;
	rc = 0;
out:
	archive_close(a);
	verify_free(r);
	return rc;
}
