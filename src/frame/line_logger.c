/* Line shapes of loggers that programs write with. A time or level that level_scan finds in the
 * text anyway is left to it, and so is the line, unless what stands before the message would hide
 * that the message is part of a trace. */
#include "frame/level.h"
#include "frame/line_parts.h"
#include "frame/logger_head.h"

static const struct timestamp_context no_year = { .hint_us = TIMESTAMP_NONE };

static bool parse_klog(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct level_facts facts;
    (void)zone_s;
    const size_t n = logger_head_klog(line, &no_year, &facts);
    out->rest = line;
    return n > 2 && n <= line.len && slice_eq(slice_sub(line, n - 2, 2), SLICE("] "));
}

const struct line_shape line_klog = {
    .name = "klog",
    .help = "klog and glog: Kubernetes components, C++ and Go programs of Google",
    .first = "IWEF",
    .specificity = 126,
    .parse = parse_klog,
    .flags = LINE_WEAK,
};

/* Rails tags its lines: "[f3c1…] message". */
static struct slice skip_tags(struct slice s)
{
    while (slice_byte(s, 0) == '[') {
        const size_t close = slice_find(s, SLICE("] "), 0);
        if (close == SLICE_NONE)
            break;
        s = slice_from(s, close + 2);
    }
    return s;
}

/* "app/models/order.rb:12:in 'total'": Rails logs each frame of a trace as a line of its own. */
static bool is_ruby_frame(struct slice s)
{
    s = slice_trim(s);
    const size_t in = slice_find(s, SLICE(":in "), 0);
    return s.len > 6 && s.ptr[s.len - 1] == '\'' && in != SLICE_NONE && in > 0
           && ascii_is_digit(s.ptr[in - 1]) && slice_find_byte(s, ' ', 0) == in + 3;
}

static bool parse_ruby(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct level_facts facts;
    const struct timestamp_context ctx = { .zone_s = zone_s, .hint_us = TIMESTAMP_NONE };
    const size_t n = logger_head_ruby(line, &ctx, &facts);
    if (n == 0)
        return false;
    const struct slice message = skip_tags(slice_from(line, n));
    const bool is_blank = slice_trim(message).len == 0;
    out->rest = is_blank ? slice_empty() : is_ruby_frame(message) ? message : line;
    if (is_blank && facts.level >= LEVEL_ERROR) { /* Rails writes the exception below */
        out->head = n >= line.len;
        out->time_us = facts.time_us;
        out->level = facts.level;
    }
    return true;
}

const struct line_shape line_ruby_logger = {
    .name = "ruby-logger",
    .help = "Ruby's Logger, Rails: L, [TIME #PID] LEVEL -- PROGRAM: message",
    .first = "DIWEFA",
    .specificity = 124,
    .parse = parse_ruby,
    .flags = LINE_WEAK,
};

/* Behind "[01-Oct-2025 14:45:12] " or "[01-Oct-2025 14:45:12 Europe/Berlin] ": the position, or 0.
 * named: is there a zone? */
static size_t php_time(struct slice line, int32_t zone_s, struct line_prefix *out, bool *named)
{
    struct timestamp t;
    const bool dated = slice_byte(line, 0) == '[' && slice_byte(line, 3) == '-';
    const size_t at = dated ? line_time_named(line, 1, zone_s, &t) : 0;
    if (at == 0 || slice_byte(line, at) != ']' || slice_byte(line, at + 1) != ' ')
        return 0;
    *named = t.has_zone || t.open_zone.len > 0;
    out->time_us = t.us;
    out->open_zone = t.open_zone;
    return at + 2;
}

/* What a child wrote stands in quotes; the severity in front of them is the daemon's own. Source:
 * php-src, sapi/fpm/fpm/fpm_stdio.c and sapi/fpm/fpm/zlog.c. */
static struct slice php_said(struct slice text)
{
    static const struct slice heads[] = { { "NOTICE: ", 8 }, { "PHP message: ", 13 } };
    const size_t said = slice_find(text, SLICE(" said into std"), 0);
    const size_t quote = said == SLICE_NONE ? SLICE_NONE : slice_find_byte(text, '"', said);
    if (quote == SLICE_NONE)
        return slice_empty();
    struct slice inner = slice_from(text, quote + 1);
    const size_t end = slice_find_last_byte(inner, '"');
    inner = slice_sub(inner, 0, end);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (slice_starts(inner, heads[i]))
            inner = slice_from(inner, heads[i].len);
    return inner;
}

/* Longest lines, less their end, for the default of log_limit and that of Docker's php image. A
 * longer text goes on in a line of its own with the same head, and its own quotes. Source: php-src,
 * sapi/fpm/fpm/zlog.c (zlog_stream_buf_append); docker-library/php, php-fpm.d/docker.conf. */
static bool is_php_piece(struct slice line)
{
    return (line.len == 1023 || line.len == 8191) && line.ptr[line.len - 1] == '"';
}

static bool parse_php_fpm(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    static const struct slice words[] = {
        { "NOTICE", 6 }, { "WARNING", 7 }, { "ERROR", 5 }, { "ALERT", 5 }, { "DEBUG", 5 }
    };
    bool named;
    const size_t at = php_time(line, zone_s, out, &named);
    if (at == 0 || named)
        return false;
    out->rest = slice_from(line, at);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!slice_starts(out->rest, words[i]) || slice_byte(out->rest, words[i].len) != ':')
            continue;
        const struct slice said = php_said(out->rest);
        out->writer = slice_sub(out->rest, 0, slice_find(out->rest, SLICE(" said into std"), 0));
        if (said.len == 0)
            out->writer = slice_empty();
        out->partial = out->may_end = said.len > 0 && is_php_piece(line);
        if (said.len > 0)
            out->rest = said;
        else
            out->level = level_word(words[i]);
        return true;
    }
    return false;
}

const struct line_shape line_php_fpm = {
    .name = "php-fpm",
    .help = "PHP-FPM's log; what a child wrote is taken out of its quotes",
    .first = "[",
    .second = LINE_DIGITS,
    .heads = { "[00-" },
    .specificity = 122,
    .parse = parse_php_fpm,
    .flags = LINE_INNER,
};

/* Source: php-src, main/main.c (php_log_err_with_severity). The date ("d-M-Y H:i:s e") has a zone,
 * before PHP 5.3 none. */
static bool parse_php_log(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    bool named;
    const size_t at = php_time(line, zone_s, out, &named);
    out->rest = slice_from(line, at);
    return at > 0 && (named || slice_starts(out->rest, SLICE("PHP ")));
}

const struct line_shape line_php_log = {
    .name = "php-error-log",
    .help = "PHP's error_log: [TIME ZONE] message",
    .first = "[",
    .second = LINE_DIGITS,
    .specificity = 121,
    .parse = parse_php_log,
};

/* "Oct 01, 2025 2:45:12 PM com.x.App start"; "SEVERE: boom" is the next line. Source: OpenJDK,
 * java.util.logging.SimpleFormatter. */
static bool parse_jul(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    const size_t comma = slice_find_byte(slice_sub(line, 0, 7), ',', 0);
    const size_t at = comma == SLICE_NONE ? 0 : line_time(line, 0, zone_s, &t);
    if (at == 0 || !t.has_year || slice_byte(line, at - 1) != 'M' || slice_byte(line, at) != ' ')
        return false;
    out->time_us = t.us;
    out->rest = line;
    return line_word(line, at + 1).len > 0;
}

const struct line_shape line_jul = {
    .name = "java-util-logging",
    .help = "java.util.logging: TIME CLASS METHOD, then LEVEL: message on the next line",
    .first = "JFMASOND",
    .specificity = 118,
    .parse = parse_jul,
    .flags = LINE_WEAK,
};

/* No time is longer, with the name of its zone and all digits of its fraction. */
#define TIME_BYTES_MAX 80

/* Position behind a time of any form that a logger's pattern may have, and one blank; 0: none. */
static size_t skip_time(struct slice line, int32_t zone_s)
{
    struct timestamp t;
    size_t at = line_time(line, 0, zone_s, &t);
    if (at == 0 && slice_digits(line, 0) == 2 && slice_byte(line, 2) == ':'
        && slice_digits(line, 3) == 2 && slice_byte(line, 5) == ':' && slice_digits(line, 6) == 2) {
        at = 8;
        if (slice_byte(line, at) == '.' || slice_byte(line, at) == ',')
            at += 1 + slice_digits(line, at + 1);
    }
    return at > 0 && slice_byte(line, at) == ' ' ? at + 1 : 0;
}

/* "fail: Category[13]", where the message follows on lines of its own, six blanks in, or behind
 * one blank (SingleLine). A TimestampFormat comes first. Source: dotnet/runtime,
 * SimpleConsoleFormatter.cs. */
static bool parse_dotnet(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    static const struct slice words[] = { { "trce", 4 }, { "dbug", 4 }, { "info", 4 },
                                          { "warn", 4 }, { "fail", 4 }, { "crit", 4 } };
    const size_t at = skip_time(line, zone_s);
    const struct slice word = slice_sub(line, at, 4);
    bool known = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        known = known || slice_eq(word, words[i]);
    if (!known || slice_byte(line, at + 4) != ':' || slice_byte(line, at + 5) != ' ')
        return false;
    const struct slice category = line_word(line, at + 6);
    const size_t open = slice_find_last_byte(category, '[');
    out->level = level_word(word);
    out->rest = line;
    return open != SLICE_NONE && open > 0 && slice_digits(category, open + 1) > 0
           && open + 1 + slice_digits(category, open + 1) + 1 == category.len
           && category.ptr[category.len - 1] == ']';
}

const struct line_shape line_dotnet = {
    .name = "dotnet-console",
    .help = ".NET's console logger: level: CATEGORY[ID], the message on the next lines",
    .first = "tdiwfc" LINE_DIGITS,
    .specificity = 116,
    .parse = parse_dotnet,
    .flags = LINE_WEAK,
};

/* "2025-10-01T14:45:12.123Z ERROR 1 --- [app] [           main] logger : message". Source: Spring
 * Boot reference, "Log Format". */
static bool parse_spring(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    /* Most lines are told apart without reading their time. */
    const bool may =
        slice_find(slice_sub(line, 0, TIME_BYTES_MAX + 24), SLICE(" --- ["), 0) != SLICE_NONE;
    const size_t at = may ? skip_time(line, zone_s) : 0;
    const size_t dashes =
        at ? slice_find(slice_sub(line, 0, at + 24), SLICE(" --- ["), at) : SLICE_NONE;
    out->rest = line;
    if (dashes == SLICE_NONE)
        return false;
    const struct slice level = slice_trim(slice_sub(line, at, dashes - at));
    return level_word(line_word(level, 0)) != LEVEL_NONE;
}

const struct line_shape line_spring = {
    .name = "spring-boot",
    .help = "Spring Boot: TIME LEVEL PID --- [THREAD] LOGGER : message",
    .first = LINE_DIGITS,
    .specificity = 194,
    .parse = parse_spring,
    .flags = LINE_WEAK,
};

/* "[2025-10-01 14:45:12 +0000] [7] [CRITICAL] WORKER TIMEOUT". Source: benoitc/gunicorn,
 * gunicorn/glogging.py. */
static bool parse_gunicorn(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    const size_t at = slice_byte(line, 0) == '[' ? line_time(line, 1, zone_s, &t) : 0;
    const size_t pid = at ? slice_digits(line, at + 3) : 0;
    const size_t open = at + 3 + pid + 2;
    out->rest = line;
    return pid > 0 && slice_starts(slice_from(line, at), SLICE("] ["))
           && slice_starts(slice_from(line, open - 2), SLICE("] ["));
}

const struct line_shape line_gunicorn = {
    .name = "gunicorn",
    .help = "gunicorn: [TIME ZONE] [PID] [LEVEL] message",
    .first = "[",
    .specificity = 109,
    .parse = parse_gunicorn,
    .flags = LINE_WEAK,
};

/* "[2025-10-01 14:45:12,123: ERROR/ForkPoolWorker-1] message". Source: celery/celery,
 * celery/app/defaults.py (worker_log_format). */
static bool parse_celery(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    struct timestamp t;
    const size_t at = slice_byte(line, 0) == '[' ? line_time(line, 1, zone_s, &t) : 0;
    if (at == 0 || slice_byte(line, at) != ':' || slice_byte(line, at + 1) != ' ')
        return false;
    const size_t slash = slice_find_byte(slice_sub(line, 0, at + 12), '/', at);
    out->rest = line;
    return slash != SLICE_NONE && level_word(slice_sub(line, at + 2, slash - at - 2)) != LEVEL_NONE;
}

const struct line_shape line_celery = {
    .name = "celery",
    .help = "Celery: [TIME: LEVEL/PROCESS] message",
    .first = "[",
    .specificity = 107,
    .parse = parse_celery,
    .flags = LINE_WEAK,
};

/* "INFO:     Started server process [1]": padded so that the text begins at byte 10. Source:
 * encode/uvicorn, uvicorn/logging.py (DefaultFormatter). */
static bool parse_uvicorn(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    const size_t colon = slice_find_byte(slice_sub(line, 0, 10), ':', 0);
    if (colon == SLICE_NONE || colon < 4 || line.len < 11 || line.ptr[10] == ' ')
        return false;
    for (size_t i = colon + 1; i < 10; i++)
        if (line.ptr[i] != ' ')
            return false;
    for (size_t i = 0; i < colon; i++)
        if (line.ptr[i] < 'A' || line.ptr[i] > 'Z')
            return false;
    out->level = level_word(slice_sub(line, 0, colon));
    out->rest = line;
    return out->level != LEVEL_NONE;
}

const struct line_shape line_uvicorn = {
    .name = "uvicorn",
    .help = "uvicorn: LEVEL: message, which begins in column 10",
    .first = "IWECDT",
    .specificity = 106,
    .parse = parse_uvicorn,
    .flags = LINE_WEAK,
};
