#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "intake/captures.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is taken for a list has whole rows, none of which leaves its folder. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct captures_row *rows = NULL;
	struct arena a = { NULL };
	struct fault f = { 0 };
	size_t n = 0, i;

	if (captures_parse((const char *)data, size, &a, &rows, &n, &f) == 0) {
		for (i = 0; i < n; i++) {
			if (rows[i].platform[0] == '\0' ||
			    rows[i].file[0] == '/' ||
			    strncmp(rows[i].file, "../", 3) == 0 ||
			    strstr(rows[i].file, "/../") != NULL ||
			    rows[i].select == NULL || rows[i].status > 599)
				abort();
		}
	} else if (f.text[0] == '\0') {
		abort();
	}
	arena_free(&a);
	return 0;
}
