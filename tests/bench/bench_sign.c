/*
 * RSA-3072 signatures in a second of the processor, as packets are signed:
 * sign_detached over a file of 4 KB, which digests it, makes the signed
 * attributes, signs them and writes the CMS.  The key is made for this run.
 *
 *     build/tests/bench/bench_sign
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "bench/spent.h"
#include "help/trial_keys.h"
#include "seal/sign.h"

/* Seconds of each round, and the best of ROUNDS. */
#define SECONDS 1.0
#define ROUNDS 3

static double
rate(const struct signer *s)
{
	static const unsigned char file[4096];
	double begin, took, best = 0;
	struct buf p7s;
	struct fault f;
	unsigned n, i;

	for (i = 0; i < ROUNDS; i++) {
		begin = spent();
		n = 0;
		do {
			buf_init(&p7s, SIGN_RESERVED);
			must(
			    sign_detached(file, sizeof(file), s, &p7s, &f), &f);
			buf_free(&p7s);
			n++;
		} while ((took = spent() - begin) < SECONDS);
		if (n / took > best)
			best = n / took;
	}
	return best;
}

int
main(void)
{
	struct trial_keys keys;
	struct signer *s = NULL;
	struct fault f;
	int64_t at;

	must(clock_now(&at, &f), &f);
	must(trial_keys_make(&keys, TRIAL_RSA3072, at, &f), &f);
	must(signer_open(keys.signer_key, keys.signer, NULL, at, &s, &f), &f);
	trial_keys_remove(&keys);
	(void)printf("%.1f\n", rate(s));
	signer_free(s);
	return 0;
}
