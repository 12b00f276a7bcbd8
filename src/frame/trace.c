#include "frame/trace.h"

#include "base/swar.h"
#include "frame/level.h"

/* Lines of a source excerpt above the caret, of Spring's report. */
#define NODE_HEAD_LINES_MAX 5
#define REPORT_LINES_MAX 40
#define STARS_MIN 10

static char byte_at(struct slice s, size_t at)
{
    return at < s.len ? s.ptr[at] : '\0';
}

/* Lambda's Python runtime indents frames with U+00A0. Source: aws-lambda-python-runtime-interface-
 * client, bootstrap.py. */
static size_t indent_of(struct slice s)
{
    size_t at = 0;
    for (;;) {
        if (byte_at(s, at) == ' ' || byte_at(s, at) == '\t')
            at++;
        else if (slice_starts(slice_from(s, at), SLICE("\xC2\xA0")))
            at += 2;
        else
            return at;
    }
}

static bool starts_any(struct slice s, const struct slice *texts, size_t count)
{
    for (size_t i = 0; i < count && s.len > 0; i++)
        if (texts[i].ptr[0] == s.ptr[0] && slice_starts(s, texts[i]))
            return true;
    return false;
}

#define STARTS_ANY(s, texts) starts_any((s), (texts), sizeof(texts) / sizeof *(texts))

static size_t digits_at(struct slice s, size_t at)
{
    size_t n = 0;
    while (ascii_is_digit(byte_at(s, at + n)))
        n++;
    return n;
}

/* "at a.b.C.m(F.java:1)", "at async f (/app/x.js:1:2)", "at X.Y() in f.cs:line 1", "at /a.js:1:2".
 * Not "at least one …". */
static bool is_at_frame(struct slice s)
{
    if (!slice_starts(s, SLICE("at ")))
        return false;
    s = slice_trim_right(slice_from(s, 3));
    if (slice_ends(s, SLICE(" {"))) /* Node opens the error's own members */
        s.len -= 2;
    if (s.len < 3)
        return false;
    char last = s.ptr[s.len - 1];
    if (last == ')')
        return slice_find_byte(s, '(', 0) != SLICE_NONE;
    if (last == ']') /* "… ~[spring-core.jar:5.3]" */
        return slice_find(s, SLICE(") "), 0) != SLICE_NONE;
    if (!ascii_is_digit(last))
        return false;
    return slice_find(s, SLICE(":line "), 0) != SLICE_NONE
           || slice_find_byte(s, ' ', 0) == SLICE_NONE;
}

/* "#0 /app/x.php(12): f()", "#1 {main}", "PHP   1. {main}()". Source: php-src,
 * Zend/zend_exceptions.c; Xdebug's numbered form. Not BuildKit's "#1 [internal] load …". */
static bool is_php_frame(struct slice s)
{
    if (slice_starts(s, SLICE("PHP  ")))
        return digits_at(slice_trim(slice_from(s, 3)), 0) > 0;
    size_t n = byte_at(s, 0) == '#' ? digits_at(s, 1) : 0;
    if (n == 0 || byte_at(s, n + 1) != ' ')
        return false;
    struct slice rest = slice_from(s, n + 2);
    return slice_starts(rest, SLICE("{main}")) || slice_starts(rest, SLICE("[internal function]: "))
           || slice_find(rest, SLICE("): "), 0) != SLICE_NONE;
}

/* Ruby: "from a.rb:1:in `m'" and Rails' frames without "from". Source: ruby, eval_error.c. */
static bool is_ruby_frame(struct slice s)
{
    if (s.len < 6 || s.ptr[s.len - 1] != '\'')
        return false;
    size_t in = slice_find(s, SLICE(":in "), 0);
    size_t blank = slice_find_byte(s, ' ', slice_starts(s, SLICE("from ")) ? 5 : 0);
    return in != SLICE_NONE && in > 0 && ascii_is_digit(s.ptr[in - 1]) && blank == in + 3;
}

/* "... 23 more", "... 10 common frames omitted". Source: OpenJDK, Throwable.printStackTrace;
 * logback, ThrowableProxyUtil. */
static bool is_more(struct slice s)
{
    return slice_starts(s, SLICE("... ")) && digits_at(s, 4) > 0;
}

/* A frame or another line that only stands inside a trace, whether it is indented or not: exports
 * are seen with the indent removed. */
static bool is_frame(const struct trace *t, struct slice s)
{
    static const struct slice texts[] = {
        { "Caused by: ", 11 },
        { "caused by: ", 11 }, /* aws-sdk-go, aws/awserr/types.go */
        { "Suppressed: ", 12 },
        { "Wrapped by: ", 12 },
        { "nested exception is", 19 },
        { "---> ", 5 },
        { "--- End of ", 11 },
        { "[cause]: ", 9 },
        { "[errors]: [", 11 },
        { "Stack trace:", 12 },
        { "Stacktrace:", 11 },
        { "PHP Stack trace:", 16 },
        { "thrown in ", 10 },
        { "Node.js v", 9 },
        { "created by ", 11 },
        { "\xE2\x86\x92 ", 4 },
        { "Emitted 'error' event", 21 },
        { "Require stack:", 14 },
        { "E   ", 4 },              /* pytest */
        { "stack backtrace:", 16 }, /* Rust, library/std/src/panicking.rs and sys/backtrace.rs */
        { "note: run with `RUST_BACKTRACE", 30 },
        { "note: Some details are omitted", 30 },
        { "[stacktrace]", 12 }, /* Seldaek/monolog, Formatter/LineFormatter.php */
        { "[previous exception] ", 21 },
    };
    if (is_at_frame(s) || is_more(s) || is_php_frame(s) || STARTS_ANY(s, texts))
        return true;
    if (is_ruby_frame(s))
        return t->error || t->state == TRACE_FRAMES || slice_starts(s, SLICE("from "));
    if (slice_starts(s, SLICE("** ("))) /* Elixir, under "[error] GenServer … terminating" */
        return t->error;
    size_t n = digits_at(s, 0); /* "10 |   url = …": source excerpt of Prisma, Babel, SWC */
    return n > 0 && slice_starts(slice_from(s, n), SLICE(" | "));
}

static bool is_traceback(struct slice s)
{
    return slice_starts(s, SLICE("Traceback (most recent call last):"))
           || slice_starts(s, SLICE("+ Exception Group Traceback"));
}

/* Source: CPython, Lib/traceback.py, _cause_message and _context_message. */
static bool is_chain(struct slice s)
{
    return slice_starts(s, SLICE("During handling of the above exception"))
           || slice_starts(s, SLICE("The above exception was the direct cause"));
}

/* Length of a dotted name at the start. */
static size_t name_length(struct slice s)
{
    size_t n = 0;
    while (n < s.len
           && (ascii_is_alnum(s.ptr[n]) || s.ptr[n] == '_' || s.ptr[n] == '.' || s.ptr[n] == '$'))
        n++;
    return n && ascii_is_digit(s.ptr[0]) ? 0 : n;
}

/* The last line of a traceback: "pkg.Type: message" or "Type". Not "INFO:     Started". */
static bool is_exception_line(struct slice s)
{
    size_t n = name_length(s);
    return n > 0 && (n == s.len || s.ptr[n] == ':') && level_word(slice_sub(s, 0, n)) == LEVEL_NONE;
}

/* "java.lang.IllegalStateException: …" under a logger's error line. */
static bool is_qualified_exception(struct slice s)
{
    size_t n = name_length(s);
    struct slice name = slice_sub(s, 0, n);
    return n > 0 && (n == s.len || s.ptr[n] == ':') && slice_find_byte(name, '.', 0) != SLICE_NONE
           && (slice_ends(name, SLICE("Exception")) || slice_ends(name, SLICE("Error"))
               || slice_ends(name, SLICE("Throwable")));
}

/* What drivers add below the last line of a traceback. Source: SQLAlchemy, exc.py (StatementError);
 * PostgreSQL, libpq fe-protocol3.c. */
static bool is_python_tail(struct slice s)
{
    static const struct slice texts[] = {
        { "[SQL: ", 6 },        { "[parameters: ", 13 }, { "(Background on this error at: ", 30 },
        { "DETAIL: ", 8 },      { "HINT: ", 6 },         { "LINE ", 5 },
        { "CONTEXT: ", 9 },     { "STATEMENT: ", 11 },   { "The following exception", 23 },
        { "(most recent", 12 },
    };
    return STARTS_ANY(s, texts);
}

/* "DATABASE_URL", "server.port", "body -> field": a field's name in a pydantic error. Source:
 * pydantic-core, src/errors/validation_exception.rs. */
static bool is_field_line(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_is_alnum(s.ptr[i]) && !memchr("_.-> []()", s.ptr[i], 9))
            return false;
    return slice_find_byte(s, ' ', 0) == SLICE_NONE
           || slice_find(s, SLICE(" -> "), 0) != SLICE_NONE;
}

static bool is_caret(struct slice s)
{
    s = slice_trim_right(s);
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '^' && s.ptr[i] != '~')
            return false;
    return s.len > 0;
}

/* Only closing brackets, commas and semicolons; a quote before them ends a text of several lines
 * (monolog). */
static bool is_closer(struct slice s)
{
    s = slice_trim_right(s);
    if (s.len > 1 && s.ptr[0] == '"')
        s = slice_from(s, 1);
    for (size_t i = 0; i < s.len; i++)
        if (!memchr("}]),;", s.ptr[i], 5))
            return false;
    return s.len > 0 && s.len <= 8;
}

/* Source: Go, runtime/panic.go, runtime/traceback.go, signal_*.go (registers). */
static bool is_go_line(struct slice s)
{
    static const struct slice texts[] = {
        { "goroutine ", 10 },    { "[signal ", 8 },
        { "[originating ", 13 }, { "created by ", 11 },
        { "exit status ", 12 },  { "runtime stack:", 14 },
        { "panic(", 6 },         { "...", 3 },
        { "fatal error: ", 13 }, /* behind "unexpected fault address …" */
        { "PC=0x", 5 },          { "signal arrived during ", 22 },
    };
    if (STARTS_ANY(s, texts))
        return true;
    size_t open = slice_find_byte(s, '(', 0), blank = slice_find_byte(s, ' ', 0);
    s = slice_trim_right(s);
    if (s.len > 0 && s.ptr[s.len - 1] == ')' && open != SLICE_NONE && open > 0
        && (blank == SLICE_NONE || blank > open))
        return true;
    size_t file = slice_find(s, SLICE(".go:"), 0);
    if (file != SLICE_NONE && (blank == SLICE_NONE || blank > file) && digits_at(s, file + 4) > 0)
        return true;
    return blank != SLICE_NONE && blank <= 6 && slice_find(s, SLICE(" 0x"), 0) != SLICE_NONE
           && slice_find_byte(s, ':', 0) == SLICE_NONE;
}

/* A file and a line and nothing else: Node's head of an uncaught error. Source: nodejs/node,
 * src/node_errors.cc, GetErrorSource. */
static bool is_node_head(struct slice s)
{
    static const struct slice texts[] = {
        { "/", 1 }, { "file://", 7 }, { "node:", 5 }, { "C:\\", 3 }, { "evalmachine.", 12 }
    };
    size_t colon = slice_find_last_byte(s, ':');
    return STARTS_ANY(s, texts) && colon != SLICE_NONE && colon + 1 < s.len
           && digits_at(s, colon + 1) == s.len - colon - 1
           && slice_find_byte(s, ' ', 0) == SLICE_NONE;
}

/* What Go says first. Sources: Go, runtime/panic.go, runtime/signal_unix.go (sigpanic, sighandler),
 * runtime/sigtab_linux_generic.go; net/http/server.go. */
static bool is_go_head(struct slice s)
{
    static const struct slice texts[] = {
        { "panic: ", 7 },   { "fatal error: ", 13 }, { "goroutine ", 10 },
        { "SIGSEGV: ", 9 }, { "SIGBUS: ", 8 },       { "SIGABRT: ", 9 },
        { "SIGILL: ", 8 },  { "SIGFPE: ", 8 },       { "unexpected fault address ", 25 },
    };
    return STARTS_ANY(s, texts) || slice_find(s, SLICE(" panic serving "), 0) != SLICE_NONE;
}

/* "thread 'main' panicked at src/main.rs:1:1:", the message on the next line. Source: Rust 1.73,
 * library/std/src/panicking.rs. */
static bool is_rust_head(struct slice s)
{
    return slice_starts(s, SLICE("thread '")) && slice_ends(s, SLICE(":"))
           && slice_find(s, SLICE("' panicked at "), 0) != SLICE_NONE;
}

/* "ActiveRecord::ConnectionNotEstablished (connection refused):", frames without indent below.
 * Source: rails, actionpack, middleware/debug_exceptions.rb. */
static bool is_rails_head(struct slice s)
{
    if (s.len < 4 || s.ptr[0] < 'A' || s.ptr[0] > 'Z' || !slice_ends(s, SLICE("):")))
        return false;
    size_t n = 0;
    while (n < s.len && (ascii_is_alnum(s.ptr[n]) || s.ptr[n] == ':' || s.ptr[n] == '_'))
        n++;
    return byte_at(s, n) == ' ' && byte_at(s, n + 1) == '(';
}

static bool is_stars(struct slice s)
{
    s = slice_trim_right(s);
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '*')
            return false;
    return s.len >= STARS_MIN;
}

/* "Oct 01, 2025 2:45:12 PM com.x.App start". Source: OpenJDK, java.util.logging.SimpleFormatter. */
static bool is_jul_head(struct slice s)
{
    struct slice head = slice_sub(s, 0, 30);
    return byte_at(s, 3) == ' ' && ascii_is_alpha(s.ptr[0]) && digits_at(s, 4) > 0
           && slice_find_byte(head, ',', 0) != SLICE_NONE
           && (slice_find(head, SLICE("AM "), 0) != SLICE_NONE
               || slice_find(head, SLICE("PM "), 0) != SLICE_NONE);
}

void trace_open(struct trace *t, struct slice line, enum level level)
{
    struct slice body = slice_trim_right(slice_from(line, indent_of(line)));
    char last = body.len ? body.ptr[body.len - 1] : '\0';
    *t = (struct trace){ .lines = 1, .error = level >= LEVEL_WARN };
    t->open_end = last == '{' || last == '[' || last == '(';
    if (is_traceback(body) || slice_starts(body, SLICE("File \"")))
        t->state = TRACE_PYTHON;
    else if (is_chain(body))
        t->state = TRACE_PYTHON_CHAIN;
    else if (is_go_head(body))
        t->state = TRACE_GO;
    else if (is_rust_head(body))
        t->state = TRACE_RUST;
    else if (is_frame(t, body) || is_rails_head(body))
        t->state = TRACE_FRAMES;
    else if (is_node_head(body))
        t->state = TRACE_NODE_HEAD;
    else if (is_stars(body))
        t->state = TRACE_STARS;
    else if (is_jul_head(body))
        t->state = TRACE_JUL;
    else if (slice_eq(line, SLICE("{")) || slice_eq(line, SLICE("[")))
        t->state = TRACE_JSON;
    if (t->state != TRACE_NONE && t->state != TRACE_STARS && t->state != TRACE_JSON
        && t->state != TRACE_JUL)
        t->error = true;
    t->headless = is_at_frame(body) || slice_starts(body, SLICE("Caused by: "));
}

bool trace_has_exception(const struct trace *t)
{
    return t->state == TRACE_PYTHON_END || t->state == TRACE_PYTHON_FIELDS || t->headless
           || (t->state == TRACE_FRAMES && t->caret);
}

bool trace_blank(struct trace *t)
{
    t->gap = t->state == TRACE_NONE && t->error && t->lines == 1;
    return t->gap || (t->state != TRACE_NONE && t->state != TRACE_STARS && t->state != TRACE_JUL);
}

static bool python_continues(struct trace *t, struct slice s, bool indented)
{
    if (is_chain(s)) {
        t->state = TRACE_PYTHON_CHAIN;
        return true;
    }
    if (indented || is_caret(s))
        return true;
    switch (t->state) {
    case TRACE_PYTHON:
        if (is_traceback(s))
            return true;
        if (!is_exception_line(s))
            return false;
        t->state = slice_find(s, SLICE("validation error"), 0) != SLICE_NONE ? TRACE_PYTHON_FIELDS
                                                                             : TRACE_PYTHON_END;
        return true;
    case TRACE_PYTHON_CHAIN:
        if (!is_traceback(s))
            return false;
        t->state = TRACE_PYTHON;
        return true;
    case TRACE_PYTHON_FIELDS: return is_field_line(s);
    default: return is_python_tail(s);
    }
}

static bool node_head_continues(struct trace *t, struct slice s)
{
    if (t->caret || t->lines > NODE_HEAD_LINES_MAX) {
        bool error = t->caret;
        t->state = TRACE_FRAMES;
        return error;
    }
    t->caret = is_caret(s);
    return true;
}

/* The message, whatever it is. */
static bool rust_continues(struct trace *t, struct slice s)
{
    struct level_facts facts;
    level_scan(s, 0, TIMESTAMP_NONE, &facts);
    t->state = TRACE_FRAMES;
    return !facts.is_log_line;
}

static bool report_continues(struct trace *t, struct slice s)
{
    if (t->state == TRACE_STARS) {
        bool fails = slice_starts(s, SLICE("APPLICATION FAILED TO START"));
        t->state = fails ? TRACE_REPORT : TRACE_NONE;
        t->error = fails;
        return fails;
    }
    struct level_facts facts;
    level_scan(s, 0, TIMESTAMP_NONE, &facts);
    return !facts.is_log_line && t->lines < REPORT_LINES_MAX;
}

/* Lines of their own that happen to be indented: events of `kubectl describe`, what `cdk deploy`
 * tells now and then (" 3/12 Currently in progress: …"). */
static bool is_indented_record(struct slice s)
{
    const size_t done = digits_at(s, 0);
    if (done > 0 && byte_at(s, done) == '/' && digits_at(s, done + 1) > 0
        && slice_find(s, SLICE(" Currently in progress: "), 0) != SLICE_NONE)
        return true;
    if (slice_starts(s, SLICE("Warning  ")) || slice_starts(s, SLICE("Normal  ")))
        return true;
    struct timestamp t;
    const struct timestamp_context ctx = { .hint_us = TIMESTAMP_NONE };
    return digits_at(s, 0) > 0 && timestamp_parse(s, &ctx, &t) > 0;
}

/* "SEVERE: boom" is the real opener of the record. */
static bool jul_continues(struct trace *t, struct slice s)
{
    const size_t n = name_length(s);
    const enum level level = level_word(slice_sub(s, 0, n));
    if (byte_at(s, n) != ':' || level == LEVEL_NONE)
        return false;
    t->error = level >= LEVEL_WARN;
    t->lines = 0;
    return true;
}

/* A trace may stand under an error. Behind a blank line nothing else goes on with it: Spring Boot
 * and Rails print so. */
static bool begins_trace(struct trace *t, struct slice s)
{
    if (is_traceback(s))
        t->state = TRACE_PYTHON;
    else if (slice_starts(s, SLICE("goroutine ")))
        t->state = TRACE_GO;
    else if (is_qualified_exception(s) || is_ruby_frame(s) || is_rails_head(s))
        t->state = TRACE_FRAMES;
    return t->state != TRACE_NONE;
}

static bool continues(struct trace *t, struct slice s, bool indented)
{
    switch (t->state) {
    case TRACE_PYTHON:
    case TRACE_PYTHON_END:
    case TRACE_PYTHON_FIELDS:
    case TRACE_PYTHON_CHAIN: return python_continues(t, s, indented);
    case TRACE_NODE_HEAD: return node_head_continues(t, s);
    case TRACE_RUST: return rust_continues(t, s);
    case TRACE_STARS:
    case TRACE_REPORT: return report_continues(t, s);
    case TRACE_GO:
        if (indented || is_go_line(s))
            return true;
        break;
    case TRACE_JUL: t->state = TRACE_NONE; return jul_continues(t, s);
    case TRACE_JSON:
        if (!indented && is_closer(s))
            t->state = TRACE_NONE;
        return indented || t->state == TRACE_NONE;
    case TRACE_NONE:
    case TRACE_FRAMES: break;
    }
    if (t->error && t->lines == 1 && t->state == TRACE_NONE && begins_trace(t, s))
        return true;
    if (t->gap)
        return false;
    if (slice_starts(s, SLICE("File \"")) && indented) {
        t->state = TRACE_PYTHON;
        return true;
    }
    if (is_frame(t, s)) {
        t->state = t->state == TRACE_NONE ? TRACE_FRAMES : t->state;
        return true;
    }
    if (is_traceback(s) && t->error && t->state == TRACE_NONE) {
        t->state = TRACE_PYTHON;
        return true;
    }
    if (indented && t->state == TRACE_NONE)
        return !is_indented_record(s) && !is_traceback(s); /* no error is open */
    if (indented)
        return true;
    if (is_closer(s))
        return t->lines > 1 || t->open_end;
    /* Node: the error's own members, and files of a "Require stack:". */
    if (t->state == TRACE_FRAMES
        && (slice_eq(s, SLICE("{")) || slice_starts(s, SLICE("{ code: "))
            || slice_starts(s, SLICE("- /")) || slice_starts(s, SLICE("- C:\\"))))
        return true;
    return false;
}

/* " INFO 1 --- [main] …": Spring Boot aligns levels to the right, so that behind a transport's
 * prefix a record may look indented. */
static bool is_aligned_level(const struct trace *t, struct slice s)
{
    if (t->state == TRACE_PYTHON || t->state == TRACE_NODE_HEAD || t->state == TRACE_JSON)
        return false;
    size_t n = 0;
    while (n < s.len && s.ptr[n] >= 'A' && s.ptr[n] <= 'Z')
        n++;
    char next = byte_at(s, n);
    return (next == ' ' || next == ':' || next == '[' || next == '\t')
           && level_word(slice_sub(s, 0, n)) != LEVEL_NONE;
}

bool trace_continues(struct trace *t, struct slice line)
{
    size_t indent = indent_of(line);
    struct slice body = slice_trim_right(slice_from(line, indent));
    if (body.len == 0 || (indent > 0 && is_aligned_level(t, body))
        || !continues(t, body, indent > 0))
        return false;
    t->lines++;
    t->gap = false;
    return true;
}

/* Is a line tied to an event before it by how it starts, or does it open one that takes up what
 * follows? All that `continues` and trace_open look for at the start of a line. */
static bool is_tied(struct slice line)
{
#define STARTS(text) slice_starts(line, SLICE(text))
    switch (line.ptr[0]) {
    case '"':
        return STARTS("\"}") || STARTS("\"]") || STARTS("\")") || STARTS("\",") || STARTS("\";");
    case '(': return STARTS("(Background") || STARTS("(most recent");
    case '+': return STARTS("+ Exception");
    case '-': return STARTS("--- ") || STARTS("---> ") || STARTS("- /") || STARTS("- C:\\");
    case '.': return STARTS("...");
    case 'A': return STARTS("APPLICATION FAILED");
    case 'C': return STARTS("Caused by") || STARTS("CONTEXT");
    case 'D': return STARTS("During ") || STARTS("DETAIL");
    case 'E': return STARTS("Emitted ") || STARTS("E   ");
    case 'F': return STARTS("File \"");
    case 'H': return STARTS("HINT");
    case 'L': return STARTS("LINE ");
    case 'N': return STARTS("Node.js v");
    case 'P': return STARTS("PHP ") || STARTS("PC=0x");
    case 'R': return STARTS("Require stack");
    case 'S':
        return STARTS("Suppressed") || STARTS("Stack") || STARTS("STATEMENT") || STARTS("SIG");
    case 'T': return STARTS("Traceback ") || STARTS("The ");
    case 'W': return STARTS("Wrapped by");
    case '[':
        return STARTS("[cause]") || STARTS("[errors]") || STARTS("[SQL: ") || STARTS("[parameters")
               || STARTS("[signal ") || STARTS("[originating ") || STARTS("[stacktrace]")
               || STARTS("[previous ");
    case 'a': return STARTS("at ");
    case 'c': return STARTS("caused by: ") || STARTS("created by ");
    case 'e': return STARTS("exit status ");
    case 'f': return STARTS("from ") || STARTS("fatal error");
    case 'g': return STARTS("goroutine ");
    case 'n': return STARTS("nested ") || STARTS("note: ");
    case 'p': return STARTS("panic");
    case 'r': return STARTS("runtime stack");
    case 's': return STARTS("signal arrived") || STARTS("stack backtrace");
    case 't': return STARTS("thrown in ") || STARTS("thread '");
    case 'u': return STARTS("unexpected fault");
    case '\xC2': return STARTS("\xC2\xA0");
    case '\xE2': return STARTS("\xE2\x86\x92 ");
    default: return false;
    }
#undef STARTS
}

/* Second bytes with which is_tied may say yes, by the first one: hardly any line has them, so that
 * what follows needs no jump by the first byte. All is said where that alone decides. */
static const char tied_seconds[256][SWAR_BYTES + 1] = {
    ['"'] = "}]),;",  ['('] = "Bm",    ['+'] = " ",  ['-'] = "- ",   ['.'] = ".",  ['A'] = "P",
    ['C'] = "aO",     ['D'] = "uE",    ['E'] = "m ", ['F'] = "i",    ['H'] = "I",  ['L'] = "I",
    ['N'] = "o",      ['P'] = "HC",    ['R'] = "e",  ['S'] = "utTI", ['T'] = "rh", ['W'] = "r",
    ['['] = "ceSpso", ['a'] = "t",     ['c'] = "ar", ['e'] = "x",    ['f'] = "ra", ['g'] = "o",
    ['n'] = "eo",     ['p'] = "a",     ['r'] = "u",  ['s'] = "it",   ['t'] = "h",  ['u'] = "n",
    [0xC2] = "\xA0",  [0xE2] = "\x86",
};
static const bool tied_firsts[256] = {
    [' '] = true, ['\t'] = true, ['#'] = true, ['{'] = true, ['}'] = true, [']'] = true,
    [')'] = true, [','] = true,  [';'] = true, ['^'] = true, ['~'] = true, ['*'] = true,
};

/* is_tied; most lines need no more than this. */
static inline bool may_be_tied(struct slice line)
{
    const unsigned char first = (unsigned char)line.ptr[0];
    return tied_firsts[first]
           || (line.len > 1 && swar_find(swar_load(tied_seconds[first]), line.ptr[1]) != 0
               && is_tied(line));
}

/* The opening of a value of several lines; blanks, which most rules trim. */
static bool is_tied_by_end(char last)
{
    return last == '{' || last == '[' || last == '(' || ascii_is_space(last);
}

/* "10 | url": source excerpt of Prisma, Babel, SWC. */
static bool is_excerpt(struct slice line)
{
    if (!ascii_is_digit(line.ptr[0]))
        return false;
    const size_t digits = digits_at(line, 0);
    return digits > 0 && slice_starts(slice_from(line, digits), SLICE(" | "));
}

/* First bytes of is_node_head; its last one is a digit. */
static bool may_be_node_head(char first, char last)
{
    return ascii_is_digit(last)
           && (first == '/' || first == 'f' || first == 'n' || first == 'C' || first == 'e');
}

/* May the name of an exception with a colon behind it, or nothing else, be at the start? False is
 * certain. */
static bool may_be_named(struct slice line)
{
    if (line.len < 2 * SWAR_BYTES)
        return true;
    const unsigned spaces = swar_find16(line.ptr, ' ');
    const unsigned colons = swar_find16(line.ptr, ':') & swar_before(spaces);
    if (spaces == 0 || colons <= 1)
        return spaces == 0;
    const char last = line.ptr[__builtin_ctz(colons) - 1];
    return last == 'n' || last == 'r' || last == 'e'; /* Exception, Error, Throwable */
}

bool trace_stands_alone(struct slice line)
{
    if (line.len == 0 || may_be_tied(line))
        return false;
    const char first = line.ptr[0], last = line.ptr[line.len - 1];
    if (is_tied_by_end(last) || (last == '\'' && is_ruby_frame(line)) || is_excerpt(line)
        || (may_be_node_head(first, last) && is_node_head(line))
        || (last == ':' && is_rails_head(line)))
        return false;
    if (byte_at(line, 3) == ' ' && ascii_is_digit(byte_at(line, 4)) && is_jul_head(line))
        return false;
    return !may_be_named(line) || !is_qualified_exception(line);
}

bool trace_is_settled(const struct trace *t)
{
    return t->state == TRACE_NONE || t->state == TRACE_FRAMES || t->state == TRACE_PYTHON_END;
}

bool trace_may_continue(struct slice line)
{
    /* All that trace_continues asks of the lines before, at its most willing: an error of one line
     * so far that ended with a bracket. */
    for (int state = TRACE_NONE; state <= TRACE_JSON; state++) {
        struct trace t = {
            .state = (enum trace_state)state, .lines = 1, .error = true, .open_end = true
        };
        if (state != TRACE_NODE_HEAD && state != TRACE_RUST /* trace_takes_any tells of these */
            && trace_continues(&t, line))
            return true;
    }
    return false;
}

bool trace_takes_any(struct slice line)
{
    line = slice_trim_right(line);
    size_t at = line.len;
    if (at > 0 && line.ptr[at - 1] == ':') /* is_rust_head */
        return slice_find(line, SLICE("' panicked at "), 0) != SLICE_NONE;
    while (at > 0 && ascii_is_digit(line.ptr[at - 1]))
        at--;
    return at > 0 && at < line.len && line.ptr[at - 1] == ':'; /* is_node_head */
}
