#include "evidence/verify_sh.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "evidence_sample.h"
#include "help/test.h"
#include "help/tool.h"
#include "help/trial_keys.h"

/*
 * The script is run as a reader runs it, by each shell and each awk of this
 * machine, over a folder of the sample's parts and a file that stands for the
 * PDF (the script never looks into it), signed by openssl.
 */
struct place {
	struct evidence_sample s;
	struct trial_keys keys;
	char dir[64];
};

static const char *const shells[] = { "dash", "bash", "busybox sh", "ksh",
	"yash", "mksh" };
static const char *const awks[] = { "mawk", "gawk", "original-awk",
	"busybox awk" };

/* Run a command in the folder; its output is shown where it is not wanted. */
static int run(const struct place *p, struct buf *out, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

static int
run(const struct place *p, struct buf *out, const char *fmt, ...)
{
	char cmd[2048];
	va_list ap;
	int n, rc;

	n = snprintf(cmd, sizeof(cmd), "cd %s && { ", p->dir);
	va_start(ap, fmt);
	n += vsnprintf(cmd + n, sizeof(cmd) - (size_t)n, fmt, ap);
	va_end(ap);
	assert_true((size_t)n < sizeof(cmd) - 16);
	(void)snprintf(cmd + n, sizeof(cmd) - (size_t)n, "; } 2>&1");
	out->len = 0;
	buf_str(out, "");
	rc = tool_run(cmd, out);
	return WIFEXITED(rc) ? WEXITSTATUS(rc) : -1;
}

static void
put(const struct place *p, const char *name, const void *bytes, size_t n)
{
	struct fault f;
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", p->dir, name);
	assert_ok(file_publish(path, bytes, n, 0600, &f), &f);
}

static void
put_part(const struct place *p, const struct part *part)
{
	char name[128];

	(void)snprintf(name, sizeof(name), "in/%s", part->name);
	put(p, name, part->bytes, part->len);
}

static void
sign(const struct place *p, const char *options)
{
	struct buf out;

	buf_init(&out, 1 << 16);
	if (run(p, &out,
		"openssl cms -sign -binary -in F.pdf -outform DER "
		"-out F.pdf.p7s -signer %s -inkey %s %s",
		p->keys.signer, p->keys.signer_key, options) != 0)
		fail_msg("%s", (char *)out.data);
	buf_free(&out);
}

static int
place_make(void **state)
{
	struct place *p = mem_new(1, sizeof(*p));
	struct buf out;
	struct fault f;
	int64_t now;
	size_t i;

	*state = p;
	sample_make(&p->s);
	sample_close(&p->s);
	assert_ok(clock_now(&now, &f), &f);
	assert_ok(trial_keys_make(&p->keys, TRIAL_P256, now, &f), &f);
	(void)snprintf(p->dir, sizeof(p->dir), "/tmp/proviso-test-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	buf_init(&out, 1 << 16);
	assert_int_equal(
	    run(p, &out, "mkdir -p in/texts in/captures && cp %s root.pem",
		p->keys.root),
	    0);
	buf_free(&out);
	for (i = 0; i <= SAMPLE_PARTS; i++)
		put_part(p, &p->s.parts[i]);
	put(p, "F.pdf", "%PDF-1.7 stands for one\n", 24);
	put(p, "verify.sh", evidence_verify_sh, evidence_verify_sh_len);
	sign(p, "");
	return 0;
}

static int
place_remove(void **state)
{
	struct place *p = *state;
	struct buf out;

	buf_init(&out, 1 << 16);
	(void)run(p, &out, "rm -rf %s", p->dir);
	buf_free(&out);
	trial_keys_remove(&p->keys);
	sample_free(&p->s);
	free(p);
	return 0;
}

static bool
tools_here(void)
{
	if (tool_here("openssl") && tool_here("awk"))
		return true;
	print_message("skipped: no openssl or no awk\n");
	return false;
}

/* The script must answer with this status and say these words. */
static void
assert_says(const struct place *p, const char *shell, const char *more,
    int status, const char *words)
{
	struct buf out;
	int have;

	buf_init(&out, 1 << 20);
	have = run(p, &out, "%s verify.sh F.pdf root.pem in %s", shell, more);
	if (have != status || strstr((char *)out.data, words) == NULL)
		fail_msg("%s: want %d and \"%s\", have %d and:\n%s", shell,
		    status, words, have, (char *)out.data);
	buf_free(&out);
}

/* ---- Tests ---- */

static void
test_bad_arguments_are_a_usage_error(void **state)
{
	static const char *const bad[] = { "", "a", "a b", "a b c d e",
		"F.pdf root.pem in 0123456789abcde",
		"F.pdf root.pem in 0123456789abcdeg", "F.pdf root.pem in ''" };
	struct place *p = *state;
	struct buf out;
	size_t i;

	if (!tools_here())
		return;
	buf_init(&out, 1 << 16);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (run(p, &out, "sh verify.sh %s", bad[i]) != 2)
			fail_msg("\"%s\": %s", bad[i], (char *)out.data);
	assert_int_equal(run(p, &out, "sh verify.sh no.pdf root.pem in"), 3);
	assert_int_equal(run(p, &out, "sh verify.sh F.pdf root.pem no"), 3);
	assert_int_equal(run(p, &out, "sh verify.sh F.pdf no.pem in"), 3);
	buf_free(&out);
}

static void
test_a_packet_that_holds_is_yes_in_every_shell(void **state)
{
	struct place *p = *state;
	const struct digest_hex hex = digest_hex(&p->s.printed);
	char first[32], other[32];
	size_t i;

	if (!tools_here())
		return;
	(void)snprintf(first, sizeof(first), "%.16s", hex.s);
	(void)snprintf(other, sizeof(other), "%.15s%c", hex.s,
	    hex.s[15] == '0' ? '1' : '0');
	for (i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "%.*s",
		    (int)strcspn(shells[i], " "), shells[i]);
		if (!tool_here(name))
			continue;
		print_message("%s\n", shells[i]);
		assert_says(p, shells[i], "", 0, "YES: signature, parts");
		assert_says(p, shells[i], "", 0, hex.s);
		assert_says(p, shells[i], "", 0, "3 quotes stand");
		assert_says(p, shells[i], "", 0, "5 parts have");
		assert_says(p, shells[i], hex.s, 0, "digest that you gave");
		assert_says(p, shells[i], first, 0, "digest that you gave");
		assert_says(p, shells[i], other, 1, "you gave is another");
	}
}

static void
test_every_awk_reads_the_manifest_alike(void **state)
{
	struct place *p = *state;
	struct buf out;
	size_t i;

	if (!tools_here())
		return;
	buf_init(&out, 1 << 16);
	for (i = 0; i < sizeof(awks) / sizeof(awks[0]); i++) {
		char name[16], script[64];

		(void)snprintf(name, sizeof(name), "%.*s",
		    (int)strcspn(awks[i], " "), awks[i]);
		if (!tool_here(name))
			continue;
		print_message("%s\n", awks[i]);
		(void)snprintf(script, sizeof(script),
		    "#!/bin/sh\nexec %s \"$@\"\n", awks[i]);
		assert_int_equal(run(p, &out, "mkdir -p bin"), 0);
		put(p, "bin/awk", script, strlen(script));
		assert_int_equal(run(p, &out, "chmod +x bin/awk"), 0);
		assert_says(p, "PATH=$PWD/bin:$PATH sh", "", 0, "3 quotes");
		put(p, "in/evidence.json", "{\"a\\\"\":1}\n", 9);
		assert_says(p, "PATH=$PWD/bin:$PATH sh", "", 1,
		    "no: evidence.json: a strange key");
		put_part(p, &p->s.parts[SAMPLE_PARTS]);
	}
	buf_free(&out);
}

static void
test_a_signature_over_other_bytes_or_by_others_is_no(void **state)
{
	struct place *p = *state;
	struct buf out;

	if (!tools_here())
		return;
	buf_init(&out, 1 << 16);
	put(p, "F.pdf", "%PDF-1.7 stands for two\n", 24);
	assert_says(p, "sh", "", 1, "openssl does not accept");
	assert_says(p, "sh", "", 1, "NO: the packet does not hold.");
	/* Content that the signature brings along is not the file's. */
	sign(p, "-nodetach");
	put(p, "F.pdf", "%PDF-1.7 stands for one\n", 24);
	assert_says(p, "sh", "", 1, "openssl does not accept");
	sign(p, "");
	assert_says(p, "sh", "", 0, "YES");
	/* A root that the system trusts is not the one that was named. */
	assert_int_equal(
	    run(p, &out,
		"mkdir -p certs && openssl req -x509 -newkey rsa:2048 -nodes "
		"-keyout x.key -out x.pem -subj /CN=x && mv root.pem kept.pem "
		"&& cp kept.pem certs/$(openssl x509 -hash -noout -in "
		"kept.pem).0 && cp x.pem root.pem"),
	    0);
	assert_says(p, "SSL_CERT_DIR=$PWD/certs SSL_CERT_FILE=$PWD/kept.pem sh",
	    "", 1, "openssl does not accept");
	assert_int_equal(run(p, &out, "mv kept.pem root.pem"), 0);
	assert_says(p, "sh", "", 0, "YES");
	buf_free(&out);
}

static void
test_a_part_that_is_missing_or_altered_is_no(void **state)
{
	struct place *p = *state;
	struct part part;
	struct buf out;
	char words[96], *copy;
	size_t i;

	if (!tools_here())
		return;
	buf_init(&out, 1 << 16);
	for (i = 0; i < SAMPLE_PARTS; i++) {
		part = p->s.parts[i];
		assert_int_equal(run(p, &out, "rm in/%s", part.name), 0);
		(void)snprintf(
		    words, sizeof(words), "part %s is not in DIR", part.name);
		assert_says(p, "sh", "", 1, words);
		copy = mem_strndup((const char *)part.bytes, part.len);
		part.bytes = (const unsigned char *)copy;
		copy[part.len / 2] ^= 1;
		put_part(p, &part);
		(void)snprintf(words, sizeof(words),
		    "part %s has another digest", part.name);
		assert_says(p, "sh", "", 1, words);
		part.len--;
		put_part(p, &part);
		(void)snprintf(words, sizeof(words), "part %s has %zu bytes",
		    part.name, part.len);
		assert_says(p, "sh", "", 1, words);
		put_part(p, &p->s.parts[i]);
		free(copy);
	}
	assert_says(p, "sh", "", 0, "YES");
	buf_free(&out);
}

/* Readers of PDF that make no folders leave one of two other names. */
static void
test_parts_without_folders_are_found(void **state)
{
	struct place *p = *state;
	struct buf out;

	if (!tools_here())
		return;
	buf_init(&out, 1 << 16);
	assert_int_equal(
	    run(p, &out,
		"mv in/texts/privacy_v3.txt in/privacy_v3.txt && "
		"mv in/captures/terms_v3.md in/captures_terms_v3.md"),
	    0);
	assert_says(p, "sh", "", 0, "YES");
	assert_int_equal(
	    run(p, &out,
		"mv in/privacy_v3.txt in/texts/privacy_v3.txt && "
		"mv in/captures_terms_v3.md in/captures/terms_v3.md"),
	    0);
	buf_free(&out);
}

/* The sample's manifest with one place altered, in the folder. */
static void
put_altered(const struct place *p, const char *from, const char *to)
{
	const char *all = (const char *)p->s.json.data, *at = strstr(all, from);
	struct buf b;

	if (at == NULL)
		fail_msg("no %s in the sample", from);
	buf_init(&b, 1 << 20);
	buf_add(&b, all, (size_t)(at - all));
	buf_str(&b, to);
	buf_str(&b, at + strlen(from));
	put(p, "in/evidence.json", b.data, b.len);
	buf_free(&b);
}

static void
test_a_manifest_of_another_form_is_no(void **state)
{
	static const struct {
		const char *from, *to, *words;
	} cases[] = {
		{ "\"end\":33", "\"end\":32", "quote Q11 is not at its place" },
		{ "\"start\":7,", "\"start\":8,",
		    "quote Q11 is not at its place" },
		{ "\"end\":33", "\"end\":33000", "not inside its text" },
		{ "\"end\":33", "\"end\":0", "has no bytes" },
		{ "\"end\":33", "\"end\":-33", "no fit number" },
		{ "\"end\":33", "\"end\":33e0", "no fit number" },
		{ "\"end\":33", "\"end\":033", "no fit number" },
		{ "\"end\":33", "\"end\":\"33\"", "no fit number" },
		{ "\"end\":33", "\"end\":33,\"end\":33", "stands twice" },
		{ "\"end\":33", "\"\\u0065nd\":33", "strange key" },
		{ "\"end\":33", "\"end\": 33", "strange character" },
		{ "\"end\":33", "\"end\":$(id)", "strange character" },
		{ "\"end\":33", "\"end\":xyz", "strange word" },
		{ "\"end\":33", "\"end\":33,", "strange character" },
		{ "\"end\":33", "\"end\":[33]", "no fit number" },
		{ "\"end\":33", "\"end\":33]", "where none can stand" },
		{ "\"number\":11", "\"number\":7", "stands twice" },
		{ "\"number\":11", "\"number\":0", "stands twice" },
		{ "verify.sh.txt", "../verify.sh.txt", "no fit name" },
		{ "verify.sh.txt", "/etc/passwd", "no fit name" },
		{ "verify.sh.txt", "$(touch x)", "no fit name" },
		{ "verify.sh.txt", "-r", "no fit name" },
		{ "verify.sh.txt", "a b", "no fit name" },
		{ "verify.sh.txt", "a\\nb", "no fit name" },
		{ "verify.sh.txt", "a\nb", "control character" },
		{ "verify.sh.txt", "a\\xb", "strange escape" },
		{ "verify.sh.txt", "captures/terms_v3.md", "stands twice" },
		{ "verify.sh.txt", "evidence.json", "stands twice" },
		{ "verify.sh.txt", "none", "part none is not in DIR" },
		{ "\"size\":10", "\"size\":11", "has 10 bytes" },
		{ "\"sha256\":\"", "\"sha256\":\"A", "no digest" },
		{ "\"capture\":\"captures/privacy_v3.html\"",
		    "\"capture\":\"verify.sh.txt\"", "not the part of" },
		{ "\"text\":\"texts/terms_v3.txt\"",
		    "\"text\":\"verify.sh.txt\"", "not inside its text" },
		{ "proviso-evidence/1", "proviso-evidence/2", "schema" },
		{ "\"quotes\":[", "\"quotes\":{},\"q\":[", "an object under" },
		{ "\"quotes\":[", "\"quotes\":1,\"q\":[", "no list" },
		{ "\"quotes\":[", "\"quotes\":[1,", "should be an object" },
		{ "\"quotes\":[", "\"quotes\":[[],", "no object" },
		{ "\"quotes\":[", "\"quotas\":[", "a list is missing" },
		{ "\"schema\"", "\"platform\"", "stands twice" },
		{ "]}\n", "]}", "too early" },
		{ "]}\n", "]\n", "strange character" },
		{ "]}\n", "]}\n\n", "strange character" },
		{ "]}\n", "]}\n{}\n", "where none can stand" },
		{ "]}\n", "],\"x\":\"open\n", "control character" },
		{ "]}\n", "],\"x\":\"open", "too early" },
	};
	struct place *p = *state;
	struct buf out;
	size_t i;

	if (!tools_here())
		return;
	buf_init(&out, 1 << 16);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		put_altered(p, cases[i].from, cases[i].to);
		assert_says(p, "sh", "", 1, cases[i].words);
	}
	/* Nothing in a manifest was ever run. */
	assert_int_not_equal(run(p, &out, "ls x || ls in/x"), 0);
	put(p, "in/evidence.json", "{}\0\n", 4);
	assert_says(p, "sh", "", 1, "NUL");
	put_part(p, &p->s.parts[SAMPLE_PARTS]);
	assert_says(p, "sh", "", 0, "YES");
	buf_free(&out);
}

static void
test_the_script_in_the_program_is_the_file_in_the_tree(void **state)
{
	struct fault f;
	struct buf b;
	size_t i;

	(void)state;
	buf_init(&b, 1 << 20);
	assert_ok(file_read("src/evidence/verify.sh", &b, &f), &f);
	assert_int_equal(b.len, evidence_verify_sh_len);
	assert_memory_equal(b.data, evidence_verify_sh, b.len);
	assert_int_equal(evidence_verify_sh[b.len], 0);
	for (i = 0; i < b.len; i++)
		assert_true(b.data[i] < 0x7f);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_the_script_in_the_program_is_the_file_in_the_tree),
		cmocka_unit_test(test_bad_arguments_are_a_usage_error),
		cmocka_unit_test(
		    test_a_packet_that_holds_is_yes_in_every_shell),
		cmocka_unit_test(test_every_awk_reads_the_manifest_alike),
		cmocka_unit_test(
		    test_a_signature_over_other_bytes_or_by_others_is_no),
		cmocka_unit_test(test_a_part_that_is_missing_or_altered_is_no),
		cmocka_unit_test(test_parts_without_folders_are_found),
		cmocka_unit_test(test_a_manifest_of_another_form_is_no),
	};

	return cmocka_run_group_tests(tests, place_make, place_remove);
}
