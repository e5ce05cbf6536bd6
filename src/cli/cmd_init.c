#include <stdio.h>

#include "archive/archive.h"
#include "base/jv.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"

static void
init_tell(const struct cmd_global *g, const struct archive_made *m)
{
	struct jv *v;

	if (g->json) {
		v = jv_object();
		jv_set_str(v, "archive", g->archive);
		jv_set_str(v, "log_key", m->log_key);
		jv_set_str(v, "vkey_file", m->vkey_path);
		jv_set_str(v, "vkey", m->vkey);
		table_value_take(v);
		return;
	}
	(void)printf("archive\t%s\n", g->archive);
	(void)printf(
	    "log key\t%s (secret: keep a copy elsewhere)\n", m->log_key);
	(void)printf("vkey\t%s\n", m->vkey_path);
	(void)printf("\t%s\n", m->vkey);
}

static int
cmd_init_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	const char *log_key = NULL, *args[1];
	const struct opt opts[] = {
		{ .name = "--log-key", .value = &log_key },
		{ .name = NULL },
	};
	struct archive_made made;
	size_t n;

	if (opt_parse(opts, argc, argv, args, 0, &n, f) != 0)
		return EXIT_USAGE;
	if (archive_create(g->archive, log_key, &made, f) != 0)
		return status_of(f);
	init_tell(g, &made);
	archive_made_free(&made);
	return EXIT_YES;
}

const struct cmd cmd_init = {
	.name = "init",
	.usage = "init [--log-key FILE]",
	.run = cmd_init_run,
};
