/* report_text: the report for a terminal, read from the top by someone who is in a hurry: verdict,
 * first hypothesis with the next commands, other hypotheses, timeline, what was read. The sections
 * are in text_*.c. */
#include "report/formats.h"
#include "report/text_parts.h"

static void write_text(const struct report *report, const struct report_style *style,
                       struct buf *out)
{
    struct show show;
    show_init(&show, report, style, out);
    text_head_add(&show);
    if (report->diagnosis->hypothesis_count > 0) {
        text_cause_add(&show, &report->diagnosis->hypotheses[0], 1);
        text_others_add(&show);
        text_rollback_add(&show, &report->diagnosis->hypotheses[0]);
    } else if (report->diagnosis->verdict.status != VERDICT_HEALTHY) {
        text_next_add(&show, NULL);
    }
    /* An unknown cause is looked for among the unknown errors, so they come first then. */
    const struct diagnosis *d = report->diagnosis;
    const bool is_unknown = d->verdict.status != VERDICT_HEALTHY
                            && (d->hypothesis_count == 0 || d->hypotheses[0].sig == SIG_NONE);
    if (is_unknown)
        text_unknown_add(&show);
    text_spark_add(&show);
    text_timeline_add(&show);
    if (!is_unknown)
        text_unknown_add(&show);
    text_read_add(&show);
    show_release(&show);
}

const struct report_format report_text_format = {
    .name = "text",
    .help = "for a terminal: verdict, hypotheses, next commands, timeline",
    .write = write_text,
};
