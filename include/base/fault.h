#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <stdbool.h>

#include "base/attr.h"

/*
 * What went wrong: told once, in words, at the place that found it.
 *
 * A function that can fail returns 0 or -1 and takes a `struct fault *` last.
 * The function that finds the fault fills the fault; callers may put their own
 * words in front with fault_under(), and only cli prints.  The fault is never
 * NULL and is untouched on success.
 */
enum fault_kind {
	FAULT_NONE = 0,
	FAULT_IO, /* the system refused: file, disk, clock */
	FAULT_FORMAT, /* input does not have the form it must have */
	FAULT_LIMIT, /* input is larger than we accept */
	FAULT_STATE, /* our own records contradict each other */
	FAULT_NET, /* the network refused */
	FAULT_CRYPTO, /* the crypto library refused */
	FAULT_ABSENT, /* a thing that was named does not exist */
	FAULT_BUSY, /* another process holds it */
	FAULT_WITHHELD, /* bytes that were taken out on purpose */
};

struct fault {
	enum fault_kind kind;
	char text[512];
};

/* Fill f and return -1, so that `return fault_set(...)` reads as one step. */
int fault_set(struct fault *f, enum fault_kind kind, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* As fault_set with FAULT_IO, followed by the text of errno. */
int fault_sys(struct fault *f, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Put "<words>: " before what f already says; return -1. */
int fault_under(struct fault *f, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* If f is of that kind it is empty again, and the caller goes on without. */
bool fault_forgive(struct fault *f, enum fault_kind kind);

#endif /* BASE_FAULT_H */
