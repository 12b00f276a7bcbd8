/* around: what happened within some time of the matches, in all inputs, in order of time.
 *
 * Two kinds of passes over the inputs:
 *     around_mark(a, time)  for every match         // then around_seal(a)
 *     while (around_pass_begin(a)) {
 *         around_source(a) for every input, around_offer(a, time, …) for every event of it
 *         around_pass_end(a, out)
 *     }
 * A pass keeps the earliest events that it was offered, up to AROUND_BYTES_MAX; what is later waits
 * for the next pass. So the result is the same however much there is, in bounded memory. An event
 * without a time stands at that of the event before it in its input. */
#ifndef SEARCH_AROUND_H
#define SEARCH_AROUND_H

#include "base/buf.h"
#include "base/timestamp.h"

/* Text kept in a pass, and spans of time; where there are more, those that are nearest to each
 * other become one. */
#define AROUND_BYTES_MAX (16 * 1024 * 1024)
#define AROUND_SPANS_MAX 10000

struct around;

struct around *around_new(int64_t radius_us);
void around_free(struct around *a);

void around_mark(struct around *a, int64_t time_us);
void around_seal(struct around *a);

/* False when all has been written. */
bool around_pass_begin(struct around *a);
void around_source(struct around *a);

/* Is the event to be offered in this pass? Call it for every event of the source, in order. */
bool around_wants(struct around *a, int64_t time_us);

/* The event that was just wanted, as it is to be printed; copied. */
void around_offer(struct around *a, struct slice text);

/* Appends what was kept to out; gap stands between spans. */
void around_pass_end(struct around *a, struct slice gap, struct buf *out);

#endif
