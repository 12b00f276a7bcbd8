#include "frame/line_yaml.h"

#include "base/text.h"
#include "frame/line_parts.h"

static size_t indent_of(struct slice line)
{
    size_t n = 0;
    while (slice_byte(line, n) == ' ')
        n++;
    return n;
}

static bool is_item(struct slice line)
{
    return slice_starts(slice_from(line, indent_of(line)), SLICE("- "))
           && slice_find(line, SLICE(": "), 0) != SLICE_NONE;
}

/* The line at a position, with its LF; empty if its end is not there. */
static struct slice line_at(struct slice window, size_t at, bool last)
{
    size_t lf = slice_find_byte(window, '\n', at);
    if (lf == SLICE_NONE)
        return last ? slice_from(window, at) : slice_empty();
    return slice_sub(window, at, lf + 1 - at);
}

size_t line_yaml_end(struct slice window, bool last)
{
    struct slice line = line_at(window, 0, last);
    size_t end = line.len, indent = indent_of(line);
    if (end == 0 || !is_item(line))
        return end;
    for (;;) {
        line = line_at(window, end, last);
        if (line.len == 0)
            return last ? end : 0;
        if (slice_trim(line).len > 0 && indent_of(line) <= indent)
            return end;
        end += line.len;
    }
}

bool line_yaml_is_frame(struct slice line)
{
    static const struct slice keys[] = {
        { "events:", 7 },
        { "- events:", 9 },
        { "searchedLogStreams:", 19 },
        { "nextForwardToken:", 17 },
        { "nextBackwardToken:", 18 },
        { "nextToken:", 10 },
        { "NextToken:", 10 },
        { "queryLanguage:", 14 },
    };
    struct slice s = slice_trim(line);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (slice_starts(s, keys[i]))
            return true;
    if (slice_starts(s, SLICE("- searchedLogStreams:")))
        return true;
    /* An item of it. Since 2020 there are none. */
    return slice_starts(s, SLICE("- "))
           && slice_find(s, SLICE("searchedCompletely:"), 0) != SLICE_NONE
           && slice_find(s, SLICE("message:"), 0) == SLICE_NONE;
}

/* --- scalars --------------------------------------------------------------------------- */

/* A line end inside a scalar: one is a blank, n + 1 are n line ends. Returns the position behind
 * it and the indent of the next line. */
static size_t add_fold(struct buf *buf, struct slice s, size_t at, size_t start)
{
    while (buf->len > start && (buf->ptr[buf->len - 1] == ' ' || buf->ptr[buf->len - 1] == '\t'))
        buf->len--;
    size_t ends = 0;
    for (; at < s.len && ascii_is_space(s.ptr[at]); at++)
        ends += s.ptr[at] == '\n';
    if (ends == 1)
        buf_add_byte(buf, ' ');
    for (; ends > 1; ends--)
        buf_add_byte(buf, '\n');
    return at;
}

static size_t hex_digits(char c)
{
    return c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
}

static void add_code(struct buf *buf, uint32_t c)
{
    if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        c = 0xFFFD;
    if (c < 0x80) {
        buf_add_byte(buf, (char)c);
        return;
    }
    int tail = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const uint32_t heads[] = { 0, 0xC0, 0xE0, 0xF0 };
    buf_add_byte(buf, (char)(unsigned char)(heads[tail] | c >> 6 * tail));
    while (tail-- > 0)
        buf_add_byte(buf, (char)(unsigned char)(0x80 | (c >> 6 * tail & 0x3F)));
}

/* An escape whose letter is at `at`; returns the position behind it. */
static size_t add_escape(struct buf *buf, struct slice s, size_t at)
{
    static const char letters[] = "0abtnvfre\"\\/ N_LP";
    static const uint32_t codes[] = { 0,   7,    8,   9,   10,   11,   12,     13,    27,
                                      '"', '\\', '/', ' ', 0x85, 0xA0, 0x2028, 0x2029 };
    char c = slice_byte(s, at);
    if (c == '\n' || c == '\r') { /* the line goes on without a blank */
        while (at < s.len && ascii_is_space(s.ptr[at]))
            at++;
        return at;
    }
    size_t digits = hex_digits(c);
    if (digits > 0) {
        uint32_t code = 0;
        size_t i = at + 1;
        for (; i <= at + digits && ascii_is_hex(slice_byte(s, i)); i++) {
            char h = ascii_lower(s.ptr[i]);
            code = code << 4 | (uint32_t)(ascii_is_digit(h) ? h - '0' : h - 'a' + 10);
        }
        add_code(buf, code);
        return i;
    }
    const char *p = at < s.len ? memchr(letters, c, sizeof letters - 1) : NULL;
    if (p)
        add_code(buf, codes[p - letters]);
    return at + 1;
}

void line_yaml_add_scalar(struct buf *buf, struct slice scalar)
{
    struct slice s = slice_trim(scalar);
    char quote = s.len > 1 && (s.ptr[0] == '"' || s.ptr[0] == '\'') ? s.ptr[0] : '\0';
    size_t at = quote ? 1 : 0, start = buf->len;
    while (at < s.len) {
        char c = s.ptr[at];
        if (c == '\n') {
            at = add_fold(buf, s, at, start);
        } else if (quote == '"' && c == '\\') {
            at = add_escape(buf, s, at + 1);
            start = buf->len; /* escaped blanks stay */
        } else if (quote == '\'' && c == '\'' && slice_byte(s, at + 1) == '\'') {
            buf_add_byte(buf, '\'');
            at += 2;
        } else if (quote && c == quote) {
            return;
        } else {
            if (c != '\r')
                buf_add_byte(buf, c);
            at++;
        }
    }
}

/* --- items ----------------------------------------------------------------------------- */

struct span {
    size_t at, len; /* in the buf */
};

/* Length of the value that starts in the line and of the lines that go on with it. */
static size_t value_end(struct slice item, size_t at, size_t column)
{
    for (;;) {
        size_t lf = slice_find_byte(item, '\n', at);
        if (lf == SLICE_NONE)
            return item.len;
        at = lf + 1;
        struct slice next = line_at(item, at, true);
        if (slice_trim(next).len > 0 && indent_of(next) <= column)
            return at;
    }
}

bool line_yaml_parse(struct slice item, struct buf *buf, struct line_record *out)
{
    static const struct slice names[] = { { "message", 7 },
                                          { "logStreamName", 13 },
                                          { "timestamp", 9 } };
    struct span spans[3] = { { 0, 0 } };
    bool found[3] = { false };
    size_t column = indent_of(item) + 2, at = column;
    *out = (struct line_record){ .time_us = TIMESTAMP_NONE };
    if (!is_item(item))
        return false;
    buf_reset(buf);
    while (at < item.len) {
        size_t end = value_end(item, at, column);
        struct slice line = slice_sub(item, at, end - at);
        for (size_t i = 0; i < 3; i++) {
            if (!slice_starts(line, names[i]) || slice_byte(line, names[i].len) != ':')
                continue;
            spans[i].at = buf->len;
            line_yaml_add_scalar(buf, slice_from(line, names[i].len + 1));
            spans[i].len = buf->len - spans[i].at;
            found[i] = true;
            if (i == 0)
                out->message_at = at;
        }
        at = end + column;
    }
    if (!found[0])
        return false;
    struct slice texts[3];
    for (size_t i = 0; i < 3; i++)
        texts[i] = slice_make(buf->ptr + spans[i].at, spans[i].len);
    out->message = slice_trim_right(texts[0]);
    out->stream = texts[1];
    return !found[2] || timestamp_parse_epoch(texts[2], &out->time_us); /* the end is cut off */
}

static bool parse_head(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    out->rest = slice_empty();
    return slice_eq(line, SLICE("events:")) || slice_eq(line, SLICE("- events:"));
}

const struct line_shape line_aws_yaml = {
    .name = "aws-yaml",
    .help = "aws logs filter-log-events or get-log-events --output yaml, yaml-stream",
    .first = "e-",
    .specificity = 205,
    .parse = parse_head,
    .flags = LINE_TABLE,
};
