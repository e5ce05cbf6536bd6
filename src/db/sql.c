#include "db/sql.h"

/* The columns of a whole event, with all that its record covers. */
#define EVENT_RECORD                                                       \
	"SELECT e.id, e.document, p.name, d.title, e.key, e.time_utc_ms, " \
	"e.known, e.source_changed, e.detail, s.url, s.method, "           \
	"s.css_select, s.css_remove, s.from_utc_ms, s.until_utc_ms, "      \
	"c.status, c.media, c.media_type, b.sha, b.size, e.sha, c.blob, "  \
	"c.source = e.source AND s.document = e.document, e.after "        \
	"FROM event e JOIN document d ON d.id = e.document "               \
	"JOIN platform p ON p.id = d.platform "                            \
	"JOIN source s ON s.id = e.source "                                \
	"LEFT JOIN capture c ON c.id = e.capture "                         \
	"LEFT JOIN blob b ON b.id = c.blob "

#define VERSION_RECORD                                                  \
	"SELECT v.number, v.event, v.extractor, v.text, v.map, "        \
	"v.stated_start, v.stated_end, v.stated_utc_ms, v.sha, t.sha, " \
	"t.size, m.sha, e.sha, e.document "                             \
	"FROM version v JOIN blob t ON t.id = v.text "                  \
	"JOIN blob m ON m.id = v.map JOIN event e ON e.id = v.event "

/* What the log's entries of events and rulings are made of, and their keys. */
#define EVENT_ENTRY                                                  \
	"SELECT p.name, d.title, e.time_utc_ms, e.sha, b.sha, e.id " \
	"FROM event e JOIN document d ON d.id = e.document "         \
	"JOIN platform p ON p.id = d.platform "                      \
	"LEFT JOIN capture c ON c.id = e.capture "                   \
	"LEFT JOIN blob b ON b.id = c.blob "

#define RULING_ENTRY                                                      \
	"SELECT r.class, r.seq, r.when_utc_ms, r.sha, e.sha, r.version, " \
	"r.event FROM ruling r JOIN event e ON e.id = r.event "

static const char *const sql_texts[SQL_COUNT] = {
	[SQL_META_PUT] = "INSERT INTO meta (id, vkey, sha) VALUES (?1, ?2, ?3)",
	[SQL_META_BACK] =
	    "SELECT 1 FROM meta WHERE (id, vkey, sha) IS (?1, ?2, ?3)",
	[SQL_META_GET] = "SELECT vkey, sha FROM meta WHERE id = 1",
	[SQL_OTHERS] = "PRAGMA data_version",

	[SQL_PLATFORM_PUT] = "INSERT INTO platform (id, name, owner, sha) "
			     "VALUES (?1, ?2, ?3, ?4)",
	[SQL_PLATFORM_BACK] = "SELECT 1 FROM platform WHERE id = ?1 AND "
			      "(name, owner, sha) IS (?2, ?3, ?4)",
	[SQL_PLATFORM_FIND] = "SELECT id, owner FROM platform WHERE name = ?1",
	[SQL_PLATFORM_SET] =
	    "UPDATE platform SET owner = ?2, sha = ?3 WHERE id = ?1",
	[SQL_PLATFORM_SET_BACK] = "SELECT 1 FROM platform WHERE id = ?1 AND "
				  "(owner, sha) IS (?2, ?3)",
	[SQL_DOCUMENT_PUT] =
	    "INSERT INTO document (id, platform, title, type, lang, "
	    "jurisdiction, anchor, sha) "
	    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[SQL_DOCUMENT_BACK] =
	    "SELECT 1 FROM document WHERE id = ?1 AND "
	    "(platform, title, type, lang, jurisdiction, anchor, sha) IS "
	    "(?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[SQL_DOCUMENT_FIND] =
	    "SELECT d.id FROM document d JOIN platform p "
	    "ON p.id = d.platform WHERE p.name = ?1 AND d.title = ?2",
	[SQL_DOCUMENT_GET] =
	    "SELECT p.name, d.title, d.type, d.lang, d.jurisdiction, "
	    "d.anchor, p.owner FROM document d JOIN platform p "
	    "ON p.id = d.platform WHERE d.id = ?1",
	[SQL_DOCUMENT_SET] =
	    "UPDATE document SET lang = ?2, jurisdiction = ?3, anchor = ?4, "
	    "sha = ?5 WHERE id = ?1",
	[SQL_DOCUMENT_SET_BACK] =
	    "SELECT 1 FROM document WHERE id = ?1 AND "
	    "(lang, jurisdiction, anchor, sha) IS (?2, ?3, ?4, ?5)",
	[SQL_DOCUMENT_LIST] =
	    "SELECT d.id, p.name, d.title, p.owner, d.lang, d.jurisdiction, "
	    "(SELECT count(*) FROM event e WHERE e.document = d.id), "
	    "(SELECT count(*) FROM version v WHERE v.document = d.id) "
	    "FROM document d JOIN platform p ON p.id = d.platform "
	    "ORDER BY p.name, d.title",

	[SQL_BLOB_PUT] =
	    "INSERT INTO blob (id, sha, size, encoding, prefix, depth, bytes, "
	    "stored) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[SQL_BLOB_FIND] = "SELECT id FROM blob WHERE sha = ?1",
	[SQL_BLOB_HEAD] = "SELECT prefix, depth FROM blob WHERE id = ?1",
	[SQL_BLOB_GET] =
	    "SELECT prefix, depth, sha, size, encoding, bytes, stored FROM blob "
	    "WHERE id = ?1",

	[SQL_SOURCE_PUT] =
	    "INSERT INTO source (id, document, url, method, css_select, "
	    "css_remove, from_utc_ms, until_utc_ms) "
	    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[SQL_SOURCE_BACK] =
	    "SELECT 1 FROM source WHERE id = ?1 AND (document, url, method, "
	    "css_select, css_remove, from_utc_ms, until_utc_ms) IS "
	    "(?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[SQL_SOURCE_FIND] =
	    "SELECT id FROM source WHERE document = ?1 AND url = ?2 AND "
	    "method = ?3 AND css_select = ?4 AND css_remove = ?5",
	[SQL_CAPTURE_PUT] =
	    "INSERT INTO capture (id, source, status, media, media_type, "
	    "blob) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[SQL_CAPTURE_BACK] =
	    "SELECT 1 FROM capture WHERE id = ?1 AND (source, status, media, "
	    "media_type, blob) IS (?2, ?3, ?4, ?5, ?6)",
	[SQL_EVENT_PUT] =
	    "INSERT INTO event (id, document, source, key, time_utc_ms, known, "
	    "source_changed, capture, detail, after, sha) "
	    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	[SQL_EVENT_BACK] =
	    "SELECT 1 FROM event WHERE id = ?1 AND (document, source, key, "
	    "time_utc_ms, known, source_changed, capture, detail, after, sha) "
	    "IS (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	[SQL_EVENT_HAS] =
	    "SELECT id FROM event WHERE document = ?1 AND key = ?2",
	[SQL_EVENT_GET] = EVENT_RECORD "WHERE e.id = ?1",
	[SQL_EVENT_FIRST] = "SELECT id FROM event WHERE document = ?1 "
			    "ORDER BY id LIMIT 1",
	[SQL_EVENT_DETAIL] = "SELECT detail, after FROM event WHERE id = ?1",
	[SQL_EVENT_BACK_DETAIL] =
	    "SELECT detail, after FROM event WHERE id = ?1",
	[SQL_EVENT_LAST_BLOB] =
	    "SELECT c.blob FROM event e JOIN capture c ON c.id = e.capture "
	    "WHERE e.document = ?1 ORDER BY e.id DESC LIMIT 1",
	[SQL_EXHIBIT_PUT] = "INSERT INTO exhibit (event, seq, role, blob) "
			    "VALUES (?1, ?2, ?3, ?4)",
	[SQL_EXHIBIT_BACK] = "SELECT 1 FROM exhibit WHERE event = ?1 AND "
			     "seq = ?2 AND (role, blob) IS (?3, ?4)",
	[SQL_EXHIBIT_GET] =
	    "SELECT blob FROM exhibit WHERE event = ?1 AND role = ?2",
	[SQL_EXHIBIT_LAST] =
	    "SELECT x.blob FROM exhibit x JOIN event e ON e.id = x.event "
	    "WHERE e.document = ?1 AND x.role = ?2 "
	    "ORDER BY x.event DESC LIMIT 1",
	[SQL_EVENT_SHA] = "SELECT sha FROM event WHERE id = ?1",
	[SQL_TOKEN_PUT] =
	    "INSERT INTO token (id, event, checkpoint, tsa, der, sha) "
	    "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[SQL_TOKEN_BACK] =
	    "SELECT 1 FROM token WHERE id = ?1 AND (event, checkpoint, tsa, "
	    "der, sha) IS (?2, ?3, ?4, ?5, ?6)",
	[SQL_TOKEN_LIST] =
	    "SELECT tsa, der FROM token WHERE event = ?1 OR checkpoint = ?2 "
	    "ORDER BY id",
	[SQL_TOKEN_WANTED] =
	    "SELECT e.id FROM event e JOIN source s ON s.id = e.source "
	    "WHERE e.time_utc_ms >= ?1 AND s.method IN ('capture', "
	    "'capture render') AND NOT EXISTS "
	    "(SELECT 1 FROM token t WHERE t.event = e.id) "
	    "ORDER BY e.id LIMIT ?2",
	[SQL_RULING_PUT] =
	    "INSERT INTO ruling (event, seq, class, version, rule, "
	    "rules_version, who, when_utc_ms, detail, sha) "
	    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	[SQL_RULING_BACK] =
	    "SELECT 1 FROM ruling WHERE event = ?1 AND seq = ?2 AND (class, "
	    "version, rule, rules_version, who, when_utc_ms, detail, sha) IS "
	    "(?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	[SQL_RULING_LAST] =
	    "SELECT seq FROM ruling WHERE event = ?1 ORDER BY seq DESC LIMIT 1",
	[SQL_LOOKS] =
	    "SELECT e.id, e.time_utc_ms, e.detail, c.status, c.media_type, "
	    "b.size, b.sha, s.url, s.method, s.css_select, s.css_remove, "
	    "r.class, r.rule, r.detail, r.version, e.after "
	    "FROM event e JOIN source s ON s.id = e.source "
	    "LEFT JOIN capture c ON c.id = e.capture "
	    "LEFT JOIN blob b ON b.id = c.blob "
	    "JOIN ruling r ON r.event = e.id AND r.seq = "
	    "(SELECT max(seq) FROM ruling WHERE event = e.id) "
	    "WHERE e.document = ?1 AND e.time_utc_ms <= ?2 "
	    "ORDER BY e.time_utc_ms, e.id",

	[SQL_VERSION_PUT] =
	    "INSERT INTO version (document, number, event, extractor, text, "
	    "map, stated_start, stated_end, stated_utc_ms, sha) "
	    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	[SQL_VERSION_BACK] =
	    "SELECT 1 FROM version WHERE document = ?1 AND number = ?2 AND "
	    "(event, extractor, text, map, stated_start, stated_end, "
	    "stated_utc_ms, sha) IS (?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	[SQL_VERSION_LAST] =
	    "SELECT number, text, map FROM version WHERE document = ?1 "
	    "ORDER BY number DESC LIMIT 1",
	[SQL_VERSION_GET] =
	    VERSION_RECORD "WHERE v.document = ?1 AND v.number = ?2",
	[SQL_VERSION_LIST] =
	    VERSION_RECORD "WHERE v.document = ?1 ORDER BY v.number",
	[SQL_PLACE_PUT] = "INSERT INTO place (document, number, title, path) "
			  "VALUES (?1, ?2, ?3, ?4)",
	[SQL_PLACE_BACK] =
	    "SELECT 1 FROM place WHERE document = ?1 AND number = ?2 AND "
	    "(title, path) IS (?3, ?4)",
	[SQL_PLACE_LIST] =
	    "SELECT number, title, path FROM place WHERE document = ?1 "
	    "ORDER BY number",
	[SQL_PROVISION_PUT] = "INSERT INTO provision (document, number, name) "
			      "VALUES (?1, ?2, ?3)",
	[SQL_PROVISION_BACK] =
	    "SELECT 1 FROM provision WHERE document = ?1 AND number = ?2 AND "
	    "name = ?3",
	[SQL_PROVISION_LIST] =
	    "SELECT number, name FROM provision WHERE document = ?1 "
	    "ORDER BY number",
	[SQL_PROVISION_FIND] =
	    "SELECT p.name, d.title FROM provision v "
	    "JOIN document d ON d.id = v.document "
	    "JOIN platform p ON p.id = d.platform WHERE v.name = ?1",
	[SQL_SPAN_PUT] =
	    "INSERT INTO span (document, provision, version, state, start, "
	    "len, sha, place) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[SQL_SPAN_BACK] =
	    "SELECT 1 FROM span WHERE document = ?1 AND provision = ?2 AND "
	    "version = ?3 AND (state, start, len, sha, place) IS "
	    "(?4, ?5, ?6, ?7, ?8)",
	[SQL_SPAN_LIST] =
	    "SELECT provision, version, state, start, len, sha, place "
	    "FROM span WHERE document = ?1 ORDER BY provision, version",

	[SQL_HOLDING_LOOKS] =
	    "SELECT e.id, e.time_utc_ms, r.version FROM event e "
	    "JOIN ruling r ON r.event = e.id "
	    "WHERE e.document = ?1 AND e.id > ?2 ORDER BY e.id, r.seq",
	[SQL_HOLDING_NEWEST] =
	    "SELECT h.seq, h.version, h.first_event, h.last_event, h.n_looks, "
	    "e.time_utc_ms FROM holding h JOIN event e ON e.id = h.last_event "
	    "WHERE h.document = ?1 ORDER BY h.seq DESC LIMIT 1",
	[SQL_HOLDING_CLEAR] =
	    "DELETE FROM holding WHERE document = ?1 AND seq >= ?2",
	/* Of what it names only the look is another, and looked for. */
	[SQL_HOLDING_GROW] = "UPDATE holding SET last_event = ?5, n_looks = ?6 "
			     "WHERE document = ?1 AND seq = ?2 AND "
			     "version = ?3 AND first_event = ?4",
	[SQL_HOLDING_PUT] =
	    "INSERT INTO holding (document, seq, version, first_event, "
	    "last_event, n_looks) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[SQL_HOLDING_BACK] =
	    "SELECT 1 FROM holding WHERE document = ?1 AND seq = ?2 AND "
	    "(version, first_event, last_event, n_looks) IS (?3, ?4, ?5, ?6)",
	[SQL_HOLDING_LIST] =
	    "SELECT seq, version, first_event, last_event, n_looks "
	    "FROM holding WHERE document = ?1 ORDER BY seq",

	[SQL_HOLDING_COUNTS] =
	    "SELECT document, count(*) FROM holding GROUP BY document",

	[SQL_ISSUE_PUT] =
	    "INSERT INTO issue (id, packet, packet_sha, when_utc_ms, sha) "
	    "VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_ISSUE_BACK] =
	    "SELECT 1 FROM issue WHERE id = ?1 AND (packet, packet_sha, "
	    "when_utc_ms, sha) IS (?2, ?3, ?4, ?5)",
	[SQL_ISSUE_LIST] =
	    "SELECT packet FROM issue WHERE substr(packet, 1, length(?1)) = ?1 "
	    "ORDER BY id",

	[SQL_DECLARATION_PUT] =
	    "INSERT INTO declaration (id, document, from_utc_ms, until_utc_ms, "
	    "added_utc_ms, json, sha) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[SQL_DECLARATION_BACK] =
	    "SELECT 1 FROM declaration WHERE id = ?1 AND (document, "
	    "from_utc_ms, until_utc_ms, added_utc_ms, json, sha) IS "
	    "(?2, ?3, ?4, ?5, ?6, ?7)",
	[SQL_DECLARATION_AT] =
	    "SELECT from_utc_ms, until_utc_ms, added_utc_ms, json "
	    "FROM declaration WHERE document = ?1 AND "
	    "(from_utc_ms IS NULL OR from_utc_ms <= ?2) AND "
	    "(until_utc_ms IS NULL OR until_utc_ms >= ?2) "
	    "ORDER BY id DESC LIMIT 1",
	[SQL_PLACES_DECLARED] =
	    "SELECT x.document, p.name, d.title, x.json FROM declaration x "
	    "JOIN document d ON d.id = x.document "
	    "JOIN platform p ON p.id = d.platform ORDER BY x.document, x.id",
	[SQL_PLACES_SEEN] =
	    "SELECT DISTINCT x.document, p.name, d.title, x.url FROM source x "
	    "JOIN document d ON d.id = x.document "
	    "JOIN platform p ON p.id = d.platform ORDER BY x.document, x.url",

	[SQL_ISSUE_FIND] = "SELECT id, packet_sha FROM issue WHERE packet = ?1",
	[SQL_ISSUE_DETAIL_PUT] =
	    "INSERT INTO issue_detail (issue, json, sha) VALUES (?1, ?2, ?3)",
	[SQL_ISSUE_DETAIL_BACK] =
	    "SELECT 1 FROM issue_detail WHERE (issue, json, sha) IS "
	    "(?1, ?2, ?3)",
	[SQL_RECALL_PUT] =
	    "INSERT INTO recall (id, issue, replaced_by, why, who, "
	    "when_utc_ms, sha) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[SQL_RECALL_BACK] =
	    "SELECT 1 FROM recall WHERE id = ?1 AND (issue, replaced_by, why, "
	    "who, when_utc_ms, sha) IS (?2, ?3, ?4, ?5, ?6, ?7)",
	[SQL_RECALL_FIND] =
	    "SELECT r.id, r.replaced_by, r.why, r.who, r.when_utc_ms "
	    "FROM recall r JOIN issue i ON i.id = r.issue WHERE i.packet = ?1 "
	    "ORDER BY r.id DESC LIMIT 1",
	[SQL_RENEWAL_PUT] =
	    "INSERT INTO renewal (id, issue, level, packet_sha, when_utc_ms, "
	    "sha) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[SQL_RENEWAL_BACK] =
	    "SELECT 1 FROM renewal WHERE id = ?1 AND (issue, level, "
	    "packet_sha, when_utc_ms, sha) IS (?2, ?3, ?4, ?5, ?6)",

	[SQL_WITHHELD_PUT] =
	    "INSERT INTO withheld (blob, why, who, when_utc_ms, sha) "
	    "VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_WITHHELD_BACK] =
	    "SELECT 1 FROM withheld WHERE blob = ?1 AND "
	    "(why, who, when_utc_ms, sha) IS (?2, ?3, ?4, ?5)",
	[SQL_WITHHELD_GET] =
	    "SELECT why, who, when_utc_ms FROM withheld WHERE blob = ?1",
	/* Maps hold no words, and without them nothing is found in a text. */
	[SQL_WITHHELD_MAP] = "SELECT count(*) FROM version WHERE map = ?1",
	/* The blobs whose digest begins so: from it, and below it. */
	[SQL_BLOB_LIKE] = "SELECT id, sha, size FROM blob "
			  "WHERE sha >= ?1 AND sha <= ?2 LIMIT 2",
	[SQL_BLOB_AFTER] = "SELECT id FROM blob WHERE prefix = ?1 ORDER BY id",
	[SQL_BLOB_SET] =
	    "UPDATE blob SET encoding = ?2, prefix = ?3, depth = ?4, "
	    "bytes = ?5, stored = ?6 WHERE id = ?1",
	/* Of all that is unpacked after a blob, through any number of links. */
	[SQL_BLOB_DEPTHS] =
	    "WITH RECURSIVE after(id, depth) AS ("
	    "SELECT id, depth FROM blob WHERE id = ?1 "
	    "UNION ALL SELECT b.id, a.depth + 1 "
	    "FROM blob b JOIN after a ON b.prefix = a.id) "
	    "UPDATE blob SET depth = "
	    "(SELECT depth FROM after WHERE after.id = blob.id) "
	    "WHERE id IN (SELECT id FROM after) AND id <> ?1",

	[SQL_LEAF_PUT] =
	    "INSERT INTO leaf (id, kind, a, b) VALUES (?1, ?2, ?3, ?4)",
	[SQL_LEAF_BACK] = "SELECT 1 FROM leaf WHERE id = ?1 AND "
			  "(kind, a, b) IS (?2, ?3, ?4)",
	[SQL_LEAF_SIZE] = "SELECT max(id) FROM leaf",
	[SQL_LEAF_GET] = "SELECT kind, a, b FROM leaf WHERE id = ?1",
	[SQL_LEAF_FIND] =
	    "SELECT id FROM leaf WHERE kind = ?1 AND a = ?2 AND b = ?3",
	[SQL_LEAF_RANGE] =
	    "SELECT id, kind, a, b FROM leaf WHERE id >= ?1 AND id < ?2 "
	    "ORDER BY id",
	[SQL_LEAF_COUNT] = "SELECT count(*) FROM leaf",
	/* In the order of the kinds. */
	[SQL_LEAF_WANTED] =
	    "SELECT (SELECT count(*) FROM event), "
	    "(SELECT count(*) FROM ruling), (SELECT count(*) FROM version), "
	    "(SELECT count(*) FROM review), (SELECT count(*) FROM issue), "
	    "(SELECT count(*) FROM recall), (SELECT count(*) FROM renewal), "
	    "(SELECT count(*) FROM log_key), "
	    "(SELECT count(*) FROM withheld)",
	[SQL_LEAF_BY_SHA] =
	    "SELECT 0, e.id, 0 FROM blob b JOIN capture c ON c.blob = b.id "
	    "JOIN event e ON e.capture = c.id WHERE b.sha = ?1 "
	    "UNION ALL SELECT 2, v.event, 0 FROM blob b "
	    "JOIN version v ON v.text = b.id WHERE b.sha = ?1 "
	    "UNION ALL SELECT 4, id, 0 FROM issue WHERE packet_sha = ?1 "
	    "UNION ALL SELECT 6, id, 0 FROM renewal WHERE packet_sha = ?1 "
	    "UNION ALL SELECT 0, id, 0 FROM event WHERE sha = ?1 "
	    "UNION ALL SELECT 2, event, 0 FROM version WHERE sha = ?1 "
	    "UNION ALL SELECT 1, event, seq FROM ruling WHERE sha = ?1 "
	    "LIMIT 1",
	[SQL_LEAF_COVER] =
	    "SELECT max(l.id) FROM event e JOIN document d "
	    "ON d.id = e.document JOIN platform p ON p.id = d.platform "
	    "JOIN leaf l ON l.a = e.id AND l.kind IN (0, 1, 2) "
	    "WHERE p.name = ?1 AND d.title = ?2 AND e.time_utc_ms <= ?3",
	[SQL_NODE_PUT] =
	    "INSERT INTO node (level, id, hash) VALUES (?1, ?2, ?3)",
	[SQL_NODE_BACK] =
	    "SELECT 1 FROM node WHERE level = ?1 AND id = ?2 AND hash = ?3",
	[SQL_NODE_RANGE] =
	    "SELECT hash FROM node WHERE level = ?3 AND id >= ?1 AND id < ?2 "
	    "ORDER BY id",
	[SQL_NODE_COUNT] = "SELECT count(*) FROM node",
	[SQL_ENTRY_EVENT] = EVENT_ENTRY "WHERE e.id = ?1 AND ?2 = 0",
	[SQL_ENTRY_RULING] = RULING_ENTRY "WHERE r.event = ?1 AND r.seq = ?2",
	/* The same of all, as they were put. */
	[SQL_WALK_EVENT] = EVENT_ENTRY "ORDER BY e.id",
	[SQL_WALK_RULING] = RULING_ENTRY "ORDER BY r.event, r.seq",
	[SQL_ENTRY_VERSION] =
	    "SELECT p.name, d.title, v.number, v.sha, t.sha, e.sha "
	    "FROM version v JOIN event e ON e.id = v.event "
	    "JOIN document d ON d.id = v.document "
	    "JOIN platform p ON p.id = d.platform "
	    "JOIN blob t ON t.id = v.text WHERE v.event = ?1 AND ?2 = 0",
	[SQL_ENTRY_REVIEW] =
	    "SELECT v.name, r.status, r.version, r.sha, r.when_utc_ms "
	    "FROM review r JOIN provision v ON v.document = r.document "
	    "AND v.number = r.provision WHERE r.id = ?1 AND ?2 = 0",
	[SQL_ENTRY_ISSUE] =
	    "SELECT i.packet, i.when_utc_ms, i.packet_sha, i.sha, d.json "
	    "FROM issue i LEFT JOIN issue_detail d ON d.issue = i.id "
	    "WHERE i.id = ?1 AND ?2 = 0",
	[SQL_ENTRY_RECALL] =
	    "SELECT i.packet, r.replaced_by, r.why, r.sha, r.when_utc_ms, "
	    "r.who FROM recall r JOIN issue i ON i.id = r.issue "
	    "WHERE r.id = ?1 AND ?2 = 0",
	[SQL_ENTRY_RENEWAL] =
	    "SELECT i.packet, r.level, r.packet_sha, r.sha, r.when_utc_ms "
	    "FROM renewal r JOIN issue i ON i.id = r.issue "
	    "WHERE r.id = ?1 AND ?2 = 0",
	[SQL_ENTRY_LOG_KEY] =
	    "SELECT vkey, head, when_utc_ms, sha FROM log_key "
	    "WHERE id = ?1 AND ?2 = 0",
	[SQL_ENTRY_WITHHELD] =
	    "SELECT b.sha, w.why, w.who, w.sha, w.when_utc_ms "
	    "FROM withheld w JOIN blob b ON b.id = w.blob "
	    "WHERE w.blob = ?1 AND ?2 = 0",
	[SQL_ENTRY_ALL] =
	    "SELECT 0 AS later, id AS a, 0 AS kind, 0 AS b FROM event "
	    "UNION ALL SELECT 0, event, 1, seq FROM ruling "
	    "UNION ALL SELECT 0, event, 2, 0 FROM version "
	    "UNION ALL SELECT 1, id, 3, 0 FROM review "
	    "UNION ALL SELECT 2, id, 4, 0 FROM issue "
	    "UNION ALL SELECT 3, id, 5, 0 FROM recall "
	    "UNION ALL SELECT 3, id, 6, 0 FROM renewal "
	    "UNION ALL SELECT 3, id, 7, 0 FROM log_key "
	    "UNION ALL SELECT 3, blob, 8, 0 FROM withheld "
	    "ORDER BY later, a, kind, b",
	[SQL_LOST_LEAF] =
	    "SELECT r.kind, r.a, r.b FROM ("
	    "SELECT 0 AS kind, id AS a, 0 AS b FROM event "
	    "UNION ALL SELECT 1, event, seq FROM ruling "
	    "UNION ALL SELECT 2, event, 0 FROM version "
	    "UNION ALL SELECT 3, id, 0 FROM review "
	    "UNION ALL SELECT 4, id, 0 FROM issue "
	    "UNION ALL SELECT 5, id, 0 FROM recall "
	    "UNION ALL SELECT 6, id, 0 FROM renewal "
	    "UNION ALL SELECT 7, id, 0 FROM log_key "
	    "UNION ALL SELECT 8, blob, 0 FROM withheld) r "
	    "WHERE NOT EXISTS (SELECT 1 FROM leaf l WHERE l.a = r.a AND "
	    "l.kind = r.kind AND l.b = r.b)",
	[SQL_CHECKPOINT_PUT] =
	    "INSERT INTO checkpoint (id, size, when_utc_ms, note, sha) "
	    "VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_CHECKPOINT_BACK] =
	    "SELECT 1 FROM checkpoint WHERE id = ?1 AND (size, when_utc_ms, "
	    "note, sha) IS (?2, ?3, ?4, ?5)",
	[SQL_CHECKPOINT_LAST] =
	    "SELECT id, size, note FROM checkpoint ORDER BY id DESC LIMIT 1",
	[SQL_CHECKPOINT_OVER] =
	    "SELECT id, size, note FROM checkpoint WHERE size > ?1 "
	    "ORDER BY size, id",
	[SQL_CHECKPOINT_NOTE] =
	    "SELECT id, size, note FROM checkpoint WHERE size = ?1 "
	    "ORDER BY id DESC",
	[SQL_CHECKPOINT_UNDER] =
	    "SELECT id, size, note FROM checkpoint "
	    "WHERE size < ?1 AND size > 0 ORDER BY size DESC, id DESC",
	[SQL_CHECKPOINT_BY_ID] =
	    "SELECT id, size, note FROM checkpoint WHERE id = ?1",
	[SQL_COSIGNATURE_PUT] =
	    "INSERT INTO cosignature (id, checkpoint, line, sha) "
	    "VALUES (?1, ?2, ?3, ?4)",
	[SQL_COSIGNATURE_BACK] = "SELECT 1 FROM cosignature WHERE id = ?1 AND "
				 "(checkpoint, line, sha) IS (?2, ?3, ?4)",
	[SQL_COSIGNATURE_LIST] =
	    "SELECT line FROM cosignature WHERE checkpoint = ?1 ORDER BY id",
	[SQL_LOG_KEY_PUT] =
	    "INSERT INTO log_key (id, vkey, head, when_utc_ms, sha) "
	    "VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_LOG_KEY_BACK] =
	    "SELECT 1 FROM log_key WHERE id = ?1 AND (vkey, head, "
	    "when_utc_ms, sha) IS (?2, ?3, ?4, ?5)",
	[SQL_LOG_KEY_LIST] =
	    "SELECT id, vkey, head, when_utc_ms, sha FROM log_key ORDER BY id",
	[SQL_LOG_KEY_OLD] = "SELECT vkey FROM (SELECT id, vkey FROM log_key "
			    "UNION ALL SELECT 0, vkey FROM meta) "
			    "ORDER BY id DESC",
	[SQL_ALL_CHECKPOINT] =
	    "SELECT id, size, when_utc_ms, note, sha FROM checkpoint "
	    "ORDER BY id",
	[SQL_ALL_COSIGNATURE] =
	    "SELECT s.id, c.note, s.line, s.sha FROM cosignature s "
	    "JOIN checkpoint c ON c.id = s.checkpoint ORDER BY s.id",
	[SQL_ALL_RECALL] =
	    "SELECT r.id, i.packet, r.replaced_by, r.why, r.who, "
	    "r.when_utc_ms, r.sha FROM recall r JOIN issue i "
	    "ON i.id = r.issue ORDER BY r.id",
	[SQL_ALL_RENEWAL] =
	    "SELECT r.id, i.packet, r.level, r.packet_sha, r.when_utc_ms, "
	    "r.sha FROM renewal r JOIN issue i ON i.id = r.issue ORDER BY r.id",
	[SQL_ALL_ISSUE_DETAIL] =
	    "SELECT d.issue, i.packet, i.sha, d.json, d.sha FROM issue_detail "
	    "d JOIN issue i ON i.id = d.issue ORDER BY d.issue",

	[SQL_ALL_PLATFORM] =
	    "SELECT id, name, owner, sha FROM platform ORDER BY id",
	[SQL_ALL_DOCUMENT] =
	    "SELECT d.id, p.name, d.title, d.type, d.lang, d.jurisdiction, "
	    "d.anchor, d.sha FROM document d "
	    "JOIN platform p ON p.id = d.platform ORDER BY d.id",
	[SQL_ALL_BLOB] =
	    "SELECT b.id, b.depth, p.depth, b.prefix FROM blob b LEFT JOIN blob p ON p.id = b.prefix ORDER BY b.id",
	[SQL_ALL_EXHIBIT] =
	    "SELECT x.event, x.seq, x.role, b.sha, b.size FROM exhibit x "
	    "JOIN blob b ON b.id = x.blob ORDER BY x.event, x.seq",
	[SQL_ALL_EVENT] = EVENT_RECORD "ORDER BY e.id",
	[SQL_ALL_RULING] =
	    "SELECT r.event, r.seq, r.class, r.version, r.rule, "
	    "r.rules_version, r.who, r.when_utc_ms, r.detail, r.sha, e.sha, "
	    "r.version IS NULL OR EXISTS (SELECT 1 FROM version v "
	    "WHERE v.document = e.document AND v.number = r.version), "
	    "e.document, e.time_utc_ms "
	    "FROM ruling r JOIN event e ON e.id = r.event "
	    "ORDER BY r.event, r.seq",
	[SQL_ALL_REVIEW] =
	    "SELECT r.id, v.name, r.version, r.status, r.who, r.when_utc_ms, "
	    "r.note, r.sha FROM review r JOIN provision v "
	    "ON v.document = r.document AND v.number = r.provision "
	    "ORDER BY r.id",
	[SQL_ALL_ISSUE] =
	    "SELECT id, packet, packet_sha, when_utc_ms, sha FROM issue "
	    "ORDER BY id",
	[SQL_ALL_DECLARATION] =
	    "SELECT d.id, p.name, o.title, d.from_utc_ms, d.until_utc_ms, "
	    "d.added_utc_ms, d.json, d.sha FROM declaration d "
	    "JOIN document o ON o.id = d.document "
	    "JOIN platform p ON p.id = o.platform ORDER BY d.id",
	[SQL_ALL_WITHHELD] =
	    "SELECT w.blob, b.sha, w.why, w.who, w.when_utc_ms, w.sha, "
	    "length(b.bytes) FROM withheld w JOIN blob b ON b.id = w.blob "
	    "ORDER BY w.blob",
	[SQL_ALL_TOKEN] =
	    "SELECT id, event, checkpoint, tsa, der, sha FROM token "
	    "ORDER BY id",
	[SQL_NAMED_BLOB] =
	    "SELECT blob FROM capture UNION ALL SELECT blob FROM exhibit "
	    "UNION ALL SELECT text FROM version "
	    "UNION ALL SELECT map FROM version",
	[SQL_LOST_BLOB] = "SELECT id FROM blob ORDER BY id",
	[SQL_LOST_CAPTURE] =
	    "SELECT id FROM capture c WHERE NOT EXISTS "
	    "(SELECT 1 FROM event e WHERE e.capture = c.id) ORDER BY id",
	/* Without an index over sources: most are found at the first event. */
	[SQL_LOST_SOURCE] =
	    "SELECT id FROM source s WHERE NOT EXISTS (SELECT 1 FROM event e "
	    "WHERE e.document = s.document AND e.source = s.id) ORDER BY id",
	[SQL_LOST_EVENT] =
	    "SELECT id FROM event e WHERE NOT EXISTS "
	    "(SELECT 1 FROM ruling r WHERE r.event = e.id) ORDER BY id",
	[SQL_LOST_PROVISION] =
	    "SELECT document, number FROM provision p WHERE NOT EXISTS "
	    "(SELECT 1 FROM span s WHERE s.document = p.document "
	    "AND s.provision = p.number) ORDER BY document, number",
	[SQL_LOST_PLACE] =
	    "SELECT document, number FROM place WHERE (document, number) "
	    "NOT IN (SELECT document, place FROM span "
	    "WHERE place IS NOT NULL) ORDER BY document, number",
	[SQL_COUNTS] =
	    "SELECT (SELECT count(*) FROM platform), "
	    "(SELECT count(*) FROM document), (SELECT count(*) FROM source), "
	    "(SELECT count(*) FROM event), (SELECT count(*) FROM capture), "
	    "(SELECT count(*) FROM ruling), (SELECT count(*) FROM blob), "
	    "(SELECT count(*) FROM version), (SELECT count(*) FROM holding), "
	    "(SELECT count(*) FROM provision), (SELECT count(*) FROM span), "
	    "(SELECT count(*) FROM issue), "
	    "(SELECT ifnull(sum(length(bytes)), 0) FROM blob)",
};

const char *
sql_text(enum sql which)
{
	return sql_texts[which];
}
