#include <stdlib.h>
#include <string.h>

#include "analysis_in.h"
#include "base/mem.h"

/* A sentence of ours is short; a quote inside it shorter. */
#define SAY_MAX 2000
#define QUOTE_MAX_BYTES 100
#define QUOTE_MAX_WORDS 14
#define SAY_MAX_LETS 4 /* a let may use a let, so deep */

struct filling {
	const struct reading *r;
	struct buf out;
	int failed;
	int depth;
};

static void say_into(struct filling *t, const char *text);

/* The signal named in "q trains~": PHRASE_NONE where there is none. */
static size_t
signal_of(const struct reading *r, const char *s, size_t n, enum status *st)
{
	static const char marks[] = "~?^@";
	const char *mark;
	size_t i;

	*st = STATUS_DONE;
	mark = n > 1 ? strchr(marks, s[n - 1]) : NULL;
	if (mark != NULL && *mark != '\0') {
		*st = (enum status)(STATUS_NOT + (mark - marks));
		n--;
	}
	for (i = 0; i < r->rules->n_signals; i++)
		if (strlen(r->rules->signals[i].name) == n &&
		    memcmp(r->rules->signals[i].name, s, n) == 0)
			return i;
	return PHRASE_NONE;
}

static int
quote_fits(const struct reading *r, size_t first, size_t last)
{
	const struct token *w = r->tokens.items;
	const char *s = r->in->text + w[first].start;
	size_t n, i;
	int depth = 0;

	if (last - first >= QUOTE_MAX_WORDS || w[last].end <= w[first].start ||
	    tokens_is(&w[first], "or") || tokens_is(&w[first], "and"))
		return 0;
	n = w[last].end - w[first].start;
	if (n > QUOTE_MAX_BYTES)
		return 0;
	for (i = 0; i < n; i++)
		if (s[i] == '\n' || s[i] == '"' || s[i] == '|')
			return 0;
	for (i = 0; i < n && depth >= 0; i++)
		depth += s[i] == '(' ? 1 : s[i] == ')' ? -1 : 0;
	if (depth != 0)
		return 0;
	for (i = 0; i + 2 < n; i++)
		if (memcmp(s + i, "\xe2\x80\x9c", 3) == 0 ||
		    memcmp(s + i, "\xe2\x80\x9d", 3) == 0 ||
		    memcmp(s + i, "\xe2\x80\x9e", 3) == 0)
			return 0;
	return 1;
}

static void
fill_quote(struct filling *t, const char *s, size_t n, int captured)
{
	const struct reading *r = t->r;
	const char *bar = memchr(s, '|', n);
	size_t len = bar == NULL ? n : (size_t)(bar - s), sig, k = 0, first,
	       last;
	enum status st;

	sig = signal_of(r, s, len, &st);
	for (; (k = hit_next(r, sig, st, k)) < r->n_hits; k++) {
		if ((captured && r->hits[k].cap_first == PHRASE_NONE) ||
		    !hit_words(r, &r->hits[k], &first, &last) ||
		    !quote_fits(r, first, last))
			continue;
		buf_str(&t->out, "“");
		buf_add(&t->out, r->in->text + r->tokens.items[first].start,
		    r->tokens.items[last].end - r->tokens.items[first].start);
		buf_str(&t->out, "”");
		return;
	}
	if (bar == NULL)
		t->failed = 1;
	else
		buf_add(&t->out, bar + 1, n - len - 1);
}

static void
fill_value(struct filling *t, const char *s, size_t n, int bare)
{
	const struct reading *r = t->r;
	enum status st;
	size_t sig = signal_of(r, s, n, &st), k = hit_next(r, sig, st, 0);
	const char *v =
	    k == r->n_hits ? NULL : figure_text(r, &r->hits[k], bare);

	if (v == NULL)
		t->failed = 1;
	else
		buf_str(&t->out, v);
}

static size_t
labels_of(const struct reading *r, size_t sig, enum status st, int brief,
    const char *out[FIGURES_MAX])
{
	size_t n = 0, k = 0, i;

	for (; (k = hit_next(r, sig, st, k)) < r->n_hits; k++) {
		const char *l = brief ? r->hits[k].brief : r->hits[k].label;

		for (i = 0; i < n; i++)
			if (strcmp(out[i], l) == 0)
				break;
		if (i == n && n < FIGURES_MAX && *l != '\0')
			out[n++] = l;
	}
	return n;
}

/* "a, b and c", each once, in the order of the text: labels or figures. */
static void
fill_labels(struct filling *t, const char *s, size_t n, int figures)
{
	const char *list[FIGURES_MAX];
	enum status st;
	size_t sig = signal_of(t->r, s, n, &st), k, i;

	k = figures ? figures_list(t->r, sig, st, list)
		    : labels_of(t->r, sig, st, 0, list);
	if (k == 0)
		t->failed = 1;
	for (i = 0; i < k; i++)
		buf_fmt(&t->out, "%s%s",
		    i == 0           ? ""
			: i + 1 == k ? " and "
				     : ", ",
		    list[i]);
}

/* The first label alone. */
static void
fill_label(struct filling *t, const char *s, size_t n)
{
	const char *list[FIGURES_MAX];
	enum status st;
	size_t sig = signal_of(t->r, s, n, &st);

	if (labels_of(t->r, sig, st, 0, list) == 0)
		t->failed = 1;
	else
		buf_str(&t->out, list[0]);
}

/* "a; b": the brief words, for a column. */
static void
fill_brief(struct filling *t, const char *s, size_t n)
{
	const char *list[FIGURES_MAX];
	enum status st;
	size_t sig = signal_of(t->r, s, n, &st), k, i;

	k = labels_of(t->r, sig, st, 1, list);
	if (k == 0)
		t->failed = 1;
	for (i = 0; i < k; i++)
		buf_fmt(&t->out, "%s%s", i == 0 ? "" : "; ", list[i]);
}

static void
fill_count(struct filling *t, const char *s, size_t n)
{
	const char *list[FIGURES_MAX];
	enum status st;
	size_t sig = signal_of(t->r, s, n, &st);
	const char *name = number_name(labels_of(t->r, sig, st, 0, list));

	if (name == NULL)
		t->failed = 1;
	else
		buf_str(&t->out, name);
}

static int
key_is(const char *s, size_t n, const char *key)
{
	return strlen(key) == n && memcmp(s, key, n) == 0;
}

static const char *
owner_of(const struct analyse_input *in)
{
	return in->owner != NULL && *in->owner != '\0' ? in->owner
						       : in->platform;
}

/* The first let of that name whose condition holds. */
static void
fill_let(struct filling *t, const char *s, size_t n)
{
	const struct topic_analysis *p = t->r->topic;
	size_t i;

	for (i = 0; i < p->n_lets; i++)
		if (key_is(s, n, p->lets[i].name) &&
		    cond_true(t->r, &p->lets[i].cond))
			break;
	if (i == p->n_lets || t->depth == SAY_MAX_LETS) {
		t->failed = 1;
		return;
	}
	t->depth++;
	say_into(t, p->lets[i].text);
	t->depth--;
}

static void
fill_one(struct filling *t, const char *s, size_t n)
{
	const struct analyse_input *in = t->r->in;

	if (n > 2 && memcmp(s, "q ", 2) == 0)
		fill_quote(t, s + 2, n - 2, 0);
	else if (n > 2 && memcmp(s, "c ", 2) == 0)
		fill_quote(t, s + 2, n - 2, 1);
	else if (n > 2 && memcmp(s, "v ", 2) == 0)
		fill_value(t, s + 2, n - 2, 0);
	else if (n > 2 && memcmp(s, "d ", 2) == 0)
		fill_value(t, s + 2, n - 2, 1);
	else if (n > 7 && memcmp(s, "labels ", 7) == 0)
		fill_labels(t, s + 7, n - 7, 0);
	else if (n > 8 && memcmp(s, "figures ", 8) == 0)
		fill_labels(t, s + 8, n - 8, 1);
	else if (n > 6 && memcmp(s, "count ", 6) == 0)
		fill_count(t, s + 6, n - 6);
	else if (n > 6 && memcmp(s, "label ", 6) == 0)
		fill_label(t, s + 6, n - 6);
	else if (n > 6 && memcmp(s, "brief ", 6) == 0)
		fill_brief(t, s + 6, n - 6);
	else if (key_is(s, n, "owner"))
		buf_str(&t->out, owner_of(in));
	else if (key_is(s, n, "platform"))
		buf_str(&t->out, in->platform);
	else if (key_is(s, n, "document"))
		buf_str(&t->out, in->document);
	else
		fill_let(t, s, n);
}

/* Names are written as they are, "xAI" too, wherever they stand. */
static int
names_begin(const struct filling *t, size_t at)
{
	const char *names[2] = { owner_of(t->r->in), t->r->in->platform };
	size_t i, n;

	for (i = 0; i < 2; i++) {
		n = strlen(names[i]);
		if (n > 0 && t->out.len - at >= n &&
		    memcmp(t->out.data + at, names[i], n) == 0)
			return 1;
	}
	return 0;
}

/* "{Object}" is "{object}" with a capital. */
static void
fill_key(struct filling *t, const char *s, size_t n)
{
	char key[200];
	size_t at = t->out.len;

	if (n == 0 || n >= sizeof(key)) {
		t->failed = 1;
		return;
	}
	if (s[0] < 'A' || s[0] > 'Z') {
		fill_one(t, s, n);
		return;
	}
	memcpy(key, s, n);
	key[0] = (char)(key[0] - 'A' + 'a');
	fill_one(t, key, n);
	if (t->out.len > at && t->out.data[at] >= 'a' &&
	    t->out.data[at] <= 'z' && !names_begin(t, at))
		t->out.data[at] = (unsigned char)(t->out.data[at] - 'a' + 'A');
}

/* Depth is bounded by SAY_MAX_LETS: lets are rules of ours, not input. */
static void
say_into(struct filling *t, const char *text)
{
	const char *open, *close;

	while (!t->failed && (open = strchr(text, '{')) != NULL) {
		close = strchr(open, '}');
		if (close == NULL) {
			t->failed = 1;
			return;
		}
		buf_add(&t->out, text, (size_t)(open - text));
		fill_key(t, open + 1, (size_t)(close - open - 1));
		text = close + 1;
	}
	buf_str(&t->out, text);
}

const char *
say_fill(const struct reading *r, const char *text)
{
	struct filling t = { 0 };
	const char *out = NULL;

	t.r = r;
	buf_init(&t.out, SAY_MAX);
	say_into(&t, text);
	if (!t.failed && !t.out.over && t.out.len > 0)
		out = arena_strndup(
		    r->arena, (const char *)t.out.data, t.out.len);
	buf_free(&t.out);
	return out;
}
