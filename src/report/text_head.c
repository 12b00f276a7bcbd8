#include "report/fields.h"
#include "report/phrase.h"
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

/* What went well, where nothing is wrong or not any more. */
static void add_recoveries(struct show *show)
{
    const struct report *r = show->report;
    uint32_t shown = 0;
    for (uint32_t i = 0; i < r->incident->finding_count && shown < RECOVERIES_SHOWN_MAX; i++) {
        const struct finding *f = &r->incident->findings[i];
        const struct sig *sig = fields_sig(r, f->sig);
        if (!sig || !sig_is_good(sig))
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
    const struct verdict *v = &show->report->diagnosis->verdict;
    const uint32_t status_width = (uint32_t)strlen(verdict_status_name(v->status)) + 2;
    struct buf line;
    buf_init(&line);
    phrase_headline(show->report, &line);
    add_status(show, v->status);
    style_on(show->style, TONE_STRONG, show->out);
    wrap_add(show->style, (struct wrap){ show->width, status_width, status_width, 3 },
             show_safe(show, buf_slice(&line)), show->out);
    style_off(show->style, TONE_STRONG, show->out);
    if (v->summary.len > 0)
        wrap_add(show->style, (struct wrap){ show->width, 0, 0, 0 }, show_safe(show, v->summary),
                 show->out);
    if (v->status == VERDICT_HEALTHY)
        add_recoveries(show);
    buf_release(&line);
}
