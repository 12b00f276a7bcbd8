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
    struct sig_list literals; /* guard: at least one occurs in every match, compared without
                                 ASCII case; lower-cased; empty: unguarded, always tried */
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

struct sig_composite {
    enum sig_composite_type type; /* SIG_SIMPLE: no composite */
    struct sig_term *terms;
    uint32_t term_count;
    uint32_t *absent; /* none of these within the window */
    struct sig_list absent_ids;
    int64_t window_us;
};

struct sig {
    struct slice id, title, explain, source;
    enum sig_kind kind;
    enum sig_domain domain;
    enum sig_severity severity;
    double prior;     /* cause: chance of being the root before any evidence; default by kind */
    double precision; /* P(the condition holds | the pattern matched), default 0.95 */
    bool unguarded, latent;
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

/* The component of an id: "redis" of "redis.url-scheme". */
struct slice sig_component(struct slice id);

#endif
