#ifndef CLI_SEAL_ARG_H
#define CLI_SEAL_ARG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"
#include "cli/opt.h"
#include "crypto/secret.h"
#include "crypto/tsp.h"
#include "seal/gather.h"
#include "seal/raise.h"
#include "seal/sign.h"

/*
 * The options that report, sign and extend share: who signs, who stamps, up
 * to which level.
 *
 *     struct seal_arg a = { 0 };
 *     struct opt opts[] = { ..., SEAL_ARG_SIGNER(a), SEAL_ARG_TIME(a) };
 *     seal_arg_check(&a, f);          words to values: a usage error
 *     seal_arg_open(&a, now, f);      keys and credentials are read
 *     seal_arg_close(&a);             secrets are wiped
 */
struct seal_arg {
	/* as given */
	const char *key, *cert, *chain, *p12, *pass_file, *pss;
	const char *tsa[TSP_AUTHORITIES];
	size_t n_tsa;
	const char *tsa_auth, *tsa_policy, *level_word, *cache, *allow_private,
	    *ca, *proxy;
	/* what they mean */
	enum seal_level level;
	struct signer *signer; /* NULL without a key */
	struct tsp_source source;
	struct seal_services services;
};

#define SEAL_ARG_SIGNER(a)                                           \
	{ "--key", false, &(a).key, NULL, 0, NULL },                 \
	    { "--cert", false, &(a).cert, NULL, 0, NULL },           \
	    { "--chain", false, &(a).chain, NULL, 0, NULL },         \
	    { "--p12", false, &(a).p12, NULL, 0, NULL },             \
	    { "--pass-file", false, &(a).pass_file, NULL, 0, NULL }, \
	{                                                            \
		"--pss", true, &(a).pss, NULL, 0, NULL               \
	}

#define SEAL_ARG_TIME(a)                                                   \
	{ "--tsa", false, NULL, (a).tsa, TSP_AUTHORITIES, &(a).n_tsa },    \
	    { "--tsa-auth", false, &(a).tsa_auth, NULL, 0, NULL },         \
	    { "--tsa-policy", false, &(a).tsa_policy, NULL, 0, NULL },     \
	    { "--level", false, &(a).level_word, NULL, 0, NULL },          \
	    { "--cache", false, &(a).cache, NULL, 0, NULL },               \
	    { "--ca", false, &(a).ca, NULL, 0, NULL },                     \
	    { "--proxy", false, &(a).proxy, NULL, 0, NULL },               \
	{                                                                  \
		"--allow-private", true, &(a).allow_private, NULL, 0, NULL \
	}

/*
 * Without --level it is b, or t where an authority is named.  A level that
 * wants a time and no authority, a certificate without a key and such are
 * faults of usage.
 */
int seal_arg_check(struct seal_arg *a, struct fault *f) MUST_CHECK;
bool seal_arg_signs(const struct seal_arg *a);
int seal_arg_open(
    struct seal_arg *a, int64_t now_utc_ms, struct fault *f) MUST_CHECK;
void seal_arg_close(struct seal_arg *a);

/*
 * Ask the person at the terminal for a passphrase or PIN; what they type is
 * not shown.  Without a terminal it is a fault.
 */
int ask_secret(void *unused, const char *what, struct secret *out,
    struct fault *f) MUST_CHECK;

#endif /* CLI_SEAL_ARG_H */
