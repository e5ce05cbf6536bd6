#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "intake/warc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	size_t looks, refused;
};

static int
take(void *ctx, const struct capture *c, struct fault *f)
{
	struct seen *s = ctx;

	(void)f;
	if (c->platform[0] == '\0' || c->document[0] == '\0' ||
	    c->key[0] == '\0' || c->record[0] != '{' || c->status > 599 ||
	    (c->bytes == NULL && c->len > 0) || c->select == NULL)
		abort();
	s->looks++;
	return 0;
}

static void
refused(void *ctx, const char *file, uint64_t offset, const char *id,
    const char *why)
{
	struct seen *s = ctx;

	(void)file;
	(void)offset;
	if (id == NULL || why[0] == '\0')
		abort();
	s->refused++;
}

/*
 * What is handed over is whole, what is refused has a reason, and the counts
 * are of both.  A zip is read as WACZ.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen seen = { .looks = 0 };
	const struct warc_reader reader = {
		.look = { .ctx = &seen, .take = take },
		.refused = refused,
	};
	char path[] = "/tmp/fuzz_warcXXXXXX";
	const char *paths[] = { path };
	struct warc_counts counts = { .looks = 0 };
	struct fault f = { 0 };
	const int fd = mkstemp(path);
	int rc;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	(void)close(fd);
	rc = size > 1 && data[0] == 'P'
	    ? wacz_read(paths, 1, &reader, &counts, &f)
	    : warc_read(paths, 1, &reader, &counts, &f);
	(void)unlink(path);
	if (seen.refused != counts.refused)
		abort();
	if (rc == 0 && seen.looks != counts.looks)
		abort();
	if (rc != 0 && f.text[0] == '\0')
		abort();
	return 0;
}
