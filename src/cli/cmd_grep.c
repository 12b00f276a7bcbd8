#include "cli/command.h"

#include "base/alloc.h"
#include "cli/database.h"
#include "cli/grep_options.h"
#include "cli/inputs.h"
#include "search/around.h"
#include "search/sieve.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Output is written when there is so much of it, or at once on a terminal. */
#define WRITE_BYTES (64 * 1024)
#define MESSAGE_BYTES (ERR_TEXT_BYTES + ERR_SOURCE_BYTES + 64)

struct grep {
    struct grep_options opts;
    struct patterns *patterns;
    struct database *db;
    struct search *search;
    struct around *around; /* NULL: not asked for */
    struct inputs in;
    struct buf out, piece;
    FILE *spool;     /* --around: standard input, if it cannot be read twice */
    int64_t last_us; /* of the events so far, for dates without year */
    uint64_t bytes;
    bool is_terminal, is_around_pass;
    bool failed; /* an input could not be read in full, or a pattern gave up */
    bool closed; /* the reader of our output has gone */
    bool done;
};

static void warn(const struct grep *g, const struct err *err)
{
    char text[MESSAGE_BYTES];
    if (g->opts.quiet_files)
        return;
    err_format(err, text, sizeof text);
    fprintf(stderr, "culprit: grep: %s\n", text);
}

/* --- output ---------------------------------------------------------------------------- */

static void flush(struct grep *g)
{
    struct slice rest = buf_slice(&g->out);
    while (rest.len > 0 && !g->closed) {
        const ssize_t n = write(STDOUT_FILENO, rest.ptr, rest.len);
        if (n >= 0) {
            rest = slice_from(rest, (size_t)n);
        } else if (errno != EINTR) {
            g->closed = true;
            if (errno == EPIPE)
                break;
            fprintf(stderr, "culprit: grep: cannot write: %s\n", strerror(errno));
            g->failed = true;
        }
    }
    buf_reset(&g->out);
}

static void flush_some(struct grep *g)
{
    if (g->out.len >= WRITE_BYTES || g->opts.line_buffered || g->is_terminal)
        flush(g);
}

/* --- one input ------------------------------------------------------------------------- */

/* As in the report: the years of dates without one come from the inputs only. */
static struct framer_options framer_options_for(const struct grep *g)
{
    struct framer_options opts = g->opts.framer;
    opts.now_us = (int64_t)time(NULL) * TIMESTAMP_US_PER_S;
    if (g->last_us != TIMESTAMP_NONE)
        opts.hint_us = g->last_us;
    return opts;
}

/* Marks the time of a match, or takes what stands around one. */
static enum search_next take_around(struct grep *g, const struct event *event)
{
    struct subject *subject;
    if (!g->is_around_pass) {
        if (search_finds(g->search, event, &subject))
            around_mark(g->around, event->time_us);
        return SEARCH_GO_ON;
    }
    if (!around_wants(g->around, event->time_us))
        return SEARCH_GO_ON;
    const bool selected = search_selects(g->search, event, &subject);
    buf_reset(&g->piece);
    print_event(search_printer(g->search), subject, selected, &g->piece);
    around_offer(g->around, buf_slice(&g->piece));
    return SEARCH_GO_ON;
}

/* Do only events that match matter, and of them nothing that depends on those before? */
static bool may_sieve(const struct grep *g)
{
    const struct grep_options *o = &g->opts;
    const bool by_time =
        o->select.since_us != TIMESTAMP_NONE || o->select.until_us != TIMESTAMP_NONE;
    return !o->search.print.invert && !o->search.has_context && !g->around && !o->stats && !by_time;
}

static enum search_next take_event(struct grep *g, const struct event *event)
{
    if (event->time_us != TIMESTAMP_NONE)
        g->last_us = event->time_us;
    const enum search_next next =
        g->around ? take_around(g, event) : search_event(g->search, event);
    flush_some(g);
    return next;
}

/* Only lines that match, or are to be printed for other reasons, are made events of. */
static enum search_next take_run(struct grep *g, const struct framer *framer,
                                 const struct event_bulk *run)
{
    enum search_next next = SEARCH_GO_ON;
    for (size_t i = 0; next == SEARCH_GO_ON && !g->closed && i < run->count; i++) {
        struct event event;
        struct event_line place;
        g->last_us = run->lines[i].time_us;
        if (search_passes(g->search, run, i))
            continue;
        framer_bulk_event(framer, run, i, &place, &event);
        if (event.is_lines)
            search_put_line(g->search, event_bulk_line(run, i));
        next = take_event(g, &event);
        search_put_line(g->search, slice_empty());
    }
    return next;
}

/* Runs come before events of other streams that are still open, and how far they reach depends on
 * how much of a pipe has come: only where the order of the events does not matter. */
static bool may_take_runs(const struct grep *g)
{
    switch (g->opts.search.mode) {
    case SEARCH_COUNT:
    case SEARCH_COUNT_MATCHES:
    case SEARCH_LIST:
    case SEARCH_LIST_WITHOUT:
    case SEARCH_QUIET: return !g->around && !g->opts.stats;
    case SEARCH_PRINT:
    case SEARCH_TALLY: break;
    }
    return false;
}

static bool next_run(struct framer *framer, struct sieve *sieve, struct event_bulk *run)
{
    return sieve ? sieve_bulk(sieve, run) : framer_bulk(framer, run);
}

static enum status next_event(struct framer *framer, struct sieve *sieve, struct event *event)
{
    return sieve ? sieve_next(sieve, event) : framer_next(framer, event);
}

static void search_events(struct grep *g, struct source *src)
{
    const struct framer_options opts = framer_options_for(g);
    struct framer *framer = framer_open(src, &opts);
    struct event event;
    struct event_bulk run;
    enum status st = STATUS_OK;
    enum search_next next = SEARCH_GO_ON;
    struct sieve *sieve = may_sieve(g) ? sieve_new(src, framer, g->patterns) : NULL;
    if (sieve)
        source_keep(src, SIEVE_KEEP_BYTES);
    const bool runs = may_take_runs(g);
    while (next == SEARCH_GO_ON && !g->closed && st != STATUS_END) {
        if (runs && next_run(framer, sieve, &run))
            next = take_run(g, framer, &run);
        else if ((st = next_event(framer, sieve, &event)) == STATUS_OK)
            next = take_event(g, &event);
    }
    g->done = g->done || next == SEARCH_ALL_DONE || g->closed;
    sieve_free(sieve);
    framer_close(framer);
}

static void tell_warnings(struct grep *g, const struct source *src)
{
    const struct err *err;
    for (size_t i = 0; (err = source_warning(src, i)) != NULL; i++) {
        struct err named = *err;
        err_in(&named, source_name(src));
        warn(g, &named);
    }
    g->failed = g->failed || source_damaged(src);
}

static void tell_limits(struct grep *g, struct source *src, uint64_t before)
{
    const uint64_t hits = patterns_limit_hits(g->patterns) - before;
    struct err err;
    if (hits == 0)
        return;
    err_init(&err);
    err_set(&err,
            "the pattern gave up on %" PRIu64 " text(s), which count as not matching: its match "
            "limit was reached; write it with fewer nested repeats",
            hits);
    const struct event_line place = search_limit_place(g->search);
    err_at(&err, place.line, place.offset);
    source_warn(src, &err, true);
}

static void search_input(struct grep *g, int fd, const char *name)
{
    struct source *src = source_open_fd(fd, name, NULL);
    const uint64_t before = patterns_limit_hits(g->patterns);
    source_keep(src, SUBJECT_KEEP_BYTES);
    search_begin(g->search, name, src);
    if (g->around && g->is_around_pass)
        around_source(g->around);
    if (g->opts.search.max_count > 0)
        search_events(g, src);
    if (!g->around)
        search_end(g->search);
    tell_limits(g, src, before);
    if (!g->is_around_pass) /* was told before */
        tell_warnings(g, src);
    g->bytes += source_offset(src);
    source_close(src);
    flush_some(g);
}

/* --- all inputs ------------------------------------------------------------------------ */

/* Standard input for a second reading: where it stood, or a copy in a temporary file. */
static int open_again(struct grep *g, struct err *err)
{
    char block[WRITE_BYTES];
    ssize_t n = 1;
    if (lseek(STDIN_FILENO, 0, SEEK_CUR) >= 0) {
        lseek(STDIN_FILENO, 0, SEEK_SET);
        return dup(STDIN_FILENO);
    }
    if (!g->spool && !(g->spool = tmpfile())) {
        err_set(err, "no temporary file for a second reading: %s", strerror(errno));
        return -1;
    }
    while (!g->is_around_pass && (n = read(STDIN_FILENO, block, sizeof block)) > 0)
        if (fwrite(block, 1, (size_t)n, g->spool) < (size_t)n)
            break;
    if (fflush(g->spool) != 0 || ferror(g->spool)) {
        err_set(err, "cannot keep it for a second reading: %s", strerror(errno));
        return -1;
    }
    rewind(g->spool);
    return dup(fileno(g->spool));
}

static void search_inputs(struct grep *g)
{
    for (size_t i = 0; i < g->in.count && !g->done; i++) {
        const char *const name = g->in.names[i];
        struct err err;
        err_init(&err);
        const bool again = g->around && strcmp(name, "-") == 0;
        const int fd = again ? open_again(g, &err) : inputs_open(name, &err);
        if (fd >= 0) {
            search_input(g, fd, name);
            continue;
        }
        if (g->is_around_pass)
            continue;
        g->failed = true;
        err_in(&err, name);
        warn(g, &err);
    }
}

static void search_around(struct grep *g)
{
    struct buf gap;
    search_inputs(g);
    around_seal(g->around);
    buf_init(&gap);
    print_gap(search_printer(g->search), &gap);
    g->is_around_pass = true;
    while (!g->closed && around_pass_begin(g->around)) {
        search_inputs(g);
        around_pass_end(g->around, buf_slice(&gap), &g->out);
        flush(g);
    }
    buf_release(&gap);
}

static bool has_folder(const struct grep_options *o)
{
    struct stat st;
    for (int i = 0; i < o->operand_count; i++)
        if (stat(o->operands[i], &st) == 0 && S_ISDIR(st.st_mode))
            return true;
    return false;
}

static void tell_stats(const struct grep *g)
{
    const struct search_totals t = search_totals(g->search);
    fprintf(stderr,
            "culprit: grep: %" PRIu64 " of %" PRIu64 " events selected in %zu input(s), %" PRIu64
            " bytes\n",
            t.selected, t.events, g->in.count, g->bytes);
}

static int run_search(struct grep *g)
{
    const struct search_options *o = &g->opts.search;
    if (o->max_count == 0 && o->mode != SEARCH_LIST_WITHOUT)
        return EXIT_STATUS_FOUND; /* as grep: nothing is looked at */
    for (size_t i = 0; i < g->in.error_count; i++) {
        g->failed = true;
        warn(g, &g->in.errors[i]);
    }
    if (g->around)
        search_around(g);
    else
        search_inputs(g);
    if (o->mode == SEARCH_TALLY)
        tally_write(&g->opts.tally, &g->out);
    flush(g);
    if (g->opts.stats)
        tell_stats(g);
    const bool found = search_totals(g->search).selected > 0;
    if (found && o->mode == SEARCH_QUIET)
        return EXIT_STATUS_OK;
    if (g->failed)
        return EXIT_STATUS_USAGE;
    return found ? EXIT_STATUS_OK : EXIT_STATUS_FOUND;
}

/* --- set-up ---------------------------------------------------------------------------- */

/* The message, the pattern, and a caret under the byte. */
static void tell_fault(const struct grep *g, const struct patterns_fault *fault,
                       const struct err *err)
{
    const struct slice text = g->opts.texts[fault->pattern];
    const char *const colon = strstr(err->text, ": ");
    struct buf shown;
    buf_init(&shown);
    buf_printf(&shown, "culprit: grep: bad pattern, byte %zu: %s\n  ", fault->offset,
               colon ? colon + 2 : err->text);
    for (size_t i = 0; i < text.len; i++) /* a column for each byte, so that the caret is right */
        buf_add_byte(&shown, text.ptr[i] >= ' ' && text.ptr[i] < 0x7f ? text.ptr[i] : '?');
    buf_add_cstr(&shown, "\n  ");
    buf_add_fill(&shown, ' ', fault->offset);
    buf_add_cstr(&shown, "^\n");
    fwrite(shown.ptr, 1, shown.len, stderr);
    buf_release(&shown);
}

static int open_patterns(struct grep *g)
{
    struct grep_options *o = &g->opts;
    struct patterns_fault fault = { 0 };
    struct err err;
    err_init(&err);
    if (patterns_new(&g->patterns, o->texts, o->text_count, &o->patterns, &fault, &err)
        == STATUS_OK)
        return 0;
    tell_fault(g, &fault, &err);
    return 1 + EXIT_STATUS_USAGE;
}

static int open_signatures(struct grep *g)
{
    struct grep_options *o = &g->opts;
    struct err err;
    if (!select_needs_signatures(&o->select))
        return 0;
    err_init(&err);
    if (database_open(&g->db, o->database, o->extra, o->extra_count, true, &err) != STATUS_OK) {
        o->quiet_files = false;
        warn(g, &err);
        return 1 + EXIT_STATUS_USAGE;
    }
    select_signatures(&o->select, database_signatures(g->db));
    return 0;
}

static int set_up(struct grep *g, int argc, char **argv)
{
    struct grep_options *o = &g->opts;
    int done = grep_options_parse(o, argc, argv);
    if (done == 0)
        done = open_patterns(g);
    if (done == 0)
        done = open_signatures(g);
    if (done)
        return done;
    if (o->operand_count == 0 && isatty(STDIN_FILENO)) {
        fputs("culprit: grep: standard input is a terminal: pipe logs in or name files\n"
              "Try 'culprit grep --help'.\n",
              stderr);
        return 1 + EXIT_STATUS_USAGE;
    }
    inputs_init(&g->in, o->operands, o->operand_count);
    g->is_terminal = isatty(STDOUT_FILENO);
    o->search.print.safe = g->is_terminal;
    o->search.print.color = terminal_color(o->color);
    if (!o->name_given)
        o->search.print.with_name = g->in.count > 1 || has_folder(o);
    g->around = o->around_us > 0 ? around_new(o->around_us) : NULL;
    g->search = search_new(&o->search, g->patterns, &o->select, &o->tally, &g->out);
    return 0;
}

static int run_grep(int argc, char **argv)
{
    struct grep g = { .last_us = TIMESTAMP_NONE };
    buf_init(&g.out);
    buf_init(&g.piece);
    const int done = set_up(&g, argc, argv);
    const int status = done ? done - 1 : run_search(&g);
    search_free(g.search);
    around_free(g.around);
    if (g.spool)
        fclose(g.spool);
    inputs_release(&g.in);
    patterns_free(g.patterns);
    grep_options_release(&g.opts);
    database_close(g.db);
    buf_release(&g.out);
    buf_release(&g.piece);
    return status;
}

const struct command cmd_grep = { "grep", "search that understands log events", run_grep };
