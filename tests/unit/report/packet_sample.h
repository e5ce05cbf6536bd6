#ifndef TESTS_PACKET_SAMPLE_H
#define TESTS_PACKET_SAMPLE_H

#include <string.h>

#include "crypto/sha256.h"
#include "model/packet.h"

/*
 * A packet written by hand: one document of an invented vendor, two versions,
 * one analysed clause that changed once, one clause that no rule knows.
 */
static const char sample_old[] = "Privacy Policy\n\nWe will keep notes for 30 "
				 "days.\n\nContact us by mail.";
static const char sample_new[] = "Privacy Policy\n\nWe may keep notes for 90 "
				 "days.\n\nContact us by mail.";

struct sample {
	struct packet packet;
	struct history history;
	struct page pages[2];
	struct packet_text texts[2];
	struct version versions[2];
	struct look looks[3];
	struct holding holdings[2];
	struct provision provisions[1];
	struct span spans[2];
	struct packet_document documents[1];
	struct packet_provision analysed[1];
	struct packet_change changes[1];
	struct packet_clause rest[1];
	struct finding finding;
	struct statement what[1], why, governance[1];
	struct law_link laws[1];
	struct action_item actions[1];
	struct diff_run runs[5];
	const char *canonical[1];
	int same_act[1];
};

static struct packet_range
sample_range(size_t text, const char *s, const char *words)
{
	struct packet_range r = { .text = text };

	r.start = (size_t)(strstr(s, words) - s);
	r.end = r.start + strlen(words);
	return r;
}

static void
sample_history(struct sample *s)
{
	const int64_t day = 86400000;
	size_t i;

	for (i = 0; i < 3; i++)
		s->looks[i] = (struct look){ .id = (int64_t)i + 1,
			.time_utc_ms = 1735689600000 + (int64_t)i * 30 * day,
			.ruling = i == 1 ? RULING_SAME : RULING_SUBSTANTIVE,
			.rule = "text",
			.detail = "",
			.version = i < 2 ? 1 : 2,
			.status = 200,
			.size = 100,
			.url = "https://v.example/p",
			.method = "import captures",
			.media_type = "text/html",
			.record = "{}",
			.select = "",
			.remove = "" };
	s->versions[0] = (struct version){ .number = 1,
		.first_utc_ms = s->looks[0].time_utc_ms,
		.last_utc_ms = s->looks[1].time_utc_ms,
		.n_looks = 2,
		.text_len = strlen(sample_old),
		.extractor = 1,
		.ruling = RULING_SUBSTANTIVE };
	s->versions[1] = (struct version){ .number = 2,
		.first_utc_ms = s->looks[2].time_utc_ms,
		.last_utc_ms = s->looks[2].time_utc_ms,
		.n_looks = 1,
		.first_look = 2,
		.text_len = strlen(sample_new),
		.extractor = 1,
		.ruling = RULING_SUBSTANTIVE };
	s->spans[0] = (struct span){ .version = 1, .state = CLAUSE_NEW };
	s->spans[1] = (struct span){ .version = 2, .state = CLAUSE_MODIFIED };
	s->provisions[0] = (struct provision){ .id = "p-aaaaaaaaaa",
		.title = "Keeping",
		.path = "",
		.ordinal = 1,
		.first_version = 1,
		.last_version = 2,
		.first_utc_ms = s->looks[0].time_utc_ms,
		.last_utc_ms = s->looks[2].time_utc_ms,
		.n_changes = 1,
		.spans = s->spans,
		.n_spans = 2 };
	s->history = (struct history){ .platform = "Vendor <&> Co",
		.document = "Privacy Policy",
		.owner = "",
		.lang = "en",
		.jurisdiction = "",
		.looks = s->looks,
		.n_looks = 3,
		.versions = s->versions,
		.n_versions = 2,
		.provisions = s->provisions,
		.n_provisions = 1,
		.current = 2,
		.as_of_utc_ms = s->looks[2].time_utc_ms };
}

static void
sample_finding(struct sample *s)
{
	s->what[0] = (struct statement){ .kind = STATEMENT_INTERPRETATION,
		.text = "Notes are kept for \xe2\x80\x9c"
			"90 days\xe2\x80\x9d.",
		.confidence = CONFIDENCE_ESTABLISHED,
		.rule = "retention/1" };
	s->why = (struct statement){ .kind = STATEMENT_INTERPRETATION,
		.text = "A period must be stated.",
		.confidence = CONFIDENCE_SUPPORTED,
		.rule = "retention/2" };
	s->governance[0] = s->why;
	s->canonical[0] = "GDPR Art. 5(1)(e)";
	s->same_act[0] = 1;
	s->laws[0] = (struct law_link){ .instrument = "gdpr",
		.canonical = s->canonical,
		.same_act = s->same_act,
		.n = 1,
		.authority = "Authorities of the member states",
		.why = s->why };
	s->actions[0] = (struct action_item){ "Ask for the schedule.",
		"Vendor manager", 30, "retention/3" };
	s->finding = (struct finding){ .analysed = 1,
		.topic = { .topic = "retention", .title = "retention" },
		.headline = "Notes are kept for 90 days",
		.summary = "Notes are kept for 90 days.",
		.exposure = EXPOSURE_MEDIUM,
		.confidence = CONFIDENCE_ESTABLISHED,
		.what = { s->what, 1 },
		.governance = { s->governance, 1 },
		.laws = s->laws,
		.n_laws = 1,
		.actions = s->actions,
		.n_actions = 1,
		.default_word = "",
		.opt_out = "" };
}

static void
sample_texts(struct sample *s)
{
	static const char *const bodies[] = { sample_old, sample_new };
	size_t i;

	for (i = 0; i < 2; i++) {
		s->pages[i].text = (char *)(uintptr_t)bodies[i];
		s->pages[i].len = strlen(bodies[i]);
		s->texts[i] = (struct packet_text){ .platform = "Vendor <&> Co",
			.owner = "",
			.document = "Privacy Policy",
			.version = (int)i + 1,
			.versions = 2,
			.facts = &s->versions[i],
			.look = &s->looks[i * 2],
			.page = &s->pages[i],
			.capture = (const unsigned char *)"<html>",
			.capture_len = 6,
			.text_name = i == 0 ? "texts/v1.txt" : "texts/v2.txt",
			.capture_name =
			    i == 0 ? "captures/v1.html" : "captures/v2.html",
			.sheet = i == 0 ? 2 : 1,
			.lang = "en" };
	}
}

static void
sample_make(struct sample *s)
{
	memset(s, 0, sizeof(*s));
	sample_history(s);
	sample_finding(s);
	sample_texts(s);
	s->runs[0] = (struct diff_run){ DIFF_SAME, "We ", 3 };
	s->runs[1] = (struct diff_run){ DIFF_DELETED, "will ", 5 };
	s->runs[2] = (struct diff_run){ DIFF_INSERTED, "may ", 4 };
	s->runs[3] = (struct diff_run){ DIFF_SAME, "keep notes.", 11 };
	s->changes[0] =
	    (struct packet_change){ .utc_ms = s->versions[1].first_utc_ms,
		    .version = 2,
		    .ruling = RULING_SUBSTANTIVE,
		    .state = CLAUSE_MODIFIED,
		    .drawn = 1,
		    .from = sample_range(
			0, sample_old, "We will keep notes for 30 days."),
		    .to = sample_range(
			1, sample_new, "We may keep notes for 90 days."),
		    .diff = { s->runs, 4, 1, 1 } };
	s->analysed[0] =
	    (struct packet_provision){ .provision = &s->provisions[0],
		    .finding = &s->finding,
		    .words = s->changes[0].to,
		    .place = "section 2",
		    .changes = s->changes,
		    .n_changes = 1 };
	s->rest[0] = (struct packet_clause){ 0, "p-bbbbbbbbbb", "Contact", "" };
	s->documents[0] = (struct packet_document){ .history = &s->history,
		.n_looks = 3,
		.n_versions = 2,
		.looks_kept = 1 };
	s->packet = (struct packet){ .kind = "packet",
		.platform = "Vendor <&> Co",
		.owner = "",
		.subject = "Vendor <&> Co",
		.id = "PV-VENDOR-20250302-01",
		.previous = "",
		.from_utc_ms = s->looks[0].time_utc_ms,
		.to_utc_ms = s->looks[2].time_utc_ms,
		.as_of_utc_ms = s->looks[2].time_utc_ms,
		.rendered_utc_ms = s->looks[2].time_utc_ms,
		.signer = "",
		.algorithm = "",
		.level = "b",
		.tsa = "",
		.file_name = "Vendor.pdf",
		.root_name = "root.pem",
		.template = { "", "", "", "", "", "" },
		.sha256 = sha256_of,
		.release = "proviso test",
		.extractor = 1,
		.source = "an index of stored captures",
		.archive_looks = 3,
		.archive_documents = 1,
		.archive_platforms = 1,
		.documents = s->documents,
		.n_documents = 1,
		.texts = s->texts,
		.n_texts = 2,
		.provisions = s->analysed,
		.n_provisions = 1,
		.clauses = s->rest,
		.n_clauses = 1 };
}

#endif /* TESTS_PACKET_SAMPLE_H */
