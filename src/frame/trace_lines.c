#include "frame/trace_lines.h"

#include "frame/level.h"

#define STARS_MIN 10
#define TAG_BYTES_MAX 80

size_t trace_indent_of(struct slice s)
{
    size_t at = 0;
    for (;;) {
        if (slice_byte(s, at) == ' ' || slice_byte(s, at) == '\t')
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

bool trace_is_at_frame(struct slice s)
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
        return slice_digits(slice_trim(slice_from(s, 3)), 0) > 0;
    size_t n = slice_byte(s, 0) == '#' ? slice_digits(s, 1) : 0;
    if (n == 0 || slice_byte(s, n + 1) != ' ')
        return false;
    struct slice rest = slice_from(s, n + 2);
    return slice_starts(rest, SLICE("{main}")) || slice_starts(rest, SLICE("[internal function]: "))
           || slice_find(rest, SLICE("): "), 0) != SLICE_NONE;
}

bool trace_is_ruby_frame(struct slice s)
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
    return slice_starts(s, SLICE("... ")) && slice_digits(s, 4) > 0;
}

/* "Warning: Problem : timeout. Will retry in 1 second. 9 retries left.": what curl says of the line
 * before. Source: curl, src/tool_operate.c. */
static bool is_curl_retry(struct slice s)
{
    return (slice_starts(s, SLICE("Warning: Problem"))
            || slice_starts(s, SLICE("Warning: Transient problem")))
           && slice_find(s, SLICE("ill retry in "), 0) != SLICE_NONE;
}

bool trace_is_frame(const struct trace *t, struct slice s)
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
    if (trace_is_at_frame(s) || is_more(s) || is_php_frame(s) || STARTS_ANY(s, texts))
        return true;
    if (trace_is_ruby_frame(s))
        return t->error || t->state == TRACE_FRAMES || slice_starts(s, SLICE("from "));
    /* Behind a blank line within the message of an exception. Source: mysql-connector-j,
     * LocalizedErrorMessages.properties, CommunicationsException.9 to .11. */
    if (slice_starts(s, SLICE("The last packet s")))
        return t->error || t->state == TRACE_FRAMES;
    if (is_curl_retry(s))
        return t->error;
    if (slice_starts(s, SLICE("** ("))) /* Elixir, under "[error] GenServer … terminating" */
        return t->error;
    size_t n = slice_digits(s, 0); /* "10 |   url = …": source excerpt of Prisma, Babel, SWC */
    return n > 0 && slice_starts(slice_from(s, n), SLICE(" | "));
}

bool trace_is_traceback(struct slice s)
{
    return slice_starts(s, SLICE("Traceback (most recent call last):"))
           || slice_starts(s, SLICE("+ Exception Group Traceback"));
}

bool trace_is_chain(struct slice s)
{
    return slice_starts(s, SLICE("During handling of the above exception"))
           || slice_starts(s, SLICE("The above exception was the direct cause"));
}

size_t trace_name_length(struct slice s)
{
    size_t n = 0;
    while (n < s.len
           && (ascii_is_alnum(s.ptr[n]) || s.ptr[n] == '_' || s.ptr[n] == '.' || s.ptr[n] == '$'))
        n++;
    return n && ascii_is_digit(s.ptr[0]) ? 0 : n;
}

bool trace_is_exception_line(struct slice s)
{
    size_t n = trace_name_length(s);
    return n > 0 && (n == s.len || s.ptr[n] == ':') && level_word(slice_sub(s, 0, n)) == LEVEL_NONE;
}

bool trace_is_qualified_exception(struct slice s)
{
    size_t n = trace_name_length(s);
    struct slice name = slice_sub(s, 0, n);
    return n > 0 && (n == s.len || s.ptr[n] == ':') && slice_find_byte(name, '.', 0) != SLICE_NONE
           && (slice_ends(name, SLICE("Exception")) || slice_ends(name, SLICE("Error"))
               || slice_ends(name, SLICE("Throwable")));
}

bool trace_is_python_tail(struct slice s)
{
    static const struct slice texts[] = {
        { "[SQL: ", 6 },        { "[parameters: ", 13 }, { "(Background on this error at: ", 30 },
        { "DETAIL: ", 8 },      { "HINT: ", 6 },         { "LINE ", 5 },
        { "CONTEXT: ", 9 },     { "STATEMENT: ", 11 },   { "The following exception", 23 },
        { "(most recent", 12 },
    };
    return STARTS_ANY(s, texts);
}

bool trace_is_field_line(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_is_alnum(s.ptr[i]) && !memchr("_.-> []()", s.ptr[i], 9))
            return false;
    return slice_find_byte(s, ' ', 0) == SLICE_NONE
           || slice_find(s, SLICE(" -> "), 0) != SLICE_NONE;
}

bool trace_is_caret(struct slice s)
{
    s = slice_trim_right(s);
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '^' && s.ptr[i] != '~')
            return false;
    return s.len > 0;
}

bool trace_is_closer(struct slice s)
{
    s = slice_trim_right(s);
    if (s.len > 1 && s.ptr[0] == '"')
        s = slice_from(s, 1);
    for (size_t i = 0; i < s.len; i++)
        if (!memchr("}]),;", s.ptr[i], 5))
            return false;
    return s.len > 0 && s.len <= 8;
}

bool trace_is_go_line(struct slice s)
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
    if (file != SLICE_NONE && (blank == SLICE_NONE || blank > file)
        && slice_digits(s, file + 4) > 0)
        return true;
    return blank != SLICE_NONE && blank <= 6 && slice_find(s, SLICE(" 0x"), 0) != SLICE_NONE
           && slice_find_byte(s, ':', 0) == SLICE_NONE;
}

bool trace_is_node_head(struct slice s)
{
    static const struct slice texts[] = {
        { "/", 1 }, { "file://", 7 }, { "node:", 5 }, { "C:\\", 3 }, { "evalmachine.", 12 }
    };
    size_t colon = slice_find_last_byte(s, ':');
    return STARTS_ANY(s, texts) && colon != SLICE_NONE && colon + 1 < s.len
           && slice_digits(s, colon + 1) == s.len - colon - 1
           && slice_find_byte(s, ' ', 0) == SLICE_NONE;
}

bool trace_is_go_head(struct slice s)
{
    static const struct slice texts[] = {
        { "panic: ", 7 },   { "fatal error: ", 13 }, { "goroutine ", 10 },
        { "SIGSEGV: ", 9 }, { "SIGBUS: ", 8 },       { "SIGABRT: ", 9 },
        { "SIGILL: ", 8 },  { "SIGFPE: ", 8 },       { "unexpected fault address ", 25 },
    };
    return STARTS_ANY(s, texts) || slice_find(s, SLICE(" panic serving "), 0) != SLICE_NONE;
}

bool trace_is_rust_head(struct slice s)
{
    return slice_starts(s, SLICE("thread '")) && slice_ends(s, SLICE(":"))
           && slice_find(s, SLICE("' panicked at "), 0) != SLICE_NONE;
}

bool trace_is_gradle_head(struct slice s)
{
    return slice_eq(s, SLICE("* What went wrong:"));
}

bool trace_is_rails_head(struct slice s)
{
    while (slice_byte(s, 0) == '[') { /* a tag, as of the request */
        const size_t close = slice_find(slice_sub(s, 0, TAG_BYTES_MAX), SLICE("] "), 0);
        if (close == SLICE_NONE)
            return false;
        s = slice_from(s, close + 2);
    }
    if (s.len < 4 || s.ptr[0] < 'A' || s.ptr[0] > 'Z' || !slice_ends(s, SLICE("):")))
        return false;
    size_t n = 0;
    while (n < s.len && (ascii_is_alnum(s.ptr[n]) || s.ptr[n] == ':' || s.ptr[n] == '_'))
        n++;
    return slice_byte(s, n) == ' ' && slice_byte(s, n + 1) == '(';
}

bool trace_is_stars(struct slice s)
{
    s = slice_trim_right(s);
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '*')
            return false;
    return s.len >= STARS_MIN;
}

bool trace_is_jul_head(struct slice s)
{
    struct slice head = slice_sub(s, 0, 30);
    return slice_byte(s, 3) == ' ' && ascii_is_alpha(s.ptr[0]) && slice_digits(s, 4) > 0
           && slice_find_byte(head, ',', 0) != SLICE_NONE
           && (slice_find(head, SLICE("AM "), 0) != SLICE_NONE
               || slice_find(head, SLICE("PM "), 0) != SLICE_NONE);
}
