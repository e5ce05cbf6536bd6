#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tlog/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is read is written to the same bytes again. */
static void
again(const struct buf *b, const uint8_t *data, size_t size)
{
	if (b->len != size || memcmp(b->data, data, size) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct checkpoint_growth g;
	struct checkpoint_proof p;
	struct digest root = { { 0 } };
	struct fault f;
	struct buf b;
	bool yes;

	if (checkpoint_proof_read((const char *)data, size, &p, &f) == 0) {
		buf_init(&b, 4 * CHECKPOINT_PROOF_MAX);
		if (checkpoint_proof_write(&p, &b, &f) != 0)
			abort();
		/* An empty line "extra" is read, and left out again. */
		if (p.extra_n > 0 || memcmp(data + 23, "extra", 5) != 0)
			again(&b, data, size);
		if (tree_has(p.index, p.index + 1, &root, p.path.hash, p.path.n,
			&root, &yes, &f) != 0)
			abort();
		buf_free(&b);
		checkpoint_proof_free(&p);
	}
	if (checkpoint_growth_read((const char *)data, size, &g, &f) == 0) {
		buf_init(&b, 4 * CHECKPOINT_PROOF_MAX);
		if (checkpoint_growth_write(&g, &b, &f) != 0)
			abort();
		again(&b, data, size);
		buf_free(&b);
	}
	return 0;
}
