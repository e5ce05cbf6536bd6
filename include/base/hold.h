#ifndef BASE_HOLD_H
#define BASE_HOLD_H

/*
 * Temporaries beside the files that they become.  A process that is killed
 * leaves its own, and a later one takes it away; so whoever writes one holds
 * the folder meanwhile, by a lock that many share and that dies with them,
 * and whoever sweeps must have the folder alone.
 *
 * None of it can fail: where there are no such locks nothing is swept.
 */

/* Ends the name of every temporary; for mkstemp. */
#define HOLD_NAME ".proviso-XXXXXX"

/* Before a temporary is made in the folder that holds path; -1 is fine. */
int hold_begin(const char *path);
void hold_end(int hold);

/*
 * What dead processes left in the folder that holds path, or in path where
 * that ends with a slash: plain files of ours by HOLD_NAME (and by what a
 * database puts after it), last written a minute ago or more.
 */
void hold_sweep(const char *path);

#endif /* BASE_HOLD_H */
