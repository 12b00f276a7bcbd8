#include "cli/watch_clock.h"

#include "base/timestamp.h"

#include <time.h>

int64_t watch_clock_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * TIMESTAMP_US_PER_S + t.tv_nsec / 1000;
}
