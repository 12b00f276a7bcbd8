/* The YAML form of signatures: tree nodes to struct sig, strictly. patterns/schema.json says the
 * same for editors. */
#include "base/timestamp.h"
#include "patdb/build_internal.h"
#include "patdb/build_tree.h"

#include <stdio.h>

#define NUMBER_BYTES_MAX 24

/* Where we are; passed down for messages. */
struct reader {
    struct build *b;
    struct slice file;
    struct build_item *item;
    bool has_kind, has_domain, has_severity, has_prior, has_absence_options;
};

static const char *kind_text(enum tree_kind kind)
{
    switch (kind) {
    case TREE_TEXT: return "a text";
    case TREE_LIST: return "a list";
    case TREE_MAP: return "a map";
    }
    return "";
}

/* False and a problem unless node is of this kind. */
static bool expect(struct reader *r, const struct tree *node, enum tree_kind kind, const char *how)
{
    if (node->kind == kind) {
        if (node->kind == TREE_TEXT || node->count <= BUILD_ITEMS_MAX)
            return true;
        build_report(r->b, true, r->file, node->line, "more than %d items in one list",
                     BUILD_ITEMS_MAX);
        return false;
    }
    struct slice key = node->key.len ? node->key : SLICE("this item"); /* of a list */
    build_report(r->b, true, r->file, node->line, "'%.*s' is %s here; write %s", SLICE_ARG(key),
                 kind_text(node->kind), how);
    return false;
}

static bool read_text(struct reader *r, const struct tree *node, struct slice *out)
{
    if (!expect(r, node, TREE_TEXT, "one text, in quotes"))
        return false;
    if (node->text.len > BUILD_TEXT_BYTES_MAX) {
        build_report(r->b, true, r->file, node->line, "a text of more than %d KiB; shorten it",
                     BUILD_TEXT_BYTES_MAX >> 10);
        return false;
    }
    *out = slice_trim_right(node->text);
    return true;
}

static bool read_list(struct reader *r, const struct tree *node, struct sig_list *out)
{
    if (!expect(r, node, TREE_LIST, "a list: ['...', '...']"))
        return false;
    out->items = arena_zeroed(&r->b->arena, node->count, sizeof *out->items);
    out->count = 0;
    for (const struct tree *child = node->first; child; child = child->next) {
        struct slice text;
        if (!read_text(r, child, &text))
            return false;
        if (text.len == 0) {
            build_report(r->b, true, r->file, child->line, "an empty text in '%.*s'; remove it",
                         SLICE_ARG(node->key));
            return false;
        }
        out->items[out->count++] = text;
    }
    return true;
}

/* A decimal number from 0 to 1, written with digits and at most one point. */
static bool read_chance(struct reader *r, const struct tree *node, double *out)
{
    if (!expect(r, node, TREE_TEXT, "a number from 0 to 1"))
        return false;
    double value = 0, scale = 1;
    bool has_point = false, is_bad = node->text.len == 0 || node->text.len > NUMBER_BYTES_MAX;
    for (size_t i = 0; !is_bad && i < node->text.len; i++) {
        char c = node->text.ptr[i];
        if (c == '.' && !has_point) {
            has_point = true;
        } else if (ascii_is_digit(c)) {
            value = value * 10 + (c - '0');
            scale *= has_point ? 10 : 1;
        } else {
            is_bad = true;
        }
    }
    if (is_bad || value > scale) {
        build_report(r->b, true, r->file, node->line,
                     "'%.*s' must be a number from 0 to 1, for example 0.8", SLICE_ARG(node->key));
        return false;
    }
    *out = value / scale;
    return true;
}

static bool read_bool(struct reader *r, const struct tree *node, bool *out)
{
    if (!expect(r, node, TREE_TEXT, "true or false"))
        return false;
    bool is_true = slice_eq(node->text, SLICE("true"));
    if (!is_true && !slice_eq(node->text, SLICE("false"))) {
        build_report(r->b, true, r->file, node->line, "'%.*s' must be true or false",
                     SLICE_ARG(node->key));
        return false;
    }
    *out = is_true;
    return true;
}

static void read_patterns(struct reader *r, const struct tree *node, struct sig_pattern **out,
                          uint32_t *count, const uint32_t **lines_out)
{
    if (!expect(r, node, TREE_LIST, "a list of regexes: one '- ...' line each, in single quotes"))
        return;
    *out = arena_zeroed(&r->b->arena, node->count, sizeof **out);
    uint32_t *lines = arena_zeroed(&r->b->arena, node->count, sizeof *lines);
    *lines_out = lines;
    for (const struct tree *child = node->first; child; child = child->next) {
        if (!expect(r, child, TREE_TEXT, "a regex in single quotes"))
            continue;
        if (child->text.len == 0 || child->text.len > BUILD_REGEX_BYTES_MAX) {
            build_report(r->b, true, r->file, child->line, "a regex must have 1 to %d bytes",
                         BUILD_REGEX_BYTES_MAX);
            continue;
        }
        if (child->text.ptr[child->text.len - 1] == '\n') {
            build_report(r->b, true, r->file, child->line,
                         "the regex ends in a line feed; write '|-' or '>-' for the block");
            continue;
        }
        lines[*count] = child->line;
        (*out)[(*count)++].regex = child->text;
    }
}

static bool is_id(struct slice id)
{
    bool has_dot = false, was_part = false;
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        bool is_part = (c >= 'a' && c <= 'z') || ascii_is_digit(c);
        if (!is_part && ((c != '-' && c != '.') || !was_part))
            return false;
        has_dot |= c == '.';
        was_part = is_part;
    }
    return has_dot && was_part;
}

static bool check_id(struct reader *r, const struct tree *node)
{
    if (!expect(r, node, TREE_TEXT, "component.condition"))
        return false;
    if (is_id(node->text))
        return true;
    build_report(r->b, true, r->file, node->line,
                 "'%.*s' is no id; write component.condition in lower case, digits, '-' and '.'",
                 SLICE_ARG(node->text));
    return false;
}

static void read_edge(struct reader *r, const struct tree *node, struct sig *sig)
{
    struct sig_edge edge = { .effect = SIG_NONE, .strength = SIG_STRENGTH_DEFAULT };
    const struct tree *id = node->kind == TREE_TEXT ? node : NULL;
    if (node->kind == TREE_LIST) {
        (void)expect(r, node, TREE_TEXT, "an id or {id: ..., strength: 0.8}");
        return;
    }
    for (const struct tree *child = node->first; child; child = child->next) {
        if (slice_eq(child->key, SLICE("id"))) {
            id = child;
        } else if (slice_eq(child->key, SLICE("strength"))) {
            if (!read_chance(r, child, &edge.strength))
                return;
        } else {
            build_report(r->b, true, r->file, child->line,
                         "unknown key '%.*s' in 'causes'; there are id and strength",
                         SLICE_ARG(child->key));
            return;
        }
    }
    if (!id) {
        build_report(r->b, true, r->file, node->line, "an effect without id; write {id: ...}");
        return;
    }
    if (!check_id(r, id))
        return;
    edge.effect_id = id->text;
    sig->causes[sig->cause_count++] = edge;
}

static void read_causes(struct reader *r, const struct tree *node)
{
    struct sig *sig = &r->item->sig;
    if (!expect(r, node, TREE_LIST, "a list of ids: [app.startup-failed]"))
        return;
    r->item->causes_line = node->line;
    sig->causes = arena_zeroed(&r->b->arena, node->count, sizeof *sig->causes);
    for (const struct tree *child = node->first; child; child = child->next)
        read_edge(r, child, sig);
}

static void read_captures(struct reader *r, const struct tree *node, struct sig_example *example)
{
    if (!expect(r, node, TREE_MAP, "a map: {host: db.example}"))
        return;
    example->captures = arena_zeroed(&r->b->arena, node->count, sizeof *example->captures);
    for (const struct tree *child = node->first; child; child = child->next) {
        if (!expect(r, child, TREE_TEXT, "the text that is captured"))
            return;
        example->captures[example->capture_count++] =
            (struct sig_capture){ child->key, child->text };
    }
}

static void read_example(struct reader *r, const struct tree *node, bool may_capture,
                         struct sig_example *example)
{
    if (node->kind == TREE_TEXT) {
        (void)read_text(r, node, &example->text);
    } else if (!expect(r, node, TREE_MAP, "a text or {text: ..., source: ...}")) {
        return;
    }
    for (const struct tree *child = node->first; child; child = child->next) {
        if (slice_eq(child->key, SLICE("text")))
            (void)read_text(r, child, &example->text);
        else if (slice_eq(child->key, SLICE("source")))
            (void)read_text(r, child, &example->source);
        else if (may_capture && slice_eq(child->key, SLICE("captures")))
            read_captures(r, child, example);
        else
            build_report(r->b, true, r->file, child->line,
                         "unknown key '%.*s' in an example; there are text, source%s",
                         SLICE_ARG(child->key), may_capture ? " and captures" : "");
    }
    if (example->text.len == 0)
        build_report(r->b, true, r->file, node->line, "an example without text");
}

static void read_examples(struct reader *r, const struct tree *node, bool may_capture,
                          struct sig_example **out, uint32_t *count)
{
    if (!expect(r, node, TREE_LIST, "a list of lines"))
        return;
    *out = arena_zeroed(&r->b->arena, node->count, sizeof **out);
    for (const struct tree *child = node->first; child; child = child->next)
        read_example(r, child, may_capture, &(*out)[(*count)++]);
}

static void read_term(struct reader *r, const struct tree *node, struct sig_composite *composite)
{
    struct sig_term term = { .sig = SIG_NONE, .count = 1 };
    const struct tree *id = node->kind == TREE_TEXT ? node : NULL;
    if (node->kind == TREE_LIST) {
        (void)expect(r, node, TREE_MAP, "an id or {id: ..., count: 3}");
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
    if (!check_id(r, id))
        return;
    term.id = id->text;
    composite->terms[composite->term_count++] = term;
}

/* A time that may be negative. */
static bool read_span(struct reader *r, const struct tree *node, bool may_be_negative, int64_t *out)
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

static void read_absence_field(struct reader *r, const struct tree *node, struct sig_absence *out)
{
    uint64_t anchor;
    if (slice_eq(node->key, SLICE("window"))) {
        (void)read_span(r, node, false, &out->window_us);
    } else if (slice_eq(node->key, SLICE("slide"))) {
        (void)read_span(r, node, true, &out->slide_us);
    } else if (slice_eq(node->key, SLICE("absolute"))) {
        (void)read_bool(r, node, &out->is_absolute);
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

static void read_absences(struct reader *r, const struct tree *node, struct sig_composite *c)
{
    if (!expect(r, node, TREE_LIST, "a list of ids or {id: ..., window: 30s}"))
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
        if (check_id(r, id)) {
            absence.id = id->text;
            c->absences[c->absence_count++] = absence;
        }
    }
}

static void read_composite_field(struct reader *r, const struct tree *node,
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
        (void)read_bool(r, node, &composite->is_by_arrival);
    } else if (slice_eq(node->key, SLICE("terms"))) {
        if (!expect(r, node, TREE_LIST, "a list of ids or {id: ..., count: 3}"))
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
static void check_arrival(struct reader *r, const struct tree *node,
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

static void read_composite(struct reader *r, const struct tree *node)
{
    struct sig_composite *composite = &r->item->sig.composite;
    if (!expect(r, node, TREE_MAP, "a map with type, window and terms"))
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

static void read_names(struct reader *r, const struct tree *node)
{
    struct sig *sig = &r->item->sig;
    struct slice text;
    if (!read_text(r, node, &text))
        return;
    if (slice_eq(node->key, SLICE("kind"))) {
        r->has_kind = true;
        if (!sig_kind_parse(text, &sig->kind))
            build_report(r->b, true, r->file, node->line,
                         "'kind' must be cause, symptom, change, recovery or noise");
    } else if (slice_eq(node->key, SLICE("domain"))) {
        r->has_domain = true;
        if (!sig_domain_parse(text, &sig->domain))
            build_report(r->b, true, r->file, node->line,
                         "'domain' must be application, configuration, image-build, dependency, "
                         "permissions, network, capacity or platform");
    } else {
        r->has_severity = true;
        if (!sig_severity_parse(text, &sig->severity))
            build_report(r->b, true, r->file, node->line,
                         "'severity' must be info, warning, error or critical");
    }
}

static void read_rollback(struct reader *r, const struct tree *node)
{
    struct sig_list *list = &r->item->sig.rollback;
    if (!read_list(r, node, list))
        return;
    if (list->count
        && (slice_eq(list->items[0], SLICE("yes")) || slice_eq(list->items[0], SLICE("no"))
            || slice_eq(list->items[0], SLICE("maybe"))))
        return;
    build_report(r->b, true, r->file, node->line,
                 "'rollback' must start with yes, no or maybe: ['no', 'why not']");
}

enum field {
    FIELD_ID,
    FIELD_NAME, /* kind, domain, severity */
    FIELD_TITLE,
    FIELD_EXPLAIN,
    FIELD_SOURCE,
    FIELD_MATCH,
    FIELD_EXCLUDE,
    FIELD_REFINES,
    FIELD_CAUSES,
    FIELD_RECOVERS,
    FIELD_PRIOR,
    FIELD_PRECISION,
    FIELD_CONFIRM,
    FIELD_FIX,
    FIELD_ROLLBACK,
    FIELD_EXAMPLES,
    FIELD_COUNTEREXAMPLES,
    FIELD_COMPOSITE,
    FIELD_UNGUARDED,
    FIELD_LATENT,
    FIELD_UNKNOWN
};

static const struct field_row {
    const char *key;
    enum field field;
} fields[] = {
    { "id", FIELD_ID },
    { "kind", FIELD_NAME },
    { "domain", FIELD_NAME },
    { "severity", FIELD_NAME },
    { "title", FIELD_TITLE },
    { "explain", FIELD_EXPLAIN },
    { "source", FIELD_SOURCE },
    { "match", FIELD_MATCH },
    { "exclude", FIELD_EXCLUDE },
    { "refines", FIELD_REFINES },
    { "causes", FIELD_CAUSES },
    { "recovers", FIELD_RECOVERS },
    { "prior", FIELD_PRIOR },
    { "precision", FIELD_PRECISION },
    { "confirm", FIELD_CONFIRM },
    { "fix", FIELD_FIX },
    { "rollback", FIELD_ROLLBACK },
    { "examples", FIELD_EXAMPLES },
    { "counterexamples", FIELD_COUNTEREXAMPLES },
    { "composite", FIELD_COMPOSITE },
    { "unguarded", FIELD_UNGUARDED },
    { "latent", FIELD_LATENT },
};

static enum field find_field(struct slice key)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (slice_eq(key, slice_cstr(fields[i].key)))
            return fields[i].field;
    return FIELD_UNKNOWN;
}

static void read_field(struct reader *r, const struct tree *node)
{
    struct build_item *item = r->item;
    struct sig *sig = &item->sig;
    switch (find_field(node->key)) {
    case FIELD_ID: break;
    case FIELD_NAME: read_names(r, node); break;
    case FIELD_TITLE: (void)read_text(r, node, &sig->title); break;
    case FIELD_EXPLAIN: (void)read_text(r, node, &sig->explain); break;
    case FIELD_SOURCE: (void)read_text(r, node, &sig->source); break;
    case FIELD_MATCH:
        read_patterns(r, node, &sig->match, &sig->match_count, &item->match_lines);
        break;
    case FIELD_EXCLUDE:
        read_patterns(r, node, &sig->exclude, &sig->exclude_count, &item->exclude_lines);
        break;
    case FIELD_REFINES:
        item->refines_line = node->line;
        (void)read_list(r, node, &sig->refines_globs);
        break;
    case FIELD_CAUSES: read_causes(r, node); break;
    case FIELD_RECOVERS:
        item->recovers_line = node->line;
        (void)read_list(r, node, &sig->recovers_globs);
        break;
    case FIELD_PRIOR: r->has_prior = read_chance(r, node, &sig->prior); break;
    case FIELD_PRECISION: (void)read_chance(r, node, &sig->precision); break;
    case FIELD_CONFIRM: (void)read_list(r, node, &sig->confirm); break;
    case FIELD_FIX: (void)read_list(r, node, &sig->fix); break;
    case FIELD_ROLLBACK: read_rollback(r, node); break;
    case FIELD_EXAMPLES: read_examples(r, node, true, &sig->examples, &sig->example_count); break;
    case FIELD_COUNTEREXAMPLES:
        read_examples(r, node, false, &sig->counterexamples, &sig->counterexample_count);
        break;
    case FIELD_COMPOSITE: read_composite(r, node); break;
    case FIELD_UNGUARDED: (void)read_bool(r, node, &sig->unguarded); break;
    case FIELD_LATENT: (void)read_bool(r, node, &sig->latent); break;
    case FIELD_UNKNOWN:
        build_report(r->b, true, r->file, node->line,
                     "unknown key '%.*s' in a signature; culprit-signatures(5) lists them",
                     SLICE_ARG(node->key));
        break;
    }
}

/* Defaults by kind: how bad, and how likely as a root before any evidence. */
static const struct {
    enum sig_severity severity;
    double prior;
} kind_defaults[SIG_KIND_COUNT] = {
    [SIG_CAUSE] = { SIG_ERROR, 0.02 },  [SIG_SYMPTOM] = { SIG_ERROR, 0.002 },
    [SIG_CHANGE] = { SIG_INFO, 0.005 }, [SIG_RECOVERY] = { SIG_INFO, 0 },
    [SIG_NOISE] = { SIG_INFO, 0 },
};

#define PRECISION_DEFAULT 0.95

static void require(struct reader *r, bool is_there, const char *what)
{
    if (!is_there)
        build_report(r->b, true, r->file, r->item->sig.origin_line, "'%.*s' has no %s",
                     SLICE_ARG(r->item->sig.id), what);
}

static void check_whole(struct reader *r)
{
    struct sig *sig = &r->item->sig;
    require(r, r->has_kind, "kind; write kind: cause | symptom | change | recovery | noise");
    require(r, r->has_domain, "domain; write for example domain: configuration");
    require(r, sig->title.len > 0, "title; write title: \"what is wrong, in one line\"");
    int ways = (r->item->match_lines != NULL) + (r->item->composite_line != 0) + sig->latent;
    require(r, ways == 1, "single way to be found; write one of match, composite, latent: true");
    require(r, !r->item->match_lines || sig->match_count, "usable regex in match");
    if (sig->recovers_globs.count && sig->kind != SIG_RECOVERY)
        build_report(r->b, true, r->file, r->item->recovers_line,
                     "'recovers' is for kind: recovery only");
    if (!r->has_severity)
        sig->severity = kind_defaults[sig->kind].severity;
    if (!r->has_prior)
        sig->prior = kind_defaults[sig->kind].prior;
}

static void read_signature(struct reader *r, const struct tree *node)
{
    if (!expect(r, node, TREE_MAP, "a signature: '- id: ...' and its keys"))
        return;
    const struct tree *id = node->first;
    while (id && !slice_eq(id->key, SLICE("id")))
        id = id->next;
    if (!id) {
        build_report(r->b, true, r->file, node->line,
                     "a signature without id; write id: component.condition");
        return;
    }
    if (!check_id(r, id))
        return;
    r->item = build_new_item(r->b, id->text, r->file, node->line, false);
    if (!r->item)
        return;
    r->item->sig.precision = PRECISION_DEFAULT;
    r->has_kind = r->has_domain = r->has_severity = r->has_prior = false;
    r->has_absence_options = false;
    for (const struct tree *child = node->first; child; child = child->next)
        read_field(r, child);
    check_whole(r);
}

/* A map of maps, such as stands beside CRE rules, and no signature that lacks its '-'. */
static bool is_something_else(const struct tree *root)
{
    if (root->kind != TREE_MAP)
        return false;
    for (const struct tree *child = root->first; child; child = child->next)
        if (child->kind != TREE_MAP || find_field(child->key) != FIELD_UNKNOWN)
            return false;
    return true;
}

void build_read_yaml(struct build *b, struct slice yaml, const char *name)
{
    struct reader r = { .b = b, .file = arena_copy(&b->arena, slice_cstr(name)) };
    struct tree *root;
    struct err err;
    err_init(&err);
    if (tree_parse(&b->arena, yaml, &root, &err) != STATUS_OK) {
        build_report(b, true, r.file, (uint32_t)err.line, "%s", err.text);
        return;
    }
    if (!root)
        return;
    if (build_is_cre(root)) {
        for (; root; root = root->next)
            if (build_is_cre(root))
                build_read_cre(b, root, r.file);
        return;
    }
    if (is_something_else(root)) {
        build_notice(b, r.file, root->line, "neither signatures nor CRE rules; passed over");
        return;
    }
    if (root->kind != TREE_LIST) {
        build_report(b, true, r.file, root->line,
                     "a signature file is a list; start each signature with '- id: ...'");
        return;
    }
    if (root->next)
        build_report(b, true, r.file, root->next->line,
                     "one YAML document in a file of signatures; remove the '---' before this");
    for (const struct tree *child = root->first; child; child = child->next)
        read_signature(&r, child);
}
