#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "seal/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Of a test infrastructure, under which the files of the corpus were signed;
 * the other has its name and another key. */
static const char root_pem[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBeDCCAR6gAwIBAgICA+kwCgYIKoZIzj0EAwIwIzENMAsGA1UECgwEVGVzdDES\n"
    "MBAGA1UEAwwJVGVzdCBSb290MB4XDTI1MTEyNTA5MzAwNloXDTM4MTEyMjA5MzAw\n"
    "NlowIzENMAsGA1UECgwEVGVzdDESMBAGA1UEAwwJVGVzdCBSb290MFkwEwYHKoZI\n"
    "zj0CAQYIKoZIzj0DAQcDQgAEhiH6j5MiZ1kno3nbgShSWk0FNSbNViwNBCy7bezu\n"
    "2i3tJSskDyubaWCNGL1nP4R74cZtWL7DCymYcMvkA2pX5qNCMEAwDwYDVR0TAQH/\n"
    "BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFI8kGQgwAWlhZYR5HU36\n"
    "QMIuW6C9MAoGCCqGSM49BAMCA0gAMEUCIQDhNstsMPhdVQE1uLS73le7WHzJ6czT\n"
    "20HIZl7yEOVR2gIgUWFzEw+g01+CsQHPWlbtqV+Gha+7UdR/6yGUWEaPf6E=\n"
    "-----END CERTIFICATE-----\n";
static const char other_pem[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBmzCCAUGgAwIBAgIURskON3jRnrAgfdfu8JCmbvTiwU0wCgYIKoZIzj0EAwIw\n"
    "IzENMAsGA1UECgwEVGVzdDESMBAGA1UEAwwJVGVzdCBSb290MB4XDTI2MTEyNTA5\n"
    "MzMwN1oXDTM3MTEwNzA5MzMwN1owIzENMAsGA1UECgwEVGVzdDESMBAGA1UEAwwJ\n"
    "VGVzdCBSb290MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEkt7D+18cuvuBt5Wi\n"
    "Q5Vwg1iF2o+XOHsx+b+FZiJdf2XMdOkAa4efccfn+IiwZoKLUuY8QnFTroUesW/w\n"
    "awFvBKNTMFEwHQYDVR0OBBYEFKDJ7KgX0stk086TOQML6ic0T0ZCMB8GA1UdIwQY\n"
    "MBaAFKDJ7KgX0stk086TOQML6ic0T0ZCMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZI\n"
    "zj0EAwIDSAAwRQIgC6hk2CXvyD1IB5MSDOjytSvciAXGUQpSKbcoytzdNBsCIQDJ\n"
    "nZj5H3H3jNpp3lgixWAeSnxoLhNOx2HftIFXkFE6Ag==\n"
    "-----END CERTIFICATE-----\n";

/* The day on which the corpus was made. */
#define MADE_UTC_MS ((int64_t)1795600800000)
#define DAY_MS ((int64_t)86400000)

static struct certs *
root_of(const char *pem, size_t n)
{
	struct certs *roots;
	struct fault f;

	if (certs_parse(pem, n, "root", &roots, &f) != 0)
		abort();
	return roots;
}

static enum verdict_answer
answer(const struct verify_signature *s, enum verdict_name name)
{
	const struct verdict *v = &s->verdicts.v[name];

	if ((v->answer == VERDICT_YES) != (v->why[0] == '\0'))
		abort();
	return v->answer;
}

/*
 * What each yes leans on.  Under a root that signed nothing here no byte of
 * /DSS, of a time stamp or of a certificate may make a yes.
 */
static void
judge(const struct verify_report *r, bool ours)
{
	size_t i, k;

	for (i = 0; i < r->n; i++) {
		const struct verify_signature *s = &r->signatures[i];

		for (k = 0; k < VERDICT_SIGNATURE_N; k++)
			(void)answer(s, (enum verdict_name)k);
		if (answer(s, VERDICT_TRUSTED) == VERDICT_YES &&
		    (!ours || answer(s, VERDICT_INTACT) != VERDICT_YES ||
			s->signer[0] == '\0' || s->root[0] == '\0'))
			abort();
		if (answer(s, VERDICT_TIMESTAMPED) == VERDICT_YES &&
		    (!ours || !s->has_stamp))
			abort();
		if (answer(s, VERDICT_UNCHANGED) == VERDICT_YES &&
		    answer(s, VERDICT_INTACT) != VERDICT_YES)
			abort();
	}
}

/*
 * A signed file with validation data, asked about by somebody who names a
 * root, at some day before or after its certificates end: the first byte, a
 * number of months.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct certs *roots, *others;
	struct verify_options o = { .at_utc_ms = MADE_UTC_MS };
	struct verify_report *r;
	struct fault f;

	if (roots == NULL) {
		roots = root_of(root_pem, sizeof(root_pem) - 1);
		others = root_of(other_pem, sizeof(other_pem) - 1);
	}
	if (size < 1)
		return 0;
	o.at_utc_ms += (int8_t)data[0] * 30 * DAY_MS;
	o.trust = roots;
	if (verify_pdf(data + 1, size - 1, &o, &r, &f) != 0)
		return 0;
	judge(r, true);
	verify_free(r);
	o.trust = others;
	if (verify_pdf(data + 1, size - 1, &o, &r, &f) != 0)
		abort();
	judge(r, false);
	verify_free(r);
	return 0;
}
