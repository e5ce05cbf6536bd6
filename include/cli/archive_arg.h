#ifndef CLI_ARCHIVE_ARG_H
#define CLI_ARCHIVE_ARG_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/archive.h"
#include "archive/read.h"
#include "base/attr.h"
#include "base/fault.h"
#include "cli/cmd.h"

/*
 * The archive of a command, and what a user's names mean in it.
 *
 *     if (archive_arg_open(g, false, &a, f) != 0)
 *             return archive_arg_status(f);
 */
int archive_arg_open(const struct cmd_global *g, bool write,
    struct archive **out, struct fault *f) MUST_CHECK;

/*
 * The exit status of a fault of archive_arg_open: EXIT_NO_ARCHIVE where the
 * file is absent, which no later fault means.
 */
int archive_arg_status(const struct fault *f);

/*
 * A SUBJECT of the command line: a platform, a document or a provision.
 * Names match exactly, else without regard to case; a name that fits nothing
 * is FAULT_ABSENT with the three nearest, one that fits two is FAULT_FORMAT.
 */
struct subject {
	const char *platform; /* borrowed from the list */
	const char *document; /* NULL: all of the platform */
	const char *provision; /* the id, borrowed from text; NULL: none */
};

int archive_arg_subject(struct archive *a, const struct archive_list *list,
    const char *text, struct subject *out, struct fault *f) MUST_CHECK;

/* The same where only a platform, or only a document, makes sense. */
int archive_arg_platform(const struct archive_list *list, const char *text,
    const char **out, struct fault *f) MUST_CHECK;
/* A platform's name alone will do where it has one document. */
int archive_arg_document(const struct archive_list *list, const char *text,
    struct subject *out, struct fault *f) MUST_CHECK;

/* Is the entry one of those the subject means? */
bool archive_arg_has(const struct subject *s, const struct archive_entry *e);

#endif /* CLI_ARCHIVE_ARG_H */
