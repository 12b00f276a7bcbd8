/* cmd_db: the sub-commands of `culprit db` that have a file of their own. */
#ifndef CLI_CMD_DB_H
#define CLI_CMD_DB_H

/* As struct command's run. */
int cmd_db_check(int argc, char **argv);
int cmd_db_test(int argc, char **argv);

/* Prints "culprit: db: TEXT" of an error. Returns EXIT_STATUS_USAGE. */
struct err;
int cmd_db_fail(const struct err *err);

#endif
