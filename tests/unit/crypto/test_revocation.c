#include "crypto/revocation.h"

#include <stdlib.h>
#include <string.h>

#include "help/chain.h"

#define CA "critical,CA:TRUE"
#define CA_USE "critical,keyCertSign,cRLSign"
#define POINT "URI:http://x.invalid/m.crl"
#define SIGNS "critical,digitalSignature,nonRepudiation"

/* A root, an authority, a signer and what a file may bring along. */
struct scene {
	struct made root, middle, signer, stamper, other, ocsp;
	struct certs *roots, *inside, *signers;
	struct revocations *l;
};

static int
scene_open(void **state)
{
	static const struct wish root = { .name = "Root",
		.basic = CA,
		.usage = CA_USE,
		.from_days = -3000,
		.to_days = 6000 };
	static const struct wish middle = { .name = "Middle",
		.basic = CA,
		.usage = CA_USE,
		.from_days = -3000,
		.to_days = 3000 };
	static const struct wish signer = { .name = "Signer",
		.basic = "critical,CA:FALSE",
		.usage = SIGNS,
		.points = POINT };
	static const struct wish stamper = { .name = "Stamper",
		.basic = "critical,CA:FALSE",
		.extended = "critical,timeStamping",
		.points = POINT,
		.from_days = -100,
		.to_days = 2000 };
	static const struct wish other = {
		.name = "Other", .basic = CA, .usage = CA_USE
	};
	static const struct wish ocsp = { .name = "Responder",
		.basic = "critical,CA:FALSE",
		.extended = "OCSPSigning",
		.odd = "1.3.6.1.5.5.7.48.1.5" };
	struct scene *s = calloc(1, sizeof(*s));

	s->root = issue(&root, NULL);
	s->middle = issue(&middle, &s->root);
	s->signer = issue(&signer, &s->middle);
	s->stamper = issue(&stamper, &s->middle);
	s->other = issue(&other, &s->root);
	s->ocsp = issue(&ocsp, &s->middle);
	s->roots = certs_new();
	s->inside = certs_new();
	s->signers = certs_new();
	s->l = revocations_new();
	add(s->roots, s->root.x);
	add(s->inside, s->middle.x);
	add(s->inside, s->other.x);
	add(s->inside, s->ocsp.x);
	add(s->signers, s->signer.x);
	add(s->signers, s->stamper.x);
	*state = s;
	return 0;
}

static int
scene_close(void **state)
{
	struct scene *s = *state;

	made_free(&s->root);
	made_free(&s->middle);
	made_free(&s->signer);
	made_free(&s->stamper);
	made_free(&s->other);
	made_free(&s->ocsp);
	certs_free(s->roots);
	certs_free(s->inside);
	certs_free(s->signers);
	revocations_free(s->l);
	free(s);
	return 0;
}

static void
scene_forget(struct scene *s)
{
	revocations_free(s->l);
	s->l = revocations_new();
}

/* "yes", "no" or "unknown", with words somewhere in why, or in a note. */
static void
ask(const struct scene *s, const struct path_question *given, const char *want,
    const char *words)
{
	struct path_question q = *given;
	struct path_answer a;
	const char *got;
	struct fault f;
	bool found;
	size_t i;

	q.roots = s->roots;
	q.inside = s->inside;
	q.status = s->l;
	if (q.cert == NULL)
		q.cert =
		    certs_at(s->signers, q.use == PATH_STAMPS_TIME ? 1 : 0);
	if (q.at_utc_ms == 0)
		q.at_utc_ms = NOW;
	assert_ok(path_check(&q, &a, &f), &f);
	got = a.trusted ? "yes" : a.unknown ? "unknown" : "no";
	found = strstr(a.why, words) != NULL;
	for (i = 0; i < a.n_notes; i++)
		found = found || strstr(a.notes[i], words) != NULL;
	if (strcmp(got, want) != 0 || !found)
		fail_msg("want %s, have %s: %s%s%s", want, got, a.why,
		    a.n_notes > 0 ? " / " : "",
		    a.n_notes > 0 ? a.notes[a.n_notes - 1] : "");
}

static const struct path_question now = { .at_utc_ms = NOW };
/* The signature is proven 10 days ago; asked today. */
static const struct path_question proven = {
	.at_utc_ms = AT(-10), .proven = true, .now_utc_ms = NOW
};

static void
test_a_certificate_that_says_where_to_ask_wants_an_answer(void **state)
{
	static const struct wish none = { .name = "Signer", .usage = SIGNS };
	static const struct wish no_rev = { .name = "Signer",
		.usage = SIGNS,
		.points = POINT,
		.odd = "2.5.29.56" };
	static const struct wish assured = { .name = "Signer",
		.usage = SIGNS,
		.points = POINT,
		.odd = "0.4.0.194121.2.1" };
	static const struct wish by_ocsp = { .name = "Signer",
		.usage = SIGNS,
		.access = "OCSP;URI:http://x.invalid/" };
	static const struct {
		const struct wish *w;
		const char *want, *words;
	} c[] = {
		{ &none, "yes",
		    "Signer was revoked is not known: it names no" },
		{ &no_rev, "yes", "" },
		{ &assured, "yes", "" },
		{ &by_ocsp, "unknown", "neither a CRL nor an OCSP answer" },
	};
	struct scene *s = *state;
	struct path_question q = now;
	struct certs *own;
	struct made m;
	size_t i;

	ask(s, &now, "unknown", "Signer: whether it was revoked is not known");
	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		own = certs_new();
		m = issue(c[i].w, &s->middle);
		add(own, m.x);
		q.cert = certs_at(own, 0);
		ask(s, &q, c[i].want, c[i].words);
		made_free(&m);
		certs_free(own);
	}
}

static void
test_a_crl_is_of_use_while_it_is_current_or_later(void **state)
{
	struct scene *s = *state;

	add_crl(s->l, &(struct crl_wish){ .this_days = -5, .next_days = 5 },
	    &s->middle);
	ask(s, &now, "yes", "");
	scene_forget(s);
	add_crl(s->l, &(struct crl_wish){ .this_days = -9, .next_days = -2 },
	    &s->middle);
	ask(s, &now, "unknown", "was no longer current at");
	ask(s, &proven, "yes", ""); /* made a day after the proven time */
	scene_forget(s);
	add_crl(s->l, &(struct crl_wish){ .this_days = -20, .next_days = -12 },
	    &s->middle);
	ask(s, &proven, "unknown", "was no longer current at");
	scene_forget(s);
	add_crl(s->l, &(struct crl_wish){ .this_days = -20 }, &s->middle);
	ask(s, &proven, "unknown", "was no longer current at");
	scene_forget(s);
	/* Of tomorrow, as seen from the day that is asked for. */
	add_crl(s->l, &(struct crl_wish){ .this_days = 1, .next_days = 5 },
	    &s->middle);
	ask(s, &now, "unknown", "neither a CRL nor");
	scene_forget(s);
	add_crl(s->l, &(struct crl_wish){ .this_days = -150, .next_days = 5 },
	    &s->middle);
	ask(s, &now, "unknown", "was made before the certificate");
}

static void
test_revoked_before_the_proven_time_is_no_and_after_it_yes(void **state)
{
	struct scene *s = *state;
	struct crl_wish w = { .this_days = -1,
		.next_days = 5,
		.lists = s->signer.x,
		.revoked_days = -5,
		.reason = 1 };

	add_crl(s->l, &w, &s->middle);
	ask(s, &now, "no", "Signer: it was revoked on 2027-01-10");
	ask(s, &now, "no", "nothing proves that the signature is older");
	ask(s, &proven, "yes", "after the proven time");
	scene_forget(s);
	w.revoked_days = -11;
	add_crl(s->l, &w, &s->middle);
	ask(s, &proven, "no", "before the proven time");
	/* The key was known to be lost before. */
	scene_forget(s);
	w.revoked_days = -5;
	w.invalid_days = -15;
	add_crl(s->l, &w, &s->middle);
	ask(s, &proven, "no", "is invalid since 2026-12-31");
	/* An old CRL that revoked is still believed. */
	scene_forget(s);
	w.this_days = -40;
	w.next_days = -30;
	w.revoked_days = -50;
	w.invalid_days = 0;
	add_crl(s->l, &w, &s->middle);
	ask(s, &now, "no", "it was revoked on");
	/* Even where a later one forgot. */
	add_crl(s->l, &(struct crl_wish){ .this_days = -1, .next_days = 5 },
	    &s->middle);
	ask(s, &now, "no", "it was revoked on");
}

static void
test_a_hold_is_neither_yes_nor_no_until_it_is_lifted(void **state)
{
	struct scene *s = *state;
	struct crl_wish w = { .this_days = -4,
		.next_days = 5,
		.lists = s->signer.x,
		.revoked_days = -5,
		.reason = 6 };

	add_crl(s->l, &w, &s->middle);
	ask(s, &now, "unknown", "Signer: it is on hold since");
	ask(s, &proven, "yes", ""); /* it began later */
	add_crl(s->l, &(struct crl_wish){ .this_days = -1, .next_days = 5 },
	    &s->middle);
	ask(s, &now, "yes", "");
}

/*= RFC 5280 section 6.3.3: whose CRL it is, and of what */
static void
test_a_crl_of_another_issuer_or_scope_is_of_no_use(void **state)
{
	static const struct {
		const char *scope, *want;
	} c[] = {
		{ "critical,onlyuser:TRUE", "yes" },
		{ "critical,onlyCA:TRUE", "unknown" },
		{ "critical,onlyAA:TRUE", "unknown" },
		{ "critical,fullname:" POINT, "yes" },
		{ "critical,fullname:URI:http://x.invalid/n.crl", "unknown" },
		{ "critical,onlysomereasons:keyCompromise", "unknown" },
	};
	struct scene *s = *state;
	struct crl_wish w = { .this_days = -1, .next_days = 5 };
	size_t i;

	add_crl(s->l, &w, &s->other);
	add_crl(s->l, &w, &s->root);
	ask(s, &now, "unknown", "neither a CRL nor");
	scene_forget(s);
	/* The right name, and a stranger's key. */
	{
		static const struct wish twin = {
			.name = "Middle", .basic = CA, .usage = CA_USE
		};
		struct made m = issue(&twin, NULL);

		add_crl(s->l, &w, &m);
		ask(s, &now, "unknown", "the CRL's signer is not known");
		add(s->inside, m.x);
		ask(s, &now, "unknown", "is not to be trusted: no path from");
		made_free(&m);
	}
	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		scene_forget(s);
		w.scope = c[i].scope;
		add_crl(s->l, &w, &s->middle);
		ask(s, &now, c[i].want, "");
	}
	/* Two of them cover all reasons together. */
	/* onlySomeReasons: all but keyCompromise */
	w.scope = "critical,DER:30:05:83:03:07:3f:80";
	add_crl(s->l, &w, &s->middle);
	ask(s, &now, "yes", "");
	scene_forget(s);
	w.scope = NULL;
	w.odd = true;
	add_crl(s->l, &w, &s->middle);
	ask(s, &now, "unknown", "critical extension that");
}

/*= RFC 5280 section 5.3.3: entries of an indirect CRL name the issuer */
static void
test_an_indirect_crl_counts_where_the_certificate_names_its_signer(void **state)
{
	static const struct wish wants = {
		.name = "Signer", .usage = SIGNS, .crl_issuer = "Other"
	};
	struct scene *s = *state;
	struct path_question q = now;
	struct crl_wish w = { .this_days = -1,
		.next_days = 5,
		.scope = "critical,indirectCRL:TRUE" };
	struct made m = issue(&wants, &s->middle);
	struct certs *own = certs_new();

	add(own, m.x);
	q.cert = certs_at(own, 0);
	add_crl(s->l, &w, &s->other);
	ask(s, &q, "yes", "");
	ask(s, &now, "unknown", ""); /* one that does not name it */
	scene_forget(s);
	w.lists = m.x;
	w.revoked_days = -2;
	w.reason = -1;
	w.of = "Middle";
	add_crl(s->l, &w, &s->other);
	ask(s, &q, "no", "it was revoked on 2027-01-13");
	scene_forget(s);
	w.of = "Elsewhere"; /* the same number of another issuer */
	add_crl(s->l, &w, &s->other);
	ask(s, &q, "yes", "");
	scene_forget(s);
	w.of = NULL; /* without certificateIssuer it is the CRL issuer's */
	add_crl(s->l, &w, &s->other);
	ask(s, &q, "yes", "");
	scene_forget(s);
	w.scope = NULL; /* not an indirect one */
	w.lists = NULL;
	add_crl(s->l, &w, &s->other);
	ask(s, &q, "unknown", "");
	made_free(&m);
	certs_free(own);
}

/*= RFC 5280 section 5.2.4: a delta with its complete CRL */
static void
test_a_delta_changes_the_complete_crl_it_belongs_to(void **state)
{
	struct scene *s = *state;
	struct crl_wish full = {
		.this_days = -20, .next_days = -10, .number = 7
	};
	struct crl_wish delta = {
		.this_days = -1, .next_days = 5, .number = 9, .base = 7
	};

	add_crl(s->l, &delta, &s->middle);
	ask(s, &now, "unknown", "the changes alone"); /* absolve nobody */
	add_crl(s->l, &full, &s->middle);
	ask(s, &now, "yes", "");
	scene_forget(s);
	delta.base = 8; /* of a later complete one */
	add_crl(s->l, &delta, &s->middle);
	add_crl(s->l, &full, &s->middle);
	ask(s, &now, "unknown", "no longer current");
	scene_forget(s);
	delta.base = 7;
	delta.lists = s->signer.x;
	delta.revoked_days = -3;
	delta.reason = 1;
	add_crl(s->l, &delta, &s->middle);
	ask(s, &now, "no", "it was revoked on"); /* but it revokes */
	add_crl(s->l, &full, &s->middle);
	ask(s, &now, "no", "it was revoked on");
	scene_forget(s);
	full.lists = s->signer.x;
	full.reason = 6;
	full.revoked_days = -30;
	delta.reason = 8; /* removeFromCRL: the hold was lifted */
	add_crl(s->l, &delta, &s->middle);
	add_crl(s->l, &full, &s->middle);
	ask(s, &now, "yes", "");
}

/* After a certificate's end its issuer need not list it any more. */
static void
test_what_was_said_after_the_end_counts_if_it_is_still_kept(void **state)
{
	static const struct wish old = { .name = "Signer",
		.usage = SIGNS,
		.points = POINT,
		.from_days = -300,
		.to_days = -50 };
	const struct path_question base = {
		.at_utc_ms = AT(-60), .proven = true, .now_utc_ms = NOW
	};
	struct scene *s = *state;
	struct path_question q = base;
	struct crl_wish w = { .this_days = -10, .next_days = 5 };
	struct ocsp_wish o = { .word = V_OCSP_CERTSTATUS_GOOD,
		.this_days = -10 };
	struct made m = issue(&old, &s->middle);
	struct certs *own = certs_new();

	add(own, m.x);
	q.cert = certs_at(own, 0);
	add_crl(s->l, &w, &s->middle);
	ask(s, &q, "unknown", "after the certificate had expired");
	scene_forget(s);
	w.keeps_days = -20; /* only what ended less than 20 days ago */
	add_crl(s->l, &w, &s->middle);
	ask(s, &q, "unknown", "after the certificate had expired");
	scene_forget(s);
	w.keeps_days = -400;
	add_crl(s->l, &w, &s->middle);
	ask(s, &q, "yes", "");
	scene_forget(s);
	add_ocsp(s->l, &o, m.x, s->middle.x, &s->ocsp);
	ask(s, &q, "unknown", "after the certificate had expired");
	scene_forget(s);
	o.cutoff_days = -400; /*= RFC 6960 section 4.4.4 */
	add_ocsp(s->l, &o, m.x, s->middle.x, &s->ocsp);
	ask(s, &q, "yes", "");
	made_free(&m);
	certs_free(own);
}

static void
test_an_ocsp_answer_says_good_revoked_or_unknown(void **state)
{
	static const struct {
		struct ocsp_wish w;
		const char *want, *words;
	} c[] = {
		{ { .word = V_OCSP_CERTSTATUS_GOOD,
		      .this_days = -1,
		      .next_days = 1,
		      .revoked_days = 0,
		      .reason = 0,
		      .by_key = true },
		    "yes", "" },
		{ { .word = V_OCSP_CERTSTATUS_GOOD,
		      .this_days = -1,
		      .next_days = 1,
		      .revoked_days = 0,
		      .reason = 0,
		      .nonce = true },
		    "yes", "" },
		{ { .word = V_OCSP_CERTSTATUS_GOOD,
		      .this_days = -1,
		      .next_days = 1,
		      .revoked_days = 0,
		      .reason = 0,
		      .basic = true },
		    "yes", "" },
		{ { .word = V_OCSP_CERTSTATUS_GOOD,
		      .this_days = -5,
		      .next_days = -1,
		      .revoked_days = 0,
		      .reason = 0 },
		    "unknown", "the OCSP answer of 2027-01-10" },
		{ { .word = V_OCSP_CERTSTATUS_GOOD,
		      .this_days = -5,
		      .next_days = 0,
		      .revoked_days = 0,
		      .reason = 0 },
		    "unknown", "no longer current" },
		{ { .word = V_OCSP_CERTSTATUS_GOOD,
		      .this_days = -1,
		      .next_days = 0,
		      .revoked_days = 0,
		      .reason = 0 },
		    "yes", "" },
		{ { .word = V_OCSP_CERTSTATUS_REVOKED,
		      .this_days = -1,
		      .next_days = 1,
		      .revoked_days = -3,
		      .reason = 1 },
		    "no",
		    "it was revoked on 2027-01-12T08:00:00Z (keyCompromise)" },
		{ { .word = V_OCSP_CERTSTATUS_REVOKED,
		      .this_days = -1,
		      .next_days = 1,
		      .revoked_days = -3,
		      .reason = 6 },
		    "unknown", "on hold" },
		{ { .word = V_OCSP_CERTSTATUS_UNKNOWN,
		      .this_days = -1,
		      .next_days = 1,
		      .revoked_days = 0,
		      .reason = 0 },
		    "unknown", "the OCSP responder does not know it" },
		{ { .word = V_OCSP_CERTSTATUS_GOOD,
		      .this_days = -1,
		      .next_days = 1,
		      .revoked_days = 0,
		      .reason = 0,
		      .md = "SHA1" },
		    "unknown", "is signed with SHA-1" },
	};
	struct scene *s = *state;
	size_t i;

	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		scene_forget(s);
		add_ocsp(s->l, &c[i].w, s->signer.x, s->middle.x, &s->ocsp);
		ask(s, &now, c[i].want, c[i].words);
	}
	/* By the authority itself. */
	scene_forget(s);
	add_ocsp(s->l, &c[0].w, s->signer.x, s->middle.x, &s->middle);
	ask(s, &now, "yes", "");
	/* Of another certificate. */
	scene_forget(s);
	add_ocsp(s->l, &c[0].w, s->stamper.x, s->middle.x, &s->middle);
	ask(s, &now, "unknown", "neither");
	scene_forget(s);
	add_ocsp(s->l, &c[0].w, s->signer.x, s->other.x, &s->ocsp);
	ask(s, &now, "unknown", "neither");
}

/*= RFC 6960 section 4.2.2.2: who may answer for an authority */
static void
test_an_ocsp_answer_is_signed_by_whom_the_authority_named(void **state)
{
	static const struct ocsp_wish good = {
		.word = V_OCSP_CERTSTATUS_GOOD, .this_days = -1, .next_days = 1
	};
#define RESPONDER .name = "Other responder", .basic = "critical,CA:FALSE"
#define NO_CHECK .odd = "1.3.6.1.5.5.7.48.1.5"
	static const struct {
		struct wish w;
		int by; /* 0 the authority, 1 the root, 2 another one */
		const char *want, *words;
	} c[] = {
		{ { RESPONDER, .extended = "OCSPSigning", NO_CHECK }, 0, "yes",
		    "" },
		{ { RESPONDER, .extended = "OCSPSigning" }, 0, "yes", "" },
		{ { RESPONDER, .extended = "OCSPSigning", .points = POINT }, 0,
		    "unknown", "OCSP responder is not to be trusted" },
		{ { RESPONDER, NO_CHECK }, 0, "unknown",
		    "without id-kp-OCSPSigning" },
		{ { RESPONDER, .extended = "emailProtection", NO_CHECK }, 0,
		    "unknown", "without id-kp-OCSPSigning" },
		{ { RESPONDER, .extended = "OCSPSigning", NO_CHECK }, 1,
		    "unknown", "whom the issuer did not name" },
		{ { RESPONDER, .extended = "OCSPSigning", NO_CHECK }, 2,
		    "unknown", "whom the issuer did not name" },
		{ { RESPONDER, .extended = "OCSPSigning", NO_CHECK,
		      .from_days = -90, .to_days = -1 },
		    0, "unknown", "certificate has expired" },
		{ { .name = "Middle", .extended = "OCSPSigning", NO_CHECK }, 2,
		    "unknown", "whom the issuer did not name" },
	};
	struct scene *s = *state;
	const struct made *by[] = { &s->middle, &s->root, &s->other };
	struct made m;
	size_t i, place;

	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		scene_forget(s);
		m = issue(&c[i].w, by[c[i].by]);
		place = add_ocsp(s->l, &good, s->signer.x, s->middle.x, &m);
		ask(s, &now, c[i].want, c[i].words);
		if (strstr(c[i].words, "expired") != NULL) {
			/* It is proven to be from when the key was valid. */
			revocations_prove(s->l, place, AT(-2));
			ask(s, &now, "yes", "");
		}
		made_free(&m);
	}
	/* One who answers for himself says nothing of himself. */
	scene_forget(s);
	add_ocsp(s->l, &good, s->signer.x, s->middle.x, &s->signer);
	ask(s, &now, "unknown", "the OCSP answer's signer is not known");
}

static void
test_a_responder_that_must_be_asked_for_is_asked_for(void **state)
{
	static const struct ocsp_wish good = {
		.word = V_OCSP_CERTSTATUS_GOOD, .this_days = -1, .next_days = 1
	};
	static const struct wish asked = { .name = "Responder 2",
		.extended = "OCSPSigning",
		.points = POINT };
	struct scene *s = *state;
	struct made m = issue(&asked, &s->middle);
	struct crl_wish w = { .this_days = -2,
		.next_days = 9,
		.scope = "critical,onlysomereasons:keyCompromise" };

	add_ocsp(s->l, &good, s->signer.x, s->middle.x, &m);
	ask(s, &now, "unknown", "responder is not to be trusted");
	/* Its own answer about itself is none. */
	add_ocsp(s->l, &good, m.x, s->middle.x, &m);
	ask(s, &now, "unknown", "responder is not to be trusted");
	w.scope = NULL;
	w.lists = m.x;
	w.revoked_days = -5;
	w.reason = 1;
	add_crl(s->l, &w, &s->middle);
	scene_forget(s);
	add_ocsp(s->l, &good, s->signer.x, s->middle.x, &m);
	w.lists = s->stamper.x;
	add_crl(s->l, &w, &s->middle);
	ask(s, &now, "yes", "");
	made_free(&m);
}

static void
test_an_expired_issuer_vouches_only_for_what_is_proven_to_be_older(void **state)
{
	const struct path_question q = {
		.at_utc_ms = AT(-10), .proven = true, .now_utc_ms = AT(4000)
	};
	struct scene *s = *state;
	size_t place = add_crl(s->l,
	    &(struct crl_wish){ .this_days = -9, .next_days = 5 }, &s->middle);

	ask(s, &q, "unknown", "nothing proves that the CRL is older");
	revocations_prove(s->l, place, AT(20));
	ask(s, &q, "yes", "");
}

/*= RFC 3161 section 4: what stays of an authority that stopped */
static void
test_what_was_stamped_before_an_authority_stopped_stays_for_good_reasons(
    void **state)
{
	static const struct {
		int reason;
		const char *want;
	} c[] = {
		{ -1, "no" },
		{ 0, "yes" },
		{ 1, "no" },
		{ 2, "no" },
		{ 3, "yes" },
		{ 4, "yes" },
		{ 5, "yes" },
		{ 9, "no" },
	};
	const struct path_question q = { .use = PATH_STAMPS_TIME,
		.at_utc_ms = NOW,
		.used_utc_ms = AT(-10) };
	const struct path_question covered = { .use = PATH_STAMPS_TIME,
		.at_utc_ms = AT(-8),
		.proven = true,
		.used_utc_ms = AT(-10),
		.now_utc_ms = NOW };
	struct scene *s = *state;
	struct crl_wish w = {
		.this_days = -1, .next_days = 5, .lists = s->stamper.x
	};
	size_t i;

	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		scene_forget(s);
		w.reason = c[i].reason;
		w.revoked_days = -5;
		add_crl(s->l, &w, &s->middle);
		ask(s, &q, c[i].want, c[i].want[0] == 'y' ? "stopped on" : "");
		/* A later stamp proves that this one is older. */
		ask(s, &covered, "yes", "after the proven time");
		scene_forget(s);
		w.revoked_days = -11;
		add_crl(s->l, &w, &s->middle);
		ask(s, &q, "no", "it was revoked on");
	}
}

static void
test_a_stamp_is_valid_when_it_was_made_and_when_it_is_judged(void **state)
{
	struct path_question q = { .use = PATH_STAMPS_TIME,
		.at_utc_ms = AT(1500),
		.used_utc_ms = AT(-10) };
	struct scene *s = *state;

	add_crl(s->l, &(struct crl_wish){ .this_days = -12, .next_days = 5 },
	    &s->middle);
	ask(s, &q, "yes", "was last asked for 2027-01-03");
	q.at_utc_ms = AT(2500);
	ask(s, &q, "no", "no later time stamp proves");
	q.used_utc_ms = AT(-200);
	q.at_utc_ms = NOW;
	ask(s, &q, "no", "is not yet valid");
}

static void
test_what_is_no_status_is_a_fault(void **state)
{
	static const unsigned char busy[] = { 0x30, 3, 0x0a, 1, 3 };
	struct scene *s = *state;
	unsigned char *der = NULL;
	struct fault f;
	size_t place;
	int n;

	assert_fault(
	    revocations_add(s->l, "", 0, &place, &f), &f, FAULT_FORMAT, "");
	assert_fault(revocations_add(s->l, busy, sizeof(busy), &place, &f), &f,
	    FAULT_FORMAT, "refused to answer");
	n = i2d_X509(s->signer.x, &der);
	assert_int_equal(revocations_add(s->l, der, (size_t)n, &place, &f), -1);
	OPENSSL_free(der);
	assert_int_equal(revocations_count(s->l), 0);
	add_crl(s->l,
	    &(struct crl_wish){ .this_days = -1,
		.next_days = 1,
		.lists = s->signer.x,
		.reason = 1,
		.revoked_days = -1 },
	    &s->middle);
	assert_int_equal(revocations_count(s->l), 1);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, scene_open, scene_close)
	const struct CMUnitTest tests[] = {
		T(test_a_certificate_that_says_where_to_ask_wants_an_answer),
		T(test_a_crl_is_of_use_while_it_is_current_or_later),
		T(test_revoked_before_the_proven_time_is_no_and_after_it_yes),
		T(test_a_hold_is_neither_yes_nor_no_until_it_is_lifted),
		T(test_a_crl_of_another_issuer_or_scope_is_of_no_use),
		T(test_an_indirect_crl_counts_where_the_certificate_names_its_signer),
		T(test_a_delta_changes_the_complete_crl_it_belongs_to),
		T(test_what_was_said_after_the_end_counts_if_it_is_still_kept),
		T(test_an_ocsp_answer_says_good_revoked_or_unknown),
		T(test_an_ocsp_answer_is_signed_by_whom_the_authority_named),
		T(test_a_responder_that_must_be_asked_for_is_asked_for),
		T(test_an_expired_issuer_vouches_only_for_what_is_proven_to_be_older),
		T(test_what_was_stamped_before_an_authority_stopped_stays_for_good_reasons),
		T(test_a_stamp_is_valid_when_it_was_made_and_when_it_is_judged),
		T(test_what_is_no_status_is_a_fault),
	};

	return cmocka_run_group_tests_name("revocation", tests, NULL, NULL);
}
