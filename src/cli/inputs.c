#include "cli/inputs.h"

#include "base/alloc.h"
#include "base/buf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void add_name(struct inputs *in, struct slice name)
{
    in->names = alloc_grow(in->names, &in->capacity, in->count + 1, sizeof *in->names);
    in->names[in->count++] = arena_cstr(&in->arena, name);
}

static struct err *add_error(struct inputs *in)
{
    if (in->error_count == INPUTS_ERRORS_MAX) { /* the last one makes room for their number */
        struct err *last = &in->errors[INPUTS_ERRORS_MAX - 1];
        in->errors_over++;
        err_init(last);
        return last;
    }
    in->errors =
        alloc_grow(in->errors, &in->error_capacity, in->error_count + 1, sizeof *in->errors);
    struct err *err = &in->errors[in->error_count++];
    err_init(err);
    return err;
}

static int name_order(const void *pa, const void *pb)
{
    return strcmp(*(char *const *)pa, *(char *const *)pb);
}

/* Source of the name: CloudWatch Logs User Guide, "Export log data to Amazon S3": a test object is
 * written beside the exported files. */
static bool skipped(const char *name)
{
    return name[0] == '.' || strcmp(name, "aws-logs-write-test") == 0;
}

static void add_folder(struct inputs *in, const char *path, int depth);

static void add_entry(struct inputs *in, const char *path, int depth)
{
    struct stat st;
    if (in->count >= INPUTS_MAX) {
        in->left_out = true;
        return;
    }
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        add_folder(in, path, depth + 1);
    else
        add_name(in, slice_cstr(path));
}

static void add_folder(struct inputs *in, const char *path, int depth)
{
    if (depth > INPUTS_DEPTH_MAX) {
        err_set(add_error(in), "%s: folders nested deeper than %d are not read", path,
                INPUTS_DEPTH_MAX);
        return;
    }
    DIR *dir = opendir(path);
    if (!dir) {
        err_set(add_error(in), "%s: %s", path, strerror(errno));
        return;
    }
    char **names = NULL;
    size_t count = 0, capacity = 0;
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        if (skipped(e->d_name))
            continue;
        if (count >= INPUTS_MAX) {
            in->left_out = true;
            continue;
        }
        names = alloc_grow(names, &capacity, count + 1, sizeof *names);
        names[count++] = alloc_string(e->d_name);
    }
    closedir(dir);
    if (count)
        qsort(names, count, sizeof *names, name_order);
    struct buf full;
    buf_init(&full);
    const size_t len = strlen(path);
    for (size_t i = 0; i < count; i++) {
        buf_reset(&full);
        buf_add_cstr(&full, path);
        if (len == 0 || path[len - 1] != '/')
            buf_add_byte(&full, '/');
        buf_add_cstr(&full, names[i]);
        add_entry(in, buf_cstr(&full), depth);
        alloc_free(names[i]);
    }
    buf_release(&full);
    alloc_free(names);
}

void inputs_init(struct inputs *in, char *const *operands, int count)
{
    *in = (struct inputs){ 0 };
    arena_init(&in->arena);
    if (count == 0)
        add_name(in, SLICE("-"));
    for (int i = 0; i < count; i++) {
        if (strcmp(operands[i], "-") == 0)
            add_name(in, SLICE("-"));
        else
            add_entry(in, operands[i], 0);
    }
    if (in->left_out)
        err_set(add_error(in), "more than %d files: the rest is not read", INPUTS_MAX);
    if (in->errors_over > 0) {
        struct err *last = add_error(in);
        err_set(last, "%zu more folders could not be read", in->errors_over);
    }
}

void inputs_release(struct inputs *in)
{
    arena_release(&in->arena);
    alloc_free(in->names);
    alloc_free(in->errors);
}

uint64_t inputs_total_bytes(const struct inputs *in)
{
    uint64_t total = 0;
    for (size_t i = 0; i < in->count; i++) {
        struct stat st;
        const bool is_stdin = strcmp(in->names[i], "-") == 0;
        if ((is_stdin ? fstat(STDIN_FILENO, &st) : stat(in->names[i], &st)) != 0)
            continue; /* is told when it is opened */
        if (!S_ISREG(st.st_mode))
            return 0;
        total += (uint64_t)st.st_size;
    }
    return total;
}

int inputs_open(const char *name, struct err *err)
{
    if (strcmp(name, "-") == 0)
        return dup(STDIN_FILENO);
    const int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        err_set(err, "%s", strerror(errno));
    return fd;
}
