#include "report/fields.h"
#include "report/human.h"
#include "report/outline.h"
#include "report/text_parts.h"

#define OTHERS_SHOWN_MAX 4
#define INDENT 2
#define RANK_COLUMNS 4
#define PERCENT_COLUMNS 6

static const uint32_t body = INDENT + RANK_COLUMNS + PERCENT_COLUMNS;

static void add_best_line(struct show *show, const struct hypothesis *h)
{
    if (h->evidence_count == 0)
        return;
    const struct occurrence *o = &h->evidence[0].occurrence;
    struct buf line;
    buf_init(&line);
    if (o->time_us != TIMESTAMP_NONE) {
        char clock[SHOW_TIME_BYTES];
        show_time(show, o->time_us, clock);
        buf_printf(&line, "%s  ", clock);
    }
    show_place(show, o->source, o->line, &line);
    buf_add_cstr(&line, "  ");
    buf_add_fill(show->out, ' ', body);
    style_on(show->style, TONE_DIM, show->out);
    const size_t left = show->width - body;
    const size_t used =
        wrap_add_cut(show->style, show_safe(show, buf_slice(&line)), left / 2, show->out);
    wrap_add_ends(show->style, show_safe(show, occurrence_line(o)), left - used, show->out);
    style_off(show->style, TONE_DIM, show->out);
    buf_add_byte(show->out, '\n');
    buf_release(&line);
}

static void add_other(struct show *show, const struct hypothesis *h, uint32_t rank)
{
    char percent[HUMAN_BYTES];
    human_percent(h->confidence, percent);
    buf_add_fill(show->out, ' ', INDENT);
    buf_printf(show->out, "%2u. %4s  ", (unsigned)rank, percent);
    struct buf line;
    buf_init(&line);
    buf_add(&line, h->title);
    if (h->sig != SIG_NONE)
        buf_printf(&line, " %s %s, ", style_symbol(show->style, SYMBOL_DASH),
                   sig_domain_name(h->domain));
    else
        buf_printf(&line, " %s ", style_symbol(show->style, SYMBOL_DASH));
    buf_add(&line, h->id);
    if (h->basis == BASIS_INFERRED && h->sig != SIG_NONE)
        buf_add_cstr(&line, ", inferred");
    wrap_add_cut(show->style, show_safe(show, buf_slice(&line)), show->width - body, show->out);
    buf_add_byte(show->out, '\n');
    buf_release(&line);
    add_best_line(show, h);
}

void text_others_add(struct show *show)
{
    const struct diagnosis *d = show->report->diagnosis;
    if (d->hypothesis_count < 2)
        return;
    show_heading(show, "Also possible", "");
    const uint32_t most = show->style->full ? d->hypothesis_count : 1 + OTHERS_SHOWN_MAX;
    for (uint32_t i = 1; i < d->hypothesis_count && i < most; i++)
        add_other(show, &d->hypotheses[i], i + 1);
    if (d->hypothesis_count > most) {
        buf_add_fill(show->out, ' ', INDENT);
        buf_printf(show->out, "%s %u more (--full)\n", style_symbol(show->style, SYMBOL_ELLIPSIS),
                   (unsigned)(d->hypothesis_count - most));
    }
}
