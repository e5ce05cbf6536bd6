#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/jv.h"
#include "base/release.h"
#include "cli/cmd.h"
#include "cli/status.h"
#include "cli/table.h"

static const struct cmd *const cmds[] = {
	&cmd_init,
	&cmd_add,
	&cmd_capture,
	&cmd_import,
	&cmd_log,
	&cmd_rule,
	&cmd_versions,
	&cmd_show,
	&cmd_diff,
	&cmd_provisions,
	&cmd_timeline,
	&cmd_topics,
	&cmd_compare,
	&cmd_cite,
	&cmd_report,
	&cmd_sign,
	&cmd_extend,
	&cmd_verify,
	&cmd_extract,
	&cmd_check,
	&cmd_checkpoint,
	&cmd_prove,
	&cmd_export,
	&cmd_revoke,
	&cmd_backup,
	&cmd_withhold,
	&cmd_key,
};

#define N_CMDS (sizeof(cmds) / sizeof(cmds[0]))

/* The whole usage, on stdout when asked for, on stderr when needed. */
static void
usage(FILE *to)
{
	size_t i;

	(void)fprintf(to,
	    "usage: proviso [--archive FILE] [--json] [-q|--quiet] [-h|--help] "
	    "[--version] COMMAND [ARGUMENT...]\n");
	for (i = 0; i < N_CMDS; i++)
		(void)fprintf(to, "       proviso %s\n", cmds[i]->usage);
}

static const struct cmd *
find(const char *name)
{
	size_t i;

	for (i = 0; i < N_CMDS; i++)
		if (strcmp(name, cmds[i]->name) == 0)
			return cmds[i];
	return NULL;
}

/* What the command line says for every command. */
struct globals {
	struct cmd_global g;
	bool help, version;
	const char *missing; /* an option that lacks its value */
};

/* Take the global options out of argv; those of the command stay. */
static int
take_globals(int argc, char *argv[], struct globals *o)
{
	int i, n = 0;

	for (i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0) {
			while (i < argc)
				argv[n++] = argv[i++];
		} else if (strcmp(argv[i], "--json") == 0) {
			o->g.json = true;
		} else if (strcmp(argv[i], "-q") == 0 ||
		    strcmp(argv[i], "--quiet") == 0) {
			o->g.quiet = true;
		} else if (strcmp(argv[i], "-h") == 0 ||
		    strcmp(argv[i], "--help") == 0) {
			o->help = true;
		} else if (strcmp(argv[i], "--version") == 0) {
			o->version = true;
		} else if (strncmp(argv[i], "--archive=", 10) == 0) {
			o->g.archive = argv[i] + 10;
			o->g.archive_named = true;
		} else if (strcmp(argv[i], "--archive") == 0) {
			if (i + 1 == argc)
				o->missing = "--archive";
			else
				o->g.archive = argv[++i];
			o->g.archive_named = true;
		} else {
			argv[n++] = argv[i];
		}
	}
	return n;
}

/* With --json a failure is a value on stdout too; words go to stderr always. */
static void
tell(const struct cmd *c, const struct globals *o, const struct fault *f)
{
	struct jv *top, *error;
	struct buf b;

	/* Names of others stand in it: nothing a terminal would obey. */
	(void)fprintf(stderr, "proviso %s: ", c->name);
	table_words(stderr, f->text, strlen(f->text));
	(void)fputc('\n', stderr);
	if (!o->g.json)
		return;
	top = jv_object();
	error = jv_object();
	jv_set_str(error, "kind", status_kind_name(f->kind));
	jv_set_str(error, "message", f->text);
	jv_set_take(top, "error", error);
	buf_init(&b, 65536);
	jv_write(top, &b);
	jv_free(top);
	(void)printf("%s\n", (const char *)b.data);
	buf_free(&b);
}

static int
run(const struct cmd *c, const struct globals *o, int argc, char *argv[])
{
	struct fault f = { .kind = FAULT_NONE };
	int status;

	status = c->run(&o->g, argc, argv, &f);

	/* A full disk must not look like success. */
	if ((fflush(stdout) != 0 || ferror(stdout) != 0) &&
	    status != EXIT_TROUBLE) {
		fault_sys(&f, "stdout");
		status = EXIT_TROUBLE;
	}
	if (f.kind != FAULT_NONE)
		tell(c, o, &f);
	if (status == EXIT_USAGE)
		(void)fprintf(stderr, "usage: proviso %s\n", c->usage);
	return status;
}

int
main(int argc, char *argv[])
{
	struct globals o = { .g = { .archive = NULL } };
	const struct cmd *c;

	o.g.program = argc > 0 ? argv[0] : "proviso";
	o.g.archive = getenv("PROVISO_ARCHIVE");
	/* One that is not there yet was named for a later command. */
	o.g.archive_named = o.g.archive != NULL && o.g.archive[0] != '\0' &&
	    file_exists(o.g.archive);
	argc = take_globals(argc, argv, &o);
	if (o.g.archive == NULL || o.g.archive[0] == '\0')
		o.g.archive = "proviso.db";
	if (o.version) {
		(void)printf("proviso %s\n", PROVISO_VERSION);
		return fflush(stdout) == 0 ? EXIT_YES : EXIT_TROUBLE;
	}
	c = argc > 1 ? find(argv[1]) : NULL;
	if (o.help) {
		if (c != NULL)
			(void)printf("usage: proviso %s\n", c->usage);
		else
			usage(stdout);
		return fflush(stdout) == 0 ? EXIT_YES : EXIT_TROUBLE;
	}
	if (o.missing != NULL)
		(void)fprintf(stderr, "proviso: %s wants a value\n", o.missing);
	else if (argc > 1 && c == NULL)
		(void)fprintf(
		    stderr, "proviso: no such command: %s\n", argv[1]);
	if (o.missing != NULL || c == NULL) {
		usage(stderr);
		return EXIT_USAGE;
	}
	return run(c, &o, argc - 1, argv + 1);
}
