#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "archive/archive.h"
#include "archive/log.h"
#include "archive/log_sign.h"
#include "archive/store.h"
#include "base/num.h"

/*
 * The log as it grows: bench_log FILE LEAVES makes an archive there whose log
 * has about so many leaves (looks without bytes, each with its ruling), and
 * tells what one look costs at the beginning and at the end, what a proof
 * costs, and a checkpoint, in seconds of the processor: a disk that others
 * wait for, too, says nothing of us.  A transaction for 1,000 looks.
 */
#define DOCUMENTS 100
#define BATCH 1000
#define PROOFS 2000

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
bench_look(struct archive *a, int64_t doc, int64_t i, struct fault *f)
{
	char key[32];
	const struct capture c = { .platform = "",
		.document = "",
		.key = key,
		.time_utc_ms = 1600000000000 + i * 60000,
		.method = "capture",
		.url = "https://acme.example/privacy",
		.record = "{\"status\":503}",
		.media_type = "",
		.select = "",
		.remove = "" };
	const struct archive_ruling r = { .ruling = RULING_GAP,
		.rule = "unreachable",
		.rules_version = 1,
		.who = "bench",
		.when_utc_ms = 1600000000000,
		.detail = "503" };
	int64_t event;

	(void)snprintf(key, sizeof(key), "k%lld", (long long)i);
	if (archive_put_event(a, doc, &c, "http 503", &event, NULL, f) != 0)
		return -1;
	return archive_put_ruling(a, event, &r, f);
}

/* Looks from first to end - 1; seconds of them all. */
static int
bench_fill(struct archive *a, const int64_t *docs, int64_t first, int64_t end,
    double *seconds, struct fault *f)
{
	double t = now();
	int64_t i;

	for (i = first; i < end; i++) {
		if ((i - first) % BATCH == 0 && archive_begin(a, f) != 0)
			return -1;
		if (bench_look(a, docs[i % DOCUMENTS], i, f) != 0)
			return -1;
		if (((i - first) % BATCH == BATCH - 1 || i + 1 == end) &&
		    archive_commit(a, f) != 0)
			return -1;
	}
	*seconds = now() - t;
	return 0;
}

static int
bench_proofs(struct archive *a, double *each, double *worst, struct fault *f)
{
	struct checkpoint c;
	struct buf note, proof;
	uint64_t size, i, at = 12345, index;
	double t, took, all = 0;
	bool found;
	char name[32];
	int rc = -1;

	*worst = 0;
	buf_init(&note, NOTE_MAX);
	if (archive_log_size(a, &size, f) != 0 ||
	    archive_log_newest(a, &note, &c, &found, f) != 0)
		goto out;
	for (i = 0; i < PROOFS; i++) {
		at = at * 6364136223846793005u + 1442695040888963407u;
		(void)snprintf(name, sizeof(name), "event %llu",
		    (unsigned long long)((at >> 11) % (size / 2) + 1));
		buf_init(&proof, CHECKPOINT_PROOF_MAX);
		t = now();
		if (archive_log_find(a, name, &index, f) != 0 ||
		    archive_log_prove(a, index, &c, &note, &proof, f) != 0)
			goto out;
		took = now() - t;
		all += took;
		*worst = took > *worst ? took : *worst;
		buf_free(&proof);
	}
	*each = all / PROOFS;
	rc = 0;
out:
	buf_free(&note);
	return rc;
}

static int
bench_run(const char *path, int64_t leaves, struct fault *f)
{
	struct archive_log_signing sign = { .now_utc_ms = 1700000000000 };
	struct archive_log_signed made;
	struct archive_made keys;
	struct archive *a;
	int64_t docs[DOCUMENTS], looks = leaves / 2;
	double first, rest, last, signing, each, worst;
	struct buf note;
	char name[32];
	int i;

	if (archive_create(path, NULL, &keys, f) != 0 ||
	    archive_open(path, true, &a, f) != 0 || archive_begin(a, f) != 0)
		return -1;
	for (i = 0; i < DOCUMENTS; i++) {
		(void)snprintf(name, sizeof(name), "Document %d", i);
		if (archive_document(a, "Acme", name, &docs[i], f) != 0)
			return -1;
	}
	buf_init(&note, NOTE_MAX);
	if (archive_commit(a, f) != 0 ||
	    bench_fill(a, docs, 0, BATCH, &first, f) != 0 ||
	    bench_fill(a, docs, BATCH, looks - BATCH, &rest, f) != 0 ||
	    bench_fill(a, docs, looks - BATCH, looks, &last, f) != 0)
		return -1;
	signing = now();
	if (archive_log_sign(a, &sign, &note, &made, f) != 0)
		return -1;
	signing = now() - signing;
	if (bench_proofs(a, &each, &worst, f) != 0)
		return -1;
	(void)printf(
	    "leaves\t%llu\n", (unsigned long long)made.checkpoint.head.size);
	(void)printf(
	    "a look among the first %d\t%.1f us\n", BATCH, first * 1e6 / BATCH);
	(void)printf("a look among the last %d\t%.1f us\t%.2f times\n", BATCH,
	    last * 1e6 / BATCH, last / first);
	(void)printf("checkpoint\t%.3f ms\n", signing * 1e3);
	(void)printf("proof\t%.3f ms, worst of %d %.3f ms\n", each * 1e3,
	    PROOFS, worst * 1e3);
	buf_free(&note);
	archive_made_free(&keys);
	archive_close(a);
	return 0;
}

int
main(int argc, char *argv[])
{
	struct fault f = { .kind = FAULT_NONE };
	int64_t leaves = 0;

	if (argc != 3 ||
	    num_i64(argv[2], 8 * BATCH, 100000000, "leaves", &leaves, &f) !=
		0) {
		(void)fprintf(
		    stderr, "usage: bench_log FILE LEAVES %s\n", f.text);
		return 2;
	}
	if (bench_run(argv[1], leaves, &f) != 0) {
		(void)fprintf(stderr, "bench_log: %s\n", f.text);
		return 1;
	}
	return 0;
}
