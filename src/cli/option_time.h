/* option_time: the values of --since and --until. */
#ifndef CLI_OPTION_TIME_H
#define CLI_OPTION_TIME_H

#include "base/timestamp.h"

/* RFC 3339, an epoch in seconds or milliseconds, or a duration before now ("15m"), as in
 * `aws logs tail --since`. zone_s: of a time without zone, seconds east of UTC. False: none of
 * these. */
bool option_time_parse(const char *value, int32_t zone_s, int64_t *us);

#endif
