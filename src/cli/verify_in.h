#ifndef VERIFY_IN_H
#define VERIFY_IN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/jv.h"
#include "cli/cmd.h"
#include "cli/log_check.h"
#include "cli/packet_check.h"
#include "seal/verify.h"

/* What the files of `verify` share. */

/* What one file's verdicts take in words: a thousand signatures of sixteen
 * warnings each are 8 MB. */
#define VERIFY_WORDS_MAX ((size_t)64 << 20)

struct verify_run {
	const struct cmd_global *g;
	struct verify_options o;
	struct packet_check_options packet;
	const struct log_check_files *log; /* that packet.log is made of */
	bool report; /* a value of each file is wanted for --report */
};

/*
 * What `verify` found of one file.  It is bytes, so that a process of its own
 * can find it.
 */
struct verify_answer {
	int status;
	struct buf out, err; /* for stdout and stderr */
	struct buf value; /* for --report: the file's value as JSON */
	struct buf heads; /* what the packet brought of logs */
};

void verify_answer_init(struct verify_answer *a);
void verify_answer_free(struct verify_answer *a);

/* Judge one file, by v->packet.log. */
void verify_file(
    const struct verify_run *v, const char *path, struct verify_answer *out);

/* The files in their order, an answer each: print it, take it in. */
typedef int verify_told(
    void *arg, size_t i, const struct verify_answer *a, struct fault *f);

/*
 * Judge n files by as many processes and tell the answers in order.  A process
 * that dies is an answer of its file.  v->packet.log is not used: each process
 * opens its own, and the archive with it.
 */
int verify_jobs(const struct verify_run *v, const char *const *paths, size_t n,
    size_t jobs, verify_told *told, void *arg, struct fault *f) MUST_CHECK;

/* Open the files of the questions about logs, and the archive that was named;
 * an exit status. */
int verify_open_log(const struct verify_run *v, struct log_check **l,
    struct archive **a, struct fault *f) MUST_CHECK;

/*
 * The PDF of --report.  Its name is refused (before anything is judged) where
 * it is no PDF's or one of the files'; its value is made of the values of the
 * files and of the histories (NULL: not asked), which are taken.
 */
int verify_paper_check(const char *path, const char *const *files, size_t n,
    struct fault *f) MUST_CHECK;
int verify_paper_value(const struct verify_run *v, const struct log_check *l,
    struct jv **files, struct jv **histories, int status, struct jv **out,
    struct fault *f) MUST_CHECK;
int verify_paper(const struct verify_run *v, const struct jv *value,
    const char *path, struct fault *f) MUST_CHECK;

/* A file that could not be judged. */
void verify_say_fault(const struct verify_run *v, const char *path,
    const struct fault *f, struct verify_answer *out);

/* What one file's verdicts are, as words and as a value. */
struct verify_found {
	const char *path;
	const struct verify_report *report;
	const struct packet_check *packet;
	const char *line; /* the bottom line */
	int status;
};
void verify_say(const struct verify_found *x, struct buf *out);
struct jv *verify_value(const struct verify_found *x);

#endif /* VERIFY_IN_H */
