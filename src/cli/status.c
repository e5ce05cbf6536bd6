#include "cli/status.h"

#include "cli/cmd.h"

int
status_of(const struct fault *f)
{
	/* ABSENT is trouble; only a missing archive file is EXIT_NO_ARCHIVE. */
	static const int statuses[] = {
		[FAULT_NONE] = EXIT_YES,
		[FAULT_IO] = EXIT_TROUBLE,
		[FAULT_FORMAT] = EXIT_TROUBLE,
		[FAULT_LIMIT] = EXIT_TROUBLE,
		[FAULT_STATE] = EXIT_TROUBLE,
		[FAULT_NET] = EXIT_NET,
		[FAULT_CRYPTO] = EXIT_TROUBLE,
		[FAULT_ABSENT] = EXIT_TROUBLE,
		[FAULT_BUSY] = EXIT_BUSY,
		[FAULT_WITHHELD] = EXIT_TROUBLE,
	};

	return statuses[f->kind];
}

const char *
status_kind_name(enum fault_kind k)
{
	static const char *const names[] = {
		[FAULT_NONE] = "none",
		[FAULT_IO] = "io",
		[FAULT_FORMAT] = "format",
		[FAULT_LIMIT] = "limit",
		[FAULT_STATE] = "state",
		[FAULT_NET] = "net",
		[FAULT_CRYPTO] = "crypto",
		[FAULT_ABSENT] = "absent",
		[FAULT_BUSY] = "busy",
		[FAULT_WITHHELD] = "withheld",
	};

	return names[k];
}
