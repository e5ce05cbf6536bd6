#ifndef HELP_REAL_H
#define HELP_REAL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <git2.h>

#include "archive/archive.h"
#include "cli/import_run.h"
#include "help/test.h"
#include "intake/ota.h"

/*
 * The real archive, where it is: 4,226 records of 159 documents, cloned into a
 * folder of its own and imported.
 */
struct real {
	char dir[64], repo[100], noise[600];
	struct archive *all;
	struct import_counts counts;
	struct ota_counts ota;
};

static struct archive *
real_archive(const char *dir, const char *name)
{
	struct archive_made made = { NULL, NULL, NULL };
	struct fault f = { 0 };
	struct archive *a;
	char path[200];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_ok(archive_create(path, NULL, &made, &f), &f);
	archive_made_free(&made);
	assert_ok(archive_open(path, true, &a, &f), &f);
	return a;
}

static void
real_import(struct archive *a, const char *repo, const char *const *subjects,
    size_t n, struct ota_counts *ota, struct import_counts *counts)
{
	const struct import_options o = {
		.subjects = subjects, .n_subjects = n, .now_utc_ms = 1
	};
	struct intake_reader reader = { .want = import_run_want,
		.take = import_run_take };
	struct import_run *run;
	struct fault f = { 0 };

	assert_ok(import_run_new(a, &o, &run, &f), &f);
	reader.ctx = run;
	assert_ok(ota_read(repo, &reader, ota, &f), &f);
	assert_ok(import_run_finish(run, counts, &f), &f);
	import_run_free(run);
}

static int
real_make(void **state)
{
	const char *shared = getenv("SHARED");
	struct real *r = calloc(1, sizeof(*r));
	char cmd[1600], bundle[600];

	*state = r;
	if (shared == NULL)
		shared = "../shared";
	(void)snprintf(bundle, sizeof(bundle),
	    "%s/ota/genai-contrib-versions.bundle", shared);
	(void)snprintf(
	    r->noise, sizeof(r->noise), "%s/ota/noise-contrib.tsv", shared);
	if (access(bundle, R_OK) != 0) {
		print_message("%s is absent: skipped\n", bundle);
		return 0;
	}
	(void)snprintf(r->dir, sizeof(r->dir), "/tmp/test_realXXXXXX");
	assert_non_null(mkdtemp(r->dir));
	(void)snprintf(r->repo, sizeof(r->repo), "%s/r", r->dir);
	(void)snprintf(
	    cmd, sizeof(cmd), "git clone -q --bare '%s' '%s'", bundle, r->repo);
	if (system(cmd) != 0) {
		print_message("no git here: skipped\n");
		return 0;
	}
	r->all = real_archive(r->dir, "all.db");
	real_import(r->all, r->repo, NULL, 0, &r->ota, &r->counts);
	return 0;
}

static int
real_drop(void **state)
{
	struct real *r = *state;
	char cmd[100];

	archive_close(r->all);
	if (r->dir[0] != '\0') {
		(void)snprintf(cmd, sizeof(cmd), "rm -rf %s", r->dir);
		assert_int_equal(system(cmd), 0);
	}
	free(r);
	return 0;
}

/* Point the repository's HEAD at the commit that is n before its tip. */
static void
real_head_back(const char *repo, int n)
{
	git_repository *g = NULL;
	git_object *o = NULL;
	char spec[64];

	(void)git_libgit2_init();
	assert_int_equal(git_repository_open(&g, repo), 0);
	(void)snprintf(spec, sizeof(spec), "refs/heads/main~%d", n);
	assert_int_equal(git_revparse_single(&o, g, spec), 0);
	assert_int_equal(
	    git_repository_set_head_detached(g, git_object_id(o)), 0);
	git_object_free(o);
	git_repository_free(g);
	(void)git_libgit2_shutdown();
}

#endif /* HELP_REAL_H */
