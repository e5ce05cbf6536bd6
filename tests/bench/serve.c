#include <stdio.h>
#include <string.h>

#include "help/hostile.h"

/*
 * The misbehaving server of the tests, for scripts: serve DIR prints the port
 * of each listener, "ready", and serves until it is killed.
 */
int
main(int argc, char *argv[])
{
	struct hostile h = { .pid = 0 };
	int i;

	if (argc != 2 || strlen(argv[1]) >= sizeof(h.dir)) {
		(void)fputs("usage: serve DIR\n", stderr);
		return 2;
	}
	(void)snprintf(h.dir, sizeof(h.dir), "%s", argv[1]);
	if (hostile_open(&h) != 0)
		return 3;
	for (i = 0; i < HOSTILE_KINDS; i++)
		(void)printf("%s %d\n", hostile_names[i], h.port[i]);
	(void)printf("ready\n");
	(void)fflush(stdout);
	hostile_run();
	return 0;
}
