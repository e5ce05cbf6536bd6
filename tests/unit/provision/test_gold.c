#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "help/test.h"
#include "provision/topic.h"

/*
 * Sentences of 50 terms of service that people labelled (unfair_tos_en.tsv,
 * CC BY 4.0) against what the rules say of each: a sentence may have several
 * topics.  The floors are what is reached; they may only rise.
 */
struct label {
	const char *tag; /* begins a label of the file: "ltd2" */
	const char *topics; /* " a b ": any of them counts */
	unsigned recall, precision; /* per cent, at least */
	unsigned both, gold, said;
};

static struct label labels[] = {
	{ "ltd", " liability-cap ", 75, 54, 0, 0, 0 },
	{ "a", " arbitration ", 97, 10, 0, 0, 0 },
	{ "ch", " terms-changes policy-changes ", 60, 34, 0, 0, 0 },
	{ "ter", " account-termination ", 65, 36, 0, 0, 0 },
	{ "law|j", " governing-law ", 74, 84, 0, 0, 0 },
	{ "cr", " content-removal ", 58, 66, 0, 0, 0 },
	{ "use", " acceptance ", 80, 22, 0, 0, 0 },
};

#define N_LABELS (sizeof(labels) / sizeof(*labels))

/* "ch2|ter3" has the label "ter" or one of "law|j". */
static int
has_label(const char *tags, size_t n, const char *want)
{
	size_t i, from = 0, k;
	const char *w;

	for (i = 0; i <= n; i++) {
		if (i < n && tags[i] != '|')
			continue;
		for (w = want; *w != '\0'; w += k + (w[k] == '|')) {
			k = strcspn(w, "|");
			if (i > from + k && memcmp(tags + from, w, k) == 0 &&
			    tags[from + k] >= '0' && tags[from + k] <= '9')
				return 1;
		}
		from = i + 1;
	}
	return 0;
}

static int
has_topic(const struct topic_hit *hits, size_t n, const char *want)
{
	char name[64];
	size_t i;

	for (i = 0; i < n; i++) {
		(void)snprintf(name, sizeof(name), " %s ", hits[i].topic);
		/* "a b": blanks on both sides of each. */
		if (strstr(want, name) != NULL)
			return 1;
	}
	return 0;
}

static void
count_line(const char *tags, size_t n_tags, const char *text, size_t len)
{
	struct arena a;
	struct topic_hit *hits;
	struct fault f;
	size_t n, i;
	int gold, said;
	const char *show = getenv("GOLD_SHOW");

	arena_init(&a);
	assert_ok(topic_match_all(text, len, "", "en", &a, &hits, &n, &f), &f);
	for (i = 0; i < N_LABELS; i++) {
		gold = has_label(tags, n_tags, labels[i].tag);
		said = has_topic(hits, n, labels[i].topics);
		labels[i].gold += (unsigned)gold;
		labels[i].said += (unsigned)said;
		labels[i].both += (unsigned)(gold && said);
		if (show != NULL && strcmp(show, labels[i].tag) == 0 &&
		    gold != said)
			print_message(
			    "%c %.*s\n", gold ? '-' : '+', (int)len, text);
	}
	arena_free(&a);
}

static void
test_labelled_sentences_get_the_topic_that_people_gave_them(void **state)
{
	const char *shared = getenv("SHARED");
	char path[512];
	struct buf b;
	struct fault f;
	char *line, *end, *tags, *text, *nl;
	size_t i;
	unsigned r, p;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/gold/unfair_tos_en.tsv",
	    shared == NULL ? "../shared" : shared);
	buf_init(&b, 64U << 20);
	if (file_read(path, &b, &f) != 0) {
		print_message("skipped: %s\n", f.text);
		buf_free(&b);
		return;
	}
	end = (char *)b.data + b.len;
	line = strchr((char *)b.data, '\n');
	for (line = line == NULL ? end : line + 1; line < end; line = nl + 1) {
		nl = memchr(line, '\n', (size_t)(end - line));
		if (nl == NULL)
			break;
		tags = strchr(strchr(line, '\t') + 1, '\t') + 1;
		text = strchr(tags, '\t') + 1;
		assert_true(text < nl);
		count_line(
		    tags, (size_t)(text - 1 - tags), text, (size_t)(nl - text));
	}
	buf_free(&b);
	for (i = 0; i < N_LABELS; i++) {
		r = labels[i].both * 100 / labels[i].gold;
		p = labels[i].both * 100 / labels[i].said;
		print_message("%-6s %4u labelled: recall %3u %%, precision "
			      "%3u %% of %u\n",
		    labels[i].tag, labels[i].gold, r, p, labels[i].said);
		assert_true(r >= labels[i].recall);
		assert_true(p >= labels[i].precision);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_labelled_sentences_get_the_topic_that_people_gave_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
