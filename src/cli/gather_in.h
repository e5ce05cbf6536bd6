#ifndef GATHER_IN_H
#define GATHER_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/document.h"
#include "archive/archive.h"
#include "archive/read.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "cli/seal_arg.h"
#include "model/packet.h"
#include "model/part.h"
#include "provision/topic.h"

/*
 * What the files of cmd_report share: reading of an archive, once each, and
 * the packet that is gathered from it.
 */

/* One version of one document, read once. */
struct version_text {
	const char *platform, *document;
	int version;
	struct archive_text text;
	bool withheld; /* its bytes are spaces: of use for places alone */
	struct topic_hit *topics; /* of each clause; NULL until asked for */
	const struct document_facts *facts; /* NULL until asked for */
};

/* An archive being read for one report. */
struct reading {
	struct arena arena; /* all that is borrowed by the packet */
	struct archive *a;
	int64_t as_of_utc_ms;
	const char *owner; /* of the subject, as the template says; or NULL */
	struct archive_list list; /* every document */
	struct history *histories; /* [i] of list.entries[i], once asked for */
	bool *have;
	struct version_text **texts;
	size_t n_texts;
};

int reading_open(struct reading *r, struct archive *a, int64_t as_of_utc_ms,
    struct fault *f) MUST_CHECK;
void reading_close(struct reading *r);

/* The history of entry i as of the day; borrowed. */
int reading_history(struct reading *r, size_t i, const struct history **out,
    struct fault *f) MUST_CHECK;

/* A version's text and clauses; borrowed. */
int reading_text(struct reading *r, const char *platform, const char *document,
    int version, struct version_text **out, struct fault *f) MUST_CHECK;

/* The same, where it was withheld with its places alone. */
int reading_places(struct reading *r, const char *platform,
    const char *document, int version, struct version_text **out,
    struct fault *f) MUST_CHECK;

/* The topic of each of its clauses. */
int reading_topics(
    struct reading *r, struct version_text *t, struct fault *f) MUST_CHECK;

/* What a report is asked for. */
struct request {
	const char *kind; /* "packet", "provision" */
	const char *platform;
	const char *provision; /* id, or NULL for all */
	int64_t rendered_utc_ms;
	const char *file_name;
};

/*
 * The packet: documents, provisions, texts; without what belongs to signing,
 * template and id.  Lives in r's arena.
 */
int gather_packet(struct reading *r, const struct request *q,
    struct packet *out, struct fault *f) MUST_CHECK;

/* gather_texts.c: texts that are quoted, each with its capture, once. */
struct text_list {
	struct packet_text *items;
	size_t n;
	const struct packet_withheld **withheld; /* what it lacks, once each */
	size_t n_withheld;
};

/*
 * *out is what was withheld of that version, its text or the capture of it,
 * and is in the list from now on; NULL: nothing.
 */
int text_list_withheld(struct reading *r, struct text_list *l,
    const struct history *h, int version, const struct packet_withheld **out,
    struct fault *f) MUST_CHECK;

/* The index of that version among the quoted texts; it is added if new. */
int text_list_add(struct reading *r, struct text_list *l,
    const struct history *h, const struct version_text *t, size_t *index,
    struct fault *f) MUST_CHECK;

/*
 * gather_finding.c: what the rules say of one clause; before (or NULL) is the
 * change by which it took the place of another.
 */
int gather_finding(struct reading *r, const struct history *h,
    struct version_text *t, size_t clause, const struct packet_change *before,
    struct finding *out, struct fault *f) MUST_CHECK;

/* gather_changes.c: how a provision's words changed. */
int gather_changes(struct reading *r, struct text_list *l,
    const struct history *h, struct packet_provision *p,
    struct fault *f) MUST_CHECK;

/* gather_others.c: how other platforms word the topic. */
int gather_others(struct reading *r, struct text_list *l, const char *platform,
    size_t want, struct packet_provision *p, struct fault *f) MUST_CHECK;

/* report_job.c: one `report` command, from its words to published files. */
struct cmd_global;
struct report_job {
	const struct cmd_global *global;
	struct seal_arg seal;
	const char *kind, *subject, *as_of, *out, *certify_word,
	    *cosigners_word, *level, *template_path, *format, *paper_word,
	    *log_key;
	int certify;
	unsigned cosigners;
	int64_t as_of_utc_ms; /* INT64_MAX: not asked for */
	int64_t now_utc_ms; /* by the clock: the time of a signature */
	size_t pages, bytes; /* of what was published */
	bool taken; /* another report got the number first */
	/* Of what was sealed, for the log: signer, and the signed revision. */
	char signer[256];
	struct digest signer_cert;
	size_t revision_end;
};

/* Words to values; a fault is a usage error. */
int report_job_check(struct report_job *j, struct fault *f) MUST_CHECK;
int report_job_run(
    struct report_job *j, struct archive *a, struct fault *f) MUST_CHECK;

/*
 * report_seal.c: what a packet says of its signature; drawn, signed at its
 * level, and read back before anybody has it.  Without a key pdf is unsigned.
 */
struct doc;
struct faces;
struct parts;
int report_seal_check(struct report_job *j, struct fault *f) MUST_CHECK;
int report_seal_words(struct reading *r, const struct report_job *j,
    struct packet *p, struct fault *f) MUST_CHECK;
int report_seal(struct report_job *j, const struct doc *doc,
    struct faces *faces, const struct packet *p, const struct parts *parts,
    struct buf *pdf, struct buf *p7s, struct fault *f) MUST_CHECK;

/* report_log.c: the packet and the archive's log. */
struct archive_issue;

/*
 * Fill in p->log: the smallest kept checkpoint that covers the evidence.  Where
 * there is none and the packet will be signed, a new one is signed first, if
 * the log key is at hand.  Texts live in r's arena.
 */
int report_log_cover(struct reading *r, const struct report_job *j,
    struct packet *p, struct fault *f) MUST_CHECK;

/*
 * After the issue was put and the files published: sign the log and write
 * FILE.tlog-proof.  Without a log key the proof is left for later, and said.
 */
int report_log_proof(struct archive *a, const struct report_job *j,
    const struct packet *p, struct fault *f) MUST_CHECK;

/* report_parts.c: what travels inside, manifest included. */
struct report;
struct signer;
struct parts {
	struct part *items; /* by name, evidence.json first */
	size_t n;
	struct digest evidence; /* of evidence.json */
};
int parts_gather(struct arena *a, const struct packet *p,
    const struct report *r, const struct signer *s, struct parts *out,
    struct fault *f) MUST_CHECK;

#endif /* GATHER_IN_H */
