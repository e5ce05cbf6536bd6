#define _XOPEN_SOURCE 700 /* realpath */

#include "evidence/verify_sh.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crypto/sha256.h"
#include "evidence_sample.h"
#include "help/packet.h"
#include "help/test.h"
#include "help/tool.h"

/*
 * The script is run as a reader runs it, by each shell and each awk of this
 * machine, over a packet and what `extract` makes of it.  Its reader of the
 * manifest is run alone too, over a manifest of a sample.
 */
struct place {
	struct packet_made made;
	struct evidence_sample s;
	char dir[64];
};

static const char *const shells[] = { "dash", "busybox sh", "bash", "mksh",
	"yash", "ksh" };
static const char *const awks[] = { "busybox awk", "mawk", "gawk",
	"original-awk" };

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

static int
place_make(void **state)
{
	struct place *p = mem_new(1, sizeof(*p));
	const char *extract[] = { "extract", NULL, "-d", NULL, NULL };
	char in[128];
	struct buf out;
	struct fault f;

	*state = p;
	assert_ok(packet_make(&p->made, &f), &f);
	sample_make(&p->s);
	sample_close(&p->s);
	(void)snprintf(p->dir, sizeof(p->dir), "%s", p->made.dir);
	(void)snprintf(in, sizeof(in), "%s/in", p->dir);
	extract[1] = p->made.pdf;
	extract[3] = in;
	assert_int_equal(packet_run(&cmd_extract, &p->made, 4, extract, &f), 0);
	buf_init(&out, 1 << 16);
	if (run(p, &out,
		"cp %s root.pem && cp in/verify.sh . && cp -r in kept && "
		"cp P.pdf P && cp P.pdf.p7s P7",
		p->made.keys.root) != 0)
		fail_msg("%s", (char *)out.data);
	buf_free(&out);
	return 0;
}

static int
place_remove(void **state)
{
	struct place *p = *state;
	struct buf out;

	buf_init(&out, 1 << 16);
	(void)run(p, &out, "rm -rf in kept det root.pem verify.sh P P7 bin S");
	buf_free(&out);
	packet_remove(&p->made);
	sample_free(&p->s);
	free(p);
	return 0;
}

static bool
all_wanted(void)
{
	const char *how = getenv("TAMPER");

	return how != NULL && strcmp(how, "all") == 0;
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
	have = run(p, &out, "%s verify.sh %s P.pdf root.pem in", shell, more);
	if (have != status || strstr((char *)out.data, words) == NULL)
		fail_msg("%s: want %d and \"%s\", have %d and:\n%s", shell,
		    status, words, have, (char *)out.data);
	buf_free(&out);
}

/* ---- Tests ---- */

/* Whoever has a script of a packet compares it with what was published. */
static void
test_its_digest_is_published(void **state)
{
	struct digest sha;
	struct fault f;
	struct buf b;

	(void)state;
	buf_init(&b, 1 << 20);
	assert_ok(
	    sha256_of(evidence_verify_sh, evidence_verify_sh_len, &sha, &f),
	    &f);
	assert_ok(file_read("README.md", &b, &f), &f);
	if (strstr((char *)b.data, digest_hex(&sha).s) == NULL)
		fail_msg("README.md does not name %s", digest_hex(&sha).s);
	buf_free(&b);
}

static void
test_bad_arguments_are_a_usage_error(void **state)
{
	static const char *const bad[] = { "", "a", "a b", "a b c d e",
		"P.pdf root.pem in 0123456789abcde",
		"P.pdf root.pem in 0123456789abcdeg", "P.pdf root.pem in ''" };
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
	assert_int_equal(run(p, &out, "sh verify.sh P.pdf root.pem no"), 3);
	assert_int_equal(run(p, &out, "sh verify.sh P.pdf no.pem in"), 3);
	buf_free(&out);
}

static void
test_a_packet_that_holds_is_yes_in_every_shell(void **state)
{
	struct place *p = *state;
	size_t i;

	if (!tools_here())
		return;
	for (i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
		char name[16];

		/* TAMPER=all: those that are slow to start, too. */
		if (!all_wanted() && i > 2)
			break;

		(void)snprintf(name, sizeof(name), "%.*s",
		    (int)strcspn(shells[i], " "), shells[i]);
		if (!tool_here(name))
			continue;
		print_message("%s\n", shells[i]);
		assert_says(p, shells[i], "-k a.db.vkey", 0, "YES: signatures");
	}
}

static void
test_it_says_what_it_looked_at(void **state)
{
	static const char *const words[] = {
		"yes: 1 revision(s)",
		"yes: the certification of revision 1",
		"yes: FILE.pdf.p7s, signed by",
		"yes: the one that is attached to the signed file",
		"quotes stand at their bytes",
		"yes: checkpoint.txt is signed by the key of the log",
		"yes: 2 proofs lead from captures",
		"yes: the log holds this packet",
	};
	struct place *p = *state;
	struct buf out;
	size_t i;

	if (!tools_here())
		return;
	buf_init(&out, 1 << 20);
	assert_int_equal(
	    run(p, &out, "sh verify.sh -k a.db.vkey P.pdf root.pem in"), 0);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr((char *)out.data, words[i]) == NULL)
			fail_msg("no \"%s\":\n%s", words[i], (char *)out.data);
	assert_says(p, "sh", "", 0, "Not asked: whether the log holds");
	buf_free(&out);
}

static void
test_the_digest_of_the_cover_is_compared(void **state)
{
	struct place *p = *state;
	struct buf out;

	if (!tools_here())
		return;
	buf_init(&out, 1 << 16);
	assert_int_equal(run(p, &out,
			     "d=$(openssl dgst -sha256 -r in/evidence.json | "
			     "cut -c 1-64) && sh verify.sh P.pdf root.pem in "
			     "$d && sh verify.sh P.pdf root.pem in "
			     "$(echo $d | cut -c 1-16)"),
	    0);
	assert_int_equal(
	    run(p, &out, "sh verify.sh P.pdf root.pem in 0123456789abcdef"), 1);
	buf_free(&out);
}

static void
test_every_awk_reads_alike(void **state)
{
	struct place *p = *state;
	struct buf out;
	size_t i;

	if (!tools_here())
		return;
	buf_init(&out, 1 << 16);
	for (i = 0; i < sizeof(awks) / sizeof(awks[0]); i++) {
		char name[16], script[64];

		if (!all_wanted() && i > 1)
			break;

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
		assert_says(p, "PATH=$PWD/bin:$PATH sh", "-k a.db.vkey", 0,
		    "quotes stand at their bytes");
	}
	buf_free(&out);
}

/* What openssl 1.1.1 lacks: Ed25519 by pkeyutl, and a store to be refused. */
static void
test_what_openssl_cannot_do_is_not_checked(void **state)
{
	static const char script[] =
	    "#!/bin/sh\nfor a do case $a in -rawin|-no-CAstore|-cades) "
	    "echo \"unknown option $a\" >&2; exit 1 ;; esac; done\n"
	    "case $2 in -help) PATH=${PATH#*:} openssl \"$@\" 2>&1 | "
	    "grep -v -e '-rawin' -e '-no-CAstore' -e '-cades'; exit ;; esac\n"
	    "PATH=${PATH#*:} exec openssl \"$@\"\n";
	struct place *p = *state;
	struct buf out;

	if (!tools_here())
		return;
	buf_init(&out, 1 << 16);
	assert_int_equal(run(p, &out, "rm -rf bin && mkdir -p bin"), 0);
	put(p, "bin/openssl", script, strlen(script));
	assert_int_equal(run(p, &out, "chmod +x bin/openssl"), 0);
	assert_says(p, "PATH=$PWD/bin:$PATH sh", "-k a.db.vkey", 4,
	    "not checked: the signature of checkpoint.txt");
	assert_says(p, "PATH=$PWD/bin:$PATH sh", "", 0, "YES");
	assert_int_equal(run(p, &out, "rm -rf bin"), 0);
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
	assert_int_equal(run(p, &out, "printf ' ' >>P.pdf"), 0);
	assert_says(p, "sh", "", 1, "does not end as a PDF of proviso does");
	assert_says(p, "sh", "", 1, "NO: the packet does not hold.");
	/* A byte of the pages. */
	assert_int_equal(run(p, &out,
			     "{ head -c 20000 P; printf x; tail -c +20002 P; } "
			     ">P.pdf"),
	    0);
	assert_says(p, "sh", "", 1, "openssl does not accept the certific");
	assert_int_equal(run(p, &out, "cp P P.pdf"), 0);
	/* Content that the signature brings along is not the file's. */
	assert_int_equal(run(p, &out,
			     "openssl cms -sign -binary -in P.pdf -outform DER "
			     "-out P.pdf.p7s -signer %s -inkey %s -nodetach",
			     p->made.keys.signer, p->made.keys.signer_key),
	    0);
	assert_says(p, "sh", "", 1, "brings its own content");
	assert_int_equal(run(p, &out,
			     "openssl cms -sign -binary -in verify.sh "
			     "-outform DER -out P.pdf.p7s -signer %s -inkey %s",
			     p->made.keys.signer, p->made.keys.signer_key),
	    0);
	assert_says(p, "sh", "", 1, "openssl does not accept FILE.pdf.p7s");
	assert_int_equal(run(p, &out, "cp P7 P.pdf.p7s"), 0);
	/* A root that the system trusts is not the one that was named. */
	assert_int_equal(
	    run(p, &out,
		"mkdir -p S && openssl req -x509 -newkey rsa:2048 -nodes "
		"-keyout S/x.key -out S/x.pem -subj /CN=x && "
		"cp root.pem S/kept.pem && cp root.pem S/$(openssl x509 "
		"-hash -noout -in root.pem).0 && cp S/x.pem root.pem"),
	    0);
	assert_says(p, "SSL_CERT_DIR=$PWD/S SSL_CERT_FILE=$PWD/S/kept.pem sh",
	    "", 1, "openssl does not accept");
	assert_int_equal(run(p, &out, "cp S/kept.pem root.pem"), 0);
	buf_free(&out);
}

static void
test_a_part_that_is_missing_or_altered_is_no(void **state)
{
	static const struct {
		const char *cmd, *words;
	} cases[] = {
		{ "rm in/report.json", "part report.json is not in DIR" },
		{ "printf ' ' >>in/report.json", "part report.json has " },
		{ "tr a b <kept/report.json >in/report.json",
		    "part report.json has another digest" },
		{ "tr a b <kept/verify.sh.txt >in/verify.sh.txt",
		    "part verify.sh.txt has another digest" },
		{ "tr 1 2 <kept/evidence.json >in/evidence.json",
		    "evidence.json in DIR is not the one in the file" },
		{ "rm in/checkpoint.txt", "part checkpoint.txt is not in DIR" },
	};
	struct place *p = *state;
	struct buf out;
	size_t i;

	if (!tools_here())
		return;
	buf_init(&out, 1 << 16);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(run(p, &out, "%s", cases[i].cmd), 0);
		assert_says(p, "sh", "", 1, cases[i].words);
		assert_int_equal(run(p, &out, "rm -rf in && cp -r kept in"), 0);
	}
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
	assert_int_equal(run(p, &out,
			     "mv in/texts/* in/ && for f in in/captures/*; do "
			     "mv $f in/captures_${f##*/}; done"),
	    0);
	assert_says(p, "sh", "", 0, "YES");
	assert_int_equal(run(p, &out, "rm -rf in && cp -r kept in"), 0);
	buf_free(&out);
}

/* The script's own reader of a manifest, alone. */
static void
assert_parsed(const struct place *p, const char *words)
{
	struct buf out;

	buf_init(&out, 1 << 20);
	(void)run(p, &out,
	    "{ echo 'LC_ALL=C dir=S'; sed -n '/^parse() {/,/^}. .*evidence.json/p' "
	    "verify.sh; echo '}'; echo parse; } >S/parse && sh S/parse");
	if (strstr((char *)out.data, words) == NULL)
		fail_msg("want \"%s\", have\n%s", words, (char *)out.data);
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
	put(p, "S/evidence.json", b.data, b.len);
	buf_free(&b);
}

static void
test_a_manifest_of_another_form_is_no(void **state)
{
	static const struct {
		const char *from, *to, *words;
	} cases[] = {
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
	assert_int_equal(run(p, &out, "mkdir -p S"), 0);
	put(p, "S/evidence.json", p->s.json.data, p->s.json.len);
	assert_parsed(p, "Q 11 7 33 ");
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		put_altered(p, cases[i].from, cases[i].to);
		assert_parsed(p, cases[i].words);
	}
	/* Nothing in a manifest was ever run. */
	assert_int_not_equal(run(p, &out, "ls x || ls S/x"), 0);
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
		cmocka_unit_test(test_its_digest_is_published),
		cmocka_unit_test(test_bad_arguments_are_a_usage_error),
		cmocka_unit_test(
		    test_a_packet_that_holds_is_yes_in_every_shell),
		cmocka_unit_test(test_it_says_what_it_looked_at),
		cmocka_unit_test(test_the_digest_of_the_cover_is_compared),
		cmocka_unit_test(test_every_awk_reads_alike),
		cmocka_unit_test(test_what_openssl_cannot_do_is_not_checked),
		cmocka_unit_test(
		    test_a_signature_over_other_bytes_or_by_others_is_no),
		cmocka_unit_test(test_a_part_that_is_missing_or_altered_is_no),
		cmocka_unit_test(test_parts_without_folders_are_found),
		cmocka_unit_test(test_a_manifest_of_another_form_is_no),
	};

	return cmocka_run_group_tests(tests, place_make, place_remove);
}
