#include "history/judge.h"

#include <string.h>

#include "help/body.h"
#include "help/test.h"

static struct digest
digest(unsigned char c)
{
	struct digest d;

	memset(d.b, c, sizeof(d.b));
	return d;
}

/* 35 words, 190 bytes: too little to stand, but for a document of its own. */
#define SHORT                                                               \
	"We refreshed our statement to make it easier to read and to find " \
	"your way in it. Nothing in what we do with your data has changed " \
	"with this, and all of your choices stay as they were before."

/* What versions 1 and 2 say, and what another text says. */
#define FIRST \
	"# Terms\nWe keep what you give us for one year, and not longer than that."
#define SECOND \
	FIRST  \
	"\nWe may change these terms when we want to, and we tell you so by mail."
#define OTHER \
	FIRST \
	"\nWe may change these terms when the law wants it, and tell nobody at all."

struct desk {
	struct arena arena;
	struct body first, second, other;
	struct judge_version versions[2];
	struct judge_seen raws[4], texts[4];
	struct judge_memory m;
	char text[4000];
	struct digest d;
	struct judge_look look;
	struct judgement out;
};

static int
body_at_hand(void *ctx, int version, const struct body **out, struct fault *f)
{
	const struct desk *x = ctx;

	if (version < 1 || version > 2)
		return fault_set(f, FAULT_STATE, "no version %d", version);
	*out = version == 1 ? &x->first : &x->second;
	return 0;
}

static int
end(void **state)
{
	struct desk *x = *state;

	body_free(&x->first);
	body_free(&x->second);
	body_free(&x->other);
	arena_free(&x->arena);
	return 0;
}

static int
begin(void **state)
{
	static struct desk desk;
	struct desk *x = &desk;
	struct fault f;
	int i;

	memset(x, 0, sizeof(*x));
	body_of_lines(FIRST, &x->first);
	body_of_lines(SECOND, &x->second);
	body_of_lines(OTHER, &x->other);
	assert_ok(lookrules_own(&x->m.rules, &f), &f);
	x->m.body = body_at_hand;
	x->m.ctx = x;
	x->m.versions = x->versions;
	x->m.n_versions = 2;
	x->versions[0] = (struct judge_version){ 1, x->first.core };
	x->versions[1] = (struct judge_version){ 2, x->second.core };
	x->look.body = &x->other;
	for (i = 0; i < 2; i++) {
		x->raws[i].digest = digest((unsigned char)(10 + i));
		x->texts[i].digest = digest((unsigned char)(20 + i));
		x->raws[i].version = x->texts[i].version = i + 1;
	}
	x->m.raws = x->raws;
	x->m.texts = x->texts;
	x->m.n_raws = x->m.n_texts = 2;
	x->m.current = 2;
	x->m.current_len = 4000;
	for (i = 0; i < 300; i++)
		strcat(x->text, "some words ");
	x->d = digest(99);
	x->look.text = x->text;
	x->look.len = strlen(x->text);
	x->look.digest = &x->d;
	*state = x;
	return 0;
}

static void
says(struct desk *x, enum ruling_class ruling, const char *rule, int version,
    const char *detail)
{
	struct fault f;

	assert_ok(judge_text(&x->m, &x->look, &x->arena, &x->out, &f), &f);
	assert_string_equal(ruling_name(x->out.ruling), ruling_name(ruling));
	assert_string_equal(x->out.rule, rule);
	assert_int_equal(x->out.version, version);
	if (detail != NULL)
		assert_string_equal(x->out.detail, detail);
}

static void
short_text(struct desk *x, const char *s)
{
	x->look.text = s;
	x->look.len = strlen(s);
}

static void
test_a_start_page_in_place_of_a_policy_is_a_gap(void **state)
{
	static const char *const policy =
	    "# Terms\nYou agree that we may use your personal data in accordance "
	    "with the applicable law, and you consent to it with these terms.\n";
	struct desk *x = *state;

	body_free(&x->second);
	body_free(&x->other);
	body_of_lines(policy, &x->second);
	body_of_lines("# Shoes that carry you\nLearn more\nAdd to cart\n"
		      "Walk on clouds: made by hand in small series from the "
		      "best cork, and sent to your door in two days.\n",
	    &x->other);
	says(x, RULING_GAP, "other-page", 0,
	    "another page: none of the text that stood there, and none of the "
	    "words of a policy");
	/* The source says that it looks elsewhere now. */
	x->look.source_changed = 1;
	says(x, RULING_SOURCE_CHANGED, "declared-change", JUDGE_NEW, NULL);
	x->look.source_changed = 0;
	/* What was a version before is one now. */
	x->d = digest(20);
	says(x, RULING_RETURN, "known-text", 1, NULL);
}

static void
test_a_bad_status_is_a_gap_whatever_the_page_says(void **state)
{
	struct desk *x = *state;
	struct digest raw = digest(11);

	x->look.status = 404;
	says(x, RULING_GAP, "error-status", 0, "status 404");
	x->d = digest(21);
	says(x, RULING_GAP, "error-status", 0, "status 404");
	assert_int_equal(judge_bytes(&x->m, 500, &raw, &x->arena, &x->out), 1);
	assert_string_equal(x->out.detail, "status 500");
	x->look.status = 399;
	says(x, RULING_SAME, "same-text", 2, "");
}

static void
test_no_text_is_a_gap_with_its_reason(void **state)
{
	struct desk *x = *state;

	x->look.gap = "the selector matches nothing";
	says(x, RULING_GAP, "no-text", 0, "the selector matches nothing");
}

static void
test_a_text_of_a_few_words_is_a_gap_even_as_the_first_look(void **state)
{
	struct desk *x = *state;

	short_text(x, "");
	says(x, RULING_GAP, "few-words", 0, "text of 0 bytes");
	x->m.n_texts = x->m.n_raws = x->m.n_versions = 0;
	x->m.current = 0;
	short_text(x, "Terms & Conditions\nLFM License");
	says(x, RULING_GAP, "few-words", 0, "text of 30 bytes");
	short_text(x, SHORT);
	says(x, RULING_SUBSTANTIVE, "first-text", JUDGE_NEW, "");
}

static void
test_a_text_that_collapses_is_a_gap(void **state)
{
	struct desk *x = *state;

	short_text(x, SHORT);
	says(x, RULING_GAP, "collapsed", 0,
	    "collapsed: text of 190 bytes, 4000 before");
	x->m.current_len = 1909;
	says(x, RULING_SUBSTANTIVE, "new-text", JUDGE_NEW, NULL);
}

static void
test_the_words_of_error_pages_are_a_gap_but_not_in_a_long_text(void **state)
{
	struct desk *x = *state;

	short_text(x,
	    "This page isn\xe2\x80\x99t  available\nAn Unexpected "
	    "error has occurred. Try reloading the page.");
	says(x, RULING_GAP, "error-page", 0,
	    "error page: \"page isn't available\"");
	(void)memcpy(x->text, "Access denied", 13);
	x->look.text = x->text;
	x->look.len = strlen(x->text);
	says(x, RULING_SUBSTANTIVE, "new-text", JUDGE_NEW, NULL);
}

static void
test_words_of_scripts_without_blanks_are_counted(void **state)
{
	struct desk *x = *state;
	char han[601] = "";
	int i;

	for (i = 0; i < 60; i++)
		strcat(han, "\xe6\x88\x91");
	x->m.current_len = 0;
	short_text(x, han);
	says(x, RULING_SUBSTANTIVE, "new-text", JUDGE_NEW, NULL);
}

static void
test_known_texts_are_the_same_or_back(void **state)
{
	struct desk *x = *state;

	x->d = digest(21);
	says(x, RULING_SAME, "same-text", 2, "");
	x->d = digest(20);
	says(x, RULING_RETURN, "known-text", 1, "");
	/* The source's own change makes no known text new. */
	x->look.source_changed = 1;
	says(x, RULING_RETURN, "known-text", 1, "");
}

static void
test_a_new_text_is_the_vendors_unless_the_source_changed(void **state)
{
	struct desk *x = *state;

	says(x, RULING_SUBSTANTIVE, "new-text", JUDGE_NEW, NULL);
	x->look.source_changed = 1;
	says(x, RULING_SOURCE_CHANGED, "declared-change", JUDGE_NEW, NULL);
	x->m.n_texts = x->m.n_versions = 0;
	says(x, RULING_SUBSTANTIVE, "first-text", JUDGE_NEW, "");
}

static void
test_known_bytes_are_judged_without_a_text(void **state)
{
	struct desk *x = *state;
	struct digest raw = digest(11);

	assert_int_equal(judge_bytes(&x->m, 200, &raw, &x->arena, &x->out), 1);
	assert_string_equal(x->out.rule, "same-bytes");
	assert_int_equal(x->out.version, 2);
	raw = digest(10);
	assert_int_equal(judge_bytes(&x->m, 0, &raw, &x->arena, &x->out), 1);
	assert_int_equal(x->out.ruling, RULING_RETURN);
	raw = digest(12);
	assert_int_equal(judge_bytes(&x->m, 0, &raw, &x->arena, &x->out), 0);
}

static void
test_bytes_that_were_a_gap_are_that_gap_again(void **state)
{
	struct desk *x = *state;
	struct digest raw = digest(12);

	x->raws[2] = (struct judge_seen){ digest(12), 0, 0, "few-words",
		"text of 29 bytes" };
	x->m.n_raws = 3;
	assert_int_equal(judge_bytes(&x->m, 0, &raw, &x->arena, &x->out), 1);
	assert_string_equal(x->out.rule, "few-words");
	assert_string_equal(x->out.detail, "text of 29 bytes");
	assert_int_equal(x->out.version, 0);

	/* Bytes that were noise are so while the same version stands. */
	x->raws[3] = (struct judge_seen){ digest(13), 2, 1, "page-menu", "{}" };
	x->m.n_raws = 4;
	raw = digest(13);
	assert_int_equal(judge_bytes(&x->m, 0, &raw, &x->arena, &x->out), 1);
	assert_int_equal(x->out.ruling, RULING_NOISE);
	assert_int_equal(x->out.version, 2);
	x->m.current = 1;
	assert_int_equal(judge_bytes(&x->m, 0, &raw, &x->arena, &x->out), 0);
	raw = digest(12);

	/* But a gap by status alone says nothing of the bytes. */
	x->raws[2].rule = "error-status";
	assert_int_equal(judge_bytes(&x->m, 200, &raw, &x->arena, &x->out), 0);
}

static void
other_text(struct desk *x, const char *lines)
{
	body_free(&x->other);
	body_of_lines(lines, &x->other);
}

static void
test_what_differs_in_noise_alone_shows_the_version_that_stands(void **state)
{
	struct desk *x = *state;

	other_text(x, SECOND "\nCtrl+I");
	says(x, RULING_NOISE, "keyboard-hint", 2, NULL);
	assert_int_equal(x->out.noise, 1);
	/* The source's own change makes no version of noise. */
	x->look.source_changed = 1;
	says(x, RULING_NOISE, "keyboard-hint", 2, NULL);
	/* An older version, but for noise, is back. */
	other_text(x, FIRST "\nSelect language");
	says(x, RULING_RETURN, "known-but-noise", 1,
	    "{\"in\":[[73,88,\"language-selector\"]],\"out\":[]}");
}

static void
test_what_says_nothing_makes_a_version_that_is_marked(void **state)
{
	struct desk *x = *state;

	other_text(x, SECOND "!");
	says(x, RULING_ADMINISTRATIVE, "typography", JUDGE_NEW, NULL);
	x->look.source_changed = 1;
	says(x, RULING_SOURCE_CHANGED, "declared-change", JUDGE_NEW, NULL);
}

static void
test_a_text_of_other_sources_is_no_change_of_the_vendors(void **state)
{
	struct desk *x = *state;

	x->look.joined = 1;
	says(x, RULING_SOURCE_CHANGED, "joined-sources", JUDGE_NEW, NULL);
	other_text(x, SECOND "!");
	says(x, RULING_ADMINISTRATIVE, "typography", JUDGE_NEW, NULL);
}

static void
test_an_error_page_for_a_part_is_a_gap(void **state)
{
	struct desk *x = *state;

	other_text(x, FIRST "\nThis page isn't available\nTry again later.");
	/* Two lines for one: that may be a change of terms. */
	says(x, RULING_SUBSTANTIVE, "new-text", JUDGE_NEW, NULL);
	body_free(&x->second);
	body_of_lines(FIRST
	    "\nWe may change these terms when we want to, and tell you by mail."
	    "\nYou may leave us when you want to, and take all that is yours."
	    "\nWe may share it with who works for us, and with nobody else."
	    "\nNothing of what you write is used to train a model of ours.",
	    &x->second);
	says(x, RULING_GAP, "error-part", 0,
	    "error page: \"page isn't available\"");
}

static void
test_a_date_alone_time_and_again_is_the_day_of_the_page(void **state)
{
	struct desk *x = *state;

	body_free(&x->second);
	body_of_lines("# Terms\nToday is 1 May 2026\n" SECOND, &x->second);
	other_text(x, "# Terms\nToday is 3 May 2026\n" SECOND);
	x->look.time_utc_ms = 1777800000000; /* 2026-05-03 */
	says(x, RULING_ADMINISTRATIVE, "date-line", JUDGE_NEW, NULL);
	x->m.dates_alone = 2;
	x->m.current_utc_ms = 1777650000000; /* 2026-05-01 */
	says(x, RULING_NOISE, "rendering-date", 2, NULL);
	/* A version that named another day than its own was not made then. */
	x->m.current_utc_ms -= 9 * (int64_t)86400000;
	says(x, RULING_ADMINISTRATIVE, "date-line", JUDGE_NEW, NULL);
	x->m.current_utc_ms += 9 * (int64_t)86400000;
	/* Another day than that of the look: a date that somebody wrote. */
	x->look.time_utc_ms += 9 * (int64_t)86400000;
	says(x, RULING_ADMINISTRATIVE, "date-line", JUDGE_NEW, NULL);
}

#define DESK(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		DESK(test_a_start_page_in_place_of_a_policy_is_a_gap),
		DESK(test_a_bad_status_is_a_gap_whatever_the_page_says),
		DESK(test_no_text_is_a_gap_with_its_reason),
		DESK(
		    test_a_text_of_a_few_words_is_a_gap_even_as_the_first_look),
		DESK(test_a_text_that_collapses_is_a_gap),
		DESK(
		    test_the_words_of_error_pages_are_a_gap_but_not_in_a_long_text),
		DESK(test_words_of_scripts_without_blanks_are_counted),
		DESK(test_known_texts_are_the_same_or_back),
		DESK(test_a_new_text_is_the_vendors_unless_the_source_changed),
		DESK(test_known_bytes_are_judged_without_a_text),
		DESK(test_bytes_that_were_a_gap_are_that_gap_again),
		DESK(
		    test_what_differs_in_noise_alone_shows_the_version_that_stands),
		DESK(test_what_says_nothing_makes_a_version_that_is_marked),
		DESK(test_a_text_of_other_sources_is_no_change_of_the_vendors),
		DESK(test_an_error_page_for_a_part_is_a_gap),
		DESK(test_a_date_alone_time_and_again_is_the_day_of_the_page),
	};

	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
