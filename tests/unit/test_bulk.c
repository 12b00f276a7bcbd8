/* Runs of whole lines give the events that reading line by line gives: random logs of every kind of
 * line, in blocks of several sizes. Only the order in which events of different streams are given
 * may differ, so they are compared by place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "frame/framer.h"
#include "frame/level.h"

#define ROUNDS 400
#define LINES_MAX 700
#define EVENTS_MAX (2 * LINES_MAX)
#define COUNT(a) (sizeof(a) / sizeof *(a))

static const size_t block_sizes[] = { 0, 100, 4096 };

/* xorshift64*: the same numbers on every machine. */
static uint32_t below(uint64_t *state, uint32_t limit)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545f4914f6cdd1du) >> 33) % limit;
}

static const char *const plain[] = {
    "INFO request 12 for /orders/4711 took 8 ms",
    "GET /health HTTP/1.1 200",
    "Error: connect ECONNREFUSED 10.0.0.1:5432",
    "2025-10-01 14:40:37,985 WARNING app: slow",
    "[info] listening on port 3000",
    "level=error msg=\"no route\"",
    "worker 7 ready",
    "a",
    "took 8 ms, ended with error",
    "app[web.1]: State changed from starting to up",
    "web.1.abcdef@node1    | started",
    "E1001 14:45:12.123456       1 controller.go:42] boom",
    "E, [2025-10-01T14:45:12.123456 #1] ERROR -- : boom",
    "GRÜSSE aus M\xc3\xbcnchen",
};

/* Lines that belong together, as runtimes print them. */
static const char *const tied[][7] = {
    { "Traceback (most recent call last):", "  File \"/app/a.py\", line 1, in f", "    g()",
      "KeyError: 'x'" },
    { "ERROR boom", "java.lang.IllegalStateException: no", "\tat a.B.c(B.java:1)",
      "Caused by: java.io.IOException: closed", "\t... 2 more" },
    { "panic: runtime error", "goroutine 1 [running]:", "main.f(0x1)", "\t/app/m.go:7 +0x1",
      "exit status 2" },
    { "http: panic serving 10.0.0.1:1: oops", "goroutine 9 [running]:", "net/http.f()" },
    { "/app/index.js:12", "    throw e;", "    ^", "Error: boom", "    at f (/app/index.js:12:3)",
      "Node.js v20.1.0" },
    { "config {", "  a: 1", "}" },
    { "{\"level\":50,\"msg\":\"boom\"}", "{\"a\":1}" },
    { "***************************", "APPLICATION FAILED TO START", "***************************",
      "Description:" },
    { "", "after a blank" },
    { "#12 3.118 npm ERR! code 1", "10 |   url = env(\"X\")" },
    { "psycopg2.Error: x", "DETAIL:  Key (id)=(1)", "[SQL: select 1]" },
    { "\x1b[31mred\x1b[0m", "with\rreturn", "tab\there" },
};

struct writer {
    struct buf text;
    uint64_t *seed;
    int64_t us;
    uint32_t streams;
    bool bare;
};

static void add_line(struct writer *w, uint32_t stream, const char *message)
{
    static const char *const names[] = {
        "api/web/0123456789abcdef0123456789abcdef",
        "api/web/fedcba9876543210fedcba9876543210",
        "worker/job/00000000000000000000000000000001",
        "a/b",
        "2025/10/01/[$LATEST]abc",
        "migrate/x",
        "s7/1",
        "s8/22",
        "s9/333",
    };
    char time[TIMESTAMP_TEXT_BYTES];
    timestamp_format(w->us, time);
    if (w->bare && below(w->seed, 40) == 0) { /* written without a prefix */
        buf_printf(&w->text, "%s\n", message);
        return;
    }
    if (w->us % TIMESTAMP_US_PER_S == 0)
        buf_printf(&w->text, "%.19s+00:00 ", time);
    else
        buf_printf(&w->text, "%.19s.%06u+00:00 ", time, (unsigned)(w->us % TIMESTAMP_US_PER_S));
    buf_printf(&w->text, "%s %s\n", names[stream % COUNT(names)], message);
}

static void tick(struct writer *w)
{
    switch (below(w->seed, 60)) {
    case 0: w->us += 9 * TIMESTAMP_US_PER_S; break;
    case 1: w->us -= 700000; break;
    case 2: w->us = (w->us / TIMESTAMP_US_PER_S + 1) * TIMESTAMP_US_PER_S; break;
    default: w->us += below(w->seed, 40000);
    }
}

static void write_log(struct writer *w)
{
    const uint32_t count = below(w->seed, LINES_MAX / 8) + 1;
    const uint32_t odd = below(w->seed, 150) + 1;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t stream = below(w->seed, w->streams);
        if (below(w->seed, odd) > 0) {
            for (uint32_t k = below(w->seed, 8); k > 0; k--) {
                tick(w);
                add_line(w, below(w->seed, w->streams), plain[below(w->seed, COUNT(plain))]);
            }
            continue;
        }
        const char *const *lines = tied[below(w->seed, COUNT(tied))];
        for (size_t k = 0; k < COUNT(*tied) && lines[k]; k++) {
            add_line(w, stream, lines[k]);
            if (below(w->seed, 3) == 0) { /* another stream interferes */
                tick(w);
                add_line(w, below(w->seed, w->streams), plain[below(w->seed, COUNT(plain))]);
            }
        }
    }
    if (below(w->seed, 3) == 0 && w->text.len > 0)
        w->text.len--; /* the last line is not ended */
}

/* All that an event says, as text, behind its place. */
static char *told(const struct event *e)
{
    struct buf out;
    buf_init(&out);
    buf_printf(&out, "%08ju %ju %lld %d %zu ", (uintmax_t)e->offset, (uintmax_t)e->length,
               (long long)e->time_us, (int)e->level, e->line_count);
    const struct slice names[] = { e->group, e->stream, e->task, e->container, e->service };
    for (size_t i = 0; i < COUNT(names); i++)
        buf_printf(&out, "%.*s|", SLICE_ARG(names[i]));
    for (size_t i = 0; i < e->line_count; i++)
        buf_printf(&out, "%u:%ju:%ju ", e->lines[i].start, (uintmax_t)e->lines[i].line,
                   (uintmax_t)e->lines[i].offset);
    buf_printf(&out, "%.*s", SLICE_ARG(e->message));
    buf_add_byte(&out, '\0');
    char *text = alloc_string(out.ptr);
    buf_release(&out);
    return text;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

struct log {
    char *events[EVENTS_MAX * 4];
    size_t count;
    uint64_t in_runs;
    struct framer_ledger ledger;
    const char *format;
};

static void take(struct log *log, const struct event *event)
{
    assert_true(log->count < COUNT(log->events));
    log->events[log->count++] = told(event);
}

static void read_log(struct log *log, struct slice text, size_t block_bytes, bool in_runs)
{
    const struct source_options options = { .block_bytes = block_bytes };
    struct source *src = source_open_memory(text, "x", &options);
    struct framer *f = framer_open(src, NULL);
    struct event_bulk bulk;
    struct event event;
    struct event_line place;
    log->count = 0;
    for (;;) {
        if (in_runs && framer_bulk(f, &bulk)) {
            log->in_runs += bulk.count;
            for (size_t i = 0; i < bulk.count; i++) {
                framer_bulk_event(f, &bulk, i, &place, &event);
                take(log, &event);
            }
            continue;
        }
        const enum status st = framer_next(f, &event);
        if (st == STATUS_END)
            break;
        if (st == STATUS_OK)
            take(log, &event);
    }
    log->ledger = framer_ledger(f);
    log->format = framer_format(f);
    qsort(log->events, log->count, sizeof *log->events, by_text);
    framer_close(f);
    source_close(src);
}

static void forget(struct log *log)
{
    for (size_t i = 0; i < log->count; i++)
        alloc_free(log->events[i]);
}

static void compare(const struct log *want, const struct log *got, int round, size_t block)
{
    for (size_t i = 0; i < want->count && i < got->count; i++)
        if (strcmp(want->events[i], got->events[i]) != 0)
            fail_msg("round %d, blocks of %zu:\n line by line: %s\n in runs:      %s", round, block,
                     want->events[i], got->events[i]);
    assert_int_equal(want->count, got->count);
    assert_memory_equal(&want->ledger, &got->ledger, sizeof want->ledger);
    assert_string_equal(want->format, got->format);
}

static void runs_equal_lines(void **state)
{
    (void)state;
    uint64_t seed = 0x9e3779b97f4a7c15u;
    struct log *want = alloc_zeroed(1, sizeof *want), *got = alloc_zeroed(1, sizeof *got);
    uint64_t events = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct writer w = { .seed = &seed,
                            .us = 1759329662120000,
                            .streams = 1 + below(&seed, 9),
                            .bare = below(&seed, 3) == 0 };
        buf_init(&w.text);
        write_log(&w);
        const struct slice text = buf_slice(&w.text);
        read_log(want, text, 0, false);
        events += want->count;
        for (size_t i = 0; i < COUNT(block_sizes); i++) {
            read_log(got, text, block_sizes[i], true);
            compare(want, got, round, block_sizes[i]);
            forget(got);
        }
        forget(want);
        buf_release(&w.text);
    }
    assert_true(got->in_runs * 10 > events); /* the runs are tested */
    alloc_free(want);
    alloc_free(got);
}

/* A line whose level is an error holds an alarm, or is said to hide it. */
static void alarms_miss_no_error(void **state)
{
    (void)state;
    static const char *const ends[] = { "",  " ", "\t", ":", "]", ">", ")",
                                        "|", ",", "/",  "=", "[", "(", "\"" };
    static const char *const words[] = { "error",  "err",       "err!",  "eror",  "fail",  "severe",
                                         "fatal",  "critical",  "crit",  "alert", "emerg", "panic",
                                         "dpanic", "emergency", "ERROR", "Fatal" };
    static const char *const heads[] = { "", "[", "2025-10-01 14:45:12 ", "app: ", "level=", "<" };
    size_t errors = 0;
    for (size_t h = 0; h < COUNT(heads); h++)
        for (size_t i = 0; i < COUNT(words); i++)
            for (size_t k = 0; k < COUNT(ends); k++) {
                char line[100];
                const int n = snprintf(line, sizeof line, "%s%s%s%s", heads[h], words[i], ends[k],
                                       k > 0 ? "x" : "");
                const struct slice s = slice_make(line, (size_t)n);
                struct level_facts facts;
                level_scan(s, 0, TIMESTAMP_NONE, &facts);
                if (facts.level < LEVEL_ERROR)
                    continue;
                errors++;
                bool found = level_is_hidden(s);
                for (size_t a = 0; level_alarms[a] && !found; a++)
                    found = slice_find_nocase(s, slice_cstr(level_alarms[a]), 0) != SLICE_NONE;
                if (!found)
                    fail_msg("no alarm in '%s'", line);
            }
    assert_true(errors > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_equal_lines),
        cmocka_unit_test(alarms_miss_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
