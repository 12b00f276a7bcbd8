#include "frame/bulk_head.h"

#include "base/swar.h"
#include "frame/level_words.h"
#include "frame/trace.h"

#include <assert.h>

#define HALF_BYTES (2 * SWAR_BYTES)

static_assert(HALF_BYTES >= TRACE_HEAD_BYTES && BULK_HEAD_BYTES == 2 * HALF_BYTES, "as read here");

static struct bulk_word long_word(struct slice message)
{
    struct bulk_word word = { false, false };
    for (size_t i = 0; i < message.len && message.ptr[i] != ' '; i++) {
        word.bracket = word.bracket || (message.ptr[i] == '[' && i > 0);
        word.named = word.named || message.ptr[i] == '@';
    }
    return word;
}

/* Most words are short. */
struct bulk_word bulk_first_word(struct slice message)
{
    const unsigned spaces = message.len < HALF_BYTES ? 0 : swar_find16(message.ptr, ' ');
    if (spaces == 0)
        return long_word(message);
    const unsigned inside = swar_before(spaces);
    return (struct bulk_word){ .bracket = (swar_find16(message.ptr, '[') & inside) > 1,
                               .named = (swar_find16(message.ptr, '@') & inside) != 0 };
}

static bool may_have_shape(const struct peel *peel, struct slice head)
{
    const struct bulk_word word = bulk_first_word(head);
    return word.bracket || word.named
           || peel_may_begin(head, peel_candidates(peel, head) & peel->inner);
}

/* Of all lines that begin like this; a '0' is any digit. */
static bool is_whole(const struct peel *peel, struct slice head)
{
    return !ascii_is_space(head.ptr[0]) && trace_head_stands_alone(head)
           && !level_head_is_hidden(head) && !bulk_is_payload(head)
           && (!peel || !may_have_shape(peel, head));
}

static enum bulk_head find_out(const struct peel *peel, struct slice head)
{
    char bytes[BULK_HEAD_BYTES];
    for (size_t i = 0; i < head.len; i++)
        bytes[i] = ascii_is_digit(head.ptr[i]) ? '0' : head.ptr[i];
    return is_whole(peel, slice_make(bytes, head.len)) ? BULK_HEAD_WHOLE : BULK_HEAD_OTHER;
}

static inline uint32_t slot_of(struct swar_pair a, struct swar_pair b)
{
    const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
    const uint64_t mixed = ((a.low * factor) ^ a.high) + ((b.low * factor) ^ b.high);
    return (uint32_t)((mixed * factor) >> (64 - BULK_HEADS_LOG2));
}

/* What is known of lines that begin like these bytes, of which b stands for the rest. */
static inline enum bulk_head look_up(struct bulk_heads *heads, const struct peel *peel,
                                     struct slice head, struct swar_pair a, struct swar_pair b)
{
    const uint32_t slot = slot_of(a, b);
    uint64_t *const key = heads->keys[slot];
    if (heads->heads[slot] != BULK_HEAD_UNKNOWN
        && ((key[0] ^ a.low) | (key[1] ^ a.high) | (key[2] ^ b.low) | (key[3] ^ b.high)) == 0)
        return heads->heads[slot];
    key[0] = a.low;
    key[1] = a.high;
    key[2] = b.low;
    key[3] = b.high;
    heads->heads[slot] = (uint8_t)find_out(peel, head);
    return heads->heads[slot];
}

static inline enum bulk_head head_of(struct bulk_heads *heads, const struct peel *peel,
                                     struct slice message)
{
    const struct swar_pair a = swar_no_digits16(message.ptr), none = { 0, 0 };
    if (swar_find16(message.ptr, ' ') != 0
        && look_up(heads, peel, slice_sub(message, 0, HALF_BYTES), a, none) == BULK_HEAD_WHOLE)
        return BULK_HEAD_WHOLE;
    if (message.len < BULK_HEAD_BYTES)
        return BULK_HEAD_OTHER;
    return look_up(heads, peel, slice_sub(message, 0, BULK_HEAD_BYTES), a,
                   swar_no_digits16(message.ptr + HALF_BYTES));
}

bool bulk_head_is_whole(struct bulk_heads *heads, const struct peel *peel, struct slice message,
                        bool *may_be_error)
{
    if (message.len < HALF_BYTES || trace_end_is_odd(message.ptr[message.len - 1])
        || head_of(heads, peel, message) != BULK_HEAD_WHOLE)
        return false;
    *may_be_error = (level_may_end_in_word(message) || message.len > LEVEL_SCAN_BYTES_MAX)
                    && level_end_is_hidden(message);
    return true;
}
