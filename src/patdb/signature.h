/* signature: the model of known failure signatures, shared by compile time and run time.
 *
 * A sigset is what YAML sources become and what a database file is read back into; the two
 * are equal (tested). All slices and arrays are owned by the sigset's lender: an arena at
 * compile time, the mapped database at run time. Order is by id, so indexes are stable. */
#ifndef PATDB_SIGNATURE_H
#define PATDB_SIGNATURE_H

#include "base/slice.h"

enum sig_kind { SIG_CAUSE, SIG_SYMPTOM, SIG_CHANGE, SIG_RECOVERY, SIG_NOISE, SIG_KIND_COUNT };

enum sig_domain {
    SIG_APPLICATION,
    SIG_CONFIGURATION,
    SIG_IMAGE_BUILD,
    SIG_DEPENDENCY,
    SIG_PERMISSIONS,
    SIG_NETWORK,
    SIG_CAPACITY,
    SIG_PLATFORM,
    SIG_DOMAIN_COUNT
};

enum sig_severity { SIG_INFO, SIG_WARNING, SIG_ERROR, SIG_CRITICAL, SIG_SEVERITY_COUNT };

const char *sig_kind_name(enum sig_kind kind);             /* "cause" … */
const char *sig_domain_name(enum sig_domain domain);       /* "image-build" … */
const char *sig_severity_name(enum sig_severity severity); /* "error" … */
bool sig_kind_parse(struct slice s, enum sig_kind *out);
bool sig_domain_parse(struct slice s, enum sig_domain *out);
bool sig_severity_parse(struct slice s, enum sig_severity *out);

struct sig_list {
    struct slice *items;
    uint32_t count;
};

struct sig_pattern {
    struct slice regex;       /* PCRE2, bytes, multi-line mode ('^' and '$' at lines) */
    bool is_jq;               /* a program of jq instead (jqterm.h), asked of JSON objects only */
    char needs;               /* a control byte that every match holds; 0: none is known */
    struct sig_list literals; /* guard: at least one occurs in every match, compared without
                                 ASCII case; lower-cased; empty: unguarded, always tried */
    struct slice *also;       /* by literal: what a match that holds it holds as well, lower-cased;
                                 empty: nothing is known */
    uint16_t *windows;        /* by literal: where the bytes begin that stand for it in the
                                 prefilter (window.h); NULL: not chosen yet */
};

#define SIG_STRENGTH_DEFAULT 0.8 /* design.md, section 6 */

struct sig_edge {
    struct slice effect_id;
    uint32_t effect; /* index in the sigset */
    double strength; /* P(effect | this alone), 0 to 1 */
};

struct sig_capture {
    struct slice name, value;
};

struct sig_example {
    struct slice text;            /* as logged; may hold line feeds */
    struct sig_capture *captures; /* values the match must give */
    uint32_t capture_count;
    struct slice source; /* where this line was seen */
};

enum sig_composite_type { SIG_SIMPLE, SIG_SET, SIG_SEQUENCE };

struct sig_term {
    struct slice id;
    uint32_t sig;   /* index */
    uint32_t count; /* at least so many within the window */
};

/* What must not be there. In a composite that goes by arrival it must not come between two times:
 * from that of occurrence number `anchor` of those that make the composite up, moved by slide_us,
 * for window_us and, unless is_absolute, the time from first to last of them. */
struct sig_absence {
    struct slice id;
    uint32_t sig; /* index */
    uint32_t anchor;
    int64_t window_us, slide_us;
    bool is_absolute;
};

/* Two ways to add up. By default windows begin at occurrences, equal times are in any order, and
 * absence is asked for until the terms are complete. By arrival (is_by_arrival, that of CRE rules)
 * each occurrence is used once, oldest first, and an event takes a sequence one step further;
 * correlate/replay.h has it in full. */
#define SIG_ARRIVAL_TERMS_MAX 64   /* of one composite by arrival; as many absences */
#define SIG_ARRIVAL_COUNT_MAX 1000 /* occurrences that make one up */
#define SIG_SPAN_US_MAX (INT64_C(100) * 366 * 24 * 3600 * 1000000) /* of its times */

struct sig_composite {
    enum sig_composite_type type; /* SIG_SIMPLE: no composite */
    bool is_by_arrival;
    struct sig_term *terms;
    struct sig_absence *absences;
    uint32_t term_count, absence_count;
    int64_t window_us; /* 0 only by arrival: all terms at the same time */
};

struct sig {
    struct slice id, title, explain, source;
    enum sig_kind kind;
    enum sig_domain domain;
    enum sig_severity severity;
    double prior;     /* cause: chance of being the root before any evidence; default by kind */
    double precision; /* P(the condition holds | the pattern matched), default 0.95 */
    bool unguarded, latent;
    bool on_entry; /* matched on the whole entry as well: lead and message without line ends, or the
                      JSON it was rendered from, as preq does */
    bool is_part;  /* noise that is a term by arrival: matched for composites, never told itself */
    struct sig_pattern *match, *exclude; /* exclude: a match in the same event vetoes the hit */
    uint32_t match_count, exclude_count;
    struct sig_edge *causes;
    uint32_t cause_count;
    /* Globs over ids as written, and what they resolve to. */
    struct sig_list refines_globs;  /* where both match one event, the refined one is dropped */
    struct sig_list recovers_globs; /* recovery: findings that this one closes */
    uint32_t *refines, *recovers;
    uint32_t refine_count, recover_count;
    struct sig_list confirm, fix; /* commands and advice with {capture} places */
    struct sig_list rollback; /* what to roll back or why not; first item "yes", "no" or "maybe" */
    struct sig_list capture_names; /* all names that any match pattern captures */
    struct sig_example *examples, *counterexamples;
    uint32_t example_count, counterexample_count;
    struct sig_composite composite;
    struct slice origin_file; /* YAML file and line, for messages */
    uint32_t origin_line;
};

struct sigset {
    struct sig *items; /* sorted by id */
    uint32_t count;
};

#define SIG_NONE UINT32_MAX

/* Index of the signature with this id (binary search), or SIG_NONE. */
uint32_t sigset_find(const struct sigset *set, struct slice id);

/* Does its match tell more than that an error is none? Noise does not, unless composites ask. */
static inline bool sig_tells(const struct sig *sig)
{
    return sig->kind != SIG_NOISE || sig->is_part;
}

/* Is it a sign of health? A recovery that closes nothing only tells how other lines are meant
 * (where a job begins, what may fail). */
static inline bool sig_is_good(const struct sig *sig)
{
    return sig->kind == SIG_RECOVERY && sig->recover_count > 0;
}

/* Signatures without those that are only parts of others. */
uint32_t sigset_own_count(const struct sigset *set);

/* The component of an id: "redis" of "redis.url-scheme". */
struct slice sig_component(struct slice id);

/* Do its lines begin a run of a program, as every run has one? It is called app.starting. */
bool sig_is_run(const struct sig *sig);

#endif
