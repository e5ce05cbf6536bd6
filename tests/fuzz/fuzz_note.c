#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tlog/checkpoint.h"

/* Of ../shared/vectors/tlog/own: the corpus is signed by it. */
#define KEY \
	"log.example/evidence+1c45d3a6+ATExYvwynDYuKmo8RFKn++D17V9hwveiHHFpWRbNAaqi"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A note that is taken holds together; one that is signed says one thing. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct checkpoint c;
	char why[CHECKPOINT_WHY];
	struct fault f;
	struct vkey key;
	struct note n;
	size_t i, k;

	if (vkey_parse(KEY, strlen(KEY), &key, &f) != 0)
		abort();
	if (note_read(data, size, &n, &f) == 0) {
		if (n.n == 0 || n.text_n == 0 || n.text[n.text_n - 1] != '\n')
			abort();
		for (i = 0, k = n.text_n + 1; i < n.n; i++)
			k += n.sigs[i].line_n;
		if (k != size)
			abort();
	}
	note_free(&n);
	if (checkpoint_open(data, size, &key, 1, &c, why, &f) == 0 &&
	    why[0] == '\0' && strcmp(c.origin, key.name) != 0)
		abort();
	if (checkpoint_read((const char *)data, size, &c, &f) == 0 &&
	    c.head.size > TREE_SIZE_MAX)
		abort();
	return 0;
}
