/* model: the probabilities of inference, and the nodes it works on. Internal to infer/. */
#ifndef INFER_MODEL_H
#define INFER_MODEL_H

#include "base/buf.h"
#include "infer/infer.h"

/* Findings that are reasoned about, and roots in one explanation. */
#define MODEL_NODES_MAX 128
#define MODEL_ROOTS_MAX 3
/* Roots tried at most: 24 and the unknown give 2,625 sets; where there are many findings 12, which
 * gives 377: so the cost has a bound of some 170,000 terms. */
#define MODEL_CANDIDATES_MAX 24
#define MODEL_CANDIDATES_MANY 12
#define MODEL_NODES_MANY 64
#define MODEL_LATENT_MAX 16
/* Incidents that are told apart in one input. */
#define MODEL_INCIDENTS_MAX 8

/* P(a cause is at work before any evidence) where the signature does not say. */
#define MODEL_PRIOR 0.02
/* The same of a cause that no signature names. */
#define MODEL_PRIOR_UNKNOWN 0.05
/* P(a finding shows | its own condition is at work). */
#define MODEL_SELF 0.98
/* An unknown cause would show a given symptom, or a line that a cause signature claims. */
#define MODEL_UNKNOWN_SYMPTOM 0.5
#define MODEL_UNKNOWN_CAUSE 0.01
/* Confidence in "something is wrong" from error-level lines alone: healthy programs log errors,
 * too. */
#define MODEL_UNKNOWN_ERRORS 0.35
/* The same where only the last words of a program say so, and no level does. */
#define MODEL_UNKNOWN_WORDS 0.25
/* From posterior to confidence (calibrate.c; fitted and cross-validated by bench/calibrate, see
 * bench/RESULTS.md). */
#define MODEL_SHARPEN 1.8
#define MODEL_UNKNOWN_RIGHT 0.45
/* Where no cause is in sight (the posterior of none is above the first figure), the nearest symptom
 * is what people name so often (0.75 fits best; a single symptom is to stay below one half). */
#define MODEL_CAUSE_IN_SIGHT 0.2
#define MODEL_SYMPTOM_RIGHT 0.65
/* Nobody knows more surely than this from logs alone: of the surest, one in twenty was wrong. */
#define MODEL_CONFIDENCE_MAX 0.97
/* Links that nobody has modelled: an earlier cause behind a later symptom, or a later cause. */
#define MODEL_UNMODELLED_SYMPTOM 0.25
#define MODEL_UNMODELLED_CAUSE 0.01
/* A link of a chain that was seen carries on with this. */
#define MODEL_KNOWN 0.95
/* Strength of "the inner exception caused the outer one". */
#define MODEL_WRAPPED 0.95
/* Strength of "the container that did not start is the host that does not answer". */
#define MODEL_HOST 0.9
/* Factor on a link whose effect began well before its cause. */
#define MODEL_EARLY_EFFECT 0.4
/* Factor on the doubt (1 - precision) in a cause that programs tell at level info or below, each
 * time: some tell so what ends them, more what they can do without. */
#define MODEL_CALM_DOUBT 2
/* Factor on the precision of a cause that broke nothing. */
#define MODEL_HARMLESS 0.1
/* The same of a warning behind the start, where nothing else is wrong, and of warnings that stopped
 * while their program went on. */
#define MODEL_DOUBTFUL 0.4
/* localhost is blamed where nothing runs in containers. */
#define MODEL_AT_HOME 0.3
/* A setting is blamed for what had worked with it. */
#define MODEL_HAD_WORKED 0.05
/* Factors on the precision of a finding that was followed by its recovery, or that had stopped
 * before the latest failures began. */
#define MODEL_RECOVERED 0.12
/* Factor on the prior of what was followed by its recovery: what is open asks for another root. */
#define MODEL_RECOVERED_PRIOR 0.3
/* A lasting failure may be told so long after the recovery of its cause, and still be its effect;
 * where it goes on for longer, the cause that went away is not its cause. */
#define MODEL_LASTING_US (60 * (int64_t)TIMESTAMP_US_PER_S)
/* A new deployment that succeeds so long after a failure leaves it behind: the factor on its
 * precision. It is still the best name for what failed then. */
#define MODEL_SINCE 0.45
#define MODEL_SINCE_US (3600 * (int64_t)TIMESTAMP_US_PER_S)
#define MODEL_HISTORY 0.1
/* The same of what has not come again while its program went on: in so many events at least (of
 * what came once, in more of them; from its start on, in very many or for a day), so many times as
 * long as it ever paused, and for so long. That
 * is a weaker sign of recovery than a program that says so. Occurrences that are so many events
 * apart, or longer than the pause, are several occasions. */
#define MODEL_MENDED 0.45
#define MODEL_MENDED_EVENTS 20
#define MODEL_MENDED_EVENTS_ONCE 50
#define MODEL_MENDED_EVENTS_LONG 500
/* A cause that keeps programs from starting with this strength cannot be done without. */
#define MODEL_FATAL 0.7
#define MODEL_MENDED_LONG_US (24 * 3600 * (int64_t)TIMESTAMP_US_PER_S)
/* Behind the replacement of a worker the pool goes on for so many events; the worker was at work
 * for so long before it failed, or the pool goes on for so many times as long. */
#define MODEL_MENDED_EVENTS_REPLACED 10
#define MODEL_MENDED_WORKED_US (5 * (int64_t)TIMESTAMP_US_PER_MIN)
#define MODEL_MENDED_REPLACED_TIMES 2
/* A supervisor tells that its program has ended within so many events behind its last words. */
#define MODEL_REPORTED_EVENTS 20
/* Where hardly anything is logged: nothing was wrong any more on so many occasions, which are so
 * far apart, over so long. */
#define MODEL_MENDED_OCCASIONS 6
#define MODEL_MENDED_OCCASION_US (10 * (int64_t)TIMESTAMP_US_PER_MIN)
#define MODEL_MENDED_QUIET_US (12 * 3600 * (int64_t)TIMESTAMP_US_PER_S)
#define MODEL_MENDED_PAUSES 3
#define MODEL_MENDED_INVOCATIONS 3
#define MODEL_MENDED_RUNS 3
#define MODEL_MENDED_PAUSES_LONG 5
#define MODEL_MENDED_APART 5
#define MODEL_MENDED_PAUSE_US (20 * (int64_t)TIMESTAMP_US_PER_S)
/* A warning that stands so near the end of its stream is the last that is said. */
#define MODEL_LAST_WORDS_EVENTS 5
/* A stop that was asked for shows its effects within so long, or so many events. */
#define MODEL_ASKED_US (2 * (int64_t)TIMESTAMP_US_PER_MIN)
#define MODEL_ASKED_EVENTS 200
/* Stores that go first when everything is stopped are missed for so many events before a program is
 * asked to stop, too. */
#define MODEL_TEARDOWN_EVENTS 40
/* A program that was asked to stop has ended after so long, for whoever asked kills it then; where
 * nothing has a time, within as many events as a stop shows its effects. */
#define MODEL_STOPPING_US (30 * (int64_t)TIMESTAMP_US_PER_S)
/* A tool's report of how something ended has so many events. */
#define MODEL_REPORT_EVENTS 12
/* What failed stands so many events before the attempt at which it went through. */
#define MODEL_ATTEMPT_EVENTS 200
/* Who does without something says as much as this behind it, and nothing that is wrong. */
#define MODEL_WITHOUT_EVENTS 4
/* Who has said as much before was at work. */
#define MODEL_AMID_EVENTS 4
/* What ended a command on another machine is not told by its exit code: the factor on the precision
 * of a cause that is known by nothing else. */
#define MODEL_REMOTE 0.25
/* A command that may fail tells its failure within so many events behind its own line; what says
 * that a failure is ignored stands so close behind it. */
#define MODEL_ALLOWED_EVENTS 6
#define MODEL_IGNORED_EVENTS 3
/* The same of what came well after the build had failed for another reason. */
#define MODEL_AFTERMATH 0.15
/* The same of what stands in the list of failed tests, and is not why most of them failed. */
#define MODEL_IN_TEST 0.15
/* The same of what the healthy baseline shows, too. */
#define MODEL_IN_BASELINE 0.1
/* Factors on the prior odds of a cause whose domain the baseline speaks for or against. */
#define MODEL_BASELINE_FOR 1.5
#define MODEL_BASELINE_AGAINST 0.4
/* Tasks are silent that used to speak up: factors on the prior odds of a cause that was seen in the
 * last good task and not in the first bad one, and of one that has nothing to do with it. */
#define MODEL_ONLY_IN_GOOD_TASK 0.4
#define MODEL_SILENCE_UNEXPLAINED 0.7
/* How much of a missing effect counts, where it could have been seen. */
#define MODEL_MISSING 0.4
/* Factors on a link by where both ends were seen: in the same stream or task, what is left of the
 * doubt; in different services, of a link that is modelled and of one that is only supposed. */
#define MODEL_SHARED_DOUBT 0.8
#define MODEL_APART 0.8
#define MODEL_APART_UNMODELLED 0.2
/* Factor on a link whose effect went on long after a cause that had kept coming: it outlived it
 * when MODEL_OUTLIVED_COUNT occurrences are later than MODEL_OUTLIVED_INTERVALS of the cause's own
 * rhythm (at least MODEL_OUTLIVED_US). */
#define MODEL_OUTLIVED 0.5
#define MODEL_OUTLIVED_COUNT 3
#define MODEL_OUTLIVED_INTERVALS 3
#define MODEL_OUTLIVED_US (60 * (int64_t)TIMESTAMP_US_PER_S)
/* Likelihood that the root stays silent in all failing tasks but one in a great many; one that
 * shows in all of them has 1. */
#define MODEL_COVERAGE_MIN 0.4
/* Lines of one source may stand so far out of order, and clocks of two sources differ by so much,
 * before order means anything. Events of ECS are told by a service, up to half a minute late. */
#define MODEL_SKEW_US (2 * (int64_t)TIMESTAMP_US_PER_S)
#define MODEL_SKEW_SOURCES_US (30 * (int64_t)TIMESTAMP_US_PER_S)
/* Events without times may stand this far out of order in their source. */
#define MODEL_SKEW_EVENTS 20
/* Paths weaker than this are no link. */
#define MODEL_LINK_MIN 0.02

/* One finding that asks for an explanation. */
struct node {
    const struct finding *finding;
    uint32_t finding_index;
    const struct sig *sig;
    uint32_t incidents;                 /* to which it may belong, a bit each */
    uint64_t services;                  /* in which it was seen, a bit each; 0: not known */
    uint32_t tasks_with, tasks_failing; /* failing tasks that show it, of how many; 0: no tasks */
    const struct occurrence *told;      /* the recovery that says that it is over, or NULL */
    const struct occurrence *closing;   /* the one that closed it, be it through another node */
    bool recovered;                     /* closing != NULL: no longer open */
    bool left_behind;                   /* the same, by a new deployment long after */
    bool in_baseline;                   /* the known-good log shows it, too */
    bool doubtful;     /* a warning of a program that came up, without an error or an effect */
    bool worked_on;    /* its program or script worked on behind it, and nothing was wrong since */
    bool before_start; /* another program did not answer, but then this one came up */
    bool harmless;     /* the same, and it came before the start or is a warning by its nature */
    bool retried;      /* warnings that kept coming and stopped, while the program went on */
    bool mended;       /* came again and again and then no more, while its program went on */
    bool at_home;      /* localhost, and the logs show no container */
    bool asked;        /* of a stop that somebody asked for, what passing tests logged, what a
                          script allows to fail, or what is beside the work */
    bool had_worked;   /* a setting, and what it is to break had worked before in this log */
    bool history;      /* had stopped before the latest failures began */
    bool remote;       /* known by the exit code of a command on another machine only */
    bool in_test;      /* stands in pytest's list of failed tests, which failed by assertions */
    bool aftermath;    /* came after the build had failed for another reason */
    double precision;  /* P(the condition holds | it matched), after recovery and history */
    double leak;       /* P(it shows | none of its causes is at work) */
    double weight;     /* how loudly it asks, by severity */
};

/* A task, from all of its streams. */
struct task_scope {
    struct slice name;
    uint64_t service;
    int64_t first_us, last_us;
    bool trouble;
};

/* The bit of all services beyond the first 63. */
#define MODEL_SERVICE_OTHERS (UINT64_C(1) << 63)

enum scope_relation { SCOPE_UNKNOWN, SCOPE_SHARED, SCOPE_APART };

/* One possible root. */
struct candidate {
    uint32_t sig;  /* SIG_NONE: the unknown cause */
    uint32_t node; /* index of its own node, or UINT32_MAX if it was not seen itself */
    double prior;
    double *path;      /* per node: strength of the modelled path to it, 0 without one */
    double *link;      /* per node: P(node shows | this alone) */
    double missing;    /* likelihood of the effects that should have shown and did not */
    double coverage;   /* likelihood of the failing tasks in which it does not show */
    uint32_t incident; /* of the incidents that are told apart, from 0 up; 0 of the unknown cause */
    double posterior;  /* result */
    double confidence; /* the same, calibrated */
};

struct model {
    const struct incident *incident;
    const struct sigset *set;
    bool input_damaged;
    const struct baseline *baseline; /* NULL: none was given */
    struct arena *arena;
    bool *seen; /* per signature: is there a cause or symptom finding of it? */
    struct node *nodes;
    uint32_t node_count;
    double *reach; /* node_count x node_count: strength of the path between their signatures */
    unsigned char *relations; /* node_count x node_count: enum scope_relation */
    uint32_t *queue;          /* per signature: what model_paths works on */
    bool *queued;
    double *path;
    struct slice service_names[64];
    uint64_t *stream_service; /* per stream: a bit, 0 where no service is told */
    uint32_t *stream_task;    /* per stream: index in tasks, or INCIDENT_NONE */
    struct task_scope *tasks;
    uint32_t task_count;
    struct candidate *candidates; /* the last one is the unknown cause */
    uint32_t candidate_count;
    uint32_t incident_count;
};

/* scope.c: services and tasks of streams; those of a finding; how two findings lie to each other;
 * how many failing tasks show a node. */
void model_scopes(struct model *m);
void model_relate(struct model *m); /* after the nodes are known */
uint64_t model_services_of(const struct model *m, const struct finding *f);
enum scope_relation model_scope(const struct model *m, const struct node *a, const struct node *b);
void model_coverage(const struct model *m, struct node *n);

/* The first and the last occurrence of a node that was kept. */
static inline const struct occurrence *node_first(const struct node *n)
{
    return &n->finding->samples[0];
}

static inline const struct occurrence *node_last(const struct node *n)
{
    return &n->finding->samples[n->finding->sample_count - 1];
}

/* nodes.c: which findings ask for an explanation, and how sure each is. */
void model_nodes(struct model *m);

/* currency.c: what is over, one way or another, and counts less. */
void model_currency(struct model *m);

/* closing.c: what closed each node, a recovery, a start, or a later deployment; before all else. */
void model_closings(struct model *m);
bool model_closes(const struct sig *recovery, uint32_t sig);
/* "The app is up" says nothing about another service, nor do its migrations; "Redis is ready" is
 * said by Redis itself.
 * What is closed may be general as well: a refused connection of another service is not closed by
 * the session that this one got. */
bool model_same_service(const struct model *m, const struct sig *recovery, const struct sig *closed,
                        const struct occurrence *closing, const struct occurrence *last);

/* jobs.c: does a CI server say by this that a job succeeded? Do all occurrences lie in jobs of
 * which it says so? Were all of them told by commands that are allowed to fail? */
bool model_is_job_success(const struct sig *sig);
bool model_is_within_success(const struct model *m, const struct node *n);
bool model_is_allowed(const struct model *m, const struct node *n);
/* Did the step of a GitHub job mark an error, each time, and did the job go on with steps that only
 * success leads to, up to its end and without another mark? */
bool model_job_went_on(const struct model *m, const struct node *n);

/* Is it known by no more than the exit code of a step that ran a command on another machine? */
bool model_is_remote(const struct model *m, const struct node *n);

/* attempts.c: the occurrence at which somebody says that what failed was tried again and went
 * through: a job of the same name is done, or the n-th attempt succeeded; NULL where there is none.
 */
const struct occurrence *model_went_through(const struct model *m, const struct node *n);
/* Did the container that said this end with code 0, having said a little more? It may have got over
 * it, or have given up politely. */
bool model_is_in_finished_container(const struct model *m, const struct node *n);

/* without.c: did the stream say something on enough lines behind this, and nothing that is wrong?
 * Did a program look for code, not find it, call that a warning, and go on with its work? Did a
 * script go on behind a package of the system that it did not get? */
bool model_is_fine_since(const struct model *m, const struct node *n);
bool model_is_done_without(const struct model *m, const struct node *n);
bool model_is_script_without(const struct model *m, const struct node *n);

/* aside.c: an agent that runs beside the work of a machine and is not allowed to (a cause of
 * severity info) matters to whoever reads its own log: does this one, in this log, not? Does a node
 * ask for a cause, if it is not harmless? Else severity info does not: tasks stop in every healthy
 * deployment, too. */
bool model_is_aside(const struct model *m, const struct node *n);
bool model_asks(const struct node *n);

/* harmless.c: warnings of a program that runs all the same count less, see struct node. */
void model_discount_harmless(const struct model *m, struct node *n);
bool model_is_retry_that_ended(const struct model *m, const struct node *n);
/* Is there a grave symptom that it may have led to? */
bool model_has_effect(const struct model *m, uint32_t node);

/* When it came, where lines without times (of a trace, of what a program prints beside its logger)
 * stand at the time of the line before them. A state stands at no time. */
static inline int64_t model_moment(const struct occurrence *at)
{
    if (at->time_us != TIMESTAMP_NONE)
        return at->time_us;
    return at->near_us == INT64_MAX ? TIMESTAMP_NONE : at->near_us;
}

/* Was nothing wrong in its stream behind this event? */
static inline bool model_is_clean_since(const struct stream_info *s, const struct occurrence *at)
{
    return s->bad_number <= at->sequence + 1;
}

/* Does a program say by this that somebody has asked it to stop? */
static inline bool model_is_told_to_stop(const struct sig *sig)
{
    return sig->kind == SIG_SYMPTOM && sig->severity == SIG_INFO;
}

/* replaced.c: did one worker of a pool, or one program under a supervisor, fail amid the work, and
 * was it replaced? Where they fail one after another, that mends nothing; nor where the new one may
 * just be doing what the other one failed at, which is to start. */
bool model_was_replaced(const struct model *m, const struct node *n);

/* mended.c: has this stopped long before the end, while its program went on? Was this symptom asked
 * for, by a stop that somebody ordered? */
/* Does the program itself tell it so quietly, each time? */
bool model_is_told_at_most(const struct finding *f, enum level level);
bool model_is_mended(const struct model *m, uint32_t node);
/* Events of the stream of an occurrence that came behind it and behind whatever else was wrong, by
 * how dense they are in their source; 0 where nobody knows. */
uint64_t model_ordinary_events(const struct model *m, const struct occurrence *last);
/* Events of its stream before this, by how dense they are in their source. */
uint64_t model_events_before(const struct model *m, const struct occurrence *first);
/* Did the other one keep coming, long after this had come for the last time by its own rhythm? */
bool model_is_silent_since(const struct node *n, const struct node *other);
bool model_is_asked(const struct model *m, uint32_t node);
/* The same of one occurrence. */
bool model_is_ordered(const struct model *m, const struct node *n, const struct occurrence *at);

/* Did the program of this stream say between the two events that it is up? */
bool model_is_up(const struct model *m, uint32_t stream, uint64_t from, uint64_t to);

/* place.c: is localhost blamed though the logs show no container? */
bool model_is_at_home(const struct model *m, const struct node *n);

/* teardown.c: is this what a program says while it and others are stopped? Does it miss others only
 * while it stops, after something else had failed? */
bool model_is_teardown(const struct model *m, const struct node *n);
bool model_is_while_stopping(const struct model *m, const struct node *n);

/* tested.c: do all occurrences stand in pytest's list of failed tests, and is none of them why one
 * failed, or more of them failed by assertions? */
bool model_is_test_output(const struct model *m, const struct node *n);

/* hosts.c: adds to reach that a program which did not start is missed by those that connect to it.
 * Does the node tell of a host that the cause kept from starting? */
void model_reach_hosts(struct model *m);
bool model_is_named(const struct model *m, uint32_t dead, uint32_t node);
/* Does the first look for something at the address of its own container, and is the other said in
 * another one, which it cannot reach there? */
bool model_is_out_of_reach(const struct model *m, const struct occurrence *missing,
                           const struct occurrence *other);

/* Does no program start that has this, in all likelihood? */
bool model_is_fatal(const struct model *m, const struct sig *sig);

/* What begins runs of programs, or NULL. */
const struct finding *model_starts(const struct model *m);

/* Did the program of this stream start anew between the two, for the last time? */
bool model_restarted_between(const struct model *m, const struct occurrence *a,
                             const struct occurrence *b);

/* Did the effect begin long after this, while its program went on? */
bool model_is_long_before(const struct model *m, const struct node *n, const struct node *effect);

/* links.c: candidates and their links to nodes. */
void model_candidates(struct model *m);

/* How strongly one signature brings about each other one, into out[set->count]: the strongest path,
 * a product of edge strengths, 1 at the start, 0 where there is no path. A signature on the way
 * that was seen is known to be at work: from there the product begins anew at MODEL_KNOWN, so that
 * a long chain of things that all happened is not held to be unlikely. */
void model_paths(const struct model *m, uint32_t from, double *out);

/* Fills reach, after the nodes are known. model_reach_of: of two nodes. */
void model_reach(struct model *m);
double model_reach_of(const struct model *m, uint32_t from, uint32_t to);

/* An error that no signature knows and that came before the first symptom, or NULL: the earliest
 * that says anything and that the baseline does not have, too. */
const struct error_template *model_error_before(const struct model *m);

/* decisive.c: the error that no signature knows and that says most about what is wrong, or NULL
 * where none does. */
const struct error_template *model_decisive(const struct model *m);

/* Adds its line without its time, at most so many bytes of it, cut at a blank: half a secret would
 * not be masked.
 * Was it cut? */
bool model_quote(const struct error_template *t, size_t max, struct buf *text);

/* Does the log end with words that say what is wrong, though nothing else in it does? */
bool model_has_last_words(const struct model *m);

/* Could the given inputs have shown this signature? */
bool model_observable(const struct incident *inc, const struct sig *sig);

/* Is a earlier than b beyond what clocks, or the order of untimed lines, may be off by? */
bool model_well_before(const struct occurrence *a, const struct occurrence *b);

/* Did the effect begin well before its cause? */
bool model_began_before(const struct finding *effect, const struct finding *cause);

/* The same, of a candidate that was seen itself; but not where output of several containers, which
 * some print one container after the other, has no times by which to order it. */
bool model_is_early(const struct model *m, const struct candidate *c, uint32_t node);

/* Did the effect go on long after a cause that had kept coming? */
bool model_outlived(const struct finding *effect, const struct finding *cause);

/* baseline.c: compares with a known-good log; what is not new there is discounted; the factor on
 * the prior odds of a candidate; does the known-good log fail in the same way? */
void model_baseline(struct model *m, const struct incident *baseline, struct baseline *out);
void model_discount_baseline(struct model *m);
double model_baseline_odds(const struct model *m, const struct candidate *c);
bool model_same_way(const struct model *m, const struct hypothesis *top);
bool model_is_infrastructure(enum sig_domain domain);

/* silence.c: is a task silent that should have spoken up, and no later one did? The factor that it
 * puts on the prior odds of a candidate. Sentences: what is missing; what the first bad task showed
 * and the last good one did not (false: nothing of the kind). n may be NULL: the unknown cause. */
bool model_is_silent(const struct model *m);
double model_silence_odds(const struct model *m, const struct candidate *c);
void silence_describe(const struct model *m, const struct absence *a, struct buf *text);
bool silence_separates(const struct model *m, const struct absence *a, const struct node *n,
                       struct buf *text);
bool silence_concerns(const struct model *m, const struct absence *a, const struct node *n);

/* revisions.c: revisions of task definitions that changes and recoveries name. */
struct revision {
    struct slice name, family; /* "api:43", "api" */
    uint64_t number;
    int64_t time_us; /* when it was first told of; TIMESTAMP_NONE: not known */
    bool good;       /* a deployment of it was completed */
};

struct revisions {
    struct revision *items;
    uint32_t count;
};

void revisions_find(const struct model *m, struct revisions *out);
void revisions_mark_good(struct revisions *all, struct slice name);
const struct revision *revisions_current(const struct revisions *all, int64_t time_us);
const struct revision *revisions_before(const struct revisions *all, const struct revision *bad);

/* rollback.c */
void rollback_decide(const struct model *m, const struct candidate *c, struct rollback *out);

/* incidents.c: which candidates and nodes belong to which of several independent incidents. */
void model_incidents(struct model *m);

/* sets.c: posterior of every small set of roots of each incident, then of each candidate. */
void model_solve(struct model *m);

/* calibrate.c: how often a hypothesis with this posterior is right. SIG_NONE: the unknown cause. */
double model_calibrate(uint32_t sig, double posterior);

/* derive.c: adds captures that follow from others. */
#define MODEL_CAPTURES_MAX (2 * HIT_CAPTURES_MAX + 8)
void derive_captures(const struct model *m, struct hypothesis *h);

/* evidence.c: the occurrences that show a hypothesis, in the order in which they are told: of a
 * cause, of which the chain is known; of one that no signature knows, the error that says most, the
 * symptoms that are still open, then other unknown errors. Memory from the model's arena. */
void evidence_of_cause(const struct model *m, const struct candidate *c, struct hypothesis *h);
void evidence_of_unknown(const struct model *m, struct hypothesis *h);

/* reasons.c: what supports a hypothesis, what speaks against it, and what is missing. */
void reasons_of_cause(const struct model *m, const struct candidate *c, struct hypothesis *h);
void reasons_of_unknown(const struct model *m, struct hypothesis *h);

/* explain.c: chain, title and captures of one hypothesis, with its evidence and reasons. */
void explain_hypothesis(const struct model *m, const struct candidate *c, struct hypothesis *h);

/* verdict.c */
void explain_verdict(const struct model *m, const struct diagnosis *d, struct verdict *out);

#endif
