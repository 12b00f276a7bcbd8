/* inputs: from operands to a list of files: folders are walked, "-" is standard input. */
#ifndef CLI_INPUTS_H
#define CLI_INPUTS_H

#include "base/arena.h"
#include "base/err.h"

/* Files taken from folders, and folders within folders. */
#define INPUTS_MAX 100000
#define INPUTS_DEPTH_MAX 16

struct inputs {
    struct arena arena;
    char **names; /* in order of operands; within a folder by name */
    size_t count, capacity;
    struct err *errors; /* folders that could not be read, limits reached */
    size_t error_count, error_capacity;
};

/* Hidden files, and the object that CloudWatch writes to test an export bucket, are left out of
 * folders. An operand that does not exist is kept: opening it gives the message. */
void inputs_init(struct inputs *in, char *const *operands, int count);
void inputs_release(struct inputs *in);

/* A descriptor for reading, or -1 with err set. "-" is standard input. */
int inputs_open(const char *name, struct err *err);

#endif
