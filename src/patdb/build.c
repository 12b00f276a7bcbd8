#include "patdb/build.h"

#include "base/alloc.h"
#include "patdb/build_internal.h"
#include "patdb/build_tree.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zlib.h>

#define FOLDER_FILES_MAX 10000
#define FOLDER_DEPTH_MAX 8
#define READ_BLOCK_BYTES (64 * 1024)

struct build *build_new(void)
{
    struct build *b = alloc_zeroed(1, sizeof *b);
    arena_init(&b->arena);
    map_init(&b->ids);
    map_init(&b->unknown_keys);
    return b;
}

void build_free(struct build *b)
{
    if (!b)
        return;
    arena_release(&b->arena);
    map_release(&b->ids);
    map_release(&b->unknown_keys);
    alloc_free(b->items);
    alloc_free(b->problems);
    alloc_free(b);
}

/* The room for one more problem, filled but for what the caller adds; NULL if there are enough. */
static struct build_problem *note(struct build *b, bool is_error, struct slice file, uint32_t line,
                                  const char *fmt, va_list ap) PRINTF_LIKE(5, 0);

static struct build_problem *note(struct build *b, bool is_error, struct slice file, uint32_t line,
                                  const char *fmt, va_list ap)
{
    if (b->problem_count >= BUILD_PROBLEMS_MAX && !is_error)
        return NULL;
    if (b->problem_count >= BUILD_PROBLEMS_MAX * 2)
        return NULL;
    b->problems =
        alloc_grow(b->problems, &b->problem_capacity, b->problem_count + 1, sizeof *b->problems);
    struct build_problem *p = &b->problems[b->problem_count++];
    *p = (struct build_problem){ .is_error = is_error };
    err_init(&p->err);
    char text[ERR_TEXT_BYTES];
    vsnprintf(text, sizeof text, fmt, ap);
    err_set(&p->err, "%s", text);
    if (line)
        err_at(&p->err, line, 0);
    char name[ERR_SOURCE_BYTES];
    snprintf(name, sizeof name, "%.*s", SLICE_ARG(file));
    err_in(&p->err, name);
    return p;
}

void build_report(struct build *b, bool is_error, struct slice file, uint32_t line, const char *fmt,
                  ...)
{
    va_list ap;
    va_start(ap, fmt);
    note(b, is_error, file, line, fmt, ap);
    va_end(ap);
}

void build_remark(struct build *b, const char *check, const struct sig *sig, uint32_t line,
                  struct slice other, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    struct build_problem *p = note(b, false, sig->origin_file, line, fmt, ap);
    va_end(ap);
    if (!p)
        return;
    p->check = check;
    p->id = sig->id;
    p->other = other;
}

void build_notice(struct build *b, struct slice file, uint32_t line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    struct build_problem *p = note(b, false, file, line, fmt, ap);
    va_end(ap);
    if (p)
        p->is_notice = true;
}

uint32_t build_error_count(const struct build *b)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < b->problem_count; i++)
        count += b->problems[i].is_error;
    return count;
}

enum status build_first_error(const struct build *b, uint32_t from, struct err *err)
{
    for (uint32_t i = from; i < b->problem_count; i++) {
        const struct build_problem *p = &b->problems[i];
        if (!p->is_error)
            continue;
        if (err && !err->set)
            *err = p->err;
        return STATUS_FAIL;
    }
    return STATUS_OK;
}

const struct build_problem *build_problems(const struct build *b, uint32_t *count)
{
    *count = b->problem_count;
    return b->problems;
}

void build_set_lenient(struct build *b, bool is_lenient)
{
    b->is_lenient = is_lenient;
}

void build_set_check_base(struct build *b, bool is_on)
{
    b->checks_base = is_on;
}

bool build_is_base(const struct build *b, uint32_t index)
{
    return b->sorted[index]->is_base;
}

const struct sigset *build_signatures(const struct build *b)
{
    return &b->set;
}

struct build_item *build_new_item(struct build *b, struct slice id, struct slice file,
                                  uint32_t line, bool is_base)
{
    if (b->ids.count >= BUILD_SIGNATURES_MAX) {
        build_report(b, true, file, line, "more than %d signatures", BUILD_SIGNATURES_MAX);
        return NULL;
    }
    bool is_new;
    uint32_t at = map_put(&b->ids, id, &is_new);
    if (!is_new && !b->items[at].is_base) {
        if (is_base)
            return NULL; /* the source that was read before stays */
        const struct sig *first = &b->items[at].sig;
        build_report(b, true, file, line,
                     "the id '%.*s' is in use already (%.*s:%u); choose another", SLICE_ARG(id),
                     SLICE_ARG(first->origin_file), first->origin_line);
        return NULL;
    }
    b->items = alloc_grow(b->items, &b->capacity, b->ids.count, sizeof *b->items);
    b->items[at] = (struct build_item){ .is_base = is_base };
    b->items[at].sig.id = map_key(&b->ids, at);
    b->items[at].sig.origin_file = file;
    b->items[at].sig.origin_line = line;
    return &b->items[at];
}

enum status build_add_yaml(struct build *b, struct slice yaml, const char *name, struct err *err)
{
    uint32_t from = b->problem_count;
    build_read_yaml(b, yaml, name);
    return build_first_error(b, from, err);
}

static enum status fail_file(struct build *b, const char *path, const char *what, struct err *err)
{
    uint32_t from = b->problem_count;
    build_report(b, true, slice_cstr(path), 0, "%s", what);
    return build_first_error(b, from, err);
}

/* zlib reads what is not compressed as it is, so that a bundle may be either. */
static enum status add_file(struct build *b, const char *path, struct err *err)
{
    errno = 0;
    gzFile file = gzopen(path, "rb");
    if (!file)
        return fail_file(b, path, errno ? strerror(errno) : "out of memory", err);
    struct buf text;
    buf_init(&text);
    int n;
    do {
        n = gzread(file, buf_reserve(&text, READ_BLOCK_BYTES), READ_BLOCK_BYTES);
        text.len += n > 0 ? (size_t)n : 0;
    } while (n > 0 && text.len <= TREE_BYTES_MAX);
    /* Compressed data that breaks off is told when the file is closed. */
    const bool is_whole = gzclose_r(file) == Z_OK || text.len > TREE_BYTES_MAX;
    enum status status = n < 0 || !is_whole ? fail_file(b, path, "cannot be read", err)
                                            : build_add_yaml(b, buf_slice(&text), path, err);
    buf_release(&text);
    return status;
}

static bool is_yaml(struct slice name)
{
    if (slice_ends(name, SLICE(".gz")))
        name.len -= 3;
    return slice_ends(name, SLICE(".yaml")) || slice_ends(name, SLICE(".yml"));
}

/* What may be read: YAML files, and folders unless they are hidden. */
static int is_candidate(const struct dirent *entry)
{
    struct slice name = slice_cstr(entry->d_name);
    return name.ptr[0] != '.'
           && (is_yaml(name) || entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN);
}

/* Byte order, unlike alphasort, which follows the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum status add_folder(struct build *b, const char *path, unsigned depth, struct err *err);

/* Links to folders are not followed: they may go in circles. */
static enum status add_entry(struct build *b, const char *path, unsigned depth, struct err *err)
{
    struct stat st;
    if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return add_folder(b, path, depth + 1, err);
    if (!is_yaml(slice_cstr(path)))
        return STATUS_OK;
    return add_file(b, path, err);
}

static enum status add_folder(struct build *b, const char *path, unsigned depth, struct err *err)
{
    struct dirent **entries = NULL;
    if (depth > FOLDER_DEPTH_MAX)
        return fail_file(b, path, "folders nested too deep", err);
    int count = scandir(path, &entries, is_candidate, by_name);
    if (count < 0)
        return fail_file(b, path, strerror(errno), err);
    enum status status = STATUS_OK;
    if (count > FOLDER_FILES_MAX)
        status = fail_file(b, path, "too many files", err);
    struct buf name;
    buf_init(&name);
    for (int i = 0; i < count; i++) {
        buf_reset(&name);
        buf_printf(&name, "%s/%s", path, entries[i]->d_name);
        /* Go on after a failure, so that all problems are noted in one go. */
        if (count <= FOLDER_FILES_MAX && add_entry(b, buf_cstr(&name), depth, err) != STATUS_OK)
            status = STATUS_FAIL;
        free(entries[i]);
    }
    free(entries);
    buf_release(&name);
    return status;
}

enum status build_add_path(struct build *b, const char *path, struct err *err)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return fail_file(b, path, strerror(errno), err);
    return S_ISDIR(st.st_mode) ? add_folder(b, path, 0, err) : add_file(b, path, err);
}

static int by_id(const void *a, const void *b)
{
    const struct build_item *const *x = a, *const *y = b;
    return slice_cmp((*x)->sig.id, (*y)->sig.id);
}

static void sort_items(struct build *b)
{
    uint32_t count = b->ids.count;
    b->sorted = arena_zeroed(&b->arena, count, sizeof(struct build_item *));
    for (uint32_t i = 0; i < count; i++)
        b->sorted[i] = &b->items[i];
    if (count)
        qsort(b->sorted, count, sizeof(struct build_item *), by_id);
    b->set.items = arena_zeroed(&b->arena, count, sizeof(struct sig));
    b->set.count = count;
    for (uint32_t i = 0; i < count; i++)
        b->set.items[i] = b->sorted[i]->sig;
}

enum status build_finish(struct build *b, struct buf *out, struct err *err)
{
    if (!b->is_finished) {
        sort_items(b);
        build_resolve(b);
        build_check(b);
        build_weigh_cre(b);
        build_choose_windows(b);
        b->is_finished = true;
    }
    if (build_first_error(b, 0, err) != STATUS_OK)
        return STATUS_FAIL;
    return build_write(&b->set, out, err);
}
