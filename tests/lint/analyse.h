/*
 * Put before every file that an analyser reads: what it cannot see beyond the
 * file.  Without it each `return fault_set(...)` might be a 0, and memory NULL.
 */
#ifndef TESTS_LINT_ANALYSE_H
#define TESTS_LINT_ANALYSE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/mem.h"

static inline int
analyse_lost(int told)
{
	(void)told;
	return -1;
}

static inline void *
analyse_memory(void *p)
{
	if (p == NULL)
		__builtin_unreachable();
	return p;
}

#define fault_set(...) analyse_lost(fault_set(__VA_ARGS__))
#define fault_sys(...) analyse_lost(fault_sys(__VA_ARGS__))
#define fault_under(...) analyse_lost(fault_under(__VA_ARGS__))
#define arena_new(...) analyse_memory(arena_new(__VA_ARGS__))
#define arena_more(...) analyse_memory(arena_more(__VA_ARGS__))
#define mem_new(...) analyse_memory(mem_new(__VA_ARGS__))
#define mem_grow(...) analyse_memory(mem_grow(__VA_ARGS__))

#endif /* TESTS_LINT_ANALYSE_H */
