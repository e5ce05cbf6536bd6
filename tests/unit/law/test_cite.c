#include "law/cite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "help/test.h"
#include "help/tsv.h"
#include "law/catalogue.h"
#include "law/style.h"

#include "unit/law/cite_cases.h"

static void
expect(const char *input, const char *canonical, enum cite_status status)
{
	struct cite c;
	struct fault f;

	assert_ok(cite_parse(input, &c, &f), &f);
	if (c.status != status ||
	    (canonical != NULL && strcmp(c.canonical, canonical) != 0))
		fail_msg("%s: %s \"%s\" (%s), want %s \"%s\"", input,
		    cite_status_name(c.status), c.canonical, c.note,
		    cite_status_name(status),
		    canonical != NULL ? canonical : "any");
	if (status == CITE_MALFORMED || status == CITE_UNKNOWN_INSTRUMENT) {
		assert_string_equal(c.canonical, "");
		assert_int_equal(c.n_units, 0);
		assert_true(c.note[0] != '\0');
	}
	if (status == CITE_OK)
		assert_true(c.n_units > 0);
	cite_free(&c);
}

static void
test_a_text_too_long_is_refused(void **state)
{
	char *text = mem_new(CITE_MAX_TEXT + 2, 1);
	struct cite c;
	struct fault f;

	(void)state;
	memset(text, 'a', CITE_MAX_TEXT + 1);
	assert_fault(cite_parse(text, &c, &f), &f, FAULT_LIMIT,
	    "want at most 4096 bytes, have 4097");
	text[CITE_MAX_TEXT] = '\0';
	expect(text, "", CITE_MALFORMED);
	free(text);
}

static void
test_freeing_nothing_is_allowed(void **state)
{
	struct cite c = { .status = CITE_OK };

	(void)state;
	cite_free(NULL);
	cite_free(&c);
	cite_free(&c);
}

static void
test_bytes_that_are_no_text_are_malformed(void **state)
{
	static const char *const texts[] = { "GDPR Art. 6\xff", "\xc3",
		"GDPR Art. \x01", "GDPR Art. 6\x7f", "\xed\xa0\x80 GDPR Art. 6",
		"GDPR Art. \xf0\x9f\x98\x80" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		expect(texts[i], "", CITE_MALFORMED);
}

/* Each is a repetition that a careless reader would take long over. */
static void
test_pathological_texts_end_soon(void **state)
{
	static const char *const parts[] = { "(", ")", "()", "((", "1", "1.",
		"Art. ", "Art. 6, ", "6,", "6-7 ", "a ", "e ", "f.", "I", "§ ",
		"§", "of ", "point (a) of ", "second ", "GDPR ", "LGPD, ",
		"Regulation (EU) ", "1798.", "1798.1 ", ".1", "-", "\"",
		"\"a\" ", "제", "제1조", "목", "et seq. ", "caput do ", "a a ",
		"2016/679 ", "\xe2\x80\x93", "( 2016 ) ", "Lei nº ",
		"\xcc\x81" };
	char *text = mem_new(CITE_MAX_TEXT + 1, 1);
	struct cite c;
	struct fault f;
	clock_t start = clock();
	size_t i, n, len;

	(void)state;
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		len = strlen(parts[i]);
		n = (size_t)snprintf(text, CITE_MAX_TEXT, "GDPR ");
		while (n + len < CITE_MAX_TEXT) {
			memcpy(text + n, parts[i], len);
			n += len;
		}
		text[n] = '\0';
		assert_ok(cite_parse(text, &c, &f), &f);
		cite_free(&c);
		assert_ok(cite_parse(text + 5, &c, &f), &f);
		cite_free(&c);
	}
	assert_true(clock() - start < 20 * CLOCKS_PER_SEC);
	free(text);
}

static void
test_every_shared_citation_is_read_as_the_table_says(void **state)
{
	struct cite c;
	struct fault f;
	struct tsv t;
	size_t n = 0;

	(void)state;
	if (!tsv_open(&t, "law/citations.tsv"))
		return;
	assert_true(tsv_next(&t));
	while (tsv_next(&t)) {
		assert_ok(cite_parse(t.field[0], &c, &f), &f);
		if (strcmp(c.instrument, t.field[1]) != 0 ||
		    strcmp(c.canonical, t.field[2]) != 0 ||
		    strcmp(cite_status_name(c.status), t.field[3]) != 0)
			fail_msg("%s: %s \"%s\" %s, want %s \"%s\" %s",
			    t.field[0], c.instrument, c.canonical,
			    cite_status_name(c.status), t.field[1], t.field[2],
			    t.field[3]);
		/* A unit not in force warns in these words, others do not. */
		if (strncmp(t.field[4], "warn:", 5) == 0)
			assert_string_equal(c.note, t.field[4]);
		else
			assert_int_not_equal(strncmp(c.note, "warn:", 5), 0);
		cite_free(&c);
		n++;
	}
	assert_int_equal(n, 151);
}

static void
test_citations_are_read_as_lawyers_mean_them(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cite_cases) / sizeof(cite_cases[0]); i++)
		expect(cite_cases[i].input, cite_cases[i].canonical,
		    cite_cases[i].status);
}

/*
 * parse(print(unit)) is the unit, for every unit and style.  No form is
 * ambiguous; PIPA's "Art. 2 1." lives by the blank between the numbers.
 */
static void
test_what_is_printed_is_read_back(void **state)
{
	struct law_unit u;
	struct cite c;
	struct fault f;
	struct buf b;
	size_t i;
	int s;

	(void)state;
	for (i = 0; catalogue_at(i, &u) == 0; i++) {
		for (s = STYLE_CANONICAL; s <= STYLE_ABNT; s++) {
			buf_init(&b, 4096);
			style_print(&u, (enum style)s, &b);
			assert_ok(cite_parse((const char *)b.data, &c, &f), &f);
			if (c.status != CITE_OK || c.n_units != 1 ||
			    c.units[0] != i ||
			    strcmp(c.canonical, u.canonical) != 0)
				fail_msg("%s: %s \"%s\" (%s)",
				    (const char *)b.data,
				    cite_status_name(c.status), c.canonical,
				    c.note);
			cite_free(&c);
			buf_free(&b);
		}
	}
}

/* The links of the catalogue lead to their unit or to one that holds it. */
static void
test_the_catalogues_own_links_are_read(void **state)
{
	struct law_unit u, up;
	struct cite c;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; catalogue_at(i, &u) == 0; i++) {
		if (u.url[0] == '\0' || strcmp(u.instrument, "ccpa-regs") == 0)
			continue;
		assert_ok(cite_parse(u.url, &c, &f), &f);
		if (c.status != CITE_OK || c.n_units != 1)
			fail_msg("%s: %s (%s)", u.url,
			    cite_status_name(c.status), c.note);
		up = u;
		while (up.index != c.units[0] && catalogue_parent(&up, &up))
			continue;
		if (up.index != c.units[0])
			fail_msg(
			    "%s: %s, want %s", u.url, c.canonical, u.canonical);
		cite_free(&c);
	}
}

static void
test_what_is_missing_is_explained(void **state)
{
	static const struct {
		const char *input, *note;
	} cases[] = {
		{ "GDPR Art. 16(1)", "GDPR Art. 16 has no parts" },
		{ "GDPR Art. 8(1)(a)",
		    "GDPR Art. 8(1) has no parts of this kind" },
		{ "GDPR Art. 6(1)(g)",
		    "GDPR Art. 6(1) ends with GDPR Art. 6(1)(f)" },
		{ "GDPR Art. 120",
		    "no such unit from GDPR Art. 1 to GDPR Art. 99" },
		{ "GDPR Art. 6(1)(ea)", "exists only in the UK GDPR" },
		{ "CCPA § 7013",
		    "did you mean Cal. Code Regs. tit. 11, § 7013?" },
		{ "11 CCR § 1798.120",
		    "did you mean Cal. Civ. Code § "
		    "1798.120?" },
		{ "Cal. Civ. Code § 1798.185(a)(22)",
		    "stood there until the renumbering of 2025" },
		{ "LGPD art. 26, § 1º, VI", "existed only under MP 869/2018" },
		{ "GDPR Art.", "no number after \"art\"" },
		{ "GDPR Art. 6(1)(f", "a parenthesis that is not closed" },
		{ "Article 6 GDPR, Article 7 LGPD",
		    "two laws in one citation" },
		{ "Art. 6(1)(f)", "it names no law" },
	};
	struct cite c;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_ok(cite_parse(cases[i].input, &c, &f), &f);
		assert_string_equal(c.note, cases[i].note);
		cite_free(&c);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_text_too_long_is_refused),
		cmocka_unit_test(test_freeing_nothing_is_allowed),
		cmocka_unit_test(test_bytes_that_are_no_text_are_malformed),
		cmocka_unit_test(test_pathological_texts_end_soon),
		cmocka_unit_test(
		    test_every_shared_citation_is_read_as_the_table_says),
		cmocka_unit_test(test_citations_are_read_as_lawyers_mean_them),
		cmocka_unit_test(test_what_is_printed_is_read_back),
		cmocka_unit_test(test_the_catalogues_own_links_are_read),
		cmocka_unit_test(test_what_is_missing_is_explained),
	};

	return cmocka_run_group_tests_name("cite", tests, NULL, NULL);
}
