#include "cli/database.h"

#include "base/alloc.h"
#include "patdb/db.h"
#include "patdb/jqterm.h"

#include <stdlib.h>
#include <sys/stat.h>

/* Written by culprit-patc while culprit is built. */
extern const unsigned char default_db_bytes[];
extern const unsigned long default_db_size;

struct database {
    struct db *db;
    struct buf built; /* the file in memory, when sources were compiled */
    struct buf notices;
};

static enum status open_base(struct db **out, const char *db_path, struct err *err)
{
    if (db_path)
        return db_open_file(out, db_path, err);
    return db_open_memory(out, slice_make((const char *)default_db_bytes, default_db_size), err);
}

/* Appends the folder of the user's signatures; false when there is none. */
static bool find_user_folder(struct buf *path)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    struct stat st;
    /* XDG Base Directory Specification: empty counts as not set, relative paths are invalid. */
    if (config && config[0] == '/')
        buf_printf(path, "%s/culprit/signatures", config);
    else if (home && home[0])
        buf_printf(path, "%s/.config/culprit/signatures", home);
    else
        return false;
    return stat(buf_cstr(path), &st) == 0 && S_ISDIR(st.st_mode);
}

static void keep_notices(struct database *db, const struct build *b)
{
    char text[ERR_TEXT_BYTES + ERR_SOURCE_BYTES + 64];
    uint32_t count;
    const struct build_problem *problems = build_problems(b, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (!problems[i].is_notice)
            continue;
        err_format(&problems[i].err, text, sizeof text);
        buf_printf(&db->notices, "culprit: %s\n", text);
    }
}

void database_print_notices(const struct database *db, FILE *out)
{
    fwrite(db->notices.ptr ? db->notices.ptr : "", 1, db->notices.len, out);
}

static enum status compile(struct database *db, const char *user_folder, const char *const *extra,
                           size_t extra_count, struct err *err)
{
    struct build *b = build_new();
    build_add_sigset(b, db_signatures(db->db));
    enum status status = STATUS_OK;
    if (user_folder)
        status = build_add_path(b, user_folder, err);
    for (size_t i = 0; status == STATUS_OK && i < extra_count; i++)
        status = build_add_path(b, extra[i], err);
    if (status == STATUS_OK)
        status = build_finish(b, &db->built, err);
    keep_notices(db, b);
    build_free(b);
    if (status != STATUS_OK)
        return status;
    db_close(db->db);
    return db_open_memory(&db->db, buf_slice(&db->built), err);
}

/* A database that was compiled where there is libjq may ask for more than there is here. */
static void note_jq(struct database *db)
{
    const struct sigset *set = db_signatures(db->db);
    for (uint32_t i = 0; i < set->count && !jqterm_is_available(); i++)
        for (uint32_t k = 0; k < set->items[i].match_count; k++)
            if (set->items[i].match[k].is_jq)
                buf_printf(&db->notices,
                           "culprit: %.*s asks with jq, and culprit was built without libjq: it "
                           "finds nothing\n",
                           SLICE_ARG(set->items[i].id));
}

enum status database_open(struct database **out, const char *db_path, const char *const *extra,
                          size_t extra_count, bool user_config, struct err *err)
{
    struct buf folder;
    struct database *db = alloc_zeroed(1, sizeof *db);
    *out = NULL;
    buf_init(&folder);
    buf_init(&db->built);
    buf_init(&db->notices);
    enum status status = open_base(&db->db, db_path, err);
    bool has_folder = user_config && find_user_folder(&folder);
    if (status == STATUS_OK && (has_folder || extra_count))
        status = compile(db, has_folder ? buf_cstr(&folder) : NULL, extra, extra_count, err);
    buf_release(&folder);
    if (status != STATUS_OK) {
        database_close(db);
        return STATUS_FAIL;
    }
    note_jq(db);
    *out = db;
    return STATUS_OK;
}

enum status database_open_built(struct database **out, struct buf *bytes, struct err *err)
{
    struct database *db = alloc_zeroed(1, sizeof *db);
    *out = NULL;
    db->built = *bytes;
    buf_init(bytes);
    buf_init(&db->notices);
    if (db_open_memory(&db->db, buf_slice(&db->built), err) != STATUS_OK) {
        database_close(db);
        return STATUS_FAIL;
    }
    *out = db;
    return STATUS_OK;
}

void database_close(struct database *db)
{
    if (!db)
        return;
    db_close(db->db);
    buf_release(&db->built);
    buf_release(&db->notices);
    alloc_free(db);
}

const struct sigset *database_signatures(const struct database *db)
{
    return db_signatures(db->db);
}

const char *database_hash(const struct database *db)
{
    return db_hash(db->db);
}
