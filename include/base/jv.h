#ifndef BASE_JV_H
#define BASE_JV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"

/*
 * JSON values (RFC 8259) without floats, and their one canonical text: keys
 * sorted by bytes, no blanks, so that equal values have equal bytes (which is
 * RFC 8785 for values without floats whose keys are ASCII).
 *
 * A value made by jv_object .. jv_null is yours until a function ending in
 * _take has it.  A getter borrows from the value it looks into.  Keys are
 * ASCII words of ours.  Strings are UTF-8; jv_str replaces what is not by
 * U+FFFD, since its callers have checked what they mean to bind.
 */
struct jv;

struct jv *jv_object(void);
struct jv *jv_array(void);
struct jv *jv_str(const char *s);
struct jv *jv_strn(const char *s, size_t n);
struct jv *jv_int(int64_t v);
struct jv *jv_bool(bool v);
struct jv *jv_null(void);
void jv_free(struct jv *v);

/* Put v under key, or at the end. */
void jv_set_take(struct jv *object, const char *key, struct jv *v);
void jv_push_take(struct jv *array, struct jv *v);

/* Short forms of the commonest; NULL as s leaves the key out. */
void jv_set_str(struct jv *object, const char *key, const char *s);
void jv_set_int(struct jv *object, const char *key, int64_t v);
void jv_set_bool(struct jv *object, const char *key, bool v);

/* Looking in; NULL (or 0, or the fallback) where there is no such thing. */
const struct jv *jv_get(const struct jv *object, const char *key);
const struct jv *jv_at(const struct jv *array, size_t i);
size_t jv_count(const struct jv *array);
const char *jv_text(const struct jv *v);
int64_t jv_number(const struct jv *v, int64_t fallback);
bool jv_truth(const struct jv *v);
bool jv_is_object(const struct jv *v);
bool jv_is_array(const struct jv *v);

/*
 * The key after key of an object, in the order of writing, with its value:
 * the first after NULL, NULL after the last (or where v is no object).
 */
const char *jv_next(
    const struct jv *v, const char *key, const struct jv **value);

/* The same with a fault that names the key: the value must be there. */
int jv_need_text(const struct jv *object, const char *key, const char **out,
    struct fault *f) MUST_CHECK;
int jv_need_int(const struct jv *object, const char *key, int64_t min,
    int64_t max, int64_t *out, struct fault *f) MUST_CHECK;
int jv_need_array(const struct jv *object, const char *key,
    const struct jv **out, struct fault *f) MUST_CHECK;

/* Append the canonical text, without a newline. */
void jv_write(const struct jv *v, struct buf *out);
/* As jv_write of jv_str(s), and most often without making one. */
void jv_write_str(const char *s, struct buf *out);

/* As jv_parse; FAULT_LIMIT before any memory is taken where there may be more
 * than `values` values: small ones take fifty times their bytes. */
int jv_parse_most(const void *p, size_t n, size_t values, struct jv **out,
    struct fault *f) MUST_CHECK;

/* One value and nothing after; duplicate keys and depth over 64 are faults. */
int jv_parse(
    const void *p, size_t n, struct jv **out, struct fault *f) MUST_CHECK;

#endif /* BASE_JV_H */
