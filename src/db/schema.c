#include "db/schema.h"

#include "db_in.h"

static const char *const schema_1[] = {
	/* One row: who this archive is.  The public half of its log key. */
	"CREATE TABLE meta ("
	"id INTEGER PRIMARY KEY CHECK (id = 1), "
	"vkey TEXT NOT NULL CHECK (length(vkey) > 0), "
	"sha " SCHEMA_SHA ") STRICT",

	/*
	 * A service.  owner is declared and may be declared anew, so this is
	 * no evidence; sha (of the row) tells accident from declaration.
	 */
	"CREATE TABLE platform ("
	"id INTEGER PRIMARY KEY, "
	"name TEXT NOT NULL UNIQUE CHECK (length(name) > 0), "
	"owner TEXT NOT NULL, "
	"sha " SCHEMA_SHA ") STRICT",

	/*
	 * Bytes, named by their digest.  prefix is the blob whose bytes must
	 * stand before this one's when it is unpacked; depth counts the blobs
	 * that have to be unpacked first.  stored begins the digest of bytes,
	 * for a frame may change and still give the same.
	 */
	"CREATE TABLE blob ("
	"id INTEGER PRIMARY KEY, "
	"sha " SCHEMA_SHA " UNIQUE, "
	"size INTEGER NOT NULL CHECK (size >= 0), "
	"encoding TEXT NOT NULL CHECK (encoding IN ('raw', 'zstd')), "
	"prefix INTEGER REFERENCES blob CHECK (prefix < id), "
	"depth INTEGER NOT NULL CHECK (depth BETWEEN 0 AND 32), "
	"bytes BLOB NOT NULL, "
	"stored BLOB NOT NULL CHECK (length(stored) = 4), "
	"CHECK ((prefix IS NULL) = (depth = 0)), "
	"CHECK (encoding = 'zstd' OR "
	"(prefix IS NULL AND length(bytes) = size))) STRICT",

	/* A document of a service; anchor is where packing begins anew. */
	"CREATE TABLE document ("
	"id INTEGER PRIMARY KEY, "
	"platform INTEGER NOT NULL REFERENCES platform, "
	"title TEXT NOT NULL CHECK (length(title) > 0), "
	"type TEXT NOT NULL, "
	"lang TEXT NOT NULL, "
	"jurisdiction TEXT NOT NULL, "
	"anchor INTEGER REFERENCES blob, "
	"sha " SCHEMA_SHA ", "
	"UNIQUE (platform, title)) STRICT",

	/* Where and how a document is fetched. */
	"CREATE TABLE source ("
	"id INTEGER PRIMARY KEY, "
	"document INTEGER NOT NULL REFERENCES document, "
	"url TEXT NOT NULL, "
	"method TEXT NOT NULL, "
	"css_select TEXT NOT NULL, "
	"css_remove TEXT NOT NULL, "
	"from_utc_ms INTEGER, "
	"until_utc_ms INTEGER, "
	"UNIQUE (document, url, method, css_select, css_remove)) STRICT",

	/* What one look brought, as it was brought. */
	"CREATE TABLE capture ("
	"id INTEGER PRIMARY KEY, "
	"source INTEGER NOT NULL REFERENCES source, "
	"status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 999), "
	"media TEXT NOT NULL CHECK (media IN "
	"('html', 'markdown', 'text', 'pdf', 'other')), "
	"media_type TEXT NOT NULL, "
	"blob INTEGER NOT NULL REFERENCES blob) STRICT",

	/*
	 * One look at a document, and what was known of it at once.  key is the
	 * first half of the digest of what names the look at its source.  detail is
	 * canonical JSON: text, or the first 4 bytes of the digest of a zstd
	 * frame and that frame, after the detail of the event that "after"
	 * names, which is text.  sha is the digest of the whole
	 * record.
	 */
	"CREATE TABLE event ("
	"id INTEGER PRIMARY KEY, "
	"document INTEGER NOT NULL REFERENCES document, "
	"source INTEGER NOT NULL REFERENCES source, "
	"key BLOB NOT NULL CHECK (length(key) = 16), "
	"time_utc_ms INTEGER NOT NULL, "
	"known TEXT NOT NULL, "
	"source_changed INTEGER NOT NULL CHECK (source_changed IN (0, 1)), "
	"capture INTEGER UNIQUE REFERENCES capture, "
	"detail ANY NOT NULL, "
	"after INTEGER REFERENCES event CHECK (after < id), "
	"sha " SCHEMA_SHA ", "
	"UNIQUE (document, key), "
	"CHECK (typeof(detail) = iif(after IS NULL, 'text', 'blob'))) STRICT",
	"CREATE INDEX event_document ON event (document)",

	/* What a look meant; of an event's rulings the highest seq holds. */
	"CREATE TABLE ruling ("
	"event INTEGER NOT NULL REFERENCES event, "
	"seq INTEGER NOT NULL CHECK (seq > 0), "
	"class TEXT NOT NULL CHECK (class IN ('same', 'noise', 'return', "
	"'source-changed', 'administrative', 'substantive', 'gap')), "
	"version INTEGER CHECK (version > 0), "
	"rule TEXT NOT NULL CHECK (length(rule) > 0), "
	"rules_version INTEGER NOT NULL CHECK (rules_version > 0), "
	"who TEXT NOT NULL CHECK (length(who) > 0), "
	"when_utc_ms INTEGER NOT NULL, "
	"detail TEXT NOT NULL, "
	"sha " SCHEMA_SHA ", "
	"PRIMARY KEY (event, seq), "
	"CHECK ((version IS NULL) = (class = 'gap'))) STRICT, WITHOUT ROWID",

	/* A text of a document; a number is given once. */
	"CREATE TABLE version ("
	"document INTEGER NOT NULL REFERENCES document, "
	"number INTEGER NOT NULL CHECK (number > 0), "
	"event INTEGER NOT NULL UNIQUE REFERENCES event, "
	"extractor INTEGER NOT NULL CHECK (extractor > 0), "
	"text INTEGER NOT NULL REFERENCES blob, "
	"map INTEGER NOT NULL REFERENCES blob, "
	"stated_start INTEGER NOT NULL CHECK (stated_start >= 0), "
	"stated_end INTEGER NOT NULL CHECK (stated_end >= stated_start), "
	"stated_utc_ms INTEGER NOT NULL, "
	"sha " SCHEMA_SHA ", "
	"PRIMARY KEY (document, number)) STRICT, WITHOUT ROWID",

	/* A period in which a version stood: made anew at will, no evidence. */
	"CREATE TABLE holding ("
	"document INTEGER NOT NULL REFERENCES document, "
	"seq INTEGER NOT NULL CHECK (seq > 0), "
	"version INTEGER NOT NULL, "
	"first_event INTEGER NOT NULL REFERENCES event, "
	"last_event INTEGER NOT NULL REFERENCES event, "
	"n_looks INTEGER NOT NULL CHECK (n_looks > 0), "
	"PRIMARY KEY (document, seq), "
	"FOREIGN KEY (document, version) REFERENCES version) "
	"STRICT, WITHOUT ROWID",

	/* Where clauses stand: title and path of headings. */
	"CREATE TABLE place ("
	"document INTEGER NOT NULL REFERENCES document, "
	"number INTEGER NOT NULL CHECK (number > 0), "
	"title TEXT NOT NULL, "
	"path TEXT NOT NULL, "
	"PRIMARY KEY (document, number)) STRICT, WITHOUT ROWID",

	/* A clause that is followed, numbered within its document. */
	"CREATE TABLE provision ("
	"document INTEGER NOT NULL REFERENCES document, "
	"number INTEGER NOT NULL CHECK (number > 0), "
	"name TEXT NOT NULL UNIQUE CHECK (length(name) > 0), "
	"PRIMARY KEY (document, number)) STRICT, WITHOUT ROWID",

	/*
	 * A provision from this version on: a row only where words, place or
	 * state are not as in the row before.  No place: as before.
	 */
	"CREATE TABLE span ("
	"document INTEGER NOT NULL, "
	"provision INTEGER NOT NULL, "
	"version INTEGER NOT NULL, "
	"state TEXT NOT NULL CHECK (state IN ('new', 'same', 'moved', "
	"'modified', 'split', 'merged', 'gone')), "
	"start INTEGER CHECK (start >= 0), "
	"len INTEGER CHECK (len > 0), "
	"sha BLOB CHECK (length(sha) = 32), "
	"place INTEGER, "
	"PRIMARY KEY (document, provision, version), "
	"FOREIGN KEY (document, provision) REFERENCES provision, "
	"FOREIGN KEY (document, version) REFERENCES version, "
	"FOREIGN KEY (document, place) REFERENCES place, "
	"CHECK ((start IS NULL) = (len IS NULL) AND "
	"(start IS NULL) = (sha IS NULL)), "
	"CHECK (state <> 'gone' OR start IS NULL)) STRICT, WITHOUT ROWID",

	/* What a person said of a provision in a version. */
	"CREATE TABLE review ("
	"id INTEGER PRIMARY KEY, "
	"document INTEGER NOT NULL, "
	"provision INTEGER NOT NULL, "
	"version INTEGER NOT NULL, "
	"status TEXT NOT NULL, "
	"who TEXT NOT NULL CHECK (length(who) > 0), "
	"when_utc_ms INTEGER NOT NULL, "
	"note TEXT NOT NULL, "
	"sha " SCHEMA_SHA ", "
	"FOREIGN KEY (document, provision) REFERENCES provision, "
	"FOREIGN KEY (document, version) REFERENCES version) STRICT",

	/* A packet that went out; packet_sha is the digest of its file. */
	"CREATE TABLE issue ("
	"id INTEGER PRIMARY KEY, "
	"packet TEXT NOT NULL UNIQUE CHECK (length(packet) > 0), "
	"packet_sha BLOB NOT NULL CHECK (length(packet_sha) = 32), "
	"when_utc_ms INTEGER NOT NULL, "
	"sha " SCHEMA_SHA ") STRICT",

	SCHEMA_GUARD("meta"),
	SCHEMA_GUARD("blob"),
	SCHEMA_GUARD("source"),
	SCHEMA_GUARD("capture"),
	SCHEMA_GUARD("event"),
	SCHEMA_GUARD("ruling"),
	SCHEMA_GUARD("version"),
	SCHEMA_GUARD("place"),
	SCHEMA_GUARD("provision"),
	SCHEMA_GUARD("span"),
	SCHEMA_GUARD("review"),
	SCHEMA_GUARD("issue"),
	"CREATE TRIGGER platform_stay BEFORE DELETE ON platform BEGIN "
	"SELECT RAISE(ABORT, 'platform is append-only: no DELETE'); END",
	"CREATE TRIGGER platform_name BEFORE UPDATE OF id, name ON platform "
	"BEGIN SELECT RAISE(ABORT, 'platform: a name stays'); END",
	"CREATE TRIGGER document_stay BEFORE DELETE ON document BEGIN "
	"SELECT RAISE(ABORT, 'document is append-only: no DELETE'); END",
	"CREATE TRIGGER document_name BEFORE UPDATE OF id, platform, title "
	"ON document BEGIN "
	"SELECT RAISE(ABORT, 'document: a name stays'); END",
};

const char *const *
schema_step(int from_version, size_t *n)
{
	if (from_version > 1)
		return schema_3(n);
	if (from_version > 0)
		return schema_2(n);
	*n = sizeof(schema_1) / sizeof(schema_1[0]);
	return schema_1;
}
