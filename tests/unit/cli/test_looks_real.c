#include <inttypes.h>

#include "archive/check.h"
#include "archive/read.h"
#include "base/clock.h"
#include "base/hex.h"
#include "base/jv.h"
#include "help/real.h"
#include "help/test.h"
#include "history/detail.h"
#include "history/lookrule.h"
#include "text/extract.h"

/*
 * What looks at the real archive mean: against labels made by reading, by
 * chance pairs of document and day, and imported in parts.
 */
#define DAY ((int64_t)86400000)
#define PAIRS 1000

/* The escape would take the letter for its own. */
#define DALL_E          \
	("DALL\xc2\xb7" \
	 "E")

/* The same pairs at every run, on every machine. */
static uint32_t
draw(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005 + 1442695040888963407;
	return (uint32_t)(*seed >> 33) % below;
}

/* Is the block in a piece of one side of the detail, ruled noise? */
static int
is_ruled_noise(const struct jv *pieces, const struct block *b)
{
	const struct lookrules *rules;
	const struct lookrule *rule;
	const struct jv *p;
	struct fault f = { 0 };
	size_t i;

	assert_ok(lookrules_own(&rules, &f), &f);
	for (i = 0; (p = jv_at(pieces, i)) != NULL; i++) {
		if (jv_number(jv_at(p, 0), -1) > (int64_t)b->start ||
		    jv_number(jv_at(p, 1), -1) < (int64_t)b->end)
			continue;
		assert_non_null(jv_text(jv_at(p, 2)));
		rule = lookrules_find(rules, jv_text(jv_at(p, 2)));
		assert_non_null(rule);
		assert_int_equal(rule->ruling, RULING_NOISE);
		return 1;
	}
	return 0;
}

/* The same blocks in both texts, but for those that were ruled noise. */
static void
same_but_for_noise(
    const struct page *was, const struct page *now, const struct jv *blocks)
{
	const struct jv *out = jv_get(blocks, "out"),
			*in = jv_get(blocks, "in");
	const struct block *p, *q;
	size_t i = 0, k = 0;

	for (;;) {
		while (
		    i < was->n_blocks && is_ruled_noise(out, &was->blocks[i]))
			i++;
		while (k < now->n_blocks && is_ruled_noise(in, &now->blocks[k]))
			k++;
		if (i == was->n_blocks || k == now->n_blocks)
			break;
		p = &was->blocks[i++];
		q = &now->blocks[k++];
		assert_int_equal(p->end - p->start, q->end - q->start);
		assert_memory_equal(was->text + p->start, now->text + q->start,
		    p->end - p->start);
	}
	assert_int_equal(i, was->n_blocks);
	assert_int_equal(k, now->n_blocks);
}

static void
same_text(struct archive *a, const struct history *h, const struct look *k)
{
	struct extract_source s = { .media = MEDIA_MARKDOWN,
		.media_type = k->media_type,
		.base_url = k->url,
		.select = k->select,
		.remove = k->remove };
	struct jv *blocks = detail_blocks(k->rule, k->detail);
	struct page now = { .len = 0 };
	struct archive_text was;
	struct fault f = { 0 };
	unsigned char *bytes;
	const char *gap;

	assert_ok(archive_capture(a, k->id, &bytes, &s.len, &f), &f);
	s.bytes = bytes;
	assert_ok(extract_page(&s, &now, &gap, &f), &f);
	assert_null(gap);
	assert_ok(
	    archive_text(a, h->platform, h->document, k->version, &was, &f),
	    &f);
	if (k->ruling == RULING_NOISE ||
	    strcmp(k->rule, "known-but-noise") == 0) {
		assert_non_null(blocks);
		same_but_for_noise(&was.page, &now, blocks);
	} else {
		assert_int_equal(was.page.len, now.len);
		assert_memory_equal(was.page.text, now.text, now.len);
	}
	jv_free(blocks);
	page_free(&was.page);
	page_free(&now);
	free(bytes);
}

/* The holding of all history that covers the look. */
static const struct holding *
holding_of(const struct history *h, const struct look *k)
{
	size_t i;

	for (i = 0; i < h->n_holdings; i++)
		if (h->holdings[i].first_utc_ms <= k->time_utc_ms &&
		    h->holdings[i].last_utc_ms >= k->time_utc_ms &&
		    h->holdings[i].version == k->version)
			return &h->holdings[i];
	return NULL;
}

static void
test_each_day_shows_what_was_seen_last(void **state)
{
	size_t i, k, noise = 0, usable = 0;
	const struct archive_entry *e;
	uint64_t seed = 20260822;
	struct archive_list list;
	struct history all, day;
	struct real *r = *state;
	struct fault f = { 0 };
	const struct look *last;
	int64_t first, at;

	if (r->all == NULL)
		skip();
	assert_ok(archive_list(r->all, &list, &f), &f);
	for (i = 0; i < PAIRS; i++) {
		e = &list.entries[draw(&seed, (uint32_t)list.n)];
		assert_ok(archive_looks(r->all, e->platform, e->document,
			      INT64_MAX, &all, &f),
		    &f);
		first = all.looks[0].time_utc_ms / DAY;
		k = (size_t)(all.looks[all.n_looks - 1].time_utc_ms / DAY -
		    first + 30);
		at = (first + draw(&seed, (uint32_t)k)) * DAY + DAY - 1;
		last = NULL;
		for (k = 0; k < all.n_looks; k++)
			if (all.looks[k].time_utc_ms <= at &&
			    all.looks[k].ruling != RULING_GAP)
				last = &all.looks[k];
		assert_ok(archive_looks(
			      r->all, e->platform, e->document, at, &day, &f),
		    &f);
		assert_int_equal(day.current, last == NULL ? 0 : last->version);
		if (last != NULL) {
			assert_non_null(holding_of(&all, last));
			same_text(r->all, &all, last);
			noise += (size_t)(last->ruling == RULING_NOISE);
			usable++;
		}
		history_free(&day);
		history_free(&all);
	}
	archive_list_free(&list);
	print_message("%d pairs of document and day: %zu with a usable look, "
		      "%zu of them but for noise\n",
	    PAIRS, usable, noise);
	assert_true(usable > 900);
}

struct label {
	char set[20], platform[80], document[80], time[40], before[20],
	    after[20], label[20];
};

/* The look of a label, and the class it has. */
static enum ruling_class
class_of(struct archive *a, const struct label *l)
{
	struct fault f = { 0 };
	enum ruling_class class = RULING_GAP;
	struct history h;
	int64_t time;
	size_t i, found = 0;

	assert_ok(clock_parse(l->time, &time, &f), &f);
	assert_ok(
	    archive_looks(a, l->platform, l->document, INT64_MAX, &h, &f), &f);
	for (i = 0; i < h.n_looks; i++) {
		if (h.looks[i].time_utc_ms != time ||
		    strncmp(digest_hex(&h.looks[i].raw).s, l->after, 16) != 0)
			continue;
		class = h.looks[i].ruling;
		found++;
	}
	history_free(&h);
	assert_int_equal(found, 1);
	return class;
}

struct tally {
	const char *set;
	size_t n, noise, noise_called_substantive, policy_called_noise;
};

static void
count(struct tally *t, const char *label, enum ruling_class class)
{
	const int noise = strcmp(label, "noise") == 0;
	const int policy = strcmp(label, "substantive") == 0 ||
	    strcmp(label, "administrative") == 0 ||
	    strcmp(label, "source-changed") == 0;

	t->n++;
	t->noise += (size_t)noise;
	t->noise_called_substantive +=
	    (size_t)(noise && class == RULING_SUBSTANTIVE);
	t->policy_called_noise +=
	    (size_t)(policy && (class == RULING_NOISE || class == RULING_SAME));
}

/*
 * Nothing that a policy says is called noise; of noise at most one in twenty
 * is called a change.
 */
static void
test_looks_mean_what_a_reader_found(void **state)
{
	struct tally sets[] = { { "tuned", 0, 0, 0, 0 }, { "held", 0, 0, 0, 0 },
		{ "fresh", 0, 0, 0, 0 } };
	struct real *r = *state;
	struct label l;
	char line[600];
	size_t i;
	FILE *fp;

	if (r->all == NULL)
		skip();
	fp = fopen("tests/data/history/labelled.tsv", "r");
	assert_non_null(fp);
	while (fgets(line, sizeof(line), fp) != NULL) {
		if (line[0] == '#' || strncmp(line, "set\t", 4) == 0)
			continue;
		assert_int_equal(
		    sscanf(line,
			"%19[^\t]\t%79[^\t]\t%79[^\t]\t%39[^\t]\t%19[^\t]\t"
			"%19[^\t]\t%19[^\n]",
			l.set, l.platform, l.document, l.time, l.before,
			l.after, l.label),
		    7);
		for (i = 0; i < 3 && strcmp(sets[i].set, l.set) != 0; i++)
			;
		assert_in_range(i, 0, 2);
		count(&sets[i], l.label, class_of(r->all, &l));
	}
	(void)fclose(fp);
	for (i = 0; i < 3; i++) {
		print_message("%s: %zu read, %zu noise, of these called "
			      "substantive %zu; policy called noise %zu\n",
		    sets[i].set, sets[i].n, sets[i].noise,
		    sets[i].noise_called_substantive,
		    sets[i].policy_called_noise);
		assert_int_equal(sets[i].policy_called_noise, 0);
		assert_true(
		    sets[i].noise_called_substantive * 20 <= sets[i].noise);
	}
	assert_int_equal(sets[0].n + sets[1].n, 300);
}

static void
same_rulings(struct archive *a, struct archive *b, const char *platform)
{
	struct archive_list list;
	struct history x, y;
	struct fault f = { 0 };
	size_t i, k;

	assert_ok(archive_list(b, &list, &f), &f);
	for (i = 0; i < list.n; i++) {
		if (strcmp(list.entries[i].platform, platform) != 0)
			continue;
		assert_ok(archive_looks(a, platform, list.entries[i].document,
			      INT64_MAX, &x, &f),
		    &f);
		assert_ok(archive_looks(b, platform, list.entries[i].document,
			      INT64_MAX, &y, &f),
		    &f);
		assert_int_equal(x.n_looks, y.n_looks);
		for (k = 0; k < x.n_looks; k++) {
			assert_string_equal(x.looks[k].rule, y.looks[k].rule);
			assert_int_equal(x.looks[k].ruling, y.looks[k].ruling);
			assert_int_equal(
			    x.looks[k].version, y.looks[k].version);
			assert_string_equal(
			    x.looks[k].detail, y.looks[k].detail);
		}
		assert_int_equal(x.n_holdings, y.n_holdings);
		assert_int_equal(x.n_versions, y.n_versions);
		history_free(&x);
		history_free(&y);
	}
	archive_list_free(&list);
}

/* Lines that flicker, noise on versions that were undone: all of it. */
static void
test_looks_in_parts_are_ruled_as_at_once(void **state)
{
	static const char *const subjects[] = { "ChatGPT", DALL_E, "Tempo Labs",
		"Lovable", "fal" };
	static const int back[] = { 2000, 1000, 300, 0 };
	const size_t n = sizeof(subjects) / sizeof(subjects[0]);
	struct import_counts counts;
	struct archive_counts check;
	struct real *r = *state;
	struct ota_counts ota;
	struct fault f = { 0 };
	struct archive *parts;
	size_t i;

	if (r->all == NULL)
		skip();
	parts = real_archive(r->dir, "parts.db");
	for (i = 0; i < sizeof(back) / sizeof(back[0]); i++) {
		real_head_back(r->repo, back[i]);
		real_import(parts, r->repo, subjects, n, &ota, &counts);
	}
	for (i = 0; i < n; i++)
		same_rulings(r->all, parts, subjects[i]);
	assert_ok(archive_check(parts, true, NULL, NULL, &check, &f), &f);
	assert_int_equal(check.problems, 0);
	archive_close(parts);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_day_shows_what_was_seen_last),
		cmocka_unit_test(test_looks_mean_what_a_reader_found),
		cmocka_unit_test(test_looks_in_parts_are_ruled_as_at_once),
	};

	return cmocka_run_group_tests_name(
	    "looks_real", tests, real_make, real_drop);
}
