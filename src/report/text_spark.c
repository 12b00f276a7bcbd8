/* text_spark: for each cause and symptom a line of bars, how often it was seen over time. */
#include "report/chart.h"
#include "report/fields.h"
#include "report/human.h"
#include "report/text_parts.h"

#define ROWS_MAX 6
#define COUNT_COLUMNS 7
#define TITLE_MIN 16
#define TITLE_MAX 40

static void add_bars(struct show *show, const struct chart *chart)
{
    for (uint32_t i = 0; i < chart->cells; i++) {
        const unsigned level = (unsigned)(chart->counts[i] / chart->most * STYLE_LEVELS + 0.5);
        /* Something is never shown as nothing. */
        buf_add_cstr(show->out,
                     style_bar(show->style, chart->counts[i] > 0 && level == 0 ? 1 : level));
    }
}

static void add_row(struct show *show, struct chart *chart, const struct finding *f,
                    size_t title_columns)
{
    const struct sig *sig = fields_sig(show->report, f->sig);
    struct buf text;
    buf_init(&text);
    fields_finding_title(show->report, f, &text);
    buf_add_cstr(show->out, "  ");
    style_add_cstr(show->style, style_kind_tone(sig->kind),
                   style_symbol(show->style, style_kind_symbol(sig->kind)), show->out);
    buf_add_byte(show->out, ' ');
    wrap_add_cell(show->style, show_safe(show, buf_slice(&text)), title_columns, show->out);
    char digits[HUMAN_BYTES];
    human_count(f->count, digits);
    buf_reset(&text);
    buf_printf(&text, "%s%s", style_symbol(show->style, SYMBOL_TIMES), digits);
    buf_add_byte(show->out, ' ');
    wrap_add_cell(show->style, buf_slice(&text), COUNT_COLUMNS, show->out);
    if (chart_fill(chart, f))
        add_bars(show, chart);
    show_end_line(show);
    buf_release(&text);
}

void text_spark_add(struct show *show)
{
    struct chart chart;
    const struct finding *rows[ROWS_MAX];
    if (!chart_axis(show->report, show->width / 2, &chart))
        return;
    const uint32_t count = chart_rows(show->report, ROWS_MAX, rows);
    if (count == 0)
        return;
    char first[SHOW_TIME_BYTES], last[SHOW_TIME_BYTES], length[TIMESTAMP_TEXT_BYTES];
    show_time(show, chart.start_us, first);
    show_time(show, chart.end_us, last);
    timestamp_format_duration(chart.cell_us, length);
    struct buf remark;
    buf_init(&remark);
    buf_printf(&remark, "from %s to %s, %s a bar, each row to its own scale", first, last, length);
    show_heading(show, "Over time", buf_cstr(&remark));
    buf_release(&remark);
    const size_t taken = 2 + 2 + 1 + COUNT_COLUMNS + chart.cells;
    const size_t left = show->width > taken + TITLE_MIN ? show->width - taken : TITLE_MIN;
    for (uint32_t i = 0; i < count; i++)
        add_row(show, &chart, rows[i], left < TITLE_MAX ? left : TITLE_MAX);
}
