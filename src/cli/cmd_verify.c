/* verify: does the evidence of a JSON report stand in the logs?
 *
 * The logs are read as for a report, and each piece of evidence is looked up by its offset in the
 * decoded bytes: there must be the text whose hash the report gives, and the text that the report
 * shows must be that one, or that one masked. */
#include "base/alloc.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/verify_items.h"
#include "frame/framer.h"
#include "report/digest.h"
#include "report/redact.h"

#include <inttypes.h>
#include <stdio.h>

#define NONE SIZE_MAX
#define FOUND_BYTES_MAX 160

static const struct option_row rows[] = {
    { 'f', 0, "input-format", OPTION_REQUIRED, "NAME",
      "read all inputs as this format, as the report did" },
    { 'h', 'h', "help", OPTION_PLAIN, NULL, "print this help" },
    { 0, 0, NULL, OPTION_PLAIN, NULL, NULL },
};

struct verify {
    struct verify_items items;
    struct framer_options framer;
    struct buf masked, clean; /* scratch */
};

static void print_help(void)
{
    puts(
        "Usage: culprit verify [OPTION]... REPORT.json FILE|FOLDER|-...\n"
        "Checks that the evidence of a JSON report stands in the logs: at the given offset of the\n"
        "given source, with the given hash. Offsets count decoded bytes, behind gzip and UTF-16.\n"
        "Masked reports can be checked too. Names what does not hold.\n"
        "Exit status 0 if everything holds, 1 if not, 2 if nothing could be checked.\n"
        "\nOptions:");
    option_print_help(rows, stdout);
}

/* --- one place -------------------------------------------------------------------------------- */

/* Is the text that the report shows this one, or this one masked? */
static bool is_shown(struct verify *v, struct slice shown, struct slice raw)
{
    static const enum redact_level levels[] = { REDACT_NONE, REDACT_SECRETS, REDACT_STRICT };
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        buf_reset(&v->masked);
        buf_reset(&v->clean);
        redact_add_at(&v->masked, raw, levels[i]);
        text_add_json(&v->clean, buf_slice(&v->masked));
        if (slice_eq(shown, buf_slice(&v->clean)))
            return true;
    }
    return false;
}

/* text: from the item's offset to the end of the message. */
static void check_item(struct verify *v, struct verify_item *item, struct slice text)
{
    const struct slice raw = slice_sub(text, 0, item->length);
    if (item->state == VERIFY_HOLDS)
        return;
    if (raw.len == item->length && digest_holds(item->hash, raw)) {
        item->state = is_shown(v, item->shown, raw) ? VERIFY_HOLDS : VERIFY_EDITED;
        return;
    }
    if (item->state != VERIFY_UNSEEN)
        return;
    item->state = VERIFY_CHANGED;
    const struct slice line = slice_sub(text, 0, slice_find_byte(text, '\n', 0));
    item->found = arena_copy(&v->items.arena, slice_sub(line, 0, FOUND_BYTES_MAX));
}

/* The first item of a source at or behind an offset. */
static uint32_t lower_bound(const struct verify_items *items, uint32_t source, uint64_t offset)
{
    uint32_t low = 0, high = items->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const struct verify_item *item = &items->items[middle];
        if (item->source < source || (item->source == source && item->offset < offset))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The items that stand in one line of an event, or begin in the middle of a long one. */
static void check_line(struct verify *v, uint32_t source, const struct event *event, size_t at)
{
    const struct event_line *line = &event->lines[at];
    const struct slice rest = slice_from(event->message, line->start);
    size_t length =
        at + 1 < event->line_count ? event->lines[at + 1].start - line->start : rest.len;
    if (length == 0)
        length = 1;
    for (uint32_t i = lower_bound(&v->items, source, line->offset); i < v->items.count; i++) {
        struct verify_item *item = &v->items.items[i];
        if (item->source != source || item->offset - line->offset >= length)
            return;
        check_item(v, item, slice_from(rest, (size_t)(item->offset - line->offset)));
    }
}

/* --- files ------------------------------------------------------------------------------------ */

static struct slice last_part(struct slice name)
{
    const size_t at = slice_find_last_byte(name, '/');
    return at == SLICE_NONE ? name : slice_from(name, at + 1);
}

/* "./api.log" is api.log. */
static bool same_name(struct slice a, struct slice b)
{
    while (slice_starts(a, SLICE("./")))
        a = slice_from(a, 2);
    while (slice_starts(b, SLICE("./")))
        b = slice_from(b, 2);
    return slice_eq(a, b);
}

/* How many sources or names have the last part of this name? */
static size_t count_alike(const struct verify *v, const struct inputs *in, struct slice name)
{
    size_t sources = 0, names = 0;
    for (uint32_t i = 0; i < v->items.source_count; i++)
        sources += slice_eq(last_part(v->items.sources[i].name), name);
    for (size_t i = 0; i < in->count; i++)
        names += slice_eq(last_part(slice_cstr(in->names[i])), name);
    return sources > names ? sources : names;
}

/* The input that is a source of the report: that of its name; else that of the same last part, as
 * after a move to another folder; else the only one there is, as after a pipe. */
static size_t input_of(const struct verify *v, const struct inputs *in, uint32_t source)
{
    const struct slice name = v->items.sources[source].name;
    for (size_t i = 0; i < in->count; i++)
        if (same_name(slice_cstr(in->names[i]), name))
            return i;
    if (count_alike(v, in, last_part(name)) == 1)
        for (size_t i = 0; i < in->count; i++)
            if (slice_eq(last_part(slice_cstr(in->names[i])), last_part(name)))
                return i;
    return v->items.source_count == 1 && in->count == 1 ? 0 : NONE;
}

/* False if it cannot be opened. */
static bool read_source(struct verify *v, uint32_t source, const char *name)
{
    struct err err;
    err_init(&err);
    const int fd = inputs_open(name, &err);
    if (fd < 0) {
        fprintf(stderr, "culprit: verify: %s: %s\n", name, err.text);
        return false;
    }
    struct source *src = source_open_fd(fd, name, NULL);
    struct framer *framer = framer_open(src, &v->framer);
    struct event event;
    enum status st;
    while ((st = framer_next(framer, &event)) != STATUS_END)
        for (size_t i = 0; st == STATUS_OK && i < event.line_count; i++)
            check_line(v, source, &event, i);
    const uint64_t bytes = source_offset(src), known = v->items.sources[source].bytes;
    if (bytes != known)
        printf("%s: %" PRIu64 " bytes, decoded; when the report was made: %" PRIu64 "\n", name,
               bytes, known);
    framer_close(framer);
    source_close(src);
    return true;
}

/* --- answer ----------------------------------------------------------------------------------- */

static void print_text(struct verify *v, const char *label, struct slice raw)
{
    buf_reset(&v->masked);
    buf_reset(&v->clean);
    redact_add(&v->masked, raw);
    text_add_display(&v->clean, buf_slice(&v->masked), SLICE(" "));
    printf("    %s %.*s\n", label, SLICE_ARG(slice_sub(buf_slice(&v->clean), 0, FOUND_BYTES_MAX)));
}

static void print_item(struct verify *v, const struct verify_item *item)
{
    static const char *const what[] = {
        [VERIFY_UNSEEN] = "nothing stands there",
        [VERIFY_CHANGED] = "something else stands there",
        [VERIFY_EDITED] = "the log holds, but the report shows another text",
        [VERIFY_HOLDS] = "holds",
    };
    const bool is_known = item->source < v->items.source_count;
    buf_reset(&v->clean);
    text_add_display(&v->clean,
                     is_known ? v->items.sources[item->source].name : SLICE("(unknown source)"),
                     SLICE(" "));
    buf_printf(&v->clean, ":%" PRIu64 ": %s at byte %" PRIu64 ": ", item->line, what[item->state],
               item->offset);
    text_add_display(&v->clean, item->role, SLICE(" "));
    if (item->roles > 1)
        buf_printf(&v->clean, " and %u more", item->roles - 1);
    printf("%s\n", buf_cstr(&v->clean));
    print_text(v, "report:", slice_sub(item->shown, 0, FOUND_BYTES_MAX));
    if (item->state == VERIFY_CHANGED)
        print_text(v, "log:   ", item->found);
}

/* read: per source, whether it could be looked at. */
static int answer(struct verify *v, const bool *read)
{
    uint32_t held = 0, failed = 0, unread = v->items.unhashed;
    for (uint32_t i = 0; i < v->items.count; i++) {
        const struct verify_item *item = &v->items.items[i];
        const bool is_read = item->source < v->items.source_count && read[item->source];
        if (!is_read)
            unread++;
        else if (item->state == VERIFY_HOLDS)
            held++;
        else {
            failed++;
            print_item(v, item);
        }
    }
    const uint32_t all = v->items.count + v->items.unhashed;
    if (failed + unread == 0)
        printf("%u place%s of evidence, all as the report says\n", all, all == 1 ? "" : "s");
    else
        printf("%u place%s of evidence: %u as the report says, %u not, %u could not be checked\n",
               all, all == 1 ? "" : "s", held, failed, unread);
    if (held + failed == 0 && unread > 0)
        return EXIT_STATUS_USAGE;
    return failed + unread ? EXIT_STATUS_FOUND : EXIT_STATUS_OK;
}

static int check(struct verify *v, const struct inputs *in)
{
    bool *read = alloc_zeroed(v->items.source_count, sizeof *read);
    size_t opened = 0;
    for (uint32_t i = 0; i < v->items.source_count; i++) {
        const size_t at = input_of(v, in, i);
        if (at == NONE) {
            buf_reset(&v->clean);
            text_add_display(&v->clean, v->items.sources[i].name, SLICE(" "));
            fprintf(stderr, "culprit: verify: %s: not among the files given\n",
                    buf_cstr(&v->clean));
            continue;
        }
        read[i] = read_source(v, i, in->names[at]);
        opened += read[i];
    }
    const int status = opened || v->items.source_count == 0 ? answer(v, read) : EXIT_STATUS_USAGE;
    alloc_free(read);
    return status;
}

static int run_verify(int argc, char **argv)
{
    struct option_parser parser;
    struct verify v = { 0 };
    int id;
    option_parser_init(&parser, rows, argc, argv);
    while ((id = option_next(&parser)) > 0) {
        if (id == 'h') {
            print_help();
            return EXIT_STATUS_OK;
        }
        v.framer.input_format = parser.value;
    }
    if (id < 0)
        return EXIT_STATUS_USAGE;
    if (argc - parser.index < 2) {
        fputs("culprit: verify: a JSON report and the logs that it is about are needed\n"
              "Try 'culprit verify --help'.\n",
              stderr);
        return EXIT_STATUS_USAGE;
    }
    struct err err;
    err_init(&err);
    int status = EXIT_STATUS_USAGE;
    buf_init(&v.masked);
    buf_init(&v.clean);
    if (verify_items_read(&v.items, argv[parser.index], &err) == STATUS_OK) {
        struct inputs in;
        inputs_init(&in, argv + parser.index + 1, argc - parser.index - 1);
        status = check(&v, &in);
        inputs_release(&in);
    } else {
        fprintf(stderr, "culprit: verify: %s\n", err.text);
    }
    verify_items_release(&v.items);
    buf_release(&v.masked);
    buf_release(&v.clean);
    return status;
}

const struct command cmd_verify = { "verify", "check a report's evidence against the logs",
                                    run_verify };
