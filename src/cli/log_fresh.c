#include <stdio.h>
#include <string.h>

#include "archive/issue.h"
#include "archive/log.h"
#include "base/clock.h"
#include "base/jv.h"
#include "crypto/sha256.h"
#include "logs_in.h"

/* FRESH: what the archive at hand says of a packet. */

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
