#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pdfread/update.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An update of whatever file: it is refused, or what comes out is read again
 * and has the old bytes first and one signature more. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char id[PDFREAD_ID] = { 7 };
	const struct pdfread_der der = { (const unsigned char *)"der", 3 };
	const struct pdfread_dss dss = { .certs = &der, .n_certs = 1 };
	const struct pdfread_seal seal = {
		.stem = "S", .time_stamp = true, .reserve = 64
	};
	struct pdfread *r = NULL, *again = NULL;
	struct pdfread_update *u = NULL;
	struct slot slot;
	struct fault f;
	struct buf out;
	size_t added;

	buf_init(&out, (size_t)64 << 20);
	if (pdfread_open(data, size, &r, &f) != 0 ||
	    pdfread_update_new(r, id, &u, &f) != 0 ||
	    pdfread_update_dss(u, &dss, &added, &f) != 0 ||
	    pdfread_update_seal(u, &seal, &f) != 0 ||
	    pdfread_update_write(u, &out, &slot, &f) != 0)
		goto out;
	if (out.len < size || memcmp(out.data, data, size) != 0 ||
	    out.data[slot.contents] != '<' ||
	    slot.contents + slot.contents_len > out.len)
		abort();
	if (pdfread_open(out.data, out.len, &again, &f) == 0 &&
	    pdfread_signatures(again) < pdfread_signatures(r))
		abort();
out:
	buf_free(&out);
	pdfread_update_free(u);
	pdfread_free(again);
	pdfread_free(r);
	return 0;
}
