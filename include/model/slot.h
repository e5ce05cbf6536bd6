#ifndef MODEL_SLOT_H
#define MODEL_SLOT_H

#include <stddef.h>

/*
 * The place that pdf keeps for a signature and seal fills: offsets into the
 * finished file.  byte_range is the text between "[" and "]" of /ByteRange,
 * blank-padded; contents is the hex string of /Contents with its "<" and ">".
 */
struct slot {
	size_t byte_range, byte_range_len;
	size_t contents, contents_len;
};

#endif /* MODEL_SLOT_H */
