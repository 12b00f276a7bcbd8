/* docs_machine: the state of the machine that walks a document, the bytes that it holds, and what
 * it makes of them. frame_docs.c has the walk. Internal to frame/. */
#ifndef FRAME_DOCS_MACHINE_H
#define FRAME_DOCS_MACHINE_H

#include "frame/docs_bulk.h"
#include "frame/docs_events.h"
#include "frame/docs_record.h"
#include "frame/frame_docs.h"
#include "frame/jsonscan.h"

/* Containers deeper than this are not looked into. AWS answers nest less than 12 deep. */
#define DOCS_DEPTH_MAX 64

/* Different notes of shapes that are told per source. */
#define DOCS_NOTES_MAX 8

/* An open container. */
struct docs_frame {
    uint64_t start, line; /* of the opening bracket */
    uint64_t place_offset, place_line;
    struct docs_mask keys; /* an array has those that all of its objects have */
    bool is_array, is_inside, candidate, has_record;
    size_t strings, scalars, objects; /* directly inside an array */
    uint64_t counted_before;          /* bytes that the ledger had when it opened */
};

struct frame_docs {
    struct source *src;
    int32_t zone_s;
    bool forced;
    struct jsonscan scan;
    struct docs_shapes shapes;
    struct docs_frame frames[DOCS_DEPTH_MAX];
    size_t depth, excess;       /* excess: open containers over DOCS_DEPTH_MAX */
    const struct docs_key *key; /* the known key whose value comes next */
    struct docs_contexts contexts;
    struct docs_events events;
    struct docs_bulk *bulk;
    struct slice window; /* of the source, at base; valid until the next peek */
    uint64_t base;
    bool at_end, active, ended, has_record, skipped;
    bool is_fragment, opened; /* the segment began inside a document; a container has opened */
    enum jsonscan_token last;
    uint64_t segment_start, segment_counted; /* like counted_before of a container */
    struct framer_ledger ledger;             /* its framing is what else was given back */
    uint64_t given_back;
    uint64_t counts[DOCS_SHAPES_MAX], texts;
    const char *notes[DOCS_NOTES_MAX]; /* told already */
    size_t note_count;
};

/* A warning about the document; damaged: something in it was lost. */
void docs_machine_warn(struct frame_docs *f, struct err *err, uint64_t line, uint64_t offset,
                       bool damaged);

/* Bytes that the ledger has as anything but framing. */
uint64_t docs_machine_counted(const struct frame_docs *f);

/* Puts the bytes from start to the scanner on the account, one of f->ledger, but for those counted
 * since `before`: records stand inside each other. */
void docs_machine_count(struct frame_docs *f, uint64_t start, uint64_t before, uint64_t *account);

/* Are the bytes of this container, of the string being read, at hand? */
bool docs_machine_holds(const struct frame_docs *f, const struct docs_frame *frame);
bool docs_machine_holds_string(const struct frame_docs *f);

/* Gives the bytes before offset back to the source. */
void docs_machine_give_back(struct frame_docs *f, uint64_t offset);

/* A window in which `want` bytes follow the scanner, if the source has them. */
void docs_machine_refill(struct frame_docs *f, size_t want);

/* A record was found inside of all open containers. */
void docs_machine_mark(struct frame_docs *f);

/* The container that ends before the scanner, which must be held, as a record of a shape … */
void docs_machine_read_record(struct frame_docs *f, const struct docs_frame *frame);

/* … as a log record of a program, an element of a list … */
void docs_machine_read_log(struct frame_docs *f, const struct docs_frame *frame);

/* … as a document of which nothing is known: if it gave no record, it is one event, its text. */
void docs_machine_read_unknown(struct frame_docs *f, const struct docs_frame *frame);

/* The string before the scanner is an element of a list at the top: a message of its own. */
void docs_machine_read_string(struct frame_docs *f, const struct docs_frame *frame);
void docs_machine_warn_long_string(struct frame_docs *f);

#endif
