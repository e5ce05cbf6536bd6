#include "cli/cmd.h"

static int
cmd_import_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	(void)g;
	(void)argc;
	(void)argv;
	fault_set(f, FAULT_STATE, "not built yet");
	return EXIT_TROUBLE;
}

const struct cmd cmd_import = {
	.name = "import",
	.usage = "import",
	.run = cmd_import_run,
};
