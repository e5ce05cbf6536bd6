#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/num.h"
#include "cli/archive_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/template.h"
#include "gather_in.h"

static int
report_options(int argc, char *argv[], struct report_job *j, struct fault *f)
{
	const struct opt opts[] = {
		{ "--as-of", false, &j->as_of, NULL, 0, NULL },
		{ "-o", false, &j->out, NULL, 0, NULL },
		SEAL_ARG_SIGNER(j->seal),
		SEAL_ARG_TIME(j->seal),
		{ "--certify", false, &j->certify_word, NULL, 0, NULL },
		{ "--cosigners", false, &j->cosigners_word, NULL, 0, NULL },
		{ "--template", false, &j->template_path, NULL, 0, NULL },
		{ "--format", false, &j->format, NULL, 0, NULL },
		{ "--paper", false, &j->paper_word, NULL, 0, NULL },
		{ "--log-key", false, &j->log_key, NULL, 0, NULL },
		{ NULL, false, NULL, NULL, 0, NULL },
	};
	const char *args[2] = { NULL, NULL };
	size_t n;

	if (opt_parse(opts, argc, argv, args, 2, &n, f) != 0)
		return -1;
	if (n != 2)
		return fault_set(f, FAULT_FORMAT,
		    "want a kind and a subject, have %zu argument%s", n,
		    n == 1 ? "" : "s");
	j->kind = args[0];
	j->subject = args[1];
	return report_job_check(j, f);
}

static int
cmd_report_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	struct report_job j = { .global = g };
	struct archive *a = NULL;
	int status;

	if (report_options(argc, argv, &j, f) != 0)
		return EXIT_USAGE;
	if (secret_guard(f) != 0)
		return status_of(f);
	if (archive_arg_open(g, true, &a, f) != 0)
		return archive_arg_status(f);
	status = report_job_run(&j, a, f) == 0 ? EXIT_YES : status_of(f);
	archive_close(a);
	return status;
}

const struct cmd cmd_report = {
	.name = "report",
	.usage = "report KIND SUBJECT [--as-of DATE] -o FILE.pdf [--key "
		 "F|pkcs11:URI --cert F [--chain F] | --p12 F] [--pass-file F] "
		 "[--pss] [--tsa URL]... [--tsa-auth F] [--tsa-policy OID] "
		 "[--level b|t|lt|lta] [--certify 1|2|3|no] [--cosigners N] "
		 "[--template FILE] [--format LIST] [--paper a4|letter] "
		 "[--log-key FILE] [--cache DIR] [--ca FILE] [--proxy URL] "
		 "[--allow-private]",
	.run = cmd_report_run,
};
