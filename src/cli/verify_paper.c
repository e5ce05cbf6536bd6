#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hold.h"
#include "base/hex.h"
#include "base/num.h"
#include "base/release.h"
#include "base/utf8.h"
#include "cli/fontdir.h"
#include "crypto/cert.h"
#include "crypto/sha256.h"
#include "pdf/face.h"
#include "pdf/render.h"
#include "report/verification.h"
#include "verify_in.h"

/* verify --report: the verification itself as a PDF. */

/* A thousand files of a page each, and what is said of them. */
#define PAGES_MAX 5000
#define PAPER_MAX ((size_t)256 << 20)
#define VALUE_MAX ((size_t)128 << 20)
/* A string of others that is drawn; the embedded value has all of it. */
#define DRAWN_MAX 600

/* ---- Words of others on paper ---- */

/* What would be drawn as nothing, or turn the words around it. */
static bool
unseen(uint32_t u)
{
	return u < 0x20 || (u >= 0x7f && u < 0xa0) || u == 0xad || u == 0x61c ||
	    (u >= 0x200b && u <= 0x200f) || (u >= 0x2028 && u <= 0x202e) ||
	    (u >= 0x2060 && u <= 0x206f) || u == 0xfeff ||
	    (u >= 0xfe00 && u <= 0xfe0f) || u >= 0xe0000;
}

/* Characters that cannot be seen, or that no face has, by their numbers. */
static const char *
drawable(const struct faces *faces, const char *s, struct buf *b)
{
	const size_t len = strlen(s);
	uint32_t u;
	size_t i, n;

	buf_free(b);
	buf_str(b, "");
	for (i = 0; i < len; i += n) {
		if (b->len > DRAWN_MAX) {
			buf_str(b, " \xe2\x80\xa6");
			break;
		}
		n = utf8_get(s + i, len - i, &u);
		if (n == 0) {
			n = 1;
			buf_fmt(b, "<%02X>", (unsigned)(unsigned char)s[i]);
		} else if (unseen(u) ||
		    faces_missing(faces, VOICE_TEXT, s + i, n) != 0 ||
		    faces_missing(faces, VOICE_MONO, s + i, n) != 0) {
			buf_fmt(b, "<U+%04lX>", (unsigned long)u);
		} else {
			buf_add(b, s + i, n);
		}
	}
	return (const char *)b->data;
}

/* One level of a value that is copied. */
struct level {
	const struct jv *from;
	struct jv *to;
	const char *key; /* the last that was copied */
	size_t at;
};

/* Deeper than any value of verify. */
#define LEVELS_MAX 16

static struct jv *
copy_plain(const struct faces *faces, const struct jv *v, struct buf *b)
{
	if (jv_text(v) != NULL)
		return jv_str(drawable(faces, jv_text(v), b));
	if (jv_is_object(v))
		return jv_object();
	if (jv_is_array(v))
		return jv_array();
	if (jv_truth(v))
		return jv_bool(true);
	/* What is drawn are texts, numbers and what is true. */
	return jv_number(v, INT64_MIN) == INT64_MIN ? jv_null()
						    : jv_int(jv_number(v, 0));
}

/* The value with every text as it can be drawn. */
static struct jv *
value_drawable(const struct faces *faces, const struct jv *v)
{
	struct level levels[LEVELS_MAX], *l;
	const struct jv *child;
	struct jv *top, *copy;
	size_t depth = 1;
	struct buf b;

	buf_init(&b, 4 * DRAWN_MAX);
	top = copy_plain(faces, v, &b);
	levels[0] = (struct level){ v, top, NULL, 0 };
	while (depth > 0) {
		l = &levels[depth - 1];
		child = NULL;
		if (jv_is_object(l->from))
			l->key = jv_next(l->from, l->key, &child);
		else if (l->at < jv_count(l->from))
			child = jv_at(l->from, l->at++);
		if (child == NULL) {
			depth--;
			continue;
		}
		copy = copy_plain(faces, child, &b);
		if (jv_is_object(l->from))
			jv_set_take(l->to, l->key, copy);
		else
			jv_push_take(l->to, copy);
		if (depth < LEVELS_MAX &&
		    (jv_is_object(child) || jv_is_array(child)))
			levels[depth++] =
			    (struct level){ child, copy, NULL, 0 };
	}
	buf_free(&b);
	return top;
}

/* ---- The value ---- */

static int
value_roots(const struct certs *roots, struct jv *top, struct fault *f)
{
	struct jv *list = jv_array(), *one;
	struct cert_view v;
	size_t i;

	for (i = 0; i < certs_count(roots); i++) {
		if (cert_look(certs_at(roots, i), &v, f) != 0) {
			jv_free(list);
			return -1;
		}
		one = jv_object();
		jv_set_str(one, "name", v.name);
		jv_set_str(one, "sha256", digest_hex(&v.sha).s);
		jv_push_take(list, one);
	}
	jv_set_take(top, "trust", list);
	return 0;
}

/* Log keys as their lines begin: name and id. */
static void
value_keys(const struct log_check *l, struct jv *top)
{
	const struct vkey *keys;
	struct jv *list = jv_array();
	char id[2 * LOGKEY_ID + 1], line[LOGKEY_NAME_MAX + sizeof(id) + 2];
	size_t n = log_check_keys(l, &keys), i;

	for (i = 0; i < n; i++) {
		hex_encode(keys[i].id, LOGKEY_ID, id);
		(void)snprintf(line, sizeof(line), "%s+%s", keys[i].name, id);
		jv_push_take(list, jv_str(line));
	}
	jv_set_take(top, "log_keys", list);
}

int
verify_paper_value(const struct verify_run *v, const struct log_check *l,
    struct jv **files, struct jv **histories, int status, struct jv **out,
    struct fault *f)
{
	struct jv *top = jv_object();
	char when[CLOCK_TEXT];

	jv_set_str(top, "schema", VERIFICATION_SCHEMA);
	jv_set_str(top, "program", "proviso " PROVISO_VERSION);
	jv_set_str(top, "at", clock_rfc3339(v->o.at_utc_ms, when));
	if (value_roots(v->o.trust, top, f) != 0) {
		jv_free(top);
		return -1;
	}
	value_keys(l, top);
	jv_set_bool(top, "archive", v->g->archive_named);
	jv_set_take(top, "files", *files);
	*files = NULL;
	if (*histories != NULL)
		jv_set_take(top, "histories", *histories);
	*histories = NULL;
	jv_set_int(top, "exit", status);
	*out = top;
	return 0;
}

/* ---- The file ---- */

int
verify_paper_check(
    const char *path, const char *const *files, size_t n, struct fault *f)
{
	const size_t len = strlen(path);
	struct stat out, in;
	size_t i;

	if (len < 5 || strcmp(path + len - 4, ".pdf") != 0)
		return fault_set(f, FAULT_FORMAT,
		    "--report: want a name that ends in .pdf, have \"%s\"",
		    path);
	if (stat(path, &out) != 0)
		return 0;
	for (i = 0; i < n; i++)
		if (stat(files[i], &in) == 0 && in.st_dev == out.st_dev &&
		    in.st_ino == out.st_ino)
			return fault_set(f, FAULT_FORMAT,
			    "--report: %s is one of the files to be verified",
			    path);
	return 0;
}

/* SOURCE_DATE_EPOCH, else the day that was named, else now. */
static int
rendered_at(const struct verify_run *v, int64_t *out, struct fault *f)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	int64_t seconds;

	*out = v->o.at_utc_ms;
	if (epoch == NULL || epoch[0] == '\0')
		return 0;
	if (num_i64(epoch, 0, INT64_C(253402300799), "SOURCE_DATE_EPOCH",
		&seconds, f) != 0)
		return -1;
	*out = seconds * 1000;
	return 0;
}

static int
paper_draw(const struct verify_run *v, const struct faces *faces,
    const struct jv *value, const struct buf *bytes, struct buf *pdf,
    struct fault *f)
{
	struct verification x = { .at_utc_ms = v->o.at_utc_ms };
	struct part part = { .name = VERIFICATION_PART,
		.media_type = "application/json",
		.description = "The verdicts that this report draws",
		.relation = PART_DATA,
		.bytes = bytes->data,
		.len = bytes->len };
	struct jv *words;
	struct doc doc;
	struct slot slot;
	int rc;

	if (rendered_at(v, &x.rendered_utc_ms, f) != 0 ||
	    sha256_of(bytes->data, bytes->len, &part.sha, f) != 0)
		return -1;
	words = value_drawable(faces, value);
	x.value = words;
	x.sha = part.sha;
	verification_build(&x, &doc);
	rc = render_doc(&doc, faces,
	    &(struct render){
		.paper = PAPER_A4,
		.producer = "proviso " PROVISO_VERSION,
		.parts = &part,
		.n_parts = 1,
		.max_pages = PAGES_MAX,
	    },
	    pdf, &slot, NULL, f);
	doc_free(&doc);
	jv_free(words);
	return rc == 0 ? buf_check(pdf, "report", f) : -1;
}

int
verify_paper(const struct verify_run *v, const struct jv *value,
    const char *path, struct fault *f)
{
	struct faces *faces = NULL;
	char *folder = NULL;
	struct buf bytes, pdf;
	int rc = -1;

	buf_init(&bytes, VALUE_MAX);
	buf_init(&pdf, PAPER_MAX);
	hold_sweep(path);
	jv_write(value, &bytes);
	buf_str(&bytes, "\n");
	if (buf_check(&bytes, VERIFICATION_PART, f) != 0 ||
	    fontdir_find(v->g->program, &folder, f) != 0 ||
	    faces_load(folder, &faces, f) != 0 ||
	    paper_draw(v, faces, value, &bytes, &pdf, f) != 0 ||
	    file_publish(path, pdf.data, pdf.len, 0666, f) != 0) {
		(void)fault_under(f, "--report %s", path);
		goto out;
	}
	rc = 0;
out:
	buf_free(&bytes);
	buf_free(&pdf);
	faces_free(faces);
	free(folder);
	return rc;
}
