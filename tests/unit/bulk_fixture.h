/* bulk_fixture: reads a text event by event or in runs (framer_bulk), and compares what came. Only
 * the order in which events of different streams are given may differ: they are compared by place.
 */
#ifndef UNIT_BULK_FIXTURE_H
#define UNIT_BULK_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "frame/framer.h"

#define EVENTS_MAX 6000
#define COUNT(a) (sizeof(a) / sizeof *(a))

struct log {
    char *events[EVENTS_MAX];
    size_t count;
    uint64_t in_runs, noted; /* … by what a thread said that read ahead */
    struct framer_ledger ledger;
    size_t warnings;
    const char *format;
    struct buf records;
};

/* xorshift64*: the same numbers on every machine. */
static inline uint32_t below(uint64_t *state, uint32_t limit)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545f4914f6cdd1du) >> 33) % limit;
}

/* All that an event says, as text, behind its place. */
static inline char *told(const struct event *e)
{
    struct buf out;
    buf_init(&out);
    buf_printf(&out, "%08ju %ju %lld %d %d %d %jx %zu ", (uintmax_t)e->offset, (uintmax_t)e->length,
               (long long)e->time_us, (int)e->level, (int)e->origin, (int)e->is_lines,
               (uintmax_t)e->id, e->line_count);
    const struct slice names[] = { e->group,   e->stream,  e->task,  e->container,
                                   e->service, e->cluster, e->region };
    for (size_t i = 0; i < COUNT(names); i++)
        buf_printf(&out, "%.*s|", SLICE_ARG(names[i]));
    for (size_t i = 0; i < e->line_count; i++)
        buf_printf(&out, "%u:%ju:%ju ", e->lines[i].start, (uintmax_t)e->lines[i].line,
                   (uintmax_t)e->lines[i].offset);
    for (size_t i = 0; i < e->message.len; i++)
        buf_add_byte(&out, e->message.ptr[i] ? e->message.ptr[i] : '?');
    buf_add_byte(&out, '\0');
    char *text = alloc_string(out.ptr);
    buf_release(&out);
    return text;
}

static inline int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static inline void take(struct log *log, const struct event *event)
{
    assert_true(log->count < COUNT(log->events));
    log->events[log->count++] = told(event);
}

static inline void take_run(struct log *log, const struct framer *f, const struct event_bulk *bulk)
{
    struct event event;
    struct event_line place;
    log->in_runs += bulk->count;
    for (size_t i = 0; i < bulk->count; i++) {
        framer_bulk_event(f, bulk, i, &place, &event);
        assert_int_equal(framer_bulk_id(f, bulk, i), event.id);
        take(log, &event);
    }
}

/* ahead: blocks that a thread reads ahead; 0: none. */
static inline void read_log(struct log *log, struct slice text, size_t block_bytes, unsigned ahead,
                            bool in_runs)
{
    const struct source_options options = { .block_bytes = block_bytes,
                                            .ahead_blocks = ahead,
                                            .ahead_from = 1 };
    struct source *src = source_open_memory(text, "x", &options);
    struct framer *f = framer_open(src, NULL);
    struct event_bulk bulk;
    struct event event;
    uint64_t offset;
    log->count = log->in_runs = log->noted = 0;
    buf_init(&log->records);
    for (;;) {
        if (in_runs && framer_bulk(f, &bulk)) {
            take_run(log, f, &bulk);
            log->noted += source_note(src, &offset) ? bulk.count : 0;
            continue;
        }
        const enum status st = framer_next(f, &event);
        if (st == STATUS_END)
            break;
        if (st == STATUS_OK)
            take(log, &event);
    }
    const char *name;
    uint64_t records;
    for (size_t i = 0; framer_record_row(f, i, &name, &records); i++)
        buf_printf(&log->records, "%s %ju\n", name, (uintmax_t)records);
    for (size_t i = 0; source_warning(src, i); i++)
        buf_printf(&log->records, "%s\n", source_warning(src, i)->text);
    buf_add_byte(&log->records, '\0');
    log->warnings = source_warning_count(src);
    log->ledger = framer_ledger(f);
    log->format = framer_format(f);
    qsort(log->events, log->count, sizeof *log->events, by_text);
    framer_close(f);
    source_close(src);
}

static inline void forget(struct log *log)
{
    for (size_t i = 0; i < log->count; i++)
        alloc_free(log->events[i]);
    buf_release(&log->records);
}

static inline void compare(const struct log *want, const struct log *got, int round, size_t block)
{
    for (size_t i = 0; i < want->count && i < got->count; i++)
        if (strcmp(want->events[i], got->events[i]) != 0)
            fail_msg("round %d, blocks of %zu:\n one by one: %s\n in runs:    %s", round, block,
                     want->events[i], got->events[i]);
    assert_int_equal(want->count, got->count);
    assert_memory_equal(&want->ledger, &got->ledger, sizeof want->ledger);
    assert_int_equal(want->warnings, got->warnings);
    assert_string_equal(want->records.ptr, got->records.ptr);
    assert_string_equal(want->format, got->format);
}

struct run_counts {
    uint64_t in_runs, noted; /* events that came in runs; of those, which a thread may have seen */
};

/* Reads the text in blocks of several sizes, also ahead. Returns how many events there are. */
static inline uint64_t read_both_ways(struct slice text, int round, struct run_counts *counts)
{
    static const struct {
        size_t bytes;
        unsigned ahead;
    } blocks[] = { { 0, 0 }, { 100, 0 }, { 4096, 0 }, { 600, 16 }, { 4096, 8 } };
    struct log *want = alloc_zeroed(1, sizeof *want), *got = alloc_zeroed(1, sizeof *got);
    read_log(want, text, 0, 0, false);
    const uint64_t events = want->count;
    for (size_t i = 0; i < COUNT(blocks); i++) {
        read_log(got, text, blocks[i].bytes, blocks[i].ahead, true);
        compare(want, got, round, blocks[i].bytes);
        counts->noted += got->noted;
        forget(got);
    }
    counts->in_runs += got->in_runs;
    forget(want);
    alloc_free(want);
    alloc_free(got);
    return events;
}

#endif
