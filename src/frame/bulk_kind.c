#include "frame/bulk_kind.h"

#include "base/alloc.h"
#include "frame/level.h"
#include "frame/trace.h"

#include <assert.h>

/* Messages that are no text, or that begin what other parts of the framer must see. */
static bool is_special(const struct peel *peel, struct slice message, bool named)
{
    return bulk_is_payload(message) || peel_has_inner(peel, message, named);
}

/* Does the long way see this prefix, too, where the message might make it see another one? */
static bool is_peeled(const struct bulk_judge *judge, struct slice line,
                      const struct bulk_found *found)
{
    struct peeled p;
    size_t shape;
    return peel_look(judge->peel, line, judge->in_message, &p, &shape) == PEEL_QUICK
           && shape == judge->prefixes->items[found->prefix].shape
           && p.rest.len == line.len - found->len;
}

/* A prefix is the same for all of its lines: what it tells is found out once. */
static void ask_about(const struct bulk_asker *asker, struct bulk_prefix *prefix)
{
    if (!asker->ask_lead)
        return;
    static_assert(BULK_PREFIX_BYTES_MAX <= UINT16_MAX, "fits");
    const size_t asked = asker->ask_lead(asker->self, slice_make(prefix->bytes, prefix->len));
    prefix->asked = (uint16_t)(asked < prefix->len ? asked : prefix->len);
}

/* Peels a prefix off that is not known. BULK_WHOLE: it is known now. */
static enum bulk_kind learn(const struct bulk_judge *judge, struct slice line,
                            struct bulk_found *out, size_t *learned)
{
    struct peeled p;
    size_t shape;
    switch (peel_look(judge->peel, line, judge->in_message, &p, &shape)) {
    case PEEL_BARE: return BULK_BARE;
    case PEEL_OTHER: return BULK_OTHER;
    case PEEL_QUICK: break;
    }
    if (++*learned > BULK_LEARN_MAX
        || !bulk_prefix_add(judge->prefixes, line, &p, shape, judge->peel->zone_s)
        || !bulk_prefix_find(judge->prefixes, line, out))
        return BULK_OTHER;
    ask_about(judge->asker, &judge->prefixes->items[out->prefix]);
    return BULK_WHOLE;
}

static void fill_in(const struct bulk_judge *judge, const struct bulk_found *found,
                    struct bulk_line *out)
{
    out->prefix = found->prefix;
    out->time_us = found->time_us;
    out->message = out->start + (uint32_t)found->len;
    out->before = judge->prefixes->items[found->prefix].asked;
}

static bool is_in_time(const struct bulk_judge *judge, int64_t time_us)
{
    return time_us >= TIMESTAMP_EARLIEST_US && time_us <= judge->latest_us;
}

/* The kind of a line whose prefix is not known (found: NULL), or whose message may be more than it
 * seems. */
static __attribute__((noinline)) uint8_t look_closely(const struct bulk_judge *judge,
                                                      struct slice line,
                                                      const struct bulk_found *found,
                                                      struct bulk_line *out, size_t *learned)
{
    struct bulk_found fresh;
    const bool known = found != NULL;
    if (!known) {
        const enum bulk_kind kind = learn(judge, line, &fresh, learned);
        if (kind != BULK_WHOLE)
            return (uint8_t)kind;
        found = &fresh;
    }
    const struct slice message = slice_from(line, found->len);
    fill_in(judge, found, out);
    if (message.len == 0 || !trace_stands_alone(message))
        return BULK_TIED;
    const struct bulk_word word = bulk_first_word(message);
    if (known && word.bracket && !is_peeled(judge, line, found))
        return BULK_OTHER;
    out->may_be_error = level_is_hidden(message);
    return is_in_time(judge, out->time_us) && !is_special(judge->peel, message, word.named)
               ? BULK_WHOLE
               : BULK_OTHER;
}

uint8_t bulk_kind(const struct bulk_judge *judge, struct slice line, struct bulk_line *out,
                  size_t *learned)
{
    struct bulk_found found;
    if (line.len == 0 || line.len > BULK_LINE_BYTES_MAX)
        return line.len == 0 ? BULK_BARE : BULK_OTHER;
    if (!bulk_prefix_find(judge->prefixes, line, &found))
        return look_closely(judge, line, NULL, out, learned);
    if (!judge->heads || !is_in_time(judge, found.time_us)
        || !bulk_head_is_whole(judge->heads, judge->peel, slice_from(line, found.len),
                               &out->may_be_error))
        return look_closely(judge, line, &found, out, learned);
    fill_in(judge, &found, out);
    return BULK_WHOLE;
}

/* --- many lines --------------------------------------------------------------------------- */

/* Lines that are asked about at a time. */
#define ASK_LINES 256

void bulk_ask(const struct bulk_asker *asker, struct bulk_line *lines, size_t count,
              struct slice bytes, const char *texts)
{
    struct slice asked[ASK_LINES];
    bool may_tell[ASK_LINES];
    for (size_t done = 0, n; asker->ask && done < count; done += n) {
        n = count - done < ASK_LINES ? count - done : ASK_LINES;
        for (size_t i = 0; i < n; i++) {
            const struct bulk_line *line = &lines[done + i];
            if (line->kind != BULK_WHOLE)
                asked[i] = slice_empty();
            else if (line->is_text)
                asked[i] = slice_make(texts + line->message, line->message_end - line->message);
            else
                asked[i] = slice_sub(bytes, line->message - line->before,
                                     line->message_end - line->message + line->before);
        }
        asker->ask(asker->self, asked, n, may_tell);
        for (size_t i = 0; i < n; i++)
            lines[done + i].may_tell = may_tell[i] || lines[done + i].kind != BULK_WHOLE;
    }
}

/* Bytes and lines that are looked at at a time: they stay in the nearest cache. */
#define NEAR_BYTES (16 * 1024)
#define NEAR_LINES 1024

void bulk_marks_release(struct bulk_marks *marks)
{
    alloc_free(marks->items);
}

/* A line longer than NEAR_BYTES needs a look at all bytes. */
static size_t find_marks(struct bulk_marks *marks, struct slice text, size_t max)
{
    if (!marks->items) {
        marks->items = alloc_zeroed(NEAR_LINES, sizeof *marks->items);
        marks->find = line_marks_way(0);
    }
    max = max < NEAR_LINES ? max : NEAR_LINES;
    const size_t n = marks->find(slice_sub(text, 0, NEAR_BYTES), marks->items, max);
    return n > 0 || text.len <= NEAR_BYTES ? n : marks->find(text, marks->items, max);
}

size_t bulk_kinds(const struct bulk_judge *judge, struct slice bytes, size_t start,
                  struct bulk_line *lines, size_t max, size_t *learned)
{
    const struct line_mark *marks = NULL;
    size_t count = 0;
    for (size_t n; (n = find_marks(judge->marks, slice_from(bytes, start), max - count)) > 0;) {
        const size_t base = start;
        marks = judge->marks->items;
        for (size_t i = 0; i < n; i++) {
            const size_t end = base + marks[i].end;
            struct bulk_line *line = &lines[count + i];
            *line = (struct bulk_line){ .start = (uint32_t)start,
                                        .end = (uint32_t)end,
                                        .message_end = (uint32_t)end,
                                        .may_tell = true };
            const struct slice own = slice_sub(bytes, start, end - start);
            line->kind = marks[i].controls ? BULK_OTHER : bulk_kind(judge, own, line, learned);
            start = end + 1;
        }
        bulk_ask(judge->asker, lines + count, n, bytes, NULL);
        count += n;
    }
    return count;
}
