#include <stdio.h>
#include <string.h>

#include "law_in.h"

static int
wrong(struct refs *r, const char *words, const char *what)
{
	if (what[0] == '\0')
		(void)snprintf(r->why, sizeof(r->why), "%s", words);
	else
		(void)snprintf(
		    r->why, sizeof(r->why), "%s \"%s\"", words, what);
	return -1;
}

const struct mark *
cite_refs_ahead(const struct refs *r)
{
	return r->at + 1 < r->marks->n ? &r->marks->m[r->at + 1] : NULL;
}

/* The number in a label, Roman or with a branch; 0 if there is none. */
static long
number_in(const char *label)
{
	long v = 0;
	size_t i;

	if (label[0] < '0' || label[0] > '9')
		return cite_roman_value(label);
	for (i = 0; label[i] >= '0' && label[i] <= '9'; i++)
		v = v * 10 + (label[i] - '0');
	return v;
}

bool
cite_refs_higher(const struct refs *r, int level, const char *label)
{
	const long have = number_in(r->cur.label[level]);
	const long next = number_in(label);

	return next > have ||
	    (next == have && strcmp(label, r->cur.label[level]) > 0);
}

bool
cite_refs_goes_on(const struct refs *r, int level, const char *label)
{
	return r->plural || r->join == JOIN_RANGE ||
	    (r->join == JOIN_AND && r->last == level) ||
	    cite_refs_higher(r, level, label);
}

static bool
is_head(int level)
{
	return level == LEVEL_CHAPTER || level == LEVEL_RECITAL ||
	    level == LEVEL_ANNEX || level == LEVEL_ARTICLE;
}

static void
set(struct refs *r, int level, const char *label)
{
	if (is_head(level) && !r->host)
		cite_ref_clear(&r->cur, 0);
	(void)snprintf(
	    r->cur.label[level], sizeof(r->cur.label[level]), "%s", label);
	r->last = level;
	r->open = true;
}

static int
add(struct refs *r, const struct ref *x)
{
	if (r->n == REFS_MAX)
		return wrong(r, "a list longer than any law", "");
	r->out[r->n++] = *x;
	return 0;
}

/* The host with what the prefix names within it. */
static int
merge(struct refs *r, const struct ref *part)
{
	struct ref x = r->cur;
	int i, depth = cite_ref_depth(&r->cur);

	if (x.to_level != LEVEL_NONE || x.seq)
		return wrong(r, "part of a range", "");
	for (i = 0; i < LEVELS; i++) {
		if (part->label[i][0] == '\0')
			continue;
		if (i <= depth)
			return wrong(
			    r, "a part that is not within the other", "");
		memcpy(x.label[i], part->label[i], LABEL_TEXT);
	}
	x.to_level = part->to_level;
	memcpy(x.to, part->to, sizeof(x.to));
	return add(r, &x);
}

/* Give cur out, alone or as host of each part before "of". */
static int
push(struct refs *r)
{
	size_t i;

	if (!r->host || r->n_prefix == 0) {
		r->host = false;
		return add(r, &r->cur);
	}
	for (i = 0; i < r->n_prefix; i++)
		if (merge(r, &r->prefix[i]) != 0)
			return -1;
	r->n_prefix = 0;
	r->host = false;
	r->segment = r->n;
	r->cur = r->out[r->n - 1];
	r->cur.to_level = LEVEL_NONE;
	return 0;
}

/* "of": all that was read since the segment began is part of what follows. */
static int
enter_host(struct refs *r, int level)
{
	int i;

	if (r->host) {
		for (i = 0; i <= level; i++)
			if (cite_refs_set(r, i))
				return wrong(r,
				    "a whole that is smaller than "
				    "its part",
				    "");
		return 0;
	}
	r->n_prefix = r->n - r->segment;
	memcpy(
	    r->prefix, &r->out[r->segment], r->n_prefix * sizeof(r->prefix[0]));
	r->n = r->segment;
	if (r->open && cite_ref_depth(&r->cur) >= 0) {
		if (r->n_prefix == REFS_MAX)
			return wrong(r, "a list longer than any law", "");
		r->prefix[r->n_prefix++] = r->cur;
	}
	cite_ref_clear(&r->cur, 0);
	r->host = true;
	return 0;
}

static int
end_range(struct refs *r, int level, const char *label)
{
	if (level != r->last || r->cur.to_level != LEVEL_NONE)
		return wrong(
		    r, "a range between different things, up to", label);
	r->cur.to_level = level;
	(void)snprintf(r->cur.to, sizeof(r->cur.to), "%s", label);
	return 0;
}

/* True if cur already says something at this level, below it, or of another
 * article, chapter or recital. */
static bool
is_taken(const struct refs *r, int level)
{
	const int depth = cite_ref_depth(&r->cur);

	return depth >= level || (is_head(level) && depth >= 0);
}

static int
assign(struct refs *r, int level, const char *label)
{
	const enum join join = r->join;
	const bool keyed = r->key != NULL;

	r->join = JOIN_NONE;
	if (join == JOIN_RANGE)
		return end_range(r, level, label);
	if (join == JOIN_OF) {
		if (enter_host(r, level) != 0)
			return -1;
		set(r, level, label);
		return 0;
	}
	if (!r->open) {
		set(r, level, label);
		return 0;
	}
	if (r->host && join == JOIN_NONE && !cite_refs_set(r, level) &&
	    level > r->last && !is_head(level)) {
		set(r, level, label);
		return 0;
	}
	if (join != JOIN_AND && !is_taken(r, level)) {
		if (r->cur.to_level != LEVEL_NONE || r->cur.seq)
			return wrong(r, "part of a range:", label);
		set(r, level, label);
		return 0;
	}
	if ((join == JOIN_NONE && !keyed) || join == JOIN_DOT)
		return wrong(r, "nothing joins what stands before", label);
	if (push(r) != 0)
		return -1;
	cite_ref_clear(&r->cur, level);
	set(r, level, label);
	return 0;
}

static enum form
form_of(const struct refs *r, const struct mark *m)
{
	if (r->key != NULL)
		return FORM_KEY;
	if (m->paren)
		return FORM_PAREN;
	if (m->label == LABEL_UPPER)
		return FORM_ROMAN;
	return r->join == JOIN_DOT ? FORM_DOT : FORM_BARE;
}

/*
 * "6(1)(a) to 6(1)(c)", "1798.100(a)–1798.100(c)": the end of the range says
 * the whole address again, of which only the last part may differ.
 */
static bool
starts_restate(const struct refs *r, const struct mark *m)
{
	const struct mark *next = cite_refs_ahead(r);

	return r->join == JOIN_RANGE && r->last > LEVEL_ARTICLE &&
	    r->cur.to_level == LEVEL_NONE &&
	    (r->key == NULL || r->key->level == LEVEL_ARTICLE) && !m->paren &&
	    strcmp(m->text, r->cur.label[LEVEL_ARTICLE]) == 0 && next != NULL &&
	    next->kind == MARK_LABEL && next->paren;
}

static int
on_restate(struct refs *r, const struct mark *m)
{
	char label[LABEL_TEXT] = "";
	const char *why;
	int level = r->restate + 1;

	while (level < r->last && !cite_refs_set(r, level))
		level++;
	if ((why = r->family->label(r, level, m, label)) != NULL)
		return wrong(r, why, m->text);
	if (level == r->last) {
		r->restate = -1;
		r->join = JOIN_NONE;
		return end_range(r, level, label);
	}
	if (strcmp(label, r->cur.label[level]) != 0)
		return wrong(
		    r, "a range between different things, up to", m->text);
	r->restate = level;
	return 0;
}

static int
on_label(struct refs *r, const struct mark *m)
{
	char label[LABEL_TEXT] = "";
	const char *why;
	const enum form form = form_of(r, m);
	int level;

	if (r->restate >= 0)
		return on_restate(r, m);
	if (starts_restate(r, m)) {
		r->restate = LEVEL_ARTICLE;
		r->key = NULL;
		return 0;
	}
	level = r->family->place(r, r->key, m);
	if (r->why[0] != '\0')
		return -1;
	if (level == LEVEL_NONE)
		return wrong(r, "no meaning here for", m->text);
	if (level == LEVEL_DROP) {
		r->dropped = r->sentence = true;
		r->key = NULL;
		if (r->join != JOIN_OF)
			r->join = JOIN_NONE;
		return 0;
	}
	if ((why = r->family->label(r, level, m, label)) != NULL)
		return wrong(r, why, m->text);
	if (assign(r, level, label) != 0)
		return -1;
	r->sentence = false;
	/* A list after "Abs. 1" goes on with paragraphs. */
	if (!(form == FORM_BARE && r->form == FORM_KEY && r->key == NULL))
		r->form = form;
	r->key = NULL;
	return 0;
}

/* True if the labels of the keyword at hand are part of what follows "of". */
static bool
starts_prefix(const struct refs *r)
{
	size_t i;

	for (i = r->at + 1; i < r->marks->n; i++) {
		switch (r->marks->m[i].kind) {
		case MARK_LABEL:
		case MARK_SEP:
		case MARK_AND:
		case MARK_RANGE:
			break;
		case MARK_OF:
			return true;
		case MARK_KEY:
		case MARK_ORDINAL:
		case MARK_DOT:
		case MARK_NAME:
		case MARK_SEQ:
		case MARK_NEXT:
		case MARK_CAPUT:
		case MARK_FILLER:
			return false;
		}
	}
	return false;
}

static bool
is_number_word(const char *s)
{
	static const char *const words[] = { "n", "no", "nr", "nrn", "num",
		"number", "numero", "nummer" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], s) == 0)
			return true;
	return false;
}

static int
on_key(struct refs *r, const struct mark *m)
{
	/* "Recital No. 47": the second word says no more. */
	if (r->key != NULL && is_number_word(m->text))
		return 0;
	if (r->key != NULL)
		return wrong(r, "no number after", r->key->text);
	if (is_head(m->level) || strcmp(m->text, "§") == 0)
		r->plural = m->plural;
	if (r->open && !is_head(m->level) &&
	    (r->join == JOIN_SEP || r->join == JOIN_AND) && starts_prefix(r) &&
	    (cite_ref_depth(&r->cur) < 0 || cite_refs_set(r, LEVEL_ARTICLE))) {
		if (push(r) != 0)
			return -1;
		r->segment = r->n;
		r->open = false;
		r->join = JOIN_NONE;
		cite_ref_clear(&r->cur, 0);
	}
	r->key = m;
	return 0;
}

static int
on_seq(struct refs *r, bool next)
{
	if (!r->open || r->key != NULL || r->join != JOIN_NONE ||
	    r->cur.to_level != LEVEL_NONE || r->cur.seq)
		return wrong(r, "no unit before the \"following\" ones", "");
	if (!next) {
		r->cur.seq = true;
		return 0;
	}
	r->cur.to_level = r->last;
	if (!cite_label_next_number(r->cur.label[r->last], r->cur.to))
		return wrong(r, "no number before \"f.\"", "");
	return 0;
}

static int
on_joint(struct refs *r, enum join join)
{
	if (r->key != NULL)
		return wrong(r, "no number after", r->key->text);
	r->join = join;
	return 0;
}

static int
on_mark(struct refs *r, const struct mark *m)
{
	switch (m->kind) {
	case MARK_KEY:
		return on_key(r, m);
	case MARK_LABEL:
		return on_label(r, m);
	case MARK_SEP:
		return on_joint(r, JOIN_SEP);
	case MARK_AND:
		return on_joint(r, JOIN_AND);
	case MARK_RANGE:
		return on_joint(r, JOIN_RANGE);
	case MARK_OF:
		return on_joint(r, JOIN_OF);
	case MARK_DOT:
		return on_joint(r, JOIN_DOT);
	case MARK_SEQ:
		return on_seq(r, false);
	case MARK_NEXT:
		return on_seq(r, true);
	case MARK_CAPUT: /* the head of an article is the article */
		if (r->key != NULL)
			return wrong(r, "no number after", r->key->text);
		if (r->join != JOIN_OF)
			r->join = JOIN_NONE;
		return 0;
	case MARK_ORDINAL:
	case MARK_NAME:
	case MARK_FILLER:
		break;
	}
	return wrong(r, "not understood:", m->text);
}

static bool
has_head(const struct ref *x)
{
	return x->label[LEVEL_CHAPTER][0] != '\0' ||
	    x->label[LEVEL_RECITAL][0] != '\0' ||
	    x->label[LEVEL_ANNEX][0] != '\0' ||
	    x->label[LEVEL_ARTICLE][0] != '\0';
}

int
cite_refs_read(struct refs *r, const char *id, const struct family *f,
    const struct marks *m)
{
	size_t i;

	/* The lists are large and filled as far as n says: not cleared. */
	r->at = r->n = r->n_prefix = r->segment = 0;
	r->open = r->plural = r->host = r->sentence = false;
	r->last = LEVEL_NONE;
	r->form = FORM_BARE;
	r->join = JOIN_NONE;
	r->key = NULL;
	r->why[0] = '\0';
	r->id = id;
	r->family = f;
	r->marks = m;
	r->dropped = m->dropped;
	r->restate = -1;
	cite_ref_clear(&r->cur, 0);
	for (r->at = 0; r->at < m->n; r->at++)
		if (on_mark(r, &m->m[r->at]) != 0)
			return -1;
	if (r->key != NULL)
		return wrong(r, "no number after", r->key->text);
	if (r->join != JOIN_NONE || r->restate >= 0)
		return wrong(r, "it ends in the middle", "");
	if (r->open && push(r) != 0)
		return -1;
	if (r->n == 0)
		return wrong(r, "it names no unit", "");
	for (i = 0; i < r->n; i++)
		if (!has_head(&r->out[i]))
			return wrong(r,
			    "a part without its article, section "
			    "or chapter",
			    "");
	return 0;
}
