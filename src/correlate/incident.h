/* incident: what the events add up to: findings, timeline, streams, unknown errors, facts.
 *
 * correlate.h builds it in the stream; inference and reports only read it. All memory belongs to
 * the struct correlate that made it. Every table is bounded; what did not fit is counted. */
#ifndef CORRELATE_INCIDENT_H
#define CORRELATE_INCIDENT_H

#include "base/slice.h"
#include "base/timestamp.h"
#include "match/hit.h"
#include "patdb/signature.h"

#define INCIDENT_TEXT_MAX 1024   /* bytes kept of an evidence line */
#define INCIDENT_SAMPLES_FIRST 8 /* occurrences kept per finding: the first and */
#define INCIDENT_SAMPLES_LAST 8  /* the last by time */
#define INCIDENT_STREAMS_MAX 4096
#define INCIDENT_FINDING_STREAMS_MAX 256
#define INCIDENT_TIMELINE_MAX 4096
#define INCIDENT_FOLD_US (5 * TIMESTAMP_US_PER_MIN) /* see struct timeline_entry */
#define INCIDENT_TEMPLATES_MAX 512
#define INCIDENT_LAST_WORDS_MAX 8
#define INCIDENT_LAST_EVENTS 12 /* last words stand so near the end of a stream */
#define INCIDENT_WRAPPED_MAX 256
#define INCIDENT_FACTS_MAX 64
#define INCIDENT_ERROR_SETS_MAX 1024
#define INCIDENT_TASKS_MAX 64 /* entries of single tasks in the timeline; then they are folded */
#define INCIDENT_GAPS_MAX 16  /* the longest silences */
#define INCIDENT_PAUSES_MAX 8 /* the longest silences of a whole live input */
#define INCIDENT_BURSTS_MAX 8 /* the largest bursts of errors */
#define INCIDENT_CYCLES_MAX 8 /* kinds of tasks that cycle */
#define INCIDENT_ABSENCES_MAX 32
#define INCIDENT_DEPLOYMENTS_MAX 256 /* the latest */
#define INCIDENT_NONE UINT32_MAX

/* One place in the input. All sources together have one order: by time; at the same time by name
 * of the source, then as they stood in it. What has no time of its own stands behind the event
 * with time that came before it in its source, else before everything; a state (target health)
 * stands at the end. */
struct occurrence {
    int64_t time_us;
    int64_t near_us;         /* where time_us is missing: the time it is put in order by */
    const char *source_name; /* may be NULL */
    uint64_t sequence;       /* number of the event in its source */
    uint32_t source;         /* index of the input */
    uint32_t stream;         /* index in incident.streams, or INCIDENT_NONE */
    enum level level;        /* of the event */
    uint64_t line, offset;   /* in the decoded source */
    struct slice text;       /* the decisive line, cut at INCIDENT_TEXT_MAX, raw bytes */
    struct slice quoted;     /* what stands at offset, where text was made up from it; else empty */
    /* The innermost exception of a trace whose outer one matched; empty where there is none. */
    struct slice inner;
    uint64_t inner_line, inner_offset;
    uint32_t capture_count;
    struct sig_capture captures[HIT_CAPTURES_MAX]; /* last: those behind the count are not copied */
};

/* How many events at what time, in buckets of one width. Buckets begin at multiples of the width;
 * it doubles when the times do not fit. So the result depends on the times alone and not on the
 * order in which they came. Buckets in which nothing happened have a count of 0. */
#define HISTOGRAM_BUCKETS_MAX 64

struct histogram_bucket {
    uint64_t count;
    int64_t first_us, last_us; /* of what is in it */
};

struct histogram {
    int64_t width_us;
    int64_t index; /* the first bucket begins at index * width_us */
    uint32_t used; /* buckets; 0: nothing with a time was added */
    uint32_t near; /* the bucket added to last, in which the next time is likely to be */
    struct histogram_bucket buckets[HISTOGRAM_BUCKETS_MAX];
};

struct finding {
    uint32_t sig;
    uint64_t count;
    int64_t first_us, last_us;  /* TIMESTAMP_NONE if no occurrence had a time */
    struct occurrence *samples; /* in order; at most FIRST + LAST, the middle is left out */
    uint32_t sample_count;
    uint32_t *streams; /* distinct, in order of their names, bounded */
    uint32_t stream_count;
    bool from_composite;               /* made by a composite, samples are those of its terms */
    const struct histogram *over_time; /* may be NULL: nothing has a time */
};

/* A stream with a task or a name is the same one in every source that tells of it. */
struct stream_info {
    struct slice group, stream, task, container, service, cluster, region;
    uint32_t source; /* one of those in which it is */
    uint64_t events, errors;
    uint64_t troubles; /* events that show a cause or a symptom of at least SIG_WARNING */
    uint32_t origins;  /* bits 1 << enum event_origin */
    int64_t first_us, last_us;
    /* Where in its source: the numbers of its first and last event, and of the last one that is an
     * error or shows trouble, plus one (0: there is none). Of a stream that stands in several
     * sources these mean nothing. */
    uint64_t first_number, last_number, bad_number;
    bool in_several;
    const struct histogram *over_time; /* may be NULL: nothing has a time */
};

enum timeline_kind {
    TIMELINE_FINDING,    /* of a signature: sig says which */
    TIMELINE_TASK_START, /* first line of a task, clearly after the beginning of the input */
    TIMELINE_TASK_END,   /* last line of a task, clearly before the end */
    TIMELINE_GAP,   /* a stream was silent for much longer than usual; others were not, or all of
                       a live input */
    TIMELINE_BURST, /* many more errors than otherwise */
    TIMELINE_CYCLE, /* tasks of one kind fail and are replaced, over and over */
    TIMELINE_KIND_COUNT
};

/* "" for TIMELINE_FINDING, else "task-start" … */
const char *incident_kind_name(enum timeline_kind kind);

/* Occurrences of one signature in one stream fold into one entry while they are no further apart
 * than INCIDENT_FOLD_US. Where that gives more than INCIDENT_TIMELINE_MAX entries, the distance is
 * doubled, then streams are folded into one entry; how is in entries.c. */
struct timeline_entry {
    int64_t time_us, last_us;
    int64_t near_us; /* as in struct occurrence */
    const char *source_name;
    uint64_t sequence;
    enum timeline_kind kind;
    uint32_t sig;            /* SIG_NONE where kind is not TIMELINE_FINDING */
    uint32_t source, stream; /* of the first occurrence; stream is INCIDENT_NONE for several */
    uint64_t line;
    uint64_t count;
    struct slice text; /* the title where there is no signature; raw bytes */
};

/* How a kind of error behaves over the time of the incident. */
enum trend { TREND_UNKNOWN, TREND_ONCE, TREND_NEW, TREND_RISING, TREND_STEADY, TREND_FALLING };

/* "" for TREND_UNKNOWN, else "once", "new" … */
const char *incident_trend_name(enum trend trend);

struct error_template {
    struct slice text;         /* numbers, ids, addresses masked; cut where there are many */
    uint64_t count;            /* error-level events */
    struct occurrence example; /* the first one; its captures are "exception" and "frame": the type
                                  of a trace and the innermost frame of the program's own code */
    int64_t first_us, last_us;
    uint64_t early, late; /* events in the first and in the last third of the incident's time */
    enum trend trend;
    int telling;          /* how much it says about what is wrong, in points: telling.c */
    bool is_mute;         /* hardly more than its level: last in the list */
    bool before_symptoms; /* among the earliest, and before the first symptom of the incident */
};

/* Two signatures met in one event, one of them inside the other's trace ("Caused by:"). */
struct wrapped_pair {
    uint32_t outer, inner; /* signatures */
    uint64_t count;
};

/* Something good that tasks of one kind (the same service, container and log group) used to show,
 * and that later ones never showed although they had their chance: they ran for much longer than
 * the others needed for it, or ended without it. "The server is up and listening" after a start,
 * "Health endpoint reports healthy". So the first bad task is told from the last good one. */
struct absence {
    uint32_t sig;           /* a recovery */
    uint32_t stream;        /* of the first task without it; its name and task are in streams */
    uint32_t good_stream;   /* of the last task before that showed it */
    int64_t since_us;       /* first line of the first task without it */
    int64_t ran_us;         /* how long that one ran */
    int64_t good_us;        /* first time that the good one showed it */
    int64_t usual_us;       /* the longest that a task took for it, from its first line */
    uint32_t good_tasks;    /* tasks before that showed it */
    uint32_t missing_tasks; /* tasks from the first one without it on that do not show it */
    bool shown_again;       /* a task that began later shows it: that trouble is over */
};

/* Error-level events that show exactly these signatures, so that each can be counted once, by
 * whichever of its signatures matters most. Causes come first, then by index. Where there are very
 * many sets, all keep only their first signatures. */
struct error_set {
    const uint32_t *sigs;
    uint32_t sig_count; /* at least 1 */
    uint64_t count;
};

/* A revision of a task definition that a deployment or a task of a service began to run. */
struct deployment {
    int64_t time_us;
    struct slice service;    /* may be empty */
    struct slice definition; /* "api:42" */
};

struct fact {
    struct slice name, value; /* cluster, service, region, log_group, account, task … */
};

/* Events of each origin (enum event_origin), so that inference knows what could have been seen. */
#define INCIDENT_ORIGINS 6

struct incident {
    uint64_t events, error_events;
    uint64_t error_events_matched; /* error-level events that some signature claims */
    struct error_set *error_sets;  /* these, by their signatures; the counts add up to them */
    uint32_t error_set_count;
    uint64_t duplicates; /* events that an earlier source had shown already: not counted */
    uint64_t duplicates_unchecked; /* events that could not be compared: a table was full */
    int64_t first_us, last_us;
    uint64_t origin_events[INCIDENT_ORIGINS];
    struct finding *findings; /* in order of first occurrence, then of signature id */
    uint32_t finding_count;
    struct timeline_entry *timeline; /* in order of time */
    uint32_t timeline_count;
    uint64_t timeline_dropped; /* occurrences that are in no entry */
    int64_t timeline_fold_us;  /* the distance that was folded, at least INCIDENT_FOLD_US */
    bool timeline_merged;      /* streams were folded too */
    const struct histogram *errors_over_time; /* error-level events; may be empty */
    struct stream_info *streams;
    uint32_t stream_count;
    /* Unknown errors: the earliest that came before the first symptom (without any symptom, the
     * first one), then by growth from first to last third, count and first occurrence. Counts are
     * exact. */
    struct error_template *templates;
    uint32_t template_count;
    uint32_t template_kinds; /* all there are; those over INCIDENT_TEMPLATES_MAX are not listed */
    uint32_t template_cut;   /* bytes by which they are told apart, as there are too many; 0: all */
    uint64_t template_events; /* all unknown error events, in a template or not */
    /* What no program calls an error and no signature knows, and yet says that something cannot be
     * done, last seen at the very end of a stream: "Could not find profile x", then silence. What
     * tells most, first. */
    struct error_template *last_words;
    uint32_t last_word_count;
    struct wrapped_pair *wrapped;
    uint32_t wrapped_count;
    const struct deployment *deployments; /* in order of time */
    uint32_t deployment_count;
    struct absence *absences; /* in order of since_us, then of signature */
    uint32_t absence_count;
    struct fact *facts; /* what most events say that show trouble; in order of name */
    uint32_t fact_count;
};

/* Before, same or after (-1, 0, 1) in the order described at struct occurrence. */
int occurrence_order(const struct occurrence *a, const struct occurrence *b);

/* The value that was captured under a name, empty if there is none. */
struct slice occurrence_capture(const struct occurrence *o, struct slice name);

/* Its line without the time that stands in front of it, and without blanks around. */
struct slice occurrence_line(const struct occurrence *o);

/* Does one and the same event show both? Is one of the samples kept of that event? */
bool occurrence_same_event(const struct occurrence *a, const struct occurrence *b);
bool incident_has_event(const struct finding *f, const struct occurrence *at);

/* Order of timeline entries, by their first occurrences. */
int incident_entry_order(const struct timeline_entry *a, const struct timeline_entry *b);

/* The finding of a signature, or NULL. */
const struct finding *incident_finding(const struct incident *inc, uint32_t sig);
const struct finding *incident_finding_named(const struct incident *inc, const struct sigset *set,
                                             struct slice id);

/* Of a copy that nobody needs whole: leaves out the findings and unknown errors that were last seen
 * before, unless they may have caused, by any number of steps, what was seen since. Was there
 * anything wrong among them? */
bool incident_keep_recent(struct incident *inc, const struct sigset *set, int64_t since_us);

/* The value of a fact, empty if unknown. */
struct slice incident_fact(const struct incident *inc, struct slice name);

#endif
