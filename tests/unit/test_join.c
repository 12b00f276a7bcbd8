#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "frame/join.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Lines are split by LF; events in `want` by "|||". */
static const struct {
    const char *name, *lines, *want;
} rows[] = {
    { "plain lines stay apart", "one\ntwo\nthree", "one|||two|||three" },
    { "indent continues", "one\n  two\n\tthree\nfour", "one\n  two\n\tthree|||four" },
    { "blank ends a plain event", "one\n\n  two", "one|||  two" },
    { "rows of a block that are not full",
      "In A.php line 5:\n                        \n"
      "  [PDOException]        \n"
      "  no such driver: mssq  \n"
      "                        \nnext",
      "In A.php line 5:\n\n"
      "  [PDOException]        \n"
      "  no such driver: mssq  |||next" },
    { "rows of another width are no block",
      "In A.php line 5:\n                        \n"
      "  SQLSTATE[23000]: Int  \n"
      "  a                      \n"
      "next",
      "In A.php line 5:\n\n"
      "  SQLSTATE[23000]: Int  \n"
      "  a                      |||next" },
    { "python under a logger's line",
      "INFO: ok\nERROR: failed\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\n"
      "    x()\n    ~^^\nKeyError: 'DB'\nINFO: next",
      "INFO: ok|||ERROR: failed\nTraceback (most recent call last):\n  File \"a.py\", line 1, in "
      "f\n"
      "    x()\n    ~^^\nKeyError: 'DB'|||INFO: next" },
    { "python not under an info line",
      "INFO: ok\nTraceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'DB'\ndone",
      "INFO: ok|||Traceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: "
      "'DB'|||done" },
    { "python chained, with and without blanks",
      "Traceback (most recent call last):\n  File \"a\"\nValueError: x\n\nDuring handling of the "
      "above "
      "exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"b\"\n"
      "sqlalchemy.exc.OperationalError: (psycopg2) x\n\n[SQL: select 1]\n(Background on this error "
      "at: "
      "https://x)\nnext: line",
      "Traceback (most recent call last):\n  File \"a\"\nValueError: x\n\nDuring handling of the "
      "above "
      "exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"b\"\n"
      "sqlalchemy.exc.OperationalError: (psycopg2) x\n\n[SQL: select 1]\n(Background on this error "
      "at: "
      "https://x)|||next: line" },
    { "pydantic fields",
      "Traceback (most recent call last):\n  File \"a\"\npydantic_core.ValidationError: 1 "
      "validation error "
      "for Settings\nDATABASE_URL\n  Field required\nINFO:     Stopping",
      "Traceback (most recent call last):\n  File \"a\"\npydantic_core.ValidationError: 1 "
      "validation error "
      "for Settings\nDATABASE_URL\n  Field required|||INFO:     Stopping" },
    { "exception group",
      "ERROR:    Exception in ASGI application\n  + Exception Group Traceback (most recent call "
      "last):\n"
      "  |   File \"a\"\n  | ExceptionGroup: x\n  +-+---------------- 1 ----------------\nnext one",
      "ERROR:    Exception in ASGI application\n  + Exception Group Traceback (most recent call "
      "last):\n"
      "  |   File \"a\"\n  | ExceptionGroup: x\n  +-+---------------- 1 ----------------|||next "
      "one" },
    { "mid trace", "  File \"a.py\", line 1, in f\n    x()\nRuntimeError: boom\nnext",
      "  File \"a.py\", line 1, in f\n    x()\nRuntimeError: boom|||next" },
    { "a logger's line is no last line",
      "Traceback (most recent call last):\n  File \"a\"\nINFO:     Started",
      "Traceback (most recent call last):\n  File \"a\"|||INFO:     Started" },
    { "java",
      "ERROR [main] x - failed\njava.lang.IllegalStateException: boom\n\tat a.B.c(D.java:1)\nat "
      "a.B.d(E.java:2)\n"
      "Caused by: java.net.ConnectException: refused\n\t... 23 more\nINFO [main] x",
      "ERROR [main] x - failed\njava.lang.IllegalStateException: boom\n\tat a.B.c(D.java:1)\nat "
      "a.B.d(E.java:2)\n"
      "Caused by: java.net.ConnectException: refused\n\t... 23 more|||INFO [main] x" },
    { "not a frame", "one\nat least three replicas", "one|||at least three replicas" },
    { "node",
      "/app/x.js:10\n  throw err;\n  ^\n\nError: boom\n    at f (/app/x.js:1:2) {\n  code: "
      "'ECONNREFUSED'\n}\n\n"
      "Node.js v20.1.0\nnext",
      "/app/x.js:10\n  throw err;\n  ^\n\nError: boom\n    at f (/app/x.js:1:2) {\n  code: "
      "'ECONNREFUSED'\n}\n\n"
      "Node.js v20.1.0|||next" },
    { "node, blanks lost",
      "node:events:497\n      throw er;\n      ^\nError: boom\n    at f (x.js:1:2)\nNode.js "
      "v20.1.0",
      "node:events:497\n      throw er;\n      ^\nError: boom\n    at f (x.js:1:2)\nNode.js "
      "v20.1.0" },
    { "go",
      "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:33 +0x36\nexit status "
      "2\nserver up",
      "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:33 +0x36\nexit status "
      "2|||server up" },
    { "go, unindented",
      "2020/01/05 11:53:18 http: panic serving 10.1.1.1:1: boom\ngoroutine 21 [running]:\n"
      "net/http.(*conn).serve.func1(0xc0)\n/go/src/net/http/server.go:1769\nlistening now",
      "2020/01/05 11:53:18 http: panic serving 10.1.1.1:1: boom\ngoroutine 21 [running]:\n"
      "net/http.(*conn).serve.func1(0xc0)\n/go/src/net/http/server.go:1769|||listening now" },
    { "go, a fault",
      "unexpected fault address 0x7f0000\nfatal error: fault\n[signal SIGBUS: bus error code=0x2 "
      "addr=0x7f0000 pc=0x45d1a2]\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:33 "
      "+0x36\nup",
      "unexpected fault address 0x7f0000\nfatal error: fault\n[signal SIGBUS: bus error code=0x2 "
      "addr=0x7f0000 pc=0x45d1a2]\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:33 "
      "+0x36|||up" },
    { "go, a signal",
      "SIGSEGV: segmentation violation\nPC=0x45d1a2 m=0 sigcode=1 addr=0x0\n\n"
      "goroutine 0 [idle]:\nup",
      "SIGSEGV: segmentation violation\nPC=0x45d1a2 m=0 sigcode=1 addr=0x0\n\n"
      "goroutine 0 [idle]:|||up" },
    { "rust",
      "thread 'main' panicked at src/main.rs:1:1:\nboom\nnote: run with `RUST_BACKTRACE=1` x\nup",
      "thread 'main' panicked at src/main.rs:1:1:\nboom\nnote: run with `RUST_BACKTRACE=1` "
      "x|||up" },
    { "rust without a message", "thread 'main' panicked at src/main.rs:1:1:\nINFO up",
      "thread 'main' panicked at src/main.rs:1:1:|||INFO up" },
    { "gradle", "* What went wrong:\n25.0.3\n\n* Try:\n> Run with --info",
      "* What went wrong:\n25.0.3|||* Try:|||> Run with --info" },
    { "rails",
      "F, [2025-10-01T14:45:12.123456 #1] FATAL -- : \nActiveRecord::ConnectionNotEstablished "
      "(refused):\n\napp/models/x.rb:1:in `m'\nup",
      "F, [2025-10-01T14:45:12.123456 #1] FATAL -- : \nActiveRecord::ConnectionNotEstablished "
      "(refused):\n\napp/models/x.rb:1:in `m'|||up" },
    { "monolog",
      "[2025-10-01 14:45:12] production.ERROR: x {\"exception\":\"[object] (X: x at /a.php:1)\n"
      "[stacktrace]\n#0 /a.php(1): x()\n#1 {main}\n\"} \nup",
      "[2025-10-01 14:45:12] production.ERROR: x {\"exception\":\"[object] (X: x at /a.php:1)\n"
      "[stacktrace]\n#0 /a.php(1): x()\n#1 {main}\n\"} |||up" },
    { "an exception group without a head",
      "INFO: ok\n  + Exception Group Traceback (most recent call last):\n  | ExceptionGroup: x",
      "INFO: ok|||  + Exception Group Traceback (most recent call last):\n  | ExceptionGroup: x" },
    { "dotnet",
      "fail: Kestrel[13]\n      boom\n      System.X: y\n         at A.B() in f.cs:line 1\ninfo: "
      "Y[0]\n      z",
      "fail: Kestrel[13]\n      boom\n      System.X: y\n         at A.B() in f.cs:line 1|||info: "
      "Y[0]\n      z" },
    { "dotnet unhandled",
      "Unhandled exception. System.X: y\n ---> System.Z: w\n   at A.B()\n   --- End of inner "
      "exception stack trace ---\nnext",
      "Unhandled exception. System.X: y\n ---> System.Z: w\n   at A.B()\n   --- End of inner "
      "exception stack trace ---|||next" },
    { "ruby", "a.rb:1:in `m': boom (E)\n\tfrom b.rb:2:in `n'\nfrom c.rb:2:in `o'\nnext",
      "a.rb:1:in `m': boom (E)\n\tfrom b.rb:2:in `n'\nfrom c.rb:2:in `o'|||next" },
    { "php",
      "PHP Fatal error:  Uncaught Error: x in /a.php:1\nStack trace:\n#0 /b.php(2): f()\n#1 "
      "{main}\n  thrown in /a.php on line 1\nnext",
      "PHP Fatal error:  Uncaught Error: x in /a.php:1\nStack trace:\n#0 /b.php(2): f()\n#1 "
      "{main}\n  thrown in /a.php on line 1|||next" },
    { "buildkit steps are no php frames", "#1 [internal] load\n#1 DONE 0.0s",
      "#1 [internal] load|||#1 DONE 0.0s" },
    { "spring's report",
      "***************************\nAPPLICATION FAILED TO "
      "START\n***************************\n\nDescription:\n\nFailed to x\n\nAction:\n\nDo "
      "y\n2025-10-01 14:45:12 INFO z",
      "***************************\nAPPLICATION FAILED TO "
      "START\n***************************\n\nDescription:\n\nFailed to x\n\nAction:\n\nDo "
      "y|||2025-10-01 14:45:12 INFO z" },
    { "other stars", "***************\nHello\nWorld", "***************|||Hello|||World" },
    { "java.util.logging", "Oct 01, 2025 2:45:12 PM com.x.App start\nSEVERE: boom\nnext",
      "Oct 01, 2025 2:45:12 PM com.x.App start\nSEVERE: boom|||next" },
    { "java.util.logging, exception",
      "Oct 01, 2025 2:45:12 PM com.x.App start\nSEVERE: boom\njava.lang.IllegalStateException: "
      "x\n\tat a.b(c.java:1)\nOct 01, 2025 2:45:13 PM com.x.App stop\nINFO: bye",
      "Oct 01, 2025 2:45:12 PM com.x.App start\nSEVERE: boom\njava.lang.IllegalStateException: "
      "x\n\tat a.b(c.java:1)|||Oct 01, 2025 2:45:13 PM com.x.App stop\nINFO: bye" },
    { "exception behind a blank line",
      "ERROR: failed\n\njava.lang.IllegalStateException: x\n\tat a.b(c.java:1)\nnext",
      "ERROR: failed\n\njava.lang.IllegalStateException: x\n\tat a.b(c.java:1)|||next" },
    { "exception behind a blank line, for developers",
      "DEBUG: skipped\n\njava.lang.IllegalStateException: x\n\tat a.b(c.java:1)\nnext",
      "DEBUG: skipped\n\njava.lang.IllegalStateException: x\n\tat a.b(c.java:1)|||next" },
    { "a blank line within the message of a cause",
      "java.lang.IllegalStateException: x\n\tat a.b(c.java:1)\nCaused by: x.E: link failure\n\n"
      "The last packet sent successfully was 0 ms ago.\n\tat d.e(f.java:2)\nnext",
      "java.lang.IllegalStateException: x\n\tat a.b(c.java:1)\nCaused by: x.E: link failure\n\n"
      "The last packet sent successfully was 0 ms ago.\n\tat d.e(f.java:2)|||next" },
    { "a try of curl that is not the last",
      "curl: (7) Failed to connect\nWarning: Problem : x. Will retry in 1 second. 2 retries left.\n"
      "curl: (7) Failed to connect\nWarning: x",
      "curl: (7) Failed to connect\nWarning: Problem : x. Will retry in 1 second. 2 retries "
      "left.|||"
      "curl: (7) Failed to connect|||Warning: x" },
    { "other text behind a blank line", "ERROR: failed\n\n  usage: x\nINFO: ok\n\njava.lang.E: x",
      "ERROR: failed|||  usage: x|||INFO: ok|||java.lang.E: x" },
    { "goroutines under an error", "ERROR: died\ngoroutine 1 [running]:\nmain.f()\n\t/a.go:1 +0x1",
      "ERROR: died\ngoroutine 1 [running]:\nmain.f()\n\t/a.go:1 +0x1" },
    { "progress of cdk", "one\n  two\n 3/12 Currently in progress: X",
      "one\n  two||| 3/12 Currently in progress: X" },
    { "pretty json", "{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}", "{\n  \"a\": 1\n}|||{\n  \"a\": 2\n}" },
    { "levels aligned to the right",
      " INFO 1 --- a\n WARN 1 --- b\nERROR 1 --- c\n\tat a.b(c)\n INFO 1 --- d",
      " INFO 1 --- a||| WARN 1 --- b|||ERROR 1 --- c\n\tat a.b(c)||| INFO 1 --- d" },
    { "node, emitter and require stack",
      "Error: Cannot find module 'x'\nRequire stack:\n- /app/a.js\n    at f (a:1:2)\nEmitted "
      "'error' event on x at:\n    at g (b:1:2)",
      "Error: Cannot find module 'x'\nRequire stack:\n- /app/a.js\n    at f (a:1:2)\nEmitted "
      "'error' event on x at:\n    at g (b:1:2)" },
    { "kubectl events", "Events:\n  Warning  Failed  22h  x\n  Warning  BackOff  2m  y",
      "Events:|||  Warning  Failed  22h  x|||  Warning  BackOff  2m  y" },
};

static void push(struct join *j, struct slice text, uint64_t key, int64_t time_us, uint64_t n)
{
    struct join_line line = {
        .text = text, .key = key, .time_us = time_us, .line = n, .offset = n * 10, .end = n * 10 + 9
    };
    join_push(j, &line);
}

static void drain(struct join *j, struct buf *out)
{
    struct event event;
    int tag;
    while (join_next(j, &event, &tag)) {
        if (out->len)
            buf_add_cstr(out, "|||");
        buf_add(out, event.message);
        assert_true(event.line_count >= 1 && event.line_count <= EVENT_LINES_MAX);
        assert_int_equal(event.lines[0].start, 0);
        for (size_t i = 1; i < event.line_count; i++)
            assert_int_equal(event.message.ptr[event.lines[i].start - 1], '\n');
    }
}

static void check(struct buf *got, const char *name, const char *want)
{
    if (!slice_eq(buf_slice(got), slice_cstr(want)))
        fail_msg("%s: got\n%.*s\nwant\n%s", name, SLICE_ARG(buf_slice(got)), want);
    buf_reset(got);
}

static void test_rows(void **state)
{
    (void)state;
    struct buf got;
    buf_init(&got);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct join *j = join_new(0);
        struct slice rest = slice_cstr(rows[i].lines), line;
        for (uint64_t n = 1; slice_next_field(&rest, '\n', &line); n++) {
            push(j, line, 1, TIMESTAMP_NONE, n);
            drain(j, &got);
        }
        join_flush(j);
        drain(j, &got);
        check(&got, rows[i].name, rows[i].want);
        join_free(j);
    }
    buf_release(&got);
}

static void test_streams(void **state)
{
    (void)state;
    struct buf got;
    buf_init(&got);
    struct join *j = join_new(0);
    const int64_t t = 1759329912000000;
    push(j, SLICE("ERROR: a"), 1, t, 1);
    push(j, SLICE("ERROR: b"), 2, t, 2);
    push(j, SLICE("  a2"), 1, t + 1000, 3);
    push(j, SLICE("  b2"), 2, t + 1000, 4);
    push(j, SLICE("  b3, too late"), 2, t + 5 * TIMESTAMP_US_PER_S, 5);
    drain(j, &got);
    check(&got, "closed by time", "ERROR: b\n  b2");
    join_flush(j);
    drain(j, &got);
    check(&got, "at the end", "ERROR: a\n  a2|||  b3, too late");
    for (uint64_t n = 1; n <= JOIN_OPEN_MAX + 2; n++)
        push(j, SLICE("x"), n, t, n);
    struct event event;
    int tag, count = 0;
    while (join_next(j, &event, &tag))
        assert_int_equal(event.lines[0].line, ++count);
    assert_int_equal(count, 2); /* the least recently used */
    for (uint64_t n = 1; n <= 2 * JOIN_IDLE_LINES; n++)
        push(j, SLICE("y"), 1, t, n);
    count = 0;
    while (join_next(j, &event, &tag))
        count += event.message.ptr[0] == 'x';
    assert_int_equal(count, JOIN_OPEN_MAX);
    join_free(j);
    buf_release(&got);
}

static void test_bounds(void **state)
{
    (void)state;
    struct join *j = join_new(0);
    push(j, SLICE("opener"), 1, TIMESTAMP_NONE, 1);
    for (uint64_t n = 2; n <= 3 * EVENT_LINES_MAX; n++)
        push(j, SLICE("  more"), 1, TIMESTAMP_NONE, n);
    join_flush(j);
    struct event event;
    int tag;
    size_t lines = 0;
    while (join_next(j, &event, &tag)) {
        assert_true(event.line_count <= EVENT_LINES_MAX);
        lines += event.line_count;
    }
    assert_int_equal(lines, 3 * EVENT_LINES_MAX); /* nothing is lost */
    struct buf big;
    buf_init(&big);
    buf_add_fill(&big, ' ', EVENT_BYTES_MAX - 10);
    buf_add_byte(&big, 'x');
    push(j, SLICE("opener"), 1, TIMESTAMP_NONE, 1);
    push(j, buf_slice(&big), 1, TIMESTAMP_NONE, 2);
    push(j, buf_slice(&big), 1, TIMESTAMP_NONE, 3);
    join_flush(j);
    size_t count = 0;
    for (; join_next(j, &event, &tag); count++)
        assert_true(event.message.len <= EVENT_BYTES_MAX);
    assert_int_equal(count, 2);
    buf_release(&big);
    join_free(j);
}

static void test_flags(void **state)
{
    (void)state;
    struct buf got;
    buf_init(&got);
    struct join *j = join_new(0);
    const int64_t t = 1759329912000000;
    struct event meta = { .stream = SLICE("s"), .task = SLICE("t") };
    struct join_line line = {
        .text = SLICE("half "), .key = 1, .time_us = t, .meta = &meta, .partial = true, .line = 1
    };
    join_push(j, &line);
    line.text = SLICE("whole");
    line.partial = false;
    join_push(j, &line);
    struct join_line bare = {
        .text = SLICE("of the message"), .bare = true, .time_us = TIMESTAMP_NONE, .line = 3
    };
    assert_true(join_push(j, &bare));
    bare.text = SLICE("2025-10-01 14:45:12 INFO another program");
    assert_false(join_push(j, &bare));
    struct event event;
    int tag;
    assert_true(join_next(j, &event, &tag));
    assert_true(slice_eq(event.message, SLICE("half whole\nof the message")));
    assert_int_equal(event.line_count, 3); /* a piece has a place of its own */
    assert_int_equal(event.lines[1].start, 5);
    assert_int_equal(event.lines[2].line, 3);
    assert_int_equal(event_line_at(&event, 7)->start, 5);
    assert_int_equal(event.time_us, t);
    assert_true(slice_eq(event.stream, SLICE("s")));
    assert_true(slice_eq(event.task, SLICE("t")));
    join_flush(j);
    assert_true(join_next(j, &event, &tag));
    assert_int_equal(event.stream.len, 0);
    assert_int_equal(event.time_us, t);
    assert_int_equal(event.level, LEVEL_INFO);
    /* A header and the JSON body under it. */
    line.text = slice_empty();
    join_push(j, &line);
    assert_true(join_wants_body(j));
    static const char *const body[] = { "{", "    \"a\": 1", "}" };
    for (size_t i = 0; i < COUNT(body); i++) {
        bare.text = slice_cstr(body[i]);
        join_push(j, &bare);
    }
    assert_false(join_wants_body(j));
    join_flush(j);
    drain(j, &got);
    check(&got, "body", "{\n    \"a\": 1\n}");
    buf_release(&got);
    join_free(j);
}

/* What is left of a trace whose head was cut off is an error; a frame that stands alone is none, as
 * Jest shows where console.log was called. */
static void test_level_of_frames(void **state)
{
    (void)state;
    static const struct {
        const char *lines[3];
        enum level want;
    } cases[] = {
        { { "      at log (src/a.js:13:17)", NULL }, LEVEL_NONE },
        { { "      at f (src/a.js:13:17)", "      at g (src/b.js:7:1)", NULL }, LEVEL_ERROR },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct join *j = join_new(0);
        struct join_line bare = { .bare = true, .time_us = TIMESTAMP_NONE, .line = 1 };
        for (size_t k = 0; cases[i].lines[k]; k++) {
            bare.text = slice_cstr(cases[i].lines[k]);
            join_push(j, &bare);
        }
        join_flush(j);
        struct event event;
        int tag;
        assert_true(join_next(j, &event, &tag));
        assert_int_equal(event.level, cases[i].want);
        join_free(j);
    }
}

/* The message of a block of Symfony Console is cut wherever the terminal ends. */
static void test_block(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "In A.php line 5:",         "                        ",
        "  SQLSTATE[23000]: Int  ", "  egrity violation: \xc3\xa9   ",
        "  x                     ", "                        ",
        "query [--depth]",
    };
    struct join *j = join_new(0);
    struct event event;
    int tag;
    for (size_t i = 0; i < COUNT(lines); i++)
        push(j, slice_cstr(lines[i]), 1, TIMESTAMP_NONE, i + 1);
    assert_true(join_next(j, &event, &tag));
    const struct slice want = SLICE("In A.php line 5:\n\n  SQLSTATE[23000]: Integrity violation: "
                                    "\xc3\xa9 x                     ");
    if (!slice_eq(event.message, want))
        fail_msg("got\n%.*s", SLICE_ARG(event.message));
    const size_t at = slice_find(event.message, SLICE("violation"), 0);
    assert_int_equal(event_line_at(&event, at)->line, 4);
    assert_int_equal(event_line_at(&event, at)->offset, 42); /* behind the margin */
    join_flush(j);
    assert_true(join_next(j, &event, &tag));
    assert_true(slice_eq(event.message, SLICE("query [--depth]")));
    join_free(j);
}

/* Lines that log drivers cut at 16 KiB and 256 KiB, with the same time. */
static void test_pieces(void **state)
{
    (void)state;
    static const size_t sizes[] = { 16 * 1024, 262118 };
    static char text[262144];
    memset(text, 'x', sizeof text);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct join *j = join_new(0);
        struct event event;
        int tag;
        const int64_t t = 1759329912000000;
        struct join_line line = { .text = slice_make(text, sizes[i]), .time_us = t, .line = 1 };
        join_push(j, &line);
        line.line = 2;
        join_push(j, &line);
        line.text = SLICE("end");
        line.line = 3;
        join_push(j, &line);
        line.text = SLICE("next");
        line.line = 4;
        join_push(j, &line);
        assert_true(join_next(j, &event, &tag));
        assert_int_equal(event.message.len, 2 * sizes[i] + 3);
        assert_int_equal(event_line_at(&event, event.message.len - 1)->line, 3);
        assert_int_equal(join_counted(j).rejoined, 2);
        /* Another time: no piece of it. */
        line.text = slice_make(text, sizes[i]);
        join_push(j, &line);
        line.text = SLICE("other");
        line.time_us = t + 1;
        join_push(j, &line);
        /* The rest of a piece is not there. */
        line.partial = true;
        join_push(j, &line);
        join_flush(j);
        while (join_next(j, &event, &tag))
            assert_true(event.message.len <= sizes[i]);
        assert_int_equal(join_counted(j).rejoined, 2);
        assert_int_equal(join_counted(j).unrejoinable, 1);
        join_free(j);
    }
}

/* Pieces without end: bounded, and counted. */
static void test_piece_bounds(void **state)
{
    (void)state;
    static char text[100000];
    memset(text, 'x', sizeof text);
    struct join *j = join_new(0);
    struct join_line line = { .text = slice_make(text, sizeof text), .partial = true };
    struct event event;
    int tag;
    for (uint64_t key = 0; key < 2000; key++) {
        line.key = key % 100;
        line.time_us = TIMESTAMP_NONE;
        join_push(j, &line);
        while (join_next(j, &event, &tag))
            assert_true(event.message.len <= JOIN_PIECES_BYTES_MAX);
    }
    assert_true(join_counted(j).unrejoinable > 0);
    join_free(j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_level_of_frames),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_piece_bounds),
        cmocka_unit_test(test_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
