#include "base/text.h"
#include "report/fields.h"
#include "report/human.h"
#include "report/outline.h"
#include "report/phrase.h"
#include "report/text_parts.h"

#include <stdio.h>

#define SOURCES_SHOWN_MAX 12
#define WARNINGS_SHOWN_MAX 3 /* per source */
#define NAME_COLUMNS_MIN 14
#define NAME_COLUMNS_MAX 32
#define FORMAT_COLUMNS 32

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

/* What was put together again, if anything was. */
static void add_joined(struct show *show, const struct report_source *s)
{
    struct buf line;
    buf_init(&line);
    phrase_joined(s, &line);
    if (line.len > 0) {
        buf_add_cstr(show->out, "    ");
        wrap_add(show->style, (struct wrap){ show->width, 4, 4, 0 }, buf_slice(&line), show->out);
    }
    buf_release(&line);
}

static void add_source(struct show *show, uint32_t i, size_t name_columns)
{
    const struct report_source *s = &show->report->sources[i];
    char events[HUMAN_BYTES], bytes[HUMAN_BYTES];
    human_count(s->events, events);
    human_size(s->bytes, bytes);
    struct buf format;
    buf_init(&format);
    phrase_format(s, &format);
    const char *name = outline_source(show->report, i);
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
    size_t columns = NAME_COLUMNS_MIN;
    for (uint32_t i = 0; i < shown; i++) {
        const size_t width =
            text_width(show_safe(show, slice_cstr(outline_source(show->report, i))));
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

static void add_line(struct show *show, struct buf *line)
{
    if (line->len == 0)
        return;
    buf_add_cstr(show->out, "  ");
    wrap_add(show->style, (struct wrap){ show->width, 2, 2, 0 }, buf_slice(line), show->out);
    buf_reset(line);
}

void text_read_add(struct show *show)
{
    const struct report *r = show->report;
    struct buf line;
    buf_init(&line);
    outline_folder(r, &line);
    struct buf remark;
    buf_init(&remark);
    buf_add(&remark, show_safe(show, buf_slice(&line)));
    show_heading(show, "Read", buf_cstr(&remark));
    buf_release(&remark);
    buf_reset(&line);
    uint32_t shown = r->source_count;
    if (!show->style->full && shown > SOURCES_SHOWN_MAX)
        shown = SOURCES_SHOWN_MAX;
    const size_t columns = name_columns(show, shown);
    for (uint32_t i = 0; i < shown; i++)
        add_source(show, i, columns);
    add_hidden_sources(show, shown);
    phrase_range(r, show->style->zone_s, &line);
    add_line(show, &line);
    phrase_duplicates(r, &line);
    add_line(show, &line);
    phrase_ledger(r, &line);
    add_line(show, &line);
    phrase_tool(r, &line);
    add_line(show, &line);
    for (uint32_t i = 0; i < r->warning_count; i++)
        add_err(show, &r->warnings[i]);
    for (uint32_t i = 0; fields_limit(r, i, &line); i++) {
        add_warning(show, buf_slice(&line));
        buf_reset(&line);
    }
    buf_release(&line);
}
