#include "seal/sign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "crypto/cms.h"
#include "crypto/path.h"
#include "crypto/sha256.h"
#include "slot_in.h"

struct signer {
	struct key *key;
	struct certs *certs; /* the signer's first */
	struct cert_view view;
	int64_t now_utc_ms; /* when it was opened */
	const struct tsp_source *stamp; /* NULL: no time stamps */
};

/* The purposes that the certificate names; as the verifier reads them. */
static int
signer_purpose(const struct signer *s, const char *what, struct fault *f)
{
	struct certs *self = certs_new();
	const struct path_question q = {
		.cert = certs_at(s->certs, 0),
		.roots = self,
		.use = PATH_SIGNS_DOCUMENTS,
		.at_utc_ms = s->now_utc_ms,
	};
	struct path_answer a;
	int rc = -1;

	/* As its own root it is asked for its purposes and nothing else. */
	if (certs_add(self, certs_at(s->certs, 0), f) != 0 ||
	    path_check(&q, &a, f) != 0)
		goto out;
	if (!a.trusted) {
		fault_set(f, FAULT_CRYPTO, "%s: %s", what, a.why);
		goto out;
	}
	rc = 0;
out:
	certs_free(self);
	return rc;
}

/* What must be true of a certificate before it may sign anything. */
static int
signer_check(const struct signer *s, const char *cert_path, int64_t now_utc_ms,
    struct fault *f)
{
	const struct cert_view *v = &s->view;
	char day[CLOCK_TEXT];

	if (!cert_fits(certs_at(s->certs, 0), s->key))
		return fault_set(f, FAULT_CRYPTO,
		    "%s: the key does not fit this certificate (%s, %s)",
		    cert_path, v->name, v->key);
	if (now_utc_ms < v->from_utc_ms)
		return fault_set(f, FAULT_CRYPTO,
		    "%s: the certificate of %s is not valid before %s",
		    cert_path, v->name, clock_rfc3339(v->from_utc_ms, day));
	if (now_utc_ms > v->to_utc_ms)
		return fault_set(f, FAULT_CRYPTO,
		    "%s: the certificate of %s expired on %s", cert_path,
		    v->name, clock_rfc3339(v->to_utc_ms, day));
	if (v->ca)
		return fault_set(f, FAULT_CRYPTO,
		    "%s: %s is a certificate authority: want a signer's "
		    "certificate",
		    cert_path, v->name);
	if (!v->signs)
		return fault_set(f, FAULT_CRYPTO,
		    "%s: key usage of %s has neither digitalSignature nor "
		    "nonRepudiation",
		    cert_path, v->name);
	if (v->weak_digest)
		return fault_set(f, FAULT_CRYPTO,
		    "%s: the certificate of %s was issued over MD5 or SHA-1, "
		    "which nobody trusts any more",
		    cert_path, v->name);
	return signer_purpose(s, cert_path, f);
}

static int
signer_chain(struct signer *s, const char *path, struct fault *f)
{
	struct certs *chain = NULL;
	size_t i;
	int rc = -1;

	if (certs_open(path, &chain, f) != 0)
		goto out;
	for (i = 0; i < certs_count(chain); i++)
		if (certs_add(s->certs, certs_at(chain, i), f) != 0)
			goto out;
	rc = 0;
out:
	certs_free(chain);
	return rc;
}

int
signer_load(
    const struct signer_request *r, struct signer **out, struct fault *f)
{
	struct signer *s = mem_new(1, sizeof(*s));
	const char *what = r->cert_path != NULL ? r->cert_path : r->key.p12;
	struct certs *inside = NULL;
	int rc = -1;

	s->now_utc_ms = r->now_utc_ms;
	if (key_load(&r->key, &s->key, &inside, f) != 0)
		goto out;
	if (r->cert_path != NULL) {
		if (certs_open(r->cert_path, &s->certs, f) != 0)
			goto out;
	} else {
		s->certs = inside;
		inside = NULL;
	}
	if (s->certs == NULL) {
		fault_set(f, FAULT_FORMAT, "want the signer's certificate");
		goto out;
	}
	if (cert_look(certs_at(s->certs, 0), &s->view, f) != 0 ||
	    signer_check(s, what, r->now_utc_ms, f) != 0 ||
	    (r->chain_path != NULL && signer_chain(s, r->chain_path, f) != 0))
		goto out;
	*out = s;
	s = NULL;
	rc = 0;
out:
	certs_free(inside);
	signer_free(s);
	return rc;
}

int
signer_open(const char *key_path, const char *cert_path, const char *chain_path,
    int64_t now_utc_ms, struct signer **out, struct fault *f)
{
	const struct signer_request r = {
		.key = { .path = key_path },
		.cert_path = cert_path,
		.chain_path = chain_path,
		.now_utc_ms = now_utc_ms,
	};

	return signer_load(&r, out, f);
}

void
signer_free(struct signer *s)
{
	if (s == NULL)
		return;
	key_free(s->key);
	certs_free(s->certs);
	free(s);
}

const char *
signer_name(const struct signer *s)
{
	return s->view.name;
}

const char *
signer_key_title(const struct signer *s)
{
	return key_title(s->key);
}

const char *
signer_algorithm(const struct signer *s)
{
	return key_algorithm(s->key);
}

const struct certs *
signer_certs(const struct signer *s)
{
	return s->certs;
}

void
signer_stamp(struct signer *s, const struct tsp_source *t)
{
	s->stamp = t;
}

int
signer_certificates(const struct signer *s, struct buf *pem, struct fault *f)
{
	size_t i;

	for (i = 0; i < certs_count(s->certs); i++)
		if (cert_pem(certs_at(s->certs, i), pem, f) != 0)
			return -1;
	return buf_check(pem, "certificates", f);
}

static struct cms_signer
signer_cms(const struct signer *s, bool has_time)
{
	return (struct cms_signer){
		.key = s->key,
		.cert = certs_at(s->certs, 0),
		.chain = s->certs,
		.has_time = has_time,
		.time_utc_ms = s->now_utc_ms,
		.stamp = s->stamp,
		.now_utc_ms = s->now_utc_ms,
	};
}

size_t
signer_estimate(const struct signer *s)
{
	const struct cms_signer c = signer_cms(s, true);

	return cms_estimate(&c, SIGN_STAMP);
}

int
sign_fill_or_need(unsigned char *pdf, size_t len, const struct slot *slot,
    const struct signer *s, size_t *need, struct fault *f)
{
	const struct cms_signer who = signer_cms(s, false);
	struct piece pieces[2];
	struct buf cms;
	int rc = -1;

	buf_init(&cms, (size_t)1 << 20);
	if (slot_open(pdf, len, slot, pieces, f) != 0 ||
	    cms_sign(&who, pieces, 2, &cms, f) != 0)
		goto out;
	if (need != NULL)
		*need = cms.len;
	rc = slot_fill(pdf, slot, cms.data, cms.len, f);
out:
	buf_free(&cms);
	return rc;
}

int
sign_fill(unsigned char *pdf, size_t len, const struct slot *slot,
    const struct signer *s, struct fault *f)
{
	return sign_fill_or_need(pdf, len, slot, s, NULL, f);
}

int
sign_detached(const unsigned char *pdf, size_t len, const struct signer *s,
    struct buf *p7s, struct fault *f)
{
	const struct cms_signer who = signer_cms(s, true);
	const struct piece piece = { pdf, len };

	return cms_sign(&who, &piece, 1, p7s, f);
}
