#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/jv.h"
#include "base/mem.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"
#include "crypto/cert.h"
#include "crypto/signed.h"
#include "evidence/manifest.h"
#include "evidence/verify_sh.h"
#include "pdfread/parts.h"
#include "seal/verify.h"

/* A path below DIR; names in packets have fewer than 100 characters. */
#define EXTRACT_PATH_MAX 8192
#define EXTRACT_NAME_MAX 255
#define EXTRACT_DEPTH_MAX 4

struct extract {
	const struct cmd_global *g;
	const char *dir;
	const struct buf *pdf;
	struct verify_report *r;
	struct jv *files;
	size_t skipped;
};

/* Something is left out: said, counted, and the rest goes on. */
static void
extract_skip(struct extract *x, const char *name, const char *why)
{
	x->skipped++;
	(void)fprintf(stderr, "proviso extract: ");
	table_words(stderr, name, strlen(name));
	(void)fprintf(stderr, ": ");
	table_words(stderr, why, strlen(why));
	(void)fprintf(stderr, "\n");
}

/*
 * Names of ours: letters, digits, '.', '_', '-', and '/' between parts, none
 * of which is empty or begins with a dot.  So nothing leaves the folder, hides
 * in it, or means something to a shell.
 */
static bool
name_safe(const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	size_t depth = 0, n;

	if (strlen(name) > EXTRACT_NAME_MAX)
		return false;
	for (;;) {
		n = strspn(name, plain);
		if (n == 0 || name[0] == '.' || name[0] == '-' ||
		    ++depth > EXTRACT_DEPTH_MAX)
			return false;
		if (name[n] == '\0')
			return true;
		if (name[n] != '/')
			return false;
		name += n + 1;
	}
}

/* Make the folders that name lies in, below dir. */
static int
make_folders(const char *dir, const char *name, struct fault *f)
{
	const char *slash = name;
	struct buf path;
	int rc = 0;

	buf_init(&path, EXTRACT_PATH_MAX);
	while (rc == 0 && (slash = strchr(slash, '/')) != NULL) {
		buf_free(&path);
		buf_fmt(&path, "%s/%.*s", dir, (int)(slash - name), name);
		rc = buf_check(&path, "a path", f);
		if (rc == 0)
			rc = file_mkdir((char *)path.data, f);
		slash++;
	}
	buf_free(&path);
	return rc;
}

/* name is one of ours, or was found safe. */
static int
extract_put(struct extract *x, const char *name, const void *p, size_t n,
    struct fault *f)
{
	struct buf path;
	int rc = -1;

	buf_init(&path, EXTRACT_PATH_MAX);
	buf_fmt(&path, "%s/%s", x->dir, name);
	if (buf_check(&path, "a path", f) != 0 ||
	    make_folders(x->dir, name, f) != 0 ||
	    file_create((char *)path.data, p, n, 0644, f) != 0)
		goto out;
	jv_push_take(x->files, jv_str(name));
	if (!x->g->json && !x->g->quiet)
		(void)printf("%s\n", (char *)path.data);
	rc = 0;
out:
	buf_free(&path);
	return rc;
}

/* What we write ourselves comes first: an attachment cannot take its place. */
static bool
extract_taken(const struct extract *x, const char *name)
{
	struct buf path;
	bool taken;

	buf_init(&path, EXTRACT_PATH_MAX);
	buf_fmt(&path, "%s/%s", x->dir, name);
	taken = !path.over && file_exists((char *)path.data);
	buf_free(&path);
	return taken;
}

/* An attachment where another one's folder would be. */
static bool
extract_blocked(const struct extract *x, const char *name)
{
	const char *slash = name;
	struct buf path;
	struct stat st;
	bool blocked = false;

	while (!blocked && (slash = strchr(slash, '/')) != NULL) {
		buf_init(&path, EXTRACT_PATH_MAX);
		buf_fmt(&path, "%s/%.*s", x->dir, (int)(slash - name), name);
		blocked = path.over ||
		    (lstat((char *)path.data, &st) == 0 &&
			!S_ISDIR(st.st_mode));
		buf_free(&path);
		slash++;
	}
	return blocked;
}

/* Names that say "made by the program" are for what it makes: whoever runs
 * verify.sh takes it for the program's own. */
static bool
extract_ours(const char *name)
{
	return strcmp(name, "verify.sh") == 0 ||
	    strcmp(name, "issued.pdf") == 0 || strncmp(name, "sig-", 4) == 0 ||
	    strncmp(name, "revision-", 9) == 0;
}

/* A packet's own check, from the program: a forger can attach one of his. */
static int
extract_script(struct extract *x, size_t n, struct fault *f)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(pdfread_part_name(x->r->pdf, i), MANIFEST_NAME) == 0)
			return extract_put(x, "verify.sh", evidence_verify_sh,
			    evidence_verify_sh_len, f);
	return 0;
}

static void
extract_script_differs(const struct part *p)
{
	if (strcmp(p->name, VERIFY_SH_PART) != 0 ||
	    (p->len == evidence_verify_sh_len &&
		memcmp(p->bytes, evidence_verify_sh, p->len) == 0))
		return;
	(void)fprintf(stderr,
	    "proviso extract: " VERIFY_SH_PART
	    " is another script than that of this program, which is written "
	    "as verify.sh\n");
}

static int
extract_parts(struct extract *x, struct fault *f)
{
	struct fault why = { .kind = FAULT_NONE };
	struct part p;
	const char *name;
	size_t n, i;

	if (pdfread_parts(x->r->pdf, &n, &why) != 0) {
		extract_skip(x, "attachments", why.text);
		return 0;
	}
	if (extract_script(x, n, f) != 0)
		return -1;
	for (i = 0; i < n; i++) {
		name = pdfread_part_name(x->r->pdf, i);
		if (!name_safe(name)) {
			extract_skip(x, name,
			    "not written: its name is not one of letters, "
			    "digits, '.', '_', '-' and '/'");
			continue;
		}
		if (extract_ours(name)) {
			extract_skip(x, name,
			    "not written: only this program makes a file of "
			    "that name");
			continue;
		}
		if (extract_blocked(x, name)) {
			extract_skip(x, name,
			    "not written: a file stands where its folder "
			    "would be");
			continue;
		}
		if (extract_taken(x, name)) {
			extract_skip(x, name,
			    "not written: a file of that name is there");
			continue;
		}
		if (pdfread_part(x->r->pdf, i, &p, &why) != 0) {
			extract_skip(x, name, why.text);
			continue;
		}
		extract_script_differs(&p);
		if (extract_put(x, name, p.bytes, p.len, f) != 0)
			return -1;
	}
	return 0;
}

/* What a signature covers: the file up to its revision without the gap. */
static int
extract_data(struct extract *x, const struct verify_signature *s,
    const char *name, struct fault *f)
{
	size_t end = s->raw.end, gap = s->s->contents, after;
	unsigned char *p;
	int rc;

	after = s->s->contents_end;
	p = mem_new(gap + (end - after) + 1, 1);
	memcpy(p, x->pdf->data, gap);
	memcpy(p + gap, x->pdf->data + after, end - after);
	rc = extract_put(x, name, p, gap + (end - after), f);
	free(p);
	return rc;
}

static int
extract_certs(struct extract *x, const struct signed_data *d, const char *name,
    struct fault *f)
{
	const struct certs *l = signed_certs(d);
	struct buf pem;
	size_t i;
	int rc = -1;

	buf_init(&pem, (size_t)16 << 20);
	for (i = 0; i < certs_count(l); i++)
		if (cert_pem(certs_at(l, i), &pem, f) != 0)
			goto out;
	rc = buf_check(&pem, name, f);
	if (rc == 0 && pem.len > 0)
		rc = extract_put(x, name, pem.data, pem.len, f);
out:
	buf_free(&pem);
	return rc;
}

/* sig-N.p7s .data .value .tst, certs/sig-N.pem */
static int
extract_signature(struct extract *x, size_t i, struct fault *f)
{
	const struct verify_signature *s = &x->r->signatures[i];
	struct fault why = { .kind = FAULT_NONE };
	struct signed_data *d = NULL;
	struct piece value, stamp;
	char name[64];
	size_t used;
	int rc = -1;

	(void)snprintf(name, sizeof(name), "sig-%zu", i + 1);
	if (s->raw.cms == NULL) {
		extract_skip(x, name, s->verdicts.v[VERDICT_INTACT].why);
		return 0;
	}
	(void)snprintf(name, sizeof(name), "sig-%zu.p7s", i + 1);
	if (extract_put(x, name, s->raw.cms, s->raw.cms_len, f) != 0)
		goto out;
	(void)snprintf(name, sizeof(name), "sig-%zu.data", i + 1);
	if (extract_data(x, s, name, f) != 0)
		goto out;
	/* adbe.x509.rsa_sha1 has no CMS to look into. */
	if (signed_parse(s->raw.cms, s->raw.cms_len, &d, &used, &why) != 0) {
		rc = 0;
		goto out;
	}
	value = signed_value(d);
	(void)snprintf(name, sizeof(name), "sig-%zu.value", i + 1);
	if (extract_put(x, name, value.p, value.n, f) != 0)
		goto out;
	stamp = signed_stamp_der(d);
	(void)snprintf(name, sizeof(name), "sig-%zu.tst", i + 1);
	if (stamp.n > 0 && extract_put(x, name, stamp.p, stamp.n, f) != 0)
		goto out;
	(void)snprintf(name, sizeof(name), "certs/sig-%zu.pem", i + 1);
	rc = extract_certs(x, d, name, f);
out:
	signed_free(d);
	return rc;
}

/* issued.pdf is what the .p7s beside the file covers: the first signature's
 * revision.  The others are written where there are several. */
static int
extract_revisions(struct extract *x, struct fault *f)
{
	size_t n = pdfread_revisions(x->r->pdf), i, end;
	char name[64];

	if (x->r->n > 0 && x->r->signatures[0].raw.end > 0 &&
	    extract_put(x, "issued.pdf", x->pdf->data,
		x->r->signatures[0].raw.end, f) != 0)
		return -1;
	for (i = 0; i < n && n > 1; i++) {
		end = pdfread_revision(x->r->pdf, i)->end;
		(void)snprintf(name, sizeof(name), "revision-%zu.pdf", i + 1);
		if (extract_put(x, name, x->pdf->data, end, f) != 0)
			return -1;
	}
	return 0;
}

/* A new folder, or an empty one: what lies there could lead elsewhere. */
static int
folder_ready(const char *dir, struct fault *f)
{
	const struct dirent *e;
	bool empty = true;
	DIR *d;

	if (file_mkdir(dir, f) != 0)
		return -1;
	if ((d = opendir(dir)) == NULL)
		return fault_sys(f, "%s", dir);
	while ((e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			empty = false;
	(void)closedir(d);
	if (!empty)
		return fault_set(
		    f, FAULT_IO, "%s: want a new or an empty folder", dir);
	return 0;
}

static int
extract_all(struct extract *x, struct fault *f)
{
	struct jv *top;
	size_t i;

	if (folder_ready(x->dir, f) != 0 || extract_revisions(x, f) != 0)
		return -1;
	for (i = 0; i < x->r->n; i++)
		if (extract_signature(x, i, f) != 0)
			return -1;
	if (extract_parts(x, f) != 0)
		return -1;
	if (x->g->json) {
		top = jv_object();
		jv_set_take(top, "files", x->files);
		x->files = NULL;
		jv_set_int(top, "skipped", (int64_t)x->skipped);
		table_value_take(top);
	}
	return 0;
}

static int
extract_file(const struct cmd_global *g, const char *path, const char *dir,
    struct fault *f)
{
	struct verify_options o = { .trust = NULL };
	struct extract x = { .g = g, .dir = dir };
	struct buf b;
	int rc = -1;

	buf_init(&b, PDFREAD_MAX);
	x.files = jv_array();
	x.pdf = &b;
	if (clock_now(&o.at_utc_ms, f) != 0 || file_read(path, &b, f) != 0)
		goto out;
	if (verify_pdf(b.data, b.len, &o, &x.r, f) != 0) {
		fault_under(f, "%s", path);
		goto out;
	}
	rc = extract_all(&x, f);
out:
	verify_free(x.r);
	jv_free(x.files);
	buf_free(&b);
	if (rc != 0)
		return status_of(f);
	return x.skipped > 0 ? EXIT_GAPS : EXIT_YES;
}

static int
cmd_extract_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	const char *dir = NULL, *args[1];
	const struct opt opts[] = {
		{ .name = "-d", .value = &dir },
		{ .name = NULL },
	};
	size_t n;

	if (opt_parse(opts, argc, argv, args, 1, &n, f) != 0)
		return EXIT_USAGE;
	if (n == 0 || dir == NULL) {
		fault_set(f, FAULT_FORMAT, "want %s",
		    n == 0 ? "a PDF" : "a folder with -d");
		return EXIT_USAGE;
	}
	return extract_file(g, args[0], dir, f);
}

const struct cmd cmd_extract = {
	.name = "extract",
	.usage = "extract FILE.pdf -d DIR",
	.run = cmd_extract_run,
};
