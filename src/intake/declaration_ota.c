#include "intake/declaration.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/jv.h"
#include "base/utf8.h"
#include "model/joined.h"

#include "intake_in.h"

/*
 * Ceilings.  The longest real history has 42 entries of one document; the
 * largest public collection has some 2,000 services.
 */
#define PERIODS_MAX 4096
#define SERVICES_MAX 100000
#define NAME_BYTES_MAX 255
#define URL_BYTES_MAX 8192

/*
 * The only filter that is part of the archive's engine, and ours: lines of the
 * text that do not count (history/flicker.h).
 */
static const char built_in[] = "removeQueryParams";
static const char ours[] = "ignoreLines";

struct reader {
	struct arena *a;
	struct declaration_period *list, *lost;
	size_t n, n_lost;
};

/* Why an address is none that we fetch, or NULL. */
static const char *
url_refused(struct arena *a, const char *url)
{
	const char *host;
	size_t i, n = strlen(url);

	if (strncasecmp(url, "https://", 8) != 0 &&
	    strncasecmp(url, "http://", 7) != 0)
		return arena_fmt(a, "fetch: want http or https, have \"%.*s\"",
		    (int)utf8_cut(url, n, 80), url);
	if (n > URL_BYTES_MAX)
		return arena_fmt(
		    a, "fetch: %zu bytes, want at most %d", n, URL_BYTES_MAX);
	for (i = 0; i < n; i++)
		if ((unsigned char)url[i] <= ' ' || url[i] == 0x7f)
			return "fetch: a control character in it";
	host = strstr(url, "//") + 2;
	n = strcspn(host, "/?#");
	if (n == 0)
		return "fetch: an address without host";
	if (memchr(host, '@', n) != NULL)
		return "fetch: name or password in the address";
	return NULL;
}

/* An address as browsers take it: no blanks around it, %20 within. */
static const char *
url_of(struct arena *a, const char *url)
{
	size_t n = strlen(url), i, o = 0;
	char *out;

	while (n > 0 && (unsigned char)url[n - 1] <= ' ')
		n--;
	for (; n > 0 && (unsigned char)url[0] <= ' '; n--)
		url++;
	out = arena_new(a, 3 * n + 1, 1);
	for (i = 0; i < n; i++) {
		if (url[i] == ' ') {
			memcpy(out + o, "%20", 3);
			o += 3;
		} else {
			out[o++] = url[i];
		}
	}
	return out;
}

/* Why a list of filters cannot be run, or NULL. */
static const char *
filter_refused(struct arena *a, const struct jv *filters)
{
	const struct jv *item, *value = NULL;
	const char *name;
	size_t i;

	if (filters != NULL && !jv_is_array(filters))
		return "filter: want a list";
	for (i = 0; i < jv_count(filters); i++) {
		item = jv_at(filters, i);
		name = jv_text(item);
		if (name == NULL)
			name = jv_next(item, NULL, &value);
		if (name != NULL && strcmp(name, ours) == 0 &&
		    jv_text(item) == NULL && jv_is_array(value))
			continue;
		if (name == NULL || strcmp(name, built_in) != 0)
			return arena_fmt(a,
			    "filter: \"%.100s\" is a program of the service's "
			    "own, which is not run",
			    name == NULL ? "" : name);
	}
	return NULL;
}

/* A key of a declaration: of the part itself, or else of what it is part of. */
static const struct jv *
inherited(const struct jv *part, const struct jv *whole, const char *key)
{
	const struct jv *v = jv_get(part, key);

	return v != NULL || whole == NULL ? v : jv_get(whole, key);
}

/* select or remove: its form here; layer text has its words. */
static const char *
selectors_refused(struct arena *a, const char *key, const struct jv *v)
{
	if (v == NULL || jv_text(v) != NULL || jv_is_array(v) ||
	    jv_is_object(v))
		return NULL;
	return arena_fmt(a, "%s: want text, a range or a list of these", key);
}

/* Keys that are not understood must not be passed over. */
static const char *
keys_refused(struct arena *a, const struct jv *v, bool is_part)
{
	static const char *const known[] = { "fetch", "select", "remove",
		"filter", "executeClientScripts", "combine", "validUntil" };
	const size_t n = sizeof(known) / sizeof(known[0]) - (is_part ? 2 : 0);
	const struct jv *value;
	const char *key = NULL;
	size_t i;

	if (!jv_is_object(v))
		return "want an object";
	while ((key = jv_next(v, key, &value)) != NULL) {
		/* "ValidUntil" stands in real ones. */
		for (i = 0; i < n; i++)
			if (strcasecmp(key, known[i]) == 0)
				break;
		if (i == n || (i < 5 && strcmp(key, known[i]) != 0))
			return arena_fmt(
			    a, "\"%.100s\" is not understood", key);
	}
	return NULL;
}

/* One source; NULL, or why it is refused. */
static const char *
read_source(struct arena *a, const struct jv *part, const struct jv *whole,
    struct declaration_source *out)
{
	const struct jv *fetch = inherited(part, whole, "fetch");
	const struct jv *select = inherited(part, whole, "select");
	const struct jv *remove = inherited(part, whole, "remove");
	const struct jv *filter = inherited(part, whole, "filter");
	const char *why;

	out->url = url_of(a, declaration_text(a, fetch));
	out->select = declaration_text(a, select);
	out->remove = declaration_text(a, remove);
	out->filter = declaration_text(a, filter);
	out->render = jv_truth(inherited(part, whole, "executeClientScripts"));
	if (whole != NULL && (why = keys_refused(a, part, true)) != NULL)
		return why;
	if (jv_text(fetch) == NULL)
		return "no fetch";
	if ((why = url_refused(a, out->url)) == NULL &&
	    (why = selectors_refused(a, "select", select)) == NULL &&
	    (why = selectors_refused(a, "remove", remove)) == NULL)
		why = filter_refused(a, filter);
	return why;
}

/* One declaration, with why it is refused in it. */
static void
read_declaration(struct arena *a, const struct jv *v, struct declaration *out)
{
	const struct jv *parts = jv_get(v, "combine");
	const char *why = keys_refused(a, v, false);
	size_t i, n = jv_count(parts);

	memset(out, 0, sizeof(*out));
	out->refused = "";
	out->n_sources = parts == NULL ? 1 : n;
	if (why == NULL && parts != NULL && n == 0)
		why = "combine: want a list of sources";
	if (n > JOINED_PARTS_MAX) {
		why = arena_fmt(a, "combine: %zu sources, want at most %d", n,
		    JOINED_PARTS_MAX);
		out->n_sources = 0;
	}
	out->sources = arena_new(a, out->n_sources, sizeof(*out->sources));
	for (i = 0; i < out->n_sources; i++) {
		const char *w = parts == NULL
		    ? read_source(a, v, NULL, &out->sources[i])
		    : read_source(a, jv_at(parts, i), v, &out->sources[i]);

		if (why == NULL && w != NULL)
			why = parts == NULL
			    ? w
			    : arena_fmt(a, "combine %zu: %s", i + 1, w);
	}
	if (why != NULL)
		out->refused = why;
}

/* Until when an entry of a history held; false where that is not said. */
static bool
valid_until(const struct jv *entry, int64_t *out)
{
	const struct jv *value;
	const char *key = NULL;
	struct fault f;

	while ((key = jv_next(entry, key, &value)) != NULL)
		if (strcasecmp(key, "validUntil") == 0)
			return jv_text(value) != NULL &&
			    clock_parse(jv_text(value), out, &f) == 0;
	return false;
}

static int
add_period(struct reader *r, const char *document, const struct jv *v,
    int64_t until, struct fault *f)
{
	struct declaration_period *p;

	if (r->n == PERIODS_MAX)
		return fault_set(
		    f, FAULT_LIMIT, "more than %d declarations", PERIODS_MAX);
	r->list = arena_more(r->a, r->list, r->n, sizeof(*r->list));
	p = &r->list[r->n++];
	p->document = arena_strdup(r->a, document);
	p->from_utc_ms = INT64_MIN;
	p->until_utc_ms = until;
	read_declaration(r->a, v, &p->d);
	return 0;
}

/* A document's name becomes one of the archive: text, of sane length. */
static int
check_name(const char *what, const char *name, struct fault *f)
{
	size_t i, n = strlen(name);

	if (n == 0 || n > NAME_BYTES_MAX)
		return fault_set(f, FAULT_FORMAT,
		    "%s: want a name of 1 to %d bytes, have %zu", what,
		    NAME_BYTES_MAX, n);
	for (i = 0; i < n; i++)
		if ((unsigned char)name[i] < ' ' || name[i] == 0x7f)
			return fault_set(f, FAULT_FORMAT,
			    "%s: a control character in its name", what);
	return utf8_valid(name, n, NULL)
	    ? 0
	    : fault_set(f, FAULT_FORMAT, "%s: its name is not UTF-8", what);
}

/*
 * An entry that does not say until when it held never did: real ones occur,
 * and their neighbours are as good as any.
 */
static int
add_lost(struct reader *r, const char *document, size_t entry, struct fault *f)
{
	struct declaration_period *p;

	if (r->n_lost == PERIODS_MAX)
		return fault_set(
		    f, FAULT_LIMIT, "more than %d declarations", PERIODS_MAX);
	r->lost = arena_more(r->a, r->lost, r->n_lost, sizeof(*r->lost));
	p = &r->lost[r->n_lost++];
	memset(p, 0, sizeof(*p));
	p->document = arena_strdup(r->a, document);
	p->from_utc_ms = INT64_MIN;
	p->until_utc_ms = INT64_MAX;
	p->d.refused = arena_fmt(r->a,
	    "entry %zu of its history: want validUntil, a date of RFC 3339",
	    entry);
	return 0;
}

/* The entries of one document's history. */
static int
read_entries(struct reader *r, const char *document, const struct jv *list,
    struct fault *f)
{
	int64_t until;
	size_t i;

	if (!jv_is_array(list))
		return fault_set(
		    f, FAULT_FORMAT, "%.100s: want a list", document);
	for (i = 0; i < jv_count(list); i++) {
		if ((valid_until(jv_at(list, i), &until)
			    ? add_period(r, document, jv_at(list, i), until, f)
			    : add_lost(r, document, i + 1, f)) != 0)
			return -1;
	}
	return 0;
}

static int
by_document(const void *x, const void *y)
{
	const struct declaration_period *a = x, *b = y;
	int order = strcmp(a->document, b->document);

	if (order != 0)
		return order;
	if (a->until_utc_ms != b->until_utc_ms)
		return a->until_utc_ms < b->until_utc_ms ? -1 : 1;
	return (a->from_utc_ms > b->from_utc_ms) -
	    (a->from_utc_ms < b->from_utc_ms);
}

/*
 * Each period begins where the one before it ended.  Of two until one time,
 * which occur, the first in the file holds and the other never did.
 */
static void
set_from(struct reader *r)
{
	struct declaration_period *p;
	size_t i, n = 0;

	/* Where it stood, until it is known when it began. */
	for (i = 0; i < r->n; i++)
		r->list[i].from_utc_ms = (int64_t)i;
	if (r->n > 0)
		qsort(r->list, r->n, sizeof(*r->list), by_document);
	for (i = 0; i < r->n; i++) {
		p = n == 0 ? NULL : &r->list[n - 1];
		if (p != NULL && strcmp(p->document, r->list[i].document) != 0)
			p = NULL;
		if (p != NULL && p->until_utc_ms == r->list[i].until_utc_ms)
			continue;
		r->list[n] = r->list[i];
		r->list[n++].from_utc_ms =
		    p == NULL ? INT64_MIN : p->until_utc_ms + 1;
	}
	r->n = n;
}

static int
read_now(struct reader *r, const struct buf *text, struct fault *f)
{
	const struct jv *terms, *value;
	const char *key = NULL;
	struct jv *v = NULL;
	int rc = -1;

	if (jv_parse(text->data, text->len, &v, f) != 0)
		goto out;
	terms = jv_get(v, "terms");
	if (terms == NULL)
		terms = jv_get(v, "documents"); /* its old name */
	if (!jv_is_object(terms)) {
		(void)fault_set(f, FAULT_FORMAT, "want an object \"terms\"");
		goto out;
	}
	while ((key = jv_next(terms, key, &value)) != NULL)
		if (check_name("terms", key, f) != 0 ||
		    add_period(r, key, value, INT64_MAX, f) != 0)
			goto out;
	rc = 0;
out:
	jv_free(v);
	return rc;
}

static int
read_history(struct reader *r, const struct buf *text, struct fault *f)
{
	const struct jv *value;
	const char *key = NULL;
	struct jv *v = NULL;
	int rc = -1;

	if (jv_parse(text->data, text->len, &v, f) != 0)
		goto out;
	if (!jv_is_object(v)) {
		(void)fault_set(f, FAULT_FORMAT, "want an object");
		goto out;
	}
	while ((key = jv_next(v, key, &value)) != NULL)
		if (check_name("terms", key, f) != 0 ||
		    read_entries(r, key, value, f) != 0)
			goto out;
	rc = 0;
out:
	jv_free(v);
	return rc;
}

int
declaration_service_parse(const char *name, const struct buf *now,
    const struct buf *history, struct arena *a, struct declaration_service *out,
    struct fault *f)
{
	struct reader r = { .a = a };

	if (check_name("service", name, f) != 0)
		return -1;
	if (read_now(&r, now, f) != 0)
		return fault_under(f, "%.150s.json", name);
	if (history != NULL && read_history(&r, history, f) != 0)
		return fault_under(f, "%.150s.history.json", name);
	set_from(&r);
	out->platform = arena_strdup(a, name);
	out->periods = r.list;
	out->n_periods = r.n;
	out->lost = r.lost;
	out->n_lost = r.n_lost;
	return 0;
}

static bool
ends(const char *s, const char *with)
{
	size_t n = strlen(s), k = strlen(with);

	return n > k && strcmp(s + n - k, with) == 0;
}

int
declaration_service_read(const char *path, struct arena *a,
    struct declaration_service *out, struct fault *f)
{
	const char *slash = strrchr(path, '/'), *name, *other;
	struct buf now, history;
	int rc = -1;

	buf_init(&now, DECLARATION_BYTES_MAX);
	buf_init(&history, DECLARATION_BYTES_MAX);
	name = slash == NULL ? path : slash + 1;
	if (!ends(name, ".json") || ends(name, ".history.json")) {
		(void)fault_set(f, FAULT_FORMAT,
		    "%.300s: want <Service>.json or a folder of such", path);
		goto out;
	}
	name = arena_strndup(a, name, strlen(name) - strlen(".json"));
	other = arena_fmt(a, "%.*s.history.json",
	    (int)(strlen(path) - strlen(".json")), path);
	if (file_read(path, &now, f) != 0)
		goto out;
	if (file_exists(other) && file_read(other, &history, f) != 0)
		goto out;
	rc = declaration_service_parse(
	    name, &now, history.len > 0 ? &history : NULL, a, out, f);
out:
	buf_free(&history);
	buf_free(&now);
	return rc;
}

static int
by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

int
declaration_folder(const char *path, struct arena *a, const char ***paths,
    size_t *n, struct fault *f)
{
	const char *below = arena_fmt(a, "%s/declarations", path);
	const char **list = NULL;
	struct dirent *e;
	DIR *d = opendir(below);
	size_t count = 0;
	int rc = -1;

	if (d != NULL)
		path = below;
	else
		d = opendir(path);
	if (d == NULL)
		return fault_sys(f, "%.300s", path);
	while ((errno = 0, e = readdir(d)) != NULL) {
		if (!ends(e->d_name, ".json") || e->d_name[0] == '.' ||
		    ends(e->d_name, ".history.json"))
			continue;
		if (count == SERVICES_MAX) {
			(void)fault_set(f, FAULT_LIMIT,
			    "%.300s: more than %d services", path,
			    SERVICES_MAX);
			goto out;
		}
		list = arena_more(a, list, count, sizeof(*list));
		list[count++] = arena_fmt(a, "%s/%s", path, e->d_name);
	}
	if (errno != 0) {
		(void)fault_sys(f, "%.300s", path);
		goto out;
	}
	if (count > 0)
		qsort(list, count, sizeof(*list), by_name);
	*paths = list;
	*n = count;
	rc = 0;
out:
	(void)closedir(d);
	return rc;
}
