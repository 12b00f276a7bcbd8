/* watch_reader: the thread that reads one input. */
#ifndef CLI_WATCH_READER_H
#define CLI_WATCH_READER_H

#include "cli/watch.h"

/* Starts to read fd, which is owned from now on; name is borrowed as by pipeline_open. is_file: it
 * grows, and its end is that of the watch, unless it is cut to nothing or retired. NULL: no thread
 * could be started, fd is closed. With the lock. */
struct watch_reader *watch_reader_start(struct watch *w, int fd, const char *name, bool is_file);

bool watch_reader_is_file(const struct watch_reader *r);

/* Of a file: its name has become another one; what is still there is read, no more is waited for.
 * With the lock. */
void watch_reader_retire(struct watch_reader *r);

/* Has it read its input to the end? With the lock. */
bool watch_reader_is_done(const struct watch_reader *r);

/* Waits for its end, without the lock. */
void watch_reader_join(struct watch_reader *r);

/* Events that may go on, see watch_quiet.h: when is the next one to be looked at? Those that are
 * due are looked at now. In a copy: takes those that were quiet for long enough as they stand. */
int64_t watch_reader_due_us(const struct watch_reader *r);
void watch_reader_mark(struct watch_reader *r, int64_t now_us);
void watch_reader_settle(struct watch_reader *r, int64_t now_us);

#endif
