#include "text/token.h"

#include <string.h>

/* Sorted by name; what is not here is an element without rules. */
static const struct tag tags[] = {
	{ "a", TAG_FORMAT },
	{ "address", TAG_LOOSE | TAG_BLOCK },
	{ "applet", TAG_BARRIER },
	{ "area", TAG_VOID },
	{ "article", TAG_BLOCK },
	{ "aside", TAG_BLOCK },
	{ "b", TAG_FORMAT | TAG_HTML },
	{ "base", TAG_VOID },
	{ "basefont", TAG_VOID },
	{ "bgsound", TAG_VOID },
	{ "big", TAG_FORMAT | TAG_HTML },
	{ "blockquote", TAG_BLOCK | TAG_HTML },
	{ "body", TAG_HTML | TAG_ROOT },
	{ "br", TAG_VOID | TAG_HTML },
	{ "button", TAG_ITEM },
	{ "caption", TAG_TABLE | TAG_BARRIER },
	{ "center", TAG_BLOCK | TAG_HTML },
	{ "code", TAG_FORMAT | TAG_HTML },
	{ "col", TAG_VOID },
	{ "dd", TAG_BLOCK | TAG_ITEM | TAG_HTML },
	{ "details", TAG_BLOCK },
	{ "dir", TAG_BLOCK },
	{ "div", TAG_LOOSE | TAG_BLOCK | TAG_HTML },
	{ "dl", TAG_BLOCK | TAG_HTML },
	{ "dt", TAG_BLOCK | TAG_ITEM | TAG_HTML },
	{ "em", TAG_FORMAT | TAG_HTML },
	{ "embed", TAG_VOID | TAG_HTML },
	{ "fieldset", TAG_BLOCK },
	{ "figcaption", TAG_BLOCK },
	{ "figure", TAG_BLOCK },
	{ "font", TAG_FORMAT },
	{ "footer", TAG_BLOCK },
	{ "foreignobject", TAG_HTML },
	{ "form", TAG_BLOCK },
	{ "frame", TAG_VOID },
	{ "frameset", TAG_RENAME },
	{ "h1", TAG_BLOCK | TAG_HTML },
	{ "h2", TAG_BLOCK | TAG_HTML },
	{ "h3", TAG_BLOCK | TAG_HTML },
	{ "h4", TAG_BLOCK | TAG_HTML },
	{ "h5", TAG_BLOCK | TAG_HTML },
	{ "h6", TAG_BLOCK | TAG_HTML },
	{ "head", TAG_HTML },
	{ "header", TAG_BLOCK },
	{ "hgroup", TAG_BLOCK },
	{ "hr", TAG_VOID | TAG_BLOCK | TAG_HTML },
	{ "html", TAG_ROOT | TAG_HTML },
	{ "i", TAG_FORMAT | TAG_HTML },
	{ "iframe", TAG_DROP },
	{ "img", TAG_VOID | TAG_HTML },
	{ "input", TAG_VOID },
	{ "isindex", TAG_RENAME },
	{ "keygen", TAG_VOID },
	{ "li", TAG_BLOCK | TAG_ITEM | TAG_HTML },
	{ "link", TAG_VOID },
	{ "listing", TAG_BLOCK | TAG_HTML },
	{ "main", TAG_BLOCK },
	{ "marquee", TAG_BARRIER },
	{ "math", TAG_RENAME },
	{ "menu", TAG_BLOCK | TAG_HTML },
	{ "meta", TAG_VOID | TAG_HTML },
	{ "nav", TAG_BLOCK },
	{ "nobr", TAG_FORMAT | TAG_HTML },
	{ "noembed", TAG_DROP },
	{ "noframes", TAG_DROP },
	{ "object", TAG_BARRIER },
	{ "ol", TAG_BLOCK | TAG_HTML },
	{ "optgroup", TAG_ITEM },
	{ "option", TAG_ITEM },
	{ "p", TAG_LOOSE | TAG_BLOCK | TAG_HTML },
	{ "param", TAG_VOID },
	{ "plaintext", TAG_RAW },
	{ "pre", TAG_BLOCK | TAG_HTML },
	{ "ruby", TAG_HTML },
	{ "s", TAG_FORMAT | TAG_HTML },
	{ "script", TAG_DROP },
	{ "section", TAG_BLOCK },
	{ "small", TAG_FORMAT | TAG_HTML },
	{ "source", TAG_VOID },
	{ "span", TAG_HTML },
	{ "strike", TAG_FORMAT | TAG_HTML },
	{ "strong", TAG_FORMAT | TAG_HTML },
	{ "style", TAG_DROP },
	{ "sub", TAG_HTML },
	{ "summary", TAG_BLOCK },
	{ "sup", TAG_HTML },
	{ "svg", TAG_RENAME },
	{ "table", TAG_BLOCK | TAG_BARRIER | TAG_HTML },
	{ "tbody", TAG_TABLE | TAG_ITEM },
	{ "td", TAG_TABLE | TAG_BARRIER | TAG_ITEM },
	{ "textarea", TAG_RAW },
	{ "tfoot", TAG_TABLE | TAG_ITEM },
	{ "th", TAG_TABLE | TAG_BARRIER | TAG_ITEM },
	{ "thead", TAG_TABLE | TAG_ITEM },
	{ "title", TAG_RAW },
	{ "tr", TAG_TABLE | TAG_ITEM },
	{ "track", TAG_VOID },
	{ "tt", TAG_FORMAT | TAG_HTML },
	{ "u", TAG_FORMAT | TAG_HTML },
	{ "ul", TAG_BLOCK | TAG_HTML },
	{ "var", TAG_HTML },
	{ "wbr", TAG_VOID },
	{ "xmp", TAG_RAW | TAG_BLOCK },
};

const size_t tag_count = sizeof(tags) / sizeof(tags[0]);

bool
token_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

const struct tag *
tag_at(size_t i)
{
	return &tags[i];
}

size_t
tag_index(const struct tag *t)
{
	return (size_t)(t - tags);
}

const struct tag *
tag_find(const char *name)
{
	size_t lo = 0, hi = tag_count, mid;
	int order;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		order = strcmp(name, tags[mid].name);
		if (order == 0)
			return &tags[mid];
		if (order < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

static size_t
skip_blanks(const struct bytes *s, size_t i)
{
	while (i < s->n && is_blank(s->p[i]))
		i++;
	return i;
}

/*
 * The value of an attribute, from after its "=": where it ends.
 *= HTML 13.2.5.37: a quote counts only as the first character
 */
static size_t
skip_value(const struct bytes *s, size_t i)
{
	const char *end;

	i = skip_blanks(s, i);
	if (i < s->n && (s->p[i] == '"' || s->p[i] == '\'')) {
		end = memchr(s->p + i + 1, s->p[i], s->n - i - 1);
		return end == NULL ? s->n : (size_t)(end - s->p) + 1;
	}
	while (i < s->n && !is_blank(s->p[i]) && s->p[i] != '>')
		i++;
	return i;
}

/*
 * The tag whose "<" is at i; false where the page ends within it.
 *= HTML 13.2.5.8, .32 to .40: names end at blanks, "/" and ">"
 */
bool
token_read(const struct bytes *s, size_t i, struct token *t)
{
	const char *in = s->p;
	size_t k = 0, from;

	memset(t, 0, sizeof(*t));
	t->start = i++;
	if (in[i] == '/') {
		t->closing = true;
		i++;
	}
	from = i;
	for (; i < s->n && !is_blank(in[i]) && in[i] != '/' && in[i] != '>';
	     i++, k++)
		if (k < NAME_ROOM - 1)
			t->name[k] = lower(in[i]);
	t->name_end = i;
	/* A NUL is part of the name, which is then none that we know. */
	if (k >= NAME_ROOM || memchr(in + from, '\0', i - from) != NULL)
		t->name[0] = '\0';
	t->tag = tag_find(t->name);
	for (;;) {
		t->self_closing = false;
		for (; i < s->n && (is_blank(in[i]) || in[i] == '/'); i++)
			t->self_closing = in[i] == '/';
		if (i >= s->n)
			return false;
		if (in[i] == '>') {
			t->end = i + 1;
			return true;
		}
		t->n_attrs++;
		for (i++; i < s->n && !is_blank(in[i]) && in[i] != '/' &&
		     in[i] != '>' && in[i] != '=';
		     i++)
			;
		k = skip_blanks(s, i);
		if (k < s->n && in[k] == '=')
			i = skip_value(s, k + 1);
	}
}

/* Where a comment ends that begins at i with "<!--". */
size_t
token_comment_end(const struct bytes *s, size_t i)
{
	const char *in = s->p, *dash;

	i += 4;
	/*= HTML 13.2.5.43, .44: "<!-->" and "<!--->" are whole comments */
	if (i < s->n && in[i] == '>')
		return i + 1;
	if (i + 1 < s->n && in[i] == '-' && in[i + 1] == '>')
		return i + 2;
	while (i < s->n && (dash = memchr(in + i, '-', s->n - i)) != NULL) {
		i = (size_t)(dash - in) + 1;
		if (i < s->n && in[i] == '-') {
			if (i + 1 < s->n && in[i + 1] == '>')
				return i + 2;
			if (i + 2 < s->n && in[i + 1] == '!' &&
			    in[i + 2] == '>')
				return i + 3;
		}
	}
	return s->n;
}

bool
token_starts(const struct bytes *s, size_t i, const char *word)
{
	size_t k, n = strlen(word);

	if (s->n - i < n)
		return false;
	for (k = 0; k < n; k++)
		if (lower(s->p[i + k]) != word[k])
			return false;
	return true;
}

size_t
token_cdata_end(const struct bytes *s, size_t i)
{
	for (i += 9; i + 2 < s->n; i++)
		if (memcmp(s->p + i, "]]>", 3) == 0)
			return i + 3;
	return s->n;
}

/* True if at i there is name and then what ends a name. */
static bool
name_at(const struct bytes *s, size_t i, const char *name)
{
	size_t n = strlen(name);

	return token_starts(s, i, name) && i + n < s->n &&
	    (is_blank(s->p[i + n]) || s->p[i + n] == '/' || s->p[i + n] == '>');
}

/* Where the end tag of raw text begins that starts at i. */
size_t
token_raw_end(const struct bytes *s, size_t i, const char *name)
{
	const char *lt;

	while (i < s->n && (lt = memchr(s->p + i, '<', s->n - i)) != NULL) {
		i = (size_t)(lt - s->p);
		if (i + 1 < s->n && s->p[i + 1] == '/' &&
		    name_at(s, i + 2, name))
			return i;
		i++;
	}
	return s->n;
}

/*
 * The same for a script, in which "<!--" begins a part where "<script" opens
 * another that hides one "</script".
 *= HTML 13.2.5.15 to .31: script data, escaped, double escaped
 */
size_t
token_script_end(const struct bytes *s, size_t i)
{
	enum { PLAIN, ESCAPED, DOUBLE } state = PLAIN;
	const char *in = s->p;

	for (; i < s->n; i++) {
		if (in[i] == '-' && state != PLAIN) {
			if (token_starts(s, i, "-->"))
				state = PLAIN;
		} else if (in[i] != '<') {
			continue;
		} else if (state == PLAIN && token_starts(s, i, "<!--")) {
			/* "<!-->" and "<!--->" end where they begin. */
			i += 1;
			state = ESCAPED;
		} else if (state == ESCAPED && name_at(s, i + 1, "script")) {
			state = DOUBLE;
		} else if (token_starts(s, i, "</") &&
		    name_at(s, i + 2, "script")) {
			if (state != DOUBLE)
				return i;
			state = ESCAPED;
		}
	}
	return s->n;
}
