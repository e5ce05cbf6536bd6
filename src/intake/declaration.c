#include "intake/declaration.h"

#include <string.h>

#include "base/jv.h"
#include "model/joined.h"

#include "intake_in.h"

/* Canonical text is at most six times as long, when all of it are escapes. */
#define TEXT_BYTES_MAX (6 * DECLARATION_BYTES_MAX)

/* Selectors as JSON: what begins with { or [ and is no attribute selector. */
static bool
is_json(const char *s)
{
	if (*s == '{')
		return true;
	if (*s++ != '[')
		return false;
	s += strspn(s, " \t\r\n");
	return *s != '\0' && strchr("\"{[]", *s) != NULL;
}

/* A text as a value: JSON as such, CSS as a string. */
static struct jv *
value_of(const char *s)
{
	struct jv *v = NULL;
	struct fault f;

	if (is_json(s) && jv_parse(s, strlen(s), &v, &f) == 0)
		return v;
	return jv_str(s);
}

/* And back: a string as it is, all else as canonical JSON. */
const char *
declaration_text(struct arena *a, const struct jv *v)
{
	const char *s;
	struct buf b;

	if (v == NULL)
		return "";
	if ((s = jv_text(v)) != NULL)
		return arena_strdup(a, s);
	buf_init(&b, TEXT_BYTES_MAX);
	jv_write(v, &b);
	s = arena_strndup(a, (const char *)b.data, b.len);
	buf_free(&b);
	return s;
}

/* A value of another as one of its own. */
static struct jv *
value_again(struct arena *a, const struct jv *v)
{
	return jv_text(v) != NULL ? jv_str(jv_text(v))
				  : value_of(declaration_text(a, v));
}

static struct jv *
write_source(const struct declaration_source *s)
{
	struct jv *v = jv_object();

	jv_set_str(v, "url", s->url);
	if (*s->select != '\0')
		jv_set_take(v, "select", value_of(s->select));
	if (*s->remove != '\0')
		jv_set_take(v, "remove", value_of(s->remove));
	if (*s->filter != '\0')
		jv_set_take(v, "filter", value_of(s->filter));
	if (s->render)
		jv_set_bool(v, "render", true);
	return v;
}

void
declaration_write(const struct declaration *d, struct buf *out)
{
	struct jv *v = jv_object(), *list = jv_array();
	size_t i;

	for (i = 0; i < d->n_sources; i++)
		jv_push_take(list, write_source(&d->sources[i]));
	jv_set_take(v, "sources", list);
	if (d->allow_private)
		jv_set_bool(v, "allow_private", true);
	if (d->ignore_robots)
		jv_set_bool(v, "ignore_robots", true);
	if (d->allow_downgrade)
		jv_set_bool(v, "allow_downgrade", true);
	if (*d->refused != '\0')
		jv_set_str(v, "refused", d->refused);
	jv_write(v, out);
	jv_free(v);
}

int
declaration_parse(const char *json, size_t len, struct arena *a,
    struct declaration *out, struct fault *f)
{
	const struct jv *list, *s;
	struct jv *v = NULL;
	size_t i;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	if (len > DECLARATION_BYTES_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "declaration: %zu bytes, want at most %zu", len,
		    DECLARATION_BYTES_MAX);
	if (jv_parse(json, len, &v, f) != 0 ||
	    jv_need_array(v, "sources", &list, f) != 0)
		goto out;
	out->n_sources = jv_count(list);
	if (out->n_sources > JOINED_PARTS_MAX) {
		(void)fault_set(f, FAULT_LIMIT, "%zu sources, want at most %d",
		    out->n_sources, JOINED_PARTS_MAX);
		goto out;
	}
	out->sources = arena_new(a, out->n_sources, sizeof(*out->sources));
	for (i = 0; i < out->n_sources; i++) {
		s = jv_at(list, i);
		if (jv_need_text(s, "url", &out->sources[i].url, f) != 0)
			goto out;
		out->sources[i].url = arena_strdup(a, out->sources[i].url);
		out->sources[i].select =
		    declaration_text(a, jv_get(s, "select"));
		out->sources[i].remove =
		    declaration_text(a, jv_get(s, "remove"));
		out->sources[i].filter =
		    declaration_text(a, jv_get(s, "filter"));
		out->sources[i].render = jv_truth(jv_get(s, "render"));
	}
	out->allow_private = jv_truth(jv_get(v, "allow_private"));
	out->ignore_robots = jv_truth(jv_get(v, "ignore_robots"));
	out->allow_downgrade = jv_truth(jv_get(v, "allow_downgrade"));
	out->refused = declaration_text(a, jv_get(v, "refused"));
	rc = 0;
out:
	jv_free(v);
	if (rc != 0)
		(void)fault_under(f, "declaration");
	return rc;
}

const char *
declaration_css(struct arena *a, const char *const *css, size_t n)
{
	struct jv *list, *v;
	const char *s;
	size_t i, k;

	if (n == 0)
		return "";
	if (n == 1)
		return arena_strdup(a, css[0]);
	list = jv_array();
	for (i = 0; i < n; i++) {
		v = value_of(css[i]);
		for (k = 0; k < jv_count(v); k++)
			jv_push_take(list, value_again(a, jv_at(v, k)));
		if (jv_is_array(v))
			jv_free(v);
		else
			jv_push_take(list, v);
	}
	s = declaration_text(a, list);
	jv_free(list);
	return s;
}

/* {"parts":[…]}, a value for each source; "" where all are empty. */
static const char *
joined(struct arena *a, const struct declaration *d, bool remove)
{
	struct jv *v, *list;
	const char *s = "";
	bool any = false;
	size_t i;

	if (d->n_sources == 0)
		return "";
	if (d->n_sources == 1)
		return remove ? d->sources[0].remove : d->sources[0].select;
	v = jv_object();
	list = jv_array();
	for (i = 0; i < d->n_sources; i++) {
		s = remove ? d->sources[i].remove : d->sources[i].select;
		any = any || *s != '\0';
		jv_push_take(list, value_of(s));
	}
	jv_set_take(v, "parts", list);
	s = any ? declaration_text(a, v) : "";
	jv_free(v);
	return s;
}

const char *
declaration_select(struct arena *a, const struct declaration *d)
{
	return joined(a, d, false);
}

const char *
declaration_remove(struct arena *a, const struct declaration *d)
{
	return joined(a, d, true);
}

int
intake_declared(const struct intake_reader *r, struct arena *a,
    struct capture *c, struct fault *f)
{
	struct declaration d;
	const char *json = NULL;

	if (r->declared == NULL || c->media != MEDIA_HTML ||
	    *c->select != '\0' || *c->remove != '\0')
		return 0;
	if (r->declared(r->ctx, c->platform, c->document, c->time_utc_ms, a,
		&json, f) != 0)
		return -1;
	if (json == NULL)
		return 0;
	if (declaration_parse(json, strlen(json), a, &d, f) != 0)
		return -1;
	if (*d.refused != '\0') {
		c->gap_rule = "declaration-refused";
		c->gap = d.refused;
	} else if (d.n_sources != 1) {
		c->gap_rule = "declaration-joined";
		c->gap = arena_fmt(a,
		    "the declaration of that time joins %zu pages, and this "
		    "is one",
		    d.n_sources);
	} else {
		c->select = declaration_select(a, &d);
		c->remove = declaration_remove(a, &d);
	}
	return 0;
}
