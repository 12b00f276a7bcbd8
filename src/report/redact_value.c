#include "report/redact_rules.h"

/* Whole values, compared without case, that say something about a secret instead of being one. */
static const char *const state_words[] = {
    "null",     "none",      "nil",     "undefined", "true",       "false",     "yes",
    "no",       "on",        "off",     "missing",   "required",   "invalid",   "empty",
    "unset",    "not",       "expired", "denied",    "failed",     "failure",   "error",
    "wrong",    "bad",       "unknown", "incorrect", "absent",     "mismatch",  "rejected",
    "revoked",  "malformed", "ok",      "set",       "present",    "found",     "valid",
    "redacted", "hidden",    "masked",  "filtered",  "secret",     "protected", "sensitive",
    "string",   "str",       "text",    "bytes",     "optional",   "default",   "unauthorized",
    "disabled", "enabled",   "n/a",     "nan",       "unexpected", "field",     "value",
    "must",     "cannot",    "could",   "is",        "the",        "a",         "an",
    "for",      "from",      "in",      "was",       "has",        "no_value",  "nonetype",
};

/* What program text puts behind password= : the start of an expression. */
static const char *const code_starts[] = {
    "os.",   "self.",    "this.",   "process.", "config.", "settings.", "env.",  "args.",
    "opts.", "options.", "kwargs.", "secrets.", "var.",    "local.",    "data.", "module.",
    "ctx.",  "conf.",    "cfg.",    "request.", "params.", "system.",
};

static bool has_word(const char *const *words, size_t count, struct slice s)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_eq_nocase(s, slice_cstr(words[i])))
            return true;
    }
    return false;
}

/* "****", "xxxx", "....", "-": one filler character over and over. */
static bool is_filler(struct slice s)
{
    if (!strchr("*xX.-_#?", s.ptr[0]) || s.ptr[0] == '\0')
        return false;
    for (size_t i = 1; i < s.len; i++) {
        if (s.ptr[i] != s.ptr[0])
            return false;
    }
    return true;
}

/* $NAME, ${NAME…, $(command…, %NAME%, {{ name }}, <name>, [FILTERED], (hidden), %s, {name}. */
static bool is_reference(struct slice s)
{
    const char c = s.ptr[0], d = s.len > 1 ? s.ptr[1] : '\0', e = s.ptr[s.len - 1];
    if (c == '$' && (d == '{' || d == '('))
        return true;
    if (c == '$' && (d == '_' || (d >= 'A' && d <= 'Z'))) {
        size_t i = 1;
        while (i < s.len && (ascii_is_alnum(s.ptr[i]) || s.ptr[i] == '_'))
            i++;
        return i == s.len;
    }
    return c == '<' || slice_starts(s, SLICE("{{")) || slice_starts(s, SLICE("[redacted"))
           || (c == '%' && (e == '%' || s.len <= 3)) || (c == '[' && e == ']')
           || (c == '(' && e == ')') || (c == '{' && e == '}')
           || slice_starts(s, SLICE("[FILTERED")) || slice_starts(s, SLICE("[REDACTED"));
}

/* As documentation and our own advice write it: USER:PASSWORD@HOST, "…". */
static bool is_example(struct slice s)
{
    static const char *const words[] = { "PASSWORD", "PASS", "SECRET", "TOKEN", "KEY", "VALUE" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (slice_eq(s, slice_cstr(words[i])))
            return true;
    }
    return slice_starts(s, SLICE("\xE2\x80\xA6"));
}

bool redact_value_is_placeholder(struct slice value)
{
    if (value.len < 2 || is_filler(value) || is_reference(value) || is_example(value))
        return true;
    const char last = value.ptr[value.len - 1];
    if (last == '.' || last == '!' || last == '?')
        value.len--;
    return has_word(state_words, sizeof state_words / sizeof *state_words, value)
           || slice_starts(value, SLICE("arn:")) || slice_starts(value, SLICE("***"));
}

bool redact_value_is_random(struct slice value)
{
    bool digit = false, lower = false, letter = false, inner_upper = false, sign = false;
    for (size_t i = 0; i < value.len; i++) {
        const char c = value.ptr[i];
        const bool upper = c >= 'A' && c <= 'Z';
        digit |= ascii_is_digit(c);
        letter |= ascii_is_alpha(c);
        lower |= c >= 'a' && c <= 'z';
        inner_upper |= upper && i > 0;
        sign |= c == '!' || c == '$' || c == '%' || c == '^' || c == '&' || c == '#' || c == '+';
    }
    return value.len >= 4 && ((digit && letter) || (lower && inner_upper) || (sign && letter));
}

bool redact_value_is_code(struct slice value, char next)
{
    const char last = value.len ? value.ptr[value.len - 1] : '\0';
    if (next == '(' || next == '[' || last == '(' || last == '[')
        return true;
    for (size_t i = 0; i < sizeof code_starts / sizeof *code_starts; i++) {
        if (slice_starts_nocase(value, slice_cstr(code_starts[i])))
            return true;
    }
    return false;
}
