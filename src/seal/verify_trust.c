#include <string.h>

#include "crypto/path.h"
#include "seal_in.h"

/* TRUSTED. */
int
judge_trusted(struct judge *j, struct fault *f)
{
	struct path_question q = {
		.cert = j->signer,
		.inside = j->data != NULL ? signed_certs(j->data) : NULL,
		.roots = j->o->trust,
		.use = strcmp(j->s->subfilter, "ETSI.RFC3161") == 0
		    ? PATH_STAMPS_TIME
		    : PATH_SIGNS_DOCUMENTS,
		.at_utc_ms = j->o->at_utc_ms,
	};
	struct path_answer a;
	struct cert_view view;

	if (j->v.verdicts.v[VERDICT_INTACT].answer != VERDICT_YES) {
		judge_set(j, VERDICT_TRUSTED, VERDICT_UNKNOWN,
		    "a signature that does not hold says nothing of its "
		    "signer");
		return 0;
	}
	if (j->o->trust == NULL) {
		judge_set(j, VERDICT_TRUSTED, VERDICT_UNKNOWN,
		    "no root was named with --trust");
		return 0;
	}
	if (path_check(&q, &a, f) != 0)
		return -1;
	if (!a.trusted) {
		judge_set(j, VERDICT_TRUSTED, VERDICT_NO, a.why);
		return 0;
	}
	/* Two files with one SHA-1 can be made on purpose, and have been. */
	if (j->weak) {
		judge_set(j, VERDICT_TRUSTED, VERDICT_NO,
		    "the signer may have signed another file of the same "
		    "digest: it is no longer collision-resistant");
		return 0;
	}
	if (cert_look(j->signer, &view, f) != 0)
		return -1;
	if (!view.no_rev_avail)
		judge_warn(j,
		    "whether the certificate was revoked is not asked by this "
		    "program");
	j->v.root = arena_strdup(&j->report->arena, a.root);
	judge_set(j, VERDICT_TRUSTED, VERDICT_YES, "");
	return 0;
}
