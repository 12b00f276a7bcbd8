#include "base/text.h"
#include "report/human.h"
#include "report/phrase.h"
#include "report/text_parts.h"

#define TEMPLATES_SHOWN_MAX 5
#define COUNT_COLUMNS 8

static void add_details(struct show *show, const struct error_template *t, uint32_t column)
{
    struct buf line;
    buf_init(&line);
    phrase_template(t, style_symbol(show->style, SYMBOL_DOT),
                    style_symbol(show->style, SYMBOL_ARROW), &line);
    if (line.len > 0) {
        buf_add_fill(show->out, ' ', column);
        style_on(show->style, TONE_DIM, show->out);
        wrap_add_cut(show->style, show_safe(show, buf_slice(&line)), show->width - column,
                     show->out);
        style_off(show->style, TONE_DIM, show->out);
        buf_add_byte(show->out, '\n');
    }
    buf_release(&line);
}

static void add_template(struct show *show, const struct error_template *t)
{
    struct buf count;
    buf_init(&count);
    buf_add_cstr(&count, style_symbol(show->style, SYMBOL_TIMES));
    char digits[HUMAN_BYTES], clock[SHOW_TIME_BYTES];
    human_count(t->count, digits);
    buf_add_cstr(&count, digits);
    buf_add_cstr(show->out, "  ");
    wrap_add_cell(show->style, buf_slice(&count), COUNT_COLUMNS, show->out);
    buf_release(&count);
    show_time(show, t->first_us, clock);
    buf_printf(show->out, "%s  ", clock);
    const struct baseline *b = &show->report->diagnosis->baseline;
    if (b->usable && b->template_is_new[t - show->report->incident->templates])
        buf_add_cstr(show->out, "NEW ");
    const uint32_t column = 2 + COUNT_COLUMNS + show_time_width(show) + 2;
    wrap_add(show->style, (struct wrap){ show->width, column, column, show->style->full ? 0 : 2 },
             show_safe(show, t->text), show->out);
    add_details(show, t, column);
}

/* The template that was seen first, where it is not among the shown ones. */
static const struct error_template *earliest(const struct incident *inc, uint32_t shown)
{
    const struct error_template *first = NULL;
    bool is_shown = false;
    for (uint32_t i = 0; i < inc->template_count; i++) {
        const struct error_template *t = &inc->templates[i];
        if (t->is_mute || (first && occurrence_order(&t->example, &first->example) >= 0))
            continue;
        first = t;
        is_shown = i < shown;
    }
    return is_shown ? NULL : first;
}

void text_unknown_add(struct show *show)
{
    const struct incident *inc = show->report->incident;
    if (inc->template_count == 0)
        return;
    struct buf remark;
    buf_init(&remark);
    phrase_unknown(inc, &remark);
    show_heading(show, "Unknown errors", buf_cstr(&remark));
    buf_release(&remark);
    uint32_t shown = inc->template_count;
    if (!show->style->full && shown > TEMPLATES_SHOWN_MAX)
        shown = TEMPLATES_SHOWN_MAX;
    for (uint32_t i = 0; i < shown; i++)
        add_template(show, &inc->templates[i]);
    const struct error_template *first = earliest(inc, shown);
    if (first) {
        buf_add_cstr(show->out, "  the earliest:\n");
        add_template(show, first);
    }
}
