#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#include "intake_in.h"

/* A record names a handful of sources; more is no message of the program. */
#define REFS_MAX 256
#define LINE_MAX_BYTES 4096

/* Digits of an id of a MongoDB document. */
#define MONGO 24

/*
 * Subjects, newest program first.  A first record is no news of the vendor
 * either way: its class is for history to judge.
 */
static const struct {
	const char *prefix, *kind;
	int technical;
} subjects[] = {
	{ "First record of ", "first", 0 },
	{ "Record new changes of ", "change", 0 },
	{ "Apply technical or declaration upgrade on ", "upgrade", 1 },
	{ "Start tracking ", "first", 0 },
	{ "Refilter ", "upgrade", 1 },
	{ "Update ", "change", 0 },
};

static int
begins(const char *s, size_t n, const char *prefix)
{
	size_t len = strlen(prefix);

	return n >= len && memcmp(s, prefix, len) == 0;
}

static void
push(struct arena *a, const char ***list, size_t *n, const char *s, size_t len)
{
	if (*n == REFS_MAX || len == 0)
		return;
	*list = arena_more(a, *list, *n, sizeof(**list));
	(*list)[(*n)++] = arena_strndup(a, s, len);
}

static int
is_hex(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!((s[i] >= '0' && s[i] <= '9') ||
			(s[i] >= 'a' && s[i] <= 'f')))
			return 0;
	return 1;
}

/*
 * A reference to a snapshot: an address, a commit, or a database's id, which
 * may stick to the words "with Mongo ID" before it.  "undefined", alone or as an address's last part, was
 * written where the program had none.
 */
static void
word(struct arena *a, const char *s, size_t n, struct ota_message *m)
{
	const char *lost = "undefined";
	size_t len = strlen(lost);
	int address;

	while (n > 0 && strchr("\"'.,;:()[]", s[n - 1]) != NULL)
		n--;
	while (n > 0 && strchr("\"'([", s[0]) != NULL)
		s++, n--;
	address = begins(s, n, "https://") || begins(s, n, "http://") ||
	    begins(s, n, "mongo://");
	if (n >= len && memcmp(s + n - len, lost, len) == 0 &&
	    (n == len || s[n - len - 1] == '/'))
		m->snapshot_lost = 1;
	else if (address || ((n == 40 || n == MONGO) && is_hex(s, n)))
		push(a, &m->snapshots, &m->n_snapshots, s, n);
	else if (n > MONGO && is_hex(s + n - MONGO, MONGO) &&
	    (begins(s, n, "ID\"") ? n == MONGO + 3
				  : begins(s, n, "ID") && n == MONGO + 2))
		push(a, &m->snapshots, &m->n_snapshots, s + n - MONGO, MONGO);
}

static void
words(struct arena *a, const char *s, size_t n, struct ota_message *m)
{
	size_t i = 0, from;

	while (i < n) {
		while (i < n && (s[i] == ' ' || s[i] == '\t'))
			i++;
		from = i;
		while (i < n && s[i] != ' ' && s[i] != '\t')
			i++;
		word(a, s + from, i - from, m);
	}
}

/* The value of a trailer, or "" where it was written as "undefined". */
static const char *
value(struct arena *a, const char *s, size_t n)
{
	while (n > 0 && s[0] == ' ')
		s++, n--;
	if (n == 9 && memcmp(s, "undefined", 9) == 0)
		return "";
	return arena_strndup(a, s, n);
}

static void
line(struct arena *a, const char *s, size_t n, struct ota_message *m)
{
	static const char engine[] = "X-engine-version:";
	static const char fetcher[] = "X-fetcher:";
	static const char source[] = "X-source-document-location:";
	const char *v;

	if (begins(s, n, engine)) {
		m->engine =
		    value(a, s + sizeof(engine) - 1, n - (sizeof(engine) - 1));
	} else if (begins(s, n, fetcher)) {
		m->fetcher = value(
		    a, s + sizeof(fetcher) - 1, n - (sizeof(fetcher) - 1));
	} else if (begins(s, n, source)) {
		v = value(a, s + sizeof(source) - 1, n - (sizeof(source) - 1));
		push(a, &m->urls, &m->n_urls, v, strlen(v));
	} else {
		words(a, s, n, m);
	}
}

static void
subject(const char *s, size_t n, struct ota_message *m)
{
	size_t i;

	for (i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		if (begins(s, n, subjects[i].prefix)) {
			m->kind = subjects[i].kind;
			m->technical = subjects[i].technical;
			m->rest = m->subject + strlen(subjects[i].prefix);
			return;
		}
	}
}

void
ota_message_read(const char *text, struct arena *a, struct ota_message *out)
{
	const char *end;
	size_t n;
	int first = 1;

	memset(out, 0, sizeof(*out));
	out->subject = out->kind = out->rest = out->engine = out->fetcher = "";
	for (; *text != '\0'; text = *end == '\0' ? end : end + 1) {
		end = text + strcspn(text, "\r\n");
		n = (size_t)(end - text);
		if (n > LINE_MAX_BYTES)
			n = utf8_cut(text, n, LINE_MAX_BYTES);
		if (first) {
			out->subject = arena_strndup(a, text, n);
			subject(out->subject, n, out);
			first = 0;
		} else {
			line(a, text, n, out);
		}
	}
}

enum media
intake_media(const char *name, const char **type)
{
	static const struct {
		const char *end;
		enum media media;
		const char *type;
	} ends[] = {
		{ ".md", MEDIA_MARKDOWN, "text/markdown" },
		{ ".markdown", MEDIA_MARKDOWN, "text/markdown" },
		{ ".html", MEDIA_HTML, "text/html" },
		{ ".htm", MEDIA_HTML, "text/html" },
		{ ".txt", MEDIA_TEXT, "text/plain" },
		{ ".pdf", MEDIA_PDF, "application/pdf" },
	};
	size_t n = strlen(name), i, len;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		len = strlen(ends[i].end);
		if (n > len && strcmp(name + n - len, ends[i].end) == 0) {
			*type = ends[i].type;
			return ends[i].media;
		}
	}
	*type = "application/octet-stream";
	return MEDIA_OTHER;
}
