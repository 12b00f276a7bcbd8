#include "correlate/changes.h"

#include "base/buf.h"
#include "frame/framer.h"

/* cmocka.h needs the others before it. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

/* Revision, task level, container members, more containers. */
#define DEFINITION(revision, task, app, more)                                                      \
    "{\"family\": \"api\", " revision task "\"containerDefinitions\": [{\"name\": \"app\", " app   \
    "}" more "]}\n"
#define REVISION(n, hour) "\"revision\": " n ", \"registeredAt\": \"2025-10-01T" hour ":00:00Z\", "
#define IMAGE(tag) "\"image\": \"1.dkr.ecr.eu-west-1.amazonaws.com/api:" tag "\""
#define ARN(name) "arn:aws:secretsmanager:eu-west-1:1:secret:" name

static void note_all(struct changes *changes, const char *text)
{
    struct source *src = source_open_memory(slice_cstr(text), "test", NULL);
    struct framer *framer = framer_open(src, NULL);
    struct event event;
    while (framer_next(framer, &event) != STATUS_END) {
        assert_non_null(event.definition);
        const struct occurrence where = { .time_us = event.time_us, .line = event.lines[0].line };
        changes_note(changes, event.definition, &where);
    }
    framer_close(framer);
    source_close(src);
}

static void add(void *self, const struct occurrence *occurrence)
{
    struct buf *out = self;
    char time[TIMESTAMP_TEXT_BYTES];
    timestamp_format(occurrence->time_us, time);
    buf_printf(out, "%s L%llu ", time, (unsigned long long)occurrence->line);
    buf_add(out, occurrence->text);
    buf_add_byte(out, '\n');
    assert_int_equal(occurrence->capture_count, 2);
}

static void expect(const char *text, const char *expected)
{
    struct changes changes;
    struct buf out;
    changes_init(&changes);
    buf_init(&out);
    note_all(&changes, text);
    changes_each(&changes, add, &out);
    assert_string_equal(buf_cstr(&out), expected);
    buf_release(&out);
    changes_release(&changes);
}

static void test_the_usual(void **state)
{
    (void)state;
    /* Newest first, and one of them twice. */
    expect(DEFINITION(REVISION("43", "15"), "\"memory\": \"1024\", ",
                      IMAGE("1.42") ", \"secrets\": [{\"name\": \"HUGGINGFACE_API_KEY\", "
                                    "\"valueFrom\": \"" ARN("hf") "\"}]", )
               DEFINITION(REVISION("42", "14"), "\"memory\": \"512\", ", IMAGE("1.41"), )
                   DEFINITION(REVISION("42", "14"), "\"memory\": \"512\", ", IMAGE("1.41"), ),
           "2025-10-01T15:00:00.000Z L1 task definition api:43 vs api:42: image 1.41 → 1.42; "
           "secret HUGGINGFACE_API_KEY added; memory 512 → 1024\n");
}

static void test_values_stay_hidden(void **state)
{
    (void)state;
    expect(
        DEFINITION(REVISION("1", "14"), ,
                   IMAGE("1") ", \"environment\": [{\"name\": \"DB\", \"value\": \"hunter1\"}, "
                              "{\"name\": \"OLD\", \"value\": \"hunter2\"}, {\"name\": \"SAME\", "
                              "\"value\": \"hunter3\"}], \"secrets\": [{\"name\": \"A\", "
                              "\"valueFrom\": \"" ARN("a-1") "\"}, {\"name\": \"B\", "
                                                             "\"valueFrom\": \"hunter4\"}]", )
            DEFINITION(REVISION("2", "15"), ,
                       IMAGE("1") ", \"environment\": [{\"name\": \"DB\", \"value\": "
                                  "\"hunter5\"}, {\"name\": \"NEW\", \"value\": \"hunter6\"}, "
                                  "{\"name\": \"SAME\", \"value\": \"hunter3\"}], \"secrets\": "
                                  "[{\"name\": \"A\", \"valueFrom\": \"" ARN(
                                      "a-2") "\"}, {\"name\": \"B\", \"valueFrom\": "
                                             "\"hunter7\"}]", ),
        "2025-10-01T15:00:00.000Z L2 task definition api:2 vs api:1: secret A a-1 → a-2; "
        "secret B changed; environment DB changed; environment NEW added; environment OLD "
        "removed\n");
}

static void test_containers_and_checks(void **state)
{
    (void)state;
    expect(DEFINITION(REVISION("1", "14"), ,
                      IMAGE("1") ", \"command\": [\"node\", \"a.js\"], \"portMappings\": "
                                 "[{\"containerPort\": 80, \"hostPort\": 80}]", )
               DEFINITION(
                   REVISION("2", "15"), "\"cpu\": \"256\", ",
                   "\"image\": \"other:1\", \"command\": [\"node\", \"b.js\"], \"portMappings\": "
                   "[{\"containerPort\": 8080, \"hostPort\": 80, \"protocol\": \"udp\"}], "
                   "\"healthCheck\": {\"command\": [\"CMD-SHELL\", \"curl x\"], \"retries\": 3}",
                   ", {\"name\": \"side\", \"image\": \"s:1\"}")
                   DEFINITION(REVISION("3", "16"), "\"cpu\": \"256\", ",
                              "\"image\": \"other:1\", \"command\": [\"node\", \"b.js\"], "
                              "\"portMappings\": [{\"containerPort\": 8080, \"hostPort\": 80, "
                              "\"protocol\": \"udp\"}], \"healthCheck\": {\"command\": "
                              "[\"CMD-SHELL\", \"curl x\"], \"retries\": 3}", ),
           "2025-10-01T15:00:00.000Z L2 task definition api:2 vs api:1: app image "
           "1.dkr.ecr.eu-west-1.amazonaws.com/api:1 → other:1; app ports 80 → 8080 on 80/udp; app "
           "health check command CMD-SHELL curl x added; app health check retries 3 added; app "
           "command node a.js → node b.js; container side added; cpu 256 added\n"
           "2025-10-01T16:00:00.000Z L3 task definition api:3 vs api:2: container side removed\n");
}

/* Files of a repository have no revision: they come behind those that have one. */
static void test_without_revision(void **state)
{
    (void)state;
    expect(DEFINITION(, , IMAGE("3"), ) DEFINITION(REVISION("1", "14"), , IMAGE("1"), )
               DEFINITION(, , IMAGE("4"), ) DEFINITION(, , IMAGE("3"), ),
           " L1 task definition api vs api:1: image 1 → 3\n"
           " L3 task definition api vs api: image 3 → 4\n");
}

static void test_nothing_to_tell(void **state)
{
    (void)state;
    expect("", "");
    expect(DEFINITION(REVISION("1", "14"), , IMAGE("1"), ), "");
    expect(DEFINITION(REVISION("1", "14"), , IMAGE("1"), )
               DEFINITION(REVISION("2", "14"), , IMAGE("1"), ),
           "");
}

static void test_bound(void **state)
{
    (void)state;
    struct changes changes;
    changes_init(&changes);
    for (int i = 1; i <= CHANGES_REVISIONS_MAX + 5; i++) {
        const struct event_definition definition = { .family = SLICE("api"), .revision = i };
        const struct occurrence where = { .time_us = TIMESTAMP_NONE };
        changes_note(&changes, &definition, &where);
    }
    assert_int_equal(changes.count, CHANGES_REVISIONS_MAX);
    assert_int_equal(changes.dropped, 5);
    changes_release(&changes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_usual),
        cmocka_unit_test(test_values_stay_hidden),
        cmocka_unit_test(test_containers_and_checks),
        cmocka_unit_test(test_without_revision),
        cmocka_unit_test(test_nothing_to_tell),
        cmocka_unit_test(test_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
