#include "tlog/tree.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/jv.h"
#include "base/num.h"
#include "help/test.h"
#include "help/tsv.h"

#define LEAVES 300

static const char *
shared(void)
{
	const char *s = getenv("SHARED");

	return s == NULL ? "../shared" : s;
}

/* Hashes of full subtrees by definition, from a list of leaves. */
struct plain {
	struct digest leaf[LEAVES];
};

static int
plain_fetch(void *ctx, unsigned level, uint64_t index, struct digest *out,
    struct fault *f)
{
	const struct plain *p = ctx;
	struct digest left, right;

	if (level == 0) {
		assert_true(index < LEAVES);
		*out = p->leaf[index];
		return 0;
	}
	/* Recursion is fine over a tree of our own. */
	if (plain_fetch(ctx, level - 1, 2 * index, &left, f) != 0 ||
	    plain_fetch(ctx, level - 1, 2 * index + 1, &right, f) != 0)
		return -1;
	return tree_node(&left, &right, out, f);
}

static void
plain_make(struct plain *p)
{
	unsigned char entry[4] = { 0 };
	struct fault f;
	size_t i;

	for (i = 0; i < LEAVES; i++) {
		entry[2] = (unsigned char)(i >> 8);
		entry[3] = (unsigned char)i;
		assert_ok(tree_leaf(entry, 4, &p->leaf[i], &f), &f);
	}
}

/*= RFC 9162 section 2.1.1: MTH({}) = HASH() */
/*= RFC 9162 section 2.1.1: MTH({d[0]}) = HASH(0x00 || d[0]) */
static void
test_the_empty_tree_and_a_leaf_are_as_the_rfc_has_them(void **state)
{
	struct digest d;
	struct fault f;

	(void)state;
	assert_ok(tree_empty(&d, &f), &f);
	assert_string_equal(digest_hex(&d).s,
	    "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855");
	assert_ok(tree_leaf("", 0, &d, &f), &f);
	assert_string_equal(digest_hex(&d).s,
	    "6e340b9cffb37a989ca544e6bb780a2c"
	    "78901d3fb33738768511a30617afa01d");
}

/*= RFC 9162 section 2.1.1: HASH(0x01 || MTH(D[0:k]) || MTH(D[k:n])) */
static void
test_the_edge_has_the_root_that_all_leaves_have(void **state)
{
	struct tree_edge e = { .size = 0 };
	struct plain *p = calloc(1, sizeof(*p));
	const struct tree t = { plain_fetch, p };
	struct digest a, b;
	struct fault f;
	size_t n;

	(void)state;
	plain_make(p);
	for (n = 0; n <= LEAVES; n++) {
		assert_ok(tree_root(&t, n, &a, &f), &f);
		assert_ok(tree_edge_root(&e, &b, &f), &f);
		assert_true(digest_equal(&a, &b));
		if (n < LEAVES)
			assert_ok(
			    tree_edge_add(&e, &p->leaf[n], NULL, NULL, &f), &f);
	}
	free(p);
}

/*= RFC 9162 section 2.1.3.2: verifying an inclusion proof */
static void
test_every_path_leads_to_the_root_and_no_other_does(void **state)
{
	struct plain *p = calloc(1, sizeof(*p));
	const struct tree t = { plain_fetch, p };
	struct tree_path path;
	struct digest root;
	struct fault f;
	uint64_t i, n;
	bool yes;

	(void)state;
	plain_make(p);
	for (n = 1; n <= 70; n++) {
		assert_ok(tree_root(&t, n, &root, &f), &f);
		for (i = 0; i < n; i++) {
			assert_ok(tree_inclusion(&t, i, n, &path, &f), &f);
			assert_ok(tree_has(i, n, &p->leaf[i], path.hash, path.n,
				      &root, &yes, &f),
			    &f);
			assert_true(yes);
			assert_ok(tree_has(i, n, &p->leaf[i + 1], path.hash,
				      path.n, &root, &yes, &f),
			    &f);
			assert_false(yes);
			assert_ok(tree_has(i + 1, n, &p->leaf[i], path.hash,
				      path.n, &root, &yes, &f),
			    &f);
			assert_false(yes);
			if (path.n == 0)
				continue;
			assert_ok(tree_has(i, n, &p->leaf[i], path.hash,
				      path.n - 1, &root, &yes, &f),
			    &f);
			assert_false(yes);
			path.hash[(size_t)i % path.n].b[n % 32] ^= 1;
			assert_ok(tree_has(i, n, &p->leaf[i], path.hash, path.n,
				      &root, &yes, &f),
			    &f);
			assert_false(yes);
		}
	}
	assert_fault(
	    tree_inclusion(&t, 5, 5, &path, &f), &f, FAULT_ABSENT, "below 5");
	free(p);
}

/*= RFC 9162 section 2.1.4.1: PROOF(m, D_n) = SUBPROOF(m, D_n, true) */
/*= RFC 9162 section 2.1.4.2: verifying a consistency proof */
static void
test_every_tree_continues_those_before_it(void **state)
{
	struct plain *p = calloc(1, sizeof(*p));
	const struct tree t = { plain_fetch, p };
	struct tree_head a, b;
	struct tree_path path;
	struct fault f;
	bool yes;

	(void)state;
	plain_make(p);
	for (b.size = 1; b.size <= 70; b.size++) {
		assert_ok(tree_root(&t, b.size, &b.root, &f), &f);
		for (a.size = 1; a.size <= b.size; a.size++) {
			assert_ok(tree_root(&t, a.size, &a.root, &f), &f);
			assert_ok(
			    tree_consistency(&t, a.size, b.size, &path, &f),
			    &f);
			assert_ok(
			    tree_continues(&a, &b, path.hash, path.n, &yes, &f),
			    &f);
			assert_true(yes);
			a.root.b[0] ^= 1;
			assert_ok(
			    tree_continues(&a, &b, path.hash, path.n, &yes, &f),
			    &f);
			assert_false(yes);
			a.root.b[0] ^= 1;
			if (path.n == 0)
				continue;
			path.hash[path.n - 1].b[31] ^= 0x80;
			assert_ok(
			    tree_continues(&a, &b, path.hash, path.n, &yes, &f),
			    &f);
			assert_false(yes);
		}
	}
	assert_fault(
	    tree_consistency(&t, 0, 7, &path, &f), &f, FAULT_ABSENT, "from 1");
	assert_fault(
	    tree_consistency(&t, 8, 7, &path, &f), &f, FAULT_ABSENT, "have 8");
	free(p);
}

/* Hashes in hex, by commas; "-" for none. */
static size_t
hashes_of(char *text, struct digest *out)
{
	struct fault f;
	size_t n = 0;
	char *comma;

	if (strcmp(text, "-") == 0)
		return 0;
	for (; text != NULL; text = comma) {
		comma = strchr(text, ',');
		if (comma != NULL)
			*comma++ = '\0';
		assert_true(n < TREE_PATH_MAX);
		assert_ok(hex_decode(text, out[n++].b, DIGEST_LEN, &f), &f);
	}
	return n;
}

static uint64_t
number_of(const char *text)
{
	struct fault f;
	int64_t v;

	assert_ok(num_i64(text, 0, INT64_MAX, text, &v, &f), &f);
	return (uint64_t)v;
}

static void
table_row(struct tsv *t, struct plain *p)
{
	const struct tree tree = { plain_fetch, p };
	struct digest path[TREE_PATH_MAX], leaf, root;
	struct tree_head a, b;
	struct fault f;
	size_t n;
	bool yes;

	if (strcmp(t->field[0], "root") == 0) {
		struct tree_edge e = { .size = 0 };
		uint64_t i, size = number_of(t->field[1]);

		assert_true(size <= LEAVES);
		for (i = 0; i < size; i++)
			assert_ok(
			    tree_edge_add(&e, &p->leaf[i], NULL, NULL, &f), &f);
		assert_ok(tree_root(&tree, size, &root, &f), &f);
		assert_string_equal(digest_hex(&root).s, t->field[2]);
		assert_ok(tree_edge_root(&e, &root, &f), &f);
		assert_string_equal(digest_hex(&root).s, t->field[2]);
	} else if (strcmp(t->field[0], "incl") == 0) {
		(void)hashes_of(t->field[3], &leaf);
		(void)hashes_of(t->field[4], &root);
		n = hashes_of(t->field[5], path);
		assert_ok(
		    tree_has(number_of(t->field[1]), number_of(t->field[2]),
			&leaf, path, n, &root, &yes, &f),
		    &f);
		assert_int_equal(yes, t->field[6][0] == '1');
	} else {
		assert_string_equal(t->field[0], "cons");
		a.size = number_of(t->field[1]);
		b.size = number_of(t->field[2]);
		(void)hashes_of(t->field[3], &a.root);
		(void)hashes_of(t->field[4], &b.root);
		n = hashes_of(t->field[5], path);
		assert_ok(tree_continues(&a, &b, path, n, &yes, &f), &f);
		assert_int_equal(yes, t->field[6][0] == '1');
	}
}

static void
test_own_vectors_answer_as_they_should(void **state)
{
	struct plain *p = calloc(1, sizeof(*p));
	struct tsv t = { .n = 0 };
	size_t i, rows = 0;
	char path[512];
	struct fault f;

	(void)state;
	/* Leaves of merkle.tsv are "entry i". */
	for (i = 0; i < LEAVES; i++) {
		char entry[32];
		int n = snprintf(entry, sizeof(entry), "entry %zu", i);

		assert_ok(tree_leaf(entry, (size_t)n, &p->leaf[i], &f), &f);
	}
	(void)snprintf(
	    path, sizeof(path), "%s/vectors/tlog/own/merkle.tsv", shared());
	t.file = fopen(path, "r");
	if (t.file == NULL) {
		print_message("skipped: %s is not there\n", path);
		free(p);
		return;
	}
	while (tsv_next(&t)) {
		if (t.field[0][0] == '#')
			continue;
		table_row(&t, p);
		rows++;
	}
	assert_int_equal(rows, 770);
	free(p);
}

static void
test_big_roots_are_the_edges(void **state)
{
	struct tree_edge e = { .size = 0 };
	struct tsv t = { .n = 0 };
	struct digest leaf, root;
	unsigned char entry[4];
	char path[512];
	struct fault f;
	uint64_t size;

	(void)state;
	(void)snprintf(
	    path, sizeof(path), "%s/vectors/tlog/own/big_roots.tsv", shared());
	t.file = fopen(path, "r");
	if (t.file == NULL) {
		print_message("skipped: %s is not there\n", path);
		return;
	}
	while (tsv_next(&t)) {
		if (t.field[0][0] == '#')
			continue;
		size = number_of(t.field[0]);
		while (e.size < size) {
			entry[0] = (unsigned char)(e.size >> 24);
			entry[1] = (unsigned char)(e.size >> 16);
			entry[2] = (unsigned char)(e.size >> 8);
			entry[3] = (unsigned char)e.size;
			assert_ok(tree_leaf(entry, 4, &leaf, &f), &f);
			assert_ok(tree_edge_add(&e, &leaf, NULL, NULL, &f), &f);
		}
		assert_ok(tree_edge_root(&e, &root, &f), &f);
		assert_string_equal(digest_hex(&root).s, t.field[1]);
	}
}

/* A number that no int64 holds becomes the largest that one does. */
static struct jv *
case_read(const char *path)
{
	static const char *const big[] = { "18446744073709551615",
		"9223372036854775810" };
	struct fault f;
	struct jv *v;
	struct buf b;
	char *at;
	size_t i;

	buf_init(&b, 1 << 20);
	assert_ok(file_read(path, &b, &f), &f);
	for (i = 0; i < 2; i++) {
		at = strstr((char *)b.data, big[i]);
		if (at != NULL)
			(void)memcpy(
			    at, "9223372036854775807 ", strlen(big[i]));
	}
	assert_ok(jv_parse(b.data, b.len, &v, &f), &f);
	buf_free(&b);
	return v;
}

/* Their "hashes" may be shorter words: equal ones stay equal. */
static bool
case_hash(const struct jv *v, struct digest *out)
{
	struct fault f;
	const char *s = jv_text(v);
	struct buf b;
	bool yes = false;

	*out = (struct digest){ { 0 } };
	buf_init(&b, DIGEST_LEN);
	if (s != NULL && base64_read(s, strlen(s), "hash", &b, &f) == 0 &&
	    b.len > 0) {
		memcpy(out->b, b.data, b.len);
		yes = true;
	}
	buf_free(&b);
	return yes;
}

static uint64_t
case_number(const struct jv *v, const char *key)
{
	return (uint64_t)jv_number(jv_get(v, key), 0);
}

/* Others' cases, of the four kinds; what has no 32 bytes is no hash. */
static bool
case_answer(const struct jv *v, const char *kind)
{
	struct digest path[TREE_PATH_MAX], leaf, root, one;
	const struct jv *list = jv_get(v, "proof");
	size_t i, n = jv_count(list);
	uint64_t start, end;
	struct tree_head a, b;
	struct fault f;
	bool yes = false;

	if (n > TREE_PATH_MAX)
		return false;
	for (i = 0; i < n; i++)
		if (!case_hash(jv_at(list, i), &path[i]))
			return false;
	start = case_number(v, "start");
	end = case_number(v, "end");
	if (strstr(kind, "inclusion") != NULL) {
		const uint64_t index = case_number(v, "leafIdx");

		if (!case_hash(jv_get(v, "leafHash"), &leaf) ||
		    !case_hash(jv_get(v, "root"), &root))
			return false;
		if (jv_get(v, "end") == NULL) {
			assert_ok(tree_has(index, case_number(v, "treeSize"),
				      &leaf, path, n, &root, &yes, &f),
			    &f);
			return yes;
		}
		/* A subtree's own inclusion: a tree that begins at start. */
		if (index < start || index >= end)
			return false;
		assert_ok(tree_has(index - start, end - start, &leaf, path, n,
			      &root, &yes, &f),
		    &f);
		return yes;
	}
	if (!case_hash(jv_get(v, "root1"), &one) ||
	    !case_hash(jv_get(v, "root2"), &root))
		return false;
	if (jv_get(v, "end") == NULL) {
		a = (struct tree_head){ case_number(v, "size1"), one };
		b = (struct tree_head){ case_number(v, "size2"), root };
		assert_ok(tree_continues(&a, &b, path, n, &yes, &f), &f);
		return yes;
	}
	b = (struct tree_head){ case_number(v, "size"), root };
	assert_ok(tree_part_of(&(struct tree_part){ start, end, one }, &b, path,
		      n, &yes, &f),
	    &f);
	return yes;
}

/* All files below a folder, two levels of them. */
static size_t
cases_in(const char *dir, const char *kind, size_t *wrong)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	struct stat st;
	char path[1024];
	struct jv *v;
	size_t n = 0;

	if (d == NULL)
		return 0;
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		assert_int_equal(stat(path, &st), 0);
		if (S_ISDIR(st.st_mode)) {
			n += cases_in(path, kind, wrong);
			continue;
		}
		v = case_read(path);
		if (case_answer(v, kind) == jv_truth(jv_get(v, "wantErr"))) {
			print_message("%s: wrong answer\n", path);
			(*wrong)++;
		}
		jv_free(v);
		n++;
	}
	(void)closedir(d);
	return n;
}

static void
test_cases_of_others_answer_as_they_should(void **state)
{
	static const char *const kinds[] = { "inclusion", "consistency",
		"subtreeinclusion", "subtreeconsistency" };
	size_t i, all = 0, wrong = 0;
	char dir[512];

	(void)state;
	for (i = 0; i < 4; i++) {
		(void)snprintf(dir, sizeof(dir),
		    "%s/vectors/tlog/merkle-testdata/%s", shared(), kinds[i]);
		all += cases_in(dir, kinds[i], &wrong);
	}
	if (all == 0) {
		print_message("skipped: %s is not there\n", dir);
		return;
	}
	assert_int_equal(wrong, 0);
	assert_int_equal(all, 518);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_the_empty_tree_and_a_leaf_are_as_the_rfc_has_them),
		cmocka_unit_test(
		    test_the_edge_has_the_root_that_all_leaves_have),
		cmocka_unit_test(
		    test_every_path_leads_to_the_root_and_no_other_does),
		cmocka_unit_test(test_every_tree_continues_those_before_it),
		cmocka_unit_test(test_own_vectors_answer_as_they_should),
		cmocka_unit_test(test_big_roots_are_the_edges),
		cmocka_unit_test(test_cases_of_others_answer_as_they_should),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
