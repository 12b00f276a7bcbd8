#include "cli/watch_follow.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/map.h"
#include "cli/inputs.h"
#include "cli/watch_heads.h"
#include "cli/watch_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ERRORS_MAX 100

struct file {
    const char *name;
    struct watch_reader *reader; /* NULL: it is not there, or there is no room */
    dev_t device;                /* of the file that is read */
    ino_t inode;
    int head_fd;      /* of that file, to look at its first bytes; -1: none */
    size_t head_len;  /* of what is known of them */
    uint64_t number;  /* … by watch_heads */
    int64_t asked_us; /* when it was first asked whether it is a copy, and not known; 0: never */
    bool is_known;    /* the file was read under another name */
    bool is_over;     /* a pipe that has ended, a file that cannot be read */
    bool told;        /* that it cannot be read */
};

struct watch_follow {
    struct watch *watch;
    char *const *operands;
    int operand_count;
    struct arena arena;
    struct map names;
    struct file *files;
    size_t capacity, count;
    struct err *errors;
    size_t error_count, error_capacity;
    bool has_folders, told_full;
    bool has_listed; /* the operands, for the first time */
    bool has_begun;  /* what comes from now on may come by rotation */
    struct watch_heads heads;
    int64_t next_us, folders_us;
};

/* --- the list --------------------------------------------------------------------------------- */

static void add_file(struct watch_follow *f, const char *name)
{
    bool is_new;
    const uint32_t at = map_put(&f->names, slice_cstr(name), &is_new);
    if (!is_new)
        return;
    f->files = alloc_grow(f->files, &f->capacity, at + 1, sizeof *f->files);
    f->files[at] = (struct file){ .name = arena_cstr(&f->arena, slice_cstr(name)), .head_fd = -1 };
    f->count = at + 1;
}

static struct err *add_error(struct watch_follow *f)
{
    if (f->error_count == ERRORS_MAX)
        return NULL;
    f->errors = alloc_grow(f->errors, &f->error_capacity, f->error_count + 1, sizeof *f->errors);
    struct err *err = &f->errors[f->error_count++];
    err_init(err);
    return err;
}

/* One that is not there yet is known by its name. */
static bool is_folder(const char *name)
{
    struct stat st;
    if (slice_ends(slice_cstr(name), SLICE("/")))
        return true;
    return strcmp(name, "-") != 0 && stat(name, &st) == 0 && S_ISDIR(st.st_mode);
}

static void tell_waiting(const struct watch_follow *f, const char *name)
{
    struct err err;
    err_init(&err);
    err_set(&err, "not there yet; waiting for it");
    err_in(&err, name);
    common_options_warn(f->watch->set, &err);
}

static void look_through(struct watch_follow *f, char *const *folder)
{
    struct inputs in;
    struct stat st;
    if (stat(*folder, &st) != 0) {
        if (!f->has_listed)
            tell_waiting(f, *folder);
        return;
    }
    inputs_init(&in, folder, 1);
    for (size_t i = 0; i < in.count; i++)
        add_file(f, in.names[i]);
    inputs_release(&in);
}

static void list_files(struct watch_follow *f)
{
    for (int i = 0; i < f->operand_count; i++) {
        const bool folder = is_folder(f->operands[i]);
        f->has_folders = f->has_folders || folder;
        if (folder)
            look_through(f, &f->operands[i]);
        else
            add_file(f, f->operands[i]);
    }
    if (f->operand_count == 0)
        add_file(f, "-");
}

struct watch_follow *watch_follow_new(struct watch *w, char *const *names, int count)
{
    struct watch_follow *f = alloc_zeroed(1, sizeof *f);
    f->watch = w;
    f->operands = names;
    f->operand_count = count;
    arena_init(&f->arena);
    map_init(&f->names);
    list_files(f);
    f->has_listed = true;
    return f;
}

void watch_follow_free(struct watch_follow *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->count; i++)
        if (f->files[i].head_fd >= 0)
            close(f->files[i].head_fd);
    arena_release(&f->arena);
    map_release(&f->names);
    alloc_free(f->files);
    alloc_free(f->errors);
    alloc_free(f);
}

/* --- opening ---------------------------------------------------------------------------------- */

/* A name that is not there may come; one that may not be read is told of once. */
static int open_file(struct watch_follow *f, struct file *file, struct stat *st)
{
    struct err err;
    err_init(&err);
    const int fd = inputs_open(file->name, &err);
    if (fd >= 0 && fstat(fd, st) == 0)
        return fd;
    if (fd < 0 && !file->told) {
        file->told = true;
        if (errno == ENOENT)
            tell_waiting(f, file->name);
        else
            pipeline_unreadable(f->watch->pipeline, file->name, &err);
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

static void tell_full(struct watch_follow *f, const struct file *file)
{
    struct err *err = f->told_full ? NULL : add_error(f);
    f->told_full = true;
    if (!err)
        return;
    err_set(err, "more than %d files at once: this one and others wait until one of them is gone",
            WATCH_READERS_MAX);
    err_in(err, file->name);
}

/* Has the name become another file? */
static bool is_another(const struct file *file)
{
    struct stat st;
    return stat(file->name, &st) == 0 && (st.st_dev != file->device || st.st_ino != file->inode);
}

/* Is it, or may it be, what was read under another name? */
static bool is_old(struct watch_follow *f, struct file *file, int fd, int64_t now_us)
{
    const enum watch_heads_answer answer = watch_heads_ask(&f->heads, file->name, fd);
    file->is_known = answer == WATCH_HEADS_KNOWN;
    if (answer != WATCH_HEADS_LATER)
        file->asked_us = 0;
    else if (file->asked_us == 0)
        file->asked_us = now_us;
    return answer == WATCH_HEADS_KNOWN
           || (answer == WATCH_HEADS_LATER && now_us - file->asked_us < WATCH_COPYING_US);
}

static void start(struct watch_follow *f, struct file *file, int64_t now_us)
{
    struct watch *w = f->watch;
    struct stat st;
    if (w->reader_count == WATCH_READERS_MAX) {
        tell_full(f, file);
        return;
    }
    if (file->is_known && !is_another(file))
        return;
    const int fd = open_file(f, file, &st);
    if (fd < 0)
        return;
    file->device = st.st_dev;
    file->inode = st.st_ino;
    if (f->has_begun && S_ISREG(st.st_mode) && is_old(f, file, fd, now_us)) {
        close(fd);
        return;
    }
    /* Standard input is at its end where it ends, whatever it is. */
    const bool grows = S_ISREG(st.st_mode) && strcmp(file->name, "-") != 0;
    file->head_fd = grows ? dup(fd) : -1;
    file->head_len = 0;
    if (grows)
        file->number = watch_heads_note(&f->heads, file->name);
    file->reader = watch_reader_start(w, fd, file->name, grows);
    if (!file->reader)
        return;
    w->readers[w->reader_count++] = file->reader;
}

/* --- following -------------------------------------------------------------------------------- */

static void remove_reader(struct watch *w, const struct watch_reader *r)
{
    for (size_t i = 0; i < w->reader_count; i++)
        if (w->readers[i] == r) {
            w->readers[i] = w->readers[--w->reader_count];
            return;
        }
}

/* A reader that is done lets go of the lock at once. */
static void join(struct watch_follow *f, struct file *file)
{
    if (file->head_fd >= 0)
        close(file->head_fd);
    file->head_fd = -1;
    file->is_over = !watch_reader_is_file(file->reader);
    remove_reader(f->watch, file->reader);
    watch_lock_leave(&f->watch->lock);
    watch_reader_join(file->reader);
    watch_lock_take(&f->watch->lock);
    file->reader = NULL;
}

/* The first bytes are taken while they are there: a file may be cut, or grow. */
static void check_name(struct watch_follow *f, struct file *file)
{
    struct watch_head head;
    if (file->head_fd >= 0 && file->head_len < WATCH_HEAD_BYTES) {
        watch_head_read(&head, file->head_fd);
        if (head.len > file->head_len)
            watch_heads_tell(&f->heads, file->number, &head);
        file->head_len = head.len > file->head_len ? head.len : file->head_len;
    }
    if (watch_reader_is_file(file->reader) && is_another(file))
        watch_reader_retire(file->reader);
}

int64_t watch_follow_step(struct watch_follow *f, int64_t now_us)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->files[i].reader && watch_reader_is_done(f->files[i].reader))
            join(f, &f->files[i]);
    if (now_us < f->next_us)
        return f->next_us;
    f->next_us = now_us + WATCH_FOLLOW_US;
    if (f->has_folders && now_us >= f->folders_us) {
        list_files(f);
        f->folders_us = now_us + WATCH_FOLDER_US;
    }
    bool follows = f->has_folders;
    for (size_t i = 0; i < f->count; i++) {
        struct file *file = &f->files[i];
        if (file->is_over)
            continue;
        if (file->reader)
            check_name(f, file);
        else
            start(f, file, now_us);
        follows = follows || !file->reader || watch_reader_is_file(file->reader);
    }
    f->has_begun = true;
    if (!follows)
        f->next_us = INT64_MAX;
    return f->next_us;
}

bool watch_follow_goes_on(const struct watch_follow *f)
{
    bool goes_on = f->has_folders;
    for (size_t i = 0; i < f->count; i++)
        goes_on = goes_on || !f->files[i].is_over;
    return goes_on;
}

const struct err *watch_follow_errors(const struct watch_follow *f, size_t *count)
{
    *count = f->error_count;
    return f->errors;
}
