/* correlate: adds up events and hits into an incident, in bounded memory. */
#ifndef CORRELATE_CORRELATE_H
#define CORRELATE_CORRELATE_H

#include "correlate/incident.h"

struct correlate;

/* Tasks that are known to be older than since_us; more are not kept out. */
#define CORRELATE_OLD_TASKS_MAX 4096

struct correlate_options {
    int64_t since_us, until_us; /* TIMESTAMP_NONE: no limit; events outside are not counted */
    bool new_tasks_only;        /* nor are those of tasks that showed one before since_us */
    bool several_sources;       /* look for events that stand in more than one of them */
    bool is_live;     /* … and for such that one has given again, as a tail does that was
                         cut off; of those longest ago nothing is known any more */
    bool compat_preq; /* composites by arrival as preq does them; see replay.h */
};

/* Borrows set until correlate_free. */
struct correlate *correlate_new(const struct sigset *set, const struct correlate_options *opts);
void correlate_free(struct correlate *c);

/* A source begins: its number, from 0 up, and its name, by which events of the same time are put in
 * order, so that it does not matter which source is read first. Sources come one after another. */
void correlate_source(struct correlate *c, uint32_t source, const char *name);

/* Should this event be looked at, by since, until and new_tasks_only? Events without time always
 * are; so are task definitions, with which later ones are compared. Of the event time, task, origin
 * and definition are looked at; to be asked of each once, for those that are left out are counted.
 */
bool correlate_wants(struct correlate *c, const struct event *event);
uint64_t correlate_left_out(const struct correlate *c);

/* Is a time among those asked for? */
bool correlate_in_range(const struct correlate *c, int64_t time_us);

/* Takes one event of input number `source` with its hits; copies what it keeps. False: it was shown
 * before, and is only counted as a duplicate. */
bool correlate_event(struct correlate *c, uint32_t source, const struct event *event,
                     const struct hit *hits, size_t hit_count);

/* A run of events of one stream and one second that show nothing: no hits, no error. */
struct correlate_run {
    const struct event *first, *last;   /* of them, by time, then by number */
    uint64_t first_number, last_number; /* in the source, from 0 */
    uint64_t count;
};

/* The latest time of all events so far; TIMESTAMP_NONE: none had one. */
int64_t correlate_latest(const struct correlate *c);

/* How many events a source has shown. Those that are told as runs are stepped over, in their place
 * among the others: the last one was at time_us, and has one. */
uint64_t correlate_number(struct correlate *c, uint32_t source);
void correlate_step(struct correlate *c, uint32_t source, uint64_t count, int64_t time_us);

/* Takes a run, as correlate_event would take its events, which are in range and not shown before
 * (correlate_repeats). The order of runs does not matter. */
void correlate_run(struct correlate *c, uint32_t source, const struct correlate_run *run);

/* An event that becomes part of a run shows parts of composites, and nothing else: the hits, of
 * which signature and source_line count, in order of signature. Number: of the event in its source.
 */
void correlate_parts(struct correlate *c, uint32_t source, uint64_t number, int64_t time_us,
                     const struct hit *hits, size_t hit_count);

/* Of the samples that are kept of such a part: is it among the first, as far as is known? Of these,
 * and of the last of a run, correlate_part wants the hit in full, before the run is given. */
bool correlate_wants_part(struct correlate *c, uint32_t source, uint64_t number, uint32_t sig,
                          int64_t time_us);
void correlate_part(struct correlate *c, uint32_t source, uint64_t number, const struct hit *hit);

/* Before an event becomes part of a run: was it shown before? It is then counted as a duplicate,
 * and must not be told again. To be asked of each event that has an id, or of each at all where
 * there are several sources, while correlate_asks says so. Of the event only the time, the message,
 * the names and the id are looked at. */
bool correlate_asks(const struct correlate *c);
bool correlate_repeats(struct correlate *c, uint32_t source, const struct event *event);

/* A fact that the user gave with --set; wins over what the logs say. */
void correlate_fact(struct correlate *c, struct slice name, struct slice value);

/* Evaluates composites, finds tasks, silences and bursts, sorts. Call once, after the last event.
 * Valid until correlate_free. */
const struct incident *correlate_finish(struct correlate *c);

/* The line of an event that says most, borrowed from it, cut at INCIDENT_TEXT_MAX; *line: where in
 * the source. */
struct slice correlate_headline(const struct event *event, uint64_t *line);

/* How near a composite came to hold. */
struct correlate_near {
    bool is_whole;       /* all terms came often enough, in order where order matters */
    int64_t from_us;     /* where the narrowest stretch of time with all of them begins */
    int64_t span_us;     /* and how long it is */
    uint32_t blocked_by; /* what must be absent, and came in that stretch; SIG_NONE: nothing */
    int64_t blocked_us;  /* when */
};

/* Events that showed a signature, those of composites' parts, too. */
uint64_t correlate_seen(const struct correlate *c, uint32_t sig);

/* After correlate_finish; sig is a composite. Only times count: what has none is left out. */
void correlate_near(const struct correlate *c, uint32_t sig, struct correlate_near *out);

#endif
