/* replay: composites that go by arrival, as CRE rules do. Internal to correlate/.
 *
 * What a composite's terms and absences showed is kept as arrivals while events come, in any order,
 * and played in their one order (incident.h) at the end. Played, occurrences of each term stand in
 * a queue, oldest first:
 *
 * - set: an event stands in the queue of each term that it shows. When every queue holds as many as
 *   its term needs, the oldest of each make the composite up, if they lie within the window.
 * - sequence: the same, but a line of an event begins the queue of a term only if all terms before
 * it are complete; so one line takes a sequence one step further.
 * - absences: nothing of theirs may come within their time (struct sig_absence); if one does, the
 *   occurrence it is anchored at is dropped. What they could still speak of waits until their time
 *   is over, or the end.
 *
 * Occurrences are used once. Windows include both ends. This is what prequel-logmatch, the engine
 * of preq, does (github.com/prequel-dev/prequel-logmatch), with three differences that `quirks`
 * undoes: late events are put in order, not ignored; a sequence of one repeated term keeps to its
 * window; an absence counts whenever it came. */
#ifndef CORRELATE_REPLAY_H
#define CORRELATE_REPLAY_H

#include "base/arena.h"
#include "correlate/incident.h"

/* Kept of one composite; then they are rounded to whole seconds, 2, 4 … and added up, as in
 * terms.c. Memory of all composites together: ARRIVALS_ALL_MAX; none has less than ARRIVALS_MIN. */
#define ARRIVALS_MAX 4096
#define ARRIVALS_MIN 64
#define ARRIVALS_ALL_MAX 131072

/* Occurrences that are played of one composite; where there were more, evenly fewer of each. */
#define REPLAY_EVENTS_MAX 32768

struct arrival {
    int64_t first_us, last_us;
    const char *source_name;  /* with sequence: of the first; may be NULL */
    uint64_t sequence, line;  /* line: of the source, which one event may have several of */
    uint64_t terms, absences; /* which, a bit each */
    uint64_t count;
};

struct arrivals {
    struct arrival *items; /* in order of what they are told apart by */
    size_t capacity;
    uint32_t count, max;
    uint32_t level; /* how far times are rounded: 0, not at all */
    /* The item that the last one fell together with, and the times that do: from … to, this left
     * out. */
    uint32_t recent;
    int64_t from_us, to_us;
};

void arrivals_init(struct arrivals *a, uint32_t composites);
void arrivals_release(struct arrivals *a);

/* An event showed these terms and absences. time_us: TIMESTAMP_NONE if it has none. */
void arrivals_add(struct arrivals *a, const struct arrival *one);

/* After the last one: puts them in the one order of events, or in that in which they were read. */
void arrivals_sort(struct arrivals *a, bool as_read);

/* One time that a composite came up: first and last of what made it up. */
typedef void replay_fire_fn(void *self, const struct arrival *last, int64_t from_us, int64_t to_us);

/* Plays them; calls fire in order. What has no time is taken as of one moment. quirks: as preq does
 * it. Work memory comes from arena. */
void replay(const struct sig_composite *c, struct arrivals *a, bool quirks, struct arena *arena,
            replay_fire_fn *fire, void *self);

#endif
