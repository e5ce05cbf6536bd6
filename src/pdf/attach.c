#include "pdf_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/mem.h"
#include "codec/flate.h"
#include "model/part.h"

/* Associated files (PDF/A-3): embedded streams and their specifications. */

#define PARTS_MAX 10000 /* a name tree of one node stays readable */

/*
 * Deflate stores what it cannot compress as it stands, so a hostile capture
 * could put words into the file that a careless reader finds by searching.
 * Where one of these is seen, the stream is written in hexadecimal on top.
 */
static const char *const words[] = { " obj", "endobj", "stream", "xref",
	"trailer", "%%EOF", "%PDF", "/ByteRange", "/Contents", "/Type",
	"/Sig" };

static bool
has_word(const unsigned char *p, size_t n)
{
	size_t k;

	for (k = 0; k < sizeof(words) / sizeof(*words); k++) {
		size_t len = strlen(words[k]);
		const unsigned char *at = p;

		while ((size_t)(p + n - at) >= len) {
			at = memchr(
			    at, words[k][0], (size_t)(p + n - at) - len + 1);
			if (at == NULL)
				break;
			if (memcmp(at, words[k], len) == 0)
				return true;
			at++;
		}
	}
	return false;
}

static void
text_embedded(struct writer *w, size_t i, struct buf *b)
{
	const struct part *p = &w->file->parts[i];
	char date[CLOCK_TEXT];

	buf_str(b, "/Type /EmbeddedFile /Subtype ");
	put_name(b, p->media_type);
	buf_str(b,
	    w->hex[i] ? " /Filter [/ASCIIHexDecode /FlateDecode]"
		      : " /Filter /FlateDecode");
	buf_str(b, "\n/Params <</Size ");
	put_uint(b, p->len);
	buf_str(b, " /ModDate (");
	buf_str(b, clock_pdf(w->file->date_utc_ms, date));
	buf_str(b, ")>>");
}

static void
text_filespec(struct writer *w, size_t i, struct buf *b)
{
	const struct part *p = &w->file->parts[i];
	unsigned embedded = w->embedded[i];

	buf_str(b, "/Type /Filespec /F ");
	put_text(b, p->name, strlen(p->name));
	buf_str(b, " /UF ");
	put_text(b, p->name, strlen(p->name));
	buf_str(b, "\n/AFRelationship ");
	put_name(b, part_relation_name(p->relation));
	if (p->description != NULL) {
		buf_str(b, " /Desc ");
		put_text(b, p->description, strlen(p->description));
	}
	buf_str(b, "\n/EF <</F ");
	put_ref(b, embedded);
	buf_str(b, " /UF ");
	put_ref(b, embedded);
	buf_str(b, ">>");
}

struct named {
	const char *name;
	unsigned id;
};

static int
compare_named(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void
text_names(struct writer *w, size_t unused, struct buf *b)
{
	size_t i;

	(void)unused;
	buf_str(b, "/EmbeddedFiles <</Names [\n");
	for (i = 0; i < w->file->n_parts; i++) {
		put_text(b, w->names[i].name, strlen(w->names[i].name));
		buf_str(b, " ");
		put_ref(b, w->names[i].id);
		buf_str(b, "\n");
	}
	buf_str(b, "]>>");
}

static int
check_part(struct writer *w, const struct part *p)
{
	static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "abcdefghijklmnopqrstuvwxyz0123456789._-/";
	size_t n = strlen(p->name);

	if (n == 0 || n > 255 || p->name[strspn(p->name, good)] != '\0')
		return canvas_fault(w->c, FAULT_FORMAT,
		    "attachment \"%s\": want 1 to 255 letters, digits, "
		    ". _ - /",
		    p->name);
	if (p->media_type == NULL || strlen(p->media_type) > 100)
		return canvas_fault(w->c, FAULT_FORMAT,
		    "attachment %s has no media type, or too long a one",
		    p->name);
	if (p->description != NULL &&
	    !put_text_fits(p->description, strlen(p->description)))
		return canvas_fault(w->c, FAULT_LIMIT,
		    "attachment %s: description too long", p->name);
	if (p->len > INT32_MAX)
		return canvas_fault(w->c, FAULT_LIMIT,
		    "attachment %s of %zu bytes, want at most %d", p->name,
		    p->len, INT32_MAX);
	return 0;
}

static int
embed(struct writer *w, size_t i)
{
	const struct part *p = &w->file->parts[i];
	unsigned char *z = NULL;
	struct buf hex;
	struct fault f;
	size_t len;

	if (flate_pack(w->c->z,
		p->len == 0 ? (const unsigned char *)"" : p->bytes, p->len, &z,
		&len, &f) != 0)
		return canvas_fault_take(w->c, &f);
	w->hex[i] = has_word(z, len);
	if (w->hex[i]) {
		buf_init(&hex, 2 * len + 1);
		put_hex(&hex, z, len);
		buf_str(&hex, ">");
		w->embedded[i] =
		    object_stream(w, hex.data, hex.len, text_embedded, i);
		buf_free(&hex);
	} else {
		w->embedded[i] = object_stream(w, z, len, text_embedded, i);
	}
	free(z);
	w->file_id[i] = object_new(w, text_filespec, i);
	return 0;
}

int
attach_write(struct writer *w)
{
	const struct canvas_file *file = w->file;
	struct arena *a = &w->c->arena;
	size_t n = file->n_parts, i;

	if (n == 0)
		return 0;
	if (n > PARTS_MAX)
		return canvas_fault(w->c, FAULT_LIMIT,
		    "%zu attachments, want at most %d", n, PARTS_MAX);
	w->file_id = arena_new(a, n, sizeof(*w->file_id));
	w->embedded = arena_new(a, n, sizeof(*w->embedded));
	w->hex = arena_new(a, n, sizeof(*w->hex));
	w->names = arena_new(a, n, sizeof(*w->names));
	for (i = 0; i < n; i++) {
		if (check_part(w, &file->parts[i]) != 0 || embed(w, i) != 0)
			return -1;
		w->names[i] = (struct named){ .name = file->parts[i].name,
			.id = w->file_id[i] };
	}
	qsort(w->names, n, sizeof(*w->names), compare_named);
	for (i = 1; i < n; i++)
		if (strcmp(w->names[i - 1].name, w->names[i].name) == 0)
			return canvas_fault(w->c, FAULT_STATE,
			    "two attachments are named %s", w->names[i].name);
	w->embedded_names = object_new(w, text_names, 0);
	return 0;
}
