/* Secrets that a name gives away. Three shapes, by what is between name and value:
 *
 *     quoted value     "password": "…", password='…'     masked unless a placeholder
 *     '=' and a word   DB_PASSWORD=…                     the same, unless it is program text
 *     ':' and a word   db_password: …                    as well prose ("token: signature has
 *                                                        expired"), so a plain word must be alone
 *
 * and the pair {"name": "DB_PASSWORD", "value": "…"} of task definitions. */
#include "report/redact_rules.h"

#define NAME_MAX_BYTES 128
#define BLANKS_MAX 8
/* Blanks and line feeds between the name and "value" of a pretty-printed pair. */
#define PAIR_BLANKS_MAX 64
/* Bytes of a value that are judged; a mask covers all of it. Bounds what is read again later. */
#define JUDGED_MAX 512
#define CREDENTIALS_MIN 8
/* A number of up to so many digits behind a name like max_token is a count. */
#define COUNT_DIGITS_MAX 6

struct secret_name {
    const char *suffix; /* lower case, without '_', '-' and '.' */
    const char *kind;
};

/* The more specific first. */
static const struct secret_name secret_names[] = {
    { "secretaccesskey", "aws-secret-key" },
    { "awssecretkey", "aws-secret-key" },
    { "awssecret", "aws-secret-key" },
    { "sessiontoken", "session-token" },
    { "securitytoken", "session-token" },
    { "privatekey", "private-key" },
    { "accountkey", "access-key" },
    { "accesskey", "access-key" },
    { "apikey", "api-key" },
    { "authkey", "api-key" },
    { "secretkey", "secret" },
    { "signingkey", "secret" },
    { "encryptionkey", "secret" },
    { "masterkey", "secret" },
    { "jwtkey", "secret" },
    { "secretkeybase", "secret" },
    { "secret", "secret" },
    { "passphrase", "password" },
    { "password", "password" },
    { "passwd", "password" },
    { "pwd", "password" },
    { "token", "token" },
    { "amzsignature", "signature" },
    { "authorization", "authorization" },
};

/* Names that end like a secret and are none: paging and idempotency tokens of AWS APIs. */
static const char *const open_names[] = {
    "requesttoken",  "clienttoken",      "nexttoken",     "nextforwardtoken",  "nextbackwardtoken",
    "sequencetoken", "idempotencytoken", "startingtoken", "continuationtoken",
};

struct name {
    struct slice raw; /* as written */
    const char *kind;
    bool is_bare; /* just "token" or "secret", a word of everyday prose */
    bool is_flag; /* --password */
    bool is_env;  /* DB_PASSWORD */
};

static bool is_name_byte(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

static size_t skip_blanks(struct slice s, size_t at, size_t most)
{
    const size_t end = at + most;
    while (at < end && at < s.len && is_blank(s.ptr[at]))
        at++;
    return at;
}

static bool classify(struct slice raw, struct name *name)
{
    char folded[NAME_MAX_BYTES];
    size_t len = 0;
    bool lower = false, underscore = false;
    for (size_t i = 0; i < raw.len; i++) {
        const char c = raw.ptr[i];
        lower |= c >= 'a' && c <= 'z';
        underscore |= c == '_';
        if (ascii_is_alnum(c))
            folded[len++] = ascii_lower(c);
    }
    const struct slice s = slice_make(folded, len);
    for (size_t i = 0; i < sizeof open_names / sizeof *open_names; i++) {
        if (slice_ends(s, slice_cstr(open_names[i])))
            return false;
    }
    *name = (struct name){ .raw = raw, .is_env = !lower && underscore };
    name->is_flag = slice_starts(raw, SLICE("--"));
    name->is_bare = slice_eq(s, SLICE("token")) || slice_eq(s, SLICE("secret"));
    for (size_t i = 0; i < sizeof secret_names / sizeof *secret_names && !name->kind; i++) {
        if (slice_ends(s, slice_cstr(secret_names[i].suffix)))
            name->kind = secret_names[i].kind;
    }
    /* DB_PASS, smtp-pass: only as a word of its own, for "bypass" and "compass". */
    if (!name->kind && len >= 4 && slice_ends(s, SLICE("pass")) && raw.len > 4
        && strchr("_-.", raw.ptr[raw.len - 5]))
        name->kind = "password";
    return name->kind != NULL;
}

/* The end of the run of name bytes at `at`, read no further than one byte too long. */
static size_t name_end(struct slice s, size_t at)
{
    const size_t limit = at + NAME_MAX_BYTES + 1;
    while (at < s.len && at < limit && is_name_byte(s.ptr[at]))
        at++;
    return at;
}

/* Steps over one quote, which may be escaped as in JSON inside of JSON: \" */
static size_t skip_quote(struct slice s, size_t at, struct slice *quote)
{
    size_t end = at;
    while (end < s.len && end < at + 3 && s.ptr[end] == '\\')
        end++;
    if (end >= s.len || !is_quote(s.ptr[end])) {
        *quote = slice_empty();
        return at;
    }
    *quote = slice_sub(s, at, end + 1 - at);
    return end + 1;
}

/* The end of a quoted value: the same quote again, not escaped one level deeper; else the end of
 * the line. */
static size_t quoted_end(struct slice s, size_t at, struct slice quote)
{
    const char q = quote.ptr[quote.len - 1];
    const size_t depth = quote.len - 1; /* backslashes that belong to the quote */
    size_t slashes = 0;
    for (; at < s.len && s.ptr[at] != '\n'; at++) {
        if (s.ptr[at] == '\\') {
            slashes++;
            continue;
        }
        if (s.ptr[at] == q && slashes <= depth)
            return at - slashes;
        slashes = 0;
    }
    return at;
}

static size_t word_end(struct slice s, size_t at)
{
    while (at < s.len && !ascii_is_space(s.ptr[at]) && !strchr(",;&)}]\"'`|\\", s.ptr[at]))
        at++;
    return at;
}

static bool is_count(struct slice value)
{
    uint64_t ignored;
    return value.len <= COUNT_DIGITS_MAX && slice_to_u64(value, &ignored);
}

/* secret=default/db-credentials: the name of a secret in Kubernetes or a path in a store. */
static bool is_path(struct slice value)
{
    bool slash = false;
    for (size_t i = 0; i < value.len; i++) {
        const char c = value.ptr[i];
        if ((c >= 'A' && c <= 'Z') || !(is_name_byte(c) || c == '/'))
            return false;
        slash |= c == '/';
    }
    return slash;
}

static bool alone_on_line(struct slice s, size_t at)
{
    at = skip_blanks(s, at, BLANKS_MAX);
    return at >= s.len || strchr("\r\n,;}]\"'", s.ptr[at]) != NULL;
}

static bool is_secret_word(struct slice s, const struct name *name, char separator, size_t start,
                           size_t end)
{
    const struct slice value = slice_sub(s, start, end - start);
    if (redact_value_is_placeholder(value) || redact_value_is_code(value, slice_byte(s, end)))
        return false;
    const bool is_password = strcmp(name->kind, "password") == 0;
    if (!is_password && is_count(value))
        return false;
    if (strcmp(name->kind, "secret") == 0 && is_path(value))
        return false;
    if (slice_eq_nocase(name->raw, SLICE("pwd")) && value.ptr[0] == '/')
        return false; /* the working directory */
    if (name->is_bare || strcmp(name->kind, "authorization") == 0)
        return redact_value_is_random(value);
    if (separator == ':' || separator == ' ')
        return redact_value_is_random(value)
               || ((name->is_env || is_password) && alone_on_line(s, end));
    return true;
}

/* "Bearer " and the like before the credentials of an Authorization header; 0 if none.
 * Source: IANA HTTP Authentication Scheme Registry; the last two are common usage. */
static size_t scheme_len(struct slice s)
{
    static const char *const schemes[] = { "Bearer",    "Basic", "Digest",
                                           "Negotiate", "Token", "ApiKey" };
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        const struct slice scheme = slice_cstr(schemes[i]);
        if (slice_starts_nocase(s, scheme) && slice_byte(s, scheme.len) == ' ')
            return skip_blanks(s, scheme.len, BLANKS_MAX);
    }
    return 0;
}

/* The value that starts at `at`, behind the separator. */
static bool value_at(struct slice s, size_t at, const struct name *name, char separator,
                     struct redact_span *span)
{
    struct slice quote;
    at = skip_quote(s, at, &quote);
    const size_t scheme = scheme_len(slice_from(s, at));
    at += scheme;
    const struct slice judged = slice_sub(s, 0, at + JUDGED_MAX);
    size_t end = quote.len ? quoted_end(judged, at, quote) : word_end(judged, at);
    const struct slice value = slice_sub(s, at, end - at);
    if (value.len == 0)
        return false;
    const bool masked = quote.len || scheme
                            ? !redact_value_is_placeholder(value)
                                  && (strcmp(name->kind, "secret") != 0 || !is_path(value))
                                  && (!name->is_bare || !is_count(value))
                            : is_secret_word(s, name, separator, at, end);
    if (masked && end == judged.len)
        end = quote.len ? quoted_end(s, at, quote) : word_end(s, at);
    *span = (struct redact_span){ at, end, name->kind };
    return masked;
}

/* …", "value": "…" behind the quoted name of a pair. */
static bool pair_value_at(struct slice s, size_t at, const struct name *name,
                          struct redact_span *span)
{
    const size_t limit = at + PAIR_BLANKS_MAX;
    if (slice_byte(s, at) != ',')
        return false;
    at++;
    while (at < limit && at < s.len && ascii_is_space(s.ptr[at]))
        at++;
    struct slice quote;
    at = skip_quote(s, at, &quote);
    if (quote.len == 0 || !slice_starts_nocase(slice_from(s, at), SLICE("value")))
        return false;
    at = skip_quote(s, at + strlen("value"), &quote);
    at = skip_blanks(s, at, BLANKS_MAX);
    if (quote.len == 0 || slice_byte(s, at) != ':')
        return false;
    at = skip_blanks(s, at + 1, BLANKS_MAX);
    return value_at(s, at, name, '=', span);
}

static bool is_base64(struct slice s)
{
    size_t i = 0;
    while (i < s.len && (ascii_is_alnum(s.ptr[i]) || strchr("+/=", s.ptr[i])))
        i++;
    return i == s.len;
}

/* "Bearer TOKEN" without a header name before it, as client libraries log it. */
static bool scheme_at(struct slice s, size_t at, struct redact_span *span)
{
    const struct slice rest = slice_from(s, at);
    const bool basic = slice_starts_nocase(rest, SLICE("basic "));
    if (!basic && !slice_starts_nocase(rest, SLICE("bearer ")))
        return false;
    const size_t start = at + scheme_len(rest);
    const struct slice judged = slice_sub(s, 0, start + JUDGED_MAX);
    size_t end = word_end(judged, start);
    const struct slice value = slice_sub(s, start, end - start);
    if (value.len < CREDENTIALS_MIN || !redact_value_is_random(value)
        || redact_value_is_placeholder(value) || (basic && !is_base64(value))
        || slice_find_byte(value, '=', 0) < value.len / 2) /* Bearer realm="…" */
        return false;
    if (end == judged.len)
        end = word_end(s, start);
    *span = (struct redact_span){ start, end, "authorization" };
    return true;
}

/* May a value follow a name that ends there? What most words can be told by. */
static bool may_have_value(struct slice s, size_t end)
{
    struct slice quote;
    end = skip_quote(s, end, &quote);
    if (quote.len && slice_byte(s, end) == ',')
        return true;
    if (slice_byte(s, end) == ']')
        end++;
    const char separator = slice_byte(s, skip_blanks(s, end, BLANKS_MAX));
    return separator == '=' || separator == ':' || separator == ',';
}

bool redact_name_at(struct slice s, size_t at, struct redact_span *span)
{
    const char first = s.ptr[at];
    if ((first == 'b' || first == 'B') && scheme_at(s, at, span))
        return true;
    size_t end = name_end(s, at);
    struct name name;
    if (end - at > NAME_MAX_BYTES || !(first == '-' || may_have_value(s, end))
        || !classify(slice_sub(s, at, end - at), &name))
        return false;
    if (name.is_flag && slice_byte(s, end) == ' ')
        return value_at(s, end + 1, &name, ' ', span);
    struct slice quote;
    end = skip_quote(s, end, &quote);
    if (slice_byte(s, end) == ']') /* ENV["DB_PASSWORD"] = … */
        end++;
    if (quote.len && pair_value_at(s, end, &name, span))
        return true;
    end = skip_blanks(s, end, BLANKS_MAX);
    char separator = slice_byte(s, end);
    if (separator != '=' && separator != ':')
        return false;
    end++;
    if (separator == ':' && slice_byte(s, end) == '=') {
        separator = '=';
        end++;
    } else if (separator == '=' && (slice_byte(s, end) == '>' || slice_byte(s, end) == '=')) {
        end++;
    }
    end = skip_blanks(s, end, BLANKS_MAX);
    return value_at(s, end, &name, separator, span);
}
