#include "crypto/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "base/mem.h"
#include "crypto_in.h"

/* A passphrase is a line that somebody remembers, or a machine made. */
#define LINE_BYTES 1024

/*
 * What OpenSSL is given knows its size, so that it can be wiped.  Decoders
 * and readers of OpenSSL 3.0 free copies of a key without doing so.
 */
struct block {
	size_t n;
	max_align_t bytes[];
};

#define BLOCK_OF(p) \
	((struct block *)(void *)((char *)(p)-offsetof(struct block, bytes)))

static void *
guard_malloc(size_t n, const char *file, int line)
{
	struct block *b;

	(void)file;
	(void)line;
	if (n == 0 || n > SIZE_MAX / 2)
		return NULL;
	b = mem_new(1, offsetof(struct block, bytes) + n);
	b->n = n;
	return b->bytes;
}

static void
guard_free(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	if (p == NULL)
		return;
	OPENSSL_cleanse(p, BLOCK_OF(p)->n);
	free(BLOCK_OF(p));
}

static void *
guard_realloc(void *p, size_t n, const char *file, int line)
{
	void *to;

	if (p == NULL)
		return guard_malloc(n, file, line);
	if (n == 0) {
		guard_free(p, file, line);
		return NULL;
	}
	if ((to = guard_malloc(n, file, line)) == NULL)
		return NULL;
	memcpy(to, p, BLOCK_OF(p)->n < n ? BLOCK_OF(p)->n : n);
	guard_free(p, file, line);
	return to;
}

int
secret_guard(struct fault *f)
{
	const struct rlimit none = { 0, 0 };
	CRYPTO_malloc_fn present;

	if (setrlimit(RLIMIT_CORE, &none) != 0)
		return fault_sys(f, "core dumps cannot be turned off");
	/* A second guard is the first one. */
	CRYPTO_get_mem_functions(&present, NULL, NULL);
	if (present == guard_malloc)
		return 0;
	if (CRYPTO_set_mem_functions(guard_malloc, guard_realloc, guard_free) !=
	    1)
		return fault_set(f, FAULT_STATE,
		    "the crypto library is in use already: keys would be left "
		    "in memory");
	return 0;
}

void
secret_init(struct secret *s, size_t max)
{
	s->p = mem_new(max + 1, 1);
	s->n = 0;
	s->max = max;
}

void
secret_free(struct secret *s)
{
	if (s->p != NULL)
		OPENSSL_cleanse(s->p, s->max + 1);
	free(s->p);
	*s = (struct secret){ NULL, 0, 0 };
}

static int
secret_open(const char *path, int *fd, struct fault *f)
{
	struct stat st;

	/* What is no plain file could hold us up here. */
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (*fd < 0 && errno == ELOOP)
		return fault_set(f, FAULT_FORMAT,
		    "%s: want a plain file, have a symbolic link", path);
	if (*fd < 0 && errno == ENOENT)
		return fault_set(f, FAULT_ABSENT, "%s: no such file", path);
	if (*fd < 0 || fstat(*fd, &st) != 0)
		return fault_sys(f, "%s", path);
	if (!S_ISREG(st.st_mode))
		return fault_set(
		    f, FAULT_FORMAT, "%s: want a plain file", path);
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return fault_set(f, FAULT_FORMAT,
		    "%s: want mode 0600, have %04o: others may read this "
		    "secret",
		    path, (unsigned)(st.st_mode & 07777));
	return 0;
}

int
secret_read(const char *path, size_t max, struct secret *s, struct fault *f)
{
	int fd = -1, rc = -1;
	ssize_t k;

	secret_init(s, max);
	if (secret_open(path, &fd, f) != 0)
		goto out;
	for (;;) {
		/* One byte more shows that there is more. */
		k = read(fd, s->p + s->n, s->max + 1 - s->n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0) {
			fault_sys(f, "%s", path);
			goto out;
		}
		if (k == 0)
			break;
		s->n += (size_t)k;
		if (s->n > s->max) {
			fault_set(f, FAULT_LIMIT,
			    "%s: want at most %zu bytes, have more", path, max);
			goto out;
		}
	}
	s->p[s->n] = '\0';
	rc = 0;
out:
	if (fd >= 0)
		(void)close(fd);
	if (rc != 0)
		secret_free(s);
	return rc;
}

int
secret_line(const char *path, struct secret *s, struct fault *f)
{
	if (secret_read(path, LINE_BYTES, s, f) != 0)
		return -1;
	if (s->n > 0 && s->p[s->n - 1] == '\n')
		s->p[--s->n] = '\0';
	if (s->n > 0 && s->p[s->n - 1] == '\r')
		s->p[--s->n] = '\0';
	if (s->n > 0 && memchr(s->p, '\n', s->n) == NULL &&
	    strlen(s->p) == s->n)
		return 0;
	secret_free(s);
	return fault_set(f, FAULT_FORMAT, "%s: want one line", path);
}
