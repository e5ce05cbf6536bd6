/* The rules that one path must keep. */
#include <stdio.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "base/clock.h"
#include "crypto/strength.h"
#include "crypto_in.h"
#include "path_in.h"

/* Extended key usages of other trades than documents. */
static const char *const elsewhere[] = {
	"1.3.6.1.5.5.7.3.1", /* serverAuth */
	"1.3.6.1.5.5.7.3.2", /* clientAuth */
	"1.3.6.1.5.5.7.3.5", /* ipsecEndSystem */
	"1.3.6.1.5.5.7.3.6", /* ipsecTunnel */
	"1.3.6.1.5.5.7.3.7", /* ipsecUser */
	"1.3.6.1.5.5.7.3.8", /* timeStamping */
	"1.3.6.1.5.5.7.3.9", /* OCSPSigning */
	"1.3.6.1.5.5.7.3.13", /* eapOverPPP */
	"1.3.6.1.5.5.7.3.14", /* eapOverLAN */
	"1.3.6.1.5.5.7.3.17", /* ipsecIKE */
	"1.3.6.1.5.2.3.5", /* Kerberos KDC */
};

#define OID_STAMPING "1.3.6.1.5.5.7.3.8"

static bool
is_elsewhere(const char *oid)
{
	size_t i;

	for (i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
		if (strcmp(elsewhere[i], oid) == 0)
			return true;
	return false;
}

/*
 * True if all purposes that it names are of other trades.  Any that is not
 * known to be elsewhere will do: document signing (RFC 9336), and those of
 * national and vendors' schemes.  stamps: time stamps are no other trade.
 */
bool
rules_elsewhere(X509 *x, bool stamps)
{
	EXTENDED_KEY_USAGE *list =
	    X509_get_ext_d2i(x, NID_ext_key_usage, NULL, NULL);
	bool fits = list == NULL;
	char oid[OID_TEXT];
	int i;

	for (i = 0; i < sk_ASN1_OBJECT_num(list); i++)
		if (OBJ_obj2txt(
			oid, sizeof(oid), sk_ASN1_OBJECT_value(list, i), 1) > 0)
			fits = fits || !is_elsewhere(oid) ||
			    (stamps && strcmp(oid, OID_STAMPING) == 0);
	EXTENDED_KEY_USAGE_free(list);
	ERR_clear_error();
	return !fits;
}

/* An authority signs certificates; one that a user named himself may do as it
 * likes. */
static bool
is_authority(const struct path_run *r, const struct cert *c)
{
	size_t i;

	if ((X509_get_extension_flags(c->x) & EXFLAG_CA) == 0)
		return false;
	for (i = 0; i < certs_count(r->q->roots); i++)
		if (digest_equal(
			cert_sha(certs_at(r->q->roots, i)), cert_sha(c)))
			return false;
	return true;
}

enum path_state
rules_use(struct path_run *r, const struct cert *c)
{
	X509 *x = c->x;
	uint32_t usage = X509_get_key_usage(x);
	uint32_t signs = usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION);
	int at;

	if ((X509_get_extension_flags(x) & EXFLAG_INVALID) != 0) {
		ERR_clear_error();
		return path_say(
		    r, STATE_NO, c, "an extension of it cannot be read");
	}
	if (r->q->use == PATH_SIGNS_CRLS)
		return (usage & KU_CRL_SIGN) != 0
		    ? STATE_GOOD
		    : path_say(r, STATE_NO, c, "its key usage lacks cRLSign");
	if (signs == 0)
		return path_say(r, STATE_NO, c,
		    "its key usage has neither digitalSignature nor "
		    "nonRepudiation");
	if (r->q->use == PATH_SIGNS_DOCUMENTS) {
		if (rules_elsewhere(x, false))
			return path_say(r, STATE_NO, c,
			    "its extended key usage is for other things than "
			    "documents");
		if (is_authority(r, c))
			return path_say(r, STATE_NO, c,
			    "it is a certificate authority, which signs no "
			    "documents");
		return STATE_GOOD;
	}
	/*= RFC 3161 section 2.3: extendedKeyUsage is critical and contains
	 *= id-kp-timeStamping alone */
	at = X509_get_ext_by_NID(x, NID_ext_key_usage, -1);
	if (at < 0 || X509_get_extended_key_usage(x) != XKU_TIMESTAMP ||
	    X509_EXTENSION_get_critical(X509_get_ext(x, at)) != 1)
		return path_say(r, STATE_NO, c,
		    "its extended key usage is not timeStamping alone, and "
		    "critical");
	return STATE_GOOD;
}

static const char *
unproven(const struct path_run *r)
{
	if (r->q->proven)
		return "";
	return r->q->use == PATH_STAMPS_TIME
	    ? "; no later time stamp proves that this one is older"
	    : "; nothing proves that the signature is older";
}

static enum path_state
rules_valid(
    struct path_run *r, const struct cert *c, int64_t at, struct fault *f)
{
	char day[CLOCK_TEXT], end[CLOCK_TEXT];
	int64_t from, to;

	if (cert_time(X509_get0_notBefore(c->x), &from, f) != 0 ||
	    cert_time(X509_get0_notAfter(c->x), &to, f) != 0)
		return path_say(r, STATE_NO, c, "its validity cannot be read");
	if (at < from)
		return path_say(r, STATE_NO, c,
		    "the certificate is not yet valid at %s, but from %s",
		    clock_rfc3339(at - at % 1000, day),
		    clock_rfc3339(from, end));
	/*= RFC 5280 section 4.1.2.5: valid through notAfter, to the second */
	if (at > to + 999)
		return path_say(r, STATE_NO, c,
		    "no longer: the certificate is expired at %s, since %s%s",
		    clock_rfc3339(at - at % 1000, day), clock_rfc3339(to, end),
		    unproven(r));
	return STATE_GOOD;
}

/* The digest with which it was signed, its EVP name; "" where it has none. */
static const char *
digest_of(const X509 *x)
{
	int md = NID_undef;

	if (X509_get_signature_info(
		(X509 *)(uintptr_t)x, &md, NULL, NULL, NULL) != 1 ||
	    md == NID_undef)
		return "";
	return OBJ_nid2sn(md);
}

/* Its key, and the digest that its issuer signed; not of the root's own
 * signature, on which nothing rests. */
static enum path_state
rules_strong(struct path_run *r, const struct cert *c, bool root)
{
	EVP_PKEY *k = X509_get0_pubkey(c->x);
	const char *type = k == NULL ? "" : EVP_PKEY_get0_type_name(k);
	struct strength s[2];
	char day[CLOCK_TEXT];
	size_t i;

	if (k == NULL) {
		ERR_clear_error();
		return path_say(
		    r, STATE_NO, c, "its public key cannot be read");
	}
	if (type != NULL && strcmp(type, "RSA-PSS") == 0)
		type = "RSA";
	s[0] = strength_key(
	    type == NULL ? "" : type, EVP_PKEY_get_bits(k), r->q->at_utc_ms);
	s[1] = strength_digest(root ? "" : digest_of(c->x), r->q->at_utc_ms);
	ERR_clear_error();
	for (i = 0; i < 2; i++) {
		if (s[i].ended)
			return path_say(r, STATE_NO, c,
			    "no longer: its %s is %s, relied on until %s%s",
			    i == 0 ? "key" : "certificate's digest", s[i].name,
			    clock_day(s[i].until_utc_ms - 1, day), unproven(r));
		if (s[i].forecast)
			path_note(r,
			    "%s was foreseen to be relied on until %s only",
			    s[i].name, clock_day(s[i].until_utc_ms - 1, day));
	}
	return STATE_GOOD;
}

/*= RFC 5280 section 4.2: a critical extension that is not known refuses */
static enum path_state
rules_critical(struct path_run *r, const struct cert *c)
{
	static const char *const known[] = {
		"1.3.6.1.5.5.7.1.3", /* qcStatements: says, forbids nothing */
		"2.5.29.56", /* noRevAvail */
	};
	X509_EXTENSION *e;
	char oid[OID_TEXT];
	bool fine;
	size_t k;
	int i;

	for (i = 0; i < X509_get_ext_count(c->x); i++) {
		e = X509_get_ext(c->x, i);
		if (X509_EXTENSION_get_critical(e) == 0 ||
		    X509_supported_extension(e) == 1)
			continue;
		(void)OBJ_obj2txt(
		    oid, sizeof(oid), X509_EXTENSION_get_object(e), 1);
		fine = false;
		for (k = 0; k < sizeof(known) / sizeof(known[0]); k++)
			fine = fine || strcmp(known[k], oid) == 0;
		if (!fine)
			return path_say(r, STATE_NO, c,
			    "its critical extension %s is not known here", oid);
	}
	return STATE_GOOD;
}

/* OpenSSL's words, and of which certificate. */
static enum path_state
rules_refused(
    struct path_run *r, X509_STORE_CTX *ctx, const struct path_chain *chain)
{
	static const struct {
		int code;
		const char *words;
	} known[] = {
		{ X509_V_ERR_PATH_LENGTH_EXCEEDED,
		    "RFC 5280 section 4.2.1.9: more authorities stand below it "
		    "than its path length allows" },
		{ X509_V_ERR_INVALID_CA,
		    "it issued a certificate, but is no authority" },
		{ X509_V_ERR_KEYUSAGE_NO_CERTSIGN,
		    "it issued a certificate, but its key usage lacks "
		    "keyCertSign" },
		{ X509_V_ERR_PERMITTED_VIOLATION,
		    "RFC 5280 section 4.2.1.10: its name is outside what an "
		    "authority above it may issue for" },
		{ X509_V_ERR_EXCLUDED_VIOLATION,
		    "RFC 5280 section 4.2.1.10: its name is among those that "
		    "an authority above it must not issue for" },
		{ X509_V_ERR_NO_EXPLICIT_POLICY,
		    "RFC 5280 section 6.1.5: an authority demands a policy, "
		    "and none holds for the whole path" },
		{ X509_V_ERR_INVALID_POLICY_EXTENSION,
		    "RFC 5280 section 6.1: a policy extension is broken" },
		{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
		    "the certificate above it is not the one that it names as "
		    "its issuer" },
	};
	int code = X509_STORE_CTX_get_error(ctx);
	int depth = X509_STORE_CTX_get_error_depth(ctx);
	const struct cert *c = chain->certs[0];
	const char *words = X509_verify_cert_error_string(code);
	size_t i;

	if (depth >= 0 && (size_t)depth < chain->n)
		c = chain->certs[depth];
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].code == code)
			words = known[i].words;
	return path_say(r, STATE_NO, c, "%s", words);
}

/*
 * RFC 5280 section 6.1 as OpenSSL does it: signatures, authorities, lengths,
 * names, policies.  Times, algorithms and critical extensions are ours.
 */
static int
rules_openssl(struct path_run *r, const struct path_chain *chain,
    enum path_state *out, struct fault *f)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *roots = sk_X509_new_null();
	STACK_OF(X509) *inside = sk_X509_new_null();
	X509_VERIFY_PARAM *param;
	bool full = true;
	size_t i;
	int rc = -1;

	for (i = 1; i + 1 < chain->n; i++)
		full = full && sk_X509_push(inside, chain->certs[i]->x) > 0;
	full = full && sk_X509_push(roots, chain->certs[chain->n - 1]->x) > 0;
	if (store == NULL || ctx == NULL || !full ||
	    X509_STORE_CTX_init(ctx, store, chain->certs[0]->x, inside) != 1) {
		crypto_fault(f, "path validation cannot start");
		goto out;
	}
	X509_STORE_CTX_set0_trusted_stack(ctx, roots);
	param = X509_STORE_CTX_get0_param(ctx);
	X509_VERIFY_PARAM_set_depth(param, (int)chain->n);
	X509_VERIFY_PARAM_set_auth_level(param, 0);
	/*= RFC 5280 section 6.1.1 (c): user-initial-policy-set is any-policy */
	if (X509_VERIFY_PARAM_add0_policy(param, OBJ_nid2obj(NID_any_policy)) !=
		1 ||
	    X509_VERIFY_PARAM_set_flags(param,
		X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST |
		    X509_V_FLAG_POLICY_CHECK | X509_V_FLAG_IGNORE_CRITICAL |
		    X509_V_FLAG_NO_CHECK_TIME) != 1) {
		crypto_fault(f, "path validation cannot start");
		goto out;
	}
	*out = X509_verify_cert(ctx) == 1 ? STATE_GOOD
					  : rules_refused(r, ctx, chain);
	rc = 0;
out:
	ERR_clear_error();
	sk_X509_free(inside);
	sk_X509_free(roots);
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	return rc;
}

/* What is asked of each certificate on its own. */
static enum path_state
rules_each(struct path_run *r, const struct path_chain *chain, struct fault *f)
{
	const struct path_question *q = r->q;
	enum path_state s = STATE_GOOD;
	size_t i;

	for (i = 0; i < chain->n && s == STATE_GOOD; i++) {
		const struct cert *c = chain->certs[i];
		bool root = i + 1 == chain->n;

		s = rules_valid(r, c, q->at_utc_ms, f);
		if (s == STATE_GOOD && i == 0 && q->used_utc_ms != 0)
			s = rules_valid(r, c, q->used_utc_ms, f);
		if (s == STATE_GOOD)
			s = rules_strong(r, c, root && i > 0);
		if (s == STATE_GOOD && (!root || i == 0))
			s = rules_critical(r, c);
		/*= RFC 9608 section 3: not in an authority's certificate */
		if (s == STATE_GOOD && i > 0 && !root &&
		    cert_says(c, "2.5.29.56"))
			s = path_say(r, STATE_NO, c,
			    "RFC 9608 section 3: an authority's certificate "
			    "must not say noRevAvail");
		if (s == STATE_GOOD && i > 0 && !root &&
		    q->use != PATH_SIGNS_CRLS &&
		    rules_elsewhere(c->x, q->use == PATH_STAMPS_TIME))
			s = path_say(r, STATE_NO, c,
			    "its extended key usage is for other things than "
			    "%s",
			    q->use == PATH_STAMPS_TIME ? "time stamps"
						       : "documents");
	}
	return s;
}

int
path_rules(struct path_run *r, const struct path_chain *chain,
    enum path_state *out, struct fault *f)
{
	enum path_state s, worst = STATE_GOOD;
	char why[PATH_WHY];
	size_t i;

	if ((*out = rules_each(r, chain, f)) != STATE_GOOD)
		return 0;
	if (rules_openssl(r, chain, out, f) != 0)
		return -1;
	if (*out != STATE_GOOD || r->q->status == NULL)
		return 0;
	/* A "no" about one outweighs what is not known of another. */
	for (i = 0; i + 1 < chain->n; i++) {
		if (revocation_ask(r, chain, i, &s, f) != 0)
			return -1;
		if (s == STATE_NO) {
			*out = s;
			return 0;
		}
		if (s == STATE_UNKNOWN && worst == STATE_GOOD) {
			worst = s;
			(void)snprintf(why, sizeof(why), "%s", r->a->why);
		}
	}
	*out = worst;
	if (worst != STATE_GOOD)
		(void)snprintf(r->a->why, sizeof(r->a->why), "%s", why);
	return 0;
}
