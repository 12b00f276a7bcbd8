/* The YAML form of signatures: tree nodes to struct sig, strictly. patterns/schema.json says the
 * same for editors. */
#include "patdb/build_yaml_values.h"

#include <stdio.h>

static void read_patterns(struct yaml_reader *r, const struct tree *node, struct sig_pattern **out,
                          uint32_t *count, const uint32_t **lines_out)
{
    if (!yaml_expect(r, node, TREE_LIST,
                     "a list of regexes: one '- ...' line each, in single quotes"))
        return;
    *out = arena_zeroed(&r->b->arena, node->count, sizeof **out);
    uint32_t *lines = arena_zeroed(&r->b->arena, node->count, sizeof *lines);
    *lines_out = lines;
    for (const struct tree *child = node->first; child; child = child->next) {
        if (!yaml_expect(r, child, TREE_TEXT, "a regex in single quotes"))
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

static void read_edge(struct yaml_reader *r, const struct tree *node, struct sig *sig)
{
    struct sig_edge edge = { .effect = SIG_NONE, .strength = SIG_STRENGTH_DEFAULT };
    const struct tree *id = node->kind == TREE_TEXT ? node : NULL;
    if (node->kind == TREE_LIST) {
        (void)yaml_expect(r, node, TREE_TEXT, "an id or {id: ..., strength: 0.8}");
        return;
    }
    for (const struct tree *child = node->first; child; child = child->next) {
        if (slice_eq(child->key, SLICE("id"))) {
            id = child;
        } else if (slice_eq(child->key, SLICE("strength"))) {
            if (!yaml_read_chance(r, child, &edge.strength))
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
    if (!yaml_check_id(r, id))
        return;
    edge.effect_id = id->text;
    sig->causes[sig->cause_count++] = edge;
}

static void read_causes(struct yaml_reader *r, const struct tree *node)
{
    struct sig *sig = &r->item->sig;
    if (!yaml_expect(r, node, TREE_LIST, "a list of ids: [app.startup-failed]"))
        return;
    r->item->causes_line = node->line;
    sig->causes = arena_zeroed(&r->b->arena, node->count, sizeof *sig->causes);
    for (const struct tree *child = node->first; child; child = child->next)
        read_edge(r, child, sig);
}

static void read_captures(struct yaml_reader *r, const struct tree *node,
                          struct sig_example *example)
{
    if (!yaml_expect(r, node, TREE_MAP, "a map: {host: db.example}"))
        return;
    example->captures = arena_zeroed(&r->b->arena, node->count, sizeof *example->captures);
    for (const struct tree *child = node->first; child; child = child->next) {
        if (!yaml_expect(r, child, TREE_TEXT, "the text that is captured"))
            return;
        example->captures[example->capture_count++] =
            (struct sig_capture){ child->key, child->text };
    }
}

static void read_example(struct yaml_reader *r, const struct tree *node, bool may_capture,
                         struct sig_example *example)
{
    if (node->kind == TREE_TEXT) {
        (void)yaml_read_text(r, node, &example->text);
    } else if (!yaml_expect(r, node, TREE_MAP, "a text or {text: ..., source: ...}")) {
        return;
    }
    for (const struct tree *child = node->first; child; child = child->next) {
        if (slice_eq(child->key, SLICE("text")))
            (void)yaml_read_text(r, child, &example->text);
        else if (slice_eq(child->key, SLICE("source")))
            (void)yaml_read_text(r, child, &example->source);
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

static void read_examples(struct yaml_reader *r, const struct tree *node, bool may_capture,
                          struct sig_example **out, uint32_t *count)
{
    if (!yaml_expect(r, node, TREE_LIST, "a list of lines"))
        return;
    *out = arena_zeroed(&r->b->arena, node->count, sizeof **out);
    for (const struct tree *child = node->first; child; child = child->next)
        read_example(r, child, may_capture, &(*out)[(*count)++]);
}

static void read_names(struct yaml_reader *r, const struct tree *node)
{
    struct sig *sig = &r->item->sig;
    struct slice text;
    if (!yaml_read_text(r, node, &text))
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

static void read_rollback(struct yaml_reader *r, const struct tree *node)
{
    struct sig_list *list = &r->item->sig.rollback;
    if (!yaml_read_list(r, node, list))
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

static void read_field(struct yaml_reader *r, const struct tree *node)
{
    struct build_item *item = r->item;
    struct sig *sig = &item->sig;
    switch (find_field(node->key)) {
    case FIELD_ID: break;
    case FIELD_NAME: read_names(r, node); break;
    case FIELD_TITLE: (void)yaml_read_text(r, node, &sig->title); break;
    case FIELD_EXPLAIN: (void)yaml_read_text(r, node, &sig->explain); break;
    case FIELD_SOURCE: (void)yaml_read_text(r, node, &sig->source); break;
    case FIELD_MATCH:
        read_patterns(r, node, &sig->match, &sig->match_count, &item->match_lines);
        break;
    case FIELD_EXCLUDE:
        read_patterns(r, node, &sig->exclude, &sig->exclude_count, &item->exclude_lines);
        break;
    case FIELD_REFINES:
        item->refines_line = node->line;
        (void)yaml_read_list(r, node, &sig->refines_globs);
        break;
    case FIELD_CAUSES: read_causes(r, node); break;
    case FIELD_RECOVERS:
        item->recovers_line = node->line;
        (void)yaml_read_list(r, node, &sig->recovers_globs);
        break;
    case FIELD_PRIOR: r->has_prior = yaml_read_chance(r, node, &sig->prior); break;
    case FIELD_PRECISION: (void)yaml_read_chance(r, node, &sig->precision); break;
    case FIELD_CONFIRM: (void)yaml_read_list(r, node, &sig->confirm); break;
    case FIELD_FIX: (void)yaml_read_list(r, node, &sig->fix); break;
    case FIELD_ROLLBACK: read_rollback(r, node); break;
    case FIELD_EXAMPLES: read_examples(r, node, true, &sig->examples, &sig->example_count); break;
    case FIELD_COUNTEREXAMPLES:
        read_examples(r, node, false, &sig->counterexamples, &sig->counterexample_count);
        break;
    case FIELD_COMPOSITE: yaml_read_composite(r, node); break;
    case FIELD_UNGUARDED: (void)yaml_read_bool(r, node, &sig->unguarded); break;
    case FIELD_LATENT: (void)yaml_read_bool(r, node, &sig->latent); break;
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

static void require(struct yaml_reader *r, bool is_there, const char *what)
{
    if (!is_there)
        build_report(r->b, true, r->file, r->item->sig.origin_line, "'%.*s' has no %s",
                     SLICE_ARG(r->item->sig.id), what);
}

static void check_whole(struct yaml_reader *r)
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

static void read_signature(struct yaml_reader *r, const struct tree *node)
{
    if (!yaml_expect(r, node, TREE_MAP, "a signature: '- id: ...' and its keys"))
        return;
    const struct tree *id = node->first;
    while (id && !slice_eq(id->key, SLICE("id")))
        id = id->next;
    if (!id) {
        build_report(r->b, true, r->file, node->line,
                     "a signature without id; write id: component.condition");
        return;
    }
    if (!yaml_check_id(r, id))
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
    struct yaml_reader r = { .b = b, .file = arena_copy(&b->arena, slice_cstr(name)) };
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
