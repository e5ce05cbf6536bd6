#ifndef CLI_ADD_DECLARATIONS_H
#define CLI_ADD_DECLARATIONS_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/fault.h"
#include "cli/cmd.h"

/* What else was said on the command line: it goes into every declaration. */
struct add_flags {
	bool allow_private, ignore_robots, allow_downgrade;
};

/*
 * "add --declarations PATH": a file of Open Terms Archive or a folder of
 * such, all in one transaction.  Prints a row for each declaration.  Returns
 * an exit status; f is filled where it is EXIT_TROUBLE or worse.
 *
 * What cannot be read as it is declared is refused by name, here and not when
 * it is fetched: EXIT_GAPS where other declarations were taken.
 */
int add_declarations(const struct cmd_global *g, const char *path,
    const struct add_flags *flags, struct fault *f) MUST_CHECK;

#endif /* CLI_ADD_DECLARATIONS_H */
