#include "search/search.h"

#include "base/alloc.h"

struct search {
    struct search_options opts;
    struct patterns *patterns;
    struct select *select;
    struct tally *tally;
    struct buf *out;
    struct printer printer;
    struct subject subject;
    const char *name;
    struct source *src;
    struct slice line;          /* that the event is; empty: the source has it behind */
    uint64_t selected, matches; /* in this input */
    struct buf *ring;           /* the last events not printed, as they would be; opts.before */
    size_t ring_next, ring_count, ring_bytes;
    size_t pending;     /* events behind a match still to be printed */
    uint64_t unprinted; /* events since the one printed last */
    bool has_printed;   /* anything, in any input */
    struct search_totals totals;
    struct event_line limit_place;
};

struct search *search_new(const struct search_options *opts, struct patterns *patterns,
                          struct select *select, struct tally *tally, struct buf *out)
{
    struct search *s = alloc_zeroed(1, sizeof *s);
    s->opts = *opts;
    s->patterns = patterns;
    s->select = select;
    s->tally = tally;
    s->out = out;
    print_init(&s->printer, &s->opts.print, patterns);
    subject_init(&s->subject);
    s->ring = alloc_zeroed(opts->before, sizeof *s->ring);
    for (size_t i = 0; i < opts->before; i++)
        buf_init(&s->ring[i]);
    return s;
}

void search_free(struct search *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->opts.before; i++)
        buf_release(&s->ring[i]);
    alloc_free(s->ring);
    print_release(&s->printer);
    subject_release(&s->subject);
    alloc_free(s);
}

void search_begin(struct search *s, const char *name, struct source *src)
{
    s->name = name;
    s->src = src;
    s->selected = s->matches = 0;
    s->limit_place = (struct event_line){ 0 };
    s->ring_count = s->ring_bytes = s->pending = 0;
    s->unprinted = UINT32_MAX; /* the end of another input is far away */
}

/* --- events around a match ------------------------------------------------------------- */

static void drop_oldest(struct search *s)
{
    const size_t size = s->opts.before;
    struct buf *oldest = &s->ring[(s->ring_next + size - s->ring_count) % size];
    s->ring_bytes -= oldest->len;
    buf_release(oldest);
    s->ring_count--;
}

static void keep_before(struct search *s)
{
    if (s->opts.before == 0)
        return;
    if (s->ring_count == s->opts.before)
        drop_oldest(s);
    struct buf *to = &s->ring[s->ring_next];
    buf_reset(to);
    print_event(&s->printer, &s->subject, false, to);
    s->ring_next = (s->ring_next + 1) % s->opts.before;
    s->ring_count++;
    s->ring_bytes += to->len;
    while (s->ring_bytes > SEARCH_BEFORE_BYTES_MAX)
        drop_oldest(s);
}

static void print_before(struct search *s)
{
    const size_t size = s->opts.before;
    for (size_t i = s->ring_count; i > 0; i--)
        buf_add(s->out, buf_slice(&s->ring[(s->ring_next + size - i) % size]));
    s->ring_count = s->ring_bytes = 0;
}

static void print_selected(struct search *s)
{
    if (s->opts.has_context && s->has_printed && s->unprinted > s->ring_count)
        print_gap(&s->printer, s->out);
    print_before(s);
    print_event(&s->printer, &s->subject, true, s->out);
    s->pending = s->opts.after;
    s->unprinted = 0;
    s->has_printed = true;
}

/* An event that is not selected. */
static void pass(struct search *s)
{
    if (s->pending > 0) {
        s->pending--;
        print_event(&s->printer, &s->subject, false, s->out);
        s->unprinted = 0;
        return;
    }
    s->unprinted++;
    keep_before(s);
}

/* --- events ---------------------------------------------------------------------------- */

/* Events may come in another order than their first lines stand in. */
static void note_limits(struct search *s, uint64_t before, struct event_line place)
{
    if (patterns_limit_hits(s->patterns) > before
        && (s->limit_place.line == 0 || place.line < s->limit_place.line))
        s->limit_place = place;
}

bool search_selects(struct search *s, const struct event *event, struct subject **subject)
{
    subject_set(&s->subject, event, s->src, s->name);
    if (s->line.len > 0)
        subject_put_own(&s->subject, s->line);
    *subject = &s->subject;
    if (!select_wants(s->select, &s->subject))
        return false;
    const uint64_t limits = patterns_limit_hits(s->patterns);
    const bool matches = subject_match(&s->subject, s->patterns);
    note_limits(s, limits, event->lines[0]);
    return matches != s->opts.print.invert;
}

bool search_finds(struct search *s, const struct event *event, struct subject **subject)
{
    const bool selected = search_selects(s, event, subject);
    s->totals.events++;
    s->totals.selected += selected;
    return selected;
}

struct event_line search_limit_place(const struct search *s)
{
    return s->limit_place;
}

void search_put_line(struct search *s, struct slice line)
{
    s->line = line;
}

/* As subject_match. */
static bool line_matches(struct search *s, const struct event_bulk *run, size_t i)
{
    const struct slice told = event_bulk_message(run, i), own = event_bulk_line(run, i);
    const bool is_lines = run->metas[run->lines[i].prefix].is_lines;
    return patterns_match(s->patterns, told)
           || (is_lines && own.len > told.len && patterns_match(s->patterns, own));
}

bool search_passes(struct search *s, const struct event_bulk *run, size_t i)
{
    const uint64_t limits = patterns_limit_hits(s->patterns);
    if (s->opts.print.invert || s->opts.has_context || s->selected >= s->opts.max_count
        || line_matches(s, run, i))
        return false;
    note_limits(s, limits, event_bulk_place(run, i));
    s->totals.events++;
    return true;
}

static uint64_t count_matches(struct search *s)
{
    const struct slice text = s->subject.searched;
    struct confirm_match m;
    uint64_t count = 0;
    if (s->opts.print.invert)
        return 1;
    patterns_begin(s->patterns, text);
    for (size_t from = 0; patterns_next(s->patterns, text, from, &m);
         from = patterns_after(text, &m))
        count++;
    return count;
}

/* A capture counts for every match, the rest once per event. */
static void tally_event(struct search *s)
{
    const struct slice text = s->subject.searched;
    struct confirm_match m;
    if (s->tally->by != TALLY_CAPTURE || s->opts.print.invert) {
        tally_add(s->tally, &s->subject, s->patterns, NULL);
        return;
    }
    patterns_begin(s->patterns, text);
    for (size_t from = 0; patterns_next(s->patterns, text, from, &m);
         from = patterns_after(text, &m))
        tally_add(s->tally, &s->subject, s->patterns, &m);
}

static enum search_next take_selected(struct search *s)
{
    switch (s->opts.mode) {
    case SEARCH_PRINT: print_selected(s); break;
    case SEARCH_COUNT: break;
    case SEARCH_COUNT_MATCHES: s->matches += count_matches(s); break;
    case SEARCH_LIST: print_name(&s->printer, s->name, s->out); return SEARCH_SOURCE_DONE;
    case SEARCH_LIST_WITHOUT: return SEARCH_SOURCE_DONE;
    case SEARCH_QUIET: return SEARCH_ALL_DONE;
    case SEARCH_TALLY: tally_event(s); break;
    }
    return s->selected >= s->opts.max_count && s->pending == 0 ? SEARCH_SOURCE_DONE : SEARCH_GO_ON;
}

enum search_next search_event(struct search *s, const struct event *event)
{
    struct subject *subject;
    s->totals.events++;
    if (s->selected
        >= s->opts.max_count) { /* as grep: what is behind the last match is around it */
        (void)search_selects(s, event, &subject);
        pass(s);
        return s->pending == 0 ? SEARCH_SOURCE_DONE : SEARCH_GO_ON;
    }
    const bool selected = search_selects(s, event, &subject);
    if (selected) {
        s->selected++;
        s->totals.selected++;
        return take_selected(s);
    }
    if (s->opts.mode == SEARCH_PRINT && s->opts.has_context)
        pass(s);
    return SEARCH_GO_ON;
}

void search_end(struct search *s)
{
    s->totals.matches += s->matches;
    if (s->opts.mode == SEARCH_COUNT)
        print_count(&s->printer, s->name, s->selected, s->out);
    else if (s->opts.mode == SEARCH_COUNT_MATCHES)
        print_count(&s->printer, s->name, s->matches, s->out);
    else if (s->opts.mode == SEARCH_LIST_WITHOUT && s->selected == 0)
        print_name(&s->printer, s->name, s->out);
}

struct printer *search_printer(struct search *s)
{
    return &s->printer;
}

struct search_totals search_totals(const struct search *s)
{
    return s->totals;
}
