#include "analysis/lint.h"

#include <string.h>
#include <strings.h>

#define OPEN "\xe2\x80\x9c" /* “ */
#define CLOSE "\xe2\x80\x9d" /* ” */

/* Stems that stand for a verdict; "unlawful" and the like with them. */
static const char *const verdicts[] = { "violat", "illegal", "unlawful",
	"compliant", "complies", "qualified", "infringes the", "in breach of",
	"breaches the", "guilty", "is lawful", "is legal", "safe harbor",
	"certified" };

/* s with the words of others taken out, NUL-ended; 0 where quotes are odd. */
static int
ours(const char *s, char *out, size_t max)
{
	size_t n = 0;
	int inside = 0;

	for (; *s != '\0' && n + 1 < max; s++) {
		if (strncmp(s, OPEN, 3) == 0) {
			if (inside)
				return 0;
			inside = 1;
			s += 2;
			continue;
		}
		if (strncmp(s, CLOSE, 3) == 0) {
			if (!inside)
				return 0;
			inside = 0;
			out[n++] = 'x'; /* something stood here */
			s += 2;
			continue;
		}
		if (!inside)
			out[n++] = *s;
	}
	out[n] = '\0';
	return !inside && *s == '\0';
}

static const char *
verdict_in(const char *s)
{
	size_t i, k, n;

	for (i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++) {
		n = strlen(verdicts[i]);
		for (k = 0; s[k] != '\0'; k++) {
			/* At the beginning of a word: "non-compliant" too. */
			if (k > 0 &&
			    ((s[k - 1] >= 'a' && s[k - 1] <= 'z') ||
				(s[k - 1] >= 'A' && s[k - 1] <= 'Z')))
				continue;
			if (strncasecmp(s + k, verdicts[i], n) == 0)
				return verdicts[i];
		}
	}
	return NULL;
}

int
lint_text(const char *text, struct fault *f)
{
	char own[4096];
	const char *v;
	size_t i;

	if (text == NULL || *text == '\0')
		return fault_set(f, FAULT_FORMAT, "an empty sentence");
	if (!ours(text, own, sizeof(own)))
		return fault_set(
		    f, FAULT_FORMAT, "quote marks do not match: %s", text);
	v = verdict_in(own);
	if (v != NULL)
		return fault_set(f, FAULT_FORMAT,
		    "\"%s\" decides what no report decides: %s", v, text);
	if (strpbrk(own, "{}\n\"") != NULL)
		return fault_set(
		    f, FAULT_FORMAT, "a mark that is none of ours: %s", text);
	for (i = 0; own[i] != '\0'; i++)
		if ((own[i] == ' ' && own[i + 1] == '.') ||
		    (own[i] == '.' && own[i + 1] == '.') ||
		    (own[i] == ' ' && own[i + 1] == ','))
			return fault_set(f, FAULT_FORMAT,
			    "a stop that stands alone: %s", text);
	return 0;
}

/* A sentence: a capital (or what a name begins with), and a full stop. */
static int
lint_sentence(const char *s, struct fault *f)
{
	size_t n;

	if (lint_text(s, f) != 0)
		return -1;
	n = strlen(s);
	if (strncmp(s, OPEN, 3) != 0 && *s >= 'a' && *s <= 'z' &&
	    strncmp(s, "fal ", 4) != 0 && strncmp(s, "fal’s ", 8) != 0 &&
	    strncmp(s, "xAI", 3) != 0)
		return fault_set(f, FAULT_FORMAT, "no capital: %s", s);
	if (s[n - 1] != '.' && s[n - 1] != '?')
		return fault_set(f, FAULT_FORMAT, "no full stop: %s", s);
	return 0;
}

static int
stands_in_spans(const struct statement *s, const char *q, size_t n,
    const char *text, size_t len)
{
	size_t i, at;

	for (i = 0; i < s->n_spans; i++) {
		if (s->spans[i].end > len ||
		    s->spans[i].start > s->spans[i].end)
			return 0;
		for (at = s->spans[i].start; at + n <= s->spans[i].end; at++)
			if (memcmp(text + at, q, n) == 0)
				return 1;
	}
	return 0;
}

static int
lint_quotes(
    const struct statement *s, const char *text, size_t len, struct fault *f)
{
	const char *open = s->text, *close;

	while ((open = strstr(open, OPEN)) != NULL) {
		open += 3;
		close = strstr(open, CLOSE);
		if (close == NULL)
			break;
		if (!stands_in_spans(
			s, open, (size_t)(close - open), text, len))
			return fault_set(f, FAULT_STATE,
			    "“%.*s” stands in none of the spans",
			    (int)(close - open), open);
		open = close + 3;
	}
	return 0;
}

static int
lint_list(const struct statement_list *l, const char *text, size_t len,
    struct fault *f)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		if (lint_sentence(l->items[i].text, f) != 0 ||
		    lint_quotes(&l->items[i], text, len, f) != 0)
			return fault_under(f, "rule %s", l->items[i].rule);
	}
	return 0;
}

int
lint_finding(
    const struct finding *x, const char *text, size_t len, struct fault *f)
{
	const struct statement_list *const lists[] = { &x->what, &x->why,
		&x->note, &x->impact, &x->governance, &x->jurisdictions,
		&x->contract, &x->compliance };
	size_t i;

	if (!x->analysed)
		return 0;
	if (lint_text(x->headline, f) != 0)
		return fault_under(f, "headline");
	if (lint_sentence(x->summary, f) != 0)
		return fault_under(f, "summary");
	for (i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (lint_list(lists[i], text, len, f) != 0)
			return -1;
	for (i = 0; i < x->n_laws; i++)
		if (lint_sentence(x->laws[i].why.text, f) != 0 ||
		    lint_quotes(&x->laws[i].why, text, len, f) != 0)
			return fault_under(f, "rule %s", x->laws[i].why.rule);
	for (i = 0; i < x->n_actions; i++)
		if (lint_sentence(x->actions[i].text, f) != 0)
			return fault_under(f, "rule %s", x->actions[i].rule);
	return 0;
}
