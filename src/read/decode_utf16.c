#include "base/alloc.h"
#include "read/decoder_rows.h"

#define INPUT_BYTES (16 * 1024)
#define UTF8_BYTES_MAX 4
#define REPLACEMENT 0xFFFD

/* The mark as a tool leaves it that took the text for UTF-8 and put U+FFFD for each byte that is
 * none. What is ASCII it left alone, and of any other unit it made an even number of bytes. */
#define SPOILT_MARK SLICE("\xEF\xBF\xBD\xEF\xBF\xBD")

struct utf16 {
    struct byte_reader below;
    bool big_endian, bom_seen, odd_told;
    unsigned char input[INPUT_BYTES];
    size_t at, end;            /* unread part of input */
    uint32_t high;             /* a high surrogate that waits for its low one, or 0 */
    char rest[UTF8_BYTES_MAX]; /* of a character that found no room */
    size_t rest_at, rest_len;
    enum status finished;
};

/* Source: RFC 3629, section 3. */
static size_t put_utf8(uint32_t c, char out[UTF8_BYTES_MAX])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
    out[0] = (char)(lead[n] | c);
    return n;
}

/* Takes one unit; returns the character that it completes, or 0 (for a high surrogate, and for
 * the mark at the very start). *again: the unit has to be taken once more, because the character
 * is a lost surrogate before it. Source: RFC 2781, section 2.2. */
static uint32_t take_unit(struct utf16 *u, uint32_t unit, bool *again)
{
    *again = false;
    bool first = !u->bom_seen;
    u->bom_seen = true;
    if (first && unit == 0xFEFF)
        return 0;
    uint32_t high = u->high;
    u->high = 0;
    bool is_low = unit >= 0xDC00 && unit <= 0xDFFF;
    if (high && is_low)
        return 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00);
    if (high) {
        *again = true;
        return REPLACEMENT;
    }
    if (unit >= 0xD800 && unit <= 0xDBFF) {
        u->high = unit;
        return 0;
    }
    return is_low ? REPLACEMENT : unit;
}

static size_t take_rest(struct utf16 *u, char *out, size_t size)
{
    size_t n = u->rest_len - u->rest_at;
    if (n > size)
        n = size;
    memcpy(out, u->rest + u->rest_at, n);
    u->rest_at += n;
    return n;
}

static void set_rest(struct utf16 *u, uint32_t c)
{
    u->rest_at = 0;
    u->rest_len = put_utf8(c, u->rest);
}

/* Decodes what is in the input; returns the bytes written. */
static size_t decode(struct utf16 *u, char *out, size_t size)
{
    size_t done = take_rest(u, out, size);
    while (u->end - u->at >= 2 && done < size) {
        unsigned a = u->input[u->at], b = u->input[u->at + 1];
        uint32_t unit = u->big_endian ? a << 8 | b : b << 8 | a;
        bool again;
        uint32_t c = take_unit(u, unit, &again);
        if (!again)
            u->at += 2;
        if (c == 0 && unit != 0)
            continue;
        set_rest(u, c);
        done += take_rest(u, out + done, size - done);
    }
    return done;
}

/* The input is at its end: a half pair or half a unit may be left. */
static enum status finish(struct utf16 *u, char *out, size_t size, size_t *got, struct err *err)
{
    if (u->high) {
        u->high = 0;
        set_rest(u, REPLACEMENT);
        *got = take_rest(u, out, size);
        return STATUS_OK;
    }
    if (u->at < u->end && !u->odd_told) {
        u->odd_told = true;
        err_set(err, "UTF-16 ends in half a character; the last byte is not read");
        return STATUS_SKIP;
    }
    return STATUS_END;
}

static enum status read_utf16(void *self, char *out, size_t size, size_t *got, struct err *err)
{
    struct utf16 *u = self;
    *got = 0;
    for (;;) {
        *got = decode(u, out, size);
        if (*got > 0)
            return STATUS_OK;
        if (u->finished == STATUS_END)
            return finish(u, out, size, got, err);
        if (u->finished != STATUS_OK)
            return u->finished;
        size_t left = u->end - u->at; /* 0 or 1 */
        memmove(u->input, u->input + u->at, left);
        size_t more = 0;
        enum status st = u->below.read(u->below.self, (char *)u->input + left,
                                       sizeof u->input - left, &more, err);
        u->at = 0;
        u->end = left + more;
        if (!u->bom_seen && slice_starts(slice_make((char *)u->input, u->end), SPOILT_MARK))
            u->at = SPOILT_MARK.len;
        if (st == STATUS_SKIP || st == STATUS_FAIL) {
            u->finished = st == STATUS_FAIL ? st : STATUS_OK;
            return st;
        }
        u->finished = st;
    }
}

static void close_utf16(void *self)
{
    struct utf16 *u = self;
    u->below.close(u->below.self);
    alloc_free(u);
}

static struct byte_reader open_utf16(struct byte_reader below, bool big_endian)
{
    struct utf16 *u = alloc_zeroed(1, sizeof *u);
    u->below = below;
    u->big_endian = big_endian;
    return (struct byte_reader){ read_utf16, close_utf16, u };
}

static struct byte_reader open_le(struct byte_reader below)
{
    return open_utf16(below, false);
}

static struct byte_reader open_be(struct byte_reader below)
{
    return open_utf16(below, true);
}

/* Without a mark, or with a spoilt one: every unit of the head is an ASCII character. */
static bool looks_like(struct slice head, bool big_endian)
{
    if (slice_starts(head, SPOILT_MARK))
        head = slice_from(head, SPOILT_MARK.len);
    if (head.len < 4)
        return false;
    for (size_t i = 0; i + 1 < head.len; i += 2) {
        char high = head.ptr[i + !big_endian], low = head.ptr[i + big_endian];
        if (high != 0 || low <= 0 || (low < 0x20 && !ascii_is_space(low)))
            return false;
    }
    return true;
}

/* Marks. Source: RFC 2781, section 3.2. FF FE 00 00 would be UTF-32, which nobody writes. */
static int bid_le(struct slice head)
{
    if (slice_starts(head, SLICE("\xFF\xFE")))
        return 16;
    return looks_like(head, false) ? 32 : 0;
}

static int bid_be(struct slice head)
{
    if (slice_starts(head, SLICE("\xFE\xFF")))
        return 16;
    return looks_like(head, true) ? 32 : 0;
}

const struct decoder_class decode_utf16le = {
    .name = "utf-16le",
    .help = "UTF-16, low byte first, as Windows PowerShell writes it",
    .bid = bid_le,
    .open = open_le,
};

const struct decoder_class decode_utf16be = {
    .name = "utf-16be",
    .help = "UTF-16, high byte first",
    .bid = bid_be,
    .open = open_be,
};
