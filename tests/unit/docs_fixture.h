/* docs_fixture: runs a document through the framer and tells its events as text. */
#ifndef TESTS_UNIT_DOCS_FIXTURE_H
#define TESTS_UNIT_DOCS_FIXTURE_H

#include "base/buf.h"
#include "frame/framer.h"

/* One line per event: "TIME LEVEL ORIGIN SERVICE/TASK/CONTAINER GROUP:STREAM Lline | message", with
 * line ends in the message as " / "; then one line per warning: "warning LINE: text". */
static void docs_fixture_add(struct buf *out, const struct event *event)
{
    static const char *const origins[] = { "log", "ecs", "elb", "stack", "trail" };
    char time[TIMESTAMP_TEXT_BYTES];
    timestamp_format(event->time_us, time);
    buf_printf(out, "%s%s %s %s %.*s/%.*s/%.*s %.*s:%.*s L%llu | ", event->in_snapshot ? "now" : "",
               time, level_name(event->level), origins[event->origin], SLICE_ARG(event->service),
               SLICE_ARG(event->task), SLICE_ARG(event->container), SLICE_ARG(event->group),
               SLICE_ARG(event->stream), (unsigned long long)event->lines[0].line);
    struct slice rest = event->message, line;
    for (size_t i = 0; slice_next_line(&rest, &line); i++) {
        buf_add_cstr(out, i > 0 ? " / " : "");
        buf_add(out, line);
    }
    buf_add_byte(out, '\n');
}

static void docs_fixture_read(struct slice text, size_t block_bytes, struct buf *out)
{
    const struct source_options options = { .block_bytes = block_bytes };
    struct source *src = source_open_memory(text, "test", &options);
    struct framer *framer = framer_open(src, NULL);
    struct event event;
    enum status st;
    while ((st = framer_next(framer, &event)) != STATUS_END)
        if (st == STATUS_OK)
            docs_fixture_add(out, &event);
    for (size_t i = 0; i < source_warning_count(src) && source_warning(src, i); i++)
        buf_printf(out, "warning %llu: %s\n", (unsigned long long)source_warning(src, i)->line,
                   source_warning(src, i)->text);
    framer_close(framer);
    source_close(src);
}

/* Reads the text in one block and byte by byte; both must give what is expected. */
static void docs_fixture_expect(const char *text, const char *expected)
{
    static const size_t blocks[] = { 0, 1, 7 };
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        struct buf out;
        buf_init(&out);
        docs_fixture_read(slice_cstr(text), blocks[i], &out);
        assert_string_equal(buf_cstr(&out), expected);
        buf_release(&out);
    }
}

#endif
