#include "cli/formats_file.h"

#include "base/text.h"
#include "base/timestamp.h"
#include "frame/framer.h"
#include "frame/survey.h"
#include "report/human.h"
#include "report/redact.h"

#include <inttypes.h>

#define LABEL_COLUMNS 14
#define NAME_COLUMNS 26
#define BROKE_COLUMNS 70

/* Bids of line shapes shown. */
#define BIDS_SHOWN 6

struct totals {
    uint64_t events, undated;
    int64_t first_us, last_us;
};

static void add_label(struct buf *out, const char *label)
{
    buf_printf(out, "  %-*s", LABEL_COLUMNS - 2, label);
}

/* The text as it may be shown: one line, no secrets, no control bytes, cut to fit. */
static void add_text(struct buf *out, struct slice s)
{
    struct buf masked, shown;
    buf_init(&masked);
    buf_init(&shown);
    redact_add(&masked, s);
    text_add_display(&shown, slice_trim(buf_slice(&masked)), SLICE(" "));
    const struct slice cut = text_cut(buf_slice(&shown), BROKE_COLUMNS);
    buf_add(out, cut);
    if (cut.len < shown.len)
        buf_add_cstr(out, "…");
    buf_release(&masked);
    buf_release(&shown);
}

static const char *help_of(const char *format)
{
    const char *name, *help;
    for (size_t i = 0; framer_format_row(i, &name, &help); i++)
        if (strcmp(name, format) == 0)
            return help;
    return "a JSON value without records that are known";
}

static struct totals read_all(struct framer *framer)
{
    struct totals totals = { .first_us = TIMESTAMP_NONE, .last_us = TIMESTAMP_NONE };
    struct event event;
    enum status st;
    while ((st = framer_next(framer, &event)) != STATUS_END) {
        if (st != STATUS_OK)
            continue;
        const int64_t us = event.time_us;
        totals.events++;
        totals.undated += us == TIMESTAMP_NONE;
        if (us == TIMESTAMP_NONE)
            continue;
        if (totals.first_us == TIMESTAMP_NONE || us < totals.first_us)
            totals.first_us = us;
        if (us > totals.last_us || totals.last_us == TIMESTAMP_NONE)
            totals.last_us = us;
    }
    return totals;
}

static void add_totals(struct buf *out, const struct totals *totals)
{
    char count[HUMAN_BYTES], first[TIMESTAMP_TEXT_BYTES], last[TIMESTAMP_TEXT_BYTES];
    human_count(totals->events, count);
    add_label(out, "events");
    buf_add_cstr(out, count);
    if (totals->events > 0 && totals->undated == totals->events) {
        buf_add_cstr(out, ", none with a time");
    } else if (totals->undated > 0) {
        human_count(totals->undated, count);
        buf_printf(out, ", %s without a time", count);
    }
    buf_add_byte(out, '\n');
    if (totals->first_us == TIMESTAMP_NONE)
        return;
    timestamp_format(totals->first_us, first);
    timestamp_format(totals->last_us, last);
    add_label(out, "time");
    buf_printf(out, "%s to %s\n", first, last);
}

/* Lines of which each was written, cut or wrapped by somebody on the way. */
static void add_rejoined(struct buf *out, const struct framer_counts *counts)
{
    const struct {
        uint64_t count;
        const char *text;
    } rows[] = {
        { counts->rejoined, "pieces of long lines put together" },
        { counts->wrapped_lines, "wrapped lines put together" },
        { counts->unrejoinable, "pieces whose other pieces were not found" },
    };
    bool first = true;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char count[HUMAN_BYTES];
        if (rows[i].count == 0)
            continue;
        human_count(rows[i].count, count);
        add_label(out, first ? "rejoined" : "");
        buf_printf(out, "%s %s\n", count, rows[i].text);
        first = false;
    }
}

/* Shapes that match lines of the sample; of one that lost, the line that broke it. */
static void add_bids(struct buf *out, const struct survey *survey, const char *format,
                     bool has_records)
{
    if (survey->lines > 0 && survey->count == 0 && !has_records) {
        add_label(out, "lines");
        buf_printf(out, "no prefix is known in the first %" PRIu32 "\n", survey->lines);
    }
    for (size_t i = 0; i < survey->count && i < BIDS_SHOWN; i++) {
        const struct survey_bid *bid = &survey->bids[i];
        add_label(out, i == 0 ? "lines" : "");
        buf_printf(out, "%-*s %" PRIu32 " of the first %" PRIu32, NAME_COLUMNS, bid->name,
                   bid->lines, survey->lines);
        if (bid->broke > 0 && strcmp(bid->name, format) != 0) {
            buf_printf(out, "; not line %" PRIu64 ": ", bid->broke);
            add_text(out, bid->broke_text);
        }
        buf_add_byte(out, '\n');
    }
}

static bool has_records(const struct framer *framer)
{
    const char *name;
    uint64_t records;
    return framer_record_row(framer, 0, &name, &records);
}

static void add_records(struct buf *out, const struct framer *framer)
{
    const char *name;
    uint64_t records;
    char count[HUMAN_BYTES];
    for (size_t i = 0; framer_record_row(framer, i, &name, &records); i++) {
        human_count(records, count);
        add_label(out, i == 0 ? "records" : "");
        buf_printf(out, "%-*s %s\n", NAME_COLUMNS, name, count);
    }
}

static void add_warnings(struct buf *out, const struct source *src)
{
    const struct err *warning;
    size_t shown = 0;
    for (; shown < SOURCE_WARNINGS_MAX && (warning = source_warning(src, shown)); shown++) {
        struct err bare = *warning;
        char text[ERR_TEXT_BYTES + ERR_SOURCE_BYTES + 32];
        bare.source[0] = '\0';
        bare.line = 0;
        add_label(out, shown == 0 ? "warnings" : "");
        if (warning->line > 0)
            buf_printf(out, "line %" PRIu64 ": ", warning->line);
        err_format(&bare, text, sizeof text);
        buf_printf(out, "%s\n", text);
    }
    if (source_warning_count(src) > shown) {
        add_label(out, "");
        buf_printf(out, "… %zu more\n", source_warning_count(src) - shown);
    }
}

bool formats_file_tell(struct buf *out, int fd, const char *name, int32_t zone_s)
{
    const struct framer_options options = { .zone_s = zone_s };
    struct source *src = source_open_fd(fd, name, NULL);
    const struct slice head = source_peek(src, SURVEY_BYTES);
    struct survey survey;
    survey_init(&survey, head, source_at_end(src), zone_s);
    struct framer *framer = framer_open(src, &options);
    const struct totals totals = read_all(framer);
    const char *format = framer_format(framer), *zip = source_compression(src);
    char size[HUMAN_BYTES];
    human_size(source_offset(src), size);

    text_add_display(out, slice_cstr(name), SLICE(" "));
    buf_add_byte(out, '\n');
    add_label(out, "read as");
    buf_printf(out, "%s: %s\n", format, help_of(format));
    add_label(out, "encoding");
    buf_printf(out, "%s%s%s, %s\n", source_encoding(src), zip[0] ? ", compressed with " : "", zip,
               size);
    add_totals(out, &totals);
    const struct framer_counts counts = framer_count(framer);
    add_rejoined(out, &counts);
    add_bids(out, &survey, format, has_records(framer));
    add_records(out, framer);
    add_warnings(out, src);
    const bool is_sound = !source_damaged(src);
    survey_release(&survey);
    framer_close(framer);
    source_close(src);
    return is_sound;
}
