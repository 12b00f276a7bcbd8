#include "cli/conclusion.h"

#include "base/buf.h"
#include "cli/command.h"
#include "cli/output.h"

#include <inttypes.h>
#include <unistd.h>

void conclusion_make(struct conclusion *c, const struct common_options *set, struct database *db,
                     struct pipeline *p, const struct conclusion_inputs *in)
{
    *c = (struct conclusion){ .report = {
                                  .version = CULPRIT_VERSION,
                                  .database_hash = database_hash(db),
                                  .signature_count = sigset_own_count(database_signatures(db)),
                                  .set = database_signatures(db),
                                  .incident = pipeline_finish(p),
                                  .warnings = in->errors,
                                  .warning_count = (uint32_t)in->error_count,
                              } };
    arena_init(&c->arena);
    if (in->recent_us > 0 && c->report.incident->last_us != TIMESTAMP_NONE) {
        c->recent = *c->report.incident;
        c->forgot =
            incident_keep_recent(&c->recent, c->report.set, c->recent.last_us - in->recent_us);
        c->report.incident = &c->recent;
    }
    struct infer_options opts = set->infer;
    opts.input_damaged = pipeline_damaged(p) || in->error_count > 0;
    opts.baseline = in->baseline;
    infer(c->report.incident, c->report.set, &opts, &c->arena, &c->diagnosis);
    c->report.diagnosis = &c->diagnosis;
    c->report.sources = pipeline_sources(p, &c->report.source_count);
}

void conclusion_release(struct conclusion *c)
{
    arena_release(&c->arena);
}

void conclusion_warn(const struct common_options *set, const struct report *r)
{
    for (uint32_t i = 0; i < r->source_count; i++) {
        const struct report_source *s = &r->sources[i];
        for (uint32_t k = 0; k < s->warning_count; k++)
            common_options_warn(set, &s->warnings[k]);
        if (s->warnings_total > s->warning_count && !set->quiet)
            fprintf(stderr, "culprit: %s: %" PRIu64 " more warnings\n", s->name,
                    s->warnings_total - s->warning_count);
    }
    for (uint32_t i = 0; i < r->warning_count; i++)
        common_options_warn(set, &r->warnings[i]);
}

void conclusion_print(const struct conclusion *c, const struct common_options *set, int *status)
{
    struct buf out;
    struct err err;
    buf_init(&out);
    err_init(&err);
    set->format->write(&c->report, &set->style, &out);
    conclusion_warn(set, &c->report);
    if (output_write(STDOUT_FILENO, buf_slice(&out), &err) != STATUS_OK) {
        const struct common_options loud = { .quiet = false };
        common_options_warn(&loud, &err);
        *status = EXIT_STATUS_USAGE;
    }
    buf_release(&out);
}

int conclusion_status(const struct common_options *set, const struct pipeline *p,
                      size_t error_count)
{
    if (pipeline_read_nothing(p)) {
        if (!set->quiet && !pipeline_damaged(p)) /* else what is wrong with it was said */
            fputs("culprit: nothing to read: the input is empty (an AWS CLI command whose session "
                  "has expired prints nothing)\n",
                  stderr);
        return EXIT_STATUS_USAGE;
    }
    return pipeline_damaged(p) || error_count > 0 ? EXIT_STATUS_DAMAGED : EXIT_STATUS_OK;
}
