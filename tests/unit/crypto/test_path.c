#include "crypto/path.h"

#include <stdlib.h>
#include <string.h>

#include "help/chain.h"

#include "base/clock.h"

static const struct wish root_wish = {
	.name = "Root",
	.basic = "critical,CA:TRUE",
	.usage = "critical,keyCertSign,cRLSign",
};

#define SIGNER .name = "Signer", .basic = "critical,CA:FALSE"
#define SIGNS "critical,digitalSignature,nonRepudiation"

/* What is said of signer, issued by the middle ones, under root. */
static void
say(const struct made *root, const struct made *signer,
    const struct made *middle, struct path_answer *a)
{
	struct certs *roots = certs_new(), *inside = certs_new();
	struct certs *own = certs_new();
	struct path_question q = { .roots = roots,
		.inside = inside,
		.use = PATH_SIGNS_DOCUMENTS,
		.at_utc_ms = NOW };
	struct fault f;

	add(roots, root->x);
	add(own, signer->x);
	add(inside, signer->x);
	if (middle != NULL)
		add(inside, middle->x);
	q.cert = certs_at(own, 0);
	assert_ok(path_check(&q, a, &f), &f);
	certs_free(own);
	certs_free(inside);
	certs_free(roots);
}

static void
test_signers_that_no_root_should_vouch_for_are_refused(void **state)
{
	static const struct {
		struct wish w;
		const char *why; /* NULL: trusted */
	} c[] = {
		{ { SIGNER, .usage = SIGNS }, NULL },
		{ { SIGNER }, NULL },
		{ { SIGNER, .usage = "nonRepudiation" }, NULL },
		{ { SIGNER, .usage = "keyEncipherment" }, "key usage" },
		{ { SIGNER, .usage = "keyAgreement" }, "key usage" },
		{ { SIGNER, .usage = "keyCertSign" }, "key usage" },
		{ { SIGNER, .usage = SIGNS, .to_days = -1, .from_days = -9 },
		    "is expired" },
		{ { SIGNER, .usage = SIGNS, .from_days = 2, .to_days = 9 },
		    "not yet valid" },
		{ { SIGNER, .usage = SIGNS, .extended = "serverAuth" },
		    "extended key usage" },
		{ { SIGNER, .usage = SIGNS,
		      .extended = "serverAuth,clientAuth" },
		    "extended key usage" },
		{ { SIGNER, .usage = SIGNS, .extended = "timeStamping" },
		    "extended key usage" },
		{ { SIGNER, .usage = SIGNS, .extended = "emailProtection" },
		    NULL },
		{ { SIGNER, .usage = SIGNS,
		      .extended = "clientAuth,emailProtection" },
		    NULL },
		{ { SIGNER, .usage = SIGNS, .extended = "1.3.6.1.5.5.7.3.36" },
		    NULL },
		{ { .name = "Signer",
		      .basic = "critical,CA:TRUE",
		      .usage = "digitalSignature,keyCertSign" },
		    "certificate authority" },
		{ { .name = "Signer", .basic = "critical,CA:TRUE" },
		    "certificate authority" },
		{ { SIGNER, .usage = SIGNS, .key = "RSA:1024" },
		    "relied on until" },
		{ { SIGNER, .usage = SIGNS, .key = "RSA:2048" }, NULL },
		{ { SIGNER, .usage = SIGNS, .md = "SHA1" }, "relied on until" },
		{ { SIGNER, .usage = SIGNS, .key = "ED25519" }, NULL },
	};
	struct made root = issue(&root_wish, NULL), m;
	struct path_answer a;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		m = issue(&c[i].w, &root);
		say(&root, &m, NULL, &a);
		if (a.trusted != (c[i].why == NULL) ||
		    (c[i].why != NULL && strstr(a.why, c[i].why) == NULL))
			fail_msg("case %zu: %d, %s", i, a.trusted, a.why);
		made_free(&m);
	}
	made_free(&root);
}

static void
test_only_the_named_root_itself_is_trusted(void **state)
{
	static const struct wish signer = { SIGNER, .usage = SIGNS };
	struct made root = issue(&root_wish, NULL);
	struct made twin = issue(&root_wish, NULL); /* name alike, other key */
	struct made m = issue(&signer, &twin), own = issue(&signer, NULL);
	struct path_answer a;

	(void)state;
	say(&twin, &m, NULL, &a);
	assert_true(a.trusted);
	say(&root, &m, NULL, &a);
	assert_false(a.trusted);
	say(&root, &m, &twin, &a); /* brought along in the file */
	assert_false(a.trusted);
	say(&root, &own, NULL, &a); /* issued by nobody */
	assert_false(a.trusted);
	say(&own, &own, NULL, &a); /* unless the user names it */
	assert_true(a.trusted);
	made_free(&root);
	made_free(&twin);
	made_free(&m);
	made_free(&own);
}

static void
test_an_intermediate_must_be_an_authority(void **state)
{
	static const struct {
		struct wish w;
		bool trusted;
	} c[] = {
		{ { .name = "Middle",
		      .basic = "critical,CA:TRUE",
		      .usage = "critical,keyCertSign" },
		    true },
		{ { .name = "Middle",
		      .basic = "critical,CA:FALSE",
		      .usage = SIGNS },
		    false },
		{ { .name = "Middle" }, false },
		{ { .name = "Middle",
		      .basic = "critical,CA:TRUE",
		      .usage = "critical,digitalSignature" },
		    false },
		{ { .name = "Middle",
		      .basic = "critical,CA:TRUE",
		      .usage = "critical,keyCertSign",
		      .from_days = -9,
		      .to_days = -1 },
		    false },
		{ { .name = "Middle",
		      .basic = "critical,CA:TRUE",
		      .usage = "critical,keyCertSign",
		      .md = "SHA1" },
		    false },
		{ { .name = "Middle",
		      .basic = "critical,CA:TRUE",
		      .usage = "critical,keyCertSign",
		      .key = "RSA:1024" },
		    false },
	};
	static const struct wish signer = { SIGNER, .usage = SIGNS };
	struct made root = issue(&root_wish, NULL), middle, m;
	struct path_answer a;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		middle = issue(&c[i].w, &root);
		m = issue(&signer, &middle);
		say(&root, &m, &middle, &a);
		if (a.trusted != c[i].trusted)
			fail_msg("case %zu: %d, %s", i, a.trusted, a.why);
		say(&root, &m, NULL, &a);
		assert_false(a.trusted); /* the middle is missing */
		made_free(&m);
		made_free(&middle);
	}
	made_free(&root);
}

#define CA "critical,CA:TRUE"
#define CA_USE "critical,keyCertSign,cRLSign"

/* A chain from the last wish, the signer, up to the first, a root. */
static void
say_chain(
    const struct wish *w, size_t n, enum path_use use, struct path_answer *a)
{
	struct made m[8];
	struct certs *roots = certs_new(), *inside = certs_new();
	struct certs *own = certs_new();
	struct path_question q = {
		.roots = roots, .inside = inside, .use = use, .at_utc_ms = NOW
	};
	struct fault f;
	size_t i;

	for (i = 0; i < n; i++) {
		m[i] = issue(&w[i], i == 0 ? NULL : &m[i - 1]);
		add(i == 0 ? roots : inside, m[i].x);
	}
	add(own, m[n - 1].x);
	q.cert = certs_at(own, 0);
	assert_ok(path_check(&q, a, &f), &f);
	for (i = 0; i < n; i++)
		made_free(&m[i]);
	certs_free(own);
	certs_free(inside);
	certs_free(roots);
}

struct chain_case {
	struct wish w[6];
	const char *why; /* NULL: trusted */
};

static void
check_chains(const struct chain_case *c, size_t n, enum path_use use)
{
	struct path_answer a;
	size_t i, len;

	for (i = 0; i < n; i++) {
		for (len = 0; len < 6 && c[i].w[len].name != NULL; len++)
			;
		say_chain(c[i].w, len, use, &a);
		if (a.trusted != (c[i].why == NULL) || a.unknown ||
		    (c[i].why != NULL && strstr(a.why, c[i].why) == NULL))
			fail_msg("case %zu: %d, %s", i, a.trusted, a.why);
		assert_int_equal(a.trusted, a.why[0] == '\0');
	}
}

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define ROOT                                                 \
	{                                                    \
		.name = "Root", .basic = CA, .usage = CA_USE \
	}
#define MIDDLE .name = "Middle", .basic = CA, .usage = CA_USE
#define LOWER .name = "Lower", .basic = CA, .usage = CA_USE

/*= RFC 5280 section 4.2.1.9: authorities below, self-issued ones not counted */
static void
test_a_path_is_no_longer_than_its_authorities_allow(void **state)
{
	static const struct chain_case c[] = {
		{ { ROOT,
		      { .name = "Middle",
			  .basic = "critical,CA:TRUE,pathlen:0",
			  .usage = CA_USE },
		      { SIGNER, .usage = SIGNS } },
		    NULL },
		{ { ROOT,
		      { .name = "Middle",
			  .basic = "critical,CA:TRUE,pathlen:0",
			  .usage = CA_USE },
		      { LOWER }, { SIGNER, .usage = SIGNS } },
		    "Middle: RFC 5280 section 4.2.1.9" },
		{ { ROOT,
		      { .name = "Middle",
			  .basic = "critical,CA:TRUE,pathlen:1",
			  .usage = CA_USE },
		      { LOWER }, { SIGNER, .usage = SIGNS } },
		    NULL },
		{ { ROOT, { MIDDLE },
		      { .name = "Lower",
			  .basic = "critical,CA:TRUE,pathlen:0",
			  .usage = CA_USE },
		      { .name = "Lowest", .basic = CA, .usage = CA_USE },
		      { SIGNER, .usage = SIGNS } },
		    "Lower: RFC 5280 section 4.2.1.9" },
	};

	(void)state;
	check_chains(c, COUNT(c), PATH_SIGNS_DOCUMENTS);
}

/*= RFC 5280 section 4.2.1.10: permitted and excluded subtrees */
static void
test_names_stay_within_what_an_authority_may_issue_for(void **state)
{
	static const struct chain_case c[] = {
		{ { ROOT,
		      { MIDDLE,
			  .constraints =
			      "critical,permitted;email:example.org" },
		      { SIGNER, .usage = SIGNS,
			  .names = "email:who@example.org" } },
		    NULL },
		{ { ROOT,
		      { MIDDLE,
			  .constraints =
			      "critical,permitted;email:example.org" },
		      { SIGNER, .usage = SIGNS,
			  .names = "email:who@example.com" } },
		    "Signer: RFC 5280 section 4.2.1.10: its name is outside" },
		{ { ROOT,
		      { MIDDLE, .constraints = "critical,excluded;email:.org" },
		      { SIGNER, .usage = SIGNS,
			  .names = "email:who@example.org" } },
		    "its name is among those" },
		{ { ROOT,
		      { MIDDLE, .constraints = "critical,excluded;URI:.org" },
		      { SIGNER, .usage = SIGNS,
			  .names = "URI:http://example.com/" } },
		    NULL },
		/* It binds all below, not the next one alone. */
		{ { ROOT,
		      { MIDDLE,
			  .constraints = "critical,excluded;DNS:example" },
		      { LOWER },
		      { SIGNER, .usage = SIGNS, .names = "DNS:a.example" } },
		    "its name is among those" },
	};

	(void)state;
	check_chains(c, COUNT(c), PATH_SIGNS_DOCUMENTS);
}

/*= RFC 5280 section 6.1: policies, when a certificate demands one */
static void
test_a_demanded_policy_holds_for_the_whole_path(void **state)
{
	static const struct chain_case c[] = {
		/* Nobody demands one: what there is does not matter. */
		{ { ROOT, { MIDDLE, .policies = "1.2.3" },
		      { SIGNER, .usage = SIGNS, .policies = "1.2.4" } },
		    NULL },
		{ { ROOT,
		      { MIDDLE, .policies = "1.2.3",
			  .policy_constraints = "requireExplicitPolicy:0" },
		      { SIGNER, .usage = SIGNS, .policies = "1.2.3" } },
		    NULL },
		{ { ROOT,
		      { MIDDLE, .policies = "1.2.3",
			  .policy_constraints = "requireExplicitPolicy:0" },
		      { SIGNER, .usage = SIGNS, .policies = "1.2.4" } },
		    "RFC 5280 section 6.1.5: an authority demands a policy" },
		{ { ROOT,
		      { MIDDLE, .policies = "1.2.3",
			  .policy_constraints = "requireExplicitPolicy:0" },
		      { SIGNER, .usage = SIGNS } },
		    "RFC 5280 section 6.1.5" },
		{ { ROOT,
		      { MIDDLE, .policies = "2.5.29.32.0",
			  .policy_constraints = "requireExplicitPolicy:0" },
		      { SIGNER, .usage = SIGNS, .policies = "1.2.4" } },
		    NULL },
		{ { ROOT,
		      { MIDDLE, .policies = "2.5.29.32.0",
			  .policy_constraints = "requireExplicitPolicy:0",
			  .inhibit_any = "0" },
		      { LOWER, .policies = "2.5.29.32.0" },
		      { SIGNER, .usage = SIGNS, .policies = "1.2.4" } },
		    "RFC 5280 section 6.1.5" },
		{ { ROOT,
		      { MIDDLE, .policies = "1.2.3",
			  .policy_constraints = "requireExplicitPolicy:0",
			  .mappings = "1.2.3:1.2.9" },
		      { SIGNER, .usage = SIGNS, .policies = "1.2.9" } },
		    NULL },
		{ { ROOT,
		      { MIDDLE, .policies = "1.2.3",
			  .policy_constraints = "requireExplicitPolicy:0,"
						"inhibitPolicyMapping:0" },
		      { LOWER, .policies = "1.2.3", .mappings = "1.2.3:1.2.9" },
		      { SIGNER, .usage = SIGNS, .policies = "1.2.9" } },
		    "RFC 5280 section 6.1.5" },
	};

	(void)state;
	check_chains(c, COUNT(c), PATH_SIGNS_DOCUMENTS);
}

/*= RFC 5280 section 4.2: critical extensions */
/*= RFC 9608 section 3: noRevAvail is not in an authority's certificate */
static void
test_what_is_critical_is_known_or_refuses(void **state)
{
	static const struct chain_case c[] = {
		{ { ROOT,
		      { SIGNER, .usage = SIGNS, .odd = "1.2.3.4",
			  .odd_critical = true } },
		    "Signer: its critical extension 1.2.3.4" },
		{ { ROOT, { SIGNER, .usage = SIGNS, .odd = "1.2.3.4" } },
		    NULL },
		{ { ROOT, { MIDDLE, .odd = "1.2.3.4", .odd_critical = true },
		      { SIGNER, .usage = SIGNS } },
		    "Middle: its critical extension 1.2.3.4" },
		{ { ROOT,
		      { SIGNER, .usage = SIGNS, .odd = "1.3.6.1.5.5.7.1.3",
			  .odd_critical = true } },
		    NULL },
		{ { ROOT, { MIDDLE, .odd = "2.5.29.56" },
		      { SIGNER, .usage = SIGNS } },
		    "Middle: RFC 9608" },
	};

	(void)state;
	check_chains(c, COUNT(c), PATH_SIGNS_DOCUMENTS);
}

static void
test_an_authority_for_other_trades_issues_no_signers(void **state)
{
	static const struct chain_case c[] = {
		{ { ROOT, { MIDDLE, .extended = "serverAuth" },
		      { SIGNER, .usage = SIGNS } },
		    "Middle: its extended key usage" },
		{ { ROOT, { MIDDLE, .extended = "timeStamping" },
		      { SIGNER, .usage = SIGNS } },
		    "Middle: its extended key usage" },
		{ { ROOT, { MIDDLE, .extended = "clientAuth,emailProtection" },
		      { SIGNER, .usage = SIGNS } },
		    NULL },
		{ { ROOT, { MIDDLE, .extended = "anyExtendedKeyUsage" },
		      { SIGNER, .usage = SIGNS } },
		    NULL },
		{ { ROOT, { MIDDLE, .extended = "1.2.840.113583.1.1.5" },
		      { SIGNER, .usage = SIGNS } },
		    NULL },
	};

	(void)state;
	check_chains(c, COUNT(c), PATH_SIGNS_DOCUMENTS);
}

#define STAMPER .name = "Stamper", .basic = "critical,CA:FALSE"

/*= RFC 3161 section 2.3: timeStamping alone, and critical */
static void
test_time_stamps_want_a_purpose_of_their_own(void **state)
{
	static const struct chain_case c[] = {
		{ { ROOT,
		      { STAMPER, .usage = "critical,digitalSignature",
			  .extended = "critical,timeStamping" } },
		    NULL },
		{ { ROOT, { STAMPER, .extended = "critical,timeStamping" } },
		    NULL },
		{ { ROOT,
		      { STAMPER, .usage = "critical,digitalSignature",
			  .extended = "timeStamping" } },
		    "Stamper: its extended key usage" },
		{ { ROOT,
		      { STAMPER, .usage = "critical,digitalSignature",
			  .extended =
			      "critical,timeStamping,emailProtection" } },
		    "Stamper: its extended key usage" },
		{ { ROOT, { STAMPER, .usage = "critical,digitalSignature" } },
		    "Stamper: its extended key usage" },
		{ { ROOT,
		      { STAMPER, .usage = "critical,keyEncipherment",
			  .extended = "critical,timeStamping" } },
		    "Stamper: its key usage" },
		{ { ROOT, { MIDDLE, .extended = "timeStamping" },
		      { STAMPER, .extended = "critical,timeStamping" } },
		    NULL },
		{ { ROOT, { MIDDLE, .extended = "serverAuth" },
		      { STAMPER, .extended = "critical,timeStamping" } },
		    "Middle: its extended key usage is for other things than "
		    "time stamps" },
	};

	(void)state;
	check_chains(c, COUNT(c), PATH_STAMPS_TIME);
}

/* Two authorities that certify each other, and a hundred namesakes. */
static void
test_cross_signed_and_looping_paths_end(void **state)
{
	static const struct wish a_wish = {
		.name = "A", .basic = CA, .usage = CA_USE
	};
	static const struct wish b_wish = {
		.name = "B", .basic = CA, .usage = CA_USE
	};
	static const struct wish signer = { SIGNER, .usage = SIGNS };
	struct made root = issue(&root_wish, NULL), a = issue(&a_wish, NULL);
	struct made b = issue(&b_wish, NULL), m = issue(&signer, &a), x[4];
	struct wish again = a_wish;
	struct certs *roots = certs_new(), *inside = certs_new();
	struct certs *own = certs_new();
	struct path_question q = {
		.roots = roots, .inside = inside, .at_utc_ms = NOW
	};
	struct path_answer answer;
	size_t budget = 200, i;
	struct fault f;

	(void)state;
	again.own = a.k;
	x[0] = issue(&again, &b);
	again = b_wish;
	again.own = b.k;
	x[1] = issue(&again, &a);
	again.to_days = -1;
	again.from_days = -50;
	x[2] = issue(&again, &root); /* leads up, but is over */
	again.to_days = 0;
	again.from_days = 0;
	x[3] = issue(&again, &root);
	add(roots, root.x);
	add(own, m.x);
	q.cert = certs_at(own, 0);
	add(inside, a.x);
	add(inside, b.x);
	for (i = 0; i < 3; i++)
		add(inside, x[i].x);
	assert_ok(path_check(&q, &answer, &f), &f);
	assert_false(answer.trusted);
	if (strstr(answer.why, "B: no longer: the certificate") == NULL)
		fail_msg("%s", answer.why);
	add(inside, x[3].x);
	assert_ok(path_check(&q, &answer, &f), &f);
	assert_true(answer.trusted);
	assert_string_equal(answer.root, "Root");
	/* More of a name than anybody will look at. */
	for (i = 0; i < 100; i++) {
		struct made twin = issue(&a_wish, NULL);

		add(inside, twin.x);
		made_free(&twin);
	}
	certs_free(roots);
	roots = certs_new();
	add(roots, b.x);
	add(roots, x[1].x);
	q.roots = roots;
	assert_ok(path_check(&q, &answer, &f), &f);
	assert_true(answer.trusted);
	certs_free(roots);
	roots = certs_new();
	add(roots, m.x);
	q.cert = certs_at(inside, 0);
	q.roots = roots;
	q.budget = &budget;
	q.use = PATH_SIGNS_CRLS;
	budget = 20;
	assert_ok(path_check(&q, &answer, &f), &f);
	assert_true(!answer.trusted && answer.unknown && budget == 0);
	assert_non_null(strstr(answer.why, "more work than it gets"));
	for (i = 0; i < 4; i++)
		made_free(&x[i]);
	made_free(&root);
	made_free(&a);
	made_free(&b);
	made_free(&m);
	certs_free(own);
	certs_free(inside);
	certs_free(roots);
}

/* The same signer with a weak algorithm, before and after its end. */
static void
test_an_algorithm_holds_until_its_day_where_a_time_is_proven(void **state)
{
	static const struct {
		struct wish w;
		const char *before, *after; /* days of 2027 would not do */
		const char *words;
	} c[] = {
		{ { SIGNER, .usage = SIGNS, .md = "SHA1", .from_days = -6570,
		      .to_days = 365 },
		    "2012-07-31T23:59:59Z", "2012-08-01T00:00:00Z", "SHA-1" },
		{ { SIGNER, .usage = SIGNS, .key = "RSA:1024",
		      .from_days = -6570, .to_days = 365 },
		    "2019-09-30T23:59:59Z", "2019-10-01T00:00:00Z",
		    "RSA of 1024 bits" },
	};
	static const struct wish old_root = { .name = "Root",
		.basic = CA,
		.usage = CA_USE,
		.md = "SHA1", /* its own signature is nobody's proof */
		.from_days = -6570,
		.to_days = 365 };
	struct made root = issue(&old_root, NULL), m;
	struct certs *roots = certs_new(), *own;
	struct path_answer a;
	struct fault f;
	size_t i;

	(void)state;
	add(roots, root.x);
	for (i = 0; i < COUNT(c); i++) {
		struct path_question q = { .roots = roots, .proven = true };

		own = certs_new();
		m = issue(&c[i].w, &root);
		add(own, m.x);
		q.cert = certs_at(own, 0);
		assert_ok(clock_parse(c[i].before, &q.at_utc_ms, &f), &f);
		assert_ok(path_check(&q, &a, &f), &f);
		if (!a.trusted)
			fail_msg("%s: %s", c[i].before, a.why);
		assert_ok(clock_parse(c[i].after, &q.at_utc_ms, &f), &f);
		assert_ok(path_check(&q, &a, &f), &f);
		assert_true(!a.trusted && !a.unknown);
		assert_non_null(strstr(a.why, "Signer: no longer"));
		assert_non_null(strstr(a.why, c[i].words));
		made_free(&m);
		certs_free(own);
	}
	made_free(&root);
	certs_free(roots);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_signers_that_no_root_should_vouch_for_are_refused),
		cmocka_unit_test(test_only_the_named_root_itself_is_trusted),
		cmocka_unit_test(test_an_intermediate_must_be_an_authority),
		cmocka_unit_test(
		    test_a_path_is_no_longer_than_its_authorities_allow),
		cmocka_unit_test(
		    test_names_stay_within_what_an_authority_may_issue_for),
		cmocka_unit_test(
		    test_a_demanded_policy_holds_for_the_whole_path),
		cmocka_unit_test(test_what_is_critical_is_known_or_refuses),
		cmocka_unit_test(
		    test_an_authority_for_other_trades_issues_no_signers),
		cmocka_unit_test(test_time_stamps_want_a_purpose_of_their_own),
		cmocka_unit_test(test_cross_signed_and_looping_paths_end),
		cmocka_unit_test(
		    test_an_algorithm_holds_until_its_day_where_a_time_is_proven),
	};

	return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
