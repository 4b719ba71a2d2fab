// What identifies a file beyond stat(2): its birth, and its file system's own number.
#ifndef LOGCAST_CLINUX_FILES_H
#define LOGCAST_CLINUX_FILES_H
#include <stdint.h>

struct clinux_file_status {
    uint64_t device;
    uint64_t inode;
    uint64_t size;
    /// ns since 1970; 0 where the file system does not know it.
    int64_t birth;
    /// ns since 1970.
    int64_t modified;
    /// ns since 1970.
    int64_t changed;
    uint32_t mode;
    uint32_t links;
};

/// statx(2) of a path, following links, or of the descriptor when `path` is NULL; 0, or errno.
int clinux_file_status(int fd, const char *path, struct clinux_file_status *status);

/// statfs(2)'s f_fsid, stable across boots on most file systems; 0 where there is none.
/// Of a path, or of the descriptor when `path` is NULL.
uint64_t clinux_file_system_id(int fd, const char *path);
#endif
