#include "db/schema.h"
#include "db_in.h"

/*
 * Version 2: what more a look left, declarations with their validity, the log
 * with its heads, tokens of time-stamp authorities, bytes withheld, packets
 * called back.
 */
static const char *const steps[] = {
	/*
	 * What else a look left: body as received, certificates, screenshot,
	 * list of requests.  The event's detail names role and digest, so the
	 * event's own digest covers them.
	 */
	"CREATE TABLE exhibit ("
	"event INTEGER NOT NULL REFERENCES event, "
	"seq INTEGER NOT NULL CHECK (seq > 0), "
	"role TEXT NOT NULL CHECK (length(role) > 0), "
	"blob INTEGER NOT NULL REFERENCES blob, "
	"PRIMARY KEY (event, seq)) STRICT, WITHOUT ROWID",
	SCHEMA_GUARD("exhibit"),

	/*
	 * How a document is fetched and read, as declared: canonical JSON, and
	 * from when until when it holds (NULL: from ever, until now).  Of
	 * several that hold at one time the highest id decides.
	 */
	"CREATE TABLE declaration ("
	"id INTEGER PRIMARY KEY, "
	"document INTEGER NOT NULL REFERENCES document, "
	"from_utc_ms INTEGER, "
	"until_utc_ms INTEGER, "
	"added_utc_ms INTEGER NOT NULL, "
	"json TEXT NOT NULL CHECK (length(json) > 0), "
	"sha " SCHEMA_SHA ") STRICT",
	"CREATE INDEX declaration_document ON declaration (document)",
	SCHEMA_GUARD("declaration"),

	/*
	 * The log: entry i is made anew from the record that kind, a and b
	 * name whenever its hash is wanted; node holds the hashes of full
	 * subtrees at levels 4, 8, 12 and so on.
	 */
	"CREATE TABLE leaf ("
	"id INTEGER PRIMARY KEY CHECK (id >= 0), "
	"kind INTEGER NOT NULL, "
	"a INTEGER NOT NULL, "
	"b INTEGER NOT NULL, "
	"UNIQUE (a, kind, b)) STRICT",
	"CREATE TABLE node ("
	"level INTEGER NOT NULL CHECK (level > 0), "
	"id INTEGER NOT NULL CHECK (id >= 0), "
	"hash BLOB NOT NULL CHECK (length(hash) = 32), "
	"PRIMARY KEY (level, id)) STRICT, WITHOUT ROWID",
	"CREATE TABLE checkpoint ("
	"id INTEGER PRIMARY KEY, "
	"size INTEGER NOT NULL CHECK (size >= 0), "
	"when_utc_ms INTEGER NOT NULL, "
	"note TEXT NOT NULL CHECK (length(note) > 0), "
	"sha " SCHEMA_SHA ") STRICT",
	"CREATE TABLE cosignature ("
	"id INTEGER PRIMARY KEY, "
	"checkpoint INTEGER NOT NULL REFERENCES checkpoint, "
	"line TEXT NOT NULL CHECK (length(line) > 0), "
	"sha " SCHEMA_SHA ") STRICT",
	/*
	 * Keys after the first (meta has that): another key of the same log, or
	 * of a new one that begins where leaves were lost; head is then the
	 * note of the old head.
	 */
	"CREATE TABLE log_key ("
	"id INTEGER PRIMARY KEY, "
	"vkey TEXT NOT NULL CHECK (length(vkey) > 0), "
	"head TEXT NOT NULL, " /* "": the same log */
	"when_utc_ms INTEGER NOT NULL, "
	"sha " SCHEMA_SHA ") STRICT",
	SCHEMA_GUARD("leaf"),
	SCHEMA_GUARD("node"),
	SCHEMA_GUARD("checkpoint"),
	SCHEMA_GUARD("cosignature"),
	SCHEMA_GUARD("log_key"),

	/* Of a packet that went out: what its entry in the log says. */
	"CREATE TABLE issue_detail ("
	"issue INTEGER PRIMARY KEY REFERENCES issue, "
	"json TEXT NOT NULL CHECK (length(json) > 0), "
	"sha " SCHEMA_SHA ") STRICT",
	"CREATE TABLE recall ("
	"id INTEGER PRIMARY KEY, "
	"issue INTEGER NOT NULL REFERENCES issue, "
	"replaced_by TEXT NOT NULL, " /* "": revoked, nothing in its place */
	"why TEXT NOT NULL CHECK (length(why) > 0), "
	"who TEXT NOT NULL CHECK (length(who) > 0), "
	"when_utc_ms INTEGER NOT NULL, "
	"sha " SCHEMA_SHA ") STRICT",
	/* A packet whose file was renewed: validation data, archive stamps. */
	"CREATE TABLE renewal ("
	"id INTEGER PRIMARY KEY, "
	"issue INTEGER NOT NULL REFERENCES issue, "
	"level TEXT NOT NULL CHECK (length(level) > 0), "
	"packet_sha BLOB NOT NULL CHECK (length(packet_sha) = 32), "
	"when_utc_ms INTEGER NOT NULL, "
	"sha " SCHEMA_SHA ") STRICT",
	SCHEMA_GUARD("issue_detail"),
	SCHEMA_GUARD("recall"),
	SCHEMA_GUARD("renewal"),

	/* RFC 3161 tokens over the digest of an event's record or a head. */
	"CREATE TABLE token ("
	"id INTEGER PRIMARY KEY, "
	"event INTEGER REFERENCES event, "
	"checkpoint INTEGER REFERENCES checkpoint, "
	"tsa TEXT NOT NULL, "
	"der BLOB NOT NULL, "
	"sha " SCHEMA_SHA ", "
	"CHECK ((event IS NULL) <> (checkpoint IS NULL))) STRICT",
	"CREATE INDEX token_event ON token (event)",
	"CREATE INDEX token_checkpoint ON token (checkpoint)",
	SCHEMA_GUARD("token"),

	/*
	 * Bytes that were taken out; their digest and leaf stay.  Only a blob
	 * that stands here may lose them.
	 */
	"CREATE TABLE withheld ("
	"blob INTEGER PRIMARY KEY REFERENCES blob, "
	"why TEXT NOT NULL CHECK (length(why) > 0), "
	"who TEXT NOT NULL CHECK (length(who) > 0), "
	"when_utc_ms INTEGER NOT NULL, "
	"sha " SCHEMA_SHA ") STRICT",
	SCHEMA_GUARD("withheld"),
};

const char *const *
schema_2(size_t *n)
{
	*n = sizeof(steps) / sizeof(steps[0]);
	return steps;
}
