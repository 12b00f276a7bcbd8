/* build_internal: what the files of the compile half share. */
#ifndef PATDB_BUILD_INTERNAL_H
#define PATDB_BUILD_INTERNAL_H

#include "base/arena.h"
#include "base/map.h"
#include "patdb/build.h"

#define BUILD_SIGNATURES_MAX 20000
#define BUILD_ITEMS_MAX 1000             /* of one list of a signature */
#define BUILD_TEXT_BYTES_MAX (64 * 1024) /* of one text */
#define BUILD_REGEX_BYTES_MAX 4096
#define BUILD_PROBLEMS_MAX 1000 /* kept; the rest is the same kind of mistake again */
#define BUILD_NEAR_MAX 3        /* edit distance up to which an id is suggested */

/* A signature on its way, with the lines of its parts for messages. */
struct build_item {
    struct sig sig;
    bool is_base;                  /* came from a database: checked before */
    bool is_cre;                   /* a CRE rule or a part of one */
    const uint32_t *match_lines;   /* by pattern; NULL: use origin_line */
    const uint32_t *exclude_lines; /* the same */
    uint32_t causes_line, refines_line, recovers_line, composite_line; /* 0: unknown */
};

struct build {
    struct arena arena; /* owns all text and arrays */
    struct build_item *items;
    size_t capacity;
    struct map ids; /* index = index in items */
    struct sigset set;
    const struct build_item **sorted; /* parallel to set.items */
    struct build_problem *problems;
    size_t problem_capacity;
    uint32_t problem_count;
    struct map unknown_keys; /* of CRE rules: already remarked upon */
    bool is_lenient, checks_base, is_finished;
};

/* Notes a problem; err (may be NULL) gets it too if it is an error. */
void build_report(struct build *b, bool is_error, struct slice file, uint32_t line, const char *fmt,
                  ...) PRINTF_LIKE(5, 6);
uint32_t build_error_count(const struct build *b);

/* Notes a remark of a named check about a signature; other: the guard, or empty. */
void build_remark(struct build *b, const char *check, const struct sig *sig, uint32_t line,
                  struct slice other, const char *fmt, ...) PRINTF_LIKE(6, 7);

/* Notes something that whoever uses the signatures should know. */
void build_notice(struct build *b, struct slice file, uint32_t line, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

/* The first error noted at or after problem number `from`. */
enum status build_first_error(const struct build *b, uint32_t from, struct err *err);

/* The item with this id in the build; a base item is replaced, a second one is an error. */
struct build_item *build_new_item(struct build *b, struct slice id, struct slice file,
                                  uint32_t line, bool is_base);

/* build_yaml.c: the signatures of one file. */
void build_read_yaml(struct build *b, struct slice yaml, const char *name);

/* build_cre.c: is a YAML document one of CRE rules, or of what goes with them? Reads one. */
struct tree;
bool build_is_cre(const struct tree *root);
void build_read_cre(struct build *b, const struct tree *root, struct slice file);

/* build_cre_weigh.c: prior and precision of CRE rules; after build_check. */
void build_weigh_cre(struct build *b);

/* build_copy.c: copies all but the id, and the indexes, which are found again. */
void build_copy_sig(struct arena *arena, const struct sig *from, struct sig *to);

/* build_resolve.c: fills indexes and looks for cycles. Needs set and sorted. */
void build_resolve(struct build *b);

/* build_check.c: compiles regexes, fills literals and capture names, looks at examples. */
void build_check(struct build *b);

/* build_windows.c: chooses windows of guard literals where there are none yet; after build_check.
 */
void build_choose_windows(struct build *b);

/* build_write.c: the file. */
enum status build_write(const struct sigset *set, struct buf *out, struct err *err) MUST_CHECK;

#endif
