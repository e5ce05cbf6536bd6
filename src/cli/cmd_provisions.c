#include "cli/cmd.h"

static int
cmd_provisions_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	(void)g;
	(void)argc;
	(void)argv;
	fault_set(f, FAULT_STATE, "not built yet");
	return EXIT_TROUBLE;
}

const struct cmd cmd_provisions = {
	.name = "provisions",
	.usage = "provisions",
	.run = cmd_provisions_run,
};
