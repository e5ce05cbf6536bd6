#include "archive/places.h"

#include "archive_in.h"

static int
add_places(struct archive *a, enum sql q, bool declared, struct arena *arena,
    struct archive_place **list, size_t *n, struct fault *f)
{
	struct archive_place *p;
	const char *text;
	bool more;

	if (db_query(a->db, q, NULL, 0, f) != 0 ||
	    db_next(a->db, q, &more, f) != 0)
		return -1;
	while (more) {
		*list = arena_more(arena, *list, *n, sizeof(**list));
		p = &(*list)[(*n)++];
		text = arena_strdup(arena, db_col_text(a->db, q, 3));
		*p = (struct archive_place){
			.doc = db_col_int(a->db, q, 0),
			.platform =
			    arena_strdup(arena, db_col_text(a->db, q, 1)),
			.document =
			    arena_strdup(arena, db_col_text(a->db, q, 2)),
			.url = declared ? NULL : text,
			.json = declared ? text : NULL,
		};
		if (db_next(a->db, q, &more, f) != 0)
			return -1;
	}
	return 0;
}

int
archive_places(struct archive *a, struct arena *arena,
    struct archive_place **out, size_t *n, struct fault *f)
{
	*out = NULL;
	*n = 0;
	if (add_places(a, SQL_PLACES_DECLARED, true, arena, out, n, f) != 0)
		return -1;
	return add_places(a, SQL_PLACES_SEEN, false, arena, out, n, f);
}
