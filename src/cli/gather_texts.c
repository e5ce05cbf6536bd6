#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "gather_in.h"

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
name_parts(struct reading *r, const struct text_list *l, struct packet_text *t)
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
}

int
text_list_add(struct reading *r, struct text_list *l, const struct history *h,
    const struct version_text *v, size_t *index, struct fault *f)
{
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
		return -1;
	t->capture =
	    (const unsigned char *)arena_strndup(&r->arena, (char *)bytes, len);
	t->capture_len = len;
	free(bytes);
	name_parts(r, l, t);
	t->sheet = (unsigned)l->n + 1;
	*index = l->n++;
	return 0;
}
