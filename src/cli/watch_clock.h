/* watch_clock: time that only goes on, for pauses; it never gets into a report. */
#ifndef CLI_WATCH_CLOCK_H
#define CLI_WATCH_CLOCK_H

#include <stdint.h>

/* Microseconds since some moment. */
int64_t watch_clock_us(void);

#define WATCH_NEVER INT64_MAX

#endif
