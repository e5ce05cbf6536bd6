/*
 * What an archive costs as it grows, on a made-up history (history_made.h):
 *
 *     bench_scale make FILE LOOKS      makes the archive
 *     bench_scale more FILE LOOKS N DONE    N looks more, each a transaction
 *     bench_scale cold FILE LOOKS N DONE    the same, each by who has just
 *                                           opened the archive
 *
 * LOOKS is what it was made with, DONE how many were made after that.
 *
 * Without fsync, in seconds of the processor less those that went into making
 * things up: what is measured is ours, on a busy machine too.  Pages are counted where they are
 * written, those of the write-ahead log and those of the file by themselves.
 * One line each, "name<TAB>figure".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "archive/store.h"
#include "base/mem.h"
#include "base/num.h"
#include "history_made.h"

#define SEED 20260101
#define BATCH 500
#define PAGE 4096
#define FRAME_HEAD 24

/* The engine's calls end here, not in the C library. */
static long n_frames, n_pages;

int
fsync(int fd)
{
	(void)fd;
	return 0;
}

int
fdatasync(int fd)
{
	(void)fd;
	return 0;
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	if (n == FRAME_HEAD)
		n_frames++;
	else if (n >= PAGE)
		n_pages++;
	if (lseek(fd, at, SEEK_SET) != at)
		return -1;
	return write(fd, p, n);
}

static int
scale_batch(struct made *m, struct archive *a, int64_t looks, int64_t n_dirty,
    struct fault *f)
{
	struct made_doc **dirty, *d;
	int64_t i, n = 0;
	int rc = -1;

	dirty = mem_new((size_t)n_dirty, sizeof(struct made_doc *));
	if (archive_begin(a, f) != 0)
		goto out;
	for (i = 0; i < n_dirty && m->looks < looks; i++) {
		if (made_look(m, a, &d, f) != 0)
			goto out;
		dirty[n++] = d;
	}
	for (i = 0; i < n; i++)
		if (archive_holdings_rebuild(a, dirty[i]->handle, f) != 0)
			goto out;
	rc = archive_commit(a, f);
out:
	free(dirty);
	return rc;
}

static void
scale_memory(void)
{
	struct rusage use;

	(void)getrusage(RUSAGE_SELF, &use);
	(void)printf("memory_mb\t%.1f\n", (double)use.ru_maxrss / 1024);
}

static int
scale_make(const char *path, int64_t looks, struct fault *f)
{
	struct archive_made keys;
	struct archive *a = NULL;
	double t = made_clock();
	struct made m;
	int rc = -1;

	made_begin(&m, SEED, looks);
	if (archive_create(path, NULL, &keys, f) != 0)
		goto out;
	archive_made_free(&keys);
	if (archive_open(path, true, &a, f) != 0)
		goto out;
	while (m.looks < looks)
		if (scale_batch(&m, a, looks, BATCH, f) != 0)
			goto out;
	t = made_clock() - t - m.own;
	(void)printf("documents\t%lld\n", (long long)m.n_docs);
	(void)printf("made_us\t%.1f\n", t * 1e6 / (double)looks);
	scale_memory();
	rc = 0;
out:
	archive_close(a);
	made_end(&m);
	return rc;
}

static int
by_size(const void *pa, const void *pb)
{
	const double a = *(const double *)pa, b = *(const double *)pb;

	return (a > b) - (a < b);
}

static void
scale_tell(double *took, int64_t n)
{
	double all = 0;
	int64_t i;

	for (i = 0; i < n; i++)
		all += took[i];
	qsort(took, (size_t)n, sizeof(*took), by_size);
	(void)printf("look_us\t%.1f\n", all * 1e6 / (double)n);
	(void)printf("look_median_us\t%.1f\n", took[n / 2] * 1e6);
	(void)printf("log_pages\t%.2f\n", (double)n_frames / (double)n);
	(void)printf(
	    "file_pages\t%.2f\n", (double)(n_pages - n_frames) / (double)n);
	scale_memory();
}

static int
scale_one(struct made *m, struct archive *a, struct fault *f)
{
	struct made_doc *d;

	if (archive_begin(a, f) != 0 || made_look(m, a, &d, f) != 0 ||
	    archive_holdings_rebuild(a, d->handle, f) != 0)
		return -1;
	return archive_commit(a, f);
}

/* What is asked for. */
struct scale_job {
	const char *path;
	int64_t looks, n, done;
	bool cold;
};

static int
scale_more(const struct scale_job *j, struct fault *f)
{
	double *took, t, own;
	struct made_doc *d;
	struct archive *a = NULL;
	struct made m;
	int64_t i;
	int rc = -1;

	took = mem_new((size_t)j->n, sizeof(*took));
	made_begin(&m, SEED, j->looks);
	while (m.looks < j->looks + j->done)
		if (made_look(&m, NULL, &d, f) != 0)
			goto out;
	if (!j->cold && archive_open(j->path, true, &a, f) != 0)
		goto out;
	n_frames = n_pages = 0;
	for (i = 0; i < j->n; i++) {
		t = made_clock();
		own = m.own;
		if ((j->cold && archive_open(j->path, true, &a, f) != 0) ||
		    scale_one(&m, a, f) != 0)
			goto out;
		if (j->cold) {
			archive_close(a);
			a = NULL;
		}
		took[i] = made_clock() - t - (m.own - own);
	}
	scale_tell(took, j->n);
	rc = 0;
out:
	archive_close(a);
	made_end(&m);
	free(took);
	return rc;
}

static int
scale_asked(int argc, char *argv[], struct scale_job *j, struct fault *f)
{
	if (argc < 4)
		return -1;
	*j = (struct scale_job){ .path = argv[2],
		.cold = strcmp(argv[1], "cold") == 0 };
	if (num_i64(argv[3], MADE_LOOKS, 100000000, "looks", &j->looks, f) != 0)
		return -1;
	if (argc == 4)
		return strcmp(argv[1], "make") == 0 ? 0 : -1;
	if (argc != 6 || (!j->cold && strcmp(argv[1], "more") != 0))
		return -1;
	return num_i64(argv[4], 1, 1000000, "looks", &j->n, f) != 0
	    ? -1
	    : num_i64(argv[5], 0, 1000000, "looks", &j->done, f);
}

int
main(int argc, char *argv[])
{
	struct fault f = { .kind = FAULT_NONE };
	struct scale_job j;

	if (scale_asked(argc, argv, &j, &f) != 0) {
		(void)fprintf(stderr,
		    "usage: bench_scale make FILE LOOKS | "
		    "more|cold FILE LOOKS N DONE %s\n",
		    f.text);
		return 2;
	}
	if ((j.n > 0 ? scale_more(&j, &f) : scale_make(j.path, j.looks, &f)) !=
	    0) {
		(void)fprintf(stderr, "bench_scale: %s\n", f.text);
		return 1;
	}
	return 0;
}
