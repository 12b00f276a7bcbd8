/* build_tree: YAML text as a tree with line numbers, under limits.
 *
 * A small part of YAML: maps with text keys, lists, text. Anchors, aliases and tags
 * are refused: signatures do not need them, and aliases are how small files become huge ones. */
#ifndef PATDB_BUILD_TREE_H
#define PATDB_BUILD_TREE_H

#include "base/arena.h"
#include "base/err.h"

#define TREE_BYTES_MAX (8 * 1024 * 1024)
#define TREE_DEPTH_MAX 16
#define TREE_NODES_MAX 400000

enum tree_kind { TREE_TEXT, TREE_LIST, TREE_MAP };

struct tree {
    enum tree_kind kind;
    uint32_t line;             /* 1-based */
    struct slice key;          /* of this node in its map */
    struct slice text;         /* TREE_TEXT */
    struct tree *first, *last; /* children of a list or map */
    struct tree *next;
    uint32_t count; /* children */
};

/* Memory comes from arena. *root is NULL for a file without content; where it has several
 * documents, root->next is the next one. */
enum status tree_parse(struct arena *arena, struct slice yaml, struct tree **root,
                       struct err *err) MUST_CHECK;

#endif
