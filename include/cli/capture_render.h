#ifndef CLI_CAPTURE_RENDER_H
#define CLI_CAPTURE_RENDER_H

#include "base/attr.h"
#include "base/fault.h"
#include "net/browser.h"
#include "net/look.h"
#include "net/pool.h"

/*
 * Pages that want a browser: those declared so, and those that plain HTTP
 * brings as an empty shell.  Each takes a look that net/pool.h made (of a page
 * declared so: whether robots.txt lets it be read) and puts the browser's look
 * in its place.
 */

/* The page as declared.  A look that ended as a gap stays what it is. */
int capture_render(struct browser *b, const struct net_ask *ask,
    struct net_look **look, struct fault *f) MUST_CHECK;

/*
 * The page instead of a shell: nothing happens where the look has words
 * enough, or where the browser fails too (then the look's own record says so).
 */
int capture_render_shell(struct browser *b, const struct net_ask *ask,
    const char *select, const char *remove, struct net_look **look,
    struct fault *f) MUST_CHECK;

#endif /* CLI_CAPTURE_RENDER_H */
