#include "pdfread/file.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qpdf/qpdf-c.h>

#include "base/mem.h"
#include "pdfread_in.h"

/* What all signatures together may make libqpdf read: it takes a second for
 * so many entries, and as many bytes are hashed afterwards. */
#define SECOND_BYTES_MAX ((size_t)1 << 30)
#define SECOND_ENTRIES_MAX ((size_t)4 << 20)

/* Deflate gives at most 1,032 bytes for one: 256 MB. */
#define SECOND_STREAM_MAX (256 << 10)

static void
second_no_memory(void)
{
	mem_out(0, 0);
}

/*
 * A new libqpdf.  Where its memory is gone C++ throws, and nobody catches:
 * it is told to call us instead.  The name is std::set_new_handler, and where
 * it is not to be had all stays as it was.
 */
static qpdf_data
second_new(void)
{
	void *all = dlopen(NULL, RTLD_NOW), *found;
	void (*(*set)(void (*)(void)))(void);

	found = all == NULL ? NULL : dlsym(all, "_ZSt15set_new_handlerPFvvE");
	if (found != NULL) {
		memcpy(&set, &found, sizeof(set));
		(void)set(second_no_memory);
	}
	if (all != NULL)
		(void)dlclose(all);
	return qpdf_init();
}

/* What is wrong with the way that libqpdf sees it, or NULL. */
static const char *
second_range(qpdf_data q, qpdf_oh dict, const struct pdfread_signature *s)
{
	qpdf_oh range = qpdf_oh_get_key(q, dict, "/ByteRange");
	int i;

	if (!qpdf_oh_is_array(q, range) ||
	    (size_t)qpdf_oh_get_array_n_items(q, range) != s->n_range)
		return "another /ByteRange";
	for (i = 0; i < (int)s->n_range && i < 4; i++) {
		long long v = 0;

		if (!qpdf_oh_get_value_as_longlong(
			q, qpdf_oh_get_array_item(q, range, i), &v) ||
		    v != s->range[i])
			return "another /ByteRange";
	}
	return NULL;
}

static int
hex_value(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Its string and our hex digits, blanks among them aside. */
static const char *
second_contents(const struct pdfread *r, qpdf_data q, qpdf_oh dict,
    const struct pdfread_signature *s)
{
	qpdf_oh v = qpdf_oh_get_key(q, dict, "/Contents");
	const unsigned char *have;
	size_t n = 0, i, at = 0;
	int half = -1, d;

	if (!qpdf_oh_is_string(q, v))
		return "no string as /Contents";
	have = (const unsigned char *)qpdf_oh_get_binary_string_value(q, v, &n);
	for (i = s->contents + 1; i + 1 < s->contents_end; i++) {
		if ((d = hex_value(r->p[i])) < 0)
			continue;
		if (half < 0) {
			half = d;
			continue;
		}
		if (at >= n || have[at++] != half * 16 + d)
			return "another /Contents";
		half = -1;
	}
	if (half >= 0 && (at >= n || have[at++] != half * 16))
		return "another /Contents";
	return at == n ? NULL : "another /Contents";
}

/* Find the dictionary: by its object, or in /Perms where it has none. */
static const char *
second_look(
    const struct pdfread *r, qpdf_data q, const struct pdfread_signature *s)
{
	qpdf_oh dict;
	const char *why;

	if (s->place == PDFREAD_USAGE_RIGHTS && s->num == 0)
		dict = qpdf_oh_get_key(
		    q, qpdf_oh_get_key(q, qpdf_get_root(q), "/Perms"), "/UR3");
	else
		dict = qpdf_get_object_by_id(q, (int)s->num, (int)s->gen);
	/* A dictionary inside its field: look where the field has it. */
	if (qpdf_oh_is_dictionary(q, dict) &&
	    !qpdf_oh_has_key(q, dict, "/ByteRange") &&
	    qpdf_oh_has_key(q, dict, "/V"))
		dict = qpdf_oh_get_key(q, dict, "/V");
	if (!qpdf_oh_is_dictionary(q, dict))
		return "no dictionary";
	if ((why = second_range(q, dict, s)) != NULL)
		return why;
	/*
	 *= ISO 32000-2 section 7.6.2: /Contents of a signature dictionary is
	 *= never encrypted
	 *
	 * libqpdf knows one by /Type /Sig alone, which is optional, and which
	 * time stamps do not have; from others it would take a cipher off
	 * that was never put on.
	 */
	if (pdfread_encrypted(r) && strcmp(s->type, "Sig") != 0)
		return NULL;
	return s->contents_end == 0 ? NULL : second_contents(r, q, dict, s);
}

/* What libqpdf was not asked for it would print when it goes. */
static void
second_end(qpdf_data q)
{
	if (qpdf_has_error(q))
		(void)qpdf_get_error(q);
	qpdf_cleanup(&q);
}

/*
 * libqpdf at work on a revision of r, for what only it can do: undo
 * encryption with the empty password.  NULL where it cannot.
 */
static qpdf_data
second_open(struct pdfread *r, size_t revision)
{
	const size_t i = r->second[0].q != NULL &&
	    r->second[0].revision != revision && r->second[1].q != NULL &&
	    r->second[1].revision == revision;
	qpdf_data q = r->second[i].q;

	if (q != NULL && r->second[i].revision == revision)
		return r->second[i].fails ? NULL : q;
	if (r->second[1].q != NULL)
		second_end(r->second[1].q);
	r->second[1] = r->second[0];
	q = second_new();
	qpdf_silence_errors(q);
	qpdf_set_suppress_warnings(q, QPDF_TRUE);
	qpdf_set_attempt_recovery(q, QPDF_FALSE);
	r->second[0].q = q;
	r->second[0].revision = revision;
	r->second[0].fails =
	    (qpdf_read_memory(q, "the file", (const char *)r->p,
		 r->revisions[revision].end, NULL) &
		QPDF_ERRORS) != 0;
	return r->second[0].fails ? NULL : q;
}

void
second_close(struct pdfread *r)
{
	size_t i;

	for (i = 0; i < 2; i++) {
		if (r->second[i].q != NULL)
			second_end(r->second[i].q);
		r->second[i].q = NULL;
	}
}

/* Strings decrypted for one file; a form has some hundred that are written
 * again. */
#define SECOND_STRINGS_MAX 1024

/* Values of one object walked in search of a string. */
#define SECOND_WALK_MAX 4096

/* Ours and its, side by side, on the way to a string. */
struct second_pair {
	const struct pdf_value *v;
	qpdf_oh oh;
};

static void
second_push(
    struct second_pair *stack, size_t *n, const struct pdf_value *v, qpdf_oh oh)
{
	if (*n < SECOND_WALK_MAX)
		stack[(*n)++] = (struct second_pair){ v, oh };
}

static void
second_children(
    qpdf_data q, struct second_pair x, struct second_pair *stack, size_t *n)
{
	char key[130] = "/";
	size_t i;

	if (x.v->kind == PDF_ARRAY &&
	    (size_t)qpdf_oh_get_array_n_items(q, x.oh) == x.v->u.array.n)
		for (i = 0; i < x.v->u.array.n && i < SECOND_WALK_MAX; i++)
			second_push(stack, n, &x.v->u.array.items[i],
			    qpdf_oh_get_array_item(q, x.oh, (int)i));
	/* Of two equal keys nobody knows which. */
	for (i = 0; x.v->kind == PDF_DICT && !x.v->twice && i < x.v->u.dict.n &&
	     i < SECOND_WALK_MAX;
	     i++) {
		const struct pdf_entry *e = &x.v->u.dict.items[i];

		if (e->key.n + 2 > sizeof(key) ||
		    memchr(e->key.p, '\0', e->key.n) != NULL)
			continue;
		memcpy(key + 1, e->key.p, e->key.n);
		key[e->key.n + 1] = '\0';
		second_push(stack, n, &e->value, qpdf_oh_get_key(q, x.oh, key));
	}
}

bool
second_string(struct pdfread *r, size_t revision, const struct pdf_object *o,
    const struct pdf_value *v, struct pdf_bytes *out)
{
	qpdf_data q = second_open(r, revision);
	struct second_pair *stack, x;
	const char *s = NULL;
	size_t n = 0, len = 0, steps = 0;
	qpdf_oh top;

	if (q == NULL || o == NULL || o->num > INT32_MAX ||
	    r->second_strings++ >= SECOND_STRINGS_MAX)
		return false;
	stack = mem_new(SECOND_WALK_MAX, sizeof(*stack));
	top = qpdf_get_object_by_id(q, (int)o->num, (int)o->gen);
	if (qpdf_oh_is_stream(q, top))
		top = qpdf_oh_get_dict(q, top);
	second_push(stack, &n, &o->v, top);
	while (n > 0 && s == NULL && steps++ < SECOND_WALK_MAX) {
		x = stack[--n];
		if (x.v == v && qpdf_oh_is_string(q, x.oh))
			s = qpdf_oh_get_binary_string_value(q, x.oh, &len);
		else if (x.v != v)
			second_children(q, x, stack, &n);
	}
	free(stack);
	if (s == NULL)
		return false;
	*out = (struct pdf_bytes){ arena_strndup(&r->arena, s, len), len };
	return true;
}

int
second_stream(struct pdfread *r, size_t revision, const struct pdf_object *o,
    struct buf *out, struct fault *f)
{
	qpdf_data q = second_open(r, revision);
	unsigned char *data = NULL;
	size_t len = 0;
	qpdf_oh oh;
	int rc = -1;

	/* libqpdf unpacks without a ceiling, so the packed bytes have one. */
	if (o->data_len > SECOND_STREAM_MAX) {
		fault_set(f, FAULT_LIMIT,
		    "object %u: want at most %d bytes in an encrypted stream, "
		    "have %zu",
		    o->num, SECOND_STREAM_MAX, o->data_len);
		goto out;
	}
	if (q == NULL || o->num > INT32_MAX) {
		fault_set(f, FAULT_FORMAT,
		    "the file is encrypted, and not with an empty password");
		goto out;
	}
	oh = qpdf_get_object_by_id(q, (int)o->num, (int)o->gen);
	if (!qpdf_oh_is_stream(q, oh) ||
	    (qpdf_oh_get_stream_data(
		 q, oh, qpdf_dl_generalized, NULL, &data, &len) &
		QPDF_ERRORS) != 0) {
		fault_set(f, FAULT_FORMAT,
		    "object %u: an encrypted stream cannot be read", o->num);
		goto out;
	}
	buf_add(out, data, len);
	rc = buf_check(out, "an encrypted stream", f);
out:
	free(data);
	return rc;
}

const char *
second_text(struct pdfread *r, size_t revision, const struct pdf_object *o,
    const char *key)
{
	qpdf_data q = second_open(r, revision);
	qpdf_oh oh;
	size_t len = 0;
	const char *s;

	if (q == NULL || o->num > INT32_MAX)
		return "(encrypted)";
	oh = qpdf_oh_get_key(q,
	    qpdf_get_object_by_id(q, (int)o->num, (int)o->gen),
	    arena_fmt(&r->arena, "/%s", key));
	if (!qpdf_oh_is_string(q, oh))
		return "";
	s = qpdf_oh_get_binary_string_value(q, oh, &len);
	return text_utf8(&r->arena, (struct pdf_bytes){ s, len });
}

static void
second_words(qpdf_data q, qpdf_error e, char *out, size_t n)
{
	const char *words = qpdf_get_error_message_detail(q, e);

	(void)snprintf(out, n, "%s", words != NULL ? words : "no reason given");
}

int
pdfread_compare(struct pdfread *r, const struct pdfread_signature *s,
    size_t end, struct pdfread_second *out, struct fault *f)
{
	struct pdfread_second got = { .opens = false };
	const char *why;
	qpdf_data q = second_new();
	qpdf_error e;

	r->compared_bytes += end;
	r->compared_entries += r->entries;
	if (end > r->n || s->num > INT32_MAX ||
	    r->compared_bytes > SECOND_BYTES_MAX ||
	    r->compared_entries > SECOND_ENTRIES_MAX) {
		(void)snprintf(got.why, sizeof(got.why),
		    "the file has more signatures than can be compared");
		got.refused = true;
		goto done;
	}
	qpdf_silence_errors(q);
	qpdf_set_suppress_warnings(q, QPDF_TRUE);
	qpdf_set_attempt_recovery(q, QPDF_FALSE);
	if (qpdf_read_memory(q, "the file", (const char *)r->p, end, NULL) &
	    QPDF_ERRORS) {
		(void)snprintf(got.why, sizeof(got.why), "cannot be read: ");
		second_words(q, qpdf_get_error(q), got.why + strlen(got.why),
		    sizeof(got.why) - strlen(got.why));
		goto done;
	}
	got.opens = true;
	why = second_look(r, q, s);
	got.agrees = why == NULL;
	if (why != NULL)
		(void)snprintf(got.why, sizeof(got.why),
		    "object %u %u: finds %s", s->num, s->gen, why);
	while (qpdf_more_warnings(q)) {
		e = qpdf_next_warning(q);
		if (got.warnings++ == 0)
			second_words(q, e, got.warning, sizeof(got.warning));
	}
done:
	second_end(q);
	(void)f;
	*out = got;
	return 0;
}

void
pdfread_second_newest(struct pdfread *r, struct pdfread_second *out)
{
	qpdf_data q;

	*out = (struct pdfread_second){ .opens = r->newest_opens };
	if (!r->newest_asked) {
		r->newest_asked = true;
		q = second_new();
		qpdf_silence_errors(q);
		qpdf_set_suppress_warnings(q, QPDF_TRUE);
		qpdf_set_attempt_recovery(q, QPDF_FALSE);
		r->newest_opens = (qpdf_read_memory(q, "the file",
				       (const char *)r->p, r->n, NULL) &
				      QPDF_ERRORS) == 0;
		if (!r->newest_opens)
			second_words(q, qpdf_get_error(q), r->newest_why,
			    sizeof(r->newest_why));
		second_end(q);
	}
	out->opens = r->newest_opens;
	(void)snprintf(out->why, sizeof(out->why), "%s", r->newest_why);
}
