#ifndef CLI_FONTDIR_H
#define CLI_FONTDIR_H

#include "base/attr.h"
#include "base/fault.h"

/*
 * The folder with the faces: "fonts" beside the program (a build),
 * "../share/proviso/fonts" (an installation).  program is argv[0]; a name
 * without a slash is looked for in PATH, and symbolic links are followed.
 * *out is yours to free.  FAULT_ABSENT names what was tried.
 */
int fontdir_find(const char *program, char **out, struct fault *f) MUST_CHECK;

#endif /* CLI_FONTDIR_H */
