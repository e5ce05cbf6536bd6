#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

/* The head of a request to the browser's proxy, as the proxy gets it. */
#include "../../src/net/proxy_in.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct proxy_request r;
	char *head;
	struct buf out;

	/* The proxy refuses a head that has a NUL, and ends it with one. */
	if (memchr(data, '\0', size) != NULL)
		return 0;
	head = mem_strndup((const char *)data, size);
	buf_init(&out, 2 * PROXY_HEAD_MAX);
	if (proxy_request_read(head, size, size % 2 == 0, &r, &out) &&
	    (r.host[0] == '\0' || r.port_number == 0 ||
		(!r.tunnel && strstr((char *)out.data, "\r\n\r\n") == NULL)))
		abort();
	buf_free(&out);
	free(head);
	return 0;
}
