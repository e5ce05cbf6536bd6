#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tlog/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A policy that is taken can be asked about a note nobody signed. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char text[] = "a\n\n\xe2\x80\x94 n AAAAAAAA\n";
	struct policy_answer a;
	struct policy *p;
	struct fault f;
	struct note n;

	if (note_read(text, strlen(text), &n, &f) != 0)
		abort();
	if (policy_read((const char *)data, size, &p, &f) == 0) {
		if (policy_ask(p, &n, &a, &f) != 0 || a.n_cosigned != 0)
			abort();
		policy_free(p);
	}
	note_free(&n);
	return 0;
}
