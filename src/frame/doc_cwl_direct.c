/* Log events, the many small records of which CloudWatch documents are made, read without a tree.
 *
 * Exactly what the parser would give, or nothing: whatever is unusual (nested values, fractions,
 * escapes outside of the message, anything that is no strict JSON) is left to it. */
#include "frame/doc_cwl_direct.h"

#include "frame/doc_shapes.h"
#include "frame/json_text.h"

struct direct {
    struct slice text;
    size_t at;
    struct buf unescaped; /* the message, if it has escapes */
    struct slice message, stream, group, event_id, id;
    int64_t timestamp;
    bool has_message, has_timestamp;
};

/* Behind white space; NUL at the end. */
static char next_byte(struct direct *d)
{
    d->at = json_skip_blanks(d->text, d->at);
    return d->at < d->text.len ? d->text.ptr[d->at] : '\0';
}

static bool read_member(struct direct *d)
{
    struct slice key, value = slice_empty();
    int64_t number = 0;
    if (next_byte(d) != '"' || !json_read_string(d->text, &d->at, NULL, &key)
        || next_byte(d) != ':')
        return false;
    d->at++;
    const bool is_string = next_byte(d) == '"', is_message = slice_eq(key, SLICE("message"));
    if (is_message)
        buf_reset(&d->unescaped);
    struct buf *const out = is_message ? &d->unescaped : NULL;
    if (is_string ? !json_read_string(d->text, &d->at, out, &value)
                  : !json_read_digits(d->text, &d->at, &number))
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
