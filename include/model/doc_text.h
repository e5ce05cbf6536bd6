#ifndef MODEL_DOC_TEXT_H
#define MODEL_DOC_TEXT_H

#include <stddef.h>

#include "base/arena.h"

/*
 * A piece of text in runs of one style each.  The style says whose words they
 * are, not how they look: our words (plain, strong, grey), words of others
 * (quote), what a machine compares (mono).
 */
enum run_style {
	RUN_PLAIN,
	RUN_STRONG,
	RUN_GREY,
	RUN_QUOTE, /* verbatim words of others, inside our prose or a cell */
	RUN_MONO,
	RUN_DELETED, /* for the sample line of section 8 */
	RUN_INSERTED,
	RUN_PAGE, /* text is ignored; drawn as the page number of target */
};

struct doc_run {
	enum run_style style;
	const char *text;
	const char *target; /* an anchor it links to, or NULL */
};

struct doc_text {
	const struct doc_run *runs;
	size_t n;
};

/*
 * Text from markup of ours, for builders: <b>strong</b>, <g>grey</g>,
 * <q>quote</q>, <m>mono</m>, <del>, <ins>, <page anchor/>, <a anchor>words</a>;
 * "&lt;" and "&amp;" stand for < and &.  Values are put in by printf, so what
 * comes from outside goes through doc_escape first.
 */
struct doc_text doc_text_markup(struct arena *a, const char *markup);

/* One run. */
struct doc_text doc_text_plain(struct arena *a, const char *s);
struct doc_text doc_text_style(
    struct arena *a, enum run_style style, const char *s);

/* s with & and < escaped, so that it survives doc_text_markup. */
const char *doc_escape(struct arena *a, const char *s);

/* All runs as one string, without markup; RUN_PAGE becomes "–". */
const char *doc_text_flat(struct arena *a, const struct doc_text *t);

#endif /* MODEL_DOC_TEXT_H */
