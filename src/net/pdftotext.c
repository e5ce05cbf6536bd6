#include "net/pdftotext.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/child.h"

/* A policy of 300 pages takes it under a second. */
#define PDFTOTEXT_MS 30000
#define PDFTOTEXT_CPU_S 20

/* Real policies want 30 MB; fonts and images of a hostile one want more. */
#define PDFTOTEXT_MEMORY ((size_t)1 << 30)

/* The kernel refuses what it writes to a file: it has none to write. */
#define PDFTOTEXT_FILE 1

/* What it says of itself and of a broken file. */
#define PDFTOTEXT_WORDS 4096

/* The texts of policies; ten times what layer text reads in HTML. */
#define PDFTOTEXT_TEXT ((size_t)16 << 20)

static const char *const pdftotext_env[] = { "PATH=/usr/bin:/bin", "LC_ALL=C",
	"HOME=/nonexistent", NULL };

static int
pdftotext_spec(const char *program, const char *const *argv,
    struct child_spec *out, struct fault *f)
{
	memset(out, 0, sizeof(*out));
	out->program = program;
	out->argv = argv;
	out->envp = pdftotext_env;
	out->folder = "/";
	out->limits.cpu_s = PDFTOTEXT_CPU_S;
	out->limits.memory = PDFTOTEXT_MEMORY;
	out->limits.file = PDFTOTEXT_FILE;
	out->lone = child_lone_possible(NULL);
	return child_user(NULL, &out->other_user, &out->uid, &out->gid, f);
}

/* "pdftotext version 22.12.0" and more lines, on stderr. */
static void
pdftotext_version(const char *said, struct pdftotext_made *made)
{
	static const char lead[] = "pdftotext version ";
	size_t n;

	if (strncmp(said, lead, sizeof(lead) - 1) != 0)
		return;
	said += sizeof(lead) - 1;
	n = strspn(said, "0123456789.abcdefghijklmnopqrstuvwxyz-+~");
	if (n > 0 && n < 40)
		(void)snprintf(made->maker, sizeof(made->maker),
		    "pdftotext %.*s", (int)n, said);
}

/* Its last words, as far as they can be shown. */
static void
pdftotext_words(int how, const struct buf *said, struct pdftotext_made *made)
{
	const char *p = (const char *)said->data;
	size_t n, at;

	if (how > 128) {
		(void)snprintf(made->why, sizeof(made->why),
		    "pdftotext was ended by signal %d", how - 128);
		return;
	}
	n = said->len == 0 ? 0 : strcspn(p, "\n");
	(void)snprintf(made->why, sizeof(made->why),
	    "pdftotext ended with status %d%s%.100s", how, n == 0 ? "" : ": ",
	    n == 0 ? "" : p);
	for (at = 0; made->why[at] != '\0'; at++)
		if (made->why[at] < 0x20 || made->why[at] > 0x7e)
			made->why[at] = made->why[at] == '\n' ? '\0' : '?';
}

/* One run of it; a limit that it ran into is a reason, not a fault. */
static int
pdftotext_child(const struct child_spec *s, const struct child_run *r, int *how,
    struct pdftotext_made *made, struct fault *f)
{
	if (child_run(s, r, how, f) == 0)
		return 0;
	if (f->kind != FAULT_LIMIT)
		return -1;
	(void)snprintf(made->why, sizeof(made->why), "%.190s", f->text);
	return 0;
}

static int
pdftotext_ask(struct child_spec *s, const void *pdf, size_t n, struct buf *out,
    struct buf *said, struct pdftotext_made *made, struct fault *f)
{
	const char *const ask[] = { "pdftotext", "-v", NULL };
	const char *const make[] = { "pdftotext", "-enc", "UTF-8", "-eol",
		"unix", "-nopgbrk", "-", "-", NULL };
	const struct child_run version = { "", 0, out, said, PDFTOTEXT_MS };
	const struct child_run text = { pdf, n, out, said, PDFTOTEXT_MS };
	int how = 0;

	s->argv = ask;
	if (pdftotext_child(s, &version, &how, made, f) != 0)
		return -1;
	pdftotext_version((const char *)said->data, made);
	if (made->why[0] == '\0' && made->maker[0] == '\0')
		(void)snprintf(made->why, sizeof(made->why),
		    "pdftotext does not tell its version");
	if (made->why[0] != '\0')
		return 0;
	said->len = out->len = 0;
	s->argv = make;
	if (pdftotext_child(s, &text, &how, made, f) != 0)
		return -1;
	if (made->why[0] == '\0' && how != 0)
		pdftotext_words(how, said, made);
	return 0;
}

int
pdftotext_run(const void *pdf, size_t n, struct buf *out,
    struct pdftotext_made *made, struct fault *f)
{
	char *program = child_find("pdftotext");
	struct child_spec s;
	struct buf text, said;
	int rc = -1;

	memset(made, 0, sizeof(*made));
	buf_init(&text, PDFTOTEXT_TEXT);
	buf_init(&said, PDFTOTEXT_WORDS);
	if (program == NULL) {
		(void)snprintf(made->why, sizeof(made->why),
		    "pdftotext is not installed: want the package "
		    "poppler-utils");
		rc = 0;
		goto out;
	}
	if (pdftotext_spec(program, NULL, &s, f) != 0 ||
	    pdftotext_ask(&s, pdf, n, &text, &said, made, f) != 0)
		goto out;
	if (made->why[0] == '\0')
		buf_add(out, text.data, text.len);
	rc = buf_check(out, "pdftotext", f);
out:
	buf_free(&text);
	buf_free(&said);
	free(program);
	return rc;
}
