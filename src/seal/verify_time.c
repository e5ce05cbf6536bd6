#include <stdio.h>
#include <string.h>

#include "crypto/path.h"
#include "seal_in.h"

/* A token over the signature value, its imprint, its signer. */
static int
judge_stamp(struct judge *j, struct fault *f)
{
	const struct signed_data *t =
	    j->data != NULL ? signed_time_stamp(j->data) : NULL;
	const struct piece value =
	    j->data != NULL ? signed_value(j->data) : (struct piece){ NULL, 0 };
	const struct signed_claim claim = {
		.kind = SIGNED_TIME_STAMP,
		.pieces = &value,
		.n = 1,
		.extra = j->dss,
	};
	struct signed_verdict v;
	struct path_answer a;
	char words[400];

	if (t == NULL) {
		judge_set(j, VERDICT_TIMESTAMPED, VERDICT_NO, "no time stamp");
		return 0;
	}
	if (signed_check(t, &claim, &v, f) != 0)
		return -1;
	if (v.answer != SIGNED_YES) {
		(void)snprintf(words, sizeof(words),
		    "the time stamp does not hold: %s", v.why);
		judge_set(j, VERDICT_TIMESTAMPED,
		    v.answer == SIGNED_NO ? VERDICT_NO : VERDICT_UNKNOWN,
		    words);
		return 0;
	}
	if (signed_stamp_time(t, &j->v.stamp_utc_ms, f) != 0)
		return -1;
	j->v.has_stamp = true;
	if (j->o->trust == NULL) {
		judge_set(j, VERDICT_TIMESTAMPED, VERDICT_UNKNOWN,
		    "the time stamp holds; no root was named with --trust");
		return 0;
	}
	const struct path_question q = {
		.cert = v.signer,
		.inside = signed_certs(t),
		.roots = j->o->trust,
		.use = PATH_STAMPS_TIME,
		.at_utc_ms = j->o->at_utc_ms,
	};
	if (path_check(&q, &a, f) != 0)
		return -1;
	judge_set(j, VERDICT_TIMESTAMPED, a.trusted ? VERDICT_YES : VERDICT_NO,
	    a.why);
	return 0;
}

/*
 * A document time stamp is its own stamp; a signature has one inside, or
 * none.
 */
int
judge_time(struct judge *j, struct fault *f)
{
	bool intact = j->v.verdicts.v[VERDICT_INTACT].answer == VERDICT_YES;

	if (strcmp(j->s->subfilter, "ETSI.RFC3161") != 0)
		return judge_stamp(j, f);
	if (intact && j->data != NULL) {
		if (signed_stamp_time(j->data, &j->v.stamp_utc_ms, f) != 0)
			return -1;
		j->v.has_stamp = true;
	}
	judge_set(j, VERDICT_TIMESTAMPED,
	    !intact ? VERDICT_NO : j->v.verdicts.v[VERDICT_TRUSTED].answer,
	    !intact ? "the time stamp does not hold"
		    : j->v.verdicts.v[VERDICT_TRUSTED].why);
	return 0;
}
