#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"

/*
 * Files appear whole or not at all.  file_publish writes a temporary in the
 * same folder, fsyncs and closes it, renames it over path and fsyncs the
 * folder; on failure path is as it was and the temporary is gone.
 */
int file_publish(const char *path, const void *p, size_t n, mode_t mode,
    struct fault *f) MUST_CHECK;

/* The same, but a path that exists already is a fault and stays. */
int file_create(const char *path, const void *p, size_t n, mode_t mode,
    struct fault *f) MUST_CHECK;

/*
 * Read a whole file, "-" being stdin, into b, whose ceiling holds.  A folder,
 * or a file that is absent (FAULT_ABSENT), is a fault.
 */
int file_read(const char *path, struct buf *b, struct fault *f) MUST_CHECK;

/* As file_read, but a symbolic link, or a mode that lets others read, fails. */
int file_read_secret(
    const char *path, struct buf *b, struct fault *f) MUST_CHECK;

bool file_exists(const char *path);

/* Make the names in the folder that holds path last. */
int file_sync_beside(const char *path, struct fault *f) MUST_CHECK;

/* Make one folder; that it exists already is no fault. */
int file_mkdir(const char *path, struct fault *f) MUST_CHECK;

#endif /* BASE_FILE_H */
