/* layout: the file format of a compiled database, shared by build_write.c and db.c.
 *
 *     +--------------------------+ 0
 *     | header, fixed size       |   magic, version, sizes, checksums, sections
 *     +--------------------------+ LAYOUT_HEADER_BYTES
 *     | section 0: records       |   a section is `count` records of a fixed size, at `offset`
 *     | section 1: records       |   bytes from the start of the file
 *     | …                        |
 *     | section TEXT: bytes      |   all texts, not terminated
 *     +--------------------------+ size of the file
 *
 *     header: 0 magic (8 bytes) | 8 version u32 | 12 header bytes u32 | 16 file bytes u64 |
 *             24 CRC-32 of all behind the header u32 | 28 zero u32 | 32 SHA-256 of all behind the
 *             header (32 bytes) | 64 sections: offset u32, count u32 each | CRC-32 of the header's
 *             bytes before it u32
 *
 * Numbers are little-endian; u64 and doubles (IEEE 754 binary64) are two u32, the low one first.
 * There are no pointers: a text is an index into STRINGS, which gives its place in TEXT; a list is
 * a range (first, count) of another section. Signatures are sorted by id, so that an index into
 * SIGS means the same to every reader of the file. CRC-32 is that of zlib (RFC 1952, section 8). */
#ifndef PATDB_LAYOUT_H
#define PATDB_LAYOUT_H

#define LAYOUT_MAGIC "CULPRTDB"
#define LAYOUT_MAGIC_BYTES 8
#define LAYOUT_VERSION 6u
#define LAYOUT_FILE_BYTES_MAX (1u << 30)

enum layout_section {
    LAYOUT_SIGS,
    LAYOUT_PATTERNS, /* regex, flags, literals (range of GUARDS) */
    LAYOUT_GUARDS,   /* text, what else is in the match, offset of the window (window.h) */
    LAYOUT_EDGES,    /* effect id, effect index, strength (double) */
    LAYOUT_EXAMPLES, /* text, source, captures (range of CAPTURES) */
    LAYOUT_CAPTURES, /* name, value */
    LAYOUT_TERMS,    /* id, index, count */
    LAYOUT_ABSENCES, /* id, index, anchor, window in us (2), slide in us (2), flags */
    LAYOUT_LISTS,    /* text: items of lists of texts */
    LAYOUT_INDEXES,  /* index of a signature: items of lists of signatures */
    LAYOUT_STRINGS,  /* offset in TEXT, length */
    LAYOUT_TEXT,     /* bytes */
    LAYOUT_SECTION_COUNT
};

#define LAYOUT_HEADER_CRC_AT (64 + 8 * LAYOUT_SECTION_COUNT)
#define LAYOUT_HEADER_BYTES (LAYOUT_HEADER_CRC_AT + 4)

/* Words (u32) of a record of SIGS, in this order: id, title, explain, source, kind, domain,
 * severity, flags, prior (2), precision (2), then ranges (2 each): match, exclude, causes, refines
 * globs, recovers globs, refines, recovers, confirm, fix, rollback, capture names, examples,
 * counterexamples; composite: type, window in us (2), ranges terms, absences; origin file,
 * origin line. */
#define LAYOUT_SIG_WORDS (12 + 13 * 2 + 3 + 2 * 2 + 2)
#define LAYOUT_PATTERN_WORDS 4
#define LAYOUT_GUARD_WORDS 3
#define LAYOUT_EDGE_WORDS 4
#define LAYOUT_EXAMPLE_WORDS 4
#define LAYOUT_CAPTURE_WORDS 2
#define LAYOUT_TERM_WORDS 3
#define LAYOUT_ABSENCE_WORDS 8
#define LAYOUT_LIST_WORDS 1
#define LAYOUT_INDEX_WORDS 1
#define LAYOUT_STRING_WORDS 2

#define LAYOUT_FLAG_UNGUARDED 1u
#define LAYOUT_FLAG_LATENT 2u
#define LAYOUT_FLAG_PART 4u
#define LAYOUT_FLAG_ON_ENTRY 16u
#define LAYOUT_FLAG_BY_ARRIVAL 8u /* of its composite */

#define LAYOUT_PATTERN_JQ 1u
#define LAYOUT_PATTERN_NEEDS_SHIFT 8 /* of a byte among the flags */
#define LAYOUT_ABSENCE_ABSOLUTE 1u

#endif
