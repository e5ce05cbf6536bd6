#ifndef TESTS_HELP_FORGE_H
#define TESTS_HELP_FORGE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qpdf/qpdf-c.h>

#include "base/buf.h"
#include "base/mem.h"
#include "help/test.h"
#include "model/slot.h"
#include "seal/sign.h"

/*
 * A dishonest signer: takes a signed packet apart with libqpdf, changes what
 * it likes, and signs the outcome with the same key, so that the signature
 * holds and only what is inside can be wrong.
 */
struct forge {
	qpdf_data q;
};

static inline qpdf_oh
forge_key(struct forge *x, qpdf_oh dict, const char *key)
{
	return qpdf_oh_get_key(x->q, dict, key);
}

/* A path of keys and, in digits, array items, from the catalog. */
static inline qpdf_oh
forge_at(struct forge *x, qpdf_oh from, const char *path)
{
	char step[64];
	size_t n;

	for (; *path != '\0'; path += n + (path[n] == ' ')) {
		n = strcspn(path, " ");
		(void)snprintf(step, sizeof(step), "%.*s", (int)n, path);
		from = step[0] == '/'
		    ? qpdf_oh_get_key(x->q, from, step)
		    : qpdf_oh_get_array_item(x->q, from, atoi(step));
	}
	return from;
}

static inline qpdf_oh
forge_catalog(struct forge *x, const char *path)
{
	return forge_at(x, qpdf_get_root(x->q), path);
}

static inline void
forge_open(struct forge *x, const struct buf *pdf)
{
	x->q = qpdf_init();
	qpdf_silence_errors(x->q);
	assert_int_equal(
	    qpdf_read_memory(x->q, "packet", (char *)pdf->data, pdf->len, NULL),
	    QPDF_SUCCESS);
}

static inline void
forge_get(struct forge *x, qpdf_oh stream, struct buf *out)
{
	unsigned char *p = NULL;
	size_t n = 0;

	buf_init(out, 64u << 20);
	assert_int_equal(qpdf_oh_get_stream_data(
			     x->q, stream, qpdf_dl_generalized, NULL, &p, &n),
	    QPDF_SUCCESS);
	buf_add(out, p, n);
	free(p);
}

static inline void
forge_put(struct forge *x, qpdf_oh stream, const void *p, size_t n)
{
	qpdf_oh none = qpdf_oh_new_null(x->q);

	qpdf_oh_replace_stream_data(x->q, stream, p, n, none, none);
}

static inline void
forge_set(struct forge *x, qpdf_oh dict, const char *key, const char *value)
{
	qpdf_oh_replace_key(x->q, dict, key, qpdf_oh_parse(x->q, value));
}

/* Where s stands in b at or behind from; PTRDIFF-like -1 is SIZE_MAX. */
static inline size_t
forge_find(const struct buf *b, const char *s, size_t from)
{
	size_t n = strlen(s), i;

	for (i = from; i + n <= b->len; i++)
		if (memcmp(b->data + i, s, n) == 0)
			return i;
	return SIZE_MAX;
}

/* Bytes [at, at + gone) of b become s. */
static inline void
forge_splice(struct buf *b, size_t at, size_t gone, const char *s)
{
	struct buf t;

	buf_init(&t, 64u << 20);
	buf_add(&t, b->data, at);
	buf_str(&t, s);
	buf_add(&t, b->data + at + gone, b->len - at - gone);
	buf_free(b);
	*b = t;
}

/* Every from becomes to; returns how many. */
static inline size_t
forge_replace(struct buf *b, const char *from, const char *to)
{
	size_t at = 0, n = 0;

	while ((at = forge_find(b, from, at)) != SIZE_MAX) {
		forge_splice(b, at, strlen(from), to);
		at += strlen(to);
		n++;
	}
	return n;
}

/* Write it, sign it, close it; out is the caller's. */
static inline void
forge_sign(struct forge *x, const struct signer *s, struct buf *out)
{
	static const char range[] = "[ 0 1000000000 1000000000 1000000000 ]";
	static const unsigned char zeros[4096];
	qpdf_oh sig = forge_catalog(x, "/Perms /DocMDP");
	struct slot slot;
	struct fault f;
	size_t i;

	forge_set(x, sig, "/ByteRange", range);
	qpdf_oh_replace_key(x->q, sig, "/Contents",
	    qpdf_oh_new_binary_string(x->q, (const char *)zeros, 4096));
	assert_int_equal(qpdf_init_write_memory(x->q), QPDF_SUCCESS);
	qpdf_set_object_stream_mode(x->q, qpdf_o_disable);
	qpdf_set_deterministic_ID(x->q, QPDF_TRUE);
	assert_int_equal(qpdf_write(x->q), QPDF_SUCCESS);
	buf_init(out, 64u << 20);
	buf_add(out, qpdf_get_buffer(x->q), qpdf_get_buffer_length(x->q));
	i = forge_find(out, range, 0);
	assert_true(i != SIZE_MAX);
	slot.byte_range = i + 1;
	slot.byte_range_len = sizeof(range) - 3;
	memset(out->data + slot.byte_range, ' ', slot.byte_range_len);
	i = forge_find(out, "/Contents <0000", i > 20000 ? i - 20000 : 0);
	assert_true(i != SIZE_MAX);
	slot.contents = i + strlen("/Contents ");
	slot.contents_len = 2 * sizeof(zeros) + 2;
	assert_ok(sign_fill(out->data, out->len, &slot, s, &f), &f);
	qpdf_cleanup(&x->q);
}

#endif /* TESTS_HELP_FORGE_H */
