#include "crypto_in.h"

#include <stdarg.h>
#include <stdio.h>

#include <openssl/err.h>

int
crypto_fault(struct fault *f, const char *fmt, ...)
{
	unsigned long code = ERR_get_error();
	const char *reason = code != 0 ? ERR_reason_error_string(code) : NULL;
	char words[256];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	ERR_clear_error();
	if (reason == NULL)
		return fault_set(f, FAULT_CRYPTO, "%s", words);
	return fault_set(f, FAULT_CRYPTO, "%s: %s", words, reason);
}
