#include "seal/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "crypto/sha256.h"
#include "crypto/signed.h"
#include "seal_in.h"

/* What the signer's certificate says of itself. */
static int
judge_signer(struct judge *j, const struct cert *c, struct fault *f)
{
	struct cert_view v;

	if (c == NULL)
		return 0;
	if (cert_look(c, &v, f) != 0)
		return -1;
	j->v.signer = arena_strdup(&j->report->arena, v.name);
	j->v.issuer = arena_strdup(&j->report->arena, v.issuer);
	j->v.cert = v.sha;
	if (j->s->has_time &&
	    (j->s->time_utc_ms < v.from_utc_ms ||
		j->s->time_utc_ms > v.to_utc_ms))
		judge_warn(j,
		    "the time the signer claims (/M) lies outside the validity "
		    "of the certificate");
	return 0;
}

/* The name of what it is, by the rules it keeps. */
static void
judge_level(struct judge *j, const struct signed_verdict *v)
{
	const char *sub = j->s->subfilter;

	if (strcmp(sub, "ETSI.RFC3161") == 0) {
		j->v.level = "document time stamp";
	} else if (strcmp(sub, "ETSI.CAdES.detached") != 0) {
		j->v.level = arena_fmt(&j->report->arena, "not PAdES (%s)",
		    sub[0] != '\0' ? sub : "no /SubFilter");
	} else if (v->ess == SIGNED_ESS_NONE) {
		j->v.level = "not PAdES baseline (no signing-certificate)";
		judge_warn(j,
		    "the signature names no certificate in its signed "
		    "attributes (ESS): PAdES wants that");
	} else if (v->has_signing_time) {
		j->v.level = "not PAdES baseline (signing-time)";
	} else {
		j->baseline = true;
	}
	if (v->bare)
		judge_warn(j,
		    "the CMS has no signed attributes: the signature is over "
		    "the file itself, and names neither its certificate nor a "
		    "time");
	if (v->odd_version)
		judge_warn(j,
		    "the version of SignedData is not the one that follows "
		    "from what is inside (RFC 5652 section 5.1)");
	if (v->unsorted)
		judge_warn(
		    j, "the signed attributes are not in the order of DER");
}

/* adbe.x509.rsa_sha1: no CMS at all. */
static int
judge_pkcs1(struct judge *j, struct signed_verdict *v, struct fault *f)
{
	size_t used;

	if (j->s->cert == NULL)
		return judge_broken(j, VERDICT_NO,
		    "adbe.x509.rsa_sha1 wants the certificate in /Cert");
	if (certs_add_der(j->given, j->s->cert, j->s->cert_len, f) != 0 ||
	    signed_check_pkcs1(j->cms, j->cms_len, certs_at(j->given, 0),
		j->pieces, 2, &used, v, f) != 0)
		return judge_broken(j, VERDICT_NO, "%s", f->text);
	return judge_padding(j, used);
}

static int
judge_cms(struct judge *j, struct signed_verdict *v, struct fault *f)
{
	struct signed_claim claim = {
		.kind = SIGNED_DETACHED,
		.pieces = j->pieces,
		.n = 2,
		/* The older kinds are PKCS #7 as such, CAdES is more. */
		.may_be_bare = strncmp(j->s->subfilter, "adbe.", 5) == 0,
	};
	size_t used;

	if (strcmp(j->s->subfilter, "adbe.pkcs7.sha1") == 0)
		claim.kind = SIGNED_SHA1_INSIDE;
	else if (strcmp(j->s->subfilter, "ETSI.RFC3161") == 0) {
		/* Authorities may leave their certificate out (certReq). */
		claim.kind = SIGNED_TIME_STAMP;
		claim.extra = evidence_pool(j->evidence);
	}
	if (signed_parse(j->cms, j->cms_len, &j->data, &used, f) != 0)
		return judge_broken(j, VERDICT_NO,
		    "/Contents holds no readable CMS: %s", f->text);
	if (judge_padding(j, used) != 0)
		return -1;
	return signed_check(j->data, &claim, v, f);
}

static bool
subfilter_known(const char *s)
{
	static const char *const known[] = {
		"ETSI.CAdES.detached", "adbe.pkcs7.detached", "adbe.pkcs7.sha1",
		"adbe.x509.rsa_sha1", "ETSI.RFC3161",
		"PBAD.PAdES", /* DOC-ICP-15.03 of ICP-Brasil: as CAdES */
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(s, known[i]) == 0)
			return true;
	return false;
}

/* INTACT; the signer is found on the way. */
static int
judge_intact(struct judge *j, struct fault *f)
{
	struct signed_verdict v = { .answer = SIGNED_NO };
	int rc;

	if (judge_range(j) != 0 || judge_contents(j) != 0)
		return -1;
	if (!subfilter_known(j->s->subfilter))
		return judge_broken(j, VERDICT_UNKNOWN,
		    "/SubFilter %s is not known here",
		    j->s->subfilter[0] != '\0' ? j->s->subfilter : "(none)");
	if (judge_second(j, f) != 0)
		return -1;
	rc = strcmp(j->s->subfilter, "adbe.x509.rsa_sha1") == 0
	    ? judge_pkcs1(j, &v, f)
	    : judge_cms(j, &v, f);
	if (rc != 0)
		return -1;
	j->signer = v.signer;
	if (judge_signer(j, v.signer, f) != 0)
		return -1;
	if (v.answer != SIGNED_YES)
		return judge_broken(j,
		    v.answer == SIGNED_NO ? VERDICT_NO : VERDICT_UNKNOWN, "%s",
		    v.why);
	j->sv = v;
	judge_level(j, &v);
	judge_set(j, VERDICT_INTACT, VERDICT_YES, "");
	return 0;
}

/*= ISO 32000-2 section 12.8.2.2.1: one certification, the first signature */
static int
judge_certification(struct judge *j)
{
	const struct pdfread *pdf = j->report->pdf;
	const struct pdfread_signature *s = j->s;
	size_t i;

	if (s->docmdp == 0 && s->certifies)
		return judge_broken(j, VERDICT_NO,
		    "/Perms names this signature as the certification, but it "
		    "has no DocMDP transform");
	if (s->docmdp == 0 || judge_is_approval(s))
		return 0;
	for (i = 0; i < j->index; i++)
		if (strcmp(pdfread_signature(pdf, i)->subfilter,
			"ETSI.RFC3161") != 0)
			return judge_broken(j, VERDICT_NO,
			    "it certifies the document, but is not its first "
			    "signature");
	if (!s->certifies)
		judge_warn(j,
		    "it certifies the document, but /Perms /DocMDP does not "
		    "name it: viewers will not hold later changes against it");
	return 0;
}

/* INTACT, and what follows the signature. */
static int
judge_first(struct judge *j, struct fault *f)
{
	struct fault local = { .kind = FAULT_NONE };

	j->v.s = j->s;
	j->v.level = j->v.signer = j->v.issuer = j->v.root = "";
	j->v.has_signed_at = j->s->has_time;
	j->v.signed_at_utc_ms = j->s->time_utc_ms;
	j->given = certs_new();
	j->warnings =
	    arena_new(&j->report->arena, WARNINGS_MAX, sizeof(*j->warnings));
	judge_set(j, VERDICT_INTACT, VERDICT_UNKNOWN, "");
	/* Reasons are in the verdict; what is left without one is a fault. */
	if (judge_intact(j, &local) == 0)
		(void)judge_certification(j);
	else if (j->v.verdicts.v[VERDICT_INTACT].why[0] == '\0') {
		*f = local;
		return -1;
	}
	judge_rest(j);
	return 0;
}

/*
 * What no later signature covers: the CMS of the newest.  Its digest and value
 * hold what was signed; the certificates beside them, and those of its time
 * stamps, must be as they were issued.
 */
static void
judge_spare(struct judge *j)
{
	const struct certs *known[] = { evidence_pool(j->evidence),
		j->o->trust };
	const struct signed_data *s = j->data;
	char why[SIGNED_WHY];
	enum signed_answer a;
	size_t i;

	if (s == NULL || j->v.verdicts.v[VERDICT_INTACT].answer != VERDICT_YES)
		return;
	for (i = 0; i <= signed_stamps(j->data); i++) {
		a = signed_certs_hold(s, known, 2, why);
		if (a == SIGNED_NO) {
			(void)judge_broken(j, VERDICT_NO, "%s", why);
			return;
		}
		if (a == SIGNED_UNKNOWN)
			judge_warn(j, "%s", why);
		if (i < signed_stamps(j->data))
			s = signed_stamp(j->data, i);
	}
}

static void
judges_free(struct judge *all, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		signed_free(all[i].data);
		certs_free(all[i].given);
	}
	free(all);
}

/*
 * All that a file says of itself first, then whom to trust: what proves when
 * one signature was made may stand in another one.
 */
static int
judge_all(struct judge *all, size_t n, struct fault *f)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (judge_first(&all[i], f) != 0)
			return -1;
	for (i = 0; i < n; i++)
		if (evidence_signature(all[i].evidence, &all[i], f) != 0)
			return -1;
	if (n > 0 && evidence_ready(all[0].evidence, f) != 0)
		return -1;
	if (n > 0)
		judge_spare(&all[n - 1]);
	if (judge_times(all, n, f) != 0)
		return -1;
	for (i = 0; i < n; i++)
		if (judge_trusted(&all[i], f) != 0)
			return -1;
	return 0;
}

static bool
is_rights(const struct judge *j)
{
	return j->s->place == PDFREAD_USAGE_RIGHTS;
}

/*
 *= ISO 32000-2 section 12.8.6, table 263: /UR3 grants what a reader may do
 *= with the file (deprecated); where it does not hold, nothing is granted
 *
 * So beside signatures that people made, usage rights that came to nothing,
 * since a form was filled in or the file was written anew, say nothing of the
 * document.  Alone in a file they are judged as what they are.
 */
static bool
is_dead_rights(const struct judge *j, const struct judge *all, size_t n)
{
	const struct verdict *v = j->v.verdicts.v;
	size_t i;

	if (!is_rights(j) ||
	    (v[VERDICT_INTACT].answer == VERDICT_YES &&
		v[VERDICT_UNCHANGED].answer == VERDICT_YES))
		return false;
	for (i = 0; i < n; i++)
		if (!is_rights(&all[i]))
			return true;
	return false;
}

/* What is told of each signature, into the report. */
static void
tell_all(struct verify_report *r, struct judge *all, size_t n)
{
	struct verify_signature *list = arena_new(&r->arena, n, sizeof(*list));
	const struct judge *dead = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (is_dead_rights(&all[i], all, n))
			dead = &all[i];
	for (i = 0; i < n; i++) {
		if (is_dead_rights(&all[i], all, n))
			continue;
		if (dead != NULL)
			judge_warn(&all[i],
			    "the usage rights of the file (/Perms /UR3) are "
			    "not in force: %s",
			    dead->v.verdicts.v[VERDICT_INTACT].why[0] != '\0'
				? dead->v.verdicts.v[VERDICT_INTACT].why
				: dead->v.verdicts.v[VERDICT_UNCHANGED].why);
		dead = NULL;
		list[r->n] = all[i].v;
		list[r->n++].warnings = all[i].warnings;
	}
	r->signatures = list;
}

int
verify_pdf(const unsigned char *pdf, size_t len, const struct verify_options *o,
    struct verify_report **out, struct fault *f)
{
	struct verify_report *r = mem_new(1, sizeof(*r));
	struct judge *all = NULL;
	struct evidence *evidence = evidence_new();
	size_t i, n = 0;
	int rc = -1;

	if (pdfread_open(pdf, len, &r->pdf, f) != 0)
		goto out;
	if (evidence_dss(evidence, r->pdf, f) != 0 ||
	    evidence_chain(evidence, o->chain, f) != 0)
		goto out;
	n = pdfread_signatures(r->pdf);
	all = mem_new(n + 1, sizeof(*all));
	for (i = 0; i < n; i++)
		all[i] = (struct judge){
			.report = r,
			.o = o,
			.pdf = pdf,
			.len = len,
			.index = i,
			.evidence = evidence,
			.s = pdfread_signature(r->pdf, i),
		};
	if (judge_all(all, n, f) != 0)
		goto out;
	tell_all(r, all, n);
	judges_free(all, n);
	all = NULL;
	*out = r;
	r = NULL;
	rc = 0;
out:
	if (all != NULL)
		judges_free(all, n);
	evidence_free(evidence);
	verify_free(r);
	return rc;
}

void
verify_free(struct verify_report *r)
{
	if (r == NULL)
		return;
	pdfread_free(r->pdf);
	arena_free(&r->arena);
	free(r);
}
