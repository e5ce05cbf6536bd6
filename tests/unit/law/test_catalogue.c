#include "law/catalogue.h"

#include <stdio.h>
#include <string.h>

#include "help/test.h"
#include "help/tsv.h"

static void
test_a_number_past_the_end_is_no_unit(void **state)
{
	struct law_unit u;

	(void)state;
	assert_int_equal(catalogue_at(catalogue_count(), &u), -1);
	assert_int_equal(catalogue_at((size_t)-1, &u), -1);
}

static void
test_what_does_not_exist_is_not_found(void **state)
{
	static const struct {
		const char *instrument, *path;
	} cases[] = {
		{ "gdpr", "" },
		{ "gdpr", "100" },
		{ "gdpr", "6(1)(g)" },
		{ "gdpr", "6(1)(F)" },
		{ "gdpr", "7 IX" },
		{ "GDPR", "6" },
		{ "", "6" },
		{ "uk-gdpr", "6" },
		{ "ccpa", "1798.999" },
		{ "ccpa", "7013" },
		{ "ccpa-regs", "7001(kkk)" },
		{ "lgpd", "7 XI" },
		{ "lgpd", "26 §1 VI" },
		{ "lgpd", "7 §único" },
	};
	struct law_unit u;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_false(
		    catalogue_find(cases[i].instrument, cases[i].path, &u));
		assert_fault(catalogue_resolve(
				 cases[i].instrument, cases[i].path, &u, &f),
		    &f, FAULT_ABSENT, "law: no unit");
	}
	assert_false(catalogue_find_canonical("", &u));
	assert_false(catalogue_find_canonical("GDPR Art. 100", &u));
}

static void
test_a_path_too_long_is_a_fault_that_is_cut(void **state)
{
	char path[300];
	struct law_unit u;
	struct fault f;

	(void)state;
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_fault(catalogue_resolve("gdpr", path, &u, &f), &f, FAULT_ABSENT,
	    "xxx...\" of gdpr");
}

/* Totals are pinned here, so that a lost or doubled row fails anywhere. */
static void
test_each_instrument_has_the_units_of_its_text(void **state)
{
	static const struct {
		const char *instrument, *kind;
		size_t n;
	} totals[] = {
		{ "gdpr", "article", 99 },
		{ "gdpr", "paragraph", 372 },
		{ "gdpr", "point", 378 },
		{ "gdpr", "subpoint", 7 },
		{ "gdpr", "subparagraph", 16 },
		{ "gdpr", "indent", 4 },
		{ "gdpr", "recital", 173 },
		{ "gdpr", "chapter", 11 },
		{ "gdpr", "section", 15 },
		{ "ccpa", "section", 46 },
		{ "ccpa", "subdivision", 170 },
		{ "ccpa", "paragraph", 222 },
		{ "ccpa", "subparagraph", 136 },
		{ "ccpa", "clause", 58 },
		{ "ccpa", "subclause", 9 },
		{ "ccpa-regs", "section", 61 },
		{ "ccpa-regs", "article-group", 13 },
		{ "ccpa-regs", "subsection", 347 },
		{ "ccpa-regs", "paragraph", 328 },
		{ "ccpa-regs", "subparagraph", 177 },
		{ "ccpa-regs", "clause", 11 },
		{ "lgpd", "artigo", 80 },
		{ "lgpd", "parágrafo", 117 },
		{ "lgpd", "parágrafo único", 9 },
		{ "lgpd", "inciso", 226 },
		{ "lgpd", "alínea", 25 },
		{ "lgpd", "capítulo", 10 },
		{ "lgpd", "seção", 14 },
		{ "ai-act", "article", 113 },
		{ "ai-act", "paragraph", 500 },
		{ "ai-act", "point", 415 },
		{ "ai-act", "subpoint", 45 },
		{ "ai-act", "recital", 180 },
		{ "ai-act", "annex", 13 },
		{ "kr-pipa", "article", 126 },
		{ "kr-pipa", "paragraph", 408 },
		{ "kr-pipa", "subparagraph", 413 },
		{ "kr-pipa", "item", 24 },
	};
	const size_t n_totals = sizeof(totals) / sizeof(totals[0]);
	size_t have[sizeof(totals) / sizeof(totals[0])] = { 0 };
	struct law_unit u;
	size_t i, k;

	(void)state;
	assert_int_equal(catalogue_count(), 5371);
	for (i = 0; catalogue_at(i, &u) == 0; i++) {
		for (k = 0; k < n_totals; k++)
			if (strcmp(totals[k].instrument, u.instrument) == 0 &&
			    strcmp(totals[k].kind, u.kind) == 0)
				break;
		if (k == n_totals)
			fail_msg("%s: a kind without a total: %s", u.instrument,
			    u.kind);
		have[k]++;
	}
	for (k = 0; k < n_totals; k++)
		if (have[k] != totals[k].n)
			fail_msg("%s: %zu of kind %s, want %zu",
			    totals[k].instrument, have[k], totals[k].kind,
			    totals[k].n);
}

static void
test_every_unit_is_found_by_path_and_by_canonical_form(void **state)
{
	struct law_unit u, found;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; catalogue_at(i, &u) == 0; i++) {
		assert_true(catalogue_find(u.instrument, u.path, &found));
		assert_int_equal(found.index, i);
		assert_true(catalogue_find_canonical(u.canonical, &found));
		assert_int_equal(found.index, i);
		assert_ok(
		    catalogue_resolve(u.instrument, u.path, &found, &f), &f);
		assert_int_equal(found.index, i);
	}
}

static void
test_a_parent_stands_above_and_is_named_by_its_path(void **state)
{
	struct law_unit u, parent;
	size_t i;

	(void)state;
	for (i = 0; catalogue_at(i, &u) == 0; i++) {
		if (u.parent[0] == '\0') {
			assert_false(catalogue_parent(&u, &parent));
			continue;
		}
		assert_true(catalogue_parent(&u, &parent));
		assert_true(parent.index < i);
		assert_string_equal(parent.path, u.parent);
		assert_string_equal(parent.instrument, u.instrument);
		assert_true(catalogue_children(&parent, u.kind) > 0);
		/* What is gone as a whole has no part that is in force. */
		if (strcmp(parent.status, "in-force") != 0)
			assert_string_not_equal(u.status, "in-force");
	}
}

static void
test_children_are_counted_by_kind(void **state)
{
	struct law_unit u;

	(void)state;
	assert_true(catalogue_find("gdpr", "6", &u));
	assert_int_equal(catalogue_children(&u, NULL), 4);
	assert_true(catalogue_find("gdpr", "6(1)", &u));
	assert_int_equal(catalogue_children(&u, NULL), 8);
	assert_int_equal(catalogue_children(&u, "point"), 6);
	assert_int_equal(catalogue_children(&u, "paragraph"), 0);
	assert_true(catalogue_find("gdpr", "10", &u));
	assert_int_equal(catalogue_children(&u, NULL), 0);
	assert_true(catalogue_find("lgpd", "7", &u));
	assert_int_equal(catalogue_children(&u, "inciso"), 10);
	assert_int_equal(catalogue_children(&u, "parágrafo"), 7);
}

static bool
is_day(const char *s)
{
	size_t i;

	if (strlen(s) != 10)
		return false;
	for (i = 0; i < 10; i++)
		if (i == 4 || i == 7 ? s[i] != '-' : s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

static bool
is_heading_kind(const char *kind)
{
	static const char *const kinds[] = { "capítulo", "seção",
		"article-group" };
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i], kind) == 0)
			return true;
	return false;
}

/*
 * Links are not unique: the California regulations are one PDF, and EUR-Lex
 * and planalto have an address for an article that its parts share.
 */
static void
test_fields_hold_what_their_names_say(void **state)
{
	static const char *const statuses[] = { "in-force", "vetoed",
		"repealed", "inoperative", "not-yet-operative" };
	const size_t n_statuses = sizeof(statuses) / sizeof(statuses[0]);
	struct law_unit u;
	size_t i, k;

	(void)state;
	for (i = 0; catalogue_at(i, &u) == 0; i++) {
		assert_non_null(catalogue_instrument(u.instrument));
		for (k = 0; k < n_statuses; k++)
			if (strcmp(statuses[k], u.status) == 0)
				break;
		assert_true(k < n_statuses);
		if (u.url[0] == '\0')
			assert_true(is_heading_kind(u.kind));
		else
			assert_int_equal(strncmp(u.url, "https://", 8), 0);
		assert_true(u.from[0] == '\0' || is_day(u.from));
		assert_true(u.until[0] == '\0' || is_day(u.until));
		assert_true(u.known[0] == '\0' || is_day(u.known));
		if (strcmp(u.status, "not-yet-operative") == 0)
			assert_true(is_day(u.from));
		if (strcmp(u.status, "inoperative") == 0)
			assert_true(is_day(u.until));
	}
}

static void
test_instruments_say_who_enforces_them_and_as_of_when(void **state)
{
	const struct law_instrument *in;
	struct law_unit u;
	size_t i, k, next = 0;

	(void)state;
	assert_null(catalogue_instrument("uk-gdpr"));
	assert_null(catalogue_instrument_at(catalogue_instruments()));
	for (i = 0; i < catalogue_instruments(); i++) {
		in = catalogue_instrument_at(i);
		assert_ptr_equal(catalogue_instrument(in->id), in);
		assert_true(in->name[0] != '\0' && in->title[0] != '\0');
		assert_true(in->authority[0] != '\0');
		assert_true(in->jurisdiction[0] != '\0');
		assert_true(is_day(in->as_of) && is_day(in->applies));
		assert_true(is_day(in->known));
		assert_int_equal(strlen(in->language), 2);
		/* Rows come in the order of the instruments. */
		for (k = next; catalogue_at(k, &u) == 0; k++)
			if (strcmp(u.instrument, in->id) != 0)
				break;
		assert_true(k > next);
		next = k;
	}
	assert_int_equal(next, catalogue_count());
}

/* The article, section or artigo that a unit is part of. */
static bool
is_article(const struct law_unit *u)
{
	return strcmp(u->kind, "article") == 0 ||
	    strcmp(u->kind, "artigo") == 0 ||
	    (strcmp(u->kind, "section") == 0 &&
		strncmp(u->path, "chapter", 7) != 0);
}

static size_t
parts_of(const char *instrument, const char *article, const char *kind)
{
	struct law_unit u, top;
	size_t i, n = 0;

	for (i = 0; catalogue_at(i, &u) == 0; i++) {
		if (strcmp(u.instrument, instrument) != 0 ||
		    strcmp(u.kind, kind) != 0)
			continue;
		top = u;
		while (!is_article(&top) && catalogue_parent(&top, &top))
			continue;
		if (strcmp(top.path, article) == 0)
			n++;
	}
	return n;
}

static void
test_counts_per_article_equal_the_shared_tables(void **state)
{
	static const char *const names[] = { "gdpr", "ccpa", "ccpa-regs",
		"lgpd" };
	char file[64], kinds[TSV_FIELDS][32];
	struct law_unit u;
	struct tsv t;
	size_t i, k, n, have;

	(void)state;
	for (i = 0; i < 4; i++) {
		(void)snprintf(
		    file, sizeof(file), "law/%s-counts.tsv", names[i]);
		if (!tsv_open(&t, file))
			continue;
		assert_true(tsv_next(&t));
		n = t.n;
		for (k = 0; k < n; k++)
			(void)snprintf(
			    kinds[k], sizeof(kinds[k]), "%s", t.field[k]);
		while (tsv_next(&t)) {
			assert_true(catalogue_find(names[i], t.field[0], &u));
			assert_string_equal(u.status, t.field[1]);
			for (k = 2; k + 1 < n; k++) {
				have = parts_of(names[i], t.field[0], kinds[k]);
				if ((long)have != atol(t.field[k]))
					fail_msg("%s %s: %zu of kind %s, want "
						 "%s",
					    names[i], t.field[0], have,
					    kinds[k], t.field[k]);
			}
		}
	}
}

/* Rules cite by these short forms, so each must stand for a unit. */
static void
test_every_citation_of_the_shared_topics_resolves(void **state)
{
	static const char *const names[] = { "gdpr", "ccpa", "ccpa-regs",
		"lgpd" };
	struct law_unit u;
	struct fault f;
	struct tsv t;
	char *p, *end;
	size_t i, n = 0;

	(void)state;
	if (!tsv_open(&t, "law/topics.tsv"))
		return;
	assert_true(tsv_next(&t));
	while (tsv_next(&t)) {
		for (i = 0; i < 4; i++) {
			for (p = t.field[2 + i]; p != NULL && *p != '\0';
			     p = end) {
				if ((end = strchr(p, ';')) != NULL)
					*end++ = '\0';
				assert_ok(
				    catalogue_resolve(names[i], p, &u, &f), &f);
				n++;
			}
		}
	}
	assert_true(n > 500);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_number_past_the_end_is_no_unit),
		cmocka_unit_test(test_what_does_not_exist_is_not_found),
		cmocka_unit_test(test_a_path_too_long_is_a_fault_that_is_cut),
		cmocka_unit_test(
		    test_each_instrument_has_the_units_of_its_text),
		cmocka_unit_test(
		    test_every_unit_is_found_by_path_and_by_canonical_form),
		cmocka_unit_test(
		    test_a_parent_stands_above_and_is_named_by_its_path),
		cmocka_unit_test(test_children_are_counted_by_kind),
		cmocka_unit_test(test_fields_hold_what_their_names_say),
		cmocka_unit_test(
		    test_instruments_say_who_enforces_them_and_as_of_when),
		cmocka_unit_test(
		    test_counts_per_article_equal_the_shared_tables),
		cmocka_unit_test(
		    test_every_citation_of_the_shared_topics_resolves),
	};

	return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
