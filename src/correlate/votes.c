#include "base/alloc.h"
#include "correlate/parts.h"

/* Pairs of name and value. */
#define VOTES_MAX 8192
/* Longest name, longest value that is a name of something. */
#define NAME_BYTES_MAX 32
#define VALUE_BYTES_MAX 512

void votes_init(struct votes *v)
{
    *v = (struct votes){ 0 };
    map_init(&v->keys);
}

void votes_release(struct votes *v)
{
    map_release(&v->keys);
    alloc_free(v->counts);
}

void votes_add(struct votes *v, struct slice name, struct slice value, uint64_t weight)
{
    char bytes[NAME_BYTES_MAX + 1 + VALUE_BYTES_MAX];
    if (value.len == 0 || value.len > VALUE_BYTES_MAX || name.len > NAME_BYTES_MAX)
        return;
    memcpy(bytes, name.ptr, name.len);
    bytes[name.len] = '\0';
    memcpy(bytes + name.len + 1, value.ptr, value.len);
    const struct slice key = slice_make(bytes, name.len + 1 + value.len);
    bool is_new = false;
    uint32_t at = map_get(&v->keys, key);
    if (at == MAP_NONE && v->keys.count < VOTES_MAX)
        at = map_put(&v->keys, key, &is_new);
    if (at == MAP_NONE)
        return;
    v->counts = alloc_grow(v->counts, &v->capacity, at + 1, sizeof *v->counts);
    v->counts[at] = (is_new ? 0 : v->counts[at]) + weight;
}

/* Source: IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)":
 * arn:partition:service:region:account-id:resource; regions are short, accounts have 12 digits. */
static void add_arn(struct votes *v, struct slice text)
{
    size_t at = slice_find(text, SLICE("arn:aws"), 0);
    if (at == SLICE_NONE)
        return;
    struct slice rest = slice_from(text, at), field[5];
    for (size_t i = 0; i < 5; i++)
        if (!slice_next_field(&rest, ':', &field[i]))
            return;
    uint64_t account;
    if (field[3].len < 30)
        votes_add(v, SLICE("region"), field[3], 1);
    if (field[4].len == 12 && slice_to_u64(field[4], &account))
        votes_add(v, SLICE("account"), field[4], 1);
}

/* Is this a region? "eu-west-1", "us-gov-east-1". */
static bool is_region(struct slice s)
{
    return s.len >= 9 && s.len <= 16 && ascii_is_digit(s.ptr[s.len - 1]) && s.ptr[s.len - 2] == '-'
           && s.ptr[2] == '-' && s.ptr[0] >= 'a' && s.ptr[0] <= 'z';
}

/* Source: AWS General Reference, "AWS service endpoints": SERVICE.REGION.amazonaws.com; registries
 * of ECR are ACCOUNT.dkr.ecr.REGION.amazonaws.com. */
static void add_endpoint(struct votes *v, struct slice text)
{
    const size_t end = slice_find(text, SLICE(".amazonaws.com"), 0);
    if (end == SLICE_NONE)
        return;
    size_t from = end;
    while (from > 0 && (ascii_is_alnum(text.ptr[from - 1]) || text.ptr[from - 1] == '-'))
        from--;
    const struct slice region = slice_sub(text, from, end - from);
    if (is_region(region))
        votes_add(v, SLICE("region"), region, 1);
}

void votes_add_names(struct votes *v, struct slice text)
{
    if (slice_find(text, SLICE("aws"), 0) == SLICE_NONE) /* most lines name nothing of the kind */
        return;
    add_arn(v, text);
    add_endpoint(v, text);
}

/* Of several revisions the newest wins; of several containers nobody knows which is meant. */
void votes_add_definition(struct votes *v, const struct event_definition *definition)
{
    const uint64_t weight = definition->revision > 0 ? (uint64_t)definition->revision : 1;
    const struct event_fact *image = NULL;
    size_t images = 0;
    for (size_t i = 0; i < definition->fact_count; i++) {
        const struct event_fact *f = &definition->facts[i];
        if (slice_eq(f->name, SLICE("image"))) {
            image = f;
            images++;
        } else if (slice_eq(f->name, SLICE("executionRoleArn"))) {
            votes_add(v, SLICE("execution_role"), f->value, weight);
        }
    }
    if (images == 1 && image->value.len < EVENT_FACT_BYTES_MAX)
        votes_add(v, SLICE("image"), image->value, weight);
}

struct slice votes_winner(const struct votes *v, struct slice name)
{
    struct slice best = slice_empty();
    uint64_t most = 0;
    for (uint32_t i = 0; i < v->keys.count; i++) {
        struct slice value = map_key(&v->keys, i), key;
        if (!slice_next_field(&value, '\0', &key) || !slice_eq(key, name))
            continue;
        if (v->counts[i] > most || (v->counts[i] == most && slice_cmp(value, best) < 0)) {
            best = value;
            most = v->counts[i];
        }
    }
    return best;
}
