#ifndef CLI_CMD_H
#define CLI_CMD_H

#include <stdbool.h>

#include "base/fault.h"

#ifndef PROVISO_VERSION
#define PROVISO_VERSION "0.1.0"
#endif

/* Exit statuses; they are part of the interface (CLI: EXIT STATUS). */
enum {
	EXIT_YES = 0, /* done; or checked, and it holds */
	EXIT_NO = 1, /* checked, and it does not hold */
	EXIT_USAGE = 2, /* the command line makes no sense */
	EXIT_TROUBLE = 3, /* could not be done or could not be checked */
	EXIT_GAPS = 4, /* done, with gaps */
	EXIT_UNTRUSTED = 5, /* intact, signer not trusted */
	EXIT_LOG = 6, /* not logged, or histories contradict each other */
	EXIT_NET = 7, /* the network refused */
	EXIT_NO_ARCHIVE = 10,
	EXIT_BUSY = 11, /* archive in use */
};

/* What stands before the command, or anywhere after it. */
struct cmd_global {
	const char *archive; /* --archive, PROVISO_ARCHIVE, "proviso.db" */
	bool json, quiet;
	const char *program; /* argv[0]: where the faces lie beside it */
	bool archive_named; /* by --archive, or there by PROVISO_ARCHIVE */
};

/*
 * One subcommand: one file src/cli/cmd_<name>.c, one row in the table.  argv[0]
 * is the command's name; the global options are already taken out.  run
 * returns an exit status; with f filled, main prints it.  EXIT_USAGE with f
 * filled prints the words and the usage line.
 */
struct cmd {
	const char *name;
	const char *usage;
	int (*run)(const struct cmd_global *g, int argc, char *argv[],
	    struct fault *f);
};

extern const struct cmd cmd_init, cmd_add, cmd_capture, cmd_import, cmd_log,
    cmd_rule, cmd_versions, cmd_show, cmd_diff, cmd_provisions, cmd_timeline,
    cmd_topics, cmd_compare, cmd_cite, cmd_report, cmd_sign, cmd_extend,
    cmd_verify, cmd_extract, cmd_check, cmd_checkpoint, cmd_prove, cmd_export,
    cmd_revoke, cmd_backup, cmd_withhold, cmd_key;

#endif /* CLI_CMD_H */
