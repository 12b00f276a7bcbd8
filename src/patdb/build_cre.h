/* build_cre: rules of Common Reliability Enumerations (github.com/prequel-dev/cre) as signatures.
 * Internal to patdb.
 *
 * A rule with one condition becomes a plain signature under the rule's id (CRE-2025-0119), any
 * other a composite by arrival under that id, its conditions parts of it (CRE-2025-0119.1 …).
 * Source of the format: cre-schema.json of that repository and the parser of prequel-compiler,
 * which knows keys that the schema lacks. Keys that neither knows are remarked upon once. */
#ifndef PATDB_BUILD_CRE_H
#define PATDB_BUILD_CRE_H

#include "patdb/build_internal.h"
#include "patdb/build_tree.h"

#define CRE_NESTING_MAX 4 /* of names of terms that stand for names of terms */

struct cre_reader {
    struct build *b;
    struct slice file;
    const struct tree *terms; /* named terms of the document, or NULL */
    struct slice id;          /* of the rule at hand */
    uint32_t line;            /* and where it stands */
    bool is_bad;              /* it cannot be loaded */
};

/* One condition of a rule. */
struct cre_term {
    struct slice pattern; /* PCRE2 or jq; from the arena of the build */
    bool is_jq;
    struct slice written; /* as in the rule, with what kind it is: equal terms are one */
    uint32_t line, count;
    struct sig_absence absence; /* of one that must not be */
};

/* The child of a map with this key, or NULL. */
const struct tree *cre_find(const struct tree *map, const char *key);

/* An error of the rule at hand: it makes the load fail. */
void cre_fail(struct cre_reader *r, uint32_t line, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The rule at hand is left out, and the user told so. */
void cre_skip(struct cre_reader *r, uint32_t line, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Remarks on the keys of a map that are not in known[], which NULL ends; each key once. */
void cre_check_keys(struct cre_reader *r, const struct tree *map, const char *where,
                    const char *const *known);

/* Go's durations: 1h30m, 1.5s, -30s, 500ms; 0 alone. Source: Go's package time, ParseDuration. */
bool cre_parse_duration(struct slice text, int64_t *us);

/* build_cre_term.c: reads one condition; false and an error or a skipped rule unless it can be
 * used. */
bool cre_read_term(struct cre_reader *r, const struct tree *node, bool is_absence,
                   struct cre_term *out);

#endif
