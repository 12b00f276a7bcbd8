#include "cli/db_allow.h"

#include "base/alloc.h"
#include "base/buf.h"

#include <errno.h>
#include <stdio.h>

#define READ_BLOCK_BYTES (16 * 1024)

struct entry {
    struct slice check, id, other;
    uint32_t line;
    bool is_used;
};

struct db_allow {
    struct buf text; /* entries point into it */
    const char *path;
    struct entry *entries;
    size_t capacity;
    uint32_t count;
};

static enum status read_file(struct db_allow *allow, struct err *err)
{
    FILE *file = fopen(allow->path, "rb");
    size_t n = 1;
    if (!file) {
        err_set(err, "%s", strerror(errno));
        return STATUS_FAIL;
    }
    while (n > 0 && allow->text.len <= DB_ALLOW_BYTES_MAX) {
        n = fread(buf_reserve(&allow->text, READ_BLOCK_BYTES), 1, READ_BLOCK_BYTES, file);
        allow->text.len += n;
    }
    if (ferror(file))
        err_set(err, "cannot be read");
    else if (allow->text.len > DB_ALLOW_BYTES_MAX)
        err_set(err, "longer than %d bytes", DB_ALLOW_BYTES_MAX);
    fclose(file);
    return err->set ? STATUS_FAIL : STATUS_OK;
}

/* The next word of *rest, or nothing at its end. */
static struct slice next_word(struct slice *rest)
{
    size_t end = 0;
    *rest = slice_trim(*rest);
    while (end < rest->len && !ascii_is_space(rest->ptr[end]))
        end++;
    struct slice word = slice_sub(*rest, 0, end);
    *rest = slice_from(*rest, end);
    return word;
}

static enum status add_line(struct db_allow *allow, struct slice line, uint32_t number,
                            struct err *err)
{
    size_t hash = slice_find_byte(line, '#', 0);
    struct slice words = slice_sub(line, 0, hash == SLICE_NONE ? line.len : hash);
    struct slice reason = hash == SLICE_NONE ? slice_empty() : slice_from(line, hash + 1);
    struct entry entry = { .line = number };
    entry.check = next_word(&words);
    entry.id = next_word(&words);
    entry.other = next_word(&words);
    if (!entry.check.len)
        return STATUS_OK;
    if (!entry.id.len || slice_trim(words).len || !slice_trim(reason).len)
        err_set(err, "write CHECK ID [OTHER] # reason");
    else if (allow->count == DB_ALLOW_ENTRIES_MAX)
        err_set(err, "more than %d entries", DB_ALLOW_ENTRIES_MAX);
    if (err->set) {
        err_at(err, number, 0);
        return STATUS_FAIL;
    }
    allow->entries = alloc_grow(allow->entries, &allow->capacity, allow->count + 1, sizeof entry);
    allow->entries[allow->count++] = entry;
    return STATUS_OK;
}

enum status db_allow_open(struct db_allow **out, const char *path, struct err *err)
{
    struct db_allow *allow = alloc_zeroed(1, sizeof *allow);
    allow->path = path;
    buf_init(&allow->text);
    enum status status = read_file(allow, err);
    struct slice rest = buf_slice(&allow->text), line;
    for (uint32_t number = 1; status == STATUS_OK && slice_next_line(&rest, &line); number++)
        status = add_line(allow, line, number, err);
    *out = allow;
    if (status != STATUS_OK) {
        err_in(err, path);
        db_allow_free(allow);
        *out = NULL;
    }
    return status;
}

void db_allow_free(struct db_allow *allow)
{
    if (!allow)
        return;
    buf_release(&allow->text);
    alloc_free(allow->entries);
    alloc_free(allow);
}

bool db_allow_has(struct db_allow *allow, const char *check, struct slice id, struct slice other)
{
    bool is_found = false;
    for (uint32_t i = 0; allow && i < allow->count; i++) {
        struct entry *entry = &allow->entries[i];
        if (!slice_eq(entry->check, slice_cstr(check)) || !slice_glob(entry->id, id)
            || (entry->other.len && !slice_glob(entry->other, other)))
            continue;
        entry->is_used = true;
        is_found = true;
    }
    return is_found;
}

uint32_t db_allow_print_unused(const struct db_allow *allow, const char *const *checks)
{
    uint32_t unused = 0;
    for (uint32_t i = 0; allow && i < allow->count; i++) {
        const struct entry *entry = &allow->entries[i];
        bool is_ours = false;
        for (size_t k = 0; checks[k]; k++)
            is_ours |= slice_eq(entry->check, slice_cstr(checks[k]));
        if (entry->is_used || !is_ours)
            continue;
        unused++;
        printf("warning: %s:%u: nothing needs '%.*s %.*s' any more; remove the line\n", allow->path,
               entry->line, SLICE_ARG(entry->check), SLICE_ARG(entry->id));
    }
    return unused;
}
