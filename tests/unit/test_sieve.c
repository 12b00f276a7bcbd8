#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "search/search.h"
#include "search/sieve.h"
#include "search_fixture.h"

static uint32_t seed;

static uint32_t next_number(uint32_t below)
{
    seed = (seed * 140157u + 4194301u) % 16777216u;
    return (uint32_t)((uint64_t)seed * below / 16777216u);
}

/* What a program prints: an event of one or several lines. */
static const char *const events[] = {
    "INFO request 17 took 12 ms\n",
    "INFO request 18 took 9 ms\n",
    "WARN slow request took 900 ms\n",
    "DEBUG cache hit\n",
    "plain words, no level\n",
    "{\"level\":\"info\",\"msg\":\"served\",\"took\":5}\n",
    "{\"level\":\"error\",\"msg\":\"refused\",\"err\":{\"code\":\"E1\"}}\n",
    "ERROR needle at once\n",
    "ERROR job failed\nTraceback (most recent call last):\n  File \"a.py\", line 7, in run\n"
    "    needle()\nValueError: no thread\n",
    "ERROR Unhandled\njava.lang.IllegalStateException: bad\n\tat a.B.c(B.java:1)\n"
    "Caused by: java.io.IOException: needle\n\tat a.B.d(B.java:2)\n\t... 3 more\n",
    "/app/index.js:12\n    throw new Error('x')\n    ^\n\nError: thread in node\n    at main "
    "(/app/index.js:12:9)\n",
    "ERROR \033[31mnee\033[0mdle in colour\n",
    "listening on :8080\n",
};

/* Lines of up to three streams that interleave, with a rare event now and then; some text is
 * glued together of documents. */
static void make(struct buf *out, int streams, bool documents)
{
    struct slice left[3] = { 0 };
    for (int line = 0; out->len < 900000; line++) {
        const uint32_t stream = next_number((uint32_t)streams);
        if (left[stream].len == 0) {
            const bool rare = next_number(400) == 0;
            left[stream] = slice_cstr(events[rare ? 5 + next_number(8) : next_number(6)]);
        }
        struct slice text;
        slice_next_line(&left[stream], &text);
        if (streams > 1)
            buf_printf(out, "2025-10-01T10:%02d:%02d.%06d+00:00 api/web/%032d ", line / 6000 % 60,
                       line / 100 % 60, line % 100 * 10000, (int)stream);
        buf_add(out, text);
        buf_add_byte(out, '\n');
        if (documents && next_number(3000) == 0)
            buf_add_cstr(out, "{\n  \"events\": [\n    {\n      \"logStreamName\": \"s\",\n"
                              "      \"timestamp\": 1759329631000,\n"
                              "      \"message\": \"a \\\"needle\\\" in a document\",\n"
                              "      \"eventId\": \"1\"\n    }\n  ]\n}\n");
    }
}

enum way { BY_EVENT, SIEVED, BY_RUN, SIEVED_RUNS };

static void take_run(struct search *s, const struct framer *framer, const struct event_bulk *run)
{
    for (size_t i = 0; i < run->count; i++) {
        struct event event;
        struct event_line place;
        if (search_passes(s, run, i))
            continue;
        framer_bulk_event(framer, run, i, &place, &event);
        search_put_line(s, event_bulk_line(run, i));
        search_event(s, &event);
        search_put_line(s, slice_empty());
    }
}

static bool next_run(enum way way, struct sieve *v, struct framer *framer, struct event_bulk *run)
{
    if (way == BY_EVENT || way == SIEVED)
        return false;
    return v ? sieve_bulk(v, run) : framer_bulk(framer, run);
}

/* Returns the bytes stepped over. */
static uint64_t run(struct slice text, const char *regex, enum way way, size_t block_bytes,
                    struct buf *out)
{
    const bool sieved = way == SIEVED || way == SIEVED_RUNS;
    struct event_bulk lines;
    enum status st = STATUS_OK;
    const struct source_options source_opts = { .block_bytes = block_bytes };
    const struct search_options opts = { .max_count = UINT64_MAX, .print.with_line = true };
    struct source *src = source_open_memory(text, "x.log", &source_opts);
    struct framer *framer = framer_open(src, NULL);
    struct patterns *p = pattern(regex);
    struct select sel;
    struct event event;
    select_init(&sel);
    struct search *s = search_new(&opts, p, &sel, NULL, out);
    struct sieve *v = sieved ? sieve_new(src, framer, p) : NULL;
    source_keep(src, sieved ? SIEVE_KEEP_BYTES : SUBJECT_KEEP_BYTES);
    search_begin(s, "x.log", src);
    while (st != STATUS_END) {
        if (next_run(way, v, framer, &lines))
            take_run(s, framer, &lines);
        else if ((st = v ? sieve_next(v, &event) : framer_next(framer, &event)) == STATUS_OK)
            search_event(s, &event);
    }
    search_end(s);
    assert_int_equal(source_offset(src), text.len);
    const uint64_t skipped = v ? sieve_skipped(v) : 0;
    sieve_free(v);
    search_free(s);
    select_release(&sel);
    patterns_free(p);
    framer_close(framer);
    source_close(src);
    return skipped;
}

static void assert_same(int streams, const char *regex, const struct buf *want,
                        const struct buf *got)
{
    size_t at = 0;
    if (slice_eq(buf_slice(want), buf_slice(got)))
        return;
    while (at < want->len && at < got->len && want->ptr[at] == got->ptr[at])
        at++;
    at = at > 200 ? at - 200 : 0;
    fail_msg("%d streams, %s: want\n%.*s\ngot\n%.*s", streams, regex,
             (int)(want->len - at < 600 ? want->len - at : 600), want->ptr + at,
             (int)(got->len - at < 600 ? got->len - at : 600), got->ptr + at);
}

static int by_text(const void *a, const void *b)
{
    return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

/* In which order events of several streams come, where these interleave, is not the same. */
static void sort_lines(struct buf *text)
{
    size_t capacity = 0, count = 0;
    struct slice *lines = NULL, rest = buf_slice(text), line;
    struct buf sorted;
    buf_init(&sorted);
    while (slice_next_line(&rest, &line)) {
        lines = alloc_grow(lines, &capacity, count + 1, sizeof *lines);
        lines[count++] = line;
    }
    if (count > 0)
        qsort(lines, count, sizeof *lines, by_text);
    for (size_t i = 0; i < count; i++) {
        buf_add(&sorted, lines[i]);
        buf_add_byte(&sorted, '\n');
    }
    alloc_free(lines);
    buf_release(text);
    *text = sorted;
}

static void check(int streams, bool documents, size_t block_bytes)
{
    enum { RARE = 5 };
    static const char *const regexes[] = { "needle",
                                           "refused|thread",
                                           "err\\.code=E1",
                                           "(?i)NEEDLE.*",
                                           "Caused by: .*\n",
                                           "not there at all",
                                           "request|cause[db]",
                                           "[nr]e+dl[aeiou]",
                                           "t?ook 9[0-9]* ms",
                                           "[a-z]+d.c.de=E[0-9]",
                                           "(?:[0-9]|x)*",
                                           "refused|thread|colour|needle|in a document" };
    struct buf text, want, got;
    buf_init(&text);
    buf_init(&want);
    buf_init(&got);
    make(&text, streams, documents);
    for (size_t i = 0; i < sizeof regexes / sizeof *regexes; i++) {
        buf_reset(&want);
        run(buf_slice(&text), regexes[i], BY_EVENT, block_bytes, &want);
        sort_lines(&want);
        for (enum way way = SIEVED; way <= SIEVED_RUNS; way++) {
            buf_reset(&got);
            const uint64_t skipped = run(buf_slice(&text), regexes[i], way, block_bytes, &got);
            sort_lines(&got);
            assert_same(streams, regexes[i], &want, &got);
            if (i == RARE && way != BY_RUN && !documents)
                assert_true(skipped > text.len / 4);
        }
    }
    buf_release(&text);
    buf_release(&want);
    buf_release(&got);
}

static void test_same(void **state)
{
    (void)state;
    for (seed = 1; seed < 4; seed++) {
        const uint32_t first = seed;
        check(1, false, 0);
        check(2, false, 0);
        check(3, false, 5000);
        check(3, true, 0);
        check(1, true, 77777);
        seed = first;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_same) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
