/* Lets one step of writing below a folder fail: preloaded, it stands before the C library.

   FAILING_FOLDER: where steps count. FAILING_STEP: the number of the one that fails, from 0;
   -1: none. FAILING_WITH: its errno. FAILING_LOG: a file that gets the name of each step. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int steps = 0;

#define GENUINE(name, ...) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))(__VA_ARGS__)

static int is_below(const char *path) {
    const char *folder = getenv("FAILING_FOLDER");
    return folder && path && !strncmp(path, folder, strlen(folder));
}

static int is_open_below(int handle) {
    char name[64], path[PATH_MAX];
    int before = errno;
    snprintf(name, sizeof name, "/proc/self/fd/%d", handle);
    ssize_t length = readlink(name, path, sizeof path - 1);
    errno = before;
    if (length < 0) return 0;
    path[length] = 0;
    return is_below(path);
}

/* Whether this step is the one that fails; errno says with what. */
static int fails(const char *step) {
    const char *log = getenv("FAILING_LOG"), *number = getenv("FAILING_STEP");
    const char *with = getenv("FAILING_WITH");
    if (log) {
        int handle = GENUINE(open, log, O_WRONLY | O_APPEND | O_CREAT, 0644);
        if (handle >= 0) {
            dprintf(handle, "%s\n", step);
            GENUINE(close, handle);
        }
    }
    if (!number || steps++ != atoi(number)) return 0;
    errno = with ? atoi(with) : EIO;
    return 1;
}

ssize_t write(int handle, const void *content, size_t count) {
    if (is_open_below(handle) && fails("write")) {
        int code = errno; /* half of it is written, as on a disk that fills */
        GENUINE(write, handle, content, count / 2);
        errno = code;
        return -1;
    }
    return GENUINE(write, handle, content, count);
}

int fsync(int handle) {
    return is_open_below(handle) && fails("fsync") ? -1 : GENUINE(fsync, handle);
}

int close(int handle) {
    int is_ours = is_open_below(handle) && (fcntl(handle, F_GETFL) & O_ACCMODE) != O_RDONLY;
    int done = GENUINE(close, handle);
    return is_ours && fails("close") ? -1 : done;
}

int rename(const char *from, const char *to) {
    return is_below(to) && fails("rename") ? -1 : GENUINE(rename, from, to);
}

int chmod(const char *path, mode_t mode) {
    return is_below(path) && fails("chmod") ? -1 : GENUINE(chmod, path, mode);
}

int mkdir(const char *path, mode_t mode) {
    return is_below(path) && fails("mkdir") ? -1 : GENUINE(mkdir, path, mode);
}

int ftruncate64(int handle, off64_t length) {
    return is_open_below(handle) && fails("truncate") ? -1 : GENUINE(ftruncate64, handle, length);
}

static int opened(int (*genuine)(const char *, int, ...), const char *path, int flags, mode_t mode) {
    if ((flags & O_ACCMODE) != O_RDONLY && is_below(path) && fails("open")) return -1;
    return genuine(path, flags, mode);
}

#define OPEN(name)                                                                   \
    int name(const char *path, int flags, ...) {                                     \
        va_list more;                                                                \
        va_start(more, flags);                                                       \
        mode_t mode = flags & O_CREAT ? va_arg(more, int) : 0;                       \
        va_end(more);                                                                \
        return opened((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name), path, \
                      flags, mode);                                                  \
    }
OPEN(open)
OPEN(open64)
