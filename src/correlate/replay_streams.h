/* replay_streams: how often streams of a live input went back to what they had shown already: the
 * round in which they are. Bounded: the streams that were quiet for longest are forgotten, and are
 * in round 0 again. Internal to duplicates.c. */
#ifndef CORRELATE_REPLAY_STREAMS_H
#define CORRELATE_REPLAY_STREAMS_H

#include <stdbool.h>
#include <stdint.h>

#define REPLAY_STREAMS_WAYS 4
#define REPLAY_STREAMS_SETS 512

struct replay_streams;

struct replay_streams *replay_streams_new(void);
void replay_streams_free(struct replay_streams *s);

/* Takes the next event of a stream (any hash of it) into account. shown: the stream has shown it
 * before. Returns the round in which the stream is now: a new one if it was shown, and a later time
 * since. */
uint16_t replay_streams_round(struct replay_streams *s, uint64_t stream, int64_t time_us,
                              bool shown);

#endif
