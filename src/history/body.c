#include "history/body.h"

#include <string.h>

#include "base/utf8.h"
#include "history/fold.h"

#include "history_in.h"

/* Sentences have so many words, or signs where no blanks part them. */
#define PROSE_WORDS 13

/* A list item may be shorter, where a point shows that it is said. */
#define PROSE_ITEM_WORDS 5

/* A line with a counter at its end is no longer. */
#define COUNTER_BYTES 120

/* FNV-1a, 64 bits; equal keys are compared again where it matters. */
uint64_t
body_key(const char *s, size_t n)
{
	uint64_t h = 0xcbf29ce484222325;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 0x100000001b3;
	return h;
}

static const struct lookrule *
rule_how(const struct lookrules *r, enum rule_how how)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->rules[i].how == how)
			return &r->rules[i];
	return NULL;
}

/* A hint without parentheses begins a sentence, or sticks to a word. */
static size_t
bare_hint_at(const struct lookrule *r, const char *s, size_t len)
{
	const char *words;
	size_t i, n;

	for (i = 0; i < r->n_phrases; i++) {
		words = r->phrases[i].words;
		n = strlen(words);
		if (n <= len && words[0] != '(' &&
		    words[0] - 'a' == s[0] - 'A' &&
		    memcmp(words + 1, s + 1, n - 1) == 0)
			return n;
	}
	return 0;
}

/*
 * Does a hint stand at s, in words of any case and any blanks?  Gives its
 * bytes.  Most begin with a parenthesis, so this asks seldom.
 */
static size_t
hint_at(const struct lookrule *r, const char *s, size_t len)
{
	char word[64];
	size_t end = 0, n;

	if (r == NULL)
		return 0;
	if (s[0] >= 'A' && s[0] <= 'Z')
		return bare_hint_at(r, s, len);
	if (s[0] != '(')
		return 0;
	while (end < len && s[end] != ')')
		end++;
	if (end == len || end + 2 > sizeof(word))
		return 0;
	n = fold_letters(s, end + 1, word);
	return lookrule_is(r, 1, word, n) ? end + 1 : 0;
}

/* The text without hints; out has room for len + 1. */
static size_t
drop_hints(const struct lookrule *r, const char *s, size_t len, char *out)
{
	size_t i, n, o = 0;

	if (memchr(s, '(', len) == NULL && strstr(s, "Opens ") == NULL) {
		memcpy(out, s, len + 1);
		return len;
	}
	for (i = 0; i < len; i += n) {
		n = hint_at(r, s + i, len - i);
		if (n > 0) {
			/* The blank before it was its own. */
			while (o > 0 && out[o - 1] == ' ')
				o--;
			continue;
		}
		n = 1;
		out[o++] = s[i];
	}
	out[o] = '\0';
	return o;
}

static int
is_figure(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * Where a number with its point, as "12.3k", begins that ends at len.  Behind
 * a date that sticks to it, it begins with the fifth figure: "1/2/202512.3k".
 */
static size_t
number_before(const char *s, size_t len)
{
	size_t i = len, from;

	while (i > 0 && s[i - 1] == ' ')
		i--;
	if (i > 1 && strchr("kKmM", s[i - 1]) != NULL)
		i--;
	if (i == 0 || !is_figure(s[i - 1]))
		return len;
	while (i > 0 &&
	    (is_figure(s[i - 1]) || s[i - 1] == '.' || s[i - 1] == ','))
		i--;
	from = i;
	if (i > 0 && (s[i - 1] == '/' || s[i - 1] == '-'))
		for (; i - from < 4; i++)
			if (!is_figure(s[i]))
				return len;
	return i;
}

/* A short line without the counter at its end: "1,234 views". */
static size_t
drop_counter(const struct lookrule *r, char *s, size_t len, char *tmp)
{
	size_t i, from, n;

	if (r == NULL || len > COUNTER_BYTES)
		return len;
	for (i = len; i > 0 && !is_figure(s[i - 1]); i--)
		;
	/* "3k views": the sign behind the figures is of the number. */
	if (i > 0 && i < len && strchr("kKmM", s[i]) != NULL &&
	    (i + 1 == len || s[i + 1] == ' '))
		i++;
	n = fold_letters(s + i, len - i, tmp);
	if (i == 0 || n == 0 || !lookrule_is(r, 1, tmp, n))
		return len;
	from = number_before(s, i);
	/* A counter alone is a line of its own. */
	if (from == 0 || from == i)
		return len;
	while (from > 0 && s[from - 1] == ' ')
		from--;
	s[from] = '\0';
	return from;
}

/* Addresses out of the words and into a list. */
static size_t
part_addresses(
    const char *s, size_t len, char *words, char *addresses, size_t *n_addr)
{
	size_t i, n, o = 0, a = 0;
	int guarded;

	*n_addr = 0;
	addresses[0] = '\0';
	/* Few blocks have any. */
	if (memchr(s, '@', len) == NULL && memchr(s, '[', len) == NULL &&
	    strstr(s, "://") == NULL && strstr(s, "www.") == NULL &&
	    strstr(s, "WWW.") == NULL) {
		memcpy(words, s, len + 1);
		return len;
	}
	for (i = 0; i < len; i += n) {
		n = i > 0 && fold_inside_address(s[i - 1])
		    ? 0
		    : fold_address(s + i, len - i, &guarded);
		if (n > 0) {
			memcpy(addresses + a, s + i, n);
			a += n;
			addresses[a++] = '\n';
			continue;
		}
		n = 1;
		words[o++] = s[i];
	}
	words[o] = '\0';
	addresses[a] = '\0';
	*n_addr = a;
	return o;
}

/* Marks of headings that a site draws before or behind their words. */
static size_t
without_marks(char *s, size_t n)
{
	size_t from = 0;

	while (n > 0 && (s[n - 1] == '#' || s[n - 1] == ' '))
		n--;
	while (from < n && (s[from] == '#' || s[from] == ' '))
		from++;
	memmove(s, s + from, n - from);
	s[n - from] = '\0';
	return n - from;
}

static int
has_year(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i + 4 <= len; i++)
		if (((s[i] == '1' && s[i + 1] == '9') ||
			(s[i] == '2' && s[i + 1] == '0')) &&
		    s[i + 2] >= '0' && s[i + 2] <= '9' && s[i + 3] >= '0' &&
		    s[i + 3] <= '9')
			return 1;
	return 0;
}

struct maker {
	const struct lookrule *hints, *counters;
	struct body *b;
	char *seen, *words, *addresses, *fold; /* room for the longest block */
};

static void
make_block(struct maker *m, struct body_block *k)
{
	struct arena *a = &m->b->arena;
	size_t n, n_addr;

	n = fold_unseen(k->text, k->len, m->words);
	n_addr = drop_hints(m->hints, m->words, n, m->seen);
	n = drop_counter(m->counters, m->seen, n_addr, m->words);
	k->counted = n < n_addr;
	k->seen = arena_strndup(a, m->seen, n);
	k->number = fold_number(m->seen, n);
	n = part_addresses(m->seen + k->number, n - k->number, m->words,
	    m->addresses, &n_addr);
	n = without_marks(m->words, n);
	k->addresses =
	    n_addr == 0 ? "" : arena_strndup(a, m->addresses, n_addr);
	k->fold_len = fold_letters(m->words, n, m->fold);
	k->fold = arena_strndup(a, m->fold, k->fold_len);
	k->key = body_key(k->fold, k->fold_len);
	k->words = fold_words(k->text, k->len, 1000);
	k->dated = has_year(k->text, k->len);
}

/*
 * What one clause is made of: all of it says something, or nothing does.
 * "We collect:" says something with what follows it.
 */
static void
mark_clause(struct body *b, const struct clause *c)
{
	struct body_block *k = &b->blocks[c->first_block];
	size_t i;
	int prose = c->n_blocks > 1 && k->kind == BLOCK_PARAGRAPH &&
	    k->len > 0 && k->text[k->len - 1] == ':';

	for (i = c->first_block; i < c->first_block + c->n_blocks; i++) {
		k = &b->blocks[i];
		k->clause = 1;
		prose |= k->prose;
	}
	for (i = c->first_block; prose && i < c->first_block + c->n_blocks; i++)
		b->blocks[i].prose = 1;
}

static int
is_prose(const struct body_block *k)
{
	if (k->kind == BLOCK_ROW)
		return 1;
	if (k->kind == BLOCK_HEADING)
		return 0;
	return furniture_sentence(k) &&
	    k->words >=
	    (k->kind == BLOCK_ITEM ? PROSE_ITEM_WORDS : PROSE_WORDS);
}

static void
make_core(struct body *b)
{
	const struct body_block *k;
	size_t i;

	b->core = 0xcbf29ce484222325;
	for (i = 0; i < b->n; i++) {
		k = &b->blocks[i];
		if (k->noise == NULL && k->clause)
			b->core = (b->core ^ k->key) * 0x100000001b3;
	}
}

void
body_make(const struct page *p, const struct clause *clauses, size_t n_clauses,
    const struct lookrules *rules, struct body *out)
{
	struct maker m = { rule_how(rules, RULE_DROP),
		rule_how(rules, RULE_COUNTER), out, NULL, NULL, NULL, NULL };
	struct arena tmp = { NULL };
	struct body_block *k;
	char *text;
	size_t i, longest = 0;

	memset(out, 0, sizeof(*out));
	text = arena_strndup(&out->arena, p->text, p->len);
	out->len = p->len;
	out->n = p->n_blocks;
	out->blocks = arena_new(&out->arena, out->n + 1, sizeof(*k));
	for (i = 0; i < out->n; i++)
		if (p->blocks[i].end - p->blocks[i].start > longest)
			longest = p->blocks[i].end - p->blocks[i].start;
	m.seen = arena_new(&tmp, longest + 1, 1);
	m.words = arena_new(&tmp, longest + 1, 1);
	m.fold = arena_new(&tmp, longest + 1, 1);
	/* A newline after each, and each is three bytes or more. */
	m.addresses = arena_new(&tmp, 2 * longest + 1, 1);
	for (i = 0; i < out->n; i++) {
		k = &out->blocks[i];
		k->start = p->blocks[i].start;
		k->len = p->blocks[i].end - k->start;
		k->text = text + k->start;
		k->kind = p->blocks[i].kind;
		k->level = p->blocks[i].level;
		k->marker = arena_strdup(&out->arena, p->blocks[i].marker);
		make_block(&m, k);
		k->prose = is_prose(k);
	}
	for (i = 0; i < n_clauses; i++)
		mark_clause(out, &clauses[i]);
	furniture_mark(rules, out);
	make_core(out);
	arena_free(&tmp);
}

void
body_free(struct body *b)
{
	if (b == NULL)
		return;
	arena_free(&b->arena);
	memset(b, 0, sizeof(*b));
}
