/*
 * Whether a certificate was revoked, from what the file brought along.
 *
 * A piece is of use for a time T (the proven time of a signature, or the time
 * inside a token) where it was made after T, and the certificate would still
 * be listed; or where it was current at T.  That it is revoked is believed
 * whenever it was said.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "base/clock.h"
#include "base/mem.h"
#include "crypto/sha256.h"
#include "crypto_in.h"
#include "path_in.h"

/* Bytes searched for the cost of one signature. */
#define BYTES_AN_OPERATION 65536

/* Clocks of two authorities differ. */
#define SKEW_MS ((int64_t)300 * 1000)

/* An OCSP answer without nextUpdate says that newer ones are to be had: it
 * holds for a day. */
#define ANSWER_HOLDS_MS ((int64_t)86400 * 1000)

static const char *
day(int64_t utc_ms, char out[CLOCK_TEXT])
{
	return clock_rfc3339(utc_ms - utc_ms % 1000, out);
}

/* Whether what it says holds for the time asked. */
static bool
said_in_time(struct ask *a, const struct piece_said *p)
{
	const char *what = p->item->is_crl ? "the CRL" : "the OCSP answer";
	const struct status *s = &p->s;
	char t[CLOCK_TEXT], u[CLOCK_TEXT];
	int64_t next = s->has_next ? s->next_utc_ms : s->this_utc_ms;

	if (!s->has_next && !p->item->is_crl)
		next += ANSWER_HOLDS_MS;
	if (s->this_utc_ms > ask_now(a) + SKEW_MS)
		return false;
	if (s->word == STATUS_REVOKED)
		return true;
	if (s->this_utc_ms < a->from_utc_ms - SKEW_MS) {
		ask_hint(a, "%s of %s was made before the certificate", what,
		    day(s->this_utc_ms, t));
		return false;
	}
	if (s->this_utc_ms >= a->used_utc_ms) {
		if (s->this_utc_ms <= a->to_utc_ms || s->keeps)
			return true;
		ask_hint(a,
		    "%s of %s was made after the certificate had expired, "
		    "when it need not be listed any more",
		    what, day(s->this_utc_ms, t));
		return false;
	}
	if (next >= a->used_utc_ms)
		return true;
	ask_hint(a, "%s of %s was no longer current at %s", what,
	    day(s->this_utc_ms, t), day(a->used_utc_ms, u));
	return false;
}

/* A number that is larger, as bytes without leading zeros. */
static bool
number_less(struct piece a, struct piece b)
{
	if (a.n != b.n)
		return a.n < b.n;
	return a.n > 0 && memcmp(a.p, b.p, a.n) < 0;
}

/*
 * The newest delta that belongs to a complete CRL.
 *= RFC 5280 section 5.2.4: the same issuer and scope; the complete CRL's number
 *= is at least BaseCRLNumber and less than the delta's
 */
static const struct revocation_item *
delta_of(const struct ask *a, const struct revocation_item *base)
{
	const struct revocations *l = a->r->q->status;
	const struct revocation_item *best = NULL;
	size_t i;

	for (i = 0; i < l->n; i++) {
		const struct revocation_item *d = &l->items[i];

		if (!d->is_crl || !d->crl.delta || d->crl.odd ||
		    !name_same(&d->crl.issuer, &base->crl.issuer) ||
		    !piece_same(d->crl.scope, base->crl.scope) ||
		    base->crl.number.n == 0 ||
		    number_less(base->crl.number, d->crl.base) ||
		    !number_less(base->crl.number, d->crl.number) ||
		    d->crl.this_utc_ms > ask_now(a) + SKEW_MS)
			continue;
		if (best == NULL ||
		    number_less(best->crl.number, d->crl.number))
			best = d;
	}
	return best;
}

static int
said_with_delta(struct ask *a, struct piece_said *p, struct fault *f)
{
	struct status s;

	if ((p->delta = delta_of(a, p->item)) == NULL)
		return 0;
	if (crl_status(&p->delta->crl, a->c, &s, f) != 0)
		return -1;
	if (s.word == STATUS_GOOD && p->s.word != STATUS_GOOD) {
		p->s.this_utc_ms = s.this_utc_ms;
		p->s.next_utc_ms = s.next_utc_ms;
		p->s.has_next = s.has_next;
	} else {
		p->s = s;
	}
	return 0;
}

/* What one piece says; silent ones are left out. */
static int
said_read(struct ask *a, const struct revocation_item *item,
    struct piece_said *p, bool *speaks, struct fault *f)
{
	*p = (struct piece_said){ .item = item, .mask = REASONS_ALL };
	*speaks = false;
	if (!item->is_crl) {
		if (item->ocsp.odd)
			return 0;
		if (ocsp_status(&item->ocsp, a->c, a->issuer, &p->s, f) != 0)
			return -1;
		*speaks = p->s.word != STATUS_SILENT;
		return 0;
	}
	if ((p->mask = crl_scope(&item->crl, a->c)) == 0)
		return 0;
	if (crl_status(&item->crl, a->c, &p->s, f) != 0)
		return -1;
	/* A delta alone, and a CRL that says more than is understood, can
	 * revoke, but not absolve. */
	if (item->crl.delta || item->crl.odd) {
		*speaks = p->s.word == STATUS_REVOKED;
		if (!*speaks)
			ask_hint(a, "%s",
			    item->crl.delta
				? "of its CRL there are the changes alone (a "
				  "delta CRL), not the list that they belong "
				  "to"
				: "its CRL has a critical extension that is "
				  "not known here");
		return 0;
	}
	if (said_with_delta(a, p, f) != 0)
		return -1;
	if (p->s.word == STATUS_REMOVED)
		p->s.word = STATUS_GOOD;
	*speaks = true;
	return 0;
}

/* The revoking first, then the newest. */
static int
said_order(const void *x, const void *y)
{
	const struct piece_said *p = x, *q = y;
	bool a = p->s.word == STATUS_REVOKED, b = q->s.word == STATUS_REVOKED;

	if (a != b)
		return a ? -1 : 1;
	return (p->s.this_utc_ms < q->s.this_utc_ms) -
	    (p->s.this_utc_ms > q->s.this_utc_ms);
}

static int
said_collect(struct ask *a, struct fault *f)
{
	const struct revocations *l = a->r->q->status;
	struct fault unused;
	struct piece_said p;
	bool speaks;
	size_t i;

	(void)f;
	a->said = mem_new(l->n + 1, sizeof(*a->said));
	for (i = 0; i < l->n; i++) {
		const struct revocation_item *item = &l->items[i];

		if (!path_spend(a->r, item->n / BYTES_AN_OPERATION))
			return 0;
		/* One that breaks off in the middle says nothing. */
		if (said_read(a, item, &p, &speaks, &unused) != 0 || !speaks)
			continue;
		if (said_in_time(a, &p))
			a->said[a->n++] = p;
	}
	qsort(a->said, a->n, sizeof(*a->said), said_order);
	return 0;
}

static const char *
reason_words(const struct status *s)
{
	static const char *const words[] = { "unspecified", "keyCompromise",
		"cACompromise", "affiliationChanged", "superseded",
		"cessationOfOperation", "certificateHold", NULL,
		"removeFromCRL", "privilegeWithdrawn", "aACompromise" };

	if (!s->has_reason || s->reason < 0 || s->reason > 10 ||
	    words[s->reason] == NULL)
		return "no reason given";
	return words[s->reason];
}

/*
 *= RFC 3161 section 4: what an authority stamped before it stopped for one of
 *= these reasons stays valid: unspecified 0, affiliationChanged 3, superseded
 *= 4, cessationOfOperation 5; without a reason nothing does
 */
static bool
stamps_stay(const struct ask *a, const struct status *s)
{
	return a->r->q->use == PATH_STAMPS_TIME && a->i == 0 &&
	    s->revoked_utc_ms > a->used_utc_ms && s->has_reason &&
	    (s->reason == 0 || (s->reason >= 3 && s->reason <= 5));
}

static enum path_state
said_revoked(struct ask *a, const struct status *s)
{
	const struct path_question *q = a->r->q;
	char t[CLOCK_TEXT], u[CLOCK_TEXT];

	if (s->revoked_utc_ms > q->at_utc_ms && s->has_invalid &&
	    s->invalid_utc_ms <= q->at_utc_ms)
		return path_say(a->r, STATE_NO, a->c,
		    "it was revoked, and is invalid since %s (%s)",
		    day(s->invalid_utc_ms, t), reason_words(s));
	if (s->revoked_utc_ms > q->at_utc_ms) {
		path_note(a->r,
		    "the certificate of %.100s was revoked on %s (%s), after "
		    "the proven time %s",
		    a->name, day(s->revoked_utc_ms, t), reason_words(s),
		    day(q->at_utc_ms, u));
		return STATE_GOOD;
	}
	if (stamps_stay(a, s)) {
		path_note(a->r,
		    "the authority %.100s stopped on %s (%s); what it stamped "
		    "before stays",
		    a->name, day(s->revoked_utc_ms, t), reason_words(s));
		return STATE_GOOD;
	}
	return path_say(a->r, STATE_NO, a->c, "it was revoked on %s (%s)%s",
	    day(s->revoked_utc_ms, t), reason_words(s),
	    q->proven ? ", before the proven time"
		      : ", and nothing proves that the signature is older");
}

/* Go through what was said, until every reason is covered. */
static int
said_weigh(struct ask *a, bool *done, enum path_state *out, struct fault *f)
{
	unsigned left = REASONS_ALL;
	char t[CLOCK_TEXT];
	bool trusted;
	size_t i;

	*done = false;
	for (i = 0; i < a->n && left != 0; i++) {
		const struct status *s = &a->said[i].s;

		if (said_trusted(a, &a->said[i], &trusted, f) != 0)
			return -1;
		if (!trusted)
			continue;
		*done = true;
		if (s->word == STATUS_REVOKED) {
			*out = said_revoked(a, s);
			return 0;
		}
		if (s->word == STATUS_HOLD &&
		    s->revoked_utc_ms <= a->r->q->at_utc_ms) {
			*out = path_say(a->r, STATE_UNKNOWN, a->c,
			    "it is on hold since %s",
			    day(s->revoked_utc_ms, t));
			return 0;
		}
		if (s->word == STATUS_UNKNOWN) {
			*out = path_say(a->r, STATE_UNKNOWN, a->c,
			    "the OCSP responder does not know it");
			return 0;
		}
		if (a->last_utc_ms < s->this_utc_ms)
			a->last_utc_ms = s->this_utc_ms;
		if (s->has_next && s->next_utc_ms < a->r->q->at_utc_ms)
			a->current_only = true;
		left &= ~a->said[i].mask;
	}
	if (*done && left != 0) {
		ask_hint(a, "the CRLs in the file do not cover every reason");
		*done = false;
	}
	*out = STATE_GOOD;
	return 0;
}

/* Whether its issuer says where revocation can be asked. */
static bool
is_demanded(const X509 *x)
{
	AUTHORITY_INFO_ACCESS *list =
	    X509_get_ext_d2i(x, NID_info_access, NULL, NULL);
	bool yes =
	    X509_get_ext_by_NID(x, NID_crl_distribution_points, -1) >= 0 ||
	    X509_get_ext_by_NID(x, NID_freshest_crl, -1) >= 0;
	int i;

	for (i = 0; i < sk_ACCESS_DESCRIPTION_num(list); i++)
		if (OBJ_obj2nid(sk_ACCESS_DESCRIPTION_value(list, i)->method) ==
		    NID_ad_OCSP)
			yes = true;
	AUTHORITY_INFO_ACCESS_free(list);
	ERR_clear_error();
	return yes;
}

/* Nothing said anything of use. */
static enum path_state
said_nothing(struct ask *a)
{
	bool ca = X509_check_ca(a->c->x) == 1;

	/*= RFC 9608 section 4: with noRevAvail revocation is not asked; section
	 *= 3: an authority's certificate does not have it */
	if (!ca && cert_says(a->c, "2.5.29.56"))
		return STATE_GOOD;
	/* EN 319 412-1 section 5.2: validity assured, short term */
	if (!ca && cert_says(a->c, "0.4.0.194121.2.1"))
		return STATE_GOOD;
	if (*a->r->budget == 0)
		return path_say(a->r, STATE_UNKNOWN, a->c,
		    "whether it was revoked is not known: the file asks for "
		    "more work than it gets");
	if (!is_demanded(a->c->x)) {
		path_note(a->r,
		    "whether the certificate of %.100s was revoked is not "
		    "known: it names no place to ask",
		    a->name);
		return STATE_GOOD;
	}
	return path_say(a->r, STATE_UNKNOWN, a->c,
	    "whether it was revoked is not known: %s",
	    a->hint[0] != '\0'
		? a->hint
		: "the file has neither a CRL nor an OCSP answer about it");
}

int
revocation_ask(struct path_run *r, const struct path_chain *chain, size_t i,
    enum path_state *out, struct fault *f)
{
	const struct path_question *q = r->q;
	struct ask a = {
		.r = r,
		.chain = chain,
		.i = i,
		.c = chain->certs[i],
		.issuer = chain->certs[i + 1],
		.used_utc_ms =
		    q->used_utc_ms != 0 ? q->used_utc_ms : q->at_utc_ms,
	};
	char t[CLOCK_TEXT];
	bool done = false;
	int rc = -1;

	cert_called(a.c->x, a.name);
	if (cert_time(X509_get0_notBefore(a.c->x), &a.from_utc_ms, f) != 0 ||
	    cert_time(X509_get0_notAfter(a.c->x), &a.to_utc_ms, f) != 0 ||
	    said_collect(&a, f) != 0 || said_weigh(&a, &done, out, f) != 0)
		goto out;
	if (!done)
		*out = said_nothing(&a);
	else if (*out == STATE_GOOD && a.current_only &&
	    q->use == PATH_STAMPS_TIME)
		path_note(r,
		    "whether the certificate of %.100s was revoked was last "
		    "asked for %s",
		    a.name, day(a.last_utc_ms, t));
	rc = 0;
out:
	free(a.said);
	return rc;
}
