/*
 * What a file brings along to prove that its signatures hold: certificates,
 * CRLs, OCSP answers, and time stamps, each of which proves that what it
 * covers existed at its time.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pdfread/dss.h"
#include "seal_in.h"

/* Signatures checked for all certificates, CRLs and OCSP answers of one file:
 * some two seconds of the slowest keys. */
#define EVIDENCE_BUDGET 3000

/* Where a CRL or an OCSP answer stands. */
struct place {
	size_t item;
	size_t end; /* of its bytes, SIZE_MAX: not known */
	size_t owner; /* the signature whose signed attributes hold it */
};

/* A document time stamp that holds: what ends before reach existed then. */
struct proof {
	size_t reach;
	int64_t utc_ms;
};

struct evidence {
	struct certs *pool;
	struct revocations *status;
	struct place *places;
	size_t n_places;
	struct proof *proofs;
	size_t n_proofs;
	size_t budget;
	size_t dss_first; /* end of the first piece of /DSS */
	bool has_dss;
};

#define NOBODY SIZE_MAX

static void
place_add(struct evidence *e, size_t item, size_t end, size_t owner)
{
	e->places = mem_grow(e->places, e->n_places + 1, sizeof(*e->places));
	e->places[e->n_places++] = (struct place){ item, end, owner };
}

struct evidence *
evidence_new(void)
{
	struct evidence *e = mem_new(1, sizeof(*e));

	e->pool = certs_new();
	e->status = revocations_new();
	e->budget = EVIDENCE_BUDGET;
	e->dss_first = SIZE_MAX;
	return e;
}

void
evidence_free(struct evidence *e)
{
	if (e == NULL)
		return;
	certs_free(e->pool);
	revocations_free(e->status);
	free(e->places);
	free(e->proofs);
	free(e);
}

int
evidence_dss(struct evidence *e, struct pdfread *pdf, struct fault *f)
{
	const struct pdfread_dss_item *items;
	struct certs *one = certs_new();
	struct fault unused;
	size_t n, i, item;
	int rc = -1;

	if (pdfread_dss(pdf, &items, &n, f) != 0)
		goto out;
	for (i = 0; i < n; i++) {
		/* What is none vouches for nothing. */
		if (items[i].kind == PDFREAD_DSS_CERT)
			(void)!certs_add_der(
			    one, items[i].p, items[i].n, &unused);
		else if (revocations_add(e->status, items[i].p, items[i].n,
			     &item, &unused) == 0)
			place_add(e, item, items[i].end, NOBODY);
		e->has_dss = true;
		if (items[i].end < e->dss_first)
			e->dss_first = items[i].end;
	}
	for (i = 0; i < certs_count(one); i++)
		if (certs_add(e->pool, certs_at(one, i), f) != 0)
			goto out;
	rc = 0;
out:
	certs_free(one);
	return rc;
}

int
evidence_chain(struct evidence *e, const struct certs *chain, struct fault *f)
{
	size_t i;

	for (i = 0; i < certs_count(chain); i++)
		if (certs_add(e->pool, certs_at(chain, i), f) != 0)
			return -1;
	return 0;
}

struct stapled {
	struct evidence *e;
	size_t end, owner;
};

static void
stapled_found(void *arg, size_t item, bool signed_too)
{
	struct stapled *s = arg;

	place_add(s->e, item, s->end, signed_too ? s->owner : NOBODY);
}

int
evidence_signature(struct evidence *e, const struct judge *j, struct fault *f)
{
	struct stapled s = { e, j->s->contents_end, j->index };
	size_t i;

	for (i = 0; i < certs_count(j->given); i++)
		if (certs_add(e->pool, certs_at(j->given, i), f) != 0)
			return -1;
	if (j->data == NULL)
		return 0;
	return revocations_stapled(
	    e->status, j->data, e->pool, stapled_found, &s, f);
}

/* The certificates that OCSP answers brought may be in other paths, too. */
int
evidence_ready(struct evidence *e, struct fault *f)
{
	return revocations_certs(e->status, e->pool, f);
}

const struct certs *
evidence_pool(const struct evidence *e)
{
	return e->pool;
}

void
evidence_stamp(struct evidence *e, size_t reach, int64_t utc_ms)
{
	size_t i;

	e->proofs = mem_grow(e->proofs, e->n_proofs + 1, sizeof(*e->proofs));
	e->proofs[e->n_proofs++] = (struct proof){ reach, utc_ms };
	for (i = 0; i < e->n_places; i++)
		if (e->places[i].end <= reach)
			revocations_prove(e->status, e->places[i].item, utc_ms);
}

void
evidence_signed(struct evidence *e, size_t owner, int64_t utc_ms)
{
	size_t i;

	for (i = 0; i < e->n_places; i++)
		if (e->places[i].owner == owner)
			revocations_prove(e->status, e->places[i].item, utc_ms);
}

bool
evidence_of(const struct evidence *e, size_t end, int64_t *out_utc_ms)
{
	bool found = false;
	size_t i;

	for (i = 0; i < e->n_proofs; i++)
		if (end <= e->proofs[i].reach &&
		    (!found || e->proofs[i].utc_ms < *out_utc_ms)) {
			*out_utc_ms = e->proofs[i].utc_ms;
			found = true;
		}
	return found;
}

bool
evidence_has_dss(const struct evidence *e, size_t reach)
{
	return e->has_dss && e->dss_first <= reach;
}

int
evidence_path(struct evidence *e, const struct judge *j,
    const struct path_question *asked, struct path_answer *out, struct fault *f)
{
	struct path_question q = *asked;

	q.inside = e->pool;
	q.roots = j->o->trust;
	q.now_utc_ms = j->o->at_utc_ms;
	q.status = e->status;
	q.budget = &e->budget;
	return path_check(&q, out, f);
}
