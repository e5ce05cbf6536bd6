#include "cli/checkpoint_arg.h"

#include <string.h>

#include "base/file.h"
#include "tlog/checkpoint.h"

static bool
begins(const struct buf *b, const char *with)
{
	return b->len >= strlen(with) &&
	    memcmp(b->data, with, strlen(with)) == 0;
}

/* What stands at the end of a proof, in place of all of it. */
static void
narrow(struct buf *b, const char *note, size_t n)
{
	struct buf inner;

	buf_init(&inner, NOTE_MAX);
	buf_add(&inner, note, n);
	buf_free(b);
	*b = inner;
}

int
checkpoint_arg(const char *path, struct buf *out, struct fault *f)
{
	struct checkpoint_growth growth;
	struct checkpoint_proof proof;
	const char *text;
	int rc = 0;

	buf_init(out, CHECKPOINT_PROOF_MAX);
	if (file_read(path, out, f) != 0)
		return -1;
	text = (const char *)out->data;
	if (begins(out, "c2sp.org/tlog-proof@")) {
		rc = checkpoint_proof_read(text, out->len, &proof, f);
		if (rc == 0) {
			narrow(out, proof.note, proof.note_n);
			checkpoint_proof_free(&proof);
		}
	} else if (begins(out, "old ")) {
		rc = checkpoint_growth_read(text, out->len, &growth, f);
		if (rc == 0)
			narrow(out, growth.note, growth.note_n);
	}
	return rc == 0 ? 0 : fault_under(f, "%s", path);
}
