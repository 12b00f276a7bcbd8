#include "cli/db_benign.h"

#include "base/alloc.h"
#include "cli/inputs.h"
#include "match/matcher.h"
#include "match/prefilter.h"
#include "read/source.h"

#include <stdio.h>

/* Longer lines are cut: no line of a healthy program that is worth a test is. */
#define LINE_BYTES_MAX (64 * 1024)
#define PER_CENT 100
#define COMPONENT_COLUMNS 16

struct benign {
    struct db_work *work;
    struct matcher *matcher;
    struct prefilter *prefilter; /* over all match regexes of own causes */
    uint32_t *owners;            /* by pattern number: its signature */
    bool *is_challenged;         /* by signature */
    struct db_benign_result *result;
};

static bool is_counted(const struct db_work *w, uint32_t sig)
{
    const struct sig *s = &w->set->items[sig];
    return db_work_is_own(w, sig) && s->kind == SIG_CAUSE && s->match_count;
}

static void benign_init(struct benign *b, struct db_work *w, struct db_benign_result *result)
{
    uint32_t count = 0, n = 0;
    *result = (struct db_benign_result){ 0 };
    *b = (struct benign){ .work = w, .matcher = matcher_new(w->set, NULL), .result = result };
    for (uint32_t i = 0; i < w->set->count; i++)
        count += is_counted(w, i) ? w->set->items[i].match_count : 0;
    struct prefilter_guard *guards = alloc_zeroed(count, sizeof *guards);
    b->owners = alloc_zeroed(count, sizeof *b->owners);
    b->is_challenged = alloc_zeroed(w->set->count, sizeof *b->is_challenged);
    for (uint32_t i = 0; i < w->set->count; i++) {
        for (uint32_t k = 0; is_counted(w, i) && k < w->set->items[i].match_count; k++) {
            b->owners[n] = i;
            guards[n++].literals = w->set->items[i].match[k].literals;
        }
    }
    b->prefilter = prefilter_new(guards, count, PREFILTER_FASTEST);
    alloc_free(guards);
}

static void benign_release(struct benign *b)
{
    matcher_free(b->matcher);
    prefilter_free(b->prefilter);
    alloc_free(b->owners);
    alloc_free(b->is_challenged);
}

static void try_line(struct benign *b, const char *name, uint64_t number, struct slice text)
{
    const struct event_line line = { .line = number };
    const struct event event = { .time_us = TIMESTAMP_NONE,
                                 .message = text,
                                 .length = text.len,
                                 .lines = &line,
                                 .line_count = 1 };
    const struct hit *hits;
    const uint32_t *candidates;
    b->result->lines++;
    for (size_t i = 0, n = prefilter_scan(b->prefilter, text, &candidates); i < n; i++)
        b->is_challenged[b->owners[candidates[i]]] = true;
    for (size_t i = 0, n = matcher_event(b->matcher, &event, &hits); i < n; i++) {
        const struct sig *sig = &b->work->set->items[hits[i].sig];
        bool is_alarm = sig->kind == SIG_CAUSE || sig->kind == SIG_SYMPTOM;
        if (!is_alarm || !db_work_is_own(b->work, hits[i].sig))
            continue;
        b->result->alarms++;
        printf("failed: %s:%llu: a healthy line matches regex %u of %.*s:\n", name,
               (unsigned long long)number, hits[i].pattern + 1, SLICE_ARG(sig->id));
        db_work_print_text(text);
    }
}

/* A line at a time; the source window is long enough for each. */
static void read_lines(struct benign *b, const char *name, struct source *src)
{
    for (uint64_t number = 1;; number++) {
        struct slice window = source_peek(src, LINE_BYTES_MAX);
        if (window.len == 0)
            return;
        size_t end = slice_find_byte(window, '\n', 0);
        size_t used = end == SLICE_NONE ? window.len : end + 1;
        struct slice line = slice_trim_right(slice_sub(window, 0, used));
        if (line.len && line.ptr[0] != '#')
            try_line(b, name, number, line);
        source_consume(src, used);
    }
}

static enum status read_path(struct benign *b, const char *path, struct err *err)
{
    struct inputs in;
    char *operand = (char *)path;
    inputs_init(&in, &operand, 1);
    for (size_t i = 0; i < in.count && !err->set; i++) {
        int fd = inputs_open(in.names[i], err);
        if (fd < 0) {
            err_in(err, in.names[i]);
            continue;
        }
        struct source *src = source_open_fd(fd, in.names[i], NULL);
        read_lines(b, in.names[i], src);
        source_close(src);
    }
    if (in.error_count && !err->set)
        *err = in.errors[0];
    inputs_release(&in);
    if (!err->set && b->result->lines == 0) {
        err_set(err, "no lines");
        err_in(err, path);
    }
    return err->set ? STATUS_FAIL : STATUS_OK;
}

/* One component: "  redis   5 of 7 causes: not redis.tls-required redis.x". */
static void print_component(const struct benign *b, struct slice component, uint32_t have,
                            uint32_t all)
{
    printf("  %-*.*s %u of %u", COMPONENT_COLUMNS, SLICE_ARG(component), have, all);
    if (have < all)
        fputs("; none for", stdout);
    for (uint32_t i = 0; i < b->work->set->count; i++) {
        struct slice id = b->work->set->items[i].id;
        if (is_counted(b->work, i) && !b->is_challenged[i]
            && slice_eq(sig_component(id), component))
            printf(" %.*s", SLICE_ARG(id));
    }
    putchar('\n');
}

/* The signatures are in order of id, so those of a component are together. */
static void print_share(struct benign *b, bool is_verbose)
{
    const struct sigset *set = b->work->set;
    uint32_t have = 0, all = 0, component_have = 0, component_all = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        struct slice component = sig_component(set->items[i].id);
        if (is_counted(b->work, i)) {
            component_all++;
            component_have += b->is_challenged[i];
        }
        bool is_last =
            i + 1 == set->count || !slice_eq(sig_component(set->items[i + 1].id), component);
        if (!is_last)
            continue;
        if (is_verbose && component_all)
            print_component(b, component, component_have, component_all);
        have += component_have;
        all += component_all;
        component_have = component_all = 0;
    }
    uint32_t share = all ? have * PER_CENT / all : PER_CENT;
    printf("%u healthy lines, %u alarms; they hold guard literals of %u of %u causes (%u %%)\n",
           b->result->lines, b->result->alarms, have, all, share);
    if (share < DB_BENIGN_SHARE_WANTED) {
        printf("warning: silence on these lines means little: they challenge less than %d %% of "
               "the causes [benign-share]\n",
               DB_BENIGN_SHARE_WANTED);
        b->work->warning_count++;
    }
}

enum status db_benign(struct db_work *w, const char *path, bool is_verbose,
                      struct db_benign_result *result, struct err *err)
{
    struct benign b;
    benign_init(&b, w, result);
    enum status status = read_path(&b, path, err);
    if (status == STATUS_OK)
        print_share(&b, is_verbose);
    benign_release(&b);
    return status;
}
