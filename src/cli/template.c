#include "cli/template.h"

#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/utf8.h"

/* Six lines of a few words; a larger file is something else. */
#define TEMPLATE_MAX 16384

static const char **
template_slot(struct packet_template *t, const char *key, size_t n)
{
	static const char *const keys[] = { "owner", "prepared_for",
		"prepared_by", "classification", "organisation", "footer" };
	const char **slots[] = { &t->owner, &t->prepared_for, &t->prepared_by,
		&t->classification, &t->organisation, &t->footer };
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strlen(keys[i]) == n && memcmp(keys[i], key, n) == 0)
			return slots[i];
	return NULL;
}

static size_t
trimmed(const char **s, size_t n)
{
	while (n > 0 && (**s == ' ' || **s == '\t')) {
		(*s)++;
		n--;
	}
	while (n > 0 &&
	    ((*s)[n - 1] == ' ' || (*s)[n - 1] == '\t' || (*s)[n - 1] == '\r'))
		n--;
	return n;
}

static int
template_line(const char *path, size_t number, const char *line, size_t n,
    struct arena *a, struct packet_template *t, struct fault *f)
{
	const char *equals, *value, **slot;
	size_t n_key, n_value;

	n = trimmed(&line, n);
	if (n == 0 || line[0] == '#')
		return 0;
	if ((equals = memchr(line, '=', n)) == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "%s:%zu: want \"key = value\", have \"%.*s\"", path, number,
		    (int)utf8_cut(line, n, 60), line);
	value = equals + 1;
	n_value = trimmed(&value, n - (size_t)(value - line));
	n_key = trimmed(&line, (size_t)(equals - line));
	if ((slot = template_slot(t, line, n_key)) == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "%s:%zu: no such key: \"%.*s\" (owner, prepared_for, "
		    "prepared_by, classification, organisation, footer)",
		    path, number, (int)utf8_cut(line, n_key, 60), line);
	if ((*slot)[0] != '\0')
		return fault_set(f, FAULT_FORMAT,
		    "%s:%zu: \"%.*s\" a second time", path, number, (int)n_key,
		    line);
	*slot = arena_strndup(a, value, n_value);
	return 0;
}

int
template_read(const char *path, struct arena *a, struct packet_template *out,
    struct fault *f)
{
	struct packet_template t = { "", "", "", "", "", "" };
	const char *p, *end;
	struct buf b;
	size_t number = 0, bad = 0;
	int rc = -1;

	buf_init(&b, TEMPLATE_MAX);
	if (path != NULL && file_read(path, &b, f) != 0)
		goto out;
	p = b.len == 0 ? "" : (const char *)b.data;
	if (!utf8_valid(p, b.len, &bad)) {
		fault_set(f, FAULT_FORMAT, "%s: want UTF-8, not so at byte %zu",
		    path, bad);
		goto out;
	}
	while (*p != '\0') {
		if ((end = strchr(p, '\n')) == NULL)
			end = p + strlen(p);
		if (template_line(
			path, ++number, p, (size_t)(end - p), a, &t, f) != 0)
			goto out;
		p = *end == '\n' ? end + 1 : end;
	}
	*out = t;
	rc = 0;
out:
	buf_free(&b);
	return rc;
}
