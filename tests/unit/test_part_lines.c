/* Lines that show parts of composites alone are only counted: all that is told of a log must be the
 * same as where each line is looked at (which an observer makes it). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "cli/pipeline.h"
#include "patdb/build.h"
#include "patdb/db.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define ROUNDS 60
#define LINES_MAX 3000

static const char rules[] =
    "rules:\n"
    "  - cre: {id: CRE-2099-0301, severity: 1, title: T}\n"
    "    rule: {set: {window: 5s, event: {source: x}, match: ['502', alpha, {value: '401', count: "
    "3}]}}\n"
    "  - cre: {id: CRE-2099-0302, severity: 1, title: T}\n"
    "    rule: {sequence: {window: 3s, event: {source: x}, order: [alpha, {regex: 'be.a$'}, "
    "'401']}}\n"
    "  - cre: {id: CRE-2099-0303, severity: 1, title: T}\n"
    "    rule: {set: {event: {source: x}, match: [gamma], negate: [{value: alpha, window: 2s}]}}\n"
    "  - cre: {id: CRE-2099-0304, severity: 1, title: T}\n"
    "    rule: {set: {event: {source: x}, match: [{regex: '\\tgamma'}]}}\n"
    "  - cre: {id: CRE-2099-0305, severity: 1, title: T}\n"
    "    rule: {set: {window: 1s, event: {source: x}, match: [stream-b, alpha]}}\n"
    "  - cre: {id: CRE-2099-0306, severity: 1, title: T}\n"
    "    rule: {set: {event: {source: x}, match: ['delta happened']}}\n";

static uint32_t below(uint64_t *state, uint32_t limit)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 33) % limit;
}

/* Lines of three streams, now and then out of order, of words that rules ask for and others. */
static void make_log(uint64_t *seed, struct buf *out)
{
    static const char *const words[] = { "alpha", "beta", "401",   "gamma",   "delta happened",
                                         "502",   "be a", "ERROR", "\tgamma", "epsilon" };
    const uint32_t lines = below(seed, LINES_MAX), rare = 2 + below(seed, 40);
    int ms = 0;
    for (uint32_t i = 0; i < lines; i++) {
        ms += (int)below(seed, 400) - (below(seed, 50) == 0 ? (ms > 5000 ? 5000 : 0) : 0);
        buf_printf(out, "2025-10-01T12:%02d:%02d.%03d000+00:00 stream-%c ", ms / 60000 % 60,
                   ms / 1000 % 60, ms % 1000, 'a' + (char)below(seed, 3));
        buf_printf(out, "INFO request for %u", below(seed, 90));
        for (uint32_t k = below(seed, rare) == 0 ? 1 + below(seed, 3) : 0; k > 0; k--)
            buf_printf(out, " %s", words[below(seed, sizeof words / sizeof *words)]);
        buf_add_byte(out, '\n');
    }
}

static void ignore(void *self, const char *source, const struct event *event,
                   const struct hit *hits, size_t hit_count)
{
    (void)self;
    (void)source;
    (void)event;
    (void)hits;
    (void)hit_count;
}

static void add_occurrence(struct buf *out, const struct occurrence *o)
{
    buf_printf(out,
               "  %" PRId64 " %" PRIu64 " line %" PRIu64 " at %" PRIu64 " level %d stream %u: ",
               o->time_us, o->sequence, o->line, o->offset, (int)o->level, o->stream);
    buf_add(out, o->text);
    buf_add_byte(out, '\n');
}

/* All that the incident says, as text. */
static void tell(const struct incident *inc, const struct sigset *set, struct buf *out)
{
    buf_printf(out, "%" PRIu64 " events, %u streams\n", inc->events, inc->stream_count);
    for (uint32_t i = 0; i < inc->finding_count; i++) {
        const struct finding *f = &inc->findings[i];
        buf_printf(out, "%.*s %" PRIu64 " from %" PRId64 " to %" PRId64 "\n",
                   SLICE_ARG(set->items[f->sig].id), f->count, f->first_us, f->last_us);
        for (uint32_t k = 0; k < f->sample_count; k++)
            add_occurrence(out, &f->samples[k]);
    }
    for (uint32_t i = 0; i < inc->timeline_count; i++)
        buf_printf(out, "%" PRId64 " %u x %" PRIu64 " line %" PRIu64 "\n", inc->timeline[i].time_us,
                   inc->timeline[i].sig, inc->timeline[i].count, inc->timeline[i].line);
    for (uint32_t i = 0; i < inc->stream_count; i++)
        buf_printf(out, "stream %" PRIu64 " of %.*s\n", inc->streams[i].events,
                   SLICE_ARG(inc->streams[i].stream));
}

static void read_log(const struct sigset *set, struct slice log, bool each, struct buf *out)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fwrite(log.ptr, 1, log.len, file), log.len);
    rewind(file);
    const struct pipeline_options opts = {
        .correlate = { .since_us = TIMESTAMP_NONE, .until_us = TIMESTAMP_NONE },
        .observe = each ? ignore : NULL,
    };
    struct pipeline *p = pipeline_new(set, &opts);
    pipeline_read(p, dup(fileno(file)), "log");
    tell(pipeline_finish(p), set, out);
    for (uint32_t i = 0; i < set->count; i++)
        if (set->items[i].is_part)
            buf_printf(out, "%.*s seen %" PRIu64 "\n", SLICE_ARG(set->items[i].id),
                       pipeline_seen(p, i));
    pipeline_free(p);
    fclose(file);
}

static void counted_lines_tell_the_same(void **state)
{
    (void)state;
    struct build *b = build_new();
    struct buf bytes, log, counted, looked_at;
    struct err err;
    struct db *db;
    uint64_t seed = 0x9e3779b97f4a7c15u, findings = 0;
    err_init(&err);
    buf_init(&bytes);
    buf_init(&log);
    buf_init(&counted);
    buf_init(&looked_at);
    if (build_add_yaml(b, SLICE(rules), "rules", &err) != STATUS_OK
        || build_finish(b, &bytes, &err) != STATUS_OK
        || db_open_memory(&db, buf_slice(&bytes), &err) != STATUS_OK)
        fail_msg("%s", err.text);
    for (int round = 0; round < ROUNDS; round++) {
        buf_reset(&log);
        buf_reset(&counted);
        buf_reset(&looked_at);
        make_log(&seed, &log);
        read_log(db_signatures(db), buf_slice(&log), false, &counted);
        read_log(db_signatures(db), buf_slice(&log), true, &looked_at);
        if (!slice_eq(buf_slice(&counted), buf_slice(&looked_at)))
            fail_msg("round %d: %s\nand not\n%s", round, buf_cstr(&counted), buf_cstr(&looked_at));
        findings += slice_find(buf_slice(&counted), SLICE("CRE-2099-0301 "), 0) != SLICE_NONE;
    }
    assert_true(findings > ROUNDS / 4); /* the logs do show something */
    buf_release(&bytes);
    buf_release(&log);
    buf_release(&counted);
    buf_release(&looked_at);
    db_close(db);
    build_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(counted_lines_tell_the_same) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
