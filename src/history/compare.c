#include "history/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/jv.h"
#include "base/mem.h"
#include "base/num.h"
#include "history/fold.h"

#include "history_in.h"

/* Longer lines say something, wherever they stand. */
#define LINE_WORDS 12

/* Fewer before a colon are a label: "Version:". */
#define LABEL_WORDS 4

/* An error page in place of a part: so few words for so many times more. */
#define ERROR_WORDS 60
#define ERROR_LINE_WORDS 25
#define ERROR_TIMES 5

/* Of what is substantive so many pieces a side are named. */
#define PIECES_MAX 2

struct work {
	const struct body *was, *now;
	const struct flicker *fl;
	const struct lookrules *rules;
	struct arena *a;
	size_t *was_of, *now_of; /* the like one on the other side */
	size_t *was_ids, *now_ids;
	const struct lookrule **was_rule, **now_rule; /* why it differs */
	unsigned char *was_differs, *now_differs;
	size_t was_first, now_first; /* block that says something */
	struct compared *out;
};

static const struct lookrule *
named(const struct work *w, const char *name)
{
	return lookrules_find(w->rules, name);
}

static void
pairs(struct work *w)
{
	const struct body_block *p, *q;
	size_t i, k;
	int differs;

	for (k = 0; k < w->now->n; k++) {
		if ((i = w->was_of[k]) == COMPARE_NONE)
			continue;
		p = &w->was->blocks[i];
		q = &w->now->blocks[k];
		w->now_rule[k] = w->was_rule[i] =
		    pair_rule(w->rules, p, q, w->a, &differs);
		if (!differs)
			continue;
		w->was_differs[i] = w->now_differs[k] = 1;
		if (p->noise != NULL && q->noise != NULL)
			w->now_rule[k] = w->was_rule[i] = q->noise;
	}
}

/* The first block that says something. */
static size_t
first_words(const struct body *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		if (b->blocks[i].prose && b->blocks[i].noise == NULL)
			break;
	return i;
}

/* Nothing but the date that a text states of itself. */
static int
is_date(const struct work *w, const struct body_block *k)
{
	return k->kind != BLOCK_ROW && k->words < LINE_WORDS &&
	    lookrule_only(named(w, "date-line"), k->fold, k->fold_len);
}

/* A line that no clause holds. */
static const struct lookrule *
line_rule(const struct work *w, const struct body *b, size_t i)
{
	const struct body_block *k = &b->blocks[i];
	const int above = i < (b == w->was ? w->was_first : w->now_first);

	if (is_date(w, k))
		return named(w, "date-line");
	if (k->clause || k->prose || k->kind == BLOCK_ROW ||
	    k->words >= LINE_WORDS)
		return NULL;
	if (k->kind == BLOCK_HEADING)
		return above ? named(w, "heading") : NULL;
	/* "You may opt out until 2027." is a term. */
	if (k->dated &&
	    (!furniture_sentence(k) ||
		lookrule_in(named(w, "date-line"), 1, k->fold, k->fold_len) !=
		    NULL))
		return named(w, "date-line");
	/* What alone stands under a heading is what it says: "No." */
	if (i > 0 && b->blocks[i - 1].kind == BLOCK_HEADING && !above)
		return NULL;
	if (furniture_sentence(k) &&
	    !(k->words < LABEL_WORDS && k->text[k->len - 1] == ':'))
		return NULL;
	return named(w, "outside");
}

/* Strokes and stars: no letter, no figure, of any script. */
static int
is_strokes(const struct body_block *k)
{
	const unsigned char *s = (const unsigned char *)k->fold;
	size_t i;

	for (i = 0; i < k->fold_len; i++)
		if (s[i] >= 0x80 || (s[i] >= '0' && s[i] <= '9') ||
		    (s[i] >= 'a' && s[i] <= 'z'))
			return 0;
	return k->addresses[0] == '\0' && k->number == 0;
}

static const struct lookrule *
alone_rule(const struct work *w, const struct body *b, size_t i)
{
	const struct body_block *k = &b->blocks[i];

	if (k->noise != NULL)
		return k->noise;
	if (w->fl != NULL && flicker_declared(w->fl, k))
		return named(w, "filter");
	if (w->fl != NULL && flicker_may(k) &&
	    flicker_has(w->fl, flicker_key(k)))
		return named(w, "flicker");
	if (is_strokes(k))
		return named(w, "typography");
	return line_rule(w, b, i);
}

/* Blocks without a like, each by itself. */
static void
alone(struct work *w)
{
	size_t i;

	for (i = 0; i < w->was->n; i++) {
		if (w->now_of[i] != COMPARE_NONE)
			continue;
		w->was_differs[i] = 1;
		w->was_rule[i] = alone_rule(w, w->was, i);
	}
	for (i = 0; i < w->now->n; i++) {
		if (w->was_of[i] != COMPARE_NONE)
			continue;
		w->now_differs[i] = 1;
		w->now_rule[i] = alone_rule(w, w->now, i);
	}
}

/* Blocks of one side between two joined ones that nothing explains yet. */
struct hunk {
	size_t was, n_was, now, n_now;
};

/* The next hunk behind h; 0 where there is none. */
static int
next_hunk(const struct work *w, struct hunk *h)
{
	size_t i = h->was + h->n_was, k = h->now + h->n_now;

	for (;;) {
		h->was = i;
		h->now = k;
		while (i < w->was->n && w->now_of[i] == COMPARE_NONE)
			i++;
		while (k < w->now->n && w->was_of[k] == COMPARE_NONE)
			k++;
		h->n_was = i - h->was;
		h->n_now = k - h->now;
		if (h->n_was + h->n_now > 0)
			return 1;
		if (i >= w->was->n || k >= w->now->n)
			return 0;
		/* A block that moved is joined with none here. */
		i++;
		k++;
	}
}

/* The letters of all blocks of a side of a hunk, one after the other. */
static char *
joined(const struct body *b, size_t from, size_t n, struct arena *a)
{
	size_t i, len = 0;
	char *s;

	for (i = from; i < from + n; i++)
		len += b->blocks[i].len;
	s = arena_new(a, len + 1, 1);
	for (len = 0, i = from; i < from + n; i++)
		if (b->blocks[i].noise == NULL)
			len += fold_letters(
			    b->blocks[i].text, b->blocks[i].len, s + len);
	return s;
}

static void
explain(const struct body *b, const struct lookrule **rules, size_t from,
    size_t n, const struct lookrule *rule)
{
	size_t i;

	for (i = from; i < from + n; i++)
		if (b->blocks[i].noise == NULL)
			rules[i] = rule;
}

/*
 * As many blocks, and an encoding broke signs in some.  Where it did before,
 * the text is better now, and stands.
 */
static void
broken(const struct work *w, const struct hunk *h)
{
	size_t i, k, n;
	int side;

	for (n = 0; h->n_was == h->n_now && n < h->n_was; n++) {
		i = h->was + n;
		k = h->now + n;
		side =
		    broken_same(w->was->blocks[i].seen, w->now->blocks[k].seen);
		if (side != 0)
			w->was_rule[i] = w->now_rule[k] =
			    named(w, side > 0 ? "broken-signs" : "typography");
	}
}

/* An error page where a part of the text stood. */
static const char *
error_in(const struct work *w, const struct hunk *h)
{
	const struct lookrule *rule = named(w, "error-page");
	const struct body_block *k;
	size_t i, was = 0, now = 0;
	const char *found = NULL;

	if (rule == NULL || h->n_was == 0)
		return NULL;
	for (i = h->was; i < h->was + h->n_was; i++)
		was += w->was->blocks[i].words;
	for (i = h->now; i < h->now + h->n_now; i++) {
		k = &w->now->blocks[i];
		now += k->words;
		if (found == NULL && k->words <= ERROR_LINE_WORDS)
			found = lookrule_words_in(rule, k->text, k->len);
	}
	return now <= ERROR_WORDS && was >= now * ERROR_TIMES ? found : NULL;
}

static void
hunks(struct work *w)
{
	struct hunk h = { 0, 0, 0, 0 };
	const char *p, *q, *error;

	while (next_hunk(w, &h)) {
		error = error_in(w, &h);
		if (error != NULL && w->out->error == NULL)
			w->out->error = error;
		if (h.n_was == 0 || h.n_now == 0)
			continue;
		broken(w, &h);
		p = joined(w->was, h.was, h.n_was, w->a);
		q = joined(w->now, h.now, h.n_now, w->a);
		if (p[0] == '\0' || strcmp(p, q) != 0)
			continue;
		explain(
		    w->was, w->was_rule, h.was, h.n_was, named(w, "layout"));
		explain(
		    w->now, w->now_rule, h.now, h.n_now, named(w, "layout"));
	}
}

struct place {
	size_t id, at;
};

static int
by_id(const void *x, const void *y)
{
	const struct place *a = x, *b = y;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

/* Blocks of a side that nothing explains, by what they say. */
static struct place *
unexplained(const struct work *w, const struct body *b, const size_t *ids,
    const unsigned char *differs, const struct lookrule **rules, size_t *n)
{
	struct place *list = arena_new(w->a, b->n + 1, sizeof(*list));
	size_t i;

	*n = 0;
	for (i = 0; i < b->n; i++)
		if (differs[i] && rules[i] == NULL && b->blocks[i].fold_len > 0)
			list[(*n)++] = (struct place){ ids[i], i };
	if (*n > 1)
		qsort(list, *n, sizeof(*list), by_id);
	return list;
}

/* The same words, gone here and come there. */
static void
moved(struct work *w)
{
	const struct lookrule *rule = named(w, "moved");
	struct place *a, *b;
	size_t n, m, i = 0, k = 0;

	a = unexplained(w, w->was, w->was_ids, w->was_differs, w->was_rule, &n);
	b = unexplained(w, w->now, w->now_ids, w->now_differs, w->now_rule, &m);
	while (i < n && k < m) {
		if (a[i].id < b[k].id) {
			i++;
		} else if (a[i].id > b[k].id) {
			k++;
		} else {
			/* With other addresses it is another block. */
			if (strcmp(w->was->blocks[a[i].at].addresses,
				w->now->blocks[b[k].at].addresses) == 0)
				w->was_rule[a[i].at] = w->now_rule[b[k].at] =
				    rule;
			i++;
			k++;
		}
	}
}

/*
 * Where one block of a menu or a question differs, all of it counts as other:
 * a reader wants one thing, and the archive is smaller for it.
 */
static void
widen(const struct body *b, unsigned char *differs,
    const struct lookrule **rules, const size_t *like,
    unsigned char *like_differs, const struct lookrule **like_rules)
{
	size_t from, to, i;
	int any;

	for (from = 0; from < b->n; from = to) {
		any = differs[from];
		for (to = from + 1;
		     to < b->n && b->blocks[from].noise != NULL &&
		     b->blocks[to].noise == b->blocks[from].noise;
		     to++)
			any |= differs[to];
		for (i = from; any && to - from > 1 && i < to; i++) {
			if (differs[i])
				continue;
			differs[i] = 1;
			rules[i] = b->blocks[i].noise;
			if (like[i] == COMPARE_NONE)
				continue;
			like_differs[like[i]] = 1;
			like_rules[like[i]] = b->blocks[i].noise;
		}
	}
}

/* One side's blocks that differ, as pieces. */
static struct compare_piece *
pieces(const struct work *w, const struct body *b, const unsigned char *differs,
    const struct lookrule **rules, size_t *n)
{
	const struct lookrule *flicker = named(w, "flicker");
	struct compare_piece *list = NULL, *p;
	size_t i;

	*n = 0;
	for (i = 0; i < b->n; i++) {
		if (!differs[i])
			continue;
		p = *n == 0 ? NULL : &list[*n - 1];
		if (p != NULL && p->last + 1 == i && p->rule == rules[i] &&
		    (rules[i] == NULL || rules[i] != flicker)) {
			p->end = b->blocks[i].start + b->blocks[i].len;
			p->last = i;
			continue;
		}
		list = arena_more(w->a, list, *n, sizeof(*list));
		p = &list[(*n)++];
		p->start = b->blocks[i].start;
		p->end = p->start + b->blocks[i].len;
		p->last = i;
		p->rule = rules[i];
		p->key = rules[i] != NULL && rules[i] == flicker
		    ? flicker_key(&b->blocks[i])
		    : 0;
	}
	return list;
}

static void
weigh(const struct work *w, const struct compare_piece *list, size_t n)
{
	struct compared *out = w->out;
	const char *several;
	size_t i;

	for (i = 0; i < n; i++) {
		if (list[i].rule == NULL) {
			out->nature = COMPARE_SUBSTANTIVE;
			out->rule = NULL;
		}
		if (out->nature == COMPARE_SUBSTANTIVE)
			return;
		if (list[i].rule->ruling == RULING_ADMINISTRATIVE &&
		    out->nature == COMPARE_NOISE) {
			out->nature = COMPARE_ADMINISTRATIVE;
			out->rule = list[i].rule;
		} else if ((list[i].rule->ruling == RULING_NOISE) ==
			(out->nature == COMPARE_NOISE) &&
		    out->rule != list[i].rule) {
			several = out->nature == COMPARE_NOISE ? "several"
							       : "small-things";
			out->rule = out->rule == NULL ? list[i].rule
						      : named(w, several);
		}
	}
}

/* Does anything stand that said something before? */
static int
keeps_prose(const struct work *w)
{
	size_t i;

	for (i = 0; i < w->now->n; i++)
		if (w->was_of[i] != COMPARE_NONE && w->now->blocks[i].prose &&
		    w->now->blocks[i].noise == NULL)
			return 1;
	return 0;
}

void
compare_bodies(const struct body *was, const struct body *now,
    const struct flicker *fl, const struct lookrules *rules, struct arena *a,
    struct compared *out)
{
	struct work w = { .was = was, .now = now, .fl = fl, .rules = rules };

	memset(out, 0, sizeof(*out));
	w.a = a;
	w.out = out;
	align_bodies(was, now, a, &w.was_of, &w.now_of, &w.was_ids, &w.now_ids);
	w.was_rule = arena_new(a, was->n + 1, sizeof(*w.was_rule));
	w.now_rule = arena_new(a, now->n + 1, sizeof(*w.now_rule));
	w.was_differs = arena_new(a, was->n + 1, 1);
	w.now_differs = arena_new(a, now->n + 1, 1);
	w.was_first = first_words(was);
	w.now_first = first_words(now);
	pairs(&w);
	alone(&w);
	hunks(&w);
	moved(&w);
	widen(now, w.now_differs, w.now_rule, w.was_of, w.was_differs,
	    w.was_rule);
	widen(was, w.was_differs, w.was_rule, w.now_of, w.now_differs,
	    w.now_rule);
	out->out = pieces(&w, was, w.was_differs, w.was_rule, &out->n_out);
	out->in = pieces(&w, now, w.now_differs, w.now_rule, &out->n_in);
	weigh(&w, out->out, out->n_out);
	weigh(&w, out->in, out->n_in);
	out->other = out->nature == COMPARE_SUBSTANTIVE && !keeps_prose(&w) &&
	    other_page(rules, was, now);
	/* Blocks alike, and a text that is not: what stands between them. */
	if (out->n_out + out->n_in == 0) {
		out->nature = COMPARE_ADMINISTRATIVE;
		out->rule = named(&w, "layout");
	}
}

static void
side_write(struct buf *b, const struct compare_piece *list, size_t n, int all)
{
	const size_t most = all || n < PIECES_MAX ? n : PIECES_MAX;
	size_t i;

	buf_str(b, "[");
	for (i = 0; i < most; i++) {
		buf_fmt(b, "%s[%zu,%zu", i > 0 ? "," : "", list[i].start,
		    list[i].end);
		if (list[i].rule != NULL)
			buf_fmt(b, ",\"%s\"", list[i].rule->name);
		if (list[i].key != 0)
			buf_fmt(
			    b, ",\"%016llx\"", (unsigned long long)list[i].key);
		buf_str(b, "]");
	}
	buf_str(b, "]");
}

char *
compare_detail(const struct compared *c, struct arena *a)
{
	const int all = c->nature == COMPARE_NOISE;
	size_t more = 0;
	struct buf b;
	char *s;

	if (!all && c->n_in > PIECES_MAX)
		more += c->n_in - PIECES_MAX;
	if (!all && c->n_out > PIECES_MAX)
		more += c->n_out - PIECES_MAX;
	buf_init(&b, SIZE_MAX);
	buf_str(&b, "{\"in\":");
	side_write(&b, c->in, c->n_in, all);
	if (more > 0)
		buf_fmt(&b, ",\"more\":%zu", more);
	buf_str(&b, ",\"out\":");
	side_write(&b, c->out, c->n_out, all);
	buf_str(&b, "}");
	s = arena_strndup(a, (const char *)b.data, b.len);
	buf_free(&b);
	return s;
}

static int
hex_key(const char *s, uint64_t *out)
{
	size_t i;
	char c;

	*out = 0;
	for (i = 0; i < 16; i++) {
		c = s[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return -1;
		*out =
		    *out << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return s[16] == '\0' ? 0 : -1;
}

void
compare_detail_know(const char *detail, struct flicker *fl)
{
	static const char *const sides[] = { "in", "out" };
	const struct jv *list, *piece;
	const char *key;
	struct jv *v = NULL;
	struct fault f;
	uint64_t k;
	size_t i, s;

	if (strstr(detail, "\"flicker\"") == NULL ||
	    jv_parse(detail, strlen(detail), &v, &f) != 0)
		return;
	for (s = 0; s < 2; s++) {
		list = jv_get(v, sides[s]);
		for (i = 0; (piece = jv_at(list, i)) != NULL; i++) {
			key = jv_text(jv_at(piece, 3));
			if (key != NULL && hex_key(key, &k) == 0)
				flicker_know(fl, k);
		}
	}
	jv_free(v);
}
