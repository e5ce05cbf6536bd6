#include "text/selector.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "text_in.h"

/* The longest of 1,123 real selectors has 13,533 bytes and 170 compounds. */
#define SELECTOR_BYTES 65536

/* Compounds of one complex selector: a bit each in the matcher's words. */
#define COMPOUNDS_MAX 63

/* a and b of an + b: more children than any page may have. */
#define NTH_MAX 1000000

struct css {
	struct arena *arena;
	const char *start, *p;
	struct fault *f;
	char *room; /* twice the selector: an escape may grow by half */
	struct select_part *parts[2]; /* outside and inside of :not() */
	size_t n_parts[2];
	struct select_compound *compounds[2];
	size_t n_compounds[2];
	struct select_complex *complexes;
	size_t n_complexes;
	bool of_type;
};

/* A fault that shows the words from at on. */
static int
refuse(struct css *c, const char *at, const char *why)
{
	size_t n = strlen(at);

	return fault_set(c->f, FAULT_FORMAT,
	    "selector: %s at byte %zu: \"%.*s%s\"", why,
	    (size_t)(at - c->start), (int)utf8_cut(at, n, 40), at,
	    n > 40 ? "…" : "");
}

static bool
is_blank(char ch)
{
	return ch == ' ' || (ch >= '\t' && ch <= '\r' && ch != '\v');
}

/* Skip white space and comments; true if there was white space. */
static bool
skip_blanks(struct css *c)
{
	const char *end;
	bool blank = false;

	for (;;) {
		for (; is_blank(*c->p); c->p++)
			blank = true;
		if (c->p[0] != '/' || c->p[1] != '*' ||
		    (end = strstr(c->p + 2, "*/")) == NULL)
			return blank;
		c->p = end + 2;
	}
}

static int
hex_value(char ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	if (ch >= 'a' && ch <= 'f')
		return ch - 'a' + 10;
	if (ch >= 'A' && ch <= 'F')
		return ch - 'A' + 10;
	return -1;
}

/*
 * The escape at c->p, after its backslash, into out; returns bytes written.
 *= CSS Syntax 3 section 4.3.7: up to six digits and one blank, or itself
 */
static size_t
read_escape(struct css *c, char out[4])
{
	uint32_t value = 0;
	size_t i, n;

	for (i = 0; i < 6 && hex_value(c->p[i]) >= 0; i++)
		value = value << 4 | (uint32_t)hex_value(c->p[i]);
	if (i == 0) {
		n = utf8_get(c->p, strlen(c->p), &value);
		n = n == 0 ? 1 : n;
		memcpy(out, c->p, n);
		c->p += n;
		return n;
	}
	c->p += i;
	if (is_blank(*c->p))
		c->p++;
	n = value == 0 ? 0 : utf8_put(value, out);
	return n > 0 ? n : utf8_put(0xfffd, out);
}

static bool
is_name_start(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
	    ch == '_' || (unsigned char)ch >= 0x80;
}

static bool
is_name(char ch)
{
	return is_name_start(ch) || (ch >= '0' && ch <= '9') || ch == '-';
}

static bool
is_escape(const char *p)
{
	return p[0] == '\\' && p[1] != '\0' && p[1] != '\n';
}

/* An identifier (CSS Syntax 3 section 4.3.11), unescaped, into the arena. */
static int
read_name(struct css *c, const char **out, const char *what)
{
	const char *at = c->p, *q = c->p;
	size_t n = 0;

	q += *q == '-';
	if (!is_name_start(*q) && *q != '-' && !is_escape(q))
		return refuse(c, at, what);
	while (is_name(*c->p) || is_escape(c->p)) {
		if (*c->p == '\\') {
			c->p++;
			n += read_escape(c, c->room + n);
		} else {
			c->room[n++] = *c->p++;
		}
	}
	*out = arena_strndup(c->arena, c->room, n);
	return 0;
}

static int
read_string(struct css *c, const char **out)
{
	const char *at = c->p;
	char quote = *c->p++, *s = c->room;
	size_t n = 0;

	/*= CSS Syntax 3 section 4.3.5: the end of the input ends a string */
	while (*c->p != quote && *c->p != '\0') {
		if (*c->p == '\n')
			return refuse(c, at, "a string without end");
		if (c->p[0] == '\\' && c->p[1] == '\n') {
			c->p += 2;
		} else if (c->p[0] == '\\' && c->p[1] == '\0') {
			c->p++;
		} else if (is_escape(c->p)) {
			c->p++;
			n += read_escape(c, s + n);
		} else {
			s[n++] = *c->p++;
		}
	}
	c->p += *c->p == quote;
	*out = arena_strndup(c->arena, s, n);
	return 0;
}

/*
 * Step over what closes a block.
 *= CSS Syntax 3 section 5.4.8: the end of the input closes what is open
 */
static bool
skip_close(struct css *c, char close)
{
	if (*c->p == '\0')
		return true;
	return *c->p == close && c->p++ != NULL;
}

/* A value without quotes: strictly a name; what people write, anything. */
static int
read_bare_value(struct css *c, const char **out)
{
	const char *at = c->p;
	char *s = c->room;
	size_t n = 0;

	while (*c->p != ']' && *c->p != '\0' && !is_blank(*c->p)) {
		if (strchr("\"'[", *c->p) != NULL)
			return refuse(c, at, "a value that needs quotes");
		if (is_escape(c->p)) {
			c->p++;
			n += read_escape(c, s + n);
		} else {
			s[n++] = *c->p++;
		}
	}
	if (n == 0)
		return refuse(c, at, "want a value, have");
	*out = arena_strndup(c->arena, s, n);
	return 0;
}

static int
read_attribute(struct css *c, struct select_part *part)
{
	const char *at = c->p++;
	char *lower;
	size_t i;

	part->kind = SELECT_ATTR;
	(void)skip_blanks(c);
	if (read_name(c, &part->name, "want an attribute's name, have") != 0)
		return -1;
	/* Names of attributes match without regard to case in HTML. */
	lower = arena_strdup(c->arena, part->name);
	for (i = 0; lower[i] != '\0'; i++)
		if (lower[i] >= 'A' && lower[i] <= 'Z')
			lower[i] = (char)(lower[i] + 'a' - 'A');
	part->name = lower;
	(void)skip_blanks(c);
	if (skip_close(c, ']'))
		return 0;
	part->op = *c->p;
	if (part->op != '=') {
		if (part->op == '\0' || strchr("~|^$*", part->op) == NULL ||
		    c->p[1] != '=')
			return refuse(c, at,
			    "an attribute selector that is "
			    "not understood");
		c->p++;
	}
	c->p++;
	(void)skip_blanks(c);
	if ((*c->p == '"' || *c->p == '\''
		    ? read_string(c, &part->value)
		    : read_bare_value(c, &part->value)) != 0)
		return -1;
	(void)skip_blanks(c);
	if (strchr("iIsS", *c->p) != NULL && *c->p != '\0') {
		part->any_case = *c->p == 'i' || *c->p == 'I';
		c->p++;
		(void)skip_blanks(c);
	}
	if (!skip_close(c, ']'))
		return refuse(c, at, "an attribute selector without \"]\"");
	return 0;
}

/* Digits at c->p; -1 where there are none or too many. */
static int
read_digits(struct css *c)
{
	int v = -1;

	for (; *c->p >= '0' && *c->p <= '9'; c->p++) {
		v = (v < 0 ? 0 : v) * 10 + (*c->p - '0');
		if (v > NTH_MAX)
			return -1;
	}
	return v;
}

/*= CSS Syntax 3 section 6: odd, even, b, an, an + b */
static int
read_nth(struct css *c, struct select_part *part)
{
	const char *at = c->p;
	int sign = 1, v;

	if (strncasecmp(c->p, "odd", 3) == 0 ||
	    strncasecmp(c->p, "even", 4) == 0) {
		part->a = 2;
		part->b = *c->p == 'o' || *c->p == 'O';
		c->p += part->b ? 3 : 4;
		return 0;
	}
	if (*c->p == '+' || *c->p == '-')
		sign = *c->p++ == '-' ? -1 : 1;
	v = read_digits(c);
	if (*c->p != 'n' && *c->p != 'N') {
		if (v < 0)
			return refuse(c, at, "want an+b, have");
		part->b = sign * v;
		return 0;
	}
	if (v < 0 && c->p[-1] >= '0' && c->p[-1] <= '9')
		return refuse(c, at, "a number too large");
	part->a = sign * (v < 0 ? 1 : v);
	c->p++;
	(void)skip_blanks(c);
	if (*c->p != '+' && *c->p != '-')
		return 0;
	sign = *c->p++ == '-' ? -1 : 1;
	(void)skip_blanks(c);
	if ((v = read_digits(c)) < 0)
		return refuse(c, at, "want an+b, have");
	part->b = sign * v;
	return 0;
}

/* Structural pseudo-classes, by name. */
static const struct pseudo {
	const char *name;
	enum select_kind kind;
	bool of_type, from_end, function;
	int b; /* without an argument: an + b with a = 0 */
} pseudos[] = {
	{ "first-child", SELECT_NTH, false, false, false, 1 },
	{ "last-child", SELECT_NTH, false, true, false, 1 },
	{ "first-of-type", SELECT_NTH, true, false, false, 1 },
	{ "last-of-type", SELECT_NTH, true, true, false, 1 },
	{ "nth-child", SELECT_NTH, false, false, true, 0 },
	{ "nth-last-child", SELECT_NTH, false, true, true, 0 },
	{ "nth-of-type", SELECT_NTH, true, false, true, 0 },
	{ "nth-last-of-type", SELECT_NTH, true, true, true, 0 },
	{ "only-child", SELECT_ONLY, false, false, false, 0 },
	{ "only-of-type", SELECT_ONLY, true, false, false, 0 },
	{ "root", SELECT_ROOT, false, false, false, 0 },
	{ "empty", SELECT_EMPTY, false, false, false, 0 },
	{ "not", SELECT_NOT, false, false, true, 0 },
	{ "is", SELECT_IS, false, false, true, 0 },
	{ "where", SELECT_IS, false, false, true, 0 },
};

/* Calls itself by way of read_list, once: a list holds no other list. */
static int read_compound(struct css *c, int inside, char combinator);

/* The list of compounds in :not( … ); inside another such list, a fault. */
static int
read_list(struct css *c, const char *at, struct select_part *part)
{
	part->first = c->n_compounds[1];
	do {
		(void)skip_blanks(c);
		if (read_compound(c, 1, 0) != 0)
			return -1;
		(void)skip_blanks(c);
	} while (*c->p == ',' && c->p++ != NULL);
	part->n = c->n_compounds[1] - part->first;
	if (*c->p != ')' && *c->p != '\0')
		return refuse(c, at, "combinators in a list are not supported");
	return 0;
}

static int
read_pseudo(struct css *c, int inside, struct select_part *part)
{
	const char *at = c->p++, *name;
	const struct pseudo *ps = NULL;
	size_t i;

	if (*c->p == ':')
		return refuse(c, at, "pseudo-elements are not supported:");
	if (read_name(c, &name, "want a pseudo-class, have") != 0)
		return -1;
	for (i = 0; i < sizeof(pseudos) / sizeof(pseudos[0]); i++)
		if (strcasecmp(name, pseudos[i].name) == 0)
			ps = &pseudos[i];
	if (ps == NULL || ps->function != (*c->p == '('))
		return refuse(c, at, "a pseudo-class that is not supported,");
	part->kind = ps->kind;
	part->of_type = ps->of_type;
	part->from_end = ps->from_end;
	part->b = ps->b;
	c->of_type = c->of_type || ps->of_type;
	if (!ps->function)
		return 0;
	c->p++;
	(void)skip_blanks(c);
	if (ps->kind == SELECT_NTH) {
		if (read_nth(c, part) != 0)
			return -1;
	} else if (inside) {
		return refuse(c, at, "a list within a list is not supported,");
	} else if (read_list(c, at, part) != 0) {
		return -1;
	}
	(void)skip_blanks(c);
	if (!skip_close(c, ')'))
		return refuse(c, at, "a pseudo-class that is not supported,");
	return 0;
}

/* One simple selector, if there is one at c->p; *got says so. */
static int
read_part(
    struct css *c, int inside, bool first, struct select_part *part, bool *got)
{
	const char *at = c->p;

	*got = true;
	if (*at == '.' || *at == '#') {
		c->p++;
		part->kind = *at == '.' ? SELECT_CLASS : SELECT_ID;
		return read_name(c, &part->name, "want a name, have");
	}
	if (*at == '[')
		return read_attribute(c, part);
	if (*at == ':')
		return read_pseudo(c, inside, part);
	*got = first &&
	    (*at == '*' || is_name_start(*at) || *at == '-' || is_escape(at));
	if (!*got)
		return 0;
	if (*at == '*') {
		part->kind = SELECT_ANY;
		c->p++;
	} else {
		part->kind = SELECT_TYPE;
		if (read_name(c, &part->name, "want a type, have") != 0)
			return -1;
	}
	if (*c->p == '|')
		return refuse(c, at, "namespaces are not supported:");
	return 0;
}

/* inside: 0 for a compound of the selector, 1 for one of a :not() list. */
static int
read_compound(struct css *c, int inside, char combinator)
{
	struct select_compound *cp;
	struct select_part part;
	size_t first = c->n_parts[inside], *n = &c->n_parts[inside];
	bool got = true;

	while (got) {
		memset(&part, 0, sizeof(part));
		if (read_part(c, inside, *n == first, &part, &got) != 0)
			return -1;
		if (!got)
			break;
		c->parts[inside] =
		    arena_more(c->arena, c->parts[inside], *n, sizeof(part));
		c->parts[inside][(*n)++] = part;
	}
	if (*n == first)
		return refuse(c, c->p,
		    *c->p == '\0' ? "ends too early" : "not understood");
	c->compounds[inside] = arena_more(c->arena, c->compounds[inside],
	    c->n_compounds[inside], sizeof(*cp));
	cp = &c->compounds[inside][c->n_compounds[inside]++];
	cp->first = first;
	cp->n = *n - first;
	cp->combinator = combinator;
	return 0;
}

static int
read_complex(struct css *c)
{
	struct select_complex *cx;
	size_t first = c->n_compounds[0];
	char combinator = 0;
	bool blank;

	for (;;) {
		if (read_compound(c, 0, combinator) != 0)
			return -1;
		blank = skip_blanks(c);
		if (*c->p == '\0' || *c->p == ',')
			break;
		if (strchr(">+~", *c->p) != NULL) {
			combinator = *c->p++;
			(void)skip_blanks(c);
		} else if (blank) {
			combinator = ' ';
		} else {
			return refuse(c, c->p, "not understood");
		}
	}
	if (c->n_compounds[0] - first > COMPOUNDS_MAX)
		return fault_set(c->f, FAULT_LIMIT,
		    "selector: %zu compounds in one, want at most %d",
		    c->n_compounds[0] - first, COMPOUNDS_MAX);
	c->complexes =
	    arena_more(c->arena, c->complexes, c->n_complexes, sizeof(*cx));
	cx = &c->complexes[c->n_complexes++];
	cx->first = first;
	cx->n = c->n_compounds[0] - first;
	return 0;
}

int
selector_parse(struct arena *a, const char *css, const struct selector **out,
    struct fault *f)
{
	struct css c = { .arena = a, .start = css, .p = css, .f = f };
	struct selector *s;
	size_t n = strlen(css);

	if (n > SELECTOR_BYTES)
		return fault_set(f, FAULT_LIMIT,
		    "selector: %zu bytes, want at most %d", n, SELECTOR_BYTES);
	if (!utf8_valid(css, n, NULL))
		return fault_set(f, FAULT_FORMAT, "selector: not UTF-8");
	c.room = arena_new(a, n + 2, 2);
	do {
		(void)skip_blanks(&c);
		if (read_complex(&c) != 0)
			return -1;
	} while (*c.p == ',' && c.p++ != NULL);
	s = arena_new(a, 1, sizeof(*s));
	s->parts = c.parts[0];
	s->arg_parts = c.parts[1];
	s->compounds = c.compounds[0];
	s->args = c.compounds[1];
	s->complexes = c.complexes;
	s->n_complexes = c.n_complexes;
	s->of_type = c.of_type;
	s->n_compounds = c.n_compounds[0] + c.n_compounds[1];
	*out = s;
	return 0;
}

size_t
selector_size(const struct selector *s)
{
	return s->n_compounds;
}

int
selector_check(const char *css, struct fault *f)
{
	const struct selector *s;
	struct arena a;
	int rc;

	if (*css == '\0')
		return 0;
	arena_init(&a);
	rc = selector_parse(&a, css, &s, f);
	arena_free(&a);
	return rc;
}
