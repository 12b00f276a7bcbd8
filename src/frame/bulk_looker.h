/* bulk_looker: looks at lines for bulk.c in the thread that reads ahead, with prefixes of its own.
 * Internal to frame/bulk.c.
 *
 * A note has what bulk_kind says of the lines of a block. All of it holds whatever went before, but
 * for two things: which lines without prefix belong to the one before (in_message; a note says
 * which way it took), and the number of a prefix, which is one of the looker's table.
 *
 *     bulk_looker_want(l, in_message)       // notes are of use; this way
 *     note = source_note(…)                 // see source.h
 *     bulk_looker_answer(l, note, p, asked) // of prefix p of the note: bytes to be asked about
 *
 * What the asker must see of a prefix can be told by the owner of the asker only: until it has
 * answered, all lines of the prefix may tell something. */
#ifndef FRAME_BULK_LOOKER_H
#define FRAME_BULK_LOOKER_H

#include "frame/bulk.h"

/* Lines of one note: of a block that has more, the rest is not looked at. */
#define BULK_NOTE_LINES_MAX 8192

struct bulk_note {
    struct bulk_line *lines; /* as in bulk.c, counted from the start of the block; `before` is not
                                set */
    size_t count;
    bool in_message;
    uint32_t generation; /* of the table: another one gives the numbers anew */
};

struct bulk_looker;

/* Borrows peel only for this call. opts->asker is called in the thread, but for ask_lead. */
struct bulk_looker *bulk_looker_new(const struct peel *peel, const struct bulk_options *opts);
void bulk_looker_free(struct bulk_looker *l);

struct looker bulk_looker_hooks(struct bulk_looker *l);

/* Before the first call, and after the second one, no notes are made. */
void bulk_looker_want(struct bulk_looker *l, bool in_message);
void bulk_looker_rest(struct bulk_looker *l);

void bulk_looker_answer(struct bulk_looker *l, const struct bulk_note *note, uint16_t prefix,
                        uint16_t asked);

#endif
