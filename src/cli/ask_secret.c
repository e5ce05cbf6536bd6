#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/seal_arg.h"
#include "cli/table.h"

#define SECRET_MAX 1024

/* Signals that would leave the terminal without an echo wait meanwhile. */
static void
signals_hold(sigset_t *before)
{
	sigset_t s;

	(void)sigemptyset(&s);
	(void)sigaddset(&s, SIGINT);
	(void)sigaddset(&s, SIGTSTP);
	(void)sigaddset(&s, SIGQUIT);
	(void)sigprocmask(SIG_BLOCK, &s, before);
}

static int
line_read(int fd, struct secret *out, struct fault *f)
{
	ssize_t k;

	for (;;) {
		k = read(fd, out->p + out->n, 1);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return fault_set(f, FAULT_IO, "nothing was typed");
		if (out->p[out->n] == '\n')
			break;
		if (++out->n > out->max)
			return fault_set(f, FAULT_LIMIT,
			    "want at most %d characters, have more",
			    SECRET_MAX);
	}
	out->p[out->n] = '\0';
	return 0;
}

int
ask_secret(void *unused, const char *what, struct secret *out, struct fault *f)
{
	static const char words[] = "Passphrase or PIN of ";
	struct termios before, quiet;
	sigset_t held;
	int fd, rc;

	(void)unused;
	fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || tcgetattr(fd, &before) != 0) {
		if (fd >= 0)
			(void)close(fd);
		return fault_set(f, FAULT_CRYPTO,
		    "%s: a passphrase is needed and there is no terminal to "
		    "ask at: give --pass-file",
		    what);
	}
	secret_init(out, SECRET_MAX);
	signals_hold(&held);
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	(void)tcsetattr(fd, TCSAFLUSH, &quiet);
	/* What cannot be shown need not be read. */
	if (write(fd, words, sizeof(words) - 1) < 0 ||
	    write(fd, what, strlen(what)) < 0 || write(fd, ": ", 2) < 0)
		rc = fault_sys(f, "/dev/tty");
	else
		rc = line_read(fd, out, f);
	(void)tcsetattr(fd, TCSAFLUSH, &before);
	(void)!write(fd, "\n", 1);
	(void)sigprocmask(SIG_SETMASK, &held, NULL);
	(void)close(fd);
	if (rc != 0)
		secret_free(out);
	return rc;
}
