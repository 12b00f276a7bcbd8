#include "patdb/build_yaml_values.h"

#define NUMBER_BYTES_MAX 24

static const char *kind_text(enum tree_kind kind)
{
    switch (kind) {
    case TREE_TEXT: return "a text";
    case TREE_LIST: return "a list";
    case TREE_MAP: return "a map";
    }
    return "";
}

bool yaml_expect(struct yaml_reader *r, const struct tree *node, enum tree_kind kind,
                 const char *how)
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

bool yaml_read_text(struct yaml_reader *r, const struct tree *node, struct slice *out)
{
    if (!yaml_expect(r, node, TREE_TEXT, "one text, in quotes"))
        return false;
    if (node->text.len > BUILD_TEXT_BYTES_MAX) {
        build_report(r->b, true, r->file, node->line, "a text of more than %d KiB; shorten it",
                     BUILD_TEXT_BYTES_MAX >> 10);
        return false;
    }
    *out = slice_trim_right(node->text);
    return true;
}

bool yaml_read_list(struct yaml_reader *r, const struct tree *node, struct sig_list *out)
{
    if (!yaml_expect(r, node, TREE_LIST, "a list: ['...', '...']"))
        return false;
    out->items = arena_zeroed(&r->b->arena, node->count, sizeof *out->items);
    out->count = 0;
    for (const struct tree *child = node->first; child; child = child->next) {
        struct slice text;
        if (!yaml_read_text(r, child, &text))
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

bool yaml_read_chance(struct yaml_reader *r, const struct tree *node, double *out)
{
    if (!yaml_expect(r, node, TREE_TEXT, "a number from 0 to 1"))
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

bool yaml_read_bool(struct yaml_reader *r, const struct tree *node, bool *out)
{
    if (!yaml_expect(r, node, TREE_TEXT, "true or false"))
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

bool yaml_check_id(struct yaml_reader *r, const struct tree *node)
{
    if (!yaml_expect(r, node, TREE_TEXT, "component.condition"))
        return false;
    if (is_id(node->text))
        return true;
    build_report(r->b, true, r->file, node->line,
                 "'%.*s' is no id; write component.condition in lower case, digits, '-' and '.'",
                 SLICE_ARG(node->text));
    return false;
}
