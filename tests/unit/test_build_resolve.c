#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "patdb/build.h"

#define SIG(id, rest) "- {id: " id ", kind: cause, domain: network, title: T" rest "}\n"
#define LATENT(id) SIG(id, ", latent: true")

static enum status finish(const char *yaml, bool is_lenient, struct build **b, struct err *err)
{
    struct buf out;
    buf_init(&out);
    err_init(err);
    *b = build_new();
    build_set_lenient(*b, is_lenient);
    enum status status = build_add_yaml(*b, slice_cstr(yaml), "t.yaml", err);
    if (status == STATUS_OK)
        status = build_finish(*b, &out, err);
    buf_release(&out);
    return status;
}

static const struct {
    const char *yaml, *says;
} refused[] = {
    { LATENT("a.one") SIG("b.two", ", latent: true, causes: [a.onne]"), "did you mean 'a.one'?" },
    { SIG("b.two", ", latent: true, refines: ['x.*']"), "'refines' names 'x.*'" },
    { SIG("b.two", ", latent: true, refines: ['b.*']"), "'refines' names 'b.*'" },
    { SIG("b.two", ", composite: {type: set, window: 1m, terms: [x.y]}"), "'terms' names" },
    { LATENT("a.b")
          SIG("b.two", ", composite: {type: set, window: 1m, terms: [a.b], absent: [x.y]}"),
      "'absent' names" },
    { LATENT("a.b") SIG("c.d", ", composite: {type: set, window: 1m, terms: [a.b]}")
          SIG("e.f", ", composite: {type: set, window: 1m, terms: [c.d]}"),
      "is a composite itself" },
    { LATENT("a.b") SIG("c.d", ", latent: true, causes: [a.b, a.b]"), "twice" },
    { SIG("a.a", ", latent: true, causes: [a.a]"), "a.a -> a.a" },
    { SIG("a.a", ", latent: true, causes: [b.b]") SIG("b.b", ", latent: true, causes: [c.c]")
          SIG("c.c", ", latent: true, causes: [b.b]"),
      "b.b -> c.c -> b.b" },
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct build *b;
        struct err err;
        assert_int_equal(finish(refused[i].yaml, false, &b, &err), STATUS_FAIL);
        if (!strstr(err.text, refused[i].says))
            fail_msg("%s\nwanted '%s', got: %s", refused[i].yaml, refused[i].says, err.text);
        build_free(b);
    }
}

static void test_lenient(void **state)
{
    (void)state;
    struct build *b;
    struct err err;
    uint32_t count;
    assert_int_equal(finish(LATENT("a.b")
                                SIG("b.c", ", latent: true, causes: [x.y, a.b], refines: [z.z]"),
                            true, &b, &err),
                     STATUS_OK);
    const struct sigset *set = build_signatures(b);
    assert_int_equal(set->items[1].cause_count, 1);
    assert_int_equal(set->items[1].causes[0].effect, 0);
    assert_int_equal(set->items[1].refine_count, 0);
    const struct build_problem *problems = build_problems(b, &count);
    assert_int_equal(count, 2);
    assert_false(problems[0].is_error);
    build_free(b);
}

static void test_globs(void **state)
{
    (void)state;
    struct build *b;
    struct err err;
    assert_int_equal(finish(LATENT("n.a") LATENT("n.b") LATENT("m.a")
                                SIG("n.c", ", latent: true, refines: ['n.*', n.a, '?.a']"),
                            false, &b, &err),
                     STATUS_OK);
    const struct sigset *set = build_signatures(b);
    const struct sig *s = &set->items[sigset_find(set, SLICE("n.c"))];
    assert_int_equal(s->refine_count, 3); /* each once, not itself, ascending */
    assert_int_equal(s->refines[0], sigset_find(set, SLICE("m.a")));
    assert_int_equal(s->refines[1], sigset_find(set, SLICE("n.a")));
    assert_int_equal(s->refines[2], sigset_find(set, SLICE("n.b")));
    build_free(b);
}

/* Two ways to one effect are no circle. */
static void test_diamond(void **state)
{
    (void)state;
    struct build *b;
    struct err err;
    assert_int_equal(finish(SIG("a.a", ", latent: true, causes: [b.b, c.c]")
                                SIG("b.b", ", latent: true, causes: [d.d]")
                                    SIG("c.c", ", latent: true, causes: [d.d]") LATENT("d.d"),
                            false, &b, &err),
                     STATUS_OK);
    build_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_lenient),
        cmocka_unit_test(test_globs),
        cmocka_unit_test(test_diamond),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
