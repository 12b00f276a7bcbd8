#include "cli/db_branches.h"

#include "base/buf.h"

#include <stdio.h>

/* Put in front of an alternative, this takes it out; groups keep their numbers. */
#define NEVER "(?!)"

struct group {
    size_t from; /* where the present alternative begins */
    bool has_bar, is_negative;
};

struct scan {
    struct slice s;
    struct db_branch *out;
    uint32_t count, depth;
    struct group groups[DB_BRANCHES_DEPTH_MAX];
};

static bool looking_at(const struct scan *c, size_t at, const char *text)
{
    return slice_starts(slice_from(c->s, at), slice_cstr(text));
}

/* The byte behind the class that begins at `at`. */
static size_t skip_class(const struct scan *c, size_t at)
{
    at += looking_at(c, at, "[^") ? 2 : 1;
    at += looking_at(c, at, "]");
    while (at < c->s.len && c->s.ptr[at] != ']') {
        size_t close = looking_at(c, at, "[:") ? slice_find(c->s, SLICE(":]"), at) : SLICE_NONE;
        if (close != SLICE_NONE)
            at = close + 2;
        else
            at += c->s.ptr[at] == '\\' ? 2 : 1;
    }
    return at + 1;
}

static size_t skip_escape(const struct scan *c, size_t at)
{
    if (!looking_at(c, at, "\\Q"))
        return at + 2;
    size_t end = slice_find(c->s, SLICE("\\E"), at);
    return end == SLICE_NONE ? c->s.len : end + 2;
}

/* Where the content of the group that opens at `at` begins. */
static size_t skip_head(const struct scan *c, size_t at)
{
    static const char *const heads[] = { "(?<=", "(?<!", "(?=", "(?!", "(?>", "(?|", "(?:" };
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (looking_at(c, at, heads[i]))
            return at + strlen(heads[i]);
    if (!looking_at(c, at, "(?"))
        return at + 1;
    bool is_named = looking_at(c, at, "(?<") || looking_at(c, at, "(?P<");
    at += 2;
    while (at < c->s.len && c->s.ptr[at] != (is_named ? '>' : ':') && c->s.ptr[at] != ')')
        at++;
    return at + !looking_at(c, at, ")"); /* (?i) is closed at once */
}

/* False when groups nest too deep. */
static bool open_group(struct scan *c, size_t at)
{
    if (c->depth == DB_BRANCHES_DEPTH_MAX)
        return false;
    const struct group *outer = c->depth ? &c->groups[c->depth - 1] : NULL;
    bool is_negative = looking_at(c, at, "(?!") || looking_at(c, at, "(?<!");
    c->groups[c->depth++] = (struct group){
        .from = outer ? skip_head(c, at) : 0,
        .is_negative = outer && (outer->is_negative || is_negative),
    };
    return true;
}

static void end_branch(struct scan *c, size_t at)
{
    struct group *g = &c->groups[c->depth - 1];
    if (!g->is_negative && c->count < DB_BRANCHES_MAX)
        c->out[c->count++] = (struct db_branch){ (uint32_t)g->from, (uint32_t)at };
    g->from = at + 1;
}

static void close_group(struct scan *c, size_t at)
{
    if (c->groups[c->depth - 1].has_bar)
        end_branch(c, at);
    c->depth--;
}

uint32_t db_branches_of(struct slice regex, struct db_branch *out)
{
    struct scan c = { .s = regex, .out = out };
    size_t at = 0;
    open_group(&c, 0);
    while (at < regex.len && c.depth) {
        switch (regex.ptr[at]) {
        case '\\': at = skip_escape(&c, at); break;
        case '[': at = skip_class(&c, at); break;
        case '(':
            if (!open_group(&c, at))
                return 0;
            at = c.groups[c.depth - 1].from;
            break;
        case '|':
            c.groups[c.depth - 1].has_bar = true;
            end_branch(&c, at++);
            break;
        case ')': close_group(&c, at++); break;
        default: at++;
        }
    }
    if (c.depth == 1)
        close_group(&c, regex.len);
    return c.count;
}

struct outcome {
    enum confirm_result result;
    struct slice matched;
    struct sig_capture captures[HIT_CAPTURES_MAX];
    uint32_t count;
};

static struct outcome look(const struct confirm *regex, const struct db_trial *t, struct slice text)
{
    struct outcome o = { .count = 0 };
    o.result =
        confirm_search(regex, t->scratch, text, &o.matched, o.captures, HIT_CAPTURES_MAX, &o.count);
    return o;
}

static bool is_same_place(struct slice a, struct slice b)
{
    return a.ptr == b.ptr && a.len == b.len;
}

static bool is_same(const struct outcome *a, const struct outcome *b)
{
    if (a->result != b->result || a->count != b->count || !is_same_place(a->matched, b->matched))
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (!is_same_place(a->captures[i].value, b->captures[i].value))
            return false;
    return true;
}

/* Is there an example that the regex without the branch does not take the same way? */
static bool is_needed(const struct db_trial *t, uint32_t pattern, const struct db_branch *branch)
{
    struct slice regex = t->sig->match[pattern].regex;
    struct confirm *without;
    struct err err;
    struct buf text;
    bool is_needed = false;
    err_init(&err);
    buf_init(&text);
    buf_add(&text, slice_sub(regex, 0, branch->from));
    buf_add(&text, SLICE(NEVER));
    buf_add(&text, slice_from(regex, branch->from));
    if (confirm_new(&without, buf_slice(&text), &err) == STATUS_OK) {
        for (uint32_t i = 0; i < t->sig->example_count && !is_needed; i++) {
            struct outcome a = look(t->match[pattern], t, t->sig->examples[i].text);
            struct outcome b = look(without, t, t->sig->examples[i].text);
            is_needed = !is_same(&a, &b);
        }
        confirm_free(without);
    }
    buf_release(&text);
    return is_needed;
}

static bool matches_any(const struct db_trial *t, uint32_t pattern)
{
    for (uint32_t i = 0; i < t->sig->example_count; i++)
        if (db_trial_pattern(t, pattern, t->sig->examples[i].text))
            return true;
    return false;
}

static bool is_inside(const struct db_branch *inner, const struct db_branch *outer)
{
    return inner != outer && inner->from >= outer->from && inner->to <= outer->to;
}

static void print_idle(const struct db_trial *t, uint32_t pattern, const struct db_branch *branch)
{
    const struct sig *sig = t->sig;
    printf("%.*s:%u: %.*s: no example needs this alternative of regex %u:\n",
           SLICE_ARG(sig->origin_file), sig->origin_line, SLICE_ARG(sig->id), pattern + 1);
    db_work_print_text(
        slice_sub(sig->match[pattern].regex, branch->from, branch->to - branch->from));
}

/* An alternative inside another one that is idle is not told a second time. */
static void check_pattern(const struct db_trial *t, uint32_t pattern, bool is_verbose,
                          struct db_branch_count *count)
{
    struct db_branch all[DB_BRANCHES_MAX], idle[DB_BRANCHES_MAX];
    uint32_t n = db_branches_of(t->sig->match[pattern].regex, all), idle_count = 0;
    count->tried += n;
    for (uint32_t i = 0; i < n; i++)
        if (!is_needed(t, pattern, &all[i]))
            idle[idle_count++] = all[i];
    for (uint32_t i = 0; i < idle_count; i++) {
        bool is_told = false;
        for (uint32_t k = 0; k < idle_count && !is_told; k++)
            is_told = is_inside(&idle[i], &idle[k]);
        if (is_told)
            continue;
        count->idle++;
        if (is_verbose)
            print_idle(t, pattern, &idle[i]);
    }
}

void db_branches_signature(struct db_work *w, const struct db_trial *trial, uint32_t sig,
                           bool is_verbose, struct db_branch_count *count)
{
    for (uint32_t i = 0; i < trial->sig->match_count; i++) {
        if (matches_any(trial, i)) {
            check_pattern(trial, i, is_verbose, count);
            continue;
        }
        count->tried++;
        count->idle++;
        if (db_work_warn(w, "idle-regex", sig, trial->sig->match[i].regex,
                         "no example matches regex %u:", i + 1))
            db_work_print_text(trial->sig->match[i].regex);
    }
}
