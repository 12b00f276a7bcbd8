/* report_fixture: an incident and its diagnosis, made by hand, that the report tests share:
 * a deployment, a Redis URL without scheme, and what follows from it. */
#ifndef UNIT_REPORT_FIXTURE_H
#define UNIT_REPORT_FIXTURE_H

#include "infer/diagnosis.h"
#include "report/report.h"

/* 2025-10-01T14:38:00Z */
#define FIXTURE_START_US 1759329480000000LL
#define FIXTURE_MAX 50 /* findings */
#define FIXTURE_SECRET "hunter2x9"

enum fixture_sig {
    FIXTURE_DEPLOYMENT,
    FIXTURE_STEADY,
    FIXTURE_UNHEALTHY,
    FIXTURE_DEGRADED,
    FIXTURE_UNAVAILABLE,
    FIXTURE_SCHEME,
    FIXTURE_SIGS
};

struct fixture {
    struct sig sigs[FIXTURE_SIGS];
    struct sigset set;
    struct slice confirm[1], fix[2], rollback[2];
    struct sig_capture captures[1];
    struct occurrence samples[FIXTURE_MAX];
    struct finding findings[FIXTURE_MAX];
    struct stream_info streams[1];
    uint32_t finding_streams[1];
    struct error_set error_sets[2];
    struct timeline_entry timeline[FIXTURE_MAX];
    struct error_template templates[1];
    struct fact facts[1];
    struct incident incident;
    uint32_t chain[3];
    struct evidence evidence[2];
    struct reason against[1];
    struct hypothesis hypotheses[2];
    struct diagnosis diagnosis;
    struct report_source sources[2];
    struct err warning;
    struct report report;
    struct report_style style;
    uint32_t recovered; /* the symptom that a recovery closes */
};

static inline void fixture_signatures(struct fixture *f)
{
    static const struct {
        const char *id, *title;
        enum sig_kind kind;
        enum sig_domain domain;
    } rows[FIXTURE_SIGS] = {
        { "ecs.deployment-started", "Deployment of {service} started", SIG_CHANGE, SIG_PLATFORM },
        { "ecs.steady-state", "Service has reached a steady state", SIG_RECOVERY, SIG_PLATFORM },
        { "elb.target-unhealthy", "Load balancer marks the target unhealthy", SIG_SYMPTOM,
          SIG_NETWORK },
        { "health.degraded", "Health check reports degraded", SIG_SYMPTOM, SIG_APPLICATION },
        { "redis.unavailable", "Redis cannot be used", SIG_SYMPTOM, SIG_DEPENDENCY },
        { "redis.url-scheme", "Redis URL has no scheme", SIG_CAUSE, SIG_CONFIGURATION },
    };
    for (uint32_t i = 0; i < FIXTURE_SIGS; i++) {
        f->sigs[i] = (struct sig){ .id = slice_cstr(rows[i].id),
                                   .title = slice_cstr(rows[i].title),
                                   .kind = rows[i].kind,
                                   .domain = rows[i].domain };
        if (rows[i].kind == SIG_RECOVERY) {
            f->sigs[i].recovers = &f->recovered;
            f->sigs[i].recover_count = 1;
        }
    }
    f->recovered = FIXTURE_SCHEME - 1;
    struct sig *root = &f->sigs[FIXTURE_SCHEME];
    root->explain =
        SLICE("The client needs redis:// or rediss:// in front of the host. Without it, it "
              "refuses to connect at start-up.");
    f->confirm[0] =
        SLICE("aws ecs describe-task-definition --task-definition {task_definition} "
              "--region {region} --query 'taskDefinition.containerDefinitions[].environment'");
    f->fix[0] = SLICE("Store the full URL instead of {value}, for example rediss://HOST:6379");
    f->fix[1] = SLICE("aws ecs update-service --service {service} --force-new-deployment");
    f->rollback[0] = SLICE("yes");
    f->rollback[1] = SLICE("The revision before still has the old value");
    root->confirm = (struct sig_list){ f->confirm, 1 };
    root->fix = (struct sig_list){ f->fix, 2 };
    root->rollback = (struct sig_list){ f->rollback, 2 };
    f->set = (struct sigset){ f->sigs, FIXTURE_SIGS };
}

static inline void fixture_finding(struct fixture *f, uint32_t sig, int64_t seconds, uint64_t count,
                                   struct slice text)
{
    const int64_t us = FIXTURE_START_US + seconds * TIMESTAMP_US_PER_S;
    struct incident *inc = &f->incident;
    const uint32_t i = inc->finding_count++;
    f->samples[i] = (struct occurrence){
        .time_us = us, .sequence = i, .line = 14 + i, .offset = 99, .text = text
    };
    const int64_t last_us = us + (int64_t)(count - 1) * 10 * TIMESTAMP_US_PER_S;
    f->findings[i] = (struct finding){ .sig = sig,
                                       .count = count,
                                       .first_us = us,
                                       .last_us = last_us,
                                       .samples = &f->samples[i],
                                       .sample_count = 1,
                                       .streams = f->finding_streams,
                                       .stream_count = 1 };
    f->timeline[inc->timeline_count++] = (struct timeline_entry){
        .time_us = us, .last_us = last_us, .sequence = i, .sig = sig, .line = 14 + i, .count = count
    };
}

static inline void fixture_incident(struct fixture *f)
{
    struct incident *inc = &f->incident;
    fixture_finding(f, FIXTURE_DEPLOYMENT, 0, 1, SLICE("(service web) has started 1 tasks"));
    fixture_finding(f, FIXTURE_SCHEME, 182, 12,
                    SLICE("ValueError: Redis URL must specify one of the following schemes "
                          "(redis://, rediss://, unix://) REDIS_PASSWORD=" FIXTURE_SECRET));
    fixture_finding(f, FIXTURE_UNAVAILABLE, 183, 40, SLICE("redis: \x1b[31mnot\x9b usable\xff"));
    fixture_finding(f, FIXTURE_UNHEALTHY, 240, 6, SLICE("Health checks failed with 503"));
    f->streams[0] =
        (struct stream_info){ .stream = SLICE("ecs/web/4f9a1c2b00112233445566778899aabb"),
                              .task = SLICE("4f9a1c2b00112233445566778899aabb"),
                              .container = SLICE("web") };
    f->templates[0] = (struct error_template){ .text = SLICE("cannot frobnicate <num> widgets"),
                                               .count = 7,
                                               .example = f->samples[1],
                                               .first_us = FIXTURE_START_US,
                                               .last_us = FIXTURE_START_US };
    f->templates[0].example.text = SLICE("cannot frobnicate 12 widgets");
    f->facts[0] = (struct fact){ SLICE("service"), SLICE("web; rm -rf ~") };
    inc->events = 1204;
    inc->error_events = 60;
    inc->error_events_matched = 53;
    static const uint32_t root[] = { FIXTURE_SCHEME, FIXTURE_UNAVAILABLE },
                          effect[] = { FIXTURE_UNAVAILABLE };
    f->error_sets[0] = (struct error_set){ root, 2, 12 };
    f->error_sets[1] = (struct error_set){ effect, 1, 41 };
    inc->error_sets = f->error_sets;
    inc->error_set_count = 2;
    inc->first_us = FIXTURE_START_US;
    inc->last_us = FIXTURE_START_US + 1020 * TIMESTAMP_US_PER_S;
    inc->origin_events[ORIGIN_ECS] = 1;
    inc->findings = f->findings;
    inc->timeline = f->timeline;
    inc->streams = f->streams;
    inc->stream_count = 1;
    inc->templates = f->templates;
    inc->template_count = inc->template_kinds = 1;
    inc->template_events = 7;
    inc->facts = f->facts;
    inc->fact_count = 1;
}

static inline void fixture_diagnosis(struct fixture *f)
{
    f->chain[0] = FIXTURE_SCHEME;
    f->chain[1] = FIXTURE_UNAVAILABLE;
    f->chain[2] = FIXTURE_DEGRADED;
    f->evidence[0] = (struct evidence){ 1, FIXTURE_SCHEME, f->samples[1], 12 };
    f->evidence[1] = (struct evidence){ 2, FIXTURE_UNAVAILABLE, f->samples[2], 40 };
    f->against[0] =
        (struct reason){ SLICE("No health check failed after the first minute"), FIXTURE_DEGRADED };
    f->captures[0] = (struct sig_capture){ SLICE("value"), SLICE("cache.internal:6379") };
    f->hypotheses[0] = (struct hypothesis){ .sig = FIXTURE_SCHEME,
                                            .id = f->sigs[FIXTURE_SCHEME].id,
                                            .title = f->sigs[FIXTURE_SCHEME].title,
                                            .domain = SIG_CONFIGURATION,
                                            .confidence = 0.94,
                                            .basis = BASIS_OBSERVED,
                                            .chain = f->chain,
                                            .chain_count = 3,
                                            .evidence = f->evidence,
                                            .evidence_count = 2,
                                            .against = f->against,
                                            .against_count = 1,
                                            .captures = f->captures,
                                            .capture_count = 1,
                                            .rollback = { .decision = ROLLBACK_YES },
                                            .fingerprint = "0123456789abcdef" };
    f->hypotheses[1] = (struct hypothesis){ .sig = SIG_NONE,
                                            .id = SLICE("unknown"),
                                            .title = SLICE("Something not in the database"),
                                            .confidence = 0.0486,
                                            .basis = BASIS_INFERRED };
    f->diagnosis = (struct diagnosis){
        .verdict = { .status = VERDICT_FAILING,
                     .domain = SIG_CONFIGURATION,
                     .has_domain = true,
                     .summary = SLICE("Every task of web stops at start-up because its Redis URL "
                                      "has no scheme.") },
        .hypotheses = f->hypotheses,
        .hypothesis_count = 2,
        .incident_count = 1,
    };
}

static inline void fixture_init(struct fixture *f)
{
    *f = (struct fixture){ 0 };
    fixture_signatures(f);
    fixture_incident(f);
    fixture_diagnosis(f);
    err_set(&f->warning, "a JSON value ends too early");
    err_at(&f->warning, 77, 4096);
    f->sources[0] = (struct report_source){ .name = "api.log",
                                            .format = "aws-logs-tail",
                                            .encoding = "utf-8",
                                            .events = 1200,
                                            .bytes = 183000,
                                            .warnings = &f->warning,
                                            .warning_count = 1,
                                            .warnings_total = 3 };
    f->sources[1] = (struct report_source){ .name = "-",
                                            .format = "describe-services",
                                            .encoding = "gzip+utf-8",
                                            .events = 4,
                                            .bytes = 9800 };
    f->report = (struct report){ .version = "1.0",
                                 .database_hash = "00112233445566778899aabbccddeeff",
                                 .signature_count = FIXTURE_SIGS,
                                 .set = &f->set,
                                 .incident = &f->incident,
                                 .diagnosis = &f->diagnosis,
                                 .sources = f->sources,
                                 .source_count = 2 };
    f->style = (struct report_style){ .redact = true, .unicode = true, .width = 100 };
}

/* Nothing wrong: no hypotheses, one recovery. */
static inline void fixture_make_healthy(struct fixture *f)
{
    f->incident.finding_count = 0;
    f->incident.timeline_count = 0;
    f->incident.template_count = f->incident.template_kinds = 0;
    f->incident.error_events = f->incident.error_events_matched = 0;
    f->incident.error_set_count = 0;
    fixture_finding(f, FIXTURE_STEADY, 300, 3, SLICE("(service web) has reached a steady state."));
    f->diagnosis.verdict = (struct verdict){ .status = VERDICT_HEALTHY };
    f->diagnosis.hypothesis_count = 0;
}

/* Only the unknown cause is left. */
static inline void fixture_make_unknown(struct fixture *f)
{
    f->hypotheses[0] = f->hypotheses[1];
    f->hypotheses[0].confidence = 0.62;
    f->diagnosis.hypothesis_count = 1;
    f->diagnosis.verdict.status = VERDICT_UNKNOWN;
    f->diagnosis.verdict.has_domain = false;
    f->diagnosis.verdict.summary = SLICE("The errors in the input fit no known signature.");
}

#endif
