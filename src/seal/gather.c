#include "seal/gather.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "crypto/locate.h"
#include "crypto/path.h"
#include "crypto/revocation.h"
#include "gather_in.h"

/* Certificates of all chains together; three chains have twelve. */
#define CERTS_MAX 64

/* CRLs of large authorities have a few MB, and go into the file whole. */
#define CRL_MAX ((size_t)6 << 20)
#define OCSP_MAX 65536
#define ISSUER_MAX 65536

struct gathering {
	const struct gather_how *how;
	const struct certs *pool;
	struct gathered g;
	struct revocations *status;
	char tried[300]; /* what went wrong with one certificate, in order */
};

static int
ask(struct gathering *x, const char *url, const char *type, const char *accept,
    const struct buf *body, size_t max, struct buf *out, struct fault *f)
{
	const struct post p = {
		.url = url,
		.media_type = type,
		.accept = accept,
		.body = body == NULL ? NULL : body->data,
		.n = body == NULL ? 0 : body->len,
		.max_bytes = max,
		.timeout_ms = 20000,
		.allow_private = x->how->allow_private,
	};

	buf_free(out);
	out->max = max;
	return cache_post(x->how, &p, out, f);
}

static void
tried(struct gathering *x, const struct fault *f)
{
	const size_t n = strlen(x->tried);

	(void)snprintf(x->tried + n, sizeof(x->tried) - n, "%s%s",
	    n > 0 ? "; " : "", f->text);
}

static void
keep(struct buf **list, size_t *n, struct buf *b)
{
	*list = mem_grow(*list, *n + 1, sizeof(**list));
	(*list)[(*n)++] = *b;
	buf_init(b, b->max);
}

/* The chain as far as it leads; issuers come from the pool, else from where
 * the certificate says. */
static int
chain(struct gathering *x, const struct cert *leaf, struct fault *f)
{
	const struct cert *c = leaf, *by;
	struct locations at;
	struct fault lost;
	struct certs *got;
	struct buf b;
	size_t i, steps = 0;
	int rc = -1;

	buf_init(&b, ISSUER_MAX);
	for (;;) {
		if (certs_add(x->g.certs, c, f) != 0)
			goto out;
		if (certs_count(x->g.certs) > CERTS_MAX || steps++ > 16) {
			fault_set(f, FAULT_LIMIT,
			    "the chains have more than %d certificates",
			    CERTS_MAX);
			goto out;
		}
		if (cert_issued_by(c, c))
			break;
		by = certs_issuer(x->g.certs, c);
		if (by == NULL)
			by = certs_issuer(x->pool, c);
		locate(c, &at);
		for (i = 0; by == NULL && i < at.n_issuer; i++) {
			got = certs_new();
			if (ask(x, at.issuer[i], NULL, NULL, NULL, ISSUER_MAX,
				&b, &lost) != 0 ||
			    locate_issuers(got, b.data, b.len, &lost) != 0)
				tried(x, &lost);
			else if ((by = certs_issuer(got, c)) != NULL &&
			    certs_add(x->g.certs, by, f) != 0) {
				certs_free(got);
				goto out;
			}
			by = certs_issuer(x->g.certs, c);
			certs_free(got);
		}
		/* Where nothing leads on, the chain ends at a root that the
		 * reader has. */
		if (by == NULL)
			break;
		c = by;
	}
	rc = 0;
out:
	buf_free(&b);
	return rc;
}

/* Take an answer in; it must be readable, and in time. */
static int
take(struct gathering *x, struct buf *b, bool crl, struct fault *f)
{
	int64_t from, to;
	size_t place;

	if (locate_times(b->data, b->len, &from, &to, f) != 0 ||
	    revocations_add(x->status, b->data, b->len, &place, f) != 0)
		return -1;
	if (crl)
		keep(&x->g.crls, &x->g.n_crls, b);
	else
		keep(&x->g.ocsps, &x->g.n_ocsps, b);
	return 0;
}

static int
by_ocsp(struct gathering *x, const struct cert *c, const struct cert *by,
    const struct locations *at, bool *done, struct fault *f)
{
	struct buf request, b;
	struct fault lost;
	char until[CLOCK_TEXT];
	int64_t from, to;
	size_t i;
	int rc = -1;

	buf_init(&request, 4096);
	buf_init(&b, OCSP_MAX);
	*done = false;
	if (at->n_ocsp > 0 && locate_request(c, by, &request, f) != 0)
		goto out;
	for (i = 0; i < at->n_ocsp && !*done; i++) {
		/*= RFC 6960 appendix A: application/ocsp-request by POST */
		if (ask(x, at->ocsp[i], "application/ocsp-request",
			"application/ocsp-response", &request, OCSP_MAX, &b,
			&lost) != 0 ||
		    locate_times(b.data, b.len, &from, &to, &lost) != 0) {
			tried(x, &lost);
			continue;
		}
		/*= RFC 6960 section 2.2: who hears "unknown" may try another
		 *= source, such as a CRL */
		if (!revocation_told(b.data, b.len, c, by)) {
			fault_set(&lost, FAULT_NET,
			    "%s: the responder does not know it", at->ocsp[i]);
			tried(x, &lost);
		} else if (to > from && to < x->how->now_utc_ms) {
			fault_set(&lost, FAULT_NET,
			    "%s: its answer was good until %s", at->ocsp[i],
			    clock_rfc3339(to, until));
			tried(x, &lost);
		} else if (take(x, &b, false, &lost) != 0) {
			tried(x, &lost);
		} else {
			*done = true;
		}
	}
	rc = 0;
out:
	buf_free(&request);
	buf_free(&b);
	return rc;
}

static void
by_crl(struct gathering *x, const struct locations *at, bool *done)
{
	struct fault lost;
	struct buf b;
	size_t i;

	buf_init(&b, CRL_MAX);
	for (i = 0; i < at->n_crl && !*done; i++) {
		if (ask(x, at->crl[i], NULL, NULL, NULL, CRL_MAX, &b, &lost) !=
			0 ||
		    take(x, &b, true, &lost) != 0)
			tried(x, &lost);
		else
			*done = true;
	}
	buf_free(&b);
}

/* What says of one certificate that it is not revoked. */
static int
status(struct gathering *x, const struct cert *c, struct fault *f)
{
	const struct cert *by;
	struct locations at;
	struct cert_view v;
	bool done = false;

	if (!cert_revocable(c) || (by = certs_issuer(x->g.certs, c)) == NULL)
		return 0;
	locate(c, &at);
	x->tried[0] = '\0';
	/* A responder is not asked about itself. */
	if (!cert_responds(c) && by_ocsp(x, c, by, &at, &done, f) != 0)
		return -1;
	if (!done)
		by_crl(x, &at, &done);
	if (done)
		return revocations_certs(x->status, x->g.certs, f);
	if (cert_look(c, &v, f) != 0)
		return -1;
	return fault_set(f, x->tried[0] != '\0' ? FAULT_NET : FAULT_FORMAT,
	    "whether the certificate of %.80s was revoked cannot be found out: "
	    "%.300s",
	    v.name,
	    x->tried[0] != '\0' ? x->tried
				: "it names neither an OCSP responder nor a "
				  "CRL");
}

/* Where the chain of c ends. */
static const struct cert *
end_of(const struct certs *certs, const struct cert *c)
{
	const struct cert *by;
	int steps;

	for (steps = 0; steps < 16; steps++) {
		by = cert_issued_by(c, c) ? NULL : certs_issuer(certs, c);
		if (by == NULL)
			break;
		c = by;
	}
	return c;
}

int
gathered_roots(const struct gathered *g, const struct certs *leaves,
    struct certs *roots, struct fault *f)
{
	size_t i;

	for (i = 0; i < certs_count(leaves); i++)
		if (certs_add(
			roots, end_of(g->certs, certs_at(leaves, i)), f) != 0)
			return -1;
	return 0;
}

/* As a verifier will judge the leaf, with the end of its chain as root. */
static int
judge(struct gathering *x, const struct cert *leaf, enum path_use use,
    struct fault *f)
{
	struct certs *roots = certs_new();
	struct path_question q = {
		.cert = leaf,
		.inside = x->g.certs,
		.roots = roots,
		.use = use,
		.at_utc_ms = x->how->now_utc_ms,
		.status = x->status,
	};
	struct path_answer a;
	int rc = -1;

	if (certs_add(roots, end_of(x->g.certs, leaf), f) != 0 ||
	    path_check(&q, &a, f) != 0)
		goto out;
	if (!a.trusted) {
		fault_set(f, FAULT_CRYPTO, "%s", a.why);
		goto out;
	}
	rc = 0;
out:
	certs_free(roots);
	return rc;
}

int
gather(const struct gather_how *how, const struct certs *leaves,
    const struct certs *pool, struct gathered *out, struct fault *f)
{
	struct gathering x = { .how = how, .pool = pool };
	size_t i;
	int rc = -1;

	x.g.certs = certs_new();
	x.status = revocations_new();
	for (i = 0; i < certs_count(leaves); i++)
		if (chain(&x, certs_at(leaves, i), f) != 0)
			goto out;
	/* Answers bring certificates along, whose turn comes later. */
	for (i = 0; i < certs_count(x.g.certs); i++) {
		if (i == CERTS_MAX) {
			fault_set(f, FAULT_LIMIT,
			    "the chains have more than %d certificates",
			    CERTS_MAX);
			goto out;
		}
		if (status(&x, certs_at(x.g.certs, i), f) != 0)
			goto out;
	}
	for (i = 0; !how->unjudged && i < certs_count(leaves); i++)
		if (judge(&x, certs_at(leaves, i),
			cert_stamps(certs_at(leaves, i)) ? PATH_STAMPS_TIME
							 : PATH_SIGNS_DOCUMENTS,
			f) != 0)
			goto out;
	*out = x.g;
	x.g = (struct gathered){ .certs = NULL };
	rc = 0;
out:
	gathered_free(&x.g);
	revocations_free(x.status);
	return rc;
}

void
gathered_free(struct gathered *g)
{
	size_t i;

	certs_free(g->certs);
	for (i = 0; i < g->n_ocsps; i++)
		buf_free(&g->ocsps[i]);
	for (i = 0; i < g->n_crls; i++)
		buf_free(&g->crls[i]);
	free(g->ocsps);
	free(g->crls);
	*g = (struct gathered){ .certs = NULL };
}
