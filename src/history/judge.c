#include "history/judge.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* Of a short text so many bytes are looked at for words of an error page. */
#define PAGE_BYTES 4096

/* What pages say that came in place of a policy; small letters. */
static const char *const phrases[] = {
	"page isn't available",
	"page is not available",
	"page isn't working",
	"page not found",
	"page can't be found",
	"page cannot be found",
	"page could not be found",
	"page you requested",
	"page you are looking for",
	"page you're looking for",
	"404 not found",
	"error 404",
	"403 forbidden",
	"error 403",
	"access denied",
	"access to this page has been denied",
	"you have been blocked",
	"you don't have permission",
	"unexpected error",
	"technical error",
	"technical difficulties",
	"something went wrong",
	"an error occurred",
	"an error has occurred",
	"internal server error",
	"service unavailable",
	"temporarily unavailable",
	"bad gateway",
	"gateway timeout",
	"gateway time-out",
	"too many requests",
	"rate limited",
	"under maintenance",
	"just a moment",
	"checking your browser",
	"checking if the site connection is secure",
	"verify you are human",
	"verify that you are not a robot",
	"are you a robot",
	"unusual traffic",
	"enable javascript",
	"javascript is disabled",
	"javascript is required",
	"enable cookies",
	"please wait while",
	"seite nicht gefunden",
	"seite wurde nicht gefunden",
	"zugriff verweigert",
	"p\xc3\xa1gina n\xc3\xa3o encontrada",
	"p\xc3\xa1gina no encontrada",
	"acesso negado",
	"page introuvable",
};

/*
 * Words, counted no further than max: what stands between blanks, and each
 * two signs of the scripts that use none.
 */
static size_t
count_words(const char *s, size_t len, size_t max)
{
	size_t i = 0, step, words = 0, signs = 0;
	int inside = 0;
	uint32_t c;

	while (i < len && words + signs / 2 < max) {
		step = utf8_get(s + i, len - i, &c);
		i += step == 0 ? 1 : step;
		if (c >= 0x2e80 && c < 0xa960)
			signs++;
		if (c == ' ' || c == '\n' || c == '\t' || c == 0xa0) {
			inside = 0;
		} else if (!inside) {
			inside = 1;
			words++;
		}
	}
	return words + signs / 2;
}

/* Small letters, straight apostrophes, one blank for several. */
static void
plain(const char *s, size_t len, char *out)
{
	size_t i, n = 0;
	char c;

	for (i = 0; i < len; i++) {
		c = s[i];
		if (len - i >= 3 && memcmp(s + i, "\xe2\x80\x99", 3) == 0) {
			c = '\'';
			i += 2;
		}
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c == '\n' || c == '\t')
			c = ' ';
		if (c == '\0' || (c == ' ' && n > 0 && out[n - 1] == ' '))
			continue;
		out[n++] = c;
	}
	out[n] = '\0';
}

static const char *
error_words(const char *s, size_t len)
{
	char text[PAGE_BYTES + 1];
	size_t i;

	plain(s, len < PAGE_BYTES ? len : PAGE_BYTES, text);
	for (i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (strstr(text, phrases[i]) != NULL)
			return phrases[i];
	return NULL;
}

static void
give(struct judgement *out, enum ruling_class ruling, const char *rule,
    int version)
{
	out->ruling = ruling;
	out->rule = rule;
	out->version = version;
	out->detail[0] = '\0';
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
error_status(int status, struct judgement *out)
{
	if (status < 400)
		return 0;
	give(out, RULING_GAP, "error-status", 0);
	(void)snprintf(out->detail, sizeof(out->detail), "status %d", status);
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

int
judge_bytes(const struct judge_memory *m, int status, const struct digest *raw,
    struct judgement *out)
{
	const struct judge_seen *s = seen(m->raws, m->n_raws, raw);

	if (s == NULL)
		return 0;
	if (error_status(status, out))
		return 1;
	if (s->version != 0) {
		give_known(m, s->version, "same-bytes", out);
		return 1;
	}
	/* A bad status made it a gap then, and says nothing of this look. */
	if (strcmp(s->rule, "error-status") == 0)
		return 0;
	give(out, RULING_GAP, s->rule, 0);
	(void)snprintf(out->detail, sizeof(out->detail), "%s", s->detail);
	return 1;
}

/* No policy, whatever stood there before. */
static int
is_gap(const struct judge_memory *m, const struct judge_look *look,
    struct judgement *out)
{
	size_t words;
	const char *error;

	if (error_status(look->status, out))
		return 1;
	if (look->gap != NULL) {
		give(out, RULING_GAP, "no-text", 0);
		(void)snprintf(
		    out->detail, sizeof(out->detail), "%s", look->gap);
		return 1;
	}
	words = count_words(look->text, look->len, JUDGE_SHORT);
	if (words >= JUDGE_SHORT)
		return 0;
	error = error_words(look->text, look->len);
	if (error != NULL) {
		give(out, RULING_GAP, "error-page", 0);
		(void)snprintf(out->detail, sizeof(out->detail),
		    "error page: \"%s\"", error);
		return 1;
	}
	if (words < JUDGE_WORDS_MIN) {
		give(out, RULING_GAP, "few-words", 0);
		(void)snprintf(out->detail, sizeof(out->detail),
		    "text of %zu bytes", look->len);
		return 1;
	}
	if (m->current == 0 || look->len >= m->current_len / JUDGE_TENTH)
		return 0;
	give(out, RULING_GAP, "collapsed", 0);
	(void)snprintf(out->detail, sizeof(out->detail),
	    "collapsed: text of %zu bytes, %zu before", look->len,
	    m->current_len);
	return 1;
}

void
judge_text(const struct judge_memory *m, const struct judge_look *look,
    struct judgement *out)
{
	const struct judge_seen *s;

	if (is_gap(m, look, out))
		return;
	s = seen(m->texts, m->n_texts, look->digest);
	if (s != NULL)
		give_known(m, s->version, "same-text", out);
	else if (m->n_texts == 0)
		give(out, RULING_SUBSTANTIVE, "first-text", JUDGE_NEW);
	else if (look->source_changed)
		give(out, RULING_SOURCE_CHANGED, "declared-change", JUDGE_NEW);
	else
		give(out, RULING_SUBSTANTIVE, "new-text", JUDGE_NEW);
}
