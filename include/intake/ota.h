#ifndef INTAKE_OTA_H
#define INTAKE_OTA_H

#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"
#include "intake/reader.h"

/*
 * Open Terms Archive repositories: a git history in which every record of a
 * document is one commit that writes <Service>/<Terms>.md.
 *
 * Every such commit is one capture, the oldest author date first and commits
 * of one date in the order of the history.  Service and terms are read from
 * the path.  A record is a commit whose subject begins as the archive's
 * program writes it, or that was made by the archive's bot; all else (a
 * person's README, a merge, a removed file) is skipped and counted.
 *
 * A record that is Markdown is a version: text that others made.  Any other is
 * a snapshot: a page as it was fetched (a browser's tree, or bytes in UTF-8),
 * which is read by the declaration that held at its time, so the reader must
 * say which that was.  Of a document of several sources, <Terms>
 * #<source>.html, all that were recorded at one time are one look, which has
 * the newest of each; before each was seen there is none.
 *
 * What is handed over is imported text: the archive kept no server bytes, no
 * status, no headers and no address, and the capture claims none.
 */
struct ota_counts {
	size_t commits; /* in the history of HEAD */
	size_t records; /* captures found */
	size_t wanted; /* of these, handed over */
	size_t skipped; /* commits that hold no record */
	size_t snapshots; /* of the records */
	size_t undeclared; /* snapshots without a declaration of their time */
	size_t waiting; /* snapshots before their fellows were seen */
};

/*
 * Read the repository in folder path, bare or with a work tree.  Stops at the
 * first fault, also of take.  counts may be filled in part then.
 */
int ota_read(const char *path, const struct intake_reader *reader,
    struct ota_counts *counts, struct fault *f) MUST_CHECK;

#endif /* INTAKE_OTA_H */
