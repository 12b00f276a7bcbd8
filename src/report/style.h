/* style: colours and symbols of the text report, and what they become without. */
#ifndef REPORT_STYLE_H
#define REPORT_STYLE_H

#include "report/report.h"

/* Colour is never the only sign of anything: words say the same. */
enum tone { TONE_PLAIN, TONE_STRONG, TONE_DIM, TONE_BAD, TONE_WARN, TONE_GOOD, TONE_CHANGE };

enum symbol {
    SYMBOL_CAUSE,
    SYMBOL_SYMPTOM,
    SYMBOL_CHANGE,
    SYMBOL_RECOVERY,
    SYMBOL_NOISE,
    SYMBOL_ARROW,
    SYMBOL_ELLIPSIS,
    SYMBOL_TIMES,
    SYMBOL_DASH,
    SYMBOL_DOT,
    SYMBOL_GAP,
    SYMBOL_WARNING,
    SYMBOL_COUNT
};

/* Starts and ends a tone; nothing without colour. */
void style_on(const struct report_style *style, enum tone tone, struct buf *out);
void style_off(const struct report_style *style, enum tone tone, struct buf *out);

/* Text (already safe) in a tone. */
void style_add(const struct report_style *style, enum tone tone, struct slice text,
               struct buf *out);
void style_add_cstr(const struct report_style *style, enum tone tone, const char *text,
                    struct buf *out);

const char *style_symbol(const struct report_style *style, enum symbol symbol);
enum symbol style_kind_symbol(enum sig_kind kind);
enum tone style_kind_tone(enum sig_kind kind);
enum tone style_status_tone(enum verdict_status status);

/* One cell of a bar chart: level 0 (nothing) to STYLE_LEVELS. */
#define STYLE_LEVELS 8
const char *style_bar(const struct report_style *style, unsigned level);

#endif
