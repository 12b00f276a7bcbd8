/* docs_keys: what the document framer knows about JSON keys, and which shapes a set of them fits.
 * Internal to frame/. */
#ifndef FRAME_DOCS_KEYS_H
#define FRAME_DOCS_KEYS_H

#include "frame/doc.h"

#define DOCS_KEYS_MAX 128
#define DOCS_SHAPES_MAX 48

enum docs_key_flags {
    DOCS_KEY_STRONG = 1,  /* holds records; no log line of a program has it */
    DOCS_KEY_WEAK = 2,    /* holds records; other JSON may have it too */
    DOCS_KEY_LOG = 4,     /* a direct key of a structured log line, of no record */
    DOCS_KEY_PLACE = 8,   /* its line is where the record's text stands */
    DOCS_KEY_INSIDE = 16, /* what it holds belongs to the record around it */
    DOCS_KEY_SURE = 32,   /* alone, and whatever it holds, tells a document */
};

/* Strings that hold for all records inside the object in which they stand. */
enum docs_context {
    DOCS_CONTEXT_NONE,
    DOCS_CONTEXT_GROUP,
    DOCS_CONTEXT_STREAM,
    DOCS_CONTEXT_CLUSTER, /* an ARN */
    DOCS_CONTEXT_SERVICE,
    DOCS_CONTEXT_STATUS, /* of a query */
};

struct docs_key {
    const char *name;
    unsigned flags; /* enum docs_key_flags */
    enum docs_context context;
};

/* A set of known keys. */
struct docs_mask {
    uint64_t bits[DOCS_KEYS_MAX / 64];
};

/* The known key of this name, or NULL. */
const struct docs_key *docs_key_find(struct slice name);

void docs_mask_add(struct docs_mask *mask, const struct docs_key *key);
bool docs_mask_has(const struct docs_mask *mask, const struct docs_key *key);

/* Is a key with one of these flags in the set? */
bool docs_mask_has_flag(const struct docs_mask *mask, unsigned flags);

/* Keeps only what is in the other mask too. */
void docs_mask_keep(struct docs_mask *mask, const struct docs_mask *other);

/* The keys of all shapes as masks. */
struct docs_shapes {
    size_t count;
    struct {
        struct docs_mask required, any_of;
        bool has_any_of;
    } shapes[DOCS_SHAPES_MAX]; /* as doc_shape_table */
};

void docs_shapes_init(struct docs_shapes *shapes);

/* Index of the first shape of this kind, at or after `from`, that the keys fit, or shapes->count.
 */
size_t docs_shapes_match(const struct docs_shapes *shapes, const struct docs_mask *keys,
                         enum doc_kind kind, size_t from);

#endif
