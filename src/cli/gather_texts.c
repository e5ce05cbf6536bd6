#include <stdlib.h>
#include <string.h>

#include "archive/withhold.h"
#include "base/hex.h"
#include "base/jv.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "crypto/sha256.h"
#include "gather_in.h"
#include "model/capture.h"

/* Longest slug: with folder, version and ending a name stays under 100. */
#define SLUG_MAX 60

/* Lower-case letters, digits and "_" of a name; "" where nothing is left. */
static const char *
slug(struct arena *a, const char *name)
{
	char *out = arena_new(a, SLUG_MAX + 1, 1);
	size_t n = 0;
	bool gap = false;

	for (; *name != '\0' && n + 1 < SLUG_MAX; name++) {
		char c = *name;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
			gap = n > 0;
			continue;
		}
		if (gap)
			out[n++] = '_';
		gap = false;
		out[n++] = c;
	}
	return out;
}

static const char *
ending(const char *media_type)
{
	if (strstr(media_type, "html") != NULL)
		return "html";
	if (strstr(media_type, "markdown") != NULL)
		return "md";
	if (strncmp(media_type, "multipart/", 10) == 0)
		return "mime";
	if (strstr(media_type, "pdf") != NULL)
		return "pdf";
	return "txt";
}

static bool
name_taken(const struct text_list *l, const char *name)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->items[i].text_name, name) == 0)
			return true;
	return false;
}

/* Part names: two documents whose slugs are equal are told apart. */
static void
name_parts(struct reading *r, const struct text_list *l, struct packet_text *t,
    struct part_made *words)
{
	const char *platform = slug(&r->arena, t->platform);
	const char *document = slug(&r->arena, t->document);
	const char *stem;
	unsigned k;

	for (k = 1;; k++) {
		stem = arena_fmt(&r->arena, "%s%s%s%s_v%d", platform,
		    platform[0] == '\0' ? "" : "_",
		    document[0] == '\0' ? "document" : document,
		    k == 1 ? "" : arena_fmt(&r->arena, "_%u", k), t->version);
		t->text_name = arena_fmt(&r->arena, "texts/%s.txt", stem);
		if (!name_taken(l, t->text_name))
			break;
	}
	t->capture_name = arena_fmt(
	    &r->arena, "captures/%s.%s", stem, ending(t->look->media_type));
	if (words != NULL)
		words->part.name =
		    arena_fmt(&r->arena, "captures/%s_words.txt", stem);
}

/* Who made the exhibit, as the record of the look says; "" unknown. */
static const char *
exhibit_maker(struct arena *a, const char *record, const char *role)
{
	const struct jv *list, *x;
	const char *maker = "", *name;
	struct fault unused;
	struct jv *v;
	size_t i;

	if (jv_parse(record, strlen(record), &v, &unused) != 0)
		return "";
	list = jv_get(v, "exhibits");
	for (i = 0; i < jv_count(list); i++) {
		x = jv_at(list, i);
		name = jv_text(jv_get(x, "role"));
		if (name != NULL && strcmp(name, role) == 0 &&
		    jv_text(jv_get(x, "maker")) != NULL)
			maker = arena_strdup(a, jv_text(jv_get(x, "maker")));
	}
	jv_free(v);
	return maker;
}

/* The words that the text of a PDF was made of. */
static int
read_words(struct reading *r, const struct look *look, struct part_made **out,
    struct fault *f)
{
	struct part_made *m;
	unsigned char *bytes;
	size_t len;

	*out = NULL;
	if (capture_media(look->media_type) != MEDIA_PDF)
		return 0;
	if (archive_exhibit(r->a, look->id, EXHIBIT_WORDS, &bytes, &len, f) !=
	    0)
		return -1;
	if (bytes == NULL)
		return 0;
	m = arena_new(&r->arena, 1, sizeof(*m));
	m->maker = exhibit_maker(&r->arena, look->record, EXHIBIT_WORDS);
	m->part.bytes = (const unsigned char *)arena_strndup(
	    &r->arena, (const char *)bytes, len);
	m->part.len = len;
	*out = m;
	free(bytes);
	return sha256_of(m->part.bytes, len, &m->part.sha, f);
}

int
text_list_add(struct reading *r, struct text_list *l, const struct history *h,
    const struct version_text *v, size_t *index, struct fault *f)
{
	struct part_made *words;
	struct packet_text *t;
	unsigned char *bytes;
	size_t i, len;

	for (i = 0; i < l->n; i++) {
		t = &l->items[i];
		if (t->page == &v->text.page) {
			*index = i;
			return 0;
		}
	}
	l->items = arena_more(&r->arena, l->items, l->n, sizeof(*l->items));
	t = &l->items[l->n];
	memset(t, 0, sizeof(*t));
	t->platform = v->platform;
	t->owner = h->owner;
	t->document = v->document;
	t->version = v->version;
	t->versions = (int)h->n_versions;
	t->page = &v->text.page;
	t->lang = h->lang[0] != '\0' ? h->lang : v->text.page.lang;
	t->facts = history_version(h, v->version);
	if (t->facts == NULL || t->facts->first_look >= h->n_looks)
		return fault_set(f, FAULT_STATE,
		    "%s/%s: version %d has no look as of that day", v->platform,
		    v->document, v->version);
	t->look = &h->looks[t->facts->first_look];
	if (archive_capture(r->a, t->look->id, &bytes, &len, f) != 0)
		return fault_under(f, "%s/%s, version %d: its capture",
		    v->platform, v->document, v->version);
	t->capture =
	    (const unsigned char *)arena_strndup(&r->arena, (char *)bytes, len);
	t->capture_len = len;
	free(bytes);
	if (read_words(r, t->look, &words, f) != 0)
		return -1;
	t->words = words;
	name_parts(r, l, t, words);
	t->sheet = (unsigned)l->n + 1;
	*index = l->n++;
	return 0;
}

/* The digest and size of the words of a PDF, as the look's record has them. */
static bool
words_said(const struct look *k, struct packet_withheld *x)
{
	const struct jv *list, *e;
	struct fault unused;
	struct jv *v;
	const char *role, *sha;
	bool said = false;
	size_t i;

	if (capture_media(k->media_type) != MEDIA_PDF ||
	    jv_parse(k->record, strlen(k->record), &v, &unused) != 0)
		return false;
	list = jv_get(v, "exhibits");
	for (i = 0; i < jv_count(list) && !said; i++) {
		e = jv_at(list, i);
		role = jv_text(jv_get(e, "role"));
		sha = jv_text(jv_get(e, "sha256"));
		said = role != NULL && strcmp(role, EXHIBIT_WORDS) == 0 &&
		    sha != NULL &&
		    hex_decode(sha, x->sha.b, DIGEST_LEN, &unused) == 0;
		x->len = (size_t)jv_number(jv_get(e, "size"), 0);
	}
	jv_free(v);
	return said;
}

/* In the list once, however many changes it is a side of. */
static const struct packet_withheld *
withheld_add(
    struct reading *r, struct text_list *l, const struct packet_withheld *x)
{
	const struct packet_withheld *w;
	struct packet_withheld *own;
	size_t i;

	for (i = 0; i < l->n_withheld; i++) {
		w = l->withheld[i];
		if (w->version == x->version && strcmp(w->what, x->what) == 0 &&
		    strcmp(w->document, x->document) == 0 &&
		    strcmp(w->platform, x->platform) == 0)
			return w;
	}
	own = arena_new(&r->arena, 1, sizeof(*own));
	*own = *x;
	l->withheld = arena_more(
	    &r->arena, l->withheld, l->n_withheld, sizeof(*l->withheld));
	l->withheld[l->n_withheld++] = own;
	return own;
}

/* What x names, if it was withheld, into the list. */
static int
withheld_if(struct reading *r, struct text_list *l, struct packet_withheld *x,
    const struct packet_withheld **out, struct fault *f)
{
	struct archive_order order;
	bool found;

	if (archive_withheld_by(r->a, &x->sha, &r->arena, &order, &found, f) !=
	    0)
		return -1;
	if (!found)
		return 0;
	x->why = order.why;
	x->who = order.who;
	x->when_utc_ms = order.when_utc_ms;
	*out = withheld_add(r, l, x);
	return 0;
}

int
text_list_withheld(struct reading *r, struct text_list *l,
    const struct history *h, int version, const struct packet_withheld **out,
    struct fault *f)
{
	const struct version *v = history_version(h, version);
	struct packet_withheld x = { h->platform, h->document, version, "text",
		.len = 0 };
	const struct look *k;

	*out = NULL;
	if (v == NULL || v->first_look >= h->n_looks)
		return 0;
	k = &h->looks[v->first_look];
	x.sha = v->text;
	x.len = v->text_len;
	if (withheld_if(r, l, &x, out, f) != 0)
		return -1;
	x.what = "capture";
	x.sha = k->raw;
	x.len = k->size;
	if (*out == NULL && withheld_if(r, l, &x, out, f) != 0)
		return -1;
	x.what = "words";
	if (*out == NULL && words_said(k, &x) &&
	    withheld_if(r, l, &x, out, f) != 0)
		return -1;
	return 0;
}
