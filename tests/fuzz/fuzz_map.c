#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "../src/archive/archive_in.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Maps come from the archive's file, and whoever sends one may have it so. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct fault f;
	struct map m;
	size_t i;

	arena_init(&arena);
	if (map_read((struct zst_run){ data, size }, 100000, &arena, &m, &f) ==
	    0)
		for (i = 0; i < m.n_clauses; i++)
			if (map_end(&m, &m.clauses[i]) > 100000)
				abort();
	arena_free(&arena);
	return 0;
}
