#include <string.h>

#include "crypto/sha256.h"
#include "seal/raise.h"
#include "slot_in.h"
#include "update_in.h"

/* Larger files are nobody's contracts; the verifier reads no more either. */
#define FILE_MAX ((size_t)512 << 20)

/* Places that turn out too small are tried again so often. */
#define TRIES 4

int
seal_level_parse(const char *word, enum seal_level *out, struct fault *f)
{
	static const char *const words[] = { "b", "t", "lt", "lta" };
	int i;

	for (i = 0; i < 4; i++)
		if (strcmp(word, words[i]) == 0) {
			*out = (enum seal_level)i;
			return 0;
		}
	return fault_set(
	    f, FAULT_FORMAT, "--level: want b, t, lt or lta, have %s", word);
}

int
update_begin(const unsigned char *pdf, size_t len, struct pdfread **r,
    struct pdfread_update **u, struct fault *f)
{
	struct digest d;

	*r = NULL;
	*u = NULL;
	if (len > FILE_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "want a file of at most %zu bytes, have %zu", FILE_MAX,
		    len);
	/* The same file and the same request give the same /ID. */
	if (sha256_of(pdf, len, &d, f) != 0 ||
	    pdfread_open(pdf, len, r, f) != 0)
		return -1;
	return pdfread_update_new(*r, d.b, u, f);
}

/*= ISO 32000-2 table 257: at level 1 nothing may change; validation data and
 *= document time stamps are no change there, but Acrobat and Foxit say so */
int
update_allowed(struct pdfread *r, const char *what, struct fault *f)
{
	size_t i;

	for (i = 0; i < pdfread_signatures(r); i++) {
		const struct pdfread_signature *s = pdfread_signature(r, i);

		if (s->lock == 1)
			return fault_set(f, FAULT_FORMAT,
			    "the signature in field \"%s\" locks the file (/Lock "
			    "/P 1), under which nothing may be changed: %s would "
			    "make viewers say \"changed after signing\"",
			    s->field, what);
		if (s->docmdp == 1)
			return fault_set(f, FAULT_FORMAT,
			    "the file is certified at level 1, under which "
			    "nothing may be changed: %s would make viewers say "
			    "\"changed after certification\"",
			    what);
	}
	return 0;
}

/* The field that is to be signed; NULL makes a new one. */
static int
field_for(struct pdfread *r, const struct seal_request *q, const char **field,
    struct fault *f)
{
	bool certified = false;
	size_t i;

	*field = q->field;
	for (i = 0; i < pdfread_signatures(r); i++)
		certified = certified || pdfread_signature(r, i)->docmdp != 0;
	if (q->look != NULL && certified)
		return fault_set(f, FAULT_FORMAT,
		    "the file is certified: nothing visible may be added to "
		    "its pages");
	if (q->field != NULL || q->look != NULL)
		return 0;
	if (pdfread_empty_field(r, 0, field, f) != 0)
		return -1;
	if (*field == NULL && certified)
		return fault_set(f, FAULT_FORMAT,
		    "the file is certified and has no empty field for a "
		    "signature: whether one may be added is disputed, and "
		    "viewers differ; place fields before (--cosigners)");
	return 0;
}

/*= ISO 32000-2 section 12.8.2.2: the certification is the first signature */
static int
certify_allowed(
    const struct pdfread *r, const struct seal_request *q, struct fault *f)
{
	if (q->certify == 0 || pdfread_signatures(r) == 0)
		return 0;
	return fault_set(f, FAULT_FORMAT,
	    "the file is signed already: a certification must be the first "
	    "signature");
}

static int
sign_once(const unsigned char *pdf, size_t len, const struct seal_request *q,
    size_t reserve, size_t *need, struct buf *out, struct fault *f)
{
	struct pdfread *r = NULL;
	struct pdfread_update *u = NULL;
	struct pdfread_seal seal = { .stem = "Signature",
		.time_utc_ms = q->now_utc_ms,
		.name = signer_name(q->signer),
		.reason = q->reason,
		.location = q->location,
		.certify = q->certify,
		.reserve = reserve,
		.look = q->look };
	struct slot slot;
	int rc = -1;

	if (update_begin(pdf, len, &r, &u, f) != 0 ||
	    update_allowed(r, "one more signature", f) != 0 ||
	    certify_allowed(r, q, f) != 0 ||
	    field_for(r, q, &seal.field, f) != 0)
		goto out;
	/* A co-signer's own field shall stay as it is from then on. */
	seal.lock = seal.field != NULL && q->certify == 0;
	if (pdfread_update_seal(u, &seal, f) != 0 ||
	    pdfread_update_write(u, out, &slot, f) != 0 ||
	    sign_fill_or_need(out->data, out->len, &slot, q->signer, need, f) !=
		0)
		goto out;
	rc = 0;
out:
	pdfread_update_free(u);
	pdfread_free(r);
	return rc;
}

int
seal_sign(const unsigned char *pdf, size_t len, const struct seal_request *q,
    struct buf *out, struct fault *f)
{
	size_t reserve = signer_estimate(q->signer), need = 0, i;
	struct buf b;
	int rc = -1;

	for (i = 0; i < TRIES && rc != 0; i++) {
		if (reserve > SIGN_RESERVED_MAX)
			reserve = SIGN_RESERVED_MAX;
		need = 0;
		buf_init(&b, FILE_MAX + ((size_t)1 << 20));
		rc = sign_once(pdf, len, q, reserve, &need, &b, f);
		if (rc == 0)
			buf_add(out, b.data, b.len);
		buf_free(&b);
		if (rc != 0 &&
		    (need <= reserve || reserve == SIGN_RESERVED_MAX))
			return -1;
		/* Its next stamp may be a little larger. */
		reserve = need + 256;
	}
	return rc == 0 ? buf_check(out, "the signed file", f) : -1;
}

static int
stamp_once(const unsigned char *pdf, size_t len, const struct seal_services *s,
    size_t reserve, size_t *need, struct buf *out, struct fault *f)
{
	const struct pdfread_seal seal = {
		.stem = "Timestamp",
		.time_stamp = true,
		.reserve = reserve,
	};
	struct tsp_token t = { .n = 0 };
	struct pdfread *r = NULL;
	struct pdfread_update *u = NULL;
	struct piece pieces[2];
	struct digest d;
	struct slot slot;
	int rc = -1;

	if (update_begin(pdf, len, &r, &u, f) != 0 ||
	    pdfread_update_seal(u, &seal, f) != 0 ||
	    pdfread_update_write(u, out, &slot, f) != 0 ||
	    slot_open(out->data, out->len, &slot, pieces, f) != 0 ||
	    sha256_pieces(pieces, 2, &d, f) != 0 ||
	    tsp_ask(s->tsa, &d, s->now_utc_ms, &t, NULL, f) != 0)
		goto out;
	*need = t.n;
	rc = slot_fill(out->data, &slot, t.der, t.n, f);
out:
	tsp_token_free(&t);
	pdfread_update_free(u);
	pdfread_free(r);
	return rc;
}

/*= EN 319 142-1 section 5.4.3: a document time-stamp over the whole file */
int
update_stamp(const unsigned char *pdf, size_t len,
    const struct seal_services *s, struct buf *out, struct fault *f)
{
	size_t reserve = SIGN_STAMP, need, i;
	int rc = -1;

	if (s->tsa == NULL || s->tsa->n == 0)
		return fault_set(f, FAULT_FORMAT,
		    "a time stamp is needed: name an authority with --tsa");
	for (i = 0; i < TRIES && rc != 0; i++) {
		need = 0;
		buf_free(out);
		rc = stamp_once(pdf, len, s, reserve, &need, out, f);
		if (rc != 0 && (need <= reserve || need > SIGN_RESERVED_MAX))
			return -1;
		reserve = need + 256;
	}
	return rc;
}
