#include "report/redact.h"

#include "report/redact_rules.h"

/* What may stand between BEGIN and PRIVATE KEY: "RSA ", "OPENSSH ", "ENCRYPTED " (RFC 7468). */
#define PEM_LABEL_MAX 40
/* Bytes of the longest mask, roughly. */
#define MASK_MAX 64
#define LOCAL_PART_MAX 64

static bool is_word(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-';
}

/* Nothing begins within a word. */
static size_t word_end(struct slice s, size_t at)
{
    while (at < s.len && is_word(s.ptr[at]))
        at++;
    return at;
}

/* A private key block; without its end (cut text) all that is left. */
static bool pem_at(struct slice s, size_t at, struct redact_span *span)
{
    if (!slice_starts(slice_from(s, at), SLICE("-----BEGIN ")))
        return false;
    const size_t label = at + strlen("-----BEGIN ");
    const struct slice head = slice_sub(s, label, PEM_LABEL_MAX);
    const size_t key = slice_find(head, SLICE("PRIVATE KEY"), 0);
    const size_t dashes = slice_find(head, SLICE("-----"), 0);
    if (key == SLICE_NONE || (dashes != SLICE_NONE && dashes < key))
        return false;
    size_t end = slice_find(s, SLICE("-----END "), label);
    if (end != SLICE_NONE) {
        end += strlen("-----END ");
        const size_t tail = slice_find(slice_sub(s, end, 2 * PEM_LABEL_MAX), SLICE("-----"), 0);
        end = tail == SLICE_NONE ? s.len : end + tail + strlen("-----");
    }
    *span = (struct redact_span){ at, end == SLICE_NONE ? s.len : end, "private-key" };
    return true;
}

/* ARNs name secrets but hold none, and the reader needs them: the end of one that starts here, or
 * `at`. Source: AWS General Reference, "Amazon Resource Names". */
static size_t arn_end(struct slice s, size_t at)
{
    if (!slice_starts(slice_from(s, at), SLICE("arn:")))
        return at;
    while (at < s.len && s.ptr[at] != '\0'
           && (ascii_is_alnum(s.ptr[at]) || strchr(":/_.-+@*!", s.ptr[at])))
        at++;
    return at;
}

/* The end of a mask that starts here, or `at`: what is masked already stays as it is. */
static size_t mask_end(struct slice s, size_t at)
{
    const struct slice mask = slice_sub(s, at, MASK_MAX);
    const size_t end = slice_find_byte(mask, ']', 0);
    return end != SLICE_NONE && slice_starts(mask, SLICE("[redacted:")) ? at + end + 1 : at;
}

static void add_mask(struct buf *out, struct slice s, const struct redact_span *span)
{
    const struct slice secret = slice_sub(s, span->start, span->end - span->start);
    /* All bits of the hash folded into 16: a last byte that differs hardly reaches FNV's high end.
     */
    uint64_t hash = slice_hash(secret);
    hash ^= hash >> 32;
    hash ^= hash >> 16;
    buf_printf(out, "[redacted:%s:%04x]", span->kind, (unsigned)(hash & 0xffff));
}

static bool is_local(char c)
{
    return ascii_is_alnum(c) || strchr("._%+-", c) != NULL;
}

/* name@example.com around the '@' at `at`; not git@host, image@sha256: or package@1.2.3. Source:
 * RFC 5321, section 4.5.3.1, for the length of the local part. */
static bool email_at(struct slice s, size_t from, size_t at, struct redact_span *span)
{
    size_t start = at, end = at + 1, label = at + 1;
    while (start > from && at - start < LOCAL_PART_MAX && s.ptr[start - 1]
           && is_local(s.ptr[start - 1]))
        start--;
    while (start < at && !ascii_is_alnum(s.ptr[start]))
        start++;
    for (; end < s.len && (ascii_is_alnum(s.ptr[end]) || s.ptr[end] == '-' || s.ptr[end] == '.');
         end++) {
        if (s.ptr[end] == '.')
            label = end + 1;
    }
    while (end > at + 1 && !ascii_is_alnum(s.ptr[end - 1]))
        end--;
    const struct slice local = slice_sub(s, start, at - start);
    if (local.len == 0 || slice_eq(local, SLICE("git")) || label == at + 1 || label + 2 > end)
        return false;
    for (size_t i = label; i < end; i++) {
        if (!ascii_is_alpha(s.ptr[i]))
            return false;
    }
    *span = (struct redact_span){ start, end, "email" };
    return true;
}

/* The secret that the byte at `at` gives away, if any. Else *next is the byte to look at next. */
static bool find_at(struct slice s, size_t from, size_t at, enum redact_level level,
                    struct redact_span *span, size_t *next)
{
    const char c = s.ptr[at];
    *next = at + 1;
    if (c == '[' && mask_end(s, at) > at)
        *next = mask_end(s, at);
    if (c == ':')
        return redact_url_at(s, at, span, next);
    if (c == '@')
        return redact_url_go_dsn(s, from, at, span)
               || (level == REDACT_STRICT && email_at(s, from, at, span));
    if (!is_word(c))
        return false;
    const bool starts_word = at == 0 || !is_word(s.ptr[at - 1]);
    *next = c == 'a' && starts_word ? arn_end(s, at) : at;
    if (*next > at)
        return false;
    *next = word_end(s, at);
    if (!starts_word)
        return false;
    return c == '-' ? pem_at(s, at, span) || redact_name_at(s, at, span)
                    : redact_token_at(s, at, span) || redact_name_at(s, at, span);
}

void redact_add(struct buf *out, struct slice s)
{
    redact_add_at(out, s, REDACT_SECRETS);
}

void redact_add_at(struct buf *out, struct slice s, enum redact_level level)
{
    if (level == REDACT_NONE) {
        buf_add(out, s);
        return;
    }
    size_t shown = 0; /* bytes before are in out */
    size_t at = 0;
    while (at < s.len) {
        struct redact_span span;
        size_t next;
        if (find_at(s, shown, at, level, &span, &next)) {
            buf_add(out, slice_sub(s, shown, span.start - shown));
            add_mask(out, s, &span);
            shown = next = span.end;
        }
        at = next;
    }
    buf_add(out, slice_from(s, shown));
}

bool redact_parse(const char *word, enum redact_level *level)
{
    static const char *const words[] = { "none", "secrets", "strict" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(word, words[i]) == 0) {
            *level = (enum redact_level)i;
            return true;
        }
    }
    return false;
}
