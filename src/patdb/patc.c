/* culprit-patc: compiles the default signatures while culprit itself is built, and runs on the
 * building machine only.
 *
 *     culprit-patc -o out.db [--c out.c] FILE|FOLDER... */
#include "patdb/build.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#define STATUS_USAGE 2
#define BYTES_PER_LINE 20
#define MESSAGE_BYTES 1024

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool write_file(const char *path, struct slice bytes)
{
    FILE *file = fopen(path, "wb");
    bool is_good = file && fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len;
    if (file && fclose(file) != 0)
        is_good = false;
    if (!is_good)
        fprintf(stderr, "culprit-patc: %s: %s\n", path, strerror(errno));
    return is_good;
}

static void add_c_source(struct slice bytes, struct buf *out)
{
    buf_add_cstr(out, "/* Made by culprit-patc from patterns/; do not edit. */\n"
                      "extern const unsigned char default_db_bytes[];\n"
                      "extern const unsigned long default_db_size;\n"
                      "const unsigned char default_db_bytes[] = {");
    for (size_t i = 0; i < bytes.len; i++)
        buf_printf(out, "%s%u,", i % BYTES_PER_LINE ? "" : "\n", (unsigned char)bytes.ptr[i]);
    buf_printf(out, "\n};\nconst unsigned long default_db_size = %zu;\n", bytes.len);
}

static void print_errors(const struct build *b)
{
    uint32_t count;
    const struct build_problem *problems = build_problems(b, &count);
    for (uint32_t i = 0; i < count; i++) {
        char text[MESSAGE_BYTES];
        if (!problems[i].is_error)
            continue;
        err_format(&problems[i].err, text, sizeof text);
        fprintf(stderr, "culprit-patc: %s\n", text);
    }
}

/* Goes on after a failure, so that one run shows every mistake. */
static bool compile(struct build *b, char **paths, int count, struct buf *out)
{
    bool is_good = true;
    struct err err;
    qsort(paths, (size_t)count, sizeof *paths, by_bytes);
    for (int i = 0; i < count; i++) {
        err_init(&err);
        is_good &= build_add_path(b, paths[i], &err) == STATUS_OK;
    }
    err_init(&err);
    return build_finish(b, out, &err) == STATUS_OK && is_good;
}

int main(int argc, char **argv)
{
    static const struct option options[] = { { "c", required_argument, NULL, 'c' },
                                             { "output", required_argument, NULL, 'o' },
                                             { NULL, 0, NULL, 0 } };
    const char *db_path = NULL, *c_path = NULL;
    int option;
    while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
        if (option == 'o')
            db_path = optarg;
        else if (option == 'c')
            c_path = optarg;
        else
            return STATUS_USAGE;
    }
    if (optind == argc || (!db_path && !c_path)) {
        fputs("usage: culprit-patc -o out.db [--c out.c] FILE|FOLDER...\n", stderr);
        return STATUS_USAGE;
    }
    struct build *b = build_new();
    struct buf bytes, source;
    buf_init(&bytes);
    buf_init(&source);
    bool is_good = compile(b, argv + optind, argc - optind, &bytes);
    if (!is_good)
        print_errors(b);
    if (is_good && db_path)
        is_good = write_file(db_path, buf_slice(&bytes));
    if (is_good && c_path) {
        add_c_source(buf_slice(&bytes), &source);
        is_good = write_file(c_path, buf_slice(&source));
    }
    buf_release(&bytes);
    buf_release(&source);
    build_free(b);
    return is_good ? 0 : STATUS_USAGE;
}
