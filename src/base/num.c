#include "base/num.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

int
num_digits(const char *s, size_t n, int64_t max, const char *what, int64_t *out,
    struct fault *f)
{
	int64_t v = 0;
	size_t i;

	if (n == 0)
		return fault_set(
		    f, FAULT_FORMAT, "%s: want digits, have nothing", what);
	for (i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return fault_set(f, FAULT_FORMAT,
			    "%s: want digits, have \"%.*s\"", what,
			    n > 40 ? 40 : (int)n, s);
		if (s[i] - '0' > max || v > (max - (s[i] - '0')) / 10)
			return fault_set(f, FAULT_LIMIT,
			    "%s: want at most %lld, have \"%.*s\"", what,
			    (long long)max, n > 40 ? 40 : (int)n, s);
		v = v * 10 + (s[i] - '0');
	}
	*out = v;
	return 0;
}

int
num_i64(const char *s, int64_t min, int64_t max, const char *what, int64_t *out,
    struct fault *f)
{
	const bool minus = s[0] == '-';
	const char *p = minus ? s + 1 : s;
	int64_t v = 0;

	if (p[0] == '0' && p[1] != '\0')
		return fault_set(f, FAULT_FORMAT,
		    "%s: want a number without leading zeros, have \"%.40s\"",
		    what, s);
	if (num_digits(p, strlen(p), INT64_MAX, what, &v, f) != 0)
		return -1;
	if (minus)
		v = -v;
	if (v < min || v > max)
		return fault_set(f, FAULT_LIMIT,
		    "%s: want %lld to %lld, have %lld", what, (long long)min,
		    (long long)max, (long long)v);
	*out = v;
	return 0;
}

const char *
num_grouped(int64_t v, char out[NUM_GROUPED])
{
	char plain[NUM_GROUPED];
	size_t n, i, k = 0;
	const char *p = plain;

	(void)snprintf(plain, sizeof(plain), "%lld", (long long)v);
	if (*p == '-')
		out[k++] = *p++;
	n = strlen(p);
	for (i = 0; i < n && k + 2 < NUM_GROUPED; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			out[k++] = ',';
		out[k++] = p[i];
	}
	out[k] = '\0';
	return out;
}
