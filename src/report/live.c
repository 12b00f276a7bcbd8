#include "report/live.h"

#include "report/fields.h"
#include "report/outline.h"
#include "report/phrase.h"
#include "report/report_json_live.h"
#include "report/text_parts.h"

#define KIND_COLUMNS 8
#define STREAM_COLUMNS 24
#define COUNT_COLUMNS 8

/* --- text ------------------------------------------------------------------------------------- */

static void add_kind(struct show *show, const struct timeline_entry *e, const char *kind)
{
    const struct sig *sig = fields_sig(show->report, e->sig);
    const enum sig_kind of = sig ? sig->kind : SIG_NOISE;
    const bool unknown = !sig && e->kind == TIMELINE_FINDING;
    const enum tone tone = unknown ? TONE_WARN : style_kind_tone(of);
    const enum symbol symbol = unknown ? SYMBOL_WARNING : style_kind_symbol(of);
    style_on(show->style, tone, show->out);
    buf_printf(show->out, "%s ", style_symbol(show->style, symbol));
    wrap_add_cell(show->style, slice_cstr(kind), KIND_COLUMNS, show->out);
    style_off(show->style, tone, show->out);
}

/* Columns that hold nothing are the title's, as long as those behind them stay in place. */
static void add_line(struct show *show, const struct timeline_entry *e, const char *kind,
                     struct slice title)
{
    const uint32_t used = SHOW_CLOCK_COLUMNS + 2 + 2 + KIND_COLUMNS + 2;
    const uint32_t right = 1 + COUNT_COLUMNS + 2 + STREAM_COLUMNS;
    uint32_t left = show->width - used - right; /* the width is at least 60 */
    char clock[SHOW_TIME_BYTES];
    struct buf count, stream;
    buf_init(&count);
    buf_init(&stream);
    show_count(show, e->count, &count);
    show_stream(show, e->stream, &stream);
    if (count.len == 0)
        left += stream.len == 0 ? right : 1 + COUNT_COLUMNS;
    show_clock(show, e->time_us, clock);
    buf_printf(show->out, "%s  ", clock);
    add_kind(show, e, kind);
    buf_add_cstr(show->out, "  ");
    wrap_add_cell(show->style, show_safe(show, title), left, show->out);
    if (count.len > 0) {
        buf_add_byte(show->out, ' ');
        wrap_add_cell(show->style, buf_slice(&count), COUNT_COLUMNS, show->out);
    }
    if (stream.len > 0) {
        buf_add_cstr(show->out, "  ");
        style_on(show->style, TONE_DIM, show->out);
        wrap_add_cut(show->style, show_safe(show, buf_slice(&stream)), STREAM_COLUMNS, show->out);
        style_off(show->style, TONE_DIM, show->out);
    }
    buf_release(&count);
    buf_release(&stream);
    show_end_line(show);
}

static void add_text(const struct report *report, const struct timeline_entry *e,
                     const struct report_style *style, struct slice unknown, struct buf *out)
{
    struct show show;
    struct buf title;
    show_init(&show, report, style, out);
    buf_init(&title);
    if (unknown.len > 0)
        buf_add(&title, unknown);
    else
        outline_entry_title(report, e, &title);
    add_line(&show, e, unknown.len > 0 ? LIVE_UNKNOWN_KIND : outline_entry_kind(report, e),
             buf_slice(&title));
    buf_release(&title);
    show_release(&show);
}

/* --- entries ---------------------------------------------------------------------------------- */

static void add_entry(const struct report *report, const struct timeline_entry *e,
                      const struct live_style *style, struct slice unknown, struct buf *out)
{
    if (style->records)
        report_json_live_entry(report, e, style->style, unknown, out);
    else
        add_text(report, e, style->style, unknown, out);
}

void live_add_entry(const struct report *report, const struct timeline_entry *entry,
                    const struct live_style *style, struct buf *out)
{
    add_entry(report, entry, style, slice_empty(), out);
}

/* An incident of one event, so that it is told in the words of a report. */
void live_add_event(const struct live_event *e, const struct live_style *style, struct buf *out)
{
    const struct event *event = e->event;
    struct stream_info stream = { .group = event->group,
                                  .stream = event->stream,
                                  .task = event->task,
                                  .container = event->container,
                                  .service = event->service,
                                  .cluster = event->cluster,
                                  .region = event->region };
    struct occurrence sample = { .time_us = event->time_us, .source_name = e->source };
    struct finding finding = { .sig = SIG_NONE, .count = e->count, .sample_count = 1 };
    struct slice unknown = slice_empty();
    if (e->hit) {
        finding.sig = e->hit->sig;
        sample.text = e->hit->line;
        sample.line = e->hit->source_line;
        sample.capture_count = e->hit->capture_count;
        memcpy(sample.captures, e->hit->captures, sizeof sample.captures);
    } else {
        unknown = e->text;
        sample.line = e->line;
    }
    finding.first_us = finding.last_us = event->time_us;
    finding.samples = &sample;
    struct timeline_entry entry = { .time_us = event->time_us,
                                    .last_us = event->time_us,
                                    .source_name = e->source,
                                    .kind = TIMELINE_FINDING,
                                    .sig = finding.sig,
                                    .line = sample.line,
                                    .count = e->count };
    const struct incident incident = { .events = 1,
                                       .first_us = event->time_us,
                                       .last_us = event->time_us,
                                       .findings = &finding,
                                       .finding_count = e->hit ? 1 : 0,
                                       .timeline = &entry,
                                       .timeline_count = 1,
                                       .streams = &stream,
                                       .stream_count = 1 };
    const struct diagnosis none = { .hypothesis_count = 0 };
    const struct report_source source = { .name = e->source, .format = "", .encoding = "" };
    const struct report report = { .set = e->set,
                                   .incident = &incident,
                                   .diagnosis = &none,
                                   .sources = &source,
                                   .source_count = 1 };
    add_entry(&report, &entry, style, unknown, out);
}

/* --- hypotheses ------------------------------------------------------------------------------- */

void live_add_hypothesis(const struct report *report, bool forgot, const struct live_style *style,
                         struct buf *out)
{
    const struct diagnosis *d = report->diagnosis;
    if (style->records) {
        report_json_live_hypothesis(report, forgot, style->style, out);
        return;
    }
    struct show show;
    show_init(&show, report, style->style, out);
    if (d->hypothesis_count > 0) {
        text_cause_add_brief(&show, &d->hypotheses[0]);
        buf_add_byte(out, '\n');
    } else if (forgot) {
        style_on(show.style, TONE_GOOD, out);
        buf_add_cstr(out, LIVE_FORGOT);
        style_off(show.style, TONE_GOOD, out);
        buf_add_cstr(out, "\n\n");
    } else {
        text_head_add(&show);
        buf_add_byte(out, '\n');
    }
    show_release(&show);
}
