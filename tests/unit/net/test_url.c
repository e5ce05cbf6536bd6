#include "net/url.h"

#include <stdlib.h>
#include <string.h>

#include "help/test.h"

static void
test_other_schemes_and_broken_addresses_are_refused(void **state)
{
	static const char *const cases[][2] = {
		{ "file:///etc/passwd", "want http or https" },
		{ "ftp://a.example/", "want http or https" },
		{ "gopher://a.example/", "want http or https" },
		{ "javascript:alert(1)", "" },
		{ "a.example/terms", "" },
		{ "https://", "" },
		{ "", "" },
		{ "https://a.example/\x01", "control character" },
		{ "https://a.example/\r\nHost: b", "control character" },
		{ "https://a.example:99999/", "" },
		{ "https://[::1/", "" },
		{ "https://a b.example/", "" },
	};
	struct fault f = { .kind = FAULT_NONE };
	struct net_url u;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_fault(net_url_parse(cases[i][0], &u, &f), &f,
		    FAULT_FORMAT, cases[i][1]);
}

static void
test_one_byte_too_many_is_refused(void **state)
{
	char *text = malloc(NET_URL_MAX + 2);
	struct fault f = { .kind = FAULT_NONE };
	struct net_url u;

	(void)state;
	memset(text, 'a', NET_URL_MAX + 1);
	memcpy(text, "https://a.example/", 18);
	text[NET_URL_MAX + 1] = '\0';
	assert_fault(
	    net_url_parse(text, &u, &f), &f, FAULT_FORMAT, "8000 bytes");
	text[NET_URL_MAX] = '\0';
	assert_ok(net_url_parse(text, &u, &f), &f);
	net_url_free(&u);
	free(text);
}

static void
test_credentials_are_in_no_field_and_in_no_words(void **state)
{
	static const char *const cases[] = {
		"https://ann:s3cret@a.example/terms",
		"https://s3cret@a.example/terms",
		"https://ann:s3cret:x@y@a.example/terms",
		"https://ann;s3cret:p@a.example/terms",
	};
	struct fault f = { .kind = FAULT_NONE };
	struct net_url u;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (net_url_parse(cases[i], &u, &f) != 0) {
			assert_null(strstr(f.text, "s3cret"));
			continue;
		}
		assert_true(u.had_credentials);
		assert_string_equal(u.text, "https://a.example/terms");
		assert_string_equal(u.origin, "https://a.example");
		assert_string_equal(u.host, "a.example");
		net_url_free(&u);
	}
	assert_fault(net_url_parse("file://ann:s3cret@a.example/", &u, &f), &f,
	    FAULT_FORMAT, "");
	assert_fault(net_url_parse("https://ann:s3cret@a.example:x/", &u, &f),
	    &f, FAULT_FORMAT, "***@a.example");
	assert_null(strstr(f.text, "s3cret"));
}

static void
test_forms_are_normal(void **state)
{
	static const char *const cases[][3] = {
		{ "HTTPS://A.Example", "https://a.example/",
		    "https://a.example" },
		{ "https://a.example:443/x", "https://a.example/x",
		    "https://a.example" },
		{ "http://a.example:8080/x?q=1#part",
		    "http://a.example:8080/x?q=1", "http://a.example:8080" },
		{ "http://a.example/a/../b/./c", "http://a.example/b/c",
		    "http://a.example" },
		{ "http://2130706433/", "http://127.0.0.1/",
		    "http://127.0.0.1" },
		{ "http://0x7f.1/", "http://127.0.0.1/", "http://127.0.0.1" },
		{ "http://[::1]:81/", "http://[::1]:81/", "http://[::1]:81" },
		{ "http://a.example/a b", "http://a.example/a%20b",
		    "http://a.example" },
	};
	struct fault f = { .kind = FAULT_NONE };
	struct net_url u;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_ok(net_url_parse(cases[i][0], &u, &f), &f);
		assert_string_equal(u.text, cases[i][1]);
		assert_string_equal(u.origin, cases[i][2]);
		net_url_free(&u);
	}
}

static void
test_a_location_is_read_at_its_base(void **state)
{
	static const char *const cases[][2] = {
		{ "/x", "https://a.example/x" },
		{ "y?z=1", "https://a.example/dir/y?z=1" },
		{ "//b.example/x", "https://b.example/x" },
		{ "http://c.example", "http://c.example/" },
		{ "../x", "https://a.example/x" },
		{ "https://ann:pw@c.example/", "https://c.example/" },
		{ "?q", "https://a.example/dir/page?q" },
	};
	struct fault f = { .kind = FAULT_NONE };
	struct net_url base, u;
	size_t i;

	(void)state;
	assert_ok(net_url_parse("https://a.example/dir/page", &base, &f), &f);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_ok(net_url_join(&base, cases[i][0], &u, &f), &f);
		assert_string_equal(u.text, cases[i][1]);
		net_url_free(&u);
	}
	assert_fault(net_url_join(&base, "file:///etc/passwd", &u, &f), &f,
	    FAULT_FORMAT, "want http or https");
	net_url_free(&base);
}

static void
test_credentials_in_any_text_are_made_stars(void **state)
{
	static const char *const cases[][2] = {
		{ "Location: https://ann:pw@a.example/x",
		    "Location: https://***@a.example/x" },
		{ "https://pw@a@b.example", "https://***@b.example" },
		{ "Location: //ann:pw@a.example/x",
		    "Location: //***@a.example/x" },
		{ "Refresh: 0;url=http:\\\\ann:pw@a.example",
		    "Refresh: 0;url=http:\\\\***@a.example" },
		{ "Link: <https://u:p@a.example/>; rel=x",
		    "Link: <https://***@a.example/>; rel=x" },
		{ "From: ann@a.example", "From: ann@a.example" },
		{ "https://a.example/@ann", "https://a.example/@ann" },
		{ "https://a.example?m=ann@b", "https://a.example?m=ann@b" },
		{ "HTTP:/ann:pw@a.example", "HTTP:/***@a.example" },
	};
	struct buf b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_init(&b, 1000);
		assert_int_equal(
		    net_url_redact(cases[i][0], strlen(cases[i][0]), &b),
		    strcmp(cases[i][0], cases[i][1]) != 0);
		assert_string_equal((const char *)b.data, cases[i][1]);
		buf_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_other_schemes_and_broken_addresses_are_refused),
		cmocka_unit_test(test_one_byte_too_many_is_refused),
		cmocka_unit_test(
		    test_credentials_are_in_no_field_and_in_no_words),
		cmocka_unit_test(test_forms_are_normal),
		cmocka_unit_test(test_a_location_is_read_at_its_base),
		cmocka_unit_test(test_credentials_in_any_text_are_made_stars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
