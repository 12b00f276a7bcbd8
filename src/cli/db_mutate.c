#include "cli/db_mutate.h"

#define LETTERS 26
#define DIGITS 10

/* The same kind of byte, `by` places on. */
static char turn(char c, int by)
{
    if (c >= 'a' && c <= 'z')
        return (char)('a' + (c - 'a' + by) % LETTERS);
    if (c >= 'A' && c <= 'Z')
        return (char)('A' + (c - 'A' + by) % LETTERS);
    if (ascii_is_digit(c))
        return (char)('0' + (c - '0' + by) % DIGITS);
    return c;
}

/* Turns all places where one of the literals stands in the text as it was. */
static void spoil(const struct sig_list *literals, struct slice text, int by, char *out)
{
    memcpy(out, text.ptr, text.len);
    for (uint32_t i = 0; i < literals->count; i++) {
        struct slice literal = literals->items[i];
        size_t at = slice_find_nocase(text, literal, 0);
        for (; at != SLICE_NONE; at = slice_find_nocase(text, literal, at + 1))
            for (size_t k = at; k < at + literal.len; k++)
                out[k] = turn(text.ptr[k], by);
    }
}

bool db_mutate(const struct sig_pattern *pattern, struct slice text, struct buf *out)
{
    if (!pattern->literals.count || !text.len)
        return false;
    char *to = buf_reserve(out, text.len);
    /* Spoilt words may be another literal by chance: then turn on. */
    for (int by = 1; by < LETTERS; by++) {
        spoil(&pattern->literals, text, by, to);
        if (!db_trial_guarded(pattern, slice_make(to, text.len))) {
            out->len += text.len;
            return true;
        }
    }
    return false;
}

uint32_t db_mutate_signature(struct db_work *w, const struct db_trial *trial, uint32_t sig)
{
    const struct sig *s = trial->sig;
    struct buf mutant;
    uint32_t tried = 0;
    buf_init(&mutant);
    for (uint32_t k = 0; k < s->example_count; k++) {
        struct slice text = s->examples[k].text;
        for (uint32_t i = 0; i < s->match_count; i++) {
            buf_reset(&mutant);
            if (!db_trial_pattern(trial, i, text) || !db_mutate(&s->match[i], text, &mutant))
                continue;
            tried++;
            if (!db_trial_pattern(trial, i, buf_slice(&mutant)))
                continue;
            if (db_work_warn(w, "mutant", sig, s->match[i].regex,
                             "regex %u matches without its guard; it would be missed", i + 1))
                db_work_print_text(buf_slice(&mutant));
        }
    }
    buf_release(&mutant);
    return tried;
}
