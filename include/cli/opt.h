#ifndef CLI_OPT_H
#define CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * Options of a subcommand, as CLI.md has them: anywhere after the command,
 * "--opt=value" or "--opt value", "--" ends them.  What is no option is a
 * positional argument.
 */
struct opt {
	const char *name; /* "--as-of"; NULL ends the table */
	bool flag; /* takes no value */
	const char **value; /* last value given; a flag stores its own name */
	const char **list; /* or: all values given, at most max */
	size_t max;
	size_t *n;
};

/*
 * Sort argv[1..argc) into opts and positional arguments (at most max; they
 * are moved to args).  A fault of kind FORMAT is a usage error.
 */
int opt_parse(const struct opt *opts, int argc, char *argv[], const char **args,
    size_t max, size_t *n_args, struct fault *f) MUST_CHECK;

#endif /* CLI_OPT_H */
