#include "report/show.h"

#include "base/text.h"
#include "report/advice.h"
#include "report/fields.h"
#include "report/human.h"
#include "report/outline.h"
#include "report/phrase.h"

#include <inttypes.h>
#include <stdio.h>

#define WIDTH_MIN 60
#define WIDTH_MAX 160 /* longer lines of prose are hard to read */
#define TASK_CHARS 8  /* as the ECS console shows a task id at its shortest */
#define STREAM_CHARS 28
#define DATE_COLUMNS 11 /* "2025-10-01 " */

void show_init(struct show *show, const struct report *report, const struct report_style *style,
               struct buf *out)
{
    *show = (struct show){ .report = report, .style = style, .out = out };
    show->width = style->width < WIDTH_MIN   ? WIDTH_MIN
                  : style->width > WIDTH_MAX ? WIDTH_MAX
                                             : style->width;
    const struct incident *inc = report->incident;
    if (inc->first_us != TIMESTAMP_NONE && inc->last_us != TIMESTAMP_NONE) {
        show->with_dates = show_day(show, inc->first_us) != show_day(show, inc->last_us);
    }
    buf_init(&show->redacted);
    buf_init(&show->display);
    buf_init(&show->filled);
}

void show_release(struct show *show)
{
    buf_release(&show->redacted);
    buf_release(&show->display);
    buf_release(&show->filled);
}

/* Typography that our own texts use, and '?' for the rest. */
static const char *ascii_for(uint32_t code)
{
    switch (code) {
    case 0x2013:
    case 0x2014:
    case 0x2212: return "-";
    case 0x2018:
    case 0x2019: return "'";
    case 0x201C:
    case 0x201D: return "\"";
    case 0x2026: return "...";
    case 0x2192: return "->";
    case 0x00D7: return "x";
    case 0x00A0:
    case 0x202F: return " ";
    default: return "?";
    }
}

static void add_ascii(struct buf *out, struct slice s)
{
    for (size_t at = 0; at < s.len;) {
        uint32_t code = 0;
        const size_t len = text_utf8_at(s, at, &code);
        if (len == 1)
            buf_add_byte(out, s.ptr[at]);
        else
            buf_add_cstr(out, ascii_for(code));
        at += len ? len : 1;
    }
}

struct slice show_safe(struct show *show, struct slice raw)
{
    buf_reset(&show->redacted);
    redact_add_at(&show->redacted, raw, show->style->redact);
    raw = buf_slice(&show->redacted);
    buf_reset(&show->display);
    text_add_display(&show->display, raw, SLICE(" "));
    if (show->style->unicode)
        return buf_slice(&show->display);
    buf_reset(&show->redacted); /* raw is not needed any more */
    add_ascii(&show->redacted, buf_slice(&show->display));
    return buf_slice(&show->redacted);
}

struct slice show_filled(struct show *show, struct slice template, const struct hypothesis *h,
                         bool is_command)
{
    buf_reset(&show->filled);
    advice_fill(template, h, show->report->incident, is_command, &show->filled);
    return show_safe(show, buf_slice(&show->filled));
}

void show_heading(struct show *show, const char *title, const char *remark)
{
    buf_add_byte(show->out, '\n');
    style_add_cstr(show->style, TONE_STRONG, title, show->out);
    if (remark[0] != '\0') {
        buf_add_cstr(show->out, "  ");
        const struct wrap w = { show->width, (uint32_t)strlen(title) + 2, 2, 0 };
        wrap_add(show->style, w, slice_cstr(remark), show->out);
    } else {
        buf_add_byte(show->out, '\n');
    }
}

void show_end_line(struct show *show)
{
    struct buf *out = show->out;
    while (out->len > 0 && out->ptr[out->len - 1] == ' ')
        out->len--;
    buf_add_byte(out, '\n');
}

void show_label(struct show *show, uint32_t indent, const char *label, uint32_t width,
                enum tone tone)
{
    buf_add_fill(show->out, ' ', indent);
    style_add_cstr(show->style, tone, label, show->out);
    const size_t used = strlen(label);
    buf_add_fill(show->out, ' ', used < width ? width - used : 1);
}

int64_t show_day(const struct show *show, int64_t us)
{
    return phrase_day(us, show->style->zone_s);
}

uint32_t show_time_width(const struct show *show)
{
    return show->with_dates ? DATE_COLUMNS + SHOW_CLOCK_COLUMNS : SHOW_CLOCK_COLUMNS;
}

static void add_clock(const struct show *show, int64_t us, bool with_date,
                      char out[SHOW_TIME_BYTES])
{
    if (us == TIMESTAMP_NONE)
        snprintf(out, SHOW_TIME_BYTES, "%*s", SHOW_CLOCK_COLUMNS + (with_date ? DATE_COLUMNS : 0),
                 "");
    else
        timestamp_format_clock(us, show->style->zone_s, with_date, out);
}

void show_time(const struct show *show, int64_t us, char out[SHOW_TIME_BYTES])
{
    add_clock(show, us, show->with_dates, out);
}

void show_clock(const struct show *show, int64_t us, char out[SHOW_TIME_BYTES])
{
    add_clock(show, us, false, out);
}

void show_stream(const struct show *show, uint32_t stream, struct buf *raw)
{
    if (stream >= show->report->incident->stream_count)
        return;
    const struct stream_info *info = &show->report->incident->streams[stream];
    const struct slice name = info->container.len ? info->container : info->service;
    if (info->task.len > 0) {
        buf_add(raw, name);
        if (name.len > 0)
            buf_add_byte(raw, '/');
        buf_add(raw, slice_sub(info->task, 0, TASK_CHARS));
        return;
    }
    const struct slice full = fields_stream_name(show->report, stream);
    if (full.len <= STREAM_CHARS) {
        buf_add(raw, full);
        return;
    }
    size_t from = full.len - STREAM_CHARS + 1;
    while (from < full.len && ((unsigned char)full.ptr[from] & 0xC0) == 0x80)
        from++; /* not inside of a character */
    buf_add_byte(raw, '~');
    buf_add(raw, slice_from(full, from));
}

void show_place(const struct show *show, uint32_t source, uint64_t line, struct buf *raw)
{
    buf_add_cstr(raw, outline_source(show->report, source));
    if (line > 0)
        buf_printf(raw, ":%" PRIu64, line);
}

void show_count(const struct show *show, uint64_t count, struct buf *out)
{
    if (count <= 1)
        return;
    char digits[HUMAN_BYTES];
    human_count(count, digits);
    buf_add_cstr(out, style_symbol(show->style, SYMBOL_TIMES));
    buf_add_cstr(out, digits);
}
