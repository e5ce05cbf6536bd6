#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "pdfread/parts.h"
#include "pdfread/shown.h"
#include "seal/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes get an answer or a fault, and every "no" has its words. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct verify_options o = { .at_utc_ms = 1800000000000 };
	struct verify_report *r;
	struct pdfread_shown shown;
	struct part p;
	struct fault f;
	size_t n, i, k;

	if (verify_pdf(data, size, &o, &r, &f) != 0)
		return 0;
	for (i = 0; i < r->n; i++)
		for (k = 0; k < VERDICT_SIGNATURE_N; k++) {
			const struct verdict *v =
			    &r->signatures[i].verdicts.v[k];

			if ((v->answer == VERDICT_YES) != (v->why[0] == '\0'))
				abort();
		}
	if (pdfread_parts(r->pdf, &n, &f) == 0)
		for (i = 0; i < n; i++)
			(void)!pdfread_part(r->pdf, i, &p, &f);
	(void)!pdfread_shown(r->pdf, &shown, &f);
	verify_free(r);
	return 0;
}
