#include "tlog/note.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/file.h"
#include "help/test.h"
#include "help/tsv.h"
#include "tlog/checkpoint.h"
#include "tlog/policy.h"

#define ORIGIN "log.example/evidence"

static const char *
shared(void)
{
	const char *s = getenv("SHARED");

	return s == NULL ? "../shared" : s;
}

/* A file of vectors/tlog; false where the folder is not there. */
static bool
vector(const char *name, struct buf *out)
{
	char path[512];
	struct fault f;

	(void)snprintf(
	    path, sizeof(path), "%s/vectors/tlog/%s", shared(), name);
	buf_init(out, 4 << 20);
	if (file_read(path, out, &f) == 0)
		return true;
	print_message("skipped: %s is not there\n", path);
	buf_free(out);
	return false;
}

static bool
vector_key(const char *name, bool witness, struct vkey *out)
{
	struct fault f;
	struct buf b;

	if (!vector(name, &b))
		return false;
	if (witness)
		assert_ok(
		    vkey_parse_witness((const char *)b.data, b.len, out, &f),
		    &f);
	else
		assert_ok(vkey_parse((const char *)b.data, b.len, out, &f), &f);
	buf_free(&b);
	return true;
}

static struct logkey *
own_key(void)
{
	struct logkey *k;
	struct fault f;

	assert_ok(logkey_new("test.example", &k, &f), &f);
	return k;
}

/* A head signed by k, as a note. */
static void
own_note(const struct logkey *k, uint64_t size, struct buf *out)
{
	const struct logkey *const keys[] = { k };
	struct tree_head head = { .size = size };
	struct fault f;

	buf_init(out, NOTE_MAX);
	if (size == 0)
		assert_ok(tree_empty(&head.root, &f), &f);
	else
		memset(head.root.b, 7, DIGEST_LEN);
	assert_ok(checkpoint_sign(&head, keys, 1, out, &f), &f);
}

/*= C2SP signed-note: UTF-8 without control characters but the newline */
static void
test_what_is_no_note_is_refused_by_name(void **state)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{ "", "want a text" },
		{ "a\n", "want a text" },
		{ "a\n\n", "want a text" },
		{ "a\n\n- n AAAAAAAA\n", "U+2014" },
		{ "a\n\n\xe2\x80\x94 n AAAAAAAA", "all of them ended" },
		{ "a\n\n\xe2\x80\x94 n\n", "a space and base64" },
		{ "a\n\n\xe2\x80\x94 n AAAA\n", "more than 4 bytes" },
		{ "a\n\n\xe2\x80\x94 n AAAAAAA\n", "multiple of 4" },
		{ "a\n\n\xe2\x80\x94 n+m AAAAAAAA\n", "blanks or plus" },
		{ "a\tb\n\n\xe2\x80\x94 n AAAAAAAA\n", "control" },
		{ "a\xff\n\n\xe2\x80\x94 n AAAAAAAA\n", "UTF-8" },
	};
	struct fault f;
	struct note n;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_fault(
		    note_read(cases[i].text, strlen(cases[i].text), &n, &f), &f,
		    FAULT_FORMAT, cases[i].words);
		note_free(&n);
	}
}

static void
test_the_text_ends_at_the_last_empty_line(void **state)
{
	static const char text[] =
	    "a\n\nb\n\n\xe2\x80\x94 n AAAAAAAA\n\xe2\x80\x94 m BBBBBBBB\n";
	struct fault f;
	struct note n;

	(void)state;
	assert_ok(note_read(text, strlen(text), &n, &f), &f);
	assert_int_equal(n.text_n, 5);
	assert_int_equal(n.n, 2);
	assert_memory_equal(n.sigs[1].name, "m", 1);
	assert_int_equal(n.sigs[0].sig_n, 2);
	note_free(&n);
}

/*= C2SP signed-note: a known key that fails rejects the note */
static void
test_every_changed_byte_of_a_checkpoint_is_refused(void **state)
{
	struct logkey *k = own_key();
	struct checkpoint c;
	char why[CHECKPOINT_WHY];
	struct vkey key;
	struct fault f;
	struct buf b;
	size_t i;

	(void)state;
	assert_ok(
	    vkey_parse(logkey_vkey(k), strlen(logkey_vkey(k)), &key, &f), &f);
	own_note(k, 70, &b);
	assert_ok(checkpoint_open(b.data, b.len, &key, 1, &c, why, &f), &f);
	assert_string_equal(why, "");
	assert_string_equal(c.origin, logkey_name(k));
	assert_int_equal(c.head.size, 70);
	for (i = 0; i < b.len; i++) {
		b.data[i] ^= 1;
		if (checkpoint_open(b.data, b.len, &key, 1, &c, why, &f) == 0)
			assert_string_not_equal(why, "");
		b.data[i] ^= 1;
	}
	buf_free(&b);
	logkey_free(k);
}

static void
test_only_a_key_named_as_the_origin_will_do(void **state)
{
	struct logkey *k = own_key(), *other = own_key();
	struct checkpoint c;
	char why[CHECKPOINT_WHY];
	struct vkey keys[2];
	struct fault f;
	struct buf b;

	(void)state;
	own_note(k, 0, &b);
	assert_ok(vkey_parse(logkey_vkey(other), strlen(logkey_vkey(other)),
		      &keys[0], &f),
	    &f);
	assert_ok(checkpoint_open(b.data, b.len, keys, 1, &c, why, &f), &f);
	assert_non_null(strstr(why, "of another log"));
	assert_ok(
	    vkey_parse(logkey_vkey(k), strlen(logkey_vkey(k)), &keys[1], &f),
	    &f);
	assert_ok(checkpoint_open(b.data, b.len, keys, 2, &c, why, &f), &f);
	assert_string_equal(why, "");
	buf_free(&b);
	logkey_free(other);
	logkey_free(k);
}

static void
test_lines_of_keys_are_read_one_by_one(void **state)
{
	struct logkey *k = own_key(), *other = own_key();
	struct vkey keys[2];
	struct fault f;
	struct buf b;
	size_t n;

	(void)state;
	buf_init(&b, 4096);
	buf_fmt(&b, "%s\n\n%s", logkey_vkey(k), logkey_vkey(other));
	assert_ok(
	    checkpoint_keys((const char *)b.data, b.len, keys, 2, &n, &f), &f);
	assert_int_equal(n, 2);
	assert_string_equal(keys[1].name, logkey_name(other));
	assert_fault(
	    checkpoint_keys((const char *)b.data, b.len, keys, 1, &n, &f), &f,
	    FAULT_LIMIT, "at most 1");
	assert_fault(checkpoint_keys("\n", 1, keys, 2, &n, &f), &f,
	    FAULT_FORMAT, "have none");
	buf_free(&b);
	logkey_free(other);
	logkey_free(k);
}

static void
bad_row(struct tsv *t, const struct vkey *key)
{
	char name[128], why[CHECKPOINT_WHY];
	struct checkpoint c;
	struct fault f;
	struct buf b;
	int rc;

	(void)snprintf(name, sizeof(name), "own/bad/%s", t->field[0]);
	assert_true(vector(name, &b));
	rc = checkpoint_open(b.data, b.len, key, 1, &c, why, &f);
	if (strcmp(t->field[1], "ok") == 0) {
		assert_ok(rc, &f);
		assert_string_equal(why, "");
	} else if (strcmp(t->field[1], "malformed") == 0 ||
	    strcmp(t->field[1], "root") == 0) {
		/* A signature of the wrong length is one that does not fit. */
		if (rc == 0 && strstr(why, "does not fit") == NULL)
			fail_msg("%s was taken: %s", name, why);
	} else {
		assert_ok(rc, &f);
		assert_string_not_equal(why, "");
	}
	buf_free(&b);
}

/*= C2SP tlog-checkpoint: origin: non-empty, equal to the key's name */
static void
test_own_bad_notes_are_refused_and_the_good_taken(void **state)
{
	struct tsv t = { .n = 0 };
	struct vkey key;
	char path[512];
	size_t rows = 0;

	(void)state;
	if (!vector_key("own/log.vkey", false, &key))
		return;
	(void)snprintf(
	    path, sizeof(path), "%s/vectors/tlog/own/bad/CASES.tsv", shared());
	t.file = fopen(path, "r");
	assert_non_null(t.file);
	while (tsv_next(&t)) {
		if (t.field[0][0] == '#')
			continue;
		bad_row(&t, &key);
		rows++;
	}
	assert_int_equal(rows, 23);
}

static void
test_own_checkpoints_are_read_and_signed_to_the_same_bytes(void **state)
{
	static const char *const sizes[] = { "0", "1", "3", "8", "70" };
	const struct logkey *keys[1];
	char name[64], why[CHECKPOINT_WHY];
	struct checkpoint c;
	struct logkey *k;
	struct vkey key;
	struct fault f;
	struct buf b, secret, again;
	size_t i;

	(void)state;
	if (!vector_key("own/log.vkey", false, &key) ||
	    !vector("own/log.skey.TESTONLY", &secret))
		return;
	assert_ok(
	    logkey_parse((const char *)secret.data, secret.len, &k, &f), &f);
	keys[0] = k;
	for (i = 0; i < 5; i++) {
		(void)snprintf(
		    name, sizeof(name), "own/checkpoint.%s", sizes[i]);
		assert_true(vector(name, &b));
		assert_ok(
		    checkpoint_open(b.data, b.len, &key, 1, &c, why, &f), &f);
		assert_string_equal(why, "");
		buf_init(&again, NOTE_MAX);
		assert_ok(checkpoint_sign(&c.head, keys, 1, &again, &f), &f);
		assert_int_equal(again.len, b.len);
		assert_memory_equal(again.data, b.data, b.len);
		buf_free(&again);
		buf_free(&b);
	}
	logkey_free(k);
	buf_free(&secret);
}

/*= C2SP cosignature: u64 big-endian time, then the Ed25519 signature */
static void
test_a_policy_counts_who_cosigned(void **state)
{
	struct policy_answer a;
	struct policy *p;
	struct note n;
	struct fault f;
	struct buf text, cosigned, plain;
	size_t n_logs;

	(void)state;
	if (!vector("own/policy.txt", &text))
		return;
	assert_true(vector("own/checkpoint.70.cosigned", &cosigned));
	assert_true(vector("own/checkpoint.70", &plain));
	assert_ok(policy_read((const char *)text.data, text.len, &p, &f), &f);
	assert_string_equal(policy_logs(p, &n_logs)->name, ORIGIN);
	assert_int_equal(n_logs, 1);
	assert_ok(note_read(cosigned.data, cosigned.len, &n, &f), &f);
	assert_ok(policy_ask(p, &n, &a, &f), &f);
	assert_true(a.quorum);
	assert_int_equal(a.n_witnesses, 1);
	assert_int_equal(a.n_cosigned, 1);
	note_free(&n);
	assert_ok(note_read(plain.data, plain.len, &n, &f), &f);
	assert_ok(policy_ask(p, &n, &a, &f), &f);
	assert_false(a.quorum);
	assert_int_equal(a.n_cosigned, 0);
	note_free(&n);
	/* A cosignature that does not fit is worse than none. */
	cosigned.data[cosigned.len - 8] ^= 1;
	assert_ok(note_read(cosigned.data, cosigned.len, &n, &f), &f);
	assert_ok(policy_ask(p, &n, &a, &f), &f);
	assert_false(a.quorum);
	assert_string_equal(a.bad, "witness.example/w1");
	note_free(&n);
	policy_free(p);
	buf_free(&text);
	buf_free(&cosigned);
	buf_free(&plain);
}

#define W1                             \
	"witness.example/w1+d9c691d8+" \
	"BOL7DyF1Wp80AMb/nIVS177zd+rkaxMjGHOzjqmT4REp"

/*= C2SP tlog-policy: "log", "witness", "group", "quorum" */
static void
test_a_policy_that_makes_no_sense_is_refused(void **state)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{ "", "want a line \"quorum" },
		{ "quorum w\n", "line 1: C2SP tlog-policy: nothing above" },
		{ "witness w " W1 "\nquorum w\nquorum w\n", "line 3" },
		{ "witness w " W1 "\nwitness w " W1 "\n", "is taken" },
		{ "witness w " W1 "\nwitness v " W1 "\n", "named twice" },
		{ "witness w " W1 "\ngroup g 2 w\nquorum g\n", "1 to 1" },
		{ "witness w " W1 "\ngroup g any w w\nquorum g\n", "twice" },
		{ "witness w " W1 "\ngroup g 0 w\nquorum g\n", "1 to 1" },
		{ "witness w x\nquorum w\n", "line 1" },
		{ "log " W1 "\nquorum none\n", "want type 1" },
		{ "allow all\n", "want log, witness" },
	};
	struct policy *p;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_fault(
		    policy_read(cases[i].text, strlen(cases[i].text), &p, &f),
		    &f, FAULT_FORMAT, cases[i].words);
}

static void
test_a_group_asks_its_members(void **state)
{
	static const char *const text = "# comment\n"
					"witness a " W1 "\n"
					"group none-of-these all a # behind\n"
					"group g any a none-of-these\r\n"
					"quorum g";
	struct policy_answer a;
	struct policy *p;
	struct note n;
	struct fault f;
	struct buf b;

	(void)state;
	assert_ok(policy_read(text, strlen(text), &p, &f), &f);
	if (vector("own/checkpoint.70.cosigned", &b)) {
		assert_ok(note_read(b.data, b.len, &n, &f), &f);
		assert_ok(policy_ask(p, &n, &a, &f), &f);
		assert_true(a.quorum);
		note_free(&n);
		buf_free(&b);
	}
	policy_free(p);
}

static void
test_a_proof_of_others_is_read_and_written_to_the_same_bytes(void **state)
{
	struct checkpoint_proof p;
	char why[CHECKPOINT_WHY];
	struct digest leaf;
	struct checkpoint c;
	struct vkey key;
	struct fault f;
	struct buf file, entry, again;
	bool yes;

	(void)state;
	if (!vector("own/entry42.tlog-proof", &file))
		return;
	assert_true(vector("own/entry42.bin", &entry));
	assert_true(vector_key("own/log.vkey", false, &key));
	assert_ok(
	    checkpoint_proof_read((const char *)file.data, file.len, &p, &f),
	    &f);
	assert_int_equal(p.index, 42);
	assert_ok(checkpoint_open(p.note, p.note_n, &key, 1, &c, why, &f), &f);
	assert_string_equal(why, "");
	assert_ok(tree_leaf(entry.data, entry.len, &leaf, &f), &f);
	assert_ok(tree_has(p.index, c.head.size, &leaf, p.path.hash, p.path.n,
		      &c.head.root, &yes, &f),
	    &f);
	assert_true(yes);
	buf_init(&again, 4 << 20);
	assert_ok(checkpoint_proof_write(&p, &again, &f), &f);
	assert_int_equal(again.len, file.len);
	assert_memory_equal(again.data, file.data, file.len);
	checkpoint_proof_free(&p);
	buf_free(&again);
	buf_free(&entry);
	buf_free(&file);
}

static void
test_proofs_that_are_none_are_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"c2sp.org/tlog-proof@v2\nindex 0\n\nx\n",
		"c2sp.org/tlog-proof@v1\n",
		"c2sp.org/tlog-proof@v1\nindex 00\n\nx\n",
		"c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nx\n",
		"c2sp.org/tlog-proof@v1\nindex 1\n\n",
		"c2sp.org/tlog-proof@v1\nextra !\nindex 1\n\nx\n",
		("c2sp.org/tlog-proof@v1\nextra AA==\nextra AA==\nindex "
		 "1\n\nx\n"),
		"c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\nx\n",
	};
	struct checkpoint_growth g;
	struct checkpoint_proof p;
	struct fault f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(
		    checkpoint_proof_read(bad[i], strlen(bad[i]), &p, &f), -1);
		assert_int_equal(
		    checkpoint_growth_read(bad[i], strlen(bad[i]), &g, &f), -1);
	}
}

/*= C2SP tlog-witness: "old <size>", proof lines, an empty line, checkpoint */
static void
test_a_proof_of_growth_is_read_as_it_was_written(void **state)
{
	struct checkpoint_growth a = { .from = 70, .note = "x\n", .note_n = 2 };
	struct checkpoint_growth b;
	struct fault f;
	struct buf out;

	(void)state;
	a.path.n = 2;
	memset(&a.path.hash[0], 1, DIGEST_LEN);
	memset(&a.path.hash[1], 2, DIGEST_LEN);
	buf_init(&out, 4096);
	assert_ok(checkpoint_growth_write(&a, &out, &f), &f);
	assert_ok(
	    checkpoint_growth_read((const char *)out.data, out.len, &b, &f),
	    &f);
	assert_int_equal(b.from, 70);
	assert_int_equal(b.path.n, 2);
	assert_true(digest_equal(&b.path.hash[1], &a.path.hash[1]));
	assert_int_equal(b.note_n, 2);
	buf_free(&out);
}

/*= RFC 4648 section 3.5: pad bits other than zero may be refused */
static void
test_base64_has_one_form(void **state)
{
	static const char *const bad[] = { "A", "AA", "AAA",
		"A===", "AB==", "AAB=", "AA=A", "=AAA", "AAA\n", "AA==AAAA",
		"A-_A", "AA ==" };
	struct fault f;
	struct buf b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		buf_init(&b, 64);
		assert_int_equal(
		    base64_read(bad[i], strlen(bad[i]), "x", &b, &f), -1);
		buf_free(&b);
	}
	buf_init(&b, 64);
	base64_add(&b, "foobar", 6);
	base64_add(&b, "foob", 4);
	base64_add(&b, "fooba", 5);
	assert_string_equal((char *)b.data, "Zm9vYmFyZm9vYg==Zm9vYmE=");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_no_note_is_refused_by_name),
		cmocka_unit_test(test_the_text_ends_at_the_last_empty_line),
		cmocka_unit_test(
		    test_every_changed_byte_of_a_checkpoint_is_refused),
		cmocka_unit_test(test_only_a_key_named_as_the_origin_will_do),
		cmocka_unit_test(test_lines_of_keys_are_read_one_by_one),
		cmocka_unit_test(
		    test_own_bad_notes_are_refused_and_the_good_taken),
		cmocka_unit_test(
		    test_own_checkpoints_are_read_and_signed_to_the_same_bytes),
		cmocka_unit_test(test_a_policy_counts_who_cosigned),
		cmocka_unit_test(test_a_policy_that_makes_no_sense_is_refused),
		cmocka_unit_test(test_a_group_asks_its_members),
		cmocka_unit_test(
		    test_a_proof_of_others_is_read_and_written_to_the_same_bytes),
		cmocka_unit_test(test_proofs_that_are_none_are_refused),
		cmocka_unit_test(
		    test_a_proof_of_growth_is_read_as_it_was_written),
		cmocka_unit_test(test_base64_has_one_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
