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
#define INCIDENT_TEMPLATES_MAX 512
#define INCIDENT_WRAPPED_MAX 256
#define INCIDENT_FACTS_MAX 64
#define INCIDENT_NONE UINT32_MAX

/* One place in the input. Order: by time, where both have one; else by source, then sequence. */
struct occurrence {
    int64_t time_us;
    uint64_t sequence;     /* number of the event in its source */
    uint32_t source;       /* index of the input */
    uint32_t stream;       /* index in incident.streams, or INCIDENT_NONE */
    uint64_t line, offset; /* in the decoded source */
    struct slice text;     /* the decisive line, cut at INCIDENT_TEXT_MAX, raw bytes */
    struct sig_capture captures[HIT_CAPTURES_MAX];
    uint32_t capture_count;
};

struct finding {
    uint32_t sig;
    uint64_t count;
    int64_t first_us, last_us;  /* TIMESTAMP_NONE if no occurrence had a time */
    struct occurrence *samples; /* in order; at most FIRST + LAST, the middle is left out */
    uint32_t sample_count;
    uint32_t *streams; /* distinct, in order of appearance, bounded */
    uint32_t stream_count;
    bool from_composite; /* made by a composite, samples are those of its terms */
};

struct stream_info {
    struct slice group, stream, task, container, service;
    uint32_t source;
    uint64_t events, errors;
    int64_t first_us, last_us;
};

struct timeline_entry {
    int64_t time_us, last_us;
    uint64_t sequence;
    uint32_t sig;
    uint32_t source, stream;
    uint64_t line;
    uint64_t count;
};

struct error_template {
    struct slice text;         /* numbers, ids, addresses masked */
    uint64_t count;            /* error-level events; at least this many where over_by is 0 */
    struct occurrence example; /* the first one */
    int64_t first_us, last_us;
};

/* Two signatures met in one event, one of them inside the other's trace ("Caused by:"). */
struct wrapped_pair {
    uint32_t outer, inner; /* signatures */
    uint64_t count;
};

struct fact {
    struct slice name, value; /* cluster, service, region, log_group, account, task … */
};

/* Events of each origin (enum event_origin), so that inference knows what could have been seen. */
#define INCIDENT_ORIGINS 5

struct incident {
    uint64_t events, error_events;
    uint64_t error_events_matched; /* error-level events that some signature claims */
    int64_t first_us, last_us;
    uint64_t origin_events[INCIDENT_ORIGINS];
    struct finding *findings; /* in order of first occurrence, then of signature id */
    uint32_t finding_count;
    struct timeline_entry *timeline; /* in order of time */
    uint32_t timeline_count;
    uint64_t timeline_dropped;
    struct stream_info *streams;
    uint32_t stream_count;
    struct error_template *templates; /* unknown errors: by count, then first occurrence */
    uint32_t template_count;
    uint64_t template_events; /* all unknown error events, in a template or not */
    struct wrapped_pair *wrapped;
    uint32_t wrapped_count;
    struct fact *facts; /* first seen wins; in order of name */
    uint32_t fact_count;
};

/* Before, same or after (-1, 0, 1) in the order described at struct occurrence. */
int occurrence_order(const struct occurrence *a, const struct occurrence *b);

/* The finding of a signature, or NULL. */
const struct finding *incident_finding(const struct incident *inc, uint32_t sig);

/* The value of a fact, empty if unknown. */
struct slice incident_fact(const struct incident *inc, struct slice name);

#endif
