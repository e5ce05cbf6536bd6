#include <string.h>

#include "text_in.h"

/* Every link is as long as its base; an address is rarely longer than this. */
#define BASE_MAX 4096

/* An address cut into its parts, after RFC 3986 appendix B. */
struct address {
	const char *scheme, *authority, *path, *query, *fragment;
	size_t n_scheme, n_authority, n_path, n_query;
	bool has_scheme, has_authority, has_query;
};

static bool
is_scheme_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

static void
address_cut(const char *s, struct address *a)
{
	size_t n = 0;

	memset(a, 0, sizeof(*a));
	while (is_scheme_char(s[n]))
		n++;
	if (n > 0 && s[n] == ':') {
		a->has_scheme = true;
		a->scheme = s;
		a->n_scheme = n;
		s += n + 1;
	}
	if (s[0] == '/' && s[1] == '/') {
		a->has_authority = true;
		a->authority = s + 2;
		a->n_authority = strcspn(s + 2, "/?#");
		s += 2 + a->n_authority;
	}
	a->path = s;
	a->n_path = strcspn(s, "?#");
	s += a->n_path;
	if (*s == '?') {
		a->has_query = true;
		a->query = s + 1;
		a->n_query = strcspn(s + 1, "#");
		s += 1 + a->n_query;
	}
	a->fragment = s; /* with its "#", or "" */
}

/*
 * Take "." and ".." out of the n bytes of path, in place.
 *= RFC 3986 section 5.2.4: remove dot segments
 */
static size_t
remove_dots(char *path, size_t n)
{
	size_t in = 0, out = 0, k;

	while (in < n) {
		for (k = in + 1; k < n && path[k] != '/'; k++)
			;
		if (k - in == 2 && path[in] == '/' && path[in + 1] == '.') {
			if (k == n)
				path[out++] = '/';
		} else if (k - in == 3 && memcmp(path + in, "/..", 3) == 0) {
			while (out > 0 && path[--out] != '/')
				;
			if (k == n)
				path[out++] = '/';
		} else {
			memmove(path + out, path + in, k - in);
			out += k - in;
		}
		in = k;
	}
	return out;
}

/*= RFC 3986 section 5.2.2: transform references */
const char *
link_resolve(struct arena *arena, const char *base, const char *ref)
{
	struct address b, r;
	size_t dir, n;
	char *path;

	ref += strspn(ref, " \t\n\f\r");
	n = strlen(ref);
	while (n > 0 && strchr(" \t\n\f\r", ref[n - 1]) != NULL)
		n--;
	ref = arena_strndup(arena, ref, n);
	address_cut(ref, &r);
	address_cut(base, &b);
	if (r.has_scheme || !b.has_scheme || !b.has_authority ||
	    strlen(base) > BASE_MAX)
		return ref;
	if (r.has_authority)
		return arena_fmt(
		    arena, "%.*s:%s", (int)b.n_scheme, b.scheme, ref);
	if (r.n_path == 0) {
		if (!r.has_query) {
			r.query = b.query;
			r.n_query = b.n_query;
			r.has_query = b.has_query;
		}
		path = arena_strndup(arena, b.path, b.n_path);
		n = b.n_path;
	} else {
		for (dir = b.n_path; dir > 0 && b.path[dir - 1] != '/'; dir--)
			;
		if (r.path[0] == '/')
			dir = 0;
		path = arena_fmt(arena, "%.*s%s%.*s", (int)dir, b.path,
		    dir == 0 && r.path[0] != '/' ? "/" : "", (int)r.n_path,
		    r.path);
		n = remove_dots(path, strlen(path));
	}
	return arena_fmt(arena, "%.*s://%.*s%.*s%s%.*s%s", (int)b.n_scheme,
	    b.scheme, (int)b.n_authority, b.authority, (int)n, path,
	    r.has_query ? "?" : "", (int)r.n_query, r.has_query ? r.query : "",
	    r.fragment);
}
