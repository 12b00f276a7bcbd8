#include "report/fields.h"
#include "report/human.h"
#include "report/text_parts.h"

#define STATUS_BYTES 16
#define RECOVERIES_SHOWN_MAX 5

static void add_status(struct show *show, enum verdict_status status)
{
    const char *name = verdict_status_name(status);
    char upper[STATUS_BYTES];
    size_t len = 0;
    for (; name[len] && len + 1 < sizeof upper; len++)
        upper[len] = ascii_upper(name[len]);
    upper[len] = '\0';
    style_add_cstr(show->style, style_status_tone(status), upper, show->out);
    buf_add_cstr(show->out, "  ");
}

/* "configuration: Redis URL has no scheme (94 %)" */
static void add_statement(struct show *show, const struct hypothesis *h, struct buf *line)
{
    char percent[HUMAN_BYTES];
    human_percent(h->confidence, percent);
    struct buf title;
    buf_init(&title);
    if (h->sig == SIG_NONE) {
        buf_add_cstr(line, "the cause is not one of the known ones");
    } else {
        fields_hypothesis_title(show->report, h, &title);
        buf_printf(line, "%s: ", sig_domain_name(h->domain));
        buf_add(line, show_safe(show, buf_slice(&title)));
    }
    buf_printf(line, " (%s)", percent);
    buf_release(&title);
}

/* "nothing wrong found in 1,204 events" */
static void add_no_statement(struct show *show, struct buf *line)
{
    const struct verdict *v = &show->report->diagnosis->verdict;
    char events[HUMAN_BYTES];
    human_count(show->report->incident->events, events);
    if (show->report->incident->events == 0)
        buf_add_cstr(line, "no events were found in what was read");
    else if (v->status == VERDICT_HEALTHY)
        buf_printf(line, "nothing wrong found in %s events", events);
    else
        buf_printf(line, "no cause found in %s events%s%s", events, v->has_domain ? ": " : "",
                   v->has_domain ? sig_domain_name(v->domain) : "");
}

/* What went well, where nothing is wrong or not any more. */
static void add_recoveries(struct show *show)
{
    const struct report *r = show->report;
    uint32_t shown = 0;
    for (uint32_t i = 0; i < r->incident->finding_count && shown < RECOVERIES_SHOWN_MAX; i++) {
        const struct finding *f = &r->incident->findings[i];
        const struct sig *sig = fields_sig(r, f->sig);
        if (!sig || sig->kind != SIG_RECOVERY)
            continue;
        if (shown++ == 0)
            show_heading(show, "Signs of health", "");
        char clock[SHOW_TIME_BYTES];
        show_time(show, f->last_us, clock);
        struct buf title;
        buf_init(&title);
        fields_finding_title(r, f, &title);
        buf_add_cstr(show->out, "  ");
        style_add_cstr(show->style, TONE_GOOD, style_symbol(show->style, SYMBOL_RECOVERY),
                       show->out);
        buf_printf(show->out, " %s  ", clock);
        wrap_add_cut(show->style, show_safe(show, buf_slice(&title)),
                     show->width - show_time_width(show) - 16, show->out);
        buf_add_cstr(show->out, f->count > 1 ? "  " : "");
        show_count(show, f->count, show->out);
        buf_add_byte(show->out, '\n');
        buf_release(&title);
    }
}

void text_head_add(struct show *show)
{
    const struct diagnosis *d = show->report->diagnosis;
    const struct verdict *v = &d->verdict;
    const uint32_t status_width = (uint32_t)strlen(verdict_status_name(v->status)) + 2;
    struct buf line;
    buf_init(&line);
    if (d->hypothesis_count > 0 && v->status != VERDICT_HEALTHY)
        add_statement(show, &d->hypotheses[0], &line);
    else
        add_no_statement(show, &line);
    add_status(show, v->status);
    style_on(show->style, TONE_STRONG, show->out);
    wrap_add(show->style, (struct wrap){ show->width, status_width, status_width, 3 },
             buf_slice(&line), show->out);
    style_off(show->style, TONE_STRONG, show->out);
    if (v->summary.len > 0)
        wrap_add(show->style, (struct wrap){ show->width, 0, 0, 0 }, show_safe(show, v->summary),
                 show->out);
    if (v->status == VERDICT_HEALTHY)
        add_recoveries(show);
    buf_release(&line);
}
