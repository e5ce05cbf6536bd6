#ifndef BASE_FILESET_H
#define BASE_FILESET_H

#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * Several files that appear together or not at all.
 *
 *	fileset_add() for each: its bytes are written to a temporary beside it;
 *	fileset_place(): all get their names, or none does and what stood under
 *	the names is there again;
 *	fileset_keep(): for good; without it fileset_free() takes them back.
 *
 * Only a process that is killed between can leave some of them, and then each
 * is whole.
 */
struct fileset;

struct fileset *fileset_new(void);
void fileset_free(struct fileset *s); /* NULL is fine */

int fileset_add(struct fileset *s, const char *path, const void *p, size_t n,
    mode_t mode, struct fault *f) MUST_CHECK;
int fileset_place(struct fileset *s, struct fault *f) MUST_CHECK;
void fileset_keep(struct fileset *s);

#endif /* BASE_FILESET_H */
