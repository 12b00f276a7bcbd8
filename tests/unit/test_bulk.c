/* Runs of whole lines give the events that reading line by line gives: random logs of every kind of
 * line, in blocks of several sizes. Only the order in which events of different streams are given
 * may differ, so they are compared by place. */
#include "bulk_fixture.h"

#include "frame/level.h"

#define ROUNDS 400
#define ROUNDS_MAX (50 * ROUNDS)
#define LINES_MAX 700

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
    "1:M 01 Oct 2025 14:45:12.123 # Out of memory",
    "[14:45:12 FTL] host terminated",
    "[2025-10-01T14:45:12.123456+00:00] app.ERROR: boom [] []",
    "error\tx/y.go:1\tboom",
    "INFO {\"level\":\"error\",\"msg\":\"boom\"}",
    "sent {\"level\": \"critical\"} and more",
    "SIGSEGV: segmentation violation",
    "unexpected fault address 0x7f0000",
    "/app/x.rb:1:in `m': boom (RuntimeError)",
    "2025-10-01 14:40:37,985 ERROR a\t2025-10-01 14:40:37,985 INFO b",
    "No newer events at this moment. Auto retry paused. Resume",
    "GRÜSSE aus M\xc3\xbcnchen",
};

/* Lines that belong together, as runtimes print them. */
static const char *const tied[][7] = {
    { "Traceback (most recent call last):", "  File \"/app/a.py\", line 1, in f", "    g()",
      "KeyError: 'x'" },
    { "ERROR boom", "java.lang.IllegalStateException: no", "\tat a.B.c(B.java:1)",
      "Caused by: java.io.IOException: closed", "\t... 2 more" },
    { "DEBUG skipped", "", "java.lang.IllegalStateException: no", "\tat a.B.c(B.java:1)" },
    { "panic: runtime error", "goroutine 1 [running]:", "main.f(0x1)", "\t/app/m.go:7 +0x1",
      "exit status 2" },
    { "http: panic serving 10.0.0.1:1: oops", "goroutine 9 [running]:", "net/http.f()" },
    { "/app/index.js:12", "    throw e;", "    ^", "Error: boom", "    at f (/app/index.js:12:3)",
      "Node.js v20.1.0" },
    { "config {", "  a: 1", "}" },
    { "unexpected fault address 0x7f0000", "fatal error: fault", "[signal SIGBUS: bus error]",
      "goroutine 1 [running]:", "main.main()" },
    { "thread 'main' panicked at src/main.rs:1:1:", "boom", "note: run with `RUST_BACKTRACE=1` x" },
    { "FAILURE: Build failed with an exception.", "* What went wrong:", "25.0.3", "* Try:" },
    { "F, [2025-10-01T14:45:12.123456 #1] FATAL -- : ",
      "ActiveRecord::ConnectionNotEstablished (refused):", "app/models/x.rb:1:in `m'" },
    { "[2025-10-01 14:45:12] production.ERROR: x {\"exception\":\"[object] (X: x at /a.php:1)",
      "[stacktrace]", "#0 /a.php(1): x()", "\"} " },
    { "  + Exception Group Traceback (most recent call last):", "  | ExceptionGroup: x" },
    { "{\"level\":50,\"msg\":\"boom\"}", "{\"a\":1}" },
    { "***************************", "APPLICATION FAILED TO START", "***************************",
      "Description:" },
    { "", "after a blank" },
    { "#12 3.118 npm ERR! code 1", "10 |   url = env(\"X\")" },
    { "psycopg2.Error: x", "DETAIL:  Key (id)=(1)", "[SQL: select 1]" },
    { "\x1b[31mred\x1b[0m", "with\rreturn", "tab\there" },
    { "ERROR python", "\xc2\xa0 File \"/app/a.py\", line 1", "\xc2\xa0 x" },
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

static void runs_equal_lines(void **state)
{
    (void)state;
    uint64_t seed = 0x9e3779b97f4a7c15u;
    uint64_t events = 0;
    struct run_counts counts = { 0 };
    /* Whether the thread that reads ahead gets so far that it looks, the machine decides. */
    for (int round = 0; round < ROUNDS || (counts.noted == 0 && round < ROUNDS_MAX); round++) {
        struct writer w = { .seed = &seed,
                            .us = 1759329662120000,
                            .streams = 1 + below(&seed, 9),
                            .bare = below(&seed, 3) == 0 };
        buf_init(&w.text);
        write_log(&w);
        events += read_both_ways(buf_slice(&w.text), round, &counts);
        buf_release(&w.text);
    }
    assert_true(counts.in_runs * 30 > events); /* the runs are tested */
    assert_true(counts.noted > 0);             /* so are the notes */
}

/* A line whose level is an error holds an alarm, or is said to hide it. */
static void alarms_miss_no_error(void **state)
{
    (void)state;
    static const char *const ends[] = { "",  " ", "\t", ":", "]", ">", ")",
                                        "|", ",", "/",  "=", "[", "(", "\"" };
    static const char *const words[] = { "error",  "err",       "err!",  "eror",  "fail",  "severe",
                                         "fatal",  "critical",  "crit",  "alert", "emerg", "panic",
                                         "dpanic", "emergency", "ERROR", "Fatal", "FTL",   "pnc" };
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
