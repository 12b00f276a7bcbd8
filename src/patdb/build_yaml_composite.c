/* Composites of the YAML form: terms, absences, windows. */
#include "patdb/build_yaml_values.h"

#include "base/timestamp.h"

static void read_term(struct yaml_reader *r, const struct tree *node,
                      struct sig_composite *composite)
{
    struct sig_term term = { .sig = SIG_NONE, .count = 1 };
    const struct tree *id = node->kind == TREE_TEXT ? node : NULL;
    if (node->kind == TREE_LIST) {
        (void)yaml_expect(r, node, TREE_MAP, "an id or {id: ..., count: 3}");
        return;
    }
    for (const struct tree *child = node->first; child; child = child->next) {
        uint64_t count = 0;
        if (slice_eq(child->key, SLICE("id"))) {
            id = child;
        } else if (!slice_eq(child->key, SLICE("count"))) {
            build_report(r->b, true, r->file, child->line,
                         "unknown key '%.*s' in a term; there are id and count",
                         SLICE_ARG(child->key));
        } else if (child->kind != TREE_TEXT || !slice_to_u64(child->text, &count) || count == 0
                   || count > BUILD_ITEMS_MAX) {
            build_report(r->b, true, r->file, child->line, "'count' must be a number from 1 to %d",
                         BUILD_ITEMS_MAX);
        } else {
            term.count = (uint32_t)count;
        }
    }
    if (!id) {
        build_report(r->b, true, r->file, node->line,
                     "a term without id; write {id: ..., count: 1}");
        return;
    }
    if (!yaml_check_id(r, id))
        return;
    term.id = id->text;
    composite->terms[composite->term_count++] = term;
}

/* A time that may be negative. */
static bool read_span(struct yaml_reader *r, const struct tree *node, bool may_be_negative,
                      int64_t *out)
{
    struct slice text = node->kind == TREE_TEXT ? node->text : slice_empty();
    const bool is_negative = may_be_negative && text.len > 0 && text.ptr[0] == '-';
    if (timestamp_parse_duration(slice_from(text, is_negative), out) && *out <= SIG_SPAN_US_MAX) {
        *out = is_negative ? -*out : *out;
        return true;
    }
    build_report(r->b, true, r->file, node->line, "'%.*s' must be a time such as 30s%s",
                 SLICE_ARG(node->key), may_be_negative ? " or -30s" : "");
    return false;
}

static void read_absence_field(struct yaml_reader *r, const struct tree *node,
                               struct sig_absence *out)
{
    uint64_t anchor;
    if (slice_eq(node->key, SLICE("window"))) {
        (void)read_span(r, node, false, &out->window_us);
    } else if (slice_eq(node->key, SLICE("slide"))) {
        (void)read_span(r, node, true, &out->slide_us);
    } else if (slice_eq(node->key, SLICE("absolute"))) {
        (void)yaml_read_bool(r, node, &out->is_absolute);
    } else if (!slice_eq(node->key, SLICE("anchor"))) {
        build_report(r->b, true, r->file, node->line,
                     "unknown key '%.*s' in 'absent'; there are id, anchor, slide, window and "
                     "absolute",
                     SLICE_ARG(node->key));
    } else if (node->kind == TREE_TEXT && slice_to_u64(node->text, &anchor)
               && anchor < SIG_ARRIVAL_COUNT_MAX) {
        out->anchor = (uint32_t)anchor;
    } else {
        build_report(r->b, true, r->file, node->line, "'anchor' must be a number from 0 up");
    }
}

static void read_absences(struct yaml_reader *r, const struct tree *node, struct sig_composite *c)
{
    if (!yaml_expect(r, node, TREE_LIST, "a list of ids or {id: ..., window: 30s}"))
        return;
    c->absences = arena_zeroed(&r->b->arena, node->count, sizeof *c->absences);
    for (const struct tree *child = node->first; child; child = child->next) {
        struct sig_absence absence = { .sig = SIG_NONE };
        const struct tree *id = child->kind == TREE_TEXT ? child : NULL;
        for (const struct tree *field = child->first; field; field = field->next) {
            if (slice_eq(field->key, SLICE("id")))
                id = field;
            else
                read_absence_field(r, field, &absence);
        }
        if (!id) {
            build_report(r->b, true, r->file, child->line,
                         "something absent without id; write {id: ..., window: 30s}");
            continue;
        }
        r->has_absence_options |= child->count > 1;
        if (yaml_check_id(r, id)) {
            absence.id = id->text;
            c->absences[c->absence_count++] = absence;
        }
    }
}

static void read_composite_field(struct yaml_reader *r, const struct tree *node,
                                 struct sig_composite *composite)
{
    if (slice_eq(node->key, SLICE("type"))) {
        composite->type = SIG_SIMPLE;
        if (slice_eq(node->text, SLICE("set")))
            composite->type = SIG_SET;
        else if (slice_eq(node->text, SLICE("sequence")))
            composite->type = SIG_SEQUENCE;
        else
            build_report(r->b, true, r->file, node->line,
                         "'type' of a composite must be set or sequence");
    } else if (slice_eq(node->key, SLICE("window"))) {
        if (!timestamp_parse_duration(node->text, &composite->window_us)
            || composite->window_us <= 0)
            build_report(r->b, true, r->file, node->line,
                         "'window' must be a time such as 90s, 15m or 2h");
    } else if (slice_eq(node->key, SLICE("absent"))) {
        read_absences(r, node, composite);
    } else if (slice_eq(node->key, SLICE("arrival"))) {
        (void)yaml_read_bool(r, node, &composite->is_by_arrival);
    } else if (slice_eq(node->key, SLICE("terms"))) {
        if (!yaml_expect(r, node, TREE_LIST, "a list of ids or {id: ..., count: 3}"))
            return;
        composite->terms = arena_zeroed(&r->b->arena, node->count, sizeof *composite->terms);
        for (const struct tree *child = node->first; child; child = child->next)
            read_term(r, child, composite);
    } else {
        build_report(r->b, true, r->file, node->line,
                     "unknown key '%.*s' in 'composite'; there are type, window, terms, absent and "
                     "arrival",
                     SLICE_ARG(node->key));
    }
}

/* What composites by arrival allow, and only they. */
static void check_arrival(struct yaml_reader *r, const struct tree *node,
                          const struct sig_composite *composite)
{
    uint64_t occurrences = 0;
    for (uint32_t i = 0; i < composite->term_count; i++)
        occurrences += composite->terms[i].count;
    if (!composite->is_by_arrival) {
        if (r->has_absence_options)
            build_report(r->b, true, r->file, node->line,
                         "times of what is absent need arrival: true");
        return;
    }
    if (composite->term_count > SIG_ARRIVAL_TERMS_MAX
        || composite->absence_count > SIG_ARRIVAL_TERMS_MAX || occurrences > SIG_ARRIVAL_COUNT_MAX)
        build_report(
            r->b, true, r->file, node->line,
            "with arrival: true there are at most %d terms, %d occurrences and %d absences",
            SIG_ARRIVAL_TERMS_MAX, SIG_ARRIVAL_COUNT_MAX, SIG_ARRIVAL_TERMS_MAX);
    for (uint32_t i = 0; i < composite->absence_count; i++)
        if (composite->absences[i].anchor >= occurrences)
            build_report(r->b, true, r->file, node->line,
                         "'anchor' is out of range; the terms count to %u", (unsigned)occurrences);
}

void yaml_read_composite(struct yaml_reader *r, const struct tree *node)
{
    struct sig_composite *composite = &r->item->sig.composite;
    if (!yaml_expect(r, node, TREE_MAP, "a map with type, window and terms"))
        return;
    r->item->composite_line = node->line;
    for (const struct tree *child = node->first; child; child = child->next)
        read_composite_field(r, child, composite);
    if (composite->type == SIG_SIMPLE || composite->term_count == 0 || composite->window_us <= 0) {
        build_report(r->b, true, r->file, node->line,
                     "a composite needs type (set or sequence), window and terms");
        composite->type = SIG_SIMPLE;
    }
    check_arrival(r, node, composite);
}
