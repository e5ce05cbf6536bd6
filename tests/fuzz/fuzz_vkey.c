#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "crypto/logkey.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct logkey *k = NULL;
	struct fault f;
	struct vkey v;

	if (vkey_parse((const char *)data, size, &v, &f) == 0 &&
	    v.name[0] == '\0')
		abort();
	if (logkey_parse((const char *)data, size, &k, &f) == 0)
		logkey_free(k);
	return 0;
}
