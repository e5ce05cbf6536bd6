#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *head = (const char *)data;
	struct header_span v;
	int64_t wait;
	size_t at = 0;
	char *all;

	if (size == 0)
		return 0;
	while (header_next(head, size, "Location", &at, &v))
		if (v.p < head || v.p + v.n > head + size)
			abort();
	all = header_all(head, size, "Content-Encoding");
	free(all);
	(void)header_lengths_clash(head, size);
	(void)header_date(head, size);
	wait = header_retry_after(head, size, 1700000000000);
	if (wait < -1 || wait > INT64_C(86400000))
		abort();
	return 0;
}
