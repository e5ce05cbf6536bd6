#include <string.h>

#include "text_in.h"

/* Sorted by name. */
static const struct {
	const char *name;
	enum role role;
} html_roles[] = {
	{ "a", ROLE_LINK },
	{ "address", ROLE_BLOCK },
	{ "applet", ROLE_DROP },
	{ "area", ROLE_DROP },
	{ "article", ROLE_BLOCK },
	{ "aside", ROLE_BLOCK },
	{ "audio", ROLE_DROP },
	{ "b", ROLE_BOLD },
	{ "blockquote", ROLE_BLOCK },
	{ "body", ROLE_BLOCK },
	{ "br", ROLE_BREAK },
	{ "canvas", ROLE_DROP },
	{ "caption", ROLE_BLOCK },
	{ "center", ROLE_BLOCK },
	{ "datalist", ROLE_DROP },
	{ "dd", ROLE_BLOCK },
	{ "details", ROLE_BLOCK },
	{ "dialog", ROLE_BLOCK },
	{ "dir", ROLE_LIST },
	{ "div", ROLE_BLOCK },
	{ "dl", ROLE_BLOCK },
	{ "dt", ROLE_BLOCK },
	{ "embed", ROLE_DROP },
	{ "fieldset", ROLE_BLOCK },
	{ "figcaption", ROLE_BLOCK },
	{ "figure", ROLE_BLOCK },
	{ "footer", ROLE_BLOCK },
	{ "form", ROLE_BLOCK },
	{ "h1", ROLE_HEADING },
	{ "h2", ROLE_HEADING },
	{ "h3", ROLE_HEADING },
	{ "h4", ROLE_HEADING },
	{ "h5", ROLE_HEADING },
	{ "h6", ROLE_HEADING },
	{ "head", ROLE_DROP },
	{ "header", ROLE_BLOCK },
	{ "hgroup", ROLE_BLOCK },
	{ "hr", ROLE_BLOCK },
	{ "html", ROLE_BLOCK },
	{ "iframe", ROLE_DROP },
	{ "legend", ROLE_BLOCK },
	{ "li", ROLE_ITEM },
	{ "listing", ROLE_PRE },
	{ "main", ROLE_BLOCK },
	{ "map", ROLE_DROP },
	{ "menu", ROLE_LIST },
	{ "meter", ROLE_DROP },
	{ "nav", ROLE_BLOCK },
	{ "noembed", ROLE_DROP },
	{ "noframes", ROLE_DROP },
	{ "noscript", ROLE_DROP },
	{ "object", ROLE_DROP },
	{ "ol", ROLE_LIST },
	{ "optgroup", ROLE_DROP },
	{ "option", ROLE_DROP },
	{ "p", ROLE_BLOCK },
	{ "plaintext", ROLE_PRE },
	{ "pre", ROLE_PRE },
	{ "progress", ROLE_DROP },
	{ "rp", ROLE_DROP },
	{ "script", ROLE_DROP },
	{ "search", ROLE_BLOCK },
	{ "section", ROLE_BLOCK },
	{ "select", ROLE_DROP },
	{ "strong", ROLE_BOLD },
	{ "style", ROLE_DROP },
	{ "summary", ROLE_BLOCK },
	{ "svg", ROLE_DROP },
	{ "table", ROLE_TABLE },
	{ "tbody", ROLE_INLINE },
	{ "td", ROLE_CELL },
	{ "template", ROLE_DROP },
	{ "textarea", ROLE_DROP },
	{ "tfoot", ROLE_INLINE },
	{ "th", ROLE_CELL },
	{ "thead", ROLE_INLINE },
	{ "title", ROLE_DROP },
	{ "tr", ROLE_ROW },
	{ "ul", ROLE_LIST },
	{ "video", ROLE_DROP },
	{ "xmp", ROLE_PRE },
};

#define ROLES_N (sizeof(html_roles) / sizeof(html_roles[0]))

enum role
role_by_name(const char *name)
{
	size_t lo = 0, hi = ROLES_N, mid;
	int order;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		order = strcmp(name, html_roles[mid].name);
		if (order == 0)
			return html_roles[mid].role;
		if (order < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return ROLE_INLINE;
}
