#define _XOPEN_SOURCE 700 /* realpath */
#include "cli/renewal.h"

#include <stdio.h>
#include <string.h>

#include "archive/check.h"
#include "archive/log.h"
#include "crypto/sha256.h"
#include "help/packet.h"
#include "help/test.h"

static void
ignore(void *ctx, const char *words)
{
	(void)ctx;
	print_message("%s\n", words);
}

/* The entry of the file with those bytes, "" where the log has none. */
static void
entry_of(
    const struct packet_made *x, const struct buf *file, char *out, size_t size)
{
	struct archive_counts c;
	struct archive *a;
	struct digest d;
	struct fault f;
	struct buf b;
	uint64_t at;

	out[0] = '\0';
	buf_init(&b, 65535);
	assert_ok(archive_open(x->archive, false, &a, &f), &f);
	assert_ok(sha256_of(file->data, file->len, &d, &f), &f);
	if (archive_log_find(a, digest_hex(&d).s, &at, &f) == 0) {
		assert_ok(archive_log_entry(a, at, &b, &f), &f);
		(void)snprintf(out, size, "%s", (const char *)b.data);
	}
	assert_ok(archive_check(a, true, ignore, NULL, &c, &f), &f);
	assert_int_equal(c.problems, 0);
	archive_close(a);
	buf_free(&b);
}

static void
test_a_packet_that_was_extended_is_entered_where_it_was_issued(void **state)
{
	struct cmd_global g = { .quiet = true };
	struct packet_made x;
	char entry[2048];
	struct buf new, other;
	struct fault f;
	bool entered = true;

	(void)state;
	assert_ok(packet_make(&x, &f), &f);
	g.archive = x.archive;
	g.program = x.program;
	buf_init(&new, 64u << 20);
	buf_add(&new, x.bytes.data, x.bytes.len);
	buf_str(&new, "more");

	/* No archive was named: nothing is entered. */
	assert_ok(renewal_enter(
		      &g, &x.bytes, &new, "PAdES-B-LTA", x.now, &entered, &f),
	    &f);
	assert_false(entered);
	g.archive_named = true;
	assert_ok(renewal_enter(
		      &g, &x.bytes, &new, "PAdES-B-LTA", x.now, &entered, &f),
	    &f);
	assert_true(entered);
	entry_of(&x, &new, entry, sizeof(entry));
	assert_non_null(strstr(entry, "\"kind\":\"renewal\""));
	assert_non_null(strstr(entry, "\"level\":\"PAdES-B-LTA\""));
	assert_non_null(strstr(entry, "\"id\":\"PV-ACME-20250601-01\""));

	/* Another file under the same id is none of its packets. */
	buf_init(&other, 64u << 20);
	buf_add(&other, x.bytes.data, x.bytes.len);
	other.data[20] ^= 1;
	if (renewal_enter(
		&g, &other, &new, "PAdES-B-LT", x.now, &entered, &f) == 0)
		assert_false(entered);
	buf_free(&other);
	buf_free(&new);
	packet_remove(&x);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_a_packet_that_was_extended_is_entered_where_it_was_issued),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
