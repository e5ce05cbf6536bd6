#ifndef MODEL_CAPTURE_H
#define MODEL_CAPTURE_H

#include <stddef.h>
#include <stdint.h>

/*
 * A capture: what one look at a document brought, as it was brought, and what
 * is known of how.  Made by intake (other people's archives) or net (ours).
 * Everything in it is borrowed from whoever made it, for the length of one
 * call.  Absent text is "", never NULL.
 */
enum media {
	MEDIA_HTML,
	MEDIA_MARKDOWN,
	MEDIA_TEXT,
	MEDIA_PDF,
	MEDIA_OTHER,
};

/*
 * What else a look brought: the page as the server sent it, a screenshot, the
 * list of requests, the words of a PDF as a program of others gave them.
 */
struct exhibit {
	const char *role; /* what it is to the look: "screenshot", "words" */
	const char *media_type;
	const char *maker; /* the program that made it, with its version; "" */
	const unsigned char *bytes;
	size_t len;
};

#define EXHIBIT_WORDS "words" /* of a PDF: its text is made of these */
/* The same as another archive had them; where several had, "-2" follows. */
#define EXHIBIT_WORDS_BEFORE "words-before"

struct capture {
	const char *platform, *document;
	const char *key; /* unique for this look within its document; a second
			    import of the same key adds nothing */
	const char *claimed; /* the key that a web archive says it had, which
				is no more than a hint; NULL of all else */
	int64_t time_utc_ms; /* of the look */
	const char *method; /* "import ota", "import captures" */
	const char *url; /* the first address asked for */
	const char *record; /* canonical JSON: all else the source kept: urls,
			       snapshot references, engine version, commit, … */
	int status; /* HTTP; 0 = not recorded by the source */
	enum media media;
	const char *media_type; /* as the source says */
	const char *select, *remove; /* as declared: CSS or JSON
					(proviso-text(5)); "" = all, nothing */
	int source_changed; /* the source says that its declaration or engine
			       changed, not the vendor's text */
	const unsigned char *bytes; /* NULL: the look brought none */
	size_t len;
	const struct exhibit *exhibits; /* each role once */
	size_t n_exhibits;
	/*
	 * What is known before any text is looked at: the rule of a gap, a
	 * name that lives for ever, and its reason; NULL of none.  Or, without
	 * bytes: the server said that nothing has changed since that version.
	 */
	const char *gap_rule, *gap;
	int unmodified; /* number of the version; 0 = nothing was said */
};

/* What a media type ("text/html; charset=…") is to us; case does not count. */
enum media capture_media(const char *media_type);

#endif /* MODEL_CAPTURE_H */
