/*
 * What a packet costs in process: the sample report drawn and signed, against
 * the floor: deflate of the same content at the same level, and one
 * signature.  Then how many of them are verified in a second.
 *
 *     build/tests/bench/bench_packet FONTS
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "base/clock.h"
#include "bench/spent.h"
#include "base/mem.h"
#include "codec/flate.h"
#include "crypto/sha256.h"
#include "help/doc_sample_evidence.h"
#include "help/trial_keys.h"
#include "pdf/render.h"
#include "seal/sign.h"
#include "seal/verify.h"

#define OUT_MAX ((size_t)64 << 20)
/* As src/pdf/canvas.c has it. */
#define LEVEL 6
/* Seconds that each kind of work is repeated for, and the best of ROUNDS. */
#define SECONDS 0.7
#define ROUNDS 3
#define STREAMS_MAX 4096

struct bench {
	struct faces *faces;
	struct signer *signer;
	struct sample sample;
	struct render render;
	struct buf pdf;
	size_t pages;
	int64_t now_utc_ms;
	struct buf contents[STREAMS_MAX]; /* unpacked, of every stream */
	size_t n;
	size_t bytes; /* of all of them */
};

/* Draw and sign, as report does it but for the parts and the verification. */
static void
packet(struct bench *b)
{
	struct slot slot;
	struct fault f;

	buf_free(&b->pdf);
	buf_init(&b->pdf, OUT_MAX);
	must(render_doc(&b->sample.doc, b->faces, &b->render, &b->pdf, &slot,
		 &b->pages, &f),
	    &f);
	must(sign_fill(b->pdf.data, b->pdf.len, &slot, b->signer, &f), &f);
}

static void
draw(struct bench *b)
{
	struct slot slot;
	struct fault f;
	struct buf out;

	buf_init(&out, OUT_MAX);
	must(render_doc(
		 &b->sample.doc, b->faces, &b->render, &out, &slot, NULL, &f),
	    &f);
	buf_free(&out);
}

/* One signature over a file of that size. */
static void
sign(struct bench *b)
{
	struct fault f;
	struct buf p7s;

	buf_init(&p7s, SIGN_RESERVED);
	must(sign_detached(b->pdf.data, b->pdf.len, b->signer, &p7s, &f), &f);
	buf_free(&p7s);
}

static void
deflate(struct bench *b)
{
	struct libdeflate_compressor *z = libdeflate_alloc_compressor(LEVEL);
	size_t i, room;
	void *out;

	for (i = 0; i < b->n; i++) {
		room = libdeflate_zlib_compress_bound(z, b->contents[i].len);
		out = mem_new(room, 1);
		(void)libdeflate_zlib_compress(
		    z, b->contents[i].data, b->contents[i].len, out, room);
		free(out);
	}
	libdeflate_free_compressor(z);
}

static void
floor_of_it(struct bench *b)
{
	deflate(b);
	sign(b);
}

static void
check(struct bench *b)
{
	const struct verify_options o = { .at_utc_ms = b->now_utc_ms };
	struct verify_report *r = NULL;
	struct fault f;

	must(verify_pdf(b->pdf.data, b->pdf.len, &o, &r, &f), &f);
	if (r->n != 1 ||
	    r->signatures[0].verdicts.v[VERDICT_INTACT].answer != VERDICT_YES)
		must(fault_set(&f, FAULT_STATE, "not intact"), &f);
	verify_free(r);
}

/* Milliseconds of one, the best of the rounds. */
static double
measure(struct bench *b, void (*work)(struct bench *))
{
	double best = 1e9, begin, took;
	unsigned n, i;

	for (i = 0; i < ROUNDS; i++) {
		begin = spent();
		n = 0;
		do {
			work(b);
			n++;
		} while ((took = spent() - begin) < SECONDS);
		if (took / n < best)
			best = took / n;
	}
	return best * 1e3;
}

/* Every stream of the file that unpacks is content. */
static void
unpack(struct bench *b)
{
	static const char begin[] = "stream\r\n";
	const unsigned char *p = b->pdf.data, *end = p + b->pdf.len, *at;
	struct fault f;
	struct buf *out;

	for (; b->n < STREAMS_MAX && p < end; p++) {
		if (*p != 's' || (size_t)(end - p) < sizeof(begin) ||
		    memcmp(p, begin, 6) != 0)
			continue;
		at = p + 6;
		at += *at == '\r';
		at += *at == '\n';
		out = &b->contents[b->n];
		buf_init(out, OUT_MAX);
		if (flate_unpack(at, (size_t)(end - at), out, &f) == 0) {
			b->bytes += out->len;
			b->n++;
		} else {
			buf_free(out);
		}
	}
}

static void
prepare(struct bench *b, const char *fonts)
{
	struct trial_keys keys;
	struct fault f;

	must(clock_now(&b->now_utc_ms, &f), &f);
	must(faces_load(fonts, &b->faces, &f), &f);
	must(trial_keys_make(&keys, TRIAL_P256, b->now_utc_ms, &f), &f);
	must(signer_open(keys.signer_key, keys.signer, NULL, b->now_utc_ms,
		 &b->signer, &f),
	    &f);
	trial_keys_remove(&keys);
	sample_build(&b->sample);
	b->render = (struct render){ .paper = PAPER_A4,
		.producer = "proviso bench",
		.contents_reserved = SIGN_RESERVED,
		.certify = 2,
		.cosigners = 1,
		.reason = "bench",
		.signed_utc_ms = b->now_utc_ms };
	buf_init(&b->pdf, OUT_MAX);
	packet(b);
	unpack(b);
}

int
main(int argc, char *argv[])
{
	static struct bench b;
	double all, floor_ms, drawn, signed_ms, deflated, verified;
	size_t i;

	prepare(&b, argc > 1 ? argv[1] : "build/fonts");
	all = measure(&b, packet);
	floor_ms = measure(&b, floor_of_it);
	drawn = measure(&b, draw);
	signed_ms = measure(&b, sign);
	deflated = measure(&b, deflate);
	verified = measure(&b, check);
	(void)printf("packet: %zu pages, %zu bytes, %zu of content in %zu "
		     "streams\n",
	    b.pages, b.pdf.len, b.bytes, b.n);
	(void)printf("packet: drawn and signed in %.2f ms (drawn %.2f), %.0f a "
		     "second\n",
	    all, drawn, 1e3 / all);
	(void)printf("packet: floor %.2f ms (deflate %.2f, signature %.2f), "
		     "ratio %.2f\n",
	    floor_ms, deflated, signed_ms, all / floor_ms);
	(void)printf("verify: the signature's verdicts in %.2f ms, %.0f a "
		     "second\n",
	    verified, 1e3 / verified);
	for (i = 0; i < b.n; i++)
		buf_free(&b.contents[i]);
	buf_free(&b.pdf);
	doc_free(&b.sample.doc);
	signer_free(b.signer);
	faces_free(b.faces);
	return 0;
}
