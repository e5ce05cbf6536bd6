#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "crypto/locate.h"
#include "crypto/tsp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What authorities, responders and caIssuers answer: hostile bytes. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct digest d = { { 1 } };
	const struct tsp_want w = { &d, (const unsigned char *)"n", 1, NULL };
	struct certs *l = certs_new();
	struct tsp_token t;
	struct locations at;
	struct fault f;
	int64_t from, to;
	size_t i;

	/* No answer is to that digest. */
	if (tsp_response(data, size, &w, &t, &f) == 0 ||
	    tsp_token_read(data, size, &w, NULL, &t, &f) == 0)
		abort();
	(void)!locate_times(data, size, &from, &to, &f);
	if (locate_issuers(l, data, size, &f) == 0)
		for (i = 0; i < certs_count(l); i++) {
			locate(certs_at(l, i), &at);
			(void)cert_revocable(certs_at(l, i));
		}
	certs_free(l);
	return 0;
}
