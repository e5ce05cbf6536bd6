#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "crypto/strength.h"
#include "seal_in.h"

/*
 * TIMESTAMPED, and when each signature is proven to have existed.
 *
 * EN 319 102-1 sections 5.5 and 5.6: time stamps are judged from the newest to
 * the oldest, each at the time that the one over it proves (the newest: now);
 * one that holds proves its own time for all that it covers: older stamps,
 * signatures, CRLs and OCSP answers.  A signature's best time is the oldest of
 * its own tokens and of the document time stamps over it.
 */

/* Clocks of two parties differ. */
#define SKEW_MS ((int64_t)300 * 1000)

/* A token to be judged. */
struct token {
	const struct signed_data *data;
	const struct signed_verdict *v;
	int64_t utc_ms; /* what it says */
	bool proven; /* that it existed at: */
	int64_t at_utc_ms;
};

bool
judge_is_stamp(const struct judge *j)
{
	return strcmp(j->s->subfilter, "ETSI.RFC3161") == 0;
}

static void PRINTF_LIKE(2, 3)
    refuse(struct path_answer *a, const char *fmt, ...)
{
	va_list ap;

	a->trusted = false;
	a->unknown = false;
	va_start(ap, fmt);
	(void)vsnprintf(a->why, sizeof(a->why), fmt, ap);
	va_end(ap);
}

/* Whether the token is one to rely on. */
static int
token_judge(struct judge *j, const struct token *t, struct path_answer *a,
    struct fault *f)
{
	const struct path_question q = {
		.cert = t->v->signer,
		.use = PATH_STAMPS_TIME,
		.at_utc_ms = t->at_utc_ms,
		.proven = t->proven,
		.used_utc_ms = t->utc_ms,
	};
	struct strength s = strength_digest(
	    t->v->weakest != NULL ? t->v->weakest : "", t->at_utc_ms);
	char day[CLOCK_TEXT], other[CLOCK_TEXT];

	memset(a, 0, sizeof(*a));
	if (t->utc_ms > t->at_utc_ms + SKEW_MS)
		refuse(a, "the time stamp says %s, which is after %s %s",
		    clock_rfc3339(t->utc_ms, day),
		    clock_rfc3339(t->at_utc_ms - t->at_utc_ms % 1000, other),
		    t->proven ? "that a later stamp proves" : "of now");
	/*= RFC 5816 section 2.2: a token names its certificate (ESSCertID) */
	else if (t->v->ess == SIGNED_ESS_NONE)
		refuse(a,
		    "RFC 3161 section 2.4.2: the time stamp does not name its "
		    "certificate");
	else if (s.ended)
		refuse(a,
		    "no longer: the time stamp's digest is %s, relied on until "
		    "%s, and no later time stamp proves that it is older",
		    s.name, clock_day(s.until_utc_ms - 1, day));
	else if (j->o->trust == NULL)
		refuse(a, "no root was named with --trust");
	else if (evidence_path(j->evidence, j, &q, a, f) != 0)
		return -1;
	return 0;
}

/* A document time stamp; what holds proves what it covers. */
static int
judge_document_stamp(struct judge *j, struct fault *f)
{
	struct token t = { .data = j->data, .v = &j->sv };

	if (j->v.verdicts.v[VERDICT_INTACT].answer != VERDICT_YES ||
	    j->data == NULL) {
		judge_set(j, VERDICT_TIMESTAMPED, VERDICT_NO,
		    "the time stamp does not hold");
		return 0;
	}
	if (signed_stamp_time(j->data, &t.utc_ms, f) != 0)
		return -1;
	j->v.has_stamp = true;
	j->v.stamp_utc_ms = t.utc_ms;
	t.at_utc_ms = j->o->at_utc_ms;
	t.proven = evidence_of(j->evidence, j->s->contents_end, &t.at_utc_ms);
	if (token_judge(j, &t, &j->stamp_path, f) != 0)
		return -1;
	if (j->stamp_path.trusted) {
		j->proven = true;
		j->proven_utc_ms = t.utc_ms;
		evidence_stamp(j->evidence, j->s->contents, t.utc_ms);
	}
	judge_set(j, VERDICT_TIMESTAMPED,
	    j->stamp_path.trusted       ? VERDICT_YES
		: j->stamp_path.unknown ? VERDICT_UNKNOWN
		: j->o->trust == NULL   ? VERDICT_UNKNOWN
					: VERDICT_NO,
	    j->o->trust == NULL
		? "the time stamp holds; no root was named with --trust"
		: j->stamp_path.why);
	return 0;
}

/* The tokens of one signature, taken together. */
struct tokens {
	size_t good, holding;
	char broken[300]; /* why one does not hold */
	bool broken_unknown;
	struct path_answer refused; /* the best of those not relied on */
	bool has_refused;
};

static int
judge_token(struct judge *j, const struct signed_data *data, struct tokens *all,
    struct fault *f)
{
	const struct piece value = signed_value(j->data);
	const struct signed_claim claim = {
		.kind = SIGNED_TIME_STAMP,
		.pieces = &value,
		.n = 1,
		.extra = evidence_pool(j->evidence),
	};
	struct token t = { .data = data };
	struct signed_verdict v;
	struct path_answer a;
	size_t i;

	if (signed_check(data, &claim, &v, f) != 0)
		return -1;
	if (v.answer != SIGNED_YES) {
		(void)snprintf(all->broken, sizeof(all->broken), "%s", v.why);
		/* Without its certificate nobody can tell whether it holds. */
		all->broken_unknown =
		    v.answer == SIGNED_UNKNOWN || v.signer_missing;
		return 0;
	}
	t.v = &v;
	if (signed_stamp_time(data, &t.utc_ms, f) != 0)
		return -1;
	all->holding++;
	if (!j->v.has_stamp || t.utc_ms < j->v.stamp_utc_ms)
		j->v.stamp_utc_ms = t.utc_ms;
	j->v.has_stamp = true;
	t.at_utc_ms = j->o->at_utc_ms;
	t.proven = evidence_of(j->evidence, j->s->contents_end, &t.at_utc_ms);
	if (token_judge(j, &t, &a, f) != 0)
		return -1;
	if (!a.trusted) {
		if (!all->has_refused || a.unknown)
			all->refused = a;
		all->has_refused = true;
		return 0;
	}
	all->good++;
	for (i = 0; i < a.n_notes; i++)
		judge_warn(j, "%s", a.notes[i]);
	if (!j->proven || t.utc_ms < j->proven_utc_ms)
		j->proven_utc_ms = t.utc_ms;
	j->proven = true;
	return 0;
}

/* The verdict where nothing proves a time; over: a document time stamp that
 * covers it, or NULL. */
static void
say_unproven(struct judge *j, const struct tokens *t, const struct judge *over)
{
	char words[400];

	if (t->broken[0] != '\0') {
		(void)snprintf(words, sizeof(words),
		    "the time stamp does not hold: %s", t->broken);
		judge_set(j, VERDICT_TIMESTAMPED,
		    t->broken_unknown ? VERDICT_UNKNOWN : VERDICT_NO, words);
		/*
		 *= RFC 3161 appendix A: messageImprint is a hash of the
		 *= signature value beside it
		 *
		 * So whoever put it there stamped something else, or somebody
		 * changed it: this file is none that its signer made.
		 */
		if (!t->broken_unknown)
			(void)judge_broken(j, VERDICT_NO, "%s", words);
	} else if ((t->holding > 0 || over != NULL) && j->o->trust == NULL) {
		judge_set(j, VERDICT_TIMESTAMPED, VERDICT_UNKNOWN,
		    t->holding > 0
			? "the time stamp holds; no root was named with --trust"
			: "the document time stamp over it holds; no root was "
			  "named with --trust");
	} else if (t->has_refused) {
		judge_set(j, VERDICT_TIMESTAMPED,
		    t->refused.unknown ? VERDICT_UNKNOWN : VERDICT_NO,
		    t->refused.why);
	} else if (over != NULL) {
		(void)snprintf(words, sizeof(words),
		    "the document time stamp over it is not relied on: %s",
		    over->stamp_path.why);
		judge_set(j, VERDICT_TIMESTAMPED,
		    over->stamp_path.unknown ? VERDICT_UNKNOWN : VERDICT_NO,
		    words);
	} else {
		judge_set(j, VERDICT_TIMESTAMPED, VERDICT_NO, "no time stamp");
	}
}

static int
judge_signature_time(struct judge *j, const struct judge *over, struct fault *f)
{
	struct tokens t = { .good = 0 };
	int64_t utc_ms;
	size_t i;

	if (j->v.verdicts.v[VERDICT_INTACT].answer == VERDICT_NO) {
		judge_set(j, VERDICT_TIMESTAMPED, VERDICT_NO,
		    "a signature that does not hold has no time");
		return 0;
	}
	for (i = 0; j->data != NULL && i < signed_stamps(j->data); i++)
		if (judge_token(j, signed_stamp(j->data, i), &t, f) != 0)
			return -1;
	if (evidence_of(j->evidence, j->s->contents_end, &utc_ms)) {
		if (!j->proven || utc_ms < j->proven_utc_ms)
			j->proven_utc_ms = utc_ms;
		j->proven = true;
	}
	if (!j->proven) {
		say_unproven(j, &t, over);
		return 0;
	}
	if (t.broken[0] != '\0')
		judge_warn(j, "another time stamp does not hold: %s", t.broken);
	j->v.has_stamp = true;
	j->v.stamp_utc_ms = j->proven_utc_ms;
	evidence_signed(j->evidence, j->index, j->proven_utc_ms);
	judge_set(j, VERDICT_TIMESTAMPED, VERDICT_YES, "");
	return 0;
}

static bool
covers(const struct judge *stamp, const struct judge *j)
{
	return judge_is_stamp(stamp) &&
	    stamp->v.verdicts.v[VERDICT_INTACT].answer == VERDICT_YES &&
	    j->s->contents_end <= stamp->s->contents;
}

/* The level that a PAdES baseline signature has reached, by what is in the
 * file; whether that is relied on is what the verdicts say. */
static void
judge_reached(struct judge *j, const struct judge *all, size_t n)
{
	size_t reach = 0, i;
	bool stamped = j->data != NULL && signed_stamps(j->data) > 0;

	if (!j->baseline)
		return;
	for (i = 0; i < n; i++)
		if (covers(&all[i], j)) {
			stamped = true;
			if (all[i].s->contents > reach)
				reach = all[i].s->contents;
		}
	if (!stamped)
		j->v.level = "PAdES-B-B";
	else if (!evidence_has_dss(j->evidence, SIZE_MAX))
		j->v.level = "PAdES-B-T";
	else
		j->v.level = evidence_has_dss(j->evidence, reach)
		    ? "PAdES-B-LTA"
		    : "PAdES-B-LT";
}

int
judge_times(struct judge *all, size_t n, struct fault *f)
{
	const struct judge *over;
	size_t i, k;

	/* They stand in the order in which they were made. */
	for (i = n; i-- > 0;)
		if (judge_is_stamp(&all[i]) &&
		    judge_document_stamp(&all[i], f) != 0)
			return -1;
	for (i = 0; i < n; i++) {
		if (judge_is_stamp(&all[i]))
			continue;
		over = NULL;
		for (k = 0; k < n; k++)
			if (covers(&all[k], &all[i]))
				over = &all[k];
		if (judge_signature_time(&all[i], over, f) != 0)
			return -1;
		judge_reached(&all[i], all, n);
	}
	return 0;
}
