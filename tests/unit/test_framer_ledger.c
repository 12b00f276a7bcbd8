/* Every decoded byte is accounted for once, whatever the input and the size of the blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "frame/framer.h"

#define MUTANTS 5000
#define CUTS_MAX 6
#define SEED 0x9E3779B97F4A7C15u

static const size_t block_sizes[] = { 0, 1, 61, 4096 };

#define COUNT(a) (sizeof(a) / sizeof *(a))

struct outcome {
    struct framer_ledger ledger;
    uint64_t events, bytes;
    bool damaged;
};

static struct outcome run(struct slice in, size_t block_bytes)
{
    const struct source_options options = { .block_bytes = block_bytes };
    struct source *src = source_open_memory(in, "x", &options);
    struct framer *f = framer_open(src, NULL);
    struct outcome out = { .events = 0 };
    struct event event;
    enum status st;
    while ((st = framer_next(f, &event)) != STATUS_END)
        out.events += st == STATUS_OK;
    out.ledger = framer_ledger(f);
    out.bytes = source_offset(src);
    out.damaged = source_damaged(src);
    assert_true(source_at_end(src) || in.len == 0);
    framer_close(f);
    source_close(src);
    return out;
}

static void check_ledger(struct slice in, struct framer_ledger want)
{
    for (size_t i = 0; i < COUNT(block_sizes); i++) {
        const struct framer_ledger got = run(in, block_sizes[i]).ledger;
        if (memcmp(&got, &want, sizeof got) != 0)
            fail_msg("block %zu: %zu of \"%.60s\": events %ju, framing %ju, rejected %ju, "
                     "over the limit %ju",
                     block_sizes[i], in.len, in.ptr, (uintmax_t)got.events, (uintmax_t)got.framing,
                     (uintmax_t)got.rejected, (uintmax_t)got.over_limit);
    }
}

/* In braces: a literal, and what of it is framing; the rest is events. */
static void check_text(struct slice in, uint64_t framing)
{
    check_ledger(in, (struct framer_ledger){ .events = in.len - framing, .framing = framing });
}

static void test_lines(void **state)
{
    (void)state;
    check_text(SLICE(""), 0);
    check_text(SLICE("one line"), 0);
    check_text(SLICE("one line\r\nand another\n"), 0);
    check_text(SLICE("a\n\n  \r\nb\n"), 5);
    check_text(SLICE("\0\0\0\0after a hole\n"), 4);
    check_text(SLICE("2025-10-01T14:00:00Z ERROR x\n  at y\n\n  at z\n"), 1);
    check_text(SLICE("timestamp,message\n1759325000000,\"a\nb\"\n\n1759325000001,c\n"), 18 + 1);
}

static void test_over_limit(void **state)
{
    (void)state;
    struct buf in;
    buf_init(&in);
    buf_add_fill(&in, 'x', EVENT_BYTES_MAX + 1000);
    buf_add_cstr(&in, "\nnext\n");
    check_ledger(buf_slice(&in),
                 (struct framer_ledger){ .events = EVENT_BYTES_MAX + 5, .over_limit = 1001 });

    buf_reset(&in);
    buf_add_cstr(&in, "{\"events\":[{\"timestamp\":1759325000000,\"eventId\":\"1\",\"message\":\"");
    buf_add_fill(&in, 'x', EVENT_BYTES_MAX + 1000);
    buf_add_cstr(&in, "\"}]}");
    check_ledger(buf_slice(&in), (struct framer_ledger){
                                     .events = in.len - 13 - 1000,
                                     .framing = 13,
                                     .over_limit = 1000,
                                 });
    buf_release(&in);
}

static void test_documents(void **state)
{
    (void)state;
    static const char one[] = "{\"timestamp\":1759325000000,\"eventId\":\"1\",\"message\":\"a\"}";
    static const char damaged[] = "{\"timestamp\":1759325000000,\"eventId\":\"1\",\"message\":\"a";
    struct buf in;
    buf_init(&in);
    buf_printf(&in, "{\"events\": [%s, %s]}\n", one, one);
    check_text(buf_slice(&in), 12 + 2 + 3);

    /* cut off in its second record */
    buf_reset(&in);
    buf_printf(&in, "{\"events\":[%s,%s", one, damaged);
    check_ledger(buf_slice(&in), (struct framer_ledger){ .events = sizeof one - 1,
                                                         .framing = 12,
                                                         .rejected = sizeof damaged - 1 });
    /* a document among lines, which nobody knows: its text is an event */
    buf_reset(&in);
    buf_add_cstr(&in, "before\n{\"services\": [{\"a\": 1}]}\nafter\n");
    const struct outcome out = run(buf_slice(&in), 0);
    assert_int_equal(out.ledger.events + out.ledger.framing, in.len);
    assert_true(out.ledger.framing <= 1);
    buf_release(&in);
}

/* --- random input ------------------------------------------------------------------------ */

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static size_t below(uint64_t *state, size_t limit)
{
    return limit ? (size_t)(next_random(state) % limit) : 0;
}

/* Pieces of every kind of input, so that mutants join what does not belong together. */
static const char *const pieces[] = {
    "2025-10-01T14:41:02.120000+00:00 api/web/0123456789abcdef0123456789abcdef INFO ready\n",
    "2025-10-01T14:41:03.120Z ERROR Traceback (most recent call last):\n  File \"a.py\", line 1\n"
    "ValueError: x\n",
    "{\"events\":[{\"logStreamName\":\"a\",\"timestamp\":1759325000000,\"message\":\"one\\ntwo\","
    "\"eventId\":\"1\"},\n{\"timestamp\":1759325000001,\"message\":\"{\\\"level\\\":\\\"error\\\"}"
    "\","
    "\"eventId\":\"2\"}],\"searchedLogStreams\":[]}\n",
    "{\n  \"services\": [\n    {\n      \"serviceName\": \"api\",\n      \"serviceArn\": "
    "\"arn:aws:ecs:eu-west-1:1:service/prod/api\",\n      \"events\": [\n        {\"id\": \"1\", "
    "\"createdAt\": \"2025-10-01T14:41:02Z\", \"message\": \"(service api) is steady.\"}\n      ]\n"
    "    }\n  ]\n}\n",
    "{\"level\":\"error\",\"time\":1759325000000,\"msg\":\"refused\",\"err\":{\"stack\":\"a\\n  "
    "b\"}}\n",
    "timestamp,message\n1759325000000,\"a, \"\"b\"\"\nc\"\n1759325000001,d\n",
    "{\"log\":\"part\",\"stream\":\"stdout\",\"time\":\"2025-10-01T14:41:02.1Z\"}\n",
    "2025-10-01T14:41:02.1Z stdout P cut here \n2025-10-01T14:41:02.1Z stdout F and on\n",
    "api-1  | \033[31mError\033[0m: x\napi-1  |     at y (z.js:1:2)\n",
    "docker : INFO:     Will watch for changes in these \ndirectories: ['/app']\nAt line:1 char:1\n"
    "+ docker logs api > errors.log 2>&1\n+ ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"
    "    + CategoryInfo          : NotSpecified: (x:String) [], RemoteException\n"
    "    + FullyQualifiedErrorId : NativeCommandError\n",
    "Error: connect AggregateError [ECONNR\nEFUSED]: connection to the database was refu\nsed by "
    "it\n",
    "[\"2025-10-01T14:41:02Z\", \"text\"],\n[\n  \"one message\",\n  \"another\"\n]\n",
    "\xEF\xBB\xBF\n\r\n\0{}[]\"\\,:",
    "{\"messageType\":\"DATA_MESSAGE\",\"logGroup\":\"g\",\"logStream\":\"s\",\"logEvents\":[{"
    "\"id\":"
    "\"1\",\"timestamp\":1759325000000,\"message\":\"m\"}]}",
};

static struct slice piece_at(size_t i)
{
    return i == 12 ? SLICE("\xEF\xBB\xBF\n\r\n\0{}[]\"\\,:") : slice_cstr(pieces[i]);
}

/* Pieces, cut and turned around, and bytes changed. */
static void add_mutant(struct buf *out, uint64_t *random)
{
    static const char marks[] = "{}[]\"\\,:\n\r\0 +|\xEF\xBB\xBF\033x0";
    const size_t count = 1 + below(random, CUTS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct slice piece = piece_at(below(random, COUNT(pieces)));
        const bool whole = below(random, 2) == 0;
        const size_t from = whole ? 0 : below(random, piece.len);
        buf_add(out, slice_sub(piece, from, whole ? piece.len : below(random, piece.len)));
    }
    for (size_t i = below(random, CUTS_MAX); i > 0 && out->len > 0; i--)
        out->ptr[below(random, out->len)] = marks[below(random, sizeof marks - 1)];
}

static void test_mutants(void **state)
{
    (void)state;
    uint64_t random = SEED;
    struct buf in;
    buf_init(&in);
    for (size_t n = 0; n < MUTANTS; n++) {
        buf_reset(&in);
        add_mutant(&in, &random);
        const struct outcome want = run(buf_slice(&in), 0);
        const struct framer_ledger *l = &want.ledger;
        if (l->events + l->framing + l->rejected + l->over_limit != want.bytes)
            fail_msg("mutant %zu: %ju + %ju + %ju + %ju is not %ju:\n%.*s", n, (uintmax_t)l->events,
                     (uintmax_t)l->framing, (uintmax_t)l->rejected, (uintmax_t)l->over_limit,
                     (uintmax_t)want.bytes, SLICE_ARG(buf_slice(&in)));
        assert_true(want.events == 0 || l->events > 0);
        for (size_t i = 1; i < COUNT(block_sizes); i++) {
            const struct outcome got = run(buf_slice(&in), block_sizes[i]);
            if (memcmp(&got, &want, sizeof got) != 0)
                fail_msg("mutant %zu: block size %zu changes the outcome:\n%.*s", n, block_sizes[i],
                         SLICE_ARG(buf_slice(&in)));
        }
    }
    buf_release(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_over_limit),
        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_mutants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
