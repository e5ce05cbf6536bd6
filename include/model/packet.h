#ifndef MODEL_PACKET_H
#define MODEL_PACKET_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "model/diff.h"
#include "model/finding.h"
#include "model/history.h"
#include "model/packet_extra.h"
#include "model/page.h"
#include "model/part.h"

/*
 * All that a report is made of, gathered by cli from archive, provision and
 * analysis, for layer report to write and for evidence to bind.  Indexes are
 * into the arrays of the packet.  Everything is borrowed by the reports.
 */

/* A version whose words the packet shows: an evidence sheet, two parts. */
struct packet_text {
	const char *platform, *owner, *document;
	int version;
	int versions; /* of the document as of the day */
	const struct version *facts;
	const struct look *look; /* whose capture is embedded */
	const struct page *page; /* text and blocks */
	const unsigned char *capture;
	size_t capture_len;
	const char *text_name, *capture_name; /* of the parts */
	const struct part_made *words; /* of a PDF; else NULL */
	unsigned sheet; /* E-number, from 1 */
	const char *lang; /* BCP 47, "" unknown */
};

struct packet_range {
	size_t text; /* index of a packet_text */
	size_t start, end;
	struct digest sha;
};

/* A provision whose words changed from one version to the next. */
struct packet_change {
	int64_t utc_ms; /* first look at the new words */
	int version; /* of the new words */
	enum ruling_class ruling; /* of the version */
	enum clause_state state;
	struct packet_range from, to;
	struct diff diff;
	int drawn; /* as a redline; else counted only, from and to without text */
	int predecessor; /* from is another clause, which stood here before */
	const struct packet_withheld *withheld; /* of a side: not drawn */
	const char *from_words; /* the words of from */
	int64_t from_last_utc_ms; /* their last sight */
};

/* How another platform words the same topic. */
struct packet_other {
	const char *platform, *document;
	struct packet_range words; /* the passage shown */
	int cut_before, cut_after; /* the passage is cut inside a sentence */
	unsigned score; /* per cent */
	const char *default_word, *opt_out, *goes_on; /* "" = not stated */
	int64_t recorded_utc_ms;
};

struct packet_provision {
	const struct provision *provision;
	size_t document; /* index of a packet_document */
	const struct finding *finding;
	size_t rank; /* of its topic: a smaller one is wanted earlier */
	struct packet_range words; /* the clause as of the day */
	const char *place; /* "section 2", "under “Your rights”", or "" */
	const struct packet_change *changes; /* oldest first */
	size_t n_changes;
	int64_t before_utc_ms; /* another clause stood here since; 0 = no */
	const struct packet_other *others; /* nearest first */
	size_t n_others;
	size_t n_platforms_searched; /* for "no comparable clause" */
};

/* A clause that no rule analysed: counted and listed by title. */
struct packet_clause {
	size_t document;
	const char *id, *title, *path;
};

/* A stretch without a look, or a look that found nothing usable. */
struct packet_gap {
	int64_t from_utc_ms, to_utc_ms;
	const char *reason; /* "" = no look for so long */
};

struct packet_document {
	const struct history *history;
	size_t n_looks, n_versions, n_gaps;
	size_t n_class[RULING_CLASSES]; /* looks by class */
	int looks_kept; /* 0: the source kept only looks with other bytes */
	int looks_dense; /* looks came daily: a long silence is a gap */
	const struct packet_gap *gaps;
	size_t n_gap_list;
	int64_t longest_gap_ms;
	const char *junk; /* why its text is no policy, or NULL */
	int64_t stale_utc_ms; /* no usable text since then; 0 = fresh */
	const char *stale; /* the newest look's reason */
	int has_stated; /* the text states a date, with these words */
	struct packet_range stated;
	int64_t stated_utc_ms;
};

struct packet {
	const char *kind; /* "packet", "provision" */
	const char *platform, *owner; /* owner "" where not known */
	const char *subject; /* as asked for: platform, or a provision's id */
	const char *id; /* PV-… */
	const char *previous; /* id of the packet before, or "" */
	int64_t from_utc_ms, to_utc_ms; /* first look … as of */
	int64_t as_of_utc_ms;
	int64_t rendered_utc_ms;
	int sign; /* 1: will be signed; 0: the red draft */
	const char *signer; /* "CN, certificate 4b:1e:…", when signed */
	const char *algorithm; /* "ECDSA P-256 with SHA-256" */
	const char *level; /* "b" */
	int certify; /* DocMDP level, 0 = none */
	const char *tsa; /* host, or "" */
	const char *file_name; /* of the PDF, without folder */
	const char *root_name; /* "root.pem" */
	struct packet_template template;
	/* SHA-256, handed in by cli: report knows no crypto library. */
	int (*sha256)(
	    const void *p, size_t n, struct digest *out, struct fault *f);
	const char *release; /* "proviso 0.1.0" */
	unsigned extractor;
	const char *source; /* "an Open Terms Archive repository", … */
	size_t archive_looks, archive_documents, archive_platforms;
	const struct packet_document *documents;
	size_t n_documents;
	const struct packet_text *texts;
	size_t n_texts;
	const struct packet_provision *provisions; /* by exposure, then place */
	size_t n_provisions;
	const struct packet_clause *clauses;
	size_t n_clauses;
	const struct packet_withheld *const *withheld; /* what it lacks */
	size_t n_withheld;
	const struct packet_log *log; /* NULL: no checkpoint covers it */
};

#endif /* MODEL_PACKET_H */
