#include "history/judge.h"

#include <string.h>

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

struct desk {
	struct judge_seen raws[4], texts[4];
	struct judge_memory m;
	char text[4000];
	struct digest d;
	struct judge_look look;
	struct judgement out;
};

static int
begin(void **state)
{
	static struct desk desk;
	struct desk *x = &desk;
	int i;

	memset(x, 0, sizeof(*x));
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
	judge_text(&x->m, &x->look, &x->out);
	assert_string_equal(ruling_name(x->out.ruling), ruling_name(ruling));
	assert_string_equal(x->out.rule, rule);
	assert_int_equal(x->out.version, version);
	assert_string_equal(x->out.detail, detail);
}

static void
short_text(struct desk *x, const char *s)
{
	x->look.text = s;
	x->look.len = strlen(s);
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
	assert_int_equal(judge_bytes(&x->m, 500, &raw, &x->out), 1);
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
	x->m.n_texts = x->m.n_raws = 0;
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
	says(x, RULING_SUBSTANTIVE, "new-text", JUDGE_NEW, "");
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
	says(x, RULING_SUBSTANTIVE, "new-text", JUDGE_NEW, "");
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
	says(x, RULING_SUBSTANTIVE, "new-text", JUDGE_NEW, "");
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

	says(x, RULING_SUBSTANTIVE, "new-text", JUDGE_NEW, "");
	x->look.source_changed = 1;
	says(x, RULING_SOURCE_CHANGED, "declared-change", JUDGE_NEW, "");
	x->m.n_texts = 0;
	says(x, RULING_SUBSTANTIVE, "first-text", JUDGE_NEW, "");
}

static void
test_known_bytes_are_judged_without_a_text(void **state)
{
	struct desk *x = *state;
	struct digest raw = digest(11);

	assert_int_equal(judge_bytes(&x->m, 200, &raw, &x->out), 1);
	assert_string_equal(x->out.rule, "same-bytes");
	assert_int_equal(x->out.version, 2);
	raw = digest(10);
	assert_int_equal(judge_bytes(&x->m, 0, &raw, &x->out), 1);
	assert_int_equal(x->out.ruling, RULING_RETURN);
	raw = digest(12);
	assert_int_equal(judge_bytes(&x->m, 0, &raw, &x->out), 0);
}

static void
test_bytes_that_were_a_gap_are_that_gap_again(void **state)
{
	struct desk *x = *state;
	struct digest raw = digest(12);

	x->raws[2] = (struct judge_seen){ digest(12), 0, "few-words",
		"text of 29 bytes" };
	x->m.n_raws = 3;
	assert_int_equal(judge_bytes(&x->m, 0, &raw, &x->out), 1);
	assert_string_equal(x->out.rule, "few-words");
	assert_string_equal(x->out.detail, "text of 29 bytes");
	assert_int_equal(x->out.version, 0);

	/* But a gap by status alone says nothing of the bytes. */
	x->raws[2].rule = "error-status";
	assert_int_equal(judge_bytes(&x->m, 200, &raw, &x->out), 0);
}

#define DESK(test) cmocka_unit_test_setup(test, begin)

int
main(void)
{
	const struct CMUnitTest tests[] = {
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
	};

	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
