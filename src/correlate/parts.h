/* parts: the tables that correlate.c is made of. Internal to correlate/.
 *
 * Each is bounded, and what it ends up with depends only on the events that it was given, not on
 * the order in which they came. Where a table is full, it does not drop what comes late: it makes
 * all of its keys coarser by one step (wider times, shorter texts) and merges what falls together.
 * A coarser step never tells apart what a finer one does not, and more events never make fewer
 * keys; so the step that is reached is the first one at which everything fits, in any order. */
#ifndef CORRELATE_PARTS_H
#define CORRELATE_PARTS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "correlate/changes.h"
#include "correlate/correlate.h"
#include "correlate/mask.h"
#include "correlate/pauses.h"
#include "correlate/replay.h"

/* Where an event stands: what its occurrences share. */
struct occurrence_place {
    uint32_t source, stream;
    const char *source_name;
    uint64_t sequence;
    int64_t near_us;
};

/* occurrence.c: one occurrence with memory of its own. */
struct occurrence_slot {
    struct occurrence at; /* text and captures point into bytes */
    char *bytes;
    size_t capacity;
};

/* Copies an occurrence into a slot; NULL: a new one. */
struct occurrence_slot *occurrence_slot_set(struct occurrence_slot *slot,
                                            const struct occurrence *from);
void occurrence_slot_free(struct occurrence_slot *slot);

/* Makes the occurrence of a hit, or of an event as a whole; text and captures borrow. Of captures
 * only so many are set as there are. */
void occurrence_of_hit(const struct hit *hit, const struct occurrence_place *place,
                       struct occurrence *out);
struct occurrence occurrence_of_event(const struct event *event,
                                      const struct occurrence_place *place);

/* The line of an event that says most (headline.c), and where it stood. */
struct slice occurrence_headline(const struct event *event, const struct event_line **where);

/* headline.c: the line of a message that says most: the innermost "Caused by", the last line of a
 * Python trace, else the first one that says anything. */
struct slice headline_of(struct slice message);

/* The line of the innermost exception of a chain of them ("Caused by" of Java, " ---> " of
 * .NET, "[cause]" of Node, "direct cause" of Python); empty where the message has no chain. */
struct slice headline_innermost(struct slice message);

/* telling.c: how much a line says about what is wrong, in points: below 0 for frames of a trace,
 * source code and mere announcements of the end; from TELLING_REASON up where it gives a reason. */
#define TELLING_REASON 4
int telling_of(struct slice line);

/* May a message say that something cannot be done? Cheap: most do not. */
bool telling_may_be(struct slice message);

/* histogram.c. histogram_add_run: times of one second. histogram_within: events of buckets that lie
 * between two times, these left out; histogram_between: of buckets that begin at or after one and
 * before the other (by their first event); histogram_join: adds up two of the same first width. */
void histogram_init(struct histogram *h, int64_t width_us);
void histogram_add(struct histogram *h, int64_t time_us);
void histogram_add_run(struct histogram *h, int64_t first_us, int64_t last_us, uint64_t count);
uint64_t histogram_between(const struct histogram *h, int64_t from_us, int64_t to_us);
void histogram_join(struct histogram *to, const struct histogram *from);
uint64_t histogram_within(const struct histogram *h, int64_t from_us, int64_t to_us);

/* samples.c: the first and the last occurrences by order, out of any number. */
struct samples {
    struct occurrence_slot *first[INCIDENT_SAMPLES_FIRST];
    struct occurrence_slot *last[INCIDENT_SAMPLES_LAST];
    uint32_t first_count, last_count;
};

void samples_add(struct samples *s, const struct occurrence *occ);
void samples_release(struct samples *s);

/* Would it be one of the first? */
bool samples_are_before(const struct samples *s, const struct occurrence *occ);

/* Writes both, in order, without repeats, to an array from arena (borrowing texts from s). */
struct occurrence *samples_list(const struct samples *s, struct arena *arena, uint32_t *count);

/* streams.c: what streams there are. */
#define STREAMS_RECENT_LOG2 6
#define STREAMS_TEXT_MAX 200

/* First or last line of a task. */
struct stream_line {
    int64_t time_us;
    uint64_t sequence, line, offset;
    const char *source_name;
    uint32_t source, len;
    char text[STREAMS_TEXT_MAX];
};

/* A recovery that a task showed. */
#define STREAM_MARKS_MAX 8

struct stream_mark {
    uint32_t sig;
    int64_t first_us, last_us;
    uint64_t count;
};

struct stream_state {
    const char *source_name;     /* of stream_info.source; may be NULL */
    struct histogram *over_time; /* NULL: nothing has a time */
    struct stream_line *ends;    /* of a task: its first and last line; NULL: none has a time */
    struct stream_mark *marks;   /* of a task, by signature; the smallest STREAM_MARKS_MAX */
    uint32_t mark_count;
};

struct streams {
    struct map keys;
    struct stream_info *items;
    struct stream_state *states;
    size_t capacity, state_capacity;
    uint32_t recent[1 << STREAMS_RECENT_LOG2]; /* index + 1 */
    struct arena arena;
    struct buf *scratch;
};

void streams_init(struct streams *s);
void streams_release(struct streams *s);

/* Index of the event's stream, counting the event; INCIDENT_NONE once the table is full. trouble:
 * the event shows that something is wrong. place->stream is not used. */
/* The index of the stream of an event, or INCIDENT_NONE where there are too many. */
uint32_t streams_find(struct streams *s, const struct event *event,
                      const struct occurrence_place *place);

uint32_t streams_note(struct streams *s, const struct event *event,
                      const struct occurrence_place *place, bool trouble);

/* A task showed a recovery at a time; others are not kept. */
void streams_mark(struct streams *s, uint32_t stream, uint32_t sig, int64_t time_us);

/* The same for `count` events of one stream and one second in which nothing is wrong; first and
 * last of them, by time. */
void streams_note_run(struct streams *s, const struct event *first, const struct event *last,
                      uint64_t count, const struct occurrence_place place[2]);

/* Puts the streams in an order that depends on their names only, after the last event. Returns the
 * new index of each old one, from arena. */
const uint32_t *streams_sort(struct streams *s, struct arena *arena);

/* Makes an occurrence of a stream's line; text borrows from it. */
struct occurrence streams_occurrence(const struct stream_line *line, uint32_t stream);

/* lives.c: tasks, from the streams that they wrote. */
struct life {
    struct slice task;
    uint32_t stream, last_stream; /* those with its first and its last line */
    uint32_t family;              /* any stream of tasks of its kind, the same for all of these */
    uint64_t events, troubles;
    const struct stream_line *first, *last;
    bool began, ended; /* first and last line are clearly inside of what was read */
    bool cycled;       /* lived short, in trouble, was replaced or a replacement */
};

struct lives {
    struct life *items; /* by family, then first line, then task */
    uint32_t count;
};

/* One source. */
struct source_state {
    const char *name;          /* may be NULL */
    int64_t first_us, last_us; /* of its log lines; TIMESTAMP_NONE: none has a time */
    int64_t near_us;           /* of its newest event with a time */
    uint64_t sequence;         /* events so far */
};

/* Memory from arena; borrows from streams. */
void lives_find(const struct streams *s, const struct source_state *sources, struct arena *arena,
                struct lives *out);

/* Entries of starts and ends, at most INCIDENT_TASKS_MAX; folded by kind where there are more. */
uint32_t lives_entries(const struct lives *lives, const struct streams *s, struct arena *arena,
                       struct timeline_entry out[INCIDENT_TASKS_MAX]);

/* One entry for each kind of tasks that fail one after another: how long they live, how often one
 * is replaced. */
uint32_t lives_cycles(const struct lives *lives, const struct streams *s, struct arena *arena,
                      struct timeline_entry out[INCIDENT_CYCLES_MAX]);

/* absences.c: what tasks used to show and later ones never did; at most INCIDENT_ABSENCES_MAX, in
 * order, from arena. */
struct absence *absences_find(const struct lives *lives, const struct streams *s,
                              struct arena *arena, uint32_t *count);

/* rhythm.c: silences and bursts. Both write entries to out and return how many. */
uint32_t rhythm_gaps(const struct streams *s, const struct source_state *sources,
                     uint32_t source_count, const struct histogram *all, struct arena *arena,
                     struct timeline_entry out[INCIDENT_GAPS_MAX]);
uint32_t rhythm_bursts(const struct histogram *errors, int64_t first_us, int64_t last_us,
                       struct arena *arena, struct timeline_entry out[INCIDENT_BURSTS_MAX]);

/* entries.c: timeline entries of findings. */
struct entry_cell;

struct entries {
    struct entry_cell *cells;
    uint32_t *slots; /* index + 1, 0 = free; open addressing */
    size_t capacity;
    uint32_t slot_count, count, level;
    uint64_t dropped;
};

void entries_init(struct entries *e);
void entries_release(struct entries *e);
void entries_add(struct entries *e, uint32_t sig, const struct occurrence *occ);

/* Streams have got new numbers: to[old]. */
void entries_renumber(struct entries *e, const uint32_t *to);

/* At most max entries, in order, from arena. Says how they were folded. */
struct timeline_entry *entries_list(struct entries *e, uint32_t max, struct arena *arena,
                                    struct incident *inc);

/* templates.c: heavy hitters among error events that nothing claims. */
#define TEMPLATES_KEPT_MAX 2048

struct templates {
    struct map keys;
    struct error_template *items;
    struct occurrence_slot **examples;
    struct histogram **over_time;
    struct occurrence *last; /* the latest of each, without text and captures */
    size_t capacity, example_capacity, over_time_capacity, last_capacity;
    uint32_t count, level;
    uint64_t events;
    struct buf *scratch;
};

void templates_init(struct templates *t);
void templates_release(struct templates *t);

/* message: of the event, with its trace. */
void templates_add(struct templates *t, const struct occurrence *occ, struct slice message);

/* Puts them in the order of incident.templates; returns how many of them to show. inc has its
 * times; symptom: the first one of the incident, or NULL. */
uint32_t templates_sort(struct templates *t, const struct incident *inc,
                        const struct occurrence *symptom);

/* Of lines that no program calls an error: those that end a stream and say what is wrong, as
 * incident.last_words. */
struct error_template *templates_last_words(struct templates *t, const struct stream_info *streams,
                                            struct arena *arena, uint32_t *count);

/* Streams have got new numbers: to[old]. */
void templates_renumber(struct templates *t, const uint32_t *to);

/* Bytes by which templates are still told apart; 0: by all of them. */
uint32_t templates_cut(const struct templates *t);

/* crash.c: the type of exception that a headline names, and the innermost frame of a trace that is
 * the program's own; empty if there is none. */
struct slice crash_exception(struct slice headline);
struct slice crash_frame(struct slice message);

/* error_sets.c: error events by the signatures that they show. */
struct error_sets {
    struct map keys;
    uint64_t *counts;
    size_t capacity;
    uint32_t longest; /* signatures kept per set */
};

void error_sets_init(struct error_sets *e);
void error_sets_release(struct error_sets *e);
void error_sets_add(struct error_sets *e, const struct sigset *set, const struct hit *hits,
                    size_t hit_count);
struct error_set *error_sets_list(const struct error_sets *e, struct arena *arena, uint32_t *count);

/* duplicates.c: events that stand in several sources, as in exports that overlap, or that a source
 * which goes on has given again. */
struct duplicate_slot;
struct replay_streams;

struct duplicate_table {
    struct duplicate_slot *slots;
    uint32_t count, used;
};

struct duplicates {
    struct duplicate_table table, old; /* old: of a live input, what is forgotten next */
    uint64_t unchecked;
    bool only_ids;                  /* there is one source: only events with ids are compared */
    struct replay_streams *streams; /* of a live input; NULL: it is none */
};

void duplicates_init(struct duplicates *d);

/* From now on sources may give events again, and what was noted longest ago is forgotten; see
 * correlate_options. */
void duplicates_go_live(struct duplicates *d);
void duplicates_release(struct duplicates *d);

/* Was this event in an earlier source already, or, where it has an id, in this one? matters: it has
 * hits or is an error; only these are still compared where there are very many events. Sources are
 * given one after another. */
bool duplicates_note(struct duplicates *d, uint32_t source, const struct event *event,
                     bool matters);

/* Would an event that does not matter still be compared? */
bool duplicates_compare(const struct duplicates *d);

/* votes.c: facts about the surroundings, as most of the trouble tells them. */
struct votes {
    struct map keys; /* name, NUL, value */
    uint64_t *counts;
    size_t capacity;
};

void votes_init(struct votes *v);
void votes_release(struct votes *v);

/* One more voice for a value; empty ones are not counted. */
void votes_add(struct votes *v, struct slice name, struct slice value, uint64_t weight);

/* Region and account of the first ARN in a text, and the region of the first AWS endpoint. */
void votes_add_names(struct votes *v, struct slice text);

/* Image and role of a task definition. */
void votes_add_definition(struct votes *v, const struct event_definition *definition);

/* The value of a name with most voices; of several the smallest; empty if there is none. */
struct slice votes_winner(const struct votes *v, struct slice name);

/* composite.c, terms.c: occurrences of the terms of composites, and their evaluation at the end. */
#define COMPOSITE_TIMES_MAX 2048

struct term_time {
    int64_t first_us, last_us;
    uint64_t count;
};

struct term_times {
    struct term_time *times; /* in order, disjoint */
    size_t capacity;
    uint32_t count;
    uint32_t level;   /* how far times are rounded: 0, not at all */
    uint64_t undated; /* at an unknown time */
};

struct composite_window {
    int64_t from_us, to_us;
};

void term_times_add(struct term_times *t, int64_t time_us);

/* All windows in which the composite holds, disjoint, in order; at most max. terms[sig] as above.
 */
uint32_t composite_windows(const struct sig_composite *c, const struct term_times *terms,
                           struct composite_window *out, uint32_t max);

/* by_arrival.c: what composites by arrival are made of, as it comes. */
struct arrival_slot {
    struct arrivals arrivals;
    uint32_t sig; /* the composite */
};

struct arrival_link {
    uint32_t next, slot;
    uint64_t terms, absences;
};

struct arrival_mark {
    uint32_t slot;
    uint64_t line, terms, absences;
};

struct by_arrival {
    const struct sigset *set;
    struct arrival_slot *slots; /* in order of signature */
    uint32_t count;
    struct arrival_link *links; /* by signature: what it is part of, from `first` on */
    uint32_t *first;
    uint32_t link_count;
    size_t link_capacity;
    struct arrival_mark *marks; /* of the event at hand */
    size_t mark_capacity;
    struct hit *own;
    size_t own_capacity;
};

void by_arrival_init(struct by_arrival *b, const struct sigset *set);
void by_arrival_release(struct by_arrival *b);
void by_arrival_note(struct by_arrival *b, const struct event *event,
                     const struct occurrence_place *place, const struct hit *hits,
                     size_t hit_count);

/* When the terms and absences of a composite came, by signature, as composite.c wants to know it.
 */
const struct term_times *by_arrival_terms(const struct by_arrival *b, uint32_t sig,
                                          struct arena *arena);

/* The hits that are more than parts of composites; *count becomes theirs. Valid until the next
 * call. */
const struct hit *by_arrival_own(struct by_arrival *b, const struct hit *hits, size_t *count);

/* deployments.c: what was deployed when. */
struct deployments {
    struct map names;
    struct deployment *items; /* INCIDENT_DEPLOYMENTS_MAX of them; NULL: none yet */
    uint32_t count;
};

void deployments_init(struct deployments *d);
void deployments_release(struct deployments *d);

/* Does the event, one of ECS, tell of a deployment? */
void deployments_note(struct deployments *d, const struct event *event);

void composite_near(const struct sig_composite *c, const struct term_times *terms,
                    struct correlate_near *near);

/* nesting.c: one cause inside another's trace. */
struct nesting {
    struct wrapped_pair pairs[INCIDENT_WRAPPED_MAX];
    uint32_t count;
};

void nesting_note(struct nesting *n, const struct sigset *set, const struct hit *hits,
                  size_t count);
void nesting_sort(struct nesting *n);

/* correlate.c, conclude.c: all of it. */
struct finding_state {
    uint64_t count;
    int64_t first_us, last_us;
    struct samples samples;
    uint64_t *streams; /* one bit each; NULL: none */
    struct histogram *over_time;
    bool from_composite;
};

struct correlate {
    const struct sigset *set;
    struct correlate_options opts;
    struct arena arena;           /* what the incident needs beyond the tables */
    struct finding_state *states; /* per signature */
    struct term_times *terms;     /* per signature; filled for terms of composites only */
    bool *is_term;
    struct source_state *sources;
    size_t source_capacity;
    uint32_t source_count;
    struct streams streams;
    struct entries entries;
    struct templates templates;
    struct templates sayings; /* of no error level: incident.last_words come from these */
    struct changes changes;
    struct deployments deployments;
    struct error_sets error_sets;
    struct pauses pauses; /* of a live input */
    struct map old_tasks; /* see new_tasks_only */
    uint64_t left_out;
    struct duplicates duplicates;
    struct nesting nesting;
    struct by_arrival by_arrival;
    struct votes votes;
    struct map facts; /* given by the user */
    struct slice *fact_values;
    size_t fact_capacity;
    struct histogram all, errors; /* events; those of error level */
    struct incident incident;
};

/* Adds one occurrence to everything that counts occurrences. */
void correlate_add(struct correlate *c, uint32_t sig, const struct occurrence *occ);

/* A finding is also seen in this stream. */
void correlate_add_stream(struct correlate *c, uint32_t sig, uint32_t stream);

#endif
