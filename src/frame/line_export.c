#include "frame/line_export.h"

#include "frame/level.h"
#include "frame/line_parts.h"

#define LENGTH_BYTES 8

/* The field at the start of *rest. False: none, or its end is not there. */
static bool next_field(struct slice *rest, struct slice *name, struct slice *value)
{
    size_t lf = slice_find_byte(*rest, '\n', 0);
    if (lf == SLICE_NONE || lf == 0)
        return false;
    size_t equal = slice_find_byte(slice_sub(*rest, 0, lf), '=', 0);
    if (equal != SLICE_NONE) {
        *name = slice_sub(*rest, 0, equal);
        *value = slice_sub(*rest, equal + 1, lf - equal - 1);
        *rest = slice_from(*rest, lf + 1);
        return true;
    }
    *name = slice_sub(*rest, 0, lf);
    struct slice tail = slice_from(*rest, lf + 1);
    uint64_t length = 0;
    if (tail.len < LENGTH_BYTES)
        return false;
    for (size_t i = LENGTH_BYTES; i > 0; i--)
        length = length << 8 | (unsigned char)tail.ptr[i - 1];
    tail = slice_from(tail, LENGTH_BYTES);
    if (length >= tail.len) /* the LF behind it is missing, too */
        return false;
    *value = slice_sub(tail, 0, (size_t)length);
    *rest = slice_from(tail, (size_t)length + 1);
    return true;
}

size_t export_record_end(struct slice window)
{
    struct slice rest = window, name, value;
    while (next_field(&rest, &name, &value))
        ;
    if (rest.len == 0 || rest.ptr[0] != '\n')
        return 0;
    return window.len - rest.len + 1;
}

bool export_parse(struct slice entry, struct line_record *out)
{
    struct slice rest = entry, name, value, unit = slice_empty(), program = slice_empty();
    bool found = false;
    *out = (struct line_record){ .time_us = TIMESTAMP_NONE };
    while (next_field(&rest, &name, &value)) {
        uint64_t n;
        if (slice_eq(name, SLICE("MESSAGE"))) {
            out->message = slice_trim_right(value);
            out->message_at = (size_t)(value.ptr - entry.ptr);
            out->lines_match = true;
            found = true;
        } else if (slice_eq(name, SLICE("__REALTIME_TIMESTAMP"))) {
            if (slice_to_u64(value, &n) && n < (uint64_t)TIMESTAMP_LATEST_US)
                out->time_us = (int64_t)n;
        } else if (slice_eq(name, SLICE("PRIORITY")) && slice_to_u64(value, &n) && n < 8) {
            out->level = level_of_severity((unsigned)n);
        } else if (slice_eq(name, SLICE("SYSLOG_IDENTIFIER"))) {
            program = value;
        } else if (slice_eq(name, SLICE("_SYSTEMD_UNIT"))) {
            unit = value;
        } else if (slice_eq(name, SLICE("CONTAINER_NAME"))) {
            out->container = value;
        }
    }
    /* Docker's driver gives every line of stderr priority 3: of these the text itself tells. */
    if (out->container.len > 0)
        out->level = LEVEL_NONE;
    out->stream = program.len > 0 ? program : unit;
    return found || out->time_us != TIMESTAMP_NONE;
}

static bool parse_head(struct slice line, int32_t zone_s, struct line_prefix *out)
{
    (void)zone_s;
    out->rest = slice_empty();
    return slice_starts(line, SLICE("__CURSOR=s="));
}

const struct line_shape line_journal_export = {
    .name = "journal-export",
    .help = "journalctl -o export",
    .first = "_",
    .specificity = 215,
    .parse = parse_head,
    .flags = LINE_TABLE,
};
