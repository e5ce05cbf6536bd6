#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "crypto/strength.h"
#include "seal_in.h"

/* TRUSTED: a path to a named root at the proven time, else now. */

/* Two files with one digest can be made on purpose once it is broken. */
static bool
digest_ended(struct judge *j, int64_t at_utc_ms)
{
	struct strength s = strength_digest(
	    j->sv.weakest != NULL ? j->sv.weakest : "", at_utc_ms);
	char day[CLOCK_TEXT], words[300];

	if (s.until_utc_ms == INT64_MAX)
		return false;
	(void)clock_day(s.until_utc_ms - 1, day);
	if (s.ended) {
		(void)snprintf(words, sizeof(words),
		    "no longer: the digest is %s, relied on until %s: the "
		    "signer may have signed another file of the same digest%s",
		    s.name, day,
		    j->proven ? ""
			      : "; nothing proves that the signature is older");
		judge_set(j, VERDICT_TRUSTED, VERDICT_NO, words);
	} else if (s.forecast) {
		judge_warn(j, "%s was foreseen to be relied on until %s only",
		    s.name, day);
	} else if (j->proven &&
	    strength_digest(j->sv.weakest, j->o->at_utc_ms).ended) {
		judge_warn(j,
		    "the digest is %s, relied on until %s; the signature is "
		    "proven to be older",
		    s.name, day);
	}
	return s.ended;
}

static enum verdict_answer
answer_of(const struct path_answer *a)
{
	if (a->trusted)
		return VERDICT_YES;
	return a->unknown ? VERDICT_UNKNOWN : VERDICT_NO;
}

/* What a path said; the same for signatures and time stamps. */
static void
say_path(struct judge *j, const struct path_answer *a)
{
	size_t i;

	judge_set(j, VERDICT_TRUSTED, answer_of(a), a->why);
	for (i = 0; i < a->n_notes; i++)
		judge_warn(j, "%s", a->notes[i]);
	j->v.root = arena_strdup(&j->report->arena, a->root);
}

int
judge_trusted(struct judge *j, struct fault *f)
{
	const struct path_question q = {
		.cert = j->signer,
		.use = PATH_SIGNS_DOCUMENTS,
		.at_utc_ms = j->proven ? j->proven_utc_ms : j->o->at_utc_ms,
		.proven = j->proven,
	};
	struct path_answer a;

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
	if (judge_is_stamp(j)) {
		say_path(j, &j->stamp_path);
		return 0;
	}
	if (evidence_path(j->evidence, j, &q, &a, f) != 0)
		return -1;
	if (a.trusted && digest_ended(j, q.at_utc_ms))
		return 0;
	say_path(j, &a);
	return 0;
}
