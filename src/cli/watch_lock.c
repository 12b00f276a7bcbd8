#include "cli/watch_lock.h"

void watch_lock_init(struct watch_lock *lock)
{
    pthread_mutex_init(&lock->mutex, NULL);
    pthread_cond_init(&lock->turned, NULL);
    lock->next = lock->serving = 0;
}

void watch_lock_release(struct watch_lock *lock)
{
    pthread_mutex_destroy(&lock->mutex);
    pthread_cond_destroy(&lock->turned);
}

void watch_lock_take(struct watch_lock *lock)
{
    pthread_mutex_lock(&lock->mutex);
    const uint64_t mine = lock->next++;
    while (lock->serving != mine)
        pthread_cond_wait(&lock->turned, &lock->mutex);
    pthread_mutex_unlock(&lock->mutex);
}

void watch_lock_leave(struct watch_lock *lock)
{
    pthread_mutex_lock(&lock->mutex);
    lock->serving++;
    pthread_cond_broadcast(&lock->turned);
    pthread_mutex_unlock(&lock->mutex);
}
