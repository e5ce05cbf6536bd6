#include "crypto/path.h"

#include <stdio.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "base/clock.h"
#include "crypto_in.h"

/* Certificates between signer and root; real chains have one to three. */
#define PATH_DEPTH 10

/* 112 bits refuse MD5, SHA-1 and RSA below 2,048 from the signer to the root:
 * without a time stamp nobody knows that a signature is older than they are
 * weak. */
#define PATH_SECURITY_LEVEL 2

/* Extended key usages for what signs no documents: TLS servers and clients,
 * answers of OCSP, time stamps. */
#define XKU_ELSEWHERE \
	(XKU_SSL_SERVER | XKU_SSL_CLIENT | XKU_OCSP_SIGN | XKU_TIMESTAMP)

/* An authority signs certificates; one that a user named himself may do as it
 * likes. */
static bool
path_is_authority(const struct path_question *q)
{
	size_t i;

	if ((X509_get_extension_flags(q->cert->x) & EXFLAG_CA) == 0)
		return false;
	for (i = 0; i < certs_count(q->roots); i++)
		if (X509_cmp(certs_at(q->roots, i)->x, q->cert->x) == 0)
			return false;
	return true;
}

/* True if all purposes it names are of other trades.  EKU that OpenSSL has no
 * bit for (document signing, RFC 9336) leave the bits of others alone. */
static bool
path_is_elsewhere(X509 *x)
{
	EXTENDED_KEY_USAGE *list =
	    X509_get_ext_d2i(x, NID_ext_key_usage, NULL, NULL);
	const uint32_t bits = X509_get_extended_key_usage(x);
	uint32_t rest = bits & XKU_ELSEWHERE;
	int known = 0;
	bool yes;

	for (; rest != 0; rest &= rest - 1)
		known++;
	yes = list != NULL && (bits & ~(uint32_t)XKU_ELSEWHERE) == 0 &&
	    sk_ASN1_OBJECT_num(list) <= known;
	EXTENDED_KEY_USAGE_free(list);
	ERR_clear_error();
	return yes;
}

static const char *
path_use_fits(const struct path_question *q)
{
	X509 *x = q->cert->x;
	uint32_t usage = X509_get_key_usage(x);
	uint32_t extended = X509_get_extended_key_usage(x);
	int at;

	if (q->use == PATH_SIGNS_DOCUMENTS) {
		if ((usage &
			(X509v3_KU_DIGITAL_SIGNATURE |
			    X509v3_KU_NON_REPUDIATION)) == 0)
			return "its key usage has neither digitalSignature nor "
			       "nonRepudiation";
		if (path_is_elsewhere(x))
			return "its extended key usage is for other things "
			       "than documents";
		if (path_is_authority(q))
			return "it is a certificate authority, which signs no "
			       "documents";
		return NULL;
	}
	/*= RFC 3161 section 2.3: extendedKeyUsage is critical and contains
	 *= id-kp-timeStamping alone */
	at = X509_get_ext_by_NID(x, NID_ext_key_usage, -1);
	if (extended != XKU_TIMESTAMP || at < 0 ||
	    X509_EXTENSION_get_critical(X509_get_ext(x, at)) != 1)
		return "its extended key usage is not timeStamping alone, and "
		       "critical";
	return NULL;
}

static int
path_fill(const struct certs *from, STACK_OF(X509) * to)
{
	size_t i;

	for (i = 0; i < certs_count(from); i++)
		if (sk_X509_push(to, certs_at(from, i)->x) <= 0)
			return -1;
	return 0;
}

/* OpenSSL's words, and of which certificate. */
static void
path_why(
    X509_STORE_CTX *ctx, const struct path_question *q, struct path_answer *a)
{
	int code = X509_STORE_CTX_get_error(ctx);
	X509 *x = X509_STORE_CTX_get_current_cert(ctx);
	char name[CERT_NAME] = "", day[CLOCK_TEXT];

	if (x != NULL)
		cert_called(x, name);
	switch (code) {
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		(void)snprintf(a->why, sizeof(a->why),
		    "no path from %s to a trusted root", name);
		break;
	case X509_V_ERR_EE_KEY_TOO_SMALL:
	case X509_V_ERR_CA_KEY_TOO_SMALL:
	case X509_V_ERR_CA_MD_TOO_WEAK:
		(void)snprintf(a->why, sizeof(a->why),
		    "%.120s: its key or digest has less than 112 bits of "
		    "security",
		    name);
		break;
	case X509_V_ERR_CERT_HAS_EXPIRED:
	case X509_V_ERR_CERT_NOT_YET_VALID:
		(void)snprintf(a->why, sizeof(a->why),
		    "the certificate of %s is %s at %s", name,
		    code == X509_V_ERR_CERT_HAS_EXPIRED ? "expired"
							: "not yet valid",
		    clock_rfc3339(q->at_utc_ms, day));
		break;
	default:
		(void)snprintf(a->why, sizeof(a->why), "%s: %s", name,
		    X509_verify_cert_error_string(code));
	}
}

/* A name we print is one line without control characters. */
static void
path_clean(char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			*s = '?';
}

int
path_check(
    const struct path_question *q, struct path_answer *out, struct fault *f)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *roots = sk_X509_new_null();
	STACK_OF(X509) *inside = sk_X509_new_null();
	struct path_answer a = { .trusted = false };
	const char *wrong;
	X509_VERIFY_PARAM *param;
	int rc = -1;

	if (store == NULL || ctx == NULL || roots == NULL || inside == NULL ||
	    path_fill(q->roots, roots) != 0 ||
	    path_fill(q->inside, inside) != 0 ||
	    X509_STORE_CTX_init(ctx, store, q->cert->x, inside) != 1) {
		crypto_fault(f, "path validation cannot start");
		goto out;
	}
	X509_STORE_CTX_set0_trusted_stack(ctx, roots);
	param = X509_STORE_CTX_get0_param(ctx);
	X509_VERIFY_PARAM_set_time(param, (time_t)(q->at_utc_ms / 1000));
	X509_VERIFY_PARAM_set_depth(param, PATH_DEPTH);
	X509_VERIFY_PARAM_set_auth_level(param, PATH_SECURITY_LEVEL);
	if (X509_VERIFY_PARAM_set_flags(param,
		X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST) != 1) {
		crypto_fault(f, "path validation cannot start");
		goto out;
	}
	if ((wrong = path_use_fits(q)) != NULL) {
		cert_called(q->cert->x, a.root);
		(void)snprintf(
		    a.why, sizeof(a.why), "%.120s: %s", a.root, wrong);
		a.root[0] = '\0';
	} else if (X509_verify_cert(ctx) == 1) {
		const STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(ctx);

		a.trusted = true;
		cert_called(
		    sk_X509_value(chain, sk_X509_num(chain) - 1), a.root);
	} else {
		path_why(ctx, q, &a);
	}
	path_clean(a.why);
	path_clean(a.root);
	*out = a;
	rc = 0;
out:
	ERR_clear_error();
	sk_X509_free(inside);
	sk_X509_free(roots);
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	return rc;
}
