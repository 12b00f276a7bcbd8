#include "frame/survey.h"

#include "base/buf.h"
#include "base/text.h"
#include "frame/line.h"
#include "frame/line_parts.h"

#include <stdlib.h>

static size_t shape_count(void)
{
    size_t count = 0;
    while (line_shape_table[count])
        count++;
    return count;
}

static void try_line(struct survey *survey, struct slice line, uint64_t number, int32_t zone_s)
{
    survey->lines++;
    for (size_t i = 0; i < survey->count; i++) {
        struct survey_bid *bid = &survey->bids[i];
        struct line_prefix prefix;
        line_prefix_init(&prefix);
        if (line_shape_table[i]->parse(line, zone_s, &prefix)) {
            bid->lines++;
        } else if (bid->broke == 0) {
            bid->broke = number;
            bid->broke_text = arena_copy(&survey->arena, slice_sub(line, 0, SURVEY_TEXT_BYTES));
        }
    }
}

/* The table has the most specific shape first; it wins where others match as many lines. */
static int bid_order(const void *pa, const void *pb)
{
    const struct survey_bid *a = pa, *b = pb;
    if (a->lines != b->lines)
        return a->lines > b->lines ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

static void drop_losers(struct survey *survey)
{
    size_t kept = 0;
    for (size_t i = 0; i < survey->count; i++)
        if (survey->bids[i].lines > 0)
            survey->bids[kept++] = survey->bids[i];
    survey->count = kept;
    if (kept > 1)
        qsort(survey->bids, kept, sizeof *survey->bids, bid_order);
}

void survey_init(struct survey *survey, struct slice head, bool whole, int32_t zone_s)
{
    *survey = (struct survey){ .count = shape_count() };
    arena_init(&survey->arena);
    survey->bids = arena_zeroed(&survey->arena, survey->count, sizeof *survey->bids);
    for (size_t i = 0; i < survey->count; i++)
        survey->bids[i] =
            (struct survey_bid){ .name = line_shape_table[i]->name, .place = (uint32_t)i };
    if (head.len > SURVEY_BYTES || !whole) {
        head = slice_sub(head, 0, SURVEY_BYTES);
        const size_t end = slice_find_last_byte(head, '\n'); /* the last line may be cut */
        head.len = end == SLICE_NONE ? head.len : end;
    }
    struct buf plain;
    struct slice line;
    buf_init(&plain);
    for (uint64_t number = 1; survey->lines < SURVEY_LINES_MAX && slice_next_line(&head, &line);
         number++) {
        line = text_strip_ansi(line, &plain);
        if (slice_trim(line).len > 0)
            try_line(survey, line, number, zone_s);
    }
    buf_release(&plain);
    drop_losers(survey);
}

void survey_release(struct survey *survey)
{
    arena_release(&survey->arena);
}
