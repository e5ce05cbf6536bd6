/*
 * All current documents of the real archive: every finding passes the linter,
 * every quote stands in its spans.  STATS=1 prints clauses by topic, STATS=2
 * by platform too.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/analyse.h"
#include "analysis/lint.h"
#include "base/file.h"
#include "help/test.h"
#include "provision/segment.h"
#include "provision/topic.h"
#include "text/extract.h"

#define MAX_TOPICS 128

struct tally {
	size_t documents, clauses, tagged, analysed, exposure[3];
	size_t by_topic[MAX_TOPICS], analysed_by_topic[MAX_TOPICS];
};

static struct tally all;

static size_t
topic_index(const char *id)
{
	size_t i;

	for (i = 0; topic_at(i) != NULL; i++)
		if (strcmp(topic_at(i)->id, id) == 0)
			break;
	assert_true(i < MAX_TOPICS);
	return i;
}

static void
one_clause(const struct page *p, const struct clause *c, const char *platform,
    const char *document, const struct document_facts *facts, struct arena *a)
{
	struct analyse_input in = { 0 };
	struct topic_hit hit;
	struct finding x;
	struct fault f;

	assert_ok(topic_match(p->text + c->start, c->end - c->start, c->path,
		      "", a, &hit, &f),
	    &f);
	all.clauses++;
	if (hit.topic == NULL)
		return;
	all.tagged++;
	all.by_topic[topic_index(hit.topic)]++;
	in.text = p->text + c->start;
	in.len = c->end - c->start;
	in.start = c->start;
	analyse_lead(p, c, &in);
	in.heading_path = c->path;
	in.topic = &hit;
	in.platform = platform;
	in.owner = "";
	in.document = document;
	in.facts = facts;
	assert_ok(analyse_clause(&in, a, &x, &f), &f);
	if (lint_finding(&x, p->text, p->len, &f) != 0)
		fail_msg("%s/%s: %s", platform, document, f.text);
	if (!x.analysed)
		return;
	all.analysed++;
	all.exposure[x.exposure]++;
	all.analysed_by_topic[topic_index(hit.topic)]++;
	/* What a sheet cannot do without. */
	if (x.what.n == 0 || x.governance.n == 0 || x.n_actions == 0)
		fail_msg(
		    "%s/%s lacks a part: %s", platform, document, x.headline);
}

static void
one_document(const char *path, const char *platform, const char *document)
{
	struct extract_source s = { .media = MEDIA_MARKDOWN,
		.media_type = "",
		.base_url = "",
		.select = "",
		.remove = "" };
	struct document_facts facts;
	struct clause *clauses;
	struct arena a;
	struct page p;
	struct buf b;
	struct fault f;
	const char *gap;
	size_t n, i;

	buf_init(&b, 64U << 20);
	assert_ok(file_read(path, &b, &f), &f);
	s.bytes = b.data;
	s.len = b.len;
	assert_ok(extract_page(&s, &p, &gap, &f), &f);
	arena_init(&a);
	if (p.text != NULL) {
		assert_ok(segment_page(&p, &a, &clauses, &n, &f), &f);
		assert_ok(analyse_document(
			      p.text, p.len, "", clauses, n, &a, &facts, &f),
		    &f);
		for (i = 0; i < facts.n; i++)
			assert_true(facts.items[i].span.end <= p.len &&
			    facts.items[i].span.start <
				facts.items[i].span.end);
		for (i = 0; i < n; i++)
			one_clause(
			    &p, &clauses[i], platform, document, &facts, &a);
		all.documents++;
	}
	arena_free(&a);
	page_free(&p);
	buf_free(&b);
}

static void
one_platform(const char *root, const char *platform)
{
	char path[2400], name[300];
	size_t was = all.analysed, clauses = all.clauses, n;
	struct dirent *e;
	DIR *d;

	(void)snprintf(path, sizeof(path), "%s/%s", root, platform);
	d = opendir(path);
	if (d == NULL)
		return;
	while ((e = readdir(d)) != NULL) {
		n = strlen(e->d_name);
		if (n < 4 || n >= sizeof(name) ||
		    strcmp(e->d_name + n - 3, ".md") != 0)
			continue;
		(void)snprintf(
		    name, sizeof(name), "%.*s", (int)n - 3, e->d_name);
		(void)snprintf(
		    path, sizeof(path), "%s/%s/%s", root, platform, e->d_name);
		one_document(path, platform, name);
	}
	(void)closedir(d);
	if (getenv("STATS") != NULL && getenv("STATS")[0] == '2')
		print_message("%-28s %5zu clauses %4zu analysed\n", platform,
		    all.clauses - clauses, all.analysed - was);
}

static void
print_tally(void)
{
	size_t i;

	print_message("%zu documents, %zu clauses, %zu with a topic, %zu "
		      "analysed: %zu High, %zu Medium, %zu Low\n",
	    all.documents, all.clauses, all.tagged, all.analysed,
	    all.exposure[0], all.exposure[1], all.exposure[2]);
	if (getenv("STATS") == NULL)
		return;
	for (i = 0; topic_at(i) != NULL; i++)
		print_message("%-24s %5zu clauses %4zu analysed\n",
		    topic_at(i)->id, all.by_topic[i], all.analysed_by_topic[i]);
}

static void
test_every_finding_of_the_real_archive_passes_the_linter(void **state)
{
	static const char *const wanted[] = { "ai-training", "retention",
		"third-party-sharing", "sale-share", "international-transfer",
		"profiling-adm", "children", "liability-cap", "arbitration",
		"terms-changes", "governing-law", "user-content-licence",
		"account-termination" };
	const char *shared = getenv("SHARED");
	char bundle[600], root[] = "/tmp/analysis-XXXXXX", cmd[1600];
	struct dirent *e;
	DIR *d;
	size_t i;

	(void)state;
	(void)snprintf(bundle, sizeof(bundle),
	    "%s/ota/genai-contrib-versions.bundle",
	    shared == NULL ? "../shared" : shared);
	if (access(bundle, R_OK) != 0) {
		print_message("%s is absent: skipped\n", bundle);
		return;
	}
	assert_non_null(mkdtemp(root));
	(void)snprintf(
	    cmd, sizeof(cmd), "git clone -q '%s' '%s/r' 2>&1", bundle, root);
	assert_int_equal(system(cmd), 0);
	(void)snprintf(cmd, sizeof(cmd), "%s/r", root);
	d = opendir(cmd);
	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.')
			one_platform(cmd, e->d_name);
	(void)closedir(d);
	(void)snprintf(cmd, sizeof(cmd), "rm -rf '%s'", root);
	assert_int_equal(system(cmd), 0);
	print_tally();
	assert_true(all.analysed > 2000);
	for (i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		assert_true(all.analysed_by_topic[topic_index(wanted[i])] >= 8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_every_finding_of_the_real_archive_passes_the_linter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
