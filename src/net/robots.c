#include "net/robots.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"

/*
 * Bytes compared for one file: real ones need some thousands.  A file that is
 * made to cost more is not obeyed by halves: nothing is read then.
 */
#define ROBOTS_STEPS ((size_t)50000000)

/* A rule that is longer than any path fits none. */
#define ROBOTS_PATH ((size_t)32000)

struct robots_line {
	const char *key, *value;
	size_t n_key, n_value;
};

/* What a group's rules say so far: the longest one that fits. */
struct robots_best {
	bool any; /* a group for the product was there */
	bool fits, allow;
	size_t len, line;
	const char *value;
	size_t n_value;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

/* One line of n bytes as key and value, without its comment. */
static bool
line_read(const char *p, size_t n, struct robots_line *out)
{
	const char *colon, *hash = memchr(p, '#', n);

	if (hash != NULL)
		n = (size_t)(hash - p);
	colon = memchr(p, ':', n);
	if (colon == NULL)
		return false;
	out->key = p;
	out->n_key = (size_t)(colon - p);
	out->value = colon + 1;
	out->n_value = n - out->n_key - 1;
	while (out->n_key > 0 && is_space(out->key[0])) {
		out->key++;
		out->n_key--;
	}
	while (out->n_key > 0 && is_space(out->key[out->n_key - 1]))
		out->n_key--;
	while (out->n_value > 0 && is_space(out->value[0])) {
		out->value++;
		out->n_value--;
	}
	while (out->n_value > 0 && is_space(out->value[out->n_value - 1]))
		out->n_value--;
	return true;
}

static bool
key_is(const struct robots_line *l, const char *key)
{
	return l->n_key == strlen(key) &&
	    strncasecmp(l->key, key, l->n_key) == 0;
}

/* The name in a user-agent line: letters, _ and -, or a star alone. */
static bool
agent_is(const struct robots_line *l, const char *product)
{
	size_t n = 0;
	char c;

	if (strcmp(product, "*") == 0)
		return l->n_value >= 1 && l->value[0] == '*' &&
		    (l->n_value == 1 || is_space(l->value[1]));
	while (n < l->n_value) {
		c = l->value[n];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			c == '_' || c == '-'))
			break;
		n++;
	}
	return n == strlen(product) && strncasecmp(l->value, product, n) == 0;
}

static int
hex_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/*
 * A path in one form: what needs no escape has none, what needs one has it in
 * capitals.
 *= RFC 9309 section 2.2.2: octets are compared percent-encoded
 */
static void
path_normal(const char *p, size_t n, struct buf *out)
{
	size_t i;
	int c, hi, lo;

	for (i = 0; i < n; i++) {
		c = (unsigned char)p[i];
		if (c == '%' && i + 2 < n && (hi = hex_of(p[i + 1])) >= 0 &&
		    (lo = hex_of(p[i + 2])) >= 0) {
			c = hi * 16 + lo;
			i += 2;
			if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c >= '0' && c <= '9') ||
			    (c != 0 && strchr("-._~", c) != NULL))
				buf_fmt(out, "%c", c);
			else
				buf_fmt(out, "%%%02X", (unsigned)c);
		} else if (c < 0x21 || c > 0x7e) {
			buf_fmt(out, "%%%02X", (unsigned)c);
		} else {
			buf_fmt(out, "%c", c);
		}
	}
}

/* The first place at or after from where seg stands in path, or n + 1. */
static size_t
segment_find(const char *path, size_t n, size_t from, const char *seg,
    size_t len, size_t *steps)
{
	size_t i;

	for (i = from; i + len <= n; i++) {
		*steps += 1 + len / 8;
		if (memcmp(path + i, seg, len) == 0)
			return i;
	}
	return n + 1;
}

/*
 * Does the pattern fit the path from its beginning?  Parts between stars are
 * looked for from left to right, which finds a fit if there is one.
 *= RFC 9309 section 2.2.3: "*" is any run of octets, "$" the end
 */
static bool
pattern_fits(
    const char *pat, size_t m, const char *path, size_t n, size_t *steps)
{
	const bool ends = m > 0 && pat[m - 1] == '$';
	const char *star;
	size_t at = 0, i = 0, len;
	bool first = true;

	if (ends)
		m--;
	for (;;) {
		star = memchr(pat + i, '*', m - i);
		len = star == NULL ? m - i : (size_t)(star - (pat + i));
		*steps += len + 1;
		if (star == NULL && ends && !first) {
			/* The last part stands at the very end. */
			return n - at >= len &&
			    memcmp(path + n - len, pat + i, len) == 0;
		}
		if (first) {
			if (len > n || memcmp(path, pat, len) != 0)
				return false;
			at = len;
		} else {
			at = segment_find(path, n, at, pat + i, len, steps);
			if (at > n)
				return false;
			at += len;
		}
		if (star == NULL)
			return !ends || at == n;
		i += len + 1;
		first = false;
	}
}

static void
rule_weigh(const struct robots_line *l, bool allow, size_t line,
    const struct buf *path, struct robots_best *best, size_t *steps)
{
	struct buf pat;

	/* An empty rule says nothing. */
	if (l->n_value == 0)
		return;
	buf_init(&pat, ROBOTS_PATH);
	path_normal(l->value, l->n_value, &pat);
	/*= RFC 9309 section 2.2.2: the most octets win, allow wins a tie */
	if (!pat.over &&
	    (pat.len > best->len || !best->fits ||
		(pat.len == best->len && allow && !best->allow)) &&
	    pattern_fits((const char *)pat.data, pat.len,
		(const char *)path->data, path->len, steps)) {
		best->fits = true;
		best->allow = allow;
		best->len = pat.len;
		best->line = line;
		best->value = l->value;
		best->n_value = l->n_value;
	}
	buf_free(&pat);
}

/* Read all groups of one name, which count as one. */
static void
groups_read(const char *text, size_t n, const char *product,
    const struct buf *path, struct robots_best *best, size_t *steps)
{
	struct robots_line l;
	bool mine = false, in_agents = false, allow;
	size_t at = 0, k, line = 0;

	while (at < n && *steps < ROBOTS_STEPS) {
		for (k = at; k < n && text[k] != '\n' && text[k] != '\r'; k++)
			;
		line++;
		if (line_read(text + at, k - at, &l)) {
			allow = key_is(&l, "allow");
			if (key_is(&l, "user-agent")) {
				if (!in_agents)
					mine = false;
				in_agents = true;
				mine = agent_is(&l, product) || mine;
				best->any = best->any || mine;
			} else if (allow || key_is(&l, "disallow")) {
				in_agents = false;
				if (mine)
					rule_weigh(
					    &l, allow, line, path, best, steps);
			}
		}
		if (k + 1 < n && text[k] == '\r' && text[k + 1] == '\n')
			k++;
		at = k + 1;
	}
}

static void
answer_rule(const struct robots_best *best, struct robots_answer *out)
{
	char value[64];
	size_t i, n = best->n_value < 63 ? best->n_value : 63;

	for (i = 0; i < n; i++)
		value[i] = best->value[i] > 0x20 && best->value[i] < 0x7f
		    ? best->value[i]
		    : '?';
	value[n] = '\0';
	(void)snprintf(out->rule, sizeof(out->rule), "%s: %s (line %zu)",
	    best->allow ? "Allow" : "Disallow", value, best->line);
}

void
robots_judge(const char *text, size_t n, const char *product, const char *path,
    struct robots_answer *out)
{
	struct robots_best best = { .any = false };
	struct buf normal;
	size_t steps = 0;

	*out = (struct robots_answer){ .allowed = true };
	/*= RFC 9309 section 2.2.2: /robots.txt itself is allowed */
	if (strcmp(path, "/robots.txt") == 0)
		return;
	if (n > ROBOTS_MAX)
		n = ROBOTS_MAX;
	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		n -= 3;
	}
	buf_init(&normal, ROBOTS_PATH);
	path_normal(path, strlen(path), &normal);
	groups_read(text, n, product, &normal, &best, &steps);
	/*= RFC 9309 section 2.2.1: only where no group names us, that of * */
	if (!best.any)
		groups_read(text, n, "*", &normal, &best, &steps);
	buf_free(&normal);
	if (steps >= ROBOTS_STEPS) {
		out->allowed = false;
		(void)snprintf(
		    out->rule, sizeof(out->rule), "it takes too long to read");
		return;
	}
	if (!best.fits)
		return;
	out->allowed = best.allow;
	answer_rule(&best, out);
}
