#include "crypto_in.h"

#include <stdlib.h>
#include <string.h>

/*= X.690 section 10.1: the length in the fewest octets, definite form. */
void
der_put(struct buf *out, unsigned tag, const void *p, size_t n)
{
	unsigned char head[2 + sizeof(n)];
	size_t len = n, k = 0, i;

	head[k++] = (unsigned char)tag;
	if (n < 0x80) {
		head[k++] = (unsigned char)n;
	} else {
		size_t octets = 0;

		for (; len > 0; len >>= 8)
			octets++;
		head[k++] = (unsigned char)(0x80 | octets);
		for (i = octets; i > 0; i--)
			head[k++] = (unsigned char)(n >> (8 * (i - 1)));
	}
	buf_add(out, head, k);
	buf_add(out, p, n);
}

void
der_put_buf(struct buf *out, unsigned tag, const struct buf *b)
{
	/* What did not fit inside must not look whole outside. */
	if (b->over)
		out->over = true;
	der_put(out, tag, b->data, b->len);
}

static int
der_compare(const void *a, const void *b)
{
	const struct der_item *x = a, *y = b;
	size_t n = x->n < y->n ? x->n : y->n;
	int c = memcmp(x->p, y->p, n);

	if (c != 0)
		return c;
	return (x->n > y->n) - (x->n < y->n);
}

void
der_put_set(struct buf *out, unsigned tag, struct der_item *items, size_t n)
{
	struct buf all;
	size_t i;

	qsort(items, n, sizeof(*items), der_compare);
	buf_init(&all, out->max);
	for (i = 0; i < n; i++)
		buf_add(&all, items[i].p, items[i].n);
	der_put_buf(out, tag, &all);
	buf_free(&all);
}
