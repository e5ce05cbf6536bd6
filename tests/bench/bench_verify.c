/*
 * What the verdicts on packets cost in process, best of the rounds, in
 * milliseconds of the processor:
 *
 *     build/tests/bench/bench_verify FONTS ROOT.pem FILE...
 *
 * A line a file, tab-separated under a header: bytes; the five verdicts of
 * its signatures (verify_pdf); EVIDENCE-MATCHES and the rest of packet_check,
 * with the faces loaded before, as the second file of a run has it; gumbo's own
 * parse of what is embedded as HTML, read from the file before the clock runs:
 * whole pages, and what text/ gives it; SHA-256 of the file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <gumbo.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "cli/packet_check.h"
#include "crypto/cert.h"
#include "crypto/sha256.h"
#include "model/part.h"
#include "pdf/face.h"
#include "pdfread/file.h"
#include "pdfread/parts.h"
#include "seal/verify.h"

/* Seconds that each kind of work is repeated for, and the best of ROUNDS. */
#define SECONDS 0.2
#define ROUNDS 3

struct bench {
	const char *path;
	struct buf pdf;
	struct verify_options o;
	struct faces *faces;
	struct verify_report *r; /* of an earlier pass, for its attachments */
	const struct part *parts;
	size_t n_parts;
	enum verdict_answer evidence, trusted;
};

/* Time of the processor: others may be at work on it. */
static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

/* What a bench cannot do ends it. */
static void
must(int rc, const struct fault *f)
{
	if (rc == 0)
		return;
	(void)fprintf(stderr, "bench_verify: %s\n", f->text);
	exit(3);
}

/* One pass: *seal and *evidence in milliseconds. */
static void
verdicts(struct bench *b, double *seal, double *evidence)
{
	struct packet_check_options o = { .path = b->path,
		.pdf = b->pdf.data,
		.len = b->pdf.len,
		.program = "",
		.faces = &b->faces };
	struct verify_report *r = NULL;
	struct packet_check p;
	struct fault f;
	double begin = now(), mid;

	must(verify_pdf(b->pdf.data, b->pdf.len, &b->o, &r, &f), &f);
	mid = now();
	must(packet_check(r, &o, &p, &f), &f);
	*evidence = now() - mid;
	*seal = mid - begin;
	b->evidence = p.v[1].answer;
	b->trusted = r->n == 0
	    ? VERDICT_NO
	    : r->signatures[0].verdicts.v[VERDICT_TRUSTED].answer;
	verify_free(r);
}

static void
sha(struct bench *b)
{
	struct digest d;
	struct fault f;

	must(sha256_of(b->pdf.data, b->pdf.len, &d, &f), &f);
}

static void
gumbo(struct bench *b)
{
	GumboOptions o = kGumboDefaultOptions;
	GumboOutput *out;
	size_t i;

	o.max_errors = 0;
	for (i = 0; i < b->n_parts; i++) {
		if (strncmp(b->parts[i].name, "captures/", 9) != 0 ||
		    strstr(b->parts[i].name, ".html") == NULL)
			continue;
		out = gumbo_parse_with_options(
		    &o, (const char *)b->parts[i].bytes, b->parts[i].len);
		gumbo_destroy_output(&o, out);
	}
}

static double
measure(struct bench *b, void (*work)(struct bench *))
{
	double best = 1e9, begin, took;
	unsigned n, i;

	for (i = 0; i < ROUNDS; i++) {
		begin = now();
		n = 0;
		do {
			work(b);
			n++;
		} while ((took = now() - begin) < SECONDS * 1e3);
		if (took / n < best)
			best = took / n;
	}
	return best;
}

static size_t
captures(const struct bench *b)
{
	size_t i, n = 0;

	for (i = 0; i < b->n_parts; i++)
		n += strncmp(b->parts[i].name, "captures/", 9) == 0;
	return n;
}

static void
parts_read(struct bench *b)
{
	struct part *parts;
	struct fault f;
	size_t i;

	must(verify_pdf(b->pdf.data, b->pdf.len, &b->o, &b->r, &f), &f);
	must(pdfread_parts(b->r->pdf, &b->n_parts, &f), &f);
	parts = mem_new(b->n_parts + 1, sizeof(*parts));
	for (i = 0; i < b->n_parts; i++)
		must(pdfread_part(b->r->pdf, i, &parts[i], &f), &f);
	b->parts = parts;
}

static void
one(struct bench *b)
{
	double seal, evidence, least[2] = { 1e9, 1e9 }, begin = now();
	struct fault f;

	buf_init(&b->pdf, PDFREAD_MAX);
	must(file_read(b->path, &b->pdf, &f), &f);
	do {
		verdicts(b, &seal, &evidence);
		if (seal < least[0])
			least[0] = seal;
		if (evidence < least[1])
			least[1] = evidence;
	} while (now() - begin < SECONDS * ROUNDS * 1e3);
	parts_read(b);
	(void)printf("%s\t%zu\t%zu\t%s\t%s\t%.3f\t%.3f\t%.3f\t%.3f\n", b->path,
	    b->pdf.len, captures(b), verdict_word(b->trusted),
	    verdict_word(b->evidence), least[0], least[1], measure(b, gumbo),
	    measure(b, sha));
	free((void *)(uintptr_t)b->parts);
	verify_free(b->r);
	buf_free(&b->pdf);
}

int
main(int argc, char *argv[])
{
	struct bench b = { .path = NULL };
	struct certs *roots = NULL;
	struct fault f;
	int i;

	if (argc < 4) {
		(void)fprintf(stderr, "bench_verify FONTS ROOT.pem FILE...\n");
		return 2;
	}
	must(clock_now(&b.o.at_utc_ms, &f), &f);
	must(certs_open(argv[2], &roots, &f), &f);
	b.o.trust = roots;
	must(faces_load(argv[1], &b.faces, &f), &f);
	(void)printf("file\tbytes\tcaptures\ttrusted\tevidence\tsignature_ms\t"
		     "evidence_ms\tgumbo_ms\tsha256_ms\n");
	for (i = 3; i < argc; i++) {
		b.path = argv[i];
		one(&b);
	}
	faces_free(b.faces);
	certs_free(roots);
	return 0;
}
