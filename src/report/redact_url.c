#include "report/redact_rules.h"

/* Longest user part and password looked at before '@' of a Go DSN. */
#define GO_DSN_MAX 256
/* A user part without password that is this long is a token (https://TOKEN@host/). */
#define USER_TOKEN_MIN 20

static bool ends_url(char c)
{
    return ascii_is_space(c) || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`'
           || c == '\0';
}

/* ":8080" or the first of ":27017,other:27017", or an IPv6 address: no password. */
static bool is_port(struct slice authority, size_t colon)
{
    size_t i = colon + 1;
    while (i < authority.len && ascii_is_digit(authority.ptr[i]))
        i++;
    return authority.ptr[0] == '['
           || (i > colon + 1 && (i == authority.len || authority.ptr[i] == ','));
}

/* Where the URL's text ends: at a blank or quote, or before a second "://". */
static size_t url_end(struct slice s, size_t at)
{
    while (at < s.len && !ends_url(s.ptr[at])
           && !(s.ptr[at] == ':' && slice_starts(slice_from(s, at), SLICE("://"))))
        at++;
    return at;
}

static size_t authority_len(struct slice rest)
{
    size_t i = 0;
    while (i < rest.len && rest.ptr[i] != '/' && rest.ptr[i] != '?' && rest.ptr[i] != '#')
        i++;
    return i;
}

bool redact_url_at(struct slice s, size_t at, struct redact_span *span, size_t *next)
{
    if (!slice_starts(slice_from(s, at), SLICE("://")))
        return false;
    const size_t from = at + 3;
    const size_t end = url_end(s, from);
    *next = from;
    const struct slice rest = slice_sub(s, from, end - from);
    const struct slice authority = slice_sub(rest, 0, authority_len(rest));
    const size_t colon = slice_find_byte(authority, ':', 0);
    size_t sign = slice_find_last_byte(authority, '@');
    if (sign == SLICE_NONE && colon != SLICE_NONE && !is_port(authority, colon)) {
        /* No port, so perhaps a password with a '/', '?' or '#' that was not percent-encoded. */
        sign = slice_find_last_byte(rest, '@');
    }
    if (sign == SLICE_NONE || slice_starts(rest, SLICE("[redacted:")))
        return false;
    const bool has_password = colon != SLICE_NONE && colon < sign;
    const size_t start = has_password ? colon + 1 : 0;
    const struct slice secret = slice_sub(rest, start, sign - start);
    if (redact_value_is_placeholder(secret) || redact_value_is_code(secret, '@'))
        return false;
    if (!has_password && (secret.len < USER_TOKEN_MIN || !redact_value_is_random(secret)))
        return false;
    *span = (struct redact_span){ from + start, from + sign,
                                  has_password ? "url-password" : "url-token" };
    return true;
}

bool redact_url_go_dsn(struct slice s, size_t from, size_t at, struct redact_span *span)
{
    const struct slice rest = slice_from(s, at + 1);
    if (!slice_starts(rest, SLICE("tcp(")) && !slice_starts(rest, SLICE("unix(")))
        return false;
    if (at - from > GO_DSN_MAX)
        from = at - GO_DSN_MAX;
    size_t colon = SLICE_NONE;
    for (size_t i = at; i > from && !ends_url(s.ptr[i - 1]) && s.ptr[i - 1] != '('; i--) {
        if (s.ptr[i - 1] == ':')
            colon = i - 1;
    }
    if (colon == SLICE_NONE || colon + 1 >= at)
        return false;
    const struct slice secret = slice_sub(s, colon + 1, at - colon - 1);
    if (redact_value_is_placeholder(secret))
        return false;
    *span = (struct redact_span){ colon + 1, at, "dsn-password" };
    return true;
}
