#include "frame/trace.h"

#include "frame/level.h"
#include "frame/trace_lines.h"

/* Lines of a source excerpt above the caret, of Spring's report. */
#define NODE_HEAD_LINES_MAX 5
#define REPORT_LINES_MAX 40

void trace_open(struct trace *t, struct slice line, enum level level)
{
    struct slice body = slice_trim_right(slice_from(line, trace_indent_of(line)));
    char last = body.len ? body.ptr[body.len - 1] : '\0';
    *t = (struct trace){ .lines = 1, .error = level >= LEVEL_WARN };
    t->quiet = level == LEVEL_DEBUG || level == LEVEL_TRACE;
    t->open_end = last == '{' || last == '[' || last == '(';
    if (trace_is_traceback(body) || slice_starts(body, SLICE("File \"")))
        t->state = TRACE_PYTHON;
    else if (trace_is_chain(body))
        t->state = TRACE_PYTHON_CHAIN;
    else if (trace_is_go_head(body))
        t->state = TRACE_GO;
    else if (trace_is_rust_head(body) || trace_is_gradle_head(body))
        t->state = TRACE_MESSAGE;
    else if (trace_is_frame(t, body) || trace_is_rails_head(body))
        t->state = TRACE_FRAMES;
    else if (trace_is_node_head(body))
        t->state = TRACE_NODE_HEAD;
    else if (trace_is_stars(body))
        t->state = TRACE_STARS;
    else if (trace_is_jul_head(body))
        t->state = TRACE_JUL;
    else if (slice_eq(line, SLICE("{")) || slice_eq(line, SLICE("[")))
        t->state = TRACE_JSON;
    if (t->state != TRACE_NONE && t->state != TRACE_STARS && t->state != TRACE_JSON
        && t->state != TRACE_JUL)
        t->error = true;
    if (slice_starts(body, SLICE("curl: ("))) /* with --retry the next line tells that it goes on */
        t->error = true;
    t->headless = trace_is_at_frame(body) || slice_starts(body, SLICE("Caused by: "));
}

bool trace_has_exception(const struct trace *t)
{
    return t->state == TRACE_PYTHON_END || t->state == TRACE_PYTHON_FIELDS || t->headless
           || (t->state == TRACE_FRAMES && t->caret);
}

bool trace_blank(struct trace *t)
{
    t->gap = t->state == TRACE_NONE && (t->error || t->quiet) && t->lines == 1;
    return t->gap || (t->state != TRACE_NONE && t->state != TRACE_STARS && t->state != TRACE_JUL);
}

static bool python_continues(struct trace *t, struct slice s, bool indented)
{
    if (trace_is_chain(s)) {
        t->state = TRACE_PYTHON_CHAIN;
        return true;
    }
    if (indented || trace_is_caret(s))
        return true;
    switch (t->state) {
    case TRACE_PYTHON:
        if (trace_is_traceback(s))
            return true;
        if (!trace_is_exception_line(s))
            return false;
        t->state = slice_find(s, SLICE("validation error"), 0) != SLICE_NONE ? TRACE_PYTHON_FIELDS
                                                                             : TRACE_PYTHON_END;
        return true;
    case TRACE_PYTHON_CHAIN:
        if (!trace_is_traceback(s))
            return false;
        t->state = TRACE_PYTHON;
        return true;
    case TRACE_PYTHON_FIELDS: return trace_is_field_line(s);
    default: return trace_is_python_tail(s);
    }
}

static bool node_head_continues(struct trace *t, struct slice s)
{
    if (t->caret || t->lines > NODE_HEAD_LINES_MAX) {
        bool error = t->caret;
        t->state = TRACE_FRAMES;
        return error;
    }
    t->caret = trace_is_caret(s);
    return true;
}

/* The message, whatever it is. */
static bool message_continues(struct trace *t, struct slice s)
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
    const size_t done = slice_digits(s, 0);
    if (done > 0 && slice_byte(s, done) == '/' && slice_digits(s, done + 1) > 0
        && slice_find(s, SLICE(" Currently in progress: "), 0) != SLICE_NONE)
        return true;
    if (slice_starts(s, SLICE("Warning  ")) || slice_starts(s, SLICE("Normal  ")))
        return true;
    struct timestamp t;
    const struct timestamp_context ctx = { .hint_us = TIMESTAMP_NONE };
    return slice_digits(s, 0) > 0 && timestamp_parse(s, &ctx, &t) > 0;
}

/* "SEVERE: boom" is the real opener of the record. */
static bool jul_continues(struct trace *t, struct slice s)
{
    const size_t n = trace_name_length(s);
    const enum level level = level_word(slice_sub(s, 0, n));
    if (slice_byte(s, n) != ':' || level == LEVEL_NONE)
        return false;
    t->error = level >= LEVEL_WARN;
    t->lines = 0;
    return true;
}

/* A trace may stand under an error. Behind a blank line nothing else goes on with it: Spring Boot
 * and Rails print so. */
static bool begins_trace(struct trace *t, struct slice s)
{
    if (trace_is_traceback(s))
        t->state = TRACE_PYTHON;
    else if (slice_starts(s, SLICE("goroutine ")))
        t->state = TRACE_GO;
    else if (trace_is_qualified_exception(s) || trace_is_ruby_frame(s) || trace_is_rails_head(s))
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
    case TRACE_MESSAGE: return message_continues(t, s);
    case TRACE_STARS:
    case TRACE_REPORT: return report_continues(t, s);
    case TRACE_GO:
        if (indented || trace_is_go_line(s))
            return true;
        break;
    case TRACE_JUL: t->state = TRACE_NONE; return jul_continues(t, s);
    case TRACE_JSON:
        if (!indented && trace_is_closer(s))
            t->state = TRACE_NONE;
        return indented || t->state == TRACE_NONE;
    case TRACE_NONE:
    case TRACE_FRAMES: break;
    }
    if ((t->error || t->gap) && t->lines == 1 && t->state == TRACE_NONE && begins_trace(t, s))
        return true;
    if (t->gap)
        return false;
    if (slice_starts(s, SLICE("File \"")) && indented) {
        t->state = TRACE_PYTHON;
        return true;
    }
    if (trace_is_frame(t, s)) {
        t->state = t->state == TRACE_NONE ? TRACE_FRAMES : t->state;
        return true;
    }
    if (trace_is_traceback(s) && t->error && t->state == TRACE_NONE) {
        t->state = TRACE_PYTHON;
        return true;
    }
    if (indented && t->state == TRACE_NONE)
        return !is_indented_record(s) && !trace_is_traceback(s); /* no error is open */
    if (indented)
        return true;
    if (trace_is_closer(s))
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
    char next = slice_byte(s, n);
    return (next == ' ' || next == ':' || next == '[' || next == '\t')
           && level_word(slice_sub(s, 0, n)) != LEVEL_NONE;
}

bool trace_continues(struct trace *t, struct slice line)
{
    size_t indent = trace_indent_of(line);
    struct slice body = slice_trim_right(slice_from(line, indent));
    if (body.len == 0 || (indent > 0 && is_aligned_level(t, body))
        || !continues(t, body, indent > 0))
        return false;
    t->lines++;
    t->gap = false;
    return true;
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
        if (state != TRACE_NODE_HEAD && state != TRACE_MESSAGE /* trace_takes_any tells of these */
            && trace_continues(&t, line))
            return true;
    }
    return false;
}

bool trace_takes_any(struct slice line)
{
    line = slice_trim_right(line);
    size_t at = line.len;
    if (at > 0 && line.ptr[at - 1] == ':') /* is_rust_head, is_gradle_head */
        return slice_find(line, SLICE("' panicked at "), 0) != SLICE_NONE
               || slice_ends(line, SLICE("* What went wrong:"));
    while (at > 0 && ascii_is_digit(line.ptr[at - 1]))
        at--;
    return at > 0 && at < line.len && line.ptr[at - 1] == ':'; /* is_node_head */
}
