#include "crypto/path.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "crypto_in.h"
#include "path_in.h"

/* Certificates of one path; real ones have two to five. */
#define PATH_LENGTH 12

/* Paths tried for one certificate; cross-signed ones have two to four. */
#define PATHS_MAX 32

/* Certificates looked at for the cost of one signature. */
#define LOOKS_AN_OPERATION 256

/* Larger keys are nobody's, and cost seconds. */
#define RSA_BITS_MAX 8192
#define DSA_BITS_MAX 4096

bool
path_spend(struct path_run *r, size_t n)
{
	if (*r->budget <= n) {
		*r->budget = 0;
		return false;
	}
	*r->budget -= n;
	return true;
}

/* A name we print is one line without control characters. */
static void
path_clean(char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			*s = '?';
}

enum path_state
path_say(struct path_run *r, enum path_state s, const struct cert *c,
    const char *fmt, ...)
{
	char name[CERT_NAME], words[PATH_WHY - 104];
	va_list ap;

	cert_called(c->x, name);
	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	(void)snprintf(r->a->why, sizeof(r->a->why), "%.100s: %s", name, words);
	path_clean(r->a->why);
	return s;
}

void
path_note(struct path_run *r, const char *fmt, ...)
{
	struct path_answer *a = r->a;
	va_list ap;

	if (a->n_notes == PATH_NOTES)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(a->notes[a->n_notes], PATH_WHY, fmt, ap);
	va_end(ap);
	path_clean(a->notes[a->n_notes++]);
}

bool
cert_valid_at(const struct cert *c, int64_t utc_ms)
{
	struct fault unused;
	int64_t from, to;

	return cert_time(X509_get0_notBefore(c->x), &from, &unused) == 0 &&
	    cert_time(X509_get0_notAfter(c->x), &to, &unused) == 0 &&
	    from <= utc_ms && utc_ms <= to;
}

bool
cert_says(const struct cert *c, const char *oid)
{
	ASN1_OBJECT *o = OBJ_txt2obj(oid, 1);
	bool has = o != NULL && X509_get_ext_by_OBJ(c->x, o, -1) >= 0;

	ASN1_OBJECT_free(o);
	return has;
}

/* A key whose signatures cost milliseconds, not seconds. */
static bool
key_is_sane(const struct cert *c)
{
	EVP_PKEY *k = X509_get0_pubkey(c->x);
	bool sane = k != NULL &&
	    (!EVP_PKEY_is_a(k, "RSA") ||
		EVP_PKEY_get_bits(k) <= RSA_BITS_MAX) &&
	    (!EVP_PKEY_is_a(k, "DSA") || EVP_PKEY_get_bits(k) <= DSA_BITS_MAX);

	ERR_clear_error();
	return sane;
}

static bool
is_named(const struct cert *child, const struct cert *parent)
{
	return X509_NAME_cmp(X509_get_issuer_name(child->x),
		   X509_get_subject_name(parent->x)) == 0;
}

/* Whether parent's key is the one that child was signed under. */
static bool
is_parent(
    struct path_run *r, const struct cert *child, const struct cert *parent)
{
	bool yes;

	if (!key_is_sane(parent) || !path_spend(r, 1))
		return false;
	yes = X509_verify(child->x, X509_get0_pubkey(parent->x)) == 1;
	ERR_clear_error();
	return yes;
}

/* One holder with one key stands once in a path, or it would loop. */
static bool
stands_in(const struct path_chain *chain, const struct cert *c)
{
	EVP_PKEY *k = X509_get0_pubkey(c->x);
	size_t i;
	bool yes = false;

	for (i = 0; i < chain->n && !yes; i++) {
		X509 *x = chain->certs[i]->x;
		EVP_PKEY *own = X509_get0_pubkey(x);

		yes = digest_equal(cert_sha(chain->certs[i]), cert_sha(c)) ||
		    (X509_NAME_cmp(X509_get_subject_name(x),
			 X509_get_subject_name(c->x)) == 0 &&
			k != NULL && own != NULL && EVP_PKEY_eq(k, own) == 1);
	}
	ERR_clear_error();
	return yes;
}

static bool
is_root(const struct path_run *r, const struct cert *c)
{
	size_t i;

	for (i = 0; i < certs_count(r->q->roots); i++)
		if (digest_equal(
			cert_sha(certs_at(r->q->roots, i)), cert_sha(c)))
			return true;
	return false;
}

/* The k-th certificate that may come next: roots first. */
static const struct cert *
candidate(const struct path_run *r, size_t k)
{
	size_t n = certs_count(r->q->roots);

	if (k < n)
		return certs_at(r->q->roots, k);
	return k - n < certs_count(r->q->inside) ? certs_at(r->q->inside, k - n)
						 : NULL;
}

struct search {
	struct path_run *r;
	struct path_chain chain;
	size_t next[PATH_LENGTH + 1]; /* candidate to try at each place */
	size_t tried;
	size_t looked; /* at certificates that might come next */
	size_t deepest; /* and who stood there without an issuer */
	const struct cert *lone;
	bool judged; /* a path was, and best is of one */
	enum path_state state;
	struct path_answer best;
	struct path_chain found;
};

/* Judge the path as it stands; the best answer of all is kept. */
static int
search_judge(struct search *s, struct fault *f)
{
	struct path_answer one;
	struct path_run r = *s->r;
	enum path_state state = STATE_NO;

	memset(&one, 0, sizeof(one));
	r.a = &one;
	s->tried++;
	if (path_rules(&r, &s->chain, &state, f) != 0)
		return -1;
	if (!s->judged || state == STATE_GOOD ||
	    (state == STATE_UNKNOWN && s->state == STATE_NO)) {
		s->best = one;
		s->state = state;
		s->found = s->chain;
	}
	s->judged = true;
	return 0;
}

/* One step: deeper by a candidate, or back. */
static void
search_step(struct search *s)
{
	struct path_chain *chain = &s->chain;
	const struct cert *last = chain->certs[chain->n - 1], *c;

	if (chain->n > s->deepest) {
		s->deepest = chain->n;
		s->lone = last;
	}
	/* Above a root nothing is asked. */
	if (!is_root(s->r, last) && chain->n < PATH_LENGTH)
		while (*s->r->budget > 0 &&
		    (c = candidate(s->r, s->next[chain->n])) != NULL) {
			s->next[chain->n]++;
			if (++s->looked % LOOKS_AN_OPERATION == 0)
				(void)path_spend(s->r, 1);
			if (!is_named(last, c) || stands_in(chain, c) ||
			    !is_parent(s->r, last, c))
				continue;
			chain->certs[chain->n++] = c;
			s->next[chain->n] = 0;
			return;
		}
	chain->n--;
}

/* Where the longest way up ended. */
static enum path_state
say_no_path(struct search *s)
{
	const X509 *x = s->lone->x;
	char own[CERT_NAME], lone[CERT_NAME], issuer[CERT_NAME];

	if (*s->r->budget == 0)
		return path_say(s->r, STATE_UNKNOWN, s->lone,
		    "no path to a trusted root was found; the file asks for "
		    "more work than it gets");
	cert_called(s->r->q->cert->x, own);
	cert_called(x, lone);
	name_called(X509_get_issuer_name(x), issuer);
	if (X509_NAME_cmp(X509_get_issuer_name(x), X509_get_subject_name(x)) ==
	    0)
		(void)snprintf(s->r->a->why, sizeof(s->r->a->why),
		    "no path from %.80s to a trusted root: it ends at %.80s, "
		    "which --trust does not name",
		    own, lone);
	else
		(void)snprintf(s->r->a->why, sizeof(s->r->a->why),
		    "no path from %.60s to a trusted root: the issuer of "
		    "%.60s, %.60s, is neither in the file nor named with "
		    "--trust",
		    own, lone, issuer);
	path_clean(s->r->a->why);
	return STATE_NO;
}

int
path_search(struct path_run *r, enum path_state *out, struct path_chain *found,
    struct fault *f)
{
	struct search s = { .r = r, .state = STATE_NO };

	if ((*out = rules_use(r, r->q->cert)) != STATE_GOOD)
		return 0;
	s.chain.certs[s.chain.n++] = r->q->cert;
	s.lone = r->q->cert;
	while (s.chain.n > 0 && s.tried < PATHS_MAX) {
		if (s.next[s.chain.n] == 0 &&
		    is_root(r, s.chain.certs[s.chain.n - 1])) {
			if (search_judge(&s, f) != 0)
				return -1;
			if (s.state == STATE_GOOD)
				break;
			s.next[s.chain.n] = 1;
		}
		search_step(&s);
	}
	*out = s.state;
	if (!s.judged) {
		*out = say_no_path(&s);
		return 0;
	}
	*r->a = s.best;
	*found = s.found;
	return 0;
}

int
path_check(
    const struct path_question *q, struct path_answer *out, struct fault *f)
{
	size_t own = PATH_BUDGET;
	struct path_answer a;
	struct path_run r = {
		.q = q, .budget = q->budget != NULL ? q->budget : &own, .a = &a
	};
	struct path_chain found = { .n = 0 };
	enum path_state state;

	memset(&a, 0, sizeof(a));
	if (path_search(&r, &state, &found, f) != 0)
		return -1;
	a.trusted = state == STATE_GOOD;
	a.unknown = state == STATE_UNKNOWN;
	if (a.trusted) {
		a.why[0] = '\0';
		cert_called(found.certs[found.n - 1]->x, a.root);
		path_clean(a.root);
	} else {
		a.n_notes = 0;
	}
	*out = a;
	return 0;
}
