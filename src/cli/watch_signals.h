/* watch_signals: SIGINT and SIGTERM as bytes of a descriptor. The first one asks for the report; a
 * second one, after 0.3 s, ends the process at once. A thread waits for them, so that no handler
 * needs a global.
 */
#ifndef CLI_WATCH_SIGNALS_H
#define CLI_WATCH_SIGNALS_H

#include "base/err.h"

/* *fd becomes readable at the first signal; it stays open as long as the process. The signals are
 * blocked in the calling thread and in those it starts. */
enum status watch_signals_open(int *fd, struct err *err) MUST_CHECK;

#endif
