/* inputs: from operands to a list of files: folders are walked, "-" is standard input. */
#ifndef CLI_INPUTS_H
#define CLI_INPUTS_H

#include "base/arena.h"
#include "base/err.h"

/* Files taken from folders, and folders within folders. */
#define INPUTS_MAX 50000
#define INPUTS_DEPTH_MAX 16

/* Errors kept; the last one then says how many more there were. */
#define INPUTS_ERRORS_MAX 100

struct inputs {
    struct arena arena;
    char **names; /* in order of operands; within a folder by name */
    size_t count, capacity;
    struct err *errors; /* folders that could not be read, limits reached */
    size_t error_count, error_capacity, errors_over;
    bool left_out; /* there were more files than INPUTS_MAX */
};

/* Hidden files, and the object that CloudWatch writes to test an export bucket, are left out of
 * folders. An operand that does not exist is kept: opening it gives the message. */
void inputs_init(struct inputs *in, char *const *operands, int count);
void inputs_release(struct inputs *in);

/* Bytes of all inputs as they stand in their files; 0 if one of them is no file. */
uint64_t inputs_total_bytes(const struct inputs *in);

/* A descriptor for reading, or -1 with err set. "-" is standard input. */
int inputs_open(const char *name, struct err *err);

#endif
