#ifndef MODEL_RULING_H
#define MODEL_RULING_H

/*
 * What a look at a document meant.  The newest ruling of an event holds.
 */
enum ruling_class {
	RULING_SAME,
	RULING_NOISE,
	RULING_RETURN,
	RULING_SOURCE_CHANGED,
	RULING_ADMINISTRATIVE,
	RULING_SUBSTANTIVE,
	RULING_GAP,
};

#define RULING_CLASSES 7

/* "same" … "gap", as CLI.md and the archive write them. */
const char *ruling_name(enum ruling_class c);

/* "Same", "Source changed" … as a packet prints them. */
const char *ruling_title(enum ruling_class c);

/* 0 and *out, or -1 where no class has that name. */
int ruling_parse(const char *name, enum ruling_class *out);

#endif /* MODEL_RULING_H */
