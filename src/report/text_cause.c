#include "base/text.h"
#include "report/fields.h"
#include "report/outline.h"
#include "report/phrase.h"
#include "report/text_parts.h"

#define INDENT 3
#define LABEL_COLUMNS 10
#define CHAIN_SHOWN_MAX 6
#define CHAIN_SHOWN_LAST 2 /* of a long chain the end is shown, too: it is what people see */
#define EVIDENCE_SHOWN_MAX 3
#define EVIDENCE_FIRST_LINES 4 /* the decisive line is shown in full, if it can be */
#define EVIDENCE_LINES 2
#define LINE_END_WASTE 10 /* columns that a break between words may leave */
#define REASONS_SHOWN_MAX 3

static const uint32_t body = INDENT + LABEL_COLUMNS;

static uint32_t shown_of(const struct show *show, uint32_t count, uint32_t most)
{
    return show->style->full || count <= most ? count : most;
}

static void add_more(struct show *show, uint32_t hidden)
{
    if (hidden == 0)
        return;
    buf_add_fill(show->out, ' ', body);
    style_on(show->style, TONE_DIM, show->out);
    buf_printf(show->out, "%s %u more (--full)", style_symbol(show->style, SYMBOL_ELLIPSIS),
               (unsigned)hidden);
    style_off(show->style, TONE_DIM, show->out);
    buf_add_byte(show->out, '\n');
}

/* The label in front of the first line of a block, blanks in front of the others. */
static void add_label(struct show *show, const char *label, uint32_t i)
{
    show_label(show, INDENT, i == 0 ? label : "", LABEL_COLUMNS, TONE_STRONG);
}

static void add_title(struct show *show, const struct hypothesis *h, uint32_t rank)
{
    struct buf line;
    buf_init(&line);
    buf_add_byte(show->out, '\n');
    style_on(show->style, TONE_STRONG, show->out);
    buf_printf(show->out, "%u. ", (unsigned)rank);
    wrap_add(show->style, (struct wrap){ show->width, INDENT, INDENT, 3 },
             show_safe(show, h->title), show->out);
    style_off(show->style, TONE_STRONG, show->out);
    const char *dot = style_symbol(show->style, SYMBOL_DOT);
    phrase_standing(h, dot, &line);
    if (h->sig != SIG_NONE) {
        buf_printf(&line, " %s ", dot);
        buf_add(&line, show_safe(show, h->id));
    }
    buf_add_fill(show->out, ' ', INDENT);
    wrap_add(show->style, (struct wrap){ show->width, INDENT, INDENT, 0 }, buf_slice(&line),
             show->out);
    buf_release(&line);
}

static void add_explanation(struct show *show, const struct sig *sig, const struct hypothesis *h)
{
    if (!sig || sig->explain.len == 0)
        return;
    buf_add_fill(show->out, ' ', INDENT);
    wrap_add(show->style, (struct wrap){ show->width, INDENT, INDENT, 0 },
             show_filled(show, sig->explain, h, false), show->out);
}

static void add_link_id(const struct show *show, const struct hypothesis *h, uint32_t i,
                        struct buf *out)
{
    buf_add(out, fields_sig_id(show->report, h->chain[i]));
    if (!incident_finding(show->report->incident, h->chain[i]))
        buf_add_cstr(out, " (not seen)");
}

/* Columns for the titles: all that the ids leave, which get two fifths at most. */
static uint32_t title_columns_of(const struct show *show, const struct hypothesis *h)
{
    const uint32_t left = show->width - body - 3;
    size_t widest = 0;
    struct buf id;
    buf_init(&id);
    for (uint32_t i = 0; i < h->chain_count; i++) {
        buf_reset(&id);
        add_link_id(show, h, i, &id);
        widest = id.len > widest ? id.len : widest;
    }
    buf_release(&id);
    const uint32_t most = left * 2 / 5;
    return left - 2 - (widest < most ? (uint32_t)widest : most);
}

/* One link: "→ Redis is not usable      redis.unavailable". */
static void add_link(struct show *show, const struct hypothesis *h, uint32_t i,
                     uint32_t title_columns)
{
    struct buf title;
    buf_init(&title);
    fields_link_title(show->report, h, h->chain[i], &title);
    const enum tone tone = i == 0 ? TONE_BAD : TONE_PLAIN;
    const char *mark = style_symbol(show->style, i == 0 ? SYMBOL_CAUSE : SYMBOL_ARROW);
    style_add_cstr(show->style, tone, mark, show->out);
    buf_add_fill(show->out, ' ', (show->style->unicode ? 2u : 3u) - text_width(slice_cstr(mark)));
    const uint32_t left = show->width - body - 3;
    wrap_add_cell(show->style, show_safe(show, buf_slice(&title)), title_columns, show->out);
    buf_add_cstr(show->out, "  ");
    buf_reset(&title);
    add_link_id(show, h, i, &title);
    style_on(show->style, TONE_DIM, show->out);
    wrap_add_cut(show->style, show_safe(show, buf_slice(&title)), left - title_columns - 2,
                 show->out);
    style_off(show->style, TONE_DIM, show->out);
    buf_add_byte(show->out, '\n');
    buf_release(&title);
}

static void add_chain(struct show *show, const struct hypothesis *h)
{
    if (h->chain_count < 2)
        return;
    buf_add_byte(show->out, '\n');
    const uint32_t shown = shown_of(show, h->chain_count, CHAIN_SHOWN_MAX);
    const uint32_t hidden = h->chain_count - shown;
    const uint32_t title_columns = title_columns_of(show, h);
    for (uint32_t i = 0; i < h->chain_count; i++) {
        if (hidden > 0 && i == shown - CHAIN_SHOWN_LAST) {
            add_more(show, hidden);
            i += hidden;
        }
        add_label(show, "Chain", i);
        add_link(show, h, i, title_columns);
    }
}

/* "14:41:02  web/4f9a1c2b  api.log:14  ×12  redis.url-scheme", without what is not known. */
static void add_evidence_head(struct show *show, const struct evidence *e)
{
    struct buf line;
    buf_init(&line);
    if (e->occurrence.time_us != TIMESTAMP_NONE) {
        char clock[SHOW_TIME_BYTES];
        show_time(show, e->occurrence.time_us, clock);
        buf_printf(&line, "%s  ", clock);
    }
    show_stream(show, e->occurrence.stream, &line);
    if (line.len > 0 && line.ptr[line.len - 1] != ' ')
        buf_add_cstr(&line, "  ");
    show_place(show, e->occurrence.source, e->occurrence.line, &line);
    if (e->count > 1) {
        buf_add_cstr(&line, "  ");
        show_count(show, e->count, &line);
    }
    if (e->sig != SIG_NONE) {
        buf_add_cstr(&line, "  ");
        buf_add(&line, fields_sig_id(show->report, e->sig));
    }
    style_on(show->style, TONE_DIM, show->out);
    wrap_add_cut(show->style, show_safe(show, buf_slice(&line)), show->width - body, show->out);
    style_off(show->style, TONE_DIM, show->out);
    buf_add_byte(show->out, '\n');
    buf_release(&line);
}

/* The log line, cut to so many lines in the middle; 0: in full. */
static void add_evidence_text(struct show *show, const struct occurrence *o, uint32_t lines)
{
    const struct slice text = show_safe(show, occurrence_line(o));
    const uint32_t column = body + 2;
    buf_add_fill(show->out, ' ', column);
    const struct wrap w = { show->width, column, column, 0 };
    if (lines == 0) {
        wrap_add(show->style, w, text, show->out);
        return;
    }
    struct buf cut;
    buf_init(&cut);
    const uint32_t columns = show->width - column;
    wrap_add_ends(show->style, text, columns + (lines - 1) * (columns - LINE_END_WASTE), &cut);
    wrap_add(show->style, w, buf_slice(&cut), show->out);
    buf_release(&cut);
}

static void add_evidence(struct show *show, const struct hypothesis *h)
{
    if (h->evidence_count == 0)
        return;
    buf_add_byte(show->out, '\n');
    uint32_t picked[OUTLINE_EVIDENCE_MAX];
    const uint32_t shown =
        outline_evidence(h, shown_of(show, h->evidence_count, EVIDENCE_SHOWN_MAX), picked);
    for (uint32_t i = 0; i < shown; i++) {
        const struct evidence *e = &h->evidence[picked[i]];
        add_label(show, "Evidence", i);
        add_evidence_head(show, e);
        add_evidence_text(show, &e->occurrence,
                          show->style->full ? 0
                          : i == 0          ? EVIDENCE_FIRST_LINES
                                            : EVIDENCE_LINES);
    }
    add_more(show, h->evidence_count - shown);
}

static void add_change(struct show *show, const struct hypothesis *h)
{
    struct before_change change;
    if (!fields_change(show->report, h, &change))
        return;
    struct buf text;
    buf_init(&text);
    fields_change_text(show->report, &change, show->style->zone_s, &text);
    buf_add_byte(show->out, '\n');
    add_label(show, "Change", 0);
    wrap_add(show->style, (struct wrap){ show->width, body, body, show->style->full ? 0 : 3 },
             show_safe(show, buf_slice(&text)), show->out);
    buf_release(&text);
}

static void add_reasons(struct show *show, const char *label, const struct reason *reasons,
                        uint32_t count)
{
    const uint32_t shown = shown_of(show, count, REASONS_SHOWN_MAX);
    struct buf line;
    buf_init(&line);
    for (uint32_t i = 0; i < shown; i++) {
        buf_add_cstr(&line, i > 0 ? "; " : "");
        buf_add(&line, reasons[i].text);
    }
    if (shown > 0) {
        add_label(show, label, 0);
        wrap_add(show->style, (struct wrap){ show->width, body, body, 0 },
                 show_safe(show, buf_slice(&line)), show->out);
    }
    buf_release(&line);
    add_more(show, count - shown);
}

void text_cause_add(struct show *show, const struct hypothesis *h, uint32_t rank)
{
    add_title(show, h, rank);
    add_explanation(show, fields_sig(show->report, h->sig), h);
    add_chain(show, h);
    add_evidence(show, h);
    add_change(show, h);
    if (h->support_count + h->against_count + h->missing_count > 0)
        buf_add_byte(show->out, '\n');
    add_reasons(show, "For", h->supports, h->support_count);
    add_reasons(show, "Against", h->against, h->against_count);
    add_reasons(show, "Missing", h->missing, h->missing_count);
    text_next_add(show, h);
}

void text_cause_add_brief(struct show *show, const struct hypothesis *h)
{
    struct buf line;
    buf_init(&line);
    phrase_headline(show->report, &line);
    buf_add_byte(show->out, '\n');
    style_on(show->style, TONE_STRONG, show->out);
    buf_printf(show->out, "%s  ", style_symbol(show->style, SYMBOL_ARROW));
    wrap_add(show->style, (struct wrap){ show->width, INDENT, INDENT, 3 },
             show_safe(show, buf_slice(&line)), show->out);
    style_off(show->style, TONE_STRONG, show->out);
    buf_release(&line);
    add_chain(show, h);
    add_evidence(show, h);
    text_next_add(show, h);
}
