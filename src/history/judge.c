#include "history/judge.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "history/fold.h"

/* Dates alone, so often in a row, are dates on which a page was made. */
#define DATES_ALONE 2

/* Earlier versions that are compared with a text that may be one of them. */
#define LIKE_MAX 4

/* An error page begins within so many blocks of a first text. */
#define FIRST_BLOCKS 2
#define ERROR_PART 3
#define ERROR_LINE_WORDS 12

static void
give(struct judgement *out, enum ruling_class ruling, const char *rule,
    int version)
{
	out->ruling = ruling;
	out->rule = rule;
	out->version = version;
	out->noise = 0;
	out->detail = "";
}

/* The version that a known text or its bytes are: it stands, or is back. */
static void
give_known(const struct judge_memory *m, int version, const char *rule,
    struct judgement *out)
{
	if (version == m->current)
		give(out, RULING_SAME, rule, version);
	else
		give(out, RULING_RETURN, "known-text", version);
}

static int
error_status(int status, struct arena *a, struct judgement *out)
{
	if (status < 400)
		return 0;
	give(out, RULING_GAP, "error-status", 0);
	out->detail = arena_fmt(a, "status %d", status);
	return 1;
}

/* The newest of those seen with that digest; a gap may have become text. */
static const struct judge_seen *
seen(const struct judge_seen *list, size_t n, const struct digest *d)
{
	while (n-- > 0)
		if (digest_equal(&list[n].digest, d))
			return &list[n];
	return NULL;
}

static const struct judge_version *
version_of(const struct judge_memory *m, int number)
{
	size_t i;

	for (i = m->n_versions; i-- > 0;)
		if (m->versions[i].number == number)
			return &m->versions[i];
	return NULL;
}

/* May two versions be the same but for lines that were found to flicker? */
static int
may_flicker(const struct judge_memory *m, int version)
{
	const struct judge_version *a, *b;

	if (m->flicker == NULL || flicker_count(m->flicker) == 0 ||
	    m->current == 0 || version == m->current)
		return 0;
	a = version_of(m, version);
	b = version_of(m, m->current);
	return a == NULL || b == NULL || a->core == b->core;
}

/* What a person said of these bytes is said again by the program. */
static const char *
again(const char *rule)
{
	return strcmp(rule, "person") == 0 ? "as-ruled" : rule;
}

int
judge_bytes(const struct judge_memory *m, int status, const struct digest *raw,
    struct arena *a, struct judgement *out)
{
	const struct judge_seen *s = seen(m->raws, m->n_raws, raw);

	if (s == NULL)
		return 0;
	if (error_status(status, a, out))
		return 1;
	if (s->noise) {
		/* Against another version it may be something else. */
		if (s->version != m->current)
			return 0;
		give(out, RULING_NOISE, again(s->rule), s->version);
		out->noise = 1;
		out->detail = s->detail;
		return 1;
	}
	if (s->version != 0) {
		if (may_flicker(m, s->version))
			return 0;
		give_known(m, s->version, "same-bytes", out);
		return 1;
	}
	/* A bad status made it a gap then, and says nothing of this look. */
	if (strcmp(s->rule, "error-status") == 0)
		return 0;
	give(out, RULING_GAP, again(s->rule), 0);
	out->detail = s->detail;
	return 1;
}

/* A line of an error page, or one that says nothing but its number. */
static const char *
error_line(const struct lookrule *rule, const struct body_block *k)
{
	const char *words;

	if (k->words > ERROR_LINE_WORDS)
		return NULL;
	words = lookrule_words_in(rule, k->text, k->len);
	if (words != NULL)
		return words;
	return lookrule_is(rule, 0, k->fold, k->fold_len) ? k->seen : NULL;
}

/*
 * The words of an error page at the top of a text that has its menus: a first
 * one, or one of a fraction of what stood there.
 */
static const char *
first_error(const struct judge_memory *m, const struct judge_look *look)
{
	const struct lookrule *rule = lookrules_find(m->rules, "error-page");
	const struct body *b = look->body;
	const char *words;
	size_t i;

	if (rule == NULL ||
	    (m->current != 0 && look->len >= m->current_len / ERROR_PART))
		return NULL;
	for (i = 0; i < b->n && i < FIRST_BLOCKS; i++)
		if ((words = error_line(rule, &b->blocks[i])) != NULL)
			return words;
	return NULL;
}

/* No policy, whatever stood there before. */
static int
is_gap(const struct judge_memory *m, const struct judge_look *look,
    struct arena *a, struct judgement *out)
{
	const struct lookrule *rule = lookrules_find(m->rules, "error-page");
	const char *error;
	size_t words;

	if (error_status(look->status, a, out))
		return 1;
	if (look->gap != NULL) {
		give(out, RULING_GAP, "no-text", 0);
		out->detail = arena_strdup(a, look->gap);
		return 1;
	}
	error = first_error(m, look);
	words = fold_words(look->text, look->len, JUDGE_SHORT);
	if (error == NULL && words >= JUDGE_SHORT)
		return 0;
	if (error == NULL && rule != NULL)
		error = lookrule_words_in(rule, look->text, look->len);
	if (error != NULL) {
		give(out, RULING_GAP,
		    words < JUDGE_SHORT || m->current != 0 ? "error-page"
							   : "error-part",
		    0);
		out->detail = arena_fmt(a, "error page: \"%s\"", error);
		return 1;
	}
	if (words < JUDGE_WORDS_MIN) {
		give(out, RULING_GAP, "few-words", 0);
		out->detail = arena_fmt(a, "text of %zu bytes", look->len);
		return 1;
	}
	if (m->current == 0 || look->len >= m->current_len / JUDGE_TENTH)
		return 0;
	give(out, RULING_GAP, "collapsed", 0);
	out->detail = arena_fmt(a, "collapsed: text of %zu bytes, %zu before",
	    look->len, m->current_len);
	return 1;
}

/* Does the text name the day of the look, or the day before it? */
static int
names_day(const struct body *b, const struct compare_piece *p, int64_t utc_ms)
{
	static const char *const months[] = { "jan", "feb", "mar", "apr", "may",
		"jun", "jul", "aug", "sep", "oct", "nov", "dec" };
	const struct body_block *k = &b->blocks[p->last];
	struct civil c;
	char day[8], year[8], number[8];
	int back;

	for (back = 0; back < 2; back++) {
		c = clock_civil(utc_ms - back * (int64_t)86400000);
		(void)snprintf(day, sizeof(day), "%d", c.day % 100);
		(void)snprintf(year, sizeof(year), "%d", c.year % 10000);
		(void)snprintf(number, sizeof(number), "%02d", c.month % 100);
		if (c.month >= 1 && c.month <= 12 &&
		    strstr(k->seen, day) != NULL &&
		    strstr(k->seen, year) != NULL &&
		    (strstr(k->fold, months[c.month - 1]) != NULL ||
			strstr(k->seen, number) != NULL))
			return 1;
	}
	return 0;
}

/* Dates on which the page was made: nothing else changed, time and again. */
static int
is_rendering_date(const struct judge_memory *m, const struct judge_look *look,
    const struct body *was, const struct compared *c)
{
	return c->nature == COMPARE_ADMINISTRATIVE && c->rule != NULL &&
	    strcmp(c->rule->name, "date-line") == 0 && c->n_in == 1 &&
	    c->n_out == 1 && m->dates_alone >= DATES_ALONE &&
	    names_day(look->body, &c->in[0], look->time_utc_ms) &&
	    names_day(was, &c->out[0], m->current_utc_ms);
}

static void
rename_pieces(struct compare_piece *list, size_t n, const struct lookrule *rule)
{
	size_t i;

	for (i = 0; i < n; i++)
		list[i].rule = rule;
}

static int
compare_with(const struct judge_memory *m, const struct judge_look *look,
    int version, struct arena *a, struct compared *out, struct fault *f)
{
	const struct body *was;

	if (m->body(m->ctx, version, &was, f) != 0)
		return -1;
	compare_bodies(was, look->body, m->flicker, m->rules, a, out);
	if (version == m->current && is_rendering_date(m, look, was, out)) {
		out->nature = COMPARE_NOISE;
		out->rule = lookrules_find(m->rules, "rendering-date");
		rename_pieces(out->in, out->n_in, out->rule);
		rename_pieces(out->out, out->n_out, out->rule);
	}
	return 0;
}

/* An earlier version that the text is, but for noise. */
static int
find_like(const struct judge_memory *m, const struct judge_look *look,
    struct arena *a, struct judgement *out, struct fault *f)
{
	struct compared c;
	size_t i, tried = 0;

	for (i = m->n_versions; i-- > 0 && tried < LIKE_MAX;) {
		if (m->versions[i].number == m->current ||
		    m->versions[i].core != look->body->core)
			continue;
		tried++;
		if (compare_with(m, look, m->versions[i].number, a, &c, f) != 0)
			return -1;
		if (c.nature != COMPARE_NOISE)
			continue;
		give(out, RULING_RETURN, "known-but-noise",
		    m->versions[i].number);
		out->noise = 1;
		out->detail = compare_detail(&c, a);
		return 0;
	}
	return 0;
}

/* A text that is no version, against the one that stands. */
static void
give_new(const struct judge_look *look, const struct compared *c,
    struct arena *a, struct judgement *out)
{
	if (look->source_changed)
		give(out, RULING_SOURCE_CHANGED, "declared-change", JUDGE_NEW);
	else if (look->joined && c->nature == COMPARE_SUBSTANTIVE)
		give(out, RULING_SOURCE_CHANGED, "joined-sources", JUDGE_NEW);
	else if (c->nature == COMPARE_ADMINISTRATIVE)
		give(out, RULING_ADMINISTRATIVE, c->rule->name, JUDGE_NEW);
	else
		give(out, RULING_SUBSTANTIVE, "new-text", JUDGE_NEW);
	out->detail = compare_detail(c, a);
}

/* A text from before all that is known: it is one of those, or another. */
static int
judge_before(const struct judge_memory *m, const struct judge_look *look,
    const struct judge_seen *s, struct arena *a, struct judgement *out,
    struct fault *f)
{
	if (s != NULL) {
		give_known(m, s->version, "same-text", out);
		return 0;
	}
	give(out, RULING_GAP, "", 0);
	if (find_like(m, look, a, out, f) != 0)
		return -1;
	if (out->version == 0)
		give(out, RULING_SUBSTANTIVE, "new-text", JUDGE_NEW);
	return 0;
}

int
judge_text(const struct judge_memory *m, const struct judge_look *look,
    struct arena *a, struct judgement *out, struct fault *f)
{
	const struct judge_seen *s;
	struct compared c;

	if (is_gap(m, look, a, out))
		return 0;
	s = seen(m->texts, m->n_texts, look->digest);
	if (s != NULL && !may_flicker(m, s->version)) {
		give_known(m, s->version, "same-text", out);
		return 0;
	}
	if (m->n_versions == 0) {
		give(out, RULING_SUBSTANTIVE, "first-text", JUDGE_NEW);
		return 0;
	}
	if (m->current == 0)
		return judge_before(m, look, s, a, out, f);
	if (compare_with(m, look, m->current, a, &c, f) != 0)
		return -1;
	if (c.error != NULL) {
		give(out, RULING_GAP, "error-part", 0);
		out->detail = arena_fmt(a, "error page: \"%s\"", c.error);
		return 0;
	}
	/* A text that is known is what it was then. */
	if (c.other && s == NULL && !look->source_changed && !look->joined) {
		give(out, RULING_GAP, "other-page", 0);
		out->detail = arena_strdup(a,
		    "another page: none of the text "
		    "that stood there, and none of the "
		    "words of a policy");
		return 0;
	}
	if (c.nature == COMPARE_NOISE) {
		give(out, RULING_NOISE, c.rule->name, m->current);
		out->noise = 1;
		out->detail = compare_detail(&c, a);
		return 0;
	}
	if (s != NULL) {
		give_known(m, s->version, "same-text", out);
		return 0;
	}
	give(out, RULING_GAP, "", 0);
	if (find_like(m, look, a, out, f) != 0)
		return -1;
	if (out->version == 0)
		give_new(look, &c, a, out);
	return 0;
}
