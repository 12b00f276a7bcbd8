/* Runs of records give the events that reading record by record gives: random documents of log
 * events, as the tools that people use write them, and as no tool would. */
#include "bulk_fixture.h"

#define ROUNDS 500
#define RECORDS_MAX 500

/* Written as they stand between the quotes of a JSON string. */
static const char *const plain[] = {
    "INFO request 12 for /orders/4711 took 8 ms",
    "GET /health HTTP/1.1 200",
    "Error: connect ECONNREFUSED 10.0.0.1:5432",
    "2025-10-01 14:40:37,985 WARNING app: slow",
    "[info] listening on port 3000",
    "level=error msg=\\\"no route\\\"",
    "\\\"GET \\/ HTTP\\/1.1\\\" 200",
    "took 8 ms, ended with error",
    "app[web.1]: State changed from starting to up",
    "E1001 14:45:12.123456       1 controller.go:42] boom",
    "a",
    "Gr\xc3\xbcsse aus M\xc3\xbcnchen",
    "Gr\\u00fcsse \\ud83d\\ude00 \\u00e9",
    "START RequestId: 4711 Version: $LATEST\\n",
    "END RequestId: 4711\\r\\n",
    "\\u001b[32minfo\\u001b[0m: coloured",
    "tab\\tinside, C:\\\\temp\\\\",
    "\\u0065rror: spelt in escapes",
    "worker 7 ready\\n\\n",
};

static const char *const odd[] = {
    "",
    " ",
    "\\n",
    "two\\nlines",
    "bell \\u0007, nul \\u0000, form\\ffeed",
    "cr\\rinside",
    "{\\\"level\\\":50,\\\"msg\\\":\\\"boom\\\"}",
    " {\\\"detail-type\\\":\\\"ECS Task State Change\\\",\\\"detail\\\":{}}",
    "\\u001b[1m{\\\"a\\\":1}",
    "H4sIAAAAAAAA",
    "CWL CONTROL MESSAGE: Checking health of destination",
    "lone \\ud800 surrogate",
    "bad \\x escape",
    "bad \xff byte",
    "raw\ttab",
    "\xc2\xa0 File \\\"/app/a.py\\\", line 1",
    "\\u000bvertical",
    "\\u001b[0m",
    "\\u001b[31m    at f (/app/index.js:12:3)\\u001b[0m",
};

/* Lines that belong together, each a record. */
static const char *const tied[][7] = {
    { "Traceback (most recent call last):", "  File \\\"/app/a.py\\\", line 1, in f", "    g()",
      "KeyError: 'x'" },
    { "ERROR boom", "java.lang.IllegalStateException: no", "\\tat a.B.c(B.java:1)",
      "Caused by: java.io.IOException: closed", "\\t... 2 more" },
    { "panic: runtime error", "goroutine 1 [running]:", "main.f(0x1)", "\\t/app/m.go:7 +0x1",
      "exit status 2" },
    { "/app/index.js:12", "    throw e;", "    ^", "Error: boom", "    at f (/app/index.js:12:3)",
      "Node.js v20.1.0" },
    { "config {", "  a: 1", "}" },
    { "***************************", "APPLICATION FAILED TO START", "***************************" },
    { "psycopg2.Error: x", "DETAIL:  Key (id)=(1)", "[SQL: select 1]" },
    { "ERROR python", "\\u00a0\\u00a0File x", "\xc2\xa0 File y" },
};

/* How a tool writes JSON. */
struct style {
    const char *open, *member, *colon, *close, *between;
};

static const struct style styles[] = {
    { "{\n            ", ",\n            ", ": ", "\n        }", ",\n        " }, /* AWS CLI */
    { "{", ",", ":", "}", "," },
    { "{", ", ", ": ", "}", ", " },
    { "{\r\n\t", ",\r\n\t", " : ", "\r\n}", "\r\n,\r\n" },
    { "{ ", " , ", ":\n", " } ", ",\n\n" },
};

enum key {
    KEY_STREAM,
    KEY_TIME,
    KEY_MESSAGE,
    KEY_INGESTION,
    KEY_EVENT_ID,
    KEY_ID,
    KEY_GROUP,
    KEY_MORE,
    KEYS
};

struct writer {
    struct buf text;
    uint64_t *seed;
    const struct style *style;
    enum key order[KEYS];
    bool has[KEYS];
    int64_t ms;
    int step_ms;
    uint32_t streams, odds;
    uint64_t number;
    bool first;
};

static bool now_and_then(struct writer *w, uint32_t odds)
{
    return below(w->seed, odds) == 0;
}

static void add_long(struct writer *w)
{
    static const uint32_t sizes[] = { 8192, 8193, 16384, 20000, 70000 };
    for (uint32_t n = sizes[below(w->seed, COUNT(sizes))]; n > 0; n--)
        buf_add_byte(&w->text, (char)('a' + n % 26));
}

static void add_name(struct writer *w, uint32_t stream)
{
    static const char *const names[] = {
        "api/web/0123456789abcdef0123456789abcdef",
        "api/web/fedcba9876543210fedcba9876543210",
        "worker/job/00000000000000000000000000000001",
        "2025/10/01/[$LATEST]abc",
        "a/b",
        "",
        "x",
    };
    if (stream < COUNT(names))
        buf_add_cstr(&w->text, names[stream]);
    else
        buf_printf(&w->text, "stream/%u", stream);
    if (now_and_then(w, 20 * w->odds))
        buf_add_cstr(&w->text, now_and_then(w, 2) ? "\\/x" : "M\xc3\xbc");
    if (now_and_then(w, 20 * w->odds))
        buf_add_fill(&w->text, 'n', 600);
}

static void add_time(struct writer *w)
{
    if (!now_and_then(w, 10 * w->odds)) {
        buf_printf(&w->text, "%lld", (long long)w->ms);
        return;
    }
    static const char *const others[] = {
        "0",
        "1759329662",
        "-5",
        "1759329662120.5",
        "01",
        "\"2025-10-01T14:41:02Z\"",
        "null",
        "17593296621200000000000",
        "1759329662120000",
        "99999999999999",
    };
    buf_add_cstr(&w->text, others[below(w->seed, COUNT(others))]);
}

static void add_value(struct writer *w, enum key key, uint32_t stream, const char *message)
{
    switch (key) {
    case KEY_TIME: add_time(w); return;
    case KEY_INGESTION: buf_printf(&w->text, "%lld", (long long)w->ms + 100); return;
    default: break;
    }
    buf_add_byte(&w->text, '"');
    switch (key) {
    case KEY_STREAM: add_name(w, stream); break;
    case KEY_EVENT_ID: buf_printf(&w->text, "%056ju", (uintmax_t)w->number); break;
    case KEY_GROUP: buf_printf(&w->text, "/ecs/%u", stream % 3); break;
    case KEY_MESSAGE:
        if (now_and_then(w, 20 * w->odds))
            add_long(w);
        else
            buf_add_cstr(&w->text, message);
        break;
    default: buf_printf(&w->text, "%ju", (uintmax_t)w->number); break;
    }
    buf_add_byte(&w->text, '"');
}

/* Members that no answer of the API has. */
static const char *const strange[] = {
    "\"tags\": {\"a\": [1, 2]}",
    "\"flag\": true",
    "\"message\": \"twice\"",
    "\"\\u0061\": 1",
    "\"logStream\": \"z\"",
    "\"status\": \"Complete\"",
    "\"reason\": \"because\"",
    "\"message\": 5",
    "\"eventId\": 7",
};

static void add_record(struct writer *w, uint32_t stream, const char *message)
{
    static const char *const names[] = { "logStreamName", "timestamp", "message",
                                         "ingestionTime", "eventId",   "id",
                                         "logGroupName",  "more" };
    buf_add_cstr(&w->text, w->first ? "" : w->style->between);
    w->first = false;
    w->number += !now_and_then(w, 50); /* or it comes again */
    buf_add_cstr(&w->text, w->style->open);
    bool any = false;
    for (size_t i = 0; i < KEYS; i++) {
        if (!w->has[w->order[i]] || now_and_then(w, 20 * w->odds))
            continue;
        buf_add_cstr(&w->text, any ? w->style->member : "");
        buf_printf(&w->text, "\"%s\"%s", names[w->order[i]], w->style->colon);
        add_value(w, w->order[i], stream, message);
        any = true;
    }
    if (now_and_then(w, 10 * w->odds)) {
        buf_add_cstr(&w->text, any ? w->style->member : "");
        buf_add_cstr(&w->text, strange[below(w->seed, COUNT(strange))]);
    }
    buf_add_cstr(&w->text, w->style->close);
    w->ms += now_and_then(w, 60) ? 9000 : (int)below(w->seed, 40) * w->step_ms;
}

static void add_plain(struct writer *w)
{
    const bool is_odd = now_and_then(w, w->odds);
    add_record(w, below(w->seed, w->streams),
               is_odd ? odd[below(w->seed, COUNT(odd))] : plain[below(w->seed, COUNT(plain))]);
}

static void add_records(struct writer *w)
{
    uint32_t left = below(w->seed, RECORDS_MAX);
    while (left > 0) {
        left--;
        if (!now_and_then(w, w->odds)) {
            add_plain(w);
            continue;
        }
        const char *const *lines = tied[below(w->seed, COUNT(tied))];
        const uint32_t stream = below(w->seed, w->streams);
        for (size_t k = 0; k < COUNT(*tied) && lines[k]; k++) {
            add_record(w, stream, lines[k]);
            if (now_and_then(w, 3)) /* another stream interferes */
                add_plain(w);
        }
    }
}

static void choose(struct writer *w)
{
    w->style = &styles[below(w->seed, COUNT(styles))];
    for (size_t i = 0; i < KEYS; i++)
        w->order[i] = (enum key)i;
    for (size_t i = KEYS - 1; i > 0 && now_and_then(w, 2); i--) {
        const size_t k = below(w->seed, (uint32_t)i + 1);
        const enum key other = w->order[k];
        w->order[k] = w->order[i];
        w->order[i] = other;
    }
    for (size_t i = 0; i < KEYS; i++)
        w->has[i] = below(w->seed, 2) == 0;
    w->has[KEY_TIME] = w->has[KEY_MESSAGE] = true;
    w->has[KEY_STREAM] = !now_and_then(w, 4);
    w->streams = now_and_then(w, 10) ? 200 : 1 + below(w->seed, 9);
    w->odds = 1u << (3 + below(w->seed, 8));
    w->step_ms = now_and_then(w, 6) ? -1 : 1;
}

static void add_document(struct writer *w)
{
    static const struct {
        const char *head, *tail;
    } around[] = {
        { "{\n    \"events\": [\n        ", "\n    ],\n    \"searchedLogStreams\": []\n}\n" },
        { "{\"nextToken\": \"x\", \"events\": [", "]}\n" },
        { "[", "]\n" },
        { "{\"logGroup\":\"/ecs/api\",\"logStream\":\"s\",\"logEvents\":[", "]}\n" },
        { "{\"a\": {\"logGroup\": \"g\", \"pages\": [{\"events\": [", "]}, {\"events\": []}]}}" },
        { "{\"detail\": {\"events\": [", "]}}\n" },
        { "[[", "]]\n" },
    };
    const size_t i = now_and_then(w, 3) ? below(w->seed, COUNT(around)) : 0;
    if (now_and_then(w, 2))
        choose(w);
    buf_add_cstr(&w->text, around[i].head);
    w->first = true;
    add_records(w);
    buf_add_cstr(&w->text, around[i].tail);
}

/* Cuts the text off, or spoils some of its bytes. */
static void spoil(struct writer *w)
{
    static const char bytes[] = "\"\\{}[],:\n x0\xff\x01";
    const uint32_t len = (uint32_t)w->text.len;
    if (now_and_then(w, 5))
        w->text.len = below(w->seed, len);
    if (!now_and_then(w, 4))
        return;
    for (uint32_t n = below(w->seed, 5); n > 0 && w->text.len > 0; n--)
        w->text.ptr[below(w->seed, (uint32_t)w->text.len)] =
            bytes[below(w->seed, sizeof bytes - 1)];
}

static void runs_equal_records(void **state)
{
    (void)state;
    uint64_t seed = 0x9e3779b97f4a7c15u, events = 0;
    struct run_counts counts = { 0 };
    for (int round = 0; round < ROUNDS; round++) {
        struct writer w = { .seed = &seed, .ms = 1759329662120, .number = 1 };
        buf_init(&w.text);
        choose(&w);
        for (uint32_t n = 1 + below(&seed, 3); n > 0; n--) {
            if (now_and_then(&w, 10))
                buf_add_cstr(&w.text, "2025-10-01T14:41:02.120000+00:00 a/b a line between\n");
            add_document(&w);
        }
        spoil(&w);
        events += read_both_ways(buf_slice(&w.text), round, &counts);
        buf_release(&w.text);
    }
    assert_true(counts.in_runs * 8 > events); /* the runs are tested */
}

/* Of a long healthy list only the first and the last records go the long way. */
static void healthy_lists_run(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (size_t i = 0; i < COUNT(styles); i++) {
        struct writer w = { .seed = &seed,
                            .ms = 1759329662120,
                            .step_ms = 1,
                            .streams = 4,
                            .style = &styles[i],
                            .odds = UINT32_MAX / 40,
                            .first = true };
        buf_init(&w.text);
        for (size_t k = 0; k < KEYS; k++) {
            w.order[k] = (enum key)k;
            w.has[k] = k <= KEY_EVENT_ID;
        }
        buf_add_cstr(&w.text, "{\"events\": [");
        for (size_t k = 0; k < 4000; k++)
            add_record(&w, below(&seed, 4), plain[below(&seed, COUNT(plain))]);
        buf_add_cstr(&w.text, "]}");
        struct run_counts counts = { 0 };
        const uint64_t events = read_both_ways(buf_slice(&w.text), (int)i, &counts);
        assert_int_equal(events, 4000);
        assert_in_range(counts.in_runs, 3900, 4000);
        buf_release(&w.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_equal_records),
        cmocka_unit_test(healthy_lists_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
