/* bulk_head: what the first bytes of a message say of its line. Lines of a log begin alike, but for
 * their numbers: what was found out of one is known of those that begin like it. Internal to
 * frame/. */
#ifndef FRAME_BULK_HEAD_H
#define FRAME_BULK_HEAD_H

#include "frame/line_peel.h"

/* JSON, gzip in base64 ("H4sI", its digit as any), a payload of CloudWatch Logs. */
static inline bool bulk_is_payload(struct slice message)
{
    const char c = slice_byte(message, 0);
    return c == '{' || (c == 'C' && slice_starts(message, SLICE("CWL C")))
           || (c == 'H' && ascii_is_digit(slice_byte(message, 1))
               && slice_starts(slice_from(message, 2), SLICE("sI")));
}

/* Bytes of the first word that make a line look like one of another shape: "app[web.1]: …",
 * "a.1.x@node". */
struct bulk_word {
    bool bracket; /* not as its first byte */
    bool named;   /* has a '@' */
};
struct bulk_word bulk_first_word(struct slice message);

/* Bytes that are looked at; the first word ends in them, and often in the first half. */
#define BULK_HEAD_BYTES 32

/* Beginnings known at a time; one takes the place of another. */
#define BULK_HEADS_LOG2 8
#define BULK_HEADS (1 << BULK_HEADS_LOG2)

enum bulk_head { BULK_HEAD_UNKNOWN, BULK_HEAD_WHOLE, BULK_HEAD_OTHER };

/* Zeroed at first. */
struct bulk_heads {
    uint64_t keys[BULK_HEADS][BULK_HEAD_BYTES / sizeof(uint64_t)]; /* with zeros for digits */
    uint8_t heads[BULK_HEADS];                                     /* enum bulk_head */
};

/* Is a line with this message an event by itself, with nothing at its start that would need a close
 * look? False if that is not certain, as for short messages. peel: of the shapes that may stand in
 * a message, always the same; NULL: none may. *may_be_error: level_is_hidden; filled in if it is.
 */
bool bulk_head_is_whole(struct bulk_heads *heads, const struct peel *peel, struct slice message,
                        bool *may_be_error);

#endif
