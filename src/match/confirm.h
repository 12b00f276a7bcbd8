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

enum confirm_result { CONFIRM_NO, CONFIRM_YES, CONFIRM_LIMIT };

/* Searches text. On CONFIRM_YES *matched is the match (part of text) and up to max named captures
 * that took part are written, first of a name wins, in order of group number. In texts of more than
 * 32 KiB a match of more than 8 KiB may be missed. */
enum confirm_result confirm_search(const struct confirm *c, struct confirm_scratch *scratch,
                                   struct slice text, struct slice *matched,
                                   struct sig_capture *captures, uint32_t max, uint32_t *count);

/* Names of all capture groups, copied nowhere: borrow from c. */
uint32_t confirm_names(const struct confirm *c, struct slice *names, uint32_t max);

#endif
