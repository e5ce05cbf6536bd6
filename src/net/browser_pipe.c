#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "browser_in.h"

/* How long a command may take to be taken: the browser reads at once. */
#define PIPE_SEND_MS 10000

void
browser_pipe_close(struct browser_pipe *p)
{
	if (p->way >= 0)
		(void)close(p->way);
	if (p->complaints >= 0)
		(void)close(p->complaints);
	p->way = p->complaints = -1;
	buf_free(&p->in);
	p->scanned = 0;
}

/* What it says on stderr: the end of it is kept. */
static void
pipe_hear(struct browser_pipe *p)
{
	char chunk[4096];
	ssize_t k = recv(p->complaints, chunk, sizeof(chunk), MSG_DONTWAIT);
	size_t n, keep;

	if (k == 0) {
		(void)close(p->complaints);
		p->complaints = -1;
	}
	if (k <= 0)
		return;
	n = (size_t)k < BROWSER_WORDS ? (size_t)k : BROWSER_WORDS;
	keep = p->n_words + n > BROWSER_WORDS ? BROWSER_WORDS - n : p->n_words;
	memmove(p->words, p->words + p->n_words - keep, keep);
	memcpy(p->words + keep, chunk + (size_t)k - n, n);
	p->n_words = keep + n;
	p->words[p->n_words] = '\0';
}

static bool
pipe_send_all(struct browser_pipe *p, const unsigned char *s, size_t n)
{
	const int64_t end = clock_steady_ms() + PIPE_SEND_MS;
	struct pollfd w = { p->way, POLLOUT, 0 };
	ssize_t k;

	while (n > 0) {
		k = send(p->way, s, n, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (k < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		if (k > 0) {
			s += k;
			n -= (size_t)k;
		} else if (clock_steady_ms() >= end) {
			return false;
		} else {
			(void)poll(&w, 1, 50);
		}
	}
	return true;
}

int64_t
browser_pipe_send(struct browser_pipe *p, const char *session,
    const char *method, struct jv *params)
{
	struct jv *m = jv_object();
	struct buf b;
	bool sent;

	jv_set_int(m, "id", ++p->id);
	jv_set_str(m, "method", method);
	if (session[0] != '\0')
		jv_set_str(m, "sessionId", session);
	jv_set_take(m, "params", params == NULL ? jv_object() : params);
	buf_init(&b, (size_t)1 << 20);
	jv_write(m, &b);
	buf_add(&b, "", 1);
	sent = p->way >= 0 && !b.over && pipe_send_all(p, b.data, b.len);
	buf_free(&b);
	jv_free(m);
	return sent ? p->id : -1;
}

/* A character that JSON may not stand for: U+0000, half of a pair. */
static bool
pipe_escape_odd(const char *s)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	size_t i;

	for (i = 2; i < 6; i++)
		if (s[i] == '\0' || strchr(digits, s[i]) == NULL)
			return false;
	if (memcmp(s + 2, "0000", 4) == 0)
		return true;
	return (s[2] == 'd' || s[2] == 'D') && s[3] >= '8';
}

/*
 * Scripts can make texts that are no Unicode.  Escapes of such characters
 * become U+FFFD; a pair of halves is a character and stays.
 */
static void
pipe_mend(char *s, size_t n)
{
	size_t i;

	for (i = 0; i + 6 <= n; i++) {
		if (s[i] != '\\')
			continue;
		if (s[i + 1] != 'u') {
			i++;
			continue;
		}
		if (!pipe_escape_odd(s + i))
			continue;
		if (i + 12 <= n && s[i + 3] < 'c' && s[i + 3] != 'C' &&
		    s[i + 3] != 'D' && s[i + 6] == '\\' && s[i + 7] == 'u' &&
		    pipe_escape_odd(s + i + 6) &&
		    strchr("cdefCDEF", s[i + 9])) {
			i += 11;
			continue;
		}
		memcpy(s + i + 2, "fffd", 4);
		i += 5;
	}
}

static bool
pipe_parse(char *s, size_t n, struct jv **out)
{
	struct fault unused;

	if (jv_parse(s, n, out, &unused) == 0)
		return true;
	pipe_mend(s, n);
	return jv_parse(s, n, out, &unused) == 0;
}

/* A whole message that has come already. */
static bool
pipe_message(struct browser_pipe *p, struct jv **out)
{
	unsigned char *nul;
	size_t n;
	bool fit;

	while (p->in.len > p->scanned) {
		nul = memchr(
		    p->in.data + p->scanned, '\0', p->in.len - p->scanned);
		if (nul == NULL) {
			p->scanned = p->in.len;
			return false;
		}
		n = (size_t)(nul - p->in.data);
		fit = pipe_parse((char *)p->in.data, n, out);
		memmove(p->in.data, nul + 1, p->in.len - n - 1);
		p->in.len -= n + 1;
		p->in.data[p->in.len] = '\0';
		p->scanned = 0;
		if (fit)
			return true;
	}
	return false;
}

/* More bytes; false: the browser is gone, or says too much at once. */
static bool
pipe_read(struct browser_pipe *p)
{
	unsigned char chunk[65536];
	ssize_t k = recv(p->way, chunk, sizeof(chunk), MSG_DONTWAIT);

	if (k < 0)
		return errno == EAGAIN || errno == EINTR;
	if (k == 0)
		return false;
	buf_add(&p->in, chunk, (size_t)k);
	return !p->in.over;
}

enum pipe_got
browser_pipe_next(struct browser_pipe *p, int timeout_ms, struct jv **out)
{
	const int64_t end = clock_steady_ms() + timeout_ms;
	struct pollfd w[2];
	int64_t left;

	*out = NULL;
	for (;;) {
		if (pipe_message(p, out))
			return PIPE_MESSAGE;
		left = end - clock_steady_ms();
		if (left < 0)
			return PIPE_NOTHING;
		w[0] = (struct pollfd){ p->way, POLLIN, 0 };
		w[1] = (struct pollfd){ p->complaints, POLLIN, 0 };
		if (p->way < 0 || poll(w, 2, (int)left) < 0)
			return p->way < 0 ? PIPE_GONE : PIPE_NOTHING;
		if (w[1].revents != 0)
			pipe_hear(p);
		if (w[0].revents != 0 && !pipe_read(p))
			return PIPE_GONE;
	}
}
