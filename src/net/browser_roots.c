#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "browser_in.h"

/*
 * Certificates of one's own for Chromium, which knows them only by a database
 * of NSS in its home; certutil writes it.
 */
#define ROOTS_BYTES ((size_t)1 << 20)
#define ROOTS_MAX 32
#define ROOTS_MS 15000

#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"
#define PEM_END "-----END CERTIFICATE-----"

struct roots {
	struct child_spec spec;
	struct buf said, words;
	char *program;
};

static int
roots_run(struct roots *r, const char *const *argv, const void *in, size_t n,
    struct fault *f)
{
	const struct child_run run = { in, n, &r->said, &r->words, ROOTS_MS };
	int how;

	r->spec.argv = argv;
	if (child_run(&r->spec, &run, &how, f) != 0)
		return -1;
	if (how != 0)
		return fault_set(f, FAULT_IO, "certutil: status %d: %.200s",
		    how, r->words.len == 0 ? "" : (char *)r->words.data);
	return 0;
}

/* Each certificate of the file by itself: certutil takes one at a time. */
static int
roots_each(struct roots *r, const char *db, const char *pem, struct fault *f)
{
	const char *at = pem, *end;
	char name[16] = "root-A";
	const char *const add[] = { "certutil", "-d", db, "-A", "-n", name,
		"-t", "C,,", "-a", NULL };
	size_t n = 0;

	while ((at = strstr(at, PEM_BEGIN)) != NULL) {
		end = strstr(at, PEM_END);
		if (end == NULL || n == ROOTS_MAX)
			return fault_set(f, FAULT_FORMAT,
			    "want at most %d whole certificates", ROOTS_MAX);
		end += sizeof(PEM_END) - 1;
		name[5] = (char)('A' + n++);
		if (roots_run(r, add, at, (size_t)(end - at), f) != 0)
			return -1;
		at = end;
	}
	return n == 0 ? fault_set(f, FAULT_FORMAT, "no certificate in it") : 0;
}

static int
roots_fill(struct roots *r, const char *db, const char *pem, struct fault *f)
{
	const char *const make[] = { "certutil", "-d", db, "-N",
		"--empty-password", NULL };

	return roots_run(r, make, "", 0, f) != 0 ? -1
						 : roots_each(r, db, pem, f);
}

int
browser_roots_add(
    struct browser *b, const struct child_spec *as, struct fault *f)
{
	struct roots r = { .spec = *as };
	struct buf pem, db, folder;
	const char *mkdir[] = { "mkdir", "-p", NULL, NULL };
	int rc = -1;

	r.spec.lone = false;
	buf_init(&pem, ROOTS_BYTES);
	buf_init(&db, 4096);
	buf_init(&folder, 4096);
	buf_init(&r.said, ROOTS_BYTES);
	buf_init(&r.words, ROOTS_BYTES);
	buf_fmt(&folder, "%s/home/.pki/nssdb", b->folder);
	buf_fmt(&db, "sql:%s/home/.pki/nssdb", b->folder);
	mkdir[2] = (char *)folder.data;
	if (file_read(b->o.ca, &pem, f) != 0)
		goto out;
	r.program = child_find("mkdir");
	r.spec.program = r.program;
	if (r.program == NULL || roots_run(&r, mkdir, "", 0, f) != 0) {
		(void)fault_set(f, FAULT_IO, "mkdir: it does not work");
		goto out;
	}
	free(r.program);
	r.program = child_find("certutil");
	r.spec.program = r.program;
	if (r.program == NULL) {
		(void)fault_set(f, FAULT_ABSENT,
		    "certutil is not installed, which --ca wants for a "
		    "browser: want the package libnss3-tools");
		goto out;
	}
	rc = roots_fill(&r, (char *)db.data, (char *)pem.data, f);
	if (rc != 0)
		(void)fault_under(f, "%.150s", b->o.ca);
out:
	free(r.program);
	buf_free(&pem);
	buf_free(&db);
	buf_free(&folder);
	buf_free(&r.said);
	buf_free(&r.words);
	return rc;
}
