#ifndef DB_SCHEMA_H
#define DB_SCHEMA_H

#include <stddef.h>

/*
 * The archive's schema as a row of steps: step i brings a file of version i
 * to version i + 1, and an empty file has version 0.  proviso-archive(5) has
 * the tables field by field.
 */
#define SCHEMA_VERSION 3

/* "PVSO": application_id of every archive. */
#define SCHEMA_APPLICATION 0x5056534F

/* The statements of a step, in order; n is their number. */
const char *const *schema_step(int from_version, size_t *n);

#endif /* DB_SCHEMA_H */
