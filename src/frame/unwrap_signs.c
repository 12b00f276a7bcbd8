#include "frame/unwrap_signs.h"

/* Lines that pass before others are looked for, after signs that came to nothing; lines after
 * which a longest line is forgotten. */
#define COOL_LINES 256

/* Breaks at any cell: texts that are broken, and full lines among all (one in …), where the width
 * is no usual one. */
#define TEXTS_MIN 3
#define FULL_SHARE 6
/* So many lines of a usual width, with none that is longer, are hardly chance. */
#define FULL_MANY 4

/* Breaks between words: how many, of how many different lengths. */
#define PAIRS_MIN 4
#define LENGTHS_MIN 3

/* One in so many of them may have had room: the text itself had a blank at its end. */
#define ROOM_SHARE 8

static bool ends_in_blank(struct slice s)
{
    return s.len > 1 && s.ptr[s.len - 1] == ' ' && s.ptr[s.len - 2] != ' ';
}

bool unwrap_signs_ask(struct unwrap_signs *signs, struct slice line)
{
    if (signs->cool > 0) {
        signs->cool--;
        return false;
    }
    if (++signs->lines > COOL_LINES)
        signs->lines = signs->longest = 0;
    bool long_enough = line.len >= signs->longest;
    if (long_enough)
        signs->longest = line.len;
    if (line.len < UNWRAP_WIDTH_MIN || line.len > 4 * UNWRAP_WIDTH_MAX)
        return false;
    return ends_in_blank(line) || (long_enough && ascii_is_alnum(line.ptr[line.len - 1]));
}

bool unwrap_signs_pair(const struct unwrap_signs *signs, struct slice line, struct slice next)
{
    (void)signs;
    size_t cells = unwrap_cells(line);
    if (next.len == 0 || cells < UNWRAP_WIDTH_MIN || cells > UNWRAP_WIDTH_MAX)
        return false;
    if (ends_in_blank(line))
        return next.ptr[0] != ' ' && next.ptr[0] != '\t';
    return unwrap_splits_word(line, next) && unwrap_cells(next) <= cells;
}

/* What counts for breaks at any cell. */
struct cell_facts {
    size_t width, full, split, texts, longer, lines;
};

static void count_cells(const struct slice *lines, const bool *fresh, size_t count,
                        struct cell_facts *f)
{
    for (size_t i = 0; i < count; i++) {
        size_t cells = unwrap_cells(lines[i]);
        f->lines += cells > 0;
        f->longer += cells > f->width;
        if (cells != f->width || i + 1 == count || lines[i + 1].len == 0)
            continue;
        bool split = !fresh[i + 1] && unwrap_splits_word(lines[i], lines[i + 1]);
        f->full++;
        f->split += split;
        f->texts += split && unwrap_cells(lines[i + 1]) < f->width;
    }
}

/* Lines that begin as a log's lines do, at least, among lines cut at one width. */
#define HEADS_MIN 3

/* Does every line without a logger's head stand behind one of just this width, and none behind a
 * shorter one? Traces and tables are not so; lines that were cut are, wherever the cuts fell. */
static bool are_cut_between_heads(const struct slice *lines, const bool *fresh, size_t count,
                                  size_t width)
{
    size_t heads = 0, rest = 0;
    for (size_t i = 1; i < count; i++) {
        if (fresh[i] || lines[i].len == 0) {
            heads += fresh[i];
            continue;
        }
        if (unwrap_cells(lines[i - 1]) != width)
            return false;
        rest++;
    }
    return heads >= HEADS_MIN && rest > FULL_MANY;
}

/* least: texts that are broken, at least, where a console may well have been as wide. */
static enum unwrap_verdict judge_cells(const struct slice *lines, const bool *fresh, size_t count,
                                       bool end, size_t least, struct unwrap_rule *rule)
{
    struct cell_facts f = { .width = unwrap_cells(lines[0]) };
    count_cells(lines, fresh, count, &f);
    if (f.longer > 0)
        return UNWRAP_SIGNS_NO;
    if (!end && count < UNWRAP_SIGNS_LINES)
        return UNWRAP_SIGNS_OPEN;
    const bool is_usual = unwrap_is_usual(f.width) && f.texts >= least;
    /* Of the cuts at any cell about half are within a word; of addresses and numbers, fewer. */
    const size_t share = is_usual && f.full >= FULL_MANY ? 3 : 2;
    if (((!is_usual && (f.texts < TEXTS_MIN || f.full * FULL_SHARE < f.lines))
         || f.split * share < f.full)
        && !are_cut_between_heads(lines, fresh, count, f.width))
        return UNWRAP_SIGNS_NO;
    *rule = (struct unwrap_rule){ .style = UNWRAP_CELLS, .width = f.width, .exact = true };
    return UNWRAP_SIGNS_YES;
}

static size_t max_size(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* What counts for breaks between words. */
struct word_facts {
    size_t low, high; /* widest line with a blank at its end; least that had no room behind it */
    size_t pairs, lengths, roomy;
};

static bool is_pair(const struct slice *lines, size_t i)
{
    return ends_in_blank(lines[i]) && lines[i + 1].len > 0 && lines[i + 1].ptr[0] != ' ';
}

static void count_words(const struct slice *lines, size_t count, struct word_facts *f)
{
    bool seen[UNWRAP_WIDTH_MAX + 1] = { false };
    for (size_t i = 0; i + 1 < count; i++) {
        size_t cells = unwrap_cells(lines[i]);
        if (!is_pair(lines, i))
            continue;
        f->low = max_size(f->low, cells);
        if (cells > UNWRAP_WIDTH_MAX)
            return;
        f->lengths += !seen[cells];
        seen[cells] = true;
        f->pairs++;
    }
    for (size_t i = 0; i + 1 < count; i++) {
        if (!is_pair(lines, i))
            continue;
        size_t both = unwrap_cells(lines[i]) + unwrap_first_word(lines[i + 1]);
        if (both <= f->low)
            f->roomy++;
        else
            f->high = both < f->high ? both : f->high;
    }
}

static enum unwrap_verdict judge_words(const struct slice *lines, size_t count, bool end,
                                       struct unwrap_rule *rule)
{
    struct word_facts f = { .high = SIZE_MAX };
    count_words(lines, count, &f);
    const bool roomy = f.roomy * ROOM_SHARE > f.pairs;
    if (f.low > UNWRAP_WIDTH_MAX || (roomy && f.roomy > 1))
        return UNWRAP_SIGNS_NO;
    if (!end && count < UNWRAP_SIGNS_LINES)
        return UNWRAP_SIGNS_OPEN;
    size_t width = f.low, longer = 0;
    for (size_t i = 0; i < count; i++) {
        size_t cells = unwrap_cells(lines[i]);
        longer += cells >= f.high;
        if (cells < f.high)
            width = max_size(width, cells);
    }
    if (roomy || f.pairs < PAIRS_MIN || f.lengths < LENGTHS_MIN || longer * 4 > count)
        return UNWRAP_SIGNS_NO;
    *rule = (struct unwrap_rule){ .style = UNWRAP_WORDS, .width = width, .exact = true };
    return UNWRAP_SIGNS_YES;
}

/* The first line that looked broken may have ended with a blank or within a word by itself, or, cut
 * at any cell, at a blank by chance. What the widest of all these lines was cut at is another try.
 */
static enum unwrap_verdict judge_widest(const struct slice *lines, const bool *fresh, size_t count,
                                        bool end, struct unwrap_rule *rule)
{
    size_t widest = 0, cells = 0;
    for (size_t i = 0; i < count; i++)
        if (unwrap_cells(lines[i]) > cells) {
            widest = i;
            cells = unwrap_cells(lines[i]);
        }
    if (cells > UNWRAP_WIDTH_MAX
        || (!unwrap_is_usual(cells)
            && !are_cut_between_heads(lines + widest, fresh + widest, count - widest, cells)))
        return UNWRAP_SIGNS_NO;
    if (!end && count < UNWRAP_SIGNS_LINES)
        return UNWRAP_SIGNS_OPEN;
    return judge_cells(lines + widest, fresh + widest, count - widest, true, 2, rule);
}

enum unwrap_verdict unwrap_signs_judge(struct unwrap_signs *signs, const struct slice *lines,
                                       const bool *fresh, size_t count, bool end,
                                       struct unwrap_rule *rule)
{
    if (count == 0)
        return UNWRAP_SIGNS_NO;
    enum unwrap_verdict verdict = ends_in_blank(lines[0])
                                      ? judge_words(lines, count, end, rule)
                                      : judge_cells(lines, fresh, count, end, 1, rule);
    if (verdict == UNWRAP_SIGNS_NO)
        verdict = judge_widest(lines, fresh, count, end, rule);
    if (verdict == UNWRAP_SIGNS_NO)
        *signs = (struct unwrap_signs){ .cool = COOL_LINES };
    return verdict;
}
