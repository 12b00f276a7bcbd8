#include "report/report_json_live.h"

#include "report/live.h"
#include "report/report_json_record.h"

static void open_record(struct report_json *w, const char *type)
{
    report_json_out_open_object(&w->out, NULL);
    report_json_out_text(&w->out, "type", slice_cstr(type));
    report_json_out_bool(&w->out, "live", true);
}

/* The only one. */
static void close_record(struct report_json *w)
{
    report_json_out_close_object(&w->out);
    report_json_out_end_line(&w->out);
    report_json_release(w);
}

void report_json_live_entry(const struct report *report, const struct timeline_entry *entry,
                            const struct report_style *style, struct slice unknown, struct buf *out)
{
    struct report_json w;
    report_json_init(&w, report, style, out, JSON_OUT_LINE);
    open_record(&w, "timeline");
    report_json_entry(&w, entry, unknown);
    close_record(&w);
}

void report_json_live_hypothesis(const struct report *report, bool forgot,
                                 const struct report_style *style, struct buf *out)
{
    const struct diagnosis *d = report->diagnosis;
    struct report_json w;
    report_json_init(&w, report, style, out, JSON_OUT_LINE);
    if (d->hypothesis_count > 0) {
        open_record(&w, "hypothesis");
        report_json_hypothesis(&w, &d->hypotheses[0], 1);
    } else {
        open_record(&w, "verdict");
        report_json_verdict(&w, forgot ? LIVE_FORGOT : NULL);
    }
    close_record(&w);
}
