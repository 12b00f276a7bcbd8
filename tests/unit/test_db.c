#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "patdb/build.h"
#include "patdb/db.h"
#include "patdb/layout.h"
#include "patdb/window.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

static const char source[] =
    "- id: a.cause\n  kind: cause\n  domain: network\n  title: T {host}\n  explain: E\n"
    "  match: ['needle (?<host>\\w+)', 'noodle']\n  exclude: ['not this']\n"
    "  causes: [{id: a.effect, strength: 0.3}]\n  refines: ['b.*']\n  prior: 0.125\n"
    "  confirm: [c1, c2]\n  fix: [f]\n  rollback: ['maybe', why]\n  source: s\n"
    "  examples: [{text: needle x, captures: {host: x}, source: z}, noodle]\n"
    "  counterexamples: [needle]\n"
    "- {id: a.effect, kind: symptom, domain: capacity, title: T, latent: true}\n"
    "- {id: b.up, kind: recovery, domain: platform, title: T, match: ['x'], unguarded: true,\n"
    "   recovers: ['a.*']}\n"
    "- id: c.both\n  kind: symptom\n  domain: platform\n  title: T\n"
    "  composite: {type: set, window: 15m, terms: [{id: a.cause, count: 3}, b.up],\n"
    "              absent: [a.effect]}\n";

static void compile(const char *yaml, struct build **b, struct buf *out)
{
    struct err err;
    err_init(&err);
    buf_init(out);
    *b = build_new();
    if (build_add_yaml(*b, slice_cstr(yaml), "t.yaml", &err) != STATUS_OK
        || build_finish(*b, out, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void assert_text(struct slice a, struct slice b)
{
    assert_true(slice_eq(a, b));
}

static void assert_list(const struct sig_list *a, const struct sig_list *b)
{
    assert_int_equal(a->count, b->count);
    for (uint32_t i = 0; i < a->count; i++)
        assert_text(a->items[i], b->items[i]);
}

static void assert_patterns(const struct sig_pattern *a, const struct sig_pattern *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        assert_text(a[i].regex, b[i].regex);
        assert_list(&a[i].literals, &b[i].literals);
        for (uint32_t k = 0; k < a[i].literals.count; k++) {
            assert_text(a[i].also[k], b[i].also[k]);
            assert_int_equal(a[i].windows[k], b[i].windows[k]);
        }
    }
}

static void assert_examples(const struct sig_example *a, const struct sig_example *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        assert_text(a[i].text, b[i].text);
        assert_text(a[i].source, b[i].source);
        assert_int_equal(a[i].capture_count, b[i].capture_count);
        for (uint32_t k = 0; k < a[i].capture_count; k++) {
            assert_text(a[i].captures[k].name, b[i].captures[k].name);
            assert_text(a[i].captures[k].value, b[i].captures[k].value);
        }
    }
}

static void assert_composite(const struct sig_composite *a, const struct sig_composite *b)
{
    assert_int_equal(a->type, b->type);
    assert_true(a->window_us == b->window_us);
    assert_int_equal(a->term_count, b->term_count);
    for (uint32_t i = 0; i < a->term_count; i++) {
        assert_text(a->terms[i].id, b->terms[i].id);
        assert_int_equal(a->terms[i].sig, b->terms[i].sig);
        assert_int_equal(a->terms[i].count, b->terms[i].count);
    }
    assert_true(a->is_by_arrival == b->is_by_arrival);
    assert_int_equal(a->absence_count, b->absence_count);
    for (uint32_t i = 0; i < a->absence_count; i++) {
        assert_text(a->absences[i].id, b->absences[i].id);
        assert_int_equal(a->absences[i].sig, b->absences[i].sig);
        assert_int_equal(a->absences[i].anchor, b->absences[i].anchor);
        assert_true(a->absences[i].window_us == b->absences[i].window_us);
        assert_true(a->absences[i].slide_us == b->absences[i].slide_us);
        assert_true(a->absences[i].is_absolute == b->absences[i].is_absolute);
    }
}

static void assert_sig(const struct sig *a, const struct sig *b)
{
    assert_text(a->id, b->id);
    assert_text(a->title, b->title);
    assert_text(a->explain, b->explain);
    assert_text(a->source, b->source);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->domain, b->domain);
    assert_int_equal(a->severity, b->severity);
    assert_true(a->prior == b->prior && a->precision == b->precision);
    assert_true(a->unguarded == b->unguarded && a->latent == b->latent);
    assert_int_equal(a->match_count, b->match_count);
    assert_patterns(a->match, b->match, a->match_count);
    assert_int_equal(a->exclude_count, b->exclude_count);
    assert_patterns(a->exclude, b->exclude, a->exclude_count);
    assert_int_equal(a->cause_count, b->cause_count);
    for (uint32_t i = 0; i < a->cause_count; i++) {
        assert_text(a->causes[i].effect_id, b->causes[i].effect_id);
        assert_int_equal(a->causes[i].effect, b->causes[i].effect);
        assert_true(a->causes[i].strength == b->causes[i].strength);
    }
    assert_list(&a->refines_globs, &b->refines_globs);
    assert_list(&a->recovers_globs, &b->recovers_globs);
    assert_int_equal(a->refine_count, b->refine_count);
    assert_memory_equal(a->refines, b->refines, a->refine_count * sizeof *a->refines);
    assert_int_equal(a->recover_count, b->recover_count);
    assert_memory_equal(a->recovers, b->recovers, a->recover_count * sizeof *a->recovers);
    assert_list(&a->confirm, &b->confirm);
    assert_list(&a->fix, &b->fix);
    assert_list(&a->rollback, &b->rollback);
    assert_list(&a->capture_names, &b->capture_names);
    assert_int_equal(a->example_count, b->example_count);
    assert_examples(a->examples, b->examples, a->example_count);
    assert_int_equal(a->counterexample_count, b->counterexample_count);
    assert_examples(a->counterexamples, b->counterexamples, a->counterexample_count);
    assert_composite(&a->composite, &b->composite);
    assert_text(a->origin_file, b->origin_file);
    assert_int_equal(a->origin_line, b->origin_line);
}

static void test_round_trip(void **state)
{
    (void)state;
    struct build *b;
    struct buf out;
    struct db *db;
    struct err err;
    err_init(&err);
    compile(source, &b, &out);
    if (db_open_memory(&db, buf_slice(&out), &err) != STATUS_OK)
        fail_msg("%s", err.text);
    const struct sigset *made = build_signatures(b), *read = db_signatures(db);
    assert_int_equal(made->count, 4);
    assert_int_equal(read->count, made->count);
    for (uint32_t i = 0; i < made->count; i++)
        assert_sig(&made->items[i], &read->items[i]);
    unsigned char hash[SHA256_BYTES];
    char hex[SHA256_HEX_BYTES];
    sha256(slice_from(buf_slice(&out), LAYOUT_HEADER_BYTES), hash);
    sha256_hex(hash, hex);
    assert_string_equal(db_hash(db), hex);

    /* What was read back in, and written again, is the same file. */
    struct build *again = build_new();
    struct buf second;
    buf_init(&second);
    build_add_sigset(again, read);
    assert_int_equal(build_finish(again, &second, &err), STATUS_OK);
    assert_int_equal(second.len, out.len);
    assert_memory_equal(second.ptr, out.ptr, out.len);
    buf_release(&second);
    build_free(again);
    db_close(db);
    buf_release(&out);
    build_free(b);
}

static void test_empty(void **state)
{
    (void)state;
    struct build *b;
    struct buf out;
    struct db *db;
    compile("# nothing\n", &b, &out);
    assert_int_equal(db_open_memory(&db, buf_slice(&out), NULL), STATUS_OK);
    assert_int_equal(db_signatures(db)->count, 0);
    db_close(db);
    buf_release(&out);
    build_free(b);
}

/* Every single flipped bit is found. */
static void test_flipped_bits(void **state)
{
    (void)state;
    struct build *b;
    struct buf out;
    compile(source, &b, &out);
    for (size_t bit = 0; bit < out.len * 8; bit++) {
        struct db *db;
        struct err err;
        err_init(&err);
        out.ptr[bit / 8] = (char)(out.ptr[bit / 8] ^ 1 << bit % 8);
        if (db_open_memory(&db, buf_slice(&out), &err) != STATUS_FAIL)
            fail_msg("flipped bit %zu was not found", bit);
        assert_null(db);
        assert_true(err.set);
        out.ptr[bit / 8] = (char)(out.ptr[bit / 8] ^ 1 << bit % 8);
    }
    buf_release(&out);
    build_free(b);
}

static void test_truncated(void **state)
{
    (void)state;
    struct build *b;
    struct buf out;
    compile(source, &b, &out);
    for (size_t len = 0; len < out.len; len++) {
        struct db *db;
        char *exact = alloc_bytes(len); /* so that a read behind the end is seen */
        memcpy(exact, out.ptr, len);
        assert_int_equal(db_open_memory(&db, slice_make(exact, len), NULL), STATUS_FAIL);
        alloc_free(exact);
    }
    struct db *db;
    buf_add_byte(&out, 0);
    assert_int_equal(db_open_memory(&db, buf_slice(&out), NULL), STATUS_FAIL);
    buf_release(&out);
    build_free(b);
}

static void put(char *at, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        at[i] = (char)(v >> 8 * i & 0xff);
}

/* Makes the checksums right again, as a hostile writer would. */
static void seal(struct buf *file)
{
    const unsigned char *p = (const unsigned char *)file->ptr;
    put(file->ptr + 24,
        (uint32_t)crc32(0, p + LAYOUT_HEADER_BYTES, (uInt)(file->len - LAYOUT_HEADER_BYTES)));
    put(file->ptr + LAYOUT_HEADER_CRC_AT, (uint32_t)crc32(0, p, LAYOUT_HEADER_CRC_AT));
}

static size_t bytes_of(const struct sig_list *list)
{
    size_t sum = 0;
    for (uint32_t i = 0; i < list->count; i++)
        for (size_t k = 0; k < list->items[i].len; k++)
            sum += (unsigned char)list->items[i].ptr[k];
    return sum;
}

/* What the matcher reads of guards. */
static size_t windows_of(const struct sig_pattern *p)
{
    size_t sum = 0;
    for (uint32_t i = 0; i < p->literals.count; i++) {
        const struct slice s = p->literals.items[i];
        const size_t bytes = s.len < WINDOW_WORD ? WINDOW_BYTES : WINDOW_WORD;
        for (size_t k = 0; k < bytes && s.len >= WINDOW_BYTES; k++)
            sum += (unsigned char)s.ptr[p->windows[i] + k];
    }
    return sum;
}

/* Touches all that can be reached, for the sanitizers to watch. */
static size_t walk(const struct sigset *set)
{
    size_t sum = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        const struct sig *s = &set->items[i];
        const struct slice texts[] = { s->id, s->title, s->explain, s->source, s->origin_file };
        struct sig_list list = { (struct slice *)(uintptr_t)texts, 5 };
        sum += bytes_of(&list) + bytes_of(&s->confirm) + bytes_of(&s->fix) + bytes_of(&s->rollback);
        sum += bytes_of(&s->refines_globs) + bytes_of(&s->recovers_globs);
        sum += bytes_of(&s->capture_names);
        for (uint32_t k = 0; k < s->match_count; k++)
            sum +=
                s->match[k].regex.len + bytes_of(&s->match[k].literals) + windows_of(&s->match[k]);
        for (uint32_t k = 0; k < s->cause_count; k++)
            sum += set->items[s->causes[k].effect].id.len;
        for (uint32_t k = 0; k < s->refine_count; k++)
            sum += set->items[s->refines[k]].id.len;
        for (uint32_t k = 0; k < s->recover_count; k++)
            sum += set->items[s->recovers[k]].id.len;
        for (uint32_t k = 0; k < s->composite.term_count; k++)
            sum += set->items[s->composite.terms[k].sig].id.len;
        for (uint32_t k = 0; k < s->composite.absence_count; k++)
            sum += set->items[s->composite.absences[k].sig].id.len;
        for (uint32_t k = 0; k < s->example_count; k++)
            for (uint32_t c = 0; c < s->examples[k].capture_count; c++)
                sum += s->examples[k].captures[c].value.len;
    }
    return sum;
}

/* Flipped bits under right checksums: refused or harmless, never a crash. */
static void test_hostile(void **state)
{
    (void)state;
    struct build *b;
    struct buf out;
    size_t opened = 0, refused = 0, sum = 0;
    compile(source, &b, &out);
    for (size_t bit = 0; bit < out.len * 8; bit++) {
        struct db *db;
        out.ptr[bit / 8] = (char)(out.ptr[bit / 8] ^ 1 << bit % 8);
        uint32_t crc_bytes[2];
        memcpy(&crc_bytes[0], out.ptr + 24, 4);
        memcpy(&crc_bytes[1], out.ptr + LAYOUT_HEADER_CRC_AT, 4);
        seal(&out);
        if (db_open_memory(&db, buf_slice(&out), NULL) == STATUS_OK) {
            opened++;
            sum += walk(db_signatures(db));
            db_close(db);
        } else {
            refused++;
        }
        memcpy(out.ptr + 24, &crc_bytes[0], 4);
        memcpy(out.ptr + LAYOUT_HEADER_CRC_AT, &crc_bytes[1], 4);
        out.ptr[bit / 8] = (char)(out.ptr[bit / 8] ^ 1 << bit % 8);
    }
    assert_true(opened > 0 && refused > 0 && sum > 0);
    buf_release(&out);
    build_free(b);
}

static void test_words(void **state)
{
    (void)state;
    static const uint32_t values[] = { 0, 1, 4, 0x7fffffff, 0x80000000, 0xffffffff };
    struct build *b;
    struct buf out;
    size_t sum = 0;
    compile(source, &b, &out);
    for (size_t at = LAYOUT_MAGIC_BYTES; at + 4 <= out.len; at += 4) {
        char kept[4];
        memcpy(kept, out.ptr + at, 4);
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
            struct db *db;
            put(out.ptr + at, values[i]);
            seal(&out);
            if (db_open_memory(&db, buf_slice(&out), NULL) == STATUS_OK) {
                sum += walk(db_signatures(db));
                db_close(db);
            }
        }
        memcpy(out.ptr + at, kept, 4);
    }
    assert_true(sum > 0);
    buf_release(&out);
    build_free(b);
}

/* A circle cannot come out of the compiler, but out of a file: the effect of the only edge is made
 * its own cause. */
/* A window that is not in its guard is refused, one that is is taken. */
static void test_window(void **state)
{
    (void)state;
    struct build *b;
    struct buf out;
    struct db *db;
    compile(source, &b, &out);
    const unsigned char *p = (const unsigned char *)out.ptr + 64 + 8 * LAYOUT_GUARDS;
    const size_t guards = (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16;
    assert_true(p[4] > 0);
    assert_int_equal(db_open_memory(&db, buf_slice(&out), NULL), STATUS_OK);
    const struct sig_pattern *first = NULL;
    for (uint32_t i = 0; i < db_signatures(db)->count && !first; i++)
        if (db_signatures(db)->items[i].match_count > 0)
            first = db_signatures(db)->items[i].match;
    assert_non_null(first);
    const uint32_t places = (uint32_t)window_places(first->literals.items[0].len);
    assert_true(places > 1);
    db_close(db);
    const uint32_t values[] = { 0, places - 1, places, UINT16_MAX + 1, UINT32_MAX };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct err err;
        err_init(&err);
        put(out.ptr + guards + 4 * (LAYOUT_GUARD_WORDS - 1), values[i]);
        seal(&out);
        const bool is_right = values[i] < places;
        assert_int_equal(db_open_memory(&db, buf_slice(&out), &err),
                         is_right ? STATUS_OK : STATUS_FAIL);
        if (!is_right)
            assert_non_null(strstr(err.text, "window"));
        db_close(db);
    }
    buf_release(&out);
    build_free(b);
}

static void test_circle(void **state)
{
    (void)state;
    struct build *b;
    struct buf out;
    struct db *db;
    struct err err;
    err_init(&err);
    compile(source, &b, &out);
    const unsigned char *p = (const unsigned char *)out.ptr + 64 + 8 * LAYOUT_EDGES;
    size_t edges = (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16;
    put(out.ptr + edges + 4, 0);
    seal(&out);
    assert_int_equal(db_open_memory(&db, buf_slice(&out), &err), STATUS_FAIL);
    assert_non_null(strstr(err.text, "circle"));
    buf_release(&out);
    build_free(b);
}

static void test_file(void **state)
{
    (void)state;
    char path[] = "test_db.XXXXXX";
    struct build *b;
    struct buf out;
    struct db *db;
    struct err err;
    err_init(&err);
    compile(source, &b, &out);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_true(write(fd, out.ptr, out.len) == (ssize_t)out.len);
    assert_int_equal(db_open_file(&db, path, &err), STATUS_OK);
    assert_int_equal(db_signatures(db)->count, 4);
    db_close(db);
    assert_int_equal(ftruncate(fd, (off_t)out.len - 1), 0);
    assert_int_equal(db_open_file(&db, path, &err), STATUS_FAIL);
    assert_null(db);
    assert_string_equal(err.source, path);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(db_open_file(&db, path, NULL), STATUS_FAIL);
    close(fd);
    unlink(path);
    assert_int_equal(db_open_file(&db, path, NULL), STATUS_FAIL);
    assert_int_equal(db_open_file(&db, ".", NULL), STATUS_FAIL);
    buf_release(&out);
    build_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),   cmocka_unit_test(test_empty),
        cmocka_unit_test(test_flipped_bits), cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_hostile),      cmocka_unit_test(test_words),
        cmocka_unit_test(test_window),       cmocka_unit_test(test_circle),
        cmocka_unit_test(test_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
