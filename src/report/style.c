#include "report/style.h"

/* SGR parameters. Source: ECMA-48, section 8.3.117. The sixteen colours only, so that the reader's
 * own palette decides what is legible. */
static const char *const tone_codes[] = {
    [TONE_PLAIN] = "",  [TONE_STRONG] = "1", [TONE_DIM] = "2",     [TONE_BAD] = "1;31",
    [TONE_WARN] = "33", [TONE_GOOD] = "32",  [TONE_CHANGE] = "36",
};

static const struct {
    const char *unicode, *ascii;
} symbols[SYMBOL_COUNT] = {
    [SYMBOL_CAUSE] = { "●", "*" },      [SYMBOL_SYMPTOM] = { "○", "o" },
    [SYMBOL_CHANGE] = { "◆", "#" },     [SYMBOL_RECOVERY] = { "✓", "+" },
    [SYMBOL_NOISE] = { "·", "." },      [SYMBOL_ARROW] = { "→", "->" },
    [SYMBOL_ELLIPSIS] = { "…", "..." }, [SYMBOL_TIMES] = { "×", "x" },
    [SYMBOL_DASH] = { "–", "-" },       [SYMBOL_DOT] = { "·", "-" },
    [SYMBOL_GAP] = { "⋮", ":" },        [SYMBOL_WARNING] = { "▲", "!" },
};

static const struct {
    const char *unicode, *ascii;
} bars[STYLE_LEVELS + 1] = {
    { " ", " " }, { "▁", "." }, { "▂", ":" }, { "▃", "-" }, { "▄", "=" },
    { "▅", "+" }, { "▆", "*" }, { "▇", "%" }, { "█", "#" },
};

void style_on(const struct report_style *style, enum tone tone, struct buf *out)
{
    if (style->color && tone != TONE_PLAIN)
        buf_printf(out, "\033[%sm", tone_codes[tone]);
}

void style_off(const struct report_style *style, enum tone tone, struct buf *out)
{
    if (!style->color || tone == TONE_PLAIN)
        return;
    /* Before the end of the line, so that every line stands for itself in a pager. */
    const bool at_end = out->len > 0 && out->ptr[out->len - 1] == '\n';
    if (at_end)
        out->len--;
    buf_add_cstr(out, "\033[0m");
    if (at_end)
        buf_add_byte(out, '\n');
}

void style_add(const struct report_style *style, enum tone tone, struct slice text, struct buf *out)
{
    style_on(style, tone, out);
    buf_add(out, text);
    style_off(style, tone, out);
}

void style_add_cstr(const struct report_style *style, enum tone tone, const char *text,
                    struct buf *out)
{
    style_add(style, tone, slice_cstr(text), out);
}

const char *style_symbol(const struct report_style *style, enum symbol symbol)
{
    return style->unicode ? symbols[symbol].unicode : symbols[symbol].ascii;
}

enum symbol style_kind_symbol(enum sig_kind kind)
{
    static const enum symbol of_kind[SIG_KIND_COUNT] = { SYMBOL_CAUSE, SYMBOL_SYMPTOM,
                                                         SYMBOL_CHANGE, SYMBOL_RECOVERY,
                                                         SYMBOL_NOISE };
    return of_kind[kind];
}

enum tone style_kind_tone(enum sig_kind kind)
{
    static const enum tone of_kind[SIG_KIND_COUNT] = { TONE_BAD, TONE_WARN, TONE_CHANGE, TONE_GOOD,
                                                       TONE_DIM };
    return of_kind[kind];
}

enum tone style_status_tone(enum verdict_status status)
{
    switch (status) {
    case VERDICT_FAILING: return TONE_BAD;
    case VERDICT_DEGRADED: return TONE_WARN;
    case VERDICT_RECOVERED:
    case VERDICT_HEALTHY: return TONE_GOOD;
    case VERDICT_UNKNOWN: return TONE_STRONG;
    }
    return TONE_PLAIN;
}

const char *style_bar(const struct report_style *style, unsigned level)
{
    if (level > STYLE_LEVELS)
        level = STYLE_LEVELS;
    return style->unicode ? bars[level].unicode : bars[level].ascii;
}
