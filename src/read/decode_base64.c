/* Base64 as AWS hands out logs: gzip in `awslogs.data` (Amazon CloudWatch Logs User Guide, "Log
 * group-level subscription filters", example 2, Lambda), and the end of a function's log in
 * `LogResult` (AWS Lambda API reference, Invoke: LogType Tail). */
#include "base/alloc.h"
#include "read/decoder_rows.h"

#include <inttypes.h>

#define INPUT_BYTES (16 * 1024)
#define QUANTUM_CHARS 4
#define QUANTUM_BYTES 3

struct base64 {
    struct byte_reader below;
    uint32_t bits;
    unsigned count;           /* characters in bits */
    char rest[QUANTUM_BYTES]; /* decoded, found no room yet */
    size_t rest_at, rest_len;
    uint64_t given;
    enum status finished;
    size_t at, end; /* unread part of input */
    char input[INPUT_BYTES];
};

/* Value of a character, or -1. Source: RFC 4648, section 4. */
static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (ascii_is_digit(c))
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Makes rest of the characters taken: all of a quantum, or what stands before the padding. */
static void end_quantum(struct base64 *b)
{
    const uint32_t bits = b->bits << 6 * (QUANTUM_CHARS - b->count);
    b->rest[0] = (char)(bits >> 16);
    b->rest[1] = (char)(bits >> 8);
    b->rest[2] = (char)bits;
    b->rest_at = 0;
    b->rest_len = b->count > 0 ? b->count - 1 : 0;
    b->bits = 0;
    b->count = 0;
}

/* Takes one character; false: it is no base64. Line ends and the quotes of a JSON string are passed
 * over; behind the padding a further text may begin, which goes on in the same bytes. */
static bool take(struct base64 *b, char c)
{
    if (ascii_is_space(c) || c == '"')
        return true;
    if (c == '=') {
        end_quantum(b);
        return true;
    }
    const int value = value_of(c);
    if (value < 0)
        return false;
    b->bits = b->bits << 6 | (uint32_t)value;
    if (++b->count == QUANTUM_CHARS)
        end_quantum(b);
    return true;
}

static enum status no_base64(struct base64 *b, struct err *err)
{
    err_set(err, "the base64 text ends in other text after %" PRIu64 " bytes; that is not read",
            b->given);
    b->finished = STATUS_FAIL;
    return STATUS_FAIL;
}

static enum status refill(struct base64 *b, struct err *err)
{
    b->at = b->end = 0;
    const enum status st = b->below.read(b->below.self, b->input, sizeof b->input, &b->end, err);
    if (st != STATUS_OK && st != STATUS_SKIP)
        b->finished = st;
    if (st == STATUS_END)
        end_quantum(b);
    return st;
}

static enum status read_base64(void *self, char *out, size_t size, size_t *got, struct err *err)
{
    struct base64 *b = self;
    *got = 0;
    for (;;) {
        while (b->rest_at < b->rest_len && *got < size)
            out[(*got)++] = b->rest[b->rest_at++];
        const bool full = b->rest_at < b->rest_len || *got == size;
        if (full || (*got > 0 && b->at == b->end)) {
            b->given += *got;
            return STATUS_OK;
        }
        if (b->finished != STATUS_OK)
            return b->finished;
        if (b->at == b->end) {
            const enum status st = refill(b, err);
            if (st == STATUS_SKIP || st == STATUS_FAIL)
                return st;
            continue;
        }
        if (take(b, b->input[b->at])) {
            b->at++;
            continue;
        }
        if (*got == 0)
            return no_base64(b, err);
        b->given += *got;
        return STATUS_OK;
    }
}

static void close_base64(void *self)
{
    struct base64 *b = self;
    b->below.close(b->below.self);
    alloc_free(b);
}

static struct byte_reader open_base64(struct byte_reader below)
{
    struct base64 *b = alloc_zeroed(1, sizeof *b);
    b->below = below;
    return (struct byte_reader){ read_base64, close_base64, b };
}

/* How a log of Lambda begins, in base64. Whole groups of three bytes, so that the letters do not
 * depend on what follows. */
static bool is_lambda_log(struct slice s)
{
    static const struct slice heads[] = {
        { "U1RBUlQgUmVx", 12 }, /* START Req */
        { "SU5JVF9TVEFS", 12 }, /* INIT_STAR */
        { "SU5JVF9SRVBP", 12 }, /* INIT_REPO */
        { "RU5EIFJlcXVl", 12 }, /* END Reque */
        { "UkVQT1JUIFJl", 12 }, /* REPORT Re */
        { "RVhURU5TSU9O", 12 }, /* EXTENSION */
        { "W0VSUk9SXS", 10 },   /* [ERROR] and a blank or tab */
        { "W0VSUk9SXQ", 10 },
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (slice_starts(s, heads[i]))
            return true;
    return false;
}

/* The head of gzip (1F 8B 08, flags without the reserved ones) is H4sI and a letter up to H, also
 * in the quotes that jq prints. Besides that, only what begins as a log of Lambda does: other
 * base64 could be any word. */
static int bid_base64(struct slice head)
{
    struct slice s = slice_starts(head, SLICE("\"")) ? slice_from(head, 1) : head;
    if (head.len < DECODER_HEAD_BYTES)
        return 0;
    const bool is_gzip = slice_starts(s, SLICE("H4sI")) && s.ptr[4] >= 'A' && s.ptr[4] <= 'H';
    if (!is_gzip && !is_lambda_log(s))
        return 0;
    for (size_t i = 0; i < s.len; i++)
        if (value_of(s.ptr[i]) < 0)
            return 0;
    return (int)s.len * 8;
}

const struct decoder_class decode_base64 = {
    .name = "base64",
    .help = "RFC 4648, of gzip (awslogs.data) or a log of Lambda (LogResult)",
    .is_compression = true,
    .bid = bid_base64,
    .open = open_base64,
};
