/* Log events, the many small records of which CloudWatch documents are made, read without a tree.
 *
 * Exactly what the parser would give, or nothing: whatever is unusual (nested values, fractions,
 * escapes outside of the message, anything that is no strict JSON) is left to it. Grammar: RFC
 * 8259; where jansson is stricter, so is this (UTF-8, pairs of surrogates). */
#include "frame/doc_cwl_direct.h"

#include "base/text.h"
#include "frame/doc_shapes.h"

/* Longest integer that surely fits. */
#define DIGITS_MAX 18

struct direct {
    struct slice text;
    size_t at;
    struct buf unescaped; /* the message, if it has escapes */
    struct slice message, stream, group, event_id, id;
    int64_t timestamp;
    bool has_message, has_timestamp;
};

/* Length of the run of printable ASCII that is neither quote nor backslash, eight bytes at a time.
 */
static size_t plain_run(const char *ptr, size_t len)
{
    static const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    size_t at = 0;
    for (; at + 8 <= len; at += 8) {
        uint64_t w;
        memcpy(&w, ptr + at, 8);
        const uint64_t q = w ^ (ones * '"'), b = w ^ (ones * '\\');
        if ((((q - ones) & ~q) | ((b - ones) & ~b) | (w - ones * ' ') | w) & tops)
            break;
    }
    while (at < len && (unsigned char)(ptr[at] - ' ') < 0x60 && ptr[at] != '"' && ptr[at] != '\\')
        at++;
    return at;
}

static bool read_hex4(struct slice s, size_t at, uint32_t *out)
{
    uint32_t code = 0;
    if (at + 4 > s.len)
        return false;
    for (size_t i = at; i < at + 4; i++) {
        const char c = ascii_lower(s.ptr[i]);
        if (!ascii_is_hex(c))
            return false;
        code = code << 4 | (uint32_t)(ascii_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    *out = code;
    return true;
}

static void add_code(struct buf *out, uint32_t code)
{
    static const uint32_t limits[] = { 0x80, 0x800, 0x10000 };
    static const uint32_t marks[] = { 0, 0xc0, 0xe0, 0xf0 };
    int more = 0;
    while (more < 3 && code >= limits[more])
        more++;
    buf_add_byte(out, (char)(unsigned char)(marks[more] | code >> (6 * more)));
    while (more-- > 0)
        buf_add_byte(out, (char)(unsigned char)(0x80 | (code >> (6 * more) & 0x3f)));
}

/* \uXXXX, of which *at is the first digit; a high surrogate with the low one behind it. */
static bool add_unicode(struct slice s, size_t *at, struct buf *out)
{
    uint32_t code, low;
    if (!read_hex4(s, *at, &code))
        return false;
    *at += 4;
    if (code >= 0xd800 && code < 0xe000) {
        if (code >= 0xdc00 || *at + 2 > s.len || s.ptr[*at] != '\\' || s.ptr[*at + 1] != 'u'
            || !read_hex4(s, *at + 2, &low) || low < 0xdc00 || low > 0xdfff)
            return false;
        *at += 6;
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    add_code(out, code);
    return true;
}

/* The escape whose backslash is at *at. */
static bool add_escape(struct slice s, size_t *at, struct buf *out)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    if (*at + 1 >= s.len)
        return false;
    const char c = s.ptr[*at + 1];
    *at += 2;
    if (c == 'u')
        return add_unicode(s, at, out);
    const char *name = memchr(names, c, sizeof names - 1);
    if (!name)
        return false;
    buf_add_byte(out, values[name - names]);
    return true;
}

/* The string whose opening quote is at d->at. Without `out`, one that has escapes is refused. */
static bool read_string(struct direct *d, struct buf *out, struct slice *value)
{
    const struct slice s = d->text;
    if (d->at >= s.len || s.ptr[d->at] != '"')
        return false;
    const size_t start = d->at + 1;
    size_t at = start, kept = start; /* kept: all before is in out */
    bool escaped = false;
    for (;;) {
        at += plain_run(s.ptr + at, s.len - at);
        if (at >= s.len)
            return false;
        if (s.ptr[at] == '"')
            break;
        if (s.ptr[at] == '\\') {
            if (!out)
                return false;
            buf_add(out, slice_sub(s, kept, at - kept));
            if (!add_escape(s, &at, out))
                return false;
            kept = at;
            escaped = true;
            continue;
        }
        const size_t len = text_utf8_at(s, at, NULL);
        if (len < 2) /* a control byte, or no UTF-8 */
            return false;
        at += len;
    }
    d->at = at + 1;
    *value = slice_sub(s, start, at - start);
    if (escaped) {
        buf_add(out, slice_sub(s, kept, at - kept));
        *value = buf_slice(out);
    }
    return true;
}

static bool read_number(struct direct *d, int64_t *out)
{
    const size_t start = d->at;
    int64_t n = 0;
    size_t digits = 0;
    for (; start + digits < d->text.len && ascii_is_digit(d->text.ptr[start + digits]); digits++)
        if (digits < DIGITS_MAX)
            n = n * 10 + (d->text.ptr[start + digits] - '0');
    d->at += digits;
    *out = n;
    return digits > 0 && digits <= DIGITS_MAX && (d->text.ptr[start] != '0' || digits == 1);
}

/* Behind white space; NUL at the end. */
static char next_byte(struct direct *d)
{
    for (; d->at < d->text.len; d->at++) {
        const char c = d->text.ptr[d->at];
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
            return c;
    }
    return '\0';
}

static bool read_member(struct direct *d)
{
    struct slice key, value = slice_empty();
    int64_t number = 0;
    if (next_byte(d) != '"' || !read_string(d, NULL, &key) || next_byte(d) != ':')
        return false;
    d->at++;
    const bool is_string = next_byte(d) == '"', is_message = slice_eq(key, SLICE("message"));
    if (is_message)
        buf_reset(&d->unescaped);
    if (is_string ? !read_string(d, is_message ? &d->unescaped : NULL, &value)
                  : !read_number(d, &number))
        return false;
    /* Of members of one name the last one holds, as in jansson. */
    if (is_message) {
        d->message = value;
        d->has_message = is_string;
    } else if (slice_eq(key, SLICE("timestamp"))) {
        d->timestamp = number;
        d->has_timestamp = !is_string;
    } else if (slice_eq(key, SLICE("logStreamName"))) {
        d->stream = value;
    } else if (slice_eq(key, SLICE("logGroupName"))) {
        d->group = value;
    } else if (slice_eq(key, SLICE("eventId"))) {
        d->event_id = value;
    } else if (slice_eq(key, SLICE("id"))) {
        d->id = value;
    }
    return true;
}

static bool read_object(struct direct *d)
{
    if (next_byte(d) != '{')
        return false;
    do {
        d->at++;
        if (!read_member(d))
            return false;
    } while (next_byte(d) == ',');
    if (next_byte(d) != '}')
        return false;
    d->at++;
    return next_byte(d) == '\0' && d->at == d->text.len;
}

bool doc_cwl_direct(struct slice text, const struct doc_sink *sink)
{
    struct direct d = { .text = text };
    buf_init(&d.unescaped);
    const bool done = read_object(&d) && d.has_message && d.has_timestamp;
    if (done) {
        struct event event = doc_event(ORIGIN_LOG, LEVEL_NONE);
        event.time_us = doc_epoch_us((double)d.timestamp);
        event.stream = d.stream;
        event.group = d.group;
        event.id = doc_cwl_id(d.event_id, d.id);
        doc_cwl_message(&event, d.message, sink);
    }
    buf_release(&d.unescaped);
    return done;
}
