#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "crypto/signed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* SignedData of any kind, and the token inside it. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum signed_content kinds[] = { SIGNED_DETACHED,
		SIGNED_SHA1_INSIDE, SIGNED_TIME_STAMP };
	const struct piece piece = { "x", 1 };
	struct signed_verdict v;
	struct signed_data *s;
	struct fault f;
	size_t used, i;
	int64_t ms;

	if (signed_parse(data, size, &s, &used, &f) != 0)
		return 0;
	if (used > size)
		abort();
	for (i = 0; i < 3; i++) {
		const struct signed_claim c = {
			.kind = kinds[i], .pieces = &piece, .n = 1
		};

		if (signed_check(s, &c, &v, &f) == 0 &&
		    (v.answer == SIGNED_YES) != (v.why[0] == '\0'))
			abort();
	}
	(void)!signed_stamp_time(s, &ms, &f);
	signed_free(s);
	return 0;
}
