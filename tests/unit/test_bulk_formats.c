/* Runs give what reading event by event gives in every format: its samples, whole, cut and with
 * bytes changed, between lines that come in runs, and behind a transport's prefix. */
#include "bulk_fixture.h"

#include "format_samples.h"

#define ROUNDS 600

/* Lines that are whole events, so that runs begin and end at the sample. */
static void add_lines(struct buf *out, uint64_t *seed)
{
    for (uint32_t n = below(seed, 40); n > 0; n--)
        buf_printf(out, "2025-10-01T14:45:%02u.%06u+00:00 ecs/app/" TASK " request %u took 8 ms\n",
                   below(seed, 60), below(seed, 1000000), below(seed, 100));
}

/* A sample, or part of it; each of its lines behind a prefix, or not. */
static void add_sample(struct buf *out, uint64_t *seed)
{
    struct slice s = slice_cstr(samples[below(seed, COUNT(samples))].input), line;
    if (below(seed, 3) == 0 && s.len > 1)
        s = slice_sub(s, below(seed, (uint32_t)s.len), 1 + below(seed, 200));
    const size_t start = out->len;
    if (below(seed, 3) > 0) {
        buf_add(out, s);
    } else {
        while (slice_next_line(&s, &line))
            buf_printf(out, "2025-10-01T14:45:12.%06u+00:00 ecs/app/" TASK " %.*s\n",
                       below(seed, 1000), SLICE_ARG(line));
    }
    for (uint32_t n = below(seed, 4); n > 0 && out->len > start && below(seed, 3) == 0; n--)
        out->ptr[start + below(seed, (uint32_t)(out->len - start))] = (char)below(seed, 256);
}

static void runs_equal_events(void **state)
{
    (void)state;
    uint64_t seed = 0x2545f4914f6cdd1du;
    struct run_counts counts = { 0 };
    struct buf text;
    buf_init(&text);
    for (int round = 0; round < ROUNDS; round++) {
        buf_reset(&text);
        for (uint32_t n = below(&seed, 4) + 1; n > 0; n--) {
            add_lines(&text, &seed);
            add_sample(&text, &seed);
        }
        add_lines(&text, &seed);
        read_both_ways(buf_slice(&text), round, &counts);
    }
    buf_release(&text);
    assert_true(counts.in_runs > ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(runs_equal_events) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
