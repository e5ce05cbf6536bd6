/*
 * took OUT PROGRAM [ARGUMENT...]: run it with its output thrown away, and
 * append to the file OUT its seconds on the wall and of the processor, and to
 * OUT.kb its peak memory in KB.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec * 1e-6;
}

static double
wall(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int
main(int argc, char *argv[])
{
	double begin = wall(), took;
	struct rusage use;
	int status, null;
	pid_t child;
	char kb[4096];
	FILE *out;

	if (argc < 3)
		return 2;
	if ((child = fork()) == 0) {
		if ((null = open("/dev/null", O_WRONLY)) >= 0)
			(void)dup2(null, STDOUT_FILENO);
		(void)execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return 3;
	took = wall() - begin;
	(void)getrusage(RUSAGE_CHILDREN, &use);
	if ((out = fopen(argv[1], "a")) == NULL)
		return 3;
	(void)fprintf(out, "%.3f %.3f\n", took,
	    seconds(&use.ru_utime) + seconds(&use.ru_stime));
	if (fclose(out) != 0)
		return 3;
	(void)snprintf(kb, sizeof(kb), "%s.kb", argv[1]);
	if ((out = fopen(kb, "a")) == NULL)
		return 3;
	(void)fprintf(out, "%ld\n", use.ru_maxrss);
	if (fclose(out) != 0)
		return 3;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}
