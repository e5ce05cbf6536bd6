#include "seal/raise.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "crypto/cms.h"
#include "crypto/signed.h"
#include "seal/verify.h"
#include "update_in.h"

/* Whose validation data are wanted, and where issuers may be. */
struct holders {
	struct certs *leaves, *pool;
	bool untimed; /* a signature has no time stamp of any kind */
};

/* The signer of one SignedData, and what came with it. */
static int
holders_add(struct holders *h, const struct signed_data *s,
    const struct signed_claim *claim, struct fault *f)
{
	const struct certs *inside = signed_certs(s);
	struct signed_verdict v;
	size_t i;

	for (i = 0; i < certs_count(inside); i++)
		if (certs_add(h->pool, certs_at(inside, i), f) != 0)
			return -1;
	if (signed_check(s, claim, &v, f) != 0)
		return -1;
	if (v.answer != SIGNED_YES)
		return fault_set(f, FAULT_CRYPTO,
		    "a signature or time stamp does not hold: %s", v.why);
	if (v.weak_digest)
		return fault_set(f, FAULT_CRYPTO,
		    "a signature or time stamp is over %s, which nothing makes "
		    "last",
		    v.digest);
	return certs_add(h->leaves, v.signer, f);
}

/* One signature of the file: its signer, and the authority of its stamp. */
static int
holders_of(struct holders *h, const unsigned char *pdf,
    const struct verify_signature *s, bool *timed, struct fault *f)
{
	const struct piece pieces[2] = {
		{ pdf, (size_t)s->s->range[1] },
		{ pdf + s->s->range[2], (size_t)s->s->range[3] },
	};
	struct signed_claim claim = { .kind = SIGNED_DETACHED,
		.pieces = pieces,
		.n = 2,
		.extra = h->pool };
	struct signed_data *data = NULL;
	struct piece value;
	size_t used;
	int rc = -1;

	if (strcmp(s->s->subfilter, "ETSI.RFC3161") == 0)
		claim.kind = SIGNED_TIME_STAMP;
	else if (strcmp(s->s->subfilter, "ETSI.CAdES.detached") != 0 &&
	    strcmp(s->s->subfilter, "adbe.pkcs7.detached") != 0)
		return fault_set(f, FAULT_FORMAT,
		    "the signature in field \"%s\" is of the kind %s, which "
		    "has no levels",
		    s->s->field, s->s->subfilter);
	if (signed_parse(s->raw.cms, s->raw.cms_len, &data, &used, f) != 0 ||
	    holders_add(h, data, &claim, f) != 0)
		goto out;
	*timed = claim.kind == SIGNED_TIME_STAMP;
	if (!*timed && signed_time_stamp(data) != NULL) {
		value = signed_value(data);
		claim.kind = SIGNED_TIME_STAMP;
		claim.pieces = &value;
		claim.n = 1;
		if (holders_add(h, signed_time_stamp(data), &claim, f) != 0)
			goto out;
		*timed = true;
	}
	rc = 0;
out:
	signed_free(data);
	return rc;
}

/* All signatures must hold before anything is built on them. */
static int
holders_open(struct holders *h, const unsigned char *pdf, size_t len,
    int64_t now, struct fault *f)
{
	const struct verify_options o = { .trust = NULL, .at_utc_ms = now };
	struct verify_report *v = NULL;
	bool timed = false, later = false;
	size_t i;
	int rc = -1;

	h->leaves = certs_new();
	h->pool = certs_new();
	if (verify_pdf(pdf, len, &o, &v, f) != 0)
		goto out;
	if (v->n == 0) {
		fault_set(f, FAULT_FORMAT,
		    "the file has no signature: there is nothing to extend");
		goto out;
	}
	/* From the newest: a document stamp is the time of all before it. */
	for (i = v->n; i > 0; i--) {
		const struct verify_signature *s = &v->signatures[i - 1];
		const struct verdict *intact = &s->verdicts.v[VERDICT_INTACT];

		if (intact->answer != VERDICT_YES) {
			fault_set(f, FAULT_CRYPTO,
			    "the signature in field \"%s\" does not hold: %s",
			    s->s->field, intact->why);
			goto out;
		}
		if (holders_of(h, pdf, s, &timed, f) != 0)
			goto out;
		if (strcmp(s->s->subfilter, "ETSI.RFC3161") == 0)
			later = true;
		else if (!timed && !later)
			h->untimed = true;
	}
	rc = 0;
out:
	verify_free(v);
	return rc;
}

static void
holders_free(struct holders *h)
{
	certs_free(h->leaves);
	certs_free(h->pool);
	*h = (struct holders){ NULL, NULL, false };
}

static struct pdfread_der *
ders_of_bufs(const struct buf *b, size_t n)
{
	struct pdfread_der *d = mem_new(n + 1, sizeof(*d));
	size_t i;

	for (i = 0; i < n; i++)
		d[i] = (struct pdfread_der){ b[i].data, b[i].len };
	return d;
}

static struct pdfread_der *
ders_of_certs(const struct certs *l)
{
	struct pdfread_der *d = mem_new(certs_count(l) + 1, sizeof(*d));
	size_t i;

	for (i = 0; i < certs_count(l); i++)
		d[i].p = cert_der(certs_at(l, i), &d[i].n);
	return d;
}

/* The file with what g has in its /DSS; as it was where it had all of it. */
static int
raise_store(const unsigned char *pdf, size_t len, const struct gathered *g,
    struct buf *out, struct fault *f)
{
	struct pdfread_der *certs = ders_of_certs(g->certs);
	struct pdfread_der *ocsps = ders_of_bufs(g->ocsps, g->n_ocsps);
	struct pdfread_der *crls = ders_of_bufs(g->crls, g->n_crls);
	const struct pdfread_dss dss = {
		.certs = certs,
		.ocsps = ocsps,
		.crls = crls,
		.n_certs = certs_count(g->certs),
		.n_ocsps = g->n_ocsps,
		.n_crls = g->n_crls,
	};
	struct pdfread *r = NULL;
	struct pdfread_update *u = NULL;
	struct slot unused;
	size_t added = 0;
	int rc = -1;

	if (update_begin(pdf, len, &r, &u, f) != 0 ||
	    pdfread_update_dss(u, &dss, &added, f) != 0)
		goto out;
	if (added > 0)
		rc = pdfread_update_write(u, out, &unused, f);
	else {
		buf_add(out, pdf, len);
		rc = buf_check(out, "the file", f);
	}
out:
	pdfread_update_free(u);
	pdfread_free(r);
	free(certs);
	free(ocsps);
	free(crls);
	return rc;
}

/*
 * As a verifier will judge each signature and stamp, with the ends of their
 * chains as roots: at the time that is proven for it, so that what was signed
 * before its certificate ended or was called back can still be made to last.
 */
static int
raise_judge(const struct buf *made, const struct certs *roots, int64_t now,
    struct fault *f)
{
	const struct verify_options o = { .trust = roots, .at_utc_ms = now };
	struct verify_report *v = NULL;
	const struct verdict *trusted;
	size_t i;
	int rc = -1;

	if (verify_pdf(made->data, made->len, &o, &v, f) != 0)
		return -1;
	for (i = 0; i < v->n; i++) {
		trusted = &v->signatures[i].verdicts.v[VERDICT_TRUSTED];
		if (trusted->answer == VERDICT_YES ||
		    v->signatures[i].s->place != PDFREAD_FIELD)
			continue;
		fault_set(f, FAULT_CRYPTO, "%s", trusted->why);
		goto out;
	}
	rc = 0;
out:
	verify_free(v);
	return rc;
}

static int
raise_data(const unsigned char *pdf, size_t len, const struct seal_services *s,
    struct buf *out, struct fault *f)
{
	struct gather_how how = s->gather;
	struct holders h = { NULL, NULL, false };
	struct gathered g = { .certs = NULL };
	struct certs *roots = certs_new();
	int rc = -1;

	how.unjudged = true;
	if (holders_open(&h, pdf, len, s->now_utc_ms, f) != 0 ||
	    gather(&how, h.leaves, h.pool, &g, f) != 0 ||
	    gathered_roots(&g, h.leaves, roots, f) != 0 ||
	    raise_store(pdf, len, &g, out, f) != 0 ||
	    raise_judge(out, roots, s->now_utc_ms, f) != 0)
		goto out;
	rc = 0;
out:
	certs_free(roots);
	gathered_free(&g);
	holders_free(&h);
	return rc;
}

static struct piece *
pieces_of_bufs(const struct buf *b, size_t n)
{
	struct piece *p = mem_new(n + 1, sizeof(*p));
	size_t i;

	for (i = 0; i < n; i++)
		p[i] = (struct piece){ b[i].data, b[i].len };
	return p;
}

int
seal_raise_detached(const unsigned char *pdf, size_t len, enum seal_level level,
    const struct seal_services *s, struct buf *p7s, struct fault *f)
{
	const struct piece bytes = { pdf, len };
	struct holders h = { certs_new(), certs_new(), false };
	struct signed_claim claim = {
		.kind = SIGNED_DETACHED, .pieces = &bytes, .n = 1
	};
	struct gathered g = { .certs = NULL };
	struct piece *ocsps = NULL, *crls = NULL, value;
	struct signed_data *data = NULL;
	struct buf out;
	size_t used;
	int rc = -1;

	buf_init(&out, p7s->max);
	if (signed_parse(p7s->data, p7s->len, &data, &used, f) != 0 ||
	    holders_add(&h, data, &claim, f) != 0)
		goto out;
	value = signed_value(data);
	claim.kind = SIGNED_TIME_STAMP;
	claim.pieces = &value;
	if ((signed_time_stamp(data) != NULL &&
		holders_add(&h, signed_time_stamp(data), &claim, f) != 0) ||
	    gather(&s->gather, h.leaves, h.pool, &g, f) != 0)
		goto out;
	ocsps = pieces_of_bufs(g.ocsps, g.n_ocsps);
	crls = pieces_of_bufs(g.crls, g.n_crls);
	if (cms_enrich(p7s->data, p7s->len,
		&(struct cms_values){ .certs = g.certs,
		    .ocsps = ocsps,
		    .crls = crls,
		    .n_ocsps = g.n_ocsps,
		    .n_crls = g.n_crls },
		&out, f) != 0)
		goto out;
	buf_free(p7s);
	if (level == SEAL_LTA) {
		rc = cms_archive(out.data, out.len, &bytes, 1, s->tsa,
		    s->now_utc_ms, p7s, f);
		goto out;
	}
	buf_add(p7s, out.data, out.len);
	rc = buf_check(p7s, "the detached signature", f);
out:
	buf_free(&out);
	free(ocsps);
	free(crls);
	signed_free(data);
	gathered_free(&g);
	holders_free(&h);
	return rc;
}

static int
raise_check(const unsigned char *pdf, size_t len, const struct seal_services *s,
    bool *untimed, struct fault *f)
{
	struct holders h = { NULL, NULL, false };
	struct pdfread_update *u = NULL;
	struct pdfread *r = NULL;
	int rc = -1;

	/* What cannot be added to is refused before anybody is asked. */
	if (update_begin(pdf, len, &r, &u, f) != 0 ||
	    update_allowed(r, "validation data or a time stamp", f) != 0 ||
	    holders_open(&h, pdf, len, s->now_utc_ms, f) != 0)
		goto out;
	*untimed = h.untimed;
	rc = 0;
out:
	holders_free(&h);
	pdfread_update_free(u);
	pdfread_free(r);
	return rc;
}

int
seal_raise(const unsigned char *pdf, size_t len, enum seal_level level,
    const struct seal_services *s, struct buf *out, struct fault *f)
{
	struct buf at, next;
	bool untimed = false;
	int rc = -1;

	buf_init(&at, out->max);
	buf_init(&next, out->max);
	if (raise_check(pdf, len, s, &untimed, f) != 0)
		goto out;
	if (level >= SEAL_T && untimed) {
		if (update_stamp(pdf, len, s, &at, f) != 0)
			goto out;
	} else {
		buf_add(&at, pdf, len);
		if (buf_check(&at, "the file", f) != 0)
			goto out;
	}
	if (level >= SEAL_LT) {
		if (raise_data(at.data, at.len, s, &next, f) != 0)
			goto out;
		buf_free(&at);
		at = next;
		buf_init(&next, out->max);
	}
	if (level == SEAL_LTA) {
		if (update_stamp(at.data, at.len, s, &next, f) != 0)
			goto out;
		buf_free(&at);
		at = next;
		buf_init(&next, out->max);
	}
	buf_add(out, at.data, at.len);
	rc = buf_check(out, "the file", f);
out:
	buf_free(&at);
	buf_free(&next);
	return rc;
}

/* Usage rights are nobody's signature, and may end with the next one. */
static size_t
people(const struct verify_report *r)
{
	size_t i, n = 0;

	for (i = 0; i < r->n; i++)
		n += r->signatures[i].s->place == PDFREAD_FIELD;
	return n;
}

/* The same signature in another report, or NULL. */
static const struct verify_signature *
same_in(const struct verify_report *r, const struct verify_signature *s)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->signatures[i].s->dict == s->s->dict &&
		    r->signatures[i].s->num == s->s->num)
			return &r->signatures[i];
	return NULL;
}

int
seal_check(const unsigned char *before, size_t n_before,
    const unsigned char *after, size_t n_after, size_t more, int64_t now_utc_ms,
    struct fault *f)
{
	const struct verify_options o = { .trust = NULL,
		.at_utc_ms = now_utc_ms };
	struct verify_report *a = NULL, *b = NULL;
	const struct verify_signature *one, *old;
	const struct verdict *v;
	size_t i, k;
	int rc = -1;

	if (n_after < n_before || memcmp(before, after, n_before) != 0)
		return fault_set(
		    f, FAULT_STATE, "the file's own bytes would change");
	if (verify_pdf(before, n_before, &o, &a, f) != 0 ||
	    verify_pdf(after, n_after, &o, &b, f) != 0)
		goto out;
	if (people(b) < people(a) + more) {
		fault_set(f, FAULT_STATE,
		    "want %zu signatures in what was made, have %zu",
		    people(a) + more, people(b));
		goto out;
	}
	for (i = 0; i < b->n; i++) {
		one = &b->signatures[i];
		old = same_in(a, one);
		for (k = VERDICT_INTACT; k <= VERDICT_UNCHANGED; k++) {
			v = &one->verdicts.v[k];
			if (v->answer == VERDICT_YES || v->permitted ||
			    (old != NULL &&
				old->verdicts.v[k].answer != VERDICT_YES))
				continue;
			fault_set(f, FAULT_STATE,
			    "what was made does not verify: field \"%s\": %s",
			    one->s->field, v->why);
			goto out;
		}
	}
	rc = 0;
out:
	verify_free(a);
	verify_free(b);
	return rc;
}
