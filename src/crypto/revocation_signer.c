/* Who may sign a CRL or an OCSP answer. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "crypto/sha256.h"
#include "crypto/strength.h"
#include "crypto_in.h"
#include "path_in.h"

/* Questions about the signers of answers, and about theirs: an indirect CRL's
 * signer has an ordinary CRL. */
#define DEPTH_MAX 2

/* Certificates that may have signed one piece; more of one name are tried by
 * nobody honest. */
#define SIGNERS_MAX 8

void
ask_hint(struct ask *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(a->hint, sizeof(a->hint), fmt, ap);
	va_end(ap);
}

int64_t
ask_now(const struct ask *a)
{
	const struct path_question *q = a->r->q;

	return q->now_utc_ms != 0 ? q->now_utc_ms : q->at_utc_ms;
}

/* When the piece must have had a valid signer. */
static int64_t
item_time(const struct ask *a, const struct revocation_item *item)
{
	return item->proven_utc_ms < ask_now(a) ? item->proven_utc_ms
						: ask_now(a);
}

/* A question about a signer: the same one, for its own time. */
static struct path_question
signer_question(const struct ask *a, const struct revocation_item *item,
    const struct cert *c)
{
	struct path_question q = *a->r->q;

	q.cert = c;
	q.use = PATH_SIGNS_CRLS;
	q.at_utc_ms = item_time(a, item);
	q.proven = item->proven_utc_ms != REVOCATION_UNPROVEN;
	q.used_utc_ms = 0;
	q.now_utc_ms = ask_now(a);
	return q;
}

/*= RFC 5280 section 6.3.3 (f): a CRL's signer leads to the same trust anchor as
 *= the certificate, and may sign CRLs */
static int
crl_signer(struct ask *a, const struct revocation_item *item,
    const struct cert *c, bool *out, struct fault *f)
{
	struct path_question q = signer_question(a, item, c);
	struct path_answer unused;
	struct path_run r = { .q = &q,
		.budget = a->r->budget,
		.depth = a->r->depth + 1,
		.a = &unused };
	const struct path_chain *chain = a->chain;
	struct path_chain found = { .n = 0 };
	enum path_state state;

	*out = false;
	memset(&unused, 0, sizeof(unused));
	if (c == a->issuer) {
		*out = cert_valid_at(c, q.at_utc_ms);
		if (!*out)
			ask_hint(a,
			    "the certificate of the CRL's signer has expired, "
			    "and nothing proves that the CRL is older");
		return 0;
	}
	if (r.depth > DEPTH_MAX)
		return 0;
	if (path_search(&r, &state, &found, f) != 0)
		return -1;
	*out = state == STATE_GOOD &&
	    digest_equal(cert_sha(found.certs[found.n - 1]),
		cert_sha(chain->certs[chain->n - 1]));
	if (!*out)
		ask_hint(a, "the CRL's signer is not to be trusted: %.90s",
		    unused.why[0] != '\0' ? unused.why : "another root");
	return 0;
}

static bool
digest_holds(
    struct ask *a, const struct revocation_item *item, const char *digest)
{
	struct strength s = strength_digest(digest, item_time(a, item));

	if (s.ended)
		ask_hint(a,
		    "%s is signed with %s, and not proven to be old enough",
		    item->is_crl ? "the CRL" : "the OCSP answer", s.name);
	return !s.ended;
}

static int
crl_trusted(struct ask *a, const struct revocation_item *item, bool *out,
    struct fault *f)
{
	const struct certs *lists[3] = { NULL, a->r->q->roots,
		a->r->q->inside };
	const char *digest = "";
	size_t i, k, tried = 0;

	*out = false;
	ask_hint(a, "the CRL's signer is not known");
	for (k = 0; k < 3 && !*out; k++)
		for (i = 0; i < (k == 0 ? 1 : certs_count(lists[k])); i++) {
			const struct cert *c =
			    k == 0 ? a->issuer : certs_at(lists[k], i);

			/* Nobody vouches for himself. */
			if (*out || tried == SIGNERS_MAX || c == a->c ||
			    digest_equal(cert_sha(c), cert_sha(a->c)) ||
			    (k > 0 &&
				digest_equal(
				    cert_sha(c), cert_sha(a->issuer))) ||
			    !name_is(&item->crl.issuer,
				X509_get_subject_name(c->x)) ||
			    (X509_get_key_usage(c->x) & KU_CRL_SIGN) == 0)
				continue;
			tried++;
			if (!path_spend(a->r, 1) ||
			    !status_signed_by(&item->crl.sign, c, &digest) ||
			    !digest_holds(a, item, digest))
				continue;
			if (crl_signer(a, item, c, out, f) != 0)
				return -1;
		}
	return 0;
}

/* A responder whom the issuer named for it.
 *= RFC 6960 section 4.2.2.2: its certificate is issued directly by the
 *= certificate's issuer, with id-kp-OCSPSigning */
static bool
is_delegate(struct ask *a, const struct cert *c)
{
	if ((X509_get_extension_flags(c->x) & EXFLAG_XKUSAGE) == 0 ||
	    (X509_get_extended_key_usage(c->x) & XKU_OCSP_SIGN) == 0) {
		ask_hint(a,
		    "the OCSP answer is signed by a certificate without "
		    "id-kp-OCSPSigning");
		return false;
	}
	if (X509_NAME_cmp(X509_get_issuer_name(c->x),
		X509_get_subject_name(a->issuer->x)) != 0 ||
	    !path_spend(a->r, 1) ||
	    X509_verify(c->x, X509_get0_pubkey(a->issuer->x)) != 1) {
		ERR_clear_error();
		ask_hint(a,
		    "the OCSP answer is signed by somebody whom the issuer "
		    "did not name for it");
		return false;
	}
	return true;
}

/*= RFC 6960 section 4.2.2.2.1: id-pkix-ocsp-nocheck, or its own revocation */
static int
delegate_stands(struct ask *a, const struct revocation_item *item,
    const struct cert *c, bool *out, struct fault *f)
{
	struct path_question q = signer_question(a, item, c);
	struct path_answer unused;
	struct path_run r = { .q = &q,
		.budget = a->r->budget,
		.depth = a->r->depth + 1,
		.a = &unused };
	struct path_chain chain = { .n = 0 };
	enum path_state state;
	size_t i;

	*out = false;
	memset(&unused, 0, sizeof(unused));
	if (!cert_valid_at(c, q.at_utc_ms)) {
		ask_hint(a,
		    "the OCSP responder's certificate has expired, and "
		    "nothing proves that the answer is older");
		return 0;
	}
	if (cert_says(c, "1.3.6.1.5.5.7.48.1.5")) {
		*out = true;
		return 0;
	}
	chain.certs[chain.n++] = c;
	for (i = a->i + 1; i < a->chain->n; i++)
		chain.certs[chain.n++] = a->chain->certs[i];
	if (r.depth > DEPTH_MAX)
		return 0;
	if (revocation_ask(&r, &chain, 0, &state, f) != 0)
		return -1;
	*out = state == STATE_GOOD;
	if (!*out)
		ask_hint(a, "the OCSP responder is not to be trusted: %.90s",
		    unused.why);
	return 0;
}

static int
ocsp_trusted(struct ask *a, const struct revocation_item *item, bool *out,
    struct fault *f)
{
	const struct certs *lists[3] = { NULL, item->ocsp.certs,
		a->r->q->inside };
	const char *digest = "";
	size_t i, k, tried = 0;

	*out = false;
	ask_hint(a, "the OCSP answer's signer is not known");
	for (k = 0; k < 3 && !*out; k++)
		for (i = 0; i < (k == 0 ? 1 : certs_count(lists[k])); i++) {
			const struct cert *c =
			    k == 0 ? a->issuer : certs_at(lists[k], i);

			if (*out || tried == SIGNERS_MAX ||
			    digest_equal(cert_sha(c), cert_sha(a->c)) ||
			    !ocsp_is_responder(&item->ocsp, c))
				continue;
			tried++;
			if (!path_spend(a->r, 1) ||
			    !status_signed_by(&item->ocsp.sign, c, &digest) ||
			    !digest_holds(a, item, digest))
				continue;
			if (k == 0)
				*out = cert_valid_at(c, item_time(a, item));
			else if (is_delegate(a, c) &&
			    delegate_stands(a, item, c, out, f) != 0)
				return -1;
		}
	return 0;
}

int
said_trusted(
    struct ask *a, const struct piece_said *p, bool *out, struct fault *f)
{
	if (!p->item->is_crl)
		return ocsp_trusted(a, p->item, out, f);
	if (crl_trusted(a, p->item, out, f) != 0)
		return -1;
	if (*out && p->delta != NULL)
		return crl_trusted(a, p->delta, out, f);
	return 0;
}
