/* Every format of `culprit formats`, none left out (test_all_have_a_sample): a sample of it is read
 * as this format, also when it is forced; any block size from one byte up gives the same events;
 * and of each mutant of it every byte is accounted for, the same for any block size. And traces of
 * every language stay one event each where streams interleave. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "frame/framer.h"

#include "format_samples.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define MUTANTS 300 /* of each sample */
#define MUTANT_CUTS 4

struct outcome {
    struct framer_ledger ledger;
    uint64_t events, bytes;
    const char *format;
    struct buf text; /* of all events */
};

static void add_event(struct buf *out, const struct event *e)
{
    buf_printf(out, "%lld|%.*s|%s|%llu|%llu|%.*s\n", (long long)e->time_us, SLICE_ARG(e->stream),
               level_name(e->level), (unsigned long long)e->lines[0].line,
               (unsigned long long)e->offset, SLICE_ARG(e->message));
}

static void run(struct slice in, size_t block_bytes, const char *forced, struct outcome *out)
{
    const struct source_options options = { .block_bytes = block_bytes };
    const struct framer_options framing = { .input_format = forced };
    struct source *src = source_open_memory(in, "x", &options);
    struct framer *f = framer_open(src, &framing);
    struct event event;
    enum status st;
    buf_reset(&out->text);
    out->events = 0;
    while ((st = framer_next(f, &event)) != STATUS_END) {
        if (st != STATUS_OK)
            continue;
        out->events++;
        add_event(&out->text, &event);
    }
    out->ledger = framer_ledger(f);
    out->bytes = source_offset(src);
    out->format = framer_format(f);
    framer_close(f);
    source_close(src);
}

static void check_balance(const struct outcome *o, const char *name, struct slice in)
{
    const struct framer_ledger *l = &o->ledger;
    if (l->events + l->framing + l->rejected + l->over_limit != o->bytes)
        fail_msg("%s: %ju + %ju + %ju + %ju is not %ju:\n%.*s", name, (uintmax_t)l->events,
                 (uintmax_t)l->framing, (uintmax_t)l->rejected, (uintmax_t)l->over_limit,
                 (uintmax_t)o->bytes, SLICE_ARG(in));
}

static void check_same(const struct outcome *a, const struct outcome *b, const char *name,
                       size_t block, struct slice in)
{
    if (!slice_eq(buf_slice(&a->text), buf_slice(&b->text)))
        fail_msg("%s, block of %zu: of\n%.*s\ngot\n%.*s\nand\n%.*s", name, block, SLICE_ARG(in),
                 SLICE_ARG(buf_slice(&a->text)), SLICE_ARG(buf_slice(&b->text)));
    assert_memory_equal(&a->ledger, &b->ledger, sizeof a->ledger);
    assert_string_equal(a->format, b->format);
}

static void test_all_have_a_sample(void **state)
{
    (void)state;
    const char *name, *help;
    for (size_t i = 0; framer_format_row(i, &name, &help); i++) {
        bool found = false;
        for (size_t k = 0; k < COUNT(samples) && !found; k++)
            found = strcmp(samples[k].format, name) == 0;
        if (!found)
            fail_msg("%s has no sample", name);
    }
}

static void test_samples(void **state)
{
    (void)state;
    struct outcome whole, forced, part;
    buf_init(&whole.text);
    buf_init(&forced.text);
    buf_init(&part.text);
    for (size_t i = 0; i < COUNT(samples); i++) {
        const char *name = samples[i].format;
        const struct slice in = slice_cstr(samples[i].input);
        run(in, 0, NULL, &whole);
        if (strcmp(whole.format, name) != 0 && strcmp(name, "console-copy") != 0)
            fail_msg("%s is read as %s", name, whole.format);
        if (whole.events < samples[i].events)
            fail_msg("%s: %ju events", name, (uintmax_t)whole.events);
        check_balance(&whole, name, in);
        run(in, 0, name, &forced);
        check_same(&whole, &forced, name, 0, in);
        for (size_t block = 1; block <= in.len + 1; block++) {
            run(in, block, NULL, &part);
            check_same(&whole, &part, name, block, in);
        }
    }
    buf_release(&whole.text);
    buf_release(&forced.text);
    buf_release(&part.text);
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static size_t below(uint64_t *state, size_t limit)
{
    return limit ? (size_t)(next_random(state) % limit) : 0;
}

/* The sample several times, a piece of another one between, cut at an end, bytes changed. */
static void add_mutant(struct buf *out, size_t sample, uint64_t *random)
{
    static const char marks[] = "{}[]\"\\,:\n\r\t +|x0";
    const struct slice in = slice_cstr(samples[sample].input);
    for (size_t i = below(random, 2); i < 3; i++) {
        const struct slice other = slice_cstr(samples[below(random, COUNT(samples))].input);
        buf_add(out, slice_from(in, below(random, 3) ? 0 : below(random, in.len)));
        if (below(random, 3) == 0)
            buf_add(out, slice_sub(other, below(random, other.len), below(random, other.len)));
    }
    for (size_t i = below(random, MUTANT_CUTS); i > 0 && out->len > 0; i--)
        out->ptr[below(random, out->len)] = marks[below(random, sizeof marks - 1)];
    out->len -= below(random, 4) ? 0 : below(random, out->len);
}

static void test_mutants(void **state)
{
    (void)state;
    uint64_t random = 20251001;
    struct buf in;
    struct outcome want, got;
    buf_init(&in);
    buf_init(&want.text);
    buf_init(&got.text);
    for (size_t i = 0; i < COUNT(samples); i++)
        for (size_t n = 0; n < MUTANTS; n++) {
            buf_reset(&in);
            add_mutant(&in, i, &random);
            run(buf_slice(&in), 0, NULL, &want);
            check_balance(&want, samples[i].format, buf_slice(&in));
            const size_t blocks[] = { 1, 2 + below(&random, 80) };
            for (size_t k = 0; k < COUNT(blocks); k++) {
                run(buf_slice(&in), blocks[k], NULL, &got);
                check_same(&want, &got, samples[i].format, blocks[k], buf_slice(&in));
            }
        }
    buf_release(&in);
    buf_release(&want.text);
    buf_release(&got.text);
}

/* What each runtime prints, line by line. */
static const char *const traces[] = {
    "Traceback (most recent call last):\n  File \"/app/m.py\", line 3, in <module>\n    x()\n"
    "ValueError: x\n\nDuring handling of the above exception, another exception occurred:\n\n"
    "Traceback (most recent call last):\n  File \"/app/m.py\", line 5, in <module>\nKeyError: 'DB'",
    "Exception in thread \"main\" java.lang.IllegalStateException: x\n\tat a.B.c(B.java:1)\n"
    "Caused by: java.io.IOException: y\n\t... 23 more",
    "/app/x.js:1\nthrow new Error('x')\n^\n\nError: x\n    at f (/app/x.js:1:2) {\n  code: "
    "'ECONNREFUSED'\n}",
    "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: "
    "segmentation violation]\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:10 +0x1\nexit "
    "status 2",
    "Unhandled exception. System.X: y\n ---> System.Z: w\n   at A.B() in /a.cs:line 3\n   --- End "
    "of inner exception stack trace ---\n   at A.C()",
    "a.rb:1:in `m': boom (RuntimeError)\n\tfrom b.rb:2:in `n'\n\tfrom c.rb:3:in `o'",
    "PHP Fatal error:  Uncaught Error: x in /a.php:1\nStack trace:\n#0 /b.php(2): f()\n#1 {main}\n "
    " thrown in /a.php on line 1",
    "{\n  \"level\": \"error\",\n  \"items\": [\n    1\n  ]\n}",
};

/* Takes the next line of each trace in turn, each in its own stream. */
static void interleave(struct buf *out, const char *head, const char *tail)
{
    struct slice rest[COUNT(traces)], line;
    for (size_t i = 0; i < COUNT(traces); i++)
        rest[i] = slice_cstr(traces[i]);
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < COUNT(traces); i++) {
            if (!slice_next_line(&rest[i], &line))
                continue;
            more = true;
            const size_t start = out->len;
            buf_printf(out, "%s%zu%s", head, i, tail);
            buf_add(out, line);
            if (line.len == 0) /* the producers leave no blank at the end */
                out->len = start + slice_trim_right(slice_from(buf_slice(out), start)).len;
            buf_add_byte(out, '\n');
        }
    }
}

static void test_interleaved(void **state)
{
    (void)state;
    static const char *const prefixes[][2] = {
        { "api-", "  | " },
        { "2025-10-01T14:45:12.123000+00:00 ecs/app/3f1c0d2e4b5a69788796a5b4c3d2e1f", " " },
        { "[pod/api-7d9f8c6b5d-x2x9", "/app] " },
        { "<11>1 2025-10-01T14:45:12.123456Z host app", " 1 - - " },
    };
    struct buf in;
    buf_init(&in);
    for (size_t p = 0; p < COUNT(prefixes); p++) {
        buf_reset(&in);
        interleave(&in, prefixes[p][0], prefixes[p][1]);
        struct source *src = source_open_memory(buf_slice(&in), "x", NULL);
        struct framer *f = framer_open(src, NULL);
        struct event event;
        unsigned seen = 0, count = 0;
        for (enum status st; (st = framer_next(f, &event)) != STATUS_END; count++) {
            assert_int_equal(st, STATUS_OK);
            for (unsigned i = 0; i < COUNT(traces); i++)
                if (slice_find(event.message, slice_cstr(traces[i]), 0) != SLICE_NONE)
                    seen |= 1u << i;
        }
        if (count != COUNT(traces) || seen != (1u << COUNT(traces)) - 1)
            fail_msg("prefix %zu: %u events, seen %x", p, count, seen);
        framer_close(f);
        source_close(src);
    }
    buf_release(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_have_a_sample),
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_mutants),
        cmocka_unit_test(test_interleaved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
