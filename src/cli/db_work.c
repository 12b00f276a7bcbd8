#include "cli/db_work.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

#define MESSAGE_BYTES 1024

/* Adds the sources; mistakes in them are noted in the build, so all are read. */
static void add_paths(struct build *b, const struct db_work_options *opts)
{
    for (size_t i = 0; i < opts->path_count; i++) {
        struct err ignored;
        err_init(&ignored);
        if (build_add_path(b, opts->paths[i], &ignored) != STATUS_OK)
            continue;
    }
}

static void count_errors(struct db_work *w)
{
    uint32_t count;
    const struct build_problem *problems = build_problems(w->build, &count);
    for (uint32_t i = 0; i < count; i++)
        w->error_count += problems[i].is_error;
}

enum status db_work_open(struct db_work *w, const struct db_work_options *opts, struct err *err)
{
    struct database *base = NULL;
    *w = (struct db_work){ .all_own = opts->path_count == 0 };
    if (w->all_own && opts->is_alone) {
        err_set(err, "--alone needs signature sources: name a YAML file or a folder");
        return STATUS_FAIL;
    }
    if (!opts->is_alone
        && database_open(&base, opts->db_path, NULL, 0, w->all_own, err) != STATUS_OK)
        return STATUS_FAIL;
    if (opts->allow_path && db_allow_open(&w->allow, opts->allow_path, err) != STATUS_OK) {
        database_close(base);
        return STATUS_FAIL;
    }
    w->build = build_new();
    build_set_lenient(w->build, opts->is_lenient);
    build_set_check_base(w->build, w->all_own);
    if (base)
        build_add_sigset(w->build, database_signatures(base));
    database_close(base);
    add_paths(w->build, opts);
    struct buf bytes;
    struct err ignored; /* the build keeps it */
    err_init(&ignored);
    buf_init(&bytes);
    enum status status = build_finish(w->build, &bytes, &ignored);
    count_errors(w);
    w->set = build_signatures(w->build);
    if (status == STATUS_OK)
        status = database_open_built(&w->db, &bytes, err);
    else
        status = STATUS_OK;
    buf_release(&bytes);
    if (status != STATUS_OK) {
        db_work_close(w);
        return STATUS_FAIL;
    }
    if (w->db)
        w->set = database_signatures(w->db);
    return STATUS_OK;
}

void db_work_close(struct db_work *w)
{
    database_close(w->db);
    build_free(w->build);
    db_allow_free(w->allow);
    *w = (struct db_work){ 0 };
}

bool db_work_is_own(const struct db_work *w, uint32_t sig)
{
    return w->all_own || !build_is_base(w->build, sig);
}

void db_work_print_problems(struct db_work *w, bool all)
{
    uint32_t count;
    const struct build_problem *problems = build_problems(w->build, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct build_problem *p = &problems[i];
        char text[MESSAGE_BYTES];
        if (!all && !p->is_error)
            continue;
        if (p->check && db_allow_has(w->allow, p->check, p->id, p->other)) {
            w->accepted_count++;
            continue;
        }
        w->warning_count += !p->is_error;
        err_format(&p->err, text, sizeof text);
        printf("%s: %s", p->is_error ? "error" : "warning", text);
        if (p->check)
            printf(" [%s]", p->check);
        putchar('\n');
    }
}

bool db_work_warn(struct db_work *w, const char *check, uint32_t sig, struct slice other,
                  const char *fmt, ...)
{
    const struct sig *s = &w->set->items[sig];
    char text[MESSAGE_BYTES];
    if (db_allow_has(w->allow, check, s->id, other)) {
        w->accepted_count++;
        return false;
    }
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    printf("warning: %.*s:%u: %.*s: %s [%s]\n", SLICE_ARG(s->origin_file), s->origin_line,
           SLICE_ARG(s->id), text, check);
    w->warning_count++;
    return true;
}

void db_work_print_text(struct slice text)
{
    struct buf safe;
    buf_init(&safe);
    text_add_display(&safe, text, SLICE("\\n"));
    printf("    %s\n", buf_cstr(&safe));
    buf_release(&safe);
}

void db_work_check_allowed(struct db_work *w, const char *const *checks)
{
    if (w->all_own)
        w->warning_count += db_allow_print_unused(w->allow, checks);
}
