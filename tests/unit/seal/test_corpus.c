/*
 * The 257 foreign files of pdf-signatures, with the verdict that each should
 * have.  No rule knows a file; this test knows only how the counts must be.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help/test.h"

#include "base/buf.h"
#include "base/file.h"
#include "seal/verify.h"

/* Of the files that should pass: those whose every signature is intact, and
 * those that are accepted as they stand. */
#define WANT_INTACT 139
#define WANT_ACCEPTED 139

struct counts {
	size_t pass, pass_intact, pass_accepted;
	size_t bad, bad_accepted;
	size_t none, none_accepted;
	size_t faults;
};

/* Reads one file; intact: all signatures hold; accepted: nothing says no. */
static int
judge(const char *path, bool *intact, bool *accepted)
{
	const struct verify_options o = { .at_utc_ms = 1780000000000 };
	struct verify_report *r;
	struct fault f;
	struct buf b;
	size_t i;
	int rc;

	*intact = *accepted = false;
	buf_init(&b, PDFREAD_MAX);
	assert_ok(file_read(path, &b, &f), &f);
	rc = verify_pdf(b.data, b.len, &o, &r, &f);
	if (rc == 0) {
		*intact = *accepted = r->n > 0;
		for (i = 0; i < r->n; i++) {
			const struct verdict *v = r->signatures[i].verdicts.v;

			if (v[VERDICT_INTACT].answer != VERDICT_YES)
				*intact = false;
			if (v[VERDICT_INTACT].answer != VERDICT_YES ||
			    v[VERDICT_UNCHANGED].answer == VERDICT_NO ||
			    (v[VERDICT_COVERS].answer == VERDICT_NO &&
				!v[VERDICT_COVERS].permitted))
				*accepted = false;
		}
		verify_free(r);
	}
	buf_free(&b);
	return rc;
}

static void
count(struct counts *c, const char *want, const char *name, const char *path)
{
	bool intact, accepted;

	if (judge(path, &intact, &accepted) != 0)
		c->faults++;
	if (strcmp(want, "PASS") == 0) {
		c->pass++;
		c->pass_intact += intact;
		c->pass_accepted += accepted;
	} else if (strncmp(want, "FAIL", 4) == 0) {
		c->bad++;
		c->bad_accepted += accepted;
		if (accepted)
			print_message("accepted: %s (%s)\n", name, want);
	} else if (strcmp(want, "NOSIG") == 0 || strcmp(want, "ROBUST") == 0) {
		c->none++;
		c->none_accepted += accepted;
	}
}

/* The n-th field of a line of a TSV; the line is cut there. */
static char *
field(char *line, size_t n)
{
	char *p = line, *end;

	while (n-- > 0)
		if ((p = strchr(p, '\t')) == NULL)
			return NULL;
		else
			p++;
	if ((end = strpbrk(p, "\t\n")) != NULL)
		*end = '\0';
	return p;
}

static void
test_no_bad_file_is_accepted(void **state)
{
	const char *shared = getenv("SHARED");
	struct counts c = { 0 };
	char path[8192], line[4096], copy[4096];
	FILE *index;

	(void)state;
	if (shared == NULL)
		shared = "../shared";
	(void)snprintf(
	    path, sizeof(path), "%s/pdf-signatures/index.tsv", shared);
	if ((index = fopen(path, "r")) == NULL) {
		print_message("skipped: no %s\n", path);
		skip();
	}
	(void)!fgets(line, sizeof(line), index);
	while (fgets(line, sizeof(line), index) != NULL) {
		char *name, *want;

		memcpy(copy, line, sizeof(copy));
		want = field(copy, 4);
		name = field(line, 0);
		assert_non_null(want);
		(void)snprintf(
		    path, sizeof(path), "%s/pdf-signatures/%s", shared, name);
		count(&c, want, name, path);
	}
	(void)fclose(index);
	print_message("PASS %zu: intact %zu, accepted %zu; FAIL %zu: accepted "
		      "%zu; unsigned %zu: accepted %zu; not readable %zu\n",
	    c.pass, c.pass_intact, c.pass_accepted, c.bad, c.bad_accepted,
	    c.none, c.none_accepted, c.faults);
	assert_int_equal(c.pass + c.bad + c.none, 249);
	assert_int_equal(c.bad_accepted, 0);
	assert_int_equal(c.none_accepted, 0);
	assert_true(c.pass_intact >= WANT_INTACT);
	assert_true(c.pass_accepted >= WANT_ACCEPTED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_bad_file_is_accepted),
	};

	return cmocka_run_group_tests_name("corpus", tests, NULL, NULL);
}
