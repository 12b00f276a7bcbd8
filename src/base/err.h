/* err: status codes and the one error record.
 *
 * A function that can fail returns enum status and takes a struct err * last.
 * The record belongs to the caller. The innermost writer wins: err_set does
 * nothing on a record that is already set; callers may add a source name. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>
#include <stdint.h>

enum status {
    STATUS_OK,   /* done */
    STATUS_END,  /* nothing more to give */
    STATUS_SKIP, /* one record was damaged and skipped; err says which; go on */
    STATUS_FAIL, /* cannot go on with this object */
};

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args), nonnull(fmt)))

#define ERR_TEXT_BYTES 480
#define ERR_SOURCE_BYTES 256

struct err {
    bool set;
    char source[ERR_SOURCE_BYTES]; /* input or file name; "" if none */
    uint64_t line;                 /* 1-based; 0 if unknown */
    uint64_t offset;               /* bytes from the start; valid if has_offset */
    bool has_offset;
    char text[ERR_TEXT_BYTES]; /* what is wrong and what to do; no newline */
};

void err_init(struct err *err);

/* Sets the text unless something is set already. err may be NULL. */
void err_set(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Adds a position or a source to a record that is set, where it has none. */
void err_at(struct err *err, uint64_t line, uint64_t offset);
void err_in(struct err *err, const char *source);

/* Writes "source:line: text" (parts that are known) into out, NUL-terminated.
 * Control bytes are replaced by '?', so the result is safe on a terminal. */
void err_format(const struct err *err, char *out, unsigned long size);

#endif
