#include "tlog/tile.h"

#include <string.h>

#include "base/file.h"
#include "base/hold.h"

/* Full entries of a bundle, each with its length. */
#define TILE_BUNDLE_MAX (TILE_WIDTH * (TILE_ENTRY_MAX + 2))
#define TILE_PATH_BYTES 4400

/*= C2SP tlog-tiles: groups of three digits, all but the last with an x */
void
tile_path(int level, uint64_t index, unsigned width, struct buf *out)
{
	unsigned groups[8];
	size_t n = 0;

	do {
		groups[n++] = (unsigned)(index % 1000);
		index /= 1000;
	} while (index > 0);
	if (level == TILE_ENTRIES)
		buf_str(out, "tile/entries/");
	else
		buf_fmt(out, "tile/%d/", level);
	while (n-- > 1)
		buf_fmt(out, "x%03u/", groups[n]);
	buf_fmt(out, "%03u", groups[0]);
	if (width < TILE_WIDTH)
		buf_fmt(out, ".p/%u", width);
}

/* Make the folders of a path below the first skip bytes. */
static int
tile_folders(char *path, size_t skip, struct fault *f)
{
	char *slash = path + skip;
	int rc;

	while ((slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		rc = file_mkdir(path, f);
		*slash = '/';
		if (rc != 0)
			return -1;
	}
	return 0;
}

static int
tile_publish(const char *dir, int level, uint64_t index, unsigned width,
    const struct buf *b, uint64_t *n_files, struct fault *f)
{
	struct buf path;
	int rc = -1;

	buf_init(&path, TILE_PATH_BYTES);
	buf_fmt(&path, "%s/", dir);
	tile_path(level, index, width, &path);
	if (buf_check(b, "tile", f) == 0 && buf_check(&path, "path", f) == 0 &&
	    tile_folders((char *)path.data, strlen(dir), f) == 0)
		rc = file_publish(
		    (const char *)path.data, b->data, b->len, 0666, f);
	buf_free(&path);
	if (rc == 0)
		(*n_files)++;
	return rc;
}

/* The folders of so many tiles. */
#define TILE_FOLDER 1000

/* A run that was killed left what it wrote where this one comes by, too. */
static void
tile_sweep(const char *dir, int level, uint64_t index, unsigned width)
{
	const int levels[] = { level, TILE_ENTRIES };
	struct buf path;
	size_t i;

	for (i = 0; i < (level == 0 ? 2 : 1); i++) {
		buf_init(&path, TILE_PATH_BYTES);
		buf_fmt(&path, "%s/", dir);
		tile_path(levels[i], index, width, &path);
		if (!path.over)
			hold_sweep((const char *)path.data);
		buf_free(&path);
	}
}

/* A bundle of entries and the tile of their hashes. */
static int
tile_leaves(const char *dir, const struct tile_source *s, uint64_t index,
    unsigned width, uint64_t *n_files, struct fault *f)
{
	struct buf bundle, hashes, entry;
	unsigned char len[2];
	struct digest d;
	unsigned i;
	int rc = -1;

	buf_init(&bundle, TILE_BUNDLE_MAX);
	buf_init(&hashes, (size_t)TILE_WIDTH * DIGEST_LEN);
	buf_init(&entry, TILE_ENTRY_MAX);
	for (i = 0; i < width; i++) {
		buf_free(&entry);
		buf_init(&entry, TILE_ENTRY_MAX);
		if (s->entry(s->ctx, index * TILE_WIDTH + i, &entry, f) != 0 ||
		    buf_check(&entry, "entry of the log", f) != 0 ||
		    tree_leaf(entry.data, entry.len, &d, f) != 0)
			goto out;
		/*= C2SP tlog-tiles: big-endian uint16 length, then the entry */
		len[0] = (unsigned char)(entry.len >> 8);
		len[1] = (unsigned char)(entry.len & 255);
		buf_add(&bundle, len, 2);
		buf_add(&bundle, entry.data, entry.len);
		buf_add(&hashes, d.b, DIGEST_LEN);
	}
	if (tile_publish(
		dir, TILE_ENTRIES, index, width, &bundle, n_files, f) != 0)
		goto out;
	rc = tile_publish(dir, 0, index, width, &hashes, n_files, f);
out:
	buf_free(&entry);
	buf_free(&hashes);
	buf_free(&bundle);
	return rc;
}

static int
tile_hashes(const char *dir, const struct tile_source *s, int level,
    uint64_t index, unsigned width, uint64_t *n_files, struct fault *f)
{
	struct digest d;
	struct buf b;
	unsigned i;
	int rc = -1;

	buf_init(&b, (size_t)TILE_WIDTH * DIGEST_LEN);
	for (i = 0; i < width; i++) {
		if (s->tree.fetch(s->tree.ctx, (unsigned)level * 8,
			index * TILE_WIDTH + i, &d, f) != 0)
			goto out;
		buf_add(&b, d.b, DIGEST_LEN);
	}
	rc = tile_publish(dir, level, index, width, &b, n_files, f);
out:
	buf_free(&b);
	return rc;
}

int
tile_write(const char *dir, const struct tile_source *s, uint64_t from,
    uint64_t to, uint64_t *n_files, struct fault *f)
{
	uint64_t n, have, i;
	unsigned width;
	int level, rc;

	if (to > TREE_SIZE_MAX || from > to)
		return fault_set(f, FAULT_STATE,
		    "tiles: want sizes that grow, have %llu and %llu",
		    (unsigned long long)from, (unsigned long long)to);
	*n_files = 0;
	for (level = 0; level < 8; level++) {
		n = to >> (8 * level);
		have = from >> (8 * level);
		if (n == 0)
			break;
		if (n == have)
			continue;
		for (i = have / TILE_WIDTH; i * TILE_WIDTH < n; i++) {
			width = n - i * TILE_WIDTH < TILE_WIDTH
			    ? (unsigned)(n - i * TILE_WIDTH)
			    : TILE_WIDTH;
			if (i == have / TILE_WIDTH || i % TILE_FOLDER == 0 ||
			    width < TILE_WIDTH)
				tile_sweep(dir, level, i, width);
			rc = level == 0
			    ? tile_leaves(dir, s, i, width, n_files, f)
			    : tile_hashes(dir, s, level, i, width, n_files, f);
			if (rc != 0)
				return -1;
		}
	}
	return 0;
}
