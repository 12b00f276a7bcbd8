#include "frame/line_look.h"

#include "frame/level.h"
#include "frame/line_parts.h"
#include "frame/trace.h"

/* Longer lines may be pieces that a log driver cut. */
#define LOOK_BYTES_MAX 8192

/* The long way. */
static void look_closely(const struct line_looker *looker, struct slice line,
                         struct framer_look *look)
{
    const struct peel_state before = looker->peel->state;
    struct peeled p = peel_start(looker->peel, line, 0, 0, 0);
    p.in_message = looker->in_message;
    p.hint_us = join_last_time(looker->join);
    const struct line_shape *table = peel_line(looker->peel, &p);
    const bool open = looker->peel->state.open;
    looker->peel->state = before;
    look->key = p.line.key;
    if (table || open || p.outer == &line_time_only || slice_trim(p.rest).len == 0 || p.line.partial
        || p.line.continues || p.line.block || p.line.head || p.line.follows)
        return;
    if (!p.outer && looker->bare_continues) {
        struct level_facts facts;
        level_scan(p.rest, looker->peel->zone_s, p.hint_us, &facts);
        if (!facts.is_log_line)
            return;
    }
    look->begins = !trace_may_continue(p.rest);
}

void line_look(const struct line_looker *looker, struct slice line, struct framer_look *look)
{
    const struct bulk_state state = { looker->join, looker->bare_continues };
    struct slice message;
    *look = (struct framer_look){ 0 };
    while (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    if (line.len > LOOK_BYTES_MAX || slice_find_byte(line, '\033', 0) != SLICE_NONE)
        return;
    if (bulk_knows(looker->bulk, line, &state, &message, &look->key))
        look->begins = !trace_may_continue(message);
    else
        look_closely(looker, line, look);
}
