#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/packet_check.h"
#include "gather_in.h"
#include "pdf/render.h"
#include "seal/raise.h"
#include "seal/sign.h"
#include "seal/verify.h"

/* What portals take: notes on paper, DESIGN section 8. */
#define PAGES_MAX 500

/* A place that turns out too small is made again larger so often. */
#define TRIES 3

int
report_seal_check(struct report_job *j, struct fault *f)
{
	static const char *const words[] = { "b", "t", "lt", "lta" };

	if (seal_arg_check(&j->seal, f) != 0)
		return -1;
	if (!seal_arg_signs(&j->seal) &&
	    (j->seal.n_tsa > 0 || j->seal.level > SEAL_B))
		return fault_set(f, FAULT_FORMAT,
		    "%s without --key: an unsigned report has no level",
		    j->seal.n_tsa > 0 ? "--tsa" : "--level");
	j->level = words[j->seal.level];
	return 0;
}

/* The host of an address, as a packet may name it. */
static const char *
tsa_host(struct arena *a, const char *url)
{
	const char *p = strstr(url, "://"), *at;
	size_t n;

	p = p == NULL ? url : p + 3;
	n = strcspn(p, "/?#");
	at = memchr(p, '@', n);
	if (at != NULL) {
		n -= (size_t)(at + 1 - p);
		p = at + 1;
	}
	return arena_strndup(a, p, n);
}

int
report_seal_words(struct reading *r, const struct report_job *j,
    struct packet *p, struct fault *f)
{
	const struct signer *s = j->seal.signer;
	struct cert_view view;
	struct digest_hex hex;
	size_t i;

	p->tsa = "";
	if (s == NULL)
		return 0;
	if (cert_look(certs_at(signer_certs(s), 0), &view, f) != 0)
		return -1;
	hex = digest_hex(&view.sha);
	p->sign = 1;
	p->signer =
	    arena_fmt(&r->arena, "%s, certificate %.16s", view.name, hex.s);
	p->algorithm = arena_strdup(&r->arena, signer_algorithm(s));
	/* Which of several answers is known when the page is drawn already. */
	for (i = 0; i < j->seal.n_tsa; i++)
		p->tsa = arena_fmt(&r->arena, "%s%s%s", p->tsa,
		    i == 0 ? "" : " or ", tsa_host(&r->arena, j->seal.tsa[i]));
	return 0;
}

/* The quotes as drawn, the texts and the manifest, read back from the file. */
static int
evidence_in_memory(
    const struct report_job *j, struct verify_report *report, struct fault *f)
{
	const struct packet_check_options o = { .program = j->global->program };
	const struct verdict *v;
	struct packet_check c;

	if (packet_check(report, &o, &c, f) != 0)
		return -1;
	v = &c.v[VERDICT_EVIDENCE - VERDICT_LOGGED];
	if (v->answer == VERDICT_NO)
		return fault_set(f, FAULT_STATE,
		    "the evidence of the packet just signed does not match: %s",
		    v->why);
	return 0;
}

/* Nothing is published that our own verifier would not accept. */
static int
signature_in_memory(
    struct report_job *j, const struct buf *pdf, struct fault *f)
{
	const struct verify_options o = { .trust = NULL,
		.at_utc_ms = j->now_utc_ms };
	struct verify_report *report = NULL;
	const struct verdict *v;
	int rc = -1;

	if (verify_pdf(pdf->data, pdf->len, &o, &report, f) != 0)
		return -1;
	if (report->n != 1) {
		fault_set(f, FAULT_STATE,
		    "the packet just signed: want 1 signature, have %zu",
		    report->n);
		goto out;
	}
	v = report->signatures[0].verdicts.v;
	if (v[VERDICT_INTACT].answer != VERDICT_YES ||
	    v[VERDICT_COVERS].answer != VERDICT_YES ||
	    v[VERDICT_UNCHANGED].answer != VERDICT_YES) {
		fault_set(f, FAULT_STATE,
		    "the packet just signed does not verify: %s %s %s",
		    v[VERDICT_INTACT].why, v[VERDICT_COVERS].why,
		    v[VERDICT_UNCHANGED].why);
		goto out;
	}
	(void)snprintf(
	    j->signer, sizeof(j->signer), "%s", report->signatures[0].signer);
	j->signer_cert = report->signatures[0].cert;
	j->revision_end = report->signatures[0].raw.end;
	rc = evidence_in_memory(j, report, f);
out:
	verify_free(report);
	return rc;
}

/* Draw and sign; *need is what the signature took, where it did not fit. */
static int
seal_once(struct report_job *j, const struct doc *doc, struct faces *faces,
    const struct packet *p, const struct parts *parts, size_t reserve,
    size_t *need, struct buf *pdf, struct fault *f)
{
	const struct signer *s = j->seal.signer;
	struct slot slot;

	*need = 0;
	if (render_doc(doc, faces,
		&(struct render){
		    .paper = j->paper_word != NULL &&
			    strcmp(j->paper_word, "letter") == 0
			? PAPER_LETTER
			: PAPER_A4,
		    .producer = p->release,
		    .parts = parts->items,
		    .n_parts = parts->n,
		    .contents_reserved = s == NULL ? 0 : reserve,
		    .certify = p->certify,
		    .cosigners = s == NULL ? 0 : j->cosigners,
		    .reason = "Certified as issued",
		    .signed_utc_ms = j->now_utc_ms,
		    .max_pages = PAGES_MAX,
		},
		pdf, &slot, &j->pages, f) != 0 ||
	    buf_check(pdf, "packet", f) != 0)
		return -1;
	return s == NULL
	    ? 0
	    : sign_fill_or_need(pdf->data, pdf->len, &slot, s, need, f);
}

/* Validation data, and a time stamp over them. */
static int
seal_raised(struct report_job *j, struct buf *pdf, struct fault *f)
{
	struct buf raised;
	int rc = -1;

	if (j->seal.level < SEAL_LT)
		return 0;
	buf_init(&raised, pdf->max);
	if (seal_raise(pdf->data, pdf->len, j->seal.level, &j->seal.services,
		&raised, f) != 0 ||
	    seal_check(pdf->data, pdf->len, raised.data, raised.len,
		j->seal.level == SEAL_LTA ? 1 : 0, j->now_utc_ms, f) != 0) {
		buf_free(&raised);
		goto out;
	}
	buf_free(pdf);
	*pdf = raised;
	rc = 0;
out:
	return rc;
}

int
report_seal(struct report_job *j, const struct doc *doc, struct faces *faces,
    const struct packet *p, const struct parts *parts, struct buf *pdf,
    struct buf *p7s, struct fault *f)
{
	const struct signer *s = j->seal.signer;
	size_t reserve = SIGN_RESERVED, need = 0, i;
	int rc = -1;

	if (s != NULL && signer_estimate(s) > reserve)
		reserve = signer_estimate(s);
	for (i = 0; i < TRIES && rc != 0; i++) {
		if (reserve > SIGN_RESERVED_MAX)
			reserve = SIGN_RESERVED_MAX;
		buf_free(pdf);
		rc = seal_once(j, doc, faces, p, parts, reserve, &need, pdf, f);
		if (rc != 0 &&
		    (need <= reserve || reserve == SIGN_RESERVED_MAX))
			return -1;
		reserve = need + 256;
	}
	if (rc != 0 || s == NULL)
		return rc;
	if (signature_in_memory(j, pdf, f) != 0 || seal_raised(j, pdf, f) != 0)
		return -1;
	if (sign_detached(pdf->data, pdf->len, s, p7s, f) != 0)
		return -1;
	return j->seal.level < SEAL_LT
	    ? 0
	    : seal_raise_detached(pdf->data, pdf->len, j->seal.level,
		  &j->seal.services, p7s, f);
}
