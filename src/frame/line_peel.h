/* line_peel: takes the prefixes of transports off a line, one behind the other. Internal to
 * frame_lines.c. */
#ifndef FRAME_LINE_PEEL_H
#define FRAME_LINE_PEEL_H

#include "frame/join.h"
#include "frame/line.h"
#include "frame/structured.h"

/* Prefixes that may stand one behind the other. */
#define PEEL_DEPTH_MAX 3

/* What the lines so far leave behind. */
struct peel_state {
    uint64_t lines, unsure;     /* lines read; with a shape that is LINE_UNSURE */
    bool open;                  /* the line before began a message whose time comes behind it */
    char ahead[EVENT_NAME_MAX]; /* the stream that a line before named for the next one */
    size_t ahead_len;
};

struct peel {
    int32_t zone_s;
    const struct line_shape *only; /* forced by the options; NULL: all */
    bool no_shapes;                /* "text" is forced */
    struct peel_state state;
    size_t shape_count;
    uint64_t by_first[256];         /* shapes by the first byte of the line: a bit each */
    uint64_t by_second[256];        /* … by the second one */
    uint64_t certain, quick, table; /* shapes that lines of messages may have and that are believed
                                       at once; LINE_QUICK; LINE_TABLE */
    uint64_t inner, inner_named;    /* shapes that may stand behind a time; of these, those without
                                       `first` */
    struct structured *structured;  /* for LINE_RECORD; borrowed */
};

/* One line on its way through the prefixes. */
struct peeled {
    struct join_line line;
    struct event meta;
    struct slice whole; /* the line, of which rest is the end as long as nothing is unescaped */
    struct slice rest;
    const struct line_shape *outer; /* NULL if there was no prefix */
    bool in_message;                /* lines without prefix belong to the one before */
    struct slice open_zone; /* of the time: the name of a zone that is not known; mostly empty */
    int64_t hint_us;        /* times without year are near it; TIMESTAMP_NONE: unknown */
};

/* name: a shape's, forced; NULL: detect. */
void peel_init(struct peel *peel, const char *name, int32_t zone_s, struct structured *structured);

/* A line as it was read, without any prefix taken off. */
struct peeled peel_start(const struct peel *peel, struct slice text, uint64_t line, uint64_t offset,
                         uint64_t end);

/* Takes the prefixes off p->rest. The shape that says that records follow, else NULL. */
const struct line_shape *peel_line(struct peel *peel, struct peeled *p);

/* What was taken off the front of a line; nothing where the rest is not part of it any more. */
struct slice peel_lead(const struct peeled *p);

/* Takes so many blanks off, for which journalctl puts further lines of a message under its first
 * one. False: the line has less. */
bool peel_column(struct peeled *p, size_t column);

/* Takes over what a prefix says. */
void peel_prefix(struct peeled *p, const struct line_prefix *prefix);

/* Does the line begin with the prefix of some transport, among these of the shapes that are
 * certain? Changes nothing. */
bool peel_has_prefix(const struct peel *peel, struct slice text, uint64_t among);

/* Takes the outer prefix off a line, if its shape is one whose prefix tells it, whatever the
 * message (LINE_QUICK), and nothing stands between prefix and message; changes nothing but *p and
 * *index. in_message: as in struct peeled. */
enum peel_look { PEEL_QUICK, PEEL_OTHER, PEEL_BARE };
enum peel_look peel_look(const struct peel *peel, struct slice line, bool in_message,
                         struct peeled *p, size_t *index);

/* Shapes that the line may have, by its first bytes. */
static inline uint64_t peel_candidates(const struct peel *peel, struct slice line)
{
    const unsigned char first = line.len > 0 ? (unsigned char)line.ptr[0] : 0;
    const unsigned char second = line.len > 1 ? (unsigned char)line.ptr[1] : 0;
    return peel->by_first[first] & peel->by_second[second];
}

/* May a line that begins like this have one of these shapes, if a '0' is any digit? Those that are
 * LINE_INNER do not tell one digit from another by their first bytes (tests/unit/test_bulk_head.c).
 */
bool peel_may_begin(struct slice head, uint64_t shapes);

/* Has the message one of these shapes, behind a prefix that has the time? */
bool peel_parses_inner(const struct peel *peel, struct slice message, uint64_t shapes);

/* May a further prefix stand at the start of a message, behind one that has the time? named: its
 * first word has a '@', without which there is none of those that may begin with any byte. */
static inline bool peel_has_inner(const struct peel *peel, struct slice message, bool named)
{
    const uint64_t inner = peel->inner | (named ? peel->inner_named : 0);
    const uint64_t shapes = peel_candidates(peel, message) & inner;
    return message.len > 0 && shapes != 0 && peel_parses_inner(peel, message, shapes);
}

#endif
