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
	[SQL_EVENT_FIRST] = "SELECT id, detail FROM event WHERE document = ?1 "
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
	[SQL_EXHIBIT_LIST] =
	    "SELECT x.seq, x.role, b.sha, b.size FROM exhibit x "
	    "JOIN blob b ON b.id = x.blob WHERE x.event = ?1 ORDER BY x.seq",
	[SQL_EXHIBIT_LAST] =
	    "SELECT x.blob FROM exhibit x JOIN event e ON e.id = x.event "
	    "WHERE e.document = ?1 AND x.role = ?2 "
	    "ORDER BY x.event DESC LIMIT 1",
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

	[SQL_HOLDING_CLEAR] = "DELETE FROM holding WHERE document = ?1",
	[SQL_HOLDING_PUT] =
	    "INSERT INTO holding (document, seq, version, first_event, "
	    "last_event, n_looks) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[SQL_HOLDING_BACK] =
	    "SELECT 1 FROM holding WHERE document = ?1 AND seq = ?2 AND "
	    "(version, first_event, last_event, n_looks) IS (?3, ?4, ?5, ?6)",
	[SQL_HOLDING_LIST] =
	    "SELECT seq, version, first_event, last_event, n_looks "
	    "FROM holding WHERE document = ?1 ORDER BY seq",

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

	[SQL_ALL_PLATFORM] =
	    "SELECT id, name, owner, sha FROM platform ORDER BY id",
	[SQL_ALL_DOCUMENT] =
	    "SELECT d.id, p.name, d.title, d.type, d.lang, d.jurisdiction, "
	    "d.anchor, d.sha FROM document d "
	    "JOIN platform p ON p.id = d.platform ORDER BY d.id",
	[SQL_ALL_BLOB] =
	    "SELECT b.id, b.depth, p.depth, b.size, length(b.bytes) "
	    "FROM blob b LEFT JOIN blob p ON p.id = b.prefix ORDER BY b.id",
	[SQL_ALL_EVENT] = EVENT_RECORD "ORDER BY e.id",
	[SQL_ALL_RULING] =
	    "SELECT r.event, r.seq, r.class, r.version, r.rule, "
	    "r.rules_version, r.who, r.when_utc_ms, r.detail, r.sha, e.sha, "
	    "r.version IS NULL OR EXISTS (SELECT 1 FROM version v "
	    "WHERE v.document = e.document AND v.number = r.version) "
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
	    "SELECT id, document, from_utc_ms, until_utc_ms, added_utc_ms, "
	    "json, sha FROM declaration ORDER BY id",
	[SQL_LOST_BLOB] =
	    "SELECT id FROM blob WHERE id NOT IN (SELECT blob FROM capture) "
	    "AND id NOT IN (SELECT blob FROM exhibit) "
	    "AND id NOT IN (SELECT text FROM version) "
	    "AND id NOT IN (SELECT map FROM version) ORDER BY id",
	[SQL_LOST_CAPTURE] =
	    "SELECT id FROM capture WHERE id NOT IN (SELECT capture FROM event "
	    "WHERE capture IS NOT NULL) ORDER BY id",
	[SQL_LOST_SOURCE] =
	    "SELECT id FROM source WHERE id NOT IN (SELECT source FROM event) "
	    "ORDER BY id",
	[SQL_LOST_EVENT] =
	    "SELECT id FROM event WHERE id NOT IN (SELECT event FROM ruling) "
	    "ORDER BY id",
	[SQL_LOST_PROVISION] =
	    "SELECT document, number FROM provision p WHERE NOT EXISTS "
	    "(SELECT 1 FROM span s WHERE s.document = p.document "
	    "AND s.provision = p.number) ORDER BY document, number",
	[SQL_LOST_PLACE] =
	    "SELECT document, number FROM place p WHERE NOT EXISTS "
	    "(SELECT 1 FROM span s WHERE s.document = p.document "
	    "AND s.place = p.number) ORDER BY document, number",
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
