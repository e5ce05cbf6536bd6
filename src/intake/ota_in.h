#ifndef OTA_IN_H
#define OTA_IN_H

#include <stddef.h>
#include <stdint.h>

#include <git2.h>

#include "base/arena.h"
#include "base/jv.h"
#include "intake/ota.h"
#include "intake_in.h"

/* A commit's writing of one file. */
struct find {
	git_oid commit, blob;
	int64_t time_utc_ms;
	size_t seq; /* its place in the history */
	const char *service, *file;
};

struct walk {
	git_repository *repo;
	git_odb *odb;
	struct arena names; /* of the finds */
	struct find *finds;
	size_t n, room;
	struct ota_counts *counts;
	const struct intake_reader *reader;
};

/* libgit2's own words for what it refused. */
int ota_refused(struct fault *f, const char *what);

/*
 * Length of the document's name in its file's name, 0 where the file is none:
 * "Terms.md", "Terms.html", or "Terms #<source>.html" of several sources.
 * *source (may be NULL) is what stands between, empty where nothing does.
 */
struct ota_part {
	const char *p;
	size_t n;
};

size_t ota_document_len(const char *file, struct ota_part *source);

/* The message of a find's commit, and its record without the parts. */
int ota_about(struct walk *w, struct arena *a, const struct find *x,
    struct ota_message *m, struct jv **record, struct fault *f) MUST_CHECK;
/* Canonical text of a record, in the arena; the value is freed. */
int ota_record_take(struct arena *a, struct jv *record, const char **out,
    struct fault *f) MUST_CHECK;
int ota_read_blob(struct walk *w, const struct find *x, git_odb_object **out,
    struct fault *f) MUST_CHECK;

/*
 * Snapshots: pages as they were fetched, read by the declaration of their
 * time.  The finds of one time are added and then handed over.
 */
struct snapshots;

struct snapshots *snapshots_new(struct walk *w);
void snapshots_free(struct snapshots *s); /* NULL is fine */
void snapshots_add(struct snapshots *s, const struct find *x);
int snapshots_hand_over(struct snapshots *s, struct fault *f) MUST_CHECK;

/* Before the first call of the library: memory that is gone ends the program. */
void ota_memory(void);

#endif /* OTA_IN_H */
