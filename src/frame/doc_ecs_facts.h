/* doc_ecs_facts: what a task definition says, as facts that can be compared. Internal to frame/. */
#ifndef FRAME_DOC_ECS_FACTS_H
#define FRAME_DOC_ECS_FACTS_H

#include "base/arena.h"
#include "frame/doc.h"

struct doc_ecs_facts {
    struct arena arena; /* names and values */
    struct event_fact *items;
    size_t count, capacity;
};

void doc_ecs_facts_init(struct doc_ecs_facts *facts);
void doc_ecs_facts_release(struct doc_ecs_facts *facts);

/* The facts of a parsed task definition. Values of the environment are left empty: of them only
 * the hash is kept. Of secrets, where they come from is given if it is an ARN. */
void doc_ecs_facts_read(struct doc_ecs_facts *facts, const json_t *definition);

#endif
