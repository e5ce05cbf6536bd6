/*
 * The command report, with more room than a portal takes: packets of 50 MB
 * are made by its own code.
 *
 *     build/tests/bench/big_report PROGRAM ARCHIVE KIND SUBJECT OPTION...
 *
 * PROGRAM is build/proviso: the faces lie beside it.
 */
#include <stdio.h>

#define REPORT_BYTES_MAX ((size_t)64 << 20)
#include "../../src/cli/report_job.c"

#include "crypto/secret.h"

int
main(int argc, char *argv[])
{
	struct cmd_global g = { .quiet = true };
	struct fault f = { .kind = FAULT_NONE };
	int status;

	if (argc < 5)
		return 2;
	g.program = argv[1];
	g.archive = argv[2];
	argv[2] = (char[]){ "report" };
	if (secret_guard(&f) != 0)
		return 3;
	status = cmd_report.run(&g, argc - 2, argv + 2, &f);
	if (f.kind != FAULT_NONE)
		(void)fprintf(stderr, "big_report: %s\n", f.text);
	return status;
}
