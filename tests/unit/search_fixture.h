/* search_fixture: what the tests of searches share. */
#ifndef TESTS_UNIT_SEARCH_FIXTURE_H
#define TESTS_UNIT_SEARCH_FIXTURE_H

#include "frame/framer.h"
#include "search/patterns.h"

/* One pattern, which is right. */
static inline struct patterns *pattern(const char *text)
{
    const struct slice texts[] = { slice_cstr(text) };
    const struct patterns_options opts = { 0 };
    struct patterns_fault fault;
    struct patterns *p;
    struct err err;
    err_init(&err);
    if (patterns_new(&p, texts, 1, &opts, &fault, &err) != STATUS_OK)
        fail_msg("%s: %s", text, err.text);
    return p;
}

/* The first event of a text. */
struct first_event {
    struct source *src;
    struct framer *framer;
    struct event event;
};

static inline void first_event_open(struct first_event *f, const char *text)
{
    f->src = source_open_memory(slice_cstr(text), "x.log", NULL);
    source_keep(f->src, 1024 * 1024);
    f->framer = framer_open(f->src, NULL);
    assert_int_equal(framer_next(f->framer, &f->event), STATUS_OK);
}

static inline void first_event_close(struct first_event *f)
{
    framer_close(f->framer);
    source_close(f->src);
}

#endif
