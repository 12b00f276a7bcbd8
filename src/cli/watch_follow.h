/* watch_follow: the files and folders that are followed, as `tail -F` does: each is read from its
 * beginning and goes on as it grows. When the name becomes another file (rotation), the old one is
 * read to its end and then the new one; when it is cut to nothing (copytruncate), it is read from
 * its beginning. Folders are looked through for new files. Each file that comes this way is a
 * source of its own, of the same name. What rotation has given another name is not read again
 * (watch_heads.h). */
#ifndef CLI_WATCH_FOLLOW_H
#define CLI_WATCH_FOLLOW_H

#include "cli/watch.h"

#include <sys/types.h>

/* How often names are looked at, and folders. */
#define WATCH_FOLLOW_US (200 * 1000)
#define WATCH_FOLDER_US TIMESTAMP_US_PER_S

/* How long a file may have too few bytes to be told from a copy of one that was read: then it is
 * one of its own. */
#define WATCH_COPYING_US (5 * TIMESTAMP_US_PER_S)

struct watch_follow;

/* Names as on the command line; "-" is standard input; none: standard input alone. Names are
 * borrowed. */
struct watch_follow *watch_follow_new(struct watch *w, char *const *names, int count);
void watch_follow_free(struct watch_follow *f);

/* Starts readers for what is new or came back, joins those that have ended. Returns when to be
 * called again, INT64_MAX: not before a reader ends. With the lock. */
int64_t watch_follow_step(struct watch_follow *f, int64_t now_us);

/* Can more come? False when all inputs have ended for good. */
bool watch_follow_goes_on(const struct watch_follow *f);

/* Files that could not be read, and such that were too many. */
const struct err *watch_follow_errors(const struct watch_follow *f, size_t *count);

#endif
