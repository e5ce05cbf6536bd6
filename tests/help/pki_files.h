#ifndef TESTS_HELP_PKI_FILES_H
#define TESTS_HELP_PKI_FILES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "help/pki.h"
#include "help/test.h"

/* Files of a test, in a folder that goes with them. */
struct pki_box {
	char dir[64];
	char path[16][96];
	size_t n;
};

static inline void
pki_box_make(struct pki_box *b)
{
	*b = (struct pki_box){ .n = 0 };
	(void)snprintf(b->dir, sizeof(b->dir), "/tmp/proviso-test-XXXXXX");
	assert_non_null(mkdtemp(b->dir));
}

/* The path of the file, which holds these bytes. */
static inline const char *
pki_box_put(struct pki_box *b, const char *name, const void *p, size_t n)
{
	char *path = b->path[b->n];
	struct fault f;

	assert_true(b->n < 16);
	assert_true(strlen(name) < 16);
	b->n++;
	memcpy(path, b->dir, strlen(b->dir) + 1);
	strcat(path, "/");
	strcat(path, name);
	assert_ok(file_publish(path, p, n, 0600, &f), &f);
	return path;
}

static inline const char *
pki_box_cert(struct pki_box *b, const char *name, X509 *x)
{
	const char *path;
	struct buf pem;

	buf_init(&pem, 65536);
	pki_pem_cert(x, &pem);
	path = pki_box_put(b, name, pem.data, pem.len);
	buf_free(&pem);
	return path;
}

static inline const char *
pki_box_key(struct pki_box *b, const char *name, EVP_PKEY *k, const char *pass)
{
	const char *path;
	struct buf pem;

	buf_init(&pem, 65536);
	pki_pem_key(k, pass, &pem);
	path = pki_box_put(b, name, pem.data, pem.len);
	OPENSSL_cleanse(pem.data, pem.cap);
	buf_free(&pem);
	return path;
}

static inline void
pki_box_free(struct pki_box *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		(void)unlink(b->path[i]);
	assert_int_equal(rmdir(b->dir), 0);
}

#endif /* TESTS_HELP_PKI_FILES_H */
