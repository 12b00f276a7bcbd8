#include "search/select.h"

#include "search/lookup.h"

#define STEP_LIMIT 1000000
#define HEAP_LIMIT_KIB (16 * 1024)

void select_init(struct select *sel)
{
    *sel =
        (struct select){ .since_us = TIMESTAMP_NONE, .until_us = TIMESTAMP_NONE, .any_kind = true };
    buf_init(&sel->value);
}

void select_release(struct select *sel)
{
    for (size_t i = 0; i < sel->field_count; i++)
        confirm_free(sel->fields[i].regex);
    confirm_scratch_free(sel->scratch);
    matcher_free(sel->matcher);
    buf_release(&sel->value);
}

bool select_add(struct select_list *list, struct slice value)
{
    if (list->count == SELECT_VALUES_MAX)
        return false;
    list->items[list->count++] = value;
    return true;
}

enum status select_add_field(struct select *sel, struct slice text, struct err *err)
{
    size_t at = 0;
    while (at < text.len && text.ptr[at] != '=' && text.ptr[at] != '~')
        at++;
    if (at == 0 || at == text.len || sel->field_count == SELECT_VALUES_MAX) {
        err_set(err, "--field takes NAME=VALUE or NAME~REGEX, at most %d times", SELECT_VALUES_MAX);
        return STATUS_FAIL;
    }
    struct select_field *f = &sel->fields[sel->field_count];
    bool is_regex = text.ptr[at] == '~';
    *f = (struct select_field){ .name = slice_sub(text, 0, at), .value = slice_from(text, at + 1) };
    if (!is_regex && slice_starts(f->value, SLICE("~"))) {
        is_regex = true;
        f->value = slice_from(f->value, 1);
    }
    if (is_regex && confirm_new_with(&f->regex, f->value, 0, NULL, err) != STATUS_OK)
        return STATUS_FAIL;
    if (is_regex && !sel->scratch)
        sel->scratch = confirm_scratch_new(STEP_LIMIT, HEAP_LIMIT_KIB);
    sel->field_count++;
    return STATUS_OK;
}

bool select_needs_signatures(const struct select *sel)
{
    return sel->ids.count > 0 || !sel->any_kind || sel->names_only;
}

void select_signatures(struct select *sel, const struct sigset *set)
{
    sel->set = set;
    sel->matcher = matcher_new(set, NULL);
}

bool select_is_empty(const struct select *sel)
{
    return sel->since_us == TIMESTAMP_NONE && sel->until_us == TIMESTAMP_NONE
           && sel->streams.count + sel->groups.count + sel->ids.count + sel->tasks.count == 0
           && sel->level == LEVEL_NONE && sel->any_kind && sel->field_count == 0;
}

static bool in_time(const struct select *sel, const struct event *e)
{
    return e->time_us == TIMESTAMP_NONE
           || ((sel->since_us == TIMESTAMP_NONE || e->time_us >= sel->since_us)
               && (sel->until_us == TIMESTAMP_NONE || e->time_us <= sel->until_us));
}

static bool any_glob(const struct select_list *list, struct slice s)
{
    for (size_t i = 0; i < list->count; i++)
        if (slice_glob(list->items[i], s))
            return true;
    return list->count == 0;
}

static bool has_part(struct slice path, struct slice part)
{
    struct slice piece;
    while (slice_next_field(&path, '/', &piece))
        if (slice_eq(piece, part))
            return true;
    return false;
}

static bool any_stream(const struct select *sel, const struct event *e)
{
    const struct slice stream = e->stream.len > 0 ? e->stream : e->container;
    if (any_glob(&sel->streams, stream))
        return true;
    for (size_t i = 0; i < sel->streams.count; i++)
        if (has_part(stream, sel->streams.items[i]))
            return true;
    return false;
}

/* A task by the start of its id, or its ARN; the id may stand in the name of the stream only. */
static bool any_task(const struct select *sel, const struct event *e)
{
    const size_t slash = slice_find_last_byte(e->stream, '/');
    const struct slice last = slash == SLICE_NONE ? e->stream : slice_from(e->stream, slash + 1);
    const struct slice id = e->task.len > 0 ? e->task : last;
    for (size_t i = 0; i < sel->tasks.count; i++) {
        struct slice want = sel->tasks.items[i];
        const size_t arn = slice_find_last_byte(want, '/');
        want = arn == SLICE_NONE ? want : slice_from(want, arn + 1);
        if (want.len > 0 && slice_starts(id, want))
            return true;
    }
    return sel->tasks.count == 0;
}

static bool all_fields(struct select *sel, struct subject *subject)
{
    for (size_t i = 0; i < sel->field_count; i++) {
        const struct select_field *f = &sel->fields[i];
        struct confirm_match m;
        buf_reset(&sel->value);
        if (!lookup_add_member(subject, f->name, &sel->value))
            return false;
        const struct slice value = buf_slice(&sel->value);
        if (!f->regex) {
            if (!slice_eq(value, f->value))
                return false;
            continue;
        }
        const enum confirm_result found = confirm_find(f->regex, sel->scratch, value, 0, &m);
        sel->limit_hits += found == CONFIRM_LIMIT;
        if (found != CONFIRM_YES)
            return false;
    }
    return true;
}

static bool any_signature(struct select *sel, struct subject *subject)
{
    const struct hit *hits;
    if (!sel->matcher)
        return true;
    const size_t count = matcher_event(sel->matcher, subject->event, &hits);
    for (size_t i = 0; i < count; i++) {
        const struct sig *sig = &sel->set->items[hits[i].sig];
        if ((sel->any_kind || sel->kinds[sig->kind]) && any_glob(&sel->ids, sig->id)
            && subject->signature_count < SUBJECT_SIGNATURES_MAX)
            subject->signatures[subject->signature_count++] = sig->id;
    }
    return subject->signature_count > 0 || (sel->ids.count == 0 && sel->any_kind);
}

bool select_wants(struct select *sel, struct subject *subject)
{
    const struct event *e = subject->event;
    return in_time(sel, e) && (sel->level == LEVEL_NONE || e->level >= sel->level)
           && any_stream(sel, e) && any_glob(&sel->groups, e->group) && any_task(sel, e)
           && all_fields(sel, subject) && any_signature(sel, subject);
}
