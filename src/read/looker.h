/* looker: what a later stage wants to know of bytes, found out by the thread that has read them, in
 * whose cache they still are. What it finds out goes beside the bytes as a note, of which only the
 * later stage knows what it is.
 *
 * The thread looks at a block only while another one waits to be taken: where it cannot keep up,
 * whoever takes the blocks looks at them himself. So a note may be there or not, by chance; the
 * later stage must come to the same result either way. */
#ifndef READ_LOOKER_H
#define READ_LOOKER_H

#include "base/slice.h"

struct looker {
    void *(*note_new)(void); /* of one block at a time; used again for others */
    void (*note_free)(void *note);
    /* Called by the thread, one call at a time, for blocks in their order, not all of them. bytes
     * are decoded and begin and end anywhere. False: there is nothing to say of them. */
    bool (*look)(void *self, struct slice bytes, void *note);
    void *self;
};

#endif
