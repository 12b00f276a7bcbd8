#include "base/text.h"
#include "report/fields.h"
#include "report/human.h"
#include "report/ledger.h"
#include "report/text_parts.h"

#include <stdio.h>

#define SOURCES_SHOWN_MAX 12
#define WARNINGS_SHOWN_MAX 3 /* per source */
#define NAME_COLUMNS_MAX 32
#define FORMAT_COLUMNS 32
#define HASH_CHARS 12

static void add_warning(struct show *show, struct slice text)
{
    buf_add_cstr(show->out, "    ");
    style_add_cstr(show->style, TONE_WARN, style_symbol(show->style, SYMBOL_WARNING), show->out);
    buf_add_byte(show->out, ' ');
    wrap_add(show->style, (struct wrap){ show->width, 6, 6, 0 }, show_safe(show, text), show->out);
}

static void add_err(struct show *show, const struct err *err)
{
    struct buf text;
    buf_init(&text);
    fields_warning(err, &text);
    add_warning(show, buf_slice(&text));
    buf_release(&text);
}

static void add_warnings(struct show *show, const struct report_source *s)
{
    const uint32_t most = show->style->full ? s->warning_count : WARNINGS_SHOWN_MAX;
    uint32_t i = 0;
    for (; i < s->warning_count && i < most; i++)
        add_err(show, &s->warnings[i]);
    if (s->warnings_total > i) {
        char count[HUMAN_BYTES], text[2 * HUMAN_BYTES];
        human_count(s->warnings_total - i, count);
        snprintf(text, sizeof text, "%s more warnings", count);
        add_warning(show, slice_cstr(text));
    }
}

static void add_count(struct buf *line, uint64_t count, const char *one, const char *many)
{
    char digits[HUMAN_BYTES];
    if (count == 0)
        return;
    human_count(count, digits);
    buf_printf(line, "%s%s %s", line->len > 0 ? ", " : "", digits, count == 1 ? one : many);
}

/* What was put together again, if anything was. */
static void add_joined(struct show *show, const struct report_source *s)
{
    struct buf line;
    buf_init(&line);
    add_count(&line, s->wrapped_lines, "wrapped line unwrapped", "wrapped lines unwrapped");
    add_count(&line, s->rejoined, "piece of a cut line rejoined", "pieces of cut lines rejoined");
    add_count(&line, s->unrejoinable, "piece without its other end",
              "pieces without their other end");
    if (line.len > 0) {
        buf_add_cstr(show->out, "    ");
        wrap_add(show->style, (struct wrap){ show->width, 4, 4, 0 }, buf_slice(&line), show->out);
    }
    buf_release(&line);
}

static void add_source(struct show *show, const struct report_source *s, size_t name_columns)
{
    char events[HUMAN_BYTES], bytes[HUMAN_BYTES];
    human_count(s->events, events);
    human_size(s->bytes, bytes);
    struct buf format;
    buf_init(&format);
    if (s->format[0] == '\0')
        buf_add_cstr(&format, "not read");
    else
        buf_add_cstr(&format, s->format);
    if (s->format[0] != '\0' && strcmp(s->encoding, "utf-8") != 0)
        buf_printf(&format, ", %s", s->encoding);
    const char *name = strcmp(s->name, "-") == 0 ? "standard input" : s->name;
    buf_add_cstr(show->out, "  ");
    wrap_add_cell(show->style, show_safe(show, slice_cstr(name)), name_columns, show->out);
    buf_add_cstr(show->out, "  ");
    const size_t left = show->width - name_columns - 4;
    wrap_add_cell(show->style, show_safe(show, buf_slice(&format)),
                  left > FORMAT_COLUMNS + 28 ? FORMAT_COLUMNS
                  : left > 30                ? left - 28
                                             : 2,
                  show->out);
    buf_printf(show->out, " %10s %-6s %9s\n", events, s->events == 1 ? "event" : "events", bytes);
    buf_release(&format);
    add_joined(show, s);
    add_warnings(show, s);
}

static size_t name_columns(struct show *show, uint32_t shown)
{
    size_t columns = strlen("standard input");
    for (uint32_t i = 0; i < shown; i++) {
        const size_t width = text_width(show_safe(show, slice_cstr(show->report->sources[i].name)));
        columns = width > columns ? width : columns;
    }
    const size_t most = show->width < 80 ? NAME_COLUMNS_MAX / 2 : NAME_COLUMNS_MAX;
    return columns < most ? columns : most;
}

static void add_hidden_sources(struct show *show, uint32_t shown)
{
    const struct report *r = show->report;
    if (shown == r->source_count)
        return;
    uint64_t events = 0, warnings = 0;
    for (uint32_t i = shown; i < r->source_count; i++) {
        events += r->sources[i].events;
        warnings += r->sources[i].warnings_total;
    }
    char event_digits[HUMAN_BYTES], warning_digits[HUMAN_BYTES];
    human_count(events, event_digits);
    human_count(warnings, warning_digits);
    buf_printf(show->out, "  %s %u more with %s events and %s warnings (--full)\n",
               style_symbol(show->style, SYMBOL_ELLIPSIS), (unsigned)(r->source_count - shown),
               event_digits, warning_digits);
}

/* "Times in UTC", "Times in UTC+02:00". */
static void add_zone(const struct show *show, struct buf *line)
{
    const int32_t zone_s = show->style->zone_s;
    const int32_t minutes = (zone_s < 0 ? -zone_s : zone_s) / 60;
    buf_add_cstr(line, "Times in UTC");
    if (minutes > 0)
        buf_printf(line, "%c%02d:%02d", zone_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static void add_range(struct show *show, struct buf *line)
{
    const struct incident *inc = show->report->incident;
    if (inc->first_us == TIMESTAMP_NONE) {
        buf_add_cstr(line, "No times in the input");
        return;
    }
    char first[SHOW_TIME_BYTES], last[SHOW_TIME_BYTES], span[SHOW_TIME_BYTES];
    timestamp_format_clock(inc->first_us, show->style->zone_s, true, first);
    timestamp_format_clock(inc->last_us, show->style->zone_s, show->with_dates, last);
    timestamp_format_duration(inc->last_us - inc->first_us, span);
    add_zone(show, line);
    buf_printf(line, ", from %s to %s (%s)", first, last, span);
}

static void add_duplicates(const struct show *show, struct buf *line)
{
    const uint64_t duplicates = show->report->incident->duplicates;
    char digits[HUMAN_BYTES];
    human_count(duplicates, digits);
    buf_printf(line, "%s event%s in more than one input, counted once", digits,
               duplicates == 1 ? "" : "s");
}

static void add_ledger(struct show *show, struct buf *line)
{
    struct ledger ledger;
    ledger_make(show->report, &ledger);
    if (ledger.errors == 0) {
        buf_add_cstr(line, "No events of level error");
        return;
    }
    char errors[HUMAN_BYTES], explained[HUMAN_BYTES], effects[HUMAN_BYTES], rest[HUMAN_BYTES];
    human_count(ledger.errors, errors);
    human_count(ledger.explained, explained);
    human_count(ledger.consequences, effects);
    human_count(ledger.unexplained, rest);
    buf_printf(line, "%s error event%s: %s explained, %s consequences, %s unexplained", errors,
               ledger.errors == 1 ? "" : "s", explained, effects, rest);
}

static void add_line(struct show *show, struct buf *line)
{
    buf_add_cstr(show->out, "  ");
    wrap_add(show->style, (struct wrap){ show->width, 2, 2, 0 }, buf_slice(line), show->out);
    buf_reset(line);
}

void text_read_add(struct show *show)
{
    const struct report *r = show->report;
    show_heading(show, "Read", "");
    uint32_t shown = r->source_count;
    if (!show->style->full && shown > SOURCES_SHOWN_MAX)
        shown = SOURCES_SHOWN_MAX;
    const size_t columns = name_columns(show, shown);
    for (uint32_t i = 0; i < shown; i++)
        add_source(show, &r->sources[i], columns);
    add_hidden_sources(show, shown);
    struct buf line;
    buf_init(&line);
    add_range(show, &line);
    add_line(show, &line);
    if (r->incident->duplicates > 0) {
        add_duplicates(show, &line);
        add_line(show, &line);
    }
    add_ledger(show, &line);
    add_line(show, &line);
    char signatures[HUMAN_BYTES];
    human_count(r->signature_count, signatures);
    buf_printf(&line, "culprit %s, %s signatures, database %.*s", r->version, signatures,
               HASH_CHARS, r->database_hash);
    add_line(show, &line);
    for (uint32_t i = 0; i < r->warning_count; i++)
        add_err(show, &r->warnings[i]);
    for (uint32_t i = 0; fields_limit(r, i, &line); i++) {
        add_warning(show, buf_slice(&line));
        buf_reset(&line);
    }
    buf_release(&line);
}
