#include "patdb/build_regex.h"

#include "patdb/build_regex_parse.h"

#define QUANTIFIERS_MAX 4 /* behind one item */

static struct regex *parse_alt(struct regex_parser *p, struct regex_flags *flags);

static struct regex *new_node(struct regex_parser *p, enum regex_kind kind)
{
    struct regex *node = arena_zeroed(p->arena, 1, sizeof *node);
    node->kind = kind;
    return node;
}

static void append(struct regex *parent, struct regex *child)
{
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
}

static struct regex *byte_node(struct regex_parser *p, unsigned char c,
                               const struct regex_flags *flags)
{
    struct regex *node = new_node(p, REGEX_SET);
    regex_set_add(&node->set, c);
    if (flags->nocase)
        regex_set_fold(&node->set);
    return node;
}

/* Behind \g or \k: a number, or a name in any of four brackets. */
static void skip_reference(struct regex_parser *p)
{
    switch (regex_peek(p, 0)) {
    case '{': regex_skip_past(p, '}'); break;
    case '<': regex_skip_past(p, '>'); break;
    case '\'':
        p->at++;
        regex_skip_past(p, '\'');
        break;
    default:
        while (regex_peek(p, 0) == '+' || regex_peek(p, 0) == '-'
               || ascii_is_digit(regex_peek(p, 0)))
            p->at++;
    }
}

static struct regex *parse_escape(struct regex_parser *p, const struct regex_flags *flags)
{
    if (regex_at_end(p)) {
        p->is_bad = true;
        return new_node(p, REGEX_EMPTY);
    }
    char c = p->s.ptr[p->at++];
    struct regex_set set;
    if (c == 'N' && regex_peek(p, 0) == '{')
        p->is_bad = true;
    if (c != 'n' && regex_class_of_escape(c, &set)) {
        struct regex *node = new_node(p, REGEX_SET);
        node->set = set;
        return node;
    }
    switch (c) {
    case 'b':
    case 'B':
    case 'A':
    case 'Z':
    case 'z':
    case 'G':
    case 'K': return new_node(p, REGEX_EMPTY);
    case 'R':
    case 'X': return new_node(p, REGEX_ANY);
    case 'g':
    case 'k': skip_reference(p); return new_node(p, REGEX_ANY);
    case 'p':
    case 'P':
        if (regex_peek(p, 0) == '{')
            regex_skip_past(p, '}');
        else
            p->at += !regex_at_end(p);
        return new_node(p, REGEX_ANY);
    default: break;
    }
    if (c >= '1' && c <= '9') { /* a back reference, or an octal byte: rare enough */
        while (ascii_is_digit(regex_peek(p, 0)))
            p->at++;
        return new_node(p, REGEX_ANY);
    }
    int byte = regex_byte_of_escape(p, c);
    if (byte < 0)
        p->is_bad = true;
    return byte_node(p, (unsigned char)(byte < 0 ? 0 : byte), flags);
}

/* Option letters up to ':' or ')'; false if this is something else. */
static bool parse_flags(struct regex_parser *p, struct regex_flags *flags)
{
    bool on = true;
    if (regex_take(p, SLICE("^")))
        *flags = (struct regex_flags){ 0 };
    for (;; p->at++) {
        switch (regex_peek(p, 0)) {
        case '-': on = false; break;
        case 'i': flags->nocase = on; break;
        case 's': flags->dotall = on; break;
        case 'x': flags->extended = on; break;
        case 'm':
        case 'n':
        case 'J':
        case 'U':
        case 'a': break;
        case ':':
        case ')': return true;
        default: return false;
        }
    }
}

/* Takes alternatives up to the ')' with flags of their own. */
static struct regex *parse_group_body(struct regex_parser *p, struct regex_flags flags)
{
    struct regex *node = parse_alt(p, &flags);
    if (!regex_take(p, SLICE(")")))
        p->is_bad = true;
    return node;
}

/* The text of the group is read and thrown away, for lookarounds and conditions. */
static struct regex *parse_ignored(struct regex_parser *p, struct regex_flags flags,
                                   enum regex_kind kind)
{
    parse_group_body(p, flags);
    return new_node(p, kind);
}

/* (?(condition)yes|no): the condition may itself be a group. */
static struct regex *parse_condition(struct regex_parser *p, struct regex_flags flags)
{
    if (regex_peek(p, 0) == '?' || regex_peek(p, 0) == '*')
        p->is_bad = true;
    else
        regex_skip_past(p, ')');
    return parse_ignored(p, flags, REGEX_ANY);
}

static struct regex *parse_named(struct regex_parser *p, struct regex_flags flags)
{
    if (regex_take(p, SLICE("P=")) || regex_take(p, SLICE("P>"))) {
        regex_skip_past(p, ')');
        return new_node(p, REGEX_ANY);
    }
    regex_take(p, SLICE("P"));
    char close = regex_peek(p, 0) == '\'' ? '\'' : '>';
    p->at += !regex_at_end(p);
    regex_skip_past(p, close);
    return parse_group_body(p, flags);
}

/* What stands behind "(?". */
static struct regex *parse_special(struct regex_parser *p, struct regex_flags *flags)
{
    if (regex_take(p, SLICE(":")) || regex_take(p, SLICE("|")))
        return parse_group_body(p, *flags);
    if (regex_take(p, SLICE(">"))) {
        struct regex *node = new_node(p, REGEX_CONCAT);
        append(node, parse_group_body(p, *flags));
        node->is_final = true;
        return node;
    }
    if (regex_take(p, SLICE("=")) || regex_take(p, SLICE("!")) || regex_take(p, SLICE("<="))
        || regex_take(p, SLICE("<!")))
        return parse_ignored(p, *flags, REGEX_EMPTY);
    if (regex_take(p, SLICE("#"))) {
        regex_skip_past(p, ')');
        /* a quantifier behind the comment belongs to what is before it */
        p->is_bad |=
            !regex_at_end(p) && slice_find_byte(SLICE("*+?{"), regex_peek(p, 0), 0) != SLICE_NONE;
        return new_node(p, REGEX_EMPTY);
    }
    char c = regex_peek(p, 0);
    if (c == 'P' || c == '<' || c == '\'')
        return parse_named(p, *flags);
    if (regex_take(p, SLICE("(")))
        return parse_condition(p, *flags);
    if (c == 'R' || c == '&' || c == '+' || ascii_is_digit(c)
        || (c == '-' && ascii_is_digit(regex_peek(p, 1)))) {
        regex_skip_past(p, ')');
        return new_node(p, REGEX_ANY);
    }
    struct regex_flags inner = *flags;
    if (!parse_flags(p, &inner)) {
        p->is_bad = true;
        return new_node(p, REGEX_EMPTY);
    }
    if (regex_take(p, SLICE(":")))
        return parse_group_body(p, inner);
    p->at++; /* ')': the options hold to the end of the group around */
    *flags = inner;
    return new_node(p, REGEX_EMPTY);
}

static struct regex *parse_group(struct regex_parser *p, struct regex_flags *flags)
{
    if (p->depth == REGEX_DEPTH_MAX || regex_peek(p, 0) == '*') { /* verbs, such as (*ACCEPT) */
        p->is_bad = true;
        return new_node(p, REGEX_EMPTY);
    }
    p->depth++;
    struct regex *node =
        regex_take(p, SLICE("?")) ? parse_special(p, flags) : parse_group_body(p, *flags);
    p->depth--;
    return node;
}

static uint32_t take_number(struct regex_parser *p)
{
    uint32_t n = 0;
    while (ascii_is_digit(regex_peek(p, 0)) && n < 100000)
        n = n * 10 + (uint32_t)(p->s.ptr[p->at++] - '0');
    return n;
}

/* {n}, {n,} or {n,m}; anything else leaves the position and is a plain '{'. */
static bool take_braces(struct regex_parser *p, uint32_t *min, uint32_t *max)
{
    size_t start = p->at++;
    if (ascii_is_digit(regex_peek(p, 0))) {
        *min = *max = take_number(p);
        if (regex_take(p, SLICE(",")))
            *max = ascii_is_digit(regex_peek(p, 0)) ? take_number(p) : REGEX_INFINITE;
        if (regex_take(p, SLICE("}")))
            return true;
    } else if (regex_peek(p, 0) == ',' || regex_peek(p, 0) == ' ') {
        /* {,m} and blanks are a quantifier from PCRE2 10.43 on and text before: refuse */
        size_t i = p->at;
        while (i < p->s.len
               && (p->s.ptr[i] == ',' || p->s.ptr[i] == ' ' || ascii_is_digit(p->s.ptr[i])))
            i++;
        if (i < p->s.len && p->s.ptr[i] == '}')
            p->is_bad = true;
    }
    p->at = start;
    return false;
}

static void skip_extended(struct regex_parser *p, const struct regex_flags *flags)
{
    while (flags->extended && !regex_at_end(p)) {
        if (ascii_is_space(regex_peek(p, 0)))
            p->at++;
        else if (regex_peek(p, 0) == '#')
            regex_skip_past(p, '\n');
        else
            break;
    }
}

/* Wraps node in the quantifiers that follow it. */
static struct regex *parse_quantifier(struct regex_parser *p, struct regex *node,
                                      const struct regex_flags *flags)
{
    for (unsigned count = 0;; count++) {
        uint32_t min = 0, max = REGEX_INFINITE;
        p->is_bad |= count > QUANTIFIERS_MAX;
        skip_extended(p, flags);
        if (regex_take(p, SLICE("+")))
            min = 1;
        else if (regex_take(p, SLICE("?")))
            max = 1;
        else if (!regex_take(p, SLICE("*"))
                 && (regex_peek(p, 0) != '{' || !take_braces(p, &min, &max)))
            return node;
        struct regex *repeat = new_node(p, REGEX_REPEAT);
        repeat->min = min;
        repeat->max = max;
        append(repeat, node);
        repeat->is_final = regex_take(p, SLICE("+"));
        if (!repeat->is_final)
            (void)regex_take(p, SLICE("?"));
        node = repeat;
    }
}

static struct regex *parse_atom(struct regex_parser *p, struct regex_flags *flags)
{
    char c = p->s.ptr[p->at++];
    struct regex *node;
    switch (c) {
    case '(': return parse_group(p, flags);
    case '[':
        node = new_node(p, REGEX_SET);
        regex_take_class(p, flags, &node->set);
        return node;
    case '\\': return parse_escape(p, flags);
    case '^':
    case '$': return new_node(p, REGEX_EMPTY);
    case '.':
        node = new_node(p, REGEX_SET);
        regex_set_add_range(&node->set, 0, 255);
        if (!flags->dotall)
            node->set.bits[0] &= ~((uint64_t)1 << '\n');
        return node;
    default: return byte_node(p, (unsigned char)c, flags);
    }
}

/* \Q…\E: plain bytes; a quantifier behind belongs to the last. */
static void parse_quoted(struct regex_parser *p, struct regex *concat,
                         const struct regex_flags *flags)
{
    while (!regex_at_end(p)) {
        if (regex_take(p, SLICE("\\E")))
            return;
        struct regex *node = byte_node(p, (unsigned char)p->s.ptr[p->at++], flags);
        if (regex_take(p, SLICE("\\E"))) {
            append(concat, parse_quantifier(p, node, flags));
            return;
        }
        append(concat, node);
    }
}

static struct regex *parse_concat(struct regex_parser *p, struct regex_flags *flags)
{
    struct regex *concat = new_node(p, REGEX_CONCAT);
    while (!p->is_bad) {
        skip_extended(p, flags);
        if (regex_at_end(p) || regex_peek(p, 0) == '|' || regex_peek(p, 0) == ')')
            break;
        if (regex_take(p, SLICE("\\Q"))) {
            parse_quoted(p, concat, flags);
            continue;
        }
        struct regex *atom = parse_atom(p, flags);
        append(concat, parse_quantifier(p, atom, flags));
    }
    return concat;
}

static struct regex *parse_alt(struct regex_parser *p, struct regex_flags *flags)
{
    struct regex *first = parse_concat(p, flags);
    if (regex_peek(p, 0) != '|' || regex_at_end(p))
        return first;
    struct regex *alt = new_node(p, REGEX_ALT);
    append(alt, first);
    while (!p->is_bad && regex_take(p, SLICE("|")))
        append(alt, parse_concat(p, flags));
    return alt;
}

const struct regex *regex_parse(struct arena *arena, struct slice pattern)
{
    struct regex_parser p = { .arena = arena, .s = pattern };
    struct regex_flags flags = { 0 };
    struct regex *root = parse_alt(&p, &flags);
    return p.is_bad || !regex_at_end(&p) ? NULL : root;
}
