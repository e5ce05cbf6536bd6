/* wrap: sha256_of sha256_pieces vkey_check */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "crypto/sha256.h"
#include "help/test.h"
#include "tlog/checkpoint.h"
#include "tlog/policy.h"
#include "tlog/tree.h"

/* What is too long is refused by name, and a library that fails is a fault. */

static int fail_after = -1; /* calls that still work; -1: all do */

static bool
fails(struct fault *f)
{
	if (fail_after < 0)
		return false;
	if (fail_after-- > 0)
		return false;
	fail_after = 0;
	fault_set(f, FAULT_CRYPTO, "broken");
	return true;
}

int __real_sha256_of(
    const void *p, size_t n, struct digest *out, struct fault *f);
int __wrap_sha256_of(
    const void *p, size_t n, struct digest *out, struct fault *f);
int __real_sha256_pieces(
    const struct piece *pieces, size_t n, struct digest *out, struct fault *f);
int __wrap_sha256_pieces(
    const struct piece *pieces, size_t n, struct digest *out, struct fault *f);
int __real_vkey_check(const struct vkey *k, const void *p, size_t n,
    const unsigned char sig[LOGKEY_SIG], bool *out, struct fault *f);
int __wrap_vkey_check(const struct vkey *k, const void *p, size_t n,
    const unsigned char sig[LOGKEY_SIG], bool *out, struct fault *f);

int
__wrap_sha256_of(const void *p, size_t n, struct digest *out, struct fault *f)
{
	return fails(f) ? -1 : __real_sha256_of(p, n, out, f);
}

int
__wrap_sha256_pieces(
    const struct piece *pieces, size_t n, struct digest *out, struct fault *f)
{
	return fails(f) ? -1 : __real_sha256_pieces(pieces, n, out, f);
}

int
__wrap_vkey_check(const struct vkey *k, const void *p, size_t n,
    const unsigned char sig[LOGKEY_SIG], bool *out, struct fault *f)
{
	return fails(f) ? -1 : __real_vkey_check(k, p, n, sig, out, f);
}

static int
leaf_fetch(void *ctx, unsigned level, uint64_t index, struct digest *out,
    struct fault *f)
{
	struct digest left, right;

	if (level == 0) {
		if (ctx != NULL && *(uint64_t *)ctx == index)
			return fault_set(f, FAULT_IO, "leaf is gone");
		memset(out->b, (int)index, DIGEST_LEN);
		return 0;
	}
	if (leaf_fetch(ctx, level - 1, 2 * index, &left, f) != 0 ||
	    leaf_fetch(ctx, level - 1, 2 * index + 1, &right, f) != 0)
		return -1;
	return tree_node(&left, &right, out, f);
}

/* Everything that a tree of 23 leaves is asked, with the n-th call broken. */
static int
ask_all(const struct tree *t, struct fault *f)
{
	struct tree_head a = { .size = 11 }, b = { .size = 23 };
	struct tree_edge e = { .size = 0 };
	struct digest leaf;
	struct tree_path p;
	uint64_t i;
	bool yes;

	if (tree_root(t, a.size, &a.root, f) != 0 ||
	    tree_root(t, b.size, &b.root, f) != 0 ||
	    tree_inclusion(t, 13, b.size, &p, f) != 0 ||
	    leaf_fetch(NULL, 0, 13, &leaf, f) != 0 ||
	    tree_has(13, b.size, &leaf, p.hash, p.n, &b.root, &yes, f) != 0)
		return -1;
	assert_true(yes);
	if (tree_inclusion(t, 22, b.size, &p, f) != 0 ||
	    leaf_fetch(NULL, 0, 22, &leaf, f) != 0 ||
	    tree_has(22, b.size, &leaf, p.hash, p.n, &b.root, &yes, f) != 0)
		return -1;
	assert_true(yes);
	if (tree_consistency(t, a.size, b.size, &p, f) != 0 ||
	    tree_continues(&a, &b, p.hash, p.n, &yes, f) != 0)
		return -1;
	assert_true(yes);
	for (i = 0; i < b.size; i++)
		if (leaf_fetch(NULL, 0, i, &leaf, f) != 0 ||
		    tree_edge_add(&e, &leaf, NULL, NULL, f) != 0)
			return -1;
	if (tree_edge_root(&e, &leaf, f) != 0)
		return -1;
	assert_true(digest_equal(&leaf, &b.root));
	return 0;
}

static void
test_a_hash_that_cannot_be_had_is_a_fault_wherever_it_is_wanted(void **state)
{
	const struct tree t = { leaf_fetch, NULL };
	struct fault f = { .kind = FAULT_NONE };
	int n = 0, rc;

	(void)state;
	do {
		fail_after = n++;
		rc = ask_all(&t, &f);
		assert_true(rc == 0 || f.kind == FAULT_CRYPTO);
	} while (rc != 0);
	fail_after = -1;
	assert_true(n > 100);
}

static void
test_a_leaf_that_cannot_be_had_is_a_fault(void **state)
{
	uint64_t gone;
	const struct tree t = { leaf_fetch, &gone };
	struct tree_path p;
	struct digest d;
	struct fault f;

	(void)state;
	for (gone = 0; gone < 23; gone++)
		assert_fault(
		    tree_root(&t, 23, &d, &f), &f, FAULT_IO, "is gone");
	gone = 22;
	assert_fault(
	    tree_inclusion(&t, 1, 23, &p, &f), &f, FAULT_IO, "is gone");
	assert_fault(
	    tree_consistency(&t, 4, 23, &p, &f), &f, FAULT_IO, "is gone");
	gone = 1;
	assert_fault(
	    tree_inclusion(&t, 22, 23, &p, &f), &f, FAULT_IO, "is gone");
	assert_fault(
	    tree_consistency(&t, 20, 23, &p, &f), &f, FAULT_IO, "is gone");
}

static void
test_sizes_beyond_the_largest_are_refused(void **state)
{
	const struct tree t = { leaf_fetch, NULL };
	const uint64_t big = TREE_SIZE_MAX + 1;
	struct tree_edge e = { .size = TREE_SIZE_MAX };
	struct tree_head a = { .size = 1 }, b = { .size = big };
	struct tree_path p;
	struct digest d = { { 0 } };
	struct fault f;
	bool yes;

	(void)state;
	assert_fault(tree_root(&t, big, &d, &f), &f, FAULT_LIMIT, "at most");
	assert_fault(
	    tree_inclusion(&t, 0, big, &p, &f), &f, FAULT_LIMIT, "at most");
	assert_fault(
	    tree_consistency(&t, 1, big, &p, &f), &f, FAULT_LIMIT, "at most");
	assert_fault(tree_edge_add(&e, &d, NULL, NULL, &f), &f, FAULT_LIMIT,
	    "no more leaves");
	assert_ok(tree_has(0, big, &d, NULL, 0, &d, &yes, &f), &f);
	assert_false(yes);
	assert_ok(tree_continues(&a, &b, &d, 1, &yes, &f), &f);
	assert_false(yes);
}

static void
test_notes_that_are_too_long_are_refused(void **state)
{
	struct fault f;
	struct note n;
	struct buf b;
	int i;

	(void)state;
	buf_init(&b, 4 * NOTE_MAX);
	buf_str(&b, "a\n\n");
	for (i = 0; i <= NOTE_SIGS_MAX; i++)
		buf_str(&b, "\xe2\x80\x94 n AAAAAAAA\n");
	assert_fault(note_read(b.data, b.len, &n, &f), &f, FAULT_LIMIT,
	    "100 signatures");
	note_free(&n);
	while (b.len <= NOTE_MAX)
		buf_str(&b, "\xe2\x80\x94 n AAAAAAAA\n");
	assert_fault(
	    note_read(b.data, b.len, &n, &f), &f, FAULT_LIMIT, "bytes");
	note_free(&n);
	buf_free(&b);
	/* A signature of ten kilobytes is none that anybody makes. */
	buf_init(&b, NOTE_MAX);
	buf_str(&b, "a\n\n\xe2\x80\x94 n ");
	for (i = 0; i < 2500; i++)
		buf_str(&b, "AAAA");
	buf_str(&b, "\n");
	assert_fault(
	    note_read(b.data, b.len, &n, &f), &f, FAULT_LIMIT, "signature");
	note_free(&n);
	buf_free(&b);
}

static void
test_checkpoints_with_lines_missing_are_refused(void **state)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{ "", "three lines" },
		{ "o\n", "want a size" },
		{ "o\n1\n", "want a root" },
		{ "o\n1", "want a size" },
		{ "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
		    "is empty" },
		{ "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nx",
		    "has no end" },
		{ "o\n1x\nA\n", "digits" },
		{ "o\n\nA\n", "decimal" },
	};
	struct checkpoint c;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_fault(checkpoint_read(
				 cases[i].text, strlen(cases[i].text), &c, &f),
		    &f, FAULT_FORMAT, cases[i].words);
}

static void
test_a_head_is_signed_by_keys_of_one_name(void **state)
{
	const struct tree_head head = { .size = 0 };
	const struct logkey *keys[2];
	struct logkey *a, *b;
	struct checkpoint c;
	char why[CHECKPOINT_WHY];
	struct vkey pub;
	struct fault f;
	struct buf out;

	(void)state;
	assert_ok(logkey_new("test", &a, &f), &f);
	assert_ok(logkey_new("test", &b, &f), &f);
	keys[0] = a;
	keys[1] = b;
	buf_init(&out, NOTE_MAX);
	assert_fault(checkpoint_sign(&head, keys, 0, &out, &f), &f, FAULT_STATE,
	    "no key");
	assert_fault(checkpoint_sign(&head, keys, 2, &out, &f), &f, FAULT_STATE,
	    "want a key of");
	buf_free(&out);
	logkey_free(b);
	/* Another key of the same name: both sign. */
	assert_ok(logkey_named(logkey_name(a), &b, &f), &f);
	keys[1] = b;
	buf_init(&out, NOTE_MAX);
	{
		struct tree_head empty = head;

		assert_ok(tree_empty(&empty.root, &f), &f);
		assert_ok(checkpoint_sign(&empty, keys, 2, &out, &f), &f);
	}
	assert_ok(
	    vkey_parse(logkey_vkey(b), strlen(logkey_vkey(b)), &pub, &f), &f);
	assert_ok(checkpoint_open(out.data, out.len, &pub, 1, &c, why, &f), &f);
	assert_string_equal(why, "");
	assert_ok(checkpoint_open(out.data, out.len, NULL, 0, &c, why, &f), &f);
	assert_string_equal(why, "no log key to ask");
	fail_after = 0;
	assert_fault(checkpoint_open(out.data, out.len, &pub, 1, &c, why, &f),
	    &f, FAULT_CRYPTO, "broken");
	fail_after = -1;
	assert_fault(logkey_named("a b", &b, &f), &f, FAULT_FORMAT, "blanks");
	buf_free(&out);
	logkey_free((struct logkey *)(uintptr_t)keys[1]);
	logkey_free(a);
}

static void
test_proofs_that_are_too_long_are_refused(void **state)
{
	static char extra[65536];
	struct checkpoint_proof p = { .note = "x\n", .note_n = 2 };
	struct checkpoint_growth g;
	struct fault f;
	struct buf b;
	int i;

	(void)state;
	buf_init(&b, 4 * CHECKPOINT_PROOF_MAX);
	buf_str(&b, "c2sp.org/tlog-proof@v1\nindex 1\n");
	for (i = 0; i <= TREE_PATH_MAX; i++)
		buf_str(&b, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
	assert_fault(checkpoint_proof_read((const char *)b.data, b.len, &p, &f),
	    &f, FAULT_LIMIT, "64 hashes");
	while (b.len <= CHECKPOINT_PROOF_MAX)
		buf_str(&b, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
	assert_fault(checkpoint_proof_read((const char *)b.data, b.len, &p, &f),
	    &f, FAULT_LIMIT, "bytes");
	assert_fault(
	    checkpoint_growth_read((const char *)b.data, b.len, &g, &f), &f,
	    FAULT_LIMIT, "bytes");
	buf_free(&b);
	assert_fault(checkpoint_growth_read("old 1\n", 6, &g, &f), &f,
	    FAULT_FORMAT, "empty line");
	assert_fault(checkpoint_growth_read("old 1\n\n", 7, &g, &f), &f,
	    FAULT_FORMAT, "checkpoint at the end");
	assert_fault(checkpoint_growth_read("old x\n\n", 7, &g, &f), &f,
	    FAULT_FORMAT, "digits");
	assert_fault(checkpoint_proof_read(
			 "c2sp.org/tlog-proof@v1\nextra AA==", 33, &p, &f),
	    &f, FAULT_FORMAT, "index");
	p.extra = (unsigned char *)extra;
	p.extra_n = sizeof(extra);
	buf_init(&b, CHECKPOINT_PROOF_MAX);
	assert_fault(
	    checkpoint_proof_write(&p, &b, &f), &f, FAULT_LIMIT, "65535 bytes");
	buf_free(&b);
	checkpoint_proof_free(NULL);
}

static void
test_policies_that_are_too_long_are_refused(void **state)
{
	struct policy *p;
	struct fault f;
	struct buf b;
	int i;

	(void)state;
	buf_init(&b, 2 * POLICY_MAX);
	for (i = 0; i < 300; i++)
		buf_str(&b, "group ");
	assert_fault(policy_read((const char *)b.data, b.len, &p, &f), &f,
	    FAULT_LIMIT, "words a line");
	while (b.len <= POLICY_MAX)
		buf_str(&b, "# nothing\n");
	assert_fault(policy_read((const char *)b.data, b.len, &p, &f), &f,
	    FAULT_LIMIT, "bytes");
	buf_free(&b);
	assert_fault(policy_read("log\nquorum none\n", 16, &p, &f), &f,
	    FAULT_FORMAT, "log VKEY");
	assert_fault(policy_read("witness a\nquorum a\n", 19, &p, &f), &f,
	    FAULT_FORMAT, "witness NAME");
	assert_fault(policy_read("group g\nquorum g\n", 17, &p, &f), &f,
	    FAULT_FORMAT, "group NAME");
	assert_fault(policy_read("quorum none\nx", 13, &p, &f), &f,
	    FAULT_FORMAT, "line 2");
	policy_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_hash_that_cannot_be_had_is_a_fault_wherever_it_is_wanted),
		cmocka_unit_test(test_a_leaf_that_cannot_be_had_is_a_fault),
		cmocka_unit_test(test_sizes_beyond_the_largest_are_refused),
		cmocka_unit_test(test_notes_that_are_too_long_are_refused),
		cmocka_unit_test(
		    test_checkpoints_with_lines_missing_are_refused),
		cmocka_unit_test(test_a_head_is_signed_by_keys_of_one_name),
		cmocka_unit_test(test_proofs_that_are_too_long_are_refused),
		cmocka_unit_test(test_policies_that_are_too_long_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
