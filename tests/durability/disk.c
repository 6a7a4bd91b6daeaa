/* A disk that fails or keeps a diary: preloaded, it stands between the program and every write, sync,
 * truncation and removal of files under DISK_FOLDER.
 *
 * DISK_FAIL=N   the N-th such call fails; DISK_HOW=enospc|eio|kill says how, DISK_FOR=once|good how long.
 * DISK_COUNT=F  the number of calls so far is in F.
 * DISK_LOG=F    every call is written to F: a letter (W S T U), path, offset, length, bytes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long calls = 0, fail_at = -1;
static int for_good = 0, how = 0, log_fd = -1, count_fd = -1, ready = 0;
static const char *folder = NULL;
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_unlink)(const char *);

static void begin(void) {
    if (ready) return;
    ready = 1;
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    folder = getenv("DISK_FOLDER");
    const char *at = getenv("DISK_FAIL"), *in = getenv("DISK_HOW"), *last = getenv("DISK_FOR");
    if (at) fail_at = atol(at);
    for_good = last && !strcmp(last, "good");
    how = in && !strcmp(in, "kill") ? SIGKILL * 1000 : in && !strcmp(in, "eio") ? EIO : ENOSPC;
    const char *log = getenv("DISK_LOG"), *count = getenv("DISK_COUNT");
    if (count) count_fd = open(count, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (log) log_fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

__attribute__((constructor)) static void start(void) { begin(); }

static int is_ours(const char *path) { return folder && !strncmp(path, folder, strlen(folder)); }

static const char *path_of(int fd) {
    static char path[4096];
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    return path;
}

static void note(char letter, const char *path, int64_t offset, int64_t length, const void *bytes) {
    if (log_fd < 0) return;
    int64_t name = (int64_t)strlen(path);
    if (real_write(log_fd, &letter, 1) < 0 || real_write(log_fd, &name, 8) < 0 ||
        real_write(log_fd, path, (size_t)name) < 0 || real_write(log_fd, &offset, 8) < 0 ||
        real_write(log_fd, &length, 8) < 0 || (bytes && real_write(log_fd, bytes, (size_t)length) < 0))
        _exit(99);
}

/* Whether this call fails now. */
static int fails(void) {
    calls++;
    if (count_fd >= 0) {
        char said[32];
        int length = snprintf(said, sizeof said, "%ld\n", calls);
        if (real_pwrite(count_fd, said, (size_t)length, 0) < 0) _exit(99);
    }
    if (fail_at < 0 || calls < fail_at || (calls > fail_at && !for_good)) return 0;
    if (how == SIGKILL * 1000) kill(getpid(), SIGKILL);
    errno = how;
    return 1;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    begin();
    const char *path = path_of(fd);
    if (fd == log_fd || !is_ours(path)) return real_write(fd, bytes, length);
    if (fails()) return -1;
    note('W', path, lseek(fd, 0, SEEK_CUR), (int64_t)length, bytes);
    return real_write(fd, bytes, length);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) {
    begin();
    const char *path = path_of(fd);
    if (!is_ours(path)) return real_pwrite(fd, bytes, length, offset);
    if (fails()) return -1;
    note('W', path, offset, (int64_t)length, bytes);
    return real_pwrite(fd, bytes, length, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
    return pwrite64(fd, bytes, length, offset);
}

static int synced(int fd, int (*real)(int)) {
    const char *path = path_of(fd);
    if (!is_ours(path)) return real(fd);
    if (fails()) return -1;
    note('S', path, 0, 0, NULL);
    return real(fd);
}

int fsync(int fd) {
    begin();
    return synced(fd, real_fsync);
}

int fdatasync(int fd) {
    begin();
    return synced(fd, real_fdatasync);
}

int ftruncate64(int fd, off_t length) {
    begin();
    const char *path = path_of(fd);
    if (!is_ours(path)) return real_ftruncate(fd, length);
    if (fails()) return -1;
    note('T', path, length, 0, NULL);
    return real_ftruncate(fd, length);
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int unlink(const char *path) {
    begin();
    if (!is_ours(path)) return real_unlink(path);
    if (fails()) return -1;
    note('U', path, 0, 0, NULL);
    return real_unlink(path);
}
