#include "history/lookrule.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "history/fold.h"

extern const char *const look_lines[];
extern const unsigned long look_lines_n;

static const struct {
	const char *name;
	enum rule_how how;
} hows[] = {
	{ "code", RULE_CODE },
	{ "words", RULE_WORDS },
	{ "only", RULE_ONLY },
	{ "keys", RULE_KEYS },
	{ "drop", RULE_DROP },
	{ "dialog", RULE_DIALOG },
	{ "menu", RULE_MENU },
	{ "after", RULE_AFTER },
	{ "counter", RULE_COUNTER },
	{ "dates", RULE_DATES },
	{ "asked", RULE_ASKED },
	{ "other", RULE_OTHER },
};

void
lookrules_free(struct lookrules *r)
{
	if (r == NULL)
		return;
	arena_free(&r->arena);
	memset(r, 0, sizeof(*r));
}

const struct lookrule *
lookrules_find(const struct lookrules *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (strcmp(r->rules[i].name, name) == 0)
			return &r->rules[i];
	return NULL;
}

/* "NAME CLASS HOW" */
static int
read_rule(struct lookrules *r, const char *s, struct fault *f)
{
	char *words = arena_strdup(&r->arena, s), *class, *how;
	struct lookrule rule = { .says = "" };
	size_t i;

	class = strchr(words, ' ');
	how = class == NULL ? NULL : strchr(class + 1, ' ');
	if (class == NULL || how == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "rule: want a name, a class and how, have \"%.100s\"", s);
	*class ++ = '\0';
	*how++ = '\0';
	rule.name = words;
	if (lookrules_find(r, words) != NULL)
		return fault_set(
		    f, FAULT_FORMAT, "rule %.60s stands twice", words);
	if (ruling_parse(class, &rule.ruling) != 0)
		return fault_set(f, FAULT_FORMAT,
		    "rule %.60s: no such class: %.40s", words, class);
	for (i = 0; i < sizeof(hows) / sizeof(hows[0]); i++)
		if (strcmp(hows[i].name, how) == 0)
			break;
	if (i == sizeof(hows) / sizeof(hows[0]))
		return fault_set(f, FAULT_FORMAT,
		    "rule %.60s: no such thing: %.40s", words, how);
	rule.how = hows[i].how;
	r->rules = arena_more(&r->arena, r->rules, r->n, sizeof(*r->rules));
	r->rules[r->n++] = rule;
	return 0;
}

static int
read_phrase(struct lookrules *r, int strong, const char *s, struct fault *f)
{
	struct lookrule *rule = r->n == 0 ? NULL : &r->rules[r->n - 1];
	struct lookrule_phrase *list, *p;
	char *folded = arena_new(&r->arena, strlen(s) + 1, 1);

	if (rule == NULL || rule->how == RULE_CODE)
		return fault_set(f, FAULT_FORMAT,
		    "\"%.100s\" stands under no rule that lists phrases", s);
	list = arena_new(&r->arena, rule->n_phrases + 1, sizeof(*list));
	if (rule->n_phrases > 0)
		memcpy(list, rule->phrases, rule->n_phrases * sizeof(*list));
	p = &list[rule->n_phrases];
	p->words = arena_strdup(&r->arena, s);
	p->len = fold_letters(s, strlen(s), folded);
	/* An ellipsis is all punctuation, and a phrase all the same. */
	if (p->len == 0) {
		folded = arena_strdup(&r->arena, s);
		p->len = strlen(folded);
	}
	p->folded = folded;
	p->strong = strong;
	rule->phrases = list;
	rule->n_phrases++;
	return 0;
}

static int
read_line(struct lookrules *r, const char *s, struct fault *f)
{
	int64_t version;

	if (s[0] == '\0' || s[0] == '#')
		return 0;
	if (strncmp(s, "rule ", 5) == 0)
		return read_rule(r, s + 5, f);
	if (strncmp(s, "= ", 2) == 0 || strncmp(s, "+ ", 2) == 0)
		return read_phrase(r, s[0] == '=', s + 2, f);
	if (strncmp(s, "says ", 5) == 0 && r->n > 0) {
		r->rules[r->n - 1].says = arena_strdup(&r->arena, s + 5);
		return 0;
	}
	if (strncmp(s, "version ", 8) == 0) {
		if (num_i64(s + 8, 1, 1000000, "version", &version, f) != 0)
			return -1;
		r->version = (int)version;
		return 0;
	}
	return fault_set(
	    f, FAULT_FORMAT, "no line of a set of rules: \"%.100s\"", s);
}

int
lookrules_read(
    const char *const *lines, size_t n, struct lookrules *out, struct fault *f)
{
	struct lookrules r = { .version = 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		if (read_line(&r, lines[i], f) != 0) {
			lookrules_free(&r);
			return fault_under(f, "line %zu", i + 1);
		}
	}
	if (r.version == 0) {
		lookrules_free(&r);
		return fault_set(
		    f, FAULT_FORMAT, "a set of rules without a version");
	}
	*out = r;
	return 0;
}

static struct lookrules own;
static struct fault own_fault;
static int own_rc;
static pthread_once_t own_once = PTHREAD_ONCE_INIT;

static void
read_own(void)
{
	own_rc = lookrules_read(look_lines, look_lines_n, &own, &own_fault);
}

int
lookrules_own(const struct lookrules **out, struct fault *f)
{
	(void)pthread_once(&own_once, read_own);
	if (own_rc != 0) {
		*f = own_fault;
		return -1;
	}
	*out = &own;
	return 0;
}

/* The longest phrase that begins here: so that "accept" leaves no "all". */
static const struct lookrule_phrase *
longest_at(const struct lookrule *r, const char *s, size_t len)
{
	const struct lookrule_phrase *p, *best = NULL;
	size_t i;

	for (i = 0; i < r->n_phrases; i++) {
		p = &r->phrases[i];
		if (p->len <= len && memcmp(p->folded, s, p->len) == 0 &&
		    (best == NULL || p->len > best->len))
			best = p;
	}
	return best;
}

/* "5 min read", "1,234 views": figures say nothing among phrases. */
static int
is_count(const struct lookrule *r, char c)
{
	return (c >= '0' && c <= '9') ||
	    strchr(r->how == RULE_DATES ? ",.-/" : ",.", c) != NULL;
}

int
lookrule_only(const struct lookrule *r, const char *folded, size_t len)
{
	const struct lookrule_phrase *p;
	size_t i = 0;
	int strong = 0;

	while (i < len) {
		p = longest_at(r, folded + i, len - i);
		if (p == NULL && is_count(r, folded[i])) {
			i++;
			continue;
		}
		if (p == NULL)
			return 0;
		strong |= p->strong;
		i += p->len;
	}
	return strong;
}

const struct lookrule_phrase *
lookrule_in(
    const struct lookrule *r, int strong, const char *folded, size_t len)
{
	const struct lookrule_phrase *p;
	size_t i, k;

	for (i = 0; i < r->n_phrases; i++) {
		p = &r->phrases[i];
		if (p->strong != strong || p->len > len)
			continue;
		for (k = 0; k + p->len <= len; k++)
			if (folded[k] == p->folded[0] &&
			    memcmp(folded + k, p->folded, p->len) == 0)
				return p;
	}
	return NULL;
}

int
lookrule_is(
    const struct lookrule *r, int strong, const char *folded, size_t len)
{
	size_t i;

	for (i = 0; i < r->n_phrases; i++)
		if (r->phrases[i].strong == strong &&
		    r->phrases[i].len == len &&
		    memcmp(r->phrases[i].folded, folded, len) == 0)
			return 1;
	return 0;
}

/* Of a short text so many bytes are looked at for words of an error page. */
#define PAGE_BYTES 4096

/* Small letters, straight apostrophes, one blank for several. */
static void
plain(const char *s, size_t len, char *out)
{
	size_t i, n = 0, gap;
	char c;

	for (i = 0; i < len; i++) {
		c = s[i];
		if (len - i >= 3 && memcmp(s + i, "\xe2\x80\x99", 3) == 0) {
			c = '\'';
			i += 2;
		} else if ((gap = fold_blank(s + i, len - i)) > 0) {
			c = ' ';
			i += gap - 1;
		}
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c == '\0' || (c == ' ' && n > 0 && out[n - 1] == ' '))
			continue;
		out[n++] = c;
	}
	out[n] = '\0';
}

const char *
lookrule_words_in(const struct lookrule *r, const char *s, size_t len)
{
	char text[PAGE_BYTES + 1];
	size_t i;

	plain(s, len < PAGE_BYTES ? len : PAGE_BYTES, text);
	for (i = 0; i < r->n_phrases; i++)
		if (r->phrases[i].strong &&
		    strstr(text, r->phrases[i].words) != NULL)
			return r->phrases[i].words;
	return NULL;
}
