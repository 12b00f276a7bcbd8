/* A program that did not start, and those that miss it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scene.h"

/* The container did not start for this reason; another one names that host. Is what
 * that one says put down to the first? */
static bool is_blamed(const char *container, const char *host, const char *other, bool is_fatal,
                      enum sig_domain domain)
{
    struct scene s;
    scene_init(&s);
    const uint32_t failed = scene_sig(&s, "app.startup-failed", SIG_SYMPTOM, SIG_ERROR);
    const uint32_t lost = scene_sig(&s, "net.lost", SIG_CAUSE, SIG_ERROR);
    const uint32_t option = scene_sig(&s, "z.option", SIG_CAUSE, SIG_ERROR);
    s.sigs[lost].domain = domain;
    scene_cause(&s, option, failed, is_fatal ? 0.9 : 0.3);
    for (int i = 0; i < 3; i++) {
        struct scene_hit *h = scene_hit(&s, lost, INT64_MIN, "who is that?");
        scene_capture(&s, "host", host);
        h->container = h->stream = other;
    }
    for (int i = 0; i < 80; i++)
        scene_hit(&s, SIG_NONE, INT64_MIN, "GET /orders 200")->stream = other;
    struct scene_hit *h = scene_hit(&s, option, INT64_MIN, "unknown option");
    h->container = h->stream = container;
    scene_diagnose(&s);
    const bool blamed = scene_posterior(&s, option) > 0.9 && scene_posterior(&s, lost) < 0.01;
    scene_release(&s);
    return blamed;
}

static void test_names_of_containers(void **state)
{
    (void)state;
    assert_true(is_blamed("db", "db", "api-1", true, SIG_NETWORK));
    assert_true(is_blamed("db-1", "db", "api-1", true, SIG_DEPENDENCY));
    assert_true(is_blamed("shop-db-1", "db:5432", "api-1", true, SIG_NETWORK));
    assert_true(is_blamed("shop_db_1", "http://db:5432/x", "api-1", true, SIG_NETWORK));
    assert_false(is_blamed("db-1", "search", "api-1", true, SIG_NETWORK));
    assert_false(is_blamed("mydb", "db", "api-1", true, SIG_NETWORK));
    assert_false(is_blamed("db-1", "", "api-1", true, SIG_NETWORK));
}

/* Who says so itself is not dead; what starts all the same can be reached; and a host that refuses
 * a password is there. */
static void test_who_is_missed(void **state)
{
    (void)state;
    assert_false(is_blamed("db-1", "db", "db-1", true, SIG_NETWORK));
    assert_false(is_blamed("db-1", "db", "api-1", false, SIG_NETWORK));
    assert_false(is_blamed("db-1", "db", "api-1", true, SIG_PERMISSIONS));
}

/* A container misses a server at this address, and another one says that it is ready. Is that over
 * now? */
static bool is_over(const char *address, const char *container)
{
    struct scene s;
    scene_init(&s);
    const uint32_t lost = scene_sig(&s, "db.lost", SIG_CAUSE, SIG_ERROR);
    const uint32_t ready = scene_sig(&s, "db.ready", SIG_RECOVERY, SIG_INFO);
    scene_recovers(&s, ready, lost);
    s.sigs[lost].domain = SIG_DEPENDENCY;
    struct scene_hit *h = scene_hit(&s, lost, INT64_MIN, "refused");
    scene_capture(&s, "host", address);
    h->container = h->stream = "api-1";
    h = scene_hit(&s, ready, INT64_MIN, "waiting for connections");
    h->container = h->stream = container;
    scene_diagnose(&s);
    const bool over = scene_posterior(&s, lost) < 0.6;
    scene_release(&s);
    return over;
}

/* What comes up in another container is not at the localhost of this one. */
static void test_loopback_of_another_container(void **state)
{
    (void)state;
    assert_true(is_over("db:5432", "db-1"));
    assert_true(is_over("127.0.0.1:5432", "api-1"));
    assert_false(is_over("127.0.0.1:5432", "db-1"));
    assert_false(is_over("::1", "db-1"));
    assert_false(is_over("http://localhost:9200/", "db-1"));
    assert_true(is_over("127.0.0.1:5432", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_of_containers),
        cmocka_unit_test(test_who_is_missed),
        cmocka_unit_test(test_loopback_of_another_container),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
