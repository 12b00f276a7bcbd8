/* confirm: one regex, compiled at first use and matched under limits. The only file that knows
 * PCRE2 at run time. */
#ifndef MATCH_CONFIRM_H
#define MATCH_CONFIRM_H

#include "base/err.h"
#include "patdb/signature.h"

struct confirm;         /* a compiled regex */
struct confirm_scratch; /* match memory, one per thread */

struct confirm_scratch *confirm_scratch_new(uint32_t step_limit, uint32_t heap_limit_kib);
void confirm_scratch_free(struct confirm_scratch *s);

/* Flags: PCRE2_MULTILINE, PCRE2_DUPNAMES; bytes, never UTF mode; \C and (*UTF) refused. On failure
 * err tells the message and the offset in the regex. */
enum status confirm_new(struct confirm **out, struct slice regex, struct err *err) MUST_CHECK;
void confirm_free(struct confirm *c);

/* The same with options, for patterns that a user types. *offset (may be NULL) gets the byte of the
 * pattern at which a failure was seen. CONFIRM_UTF: text and pattern are UTF-8, '.' is a character;
 * bad bytes in a text match nothing. */
enum confirm_flags { CONFIRM_CASELESS = 1, CONFIRM_UTF = 2 };
enum status confirm_new_with(struct confirm **out, struct slice regex, unsigned flags,
                             size_t *offset, struct err *err) MUST_CHECK;

enum confirm_result { CONFIRM_NO, CONFIRM_YES, CONFIRM_LIMIT };

/* Searches text. On CONFIRM_YES *matched is the match (part of text) and up to max named captures
 * that took part are written, first of a name wins, in order of group number. In texts of more than
 * 32 KiB a match of more than 8 KiB may be missed. */
enum confirm_result confirm_search(const struct confirm *c, struct confirm_scratch *scratch,
                                   struct slice text, struct slice *matched,
                                   struct sig_capture *captures, uint32_t max, uint32_t *count);

/* Capture groups of one regex. */
#define CONFIRM_GROUPS_MAX 64

/* A match with all its groups: group 0 is the match. Groups that took no part have ptr NULL. All
 * are parts of the text. */
struct confirm_match {
    struct slice groups[CONFIRM_GROUPS_MAX + 1];
    uint32_t count; /* of groups, with group 0 */
};

/* The first match that starts at byte `from` or later, with what stands before it in sight. Bounds
 * as for confirm_search. */
enum confirm_result confirm_find(const struct confirm *c, struct confirm_scratch *scratch,
                                 struct slice text, size_t from, struct confirm_match *out);

/* The number of the group with this name (the first of several), or 0. */
uint32_t confirm_group(const struct confirm *c, struct slice name);

/* Names of all capture groups, copied nowhere: borrow from c. */
uint32_t confirm_names(const struct confirm *c, struct slice *names, uint32_t max);

#endif
