/*
 * What an archive costs as it grows, on a made-up history (history_made.h):
 *
 *     bench_scale make FILE LOOKS      makes the archive
 *     bench_scale more FILE LOOKS N    N looks more, each a transaction
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

static int
scale_more(const char *path, int64_t looks, int64_t n, struct fault *f)
{
	double *took, all = 0, t, own;
	struct made_doc *d;
	struct archive *a = NULL;
	struct made m;
	int64_t i;
	int rc = -1;

	took = mem_new((size_t)n, sizeof(*took));
	made_begin(&m, SEED, looks);
	while (m.looks < looks)
		if (made_look(&m, NULL, &d, f) != 0)
			goto out;
	if (archive_open(path, true, &a, f) != 0)
		goto out;
	n_frames = n_pages = 0;
	for (i = 0; i < n; i++) {
		t = made_clock();
		own = m.own;
		if (archive_begin(a, f) != 0 || made_look(&m, a, &d, f) != 0 ||
		    archive_holdings_rebuild(a, d->handle, f) != 0 ||
		    archive_commit(a, f) != 0)
			goto out;
		took[i] = made_clock() - t - (m.own - own);
		all += took[i];
	}
	qsort(took, (size_t)n, sizeof(*took), by_size);
	(void)printf("look_us\t%.1f\n", all * 1e6 / (double)n);
	(void)printf("look_median_us\t%.1f\n", took[n / 2] * 1e6);
	(void)printf("log_pages\t%.2f\n", (double)n_frames / (double)n);
	(void)printf(
	    "file_pages\t%.2f\n", (double)(n_pages - n_frames) / (double)n);
	scale_memory();
	rc = 0;
out:
	archive_close(a);
	made_end(&m);
	free(took);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct fault f = { .kind = FAULT_NONE };
	int64_t looks = 0, n = 0;
	bool more;

	more = argc == 5 && strcmp(argv[1], "more") == 0;
	if ((!more && (argc != 4 || strcmp(argv[1], "make") != 0)) ||
	    num_i64(argv[3], MADE_LOOKS, 100000000, "looks", &looks, &f) != 0 ||
	    (more && num_i64(argv[4], 1, 1000000, "looks", &n, &f) != 0)) {
		(void)fprintf(stderr,
		    "usage: bench_scale make FILE LOOKS | more FILE LOOKS N "
		    "%s\n",
		    f.text);
		return 2;
	}
	if ((more ? scale_more(argv[2], looks, n, &f)
		  : scale_make(argv[2], looks, &f)) != 0) {
		(void)fprintf(stderr, "bench_scale: %s\n", f.text);
		return 1;
	}
	return 0;
}
